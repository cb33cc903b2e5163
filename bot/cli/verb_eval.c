/* cli/verb_eval.c - `faqbot eval`: asks questions whose answers are known and prints what that measures. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <faqbot/names.h>

#include "base/number.h"
#include "cli/clean.h"
#include "cli/complain.h"
#include "cli/output.h"
#include "cli/quiz.h"
#include "cli/opening.h"

#define MISSES_MAX 20

static const char *const outcome_names[3] = {
    [FAQBOT_ANSWERED] = "answered", [FAQBOT_UNSURE] = "unsure", [FAQBOT_NONE] = "none"};

/* Takes `success1=.8` apart. Shares that are the better the lower have no least value. */
static enum cli_exit parse_minimum(const char *text, size_t text_size, enum measure_kind *kind, double *least)
{
    const char *equals = memchr(text, '=', text_size);
    size_t size = equals != NULL ? (size_t)(equals - text) : text_size;
    enum measure_kind named = measure_named(text, size);
    if (named >= MEASURE_WRONG_OF_GIVEN) {
        const char *names[MEASURE_WRONG_OF_GIVEN];
        char name[64];
        for (size_t i = 0; i < MEASURE_WRONG_OF_GIVEN; i++) {
            names[i] = measure_name((enum measure_kind)i);
        }
        (void)snprintf(name, sizeof name, "%.*s", (int)(size < sizeof name ? size : sizeof name - 1), text);
        const char *nearest = faqbot_nearest_name(name, names, MEASURE_WRONG_OF_GIVEN);
        return nearest != NULL ? complain("--min knows no measure %s; the nearest is %s", name, nearest)
                               : complain("--min knows no measure %s; `faqbot eval --help` lists them", name);
    }
    double value;
    const struct faqbot_view number = {equals != NULL ? equals + 1 : NULL,
                                       equals != NULL ? text_size - size - 1 : 0};
    if (!number_read(number, &value) || !(value >= -1 && value <= 1)) {
        return complain("--min needs a number up to 1: --min %s=.8", measure_name(named));
    }
    *kind = named;
    *least = value;
    return CLI_GOOD;
}

/* Checks the minimums of one --min, joined by commas; without measures, only that they can be understood. */
static enum cli_exit check_minimum(const char *text, const struct measures *measures)
{
    enum cli_exit end = CLI_GOOD;
    for (const char *next = text; next != NULL;) {
        enum measure_kind kind = MEASURE_COUNT;
        double least = 0;
        size_t size = strcspn(next, ",");
        if (parse_minimum(next, size, &kind, &least) != CLI_GOOD) {
            return CLI_ERROR;
        }
        if (measures != NULL && !(measures->is_known[kind] && measures->value[kind] >= least)) {
            (void)complain("%s is %s, below %s", measure_name(kind),
                           number_text(measures->value[kind], 4).text, number_text(least, 4).text);
            end = CLI_UNANSWERED;
        }
        next = next[size] == ',' ? next + size + 1 : NULL;
    }
    return end;
}

static enum cli_exit check_minimums(const struct arguments *arguments, const struct measures *measures)
{
    enum cli_exit end = CLI_GOOD;
    for (size_t i = 0; i < arguments->flag_count; i++) {
        if (arguments->flags[i].id == FLAG_MIN) {
            end = cli_worse(end, check_minimum(arguments->flags[i].value, measures));
        }
    }
    return end;
}

static void write_miss(const struct quiz_item *item)
{
    (void)printf("  line %lu: ", item->line);
    clean_write(stdout, clean_view(item->question));
    (void)fputs("\n    expected ", stdout);
    clean_write(stdout, clean_view(item->result.expected));
    (void)fputs(", got ", stdout);
    clean_write(stdout, clean_view(item->said));
    (void)printf(" (%s, confidence %s", outcome_names[item->result.outcome],
                 number_text(item->result.confidence, 2).text);
    if (item->result.rank > 0) {
        (void)printf(", expected at rank %u", item->result.rank);
    }
    (void)puts(")");
}

static void write_report(const struct quiz *quiz, const struct measures *measures, const size_t *misses,
                         size_t count)
{
    (void)printf("%-16s %zu (%zu to answer, %zu to refuse)\n", "questions", measures->cases,
                 measures->answerable, measures->hopeless);
    for (size_t i = 0; i < MEASURE_COUNT; i++) {
        const char *name = measure_name((enum measure_kind)i);
        if (measures->is_known[i]) {
            (void)printf("%-16s %s\n", name, number_text(measures->value[i], 4).text);
        } else {
            (void)printf("%-16s -\n", name);
        }
    }
    for (size_t i = 0; i < 3; i++) {
        (void)printf("%-16s %zu, as expected %zu\n", outcome_names[i], measures->outcomes[i],
                     measures->outcomes_right[i]);
    }
    if (count > 0) {
        (void)puts("worst misses:");
    }
    for (size_t i = 0; i < count; i++) {
        write_miss(&quiz->items[misses[i]]);
    }
}

static void write_miss_json(const struct quiz_item *item)
{
    const struct measure_case *result = &item->result;
    (void)printf("{\"line\":%lu,\"question\":", item->line);
    clean_write_string(stdout, clean_view(item->question));
    (void)fputs(",\"expected\":[", stdout);
    for (const char *id = result->expected; id != NULL && strcmp(result->expected, "-") != 0;) {
        size_t size = strcspn(id, ",");
        clean_write_string(stdout, (struct faqbot_view){id, size});
        (void)fputs(id[size] == ',' ? "," : "", stdout);
        id = id[size] == ',' ? id + size + 1 : NULL;
    }
    (void)printf("],\"outcome\":\"%s\",\"given\":", outcome_names[result->outcome]);
    if (result->outcome == FAQBOT_ANSWERED) {
        clean_write_string(stdout, clean_view(item->said));
    } else {
        (void)fputs("null", stdout);
    }
    (void)printf(",\"confidence\":%s,\"rank\":", number_text(result->confidence, 4).text);
    (void)printf(result->rank > 0 ? "%u}" : "null}", result->rank);
}

static void write_json(const struct quiz *quiz, const struct measures *measures, const size_t *misses,
                       size_t count)
{
    (void)printf("{\"questions\":%zu,\"answerable\":%zu,\"hopeless\":%zu", measures->cases,
                 measures->answerable, measures->hopeless);
    for (size_t i = 0; i < MEASURE_COUNT; i++) {
        (void)printf(",\"%s\":%s", measure_name((enum measure_kind)i),
                     measures->is_known[i] ? number_text(measures->value[i], 4).text : "null");
    }
    for (size_t i = 0; i < 3; i++) {
        (void)printf("%s\"%s\":{\"questions\":%zu,\"right\":%zu}", i == 0 ? ",\"outcomes\":{" : ",",
                     outcome_names[i], measures->outcomes[i], measures->outcomes_right[i]);
    }
    (void)fputs("},\"misses\":[", stdout);
    for (size_t i = 0; i < count; i++) {
        (void)fputs(i > 0 ? "," : "", stdout);
        write_miss_json(&quiz->items[misses[i]]);
    }
    (void)puts("]}");
}

static enum cli_exit judge(const struct arguments *arguments, const struct quiz *quiz)
{
    struct measures measures = {.cases = 0};
    struct measure_case *cases = calloc(quiz->count + 1, sizeof *cases);
    enum faqbot_status status = FAQBOT_NO_MEMORY;
    size_t misses[MISSES_MAX];
    for (size_t i = 0; cases != NULL && i < quiz->count; i++) {
        cases[i] = quiz->items[i].result;
    }
    if (cases != NULL) {
        status = measure_all(cases, quiz->count, &measures);
    }
    free(cases);
    if (status != FAQBOT_OK) {
        return complain("%s", faqbot_status_text(status));
    }
    size_t count = quiz_misses(quiz, misses, MISSES_MAX);
    (arguments_has(arguments, FLAG_JSON) ? write_json : write_report)(quiz, &measures, misses, count);
    enum cli_exit end = cli_worse(output_flush(), check_minimums(arguments, &measures));
    if (arguments_has(arguments, FLAG_ALL_RIGHT) && count > 0) {
        end = cli_worse(end, CLI_UNANSWERED);
    }
    return end;
}

enum cli_exit verb_eval_run(const struct arguments *arguments)
{
    struct quiz quiz = {.items = NULL};
    if (check_minimums(arguments, NULL) != CLI_GOOD) {
        return CLI_ERROR;
    }
    struct faqbot *bot = opening_bot(arguments);
    if (bot == NULL) {
        return CLI_ERROR;
    }
    enum cli_exit end = quiz_ask(arguments->operands[0], bot, &quiz);
    if (end == CLI_GOOD && quiz.count == 0) {
        end = complain("%s: there is no question in it", arguments->operands[0]);
    }
    if (end == CLI_GOOD) {
        end = judge(arguments, &quiz);
    }
    quiz_reset(&quiz);
    faqbot_close(bot);
    return end;
}
