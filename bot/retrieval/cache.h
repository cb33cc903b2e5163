/* retrieval/cache.h - what was found for questions that were asked before, the latest used of them. */
#ifndef RETRIEVAL_CACHE_H
#define RETRIEVAL_CACHE_H

#include "base/arena.h"
#include "base/lru.h"
#include "retrieval/retrieval.h"

#define QUERY_CACHE_QUESTIONS_MAX 65536 /* that a cache may be made for: about 30 MiB of short questions */

/* A cache for at most so many questions, cut to QUERY_CACHE_QUESTIONS_MAX. It belongs to one knowledge base; another
 * one has a cache of its own. The caller releases it with lru_cache_free(). `seed` as lru_cache_new() has it. NULL: no
 * memory. */
struct lru_cache *query_cache_new(size_t questions, struct siphash_key seed);

/* What was kept under `key`, or NULL; valid until the next call on the cache. */
const struct search_result *query_cache_find(struct lru_cache *cache, struct faqbot_view key);

/* Keeps a copy of the result in place of the one that was not used for the longest time. A result that quotes
 * the question (corrections, unknown words) is not kept: the next visitor may have written it otherwise.
 * Under a key that is there, and without memory, nothing is done: a cache may forget. */
void query_cache_put(struct lru_cache *cache, struct faqbot_view key, const struct search_result *result);

#endif
