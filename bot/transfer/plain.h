/* transfer/plain.h - text without mark-up: as Markdown, and as one line. */
#ifndef TRANSFER_PLAIN_H
#define TRANSFER_PLAIN_H

#include "base/buffer.h"

/* Appends `text` (valid UTF-8) as Markdown that reads as the same text: what Markdown would take for
 * mark-up is escaped, a line end stays one, empty lines part paragraphs, https:// and http:// addresses
 * become links. HTML entities ("&amp;") are left as they are, for Markdown reads them as the characters
 * that they stand for; *entities tells whether there are any. */
void md_escape_text(struct faqbot_view text, struct buffer *out, bool *entities);

/* Appends `text` (valid UTF-8) as one line: HTML entities as the characters that they stand for (*entities
 * tells whether there are any), each run of white space and control characters as one blank, none at
 * either end. False: no memory. */
bool md_escape_line(struct faqbot_view text, struct buffer *out, bool *entities);

#endif
