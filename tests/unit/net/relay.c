/* unit/net/relay.c - bytes between two sockets, in the clear: what TLS adds to that is the
 * transport's. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/net.h"

#define BYTES 1000000    /* far more than the system and the relay keep together */
#define TURNS_MAX 100000 /* of the loop, for one test */
#define PIECE_BYTES 5000

struct scene {
    struct relay *relay;
    size_t times_written;
    size_t times_ended;
    uv_loop_t loop;
    struct timeout_list relays;
    int visitor; /* the other end of the transport */
    int library; /* the end that relay_new() makes */
};

static void written(void *user, int descriptor)
{
    struct scene *scene = user;
    assert_int_equal(descriptor, scene->library);
    scene->times_written++;
}

static void ended(void *user)
{
    struct scene *scene = user;
    assert_null(scene->relay);
    scene->times_ended++;
}

static void start(struct scene *scene)
{
    int pair[2];
    struct transport transport;
    assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair), 0);
    scene->visitor = pair[0];
    assert_true(transport_open(&transport, pair[1], NULL));
    const struct relay_owner owner = {
        .place = &scene->relay, .written = written, .ended = ended, .user = scene};
    struct relay *relay = relay_new(&scene->loop, &scene->relays, &transport, &owner, &scene->library);
    assert_non_null(relay);
    assert_ptr_equal(relay, scene->relay);
    assert_non_null(timeout_list_first(&scene->relays));
    relay_run(relay);
}

static void open_scene(struct scene *scene)
{
    *scene = (struct scene){.visitor = -1, .library = -1};
    assert_int_equal(uv_loop_init(&scene->loop), 0);
    start(scene);
}

/* The relay must have ended by itself, and let go of all that was libuv's. */
static void close_scene(struct scene *scene)
{
    close(scene->visitor);
    close(scene->library);
    for (int turn = 0; turn < TURNS_MAX && uv_loop_alive(&scene->loop) != 0; turn++) {
        uv_run(&scene->loop, UV_RUN_ONCE);
    }
    assert_null(timeout_list_first(&scene->relays));
    assert_int_equal(uv_loop_close(&scene->loop), 0);
}

/* The byte that stands at a place; 251 is a prime, so that no shift by a whole piece looks the same. */
static unsigned char byte_at(size_t place)
{
    return (unsigned char)(place % 251);
}

/* Sends from `sent` on until the socket takes no more, or all is sent. */
static void send_some(int descriptor, size_t *sent)
{
    unsigned char bytes[PIECE_BYTES];
    ssize_t count = 1;
    while (*sent < BYTES && count > 0) {
        size_t size = BYTES - *sent < sizeof bytes ? BYTES - *sent : sizeof bytes;
        for (size_t i = 0; i < size; i++) {
            bytes[i] = byte_at(*sent + i);
        }
        count = send(descriptor, bytes, size, MSG_NOSIGNAL);
        *sent += count > 0 ? (size_t)count : 0;
    }
}

/* Sends until the relay takes no more, and nobody reads: there must come such a moment. */
static void fill(struct scene *scene, int descriptor, size_t *sent)
{
    size_t before;
    do {
        before = *sent;
        send_some(descriptor, sent);
        for (int turn = 0; turn < 5; turn++) {
            uv_run(&scene->loop, UV_RUN_NOWAIT);
        }
    } while (*sent > before);
    assert_in_range(*sent, 1, BYTES - 1);
}

/* Reads what has come, and holds it to what was sent. False: there was none, or the end. */
static bool receive_some(int descriptor, size_t *received)
{
    unsigned char bytes[PIECE_BYTES];
    ssize_t count = recv(descriptor, bytes, sizeof bytes, 0);
    for (ssize_t i = 0; i < count; i++) {
        if (bytes[i] != byte_at(*received + (size_t)i)) {
            fail_msg("another byte came at %zu", *received + (size_t)i);
        }
    }
    *received += count > 0 ? (size_t)count : 0;
    return count > 0;
}

static bool has_ended(int descriptor)
{
    char byte;
    return recv(descriptor, &byte, 1, 0) == 0;
}

static void carry_all(struct scene *scene, int from, int to)
{
    size_t sent = 0;
    size_t received = 0;
    fill(scene, from, &sent);
    for (int turn = 0; turn < TURNS_MAX && received < BYTES; turn++) {
        receive_some(to, &received);
        send_some(from, &sent);
        uv_run(&scene->loop, UV_RUN_NOWAIT);
    }
    assert_int_equal(received, BYTES);
}

static void bytes_come_whole_and_in_order_however_late_they_are_read(void **state)
{
    struct scene scene;
    (void)state;
    open_scene(&scene);
    carry_all(&scene, scene.visitor, scene.library);
    carry_all(&scene, scene.library, scene.visitor);
    close_scene(&scene);
}

static void who_has_ended_is_answered_before_it_is_over(void **state)
{
    struct scene scene;
    size_t sent = 0;
    size_t received = 0;
    size_t answered = 0;
    (void)state;
    open_scene(&scene);
    fill(&scene, scene.visitor, &sent);
    assert_int_equal(shutdown(scene.visitor, SHUT_WR), 0);
    for (int turn = 0; turn < TURNS_MAX && received < sent; turn++) {
        receive_some(scene.library, &received);
        uv_run(&scene.loop, UV_RUN_NOWAIT);
    }
    assert_int_equal(received, sent);
    for (int turn = 0; turn < TURNS_MAX && !has_ended(scene.library); turn++) {
        uv_run(&scene.loop, UV_RUN_NOWAIT);
    }
    assert_true(has_ended(scene.library));
    assert_non_null(timeout_list_first(&scene.relays));
    const unsigned char answer[] = {0, 1, 2, 3, 4};
    assert_int_equal(send(scene.library, answer, sizeof answer, MSG_NOSIGNAL), sizeof answer);
    shutdown(scene.library, SHUT_RDWR);
    for (int turn = 0; turn < TURNS_MAX && timeout_list_first(&scene.relays) != NULL; turn++) {
        uv_run(&scene.loop, UV_RUN_NOWAIT);
    }
    assert_true(receive_some(scene.visitor, &answered));
    assert_int_equal(answered, sizeof answer);
    assert_true(has_ended(scene.visitor));
    close_scene(&scene);
}

/* What the one who goes has sent arrives; what is sent to it has nowhere to go. */
static void who_is_gone_ends_it(void **state)
{
    (void)state;
    for (int way = 0; way < 4; way++) {
        struct scene scene;
        size_t sent = 0;
        size_t received = 0;
        bool is_sender = way >= 2;
        open_scene(&scene);
        int *gone = way % 2 == 0 ? &scene.visitor : &scene.library;
        int *left = way % 2 == 0 ? &scene.library : &scene.visitor;
        fill(&scene, is_sender ? *gone : *left, &sent);
        close(*gone);
        *gone = -1;
        for (int turn = 0;
             turn < TURNS_MAX && (is_sender ? received < sent : timeout_list_first(&scene.relays) != NULL);
             turn++) {
            receive_some(*left, &received);
            uv_run(&scene.loop, UV_RUN_NOWAIT);
        }
        assert_int_equal(received, is_sender ? sent : 0);
        close_scene(&scene); /* a visitor that has ended may still read: libwebsockets says when it is over */
    }
}

static void all_are_ended_at_once(void **state)
{
    struct scene scene;
    (void)state;
    open_scene(&scene);
    const int first[] = {scene.visitor, scene.library};
    start(&scene);
    size_t sent = 0;
    fill(&scene, scene.visitor, &sent);
    relay_stop_all(&scene.relays);
    relay_stop_all(&scene.relays);
    assert_null(timeout_list_first(&scene.relays));
    for (size_t i = 0; i < 2; i++) {
        assert_true(has_ended(first[i]));
        close(first[i]);
    }
    close_scene(&scene);
}

int test_net_relay(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_come_whole_and_in_order_however_late_they_are_read),
        cmocka_unit_test(who_has_ended_is_answered_before_it_is_over),
        cmocka_unit_test(who_is_gone_ends_it),
        cmocka_unit_test(all_are_ended_at_once),
    };
    return cmocka_run_group_tests_name("relay", tests, NULL, NULL);
}
