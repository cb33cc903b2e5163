/* retrieval/matrix_part.c - a small matrix, filled by hand. Those that are kept are bags.c's and matrix.c's. */
#include "retrieval/matrix_part.h"

#include <assert.h>

/* The cells of a row, in the order of the columns; gives how many there are. */
static uint32_t add_cells(const float *weights, uint32_t column_count, struct sparse_matrix_cell *cells)
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
        starts[row + 1] = starts[row] + add_cells(weights, part->column_count, cells + starts[row]);
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
