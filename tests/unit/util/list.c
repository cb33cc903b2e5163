/* tests/unit/util/list.c - the intrusive list. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "util/util.h"

struct item {
    int number;
    struct list_node place;
};

/* The members' numbers as decimal digits, first to last, read in both directions. */
static int digits_of(struct list_node *list)
{
    int forward = 0;
    int backward = 0;
    int scale = 1;
    for (struct list_node *at = list->next; at != list; at = at->next) {
        forward = forward * 10 + LIST_ENTRY(at, struct item, place)->number;
    }
    for (struct list_node *at = list->previous; at != list; at = at->previous) {
        backward += LIST_ENTRY(at, struct item, place)->number * scale;
        scale *= 10;
    }
    assert_int_equal(forward, backward);
    return forward;
}

static void members_stand_in_the_order_in_which_they_were_appended(void **state)
{
    (void)state;
    struct list_node list;
    struct item items[3] = {{.number = 1}, {.number = 2}, {.number = 3}};
    list_init(&list);
    assert_true(list_is_empty(&list));
    for (size_t i = 0; i < 3; i++) {
        assert_false(list_is_linked(&items[i].place));
        list_append(&list, &items[i].place);
        assert_true(list_is_linked(&items[i].place));
    }
    assert_false(list_is_empty(&list));
    assert_int_equal(digits_of(&list), 123);
}

static void any_member_can_leave_and_come_back(void **state)
{
    (void)state;
    struct list_node list;
    struct item items[3] = {{.number = 1}, {.number = 2}, {.number = 3}};
    list_init(&list);
    for (size_t i = 0; i < 3; i++) {
        list_append(&list, &items[i].place);
    }
    list_remove(&items[1].place);
    assert_int_equal(digits_of(&list), 13);
    list_remove(&items[0].place);
    list_append(&list, &items[0].place);
    assert_int_equal(digits_of(&list), 31);
    list_remove(&items[2].place);
    list_remove(&items[0].place);
    assert_true(list_is_empty(&list));
}

static void removing_what_is_in_no_list_does_nothing(void **state)
{
    (void)state;
    struct item item = {.number = 1};
    list_remove(&item.place);
    assert_false(list_is_linked(&item.place));
}

static void the_first_member_is_taken_out_until_none_is_left(void **state)
{
    (void)state;
    struct list_node list;
    struct item items[] = {{.number = 1}, {.number = 2}};
    list_init(&list);
    list_append(&list, &items[0].place);
    list_append(&list, &items[1].place);
    assert_ptr_equal(list_take_first(&list), &items[0].place);
    assert_false(list_is_linked(&items[0].place));
    assert_int_equal(digits_of(&list), 2);
    assert_ptr_equal(list_take_first(&list), &items[1].place);
    assert_null(list_take_first(&list));
    assert_true(list_is_empty(&list));
}

int test_util_list(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members_stand_in_the_order_in_which_they_were_appended),
        cmocka_unit_test(any_member_can_leave_and_come_back),
        cmocka_unit_test(removing_what_is_in_no_list_does_nothing),
        cmocka_unit_test(the_first_member_is_taken_out_until_none_is_left),
    };
    return cmocka_run_group_tests_name("list", tests, NULL, NULL);
}
