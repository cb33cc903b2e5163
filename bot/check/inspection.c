/* check/inspection.c - findings on their way to the caller of the check. It finds nothing itself but unknown ids. */
#include "check/inspection.h"

#include <string.h>

#include "text/utf8.h"

void check_context_forward(void *user, const struct faqbot_fault *fault)
{
    struct check_context *context = user;
    struct fault_reporter *reporter = &context->reporter;
    if (strcmp(fault->rule, "answer-without-question") == 0) {
        return;
    }
    struct faqbot_fault passed = *fault;
    if (strcmp(fault->rule, "unsafe-link") == 0) {
        passed.severity = FAQBOT_ERROR;
    }
    if (passed.severity == FAQBOT_ERROR) {
        reporter->errors++;
    } else {
        reporter->warnings++;
    }
    if (reporter->report != NULL) {
        reporter->report(reporter->user, &passed);
    }
}

struct faqbot_view check_context_excerpt(struct faqbot_view question)
{
    return utf8_first(question, CHECK_CONTEXT_EXCERPT_CHARS);
}

enum faqbot_status check_context_check_id(struct check_context *context, const char *path, unsigned line,
                                          const char *name, struct faqbot_view id)
{
    struct faqbot_answer answer;
    enum faqbot_status status = faqbot_get(context->bot, id, &answer);
    if (status != FAQBOT_NOT_FOUND) {
        return status;
    }
    check_context_error(context, "unknown-id", path, line,
                        "%s \"%.*s\" is no entry's id; correct it, or take it out", name, VIEW_ARGS(id));
    return FAQBOT_OK;
}
