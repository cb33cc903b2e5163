/* cli/cmd_check.c - `faqbot check`: what is wrong with a knowledge base, one line for each finding, in the
 * format that editors and compilers share (FILE:LINE: SEVERITY: RULE: SENTENCE), so that an editor can jump
 * there. The library decides what to look for and in which order; this file writes the findings and chooses
 * the exit code.
 *
 * Findings go to stdout, unlike the faults that other commands report, because they are the result. */
#include "cli/cli_internal.h"

#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <faqbot_tools.h>

#define SHOWN_MAX 20 /* on a terminal: what a person reads before mending the first */

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

/* What a terminal shows, gravest first. */
struct shown {
    struct faqbot_fault faults[FAQBOT_HINT + 1][SHOWN_MAX];
    size_t counts[FAQBOT_HINT + 1];
};

static void keep_finding(void *user, const struct faqbot_fault *fault)
{
    struct shown *shown = user;
    size_t *count = &shown->counts[fault->severity];
    if (*count < SHOWN_MAX) {
        shown->faults[fault->severity][*count] = *fault;
    }
    ++*count;
}

static void write_shown(const struct shown *shown)
{
    static const enum faqbot_severity order[] = {FAQBOT_ERROR, FAQBOT_WARNING, FAQBOT_HINT};
    size_t written = 0;
    size_t all = 0;
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        all += shown->counts[order[i]];
        for (size_t k = 0; k < shown->counts[order[i]] && written < SHOWN_MAX; k++) {
            write_finding(NULL, &shown->faults[order[i]][k]);
            written++;
        }
    }
    if (all > written) {
        (void)printf("and %zu more; --all shows them\n", all - written);
    }
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
    struct shown *shown = json || options_has(options, OPTION_ALL) || !isatty(STDOUT_FILENO)
                              ? NULL
                              : calloc(1, sizeof *shown); /* without memory all of it is written */
    bool warnings_fail = options_choice(options, OPTION_FAIL_ON, severities, 2, 1, fault) == 0;
    const struct faqbot_check_options check = {
        .knowledge = options->operand_count > 0 ? options->operands[0] : OPEN_KNOWLEDGE_DEFAULT,
        .today = find_today(options, day),
        .encoder = options_text(options, OPTION_ENCODER),
        .report = json            ? write_finding_json
                  : shown != NULL ? keep_finding
                                  : write_finding,
        .report_user = shown,
    };
    bool is_checked = fault->status == FAQBOT_OK && faqbot_check(&check, &result, fault) == FAQBOT_OK;
    if (shown != NULL) {
        write_shown(shown);
        free(shown);
    }
    if (!is_checked) {
        return CLI_ERROR;
    }
    if (!json) {
        print_count("", result.entries, "entry", "entries");
        print_count(", ", result.phrasings, "phrasing", "phrasings");
        print_count(", ", result.tests, "test", "tests");
        print_count(": ", result.errors, "error", "errors");
        print_count(", ", result.warnings, "warning", "warnings");
        print_count(", ", result.hints, "hint\n", "hints\n");
    }
    bool is_good = result.errors == 0 && !(warnings_fail && result.warnings > 0);
    return is_good ? CLI_GOOD : CLI_UNANSWERED;
}
