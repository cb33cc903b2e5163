/* pages.h - the pages that are made for a request: home, an answer, an entry, the list of all. */
#ifndef SERVER_PAGES_H
#define SERVER_PAGES_H

#include "server/http.h"

/* Each sets the exchange's answer. */
void pages_home(struct http_exchange *exchange, struct faqbot_view rest);
void pages_list(struct http_exchange *exchange, struct faqbot_view rest);

#endif
