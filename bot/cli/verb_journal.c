/* cli/verb_journal.c - `faqbot journal`: reads what a server has kept of its visitors' questions, or forgets it. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <faqbot/journal_read.h>
#include <faqbot/names.h>

#include "cli/arguments.h"
#include "cli/complain.h"
#include "cli/day.h"
#include "cli/export.h"
#include "cli/output.h"
#include "cli/survey.h"

#define DAYS_MAX 36500

typedef enum cli_exit run_action(const struct arguments *arguments, struct faqbot_journal_read_options read);

static enum cli_exit run_export(const struct arguments *arguments, struct faqbot_journal_read_options read)
{
    static const char *const forms[] = {"jsonl", "csv"};
    struct faqbot_fault fault = {.status = FAQBOT_OK};
    const char *form = arguments_value(arguments, FLAG_FORMAT);
    bool is_csv = form != NULL && strcmp(form, forms[1]) == 0;
    if (form != NULL && !is_csv && strcmp(form, forms[0]) != 0) {
        const char *nearest = faqbot_nearest_name(form, forms, 2);
        return nearest != NULL ? complain("--format knows no %s; the nearest is %s", form, nearest)
                               : complain("--format must be jsonl or csv, not %s", form);
    }
    if (is_csv && arguments_has(arguments, FLAG_JSON)) {
        return complain("--json and --format csv exclude each other");
    }
    return (is_csv ? export_csv(read, &fault) : export_json(read, &fault)) == FAQBOT_OK
               ? CLI_GOOD
               : complain_fault(&fault);
}

static enum cli_exit run_stats(const struct arguments *arguments, struct faqbot_journal_read_options read)
{
    struct survey survey = {.first_at = 0};
    struct faqbot_fault fault = {.status = FAQBOT_OK};
    if (survey_take(read, &survey, &fault) != FAQBOT_OK) {
        return complain_fault(&fault);
    }
    (arguments_has(arguments, FLAG_JSON) ? survey_write_json : survey_write)(&survey);
    survey_release(&survey);
    return CLI_GOOD;
}

static enum cli_exit run_purge(const struct arguments *arguments, struct faqbot_journal_read_options read)
{
    struct faqbot_journal_purged purged = {.asks = 0};
    struct faqbot_fault fault = {.status = FAQBOT_OK};
    unsigned days = 0;
    bool has_days = arguments_has(arguments, FLAG_OLDER_THAN);
    if (has_days == arguments_has(arguments, FLAG_BEFORE)) {
        return complain("say what to forget: --before DATE or --older-than DAYS, one of them");
    }
    if (arguments_number(arguments, FLAG_OLDER_THAN, 0, DAYS_MAX, &days, &fault) != FAQBOT_OK) {
        return complain_fault(&fault);
    }
    int64_t before = has_days ? (int64_t)time(NULL) - (int64_t)days * DAY_SECONDS : read.until;
    if (faqbot_journal_purge(read.path, before, &purged, &fault) != FAQBOT_OK) {
        return complain_fault(&fault);
    }
    (void)printf(arguments_has(arguments, FLAG_JSON) ? "{\"asks\":%zu,\"feedback\":%zu}\n"
                                                     : "forgotten: %zu asks and %zu feedback\n",
                 purged.asks, purged.feedback);
    return CLI_GOOD;
}

/* What can be done with a journal, and the options that mean something to it alone. */
static const struct action {
    const char *name;
    run_action *run;
    bool takes[FLAG_COUNT];
} actions[] = {
    {"export", run_export, {[FLAG_SINCE] = true, [FLAG_BEFORE] = true, [FLAG_FORMAT] = true}},
    {"stats", run_stats, {[FLAG_SINCE] = true, [FLAG_BEFORE] = true}},
    {"purge", run_purge, {[FLAG_BEFORE] = true, [FLAG_OLDER_THAN] = true}},
};
#define ACTIONS (sizeof actions / sizeof *actions)

static enum cli_exit refuse_action(const char *name)
{
    const char *names[ACTIONS];
    for (size_t i = 0; i < ACTIONS; i++) {
        names[i] = actions[i].name;
    }
    const char *nearest = faqbot_nearest_name(name, names, ACTIONS);
    return nearest != NULL ? complain("journal does no %s; the nearest is %s", name, nearest)
                           : complain("journal does export, stats or purge, not %s", name);
}

static enum cli_exit read_day(const struct arguments *arguments, enum flag_id id, int64_t *seconds)
{
    const char *value = arguments_value(arguments, id);
    return value == NULL || day_parse(value, seconds)
               ? CLI_GOOD
               : complain("--%s must be a day such as 2026-11-30, not %s", flag_at(id)->name, value);
}

enum cli_exit verb_journal_run(const struct arguments *arguments)
{
    static const enum flag_id own[] = {FLAG_SINCE, FLAG_BEFORE, FLAG_OLDER_THAN, FLAG_FORMAT};
    struct faqbot_journal_read_options read = {.path = arguments->operands[1]};
    const struct action *action = NULL;
    for (size_t i = 0; i < ACTIONS; i++) {
        action = strcmp(arguments->operands[0], actions[i].name) == 0 ? &actions[i] : action;
    }
    if (action == NULL) {
        return refuse_action(arguments->operands[0]);
    }
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        if (arguments_has(arguments, own[i]) && !action->takes[own[i]]) {
            return complain("%s of a journal takes no --%s", action->name, flag_at(own[i])->name);
        }
    }
    if (read_day(arguments, FLAG_SINCE, &read.since) != CLI_GOOD ||
        read_day(arguments, FLAG_BEFORE, &read.until) != CLI_GOOD) {
        return CLI_ERROR;
    }
    return cli_worse(action->run(arguments, read), output_flush());
}
