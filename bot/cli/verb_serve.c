/* cli/verb_serve.c - `faqbot serve`. */
#include <stdio.h>

#include <faqbot/server.h>

#include "cli/complain.h"
#include "cli/opening.h"

static void say_ready(void *user, const char *url)
{
    (void)user;
    (void)complain("serving %s", url);
}

enum cli_exit verb_serve_run(const struct arguments *arguments)
{
    const char *listen = arguments_value(arguments, FLAG_LISTEN);
    struct faqbot_server_options options = {
        .listen = listen != NULL ? listen : FAQBOT_SERVER_LISTEN_DEFAULT,
        .ready = say_ready,
    };
    struct faqbot_fault fault = {.status = FAQBOT_OK};
    if (opening_find(arguments, &options.bot, &fault) != FAQBOT_OK) {
        return complain_fault(&fault);
    }
    options.bot.cached_questions = FAQBOT_SERVER_CACHED_QUESTIONS_DEFAULT;
    if (faqbot_serve(&options, &fault) != FAQBOT_OK) {
        return complain_fault(&fault);
    }
    return CLI_GOOD;
}
