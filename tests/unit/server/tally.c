/* tests/unit/server/tally.c - the classes of how long an ask took, and the names of what was refused. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "server/tally.h"

static void an_ask_is_counted_in_the_first_class_that_holds_it(void **state)
{
    struct tally tally = {.errors = 0};
    (void)state;
    tally_latency(&tally, 0);
    for (unsigned i = 0; i < TALLY_LATENCIES; i++) {
        assert_true(i == 0 || tally_latency_bound(i) > tally_latency_bound(i - 1));
        tally_latency(&tally, tally_latency_bound(i));
        tally_latency(&tally, tally_latency_bound(i) + 1);
    }
    assert_int_equal(tally.latencies[0], 2);
    uint64_t sum = 0;
    for (unsigned i = 1; i < TALLY_LATENCIES; i++) {
        assert_int_equal(tally.latencies[i], 2);
        sum += 2 * tally_latency_bound(i) + 1;
    }
    assert_int_equal(tally.latencies[TALLY_LATENCIES], 1);
    assert_int_equal(tally.ask_microseconds, sum + 2 * tally_latency_bound(0) + 1);
}

static void each_reason_has_a_name_of_its_own(void **state)
{
    (void)state;
    for (unsigned i = 0; i < TALLY_REFUSALS; i++) {
        const char *name = tally_refusal_name((enum tally_refusal)i);
        assert_non_null(name);
        assert_int_equal(strspn(name, "abcdefghijklmnopqrstuvwxyz_0123456789"), strlen(name));
        for (unsigned j = 0; j < i; j++) {
            assert_string_not_equal(name, tally_refusal_name((enum tally_refusal)j));
        }
    }
}

int test_server_tally(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_ask_is_counted_in_the_first_class_that_holds_it),
        cmocka_unit_test(each_reason_has_a_name_of_its_own),
    };
    return cmocka_run_group_tests_name("tally", tests, NULL, NULL);
}
