/* retrieval/rank.h - one score from all evidence, and from it the order of the entries. */
#ifndef RETRIEVAL_RANK_H
#define RETRIEVAL_RANK_H

#include "retrieval/features.h"

/* BM25's saturation of counts and share of length: Robertson and Zaragoza 2009, section 3.4, the usual values. .9 to 2
 * and .5 to .9 are alike. */
#define RANK_K1 1.2
#define RANK_B .75

struct ranked {
    uint32_t entry;
    double score;                        /* 0 or more, falling; the sum of the shares, to the millionth */
    double contributions[FEATURE_COUNT]; /* what each feature adds to it */
};

struct ranking {
    struct ranked *list; /* the best ones */
    size_t count;
    double scale; /* the most that all features but the learned one could add together */
};

/* The `top` best entries that have any evidence at all, in the arena. Of equal ones those in the question's
 * language come first, then those that stand first in the knowledge base. NO_MEMORY. */
void rank_entries(const struct model *model, const struct features *features, size_t language, size_t top,
                  struct arena *arena, struct ranking *ranking, enum faqbot_status *status);

/* The numbers of the `most` best entries by the features computed so far, in the arena. NO_MEMORY. */
void rank_candidates(const struct model *model, const struct features *features, size_t most,
                     struct arena *arena, uint32_t **entries, size_t *count, enum faqbot_status *status);

/* A feature's name, as `explain` shows it. Static. */
const char *rank_feature_name(enum feature feature);

#endif
