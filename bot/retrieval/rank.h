/* retrieval/rank.h - how well an entry fits a question, as features and as one score. */
#ifndef RETRIEVAL_RANK_H
#define RETRIEVAL_RANK_H

#include "retrieval/forward.h"
#include "retrieval/terms.h"

#define RANK_K1                                                                                              \
    1.2 /* saturation of counts and share of length, the usual values: Robertson and Zaragoza 2009, 3.4 */
#define RANK_B .75

/* The average lengths of the knowledge's entries, in words. */
struct rank_averages {
    double lengths[FIELD_COUNT];
};

struct rank_features {
    double bm25_all;      /* over question and body together */
    double bm25_question; /* over the question alone */
    double coverage;      /* 0..1: the share of the question's weight that the entry accounts for */
};

/* Pure: the features of one entry for a question. */
struct rank_features rank_entry(const struct terms *terms, const struct forward *forward,
                                const struct rank_averages *averages);

#endif
