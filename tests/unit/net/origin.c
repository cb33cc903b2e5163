/* unit/net/origin.c - who is asking: addresses, proxies, hosts and origins, as the operator allows them.
 * What the server makes of it is in e2e/handshake and e2e/origins. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>
#include <arpa/inet.h>
#include <netinet/in.h>

#include "net/net.h"

/* As inet_ntop() writes it; "-" where it is none. */
static const char *read_back(const char *text, char back[64])
{
    struct address address;
    return address_parse(view_of(text), &address) ? inet_ntop(AF_INET6, address.bytes, back, 64) : "-";
}

static void an_address_is_read_with_and_without_its_port(void **state)
{
    static const char *const rows[][2] = {
        {"192.0.2.1", "::ffff:192.0.2.1"},
        {"192.0.2.1:8080", "::ffff:192.0.2.1"},
        {"::ffff:192.0.2.1", "::ffff:192.0.2.1"},
        {"2001:db8::1", "2001:db8::1"},
        {"[2001:db8::1]", "2001:db8::1"},
        {"[2001:db8::1]:80", "2001:db8::1"},
        {"::1", "::1"},
        {"", "-"},
        {"unknown", "-"},
        {"192.0.2", "-"},
        {"192.0.2.1:", "-"},
        {"192.0.2.1:x", "-"},
        {"192.0.2.256", "-"},
        {"[2001:db8::1", "-"},
        {"[2001:db8::1]80", "-"},
        {"[]", "-"},
        {"_hidden", "-"},
        {"2001:db8::1%eth0", "-"},
        {"1111111111111111111111111111111111111111111111111111111111111111111111111111", "-"},
    };
    char back[64];
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_string_equal(read_back(rows[i][0], back), rows[i][1]);
    }
    struct address address;
    assert_false(address_parse((struct faqbot_view){"1.2.3.4\0", 8}, &address));
    assert_false(address_parse((struct faqbot_view){NULL, 0}, &address));
}

static void a_block_has_what_its_first_bits_say(void **state)
{
    static const struct {
        const char *block;
        const char *address;
        bool has;
    } rows[] = {
        {"10.0.0.0/8", "10.255.0.1", true},
        {"10.0.0.0/8", "11.0.0.1", false},
        {"10.1.2.3/8", "10.9.9.9", true},
        {"192.0.2.7", "192.0.2.7", true},
        {"192.0.2.7", "192.0.2.6", false},
        {"192.0.2.128/25", "192.0.2.127", false},
        {"192.0.2.128/25", "192.0.2.200", true},
        {"0.0.0.0/0", "203.0.113.9", true},
        {"0.0.0.0/0", "2001:db8::1", false},
        {"::/0", "203.0.113.9", true},
        {"2001:db8::/32", "2001:db8:1::", true},
        {"2001:db8::/33", "2001:db8:8000::", false},
        {"::1/128", "::1", true},
    };
    static const char *const bad[] = {"",          "/",     "10.0.0.0/",    "10.0.0.0/33", "10.0.0.0/-1",
                                      "::/129",    "::/1x", "10.0.0.0/8/8", "host/8",      "10.0.0/8",
                                      "::/0000001"};
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct address_block block;
        struct address address;
        assert_true(address_block_parse(view_of(rows[i].block), &block));
        assert_true(address_parse(view_of(rows[i].address), &address));
        const struct address_blocks blocks = {&block, 1};
        assert_int_equal(address_is_among(&address, &blocks), rows[i].has);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct address_block block;
        assert_false(address_block_parse(view_of(bad[i]), &block));
    }
}

static void a_household_is_an_ipv4_address_or_64_bits(void **state)
{
    static const char *const rows[][2] = {
        {"192.0.2.1", "::ffff:192.0.2.1"},
        {"2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"},
        {"2001:db8:1:2::", "2001:db8:1:2::"},
    };
    char back[64];
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct address address;
        assert_true(address_parse(view_of(rows[i][0]), &address));
        struct address household = address_prefix64(&address);
        assert_string_equal(inet_ntop(AF_INET6, household.bytes, back, sizeof back), rows[i][1]);
    }
}

static void a_proxy_is_believed_and_nobody_else(void **state)
{
    static const struct {
        const char *peer;
        const char *list;
        const char *client;
    } rows[] = {
        {"10.0.0.1", "203.0.113.9", "203.0.113.9"},
        {"10.0.0.1", "", "10.0.0.1"},
        {"203.0.113.1", "198.51.100.1", "203.0.113.1"},           /* he may say what he likes */
        {"10.0.0.1", "198.51.100.1, 203.0.113.9", "203.0.113.9"}, /* the first was said by a stranger */
        {"10.0.0.1", "198.51.100.1 ,203.0.113.9 , 10.0.0.2", "203.0.113.9"},
        {"10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"},
        {"10.0.0.1", "203.0.113.9, unknown", "10.0.0.1"},
        {"10.0.0.1", "203.0.113.9,", "10.0.0.1"},
        {"10.0.0.1", ",,,", "10.0.0.1"},
        {"10.0.0.1", "[2001:db8::5]:4711", "2001:db8::5"},
    };
    struct address_block blocks[2];
    const struct address_blocks proxies = {blocks, 2};
    (void)state;
    assert_true(address_block_parse(view_of("192.0.2.0/24"), &blocks[0]));
    assert_true(address_block_parse(view_of("10.0.0.0/8"), &blocks[1]));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct address peer;
        struct address wanted;
        assert_true(address_parse(view_of(rows[i].peer), &peer));
        assert_true(address_parse(view_of(rows[i].client), &wanted));
        struct address client = address_forwarded(peer, view_of(rows[i].list), &proxies);
        assert_memory_equal(client.bytes, wanted.bytes, sizeof wanted.bytes);
    }
}

static void an_origin_is_welcome_to_the_letter(void **state)
{
    static const char *const some[] = {"https://faq.example", "http://127.0.0.1:9000"};
    static const char *const all[] = {"*"};
    static const char *const null[] = {"null"};
    static const struct name_list none = {NULL, 0};
    static const struct name_list named = {some, 2};
    static const struct name_list any = {all, 1};
    static const struct name_list files = {null, 1};
    static const struct {
        const struct name_list *origins;
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
        assert_int_equal(origin_is_welcome(rows[i].origins, view_of(rows[i].origin), view_of("bot.example"),
                                           rows[i].scheme),
                         rows[i].is_welcome);
    }
}

static void a_host_is_ours_by_name(void **state)
{
    static const char *const names[] = {"bot.example", "[2001:db8::1]"};
    static const struct name_list none = {NULL, 0};
    static const struct name_list named = {names, 2};
    static const struct {
        const struct name_list *hosts;
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
        struct listen_address address = {.is_loopback = rows[i].is_loopback, .host = "127.0.0.1"};
        assert_int_equal(origin_host_is_ours(rows[i].hosts, &address, view_of(rows[i].host)),
                         rows[i].is_ours);
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
        assert_true(origin_is_valid(view_of(good[i])));
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(origin_is_valid(view_of(bad[i])));
    }
    for (size_t i = 0; i < sizeof bad_hosts / sizeof *bad_hosts; i++) {
        assert_false(origin_host_is_valid(view_of(bad_hosts[i])));
    }
    assert_true(origin_host_is_valid(view_of("a.example")));
    assert_true(origin_host_is_valid(view_of("[::1]")));
}

int test_net_origin(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_address_is_read_with_and_without_its_port),
        cmocka_unit_test(a_block_has_what_its_first_bits_say),
        cmocka_unit_test(a_household_is_an_ipv4_address_or_64_bits),
        cmocka_unit_test(a_proxy_is_believed_and_nobody_else),
        cmocka_unit_test(an_origin_is_welcome_to_the_letter),
        cmocka_unit_test(a_host_is_ours_by_name),
        cmocka_unit_test(what_can_be_allowed_is_an_origin_or_a_name),
    };
    return cmocka_run_group_tests_name("origin", tests, NULL, NULL);
}
