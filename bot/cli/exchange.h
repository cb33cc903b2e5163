/* cli/exchange.h - questions put to the bot one after the other, and what comes back written to stdout. */
#ifndef CLI_EXCHANGE_H
#define CLI_EXCHANGE_H

#include "cli/arguments.h"
#include "cli/layout.h"

#include <faqbot/chat.h>

/* To be set up by exchange_open() and released by exchange_close(). */
struct exchange {
    struct faqbot *bot; /* borrowed */
    const struct arguments *arguments;
    struct layout_style style;
    unsigned top; /* 0: the default */
    bool json;
    bool json_for_terminal;   /* characters that a terminal may obey are escaped */
    bool gaps;                /* a blank line follows each answer, for there may be another */
    struct faqbot_chat *chat; /* with --json, otherwise NULL */
};

/* FAQBOT_INVALID: a flag's value is out of its bounds; FAQBOT_NO_MEMORY; `fault` is filled. The bot and the
 * arguments must outlive the exchange. */
enum faqbot_status exchange_open(struct exchange *exchange, const struct arguments *arguments,
                                 struct faqbot_fault *fault);
void exchange_close(struct exchange *exchange);

/* Asks, and writes one answer or one error. `number` becomes the reply's id; `line` is for the sentence of an
 * error, 0 where the question was no line. */
enum cli_exit exchange_ask(struct exchange *exchange, struct faqbot_view text, unsigned long number,
                           unsigned long line);

/* The same for a line whose rest was passed over. */
enum cli_exit exchange_refuse(struct exchange *exchange, unsigned long number, unsigned long line);

/* Why a question was refused with `status`, in a sentence. */
const char *exchange_sentence(struct faqbot_view text, enum faqbot_status status);

/* Microseconds of a clock that only goes forward. */
uint64_t exchange_microseconds(void *unused);

#endif
