/* cli/cmd_diff.c - `faqbot diff`: which questions a new knowledge base answers differently, one line each.
 * The library decides which questions to ask and what counts as a change; this file writes the changes and
 * chooses the exit code by --fail-on. */
#include "cli/cli_internal.h"

#include <faqbot_tools.h>

#include "remote/remote.h"
#include "util/util.h"

/* What it looks like:
 *
 *     changed: how long may I keep a book: loan-period (0.97) -> renewal (0.81)
 *     no longer answered: do you lend bicycles: bicycles (0.88) -> none (0.12)
 *     132 questions: 1 changed, 0 newly answered, 1 no longer answered, 0 confidence moved
 *
 * By default none of that fails; --fail-on is for a build that publishes only what answers as before. */

/* For people, and in JSON, whose words must not change. */
static const char *const kind_names[FAQBOT_CHANGE_KINDS][2] = {
    [FAQBOT_CHANGE_ANSWER] = {"changed", "changed"},
    [FAQBOT_CHANGE_GAINED] = {"newly answered", "gained"},
    [FAQBOT_CHANGE_LOST] = {"no longer answered", "lost"},
    [FAQBOT_CHANGE_MOVED] = {"confidence moved", "moved"},
};

/* An answer is identified by its entry; if there was none, the outcome says so. */
static void write_side(const struct faqbot_change_side *side)
{
    print("", side->outcome == FAQBOT_ANSWERED ? side->entry : view_of(faqbot_outcome_name(side->outcome)),
          "");
    (void)printf(" (%s)", number_text(side->confidence, 2).text);
}

/* If the same entry answers with another text, both sides look alike, so a remark is needed. */
static void write_change(void *user, const struct faqbot_change *change)
{
    bool is_reworded =
        change->kind == FAQBOT_CHANGE_ANSWER && view_equals(change->before.entry, change->after.entry);
    progress_wipe(user);
    (void)fputs(kind_names[change->kind][0], stdout);
    print(": ", change->question, ": ");
    write_side(&change->before);
    (void)fputs(" -> ", stdout);
    write_side(&change->after);
    (void)fputs(is_reworded ? ", in other words\n" : "\n", stdout);
}

static void write_change_json(void *user, const struct faqbot_change *change)
{
    progress_wipe(user);
    struct record record = record_begin();
    record_text(&record, "change", view_of(kind_names[change->kind][1]));
    record_text(&record, "question", change->question);
    record_side(&record, "before", &change->before);
    record_side(&record, "after", &change->after);
    record_end(&record);
}

/* A difference is not a failure by itself: most changes to a knowledge base are meant to change answers. */
enum cli_exit cmd_diff(const struct options *options, struct faqbot_fault *fault)
{
    /* Of the kinds of change, in the order of their enum, how many fail: all before a moved confidence, all,
     * or none. */
    static const char *const names[] = {"changed", "moved"};
    static const size_t failing[] = {FAQBOT_CHANGE_MOVED, FAQBOT_CHANGE_KINDS, 0};
    struct faqbot_diff_result result = {.questions = 0};
    struct progress progress;
    bool json = options_has(options, OPTION_JSON);
    struct faqbot_diff_options diff = {
        .before = options->operands[0],
        .after = options->operands[1],
        .questions = options->operand_count > 2 ? options->operands[2] : NULL,
        .today = options->today,
        .encoder = options_text(options, OPTION_ENCODER),
        .journal = options_text(options, OPTION_JOURNAL),
        .tell = json ? write_change_json : write_change,
        .tell_user = &progress,
        .watch = progress_watch,
        .watch_user = &progress,
        .report = error_report,
    };
    progress_start(&progress, options, "questions", NULL);
    options_day(options, OPTION_SINCE, &diff.since, fault);
    size_t choice = options_choice(options, OPTION_FAIL_ON, names, 2, 2, fault);
    struct faqbot_journal_store *store = open_journal_store(diff.journal, fault);
    diff.journal_store = store;
    enum faqbot_status status =
        fault->status == FAQBOT_OK ? faqbot_diff(&diff, &result, fault) : fault->status;
    remote_close_journal(store);
    progress_wipe(&progress);
    if (status != FAQBOT_OK) {
        return CLI_ERROR;
    }
    size_t failures = 0;
    for (size_t i = 0; i < failing[choice]; i++) {
        failures += result.changes[i];
    }
    if (!json && !options_has(options, OPTION_QUIET)) {
        print_count("", result.questions, "question", "questions");
        for (size_t i = 0; i < FAQBOT_CHANGE_KINDS; i++) {
            (void)printf("%s%zu %s", i > 0 ? ", " : ": ", result.changes[i], kind_names[i][0]);
        }
        (void)fputc('\n', stdout);
    }
    return failures > 0 ? CLI_UNANSWERED : CLI_GOOD;
}
