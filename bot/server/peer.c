/* peer.c - one WebSocket visitor.
 *
 * It knows frames and nothing of what is in them: whole messages go into the chat, replies come out of it, one for each
 * time that the connection can be written to. A visitor who does not read his replies is not read from either. */
#include "server/peer.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include <faqbot_chat.h>

#include "server/guest.h"
#include "server/handshake.h"
#include "server/limits.h"
#include "server/parting.h"
#include "server/server_internal.h"
#include "server/upgrade.h"

static void wait_to_write(struct peer *peer, struct lws *connection)
{
    if (peer->waiting > 0 || peer->close_code != 0 || peer->server->is_draining ||
        faqbot_chat_close_code(peer->chat) != FAQBOT_CHAT_OPEN) {
        lws_callback_on_writable(connection);
    }
}

static bool is_unwelcome(const struct server *server, enum handshake_origin origin)
{
    return origin == HANDSHAKE_FOREIGN || (origin == HANDSHAKE_ABSENT && server->must_have_origin);
}

static int begin(struct peer *peer, struct lws *connection)
{
    struct server *server = server_of(connection);
    if (guest_chat(guest_of(connection), &peer->chat) != FAQBOT_OK) {
        return -1;
    }
    peer->server = server;
    server_begin(server);
    guest_of(connection)->peer_of = peer;
    uv_random(NULL, NULL, &guest_of(connection)->conversation, sizeof(uint64_t), 0, NULL);
    peer->notices = server->notices;
    pulse_begin(peer, connection);
    server->visitors++;
    server->tally.visitors++;
    roster_add(&server->roster, &peer->place, connection, server_now(server));
    roster_add(&server->silent, &peer->silence, connection, server_now(server));
    if (is_unwelcome(server, guest_of(connection)->origin)) {
        server->tally.refusals[TALLY_ORIGIN]++;
        peer->close_code = PARTING_ORIGIN;
    } else if (faqbot_chat_greet(peer->chat, server->bot) == FAQBOT_OK) {
        peer->waiting++;
    } else {
        peer->close_code = PARTING_INTERNAL;
    }
    wait_to_write(peer, connection);
    return 0;
}

/* He is none of those who do not read any more, if he was. */
static void resume(struct peer *peer)
{
    peer->server->tally.paused -= peer->pause.connection != NULL;
    roster_remove(&peer->server->paused, &peer->pause);
}

static void end(struct peer *peer, struct lws *connection)
{
    if (peer != NULL && peer->server != NULL) {
        roster_remove(&peer->server->roster, &peer->place);
        roster_remove(peer->is_displaced ? &peer->server->displaced : &peer->server->silent, &peer->silence);
        pulse_end(peer);
        resume(peer);
        if (peer->ticket != NULL) {
            peer->ticket->peer = NULL;
        }
        if (peer->job != NULL) {
            peer->job->owner = NULL;
        }
        guest_of(connection)->peer_of = NULL;
        peer->server->visitors--;
        server_end(peer->server);
        faqbot_chat_free(peer->chat);
        free(peer->message);
        *peer = (struct peer){.server = NULL};
    }
}

/* libwebsockets lets the connection go, by its own will or ours; it may still ask for this and that until then. */
static void stop(struct peer *peer)
{
    if (peer != NULL) {
        peer->is_closing = true;
    }
}

bool peer_is_owed(const struct peer *peer)
{
    return peer->job != NULL || peer->ticket != NULL;
}

static void dismiss(struct peer *peer, struct lws *connection)
{
    roster_remove(&peer->server->roster, &peer->place);
    peer->close_code = PARTING_IDLE;
    lws_callback_on_writable(connection);
}

void peer_dismiss_idle(struct roster_place *place)
{
    struct peer *peer = lws_wsi_user(place->connection);
    if (peer_is_owed(peer)) {
        roster_touch(&peer->server->roster, place, server_now(peer->server));
        return;
    }
    peer->server->tally.refusals[TALLY_IDLE]++;
    dismiss(peer, place->connection);
}

/* It may have been dismissed before, and be in no other roster. */
void peer_displace(struct roster_place *place)
{
    struct lws *connection = place->connection;
    struct peer *peer = lws_wsi_user(connection);
    roster_remove(&peer->server->silent, place);
    peer->is_displaced = true;
    roster_add(&peer->server->displaced, place, connection, server_now(peer->server));
    dismiss(peer, connection);
}

/* LWS_TO_KILL_SYNC would wait for what has not been sent, which such a visitor may never read, and for ever. A timeout
 * does not, and libwebsockets sees it when it is woken, and not before. */
void peer_drop(struct lws *connection)
{
    lws_set_timeout(connection, PENDING_TIMEOUT_USER_REASON_BASE, LWS_TO_KILL_ASYNC);
    lws_cancel_service(lws_get_context(connection));
}

void peer_hang_up(struct roster_place *place)
{
    struct lws *connection = place->connection;
    struct peer *peer = lws_wsi_user(connection);
    resume(peer);
    peer->close_code = FAQBOT_CHAT_CLOSE_TOO_SLOW;
    lws_set_timer_usecs(connection, 1);
    lws_cancel_service(
        lws_get_context(connection)); /* it would see the timer when it is woken, and not before */
}

/* Reads on, or stops reading, as the outbox has room and he is not held. Whoever is owed a reply is not to blame
 * for that. */
static void control_flow(struct peer *peer, struct lws *connection)
{
    bool is_full = !faqbot_chat_has_room(peer->chat);
    bool must_pause = is_full || peer->is_held;
    bool is_slow = is_full && !peer_is_owed(peer);
    if (must_pause != peer->is_paused) {
        peer->is_paused = must_pause;
        lws_rx_flow_control(connection, must_pause ? 0 : 1);
    }
    if (is_slow && peer->pause.connection == NULL) {
        peer->server->tally.paused++;
        roster_add(&peer->server->paused, &peer->pause, connection, server_now(peer->server));
    } else if (!is_slow) {
        resume(peer);
    }
}

/* What the chat was held by has come to its end. */
static void go_on(struct peer *peer, struct lws *connection, enum faqbot_status status)
{
    if (status == FAQBOT_NO_MEMORY) {
        peer->close_code = PARTING_INTERNAL;
    }
    peer->waiting++;
    control_flow(peer, connection);
    wait_to_write(peer, connection);
}

void peer_acknowledge(struct peer *peer, const struct ledger_ticket *ticket)
{
    struct lws *connection = peer->place.connection;
    peer->ticket = NULL;
    if (connection != NULL && !peer->is_closing) { /* no goodbye is under way */
        go_on(peer, connection, faqbot_chat_acknowledge(peer->chat, ticket->id, ticket->status == FAQBOT_OK));
    }
}

void peer_settle(struct peer *peer, const struct faqbot_async_ask *async_ask)
{
    struct lws *connection = peer->place.connection;
    peer->job = NULL;
    if (async_ask != NULL && connection != NULL && !peer->is_closing) {
        go_on(peer, connection, faqbot_chat_complete_ask(peer->chat, async_ask));
    }
}

/* Who is told to wait is not read from for a moment, so that a flood takes no time from the others; who goes on and on
 * is sent away. */
static void count_refused(struct peer *peer, struct lws *connection)
{
    const char *error = faqbot_chat_error(peer->chat);
    bool is_refused = error != NULL && strcmp(error, "rate_limited") == 0;
    peer->refused = is_refused ? peer->refused + 1 : 0;
    if (peer->refused >= LIMITS_REFUSED_IN_A_ROW) {
        peer->close_code = PARTING_RATE;
    } else if (is_refused) {
        peer->is_held = true;
        lws_set_timer_usecs(connection, LIMITS_HELD_MILLISECONDS * LWS_USEC_PER_SEC / 1000);
    }
}

static int write_reply(struct lws *connection, struct faqbot_view reply)
{
    unsigned char buffer[LWS_PRE + FAQBOT_CHAT_REPLY_BYTES_MAX];
    assert(reply.size <= FAQBOT_CHAT_REPLY_BYTES_MAX);
    memcpy(buffer + LWS_PRE, reply.bytes, reply.size);
    return lws_write(connection, buffer + LWS_PRE, reply.size, LWS_WRITE_TEXT) < 0 ? -1 : 0;
}

/* The oldest reply, which has been taken out of the chat. */
static int write_one(struct peer *peer, struct lws *connection, struct faqbot_view reply)
{
    peer->waiting -= peer->waiting > 0;
    if (write_reply(connection, reply) != 0) {
        return -1;
    }
    if (peer->waiting == 0) { /* none is left, and asking for it gives the outbox's memory back */
        bool is_left = faqbot_chat_next(peer->chat, &reply);
        assert(!is_left);
        (void)is_left;
    }
    control_flow(peer, connection);
    wait_to_write(peer, connection);
    return 0;
}

/* The reply to what was just read, where it is the only one and nothing of the last is left: that spares it two turns
 * of the loop, and the system being asked twice when it may go. If it cannot go now, libwebsockets keeps this one. */
static int write_at_once(struct peer *peer, struct lws *connection)
{
    struct faqbot_view reply;
    if (peer->waiting == 1 && peer->close_code == 0 && !lws_partial_buffered(connection) &&
        faqbot_chat_next(peer->chat, &reply)) {
        return write_one(peer, connection, reply);
    }
    control_flow(peer, connection);
    wait_to_write(peer, connection);
    return 0;
}

static int take_message(struct peer *peer, struct lws *connection, struct faqbot_view message)
{
    if (faqbot_chat_close_code(peer->chat) != FAQBOT_CHAT_OPEN || peer->close_code != 0) {
        return 0; /* goodbye is under way */
    }
    enum faqbot_status status = faqbot_chat_receive(peer->chat, peer->server->bot, message);
    if (status == FAQBOT_NO_MEMORY || status == FAQBOT_LIMIT) { /* there may be no reply to wait for */
        peer->close_code = status == FAQBOT_LIMIT ? FAQBOT_CHAT_CLOSE_TOO_SLOW : PARTING_INTERNAL;
    }
    peer->waiting++;
    count_refused(peer, connection);
    roster_touch(&peer->server->roster, &peer->place, server_now(peer->server));
    if (!peer->is_displaced) {
        roster_remove(&peer->server->silent, &peer->silence);
    }
    pulse_beat(peer);
    return write_at_once(peer, connection);
}

/* Adds a piece to the message; false: no memory. The room is there, for the size was checked. */
static bool gather(struct peer *peer, const char *bytes, size_t size)
{
    if (peer->message == NULL) {
        peer->message = malloc(peer->server->limits.message_bytes);
    }
    if (peer->message == NULL) {
        return false;
    }
    if (size > 0) {
        assert(size <= peer->server->limits.message_bytes - peer->message_size);
        memcpy(peer->message + peer->message_size, bytes, size);
        peer->message_size += size;
    }
    return true;
}

/* A piece of a message: libwebsockets gives long frames in several, and a message may have several frames. What is too
 * long is known from the frame's stated length, before it has come. */
static int take_piece(struct peer *peer, struct lws *connection, const char *bytes, size_t size)
{
    size_t left = lws_remaining_packet_payload(connection);
    bool is_last = left == 0 && lws_is_final_fragment(connection);
    if (peer->is_closing) {
        return 0;
    }
    if (lws_frame_is_binary(connection)) {
        return parting_say(peer, connection, PARTING_BINARY);
    }
    size_t most = peer->server->limits.message_bytes;
    if (left > most || peer->message_size + size + left > most ||
        (left == 0 && ++peer->fragments > peer->server->limits.fragments)) {
        return parting_say(peer, connection, PARTING_TOO_BIG);
    }
    if (is_last && peer->message == NULL) {
        peer->fragments = 0;
        return take_message(peer, connection, (struct faqbot_view){bytes, size});
    }
    if (!gather(peer, bytes, size)) {
        return parting_say(peer, connection, PARTING_INTERNAL);
    }
    if (!is_last) {
        return 0;
    }
    int verdict = take_message(peer, connection, (struct faqbot_view){peer->message, peer->message_size});
    free(peer->message);
    peer->message = NULL;
    peer->message_size = 0;
    peer->fragments = 0;
    return verdict;
}

/* News for a visitor whose outbox is full wait until it has room. */
static void pass_notice(struct peer *peer)
{
    if (peer->notices != peer->server->notices && faqbot_chat_has_room(peer->chat) &&
        faqbot_chat_notify(peer->chat, peer->server->bot) == FAQBOT_OK) {
        peer->notices = peer->server->notices;
        peer->waiting++;
    }
}

/* The oldest reply; when there is none left, goodbye, if it is time for that. */
static int write_next(struct peer *peer, struct lws *connection)
{
    struct faqbot_view reply;
    if (peer->is_closing) {
        return 0; /* libwebsockets asks on while it waits for the other side's goodbye */
    }
    if (peer->close_code == PARTING_ORIGIN) {
        return parting_say_soon(peer, connection, peer->close_code);
    }
    if (!pulse_write(peer, connection)) {
        return -1;
    }
    pass_notice(peer);
    if (faqbot_chat_next(peer->chat, &reply)) {
        return write_one(peer, connection, reply);
    }
    peer->waiting = 0;
    if (peer->close_code != 0) {
        return parting_say_soon(peer, connection, peer->close_code);
    }
    if (faqbot_chat_close_code(peer->chat) != FAQBOT_CHAT_OPEN) {
        return parting_say_soon(peer, connection, (int)faqbot_chat_close_code(peer->chat));
    }
    bool may_go = peer->server->is_draining && !peer_is_owed(peer);
    return may_go ? parting_say_soon(peer, connection, PARTING_DRAINING) : 0;
}

static int check_close(struct peer *peer, struct lws *connection, unsigned char *bytes, size_t size)
{
    stop(peer); /* what he sends behind his goodbye is not heard any more */
    int code = parting_answer(bytes, size);
    if (size == 1) {
        return parting_say(peer, connection, code);
    }
    parting_count(peer, code);
    return 0;
}

/* Set by parting_say_soon() and by peer_hang_up(), which do not look whether he is held: then he is no more; and by
 * count_refused(). */
static int on_timer(struct peer *peer, struct lws *connection)
{
    if (peer->is_closing) {
        return -1;
    }
    if (peer->close_code != 0) {
        return parting_say(peer, connection, peer->close_code);
    }
    peer->is_held = false;
    control_flow(peer, connection);
    return 0;
}

int peer_callback(struct lws *connection, enum lws_callback_reasons reason, void *user, void *in, size_t size)
{
    switch ((int)reason) {
    case LWS_CALLBACK_SERVER_NEW_CLIENT_INSTANTIATED:
        upgrade_bind(connection);
        return 0;
    case LWS_CALLBACK_WSI_DESTROY:
        upgrade_end(guest_of(connection));
        lws_set_opaque_user_data(connection, NULL);
        return 0;
    case LWS_CALLBACK_HTTP: /* it is given handshakes that have been checked, and nothing else */
        return -1;
    case LWS_CALLBACK_ESTABLISHED:
        return begin(user, connection);
    case LWS_CALLBACK_RECEIVE:
        return take_piece(user, connection, in, size);
    case LWS_CALLBACK_SERVER_WRITEABLE:
        return write_next(user, connection);
    case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
        return check_close(user, connection, in, size);
    case LWS_CALLBACK_TIMER:
        return on_timer(user, connection);
    case LWS_CALLBACK_WS_SERVER_DROP_PROTOCOL:
        stop(user);
        return 0;
    case LWS_CALLBACK_RECEIVE_PONG:
        pulse_beat(user);
        return 0;
    case LWS_CALLBACK_CLOSED:
        parting_count_gone(user, connection);
        end(user, connection);
        return 0;
    default:
        return 0;
    }
}
