/* retrieval/learn.h - weights of features for entries, learned from the owner's own phrasings. */
#ifndef RETRIEVAL_LEARN_H
#define RETRIEVAL_LEARN_H

#include "retrieval/bags.h"

/* With more phrasings than this nothing is learned: the table of their likenesses would take more than 32 MiB. */
#define LEARN_PHRASINGS_MAX 4096

/* Nor with more weights than this, entries times features: 64 MiB, and some seconds to find them. 150 entries of 20
 * phrasings have 3.3 million, 600 of 3 about this many. */
#define LEARN_WEIGHTS_MAX 8000000

/* For every entry a linear classifier that tells its phrasings from all others: a support vector machine with squared
 * hinge loss, trained by dual coordinate descent (Hsieh et al. 2008, "A dual coordinate descent method for large-scale
 * linear SVM", algorithm 1) on the phrasings' likeness, which is half the cosine of `characters` and half that of
 * `words`, both weighed by term_counts_weigh_cosine() and in the same order. `owners` gives each phrasing's entry, of
 * `entry_count`.
 *
 * On success *learned says whether there was something to learn from: no more than LEARN_PHRASINGS_MAX phrasings,
 * and an entry with two or more. Then `character_weights` and `word_weights`, initialised by the call and the
 * caller's, hold a bag an entry over the rows of `characters` and of `words`: an entry's value for a question is
 * the dot product with both of the question's bags, at most about 1. FAQBOT_NO_MEMORY. The same input gives the
 * same output. */
enum faqbot_status learn_weights(const struct term_counts *characters, const struct term_counts *words,
                                 const uint32_t *owners, uint32_t entry_count, bool *learned,
                                 struct term_counts *character_weights, struct term_counts *word_weights);

#endif
