/* retrieval/posting_bound.h - the most that any of many postings can be worth, said in counts and lengths: so it can
 * be stored, and holds whatever the average length and the word's weight are when a question comes. */
#ifndef RETRIEVAL_POSTING_BOUND_H
#define RETRIEVAL_POSTING_BOUND_H

#include "retrieval/saturation.h"

/* Postings fall into bands by their counts: 1, 2, 3 and 4, 5 and more. A band is bounded by the shortest entry and
 * the largest count in it, which need not be the same posting's. */
#define POSTING_BOUND_BANDS 4
#define POSTING_BOUND_BYTES (1 + POSTING_BOUND_BANDS)

struct posting_bound {
    uint8_t largest;                       /* count of all */
    uint8_t shortest[POSTING_BOUND_BANDS]; /* length class of each band; the last one where it is empty */
};

/* Of no posting. */
void posting_bound_init(struct posting_bound *bound);

void posting_bound_add(struct posting_bound *bound, uint8_t count, uint8_t length);
void posting_bound_merge(struct posting_bound *bound, const struct posting_bound *other);

/* The largest part that a posting within the bound can have; exact where all postings are alike. */
uint16_t posting_bound_part(const struct posting_bound *bound, const struct bm25_table *saturation);

void posting_bound_write(const struct posting_bound *bound, uint8_t bytes[POSTING_BOUND_BYTES]);
void posting_bound_read(const uint8_t bytes[POSTING_BOUND_BYTES], struct posting_bound *bound);

#endif
