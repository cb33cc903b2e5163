/* retrieval/maxscore.h - the best entries for a few weighted words: exactly those, in exactly the order, that scoring
 * each entry would give, at a small part of the work. */
#ifndef RETRIEVAL_MAXSCORE_H
#define RETRIEVAL_MAXSCORE_H

#include "retrieval/posting_cursor.h"

/* A word of the question; no word is given twice. */
struct maxscore_term {
    const struct faqbot_view *chunks; /* its list, in order */
    size_t chunk_count;               /* may be 0 */
    uint32_t weight;                  /* 1 to BM25_TABLE_WEIGHT_MAX */
};

struct maxscore_hit {
    uint32_t entry;
    uint32_t score; /* more than 0: the sum of bm25_table_score() over the words */
};

/* The `most` (at least 1) entries with the largest scores, largest first, of equal ones the lower number first, in
 * the arena, which takes some 50 KiB and 48 bytes for each chunk. At most BM25_TABLE_TERMS_MAX terms. NO_MEMORY (of
 * the arena), CORRUPT: a list is damaged (bytes may be damaged in ways that cannot be told from a sound list). */
enum faqbot_status maxscore_find(const struct posting_scale *scale, const struct maxscore_term *terms,
                                 size_t term_count, size_t most, struct arena *arena,
                                 struct maxscore_hit **hits, size_t *hit_count);

#endif
