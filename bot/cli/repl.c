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
#include <unistd.h>

#define HISTORY_LINES_MAX 500 /* the oldest go */

/* Where lines come from. */
struct source {
    EditLine *editor;
    History *history;
    char path[PATH_MAX]; /* of the file that keeps the history; empty: there is none */
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
static const char *prompt_ask(EditLine *editor)
{
    (void)editor;
    return "ask> ";
}

static const char *prompt_try(EditLine *editor)
{
    (void)editor;
    return "try> ";
}

/* EL_SIGNAL has libedit restore the terminal when a signal ends the program. el_source() reads ~/.editrc, so
 * that those who prefer vi's keys get them. */
static bool open_editor(struct source *source, bool tries)
{
    HistEvent event;
    source->editor = el_init("faqbot", stdin, stdout, stderr);
    source->history = history_init();
    if (source->editor == NULL || source->history == NULL) {
        return false;
    }
    find_history(source->path, sizeof source->path);
    (void)el_set(source->editor, EL_PROMPT, tries ? prompt_try : prompt_ask);
    (void)el_set(source->editor, EL_EDITOR, "emacs");
    (void)el_set(source->editor, EL_SIGNAL, 1);
    (void)history(source->history, &event, H_SETSIZE, HISTORY_LINES_MAX);
    (void)history(source->history, &event, H_SETUNIQUE, 1);
    (void)el_set(source->editor, EL_HIST, history, source->history);
    (void)el_source(source->editor, NULL);
    if (source->path[0] != '\0') {
        (void)history(source->history, &event, H_LOAD, source->path);
    }
    return true;
}

/* The file is written once, at the end: two simultaneous conversations would otherwise mix their lines.
 * H_SAVE creates it with the mode that the mask allows, hence umask(). */
static void close_editor(struct source *source)
{
    HistEvent event;
    if (source->history != NULL) {
        mode_t mask = umask(077); /* questions are the asker's own affair */
        if (source->path[0] != '\0') {
            (void)history(source->history, &event, H_SAVE, source->path);
        }
        (void)umask(mask);
        history_end(source->history);
    }
    if (source->editor != NULL) {
        el_end(source->editor);
    }
}

/* The next line, without white space around it; valid until the next. False at the end. */
static bool read_line(struct source *source, struct faqbot_view *text)
{
    HistEvent event;
    int length = 0;
    /* el_gets() shows its prompt and only then leaves the terminal's own line mode: Ctrl-D typed between the
     * two would be taken out of line mode as a NUL and end nothing. So the mode is left before the prompt. */
    (void)el_set(source->editor, EL_PREP_TERM, 1);
    const char *line = el_gets(source->editor, &length);
    *text = view_trim((struct faqbot_view){line, length > 0 ? (size_t)length : 0});
    if (line != NULL && text->size > 0) { /* an empty one is not remembered */
        (void)history(source->history, &event, H_ENTER, line);
    }
    return line != NULL;
}

/* -- The conversation ---------------------------------------------------------------------------------------------- */

/* An id that is too long is dropped; the next question then simply has no context. */
void repl_keep(char to[REPL_ID_BYTES], struct faqbot_view id)
{
    size_t size = id.size < REPL_ID_BYTES ? id.size : 0;
    (void)snprintf(to, REPL_ID_BYTES, "%.*s", (int)size, size > 0 ? id.bytes : "");
}

/* What the web page shows first: the owner's greeting and the starter questions. */
static void greet(const struct repl *repl)
{
    const struct faqbot_about *about = faqbot_about(repl->ask->bot);
    const struct faqbot *bot = repl->ask->bot;
    struct faqbot_view lang = repl->ask->lang;
    render_paragraph(stdout, &repl->ask->style, NULL, faqbot_sentence(bot, lang, "greeting", 0));
    for (size_t i = 0; i < about->starter_count; i++) {
        print("  - ", about->starters[i].question, "\n");
    }
    if (repl->command != NULL) {
        (void)fputs("/help shows the commands; ", stdout);
    }
    print("", faqbot_sentence(bot, lang, "end_key", 0), "\n\n");
}

/* Only an answer becomes the context: after a refusal, the next question still refers to what was said before
 * it. Texts in the answer are gone with the next question, so the ids of choices are copied, in the order of
 * their numbers on the screen. */
static void show(struct repl *repl, const struct faqbot_answer *answer)
{
    const struct render_style *style = &repl->ask->style;
    render_corrections(stdout, style, answer);
    render_answer(stdout, style, answer);
    repl->choice_count = 0;
    repl->misses = answer->outcome == FAQBOT_NONE || answer->outcome == FAQBOT_UNSURE ? repl->misses + 1 : 0;
    repl->entry[0] = '\0';
    if (answer->outcome == FAQBOT_ANSWERED) {
        repl_keep(repl->entry, answer->entry);
        repl_keep(repl->context, answer->entry);
    } else if (answer->outcome == FAQBOT_UNSURE) {
        for (size_t i = 0; i < answer->candidate_count && i < FAQBOT_CHOICES_MAX; i++) {
            repl_keep(repl->choices[repl->choice_count++], answer->candidates[i].id);
        }
    }
    for (size_t i = 0; i < answer->mention_count; i++) {
        repl_keep(repl->choices[repl->choice_count++], answer->mentions[i].id);
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
    const struct faqbot_question question = {
        .text = text, .context = view_of(repl->context), .lang = repl->ask->lang};
    struct faqbot_answer answer;
    char before[REPL_ID_BYTES];
    bool is_digit = text.size == 1 && text.bytes[0] > '0' && text.bytes[0] <= '9';
    size_t choice = is_digit ? (size_t)(text.bytes[0] - '0') : 0; /* from 1; 0: none is picked */
    bool is_choice = choice > 0 && choice <= repl->choice_count;
    enum faqbot_status status =
        is_choice ? faqbot_get_in(bot, view_of(repl->choices[choice - 1]), question.lang, &answer)
                  : faqbot_ask(bot, &question, &answer);
    if (status != FAQBOT_OK) {
        (void)error_say("%s", ask_failure(text, status));
        return;
    }
    repl_keep(before, view_of(repl->context));
    show(repl, &answer);
    if (!is_choice && text.size < sizeof repl->question) {
        repl_keep(repl->asked_after, view_of(before));
        memmove(repl->question, text.bytes, text.size); /* it may be what is there already */
        repl->question[text.size] = '\0';
    }
}

/* An empty line asks nothing. False: the conversation is over. */
static bool take_line(struct repl *repl, struct faqbot_view text)
{
    bool is_command =
        text.size > 0 && repl->command != NULL && repl->command(repl->command_user, repl, &text);
    if (!is_command && text.size > 0) {
        answer_line(repl, text);
    }
    return error_flush_output() == CLI_GOOD && !repl->is_over;
}

static void converse(struct repl *repl, struct source *source)
{
    struct faqbot_view text;
    greet(repl);
    while (read_line(source, &text) && take_line(repl, text)) {
    }
    (void)fputc('\n', stdout);
}

/* The same without a terminal: nobody is greeted, and nothing is remembered. */
static void read_all(struct repl *repl)
{
    struct line line = {.size = 0};
    bool goes_on = true;
    while (goes_on && line_next(stdin, &line)) {
        goes_on = take_line(repl, view_trim(view_make(line.bytes, line.size)));
    }
}

enum cli_exit repl_run(struct repl *repl)
{
    struct source source = {.editor = NULL};
    enum cli_exit end = CLI_GOOD;
    repl_keep(repl->context, repl->ask->context);
    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
        read_all(repl);
        return error_flush_output();
    }
    if (open_editor(&source, repl->command != NULL)) {
        converse(repl, &source);
    } else {
        end = error_say("the terminal cannot be used");
    }
    close_editor(&source);
    return cli_worse(end, error_flush_output());
}
