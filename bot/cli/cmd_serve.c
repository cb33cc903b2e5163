/* cli/cmd_serve.c - `faqbot serve`: turns the effective options into those of the server and runs it; with
 * --check-config it only prints them. Numbers and words are checked here. Addresses, origins and certificates
 * are checked by the server, which alone can judge them; its errors name the option, and config.c finds the
 * place where the value stands.
 *
 * Options are checked first, files next, sockets last, and --check-config opens nothing that a running server
 * would notice. */
#include "cli/cli_internal.h"
#include "remote/remote.h"
#include "server/server.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <faqbot_tools.h>

#define SECONDS_MAX 20000 /* as far as libwebsockets can count */
#define MANY 1000000
#define DAYS_MAX 36500
#define HSTS_SECONDS_MAX 63072000 /* two years, which is what browsers' own lists ask for */

/* The options that are numbers: the field that each sets, and its bounds. The lower bounds keep the server
 * usable: a handshake of 0 seconds would refuse everybody. Where 0 is allowed, it means no limit. */
#define LIMIT(field) offsetof(struct faqbot_server_options, limits.field)
static const struct number {
    enum option_id id;
    size_t offset; /* in struct faqbot_server_options */
    unsigned least;
    unsigned most;
} numbers[] = {
    {OPTION_RETENTION, offsetof(struct faqbot_server_options, retention_days), 0, DAYS_MAX},
    {OPTION_HSTS, offsetof(struct faqbot_server_options, hsts_seconds), 0, HSTS_SECONDS_MAX},
    /* A limit of 0 asks is none at all. Beyond a million a minute it would be none either, and the sum must
     * not overflow. */
    {OPTION_ASKS_PER_CONNECTION, LIMIT(asks_per_connection), 0, MANY},
    {OPTION_ASKS_PER_ADDRESS, LIMIT(asks_per_address), 0, MANY},
    {OPTION_HANDOVERS_PER_ADDRESS, LIMIT(handovers_per_address), 0, MANY},
    {OPTION_CONNECTIONS, LIMIT(connections), 1, MANY},
    {OPTION_CONNECTIONS_PER_ADDRESS, LIMIT(connections_per_address), 0, MANY},
    /* The protocol says that a message may have 24576 bytes; a shorter limit must still hold a question of a
     * line or two. The queue has to hold one reply of the longest kind, or a client could not be answered at
     * all. */
    {OPTION_MESSAGE_BYTES, LIMIT(message_bytes), 256, 24576},
    {OPTION_FRAGMENTS, LIMIT(fragments), 1, MANY},
    {OPTION_QUEUE_BYTES, LIMIT(queue_bytes), 16384, 16777216},
    /* Of all times only the last two may be 0: a conversation may be silent for ever, because pings find out
     * who is gone; and a server may be stopped without waiting. */
    {OPTION_HANDSHAKE_SECONDS, LIMIT(handshake_seconds), 1, SECONDS_MAX},
    {OPTION_HEADER_SECONDS, LIMIT(header_seconds), 1, SECONDS_MAX},
    {OPTION_KEEPALIVE_SECONDS, LIMIT(keepalive_seconds), 1, SECONDS_MAX},
    {OPTION_SEND_SECONDS, LIMIT(send_seconds), 1, SECONDS_MAX},
    {OPTION_IDLE_SECONDS, LIMIT(idle_seconds), 0, SECONDS_MAX},
    {OPTION_PING_SECONDS, LIMIT(ping_seconds), 1, SECONDS_MAX},
    {OPTION_PONG_SECONDS, LIMIT(pong_seconds), 1, SECONDS_MAX},
    {OPTION_DRAIN_SECONDS, LIMIT(drain_seconds), 0, SECONDS_MAX},
    /* 0 microseconds sends every question to the workers, which the tests use. The cache keeps whole answers,
     * so it is bounded by what a small machine can spare. */
    {OPTION_INLINE_MICROSECONDS, LIMIT(inline_microseconds), 0, MANY},
    {OPTION_WORKERS, LIMIT(workers), 1, FAQBOT_SERVER_WORKERS_MAX},
    {OPTION_CACHED_QUESTIONS, LIMIT(cached_questions), 0, 65536},
};

/* The options that may be repeated, and which list each fills. */
static const struct repeated {
    enum option_id id;
    size_t offset; /* in struct faqbot_server_options */
} lists[] = {
    {OPTION_TRUST_PROXY, offsetof(struct faqbot_server_options, proxies)},
    {OPTION_ORIGIN, offsetof(struct faqbot_server_options, origins)},
    {OPTION_FRAME_ANCESTOR, offsetof(struct faqbot_server_options, ancestors)},
    {OPTION_HOST, offsetof(struct faqbot_server_options, hosts)},
    {OPTION_METRICS_FROM, offsetof(struct faqbot_server_options, watchers)},
};

/* People read sentences and programs read JSON, so the default depends on whether stderr is a terminal. Under
 * systemd it is not, and the system's journal takes JSON. */
static void read_log(const struct options *options, struct faqbot_server_options *server,
                     struct faqbot_fault *fault)
{
    static const char *const forms[] = {"auto", "text", "json"};
    size_t form = options_choice(options, OPTION_LOG, forms, 3, 0, fault);
    server->log_is_json = form == 0 ? !isatty(STDERR_FILENO) : form == 2;
    server->log = server->log_is_json ? error_log_json : error_log_text;
    server->log_asks = options_has(options, OPTION_LOG_ASKS);
    server->log_questions = options_has(options, OPTION_LOG_QUESTIONS);
}

/* One array holds the values of all lists one after the other, since there cannot be more of them than values
 * altogether. Returns the array, which the lists point into and the caller frees; NULL if memory runs out. */
static const char **read_lists(const struct options *options, struct faqbot_server_options *server,
                               struct faqbot_fault *fault)
{
    const char **texts = calloc(options->value_count + 1, sizeof *texts);
    const char **next = texts;
    if (texts == NULL) {
        fault->status = FAQBOT_NO_MEMORY;
        return NULL;
    }
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        struct faqbot_server_list *list = (struct faqbot_server_list *)((char *)server + lists[i].offset);
        *list = (struct faqbot_server_list){next, 0};
        for (size_t j = 0; j < options->value_count; j++) {
            if (options->values[j].id == lists[i].id) {
                *next++ = options->values[j].text;
                list->count++;
            }
        }
    }
    return texts;
}

#define FOLLOW_FOLDER_DEFAULT "releases"
#define JOURNAL_QUEUE_DEFAULT "journal-queue.db"

/* Where a server keeps what it needs after a restart: in the folder that a service manager has made for the service's
 * state (systemd.exec(5), which may name several), otherwise in the current one. */
static void find_state(const char *name, char path[FAQBOT_FAULT_PATH_BYTES])
{
    const char *state = getenv("STATE_DIRECTORY");
    state = state == NULL ? "" : state;
    int size = (int)strcspn(state, ":");
    (void)snprintf(path, FAQBOT_FAULT_PATH_BYTES, "%.*s%s%s", size, state, size > 0 ? "/" : "", name);
}

/* A journal in a database needs a file here as well. */
static void find_journal(const struct options *options, struct faqbot_server_options *server,
                         char queue[FAQBOT_FAULT_PATH_BYTES], struct faqbot_fault *fault)
{
    find_state(JOURNAL_QUEUE_DEFAULT, queue);
    server->journal = options_text(options, OPTION_JOURNAL);
    server->journal_store = open_journal_store(server->journal, fault);
    if (server->journal_store != NULL) {
        server->journal =
            options_has(options, OPTION_JOURNAL_QUEUE) ? options_text(options, OPTION_JOURNAL_QUEUE) : queue;
    }
}

static void find_follow(const struct options *options, struct faqbot_server_options *server,
                        char folder[FAQBOT_FAULT_PATH_BYTES])
{
    find_state(FOLLOW_FOLDER_DEFAULT, folder);
    server->follow = options_text(options, OPTION_FOLLOW);
    server->follow_folder =
        options_has(options, OPTION_FOLLOW_FOLDER) ? options_text(options, OPTION_FOLLOW_FOLDER) : folder;
}

/* Everything but the lists. What is not set keeps the default of the server. */
static void read_options(const struct options *options, struct faqbot_server_options *server,
                         struct faqbot_fault *fault)
{
    const char *listen = options_text(options, OPTION_LISTEN);
    *server = (struct faqbot_server_options){
        .listen = listen != NULL ? listen : FAQBOT_SERVER_LISTEN_DEFAULT,
        .limits = FAQBOT_SERVER_LIMITS_DEFAULT,
        .retention_days = FAQBOT_SERVER_RETENTION_DAYS_DEFAULT,
        .journal_bytes_max = FAQBOT_JOURNAL_BYTES_MAX_DEFAULT,
        .metrics_listen = options_text(options, OPTION_METRICS_LISTEN),
        .tls_certificate = options_text(options, OPTION_TLS_CERT),
        .tls_key = options_text(options, OPTION_TLS_KEY),
        .insecure = options_has(options, OPTION_INSECURE),
        .webhook = options_text(options, OPTION_WEBHOOK),
        .webhook_secret = options_text(options, OPTION_WEBHOOK_SECRET),
        .allow_private_webhook = options_has(options, OPTION_ALLOW_PRIVATE_WEBHOOK),
        .watch = options_has(options, OPTION_WATCH),
        .must_have_origin = options_has(options, OPTION_REQUIRE_ORIGIN),
    };
    open_find(options, &server->bot, fault);
    options_size(options, OPTION_JOURNAL_SIZE, FAQBOT_JOURNAL_BYTES_MAX_MIN, &server->journal_bytes_max,
                 fault);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        unsigned *number = (unsigned *)((char *)server + numbers[i].offset);
        options_number(options, numbers[i].id, numbers[i].least, numbers[i].most, number, fault);
    }
    read_log(options, server, fault);
}

static void check_file(const struct options *options, enum option_id id, const char *path,
                       struct faqbot_fault *fault)
{
    const struct option_value shipped = {.id = id};
    const struct option_value *given = options_find(options, id);
    if (access(path, R_OK) != 0) {
        options_refuse(given != NULL ? given : &shipped, fault, ": %s cannot be read", path);
    }
}

/* Reports early what serving would notice only later: that there is nothing to read. Whether the knowledge
 * base is any good is for `faqbot check` to say. */
static void check_readable(const struct options *options, const struct faqbot_options *bot,
                           struct faqbot_fault *fault)
{
    if (bot->encoder != NULL && strcmp(bot->encoder, "no") != 0) {
        check_file(options, OPTION_ENCODER, bot->encoder, fault);
    }
    bool is_remote = bot->stage != NULL || options_has(options, OPTION_FOLLOW);
    if (fault->status == FAQBOT_OK && (!is_remote || bot->index != NULL)) {
        check_file(options, bot->index != NULL ? OPTION_INDEX : OPTION_KNOWLEDGE,
                   bot->index != NULL ? bot->index : bot->knowledge, fault);
    }
}

/* stderr is the log. By default it is unbuffered, which costs a system call for every piece of a line; line
 * buffering writes each line at once. */
static void run(const struct config *config, const struct faqbot_server_options *server,
                struct faqbot_fault *fault)
{
    if (options_has(&config->options, OPTION_CHECK_CONFIG)) {
        check_readable(&config->options, &server->bot, fault);
        if (fault->status == FAQBOT_OK && faqbot_server_check(server, fault) == FAQBOT_OK) {
            config_warn();
            config_write(config);
        }
    } else {
        (void)setvbuf(stderr, NULL, _IOLBF, 0); /* a line of the log goes out at once */
        (void)faqbot_serve(server, fault);
    }
    if (fault->status != FAQBOT_OK) {
        config_locate(config, fault);
    }
}

/* Returns when the server has been stopped. The texts of the options have to live that long. */
enum cli_exit cmd_serve(const struct options *options, struct faqbot_fault *fault)
{
    struct config config;
    struct faqbot_server_options server;
    char queue[FAQBOT_FAULT_PATH_BYTES];
    char folder[FAQBOT_FAULT_PATH_BYTES];
    const char **texts = NULL;
    enum cli_exit end = config_read(options, &config);
    if (end == CLI_GOOD) {
        read_options(&config.options, &server, fault);
        find_journal(&config.options, &server, queue, fault);
        find_follow(&config.options, &server, folder);
        texts = read_lists(&config.options, &server, fault);
        if (fault->status == FAQBOT_OK) {
            run(&config, &server, fault);
        }
        remote_close_journal(server.journal_store);
    }
    free(texts);
    config_release(&config);
    return end;
}
