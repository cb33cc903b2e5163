/* check/trials.c - runs tests.tsv and names each test that fails. How good the results are in figures is what `eval`
 * measures. */
#include "check/trials.h"

#include "base/number.h"
#include "check/gather.h"

#define TOP 10 /* candidates that the expected one is looked for in */

struct trial {
    const char *path;
    unsigned line;
    struct faqbot_view question;
    struct faqbot_view expected; /* ids joined by commas, or "-" */
};

/* Takes the next id off the list; false at its end. */
static bool next_id(struct faqbot_view *rest, struct faqbot_view *id)
{
    if (rest->size == 0) {
        return false;
    }
    size_t comma = view_find(*rest, ',');
    *id = view_trim(view_slice(*rest, 0, comma));
    *rest = view_slice(*rest, comma + 1, rest->size);
    return true;
}

static bool is_expected(struct faqbot_view expected, struct faqbot_view id)
{
    struct faqbot_view one;
    while (next_id(&expected, &one)) {
        if (view_equals(one, id)) {
            return true;
        }
    }
    return false;
}

static bool is_refusal(const struct trial *trial)
{
    return view_equals_text(trial->expected, "-");
}

/* The best score of an expected entry, and how far the winner is from what is second to it. */
struct outcome {
    const struct faqbot_answer *answer;
    double expected; /* 0: it is not among the first */
    double margin;
};

static struct outcome weigh(const struct trial *trial, const struct faqbot_answer *answer)
{
    struct outcome outcome = {.answer = answer};
    for (size_t i = 0; i < answer->candidate_count && outcome.expected <= 0; i++) {
        if (is_expected(trial->expected, answer->candidates[i].id)) {
            outcome.expected = answer->candidates[i].score;
        }
    }
    outcome.margin = answer->confidence - outcome.expected;
    return outcome;
}

static void tell_wrong(struct check_context *context, const struct trial *trial, struct outcome outcome)
{
    const struct faqbot_answer *answer = outcome.answer;
    struct faqbot_view question = check_context_excerpt(trial->question);
    if (is_refusal(trial)) {
        double second = answer->candidate_count > 1 ? answer->candidates[1].score : 0;
        check_context_error(context, "failed-test", trial->path, trial->line,
                            "\"%.*s\" must be refused, and \"%.*s\" answers it at %s, %s before the next",
                            VIEW_ARGS(question), VIEW_ARGS(answer->entry),
                            number_text(answer->confidence, 2).text,
                            number_text(answer->confidence - second, 2).text);
    } else {
        check_context_error(context, "failed-test", trial->path, trial->line,
                            "\"%.*s\" is answered by \"%.*s\" at %s, %s before \"%.*s\"%s",
                            VIEW_ARGS(question), VIEW_ARGS(answer->entry),
                            number_text(answer->confidence, 2).text, number_text(outcome.margin, 2).text,
                            VIEW_ARGS(trial->expected),
                            outcome.expected > 0 ? "" : ", which is not among the first 10");
    }
}

static void tell_silence(struct check_context *context, const struct trial *trial, struct outcome outcome)
{
    const struct faqbot_answer *answer = outcome.answer;
    struct faqbot_view question = check_context_excerpt(trial->question);
    if (answer->candidate_count == 0) {
        check_context_error(context, "failed-test", trial->path, trial->line,
                            "\"%.*s\" is not answered: nothing is found", VIEW_ARGS(question));
    } else if (is_expected(trial->expected, answer->candidates[0].id)) {
        check_context_error(context, "failed-test", trial->path, trial->line,
                            "\"%.*s\" is not answered: \"%.*s\" comes first, at a confidence of only %s",
                            VIEW_ARGS(question), VIEW_ARGS(answer->candidates[0].id),
                            number_text(answer->confidence, 2).text);
    } else {
        check_context_error(context, "failed-test", trial->path, trial->line,
                            "\"%.*s\" is not answered: \"%.*s\" comes first, at %s, %s before \"%.*s\"",
                            VIEW_ARGS(question), VIEW_ARGS(answer->candidates[0].id),
                            number_text(answer->confidence, 2).text, number_text(outcome.margin, 2).text,
                            VIEW_ARGS(trial->expected));
    }
}

static enum faqbot_status ask(struct check_context *context, const struct trial *trial)
{
    struct faqbot_answer answer;
    const struct faqbot_question asked = {.text = trial->question, .top = TOP};
    enum faqbot_status status = faqbot_ask(context->bot, &asked, &answer);
    if (status == FAQBOT_INVALID || status == FAQBOT_LIMIT) {
        check_context_error(context, "broken-test", trial->path, trial->line,
                            "the question is %s; write one that can be asked",
                            status == FAQBOT_LIMIT ? "longer than 500 characters" : "empty");
        return FAQBOT_OK;
    }
    if (status != FAQBOT_OK) {
        return status;
    }
    bool given = answer.outcome == FAQBOT_ANSWERED;
    bool right = given ? is_expected(trial->expected, answer.entry) : is_refusal(trial);
    context->result.tests++;
    if (!right) {
        context->result.failed_tests++;
        (given ? tell_wrong : tell_silence)(context, trial, weigh(trial, &answer));
    }
    return FAQBOT_OK;
}

static enum faqbot_status run(struct check_context *context, const struct trial *trial)
{
    struct faqbot_view rest = trial->expected;
    struct faqbot_view id;
    enum faqbot_status status = FAQBOT_OK;
    while (!is_refusal(trial) && status == FAQBOT_OK && next_id(&rest, &id)) {
        status = check_context_check_id(context, trial->path, trial->line, "the expected", id);
    }
    return status == FAQBOT_OK ? ask(context, trial) : status;
}

struct trials {
    struct check_context *context;
    const char *path;
};

static enum faqbot_status run_line(void *user, unsigned number, struct faqbot_view line)
{
    const struct trials *trials = user;
    size_t tab = view_find(line, '\t');
    struct faqbot_view rest = view_slice(line, tab + 1, line.size);
    const struct trial trial = {.path = trials->path,
                                .line = number,
                                .question = view_trim(view_slice(line, 0, tab)),
                                .expected = view_trim(view_slice(rest, 0, view_find(rest, '\t')))};
    if (view_is_empty(trial.expected)) {
        check_context_error(trials->context, "broken-test", trials->path, number,
                            "a test is a question, a tab, and an id or - for one that must be refused");
        return FAQBOT_OK;
    }
    return run(trials->context, &trial);
}

enum faqbot_status regression_run(struct check_context *context, const char *path)
{
    bool readable;
    struct trials trials = {.context = context, .path = path};
    return questions_collect_each_line(path, &context->reporter, run_line, &trials, &readable);
}
