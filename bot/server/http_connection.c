/* http_connection.c - one connection that speaks HTTP.
 *
 * It knows how requests follow each other and how long each may take, and nothing of what is asked: that is http.c's.
 * A request is read whole before anything of it is answered, so whoever sends it slowly costs a buffer and no more. */
#include "server/http_connection.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/guest.h"
#include "server/handshake.h"
#include "server/respond.h"
#include "server/server_internal.h"
#include "server/upgrade.h"

#define INPUT_BYTES_MIN 1024 /* most heads are shorter */
#define READ_BYTES 4096      /* at a time, of what is thrown away */

/* -- Waiting ------------------------------------------------------------------------------------------------------- */

static void run(struct http_connection *connection);

static void on_poll(uv_poll_t *poll, int status, int events)
{
    struct http_connection *connection = poll->data;
    (void)events;
    if (status < 0) {
        http_connection_close(connection);
    } else {
        run(connection);
    }
}

/* Gives false, for there is nothing to be done before. */
static bool wait_for(struct http_connection *connection, int events)
{
    if (events != connection->events) {
        connection->events = events;
        int error =
            events == 0 ? uv_poll_stop(&connection->poll) : uv_poll_start(&connection->poll, events, on_poll);
        if (error != 0) {
            http_connection_close(connection);
        }
    }
    return false;
}

static void on_timer(uv_timer_t *timer);

static void give_time(struct http_connection *connection, uint64_t milliseconds)
{
    uv_timer_start(&connection->timer, on_timer, milliseconds, 0);
}

static void give_seconds(struct http_connection *connection, unsigned seconds)
{
    bool is_hurried = connection->guest->gate->is_monitor && seconds > LIMITS_MONITOR_SECONDS;
    give_time(connection, (uint64_t)(is_hurried ? LIMITS_MONITOR_SECONDS : seconds) * 1000);
}

static void enter(struct http_connection *connection, enum http_state state)
{
    /* From which states each can be entered, as bits. */
    static const unsigned from[] = {[HTTP_READING_HEAD] = 1U << HTTP_WRITING,
                                    [HTTP_READING_BODY] = 1U << HTTP_READING_HEAD,
                                    [HTTP_DISCARDING] = 1U << HTTP_READING_HEAD,
                                    [HTTP_ANSWERING] = 1U << HTTP_READING_HEAD | 1U << HTTP_READING_BODY |
                                                       1U << HTTP_DISCARDING,
                                    [HTTP_HELD] = 1U << HTTP_ANSWERING,
                                    [HTTP_WRITING] = 1U << HTTP_ANSWERING | 1U << HTTP_HELD,
                                    [HTTP_LINGERING] = 1U << HTTP_WRITING,
                                    [HTTP_CLOSED] = ~0U};
    assert((from[state] >> connection->state & 1U) != 0);
    (void)from;
    connection->state = state;
}

static void wait_among(struct http_connection *connection, struct roster *roster)
{
    roster_remove(connection->roster, &connection->place);
    connection->roster = roster;
    roster_add(roster, &connection->place, connection, server_now(connection->server));
}

/* -- The end ------------------------------------------------------------------------------------------------------- */

static void on_handle_closed(uv_handle_t *handle)
{
    struct http_connection *connection = handle->data;
    if (--connection->handles == 0) {
        free(connection);
    }
}

/* The request is over: nobody answers it any more, and nobody is to. */
static void end_exchange(struct http_connection *connection)
{
    if (connection->exchange.server != NULL) {
        http_end(&connection->exchange);
        server_end(connection->server);
    }
    free(connection->unsent);
    connection->unsent = NULL;
}

/* Lets go of everything but the socket and the guest. libuv must have let go of a socket before another watches it. */
static void dissolve(struct http_connection *connection)
{
    enter(connection, HTTP_CLOSED);
    end_exchange(connection);
    roster_remove(connection->roster, &connection->place);
    free(connection->input);
    connection->input = NULL;
    uv_close((uv_handle_t *)&connection->timer, on_handle_closed);
    uv_close((uv_handle_t *)&connection->poll, on_handle_closed);
}

void http_connection_close(struct http_connection *connection)
{
    if (connection->state != HTTP_CLOSED) {
        dissolve(connection);
        transport_close(&connection->transport);
        guest_free(connection->guest);
    }
}

/* -- Writing ------------------------------------------------------------------------------------------------------- */

/* So much has gone out: first of the head, then of the body. False: no memory for what is left of the head. */
static bool take_written(struct http_connection *connection, const char *head, size_t head_size,
                         size_t written)
{
    struct faqbot_view *body = &connection->exchange.body;
    if (written < head_size) {
        if (connection->unsent == NULL) {
            connection->unsent = malloc(head_size);
            if (connection->unsent == NULL) {
                return false;
            }
            memcpy(connection->unsent, head, head_size);
            connection->unsent_size = head_size;
            connection->unsent_from = 0;
        }
        connection->unsent_from += written;
        return true;
    }
    free(connection->unsent);
    connection->unsent = NULL;
    if (written > head_size) { /* to the null pointer of no body nothing may be added, not even 0 */
        *body = (struct faqbot_view){body->bytes + (written - head_size), body->size - (written - head_size)};
    }
    return true;
}

/* The head is made when it is first written, and kept only where the system does not take it at once. */
static bool write_answer(struct http_connection *connection)
{
    char made[RESPOND_HEAD_BYTES];
    struct http_exchange *exchange = &connection->exchange;
    bool is_first = !exchange->has_begun;
    size_t made_size = is_first ? respond_begin(exchange, made) : 0;
    while (is_first || connection->unsent != NULL || exchange->body.size > 0) {
        const char *head = is_first                     ? made
                           : connection->unsent == NULL ? ""
                                                        : connection->unsent + connection->unsent_from;
        size_t head_size = is_first                     ? made_size
                           : connection->unsent == NULL ? 0
                                                        : connection->unsent_size - connection->unsent_from;
        ssize_t written = transport_write(&connection->transport, head, head_size, exchange->body.bytes,
                                          exchange->body.size);
        bool is_kept = written != TRANSPORT_BROKEN &&
                       take_written(connection, head, head_size, written > 0 ? (size_t)written : 0);
        is_first = false;
        if (!is_kept) {
            http_connection_close(connection);
            return false;
        }
        if (written == TRANSPORT_AGAIN) {
            return wait_for(connection, connection->transport.wants);
        }
        give_seconds(connection, connection->server->limits.send_seconds);
    }
    return true;
}

/* What was read beyond the request that has been answered is the beginning of the next one. */
static void drop_used(struct http_connection *connection)
{
    connection->input_size -= connection->used;
    if (connection->input_size > 0) {
        memmove(connection->input, connection->input + connection->used, connection->input_size);
    } else {
        free(connection->input);
        connection->input = NULL;
        connection->input_capacity = 0;
    }
    connection->used = connection->seen = 0;
}

/* A request that was sent ahead waits for the loop's next turn, so that nobody's many are in the way of others', and
 * until an answer can be sent: whoever asks on and on and does not read is as slow as one who does not read one. */
static bool keep(struct http_connection *connection)
{
    const struct faqbot_server_limits *limits = &connection->server->limits;
    drop_used(connection);
    connection->has_passed_over = false;
    enter(connection, HTTP_READING_HEAD);
    wait_among(connection, &connection->guest->gate->kept);
    bool is_ahead = connection->input_size > 0 || transport_has_more(&connection->transport);
    give_seconds(connection, is_ahead ? limits->send_seconds : limits->keepalive_seconds);
    return wait_for(connection, is_ahead ? UV_WRITABLE : UV_READABLE);
}

static bool linger(struct http_connection *connection)
{
    enter(connection, HTTP_LINGERING);
    connection->used = connection->input_size;
    drop_used(connection);
    connection->discarded = 0;
    transport_end(&connection->transport);
    wait_among(connection, &connection->guest->gate->kept);
    give_time(connection, LIMITS_LINGER_MILLISECONDS);
    return true;
}

static bool write_and_go_on(struct http_connection *connection)
{
    if (!write_answer(connection)) {
        return false;
    }
    bool must_close = connection->exchange.must_close;
    end_exchange(connection);
    guest_rest(connection->guest);
    return must_close ? linger(connection) : keep(connection);
}

/* A flood takes no time from the others: the rest of it waits for this answer. */
static bool start_answer(struct http_connection *connection)
{
    assert(connection->exchange.status != 0);
    if (connection->exchange.status == 429) {
        enter(connection, HTTP_HELD);
        give_time(connection, LIMITS_HELD_MILLISECONDS);
        return wait_for(connection, 0);
    }
    enter(connection, HTTP_WRITING);
    give_seconds(connection, connection->server->limits.send_seconds);
    return true;
}

void http_connection_answer(struct http_connection *connection)
{
    if (start_answer(connection)) {
        run(connection);
    }
}

/* -- Reading ------------------------------------------------------------------------------------------------------- */

/* The request is here: it is answered, or the worker has been asked. */
static bool answer(struct http_connection *connection)
{
    enter(connection, HTTP_ANSWERING);
    wait_among(connection, &connection->guest->gate->answered);
    uv_timer_stop(&connection->timer);
    if (connection->exchange.status == 0) {
        http_answer(&connection->exchange);
    }
    return connection->exchange.job == NULL ? start_answer(connection) : wait_for(connection, 0);
}

static bool make_room(struct http_connection *connection)
{
    if (connection->input_size < connection->input_capacity) {
        return true;
    }
    size_t capacity = connection->input_capacity == 0 ? INPUT_BYTES_MIN : connection->input_capacity * 2;
    char *input = realloc(connection->input, capacity * 2);
    if (input == NULL) {
        return false;
    }
    connection->input = input;
    connection->input_capacity = capacity;
    return true;
}

/* False: it ended, or there is nothing yet. */
static bool read_bytes(struct http_connection *connection, void *bytes, size_t size, size_t *count)
{
    ssize_t result = transport_read(&connection->transport, bytes, size);
    if (result == TRANSPORT_AGAIN) {
        return wait_for(connection, connection->transport.wants);
    }
    if (result <= 0) {
        http_connection_close(connection);
        return false;
    }
    *count = (size_t)result;
    return true;
}

/* Whoever waits for it sends no body before it has been told to (RFC 9110, 10.1.1). */
static bool tell_to_continue(struct http_connection *connection)
{
    static const char line[] = "HTTP/1.1 100 Continue\r\n\r\n";
    bool is_expected = connection->request.headers[REQUEST_EXPECT].bytes != NULL &&
                       !connection->request.is_http_1_0 && connection->input_size == connection->used;
    /* The system takes so few bytes at once, or the connection is of no use. */
    return !is_expected || transport_write(&connection->transport, line, sizeof line - 1, NULL, 0) ==
                               (ssize_t)sizeof line - 1;
}

static bool start_body(struct http_connection *connection)
{
    struct http_exchange *exchange = &connection->exchange;
    bool is_too_long = connection->body_left > connection->server->limits.message_bytes;
    exchange->received = is_too_long ? NULL : malloc(connection->body_left);
    if ((!is_too_long && exchange->received == NULL) || !tell_to_continue(connection)) {
        http_connection_close(connection);
        return false;
    }
    exchange->must_close = exchange->must_close || is_too_long;
    enter(connection, is_too_long ? HTTP_DISCARDING : HTTP_READING_BODY);
    give_seconds(connection, connection->server->limits.header_seconds);
    return true;
}

/* Who was refused and waits to be told to send a body will not send it, or will: what comes next cannot be known. */
static bool start_request(struct http_connection *connection)
{
    struct http_exchange *exchange = &connection->exchange;
    bool is_refused = exchange->status != 0;
    connection->body_left = connection->request.content_length;
    exchange->must_close = exchange->must_close ||
                           (is_refused && connection->body_left > 0 &&
                            connection->request.headers[REQUEST_EXPECT].bytes != NULL) ||
                           connection->body_left > LIMITS_BODY_DISCARDED_BYTES;
    if (connection->body_left == 0 || (is_refused && exchange->must_close)) {
        return answer(connection);
    }
    return start_body(connection);
}

static bool refuse(struct http_connection *connection, const struct request_refusal *refusal)
{
    connection->server->tally.refusals[TALLY_REQUEST]++;
    connection->request = (struct request){.method = REQUEST_GET};
    connection->exchange.must_close = true;
    respond_refusal(&connection->exchange, refusal);
    return answer(connection);
}

static bool hand_over(struct http_connection *connection)
{
    struct faqbot_view rest = {connection->input + connection->used,
                               connection->input_size - connection->used};
    char *bytes = NULL;
    size_t size = handshake_write(&connection->request, rest, &bytes);
    struct guest *guest = connection->guest;
    struct transport transport = connection->transport;
    dissolve(connection);
    upgrade_start(guest, &transport, bytes, size);
    free(bytes);
    return false;
}

static bool take_head(struct http_connection *connection, size_t head_size)
{
    struct http_exchange *exchange = &connection->exchange;
    struct faqbot_view head = {connection->input, head_size};
    char *room = connection->input + connection->input_capacity;
    const struct request_refusal *refusal =
        head_size == 0 ? request_too_long((struct faqbot_view){connection->input, connection->input_size})
                       : request_parse(head, room, connection->input_capacity, &connection->request);
    connection->used = head_size;
    server_begin(connection->server);
    *exchange = (struct http_exchange){.server = connection->server,
                                       .guest = connection->guest,
                                       .connection = connection,
                                       .request = &connection->request};
    if (refusal != NULL) {
        return refuse(connection, refusal);
    }
    return http_begin(exchange) ? hand_over(connection) : start_request(connection);
}

/* An empty line before a request is passed over (RFC 9112, 2.2). One: whoever sends nothing else would have no end, of
 * our time nor of theirs. */
static bool read_head(struct http_connection *connection)
{
    size_t head_size = request_head_size(connection->input, connection->input_size, connection->seen);
    connection->seen = connection->input_size;
    assert(connection->input != NULL || head_size == 0);
    if (head_size == 2 && !connection->has_passed_over && memcmp(connection->input, "\r\n", 2) == 0) {
        connection->has_passed_over = true;
        connection->used = 2;
        drop_used(connection);
        return true;
    }
    if (head_size > 0 || connection->input_size >= LIMITS_HEAD_BYTES) {
        return take_head(connection, head_size);
    }
    size_t count = 0;
    if (!make_room(connection)) {
        http_connection_close(connection);
        return false;
    }
    if (!read_bytes(connection, connection->input + connection->input_size,
                    connection->input_capacity - connection->input_size, &count)) {
        return false;
    }
    if (connection->input_size == 0 && connection->roster == &connection->guest->gate->kept) {
        give_seconds(connection, connection->server->limits.header_seconds);
    }
    connection->input_size += count;
    return true;
}

/* First what came with the head, then no byte more than the body has. */
static bool read_body(struct http_connection *connection)
{
    char discarded[READ_BYTES];
    struct http_exchange *exchange = &connection->exchange;
    char *bytes = exchange->received == NULL ? discarded : exchange->received + exchange->received_size;
    size_t room = exchange->received == NULL ? sizeof discarded
                                             : connection->request.content_length - exchange->received_size;
    size_t wanted = connection->body_left < room ? connection->body_left : room;
    size_t count = connection->input_size - connection->used;
    if (count > 0) {
        count = count < wanted ? count : wanted;
        memcpy(bytes, connection->input + connection->used, count);
        connection->used += count;
    } else if (!read_bytes(connection, bytes, wanted, &count)) {
        return false;
    }
    connection->body_left -= count;
    exchange->received_size += exchange->received != NULL ? count : 0;
    return connection->body_left > 0 || answer(connection);
}

static bool discard(struct http_connection *connection)
{
    char bytes[READ_BYTES];
    size_t count = 0;
    if (!read_bytes(connection, bytes, sizeof bytes, &count)) {
        return false;
    }
    connection->discarded += count;
    if (connection->discarded > LIMITS_BODY_DISCARDED_BYTES) {
        http_connection_close(connection);
        return false;
    }
    return true;
}

/* -- The loop's calls ---------------------------------------------------------------------------------------------- */

/* Does what can be done without waiting. Each step says whether there is another. */
static bool step(struct http_connection *connection)
{
    switch (connection->state) {
    case HTTP_READING_HEAD:
        return read_head(connection);
    case HTTP_READING_BODY:
    case HTTP_DISCARDING:
        return read_body(connection);
    case HTTP_WRITING:
        return write_and_go_on(connection);
    case HTTP_LINGERING:
        return discard(connection);
    case HTTP_ANSWERING:
    case HTTP_HELD:
    case HTTP_CLOSED:
        break;
    }
    return false;
}

static void run(struct http_connection *connection)
{
    while (step(connection)) {
    }
}

/* Who has shaken TLS's hands in time has the rest of the time for a request. */
static bool has_time_left(struct http_connection *connection)
{
    const struct faqbot_server_limits *limits = &connection->server->limits;
    uint64_t passed = (server_now(connection->server) - connection->place.heard_at) / 1000;
    uint64_t most = (uint64_t)limits->header_seconds * 1000;
    if (connection->roster != &connection->guest->gate->newcomers || passed >= most ||
        connection->transport.tls == NULL || !transport_is_ready(&connection->transport)) {
        return false;
    }
    give_time(connection, most - passed);
    return true;
}

static void on_timer(uv_timer_t *timer)
{
    struct http_connection *connection = timer->data;
    struct server *server = connection->server;
    bool is_idle = connection->state == HTTP_LINGERING ||
                   (connection->state == HTTP_READING_HEAD &&
                    connection->roster == &connection->guest->gate->kept && connection->input_size == 0);
    if (connection->state == HTTP_HELD) {
        enter(connection, HTTP_WRITING);
        give_seconds(connection, server->limits.send_seconds);
        run(connection);
        return;
    }
    if (connection->state == HTTP_READING_HEAD && has_time_left(connection)) {
        return;
    }
    if (!is_idle) {
        server->tally.refusals[connection->state == HTTP_WRITING ? TALLY_SLOW : TALLY_HEADER]++;
    }
    http_connection_close(connection);
}

void http_connection_open(struct guest *guest, int descriptor)
{
    struct server *server = guest->server;
    const struct faqbot_server_limits *limits = &server->limits;
    struct http_connection *connection = calloc(1, sizeof *connection);
    SSL_CTX *tls = guest->gate->is_monitor ? NULL : server->certificate.context;
    if (connection == NULL || !transport_open(&connection->transport, descriptor, tls)) {
        if (connection == NULL) {
            close(descriptor);
        }
        free(connection);
        guest_free(guest);
        return;
    }
    connection->server = server;
    connection->guest = guest;
    connection->timer.data = connection->poll.data = connection;
    uv_timer_init(&server->loop, &connection->timer);
    connection->handles = 1;
    if (uv_poll_init(&server->loop, &connection->poll, descriptor) != 0) {
        transport_close(&connection->transport);
        guest_free(guest);
        uv_close((uv_handle_t *)&connection->timer, on_handle_closed);
        return;
    }
    connection->handles = 2;
    wait_among(connection, &connection->guest->gate->newcomers);
    bool is_tls = connection->transport.tls != NULL && limits->handshake_seconds < limits->header_seconds;
    give_seconds(connection, is_tls ? limits->handshake_seconds : limits->header_seconds);
    run(connection);
}
