/* protocol/outbox.c - replies waiting to be sent. How many may wait is the chat's decision. */
#include "protocol/outbox.h"

#include <string.h>

#include "base/view.h"

void outbox_init(struct outbox *outbox)
{
    buffer_init(&outbox->bytes, 0);
    outbox->taken = 0;
}

void outbox_release(struct outbox *outbox)
{
    buffer_release(&outbox->bytes);
    outbox->taken = 0;
}

size_t outbox_waiting(const struct outbox *outbox)
{
    return outbox->bytes.size - outbox->taken;
}

struct buffer *outbox_begin(struct outbox *outbox, size_t reply_bytes_max)
{
    struct buffer *bytes = &outbox->bytes;
    if (outbox->taken > 0) {
        memmove(bytes->bytes, bytes->bytes + outbox->taken, bytes->size - outbox->taken);
        buffer_truncate(bytes, bytes->size - outbox->taken);
        outbox->taken = 0;
    }
    outbox->start = bytes->size;
    bytes->limit = bytes->size + reply_bytes_max - 1;
    return bytes;
}

enum faqbot_status outbox_end(struct outbox *outbox, bool encoded)
{
    struct buffer *bytes = &outbox->bytes;
    encoded = encoded && bytes->size > outbox->start;
    bytes->limit++;
    buffer_add_byte(bytes, '\n');
    if (!encoded || bytes->failed) {
        buffer_truncate(bytes, outbox->start);
        return FAQBOT_NO_MEMORY;
    }
    return FAQBOT_OK;
}

bool outbox_next(struct outbox *outbox, struct faqbot_view *reply)
{
    struct faqbot_view rest = view_slice(buffer_view(&outbox->bytes), outbox->taken, outbox->bytes.size);
    struct faqbot_view line;
    if (!view_next_line(&rest, &line)) {
        outbox_release(outbox);
        return false;
    }
    outbox->taken = outbox->bytes.size - rest.size;
    *reply = line;
    return true;
}
