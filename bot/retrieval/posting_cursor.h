/* retrieval/posting_cursor.h - one word's list on its way from the first entry to the last, in one ask. A cursor
 * moves forwards only, and unpacks no block that it can pass over. */
#ifndef RETRIEVAL_POSTING_CURSOR_H
#define RETRIEVAL_POSTING_CURSOR_H

#include <faqbot.h>

#include "base/arena.h"
#include "retrieval/posting_chunk.h"

#define POSTING_CURSOR_END UINT32_MAX /* as an entry: there is none */

/* What scores depend on besides postings. Borrowed for as long as a cursor is used. */
struct posting_scale {
    const uint8_t *classes; /* length class of each entry */
    uint32_t entry_count;
    const struct bm25_table *saturation;
};

/* Scores of neighbouring entries. */
#define POSTING_WINDOW_ENTRIES 4096
#define POSTING_WINDOW_GROUP 16 /* entries */
#define POSTING_WINDOW_GROUPS (POSTING_WINDOW_ENTRIES / POSTING_WINDOW_GROUP)
struct posting_window {
    uint32_t start; /* the first entry */
    uint32_t end;   /* one past the last one, at most POSTING_WINDOW_ENTRIES further on */
    uint32_t scores[POSTING_WINDOW_ENTRIES];
    uint8_t touched[POSTING_WINDOW_GROUPS]; /* 1: a list added to an entry of this group */
};

/* Its members are its own, but for those that say so. About 1.5 KiB. */
struct posting_cursor {
    uint32_t bound;  /* to be read: no posting of the list scores more */
    uint32_t count;  /* to be read: postings of the list */
    bool is_damaged; /* to be read: the list turned out to be damaged, which puts its cursor at the end */
    const struct posting_scale *scale;
    uint32_t weight;
    const struct posting_chunk *chunks;
    size_t chunk_count;
    size_t chunk; /* the one it is in; chunk_count: at the end */
    size_t block; /* the block of that chunk */
    size_t position;
    bool is_unpacked;                          /* the block, into `postings` */
    uint32_t scores[POSTING_CHUNK_BLOCKS_MAX]; /* the most that a posting of each block scores */
    struct posting_chunk_block places[POSTING_CHUNK_BLOCKS_MAX];
    struct posting_block postings;
};

/* A cursor before the first posting of the list whose chunks are `bytes`, in order; they stay as they are until the
 * last use. `weight` is the word's, at most BM25_TABLE_WEIGHT_MAX. NO_MEMORY (of the arena), CORRUPT. */
void posting_cursor_open(const struct faqbot_view *bytes, size_t count, uint32_t weight,
                         const struct posting_scale *scale, struct arena *arena,
                         struct posting_cursor *cursor, enum faqbot_status *status);

/* No posting of the list that was not passed yet is of an entry below this; POSTING_CURSOR_END: there is none. */
uint32_t posting_cursor_next(const struct posting_cursor *cursor);

/* Passes all entries before `start`, and returns what no posting from there to before `end` scores more than. It
 * holds for entries before *until as well, which is `end` or more. */
uint32_t posting_cursor_bound(struct posting_cursor *cursor, uint32_t start, uint32_t end, uint32_t *until);

/* Adds the list's scores to the window's, and passes its entries. */
void posting_cursor_add(struct posting_cursor *cursor, struct posting_window *window);

/* Passes all entries before `entry`, and returns its score, which is 0 where the list does not hold it. */
uint32_t posting_cursor_probe(struct posting_cursor *cursor, uint32_t entry);

#endif
