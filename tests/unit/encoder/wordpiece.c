/* tests/unit/encoder/wordpiece.c - texts as BERT's pieces. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "unit/encoder/tiny.h"

#include <stdio.h>

int test_encoder_wordpiece(void);

static const struct tiny_recipe recipe = {
    .tokenizer = ENCODER_WORDPIECE,
    .word_bits = 8,
    .pieces = {{"open"},
               {"##ing"},
               {"##in"},
               {"##ed"},
               {"hours"},
               {"hour"},
               {"##s"},
               {"cafe"},
               {"?"},
               {"$"},
               {"-"},
               {"\xe4\xbd\xa0"},
               {"\xe5\xa5\xbd"},
               {"a"},
               {"##a"},
               {"\xe1\x84\x92"},
               {"##\xe1\x85\xa1"},
               {"##\xe1\x86\xab"},
               {"\xe8\xb1\x88"},
               {"#"},
               {"i"},
               {";"},
               {NULL}},
};

static void texts_are_taken_apart_as_the_model_learned_them(void **state)
{
    static const struct {
        const char *text;
        const char *tokens;
    } table[] = {
        {"", ""},
        {"  \t\n ", ""},
        {"open hours", "open@0+4 hours@5+5 "},
        {"OPENING Hours?", "open@0+4 ##ing@4+3 hours@8+5 ?@13+1 "},
        {"openin", "open@0+4 ##in@4+2 "},
        {"openinx a", "<unknown>@0+7 a@8+1 "},
        {"ing", "<unknown>@0+3 "},
        {"hour-s", "hour@0+4 -@4+1 <unknown>@5+1 "},
        {"$a", "$@0+1 a@1+1 "},
        {"##s", "#@0+1 #@1+1 <unknown>@2+1 "},
        /* accents, composed and not; marks belong to the letter before them, which is as far as a token reaches */
        {"Caf\xc3\xa9 a", "cafe@0+5 a@6+1 "},
        {"cafe\xcc\x81 a", "cafe@0+4 a@7+1 "},
        {"\xc4\xb0", "i@0+2 "},
        /* ideographs stand alone, compatible ones as what they stand for */
        {"\xe4\xbd\xa0\xe5\xa5\xbd", "\xe4\xbd\xa0@0+3 \xe5\xa5\xbd@3+3 "},
        {"a\xe4\xbd\xa0 a", "a@0+1 \xe4\xbd\xa0@1+3 a@5+1 "},
        {"\xef\xa4\x80", "\xe8\xb1\x88@0+3 "},
        {"\xed\x95\x9c", "\xe1\x84\x92@0+3 ##\xe1\x85\xa1@0+3 ##\xe1\x86\xab@0+3 "},
        /* what is no character at all leaves no gap; blanks of any kind do */
        {"op\x01"
         "en \xef\xbf\xbd\xc2\xadhours",
         "open@0+5 hours@11+5 "},
        {"open\xc2\xa0hours\xe3\x80\x80"
         "a\xe2\x80\xa8"
         "a",
         "open@0+4 hours@6+5 a@14+1 a@18+1 "},
        {"open\xcd\xbe", "open@0+4 ;@4+2 "},
    };
    struct tiny_file file = tiny_make(&recipe);
    struct encoder *encoder = tiny_open(&file);
    struct encoder_workspace *workspace = encoder_workspace_new();
    char got[1024];
    char expected[1024];
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        tiny_spell(encoder, workspace, table[i].text, got, sizeof got);
        snprintf(expected, sizeof expected, "<begin>@0+0 %s<end>@0+0", table[i].tokens);
        assert_string_equal(got, expected);
    }
    encoder_workspace_free(workspace);
    encoder_close(encoder);
    free(file.bytes);
}

static void a_word_over_a_hundred_letters_is_unknown(void **state)
{
    struct tiny_file file = tiny_make(&recipe);
    struct encoder *encoder = tiny_open(&file);
    struct encoder_workspace *workspace = encoder_workspace_new();
    static char text[20000];
    (void)state;
    memset(text, 'a', 100);
    encoder_encode(encoder, workspace, view_of(text), (float[ENCODER_DIMENSIONS]){0});
    assert_int_equal(encoder_token_count(workspace), 102);
    for (size_t size = 101; size < sizeof text; size = size * 3) {
        struct encoder_token token;
        memset(text, 'a', size);
        encoder_encode(encoder, workspace, view_of(text), (float[ENCODER_DIMENSIONS]){0});
        assert_int_equal(encoder_token_count(workspace), 3);
        encoder_token(workspace, 1, &token);
        assert_int_equal(token.start, 0);
        assert_int_equal(workspace->tokens.rows[1], encoder->piece_count + ENCODER_ROW_UNKNOWN);
    }
    encoder_workspace_free(workspace);
    encoder_close(encoder);
    free(file.bytes);
}

static void what_is_behind_the_last_token_is_passed_over(void **state)
{
    struct tiny_file file = tiny_make(&recipe);
    struct encoder *encoder = tiny_open(&file);
    struct encoder_workspace *workspace = encoder_workspace_new();
    float whole[ENCODER_DIMENSIONS];
    float cut[ENCODER_DIMENSIONS];
    char text[2 * 200 + 1] = "";
    (void)state;
    for (size_t i = 0; i < 200; i++) {
        strcat(text, i % 3 == 0 ? "a " : "? ");
    }
    encoder_encode(encoder, workspace, view_of(text), whole);
    assert_int_equal(encoder_token_count(workspace), ENCODER_TOKENS_MAX);
    encoder_encode(encoder, workspace, view_make(text, 2 * (ENCODER_TOKENS_MAX - 2)), cut);
    assert_int_equal(encoder_token_count(workspace), ENCODER_TOKENS_MAX);
    assert_memory_equal(whole, cut, sizeof whole);
    encoder_workspace_free(workspace);
    encoder_close(encoder);
    free(file.bytes);
}

int test_encoder_wordpiece(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_taken_apart_as_the_model_learned_them),
        cmocka_unit_test(a_word_over_a_hundred_letters_is_unknown),
        cmocka_unit_test(what_is_behind_the_last_token_is_passed_over),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
