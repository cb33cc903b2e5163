/* unit/retrieval/matrix_part.c - a matrix that was filled by hand is read as any other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "retrieval/matrix_part.h"

#define ROWS 100
#define COLUMNS 7

/* Keys of which many fall on one place. */
static uint64_t key_of(uint32_t row)
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
    static uint64_t keys[ROWS];
    static uint32_t doc_freqs[ROWS];
    static float weights[ROWS * COLUMNS];
    struct arena arena;
    struct sparse_matrix matrix;
    arena_init(&arena, 1 << 20);
    for (uint32_t row = 0; row < ROWS; row++) {
        keys[row] = key_of(row);
        doc_freqs[row] = 10 * row;
        for (uint32_t column = 0; column < COLUMNS; column++) {
            weights[row * COLUMNS + column] = weight_of(row, column);
        }
    }
    const struct sparse_matrix_part part = {.documents = 5000,
                                            .row_count = ROWS,
                                            .column_count = COLUMNS,
                                            .keys = keys,
                                            .doc_freqs = doc_freqs,
                                            .weights = weights};
    enum faqbot_status status = FAQBOT_OK;
    sparse_matrix_part_build(&part, &arena, &matrix, &status);
    assert_int_equal(status, FAQBOT_OK);
    for (uint32_t row = 0; row < ROWS; row++) {
        struct term_count_item item = {.row = row, .weight = 2};
        const struct sparse_matrix_query query = {.items = &item, .count = 1};
        float scores[COLUMNS] = {0};
        assert_int_equal(sparse_matrix_find(&matrix, keys[row]), row);
        assert_true(matrix.idfs[row] == (float)term_counts_idf(5000, doc_freqs[row]));
        sparse_matrix_score(&matrix, &query, .5, scores);
        for (uint32_t column = 0; column < COLUMNS; column++) {
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_put_in_is_found),
        cmocka_unit_test(nothing_in_it_is_no_failure),
        cmocka_unit_test(too_little_memory_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
