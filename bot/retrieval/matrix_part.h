/* retrieval/matrix_part.h - a matrix of a few documents out of many, and of a few features, made for one question. */
#ifndef RETRIEVAL_MATRIX_PART_H
#define RETRIEVAL_MATRIX_PART_H

#include "retrieval/matrix.h"

struct sparse_matrix_part {
    uint32_t documents; /* of the many */
    uint32_t row_count;
    uint32_t column_count;
    const uint64_t *keys;      /* by row; distinct */
    const uint32_t *doc_freqs; /* by row: how many of the many hold the feature */
    const float *weights;      /* row after row: a weight for each column; 0: the document does not hold it */
};

/* Makes the matrix, in the arena; it borrows `doc_freqs`. NO_MEMORY. */
void sparse_matrix_part_build(const struct sparse_matrix_part *part, struct arena *arena,
                              struct sparse_matrix *matrix, enum faqbot_status *status);

#endif
