/* tests/unit/index/sparse_matrix.c - what is written is read back, scores are dot products, and damage is refused. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "index/index.h"
#include "index/index_internal.h"

/* -- Matrices of bags ------------------------------------------------------------------------------ */

#define ROWS 40
#define COLUMNS 25
#define BYTES_MAX ((size_t)1 << 20)

/* As sparse_matrix.c lays it out, in numbers of 32 bits. */
enum header { BYTE_ORDER_AT, ROWS_AT, COLUMNS_AT, SLOTS_AT, CELLS_AT, WIDES_AT, HEADER_NUMBERS };

static uint64_t next(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 33;
}

static uint64_t key_of(uint32_t row)
{
    return (uint64_t)(row + 1) * UINT64_C(0x9e3779b97f4a7c15);
}

/* Documents of random features; dense[row][column] is the weight. */
static void fill(struct term_counts *term_counts, uint64_t seed, double dense[ROWS][COLUMNS])
{
    uint64_t state = seed;
    term_counts_init(term_counts);
    memset(dense, 0, ROWS * sizeof *dense);
    for (uint32_t column = 0; column < COLUMNS; column++) {
        struct ngram list[ROWS];
        struct ngrams ngrams = {.list = list};
        for (uint32_t row = 0; row < ROWS; row++) {
            if (next(&state) % 4 < (row % 3 == 0 ? 3 : 1)) { /* each third row is rather full */
                list[ngrams.count++] =
                    (struct ngram){.key = key_of(row), .count = 1 + (uint32_t)next(&state) % 3};
            }
        }
        term_counts_append(term_counts, &ngrams);
        term_counts_close(term_counts);
    }
    term_counts_weigh_cosine(term_counts);
    for (uint32_t column = 0; column < COLUMNS; column++) {
        for (size_t i = term_counts->starts[column]; i < term_counts->starts[column + 1]; i++) {
            for (uint32_t row = 0; row < ROWS; row++) {
                if (term_counts->keys[term_counts->items[i].row] == key_of(row)) {
                    dense[row][column] = (double)term_counts->items[i].weight;
                }
            }
        }
    }
}

static void encode(uint64_t seed, double dense[ROWS][COLUMNS], struct buffer *bytes)
{
    struct term_counts term_counts;
    fill(&term_counts, seed, dense);
    buffer_init(bytes, BYTES_MAX);
    sparse_matrix_encode(&term_counts, &term_counts, bytes);
    assert_false(bytes->failed);
    term_counts_release(&term_counts);
}

/* A weight as it is stored; 0 where there is none. */
static float weight_at(const struct sparse_matrix *matrix, uint32_t row, uint32_t column)
{
    if (matrix->dense_rows[row] != SPARSE_MATRIX_NONE) {
        return matrix->weights[(size_t)matrix->dense_rows[row] * matrix->column_count + column];
    }
    for (uint32_t i = matrix->starts[row]; i < matrix->starts[row + 1]; i++) {
        if (matrix->cells[i].column == column) {
            return matrix->cells[i].weight;
        }
    }
    return 0;
}

static void what_is_written_is_read_back(void **state)
{
    (void)state;
    static double dense[ROWS][COLUMNS];
    for (uint64_t seed = 1; seed < 20; seed++) {
        struct buffer bytes;
        struct sparse_matrix matrix;
        encode(seed, dense, &bytes);
        assert_true(sparse_matrix_decode(buffer_view(&bytes), &matrix));
        assert_int_equal(matrix.column_count, COLUMNS);
        assert_int_equal(sparse_matrix_find(&matrix, UINT64_C(12345)), SPARSE_MATRIX_NONE);
        for (uint32_t row = 0; row < ROWS; row++) {
            uint32_t found = sparse_matrix_find(&matrix, key_of(row));
            double with = 0;
            for (uint32_t column = 0; column < COLUMNS; column++) {
                with += dense[row][column] > 0;
                assert_true(found == SPARSE_MATRIX_NONE
                                ? dense[row][column] == 0
                                : (double)weight_at(&matrix, found, column) == dense[row][column]);
            }
            if (found != SPARSE_MATRIX_NONE) {
                assert_true(fabs((double)matrix.idfs[found] - term_counts_idf(COLUMNS, (uint32_t)with)) <
                            1e-6);
            }
        }
        buffer_release(&bytes);
    }
}

static void scores_are_dot_products(void **state)
{
    (void)state;
    static double dense[ROWS][COLUMNS];
    for (uint64_t seed = 1; seed < 20; seed++) {
        struct buffer bytes;
        struct sparse_matrix matrix;
        struct term_count_item items[ROWS];
        double weights[ROWS] = {0};
        float scores[COLUMNS] = {0};
        struct sparse_matrix_query query = {.items = items};
        uint64_t random = seed;
        encode(seed, dense, &bytes);
        assert_true(sparse_matrix_decode(buffer_view(&bytes), &matrix));
        for (uint32_t row = 0; row < ROWS; row += 1 + (uint32_t)next(&random) % 4) {
            uint32_t found = sparse_matrix_find(&matrix, key_of(row));
            if (found != SPARSE_MATRIX_NONE) {
                weights[row] = 1 + (double)(next(&random) % 7);
                items[query.count++] = (struct term_count_item){.row = found, .weight = (float)weights[row]};
            }
        }
        sparse_matrix_score(&matrix, &query, .5, scores);
        for (uint32_t column = 0; column < COLUMNS; column++) {
            double expected = 0;
            for (uint32_t row = 0; row < ROWS; row++) {
                expected += weights[row] * dense[row][column];
            }
            assert_true(fabs((double)scores[column] - .5 * expected) < 1e-4);
        }
        buffer_release(&bytes);
    }
}

/* Whether its row is kept as cells or as a line, a weight counts the same, to the last digit. */
static void wide_rows_score_as_cells_do(void **state)
{
    (void)state;
    static double dense[ROWS][COLUMNS];
    for (uint64_t seed = 1; seed < 20; seed++) {
        struct buffer bytes;
        struct term_count_item items[ROWS];
        struct sparse_matrix_query query = {.items = items};
        struct sparse_matrix matrix;
        float scores[COLUMNS] = {0};
        float expected[COLUMNS] = {0};
        size_t wide = 0;
        encode(seed, dense, &bytes);
        assert_true(sparse_matrix_decode(buffer_view(&bytes), &matrix));
        for (uint32_t row = 0; row < matrix.row_count; row++) {
            uint32_t held = 0;
            items[query.count++] = (struct term_count_item){.row = row, .weight = (float)(1 + row % 3)};
            for (uint32_t column = 0; column < COLUMNS; column++) {
                float weight = weight_at(&matrix, row, column);
                expected[column] += (float)(.5 * (1 + row % 3)) * weight;
                held += weight > 0;
            }
            assert_int_equal(matrix.dense_rows[row] != SPARSE_MATRIX_NONE, 2 * held >= COLUMNS);
            wide += matrix.dense_rows[row] != SPARSE_MATRIX_NONE;
        }
        assert_in_range(wide, 1, ROWS - 1);
        sparse_matrix_score(&matrix, &query, .5, scores);
        assert_memory_equal(scores, expected, sizeof scores);
        buffer_release(&bytes);
    }
}

static void questions_are_weighed_as_documents_are(void **state)
{
    (void)state;
    static double dense[ROWS][COLUMNS];
    struct buffer bytes;
    struct sparse_matrix matrix;
    struct arena arena;
    struct sparse_matrix_query query;
    struct ngram list[] = {
        {.key = key_of(0), .count = 1}, {.key = key_of(1), .count = 3}, {.key = 99, .count = 2}};
    const struct ngrams ngrams = {.list = list, .count = 3};
    enum faqbot_status status = FAQBOT_OK;
    arena_init(&arena, BYTES_MAX);
    encode(1, dense, &bytes);
    assert_true(sparse_matrix_decode(buffer_view(&bytes), &matrix));
    double one = (double)matrix.idfs[sparse_matrix_find(&matrix, key_of(0))];
    double other = (double)matrix.idfs[sparse_matrix_find(&matrix, key_of(1))];
    query = sparse_matrix_weigh(&matrix, &ngrams, &arena, &status);
    assert_int_equal(status, FAQBOT_OK);
    assert_int_equal(query.count, 2); /* what the matrix does not know is left out */
    assert_true(fabs((double)query.items[0].weight - one) < 1e-5);
    assert_true(fabs((double)query.items[1].weight - (1 + log(3)) * other) < 1e-5);
    assert_true(fabs(query.square - one * one - pow((1 + log(3)) * other, 2)) < 1e-5);
    buffer_release(&bytes);
    arena_release(&arena);
}

static void a_matrix_of_nothing_knows_nothing(void **state)
{
    (void)state;
    struct term_counts term_counts;
    struct buffer bytes;
    struct sparse_matrix matrix;
    term_counts_init(&term_counts);
    buffer_init(&bytes, BYTES_MAX);
    sparse_matrix_encode(&term_counts, &term_counts, &bytes);
    assert_true(sparse_matrix_decode(buffer_view(&bytes), &matrix));
    assert_int_equal(matrix.row_count + matrix.column_count, 0);
    assert_int_equal(sparse_matrix_find(&matrix, 1), SPARSE_MATRIX_NONE);
    buffer_release(&bytes);
    term_counts_release(&term_counts);
}

/* -- Damage -------------------------------------------------------------------------------------------------------- */

static bool is_read(const char *bytes, size_t size)
{
    struct sparse_matrix matrix;
    char *copy =
        malloc(size == 0 ? 1 : size); /* of its exact size, so that a sanitizer sees a byte too far */
    assert_non_null(copy);
    memcpy(copy, bytes, size);
    bool read = sparse_matrix_decode(view_make(copy, size), &matrix);
    free(copy);
    return read;
}

static void what_is_cut_short_is_refused(void **state)
{
    (void)state;
    static double dense[ROWS][COLUMNS];
    struct buffer bytes;
    encode(3, dense, &bytes);
    assert_true(is_read(bytes.bytes, bytes.size));
    for (size_t size = 0; size < bytes.size; size++) {
        assert_false(is_read(bytes.bytes, size));
    }
    buffer_release(&bytes);
}

/* Where each array begins, in bytes. */
struct layout {
    size_t keys, rows, idfs, starts, cells, dense_rows, weights;
    uint32_t numbers[HEADER_NUMBERS];
};

static struct layout lay_out(const struct buffer *bytes)
{
    struct layout layout;
    memcpy(layout.numbers, bytes->bytes, sizeof layout.numbers);
    layout.keys = (sizeof layout.numbers + 7) / 8 * 8;
    layout.rows = layout.keys + layout.numbers[SLOTS_AT] * sizeof(uint64_t);
    layout.idfs = layout.rows + layout.numbers[SLOTS_AT] * sizeof(uint32_t);
    layout.starts = layout.idfs + (layout.numbers[ROWS_AT] * sizeof(float) + 7) / 8 * 8;
    layout.cells = layout.starts + ((layout.numbers[ROWS_AT] + 1) * sizeof(uint32_t) + 7) / 8 * 8;
    layout.dense_rows = layout.cells + layout.numbers[CELLS_AT] * sizeof(struct sparse_matrix_cell);
    layout.weights = layout.dense_rows + (layout.numbers[ROWS_AT] * sizeof(uint32_t) + 7) / 8 * 8;
    return layout;
}

/* Whether the bytes are still read with four of them replaced. */
static bool is_read_with(const struct buffer *bytes, size_t at, const void *four)
{
    char kept[4];
    memcpy(kept, bytes->bytes + at, 4);
    memcpy(bytes->bytes + at, four, 4);
    bool read = is_read(bytes->bytes, bytes->size);
    memcpy(bytes->bytes + at, kept, 4);
    return read;
}

static void numbers_that_lead_astray_are_refused(void **state)
{
    (void)state;
    static double dense[ROWS][COLUMNS];
    struct buffer bytes;
    encode(3, dense, &bytes);
    const struct layout layout = lay_out(&bytes);
    const uint32_t rows = layout.numbers[ROWS_AT];
    size_t used = 0; /* a slot that holds a feature */
    uint64_t key = 0;
    while (memcmp(bytes.bytes + layout.keys + 8 * used, &key, 8) == 0) {
        used++;
    }
    const struct {
        size_t at;
        uint32_t number;
    } cases[] = {
        {4 * BYTE_ORDER_AT, UINT32_C(0x04030201)}, /* another machine's */
        {4 * BYTE_ORDER_AT, 0},
        {4 * SLOTS_AT, 0},
        {4 * SLOTS_AT, layout.numbers[SLOTS_AT] - 1}, /* no power of two */
        {4 * SLOTS_AT, UINT32_C(1) << 31},
        {4 * ROWS_AT, rows + 1000000},
        {4 * ROWS_AT, UINT32_MAX},
        {4 * ROWS_AT, 0},
        {4 * COLUMNS_AT, COLUMNS - 1},
        {4 * COLUMNS_AT, 0},
        {4 * CELLS_AT, UINT32_MAX},
        {4 * CELLS_AT, layout.numbers[CELLS_AT] - 1},
        {4 * WIDES_AT, UINT32_MAX},
        {4 * WIDES_AT, layout.numbers[WIDES_AT] + 1},
        {4 * WIDES_AT, 0},
        {layout.dense_rows, layout.numbers[WIDES_AT]},
        {layout.rows + 4 * used, rows},
        {layout.rows + 4 * used, UINT32_MAX},
        {layout.starts, 1},
        {layout.starts + 4, UINT32_MAX},
        {layout.starts + (size_t)4 * rows, layout.numbers[CELLS_AT] + 1},
        {layout.cells, COLUMNS},
        {layout.cells + (size_t)8 * (layout.numbers[CELLS_AT] - 1), UINT32_MAX},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_false(is_read_with(&bytes, cases[i].at, &cases[i].number));
    }
    buffer_release(&bytes);
}

static void weights_that_are_no_numbers_are_refused(void **state)
{
    (void)state;
    static double dense[ROWS][COLUMNS];
    struct buffer bytes;
    static const float bad[] = {NAN, INFINITY, -INFINITY};
    encode(3, dense, &bytes);
    const struct layout layout = lay_out(&bytes);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(is_read_with(&bytes, layout.idfs + 4, &bad[i]));
        assert_false(is_read_with(&bytes, layout.cells + 4, &bad[i]));
        assert_false(is_read_with(&bytes, layout.weights + 8, &bad[i]));
    }
    buffer_release(&bytes);
}

static void a_table_of_features_without_a_gap_is_refused(void **state)
{
    (void)state;
    static double dense[ROWS][COLUMNS];
    struct buffer bytes;
    encode(3, dense, &bytes);
    const struct layout layout = lay_out(&bytes);
    memset(bytes.bytes + layout.keys, 0x55, layout.rows - layout.keys);
    memset(bytes.bytes + layout.rows, 0, layout.idfs - layout.rows);
    assert_false(is_read(bytes.bytes, bytes.size));
    buffer_release(&bytes);
}

static int run_matrix(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_is_read_back),
        cmocka_unit_test(scores_are_dot_products),
        cmocka_unit_test(wide_rows_score_as_cells_do),
        cmocka_unit_test(questions_are_weighed_as_documents_are),
        cmocka_unit_test(a_matrix_of_nothing_knows_nothing),
        cmocka_unit_test(what_is_cut_short_is_refused),
        cmocka_unit_test(numbers_that_lead_astray_are_refused),
        cmocka_unit_test(weights_that_are_no_numbers_are_refused),
        cmocka_unit_test(a_table_of_features_without_a_gap_is_refused),
    };
    return cmocka_run_group_tests_name("matrix", tests, NULL, NULL);
}

int test_index_sparse_matrix(void)
{
    return run_matrix();
}
