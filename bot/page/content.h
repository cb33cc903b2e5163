/* page/content.h - rich text, and where it comes from, as HTML. */
#ifndef PAGE_CONTENT_H
#define PAGE_CONTENT_H

#include <faqbot.h>

#include "base/html.h"

/* Opens an element with one attribute: html_close() closes it. */
void page_content_open(struct html *html, const char *element, const char *attribute, const char *value);

/* Opens an element for text that may run in either direction. */
void page_content_open_text(struct html *html, const char *element);

/* A whole element of such text. */
void page_content_add(struct html *html, const char *element, struct faqbot_view text);

/* Opens the element of an answer's content, in the answer's language. */
void page_content_open_rich(struct html *html, struct faqbot_view lang);

/* Opens a link to an entry's page. */
void page_content_open_entry(struct html *html, struct faqbot_view entry);

/* The nodes, balanced as <faqbot.h> says. */
void page_content_write(struct html *html, const struct faqbot_node *nodes, size_t count);

/* Opens a link to an address that a stranger gave, or what only looks like its text where it is not safe to follow;
 * html_close() closes it. */
void page_content_open_link(struct html *html, struct faqbot_view address);

/* "From: Article > Section", with its link; nothing where neither is known. `with_article` false: the section alone. */
void page_content_write_source(struct html *html, const struct faqbot_answer *answer, bool with_article);

/* Nothing where the answer has none. */
void page_content_write_disclaimer(struct html *html, struct faqbot_view disclaimer);

#endif
