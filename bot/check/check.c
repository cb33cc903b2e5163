/* check/check.c - what is wrong with a knowledge (check.h): the parts of a check, one after the other. The knowledge
 * is read twice, because only a bot that has read all of it can be asked about its beginning. */
#include <faqbot/check.h>

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "check/entries.h"
#include "check/trials.h"
#include "knowledge/field.h"

#define TESTS_NAME "tests.tsv"

static enum faqbot_status run_tests(struct inspection *inspection, const char *knowledge)
{
    struct stat found;
    struct buffer path;
    if (stat(knowledge, &found) != 0 || !S_ISDIR(found.st_mode)) {
        return FAQBOT_OK;
    }
    buffer_init(&path, strlen(knowledge) + sizeof "/" TESTS_NAME);
    buffer_add_text(&path, knowledge);
    buffer_add_text(&path, view_ends_with(view_of(knowledge), "/") ? TESTS_NAME : "/" TESTS_NAME);
    buffer_add_byte(&path, '\0');
    enum faqbot_status status = path.failed ? FAQBOT_NO_MEMORY : trials_run(inspection, path.bytes);
    buffer_release(&path);
    return status;
}

static enum faqbot_status inspect(struct inspection *inspection, const char *knowledge,
                                  struct faqbot_fault *fault)
{
    struct questions questions;
    questions_init(&questions);
    enum faqbot_status status = entries_check(inspection, knowledge, &questions, fault);
    if (status == FAQBOT_OK) {
        status = questions_ask(&questions, inspection);
    }
    if (status == FAQBOT_OK) {
        status = run_tests(inspection, knowledge);
    }
    if (status != FAQBOT_OK && fault != NULL && fault->sentence[0] == '\0') {
        fault_set(fault, status, knowledge, 0, "cannot check this knowledge: %s", faqbot_status_text(status));
    }
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
