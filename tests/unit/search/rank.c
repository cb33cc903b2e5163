/* tests/unit/search/rank.c - the order of the entries, and what decides where scores are equal. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "unit/search/made_model.h"

static void order_is(const struct ranking *ranking, const uint32_t *entries, size_t count)
{
    assert_true(ranking->count >= count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(ranking->list[i].entry, entries[i]);
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
    struct made made;
    struct made_search search;
    made_open(&made, entries, COUNT(entries));
    made_ask(&made, "how do I reset the password", 0, &search);
    assert_true(search.ranking.count >= 2);
    assert_int_equal(search.ranking.list[0].entry, 0);
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
    struct made made;
    struct made_search search;
    struct ranking ranking;
    made_open(&made, entries, COUNT(entries));
    made_ask(&made, "green box", 0, &search);
    assert_int_equal(search.ranking.count, 3);
    for (size_t top = 0; top < 3; top++) {
        enum faqbot_status status = FAQBOT_OK;
        rank_entries(&made.model, &search.features, 0, top, &made.arena, &ranking, &status);
        assert_int_equal(status, FAQBOT_OK);
        assert_int_equal(ranking.count, top);
        for (size_t i = 0; i < top; i++) {
            assert_int_equal(ranking.list[i].entry, search.ranking.list[i].entry);
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
    struct made made;
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
        {.phrasings = {"Hotel Post"}, .text = "Radio", .language = 1},
        {.phrasings = {"Hotel Post"}, .text = "Radio"},
    };
    static const uint32_t english[] = {0, 2, 1};
    static const uint32_t german[] = {1, 0, 2};
    struct made made;
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
        {.phrasings = {"Restaurant"}, .text = "Hotel Post", .language = 1},
        {.phrasings = {"Post office"}, .text = "Hotel Post"},
    };
    static const uint32_t expected[] = {0, 1};
    struct made made;
    struct made_search search;
    made_open(&made, entries, COUNT(entries));
    made_ask(&made, "restaurant post", 0, &search);
    order_is(&search.ranking, expected, COUNT(expected));
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
        struct made made;
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
    struct made made;
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
        cmocka_unit_test(the_exact_match_beats_the_superset),
        cmocka_unit_test(a_question_without_evidence_ranks_nothing),
    };
    return cmocka_run_group_tests_name("rank", tests, NULL, NULL);
}
