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
    free(vocabulary->held);
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
    uint32_t *held = realloc(vocabulary->held, capacity * sizeof *held);
    if (held == NULL) {
        return INTERNER_NONE;
    }
    vocabulary->held = held;
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

enum faqbot_status vocabulary_add(struct vocabulary *vocabulary, struct stems *stems, size_t language,
                                  const struct word *word)
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
    if (vocabulary->stems[number].tally++ == 0) {
        vocabulary->held[vocabulary->held_count++] = number;
    }
    return FAQBOT_OK;
}

enum faqbot_status vocabulary_close(struct vocabulary *vocabulary, vocabulary_visit *visit, void *user)
{
    enum faqbot_status status = FAQBOT_OK;
    for (uint32_t i = 0; i < vocabulary->held_count; i++) {
        struct vocabulary_stem *stem = &vocabulary->stems[vocabulary->held[i]];
        if (status == FAQBOT_OK) {
            status = visit(user, vocabulary->held[i], stem->tally);
        }
        stem->entries++;
        stem->tally = 0;
    }
    vocabulary->held_count = 0;
    return status;
}

struct spelled {
    struct faqbot_view string;
    uint32_t number;
};

static int by_bytes(const void *left, const void *right)
{
    return view_compare(((const struct spelled *)left)->string, ((const struct spelled *)right)->string);
}

/* The strings in byte order, which is how the store keeps them; the caller frees it. NULL: no memory. */
static struct spelled *sort(const struct interner *texts)
{
    struct spelled *sorted = calloc((size_t)texts->count + 1, sizeof *sorted);
    for (uint32_t i = 0; i < texts->count && sorted != NULL; i++) {
        sorted[i] = (struct spelled){.string = texts->strings[i], .number = i};
    }
    if (texts->count > 1 && sorted != NULL) {
        qsort(sorted, texts->count, sizeof *sorted, by_bytes);
    }
    return sorted;
}

static enum faqbot_status write_stems(const struct vocabulary *vocabulary, struct store *store)
{
    struct spelled *sorted = sort(&vocabulary->stem_texts);
    enum faqbot_status status = sorted == NULL ? FAQBOT_NO_MEMORY : FAQBOT_OK;
    for (uint32_t i = 0; i < vocabulary->stem_texts.count && status == FAQBOT_OK; i++) {
        uint32_t number = sorted[i].number;
        status = store_add_word(store, number, sorted[i].string, vocabulary->stems[number].entries);
    }
    free(sorted);
    return status;
}

static enum faqbot_status write_spellings(const struct vocabulary *vocabulary, struct store *store)
{
    struct spelled *sorted = sort(&vocabulary->spelling_texts);
    enum faqbot_status status = sorted == NULL ? FAQBOT_NO_MEMORY : FAQBOT_OK;
    for (uint32_t i = 0; i < vocabulary->spelling_texts.count && status == FAQBOT_OK; i++) {
        status = store_add_spelling(store, sorted[i].string, vocabulary->spellings[sorted[i].number].uses);
    }
    free(sorted);
    return status;
}

enum faqbot_status vocabulary_write(const struct vocabulary *vocabulary, struct store *store)
{
    enum faqbot_status status = write_stems(vocabulary, store);
    return status == FAQBOT_OK ? write_spellings(vocabulary, store) : status;
}
