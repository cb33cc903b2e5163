/* config.c - from the operator's options to the server's own fields.
 *
 * Each option is checked as far as that is possible without opening the port or the knowledge base, so that
 * `faqbot serve --check-config` and the start find the same faults. A fault names the option that is to
 * blame, as it is called on the command line, and which of its values; the command line turns that into a
 * place in the configuration file.
 *
 * Some combinations are refused although each option is good: serving others without encryption, metrics that
 * nobody can read, metrics that everybody can. They are mistakes that nobody notices while everything seems
 * to work.
 *
 * What an address to listen on is, is listen.c's; origins and blocks of addresses are origin.c's, the
 * certificate transport.c's, the knowledge base reload.c's. */
#include "server/server_internal.h"

/* One more than there are is allocated, so that none is no request for 0 bytes. */
static void read_blocks(const struct faqbot_server_list *list, const char *option,
                        struct address_blocks *blocks, struct faqbot_fault *fault)
{
    if (fault->status != FAQBOT_OK) {
        return;
    }
    blocks->blocks = calloc(list->count + 1, sizeof *blocks->blocks);
    if (blocks->blocks == NULL) {
        fault_set(fault, FAQBOT_NO_MEMORY, NULL, 0, "out of memory");
        return;
    }
    for (; blocks->count < list->count; blocks->count++) {
        const char *text = list->texts[blocks->count];
        if (!address_block_parse(view_of(text), &blocks->blocks[blocks->count])) {
            fault_option(fault, option, blocks->count + 1, "'%.200s' is not an address; write %s", text,
                         "ADDRESS or ADDRESS/BITS, such as 10.0.0.0/8");
            return;
        }
    }
}

/* Metrics go without TLS, and tell how much is asked and when. So on an address that others can reach, those
 * who may read them have to be named; --insecure does not change that, for it speaks of visitors. */
static void read_metrics(struct server *server, const struct faqbot_server_options *options,
                         struct faqbot_fault *fault)
{
    struct listen_address *address = &server->metrics_listener.address;
    bool is_proxied = server->proxies.count > 0 || server->listener.address.is_unix;
    bool has_allow = options->watchers.count > 0;
    if (options->metrics_listen != NULL) {
        listen_parse(options->metrics_listen, "metrics-listen", address, fault);
    }
    if (fault->status != FAQBOT_OK) {
        return;
    }
    if (options->metrics_listen == NULL && is_proxied && has_allow) {
        fault_option(fault, "metrics-from", 1,
                     "nobody can read metrics behind a proxy where visitors come, since %s",
                     "requests alone say who asks; give them an address of their own with --metrics-listen");
    } else if (options->metrics_listen != NULL && !address->is_loopback && !address->is_unix && !has_allow) {
        fault_option(fault, "metrics-listen", 1,
                     "%s can be reached from elsewhere; say who may read the metrics %s", address->host,
                     "there with --metrics-from, 0.0.0.0/0 and ::/0 for anybody");
    }
    server->metrics_listener.is_wanted = options->metrics_listen != NULL && fault->status == FAQBOT_OK;
}

/* Questions and answers are confidential. On the way to this machine anybody could read them, on the way to a
 * proxy on the same machine nobody can. */
static void read_certificate(struct server *server, const struct faqbot_server_options *options,
                             struct faqbot_fault *fault)
{
    const struct listen_address *address = &server->listener.address;
    if (fault->status != FAQBOT_OK) {
        return;
    }
    server->certificate = (struct certificate){.path = options->tls_certificate, .key = options->tls_key};
    server->hsts_seconds = options->hsts_seconds;
    if (options->hsts_seconds > 0 && options->tls_certificate == NULL) {
        fault_option(fault, "hsts", 1, "only a server that speaks TLS can ask browsers for it; give %s",
                     "--tls-cert and --tls-key, or let the proxy that does TLS send the header");
    } else if (options->tls_certificate == NULL && options->tls_key == NULL && !address->is_loopback &&
               !address->is_unix && !options->insecure) {
        fault_option(fault, "listen", 1,
                     "%s can be reached from elsewhere, and without TLS anybody on the way %s", address->host,
                     "can read along; give --tls-cert and --tls-key, or --insecure if that is acceptable");
    }
    certificate_load(&server->certificate, fault);
}

/* The list as Content-Security-Policy has it: 'none', or origins with spaces between them. */
static void read_frame_ancestors(struct server *server, const struct faqbot_server_list *list,
                                 struct faqbot_fault *fault)
{
    struct text text = {.bytes = server->frame_ancestors, .capacity = sizeof server->frame_ancestors};
    text_add(&text, "%s", list->count == 0 ? "'none'" : "");
    for (size_t i = 0; i < list->count && fault->status == FAQBOT_OK; i++) {
        const char *origin = list->texts[i];
        bool is_self = strcmp(origin, "self") == 0;
        if (!is_self && (strcmp(origin, "null") == 0 || !origin_is_valid(view_of(origin)))) {
            fault_option(fault, "frame-ancestor", i + 1, "'%.200s' cannot frame our pages; write %s", origin,
                         "https://NAME, https://NAME:PORT, self, or * for all");
        } else if (text.size + strlen(origin) + (is_self ? 2 : 0) + (i > 0) >= text.capacity) {
            fault_option(fault, "frame-ancestor", i + 1,
                         "the origins that may frame our pages take more than %u bytes",
                         LIMITS_ANCESTORS_BYTES - 1);
        } else {
            text_add(&text, "%s%s", i > 0 ? " " : "", is_self ? "'self'" : origin);
        }
    }
}

/* The first text of the list that is not valid is to blame; `wanted` ends the sentence that says so. */
static void check_names(const struct faqbot_server_list *list, const char *option,
                        bool is_valid(struct faqbot_view), const char *wanted, struct faqbot_fault *fault)
{
    for (size_t i = 0; i < list->count && fault->status == FAQBOT_OK; i++) {
        if (!is_valid(view_of(list->texts[i]))) {
            fault_option(fault, option, i + 1, "'%.200s' is not %s", list->texts[i], wanted);
        }
    }
}

/* The lists are borrowed, not copied: options live until faqbot_serve() returns. */
static void read_names(struct server *server, const struct faqbot_server_options *options,
                       struct faqbot_fault *fault)
{
    check_names(&options->origins, "origin", origin_is_valid,
                "an origin; write https://NAME, https://NAME:PORT, null, or * for all", fault);
    check_names(&options->hosts, "host", origin_host_is_valid, "a host name; write it without a port", fault);
    server->origins = (struct name_list){options->origins.texts, options->origins.count};
    server->hosts = (struct name_list){options->hosts.texts, options->hosts.count};
    server->must_have_origin = options->must_have_origin;
}

/* A database that is followed takes the place of files, and says itself what is new. */
static void check_follow(const struct faqbot_server_options *options, struct faqbot_fault *fault)
{
    struct faqbot_fault found;
    if (fault->status != FAQBOT_OK || options->follow == NULL) {
        return;
    }
    if (remote_check_postgres(options->follow, &found) != FAQBOT_OK) {
        fault_option(fault, "follow", 1, "%s", found.sentence);
    } else if (options->watch) {
        fault_option(fault, "watch", 1, "there are no files to watch where a database is followed, %s",
                     "which tells of its releases by itself; leave it out");
    }
}

/* One for each core that this process may use. More would get in each other's way, and in the loop's. */
static unsigned count_workers(unsigned wanted)
{
    unsigned count = wanted > 0 ? wanted : uv_available_parallelism();
    return count < FAQBOT_SERVER_WORKERS_MAX ? count : FAQBOT_SERVER_WORKERS_MAX;
}

/* In the order of dependence: what is said of metrics and of TLS depends on the addresses. Of several faults
 * the first is reported, as everywhere. */
void server_config_read(struct server *server, const struct faqbot_server_options *options,
                        struct faqbot_fault *fault)
{
    static const char *const loopback[] = {"127.0.0.0/8", "::1"};
    static const struct faqbot_server_list this_machine = {loopback, 2};
    unsigned connection = options->limits.asks_per_connection;
    unsigned address = options->limits.asks_per_address;
    server->log = (struct log){.write = options->log,
                               .user = options->log_user,
                               .is_json = options->log_is_json,
                               .has_asks = options->log_asks || options->log_questions,
                               .has_questions = options->log_questions};
    server->privacy = (struct faqbot_chat_privacy){.keeps_journal = options->journal != NULL,
                                                   .retention_days = options->retention_days,
                                                   .is_bounded = options->journal_bytes_max > 0 &&
                                                                 options->journal_store == NULL,
                                                   .logs_asks = server->log.has_asks,
                                                   .logs_questions = options->log_questions,
                                                   .hands_over = options->webhook != NULL};
    server->limits = options->limits;
    server->limits.workers = count_workers(options->limits.workers);
    server->ip_table.connections_max = options->limits.connections_per_address;
    /* Clients are told one rate, and that is the lower of the two that they are held to. */
    server->chat.asks_per_minute =
        connection == 0 || (address > 0 && address < connection) ? address : connection;
    server->chat.message_bytes = options->limits.message_bytes;
    server->chat.outbox_bytes_max = options->limits.queue_bytes;
    listen_parse(options->listen, "listen", &server->listener.address, fault);
    read_blocks(&options->proxies, "trust-proxy", &server->proxies, fault);
    read_blocks(options->watchers.count == 0 ? &this_machine : &options->watchers, "metrics-from",
                &server->metrics_allow, fault);
    read_metrics(server, options, fault);
    read_certificate(server, options, fault);
    read_frame_ancestors(server, &options->ancestors, fault);
    read_names(server, options, fault);
    webhook_read(&server->webhook, options, fault);
    check_follow(options, fault);
}

void config_free(struct server *server)
{
    free(server->proxies.blocks);
    free(server->metrics_allow.blocks);
    certificate_free(&server->certificate);
}
