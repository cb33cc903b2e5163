/* cli/cmd_check.c - `faqbot check`: what is wrong with a knowledge base, one line for each finding, in the
 * format that editors and compilers share (FILE:LINE: SEVERITY: RULE: SENTENCE), so that an editor can jump
 * there. The library decides what to look for and in which order; this file writes the findings and chooses
 * the exit code.
 *
 * Findings go to stdout, unlike the faults that other commands report, because they are the result. */
#include "cli/cli_internal.h"

#include <time.h>

#include <faqbot_tools.h>

static const char *severity_name(enum faqbot_severity severity)
{
    return severity == FAQBOT_ERROR ? "error" : severity == FAQBOT_WARNING ? "warning" : "hint";
}

static void write_finding(void *user, const struct faqbot_fault *fault)
{
    (void)user;
    print("", view_of(fault->path), "");
    if (fault->line > 0) {
        (void)printf(":%u", fault->line);
    }
    (void)printf(": %s: %s: ", severity_name(fault->severity), fault->rule);
    print("", view_of(fault->sentence), "\n");
}

/* The rule is a stable name, so that a program can tell findings apart without parsing the sentence. */
static void write_finding_json(void *user, const struct faqbot_fault *fault)
{
    struct record record = record_begin();
    (void)user;
    record_text(&record, "file", view_of(fault->path));
    record_count_or_null(&record, "line", fault->line);
    record_text(&record, "severity", view_of(severity_name(fault->severity)));
    record_text(&record, "rule", view_of(fault->rule));
    record_text(&record, "sentence", view_of(fault->sentence));
    record_end(&record);
}

/* The local date, because an entry that is due today is due when the author's day begins. NULL if it cannot
 * be determined; then review_by is not checked. --today serves tests, and looking ahead. */
static const char *find_today(const struct options *options, char day[DATE_BYTES])
{
    struct tm local;
    time_t now = time(NULL);
    if (options_has(options, OPTION_TODAY)) {
        return options_text(options, OPTION_TODAY);
    }
    bool is_known = localtime_r(&now, &local) != NULL && strftime(day, DATE_BYTES, "%Y-%m-%d", &local) > 0;
    return is_known ? day : NULL;
}

/* A failed check exits with 1, and a check that could not be made with 2, so that a build can tell the two
 * apart. */
enum cli_exit cmd_check(const struct options *options, struct faqbot_fault *fault)
{
    static const char *const severities[] = {"warning", "error"};
    char day[DATE_BYTES];
    struct faqbot_check_result result = {.entries = 0};
    bool json = options_has(options, OPTION_JSON);
    bool warnings_fail = options_choice(options, OPTION_FAIL_ON, severities, 2, 1, fault) == 0;
    const struct faqbot_check_options check = {
        .knowledge = options->operand_count > 0 ? options->operands[0] : OPEN_KNOWLEDGE_DEFAULT,
        .today = find_today(options, day),
        .report = json ? write_finding_json : write_finding,
    };
    if (fault->status != FAQBOT_OK || faqbot_check(&check, &result, fault) != FAQBOT_OK) {
        return CLI_ERROR;
    }
    if (!json) {
        print_count("", result.entries, "entry", "entries");
        print_count(", ", result.phrasings, "phrasing", "phrasings");
        print_count(", ", result.tests, "test", "tests");
        print_count(": ", result.errors, "error", "errors");
        print_count(", ", result.warnings, "warning\n", "warnings\n");
    }
    bool is_good = result.errors == 0 && !(warnings_fail && result.warnings > 0);
    return is_good ? CLI_GOOD : CLI_UNANSWERED;
}
