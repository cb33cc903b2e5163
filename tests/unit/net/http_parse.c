/* unit/net/http_parse.c - what a request's head is understood as, and what is refused: a table a rule. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "net/net.h"

static const struct request_refusal *parse(const char *head, struct request *request, char *room,
                                           size_t room_size)
{
    return request_parse((struct faqbot_view){head, strlen(head)}, room, room_size, request);
}

/* -- What is refused ---------------------------------------------------------------------------------- */

static void what_can_be_understood_in_two_ways_is_refused(void **state)
{
    static const struct {
        const char *head;
        unsigned status;
    } rows[] = {
        {"", 400},
        {"\r\n\r\n", 400},
        {"GET\r\n\r\n", 400},
        {"GET /\r\n\r\n", 400},
        {"GET / \r\n\r\n", 400},
        {" GET / HTTP/1.1\r\n\r\n", 400},
        {"GET  / HTTP/1.1\r\n\r\n", 400},
        {"GET / HTTP/1.1 \r\n\r\n", 400},
        {"GET /a b HTTP/1.1\r\n\r\n", 400},
        {"GET\t/ HTTP/1.1\r\n\r\n", 400},
        {"GET / http/1.1\r\n\r\n", 400},
        {"GET / HTTP/1.x\r\n\r\n", 400},
        {"GET / HTTP/11\r\n\r\n", 400},
        {"GET / HTTP/2.0\r\n\r\n", 505},
        {"GET / HTTP/0.9\r\n\r\n", 505},
        {"get / HTTP/1.1\r\n\r\n", 501},
        {"GE(T / HTTP/1.1\r\n\r\n", 400},
        {"AVERYLONGMETHODNAME / HTTP/1.1\r\n\r\n", 400},
        {"GET a HTTP/1.1\r\n\r\n", 400},
        {"GET * HTTP/1.1\r\n\r\n", 400},
        {"GET ?q=a HTTP/1.1\r\n\r\n", 400},
        {"GET /% HTTP/1.1\r\n\r\n", 400},
        {"GET /%4 HTTP/1.1\r\n\r\n", 400},
        {"GET /%4g HTTP/1.1\r\n\r\n", 400},
        {"GET /\x7f HTTP/1.1\r\n\r\n", 400},
        {"GET / HTTP/1.1\n\n", 400},
        {"GET / HTTP/1.1\r\nA: b\n\r\n", 400},
        {"GET / HTTP/1.1\r\nA: b\r", 400},
        {"GET / HTTP/1.1\r\nA: b\r\n", 400},
        {"GET / HTTP/1.1\r\nA: b\rc\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nA : b\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nA\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\n: b\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\n A: b\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nA: b\r\n\tc\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nA: \x01\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400},
        {"GET http://a/ HTTP/1.1\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nOrigin: https://a\r\nOrigin: https://b\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nContent-Length: 1\r\ncontent-length: 1\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nContent-Length: 1, 1\r\n\r\n", 411},
        {"GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", 411},
        {"GET / HTTP/1.1\r\nContent-Length: +1\r\n\r\n", 411},
        {"GET / HTTP/1.1\r\nContent-Length: 0x1\r\n\r\n", 411},
        {"GET / HTTP/1.1\r\nContent-Length: 1 1\r\n\r\n", 411},
        {"GET / HTTP/1.1\r\nContent-Length:\r\n\r\n", 411},
        {"GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", 411},
        {"GET / HTTP/1.1\r\nTransfer-Encoding: identity\r\nContent-Length: 1\r\n\r\n", 411},
        {"GET / HTTP/1.1\r\nTransfer-Encoding:\r\n\r\n", 411},
        {"GET / HTTP/1.1\r\nExpect: more\r\n\r\n", 417},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char room[512];
        struct request request;
        const struct request_refusal *refusal = parse(rows[i].head, &request, room, sizeof room);
        if (refusal == NULL || refusal->status != rows[i].status) {
            fail_msg("%s: %u", rows[i].head, refusal == NULL ? 0 : refusal->status);
        }
    }
}

static void what_is_too_long_is_refused_by_what_is_too_long(void **state)
{
    static char head[LIMITS_HEAD_BYTES];
    static char room[LIMITS_HEAD_BYTES];
    struct request request;
    (void)state;
    for (size_t more = 0; more < 2; more++) {
        (void)snprintf(head, sizeof head, "GET /%0*d HTTP/1.1\r\n\r\n", (int)(LIMITS_TARGET_BYTES - 1 + more),
                       0);
        const struct request_refusal *refusal = parse(head, &request, room, sizeof room);
        assert_int_equal(refusal == NULL ? 0 : refusal->status, more == 0 ? 0 : 414);
    }
    for (size_t count = LIMITS_HEADERS; count < LIMITS_HEADERS + 2; count++) {
        size_t size = (size_t)snprintf(head, sizeof head, "GET / HTTP/1.1\r\n");
        for (size_t i = 0; i < count; i++) {
            size += (size_t)snprintf(head + size, sizeof head - size, "A: %zu\r\n", i);
        }
        (void)snprintf(head + size, sizeof head - size, "\r\n");
        const struct request_refusal *refusal = parse(head, &request, room, sizeof room);
        assert_int_equal(refusal == NULL ? 0 : refusal->status, count == LIMITS_HEADERS ? 0 : 431);
    }
    assert_int_equal(request_too_long((struct faqbot_view){"GET /aaa", 8})->status, 414);
    assert_int_equal(request_too_long((struct faqbot_view){"GET / HTTP/1.1\r\nA", 17})->status, 431);
}

static void a_room_that_is_too_small_is_not_overrun(void **state)
{
    static const char head[] =
        "GET /abc HTTP/1.1\r\nX-Forwarded-For: 192.0.2.1\r\nX-Forwarded-For: 192.0.2.2\r\n\r\n";
    (void)state;
    for (size_t size = 0; size < 24; size++) { /* "/abc" and "192.0.2.1, 192.0.2.2" */
        char room[32];
        struct request request;
        memset(room, '!', sizeof room);
        assert_non_null(parse(head, &request, room, size));
        assert_int_equal(room[size], '!');
    }
}

/* -- What is understood ------------------------------------------------------------------------------- */

#define assert_view(view, text)                                                                              \
    do {                                                                                                     \
        assert_int_equal((view).size, strlen(text));                                                         \
        assert_memory_equal((view).bytes, text, (view).size);                                                \
    } while (0)

static void an_address_is_taken_apart(void **state)
{
    static const struct {
        const char *target;
        const char *path;
        const char *query;
        const char *host;
    } rows[] = {
        {"/", "/", "", "h"},
        {"/a/b", "/a/b", "", "h"},
        {"/a?b=c&d", "/a", "b=c&d", "h"},
        {"/a?b?c#d", "/a", "b?c", "h"},
        {"/a#b?c", "/a", "", "h"},
        {"/%61%2f%20+", "/a/ +", "", "h"},
        {"/gr\xc3\xb6\xc3\x9f\x65", "/gr\xc3\xb6\xc3\x9f\x65", "", "h"},
        {"/?q=%0A", "/", "q=%0A", "h"},
        {"/%0d%0aX-Forwarded-For:%20127.0.0.1", "/\r\nX-Forwarded-For: 127.0.0.1", "", "h"},
        {"http://other:80/a?b", "/a", "b", "other:80"},
        {"HTTPS://other", "/", "", "other"},
        {"http://other?b", "/", "b", "other"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char head[128];
        char room[128];
        struct request request;
        (void)snprintf(head, sizeof head, "GET %s HTTP/1.1\r\nHost: h\r\n\r\n", rows[i].target);
        assert_null(parse(head, &request, room, sizeof room));
        assert_view(request.path, rows[i].path);
        assert_view(request.query, rows[i].query);
        assert_view(request.headers[REQUEST_HOST], rows[i].host);
    }
}

static void headers_are_found_whatever_stands_before_them(void **state)
{
    static const char *const before[] = {
        "A: x", "X-A: x", "Content: x", "Sec: x", "Content-Lengt: x", "X-Forwarded: x", "A:"};
    (void)state;
    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        char head[256];
        char room[256];
        struct request request;
        (void)snprintf(head, sizeof head,
                       "POST / HTTP/1.1\r\n%s\r\ncontent-LENGTH:5\r\n%s\r\nX-Forwarded-For: \t a\t "
                       "\r\nx-forwarded-for: b\r\n\r\n",
                       before[i], before[i]);
        assert_null(parse(head, &request, room, sizeof room));
        assert_int_equal(request.content_length, 5);
        assert_view(request.headers[REQUEST_FORWARDED_FOR], "a, b");
    }
}

static void a_length_is_known_or_said_to_be_missing(void **state)
{
    static const struct {
        const char *method;
        const char *length;
        size_t content_length;
        bool lacks;
    } rows[] = {
        {"GET", NULL, 0, false},
        {"POST", NULL, 0, true},
        {"PUT", NULL, 0, true},
        {"PATCH", NULL, 0, true},
        {"DELETE", NULL, 0, false},
        {"POST", "0", 0, false},
        {"GET", "007", 7, false},
        {"POST", "99999999999999999999999999", LIMITS_BODY_DISCARDED_BYTES + 1, false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char head[128];
        char room[128];
        struct request request;
        (void)snprintf(head, sizeof head, "%s / HTTP/1.1\r\n%s%s%s\r\n", rows[i].method,
                       rows[i].length == NULL ? "" : "Content-Length: ",
                       rows[i].length == NULL ? "" : rows[i].length, rows[i].length == NULL ? "" : "\r\n");
        assert_null(parse(head, &request, room, sizeof room));
        assert_int_equal(request.content_length, rows[i].content_length);
        assert_int_equal(request.lacks_length, rows[i].lacks);
    }
}

static void a_connection_is_kept_as_the_version_and_the_header_say(void **state)
{
    static const struct {
        const char *version;
        const char *connection;
        bool keeps;
    } rows[] = {{"1.1", "", true},       {"1.1", "close", false}, {"1.1", "a, CLOSE", false},
                {"1.1", "closed", true}, {"1.0", "", false},      {"1.0", "Keep-Alive", true}};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char head[128];
        char room[128];
        struct request request;
        (void)snprintf(head, sizeof head, "GET / HTTP/%s\r\nConnection: %s\r\n\r\n", rows[i].version,
                       rows[i].connection);
        assert_null(parse(head, &request, room, sizeof room));
        assert_int_equal(request_keeps_connection(&request), rows[i].keeps);
    }
}

/* -- Where a head ends -------------------------------------------------------------------------------- */

static void a_head_ends_at_the_same_byte_however_it_comes(void **state)
{
    static const struct {
        const char *bytes;
        size_t size;
    } rows[] = {
        {"GET / HTTP/1.1\r\n\r\nrest", 18},
        {"GET / HTTP/1.1\r\nA: b\r\n\r\n", 24},
        {"\r\nGET", 2},
        {"GET / HTTP/1.1\n", 15},  /* a line that ends in LF alone */
        {"GET / HTTP/1.1\rX", 16}, /* a bare CR */
        {"GET /\x01", 6},          /* a control character */
        {"GET / HTTP/1.1\r\nA:\tb", 0},
        {"GET / HTTP/1.1\r\n\r", 0},
        {"", 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        size_t size = strlen(rows[i].bytes);
        assert_int_equal(request_head_size(rows[i].bytes, size, 0), rows[i].size);
        size_t found = 0;
        for (size_t come = 1; come <= size && found == 0; come++) {
            found = request_head_size(rows[i].bytes, come, come - 1);
        }
        assert_int_equal(found, rows[i].size);
    }
}

/* -- Parameters --------------------------------------------------------------------------------------- */

static void a_parameter_is_found_and_decoded(void **state)
{
    static const struct {
        const char *query;
        const char *value; /* NULL: it is not there */
    } rows[] = {
        {"q=a", "a"},       {"x=1&q=a+b%20c", "a b c"},
        {"q=", ""},         {"q", NULL},
        {"", NULL},         {"qq=a", NULL},
        {"Q=a", NULL},      {"q=a&q=b", "a"},
        {"q=%0A", "\n"},    {"q=100%", "100%"},
        {"q=%zz+", "%zz+"}, {"&&q=a&", "a"},
        {"q=a=b", "a=b"},   {"q=a;b", "a;b"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct request request = {.query = {rows[i].query, strlen(rows[i].query)}};
        struct parameter parameter;
        parameter_read(&request, "q", &parameter);
        assert_int_equal(parameter.value.bytes == NULL, rows[i].value == NULL);
        if (rows[i].value != NULL) {
            assert_view(parameter.value, rows[i].value);
        }
    }
}

int test_net_http_parse(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_can_be_understood_in_two_ways_is_refused),
        cmocka_unit_test(what_is_too_long_is_refused_by_what_is_too_long),
        cmocka_unit_test(a_room_that_is_too_small_is_not_overrun),
        cmocka_unit_test(an_address_is_taken_apart),
        cmocka_unit_test(headers_are_found_whatever_stands_before_them),
        cmocka_unit_test(a_length_is_known_or_said_to_be_missing),
        cmocka_unit_test(a_connection_is_kept_as_the_version_and_the_header_say),
        cmocka_unit_test(a_head_ends_at_the_same_byte_however_it_comes),
        cmocka_unit_test(a_parameter_is_found_and_decoded),
    };
    return cmocka_run_group_tests_name("http_parse", tests, NULL, NULL);
}
