/* respond.h - an HTTP answer: filling it in, and writing it when the connection is ready. */
#ifndef SERVER_RESPOND_H
#define SERVER_RESPOND_H

#include "server/http.h"

/* Sets the answer; `body` stays valid until the exchange ends. */
void respond_with(struct http_exchange *exchange, unsigned status, const char *type, struct faqbot_view body);

/* Sets the answer to the protocol's error object. `code` is static; the sentence is copied. */
void respond_with_error(struct http_exchange *exchange, unsigned status, const char *code,
                        const char *sentence);

/* Sets the answer to the reply that lies in the exchange's chat, with the HTTP status that fits it. */
void respond_with_reply(struct http_exchange *exchange);

/* Asks libwebsockets to call back when the connection can be written to. */
int respond_soon(struct http_exchange *exchange, struct lws *connection);

/* Writes a piece of the answer; at its end completes the request. Returns what libwebsockets' callback does. */
int respond_write(struct http_exchange *exchange, struct lws *connection);

/* Writes a whole answer, the error object, at once: for a connection that has no exchange. False: it did not go. */
bool respond_refuse_at_once(struct lws *connection, unsigned status, const char *code, const char *sentence,
                            const char *extra);

#endif
