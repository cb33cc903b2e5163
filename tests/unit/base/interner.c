/* unit/base/interner.c - a number for each distinct string. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>

#include "base/interner.h"

static void numbers_are_given_in_order_of_appearance(void **state)
{
    (void)state;
    struct interner interner;
    interner_init(&interner, (size_t)1 << 20);
    assert_int_equal(interner_find(&interner, view_of("a")), INTERNER_NONE);
    assert_int_equal(interner_add(&interner, view_of("b")), 0);
    assert_int_equal(interner_add(&interner, view_of("a")), 1);
    assert_int_equal(interner_add(&interner, view_of("b")), 0);
    assert_int_equal(interner_add(&interner, view_of("")), 2);
    assert_int_equal(interner_add(&interner, view_make("b\0", 2)), 3);
    assert_int_equal(interner_find(&interner, view_of("a")), 1);
    assert_int_equal(interner_find(&interner, view_of("c")), INTERNER_NONE);
    assert_int_equal(interner.count, 4);
    interner_release(&interner);
    assert_int_equal(interner_find(&interner, view_of("a")), INTERNER_NONE);
    interner_release(&interner);
}

static void ten_thousand_strings_are_found_again(void **state)
{
    (void)state;
    struct interner interner;
    char text[16];
    interner_init(&interner, (size_t)1 << 24);
    for (uint32_t i = 0; i < 10000; i++) {
        snprintf(text, sizeof text, "word-%u", i * 7919);
        assert_int_equal(interner_add(&interner, view_of(text)), i);
    }
    for (uint32_t i = 0; i < 10000; i++) {
        snprintf(text, sizeof text, "word-%u", i * 7919);
        assert_int_equal(interner_find(&interner, view_of(text)), i);
        assert_true(view_equals_text(interner.strings[i], text));
    }
    interner_release(&interner);
}

static void what_is_fetched_is_what_will_be_found(void **state)
{
    (void)state;
    struct interner interner;
    const struct faqbot_view strings[] = {view_of("a"), view_of("b"), view_of("")};
    uint32_t numbers[3];
    interner_init(&interner, (size_t)1 << 20);
    interner_fetch(&interner, strings, 3, numbers);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(numbers[i], INTERNER_NONE);
        assert_int_equal(interner_add(&interner, strings[i]), i);
    }
    interner_fetch(&interner, strings, 3, numbers);
    for (uint32_t i = 0; i < 3; i++) {
        assert_int_equal(numbers[i], i); /* so few do not meet */
    }
    interner_fetch(&interner, strings, 0, numbers);
    interner_release(&interner);
}

static void at_the_limit_a_string_is_refused_and_the_others_stay(void **state)
{
    (void)state;
    struct interner interner;
    char text[100] = {0};
    uint32_t last = 0;
    interner_init(&interner, 20000);
    for (uint32_t i = 0; i < 1000; i++) {
        snprintf(text, sizeof text, "%090u", i);
        uint32_t number = interner_add(&interner, view_of(text));
        if (number == INTERNER_NONE) {
            break;
        }
        last = number;
    }
    assert_true(last > 100 && last < 300);
    assert_int_equal(interner.count, last + 1);
    assert_int_equal(interner_find(&interner, view_of(text)), INTERNER_NONE);
    snprintf(text, sizeof text, "%090u", last);
    assert_int_equal(interner_find(&interner, view_of(text)), last);
    interner_release(&interner);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_given_in_order_of_appearance),
        cmocka_unit_test(ten_thousand_strings_are_found_again),
        cmocka_unit_test(what_is_fetched_is_what_will_be_found),
        cmocka_unit_test(at_the_limit_a_string_is_refused_and_the_others_stay),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
