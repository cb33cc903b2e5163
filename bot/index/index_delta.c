/* index/index_delta.c - what an update means for the words of an index: which lists, counts and spellings change, and
 * how. update.c decides which entries are taken out and which are put in.
 *
 * The words of what is gone and of what has come are gathered on two sides, as two small vocabularies. A word of both
 * sides then costs one edit of its list, or none if the entry holds it as often as before; rewriting a phrase mostly
 * leaves most of its words alone. Of a list only the chunks that an edit falls into are written anew, some 2 KB each,
 * however long the list is.
 *
 * Everything here is written inside the store's one transaction, so a crash half-way leaves the old index. */
#include "index/index_internal.h"

#include <stdlib.h>

#include "util/util.h"

#define SCRATCH_BYTES_MAX ((size_t)64 << 20) /* for one chunk or the table of character runs */

/* A stem in one entry. */
struct posting {
    uint32_t stem; /* the side's number for it; once it is looked up, the store's */
    uint32_t entry;
    uint32_t count;
    uint8_t class; /* of the entry's length */
    bool is_gone;
};

static void init_side(struct index_delta_side *side)
{
    *side = (struct index_delta_side){0};
    vocabulary_init(&side->vocabulary);
    buffer_init(&side->postings, SIZE_MAX);
}

static void release_side(struct index_delta_side *side)
{
    vocabulary_release(&side->vocabulary);
    buffer_release(&side->postings);
}

void index_delta_init(struct index_delta *change)
{
    init_side(&change->gone);
    init_side(&change->come);
    buffer_init(&change->classes, UINT32_MAX);
}

void index_delta_release(struct index_delta *change)
{
    release_side(&change->gone);
    release_side(&change->come);
    buffer_release(&change->classes);
}

/* -- Gathering ----------------------------------------------------------------------------------------------------- */

void index_delta_close(struct index_delta_side *side, uint32_t entry, uint64_t head_words,
                       uint64_t body_words, enum faqbot_status *status)
{
    struct vocabulary *vocabulary = &side->vocabulary;
    side->class = length_norm(head_words + body_words);
    side->head_words += head_words;
    side->body_words += body_words;
    for (uint32_t i = 0; i < vocabulary->held_count; i++) {
        uint32_t stem = vocabulary->held[i];
        const struct posting posting = {
            .stem = stem, .entry = entry, .count = vocabulary->stems[stem].tally, .class = side->class};
        buffer_add(&side->postings, view_make((const char *)&posting, sizeof posting));
    }
    vocabulary_close(vocabulary);
    if (*status == FAQBOT_OK && (side->postings.failed || vocabulary->failed)) {
        *status = FAQBOT_NO_MEMORY;
    }
}

/* -- Words --------------------------------------------------------------------------------------------------------- */

/* All that is written, while it is. The first failure is `status`, and nothing is done after it. */
struct writing {
    struct index_delta *change;
    struct store *store;
    enum faqbot_status status;
    struct arena scratch;
    uint32_t stem_count;
    uint32_t *numbers[2];     /* the store's, by the stem numbers of what is gone, and of what has come */
    struct posting *postings; /* of both sides, with the store's numbers, in order */
    size_t posting_count;
};

/* Takes over the status of a look-up; NOT_FOUND is no failure. Whether it was found. */
static bool found(struct writing *writing, enum faqbot_status status)
{
    writing->status = status == FAQBOT_NOT_FOUND ? FAQBOT_OK : status;
    return status == FAQBOT_OK;
}

static void fail_if(struct writing *writing, bool has_failed, enum faqbot_status status)
{
    writing->status = writing->status == FAQBOT_OK && has_failed ? status : writing->status;
}

static uint32_t entries_with(const struct index_delta_side *side, struct faqbot_view stem)
{
    uint32_t number = string_table_find(&side->vocabulary.stem_texts, stem);
    return number == STRING_TABLE_NONE ? 0 : side->vocabulary.stems[number].entries;
}

/* Counts a stem of either side. Returns the store's number for it. */
static uint32_t count_stem(struct writing *writing, struct faqbot_view stem)
{
    uint32_t number = 0;
    uint32_t entries = 0;
    uint32_t gone = entries_with(&writing->change->gone, stem);
    uint32_t come = entries_with(&writing->change->come, stem);
    if (!found(writing, store_find_word(writing->store, stem, &number, &entries))) {
        number = writing->stem_count++;
    }
    fail_if(writing, entries < gone, FAQBOT_CORRUPT);
    if (writing->status == FAQBOT_OK) {
        store_change_word(writing->store, number, stem, entries - gone + come);
        writing->status = store_status(writing->store);
    }
    return number;
}

/* A stem of both sides was counted with what is gone. */
static void count_stems(struct writing *writing)
{
    const struct index_delta_side *sides[] = {&writing->change->gone, &writing->change->come};
    for (size_t side = 0; side < 2; side++) {
        const struct string_table *texts = &sides[side]->vocabulary.stem_texts;
        uint32_t *numbers = calloc((size_t)texts->count + 1, sizeof *numbers);
        writing->numbers[side] = numbers;
        fail_if(writing, numbers == NULL, FAQBOT_NO_MEMORY);
        for (uint32_t i = 0; i < texts->count && writing->status == FAQBOT_OK; i++) {
            uint32_t other = side == 0
                                 ? STRING_TABLE_NONE
                                 : string_table_find(&sides[0]->vocabulary.stem_texts, texts->strings[i]);
            numbers[i] = other != STRING_TABLE_NONE ? writing->numbers[0][other]
                                                    : count_stem(writing, texts->strings[i]);
        }
    }
}

/* -- Lists --------------------------------------------------------------------------------------------------------- */

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

/* Both sides' postings under the store's numbers, in order. */
static void join_postings(struct writing *writing)
{
    const struct buffer *sides[] = {&writing->change->gone.postings, &writing->change->come.postings};
    size_t count = (sides[0]->size + sides[1]->size) / sizeof *writing->postings;
    writing->postings = calloc(count + 1, sizeof *writing->postings);
    fail_if(writing, writing->postings == NULL, FAQBOT_NO_MEMORY);
    for (size_t side = 0; side < 2 && writing->status == FAQBOT_OK; side++) {
        const struct posting *postings = (const void *)sides[side]->bytes;
        for (size_t i = 0; i < sides[side]->size / sizeof *postings; i++) {
            struct posting posting = postings[i];
            posting.stem = writing->numbers[side][posting.stem];
            posting.is_gone = side == 0;
            writing->postings[writing->posting_count++] = posting;
        }
    }
    if (writing->posting_count > 1) {
        qsort(writing->postings, writing->posting_count, sizeof *writing->postings, by_place);
    }
}

/* The edits of one word: an entry that it is gone from and has come to has one, and none where nothing is different. */
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

static enum faqbot_status put_chunk(void *context, uint32_t word, uint32_t first_entry,
                                    struct faqbot_view bytes)
{
    struct store *store = context;
    store_add_posting(store, word, first_entry, bytes);
    return store_status(store);
}

/* The chunk that an edit of an entry belongs to, and the first entry of the next; no bytes: the word has no list. */
static void find_chunk(struct writing *writing, uint32_t word, uint32_t entry, uint32_t *first,
                       uint32_t *next, struct faqbot_view *bytes)
{
    struct store *store = writing->store;
    struct arena *scratch = &writing->scratch;
    struct faqbot_view behind;
    arena_reset(scratch);
    *bytes = view_of("");
    *next = UINT32_MAX;
    if (!found(writing, store_find_posting_before(store, word, entry, scratch, first, bytes)) &&
        (writing->status != FAQBOT_OK ||
         !found(writing, store_find_posting_behind(store, word, entry, scratch, first, bytes)))) {
        return;
    }
    uint32_t from = *first > entry ? *first : entry;
    (void)found(writing, store_find_posting_behind(store, word, from, scratch, next, &behind));
}

static void edit_list(struct writing *writing, uint32_t word, const struct posting_edit *edits, size_t count)
{
    const struct buffer *classes = &writing->change->classes;
    for (size_t start = 0, end; start < count && writing->status == FAQBOT_OK; start = end) {
        uint32_t first;
        uint32_t next;
        struct faqbot_view bytes;
        find_chunk(writing, word, edits[start].entry, &first, &next, &bytes);
        for (end = start + 1; end < count && edits[end].entry < next;) {
            end++;
        }
        if (writing->status == FAQBOT_OK) {
            if (!view_is_empty(bytes)) {
                store_change_remove_posting(writing->store, word, first);
            }
            writing->status =
                posting_edit_chunk(bytes, word, edits + start, end - start, (const uint8_t *)classes->bytes,
                                   (uint32_t)classes->size, put_chunk, writing->store);
        }
    }
}

static void edit_lists(struct writing *writing)
{
    join_postings(writing);
    struct posting_edit *edits = calloc(writing->posting_count + 1, sizeof *edits);
    fail_if(writing, edits == NULL, FAQBOT_NO_MEMORY);
    for (size_t start = 0, end; start < writing->posting_count && writing->status == FAQBOT_OK; start = end) {
        uint32_t word = writing->postings[start].stem;
        for (end = start + 1; end < writing->posting_count && writing->postings[end].stem == word;) {
            end++;
        }
        edit_list(writing, word, edits, make_edits(writing->postings + start, end - start, edits));
    }
    free(edits);
}

/* -- Spellings and their pieces ------------------------------------------------------------------------------------ */

static uint32_t uses_of(const struct index_delta_side *side, struct faqbot_view spelling)
{
    uint32_t number = string_table_find(&side->vocabulary.spelling_texts, spelling);
    return number == STRING_TABLE_NONE ? 0 : side->vocabulary.spellings[number].uses;
}

static void count_spelling(struct writing *writing, struct faqbot_view spelling,
                           struct ngram_stats_builder *ngram_stats)
{
    uint32_t uses = 0;
    uint32_t gone = uses_of(&writing->change->gone, spelling);
    uint32_t come = uses_of(&writing->change->come, spelling);
    if (gone == come || writing->status != FAQBOT_OK) {
        return;
    }
    (void)found(writing, store_find_spelling(writing->store, spelling, &uses));
    fail_if(writing, uses < gone, FAQBOT_CORRUPT);
    if (writing->status == FAQBOT_OK) {
        store_change_spelling(writing->store, spelling, uses - gone + come);
        ngram_stats_builder_add(ngram_stats, spelling, (int64_t)come - gone);
        writing->status = store_status(writing->store);
    }
}

static void count_spellings(struct writing *writing, struct ngram_stats_builder *ngram_stats)
{
    const struct string_table *gone = &writing->change->gone.vocabulary.spelling_texts;
    const struct string_table *come = &writing->change->come.vocabulary.spelling_texts;
    for (uint32_t i = 0; i < gone->count; i++) {
        count_spelling(writing, gone->strings[i], ngram_stats);
    }
    for (uint32_t i = 0; i < come->count; i++) {
        if (string_table_find(gone, come->strings[i]) == STRING_TABLE_NONE) {
            count_spelling(writing, come->strings[i], ngram_stats);
        }
    }
}

static void write_pieces(struct writing *writing)
{
    struct faqbot_view before = {0};
    struct buffer after;
    struct ngram_stats_builder ngram_stats;
    ngram_stats_builder_init(&ngram_stats);
    buffer_init(&after, SIZE_MAX);
    arena_reset(&writing->scratch);
    if (writing->status == FAQBOT_OK) {
        writing->status =
            store_get_model(writing->store, LARGE_INDEX_NGRAM_STATS, &writing->scratch, &before);
    }
    fail_if(writing, !ngram_stats_builder_load(&ngram_stats, before), FAQBOT_CORRUPT);
    count_spellings(writing, &ngram_stats);
    ngram_stats_builder_encode(&ngram_stats, &after);
    fail_if(writing, after.failed, FAQBOT_NO_MEMORY);
    if (writing->status == FAQBOT_OK) {
        store_change_model(writing->store, LARGE_INDEX_NGRAM_STATS, buffer_view(&after));
    }
    ngram_stats_builder_release(&ngram_stats);
    buffer_release(&after);
}

/* -- The whole ----------------------------------------------------------------------------------------------------- */

static uint64_t read_number(struct writing *writing, const char *name)
{
    struct faqbot_view text;
    if (writing->status == FAQBOT_OK) {
        writing->status = store_get_setting(writing->store, name, &writing->scratch, &text);
    }
    return writing->status == FAQBOT_OK ? strtoull(text.bytes, NULL, 10) : 0;
}

/* The order of the steps is that of the numbers: stems are numbered before their lists are edited. */
static void write_all(struct writing *writing)
{
    const struct index_delta *change = writing->change;
    writing->stem_count = (uint32_t)read_number(writing, LARGE_INDEX_STEMS);
    uint64_t head_words = read_number(writing, LARGE_INDEX_HEAD_WORDS);
    uint64_t body_words = read_number(writing, LARGE_INDEX_BODY_WORDS);
    count_stems(writing);
    store_change_number(writing->store, LARGE_INDEX_STEMS, writing->stem_count);
    edit_lists(writing);
    write_pieces(writing);
    store_change_model(writing->store, LARGE_INDEX_LENGTHS, buffer_view(&change->classes));
    store_change_number(writing->store, LARGE_INDEX_HEAD_WORDS,
                        head_words - change->gone.head_words + change->come.head_words);
    store_change_number(writing->store, LARGE_INDEX_BODY_WORDS,
                        body_words - change->gone.body_words + change->come.body_words);
    fail_if(writing, store_status(writing->store) != FAQBOT_OK, store_status(writing->store));
}

enum faqbot_status index_delta_write(struct index_delta *change, struct store *store)
{
    struct writing writing = {.change = change, .store = store};
    arena_init(&writing.scratch, SCRATCH_BYTES_MAX);
    write_all(&writing);
    free(writing.numbers[0]);
    free(writing.numbers[1]);
    free(writing.postings);
    arena_release(&writing.scratch);
    return writing.status == FAQBOT_NOT_FOUND ? FAQBOT_CORRUPT : writing.status;
}
