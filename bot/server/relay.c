/* relay.c - carries bytes between a connection through TLS and libwebsockets.
 *
 * libwebsockets cannot take over a TLS session that another has begun, and begun by itself it would read HTTP by
 * itself. So it gets one end of a socket pair. Each way holds one piece at the most: whoever does not read is not read
 * for, and the other side feels it as it would without us. */
#include "server/relay.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define RELAY_BYTES 16384 /* a record of TLS */

/* What has been read on one side and not been written to the other; NULL: nothing. */
struct piece {
    char *bytes;
    size_t size;
    size_t from;
};

struct relay {
    struct transport outside; /* the visitor's */
    struct transport inside;  /* our end of the pair */
    struct piece in;
    struct piece out;
    bool has_ended; /* the visitor will send nothing more, and libwebsockets knows */
    struct roster *relays;
    struct roster_place place;
    uv_poll_t outside_poll;
    uv_poll_t inside_poll;
    int outside_events;
    int inside_events;
    unsigned handles;
};

static void on_handle_closed(uv_handle_t *handle)
{
    struct relay *relay = handle->data;
    if (--relay->handles == 0) {
        free(relay);
    }
}

static void end(struct relay *relay)
{
    roster_remove(relay->relays, &relay->place);
    uv_close((uv_handle_t *)&relay->outside_poll, on_handle_closed);
    uv_close((uv_handle_t *)&relay->inside_poll, on_handle_closed);
    transport_close(&relay->outside);
    transport_close(&relay->inside);
    free(relay->in.bytes);
    free(relay->out.bytes);
}

/* What the writer does not take at once is kept. */
static ssize_t write_or_keep(struct transport *to, struct piece *piece, const char *bytes, size_t size)
{
    size_t written = 0;
    while (written < size) {
        ssize_t result = transport_write(to, bytes + written, size - written, NULL, 0);
        if (result == TRANSPORT_AGAIN) {
            piece->bytes = malloc(size - written);
            if (piece->bytes == NULL) {
                return TRANSPORT_BROKEN;
            }
            memcpy(piece->bytes, bytes + written, size - written);
            piece->size = size - written;
            piece->from = 0;
            return TRANSPORT_AGAIN;
        }
        if (result == TRANSPORT_BROKEN) {
            return TRANSPORT_BROKEN;
        }
        written += (size_t)result;
    }
    return (ssize_t)size;
}

static ssize_t write_kept(struct transport *to, struct piece *piece)
{
    ssize_t result = transport_write(to, piece->bytes + piece->from, piece->size - piece->from, NULL, 0);
    if (result > 0) {
        piece->from += (size_t)result;
        if (piece->from == piece->size) {
            free(piece->bytes);
            *piece = (struct piece){.bytes = NULL};
        }
    }
    return result;
}

/* Carries one piece from the one side to the other. Above 0: go on; 0: the reader has ended; otherwise as the transport
 * says. `wants_write`: whom TRANSPORT_AGAIN waits for. */
static ssize_t carry(struct transport *from, struct transport *to, struct piece *piece, bool *wants_write)
{
    char bytes[RELAY_BYTES];
    *wants_write = piece->bytes != NULL;
    if (piece->bytes != NULL) {
        return write_kept(to, piece);
    }
    ssize_t count = transport_read(from, bytes, sizeof bytes);
    if (count <= 0) {
        return count;
    }
    *wants_write = true;
    return write_or_keep(to, piece, bytes, (size_t)count);
}

static void on_poll(uv_poll_t *poll, int status, int events);

static bool watch(uv_poll_t *poll, int *watched, int events)
{
    if (events == *watched) {
        return true;
    }
    *watched = events;
    return (events == 0 ? uv_poll_stop(poll) : uv_poll_start(poll, events, on_poll)) == 0;
}

/* Each way goes until it must wait; what it waits for is asked of libuv. */
static void run(struct relay *relay)
{
    bool in_wants_write = false;
    bool out_wants_write = false;
    ssize_t in = TRANSPORT_AGAIN;
    ssize_t out;
    while (!relay->has_ended &&
           (in = carry(&relay->outside, &relay->inside, &relay->in, &in_wants_write)) > 0) {
    }
    int in_wants = relay->outside.wants; /* before writing there wants something else */
    if (in == 0) {
        relay->has_ended = true;
        shutdown(relay->inside.descriptor, SHUT_WR);
    }
    while ((out = carry(&relay->inside, &relay->outside, &relay->out, &out_wants_write)) > 0) {
    }
    if (in == TRANSPORT_BROKEN || out == TRANSPORT_BROKEN || out == 0) {
        end(relay);
        return;
    }
    int outside_events = out_wants_write ? relay->outside.wants : 0;
    int inside_events = out_wants_write ? 0 : UV_READABLE;
    if (!relay->has_ended) {
        outside_events |= in_wants_write ? 0 : in_wants;
        inside_events |= in_wants_write ? UV_WRITABLE : 0;
    }
    if (!watch(&relay->outside_poll, &relay->outside_events, outside_events) ||
        !watch(&relay->inside_poll, &relay->inside_events, inside_events)) {
        end(relay);
    }
}

static void on_poll(uv_poll_t *poll, int status, int events)
{
    struct relay *relay = poll->data;
    (void)events;
    if (status < 0) {
        end(relay);
    } else {
        run(relay);
    }
}

/* The system's own buffers between us hold little, so that who does not read is noticed in time. */
static bool make_pair(int pair[2])
{
    int size = RELAY_BYTES;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair) == -1) {
        return false;
    }
    for (int i = 0; i < 2; i++) {
        (void)setsockopt(pair[i], SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
    }
    return true;
}

bool relay_start(uv_loop_t *loop, struct roster *relays, struct transport *transport, int *descriptor)
{
    int pair[2];
    struct relay *relay = calloc(1, sizeof *relay);
    if (relay == NULL || !make_pair(pair)) {
        free(relay);
        transport_close(transport);
        return false;
    }
    relay->outside = *transport;
    (void)transport_open(&relay->inside, pair[0], NULL);
    relay->relays = relays;
    relay->outside_poll.data = relay->inside_poll.data = relay;
    if (uv_poll_init(loop, &relay->outside_poll, transport->descriptor) != 0) {
        transport_close(&relay->outside);
        transport_close(&relay->inside);
        close(pair[1]);
        free(relay);
        return false;
    }
    relay->handles = 1;
    if (uv_poll_init(loop, &relay->inside_poll, pair[0]) != 0) {
        uv_close((uv_handle_t *)&relay->outside_poll, on_handle_closed);
        transport_close(&relay->outside);
        transport_close(&relay->inside);
        close(pair[1]);
        return false;
    }
    relay->handles = 2;
    roster_add(relays, &relay->place, relay, 0);
    *descriptor = pair[1];
    run(relay);
    return true;
}

void relay_stop(struct roster *relays)
{
    while (relays->first != NULL) {
        end(relays->first->connection);
    }
}
