/* index/vocabulary.c - counts the words of a knowledge base while its index is made: stems with the entries that hold
 * them, and spellings with how often they stand. What a word weighs is decided when a question comes.
 *
 * Memory grows with the language and not with the entries: a million entries have some hundred thousand stems. Counting
 * is most of the time that making a large index takes, so what is slow about it is waited for in batches. */
#include "index/index_internal.h"

#include <stdlib.h>
#include <string.h>

#include "text/text.h"
#include "util/util.h"

void vocabulary_init(struct vocabulary *vocabulary)
{
    *vocabulary = (struct vocabulary){.stems = NULL};
    string_table_init(&vocabulary->stem_texts, VOCABULARY_BYTES_MAX);
    string_table_init(&vocabulary->spelling_texts, VOCABULARY_BYTES_MAX);
}

void vocabulary_release(struct vocabulary *vocabulary)
{
    string_table_release(&vocabulary->stem_texts);
    string_table_release(&vocabulary->spelling_texts);
    free(vocabulary->stems);
    free(vocabulary->spellings);
    free(vocabulary->held);
    vocabulary_init(vocabulary);
}

/* `elements`, of `size` bytes each, with room for as many as the strings' table has; those from `count` on are
 * zeroed. NULL: no memory, and the old ones are as they were. */
static void *grow(void *elements, size_t size, uint32_t count, const struct string_table *texts)
{
    char *grown = realloc(elements, texts->capacity * size);
    if (grown != NULL) {
        memset(grown + count * size, 0, (texts->capacity - count) * size);
    }
    return grown;
}

/* The number of a stem, with room for what is known of it; STRING_TABLE_NONE: no memory. */
static uint32_t add_stem(struct vocabulary *vocabulary, struct faqbot_view text)
{
    uint32_t number = string_table_add(&vocabulary->stem_texts, text);
    if (number == STRING_TABLE_NONE || number < vocabulary->stem_capacity) {
        return number;
    }
    struct vocabulary_stem *stems = grow(vocabulary->stems, sizeof *stems, number, &vocabulary->stem_texts);
    vocabulary->stems = stems == NULL ? vocabulary->stems : stems;
    uint32_t *held = grow(vocabulary->held, sizeof *held, number, &vocabulary->stem_texts);
    vocabulary->held = held == NULL ? vocabulary->held : held;
    if (stems == NULL || held == NULL) {
        return STRING_TABLE_NONE;
    }
    vocabulary->stem_capacity = vocabulary->stem_texts.capacity;
    return number;
}

static uint32_t add_spelling(struct vocabulary *vocabulary, struct faqbot_view text)
{
    uint32_t number = string_table_add(&vocabulary->spelling_texts, text);
    if (number == STRING_TABLE_NONE || number < vocabulary->spelling_capacity) {
        return number;
    }
    struct vocabulary_spelling *spellings =
        grow(vocabulary->spellings, sizeof *spellings, number, &vocabulary->spelling_texts);
    if (spellings == NULL) {
        return STRING_TABLE_NONE;
    }
    for (uint32_t i = number; i < vocabulary->spelling_texts.capacity; i++) {
        spellings[i].stem = STRING_TABLE_NONE;
    }
    vocabulary->spellings = spellings;
    vocabulary->spelling_capacity = vocabulary->spelling_texts.capacity;
    return number;
}

/* A look-up is three dependent misses of the cache: the slot, the spelling, its stem. Asking for those of 64 words before
 * the first is counted lets the misses overlap. */
void vocabulary_fetch(const struct vocabulary *vocabulary, const struct word *words, size_t count)
{
    struct faqbot_view texts[STRING_TABLE_BATCH] = {{NULL, 0}};
    uint32_t numbers[STRING_TABLE_BATCH];
    count = count < STRING_TABLE_BATCH ? count : STRING_TABLE_BATCH;
    for (size_t i = 0; i < count; i++) {
        texts[i] = words[i].plain;
    }
    string_table_get(&vocabulary->spelling_texts, texts, count, numbers);
    for (size_t i = 0; i < count; i++) {
        if (numbers[i] != STRING_TABLE_NONE) {
            __builtin_prefetch(&vocabulary->spellings[numbers[i]]);
        }
    }
    for (size_t i = 0; i < count; i++) {
        if (numbers[i] != STRING_TABLE_NONE && vocabulary->spellings[numbers[i]].stem != STRING_TABLE_NONE) {
            __builtin_prefetch(&vocabulary->stems[vocabulary->spellings[numbers[i]].stem]);
        }
    }
}

/* The number of a word's stem: most words have stood somewhere before, and a stemmer takes longer than to look. */
static uint32_t find_stem(struct vocabulary *vocabulary, struct vocabulary_spelling *spelling,
                          struct stemmer *stems, size_t language, const struct word *word)
{
    if (!view_equals(word->folded, word->plain)) {
        return add_stem(vocabulary, stemmer_stem(stems, word));
    }
    if (spelling->stem == STRING_TABLE_NONE || spelling->language != language) {
        spelling->stem = add_stem(vocabulary, stemmer_stem(stems, word));
        spelling->language = (uint32_t)language;
    }
    return spelling->stem;
}

void vocabulary_add(struct vocabulary *vocabulary, struct stemmer *stems, size_t language,
                    const struct word *word)
{
    uint32_t number = STRING_TABLE_NONE;
    uint32_t spelling = add_spelling(vocabulary, word->plain);
    if (spelling != STRING_TABLE_NONE) {
        vocabulary->spellings[spelling].uses++;
        number = find_stem(vocabulary, &vocabulary->spellings[spelling], stems, language, word);
    }
    if (number == STRING_TABLE_NONE) {
        vocabulary->failed = true;
    } else if (vocabulary->stems[number].tally++ == 0) {
        vocabulary->held[vocabulary->held_count++] = number;
    }
}

void vocabulary_close(struct vocabulary *vocabulary)
{
    for (uint32_t i = 0; i < vocabulary->held_count; i++) {
        struct vocabulary_stem *stem = &vocabulary->stems[vocabulary->held[i]];
        stem->entries++;
        stem->tally = 0;
    }
    vocabulary->held_count = 0;
}

/* -- Writing ------------------------------------------------------------------------------------------------------- */

struct spelled {
    struct faqbot_view string;
    uint32_t number;
};

static int by_bytes(const void *left, const void *right)
{
    return view_compare(((const struct spelled *)left)->string, ((const struct spelled *)right)->string);
}

/* The strings in byte order, which is how the store keeps them, so that it appends each; the caller frees it. NULL: no
 * memory. */
static struct spelled *sort(const struct string_table *texts)
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

void vocabulary_write(const struct vocabulary *vocabulary, struct store *store, enum faqbot_status *status)
{
    struct spelled *stems = sort(&vocabulary->stem_texts);
    struct spelled *spellings = sort(&vocabulary->spelling_texts);
    if (*status == FAQBOT_OK && (vocabulary->failed || stems == NULL || spellings == NULL)) {
        *status = FAQBOT_NO_MEMORY;
    }
    for (uint32_t i = 0; i < vocabulary->stem_texts.count && *status == FAQBOT_OK; i++) {
        uint32_t number = stems[i].number;
        store_add_word(store, number, stems[i].string, vocabulary->stems[number].entries);
    }
    for (uint32_t i = 0; i < vocabulary->spelling_texts.count && *status == FAQBOT_OK; i++) {
        store_add_spelling(store, spellings[i].string, vocabulary->spellings[spellings[i].number].uses);
    }
    *status = *status == FAQBOT_OK ? store_status(store) : *status;
    free(stems);
    free(spellings);
}
