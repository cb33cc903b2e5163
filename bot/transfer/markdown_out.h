/* transfer/markdown_out.h - rich text as Markdown that reads as the same rich text. */
#ifndef TRANSFER_MARKDOWN_OUT_H
#define TRANSFER_MARKDOWN_OUT_H

#include <faqbot/rich.h>

#include "base/buffer.h"

/* Appends the nodes of an answer as Markdown, without a line feed at the end: what our own reader makes of it are the
 * same nodes. No more is escaped than must be. An empty comment stands where two pieces of mark-up would else run into
 * each other; the reader passes over it. */
void markdown_out_add(const struct faqbot_node *nodes, size_t count, struct buffer *out);

#endif
