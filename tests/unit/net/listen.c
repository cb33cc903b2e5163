/* unit/net/listen.c - what is an address to listen on, and what is said of one that cannot be had. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "net/net.h"

static void an_address_is_read(void **state)
{
    static const struct {
        const char *text;
        const char *host;
        unsigned port;
        bool is_loopback;
        bool is_unix;
    } rows[] = {
        {"127.0.0.1:8080", "127.0.0.1", 8080, true, false},
        {"127.1.2.3:0", "127.1.2.3", 0, true, false},
        {"0.0.0.0:80", "0.0.0.0", 80, false, false},
        {"192.0.2.1:65535", "192.0.2.1", 65535, false, false},
        {"[::1]:8080", "[::1]", 8080, true, false},
        {"[::]:8080", "[::]", 8080, false, false},
        {"[2001:db8::1]:1", "[2001:db8::1]", 1, false, false},
        {"unix:/run/faqbot/socket", "/run/faqbot/socket", 0, false, true},
        {"unix:a:b", "a:b", 0, false, true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct listen_address address;
        struct faqbot_fault fault;
        fault.status = FAQBOT_OK;
        listen_parse(rows[i].text, "listen", &address, &fault);
        assert_int_equal(fault.status, FAQBOT_OK);
        assert_string_equal(address.host, rows[i].host);
        assert_int_equal(address.port, rows[i].port);
        assert_int_equal(address.is_loopback, rows[i].is_loopback);
        assert_int_equal(address.is_unix, rows[i].is_unix);
    }
}

static void what_is_no_address_is_refused_with_an_example(void **state)
{
    static const char *const texts[] = {"",
                                        ":",
                                        ":8080",
                                        "127.0.0.1",
                                        "127.0.0.1:",
                                        "8080",
                                        "::1:8080",
                                        "[]:80",
                                        "[::1]",
                                        "127.0.0.1:65536",
                                        "a:000080",
                                        "a:-1",
                                        "a:8o",
                                        "127.0.0.1: 80",
                                        "[127.0.0.1]:80",
                                        "300.1.1.1:80",
                                        "[::g]:80"};
    char long_host[LISTEN_HOST_BYTES + 8];
    char long_path[160] = "unix:";
    (void)state;
    memset(long_host, 'a', sizeof long_host);
    memcpy(long_host + LISTEN_HOST_BYTES, ":80", 4);
    memset(long_path + 5, 'a', sizeof long_path - 6);
    for (size_t i = 0; i <= sizeof texts / sizeof *texts; i++) {
        struct listen_address address = {.port = 7};
        struct faqbot_fault fault;
        const char *text = i < sizeof texts / sizeof *texts ? texts[i] : long_host;
        fault.status = FAQBOT_OK;
        listen_parse(text, "listen", &address, &fault);
        assert_int_equal(fault.status, FAQBOT_INVALID);
        assert_non_null(strstr(fault.sentence, "127.0.0.1:8080"));
        assert_int_equal(address.port, 7);
    }
    static const char *const no_paths[] = {"unix:", NULL};
    for (size_t i = 0; i < 2; i++) {
        struct listen_address address;
        struct faqbot_fault fault;
        fault.status = FAQBOT_OK;
        listen_parse(no_paths[i] == NULL ? long_path : no_paths[i], "listen", &address, &fault);
        assert_int_equal(fault.status, FAQBOT_INVALID);
        assert_string_equal(fault.sentence, "a socket's path has 1 to 107 bytes");
    }
}

static void open_port(const char *text, struct listen_address *address, int *descriptor)
{
    struct faqbot_fault fault;
    fault.status = FAQBOT_OK;
    listen_parse(text, "listen", address, &fault);
    assert_int_equal(fault.status, FAQBOT_OK);
    fault.status = FAQBOT_OK;
    listen_open(address, descriptor, &fault);
    assert_int_equal(fault.status, FAQBOT_OK);
}

static void a_port_that_is_in_use_is_told(void **state)
{
    struct listen_address address;
    struct listen_address again;
    struct faqbot_fault fault;
    int descriptor = -1;
    int other = -1;
    (void)state;
    open_port("127.0.0.1:0", &address, &descriptor);
    assert_in_range(address.port, 1, 65535);
    again = address;
    fault.status = FAQBOT_OK;
    listen_open(&again, &other, &fault);
    assert_int_equal(fault.status, FAQBOT_IO);
    assert_non_null(strstr(fault.sentence, "is in use; stop what uses it, or choose another with --listen"));
    assert_int_equal(other, -1);
    assert_int_equal(close(descriptor), 0);
    fault.status = FAQBOT_OK;
    listen_parse("192.0.2.1:0", "listen", &address, &fault);
    assert_int_equal(fault.status, FAQBOT_OK); /* RFC 5737: nobody's */
    fault.status = FAQBOT_OK;
    listen_open(&address, &other, &fault);
    assert_int_equal(fault.status, FAQBOT_IO);
    assert_string_equal(fault.sentence, "192.0.2.1 is not an address of this machine");
}

static void a_stale_socket_is_replaced_and_a_used_one_is_not(void **state)
{
    char folder[] = "/tmp/faqbot-listen-XXXXXX";
    char text[64];
    struct listen_address address;
    struct listen_address again;
    struct faqbot_fault fault;
    struct stat found;
    int descriptor = -1;
    int other = -1;
    (void)state;
    assert_non_null(mkdtemp(folder));
    (void)snprintf(text, sizeof text, "unix:%s/socket", folder);
    open_port(text, &address, &descriptor);
    again = address;
    fault.status = FAQBOT_OK;
    listen_open(&again, &other, &fault);
    assert_int_equal(fault.status, FAQBOT_IO);
    assert_non_null(strstr(fault.sentence, "another program does, or it is not a socket"));
    assert_int_equal(close(descriptor), 0); /* as if it had been killed: the file stays */
    fault.status = FAQBOT_OK;
    listen_open(&again, &descriptor, &fault);
    assert_int_equal(fault.status, FAQBOT_OK);
    listen_clean(&again);
    assert_int_equal(stat(again.host, &found), -1);
    assert_int_equal(close(descriptor), 0);
    FILE *file = fopen(again.host, "w");
    assert_non_null(file);
    assert_int_equal(fclose(file), 0);
    fault.status = FAQBOT_OK;
    listen_open(&again, &other, &fault);
    assert_int_equal(fault.status, FAQBOT_IO);
    assert_int_equal(stat(again.host, &found), 0); /* it is no socket, so it stays */
    assert_int_equal(unlink(again.host) + rmdir(folder), 0);
    address.is_unix = false;
    listen_clean(&address); /* nothing to remove */
}

int test_net_listen(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_address_is_read),
        cmocka_unit_test(what_is_no_address_is_refused_with_an_example),
        cmocka_unit_test(a_port_that_is_in_use_is_told),
        cmocka_unit_test(a_stale_socket_is_replaced_and_a_used_one_is_not),
    };
    return cmocka_run_group_tests_name("listen", tests, NULL, NULL);
}
