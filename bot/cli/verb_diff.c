/* cli/verb_diff.c - `faqbot diff`: says which questions a new knowledge answers otherwise, a line each. */
#include <stdio.h>
#include <string.h>

#include <faqbot/diff.h>
#include <faqbot/names.h>

#include "base/number.h"
#include "cli/clean.h"
#include "cli/complain.h"
#include "cli/day.h"
#include "cli/opening.h"
#include "cli/output.h"

static const char *const kind_names[FAQBOT_CHANGE_KINDS] = {[FAQBOT_CHANGE_ANSWER] = "changed",
                                                            [FAQBOT_CHANGE_GAINED] = "newly answered",
                                                            [FAQBOT_CHANGE_LOST] = "no longer answered",
                                                            [FAQBOT_CHANGE_MOVED] = "confidence moved"};
static const char *const machine_names[FAQBOT_CHANGE_KINDS] = {[FAQBOT_CHANGE_ANSWER] = "changed",
                                                               [FAQBOT_CHANGE_GAINED] = "gained",
                                                               [FAQBOT_CHANGE_LOST] = "lost",
                                                               [FAQBOT_CHANGE_MOVED] = "moved"};
static const char *const outcome_names[] = {
    [FAQBOT_ANSWERED] = "answered", [FAQBOT_UNSURE] = "unsure", [FAQBOT_NONE] = "none"};

static void write_side(const struct faqbot_change_side *side)
{
    if (side->outcome == FAQBOT_ANSWERED) {
        clean_write(stdout, side->entry);
    } else {
        (void)fputs(outcome_names[side->outcome], stdout);
    }
    (void)printf(" (%s)", number_text(side->confidence, 2).text);
}

/* Whether the same entry answers, with another text. */
static bool is_reworded(const struct faqbot_change *change)
{
    const struct faqbot_view before = change->before.entry;
    const struct faqbot_view after = change->after.entry;
    return change->kind == FAQBOT_CHANGE_ANSWER && before.size == after.size &&
           memcmp(before.bytes, after.bytes, after.size) == 0;
}

static void write_change(void *user, const struct faqbot_change *change)
{
    (void)user;
    (void)printf("%s: ", kind_names[change->kind]);
    clean_write(stdout, change->question);
    (void)fputs(": ", stdout);
    write_side(&change->before);
    (void)fputs(" -> ", stdout);
    write_side(&change->after);
    (void)fputs(is_reworded(change) ? ", in other words\n" : "\n", stdout);
}

static void write_side_json(const char *name, const struct faqbot_change_side *side)
{
    (void)printf(",\"%s\":{\"outcome\":\"%s\",\"entry\":", name, outcome_names[side->outcome]);
    if (side->outcome == FAQBOT_ANSWERED) {
        clean_write_string(stdout, side->entry);
    } else {
        (void)fputs("null", stdout);
    }
    (void)printf(",\"confidence\":%s}", number_text(side->confidence, 4).text);
}

static void write_change_json(void *user, const struct faqbot_change *change)
{
    (void)user;
    (void)printf("{\"change\":\"%s\",\"question\":", machine_names[change->kind]);
    clean_write_string(stdout, change->question);
    write_side_json("before", &change->before);
    write_side_json("after", &change->after);
    (void)fputs("}\n", stdout);
}

/* Which kinds of change, of those before *first_allowed in their enum, are no success. */
static enum cli_exit find_allowed(const struct arguments *arguments, size_t *first_allowed)
{
    static const char *const names[] = {"changed", "moved"};
    const char *value = arguments_value(arguments, FLAG_FAIL_ON);
    if (value == NULL) {
        *first_allowed = 0;
        return CLI_GOOD;
    }
    if (strcmp(value, "changed") == 0 || strcmp(value, "moved") == 0) {
        *first_allowed = value[0] == 'c' ? FAQBOT_CHANGE_MOVED : FAQBOT_CHANGE_KINDS;
        return CLI_GOOD;
    }
    const char *nearest = faqbot_nearest_name(value, names, 2);
    return nearest != NULL ? complain("--fail-on knows no %s; the nearest is %s", value, nearest)
                           : complain("--fail-on must be changed or moved, not %s", value);
}

static void write_summary(const struct faqbot_diff_result *result)
{
    (void)printf("%zu %s: ", result->questions, result->questions == 1 ? "question" : "questions");
    for (size_t i = 0; i < FAQBOT_CHANGE_KINDS; i++) {
        (void)printf("%s%zu %s", i > 0 ? ", " : "", result->changes[i], kind_names[i]);
    }
    (void)fputc('\n', stdout);
}

enum cli_exit verb_diff_run(const struct arguments *arguments)
{
    size_t first_allowed = 0;
    struct faqbot_fault fault = {.status = FAQBOT_OK};
    struct faqbot_diff_result result = {.questions = 0};
    bool json = arguments_has(arguments, FLAG_JSON);
    const char *since = arguments_value(arguments, FLAG_SINCE);
    int64_t moment = 0;
    if (since != NULL && !day_parse(since, &moment)) {
        return complain("--since must be a day such as 2026-11-30, not %s", since);
    }
    if (find_allowed(arguments, &first_allowed) != CLI_GOOD) {
        return CLI_ERROR;
    }
    const struct faqbot_diff_options options = {
        .before = arguments->operands[0],
        .after = arguments->operands[1],
        .questions = arguments->operand_count > 2 ? arguments->operands[2] : NULL,
        .journal = arguments_value(arguments, FLAG_JOURNAL),
        .since = moment,
        .tell = json ? write_change_json : write_change,
        .report = complain_report,
    };
    if (faqbot_diff(&options, &result, &fault) != FAQBOT_OK) {
        return cli_worse(output_flush(), complain_fault(&fault));
    }
    if (!json) {
        write_summary(&result);
    }
    enum cli_exit end = CLI_GOOD;
    for (size_t i = 0; i < first_allowed; i++) {
        end = result.changes[i] > 0 ? CLI_UNANSWERED : end;
    }
    return cli_worse(output_flush(), end);
}
