/* limits.h - what the server takes before it says no. Each limit is enforced by the file named beside it. */
#ifndef SERVER_LIMITS_H
#define SERVER_LIMITS_H

/* accept.c: connections at a time; the rest waits in the system's backlog. */
#define LIMITS_CONNECTIONS_MAX 20000
/* accept.c: descriptors kept back for the knowledge, the event loop and the log. */
#define LIMITS_DESCRIPTORS_RESERVED 24
#define LIMITS_BACKLOG 4096
#define LIMITS_ACCEPTS_PER_TURN 64 /* so that a rush of new visitors does not starve the present ones */

/* server.c, held by libwebsockets: */
#define LIMITS_HEADER_BYTES 8192    /* one request's line and headers, as decoded */
#define LIMITS_HEADERS_PENDING 4096 /* requests being read at a time; half-sent ones count */
#define LIMITS_HEADER_SECONDS 10    /* from the connection to the end of its request's headers */
#define LIMITS_IDLE_HTTP_SECONDS 15 /* between two requests of a kept connection */
#define LIMITS_RECEIVE_BYTES 512    /* read at a time; it rules what an idle connection costs */
#define LIMITS_PING_SECONDS 30      /* a WebSocket visitor who is silent so long is pinged, */
#define LIMITS_HANGUP_SECONDS 45    /* and hung up on when there is no sign of life for so long */

/* peer.c: messages have FAQBOT_CHAT_MESSAGE_BYTES_MAX, in at most so many frames. */
#define LIMITS_FRAGMENTS_MAX 64

/* http.c: the body of a POST, the same as a message; a longer one is refused by its stated length. */
#define LIMITS_BODY_BYTES 4096

/* server.c: SIGTERM to the end. */
#define LIMITS_DRAIN_MILLISECONDS 1500

#endif
