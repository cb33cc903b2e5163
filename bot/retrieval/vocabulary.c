/* retrieval/vocabulary.c - counting the words of a knowledge. What they weigh is terms.c's. */
#include "retrieval/vocabulary.h"

#include <stdlib.h>
#include <string.h>

void vocabulary_init(struct vocabulary *vocabulary)
{
    *vocabulary = (struct vocabulary){0};
    interner_init(&vocabulary->stems.strings, VOCABULARY_BYTES_MAX);
    interner_init(&vocabulary->spellings.strings, VOCABULARY_BYTES_MAX);
}

static void release(struct vocabulary_list *list)
{
    interner_release(&list->strings);
    free(list->counts);
    free(list->marks);
}

void vocabulary_release(struct vocabulary *vocabulary)
{
    release(&vocabulary->stems);
    release(&vocabulary->spellings);
    vocabulary_init(vocabulary);
}

static bool grow(struct vocabulary_list *list, uint32_t capacity)
{
    uint32_t *counts = realloc(list->counts, capacity * sizeof *counts);
    if (counts == NULL) {
        return false;
    }
    list->counts = counts;
    uint32_t *marks = realloc(list->marks, capacity * sizeof *marks);
    if (marks == NULL) {
        return false;
    }
    list->marks = marks;
    memset(counts + list->capacity, 0, (capacity - list->capacity) * sizeof *counts);
    memset(marks + list->capacity, 0, (capacity - list->capacity) * sizeof *marks);
    list->capacity = capacity;
    return true;
}

/* The number of a string, with room for its counts; INTERNER_NONE: no memory. */
static uint32_t add(struct vocabulary_list *list, struct faqbot_view string)
{
    uint32_t number = interner_add(&list->strings, string);
    if (number != INTERNER_NONE && number >= list->capacity && !grow(list, list->strings.capacity)) {
        return INTERNER_NONE;
    }
    return number;
}

enum faqbot_status vocabulary_add(struct vocabulary *vocabulary, uint32_t entry, struct faqbot_view stem,
                                  struct faqbot_view plain)
{
    struct vocabulary_list *stems = &vocabulary->stems;
    uint32_t spelling = add(&vocabulary->spellings, plain);
    uint32_t number = add(stems, stem);
    if (number == INTERNER_NONE || spelling == INTERNER_NONE) {
        return FAQBOT_NO_MEMORY;
    }
    vocabulary->spellings.counts[spelling]++;
    if (stems->marks[number] != entry + 1) {
        stems->marks[number] = entry + 1;
        stems->counts[number]++;
    }
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

static enum faqbot_status write_spellings(const struct vocabulary_list *list, struct store *store)
{
    uint32_t count = list->strings.count;
    struct spelled *sorted = calloc((size_t)count + 1, sizeof *sorted);
    if (sorted == NULL) {
        return FAQBOT_NO_MEMORY;
    }
    for (uint32_t i = 0; i < count; i++) {
        sorted[i] = (struct spelled){.string = list->strings.strings[i], .count = list->counts[i]};
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
    const struct vocabulary_list *stems = &vocabulary->stems;
    enum faqbot_status status = FAQBOT_OK;
    for (uint32_t i = 0; i < stems->strings.count && status == FAQBOT_OK; i++) {
        status = store_add_word(store, i, stems->strings.strings[i], stems->counts[i]);
    }
    return status == FAQBOT_OK ? write_spellings(&vocabulary->spellings, store) : status;
}
