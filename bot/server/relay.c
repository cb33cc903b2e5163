/* relay.c - carries bytes between a connection through TLS and libwebsockets.
 *
 * libwebsockets cannot take over a TLS session that another has begun, and begun by itself it would read HTTP by
 * itself. So it gets one end of a socket pair. Each way holds one piece at the most: whoever does not read is not read
 * for, and the other side feels it as it would without us. */
#include "server/relay.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server/limits.h"

#define RELAY_BYTES 16384 /* a record of TLS */

/* One of the two ways. Of what was read and not taken by the writer at once the rest is kept. */
struct way {
    struct transport *from;
    struct transport *to;
    char *rest; /* NULL: nothing */
    size_t rest_size;
    size_t rest_from;
    bool waits_for_writer;
    bool has_written; /* since it was last cleared */
};

struct relay {
    struct relay_owner owner;
    bool is_finishing;
    struct transport outside; /* the visitor's */
    struct transport inside;  /* our end of the pair */
    int other_end;            /* the owner's */
    struct way in;
    struct way out;
    bool has_ended; /* the visitor will send nothing more, and the other end knows */
    struct roster *relays;
    struct roster_place roster_place;
    uv_timer_t timer; /* runs once it is finishing */
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
    roster_remove(relay->relays, &relay->roster_place);
    uv_close((uv_handle_t *)&relay->timer, on_handle_closed);
    uv_close((uv_handle_t *)&relay->outside_poll, on_handle_closed);
    uv_close((uv_handle_t *)&relay->inside_poll, on_handle_closed);
    transport_close(&relay->outside);
    transport_close(&relay->inside);
    free(relay->in.rest);
    free(relay->out.rest);
    *relay->owner.place = NULL;
    if (relay->is_finishing) {
        relay->owner.ended(relay->owner.user);
    }
}

/* -- Carrying ------------------------------------------------------------------------------------------------------ */

static ssize_t keep_rest(struct way *way, const char *bytes, size_t size)
{
    way->rest = malloc(size);
    if (way->rest == NULL) {
        return TRANSPORT_BROKEN;
    }
    memcpy(way->rest, bytes, size);
    way->rest_size = size;
    way->rest_from = 0;
    return TRANSPORT_AGAIN;
}

/* Above 0: all of it went. */
static ssize_t write_or_keep(struct way *way, const char *bytes, size_t size)
{
    for (size_t written = 0; written < size;) {
        ssize_t result = transport_write(way->to, bytes + written, size - written, NULL, 0);
        if (result <= 0) {
            return result == TRANSPORT_AGAIN ? keep_rest(way, bytes + written, size - written)
                                             : TRANSPORT_BROKEN;
        }
        way->has_written = true;
        written += (size_t)result;
    }
    return 1;
}

/* Above 0: nothing is left of it. */
static ssize_t write_rest(struct way *way)
{
    while (way->rest != NULL) {
        ssize_t result =
            transport_write(way->to, way->rest + way->rest_from, way->rest_size - way->rest_from, NULL, 0);
        if (result <= 0) {
            return result;
        }
        way->has_written = true;
        way->rest_from += (size_t)result;
        if (way->rest_from == way->rest_size) {
            free(way->rest);
            way->rest = NULL;
        }
    }
    return 1;
}

/* Carries what there is. 0: the reader has ended; TRANSPORT_AGAIN; TRANSPORT_BROKEN. Behind a piece that was shorter
 * than the room for it nothing more lies ready, and the system need not be asked. */
static ssize_t carry(struct way *way)
{
    char bytes[RELAY_BYTES];
    way->waits_for_writer = true;
    ssize_t result = write_rest(way);
    for (bool is_last = false; result > 0;) {
        way->waits_for_writer = false;
        if (is_last) {
            way->from->wants = UV_READABLE;
            return TRANSPORT_AGAIN;
        }
        result = transport_read(way->from, bytes, sizeof bytes);
        if (result > 0) {
            is_last = (size_t)result < sizeof bytes && !transport_has_more(way->from);
            way->waits_for_writer = true;
            result = write_or_keep(way, bytes, (size_t)result);
        }
    }
    return result;
}

/* -- Waiting ------------------------------------------------------------------------------------------------------- */

static void on_poll(uv_poll_t *poll, int status, int events)
{
    (void)events;
    if (status < 0) {
        end(poll->data);
    } else {
        relay_run(poll->data);
    }
}

static bool watch(uv_poll_t *poll, int *watched, int events)
{
    if (events == *watched) {
        return true;
    }
    *watched = events;
    return (events == 0 ? uv_poll_stop(poll) : uv_poll_start(poll, events, on_poll)) == 0;
}

/* Each way goes until it must wait; what it waits for is asked of libuv. */
void relay_run(struct relay *relay)
{
    ssize_t in = TRANSPORT_AGAIN;
    relay->in.has_written = false;
    if (!relay->has_ended) {
        in = carry(&relay->in);
    }
    int in_wants = relay->outside.wants; /* before writing there wants something else */
    if (in == 0) {
        relay->has_ended = true;
        shutdown(relay->inside.descriptor, SHUT_WR);
    }
    if (relay->in.has_written) { /* so its end is still open */
        relay->owner.written(relay->owner.user, relay->other_end);
    }
    ssize_t out = carry(&relay->out);
    if (in == TRANSPORT_BROKEN || out == TRANSPORT_BROKEN || out == 0) {
        end(relay);
        return;
    }
    int outside_events = relay->out.waits_for_writer ? relay->outside.wants : 0;
    int inside_events = relay->out.waits_for_writer ? 0 : UV_READABLE;
    if (!relay->has_ended) {
        outside_events |= relay->in.waits_for_writer ? 0 : in_wants;
        inside_events |= relay->in.waits_for_writer ? UV_WRITABLE : 0;
    }
    if (!watch(&relay->outside_poll, &relay->outside_events, outside_events) ||
        !watch(&relay->inside_poll, &relay->inside_events, inside_events)) {
        end(relay);
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

static bool start_poll(struct relay *relay, uv_loop_t *loop, uv_poll_t *poll, int descriptor)
{
    poll->data = relay;
    bool is_started = uv_poll_init(loop, poll, descriptor) == 0;
    relay->handles += is_started;
    return is_started;
}

struct relay *relay_new(uv_loop_t *loop, struct roster *relays, struct transport *transport,
                        const struct relay_owner *owner, int *descriptor)
{
    int pair[2];
    struct relay *relay = calloc(1, sizeof *relay);
    if (relay == NULL || !make_pair(pair)) {
        free(relay);
        transport_close(transport);
        return NULL;
    }
    *relay = (struct relay){.owner = *owner, .outside = *transport, .other_end = pair[1], .relays = relays};
    (void)transport_open(&relay->inside, pair[0], NULL);
    relay->in = (struct way){.from = &relay->outside, .to = &relay->inside};
    relay->out = (struct way){.from = &relay->inside, .to = &relay->outside};
    if (start_poll(relay, loop, &relay->outside_poll, relay->outside.descriptor) &&
        start_poll(relay, loop, &relay->inside_poll, pair[0])) {
        uv_timer_init(loop, &relay->timer);
        relay->timer.data = relay;
        relay->handles++;
        roster_add(relays, &relay->roster_place, relay, 0);
        *owner->place = relay;
        *descriptor = pair[1];
        return relay;
    }
    if (relay->handles > 0) { /* the first began; libuv lets go of a socket before it is closed */
        uv_close((uv_handle_t *)&relay->outside_poll, on_handle_closed);
    }
    transport_close(&relay->outside);
    transport_close(&relay->inside);
    close(pair[1]);
    if (relay->handles == 0) {
        free(relay);
    }
    return NULL;
}

static void on_timer(uv_timer_t *timer)
{
    end(timer->data);
}

void relay_finish(struct relay *relay)
{
    relay->is_finishing = true;
    uv_timer_start(&relay->timer, on_timer, LIMITS_LINGER_MILLISECONDS, 0);
}

void relay_stop(struct roster *relays)
{
    while (relays->first != NULL) {
        end(relays->first->connection);
    }
}
