/* http_connection.h - one connection that speaks HTTP: its requests one after the other, read whole, answered, and the
 * next one. A WebSocket's handshake is its last: the socket goes on to libwebsockets. */
#ifndef SERVER_HTTP_CONNECTION_H
#define SERVER_HTTP_CONNECTION_H

#include <uv.h>

#include "server/http.h"
#include "server/request.h"
#include "server/roster.h"
#include "server/transport.h"

struct guest;

/* What a connection is doing. Each state waits for one thing, and enter() alone goes from one to the next. */
enum http_state {
    HTTP_READING_HEAD,
    HTTP_READING_BODY,
    HTTP_DISCARDING, /* a body that is too long, and was refused for that */
    HTTP_ANSWERING,  /* here, or in the worker; nothing is read meanwhile */
    HTTP_HELD,       /* the answer is made, and waits a moment: its visitor asks too much */
    HTTP_WRITING,
    HTTP_LINGERING, /* the last answer is out; what still comes is thrown away */
    HTTP_CLOSED     /* waits for libuv to let its handles go */
};

struct http_connection {
    struct server *server;
    struct guest *guest;
    struct transport transport;
    enum http_state state;
    /* What was read and is not used up: a head, and what came with it. Behind it lies request_parse()'s room, as large
     * again. NULL: there is nothing. */
    char *input;
    size_t input_size;
    size_t input_capacity;
    bool has_passed_over;   /* the one empty line that may stand before the present request */
    size_t seen;            /* of the input: so many bytes hold no end of a head */
    size_t used;            /* of the input: the present request's head, and its body as far as it was read */
    struct request request; /* the present one */
    size_t body_left;       /* bytes of its body that have not been read */
    struct http_exchange exchange;
    char *unsent; /* of the answer's head, what the system did not take at once; NULL: nothing */
    size_t unsent_size;
    size_t unsent_from;
    size_t discarded;          /* bytes, since it lingers */
    struct roster *roster;     /* one of the server's: newcomers, kept, answered */
    struct roster_place place; /* in it */
    uv_poll_t poll;
    uv_timer_t timer;
    int events;       /* of libuv's, that the poll waits for */
    unsigned handles; /* of libuv's, that are open */
};

/* Begins with a socket that has been accepted. It is the connection's, as is the guest; what fails closes both. */
void http_connection_open(struct guest *guest, int descriptor);

/* The exchange's answer is made, by the worker. */
void http_connection_answer(struct http_connection *connection);

/* Ends it at once. */
void http_connection_close(struct http_connection *connection);

#endif
