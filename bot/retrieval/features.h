/* retrieval/features.h - the evidence that a question and an entry belong together, each kind by itself. */
#ifndef RETRIEVAL_FEATURES_H
#define RETRIEVAL_FEATURES_H

#include "retrieval/model.h"
#include "retrieval/terms.h"

/* The text of so many entries is walked through, the best by all other evidence. 10 to 50 are alike. */
#define FEATURES_POOL_MAX 12

/* A corrected word says so much of what the same word would say that was written so: it may be another. */
#define FEATURES_CORRECTED_TRUST .5

/* Each 0 or more; what is 0 says nothing. */
enum feature {
    FEATURE_STEMS,          /* BM25 over all of the entry's text */
    FEATURE_QUESTION_STEMS, /* BM25 over its phrasings; a passage: FEATURE_STEMS once more */
    FEATURE_BODY_STEMS,     /* BM25 over its answer */
    FEATURE_PAIRS,          /* BM25 of pairs of stems */
    FEATURE_CLOSENESS, /* neighbouring content words of the question that stand near each other in the text */
    FEATURE_WINDOW,    /* the share of the question's weight in the most telling stretch of the text */
    FEATURE_CHARACTERS, /* cosine of pieces of words with all of the entry's text */
    FEATURE_CENTROID,   /* the same with the sum of its phrasings; a passage: FEATURE_CHARACTERS once more */
    FEATURE_LEARNED, /* what the classifier says, from 0 (no) by 1 (on the border) to about 2; a passage: 0 */
    FEATURE_COUNT
};

/* By entry; all lie in the caller's arena. */
struct features {
    float *values[FEATURE_COUNT];
    float *saturation; /* 0..1: the share of the question's weight that the entry's text accounts for */
    struct matrix_query likeness; /* the question for features_likeness() */
    float *contents;              /* distinct content words of the question in the entry's text */
    bool *is_faq;
};

/* Computes the features of all entries. NO_MEMORY. */
void features_take(const struct model *model, struct stems *stems, const struct terms *terms,
                   struct arena *arena, struct features *features, enum faqbot_status *status);

/* The cosine of pieces of words with the sum of an entry's phrasings, where function words count little and
 * pieces that no phrasing has count as well: unlike FEATURE_CENTROID it says how alike they are and not only
 * which is more so. 0 for an entry without phrasings. */
double features_likeness(const struct model *model, const struct features *features, uint32_t entry);

#endif
