/* unit/retrieval/fingerprint.c - a version says what a knowledge says: all of it, and not how it came about. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "retrieval/fingerprint.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

/* Settings, then two entries of two texts each. */
static uint64_t version_of(const char *const texts[5])
{
    struct fingerprint fingerprint;
    fingerprint_init(&fingerprint);
    fingerprint_add(&fingerprint, view_of(texts[0]));
    fingerprint_close_settings(&fingerprint);
    for (uint32_t entry = 0; entry < 2; entry++) {
        fingerprint_add(&fingerprint, view_of(texts[1 + 2 * entry]));
        fingerprint_add(&fingerprint, view_of(texts[2 + 2 * entry]));
        fingerprint_close_entry(&fingerprint, entry);
    }
    return fingerprint_version(&fingerprint);
}

static void each_text_and_its_place_count(void **state)
{
    (void)state;
    static const char *const knowledges[][5] = {
        {"s", "ab", "c", "d", "e"}, {"t", "ab", "c", "d", "e"}, {"s", "a", "bc", "d", "e"},
        {"s", "c", "ab", "d", "e"}, {"s", "d", "e", "ab", "c"}, {"s", "ab", "c", "d", ""},
        {"", "sab", "c", "d", "e"}, {"s", "ab", "c", "", "de"}, {"s", "ab", "", "cd", "e"}};
    for (size_t i = 0; i < COUNT(knowledges); i++) {
        for (size_t j = 0; j < COUNT(knowledges); j++) {
            assert_int_equal(version_of(knowledges[i]) == version_of(knowledges[j]), i == j);
        }
    }
}

static void what_is_taken_back_and_put_in_again_leaves_the_version(void **state)
{
    (void)state;
    struct fingerprint fingerprint;
    uint64_t first = 0;
    fingerprint_init(&fingerprint);
    fingerprint_close_settings(&fingerprint);
    for (uint32_t entry = 0; entry < 3; entry++) {
        fingerprint_add(&fingerprint, view_of("as it was"));
        fingerprint_close_entry(&fingerprint, entry);
    }
    first = fingerprint_version(&fingerprint);
    for (uint32_t entry = 0; entry < 3; entry += 2) {
        fingerprint_add(&fingerprint, view_of("as it was"));
        fingerprint_take_back_entry(&fingerprint, entry);
        fingerprint_add(&fingerprint, view_of("as it is"));
        fingerprint_close_entry(&fingerprint, entry);
    }
    assert_true(fingerprint_version(&fingerprint) != first);
    for (uint32_t i = 0; i < 2; i++) {
        uint32_t entry = i == 0 ? 2 : 0; /* in another order */
        fingerprint_add(&fingerprint, view_of("as it is"));
        fingerprint_take_back_entry(&fingerprint, entry);
        fingerprint_add(&fingerprint, view_of("as it was"));
        fingerprint_close_entry(&fingerprint, entry);
    }
    assert_true(fingerprint_version(&fingerprint) == first);
}

static void it_goes_on_from_what_was_written(void **state)
{
    (void)state;
    struct store *store;
    struct arena arena;
    struct fingerprint fingerprint;
    struct fingerprint read;
    enum faqbot_status status = FAQBOT_OK;
    arena_init(&arena, 4096);
    assert_int_equal(store_create(NULL, &store, NULL), FAQBOT_OK);
    fingerprint_read(&read, store, &arena, &status);
    assert_int_equal(status, FAQBOT_NOT_FOUND);
    fingerprint_init(&fingerprint);
    fingerprint_add(&fingerprint, view_of("settings"));
    fingerprint_close_settings(&fingerprint);
    for (uint32_t entry = 0; entry < 2; entry++) { /* the second replaces what the first wrote */
        fingerprint_add(&fingerprint, view_of("an entry"));
        fingerprint_close_entry(&fingerprint, entry);
        fingerprint_write(&fingerprint, store);
    }
    status = FAQBOT_OK;
    fingerprint_read(&read, store, &arena, &status);
    assert_int_equal(status, FAQBOT_OK);
    assert_true(fingerprint_version(&read) == fingerprint_version(&fingerprint));
    fingerprint_add(&read, view_of("another"));
    fingerprint_add(&fingerprint, view_of("another"));
    fingerprint_close_entry(&read, 2);
    fingerprint_close_entry(&fingerprint, 2);
    assert_true(fingerprint_version(&read) == fingerprint_version(&fingerprint));
    store_close(store);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_text_and_its_place_count),
        cmocka_unit_test(what_is_taken_back_and_put_in_again_leaves_the_version),
        cmocka_unit_test(it_goes_on_from_what_was_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
