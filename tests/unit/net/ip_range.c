/* tests/unit/net/ip_range.c - which addresses are private. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "net/ip_range.h"

static void what_is_not_of_the_public_internet_is_private(void **state)
{
    static const struct {
        const char *address;
        bool is_private;
    } table[] = {
        {"127.0.0.1", true},
        {"10.1.2.3", true},
        {"172.16.0.1", true},
        {"172.32.0.1", false},
        {"192.168.1.1", true},
        {"169.254.169.254", true},
        {"100.64.0.1", true},
        {"100.128.0.1", false},
        {"0.0.0.0", true},
        {"224.0.0.1", true},
        {"255.255.255.255", true},
        {"8.8.8.8", false},
        {"192.0.2.1", true},
        {"192.0.3.1", false},
        {"::1", true},
        {"::", true},
        {"fe80::1", true},
        {"fc00::1", true},
        {"ff02::1", true},
        {"::ffff:127.0.0.1", true},
        {"::ffff:8.8.8.8", false},
        {"64:ff9b::10.0.0.1", true},
        {"64:ff9b::8.8.8.8", false},
        {"2002:7f00:1::1", true},
        {"2002:808:808::1", false},
        {"2001:db8::1", true},
        {"2606:4700::1111", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct sockaddr_in four = {.sin_family = AF_INET};
        struct sockaddr_in6 six = {.sin6_family = AF_INET6};
        bool is_six = strchr(table[i].address, ':') != NULL;
        assert_int_equal(inet_pton(is_six ? AF_INET6 : AF_INET, table[i].address,
                                   is_six ? (void *)&six.sin6_addr : (void *)&four.sin_addr),
                         1);
        const struct sockaddr *address =
            is_six ? (const struct sockaddr *)&six : (const struct sockaddr *)&four;
        assert_int_equal(ip_is_private(address), table[i].is_private);
    }
    const struct sockaddr unix_socket = {.sa_family = AF_UNIX};
    assert_true(ip_is_private(&unix_socket));
}

static void an_address_of_the_link_is_never_connected_to(void **state)
{
    static const struct {
        const char *address;
        bool is_link_local;
    } table[] = {
        {"169.254.0.1", true},
        {"169.254.169.254", true},
        {"169.253.1.1", false},
        {"127.0.0.1", false},
        {"fe80::1", true},
        {"febf::1", true},
        {"fec0::1", false},
        {"::ffff:169.254.1.1", true},
        {"64:ff9b::169.254.1.1", true},
        {"2002:a9fe:a9fe::1", true},
        {"::1", false},
        {"::ffff:10.0.0.1", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct sockaddr_in four = {.sin_family = AF_INET};
        struct sockaddr_in6 six = {.sin6_family = AF_INET6};
        bool is_six = strchr(table[i].address, ':') != NULL;
        assert_int_equal(inet_pton(is_six ? AF_INET6 : AF_INET, table[i].address,
                                   is_six ? (void *)&six.sin6_addr : (void *)&four.sin_addr),
                         1);
        const struct sockaddr *address =
            is_six ? (const struct sockaddr *)&six : (const struct sockaddr *)&four;
        assert_int_equal(ip_is_link_local(address), table[i].is_link_local);
    }
}

int test_net_ip_range(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_not_of_the_public_internet_is_private),
        cmocka_unit_test(an_address_of_the_link_is_never_connected_to),
    };
    return cmocka_run_group_tests_name("ip_range", tests, NULL, NULL);
}
