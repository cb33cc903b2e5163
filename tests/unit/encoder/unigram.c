/* tests/unit/encoder/unigram.c - texts as SentencePiece's unigram pieces. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "unit/encoder/tiny.h"

#include <stdio.h>

int test_encoder_unigram(void);

#define MARK "\xe2\x96\x81"

static const struct tiny_recipe recipe = {
    .tokenizer = ENCODER_UNIGRAM,
    .word_bits = 4,
    .prefix = "ask: ",
    .pieces = {{MARK, -3},
               {MARK "ask", -4},
               {":", -5},
               {MARK "un", -4},
               {MARK "u", -6},
               {"n", -5},
               {"happy", -7},
               {"hap", -3},
               {"py", -3},
               {"p", -6},
               {"y", -6},
               {"a", -5},
               {"\xc3\xa9", -6},
               {"\xe0\xaf\x8a", -6},
               {"\xef\xbd\x9e", -8},
               {"1", -5},
               {NULL, 0}},
};

static void the_likeliest_way_is_taken(void **state)
{
    static const struct {
        const char *text;
        const char *tokens;
    } table[] = {
        {"", ""},
        {" \t ", ""},
        /* -4 - 3 - 3 is more than -4 - 7 */
        {"unhappy", MARK "un@0+2 hap@2+3 py@5+2 "},
        {"un  happ\n", MARK "un@0+2 " MARK "@4+0 hap@4+3 p@7+1 "},
        /* unknown characters that follow each other are one token, and cost more than any piece */
        {"qq", MARK "@0+0 <unknown>@0+2 "},
        {"unqqyq", MARK "un@0+2 <unknown>@2+2 y@4+1 <unknown>@5+1 "},
        {"q q", MARK "@0+0 <unknown>@0+1 " MARK "@2+0 <unknown>@2+1 "},
        /* the normal form: composed letters, signs of two parts, figures of any kind */
        {"e\xcc\x81 \xc3\xa9", MARK "@0+0 \xc3\xa9@0+3 " MARK "@4+0 \xc3\xa9@4+2 "},
        {"\xe0\xaf\x86\xe0\xae\xbe", MARK "@0+0 \xe0\xaf\x8a@0+6 "},
        {"\xe2\x91\xa0\xef\xbc\x91", MARK "@0+0 1@0+3 1@3+3 "},
        {"\xef\xbd\x9e", MARK "@0+0 \xef\xbd\x9e@0+3 "},
        /* what is dropped, and what is a blank */
        {"u\x01n\xc2\xad", MARK "un@0+3 <unknown>@3+2 "},
        {"un" MARK "a\xe2\x80\x8b"
         "a\xc2\xa0"
         "a",
         MARK "un@0+2 " MARK "@5+0 a@5+1 " MARK "@9+0 a@9+1 " MARK "@12+0 a@12+1 "},
    };
    struct tiny_file file = tiny_make(&recipe);
    struct encoder *encoder = tiny_open(&file);
    struct encoder_workspace *workspace = encoder_workspace_new();
    char got[1024];
    char expected[1024];
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        tiny_spell(encoder, workspace, table[i].text, got, sizeof got);
        snprintf(expected, sizeof expected, "<begin>@0+0 " MARK "ask@0+0 :@0+0 %s<end>@0+0", table[i].tokens);
        assert_string_equal(got, expected);
    }
    encoder_workspace_free(workspace);
    encoder_close(encoder);
    free(file.bytes);
}

/* Marks without end on one letter, and a word without end: both are read in parts. */
static void long_words_are_read_in_bounds(void **state)
{
    struct tiny_file file = tiny_make(&recipe);
    struct encoder *encoder = tiny_open(&file);
    struct encoder_workspace *workspace = encoder_workspace_new();
    static char text[60001];
    (void)state;
    for (size_t i = 0; i + 2 < sizeof text; i += 2) {
        memcpy(text + i, "\xcc\x81", 3);
    }
    text[0] = 'n';
    text[1] = 'e';
    encoder_encode(encoder, workspace, view_of(text), (float[ENCODER_DIMENSIONS]){0});
    assert_int_equal(encoder_token_count(workspace), 8); /* begin, ask, ":", mark, n, é, unknown marks, end */
    memset(text, 'y', sizeof text - 1);
    encoder_encode(encoder, workspace, view_of(text), (float[ENCODER_DIMENSIONS]){0});
    assert_int_equal(encoder_token_count(workspace), ENCODER_TOKENS_MAX);
    encoder_workspace_free(workspace);
    encoder_close(encoder);
    free(file.bytes);
}

int test_encoder_unigram(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_likeliest_way_is_taken),
        cmocka_unit_test(long_words_are_read_in_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
