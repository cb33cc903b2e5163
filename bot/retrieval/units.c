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

void units_init(struct units *units)
{
    *units = (struct units){.hash = 0};
    buffer_init(&units->bytes, SIZE_MAX);
}

void units_release(struct units *units)
{
    buffer_release(&units->bytes);
}

static void close_unit(struct units *units)
{
    if (units->is_open) {
        uint64_t unit = units->hash | units->entries;
        units->has_large = units->has_large || units->entries > UNITS_ENTRIES_MAX;
        buffer_add(&units->bytes, view_make((const char *)&unit, sizeof unit));
    }
    units->is_open = false;
}

void units_start(struct units *units, const char *path, struct faqbot_view bytes)
{
    close_unit(units);
    units->hash = hash(hash(0, view_of(path)), bytes) & ~ENTRIES_MASK;
    units->entries = 0;
    units->is_open = true;
}

void units_count(struct units *units)
{
    units->entries += units->entries <= UNITS_ENTRIES_MAX;
}

bool units_finish(struct units *units)
{
    close_unit(units);
    return !units->bytes.failed && !units->has_large;
}

static uint64_t unit_at(struct faqbot_view bytes, size_t number)
{
    uint64_t unit;
    memcpy(&unit, bytes.bytes + number * UNIT_BYTES, sizeof unit);
    return unit;
}

size_t units_size(struct faqbot_view bytes)
{
    return bytes.size / UNIT_BYTES;
}

bool units_is_same(struct faqbot_view bytes, size_t number, const struct units *units)
{
    return (unit_at(bytes, number) & ~ENTRIES_MASK) == units->hash;
}

size_t units_entries(struct faqbot_view bytes, size_t number)
{
    return (size_t)(unit_at(bytes, number) & ENTRIES_MASK);
}
