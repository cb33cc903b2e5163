/* cli/verb_serve.c - `faqbot serve`. */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <faqbot/journal.h>
#include <faqbot/server.h>

#include "cli/complain.h"
#include "cli/configuration.h"
#include "cli/opening.h"

#define SECONDS_MAX 20000 /* as far as libwebsockets can count */
#define MANY 1000000
#define DAYS_MAX 36500
#define HSTS_SECONDS_MAX 63072000 /* two years, which is what browsers' own lists ask for */

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
    {FLAG_MESSAGE_BYTES, offsetof(struct faqbot_server_limits, message_bytes), 256, 4096},
    {FLAG_FRAGMENTS, offsetof(struct faqbot_server_limits, fragments), 1, MANY},
    {FLAG_QUEUE_BYTES, offsetof(struct faqbot_server_limits, queue_bytes), 16384, 16777216},
    {FLAG_HANDSHAKE_SECONDS, offsetof(struct faqbot_server_limits, handshake_seconds), 1, SECONDS_MAX},
    {FLAG_HEADER_SECONDS, offsetof(struct faqbot_server_limits, header_seconds), 1, SECONDS_MAX},
    {FLAG_KEEPALIVE_SECONDS, offsetof(struct faqbot_server_limits, keepalive_seconds), 1, SECONDS_MAX},
    {FLAG_SEND_SECONDS, offsetof(struct faqbot_server_limits, send_seconds), 1, SECONDS_MAX},
    {FLAG_IDLE_SECONDS, offsetof(struct faqbot_server_limits, idle_seconds), 0, SECONDS_MAX},
    {FLAG_PING_SECONDS, offsetof(struct faqbot_server_limits, ping_seconds), 1, SECONDS_MAX},
    {FLAG_PONG_SECONDS, offsetof(struct faqbot_server_limits, pong_seconds), 1, SECONDS_MAX},
    {FLAG_DRAIN_SECONDS, offsetof(struct faqbot_server_limits, drain_seconds), 0, SECONDS_MAX},
    {FLAG_INLINE_MICROSECONDS, offsetof(struct faqbot_server_limits, inline_microseconds), 0, MANY},
    {FLAG_CACHED_QUESTIONS, offsetof(struct faqbot_server_limits, cached_questions), 0, 65536},
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

static enum faqbot_status read_log(const struct arguments *arguments, struct faqbot_server_options *options,
                                   struct faqbot_fault *fault)
{
    const char *form = arguments_value(arguments, FLAG_LOG);
    bool is_auto = form == NULL || strcmp(form, "auto") == 0;
    options->log_is_json = is_auto ? !isatty(STDERR_FILENO) : strcmp(form, "json") == 0;
    options->log = options->log_is_json ? complain_json : complain_text;
    options->log_asks = arguments_has(arguments, FLAG_LOG_ASKS);
    options->log_questions = arguments_has(arguments, FLAG_LOG_QUESTIONS);
    return is_auto || options->log_is_json || strcmp(form, "text") == 0
               ? FAQBOT_OK
               : arguments_refuse(arguments_find(arguments, FLAG_LOG), fault,
                                  " is text, json or auto, not %s", form);
}

/* The flags that may be repeated, and which of the options' lists each fills. */
static const struct repeated {
    enum flag_id flag;
    size_t offset; /* in struct faqbot_server_options */
} lists[] = {
    {FLAG_TRUST_PROXY, offsetof(struct faqbot_server_options, proxies)},
    {FLAG_ORIGIN, offsetof(struct faqbot_server_options, origins)},
    {FLAG_FRAME_ANCESTOR, offsetof(struct faqbot_server_options, ancestors)},
    {FLAG_HOST, offsetof(struct faqbot_server_options, hosts)},
    {FLAG_METRICS_FROM, offsetof(struct faqbot_server_options, watchers)},
};

/* *texts is the caller's to free, and what the lists point into. */
static enum faqbot_status read_lists(const struct arguments *arguments, struct faqbot_server_options *options,
                                     const char ***texts, struct faqbot_fault *fault)
{
    const char **next = calloc(arguments->flag_count + 1, sizeof *next);
    *texts = next;
    if (next == NULL) {
        *fault = (struct faqbot_fault){.status = FAQBOT_NO_MEMORY, .severity = FAQBOT_ERROR};
        return FAQBOT_NO_MEMORY;
    }
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        struct faqbot_server_list *list = (struct faqbot_server_list *)((char *)options + lists[i].offset);
        *list = (struct faqbot_server_list){next, arguments_values(arguments, lists[i].flag, next)};
        next += list->count;
        assert((size_t)(next - *texts) <= arguments->flag_count);
    }
    return FAQBOT_OK;
}

static enum faqbot_status read_options(const struct arguments *arguments,
                                       struct faqbot_server_options *options, const char ***texts,
                                       struct faqbot_fault *fault)
{
    enum faqbot_status status = opening_find(arguments, &options->bot, fault);
    if (status == FAQBOT_OK) {
        options->metrics_listen = arguments_value(arguments, FLAG_METRICS_LISTEN);
        options->tls_certificate = arguments_value(arguments, FLAG_TLS_CERT);
        options->tls_key = arguments_value(arguments, FLAG_TLS_KEY);
        options->insecure = arguments_has(arguments, FLAG_INSECURE);
        options->journal = arguments_value(arguments, FLAG_JOURNAL);
        options->watch = arguments_has(arguments, FLAG_WATCH);
        options->must_have_origin = arguments_has(arguments, FLAG_REQUIRE_ORIGIN);
        status = arguments_number(arguments, FLAG_RETENTION, 0, DAYS_MAX, &options->retention_days, fault);
    }
    if (status == FAQBOT_OK) {
        status = arguments_size(arguments, FLAG_JOURNAL_SIZE, FAQBOT_JOURNAL_BYTES_MAX_LEAST,
                                &options->journal_bytes_max, fault);
    }
    if (status == FAQBOT_OK) {
        status = arguments_number(arguments, FLAG_HSTS, 0, HSTS_SECONDS_MAX, &options->hsts_seconds, fault);
    }
    if (status == FAQBOT_OK) {
        status = read_limits(arguments, &options->limits, fault);
    }
    if (status == FAQBOT_OK) {
        status = read_log(arguments, options, fault);
    }
    return status == FAQBOT_OK ? read_lists(arguments, options, texts, fault) : status;
}

/* What serving would find out only later: that there is nothing to read. */
static enum cli_exit check(const struct configuration *configuration,
                           const struct faqbot_server_options *options, struct faqbot_fault *fault)
{
    const struct arguments *arguments = &configuration->arguments;
    const char *path = options->bot.index != NULL ? options->bot.index : options->bot.knowledge;
    if (access(path, R_OK) != 0) {
        const struct arguments_flag *given = arguments_find(arguments, FLAG_INDEX);
        given = given != NULL ? given : arguments_find(arguments, FLAG_KNOWLEDGE);
        const struct arguments_flag otherwise = {.id = FLAG_KNOWLEDGE};
        (void)arguments_refuse(given != NULL ? given : &otherwise, fault, ": %s cannot be read", path);
        return complain_fault(fault);
    }
    if (faqbot_server_check(options, fault) != FAQBOT_OK) {
        configuration_place(configuration, fault);
        return complain_fault(fault);
    }
    configuration_warn();
    configuration_write(configuration);
    return CLI_GOOD;
}

static enum cli_exit serve(const struct configuration *configuration,
                           const struct faqbot_server_options *options, struct faqbot_fault *fault)
{
    (void)setvbuf(stderr, NULL, _IOLBF, 0); /* a line of the log goes out at once */
    if (faqbot_serve(options, fault) != FAQBOT_OK) {
        configuration_place(configuration, fault);
        return complain_fault(fault);
    }
    return CLI_GOOD;
}

enum cli_exit verb_serve_run(const struct arguments *arguments)
{
    struct configuration configuration = {.path = NULL};
    const struct arguments *all = &configuration.arguments;
    if (configuration_read(arguments, &configuration) != CLI_GOOD) {
        return CLI_ERROR;
    }
    const char *listen = arguments_value(all, FLAG_LISTEN);
    const char **texts = NULL;
    struct faqbot_server_options options = {
        .listen = listen != NULL ? listen : FAQBOT_SERVER_LISTEN_DEFAULT,
        .limits = FAQBOT_SERVER_LIMITS_DEFAULT,
        .retention_days = FAQBOT_SERVER_RETENTION_DAYS_DEFAULT,
        .journal_bytes_max = FAQBOT_JOURNAL_BYTES_MAX_DEFAULT,
    };
    struct faqbot_fault fault = {.status = FAQBOT_OK};
    enum cli_exit end;
    if (read_options(all, &options, &texts, &fault) != FAQBOT_OK) {
        end = complain_fault(&fault);
    } else {
        end = (arguments_has(all, FLAG_CHECK_CONFIG) ? check : serve)(&configuration, &options, &fault);
    }
    free(texts);
    configuration_release(&configuration);
    return end;
}
