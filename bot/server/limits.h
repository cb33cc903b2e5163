/* limits.h - what the server takes before it says no, where the operator has no say; where he has, see
 * faqbot/server.h. Each limit is enforced by the file named beside it. */
#ifndef SERVER_LIMITS_H
#define SERVER_LIMITS_H

/* accept.c: descriptors kept back for the knowledge, the event loop and the log. */
#define LIMITS_DESCRIPTORS_RESERVED 24
#define LIMITS_BACKLOG 4096
#define LIMITS_ACCEPTS_PER_TURN 64 /* so that a rush of new visitors does not starve the present ones */

/* server.c, held by libwebsockets: */
#define LIMITS_HEADER_BYTES 8192       /* one request's line and headers, as decoded */
#define LIMITS_HEADERS_PENDING 4096    /* requests being read at a time; half-sent ones count */
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

/* reload.c: from the last change of the knowledge to the reload, and from the first at the most. */
#define LIMITS_SETTLE_MILLISECONDS 300
#define LIMITS_SETTLE_MILLISECONDS_MAX 3000

/* reload.c: from one attempt to open an index that could not be read to the next. */
#define LIMITS_RETRY_MILLISECONDS 5000

/* server.c: SIGTERM to the end. */
#define LIMITS_DRAIN_MILLISECONDS 1500

#endif
