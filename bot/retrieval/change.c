/* retrieval/change.c - what an update means for the words of an index. What the entries say is index_update.c's. */
#include "retrieval/change.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "retrieval/collection.h"
#include "retrieval/pieces.h"
#include "retrieval/posting_edit.h"

#define SCRATCH_BYTES_MAX ((size_t)64 << 20)

static void init_side(struct change_side *side)
{
    *side = (struct change_side){.head_words = 0};
    vocabulary_init(&side->vocabulary);
    buffer_init(&side->postings, SIZE_MAX);
}

static void release_side(struct change_side *side)
{
    vocabulary_release(&side->vocabulary);
    buffer_release(&side->postings);
}

void change_init(struct change *change)
{
    init_side(&change->gone);
    init_side(&change->come);
    buffer_init(&change->classes, UINT32_MAX);
}

void change_release(struct change *change)
{
    release_side(&change->gone);
    release_side(&change->come);
    buffer_release(&change->classes);
}

/* -- Gathering ----------------------------------------------------------------------------------------------------- */

struct closing {
    struct change_side *side;
    uint32_t entry;
    uint8_t class;
};

static enum faqbot_status add_posting(void *user, uint32_t stem, uint32_t count)
{
    const struct closing *closing = user;
    const struct change_posting posting = {
        .stem = stem, .entry = closing->entry, .count = count, .class = closing->class};
    buffer_add(&closing->side->postings, view_make((const char *)&posting, sizeof posting));
    return closing->side->postings.failed ? FAQBOT_NO_MEMORY : FAQBOT_OK;
}

enum faqbot_status change_close(struct change_side *side, uint32_t entry, uint64_t head_words,
                                uint64_t body_words)
{
    struct closing closing = {.side = side, .entry = entry, .class = length_class(head_words + body_words)};
    side->head_words += head_words;
    side->body_words += body_words;
    return vocabulary_close(&side->vocabulary, add_posting, &closing);
}

/* -- Words --------------------------------------------------------------------------------------------------------- */

/* All that is written, while it is. */
struct writing {
    struct change *change;
    struct store *store;
    struct arena scratch;
    uint32_t stem_count;
    uint32_t *numbers[2]; /* the store's, by the stem numbers of what is gone, and of what has come */
    struct change_posting *postings; /* of both sides, with the store's numbers, in order */
    size_t posting_count;
};

static uint32_t entries_with(const struct change_side *side, struct faqbot_view stem)
{
    uint32_t number = interner_find(&side->vocabulary.stem_texts, stem);
    return number == INTERNER_NONE ? 0 : side->vocabulary.stems[number].entries;
}

/* Counts a stem of either side, and finds the store's number for it. */
static enum faqbot_status count_stem(struct writing *writing, struct faqbot_view stem, uint32_t *number)
{
    uint32_t entries = 0;
    uint32_t gone = entries_with(&writing->change->gone, stem);
    uint32_t come = entries_with(&writing->change->come, stem);
    enum faqbot_status status = store_find_word(writing->store, stem, number, &entries);
    if (status == FAQBOT_NOT_FOUND) {
        *number = writing->stem_count++;
        status = FAQBOT_OK;
    }
    if (status == FAQBOT_OK && entries < gone) {
        status = FAQBOT_CORRUPT;
    }
    return status == FAQBOT_OK ? store_change_word(writing->store, *number, stem, entries - gone + come)
                               : status;
}

/* A stem of both sides was counted with what is gone. */
static enum faqbot_status count_stems(struct writing *writing)
{
    enum faqbot_status status = FAQBOT_OK;
    const struct change_side *sides[] = {&writing->change->gone, &writing->change->come};
    for (size_t side = 0; side < 2 && status == FAQBOT_OK; side++) {
        const struct interner *texts = &sides[side]->vocabulary.stem_texts;
        writing->numbers[side] = calloc((size_t)texts->count + 1, sizeof *writing->numbers[side]);
        status = writing->numbers[side] == NULL ? FAQBOT_NO_MEMORY : FAQBOT_OK;
        for (uint32_t i = 0; i < texts->count && status == FAQBOT_OK; i++) {
            uint32_t other = side == 0 ? INTERNER_NONE
                                       : interner_find(&sides[0]->vocabulary.stem_texts, texts->strings[i]);
            if (other != INTERNER_NONE) {
                writing->numbers[side][i] = writing->numbers[0][other];
            } else {
                status = count_stem(writing, texts->strings[i], &writing->numbers[side][i]);
            }
        }
    }
    return status;
}

/* -- Lists --------------------------------------------------------------------------------------------------------- */

static int by_place(const void *left, const void *right)
{
    const struct change_posting *a = left;
    const struct change_posting *b = right;
    if (a->stem != b->stem) {
        return a->stem < b->stem ? -1 : 1;
    }
    if (a->entry != b->entry) {
        return a->entry < b->entry ? -1 : 1;
    }
    return (a->is_gone < b->is_gone) - (a->is_gone > b->is_gone); /* what is gone first */
}

/* Both sides' postings under the store's numbers, in order. */
static bool join_postings(struct writing *writing)
{
    const struct buffer *sides[] = {&writing->change->gone.postings, &writing->change->come.postings};
    size_t count = (sides[0]->size + sides[1]->size) / sizeof *writing->postings;
    writing->postings = calloc(count + 1, sizeof *writing->postings);
    if (writing->postings == NULL) {
        return false;
    }
    for (size_t side = 0; side < 2; side++) {
        const struct change_posting *postings = (const void *)sides[side]->bytes;
        for (size_t i = 0; i < sides[side]->size / sizeof *postings; i++) {
            struct change_posting posting = postings[i];
            posting.stem = writing->numbers[side][posting.stem];
            posting.is_gone = side == 0;
            writing->postings[writing->posting_count++] = posting;
        }
    }
    qsort(writing->postings, writing->posting_count, sizeof *writing->postings, by_place);
    return true;
}

/* The edits of one word: an entry that it is gone from and has come to has one, and none where nothing is different. */
static size_t make_edits(const struct change_posting *postings, size_t count, struct posting_edit *edits)
{
    size_t made = 0;
    for (size_t i = 0; i < count; i++) {
        bool has_both = i + 1 < count && postings[i].is_gone && postings[i + 1].entry == postings[i].entry;
        const struct change_posting *now = has_both ? &postings[i + 1] : &postings[i];
        if (!has_both || now->count != postings[i].count || now->class != postings[i].class) {
            edits[made++] =
                (struct posting_edit){.entry = now->entry, .count = now->is_gone ? 0 : now->count};
        }
        i += has_both;
    }
    return made;
}

struct chunk_place {
    struct store *store;
    uint32_t word;
};

static enum faqbot_status put_chunk(void *context, uint32_t first_entry, struct faqbot_view bytes)
{
    const struct chunk_place *place = context;
    return store_add_posting(place->store, place->word, first_entry, bytes);
}

/* The chunk that an edit of an entry belongs to, and the first entry of the next; no bytes: the word has no list. */
static enum faqbot_status find_chunk(struct writing *writing, uint32_t word, uint32_t entry, uint32_t *first,
                                     uint32_t *next, struct faqbot_view *bytes)
{
    struct faqbot_view behind;
    *bytes = view_of("");
    *next = UINT32_MAX;
    enum faqbot_status status =
        store_find_posting_before(writing->store, word, entry, &writing->scratch, first, bytes);
    if (status == FAQBOT_NOT_FOUND) {
        status = store_find_posting_behind(writing->store, word, entry, &writing->scratch, first, bytes);
    }
    if (status == FAQBOT_OK) {
        uint32_t from = *first > entry ? *first : entry;
        status = store_find_posting_behind(writing->store, word, from, &writing->scratch, next, &behind);
    }
    return status == FAQBOT_NOT_FOUND ? FAQBOT_OK : status;
}

static enum faqbot_status edit_list(struct writing *writing, uint32_t word, const struct posting_edit *edits,
                                    size_t count)
{
    enum faqbot_status status = FAQBOT_OK;
    const struct buffer *classes = &writing->change->classes;
    struct chunk_place place = {.store = writing->store, .word = word};
    for (size_t start = 0, end; start < count && status == FAQBOT_OK; start = end) {
        uint32_t first;
        uint32_t next;
        struct faqbot_view bytes;
        arena_reset(&writing->scratch);
        status = find_chunk(writing, word, edits[start].entry, &first, &next, &bytes);
        for (end = start + 1; end < count && edits[end].entry < next;) {
            end++;
        }
        if (status == FAQBOT_OK && !view_is_empty(bytes)) {
            status = store_change_remove_posting(writing->store, word, first);
        }
        if (status == FAQBOT_OK) {
            status = posting_edit_chunk(bytes, edits + start, end - start, (const uint8_t *)classes->bytes,
                                        (uint32_t)classes->size, put_chunk, &place);
        }
    }
    return status;
}

static enum faqbot_status edit_lists(struct writing *writing)
{
    enum faqbot_status status = join_postings(writing) ? FAQBOT_OK : FAQBOT_NO_MEMORY;
    struct posting_edit *edits = calloc(writing->posting_count + 1, sizeof *edits);
    if (edits == NULL) {
        return FAQBOT_NO_MEMORY;
    }
    for (size_t start = 0, end; start < writing->posting_count && status == FAQBOT_OK; start = end) {
        uint32_t word = writing->postings[start].stem;
        for (end = start + 1; end < writing->posting_count && writing->postings[end].stem == word;) {
            end++;
        }
        size_t count = make_edits(writing->postings + start, end - start, edits);
        status = edit_list(writing, word, edits, count);
    }
    free(edits);
    return status;
}

/* -- Spellings and their pieces ------------------------------------------------------------------------------------ */

static uint32_t uses_of(const struct change_side *side, struct faqbot_view spelling)
{
    uint32_t number = interner_find(&side->vocabulary.spelling_texts, spelling);
    return number == INTERNER_NONE ? 0 : side->vocabulary.spellings[number].uses;
}

static enum faqbot_status count_spelling(struct writing *writing, struct faqbot_view spelling,
                                         struct pieces_builder *pieces)
{
    uint32_t uses = 0;
    uint32_t gone = uses_of(&writing->change->gone, spelling);
    uint32_t come = uses_of(&writing->change->come, spelling);
    if (gone == come) {
        return FAQBOT_OK;
    }
    enum faqbot_status status = store_find_spelling(writing->store, spelling, &uses);
    if (status == FAQBOT_NOT_FOUND) {
        status = FAQBOT_OK;
    }
    if (status == FAQBOT_OK && uses < gone) {
        status = FAQBOT_CORRUPT;
    }
    if (status == FAQBOT_OK) {
        status = store_change_spelling(writing->store, spelling, uses - gone + come);
    }
    return status == FAQBOT_OK ? pieces_builder_add(pieces, spelling, (int64_t)come - gone) : status;
}

static enum faqbot_status count_spellings(struct writing *writing, struct pieces_builder *pieces)
{
    enum faqbot_status status = FAQBOT_OK;
    const struct interner *gone = &writing->change->gone.vocabulary.spelling_texts;
    const struct interner *come = &writing->change->come.vocabulary.spelling_texts;
    for (uint32_t i = 0; i < gone->count && status == FAQBOT_OK; i++) {
        status = count_spelling(writing, gone->strings[i], pieces);
    }
    for (uint32_t i = 0; i < come->count && status == FAQBOT_OK; i++) {
        if (interner_find(gone, come->strings[i]) == INTERNER_NONE) {
            status = count_spelling(writing, come->strings[i], pieces);
        }
    }
    return status;
}

static enum faqbot_status write_pieces(struct writing *writing)
{
    struct faqbot_view before;
    struct buffer after;
    struct pieces_builder pieces;
    pieces_builder_init(&pieces);
    buffer_init(&after, SIZE_MAX);
    arena_reset(&writing->scratch);
    enum faqbot_status status =
        store_get_model(writing->store, COLLECTION_PIECES, &writing->scratch, &before);
    if (status == FAQBOT_OK) {
        status = pieces_builder_load(&pieces, before);
    }
    if (status == FAQBOT_OK) {
        status = count_spellings(writing, &pieces);
    }
    if (status == FAQBOT_OK) {
        pieces_builder_encode(&pieces, &after);
        status = after.failed ? FAQBOT_NO_MEMORY
                              : store_change_model(writing->store, COLLECTION_PIECES, buffer_view(&after));
    }
    pieces_builder_release(&pieces);
    buffer_release(&after);
    return status;
}

/* -- The whole ----------------------------------------------------------------------------------------------------- */

static enum faqbot_status read_number(struct writing *writing, const char *name, uint64_t *number)
{
    struct faqbot_view text;
    enum faqbot_status status = store_get_setting(writing->store, name, &writing->scratch, &text);
    if (status == FAQBOT_OK) {
        *number = strtoull(text.bytes, NULL, 10);
    }
    return status;
}

static enum faqbot_status set_number(struct writing *writing, const char *name, uint64_t number)
{
    char text[24];
    snprintf(text, sizeof text, "%" PRIu64, number);
    return store_change_setting(writing->store, name, view_of(text));
}

static enum faqbot_status add_to_number(struct writing *writing, const char *name, uint64_t gone,
                                        uint64_t come)
{
    uint64_t number;
    enum faqbot_status status = read_number(writing, name, &number);
    return status == FAQBOT_OK ? set_number(writing, name, number - gone + come) : status;
}

static enum faqbot_status write_all(struct writing *writing)
{
    uint64_t stems;
    struct change *change = writing->change;
    enum faqbot_status status = read_number(writing, COLLECTION_STEMS, &stems);
    if (status == FAQBOT_OK) {
        writing->stem_count = (uint32_t)stems;
        status = count_stems(writing);
    }
    if (status == FAQBOT_OK) {
        status = set_number(writing, COLLECTION_STEMS, writing->stem_count);
    }
    if (status == FAQBOT_OK) {
        status = edit_lists(writing);
    }
    if (status == FAQBOT_OK) {
        status = write_pieces(writing);
    }
    if (status == FAQBOT_OK) {
        status = store_change_model(writing->store, COLLECTION_LENGTHS, buffer_view(&change->classes));
    }
    if (status == FAQBOT_OK) {
        status =
            add_to_number(writing, COLLECTION_HEAD_WORDS, change->gone.head_words, change->come.head_words);
    }
    return status == FAQBOT_OK ? add_to_number(writing, COLLECTION_BODY_WORDS, change->gone.body_words,
                                               change->come.body_words)
                               : status;
}

enum faqbot_status change_write(struct change *change, struct store *store)
{
    struct writing writing = {.change = change, .store = store};
    arena_init(&writing.scratch, SCRATCH_BYTES_MAX);
    enum faqbot_status status = write_all(&writing);
    free(writing.numbers[0]);
    free(writing.numbers[1]);
    free(writing.postings);
    arena_release(&writing.scratch);
    return status == FAQBOT_NOT_FOUND ? FAQBOT_CORRUPT : status;
}
