/* retrieval/matrix.h - a sparse matrix of weights, features down and documents across, for scoring all documents at
 * once: a question touches only the rows of its own features. */
#ifndef RETRIEVAL_MATRIX_H
#define RETRIEVAL_MATRIX_H

#include "base/buffer.h"
#include "retrieval/bags.h"

#define SPARSE_MATRIX_NONE UINT32_MAX /* no row */

struct sparse_matrix_cell {
    uint32_t column;
    float weight;
};

/* Lies in bytes that sparse_matrix_encode() wrote, which it borrows. */
struct sparse_matrix {
    uint32_t row_count;
    uint32_t column_count;
    uint32_t documents; /* that the rows' weights were computed from, unseen ones included */
    uint32_t slot_count;
    const uint64_t *keys;      /* by slot: a feature; 0 is free */
    const uint32_t *rows;      /* by slot */
    const float *idfs;         /* by row: term_counts_idf() */
    const uint32_t *doc_freqs; /* by row: how many of the documents hold the feature */
    const uint32_t *starts;    /* by row: where its cells start; one more at the end */
    const struct sparse_matrix_cell *cells;
    const uint32_t *
        dense_rows; /* by row: its number among the wide ones, which have no cells; SPARSE_MATRIX_NONE: it has cells */
    const float *weights; /* wide row after wide row: a weight for each column */
};

/* Which rows may be wide: a row that is at least half full then takes no more room than its cells would, and is scored
 * many columns at a time. sparse_matrix_has() and sparse_matrix_score_column() know cells only. */
enum sparse_matrix_shape { SPARSE_MATRIX_ALL_SPARSE, SPARSE_MATRIX_DENSE_ROWS };

/* Appends the matrix of `term_counts`, whose features are those of `features` (often the same bags), columns being
 * documents. The bytes depend on the machine's byte order, which decoding checks. */
void sparse_matrix_encode(const struct term_counts *features, const struct term_counts *term_counts,
                          enum sparse_matrix_shape shape, struct buffer *out);

/* `bytes` are aligned as malloc's and outlive the matrix. False: damaged, or of another byte order. */
bool sparse_matrix_decode(struct faqbot_view bytes, struct sparse_matrix *matrix);

/* The size of a hash table for so many rows: a power of two that leaves at least half of the slots free; 1 for none. */
uint32_t sparse_matrix_slots_for(uint32_t row_count);

/* Fills a table's keys and rows, zeroed before, with the features of the rows, as sparse_matrix_find() looks for
 * them. */
void sparse_matrix_fill_slots(const uint64_t *features, uint32_t row_count, uint32_t slot_count,
                              uint64_t *keys, uint32_t *rows);

/* The row of a feature, or SPARSE_MATRIX_NONE. */
uint32_t sparse_matrix_find(const struct sparse_matrix *matrix, uint64_t key);

/* A question's features as rows, each with its weight. */
struct sparse_matrix_query {
    struct term_count_item *items;
    size_t count;
    double known;   /* sum of the squared weights of the features that the matrix knows */
    double unknown; /* of those it does not, each as telling as a feature of no document */
};

/* How often a feature occurs in the question counts by its logarithm (as term_counts_weigh_cosine() weighs documents),
 * in full (as term_counts_weigh_linear()), both times the feature's idf; or not at all, as in BM25, where each weighs
 * 1. */
enum sparse_matrix_weighing { SPARSE_MATRIX_LOGARITHMIC, SPARSE_MATRIX_LINEAR, SPARSE_MATRIX_ONCE };

/* Weighs a question's features; the length is not normalised. False: no memory. */
bool sparse_matrix_weigh(const struct sparse_matrix *matrix, const struct ngrams *ngrams,
                         enum sparse_matrix_weighing weighing, struct arena *arena,
                         struct sparse_matrix_query *query);

/* Adds factor * (the query's dot product with each column) to scores, of which there are column_count. */
void sparse_matrix_score(const struct sparse_matrix *matrix, const struct sparse_matrix_query *query,
                         double factor, float *scores);

/* Whether a document holds a feature. */
bool sparse_matrix_has(const struct sparse_matrix *matrix, uint32_t row, uint32_t column);

/* The dot product with one column. */
double sparse_matrix_score_column(const struct sparse_matrix *matrix, const struct sparse_matrix_query *query,
                                  uint32_t column);

#endif
