/* tests/unit/cli/eval_set.c - tests how bot/cli/cmd_eval.c chooses the worst misses; asking is tested from outside. */
#include "cli/cli_internal.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define CASE(expected, said, confidence, outcome, rank)                                                      \
    {                                                                                                        \
        0, NULL, expected, said, confidence, FAQBOT_##outcome, rank, 0                                       \
    }

static struct eval_case cases[] = {
    CASE("a", "a", .9, ANSWERED, 1), CASE("a", "-", .4, UNSURE, 1),   CASE("a", "b", .6, ANSWERED, 2),
    CASE("-", "-", .1, NONE, 0),     CASE("a", "-", .3, NONE, 0),     CASE("-", "b", .8, ANSWERED, 0),
    CASE("a", "-", .4, UNSURE, 3),   CASE("a", "b", .6, ANSWERED, 0),
};

static void the_worst_misses_come_first(void **state)
{
    static const size_t expected[] = {5, 2, 7, 4, 6, 1};
    const struct eval_set set = {.cases = cases, .count = sizeof cases / sizeof cases[0]};
    size_t places[8];
    (void)state;
    assert_int_equal(eval_set_misses(&set, places, 8), 6);
    assert_memory_equal(places, expected, sizeof expected);
}

static void no_more_misses_are_named_than_wanted(void **state)
{
    const struct eval_set set = {.cases = cases, .count = sizeof cases / sizeof cases[0]};
    size_t places[2];
    (void)state;
    assert_int_equal(eval_set_misses(&set, places, 2), 2);
    assert_int_equal(places[0], 5);
    assert_int_equal(places[1], 2);
    assert_int_equal(eval_set_misses(&set, places, 0), 0);
}

int test_cli_eval_set(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_worst_misses_come_first),
        cmocka_unit_test(no_more_misses_are_named_than_wanted),
    };
    return cmocka_run_group_tests_name("eval_set", tests, NULL, NULL);
}
