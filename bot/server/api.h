/* api.h - the HTTP API: the chat's requests and replies, one a request. */
#ifndef SERVER_API_H
#define SERVER_API_H

#include "server/http.h"

/* Each sets the exchange's answer. api_ask() leaves a POST unanswered until api_ask_posted(), when its body is in. */
void api_ask(struct http_exchange *exchange, struct lws *connection, struct faqbot_view rest);
void api_ask_posted(struct http_exchange *exchange);
void api_suggest(struct http_exchange *exchange, struct lws *connection, struct faqbot_view rest);
void api_entry(struct http_exchange *exchange, struct lws *connection, struct faqbot_view id);

#endif
