/* tests/unit/util/string_table.c - a number for each distinct string. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>

#include "util/util.h"

static void numbers_are_given_in_order_of_appearance(void **state)
{
    (void)state;
    struct string_table string_table;
    string_table_init(&string_table, (size_t)1 << 20);
    assert_int_equal(string_table_find(&string_table, view_of("a")), STRING_TABLE_NONE);
    assert_int_equal(string_table_add(&string_table, view_of("b")), 0);
    assert_int_equal(string_table_add(&string_table, view_of("a")), 1);
    assert_int_equal(string_table_add(&string_table, view_of("b")), 0);
    assert_int_equal(string_table_add(&string_table, view_of("")), 2);
    assert_int_equal(string_table_add(&string_table, view_make("b\0", 2)), 3);
    assert_int_equal(string_table_find(&string_table, view_of("a")), 1);
    assert_int_equal(string_table_find(&string_table, view_of("c")), STRING_TABLE_NONE);
    assert_int_equal(string_table.count, 4);
    string_table_release(&string_table);
    assert_int_equal(string_table_find(&string_table, view_of("a")), STRING_TABLE_NONE);
    string_table_release(&string_table);
}

static void ten_thousand_strings_are_found_again(void **state)
{
    (void)state;
    struct string_table string_table;
    char text[16];
    string_table_init(&string_table, (size_t)1 << 24);
    for (uint32_t i = 0; i < 10000; i++) {
        snprintf(text, sizeof text, "word-%u", i * 7919);
        assert_int_equal(string_table_add(&string_table, view_of(text)), i);
    }
    for (uint32_t i = 0; i < 10000; i++) {
        snprintf(text, sizeof text, "word-%u", i * 7919);
        assert_int_equal(string_table_find(&string_table, view_of(text)), i);
        assert_true(view_equals_text(string_table.strings[i], text));
    }
    string_table_release(&string_table);
}

static void what_is_fetched_is_what_will_be_found(void **state)
{
    (void)state;
    struct string_table string_table;
    const struct faqbot_view strings[] = {view_of("a"), view_of("b"), view_of("")};
    uint32_t numbers[3];
    string_table_init(&string_table, (size_t)1 << 20);
    string_table_get(&string_table, strings, 3, numbers);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(numbers[i], STRING_TABLE_NONE);
        assert_int_equal(string_table_add(&string_table, strings[i]), i);
    }
    string_table_get(&string_table, strings, 3, numbers);
    for (uint32_t i = 0; i < 3; i++) {
        assert_int_equal(numbers[i], i); /* so few do not meet */
    }
    string_table_get(&string_table, strings, 0, numbers);
    string_table_release(&string_table);
}

static void at_the_limit_a_string_is_refused_and_the_others_stay(void **state)
{
    (void)state;
    struct string_table string_table;
    char text[100] = {0};
    uint32_t last = 0;
    string_table_init(&string_table, 20000);
    for (uint32_t i = 0; i < 1000; i++) {
        snprintf(text, sizeof text, "%090u", i);
        uint32_t number = string_table_add(&string_table, view_of(text));
        if (number == STRING_TABLE_NONE) {
            break;
        }
        last = number;
    }
    assert_true(last > 100 && last < 300);
    assert_int_equal(string_table.count, last + 1);
    assert_int_equal(string_table_find(&string_table, view_of(text)), STRING_TABLE_NONE);
    snprintf(text, sizeof text, "%090u", last);
    assert_int_equal(string_table_find(&string_table, view_of(text)), last);
    string_table_release(&string_table);
}

int test_util_string_table(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_given_in_order_of_appearance),
        cmocka_unit_test(ten_thousand_strings_are_found_again),
        cmocka_unit_test(what_is_fetched_is_what_will_be_found),
        cmocka_unit_test(at_the_limit_a_string_is_refused_and_the_others_stay),
    };
    return cmocka_run_group_tests_name("interner", tests, NULL, NULL);
}
