/* relay.h - carries bytes between a connection through TLS and a socket of ours at whose other end libwebsockets is. */
#ifndef SERVER_RELAY_H
#define SERVER_RELAY_H

#include <uv.h>

#include "server/roster.h"
#include "server/transport.h"

struct relay;

/* Who has the other end. */
struct relay_owner {
    struct relay **place; /* is the relay for as long as it lasts, and NULL before and afterwards */
    void (*written)(void *user, int descriptor); /* something has just been written to the other end */
    void (*ended)(void *user);                   /* all is closed, after relay_finish() */
    void *user;
};

/* Takes the transport over, and makes the socket, whose other end is *descriptor, the caller's. The relay ends by
 * itself, with either side; `relays` is those that are under way. NULL: it cannot be, and the transport is closed. */
struct relay *relay_new(uv_loop_t *loop, struct roster *relays, struct transport *transport,
                        const struct relay_owner *owner, int *descriptor);

/* Begins to carry, once the owner has, or has closed, the other end. The relay may have ended by the time this
 * returns. */
void relay_run(struct relay *relay);

/* The owner has closed the other end, or is about to. What was written there still goes out, for
 * LIMITS_LINGER_MILLISECONDS at the most: a visitor who does not read shall not keep the descriptors. */
void relay_finish(struct relay *relay);

/* Ends all, at once. */
void relay_stop(struct roster *relays);

#endif
