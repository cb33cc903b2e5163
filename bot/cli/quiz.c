/* cli/quiz.c - questions whose answers are known, put to a bot. What the results are worth is measure.c's to
 * say. */
#include "cli/quiz.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/clean.h"
#include "cli/complain.h"
#include "cli/exchange.h"
#include "cli/line.h"

/* The copy's, NUL-terminated. */
static char *copy(const char *bytes, size_t size)
{
    char *text = malloc(size + 1);
    if (text != NULL) {
        if (size > 0) {
            memcpy(text, bytes, size);
        }
        text[size] = '\0';
    }
    return text;
}

static struct quiz_item *add_item(struct quiz *quiz)
{
    if (quiz->count == quiz->room) {
        size_t room = quiz->room == 0 ? 64 : 2 * quiz->room;
        struct quiz_item *items = realloc(quiz->items, room * sizeof *items);
        if (items == NULL) {
            return NULL;
        }
        quiz->items = items;
        quiz->room = room;
    }
    quiz->items[quiz->count] = (struct quiz_item){.line = 0};
    return &quiz->items[quiz->count++];
}

/* White space within a list of ids is taken out, in place. */
static void squeeze(char *text)
{
    char *to = text;
    for (; *text != '\0'; text++) {
        if (strchr(" \t\r", *text) == NULL) {
            *to++ = *text;
        }
    }
    *to = '\0';
}

/* Ids that nothing is called by are a slip of whoever wrote the file, and would show as bad answers. */
static void check_ids(const char *path, unsigned long line, const char *expected, struct faqbot *bot)
{
    for (const char *id = expected; id != NULL && strcmp(expected, "-") != 0;) {
        size_t size = strcspn(id, ",");
        struct faqbot_answer answer;
        if (faqbot_get(bot, (struct faqbot_view){id, size}, &answer) == FAQBOT_NOT_FOUND) {
            struct faqbot_fault fault = {.severity = FAQBOT_WARNING, .line = (unsigned)line};
            (void)snprintf(fault.path, sizeof fault.path, "%s", path);
            (void)snprintf(fault.sentence, sizeof fault.sentence, "no entry is called %.*s", (int)size, id);
            complain_report(NULL, &fault);
        }
        id = id[size] == ',' ? id + size + 1 : NULL;
    }
}

static enum faqbot_status ask(struct quiz_item *item, struct faqbot *bot)
{
    const struct faqbot_question question = {.text = clean_view(item->question), .top = MEASURE_TOP};
    struct faqbot_answer answer;
    enum faqbot_status status = faqbot_ask(bot, &question, &answer);
    if (status != FAQBOT_OK) {
        return status;
    }
    bool given = answer.outcome == FAQBOT_ANSWERED;
    item->said = given ? copy(answer.entry.bytes, answer.entry.size) : copy("-", 1);
    if (item->said == NULL) {
        return FAQBOT_NO_MEMORY;
    }
    item->result.said = item->said;
    item->result.outcome = answer.outcome;
    item->result.confidence = answer.confidence;
    measure_candidates(&item->result, answer.candidates, answer.candidate_count);
    return FAQBOT_OK;
}

static enum cli_exit take_line(const char *path, const struct line *line, struct faqbot *bot,
                               struct quiz *quiz)
{
    const char *tab = memchr(line->bytes, '\t', line->size);
    if (tab == NULL || line->is_too_long || memchr(line->bytes, '\0', line->size) != NULL) {
        return complain("%s:%lu: a line is a question, a tab and an id or -", path, line->number);
    }
    size_t question_size = (size_t)(tab - line->bytes);
    size_t rest = line->size - question_size - 1;
    const char *second = memchr(tab + 1, '\t', rest);
    struct quiz_item *item = add_item(quiz);
    char *text =
        item != NULL ? copy(line->bytes, second != NULL ? (size_t)(second - line->bytes) : line->size) : NULL;
    if (text == NULL) {
        return complain("%s", faqbot_status_text(FAQBOT_NO_MEMORY));
    }
    text[question_size] = '\0';
    squeeze(text + question_size + 1);
    item->question = text;
    item->line = line->number;
    item->result.expected = text + question_size + 1;
    if (item->result.expected[0] == '\0') {
        return complain("%s:%lu: the id is missing; - says that the question must be refused", path,
                        line->number);
    }
    check_ids(path, line->number, item->result.expected, bot);
    enum faqbot_status status = ask(item, bot);
    return status == FAQBOT_OK ? CLI_GOOD
                               : complain("%s:%lu: %s", path, line->number,
                                          exchange_sentence(clean_view(item->question), status));
}

static bool is_passed_over(const struct line *line)
{
    for (size_t i = 0; i < line->size; i++) {
        if (line->bytes[i] == '#' || strchr(" \t", line->bytes[i]) == NULL) {
            return line->bytes[i] == '#';
        }
    }
    return true;
}

enum cli_exit quiz_ask(const char *path, struct faqbot *bot, struct quiz *quiz)
{
    struct line line = {.size = 0};
    enum cli_exit end = CLI_GOOD;
    FILE *in = fopen(path, "r");
    if (in == NULL) {
        return complain("%s: %s", path, strerror(errno));
    }
    while (line_next(in, &line)) {
        if (!is_passed_over(&line)) {
            end = cli_worse(end, take_line(path, &line, bot, quiz));
        }
    }
    if (ferror(in) != 0) {
        end = complain("%s: %s", path, strerror(errno));
    }
    (void)fclose(in);
    return end;
}

void quiz_reset(struct quiz *quiz)
{
    for (size_t i = 0; i < quiz->count; i++) {
        free(quiz->items[i].question);
        free(quiz->items[i].said);
    }
    free(quiz->items);
    *quiz = (struct quiz){.items = NULL};
}

/* How bad a miss is; 0 for what is right. A wrong answer is worse than any silence. */
static double badness(const struct measure_case *result)
{
    if (measure_is_right(result)) {
        return 0;
    }
    if (result->outcome == FAQBOT_ANSWERED) {
        return 2 + result->confidence;
    }
    return result->rank == 0 ? 1.5 : 1 + (double)result->rank / (4 * MEASURE_TOP);
}

/* An insertion into a short sorted list: `most` is twenty, the file may have thousands of lines. */
size_t quiz_misses(const struct quiz *quiz, size_t *places, size_t most)
{
    size_t count = 0;
    for (size_t i = 0; i < quiz->count; i++) {
        double bad = badness(&quiz->items[i].result);
        size_t at = count;
        while (at > 0 && badness(&quiz->items[places[at - 1]].result) < bad) {
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
