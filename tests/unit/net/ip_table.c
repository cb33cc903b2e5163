/* unit/net/ip_table.c - lists in order of time, rate limiters and the table of addresses, by a clock of
 * our own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "net/net.h"

static unsigned char bytes[3];

/* Stands for a connection. */
static struct lws *number(size_t i)
{
    return (struct lws *)(void *)&bytes[i];
}

/* That they are `count`, from first to last and back, as `expected` says. */
static void check(const struct timeout_list *list, struct timeout *const *expected, size_t count)
{
    const struct list_node *node = &list->nodes;
    for (size_t i = 0; i < count; i++) {
        node = node->next;
        assert_ptr_equal(node, &expected[i]->node);
        assert_ptr_equal(node->previous, i == 0 ? &list->nodes : &expected[i - 1]->node);
    }
    assert_true(list->nodes.next == NULL || node->next == &list->nodes);
    assert_ptr_equal(timeout_list_first(list), count == 0 ? NULL : expected[0]->owner);
}

static void who_is_heard_goes_to_the_end(void **state)
{
    struct timeout_list list = {.nodes = {.next = NULL}};
    struct timeout nodes[3] = {{.list = NULL}};
    (void)state;
    check(&list, NULL, 0);
    for (size_t i = 0; i < 3; i++) {
        timeout_list_add(&list, &nodes[i], number(i), i);
    }
    check(&list, (struct timeout *[]){&nodes[0], &nodes[1], &nodes[2]}, 3);
    timeout_list_add(&list, &nodes[1], number(1), 10);
    check(&list, (struct timeout *[]){&nodes[0], &nodes[2], &nodes[1]}, 3);
    assert_int_equal(nodes[1].since, 10);
    timeout_list_add(&list, &nodes[0], number(0), 11);
    timeout_list_add(&list, &nodes[0], number(0), 12);
    check(&list, (struct timeout *[]){&nodes[2], &nodes[1], &nodes[0]}, 3);
    assert_ptr_equal(timeout_list_next(&nodes[2]), number(1));
    assert_null(timeout_list_next(&nodes[0]));
    assert_int_equal(nodes[2].since, 2);
}

static void who_is_in_no_list_is_left_alone(void **state)
{
    struct timeout_list list = {.nodes = {.next = NULL}};
    struct timeout nodes[3] = {{.list = NULL}};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        timeout_list_add(&list, &nodes[i], number(i), i);
    }
    timeout_list_remove(&nodes[1]);
    check(&list, (struct timeout *[]){&nodes[0], &nodes[2]}, 2);
    assert_null(nodes[1].owner);
    timeout_list_remove(&nodes[1]);
    check(&list, (struct timeout *[]){&nodes[0], &nodes[2]}, 2);
    timeout_list_remove(&nodes[0]);
    timeout_list_remove(&nodes[2]);
    check(&list, NULL, 0);
    timeout_list_add(&list, &nodes[1], number(1), 20);
    check(&list, (struct timeout *[]){&nodes[1]}, 1);
}

static void who_is_added_to_a_list_leaves_the_one_it_was_in(void **state)
{
    struct timeout_list first = {.nodes = {.next = NULL}};
    struct timeout_list second = {.nodes = {.next = NULL}};
    struct timeout node = {.list = NULL};
    (void)state;
    timeout_list_add(&first, &node, number(0), 1);
    timeout_list_add(&second, &node, number(0), 2);
    check(&first, NULL, 0);
    check(&second, (struct timeout *[]){&node}, 1);
    assert_ptr_equal(node.list, &second);
}

static void only_who_has_been_there_long_enough_has_expired(void **state)
{
    struct timeout_list list = {.nodes = {.next = NULL}};
    struct timeout node = {.list = NULL};
    (void)state;
    assert_null(timeout_list_expired(&list, 100, 0));
    timeout_list_add(&list, &node, number(0), 100);
    assert_ptr_equal(timeout_list_expired(&list, 100, 0), number(0));
    assert_null(timeout_list_expired(&list, 149, 50));
    assert_ptr_equal(timeout_list_expired(&list, 150, 50), number(0));
    timeout_list_add(&list, &node, number(0), 150);
    assert_null(timeout_list_expired(&list, 199, 50));
}

#define SECOND UINT64_C(1000000)

/* Takes as many as there are at that moment. */
static unsigned drain(struct rate_limiter *limiter, uint64_t cost, uint64_t now)
{
    unsigned taken = 0;
    while (rate_limiter_wait(limiter, cost, now) == 0) {
        rate_limiter_take(limiter, cost, now);
        taken++;
    }
    return taken;
}

static void a_full_limiter_holds_a_minutes_worth(void **state)
{
    static const unsigned rates[] = {1, 2, 7, 60, 300, 1000, 1000000};
    (void)state;
    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
        struct rate_limiter limiter = {0};
        unsigned taken = drain(&limiter, rate_limiter_cost(rates[i], false), 5 * SECOND);
        assert_in_range(taken, rates[i], rates[i] + rates[i] / 100);
    }
}

static void a_small_request_costs_a_tenth(void **state)
{
    struct rate_limiter limiter = {0};
    (void)state;
    assert_int_equal(drain(&limiter, rate_limiter_cost(60, true), 0), 600);
}

static void it_fills_at_its_rate_and_no_further_than_to_the_brim(void **state)
{
    struct rate_limiter limiter = {0};
    uint64_t cost = rate_limiter_cost(60, false);
    (void)state;
    assert_int_equal(drain(&limiter, cost, 100 * SECOND), 60);
    assert_int_equal(rate_limiter_wait(&limiter, cost, 100 * SECOND), SECOND);
    assert_int_equal(rate_limiter_wait(&limiter, cost, 100 * SECOND + SECOND / 2), SECOND / 2);
    assert_int_equal(drain(&limiter, cost, 107 * SECOND), 7);
    assert_false(rate_limiter_is_full(&limiter, 107 * SECOND));
    assert_true(rate_limiter_is_full(&limiter, 167 * SECOND));
    assert_int_equal(drain(&limiter, cost, 100000 * SECOND), 60);
}

static void a_refusal_takes_nothing(void **state)
{
    struct rate_limiter limiter = {0};
    uint64_t cost = rate_limiter_cost(1, false);
    (void)state;
    rate_limiter_take(&limiter, cost, 0);
    for (uint64_t now = 0; now < 60; now++) {
        assert_int_equal(rate_limiter_wait(&limiter, cost, now * SECOND), (60 - now) * SECOND);
    }
    assert_int_equal(rate_limiter_wait(&limiter, cost, 60 * SECOND), 0);
}

static struct address numbered(uint32_t value)
{
    struct address address = {{0}};
    for (unsigned i = 0; i < 4; i++) {
        address.bytes[i] = (unsigned char)(value >> (8 * i));
    }
    return address;
}

static void an_address_has_so_many_connections_and_no_more(void **state)
{
    struct ip_table table = {.connections_max = 2};
    struct address one = numbered(1);
    struct address other = numbered(2);
    (void)state;
    struct ip_entry *first = ip_table_enter(&table, &one);
    assert_non_null(first);
    assert_ptr_equal(ip_table_enter(&table, &one), first);
    assert_null(ip_table_enter(&table, &one));
    assert_non_null(ip_table_enter(&table, &other));
    ip_table_leave(&table, first, 0);
    assert_non_null(ip_table_enter(&table, &one));
    assert_null(ip_table_enter(&table, &one));
    ip_table_free(&table);
}

static void whoever_asked_too_much_is_not_forgiven_for_coming_again(void **state)
{
    struct ip_table table = {0};
    struct address one = numbered(1);
    (void)state;
    struct ip_entry *entry = ip_table_enter(&table, &one);
    rate_limiter_take(&entry->asks, RATE_LIMITER_MICROSECONDS, 0);
    ip_table_leave(&table, entry, 0);
    entry = ip_table_enter(&table, &one);
    assert_true(rate_limiter_wait(&entry->asks, RATE_LIMITER_MICROSECONDS, 0) > 0);
    ip_table_leave(&table, entry, 0);
    assert_int_equal(table.gone_count, 1);
    struct address other = numbered(2);
    ip_table_leave(&table, ip_table_enter(&table, &other),
                   RATE_LIMITER_MICROSECONDS); /* by now it is forgotten */
    assert_int_equal(table.gone_count, 0);
    assert_null(table.entries);
    ip_table_leave(&table, NULL, 0);
    ip_table_free(&table);
}

static void a_million_addresses_are_not_remembered(void **state)
{
    struct ip_table table = {0};
    (void)state;
    for (uint32_t i = 0; i < IP_TABLE_GONE_MAX + 1000; i++) {
        struct address address = numbered(i);
        struct ip_entry *entry = ip_table_enter(&table, &address);
        rate_limiter_take(&entry->asks, RATE_LIMITER_MICROSECONDS, 0);
        ip_table_leave(&table, entry, 0);
    }
    assert_int_equal(table.gone_count, IP_TABLE_GONE_MAX);
    struct address last = numbered(IP_TABLE_GONE_MAX + 999);
    assert_true(rate_limiter_wait(&ip_table_enter(&table, &last)->asks, 1, 0) > 0);
    struct address first = numbered(0);
    assert_int_equal(rate_limiter_wait(&ip_table_enter(&table, &first)->asks, 1, 0), 0);
    ip_table_free(&table);
}

int test_net_ip_table(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_is_heard_goes_to_the_end),
        cmocka_unit_test(who_is_in_no_list_is_left_alone),
        cmocka_unit_test(who_is_added_to_a_list_leaves_the_one_it_was_in),
        cmocka_unit_test(only_who_has_been_there_long_enough_has_expired),
        cmocka_unit_test(a_full_limiter_holds_a_minutes_worth),
        cmocka_unit_test(a_small_request_costs_a_tenth),
        cmocka_unit_test(it_fills_at_its_rate_and_no_further_than_to_the_brim),
        cmocka_unit_test(a_refusal_takes_nothing),
        cmocka_unit_test(an_address_has_so_many_connections_and_no_more),
        cmocka_unit_test(whoever_asked_too_much_is_not_forgiven_for_coming_again),
        cmocka_unit_test(a_million_addresses_are_not_remembered),
    };
    return cmocka_run_group_tests_name("ip_table", tests, NULL, NULL);
}
