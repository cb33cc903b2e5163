/* retrieval/collection.c - all entries of a large knowledge together. What a question's candidates are worth is
 * sample.c's. */
#include "retrieval/collection.h"

#include <math.h>
#include <stdlib.h>

#include "retrieval/maxscore.h"
#include "retrieval/terms.h"

#define SCRATCH_BYTES_MAX ((size_t)64 << 20)
#define WEIGHT_ONE 2048 /* so that the idf of a word in one of 2^32 entries is below SATURATION_WEIGHT_MAX */

/* -- Life ---------------------------------------------------------------------------------------------------------- */

static enum faqbot_status read_average(const struct collection *collection, const char *name,
                                       struct arena *loaded, double *average)
{
    struct faqbot_view text;
    enum faqbot_status status = store_get_setting(collection->store, name, loaded, &text);
    if (status == FAQBOT_OK) {
        *average = (double)strtoull(text.bytes, NULL, 10) / collection->entries;
    }
    return status;
}

static enum faqbot_status read_words(struct collection *collection, struct arena *loaded)
{
    enum faqbot_status status =
        read_average(collection, COLLECTION_HEAD_WORDS, loaded, &collection->head_words);
    if (status == FAQBOT_OK) {
        status = read_average(collection, COLLECTION_BODY_WORDS, loaded, &collection->body_words);
    }
    collection->words = collection->head_words + collection->body_words;
    /* A part that no entry has is divided by nowhere else than here. */
    collection->head_words = collection->head_words > 0 ? collection->head_words : 1;
    collection->body_words = collection->body_words > 0 ? collection->body_words : 1;
    return status == FAQBOT_OK && !(collection->words > 0) ? FAQBOT_CORRUPT : status;
}

static enum faqbot_status read_all(struct collection *collection, struct arena *loaded)
{
    struct faqbot_view pieces;
    struct faqbot_view lengths;
    enum faqbot_status status = read_words(collection, loaded);
    if (status == FAQBOT_OK) {
        status = store_get_model(collection->store, COLLECTION_LENGTHS, loaded, &lengths);
    }
    if (status == FAQBOT_OK) {
        collection->classes = (const uint8_t *)lengths.bytes;
        status = lengths.size == collection->entries ? FAQBOT_OK : FAQBOT_CORRUPT;
    }
    if (status == FAQBOT_OK) {
        saturation_make(collection->words, &collection->saturation);
        status = store_get_model(collection->store, COLLECTION_PIECES, loaded, &pieces);
    }
    return status == FAQBOT_OK ? pieces_take(pieces, collection->entries, loaded, &collection->pieces)
                               : status;
}

enum faqbot_status collection_open(struct store *store, uint32_t entries, struct arena *loaded,
                                   struct collection **collection)
{
    struct collection *opened = calloc(1, sizeof *opened);
    if (opened == NULL) {
        return FAQBOT_NO_MEMORY;
    }
    opened->store = store;
    opened->entries = entries;
    arena_init(&opened->scratch, SCRATCH_BYTES_MAX);
    enum faqbot_status status = list_cache_init(&opened->lists, store);
    if (status == FAQBOT_OK) {
        status = read_all(opened, loaded);
    }
    if (status == FAQBOT_OK) {
        *collection = opened;
    } else {
        collection_close(opened);
    }
    return status == FAQBOT_NOT_FOUND ? FAQBOT_CORRUPT : status;
}

void collection_close(struct collection *collection)
{
    if (collection != NULL) {
        list_cache_release(&collection->lists);
        arena_release(&collection->scratch);
        free(collection);
    }
}

/* -- Words --------------------------------------------------------------------------------------------------------- */

static enum faqbot_status find_word(struct collection *collection, struct faqbot_view stem, uint32_t *number,
                                    uint32_t *entries)
{
    enum faqbot_status status = store_find_word(collection->store, stem, number, entries);
    if (status == FAQBOT_NOT_FOUND) {
        *entries = 0;
        status = FAQBOT_OK;
    }
    return status == FAQBOT_OK && *entries > collection->entries ? FAQBOT_CORRUPT : status;
}

enum faqbot_status collection_knows(struct collection *collection, struct faqbot_view stem, bool *known)
{
    uint32_t number;
    uint32_t entries = 0;
    enum faqbot_status status = find_word(collection, stem, &number, &entries);
    *known = entries > 0;
    return status;
}

enum faqbot_status collection_look_up(struct collection *collection, struct faqbot_view stem,
                                      bool is_function_word, struct collection_word *word)
{
    enum faqbot_status status = find_word(collection, stem, &word->number, &word->entries);
    if (status == FAQBOT_OK) {
        double entries = collection->entries;
        double idf = log(1 + (entries - word->entries + .5) / (word->entries + .5));
        double weight = ceil(WEIGHT_ONE * idf * (is_function_word ? TERMS_FUNCTION_WORD_SHARE : 1));
        word->weight = weight < SATURATION_WEIGHT_MAX ? (uint32_t)weight : SATURATION_WEIGHT_MAX;
    }
    return status;
}

/* -- Entries ------------------------------------------------------------------------------------------------------- */

/* More weight first; of equals the one that the question has first. (Numbers depend on how the index came about.) */
static int by_weight(const void *left, const void *right)
{
    const struct collection_word *a = *(const struct collection_word *const *)left;
    const struct collection_word *b = *(const struct collection_word *const *)right;
    if (a->weight != b->weight) {
        return a->weight > b->weight ? -1 : 1;
    }
    return (a > b) - (a < b);
}

/* The words that are looked for, with their lists. */
static enum faqbot_status take_terms(struct collection *collection, const struct collection_word *words,
                                     size_t count, struct maxscore_term *terms, size_t *term_count)
{
    const struct collection_word **sorted = arena_take_array(&collection->scratch, count, sizeof *sorted);
    if (sorted == NULL) {
        return FAQBOT_NO_MEMORY;
    }
    for (size_t i = 0; i < count; i++) {
        sorted[i] = &words[i];
    }
    if (count > COLLECTION_WORDS_MAX) {
        qsort(sorted, count, sizeof *sorted, by_weight);
    }
    *term_count = count < COLLECTION_WORDS_MAX ? count : COLLECTION_WORDS_MAX;
    enum faqbot_status status = FAQBOT_OK;
    list_cache_start(&collection->lists);
    for (size_t i = 0; i < *term_count && status == FAQBOT_OK; i++) {
        struct list list;
        status = list_cache_get(&collection->lists, sorted[i]->number, &list);
        if (status == FAQBOT_OK) {
            terms[i] = (struct maxscore_term){
                .chunks = list.chunks, .chunk_count = list.count, .weight = sorted[i]->weight};
        }
    }
    return status;
}

static int by_number(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left;
    uint32_t b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

enum faqbot_status collection_find(struct collection *collection, const struct collection_word *words,
                                   size_t count, size_t most, struct arena *arena, uint32_t **entries,
                                   size_t *found)
{
    struct maxscore_hit *hits;
    struct maxscore_term terms[COLLECTION_WORDS_MAX];
    size_t term_count;
    size_t hit_count;
    const struct posting_scale scale = {.classes = collection->classes,
                                        .entry_count = collection->entries,
                                        .saturation = &collection->saturation};
    arena_reset(&collection->scratch);
    enum faqbot_status status = take_terms(collection, words, count, terms, &term_count);
    if (status == FAQBOT_OK) {
        status = maxscore_find(&scale, terms, term_count, most, &collection->scratch, &hits, &hit_count);
    }
    uint32_t *numbers = status == FAQBOT_OK ? arena_take_array(arena, hit_count, sizeof *numbers) : NULL;
    if (numbers == NULL) {
        return status == FAQBOT_OK ? FAQBOT_NO_MEMORY : status;
    }
    for (size_t i = 0; i < hit_count; i++) {
        numbers[i] = hits[i].entry;
    }
    if (hit_count > 1) {
        qsort(numbers, hit_count, sizeof *numbers, by_number);
    }
    *entries = numbers;
    *found = hit_count;
    return FAQBOT_OK;
}
