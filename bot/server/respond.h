/* respond.h - an HTTP answer: filling it in, and its head. */
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

/* Sets the answer to what a refusal says. */
void respond_refusal(struct http_exchange *exchange, const struct request_refusal *refusal);

/* Writes the answer's head to `bytes`, of RESPOND_HEAD_BYTES, and gives its size; what the head leaves no body for is
 * dropped from the exchange. Once for each answer. */
#define RESPOND_HEAD_BYTES 4096
size_t respond_begin(struct http_exchange *exchange, char *bytes);

#endif
