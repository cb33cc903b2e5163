/* dialogue/changes.h - what would have changed an outcome. */
#ifndef DIALOGUE_CHANGES_H
#define DIALOGUE_CHANGES_H

#include "retrieval/explain.h"

#define CHANGES_TRIES_MAX 16 /* questions asked to find out; each costs what an answer costs */

/* Sentences, in the arena: how far the confidence is from the thresholds, what the second entry lacks, and what
 * comes of asking without a word, with a word spelled right, and without the entry answered last. CORRUPT, IO,
 * NO_MEMORY. */
enum faqbot_status changes_find(struct retrieval *retrieval, const struct retrieval_query *query,
                                const struct explain_search *explained, struct arena *arena,
                                const struct faqbot_view **changes, size_t *count);

#endif
