/* tests/unit/util/number.c - numbers with decimals as text and back; `make test-locale` runs it where 0.5 is 0,5. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <ctype.h>
#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "util/util.h"

/* ==== Numbers as text and back ======================================================================= */

#define COUNT(list) (sizeof(list) / sizeof *(list))

static void a_number_is_written_with_a_point(void **state)
{
    (void)state;
    static const struct {
        double number;
        unsigned decimals;
        const char *text;
    } rows[] = {
        {0, 0, "0"},
        {0.5, 2, "0.50"},
        {-0.5, 1, "-0.5"},
        {1234567.125, 2, "1234567.12"},
        {99.995, 0, "100"},
        {0.00004, 4, "0.0000"},
        {0.00006, 4, "0.0001"},
        {1e-9, NUMBER_DECIMALS_MAX, "0.000000001"},
        {1e18, 2, "1e+18"},
        {-1e300, 9, "-1e+300"},
        {-999999999999999872., 9, "-999999999999999872.000000000"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_string_equal(number_text(rows[i].number, rows[i].decimals).text, rows[i].text);
    }
}

static void a_short_number_has_no_zeros_at_its_end(void **state)
{
    (void)state;
    assert_string_equal(number_short(0.00025).text, "0.00025");
    assert_string_equal(number_short(0.00005).text, "5e-05");
    assert_string_equal(number_short(1).text, "1");
    assert_string_equal(number_short(2.5).text, "2.5");
}

static void a_number_is_read_to_its_end(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double number;
    } rows[] = {{"0.5", .5}, {".8", .8}, {"1.", 1}, {"-0.25", -.25}, {"+3", 3}, {"5e-1", .5}, {"1E2", 100}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        double number = -1;
        assert_true(number_read((struct faqbot_view){rows[i].text, strlen(rows[i].text)}, &number));
        assert_true(number == rows[i].number);
    }
    double number = -1;
    assert_true(number_read((struct faqbot_view){"0.75,", 4}, &number)); /* what follows is not looked at */
    assert_true(number == .75);
}

static void what_is_no_number_is_refused_and_writes_nothing(void **state)
{
    (void)state;
    static const char *const texts[] = {"",    ".",   "-",     "0,5", " 0.5", "0.5 ", "1.2.3",
                                        "inf", "nan", "0x1p3", "1e",  "--1",  "e5",   "\xd9\xa0"};
    for (size_t i = 0; i < COUNT(texts); i++) {
        double number = -7;
        assert_false(number_read((struct faqbot_view){texts[i], strlen(texts[i])}, &number));
        assert_true(number == -7);
    }
    char digits[NUMBER_READ_BYTES_MAX + 1];
    double number = -7;
    memset(digits, '1', sizeof digits);
    assert_true(number_read((struct faqbot_view){digits, NUMBER_READ_BYTES_MAX}, &number));
    assert_false(number_read((struct faqbot_view){digits, sizeof digits}, &number));
    assert_false(number_read((struct faqbot_view){"1\0002", 3}, &number));
    assert_true(number_read((struct faqbot_view){"1e999", 5}, &number) && isinf(number));
}

static int run_number(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_number_is_written_with_a_point),
        cmocka_unit_test(a_short_number_has_no_zeros_at_its_end),
        cmocka_unit_test(a_number_is_read_to_its_end),
        cmocka_unit_test(what_is_no_number_is_refused_and_writes_nothing),
    };
    return cmocka_run_group_tests_name("number", tests, NULL, NULL);
}

/* ==== One thread in the C locale for a while, whatever the program's ================================= */

static void assert_is_turkish(void)
{
    assert_string_equal(localeconv()->decimal_point, ",");
    assert_int_not_equal(tolower('I'), 'i'); /* not strcasecmp(), which AddressSanitizer has its own of */
}

static void assert_is_c(void)
{
    assert_string_equal(localeconv()->decimal_point, ".");
    assert_int_equal(tolower('I'), 'i');
    assert_true(strtod("0.5", NULL) == .5);
}

static void the_c_locale_is_entered_and_left_even_within_itself(void **state)
{
    (void)state;
    assert_non_null(setlocale(LC_ALL, "tr_TR.UTF-8")); /* of the package locales-all */
    assert_is_turkish();
    struct c_locale outer = c_locale_enter();
    assert_is_c();
    struct c_locale inner = c_locale_enter();
    assert_is_c();
    c_locale_leave(inner);
    assert_is_c();
    c_locale_leave(outer);
    assert_is_turkish();
}

static int run_c_locale(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_c_locale_is_entered_and_left_even_within_itself),
    };
    return cmocka_run_group_tests_name("c_locale", tests, NULL, NULL);
}

int test_util_number(void)
{
    return run_number() + run_c_locale();
}
