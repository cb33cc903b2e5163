/* retrieval/posting_chunk.h - a stretch of one word's postings as bytes that stand for themselves: what is stored,
 * read and replaced as one piece. All of a word's chunks, in order, are its list.
 *
 * The bytes are of two kinds. Few postings (POSTING_CHUNK_FEW at most):
 *
 *   1 byte     how many
 *   for each   varint: twice the distance from the entry before (the first: from 0), plus 1 where the count is not 1;
 *              then, only there, 1 byte: the count
 *
 * More of them, numbers being unsigned and low bytes first:
 *
 *   1 byte     0
 *   2 bytes    how many
 *   4 bytes    the first entry
 *   5 bytes    their bound (posting_bound.h)
 *   for each POSTING_BLOCK_MAX postings, the last block having what remains:
 *     4 bytes  the last entry
 *     2 bytes  where the block's bytes end, counted from where the first block's begin
 *     5 bytes  their bound
 *   the blocks (posting_block.h), each packed from behind the last entry of the one before (the first: from the
 *   first entry) */
#ifndef RETRIEVAL_POSTING_CHUNK_H
#define RETRIEVAL_POSTING_CHUNK_H

#include "retrieval/posting_block.h"
#include "retrieval/posting_bound.h"

#define POSTING_CHUNK_FEW 32
#define POSTING_CHUNK_BLOCKS_MAX 64
#define POSTING_CHUNK_HEAD_BYTES 12
#define POSTING_CHUNK_BLOCK_BYTES 11 /* of a block's header */

/* Borrows its bytes. */
struct posting_chunk {
    struct faqbot_view bytes;
    uint32_t first; /* entry */
    uint32_t last;
    uint32_t count;       /* of postings */
    uint32_t block_count; /* 1 to POSTING_CHUNK_BLOCKS_MAX */
    struct posting_bound bound;
};

/* Where a block lies, and what can be said of it without unpacking it. */
struct posting_chunk_block {
    uint32_t base; /* its entries lie from here */
    uint32_t last; /* to here */
    struct posting_bound bound;
};

/* Reads the head of a chunk; `classes` are the length classes of all entries, and all bytes of a chunk of few
 * postings are read. False: damaged, or an entry is not below `entry_count`. */
bool posting_chunk_open(struct faqbot_view bytes, const uint8_t *classes, uint32_t entry_count,
                        struct posting_chunk *chunk);

/* The blocks of an open chunk, as many as block_count. False: damaged; otherwise they are in order and each lies
 * within the chunk's entries. */
bool posting_chunk_blocks(const struct posting_chunk *chunk, struct posting_chunk_block *blocks);

/* Unpacks block number `index`, as posting_chunk_blocks() gave it. False: damaged. */
bool posting_chunk_unpack(const struct posting_chunk *chunk, size_t index,
                          const struct posting_chunk_block *place, struct posting_block *block);

/* How often `entry`, which lies within that block, holds the word, 0 where it does not, unpacking as little as can be.
 * False: damaged, as far as was looked. */
bool posting_chunk_find(const struct posting_chunk *chunk, size_t index,
                        const struct posting_chunk_block *place, uint32_t entry, uint8_t *times);

#endif
