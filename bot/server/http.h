/* http.h - everything that is asked over plain HTTP: the page, its parts, the API. */
#ifndef SERVER_HTTP_H
#define SERVER_HTTP_H

#include <stdbool.h>

#include <faqbot_chat.h>

#include "server/request.h"

struct guest;
struct http_connection;
struct server;
struct worker_job;

#define HTTP_TAG_BYTES 32

/* One request and its answer; part of its connection, and valid for as long as the request is. */
struct http_exchange {
    struct server *server; /* NULL: there is none */
    struct guest *guest;
    struct http_connection *connection;
    const struct request *request;
    struct worker_job *job;   /* the worker's, that the answer waits for; NULL: none */
    struct faqbot_chat *chat; /* answers API requests; NULL otherwise */
    char *received;           /* the body; NULL: there is none, or it was thrown away */
    char *made;               /* a text that was made for this answer; NULL: none */
    size_t received_size;
    unsigned status; /* of the answer; 0: none is made yet */
    bool must_close; /* the answer is the connection's last */
    bool has_begun;  /* the answer's head is made */
    const char *type;
    bool is_welcome;          /* a page of another origin may read the answer */
    const char *allow;        /* the methods that would have been allowed; NULL: no such header */
    const char *extra;        /* whole header lines more, with their line breaks; NULL: none */
    const char *cache;        /* Cache-Control; NULL: by whether there is a tag */
    char tag[HTTP_TAG_BYTES]; /* ETag; empty: none */
    struct faqbot_view body;  /* what is still to be sent; static, the chat's, or the page */
};

/* A request's head has come. Whoever may not ask is answered, and so is a body that will not be read; otherwise there
 * is no answer yet. True: it is a WebSocket's handshake, and in order. */
bool http_begin(struct http_exchange *exchange);

/* The whole request has come: answers it, or gives it to the worker, which calls http_connection_answer(). */
void http_answer(struct http_exchange *exchange);

/* Gives back what the request took. The worker, if it has it, is told that nobody waits. */
void http_end(struct http_exchange *exchange);

#endif
