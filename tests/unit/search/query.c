/* tests/unit/search/query.c - a question as terms: each of its words has its weight. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <stdio.h>

#include "unit/search/made_base.h"

/* A question as weighted terms. */

static const struct made_entry entries[] = {
    {.phrasings = {"How do I park a bicycle?"}, .text = "In the yard."},
    {.phrasings = {"Where is the yard?"}, .text = "Behind the house."},
    {.phrasings = {"Who owns the house?"}, .text = "The town."},
};

static double weight(double with)
{
    double all = (double)COUNT(entries) + TERMS_UNSEEN_ENTRIES;
    return log(1 + (all - with + .5) / (with + .5));
}

static void a_term_weighs_what_its_rarity_says(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double entries;
        bool is_known, is_function_word;
    } cases[] = {
        {"bicycle", 1, true, false}, {"bicycles", 1, true, false}, {"YARD", 2, true, false},
        {"house", 2, true, false},   {"the", 3, true, true},       {"where", 1, true, true},
        {"car", 0, false, false},    {"anybody", 0, false, true},
    };
    struct made_base made;
    made_open(&made, entries, COUNT(entries));
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct terms terms;
        made_read(&made, cases[i].text, &terms);
        double share = cases[i].is_function_word ? TERMS_FUNCTION_WORD_SHARE : 1;
        assert_int_equal(terms.count, 1);
        assert_int_equal(terms.list[0].stem != COLLECTION_NONE, cases[i].is_known);
        assert_int_equal(terms.list[0].entries, (uint32_t)cases[i].entries);
        assert_int_equal(terms.list[0].is_function_word, cases[i].is_function_word);
        assert_true(fabs(terms.list[0].weight - share * weight(cases[i].entries)) < 1e-9);
        assert_true(terms.weight == terms.list[0].weight);
    }
    made_close(&made);
}

static void a_repeated_word_is_the_same_term(void **state)
{
    (void)state;
    static const uint8_t expected[] = {0, 1, 0, 2, 0};
    struct made_base made;
    struct terms terms;
    made_open(&made, entries, COUNT(entries));
    made_read(&made, "park a parking house parks", &terms);
    assert_int_equal(terms.count, 3);
    assert_memory_equal(terms.term_of_word, expected, sizeof expected);
    assert_true(view_equals_text(terms.list[0].word->source, "park"));
    double sum = 0;
    for (size_t i = 0; i < terms.count; i++) {
        sum += terms.list[i].weight;
    }
    assert_true(terms.weight == sum);
    made_close(&made);
}

static void words_past_the_limit_are_no_terms(void **state)
{
    (void)state;
    struct made_base made;
    struct terms terms;
    char text[4 * 300 + 1];
    for (unsigned i = 0; i < 300; i++) {
        snprintf(text + (size_t)4 * i, 5, "%c%02u ", 'a' + (char)(i / 100), i % 100);
    }
    made_open(&made, entries, COUNT(entries));
    made_read(&made, text, &terms);
    assert_int_equal(terms.count, TERMS_MAX);
    assert_int_equal(terms.term_of_word[TERMS_MAX - 1], TERMS_MAX - 1);
    assert_int_equal(terms.term_of_word[TERMS_MAX], TERMS_MAX);
    assert_int_equal(terms.term_of_word[299], TERMS_MAX);
    made_read(&made, "", &terms);
    assert_int_equal(terms.count, 0);
    assert_true(terms.weight == 0);
    made_close(&made);
}

int test_search_query(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_term_weighs_what_its_rarity_says),
        cmocka_unit_test(a_repeated_word_is_the_same_term),
        cmocka_unit_test(words_past_the_limit_are_no_terms),
    };
    return cmocka_run_group_tests_name("terms", tests, NULL, NULL);
}
