/* retrieval/posting_builder.c - a chain of segments for each word. Nothing is ever moved, so nothing is ever held
 * twice: arrays that double would take three times their size at the worst moment.
 *
 * Segments lie in a pool of equal slabs, at places of 32 bits. A chain's first segment is small, as half of all
 * words occur once; each further one is larger, up to a limit, so that what a chain has not filled yet stays a small
 * share of it. The last bytes of a segment are the next one's place. */
#include "retrieval/posting_builder.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define SLAB_BYTES ((size_t)1 << 16)
#define PAGE_CHAINS ((size_t)1 << 10)
#define LINK_BYTES 4

/* Bytes of the segments of a chain, one after the other; then always the last. */
static const uint16_t segment_sizes[] = {8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512};
#define SIZE_COUNT (sizeof segment_sizes / sizeof *segment_sizes)

struct import_list {
    uint32_t first;    /* place of the first segment */
    uint32_t next;     /* place of the next byte */
    uint32_t last;     /* entry */
    uint16_t room;     /* bytes left in the segment */
    uint16_t segments; /* how many there are, up to SIZE_COUNT */
};

struct posting_builder {
    size_t limit;
    size_t size;
    uint8_t **slabs;
    size_t slab_count;    /* allocated */
    size_t slab_capacity; /* of the array */
    size_t pool_end;      /* the first place not taken */
    struct import_list **pages;
    size_t page_count;
};

struct posting_builder *posting_builder_new(size_t limit)
{
    struct posting_builder *builder = calloc(1, sizeof *builder);
    if (builder != NULL) {
        builder->limit = limit < UINT32_MAX ? limit : UINT32_MAX;
        builder->size = sizeof *builder;
    }
    return builder;
}

void posting_builder_free(struct posting_builder *builder)
{
    if (builder == NULL) {
        return;
    }
    for (size_t i = 0; i < builder->slab_count; i++) {
        free(builder->slabs[i]);
    }
    for (size_t i = 0; i < builder->page_count; i++) {
        free(builder->pages[i]);
    }
    free(builder->slabs);
    free(builder->pages);
    free(builder);
}

size_t posting_builder_size(const struct posting_builder *builder)
{
    return builder->size;
}

/* -- Memory ------------------------------------------------------------------------------------------------------- */

/* `size` bytes that count against the limit, zeroed; NULL: no memory. */
static void *take(struct posting_builder *builder, size_t size)
{
    void *taken = size > builder->limit - builder->size ? NULL : calloc(1, size);
    builder->size += taken == NULL ? 0 : size;
    return taken;
}

static uint8_t *byte_at(const struct posting_builder *builder, size_t place)
{
    return builder->slabs[place / SLAB_BYTES] + place % SLAB_BYTES;
}

static bool add_slab(struct posting_builder *builder)
{
    if (builder->slab_count == builder->slab_capacity) {
        size_t capacity = 2 * builder->slab_capacity + 16;
        uint8_t **slabs = realloc(builder->slabs, capacity * sizeof *slabs);
        if (slabs == NULL) {
            return false;
        }
        builder->slabs = slabs;
        builder->slab_capacity = capacity;
    }
    uint8_t *slab = take(builder, SLAB_BYTES);
    builder->slabs[builder->slab_count] = slab;
    builder->slab_count += slab != NULL;
    return slab != NULL;
}

/* The place of a new segment in *place; false: no memory. None crosses the border of two slabs. */
static bool take_segment(struct posting_builder *builder, size_t size, uint32_t *place)
{
    size_t start = builder->pool_end;
    if (start % SLAB_BYTES + size > SLAB_BYTES) {
        start += SLAB_BYTES - start % SLAB_BYTES;
    }
    if (start / SLAB_BYTES == builder->slab_count && !add_slab(builder)) {
        return false;
    }
    builder->pool_end = start + size;
    *place = (uint32_t)start;
    return true;
}

static size_t segment_size(size_t number)
{
    return segment_sizes[number < SIZE_COUNT ? number : SIZE_COUNT - 1];
}

/* Puts a further segment behind a chain's last, whose bytes are all written. */
static bool extend(struct posting_builder *builder, struct import_list *chain)
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

/* The chain of a word; NULL: no memory. */
static struct import_list *find_chain(struct posting_builder *builder, uint32_t word)
{
    size_t page = word / PAGE_CHAINS;
    if (page >= builder->page_count) {
        struct import_list **pages = realloc(builder->pages, (page + 1) * sizeof *pages);
        if (pages == NULL) {
            return NULL;
        }
        builder->pages = pages;
        while (builder->page_count <= page) {
            pages[builder->page_count] = take(builder, PAGE_CHAINS * sizeof **pages);
            if (pages[builder->page_count] == NULL) {
                return NULL;
            }
            builder->page_count++;
        }
    }
    return &builder->pages[page][word % PAGE_CHAINS];
}

/* -- Adding ------------------------------------------------------------------------------------------------------- */

/* Bytes that reach over a segment's end. The chain is as before where there is no memory. */
static bool append(struct posting_builder *builder, struct import_list *chain, const uint8_t *bytes,
                   size_t size)
{
    struct import_list before = *chain;
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

enum faqbot_status posting_builder_add(struct posting_builder *builder, uint32_t word, uint32_t entry,
                                       uint32_t count)
{
    struct import_list *chain = find_chain(builder, word);
    if (chain == NULL) {
        return FAQBOT_NO_MEMORY;
    }
    assert(count > 0 && entry <= POSTING_ENTRY_MAX && (chain->segments == 0 || entry > chain->last));
    uint32_t distance = entry - chain->last;
    if (chain->room >= POSTING_BYTES_MAX) { /* mostly */
        size_t size = posting_writer_encode(byte_at(builder, chain->next), distance, count);
        chain->next += (uint32_t)size;
        chain->room = (uint16_t)(chain->room - size);
    } else {
        uint8_t bytes[POSTING_BYTES_MAX];
        if (!append(builder, chain, bytes, posting_writer_encode(bytes, distance, count))) {
            return FAQBOT_NO_MEMORY;
        }
    }
    chain->last = entry;
    return FAQBOT_OK;
}

/* The chain of a word, which may be empty; NULL: it has none yet. */
static const struct import_list *peek_chain(const struct posting_builder *builder, uint32_t word)
{
    size_t page = word / PAGE_CHAINS;
    return page < builder->page_count ? &builder->pages[page][word % PAGE_CHAINS] : NULL;
}

void posting_builder_expect(const struct posting_builder *builder, const uint32_t *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct import_list *chain = peek_chain(builder, words[i]);
        if (chain != NULL) {
            __builtin_prefetch(chain, 1);
        }
    }
    for (size_t i = 0; i < count; i++) {
        const struct import_list *chain = peek_chain(builder, words[i]);
        if (chain != NULL && chain->segments > 0) {
            __builtin_prefetch(byte_at(builder, chain->next), 1);
        }
    }
}

/* -- Giving ------------------------------------------------------------------------------------------------------- */

/* Where in a chain is read. */
struct kb_reader {
    const struct posting_builder *builder;
    size_t place;
    size_t room;
    size_t segments;
};

static uint8_t read_byte(struct kb_reader *reader)
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

static void read_chain(const struct posting_builder *builder, const struct import_list *chain,
                       struct posting_writer *writer)
{
    struct kb_reader reader = {
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
    for (size_t word = 0; word < builder->page_count * PAGE_CHAINS && status == FAQBOT_OK; word++) {
        struct import_list *chain = &builder->pages[word / PAGE_CHAINS][word % PAGE_CHAINS];
        if (chain->segments > 0) {
            writer.word = (uint32_t)word;
            read_chain(builder, chain, &writer);
            status = posting_writer_finish(&writer);
            *chain = (struct import_list){0};
        }
    }
    builder->pool_end = 0;
    return status;
}
