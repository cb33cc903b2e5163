/* pulse.c - signs of life: two lists in order of time, and one timer, the server's sweep. */
#include "server/pulse.h"

#include <string.h>

#include <libwebsockets.h>

#include "server/peer.h"
#include "server/server_internal.h"

static struct roster *roster_of(struct peer *peer)
{
    struct pulse *pulse = &peer->server->pulse;
    return peer->pulse.is_pinged ? &pulse->pinged : &pulse->quiet;
}

void pulse_begin(struct peer *peer, struct lws *connection)
{
    roster_add(roster_of(peer), &peer->pulse.place, connection, server_now(peer->server));
}

void pulse_end(struct peer *peer)
{
    roster_remove(roster_of(peer), &peer->pulse.place);
}

/* From one list to the end of the other, or of the same. */
static void move(struct peer *peer, bool is_pinged)
{
    struct lws *connection = peer->pulse.place.connection;
    pulse_end(peer);
    peer->pulse.is_pinged = peer->pulse.must_ping = is_pinged;
    pulse_begin(peer, connection);
}

void pulse_beat(struct peer *peer)
{
    if (peer->pulse.place.connection != NULL) {
        move(peer, false);
    }
}

/* Of a pong without payload libwebsockets tells nobody. */
bool pulse_write(struct peer *peer, struct lws *connection)
{
    static const char payload[] = "faqbot";
    unsigned char bytes[LWS_PRE + sizeof payload];
    bool must_ping = peer->pulse.must_ping;
    memcpy(bytes + LWS_PRE, payload, sizeof payload - 1);
    peer->pulse.must_ping = false;
    return !must_ping || lws_write(connection, bytes + LWS_PRE, sizeof payload - 1, LWS_WRITE_PING) >= 0;
}

static bool is_over(const struct roster *roster, uint64_t now, unsigned seconds)
{
    return roster->first != NULL && now - roster->first->heard_at >= (uint64_t)seconds * 1000000;
}

void pulse_sweep(struct server *server)
{
    struct pulse *pulse = &server->pulse;
    uint64_t now = server_now(server);
    while (is_over(&pulse->pinged, now, server->limits.pong_seconds)) {
        struct lws *connection = pulse->pinged.first->connection;
        struct peer *peer = lws_wsi_user(connection);
        server->tally.refusals[TALLY_PONG] += !peer->is_counted;
        peer->is_counted = true;
        roster_remove(&pulse->pinged, &peer->pulse.place);
        peer_drop(connection);
    }
    while (is_over(&pulse->quiet, now, server->limits.ping_seconds)) {
        struct lws *connection = pulse->quiet.first->connection;
        struct peer *peer = lws_wsi_user(connection);
        move(peer, !peer_is_owed(peer)); /* a pong would not be read */
        lws_callback_on_writable(connection);
    }
}
