/* retrieval/pieces.h - how often each piece of a word stands in a large knowledge base. Counted from its words
 * and not from its entries: the table grows with the language, and an update can count one entry in or out. */
#ifndef RETRIEVAL_PIECES_H
#define RETRIEVAL_PIECES_H

#include <faqbot.h>

#include "base/buffer.h"
#include "retrieval/grams.h"

/* -- Making ------------------------------------------------------------------------------------------------------ */

/* Declare it zeroed; ngram_stats_builder_release() it. */
struct ngram_stats_builder {
    uint64_t *keys; /* by slot; 0 is free */
    uint32_t *uses; /* by slot: how often the words that hold the piece stand anywhere */
    size_t slot_count;
    size_t count;
    struct arena scratch;
    bool failed; /* sticky: no memory; nothing is added after it */
};

void ngram_stats_builder_init(struct ngram_stats_builder *builder);
void ngram_stats_builder_release(struct ngram_stats_builder *builder);

/* Counts the pieces of a folded word that stands `uses` times more, or fewer where it is negative. Sticky. */
void ngram_stats_builder_add(struct ngram_stats_builder *builder, struct faqbot_view plain, int64_t uses);

/* Goes on from what ngram_stats_builder_encode() wrote; the builder is new. False: the bytes are damaged. Sticky
 * too. */
bool ngram_stats_builder_load(struct ngram_stats_builder *builder, struct faqbot_view bytes);

/* Appends the table: pieces that are used, in the order of their keys, so that equal counts give equal bytes
 * however they came about. `out` fails where the builder has. */
void ngram_stats_builder_encode(const struct ngram_stats_builder *builder, struct buffer *out);

/* -- Using ------------------------------------------------------------------------------------------------------- */

struct ngram_stats {
    uint32_t entries;
    size_t slot_count;
    uint64_t *keys; /* by slot; 0 is free */
    uint32_t *doc_freqs;
    float *idfs;
};

/* The table for so many entries; it lies in the arena. CORRUPT, NO_MEMORY. */
enum faqbot_status ngram_stats_decode(struct faqbot_view bytes, uint32_t entries, struct arena *arena,
                                      struct ngram_stats *ngram_stats);

/* How many entries hold a piece: as many as if its uses fell on them at random. 0: it is unknown. */
uint32_t ngram_stats_doc_freq(const struct ngram_stats *ngram_stats, uint64_t key);

/* term_counts_idf() of that. */
float ngram_stats_idf(const struct ngram_stats *ngram_stats, uint64_t key);

#endif
