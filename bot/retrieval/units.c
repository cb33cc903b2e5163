/* retrieval/units.c - hashes the units that a knowledge base was read in. knowledge/ decides where one begins. */
#include "retrieval/units.h"

#include <string.h>

/* A unit is 56 bits of hash above 8 bits of entries. */
#define UNIT_BYTES sizeof(uint64_t)
#define ENTRIES_MASK UINT64_C(0xff)

/* FNV's way, eight bytes at a time: a million lines have some 500 MB, of which view_hash() takes half a second. The
 * multiplier is that of Knuth's MMIX generator. Two versions of one line have the same 56 bits once in 10^16 edits. */
static uint64_t hash(uint64_t made, struct faqbot_view bytes)
{
    const uint64_t factor = UINT64_C(6364136223846793005);
    made = (made ^ bytes.size) * factor;
    size_t at = 0;
    for (; at + sizeof made <= bytes.size; at += sizeof made) {
        uint64_t word;
        memcpy(&word, bytes.bytes + at, sizeof word);
        made = (made ^ word) * factor;
        made ^= made >> 32;
    }
    uint64_t rest = 0;
    if (at < bytes.size) {
        memcpy(&rest, bytes.bytes + at, bytes.size - at);
    }
    made = (made ^ rest) * factor;
    return made ^ made >> 32;
}

void source_segments_init(struct source_segments *segments)
{
    *segments = (struct source_segments){.hash = 0};
    buffer_init(&segments->bytes, SIZE_MAX);
}

void source_segments_release(struct source_segments *segments)
{
    buffer_release(&segments->bytes);
}

static void close_unit(struct source_segments *segments)
{
    if (segments->is_open) {
        uint64_t segment = segments->hash | segments->entries;
        segments->has_large = segments->has_large || segments->entries > SOURCE_SEGMENTS_ENTRIES_MAX;
        buffer_add(&segments->bytes, view_make((const char *)&segment, sizeof segment));
    }
    segments->is_open = false;
}

void source_segments_start(struct source_segments *segments, const char *path, struct faqbot_view bytes)
{
    close_unit(segments);
    segments->hash = hash(hash(0, view_of(path)), bytes) & ~ENTRIES_MASK;
    segments->entries = 0;
    segments->is_open = true;
}

void source_segments_count(struct source_segments *segments)
{
    segments->entries += segments->entries <= SOURCE_SEGMENTS_ENTRIES_MAX;
}

bool source_segments_finish(struct source_segments *segments)
{
    close_unit(segments);
    return !segments->bytes.failed && !segments->has_large;
}

static uint64_t unit_at(struct faqbot_view bytes, size_t number)
{
    uint64_t segment;
    memcpy(&segment, bytes.bytes + number * UNIT_BYTES, sizeof segment);
    return segment;
}

size_t source_segments_size(struct faqbot_view bytes)
{
    return bytes.size / UNIT_BYTES;
}

bool source_segments_is_unchanged(struct faqbot_view bytes, size_t number,
                                  const struct source_segments *segments)
{
    return (unit_at(bytes, number) & ~ENTRIES_MASK) == segments->hash;
}

size_t source_segments_entries(struct faqbot_view bytes, size_t number)
{
    return (size_t)(unit_at(bytes, number) & ENTRIES_MASK);
}
