/* http.c - plain HTTP: who may ask, and which request goes where.
 *
 * How requests follow each other is http_connection.c's; what is answered is written by respond.c, and what the API
 * answers is made by api.c. */
#include "server/http.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/api.h"
#include "server/guest.h"
#include "server/handshake.h"
#include "server/limits.h"
#include "server/monitor.h"
#include "server/origin.h"
#include "server/pages.h"
#include "server/parameter.h"
#include "server/respond.h"
#include "server/server_internal.h"

enum { GET = 1, POST = 2 };

/* A handler answers through respond_*; `rest` is the path behind the route's. */
typedef void handler(struct http_exchange *exchange, struct faqbot_view rest);

/* Where visitors come by a proxy, what tells them from the operator is written in their own requests, so here is
 * nothing for anybody. The same where monitoring has an address of its own. */
static bool may_watch(const struct http_exchange *exchange)
{
    const struct server *server = exchange->server;
    return !server->monitor.is_on && server->proxy_count == 0 && exchange->guest->has_peer &&
           exchange->request->headers[REQUEST_FORWARDED_FOR].bytes == NULL &&
           address_is_among(&exchange->guest->peer, server->watchers, server->watcher_count);
}

static void serve_metrics(struct http_exchange *exchange, struct faqbot_view rest)
{
    if (may_watch(exchange)) {
        monitor_metrics(exchange, rest);
    } else {
        respond_with_error(exchange, 404, "not_found", "there is nothing at this address");
    }
}

static void serve_upgrade_hint(struct http_exchange *exchange, struct faqbot_view rest)
{
    (void)rest;
    exchange->extra = "Upgrade: websocket\r\n";
    respond_with_error(exchange, 426, "unsupported",
                       "this address speaks WebSocket, sub-protocol " FAQBOT_CHAT_PROTOCOL);
}

static const struct route {
    const char *path;
    bool has_rest; /* the path is the beginning of many */
    unsigned methods;
    handler *handle;
} routes[] = {
    {"/api/ask", false, GET | POST, api_ask},   {"/api/suggest", false, GET, api_suggest},
    {"/api/entries/", true, GET, api_entry},    {"/healthz", false, GET, monitor_health},
    {"/readyz", false, GET, monitor_readiness}, {"/metrics", false, GET, serve_metrics},
    {"/ws", false, GET, serve_upgrade_hint},    {"/", false, GET, pages_home},
    {"/faq", false, GET, pages_list},
};

static const struct route *find_route(struct faqbot_view path)
{
    for (size_t i = 0; i < sizeof routes / sizeof routes[0]; i++) {
        size_t size = strlen(routes[i].path);
        if (path.size >= size && memcmp(path.bytes, routes[i].path, size) == 0 &&
            (routes[i].has_rest ? path.size > size : path.size == size)) {
            return &routes[i];
        }
    }
    return NULL;
}

static unsigned method_bit(enum request_method method)
{
    return method == REQUEST_GET || method == REQUEST_HEAD ? GET : method == REQUEST_POST ? POST : 0;
}

static bool refuses_method(struct http_exchange *exchange, unsigned methods)
{
    if ((method_bit(exchange->request->method) & methods) != 0) {
        return false;
    }
    exchange->server->tally.refusals[TALLY_REQUEST]++;
    exchange->allow = (methods & POST) != 0 ? "GET, HEAD, POST" : "GET, HEAD";
    respond_with_error(exchange, 405, "unsupported", "this address does not take that method");
    return true;
}

/* An asset whose address names its content can be kept for ever; by its plain name it is asked after each time. */
static void serve_found(struct http_exchange *exchange, const struct asset *asset)
{
    struct parameter version;
    bool is_packed = asset_takes_gzip(exchange->request->headers[REQUEST_ACCEPT_ENCODING]);
    parameter_read(exchange->request, "v", &version);
    if (version.value.size == strlen(asset->hash) &&
        memcmp(version.value.bytes, asset->hash, version.value.size) == 0) {
        exchange->cache = "public, max-age=31536000, immutable";
    }
    snprintf(exchange->tag, sizeof exchange->tag, "\"%s%s\"", asset->hash, is_packed ? "-gzip" : "");
    exchange->extra =
        is_packed ? "Content-Encoding: gzip\r\nVary: Accept-Encoding\r\n" : "Vary: Accept-Encoding\r\n";
    respond_with(exchange, 200, asset->type, is_packed ? asset->packed : asset->body);
}

static void serve_asset(struct http_exchange *exchange, const struct asset *asset)
{
    if (asset == NULL) {
        respond_with_error(exchange, 404, "not_found", "there is nothing at this address");
    } else if (!refuses_method(exchange, GET)) {
        serve_found(exchange, asset);
    }
}

static bool is_health(const struct http_exchange *exchange)
{
    const struct route *found = find_route(exchange->request->path);
    return found != NULL && (found->handle == monitor_health || found->handle == monitor_readiness);
}

/* A proxy that is trusted says of each request for whom it asks, or it is not the proxy's. Its own looks at whether we
 * live are let pass, for they tell nothing, and are the last on their connection. */
static bool visitor_is_refused(struct http_exchange *exchange)
{
    bool is_watching = is_health(exchange) && method_bit(exchange->request->method) == GET;
    switch (guest_identify(exchange->guest, exchange->request)) {
    case GUEST_IS_KNOWN:
        return false;
    case GUEST_IS_UNNAMED:
        exchange->must_close = true;
        if (!is_watching) {
            exchange->server->tally.refusals[TALLY_REQUEST]++;
            respond_with_error(exchange, 400, "bad_message",
                               "the proxy must say for whom it asks, in X-Forwarded-For");
        }
        break;
    case GUEST_IS_CROWD:
        exchange->must_close = true;
        respond_with_error(exchange, 429, "rate_limited", "too many connections from this address");
        break;
    }
    return exchange->status != 0;
}

static bool host_is_refused(struct http_exchange *exchange)
{
    if (origin_host_is_ours(&exchange->server->policy, &exchange->server->address,
                            exchange->request->headers[REQUEST_HOST])) {
        return false;
    }
    exchange->server->tally.refusals[TALLY_HOST]++;
    respond_with_error(exchange, 403, "unsupported", "this server is not known by that name");
    return true;
}

static bool is_api(struct faqbot_view path)
{
    static const char api[] = "/api/";
    return path.size >= sizeof api - 1 && memcmp(path.bytes, api, sizeof api - 1) == 0;
}

/* The API is not for pages that are not welcome: what they could not read they shall not ask either. Before a page asks
 * more than a link would, its browser asks whether it may (the Fetch standard's preflight). */
static bool page_is_refused(struct http_exchange *exchange)
{
    exchange->is_welcome = exchange->guest->origin == HANDSHAKE_WELCOME;
    if (exchange->guest->origin == HANDSHAKE_ABSENT || !is_api(exchange->request->path)) {
        return false;
    }
    if (exchange->guest->origin == HANDSHAKE_FOREIGN) {
        exchange->server->tally.refusals[TALLY_ORIGIN]++;
        respond_with_error(exchange, 403, "unsupported", "pages of this origin are not welcome");
    } else if (exchange->request->method == REQUEST_OPTIONS) {
        exchange->extra = "Access-Control-Allow-Methods: GET, HEAD, POST\r\n"
                          "Access-Control-Allow-Headers: Content-Type\r\n"
                          "Access-Control-Max-Age: 86400\r\n";
        respond_with(exchange, 204, NULL, (struct faqbot_view){NULL, 0});
    }
    return exchange->status != 0;
}

/* The stated length is all that is known of the body yet. */
static bool body_is_refused(struct http_exchange *exchange)
{
    struct server *server = exchange->server;
    char sentence[64];
    if (exchange->request->lacks_length) {
        server->tally.refusals[TALLY_REQUEST]++;
        exchange->must_close = true;
        respond_with_error(exchange, 411, "bad_message", "a body needs its Content-Length");
        return true;
    }
    if (exchange->request->content_length <= server->limits.message_bytes) {
        return false;
    }
    server->tally.refusals[TALLY_TOO_BIG]++;
    snprintf(sentence, sizeof sentence, "a request's body has %u bytes at most",
             server->limits.message_bytes);
    respond_with_error(exchange, 413, "too_long", sentence);
    return true;
}

/* A question has a price of its own; what is only fetched costs little, and not nothing. */
static bool rate_is_refused(struct http_exchange *exchange)
{
    if (is_api(exchange->request->path) || guest_hold_plain(exchange->guest) == 0) {
        return false;
    }
    exchange->extra = "Retry-After: 1\r\n";
    respond_with_error(exchange, 429, "rate_limited", "too many requests at once; try again in a second");
    return true;
}

bool http_begin(struct http_exchange *exchange)
{
    struct guest *guest = exchange->guest;
    const struct request *request = exchange->request;
    guest->exchange_of = exchange;
    if (guest->gate->is_monitor) {
        exchange->must_close = true;
        return false;
    }
    exchange->must_close = exchange->server->is_draining || !request_keeps_connection(request);
    guest->origin = handshake_origin(guest, request);
    if (handshake_is_meant(request)) {
        const struct request_refusal *refusal = handshake_check(guest, request);
        if (refusal == NULL && !visitor_is_refused(exchange)) {
            return true;
        }
        if (refusal != NULL) {
            exchange->server->tally.refusals[refusal->status == 403 ? TALLY_HOST : TALLY_HANDSHAKE]++;
            respond_refusal(exchange, refusal);
        }
        exchange->must_close = true;
    } else if (!visitor_is_refused(exchange) && !rate_is_refused(exchange) && !host_is_refused(exchange) &&
               !page_is_refused(exchange)) {
        (void)body_is_refused(exchange);
    }
    return false;
}

void http_answer(struct http_exchange *exchange)
{
    struct faqbot_view path = exchange->request->path;
    const struct route *found = find_route(path);
    if (exchange->guest->gate->is_monitor) {
        monitor_answer(exchange);
    } else if (found == NULL) {
        serve_asset(exchange, asset_find(&exchange->server->assets, path));
    } else if (!refuses_method(exchange, found->methods)) {
        size_t skip = strlen(found->path);
        found->handle(exchange, (struct faqbot_view){path.bytes + skip, path.size - skip});
    }
}

void http_end(struct http_exchange *exchange)
{
    if (exchange->job != NULL) {
        exchange->job->owner = NULL;
    }
    exchange->guest->exchange_of = NULL;
    faqbot_chat_free(exchange->chat);
    free(exchange->received);
    free(exchange->made);
    *exchange = (struct http_exchange){.server = NULL};
}
