/* transfer/hypertext.h - rows whose answers are HTML. */
#ifndef TRANSFER_HYPERTEXT_H
#define TRANSFER_HYPERTEXT_H

#include <gumbo.h>

#include "transfer/collector.h"

/* All of them are collector_add() with another answer than the record's, and note what of it is not kept; a
 * row whose answer passes a limit of markup.h is left out. */

/* The answer is HTML, or plain text with entities where it has no element. */
enum faqbot_status hypertext_add(struct collector *collector, const struct record *record,
                                 struct faqbot_view html, struct faqbot_fault *fault);

/* The record's own answer is plain text, unless an element that answers are written with (p, br, a, li ...)
 * stands in it: then it is HTML, which is noted. */
enum faqbot_status hypertext_add_either(struct collector *collector, const struct record *record,
                                        struct faqbot_fault *fault);

/* The answer is what an element holds. */
enum faqbot_status hypertext_add_element(struct collector *collector, const struct record *record,
                                         const GumboNode *element, struct faqbot_fault *fault);

/* The answer is Markdown in which HTML may stand; without any it is kept as it is. */
enum faqbot_status hypertext_add_mixed(struct collector *collector, const struct record *record,
                                       struct faqbot_view markdown, struct faqbot_fault *fault);

/* A text that may have mark-up in it as one line without, in the collector's arena. Where mark-up was
 * dropped, *had_markup is set. FAQBOT_NO_MEMORY, with `fault` filled; what cannot be read is given back as
 * it is. */
enum faqbot_status hypertext_flatten(struct collector *collector, struct faqbot_view text,
                                     struct faqbot_view *line, bool *had_markup, struct faqbot_fault *fault);

#endif
