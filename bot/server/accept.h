/* accept.h - letting connections in, and not more of them than there are descriptors for. */
#ifndef SERVER_ACCEPT_H
#define SERVER_ACCEPT_H

#include <stdbool.h>

#include <uv.h>

#include <faqbot.h>

#include "server/roster.h"

struct server;

struct accept_gate {
    uv_poll_t poll;
    uv_timer_t retry; /* while it is shut */
    int descriptor;   /* the listening socket, the gate's; -1: none */
    struct server *server;
    unsigned connections;
    unsigned connections_max;
    bool is_open;
    bool is_monitor;         /* for whoever watches the server, see monitor.h; otherwise for visitors */
    struct roster newcomers; /* HTTP connections that have not asked anything yet, by their age */
    struct roster kept;      /* those between two requests, or behind the last, by how long */
    struct roster answered;  /* those whose request is being answered */
};

/* How many connections, `wanted` at most and each of so many descriptors, the system's limit leaves room for beside
 * `others`. Lowers the process's limit to what the server can use, for libwebsockets makes a table of that size.
 * FAQBOT_IO: fewer than one. */
enum faqbot_status accept_plan(unsigned wanted, unsigned descriptors_each, unsigned others,
                               unsigned *connections_max, struct faqbot_fault *fault);

/* Lets connections in from `descriptor`, which is the gate's from now on. Where there are as many as there may be, one
 * that asks nothing makes place for a newcomer; where all do, newcomers wait. */
enum faqbot_status accept_start(struct accept_gate *gate, uv_loop_t *loop, int descriptor,
                                struct server *server, struct faqbot_fault *fault);

/* Counts a connection that begins or ends; the gate, if it was shut, opens. */
void accept_connection_made(struct accept_gate *gate);
void accept_connection_gone(struct accept_gate *gate);

/* Lets nobody in any more. Allowed twice, and on a gate that never started (descriptor -1). */
void accept_stop(struct accept_gate *gate);

#endif
