/* index/sparse_matrix.c - a sparse matrix in flat arrays that are used as they lie in the index. */
#include "index/index_internal.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "util/util.h"

/* ==== matrix ============================================================================================ */

/* What the bytes begin with. All parts that follow start at multiples of 8 bytes. */
struct header {
    uint32_t byte_order;
    uint32_t row_count;
    uint32_t column_count;
    uint32_t documents;
    uint32_t slot_count;
    uint32_t cell_count;
    uint32_t wide_count;
    uint32_t unused; /* 0 */
};
#define BYTE_ORDER_MARK UINT32_C(0x01020304)

/* -- Encoding ----------------------------------------------------------------------------------------------------- */

static void add_array(struct buffer *out, const void *array, size_t size)
{
    buffer_add(out, view_make(array, size));
    while (!out->failed && out->size % 8 != 0) {
        buffer_add_byte(out, 0);
    }
}

/* The size of a hash table for so many rows: a power of two that leaves at least half of the slots free; 1 for none. */
static uint32_t sparse_matrix_slots_for(uint32_t row_count)
{
    uint32_t slots = 1;
    while (slots < 2 * row_count) {
        slots *= 2;
    }
    return slots;
}

/* Linear probing from the key's low bits: keys are hashes already. */
static size_t find_slot(const uint64_t *keys, uint32_t slot_count, uint64_t key)
{
    size_t slot = (size_t)key & (slot_count - 1);
    while (keys[slot] != 0 && keys[slot] != key) {
        slot = (slot + 1) & (slot_count - 1);
    }
    return slot;
}

/* Fills a table's keys and rows, zeroed before, with the features of the rows, as sparse_matrix_find() looks for
 * them. */
static void sparse_matrix_fill_slots(const uint64_t *features, uint32_t row_count, uint32_t slot_count,
                                     uint64_t *keys, uint32_t *rows)
{
    for (uint32_t row = 0; row < row_count; row++) {
        size_t slot = find_slot(keys, slot_count, features[row]);
        keys[slot] = features[row];
        rows[slot] = row;
    }
}

/* What is encoded besides the features: as struct sparse_matrix has it. */
struct content {
    uint32_t *starts;
    uint32_t *dense_rows;
    struct sparse_matrix_cell *cells;
    float *weights;
    uint32_t cell_count;
    uint32_t wide_count;
};

static void release_content(struct content *content)
{
    free(content->starts);
    free(content->dense_rows);
    free(content->cells);
    free(content->weights);
}

/* Decides which rows are wide, and where the cells of the others start. */
static void place_rows(const struct term_counts *term_counts, uint32_t row_count,
                       enum sparse_matrix_shape shape, struct content *content)
{
    for (size_t i = 0; i < term_counts->item_count; i++) {
        assert(term_counts->items[i].row < row_count);
        content->starts[term_counts->items[i].row + 1]++;
    }
    for (uint32_t row = 0; row < row_count; row++) {
        uint32_t count = content->starts[row + 1];
        bool is_wide =
            shape == SPARSE_MATRIX_DENSE_ROWS && 2 * (uint64_t)count >= term_counts->document_count;
        content->dense_rows[row] = is_wide ? content->wide_count++ : SPARSE_MATRIX_NONE;
        content->starts[row + 1] = content->starts[row] + (is_wide ? 0 : count);
    }
    content->cell_count = content->starts[row_count];
}

/* Documents down to features down: a counting sort by row, which keeps the order of the documents. */
static void transpose(const struct term_counts *term_counts, uint32_t row_count, struct content *content)
{
    uint32_t *starts = content->starts;
    for (uint32_t document = 0; document < term_counts->document_count; document++) {
        for (size_t i = term_counts->starts[document]; i < term_counts->starts[document + 1]; i++) {
            const struct term_count_item *item = &term_counts->items[i];
            size_t dense = content->dense_rows[item->row];
            if (dense == SPARSE_MATRIX_NONE) {
                assert(starts[item->row] < content->cell_count);
                content->cells[starts[item->row]++] =
                    (struct sparse_matrix_cell){.column = document, .weight = item->weight};
            } else {
                content->weights[dense * term_counts->document_count + document] = item->weight;
            }
        }
    }
    for (uint32_t row = row_count; row > 0; row--) {
        starts[row] = starts[row - 1];
    }
    starts[0] = 0;
}

/* False: no memory. */
static bool make_content(const struct term_counts *term_counts, uint32_t row_count,
                         enum sparse_matrix_shape shape, struct content *content)
{
    content->starts = calloc((size_t)row_count + 1, sizeof *content->starts);
    content->dense_rows = calloc((size_t)row_count + 1, sizeof *content->dense_rows);
    if (content->starts == NULL || content->dense_rows == NULL) {
        return false;
    }
    place_rows(term_counts, row_count, shape, content);
    content->cells = calloc((size_t)content->cell_count + 1, sizeof *content->cells);
    content->weights =
        calloc((size_t)content->wide_count * term_counts->document_count + 1, sizeof *content->weights);
    if (content->cells == NULL || content->weights == NULL) {
        return false;
    }
    transpose(term_counts, row_count, content);
    return true;
}

void sparse_matrix_encode(const struct term_counts *features, const struct term_counts *term_counts,
                          enum sparse_matrix_shape shape, struct buffer *out)
{
    struct content content = {0};
    uint32_t slot_count = sparse_matrix_slots_for(features->row_count);
    uint64_t *keys = calloc(slot_count, sizeof *keys);
    uint32_t *rows = calloc(slot_count, sizeof *rows);
    float *idfs = calloc((size_t)features->row_count + 1, sizeof *idfs);
    if (keys != NULL && rows != NULL && idfs != NULL && term_counts->item_count < UINT32_MAX &&
        make_content(term_counts, features->row_count, shape, &content)) {
        const struct header header = {.byte_order = BYTE_ORDER_MARK,
                                      .row_count = features->row_count,
                                      .column_count = term_counts->document_count,
                                      .documents = features->document_count + features->unseen,
                                      .slot_count = slot_count,
                                      .cell_count = content.cell_count,
                                      .wide_count = content.wide_count};
        add_array(out, &header, sizeof header);
        sparse_matrix_fill_slots(features->keys, features->row_count, slot_count, keys, rows);
        add_array(out, keys, slot_count * sizeof *keys);
        add_array(out, rows, slot_count * sizeof *rows);
        for (uint32_t row = 0; row < header.row_count; row++) {
            idfs[row] = (float)term_counts_idf(header.documents, features->documents[row]);
        }
        add_array(out, idfs, header.row_count * sizeof *idfs);
        add_array(out, features->documents, header.row_count * sizeof *features->documents);
        add_array(out, content.starts, ((size_t)header.row_count + 1) * sizeof *content.starts);
        add_array(out, content.cells, header.cell_count * sizeof *content.cells);
        add_array(out, content.dense_rows, header.row_count * sizeof *content.dense_rows);
        add_array(out, content.weights,
                  (size_t)header.wide_count * header.column_count * sizeof *content.weights);
    } else {
        out->failed = true;
    }
    free(keys);
    free(rows);
    free(idfs);
    release_content(&content);
}

/* -- Decoding ----------------------------------------------------------------------------------------------------- */

/* The next array of `count` elements. If the bytes do not hold it: NULL, and *whole becomes false. */
static const void *take_array(struct faqbot_view *rest, uint64_t count, size_t size, bool *whole)
{
    uint64_t padded = count <= UINT64_MAX / 2 / size ? (count * size + 7) / 8 * 8 : UINT64_MAX;
    if (padded > rest->size || !*whole) {
        *whole = false;
        return NULL;
    }
    const void *array = rest->bytes;
    *rest = view_slice(*rest, (size_t)padded, rest->size);
    return array;
}

static bool is_sound(const struct sparse_matrix *matrix, uint32_t cell_count, uint32_t wide_count)
{
    bool sound = matrix->starts[0] == 0 && matrix->starts[matrix->row_count] == cell_count;
    for (uint32_t i = 0; i < matrix->row_count && sound; i++) {
        sound = matrix->starts[i] <= matrix->starts[i + 1] && isfinite(matrix->idfs[i]) &&
                matrix->doc_freqs[i] <= matrix->documents &&
                (matrix->dense_rows[i] == SPARSE_MATRIX_NONE || matrix->dense_rows[i] < wide_count);
    }
    for (uint32_t i = 0; i < cell_count && sound; i++) {
        sound = matrix->cells[i].column < matrix->column_count && isfinite(matrix->cells[i].weight);
    }
    for (size_t i = 0; i < (size_t)wide_count * matrix->column_count && sound; i++) {
        sound = isfinite(matrix->weights[i]);
    }
    bool has_free = false; /* or a search for a feature that is not there would not end */
    for (uint32_t i = 0; i < matrix->slot_count && sound; i++) {
        has_free = has_free || matrix->keys[i] == 0;
        sound = matrix->keys[i] == 0 || matrix->rows[i] < matrix->row_count;
    }
    return sound && has_free;
}

bool sparse_matrix_decode(struct faqbot_view bytes, struct sparse_matrix *matrix)
{
    bool whole = true;
    const struct header *header = take_array(&bytes, 1, sizeof *header, &whole);
    if (header == NULL || header->byte_order != BYTE_ORDER_MARK || header->slot_count == 0 ||
        (header->slot_count & (header->slot_count - 1)) != 0) {
        return false;
    }
    struct sparse_matrix decoded = {.row_count = header->row_count,
                                    .column_count = header->column_count,
                                    .documents = header->documents,
                                    .slot_count = header->slot_count};
    const uint64_t rows = header->row_count;
    const uint64_t weights = (uint64_t)header->wide_count * header->column_count;
    decoded.keys = take_array(&bytes, header->slot_count, sizeof *decoded.keys, &whole);
    decoded.rows = take_array(&bytes, header->slot_count, sizeof *decoded.rows, &whole);
    decoded.idfs = take_array(&bytes, rows, sizeof *decoded.idfs, &whole);
    decoded.doc_freqs = take_array(&bytes, rows, sizeof *decoded.doc_freqs, &whole);
    decoded.starts = take_array(&bytes, rows + 1, sizeof *decoded.starts, &whole);
    decoded.cells = take_array(&bytes, header->cell_count, sizeof *decoded.cells, &whole);
    decoded.dense_rows = take_array(&bytes, rows, sizeof *decoded.dense_rows, &whole);
    decoded.weights = take_array(&bytes, weights, sizeof *decoded.weights, &whole);
    if (!whole || !is_sound(&decoded, header->cell_count, header->wide_count)) {
        return false;
    }
    *matrix = decoded;
    return true;
}

/* -- Scoring ------------------------------------------------------------------------------------------------------ */

uint32_t sparse_matrix_find(const struct sparse_matrix *matrix, uint64_t key)
{
    size_t slot = find_slot(matrix->keys, matrix->slot_count, key);
    return matrix->keys[slot] == key ? matrix->rows[slot] : SPARSE_MATRIX_NONE;
}

bool sparse_matrix_weigh(const struct sparse_matrix *matrix, const struct ngrams *ngrams,
                         enum sparse_matrix_weighing weighing, struct arena *arena,
                         struct sparse_matrix_query *query)
{
    *query =
        (struct sparse_matrix_query){.items = arena_alloc_array(arena, ngrams->count, sizeof *query->items)};
    double unseen = term_counts_idf(matrix->documents, 0);
    for (size_t i = 0; i < ngrams->count && query->items != NULL; i++) {
        uint32_t row = sparse_matrix_find(matrix, ngrams->list[i].key);
        double weight = weighing == SPARSE_MATRIX_ONCE ? 1 : ngrams->list[i].count;
        weight = weighing == SPARSE_MATRIX_LOGARITHMIC && weight > 1 ? 1 + log(weight) : weight;
        if (row != SPARSE_MATRIX_NONE) {
            weight *= weighing == SPARSE_MATRIX_ONCE ? 1 : (double)matrix->idfs[row];
            query->known += weight * weight;
            query->items[query->count++] = (struct term_count_item){.row = row, .weight = (float)weight};
        } else {
            query->unknown += weight * unseen * weight * unseen;
        }
    }
    return query->items != NULL;
}

static void add_cells(const struct sparse_matrix *matrix, uint32_t row, float weight, float *scores)
{
    const struct sparse_matrix_cell *end = matrix->cells + matrix->starts[row + 1];
    for (const struct sparse_matrix_cell *cell = matrix->cells + matrix->starts[row]; cell < end; cell++) {
        scores[cell->column] += weight * cell->weight;
    }
}

static void add_wide(const float *restrict weights, uint32_t count, float weight, float *restrict scores)
{
    for (uint32_t i = 0; i < count; i++) {
        scores[i] += weight * weights[i];
    }
}

void sparse_matrix_score(const struct sparse_matrix *matrix, const struct sparse_matrix_query *query,
                         double factor, float *scores)
{
    for (size_t i = 0; i < query->count; i++) {
        uint32_t row = query->items[i].row;
        size_t dense = matrix->dense_rows[row];
        float weight = (float)(factor * (double)query->items[i].weight);
        if (dense == SPARSE_MATRIX_NONE) {
            add_cells(matrix, row, weight, scores);
        } else {
            add_wide(matrix->weights + dense * matrix->column_count, matrix->column_count, weight, scores);
        }
    }
}

/* The cells of a row stand in the order of their columns. NULL: the document does not hold the feature. */
static const struct sparse_matrix_cell *find_cell(const struct sparse_matrix *matrix, uint32_t row,
                                                  uint32_t column)
{
    uint32_t low = matrix->starts[row];
    uint32_t end = matrix->starts[row + 1];
    uint32_t high = end;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (matrix->cells[middle].column < column) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < end && matrix->cells[low].column == column ? &matrix->cells[low] : NULL;
}

bool sparse_matrix_has(const struct sparse_matrix *matrix, uint32_t row, uint32_t column)
{
    return find_cell(matrix, row, column) != NULL;
}

double sparse_matrix_score_column(const struct sparse_matrix *matrix, const struct sparse_matrix_query *query,
                                  uint32_t column)
{
    double score = 0;
    for (size_t i = 0; i < query->count; i++) {
        const struct sparse_matrix_cell *cell = find_cell(matrix, query->items[i].row, column);
        score += cell == NULL ? 0 : (double)query->items[i].weight * (double)cell->weight;
    }
    return score;
}

/* ==== matrix part ======================================================================================= */

/* A small matrix, filled by hand. Those that are kept are bags.c's and matrix.c's. */

/* The cells of a row, in the order of the columns; gives how many there are. */
static uint32_t matrix_part_add_cells(const float *weights, uint32_t column_count,
                                      struct sparse_matrix_cell *cells)
{
    uint32_t count = 0;
    for (uint32_t column = 0; column < column_count; column++) {
        if (weights[column] != 0) {
            cells[count++] = (struct sparse_matrix_cell){.column = column, .weight = weights[column]};
        }
    }
    return count;
}

void sparse_matrix_part_build(const struct sparse_matrix_part *part, struct arena *arena,
                              struct sparse_matrix *matrix, enum faqbot_status *status)
{
    uint32_t slot_count = sparse_matrix_slots_for(part->row_count);
    size_t cell_count = (size_t)part->row_count * part->column_count;
    uint64_t *keys = arena_need(arena, slot_count, sizeof *keys, status);
    uint32_t *rows = arena_need(arena, slot_count, sizeof *rows, status);
    float *idfs = arena_need(arena, part->row_count, sizeof *idfs, status);
    uint32_t *starts = arena_need(arena, (size_t)part->row_count + 1, sizeof *starts, status);
    uint32_t *dense_rows = arena_need(arena, part->row_count, sizeof *dense_rows, status);
    struct sparse_matrix_cell *cells = arena_need(arena, cell_count, sizeof *cells, status);
    if (*status != FAQBOT_OK) {
        return;
    }
    sparse_matrix_fill_slots(part->keys, part->row_count, slot_count, keys, rows);
    for (uint32_t row = 0; row < part->row_count; row++) {
        const float *weights = part->weights + (size_t)row * part->column_count;
        idfs[row] = (float)term_counts_idf(part->documents, part->doc_freqs[row]);
        dense_rows[row] = SPARSE_MATRIX_NONE;
        assert(starts[row] <= cell_count - part->column_count);
        starts[row + 1] =
            starts[row] + matrix_part_add_cells(weights, part->column_count, cells + starts[row]);
    }
    *matrix = (struct sparse_matrix){.row_count = part->row_count,
                                     .column_count = part->column_count,
                                     .documents = part->documents,
                                     .slot_count = slot_count,
                                     .keys = keys,
                                     .rows = rows,
                                     .idfs = idfs,
                                     .doc_freqs = part->doc_freqs,
                                     .starts = starts,
                                     .cells = cells,
                                     .dense_rows = dense_rows};
}
