/* page/asked.h - what a question came to, as HTML. */
#ifndef PAGE_ASKED_H
#define PAGE_ASKED_H

#include <faqbot/page.h>

#include "base/html.h"

/* The answer, the choice or the admission, with its heading (h2). */
void asked_write(struct html *html, const struct faqbot_answer *answer);

/* A labelled list of links to entries; nothing where there are none. */
void asked_write_links(struct html *html, const char *label, const struct faqbot_link *links, size_t count);

#endif
