/* protocol/outbox.h - replies that wait to be sent. They wait as lines, since no reply has a line feed in it. */
#ifndef PROTOCOL_OUTBOX_H
#define PROTOCOL_OUTBOX_H

#include <faqbot/status.h>

#include "base/buffer.h"

struct outbox {
    struct buffer bytes;
    size_t taken; /* bytes of it that were handed out */
};

/* Empty; it holds no memory until there is a reply. */
void outbox_init(struct outbox *outbox);
void outbox_release(struct outbox *outbox);

/* Bytes that wait. */
size_t outbox_waiting(const struct outbox *outbox);

/* Where the next reply is to be appended; its limit lets the reply stay below `reply_bytes_max`. What was handed out is
 * gone. */
struct buffer *outbox_begin(struct outbox *outbox, size_t reply_bytes_max);

/* Ends the reply that began at `start`; where it could not be encoded, it is taken out again: NO_MEMORY. */
enum faqbot_status outbox_end(struct outbox *outbox, size_t start, bool encoded);

/* Takes the oldest reply, valid until the next call. False: there is none, and the memory is given back. */
bool outbox_next(struct outbox *outbox, struct faqbot_view *reply);

#endif
