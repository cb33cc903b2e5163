/* retrieval/posting_chunk.c - reads chunks, and trusts none of their bytes. posting_writer.c writes them. */
#include "retrieval/posting_chunk.h"

#include <assert.h>

#include "base/buffer.h"

static const uint8_t *bytes_at(const struct posting_chunk *chunk, size_t offset)
{
    return (const uint8_t *)chunk->bytes.bytes + offset;
}

static uint32_t read_two(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8;
}

static uint32_t read_four(const uint8_t *bytes)
{
    return read_two(bytes) | read_two(bytes + 2) << 16;
}

static bool is_few(const struct posting_chunk *chunk)
{
    return *bytes_at(chunk, 0) != 0;
}

static const uint8_t *header_of(const struct posting_chunk *chunk, size_t index)
{
    return bytes_at(chunk, POSTING_CHUNK_HEAD_BYTES + index * POSTING_CHUNK_BLOCK_BYTES);
}

/* -- Few postings ------------------------------------------------------------------------------------------------- */

static bool unpack_few(const struct posting_chunk *chunk, struct posting_block *block)
{
    struct faqbot_view rest = view_slice(chunk->bytes, 1, chunk->bytes.size);
    uint64_t entry = 0;
    block->count = *bytes_at(chunk, 0);
    if (block->count > POSTING_CHUNK_FEW) {
        return false;
    }
    for (size_t i = 0; i < block->count; i++) {
        uint64_t number;
        if (!buffer_read_varint(&rest, &number) || number / 2 > POSTING_ENTRY_MAX ||
            (i > 0 && number / 2 == 0)) {
            return false;
        }
        entry += number / 2;
        uint8_t count = 1;
        if (number % 2 == 1) {
            if (view_is_empty(rest) || rest.bytes[0] == 0) {
                return false;
            }
            count = (uint8_t)rest.bytes[0];
            rest = view_slice(rest, 1, rest.size);
        }
        if (entry > POSTING_ENTRY_MAX) {
            return false;
        }
        block->entries[i] = (uint32_t)entry;
        block->counts[i] = count;
    }
    return view_is_empty(rest);
}

static bool open_few(struct posting_chunk *chunk, const uint8_t *classes, uint32_t entry_count)
{
    struct posting_block block;
    if (!unpack_few(chunk, &block) || block.entries[block.count - 1] >= entry_count) {
        return false;
    }
    posting_bound_init(&chunk->bound);
    for (size_t i = 0; i < block.count; i++) {
        posting_bound_add(&chunk->bound, block.counts[i], classes[block.entries[i]]);
    }
    chunk->count = (uint32_t)block.count;
    chunk->block_count = 1;
    chunk->first = block.entries[0];
    chunk->last = block.entries[block.count - 1];
    return true;
}

/* -- Many --------------------------------------------------------------------------------------------------------- */

static bool open_many(struct posting_chunk *chunk, uint32_t entry_count)
{
    if (chunk->bytes.size < POSTING_CHUNK_HEAD_BYTES) {
        return false;
    }
    chunk->count = read_two(bytes_at(chunk, 1));
    chunk->first = read_four(bytes_at(chunk, 3));
    posting_bound_read(bytes_at(chunk, 7), &chunk->bound);
    chunk->block_count = (chunk->count + POSTING_BLOCK_MAX - 1) / POSTING_BLOCK_MAX;
    if (chunk->block_count == 0 || chunk->block_count > POSTING_CHUNK_BLOCKS_MAX ||
        chunk->bytes.size < POSTING_CHUNK_HEAD_BYTES + chunk->block_count * POSTING_CHUNK_BLOCK_BYTES) {
        return false;
    }
    chunk->last = read_four(header_of(chunk, chunk->block_count - 1));
    return chunk->first <= chunk->last && chunk->last < entry_count;
}

static bool blocks_of_many(const struct posting_chunk *chunk, struct posting_chunk_block *blocks)
{
    uint32_t base = chunk->first;
    bool sound = true;
    for (size_t i = 0; i < chunk->block_count && sound; i++) {
        const uint8_t *header = header_of(chunk, i);
        blocks[i].base = base;
        blocks[i].last = read_four(header);
        posting_bound_read(header + 6, &blocks[i].bound);
        sound = base <= blocks[i].last && blocks[i].last <= chunk->last;
        base = blocks[i].last + 1;
    }
    return sound;
}

/* The bytes of a block; false: they are not there. */
static bool slice_block(const struct posting_chunk *chunk, size_t index, struct faqbot_view *bytes)
{
    size_t start = index == 0 ? 0 : read_two(header_of(chunk, index - 1) + 4);
    size_t end = read_two(header_of(chunk, index) + 4);
    size_t head = POSTING_CHUNK_HEAD_BYTES + (size_t)chunk->block_count * POSTING_CHUNK_BLOCK_BYTES;
    if (start > end || end > chunk->bytes.size - head) {
        return false;
    }
    *bytes = view_slice(chunk->bytes, head + start, end - start);
    return true;
}

static size_t count_of(const struct posting_chunk *chunk, size_t index)
{
    return index + 1 < chunk->block_count ? POSTING_BLOCK_MAX : (chunk->count - 1) % POSTING_BLOCK_MAX + 1;
}

/* -- Either ------------------------------------------------------------------------------------------------------- */

bool posting_chunk_open(struct faqbot_view bytes, const uint8_t *classes, uint32_t entry_count,
                        struct posting_chunk *chunk)
{
    struct posting_chunk opened = {.bytes = bytes};
    if (entry_count == UINT32_MAX) {
        entry_count--; /* the largest number is never an entry's */
    }
    if (bytes.size == 0 ||
        !(is_few(&opened) ? open_few(&opened, classes, entry_count) : open_many(&opened, entry_count))) {
        return false;
    }
    *chunk = opened;
    return true;
}

bool posting_chunk_blocks(const struct posting_chunk *chunk, struct posting_chunk_block *blocks)
{
    if (is_few(chunk)) {
        *blocks =
            (struct posting_chunk_block){.base = chunk->first, .last = chunk->last, .bound = chunk->bound};
        return true;
    }
    return blocks_of_many(chunk, blocks);
}

bool posting_chunk_unpack(const struct posting_chunk *chunk, size_t index,
                          const struct posting_chunk_block *place, struct posting_block *block)
{
    struct faqbot_view bytes;
    assert(index < chunk->block_count);
    if (is_few(chunk)) {
        return unpack_few(chunk, block);
    }
    return slice_block(chunk, index, &bytes) &&
           posting_block_decode(bytes, place->base, place->last, count_of(chunk, index), block);
}

bool posting_chunk_find(const struct posting_chunk *chunk, size_t index,
                        const struct posting_chunk_block *place, uint32_t entry, uint8_t *times)
{
    struct faqbot_view bytes;
    struct posting_block block;
    assert(index < chunk->block_count);
    if (!is_few(chunk)) {
        return slice_block(chunk, index, &bytes) &&
               posting_block_find(bytes, place->base, place->last, count_of(chunk, index), entry, times);
    }
    if (!unpack_few(chunk, &block)) {
        return false;
    }
    *times = 0;
    for (size_t i = 0; i < block.count; i++) {
        *times = block.entries[i] == entry ? block.counts[i] : *times;
    }
    return true;
}
