/* unit/base/c_locale.c - one thread in the C locale for a while, whatever the program's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <ctype.h>
#include <locale.h>
#include <stdlib.h>

#include "base/c_locale.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_c_locale_is_entered_and_left_even_within_itself),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
