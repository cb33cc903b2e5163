/* cli/ask.c - questions put to the bot one after the other, with the answers written to stdout: what ask,
 * explain and the conversation share.
 *
 * With --json the protocol's own chat answers, so that the command line cannot say anything that the server
 * would not: a program that is tried out on the command line gets the same objects over a WebSocket.
 * Otherwise the library is asked directly, and render.c writes for a person. */
#include "cli/cli_internal.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* A reply to a program may be as long as a hundred candidates make it. */
#define REPLY_BYTES_MAX ((size_t)1 << 20)

#define STRINGIFY(number) #number
#define TEXT_OF(number) STRINGIFY(number)
/* The chat's own sentence for a question that it sees whole. */
#define CHAT_TOO_LONG "A question may have " TEXT_OF(FAQBOT_QUESTION_CHARS_MAX) " characters."
#define TOO_LONG "the question is longer than " TEXT_OF(FAQBOT_QUESTION_CHARS_MAX) " characters"

/* Options first, the bot last: a typo is reported at once, not after a large index has been opened. */
void ask_open(struct ask *ask, const struct options *options, struct faqbot_fault *fault)
{
    const char *context = options_text(options, OPTION_CONTEXT);
    const bool timing = options_has(options, OPTION_TIMING);
    const struct faqbot_chat_options chat = {.microseconds = timing ? terminal_microseconds : NULL,
                                             .reply_bytes_max = REPLY_BYTES_MAX};
    *ask = (struct ask){.options = options,
                        .context = view_of(context),
                        .lang = view_of(options_text(options, OPTION_LANG)),
                        .json = options_has(options, OPTION_JSON),
                        .json_for_terminal = isatty(STDOUT_FILENO)};
    options_number(options, OPTION_TOP, 1, FAQBOT_TOP_MAX, &ask->top, fault);
    if (fault->status == FAQBOT_OK && context != NULL && context[0] == '\0') {
        CLI_REFUSE(fault, "--context needs the id of an entry");
    }
    render_find_style(options, &ask->style, fault);
    if (fault->status == FAQBOT_OK && ask->json && faqbot_chat_new(&chat, &ask->chat) != FAQBOT_OK) {
        fault->status = FAQBOT_NO_MEMORY;
    }
    ask->opened = open_bot(options, fault);
    ask->bot = ask->opened;
    ask->style.bot = ask->bot;
    ask->style.lang = ask->lang;
}

void ask_reopen(struct ask *ask, struct faqbot_fault *fault)
{
    struct faqbot *bot = open_bot(ask->options, fault);
    if (bot != NULL) {
        faqbot_close(ask->opened);
        ask->opened = bot;
        ask->bot = bot;
        ask->style.bot = bot;
    }
}

void ask_close(struct ask *ask)
{
    faqbot_chat_free(ask->chat);
    faqbot_close(ask->opened);
    *ask = (struct ask){.bot = NULL};
}

/* A pipe gets the bytes as they are, since a program should see exactly what the server would send. On a
 * terminal, everything that the terminal would obey is escaped, which leaves the JSON equivalent. */
void ask_write_json(void *user, struct faqbot_view json)
{
    const struct ask *ask = user;
    if (ask->json_for_terminal) {
        sanitize_write_json(stdout, json);
    } else {
        (void)fwrite(json.bytes, 1, json.size, stdout);
    }
    (void)fputc('\n', stdout);
}

/* A line that was too long never reaches the chat as a whole, so it is refused in the chat's own words. Every
 * line of input gets its line of output, even when the request fails, or a program that counts lines would be
 * out of step. */
static enum cli_exit ask_json(struct ask *ask, struct faqbot_view text, unsigned long number,
                              bool is_too_long)
{
    char id[32];
    (void)snprintf(id, sizeof id, "%lu", number);
    const struct faqbot_chat_request request = {
        .type = FAQBOT_CHAT_ASK,
        .id = view_of(id),
        .text = text,
        .context = ask->context,
        .top = ask->top,
        .lang = ask->lang,
    };
    /* The chat writes the same reply to a line that is too long as to a message that is: PROTOCOL.md has the
     * code. */
    enum faqbot_status status = is_too_long
                                    ? faqbot_chat_refuse(ask->chat, request.id, "too_long", CHAT_TOO_LONG, 0)
                                    : faqbot_chat_request(ask->chat, ask->bot, &request);
    struct faqbot_view reply;
    bool has_reply = faqbot_chat_next(ask->chat, &reply);
    if (has_reply) {
        ask_write_json(ask, reply); /* of a failure too: each line has its answer */
    }
    if (status != FAQBOT_OK || !has_reply) {
        return status != FAQBOT_OK ? error_status(status) : error_say("the chat gave no reply");
    }
    return faqbot_chat_error(ask->chat) != NULL  ? CLI_ERROR
           : faqbot_chat_has_answered(ask->chat) ? CLI_GOOD
                                                 : CLI_UNANSWERED;
}

/* The library's statuses describe a call; a person wants to read about the question. FAQBOT_INVALID has
 * several causes, so the text is inspected again: a NUL byte, nothing but white space, or bytes that are not
 * text. */
const char *ask_failure(struct faqbot_view text, enum faqbot_status status)
{
    if (status == FAQBOT_LIMIT) {
        return TOO_LONG;
    }
    if (status == FAQBOT_CORRUPT || status == FAQBOT_IO) {
        return "the index cannot be read: it is damaged, or was written to meanwhile; "
               "make it anew with: faqbot index";
    }
    if (status == FAQBOT_UNAVAILABLE) {
        return "the search cluster does not answer, or not all of it; try again later";
    }
    if (status != FAQBOT_INVALID) {
        return faqbot_status_text(status);
    }
    if (view_find(text, '\0') < text.size) {
        return "the question holds a NUL byte";
    }
    struct glyph glyph;
    while (sanitize_next(&text, &glyph)) {
        if (glyph.bytes[0] != ' ' && glyph.bytes[0] != '\n') {
            return "the question is not UTF-8 text, or has no word";
        }
    }
    return "the question is empty";
}

/* Corrections and times go to stderr: stdout is the answer and nothing else, for those who redirect it to a
 * file. */
static enum cli_exit ask_human(struct ask *ask, struct faqbot_view text, unsigned long line)
{
    const struct faqbot_question question = {
        .text = text, .context = ask->context, .top = ask->top, .lang = ask->lang};
    struct faqbot_answer answer;
    uint64_t start = terminal_microseconds(NULL);
    enum faqbot_status status = faqbot_ask(ask->bot, &question, &answer);
    uint64_t taken = terminal_microseconds(NULL) - start;
    if (status != FAQBOT_OK) {
        return error_line(line, ask_failure(text, status));
    }
    render_corrections(stderr, &ask->style, &answer);
    render_answer(stdout, &ask->style, &answer);
    (void)fputs(ask->gaps ? "\n" : "", stdout);
    if (options_has(ask->options, OPTION_TIMING)) {
        (void)fprintf(stderr, "faqbot: %llu microseconds\n", (unsigned long long)taken);
    }
    return answer.outcome == FAQBOT_ANSWERED || answer.outcome == FAQBOT_SMALLTALK ? CLI_GOOD
                                                                                   : CLI_UNANSWERED;
}

enum cli_exit ask_question(struct ask *ask, struct faqbot_view text, unsigned long number, unsigned long line)
{
    return ask->json ? ask_json(ask, text, number, false) : ask_human(ask, text, line);
}

/* Every answer is flushed, because the program at the other end may wait for it before it asks again (coproc,
 * expect). Once stdout has failed there is nobody to ask for, and the rest of the input is not read. */
enum cli_exit ask_lines(struct ask *ask, FILE *in)
{
    struct line line = {.size = 0};
    enum cli_exit end = CLI_GOOD;
    ask->gaps = true;
    errno = 0;
    while (line_next(in, &line)) {
        const struct faqbot_view text = {line.bytes, line.size};
        end = cli_worse(end, !line.is_too_long ? ask_question(ask, text, line.number, line.number)
                             : ask->json       ? ask_json(ask, view_of(""), line.number, true)
                                               : error_line(line.number, TOO_LONG));
        if (error_flush_output() != CLI_GOOD) {
            return CLI_ERROR;
        }
    }
    return ferror(in) != 0 ? error_say("cannot read the questions: %s", strerror(errno)) : end;
}
