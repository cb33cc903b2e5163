/* tests/unit/search/rank.c - the order of the entries, and what decides where scores are equal. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "unit/search/made_base.h"

static void order_is(const struct ranking *ranking, const uint32_t *entries, size_t count)
{
    assert_true(ranking->count >= count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(ranking->list[i].candidate, entries[i]);
    }
}

static void scores_fall_and_are_the_sum_of_their_contributions(void **state)
{
    (void)state;
    static const struct made_entry entries[] = {
        {.phrasings = {"How do I reset my password?", "password reset"}, .text = "Press Reset."},
        {.phrasings = {"How do I change my name?", "new name"}, .text = "Write to us."},
        {.phrasings = {"How do I close my account?", "delete account"}, .text = "Your password is needed."},
        {.phrasings = {"Passwords"}, .text = "A password has ten letters or more.", .title = "Rules"},
    };
    struct made_base made;
    struct made_search search;
    made_open(&made, entries, COUNT(entries));
    made_ask(&made, "how do I reset the password", 0, &search);
    assert_true(search.ranking.count >= 2);
    assert_int_equal(search.ranking.list[0].candidate, 0);
    for (size_t i = 0; i < search.ranking.count; i++) {
        const struct ranked *ranked = &search.ranking.list[i];
        double sum = 0;
        for (size_t j = 0; j < FEATURE_COUNT; j++) {
            assert_true(ranked->contributions[j] >= 0);
            assert_true(rank_feature_names[j][0] != '\0');
            sum += ranked->contributions[j];
        }
        assert_true(sum - ranked->score < 1e-6 && ranked->score - sum < 1e-6);
        assert_true(i == 0 || ranked->score <= search.ranking.list[i - 1].score);
        assert_true(ranked->score > 0);
    }
    made_close(&made);
}

static void no_more_than_wanted_are_listed(void **state)
{
    (void)state;
    static const struct made_entry entries[] = {
        {.phrasings = {"red box"}, .text = "a"},
        {.phrasings = {"blue box"}, .text = "b"},
        {.phrasings = {"green box"}, .text = "c"},
    };
    struct made_base made;
    struct made_search search;
    struct ranking ranking;
    made_open(&made, entries, COUNT(entries));
    made_ask(&made, "green box", 0, &search);
    assert_int_equal(search.ranking.count, 3);
    for (size_t top = 0; top < 3; top++) {
        enum faqbot_status status = FAQBOT_OK;
        rank_entries(&search.features, 0, top, &made.arena, &ranking, &status);
        assert_int_equal(status, FAQBOT_OK);
        assert_int_equal(ranking.count, top);
        for (size_t i = 0; i < top; i++) {
            assert_int_equal(ranking.list[i].candidate, search.ranking.list[i].candidate);
        }
    }
    made_close(&made);
}

static void of_equal_entries_the_first_comes_first(void **state)
{
    (void)state;
    static const struct made_entry entries[] = {
        {.phrasings = {"Where is the lift?", "lift"}, .text = "On the left."},
        {.phrasings = {"Where are the stairs?", "stairs"}, .text = "On the right."},
        {.phrasings = {"Where are the stairs?", "stairs"}, .text = "On the right."},
        {.phrasings = {"Where are the stairs?", "stairs"}, .text = "On the right."},
    };
    static const uint32_t expected[] = {1, 2, 3};
    struct made_base made;
    struct made_search search;
    made_open(&made, entries, COUNT(entries));
    made_ask(&made, "where are the stairs", 0, &search);
    order_is(&search.ranking, expected, COUNT(expected));
    assert_true(search.ranking.list[0].score == search.ranking.list[2].score);
    made_close(&made);
}

static void of_equal_entries_the_one_in_the_questions_language_comes_first(void **state)
{
    (void)state;
    static const struct made_entry entries[] = {
        {.phrasings = {"Hotel Post"}, .text = "Radio"},
        {.phrasings = {"Hotel Post"}, .text = "Radio", .is_german = true},
        {.phrasings = {"Hotel Post"}, .text = "Radio"},
    };
    static const uint32_t english[] = {0, 2, 1};
    static const uint32_t german[] = {1, 0, 2};
    struct made_base made;
    struct made_search search;
    made_open(&made, entries, COUNT(entries));
    made_ask(&made, "hotel post", 0, &search);
    assert_true(search.ranking.list[0].score == search.ranking.list[2].score);
    order_is(&search.ranking, english, COUNT(english));
    made_ask(&made, "hotel post", 1, &search);
    order_is(&search.ranking, german, COUNT(german));
    made_close(&made);
}

static void a_language_does_not_override_a_better_score(void **state)
{
    (void)state;
    static const struct made_entry entries[] = {
        {.phrasings = {"Restaurant"}, .text = "Hotel Post", .is_german = true},
        {.phrasings = {"Post office"}, .text = "Hotel Post"},
    };
    static const uint32_t expected[] = {0, 1};
    struct made_base made;
    struct made_search search;
    made_open(&made, entries, COUNT(entries));
    made_ask(&made, "restaurant post", 0, &search);
    order_is(&search.ranking, expected, COUNT(expected));
    made_close(&made);
}

/* Evidence of each kind is measured against the best of it, but not where that is next to nothing. */
static void what_has_found_next_to_nothing_is_not_scaled_up(void **state)
{
    (void)state;
    static const struct made_entry entries[] = {{.phrasings = {"red box"}, .text = "one"},
                                                {.phrasings = {"blue box"}, .text = "two"}};
    struct made_base made;
    struct made_search search;
    struct ranking ranking;
    enum faqbot_status status = FAQBOT_OK;
    made_open(&made, entries, COUNT(entries));
    made_ask(&made, "red box", 0, &search);
    const enum feature feature = FEATURE_BODY_UNIGRAMS;
    static const struct {
        float value, possible;
        double share; /* of what the best can give */
    } cases[] = {{1, 1, 1}, {.5f, 1, 1}, {.1f, .2f, 1}, {.07f, 1, .2}, {.035f, 1, .1}, {.035f, 2, .05}};
    double whole = 0;
    for (size_t i = 0; i < COUNT(cases); i++) {
        search.features.values[feature][0] = cases[i].value;
        search.features.possible[feature] = cases[i].possible;
        rank_entries(&search.features, 0, 2, &made.arena, &ranking, &status);
        assert_int_equal(status, FAQBOT_OK);
        assert_int_equal(ranking.list[0].candidate, 0);
        double found = ranking.list[0].contributions[feature];
        whole = i == 0 ? found : whole;
        assert_true(whole > 0 && found - cases[i].share * whole < 1e-6 &&
                    cases[i].share * whole - found < 1e-6);
    }
    made_close(&made);
}

static void a_word_of_one_answer_alone_finds_it(void **state)
{
    (void)state;
    static const struct made_entry entries[] = {
        {.phrasings = {"How do I get to the house?", "How can I get to you?"}, .text = "By bus."},
        {.phrasings = {"What is there to see?", "What is in the house?"},
         .text = "Pictures, and a gymnasium."},
        {.phrasings = {"How do I become a member?", "Can I get a card?"}, .text = "Write to us."},
        {.phrasings = {"How do I pay?", "Can I pay in the house?"}, .text = "In cash."},
    };
    struct made_base made;
    struct made_search search;
    for (int has_lexicon = 0; has_lexicon < 2; has_lexicon++) {
        made_open_with(&made, entries, COUNT(entries), has_lexicon);
        made_ask(&made, "do you have a gymnasium", 0, &search);
        assert_int_equal(search.ranking.list[0].candidate, 1);
        made_close(&made);
    }
}

static void a_lexicon_has_weights_of_its_own(void **state)
{
    (void)state;
    static const struct made_entry entries[] = {
        {.phrasings = {"How do I end my contract?", "leave"}, .text = "Write a letter."},
        {.phrasings = {"How do I begin a contract?", "join"}, .text = "Call."},
        {.phrasings = {"Contract"}, .text = "It is a letter.", .title = "Rules"},
    };
    struct made_base made;
    struct made_search search;
    for (int has_lexicon = 0; has_lexicon < 2; has_lexicon++) {
        made_open_with(&made, entries, COUNT(entries), has_lexicon);
        made_ask(&made, "contract letter", 0, &search);
        double sums[FEATURE_COUNT] = {0};
        for (size_t i = 0; i < search.ranking.count; i++) {
            for (size_t j = 0; j < FEATURE_COUNT; j++) {
                sums[j] += search.ranking.list[i].contributions[j];
            }
        }
        assert_int_equal(sums[FEATURE_MEANING] > 0, has_lexicon);
        assert_int_equal(sums[FEATURE_LEARNED_MEANING] > 0, has_lexicon);
        assert_int_equal(sums[FEATURE_QUESTION_UNIGRAMS] > 0, !has_lexicon);
        assert_int_equal(sums[FEATURE_BODY_UNIGRAMS] > 0, !has_lexicon);
        assert_int_equal(sums[FEATURE_PHRASING] > 0, !has_lexicon);
        assert_true(sums[FEATURE_COVERAGE] > 0 && sums[FEATURE_MUTUAL_COVERAGE] > 0 &&
                    sums[FEATURE_CHAR_NGRAMS] > 0);
        made_close(&made);
    }
}

static void a_passage_is_lent_what_the_best_entry_has_learned(void **state)
{
    (void)state;
    static const struct made_entry entries[] = {
        {.phrasings = {"How do I end my contract?", "leave"}, .text = "Write."},
        {.phrasings = {"How do I pay?", "prices"}, .text = "In cash."},
        {.phrasings = {"Ends"}, .text = "A contract ends at the end of the year.", .title = "Rules"},
    };
    struct made_base made;
    struct made_search search;
    made_open_with(&made, entries, COUNT(entries), true);
    made_ask(&made, "end my contract", 0, &search);
    const double *faq = search.ranking.list[0].contributions;
    const double *passage = NULL;
    assert_int_equal(search.ranking.list[0].candidate, 0);
    for (size_t i = 1; i < search.ranking.count; i++) {
        passage = search.ranking.list[i].candidate == 2 ? search.ranking.list[i].contributions : passage;
    }
    assert_non_null(passage);
    assert_true(faq[FEATURE_LEARNED] > 0 && faq[FEATURE_LEARNED_MEANING] > 0);
    double both = faq[FEATURE_LEARNED] + faq[FEATURE_LEARNED_MEANING];
    assert_true(passage[FEATURE_LEARNED] - both < 1e-9 && both - passage[FEATURE_LEARNED] < 1e-9);
    assert_true(passage[FEATURE_LEARNED_MEANING] == 0);
    made_close(&made);
}

static void the_exact_match_beats_the_superset(void **state)
{
    (void)state;
    static const struct {
        struct made_entry entries[3];
        const char *question;
        uint32_t best;
    } cases[] = {
        {{{.phrasings = {"GitLab CI"}, .text = "A"}, {.phrasings = {"GitLab"}, .text = "A"}}, "gitlab", 1},
        {{{.phrasings = {"GitLab"}, .text = "A"}, {.phrasings = {"GitLab CI"}, .text = "A"}}, "gitlab", 0},
        {{{.phrasings = {"GitLab"}, .text = "A"}, {.phrasings = {"GitLab CI"}, .text = "A"}}, "gitlab ci", 1},
        {{{.phrasings = {"How do I use GitLab CI?"}, .text = "A"},
          {.phrasings = {"How do I use GitLab?"}, .text = "A"},
          {.phrasings = {"How do I use Jenkins?"}, .text = "A"}},
         "how to use gitlab",
         1},
        {{{.phrasings = {"Reset the password of another user"}, .text = "A"},
          {.phrasings = {"Reset the password"}, .text = "A"}},
         "reset password",
         1},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct made_base made;
        struct made_search search;
        size_t count = 0;
        while (count < 3 && cases[i].entries[count].text != NULL) {
            count++;
        }
        made_open(&made, cases[i].entries, count);
        made_ask(&made, cases[i].question, 0, &search);
        order_is(&search.ranking, &cases[i].best, 1);
        made_close(&made);
    }
}

static void a_question_without_evidence_ranks_nothing(void **state)
{
    (void)state;
    static const struct made_entry entries[] = {{.phrasings = {"red box", "crimson box"}, .text = "one"},
                                                {.phrasings = {"blue box"}, .text = "two"}};
    static const char *const questions[] = {"", "?", "zyzzyva", "\u4f60\u597d", "7"};
    struct made_base made;
    struct made_search search;
    made_open(&made, entries, COUNT(entries));
    for (size_t i = 0; i < COUNT(questions); i++) {
        made_ask(&made, questions[i], 0, &search);
        assert_int_equal(search.ranking.count, 0);
        assert_true(search.confidence.value == 0);
    }
    made_close(&made);
}

int test_search_rank(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scores_fall_and_are_the_sum_of_their_contributions),
        cmocka_unit_test(no_more_than_wanted_are_listed),
        cmocka_unit_test(of_equal_entries_the_first_comes_first),
        cmocka_unit_test(of_equal_entries_the_one_in_the_questions_language_comes_first),
        cmocka_unit_test(a_language_does_not_override_a_better_score),
        cmocka_unit_test(what_has_found_next_to_nothing_is_not_scaled_up),
        cmocka_unit_test(a_word_of_one_answer_alone_finds_it),
        cmocka_unit_test(a_lexicon_has_weights_of_its_own),
        cmocka_unit_test(a_passage_is_lent_what_the_best_entry_has_learned),
        cmocka_unit_test(the_exact_match_beats_the_superset),
        cmocka_unit_test(a_question_without_evidence_ranks_nothing),
    };
    return cmocka_run_group_tests_name("rank", tests, NULL, NULL);
}
