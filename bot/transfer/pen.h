/* transfer/pen.h - prose written as Markdown that cmark reads as the same. */
#ifndef TRANSFER_PEN_H
#define TRANSFER_PEN_H

#include "transfer/prose.h"

/* Appends the paragraph, without a line end behind it; `indent` stands before each line but the first.
 * What Markdown would read as mark-up is escaped. A style that Markdown cannot write where it stands
 * (within a word, beside a mark) is left out. */
void pen_write(const struct prose *prose, struct faqbot_view indent, struct buffer *out);

#endif
