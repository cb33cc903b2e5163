/* tests/unit/index/entry_index.c - lengths in one byte, and BM25 as a table of whole numbers. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>

#include "index/index.h"
#include "index/index_internal.h"

/* -- Lengths in one byte --------------------------------------------------------------------------- */

static void short_lengths_are_exact(void **state)
{
    (void)state;
    for (uint32_t words = 0; words < 32; words++) {
        assert_int_equal(length_norm_words(length_norm(words)), words);
    }
}

static void every_class_begins_with_its_own_length(void **state)
{
    (void)state;
    for (unsigned number = 0; number < LENGTH_NORMS; number++) {
        uint32_t words = length_norm_words((uint8_t)number);
        assert_int_equal(length_norm(words), number);
        if (number > 0) {
            assert_int_equal(length_norm(words - 1), number - 1);
        }
    }
}

static void a_class_is_no_wider_than_a_sixteenth(void **state)
{
    (void)state;
    for (unsigned number = 1; number < LENGTH_NORMS; number++) {
        uint32_t from = length_norm_words((uint8_t)(number - 1));
        assert_true(length_norm_words((uint8_t)number) - from <= from / 16 + 1);
    }
}

static void what_is_longer_than_all_is_of_the_last_class(void **state)
{
    (void)state;
    const uint64_t lengths[] = {507904, 524288, 1000000, UINT32_MAX, (uint64_t)1 << 40, UINT64_MAX};
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        assert_int_equal(length_norm(lengths[i]), LENGTH_NORMS - 1);
    }
    assert_int_equal(length_norm(507903), LENGTH_NORMS - 2);
}

static int run_length(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(short_lengths_are_exact),
        cmocka_unit_test(every_class_begins_with_its_own_length),
        cmocka_unit_test(a_class_is_no_wider_than_a_sixteenth),
        cmocka_unit_test(what_is_longer_than_all_is_of_the_last_class),
    };
    return cmocka_run_group_tests_name("length", tests, NULL, NULL);
}

/* -- BM25 in whole numbers ------------------------------------------------------------------------- */

/* BM25's part as a table. */

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

static int run_saturation(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_are_the_formula),
        cmocka_unit_test(parts_rise_with_the_count_and_fall_with_the_length),
        cmocka_unit_test(the_largest_sum_fits),
    };
    return cmocka_run_group_tests_name("saturation", tests, NULL, NULL);
}

int test_index_entry_index(void)
{
    return run_length() + run_saturation();
}
