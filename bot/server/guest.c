/* guest.c - one connection, of whatever kind. The limits are counted here; what is said to those who pass them, the
 * callers say. */
#include "server/guest.h"

#include <assert.h>
#include <stdlib.h>

#include "server/delegate.h"
#include "server/server_internal.h"
#include "server/witness.h"

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

struct guest *guest_new(struct accept_gate *gate, const struct sockaddr_storage *from)
{
    struct server *server = gate->server;
    struct guest *guest = calloc(1, sizeof *guest);
    if (guest == NULL) {
        return NULL;
    }
    guest->server = server;
    guest->gate = gate;
    guest->has_peer = address_of_socket(from, &guest->peer);
    guest->client = guest->peer;
    guest->has_client = guest->has_peer;
    if (gate->is_monitor) {
        accept_connection_made(gate);
        return guest;
    }
    server->tally.connections++;
    guest->is_proxy =
        !guest->has_peer || address_is_among(&guest->peer, server->proxies, server->proxy_count);
    if (guest->has_peer && !guest->is_proxy && !enter(guest, &guest->peer)) {
        free(guest);
        return NULL;
    }
    accept_connection_made(gate);
    return guest;
}

void guest_free(struct guest *guest)
{
    if (guest != NULL) {
        assert(guest->exchange_of == NULL &&
               guest->peer_of == NULL); /* they end first, and let go of their jobs */
        crowd_leave(&guest->server->crowd, guest->member, server_now(guest->server));
        accept_connection_gone(guest->gate);
        free(guest);
    }
}

struct guest *guest_of(struct lws *connection)
{
    return lws_get_opaque_user_data(connection);
}

void guest_rest(struct guest *guest)
{
    if (guest->is_proxy) {
        crowd_leave(&guest->server->crowd, guest->member, server_now(guest->server));
        guest->member = NULL;
        guest->client = guest->peer;
        guest->has_client = false;
    }
}

/* A connection that a proxy keeps brings another visitor with each request. Who is not named stays uncounted. */
enum guest_identity guest_identify(struct guest *guest, const struct request *request)
{
    struct faqbot_view list = request->headers[REQUEST_FORWARDED_FOR];
    struct address last;
    if (!guest->is_proxy) {
        return GUEST_IS_KNOWN;
    }
    guest_rest(guest);
    guest->has_client = address_take_last(&list, &last);
    if (!guest->has_client) {
        return GUEST_IS_UNNAMED;
    }
    guest->client = address_forwarded(last, list, guest->server->proxies, guest->server->proxy_count);
    return enter(guest, &guest->client) ? GUEST_IS_KNOWN : GUEST_IS_CROWD;
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

/* Over a connection that a proxy keeps many visitors ask in turn. There what a connection may ask, an address may. */
static struct bucket *connection_bucket(struct guest *guest)
{
    bool is_shared = guest->is_proxy && guest->peer_of == NULL;
    return !is_shared ? &guest->bucket : guest->member != NULL ? &guest->member->shared : NULL;
}

/* Only what both buckets have is taken out of either. */
unsigned guest_hold(struct guest *guest, enum faqbot_chat_request_type type)
{
    struct server *server = guest->server;
    const struct faqbot_server_limits *limits = &server->limits;
    struct bucket *bucket = connection_bucket(guest);
    uint64_t now = server_now(server);
    bool is_small = type != FAQBOT_CHAT_ASK && type != FAQBOT_CHAT_GET;
    uint64_t wait = bucket == NULL ? 0 : wait_for(bucket, limits->asks_per_connection, is_small, now);
    if (wait > 0) {
        server->tally.refusals[TALLY_RATE_CONNECTION]++;
    } else if (guest->member != NULL) {
        wait = wait_for(&guest->member->bucket, limits->asks_per_address, is_small, now);
        server->tally.refusals[TALLY_RATE_ADDRESS] += wait > 0;
    }
    if (wait == 0 && bucket != NULL) {
        take(bucket, limits->asks_per_connection, is_small, now);
    }
    if (wait == 0 && guest->member != NULL) {
        take(&guest->member->bucket, limits->asks_per_address, is_small, now);
    }
    return (unsigned)((wait + 999) / 1000);
}

unsigned guest_hold_plain(struct guest *guest)
{
    uint64_t now = server_now(guest->server);
    if (guest->member == NULL || guest->server->limits.asks_per_address == 0) {
        return 0;
    }
    uint64_t wait = wait_for(&guest->member->plain, LIMITS_PLAIN_PER_MINUTE, false, now);
    if (wait == 0) {
        take(&guest->member->plain, LIMITS_PLAIN_PER_MINUTE, false, now);
    } else {
        guest->server->tally.refusals[TALLY_RATE_ADDRESS]++;
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
    options.begin_async = delegate_carry;
    options.user = guest;
    return faqbot_chat_new(&options, chat);
}
