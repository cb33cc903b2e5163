/* text/tokenize.c - text as folded words. Folding is utf8proc's; what a word is, is decided here. Stems
 * are stems.c's. */
#include "text/text.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "util/util.h"

#define BYTES_OF_A_WORD 7 /* and of the blank behind it: what a text has room for */

enum kind { OTHER, WORD, DIGRAPH, APOSTROPHE, SIGN };

/* Scripts without blanks between words. */
static bool is_unspaced(uint32_t c)
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

static bool is_ascii_letter_or_digit(uint32_t c)
{
    return (c | 0x20) - 'a' < 26 || c - '0' < 10; /* what is below wraps around and is large */
}

static enum kind classify_ascii(uint32_t c)
{
    if (is_ascii_letter_or_digit(c)) {
        return WORD;
    }
    return c == '\'' ? APOSTROPHE : c == '+' || c == '#' ? SIGN : OTHER;
}

static enum kind classify(uint32_t c)
{
    if (c < 0x80) {
        return classify_ascii(c);
    }
    if (c == 0x2019 || c == 0x02bc || c == 0xff07) {
        return APOSTROPHE;
    }
    if (is_unspaced(c)) {
        return DIGRAPH;
    }
    switch (utf8proc_category((utf8proc_int32_t)c)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
        return WORD;
    default:
        return OTHER;
    }
}

bool tokenize_is_word_char(uint32_t character)
{
    enum kind kind = classify(character);
    return kind == WORD || kind == DIGRAPH;
}

/* A growing list in the arena: what is outgrown stays there until the reset, at most as much again. */
struct words_posting_list {
    struct arena *arena;
    size_t expected; /* words, roughly */
    struct word *words;
    size_t count;
    size_t capacity;
};

static bool list_add(struct words_posting_list *list, struct word word)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity == 0 ? list->expected : 2 * list->capacity;
        struct word *words =
            capacity > SIZE_MAX / sizeof *words ? NULL : arena_alloc(list->arena, capacity * sizeof *words);
        if (words == NULL) {
            return false;
        }
        if (list->count > 0) {
            memcpy(words, list->words, list->count * sizeof *words);
        }
        list->words = words;
        list->capacity = capacity;
    }
    list->words[list->count++] = word;
    return true;
}

static bool is_ascii(struct faqbot_view text)
{
    for (size_t i = 0; i < text.size; i++) {
        if ((unsigned char)text.bytes[i] >= 0x80) {
            return false;
        }
    }
    return true;
}

/* Cuts at a character's boundary. */
static struct faqbot_view cut_word(struct faqbot_view text)
{
    size_t size = text.size < TOKENIZE_WORD_BYTES_MAX ? text.size : TOKENIZE_WORD_BYTES_MAX;
    while (size > 0 && size < text.size && ((unsigned char)text.bytes[size] & 0xc0) == 0x80) {
        size--;
    }
    return view_slice(text, 0, size);
}

/* Some characters unfold to blanks and brackets ("⑴" to "(1)"): those are no part of a word. */
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

/* Through utf8proc, whose result is on the heap; copied to the arena and freed at once. Cut once more, because one
 * character may fold to eighteen. */
static bool fold_with(struct arena *arena, struct faqbot_view text, utf8proc_option_t options,
                      struct faqbot_view *folded)
{
    utf8proc_uint8_t *bytes = NULL;
    utf8proc_ssize_t size =
        utf8proc_map((const utf8proc_uint8_t *)text.bytes, (utf8proc_ssize_t)text.size, &bytes,
                     options | UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD);
    if (size < 0) {
        return false;
    }
    char *chars = (char *)bytes;
    bool copied = arena_copy(arena, cut_word(view_make(chars, drop_separators(chars, (size_t)size))), folded);
    free(bytes);
    return copied;
}

/* `text` in small letters, in the arena; false: no memory. */
static bool fold_ascii(struct arena *arena, struct faqbot_view text, struct faqbot_view *folded)
{
    char *bytes = arena_alloc(arena, text.size);
    if (bytes == NULL) {
        return false;
    }
    for (size_t i = 0; i < text.size; i++) {
        uint32_t c = (unsigned char)text.bytes[i];
        bytes[i] = (char)(c - 'A' < 26 ? c | 0x20 : c);
    }
    *folded = view_make(bytes, text.size);
    return true;
}

static bool fold_word(struct arena *arena, struct faqbot_view text, struct word *word)
{
    text = cut_word(text);
    if (!is_ascii(text)) {
        return fold_with(arena, text, UTF8PROC_COMPOSE, &word->folded) &&
               fold_with(arena, text, UTF8PROC_DECOMPOSE | UTF8PROC_STRIPMARK, &word->plain);
    }
    if (!fold_ascii(arena, text, &word->folded)) {
        return false;
    }
    word->plain = word->folded;
    return true;
}

/* The text of a word without its apostrophes, and without a final "'s". */
static bool without_apostrophes(struct arena *arena, struct faqbot_view source, struct faqbot_view *text)
{
    char *bytes = arena_alloc(arena, source.size);
    if (bytes == NULL) {
        return false;
    }
    size_t size = 0;
    size_t after = 0; /* what stands behind the last apostrophe starts here */
    struct faqbot_view rest = source;
    for (;;) {
        const char *start = rest.bytes;
        uint32_t c;
        if (!utf8_next(&rest, &c)) {
            break;
        }
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
    *text = view_make(bytes, size);
    return true;
}

static bool add_word(struct words_posting_list *list, struct faqbot_view source, bool apostrophes)
{
    struct word word = {.source = source};
    struct faqbot_view text = source;
    if (apostrophes && !without_apostrophes(list->arena, source, &text)) {
        return false;
    }
    if (!fold_word(list->arena, text, &word)) {
        return false;
    }
    /* A word of marks alone has nothing left without them. */
    return view_is_empty(word.plain) || list_add(list, word);
}

/* How many bytes of signs at the front of `rest` belong to the word before them ("c++", "c#"): one or two, and not
 * where they join two words ("a+b"). */
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

/* How many bytes at the front of `rest` are a word as most are: letters and digits of ASCII, and behind them the end or
 * another character of ASCII that cannot belong to a word. Otherwise 0, and a closer look is needed. */
static size_t count_simple(struct faqbot_view rest)
{
    size_t size = 0;
    while (size < rest.size && is_ascii_letter_or_digit((unsigned char)rest.bytes[size])) {
        size++;
    }
    unsigned char behind = size < rest.size ? (unsigned char)rest.bytes[size] : ' ';
    return behind < 0x80 && classify_ascii(behind) == OTHER ? size : 0;
}

static bool take_simple(struct words_posting_list *list, struct faqbot_view *rest, size_t size)
{
    struct word word = {.source = view_make(rest->bytes, size)};
    *rest = view_make(rest->bytes + size, rest->size - size);
    return fold_ascii(list->arena, cut_word(word.source), &word.folded) &&
           list_add(list, (struct word){.source = word.source, .folded = word.folded, .plain = word.folded});
}

/* Takes the word that starts at `rest`; *rest then starts behind it. */
static bool take_spaced(struct words_posting_list *list, struct faqbot_view *rest)
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
    return add_word(list, source, apostrophes);
}

/* Takes the run of characters of an unspaced script that starts at `rest`, as overlapping pairs. */
static bool take_unspaced(struct words_posting_list *list, struct faqbot_view *rest)
{
    size_t before = 0; /* where the character before the one at hand starts */
    size_t at = 0;
    bool any = false;
    struct faqbot_view ahead = *rest;
    uint32_t c;
    while (utf8_next(&ahead, &c) && classify(c) == DIGRAPH) {
        size_t end = (size_t)(ahead.bytes - rest->bytes);
        if (at > 0) {
            if (!add_word(list, view_make(rest->bytes + before, end - before), false)) {
                return false;
            }
            any = true;
        }
        before = at;
        at = end;
    }
    struct faqbot_view run = view_slice(*rest, 0, at);
    *rest = view_slice(*rest, at, rest->size);
    return any || add_word(list, run, false);
}

/* Takes a word where one starts at `text`, or passes by a character that is none. */
static bool take_any(struct words_posting_list *list, struct faqbot_view *text)
{
    struct faqbot_view rest = *text;
    uint32_t c;
    size_t simple = count_simple(rest);
    if (simple > 0) {
        return take_simple(list, text, simple);
    }
    if (!utf8_next(&rest, &c)) {
        *text = view_make(NULL, 0);
        return true;
    }
    enum kind kind = classify(c);
    if (kind == WORD || kind == DIGRAPH) {
        return kind == WORD ? take_spaced(list, text) : take_unspaced(list, text);
    }
    *text = rest;
    return true;
}

/* `text` from the first byte on that may begin a word. */
static struct faqbot_view skip_separators(struct faqbot_view text)
{
    size_t size = 0;
    while (size < text.size && (unsigned char)text.bytes[size] < 0x80 &&
           !is_ascii_letter_or_digit((unsigned char)text.bytes[size])) {
        size++;
    }
    return view_slice(text, size, text.size);
}

bool tokenize(struct arena *arena, struct faqbot_view text, struct word **words, size_t *count)
{
    struct words_posting_list list = {.arena = arena, .expected = text.size / BYTES_OF_A_WORD + 32};
    while ((text = skip_separators(text)).size > 0) {
        if (!take_any(&list, &text)) {
            return false;
        }
    }
    *words = list.words;
    *count = list.count;
    return true;
}

bool tokenize_folded(struct arena *arena, struct faqbot_view text, struct faqbot_view *plain)
{
    struct word *words;
    size_t count;
    if (!tokenize(arena, text, &words, &count)) {
        return false;
    }
    size_t size = 0;
    for (size_t i = 0; i < count; i++) {
        size += words[i].plain.size + 1;
    }
    char *bytes = arena_alloc(arena, size);
    if (bytes == NULL) {
        return false;
    }
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        if (i > 0) {
            bytes[at++] = ' ';
        }
        memcpy(bytes + at, words[i].plain.bytes, words[i].plain.size);
        at += words[i].plain.size;
    }
    assert(at <= size);
    *plain = view_make(bytes, at);
    return true;
}
