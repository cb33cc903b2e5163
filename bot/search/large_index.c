/* search/large_index.c - all entries of a large knowledge base together: the statistics that a question's
 * weights need, and the candidates that contain most of its words. How the candidates are reranked is
 * sample.c's business. */
#include "search/search_internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "index/index.h"
#include "util/util.h"

/* ==== list cache ======================================================================================== */

/* Posting lists of the store by their words, the least recently used going first. SQLite's own cache does
 * not replace it: that one holds pages, and is smaller than what a few frequent words take. */

#define LISTS_MAX 32768 /* short ones, of which POSTING_CACHE_BYTES_MAX has room for about as many */

/* The chunks' bytes lie behind them. */
struct kept {
    size_t count;
    struct faqbot_view chunks[];
};

enum faqbot_status posting_cache_init(struct posting_cache *cache, struct store *store)
{
    /* Words are numbers that the index gave, so nobody can choose keys that collide, and the seed may be fixed. */
    *cache = (struct posting_cache){
        .store = store,
        .lists = lru_cache_new(LISTS_MAX, POSTING_CACHE_BYTES_MAX, (struct siphash_key){{0, 0}})};
    return cache->lists == NULL ? FAQBOT_NO_MEMORY : FAQBOT_OK;
}

void posting_cache_release(struct posting_cache *cache)
{
    lru_cache_free(cache->lists);
    *cache = (struct posting_cache){.store = NULL};
}

void posting_cache_start(struct posting_cache *cache)
{
    lru_cache_pin(cache->lists);
}

/* A list while its size is not known. */
struct reading {
    struct buffer bytes;
    struct buffer sizes; /* size_t by chunk */
};

static enum faqbot_status read_chunk(void *user, struct faqbot_view bytes)
{
    struct reading *reading = user;
    buffer_add(&reading->bytes, bytes);
    buffer_add(&reading->sizes, view_make((const char *)&bytes.size, sizeof bytes.size));
    return reading->bytes.failed || reading->sizes.failed ? FAQBOT_NO_MEMORY : FAQBOT_OK;
}

static const struct kept *keep(struct posting_cache *cache, struct faqbot_view key,
                               const struct reading *reading)
{
    size_t count = reading->sizes.size / sizeof(size_t);
    struct kept *kept = lru_cache_add(
        cache->lists, key, sizeof *kept + count * sizeof(struct faqbot_view) + reading->bytes.size);
    if (kept == NULL) {
        return NULL;
    }
    kept->count = count;
    char *at = (char *)(kept->chunks + count);
    if (reading->bytes.size > 0) {
        memcpy(at, reading->bytes.bytes, reading->bytes.size);
    }
    for (size_t i = 0; i < count; i++) {
        size_t size;
        memcpy(&size, reading->sizes.bytes + i * sizeof size, sizeof size);
        kept->chunks[i] = view_make(at, size);
        at += size;
    }
    return kept;
}

static enum faqbot_status read_list(struct posting_cache *cache, uint32_t word, struct faqbot_view key,
                                    const struct kept **kept)
{
    struct reading reading;
    buffer_init(&reading.bytes, SIZE_MAX);
    buffer_init(&reading.sizes, SIZE_MAX);
    enum faqbot_status status = store_each_posting(cache->store, word, read_chunk, &reading);
    if (status == FAQBOT_OK) {
        *kept = keep(cache, key, &reading);
        status = *kept == NULL ? FAQBOT_NO_MEMORY : FAQBOT_OK;
    }
    buffer_release(&reading.bytes);
    buffer_release(&reading.sizes);
    return status;
}

enum faqbot_status posting_cache_get(struct posting_cache *cache, uint32_t word, struct posting_list *list)
{
    struct faqbot_view key = view_make((const char *)&word, sizeof word);
    const struct kept *kept = lru_cache_find(cache->lists, key);
    enum faqbot_status status = kept != NULL ? FAQBOT_OK : read_list(cache, word, key, &kept);
    if (status == FAQBOT_OK) {
        *list = (struct posting_list){.chunks = kept->chunks, .count = kept->count};
    }
    return status;
}

/* ==== collection ======================================================================================== */

#define SCRATCH_BYTES_MAX ((size_t)64 << 20)
#define WEIGHT_ONE 2048 /* so that the idf of a word in one of 2^32 entries is below BM25_TABLE_WEIGHT_MAX */

/* -- Opening ------------------------------------------------------------------------------------------------------- */

static double read_average(const struct large_index *large_index, const char *name, struct arena *loaded,
                           enum faqbot_status *status)
{
    struct faqbot_view text = view_of("0");
    if (*status == FAQBOT_OK) {
        *status = store_get_setting(large_index->store, name, loaded, &text);
    }
    return (double)strtoull(text.bytes, NULL, 10) / large_index->entries;
}

static struct faqbot_view read_model(const struct large_index *large_index, const char *name,
                                     struct arena *loaded, enum faqbot_status *status)
{
    struct faqbot_view bytes = {0};
    if (*status == FAQBOT_OK) {
        *status = store_get_model(large_index->store, name, loaded, &bytes);
    }
    return bytes;
}

static void read_all(struct large_index *large_index, struct arena *loaded, enum faqbot_status *status)
{
    double head_words = read_average(large_index, LARGE_INDEX_HEAD_WORDS, loaded, status);
    double body_words = read_average(large_index, LARGE_INDEX_BODY_WORDS, loaded, status);
    struct faqbot_view lengths = read_model(large_index, LARGE_INDEX_LENGTHS, loaded, status);
    struct faqbot_view ngram_stats = read_model(large_index, LARGE_INDEX_NGRAM_STATS, loaded, status);
    large_index->words = head_words + body_words;
    /* Nothing but 0 is ever divided by the average of a part that no entry has. */
    large_index->head_words = head_words > 0 ? head_words : 1;
    large_index->body_words = body_words > 0 ? body_words : 1;
    large_index->classes = (const uint8_t *)lengths.bytes;
    if (*status == FAQBOT_OK && (!(large_index->words > 0) || lengths.size != large_index->entries)) {
        *status = FAQBOT_CORRUPT;
    }
    if (*status == FAQBOT_OK) {
        bm25_table_make(large_index->words, &large_index->saturation);
        *status = ngram_stats_decode(ngram_stats, large_index->entries, loaded, &large_index->ngram_stats);
    }
}

enum faqbot_status large_index_open(struct store *store, uint32_t entries, struct arena *loaded,
                                    struct large_index **large_index)
{
    struct large_index *opened = calloc(1, sizeof *opened);
    if (opened == NULL) {
        return FAQBOT_NO_MEMORY;
    }
    opened->store = store;
    opened->entries = entries;
    arena_init(&opened->scratch, SCRATCH_BYTES_MAX);
    enum faqbot_status status = posting_cache_init(&opened->lists, store);
    read_all(opened, loaded, &status);
    if (status == FAQBOT_OK) {
        *large_index = opened;
    } else {
        large_index_close(opened);
    }
    return status == FAQBOT_NOT_FOUND ? FAQBOT_CORRUPT : status;
}

void large_index_close(struct large_index *large_index)
{
    if (large_index != NULL) {
        posting_cache_release(&large_index->lists);
        arena_release(&large_index->scratch);
        free(large_index);
    }
}

/* -- Words --------------------------------------------------------------------------------------------------------- */

static enum faqbot_status find_word(struct large_index *large_index, struct faqbot_view stem,
                                    uint32_t *number, uint32_t *entries)
{
    *entries = 0;
    enum faqbot_status status = store_find_word(large_index->store, stem, number, entries);
    status = status == FAQBOT_NOT_FOUND ? FAQBOT_OK : status;
    return status == FAQBOT_OK && *entries > large_index->entries ? FAQBOT_CORRUPT : status;
}

enum faqbot_status large_index_has_stem(struct large_index *large_index, struct faqbot_view stem, bool *known)
{
    uint32_t number;
    uint32_t entries;
    enum faqbot_status status = find_word(large_index, stem, &number, &entries);
    *known = entries > 0;
    return status;
}

enum faqbot_status large_index_look_up(struct large_index *large_index, struct faqbot_view stem,
                                       bool is_function_word, struct large_index_word *word)
{
    enum faqbot_status status = find_word(large_index, stem, &word->number, &word->entries);
    if (status == FAQBOT_OK) {
        double entries = large_index->entries;
        double idf = log(1 + (entries - word->entries + .5) / (word->entries + .5));
        double weight = ceil(WEIGHT_ONE * idf * (is_function_word ? TERMS_FUNCTION_WORD_SHARE : 1));
        word->weight = weight < BM25_TABLE_WEIGHT_MAX ? (uint32_t)weight : BM25_TABLE_WEIGHT_MAX;
    }
    return status;
}

/* -- Entries ------------------------------------------------------------------------------------------------------- */

/* More weight first; of equals the one that the question has first. (Numbers depend on how the index came about.) */
static int by_weight(const void *left, const void *right)
{
    const struct large_index_word *a = *(const struct large_index_word *const *)left;
    const struct large_index_word *b = *(const struct large_index_word *const *)right;
    if (a->weight != b->weight) {
        return a->weight > b->weight ? -1 : 1;
    }
    return (a > b) - (a < b);
}

/* The words to search for, with their lists. */
static size_t take_terms(struct large_index *large_index, const struct large_index_word *words, size_t count,
                         struct maxscore_term *terms, enum faqbot_status *status)
{
    const struct large_index_word **sorted = arena_need(&large_index->scratch, count, sizeof *sorted, status);
    for (size_t i = 0; i < count && sorted != NULL; i++) {
        sorted[i] = &words[i];
    }
    if (count > LARGE_INDEX_WORDS_MAX && sorted != NULL) {
        qsort(sorted, count, sizeof *sorted, by_weight);
        count = LARGE_INDEX_WORDS_MAX;
    }
    posting_cache_start(&large_index->lists);
    for (size_t i = 0; i < count && *status == FAQBOT_OK; i++) {
        struct posting_list list = {0};
        *status = posting_cache_get(&large_index->lists, sorted[i]->number, &list);
        terms[i] = (struct maxscore_term){
            .chunks = list.chunks, .chunk_count = list.count, .weight = sorted[i]->weight};
    }
    return count;
}

static int by_number(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left;
    uint32_t b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

void large_index_find(struct large_index *large_index, const struct large_index_word *words, size_t count,
                      size_t most, struct arena *arena, uint32_t **entries, size_t *found,
                      enum faqbot_status *status)
{
    struct maxscore_hit *hits = NULL;
    struct maxscore_term terms[LARGE_INDEX_WORDS_MAX];
    size_t hit_count = 0;
    const struct posting_scale scale = {.classes = large_index->classes,
                                        .entry_count = large_index->entries,
                                        .saturation = &large_index->saturation};
    if (*status != FAQBOT_OK) {
        return;
    }
    arena_reset(&large_index->scratch);
    size_t term_count = take_terms(large_index, words, count, terms, status);
    if (*status == FAQBOT_OK) {
        *status = maxscore_find(&scale, terms, term_count, most, &large_index->scratch, &hits, &hit_count);
    }
    uint32_t *numbers = arena_need(arena, hit_count, sizeof *numbers, status);
    if (*status != FAQBOT_OK) {
        return;
    }
    for (size_t i = 0; i < hit_count; i++) {
        numbers[i] = hits[i].entry;
    }
    if (hit_count > 1) {
        qsort(numbers, hit_count, sizeof *numbers, by_number);
    }
    *entries = numbers;
    *found = hit_count;
}
