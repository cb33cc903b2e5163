/* view.h - bytes that somebody else owns. */
#ifndef FAQBOT_VIEW_H
#define FAQBOT_VIEW_H

#include <stddef.h>

/* Borrowed bytes, UTF-8 unless said otherwise and not NUL-terminated. How long they stay valid is said where one is
 * handed out. An empty view may have a NULL pointer. */
struct faqbot_view {
    const char *bytes;
    size_t size;
};

#endif
