/* knowledge/also.h - the `- also:` lines under a question. */
#ifndef KNOWLEDGE_ALSO_H
#define KNOWLEDGE_ALSO_H

#include <cmark.h>

#include "knowledge/field.h"

/* Whether the block is a list that begins with an `also:` item. */
bool alt_questions_is_line(cmark_node *block);

/* Takes the `also:` items off the beginning of the blocks from *first to `end` (not included), so that the answer alone
 * is left: items and lists are removed from the document and *first moves on. *phrasings is in the reader's entry
 * arena: an array whose first place is left free, for the question, and *count counts it. Faults are reported.
 * False: no memory. */
bool alt_questions_parse(struct kb_reader *reader, const char *path, unsigned line_before, cmark_node **first,
                         cmark_node *end, struct faqbot_view **phrasings, size_t *count);

#endif
