/* transfer/webpage.h - what a page says of itself. */
#ifndef TRANSFER_WEBPAGE_H
#define TRANSFER_WEBPAGE_H

#include "transfer/tree.h"

/* Valid as long as the tree; empty where the page does not say. */
struct html_page {
    struct faqbot_view title;
    struct faqbot_view url; /* its canonical address */
    struct faqbot_view lang;
};

void html_page_describe(const GumboNode *root, struct html_page *webpage);

#endif
