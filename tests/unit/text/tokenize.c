/* tests/unit/text/tokenize.c - text as folded words. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "text/text.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

/* The words' forms joined by "|". */
static void join(struct arena *arena, const char *text, bool folded, char *joined, size_t size)
{
    struct word *words;
    size_t count;
    size_t at = 0;
    assert_true(tokenize(arena, view_of(text), &words, &count));
    for (size_t i = 0; i < count; i++) {
        struct faqbot_view form = folded ? words[i].folded : words[i].plain;
        assert_true(at + form.size + 1 < size);
        memcpy(joined + at, form.bytes, form.size);
        at += form.size;
        joined[at++] = '|';
    }
    joined[at > 0 ? at - 1 : 0] = '\0';
}

static void text_is_split_into_plain_words(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *words;
    } cases[] = {
        {"", ""},
        {" \t\r\n...!?", ""},
        {"a", "a"},
        {"Which Programming language?", "which|programming|language"},
        {"e-mail, web-site; 24/7", "e|mail|web|site|24|7"},
        {"snake_case", "snake|case"},
        /* apostrophes of three kinds */
        {"don't", "dont"},
        {"the bot's answer", "the|bot|answer"},
        {"it\u2019s BOT\u2019S", "it|bot"},
        {"'quoted' words'", "quoted|words"},
        {"rock'n'roll", "rocknroll"},
        {"l'eau s's", "leau|s"},
        {"a''b", "a|b"},
        /* names that end in signs */
        {"c++ C# f# a+b c++11", "c++|c#|f#|a|b|c|11"},
        {"C++, (c#)", "c++|c#"},
        {"a+++ + # ++", "a"},
        {"x# #tag", "x#|tag"},
        /* accents, width, ligatures, sharp s, combining marks */
        {"CAF\u00c9S cafe\u0301", "cafes|cafe"},
        {"\u00dcber stra\u00dfe STRASSE", "uber|strasse|strasse"},
        {"\uff26\uff55\uff4c\uff4c \ufb01ne \u2160", "full|fine|i"},
        {"\u0301 a\u0301\u0302\u0303", "a"},
        {"\u2474 \u00b2", "1|2"},
        /* other alphabets */
        {"\u0413\u0434\u0435 \u041c\u041e\u0419 \u0451\u0436?",
         "\u0433\u0434\u0435|\u043c\u043e\u0438|\u0435\u0436"},
        {"\u039f\u0394\u039f\u03a3 \u03bf\u03b4\u03cc\u03c2",
         "\u03bf\u03b4\u03bf\u03c3|\u03bf\u03b4\u03bf\u03c3"},
        {"\u00bfD\u00f3nde est\u00e1n los a\u00f1os?", "donde|estan|los|anos"},
        /* vowel signs are letters, points and harakat are accents */
        {"\u0915\u093f\u0924\u093e\u092c \u0928\u0939\u0940\u0902",
         "\u0915\u093f\u0924\u093e\u092c|\u0928\u0939\u0940\u0902"},
        {"\u0bae\u0ba3\u0bbf", "\u0bae\u0ba3\u0bbf"},
        {"\u05e9\u05b8\u05dc\u05d5\u05b9\u05dd", "\u05e9\u05dc\u05d5\u05dd"},
        {"\u0643\u064e\u062a\u064e\u0628\u064e", "\u0643\u062a\u0628"},
        /* scripts without blanks: neighbouring pairs, one alone as itself */
        {"\u673a\u5668\u5b66\u4e60", "\u673a\u5668|\u5668\u5b66|\u5b66\u4e60"},
        {"\u4eba", "\u4eba"},
        {"\u5b66Python\u8bed\u8a00", "\u5b66|python|\u8bed\u8a00"},
        {"\u30ab\u30ca\u3002\u4eba", "\u30ab\u30ca|\u4eba"},
        {"\uff76\uff85", "\u30ab\u30ca"},
    };
    struct arena arena;
    char joined[512];
    arena_init(&arena, (size_t)1 << 20);
    for (size_t i = 0; i < COUNT(cases); i++) {
        join(&arena, cases[i].text, false, joined, sizeof joined);
        assert_string_equal(joined, cases[i].words);
        arena_reset(&arena);
    }
    arena_release(&arena);
}

static void folded_words_keep_their_accents(void **state)
{
    (void)state;
    struct arena arena;
    char joined[64];
    arena_init(&arena, (size_t)1 << 20);
    join(&arena, "CAFE\u0301S \u041c\u041e\u0419 Abc", true, joined, sizeof joined);
    assert_string_equal(joined, "caf\u00e9s|\u043c\u043e\u0439|abc");
    arena_release(&arena);
}

static void sources_are_the_text_as_it_was_written(void **state)
{
    (void)state;
    static const char text[] = "The Bot's  C++, CAF\u00c9";
    static const char *const sources[] = {"The", "Bot's", "C++", "CAF\u00c9"};
    struct arena arena;
    struct word *words;
    size_t count;
    arena_init(&arena, (size_t)1 << 20);
    assert_true(tokenize(&arena, view_of(text), &words, &count));
    assert_int_equal(count, COUNT(sources));
    for (size_t i = 0; i < count; i++) {
        assert_true(view_equals_text(words[i].source, sources[i]));
        assert_true(words[i].source.bytes >= text && words[i].source.bytes < text + sizeof text);
    }
    arena_release(&arena);
}

static void a_long_word_is_cut_to_its_limit(void **state)
{
    (void)state;
    static const char *const letters[] = {"x", "\u00e9", "\u0416", "\ufdfa"};
    struct arena arena;
    struct word *words;
    size_t count;
    arena_init(&arena, (size_t)1 << 20);
    for (size_t i = 0; i < COUNT(letters); i++) {
        size_t width = strlen(letters[i]);
        size_t size = 10000 / width * width;
        char *text = malloc(size);
        for (size_t at = 0; at < size; at += width) {
            memcpy(text + at, letters[i], width);
        }
        assert_true(tokenize(&arena, view_make(text, size), &words, &count));
        assert_int_equal(count, 1);
        assert_int_equal(words[0].source.size, size);
        assert_in_range(words[0].plain.size, TOKENIZE_WORD_BYTES_MAX / 2 - 3, TOKENIZE_WORD_BYTES_MAX);
        assert_in_range(words[0].folded.size, TOKENIZE_WORD_BYTES_MAX - 3, TOKENIZE_WORD_BYTES_MAX);
        arena_reset(&arena);
        free(text);
    }
    arena_release(&arena);
}

static void a_whole_text_folds_to_its_words_and_single_blanks(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"  What's a\tCAF\u00c9?? ", "what a cafe"}, {"", ""}, {"?!", ""}, {"C++", "c++"}};
    struct arena arena;
    struct faqbot_view plain;
    arena_init(&arena, (size_t)1 << 20);
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_true(tokenize_folded(&arena, view_of(cases[i][0]), &plain));
        assert_true(view_equals_text(plain, cases[i][1]));
    }
    arena_release(&arena);
}

/* Writes words and what stands between them, drawn by chance; where `is_wide`, with letters, digits and apostrophes of
 * full width, of which none is ASCII and which fold to the same. */
static void write_drawn(unsigned seed, bool is_wide, char *text)
{
    static const char drawn[] = "aBcZ09''  +#.-,_x";
    for (unsigned i = 0; i < 40; i++) {
        seed = seed * 1103515245 + 12345;
        unsigned char c = (unsigned char)drawn[(seed >> 16) % (sizeof drawn - 1)];
        bool widens = (c >= '0' && c <= '9') || (c | 0x20) >= 'a' || c == '\'';
        if (is_wide && widens && c != '_') {
            unsigned code = 0xff01 + c - 0x21;
            *text++ = (char)(0xe0 | code >> 12);
            *text++ = (char)(0x80 | (code >> 6 & 0x3f));
            *text++ = (char)(0x80 | (code & 0x3f));
        } else {
            *text++ = (char)c;
        }
    }
    *text = '\0';
}

static void words_of_ascii_are_those_of_the_same_text_in_full_width(void **state)
{
    (void)state;
    struct arena arena;
    char text[512];
    char narrow[512];
    char wide[512];
    arena_init(&arena, (size_t)1 << 20);
    for (unsigned seed = 0; seed < 5000; seed++) {
        write_drawn(seed, false, text);
        join(&arena, text, false, narrow, sizeof narrow);
        write_drawn(seed, true, text);
        join(&arena, text, false, wide, sizeof wide);
        assert_string_equal(narrow, wide);
        arena_reset(&arena);
    }
    arena_release(&arena);
}

static void no_memory_is_told(void **state)
{
    (void)state;
    struct arena arena;
    struct word *words;
    size_t count;
    struct faqbot_view plain;
    for (size_t limit = 0; limit < 1600; limit += 100) {
        arena_init(&arena, limit);
        assert_false(tokenize(&arena, view_of("one caf\u00e9's"), &words, &count));
        assert_false(tokenize_folded(&arena, view_of("one caf\u00e9's"), &plain));
        arena_release(&arena);
    }
}

int test_text_tokenize(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_split_into_plain_words),
        cmocka_unit_test(folded_words_keep_their_accents),
        cmocka_unit_test(sources_are_the_text_as_it_was_written),
        cmocka_unit_test(a_long_word_is_cut_to_its_limit),
        cmocka_unit_test(a_whole_text_folds_to_its_words_and_single_blanks),
        cmocka_unit_test(words_of_ascii_are_those_of_the_same_text_in_full_width),
        cmocka_unit_test(no_memory_is_told),
    };
    return cmocka_run_group_tests_name("words", tests, NULL, NULL);
}
