/* cli/verb_serve.c - `faqbot serve`. */
#include <stdio.h>
#include <stdlib.h>

#include <faqbot/server.h>

#include "cli/complain.h"
#include "cli/opening.h"

#define SECONDS_MAX 20000 /* as far as libwebsockets can count */
#define MANY 1000000

/* The limits that are numbers: which flag sets which, and within which bounds. */
static const struct number {
    enum flag_id flag;
    size_t offset; /* in struct faqbot_server_limits */
    unsigned least;
    unsigned most;
} numbers[] = {
    {FLAG_ASKS_PER_CONNECTION, offsetof(struct faqbot_server_limits, asks_per_connection), 0, MANY},
    {FLAG_ASKS_PER_ADDRESS, offsetof(struct faqbot_server_limits, asks_per_address), 0, MANY},
    {FLAG_CONNECTIONS, offsetof(struct faqbot_server_limits, connections), 1, MANY},
    {FLAG_CONNECTIONS_PER_ADDRESS, offsetof(struct faqbot_server_limits, connections_per_address), 0, MANY},
    {FLAG_FRAGMENTS, offsetof(struct faqbot_server_limits, fragments), 1, MANY},
    {FLAG_HEADER_SECONDS, offsetof(struct faqbot_server_limits, header_seconds), 1, SECONDS_MAX},
    {FLAG_SEND_SECONDS, offsetof(struct faqbot_server_limits, send_seconds), 1, SECONDS_MAX},
    {FLAG_IDLE_SECONDS, offsetof(struct faqbot_server_limits, idle_seconds), 0, SECONDS_MAX},
    {FLAG_PING_SECONDS, offsetof(struct faqbot_server_limits, ping_seconds), 1, SECONDS_MAX},
    {FLAG_PONG_SECONDS, offsetof(struct faqbot_server_limits, pong_seconds), 1, SECONDS_MAX},
};

static enum faqbot_status read_limits(const struct arguments *arguments, struct faqbot_server_limits *limits,
                                      struct faqbot_fault *fault)
{
    enum faqbot_status status = FAQBOT_OK;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers && status == FAQBOT_OK; i++) {
        unsigned *number = (unsigned *)((char *)limits + numbers[i].offset);
        status =
            arguments_number(arguments, numbers[i].flag, numbers[i].least, numbers[i].most, number, fault);
    }
    return status;
}

static void say_ready(void *user, const char *url)
{
    (void)user;
    (void)complain("serving %s", url);
}

/* The values of a flag that may be repeated; the array is the caller's. */
static enum faqbot_status read_list(const struct arguments *arguments, enum flag_id flag, const char ***texts,
                                    struct faqbot_server_list *list, struct faqbot_fault *fault)
{
    *texts = calloc(arguments->flag_count + 1, sizeof **texts);
    if (*texts == NULL) {
        *fault = (struct faqbot_fault){.status = FAQBOT_NO_MEMORY, .severity = FAQBOT_ERROR};
        return FAQBOT_NO_MEMORY;
    }
    *list = (struct faqbot_server_list){*texts, arguments_values(arguments, flag, *texts)};
    return FAQBOT_OK;
}

enum cli_exit verb_serve_run(const struct arguments *arguments)
{
    const char *listen = arguments_value(arguments, FLAG_LISTEN);
    const char **proxies = NULL;
    struct faqbot_server_options options = {
        .listen = listen != NULL ? listen : FAQBOT_SERVER_LISTEN_DEFAULT,
        .limits = FAQBOT_SERVER_LIMITS_DEFAULT,
        .ready = say_ready,
    };
    struct faqbot_fault fault = {.status = FAQBOT_OK};
    enum cli_exit end = CLI_GOOD;
    if (opening_find(arguments, &options.bot, &fault) == FAQBOT_OK) {
        options.bot.cached_questions = FAQBOT_SERVER_CACHED_QUESTIONS_DEFAULT;
    }
    if (fault.status != FAQBOT_OK || read_limits(arguments, &options.limits, &fault) != FAQBOT_OK ||
        read_list(arguments, FLAG_TRUST_PROXY, &proxies, &options.proxies, &fault) != FAQBOT_OK ||
        faqbot_serve(&options, &fault) != FAQBOT_OK) {
        end = complain_fault(&fault);
    }
    free(proxies);
    return end;
}
