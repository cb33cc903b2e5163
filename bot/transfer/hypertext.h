/* transfer/hypertext.h - rows whose answers are HTML. */
#ifndef TRANSFER_HYPERTEXT_H
#define TRANSFER_HYPERTEXT_H

#include <gumbo.h>

#include "transfer/items.h"

/* All of them are import_builder_add() with another answer than the record's, and note what of it is not kept; a
 * row whose answer passes a limit of markup.h is left out. */

/* The answer is HTML, or plain text with entities where it has no element. */
void import_html_add(struct import_builder *builder, const struct import_record *record,
                     struct faqbot_view html);

/* The record's own answer is plain text, unless an element that answers are written with (p, br, a, li ...)
 * stands in it: then it is HTML, which is noted. */
void import_html_add_either(struct import_builder *builder, const struct import_record *record);

/* The answer is what an element holds. */
void import_html_add_element(struct import_builder *builder, const struct import_record *record,
                             const GumboNode *element);

/* The answer is Markdown in which HTML may stand; without any it is kept as it is. */
void import_html_add_mixed(struct import_builder *builder, const struct import_record *record,
                           struct faqbot_view markdown);

/* A text that may have mark-up in it as one line without, in the collector's arena. Where mark-up was
 * dropped, *had_markup is set. What cannot be read is given back as it is. */
struct faqbot_view import_html_flatten(struct import_builder *builder, struct faqbot_view text,
                                       bool *had_markup);

#endif
