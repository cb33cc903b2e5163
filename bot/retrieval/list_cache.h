/* retrieval/list_cache.h - the posting lists of the words that were asked for last, in memory. */
#ifndef RETRIEVAL_LIST_CACHE_H
#define RETRIEVAL_LIST_CACHE_H

#include "base/lru.h"
#include "store/store.h"

/* Of all lists together; those of one search stay for it in any case. */
#define POSTING_CACHE_BYTES_MAX ((size_t)48 << 20)

/* A word's list as it lies in the store, piece after piece. */
struct posting_list {
    const struct faqbot_view *chunks;
    size_t count;
};

/* Its members are its own. */
struct posting_cache {
    struct store *store;
    struct lru_cache *lists; /* struct kept by word */
};

/* Of the lists in `store`, which is borrowed. Released by posting_cache_release(), also after a failure. NO_MEMORY. */
enum faqbot_status posting_cache_init(struct posting_cache *cache, struct store *store);
void posting_cache_release(struct posting_cache *cache);

/* Begins a search: the lists of the last one may go. */
void posting_cache_start(struct posting_cache *cache);

/* The list of a word, valid until the next posting_cache_start(), which must have been called once. CORRUPT, IO,
 * NO_MEMORY. */
enum faqbot_status posting_cache_get(struct posting_cache *cache, uint32_t word, struct posting_list *list);

#endif
