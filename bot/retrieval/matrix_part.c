/* retrieval/matrix_part.c - a small matrix, filled by hand. Those that are kept are bags.c's and matrix.c's. */
#include "retrieval/matrix_part.h"

#include <assert.h>

static void add_slot(uint64_t *keys, uint32_t *rows, uint32_t slot_count, uint64_t key, uint32_t row)
{
    size_t slot = (size_t)key & (slot_count - 1); /* as matrix_find() looks for it */
    while (keys[slot] != 0) {
        slot = (slot + 1) & (slot_count - 1);
    }
    keys[slot] = key;
    rows[slot] = row;
}

/* The cells of a row, in the order of the columns; gives how many there are. */
static uint32_t add_cells(const float *weights, uint32_t column_count, struct matrix_cell *cells)
{
    uint32_t count = 0;
    for (uint32_t column = 0; column < column_count; column++) {
        if (weights[column] != 0) {
            cells[count++] = (struct matrix_cell){.column = column, .weight = weights[column]};
        }
    }
    return count;
}

bool matrix_part_take(const struct matrix_part *part, struct arena *arena, struct matrix *matrix)
{
    uint32_t slot_count = 1;
    while (slot_count < 2 * part->row_count) {
        slot_count *= 2;
    }
    size_t cell_count = (size_t)part->row_count * part->column_count;
    uint64_t *keys = arena_take_array(arena, slot_count, sizeof *keys);
    uint32_t *rows = arena_take_array(arena, slot_count, sizeof *rows);
    float *idfs = arena_take_array(arena, part->row_count, sizeof *idfs);
    uint32_t *starts = arena_take_array(arena, (size_t)part->row_count + 1, sizeof *starts);
    uint32_t *wides = arena_take_array(arena, part->row_count, sizeof *wides);
    struct matrix_cell *cells = arena_take(arena, cell_count * sizeof *cells);
    if (keys == NULL || rows == NULL || idfs == NULL || starts == NULL || wides == NULL || cells == NULL) {
        return false;
    }
    for (uint32_t row = 0; row < part->row_count; row++) {
        const float *weights = part->weights + (size_t)row * part->column_count;
        add_slot(keys, rows, slot_count, part->keys[row], row);
        idfs[row] = (float)bags_idf(part->documents, part->holders[row]);
        wides[row] = MATRIX_NONE;
        assert(starts[row] <= cell_count - part->column_count);
        starts[row + 1] = starts[row] + add_cells(weights, part->column_count, cells + starts[row]);
    }
    *matrix = (struct matrix){.row_count = part->row_count,
                              .column_count = part->column_count,
                              .documents = part->documents,
                              .slot_count = slot_count,
                              .keys = keys,
                              .rows = rows,
                              .idfs = idfs,
                              .holders = part->holders,
                              .starts = starts,
                              .cells = cells,
                              .wides = wides};
    return true;
}
