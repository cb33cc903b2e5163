/* index/sparse_matrix.c - a sparse matrix in flat arrays that are used as they lie in the index: reading
 * one is checking it, and nothing is parsed, copied or allocated for each row.
 *
 * Rows are features and columns are documents, so a question's score for every document is the sum of its
 * features' rows. Most rows have a few cells; those that are half full or more are kept as one weight for
 * each column, which takes no more room and is added up many columns at a time. Weights are floats: a score
 * is a sum of some ten products, and half the memory is half the time. */
#include "index/index_internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "util/util.h"

/* The bytes of a matrix, in the machine's order of bytes, which decoding checks; R rows, C columns, S
 * slots. Each array starts at a multiple of 8 bytes, and what is behind the one before up to there is 0:
 *
 *   header                  24 bytes, struct header
 *   keys          8 x S     by slot: a feature's hash, 0 where the slot is free
 *   rows          4 x S     by slot: the feature's row
 *   idfs          4 x R     float, by row
 *   starts        4 x (R+1) by row: where its cells start, counted in cells
 *   cells         8 x cells column and float weight, row after row, columns rising
 *   dense_rows    4 x R     by row: its number among the dense ones, or 2^32 - 1
 *   weights       4 x C x dense rows, float
 *
 * An index is made on the machine that reads it or on one like it, and is made again in seconds. So its
 * numbers are in that machine's order and are used where they lie; the mark refuses a file from a machine
 * of the other order. */

/* What the bytes begin with. All parts that follow start at multiples of 8 bytes. */
struct header {
    uint32_t byte_order;
    uint32_t row_count;
    uint32_t column_count;
    uint32_t slot_count;
    uint32_t cell_count;
    uint32_t dense_count;
};
#define BYTE_ORDER_MARK UINT32_C(0x01020304)

/* -- Encoding -------------------------------------------------------------------------------------- */

static void add_array(struct buffer *out, const void *array, size_t size)
{
    buffer_add(out, view_make(array, size));
    while (!out->failed && out->size % 8 != 0) {
        buffer_add_byte(out, 0);
    }
}

/* Fills a table's keys and rows, zeroed before, with the features of the rows, as sparse_matrix_find()
 * looks for them. */
static void fill_slots(const uint64_t *features, uint32_t row_count, size_t slot_count, uint64_t *keys,
                       uint32_t *rows)
{
    for (uint32_t row = 0; row < row_count; row++) {
        size_t slot = feature_slot(keys, slot_count, features[row]);
        keys[slot] = features[row];
        rows[slot] = row;
    }
}

/* Decides which rows are dense, and where the cells of the others start. */
static void place_rows(const uint32_t *starts, const struct header *header, uint32_t *sparse_starts,
                       uint32_t *dense_rows, uint32_t *dense_count)
{
    for (uint32_t row = 0; row < header->row_count; row++) {
        uint32_t count = starts[row + 1] - starts[row];
        bool is_dense = 2 * (uint64_t)count >= header->column_count;
        dense_rows[row] = is_dense ? (*dense_count)++ : SPARSE_MATRIX_NONE;
        sparse_starts[row + 1] = sparse_starts[row] + (is_dense ? 0 : count);
    }
}

/* The cells of the sparse rows, then which rows are dense, then those: each column's weight, 0 where there
 * is no cell. `line` has room for one of them. */
static void add_rows(struct buffer *out, const struct term_count_rows *rows, const struct header *header,
                     const uint32_t *dense_rows, float *line)
{
    for (uint32_t row = 0; row < header->row_count; row++) {
        if (dense_rows[row] == SPARSE_MATRIX_NONE) {
            add_array(out, rows->cells + rows->starts[row],
                      (rows->starts[row + 1] - rows->starts[row]) * sizeof *rows->cells);
        }
    }
    add_array(out, dense_rows, header->row_count * sizeof *dense_rows);
    for (uint32_t row = 0; row < header->row_count; row++) {
        if (dense_rows[row] != SPARSE_MATRIX_NONE) {
            memset(line, 0, header->column_count * sizeof *line);
            for (uint32_t i = rows->starts[row]; i < rows->starts[row + 1]; i++) {
                line[rows->cells[i].column] = rows->cells[i].weight;
            }
            buffer_add(out, view_make((const char *)line, header->column_count * sizeof *line));
        }
    }
    add_array(out, line, 0); /* what makes the last of them end at a multiple of 8 */
}

void sparse_matrix_encode(const struct term_counts *features, const struct term_counts *term_counts,
                          struct buffer *out)
{
    struct arena arena;
    struct term_count_rows transposed;
    enum faqbot_status status = FAQBOT_OK;
    const uint32_t row_count = features->row_count;
    struct header header = {.byte_order = BYTE_ORDER_MARK,
                            .row_count = row_count,
                            .column_count = term_counts->document_count,
                            .slot_count = (uint32_t)feature_slots(row_count)};
    arena_init(&arena, SIZE_MAX);
    uint64_t *keys = arena_need(&arena, header.slot_count, sizeof *keys, &status);
    uint32_t *rows = arena_need(&arena, header.slot_count, sizeof *rows, &status);
    float *idfs = arena_need(&arena, row_count, sizeof *idfs, &status);
    uint32_t *starts = arena_need(&arena, (size_t)row_count + 1, sizeof *starts, &status);
    uint32_t *dense_rows = arena_need(&arena, row_count, sizeof *dense_rows, &status);
    float *line = arena_need(&arena, header.column_count, sizeof *line, &status);
    term_counts_transpose(term_counts, row_count, &arena, &transposed, &status);
    if (status == FAQBOT_OK) {
        place_rows(transposed.starts, &header, starts, dense_rows, &header.dense_count);
        header.cell_count = starts[row_count];
        for (uint32_t row = 0; row < row_count; row++) {
            idfs[row] = (float)term_counts_idf(features->document_count, features->documents[row]);
        }
        fill_slots(features->keys, row_count, header.slot_count, keys, rows);
        add_array(out, &header, sizeof header);
        add_array(out, keys, header.slot_count * sizeof *keys);
        add_array(out, rows, header.slot_count * sizeof *rows);
        add_array(out, idfs, row_count * sizeof *idfs);
        add_array(out, starts, ((size_t)row_count + 1) * sizeof *starts);
        add_rows(out, &transposed, &header, dense_rows, line);
    }
    out->failed = out->failed || status != FAQBOT_OK;
    arena_release(&arena);
}

/* -- Decoding -------------------------------------------------------------------------------------- */

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

static bool is_sound(const struct sparse_matrix *matrix, uint32_t cell_count, uint32_t dense_count)
{
    bool sound = matrix->starts[0] == 0 && matrix->starts[matrix->row_count] == cell_count;
    for (uint32_t i = 0; i < matrix->row_count && sound; i++) {
        sound = matrix->starts[i] <= matrix->starts[i + 1] && isfinite(matrix->idfs[i]) &&
                (matrix->dense_rows[i] == SPARSE_MATRIX_NONE || matrix->dense_rows[i] < dense_count);
    }
    for (uint32_t i = 0; i < cell_count && sound; i++) {
        sound = matrix->cells[i].column < matrix->column_count && isfinite(matrix->cells[i].weight);
    }
    for (size_t i = 0; i < (size_t)dense_count * matrix->column_count && sound; i++) {
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
                                    .slot_count = header->slot_count};
    const uint64_t rows = header->row_count;
    const uint64_t weights = (uint64_t)header->dense_count * header->column_count;
    decoded.keys = take_array(&bytes, header->slot_count, sizeof *decoded.keys, &whole);
    decoded.rows = take_array(&bytes, header->slot_count, sizeof *decoded.rows, &whole);
    decoded.idfs = take_array(&bytes, rows, sizeof *decoded.idfs, &whole);
    decoded.starts = take_array(&bytes, rows + 1, sizeof *decoded.starts, &whole);
    decoded.cells = take_array(&bytes, header->cell_count, sizeof *decoded.cells, &whole);
    decoded.dense_rows = take_array(&bytes, rows, sizeof *decoded.dense_rows, &whole);
    decoded.weights = take_array(&bytes, weights, sizeof *decoded.weights, &whole);
    if (!whole || !is_sound(&decoded, header->cell_count, header->dense_count)) {
        return false;
    }
    *matrix = decoded;
    return true;
}

/* -- Scoring --------------------------------------------------------------------------------------- */

/* Scoring adds in the order of the question's features and, within a feature, of the columns. The order is
 * part of the result: floats are rounded at each step, and a question must have the same scores today and
 * tomorrow. */

uint32_t sparse_matrix_find(const struct sparse_matrix *matrix, uint64_t key)
{
    size_t slot = feature_slot(matrix->keys, matrix->slot_count, key);
    return matrix->keys[slot] == key ? matrix->rows[slot] : SPARSE_MATRIX_NONE;
}

struct sparse_matrix_query sparse_matrix_weigh(const struct sparse_matrix *matrix,
                                               const struct ngrams *ngrams, struct arena *arena,
                                               enum faqbot_status *status)
{
    struct sparse_matrix_query query = {.items =
                                            arena_need(arena, ngrams->count, sizeof *query.items, status)};
    for (size_t i = 0; i < ngrams->count && query.items != NULL; i++) {
        uint32_t row = sparse_matrix_find(matrix, ngrams->list[i].key);
        if (row != SPARSE_MATRIX_NONE) {
            double weight = (1 + log(ngrams->list[i].count)) * (double)matrix->idfs[row];
            query.square += weight * weight;
            query.items[query.count++] = (struct term_count_item){.row = row, .weight = (float)weight};
        }
    }
    return query;
}

static void add_cells(const struct sparse_matrix *matrix, uint32_t row, float weight, float *scores)
{
    const struct sparse_matrix_cell *end = matrix->cells + matrix->starts[row + 1];
    for (const struct sparse_matrix_cell *cell = matrix->cells + matrix->starts[row]; cell < end; cell++) {
        scores[cell->column] += weight * cell->weight;
    }
}

static void add_dense_row(const float *restrict weights, uint32_t count, float weight, float *restrict scores)
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
            add_dense_row(matrix->weights + dense * matrix->column_count, matrix->column_count, weight,
                          scores);
        }
    }
}
