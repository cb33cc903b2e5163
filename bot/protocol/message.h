/* protocol/message.h - what a client sent, read: JSON in, a request or a refusal out. */
#ifndef PROTOCOL_MESSAGE_H
#define PROTOCOL_MESSAGE_H

#include <faqbot_chat.h>

#include "protocol/code.h"

#define MESSAGE_SENTENCE_BYTES 128

/* One mistake, whichever way the request came; without its full stop. */
#define MESSAGE_BAD_TOP "`top` must be a whole number from 1 to 100"

struct json;

/* A message as it was read; released by message_release(). */
struct message {
    /* views into `document`; where `code` is set, only `id` may be used */
    struct faqbot_chat_request request;
    const struct error_code *code;         /* NULL: a good request; otherwise why it is refused */
    char sentence[MESSAGE_SENTENCE_BYTES]; /* the reason, for a person, where `code` is set */
    struct json *document;                 /* keeps the views; the message's */
};

/* Reads one message. Whatever is wrong with the bytes is said in `message`, and is FAQBOT_OK; `request.id` is
 * empty where there is none to be echoed. Lengths of texts are the bot's to judge. FAQBOT_NO_MEMORY: nothing
 * is written. */
enum faqbot_status message_read(struct faqbot_view bytes, struct message *message);

/* The same where `type` and `id` may be missing, and the type must be `type`. */
enum faqbot_status message_read_body(struct faqbot_view bytes, enum faqbot_chat_request_type type,
                                     struct message *message);

void message_release(struct message *message);

#endif
