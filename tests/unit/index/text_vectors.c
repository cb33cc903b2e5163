/* tests/unit/index/text_vectors.c - entries as vectors of the lexicon, and what is learned from them. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "index/index_internal.h"
#include "unit/search/made_model.h"

/* -- Words ------------------------------------------------------------------------------------------------------ */

static void a_word_is_known_by_its_kind(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        bool is_content, is_apart, has_number, has_side;
    } table[] = {
        {"lamp", true, false, true, false},     {"the", false, false, true, false},
        {"zyzzyva", true, false, false, false}, {"b12", true, true, false, false},
        {"monday", true, true, true, false},    {"upload", true, false, true, true},
    };
    struct languages languages;
    struct arena arena;
    arena_init(&arena, (size_t)1 << 20);
    assert_int_equal(STATUS_OF(languages_init, &languages, view_of("en")), FAQBOT_OK);
    assert_int_equal(STATUS_OF(languages_open_lexicon, &languages), FAQBOT_OK);
    for (size_t i = 0; i < COUNT(table); i++) {
        struct word *words;
        size_t count;
        assert_true(tokenize(&arena, view_of(table[i].text), &words, &count) && count == 1);
        struct model_word known = text_vectors_word(languages.lexicon, languages.stems[0], words);
        assert_int_equal(known.is_content, table[i].is_content);
        assert_int_equal(known.is_apart, table[i].is_apart);
        assert_int_equal(known.number != LEXICON_NONE, table[i].has_number);
        assert_int_equal(known.side != 0, table[i].has_side);
        assert_true((known.shape != 0) == known.is_content);
        struct model_word plain = text_vectors_word(NULL, languages.stems[0], words);
        assert_true(plain.number == LEXICON_NONE && plain.side == 0 && plain.shape == known.shape);
        assert_int_equal(plain.is_apart, strcmp(table[i].text, "b12") == 0);
    }
    languages_release(&languages);
    arena_release(&arena);
}

/* -- Entries ---------------------------------------------------------------------------------------------------- */

static const struct made_entry entries[] = {
    {.phrasings = {"How do I end my contract?", "cancel the subscription", "leave the club"},
     .text = "Write."},
    {.phrasings = {"Which soup is on the menu?", "lunch today"}, .text = "Pea."},
    {.phrasings = {"Where can I park my bicycle?"}, .text = "In the yard."},
    {.phrasings = {""}, .text = "The river floods the meadow.", .title = "River"},
    {.phrasings = {"Wo ist das Rathaus?"}, .text = "Dort.", .language = 1},
    {.phrasings = {"zyzzyva"}, .text = "Yes."},
};

static struct lexicon_vector direction(const struct made *made, const char *text)
{
    float sum[LEXICON_DIMENSIONS] = {0};
    lexicon_add(made->languages.lexicon, view_of(text), sum);
    return lexicon_direction(sum);
}

static bool is_zero(const struct lexicon_vector *vector)
{
    static const struct lexicon_vector zero;
    return memcmp(vector, &zero, sizeof zero) == 0;
}

static void an_entry_points_where_its_phrasings_do(void **state)
{
    (void)state;
    struct made made;
    made_open_with(&made, entries, COUNT(entries), true);
    float sum[LEXICON_DIMENSIONS] = {0};
    for (size_t i = 0; i < 3; i++) { /* each counts the same, however long */
        struct lexicon_vector one = direction(&made, entries[0].phrasings[i]);
        for (size_t j = 0; j < LEXICON_DIMENSIONS; j++) {
            sum[j] += (float)one.parts[j];
        }
    }
    struct lexicon_vector whole = lexicon_direction(sum);
    struct lexicon_vector bicycle = direction(&made, entries[2].phrasings[0]);
    struct lexicon_vector river =
        direction(&made, entries[3].text); /* a passage's title and heading do not count */
    assert_true(lexicon_likeness(&made.model.meanings[0], &whole) > .999f);
    assert_true(lexicon_likeness(&made.model.meanings[2], &bicycle) > .999f);
    assert_memory_equal(&made.model.meanings[3], &river, sizeof river);
    assert_true(is_zero(&made.model.meanings[4])); /* no lexicon knows German */
    assert_true(is_zero(&made.model.meanings[5]));
    made_close(&made);
}

static void a_model_without_a_lexicon_has_no_vectors(void **state)
{
    (void)state;
    struct made made;
    made_open(&made, entries, COUNT(entries));
    assert_null(made.model.meanings);
    assert_null(made.model.meaning_classifiers);
    assert_true(made.model.word_count > 0);
    for (uint32_t i = 0; i < made.model.word_count; i++) {
        assert_int_equal(made.model.words[i].number, LEXICON_NONE);
    }
    made_close(&made);
}

static float say(const struct made *made, const struct lexicon_vector *classifier, const char *text)
{
    struct lexicon_vector vector = direction(made, text);
    return lexicon_likeness(&vector, classifier) * LEXICON_VECTOR_ONE / CLASSIFIER_VECTOR_ONE;
}

static void a_classifier_says_yes_to_its_own_phrasings_alone(void **state)
{
    (void)state;
    struct made made;
    made_open_with(&made, entries, COUNT(entries), true);
    for (uint32_t entry = 0; entry < 3; entry++) {
        const struct lexicon_vector *classifier = &made.model.meaning_classifiers[entry];
        for (size_t i = 0; i < 3; i++) {
            for (size_t j = 0; j < 3 && entries[i].phrasings[j] != NULL; j++) {
                float said = say(&made, classifier, entries[i].phrasings[j]);
                assert_true(i == entry ? said > .4f && said < 1.1f : fabsf(said) < .3f);
            }
        }
    }
    assert_true(say(&made, &made.model.meaning_classifiers[0], "terminate my membership") > .3f);
    assert_true(is_zero(&made.model.meaning_classifiers[3])); /* a passage without a heading */
    assert_true(is_zero(&made.model.meaning_classifiers[4]));
    made_close(&made);
}

/* Ridge regression by its definition: with one phrasing, x, the classifier is x / (1 + lambda). */
static void a_single_phrasing_is_learned_but_for_the_ridge(void **state)
{
    (void)state;
    struct made made;
    made_open_with(&made, entries + 2, 1, true);
    float said = say(&made, &made.model.meaning_classifiers[0], entries[2].phrasings[0]);
    assert_true(fabsf(said - 1 / 1.3f) < .01f);
    made_close(&made);
}

static void an_entry_of_many_phrasings_does_not_count_for_more(void **state)
{
    (void)state;
    static const struct made_entry even[] = {{.phrasings = {"lunch today"}, .text = "Pea."},
                                             {.phrasings = {"park my bicycle"}, .text = "Yard."}};
    static const struct made_entry uneven[] = {
        {.phrasings = {"lunch today", "lunch today", "lunch today", "lunch today"}, .text = "Pea."},
        {.phrasings = {"park my bicycle"}, .text = "Yard."}};
    struct made left;
    struct made right;
    made_open_with(&left, even, COUNT(even), true);
    made_open_with(&right, uneven, COUNT(uneven), true);
    for (size_t i = 0; i < COUNT(even); i++) {
        for (size_t j = 0; j < LEXICON_DIMENSIONS; j++) {
            int difference =
                left.model.meaning_classifiers[i].parts[j] - right.model.meaning_classifiers[i].parts[j];
            assert_in_range(difference + 1, 0, 2);
        }
    }
    made_close(&left);
    made_close(&right);
}

int test_index_text_vectors(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_word_is_known_by_its_kind),
        cmocka_unit_test(an_entry_points_where_its_phrasings_do),
        cmocka_unit_test(a_model_without_a_lexicon_has_no_vectors),
        cmocka_unit_test(a_classifier_says_yes_to_its_own_phrasings_alone),
        cmocka_unit_test(a_single_phrasing_is_learned_but_for_the_ridge),
        cmocka_unit_test(an_entry_of_many_phrasings_does_not_count_for_more),
    };
    return cmocka_run_group_tests_name("text_vectors", tests, NULL, NULL);
}
