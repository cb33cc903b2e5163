/* retrieval/posting_edit.c - merges a chunk with edits, and writes the outcome as a new list is written. A chunk is at
 * most 2000 bytes, so unpacking all of it costs less than finding a way to change its bits in place would. */
#include "retrieval/posting_edit.h"

#include <assert.h>

/* The edits that are still to come. */
struct edits {
    const struct posting_edit *next;
    const struct posting_edit *end;
};

/* Those of entries before `entry`, which the chunk does not hold. */
static void insert_before(struct edits *edits, uint64_t entry, struct posting_writer *writer)
{
    for (; edits->next < edits->end && edits->next->entry < entry; edits->next++) {
        if (edits->next->count > 0) {
            posting_writer_add(writer, edits->next->entry, edits->next->count);
        }
    }
}

static void merge(const struct posting_block *block, struct edits *edits, struct posting_writer *writer)
{
    for (size_t i = 0; i < block->count; i++) {
        uint32_t entry = block->entries[i];
        uint32_t count = block->counts[i];
        insert_before(edits, entry, writer);
        if (edits->next < edits->end && edits->next->entry == entry) {
            count = edits->next++->count;
        }
        if (count > 0) {
            posting_writer_add(writer, entry, count);
        }
    }
}

static bool merge_chunk(struct faqbot_view bytes, uint32_t entry_count, struct edits *edits,
                        struct posting_writer *writer)
{
    struct posting_chunk chunk;
    struct posting_chunk_block places[POSTING_CHUNK_BLOCKS_MAX];
    struct posting_block block;
    if (!posting_chunk_open(bytes, writer->classes, entry_count, &chunk) ||
        !posting_chunk_blocks(&chunk, places)) {
        return false;
    }
    for (size_t i = 0; i < chunk.block_count; i++) {
        if (!posting_chunk_unpack(&chunk, i, &places[i], &block)) {
            return false;
        }
        merge(&block, edits, writer);
    }
    return true;
}

enum faqbot_status posting_edit_chunk(struct faqbot_view chunk, uint32_t word,
                                      const struct posting_edit *edits, size_t edit_count,
                                      const uint8_t *classes, uint32_t entry_count, posting_writer_sink *sink,
                                      void *context)
{
    struct posting_writer writer;
    struct edits rest = {.next = edits, .end = edit_count == 0 ? edits : edits + edit_count};
    assert(edit_count == 0 || edits[edit_count - 1].entry < entry_count);
    posting_writer_init(&writer, classes, sink, context);
    writer.word = word;
    if (!view_is_empty(chunk) && !merge_chunk(chunk, entry_count, &rest, &writer)) {
        return FAQBOT_CORRUPT;
    }
    insert_before(&rest, entry_count, &writer);
    return posting_writer_finish(&writer);
}
