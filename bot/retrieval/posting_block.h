/* retrieval/posting_block.h - up to 128 postings of one word, packed into bits. */
#ifndef RETRIEVAL_POSTING_BLOCK_H
#define RETRIEVAL_POSTING_BLOCK_H

#include "base/view.h"

#define POSTING_ENTRY_MAX (UINT32_MAX - 1) /* so that there is a number behind each */
#define POSTING_BLOCK_MAX 128
#define POSTING_BLOCK_BYTES_MAX 576 /* packed: see posting_block.c */

/* Which entries hold the word, and how often each does. */
struct posting_block {
    uint32_t entries[POSTING_BLOCK_MAX]; /* rising, at most POSTING_ENTRY_MAX */
    uint8_t counts[POSTING_BLOCK_MAX];   /* 1 to 255 */
    size_t count;                        /* of postings */
};

/* Packs 1 to POSTING_BLOCK_MAX postings, of which the first is not below `base`, and says how many bytes that took. */
size_t posting_block_encode(const struct posting_block *block, uint32_t base,
                            uint8_t bytes[POSTING_BLOCK_BYTES_MAX]);

/* Unpacks `count` postings (1 to POSTING_BLOCK_MAX) that lie from `base` to `last`, and end there. False: the bytes
 * are damaged, and the block is not to be used; otherwise it is as the struct says, whatever the bytes were. */
bool posting_block_decode(struct faqbot_view bytes, uint32_t base, uint32_t last, size_t count,
                          struct posting_block *block);

/* How often `entry`, which lies from `base` to `last`, holds the word, 0 where it does not, without unpacking the
 * others: an eighth of the work. False: damaged; not all damage is seen, as not all bytes are looked at. */
bool posting_block_find(struct faqbot_view bytes, uint32_t base, uint32_t last, size_t count, uint32_t entry,
                        uint8_t *times);

#endif
