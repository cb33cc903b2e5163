/* retrieval/cache.c - results by their questions. A result lies with its matches in one piece, and points into it. */
#include "retrieval/cache.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/recent.h"

struct kept {
    struct retrieval_result result;
    struct match matches[];
};

struct cache {
    struct recent *kept;
};

struct cache *cache_new(size_t questions, struct siphash_key seed)
{
    struct cache *cache = calloc(1, sizeof *cache);
    if (cache == NULL) {
        return NULL;
    }
    cache->kept =
        recent_new(questions < CACHE_QUESTIONS_MAX ? questions : CACHE_QUESTIONS_MAX, SIZE_MAX, seed);
    if (cache->kept == NULL) {
        free(cache);
        return NULL;
    }
    return cache;
}

void cache_free(struct cache *cache)
{
    if (cache != NULL) {
        recent_free(cache->kept);
        free(cache);
    }
}

const struct retrieval_result *cache_find(struct cache *cache, struct faqbot_view key)
{
    const struct kept *kept = recent_find(cache->kept, key);
    return kept == NULL ? NULL : &kept->result;
}

void cache_keep(struct cache *cache, struct faqbot_view key, const struct retrieval_result *result)
{
    bool quotes = result->correction_count > 0 || result->unknown_word_count > 0;
    if (quotes || recent_find(cache->kept, key) != NULL) {
        return;
    }
    size_t matches = result->match_count * sizeof *result->matches;
    struct kept *kept = recent_keep(cache->kept, key, sizeof *kept + matches);
    if (kept == NULL) {
        return;
    }
    kept->result = *result;
    kept->result.matches = kept->matches;
    if (matches > 0) {
        memcpy(kept->matches, result->matches, matches);
    }
}
