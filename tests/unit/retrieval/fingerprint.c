/* unit/retrieval/fingerprint.c - a version says what a knowledge base says: all of it, and not how it came about. */
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
    struct content_hash content_hash;
    content_hash_init(&content_hash);
    content_hash_add(&content_hash, view_of(texts[0]));
    content_hash_close_settings(&content_hash);
    for (uint32_t entry = 0; entry < 2; entry++) {
        content_hash_add(&content_hash, view_of(texts[1 + 2 * entry]));
        content_hash_add(&content_hash, view_of(texts[2 + 2 * entry]));
        content_hash_close_entry(&content_hash, entry);
    }
    return content_hash_version(&content_hash);
}

static void each_text_and_its_place_count(void **state)
{
    (void)state;
    static const char *const knowledge_bases[][5] = {
        {"s", "ab", "c", "d", "e"}, {"t", "ab", "c", "d", "e"}, {"s", "a", "bc", "d", "e"},
        {"s", "c", "ab", "d", "e"}, {"s", "d", "e", "ab", "c"}, {"s", "ab", "c", "d", ""},
        {"", "sab", "c", "d", "e"}, {"s", "ab", "c", "", "de"}, {"s", "ab", "", "cd", "e"}};
    for (size_t i = 0; i < COUNT(knowledge_bases); i++) {
        for (size_t j = 0; j < COUNT(knowledge_bases); j++) {
            assert_int_equal(version_of(knowledge_bases[i]) == version_of(knowledge_bases[j]), i == j);
        }
    }
}

static void what_is_taken_back_and_put_in_again_leaves_the_version(void **state)
{
    (void)state;
    struct content_hash content_hash;
    uint64_t first = 0;
    content_hash_init(&content_hash);
    content_hash_close_settings(&content_hash);
    for (uint32_t entry = 0; entry < 3; entry++) {
        content_hash_add(&content_hash, view_of("as it was"));
        content_hash_close_entry(&content_hash, entry);
    }
    first = content_hash_version(&content_hash);
    for (uint32_t entry = 0; entry < 3; entry += 2) {
        content_hash_add(&content_hash, view_of("as it was"));
        content_hash_remove_entry(&content_hash, entry);
        content_hash_add(&content_hash, view_of("as it is"));
        content_hash_close_entry(&content_hash, entry);
    }
    assert_true(content_hash_version(&content_hash) != first);
    for (uint32_t i = 0; i < 2; i++) {
        uint32_t entry = i == 0 ? 2 : 0; /* in another order */
        content_hash_add(&content_hash, view_of("as it is"));
        content_hash_remove_entry(&content_hash, entry);
        content_hash_add(&content_hash, view_of("as it was"));
        content_hash_close_entry(&content_hash, entry);
    }
    assert_true(content_hash_version(&content_hash) == first);
}

static void it_goes_on_from_what_was_written(void **state)
{
    (void)state;
    struct store *store;
    struct arena arena;
    struct content_hash content_hash;
    struct content_hash read;
    enum faqbot_status status = FAQBOT_OK;
    arena_init(&arena, 4096);
    assert_int_equal(store_create(NULL, &store, NULL), FAQBOT_OK);
    content_hash_read(&read, store, &arena, &status);
    assert_int_equal(status, FAQBOT_NOT_FOUND);
    content_hash_init(&content_hash);
    content_hash_add(&content_hash, view_of("settings"));
    content_hash_close_settings(&content_hash);
    for (uint32_t entry = 0; entry < 2; entry++) { /* the second replaces what the first wrote */
        content_hash_add(&content_hash, view_of("an entry"));
        content_hash_close_entry(&content_hash, entry);
        content_hash_write(&content_hash, store);
    }
    status = FAQBOT_OK;
    content_hash_read(&read, store, &arena, &status);
    assert_int_equal(status, FAQBOT_OK);
    assert_true(content_hash_version(&read) == content_hash_version(&content_hash));
    content_hash_add(&read, view_of("another"));
    content_hash_add(&content_hash, view_of("another"));
    content_hash_close_entry(&read, 2);
    content_hash_close_entry(&content_hash, 2);
    assert_true(content_hash_version(&read) == content_hash_version(&content_hash));
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
