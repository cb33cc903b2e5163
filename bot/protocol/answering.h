/* protocol/answering.h - how an ASK or a GET is answered, apart from any chat, so that it may be done elsewhere. */
#ifndef PROTOCOL_ANSWERING_H
#define PROTOCOL_ANSWERING_H

#include <faqbot_chat.h>

#include "base/buffer.h"
#include "protocol/code.h"
#include "protocol/replies.h"

/* What came of a request. */
struct response {
    const struct error_code *error; /* NULL: an answer, and the rest holds */
    struct cached_response known;   /* the body: in the buffer; the entry: the bot's */
    uint64_t microseconds;
    bool is_cached; /* nothing was searched for */
};

/* The clock of a chat's options; 0 where it has none. */
uint64_t respond_now(const struct faqbot_chat_options *options);

/* Asks the bot and appends the one reply to `out`, whose limit is where it must end. NO_MEMORY: there may be none. Any
 * other status is the world's failure, and the reply says `busy` where an index cannot be read, else `internal`. */
enum faqbot_status respond(const struct faqbot_chat_options *options, struct faqbot *bot,
                           const struct faqbot_chat_request *request, struct buffer *out,
                           struct response *response);

/* The same from what was answered before. False: nothing was. */
bool respond_from_cache(const struct faqbot_chat_options *options, struct faqbot *bot,
                        const struct faqbot_chat_request *request, struct buffer *out,
                        struct response *response);

/* Appends what is said where the bot did not answer: *error is its code. Statuses as above. */
enum faqbot_status respond_failure(struct buffer *out, struct faqbot_view id, enum faqbot_status failure,
                                   const struct error_code **error);

#endif
