/* tests/unit/base/recent.c - values that were used last. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdalign.h>
#include <stdio.h>
#include <string.h>

#include "base/recent.h"
#include "base/view.h"

static bool keep(struct recent *recent, const char *key, const char *value)
{
    char *room = recent_keep(recent, view_of(key), strlen(value) + 1);
    if (room != NULL) {
        strcpy(room, value);
    }
    return room != NULL;
}

static bool has(struct recent *recent, const char *key, const char *value)
{
    const char *found = recent_find(recent, view_of(key));
    return found != NULL && strcmp(found, value) == 0;
}

static void what_was_kept_is_found_under_its_own_key(void **state)
{
    (void)state;
    struct recent *recent = recent_new(10, 10000, (struct siphash_key){{1, 2}});
    assert_non_null(recent);
    assert_null(recent_find(recent, view_of("a")));
    assert_true(keep(recent, "a", "one"));
    assert_true(keep(recent, "", "nothing"));
    assert_true(has(recent, "a", "one"));
    assert_true(has(recent, "", "nothing"));
    assert_null(recent_find(recent, view_of("aa")));
    recent_free(recent);
}

static void the_one_not_used_for_the_longest_time_goes(void **state)
{
    (void)state;
    struct recent *recent = recent_new(3, 10000, (struct siphash_key){{1, 2}});
    keep(recent, "a", "1");
    keep(recent, "b", "2");
    keep(recent, "c", "3");
    assert_true(has(recent, "a", "1"));
    keep(recent, "d", "4");
    assert_true(has(recent, "a", "1"));
    assert_false(has(recent, "b", "2"));
    assert_true(has(recent, "c", "3"));
    assert_true(has(recent, "d", "4"));
    recent_free(recent);
}

static void bytes_are_a_bound_too(void **state)
{
    (void)state;
    struct recent *recent = recent_new(1000, 4096, (struct siphash_key){{1, 2}});
    char value[1001];
    memset(value, 'v', 1000);
    value[1000] = '\0';
    for (char key = 'a'; key <= 'z'; key++) {
        assert_true(keep(recent, (char[]){key, '\0'}, value));
    }
    unsigned left = 0;
    for (char key = 'a'; key <= 'z'; key++) {
        left += has(recent, (char[]){key, '\0'}, value);
    }
    assert_in_range(left, 2, 4);
    assert_true(has(recent, "z", value));
    recent_free(recent);
}

static void what_is_larger_than_all_the_room_is_not_kept_and_pushes_nothing_out(void **state)
{
    (void)state;
    struct recent *recent = recent_new(10, 1000, (struct siphash_key){{1, 2}});
    keep(recent, "a", "1");
    assert_null(recent_keep(recent, view_of("b"), 1000));
    assert_null(recent_keep(recent, view_of("b"), SIZE_MAX));
    assert_true(has(recent, "a", "1"));
    recent_free(recent);
}

static void what_is_forgotten_can_be_kept_again(void **state)
{
    (void)state;
    struct recent *recent = recent_new(10, 10000, (struct siphash_key){{1, 2}});
    keep(recent, "a", "1");
    recent_clear(recent);
    recent_clear(recent);
    assert_null(recent_find(recent, view_of("a")));
    assert_true(keep(recent, "a", "2"));
    assert_true(has(recent, "a", "2"));
    recent_free(recent);
}

static void room_for_nothing_holds_nothing(void **state)
{
    (void)state;
    struct recent *recent = recent_new(0, 10000, (struct siphash_key){{1, 2}});
    assert_false(keep(recent, "a", "1"));
    assert_null(recent_find(recent, view_of("a")));
    recent_free(recent);
    recent_free(NULL);
}

static void a_value_of_any_type_is_aligned(void **state)
{
    (void)state;
    struct recent *recent = recent_new(10, 10000, (struct siphash_key){{1, 2}});
    for (size_t size = 1; size < 40; size++) {
        char key[8];
        snprintf(key, sizeof key, "%zu", size);
        void *room = recent_keep(recent, view_of(key), size);
        assert_non_null(room);
        assert_true((uintptr_t)room % alignof(max_align_t) == 0);
    }
    recent_free(recent);
}

static void many_keys_are_kept_apart(void **state)
{
    (void)state;
    struct recent *recent = recent_new(500, SIZE_MAX, (struct siphash_key){{1, 2}});
    char key[16];
    for (unsigned i = 0; i < 2000; i++) {
        snprintf(key, sizeof key, "key %u", i);
        assert_true(keep(recent, key, key + 4));
    }
    for (unsigned i = 0; i < 2000; i++) {
        snprintf(key, sizeof key, "key %u", i);
        assert_int_equal(has(recent, key, key + 4), i >= 1500);
    }
    recent_free(recent);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_kept_is_found_under_its_own_key),
        cmocka_unit_test(the_one_not_used_for_the_longest_time_goes),
        cmocka_unit_test(bytes_are_a_bound_too),
        cmocka_unit_test(what_is_larger_than_all_the_room_is_not_kept_and_pushes_nothing_out),
        cmocka_unit_test(what_is_forgotten_can_be_kept_again),
        cmocka_unit_test(room_for_nothing_holds_nothing),
        cmocka_unit_test(a_value_of_any_type_is_aligned),
        cmocka_unit_test(many_keys_are_kept_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
