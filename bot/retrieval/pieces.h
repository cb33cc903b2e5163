/* retrieval/pieces.h - how often each piece of a word stands in a large knowledge base. Counted from its words
 * and not from its entries: the table grows with the language, and an update can count one entry in or out. */
#ifndef RETRIEVAL_PIECES_H
#define RETRIEVAL_PIECES_H

#include <faqbot/status.h>

#include "base/buffer.h"
#include "retrieval/grams.h"

/* -- Making ------------------------------------------------------------------------------------------------------ */

/* Declare it zeroed; pieces_builder_release() it. */
struct pieces_builder {
    uint64_t *keys; /* by slot; 0 is free */
    uint32_t *uses; /* by slot: how often the words that hold the piece stand anywhere */
    size_t slot_count;
    size_t count;
    struct arena scratch;
    bool failed; /* sticky: no memory; nothing is added after it */
};

void pieces_builder_init(struct pieces_builder *builder);
void pieces_builder_release(struct pieces_builder *builder);

/* Counts the pieces of a folded word that stands `uses` times more, or fewer where it is negative. Sticky. */
void pieces_builder_add(struct pieces_builder *builder, struct faqbot_view plain, int64_t uses);

/* Goes on from what pieces_builder_encode() wrote; the builder is new. False: the bytes are damaged. Sticky too. */
bool pieces_builder_load(struct pieces_builder *builder, struct faqbot_view bytes);

/* Appends the table: pieces that are used, in the order of their keys, so that equal counts give equal bytes
 * however they came about. `out` fails where the builder has. */
void pieces_builder_encode(const struct pieces_builder *builder, struct buffer *out);

/* -- Using ------------------------------------------------------------------------------------------------------- */

struct pieces {
    uint32_t entries;
    size_t slot_count;
    uint64_t *keys; /* by slot; 0 is free */
    uint32_t *holders;
    float *idfs;
};

/* The table for so many entries; it lies in the arena. CORRUPT, NO_MEMORY. */
enum faqbot_status pieces_take(struct faqbot_view bytes, uint32_t entries, struct arena *arena,
                               struct pieces *pieces);

/* How many entries hold a piece: as many as if its uses fell on them at random. 0: it is unknown. */
uint32_t pieces_holders(const struct pieces *pieces, uint64_t key);

/* bags_idf() of that. */
float pieces_idf(const struct pieces *pieces, uint64_t key);

#endif
