/* text/slug.h - a heading as the end of an id. */
#ifndef TEXT_SLUG_H
#define TEXT_SLUG_H

#include "base/buffer.h"

/* Appends the letters and digits of `text` (valid UTF-8), without case and accents, each run of anything else turned
 * into one '-' between them: "What's new, Zoë?" gives "what-s-new-zoe". Letters of every script are kept. At most
 * `most` bytes, cut between words where one ends in the later half. Appends nothing where `text` has no letter or
 * digit. The same text gives the same slug wherever the program runs. */
void slug_add(struct faqbot_view text, size_t most, struct buffer *out);

#endif
