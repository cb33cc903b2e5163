/* unit/retrieval/list_cache.c - lists come as they are in the store, whether they were kept or not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "retrieval/list_cache.h"

#define WORDS 5000 /* more than there are chains */
#define LARGE_BYTES ((size_t)1 << 20)
#define LARGE_WORDS (POSTING_CACHE_BYTES_MAX / LARGE_BYTES + 8)

static void expect_list(struct posting_cache *cache, uint32_t word)
{
    struct posting_list list;
    assert_int_equal(posting_cache_get(cache, word, &list), FAQBOT_OK);
    assert_int_equal(list.count, word % 3);
    for (size_t i = 0; i < list.count; i++) {
        assert_int_equal(list.chunks[i].size, sizeof word);
        assert_memory_equal(list.chunks[i].bytes, &word, sizeof word);
    }
}

static void lists_are_those_of_the_store(void **state)
{
    (void)state;
    struct store *store;
    struct posting_cache cache;
    assert_int_equal(store_create(NULL, &store, NULL), FAQBOT_OK);
    for (uint32_t word = 0; word < WORDS; word++) {
        for (uint32_t i = 0; i < word % 3; i++) {
            store_add_posting(store, word, 10 * i, view_make((const char *)&word, sizeof word));
        }
    }
    assert_int_equal(posting_cache_init(&cache, store), FAQBOT_OK);
    for (unsigned round = 0; round < 2; round++) {
        for (uint32_t word = 0; word <= WORDS; word += 7) {
            posting_cache_start(&cache);
            expect_list(&cache, word);
            expect_list(&cache, (word + WORDS / 2) % WORDS);
            expect_list(&cache, word);
        }
    }
    posting_cache_release(&cache);
    store_close(store);
}

static void what_was_not_asked_for_longest_goes_but_nothing_of_the_search_at_hand(void **state)
{
    (void)state;
    struct store *store;
    struct posting_cache cache;
    struct posting_list list;
    struct posting_list first;
    char *bytes = calloc(1, LARGE_BYTES);
    assert_non_null(bytes);
    assert_int_equal(store_create(NULL, &store, NULL), FAQBOT_OK);
    for (uint32_t word = 0; word < LARGE_WORDS; word++) {
        bytes[0] = (char)word;
        store_add_posting(store, word, 0, view_make(bytes, LARGE_BYTES));
    }
    assert_int_equal(posting_cache_init(&cache, store), FAQBOT_OK);
    posting_cache_start(&cache);
    assert_int_equal(posting_cache_get(&cache, 0, &first), FAQBOT_OK);
    for (uint32_t word = 1; word < LARGE_WORDS; word++) {
        assert_int_equal(posting_cache_get(&cache, word, &list), FAQBOT_OK);
        assert_int_equal(list.chunks[0].bytes[0], (char)word);
    }
    assert_int_equal(first.chunks[0].bytes[0], 0); /* a sanitizer sees whether it is still there */
    assert_true(lru_cache_bytes(cache.lists) > POSTING_CACHE_BYTES_MAX);
    for (uint32_t word = 0; word < LARGE_WORDS; word++) {
        posting_cache_start(&cache);
        assert_int_equal(posting_cache_get(&cache, word, &list), FAQBOT_OK);
        assert_int_equal(list.chunks[0].bytes[0], (char)word);
        assert_true(lru_cache_bytes(cache.lists) <= POSTING_CACHE_BYTES_MAX);
    }
    posting_cache_release(&cache);
    store_close(store);
    free(bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_are_those_of_the_store),
        cmocka_unit_test(what_was_not_asked_for_longest_goes_but_nothing_of_the_search_at_hand),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
