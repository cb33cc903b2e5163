/* lexicon/lexicon.c - reads a lexicon and adds up vectors of words.
 *
 * The bytes, little-endian whatever the machine is:
 *
 *   8 bytes      "FAQLEX1" and a NUL
 *   4 bytes      how many words; then how many dimensions, and how many bytes of text
 *   text         the words in byte order, joined by line feeds
 *   for each word, 4 bytes: the scale of its vector, a float
 *   for each word, 2 bytes: its rank by frequency
 *   for each word, half a byte a dimension, low half first: a component is scale * (half - 8)
 *
 * Nothing of it is unpacked but where each sixteenth word starts: looking a word up is a binary search over those and a
 * short walk. */
#include "lexicon/lexicon_internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAGIC "FAQLEX1"
#define HEADER_BYTES 20
#define WORD_BYTES 48 /* of a packed vector */
#define STRIDE 16     /* words from one noted start to the next */
#define WORDS_MAX (1u << 20)
#define CONTRASTS_MAX 512 /* a test counts them */

extern const unsigned char embed_bot_lexicon_english_lex[];
extern const size_t embed_bot_lexicon_english_lex_size;

struct lexicon {
    struct faqbot_view text;
    const unsigned char *scales;
    const unsigned char *ranks;
    const unsigned char *vectors;
    uint32_t word_count;
    uint32_t *starts;                             /* in the text: of the first, of the seventeenth word ... */
    struct faqbot_view contrasted[CONTRASTS_MAX]; /* the words that tell things apart, sorted */
    struct lexicon_contrast contrasts[CONTRASTS_MAX];
    size_t contrast_count;
};

/* ==== opening ================================================================================================== */

static uint32_t read_u32(const unsigned char *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static float read_float(const unsigned char *at)
{
    uint32_t bits = read_u32(at);
    float number;
    memcpy(&number, &bits, sizeof number);
    return number;
}

/* Where the sections lie; false: the sizes do not add up. */
static bool find_sections(struct faqbot_view bytes, struct lexicon *lexicon)
{
    const unsigned char *at = (const unsigned char *)bytes.bytes;
    if (bytes.size < HEADER_BYTES || memcmp(at, MAGIC, sizeof MAGIC) != 0) {
        return false;
    }
    uint32_t count = read_u32(at + 8);
    uint32_t text = read_u32(at + 16);
    size_t whole = HEADER_BYTES + (size_t)text + (size_t)count * (4 + 2 + WORD_BYTES);
    if (count == 0 || count > WORDS_MAX || read_u32(at + 12) != LEXICON_DIMENSIONS || bytes.size != whole) {
        return false;
    }
    *lexicon = (struct lexicon){.text = view_slice(bytes, HEADER_BYTES, text), .word_count = count};
    lexicon->scales = at + HEADER_BYTES + text;
    lexicon->ranks = lexicon->scales + (size_t)count * 4;
    lexicon->vectors = lexicon->ranks + (size_t)count * 2;
    return true;
}

/* Notes where each sixteenth word starts; false: there are more or fewer words than the header says. */
static bool note_starts(struct lexicon *lexicon)
{
    struct faqbot_view text = lexicon->text;
    uint32_t count = 0;
    for (size_t at = 0; at <= text.size; count++) {
        if (count == lexicon->word_count) {
            return false;
        }
        if (count % STRIDE == 0) {
            lexicon->starts[count / STRIDE] = (uint32_t)at;
        }
        const char *end = at < text.size ? memchr(text.bytes + at, '\n', text.size - at) : NULL;
        at = end == NULL ? text.size + 1 : (size_t)(end - text.bytes) + 1;
    }
    return count == lexicon->word_count;
}

/* Insertion into a short list. Words of which the lexicon has no vector are there too. */
static void note_contrasts(struct lexicon *lexicon)
{
    struct lexicon_contrasts listed;
    struct lexicon_contrast contrast;
    struct faqbot_view word;
    lexicon_contrasts_start(&listed);
    while (lexicon->contrast_count < CONTRASTS_MAX && lexicon_contrasts_next(&listed, &word, &contrast)) {
        size_t at = lexicon->contrast_count++;
        for (; at > 0 && view_compare(lexicon->contrasted[at - 1], word) > 0; at--) {
            lexicon->contrasted[at] = lexicon->contrasted[at - 1];
            lexicon->contrasts[at] = lexicon->contrasts[at - 1];
        }
        lexicon->contrasted[at] = word;
        lexicon->contrasts[at] = contrast;
    }
}

void lexicon_open(struct faqbot_view bytes, struct lexicon **lexicon, enum faqbot_status *status)
{
    struct lexicon found;
    struct lexicon *opened = NULL;
    *lexicon = NULL;
    if (*status != FAQBOT_OK) {
        return;
    }
    if (!find_sections(bytes, &found)) {
        *status = FAQBOT_INVALID;
        return;
    }
    opened = malloc(sizeof *opened);
    found.starts = calloc(found.word_count / STRIDE + 1, sizeof *found.starts);
    if (opened == NULL || found.starts == NULL) {
        *status = FAQBOT_NO_MEMORY;
    } else if (!note_starts(&found)) {
        *status = FAQBOT_INVALID;
    } else {
        *opened = found;
        note_contrasts(opened);
        *lexicon = opened;
        return;
    }
    free(found.starts);
    free(opened);
}

void lexicon_open_english(struct lexicon **lexicon, enum faqbot_status *status)
{
    const char *bytes = (const char *)embed_bot_lexicon_english_lex;
    lexicon_open(view_make(bytes, embed_bot_lexicon_english_lex_size), lexicon, status);
}

void lexicon_close(struct lexicon *lexicon)
{
    if (lexicon != NULL) {
        free(lexicon->starts);
        free(lexicon);
    }
}

bool lexicon_knows_language(struct faqbot_view tag)
{
    bool is_english = tag.size >= 2 && ascii_lower(tag.bytes[0]) == 'e' && ascii_lower(tag.bytes[1]) == 'n';
    return tag.size == 0 || (is_english && (tag.size == 2 || tag.bytes[2] == '-' || tag.bytes[2] == '_'));
}

/* ==== looking up ================================================================================================ */

static struct faqbot_view word_at(const struct lexicon *lexicon, size_t start)
{
    struct faqbot_view rest = view_slice(lexicon->text, start, lexicon->text.size);
    return view_slice(rest, 0, view_find(rest, '\n'));
}

/* Below 0, 0 or above, as the word that starts there comes before, is or comes after `word`. A line feed, which ends
 * it, comes before any letter. */
static int compare_at(const struct lexicon *lexicon, size_t start, struct faqbot_view word)
{
    const char *here = lexicon->text.bytes + start;
    size_t left = lexicon->text.size - start;
    for (size_t i = 0; i < word.size; i++) {
        if (i == left || here[i] != word.bytes[i]) {
            return i == left || here[i] == '\n' ? -1 : (unsigned char)here[i] - (unsigned char)word.bytes[i];
        }
    }
    return word.size == left || here[word.size] == '\n' ? 0 : 1;
}

uint32_t lexicon_find(const struct lexicon *lexicon, struct faqbot_view word)
{
    uint32_t low = 0; /* the last noted word that is not behind `word` lies in [low, high) */
    uint32_t high = (lexicon->word_count - 1) / STRIDE + 1;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (compare_at(lexicon, lexicon->starts[middle], word) <= 0) {
            low = middle;
        } else {
            high = middle;
        }
    }
    size_t at = lexicon->starts[low];
    uint32_t end = (low + 1) * STRIDE < lexicon->word_count ? (low + 1) * STRIDE : lexicon->word_count;
    for (uint32_t number = low * STRIDE; number < end; number++) {
        int order = compare_at(lexicon, at, word);
        if (order >= 0) {
            return order == 0 ? number : LEXICON_NONE;
        }
        at += word_at(lexicon, at).size + 1;
    }
    return LEXICON_NONE;
}

uint32_t lexicon_word_count(const struct lexicon *lexicon)
{
    return lexicon->word_count;
}

struct faqbot_view lexicon_word_text(const struct lexicon *lexicon, uint32_t number)
{
    size_t at = lexicon->starts[number / STRIDE];
    for (uint32_t i = 0; i < number % STRIDE; i++) {
        at += word_at(lexicon, at).size + 1;
    }
    return word_at(lexicon, at);
}

unsigned lexicon_rank(const struct lexicon *lexicon, uint32_t number)
{
    const unsigned char *at = lexicon->ranks + (size_t)number * 2;
    return (unsigned)at[0] | (unsigned)at[1] << 8;
}

struct lexicon_contrast lexicon_find_contrast(const struct lexicon *lexicon, struct faqbot_view word)
{
    size_t low = 0;
    size_t high = lexicon->contrast_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (view_compare(lexicon->contrasted[middle], word) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    bool is_listed = low < lexicon->contrast_count && view_equals(lexicon->contrasted[low], word);
    return is_listed ? lexicon->contrasts[low] : (struct lexicon_contrast){.is_apart = false};
}

/* ==== words ====================================================================================================== */

static const unsigned char *packed(const struct lexicon *lexicon, uint32_t number)
{
    return lexicon->vectors + (size_t)number * WORD_BYTES;
}

static float per_length(int square)
{
    return square > 0 ? (float)(1 / sqrt(square)) : 0;
}

/* The halves of each byte in two rows: so that a compiler takes sixteen bytes at a time apart. */
static void unpack(const unsigned char *halves, int16_t parts[LEXICON_DIMENSIONS])
{
    for (size_t i = 0; i < WORD_BYTES; i++) {
        parts[i] = halves[i] & 15;
    }
    for (size_t i = 0; i < WORD_BYTES; i++) {
        parts[WORD_BYTES + i] = halves[i] >> 4;
    }
}

static int32_t multiply(const int16_t left[LEXICON_DIMENSIONS], const int16_t right[LEXICON_DIMENSIONS])
{
    int32_t product = 0;
    for (size_t i = 0; i < LEXICON_DIMENSIONS; i++) {
        product += left[i] * right[i];
    }
    return product;
}

void lexicon_unpack(const struct lexicon *lexicon, uint32_t number, struct lexicon_word *word)
{
    unpack(packed(lexicon, number), word->parts);
    word->sum = 0;
    for (size_t i = 0; i < LEXICON_DIMENSIONS; i++) {
        word->parts[i] = (int16_t)(word->parts[i] - 8);
        word->sum += word->parts[i];
    }
    word->per_length = per_length(multiply(word->parts, word->parts));
}

/* The scales of both cancel out. The other's halves are 8 too large, which is taken off at once. */
void lexicon_word_likenesses(const struct lexicon *lexicon, const struct lexicon_word *words, size_t count,
                             uint32_t other, float other_per_length, float *likenesses)
{
    int16_t parts[LEXICON_DIMENSIONS];
    unpack(packed(lexicon, other), parts);
    for (size_t i = 0; i < count; i++) {
        likenesses[i] = (float)(multiply(words[i].parts, parts) - 8 * words[i].sum) * words[i].per_length *
                        other_per_length;
    }
}

float lexicon_per_length(const struct lexicon *lexicon, uint32_t number)
{
    struct lexicon_word word;
    lexicon_unpack(lexicon, number, &word);
    return word.per_length;
}

/* ==== texts ====================================================================================================== */

/* The longest word that is looked up; no word of a lexicon is longer. */
#define LETTERS_MAX 64

void lexicon_add_word(const struct lexicon *lexicon, uint32_t number, float sum[LEXICON_DIMENSIONS])
{
    const unsigned char *halves = packed(lexicon, number);
    float scale = read_float(lexicon->scales + (size_t)number * 4);
    for (size_t i = 0; i < WORD_BYTES; i++) {
        sum[2 * i] += scale * (float)((halves[i] & 15) - 8);
        sum[2 * i + 1] += scale * (float)((halves[i] >> 4) - 8);
    }
}

static void add_word(const struct lexicon *lexicon, struct faqbot_view word, float sum[LEXICON_DIMENSIONS])
{
    uint32_t number = lexicon_find(lexicon, word);
    if (number != LEXICON_NONE) {
        lexicon_add_word(lexicon, number, sum);
    }
}

/* What stands for the letters behind an apostrophe. */
static const char *written_out(struct faqbot_view ending)
{
    static const char *const endings[][2] = {{"s", ""},      {"re", "are"}, {"ll", "will"},
                                             {"ve", "have"}, {"m", "am"},   {"d", "would"}};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        if (view_equals_text(ending, endings[i][0])) {
            return endings[i][1];
        }
    }
    return NULL;
}

/* How many bytes an apostrophe has that `rest` begins with: the typewriter's or the printer's; 0: none. */
static size_t apostrophe_size(struct faqbot_view rest)
{
    static const char printed[] = "\xE2\x80\x99";
    bool is_printed = rest.size >= 3 && memcmp(rest.bytes, printed, 3) == 0;
    return rest.size > 0 && rest.bytes[0] == '\'' ? 1 : is_printed ? 3 : 0;
}

/* Takes a run of letters off `rest`, in small letters; one that is longer than any word is no word. */
static struct faqbot_view take_letters(struct faqbot_view *rest, char letters[LETTERS_MAX])
{
    size_t size = 0;
    while (size < rest->size && ascii_is_alpha(rest->bytes[size])) {
        letters[size < LETTERS_MAX ? size : LETTERS_MAX - 1] = ascii_lower(rest->bytes[size]);
        size++;
    }
    *rest = view_slice(*rest, size, rest->size);
    return view_make(letters, size < LETTERS_MAX ? size : 0);
}

/* A word before "n't" loses its "n", but for "can't" and "won't". */
static void add_negated(const struct lexicon *lexicon, struct faqbot_view word, float sum[LEXICON_DIMENSIONS])
{
    struct faqbot_view positive = view_equals_text(word, "can")   ? view_of("can")
                                  : view_equals_text(word, "won") ? view_of("will")
                                                                  : view_slice(word, 0, word.size - 1);
    add_word(lexicon, positive, sum);
    add_word(lexicon, view_of("not"), sum);
}

/* Takes the letters behind an apostrophe that `rest` begins with; none where it begins with another sign. */
static struct faqbot_view take_ending(struct faqbot_view *rest, char letters[LETTERS_MAX])
{
    size_t apostrophe = apostrophe_size(*rest);
    *rest = view_slice(*rest, apostrophe, rest->size);
    return apostrophe > 0 ? take_letters(rest, letters) : view_of("");
}

/* Takes a word and what apostrophes join to it ("they'd've"). */
static void take_word(const struct lexicon *lexicon, struct faqbot_view *rest, float sum[LEXICON_DIMENSIONS])
{
    char letters[LETTERS_MAX];
    char more[LETTERS_MAX];
    struct faqbot_view word = take_letters(rest, letters);
    struct faqbot_view behind = *rest;
    struct faqbot_view ending = take_ending(&behind, more);
    if (view_equals_text(ending, "t") && word.size > 1 && word.bytes[word.size - 1] == 'n') {
        add_negated(lexicon, word, sum);
        *rest = behind;
        return;
    }
    add_word(lexicon, word, sum);
    for (const char *full; (full = written_out(ending)) != NULL; ending = take_ending(&behind, more)) {
        add_word(lexicon, view_of(full), sum);
        *rest = behind;
    }
}

void lexicon_add(const struct lexicon *lexicon, struct faqbot_view text, float sum[LEXICON_DIMENSIONS])
{
    while (text.size > 0) {
        if (ascii_is_alpha(text.bytes[0])) {
            take_word(lexicon, &text, sum);
        } else {
            text = view_slice(text, 1, text.size);
        }
    }
}

struct lexicon_vector lexicon_direction(const float sum[LEXICON_DIMENSIONS])
{
    struct lexicon_vector vector = {{0}};
    double square = 0;
    for (size_t i = 0; i < LEXICON_DIMENSIONS; i++) {
        square += (double)sum[i] * (double)sum[i];
    }
    for (size_t i = 0; i < LEXICON_DIMENSIONS && square > 0; i++) {
        vector.parts[i] = (int16_t)lround((double)sum[i] / sqrt(square) * LEXICON_VECTOR_ONE);
    }
    return vector;
}

/* The sum of products is at most LEXICON_VECTOR_ONE squared and a little for rounding: less than 2^31. */
float lexicon_likeness(const struct lexicon_vector *left, const struct lexicon_vector *right)
{
    return (float)multiply(left->parts, right->parts) / ((float)LEXICON_VECTOR_ONE * LEXICON_VECTOR_ONE);
}
