/* cli/cmd_eval.c - `faqbot eval`: asks questions whose answers are known, and prints how good the answers
 * are. eval_metrics.c computes the metrics; this file reads the questions, asks the bot, checks the limits of
 * --min, and picks the worst misses, because a number alone tells nobody what to write next.
 *
 * All questions are asked before anything is printed: a file with mistakes in it yields errors and no
 * metrics, or a build would pass on half of its questions. */
#include "cli/cli_internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <faqbot.h>

#include "util/util.h"

#define MISSES_MAX 20 /* that are shown */

/* The file is the tests.tsv of a knowledge base, or another in its format: a question, a tab, the ids.
 *
 *     # Comments and empty lines are ignored.
 *     how long may I keep a book    loan-period
 *     can I renew it    renewal,loan-period
 *     who won the world cup    -
 *
 * Any of several ids is right; a dash says that the question must be refused. */

/* -- The evaluation set -------------------------------------------------------------------------------------------- */

/* An id that no entry has is a mistake in the file, and would look like a bad answer. Only a warning, because
 * the entry may have been removed on purpose. */
static void check_ids(const char *path, const struct eval_case *one, struct faqbot *bot,
                      struct progress *progress)
{
    struct faqbot_view id;
    const char *rest = strcmp(one->expected, "-") == 0 ? NULL : one->expected;
    while (eval_next_part(&rest, &id)) {
        struct faqbot_answer answer;
        if (faqbot_get(bot, id, &answer) == FAQBOT_NOT_FOUND) {
            struct faqbot_fault fault;
            (void)fault_set(&fault, FAQBOT_NOT_FOUND, path, (unsigned)one->line, "no entry is called %.*s",
                            (int)id.size, id.bytes);
            fault.severity = FAQBOT_WARNING;
            progress_report(progress, &fault);
        }
    }
}

/* Copies the part of the line that counts: question, tab, and ids without white space. A second tab may be
 * followed by notes. NULL if memory runs out. */
static struct eval_case *add_case(struct eval_set *set, const struct line *line, const char *tab)
{
    size_t question_size = (size_t)(tab - line->bytes);
    char *text = arena_alloc_array(&set->texts, line->size + 1, 1);
    if (text == NULL) {
        return NULL;
    }
    memcpy(text, line->bytes, question_size);
    char *to = text + question_size + 1;
    for (const char *at = tab + 1; at < line->bytes + line->size && *at != '\t'; at++) {
        if (*at != ' ' && *at != '\r') {
            *to++ = *at;
        }
    }
    const struct eval_case one = {
        .line = line->number, .question = text, .expected = text + question_size + 1};
    buffer_add(&set->rows, view_make((const char *)&one, sizeof one));
    set->cases = (void *)set->rows.bytes;
    return set->rows.failed ? NULL : &set->cases[set->count++];
}

/* Asks for the first ten candidates, whatever visitors are shown, because the metrics look that far. */
static enum faqbot_status ask(struct eval_set *set, struct eval_case *one, struct faqbot *bot)
{
    const struct faqbot_question question = {.text = view_of(one->question), .top = EVAL_TOP};
    struct faqbot_answer answer;
    enum faqbot_status status = faqbot_ask(bot, &question, &answer);
    if (status != FAQBOT_OK) {
        return status;
    }
    struct faqbot_view said = answer.outcome == FAQBOT_ANSWERED ? answer.entry : view_of("-");
    if (!arena_copy(&set->texts, said, &said)) {
        return FAQBOT_NO_MEMORY;
    }
    one->said = said.bytes;
    one->outcome = answer.outcome;
    one->confidence = answer.confidence;
    eval_rank(one, answer.candidates, answer.candidate_count);
    return FAQBOT_OK;
}

/* Says what is wrong with a line. */
static enum cli_exit refuse(struct eval_set *set, const char *path, unsigned long line, const char *sentence)
{
    progress_wipe(&set->progress);
    return error_say("%s:%lu: %s", path, line, sentence);
}

/* The case is added even if it turns out to be wrong below: then there is an error, and nothing is
 * computed. */
static enum cli_exit take_line(const char *path, const struct line *line, struct faqbot *bot,
                               struct eval_set *set)
{
    const char *tab = memchr(line->bytes, '\t', line->size);
    if (tab == NULL || line->is_too_long || memchr(line->bytes, '\0', line->size) != NULL) {
        return refuse(set, path, line->number, "a line is a question, a tab and an id or -");
    }
    struct eval_case *one = add_case(set, line, tab);
    if (one == NULL) {
        return error_status(FAQBOT_NO_MEMORY);
    }
    if (one->expected[0] == '\0') {
        return refuse(set, path, line->number, "the id is missing; - says that the question must be refused");
    }
    check_ids(path, one, bot, &set->progress);
    enum faqbot_status status = ask(set, one, bot);
    return status == FAQBOT_OK ? CLI_GOOD
                               : refuse(set, path, line->number, ask_failure(view_of(one->question), status));
}

/* Reads the file, asks every question and keeps the results. Mistakes are reported with file and line, and
 * reading goes on, but the result is CLI_ERROR. */
static enum cli_exit ask_all(const char *path, struct faqbot *bot, struct eval_set *set)
{
    struct line line = {.size = 0};
    struct progress_state state = {.done = 0};
    struct stat about;
    enum cli_exit end = CLI_GOOD;
    FILE *in = fopen(path, "r");
    if (in == NULL) {
        return error_say("%s: %s", path, strerror(errno));
    }
    if (fstat(fileno(in), &about) == 0 && S_ISREG(about.st_mode)) {
        state.total = (uint64_t)about.st_size;
    }
    /* The same reader as for questions on standard input, so a line that cannot be a question is refused
     * alike. */
    while (line_next(in, &line)) {
        const struct faqbot_view text = view_trim((struct faqbot_view){line.bytes, line.size});
        state.done += line.size + 1;
        if (text.size > 0 && text.bytes[0] != '#') {
            end = cli_worse(end, take_line(path, &line, bot, set));
            state.count = set->count;
            progress_draw(&set->progress, &state);
        }
    }
    progress_wipe(&set->progress);
    if (ferror(in) != 0) {
        end = error_say("%s: %s", path, strerror(errno));
    }
    (void)fclose(in);
    return end == CLI_GOOD && set->count == 0 ? error_say("%s: there is no question in it", path) : end;
}

/* How bad a miss is; 0 if the result is right. A wrong answer is worse than any silence, and the surer the
 * bot was the worse, since that is what a visitor believes. Among unanswered questions, one whose entry is
 * not even a candidate needs more than another threshold, so it comes before those whose entry merely ranks
 * low. */
static double badness(const struct eval_case *one)
{
    if (eval_is_right(one)) {
        return 0;
    }
    if (one->outcome == FAQBOT_ANSWERED) {
        return 2 + one->confidence;
    }
    return one->rank == 0 ? 1.5 : 1 + (double)one->rank / (4 * EVAL_TOP);
}

/* Inserts into a short sorted list: `most` is twenty, while the file may have thousands of lines. The
 * comparison is strict, so that equals stay in the order of the file. */
size_t eval_set_misses(const struct eval_set *set, size_t *places, size_t most)
{
    size_t count = 0;
    for (size_t i = 0; i < set->count; i++) {
        double bad = badness(&set->cases[i]);
        size_t at = count;
        while (at > 0 && badness(&set->cases[places[at - 1]]) < bad) {
            at--;
        }
        if (bad > 0 && at < most) {
            count += count < most;
            memmove(places + at + 1, places + at, (count - 1 - at) * sizeof *places);
            places[at] = i;
        }
    }
    return count;
}

/* -- Minimums ------------------------------------------------------------------------------------------------------ */

/* Parses `success1=.8` of an option: the name of one of the first `metrics` in the table, and a number from `least` to
 * 1. */
static void parse_bound(const char *option, struct faqbot_view text, size_t metrics, double least,
                        enum metric *metric, double *bound, struct faqbot_fault *fault)
{
    const struct faqbot_view name = view_slice(text, 0, view_find(text, '='));
    const struct faqbot_view number = view_slice(text, name.size + 1, text.size);
    size_t found = 0;
    while (found < metrics && !view_equals_text(name, eval_metric_names[found])) {
        found++;
    }
    *metric = (enum metric)found;
    if (found == metrics) {
        char wrong[64];
        (void)snprintf(wrong, sizeof wrong, "%.*s",
                       (int)(name.size < sizeof wrong ? name.size : sizeof wrong - 1), name.bytes);
        const char *nearest = faqbot_nearest_name(wrong, eval_metric_names, metrics);
        CLI_REFUSE(fault, "--%s knows no measure %s; %s%s", option, wrong,
                   nearest != NULL ? "the nearest is " : "`faqbot eval --help` lists them",
                   nearest != NULL ? nearest : "");
    } else if (!number_read(number, bound) || !(*bound >= least && *bound <= 1)) {
        CLI_REFUSE(fault, "--%s needs a number up to 1: --%s %s=%s", option, option, eval_metric_names[found],
                   least < 0 ? ".8" : ".01");
    }
}

/* The metric that is better when lower comes last in the table and has no minimum. A correlation may be negative, hence
 * -1. */
static void parse_minimum(struct faqbot_view text, enum metric *metric, double *least,
                          struct faqbot_fault *fault)
{
    parse_bound("min", text, METRIC_WRONG_OF_GIVEN, -1, metric, least, fault);
}

/* Checks all minimums, several of which may be joined by commas; without metrics it only parses them, before
 * the first question is asked. A metric that nothing could be measured on misses every minimum: a build that
 * has lost its questions must not pass. */
static enum cli_exit check_minimums(const struct options *options, const struct eval_metrics *metrics,
                                    struct faqbot_fault *fault)
{
    enum cli_exit end = CLI_GOOD;
    for (size_t i = 0; i < options->value_count && fault->status == FAQBOT_OK; i++) {
        const char *rest = options->values[i].id == OPTION_MIN ? options->values[i].text : NULL;
        struct faqbot_view minimum;
        while (fault->status == FAQBOT_OK && eval_next_part(&rest, &minimum)) {
            enum metric metric = METRIC_COUNT;
            double least = 0;
            parse_minimum(minimum, &metric, &least, fault);
            if (metrics != NULL && !(metrics->is_known[metric] && metrics->value[metric] >= least)) {
                (void)error_say("%s is %s, below %s", eval_metric_names[metric],
                                number_text(metrics->value[metric], 4).text, number_text(least, 4).text);
                end = CLI_UNANSWERED;
            }
        }
    }
    return end;
}

/* -- The baseline -------------------------------------------------------------------------------------------------- */

/* By how much each metric may be worse; less than 0: it is not looked at. Success, refusals and wrong answers may not
 * be, unless --max-drop says so; the others only count where it names them. */
static void read_drops(const struct options *options, double drops[METRIC_COUNT], struct faqbot_fault *fault)
{
    for (size_t i = 0; i < METRIC_COUNT; i++) {
        bool is_watched = i == METRIC_SUCCESS1 || i >= METRIC_ANSWERED_RIGHT;
        drops[i] = is_watched ? 0 : -1;
    }
    for (size_t i = 0; i < options->value_count; i++) {
        const char *rest = options->values[i].id == OPTION_MAX_DROP ? options->values[i].text : NULL;
        struct faqbot_view one;
        while (fault->status == FAQBOT_OK && eval_next_part(&rest, &one)) {
            enum metric metric = METRIC_COUNT;
            double most = 0;
            parse_bound("max-drop", one, METRIC_COUNT, 0, &metric, &most, fault);
            if (fault->status == FAQBOT_OK) {
                drops[metric] = most;
            }
        }
    }
    if (options_has(options, OPTION_MAX_DROP) && !options_has(options, OPTION_BASELINE) &&
        fault->status == FAQBOT_OK) {
        CLI_REFUSE(fault, "--max-drop needs the baseline to compare with: --baseline FILE");
    }
}

/* Says which metrics fell by more than they may. */
static enum cli_exit check_drops(const struct options *options, const struct eval_comparison *comparison,
                                 struct faqbot_fault *fault)
{
    double drops[METRIC_COUNT];
    enum cli_exit end = CLI_GOOD;
    read_drops(options, drops, fault);
    for (size_t i = 0; i < METRIC_COUNT; i++) {
        double drop = eval_drop(comparison, (enum metric)i);
        if (drops[i] >= 0 && drop > drops[i]) {
            (void)error_say("%s is %s and was %s in the baseline: worse by %s, and %s is allowed",
                            eval_metric_names[i], number_text(comparison->metrics_now.value[i], 4).text,
                            number_text(comparison->metrics_before.value[i], 4).text,
                            number_text(drop, 4).text, number_text(drops[i], 4).text);
            end = CLI_UNANSWERED;
        }
    }
    return end;
}

/* Pairs the questions of the baseline with these. A file of other questions is an error,
 * and of some others a warning: measures of then are computed from what both have. */
static enum cli_exit compare(const char *path, const struct eval_set *baseline, const struct eval_set *set,
                             struct eval_comparison *comparison)
{
    struct faqbot_fault fault;
    if (eval_compare(baseline, set, comparison) != FAQBOT_OK) {
        return error_status(FAQBOT_NO_MEMORY);
    }
    if (comparison->count == 0) {
        return error_say("--baseline %s: it has none of these questions; is it of another file?", path);
    }
    if (comparison->gone + comparison->added > 0) {
        (void)fault_set(&fault, FAQBOT_OK, path, 0,
                        "its questions are not all the same: %zu of it are gone, %zu are new, and the %zu "
                        "that both have are compared",
                        comparison->gone, comparison->added, comparison->count);
        fault.severity = FAQBOT_WARNING;
        error_report(NULL, &fault);
    }
    return CLI_GOOD;
}

/* -- The report ---------------------------------------------------------------------------------------------------- */

static void write_miss(const struct eval_case *one)
{
    (void)printf("  line %lu: ", one->line);
    print("", view_of(one->question), "\n    expected ");
    print("", view_of(one->expected), ", got ");
    print("", view_of(one->said), "");
    (void)printf(" (%s, confidence %s", faqbot_outcome_name(one->outcome),
                 number_text(one->confidence, 2).text);
    if (one->rank > 0) {
        (void)printf(", expected at rank %u", one->rank);
    }
    (void)puts(")");
}

/* What got worse since the baseline, whether or not a metric fell. */
static void write_worse(const struct eval_comparison *comparison)
{
    size_t told = 0;
    (void)printf("%-16s %zu worse, %zu better, of %zu\n", "baseline", comparison->worse, comparison->better,
                 comparison->count);
    (void)fputs(comparison->worse > 0 ? "worse than the baseline:\n" : "", stdout);
    for (size_t i = 0; i < comparison->count && told < MISSES_MAX; i++) {
        if (eval_is_worse(comparison, i)) {
            write_miss(&comparison->now[i]);
            print("    before: ", view_of(comparison->before[i].said), "");
            (void)printf(" (%s, confidence %s)\n", faqbot_outcome_name(comparison->before[i].outcome),
                         number_text(comparison->before[i].confidence, 2).text);
            told++;
        }
    }
    if (comparison->worse > told) {
        (void)printf("  and %zu more\n", comparison->worse - told);
    }
}

/* An unknown metric is a dash rather than zero. */
static void write_report(const struct eval_set *set, const struct eval_metrics *metrics, const size_t *misses,
                         size_t count, const struct eval_comparison *comparison)
{
    (void)printf("%-16s %zu (%zu to answer, %zu to refuse)\n", "questions", metrics->cases,
                 metrics->answerable, metrics->hopeless);
    for (size_t i = 0; i < METRIC_COUNT; i++) {
        (void)printf("%-16s %s\n", eval_metric_names[i],
                     metrics->is_known[i] ? number_text(metrics->value[i], 4).text : "-");
    }
    for (size_t i = 0; i < FAQBOT_OUTCOMES; i++) {
        /* Of each outcome, how often it was right: a bot that offers too many choices shows here, not in the
         * shares above. */
        (void)printf("%-16s %zu, as expected %zu\n", faqbot_outcome_name((enum faqbot_outcome)i),
                     metrics->outcomes[i], metrics->outcomes_right[i]);
    }
    (void)fputs(count > 0 ? "worst misses:\n" : "", stdout);
    for (size_t i = 0; i < count; i++) {
        write_miss(&set->cases[misses[i]]);
    }
    if (comparison != NULL) {
        write_worse(comparison);
    }
}

/* Ids are a list here, so that a program need not split them. */
static void write_case_json(struct record *record, const struct eval_case *one)
{
    struct faqbot_view id;
    const char *rest = strcmp(one->expected, "-") == 0 ? NULL : one->expected;
    record_open(record, NULL, '{');
    record_count(record, "line", one->line);
    record_text(record, "question", view_of(one->question));
    record_open(record, "expected", '[');
    while (eval_next_part(&rest, &id)) {
        record_text(record, NULL, id);
    }
    record_close(record, ']');
    record_text(record, "outcome", view_of(faqbot_outcome_name(one->outcome)));
    record_text_or_null(record, "given", view_of(one->outcome == FAQBOT_ANSWERED ? one->said : NULL));
    record_number(record, "confidence", one->confidence);
    record_count_or_null(record, "rank", one->rank);
    record_number(record, "gain", one->gain);
    record_close(record, '}');
}

static void write_comparison_json(struct record *record, const struct eval_comparison *comparison)
{
    size_t told = 0;
    record_open(record, "baseline", '{');
    record_count(record, "questions", comparison->count);
    record_count(record, "gone", comparison->gone);
    record_count(record, "new", comparison->added);
    record_count(record, "worse", comparison->worse);
    record_count(record, "better", comparison->better);
    for (size_t i = 0; i < METRIC_COUNT; i++) {
        record_word(record, eval_metric_names[i],
                    comparison->metrics_before.is_known[i]
                        ? number_text(comparison->metrics_before.value[i], 4).text
                        : "null");
    }
    record_open(record, "got_worse", '[');
    for (size_t i = 0; i < comparison->count && told < MISSES_MAX; i++) {
        if (eval_is_worse(comparison, i)) {
            write_case_json(record, &comparison->now[i]);
            told++;
        }
    }
    record_close(record, ']');
    record_close(record, '}');
}

/* The names of the metrics are keys; a metric that nothing could be measured on is null. */
static void write_json(const struct eval_set *set, const struct eval_metrics *metrics, const size_t *misses,
                       size_t count, const struct eval_comparison *comparison)
{
    struct record record = record_begin();
    record_count(&record, "questions", metrics->cases);
    record_count(&record, "answerable", metrics->answerable);
    record_count(&record, "hopeless", metrics->hopeless);
    for (size_t i = 0; i < METRIC_COUNT; i++) {
        record_word(&record, eval_metric_names[i],
                    metrics->is_known[i] ? number_text(metrics->value[i], 4).text : "null");
    }
    record_open(&record, "outcomes", '{');
    for (size_t i = 0; i < FAQBOT_OUTCOMES; i++) {
        record_open(&record, faqbot_outcome_name((enum faqbot_outcome)i), '{');
        record_count(&record, "questions", metrics->outcomes[i]);
        record_count(&record, "right", metrics->outcomes_right[i]);
        record_close(&record, '}');
    }
    record_close(&record, '}');
    record_open(&record, "misses", '[');
    for (size_t i = 0; i < count; i++) {
        write_case_json(&record, &set->cases[misses[i]]);
    }
    record_close(&record, ']');
    record_open(&record, "results", '['); /* which makes it a baseline */
    for (size_t i = 0; i < set->count; i++) {
        write_case_json(&record, &set->cases[i]);
    }
    record_close(&record, ']');
    if (comparison != NULL) {
        write_comparison_json(&record, comparison);
    }
    record_end(&record);
}

/* The metrics come first, then what they miss, so that the reader of a failed build sees both. */
static enum cli_exit judge(const struct options *options, const struct eval_set *set,
                           const struct eval_comparison *comparison, struct faqbot_fault *fault)
{
    struct eval_metrics metrics = {.cases = 0};
    size_t misses[MISSES_MAX];
    if (eval_compute(set->cases, set->count, &metrics) != FAQBOT_OK) {
        fault->status = FAQBOT_NO_MEMORY;
        return CLI_ERROR;
    }
    size_t count = eval_set_misses(set, misses, MISSES_MAX);
    (options_has(options, OPTION_JSON) ? write_json : write_report)(set, &metrics, misses, count, comparison);
    bool is_wrong = options_has(options, OPTION_ALL_RIGHT) && count > 0;
    enum cli_exit end = cli_worse(error_flush_output(), check_minimums(options, &metrics, fault));
    if (comparison != NULL) {
        end = cli_worse(end, check_drops(options, comparison, fault));
    }
    return cli_worse(end, is_wrong ? CLI_UNANSWERED : CLI_GOOD);
}

static void eval_set_init(struct eval_set *set)
{
    *set = (struct eval_set){.cases = NULL};
    arena_init(&set->texts, SIZE_MAX);
    buffer_init(&set->rows, SIZE_MAX);
}

static void eval_set_release(struct eval_set *set)
{
    arena_release(&set->texts);
    buffer_release(&set->rows);
}

/* Bounds and the baseline are read before the bot is opened, and judged after all questions have been asked. */
enum cli_exit cmd_eval(const struct options *options, struct faqbot_fault *fault)
{
    struct eval_set set;
    struct eval_set baseline;
    struct eval_comparison comparison = {.count = 0};
    double drops[METRIC_COUNT];
    const char *path = options_text(options, OPTION_BASELINE);
    struct faqbot *bot = NULL;
    enum cli_exit end = CLI_GOOD;
    eval_set_init(&set);
    eval_set_init(&baseline);
    (void)check_minimums(options, NULL, fault);
    const struct faqbot_filter filter = open_filter(options);
    read_drops(options, drops, fault);
    if (path != NULL && fault->status == FAQBOT_OK) {
        end = eval_baseline_read(path, &baseline);
    }
    if (end == CLI_GOOD) {
        bot = open_bot(options, fault);
        struct faqbot *part = open_part(bot, &filter, fault);
        progress_start(&set.progress, options, "questions", NULL);
        end = fault->status == FAQBOT_OK ? ask_all(options->operands[0], part, &set) : CLI_ERROR;
    }
    if (end == CLI_GOOD && path != NULL) {
        end = compare(path, &baseline, &set, &comparison);
    }
    if (end == CLI_GOOD) {
        end = judge(options, &set, path != NULL ? &comparison : NULL, fault);
    }
    eval_comparison_release(&comparison);
    eval_set_release(&baseline);
    eval_set_release(&set);
    faqbot_close(bot);
    return end;
}
