/* tests/unit/search/features.c - each kind of evidence by itself, on texts made for it. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>

#include "unit/search/made_base.h"

static float value(const struct made_search *search, enum feature feature, uint32_t entry)
{
    return search->features.values[feature][entry];
}

static void words_are_looked_for_where_they_belong(void **state)
{
    (void)state;
    static const struct made_entry entries[] = {
        {.phrasings = {"How do I park a bicycle?"}, .text = "In the yard."},
        {.phrasings = {"Where is the yard?"}, .text = "Behind the house, beside the bicycles."},
        {.phrasings = {"Who owns the house?"}, .text = "The town."},
    };
    struct made_base made;
    struct made_search search;
    made_open(&made, entries, COUNT(entries));
    made_ask(&made, "bicycle", 0, &search);
    assert_true(value(&search, FEATURE_QUESTION_UNIGRAMS, 0) > 0);
    assert_true(value(&search, FEATURE_QUESTION_UNIGRAMS, 1) == 0);
    assert_true(value(&search, FEATURE_BODY_UNIGRAMS, 0) == 0);
    assert_true(value(&search, FEATURE_BODY_UNIGRAMS, 1) > 0);
    assert_true(value(&search, FEATURE_PHRASING, 0) > value(&search, FEATURE_PHRASING, 1));
    assert_true(search.features.contents[0] == 1 && search.features.contents[2] == 0);
    assert_true(value(&search, FEATURE_QUESTION_UNIGRAMS, 2) == 0 &&
                value(&search, FEATURE_BODY_UNIGRAMS, 2) == 0);
    made_close(&made);
}

static void pairs_need_their_order(void **state)
{
    (void)state;
    static const struct made_entry entries[] = {
        {.phrasings = {"house boat"}, .text = "one"},
        {.phrasings = {"boat house"}, .text = "two"},
    };
    struct made_base made;
    struct made_search search;
    made_open(&made, entries, COUNT(entries));
    made_ask(&made, "the boat house", 0, &search);
    assert_true(value(&search, FEATURE_BIGRAMS, 1) > value(&search, FEATURE_BIGRAMS, 0));
    assert_true(value(&search, FEATURE_QUESTION_UNIGRAMS, 1) == value(&search, FEATURE_QUESTION_UNIGRAMS, 0));
    made_close(&made);
}

#define EIGHT "one two three four five six seven eight "

static void the_best_stretch_has_the_largest_share_of_the_question(void **state)
{
    (void)state;
    static const struct made_entry entries[] = {
        {.phrasings = {""}, .text = "red green blue", .title = "t"},
        {.phrasings = {""}, .text = "red " EIGHT EIGHT EIGHT "nine ten eleven green blue", .title = "t"},
        {.phrasings = {""},
         .text = "red " EIGHT EIGHT EIGHT "nine ten eleven twelve green blue",
         .title = "t"},
        {.phrasings = {""}, .text = "red " EIGHT EIGHT EIGHT EIGHT EIGHT "green", .title = "t"},
        {.phrasings = {""}, .text = "red red red", .title = "t"},
    };
    struct made_base made;
    struct made_search search;
    made_open(&made, entries, COUNT(entries));
    made_ask(&made, "red green blue", 0, &search);
    double red = search.terms.list[0].weight / search.terms.weight;
    double green = search.terms.list[1].weight / search.terms.weight;
    double blue = search.terms.list[2].weight / search.terms.weight;
    /* The second's "blue" is the 30th word, and the third's the 31st. */
    const double expected[] = {1, 1, green + (blue > red ? blue : red), red > green ? red : green, red};
    for (uint32_t i = 0; i < COUNT(entries); i++) {
        assert_true(fabs((double)search.features.windows[i] - expected[i]) < 1e-6);
    }
    made_close(&made);
}

static void saturation_is_a_share(void **state)
{
    (void)state;
    static const struct made_entry entries[] = {
        {.phrasings = {"castle gate", "gate of the castle"}, .text = "castle gate castle gate"},
        {.phrasings = {"castle"}, .text = "hill"},
        {.phrasings = {"river"}, .text = "bridge"},
    };
    struct made_base made;
    struct made_search search;
    made_open(&made, entries, COUNT(entries));
    made_ask(&made, "castle gate", 0, &search);
    const float *saturation = search.features.saturation;
    assert_true(saturation[0] > saturation[1] && saturation[1] > 0 && saturation[2] == 0);
    assert_true(saturation[0] <= 1);
    float alone = saturation[1];
    made_ask(&made, "castle gate zyzzyva", 0, &search);
    assert_true(search.features.saturation[1] < alone); /* what is unknown is not accounted for */
    made_close(&made);
}

static void likeness_to_the_phrasings_falls_with_each_word_beside_them(void **state)
{
    (void)state;
    static const struct made_entry entries[] = {
        {.phrasings = {"Where is the castle gate?"}, .text = "There."},
        {.phrasings = {"Who built the bridge?"}, .text = "A mason."},
        {.phrasings = {""}, .text = "The castle gate.", .title = "Castle"},
    };
    static const char *const falling[] = {"Where is the castle gate?", "castle gate", "castle gate zyzzyva",
                                          "castle zyzzyva quux mumble"};
    struct made_base made;
    double last = 1.000001;
    made_open(&made, entries, COUNT(entries));
    for (size_t i = 0; i < COUNT(falling); i++) {
        struct made_search search;
        made_ask(&made, falling[i], 0, &search);
        double phrasing = features_phrasing_cosine(&search.features, 0);
        assert_true(phrasing > 0 && phrasing < last);
        assert_true(!search.confidence.is_faq || search.confidence.phrasing == phrasing);
        assert_true(search.confidence.is_faq || i > 0);
        assert_true(features_phrasing_cosine(&search.features, 1) < phrasing);
        last = phrasing;
    }
    made_close(&made);
}

static void a_knowledge_base_of_passages_has_their_text_for_phrasings(void **state)
{
    (void)state;
    static const struct made_entry entries[] = {
        {.phrasings = {""}, .text = "The castle gate.", .title = "Castle"},
        {.phrasings = {""}, .text = "The river.", .title = "Water"},
    };
    struct made_base made;
    struct made_search search;
    made_open(&made, entries, COUNT(entries));
    made_ask(&made, "castle gate", 0, &search);
    assert_true(value(&search, FEATURE_LEARNED, 0) == 0);
    assert_false(search.features.is_faq[0]);
    assert_true(value(&search, FEATURE_BODY_UNIGRAMS, 0) > 0);
    assert_true(value(&search, FEATURE_QUESTION_UNIGRAMS, 0) >= value(&search, FEATURE_BODY_UNIGRAMS, 0));
    assert_true(value(&search, FEATURE_CHAR_NGRAMS, 0) > 0);
    double title = features_phrasing_cosine(&search.features, 0);
    assert_true((double)value(&search, FEATURE_PHRASING, 0) ==
                fmax(title, (double)value(&search, FEATURE_CHAR_NGRAMS, 0)));
    assert_true(value(&search, FEATURE_PHRASING, 1) < value(&search, FEATURE_PHRASING, 0));
    made_close(&made);
}

static void meaning_finds_other_words_where_there_is_a_lexicon(void **state)
{
    (void)state;
    static const struct made_entry entries[] = {
        {.phrasings = {"How do I end my subscription?", "leave the club"}, .text = "Write."},
        {.phrasings = {"Which soup is on the menu?", "lunch today"}, .text = "Pea."},
        {.phrasings = {""}, .text = "Contracts are ended in writing.", .title = "Contract"},
    };
    struct made_base made;
    struct made_search search;
    made_open_with(&made, entries, COUNT(entries), true);
    made_ask(&made, "cancel membership", 0, &search);
    assert_true(search.features.known > 0);
    assert_true(value(&search, FEATURE_MEANING, 0) > value(&search, FEATURE_MEANING, 1));
    assert_true(value(&search, FEATURE_LEARNED_MEANING, 0) > value(&search, FEATURE_LEARNED_MEANING, 1));
    assert_true(value(&search, FEATURE_MEANING, 2) > value(&search, FEATURE_MEANING, 1));
    assert_true(value(&search, FEATURE_LEARNED_MEANING, 2) == 0); /* a passage has no classifier */
    assert_int_equal(search.ranking.list[0].candidate, 0);
    made_close(&made);
    made_open(&made, entries, COUNT(entries));
    made_ask(&made, "cancel membership", 0, &search);
    assert_true(search.features.known == 0);
    for (uint32_t i = 0; i < COUNT(entries); i++) {
        assert_true(value(&search, FEATURE_MEANING, i) == 0 &&
                    value(&search, FEATURE_LEARNED_MEANING, i) == 0);
    }
    made_close(&made);
}

static void the_best_candidates_are_walked_through_and_no_others(void **state)
{
    (void)state;
    struct made_entry entries[FEATURES_CANDIDATES_MAX + 8];
    struct made_base made;
    struct made_search search;
    for (size_t i = 0; i < COUNT(entries); i++) {
        entries[i] =
            (struct made_entry){.phrasings = {i % 2 == 0 ? "castle gate" : "castle"}, .text = "There."};
    }
    size_t walked = 0;
    assert_true(COUNT(entries) <= CANDIDATES_MAX);
    made_open(&made, entries, COUNT(entries));
    made_ask(&made, "castle gate", 0, &search);
    for (uint32_t i = 0; i < COUNT(entries); i++) {
        const struct coverage *coverage = &search.features.coverages[i];
        assert_int_equal(search.candidates->list[i]->number, i);
        assert_true(value(&search, FEATURE_COVERAGE, i) == coverage->question);
        assert_true(value(&search, FEATURE_MUTUAL_COVERAGE, i) == coverage->mutual);
        assert_true(search.features.windows[i] == 0); /* an FAQ entry has none */
        assert_int_equal(coverage->question > 0, search.candidates->sequences[i] != NULL);
        assert_int_equal(coverage->question > 0, value(&search, FEATURE_BIGRAMS, i) > 0);
        assert_true(coverage->question > 0 || i % 2 == 1); /* the better half is among them */
        walked += search.candidates->sequences[i] != NULL;
    }
    assert_int_equal(walked, FEATURES_CANDIDATES_MAX);
    made_close(&made);
}

static void no_evidence_is_negative_or_no_number(void **state)
{
    (void)state;
    static const struct made_entry entries[] = {
        {.phrasings = {"How do I park a bicycle?", "bicycle stand"}, .text = "In the yard."},
        {.phrasings = {"???"}, .text = "!"},
        {.phrasings = {"the of and"}, .text = "is it"},
        {.phrasings = {""}, .text = "!", .title = ""},
        {.phrasings = {"Yard"}, .text = "The yard has bicycles.", .title = "House"},
    };
    static const char *const questions[] = {
        "bicycle", "", "the", "the of and is it", "bicycle bicycle bicycle", "zz"};
    struct made_base made;
    made_open(&made, entries, COUNT(entries));
    for (size_t i = 0; i < COUNT(questions); i++) {
        struct made_search search;
        made_ask(&made, questions[i], 0, &search);
        for (uint32_t entry = 0; entry < COUNT(entries); entry++) {
            for (int feature = 0; feature < FEATURE_COUNT; feature++) {
                assert_true(value(&search, (enum feature)feature, entry) >= 0);
                assert_true(isfinite(value(&search, (enum feature)feature, entry)));
            }
            assert_true(search.features.saturation[entry] >= 0 && search.features.saturation[entry] <= 1);
        }
    }
    made_close(&made);
}

int test_search_features(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_looked_for_where_they_belong),
        cmocka_unit_test(pairs_need_their_order),
        cmocka_unit_test(the_best_stretch_has_the_largest_share_of_the_question),
        cmocka_unit_test(saturation_is_a_share),
        cmocka_unit_test(likeness_to_the_phrasings_falls_with_each_word_beside_them),
        cmocka_unit_test(a_knowledge_base_of_passages_has_their_text_for_phrasings),
        cmocka_unit_test(meaning_finds_other_words_where_there_is_a_lexicon),
        cmocka_unit_test(the_best_candidates_are_walked_through_and_no_others),
        cmocka_unit_test(no_evidence_is_negative_or_no_number),
    };
    return cmocka_run_group_tests_name("features", tests, NULL, NULL);
}
