/* retrieval/posting_bound.c - a few pairs of count and length that no posting exceeds, so that a search skips blocks
 * that cannot reach its best hits (Ding and Suel 2011, "Faster Top-k Document Retrieval Using Block-Max Indexes").
 *
 * * The paper keeps the largest score. That would be wrong after the next update, as it depends on the average length
 * and on the word's weight. Lucene's impacts keep all pairs that no other pair exceeds; four bands come close to that
 * and have a fixed size. */
#include "retrieval/posting_bound.h"

#include <string.h>

static const uint8_t band_tops[POSTING_BOUND_BANDS] = {1, 2, 4, BM25_TABLE_COUNT_MAX};

void posting_bound_init(struct posting_bound *bound)
{
    bound->largest = 0;
    memset(bound->shortest, LENGTH_NORMS - 1, sizeof bound->shortest);
}

void posting_bound_add(struct posting_bound *bound, uint8_t count, uint8_t length)
{
    size_t band = 0;
    while (count > band_tops[band]) {
        band++;
    }
    bound->largest = count > bound->largest ? count : bound->largest;
    bound->shortest[band] = length < bound->shortest[band] ? length : bound->shortest[band];
}

void posting_bound_merge(struct posting_bound *bound, const struct posting_bound *other)
{
    bound->largest = other->largest > bound->largest ? other->largest : bound->largest;
    for (size_t i = 0; i < POSTING_BOUND_BANDS; i++) {
        uint8_t shortest = other->shortest[i];
        bound->shortest[i] = shortest < bound->shortest[i] ? shortest : bound->shortest[i];
    }
}

uint16_t posting_bound_part(const struct posting_bound *bound, const struct bm25_table *saturation)
{
    uint16_t most = 0;
    for (size_t band = 0; band < POSTING_BOUND_BANDS; band++) {
        uint8_t count = bound->largest < band_tops[band] ? bound->largest : band_tops[band];
        uint16_t part = saturation->parts[count][bound->shortest[band]];
        most = part > most ? part : most;
    }
    return most;
}

_Static_assert(sizeof(struct posting_bound) == POSTING_BOUND_BYTES, "bytes alone: in memory as in a chunk");

void posting_bound_write(const struct posting_bound *bound, uint8_t bytes[POSTING_BOUND_BYTES])
{
    memcpy(bytes, bound, sizeof *bound);
}

void posting_bound_read(const uint8_t bytes[POSTING_BOUND_BYTES], struct posting_bound *bound)
{
    memcpy(bound, bytes, sizeof *bound);
}
