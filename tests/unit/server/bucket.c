/* tests/unit/server/bucket.c - how much may be asked, by a clock of our own. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "server/bucket.h"

#define SECOND UINT64_C(1000000)

/* Takes as many as there are at that moment. */
static unsigned drain(struct bucket *bucket, uint64_t cost, uint64_t now)
{
    unsigned taken = 0;
    while (bucket_wait(bucket, cost, now) == 0) {
        bucket_take(bucket, cost, now);
        taken++;
    }
    return taken;
}

static void a_full_bucket_holds_a_minutes_worth(void **state)
{
    static const unsigned rates[] = {1, 2, 7, 60, 300, 1000, 1000000};
    (void)state;
    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
        struct bucket bucket = {0};
        unsigned taken = drain(&bucket, bucket_cost(rates[i], false), 5 * SECOND);
        assert_in_range(taken, rates[i], rates[i] + rates[i] / 100);
    }
}

static void a_small_request_costs_a_tenth(void **state)
{
    struct bucket bucket = {0};
    (void)state;
    assert_int_equal(drain(&bucket, bucket_cost(60, true), 0), 600);
}

static void it_fills_at_its_rate_and_no_further_than_to_the_brim(void **state)
{
    struct bucket bucket = {0};
    uint64_t cost = bucket_cost(60, false);
    (void)state;
    assert_int_equal(drain(&bucket, cost, 100 * SECOND), 60);
    assert_int_equal(bucket_wait(&bucket, cost, 100 * SECOND), SECOND);
    assert_int_equal(bucket_wait(&bucket, cost, 100 * SECOND + SECOND / 2), SECOND / 2);
    assert_int_equal(drain(&bucket, cost, 107 * SECOND), 7);
    assert_false(bucket_is_full(&bucket, 107 * SECOND));
    assert_true(bucket_is_full(&bucket, 167 * SECOND));
    assert_int_equal(drain(&bucket, cost, 100000 * SECOND), 60);
}

static void a_refusal_takes_nothing(void **state)
{
    struct bucket bucket = {0};
    uint64_t cost = bucket_cost(1, false);
    (void)state;
    bucket_take(&bucket, cost, 0);
    for (uint64_t now = 0; now < 60; now++) {
        assert_int_equal(bucket_wait(&bucket, cost, now * SECOND), (60 - now) * SECOND);
    }
    assert_int_equal(bucket_wait(&bucket, cost, 60 * SECOND), 0);
}

int test_server_bucket(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_full_bucket_holds_a_minutes_worth),
        cmocka_unit_test(a_small_request_costs_a_tenth),
        cmocka_unit_test(it_fills_at_its_rate_and_no_further_than_to_the_brim),
        cmocka_unit_test(a_refusal_takes_nothing),
    };
    return cmocka_run_group_tests_name("bucket", tests, NULL, NULL);
}
