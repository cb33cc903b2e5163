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

/* A word goes through two tables: its spelling, folded, has a number, and beside it the form that it had
 * last. So a stemmer is asked once for each spelling and language, and not for each word of each entry. That
 * is allowed only for words without accents: of "resume" and its accented form, which fold to one spelling,
 * a stemmer may make different stems. */

void vocabulary_init(struct vocabulary *vocabulary)
{
    *vocabulary = (struct vocabulary){.entry = 1, .field = FIELD_HEAD};
    string_table_init(&vocabulary->stem_texts, VOCABULARY_BYTES_MAX);
    string_table_init(&vocabulary->spelling_texts, VOCABULARY_BYTES_MAX);
    buffer_init(&vocabulary->sequence, SIZE_MAX);
    buffer_init(&vocabulary->ngrams_of_forms, VOCABULARY_BYTES_MAX);
    buffer_init(&vocabulary->ngram_entries, VOCABULARY_BYTES_MAX);
    ngram_stats_builder_init(&vocabulary->ngrams);
}

void vocabulary_release(struct vocabulary *vocabulary)
{
    string_table_release(&vocabulary->stem_texts);
    string_table_release(&vocabulary->spelling_texts);
    free(vocabulary->stems);
    free(vocabulary->spellings);
    free(vocabulary->forms);
    free(vocabulary->held);
    buffer_release(&vocabulary->sequence);
    buffer_release(&vocabulary->ngrams_of_forms);
    buffer_release(&vocabulary->ngram_entries);
    ngram_stats_builder_release(&vocabulary->ngrams);
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
        if (numbers[i] != STRING_TABLE_NONE && vocabulary->spellings[numbers[i]].plain > 0) {
            __builtin_prefetch(&vocabulary->forms[vocabulary->spellings[numbers[i]].plain - 1]);
        }
    }
}

static void add_number(struct buffer *numbers, uint32_t number)
{
    buffer_add(numbers, view_make((const char *)&number, sizeof number));
}

/* A new form of a spelling; NULL: no memory. */
static struct vocabulary_form *add_form(struct vocabulary *vocabulary, uint32_t spelling, uint32_t stem,
                                        const struct vocabulary_language *language, const struct word *word)
{
    if (!array_grow(NULL, &vocabulary->forms, vocabulary->form_count, &vocabulary->form_capacity,
                    sizeof *vocabulary->forms)) {
        return NULL;
    }
    struct vocabulary_form *form = &vocabulary->forms[vocabulary->form_count];
    *form = (struct vocabulary_form){
        .spelling = spelling,
        .language = (uint32_t)language->number,
        .stem = stem,
        .ngrams = (uint32_t)(vocabulary->ngrams_of_forms.size / sizeof(uint32_t)),
        .next = vocabulary->spellings[spelling].first,
        .number = language->lexicon == NULL ? LEXICON_NONE : lexicon_find(language->lexicon, word->plain),
        .is_content = !stemmer_is_stopword(language->stems, word->plain)};
    vocabulary->spellings[spelling].first = ++vocabulary->form_count;
    ngram_stats_builder_list(&vocabulary->ngrams, word->plain, &vocabulary->ngrams_of_forms);
    while (vocabulary->ngram_entries.size / sizeof(uint32_t) < vocabulary->ngrams.entries.row_count &&
           !vocabulary->ngram_entries.failed) {
        add_number(&vocabulary->ngram_entries, 0);
    }
    return form;
}

/* The form of a word; NULL: no memory. Most words have stood somewhere before, and a stemmer takes longer than to
 * look. */
static struct vocabulary_form *find_form(struct vocabulary *vocabulary, uint32_t spelling,
                                         const struct vocabulary_language *language, const struct word *word)
{
    struct vocabulary_spelling *known = &vocabulary->spellings[spelling];
    bool is_plain = view_equals(word->folded, word->plain);
    if (is_plain && known->plain > 0 && known->language == language->number) {
        return &vocabulary->forms[known->plain - 1];
    }
    uint32_t stem = add_stem(vocabulary, stemmer_stem(language->stems, word));
    if (stem == STRING_TABLE_NONE) {
        return NULL;
    }
    struct vocabulary_form *form = NULL;
    for (uint32_t at = known->first; at > 0 && form == NULL; at = vocabulary->forms[at - 1].next) {
        bool is_it =
            vocabulary->forms[at - 1].stem == stem && vocabulary->forms[at - 1].language == language->number;
        form = is_it ? &vocabulary->forms[at - 1] : NULL;
    }
    form = form == NULL ? add_form(vocabulary, spelling, stem, language, word) : form;
    if (is_plain && form != NULL) {
        known->plain = (uint32_t)(form - vocabulary->forms) + 1;
        known->language = (uint32_t)language->number;
    }
    return form;
}

/* Counts the entry at hand for the character runs of a form that it had not held before. */
static void count_ngrams(struct vocabulary *vocabulary, const struct vocabulary_form *form)
{
    if (vocabulary->ngrams.entries.failed || vocabulary->ngrams_of_forms.failed ||
        vocabulary->ngram_entries.failed) {
        vocabulary->failed = true;
        return;
    }
    const uint32_t *rows = (const uint32_t *)(const void *)vocabulary->ngrams_of_forms.bytes + form->ngrams;
    uint32_t *entries = (void *)vocabulary->ngram_entries.bytes;
    for (uint32_t i = 1; i <= rows[0]; i++) {
        vocabulary->ngrams.entries.documents[rows[i]] += entries[rows[i]] != vocabulary->entry;
        entries[rows[i]] = vocabulary->entry;
    }
}

void vocabulary_add(struct vocabulary *vocabulary, const struct vocabulary_language *language,
                    const struct word *word)
{
    uint32_t spelling = add(&vocabulary->spelling_texts, word->plain, &vocabulary->spellings,
                            &vocabulary->spelling_capacity, sizeof *vocabulary->spellings);
    struct vocabulary_form *form =
        spelling == STRING_TABLE_NONE ? NULL : find_form(vocabulary, spelling, language, word);
    if (form == NULL) {
        vocabulary->failed = true;
        return;
    }
    form->uses++;
    if (form->entry != vocabulary->entry) {
        form->entry = vocabulary->entry;
        count_ngrams(vocabulary, form);
    }
    struct vocabulary_stem *stem = &vocabulary->stems[form->stem];
    if (stem->tallies[FIELD_HEAD] + stem->tallies[FIELD_BODY] == 0) {
        vocabulary->held[vocabulary->held_count++] = form->stem;
    }
    stem->tallies[vocabulary->field]++;
    add_number(&vocabulary->sequence, (uint32_t)(form - vocabulary->forms));
}

void vocabulary_end_text(struct vocabulary *vocabulary, enum field next)
{
    add_number(&vocabulary->sequence, FORWARD_END);
    vocabulary->field = next;
}

/* Zeroes only what the entry touched: entries have some hundred stems of some hundred thousand. */
void vocabulary_close(struct vocabulary *vocabulary)
{
    for (uint32_t i = 0; i < vocabulary->held_count; i++) {
        struct vocabulary_stem *stem = &vocabulary->stems[vocabulary->held[i]];
        stem->entries++;
        stem->tallies[FIELD_HEAD] = stem->tallies[FIELD_BODY] = 0;
    }
    vocabulary->held_count = 0;
    vocabulary->failed = vocabulary->failed || vocabulary->sequence.failed;
    buffer_reset(&vocabulary->sequence);
    vocabulary->field = FIELD_HEAD;
    vocabulary->entry++;
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

static void write_forms(const struct vocabulary *vocabulary, const struct spelled *spelling,
                        struct store *store)
{
    for (uint32_t at = vocabulary->spellings[spelling->number].first; at > 0;) {
        const struct vocabulary_form *form = &vocabulary->forms[at - 1];
        const struct store_form row = {.text = spelling->string,
                                       .language = form->language,
                                       .stem = form->stem,
                                       .number = at - 1,
                                       .uses = form->uses};
        store_add_form(store, &row);
        at = form->next;
    }
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
        write_forms(vocabulary, &spellings[i], store);
    }
    *status = *status == FAQBOT_OK ? store_status(store) : *status;
    ngram_stats_builder_write(&vocabulary->ngrams, store, status);
    free(stems);
    free(spellings);
}
