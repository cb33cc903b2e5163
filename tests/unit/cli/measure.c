/* unit/cli/measure.c - tests bot/cli/measure.c. The expected figures were worked out by hand. */
#include "cli/measure.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <math.h>
#include <string.h>
#include <cmocka.h>

#include "cli/clean.h"

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
        assert_int_equal(measure_is_expected(rows[i].expected, clean_view(rows[i].id)), rows[i].is_expected);
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
        struct measure_case one = {.expected = rows[i].expected};
        measure_candidates(&one, candidates, 3);
        assert_int_equal(one.rank, rows[i].rank);
        assert_near(one.gain, rows[i].gain);
    }
}

static void all_measures_of_a_small_quiz(void **state)
{
    /* True classes a, c (wrongly given a), b (given though it stands second), -, - (given a), a (refused). */
    static const struct measure_case cases[] = {
        {"a", "a", .9, FAQBOT_ANSWERED, 1, 1},   {"c", "a", .8, FAQBOT_ANSWERED, 2, .5},
        {"a,b", "b", .7, FAQBOT_ANSWERED, 1, 1}, {"-", "-", .1, FAQBOT_NONE, 0, 0},
        {"-", "a", .6, FAQBOT_ANSWERED, 0, 0},   {"a", "-", .4, FAQBOT_UNSURE, 0, 0},
    };
    struct measures measures;
    (void)state;
    assert_int_equal(measure_all(cases, 6, &measures), FAQBOT_OK);
    assert_int_equal(measures.answerable, 4);
    assert_int_equal(measures.hopeless, 2);
    assert_int_equal(measures.given, 4);
    assert_int_equal(measures.outcomes[FAQBOT_ANSWERED], 4);
    assert_int_equal(measures.outcomes_right[FAQBOT_ANSWERED], 2);
    assert_int_equal(measures.outcomes[FAQBOT_UNSURE], 1);
    assert_int_equal(measures.outcomes_right[FAQBOT_UNSURE], 0);
    assert_int_equal(measures.outcomes_right[FAQBOT_NONE], 1);
    assert_near(measures.value[MEASURE_SUCCESS1], .5);
    assert_near(measures.value[MEASURE_MRR10], 2.5 / 4);
    assert_near(measures.value[MEASURE_NDCG10], 2.5 / 4);
    assert_near(measures.value[MEASURE_ANSWERED_RIGHT], .5);
    assert_near(measures.value[MEASURE_REFUSED], .5);
    assert_near(measures.value[MEASURE_WRONG_OF_GIVEN], .5);
    /* Right 3 of 6; true a 2, b 1, c 1, - 2; said a 3, b 1, - 2: (18 - 11) / sqrt((36 - 10)(36 - 14)). */
    assert_near(measures.value[MEASURE_MCC], 7 / sqrt(26.0 * 22.0));
}

static void a_measure_of_nothing_is_not_known(void **state)
{
    static const struct measure_case refused = {"-", "-", 0, FAQBOT_NONE, 0, 0};
    struct measures measures;
    (void)state;
    assert_int_equal(measure_all(&refused, 1, &measures), FAQBOT_OK);
    assert_false(measures.is_known[MEASURE_SUCCESS1]);
    assert_false(measures.is_known[MEASURE_WRONG_OF_GIVEN]);
    assert_true(measures.is_known[MEASURE_REFUSED]);
    assert_near(measures.value[MEASURE_REFUSED], 1);
    assert_near(measures.value[MEASURE_MCC], 0);
    assert_int_equal(measure_all(NULL, 0, &measures), FAQBOT_OK);
    assert_false(measures.is_known[MEASURE_MCC]);
}

static void a_measure_is_found_by_its_name(void **state)
{
    (void)state;
    for (size_t i = 0; i < MEASURE_COUNT; i++) {
        const char *name = measure_name((enum measure_kind)i);
        assert_int_equal(measure_named(name, strlen(name)), i);
    }
    assert_int_equal(measure_named("mcc2", 4), MEASURE_COUNT);
    assert_int_equal(measure_named("", 0), MEASURE_COUNT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_id_is_expected_whole),
        cmocka_unit_test(rank_and_gain_come_from_the_candidates),
        cmocka_unit_test(all_measures_of_a_small_quiz),
        cmocka_unit_test(a_measure_of_nothing_is_not_known),
        cmocka_unit_test(a_measure_is_found_by_its_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
