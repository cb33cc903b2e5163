/* configure.c - from the operator's options to the server's own fields. What an address to listen on is, is listen.c's,
 * the knowledge base reload.c's. */
#include "server/configure.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/fail.h"
#include "server/server_internal.h"

static enum faqbot_status read_policy(struct server *server, const struct faqbot_server_options *options,
                                      struct faqbot_fault *fault)
{
    for (size_t i = 0; i < options->origins.count; i++) {
        const char *text = options->origins.texts[i];
        if (!origin_is_valid((struct faqbot_view){text, strlen(text)})) {
            fail_with(fault, FAQBOT_INVALID, "'%.200s' is no origin; write %s", text,
                      "https://NAME, https://NAME:PORT, null, or * for all");
            return fail_of(fault, "origin", i + 1);
        }
    }
    for (size_t i = 0; i < options->hosts.count; i++) {
        const char *text = options->hosts.texts[i];
        if (!origin_host_is_valid((struct faqbot_view){text, strlen(text)})) {
            fail_with(fault, FAQBOT_INVALID, "'%.200s' is no name of a host; write it without a port", text);
            return fail_of(fault, "host", i + 1);
        }
    }
    server->policy = (struct origin_policy){.origins = options->origins, .hosts = options->hosts};
    server->must_have_origin = options->must_have_origin;
    return FAQBOT_OK;
}

/* The list as the header has it: 'none', or origins with spaces between them. */
static enum faqbot_status read_ancestors(struct server *server, const struct faqbot_server_list *list,
                                         struct faqbot_fault *fault)
{
    size_t size = 0;
    (void)snprintf(server->ancestors, sizeof server->ancestors, "'none'");
    for (size_t i = 0; i < list->count; i++) {
        const char *text = list->texts[i];
        bool is_self = strcmp(text, "self") == 0;
        if (!is_self &&
            (strcmp(text, "null") == 0 || !origin_is_valid((struct faqbot_view){text, strlen(text)}))) {
            fail_with(fault, FAQBOT_INVALID, "'%.200s' cannot frame our pages; write %s", text,
                      "https://NAME, https://NAME:PORT, self, or * for all");
            return fail_of(fault, "frame-ancestor", i + 1);
        }
        int written = snprintf(server->ancestors + size, sizeof server->ancestors - size, "%s%s",
                               i > 0 ? " " : "", is_self ? "'self'" : text);
        if (written < 0 || (size_t)written >= sizeof server->ancestors - size) {
            fail_with(fault, FAQBOT_INVALID, "those who may frame our pages take more than %u bytes",
                      LIMITS_ANCESTORS_BYTES - 1);
            return fail_of(fault, "frame-ancestor", i + 1);
        }
        size += (size_t)written;
    }
    return FAQBOT_OK;
}

static enum faqbot_status read_blocks(const struct faqbot_server_list *list, const char *option,
                                      struct address_block **blocks, size_t *count,
                                      struct faqbot_fault *fault)
{
    *blocks = calloc(list->count + 1, sizeof **blocks);
    if (*blocks == NULL) {
        return fail_with(fault, FAQBOT_NO_MEMORY, "out of memory");
    }
    for (; *count < list->count; ++*count) {
        const char *text = list->texts[*count];
        if (!address_block_parse((struct faqbot_view){text, strlen(text)}, &(*blocks)[*count])) {
            fail_with(fault, FAQBOT_INVALID, "'%.200s' is no address; write %s", text,
                      "ADDRESS or ADDRESS/BITS, such as 10.0.0.0/8");
            return fail_of(fault, option, *count + 1);
        }
    }
    return FAQBOT_OK;
}

static enum faqbot_status read_addresses(struct server *server, const struct faqbot_server_options *options,
                                         struct faqbot_fault *fault)
{
    static const char *const loopback[] = {"127.0.0.0/8", "::1"};
    struct faqbot_server_list watchers = options->watchers;
    if (watchers.count == 0) {
        watchers = (struct faqbot_server_list){loopback, 2};
    }
    enum faqbot_status status =
        read_blocks(&options->proxies, "trust-proxy", &server->proxies, &server->proxy_count, fault);
    return status == FAQBOT_OK
               ? read_blocks(&watchers, "metrics-from", &server->watchers, &server->watcher_count, fault)
               : status;
}

static void set_log(struct server *server, const struct faqbot_server_options *options)
{
    server->log = (struct log){options->log, options->log_user, options->log_is_json};
    server->logs_questions = options->log_questions;
    server->logs_asks = options->log_asks || options->log_questions;
}

static void set_limits(struct server *server, const struct faqbot_server_limits *limits)
{
    unsigned connection = limits->asks_per_connection;
    unsigned address = limits->asks_per_address;
    server->limits = *limits;
    server->crowd.connections_max = limits->connections_per_address;
    server->chat.asks_per_minute =
        connection == 0 || (address > 0 && address < connection) ? address : connection;
    server->chat.message_bytes = limits->message_bytes;
    server->chat.outbox_bytes_max = limits->queue_bytes;
}

/* What is asked and answered is nobody's else to read. On the way to this machine, or to a proxy on it, it is not. */
static enum faqbot_status read_certificate(struct server *server, const struct faqbot_server_options *options,
                                           struct faqbot_fault *fault)
{
    server->certificate = (struct certificate){.path = options->tls_certificate, .key = options->tls_key};
    server->hsts_seconds = options->hsts_seconds;
    if (options->hsts_seconds > 0 && options->tls_certificate == NULL) {
        fail_with(fault, FAQBOT_INVALID, "only what speaks TLS can ask browsers for it; give %s",
                  "--tls-cert and --tls-key, or let the proxy that does TLS send the header");
        return fail_of(fault, "hsts", 1);
    }
    if (options->tls_certificate == NULL && options->tls_key == NULL && !server->address.is_loopback &&
        !server->address.is_unix && !options->insecure) {
        fail_with(fault, FAQBOT_INVALID,
                  "%s can be reached from elsewhere, and without TLS anybody on the way %s",
                  server->address.host,
                  "can read along; give --tls-cert and --tls-key, or --insecure if that is well");
        return fail_of(fault, "listen", 1);
    }
    return certificate_load(&server->certificate, fault);
}

/* Metrics go without TLS, and say how much is asked and when: on an address that others can reach, those who may read
 * them have to be named, --insecure or not, for that speaks of visitors. */
static enum faqbot_status read_monitor(struct server *server, const struct faqbot_server_options *options,
                                       struct faqbot_fault *fault)
{
    struct listen_address *address = &server->monitor.address;
    bool is_proxied = server->proxy_count > 0 || server->address.is_unix;
    if (options->metrics_listen == NULL) {
        if (is_proxied && options->watchers.count > 0) {
            fail_with(fault, FAQBOT_INVALID, "nobody reads metrics where visitors come, behind a proxy %s",
                      "that can be told who asks; give them an address of their own with --metrics-listen");
            return fail_of(fault, "metrics-from", 1);
        }
        return FAQBOT_OK;
    }
    if (listen_parse(options->metrics_listen, address, fault) != FAQBOT_OK) {
        return fail_of(fault, "metrics-listen", 1);
    }
    address->option = "metrics-listen";
    if (!address->is_loopback && !address->is_unix && options->watchers.count == 0) {
        fail_with(fault, FAQBOT_INVALID, "%s can be reached from elsewhere; say who may read the metrics %s",
                  address->host, "there with --metrics-from, 0.0.0.0/0 and ::/0 for anybody");
        return fail_of(fault, "metrics-listen", 1);
    }
    server->monitor.is_on = true;
    return FAQBOT_OK;
}

enum faqbot_status configure_read(struct server *server, const struct faqbot_server_options *options,
                                  struct faqbot_fault *fault)
{
    set_log(server, options);
    set_limits(server, &options->limits);
    enum faqbot_status status = listen_parse(options->listen, &server->address, fault);
    if (status != FAQBOT_OK) {
        return fail_of(fault, "listen", 1);
    }
    status = read_addresses(server, options, fault);
    if (status == FAQBOT_OK) {
        status = read_monitor(server, options, fault);
    }
    if (status == FAQBOT_OK) {
        status = read_certificate(server, options, fault);
    }
    if (status == FAQBOT_OK) {
        status = read_ancestors(server, &options->ancestors, fault);
    }
    return status == FAQBOT_OK ? read_policy(server, options, fault) : status;
}

void configure_release(struct server *server)
{
    free(server->proxies);
    free(server->watchers);
    certificate_release(&server->certificate);
}
