/* dialogue/explanation.h - why the bot answers as it does, as explain.h has it. */
#ifndef DIALOGUE_EXPLANATION_H
#define DIALOGUE_EXPLANATION_H

#include <faqbot.h>

#include "retrieval/retrieval.h"

/* Searches, and explains what is found with the `top` best candidates, and what would have changed it where `changes`
 * says so. All of it lies in the arena, or as long as the
 * retrieval does. CORRUPT, IO, NO_MEMORY. */
enum faqbot_status explanation_build(struct searcher *searcher, const struct search_query *query, size_t top,
                                     bool changes, struct arena *arena,
                                     struct faqbot_explanation *explanation);

#endif
