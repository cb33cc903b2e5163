/* unit/server/close_reason.c - what a goodbye is answered with, and that each is counted once. Sending it is
 * in e2e/rfc6455. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <string.h>

#include "server/server_internal.h"

static void a_goodbye_is_answered_as_the_protocol_wants_it(void **state)
{
    static const struct {
        const char *heard;
        size_t size;
        int counted;
        const char *answered; /* as many bytes */
    } rows[] = {
        {"", 0, 1000, ""},
        {"\x03", 1, 1002, "\x03"},
        {"\x03\xe8", 2, 1000, "\x03\xe8"}, /* 1000 */
        {"\x03\xe8"
         "bye",
         5, 1000,
         "\x03\xe8"
         "bye"},
        {"\x03\xeb", 2, 1000, "\x03\xeb"}, /* 1003 */
        {"\x03\xec", 2, 1002, "\x03\xea"}, /* 1004: nobody may */
        {"\x03\xed", 2, 1002, "\x03\xea"}, /* 1005 */
        {"\x03\xee", 2, 1002, "\x03\xea"}, /* 1006 */
        {"\x03\xef", 2, 1000, "\x03\xef"}, /* 1007 */
        {"\x03\xf6", 2, 1000, "\x03\xf6"}, /* 1014 */
        {"\x03\xf7", 2, 1002, "\x03\xea"}, /* 1015 */
        {"\x03\xe7", 2, 1002, "\x03\xea"}, /* 999 */
        {"\x0b\xb7", 2, 1002, "\x03\xea"}, /* 2999 */
        {"\x0b\xb8", 2, 1000, "\x0b\xb8"}, /* 3000 */
        {"\x13\x87", 2, 1000, "\x13\x87"}, /* 4999 */
        {"\x13\x88", 2, 1002, "\x03\xea"}, /* 5000 */
        {"\xff\xff", 2, 1002, "\x03\xea"},
        {"\x03\xe8"
         "a\xc3\xa9",
         5, 1000,
         "\x03\xe8"
         "a\xc3\xa9"},
        {"\x03\xe8"
         "a\xc3",
         4, 1007, "\x03\xef  "},
        {"\x03\xe8"
         "\xe2\x82",
         4, 1007, "\x03\xef  "},
        {"\x03\xe8"
         "\xe2\x82\xac",
         5, 1000,
         "\x03\xe8"
         "\xe2\x82\xac"},
        {"\x03\xe8"
         "\xf0\x9f\x98",
         5, 1007, "\x03\xef   "},
        {"\x03\xe8"
         "\xf0\x9f\x98\x80",
         6, 1000,
         "\x03\xe8"
         "\xf0\x9f\x98\x80"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        unsigned char bytes[16];
        memcpy(bytes, rows[i].heard, rows[i].size);
        assert_int_equal(close_reason_answer(bytes, rows[i].size), rows[i].counted);
        assert_memory_equal(bytes, rows[i].answered, rows[i].size);
    }
}

static void why_a_session_ends_is_counted_once(void **state)
{
    static const struct {
        int code;
        enum refusal refusal; /* REFUSALS: it is nobody's fault, or counted where it is found */
    } rows[] = {
        {WS_CLOSE_PROTOCOL, REFUSED_FRAMES},
        {WS_CLOSE_BINARY, REFUSED_BINARY},
        {WS_CLOSE_NOT_UTF8, REFUSED_UTF8},
        {WS_CLOSE_TOO_BIG, REFUSED_TOO_BIG},
        {WS_CLOSE_RATE, REFUSED_PERSISTENT},
        {FAQBOT_CHAT_CLOSE_TOO_SLOW, REFUSED_SLOW},
        {FAQBOT_CHAT_CLOSE_BROKEN_CLIENT, REFUSED_BAD_MESSAGES},
        {WS_CLOSE_INTERNAL, REFUSALS},
        {WS_CLOSE_DRAINING, REFUSALS},
        {WS_CLOSE_ORIGIN, REFUSALS},
        {1000, REFUSALS},
        {0, REFUSALS},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct ws_session session = {.is_counted = false};
        struct stats stats = {.errors = 0};
        close_reason_count(&session, &stats, rows[i].code);
        close_reason_count(&session, &stats, WS_CLOSE_BINARY);
        assert_true(session.is_counted);
        for (unsigned j = 0; j < REFUSALS; j++) {
            assert_int_equal(stats.refusals[j], j == rows[i].refusal);
        }
    }
}

static void a_goodbye_has_its_reason(void **state)
{
    char text[CLOSE_TEXT_BYTES];
    (void)state;
    assert_int_equal(close_reason_write(WS_CLOSE_BINARY, 7, text), 9);
    assert_string_equal(text, "text only");
    assert_int_equal(close_reason_write(WS_CLOSE_DRAINING, 0, text), 20);
    assert_string_equal(text, "{\"retry_after_ms\":0}");
    assert_int_equal(close_reason_write(WS_CLOSE_DRAINING, UINT32_MAX, text), 29);
    assert_string_equal(text, "{\"retry_after_ms\":4294967295}");
    assert_int_equal(close_reason_write(1000, 7, text), 0);
}

int test_server_close_reason(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_goodbye_is_answered_as_the_protocol_wants_it),
        cmocka_unit_test(why_a_session_ends_is_counted_once),
        cmocka_unit_test(a_goodbye_has_its_reason),
    };
    return cmocka_run_group_tests_name("close_reason", tests, NULL, NULL);
}
