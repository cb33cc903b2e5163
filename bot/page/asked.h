/* page/asked.h - what a question came to, as HTML. */
#ifndef PAGE_ASKED_H
#define PAGE_ASKED_H

#include <faqbot_chat.h>

#include "base/html.h"

/* The answer, the choice or the admission, with its heading (h2). */
void page_answer_write(struct html *html, const struct faqbot_answer *answer);

/* A labelled list of links to entries; nothing where there are none. */
void page_answer_write_links(struct html *html, const char *label, const struct faqbot_entry_ref *links,
                             size_t count);

#endif
