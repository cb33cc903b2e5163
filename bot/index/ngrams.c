/* index/ngrams.c - text as a bag of hashed features: stems, pairs of stems, and runs of characters within
 * words. Entries and questions go through the same functions, so that equal text gives equal features. What
 * a feature weighs is decided by term_counts.c for the entries and by sparse_matrix.c for the question.
 *
 * Stems find what is said in the same words, pairs prefer the same words in the same order, and runs of
 * characters still find a word that is misspelled, compounded or inflected in a way that the stemmer does
 * not know. Features are 64-bit hashes and never strings: a table of some hundred thousand features then is
 * a few flat arrays, and a question needs no copies of its parts. */
#include "index/index_internal.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "text/text.h"
#include "util/util.h"

/* The features of "Lost cards", stemmed to "lost" and "card":
 *
 *   stems       lost, card
 *   pairs       (edge, lost), (lost, card), (card, edge)
 *   characters  of " lost ": " l", " lo", " los", "lo", "los", "lost", "os", "ost", "ost ", "st", "st ",
 *               "t "; of " cards " likewise: they are of words as they are written, folded, and not of stems
 *
 * A word's character runs overlap, so one wrong letter leaves most of a long word's runs as they were; that
 * is what finds a misspelled word without knowing which word was meant. */

/* Each kind of feature hashes from a start of its own, so that a stem and a run of characters within a word
 * never meet. */
#define STEM_SEED (VIEW_HASH_SEED ^ 1)
#define PAIR_SEED (VIEW_HASH_SEED ^ 2)
#define CHARACTERS_SEED (VIEW_HASH_SEED ^ 3)

/* FNV leaves the high bits of short texts alike: one round of a finalizer (Stafford's variant 13 of
 * MurmurHash3's) spreads them. 0 is kept for "none". */
static uint64_t finish(uint64_t hash)
{
    hash ^= hash >> 30;
    hash *= UINT64_C(0xbf58476d1ce4e5b9);
    hash ^= hash >> 27;
    hash *= UINT64_C(0x94d049bb133111eb);
    hash ^= hash >> 31;
    return hash == 0 ? 1 : hash;
}

/* Room for so many features, not yet any. */
static struct ngrams open_list(struct arena *arena, size_t most, enum faqbot_status *status)
{
    struct ngrams made = {0};
    if (*status == FAQBOT_OK) {
        made.list = arena_alloc(arena, most * sizeof *made.list);
        *status = made.list == NULL ? FAQBOT_NO_MEMORY : FAQBOT_OK;
    }
    return made;
}

/* Adds up equal keys, which keep the order of their first appearance, by a table of places in the list,
 * plus 1. It does not sort: floating-point sums over a question's features must come out the same for the
 * same question. */
static void close_list(struct arena *arena, struct ngrams *ngrams, enum faqbot_status *status)
{
    size_t kept = 0;
    size_t slot_count = feature_slots(ngrams->count);
    uint32_t *slots = arena_need(arena, slot_count, sizeof *slots, status);
    for (size_t i = 0; i < ngrams->count && slots != NULL; i++) {
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

/* Room for it is there. */
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

/* Stemming is the expensive part of all of this, so its result is handed over for stems, pairs and
 * sequences alike. */
uint64_t *ngrams_unigram_keys(struct arena *arena, struct stemmer *stems, const struct word *words,
                              size_t count, enum faqbot_status *status)
{
    uint64_t *keys = arena_need(arena, count, sizeof *keys, status);
    for (size_t i = 0; i < count && keys != NULL; i++) {
        keys[i] = ngrams_stem_key(stems, &words[i]);
    }
    return keys;
}

struct ngrams ngrams_unigrams(struct arena *arena, const uint64_t *keys, size_t count,
                              enum faqbot_status *status)
{
    struct ngrams made = open_list(arena, count, status);
    for (size_t i = 0; i < count && made.list != NULL; i++) {
        add(&made, keys[i], 1);
    }
    close_list(arena, &made, status);
    return made;
}

/* The left stem is mixed once more than the right one, so that "a b" and "b a" differ. */
uint64_t ngrams_bigram_key(const uint64_t *keys, size_t count, size_t place)
{
    uint64_t left = place == 0 ? PAIR_SEED : keys[place - 1];
    uint64_t right = place == count ? PAIR_SEED : keys[place];
    return finish(PAIR_SEED ^ finish(left) ^ right);
}

struct ngrams ngrams_bigrams(struct arena *arena, const uint64_t *keys, size_t count,
                             enum faqbot_status *status)
{
    struct ngrams made = open_list(arena, count + 1, status);
    for (size_t i = 0; i <= count && count > 0 && made.list != NULL; i++) {
        add(&made, ngrams_bigram_key(keys, count, i), 1);
    }
    close_list(arena, &made, status);
    return made;
}

/* The blanks make a word's beginning and end features of their own: " ca" is how "card" begins, "ca" may
 * stand anywhere. `starts` says where each character of the word between its blanks starts, the end
 * included. */
struct spelled {
    char bytes[TOKENIZE_WORD_BYTES_MAX + 2];
    size_t starts[TOKENIZE_WORD_BYTES_MAX + 3];
    size_t count;
};

/* A character starts at each byte that does not continue one: 10xxxxxx in UTF-8. Words longer than the
 * tokenizer gives are cut, which only a caller of our own tests can bring about. */
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

/* Runs of every length from each start: their hashes grow by one character at a time. */
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

struct ngrams ngrams_chars(struct arena *arena, const struct stemmer *stems, const struct word *words,
                           size_t count, enum faqbot_status *status)
{
    size_t most = 0;
    for (size_t i = 0; i < count; i++) {
        most += (words[i].plain.size + 2) * (NGRAMS_CHARS_MAX - NGRAMS_CHARS_MIN + 1);
    }
    struct ngrams made = open_list(arena, most, status);
    for (size_t i = 0; i < count && made.list != NULL; i++) {
        struct spelled spelled;
        spell(words[i].plain, &spelled);
        bool is_function_word =
            words[i].is_function_word || (stems != NULL && stemmer_is_stopword(stems, words[i].plain));
        add_word(&made, &spelled, is_function_word ? 1 : NGRAMS_CONTENT_WEIGHT);
    }
    assert(made.count <= most);
    close_list(arena, &made, status);
    return made;
}

/* -- How many entries hold each run of characters ------------------------------------------------------ */

#define SCRATCH_BYTES_MAX ((size_t)1 << 20)

/* What is written of a run; the table is these, by rising key. */
struct record {
    uint64_t key;
    uint32_t entries;
    uint32_t unused; /* 0 */
};

void ngram_stats_builder_init(struct ngram_stats_builder *builder)
{
    term_counts_init(&builder->entries);
    arena_init(&builder->scratch, SCRATCH_BYTES_MAX);
}

void ngram_stats_builder_release(struct ngram_stats_builder *builder)
{
    term_counts_release(&builder->entries);
    arena_release(&builder->scratch);
}

void ngram_stats_builder_list(struct ngram_stats_builder *builder, struct faqbot_view plain,
                              struct buffer *rows)
{
    enum faqbot_status status = FAQBOT_OK;
    const struct word word = {.plain = plain};
    arena_reset(&builder->scratch);
    struct ngrams ngrams = ngrams_chars(&builder->scratch, NULL, &word, 1, &status);
    uint32_t number = (uint32_t)ngrams.count;
    builder->entries.failed = builder->entries.failed || status != FAQBOT_OK;
    buffer_add(rows, view_make((const char *)&number, sizeof number));
    for (size_t i = 0; i < ngrams.count; i++) {
        number = term_counts_row(&builder->entries, ngrams.list[i].key);
        buffer_add(rows, view_make((const char *)&number, sizeof number));
    }
}

bool ngram_stats_builder_load(struct ngram_stats_builder *builder, struct faqbot_view bytes)
{
    const struct record *records = (const void *)bytes.bytes;
    size_t count = bytes.size / sizeof *records;
    bool is_sound = bytes.size % sizeof *records == 0;
    for (size_t i = 0; i < count && is_sound; i++) {
        uint32_t row = records[i].key == 0 ? UINT32_MAX : term_counts_row(&builder->entries, records[i].key);
        is_sound = records[i].key != 0;
        if (row != UINT32_MAX) {
            builder->entries.documents[row] = records[i].entries;
        }
    }
    return is_sound;
}

bool ngram_stats_builder_merge(struct ngram_stats_builder *builder, const struct ngram_stats_builder *other,
                               bool is_gone)
{
    bool is_sound = true;
    builder->entries.failed = builder->entries.failed || other->entries.failed;
    for (uint32_t i = 0; i < other->entries.row_count && is_sound && !builder->entries.failed; i++) {
        uint32_t row = term_counts_row(&builder->entries, other->entries.keys[i]);
        uint32_t entries = other->entries.documents[i];
        if (row != UINT32_MAX) {
            is_sound = !is_gone || builder->entries.documents[row] >= entries;
            builder->entries.documents[row] += is_gone ? -entries : entries;
        }
    }
    return is_sound;
}

static int by_key(const void *left, const void *right)
{
    const struct record *a = left;
    const struct record *b = right;
    return (a->key > b->key) - (a->key < b->key);
}

void ngram_stats_builder_encode(const struct ngram_stats_builder *builder, struct buffer *out)
{
    const struct term_counts *table = &builder->entries;
    struct record *records = calloc((size_t)table->row_count + 1, sizeof *records);
    size_t count = 0;
    out->failed = out->failed || records == NULL || table->failed;
    for (uint32_t row = 0; row < table->row_count && !out->failed; row++) {
        if (table->documents[row] > 0) {
            records[count++] = (struct record){.key = table->keys[row], .entries = table->documents[row]};
        }
    }
    if (count > 0) {
        qsort(records, count, sizeof *records, by_key);
        buffer_add(out, view_make((const char *)records, count * sizeof *records));
    }
    free(records);
}

void ngram_stats_builder_write(const struct ngram_stats_builder *builder, struct store *store,
                               enum faqbot_status *status)
{
    struct buffer bytes;
    buffer_init(&bytes, SIZE_MAX);
    ngram_stats_builder_encode(builder, &bytes);
    if (*status == FAQBOT_OK) {
        store_change_model(store, ENTRY_INDEX_NGRAM_STATS, buffer_view(&bytes));
        *status = bytes.failed ? FAQBOT_NO_MEMORY : store_status(store);
    }
    buffer_release(&bytes);
}

void ngram_stats_decode(struct faqbot_view bytes, uint32_t entries, struct arena *arena,
                        struct ngram_stats *ngram_stats, enum faqbot_status *status)
{
    const struct record *records = (const void *)bytes.bytes;
    size_t count = bytes.size / sizeof *records;
    struct ngram_stats made = {.entries = entries, .slot_count = feature_slots(count)};
    made.keys = arena_need(arena, made.slot_count, sizeof *made.keys, status);
    made.doc_freqs = arena_need(arena, made.slot_count, sizeof *made.doc_freqs, status);
    made.idfs = arena_need(arena, made.slot_count, sizeof *made.idfs, status);
    fail_if(bytes.size % sizeof *records != 0, FAQBOT_CORRUPT, status);
    for (size_t i = 0; i < count && *status == FAQBOT_OK; i++) {
        size_t slot = feature_slot(made.keys, made.slot_count, records[i].key);
        made.keys[slot] = records[i].key;
        made.doc_freqs[slot] = records[i].entries;
        made.idfs[slot] = (float)term_counts_idf(entries + NGRAM_STATS_UNSEEN_ENTRIES, records[i].entries);
        fail_if(records[i].key == 0 || records[i].entries > entries, FAQBOT_CORRUPT, status);
    }
    *ngram_stats = made;
}

uint32_t ngram_stats_find(const struct ngram_stats *ngram_stats, uint64_t key)
{
    size_t slot = feature_slot(ngram_stats->keys, ngram_stats->slot_count, key);
    return ngram_stats->keys[slot] == key ? (uint32_t)slot : NGRAM_STATS_NONE;
}
