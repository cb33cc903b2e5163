/* unit/server/reload.c - the datagrams that a service manager gets, and how often it wants one. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "server/server_internal.h"

/* A socket that stands for the manager's, under the name that NOTIFY_SOCKET gives: `@` for one that is in no
 * folder. */
static int open_manager(char first, char name[64])
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int descriptor = socket(AF_UNIX, SOCK_DGRAM, 0);
    (void)snprintf(name, 64, "%c%sfaqbot-notify-%d", first, first == '/' ? "tmp/" : "", (int)getpid());
    size_t size = strlen(name);
    memcpy(address.sun_path, name, size);
    address.sun_path[0] = first == '@' ? '\0' : first;
    socklen_t length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + size);
    assert_int_equal(bind(descriptor, (const struct sockaddr *)&address, length), 0);
    assert_int_equal(setenv("NOTIFY_SOCKET", name, 1), 0);
    return descriptor;
}

/* The next datagram begins so. */
static void check_heard(int descriptor, const char *expected)
{
    char bytes[1024];
    ssize_t size = recv(descriptor, bytes, sizeof bytes - 1, MSG_DONTWAIT);
    assert_true(size > 0);
    bytes[size] = '\0';
    if (strncmp(bytes, expected, strlen(expected)) != 0) {
        fail_msg("\"%s\" does not begin as \"%s\"", bytes, expected);
    }
}

static void the_manager_hears_how_the_server_is(void **state)
{
    static const char firsts[] = {'/', '@'};
    (void)state;
    for (size_t i = 0; i < sizeof firsts; i++) {
        char name[64];
        int descriptor = open_manager(firsts[i], name);
        notify("READY=1\nSTATUS=%s", "serving");
        notify("RELOADING=1\nMONOTONIC_USEC=1");
        notify("WATCHDOG=1");
        notify("STOPPING=1");
        check_heard(descriptor, "READY=1\nSTATUS=serving");
        check_heard(descriptor, "RELOADING=1\nMONOTONIC_USEC=");
        check_heard(descriptor, "WATCHDOG=1");
        check_heard(descriptor, "STOPPING=1");
        assert_int_equal(close(descriptor), 0);
        (void)unlink(name);
    }
}

static void without_a_manager_nothing_is_said(void **state)
{
    static const char *const names[] = {
        "", "/", "relative", "/nowhere/at/all",
        "/a-name-that-is-longer-than-a-socket-may-have-a-name-that-is-longer-than-a-"
        "socket-may-have-a-name-that-is-longer"};
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        assert_int_equal(setenv("NOTIFY_SOCKET", names[i], 1), 0);
        notify("WATCHDOG=1");
    }
    assert_int_equal(unsetenv("NOTIFY_SOCKET"), 0);
    notify("WATCHDOG=1");
}

static void half_of_the_watchdogs_patience_is_the_interval(void **state)
{
    char own[32];
    (void)state;
    (void)snprintf(own, sizeof own, "%d", (int)getpid());
    assert_int_equal(unsetenv("WATCHDOG_USEC"), 0);
    assert_int_equal(notify_interval(), 0);
    assert_int_equal(setenv("WATCHDOG_USEC", "3000000", 1), 0);
    assert_int_equal(notify_interval(), 1500);
    assert_int_equal(setenv("WATCHDOG_PID", "1", 1), 0); /* it is another process that is watched */
    assert_int_equal(notify_interval(), 0);
    assert_int_equal(setenv("WATCHDOG_PID", own, 1), 0);
    assert_int_equal(notify_interval(), 1500);
    assert_int_equal(setenv("WATCHDOG_USEC", "soon", 1), 0);
    assert_int_equal(notify_interval(), 0);
}

int test_server_reload(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_manager_hears_how_the_server_is),
        cmocka_unit_test(without_a_manager_nothing_is_said),
        cmocka_unit_test(half_of_the_watchdogs_patience_is_the_interval),
    };
    return cmocka_run_group_tests_name("reload", tests, NULL, NULL);
}
