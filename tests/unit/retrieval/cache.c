/* tests/unit/retrieval/cache.c - results that were found before. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include "base/view.h"
#include "retrieval/cache.h"

static struct search_result result_of(struct search_match *match, double confidence)
{
    *match = (struct search_match){.entry = 7, .score = confidence};
    return (struct search_result){
        .outcome = FAQBOT_ANSWERED, .confidence = confidence, .matches = match, .match_count = 1};
}

static void keep(struct lru_cache *cache, const char *key, double confidence)
{
    struct search_match match;
    struct search_result result = result_of(&match, confidence);
    query_cache_put(cache, view_of(key), &result);
    match.entry = 0; /* the cache has a copy */
}

static double found(struct lru_cache *cache, const char *key)
{
    const struct search_result *result = query_cache_find(cache, view_of(key));
    if (result == NULL) {
        return -1;
    }
    assert_int_equal(result->match_count, 1);
    assert_int_equal(result->matches[0].entry, 7);
    assert_true(result->matches[0].score == result->confidence);
    return result->confidence;
}

static void what_was_kept_is_found_again_and_nothing_else(void **state)
{
    (void)state;
    struct lru_cache *cache = query_cache_new(10, (struct siphash_key){{1, 2}});
    assert_non_null(cache);
    assert_true(found(cache, "a") < 0);
    keep(cache, "a", .5);
    keep(cache, "", .25);
    assert_true(found(cache, "a") == .5);
    assert_true(found(cache, "") == .25);
    assert_true(found(cache, "aa") < 0);
    keep(cache, "a", .75);
    assert_true(found(cache, "a") == .5);
    lru_cache_free(cache);
}

static void the_one_not_used_for_the_longest_time_goes(void **state)
{
    (void)state;
    struct lru_cache *cache = query_cache_new(3, (struct siphash_key){{1, 2}});
    keep(cache, "a", .1);
    keep(cache, "b", .2);
    keep(cache, "c", .3);
    assert_true(found(cache, "a") == .1);
    keep(cache, "d", .4);
    assert_true(found(cache, "b") < 0);
    assert_true(found(cache, "a") == .1);
    assert_true(found(cache, "c") == .3);
    assert_true(found(cache, "d") == .4);
    lru_cache_free(cache);
}

static void it_stays_bounded_under_many_questions(void **state)
{
    (void)state;
    struct lru_cache *cache = query_cache_new(100, (struct siphash_key){{1, 2}});
    char key[24];
    for (int i = 0; i < 5000; i++) {
        snprintf(key, sizeof key, "question %d", i);
        keep(cache, key, i);
    }
    int kept = 0;
    for (int i = 0; i < 5000; i++) {
        snprintf(key, sizeof key, "question %d", i);
        kept += found(cache, key) >= 0;
    }
    assert_int_equal(kept, 100);
    assert_true(found(cache, "question 4999") == 4999);
    lru_cache_free(cache);
}

static void results_that_quote_the_question_are_not_kept(void **state)
{
    (void)state;
    struct lru_cache *cache = query_cache_new(3, (struct siphash_key){{1, 2}});
    struct search_match match;
    struct search_result result = result_of(&match, .5);
    result.unknown_word_count = 1;
    query_cache_put(cache, view_of("a"), &result);
    result.unknown_word_count = 0;
    result.correction_count = 1;
    query_cache_put(cache, view_of("a"), &result);
    assert_null(query_cache_find(cache, view_of("a")));
    lru_cache_free(cache);
}

static void a_cache_for_nothing_keeps_nothing(void **state)
{
    (void)state;
    struct lru_cache *cache = query_cache_new(0, (struct siphash_key){{1, 2}});
    keep(cache, "a", .5);
    assert_null(query_cache_find(cache, view_of("a")));
    lru_cache_free(cache);
    lru_cache_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_kept_is_found_again_and_nothing_else),
        cmocka_unit_test(the_one_not_used_for_the_longest_time_goes),
        cmocka_unit_test(it_stays_bounded_under_many_questions),
        cmocka_unit_test(results_that_quote_the_question_are_not_kept),
        cmocka_unit_test(a_cache_for_nothing_keeps_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
