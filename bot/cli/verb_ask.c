/* cli/verb_ask.c - `faqbot ask`: one question, a conversation on a terminal, or a question a line. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/clean.h"
#include "cli/complain.h"
#include "cli/exchange.h"
#include "cli/line.h"
#include "cli/output.h"
#include "cli/opening.h"
#include "cli/talk.h"

static enum cli_exit ask_words(struct exchange *exchange)
{
    char *question = arguments_join(exchange->arguments);
    if (question == NULL) {
        return complain("%s", faqbot_status_text(FAQBOT_NO_MEMORY));
    }
    enum cli_exit end = exchange_ask(exchange, clean_view(question), 1, 0);
    free(question);
    return end;
}

/* Each answer is flushed, for the program at the other end may wait for it before it asks on. Once stdout has
 * failed there is nobody to ask for. */
static enum cli_exit ask_lines(struct exchange *exchange)
{
    struct line line = {.size = 0};
    enum cli_exit end = CLI_GOOD;
    exchange->gaps = true;
    errno = 0;
    while (line_next(stdin, &line)) {
        enum cli_exit next = line.is_too_long
                                 ? exchange_refuse(exchange, line.number, line.number)
                                 : exchange_ask(exchange, line_view(&line), line.number, line.number);
        end = cli_worse(end, next);
        if (output_flush() != CLI_GOOD) {
            return CLI_ERROR;
        }
    }
    return ferror(stdin) != 0 ? complain("cannot read the questions: %s", strerror(errno)) : end;
}

enum cli_exit verb_ask_run(const struct arguments *arguments)
{
    enum cli_exit end = CLI_ERROR;
    struct faqbot_fault fault;
    struct exchange exchange = {.bot = NULL};
    struct faqbot *bot = NULL;
    if (exchange_open(&exchange, arguments, &fault) != FAQBOT_OK) {
        end = complain_fault(&fault);
        goto out;
    }
    bot = opening_bot(arguments);
    if (bot == NULL) {
        goto out;
    }
    exchange.bot = bot;
    if (arguments->operand_count > 0) {
        end = ask_words(&exchange);
    } else if (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO) && !exchange.json) {
        end = talk_run(&exchange);
    } else {
        end = ask_lines(&exchange);
    }
out:
    exchange_close(&exchange);
    faqbot_close(bot);
    return end;
}
