/* tests/unit/server/address.c - visitors' addresses: reading them, blocks of them, proxies before them. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

#include "server/address.h"

static struct faqbot_view view(const char *text)
{
    return (struct faqbot_view){text, strlen(text)};
}

/* As inet_ntop() writes it; "-" where it is none. */
static const char *read_back(const char *text, char back[64])
{
    struct address address;
    return address_parse(view(text), &address) ? inet_ntop(AF_INET6, address.bytes, back, 64) : "-";
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
        assert_true(address_block_parse(view(rows[i].block), &block));
        assert_true(address_parse(view(rows[i].address), &address));
        assert_int_equal(address_block_has(&block, &address), rows[i].has);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct address_block block;
        assert_false(address_block_parse(view(bad[i]), &block));
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
        assert_true(address_parse(view(rows[i][0]), &address));
        struct address household = address_household(&address);
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
    struct address_block proxies[2];
    (void)state;
    assert_true(address_block_parse(view("192.0.2.0/24"), &proxies[0]));
    assert_true(address_block_parse(view("10.0.0.0/8"), &proxies[1]));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct address peer;
        struct address wanted;
        assert_true(address_parse(view(rows[i].peer), &peer));
        assert_true(address_parse(view(rows[i].client), &wanted));
        struct address client = address_forwarded(peer, view(rows[i].list), proxies, 2);
        assert_memory_equal(client.bytes, wanted.bytes, sizeof wanted.bytes);
    }
}

int test_server_address(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_address_is_read_with_and_without_its_port),
        cmocka_unit_test(a_block_has_what_its_first_bits_say),
        cmocka_unit_test(a_household_is_an_ipv4_address_or_64_bits),
        cmocka_unit_test(a_proxy_is_believed_and_nobody_else),
    };
    return cmocka_run_group_tests_name("address", tests, NULL, NULL);
}
