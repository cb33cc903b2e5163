/* tests/unit/server/origin.c - who may come, as the operator allows. What the server makes of it is in
 * e2e/handshake. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "server/origin.h"

static struct faqbot_view view(const char *text)
{
    return (struct faqbot_view){text, strlen(text)};
}

static void an_origin_is_welcome_to_the_letter(void **state)
{
    static const char *const some[] = {"https://faq.example", "http://127.0.0.1:9000"};
    static const char *const all[] = {"*"};
    static const char *const null[] = {"null"};
    static const struct faqbot_server_list none = {NULL, 0};
    static const struct faqbot_server_list named = {some, 2};
    static const struct faqbot_server_list any = {all, 1};
    static const struct faqbot_server_list files = {null, 1};
    static const struct {
        const struct faqbot_server_list *origins;
        const char *origin;
        enum origin_scheme scheme;
        bool is_welcome;
    } rows[] = {
        {&none, "http://bot.example", ORIGIN_PLAIN, true},
        {&none, "https://bot.example", ORIGIN_PLAIN, false},
        {&none, "https://bot.example", ORIGIN_SECURE, true},
        {&none, "http://bot.example", ORIGIN_SECURE, false},
        {&none, "https://bot.example", ORIGIN_EITHER, true},
        {&none, "http://bot.example", ORIGIN_EITHER, true},
        {&none, "https://bot.example:8443", ORIGIN_EITHER, false},
        {&none, "https://faq.example", ORIGIN_PLAIN, false},
        {&none, "null", ORIGIN_PLAIN, false},
        {&named, "https://faq.example", ORIGIN_PLAIN, true},
        {&named, "HTTPS://FAQ.example:443", ORIGIN_PLAIN, true},
        {&named, "http://faq.example", ORIGIN_PLAIN, false},
        {&named, "https://faq.example:8443", ORIGIN_PLAIN, false},
        {&named, "https://www.faq.example", ORIGIN_PLAIN, false},
        {&named, "https://faq.example.evil.example", ORIGIN_PLAIN, false},
        {&named, "https://faq.example/", ORIGIN_PLAIN, false},
        {&named, "http://127.0.0.1:9000", ORIGIN_PLAIN, true},
        {&named, "http://127.0.0.1:9001", ORIGIN_PLAIN, false},
        {&named, "http://bot.example", ORIGIN_PLAIN, true},
        {&named, "null", ORIGIN_PLAIN, false},
        {&any, "https://anywhere.example", ORIGIN_PLAIN, true},
        {&any, "null", ORIGIN_PLAIN, false},
        {&any, "rubbish", ORIGIN_PLAIN, false},
        {&files, "null", ORIGIN_PLAIN, true},
        {&files, "https://faq.example", ORIGIN_PLAIN, false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct origin_policy policy = {.origins = *rows[i].origins};
        assert_int_equal(
            origin_is_welcome(&policy, view(rows[i].origin), view("bot.example"), rows[i].scheme),
            rows[i].is_welcome);
    }
}

static void a_host_is_ours_by_name(void **state)
{
    static const char *const names[] = {"bot.example", "[2001:db8::1]"};
    static const struct faqbot_server_list none = {NULL, 0};
    static const struct faqbot_server_list named = {names, 2};
    static const struct {
        const struct faqbot_server_list *hosts;
        bool is_loopback;
        const char *host;
        bool is_ours;
    } rows[] = {
        {&none, true, "localhost:8080", true},  {&none, true, "bot.example", false},
        {&named, true, "localhost", true},      {&named, true, "bot.example:80", true},
        {&named, true, "evil.example", false},  {&none, false, "anything.example", true},
        {&none, false, "two words", false},     {&named, false, "BOT.example:443", true},
        {&named, false, "localhost", false},    {&named, false, "[2001:db8::1]:8080", true},
        {&named, false, "bot.example.", false}, {&named, false, "", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct origin_policy policy = {.hosts = *rows[i].hosts};
        struct listen_address address = {.is_loopback = rows[i].is_loopback, .host = "127.0.0.1"};
        assert_int_equal(origin_host_is_ours(&policy, &address, view(rows[i].host)), rows[i].is_ours);
    }
}

static void what_can_be_allowed_is_an_origin_or_a_name(void **state)
{
    static const char *const good[] = {"*", "null", "http://a", "https://a.example:1", "http://[::1]:80"};
    static const char *const bad[] = {"",          "a.example",  "ftp://a",     "http://",
                                      "http://a/", "http://a:0", "https://a:x", "**"};
    static const char *const bad_hosts[] = {"", "a:80", "a/b", "[::1", "http://a"};
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_true(origin_is_valid(view(good[i])));
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(origin_is_valid(view(bad[i])));
    }
    for (size_t i = 0; i < sizeof bad_hosts / sizeof *bad_hosts; i++) {
        assert_false(origin_host_is_valid(view(bad_hosts[i])));
    }
    assert_true(origin_host_is_valid(view("a.example")));
    assert_true(origin_host_is_valid(view("[::1]")));
}

int test_server_origin(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_origin_is_welcome_to_the_letter),
        cmocka_unit_test(a_host_is_ours_by_name),
        cmocka_unit_test(what_can_be_allowed_is_an_origin_or_a_name),
    };
    return cmocka_run_group_tests_name("origin", tests, NULL, NULL);
}
