/* check/inspection.h - what the parts of one check share: the bot that is asked, and where findings go. */
#ifndef CHECK_INSPECTION_H
#define CHECK_INSPECTION_H

#include <faqbot.h>
#include <faqbot_tools.h>

#include "base/fault.h"

#define CHECK_CONTEXT_EXCERPT_CHARS 80 /* of a question that a finding quotes */

/* All is borrowed. */
struct check_context {
    struct faqbot *bot;
    struct faqbot_view today; /* empty: not known */
    struct fault_reporter reporter;
    struct faqbot_check_result result; /* warnings and errors are the reporter's to count */
};

#define check_context_error(context, rule, path, line, ...)                                                  \
    fault_report(&(context)->reporter, FAQBOT_ERROR, rule, path, line, __VA_ARGS__)
#define check_context_warning(context, rule, path, line, ...)                                                \
    fault_report(&(context)->reporter, FAQBOT_WARNING, rule, path, line, __VA_ARGS__)

/* Passes on what reading the knowledge base finds; `user` is the inspection. Answers without a question are left out:
 * entries.c tells of them, with questions that it proposes. */
faqbot_fault_callback check_context_forward;

/* The front of a question that a finding quotes. */
struct faqbot_view check_context_excerpt(struct faqbot_view question);

/* Reports as an error that `name` ("the starter") is no entry's id, where it is none. CORRUPT, IO, NO_MEMORY. */
enum faqbot_status check_context_check_id(struct check_context *context, const char *path, unsigned line,
                                          const char *name, struct faqbot_view id);

#endif
