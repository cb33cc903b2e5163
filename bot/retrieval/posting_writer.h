/* retrieval/posting_writer.h - one word's postings, one after the other, into chunks. */
#ifndef RETRIEVAL_POSTING_WRITER_H
#define RETRIEVAL_POSTING_WRITER_H

#include <faqbot.h>

#include "retrieval/posting_chunk.h"

/* Larger than this no chunk is. */
#define POSTING_CHUNK_BYTES_MAX 2000

/* One posting as chunks of few keep them (posting_chunk.h), and posting_builder.c while it gathers: a varint of twice
 * the distance from the entry before, odd where a byte with the count follows, as it is not 1. Returns how many bytes
 * that took. */
#define POSTING_BYTES_MAX 6 /* a varint of 33 bits, a count */
size_t posting_writer_encode(uint8_t bytes[POSTING_BYTES_MAX], uint32_t distance, uint32_t count);

/* Takes a chunk of a word; the bytes are valid during the call. Any status but OK ends the writing. */
typedef enum faqbot_status posting_writer_sink(void *context, uint32_t word, uint32_t first_entry,
                                               struct faqbot_view bytes);

/* Declare it, posting_writer_init() it; 4 KiB, and nothing to release. Its members are its own. */
struct posting_writer {
    const uint8_t *classes;
    posting_writer_sink *sink;
    void *context;
    uint32_t word; /* what the sink is told; 0 until it is set */
    enum faqbot_status status;
    struct posting_block pending; /* not packed yet */
    struct posting_bound bound;   /* of the chunk's blocks */
    uint32_t first;               /* entry of the chunk */
    uint32_t last;                /* entry packed */
    uint32_t count;               /* of postings packed */
    size_t block_count;
    size_t size;                                                           /* of the blocks */
    uint8_t headers[POSTING_CHUNK_BLOCKS_MAX * POSTING_CHUNK_BLOCK_BYTES]; /* as many as there are blocks */
    uint8_t blocks[POSTING_CHUNK_BYTES_MAX];
};

/* `classes` are the length classes of all entries that will be added, by entry; borrowed until the end. */
void posting_writer_init(struct posting_writer *writer, const uint8_t *classes, posting_writer_sink *sink,
                         void *context);

/* Entries rise, and are at most POSTING_ENTRY_MAX; counts are from 1 on, those over BM25_TABLE_COUNT_MAX are kept as
 * that. What the sink said is sticky. */
void posting_writer_add(struct posting_writer *writer, uint32_t entry, uint32_t count);

/* Gives away the last chunk, if there is any. Afterwards another word may follow. What the sink said, or OK. */
enum faqbot_status posting_writer_finish(struct posting_writer *writer);

#endif
