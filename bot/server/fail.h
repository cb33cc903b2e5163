/* fail.h - filling the caller's fault. */
#ifndef SERVER_FAIL_H
#define SERVER_FAIL_H

#include <stddef.h>

#include <faqbot.h>

/* Fills `fault` (NULL: nothing to do) with a printf-like sentence and returns `status`. */
enum faqbot_status fail_with(struct faqbot_fault *fault, enum faqbot_status status, const char *sentence, ...)
    __attribute__((format(printf, 3, 4)));

/* Says that it is the fault of an option, by its name on the command line, and of which of its values (from 1). Returns
 * the fault's status. */
enum faqbot_status fail_of(struct faqbot_fault *fault, const char *option, size_t number);

#endif
