/* tests/unit/cli/eval_baseline.c - what a baseline is, and which questions and measures are worse than in it. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli_internal.h"
#include "util/util.h"

#define RESULT(question, expected, outcome, given, rank)                                                     \
    "{\"question\":\"" question "\",\"expected\":[" expected "],\"outcome\":\"" outcome                      \
    "\",\"given\":" given ",\"rank\":" rank ",\"gain\":1}"
#define BASELINE(results) "{\"results\":[" results "]}"
#define RIGHT RESULT("a", "\"x\"", "answered", "\"x\"", "1")

static void set_init(struct eval_set *set)
{
    *set = (struct eval_set){.cases = NULL};
    arena_init(&set->texts, SIZE_MAX);
    buffer_init(&set->rows, SIZE_MAX);
}

static void set_release(struct eval_set *set)
{
    arena_release(&set->texts);
    buffer_release(&set->rows);
}

static void what_is_no_baseline_is_told(void **state)
{
    static const struct {
        const char *text;
        const char *complaint;
    } rows[] = {
        {BASELINE(RIGHT), NULL},
        {"", ""},
        {"[]", "it is no JSON object"},
        {"{}", "it has no list of results"},
        {"{\"misses\":[]}", "it has no list of results"},
        {"{\"results\":1}", "its results are no list"},
        {BASELINE(""), "its list of results is empty"},
        {BASELINE(RIGHT ",1"), "a result lacks its question, what was expected, or what it got"},
        {BASELINE(RESULT("", "\"x\"", "none", "null", "null")), ""},
        {BASELINE(RESULT("a", "1", "none", "null", "null")), ""},
        {BASELINE(RESULT("a", "\"x,y\"", "none", "null", "null")), ""},
        {BASELINE(RESULT("a", "\"x\"", "perhaps", "null", "null")), ""},
        {BASELINE(RESULT("a", "\"x\"", "answered", "null", "null")), ""},
        {BASELINE(RESULT("a", "\"x\"", "none", "\"x\"", "null")), ""},
        {BASELINE(RESULT("a", "\"x\"", "none", "null", "11")), ""},
        {BASELINE(RESULT("a", "\"x\"", "none", "null", "-1")), ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct eval_set set;
        set_init(&set);
        const char *complaint = eval_baseline_parse(view_of(rows[i].text), &set);
        if (rows[i].complaint == NULL) {
            assert_null(complaint);
            assert_int_equal(set.count, 1);
            assert_string_equal(set.cases[0].question, "a");
            assert_string_equal(set.cases[0].expected, "x");
            assert_string_equal(set.cases[0].said, "x");
        } else {
            assert_non_null(complaint);
            assert_true(rows[i].complaint[0] == '\0' || strcmp(complaint, rows[i].complaint) == 0);
        }
        set_release(&set);
    }
}

/* Compares two baselines: "COUNT -GONE +NEW, WORSE worse, BETTER better". */
static void check_comparison(const char *before, const char *now, const char *expected, double refused_drop,
                             double wrong_drop)
{
    struct eval_set sets[2];
    struct eval_comparison made;
    char told[96];
    set_init(&sets[0]);
    set_init(&sets[1]);
    assert_null(eval_baseline_parse(view_of(before), &sets[0]));
    assert_null(eval_baseline_parse(view_of(now), &sets[1]));
    assert_int_equal(eval_compare(&sets[0], &sets[1], &made), FAQBOT_OK);
    (void)snprintf(told, sizeof told, "%zu -%zu +%zu, %zu worse, %zu better", made.count, made.gone,
                   made.added, made.worse, made.better);
    assert_string_equal(told, expected);
    assert_true(fabs(eval_drop(&made, METRIC_REFUSED) - refused_drop) < 1e-9);
    assert_true(fabs(eval_drop(&made, METRIC_WRONG_OF_GIVEN) - wrong_drop) < 1e-9);
    eval_comparison_release(&made);
    set_release(&sets[0]);
    set_release(&sets[1]);
}

#define REFUSED RESULT("b", "", "none", "null", "null")
#define WRONGLY_ANSWERED RESULT("b", "", "answered", "\"x\"", "null")
#define UNSURE RESULT("a", "\"x\"", "unsure", "null", "1")
#define SECOND RESULT("a", "\"x\"", "unsure", "null", "2")
#define WRONG RESULT("a", "\"x\"", "answered", "\"y\"", "2")

static void questions_that_got_worse_are_counted(void **state)
{
    (void)state;
    check_comparison(BASELINE(RIGHT "," REFUSED), BASELINE(RIGHT "," REFUSED), "2 -0 +0, 0 worse, 0 better",
                     0, 0);
    check_comparison(BASELINE(RIGHT "," REFUSED), BASELINE(RIGHT "," WRONGLY_ANSWERED),
                     "2 -0 +0, 1 worse, 0 better", 1, .5);
    check_comparison(BASELINE(RIGHT), BASELINE(UNSURE), "1 -0 +0, 1 worse, 0 better", 0, 0);
    check_comparison(BASELINE(UNSURE), BASELINE(SECOND), "1 -0 +0, 1 worse, 0 better", 0, 0);
    check_comparison(BASELINE(SECOND), BASELINE(WRONG), "1 -0 +0, 1 worse, 0 better", 0, 0);
    check_comparison(BASELINE(WRONG), BASELINE(RIGHT), "1 -0 +0, 0 worse, 1 better", 0, 0);
}

static void what_only_one_has_is_not_compared(void **state)
{
    (void)state;
    check_comparison(BASELINE(RIGHT "," REFUSED), BASELINE(RIGHT), "1 -1 +0, 0 worse, 0 better", 0, 0);
    check_comparison(BASELINE(RIGHT), BASELINE(RIGHT "," WRONGLY_ANSWERED), "1 -0 +1, 0 worse, 0 better", 0,
                     0);
    check_comparison(BASELINE(RIGHT), BASELINE(RESULT("a", "\"z\"", "none", "null", "null")),
                     "0 -1 +1, 0 worse, 0 better", 0, 0); /* another expectation */
    check_comparison(BASELINE(RIGHT), BASELINE(RIGHT "," RIGHT), "2 -0 +0, 0 worse, 0 better", 0, 0);
}

int test_cli_eval_baseline(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_no_baseline_is_told),
        cmocka_unit_test(questions_that_got_worse_are_counted),
        cmocka_unit_test(what_only_one_has_is_not_compared),
    };
    return cmocka_run_group_tests_name("eval_baseline", tests, NULL, NULL);
}
