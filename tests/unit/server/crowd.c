/* tests/unit/server/crowd.c - where visitors come from, and who is forgotten. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "server/crowd.h"

static struct address number(uint32_t value)
{
    struct address address = {{0}};
    for (unsigned i = 0; i < 4; i++) {
        address.bytes[i] = (unsigned char)(value >> (8 * i));
    }
    return address;
}

static void an_address_has_so_many_connections_and_no_more(void **state)
{
    struct crowd crowd = {.connections_max = 2};
    struct address one = number(1);
    struct address other = number(2);
    (void)state;
    struct crowd_member *first = crowd_enter(&crowd, &one);
    assert_non_null(first);
    assert_ptr_equal(crowd_enter(&crowd, &one), first);
    assert_null(crowd_enter(&crowd, &one));
    assert_non_null(crowd_enter(&crowd, &other));
    crowd_leave(&crowd, first, 0);
    assert_non_null(crowd_enter(&crowd, &one));
    assert_null(crowd_enter(&crowd, &one));
    crowd_release(&crowd);
}

static void whoever_asked_too_much_is_not_forgiven_for_coming_again(void **state)
{
    struct crowd crowd = {0};
    struct address one = number(1);
    (void)state;
    struct crowd_member *member = crowd_enter(&crowd, &one);
    bucket_take(&member->bucket, BUCKET_MICROSECONDS, 0);
    crowd_leave(&crowd, member, 0);
    member = crowd_enter(&crowd, &one);
    assert_true(bucket_wait(&member->bucket, BUCKET_MICROSECONDS, 0) > 0);
    crowd_leave(&crowd, member, 0);
    assert_int_equal(crowd.gone, 1);
    struct address other = number(2);
    crowd_leave(&crowd, crowd_enter(&crowd, &other), BUCKET_MICROSECONDS); /* by now it is forgotten */
    assert_int_equal(crowd.gone, 0);
    assert_null(crowd.members);
    crowd_leave(&crowd, NULL, 0);
    crowd_release(&crowd);
}

static void a_million_addresses_are_not_remembered(void **state)
{
    struct crowd crowd = {0};
    (void)state;
    for (uint32_t i = 0; i < CROWD_GONE_MAX + 1000; i++) {
        struct address address = number(i);
        struct crowd_member *member = crowd_enter(&crowd, &address);
        bucket_take(&member->bucket, BUCKET_MICROSECONDS, 0);
        crowd_leave(&crowd, member, 0);
    }
    assert_int_equal(crowd.gone, CROWD_GONE_MAX);
    struct address last = number(CROWD_GONE_MAX + 999);
    assert_true(bucket_wait(&crowd_enter(&crowd, &last)->bucket, 1, 0) > 0);
    struct address first = number(0);
    assert_int_equal(bucket_wait(&crowd_enter(&crowd, &first)->bucket, 1, 0), 0);
    crowd_release(&crowd);
}

int test_server_crowd(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_address_has_so_many_connections_and_no_more),
        cmocka_unit_test(whoever_asked_too_much_is_not_forgiven_for_coming_again),
        cmocka_unit_test(a_million_addresses_are_not_remembered),
    };
    return cmocka_run_group_tests_name("crowd", tests, NULL, NULL);
}
