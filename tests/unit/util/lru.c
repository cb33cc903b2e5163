/* tests/unit/util/lru.c - a cache within its bounds: what is forgotten, and what is pinned. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdalign.h>
#include <stdio.h>
#include <string.h>

#include "util/util.h"

static bool keep(struct lru_cache *cache, const char *key, const char *value)
{
    char *room = lru_cache_add(cache, view_of(key), strlen(value) + 1);
    if (room != NULL) {
        strcpy(room, value);
    }
    return room != NULL;
}

static bool has(struct lru_cache *cache, const char *key, const char *value)
{
    const char *found = lru_cache_find(cache, view_of(key));
    return found != NULL && strcmp(found, value) == 0;
}

static void what_was_kept_is_found_under_its_own_key(void **state)
{
    (void)state;
    struct lru_cache *cache = lru_cache_new(10, 10000, (struct siphash_key){{1, 2}});
    assert_non_null(cache);
    assert_null(lru_cache_find(cache, view_of("a")));
    assert_true(keep(cache, "a", "one"));
    assert_true(keep(cache, "", "nothing"));
    assert_true(has(cache, "a", "one"));
    assert_true(has(cache, "", "nothing"));
    assert_null(lru_cache_find(cache, view_of("aa")));
    lru_cache_free(cache);
}

static void the_one_not_used_for_the_longest_time_goes(void **state)
{
    (void)state;
    struct lru_cache *cache = lru_cache_new(3, 10000, (struct siphash_key){{1, 2}});
    keep(cache, "a", "1");
    keep(cache, "b", "2");
    keep(cache, "c", "3");
    assert_true(has(cache, "a", "1"));
    keep(cache, "d", "4");
    assert_true(has(cache, "a", "1"));
    assert_false(has(cache, "b", "2"));
    assert_true(has(cache, "c", "3"));
    assert_true(has(cache, "d", "4"));
    lru_cache_free(cache);
}

static void bytes_are_a_bound_too(void **state)
{
    (void)state;
    struct lru_cache *cache = lru_cache_new(1000, 4096, (struct siphash_key){{1, 2}});
    char value[1001];
    memset(value, 'v', 1000);
    value[1000] = '\0';
    for (char key = 'a'; key <= 'z'; key++) {
        assert_true(keep(cache, (char[]){key, '\0'}, value));
    }
    unsigned left = 0;
    for (char key = 'a'; key <= 'z'; key++) {
        left += has(cache, (char[]){key, '\0'}, value);
    }
    assert_in_range(left, 2, 4);
    assert_true(has(cache, "z", value));
    lru_cache_free(cache);
}

static void what_is_larger_than_all_the_room_is_not_kept_and_pushes_nothing_out(void **state)
{
    (void)state;
    struct lru_cache *cache = lru_cache_new(10, 1000, (struct siphash_key){{1, 2}});
    keep(cache, "a", "1");
    assert_null(lru_cache_add(cache, view_of("b"), 1000));
    assert_null(lru_cache_add(cache, view_of("b"), SIZE_MAX));
    assert_true(has(cache, "a", "1"));
    lru_cache_free(cache);
}

static void what_is_forgotten_can_be_kept_again(void **state)
{
    (void)state;
    struct lru_cache *cache = lru_cache_new(10, 10000, (struct siphash_key){{1, 2}});
    keep(cache, "a", "1");
    lru_cache_clear(cache);
    lru_cache_clear(cache);
    assert_null(lru_cache_find(cache, view_of("a")));
    assert_true(keep(cache, "a", "2"));
    assert_true(has(cache, "a", "2"));
    lru_cache_free(cache);
}

static void room_for_nothing_holds_nothing(void **state)
{
    (void)state;
    struct lru_cache *cache = lru_cache_new(0, 10000, (struct siphash_key){{1, 2}});
    assert_false(keep(cache, "a", "1"));
    assert_null(lru_cache_find(cache, view_of("a")));
    lru_cache_free(cache);
    lru_cache_free(NULL);
}

static void a_value_of_any_type_is_aligned(void **state)
{
    (void)state;
    struct lru_cache *cache = lru_cache_new(10, 10000, (struct siphash_key){{1, 2}});
    for (size_t size = 1; size < 40; size++) {
        char key[8];
        snprintf(key, sizeof key, "%zu", size);
        void *room = lru_cache_add(cache, view_of(key), size);
        assert_non_null(room);
        assert_true((uintptr_t)room % alignof(max_align_t) == 0);
    }
    lru_cache_free(cache);
}

static void many_keys_are_kept_apart(void **state)
{
    (void)state;
    struct lru_cache *cache = lru_cache_new(500, SIZE_MAX, (struct siphash_key){{1, 2}});
    char key[16];
    for (unsigned i = 0; i < 2000; i++) {
        snprintf(key, sizeof key, "key %u", i);
        assert_true(keep(cache, key, key + 4));
    }
    for (unsigned i = 0; i < 2000; i++) {
        snprintf(key, sizeof key, "key %u", i);
        assert_int_equal(has(cache, key, key + 4), i >= 1500);
    }
    lru_cache_free(cache);
}

static void what_is_pinned_stays_beyond_the_bounds_until_the_next_pin(void **state)
{
    (void)state;
    struct lru_cache *cache = lru_cache_new(2, 1000, (struct siphash_key){{1, 2}});
    char value[801];
    memset(value, 'v', 800);
    value[800] = '\0';
    lru_cache_pin(cache);
    assert_true(keep(cache, "a", value));
    assert_true(keep(cache, "b", value));
    assert_true(keep(cache, "c", value));
    assert_true(has(cache, "a", value));
    assert_true(lru_cache_bytes(cache) > 2400);
    lru_cache_pin(cache);
    assert_true(lru_cache_bytes(cache) <= 1000);
    assert_true(has(cache, "a", value)); /* the most recently used */
    assert_false(has(cache, "b", value));
    assert_false(has(cache, "c", value));
    lru_cache_free(cache);
}

int test_util_lru(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_kept_is_found_under_its_own_key),
        cmocka_unit_test(the_one_not_used_for_the_longest_time_goes),
        cmocka_unit_test(bytes_are_a_bound_too),
        cmocka_unit_test(what_is_larger_than_all_the_room_is_not_kept_and_pushes_nothing_out),
        cmocka_unit_test(what_is_forgotten_can_be_kept_again),
        cmocka_unit_test(room_for_nothing_holds_nothing),
        cmocka_unit_test(a_value_of_any_type_is_aligned),
        cmocka_unit_test(what_is_pinned_stays_beyond_the_bounds_until_the_next_pin),
        cmocka_unit_test(many_keys_are_kept_apart),
    };
    return cmocka_run_group_tests_name("lru", tests, NULL, NULL);
}
