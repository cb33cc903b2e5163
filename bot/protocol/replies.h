/* protocol/replies.h - answers that were given before, as they were written (implements faqbot/replies.h). */
#ifndef PROTOCOL_REPLIES_H
#define PROTOCOL_REPLIES_H

#include <stdbool.h>

#include <faqbot/chat.h>
#include <faqbot/replies.h>

/* An answer to an ASK or a GET. */
struct replies_known {
    struct faqbot_view body; /* encode.h's */
    struct faqbot_view entry;
    enum faqbot_outcome outcome;
    double confidence;
};

/* What was answered to the very same request, whatever its id, by the knowledge of this version; valid until the next
 * call. False: nothing, or `replies` is NULL. */
bool replies_find(struct faqbot_replies *replies, const struct faqbot_chat_request *request,
                  struct faqbot_view version, struct replies_known *known);

/* Keeps an answer, where there is room, it has a body, and the version is that of the last replies_find(): what comes
 * late from a knowledge that is gone is not kept. NULL is allowed. */
void replies_keep(struct faqbot_replies *replies, const struct faqbot_chat_request *request,
                  struct faqbot_view version, const struct replies_known *known);

#endif
