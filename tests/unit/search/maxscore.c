/* tests/unit/search/maxscore.c - the search that leaves most of the work out finds, entry by entry and score
 * by score, what the one finds that leaves out nothing. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "unit/index/made_lists.h"
#include "unit/search/exhaustive.h"

#define WORDS_MAX 40
#define MOST 300

/* Entries that hold words. */
struct corpus {
    uint32_t entry_count;
    uint8_t *classes;
    size_t word_count;
    struct made_list lists[WORDS_MAX];
    struct bm25_table saturation;
    struct posting_scale scale;
};

/* What a corpus is like; each word is held by half as many entries as the one before it, or by all. */
struct recipe {
    uint32_t entry_count;
    size_t word_count;
    uint64_t lengths;  /* how many classes of length there are */
    uint64_t counts;   /* the most that a word occurs in an entry */
    bool all_hold_all; /* each entry each word, equally often */
    uint32_t crowd;    /* so many entries in a row hold the same words and are as long: articles */
    /* lists are cut into new chunks at multiples of so many entries, as by several turns */
    uint32_t chunk_gap;
};

/* 0: the entry does not hold the word. */
static uint32_t count_of(const struct recipe *recipe, size_t word, uint32_t entry)
{
    if (recipe->all_hold_all) {
        return 1 + (uint32_t)(word % 3);
    }
    uint64_t state = (uint64_t)(word + 1) * UINT64_C(0x9e3779b97f4a7c15) + entry / recipe->crowd;
    (void)made_next(&state);
    if (made_next(&state) % (UINT64_C(1) << word % 12) != 0) {
        return 0;
    }
    state += entry;
    (void)made_next(&state);
    return 1 + (uint32_t)(made_next(&state) % recipe->counts * (made_next(&state) % 4 == 0));
}

static void write_list(const struct recipe *recipe, struct corpus *corpus, size_t word)
{
    struct posting_writer writer;
    posting_writer_init(&writer, corpus->classes, made_list_take, &corpus->lists[word]);
    for (uint32_t entry = 0; entry < recipe->entry_count; entry++) {
        uint32_t count = count_of(recipe, word, entry);
        if (entry % recipe->chunk_gap == 0) {
            assert_int_equal(posting_writer_finish(&writer), FAQBOT_OK);
        }
        if (count > 0) {
            posting_writer_add(&writer, entry, count);
        }
    }
    assert_int_equal(posting_writer_finish(&writer), FAQBOT_OK);
}

static struct corpus *make_corpus(const struct recipe *recipe)
{
    struct corpus *corpus = calloc(1, sizeof *corpus);
    uint64_t seed = 77;
    assert_non_null(corpus);
    corpus->entry_count = recipe->entry_count;
    corpus->word_count = recipe->word_count;
    corpus->classes = malloc((size_t)corpus->entry_count + 1);
    assert_non_null(corpus->classes);
    for (uint32_t entry = 0; entry < corpus->entry_count; entry++) {
        uint64_t region = entry / recipe->crowd;
        (void)made_next(&region);
        (void)made_next(&region);
        corpus->classes[entry] =
            (uint8_t)(20 + (recipe->crowd > 1 ? made_next(&region) : made_next(&seed)) % recipe->lengths);
    }
    for (size_t word = 0; word < corpus->word_count; word++) {
        write_list(recipe, corpus, word);
    }
    bm25_table_make(50, &corpus->saturation);
    corpus->scale = (struct posting_scale){
        .classes = corpus->classes, .entry_count = corpus->entry_count, .saturation = &corpus->saturation};
    return corpus;
}

static void free_corpus(struct corpus *corpus)
{
    for (size_t word = 0; word < WORDS_MAX; word++) {
        made_list_release(&corpus->lists[word]);
    }
    free(corpus->classes);
    free(corpus);
}

/* Distinct words with weights that suit how rare they are, more or less. */
static size_t ask(const struct corpus *corpus, uint64_t *seed, struct maxscore_term *terms)
{
    size_t count = 0;
    size_t wanted = 1 + made_next(seed) % (made_next(seed) % 4 == 0 ? BM25_TABLE_TERMS_MAX : 8);
    size_t word = made_next(seed) % corpus->word_count;
    for (size_t i = 0; i < wanted && i < corpus->word_count; i++) {
        const struct made_list *list = &corpus->lists[(word + i * 7) % corpus->word_count];
        uint64_t weight = 1 + (word + i * 7) % corpus->word_count % 12 * 3000 * (made_next(seed) % 5 > 0) +
                          made_next(seed) % (made_next(seed) % 2 == 0 ? 4 : 20000);
        terms[count++] = (struct maxscore_term){.scale = &corpus->scale,
                                                .chunks = list->chunks,
                                                .chunk_count = list->count,
                                                .weight = (uint32_t)(weight < 65535 ? weight : 65535)};
    }
    return count;
}

static enum faqbot_status find(uint32_t entry_count, const struct maxscore_term *terms, size_t term_count,
                               size_t most, struct arena *arena, struct maxscore_hit **hits, size_t *count)
{
    enum faqbot_status status = FAQBOT_OK;
    maxscore_find(entry_count, terms, term_count, most, arena, hits, count, &status);
    return status;
}

static void assert_same(const struct corpus *corpus, const struct maxscore_term *terms, size_t term_count,
                        size_t most, struct arena *arena, uint32_t *scores)
{
    static struct maxscore_hit wanted[MOST];
    struct maxscore_hit *hits;
    size_t count;
    assert_true(most <= MOST);
    size_t wanted_count = exhaustive_find(corpus->entry_count, terms, term_count, most, scores, wanted);
    arena_reset(arena);
    assert_int_equal(find(corpus->entry_count, terms, term_count, most, arena, &hits, &count), FAQBOT_OK);
    assert_int_equal(count, wanted_count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(hits[i].entry, wanted[i].entry);
        assert_int_equal(hits[i].score, wanted[i].score);
    }
}

static void check(const struct recipe *recipe, size_t questions)
{
    static const size_t mosts[] = {10, 1, 100, 2, 10, MOST};
    struct corpus *corpus = make_corpus(recipe);
    uint32_t *scores = malloc(((size_t)corpus->entry_count + 1) * sizeof *scores);
    uint64_t seed = recipe->entry_count;
    struct arena arena;
    assert_non_null(scores);
    arena_init(&arena, (size_t)1 << 22);
    for (size_t i = 0; i < questions; i++) {
        struct maxscore_term terms[BM25_TABLE_TERMS_MAX];
        size_t count = ask(corpus, &seed, terms);
        assert_same(corpus, terms, count, mosts[i % (sizeof mosts / sizeof *mosts)], &arena, scores);
    }
    arena_release(&arena);
    free(scores);
    free_corpus(corpus);
}

static void the_hits_are_those_of_an_exhaustive_search(void **state)
{
    (void)state;
    static const struct {
        struct recipe recipe;
        size_t questions;
    } table[] = {
        {{1, 4, 1, 1, false, 1, 1000}, 20},
        {{3, 40, 2, 2, false, 1, 1000}, 60},
        {{100, 40, 3, 2, false, 1, 50}, 200},
        {{4095, 40, 60, 6, false, 1, UINT32_MAX}, 60},
        {{4096, 40, 1, 1, false, 1, UINT32_MAX}, 60},
        {{4097, 40, 60, 300, false, 1, 1000}, 60},
        {{20000, 40, 60, 5, false, 1, UINT32_MAX}, 60},
        {{20000, 40, 2, 1, false, 1, 6000}, 60}, /* ties */
        {{60000, 40, 60, 4, false, 1, UINT32_MAX}, 30},
        {{60000, 40, 30, 4, false, 500, UINT32_MAX}, 30}, /* crowds: blocks that can be passed over */
        {{60000, 24, 60, 9, false, 20000, UINT32_MAX}, 30},
        {{60000, 16, 200, 2, false, 6000, UINT32_MAX}, 60}, /* windows that can be passed over */
        {{30000, 16, 200, 2, false, 1000, 500}, 60},
        {{30000, 40, 200, 2, false, 300, 900}, 60},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        check(&table[i].recipe, table[i].questions);
    }
}

static void of_equal_entries_the_first_are_found(void **state)
{
    (void)state;
    const struct recipe recipe = {30000, 30, 1, 1, true, 1, UINT32_MAX};
    check(&recipe, 20);
    struct corpus *corpus = make_corpus(&recipe);
    const struct maxscore_term terms[] = {
        {&corpus->scale, corpus->lists[0].chunks, corpus->lists[0].count, 7},
        {&corpus->scale, corpus->lists[1].chunks, corpus->lists[1].count, 9000}};
    struct maxscore_hit *hits;
    size_t count;
    struct arena arena;
    arena_init(&arena, (size_t)1 << 20);
    assert_int_equal(find(corpus->entry_count, terms, 2, 10, &arena, &hits, &count), FAQBOT_OK);
    assert_int_equal(count, 10);
    for (uint32_t i = 0; i < 10; i++) {
        assert_int_equal(hits[i].entry, i);
    }
    arena_release(&arena);
    free_corpus(corpus);
}

static void words_that_nothing_holds_find_nothing(void **state)
{
    (void)state;
    const struct recipe recipe = {500, 3, 10, 2, false, 1, UINT32_MAX};
    struct corpus *corpus = make_corpus(&recipe);
    const struct maxscore_term terms[] = {{.scale = &corpus->scale, .weight = 10},
                                          {.scale = &corpus->scale, .weight = 65535}};
    struct maxscore_hit *hits;
    size_t count;
    struct arena arena;
    arena_init(&arena, (size_t)1 << 20);
    assert_int_equal(find(corpus->entry_count, terms, 2, 10, &arena, &hits, &count), FAQBOT_OK);
    assert_int_equal(count, 0);
    assert_int_equal(find(corpus->entry_count, NULL, 0, 10, &arena, &hits, &count), FAQBOT_OK);
    assert_int_equal(count, 0);
    assert_int_equal(find(0, terms, 2, 10, &arena, &hits, &count), FAQBOT_OK);
    assert_int_equal(count, 0);
    arena_release(&arena);
    free_corpus(corpus);
}

static void without_memory_the_search_says_so(void **state)
{
    (void)state;
    const struct recipe recipe = {5000, 4, 10, 2, false, 1, UINT32_MAX};
    struct corpus *corpus = make_corpus(&recipe);
    const struct maxscore_term terms[] = {
        {&corpus->scale, corpus->lists[0].chunks, corpus->lists[0].count, 7}};
    struct maxscore_hit *hits;
    size_t count;
    size_t refused = 0;
    for (size_t limit = 0; limit < (size_t)1 << 17; limit += 512) {
        struct arena arena;
        arena_init(&arena, limit);
        enum faqbot_status status = find(corpus->entry_count, terms, 1, 10, &arena, &hits, &count);
        assert_true(status == FAQBOT_OK || status == FAQBOT_NO_MEMORY);
        refused += status != FAQBOT_OK;
        arena_release(&arena);
    }
    assert_in_range(refused, 10, 250);
    free_corpus(corpus);
}

/* Lists whose chunks are in the wrong order, overlap, or are damaged somewhere. */
static void damaged_lists_are_refused_or_searched(void **state)
{
    (void)state;
    const struct recipe recipe = {20000, 12, 60, 5, false, 1, UINT32_MAX};
    struct corpus *corpus = make_corpus(&recipe);
    uint64_t seed = 5;
    size_t refused = 0;
    struct arena arena;
    arena_init(&arena, (size_t)1 << 22);
    for (size_t round = 0; round < 300; round++) {
        struct made_list copies[3] = {{0}};
        struct maxscore_term terms[3];
        struct maxscore_hit *hits;
        size_t count;
        for (size_t i = 0; i < 3; i++) {
            const struct made_list *list = &corpus->lists[made_next(&seed) % corpus->word_count];
            for (size_t j = 0; j < list->count; j++) {
                char bytes[POSTING_CHUNK_BYTES_MAX];
                size_t size = list->chunks[j].size;
                memcpy(bytes, list->chunks[j].bytes, size);
                size_t place = made_next(&seed) % (made_next(&seed) % 2 == 0 ? size : 12 % size + 1);
                bytes[place] =
                    (char)(bytes[place] ^ (made_next(&seed) % 3 == 0 ? 1 << made_next(&seed) % 8 : 0));
                made_list_take(&copies[i], 0, 0, view_make(bytes, size));
            }
            terms[i] = (struct maxscore_term){&corpus->scale, copies[i].chunks, copies[i].count,
                                              1000 * (uint32_t)(i + 1)};
        }
        arena_reset(&arena);
        enum faqbot_status status = find(corpus->entry_count, terms, 3, 10, &arena, &hits, &count);
        assert_true(status == FAQBOT_OK || status == FAQBOT_CORRUPT);
        refused += status == FAQBOT_CORRUPT;
        for (size_t i = 0; i < 3; i++) {
            made_list_release(&copies[i]);
        }
    }
    assert_in_range(refused, 100, 299);
    struct faqbot_view swapped[] = {corpus->lists[0].chunks[1], corpus->lists[0].chunks[0]};
    const struct maxscore_term terms[] = {{&corpus->scale, swapped, 2, 5}};
    struct maxscore_hit *hits;
    size_t count;
    assert_int_equal(find(corpus->entry_count, terms, 1, 10, &arena, &hits, &count), FAQBOT_CORRUPT);
    arena_release(&arena);
    free_corpus(corpus);
}

int test_search_maxscore(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_hits_are_those_of_an_exhaustive_search),
        cmocka_unit_test(of_equal_entries_the_first_are_found),
        cmocka_unit_test(words_that_nothing_holds_find_nothing),
        cmocka_unit_test(without_memory_the_search_says_so),
        cmocka_unit_test(damaged_lists_are_refused_or_searched),
    };
    return cmocka_run_group_tests_name("maxscore", tests, NULL, NULL);
}
