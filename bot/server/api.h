/* api.h - the HTTP API: the chat's requests and replies, one a request. */
#ifndef SERVER_API_H
#define SERVER_API_H

#include "server/http.h"

/* Each sets the exchange's answer, or gives the request to the worker. */
void api_ask(struct http_exchange *exchange, struct faqbot_view rest);
void api_suggest(struct http_exchange *exchange, struct faqbot_view rest);
void api_entry(struct http_exchange *exchange, struct faqbot_view id);

#endif
