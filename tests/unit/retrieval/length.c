/* unit/retrieval/length.c - lengths in one byte. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "retrieval/length.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(short_lengths_are_exact),
        cmocka_unit_test(every_class_begins_with_its_own_length),
        cmocka_unit_test(a_class_is_no_wider_than_a_sixteenth),
        cmocka_unit_test(what_is_longer_than_all_is_of_the_last_class),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
