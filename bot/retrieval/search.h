/* retrieval/search.h - one question, searched for: split into words, corrected, ranked, judged. */
#ifndef RETRIEVAL_SEARCH_H
#define RETRIEVAL_SEARCH_H

#include <faqbot.h>

#include "retrieval/confidence.h"
#include "retrieval/languages.h"
#include "retrieval/sample.h"
#include "retrieval/spelling.h"
#include "retrieval/wording.h"

/* What a search needs of the knowledge base; all borrowed. */
struct search_resources {
    const struct model *model;          /* NULL: each reading makes a small one of its candidates */
    const struct rerank_source *source; /* where there is no model */
    const struct languages *languages;
    const struct synonyms *synonyms;
    const struct spelling *spelling;
    double answered_threshold;
};

/* One interpretation of a question; all of it lies in the arena. */
struct query_variant {
    const struct model *model;
    const uint32_t *entries; /* by the model's numbers: the store's; NULL: they are the same */
    struct synonyms_words words;
    struct terms terms;
    struct features features;
    struct ranking ranking;
    struct confidence confidence;
};

struct search {
    size_t language;
    struct faqbot_correction *corrections; /* `from` points into the question */
    size_t correction_count;
    struct query_variant variant; /* the one that is answered */
    bool is_reworded;             /* by the one-way synonyms */
    bool is_followed_up;          /* read together with the entry answered last */
};

/* Searches for the `top` best entries. `text` is valid UTF-8; `context` is the question of the entry answered
 * last, empty for none. CORRUPT, IO, NO_MEMORY. */
void search_run(const struct search_resources *knowledge, struct faqbot_view text, struct faqbot_view context,
                size_t top, struct arena *arena, struct search *search, enum faqbot_status *status);

#endif
