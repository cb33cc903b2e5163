/* util/lru.c - a cache of values by their keys, bounded in number and in bytes; the least recently used go
 * first.
 *
 * A hash table with chains, and a list of its slots from the least to the most recently used. A value lies
 * with its key in one piece of memory, so that one malloc() makes a slot and one free() drops it. The hash is
 * SipHash with the owner's seed, because visitors choose the keys. Deliberately no time to live: what is
 * cached depends on the knowledge base alone, and the owner clears the cache when that changes. */
#include "util/util.h"

#include <assert.h>
#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

/* What the C library takes for a piece of memory besides its bytes. */
#define OVERHEAD_BYTES 16

struct slot {
    struct slot *chain;   /* the next one of the same bucket */
    struct list_node use; /* in lru_cache.by_use */
    uint64_t hash;
    uint64_t pin;           /* lru_cache.pin when it was last used */
    struct faqbot_view key; /* behind the value */
    size_t bytes;           /* of all of it */
    alignas(max_align_t) char value[];
};

struct lru_cache {
    struct siphash_key seed;
    struct slot **buckets;
    size_t bucket_count; /* a power of two */
    size_t count;
    size_t count_max;
    size_t bytes;
    size_t bytes_max;
    uint64_t pin; /* counts lru_cache_pin(); 0: nothing is ever pinned */
    struct list_node by_use;
};

/* The table is as large as the cache can ever need, a power of two, and never grows: chains are one long on
 * average. */
struct lru_cache *lru_cache_new(size_t values, size_t bytes, struct siphash_key seed)
{
    struct lru_cache *cache = calloc(1, sizeof *cache);
    if (cache == NULL) {
        return NULL;
    }
    *cache = (struct lru_cache){.seed = seed, .count_max = values, .bytes_max = bytes, .bucket_count = 1};
    list_init(&cache->by_use);
    while (cache->bucket_count < values) {
        cache->bucket_count *= 2;
    }
    cache->buckets = calloc(cache->bucket_count, sizeof(struct slot *));
    if (cache->buckets == NULL) {
        free(cache);
        return NULL;
    }
    return cache;
}

void lru_cache_free(struct lru_cache *cache)
{
    if (cache != NULL) {
        lru_cache_clear(cache);
        free(cache->buckets);
        free(cache);
    }
}

static struct slot **find_bucket(struct lru_cache *cache, uint64_t hash)
{
    return &cache->buckets[hash & (cache->bucket_count - 1)];
}

static struct slot *oldest(const struct lru_cache *cache)
{
    return LIST_ENTRY(cache->by_use.next, struct slot, use);
}

/* The slot's predecessor in its chain is found by walking it; a second list would cost more than it saves. */
static void drop_oldest(struct lru_cache *cache)
{
    struct slot *slot = LIST_ENTRY(list_take_first(&cache->by_use), struct slot, use);
    struct slot **at = find_bucket(cache, slot->hash);
    while (*at != slot) {
        at = &(*at)->chain;
    }
    *at = slot->chain;
    cache->count--;
    cache->bytes -= slot->bytes;
    free(slot);
}

void lru_cache_clear(struct lru_cache *cache)
{
    while (cache->count > 0) {
        drop_oldest(cache);
    }
}

/* Pinned values may exceed the bounds, so `bytes_max - bytes` is only asked once it cannot wrap around. */
static bool has_room(const struct lru_cache *cache, size_t count, size_t bytes)
{
    return cache->count + count <= cache->count_max && cache->bytes <= cache->bytes_max &&
           bytes <= cache->bytes_max - cache->bytes;
}

/* Drops the least recently used until so much more fits, or only pinned ones are left. The list is in order
 * of use, so the first pinned one means that all behind it are pinned too. */
static void make_room(struct lru_cache *cache, size_t count, size_t bytes)
{
    while (!has_room(cache, count, bytes) && !list_is_empty(&cache->by_use) &&
           (cache->pin == 0 || oldest(cache)->pin != cache->pin)) {
        drop_oldest(cache);
    }
}

/* A search holds several posting lists at once, and reading the next must not drop the last. Pins are
 * generations and not counts: the next search begins a new generation, which unpins all lists of the one
 * before without visiting them. What exceeded the bounds meanwhile goes now. */
void lru_cache_pin(struct lru_cache *cache)
{
    cache->pin++;
    make_room(cache, 0, 0);
}

static void use(struct lru_cache *cache, struct slot *slot)
{
    list_remove(&slot->use);
    list_append(&cache->by_use, &slot->use);
    slot->pin = cache->pin;
}

const void *lru_cache_find(struct lru_cache *cache, struct faqbot_view key)
{
    uint64_t hash = siphash(cache->seed, key);
    for (struct slot *slot = *find_bucket(cache, hash); slot != NULL; slot = slot->chain) {
        if (slot->hash == hash && view_equals(slot->key, key)) {
            use(cache, slot);
            return slot->value;
        }
    }
    return NULL;
}

/* Room is made only after the memory was found: a cache must not forget for the sake of a value that it
 * cannot keep. */
void *lru_cache_add(struct lru_cache *cache, struct faqbot_view key, size_t size)
{
    assert(lru_cache_find(cache, key) == NULL);
    size_t bytes_besides = sizeof(struct slot) + key.size + OVERHEAD_BYTES;
    size_t most = cache->pin > 0 ? SIZE_MAX : cache->bytes_max;
    if (cache->count_max == 0 || size > most || bytes_besides > most - size) {
        return NULL;
    }
    struct slot *slot = malloc(sizeof *slot + size + key.size);
    if (slot == NULL) {
        return NULL;
    }
    *slot = (struct slot){.hash = siphash(cache->seed, key),
                          .key = view_make(slot->value + size, key.size),
                          .bytes = size + bytes_besides};
    if (key.size > 0) {
        memcpy(slot->value + size, key.bytes, key.size);
    }
    make_room(cache, 1, slot->bytes);
    struct slot **bucket = find_bucket(cache, slot->hash);
    slot->chain = *bucket;
    *bucket = slot;
    use(cache, slot);
    cache->count++;
    cache->bytes += slot->bytes;
    return slot->value;
}

size_t lru_cache_bytes(const struct lru_cache *cache)
{
    return cache->bytes;
}
