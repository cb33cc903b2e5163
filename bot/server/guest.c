/* guest.c - one connection, of whatever kind. The limits are counted here; what is said to those who pass them, the
 * callers say. */
#include "server/guest.h"

#include <stdlib.h>
#include <unistd.h>

#include <netinet/in.h>
#include <netinet/tcp.h>

#include <openssl/ssl.h>

#include "server/delegate.h"
#include "server/server.h"
#include "server/witness.h"

#define FORWARDED_BYTES 1024 /* of X-Forwarded-For; of a longer one nothing is believed */

/* Counts the guest under `address`. */
static bool enter(struct guest *guest, const struct address *address)
{
    struct address household = address_household(address);
    guest->member = crowd_enter(&guest->server->crowd, &household);
    if (guest->member == NULL) {
        guest->server->tally.refusals[TALLY_CONNECTIONS_ADDRESS]++;
    }
    return guest->member != NULL;
}

static void leave(struct guest *guest)
{
    if (guest != NULL) {
        roster_remove(&guest->server->newcomers, &guest->place);
        crowd_leave(&guest->server->crowd, guest->member, server_now(guest->server));
        free(guest);
    }
}

static struct guest *make(struct server *server, const struct sockaddr_storage *from)
{
    struct guest *guest = calloc(1, sizeof *guest);
    if (guest == NULL) {
        return NULL;
    }
    guest->server = server;
    guest->has_peer = address_of_socket(from, &guest->peer);
    guest->client = guest->peer;
    guest->has_client = guest->has_peer;
    guest->is_proxy =
        !guest->has_peer || address_is_among(&guest->peer, server->proxies, server->proxy_count);
    if (guest->has_peer && !guest->is_proxy && !enter(guest, &guest->peer)) {
        free(guest);
        return NULL;
    }
    return guest;
}

void guest_admit(struct server *server, int descriptor, const struct sockaddr_storage *from)
{
    int yes = 1;
    server->tally.connections++;
    struct guest *guest = make(server, from);
    if (guest == NULL) {
        close(descriptor);
        return;
    }
    setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes); /* refused where it is no TCP */
    struct lws *connection = lws_adopt_socket_vhost(server->host, descriptor); /* closes it where it fails */
    if (connection == NULL) {
        leave(guest);
    } else {
        lws_set_opaque_user_data(connection, guest);
        roster_add(&server->newcomers, &guest->place, connection, server_now(server));
    }
}

void guest_has_asked(struct guest *guest)
{
    roster_remove(&guest->server->newcomers, &guest->place);
}

static bool is_shaking_hands(struct lws *connection)
{
    SSL *tls = lws_get_ssl(connection);
    return tls != NULL && !SSL_is_init_finished(tls);
}

/* libwebsockets would begin to count anew when the handshake of TLS is done, and tell nobody. None of its callbacks is
 * under way here, so that it can end a connection at once; its own timers it looks at when something has woken it. */
void guest_hurry(struct server *server)
{
    const struct faqbot_server_limits *limits = &server->limits;
    uint64_t now = server_now(server);
    struct roster_place *next;
    for (struct roster_place *place = server->newcomers.first; place != NULL; place = next) {
        uint64_t seconds = (now - place->heard_at) / 1000000;
        struct lws *connection = place->connection;
        next = place->behind;
        if (seconds >= limits->header_seconds ||
            (seconds >= limits->handshake_seconds && is_shaking_hands(connection))) {
            server->tally.refusals[TALLY_HEADER]++;
            roster_remove(&server->newcomers, place);
            lws_set_timeout(connection, PENDING_TIMEOUT_USER_REASON_BASE, LWS_TO_KILL_SYNC);
        } else if (seconds < limits->handshake_seconds) {
            return; /* those behind came later */
        }
    }
}

struct guest *guest_of(struct lws *connection)
{
    return lws_get_opaque_user_data(connection);
}

void guest_leave(struct lws *connection)
{
    leave(guest_of(connection));
    lws_set_opaque_user_data(connection, NULL);
}

bool guest_identify(struct lws *connection)
{
    char list[FORWARDED_BYTES];
    struct guest *guest = guest_of(connection);
    if (!guest->is_proxy) {
        return true;
    }
    crowd_leave(&guest->server->crowd, guest->member, server_now(guest->server));
    guest->member = NULL;
    int size = lws_hdr_copy(connection, list, sizeof list, WSI_TOKEN_X_FORWARDED_FOR);
    struct faqbot_view view = {list, size > 0 ? (size_t)size : 0};
    guest->client = guest->peer;
    guest->has_client = guest->has_peer || address_take_last(&view, &guest->client);
    if (!guest->has_client) {
        return true;
    }
    guest->client =
        address_forwarded(guest->client, view, guest->server->proxies, guest->server->proxy_count);
    return enter(guest, &guest->client);
}

static uint64_t wait_for(const struct bucket *bucket, unsigned per_minute, bool is_small, uint64_t now)
{
    return per_minute == 0 ? 0 : bucket_wait(bucket, bucket_cost(per_minute, is_small), now);
}

static void take(struct bucket *bucket, unsigned per_minute, bool is_small, uint64_t now)
{
    if (per_minute > 0) {
        bucket_take(bucket, bucket_cost(per_minute, is_small), now);
    }
}

/* Only what both buckets have is taken out of either. */
unsigned guest_hold(struct guest *guest, enum faqbot_chat_request_type type)
{
    struct server *server = guest->server;
    const struct faqbot_server_limits *limits = &server->limits;
    uint64_t now = server_now(server);
    bool is_small = type != FAQBOT_CHAT_ASK && type != FAQBOT_CHAT_GET;
    uint64_t wait = wait_for(&guest->bucket, limits->asks_per_connection, is_small, now);
    if (wait > 0) {
        server->tally.refusals[TALLY_RATE_CONNECTION]++;
    } else if (guest->member != NULL) {
        wait = wait_for(&guest->member->bucket, limits->asks_per_address, is_small, now);
        server->tally.refusals[TALLY_RATE_ADDRESS] += wait > 0;
    }
    if (wait == 0) {
        take(&guest->bucket, limits->asks_per_connection, is_small, now);
        if (guest->member != NULL) {
            take(&guest->member->bucket, limits->asks_per_address, is_small, now);
        }
    }
    return (unsigned)((wait + 999) / 1000);
}

static unsigned hold(void *user, enum faqbot_chat_request_type type)
{
    return guest_hold(user, type);
}

static void observe(void *user, const struct faqbot_chat_event *event)
{
    witness_request(user, event);
}

enum faqbot_status guest_chat(struct guest *guest, struct faqbot_chat **chat)
{
    struct faqbot_chat_options options = guest->server->chat;
    options.gate = hold;
    options.observe = observe;
    options.carry = delegate_carry;
    options.user = guest;
    return faqbot_chat_new(&options, chat);
}
