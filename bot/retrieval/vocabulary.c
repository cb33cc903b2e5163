/* retrieval/vocabulary.c - counting the words of a knowledge. What they weigh is terms.c's. */
#include "retrieval/vocabulary.h"

#include <stdlib.h>
#include <string.h>

void vocabulary_init(struct vocabulary *vocabulary)
{
    *vocabulary = (struct vocabulary){.stems = NULL};
    interner_init(&vocabulary->stem_texts, VOCABULARY_BYTES_MAX);
    interner_init(&vocabulary->spelling_texts, VOCABULARY_BYTES_MAX);
}

void vocabulary_release(struct vocabulary *vocabulary)
{
    interner_release(&vocabulary->stem_texts);
    interner_release(&vocabulary->spelling_texts);
    free(vocabulary->stems);
    free(vocabulary->spellings);
    vocabulary_init(vocabulary);
}

/* The number of a stem, with room for what is known of it; INTERNER_NONE: no memory. */
static uint32_t add_stem(struct vocabulary *vocabulary, struct faqbot_view text)
{
    uint32_t number = interner_add(&vocabulary->stem_texts, text);
    uint32_t capacity = vocabulary->stem_texts.capacity;
    if (number == INTERNER_NONE || number < vocabulary->stem_capacity) {
        return number;
    }
    struct vocabulary_stem *stems = realloc(vocabulary->stems, capacity * sizeof *stems);
    if (stems == NULL) {
        return INTERNER_NONE;
    }
    memset(stems + number, 0, (capacity - number) * sizeof *stems);
    vocabulary->stems = stems;
    vocabulary->stem_capacity = capacity;
    return number;
}

static uint32_t add_spelling(struct vocabulary *vocabulary, struct faqbot_view text)
{
    uint32_t number = interner_add(&vocabulary->spelling_texts, text);
    uint32_t capacity = vocabulary->spelling_texts.capacity;
    if (number == INTERNER_NONE || number < vocabulary->spelling_capacity) {
        return number;
    }
    struct vocabulary_spelling *spellings = realloc(vocabulary->spellings, capacity * sizeof *spellings);
    if (spellings == NULL) {
        return INTERNER_NONE;
    }
    for (uint32_t i = number; i < capacity; i++) {
        spellings[i] = (struct vocabulary_spelling){.stem = INTERNER_NONE};
    }
    vocabulary->spellings = spellings;
    vocabulary->spelling_capacity = capacity;
    return number;
}

void vocabulary_fetch(const struct vocabulary *vocabulary, const struct word *words, size_t count)
{
    struct faqbot_view texts[INTERNER_BATCH] = {{NULL, 0}};
    uint32_t numbers[INTERNER_BATCH];
    count = count < INTERNER_BATCH ? count : INTERNER_BATCH;
    for (size_t i = 0; i < count; i++) {
        texts[i] = words[i].plain;
    }
    interner_fetch(&vocabulary->spelling_texts, texts, count, numbers);
    for (size_t i = 0; i < count; i++) {
        if (numbers[i] != INTERNER_NONE) {
            __builtin_prefetch(&vocabulary->spellings[numbers[i]]);
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (numbers[i] != INTERNER_NONE && vocabulary->spellings[numbers[i]].stem != INTERNER_NONE) {
            __builtin_prefetch(&vocabulary->stems[vocabulary->spellings[numbers[i]].stem]);
        }
    }
}

/* The number of a word's stem: most words have stood somewhere before, and a stemmer takes longer than to look. */
static uint32_t find_stem(struct vocabulary *vocabulary, struct vocabulary_spelling *spelling,
                          struct stems *stems, size_t language, const struct word *word)
{
    if (!view_equals(word->folded, word->plain)) {
        return add_stem(vocabulary, stems_find(stems, word));
    }
    if (spelling->stem == INTERNER_NONE || spelling->language != language) {
        spelling->stem = add_stem(vocabulary, stems_find(stems, word));
        spelling->language = (uint32_t)language;
    }
    return spelling->stem;
}

enum faqbot_status vocabulary_add(struct vocabulary *vocabulary, uint32_t entry, struct stems *stems,
                                  size_t language, const struct word *word, struct faqbot_view *stem)
{
    uint32_t spelling = add_spelling(vocabulary, word->plain);
    if (spelling == INTERNER_NONE) {
        return FAQBOT_NO_MEMORY;
    }
    vocabulary->spellings[spelling].uses++;
    uint32_t number = find_stem(vocabulary, &vocabulary->spellings[spelling], stems, language, word);
    if (number == INTERNER_NONE) {
        return FAQBOT_NO_MEMORY;
    }
    struct vocabulary_stem *counted = &vocabulary->stems[number];
    counted->entries += counted->last != entry + 1;
    counted->last = entry + 1;
    *stem = vocabulary->stem_texts.strings[number];
    return FAQBOT_OK;
}

struct spelled {
    struct faqbot_view string;
    uint32_t count;
};

static int by_bytes(const void *left, const void *right)
{
    return view_compare(((const struct spelled *)left)->string, ((const struct spelled *)right)->string);
}

static enum faqbot_status write_spellings(const struct vocabulary *vocabulary, struct store *store)
{
    uint32_t count = vocabulary->spelling_texts.count;
    struct spelled *sorted = calloc((size_t)count + 1, sizeof *sorted);
    if (sorted == NULL) {
        return FAQBOT_NO_MEMORY;
    }
    for (uint32_t i = 0; i < count; i++) {
        sorted[i] = (struct spelled){.string = vocabulary->spelling_texts.strings[i],
                                     .count = vocabulary->spellings[i].uses};
    }
    if (count > 1) {
        qsort(sorted, count, sizeof *sorted, by_bytes);
    }
    enum faqbot_status status = FAQBOT_OK;
    for (uint32_t i = 0; i < count && status == FAQBOT_OK; i++) {
        status = store_add_spelling(store, i, sorted[i].string, sorted[i].count);
    }
    free(sorted);
    return status;
}

enum faqbot_status vocabulary_write(const struct vocabulary *vocabulary, struct store *store)
{
    enum faqbot_status status = FAQBOT_OK;
    for (uint32_t i = 0; i < vocabulary->stem_texts.count && status == FAQBOT_OK; i++) {
        status = store_add_word(store, i, vocabulary->stem_texts.strings[i], vocabulary->stems[i].entries);
    }
    return status == FAQBOT_OK ? write_spellings(vocabulary, store) : status;
}
