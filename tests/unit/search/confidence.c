/* tests/unit/search/confidence.c - confidence lies between 0 and 1 and follows the evidence. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "unit/search/made_model.h"

static const struct made_entry entries[] = {
    {.phrasings = {"How do I reset my password?", "new password"}, .text = "Press Reset."},
    {.phrasings = {"How do I change my name?", "new name"}, .text = "Write to us."},
    {.phrasings = {"How do I close my account?", "delete account"}, .text = "Your password is needed."},
    {.phrasings = {"Password rules"}, .text = "A password has ten letters or more.", .title = "Rules"},
};

static double judge(const struct made *made, const struct made_search *search)
{
    double value = confidence_of(&made->model, &search->terms, &search->features, &search->ranking).value;
    assert_true(value >= 0 && value <= 1);
    return value;
}

static struct candidate *candidate_of(struct made_search *search, uint32_t entry)
{
    for (size_t i = 0; i < search->features.candidate_count; i++) {
        if (search->features.candidates[i].entry == entry) {
            return &search->features.candidates[i];
        }
    }
    fail_msg("%u is no candidate", entry);
    return NULL;
}

/* Ten steps of a piece of evidence, up or down, and the confidence moves with it. */
static void rises(struct made *made, struct made_search *search, float *at, double step)
{
    float kept = *at;
    double last = -1;
    for (int i = 0; i <= 10; i++) {
        *at = (float)(i * step);
        double value = judge(made, search);
        assert_true(value >= last);
        last = value;
    }
    *at = 0;
    assert_true(judge(made, search) < last);
    *at = kept;
}

static void more_evidence_is_more_confidence(void **state)
{
    (void)state;
    struct made made;
    struct made_search search;
    made_open(&made, entries, COUNT(entries));
    made_ask(&made, "how do I reset the password", 0, &search);
    assert_int_equal(search.ranking.list[0].entry, 0);
    rises(&made, &search, &search.features.saturation[0], .1);

    double last = -1; /* the more of the question the phrasings know, the more they are alike */
    double known = search.features.content_centroid.known;
    for (int i = 10; i >= 0; i--) {
        search.features.content_centroid.unknown = known * i;
        double value = judge(&made, &search);
        assert_true(value > last);
        last = value;
    }

    last = 2; /* the nearer the second, the less sure the first */
    for (int i = 0; i <= 10; i++) {
        search.ranking.list[1].score = search.ranking.list[0].score * i / 10;
        double value = judge(&made, &search);
        assert_true(value < last);
        last = value;
    }
    made_close(&made);
}

static void more_evidence_for_a_passage_is_more_confidence(void **state)
{
    (void)state;
    struct made made;
    struct made_search search;
    made_open(&made, entries, COUNT(entries));
    made_ask(&made, "rules of letters", 0, &search);
    assert_int_equal(search.ranking.list[0].entry, 3);
    rises(&made, &search, &search.features.saturation[3], .1);
    rises(&made, &search, &candidate_of(&search, 3)->window, .1);
    rises(&made, &search, &search.features.values[FEATURE_CHAR_NGRAMS][3], .1);
    made_close(&made);
}

static void an_empty_ranking_has_none(void **state)
{
    (void)state;
    struct made made;
    struct made_search search;
    made_open(&made, entries, COUNT(entries));
    made_ask(&made, "how do I reset the password", 0, &search);
    search.ranking.count = 0;
    struct confidence confidence =
        confidence_of(&made.model, &search.terms, &search.features, &search.ranking);
    assert_true(confidence.value == 0 && confidence.scope == 0 && confidence.pick == 0);
    made_close(&made);
}

static void what_is_unknown_and_what_is_missing_are_shares(void **state)
{
    (void)state;
    struct made made;
    struct made_search search;
    made_open(&made, entries, COUNT(entries));
    made_ask(&made, "the new password", 0, &search);
    assert_true(search.confidence.unknown == 0);
    made_ask(&made, "the zyzzyva password", 0, &search);
    assert_true(search.confidence.unknown > 0 && search.confidence.unknown < 1);
    made_ask(&made, "the new word", 0, &search);
    assert_true(search.confidence.missing == 1); /* every phrasing of the best says more than "new" */
    made_ask(&made, "the new password", 0, &search);
    assert_true(search.confidence.missing < 1);
    made_close(&made);
}

static void a_phrasing_of_its_own_is_answered_and_a_foreign_question_is_not(void **state)
{
    (void)state;
    static const char *const foreign[] = {"what is the capital of france", "who won the match yesterday",
                                          "what is the salary of a nurse", "zyzzyva"};
    struct made made;
    struct made_search search;
    made_open(&made, entries, COUNT(entries));
    for (uint32_t i = 0; i < 3; i++) {
        for (size_t j = 0; j < 2; j++) {
            made_ask(&made, entries[i].phrasings[j], 0, &search);
            assert_int_equal(search.ranking.list[0].entry, i);
            assert_true(search.confidence.value >= CONFIDENCE_ANSWERED);
        }
    }
    for (size_t i = 0; i < COUNT(foreign); i++) {
        made_ask(&made, foreign[i], 0, &search);
        assert_true(search.confidence.value < CONFIDENCE_ANSWERED);
    }
    made_close(&made);
}

int test_search_confidence(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(more_evidence_is_more_confidence),
        cmocka_unit_test(more_evidence_for_a_passage_is_more_confidence),
        cmocka_unit_test(an_empty_ranking_has_none),
        cmocka_unit_test(what_is_unknown_and_what_is_missing_are_shares),
        cmocka_unit_test(a_phrasing_of_its_own_is_answered_and_a_foreign_question_is_not),
    };
    return cmocka_run_group_tests_name("confidence", tests, NULL, NULL);
}
