/* cli/talk.c - a conversation on a terminal. libedit reads the lines, through its own interface rather than
 * the one that imitates readline, which keeps its state in globals. */
#include "cli/talk.h"

#include <histedit.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/clean.h"
#include "cli/complain.h"
#include "cli/memory.h"
#include "cli/output.h"
#include "cli/present.h"

#define ID_BYTES_MAX 256 /* longer ids are not remembered; the knowledge has none */

struct talk {
    struct exchange *exchange;
    EditLine *editor;
    History *history;
    size_t choice_count;
    unsigned misses;            /* in a row */
    char context[ID_BYTES_MAX]; /* the entry answered last */
    char choices[FAQBOT_CHOICES_MAX][ID_BYTES_MAX];
};

static const char *prompt(EditLine *editor)
{
    (void)editor;
    return "ask> ";
}

static bool open_editor(struct talk *talk, const char *path)
{
    HistEvent event;
    talk->editor = el_init("faqbot", stdin, stdout, stderr);
    talk->history = history_init();
    if (talk->editor == NULL || talk->history == NULL) {
        return false;
    }
    (void)el_set(talk->editor, EL_PROMPT, prompt);
    (void)el_set(talk->editor, EL_EDITOR, "emacs");
    (void)el_set(talk->editor, EL_SIGNAL, 1);
    (void)history(talk->history, &event, H_SETSIZE, MEMORY_LINES_MAX);
    (void)history(talk->history, &event, H_SETUNIQUE, 1);
    (void)el_set(talk->editor, EL_HIST, history, talk->history);
    (void)el_source(talk->editor, NULL);
    if (path[0] != '\0') {
        (void)history(talk->history, &event, H_LOAD, path);
    }
    return true;
}

static void close_editor(struct talk *talk, const char *path)
{
    HistEvent event;
    if (talk->history != NULL) {
        mode_t mask = umask(077); /* questions are the asker's own affair */
        if (path[0] != '\0') {
            (void)history(talk->history, &event, H_SAVE, path);
        }
        (void)umask(mask);
        history_end(talk->history);
    }
    if (talk->editor != NULL) {
        el_end(talk->editor);
    }
}

/* An id that is too long to be kept is forgotten: the next question then has no context, which is no
 * fault. */
static void keep(char to[ID_BYTES_MAX], struct faqbot_view id)
{
    size_t size = id.size < ID_BYTES_MAX ? id.size : 0;
    if (size > 0) {
        memcpy(to, id.bytes, size);
    }
    to[size] = '\0';
}

static void greet(const struct talk *talk)
{
    const struct faqbot_about *about = faqbot_about(talk->exchange->bot);
    const struct layout_style *style = &talk->exchange->style;
    if (about->greeting.size > 0) {
        layout_paragraph(stdout, style, NULL, about->greeting);
    }
    for (size_t i = 0; i < about->starter_count; i++) {
        (void)fputs("  - ", stdout);
        clean_write(stdout, about->starters[i].question);
        (void)fputc('\n', stdout);
    }
    (void)fputs("Ctrl-D ends.\n\n", stdout);
}

static void show(struct talk *talk, const struct faqbot_answer *answer)
{
    const struct layout_style *style = &talk->exchange->style;
    present_corrections(stdout, answer);
    present_answer(stdout, style, answer);
    talk->choice_count = 0;
    talk->misses = answer->outcome == FAQBOT_ANSWERED ? 0 : talk->misses + 1;
    if (answer->outcome == FAQBOT_ANSWERED) {
        keep(talk->context, answer->entry);
    } else if (answer->outcome == FAQBOT_UNSURE) {
        for (size_t i = 0; i < answer->candidate_count && i < FAQBOT_CHOICES_MAX; i++) {
            keep(talk->choices[talk->choice_count++], answer->candidates[i].id);
        }
    }
    if (talk->misses > 1 && answer->contact.size > 0) {
        layout_paragraph(stdout, style, NULL, answer->contact);
    }
    (void)fputc('\n', stdout);
}

/* The choice that the line picks by its number, from 1; 0 where it picks none. */
static size_t choice_of(const struct talk *talk, struct faqbot_view text)
{
    bool digit = text.size == 1 && text.bytes[0] > '0' && text.bytes[0] <= '9';
    size_t number = digit ? (size_t)(text.bytes[0] - '0') : 0;
    return number <= talk->choice_count ? number : 0;
}

static void answer_line(struct talk *talk, struct faqbot_view text)
{
    struct faqbot *bot = talk->exchange->bot;
    struct faqbot_answer answer;
    enum faqbot_status status = FAQBOT_OK;
    size_t choice = choice_of(talk, text);
    if (choice > 0) {
        status = faqbot_get(bot, clean_view(talk->choices[choice - 1]), &answer);
    } else {
        const struct faqbot_question question = {text, clean_view(talk->context), 0};
        status = faqbot_ask(bot, &question, &answer);
    }
    if (status == FAQBOT_OK) {
        show(talk, &answer);
    } else {
        (void)complain("%s", exchange_sentence(text, status));
    }
}

/* White space at both ends off. */
static struct faqbot_view trim(const char *line, int length)
{
    struct faqbot_view text = {line, length > 0 ? (size_t)length : 0};
    while (text.size > 0 && memchr(" \t\r\n", text.bytes[text.size - 1], 4) != NULL) {
        text.size--;
    }
    while (text.size > 0 && memchr(" \t\r\n", text.bytes[0], 4) != NULL) {
        text.bytes++;
        text.size--;
    }
    return text;
}

/* The next line as it was typed, valid until the one after it; NULL at the end. el_gets() shows its prompt and
 * only then leaves the terminal's own line mode: Ctrl-D typed between the two would be taken out of line mode
 * as a NUL and end nothing. So the mode is left before the prompt. */
static const char *read_line(struct talk *talk, int *length)
{
    (void)el_set(talk->editor, EL_PREP_TERM, 1);
    return el_gets(talk->editor, length);
}

enum cli_exit talk_run(struct exchange *exchange)
{
    struct talk talk = {.exchange = exchange};
    const char *context = arguments_value(exchange->arguments, FLAG_CONTEXT);
    char path[PATH_MAX];
    HistEvent event;
    int length = 0;
    if (!memory_path(path, sizeof path)) {
        path[0] = '\0';
    }
    enum cli_exit end = open_editor(&talk, path) ? CLI_GOOD : complain("the terminal cannot be used");
    if (context != NULL) {
        keep(talk.context, clean_view(context));
    }
    if (end == CLI_GOOD) {
        greet(&talk);
        const char *line = NULL;
        while (end == CLI_GOOD && (line = read_line(&talk, &length)) != NULL) {
            struct faqbot_view text = trim(line, length);
            if (text.size > 0) {
                (void)history(talk.history, &event, H_ENTER, line);
                answer_line(&talk, text);
                end = output_flush();
            }
        }
        (void)fputc('\n', stdout);
    }
    close_editor(&talk, path);
    return end;
}
