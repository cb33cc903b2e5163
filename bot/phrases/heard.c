/* phrases/heard.c - whether a whole message is small talk.
 *
 * A message is small talk if it can be taken apart into listed texts of one language and nothing remains: "ok thanks
 * bye", "hi there". Nothing is guessed: a word too much, and it is a question. That costs a few greetings that nobody
 * listed, which are refused as before, and keeps questions from being greeted. */
#include "phrases/phrases.h"

#include <assert.h>
#include <utf8proc.h>

/* ==== Kinds =========================================================================================== */

/* Of several kinds in one message, the first here is replied to: a question before a courtesy, and the last word
 * ("thanks, bye") before the first. */
static const enum small_talk order_of_kinds[] = {SMALL_TALK_PERSON,  SMALL_TALK_MAKER,  SMALL_TALK_BOT,
                                                 SMALL_TALK_HELP,    SMALL_TALK_INSULT, SMALL_TALK_TEST,
                                                 SMALL_TALK_GOODBYE, SMALL_TALK_THANKS, SMALL_TALK_GREETING,
                                                 SMALL_TALK_NO,      SMALL_TALK_YES,    SMALL_TALK_OK};

static enum small_talk first_kind(unsigned found)
{
    for (size_t i = 0; i < sizeof order_of_kinds / sizeof *order_of_kinds; i++) {
        if (found & 1u << order_of_kinds[i]) {
            return order_of_kinds[i];
        }
    }
    return SMALL_TALK_NONE;
}

/* ==== Listed texts in a message ======================================================================= */

#define FILLER SMALL_TALK_KINDS /* what may stand beside small talk, and says nothing alone */

#define PIECES_MAX 64 /* listed texts in one message, at any place */

/* A listed text within the message. */
struct piece {
    uint8_t start;
    uint8_t end; /* of the blank behind it too */
    uint8_t kind;
    uint64_t languages;
};

struct pieces {
    struct piece list[PIECES_MAX];
    size_t count;
};

static struct faqbot_view text_of(const struct phrases_heard *row)
{
    return view_make(phrases_bytes + row->start, row->size);
}

/* The first row whose text is not before `text`. */
static size_t find_row(struct faqbot_view text)
{
    size_t low = 0;
    size_t high = phrases_heard_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (view_compare(text_of(&phrases_heard[middle]), text) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Where a text can begin or end: between words, and at any character of a script without blanks. */
static bool is_boundary(struct faqbot_view message, size_t at)
{
    if (at == 0 || at >= message.size || message.bytes[at - 1] == ' ' || message.bytes[at] == ' ') {
        return true;
    }
    struct faqbot_view rest = view_slice(message, at, message.size);
    uint32_t character;
    bool starts = ((unsigned char)message.bytes[at] & 0xc0) != 0x80;
    return starts && utf8_next(&rest, &character) && tokenize_is_unspaced(character);
}

static void add_piece(struct pieces *pieces, size_t start, size_t end, size_t kind, uint64_t languages)
{
    if (pieces->count < PIECES_MAX) {
        pieces->list[pieces->count++] =
            (struct piece){(uint8_t)start, (uint8_t)end, (uint8_t)kind, languages};
    }
}

/* Finds all listed texts that begin at `start`. */
static void find_at(struct faqbot_view message, size_t start, struct faqbot_view name, struct pieces *pieces)
{
    for (size_t end = start + 1; end <= message.size; end++) {
        struct faqbot_view text = view_slice(message, start, end - start);
        if (!is_boundary(message, end) || message.bytes[end - 1] == ' ') {
            continue;
        }
        size_t after = end < message.size && message.bytes[end] == ' ' ? end + 1 : end;
        if (view_equals(text, name)) {
            add_piece(pieces, start, after, FILLER, UINT64_MAX);
        }
        for (size_t i = find_row(text);
             i < phrases_heard_count && view_equals(text_of(&phrases_heard[i]), text); i++) {
            add_piece(pieces, start, after, phrases_heard[i].kind, phrases_heard[i].languages);
        }
    }
}

/* ==== Taking a message apart ========================================================================== */

/* For each place of the message the languages in which the rest is small talk from there on. */
static void find_ways(const struct pieces *pieces, size_t size, uint64_t ways[SMALL_TALK_BYTES_MAX + 1])
{
    memset(ways, 0, (SMALL_TALK_BYTES_MAX + 1) * sizeof *ways);
    ways[size] = UINT64_MAX;
    for (size_t i = pieces->count; i > 0; i--) { /* they are in the order of their starts */
        const struct piece *piece = &pieces->list[i - 1];
        ways[piece->start] |= piece->languages & ways[piece->end];
    }
}

/* What the message says in one language: of several ways, the one with the longest texts. */
static enum small_talk follow(const struct pieces *pieces, size_t size, const uint64_t *ways, int language)
{
    const uint64_t bit = (uint64_t)1 << language;
    unsigned found = 0;
    for (size_t at = 0; at < size;) {
        const struct piece *longest = NULL;
        for (size_t i = 0; i < pieces->count; i++) {
            const struct piece *piece = &pieces->list[i];
            bool leads_on = piece->start == at && piece->languages & bit && ways[piece->end] & bit;
            longest = leads_on && (longest == NULL || piece->end > longest->end) ? piece : longest;
        }
        assert(longest != NULL); /* or the language would not be among the ways from here */
        found |= 1u << longest->kind;
        at = longest->end;
    }
    return first_kind(found);
}

#define FOREIGN_LETTERS_MIN 3

/* Whether a message may be taken for small talk in a language that nothing but the message speaks for. Of one plain
 * word only a greeting, thanks or a farewell: "sim" is yes in Portuguese, and in a shop a card for a telephone. */
static bool is_clear(struct faqbot_view message, enum small_talk kind)
{
    bool is_courtesy = kind == SMALL_TALK_GREETING || kind == SMALL_TALK_THANKS || kind == SMALL_TALK_GOODBYE;
    for (size_t i = 0; i < message.size; i++) {
        if (message.bytes[i] == ' ' || (unsigned char)message.bytes[i] >= 0x80) {
            return true;
        }
    }
    return is_courtesy && message.size >= FOREIGN_LETTERS_MIN;
}

/* The first of the languages in which the normal form is small talk. */
static struct small_talk_heard hear_normal(struct faqbot_view message, struct faqbot_view name,
                                           const int *order, size_t order_count)
{
    struct pieces pieces = {.count = 0};
    uint64_t ways[SMALL_TALK_BYTES_MAX + 1];
    struct small_talk_heard heard = {SMALL_TALK_NONE, -1};
    for (size_t at = 0; at < message.size; at++) {
        if (is_boundary(message, at) && message.bytes[at] != ' ') {
            find_at(message, at, name, &pieces);
            if (pieces.count == 0) {
                return heard; /* as of most questions: nothing listed begins so */
            }
        }
    }
    find_ways(&pieces, message.size, ways);
    size_t all = order_count + (size_t)phrases_language_count;
    for (size_t i = 0; i < all && message.size > 0 && heard.kind == SMALL_TALK_NONE; i++) {
        int language = i < order_count ? order[i] : (int)(i - order_count);
        if (language >= 0 && ways[0] >> language & 1) {
            enum small_talk kind = follow(&pieces, message.size, ways, language);
            bool is_taken = kind != SMALL_TALK_NONE && (i < order_count || is_clear(message, kind));
            heard = is_taken ? (struct small_talk_heard){kind, language} : heard;
        }
    }
    return heard;
}

/* ==== Letters typed too often ========================================================================= */

#define RUNS_MAX 4
#define RUN_LETTERS 3 /* no word of a list has so many in a row */

/* Where letters of ASCII stand more often in a row than in any word; how many such runs, RUNS_MAX + 1 if too many. */
static size_t find_runs(struct faqbot_view text, size_t starts[RUNS_MAX])
{
    size_t count = 0;
    for (size_t at = 0, end; at < text.size; at = end) {
        for (end = at + 1; end < text.size && text.bytes[end] == text.bytes[at]; end++) {
        }
        if (end - at >= RUN_LETTERS && ascii_is_alpha(text.bytes[at])) {
            if (count == RUNS_MAX) {
                return RUNS_MAX + 1;
            }
            starts[count++] = at;
        }
    }
    return count;
}

/* The text with each run made one letter, or two where `doubled` has its bit. */
static struct faqbot_view shorten_runs(struct faqbot_view text, unsigned doubled, char *room)
{
    char *out = room;
    unsigned run = 0;
    for (size_t at = 0, end; at < text.size; at = end) {
        for (end = at + 1; end < text.size && text.bytes[end] == text.bytes[at]; end++) {
        }
        size_t letters = end - at;
        if (letters >= RUN_LETTERS && ascii_is_alpha(text.bytes[at])) {
            letters = doubled >> run++ & 1 ? 2 : 1;
        }
        view_copy_to(&out, view_slice(text, at, letters));
    }
    return view_make(room, (size_t)(out - room));
}

/* "hellooo" is "hello", and "goooood morning" is "good morning": each run is tried as one letter and as two. */
static struct small_talk_heard hear_drawn_out(struct faqbot_view text, struct faqbot_view name,
                                              const int *order, size_t order_count)
{
    struct small_talk_heard heard = {SMALL_TALK_NONE, -1};
    size_t starts[RUNS_MAX];
    char room[SMALL_TALK_BYTES_MAX];
    size_t runs = find_runs(text, starts);
    for (unsigned doubled = 0; runs > 0 && runs <= RUNS_MAX && doubled < 1u << runs; doubled++) {
        heard = hear_normal(shorten_runs(text, doubled, room), name, order, order_count);
        if (heard.kind != SMALL_TALK_NONE) {
            return heard;
        }
    }
    return heard;
}

/* ==== Faces =========================================================================================== */

/* A face of signs at the front of the text, or 0 bytes. */
static size_t count_face(struct faqbot_view text)
{
    static const char *const faces[] = {":-)", ":-(", ";-)", ":-D", ":-P", ":'(", ":)", ":(",
                                        ";)",  ":D",  ":P",  ":p",  ":/",  ":|",  "=)", "xD",
                                        "XD",  "<3",  "^^",  "^_^", ":o",  ":O"};
    for (size_t i = 0; i < sizeof faces / sizeof *faces; i++) {
        if (view_starts_with(text, faces[i])) {
            return strlen(faces[i]);
        }
    }
    return 0;
}

/* What pictures are made of: symbols, and what joins and varies them. */
static bool is_picture(uint32_t character)
{
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)character);
    bool joins = character == 0x200d || character == 0xfe0f || (character >= 0xe0020 && character <= 0xe007f);
    return character >= 0x80 &&
           (category == UTF8PROC_CATEGORY_SO || category == UTF8PROC_CATEGORY_SK || joins);
}

/* Whether there are pictures and nothing else but blanks and signs. */
static bool is_emoji(struct faqbot_view rest)
{
    bool has_picture = false;
    uint32_t character;
    while (rest.size > 0) {
        size_t face = count_face(rest);
        if (face > 0) {
            rest = view_slice(rest, face, rest.size);
            has_picture = true;
            continue;
        }
        if (!utf8_next(&rest, &character) ||
            (tokenize_is_word_char(character) && !is_picture(character))) { /* a mark may vary a picture */
            return false;
        }
        has_picture = has_picture || is_picture(character);
    }
    return has_picture;
}

/* ==== A message ======================================================================================= */

struct small_talk_heard small_talk_hear(struct faqbot_view message, struct faqbot_view name, const int *order,
                                        size_t order_count, struct arena *arena, enum faqbot_status *status)
{
    struct small_talk_heard heard = {SMALL_TALK_NONE, -1};
    struct buffer text;
    struct buffer called;
    if (message.size > SMALL_TALK_BYTES_MAX || *status != FAQBOT_OK) {
        return heard;
    }
    if (is_emoji(message)) {
        return (struct small_talk_heard){SMALL_TALK_EMOJI, -1};
    }
    buffer_init_in(&text, arena, SIZE_MAX);
    buffer_init_in(&called, arena, SIZE_MAX);
    if (!phrases_normalise(arena, message, &text) || !phrases_normalise(arena, name, &called)) {
        *status = FAQBOT_NO_MEMORY;
        return heard;
    }
    if (text.size <= SMALL_TALK_BYTES_MAX) { /* folding may lengthen it */
        heard = hear_normal(buffer_view(&text), buffer_view(&called), order, order_count);
        if (heard.kind == SMALL_TALK_NONE) {
            heard = hear_drawn_out(buffer_view(&text), buffer_view(&called), order, order_count);
        }
    }
    return heard;
}
