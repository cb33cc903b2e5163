/* fail.c - filling the caller's fault. The server sees public headers only, so it brings its own few lines. */
#include "server/fail.h"

#include <stdarg.h>
#include <stdio.h>

enum faqbot_status fail_with(struct faqbot_fault *fault, enum faqbot_status status, const char *sentence, ...)
{
    if (fault != NULL) {
        *fault = (struct faqbot_fault){.status = status, .severity = FAQBOT_ERROR};
        va_list arguments;
        va_start(arguments, sentence);
        vsnprintf(fault->sentence, sizeof fault->sentence, sentence, arguments);
        va_end(arguments);
    }
    return status;
}

enum faqbot_status fail_of(struct faqbot_fault *fault, const char *option, size_t number)
{
    snprintf(fault->rule, sizeof fault->rule, "%s", option);
    fault->line = (unsigned)number;
    return fault->status;
}
