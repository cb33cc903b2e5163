/* tests/unit/search/large_index.c - the entries that are found are those, and exactly those, that scoring
 * every entry gives. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "search/search_internal.h"
#include "unit/search/exhaustive.h"
#include "unit/search/made_collection.h"

/* ==== large index ====================================================================================== */

#define ENTRIES 3000
#define VOCABULARY 90 /* more words than a question is looked up by */

struct fixture {
    struct made_collection made;
    uint64_t state;
};

static uint32_t next(uint64_t *state, uint32_t below)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)((*state >> 33) % below);
}

/* "word00zz" and so on, which no stemmer cuts. */
static void write_word(char *out, uint32_t number)
{
    sprintf(out, "wx%c%czz ", 'a' + (int)(number / 10), 'a' + (int)(number % 10));
}

static int set_up(void **state)
{
    struct made_collecting making;
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    fixture->state = 3;
    made_collect_start(&fixture->made, &making);
    for (uint32_t i = 0; i < ENTRIES; i++) {
        char text[600] = "";
        struct faqbot_view heading = view_of("");
        uint32_t words = 1 + next(&fixture->state, 1 + next(&fixture->state, 40));
        for (uint32_t j = 0; j < words; j++) {
            write_word(text + strlen(text), next(&fixture->state, 1 + next(&fixture->state, VOCABULARY)));
        }
        const struct entry entry = {
            .kind = ENTRY_PASSAGE, .phrasings = &heading, .phrasing_count = 1, .text = view_of(text)};
        made_collect(&making, &entry, 0);
    }
    made_collect_finish(&fixture->made, &making);
    *state = fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    made_collection_close(&fixture->made);
    free(fixture);
    return 0;
}

static struct large_index_word look_up(struct fixture *fixture, const char *stem, bool is_function_word)
{
    enum faqbot_status status = FAQBOT_OK;
    struct large_index_word word =
        large_index_look_up(fixture->made.large_index, view_of(stem), is_function_word, &status);
    assert_int_equal(status, FAQBOT_OK);
    return word;
}

/* Distinct words, known ones and some that no entry holds, in any order. */
static size_t ask(struct fixture *fixture, size_t count, struct large_index_word *words)
{
    size_t taken = 0;
    uint32_t first = next(&fixture->state, VOCABULARY);
    for (size_t i = 0; i < count; i++) {
        char text[16];
        struct large_index_word *word = &words[taken];
        write_word(text, (first + (uint32_t)i * 7) % VOCABULARY);
        text[strlen(text) - 1] = '\0';
        *word = look_up(fixture, text, next(&fixture->state, 4) == 0);
        taken += word->entries > 0;
    }
    return taken;
}

static int by_number(const void *left, const void *right)
{
    const struct maxscore_hit *a = left;
    const struct maxscore_hit *b = right;
    return (a->entry > b->entry) - (a->entry < b->entry);
}

/* The words of most weight, of equal ones the first; there are few, so that each is looked for by itself. */
static size_t keep_heaviest(const struct large_index_word *words, size_t count, struct large_index_word *kept)
{
    size_t kept_count = 0;
    for (size_t i = 0; i < count; i++) {
        size_t before = 0;
        for (size_t j = 0; j < count; j++) {
            before += words[j].weight > words[i].weight || (words[j].weight == words[i].weight && j < i);
        }
        if (before < LARGE_INDEX_WORDS_MAX) {
            kept[kept_count++] = words[i];
        }
    }
    return kept_count;
}

static const struct posting_list *get(struct lru_cache *cache, struct store *store, uint32_t word)
{
    enum faqbot_status status = FAQBOT_OK;
    const struct posting_list *list = posting_cache_get(cache, store, word, &status);
    assert_int_equal(status, FAQBOT_OK);
    return list;
}

static size_t find_all(struct fixture *fixture, const struct large_index_word *words, size_t count,
                       size_t most, struct maxscore_hit *hits)
{
    static uint32_t scores[ENTRIES];
    struct maxscore_term terms[LARGE_INDEX_WORDS_MAX];
    const struct large_index *large_index = fixture->made.large_index;
    for (size_t i = 0; i < count; i++) {
        const struct posting_list *list = get(large_index->lists, large_index->store, words[i].number);
        terms[i] = (struct maxscore_term){
            .chunks = list->chunks, .chunk_count = list->count, .weight = words[i].weight};
    }
    size_t found = exhaustive_find(&large_index->scale, terms, count, most, scores, hits);
    qsort(hits, found, sizeof *hits, by_number);
    return found;
}

static void assert_exact(struct fixture *fixture, const struct large_index_word *words, size_t count,
                         size_t most)
{
    static struct maxscore_hit hits[ENTRIES];
    struct large_index_word kept[VOCABULARY];
    uint32_t *entries;
    size_t found;
    arena_reset(&fixture->made.arena);
    enum faqbot_status status = FAQBOT_OK;
    large_index_find(fixture->made.large_index, words, count, most, &fixture->made.arena, &entries, &found,
                     &status);
    assert_int_equal(status, FAQBOT_OK);
    size_t wanted = find_all(fixture, kept, keep_heaviest(words, count, kept), most, hits);
    assert_int_equal(found, wanted);
    for (size_t i = 0; i < found; i++) {
        assert_int_equal(entries[i], hits[i].entry);
    }
}

static void the_entries_found_are_those_that_scoring_every_entry_gives(void **state)
{
    struct fixture *fixture = *state;
    static const size_t mosts[] = {1, 10, 24, 100, ENTRIES};
    for (size_t i = 0; i < 300; i++) {
        struct large_index_word words[VOCABULARY];
        size_t count = ask(fixture, next(&fixture->state, 13), words);
        assert_exact(fixture, words, count, mosts[i % COUNT(mosts)]);
    }
}

static void of_too_many_words_the_weightiest_are_looked_for(void **state)
{
    struct fixture *fixture = *state;
    for (size_t i = 0; i < 60; i++) {
        struct large_index_word words[VOCABULARY];
        size_t count = ask(fixture, VOCABULARY - i % 50, words);
        assert_true(count > LARGE_INDEX_WORDS_MAX);
        for (size_t j = 0; j < count && i % 3 == 0; j++) {
            words[j].weight = 7; /* all alike: the first are taken */
        }
        assert_exact(fixture, words, count, i % 2 == 0 ? 24 : 100);
    }
}

static void a_word_that_no_entry_holds_is_not_known(void **state)
{
    struct fixture *fixture = *state;
    static const struct {
        const char *stem;
        bool is_known;
    } cases[] = {{"wxaazz", true}, {"wxaa", false}, {"", false}, {"wxaazzz", false}};
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_int_equal(look_up(fixture, cases[i].stem, false).entries > 0, cases[i].is_known);
    }
}

static void a_function_word_weighs_less(void **state)
{
    struct fixture *fixture = *state;
    struct large_index_word word = look_up(fixture, "wxcczz", true);
    assert_true(word.weight > 0 && word.weight < look_up(fixture, "wxcczz", false).weight / 3);
}

static int run_large_index(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_entries_found_are_those_that_scoring_every_entry_gives),
        cmocka_unit_test(of_too_many_words_the_weightiest_are_looked_for),
        cmocka_unit_test(a_word_that_no_entry_holds_is_not_known),
        cmocka_unit_test(a_function_word_weighs_less),
    };
    return cmocka_run_group_tests_name("large index", tests, set_up, tear_down);
}

/* ==== posting cache ==================================================================================== */

/* Lists come as they are in the store, whether they were kept or not. */

#define WORDS 5000 /* more than there are chains */
#define LARGE_BYTES ((size_t)1 << 20)
#define LARGE_WORDS (POSTING_CACHE_BYTES_MAX / LARGE_BYTES + 8)

static void expect_list(struct lru_cache *cache, struct store *store, uint32_t word)
{
    const struct posting_list *list = get(cache, store, word);
    assert_int_equal(list->count, word % 3);
    for (size_t i = 0; i < list->count; i++) {
        assert_int_equal(list->chunks[i].size, sizeof word);
        assert_memory_equal(list->chunks[i].bytes, &word, sizeof word);
    }
}

static void lists_are_those_of_the_store(void **state)
{
    (void)state;
    struct store *store;
    assert_int_equal(store_create(NULL, &store, NULL), FAQBOT_OK);
    for (uint32_t word = 0; word < WORDS; word++) {
        for (uint32_t i = 0; i < word % 3; i++) {
            store_add_posting(store, word, 10 * i, view_make((const char *)&word, sizeof word));
        }
    }
    struct lru_cache *cache = posting_cache_new();
    assert_non_null(cache);
    for (unsigned round = 0; round < 2; round++) {
        for (uint32_t word = 0; word <= WORDS; word += 7) {
            lru_cache_pin(cache);
            expect_list(cache, store, word);
            expect_list(cache, store, (word + WORDS / 2) % WORDS);
            expect_list(cache, store, word);
        }
    }
    lru_cache_free(cache);
    store_close(store);
}

static void the_list_unused_for_longest_goes_but_none_of_the_search_at_hand(void **state)
{
    (void)state;
    struct store *store;
    char *bytes = calloc(1, LARGE_BYTES);
    assert_non_null(bytes);
    assert_int_equal(store_create(NULL, &store, NULL), FAQBOT_OK);
    for (uint32_t word = 0; word < LARGE_WORDS; word++) {
        bytes[0] = (char)word;
        store_add_posting(store, word, 0, view_make(bytes, LARGE_BYTES));
    }
    struct lru_cache *cache = posting_cache_new();
    assert_non_null(cache);
    lru_cache_pin(cache);
    const struct posting_list *first = get(cache, store, 0);
    for (uint32_t word = 1; word < LARGE_WORDS; word++) {
        assert_int_equal(get(cache, store, word)->chunks[0].bytes[0], (char)word);
    }
    assert_int_equal(first->chunks[0].bytes[0], 0); /* a sanitizer sees whether it is still there */
    assert_true(lru_cache_bytes(cache) > POSTING_CACHE_BYTES_MAX);
    for (uint32_t word = 0; word < LARGE_WORDS; word++) {
        lru_cache_pin(cache);
        assert_int_equal(get(cache, store, word)->chunks[0].bytes[0], (char)word);
        assert_true(lru_cache_bytes(cache) <= POSTING_CACHE_BYTES_MAX);
    }
    lru_cache_free(cache);
    store_close(store);
    free(bytes);
}

static int run_posting_cache(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_are_those_of_the_store),
        cmocka_unit_test(the_list_unused_for_longest_goes_but_none_of_the_search_at_hand),
    };
    return cmocka_run_group_tests_name("posting cache", tests, NULL, NULL);
}

int test_search_large_index(void)
{
    return run_large_index() + run_posting_cache();
}
