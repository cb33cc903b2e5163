/* retrieval/posting_writer.c - fills a chunk block by block, and gives it away when the next one does not fit. */
#include "retrieval/posting_writer.h"

#include <assert.h>
#include <string.h>

#define FEW_BYTES_MAX (1 + POSTING_CHUNK_FEW * POSTING_BYTES_MAX)

size_t posting_writer_encode(uint8_t bytes[POSTING_BYTES_MAX], uint32_t distance, uint32_t count)
{
    uint64_t number = 2 * (uint64_t)distance + (count > 1);
    size_t size = 0;
    for (; number >= 0x80; number >>= 7) {
        bytes[size++] = (uint8_t)(0x80 | number);
    }
    bytes[size++] = (uint8_t)number;
    if (count > 1) {
        bytes[size++] = (uint8_t)(count < BM25_TABLE_COUNT_MAX ? count : BM25_TABLE_COUNT_MAX);
    }
    return size;
}

/* Member by member: the blocks are 4 KiB, which need not be zeroed for each word. */
void posting_writer_init(struct posting_writer *writer, const uint8_t *classes, posting_writer_sink *sink,
                         void *context)
{
    writer->classes = classes;
    writer->sink = sink;
    writer->context = context;
    writer->word = 0;
    writer->status = FAQBOT_OK;
    writer->pending.count = 0;
    writer->block_count = 0;
    writer->count = 0;
    writer->size = 0;
}

static void write_number(uint8_t *bytes, size_t size, uint32_t number)
{
    for (size_t i = 0; i < size; i++) {
        bytes[i] = (uint8_t)(number >> 8 * i);
    }
}

static void give(struct posting_writer *writer, uint32_t first, const uint8_t *bytes, size_t size)
{
    writer->status = writer->sink(writer->context, writer->word, first, view_make((const char *)bytes, size));
}

/* The blocks that are packed, as a chunk. */
static void give_blocks(struct posting_writer *writer)
{
    uint8_t chunk[POSTING_CHUNK_BYTES_MAX];
    size_t headers_size = writer->block_count * POSTING_CHUNK_BLOCK_BYTES;
    uint8_t *rest = chunk + POSTING_CHUNK_HEAD_BYTES;
    write_number(chunk, 1, 0);
    write_number(chunk + 1, 2, writer->count);
    write_number(chunk + 3, 4, writer->first);
    posting_bound_write(&writer->bound, chunk + 7);
    assert(POSTING_CHUNK_HEAD_BYTES + headers_size + writer->size <= sizeof chunk);
    memcpy(rest, writer->headers, headers_size);
    memcpy(rest + headers_size, writer->blocks, writer->size);
    give(writer, writer->first, chunk, POSTING_CHUNK_HEAD_BYTES + headers_size + writer->size);
    writer->block_count = 0;
    writer->count = 0;
    writer->size = 0;
}

/* The pending postings as a chunk of their own. */
static void give_few(struct posting_writer *writer)
{
    const struct posting_block *few = &writer->pending;
    uint8_t chunk[FEW_BYTES_MAX];
    size_t size = 0;
    uint32_t before = 0;
    chunk[size++] = (uint8_t)few->count;
    for (size_t i = 0; i < few->count; i++) {
        size += posting_writer_encode(chunk + size, few->entries[i] - before, few->counts[i]);
        before = few->entries[i];
    }
    assert(few->count <= POSTING_CHUNK_FEW && size <= sizeof chunk);
    give(writer, few->entries[0], chunk, size);
}

static bool fits(const struct posting_writer *writer, size_t size)
{
    return writer->block_count < POSTING_CHUNK_BLOCKS_MAX &&
           POSTING_CHUNK_HEAD_BYTES + (writer->block_count + 1) * POSTING_CHUNK_BLOCK_BYTES + writer->size +
                   size <=
               POSTING_CHUNK_BYTES_MAX;
}

/* Packs what is pending behind the blocks that are there, or starts a chunk with it. */
static void pack(struct posting_writer *writer)
{
    struct posting_block *pending = &writer->pending;
    uint8_t bytes[POSTING_BLOCK_BYTES_MAX];
    size_t size = 0;
    if (writer->block_count > 0) {
        size = posting_block_encode(pending, writer->last + 1, bytes);
        if (!fits(writer, size)) {
            give_blocks(writer);
        }
    }
    if (writer->block_count == 0) {
        writer->first = pending->entries[0];
        posting_bound_init(&writer->bound);
        size = posting_block_encode(pending, writer->first, bytes);
    }
    struct posting_bound bound;
    posting_bound_init(&bound);
    for (size_t i = 0; i < pending->count; i++) {
        posting_bound_add(&bound, pending->counts[i], writer->classes[pending->entries[i]]);
    }
    posting_bound_merge(&writer->bound, &bound);
    assert(size <= sizeof writer->blocks - writer->size && writer->block_count < POSTING_CHUNK_BLOCKS_MAX);
    memcpy(writer->blocks + writer->size, bytes, size);
    writer->size += size;
    writer->last = pending->entries[pending->count - 1];
    writer->count += (uint32_t)pending->count;
    uint8_t *header = writer->headers + writer->block_count++ * POSTING_CHUNK_BLOCK_BYTES;
    write_number(header, 4, writer->last);
    write_number(header + 4, 2, (uint32_t)writer->size);
    posting_bound_write(&bound, header + 6);
    pending->count = 0;
}

void posting_writer_add(struct posting_writer *writer, uint32_t entry, uint32_t count)
{
    struct posting_block *pending = &writer->pending;
    if (writer->status != FAQBOT_OK) {
        return;
    }
    assert(count > 0 && entry <= POSTING_ENTRY_MAX);
    assert(pending->count > 0 ? entry > pending->entries[pending->count - 1]
                              : writer->block_count == 0 || entry > writer->last);
    if (pending->count == POSTING_BLOCK_MAX) {
        pack(writer);
    }
    pending->entries[pending->count] = entry;
    pending->counts[pending->count++] =
        (uint8_t)(count < BM25_TABLE_COUNT_MAX ? count : BM25_TABLE_COUNT_MAX);
}

enum faqbot_status posting_writer_finish(struct posting_writer *writer)
{
    if (writer->status == FAQBOT_OK && writer->pending.count > 0) {
        if (writer->block_count == 0 && writer->pending.count <= POSTING_CHUNK_FEW) {
            give_few(writer);
        } else {
            pack(writer);
        }
    }
    if (writer->status == FAQBOT_OK && writer->block_count > 0) {
        give_blocks(writer);
    }
    writer->pending.count = 0;
    return writer->status;
}
