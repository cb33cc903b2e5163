/* tools/diff.c - what a new knowledge base answers differently (diff.h): two bots are asked the same
 * questions. */
#include "tools/tools_internal.h"

#include <faqbot_tools.h>

#include "util/util.h"

#define QUESTION_BYTES_MAX ((size_t)1 << 30)

struct comparison {
    struct faqbot *before;
    struct faqbot *after;
    struct string_table questions;
    const struct faqbot_diff_options *options;
    struct faqbot_diff_result result;
};

/* An answer is another one where its text is: the entry that an author has reworded keeps its id. */
static enum faqbot_change_kind judge(const struct faqbot_answer *before, const struct faqbot_answer *after)
{
    bool was = before->outcome == FAQBOT_ANSWERED;
    bool is = after->outcome == FAQBOT_ANSWERED;
    double moved = after->confidence - before->confidence;
    if (was != is) {
        return is ? FAQBOT_CHANGE_GAINED : FAQBOT_CHANGE_LOST;
    }
    if (was && (!view_equals(before->entry, after->entry) || !view_equals(before->text, after->text) ||
                !view_equals(before->disclaimer, after->disclaimer))) {
        return FAQBOT_CHANGE_ANSWER;
    }
    return moved > FAQBOT_DIFF_CONFIDENCE_DELTA || moved < -FAQBOT_DIFF_CONFIDENCE_DELTA
               ? FAQBOT_CHANGE_MOVED
               : FAQBOT_CHANGE_KINDS;
}

static struct faqbot_change_side side_of(const struct faqbot_answer *answer)
{
    return (struct faqbot_change_side){
        .outcome = answer->outcome, .entry = answer->entry, .confidence = answer->confidence};
}

/* What nobody can ask, neither bot is asked. */
static enum faqbot_status compare(struct comparison *comparison, struct faqbot_view text)
{
    const struct faqbot_question question = {.text = text};
    struct faqbot_answer before;
    struct faqbot_answer after;
    enum faqbot_status status = faqbot_ask(comparison->before, &question, &before);
    if (status == FAQBOT_INVALID || status == FAQBOT_LIMIT) {
        return FAQBOT_OK;
    }
    if (status == FAQBOT_OK) {
        status = faqbot_ask(comparison->after, &question, &after);
    }
    if (status != FAQBOT_OK) {
        return status;
    }
    comparison->result.questions++;
    enum faqbot_change_kind kind = judge(&before, &after);
    if (kind != FAQBOT_CHANGE_KINDS) {
        const struct faqbot_change change = {
            .kind = kind, .question = text, .before = side_of(&before), .after = side_of(&after)};
        comparison->result.changes[kind]++;
        if (comparison->options->tell != NULL) {
            comparison->options->tell(comparison->options->tell_user, &change);
        }
    }
    return FAQBOT_OK;
}

static struct faqbot *open_bot(const struct faqbot_diff_options *options, const char *path,
                               struct faqbot_fault *fault, enum faqbot_status *status)
{
    struct faqbot *bot = NULL;
    bool index = questions_is_index(path);
    const struct faqbot_options opened = {.index = index ? path : NULL,
                                          .knowledge = index ? NULL : path,
                                          .report = options->report,
                                          .report_user = options->report_user};
    if (*status == FAQBOT_OK) {
        *status = faqbot_open(&opened, &bot, fault);
    }
    return bot;
}

static enum faqbot_status prepare(struct comparison *comparison, struct faqbot_fault *fault)
{
    const struct faqbot_diff_options *options = comparison->options;
    struct string_table *questions = &comparison->questions;
    enum faqbot_status status = FAQBOT_OK;
    comparison->before = open_bot(options, options->before, fault, &status);
    comparison->after = open_bot(options, options->after, fault, &status);
    status = status == FAQBOT_OK ? questions_collect_knowledge(options->before, questions, fault) : status;
    status = status == FAQBOT_OK ? questions_collect_knowledge(options->after, questions, fault) : status;
    if (status == FAQBOT_OK && options->questions != NULL) {
        status = questions_collect_file(options->questions, questions, fault);
    }
    if (status == FAQBOT_OK && options->journal != NULL) {
        status = questions_collect_journal(options->journal, options->since, questions, fault);
    }
    return status;
}

enum faqbot_status faqbot_diff(const struct faqbot_diff_options *options, struct faqbot_diff_result *result,
                               struct faqbot_fault *fault)
{
    struct comparison comparison = {.options = options};
    struct faqbot_fault found = {.sentence = ""};
    string_table_init(&comparison.questions, QUESTION_BYTES_MAX);
    enum faqbot_status status = prepare(&comparison, &found);
    for (uint32_t i = 0; status == FAQBOT_OK && i < comparison.questions.count; i++) {
        status = compare(&comparison, comparison.questions.strings[i]);
    }
    if (status == FAQBOT_OK) {
        *result = comparison.result;
    } else if (fault != NULL) {
        *fault = found;
        if (found.sentence[0] == '\0') {
            fault_set(fault, status, NULL, 0, "cannot compare: %s", faqbot_status_text(status));
        }
    }
    string_table_release(&comparison.questions);
    faqbot_close(comparison.before);
    faqbot_close(comparison.after);
    return status;
}
