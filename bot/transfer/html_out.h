/* transfer/html_out.h - rich text as HTML, for who takes answers in that form. */
#ifndef TRANSFER_HTML_OUT_H
#define TRANSFER_HTML_OUT_H

#include <faqbot/rich.h>

#include "base/buffer.h"

/* Appends the nodes of an answer as HTML elements without attributes but addresses, which are checked, and the
 * number of a list's first item. */
void html_out_add(const struct faqbot_node *nodes, size_t count, struct buffer *out);

/* Appends text with what is special to HTML escaped. */
void html_out_add_text(struct faqbot_view text, struct buffer *out);

#endif
