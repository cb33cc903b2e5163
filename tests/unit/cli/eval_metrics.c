/* tests/unit/cli/eval_metrics.c - tests bot/cli/eval_metrics.c. The expected figures were worked out by hand. */
#include "cli/cli_internal.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <math.h>
#include <string.h>
#include <cmocka.h>

static void assert_near(double actual, double expected)
{
    assert_true(fabs(actual - expected) < 1e-9);
}

static void an_id_is_expected_whole(void **state)
{
    static const struct {
        const char *expected;
        const char *id;
        bool is_expected;
    } rows[] = {
        {"a", "a", true},   {"a,b", "b", true},    {"a,b", "a", true}, {"ab,c", "a", false},
        {"a", "ab", false}, {"a,b", "a,b", false}, {"a,", "", false},  {"-", "a", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(eval_is_expected(rows[i].expected, view_of(rows[i].id)), rows[i].is_expected);
    }
}

static void rank_and_gain_come_from_the_candidates(void **state)
{
    static const struct faqbot_candidate candidates[] = {
        {{"x", 1}, {"", 0}, .9}, {{"b", 1}, {"", 0}, .8}, {{"a", 1}, {"", 0}, .7}};
    static const struct {
        const char *expected;
        unsigned rank;
        double gain;
    } rows[] = {
        {"x", 1, 1}, {"b", 2, 0.63092975357145743},
        {"z", 0, 0}, {"a,b", 2, (0.63092975357145743 + 0.5) / (1 + 0.63092975357145743)},
        {"-", 0, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct eval_case one = {.expected = rows[i].expected};
        eval_rank(&one, candidates, 3);
        assert_int_equal(one.rank, rows[i].rank);
        assert_near(one.gain, rows[i].gain);
    }
}

static void all_metrics_of_a_small_set(void **state)
{
    /* True classes a, c (wrongly given a), b (given though it stands second), -, - (given a), a (refused). */
    static const struct eval_case cases[] = {
        {0, NULL, "a", "a", .9, FAQBOT_ANSWERED, 1, 1},   {0, NULL, "c", "a", .8, FAQBOT_ANSWERED, 2, .5},
        {0, NULL, "a,b", "b", .7, FAQBOT_ANSWERED, 1, 1}, {0, NULL, "-", "-", .1, FAQBOT_NONE, 0, 0},
        {0, NULL, "-", "a", .6, FAQBOT_ANSWERED, 0, 0},   {0, NULL, "a", "-", .4, FAQBOT_UNSURE, 0, 0},
    };
    struct eval_metrics metrics;
    (void)state;
    assert_int_equal(eval_compute(cases, 6, &metrics), FAQBOT_OK);
    assert_int_equal(metrics.answerable, 4);
    assert_int_equal(metrics.hopeless, 2);
    assert_int_equal(metrics.given, 4);
    assert_int_equal(metrics.outcomes[FAQBOT_ANSWERED], 4);
    assert_int_equal(metrics.outcomes_right[FAQBOT_ANSWERED], 2);
    assert_int_equal(metrics.outcomes[FAQBOT_UNSURE], 1);
    assert_int_equal(metrics.outcomes_right[FAQBOT_UNSURE], 0);
    assert_int_equal(metrics.outcomes_right[FAQBOT_NONE], 1);
    assert_near(metrics.value[METRIC_SUCCESS1], .5);
    assert_near(metrics.value[METRIC_MRR10], 2.5 / 4);
    assert_near(metrics.value[METRIC_NDCG10], 2.5 / 4);
    assert_near(metrics.value[METRIC_ANSWERED_RIGHT], .5);
    assert_near(metrics.value[METRIC_REFUSED], .5);
    assert_near(metrics.value[METRIC_WRONG_OF_GIVEN], .5);
    /* Right 3 of 6; true a 2, b 1, c 1, - 2; said a 3, b 1, - 2: (18 - 11) / sqrt((36 - 10)(36 - 14)). */
    assert_near(metrics.value[METRIC_MCC], 7 / sqrt(26.0 * 22.0));
}

static void a_metric_of_nothing_is_not_known(void **state)
{
    static const struct eval_case refused = {0, NULL, "-", "-", 0, FAQBOT_NONE, 0, 0};
    struct eval_metrics metrics;
    (void)state;
    assert_int_equal(eval_compute(&refused, 1, &metrics), FAQBOT_OK);
    assert_false(metrics.is_known[METRIC_SUCCESS1]);
    assert_false(metrics.is_known[METRIC_WRONG_OF_GIVEN]);
    assert_true(metrics.is_known[METRIC_REFUSED]);
    assert_near(metrics.value[METRIC_REFUSED], 1);
    assert_near(metrics.value[METRIC_MCC], 0);
    assert_int_equal(eval_compute(NULL, 0, &metrics), FAQBOT_OK);
    assert_false(metrics.is_known[METRIC_MCC]);
}

int test_cli_eval_metrics(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_id_is_expected_whole),
        cmocka_unit_test(rank_and_gain_come_from_the_candidates),
        cmocka_unit_test(all_metrics_of_a_small_set),
        cmocka_unit_test(a_metric_of_nothing_is_not_known),
    };
    return cmocka_run_group_tests_name("eval_metrics", tests, NULL, NULL);
}
