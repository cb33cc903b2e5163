/* monitor.c - the listener for whoever watches the server.
 *
 * It is apart from the visitors' so that no request of a visitor, however it is written and whatever proxy it passes,
 * can come to the metrics. A connection carries one request, and has a few seconds for it. What the metrics say is
 * metrics.c's. */
#include "server/monitor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/guest.h"
#include "server/http.h"
#include "server/metrics.h"
#include "server/origin.h"
#include "server/respond.h"
#include "server/server_internal.h"

void monitor_health(struct http_exchange *exchange, struct faqbot_view rest)
{
    (void)rest;
    respond_with(exchange, 200, "text/plain; charset=utf-8", (struct faqbot_view){"ok\n", 3});
}

void monitor_readiness(struct http_exchange *exchange, struct faqbot_view rest)
{
    static const char draining[] = "not ready: the server is being stopped\n";
    static const char unreadable[] = "not ready: the index cannot be read\n";
    const struct server *server = exchange->server;
    const char *reason = server->is_draining ? draining : server->reload.is_doubted ? unreadable : NULL;
    (void)rest;
    respond_with(exchange, reason == NULL ? 200 : 503, "text/plain; charset=utf-8",
                 reason == NULL ? (struct faqbot_view){"ready\n", 6}
                                : (struct faqbot_view){reason, strlen(reason)});
}

void monitor_metrics(struct http_exchange *exchange, struct faqbot_view rest)
{
    (void)rest;
    exchange->made = malloc(METRICS_BYTES);
    size_t size = exchange->made == NULL ? 0 : metrics_write(exchange->server, exchange->made);
    respond_with(exchange, size > 0 ? 200 : 503, "text/plain; version=0.0.4; charset=utf-8",
                 (struct faqbot_view){exchange->made, size});
}

static bool is_path(struct faqbot_view path, const char *wanted)
{
    return path.size == strlen(wanted) && memcmp(path.bytes, wanted, path.size) == 0;
}

/* On a loopback address a page whose name was made to lead to this machine could read along. The names that visitors
 * know the server by are none of this address's. */
static bool host_is_ours(const struct http_exchange *exchange)
{
    static const struct origin_policy no_names = {.origins = {NULL, 0}, .hosts = {NULL, 0}};
    return origin_host_is_ours(&no_names, &exchange->server->monitor.address,
                               exchange->request->headers[REQUEST_HOST]);
}

/* Who can open a socket in the file system is whom its folder lets in. */
static bool may_watch(const struct http_exchange *exchange)
{
    const struct server *server = exchange->server;
    return !exchange->guest->has_peer ||
           address_is_among(&exchange->guest->peer, server->watchers, server->watcher_count);
}

void monitor_answer(struct http_exchange *exchange)
{
    const struct faqbot_view rest = {NULL, 0};
    struct faqbot_view path = exchange->request->path;
    bool is_metrics = is_path(path, "/metrics");
    bool is_health = is_path(path, "/healthz");
    if (!host_is_ours(exchange)) {
        respond_with_error(exchange, 403, "unsupported", "this server is not known by that name");
    } else if ((!is_metrics && !is_health && !is_path(path, "/readyz")) ||
               (is_metrics && !may_watch(exchange))) {
        respond_with_error(exchange, 404, "not_found", "there is nothing at this address");
    } else if (exchange->request->method != REQUEST_GET && exchange->request->method != REQUEST_HEAD) {
        exchange->allow = "GET, HEAD";
        respond_with_error(exchange, 405, "unsupported", "this address does not take that method");
    } else {
        (is_metrics ? monitor_metrics : is_health ? monitor_health : monitor_readiness)(exchange, rest);
    }
}

unsigned monitor_descriptors(const struct monitor *monitor)
{
    return monitor->is_on ? LIMITS_MONITOR_CONNECTIONS + 1 : 0; /* and the socket that listens */
}

enum faqbot_status monitor_listen(struct monitor *monitor, struct faqbot_fault *fault)
{
    return monitor->is_on ? listen_open(&monitor->address, &monitor->descriptor, fault) : FAQBOT_OK;
}

void monitor_say(const struct server *server)
{
    char base[LISTEN_URL_BYTES];
    char sentence[LISTEN_URL_BYTES + 32];
    if (!server->monitor.is_on) {
        return;
    }
    listen_write_url(&server->monitor.address, false, base);
    int size = snprintf(sentence, sizeof sentence, "serving metrics %s/metrics", base);
    size_t skip = strlen("serving metrics ");
    const struct log_detail details[] = {{.name = "url", .text = {sentence + skip, (size_t)size - skip}},
                                         {.name = NULL}};
    log_write(&server->log, LOG_INFO, "serving_metrics", sentence, details);
}

enum faqbot_status monitor_start(struct server *server, struct faqbot_fault *fault)
{
    struct monitor *monitor = &server->monitor;
    if (!monitor->is_on) {
        return FAQBOT_OK;
    }
    int descriptor = monitor->descriptor;
    monitor->descriptor = -1;
    return accept_start(&monitor->gate, &server->loop, descriptor, server, fault);
}

void monitor_stop(struct monitor *monitor)
{
    if (monitor->descriptor != -1 || monitor->gate.descriptor != -1) {
        listen_clean(&monitor->address);
    }
    if (monitor->descriptor != -1) {
        close(monitor->descriptor);
        monitor->descriptor = -1;
    }
    accept_stop(&monitor->gate);
}
