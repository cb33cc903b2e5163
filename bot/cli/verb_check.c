/* cli/verb_check.c - `faqbot check`: says what is wrong with a knowledge, a line a finding. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <faqbot/check.h>
#include <faqbot/names.h>

#include "cli/clean.h"
#include "cli/complain.h"
#include "cli/opening.h"
#include "cli/output.h"

#define DAY_BYTES 11 /* 2026-11-30 and a NUL */

static const char *severity_name(enum faqbot_severity severity)
{
    return severity == FAQBOT_ERROR ? "error" : "warning";
}

static void write_finding(void *user, const struct faqbot_fault *fault)
{
    (void)user;
    clean_write(stdout, clean_view(fault->path));
    if (fault->line > 0) {
        (void)printf(":%u", fault->line);
    }
    (void)printf(": %s: %s: ", severity_name(fault->severity), fault->rule);
    clean_write(stdout, clean_view(fault->sentence));
    (void)fputc('\n', stdout);
}

static void write_finding_json(void *user, const struct faqbot_fault *fault)
{
    (void)user;
    (void)fputs("{\"file\":", stdout);
    clean_write_string(stdout, clean_view(fault->path));
    (void)(fault->line > 0 ? printf(",\"line\":%u", fault->line) : fputs(",\"line\":null", stdout));
    (void)printf(",\"severity\":\"%s\",\"rule\":\"%s\",\"sentence\":", severity_name(fault->severity),
                 fault->rule);
    clean_write_string(stdout, clean_view(fault->sentence));
    (void)fputs("}\n", stdout);
}

/* Which severity is the least that is no success. */
static enum cli_exit find_least(const struct arguments *arguments, enum faqbot_severity *least)
{
    static const char *const names[] = {"warning", "error"};
    const char *value = arguments_value(arguments, FLAG_FAIL_ON);
    if (value == NULL || strcmp(value, "error") == 0) {
        *least = FAQBOT_ERROR;
        return CLI_GOOD;
    }
    if (strcmp(value, "warning") == 0) {
        *least = FAQBOT_WARNING;
        return CLI_GOOD;
    }
    const char *nearest = faqbot_nearest_name(value, names, 2);
    return nearest != NULL ? complain("--fail-on knows no %s; the nearest is %s", value, nearest)
                           : complain("--fail-on must be warning or error, not %s", value);
}

/* The day where the program runs; NULL where it cannot be told. */
static const char *find_today(const struct arguments *arguments, char day[DAY_BYTES])
{
    struct tm local;
    time_t now = time(NULL);
    if (arguments_has(arguments, FLAG_TODAY)) {
        return arguments_value(arguments, FLAG_TODAY);
    }
    bool known = localtime_r(&now, &local) != NULL && strftime(day, DAY_BYTES, "%Y-%m-%d", &local) > 0;
    return known ? day : NULL;
}

static enum cli_exit end_of(const struct faqbot_check_result *result, enum faqbot_severity least)
{
    bool failed = result->errors > 0 || (least == FAQBOT_WARNING && result->warnings > 0);
    return failed ? CLI_UNANSWERED : CLI_GOOD;
}

/* "3 errors", for the line that ends a check. */
static void write_count(FILE *out, const char *before, size_t count, const char *one, const char *more)
{
    (void)fprintf(out, "%s%zu %s", before, count, count == 1 ? one : more);
}

static void write_summary(const struct faqbot_check_result *result)
{
    write_count(stdout, "", result->entries, "entry", "entries");
    write_count(stdout, ", ", result->phrasings, "phrasing", "phrasings");
    write_count(stdout, ", ", result->tests, "test", "tests");
    write_count(stdout, ": ", result->errors, "error", "errors");
    write_count(stdout, ", ", result->warnings, "warning\n", "warnings\n");
}

enum cli_exit verb_check_run(const struct arguments *arguments)
{
    char day[DAY_BYTES];
    enum faqbot_severity least = FAQBOT_ERROR;
    struct faqbot_fault fault = {.status = FAQBOT_OK};
    struct faqbot_check_result result = {.entries = 0};
    bool json = arguments_has(arguments, FLAG_JSON);
    if (find_least(arguments, &least) != CLI_GOOD) {
        return CLI_ERROR;
    }
    const struct faqbot_check_options options = {
        .knowledge = arguments->operand_count > 0 ? arguments->operands[0] : OPENING_KNOWLEDGE_DEFAULT,
        .today = find_today(arguments, day),
        .report = json ? write_finding_json : write_finding,
    };
    if (faqbot_check(&options, &result, &fault) != FAQBOT_OK) {
        return cli_worse(output_flush(), complain_fault(&fault));
    }
    if (!json) {
        write_summary(&result);
    }
    return cli_worse(output_flush(), end_of(&result, least));
}
