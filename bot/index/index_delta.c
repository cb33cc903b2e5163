/* index/index_delta.c - what an update means for the words of an index: which lists, counts and spellings
 * change, and how. update.c decides which entries are taken out and which are put in.
 *
 * The words of what is gone and of what has come are gathered on two sides, as two small vocabularies. A
 * word of both sides then costs one edit of its list, or none if the entry holds it as often as before;
 * rewriting a phrase mostly leaves most of its words alone. Of a list only the chunks that an edit falls
 * into are written anew, some 2 KB each, however long the list is.
 *
 * Everything here is written inside the store's one transaction, so a crash half-way leaves the old index. */
#include "index/index_internal.h"

#include <stdlib.h>
#include <string.h>

#include "util/util.h"

#define SCRATCH_BYTES_MAX ((size_t)64 << 20) /* for one chunk or the table of character runs */

/* The steps, in an order that each needs of the one before:
 *
 * 1. Each stem of either side is looked up in the store. Its count of entries becomes old - gone + come; a
 *    stem that is new gets the next number. An old count below `gone` means that the index did not hold
 *    what it should: damage.
 * 2. The postings of both sides, under the store's numbers, are sorted by stem and entry. Where an entry
 *    stands on both sides with the same count and class of length, nothing is to be done.
 * 3. For each stem the edits are applied chunk by chunk: a chunk is read, removed, merged with the edits,
 *    and what results, which may be none or several chunks, is added.
 * 4. Forms and the table of character runs are adjusted: what has come is added before what is gone is taken
 *    away, so that a form of both sides keeps its number.
 * 5. The entries' words are written under the store's numbers of forms.
 * 6. Lengths and totals are replaced.
 *
 * A stem that no entry holds any more keeps its row and its number, with a count of 0: numbers are never
 * used again. */

/* A stem in a field of one entry. */
struct posting {
    uint32_t
        list; /* entry_index_list() of the side's number for the stem; once it is looked up, of the store's */
    uint32_t entry;
    uint32_t count;
    uint8_t length; /* the class of the field's */
    bool is_gone;
};

/* Before the bytes of an entry in `packed`. */
struct packed_entry {
    uint32_t entry;
    uint32_t size;
};

void index_delta_init(struct index_delta *delta)
{
    struct index_delta_side *const sides[] = {&delta->gone, &delta->come};
    *delta = (struct index_delta){0};
    buffer_init(&delta->packed, SIZE_MAX);
    for (size_t i = 0; i < 2; i++) {
        buffer_init(&delta->lengths[i], UINT32_MAX);
        vocabulary_init(&sides[i]->vocabulary);
        buffer_init(&sides[i]->postings, SIZE_MAX);
    }
}

void index_delta_release(struct index_delta *delta)
{
    struct index_delta_side *const sides[] = {&delta->gone, &delta->come};
    buffer_release(&delta->packed);
    for (size_t i = 0; i < 2; i++) {
        buffer_release(&delta->lengths[i]);
        vocabulary_release(&sides[i]->vocabulary);
        buffer_release(&sides[i]->postings);
    }
}

/* -- Gathering ------------------------------------------------------------------------------------- */

void index_delta_close(struct index_delta_side *side, uint32_t entry, const uint64_t words[FIELD_COUNT],
                       enum faqbot_status *status)
{
    struct vocabulary *vocabulary = &side->vocabulary;
    for (size_t field = 0; field < FIELD_COUNT; field++) {
        side->lengths[field] = length_norm(words[field]);
        side->words[field] += words[field];
        for (uint32_t i = 0; i < vocabulary->held_count; i++) {
            uint32_t stem = vocabulary->held[i];
            const struct posting posting = {.list = entry_index_list(stem, (enum field)field),
                                            .entry = entry,
                                            .count = vocabulary->stems[stem].tallies[field],
                                            .length = side->lengths[field]};
            if (posting.count > 0) {
                buffer_add(&side->postings, view_make((const char *)&posting, sizeof posting));
            }
        }
    }
    vocabulary_close(vocabulary);
    fail_if(side->postings.failed || vocabulary->failed, FAQBOT_NO_MEMORY, status);
}

void index_delta_pack(struct index_delta *delta, uint32_t entry, struct faqbot_view bytes,
                      enum faqbot_status *status)
{
    const struct packed_entry packed = {.entry = entry, .size = (uint32_t)bytes.size};
    buffer_add(&delta->packed, view_make((const char *)&packed, sizeof packed));
    buffer_add(&delta->packed, bytes);
    fail_if(delta->packed.failed, FAQBOT_NO_MEMORY, status);
}

/* -- Words ----------------------------------------------------------------------------------------- */

/* All that is written, while it is. The first failure is `status`, and nothing is done after it. */
struct delta_writer {
    struct index_delta *delta;
    struct store *store;
    enum faqbot_status status;
    struct arena scratch;
    uint32_t stem_count;
    uint32_t form_count;
    uint32_t *numbers[2];     /* the store's, by the stem numbers of what is gone, and of what has come */
    uint32_t *forms;          /* the store's, by the form numbers of what has come */
    struct posting *postings; /* of both sides, with the store's numbers, in order */
    size_t posting_count;
};

/* How many entries of a side hold a stem; 0 where it does not have the stem. */
static uint32_t entries_with(const struct index_delta_side *side, struct faqbot_view stem)
{
    uint32_t number = string_table_find(&side->vocabulary.stem_texts, stem);
    return number == STRING_TABLE_NONE ? 0 : side->vocabulary.stems[number].entries;
}

/* Counts a stem of either side. Returns the store's number for it. */
static uint32_t count_stem(struct delta_writer *writer, struct faqbot_view stem)
{
    uint32_t number = 0;
    uint32_t entries = 0;
    uint32_t gone = entries_with(&writer->delta->gone, stem);
    uint32_t come = entries_with(&writer->delta->come, stem);
    if (!store_find_word(writer->store, stem, &number, &entries, &writer->status)) {
        number = writer->stem_count++;
    }
    fail_if(entries < gone, FAQBOT_CORRUPT, &writer->status);
    if (writer->status == FAQBOT_OK) {
        store_change_word(writer->store, number, stem, entries - gone + come);
    }
    return number;
}

/* A stem of both sides was counted with what is gone. */
static void count_stems(struct delta_writer *writer)
{
    const struct index_delta_side *sides[] = {&writer->delta->gone, &writer->delta->come};
    for (size_t side = 0; side < 2; side++) {
        const struct string_table *texts = &sides[side]->vocabulary.stem_texts;
        uint32_t *numbers = calloc((size_t)texts->count + 1, sizeof *numbers);
        writer->numbers[side] = numbers;
        fail_if(numbers == NULL, FAQBOT_NO_MEMORY, &writer->status);
        for (uint32_t i = 0; i < texts->count && writer->status == FAQBOT_OK; i++) {
            uint32_t other = side == 0
                                 ? STRING_TABLE_NONE
                                 : string_table_find(&sides[0]->vocabulary.stem_texts, texts->strings[i]);
            numbers[i] = other != STRING_TABLE_NONE ? writer->numbers[0][other]
                                                    : count_stem(writer, texts->strings[i]);
        }
    }
}

/* -- Lists ----------------------------------------------------------------------------------------- */

static int by_place(const void *left, const void *right)
{
    const struct posting *a = left;
    const struct posting *b = right;
    if (a->list != b->list) {
        return a->list < b->list ? -1 : 1;
    }
    if (a->entry != b->entry) {
        return a->entry < b->entry ? -1 : 1;
    }
    return (a->is_gone < b->is_gone) - (a->is_gone > b->is_gone); /* what is gone first */
}

/* Both sides' postings under the store's numbers, in order. */
static void join_postings(struct delta_writer *writer)
{
    const struct buffer *sides[] = {&writer->delta->gone.postings, &writer->delta->come.postings};
    size_t count = (sides[0]->size + sides[1]->size) / sizeof *writer->postings;
    writer->postings = calloc(count + 1, sizeof *writer->postings);
    fail_if(writer->postings == NULL, FAQBOT_NO_MEMORY, &writer->status);
    for (size_t side = 0; side < 2 && writer->status == FAQBOT_OK; side++) {
        const struct posting *postings = (const void *)sides[side]->bytes;
        for (size_t i = 0; i < sides[side]->size / sizeof *postings; i++) {
            struct posting posting = postings[i];
            posting.list = entry_index_list(writer->numbers[side][posting.list / FIELD_COUNT],
                                            (enum field)(posting.list % FIELD_COUNT));
            posting.is_gone = side == 0;
            writer->postings[writer->posting_count++] = posting;
        }
    }
    if (writer->postings != NULL && writer->posting_count > 1) {
        qsort(writer->postings, writer->posting_count, sizeof *writer->postings, by_place);
    }
}

/* The edits of one list: an entry that it is gone from and has come to has one, and none where nothing is
 * different. */
static size_t make_edits(const struct posting *postings, size_t count, struct posting_edit *edits)
{
    size_t made = 0;
    for (size_t i = 0; i < count; i++) {
        bool has_both = i + 1 < count && postings[i].is_gone && postings[i + 1].entry == postings[i].entry;
        const struct posting *now = has_both ? &postings[i + 1] : &postings[i];
        if (!has_both || now->count != postings[i].count || now->length != postings[i].length) {
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

/* Applies the edits of one list, chunk by chunk. Those behind the first entry of the next chunk belong to
 * that one: it is looked for again, as the chunk at hand may have become several. */
static void edit_list(struct delta_writer *writer, uint32_t word, const struct posting_edit *edits,
                      size_t count)
{
    const struct buffer *lengths = &writer->delta->lengths[word % FIELD_COUNT];
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
                posting_edit_chunk(bytes, word, edits + start, end - start, (const uint8_t *)lengths->bytes,
                                   (uint32_t)lengths->size, store_put_chunk, writer->store);
        }
    }
}

/* List after list, in the order of the store's numbers, so that the posting table is walked from front to
 * back. */
static void edit_lists(struct delta_writer *writer)
{
    join_postings(writer);
    struct posting_edit *edits = calloc(writer->posting_count + 1, sizeof *edits);
    fail_if(edits == NULL, FAQBOT_NO_MEMORY, &writer->status);
    for (size_t start = 0, end; start < writer->posting_count && writer->status == FAQBOT_OK; start = end) {
        uint32_t word = writer->postings[start].list;
        for (end = start + 1; end < writer->posting_count && writer->postings[end].list == word;) {
            end++;
        }
        edit_list(writer, word, edits, make_edits(writer->postings + start, end - start, edits));
    }
    free(edits);
}

/* -- Forms and character runs ---------------------------------------------------------------------- */

/* Adds the uses of a side's form, or takes them away. The store's number for it. */
static uint32_t count_form(struct delta_writer *writer, size_t side, uint32_t number)
{
    const struct vocabulary *vocabulary =
        side == 0 ? &writer->delta->gone.vocabulary : &writer->delta->come.vocabulary;
    const struct vocabulary_form *form = &vocabulary->forms[number];
    struct store_form row = {.text = vocabulary->spelling_texts.strings[form->spelling],
                             .language = form->language,
                             .stem = writer->numbers[side][form->stem]};
    if (!store_find_form(writer->store, &row, &writer->status) && side == 1) {
        row.number = writer->form_count++;
    }
    fail_if(side == 0 && row.uses < form->uses, FAQBOT_CORRUPT, &writer->status);
    row.uses = side == 0 ? row.uses - form->uses : row.uses + form->uses;
    if (writer->status == FAQBOT_OK) {
        store_change_form(writer->store, &row);
    }
    return row.number;
}

static void count_forms(struct delta_writer *writer)
{
    const struct index_delta *delta = writer->delta;
    uint32_t come = delta->come.vocabulary.form_count;
    writer->forms = calloc((size_t)come + 1, sizeof *writer->forms);
    fail_if(writer->forms == NULL, FAQBOT_NO_MEMORY, &writer->status);
    for (uint32_t i = 0; i < come && writer->status == FAQBOT_OK; i++) {
        writer->forms[i] = count_form(writer, 1, i);
    }
    for (uint32_t i = 0; i < delta->gone.vocabulary.form_count && writer->status == FAQBOT_OK; i++) {
        (void)count_form(writer, 0, i);
    }
}

static void write_ngram_stats(struct delta_writer *writer)
{
    struct faqbot_view before = {0};
    struct ngram_stats_builder ngram_stats;
    ngram_stats_builder_init(&ngram_stats);
    arena_reset(&writer->scratch);
    store_get_model(writer->store, ENTRY_INDEX_NGRAM_STATS, &writer->scratch, &before, &writer->status);
    bool is_sound = ngram_stats_builder_load(&ngram_stats, before) &&
                    ngram_stats_builder_merge(&ngram_stats, &writer->delta->come.vocabulary.ngrams, false) &&
                    ngram_stats_builder_merge(&ngram_stats, &writer->delta->gone.vocabulary.ngrams, true);
    fail_if(!is_sound, FAQBOT_CORRUPT, &writer->status);
    ngram_stats_builder_write(&ngram_stats, writer->store, &writer->status);
    ngram_stats_builder_release(&ngram_stats);
}

/* Writes the entries that have come, whose forms have the store's numbers now. */
static void write_entries(struct delta_writer *writer)
{
    struct faqbot_view rest = buffer_view(&writer->delta->packed);
    struct buffer bytes;
    buffer_init(&bytes, SIZE_MAX);
    while (rest.size > 0 && writer->status == FAQBOT_OK) {
        struct packed_entry packed;
        memcpy(&packed, rest.bytes, sizeof packed);
        rest = view_slice(rest, sizeof packed, rest.size);
        buffer_reset(&bytes);
        forward_renumber(view_slice(rest, 0, packed.size), writer->forms, &bytes);
        fail_if(bytes.failed, FAQBOT_NO_MEMORY, &writer->status);
        if (writer->status == FAQBOT_OK) {
            store_change_forward(writer->store, packed.entry, buffer_view(&bytes));
        }
        rest = view_slice(rest, packed.size, rest.size);
    }
    buffer_release(&bytes);
}

static void write_sums(struct delta_writer *writer)
{
    struct faqbot_view before = {0};
    struct meaning_sums sums;
    store_get_model(writer->store, ENTRY_INDEX_MEANING_SUMS, &writer->scratch, &before, &writer->status);
    fail_if(before.size != sizeof sums, FAQBOT_CORRUPT, &writer->status);
    if (writer->status != FAQBOT_OK) {
        return;
    }
    memcpy(&sums, before.bytes, sizeof sums);
    for (size_t i = 0; i < LEXICON_DIMENSIONS; i++) {
        for (size_t j = 0; j <= i; j++) {
            sums.matrix[i][j] +=
                writer->delta->come.sums.matrix[i][j] - writer->delta->gone.sums.matrix[i][j];
        }
    }
    index_write_sums(writer->store, &sums);
}

/* -- The whole ------------------------------------------------------------------------------------- */

static uint64_t read_number(struct delta_writer *writer, const char *name)
{
    return store_get_number(writer->store, name, &writer->scratch, &writer->status);
}

/* Both fields' lengths, one behind the other. */
static void write_lengths(struct delta_writer *writer)
{
    const struct buffer *lengths = writer->delta->lengths;
    struct buffer bytes;
    buffer_init(&bytes, SIZE_MAX);
    for (size_t field = 0; field < FIELD_COUNT; field++) {
        buffer_add(&bytes, buffer_view(&lengths[field]));
    }
    fail_if(bytes.failed, FAQBOT_NO_MEMORY, &writer->status);
    if (writer->status == FAQBOT_OK) {
        store_change_model(writer->store, ENTRY_INDEX_LENGTHS, buffer_view(&bytes));
    }
    buffer_release(&bytes);
}

/* The order of the steps is that of the numbers: stems are numbered before their lists are edited. */
static void write_all(struct delta_writer *writer)
{
    const struct index_delta *delta = writer->delta;
    static const char *const names[] = {ENTRY_INDEX_HEAD_WORDS, ENTRY_INDEX_BODY_WORDS};
    writer->stem_count = (uint32_t)read_number(writer, ENTRY_INDEX_STEMS);
    writer->form_count = (uint32_t)read_number(writer, ENTRY_INDEX_FORMS);
    count_stems(writer);
    store_change_number(writer->store, ENTRY_INDEX_STEMS, writer->stem_count);
    edit_lists(writer);
    count_forms(writer);
    store_change_number(writer->store, ENTRY_INDEX_FORMS, writer->form_count);
    write_ngram_stats(writer);
    write_entries(writer);
    write_sums(writer);
    for (size_t field = 0; field < FIELD_COUNT; field++) {
        uint64_t words = read_number(writer, names[field]);
        store_change_number(writer->store, names[field],
                            words - delta->gone.words[field] + delta->come.words[field]);
    }
    write_lengths(writer);
    fail_if(store_status(writer->store) != FAQBOT_OK, store_status(writer->store), &writer->status);
}

enum faqbot_status index_delta_write(struct index_delta *delta, struct store *store)
{
    struct delta_writer writer = {.delta = delta, .store = store};
    arena_init(&writer.scratch, SCRATCH_BYTES_MAX);
    write_all(&writer);
    free(writer.numbers[0]);
    free(writer.numbers[1]);
    free(writer.forms);
    free(writer.postings);
    arena_release(&writer.scratch);
    return writer.status == FAQBOT_NOT_FOUND ? FAQBOT_CORRUPT : writer.status;
}
