/* tests/unit/cli/progress.c - the line that shows how far a long work has come. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "cli/cli_internal.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

static const struct progress entries = {.form = PROGRESS_ASCII, .noun = "entries", .ending = "writing"};

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
        {0, 0, 9, 9, 80, "9 entries  1/s  "}, /* nobody knows of how many */
        {500, 1000, 40, 2, 50, "[######------]  50 %  40 entries  20/s  0:02 left"},
        {500, 1000, 40, 2, 40, " 50 %  40 entries  20/s  0:02 left"},
        {500, 1000, 40, 2, 20, " 50 %  40 entries  "},
        {500, 1000, 40, 2, 1, ""},
        {500, 1000, 40, 2, 0, ""},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char line[PROGRESS_LINE_BYTES];
        const struct progress_state at = {cases[i].bytes, cases[i].total, cases[i].entries};
        progress_write(line, &entries, cases[i].columns, cases[i].seconds, &at);
        assert_string_equal(line, cases[i].line);
    }
}

static void the_largest_numbers_fit(void **state)
{
    (void)state;
    char line[PROGRESS_LINE_BYTES];
    const struct progress_state at = {UINT64_MAX - 1, UINT64_MAX, SIZE_MAX};
    const struct progress blocks = {.form = PROGRESS_UTF8, .noun = "entries"};
    progress_write(line, &blocks, UINT32_MAX, 1e-9, &at);
    assert_true(strlen(line) < sizeof line);
}

static void a_bar_may_have_blocks_and_work_no_ending(void **state)
{
    (void)state;
    char line[PROGRESS_LINE_BYTES];
    const struct progress blocks = {.form = PROGRESS_UTF8, .noun = "rows"};
    const struct progress_state half = {2, 4, 2};
    const struct progress_state all = {4, 4, 4};
    progress_write(line, &blocks, 37, 1, &half);
    assert_string_equal(line, "\u2588\u2588\u2588\u2591\u2591\u2591  50 %  2 rows  2/s  0:01 left");
    progress_write(line, &blocks, 24, 1, &all);
    assert_string_equal(line, "100 %  4 rows  4/s  ");
}

static void a_plain_line_is_due_at_each_tenth_but_not_within_seconds(void **state)
{
    (void)state;
    static const struct {
        double seconds;
        uint64_t done, total;
        size_t count;
        bool is_due;
    } cases[] = {
        {0.2, 5, 10, 5, false}, {10.1, 5, 10, 5, true}, {15, 6, 10, 6, false},  {30, 5, 10, 5, false},
        {30, 6, 10, 6, true},   {45, 10, 10, 9, true},  {60, 11, 10, 9, false},
    };
    static const struct {
        double seconds;
        size_t count;
        bool is_due;
    } open_cases[] = {{11, 9, false}, {12, 10, true}, {30, 99, false}, {30, 1000, true}, {35, 10000, false}};
    struct progress progress = {.noun = "rows"};
    struct progress open = progress;
    for (size_t i = 0; i < COUNT(cases); i++) {
        const struct progress_state at = {cases[i].done, cases[i].total, cases[i].count};
        assert_int_equal(progress_is_due(&progress, cases[i].seconds, &at), cases[i].is_due);
    }
    for (size_t i = 0; i < COUNT(open_cases); i++) {
        const struct progress_state at = {.count = open_cases[i].count};
        assert_int_equal(progress_is_due(&open, open_cases[i].seconds, &at), open_cases[i].is_due);
    }
}

int test_cli_progress(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_says_how_far_how_fast_and_how_long),
        cmocka_unit_test(the_largest_numbers_fit),
        cmocka_unit_test(a_bar_may_have_blocks_and_work_no_ending),
        cmocka_unit_test(a_plain_line_is_due_at_each_tenth_but_not_within_seconds),
    };
    return cmocka_run_group_tests_name("progress", tests, NULL, NULL);
}
