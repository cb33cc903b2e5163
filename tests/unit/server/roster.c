/* tests/unit/server/roster.c - visitors by when they were last heard. The connections are names here: nobody looks
 * into them. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "server/roster.h"

static unsigned char bytes[3];

/* Something that stands for a connection. */
static struct lws *number(size_t i)
{
    return (struct lws *)(void *)&bytes[i];
}

/* That they are `count`, from first to last and back, as `expected` says. */
static void check(const struct roster *roster, struct roster_place *const *expected, size_t count)
{
    const struct roster_place *place = roster->first;
    for (size_t i = 0; i < count; i++, place = place->behind) {
        assert_ptr_equal(place, expected[i]);
        assert_ptr_equal(place->before, i == 0 ? NULL : expected[i - 1]);
    }
    assert_null(place);
    assert_ptr_equal(roster->last, count == 0 ? NULL : expected[count - 1]);
}

static void who_is_heard_goes_to_the_end(void **state)
{
    struct roster roster = {NULL, NULL};
    struct roster_place places[3] = {{NULL, NULL, NULL, 0}};
    (void)state;
    check(&roster, NULL, 0);
    for (size_t i = 0; i < 3; i++) {
        roster_add(&roster, &places[i], number(i), i);
    }
    check(&roster, (struct roster_place *[]){&places[0], &places[1], &places[2]}, 3);
    roster_touch(&roster, &places[1], 10);
    check(&roster, (struct roster_place *[]){&places[0], &places[2], &places[1]}, 3);
    assert_int_equal(places[1].heard_at, 10);
    roster_touch(&roster, &places[0], 11);
    roster_touch(&roster, &places[0], 12);
    check(&roster, (struct roster_place *[]){&places[2], &places[1], &places[0]}, 3);
    assert_int_equal(places[2].heard_at, 2);
}

static void who_is_in_no_roster_is_left_alone(void **state)
{
    struct roster roster = {NULL, NULL};
    struct roster_place places[3] = {{NULL, NULL, NULL, 0}};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        roster_add(&roster, &places[i], number(i), i);
    }
    roster_remove(&roster, &places[1]);
    check(&roster, (struct roster_place *[]){&places[0], &places[2]}, 2);
    assert_null(places[1].connection);
    roster_remove(&roster, &places[1]);
    roster_touch(&roster, &places[1], 9);
    check(&roster, (struct roster_place *[]){&places[0], &places[2]}, 2);
    roster_remove(&roster, &places[0]);
    roster_remove(&roster, &places[2]);
    check(&roster, NULL, 0);
    roster_add(&roster, &places[1], number(1), 20);
    check(&roster, (struct roster_place *[]){&places[1]}, 1);
}

int test_server_roster(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_is_heard_goes_to_the_end),
        cmocka_unit_test(who_is_in_no_roster_is_left_alone),
    };
    return cmocka_run_group_tests_name("roster", tests, NULL, NULL);
}
