/* knowledge/markdown.h - an article of Markdown as entries. */
#ifndef KNOWLEDGE_MARKDOWN_H
#define KNOWLEDGE_MARKDOWN_H

#include "knowledge/reader.h"

/* Hands the entries of the article `text` (valid UTF-8 without NUL) to the sink, in the order of its lines; none where
 * it is a draft, or broken, which is reported. `path` gives the name to an article without an id. Fails with the sink's
 * status or FAQBOT_NO_MEMORY. */
enum faqbot_status markdown_read(struct kb_reader *reader, const char *path, struct faqbot_view text);

#endif
