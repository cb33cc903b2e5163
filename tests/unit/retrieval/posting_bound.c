/* unit/retrieval/posting_bound.c - bounds hold for every average length. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "retrieval/posting_bound.h"

static const double averages[] = {.01, 1, 3.7, 20, 60, 61.5, 400, 1e5, 1e9};
#define AVERAGES (sizeof averages / sizeof *averages)

static uint64_t next(uint64_t *state)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *state >> 33;
}

static void no_posting_exceeds_a_bound_whatever_the_average(void **state)
{
    (void)state;
    static struct bm25_table saturation;
    uint64_t seed = 3;
    for (size_t round = 0; round < 200; round++) {
        struct posting_bound bounds[2], merged, read;
        uint8_t bytes[POSTING_BOUND_BYTES];
        uint8_t counts[20], lengths[20];
        posting_bound_init(&bounds[0]);
        posting_bound_init(&bounds[1]);
        for (size_t i = 0; i < 20; i++) {
            counts[i] = (uint8_t)(1 + next(&seed) % (i < 15 ? 3 : 255));
            lengths[i] = (uint8_t)(next(&seed) % LENGTH_NORMS);
            posting_bound_add(&bounds[i % 2], counts[i], lengths[i]);
        }
        merged = bounds[0];
        posting_bound_merge(&merged, &bounds[1]);
        posting_bound_write(&merged, bytes);
        posting_bound_read(bytes, &read);
        if (round % 20 == 0) {
            bm25_table_make(averages[round / 20 % AVERAGES], &saturation);
        }
        for (size_t i = 0; i < 20; i++) {
            uint16_t part = saturation.parts[counts[i]][lengths[i]];
            assert_true(part <= posting_bound_part(&bounds[i % 2], &saturation));
            assert_true(part <= posting_bound_part(&read, &saturation));
        }
    }
}

static void the_bound_of_equal_postings_is_what_they_are_worth(void **state)
{
    (void)state;
    static struct bm25_table saturation;
    bm25_table_make(60, &saturation);
    const uint8_t counts[] = {1, 2, 3, 4, 5, 7, 255};
    for (size_t i = 0; i < sizeof counts; i++) {
        struct posting_bound bound;
        posting_bound_init(&bound);
        posting_bound_add(&bound, counts[i], 77);
        posting_bound_add(&bound, counts[i], 77);
        assert_int_equal(posting_bound_part(&bound, &saturation), saturation.parts[counts[i]][77]);
    }
    struct posting_bound none;
    posting_bound_init(&none);
    assert_int_equal(posting_bound_part(&none, &saturation), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_posting_exceeds_a_bound_whatever_the_average),
        cmocka_unit_test(the_bound_of_equal_postings_is_what_they_are_worth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
