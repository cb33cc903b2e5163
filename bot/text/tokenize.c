/* text/tokenize.c - text as folded words.
 *
 * A word is a run of letters, digits and marks; folding (NFKC, case, accents) is utf8proc's, what a word is
 * is decided here. The choices are those of people who ask questions: "what's" is "what", "c++" is not "c",
 * "1.5" is two numbers. Every index stores what this file makes of its texts: a change here changes every
 * ranking. Stems are stem.c's. */
#include "text/text.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "util/util.h"

#define BYTES_OF_A_WORD 7 /* and of the blank behind it: what a text has room for */

/* Letters, digits and marks. A mark alone is no word, but it belongs to the one that it stands in. */
#define WORD_CATEGORIES                                                                                      \
    (1u << UTF8PROC_CATEGORY_LU | 1u << UTF8PROC_CATEGORY_LL | 1u << UTF8PROC_CATEGORY_LT |                  \
     1u << UTF8PROC_CATEGORY_LM | 1u << UTF8PROC_CATEGORY_LO | 1u << UTF8PROC_CATEGORY_MN |                  \
     1u << UTF8PROC_CATEGORY_MC | 1u << UTF8PROC_CATEGORY_ME | 1u << UTF8PROC_CATEGORY_ND |                  \
     1u << UTF8PROC_CATEGORY_NL | 1u << UTF8PROC_CATEGORY_NO)

enum kind { OTHER, WORD, DIGRAPH, APOSTROPHE, SIGN };

/* Scripts without blanks between words. Finding their words takes a dictionary for each language; pairs of
 * neighbouring characters need none, and are the usual substitute. */
bool tokenize_is_unspaced(uint32_t c)
{
    return (c >= 0x0e00 && c <= 0x0eff) || /* Thai, Lao */
           (c >= 0x1000 && c <= 0x109f) || /* Myanmar */
           (c >= 0x1780 && c <= 0x17ff) || /* Khmer */
           (c >= 0x2e80 && c <= 0x2fdf) || /* CJK radicals */
           (c >= 0x3005 && c <= 0x3007) || /* ideographic marks */
           (c >= 0x3040 && c <= 0x30ff) || /* Hiragana, Katakana */
           (c >= 0x3400 && c <= 0x9fff) || /* Han */
           (c >= 0xf900 && c <= 0xfaff) || (c >= 0xff66 && c <= 0xff9d) || (c >= 0x20000 && c <= 0x3ffff);
}

/* The fastest way to ask: what is below the first letter wraps around and is large. */
static bool is_ascii_letter_or_digit(uint32_t c)
{
    return (c | 0x20) - 'a' < 26 || c - '0' < 10;
}

static enum kind classify_ascii(uint32_t c)
{
    if (is_ascii_letter_or_digit(c)) {
        return WORD;
    }
    return c == '\'' ? APOSTROPHE : c == '+' || c == '#' ? SIGN : OTHER;
}

/* U+2019 is the apostrophe that word processors write, U+02BC a letter of its own in some languages, U+FF07
 * the one of full width. */
static enum kind classify(uint32_t c)
{
    if (c < 0x80) {
        return classify_ascii(c);
    }
    if (c == 0x2019 || c == 0x02bc || c == 0xff07) {
        return APOSTROPHE;
    }
    if (tokenize_is_unspaced(c)) {
        return DIGRAPH;
    }
    return 1u << utf8proc_category((utf8proc_int32_t)c) & WORD_CATEGORIES ? WORD : OTHER;
}

bool tokenize_is_word_char(uint32_t character)
{
    enum kind kind = classify(character);
    return kind == WORD || kind == DIGRAPH;
}

/* The words found so far, in the arena. Sticky: after a failure nothing is added. */
struct word_list {
    struct arena *arena;
    struct word *words;
    size_t count;
    size_t capacity;
    bool failed; /* no memory */
};

static void add(struct word_list *list, struct word word)
{
    list->failed =
        list->failed || (list->count == list->capacity &&
                         !array_grow(list->arena, &list->words, list->count, &list->capacity, sizeof word));
    if (!list->failed) {
        list->words[list->count++] = word;
    }
}

/* Most words of most languages here are, and folding those takes no library. */
static bool is_ascii(struct faqbot_view text)
{
    for (size_t i = 0; i < text.size; i++) {
        if ((unsigned char)text.bytes[i] >= 0x80) {
            return false;
        }
    }
    return true;
}

/* Some characters unfold to blanks and brackets ("⑴" to "(1)"): those are no part of a word. Works in place,
 * since nothing grows. */
static size_t drop_separators(char *bytes, size_t size)
{
    size_t kept = 0;
    for (size_t i = 0; i < size; i++) {
        unsigned char c = (unsigned char)bytes[i];
        if (c >= 0x80 || classify_ascii(c) == WORD || classify_ascii(c) == SIGN) {
            bytes[kept++] = bytes[i];
        }
    }
    return kept;
}

/* A mark, but no vowel sign nor the like of the scripts of India and South East Asia, whose words would be
 * others without. */
static bool is_accent(uint32_t c)
{
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);
    bool is_vowel_sign = (c >= 0x900 && c < 0x1100) || (c >= 0x1700 && c < 0x1ab0) ||
                         (c >= 0x1b00 && c < 0x1cd0) || (c >= 0xa800 && c < 0xac00);
    return !is_vowel_sign && (category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_MC ||
                              category == UTF8PROC_CATEGORY_ME);
}

size_t tokenize_drop_accents(char *bytes, size_t size)
{
    struct faqbot_view rest = view_make(bytes, size);
    const char *start = bytes;
    size_t kept = 0;
    for (uint32_t c; utf8_next(&rest, &c); start = rest.bytes) {
        if (!is_accent(c)) {
            memmove(bytes + kept, start, (size_t)(rest.bytes - start));
            kept += (size_t)(rest.bytes - start);
        }
    }
    return kept;
}

/* Through utf8proc, whose result is on the heap; copied to the arena and freed at once. Cut once more,
 * because one character may fold to eighteen. */
static struct faqbot_view fold_with(struct word_list *list, struct faqbot_view text,
                                    utf8proc_option_t options)
{
    struct faqbot_view folded = {0};
    utf8proc_uint8_t *bytes = NULL;
    utf8proc_ssize_t size =
        utf8proc_map((const utf8proc_uint8_t *)text.bytes, (utf8proc_ssize_t)text.size, &bytes,
                     options | UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD);
    char *chars = (char *)bytes;
    if (size > 0 && options & UTF8PROC_DECOMPOSE) {
        size = (utf8proc_ssize_t)tokenize_drop_accents(chars, (size_t)size);
    }
    list->failed |= size < 0 || !arena_copy(list->arena,
                                            utf8_cut(view_make(chars, drop_separators(chars, (size_t)size)),
                                                     TOKENIZE_WORD_BYTES_MAX),
                                            &folded);
    free(bytes);
    return folded;
}

/* `text` in small letters, in the arena. */
static struct faqbot_view fold_ascii(struct word_list *list, struct faqbot_view text)
{
    char *bytes = arena_alloc(list->arena, text.size);
    if (bytes == NULL) {
        list->failed = true;
        return view_make(NULL, 0);
    }
    for (size_t i = 0; i < text.size; i++) {
        uint32_t c = (unsigned char)text.bytes[i];
        bytes[i] = (char)(c - 'A' < 26 ? c | 0x20 : c);
    }
    return view_make(bytes, text.size);
}

/* The text of a word without its apostrophes, and without a final "'s". */
static struct faqbot_view without_apostrophes(struct word_list *list, struct faqbot_view source)
{
    char *bytes = arena_alloc(list->arena, source.size);
    size_t size = 0;
    size_t after = 0; /* what stands behind the last apostrophe starts here */
    struct faqbot_view rest = source;
    const char *start = rest.bytes;
    uint32_t c;
    list->failed |= bytes == NULL;
    for (; !list->failed && utf8_next(&rest, &c); start = rest.bytes) {
        if (classify(c) == APOSTROPHE) {
            after = size;
        } else {
            memcpy(bytes + size, start, (size_t)(rest.bytes - start));
            size += (size_t)(rest.bytes - start);
        }
    }
    if (after > 0 && size == after + 1 && (bytes[after] == 's' || bytes[after] == 'S')) {
        size = after;
    }
    return view_make(bytes, size);
}

static void add_word(struct word_list *list, struct faqbot_view source, bool has_apostrophes)
{
    struct word word = {.source = source};
    struct faqbot_view text =
        utf8_cut(has_apostrophes ? without_apostrophes(list, source) : source, TOKENIZE_WORD_BYTES_MAX);
    if (is_ascii(text)) {
        word.folded = word.plain = fold_ascii(list, text);
    } else {
        word.folded = fold_with(list, text, UTF8PROC_COMPOSE);
        word.plain = fold_with(list, text, UTF8PROC_DECOMPOSE);
    }
    if (!view_is_empty(word.plain)) { /* a word of marks alone has nothing left without them */
        add(list, word);
    }
}

/* How many bytes of signs at the front of `rest` belong to the word before them ("c++", "c#"): one or two,
 * and not where they join two words ("a+b"). Three are a line that somebody drew. */
static size_t count_signs(struct faqbot_view rest)
{
    size_t count = 0;
    while (count < rest.size && (rest.bytes[count] == '+' || rest.bytes[count] == '#')) {
        count++;
    }
    struct faqbot_view behind = view_slice(rest, count, rest.size);
    uint32_t c;
    bool joins = utf8_next(&behind, &c) && classify(c) == WORD;
    return joins || count > 2 ? 0 : count;
}

/* How many bytes at the front of `rest` are a word as most are: letters and digits of ASCII, and behind them
 * the end or another character of ASCII that cannot belong to a word. Otherwise 0, and a closer look is
 * needed. */
static size_t count_simple(struct faqbot_view rest)
{
    size_t size = 0;
    while (size < rest.size && is_ascii_letter_or_digit((unsigned char)rest.bytes[size])) {
        size++;
    }
    unsigned char behind = size < rest.size ? (unsigned char)rest.bytes[size] : ' ';
    return behind < 0x80 && classify_ascii(behind) == OTHER ? size : 0;
}

/* Takes the word that starts at `rest`; *rest then starts behind it. Some cases:
 *
 *     don't       dont         an apostrophe between letters joins them
 *     bot's       bot          and a lone "s" behind it goes
 *     'quoted'    quoted       at either end it is a quotation mark
 *     C++, c#     c++, c#      up to two signs belong to the word before them
 *     a+b         a, b         but not between two words */
static void take_spaced(struct word_list *list, struct faqbot_view *rest)
{
    struct faqbot_view at = *rest;
    size_t end = 0;
    bool apostrophes = false;
    bool pending = false; /* an apostrophe, which counts only if a letter follows */
    uint32_t c;
    while (utf8_next(&at, &c)) {
        enum kind kind = classify(c);
        if (kind == APOSTROPHE && !pending) {
            pending = true;
            continue;
        }
        if (kind != WORD) {
            break;
        }
        apostrophes = apostrophes || pending;
        pending = false;
        end = (size_t)(at.bytes - rest->bytes);
    }
    end += count_signs(view_slice(*rest, end, rest->size));
    struct faqbot_view source = view_slice(*rest, 0, end);
    *rest = view_slice(*rest, end, rest->size);
    add_word(list, source, apostrophes);
}

/* Takes the run of characters of an unspaced script that starts at `rest`, as overlapping pairs. */
static void take_unspaced(struct word_list *list, struct faqbot_view *rest)
{
    size_t before = 0; /* where the character before the one at hand starts */
    size_t at = 0;
    size_t pairs = 0;
    struct faqbot_view ahead = *rest;
    uint32_t c;
    while (!list->failed && utf8_next(&ahead, &c) && classify(c) == DIGRAPH) {
        size_t end = (size_t)(ahead.bytes - rest->bytes);
        if (at > 0) {
            add_word(list, view_make(rest->bytes + before, end - before), false);
            pairs++;
        }
        before = at;
        at = end;
    }
    struct faqbot_view run = view_slice(*rest, 0, at);
    *rest = view_slice(*rest, at, rest->size);
    if (pairs == 0) {
        add_word(list, run, false);
    }
}

/* Takes a word where one starts at `text`, or passes by a character that is none. */
static void take_any(struct word_list *list, struct faqbot_view *text)
{
    struct faqbot_view rest = *text;
    uint32_t c;
    size_t simple = count_simple(rest);
    if (simple > 0) {
        struct word word = {.source = view_make(rest.bytes, simple)};
        *text = view_make(rest.bytes + simple, rest.size - simple);
        word.folded = word.plain = fold_ascii(list, utf8_cut(word.source, TOKENIZE_WORD_BYTES_MAX));
        add(list, word);
        return;
    }
    if (!utf8_next(&rest, &c)) {
        *text = view_make(NULL, 0);
        return;
    }
    enum kind kind = classify(c);
    if (kind == WORD) {
        take_spaced(list, text);
    } else if (kind == DIGRAPH) {
        take_unspaced(list, text);
    } else {
        *text = rest;
    }
}

/* `text` from the first byte on that may begin a word. A loop of its own, because something stands between
 * any two words. */
static struct faqbot_view skip_separators(struct faqbot_view text)
{
    size_t size = 0;
    while (size < text.size && (unsigned char)text.bytes[size] < 0x80 &&
           !is_ascii_letter_or_digit((unsigned char)text.bytes[size])) {
        size++;
    }
    return view_slice(text, size, text.size);
}

/* Everything lies in the caller's arena, and only words beyond ASCII go through utf8proc, which allocates. */
bool tokenize(struct arena *arena, struct faqbot_view text, struct word **words, size_t *count)
{
    /* Room for as many words as a text of that size usually has: most never grow. */
    struct word_list list = {.arena = arena, .capacity = text.size / BYTES_OF_A_WORD + 32};
    list.words = arena_alloc(arena, list.capacity * sizeof *list.words);
    list.failed = list.words == NULL;
    while (!list.failed && (text = skip_separators(text)).size > 0) {
        take_any(&list, &text);
    }
    *words = list.words;
    *count = list.count;
    return !list.failed;
}

bool tokenize_folded(struct arena *arena, struct faqbot_view text, struct faqbot_view *plain)
{
    struct word *words;
    size_t count;
    struct buffer joined;
    if (!tokenize(arena, text, &words, &count)) {
        return false;
    }
    buffer_init_in(&joined, arena, SIZE_MAX);
    for (size_t i = 0; i < count; i++) {
        buffer_add_text(&joined, i > 0 ? " " : "");
        buffer_add(&joined, words[i].plain);
    }
    *plain = buffer_view(&joined);
    return !joined.failed;
}
