/* retrieval/cache.c - results by their questions. A result lies with its matches in one piece, and points into it. */
#include "retrieval/cache.h"

#include <stdint.h>
#include <string.h>

struct kept {
    struct search_result result;
    struct search_match matches[];
};

struct lru_cache *query_cache_new(size_t questions, struct siphash_key seed)
{
    return lru_cache_new(questions < QUERY_CACHE_QUESTIONS_MAX ? questions : QUERY_CACHE_QUESTIONS_MAX,
                         SIZE_MAX, seed);
}

const struct search_result *query_cache_find(struct lru_cache *cache, struct faqbot_view key)
{
    const struct kept *kept = lru_cache_find(cache, key);
    return kept == NULL ? NULL : &kept->result;
}

void query_cache_put(struct lru_cache *cache, struct faqbot_view key, const struct search_result *result)
{
    bool quotes = result->correction_count > 0 || result->unknown_word_count > 0;
    if (quotes || lru_cache_find(cache, key) != NULL) {
        return;
    }
    size_t matches = result->match_count * sizeof *result->matches;
    struct kept *kept = lru_cache_add(cache, key, sizeof *kept + matches);
    if (kept == NULL) {
        return;
    }
    kept->result = *result;
    kept->result.matches = kept->matches;
    if (matches > 0) {
        memcpy(kept->matches, result->matches, matches);
    }
}
