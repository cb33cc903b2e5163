/* page/listing.h - all entries, a page at a time. */
#ifndef PAGE_LISTING_H
#define PAGE_LISTING_H

#include <faqbot_chat.h>

#include "base/html.h"

/* How many pages there are; an empty knowledge base has one. */
size_t page_list_pages(const struct faqbot *bot);

/* Page `number` (1 to page_list_pages()): its entries below their articles' headings (h2), and the same as data after
 * schema.org's FAQPage. CORRUPT, IO, NO_MEMORY. */
enum faqbot_status page_list_write(struct html *html, struct faqbot *bot, size_t number);

#endif
