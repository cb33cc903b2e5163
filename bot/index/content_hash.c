/* index/content_hash.c - tells whether a knowledge base, or a segment of its files, is as it was when it
 * was indexed. build.c decides what of an entry counts, and kb/ where a segment begins.
 *
 * Both hashes are deliberately not cryptographic: they tell versions of one owner's text apart, and nobody
 * gains by making two of them alike. */
#include "index/index_internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/util.h"

/* -- The version: a hash of all content ------------------------------------------------------------ */

/* With h() being FNV-1a over texts that each end with a NUL:
 *
 *   settings = h(language, sentences, starters, thresholds, synonyms)
 *   entries  = sum over all entries of h(h(row, phrasings, related ids, exclusions), number)   modulo 2^64
 *   version  = h(settings, entries)
 *
 * Everything that shows the version shows this: an author sees by it whether two machines serve the same
 * text. */

#define SETTINGS_HASH "settings_hash"
#define ENTRIES_HASH "entries_hash"

static uint64_t hash_number(uint64_t hash, uint64_t number)
{
    char bytes[8];
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (char)(number >> 8 * i);
    }
    return view_hash(hash, view_make(bytes, sizeof bytes));
}

void content_hash_init(struct content_hash *content_hash)
{
    *content_hash = (struct content_hash){.part = VIEW_HASH_SEED};
}

void content_hash_add(struct content_hash *content_hash, struct faqbot_view text)
{
    content_hash->part = view_hash(content_hash->part, text);
    content_hash->part = view_hash(content_hash->part, view_make("", 1)); /* "ab", "c" is not "a", "bc" */
}

/* The hash of what was added since the last part ended. */
static uint64_t take_part(struct content_hash *content_hash)
{
    uint64_t part = content_hash->part;
    content_hash->part = VIEW_HASH_SEED;
    return part;
}

void content_hash_close_settings(struct content_hash *content_hash)
{
    content_hash->settings = take_part(content_hash);
}

/* A sum, so that an entry can be subtracted again; with its number, so that two entries that change places
 * are a change. */
void content_hash_close_entry(struct content_hash *content_hash, uint32_t number)
{
    content_hash->entries += hash_number(take_part(content_hash), number);
}

void content_hash_remove_entry(struct content_hash *content_hash, uint32_t number)
{
    content_hash->entries -= hash_number(take_part(content_hash), number);
}

static void write_hash(struct store *store, const char *name, uint64_t hash)
{
    char text[24];
    snprintf(text, sizeof text, "%016" PRIx64, hash);
    store_change_setting(store, name, view_of(text));
}

void content_hash_write(const struct content_hash *content_hash, struct store *store)
{
    write_hash(store, SETTINGS_HASH, content_hash->settings);
    write_hash(store, ENTRIES_HASH, content_hash->entries);
}

static uint64_t read_hash(struct store *store, const char *name, struct arena *arena,
                          enum faqbot_status *status)
{
    struct faqbot_view text;
    store_get_setting(store, name, arena, &text, status);
    return *status == FAQBOT_OK ? strtoull(text.bytes, NULL, 16) : 0;
}

void content_hash_read(struct content_hash *content_hash, struct store *store, struct arena *arena,
                       enum faqbot_status *status)
{
    uint64_t settings = read_hash(store, SETTINGS_HASH, arena, status);
    uint64_t entries = read_hash(store, ENTRIES_HASH, arena, status);
    if (*status == FAQBOT_OK) {
        *content_hash =
            (struct content_hash){.settings = settings, .entries = entries, .part = VIEW_HASH_SEED};
    }
}

uint64_t content_hash_version(const struct content_hash *content_hash)
{
    return hash_number(content_hash->settings, content_hash->entries);
}

/* -- Segments: what of the files is unchanged ------------------------------------------------------ */

/* A segment is 56 bits of hash above 8 bits of entries, in the machine's byte order. */
#define SEGMENT_BYTES sizeof(uint64_t)
#define ENTRIES_MASK UINT64_C(0xff)

/* FNV's way, eight bytes at a time: a million lines have some 500 MB, of which view_hash() takes half a
 * second. The multiplier is that of Knuth's MMIX generator. Two versions of a line have the same 56 bits
 * once in some 10^16 edits. */
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

static void close_segment(struct source_segments *segments)
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
    close_segment(segments);
    segments->hash = hash(hash(0, view_of(path)), bytes) & ~ENTRIES_MASK;
    segments->entries = 0;
    segments->is_open = true;
}

void source_segments_count(struct source_segments *segments)
{
    segments->entries += segments->entries <= SOURCE_SEGMENTS_ENTRIES_MAX;
}

bool source_segments_finish(struct source_segments *segments, enum faqbot_status *status)
{
    close_segment(segments);
    fail_if(segments->bytes.failed, FAQBOT_NO_MEMORY, status);
    return *status == FAQBOT_OK && !segments->has_large;
}

static uint64_t segment_at(struct faqbot_view bytes, size_t number)
{
    uint64_t segment;
    memcpy(&segment, bytes.bytes + number * SEGMENT_BYTES, sizeof segment);
    return segment;
}

size_t source_segments_size(struct faqbot_view bytes)
{
    return bytes.size / SEGMENT_BYTES;
}

bool source_segments_is_unchanged(struct faqbot_view bytes, size_t number,
                                  const struct source_segments *segments)
{
    return (segment_at(bytes, number) & ~ENTRIES_MASK) == segments->hash;
}

size_t source_segments_entries(struct faqbot_view bytes, size_t number)
{
    return (size_t)(segment_at(bytes, number) & ENTRIES_MASK);
}
