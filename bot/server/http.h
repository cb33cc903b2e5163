/* http.h - everything that is asked over plain HTTP: the page, its parts, the API. */
#ifndef SERVER_HTTP_H
#define SERVER_HTTP_H

#include <stdbool.h>

#include <libwebsockets.h>

#include <faqbot/chat.h>

struct worker_job;

#define HTTP_TAG_BYTES 32

/* One request and its answer. libwebsockets keeps it, zeroed, for as long as one request lasts. */
struct http_exchange {
    struct server *server; /* NULL: not begun */
    struct guest *guest;
    struct lws *connection;
    struct worker_job *job;   /* the worker's, that the answer waits for; NULL: none */
    int method;               /* one of libwebsockets' LWSHUMETH_ */
    struct faqbot_chat *chat; /* answers API requests and holds the body; NULL otherwise */
    char *received;           /* the body of a POST, gathered */
    char *made;               /* a text that was made for this answer; NULL: none */
    size_t received_size;
    unsigned status; /* of the answer; 0: none yet */
    bool must_close; /* the connection cannot be kept: the request was not read to its end */
    bool has_begun;  /* the headers are out */
    const char *type;
    bool is_welcome;          /* a page of another origin may read the answer */
    const char *allow;        /* the methods that would have been allowed; NULL: no such header */
    const char *extra;        /* whole header lines more, with their line breaks; NULL: none */
    const char *cache;        /* Cache-Control; NULL: by whether there is a tag */
    char tag[HTTP_TAG_BYTES]; /* ETag; empty: none */
    struct faqbot_view body;  /* what is still to be sent; static, the chat's, or the page */
};

/* libwebsockets' callback for all plain HTTP, and for a WebSocket handshake before it is granted. */
int http_callback(struct lws *connection, enum lws_callback_reasons reason, void *user, void *in,
                  size_t size);

#endif
