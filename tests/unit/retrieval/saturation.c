/* unit/retrieval/saturation.c - BM25's part as a table. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "retrieval/saturation.h"

static const double averages[] = {.01, 1, 3.7, 20, 60, 61.5, 400, 1e5, 1e9};
#define AVERAGES (sizeof averages / sizeof *averages)

static void parts_are_the_formula(void **state)
{
    (void)state;
    static struct bm25_table saturation;
    bm25_table_make(60, &saturation);
    static const struct {
        unsigned count;
        uint32_t words;
        double part; /* count x 2.2 / (count + 1.2 x (.25 + .75 x words / 60)) */
    } table[] = {{0, 60, 0},         {1, 60, 1}, {2, 60, 1.375}, {1, 0, 2.2 / 1.3}, {255, 0, 561 / 255.3},
                 {1, 120, 2.2 / 3.1}};
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        double part = saturation.parts[table[i].count][length_norm(table[i].words)];
        assert_true(fabs(part - table[i].part * BM25_TABLE_ONE) <= .5);
    }
}

static void parts_rise_with_the_count_and_fall_with_the_length(void **state)
{
    (void)state;
    static struct bm25_table saturation;
    for (size_t i = 0; i < AVERAGES; i++) {
        bm25_table_make(averages[i], &saturation);
        for (unsigned count = 1; count <= BM25_TABLE_COUNT_MAX; count++) {
            for (unsigned length = 0; length < LENGTH_NORMS; length++) {
                assert_true(saturation.parts[count][length] >= saturation.parts[count - 1][length]);
                assert_true(length == 0 ||
                            saturation.parts[count][length] <= saturation.parts[count][length - 1]);
            }
        }
    }
}

static void the_largest_sum_fits(void **state)
{
    (void)state;
    uint64_t sum = (uint64_t)BM25_TABLE_TERMS_MAX * bm25_table_score(BM25_TABLE_WEIGHT_MAX, UINT16_MAX);
    assert_true(sum <= UINT32_MAX);
    assert_true(bm25_table_score(BM25_TABLE_WEIGHT_MAX, UINT16_MAX) ==
                (uint64_t)BM25_TABLE_WEIGHT_MAX * UINT16_MAX >> BM25_TABLE_SHIFT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_are_the_formula),
        cmocka_unit_test(parts_rise_with_the_count_and_fall_with_the_length),
        cmocka_unit_test(the_largest_sum_fits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
