/* transfer/hypertext.h - rows whose answers are HTML. */
#ifndef TRANSFER_HYPERTEXT_H
#define TRANSFER_HYPERTEXT_H

#include <gumbo.h>

#include "transfer/items.h"

/* All of them are collector_add() with another answer than the record's, and note what of it is not kept; a
 * row whose answer passes a limit of markup.h is left out. */

/* The answer is HTML, or plain text with entities where it has no element. */
void hypertext_add(struct collector *collector, const struct record *record, struct faqbot_view html);

/* The record's own answer is plain text, unless an element that answers are written with (p, br, a, li ...)
 * stands in it: then it is HTML, which is noted. */
void hypertext_add_either(struct collector *collector, const struct record *record);

/* The answer is what an element holds. */
void hypertext_add_element(struct collector *collector, const struct record *record,
                           const GumboNode *element);

/* The answer is Markdown in which HTML may stand; without any it is kept as it is. */
void hypertext_add_mixed(struct collector *collector, const struct record *record,
                         struct faqbot_view markdown);

/* A text that may have mark-up in it as one line without, in the collector's arena. Where mark-up was
 * dropped, *had_markup is set. What cannot be read is given back as it is. */
struct faqbot_view hypertext_flatten(struct collector *collector, struct faqbot_view text, bool *had_markup);

#endif
