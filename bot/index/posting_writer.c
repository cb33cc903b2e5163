/* index/posting_writer.c - makes posting lists: packs one word's postings into chunks (the format is in
 * index.h), turns entries into lists by word while an index is built, and merges edits into a chunk
 * for an update. postings.c reads what is written here.
 *
 * Chunks are some 2 KB, so that a row of the posting table fits one page of the file with others, an update
 * rewrites little, and a search that skips most of a list need not read it. */
#include "index/index_internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* -- One word's postings into chunks --------------------------------------------------------------- */

#define FEW_BYTES_MAX (1 + POSTING_CHUNK_FEW * POSTING_BYTES_MAX)

/* One posting as a chunk of few has it: a varint of twice the distance from the entry before, odd where a
 * byte with the count follows, as it is not 1. Half of all words stand in one entry, once; they take 2 to 4
 * bytes. Returns how many. */
static size_t encode_posting(uint8_t bytes[POSTING_BYTES_MAX], uint32_t distance, uint32_t count)
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

/* Low bytes first, whatever the machine's order: posting lists are read byte by byte, unlike matrices. */
static void write_number(uint8_t *bytes, size_t size, uint32_t number)
{
    for (size_t i = 0; i < size; i++) {
        bytes[i] = (uint8_t)(number >> 8 * i);
    }
}

/* The sink's status stays in the writer; it is looked at before anything else is given. */
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
    memcpy(chunk + 7, &writer->bound, POSTING_BOUND_BYTES);
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
        size += encode_posting(chunk + size, few->entries[i] - before, few->counts[i]);
        before = few->entries[i];
    }
    assert(few->count <= POSTING_CHUNK_FEW && size <= sizeof chunk);
    give(writer, few->entries[0], chunk, size);
}

/* Whether one more block of that size, with its header, leaves the chunk within its bytes. */
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
    memcpy(header + 6, &bound, POSTING_BOUND_BYTES);
    pending->count = 0;
}

/* A posting waits until a block is full, since the shape of a block depends on all of its postings. */
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

/* Only a list that has no block yet may be one of few: those chunks stand for themselves. */
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

/* -- Entries into lists by word -----------------------------------------------------------------------
 *
 * An index turned inside out, in memory: a chain of segments for each word, into which its postings are
 * packed as in a chunk of few. Nothing is ever moved, so nothing is ever held twice; arrays that double,
 * one a word, would take three times their size at the worst moment.
 *
 * Segments lie in a pool of equal slabs, at places of 32 bits. A chain's first segment is small, as half of
 * all words occur once; each further one is larger, up to a limit, so that what a chain has not filled yet
 * stays a small share of it. The last bytes of a segment are the next one's place. */

/* A chain of a word with some twenty postings, of 2 bytes each:
 *
 *   first -> [ 4 bytes | link ] -> [ 8 bytes | link ] -> [ 12 bytes | link ] -> [ 16 of 20 bytes, next ]
 *
 * A posting may reach over the end of a segment. An emptied builder keeps its slabs, and starts from the
 * first again. */

#define SLAB_BYTES ((size_t)1 << 16)
#define LINK_BYTES 4

/* Bytes of the segments of a chain, one after the other; then always the last. */
static const uint16_t segment_sizes[] = {8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512};
#define SIZE_COUNT (sizeof segment_sizes / sizeof *segment_sizes)

struct chain {
    uint32_t first;    /* place of the first segment */
    uint32_t next;     /* place of the next byte */
    uint32_t last;     /* entry */
    uint16_t room;     /* bytes left in the segment */
    uint16_t segments; /* how many there are, up to SIZE_COUNT; 0: the chain is empty */
};

struct posting_builder {
    size_t limit;
    size_t size;     /* bytes that count against the limit */
    uint8_t **slabs; /* room for as many as the limit allows */
    size_t slab_count;
    size_t pool_end;      /* the first place not taken */
    struct chain *chains; /* by word */
    size_t chain_count;
};

struct posting_builder *posting_builder_new(size_t limit)
{
    struct posting_builder *builder = calloc(1, sizeof *builder);
    if (builder == NULL) {
        return NULL;
    }
    builder->limit = limit < UINT32_MAX ? limit : UINT32_MAX;
    builder->size = sizeof *builder;
    builder->slabs = calloc(builder->limit / SLAB_BYTES + 1, sizeof *builder->slabs);
    if (builder->slabs == NULL) {
        free(builder);
        return NULL;
    }
    return builder;
}

/* Slabs are freed one by one, chains need nothing: they own no memory. */
void posting_builder_free(struct posting_builder *builder)
{
    if (builder != NULL) {
        for (size_t i = 0; i < builder->slab_count; i++) {
            free(builder->slabs[i]);
        }
        free(builder->slabs);
        free(builder->chains);
        free(builder);
    }
}

size_t posting_builder_size(const struct posting_builder *builder)
{
    return builder->size;
}

static uint8_t *byte_at(const struct posting_builder *builder, size_t place)
{
    return builder->slabs[place / SLAB_BYTES] + place % SLAB_BYTES;
}

/* The place of a new segment in *place; false: no memory. None crosses the border of two slabs. */
static bool take_segment(struct posting_builder *builder, size_t size, uint32_t *place)
{
    size_t start = builder->pool_end;
    if (start % SLAB_BYTES + size > SLAB_BYTES) {
        start += SLAB_BYTES - start % SLAB_BYTES;
    }
    if (start / SLAB_BYTES == builder->slab_count) {
        uint8_t *slab = SLAB_BYTES > builder->limit - builder->size ? NULL : malloc(SLAB_BYTES);
        if (slab == NULL) {
            return false;
        }
        builder->size += SLAB_BYTES;
        builder->slabs[builder->slab_count++] = slab;
    }
    builder->pool_end = start + size;
    *place = (uint32_t)start;
    return true;
}

/* Sizes by number; from the last of the table on all are alike. */
static size_t segment_size(size_t number)
{
    return segment_sizes[number < SIZE_COUNT ? number : SIZE_COUNT - 1];
}

/* Puts a further segment behind a chain's last, whose bytes are all written. */
static bool extend(struct posting_builder *builder, struct chain *chain)
{
    size_t size = segment_size(chain->segments);
    uint32_t place;
    if (!take_segment(builder, size, &place)) {
        return false;
    }
    if (chain->segments == 0) {
        chain->first = place;
    } else {
        memcpy(byte_at(builder, chain->next), &place, LINK_BYTES);
    }
    chain->next = place;
    chain->room = (uint16_t)(size - LINK_BYTES);
    chain->segments = (uint16_t)(chain->segments + (chain->segments < SIZE_COUNT));
    return true;
}

/* The chain of a word; NULL: no memory. The array grows by an eighth: it is the one thing here that is moved.
 */
static struct chain *find_chain(struct posting_builder *builder, uint32_t word)
{
    if (word >= builder->chain_count) {
        size_t count = (size_t)word + 1 + builder->chain_count / 8 + 1024;
        size_t more = (count - builder->chain_count) * sizeof *builder->chains;
        struct chain *grown = more > builder->limit - builder->size
                                  ? NULL
                                  : realloc(builder->chains, count * sizeof *builder->chains);
        if (grown == NULL) {
            return NULL;
        }
        memset(grown + builder->chain_count, 0, more);
        builder->size += more;
        builder->chains = grown;
        builder->chain_count = count;
    }
    return &builder->chains[word];
}

/* Bytes that reach over a segment's end. The chain is as before where there is no memory. */
static bool append(struct posting_builder *builder, struct chain *chain, const uint8_t *bytes, size_t size)
{
    struct chain before = *chain;
    while (size > 0) {
        if (chain->room == 0 && !extend(builder, chain)) {
            *chain = before;
            return false;
        }
        size_t part = size < chain->room ? size : chain->room;
        assert(chain->next % SLAB_BYTES + part <= SLAB_BYTES);
        memcpy(byte_at(builder, chain->next), bytes, part);
        bytes += part;
        size -= part;
        chain->next += (uint32_t)part;
        chain->room = (uint16_t)(chain->room - part);
    }
    return true;
}

/* The last entry is set at the end: where there is no memory, the same posting is added again after an emit.
 */
enum faqbot_status posting_builder_add(struct posting_builder *builder, uint32_t word, uint32_t entry,
                                       uint32_t count)
{
    struct chain *chain = find_chain(builder, word);
    if (chain == NULL) {
        return FAQBOT_NO_MEMORY;
    }
    assert(count > 0 && entry <= POSTING_ENTRY_MAX && (chain->segments == 0 || entry > chain->last));
    uint32_t distance = entry - chain->last;
    if (chain->room >= POSTING_BYTES_MAX) { /* mostly */
        size_t size = encode_posting(byte_at(builder, chain->next), distance, count);
        chain->next += (uint32_t)size;
        chain->room = (uint16_t)(chain->room - size);
    } else {
        uint8_t bytes[POSTING_BYTES_MAX];
        if (!append(builder, chain, bytes, encode_posting(bytes, distance, count))) {
            return FAQBOT_NO_MEMORY;
        }
    }
    chain->last = entry;
    return FAQBOT_OK;
}

void posting_builder_expect(const struct posting_builder *builder, const uint32_t *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (words[i] < builder->chain_count) {
            __builtin_prefetch(&builder->chains[words[i]], 1);
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (words[i] < builder->chain_count && builder->chains[words[i]].segments > 0) {
            __builtin_prefetch(byte_at(builder, builder->chains[words[i]].next), 1);
        }
    }
}

/* Where in a chain is read. */
struct chain_reader {
    const struct posting_builder *builder;
    size_t place;
    size_t room;
    size_t segments;
};

/* The next byte of a chain, across the border of its segments. */
static uint8_t read_byte(struct chain_reader *reader)
{
    if (reader->room == 0) {
        uint32_t place;
        memcpy(&place, byte_at(reader->builder, reader->place), LINK_BYTES);
        reader->place = place;
        reader->room = segment_size(reader->segments++) - LINK_BYTES;
    }
    reader->room--;
    return *byte_at(reader->builder, reader->place++);
}

/* As encode_posting() wrote it. Our own memory is trusted: unlike postings.c this checks nothing. */
static void read_chain(const struct posting_builder *builder, const struct chain *chain,
                       struct posting_writer *writer)
{
    struct chain_reader reader = {
        .builder = builder, .place = chain->first, .room = segment_size(0) - LINK_BYTES, .segments = 1};
    uint32_t entry = 0;
    while (reader.place != chain->next) {
        uint64_t number = 0;
        unsigned shift = 0;
        uint8_t byte;
        do {
            byte = read_byte(&reader);
            number |= (uint64_t)(byte & 0x7f) << shift;
            shift += 7;
        } while (byte >= 0x80);
        entry += (uint32_t)(number / 2);
        posting_writer_add(writer, entry, number % 2 == 1 ? read_byte(&reader) : 1);
    }
}

enum faqbot_status posting_builder_emit(struct posting_builder *builder, const uint8_t *classes,
                                        posting_writer_sink *sink, void *context)
{
    struct posting_writer writer;
    enum faqbot_status status = FAQBOT_OK;
    posting_writer_init(&writer, classes, sink, context);
    for (size_t word = 0; word < builder->chain_count && status == FAQBOT_OK; word++) {
        struct chain *chain = &builder->chains[word];
        if (chain->segments > 0) {
            writer.word = (uint32_t)word;
            read_chain(builder, chain, &writer);
            status = posting_writer_finish(&writer);
            *chain = (struct chain){0};
        }
    }
    builder->pool_end = 0;
    return status;
}

/* -- A chunk with edits -------------------------------------------------------------------------------
 *
 * Merges them, and writes the outcome as a new list is written. A chunk is at most 2000 bytes, so unpacking
 * all of it costs less than finding a way to change its bits in place would. */

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

/* The postings of the chunk and the edits before its last entry; false: the chunk is damaged. */
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

/* -- Chunks into the store ------------------------------------------------------------------------- */

enum faqbot_status store_put_chunk(void *store, uint32_t word, uint32_t first_entry, struct faqbot_view bytes)
{
    store_add_posting(store, word, first_entry, bytes);
    return store_status(store);
}
