/* check/check.c - what is wrong with a knowledge base (check.h): the parts of a check, one after the other. The
 * knowledge base is read twice, because only a bot that has read all of it can be asked about its beginning. */
#include <faqbot/check.h>

#include "check/entries.h"
#include "check/gather.h"
#include "check/trials.h"
#include "knowledge/field.h"

static enum faqbot_status inspect(struct inspection *inspection, const char *knowledge,
                                  struct faqbot_fault *fault)
{
    struct questions questions;
    struct buffer tests;
    questions_init(&questions);
    buffer_init(&tests, SIZE_MAX);
    enum faqbot_status status = entries_check(inspection, knowledge, &questions, fault);
    if (status == FAQBOT_OK) {
        status = questions_ask(&questions, inspection);
    }
    if (status == FAQBOT_OK && gather_find_tests(knowledge, &tests)) {
        status = trials_run(inspection, tests.bytes);
    }
    status = status == FAQBOT_OK && tests.failed ? FAQBOT_NO_MEMORY : status;
    if (status != FAQBOT_OK && fault != NULL && fault->sentence[0] == '\0') {
        fault_set(fault, status, knowledge, 0, "cannot check this knowledge: %s", faqbot_status_text(status));
    }
    buffer_release(&tests);
    questions_release(&questions);
    return status;
}

enum faqbot_status faqbot_check(const struct faqbot_check_options *options,
                                struct faqbot_check_result *result, struct faqbot_fault *fault)
{
    struct inspection inspection = {.today = view_of(options->today),
                                    .reporter = {.report = options->report, .user = options->report_user}};
    if (options->today != NULL && !field_is_date(inspection.today)) {
        return fault_set(fault, FAQBOT_INVALID, NULL, 0, "\"%.*s\" is no day; write it as 2026-11-30",
                         VIEW_ARGS(inspection.today));
    }
    const struct faqbot_options opened = {
        .knowledge = options->knowledge, .report = inspection_pass_on, .report_user = &inspection};
    enum faqbot_status status = faqbot_open(&opened, &inspection.bot, fault);
    if (status != FAQBOT_OK) {
        return status;
    }
    status = inspect(&inspection, options->knowledge, fault);
    if (status == FAQBOT_OK) {
        inspection.result.warnings = inspection.reporter.warnings;
        inspection.result.errors = inspection.reporter.errors;
        *result = inspection.result;
    }
    faqbot_close(inspection.bot);
    return status;
}
