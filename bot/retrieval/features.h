/* retrieval/features.h - the evidence that a question and an entry belong together, one number for each kind of it. */
#ifndef RETRIEVAL_FEATURES_H
#define RETRIEVAL_FEATURES_H

#include "retrieval/model.h"
#include "retrieval/terms.h"

/* Only so many entries, the best by all other features, have their text walked through for FEATURE_PROXIMITY and
 * FEATURE_BEST_PASSAGE: walking every text would take long. 10 to 50 are alike. */
#define FEATURES_CANDIDATES_MAX 12

/* A corrected word counts this much of a word that was written so: the visitor may have meant another. */
#define FEATURES_CORRECTED_TRUST .5

/* Each is 0 or more, and 0 says nothing. They differ in scale: rank.c divides each by its best value before adding them
 * up, so that a feature need only order the entries well.
 *
 * BM25 of an entry is the sum over the question's distinct features of idf * c (K1 + 1) / (c + K1 (1 - B + B l / L)),
 * where c counts the feature in the text, l is the text's length in words, L the average length, and
 * idf = ln(1 + (N - n + .5) / (n + .5)) with n of N entries containing the feature (Robertson and Zaragoza 2009, "The
 * probabilistic relevance framework: BM25 and beyond", section 3). It is computed over three texts because a word in
 * the question that an author wrote says more than the same word in a long answer.
 *
 * Pieces of words are runs of 2 to 4 characters (grams.h). They survive misspellings, compounds and endings that the
 * stemmer does not know (McNamee and Mayfield 2004, "Character n-gram tokenization for European language text
 * retrieval"), and are compared by the cosine of their weights (1 + ln count) idf. */
enum feature {
    /* BM25 of stems over all of the entry's text. */
    FEATURE_UNIGRAMS,

    /* BM25 of stems over its phrasings. A passage has none and takes FEATURE_UNIGRAMS instead if that is larger. */
    FEATURE_QUESTION_UNIGRAMS,

    /* BM25 of stems over its answer. */
    FEATURE_BODY_UNIGRAMS,

    /* BM25 of pairs of neighbouring stems, function words included: "what does" and "who is" tell kinds of question
     * apart, and the edges of a text count as stems, so that "who are you" alone differs from a text with it. */
    FEATURE_BIGRAMS,

    /* Neighbouring content words of the question that stand near each other in the text, each pair counting as much as
     * the rarer of its words (of the kind that Tao and Zhai 2007 compare in "An exploration of proximity measures in
     * information retrieval"). Unlike FEATURE_BIGRAMS, order and words in between do not matter. */
    FEATURE_PROXIMITY,

    /* The share of the question's weight in the most telling stretch of the text. A long passage may contain all words
     * in different places and be about none of them together (Callan 1994, "Passage-level evidence in document
     * retrieval"). */
    FEATURE_BEST_PASSAGE,

    /* The cosine of pieces of words with all of the entry's text. */
    FEATURE_CHAR_NGRAMS,

    /* The cosine with the sum of its phrasings, each scaled to length 1 first: a centroid classifier (Han and Karypis
     * 2000, "Centroid-based document classification"). A passage takes FEATURE_CHAR_NGRAMS instead if that is
     * larger. */
    FEATURE_CENTROID,

    /* What the entry's own classifier (learn.h) says: 0 is no, 1 the border, 2 a phrasing of the entry. Only FAQ
     * entries have one, and only where there are phrasings enough to learn from. */
    FEATURE_LEARNED,
    FEATURE_COUNT
};

/* By entry; all lie in the caller's arena. */
struct features {
    float *values[FEATURE_COUNT];
    float *saturation; /* 0..1: the share of the question's weight that the entry's text accounts for */
    struct sparse_matrix_query content_centroid; /* the question for features_centroid_cosine() */
    float *contents; /* distinct content words of the question in the entry's text */
    bool *is_faq;
};

/* Computes the features of all entries. NO_MEMORY. */
void features_compute(const struct model *model, struct stemmer *stems, const struct terms *terms,
                      struct arena *arena, struct features *features, enum faqbot_status *status);

/* The cosine of pieces of words with the sum of an entry's phrasings, where function words count little and pieces that
 * no phrasing contains lengthen the question's vector. FEATURE_CENTROID leaves those out, because they are the same for
 * all entries and change no order; here they matter, for this says how alike the two are. 0 for an entry without
 * phrasings. */
double features_centroid_cosine(const struct model *model, const struct features *features, uint32_t entry);

#endif
