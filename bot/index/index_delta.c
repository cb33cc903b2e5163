/* index/index_delta.c - what an update means for the words of an index: which lists, counts and spellings
 * change, and how. update.c decides which entries are taken out and which are put in.
 *
 * The words of what is gone and of what has come are gathered in one small vocabulary, which counts the
 * latter up and the former down. A word of both then costs one edit of its list, or none if the entry holds
 * it as often as before; rewriting a phrase mostly leaves most of its words alone. Of a list only the chunks
 * that an edit falls into are written anew, some 2 KB each, however long the list is.
 *
 * Everything here is written inside the store's one transaction, so a crash half-way leaves the old index. */
#include "index/index_internal.h"

#include <stdlib.h>

#include "util/util.h"

#define SCRATCH_BYTES_MAX ((size_t)64 << 20) /* for one chunk or the table of character runs */

/* The steps, in an order that each needs of the one before:
 *
 * 1. Each stem is looked up in the store. Its count of entries becomes old - gone + come; a stem that is new
 *    gets the next number. A count below 0 means that the index did not hold what it should: damage.
 * 2. The postings, under the store's numbers, are sorted by stem and entry. Where an entry is gone and has
 *    come with the same count and class of length, nothing is to be done.
 * 3. For each stem the edits are applied chunk by chunk: a chunk is read, removed, merged with the edits,
 *    and what results, which may be none or several chunks, is added.
 * 4. Spellings and the table of character runs are adjusted by the difference of uses.
 * 5. Lengths and totals are replaced.
 *
 * A stem that no entry holds any more keeps its row and its number, with a count of 0: numbers are never
 * used again. */

/* A stem in one entry. */
struct posting {
    uint32_t stem; /* the vocabulary's number for it; once it is looked up, the store's */
    uint32_t entry;
    uint32_t count;
    uint8_t class; /* of the entry's length */
    bool is_gone;
};

void index_delta_init(struct index_delta *delta)
{
    *delta = (struct index_delta){0};
    vocabulary_init(&delta->vocabulary);
    buffer_init(&delta->postings, SIZE_MAX);
    buffer_init(&delta->classes, UINT32_MAX);
}

void index_delta_release(struct index_delta *delta)
{
    vocabulary_release(&delta->vocabulary);
    buffer_release(&delta->postings);
    buffer_release(&delta->classes);
}

/* -- Gathering ------------------------------------------------------------------------------------- */

void index_delta_open(struct index_delta *delta, bool is_gone)
{
    delta->vocabulary.step = is_gone ? UINT32_MAX : 1;
}

uint8_t index_delta_close(struct index_delta *delta, uint32_t entry, uint64_t head_words, uint64_t body_words,
                          enum faqbot_status *status)
{
    struct vocabulary *vocabulary = &delta->vocabulary;
    bool is_gone = vocabulary->step != 1;
    uint8_t class = length_norm(head_words + body_words);
    delta->head_words += is_gone ? -head_words : head_words;
    delta->body_words += is_gone ? -body_words : body_words;
    for (uint32_t i = 0; i < vocabulary->held_count; i++) {
        uint32_t stem = vocabulary->held[i];
        const struct posting posting = {.stem = stem,
                                        .entry = entry,
                                        .count = vocabulary->stems[stem].tally,
                                        .class = class,
                                        .is_gone = is_gone};
        buffer_add(&delta->postings, view_make((const char *)&posting, sizeof posting));
    }
    vocabulary_close(vocabulary);
    fail_if(delta->postings.failed || vocabulary->failed, FAQBOT_NO_MEMORY, status);
    return class;
}

/* -- Words ----------------------------------------------------------------------------------------- */

/* All that is written, while it is. The first failure is `status`, and nothing is done after it. */
struct delta_writer {
    struct index_delta *delta;
    struct store *store;
    enum faqbot_status status;
    struct arena scratch;
    uint32_t stem_count;
    struct posting *postings; /* the delta's; once sorted, with the store's numbers */
    size_t posting_count;
};

/* A count of the store after a change, which as a vocabulary has it is below 0 where more is gone than has
 * come. CORRUPT where the outcome would be below 0 too. */
static uint32_t changed(struct delta_writer *writer, uint32_t before, uint32_t change)
{
    int64_t after = (int64_t)before + (int32_t)change;
    fail_if(after < 0, FAQBOT_CORRUPT, &writer->status);
    return (uint32_t)after;
}

/* Counts each stem, and puts the store's numbers into the postings. */
static void count_stems(struct delta_writer *writer)
{
    const struct vocabulary *vocabulary = &writer->delta->vocabulary;
    const struct string_table *texts = &vocabulary->stem_texts;
    uint32_t *numbers = calloc((size_t)texts->count + 1, sizeof *numbers);
    fail_if(numbers == NULL, FAQBOT_NO_MEMORY, &writer->status);
    for (uint32_t i = 0; i < texts->count && writer->status == FAQBOT_OK; i++) {
        uint32_t entries = 0;
        if (!store_find_word(writer->store, texts->strings[i], &numbers[i], &entries, &writer->status)) {
            numbers[i] = writer->stem_count++;
        }
        entries = changed(writer, entries, vocabulary->stems[i].entries);
        if (writer->status == FAQBOT_OK) {
            store_change_word(writer->store, numbers[i], texts->strings[i], entries);
        }
    }
    for (size_t i = 0; i < writer->posting_count && writer->status == FAQBOT_OK; i++) {
        writer->postings[i].stem = numbers[writer->postings[i].stem];
    }
    free(numbers);
}

/* -- Lists ----------------------------------------------------------------------------------------- */

static int by_place(const void *left, const void *right)
{
    const struct posting *a = left;
    const struct posting *b = right;
    if (a->stem != b->stem) {
        return a->stem < b->stem ? -1 : 1;
    }
    if (a->entry != b->entry) {
        return a->entry < b->entry ? -1 : 1;
    }
    return (a->is_gone < b->is_gone) - (a->is_gone > b->is_gone); /* what is gone first */
}

/* The edits of one word: an entry that it is gone from and has come to has one, and none where nothing is
 * different. */
static size_t make_edits(const struct posting *postings, size_t count, struct posting_edit *edits)
{
    size_t made = 0;
    for (size_t i = 0; i < count; i++) {
        bool has_both = i + 1 < count && postings[i].is_gone && postings[i + 1].entry == postings[i].entry;
        const struct posting *now = has_both ? &postings[i + 1] : &postings[i];
        if (!has_both || now->count != postings[i].count || now->class != postings[i].class) {
            edits[made++] =
                (struct posting_edit){.entry = now->entry, .count = now->is_gone ? 0 : now->count};
        }
        i += has_both;
    }
    return made;
}

/* The chunk that an edit of an entry belongs to, and the first entry of the next; no bytes: the word has no
 * list. */
static void find_chunk(struct delta_writer *writer, uint32_t word, uint32_t entry, uint32_t *first,
                       uint32_t *next, struct faqbot_view *bytes)
{
    struct store *store = writer->store;
    struct arena *scratch = &writer->scratch;
    struct faqbot_view behind;
    arena_reset(scratch);
    *bytes = view_of("");
    *next = UINT32_MAX;
    if (store_find_posting_before(store, word, entry, scratch, first, bytes, &writer->status) ||
        store_find_posting_behind(store, word, entry, scratch, first, bytes, &writer->status)) {
        uint32_t from = *first > entry ? *first : entry;
        (void)store_find_posting_behind(store, word, from, scratch, next, &behind, &writer->status);
    }
}

/* Applies the edits of one word, chunk by chunk. Those behind the first entry of the next chunk belong to
 * that one: it is looked for again, as the chunk at hand may have become several. */
static void edit_list(struct delta_writer *writer, uint32_t word, const struct posting_edit *edits,
                      size_t count)
{
    const struct buffer *classes = &writer->delta->classes;
    for (size_t start = 0, end; start < count && writer->status == FAQBOT_OK; start = end) {
        uint32_t first;
        uint32_t next;
        struct faqbot_view bytes;
        find_chunk(writer, word, edits[start].entry, &first, &next, &bytes);
        for (end = start + 1; end < count && edits[end].entry < next;) {
            end++;
        }
        if (writer->status == FAQBOT_OK) {
            if (!view_is_empty(bytes)) {
                store_change_remove_posting(writer->store, word, first);
            }
            writer->status =
                posting_edit_chunk(bytes, word, edits + start, end - start, (const uint8_t *)classes->bytes,
                                   (uint32_t)classes->size, store_put_chunk, writer->store);
        }
    }
}

/* Word after word, in the order of the store's numbers, so that the posting table is walked from front to
 * back. */
static void edit_lists(struct delta_writer *writer)
{
    if (writer->posting_count > 1) {
        qsort(writer->postings, writer->posting_count, sizeof *writer->postings, by_place);
    }
    struct posting_edit *edits = calloc(writer->posting_count + 1, sizeof *edits);
    fail_if(edits == NULL, FAQBOT_NO_MEMORY, &writer->status);
    for (size_t start = 0, end; start < writer->posting_count && writer->status == FAQBOT_OK; start = end) {
        uint32_t word = writer->postings[start].stem;
        for (end = start + 1; end < writer->posting_count && writer->postings[end].stem == word;) {
            end++;
        }
        edit_list(writer, word, edits, make_edits(writer->postings + start, end - start, edits));
    }
    free(edits);
}

/* -- Spellings and their character runs ------------------------------------------------------------ */

static void count_spellings(struct delta_writer *writer, struct ngram_stats_builder *ngram_stats)
{
    const struct vocabulary *vocabulary = &writer->delta->vocabulary;
    for (uint32_t i = 0; i < vocabulary->spelling_texts.count && writer->status == FAQBOT_OK; i++) {
        struct faqbot_view spelling = vocabulary->spelling_texts.strings[i];
        uint32_t uses = 0;
        uint32_t change = vocabulary->spellings[i].uses;
        if (change == 0) {
            continue;
        }
        (void)store_find_spelling(writer->store, spelling, &uses, &writer->status);
        uses = changed(writer, uses, change);
        if (writer->status == FAQBOT_OK) {
            store_change_spelling(writer->store, spelling, uses);
            ngram_stats_builder_add(ngram_stats, spelling, (int32_t)change);
        }
    }
}

static void write_ngram_stats(struct delta_writer *writer)
{
    struct faqbot_view before = {0};
    struct ngram_stats_builder ngram_stats;
    ngram_stats_builder_init(&ngram_stats);
    arena_reset(&writer->scratch);
    store_get_model(writer->store, LARGE_INDEX_NGRAM_STATS, &writer->scratch, &before, &writer->status);
    fail_if(!ngram_stats_builder_load(&ngram_stats, before), FAQBOT_CORRUPT, &writer->status);
    count_spellings(writer, &ngram_stats);
    ngram_stats_builder_write(&ngram_stats, writer->store, &writer->status);
    ngram_stats_builder_release(&ngram_stats);
}

/* -- The whole ------------------------------------------------------------------------------------- */

static uint64_t read_number(struct delta_writer *writer, const char *name)
{
    struct faqbot_view text;
    store_get_setting(writer->store, name, &writer->scratch, &text, &writer->status);
    return writer->status == FAQBOT_OK ? strtoull(text.bytes, NULL, 10) : 0;
}

/* The order of the steps is that of the numbers: stems are numbered before their lists are edited. */
static void write_all(struct delta_writer *writer)
{
    const struct index_delta *delta = writer->delta;
    writer->stem_count = (uint32_t)read_number(writer, LARGE_INDEX_STEMS);
    uint64_t head_words = read_number(writer, LARGE_INDEX_HEAD_WORDS);
    uint64_t body_words = read_number(writer, LARGE_INDEX_BODY_WORDS);
    count_stems(writer);
    store_change_number(writer->store, LARGE_INDEX_STEMS, writer->stem_count);
    edit_lists(writer);
    write_ngram_stats(writer);
    store_change_model(writer->store, LARGE_INDEX_LENGTHS, buffer_view(&delta->classes));
    store_change_number(writer->store, LARGE_INDEX_HEAD_WORDS, head_words + delta->head_words);
    store_change_number(writer->store, LARGE_INDEX_BODY_WORDS, body_words + delta->body_words);
    fail_if(store_status(writer->store) != FAQBOT_OK, store_status(writer->store), &writer->status);
}

enum faqbot_status index_delta_write(struct index_delta *delta, struct store *store)
{
    struct delta_writer writer = {.delta = delta,
                                  .store = store,
                                  .postings = (void *)delta->postings.bytes,
                                  .posting_count = delta->postings.size / sizeof *writer.postings};
    arena_init(&writer.scratch, SCRATCH_BYTES_MAX);
    write_all(&writer);
    arena_release(&writer.scratch);
    return writer.status == FAQBOT_NOT_FOUND ? FAQBOT_CORRUPT : writer.status;
}
