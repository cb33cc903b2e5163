/* tests/unit/cli/progress.c - the line that shows how far a long work has come. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "cli/cli_internal.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

static void a_line_says_how_far_how_fast_and_how_long(void **state)
{
    (void)state;
    static const struct {
        uint64_t bytes, total;
        size_t entries;
        double seconds;
        unsigned columns;
        const char *line;
    } cases[] = {
        {0, 1000, 0, 0, 80, "[----------------------]   0 %  0 entries  0/s  "},
        {500, 1000, 40, 2, 80, "[###########-----------]  50 %  40 entries  20/s  0:02 left"},
        {1000, 1000, 90, 3, 80, "[######################] 100 %  90 entries  30/s  writing"},
        {1, 1000, 1, 10, 80, "[----------------------]   0 %  1 entries  0/s  2:46:30 left"},
        {1, 1000000, 1, 10, 80, "[----------------------]   0 %  1 entries  0/s  "},
        {300, 1000, 9, 60, 80, "[######----------------]  30 %  9 entries  0/s  2:20 left"},
        {2000, 1000, 9, 9, 80, "[######################] 100 %  9 entries  1/s  writing"}, /* it grew */
        {0, 0, 9, 9, 80, "[######################] 100 %  9 entries  1/s  writing"},
        {500, 1000, 40, 2, 50, "[######------]  50 %  40 entries  20/s  0:02 left"},
        {500, 1000, 40, 2, 40, " 50 %  40 entries  20/s  0:02 left"},
        {500, 1000, 40, 2, 20, " 50 %  40 entries  "},
        {500, 1000, 40, 2, 1, ""},
        {500, 1000, 40, 2, 0, ""},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char line[PROGRESS_LINE_BYTES];
        const struct faqbot_index_progress progress = {
            .bytes = cases[i].bytes, .bytes_total = cases[i].total, .entries = cases[i].entries};
        progress_write(line, cases[i].columns, cases[i].seconds, &progress);
        assert_string_equal(line, cases[i].line);
    }
}

static void the_largest_numbers_fit(void **state)
{
    (void)state;
    char line[PROGRESS_LINE_BYTES];
    const struct faqbot_index_progress progress = {
        .bytes = UINT64_MAX - 1, .bytes_total = UINT64_MAX, .entries = SIZE_MAX};
    progress_write(line, UINT32_MAX, 1e-9, &progress);
    assert_true(strlen(line) < sizeof line);
}

int test_cli_progress(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_says_how_far_how_fast_and_how_long),
        cmocka_unit_test(the_largest_numbers_fit),
    };
    return cmocka_run_group_tests_name("progress", tests, NULL, NULL);
}
