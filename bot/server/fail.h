/* fail.h - filling the caller's fault. */
#ifndef SERVER_FAIL_H
#define SERVER_FAIL_H

#include <faqbot/fault.h>

/* Fills `fault` (NULL: nothing to do) with a printf-like sentence and returns `status`. */
enum faqbot_status fail_with(struct faqbot_fault *fault, enum faqbot_status status, const char *sentence, ...)
    __attribute__((format(printf, 3, 4)));

#endif
