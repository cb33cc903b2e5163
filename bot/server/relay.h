/* relay.h - carries bytes between a connection through TLS and a socket of ours at whose other end libwebsockets is. */
#ifndef SERVER_RELAY_H
#define SERVER_RELAY_H

#include <libwebsockets.h>
#include <uv.h>

#include "server/roster.h"
#include "server/transport.h"

struct relay;

/* Takes the transport over, and makes the socket, whose other end is *descriptor, the caller's to give to the context.
 * The relay ends by itself, with either side; `relays` is those that are under way. NULL: it cannot be, and the
 * transport is closed. *place, the caller's, is the relay for as long as it lasts, and NULL before and afterwards. */
struct relay *relay_new(uv_loop_t *loop, struct lws_context *context, struct roster *relays,
                        struct transport *transport, struct relay **place, int *descriptor);

/* Begins to carry, once the context has, or has closed, its end. The relay may have ended by the time this returns. */
void relay_run(struct relay *relay);

typedef void relay_ended(void *user);

/* libwebsockets has closed the socket, or is about to. What it has written still goes out, for
 * LIMITS_LINGER_MILLISECONDS at the most: a visitor who does not read shall not keep the descriptors. `ended` is called
 * once they are closed, and *place is NULL then. */
void relay_finish(struct relay *relay, relay_ended *ended, void *user);

/* Ends all, at once. */
void relay_stop(struct roster *relays);

#endif
