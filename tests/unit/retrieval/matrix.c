/* unit/retrieval/matrix.c - rows that are wide score as rows of cells do; damaged bytes are refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "retrieval/matrix.h"

#define DOCUMENTS 9
#define FEATURES 12

struct fixture {
    struct arena arena;
    struct bags bags;
    struct buffer bytes[2]; /* by enum matrix_shape */
    struct matrix matrices[2];
};

/* Feature f stands in every document whose number is a multiple of f: some rows are full, some nearly empty. */
static void fill(struct bags *bags)
{
    for (uint32_t document = 0; document < DOCUMENTS; document++) {
        for (uint32_t feature = 1; feature <= FEATURES; feature++) {
            struct gram gram = {.key = feature, .count = 1 + (feature + document) % 3};
            if (document % feature == 0) {
                assert_int_equal(bags_append(bags, &(struct grams){.list = &gram, .count = 1}), FAQBOT_OK);
            }
        }
        assert_int_equal(bags_close(bags), FAQBOT_OK);
    }
    bags_weigh_cosine(bags);
}

static int set_up(void **state)
{
    static struct fixture fixture;
    arena_init(&fixture.arena, 1 << 20);
    bags_init(&fixture.bags);
    fill(&fixture.bags);
    for (int shape = 0; shape < 2; shape++) {
        buffer_init(&fixture.bytes[shape], 1 << 20);
        matrix_encode(&fixture.bags, &fixture.bags, (enum matrix_shape)shape, &fixture.bytes[shape]);
        assert_true(matrix_decode(buffer_view(&fixture.bytes[shape]), &fixture.matrices[shape]));
    }
    *state = &fixture;
    return 0;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;
    arena_release(&fixture->arena);
    bags_release(&fixture->bags);
    buffer_release(&fixture->bytes[0]);
    buffer_release(&fixture->bytes[1]);
    return 0;
}

static void full_rows_are_wide_and_only_where_they_may_be(void **state)
{
    const struct fixture *fixture = *state;
    for (uint64_t key = 1; key <= FEATURES; key++) {
        const struct matrix *cells = &fixture->matrices[MATRIX_ALL_CELLS];
        const struct matrix *wide = &fixture->matrices[MATRIX_FULL_ROWS_WIDE];
        assert_true(cells->wides[matrix_find(cells, key)] == MATRIX_NONE);
        assert_int_equal(wide->wides[matrix_find(wide, key)] != MATRIX_NONE, key <= 2);
    }
}

static void wide_rows_score_as_cells_do(void **state)
{
    struct fixture *fixture = *state;
    struct gram list[FEATURES];
    float scores[2][DOCUMENTS] = {{0}};
    for (uint32_t i = 0; i < FEATURES; i++) {
        list[i] = (struct gram){.key = i + 1, .count = 1 + i % 2};
    }
    for (int shape = 0; shape < 2; shape++) {
        struct matrix_query query;
        const struct grams grams = {.list = list, .count = FEATURES};
        assert_true(matrix_weigh_cosine(&fixture->matrices[shape], &grams, &fixture->arena, &query));
        matrix_score(&fixture->matrices[shape], &query, .5, scores[shape]);
    }
    assert_memory_equal(scores[0], scores[1], sizeof scores[0]);
    for (size_t i = 0; i < DOCUMENTS; i++) {
        assert_true(scores[0][i] > 0);
    }
}

static void bytes_that_are_cut_short_are_no_matrix(void **state)
{
    struct fixture *fixture = *state;
    for (int shape = 0; shape < 2; shape++) {
        struct faqbot_view whole = buffer_view(&fixture->bytes[shape]);
        for (size_t size = 0; size < whole.size; size++) {
            struct matrix matrix;
            assert_false(matrix_decode(view_slice(whole, 0, size), &matrix));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(full_rows_are_wide_and_only_where_they_may_be, set_up, tear_down),
        cmocka_unit_test_setup_teardown(wide_rows_score_as_cells_do, set_up, tear_down),
        cmocka_unit_test_setup_teardown(bytes_that_are_cut_short_are_no_matrix, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
