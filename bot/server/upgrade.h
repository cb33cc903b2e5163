/* upgrade.h - from a handshake that has been checked to a WebSocket of libwebsockets'. */
#ifndef SERVER_UPGRADE_H
#define SERVER_UPGRADE_H

#include <stddef.h>

#include "server/transport.h"

struct guest;
struct lws;
struct server;

/* Gives a connection to libwebsockets, which reads `bytes` first: a handshake, and what came behind it. The transport
 * and the guest are libwebsockets' connection's from now on; NULL bytes, or what fails, ends both. Through TLS it is
 * given a socket of ours, and what passes there is carried over. */
void upgrade_start(struct guest *guest, struct transport *transport, const char *bytes, size_t size);

/* libwebsockets has made its connection, the one that is being started. */
void upgrade_bind(struct lws *connection);

/* That connection, or what should have become one, has ended. So does the guest, who keeps the place for as long as
 * anything is still carried over. Allowed with NULL. */
void upgrade_end(struct guest *guest);

/* Ends what is carried over, at once. */
void upgrade_stop(struct server *server);

#endif
