/* fuzz/matrix.c - any bytes as a matrix: it is refused, or can be looked up and scored. */
#include <assert.h>
#include <stdlib.h>

#include "index/index_internal.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct sparse_matrix matrix;
    if (!sparse_matrix_decode(view_make((const char *)bytes, size), &matrix)) {
        return 0;
    }
    /* Columns without a weight take no bytes, so there may be more of them than of the input. */
    float *scores =
        matrix.column_count > 65536 ? NULL : calloc((size_t)matrix.column_count + 1, sizeof *scores);
    for (uint32_t slot = 0; slot < matrix.slot_count && scores != NULL; slot++) {
        uint32_t row =
            matrix.keys[slot] == 0 ? SPARSE_MATRIX_NONE : sparse_matrix_find(&matrix, matrix.keys[slot]);
        struct term_count_item item = {.row = row, .weight = 1};
        const struct sparse_matrix_query query = {.items = &item, .count = row != SPARSE_MATRIX_NONE};
        assert(row == SPARSE_MATRIX_NONE || row < matrix.row_count);
        sparse_matrix_score(&matrix, &query, 1, scores);
    }
    assert(sparse_matrix_find(&matrix, 1) == SPARSE_MATRIX_NONE ||
           sparse_matrix_find(&matrix, 1) < matrix.row_count);
    free(scores);
    return 0;
}
