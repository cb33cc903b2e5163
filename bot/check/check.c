/* check/check.c - what is wrong with a knowledge base (check.h): the parts of a check, one after the other. The
 * knowledge base is read twice, because only a bot that has read all of it can be asked about its beginning. */
#include <faqbot_tools.h>

#include "check/entries.h"
#include "check/gather.h"
#include "check/trials.h"
#include "knowledge/field.h"

static enum faqbot_status inspect(struct check_context *context, const char *knowledge,
                                  struct faqbot_fault *fault)
{
    struct selftest questions;
    struct buffer tests;
    selftest_init(&questions);
    buffer_init(&tests, SIZE_MAX);
    enum faqbot_status status = check_entries(context, knowledge, &questions, fault);
    if (status == FAQBOT_OK) {
        status = selftest_run(&questions, context);
    }
    if (status == FAQBOT_OK && questions_collect_find_tests(knowledge, &tests)) {
        status = regression_run(context, tests.bytes);
    }
    status = status == FAQBOT_OK && tests.failed ? FAQBOT_NO_MEMORY : status;
    if (status != FAQBOT_OK && fault != NULL && fault->sentence[0] == '\0') {
        fault_set(fault, status, knowledge, 0, "cannot check this knowledge base: %s",
                  faqbot_status_text(status));
    }
    buffer_release(&tests);
    selftest_release(&questions);
    return status;
}

enum faqbot_status faqbot_check(const struct faqbot_check_options *options,
                                struct faqbot_check_result *result, struct faqbot_fault *fault)
{
    struct check_context context = {.today = view_of(options->today),
                                    .reporter = {.report = options->report, .user = options->report_user}};
    if (options->today != NULL && !field_is_date(context.today)) {
        return fault_set(fault, FAQBOT_INVALID, NULL, 0, "\"%.*s\" is no day; write it as 2026-11-30",
                         VIEW_ARGS(context.today));
    }
    const struct faqbot_options opened = {
        .knowledge = options->knowledge, .report = check_context_forward, .report_user = &context};
    enum faqbot_status status = faqbot_open(&opened, &context.bot, fault);
    if (status != FAQBOT_OK) {
        return status;
    }
    status = inspect(&context, options->knowledge, fault);
    if (status == FAQBOT_OK) {
        context.result.warnings = context.reporter.warnings;
        context.result.errors = context.reporter.errors;
        *result = context.result;
    }
    faqbot_close(context.bot);
    return status;
}
