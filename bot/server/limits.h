/* limits.h - what the server takes before it says no, where the operator has no say; where he has, see
 * server/server.h. Each limit is enforced by the file named beside it. */
#ifndef SERVER_LIMITS_H
#define SERVER_LIMITS_H

/* accept.c: descriptors kept back for the knowledge base, the event loop and the log. */
#define LIMITS_DESCRIPTORS_RESERVED 24
/* of a WebSocket through TLS: its own, and a pair of ours, see relay.c */
#define LIMITS_DESCRIPTORS_ENCRYPTED 3
#define LIMITS_BACKLOG 4096
#define LIMITS_GRACE_MILLISECONDS 500 /* silent for less, nobody loses a place to a newcomer */
#define LIMITS_PLACE_MILLISECONDS 100 /* between two looks for a place, while newcomers wait */
#define LIMITS_ACCEPTS_PER_TURN 64    /* so that a rush of new visitors does not starve the present ones */

/* monitor.c: whoever watches the server asks every few seconds, and from few places. From the connection to the end of
 * its answer it has half of what Prometheus gives a scrape. */
#define LIMITS_MONITOR_CONNECTIONS 16
#define LIMITS_MONITOR_SECONDS 5

/* request.c, http_connection.c: a request's head. RFC 9112, 3 asks for lines of 8000 bytes at least; a question of 500
 * characters takes up to 6000 in an address. */
#define LIMITS_HEAD_BYTES 16384
#define LIMITS_TARGET_BYTES 8000
#define LIMITS_HEADERS 100

/* relay.c: so long what libwebsockets said last may take to be read.
 * http_connection.c: after the last answer, for so long and so many bytes more of what the visitor still sends is read
 * and thrown away: to close on it would reset the connection, and the answer could be lost on the way. */
#define LIMITS_LINGER_MILLISECONDS 2000

/* guest.c: plain GETs of an address, of pages and their parts, a minute. It is a hundred a second: an office behind one
 * address never comes near it, a flood does. */
#define LIMITS_PLAIN_PER_MINUTE 6000

/* respond.c: when whoever is refused for the number of its requests or connections may try again. */
#define LIMITS_REFUSED_MILLISECONDS 1000

/* server.c: handshakes that libwebsockets reads. Each comes whole and is read at once: one is under way at a time. */
#define LIMITS_HANDSHAKE_BYTES 4096
#define LIMITS_HANDSHAKES_PENDING 8
#define LIMITS_SWEEP_MILLISECONDS 1000 /* between two looks for idle visitors */
#define LIMITS_SWEEPS_A_REPORT 60      /* so many of them, and the log is told what was refused */
#define LIMITS_RECEIVE_BYTES 512       /* read at a time; it rules what an idle connection costs */

/* server.c: room for an answer that was given before, as it was written; of longer ones fewer are kept. */
#define LIMITS_REPLY_BYTES_TYPICAL 1024

/* peer.c: requests refused in a row because they are too many, before the visitor is sent away. */
#define LIMITS_REFUSED_IN_A_ROW 100

/* peer.c, respond.c: for so long nothing is read from who was refused because it was too much. An address with its 64
 * connections gets 3200 refusals a second then, a few percent of a core. */
#define LIMITS_HELD_MILLISECONDS 20

/* http.c: the body of a POST may be as long as a message. A longer one is refused by its stated length; up to this size
 * it is let in and thrown away first, for to close on a visitor who is still sending may cost him the answer. */
#define LIMITS_BODY_DISCARDED_BYTES 1048576

/* configure.c: what the pages' headers say of who may show them within theirs. */
#define LIMITS_ANCESTORS_BYTES 1024

/* reload.c: from the last change of the knowledge base to the reload, and from the first at the most. */
#define LIMITS_SETTLE_MILLISECONDS 300
#define LIMITS_SETTLE_MILLISECONDS_MAX 3000

/* reload.c: from one attempt to open an index that could not be read to the next. */
#define LIMITS_RETRY_MILLISECONDS 5000

/* shutdown.c: from the end of the drain (--drain-seconds) to the end of the process, whatever hangs. The service
 * manager's patience (TimeoutStopSec in faqbot.service) must be longer than both together. */
#define LIMITS_HARD_END_SECONDS 10

/* server.c: how long libwebsockets may take to close what is left when all else has ended. */
#define LIMITS_LOST_MILLISECONDS 2000

#endif
