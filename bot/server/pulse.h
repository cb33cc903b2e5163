/* pulse.h - signs of life: a visitor who gives none for long is pinged, and goes when that is not answered.
 *
 * libwebsockets would do as much, but puts the timer of each connection into its place by walking past all others': at
 * ten thousand visitors that takes longer than all else that letting one in takes. */
#ifndef SERVER_PULSE_H
#define SERVER_PULSE_H

#include <stdbool.h>

#include "server/roster.h"

struct lws;
struct peer;
struct server;

/* Zeroed, nobody is in it. */
struct pulse {
    struct roster quiet;  /* by their last sign of life */
    struct roster pinged; /* by their ping */
};

/* A visitor's part. Zeroed: not begun. */
struct pulse_share {
    struct roster_place place;
    bool is_pinged; /* in which of the two he is */
    bool must_ping; /* the ping has not gone out yet */
};

void pulse_begin(struct peer *peer, struct lws *connection);
void pulse_end(struct peer *peer); /* allowed where it has not begun */

/* A sign of life. */
void pulse_beat(struct peer *peer);

/* Sends the ping, where there is one to be sent: from the callback that says that it may be written. False: it did not
 * go, for the connection is broken. */
bool pulse_write(struct peer *peer, struct lws *connection);

/* To be called about every second: pings the quiet, and hangs up on those who do not answer. */
void pulse_sweep(struct server *server);

#endif
