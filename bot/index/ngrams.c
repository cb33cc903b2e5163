/* index/ngrams.c - text as a bag of hashed features. What a feature weighs is decided elsewhere. */
#include "index/index_internal.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "text/text.h"
#include "util/util.h"

/* ==== grams ============================================================================================= */

/* Each kind of feature hashes from a start of its own, so that a stem and a piece of a word never meet. */
#define STEM_SEED (VIEW_HASH_SEED ^ 1)
#define PAIR_SEED (VIEW_HASH_SEED ^ 2)
#define CHARACTERS_SEED (VIEW_HASH_SEED ^ 3)

/* FNV leaves the high bits of short texts alike: one round of a finalizer (Stafford's variant 13 of MurmurHash3's)
 * spreads them. 0 is kept for "none". */
static uint64_t finish(uint64_t hash)
{
    hash ^= hash >> 30;
    hash *= UINT64_C(0xbf58476d1ce4e5b9);
    hash ^= hash >> 27;
    hash *= UINT64_C(0x94d049bb133111eb);
    hash ^= hash >> 31;
    return hash == 0 ? 1 : hash;
}

/* Adds up equal keys, which keep the order of their first appearance. `slots` are zeroed, a power of two and at least
 * twice as many as keys: a place in the list + 1. */
static void tidy(struct ngrams *ngrams, uint32_t *slots, size_t slot_count)
{
    size_t kept = 0;
    for (size_t i = 0; i < ngrams->count; i++) {
        struct ngram ngram = ngrams->list[i];
        size_t slot = (size_t)ngram.key & (slot_count - 1);
        while (slots[slot] != 0 && ngrams->list[slots[slot] - 1].key != ngram.key) {
            slot = (slot + 1) & (slot_count - 1);
        }
        if (slots[slot] == 0) {
            slots[slot] = (uint32_t)kept + 1;
            ngrams->list[kept++] = ngram;
        } else {
            ngrams->list[slots[slot] - 1].count += ngram.count;
            ngrams->list[slots[slot] - 1].content += ngram.content;
        }
    }
    ngrams->count = kept;
}

/* Tidies, and hands over. */
static bool finish_list(struct arena *arena, struct ngrams *taken, struct ngrams *ngrams)
{
    size_t slot_count = 1;
    while (slot_count < 2 * taken->count) {
        slot_count *= 2;
    }
    uint32_t *slots = arena_alloc_array(arena, slot_count, sizeof *slots);
    if (slots == NULL) {
        return false;
    }
    tidy(taken, slots, slot_count);
    *ngrams = *taken;
    return true;
}

static void add(struct ngrams *ngrams, uint64_t key, uint32_t content)
{
    ngrams->list[ngrams->count++] = (struct ngram){.key = key, .count = 1, .content = content};
}

uint64_t ngrams_key_of_stem(struct faqbot_view stem)
{
    return finish(view_hash(STEM_SEED, stem));
}

uint64_t ngrams_stem_key(struct stemmer *stems, const struct word *word)
{
    return ngrams_key_of_stem(stemmer_stem(stems, word));
}

bool ngrams_add_unigram_keys(struct arena *arena, struct stemmer *stems, const struct word *words,
                             size_t count, uint64_t **keys)
{
    uint64_t *taken = arena_alloc_array(arena, count, sizeof *taken);
    if (taken == NULL) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        taken[i] = ngrams_stem_key(stems, &words[i]);
    }
    *keys = taken;
    return true;
}

bool ngrams_add_unigrams(struct arena *arena, const uint64_t *keys, size_t count, struct ngrams *ngrams)
{
    struct ngrams taken = {.list = arena_alloc(arena, count * sizeof *taken.list)};
    if (taken.list == NULL) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        add(&taken, keys[i], 1);
    }
    return finish_list(arena, &taken, ngrams);
}

uint64_t ngrams_bigram_key(const uint64_t *keys, size_t count, size_t place)
{
    uint64_t left = place == 0 ? PAIR_SEED : keys[place - 1];
    uint64_t right = place == count ? PAIR_SEED : keys[place];
    return finish(PAIR_SEED ^ finish(left) ^ right);
}

bool ngrams_add_bigrams(struct arena *arena, const uint64_t *keys, size_t count, struct ngrams *ngrams)
{
    struct ngrams taken = {.list = arena_alloc(arena, (count + 1) * sizeof *taken.list)};
    if (taken.list == NULL) {
        return false;
    }
    for (size_t i = 0; i <= count && count > 0; i++) {
        add(&taken, ngrams_bigram_key(keys, count, i), 1);
    }
    return finish_list(arena, &taken, ngrams);
}

/* The word with a blank at both ends, and where each of its characters starts, the end included. */
struct spelled {
    char bytes[TOKENIZE_WORD_BYTES_MAX + 2];
    size_t starts[TOKENIZE_WORD_BYTES_MAX + 3];
    size_t count;
};

static void spell(struct faqbot_view plain, struct spelled *spelled)
{
    size_t size = plain.size < TOKENIZE_WORD_BYTES_MAX ? plain.size : TOKENIZE_WORD_BYTES_MAX;
    spelled->bytes[0] = ' ';
    memcpy(spelled->bytes + 1, plain.bytes, size);
    spelled->bytes[size + 1] = ' ';
    spelled->count = 0;
    for (size_t i = 0; i < size + 2; i++) {
        if (((unsigned char)spelled->bytes[i] & 0xc0) != 0x80) {
            spelled->starts[spelled->count++] = i;
        }
    }
    spelled->starts[spelled->count] = size + 2;
}

static struct faqbot_view characters(const struct spelled *spelled, size_t first, size_t last)
{
    return view_make(spelled->bytes + spelled->starts[first], spelled->starts[last] - spelled->starts[first]);
}

static void add_word(struct ngrams *ngrams, const struct spelled *spelled, uint32_t content)
{
    if (spelled->count <= NGRAMS_CHARS_MAX) {
        add(ngrams, finish(view_hash(CHARACTERS_SEED, characters(spelled, 0, spelled->count))), content);
    }
    for (size_t start = 0; start + NGRAMS_CHARS_MIN <= spelled->count; start++) {
        uint64_t hash = CHARACTERS_SEED;
        for (size_t end = start + 1; end <= spelled->count && end - start <= NGRAMS_CHARS_MAX; end++) {
            hash = view_hash(hash, characters(spelled, end - 1, end));
            if (end - start >= NGRAMS_CHARS_MIN && end - start < spelled->count) {
                add(ngrams, finish(hash), content);
            }
        }
    }
}

bool ngrams_add_chars(struct arena *arena, const struct stemmer *stems, const struct word *words,
                      size_t count, struct ngrams *ngrams)
{
    size_t most = 0;
    for (size_t i = 0; i < count; i++) {
        most += (words[i].plain.size + 2) * (NGRAMS_CHARS_MAX - NGRAMS_CHARS_MIN + 1);
    }
    struct ngrams taken = {.list = arena_alloc(arena, most * sizeof *taken.list)};
    if (taken.list == NULL) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        struct spelled spelled;
        spell(words[i].plain, &spelled);
        bool is_function_word = stems != NULL && stemmer_is_stopword(stems, words[i].plain);
        add_word(&taken, &spelled, is_function_word ? 1 : NGRAMS_CONTENT_WEIGHT);
    }
    assert(taken.count <= most);
    return finish_list(arena, &taken, ngrams);
}

bool ngrams_add_content_chars(struct arena *arena, const struct ngrams *ngrams, struct ngrams *content)
{
    struct ngram *list = arena_alloc(arena, ngrams->count * sizeof *list);
    for (size_t i = 0; i < ngrams->count && list != NULL; i++) {
        list[i] = ngrams->list[i];
        list[i].count = list[i].content;
    }
    *content = (struct ngrams){.list = list, .count = ngrams->count};
    return list != NULL;
}

/* ==== pieces ============================================================================================ */

/* Counts pieces of words over a large knowledge base. grams.c decides which pieces a word has.  Both
 * tables are open addressing with a power of two of slots, at most half full; a key is a finished hash, so
 * its low bits are the slot. */

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

static void pieces_add(struct ngram_stats_builder *builder, uint64_t key, int64_t uses)
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
        pieces_add(builder, ngrams.list[i].key, uses);
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
            pieces_add(builder, records[i].key, records[i].uses);
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
