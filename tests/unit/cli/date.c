/* tests/unit/cli/date.c - days as seconds, and back. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "cli/cli_internal.h"

static const struct {
    const char *text;
    int64_t seconds;
} days[] = {
    {"1970-01-01", 0},          {"1970-12-31", 31449600},
    {"1972-02-29", 68169600},   {"1999-12-31", 946598400},
    {"2000-02-29", 951782400},  {"2000-03-01", 951868800},
    {"2024-12-31", 1735603200}, {"2026-11-22", 1795305600},
    {"2100-03-01", 4107542400}, {"9999-12-31", 253402214400},
};

static void a_day_is_read_and_written_the_same(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof days / sizeof *days; i++) {
        int64_t seconds = -1;
        char text[DATE_BYTES];
        assert_true(date_parse(days[i].text, &seconds));
        assert_int_equal(seconds, days[i].seconds);
        date_write(seconds, text);
        assert_string_equal(text, days[i].text);
        date_write(seconds + DATE_DAY_SECONDS - 1, text);
        assert_string_equal(text, days[i].text);
    }
}

static void what_is_no_day_is_refused(void **state)
{
    static const char *const texts[] = {"",           "2026",        "2026-11-31", "2026-13-01",
                                        "2026-00-10", "2026-10-00",  "2025-02-29", "2100-02-29",
                                        "1969-12-31", "2026-1-01",   "2026/11/22", "22.11.2026",
                                        "yesterday!", "2026-11-22T", "-026-11-22", "2026-11- 2"};
    int64_t seconds = 7;
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_false(date_parse(texts[i], &seconds));
    }
    assert_int_equal(seconds, 7);
}

static void a_moment_is_a_day_and_a_time_of_it(void **state)
{
    static const struct {
        int64_t seconds;
        const char *text;
    } moments[] = {
        {0, "1970-01-01T00:00:00Z"},         {1795305600 + 86399, "2026-11-22T23:59:59Z"},
        {-5, "1970-01-01T00:00:00Z"},        {INT64_MAX, "9999-12-31T23:59:59Z"},
        {INT64_MIN, "1970-01-01T00:00:00Z"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof moments / sizeof *moments; i++) {
        char text[DATE_MOMENT_BYTES];
        date_write_moment(moments[i].seconds, text);
        assert_string_equal(text, moments[i].text);
    }
}

int test_cli_date(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_day_is_read_and_written_the_same),
        cmocka_unit_test(what_is_no_day_is_refused),
        cmocka_unit_test(a_moment_is_a_day_and_a_time_of_it),
    };
    return cmocka_run_group_tests_name("date", tests, NULL, NULL);
}
