/* cli/cmd_gaps.c - `faqbot gaps`: what visitors asked in vain or found unhelpful, with what to write about it. The
 * library groups the questions, proposes lines and tries them out; this file writes each group so that an author can
 * read what a proposal would change and then paste it: lines of Markdown stand at the margin, everything else is
 * indented, and so is what had better not be pasted. */
#include "cli/cli_internal.h"

#include <faqbot_tools.h>

#include "remote/remote.h"
#include "util/util.h"

#define NEAR_LEAST .1 /* the confidence from which on the nearest entry is worth a look */

/* -- Text -------------------------------------------------------------------------------------------------------- */

static void write_number(double number)
{
    (void)fputs(number_text(number, 2).text, stdout);
}

static void write_side(const struct faqbot_change_side *side)
{
    if (side->outcome == FAQBOT_ANSWERED) {
        print("", side->entry, " ");
        write_number(side->confidence);
    } else {
        (void)fputs(side->outcome == FAQBOT_UNSURE ? "unsure" : "not known", stdout);
    }
}

/* "    tests.tsv:12: can I keep it longer (expects renew): renew .71 -> loan .55\n" */
static void write_change(const struct faqbot_trial_change *change)
{
    if (change->line > 0) {
        (void)printf("    %s tests.tsv:%u: ", change->is_broken ? "breaks" : "mends", change->line);
        print("", change->question, " (expects ");
        print("", change->expected, "): ");
    } else {
        print("    asked: ", change->question, ": ");
    }
    write_side(&change->before);
    (void)fputs(" -> ", stdout);
    write_side(&change->after);
    (void)fputc('\n', stdout);
}

static void write_trial(const struct faqbot_trial *trial)
{
    if (trial->skipped != NULL) {
        (void)printf("  not tried: %s\n", trial->skipped);
        return;
    }
    (void)printf("  would change: %zu of %zu tests%s; %zu of %zu asked questions",
                 trial->broken + trial->mended, trial->tests, trial->broken > 0 ? ", not for the better" : "",
                 trial->changed, trial->asked);
    if (trial->own_right < trial->own) {
        (void)printf("; only %zu of its %zu lines would do what %s for", trial->own_right, trial->own,
                     trial->own == 1 ? "it is" : "they are");
    }
    (void)fputs(trial->change_count > 0 ? ":\n" : "\n", stdout);
    for (size_t i = 0; i < trial->change_count; i++) {
        write_change(&trial->changes[i]);
    }
    if (trial->broken + trial->mended + trial->changed > trial->change_count) {
        (void)printf("    and %zu more\n",
                     trial->broken + trial->mended + trial->changed - trial->change_count);
    }
}

static void write_votes(const char *before, size_t votes, const char *after)
{
    print_count(before, votes, "visitor", "visitors");
    (void)fputs(after, stdout);
}

/* Which entry to look at before a new question is written. */
static void write_unless(const struct faqbot_gap *gap)
{
    if (gap->nearest.id.size > 0 && gap->confidence >= NEAR_LEAST) {
        print(", unless ", gap->nearest.id, " (");
        write_number(gap->confidence);
        (void)fputs(") answers it", stdout);
    }
}

/* What the proposal is, and why. */
static void write_heading(const struct faqbot_gap *gap, const struct faqbot_proposal *proposal)
{
    bool is_rejected = proposal->trial.broken > 0;
    (void)fputs(is_rejected ? "  rejected, since it breaks a test: " : "  ", stdout);
    switch (proposal->kind) {
    case FAQBOT_PROPOSAL_ALSO:
        print("below ", proposal->entry, ", which comes nearest (at least ");
        write_number(proposal->confidence);
        write_votes(") and helped ", proposal->helpful, " who asked the like:\n");
        break;
    case FAQBOT_PROPOSAL_NOT:
        print("below ", proposal->entry, ", whose answer ");
        write_votes("", proposal->unhelpful, " called unhelpful; if it is no answer to this:\n");
        break;
    case FAQBOT_PROPOSAL_NEW:
        (void)fputs("a new question, which lacks its answer", stdout);
        write_unless(gap);
        (void)fputs(":\n", stdout);
        break;
    case FAQBOT_PROPOSAL_ANSWER:
        print("better the answer of ", proposal->entry, ": to its own question ");
        write_votes("", proposal->unhelpful, " called it unhelpful\n");
        break;
    }
}

/* A rejected proposal is indented: nobody pastes it by mistake. */
static void write_proposal(const struct faqbot_gap *gap, const struct faqbot_proposal *proposal)
{
    struct faqbot_view rest = proposal->markdown;
    struct faqbot_view line;
    write_heading(gap, proposal);
    while (view_next_line(&rest, &line)) {
        print(proposal->trial.broken > 0 && line.size > 0 ? "    " : "", line, "\n");
    }
    if (proposal->kind != FAQBOT_PROPOSAL_ANSWER) {
        write_trial(&proposal->trial);
    }
}

/* The first wording names the gap, because it was asked most often. Wordings are strangers' text: the library
 * has made the Markdown safe, and print() makes it safe on a terminal. */
static void write_gap(void *user, const struct faqbot_gap *gap)
{
    progress_wipe(user);
    print_count("", gap->asked, "time", "times");
    print(": ", gap->phrasings[0].question, "\n");
    (void)printf("  not known %zu, unsure %zu, unhelpful %zu; nearest: ", gap->none, gap->unsure,
                 gap->unhelpful);
    if (gap->nearest.id.size == 0) {
        (void)fputs("nothing\n", stdout);
    } else {
        print("", gap->nearest.id, " (");
        write_number(gap->confidence);
        print("), ", gap->nearest.question, "\n");
    }
    for (size_t i = 1; i < gap->phrasing_count; i++) {
        print("  or: ", gap->phrasings[i].question, "\n");
    }
    if (gap->phrasings_total > gap->phrasing_count) {
        (void)printf("  and %zu more wordings\n", gap->phrasings_total - gap->phrasing_count);
    }
    for (size_t i = 0; i < gap->proposal_count; i++) {
        write_proposal(gap, &gap->proposals[i]);
    }
    if (gap->proposal_count == 0) {
        (void)printf("  nothing to propose: %s\n",
                     gap->none + gap->unsure > 0
                         ? "several entries answer it, and the bot offers a choice of them"
                         : "as many visitors called the answer helpful as unhelpful");
    }
    (void)fputc('\n', stdout);
}

/* -- JSON -------------------------------------------------------------------------------------------------------- */

static void write_change_json(struct record *record, const struct faqbot_trial_change *change)
{
    record_open(record, NULL, '{');
    record_count_or_null(record, "test", change->line);
    record_text(record, "question", change->question);
    if (change->line > 0) {
        record_text(record, "expected", change->expected);
        record_word(record, "breaks", change->is_broken ? "true" : "false");
    }
    record_side(record, "before", &change->before);
    record_side(record, "after", &change->after);
    record_close(record, '}');
}

static void write_trial_json(struct record *record, const struct faqbot_trial *trial)
{
    if (trial->skipped != NULL) {
        record_text(record, "not_tried", view_of(trial->skipped));
        record_word(record, "trial", "null");
        return;
    }
    record_open(record, "trial", '{');
    record_count(record, "lines", trial->own);
    record_count(record, "lines_right", trial->own_right);
    record_count(record, "tests", trial->tests);
    record_count(record, "tests_broken", trial->broken);
    record_count(record, "tests_mended", trial->mended);
    record_count(record, "asked", trial->asked);
    record_count(record, "asked_changed", trial->changed);
    record_open(record, "changes", '[');
    for (size_t i = 0; i < trial->change_count; i++) {
        write_change_json(record, &trial->changes[i]);
    }
    record_close(record, ']');
    record_close(record, '}');
}

static void write_proposal_json(struct record *record, const struct faqbot_proposal *proposal)
{
    static const char *const kinds[] = {[FAQBOT_PROPOSAL_ALSO] = "also",
                                        [FAQBOT_PROPOSAL_NOT] = "not",
                                        [FAQBOT_PROPOSAL_NEW] = "new",
                                        [FAQBOT_PROPOSAL_ANSWER] = "answer"};
    record_open(record, NULL, '{');
    record_text(record, "kind", view_of(kinds[proposal->kind]));
    record_text_or_null(record, "entry",
                        proposal->kind == FAQBOT_PROPOSAL_NEW ? view_of(NULL) : proposal->entry);
    record_text(record, "markdown", proposal->markdown);
    record_count(record, "helpful", proposal->helpful);
    record_count(record, "unhelpful", proposal->unhelpful);
    record_word(record, "rejected", proposal->trial.broken > 0 ? "true" : "false");
    write_trial_json(record, &proposal->trial);
    record_close(record, '}');
}

static void write_gap_json(void *user, const struct faqbot_gap *gap)
{
    progress_wipe(user);
    struct record record = record_begin();
    record_text(&record, "question", gap->phrasings[0].question);
    record_count(&record, "asked", gap->asked);
    record_count(&record, "none", gap->none);
    record_count(&record, "unsure", gap->unsure);
    record_count(&record, "unhelpful", gap->unhelpful);
    if (gap->nearest.id.size == 0) {
        record_word(&record, "nearest", "null");
    } else {
        record_open(&record, "nearest", '{');
        record_text(&record, "id", gap->nearest.id);
        record_text(&record, "question", gap->nearest.question);
        record_number(&record, "confidence", gap->confidence);
        record_close(&record, '}');
    }
    record_count(&record, "wordings_in_all", gap->phrasings_total);
    record_open(&record, "wordings", '[');
    for (size_t i = 0; i < gap->phrasing_count; i++) {
        record_open(&record, NULL, '{');
        record_text(&record, "question", gap->phrasings[i].question);
        record_count(&record, "asked", gap->phrasings[i].asked);
        record_close(&record, '}');
    }
    record_close(&record, ']');
    record_open(&record, "proposals", '[');
    for (size_t i = 0; i < gap->proposal_count; i++) {
        write_proposal_json(&record, &gap->proposals[i]);
    }
    record_close(&record, ']');
    record_end(&record);
}

/* The journal has no default, because only the server knows where it is. */
enum cli_exit cmd_gaps(const struct options *options, struct faqbot_fault *fault)
{
    struct faqbot_options source;
    struct faqbot_gaps_result result = {.rows = 0};
    struct progress progress;
    bool json = options_has(options, OPTION_JSON);
    struct faqbot_gaps_options gaps = {
        .journal = options_text(options, OPTION_JOURNAL),
        .tell = json ? write_gap_json : write_gap,
        .tell_user = &progress,
        .watch = progress_watch,
        .watch_user = &progress,
        .report = error_report,
    };
    progress_start(&progress, options, "questions", NULL);
    if (gaps.journal == NULL || gaps.journal[0] == '\0') {
        CLI_REFUSE(fault, "gaps needs the journal to read: --journal FILE");
    }
    struct faqbot_journal_store *store = open_journal_store(gaps.journal, fault);
    gaps.journal_store = store;
    options_day(options, OPTION_SINCE, &gaps.since, fault);
    open_find(options, &source, fault);
    gaps.knowledge = source.knowledge;
    gaps.index = source.index;
    gaps.today = source.today;
    gaps.encoder = source.encoder;
    enum faqbot_status status =
        fault->status == FAQBOT_OK ? faqbot_gaps(&gaps, &result, fault) : fault->status;
    remote_close_journal(store);
    progress_wipe(&progress);
    if (status != FAQBOT_OK) {
        return CLI_ERROR;
    }
    if (!json && !options_has(options, OPTION_QUIET)) {
        (void)printf(
            "%zu asked: %zu in vain, %zu unhelpful; of these %zu are answered otherwise today, %zu left "
            "out; %zu %s\n",
            result.rows, result.unanswered, result.unhelpful, result.closed, result.left_out, result.gaps,
            result.gaps == 1 ? "gap" : "gaps");
        if (result.not_compared > 0) {
            (void)printf("%zu questions were not compared with all others, since they are too many; --since "
                         "looks at fewer\n",
                         result.not_compared);
        }
    }
    return CLI_GOOD;
}
