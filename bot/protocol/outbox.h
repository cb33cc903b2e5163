/* protocol/outbox.h - replies waiting to be sent. They are kept as lines, because no reply contains a line feed. */
#ifndef PROTOCOL_OUTBOX_H
#define PROTOCOL_OUTBOX_H

#include <faqbot.h>

#include "base/buffer.h"

struct outbox {
    struct buffer bytes;
    size_t taken; /* bytes of it that were handed out */
    size_t start; /* of the reply that is being written */
};

/* Empty; it holds no memory until there is a reply. */
void outbox_init(struct outbox *outbox);
void outbox_release(struct outbox *outbox);

/* Bytes that wait. */
size_t outbox_waiting(const struct outbox *outbox);

/* Where to append the next reply; its limit keeps the reply below `reply_bytes_max`. What was handed out is gone. */
struct buffer *outbox_begin(struct outbox *outbox, size_t reply_bytes_max);

/* Ends the reply that was begun last. Where it could not be encoded, or nothing was, it is removed again: NO_MEMORY. */
enum faqbot_status outbox_end(struct outbox *outbox, bool encoded);

/* Takes the oldest reply, valid until the next call. False: there is none, and the memory is given back. */
bool outbox_next(struct outbox *outbox, struct faqbot_view *reply);

#endif
