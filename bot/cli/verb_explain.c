/* cli/verb_explain.c - `faqbot explain`: why a question is answered as it is. */
#include <stdlib.h>

#include <faqbot/explain.h>

#include "cli/clean.h"
#include "cli/complain.h"
#include "cli/exchange.h"
#include "cli/opening.h"
#include "cli/reasons.h"

static void write_json(void *user, struct faqbot_view json)
{
    const struct exchange *exchange = user;
    if (exchange->json_for_terminal) {
        clean_write_json(stdout, json);
    } else {
        (void)fwrite(json.bytes, 1, json.size, stdout);
    }
    (void)fputc('\n', stdout);
}

static enum cli_exit explain(struct exchange *exchange, const char *text)
{
    const char *context = arguments_value(exchange->arguments, FLAG_CONTEXT);
    const struct faqbot_question question = {.text = clean_view(text),
                                             .context = clean_view(context != NULL ? context : ""),
                                             .top = exchange->top};
    struct faqbot_explanation explanation;
    enum faqbot_status status = faqbot_explain(exchange->bot, &question, &explanation);
    if (status != FAQBOT_OK) {
        return complain_line(0, exchange_sentence(question.text, status));
    }
    if (exchange->json) {
        status = faqbot_explain_json(&explanation, write_json, exchange);
        return status == FAQBOT_OK ? CLI_GOOD : complain("%s", faqbot_status_text(status));
    }
    reasons_show(stdout, &exchange->style, &explanation);
    return CLI_GOOD;
}

enum cli_exit verb_explain_run(const struct arguments *arguments)
{
    enum cli_exit end = CLI_ERROR;
    struct faqbot_fault fault;
    struct exchange exchange = {.bot = NULL};
    struct faqbot *bot = NULL;
    char *text = NULL;
    if (exchange_open(&exchange, arguments, &fault) != FAQBOT_OK) {
        end = complain_fault(&fault);
        goto out;
    }
    text = arguments_join(arguments);
    if (text == NULL) {
        end = complain("%s", faqbot_status_text(FAQBOT_NO_MEMORY));
        goto out;
    }
    bot = opening_bot(arguments);
    if (bot != NULL) {
        exchange.bot = bot;
        end = explain(&exchange, text);
    }
out:
    free(text);
    exchange_close(&exchange);
    faqbot_close(bot);
    return end;
}
