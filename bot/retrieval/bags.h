/* retrieval/bags.h - documents as bags of features, gathered while an index is made. */
#ifndef RETRIEVAL_BAGS_H
#define RETRIEVAL_BAGS_H

#include <faqbot/status.h>

#include "retrieval/grams.h"

struct bag_item {
    uint32_t row; /* the feature's number */
    float weight; /* at first its count in the document */
};

/* Declare it, bags_init() it, bags_release() it. */
struct bags {
    uint64_t *keys;      /* by row, in order of first appearance */
    uint32_t *documents; /* by row: how many documents hold the feature */
    uint32_t row_count;
    uint32_t row_capacity;
    uint32_t *slots; /* open addressing over the keys: row + 1; 0 is free */
    size_t slot_count;
    struct bag_item *items; /* document after document, each by rising row */
    size_t item_count;
    size_t item_capacity;
    size_t *starts; /* by document: where its items start; one more at the end */
    uint32_t document_count;
    uint32_t document_capacity;
    uint32_t unseen; /* documents that are counted besides, as if they were empty: set it after bags_init() */
    bool failed;     /* sticky: no memory; nothing is added after it, and the bags are worth nothing */
};

void bags_init(struct bags *bags);
void bags_release(struct bags *bags);

/* Adds features to the document that is open, and closes it: counts of a feature that came more than once are added up.
 * Sticky. */
void bags_append(struct bags *bags, const struct grams *grams);
void bags_close(struct bags *bags);

/* The row of a feature that is in one of the documents; UINT32_MAX where it is in none. */
uint32_t bags_find(const struct bags *bags, uint64_t key);

/* For documents of rows that are known: makes room for `items` more, then each is put, then the document is closed.
 * False: no memory; none may be put. */
bool bags_reserve(struct bags *bags, size_t items);
void bags_put(struct bags *bags, uint32_t row, float weight);

/* The weight of a feature that `with` of `all` documents hold, as is usual for cosines: 1 + ln((1 + all) / (1 +
 * with)). */
double bags_idf(uint32_t all, uint32_t with);

/* Turns counts into weights: (1 + ln count) idf, each document of length 1. Their dot product is then the cosine. */
void bags_weigh_cosine(struct bags *bags);

/* The same with the count itself in place of 1 + ln count. */
void bags_weigh_linear(struct bags *bags);

/* Turns counts into what BM25 gives a document for one occurrence of the feature in the question, with the smoothed idf
 * ln(1 + (N - n + .5) / (n + .5)) and k1, b as rank.h has them. */
void bags_weigh_bm25(struct bags *bags);

/* Adds up the documents that belong to one owner, each result of length 1: `owners` gives every document's, of
 * `owner_count`; owners without documents get empty bags. `sums` is initialised by the call, has the same rows, and is
 * the caller's. */
void bags_sum(const struct bags *bags, const uint32_t *owners, uint32_t owner_count, struct bags *sums);

#endif
