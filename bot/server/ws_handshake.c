/* ws_handshake.c - from a request for an upgrade to a WebSocket of libwebsockets'.
 *
 * libwebsockets grants any version, any key, any method and any upgrade. What RFC 6455, section 4.2.1 asks
 * for is checked here, to the letter, and then a new handshake is written: libwebsockets sees that one and
 * none of the stranger's HTTP. The origin is checked after the handshake, by ws.c: a page cannot read the
 * HTTP status of a refused upgrade, but it can read a close code.
 *
 * Then the socket changes hands. In the clear libwebsockets simply adopts it. Through TLS it cannot, for it
 * cannot take over a session that somebody else began, and begun by itself it would read HTTP by itself. So
 * it gets one end of a socket pair, and a relay carries the bytes between that pair and the client. It costs
 * two more descriptors and a copy each way, which is little beside TLS itself; the alternative would be two
 * readers of HTTP, one of them deceivable. */
#include "server/server_internal.h"

#define KEY_BYTES 24
#define RELAY_BYTES 16384 /* a record of TLS */

/* -- The handshake --------------------------------------------------------------------------------------- */

/* Sixteen bytes in base64: 22 characters and two equals signs.
 *
 * Only the form is checked: that it is really random is the client's own concern. */
static bool is_key(struct faqbot_view key)
{
    if (key.size != KEY_BYTES || memcmp(key.bytes + KEY_BYTES - 2, "==", 2) != 0) {
        return false;
    }
    for (size_t i = 0; i < KEY_BYTES - 2; i++) {
        if (!ascii_is_alnum(key.bytes[i]) && key.bytes[i] != '+' && key.bytes[i] != '/') {
            return false;
        }
    }
    return true;
}

/* In the order in which a person would look for the mistake: method and version, address, then the upgrade
 * itself. */
const struct request_refusal *handshake_check(const struct server *server, const struct request *request)
{
    static const struct request_refusal method = {405, "unsupported", "a WebSocket is opened with GET",
                                                  "Allow: GET\r\n"};
    REQUEST_REFUSAL(old_http, 400, "unsupported", "a WebSocket is opened with HTTP/1.1");
    REQUEST_REFUSAL(host, 403, "unsupported", "this server is not known by that name");
    REQUEST_REFUSAL(path, 404, "not_found", "the WebSocket is at /ws");
    REQUEST_REFUSAL(body, 400, "bad_message", "a WebSocket is opened without a body");
    REQUEST_REFUSAL(upgrade, 400, "unsupported", "only an upgrade to websocket is offered");
    static const struct request_refusal version = {
        426, "unsupported", "only version 13 of WebSocket is spoken", "Sec-WebSocket-Version: 13\r\n"};
    REQUEST_REFUSAL(key, 400, "unsupported", "Sec-WebSocket-Key must be 16 bytes in base64");
    REQUEST_REFUSAL(protocol, 400, "unsupported", "the sub-protocol must be " FAQBOT_CHAT_PROTOCOL);
    const struct faqbot_view *headers = request->headers;
    bool is_ours = origin_host_is_ours(&server->hosts, &server->listener.address, headers[REQUEST_HOST]);
    bool is_upgrade = request_has_word(request, REQUEST_UPGRADE, "websocket") &&
                      request_has_word(request, REQUEST_CONNECTION, "upgrade");
    return request->method != REQUEST_GET                                         ? &method
           : request->is_http_1_0                                                 ? &old_http
           : !is_ours                                                             ? &host
           : !view_equals_text(request->path, "/ws")                              ? &path
           : request->content_length > 0                                          ? &body
           : !is_upgrade                                                          ? &upgrade
           : !word_equals(headers[REQUEST_VERSION], "13")                         ? &version
           : !is_key(headers[REQUEST_KEY])                                        ? &key
           : !request_has_member(request, REQUEST_PROTOCOL, FAQBOT_CHAT_PROTOCOL) ? &protocol
                                                                                  : NULL;
}

/* The key has been checked character by character, so it cannot break out of its line. */
size_t handshake_write(const struct request *request, struct faqbot_view rest, char **bytes)
{
    char head[LIMITS_HANDSHAKE_BYTES];
    int size = snprintf(head, sizeof head,
                        "GET /ws HTTP/1.1\r\nHost: faqbot\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: %.*s\r\n"
                        "Sec-WebSocket-Protocol: " FAQBOT_CHAT_PROTOCOL "\r\n\r\n",
                        KEY_BYTES, request->headers[REQUEST_KEY].bytes);
    assert(size > 0 && (size_t)size < sizeof head);
    *bytes = malloc((size_t)size + rest.size);
    if (*bytes == NULL) {
        return 0;
    }
    memcpy(*bytes, head, (size_t)size);
    if (rest.size > 0) {
        memcpy(*bytes + size, rest.bytes, rest.size);
    }
    return (size_t)size + rest.size;
}

/* -- The relay: carrying bytes --------------------------------------------------------------------------- */

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

/* Writes what it can of a piece that was read when nothing was left, and holds the rest for the time when more
 * can be written. Most pieces go at once, so memory is taken only for a writer that is slower than its reader. */
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

/* -- The relay: waiting ---------------------------------------------------------------------------------- */

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

/* -- The relay: from start to end ------------------------------------------------------------------------ */

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

/* The owner has closed the other end, or is about to. What was written there still goes out, for
 * LIMITS_LINGER_MILLISECONDS at the most: a client that does not read must not keep the descriptors. */
static void relay_finish(struct relay *relay)
{
    relay->is_finishing = true;
    uv_timer_start(&relay->timer, on_timer, LIMITS_LINGER_MILLISECONDS, 0);
}

/* At the end of the server, for clients that have not read yet. */
void relay_stop_all(struct timeout_list *relays)
{
    struct relay *relay;
    while ((relay = timeout_list_first(relays)) != NULL) {
        end(relay);
    }
}

/* -- The upgrade ----------------------------------------------------------------------------------------- */

/* Four things can end first: the client, the relay, libwebsockets' connection, and the attempt to make one.
 * Each calls what lets go of its own part; the connection goes with the last. */

/* libwebsockets would hear of what was written to it at the loop's next turn, and the relay of its reply at
 * the one after. Told here and now, it has mostly replied by the time that this returns. */
static void on_written(void *user, int descriptor)
{
    const struct connection *connection = user;
    struct lws_pollfd event = {.fd = descriptor, .events = LWS_POLLIN, .revents = LWS_POLLIN};
    lws_service_fd(connection->server->context, &event);
}

static void on_relay_ended(void *user)
{
    connection_free(user);
}

/* libwebsockets reads the bytes that it is given while it takes the socket over, and calls ws.c meanwhile:
 * until upgrade_bind() the connection is found in server->upgrading. */
void upgrade_start(struct connection *connection, struct transport *transport, const char *bytes, size_t size)
{
    struct server *server = connection->server;
    const struct relay_owner owner = {
        .place = &connection->relay, .written = on_written, .ended = on_relay_ended, .user = connection};
    int descriptor = -1;
    if (bytes == NULL) {
        transport_close(transport);
    } else if (transport->tls == NULL) {
        descriptor = transport_detach(transport);
    } else {
        (void)relay_new(&server->loop, &server->relays, transport, &owner, &descriptor);
    }
    if (descriptor == -1) {
        connection_free(connection);
        return;
    }
    struct relay *relay = connection->relay; /* the connection may end before it */
    server->upgrading = connection;
    (void)lws_adopt_socket_vhost_readbuf(server->host, descriptor, bytes,
                                         size); /* closes it where it fails */
    upgrade_end(server->upgrading);             /* what never became a WebSocket; otherwise there is none */
    server->upgrading = NULL;
    if (relay != NULL) {
        relay_run(relay);
    }
}

void upgrade_bind(struct server *server, struct lws *wsi)
{
    lws_set_opaque_user_data(wsi, server->upgrading);
    server->upgrading = NULL;
}

/* A relay keeps the connection's place, because it keeps its descriptors. */
void upgrade_end(struct connection *connection)
{
    if (connection != NULL && connection->relay != NULL) {
        relay_finish(connection->relay);
    } else {
        connection_free(connection);
    }
}
