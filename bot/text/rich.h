/* text/rich.h - rich text as bytes for the store, and as plain text for a screen reader and a terminal. */
#ifndef TEXT_RICH_H
#define TEXT_RICH_H

#include <faqbot.h>

#include "base/arena.h"
#include "base/buffer.h"

/* Appends the nodes, packed: kind, then number or text where the kind has one. */
void rich_encode(const struct faqbot_node *nodes, size_t count, struct buffer *out);

/* Unpacks into the arena; texts point into `bytes`. False: damaged (unbalanced, too deep, cut short, unknown
 * kind, a node where <faqbot.h> does not allow it, bad UTF-8, an unsafe link) or no memory; the outputs
 * are unchanged. */
bool rich_decode(struct faqbot_view bytes, struct arena *arena, const struct faqbot_node **nodes,
                 size_t *count);

/* Appends the content as plain text: a blank line between blocks, "- " or "1. " before items, two blanks of
 * indentation within them, no mark-up; a link's address is left to the nodes. No line feed at the end. */
void rich_to_text(const struct faqbot_node *nodes, size_t count, struct buffer *out);

/* Appends what the content says, for a search to look in: as rich_to_text(), but the items of ordered lists
 * have no numbers, which nobody wrote about and a "1" in a question would be found by. */
void rich_to_search_text(const struct faqbot_node *nodes, size_t count, struct buffer *out);

/* Whether a link may lead there: http, https or mailto (in any case), valid UTF-8, without white space,
 * control characters or marks that turn the direction of text. */
bool rich_is_safe_address(struct faqbot_view address);

#endif
