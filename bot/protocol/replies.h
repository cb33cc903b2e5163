/* protocol/replies.h - answers that were given before, as they were written (implements faqbot_chat.h). */
#ifndef PROTOCOL_REPLIES_H
#define PROTOCOL_REPLIES_H

#include <stdbool.h>

#include <faqbot_chat.h>

/* An answer to an ASK or a GET. */
struct cached_response {
    struct faqbot_view body; /* encode.h's */
    struct faqbot_view entry;
    enum faqbot_outcome outcome;
    double confidence;
};

/* What was answered to the very same request, whatever its id, by the knowledge base of this version; valid until the
 * next call. False: nothing, or `cache` is NULL. */
bool response_cache_find(struct faqbot_response_cache *cache, const struct faqbot_chat_request *request,
                         struct faqbot_view version, struct cached_response *known);

/* Keeps an answer, where there is room, it has a body, and the version is that of the last response_cache_find(): what
 * comes late from a knowledge base that is gone is not kept. NULL is allowed. */
void response_cache_put(struct faqbot_response_cache *cache, const struct faqbot_chat_request *request,
                        struct faqbot_view version, const struct cached_response *known);

#endif
