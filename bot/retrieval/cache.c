/* retrieval/cache.c - results by their questions: a hash table with chains, and a list from the latest used to the one
 * that goes first. A result lies with its key and its matches in one piece of memory. */
#include "retrieval/cache.h"

#include <stdlib.h>
#include <string.h>

#include "base/view.h"

struct slot {
    struct slot *chain; /* the next one of the same bucket */
    struct slot *later; /* used after this one; NULL: the latest */
    struct slot *earlier;
    uint64_t hash;
    struct faqbot_view key; /* behind the matches */
    struct retrieval_result result;
    struct match matches[];
};

struct cache {
    struct slot **buckets;
    size_t bucket_count; /* a power of two */
    size_t most;
    size_t count;
    struct slot *latest;
    struct slot *earliest;
};

struct cache *cache_new(size_t questions)
{
    struct cache *cache = calloc(1, sizeof *cache);
    if (cache == NULL) {
        return NULL;
    }
    cache->most = questions < CACHE_QUESTIONS_MAX ? questions : CACHE_QUESTIONS_MAX;
    cache->bucket_count = 1;
    while (cache->bucket_count < cache->most) {
        cache->bucket_count *= 2;
    }
    cache->buckets = calloc(cache->bucket_count, sizeof(struct slot *));
    if (cache->buckets == NULL) {
        free(cache);
        return NULL;
    }
    return cache;
}

void cache_free(struct cache *cache)
{
    if (cache != NULL) {
        struct slot *slot = cache->latest;
        while (slot != NULL) {
            struct slot *earlier = slot->earlier;
            free(slot);
            slot = earlier;
        }
        free(cache->buckets);
        free(cache);
    }
}

static void unlink_slot(struct cache *cache, struct slot *slot)
{
    *(slot->later != NULL ? &slot->later->earlier : &cache->latest) = slot->earlier;
    *(slot->earlier != NULL ? &slot->earlier->later : &cache->earliest) = slot->later;
}

static void link_latest(struct cache *cache, struct slot *slot)
{
    slot->later = NULL;
    slot->earlier = cache->latest;
    *(cache->latest != NULL ? &cache->latest->later : &cache->earliest) = slot;
    cache->latest = slot;
}

static struct slot **find_bucket(struct cache *cache, uint64_t hash)
{
    return &cache->buckets[(hash ^ (hash >> 32)) & (cache->bucket_count - 1)];
}

static void forget_earliest(struct cache *cache)
{
    struct slot *slot = cache->earliest;
    struct slot **at = find_bucket(cache, slot->hash);
    while (*at != slot) {
        at = &(*at)->chain;
    }
    *at = slot->chain;
    unlink_slot(cache, slot);
    cache->count--;
    free(slot);
}

const struct retrieval_result *cache_find(struct cache *cache, struct faqbot_view key)
{
    uint64_t hash = view_hash(VIEW_HASH_SEED, key);
    for (struct slot *slot = *find_bucket(cache, hash); slot != NULL; slot = slot->chain) {
        if (slot->hash == hash && view_equals(slot->key, key)) {
            unlink_slot(cache, slot);
            link_latest(cache, slot);
            return &slot->result;
        }
    }
    return NULL;
}

static struct slot *copy_slot(struct faqbot_view key, const struct retrieval_result *result)
{
    size_t matches = result->match_count * sizeof *result->matches;
    struct slot *slot = malloc(sizeof *slot + matches + key.size);
    if (slot == NULL) {
        return NULL;
    }
    char *bytes = (char *)slot->matches + matches;
    *slot = (struct slot){.key = view_make(bytes, key.size), .result = *result};
    if (matches > 0) {
        memcpy(slot->matches, result->matches, matches);
    }
    if (key.size > 0) {
        memcpy(bytes, key.bytes, key.size);
    }
    slot->result.matches = slot->matches;
    return slot;
}

void cache_keep(struct cache *cache, struct faqbot_view key, const struct retrieval_result *result)
{
    bool quotes = result->correction_count > 0 || result->unknown_word_count > 0;
    if (cache->most == 0 || quotes || cache_find(cache, key) != NULL) {
        return;
    }
    struct slot *slot = copy_slot(key, result);
    if (slot == NULL) {
        return;
    }
    if (cache->count == cache->most) {
        forget_earliest(cache);
    }
    slot->hash = view_hash(VIEW_HASH_SEED, key);
    struct slot **bucket = find_bucket(cache, slot->hash);
    slot->chain = *bucket;
    *bucket = slot;
    link_latest(cache, slot);
    cache->count++;
}
