/* tests/unit/cli/open.c - tests bot/cli/open.c. */
#include "cli/cli_internal.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define LINES_MAX 4

static void lines_end_with_lf_crlf_or_the_stream(void **state)
{
    static const struct {
        const char *bytes;
        size_t size;
        size_t count;
        const char *lines[LINES_MAX];
        size_t sizes[LINES_MAX];
    } rows[] = {
        {"a\nb\n", 4, 2, {"a", "b"}, {1, 1}},
        {"a\r\n\nb", 5, 3, {"a", "", "b"}, {1, 0, 1}},
        {"\xef\xbb\xbf"
         "a\n\xef\xbb\xbf"
         "b",
         9,
         2,
         {"a", "\xef\xbb\xbf"
               "b"},
         {1, 4}},
        {"a\0b\n\0", 5, 2, {"a\0b", "\0"}, {3, 1}},
        {"a\rb\r\r\n", 6, 1, {"a\rb\r"}, {4}},
        {"\xff\n", 2, 1, {"\xff"}, {1}},
        {"\n", 1, 1, {""}, {0}},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char bytes[32];
        struct line line = {.size = 0};
        memcpy(bytes, rows[i].bytes, rows[i].size);
        FILE *in = fmemopen(bytes, rows[i].size, "r");
        assert_non_null(in);
        for (size_t k = 0; k < rows[i].count; k++) {
            assert_true(line_next(in, &line));
            assert_false(line.is_too_long);
            assert_int_equal(line.number, k + 1);
            assert_int_equal(line.size, rows[i].sizes[k]);
            assert_memory_equal(line.bytes, rows[i].lines[k], line.size);
        }
        assert_false(line_next(in, &line));
        assert_int_equal(fclose(in), 0);
    }
}

static void the_rest_of_a_line_that_is_too_long_is_passed_over(void **state)
{
    enum { SIZE = 3 * LINE_BYTES_MAX };
    char *bytes = malloc(SIZE);
    struct line line = {.size = 0};
    (void)state;
    assert_non_null(bytes);
    memset(bytes, 'x', SIZE);
    bytes[LINE_BYTES_MAX] = '\n';
    bytes[SIZE - 2] = '\n';
    FILE *in = fmemopen(bytes, SIZE, "r");
    assert_non_null(in);
    assert_true(line_next(in, &line));
    assert_false(line.is_too_long);
    assert_int_equal(line.size, LINE_BYTES_MAX);
    assert_true(line_next(in, &line));
    assert_true(line.is_too_long);
    assert_true(line_next(in, &line));
    assert_false(line.is_too_long);
    assert_int_equal(line.number, 3);
    assert_int_equal(line.size, 1);
    assert_int_equal(fclose(in), 0);
    free(bytes);
}

int test_cli_open(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_end_with_lf_crlf_or_the_stream),
        cmocka_unit_test(the_rest_of_a_line_that_is_too_long_is_passed_over),
    };
    return cmocka_run_group_tests_name("open", tests, NULL, NULL);
}
