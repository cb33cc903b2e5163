/* check/inspection.h - what the parts of one check share: the bot that is asked, and where findings go. */
#ifndef CHECK_INSPECTION_H
#define CHECK_INSPECTION_H

#include <faqbot/check.h>
#include <faqbot/faqbot.h>

#include "base/fault.h"

#define INSPECTION_SHOWN_CHARS 80 /* of a question that a finding quotes */

/* All is borrowed. */
struct inspection {
    struct faqbot *bot;
    struct faqbot_view today; /* empty: not known */
    struct fault_reporter reporter;
    struct faqbot_check_result result; /* warnings and errors are the reporter's to count */
};

#define inspection_error(inspection, rule, path, line, ...)                                                  \
    fault_report(&(inspection)->reporter, FAQBOT_ERROR, rule, path, line, __VA_ARGS__)
#define inspection_warning(inspection, rule, path, line, ...)                                                \
    fault_report(&(inspection)->reporter, FAQBOT_WARNING, rule, path, line, __VA_ARGS__)

/* Passes on what reading the knowledge base finds; `user` is the inspection. Answers without a question are left out:
 * entries.c tells of them, with questions that it proposes. */
faqbot_report inspection_pass_on;

/* The front of a question that a finding quotes. */
struct faqbot_view inspection_shown(struct faqbot_view question);

/* Reports as an error that `name` ("the starter") is no entry's id, where it is none. CORRUPT, IO, NO_MEMORY. */
enum faqbot_status inspection_check_id(struct inspection *inspection, const char *path, unsigned line,
                                       const char *name, struct faqbot_view id);

#endif
