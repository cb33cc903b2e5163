/* transfer/webpage.h - what a page says of itself. */
#ifndef TRANSFER_WEBPAGE_H
#define TRANSFER_WEBPAGE_H

#include "transfer/tree.h"

/* Valid as long as the tree; empty where the page does not say. */
struct webpage {
    struct faqbot_view title;
    struct faqbot_view url; /* its canonical address */
    struct faqbot_view lang;
};

void webpage_describe(const GumboNode *root, struct webpage *webpage);

#endif
