/* tests/unit/cli/print.c - what strangers wrote, as it may be shown on a terminal. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <locale.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli_internal.h"

typedef void write_text(FILE *out, struct faqbot_view text);

static void check(write_text *write, const char *text, const char *expected)
{
    char *bytes = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&bytes, &size);
    assert_non_null(out);
    write(out, view_of(text));
    assert_int_equal(fclose(out), 0);
    assert_string_equal(bytes, expected);
    assert_int_equal(size, strlen(expected));
    free(bytes);
}

static void what_moves_a_cursor_is_dropped_from_text(void **state)
{
    static const char *const rows[][2] = {
        {"", ""},
        {"plain \xc3\xa9 \xe4\xb8\xad \xf0\x9f\x98\x80", "plain \xc3\xa9 \xe4\xb8\xad \xf0\x9f\x98\x80"},
        {"a\x1b[31mb\x07", "a[31mb"},
        {"a\nb\tc", "a b c"},
        {"a\xe2\x80\xa8"
         "b\xe2\x80\xa9"
         "c",
         "a b c"}, /* separators of lines and paragraphs */
        {"a\xe2\x80\xae"
         "b\xe2\x81\xa6"
         "c",
         "abc"}, /* writing direction */
        {"a\xc2\x9b"
         "b\x7f"
         "c",
         "abc"}, /* C1, DEL */
        {"\xef\xbb\xbf"
         "a\xf3\xa0\x81\xa1",
         "a"}, /* a byte order mark, a tag */
        {"a\xff\xc3", "a\xef\xbf\xbd\xef\xbf\xbd"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        check(sanitize_write, rows[i][0], rows[i][1]);
    }
}

static void in_json_it_is_escaped_and_means_the_same(void **state)
{
    static const char *const rows[][2] = {
        {"{\"a\":\"b\"}", "{\"a\":\"b\"}"},
        {"{\"a\":\"\xc3\xa9\"}", "{\"a\":\"\xc3\xa9\"}"},
        {"{\"a\":\"\xe2\x80\xae\"}", "{\"a\":\"\\u202e\"}"},
        {"{\"a\":\"\xc2\x9b\x7f\"}", "{\"a\":\"\\u009b\\u007f\"}"},
        {"{\"a\":\"\xf3\xa0\x81\xa1\"}", "{\"a\":\"\\udb40\\udc61\"}"}, /* a pair, beyond the first plane */
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        check(sanitize_write_json, rows[i][0], rows[i][1]);
    }
}

static void a_string_of_json_is_quoted(void **state)
{
    (void)state;
    check(sanitize_write_string, "", "\"\"");
    check(sanitize_write_string, "a \"b\" \\c\n\x1b\xe2\x80\xae", "\"a \\\"b\\\" \\\\c\\n\\u001b\\u202e\"");
}

static void a_glyph_has_its_columns(void **state)
{
    static const struct {
        const char *text;
        unsigned columns;
    } rows[] = {{"a", 1}, {"\xe4\xb8\xad", 2}, {"\xcc\x81", 0}, {"\xff", 1}};
    (void)state;
    assert_non_null(setlocale(LC_CTYPE, "C.UTF-8")); /* as cli.c does */
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct faqbot_view text = view_of(rows[i].text);
        struct glyph glyph;
        assert_true(sanitize_next(&text, &glyph));
        assert_int_equal(glyph.columns, rows[i].columns);
        assert_false(sanitize_next(&text, &glyph));
    }
}

int test_cli_print(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_moves_a_cursor_is_dropped_from_text),
        cmocka_unit_test(in_json_it_is_escaped_and_means_the_same),
        cmocka_unit_test(a_string_of_json_is_quoted),
        cmocka_unit_test(a_glyph_has_its_columns),
    };
    return cmocka_run_group_tests_name("print", tests, NULL, NULL);
}
