/* unit/index/made_lists.h - lists of postings as a test holds them: chunks copied, each into memory of exactly
 * its size, and read back in full. */
#ifndef UNIT_INDEX_MADE_LISTS_H
#define UNIT_INDEX_MADE_LISTS_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "index/index_internal.h"

/* One word's chunks, in order. */
struct made_list {
    struct faqbot_view *chunks;
    size_t count;
};

/* One word's postings, in order. */
struct made_postings {
    uint32_t *entries;
    uint8_t *counts;
    size_t count;
};

static inline uint64_t made_next(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 33;
}

static inline void made_list_release(struct made_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        union {
            const char *borrowed;
            void *own;
        } bytes = {.borrowed = list->chunks[i].bytes};
        free(bytes.own);
    }
    free(list->chunks);
    *list = (struct made_list){0};
}

/* A posting_writer_sink; `context` is the list. */
static inline enum faqbot_status made_list_take(void *context, uint32_t word, uint32_t first_entry,
                                                struct faqbot_view bytes)
{
    struct made_list *list = context;
    (void)word;
    (void)first_entry;
    char *copy = malloc(bytes.size);
    list->chunks = realloc(list->chunks, (list->count + 1) * sizeof *list->chunks);
    assert_non_null(copy);
    assert_non_null(list->chunks);
    memcpy(copy, bytes.bytes, bytes.size);
    list->chunks[list->count++] = view_make(copy, bytes.size);
    return FAQBOT_OK;
}

static inline void made_postings_release(struct made_postings *postings)
{
    free(postings->entries);
    free(postings->counts);
    *postings = (struct made_postings){0};
}

static inline void made_postings_add(struct made_postings *postings, uint32_t entry, uint8_t count)
{
    if ((postings->count & (postings->count - 1)) == 0) {
        size_t capacity = postings->count == 0 ? 1 : 2 * postings->count;
        postings->entries = realloc(postings->entries, capacity * sizeof *postings->entries);
        postings->counts = realloc(postings->counts, capacity);
        assert_non_null(postings->entries);
        assert_non_null(postings->counts);
    }
    postings->entries[postings->count] = entry;
    postings->counts[postings->count++] = count;
}

/* Appends all postings of a chunk, which must be sound, and whose bounds must hold. */
static inline void made_postings_read(struct made_postings *postings, struct faqbot_view bytes,
                                      const uint8_t *classes, uint32_t entry_count)
{
    static struct bm25_table saturation;
    struct posting_chunk chunk;
    struct posting_chunk_block places[POSTING_CHUNK_BLOCKS_MAX];
    struct posting_block block;
    size_t before = postings->count;
    if (saturation.parts[1][0] == 0) {
        bm25_table_make(20, &saturation);
    }
    assert_true(bytes.size <= POSTING_CHUNK_BYTES_MAX);
    assert_true(posting_chunk_open(bytes, classes, entry_count, &chunk));
    assert_true(posting_chunk_blocks(&chunk, places));
    for (size_t i = 0; i < chunk.block_count; i++) {
        assert_true(posting_chunk_unpack(&chunk, i, &places[i], &block));
        assert_true(block.entries[0] >= places[i].base && block.entries[block.count - 1] == places[i].last);
        for (size_t j = 0; j < block.count; j++) {
            uint16_t part = saturation.parts[block.counts[j]][classes[block.entries[j]]];
            assert_true(part <= posting_bound_part(&places[i].bound, &saturation));
            assert_true(part <= posting_bound_part(&chunk.bound, &saturation));
            made_postings_add(postings, block.entries[j], block.counts[j]);
        }
    }
    assert_int_equal(postings->count - before, chunk.count);
    assert_int_equal(postings->entries[before], chunk.first);
    assert_int_equal(postings->entries[postings->count - 1], chunk.last);
}

static inline void made_postings_read_list(struct made_postings *postings, const struct made_list *list,
                                           const uint8_t *classes, uint32_t entry_count)
{
    for (size_t i = 0; i < list->count; i++) {
        made_postings_read(postings, list->chunks[i], classes, entry_count);
    }
}

static inline void made_postings_assert_equal(const struct made_postings *left,
                                              const struct made_postings *right)
{
    assert_int_equal(left->count, right->count);
    if (left->count > 0) {
        assert_memory_equal(left->entries, right->entries, left->count * sizeof *left->entries);
        assert_memory_equal(left->counts, right->counts, left->count);
    }
}

#endif
