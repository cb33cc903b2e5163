/* unit/server/connection.c - limits, timeouts, keepalives and places, without a network: connections speak a
 * protocol of the test's own that notes what it is asked to do, and time passes because the test sets the
 * loop's clock. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <netinet/in.h>
#include <sys/un.h>

#include "server/server_internal.h"

#define CONNECTIONS_MAX 8

/* What was asked of connections, in order: one letter for each reason in enum expiry. */
static char noted[64];

static void note(char letter)
{
    size_t size = strlen(noted);
    assert_true(size + 1 < sizeof noted);
    noted[size] = letter;
    noted[size + 1] = '\0';
}

static void check_noted(const char *expected)
{
    assert_string_equal(noted, expected);
    noted[0] = '\0';
}

/* Leaves the list that it was in; where its place is wanted, a session is asked, and others go at once. */
static void on_expire(struct connection *connection, enum expiry reason)
{
    note("pisqodc"[reason]);
    if (reason == EXPIRED_PLACE && connection->protocol->is_session) {
        connection_move(connection, &connection->listener->displaced);
    } else if (reason == EXPIRED_PLACE || reason == EXPIRED_ALL) {
        timeout_list_remove(&connection->place);
        connection_free(connection);
    }
    if (reason == EXPIRED_IDLE) {
        timeout_list_remove(&connection->activity);
    }
    if (reason == EXPIRED_STALLED) {
        timeout_list_remove(&connection->stall);
    }
}

static const struct connection_protocol request_protocol = {.expire = on_expire};
static const struct connection_protocol session_protocol = {.is_session = true, .expire = on_expire};

static struct server server;

static void set_seconds(unsigned seconds)
{
    server.loop.time = UINT64_C(1000) * seconds;
}

static int set_up(void **state)
{
    (void)state;
    server = (struct server){.limits = FAQBOT_SERVER_LIMITS_DEFAULT, .listener = {.descriptor = -1}};
    server.listener.server = &server;
    noted[0] = '\0';
    assert_int_equal(uv_loop_init(&server.loop), 0);
    set_seconds(1000);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    listener_stop(&server.listener); /* a test that failed has left it open */
    uv_run(&server.loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&server.loop), 0);
    ip_table_free(&server.ip_table);
    free(server.proxies.blocks);
    return 0;
}

/* A connection from 192.0.2.`last`. */
static struct connection *connect_from(unsigned last, const struct connection_protocol *protocol)
{
    struct sockaddr_storage from = {.ss_family = AF_INET};
    ((struct sockaddr_in *)&from)->sin_addr.s_addr = htonl(0xc0000200U + last);
    struct connection *connection = connection_new(&server.listener, &from);
    if (connection != NULL) {
        connection->protocol = protocol;
    }
    return connection;
}

/* -- Limits ------------------------------------------------------------------------------------------- */

static void an_address_has_so_many_connections(void **state)
{
    (void)state;
    server.ip_table.connections_max = 2;
    struct connection *first = connect_from(1, &request_protocol);
    struct connection *second = connect_from(1, &request_protocol);
    assert_non_null(second);
    assert_null(connect_from(1, &request_protocol));
    assert_int_equal(server.stats.refusals[REFUSED_CONNECTIONS_ADDRESS], 1);
    struct connection *other = connect_from(2, &request_protocol);
    assert_int_equal(server.listener.connections, 3);
    connection_free(first);
    first = connect_from(1, &request_protocol);
    assert_non_null(first);
    connection_free(first);
    connection_free(second);
    connection_free(other);
    assert_int_equal(server.listener.connections, 0);
}

static unsigned ask_all(struct connection *connection)
{
    unsigned asks = 0;
    while (connection_check_rate(connection, FAQBOT_CHAT_ASK) == 0) {
        asks++;
    }
    return asks;
}

static void a_connection_and_an_address_ask_so_much_a_minute(void **state)
{
    (void)state;
    server.limits.asks_per_connection = 60;
    server.limits.asks_per_address = 100;
    struct connection *first = connect_from(1, &session_protocol);
    struct connection *second = connect_from(1, &session_protocol);
    assert_int_equal(ask_all(first), 60);
    assert_int_equal(server.stats.refusals[REFUSED_RATE_CONNECTION], 1);
    assert_int_equal(ask_all(second), 40);
    assert_int_equal(server.stats.refusals[REFUSED_RATE_ADDRESS], 1);
    assert_int_equal(connection_check_rate(first, FAQBOT_CHAT_ASK), 1000); /* the next one, in milliseconds */
    set_seconds(1001);
    assert_int_equal(ask_all(first), 1);
    set_seconds(2000);
    assert_int_equal(ask_all(first), 60); /* a minute's worth at the most, however long it was */
    connection_free(first);
    first = connect_from(1, &session_protocol);
    assert_int_equal(ask_all(first), 40); /* who comes again finds the address as it was left */
    connection_free(first);
    connection_free(second);
}

static void a_refused_ask_takes_nothing(void **state)
{
    (void)state;
    server.limits.asks_per_connection = 60;
    server.limits.asks_per_address = 1;
    struct connection *connection = connect_from(1, &session_protocol);
    assert_int_equal(ask_all(connection), 1);
    (void)ask_all(connection);
    server.limits.asks_per_address = 0;
    assert_int_equal(ask_all(connection), 59);
    connection_free(connection);
}

static void what_is_fetched_has_a_limit_of_its_own(void **state)
{
    unsigned fetches = 0;
    (void)state;
    struct connection *connection = connect_from(1, &request_protocol);
    (void)ask_all(connection);
    while (connection_check_fetch_rate(connection) == 0) {
        fetches++;
    }
    assert_int_equal(fetches, LIMITS_FETCHES_PER_MINUTE);
    server.limits.asks_per_address = 0;
    assert_int_equal(connection_check_fetch_rate(connection), 0);
    connection_free(connection);
}

static void over_a_proxys_connection_each_client_is_counted(void **state)
{
    (void)state;
    server.limits.asks_per_connection = 10;
    server.proxies.blocks = calloc(1, sizeof *server.proxies.blocks);
    server.proxies.count = 1;
    assert_true(address_block_parse(view_of("192.0.2.9"), &server.proxies.blocks[0]));
    struct connection *connection = connect_from(9, &request_protocol);
    assert_true(connection->is_proxy);
    assert_int_equal(connection_identify(connection, view_of("")), CLIENT_UNNAMED);
    assert_int_equal(connection_identify(connection, view_of("spoofed, 198.51.100.1")), CLIENT_KNOWN);
    assert_int_equal(ask_all(connection), 10);
    connection_forget_client(connection);
    assert_null(connection->entry);
    assert_int_equal(connection_identify(connection, view_of("198.51.100.2")), CLIENT_KNOWN);
    assert_int_equal(ask_all(connection), 10);
    assert_int_equal(connection_identify(connection, view_of("198.51.100.1")), CLIENT_KNOWN);
    assert_int_equal(ask_all(connection), 0);
    server.ip_table.connections_max = 1;
    struct connection *other = connect_from(9, &request_protocol);
    assert_int_equal(connection_identify(other, view_of("198.51.100.1")), CLIENT_CROWDED);
    connection_free(other);
    connection_free(connection);
}

/* -- Timeouts and keepalives -------------------------------------------------------------------------- */

static struct connection *open_session(void)
{
    struct connection *connection = connect_from(1, &session_protocol);
    timeout_list_add(&server.timeouts.active, &connection->activity, connection, server_now(&server));
    timeout_list_add(&server.timeouts.quiet, &connection->keepalive, connection, server_now(&server));
    return connection;
}

static void close_session(struct connection *connection)
{
    timeout_list_remove(&connection->activity);
    timeout_list_remove(&connection->keepalive);
    connection_free(connection);
}

static void sweep_at(unsigned seconds, const char *expected)
{
    set_seconds(seconds);
    connection_sweep(&server);
    check_noted(expected);
}

static void a_quiet_session_is_pinged_and_dropped_without_a_pong(void **state)
{
    (void)state;
    struct connection *connection = open_session();
    sweep_at(1029, "");
    sweep_at(1030, "q");
    assert_true(connection->must_ping);
    sweep_at(1044, "");
    sweep_at(1045, "o");
    sweep_at(2000, "");
    close_session(connection);
}

static void a_sign_of_life_begins_anew(void **state)
{
    (void)state;
    struct connection *connection = open_session();
    sweep_at(1030, "q");
    set_seconds(1044);
    keepalive_seen(connection);
    assert_false(connection->must_ping);
    sweep_at(1073, "");
    sweep_at(1074, "q");
    close_session(connection);
}

static void who_says_nothing_for_long_is_idle_unless_owed_a_reply(void **state)
{
    struct pending_write pending = {.owner = NULL};
    (void)state;
    server.limits.idle_seconds = 20;
    struct connection *connection = open_session();
    connection->pending = &pending;
    sweep_at(1020, "");
    sweep_at(1030, "q"); /* no ping is sent: the pong would not be read */
    assert_false(connection->must_ping);
    connection->pending = NULL;
    sweep_at(1039, "");
    sweep_at(1040, "i");
    assert_int_equal(server.stats.refusals[REFUSED_IDLE], 1);
    close_session(connection);
    server.limits.idle_seconds = 0; /* no such limit */
    connection = open_session();
    timeout_list_remove(&connection->keepalive);
    sweep_at(1000000, "");
    close_session(connection);
}

static void who_does_not_read_has_stalled(void **state)
{
    (void)state;
    struct connection *connection = open_session();
    timeout_list_remove(&connection->keepalive);
    timeout_list_add(&server.timeouts.stalled, &connection->stall, connection, server_now(&server));
    sweep_at(1029, "");
    sweep_at(1030, "s");
    sweep_at(1031, "");
    close_session(connection);
}

static unsigned drains;

static void on_drained(struct server *drained)
{
    assert_ptr_equal(drained, &server);
    drains++;
}

static void a_drain_waits_for_the_last_conversation(void **state)
{
    (void)state;
    drains = 0;
    server.drained = on_drained;
    server.conversations++;
    conversation_end(&server);
    assert_int_equal(drains, 0);
    server.conversations++;
    server.conversations++;
    server.is_draining = true;
    conversation_end(&server);
    assert_int_equal(drains, 0);
    conversation_end(&server);
    assert_int_equal(drains, 1);
}

/* Gives how many are sent away by then. */
static size_t drain_at(uint64_t milliseconds)
{
    server.loop.time = milliseconds;
    connection_drain(&server);
    size_t count = strlen(noted);
    noted[0] = '\0';
    return count;
}

static void a_drain_sends_sessions_away_at_an_even_pace(void **state)
{
    struct connection *sessions[8];
    (void)state;
    server.limits.drain_seconds = 30;
    for (size_t i = 0; i < 8; i++) {
        sessions[i] = open_session();
    }
    server.sessions = 8;
    connection_drain_start(&server); /* 8 sessions take 80 of the milliseconds that there are */
    assert_int_equal(drain_at(1000000), 0);
    assert_int_equal(drain_at(1000009), 0);
    assert_int_equal(drain_at(1000010), 1);
    assert_int_equal(drain_at(1000019), 0);
    assert_int_equal(drain_at(1000045), 3);
    keepalive_seen(sessions[0]);
    assert_null(sessions[0]->keepalive.list); /* who has been told is not pinged any more */
    timeout_list_add(&server.timeouts.pinged, &sessions[4]->keepalive, sessions[4], server_now(&server));
    close_session(sessions[7]);
    assert_int_equal(drain_at(1000080), 3);
    sessions[7] = open_session(); /* its handshake was under way */
    assert_int_equal(drain_at(1000081), 1);
    for (size_t i = 0; i < 8; i++) {
        close_session(sessions[i]);
    }
}

static void a_drain_sends_many_away_within_its_first_half(void **state)
{
    struct connection *sessions[4];
    (void)state;
    server.limits.drain_seconds = 2;
    for (size_t i = 0; i < 4; i++) {
        sessions[i] = open_session();
    }
    server.sessions = 20000;
    connection_drain_start(&server);
    assert_int_equal(drain_at(1000000), 0);
    assert_int_equal(drain_at(1000001), 4); /* of 20 that are due */
    for (size_t i = 0; i < 4; i++) {
        close_session(sessions[i]);
    }
}

static void who_is_sent_away_comes_back_within_the_time_of_a_restart(void **state)
{
    static const struct {
        unsigned drain_seconds;
        uint64_t start_milliseconds;
        unsigned milliseconds;
    } rows[] = {{5, 200, 5200}, {0, 10, 1000}, {0, 1500, 1500}, {25, 6000, 30000}, {UINT32_MAX, 0, 30000}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        server.limits.drain_seconds = rows[i].drain_seconds;
        server.started_at = server_now(&server);
        server.begun_at = server.started_at - 1000 * rows[i].start_milliseconds;
        connection_drain_start(&server);
        assert_int_equal(server.drain.return_milliseconds, rows[i].milliseconds);
    }
}

static void without_a_drain_all_are_sent_away_at_once(void **state)
{
    (void)state;
    server.limits.drain_seconds = 0;
    struct connection *connection = open_session();
    server.sessions = 1;
    connection_drain_start(&server);
    assert_int_equal(drain_at(1000000), 1);
    close_session(connection);
}

/* -- Places ------------------------------------------------------------------------------------------- */

static struct connection *opened[CONNECTIONS_MAX];
static size_t opened_count;

static void on_opened(struct connection *connection, int descriptor)
{
    assert_true(opened_count < CONNECTIONS_MAX);
    connection->protocol = &request_protocol;
    connection_move(connection, &server.listener.newcomers);
    opened[opened_count++] = connection;
    close(descriptor);
}

/* Listens on a socket that is in no folder, and lets `clients` wait there. */
static void open_listener(unsigned connections_max, int *clients, size_t count)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    struct faqbot_fault fault = {.status = FAQBOT_OK};
    socklen_t size = sizeof address.sun_family;
    int descriptor = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
    assert_int_equal(bind(descriptor, (struct sockaddr *)&address, size), 0); /* the system chooses a name */
    assert_int_equal(listen(descriptor, CONNECTIONS_MAX), 0);
    size = sizeof address;
    assert_int_equal(getsockname(descriptor, (struct sockaddr *)&address, &size), 0);
    for (size_t i = 0; i < count; i++) {
        clients[i] = socket(AF_UNIX, SOCK_STREAM, 0);
        assert_int_equal(connect(clients[i], (struct sockaddr *)&address, size), 0);
    }
    opened_count = 0;
    server.listener.opened = on_opened;
    server.listener.connections_max = connections_max;
    server.listener.descriptor = descriptor;
    server.listener.is_wanted = true;
    listener_start(&server.listener, &server, &fault);
    assert_int_equal(fault.status, FAQBOT_OK);
}

static void close_listener(int *clients, size_t count)
{
    listener_stop(&server.listener);
    listener_stop(&server.listener);
    for (size_t i = 0; i < count; i++) {
        close(clients[i]);
    }
}

/* Whoever is there for so short a time keeps its place, and a full listener does not spin. */
static void a_full_listener_pauses_until_a_connection_ends(void **state)
{
    int clients[3];
    (void)state;
    open_listener(2, clients, 3);
    uv_run(&server.loop, UV_RUN_ONCE);
    assert_int_equal(opened_count, 2);
    assert_false(server.listener.is_accepting);
    assert_int_equal(server.stats.refusals[REFUSED_CONNECTIONS], 1);
    timeout_list_remove(&opened[0]->place);
    connection_free(opened[0]);
    assert_true(server.listener.is_accepting);
    uv_run(&server.loop, UV_RUN_ONCE);
    assert_int_equal(opened_count, 3);
    close_listener(clients, 3);
    listener_close_connections(&server.listener);
    check_noted("cc");
}

/* Makes the connection one that has been in the list for a second. */
static void age(struct connection *connection, struct timeout_list *list)
{
    connection_move(connection, list);
    connection->place.since = server_now(&server) - 1000000;
}

/* Another client comes; runs the loop until it is let in. */
static int connect_and_wait(void)
{
    struct sockaddr_un address;
    socklen_t size = sizeof address;
    size_t before = opened_count;
    int client = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_int_equal(getsockname(server.listener.descriptor, (struct sockaddr *)&address, &size), 0);
    assert_int_equal(connect(client, (struct sockaddr *)&address, size), 0);
    while (opened_count == before) {
        uv_run(&server.loop, UV_RUN_ONCE);
    }
    return client;
}

static void an_idle_connection_makes_room_and_a_session_last(void **state)
{
    int clients[5];
    (void)state;
    open_listener(3, clients, 3);
    uv_run(&server.loop, UV_RUN_ONCE);
    assert_int_equal(opened_count, 3);
    opened[0]->protocol = &session_protocol;
    age(opened[0], &server.listener.silent);
    age(opened[1], &server.listener.kept);
    connection_move(opened[2], &server.listener.answered); /* which never makes room */
    clients[3] = connect_and_wait();
    check_noted("pp"); /* the one that was answered; and the session, for whoever comes next */
    assert_int_equal(server.stats.refusals[REFUSED_DISPLACED], 2);
    assert_ptr_equal(opened[0]->place.list, &server.listener.displaced);
    connection_move(opened[3], &server.listener.answered);
    clients[4] = connect_and_wait();
    check_noted("c"); /* it was dropped when it did not go by itself */
    assert_int_equal(server.stats.refusals[REFUSED_DISPLACED], 2);
    close_listener(clients, 5);
    listener_close_connections(&server.listener);
    check_noted("ccc");
}

int test_server_connection(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(an_address_has_so_many_connections, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_connection_and_an_address_ask_so_much_a_minute, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_refused_ask_takes_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_is_fetched_has_a_limit_of_its_own, set_up, tear_down),
        cmocka_unit_test_setup_teardown(over_a_proxys_connection_each_client_is_counted, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_quiet_session_is_pinged_and_dropped_without_a_pong, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_sign_of_life_begins_anew, set_up, tear_down),
        cmocka_unit_test_setup_teardown(who_says_nothing_for_long_is_idle_unless_owed_a_reply, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(who_does_not_read_has_stalled, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_drain_waits_for_the_last_conversation, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_drain_sends_sessions_away_at_an_even_pace, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_drain_sends_many_away_within_its_first_half, set_up, tear_down),
        cmocka_unit_test_setup_teardown(who_is_sent_away_comes_back_within_the_time_of_a_restart, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(without_a_drain_all_are_sent_away_at_once, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_full_listener_pauses_until_a_connection_ends, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_idle_connection_makes_room_and_a_session_last, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("connection", tests, NULL, NULL);
}
