/* index/term_counts.c - documents as bags of features, gathered and weighed while an index is made.
 * sparse_matrix.c turns them the other way round, so that a question touches only the rows of its own
 * features.
 *
 * Weights are computed once, here, so that scoring is a sum of products:
 *
 * For cosines the weights are tf-idf: (1 + ln tf) (1 + ln((1 + N) / (1 + df))), each document scaled to length 1. It
 * is the scheme "ltc" of Manning, Raghavan and Schuetze, "Introduction to Information Retrieval", 6.4, with an idf that
 * is smoothed by one document of every feature, so that a feature of all documents keeps some weight and none divides
 * by 0.
 *
 * It knows neither words nor entries: what a document is, and what a feature, is the caller's. */
#include "index/index_internal.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Features are numbered as they first appear, and each document's items lie side by side: gathering needs
 * one hash table look-up for each distinct feature of a text, and weighing is a walk over one array. While
 * an entry is gathered its items may repeat, since its texts are added one after the other; closing it
 * sorts and merges them. */

void term_counts_init(struct term_counts *term_counts)
{
    *term_counts = (struct term_counts){0};
}

void term_counts_release(struct term_counts *term_counts)
{
    free(term_counts->keys);
    free(term_counts->documents);
    free(term_counts->slots);
    free(term_counts->items);
    free(term_counts->starts);
    term_counts_init(term_counts);
}

/* -- Gathering ------------------------------------------------------------------------------------- */

static size_t find_slot(const struct term_counts *term_counts, uint64_t key)
{
    size_t slot = (size_t)key & (term_counts->slot_count - 1);
    while (term_counts->slots[slot] != 0 && term_counts->keys[term_counts->slots[slot] - 1] != key) {
        slot = (slot + 1) & (term_counts->slot_count - 1);
    }
    return slot;
}

/* Room for one more row; half of the slots stay free. The lists that did grow stay, so that what is there
 * remains whole; false: no memory. */
static bool reserve_row(struct term_counts *term_counts)
{
    const size_t rows = term_counts->row_count;
    if (!array_grow(NULL, &term_counts->keys, rows, &term_counts->key_capacity, sizeof *term_counts->keys) ||
        !array_grow(NULL, &term_counts->documents, rows, &term_counts->row_capacity,
                    sizeof *term_counts->documents)) {
        return false;
    }
    if (2 * (rows + 1) > term_counts->slot_count) {
        size_t slot_count = term_counts->slot_count == 0 ? 2048 : 2 * term_counts->slot_count;
        uint32_t *slots = calloc(slot_count, sizeof *slots);
        if (slots == NULL) {
            return false;
        }
        free(term_counts->slots);
        term_counts->slots = slots;
        term_counts->slot_count = slot_count;
        for (uint32_t row = 0; row < term_counts->row_count; row++) {
            slots[find_slot(term_counts, term_counts->keys[row])] = row + 1;
        }
    }
    return true;
}

uint32_t term_counts_row(struct term_counts *term_counts, uint64_t key)
{
    bool is_full = term_counts->row_count == term_counts->row_capacity ||
                   2 * (size_t)term_counts->row_count >= term_counts->slot_count;
    if (term_counts->failed || (is_full && !reserve_row(term_counts))) {
        term_counts->failed = true;
        return UINT32_MAX;
    }
    size_t slot = find_slot(term_counts, key);
    if (term_counts->slots[slot] == 0) {
        term_counts->keys[term_counts->row_count] = key;
        term_counts->documents[term_counts->row_count] = 0;
        term_counts->slots[slot] = ++term_counts->row_count;
    }
    return term_counts->slots[slot] - 1;
}

bool term_counts_reserve(struct term_counts *term_counts, size_t items)
{
    while (!term_counts->failed && term_counts->item_capacity < term_counts->item_count + items) {
        term_counts->failed = !array_grow(NULL, &term_counts->items, term_counts->item_capacity,
                                          &term_counts->item_capacity, sizeof *term_counts->items);
    }
    return !term_counts->failed;
}

void term_counts_put(struct term_counts *term_counts, uint32_t row, float weight)
{
    assert(term_counts->item_count < term_counts->item_capacity);
    term_counts->items[term_counts->item_count++] = (struct term_count_item){.row = row, .weight = weight};
}

void term_counts_append(struct term_counts *term_counts, const struct ngrams *ngrams)
{
    (void)term_counts_reserve(term_counts, ngrams->count);
    for (size_t i = 0; i < ngrams->count && !term_counts->failed; i++) {
        uint32_t row = term_counts_row(term_counts, ngrams->list[i].key);
        if (!term_counts->failed) {
            term_counts_put(term_counts, row, (float)ngrams->list[i].count);
        }
    }
}

/* Puts items in the order of their rows, equal ones as they stand, byte by byte from the last: an entry of hundreds of
 * phrasings has tens of thousands of items, and all documents together are what sorting takes a third of the time for
 * when it compares. `scratch` has room for as many. */
static void sort_by_row(struct term_count_item *items, size_t count, struct term_count_item *scratch)
{
    uint32_t differing = 0;
    for (size_t i = 1; i < count; i++) {
        differing |= items[i].row ^ items[0].row;
    }
    for (unsigned shift = 0; shift < 32 && differing >> shift != 0; shift += 8) {
        size_t starts[257] = {0};
        for (size_t i = 0; i < count; i++) {
            starts[(items[i].row >> shift & 255) + 1]++;
        }
        for (size_t i = 0; i < 255; i++) {
            starts[i + 1] += starts[i];
        }
        for (size_t i = 0; i < count; i++) {
            scratch[starts[items[i].row >> shift & 255]++] = items[i];
        }
        memcpy(items, scratch, count * sizeof *items);
    }
}

/* Items come in any order and a feature more than once; a document has them by rising row, each once. */
void term_counts_close(struct term_counts *term_counts)
{
    if (term_counts->failed ||
        !array_grow(NULL, &term_counts->starts, (size_t)term_counts->document_count + 1,
                    &term_counts->document_capacity, sizeof *term_counts->starts)) {
        term_counts->failed = true;
        return;
    }
    term_counts->starts[0] = 0;
    size_t kept = term_counts->starts[term_counts->document_count];
    size_t count = term_counts->item_count - kept;
    if (count > 1 && term_counts_reserve(term_counts, count)) {
        sort_by_row(term_counts->items + kept, count, term_counts->items + term_counts->item_count);
    }
    const size_t start = kept;
    for (size_t i = start; i < term_counts->item_count; i++) {
        if (kept > start && term_counts->items[kept - 1].row == term_counts->items[i].row) {
            term_counts->items[kept - 1].weight += term_counts->items[i].weight;
            continue;
        }
        term_counts->items[kept++] = term_counts->items[i];
        if (term_counts->row_count > 0) { /* sums and learned weights have no features of their own */
            term_counts->documents[term_counts->items[kept - 1].row]++;
        }
    }
    term_counts->item_count = kept;
    term_counts->starts[++term_counts->document_count] = kept;
}

/* -- Weighing -------------------------------------------------------------------------------------- */

double term_counts_idf(uint32_t all, uint32_t with)
{
    return 1 + log((1 + (double)all) / (1 + (double)with));
}

/* Makes the length of one document 1, whose items are those from `start` to before `end`. There may be no
 * items at all, and then no address that anything could be added to. */
static void normalise(struct term_count_item *items, size_t start, size_t end)
{
    double square = 0;
    for (size_t i = start; i < end; i++) {
        square += (double)items[i].weight * (double)items[i].weight;
    }
    for (size_t i = start; i < end && square > 0; i++) {
        items[i].weight = (float)(items[i].weight / sqrt(square));
    }
}

void term_counts_weigh_cosine(struct term_counts *term_counts)
{
    for (size_t i = 0; i < term_counts->item_count; i++) {
        struct term_count_item *item = &term_counts->items[i];
        item->weight =
            (float)((1 + log((double)item->weight)) *
                    term_counts_idf(term_counts->document_count, term_counts->documents[item->row]));
    }
    for (uint32_t i = 0; i < term_counts->document_count; i++) {
        normalise(term_counts->items, term_counts->starts[i], term_counts->starts[i + 1]);
    }
}

/* -- Other shapes ---------------------------------------------------------------------------------- */

/* A counting sort by row, which keeps the order of the documents. */
void term_counts_transpose(const struct term_counts *term_counts, uint32_t row_count, struct arena *arena,
                           struct term_count_rows *rows, enum faqbot_status *status)
{
    uint32_t *starts = arena_need(arena, (size_t)row_count + 1, sizeof *starts, status);
    struct sparse_matrix_cell *cells = arena_need(arena, term_counts->item_count + 1, sizeof *cells, status);
    if (*status != FAQBOT_OK || term_counts->item_count >= UINT32_MAX) {
        *status = FAQBOT_NO_MEMORY;
        return;
    }
    for (size_t i = 0; i < term_counts->item_count; i++) {
        assert(term_counts->items[i].row < row_count);
        starts[term_counts->items[i].row + 1]++;
    }
    for (uint32_t row = 0; row < row_count; row++) {
        starts[row + 1] += starts[row];
    }
    for (uint32_t document = 0; document < term_counts->document_count; document++) {
        for (size_t i = term_counts->starts[document]; i < term_counts->starts[document + 1]; i++) {
            const struct term_count_item *item = &term_counts->items[i];
            cells[starts[item->row]++] =
                (struct sparse_matrix_cell){.column = document, .weight = item->weight};
        }
    }
    for (uint32_t row = row_count; row > 0;
         row--) { /* each start has moved to its row's end: back by one row */
        starts[row] = starts[row - 1];
    }
    starts[0] = 0;
    *rows = (struct term_count_rows){.starts = starts, .cells = cells};
}
