/* retrieval/saturation.h - BM25 in whole numbers: what a word's occurrences in an entry are worth.
 *
 * An entry's score is the sum, over the question's words, of bm25_table_score(). Whole numbers add up to the same in
 * whatever order they come, so that a search that leaves most of the work out can be held, number by number, against
 * one that does not. */
#ifndef RETRIEVAL_SATURATION_H
#define RETRIEVAL_SATURATION_H

#include "retrieval/length.h"

#define BM25_TABLE_COUNT_MAX 255    /* more occurrences count as this many */
#define BM25_TABLE_ONE 16384        /* in a table, 1 */
#define BM25_TABLE_WEIGHT_MAX 65535 /* of a word */
#define BM25_TABLE_TERMS_MAX 32     /* words of a question: a sum of as many scores fits 32 bits */
#define BM25_TABLE_SHIFT 5

/* By the number of occurrences and the class of the entry's length: BM25_TABLE_ONE times BM25's part, which rises
 * with the number and falls with the length. 128 KiB. */
struct bm25_table {
    uint16_t parts[BM25_TABLE_COUNT_MAX + 1][LENGTH_NORMS];
};

/* The table for entries of this many words on average, more than 0. */
void bm25_table_make(double average_words, struct bm25_table *saturation);

/* The score of a word of this weight (at most BM25_TABLE_WEIGHT_MAX) for a part out of the table; at most
 * (2^16 - 1)^2 / 2^5, so that BM25_TABLE_TERMS_MAX of them are less than 2^32. */
static inline uint32_t bm25_table_score(uint32_t weight, uint16_t part)
{
    return (weight * part) >> BM25_TABLE_SHIFT;
}

#endif
