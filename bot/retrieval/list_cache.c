/* retrieval/list_cache.c - lists of the store, kept by last use. SQLite's cache is one of pages, and smaller than what
 * a few frequent words have. */
#include "retrieval/list_cache.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"

#define CHAINS 4096 /* a power of two */

/* One piece of memory with its list's chunks and their bytes. */
struct list_cache_slot {
    struct list_cache_slot *next; /* of its chain */
    struct list_cache_slot *newer;
    struct list_cache_slot *older;
    uint64_t search; /* that used it last */
    size_t bytes;    /* of the whole piece */
    size_t count;
    uint32_t word;
    struct faqbot_view chunks[];
};

enum faqbot_status list_cache_init(struct list_cache *cache, struct store *store)
{
    *cache = (struct list_cache){.store = store};
    cache->chains = calloc(CHAINS, sizeof(struct list_cache_slot *));
    return cache->chains == NULL ? FAQBOT_NO_MEMORY : FAQBOT_OK;
}

void list_cache_release(struct list_cache *cache)
{
    while (cache->newest != NULL) {
        struct list_cache_slot *slot = cache->newest;
        cache->newest = slot->older;
        free(slot);
    }
    free(cache->chains);
    *cache = (struct list_cache){.store = NULL};
}

/* -- Order of use -------------------------------------------------------------------------------------------------- */

static struct list_cache_slot **chain_of(const struct list_cache *cache, uint32_t word)
{
    return &cache->chains[word & (CHAINS - 1)];
}

static void leave(struct list_cache *cache, struct list_cache_slot *slot)
{
    *(slot->newer == NULL ? &cache->newest : &slot->newer->older) = slot->older;
    *(slot->older == NULL ? &cache->oldest : &slot->older->newer) = slot->newer;
}

static void join(struct list_cache *cache, struct list_cache_slot *slot)
{
    slot->newer = NULL;
    slot->older = cache->newest;
    *(cache->newest == NULL ? &cache->oldest : &cache->newest->newer) = slot;
    cache->newest = slot;
    slot->search = cache->search;
}

/* Drops the lists that were not used for longest, as long as there are too many bytes. */
static void make_room(struct list_cache *cache)
{
    while (cache->bytes > LIST_CACHE_BYTES_MAX && cache->oldest != NULL &&
           cache->oldest->search != cache->search) {
        struct list_cache_slot *slot = cache->oldest;
        struct list_cache_slot **at = chain_of(cache, slot->word);
        while (*at != slot) {
            at = &(*at)->next;
        }
        *at = slot->next;
        cache->oldest = slot->newer;
        *(slot->newer == NULL ? &cache->newest : &slot->newer->older) = NULL;
        cache->bytes -= slot->bytes;
        free(slot);
    }
}

void list_cache_start(struct list_cache *cache)
{
    cache->search++;
    make_room(cache);
}

/* -- Reading ------------------------------------------------------------------------------------------------------- */

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

static struct list_cache_slot *make_slot(const struct reading *reading, uint32_t word)
{
    size_t count = reading->sizes.size / sizeof(size_t);
    size_t bytes = sizeof(struct list_cache_slot) + count * sizeof(struct faqbot_view) + reading->bytes.size;
    struct list_cache_slot *slot = malloc(bytes);
    if (slot == NULL) {
        return NULL;
    }
    *slot = (struct list_cache_slot){.word = word, .bytes = bytes, .count = count};
    char *at = (char *)(slot->chunks + count);
    if (reading->bytes.size > 0) {
        memcpy(at, reading->bytes.bytes, reading->bytes.size);
    }
    for (size_t i = 0; i < count; i++) {
        size_t size;
        memcpy(&size, reading->sizes.bytes + i * sizeof size, sizeof size);
        slot->chunks[i] = view_make(at, size);
        at += size;
    }
    assert(at == (char *)slot + bytes);
    return slot;
}

static enum faqbot_status read_list(struct list_cache *cache, uint32_t word, struct list_cache_slot **slot)
{
    struct reading reading;
    buffer_init(&reading.bytes, SIZE_MAX);
    buffer_init(&reading.sizes, SIZE_MAX);
    enum faqbot_status status = store_each_posting(cache->store, word, read_chunk, &reading);
    if (status == FAQBOT_OK) {
        *slot = make_slot(&reading, word);
        status = *slot == NULL ? FAQBOT_NO_MEMORY : FAQBOT_OK;
    }
    buffer_release(&reading.bytes);
    buffer_release(&reading.sizes);
    return status;
}

enum faqbot_status list_cache_get(struct list_cache *cache, uint32_t word, struct list *list)
{
    struct list_cache_slot **chain = chain_of(cache, word);
    struct list_cache_slot *slot = *chain;
    while (slot != NULL && slot->word != word) {
        slot = slot->next;
    }
    if (slot != NULL) {
        leave(cache, slot);
    } else {
        enum faqbot_status status = read_list(cache, word, &slot);
        if (status != FAQBOT_OK) {
            return status;
        }
        slot->next = *chain;
        *chain = slot;
        cache->bytes += slot->bytes;
    }
    join(cache, slot);
    make_room(cache);
    *list = (struct list){.chunks = slot->chunks, .count = slot->count};
    return FAQBOT_OK;
}
