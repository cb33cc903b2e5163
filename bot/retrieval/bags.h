/* retrieval/bags.h - documents as bags of features, gathered while an index is made. */
#ifndef RETRIEVAL_BAGS_H
#define RETRIEVAL_BAGS_H

#include <faqbot.h>

#include "retrieval/grams.h"

struct term_count_item {
    uint32_t row; /* the feature's number */
    float weight; /* at first its count in the document */
};

/* Declare it, term_counts_init() it, term_counts_release() it. */
struct term_counts {
    uint64_t *keys;      /* by row, in order of first appearance */
    uint32_t *documents; /* by row: how many documents hold the feature */
    uint32_t row_count;
    uint32_t row_capacity;
    uint32_t *slots; /* open addressing over the keys: row + 1; 0 is free */
    size_t slot_count;
    struct term_count_item *items; /* document after document, each by rising row */
    size_t item_count;
    size_t item_capacity;
    size_t *starts; /* by document: where its items start; one more at the end */
    uint32_t document_count;
    uint32_t document_capacity;
    /* documents that are counted besides, as if they were empty: set it after term_counts_init() */
    uint32_t unseen;
    bool failed; /* sticky: no memory; nothing is added after it, and the bags are worth nothing */
};

void term_counts_init(struct term_counts *term_counts);
void term_counts_release(struct term_counts *term_counts);

/* Adds features to the document that is open, and closes it: counts of a feature that came more than once are added up.
 * Sticky. */
void term_counts_append(struct term_counts *term_counts, const struct ngrams *ngrams);
void term_counts_close(struct term_counts *term_counts);

/* The row of a feature that is in one of the documents; UINT32_MAX where it is in none. */
uint32_t term_counts_find(const struct term_counts *term_counts, uint64_t key);

/* For documents of rows that are known: makes room for `items` more, then each is put, then the document is closed.
 * False: no memory; none may be put. */
bool term_counts_reserve(struct term_counts *term_counts, size_t items);
void term_counts_put(struct term_counts *term_counts, uint32_t row, float weight);

/* The weight of a feature that `with` of `all` documents hold, as is usual for cosines: 1 + ln((1 + all) / (1 +
 * with)). */
double term_counts_idf(uint32_t all, uint32_t with);

/* Turns counts into weights: (1 + ln count) idf, each document of length 1. Their dot product is then the cosine. */
void term_counts_weigh_cosine(struct term_counts *term_counts);

/* The same with the count itself in place of 1 + ln count. */
void term_counts_weigh_linear(struct term_counts *term_counts);

/* Turns counts into what BM25 gives a document for one occurrence of the feature in the question, with the smoothed idf
 * ln(1 + (N - n + .5) / (n + .5)) and k1, b as rank.h has them. */
void term_counts_weigh_bm25(struct term_counts *term_counts);

/* Adds up the documents that belong to one owner, each result of length 1: `owners` gives every document's, of
 * `owner_count`; owners without documents get empty bags. `sums` is initialised by the call, has the same rows, and is
 * the caller's. */
void term_counts_sum(const struct term_counts *term_counts, const uint32_t *owners, uint32_t owner_count,
                     struct term_counts *sums);

#endif
