/* retrieval/grams.c - text as a bag of hashed features. What a feature weighs is decided elsewhere. */
#include "retrieval/grams.h"

#include <stdlib.h>
#include <string.h>

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

static int by_key(const void *left, const void *right)
{
    const struct gram *a = left;
    const struct gram *b = right;
    return (a->key > b->key) - (a->key < b->key);
}

/* Insertion sort beats qsort() on the short lists of questions. */
static void sort(struct gram *list, size_t count)
{
    if (count > 64) {
        qsort(list, count, sizeof *list, by_key);
        return;
    }
    for (size_t i = 1; i < count; i++) {
        struct gram moving = list[i];
        size_t at = i;
        for (; at > 0 && list[at - 1].key > moving.key; at--) {
            list[at] = list[at - 1];
        }
        list[at] = moving;
    }
}

/* Sorts, and adds up equal keys. */
static void tidy(struct grams *grams)
{
    sort(grams->list, grams->count);
    size_t kept = 0;
    for (size_t i = 0; i < grams->count; i++) {
        if (kept > 0 && grams->list[kept - 1].key == grams->list[i].key) {
            grams->list[kept - 1].count += grams->list[i].count;
        } else {
            grams->list[kept++] = grams->list[i];
        }
    }
    grams->count = kept;
}

static void add(struct grams *grams, uint64_t key, uint32_t count)
{
    grams->list[grams->count++] = (struct gram){.key = key, .count = count};
}

uint64_t grams_stem_key(struct stems *stems, const struct word *word)
{
    return finish(view_hash(STEM_SEED, stems_find(stems, word)));
}

bool grams_take_stems(struct arena *arena, struct stems *stems, const struct word *words, size_t count,
                      struct grams *grams)
{
    struct grams taken = {.list = arena_take_array(arena, count, sizeof *taken.list)};
    if (taken.list == NULL) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        add(&taken, grams_stem_key(stems, &words[i]), 1);
    }
    tidy(&taken);
    *grams = taken;
    return true;
}

bool grams_take_pairs(struct arena *arena, struct stems *stems, const struct word *words, size_t count,
                      struct grams *grams)
{
    struct grams taken = {.list = arena_take_array(arena, count + 1, sizeof *taken.list)};
    if (taken.list == NULL) {
        return false;
    }
    uint64_t before = view_hash(PAIR_SEED, view_of("<"));
    for (size_t i = 0; i < count; i++) {
        struct faqbot_view stem = stems_find(stems, &words[i]);
        add(&taken, finish(view_hash(view_hash(before, view_of(" ")), stem)), 1);
        before = view_hash(PAIR_SEED, stem);
    }
    if (count > 0) {
        add(&taken, finish(view_hash(before, view_of(" >"))), 1);
    }
    tidy(&taken);
    *grams = taken;
    return true;
}

/* The word with a blank at both ends, and where each of its characters starts, the end included. */
struct spelled {
    char bytes[WORDS_BYTES_MAX + 2];
    size_t starts[WORDS_BYTES_MAX + 3];
    size_t count;
};

static void spell(struct faqbot_view plain, struct spelled *spelled)
{
    size_t size = plain.size < WORDS_BYTES_MAX ? plain.size : WORDS_BYTES_MAX;
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

static void add_word(struct grams *grams, const struct spelled *spelled, uint32_t weight)
{
    if (spelled->count <= GRAMS_CHARS_MOST) {
        add(grams, finish(view_hash(CHARACTERS_SEED, characters(spelled, 0, spelled->count))), weight);
    }
    for (size_t start = 0; start + GRAMS_CHARS_LEAST <= spelled->count; start++) {
        uint64_t hash = CHARACTERS_SEED;
        for (size_t end = start + 1; end <= spelled->count && end - start <= GRAMS_CHARS_MOST; end++) {
            hash = view_hash(hash, characters(spelled, end - 1, end));
            if (end - start >= GRAMS_CHARS_LEAST && end - start < spelled->count) {
                add(grams, finish(hash), weight);
            }
        }
    }
}

bool grams_take_characters(struct arena *arena, const struct word *words, const uint32_t *weights,
                           size_t count, struct grams *grams)
{
    size_t most = 0;
    for (size_t i = 0; i < count; i++) {
        most += (words[i].plain.size + 2) * (GRAMS_CHARS_MOST - GRAMS_CHARS_LEAST + 1);
    }
    struct grams taken = {.list = arena_take_array(arena, most, sizeof *taken.list)};
    if (taken.list == NULL) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        struct spelled spelled;
        spell(words[i].plain, &spelled);
        add_word(&taken, &spelled, weights == NULL ? 1 : weights[i]);
    }
    tidy(&taken);
    *grams = taken;
    return true;
}

bool grams_take_content_characters(struct arena *arena, const struct stems *stems, const struct word *words,
                                   size_t count, struct grams *grams)
{
    uint32_t *weights = arena_take_array(arena, count, sizeof *weights);
    if (weights == NULL) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        weights[i] = stems_is_function_word(stems, words[i].plain) ? 1 : GRAMS_CONTENT_WEIGHT;
    }
    return grams_take_characters(arena, words, weights, count, grams);
}
