/* unit/cli/flag.c - what the table of options says of itself, held against who acts on it. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include <faqbot/journal.h>
#include <faqbot/server.h>

#include "cli/flag.h"

static void the_defaults_that_help_states_are_those_of_the_server(void **state)
{
    const struct faqbot_server_limits limits = FAQBOT_SERVER_LIMITS_DEFAULT;
    const struct {
        enum flag_id id;
        unsigned number;
    } numbers[] = {
        {FLAG_RETENTION, FAQBOT_SERVER_RETENTION_DAYS_DEFAULT},
        {FLAG_ASKS_PER_CONNECTION, limits.asks_per_connection},
        {FLAG_ASKS_PER_ADDRESS, limits.asks_per_address},
        {FLAG_CONNECTIONS, limits.connections},
        {FLAG_CONNECTIONS_PER_ADDRESS, limits.connections_per_address},
        {FLAG_MESSAGE_BYTES, limits.message_bytes},
        {FLAG_FRAGMENTS, limits.fragments},
        {FLAG_QUEUE_BYTES, limits.queue_bytes},
        {FLAG_HANDSHAKE_SECONDS, limits.handshake_seconds},
        {FLAG_HEADER_SECONDS, limits.header_seconds},
        {FLAG_KEEPALIVE_SECONDS, limits.keepalive_seconds},
        {FLAG_SEND_SECONDS, limits.send_seconds},
        {FLAG_IDLE_SECONDS, limits.idle_seconds},
        {FLAG_PING_SECONDS, limits.ping_seconds},
        {FLAG_PONG_SECONDS, limits.pong_seconds},
        {FLAG_DRAIN_SECONDS, limits.drain_seconds},
    };
    (void)state;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        char number[16];
        char stated[16];
        struct faqbot_view value = flag_default(flag_at(numbers[i].id));
        (void)snprintf(number, sizeof number, "%u", numbers[i].number);
        (void)snprintf(stated, sizeof stated, "%.*s", (int)value.size, value.bytes);
        assert_string_equal(stated, number);
    }
    assert_int_equal(FAQBOT_JOURNAL_BYTES_MAX_DEFAULT, UINT64_C(1) << 30);
    struct faqbot_view size = flag_default(flag_at(FLAG_JOURNAL_SIZE));
    assert_int_equal(size.size, 2);
    assert_memory_equal(size.bytes, "1G", size.size);
    struct faqbot_view listen = flag_default(flag_at(FLAG_LISTEN));
    assert_int_equal(listen.size, strlen(FAQBOT_SERVER_LISTEN_DEFAULT));
    assert_memory_equal(listen.bytes, FAQBOT_SERVER_LISTEN_DEFAULT, listen.size);
}

static void every_setting_with_a_value_states_its_default(void **state)
{
    (void)state;
    for (size_t i = 0; i < FLAG_COUNT; i++) {
        const struct flag *flag = flag_at(i);
        if (flag_is_setting(flag) && flag->value != NULL && flag->id != FLAG_INDEX) {
            assert_true(flag_default(flag).size > 0);
        }
    }
    assert_int_equal(flag_default(flag_at(FLAG_WATCH)).size, 0);
}

static void a_setting_has_a_variable_of_its_name(void **state)
{
    char name[FLAG_VARIABLE_BYTES];
    (void)state;
    flag_variable("connections-per-address", name);
    assert_string_equal(name, "FAQBOT_CONNECTIONS_PER_ADDRESS");
    for (size_t i = 0; i < FLAG_COUNT; i++) {
        assert_true(strlen(flag_at(i)->name) + sizeof "FAQBOT_" <= FLAG_VARIABLE_BYTES);
    }
}

static void what_is_no_setting_of_the_server_is_none(void **state)
{
    static const enum flag_id others[] = {FLAG_CONFIG, FLAG_CHECK_CONFIG, FLAG_HELP,  FLAG_VERSION,
                                          FLAG_COLOR,  FLAG_TOP,          FLAG_OUTPUT};
    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        assert_false(flag_is_setting(flag_at(others[i])));
    }
    assert_true(flag_is_setting(flag_at(FLAG_KNOWLEDGE)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_defaults_that_help_states_are_those_of_the_server),
        cmocka_unit_test(every_setting_with_a_value_states_its_default),
        cmocka_unit_test(a_setting_has_a_variable_of_its_name),
        cmocka_unit_test(what_is_no_setting_of_the_server_is_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
