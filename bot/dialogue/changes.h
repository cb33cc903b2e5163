/* dialogue/changes.h - what would have changed an outcome. */
#ifndef DIALOGUE_CHANGES_H
#define DIALOGUE_CHANGES_H

#include "retrieval/explain.h"

#define COUNTERFACTUALS_TRIES_MAX 16 /* questions asked to find out; each costs what an answer costs */

/* Fills in the explanation's changes: sentences, in the arena, that say how far the confidence is from the thresholds,
 * what the second entry lacks, and what comes of asking without a word, with a word spelled as it was corrected, and
 * without the entry answered last. CORRUPT, IO, NO_MEMORY. */
void counterfactuals_find(struct searcher *searcher, const struct search_query *query,
                          const struct explain_search *explained, struct arena *arena,
                          struct faqbot_explanation *explanation, enum faqbot_status *status);

#endif
