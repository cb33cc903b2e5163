/* protocol/errand.h - an ASK that is answered elsewhere, as its chat sees it (implements faqbot_chat.h). */
#ifndef PROTOCOL_ERRAND_H
#define PROTOCOL_ERRAND_H

#include <faqbot_chat.h>

#include "protocol/answering.h"

/* The request as it was copied; valid as long as the errand. */
const struct faqbot_chat_request *async_ask_request(const struct faqbot_async_ask *async_ask);

/* What it has brought: the reply, which the rest points into, and the version of the knowledge base that gave it;
 * all valid as long as the errand. False: it was not run. */
bool async_ask_result(const struct faqbot_async_ask *async_ask, struct faqbot_view *reply,
                      struct response *response, struct faqbot_view *version, enum faqbot_status *status);

#endif
