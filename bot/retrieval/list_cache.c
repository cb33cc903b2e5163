/* retrieval/list_cache.c - posting lists of the store by their words, the least recently used going first. SQLite's own
 * cache does not replace it: that one holds pages, and is smaller than what a few frequent words take. */
#include "retrieval/list_cache.h"

#include <string.h>

#include "base/buffer.h"

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
