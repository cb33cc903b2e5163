/* upgrade.c - from a handshake that has been checked to a WebSocket of libwebsockets'.
 *
 * libwebsockets reads the bytes that it is given while it takes the socket over, and its callbacks run meanwhile: they
 * find the guest in the server until upgrade_bind() has put it where guest_of() looks. */
#include "server/upgrade.h"

#include <libwebsockets.h>

#include "server/guest.h"
#include "server/relay.h"
#include "server/server_internal.h"

void upgrade_bind(struct lws *connection)
{
    struct server *server = server_of(connection);
    lws_set_opaque_user_data(connection, server->upgrading);
    server->upgrading = NULL;
}

/* libwebsockets would hear of what was written to it at the loop's next turn, and the relay of its reply at the one
 * after. So it is told here and now, and has mostly replied when this returns. */
static void on_written(void *user, int descriptor)
{
    const struct guest *guest = user;
    struct lws_pollfd event = {.fd = descriptor, .events = LWS_POLLIN, .revents = LWS_POLLIN};
    lws_service_fd(guest->server->context, &event);
}

static void on_relay_ended(void *user)
{
    guest_free(user);
}

/* Through TLS libwebsockets is given one end of a pair. */
static bool start_relay(struct guest *guest, struct transport *transport, int *descriptor)
{
    struct server *server = guest->server;
    const struct relay_owner owner = {
        .place = &guest->relay, .written = on_written, .ended = on_relay_ended, .user = guest};
    return relay_new(&server->loop, &server->relays, transport, &owner, descriptor) != NULL;
}

void upgrade_start(struct guest *guest, struct transport *transport, const char *bytes, size_t size)
{
    struct server *server = guest->server;
    int descriptor;
    if (bytes == NULL) {
        transport_close(transport);
        guest_free(guest);
        return;
    }
    if (transport->tls == NULL) {
        descriptor = transport_detach(transport);
    } else if (!start_relay(guest, transport, &descriptor)) {
        guest_free(guest);
        return;
    }
    struct relay *relay = guest->relay; /* the guest may end before it */
    server->upgrading = guest;
    /* It closes the descriptor where it fails. */
    (void)lws_adopt_socket_vhost_readbuf(server->host, descriptor, bytes, size);
    upgrade_end(server->upgrading); /* what never became a connection; else there is none */
    server->upgrading = NULL;
    if (relay != NULL) {
        relay_run(relay);
    }
}

void upgrade_end(struct guest *guest)
{
    if (guest != NULL && guest->relay != NULL) {
        relay_finish(guest->relay);
    } else {
        guest_free(guest);
    }
}

void upgrade_stop(struct server *server)
{
    relay_stop(&server->relays);
}
