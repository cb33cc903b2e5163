/* index/vocabulary.c - counts the words of a knowledge base while its index is made: stems with the entries
 * that hold them, and spellings with how often they stand. What a word weighs is decided when a question
 * comes.
 *
 * Memory grows with the language and not with the entries: a million entries have some hundred thousand
 * stems. Counting is most of the time that making a large index takes, so what is slow about it is waited
 * for in batches. */
#include "index/index_internal.h"

#include <stdlib.h>
#include <string.h>

#include "text/text.h"
#include "util/util.h"

/* A word goes through two tables: its spelling, folded, has a number, and beside it the number of the stem
 * that the spelling had last. So a stemmer is asked once for each spelling and language, and not for each
 * word of each entry. That is allowed only for words without accents: of "resume" and its accented form,
 * which fold to one spelling, a stemmer may make different stems. */

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

/* The number of a string in a table, with room for what is known of it in a list beside it, whose new
 * elements are zeroed; STRING_TABLE_NONE: no memory. */
static uint32_t add(struct string_table *texts, struct faqbot_view text, void *list, size_t *capacity,
                    size_t size)
{
    size_t before = *capacity;
    uint32_t number = string_table_add(texts, text);
    if (number == STRING_TABLE_NONE || !array_grow(NULL, list, number, capacity, size)) {
        return STRING_TABLE_NONE;
    }
    if (*capacity > before) {
        char *grown;
        memcpy(&grown, list, sizeof grown);
        memset(grown + before * size, 0, (*capacity - before) * size);
    }
    return number;
}

/* A stem of any language: "die" of German and of English are one stem, told apart by nothing, as posting
 * lists are not kept by language either. */
static uint32_t add_stem(struct vocabulary *vocabulary, struct faqbot_view text)
{
    uint32_t number = add(&vocabulary->stem_texts, text, &vocabulary->stems, &vocabulary->stem_capacity,
                          sizeof *vocabulary->stems);
    return number != STRING_TABLE_NONE && array_grow(NULL, &vocabulary->held, number,
                                                     &vocabulary->held_capacity, sizeof *vocabulary->held)
               ? number
               : STRING_TABLE_NONE;
}

/* A look-up is three dependent misses of the cache: the slot, the spelling, its stem. Asking for those of
 * 64 words before the first is counted lets the misses overlap. */
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
        if (numbers[i] != STRING_TABLE_NONE && vocabulary->spellings[numbers[i]].stem > 0) {
            __builtin_prefetch(&vocabulary->stems[vocabulary->spellings[numbers[i]].stem - 1]);
        }
    }
}

/* The number of a word's stem: most words have stood somewhere before, and a stemmer takes longer than to
 * look. */
static uint32_t find_stem(struct vocabulary *vocabulary, struct vocabulary_spelling *spelling,
                          struct stemmer *stems, size_t language, const struct word *word)
{
    if (!view_equals(word->folded, word->plain)) {
        return add_stem(vocabulary, stemmer_stem(stems, word));
    }
    if (spelling->stem == 0 || spelling->language != language) {
        spelling->stem = add_stem(vocabulary, stemmer_stem(stems, word)) + 1;
        spelling->language = (uint32_t)language;
    }
    return spelling->stem - 1;
}

void vocabulary_add(struct vocabulary *vocabulary, struct stemmer *stems, size_t language,
                    const struct word *word)
{
    uint32_t number = STRING_TABLE_NONE;
    uint32_t spelling = add(&vocabulary->spelling_texts, word->plain, &vocabulary->spellings,
                            &vocabulary->spelling_capacity, sizeof *vocabulary->spellings);
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

/* Zeroes only what the entry touched: entries have some hundred stems of some hundred thousand. */
void vocabulary_close(struct vocabulary *vocabulary)
{
    for (uint32_t i = 0; i < vocabulary->held_count; i++) {
        struct vocabulary_stem *stem = &vocabulary->stems[vocabulary->held[i]];
        stem->entries++;
        stem->tally = 0;
    }
    vocabulary->held_count = 0;
}

/* -- Writing --------------------------------------------------------------------------------------- */

struct spelled {
    struct faqbot_view string;
    uint32_t number;
};

/* memcmp()'s order, which is SQLite's for TEXT and BLOB keys alike. */
static int by_bytes(const void *left, const void *right)
{
    return view_compare(((const struct spelled *)left)->string, ((const struct spelled *)right)->string);
}

/* The strings in byte order, which is how the store keeps them, so that it appends each; the caller frees
 * it. NULL: no memory. */
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
    fail_if(vocabulary->failed || stems == NULL || spellings == NULL, FAQBOT_NO_MEMORY, status);
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
