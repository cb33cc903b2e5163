/* tests/unit/search/confidence.c - confidence lies between 0 and 1 and follows the evidence. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>

#include "unit/search/made_base.h"

static const struct made_entry entries[] = {
    {.phrasings = {"How do I reset my password?", "new password"}, .text = "Press Reset."},
    {.phrasings = {"How do I change my name?", "new name"}, .text = "Write to us."},
    {.phrasings = {"How do I close my account?", "delete account"}, .text = "Your password is needed."},
    {.phrasings = {"Password rules"}, .text = "A password has ten letters or more.", .title = "Rules"},
};

static double judge(const struct made_search *search)
{
    double value = confidence_of(&search->terms, &search->features, &search->ranking).value;
    assert_true(value >= 0 && value <= 1);
    return value;
}

static struct coverage *coverage_of(struct made_search *search, size_t place)
{
    return &search->features.coverages[search->ranking.list[place].candidate];
}

/* Phrasings are compared with this question from now on, and all else is as it was. */
static void compare_phrasings(struct made_base *made, const char *question, struct made_search *search)
{
    struct made_search other;
    made_take(made, question, 10, &other);
    search->features.candidates = other.candidates;
    search->features.ngrams = other.features.ngrams;
}

/* Ten steps of a piece of evidence, up or down, and the confidence moves with it; against it, where `sign` is -1. */
static void moves(struct made_search *search, float *at, double step, int sign)
{
    float kept = *at;
    double last = -2;
    for (int i = 0; i <= 10; i++) {
        *at = (float)(i * step);
        double value = sign * judge(search);
        assert_true(value >= last);
        last = value;
    }
    *at = 0;
    assert_true(sign * judge(search) < last);
    *at = kept;
}

static void rises(struct made_search *search, float *at, double step)
{
    moves(search, at, step, 1);
}

static void more_evidence_is_more_confidence(void **state)
{
    (void)state;
    struct made_base made;
    struct made_search search;
    made_open(&made, entries, COUNT(entries));
    made_ask(&made, "how do I reset the password", 0, &search);
    assert_int_equal(search.ranking.list[0].candidate, 0);
    struct coverage *coverage = coverage_of(&search, 0);
    rises(&search, &search.features.saturation[0], .1);
    rises(&search, &coverage->question, .1);
    rises(&search, &coverage->least, .1);
    rises(&search, &coverage->mutual, .1);
    rises(&search, &search.features.values[FEATURE_CHAR_NGRAMS][0], .1);
    rises(&search, &search.features.values[FEATURE_MEANING][0], .1);
    rises(&search, &search.features.values[FEATURE_LEARNED][0], .2);
    moves(&search, &coverage->missing, .1, -1);

    static const char longer[] = "how do i reset the password zyzzyva quux mumble frobnitz";
    double last = 2; /* the less of the question the phrasings know, the less they are alike */
    for (size_t end = strlen("how do i reset the password"); end < sizeof longer; end++) {
        if (longer[end] == ' ' || longer[end] == '\0') {
            char question[sizeof longer];
            snprintf(question, sizeof question, "%.*s", (int)end, longer);
            compare_phrasings(&made, question, &search);
            double value = judge(&search);
            assert_true(value < last);
            last = value;
        }
    }

    last = 2; /* the nearer the second, the less sure the first */
    for (int i = 0; i <= 10; i++) {
        search.ranking.list[1].score = search.ranking.list[0].score * i / 10;
        double value = judge(&search);
        assert_true(value < last);
        last = value;
    }
    made_close(&made);
}

/* Where it is too little to answer, what is worth offering is told apart, and is never an answer. */
static void what_is_not_answered_is_offered_by_its_evidence(void **state)
{
    (void)state;
    struct made_base made;
    struct made_search search;
    made_open(&made, entries, COUNT(entries));
    made_ask(&made, "how do I reset the password", 0, &search);
    struct coverage *coverage = coverage_of(&search, 0);
    compare_phrasings(&made, "zyzzyva", &search);
    assert_true(features_phrasing_cosine(&search.features, 0) == 0);
    search.features.saturation[0] = 0;
    *coverage = (struct coverage){.missing = 1};
    double none = judge(&search);
    assert_true(none < CONFIDENCE_UNSURE);
    rises(&search, &coverage->answer, .1);
    rises(&search, &coverage->least, .01);
    rises(&search, &coverage->question, .1); /* it is ahead of the second by more */
    rises(&search, &search.features.values[FEATURE_LEARNED_MEANING][0], .1);
    moves(&search, &coverage_of(&search, 1)->question, .1, -1);
    search.terms.content_count = 6;
    assert_true(judge(&search) > none);
    coverage->answer = 1;
    search.features.values[FEATURE_LEARNED_MEANING][0] = 1;
    struct confidence confidence = confidence_of(&search.terms, &search.features, &search.ranking);
    assert_true(confidence.value > CONFIDENCE_UNSURE && confidence.value < CONFIDENCE_ANSWERED);
    assert_true(confidence.scope * confidence.pick < CONFIDENCE_ANSWERED);
    made_close(&made);
}

/* What an entry has many phrasings for is told by what is learned from them. */
static void many_phrasings_make_what_is_learned_count(void **state)
{
    (void)state;
    static const struct made_entry one = {.phrasings = {"How do I reset my password?"},
                                          .text = "Press Reset."};
    struct made_base made;
    struct made_search search;
    made_open(&made, &one, 1);
    made_ask(&made, "how do I reset the password", 0, &search);
    double before = judge(&search);
    search.features.values[FEATURE_LEARNED][0] += 1;
    search.features.values[FEATURE_MEANING][0] += .5f;
    assert_true(judge(&search) == before);
    made_close(&made);
}

static void a_tie_or_a_bare_word_of_several_entries_is_a_choice(void **state)
{
    (void)state;
    static const struct made_entry lamps[] = {
        {.phrasings = {"How do I repair a lamp?"}, .text = "Write."},
        {.phrasings = {"Where can I buy a lamp?"}, .text = "Here."},
        {.phrasings = {"Plot"}, .text = "A garden."},
        {.phrasings = {"How do I give up my plot?"}, .text = "Call."},
        {.phrasings = {"Who feeds the donkey?"}, .text = "Anna."},
        {.phrasings = {"Where is the green bus?"}, .text = "There."},
        {.phrasings = {"Where is the green bus?"}, .text = "There."},
        {.phrasings = {"Where is the old castle?"}, .text = "There."},
        {.phrasings = {"Who built the old castle?"}, .text = "A mason."},
    };
    enum { CHOICE = -1 };
    static const struct {
        const char *question;
        int best; /* or CHOICE */
    } cases[] = {
        {"lamp", CHOICE},
        {"the lamps?", CHOICE},
        {"plot", 2},
        {"donkey", 4},
        {"the donkeys", 4},
        {"where is the green bus", CHOICE},
        {"who built the old castle", 8},
    };
    struct made_base made;
    made_open(&made, lamps, COUNT(lamps));
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct made_search search;
        made_ask(&made, cases[i].question, 0, &search);
        bool is_choice = cases[i].best == CHOICE;
        if (search.confidence.is_choice != is_choice || search.confidence.value < CONFIDENCE_UNSURE ||
            (!is_choice && (search.ranking.list[0].candidate != (uint32_t)cases[i].best ||
                            search.confidence.value < CONFIDENCE_ANSWERED))) {
            fail_msg("%s: choice %d, %f", cases[i].question, search.confidence.is_choice,
                     search.confidence.value);
        }
    }
    made_close(&made);
}

static void more_evidence_for_a_passage_is_more_confidence(void **state)
{
    (void)state;
    struct made_base made;
    struct made_search search;
    made_open(&made, entries, COUNT(entries));
    made_ask(&made, "rules of letters", 0, &search);
    assert_int_equal(search.ranking.list[0].candidate, 3);
    rises(&search, &coverage_of(&search, 0)->question, .1);
    rises(&search, &search.features.windows[3], .1);
    made_close(&made);
}

static const struct faqbot_explained_part *part_of(const struct faqbot_explained_part *parts, size_t count,
                                                   const char *name)
{
    for (size_t i = 0; i < count; i++) {
        if (strcmp(parts[i].name, name) == 0) {
            return &parts[i];
        }
    }
    return NULL;
}

static void the_parts_of_a_confidence_say_what_each_does(void **state)
{
    (void)state;
    struct made_base made;
    struct made_search search;
    struct faqbot_explained_part parts[CONFIDENCE_PARTS_MAX];
    made_open(&made, entries, COUNT(entries));
    made_ask(&made, "how do I reset the password", 0, &search);
    struct confidence whole = search.confidence;
    size_t count = confidence_explain(&whole, parts);
    for (size_t i = 0; i < count; i++) {
        assert_ptr_equal(part_of(parts, count, parts[i].name), &parts[i]); /* no name twice */
    }
    assert_null(part_of(parts, count, "window")); /* a passage's */
    assert_null(part_of(parts, count, "context"));
    assert_true(fabs(part_of(parts, count, "scope")->effect - (whole.value - whole.pick)) < 1e-9);
    assert_true(part_of(parts, count, "scope")->value == whole.scope);
    float kept = search.features.saturation[0];
    search.features.saturation[0] = 0;
    double without = judge(&search);
    search.features.saturation[0] = kept;
    assert_true(fabs(part_of(parts, count, "saturation")->effect - (whole.value - without)) < 1e-9);
    /* What is left of it in a context. */
    struct confidence half = whole;
    half.value /= 2;
    size_t more = confidence_explain(&half, parts);
    assert_int_equal(more, count + 1);
    assert_true(fabs(part_of(parts, more, "context")->effect + whole.value / 2) < 1e-9);
    assert_true(fabs(part_of(parts, more, "saturation")->effect - (whole.value - without) / 2) < 1e-9);
    /* What a bare word has at least is not told as a context. */
    struct confidence bare = whole;
    bare.value = whole.value + .01;
    more = confidence_explain(&bare, parts);
    assert_null(part_of(parts, more, "context"));
    assert_true(fabs(part_of(parts, more, "named")->effect - .01) < 1e-9);
    /* A passage has parts of its own. */
    made_ask(&made, "rules of letters", 0, &search);
    count = confidence_explain(&search.confidence, parts);
    assert_non_null(part_of(parts, count, "window"));
    assert_non_null(part_of(parts, count, "coverage"));
    assert_null(part_of(parts, count, "missing"));
    made_close(&made);
}

static void a_passage_that_has_no_word_of_the_question_is_not_answered(void **state)
{
    (void)state;
    static const struct made_entry rules = {
        .phrasings = {""}, .text = "A password has ten letters.", .title = "Rules"};
    static const char *const questions[] = {"passwatch", "lettuce", "who"};
    struct made_base made;
    struct made_search search;
    made_open(&made, &rules, 1);
    for (size_t i = 0; i < COUNT(questions); i++) {
        made_ask(&made, questions[i], 0, &search);
        if (search.confidence.value >= CONFIDENCE_ANSWERED) {
            fail_msg("%s: %f, %f", questions[i], search.confidence.value, search.confidence.question);
        }
    }
    made_close(&made);
}

/* Among a few questions an introduction is ahead of them with any word that it alone has. */
static void an_introduction_is_not_answered_for_one_word_of_many(void **state)
{
    (void)state;
    static const struct made_entry introduced[] = {
        {.phrasings = {""},
         .text = "This page is for questions that do not fit elsewhere.",
         .title = "Boats"},
        {.phrasings = {"How many boats can I rent?"}, .text = "As many as there are people."},
        {.phrasings = {"What does the harbour do in a storm?"}, .text = "It closes its gates."},
        {.phrasings = {"Who repairs a torn sail?"}, .text = "The sailmaker at the quay."},
    };
    static const char *const questions[] = {"does it fit in my pocket", "can I turn the page of a calendar",
                                            "where are tickets for the museum elsewhere"};
    struct made_base made;
    struct made_search search;
    made_open(&made, introduced, COUNT(introduced));
    for (size_t i = 0; i < COUNT(questions); i++) {
        made_ask(&made, questions[i], 0, &search);
        if (search.confidence.value >= CONFIDENCE_ANSWERED) {
            fail_msg("%s: %f, %f", questions[i], search.confidence.value, search.confidence.question);
        }
    }
    made_ask(&made, "what is this page for", 0, &search);
    assert_int_equal(search.ranking.list[0].candidate, 0);
    made_close(&made);
}

static void an_empty_ranking_has_none(void **state)
{
    (void)state;
    struct made_base made;
    struct made_search search;
    made_open(&made, entries, COUNT(entries));
    made_ask(&made, "how do I reset the password", 0, &search);
    search.ranking.count = 0;
    struct confidence confidence = confidence_of(&search.terms, &search.features, &search.ranking);
    assert_true(confidence.value == 0 && confidence.scope == 0 && confidence.pick == 0);
    made_close(&made);
}

static void what_is_missing_is_a_share(void **state)
{
    (void)state;
    struct made_base made;
    struct made_search search;
    made_open(&made, entries, COUNT(entries));
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
    struct made_base made;
    struct made_search search;
    made_open(&made, entries, COUNT(entries));
    for (uint32_t i = 0; i < 3; i++) {
        for (size_t j = 0; j < 2; j++) {
            made_ask(&made, entries[i].phrasings[j], 0, &search);
            assert_int_equal(search.ranking.list[0].candidate, i);
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
        cmocka_unit_test(what_is_not_answered_is_offered_by_its_evidence),
        cmocka_unit_test(many_phrasings_make_what_is_learned_count),
        cmocka_unit_test(a_tie_or_a_bare_word_of_several_entries_is_a_choice),
        cmocka_unit_test(the_parts_of_a_confidence_say_what_each_does),
        cmocka_unit_test(a_passage_that_has_no_word_of_the_question_is_not_answered),
        cmocka_unit_test(an_introduction_is_not_answered_for_one_word_of_many),
        cmocka_unit_test(an_empty_ranking_has_none),
        cmocka_unit_test(what_is_missing_is_a_share),
        cmocka_unit_test(a_phrasing_of_its_own_is_answered_and_a_foreign_question_is_not),
    };
    return cmocka_run_group_tests_name("confidence", tests, NULL, NULL);
}
