/* base/lru.h - a cache of values by their keys, bounded in number and in bytes: the least recently used go first. It
 * holds answers by questions, results by queries and posting lists by words; what the bytes mean is the user's. */
#ifndef BASE_LRU_H
#define BASE_LRU_H

#include <stddef.h>

#include "base/siphash.h"

struct lru_cache;

/* A cache for at most `values` values that take at most `bytes` bytes, counting keys and bookkeeping. Strangers may
 * choose the keys as long as they do not know `seed`. The caller releases it with lru_cache_free(). NULL: no memory. */
struct lru_cache *lru_cache_new(size_t values, size_t bytes, struct siphash_key seed);
void lru_cache_free(struct lru_cache *cache); /* NULL is allowed */

/* Drops all values. */
void lru_cache_clear(struct lru_cache *cache);

/* Pins what is found or added from now on, until the next call: pinned values stay even if together they exceed the
 * bounds, so that one search can hold several at once. Unpins all others. A cache on which this is never called pins
 * nothing. */
void lru_cache_pin(struct lru_cache *cache);

/* The value under `key`, aligned for any type and now the most recently used; NULL if there is none. Valid until the
 * next lru_cache_add() or lru_cache_clear(), or, if pinned, until the next lru_cache_pin(). */
const void *lru_cache_find(struct lru_cache *cache, struct faqbot_view key);

/* Makes room for a value of `size` bytes under `key`, which must have none, and returns it to be filled in. NULL: the
 * bounds do not allow for so much, or no memory; neither is a failure, since a cache may forget. */
void *lru_cache_add(struct lru_cache *cache, struct faqbot_view key, size_t size);

/* How many bytes are in use, as `bytes` above counts them. */
size_t lru_cache_bytes(const struct lru_cache *cache);

#endif
