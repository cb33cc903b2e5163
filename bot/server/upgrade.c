/* upgrade.c - from a handshake that has been checked to a WebSocket of libwebsockets'.
 *
 * libwebsockets reads the bytes that it is given while it takes the socket over, and its callbacks run meanwhile: they
 * find the guest in the server until upgrade_bind() has put it where guest_of() looks. */
#include "server/upgrade.h"

#include <libwebsockets.h>

#include "server/guest.h"
#include "server/relay.h"
#include "server/server.h"

void upgrade_bind(struct lws *connection)
{
    struct server *server = server_of(connection);
    lws_set_opaque_user_data(connection, server->upgrading);
    server->upgrading = NULL;
}

void upgrade_start(struct guest *guest, struct transport *transport, const char *bytes, size_t size)
{
    struct server *server = guest->server;
    struct relay *relay = NULL;
    int descriptor;
    if (bytes == NULL) {
        transport_close(transport);
        guest_free(guest);
        return;
    }
    if (transport->tls == NULL) {
        descriptor = transport_detach(transport);
    } else {
        relay =
            relay_new(&server->loop, server->context, &server->relays, transport, &guest->relay, &descriptor);
        if (relay == NULL) {
            guest_free(guest);
            return;
        }
    }
    server->upgrading = guest;
    (void)lws_adopt_socket_vhost_readbuf(server->host, descriptor, bytes,
                                         size); /* closes it where it fails */
    upgrade_end(server->upgrading);             /* what never became a connection; else there is none */
    server->upgrading = NULL;
    if (relay != NULL) {
        relay_run(relay);
    }
}

static void on_relay_ended(void *user)
{
    guest_free(user);
}

void upgrade_end(struct guest *guest)
{
    if (guest != NULL && guest->relay != NULL) {
        relay_finish(guest->relay, on_relay_ended, guest);
    } else {
        guest_free(guest);
    }
}

void upgrade_stop(struct server *server)
{
    relay_stop(&server->relays);
}
