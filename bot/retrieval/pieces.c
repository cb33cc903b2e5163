/* retrieval/pieces.c - counts pieces of words over a large knowledge base. grams.c decides which pieces a word has.
 *
 * Both tables are open addressing with a power of two of slots, at most half full; a key is a finished hash, so its low
 * bits are the slot. */
#include "retrieval/pieces.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "retrieval/bags.h"

#define SCRATCH_BYTES_MAX ((size_t)1 << 20)

/* What is written of a piece. */
struct import_record {
    uint64_t key;
    uint32_t uses;
    uint32_t unused; /* 0 */
};

static size_t find_slot(const uint64_t *keys, size_t slot_count, uint64_t key)
{
    size_t slot = (size_t)key & (slot_count - 1);
    while (keys[slot] != 0 && keys[slot] != key) {
        slot = (slot + 1) & (slot_count - 1);
    }
    return slot;
}

/* -- Making -------------------------------------------------------------------------------------------------------- */

void ngram_stats_builder_init(struct ngram_stats_builder *builder)
{
    *builder = (struct ngram_stats_builder){0};
    arena_init(&builder->scratch, SCRATCH_BYTES_MAX);
}

void ngram_stats_builder_release(struct ngram_stats_builder *builder)
{
    free(builder->keys);
    free(builder->uses);
    arena_release(&builder->scratch);
    ngram_stats_builder_init(builder);
}

/* Doubles the table; false: no memory. */
static bool grow(struct ngram_stats_builder *builder)
{
    struct ngram_stats_builder grown = {.slot_count =
                                            builder->slot_count == 0 ? 4096 : 2 * builder->slot_count};
    grown.keys = calloc(grown.slot_count, sizeof *grown.keys);
    grown.uses = calloc(grown.slot_count, sizeof *grown.uses);
    if (grown.keys == NULL || grown.uses == NULL) {
        free(grown.keys);
        free(grown.uses);
        return false;
    }
    for (size_t i = 0; i < builder->slot_count; i++) {
        if (builder->keys[i] != 0) {
            size_t slot = find_slot(grown.keys, grown.slot_count, builder->keys[i]);
            grown.keys[slot] = builder->keys[i];
            grown.uses[slot] = builder->uses[i];
        }
    }
    free(builder->keys);
    free(builder->uses);
    builder->keys = grown.keys;
    builder->uses = grown.uses;
    builder->slot_count = grown.slot_count;
    return true;
}

static void add(struct ngram_stats_builder *builder, uint64_t key, int64_t uses)
{
    if (builder->failed || (2 * (builder->count + 1) > builder->slot_count && !grow(builder))) {
        builder->failed = true;
        return;
    }
    size_t slot = find_slot(builder->keys, builder->slot_count, key);
    builder->count += builder->keys[slot] == 0;
    builder->keys[slot] = key;
    int64_t sum = (int64_t)builder->uses[slot] + uses;
    builder->uses[slot] = sum < 0 ? 0 : sum > UINT32_MAX ? UINT32_MAX : (uint32_t)sum;
}

void ngram_stats_builder_add(struct ngram_stats_builder *builder, struct faqbot_view plain, int64_t uses)
{
    struct ngrams ngrams = {.count = 0};
    const struct word word = {.plain = plain};
    arena_reset(&builder->scratch);
    if (!ngrams_add_chars(&builder->scratch, NULL, &word, 1, &ngrams)) {
        builder->failed = true;
    }
    for (size_t i = 0; i < ngrams.count; i++) {
        add(builder, ngrams.list[i].key, uses);
    }
}

bool ngram_stats_builder_load(struct ngram_stats_builder *builder, struct faqbot_view bytes)
{
    const struct import_record *records = (const void *)bytes.bytes;
    size_t count = bytes.size / sizeof *records;
    bool is_sound = bytes.size % sizeof *records == 0;
    for (size_t i = 0; i < count && is_sound; i++) {
        is_sound = records[i].key != 0;
        if (is_sound) {
            add(builder, records[i].key, records[i].uses);
        }
    }
    return is_sound;
}

static int by_key(const void *left, const void *right)
{
    const struct import_record *a = left;
    const struct import_record *b = right;
    return (a->key > b->key) - (a->key < b->key);
}

void ngram_stats_builder_encode(const struct ngram_stats_builder *builder, struct buffer *out)
{
    struct import_record *records = calloc(builder->count + 1, sizeof *records);
    size_t count = 0;
    if (records == NULL || builder->failed) {
        out->failed = true;
        free(records);
        return;
    }
    for (size_t i = 0; i < builder->slot_count; i++) {
        if (builder->keys[i] != 0 && builder->uses[i] > 0) {
            records[count++] = (struct import_record){.key = builder->keys[i], .uses = builder->uses[i]};
        }
    }
    qsort(records, count, sizeof *records, by_key);
    buffer_add(out, view_make((const char *)records, count * sizeof *records));
    free(records);
}

/* -- Using --------------------------------------------------------------------------------------------------------- */

enum faqbot_status ngram_stats_decode(struct faqbot_view bytes, uint32_t entries, struct arena *arena,
                                      struct ngram_stats *ngram_stats)
{
    const struct import_record *records = (const void *)bytes.bytes;
    size_t count = bytes.size / sizeof *records;
    struct ngram_stats taken = {.entries = entries, .slot_count = 1};
    while (taken.slot_count < 2 * count) {
        taken.slot_count *= 2;
    }
    taken.keys = arena_alloc_array(arena, taken.slot_count, sizeof *taken.keys);
    taken.doc_freqs = arena_alloc_array(arena, taken.slot_count, sizeof *taken.doc_freqs);
    taken.idfs = arena_alloc_array(arena, taken.slot_count, sizeof *taken.idfs);
    if (taken.keys == NULL || taken.doc_freqs == NULL || taken.idfs == NULL) {
        return FAQBOT_NO_MEMORY;
    }
    for (size_t i = 0; i < count; i++) {
        if (records[i].key == 0) {
            return FAQBOT_CORRUPT;
        }
        size_t slot = find_slot(taken.keys, taken.slot_count, records[i].key);
        taken.keys[slot] = records[i].key;
        taken.doc_freqs[slot] = (uint32_t)ceil(entries * (1 - exp(-(double)records[i].uses / entries)));
        taken.idfs[slot] = (float)term_counts_idf(entries, taken.doc_freqs[slot]);
    }
    *ngram_stats = taken;
    return bytes.size % sizeof *records == 0 ? FAQBOT_OK : FAQBOT_CORRUPT;
}

uint32_t ngram_stats_doc_freq(const struct ngram_stats *ngram_stats, uint64_t key)
{
    size_t slot = find_slot(ngram_stats->keys, ngram_stats->slot_count, key);
    return ngram_stats->keys[slot] == key ? ngram_stats->doc_freqs[slot] : 0;
}

float ngram_stats_idf(const struct ngram_stats *ngram_stats, uint64_t key)
{
    size_t slot = find_slot(ngram_stats->keys, ngram_stats->slot_count, key);
    return ngram_stats->keys[slot] == key ? ngram_stats->idfs[slot]
                                          : (float)term_counts_idf(ngram_stats->entries, 0);
}
