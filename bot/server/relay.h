/* relay.h - carries bytes between a connection through TLS and a socket of ours at whose other end libwebsockets is. */
#ifndef SERVER_RELAY_H
#define SERVER_RELAY_H

#include <uv.h>

#include "server/roster.h"
#include "server/transport.h"

struct relay;

/* Takes the transport over, and makes the socket, whose other end is *descriptor, the caller's. False: it cannot be,
 * and the transport is closed. The relay ends by itself, with either side; `relays` is those that are under way. */
bool relay_start(uv_loop_t *loop, struct roster *relays, struct transport *transport, int *descriptor);

/* Ends all, at once. */
void relay_stop(struct roster *relays);

#endif
