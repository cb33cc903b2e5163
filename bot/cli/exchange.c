/* cli/exchange.c - questions put to the bot one after the other, and what comes back written to stdout. With
 * --json the protocol's own chat answers, so the command line cannot come to say anything else than the
 * server. */
#include "cli/exchange.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "cli/clean.h"
#include "cli/complain.h"
#include "cli/present.h"

/* A reply to a program may be as long as a hundred candidates make it. */
#define REPLY_BYTES_MAX ((size_t)1 << 20)

#define STRINGIFY(number) #number
#define TEXT_OF(number) STRINGIFY(number)
/* The chat's own sentence for a question that it sees whole. */
#define CHAT_TOO_LONG "A question may have " TEXT_OF(FAQBOT_QUESTION_CHARS_MAX) " characters."
#define TOO_LONG "the question is longer than " TEXT_OF(FAQBOT_QUESTION_CHARS_MAX) " characters"

uint64_t exchange_microseconds(void *unused)
{
    (void)unused;
    struct timespec now = {0, 0};
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static enum faqbot_status refuse(struct faqbot_fault *fault, enum faqbot_status status, const char *sentence,
                                 const char *value)
{
    *fault = (struct faqbot_fault){.status = status, .severity = FAQBOT_ERROR};
    (void)snprintf(fault->sentence, sizeof fault->sentence, "%s%s", sentence, value);
    return status;
}

static bool parse_top(const char *text, unsigned *top)
{
    char *end = NULL;
    long number = text[0] >= '0' && text[0] <= '9' ? strtol(text, &end, 10) : 0;
    if (number < 1 || number > FAQBOT_TOP_MAX || *end != '\0') {
        return false;
    }
    *top = (unsigned)number;
    return true;
}

static enum faqbot_status open_chat(struct exchange *exchange)
{
    const bool timing = arguments_has(exchange->arguments, FLAG_TIMING);
    const struct faqbot_chat_options options = {.microseconds = timing ? exchange_microseconds : NULL,
                                                .reply_bytes_max = REPLY_BYTES_MAX};
    return faqbot_chat_new(&options, &exchange->chat);
}

enum faqbot_status exchange_open(struct exchange *exchange, const struct arguments *arguments,
                                 struct faqbot_fault *fault)
{
    struct exchange opened = {.arguments = arguments, .json = arguments_has(arguments, FLAG_JSON)};
    const char *top = arguments_value(arguments, FLAG_TOP);
    const char *context = arguments_value(arguments, FLAG_CONTEXT);
    if (top != NULL && !parse_top(top, &opened.top)) {
        return refuse(fault, FAQBOT_INVALID, "--top is a number from 1 to " TEXT_OF(FAQBOT_TOP_MAX) ", not ",
                      top);
    }
    if (context != NULL && context[0] == '\0') {
        return refuse(fault, FAQBOT_INVALID, "--context needs the id of an entry", "");
    }
    enum faqbot_status status = present_style(arguments, &opened.style, fault);
    if (status != FAQBOT_OK) {
        return status;
    }
    opened.json_for_terminal = isatty(STDOUT_FILENO);
    if (opened.json && open_chat(&opened) != FAQBOT_OK) {
        return refuse(fault, FAQBOT_NO_MEMORY, "", faqbot_status_text(FAQBOT_NO_MEMORY));
    }
    *exchange = opened;
    return FAQBOT_OK;
}

void exchange_close(struct exchange *exchange)
{
    faqbot_chat_free(exchange->chat);
    exchange->chat = NULL;
}

static struct faqbot_view context_of(const struct exchange *exchange)
{
    const char *context = arguments_value(exchange->arguments, FLAG_CONTEXT);
    return context != NULL ? clean_view(context) : (struct faqbot_view){NULL, 0};
}

/* Writes the one reply that waits. */
static enum cli_exit write_reply(struct exchange *exchange)
{
    struct faqbot_view reply;
    if (!faqbot_chat_next(exchange->chat, &reply)) {
        return complain("the chat gave no reply");
    }
    if (exchange->json_for_terminal) {
        clean_write_json(stdout, reply);
    } else {
        (void)fwrite(reply.bytes, 1, reply.size, stdout);
    }
    (void)fputc('\n', stdout);
    if (faqbot_chat_error(exchange->chat) != NULL) {
        return CLI_ERROR;
    }
    return faqbot_chat_has_answered(exchange->chat) ? CLI_GOOD : CLI_UNANSWERED;
}

static enum cli_exit ask_json(struct exchange *exchange, struct faqbot_view text, unsigned long number,
                              bool too_long)
{
    char id[32];
    (void)snprintf(id, sizeof id, "%lu", number);
    struct faqbot_chat_request request = {
        .type = FAQBOT_CHAT_ASK,
        .id = clean_view(id),
        .text = text,
        .context = context_of(exchange),
        .top = exchange->top,
    };
    enum faqbot_status status =
        too_long ? faqbot_chat_refuse(exchange->chat, request.id, "too_long", CHAT_TOO_LONG, 0)
                 : faqbot_chat_request(exchange->chat, exchange->bot, &request);
    enum cli_exit written = write_reply(exchange); /* of a failure too: each line has its answer */
    return status == FAQBOT_OK ? written : complain("%s", faqbot_status_text(status));
}

const char *exchange_sentence(struct faqbot_view text, enum faqbot_status status)
{
    if (status == FAQBOT_LIMIT) {
        return TOO_LONG;
    }
    if (status == FAQBOT_CORRUPT || status == FAQBOT_IO) {
        return "the index cannot be read: it is damaged, or was written to meanwhile; "
               "make it anew with: faqbot index";
    }
    if (status != FAQBOT_INVALID) {
        return faqbot_status_text(status);
    }
    if (text.size > 0 && memchr(text.bytes, '\0', text.size) != NULL) {
        return "the question holds a NUL byte";
    }
    struct clean_glyph glyph;
    while (clean_next(&text, &glyph)) {
        if (glyph.bytes[0] != ' ' && glyph.bytes[0] != '\n') {
            return "the question is not UTF-8 text, or has no word";
        }
    }
    return "the question is empty";
}

static enum cli_exit ask_human(struct exchange *exchange, struct faqbot_view text, unsigned long line)
{
    const struct faqbot_question question = {text, context_of(exchange), exchange->top};
    struct faqbot_answer answer;
    uint64_t start = exchange_microseconds(NULL);
    enum faqbot_status status = faqbot_ask(exchange->bot, &question, &answer);
    uint64_t taken = exchange_microseconds(NULL) - start;
    if (status != FAQBOT_OK) {
        return complain_line(line, exchange_sentence(text, status));
    }
    present_corrections(stderr, &answer);
    present_answer(stdout, &exchange->style, &answer);
    if (exchange->gaps) {
        (void)fputc('\n', stdout);
    }
    if (arguments_has(exchange->arguments, FLAG_TIMING)) {
        (void)fprintf(stderr, "faqbot: %llu microseconds\n", (unsigned long long)taken);
    }
    return answer.outcome == FAQBOT_ANSWERED ? CLI_GOOD : CLI_UNANSWERED;
}

enum cli_exit exchange_ask(struct exchange *exchange, struct faqbot_view text, unsigned long number,
                           unsigned long line)
{
    return exchange->json ? ask_json(exchange, text, number, false) : ask_human(exchange, text, line);
}

enum cli_exit exchange_refuse(struct exchange *exchange, unsigned long number, unsigned long line)
{
    return exchange->json ? ask_json(exchange, (struct faqbot_view){NULL, 0}, number, true)
                          : complain_line(line, TOO_LONG);
}
