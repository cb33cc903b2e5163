/* retrieval/search.h - one question, searched for: taken apart, put right, ranked, judged. */
#ifndef RETRIEVAL_SEARCH_H
#define RETRIEVAL_SEARCH_H

#include "retrieval/confidence.h"
#include "retrieval/languages.h"
#include "retrieval/sample.h"
#include "retrieval/spelling.h"
#include "retrieval/wording.h"

/* What a search needs of the knowledge; all borrowed. */
struct search_knowledge {
    const struct model *model;          /* NULL: a sample is taken for each reading */
    const struct sample_source *source; /* where there is no model */
    const struct languages *languages;
    const struct wording *wording;
    const struct spelling *spelling;
    double answered_threshold;
};

struct search_correction {
    struct faqbot_view from; /* points into the question */
    struct faqbot_view to;
};

/* A question as it was read in one way; all of it lies in the arena. */
struct search_reading {
    const struct model *model;
    const uint32_t *entries; /* by the model's numbers: the store's; NULL: they are the same */
    struct wording_words words;
    struct terms terms;
    struct features features;
    struct ranking ranking;
    struct confidence confidence;
};

struct search {
    size_t language;
    struct search_correction *corrections;
    size_t correction_count;
    struct search_reading reading; /* the one that is answered */
    bool is_reworded;              /* by the one-way synonyms */
    bool is_followed_up;           /* read together with the entry answered last */
};

/* Searches for the `top` best entries. `text` is valid UTF-8; `context` is the question of the entry answered
 * last, empty for none. NO_MEMORY. */
enum faqbot_status search_run(const struct search_knowledge *knowledge, struct faqbot_view text,
                              struct faqbot_view context, size_t top, struct arena *arena,
                              struct search *search);

#endif
