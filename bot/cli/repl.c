/* cli/repl.c - a conversation on a terminal. libedit reads the lines, through its own interface rather than
 * the one that imitates readline, which keeps its state in globals; not GNU readline, whose licence would
 * bind the program.
 *
 * The conversation keeps what a visitor's page keeps: the entry answered last, which the next question may
 * refer to, the choices that were offered, and how often in a row there was no answer, after which the
 * owner's contact is shown. Nothing of it outlives the conversation but the lines themselves. */
#include "cli/cli_internal.h"

#include <errno.h>
#include <histedit.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define ID_BYTES_MAX 256      /* longer ids are not remembered; a knowledge base has none */
#define HISTORY_LINES_MAX 500 /* the oldest go */

struct repl {
    struct ask *ask;
    EditLine *editor;
    History *history;
    char path[PATH_MAX]; /* of the file that keeps the history; empty: there is none */
    size_t choice_count;
    unsigned misses;            /* in a row */
    char context[ID_BYTES_MAX]; /* the entry answered last */
    char choices[FAQBOT_CHOICES_MAX + FAQBOT_MENTIONS_MAX][ID_BYTES_MAX];
};

/* -- The editor and its history ------------------------------------------------------------------------------------ */

/* Makes every folder of `path` up to its last slash, for their owner alone: the questions in the file are
 * private. */
static bool make_folders(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        bool made = mkdir(path, 0700) == 0 || errno == EEXIST;
        *slash = '/';
        if (!made) {
            return false;
        }
    }
    return true;
}

/* The XDG Base Directory Specification has a place for a program's state, and wants relative paths ignored.
 * Without such a place, lines are forgotten at the end of the conversation. */
static void find_history(char *path, size_t size)
{
    const char *state = getenv("XDG_STATE_HOME");
    const char *home = getenv("HOME");
    int length = -1;
    if (state != NULL && state[0] == '/') {
        length = snprintf(path, size, "%s/faqbot/history", state);
    } else if (home != NULL && home[0] == '/') {
        length = snprintf(path, size, "%s/.local/state/faqbot/history", home);
    }
    if (length < 0 || (size_t)length >= size || !make_folders(path)) {
        path[0] = '\0';
    }
}

/* In small letters, as the prompt of a shell: it is the name of the command. */
static const char *prompt(EditLine *editor)
{
    (void)editor;
    return "ask> ";
}

/* EL_SIGNAL has libedit restore the terminal when a signal ends the program. el_source() reads ~/.editrc, so
 * that those who prefer vi's keys get them. */
static bool open_editor(struct repl *repl)
{
    HistEvent event;
    repl->editor = el_init("faqbot", stdin, stdout, stderr);
    repl->history = history_init();
    if (repl->editor == NULL || repl->history == NULL) {
        return false;
    }
    find_history(repl->path, sizeof repl->path);
    (void)el_set(repl->editor, EL_PROMPT, prompt);
    (void)el_set(repl->editor, EL_EDITOR, "emacs");
    (void)el_set(repl->editor, EL_SIGNAL, 1);
    (void)history(repl->history, &event, H_SETSIZE, HISTORY_LINES_MAX);
    (void)history(repl->history, &event, H_SETUNIQUE, 1);
    (void)el_set(repl->editor, EL_HIST, history, repl->history);
    (void)el_source(repl->editor, NULL);
    if (repl->path[0] != '\0') {
        (void)history(repl->history, &event, H_LOAD, repl->path);
    }
    return true;
}

/* The file is written once, at the end: two simultaneous conversations would otherwise mix their lines.
 * H_SAVE creates it with the mode that the mask allows, hence umask(). */
static void close_editor(struct repl *repl)
{
    HistEvent event;
    if (repl->history != NULL) {
        mode_t mask = umask(077); /* questions are the asker's own affair */
        if (repl->path[0] != '\0') {
            (void)history(repl->history, &event, H_SAVE, repl->path);
        }
        (void)umask(mask);
        history_end(repl->history);
    }
    if (repl->editor != NULL) {
        el_end(repl->editor);
    }
}

/* -- The conversation ---------------------------------------------------------------------------------------------- */

/* An id that is too long is dropped; the next question then simply has no context. */
static void keep(char to[ID_BYTES_MAX], struct faqbot_view id)
{
    size_t size = id.size < ID_BYTES_MAX ? id.size : 0;
    (void)snprintf(to, ID_BYTES_MAX, "%.*s", (int)size, size > 0 ? id.bytes : "");
}

/* What the web page shows first: the owner's greeting and the starter questions. */
static void greet(const struct repl *repl)
{
    const struct faqbot_about *about = faqbot_about(repl->ask->bot);
    if (about->greeting.size > 0) {
        render_paragraph(stdout, &repl->ask->style, NULL, about->greeting);
    }
    for (size_t i = 0; i < about->starter_count; i++) {
        print("  - ", about->starters[i].question, "\n");
    }
    (void)fputs("Ctrl-D ends.\n\n", stdout);
}

/* Only an answer becomes the context: after a refusal, the next question still refers to what was said before
 * it. Texts in the answer are gone with the next question, so the ids of choices are copied, in the order of
 * their numbers on the screen. */
static void show(struct repl *repl, const struct faqbot_answer *answer)
{
    const struct render_style *style = &repl->ask->style;
    render_corrections(stdout, answer);
    render_answer(stdout, style, answer);
    repl->choice_count = 0;
    repl->misses = answer->outcome == FAQBOT_NONE || answer->outcome == FAQBOT_UNSURE ? repl->misses + 1 : 0;
    if (answer->outcome == FAQBOT_ANSWERED) {
        keep(repl->context, answer->entry);
    } else if (answer->outcome == FAQBOT_UNSURE) {
        for (size_t i = 0; i < answer->candidate_count && i < FAQBOT_CHOICES_MAX; i++) {
            keep(repl->choices[repl->choice_count++], answer->candidates[i].id);
        }
    }
    for (size_t i = 0; i < answer->mention_count; i++) {
        keep(repl->choices[repl->choice_count++], answer->mentions[i].id);
    }
    if (repl->misses > 1 && answer->contact.line.size > 0) {
        render_contact(stdout, style, &answer->contact);
    }
    (void)fputc('\n', stdout);
}

/* A digit picks a choice only while there are choices, so that "1" stays a question otherwise. Fewer than ten
 * are ever offered, so one digit is enough. */
static void answer_line(struct repl *repl, struct faqbot_view text)
{
    struct faqbot *bot = repl->ask->bot;
    const struct faqbot_question question = {text, view_of(repl->context), 0, repl->ask->lang};
    struct faqbot_answer answer;
    bool is_digit = text.size == 1 && text.bytes[0] > '0' && text.bytes[0] <= '9';
    size_t choice = is_digit ? (size_t)(text.bytes[0] - '0') : 0; /* from 1; 0: none is picked */
    bool is_choice = choice > 0 && choice <= repl->choice_count;
    enum faqbot_status status = is_choice ? faqbot_get(bot, view_of(repl->choices[choice - 1]), &answer)
                                          : faqbot_ask(bot, &question, &answer);
    if (status == FAQBOT_OK) {
        show(repl, &answer);
    } else {
        (void)error_say("%s", ask_failure(text, status));
    }
}

/* An empty line asks nothing and is not remembered. A failure to write ends the conversation. */
static enum cli_exit converse(struct repl *repl)
{
    enum cli_exit end = CLI_GOOD;
    HistEvent event;
    int length = 0;
    greet(repl);
    while (end == CLI_GOOD) {
        /* el_gets() shows its prompt and only then leaves the terminal's own line mode: Ctrl-D typed between
         * the two would be taken out of line mode as a NUL and end nothing. So the mode is left before the
         * prompt. */
        (void)el_set(repl->editor, EL_PREP_TERM, 1);
        const char *line = el_gets(repl->editor, &length);
        if (line == NULL) {
            break;
        }
        struct faqbot_view text = view_trim((struct faqbot_view){line, length > 0 ? (size_t)length : 0});
        if (text.size > 0) {
            (void)history(repl->history, &event, H_ENTER, line);
            answer_line(repl, text);
            end = error_flush_output();
        }
    }
    (void)fputc('\n', stdout);
    return end;
}

enum cli_exit repl_run(struct ask *ask)
{
    struct repl repl = {.ask = ask};
    keep(repl.context, ask->context);
    enum cli_exit end = open_editor(&repl) ? converse(&repl) : error_say("the terminal cannot be used");
    close_editor(&repl);
    return end;
}
