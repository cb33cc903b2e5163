/* bench/exact.c - whether the first stage of a search finds what an exhaustive one finds.
 *
 *     exact INDEX QUESTIONS
 *
 * Prints how many questions have other candidates, or the same in another order or with other scores; - where the
 * index has no lists, and all of its entries are looked at anyway. */
#include <stdio.h>
#include <stdlib.h>

#include "../unit/search/exhaustive.h"
#include "search/search_internal.h"
#include "index/index.h"
#include "text/text.h"

#include "set.h"

#define ARENA_BYTES_MAX ((size_t)1 << 30)
#define QUESTIONS 200 /* at most: an exhaustive search takes its time */

struct comparison {
    struct store *store;
    struct large_index *large_index;
    struct stemmer *stems;
    struct arena loaded; /* lives as long as the collection */
    struct arena arena;  /* one question */
    uint32_t *scores;    /* by entry */
};

/* A word's list, read for this once. */
struct reading {
    struct arena *arena;
    struct faqbot_view *chunks;
    size_t count;
    size_t capacity;
};

static enum faqbot_status keep_chunk(void *user, struct faqbot_view bytes)
{
    struct reading *reading = user;
    if (reading->count == reading->capacity) {
        size_t capacity = 2 * reading->capacity + 16;
        struct faqbot_view *chunks = arena_alloc_array(reading->arena, capacity, sizeof *chunks);
        if (chunks == NULL) {
            return FAQBOT_NO_MEMORY;
        }
        for (size_t i = 0; i < reading->count; i++) {
            chunks[i] = reading->chunks[i];
        }
        reading->chunks = chunks;
        reading->capacity = capacity;
    }
    return arena_copy(reading->arena, bytes, &reading->chunks[reading->count++]) ? FAQBOT_OK
                                                                                 : FAQBOT_NO_MEMORY;
}

/* The question's words as the first stage gets them, and their lists. */
static bool take_terms(struct comparison *comparison, struct faqbot_view question,
                       struct large_index_word *known, struct maxscore_term *terms, size_t *count)
{
    struct word *words;
    size_t word_count;
    *count = 0;
    if (!tokenize(&comparison->arena, question, &words, &word_count) || word_count > BM25_TABLE_TERMS_MAX) {
        return false;
    }
    for (size_t i = 0; i < word_count; i++) {
        struct reading reading = {.arena = &comparison->arena};
        bool is_function_word = stemmer_is_stopword(comparison->stems, words[i].plain);
        bool is_new = true;
        enum faqbot_status status = FAQBOT_OK;
        struct large_index_word word = large_index_look_up(
            comparison->large_index, stemmer_stem(comparison->stems, &words[i]), is_function_word, &status);
        if (status != FAQBOT_OK) {
            return false;
        }
        for (size_t j = 0; j < *count; j++) {
            is_new = is_new && known[j].number != word.number;
        }
        if (word.entries == 0 || !is_new) {
            continue;
        }
        store_each_posting(comparison->store, word.number, keep_chunk, &reading, &status);
        if (status != FAQBOT_OK) {
            return false;
        }
        known[*count] = word;
        terms[(*count)++] = (struct maxscore_term){
            .chunks = reading.chunks, .chunk_count = reading.count, .weight = word.weight};
    }
    return true;
}

static int by_entry(const void *left, const void *right)
{
    const struct maxscore_hit *a = left;
    const struct maxscore_hit *b = right;
    return (a->entry > b->entry) - (a->entry < b->entry);
}

/* Whether the candidates of a question are the right ones. */
static bool is_exact(struct comparison *comparison, struct faqbot_view question)
{
    struct large_index *large_index = comparison->large_index;
    struct large_index_word known[BM25_TABLE_TERMS_MAX];
    struct maxscore_term terms[BM25_TABLE_TERMS_MAX];
    struct maxscore_hit wanted[RERANK_ENTRIES];
    struct maxscore_hit *hits;
    uint32_t *entries;
    size_t count;
    size_t hit_count;
    size_t found;
    enum faqbot_status status = FAQBOT_OK;
    arena_reset(&comparison->arena);
    if (!take_terms(comparison, question, known, terms, &count)) {
        return false;
    }
    maxscore_find(&large_index->scale, terms, count, RERANK_ENTRIES, &comparison->arena, &hits, &hit_count,
                  &status);
    large_index_find(large_index, known, count, RERANK_ENTRIES, &comparison->arena, &entries, &found,
                     &status);
    if (status != FAQBOT_OK) {
        return false;
    }
    size_t wanted_count =
        exhaustive_find(&large_index->scale, terms, count, RERANK_ENTRIES, comparison->scores, wanted);
    bool same = hit_count == wanted_count && found == wanted_count;
    for (size_t i = 0; i < wanted_count && same; i++) {
        same = hits[i].entry == wanted[i].entry && hits[i].score == wanted[i].score;
    }
    qsort(wanted, wanted_count, sizeof *wanted, by_entry);
    for (size_t i = 0; i < wanted_count && same; i++) {
        same = entries[i] == wanted[i].entry;
    }
    return same;
}

static bool open_index(struct comparison *comparison, const char *index, bool *has_lists)
{
    struct faqbot_fault fault;
    struct faqbot_view text;
    arena_init(&comparison->loaded, ARENA_BYTES_MAX);
    arena_init(&comparison->arena, ARENA_BYTES_MAX);
    comparison->stems = stemmer_new(view_of("en"));
    enum faqbot_status status =
        comparison->stems == NULL ? FAQBOT_NO_MEMORY : store_open(index, &comparison->store, &fault);
    store_get_setting(comparison->store, INDEX_ENTRIES, &comparison->loaded, &text, &status);
    if (status != FAQBOT_OK) {
        return false;
    }
    uint32_t entries = (uint32_t)strtoul(text.bytes, NULL, 10);
    *has_lists =
        store_find_setting(comparison->store, LARGE_INDEX_HEAD_WORDS, &comparison->loaded, &text, &status);
    comparison->scores = calloc(entries, sizeof *comparison->scores);
    if (*has_lists) {
        large_index_open(comparison->store, entries, &comparison->loaded, &comparison->large_index, &status);
    }
    return comparison->scores != NULL && status == FAQBOT_OK;
}

int main(int argc, char **argv)
{
    struct comparison comparison = {.store = NULL};
    struct set set;
    bool has_lists = false;
    size_t mismatches = 0;
    if (argc != 3 || !open_index(&comparison, argv[1], &has_lists) || !set_read(&set, argv[2])) {
        fprintf(stderr, "usage: exact INDEX QUESTIONS, both of which can be read\n");
        return EXIT_FAILURE;
    }
    for (size_t i = 0; has_lists && i < set.count && i < QUESTIONS; i++) {
        mismatches += !is_exact(&comparison, set.questions[i]);
    }
    free(comparison.scores);
    printf(has_lists ? "%zu\n" : "-\n", mismatches);
    return EXIT_SUCCESS;
}
