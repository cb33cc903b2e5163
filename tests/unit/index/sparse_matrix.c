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

/* As matrix.c lays it out, in numbers of 32 bits. */
enum header {
    BYTE_ORDER_AT,
    ROWS_AT,
    COLUMNS_AT,
    DOCUMENTS_AT,
    SLOTS_AT,
    CELLS_AT,
    WIDES_AT,
    HEADER_NUMBERS
};

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

static void encode(uint64_t seed, enum sparse_matrix_shape shape, double dense[ROWS][COLUMNS],
                   struct buffer *bytes)
{
    struct term_counts term_counts;
    fill(&term_counts, seed, dense);
    buffer_init(bytes, BYTES_MAX);
    sparse_matrix_encode(&term_counts, &term_counts, shape, bytes);
    assert_false(bytes->failed);
    term_counts_release(&term_counts);
}

static void what_is_written_is_read_back(void **state)
{
    (void)state;
    static double dense[ROWS][COLUMNS];
    for (uint64_t seed = 1; seed < 20; seed++) {
        struct buffer bytes;
        struct sparse_matrix matrix;
        encode(seed, SPARSE_MATRIX_ALL_SPARSE, dense, &bytes);
        assert_true(sparse_matrix_decode(buffer_view(&bytes), &matrix));
        assert_int_equal(matrix.column_count, COLUMNS);
        assert_int_equal(sparse_matrix_find(&matrix, UINT64_C(12345)), SPARSE_MATRIX_NONE);
        for (uint32_t row = 0; row < ROWS; row++) {
            uint32_t found = sparse_matrix_find(&matrix, key_of(row));
            double with = 0;
            for (uint32_t column = 0; column < COLUMNS; column++) {
                with += dense[row][column] > 0;
                assert_int_equal(found != SPARSE_MATRIX_NONE && sparse_matrix_has(&matrix, found, column),
                                 dense[row][column] > 0);
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
        encode(seed, SPARSE_MATRIX_ALL_SPARSE, dense, &bytes);
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
            assert_true(fabs(sparse_matrix_score_column(&matrix, &query, column) - expected) < 1e-4);
        }
        buffer_release(&bytes);
    }
}

static void wide_rows_score_as_cells_do(void **state)
{
    (void)state;
    static double dense[ROWS][COLUMNS];
    for (uint64_t seed = 1; seed < 20; seed++) {
        struct buffer bytes[2]; /* by enum sparse_matrix_shape */
        float scores[2][COLUMNS] = {{0}};
        size_t wide = 0;
        for (int shape = 0; shape < 2; shape++) {
            struct term_count_item items[ROWS];
            struct sparse_matrix_query query = {.items = items};
            struct sparse_matrix matrix;
            encode(seed, (enum sparse_matrix_shape)shape, dense, &bytes[shape]);
            assert_true(sparse_matrix_decode(buffer_view(&bytes[shape]), &matrix));
            for (uint32_t row = 0; row < matrix.row_count; row++) {
                items[query.count++] = (struct term_count_item){.row = row, .weight = (float)(1 + row % 3)};
                wide += matrix.dense_rows[row] != SPARSE_MATRIX_NONE;
            }
            assert_int_equal(wide > 0, shape == SPARSE_MATRIX_DENSE_ROWS);
            sparse_matrix_score(&matrix, &query, .5, scores[shape]);
        }
        assert_true(wide < ROWS);
        assert_memory_equal(scores[0], scores[1], sizeof scores[0]);
        buffer_release(&bytes[0]);
        buffer_release(&bytes[1]);
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
    encode(1, SPARSE_MATRIX_ALL_SPARSE, dense, &bytes);
    assert_true(sparse_matrix_decode(buffer_view(&bytes), &matrix));
    double one = (double)matrix.idfs[sparse_matrix_find(&matrix, key_of(0))];
    double other = (double)matrix.idfs[sparse_matrix_find(&matrix, key_of(1))];
    double unseen = term_counts_idf(matrix.documents, 0);

    query = sparse_matrix_weigh(&matrix, &ngrams, SPARSE_MATRIX_LOGARITHMIC, &arena, &status);
    assert_int_equal(status, FAQBOT_OK);
    assert_int_equal(query.count, 2);
    assert_true(fabs((double)query.items[0].weight - one) < 1e-5);
    assert_true(fabs((double)query.items[1].weight - (1 + log(3)) * other) < 1e-5);
    assert_true(fabs(query.known - one * one - pow((1 + log(3)) * other, 2)) < 1e-5);
    assert_true(fabs(query.unknown - pow((1 + log(2)) * unseen, 2)) < 1e-5);

    query = sparse_matrix_weigh(&matrix, &ngrams, SPARSE_MATRIX_LINEAR, &arena, &status);
    assert_int_equal(status, FAQBOT_OK);
    assert_true(fabs((double)query.items[1].weight - 3 * other) < 1e-5);
    assert_true(fabs(query.unknown - pow(2 * unseen, 2)) < 1e-5);

    query = sparse_matrix_weigh(&matrix, &ngrams, SPARSE_MATRIX_ONCE, &arena, &status);
    assert_int_equal(status, FAQBOT_OK);
    assert_int_equal(query.count, 2);
    assert_true(query.items[1].weight == 1);
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
    sparse_matrix_encode(&term_counts, &term_counts, SPARSE_MATRIX_DENSE_ROWS, &bytes);
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
    encode(3, SPARSE_MATRIX_DENSE_ROWS, dense, &bytes);
    assert_true(is_read(bytes.bytes, bytes.size));
    for (size_t size = 0; size < bytes.size; size++) {
        assert_false(is_read(bytes.bytes, size));
    }
    buffer_release(&bytes);
}

/* Where each array begins, in bytes. */
struct layout {
    size_t keys, rows, idfs, doc_freqs, starts, cells, dense_rows, weights;
    uint32_t numbers[HEADER_NUMBERS];
};

static struct layout lay_out(const struct buffer *bytes)
{
    struct layout layout;
    memcpy(layout.numbers, bytes->bytes, sizeof layout.numbers);
    layout.keys = (sizeof layout.numbers + 7) / 8 * 8;
    layout.rows = layout.keys + layout.numbers[SLOTS_AT] * sizeof(uint64_t);
    layout.idfs = layout.rows + layout.numbers[SLOTS_AT] * sizeof(uint32_t);
    layout.doc_freqs = layout.idfs + (layout.numbers[ROWS_AT] * sizeof(float) + 7) / 8 * 8;
    layout.starts = layout.doc_freqs + (layout.numbers[ROWS_AT] * sizeof(float) + 7) / 8 * 8;
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
    encode(3, SPARSE_MATRIX_DENSE_ROWS, dense, &bytes);
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
        {layout.doc_freqs + 4, layout.numbers[DOCUMENTS_AT] + 1},
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
    encode(3, SPARSE_MATRIX_DENSE_ROWS, dense, &bytes);
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
    encode(3, SPARSE_MATRIX_DENSE_ROWS, dense, &bytes);
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

/* -- Matrices for one question --------------------------------------------------------------------- */

/* A matrix that was filled by hand is read as any other. */

#define MATRIX_PART_ROWS 100
#define MATRIX_PART_COLUMNS 7

/* Keys of which many fall on one place. */
static uint64_t matrix_part_key_of(uint32_t row)
{
    return row % 2 == 0 ? (uint64_t)(row + 1) << 32 | 5 : row + 1;
}

static float weight_of(uint32_t row, uint32_t column)
{
    return (row * 31 + column * 17) % 3 == 0 ? 0 : (float)(row + 1) + (float)column / 8;
}

static void what_was_put_in_is_found(void **state)
{
    (void)state;
    static uint64_t keys[MATRIX_PART_ROWS];
    static uint32_t doc_freqs[MATRIX_PART_ROWS];
    static float weights[MATRIX_PART_ROWS * MATRIX_PART_COLUMNS];
    struct arena arena;
    struct sparse_matrix matrix;
    arena_init(&arena, 1 << 20);
    for (uint32_t row = 0; row < MATRIX_PART_ROWS; row++) {
        keys[row] = matrix_part_key_of(row);
        doc_freqs[row] = 10 * row;
        for (uint32_t column = 0; column < MATRIX_PART_COLUMNS; column++) {
            weights[row * MATRIX_PART_COLUMNS + column] = weight_of(row, column);
        }
    }
    const struct sparse_matrix_part part = {.documents = 5000,
                                            .row_count = MATRIX_PART_ROWS,
                                            .column_count = MATRIX_PART_COLUMNS,
                                            .keys = keys,
                                            .doc_freqs = doc_freqs,
                                            .weights = weights};
    enum faqbot_status status = FAQBOT_OK;
    sparse_matrix_part_build(&part, &arena, &matrix, &status);
    assert_int_equal(status, FAQBOT_OK);
    for (uint32_t row = 0; row < MATRIX_PART_ROWS; row++) {
        struct term_count_item item = {.row = row, .weight = 2};
        const struct sparse_matrix_query query = {.items = &item, .count = 1};
        float scores[MATRIX_PART_COLUMNS] = {0};
        assert_int_equal(sparse_matrix_find(&matrix, keys[row]), row);
        assert_true(matrix.idfs[row] == (float)term_counts_idf(5000, doc_freqs[row]));
        sparse_matrix_score(&matrix, &query, .5, scores);
        for (uint32_t column = 0; column < MATRIX_PART_COLUMNS; column++) {
            assert_true(scores[column] == weight_of(row, column));
            assert_int_equal(sparse_matrix_has(&matrix, row, column), weight_of(row, column) > 0);
            assert_true(sparse_matrix_score_column(&matrix, &query, column) ==
                        2 * (double)weight_of(row, column));
        }
    }
    assert_int_equal(sparse_matrix_find(&matrix, UINT64_C(77) << 32 | 5 | 1 << 20), SPARSE_MATRIX_NONE);
    arena_release(&arena);
}

static void nothing_in_it_is_no_failure(void **state)
{
    (void)state;
    struct arena arena;
    struct sparse_matrix matrix;
    const uint64_t key = 9;
    const uint32_t doc_freqs = 0;
    const float weights = 0;
    const struct sparse_matrix_part parts[] = {
        {.documents = 5, .keys = &key, .doc_freqs = &doc_freqs, .weights = &weights},
        {.documents = 5, .row_count = 1, .keys = &key, .doc_freqs = &doc_freqs, .weights = &weights}};
    arena_init(&arena, 1 << 16);
    for (uint32_t i = 0; i < 2; i++) {
        enum faqbot_status status = FAQBOT_OK;
        sparse_matrix_part_build(&parts[i], &arena, &matrix, &status);
        assert_int_equal(status, FAQBOT_OK);
        assert_int_equal(sparse_matrix_find(&matrix, key), i == 0 ? SPARSE_MATRIX_NONE : 0);
        assert_int_equal(sparse_matrix_find(&matrix, 10), SPARSE_MATRIX_NONE);
    }
    arena_release(&arena);
}

static void too_little_memory_is_told(void **state)
{
    (void)state;
    struct arena arena;
    struct sparse_matrix matrix;
    static const uint64_t keys[1000];
    static const uint32_t doc_freqs[1000];
    static const float weights[1000];
    const struct sparse_matrix_part part = {.documents = 5,
                                            .row_count = 1000,
                                            .column_count = 1,
                                            .keys = keys,
                                            .doc_freqs = doc_freqs,
                                            .weights = weights};
    arena_init(&arena, 1000);
    enum faqbot_status status = FAQBOT_OK;
    sparse_matrix_part_build(&part, &arena, &matrix, &status);
    assert_int_equal(status, FAQBOT_NO_MEMORY);
    arena_release(&arena);
}

static int run_matrix_part(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_put_in_is_found),
        cmocka_unit_test(nothing_in_it_is_no_failure),
        cmocka_unit_test(too_little_memory_is_told),
    };
    return cmocka_run_group_tests_name("matrix_part", tests, NULL, NULL);
}

int test_index_sparse_matrix(void)
{
    return run_matrix() + run_matrix_part();
}
