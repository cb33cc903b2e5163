/* text/language.c - which language a text is in.
 *
 * What tells short texts apart is known without a model: the alphabet, the letters that few languages have,
 * the function words, everyday words, and how words begin and end. Each is a number of points for the
 * languages that have it; the fewer they are, the more. Where the words are none of those, letters that follow
 * each other help, counted in the languages' own lists. The language with the most points is the text's, and it
 * is sure where no other is near. The points were set by hand, on the shares of tests/judged/languages.tsv that
 * come out right. What is looked up was arranged in the build, see language_lookup.h.
 *
 * Danish and Norwegian share most of their words, so that a short question is often unsure. Serbian, Croatian
 * and Bosnian are one language here, as they are for the stemmer. */
#include "text/language_lookup.h"
#include "text/text.h"

#include <limits.h>
#include <string.h>

#include "util/util.h"

/* ==== Scripts ======================================================================================== */

static enum script script_of(uint32_t character)
{
    static const struct {
        uint32_t first, last;
        enum script script;
    } blocks[] = {
        {'A', 'z', LATIN},        {0xc0, 0x24f, LATIN},       {0x370, 0x3ff, GREEK},
        {0x400, 0x52f, CYRILLIC}, {0x531, 0x58f, ARMENIAN},   {0x5d0, 0x5f4, HEBREW},
        {0x620, 0x6ff, ARABIC},   {0x904, 0x97f, DEVANAGARI}, {0xb82, 0xbff, TAMIL},
        {0xe01, 0xe5b, THAI},     {0x1100, 0x11ff, HANGUL},   {0x1e00, 0x1eff, LATIN},
        {0x1f00, 0x1fff, GREEK},  {0x3041, 0x30ff, KANA},     {0x3400, 0x9fff, HAN},
        {0xac00, 0xd7a3, HANGUL}, {0x20000, 0x3ffff, HAN},
    };
    for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++) {
        if (character >= blocks[i].first && character <= blocks[i].last) {
            return blocks[i].script;
        }
    }
    return OTHER;
}

/* The script of most letters; of equals the first. Japanese mixes two, and Chinese has no kana. */
static enum script find_script(const struct word *words, size_t count)
{
    size_t letters[SCRIPTS] = {0};
    enum script most = OTHER;
    for (size_t i = 0; i < count; i++) {
        struct faqbot_view rest = words[i].folded;
        uint32_t character;
        while (utf8_next(&rest, &character)) {
            letters[script_of(character)]++;
        }
    }
    if (letters[KANA] > 0) {
        letters[KANA] += letters[HAN];
    }
    letters[OTHER] = 0;
    for (size_t i = 0; i < SCRIPTS; i++) {
        most = letters[i] > letters[most] ? (enum script)i : most;
    }
    return most;
}

/* ==== Evidence ======================================================================================= */

/* Points, to each language that has the evidence; and so many shared by all that have it. */
#define FUNCTION_WORD 20
#define FUNCTION_WORD_SHARED 40
#define AFFIX 6
#define AFFIX_SHARED 12
#define ROOT 14
#define ROOT_SHARED 28
#define EVERYDAY 12
#define EVERYDAY_SHARED 30
#define KINDRED 4 /* begins as an everyday word does */
#define KINDRED_SHARED 16
#define LETTER 12
#define LETTER_SHARED 24
#define ABSENT_LETTER (-8) /* a word with one */

/* It is sure with so many more points than the next; of few words, which may be names, twice as many. */
#define SURE_LEAD 11
#define FEW_WORDS 2

struct scores {
    languages script; /* those that are written in the text's */
    int points[LANGUAGES_MAX];
    uint64_t letters_seen; /* a bit of a hash for each letter that has given its points */
};

/* Gives points to each language of the set. */
static void give(struct scores *scores, languages to, int points, int shared)
{
    int count = __builtin_popcountll(to);
    for (; to != 0; to &= to - 1) {
        scores->points[__builtin_ctzll(to)] += points + shared / count;
    }
}

/* ==== Words ========================================================================================== */

static struct faqbot_view listed_word(size_t number)
{
    uint32_t start = language_word_starts[number];
    return view_make(language_word_bytes + start, language_word_starts[number + 1] - start);
}

/* How many words are not after this one. */
static size_t find_word(struct faqbot_view plain)
{
    size_t from = 0;
    size_t to = language_word_count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (view_compare(listed_word(middle), plain) <= 0) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return from;
}

#define KINDRED_BYTES 4 /* of the beginning; and more than half of either word */

/* Which languages have the word, a root of it (of more than three letters, or all of it), or a kindred word:
 * another form, or put together with it. Of each language only the last everyday word before may be kindred. */
struct found {
    languages function_words, everyday, rooted, kindred;
};

static void find_beginnings(struct found *found, size_t before, struct faqbot_view plain)
{
    languages seen = 0;
    for (; before > 0; before--) {
        struct faqbot_view word = listed_word(before - 1);
        const struct language_kinds *kinds = &language_kinds[language_word_of_kind[before - 1]];
        size_t same = 0;
        while (same < word.size && same < plain.size && word.bytes[same] == plain.bytes[same]) {
            same++;
        }
        if (same < KINDRED_BYTES) {
            return;
        }
        if (same == word.size && kinds->roots != 0 && utf8_length(word) > 3) {
            found->rooted |= kinds->roots;
        }
        if (2 * same > plain.size && 3 * same >= 2 * word.size) {
            found->kindred |= kinds->everyday & ~seen;
        }
        seen |= kinds->everyday;
    }
}

static struct found look_up(struct faqbot_view plain)
{
    struct found found = {0};
    size_t before = find_word(plain);
    if (before > 0 && view_equals(listed_word(before - 1), plain)) {
        const struct language_kinds *kinds = &language_kinds[language_word_of_kind[before - 1]];
        found.function_words = kinds->function_words;
        found.everyday = kinds->everyday;
        found.rooted = kinds->roots;
    }
    find_beginnings(&found, before, plain);
    return found;
}

/* ==== Affixes ======================================================================================== */

/* "l'" at the beginning of a word as it was written; the apostrophe may be a typographer's. */
static bool has_elision(struct faqbot_view source, const struct language_affix *affix)
{
    for (size_t i = 0; i < affix->size; i++) {
        if (i >= source.size || ascii_lower(source.bytes[i]) != affix->bytes[i]) {
            return false;
        }
    }
    source = view_slice(source, affix->size, source.size);
    return view_starts_with(source, "'") || view_starts_with(source, "\u2019");
}

/* Whether the word has the affix at this place, where its first byte stands. At least two bytes are beside it. */
static bool has_affix(const struct word *word, size_t at, const struct language_affix *affix)
{
    struct faqbot_view text = word->folded;
    if (affix->place == '\'') {
        return at == 0 && has_elision(word->source, affix);
    }
    return text.size > affix->size + 1u && at + affix->size <= text.size &&
           (affix->place != 'b' || at == 0) && (affix->place != 'e' || at + affix->size == text.size) &&
           memcmp(text.bytes + at, affix->bytes, affix->size) == 0;
}

static languages find_affixes(const struct word *word)
{
    languages has = 0;
    for (size_t at = 0; at < word->folded.size; at++) {
        unsigned char first = (unsigned char)word->folded.bytes[at];
        for (size_t i = language_affix_starts[first]; i < language_affix_starts[first + 1]; i++) {
            has |= has_affix(word, at, &language_affixes[i]) ? language_affixes[i].has : 0;
        }
    }
    return has;
}

/* ==== Letters ======================================================================================== */

/* NULL: it tells nothing. */
static const struct language_letter *find_letter(uint32_t letter)
{
    size_t from = 0;
    size_t to = language_letter_count;
    while (from < to) {
        size_t middle = from + (to - from) / 2;
        if (language_letters[middle].letter == letter) {
            return &language_letters[middle];
        }
        if (language_letters[middle].letter < letter) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    return NULL;
}

static void judge_letters(struct scores *scores, struct faqbot_view folded)
{
    languages lacking = 0;
    uint32_t letter;
    while (utf8_next(&folded, &letter)) {
        const struct language_letter *known = find_letter(letter);
        uint64_t bit = UINT64_C(1) << letter % 64;
        lacking |= known == NULL ? 0 : known->absent;
        if (letter >= 0x80 && !(scores->letters_seen & bit)) {
            scores->letters_seen |= bit;
            give(scores, known == NULL ? 0 : known->special & scores->script, LETTER, LETTER_SHARED);
        }
    }
    give(scores, lacking & scores->script, ABSENT_LETTER, 0);
}

static void judge_word(struct scores *scores, const struct word *word)
{
    struct found found = look_up(word->plain);
    languages listed = found.function_words & scores->script;
    languages everyday = found.everyday & scores->script & ~listed;
    languages rooted = found.rooted & scores->script & ~everyday;
    languages others = scores->script & ~(listed | everyday | rooted);
    give(scores, listed, FUNCTION_WORD, FUNCTION_WORD_SHARED);
    give(scores, everyday, EVERYDAY, EVERYDAY_SHARED);
    give(scores, rooted, ROOT, ROOT_SHARED);
    give(scores, found.kindred & others, KINDRED, KINDRED_SHARED);
    give(scores, find_affixes(word) & others, AFFIX, AFFIX_SHARED);
    judge_letters(scores, word->folded);
}

/* ==== Pairs of letters =============================================================================== */

/* Points for each unit of log-likelihood; it is small, because the lists are. */
#define PAIR 4

struct pairs {
    int32_t weights[LANGUAGES_MAX]; /* of all pairs, by language, in steps of 1 / PAIR_STEPS */
    int32_t count;
};

static void note_pair(struct pairs *pairs, unsigned before, unsigned after)
{
    size_t row = language_pair_rows[before * LETTER_CLASSES + after];
    for (size_t i = 0; i < language_row_count; i++) {
        pairs->weights[i] += language_pair_weights[row * language_row_count + i];
    }
    pairs->count++;
}

static void note_word(struct pairs *pairs, struct faqbot_view plain)
{
    unsigned before = 0;
    uint32_t letter;
    while (utf8_next(&plain, &letter)) {
        unsigned class = language_letter_class(letter);
        note_pair(pairs, before, class);
        before = class;
    }
    note_pair(pairs, before, 0);
}

static void judge_pairs(struct scores *scores, const struct word *words, size_t count)
{
    struct pairs pairs = {.count = 0};
    for (size_t i = 0; i < count; i++) {
        note_word(&pairs, words[i].plain);
    }
    for (size_t i = 0; i < language_row_count; i++) {
        int64_t likelihood = (int64_t)pairs.weights[i] * (PAIR_UNIT / PAIR_STEPS) -
                             (int64_t)pairs.count * language_rows[i].pairs;
        scores->points[i] += (int)((PAIR * likelihood - PAIR_UNIT / 2) / PAIR_UNIT); /* which is below 0 */
    }
}

/* ==== The guess ====================================================================================== */

static bool is_among(const char *code, const char (*codes)[LANGUAGE_CODE_BYTES], size_t count)
{
    bool is = count == 0;
    for (size_t i = 0; i < count && !is; i++) {
        is = strcmp(code, codes[i]) == 0;
    }
    return is;
}

/* The first of those with the most points. A language that alone has its script needs none. */
static struct language_guess pick(const struct scores *scores, const char (*codes)[LANGUAGE_CODE_BYTES],
                                  size_t code_count, int lead)
{
    struct language_guess guess = {.code = ""};
    size_t rows = 0;
    int best = INT_MIN / 2;
    int next = INT_MIN / 2;
    for (size_t i = 0; i < language_row_count; i++) {
        if (!(scores->script >> i & 1) || !is_among(language_rows[i].code, codes, code_count)) {
            continue;
        }
        if (rows++ == 0 || scores->points[i] > best) {
            next = best;
            best = scores->points[i];
            memcpy(guess.code, language_rows[i].code, sizeof guess.code);
        } else if (scores->points[i] > next) {
            next = scores->points[i];
        }
    }
    guess.is_sure = rows == 1 || (rows > 1 && best - next >= lead);
    return guess;
}

struct language_guess language_recognise(const struct word *words, size_t count,
                                         const char (*codes)[LANGUAGE_CODE_BYTES], size_t code_count)
{
    struct scores scores = {0};
    count = count < LANGUAGE_WORDS_MAX ? count : LANGUAGE_WORDS_MAX;
    enum script script = find_script(words, count);
    for (size_t i = 0; i < language_row_count; i++) {
        scores.script |= (languages)(language_rows[i].script == script) << i;
    }
    for (size_t i = 0; i < count; i++) {
        judge_word(&scores, &words[i]);
    }
    judge_pairs(&scores, words, count);
    return pick(&scores, codes, code_count, count > FEW_WORDS ? SURE_LEAD : 2 * SURE_LEAD);
}

/* ==== Longer texts =================================================================================== */

/* What is shorter tells too little: it may be a name. */
#define STRETCH_WORDS_LEAST 8

bool language_of_text(struct arena *arena, struct faqbot_view text, char code[LANGUAGE_CODE_BYTES])
{
    size_t counts[LANGUAGES_MAX] = {0};
    size_t sure = 0;
    size_t best = 0;
    struct word *words;
    size_t count;
    memset(code, 0, LANGUAGE_CODE_BYTES);
    if (!tokenize(arena, utf8_cut(text, LANGUAGE_TEXT_BYTES), &words, &count)) {
        return false;
    }
    for (size_t i = 0; i + STRETCH_WORDS_LEAST <= count; i += LANGUAGE_WORDS_MAX) {
        struct language_guess guess = language_recognise(words + i, count - i, NULL, 0);
        for (size_t row = 0; row < language_row_count && guess.is_sure; row++) {
            counts[row] += strcmp(language_rows[row].code, guess.code) == 0;
            best = counts[row] > counts[best] ? row : best;
        }
        sure += guess.is_sure;
    }
    if (sure > 0 && counts[best] * 3 >= sure * 2) {
        memcpy(code, language_rows[best].code, LANGUAGE_CODE_BYTES);
    }
    return true;
}

/* ==== Told from another ============================================================================== */

/* How many of the words hold sentences of a language together. */
static size_t count_function_words(const struct word *words, size_t count, const char *code)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        found += stopwords_has(stopwords_of(code), words[i].plain);
    }
    return found;
}

#define TOLD_WORDS_MIN 2 /* one may be a word of any language */

bool language_is_told(const struct word *words, size_t count, const char *code, const char *own)
{
    bool is_plain = !view_is_empty(stopwords_of(code));
    for (size_t i = 0; i < count && is_plain; i++) {
        struct faqbot_view rest = words[i].plain;
        uint32_t character;
        is_plain = utf8_next(&rest, &character) && character < 0x370; /* before Greek */
    }
    size_t told = count_function_words(words, count, code);
    return !is_plain || (told >= TOLD_WORDS_MIN && told > count_function_words(words, count, own));
}
