/* retrieval/terms.h - a question as terms: the stems that are looked for, each with its weight as evidence. */
#ifndef RETRIEVAL_TERMS_H
#define RETRIEVAL_TERMS_H

#include "retrieval/model.h"
#include "text/stems.h"

#define TERMS_MAX 255 /* distinct stems; a question of 500 characters has no more */

/* A function word counts this much of its weight. It must not carry an answer on its own, yet it tells kinds of
 * question apart ("what does one do", "who is one"): evidence of the weak kind. .5 is as good, 1 is not. */
#define TERMS_FUNCTION_WORD_SHARE .25

/* The knowledge base counts as so many entries larger than it is, so that a word in all of a handful of entries
 * still weighs little and one in a single of them still weighs something. */
#define TERMS_UNSEEN_ENTRIES 20

struct term {
    const struct word *word; /* its first occurrence */
    uint32_t row;            /* in MODEL_UNIGRAMS; SPARSE_MATRIX_NONE: the knowledge base has never seen it */
    /* ln(1 + (N - n + .5) / (n + .5)), n entries of N holding the stem; none where it is unknown */
    double weight;
    bool is_function_word;
};

struct terms {
    const struct word *words; /* the question, word by word */
    size_t word_count;
    const uint64_t *stem_keys;   /* by word: its stem, as grams.h has it */
    const uint8_t *term_of_word; /* by word: its term, or TERMS_MAX past the last */
    struct term *list;           /* distinct stems, in order of first appearance */
    size_t count;
    double weight; /* of all terms together */
};

/* Turns words into terms; all of it lies in the arena and borrows the words. NO_MEMORY. */
void terms_collect(const struct model *model, struct stemmer *stems, const struct word *words, size_t count,
                   struct arena *arena, struct terms *terms, enum faqbot_status *status);

#endif
