/* net/relay.c - carries bytes between a connection, which is mostly TLS's, and one end of a socket pair.
 *
 * It serves a library that needs a socket of its own, in the clear, as libwebsockets does: that library
 * gets the other end of the pair (server/ws_handshake.c says why). The relay does not look at the bytes.
 * It ends when either side ends, and it never holds more than one piece in each direction, so a slow side
 * slows down the other instead of filling memory. */
#include "net/net.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define RELAY_BYTES 16384 /* a record of TLS */

/* -- Carrying bytes -------------------------------------------------------------------------------------- */

/* Two flows, one in each direction, between two transports that both do not wait. Each goes on until its
 * reader has nothing more or its writer takes no more, and then waits for just that. So a slow client slows
 * down libwebsockets, and a slow server the client, through one piece of 16 KiB and the system's own
 * buffers. */

/* One of the two directions. It holds one piece at most: while one side does not read, nothing is read from
 * the other, which notices that as it would without a relay. */
struct flow {
    struct transport *from;
    struct transport *to;
    struct faqbot_view rest; /* what was read and the writer has not taken yet */
    char *held;              /* what `rest` lies in, from one call to the next; NULL: nothing is left */
    bool waits_for_writer;
    bool has_written; /* since it was last cleared */
};

struct relay {
    struct relay_owner owner;
    bool is_finishing;
    struct transport outside; /* the client's */
    struct transport inside;  /* our end of the pair */
    int other_end;            /* the owner's */
    struct flow in;
    struct flow out;
    bool has_ended;       /* the client will send nothing more, and the other end knows */
    struct timeout place; /* among those under way */
    uv_timer_t timer;     /* runs once it is finishing */
    uv_poll_t outside_poll;
    uv_poll_t inside_poll;
    int outside_events;
    int inside_events;
    unsigned handles; /* of libuv's, that are open */
};

static void on_handle_closed(uv_handle_t *handle)
{
    struct relay *relay = handle->data;
    if (--relay->handles == 0) {
        free(relay);
    }
}

/* Ends both sides at once. libuv has to let go of its handles before their memory is freed, so that comes
 * later. */
static void end(struct relay *relay)
{
    timeout_list_remove(&relay->place);
    uv_close((uv_handle_t *)&relay->timer, on_handle_closed);
    uv_close((uv_handle_t *)&relay->outside_poll, on_handle_closed);
    uv_close((uv_handle_t *)&relay->inside_poll, on_handle_closed);
    transport_close(&relay->outside);
    transport_close(&relay->inside);
    free(relay->in.held);
    free(relay->out.held);
    *relay->owner.place = NULL;
    if (relay->is_finishing) {
        relay->owner.ended(relay->owner.user);
    }
}

/* Above 0: nothing is left of it. */
static ssize_t write_rest(struct flow *flow)
{
    while (flow->rest.size > 0) {
        ssize_t result = transport_write(flow->to, flow->rest.bytes, flow->rest.size, NULL, 0);
        if (result <= 0) {
            return result;
        }
        flow->has_written = true;
        flow->rest = view_slice(flow->rest, (size_t)result, flow->rest.size);
    }
    free(flow->held);
    flow->held = NULL;
    return 1;
}

/* Writes what it can of a piece that was read when nothing was left, and holds the rest for the time when
 * more can be written. Most pieces go at once, so memory is taken only for a writer that is slower than
 * its reader. */
static ssize_t write_or_hold(struct flow *flow, const char *bytes, size_t size)
{
    flow->rest = view_make(bytes, size);
    ssize_t result = write_rest(flow);
    if (result != TRANSPORT_AGAIN) {
        return result;
    }
    flow->held = malloc(flow->rest.size);
    if (flow->held == NULL) {
        return TRANSPORT_BROKEN;
    }
    memcpy(flow->held, flow->rest.bytes, flow->rest.size);
    flow->rest.bytes = flow->held;
    return TRANSPORT_AGAIN;
}

/* Carries what there is. 0: the reader has ended; TRANSPORT_AGAIN; TRANSPORT_BROKEN. After a piece that was
 * shorter than the room for it nothing more is ready, and the system need not be asked. */
static ssize_t carry(struct flow *flow)
{
    char bytes[RELAY_BYTES];
    flow->waits_for_writer = true;
    ssize_t result = write_rest(flow);
    for (bool is_last = false; result > 0;) {
        flow->waits_for_writer = false;
        if (is_last) {
            flow->from->wants = UV_READABLE;
            return TRANSPORT_AGAIN;
        }
        result = transport_read(flow->from, bytes, sizeof bytes);
        if (result > 0) {
            is_last = (size_t)result < sizeof bytes && !transport_has_more(flow->from);
            flow->waits_for_writer = true;
            result = write_or_hold(flow, bytes, (size_t)result);
        }
    }
    return result;
}

/* -- Waiting --------------------------------------------------------------------------------------------- */

static void on_poll(uv_poll_t *poll, int status, int events)
{
    (void)events;
    if (status < 0) {
        end(poll->data);
    } else {
        relay_run(poll->data);
    }
}

/* Each direction goes on until it has to wait; what it waits for is asked of libuv. */
void relay_run(struct relay *relay)
{
    ssize_t in = TRANSPORT_AGAIN;
    relay->in.has_written = false;
    if (!relay->has_ended) {
        in = carry(&relay->in);
    }
    int in_wants = relay->outside.wants; /* before the other direction wants something else of it */
    if (in == 0) {
        relay->has_ended = true;
        shutdown(relay->inside.descriptor, SHUT_WR);
    }
    if (relay->in.has_written) { /* so its other end is still open */
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
    if (!transport_wait(&relay->outside_poll, &relay->outside_events, outside_events, on_poll) ||
        !transport_wait(&relay->inside_poll, &relay->inside_events, inside_events, on_poll)) {
        end(relay);
    }
}

/* -- From start to end ----------------------------------------------------------------------------------- */

/* The system's own buffers in the pair hold little, so that a client that does not read is noticed in
 * time. */
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

/* Counts the handles that are open, for their memory can be freed only with the last. */
static bool start_poll(struct relay *relay, uv_loop_t *loop, uv_poll_t *poll, int descriptor)
{
    poll->data = relay;
    bool is_started = uv_poll_init(loop, poll, descriptor) == 0;
    relay->handles += is_started;
    return is_started;
}

/* Until both polls have begun nothing is registered anywhere, and what has been made is taken back. A poll
 * that has begun can only be closed later, and takes the relay's memory with it then. */
struct relay *relay_new(uv_loop_t *loop, struct timeout_list *relays, struct transport *transport,
                        const struct relay_owner *owner, int *descriptor)
{
    int pair[2];
    struct relay *relay = calloc(1, sizeof *relay);
    if (relay == NULL || !make_pair(pair)) {
        free(relay);
        transport_close(transport);
        return NULL;
    }
    *relay = (struct relay){.owner = *owner, .outside = *transport, .other_end = pair[1]};
    (void)transport_open(&relay->inside, pair[0], NULL);
    relay->in = (struct flow){.from = &relay->outside, .to = &relay->inside};
    relay->out = (struct flow){.from = &relay->inside, .to = &relay->outside};
    if (start_poll(relay, loop, &relay->outside_poll, relay->outside.descriptor) &&
        start_poll(relay, loop, &relay->inside_poll, pair[0])) {
        uv_timer_init(loop, &relay->timer);
        relay->timer.data = relay;
        relay->handles++;
        timeout_list_add(relays, &relay->place, relay, 0);
        *owner->place = relay;
        *descriptor = pair[1];
        return relay;
    }
    if (relay->handles > 0) { /* the first began; libuv has to let go of a socket before it is closed */
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

/* A client that does not read must not keep the descriptors, hence the limit. */
void relay_finish(struct relay *relay, unsigned milliseconds)
{
    relay->is_finishing = true;
    uv_timer_start(&relay->timer, on_timer, milliseconds, 0);
}

/* At the end of the server, for clients that have not read yet. */
void relay_stop_all(struct timeout_list *relays)
{
    struct relay *relay;
    while ((relay = timeout_list_first(relays)) != NULL) {
        end(relay);
    }
}
