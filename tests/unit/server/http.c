/* unit/server/http.c - the state machine of an HTTP connection, fed bytes through a pair of sockets, with a
 * handler of the test's own: what comes in pieces, together, too long or not at all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "server/server_internal.h"

#define BYTES_MAX 65536

static struct server server;
static int client = -1;
static char heard[BYTES_MAX]; /* what the client has heard since it last looked */
static size_t heard_size;
static unsigned answers;           /* that the handler gave */
static bool is_ended;              /* the server has closed the connection */
static struct connection *waiting; /* that the handler gave no answer to yet */

static bool check_nothing(struct http *http)
{
    http->answer.must_close = !request_keeps_connection(&http->request);
    return false;
}

/* Answers with what was asked: the path, and the body behind it. "/wait" is answered later, as by the
 * worker. */
static void answer_with_request(struct http *http)
{
    static struct worker_job job;
    char *made = malloc(BYTES_MAX);
    struct text text = {.bytes = made, .capacity = BYTES_MAX};
    answers++;
    http->answer.made = made;
    text_add(&text, "%.*s|%.*s", (int)http->request.path.size, http->request.path.bytes, (int)http->body.size,
             http->body.size > 0 ? http->body.bytes : "");
    http_respond(http, 200, "text/plain", (struct faqbot_view){text.bytes, text.size});
    if (view_equals_text(http->request.path, "/wait")) {
        job = (struct worker_job){.owner = http->connection};
        http->connection->job = &job;
        waiting = http->connection;
    }
}

static const struct http_handler handler = {.check = check_nothing, .answer = answer_with_request};

static int set_up(void **state)
{
    int pair[2];
    const struct sockaddr_storage from = {.ss_family = AF_UNIX};
    (void)state;
    server = (struct server){.limits = FAQBOT_SERVER_LIMITS_DEFAULT,
                             .listener = {.descriptor = -1, .server = &server, .handler = &handler},
                             .frame_ancestors = "'none'"};
    heard_size = 0;
    answers = 0;
    is_ended = false;
    waiting = NULL;
    assert_int_equal(uv_loop_init(&server.loop), 0);
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair), 0);
    client = pair[0];
    http_open(connection_new(&server.listener, &from), pair[1]);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    close(client);
    listener_close_connections(&server.listener);
    uv_run(&server.loop, UV_RUN_DEFAULT);
    assert_int_equal(uv_loop_close(&server.loop), 0);
    assert_int_equal(server.listener.connections, 0);
    assert_int_equal(server.conversations, 0);
    return 0;
}

/* Lets the loop turn, and hears what has come by then. */
static void turn(void)
{
    for (int i = 0; i < 10; i++) {
        uv_run(&server.loop, UV_RUN_NOWAIT);
        ssize_t count = recv(client, heard + heard_size, sizeof heard - heard_size - 1, 0);
        heard_size += count > 0 ? (size_t)count : 0;
        is_ended = is_ended || count == 0;
    }
    heard[heard_size] = '\0';
}

static void say(const char *bytes)
{
    assert_int_equal(send(client, bytes, strlen(bytes), MSG_NOSIGNAL), strlen(bytes));
    turn();
}

/* That exactly one answer was heard, with that status and body. */
static void check_heard(unsigned status, const char *body)
{
    char line[32];
    (void)snprintf(line, sizeof line, "HTTP/1.1 %u ", status);
    assert_int_equal(strncmp(heard, line, strlen(line)), 0);
    const char *found = strstr(heard, "\r\n\r\n");
    assert_non_null(found);
    assert_string_equal(found + 4, body);
    heard_size = 0;
}

static void requests_follow_each_other_on_one_connection(void **state)
{
    (void)state;
    say("GET /a HTTP/1.1\r\n\r\n");
    check_heard(200, "/a|");
    say("\r\nPOST /b HTTP/1.1\r\nContent-Length: 3\r\n\r\nxyz");
    check_heard(200, "/b|xyz");
    say("HEAD /c HTTP/1.1\r\n\r\n");
    check_heard(200, "");
    assert_int_equal(answers, 3);
    assert_false(is_ended);
}

static void it_is_the_same_byte_by_byte(void **state)
{
    static const char request[] = "POST /slow HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello";
    (void)state;
    for (size_t i = 0; request[i] != '\0'; i++) {
        const char byte[] = {request[i], '\0'};
        assert_int_equal(answers, 0);
        say(byte);
    }
    check_heard(200, "/slow|hello");
}

static void requests_that_are_sent_ahead_are_answered_in_order(void **state)
{
    (void)state;
    say("GET /1 HTTP/1.1\r\n\r\nPOST /2 HTTP/1.1\r\nContent-Length: 1\r\n\r\nbGET /3 HTTP/1.1\r\n\r\n");
    turn();
    assert_int_equal(answers, 3);
    const char *one = strstr(heard, "/1|");
    const char *two = strstr(heard, "/2|b");
    const char *three = strstr(heard, "/3|");
    assert_true(one != NULL && two > one && three > two);
}

static void what_is_malformed_is_answered_once_and_is_the_last(void **state)
{
    (void)state;
    say("GET / HTTP/1.1\nHost: a\n\nGET / HTTP/1.1\r\n\r\n");
    assert_int_equal(strncmp(heard, "HTTP/1.1 400 ", 13), 0);
    assert_non_null(strstr(heard, "Connection: close\r\n"));
    assert_null(strstr(heard + 13, "HTTP/1.1 200"));
    assert_int_equal(answers, 0);
    assert_int_equal(server.stats.refusals[REFUSED_REQUEST], 1);
    assert_true(is_ended);
}

static void a_second_empty_line_is_malformed(void **state)
{
    (void)state;
    say("\r\n\r\nGET / HTTP/1.1\r\n\r\n");
    assert_int_equal(strncmp(heard, "HTTP/1.1 400 ", 13), 0);
}

static void a_head_without_end_is_refused(void **state)
{
    char letters[1025];
    (void)state;
    memset(letters, 'a', sizeof letters - 1);
    letters[sizeof letters - 1] = '\0';
    say("GET / HTTP/1.1\r\nA: ");
    for (size_t size = 0; size <= LIMITS_HEAD_BYTES && heard_size == 0; size += sizeof letters - 1) {
        say(letters);
    }
    assert_int_equal(strncmp(heard, "HTTP/1.1 431 ", 13), 0);
}

static void a_client_is_told_to_send_its_body(void **state)
{
    (void)state;
    say("POST /e HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    assert_string_equal(heard, "HTTP/1.1 100 Continue\r\n\r\n");
    heard_size = 0;
    say("ok");
    check_heard(200, "/e|ok");
}

static void the_last_answer_closes_and_what_still_comes_is_thrown_away(void **state)
{
    (void)state;
    say("GET /last HTTP/1.1\r\nConnection: close\r\n\r\nGET /more HTTP/1.1\r\n\r\n");
    assert_non_null(strstr(heard, "Connection: close\r\n"));
    check_heard(200, "/last|");
    assert_true(is_ended);
    say("and more");
    assert_int_equal(answers, 1);
    assert_int_equal(server.listener.connections, 1); /* it lingers until the client ends too */
    close(client);
    turn();
    assert_int_equal(server.listener.connections, 0);
}

static void nothing_is_read_until_a_later_answer_is_there(void **state)
{
    (void)state;
    say("GET /wait HTTP/1.1\r\n\r\nGET /next HTTP/1.1\r\n\r\n");
    assert_int_equal(heard_size, 0);
    assert_int_equal(answers, 1);
    assert_ptr_equal(waiting->place.list, &server.listener.answered);
    waiting->job = NULL;
    http_send_answer(waiting->http);
    turn();
    assert_non_null(strstr(heard, "/wait|"));
    assert_non_null(strstr(heard, "/next|"));
}

static void a_connection_that_ends_lets_go_of_its_job(void **state)
{
    (void)state;
    say("GET /wait HTTP/1.1\r\n\r\n");
    struct worker_job *job = waiting->job;
    assert_ptr_equal(job->owner, waiting);
    listener_close_connections(&server.listener);
    assert_null(job->owner);
    assert_null(async_job_end(job));
    turn();
    assert_true(is_ended);
    assert_int_equal(server.listener.connections, 0);
}

int test_server_http(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(requests_follow_each_other_on_one_connection, set_up, tear_down),
        cmocka_unit_test_setup_teardown(it_is_the_same_byte_by_byte, set_up, tear_down),
        cmocka_unit_test_setup_teardown(requests_that_are_sent_ahead_are_answered_in_order, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(what_is_malformed_is_answered_once_and_is_the_last, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_second_empty_line_is_malformed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_head_without_end_is_refused, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_client_is_told_to_send_its_body, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_last_answer_closes_and_what_still_comes_is_thrown_away, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(nothing_is_read_until_a_later_answer_is_there, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_connection_that_ends_lets_go_of_its_job, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("http", tests, NULL, NULL);
}
