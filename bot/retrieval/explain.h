/* retrieval/explain.h - how a search arrived at its result: how each word was read, and what the score and the
 * confidence are made of. */
#ifndef RETRIEVAL_EXPLAIN_H
#define RETRIEVAL_EXPLAIN_H

#include <faqbot.h>

#include "retrieval/confidence.h"
#include "retrieval/retrieval.h"

/* All of it lies in the arena. */
struct explain_search {
    struct search_result result;           /* what the search returns without being explained */
    struct ranked *candidates;             /* with the store's entry numbers; as many as result.matches */
    struct faqbot_explanation explanation; /* but for the candidates, the features' names and the changes */
};

/* Searches as search_find() does, and explains the result. CORRUPT, IO, NO_MEMORY. */
enum faqbot_status explain_search(struct searcher *searcher, const struct search_query *query,
                                  struct arena *arena, struct explain_search *explained);

#endif
