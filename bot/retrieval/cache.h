/* retrieval/cache.h - what was found for questions that were asked before, the latest used of them. */
#ifndef RETRIEVAL_CACHE_H
#define RETRIEVAL_CACHE_H

#include "base/arena.h"
#include "base/siphash.h"
#include "retrieval/retrieval.h"

#define CACHE_QUESTIONS_MAX 65536 /* that a cache may be made for: about 30 MiB of short questions */

struct cache;

/* A cache for at most so many questions, cut to CACHE_QUESTIONS_MAX. The caller's, released by cache_free(). NULL: no
 * memory. It belongs to one knowledge; another has a cache of its own. `seed` as recent_new() has it. */
struct cache *cache_new(size_t questions, struct siphash_key seed);
void cache_free(struct cache *cache); /* NULL is allowed */

/* What was kept under `key`, or NULL; valid until the next call on the cache. */
const struct retrieval_result *cache_find(struct cache *cache, struct faqbot_view key);

/* Keeps a copy of the result in place of the one that was not used for the longest time. A result that quotes
 * the question (corrections, unknown words) is not kept: the next visitor may have written it otherwise.
 * Under a key that is there, and without memory, nothing is done: a cache may forget. */
void cache_keep(struct cache *cache, struct faqbot_view key, const struct retrieval_result *result);

#endif
