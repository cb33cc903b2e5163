/* protocol/errand.h - an ASK that is answered elsewhere, as its chat sees it (implements faqbot/errand.h). */
#ifndef PROTOCOL_ERRAND_H
#define PROTOCOL_ERRAND_H

#include <faqbot/errand.h>

#include "protocol/answering.h"

/* The request as it was copied; valid as long as the errand. */
const struct faqbot_chat_request *errand_request(const struct faqbot_errand *errand);

/* What it has brought: the reply, which the rest points into, and the version of the knowledge base that gave it;
 * all valid as long as the errand. False: it was not run. */
bool errand_result(const struct faqbot_errand *errand, struct faqbot_view *reply, struct answering *answering,
                   struct faqbot_view *version, enum faqbot_status *status);

#endif
