/* search/large_index.c - all entries of a large knowledge base together: the statistics that a question's
 * weights need, and the few entries that are worth a closer look, because they hold most of the question's
 * words. How those are ranked is rerank.c's business; how they are found without looking at all others is
 * maxscore.c's. */
#include "search/search_internal.h"

#include <stdlib.h>
#include <string.h>

/* ==== posting cache ==================================================================================== */

/* Posting lists of the store by their words, the least recently used going first. SQLite's own cache does
 * not replace it: that one holds pages, and is smaller than what a few frequent words take. */

#define LISTS_MAX 32768 /* short ones, of which POSTING_CACHE_BYTES_MAX has room for about as many */

struct lru_cache *posting_cache_new(void)
{
    /* Words are numbers that the index gave, so nobody can choose keys that collide, and the seed may be
     * fixed. */
    return lru_cache_new(LISTS_MAX, POSTING_CACHE_BYTES_MAX, (struct siphash_key){{0, 0}});
}

/* A list while its size is not known. */
struct reading {
    struct buffer bytes;
    struct buffer chunks; /* struct faqbot_view by chunk, of which only the size counts */
};

/* Bytes are only valid until this returns, and the buffer that they are copied to still moves: where each
 * chunk begins is found out at the end. */
static enum faqbot_status read_chunk(void *user, struct faqbot_view bytes)
{
    struct reading *reading = user;
    buffer_add(&reading->bytes, bytes);
    buffer_add(&reading->chunks, view_make((const char *)&bytes, sizeof bytes));
    return reading->bytes.failed || reading->chunks.failed ? FAQBOT_NO_MEMORY : FAQBOT_OK;
}

/* What was read as one piece of memory, in the cache. */
static const struct posting_list *keep(struct lru_cache *cache, struct faqbot_view key,
                                       const struct reading *reading)
{
    struct posting_list *list =
        lru_cache_add(cache, key, sizeof *list + reading->chunks.size + reading->bytes.size);
    if (list == NULL) {
        return NULL;
    }
    list->count = reading->chunks.size / sizeof *list->chunks;
    char *at = (char *)(list->chunks + list->count);
    if (list->count > 0) {
        memcpy(list->chunks, reading->chunks.bytes, reading->chunks.size);
    }
    if (reading->bytes.size > 0) { /* chunks of a damaged index may all be empty */
        memcpy(at, reading->bytes.bytes, reading->bytes.size);
    }
    for (size_t i = 0; i < list->count; i++) {
        list->chunks[i].bytes = at;
        at += list->chunks[i].size;
    }
    return list;
}

/* A word that no entry holds any more has an empty list, which is kept like any other. */
const struct posting_list *posting_cache_get(struct lru_cache *cache, struct store *store, uint32_t word,
                                             enum faqbot_status *status)
{
    struct faqbot_view key = view_make((const char *)&word, sizeof word);
    const struct posting_list *list = *status == FAQBOT_OK ? lru_cache_find(cache, key) : NULL;
    if (list != NULL || *status != FAQBOT_OK) {
        return list;
    }
    struct reading reading;
    buffer_init(&reading.bytes, SIZE_MAX);
    buffer_init(&reading.chunks, SIZE_MAX);
    store_each_posting(store, word, read_chunk, &reading, status);
    if (*status == FAQBOT_OK) {
        list = keep(cache, key, &reading);
        fail_if(list == NULL, FAQBOT_NO_MEMORY, status);
    }
    buffer_release(&reading.bytes);
    buffer_release(&reading.chunks);
    return list;
}

/* ==== large index ====================================================================================== */

#define SCRATCH_BYTES_MAX ((size_t)64 << 20)
#define WEIGHT_ONE 2048 /* so that the idf of a word in one of 2^32 entries is below BM25_TABLE_WEIGHT_MAX */

/* -- Opening -------------------------------------------------------------------------------------------- */

/* Settings are sums over all entries, so that an update can add to them and subtract from them. */
static double read_average(const struct large_index *large_index, const char *name, struct arena *loaded,
                           enum faqbot_status *status)
{
    struct faqbot_view text = view_of("0");
    store_get_setting(large_index->store, name, loaded, &text, status);
    return (double)strtoull(text.bytes, NULL, 10) / large_index->entries;
}

/* All numbers are checked here as far as they can be: from here on lengths index arrays, and averages
 * divide. */
static void read_all(struct large_index *large_index, struct arena *loaded, enum faqbot_status *status)
{
    double head_words = read_average(large_index, LARGE_INDEX_HEAD_WORDS, loaded, status);
    double body_words = read_average(large_index, LARGE_INDEX_BODY_WORDS, loaded, status);
    struct faqbot_view lengths = {0};
    struct faqbot_view ngram_stats = {0};
    store_get_model(large_index->store, LARGE_INDEX_LENGTHS, loaded, &lengths, status);
    store_get_model(large_index->store, LARGE_INDEX_NGRAM_STATS, loaded, &ngram_stats, status);
    large_index->words = head_words + body_words;
    /* Nothing but 0 is ever divided by the average of a part that no entry has. */
    large_index->head_words = head_words > 0 ? head_words : 1;
    large_index->body_words = body_words > 0 ? body_words : 1;
    large_index->scale = (struct posting_scale){.classes = (const uint8_t *)lengths.bytes,
                                                .entry_count = large_index->entries,
                                                .saturation = &large_index->saturation};
    fail_if(!(large_index->words > 0) || lengths.size != large_index->entries, FAQBOT_CORRUPT, status);
    if (*status == FAQBOT_OK) {
        bm25_table_make(large_index->words, &large_index->saturation);
    }
    ngram_stats_decode(ngram_stats, large_index->entries, loaded, &large_index->ngram_stats, status);
}

void large_index_open(struct store *store, uint32_t entries, struct arena *loaded,
                      struct large_index **large_index, enum faqbot_status *status)
{
    *large_index = NULL;
    struct large_index *opened = *status == FAQBOT_OK ? calloc(1, sizeof *opened) : NULL;
    fail_if(opened == NULL, FAQBOT_NO_MEMORY, status);
    if (opened == NULL) {
        return;
    }
    opened->store = store;
    opened->entries = entries;
    opened->lists = posting_cache_new();
    arena_init(&opened->scratch, SCRATCH_BYTES_MAX);
    fail_if(opened->lists == NULL, FAQBOT_NO_MEMORY, status);
    read_all(opened, loaded, status);
    if (*status == FAQBOT_OK) {
        *large_index = opened;
        return;
    }
    large_index_close(opened);
    *status = *status == FAQBOT_NOT_FOUND ? FAQBOT_CORRUPT : *status;
}

void large_index_close(struct large_index *large_index)
{
    if (large_index != NULL) {
        lru_cache_free(large_index->lists);
        arena_release(&large_index->scratch);
        free(large_index);
    }
}

/* -- Searching ------------------------------------------------------------------------------------------ */

/* Weights are rounded up, so that none is 0. The document frequency is of all entries, without
 * TERMS_UNSEEN_ENTRIES: so few more make no difference here. */
struct large_index_word large_index_look_up(struct large_index *large_index, struct faqbot_view stem,
                                            bool is_function_word, enum faqbot_status *status)
{
    struct large_index_word word = {.entries = 0};
    if (!store_find_word(large_index->store, stem, &word.number, &word.entries, status)) {
        return word;
    }
    if (word.entries > large_index->entries) {
        *status = FAQBOT_CORRUPT;
        return (struct large_index_word){.entries = 0};
    }
    double idf = bm25_idf(large_index->entries, word.entries);
    double weight = ceil(WEIGHT_ONE * idf * (is_function_word ? TERMS_FUNCTION_WORD_SHARE : 1));
    word.weight = weight < BM25_TABLE_WEIGHT_MAX ? (uint32_t)weight : BM25_TABLE_WEIGHT_MAX;
    return word;
}

/* More weight first; of equals the one that the question has first. (Numbers depend on how the index came
 * about.) */
static int by_weight(const void *left, const void *right)
{
    const struct large_index_word *a = *(const struct large_index_word *const *)left;
    const struct large_index_word *b = *(const struct large_index_word *const *)right;
    if (a->weight != b->weight) {
        return a->weight > b->weight ? -1 : 1;
    }
    return (a > b) - (a < b);
}

/* The words to search for, with their lists. Returns how many there are. Frequent words are cheap to leave
 * out: their weight is small, and the candidates that lack them are ranked by all words in any case. */
static size_t take_terms(struct large_index *large_index, const struct large_index_word *words, size_t count,
                         struct maxscore_term *terms, enum faqbot_status *status)
{
    const struct large_index_word **sorted = arena_need(&large_index->scratch, count, sizeof *sorted, status);
    if (sorted == NULL) {
        return 0;
    }
    for (size_t i = 0; i < count; i++) {
        sorted[i] = &words[i];
    }
    if (count > LARGE_INDEX_WORDS_MAX) {
        qsort(sorted, count, sizeof *sorted, by_weight);
        count = LARGE_INDEX_WORDS_MAX;
    }
    lru_cache_pin(large_index->lists);
    for (size_t i = 0; i < count && *status == FAQBOT_OK; i++) {
        const struct posting_list *list =
            posting_cache_get(large_index->lists, large_index->store, sorted[i]->number, status);
        if (list != NULL) {
            terms[i] = (struct maxscore_term){
                .chunks = list->chunks, .chunk_count = list->count, .weight = sorted[i]->weight};
        }
    }
    return count;
}

void large_index_find(struct large_index *large_index, const struct large_index_word *words, size_t count,
                      size_t most, struct arena *arena, uint32_t **entries, size_t *found,
                      enum faqbot_status *status)
{
    struct maxscore_hit *hits = NULL;
    struct maxscore_term terms[LARGE_INDEX_WORDS_MAX];
    size_t hit_count = 0;
    if (*status != FAQBOT_OK) {
        return;
    }
    arena_reset(&large_index->scratch);
    size_t term_count = take_terms(large_index, words, count, terms, status);
    maxscore_find(&large_index->scale, terms, term_count, most, &large_index->scratch, &hits, &hit_count,
                  status);
    uint32_t *numbers = arena_need(arena, hit_count, sizeof *numbers, status);
    if (*status != FAQBOT_OK) {
        return;
    }
    for (size_t i = 0; i < hit_count; i++) {
        numbers[i] = hits[i].entry;
    }
    /* Their order by these scores is of no use any more; that of the knowledge base decides ties in
     * rank.c. */
    array_sort_numbers(numbers, hit_count);
    *entries = numbers;
    *found = hit_count;
}
