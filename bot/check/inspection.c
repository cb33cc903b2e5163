/* check/inspection.c - findings on their way to the caller of the check. It finds nothing itself but unknown ids. */
#include "check/inspection.h"

#include <string.h>

#include "text/utf8.h"

void inspection_pass_on(void *user, const struct faqbot_fault *fault)
{
    struct inspection *inspection = user;
    struct fault_reporter *reporter = &inspection->reporter;
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

struct faqbot_view inspection_shown(struct faqbot_view question)
{
    return utf8_first(question, INSPECTION_SHOWN_CHARS);
}

enum faqbot_status inspection_check_id(struct inspection *inspection, const char *path, unsigned line,
                                       const char *name, struct faqbot_view id)
{
    struct faqbot_answer answer;
    enum faqbot_status status = faqbot_get(inspection->bot, id, &answer);
    if (status != FAQBOT_NOT_FOUND) {
        return status;
    }
    inspection_error(inspection, "unknown-id", path, line,
                     "%s \"%.*s\" is no entry's id; correct it, or take it out", name, VIEW_ARGS(id));
    return FAQBOT_OK;
}
