/* ws.c - one WebSocket session: frames to messages, replies to frames, and the end.
 *
 * It knows frames and nothing of what is in them. Whole messages go into the chat, and replies come out of
 * it, one each time that the connection can be written to. RFC 6455's framing, masking and UTF-8 are
 * libwebsockets'; its callbacks return 0 to go on and -1 to end the connection, which is what most functions
 * here return.
 *
 * Back pressure goes all the way. A client that does not read its replies fills its chat's outbox; a full
 * outbox stops reading; what is not read fills the client's own buffers, and the client has to wait. Nothing
 * grows here, and a client that keeps it full for send_seconds is disconnected. The same brake holds a client
 * that asks too much, for a moment each time.
 *
 * The end is the intricate part, because libwebsockets ends connections in its own ways. A close frame can be
 * sent from most callbacks by returning -1, but not from the one that says that the connection can be written
 * to, and not from outside of a callback: there a timer brings the session into one. Once a goodbye is under
 * way nothing more is said or heard (`is_closing`), although libwebsockets goes on calling. */
#include "server/server_internal.h"

/* The shortest time after which a timer brings a session into a callback of its own. */
#define AT_ONCE_MICROSECONDS 1

/* A session ends after this many refusals in a row. */
#define REFUSED_IN_A_ROW_MAX 100

static struct connection *connection_of(struct lws *wsi)
{
    return lws_get_opaque_user_data(wsi);
}

/* -- The end --------------------------------------------------------------------------------------------- */

/* When a client that is sent away may come back: at any moment within return_milliseconds, so that not even those
 * that were told together come together. Where random numbers fail, at once. */
static unsigned retry_after(const struct server *server)
{
    uint32_t random = 0;
    (void)uv_random(NULL, NULL, &random, sizeof random, 0, NULL);
    return random % (server->drain.return_milliseconds + 1);
}

/* Sends a close frame, from a callback that may end the connection. Gives what that callback has to
 * return. */
static int close_now(struct connection *connection, int code)
{
    char text[CLOSE_TEXT_BYTES];
    unsigned wait = code == WS_CLOSE_DRAINING ? retry_after(connection->server) : 0;
    size_t size = close_reason_write(code, wait, text);
    lws_close_reason(connection->ws->wsi, (enum lws_close_status)code, (unsigned char *)text, size);
    connection->ws->is_closing = true;
    close_reason_count(connection->ws, &connection->server->stats, code);
    return -1;
}

/* The same from the callback that says that the connection can be written to. There libwebsockets takes -1
 * for a broken connection and sends no close frame, so the end comes with the timer. */
static int close_soon(struct connection *connection, int code)
{
    close_now(connection, code);
    lws_set_timer_usecs(connection->ws->wsi, AT_ONCE_MICROSECONDS);
    return 0;
}

/* Ends the connection without a word at the loop's next turn, whatever has not been sent. LWS_TO_KILL_SYNC
 * would wait for that, and a client that does not read would make it wait forever. A timeout does not, but
 * libwebsockets looks at timeouts and timers only when it is woken. */
static void drop(struct connection *connection)
{
    lws_set_timeout(connection->ws->wsi, PENDING_TIMEOUT_USER_REASON_BASE, LWS_TO_KILL_ASYNC);
    lws_cancel_service(connection->server->context);
}

/* Marks the session as one that does not keep its replies waiting any more. */
static void unstall(struct connection *connection)
{
    connection->server->stats.paused -= connection->stall.list != NULL;
    timeout_list_remove(&connection->stall);
}

/* Says goodbye as soon as that can be written. */
static void dismiss(struct connection *connection)
{
    timeout_list_remove(&connection->activity);
    connection->ws->close_code = WS_CLOSE_IDLE;
    lws_callback_on_writable(connection->ws->wsi);
}

/* From outside of a callback nothing can be sent, so each reason asks for one: for the one that says that the
 * connection can be written to where there may still be a goodbye, and for the timer's or the timeout's where
 * there cannot. */
static void expire(struct connection *connection, enum expiry reason)
{
    struct ws_session *session = connection->ws;
    switch (reason) {
    case EXPIRED_PLACE:
        connection_move(connection, &connection->listener->displaced);
        dismiss(connection);
        break;
    case EXPIRED_IDLE:
        dismiss(connection);
        break;
    case EXPIRED_STALLED: /* nothing can be written to it, so there is nothing to wait for */
        unstall(connection);
        session->close_code = FAQBOT_CHAT_CLOSE_TOO_SLOW;
        lws_set_timer_usecs(session->wsi, AT_ONCE_MICROSECONDS);
        lws_cancel_service(connection->server->context);
        break;
    case EXPIRED_DRAIN:
        session->must_go = true;
        lws_callback_on_writable(session->wsi);
        break;
    case EXPIRED_QUIET:
        lws_callback_on_writable(session->wsi);
        break;
    case EXPIRED_PONG:
        connection->server->stats.refusals[REFUSED_PONG] += !session->is_counted;
        session->is_counted = true;
        drop(connection);
        break;
    case EXPIRED_ALL:
        drop(connection);
        break;
    }
}

/* -- Flow control ---------------------------------------------------------------------------------------- */

/* Reading is paused for two reasons that have nothing to do with each other: the outbox is full, or the
 * client is held. It goes on when neither is true. Only the first makes a session stall. */

static void wait_to_write(const struct connection *connection)
{
    const struct ws_session *session = connection->ws;
    if (session->waiting > 0 || session->close_code != 0 || session->must_go ||
        faqbot_chat_close_code(connection->chat) != FAQBOT_CHAT_OPEN) {
        lws_callback_on_writable(session->wsi);
    }
}

/* Reads on, or stops reading, depending on whether the outbox has room and the client is not held. A client
 * whose outbox is full because the server owes it a reply is not to blame for that. */
static void control_flow(struct connection *connection)
{
    struct ws_session *session = connection->ws;
    bool is_full = !faqbot_chat_has_room(connection->chat);
    bool must_pause = is_full || session->is_held;
    bool is_stalled = is_full && !connection_is_owed(connection);
    if (must_pause != session->is_paused) {
        session->is_paused = must_pause;
        lws_rx_flow_control(session->wsi, must_pause ? 0 : 1);
    }
    if (is_stalled && connection->stall.list == NULL) {
        connection->server->stats.paused++;
        timeout_list_add(&connection->server->timeouts.stalled, &connection->stall, connection,
                         server_now(connection->server));
    } else if (!is_stalled) {
        unstall(connection);
    }
}

/* The reply that the server owed has been queued; or nothing has, where the session is leaving anyway.
 *
 * Where the chat had no memory for the reply, the session ends, since its client would wait for it
 * forever. */
static void go_on(struct connection *connection, enum faqbot_status status)
{
    if (status == FAQBOT_NO_MEMORY) {
        connection->ws->close_code = WS_CLOSE_INTERNAL;
    }
    connection->ws->waiting++;
    control_flow(connection);
    wait_to_write(connection);
}

/* A session that was dismissed is in no list of active ones any more. */
static bool is_leaving(const struct connection *connection)
{
    return connection->activity.list == NULL || connection->ws->is_closing;
}

static void acknowledge(struct connection *connection, struct faqbot_view id, bool is_stored)
{
    if (!is_leaving(connection)) {
        go_on(connection, faqbot_chat_acknowledge(connection->chat, connection->server->bot, id, is_stored));
    }
}

static void complete(struct connection *connection, const struct faqbot_async_ask *async_ask)
{
    if (!is_leaving(connection)) {
        go_on(connection, faqbot_chat_complete_ask(connection->chat, async_ask));
    }
}

/* -- Writing --------------------------------------------------------------------------------------------- */

/* Writes the oldest reply, which has been taken out of the chat. */
static int write_one(struct connection *connection, struct faqbot_view reply)
{
    unsigned char buffer[LWS_PRE + FAQBOT_CHAT_BLOCKS_BYTES_MAX];
    struct ws_session *session = connection->ws;
    assert(reply.size <= FAQBOT_CHAT_BLOCKS_BYTES_MAX);
    session->waiting -= session->waiting > 0;
    memcpy(buffer + LWS_PRE, reply.bytes, reply.size);
    if (lws_write(session->wsi, buffer + LWS_PRE, reply.size, LWS_WRITE_TEXT) < 0) {
        return -1;
    }
    if (session->waiting == 0) { /* none is left, and asking for it gives the outbox's memory back */
        bool is_left = faqbot_chat_next(connection->chat, &reply);
        assert(!is_left);
        (void)is_left;
    }
    control_flow(connection);
    wait_to_write(connection);
    return 0;
}

/* Writes the reply to what was just read, where it is the only one and nothing of the last one is left. That
 * spares it two turns of the loop. If it cannot go now, libwebsockets keeps this one. */
static int write_at_once(struct connection *connection)
{
    struct faqbot_view reply;
    const struct ws_session *session = connection->ws;
    if (session->waiting == 1 && session->close_code == 0 && !lws_partial_buffered(session->wsi) &&
        faqbot_chat_next(connection->chat, &reply)) {
        return write_one(connection, reply);
    }
    control_flow(connection);
    wait_to_write(connection);
    return 0;
}

/* With a payload, because libwebsockets does not report a pong without one. False: the connection is
 * broken. */
static bool write_ping(struct connection *connection)
{
    static const char payload[] = "faqbot";
    unsigned char bytes[LWS_PRE + sizeof payload];
    bool must_ping = connection->must_ping;
    memcpy(bytes + LWS_PRE, payload, sizeof payload - 1);
    connection->must_ping = false;
    return !must_ping ||
           lws_write(connection->ws->wsi, bytes + LWS_PRE, sizeof payload - 1, LWS_WRITE_PING) >= 0;
}

/* Where the outbox is full, news waits until it has room. */
static void pass_notice(struct connection *connection)
{
    struct server *server = connection->server;
    if (connection->ws->notices != server->notices && faqbot_chat_has_room(connection->chat) &&
        faqbot_chat_notify(connection->chat, server->bot) == FAQBOT_OK) {
        connection->ws->notices = server->notices;
        connection->ws->waiting++;
    }
}

/* Writes the oldest reply; where none is left, the close frame, if it is time for that. */
static int write_next(struct connection *connection)
{
    struct faqbot_view reply;
    struct ws_session *session = connection->ws;
    if (session->is_closing) {
        return 0; /* libwebsockets asks on while it waits for the other side's close frame */
    }
    if (session->close_code == WS_CLOSE_ORIGIN) {
        return close_soon(connection, session->close_code);
    }
    if (!write_ping(connection)) {
        return -1;
    }
    pass_notice(connection);
    if (faqbot_chat_next(connection->chat, &reply)) {
        return write_one(connection, reply);
    }
    session->waiting = 0;
    bool may_go = session->must_go && !connection_is_owed(connection);
    int code = session->close_code != 0 ? session->close_code : (int)faqbot_chat_close_code(connection->chat);
    code = code == FAQBOT_CHAT_OPEN && may_go ? WS_CLOSE_DRAINING : code;
    return code != FAQBOT_CHAT_OPEN ? close_soon(connection, code) : 0;
}

/* -- Reading --------------------------------------------------------------------------------------------- */

/* A message may come in several frames, and a long frame in several pieces. Most come whole, and go into the
 * chat from where libwebsockets has them. */

/* A client that is told to wait is not read from for a moment, so that a flood takes no time from the others.
 * One that goes on and on is sent away. */
static void count_refused(struct connection *connection)
{
    struct ws_session *session = connection->ws;
    const char *error = faqbot_chat_error(connection->chat);
    bool is_refused = error != NULL && strcmp(error, "rate_limited") == 0;
    session->refused = is_refused ? session->refused + 1 : 0;
    if (session->refused >= REFUSED_IN_A_ROW_MAX) {
        session->close_code = WS_CLOSE_RATE;
    } else if (is_refused) {
        session->is_held = true;
        lws_set_timer_usecs(session->wsi, LIMITS_HELD_MILLISECONDS * LWS_USEC_PER_SEC / 1000);
    }
}

/* A client may have sent more before it reads that it is being sent away. A message counts as activity even
 * if it was refused: a client that is told to wait is not idle. */
static int take_message(struct connection *connection, struct faqbot_view message)
{
    struct ws_session *session = connection->ws;
    struct server *server = connection->server;
    if (faqbot_chat_close_code(connection->chat) != FAQBOT_CHAT_OPEN || session->close_code != 0) {
        return 0; /* a close frame is under way */
    }
    enum faqbot_status status = faqbot_chat_receive(connection->chat, server->bot, message);
    if (status == FAQBOT_NO_MEMORY || status == FAQBOT_LIMIT) { /* there may be no reply to wait for */
        session->close_code = status == FAQBOT_LIMIT ? FAQBOT_CHAT_CLOSE_TOO_SLOW : WS_CLOSE_INTERNAL;
    }
    session->waiting++;
    count_refused(connection);
    if (connection->activity.list != NULL) {
        timeout_list_add(&server->timeouts.active, &connection->activity, connection, server_now(server));
    }
    if (connection->place.list == &connection->listener->silent) {
        timeout_list_remove(&connection->place);
    }
    keepalive_seen(connection);
    return write_at_once(connection);
}

/* Appends a piece to the message. False: no memory, for the size was checked. The room grows with what has
 * come and not with what was announced: many clients could announce much and send nothing. */
static bool gather(struct connection *connection, const char *bytes, size_t size)
{
    struct buffer *message = &connection->ws->message;
    message->limit = connection->server->limits.message_bytes;
    buffer_add(message, view_make(bytes, size));
    return !message->failed;
}

/* Takes a piece of a message: libwebsockets delivers long frames in several pieces, and a message may have
 * several frames. One that is too long is refused by its frame's stated length, before it has come. */
static int take_piece(struct connection *connection, const char *bytes, size_t size)
{
    struct ws_session *session = connection->ws;
    const struct faqbot_server_limits *limits = &connection->server->limits;
    size_t left = lws_remaining_packet_payload(session->wsi);
    bool is_last = left == 0 && lws_is_final_fragment(session->wsi);
    if (session->is_closing) {
        return 0;
    }
    if (lws_frame_is_binary(session->wsi)) {
        return close_now(connection, WS_CLOSE_BINARY);
    }
    if (left > limits->message_bytes || session->message.size + size + left > limits->message_bytes ||
        (left == 0 && ++session->fragments > limits->fragments)) {
        return close_now(connection, WS_CLOSE_TOO_BIG);
    }
    if (is_last && session->message.bytes == NULL) { /* most messages come whole, and are not copied */
        session->fragments = 0;
        return take_message(connection, (struct faqbot_view){bytes, size});
    }
    if (!gather(connection, bytes, size)) {
        return close_now(connection, WS_CLOSE_INTERNAL);
    }
    if (!is_last) {
        return 0;
    }
    int verdict = take_message(connection, buffer_view(&session->message));
    buffer_release(&session->message);
    session->fragments = 0;
    return verdict;
}

/* Answers the client's close frame. What comes after it is not heard any more. */
static int take_close(struct connection *connection, unsigned char *bytes, size_t size)
{
    connection->ws->is_closing = true;
    int code = close_reason_answer(bytes, size);
    if (size == 1) {
        return close_now(connection, code);
    }
    close_reason_count(connection->ws, &connection->server->stats, code);
    return 0;
}

/* The timer is set by close_soon() and by EXPIRED_STALLED, which do not ask whether the client is held; if it
 * was, it is not any more. And by count_refused(), which holds it. */
static int on_timer(struct connection *connection)
{
    struct ws_session *session = connection->ws;
    if (session->is_closing) {
        return -1;
    }
    if (session->close_code != 0) {
        return close_now(connection, session->close_code);
    }
    session->is_held = false;
    control_flow(connection);
    return 0;
}

/* -- Begin and end --------------------------------------------------------------------------------------- */

static const struct connection_protocol ws_protocol = {
    .is_session = true, .expire = expire, .complete = complete, .acknowledge = acknowledge};

/* A page that is not welcome gets a close code without a hello, for that is what it can read. */
static int begin(struct connection *connection, struct lws *wsi, struct ws_session *session)
{
    struct server *server = connection->server;
    uint64_t now = server_now(server);
    bool is_unwelcome =
        connection->origin == PAGE_FOREIGN || (connection->origin == PAGE_ABSENT && server->must_have_origin);
    journal_client_greet(connection);
    if (connection_open_chat(connection, &connection->filter) != FAQBOT_OK) {
        return -1;
    }
    connection_drop_address(connection);
    server->conversations++;
    connection->protocol = &ws_protocol;
    connection->ws = session;
    session->connection = connection;
    session->wsi = wsi;
    session->notices = server->notices;
    server->sessions++;
    server->stats.sessions++;
    timeout_list_add(&server->timeouts.active, &connection->activity, connection, now);
    timeout_list_add(&server->timeouts.quiet, &connection->keepalive, connection, now);
    connection_move(connection, &connection->listener->silent);
    if (is_unwelcome) {
        server->stats.refusals[REFUSED_ORIGIN]++;
        session->close_code = WS_CLOSE_ORIGIN;
    } else if (faqbot_chat_greet(connection->chat, server->bot) == FAQBOT_OK) {
        session->waiting++;
    } else {
        session->close_code = WS_CLOSE_INTERNAL;
    }
    wait_to_write(connection);
    return 0;
}

/* What libwebsockets itself refuses is told the client alone; but what was told can still be read, and is
 * counted. */
static void end(struct connection *connection)
{
    struct ws_session *session = connection->ws;
    struct server *server = connection->server;
    if (!session->is_counted) {
        const unsigned char *said = lws_get_close_payload(session->wsi);
        close_reason_count(session, &server->stats,
                           lws_get_close_length(session->wsi) >= 2 ? said[0] << 8 | said[1] : 0);
    }
    timeout_list_remove(&connection->activity);
    timeout_list_remove(&connection->place);
    timeout_list_remove(&connection->keepalive);
    unstall(connection);
    connection_close_chat(connection);
    server->sessions--;
    conversation_end(server);
    buffer_release(&session->message);
    connection->ws = NULL;
    *session = (struct ws_session){.connection = NULL};
}

/* libwebsockets answers pings by itself and reports only pongs. */
static int on_event(struct connection *connection, int reason, void *bytes, size_t size)
{
    switch (reason) {
    case LWS_CALLBACK_RECEIVE:
        return take_piece(connection, bytes, size);
    case LWS_CALLBACK_SERVER_WRITEABLE:
        return write_next(connection);
    case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
        return take_close(connection, bytes, size);
    case LWS_CALLBACK_TIMER:
        return on_timer(connection);
    case LWS_CALLBACK_WS_SERVER_DROP_PROTOCOL:
        connection->ws->is_closing = true;
        return 0;
    case LWS_CALLBACK_RECEIVE_PONG:
        keepalive_seen(connection);
        return 0;
    case LWS_CALLBACK_CLOSED:
        end(connection);
        return 0;
    default:
        return 0;
    }
}

/* libwebsockets calls this for its own purposes as well, some of them before there is a session or with no
 * connection at all. What belongs to a session is recognised by what the session itself says. */
int ws_callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *bytes, size_t size)
{
    struct ws_session *session = user;
    switch ((int)reason) {
    case LWS_CALLBACK_SERVER_NEW_CLIENT_INSTANTIATED:
        upgrade_bind(lws_context_user(lws_get_context(wsi)), wsi);
        return 0;
    case LWS_CALLBACK_WSI_DESTROY:
        upgrade_end(connection_of(wsi));
        lws_set_opaque_user_data(wsi, NULL);
        return 0;
    case LWS_CALLBACK_HTTP: /* it is given handshakes that have been checked, and nothing else */
        return -1;
    case LWS_CALLBACK_ESTABLISHED:
        return begin(connection_of(wsi), wsi, session);
    default:
        return session == NULL || session->connection == NULL
                   ? 0 /* of something else than a session, or of one that has not begun */
                   : on_event(session->connection, (int)reason, bytes, size);
    }
}

/* Asks libwebsockets to say when each session can be written to; write_next() then finds out what there is to
 * say. */
void ws_wake_all(struct server *server)
{
    lws_callback_on_writable_all_protocol_vhost(
        server->host, lws_vhost_name_to_protocol(server->host, FAQBOT_CHAT_PROTOCOL));
}
