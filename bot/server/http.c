/* http.c - plain HTTP: which request goes where, and the body of a POST.
 *
 * What is answered is written by respond.c, and what the API answers is made by api.c. */
#include "server/http.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "server/api.h"
#include "server/guest.h"
#include "server/handshake.h"
#include "server/header.h"
#include "server/limits.h"
#include "server/metrics.h"
#include "server/origin.h"
#include "server/pages.h"
#include "server/parameter.h"
#include "server/pipeline.h"
#include "server/respond.h"
#include "server/server.h"

enum { GET = 1, POST = 2 };

/* A handler answers through respond_*; `rest` is the path behind the route's. */
typedef void handler(struct http_exchange *exchange, struct lws *connection, struct faqbot_view rest);

static void serve_health(struct http_exchange *exchange, struct lws *connection, struct faqbot_view rest)
{
    (void)connection;
    (void)rest;
    respond_with(exchange, HTTP_STATUS_OK, "text/plain; charset=utf-8", (struct faqbot_view){"ok\n", 3});
}

static void serve_readiness(struct http_exchange *exchange, struct lws *connection, struct faqbot_view rest)
{
    static const char draining[] = "not ready: the server is being stopped\n";
    bool is_ready = !exchange->server->is_draining;
    (void)connection;
    (void)rest;
    respond_with(exchange, is_ready ? HTTP_STATUS_OK : 503, "text/plain; charset=utf-8",
                 is_ready ? (struct faqbot_view){"ready\n", 6}
                          : (struct faqbot_view){draining, sizeof draining - 1});
}

/* To those who may see them; others find nothing here. A visitor whose proxy is not trusted is none of them, wherever
 * the proxy is. */
static void serve_metrics(struct http_exchange *exchange, struct lws *connection, struct faqbot_view rest)
{
    const struct server *server = exchange->server;
    const struct guest *guest = exchange->guest;
    bool is_forwarded = lws_hdr_total_length(connection, WSI_TOKEN_X_FORWARDED_FOR) > 0;
    (void)rest;
    bool is_local = !guest->has_peer && !is_forwarded;
    if (!is_local && (!guest->has_client || (is_forwarded && !guest->is_proxy) ||
                      !address_is_among(&guest->client, server->watchers, server->watcher_count))) {
        respond_with_error(exchange, HTTP_STATUS_NOT_FOUND, "not_found", "there is nothing at this address");
        return;
    }
    exchange->made = malloc(METRICS_BYTES);
    size_t size = exchange->made == NULL ? 0 : metrics_write(server, exchange->made);
    respond_with(exchange, size > 0 ? HTTP_STATUS_OK : 503, "text/plain; version=0.0.4; charset=utf-8",
                 (struct faqbot_view){exchange->made, size});
}

static void serve_upgrade_hint(struct http_exchange *exchange, struct lws *connection,
                               struct faqbot_view rest)
{
    (void)connection;
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
    {"/api/ask", false, GET | POST, api_ask}, {"/api/suggest", false, GET, api_suggest},
    {"/api/entries/", true, GET, api_entry},  {"/healthz", false, GET, serve_health},
    {"/readyz", false, GET, serve_readiness}, {"/metrics", false, GET, serve_metrics},
    {"/ws", false, GET, serve_upgrade_hint},  {"/", false, GET, pages_home},
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

static unsigned method_bit(int method)
{
    return method == LWSHUMETH_GET || method == LWSHUMETH_HEAD ? GET : method == LWSHUMETH_POST ? POST : 0;
}

static bool refuses_method(struct http_exchange *exchange, unsigned methods)
{
    if ((method_bit(exchange->method) & methods) != 0) {
        return false;
    }
    exchange->server->tally.refusals[TALLY_REQUEST]++;
    exchange->allow = (methods & POST) != 0 ? "GET, HEAD, POST" : "GET, HEAD";
    respond_with_error(exchange, HTTP_STATUS_METHOD_NOT_ALLOWED, "unsupported",
                       "this address does not take that method");
    return true;
}

/* An asset whose address names its content can be kept for ever; by its plain name it is asked after each time. */
static void serve_found(struct http_exchange *exchange, struct lws *connection, const struct asset *asset)
{
    char encodings[256];
    struct parameter version;
    int size = lws_hdr_copy(connection, encodings, sizeof encodings, WSI_TOKEN_HTTP_ACCEPT_ENCODING);
    bool is_packed = asset_takes_gzip((struct faqbot_view){encodings, size > 0 ? (size_t)size : 0});
    parameter_read(connection, "v=", &version);
    if (version.value.size == strlen(asset->hash) &&
        memcmp(version.value.bytes, asset->hash, version.value.size) == 0) {
        exchange->cache = "public, max-age=31536000, immutable";
    }
    snprintf(exchange->tag, sizeof exchange->tag, "\"%s%s\"", asset->hash, is_packed ? "-gzip" : "");
    exchange->extra =
        is_packed ? "Content-Encoding: gzip\r\nVary: Accept-Encoding\r\n" : "Vary: Accept-Encoding\r\n";
    respond_with(exchange, HTTP_STATUS_OK, asset->type, is_packed ? asset->packed : asset->body);
}

static void serve_asset(struct http_exchange *exchange, struct lws *connection, const struct asset *asset)
{
    if (asset == NULL) {
        respond_with_error(exchange, HTTP_STATUS_NOT_FOUND, "not_found", "there is nothing at this address");
    } else if (!refuses_method(exchange, GET)) {
        serve_found(exchange, connection, asset);
    }
}

static void route(struct http_exchange *exchange, struct lws *connection, struct faqbot_view path)
{
    const struct route *found = find_route(path);
    if (found == NULL) {
        serve_asset(exchange, connection, asset_find(&exchange->server->assets, path));
    } else if (!refuses_method(exchange, found->methods)) {
        size_t skip = strlen(found->path);
        found->handle(exchange, connection, (struct faqbot_view){path.bytes + skip, path.size - skip});
    }
}

static bool crowd_is_refused(struct http_exchange *exchange, struct lws *connection)
{
    if (guest_identify(connection)) {
        return false;
    }
    exchange->must_close = true;
    respond_with_error(exchange, 429, "rate_limited", "too many connections from this address");
    return true;
}

static bool host_is_refused(struct http_exchange *exchange, struct lws *connection)
{
    char host[LISTEN_HOST_BYTES + 8];
    if (origin_host_is_ours(&exchange->server->policy, &exchange->server->address,
                            header_copy(connection, WSI_TOKEN_HOST, host, sizeof host))) {
        return false;
    }
    exchange->server->tally.refusals[TALLY_HOST]++;
    respond_with_error(exchange, HTTP_STATUS_FORBIDDEN, "unsupported",
                       "this server is not known by that name");
    return true;
}

static bool is_api(struct faqbot_view path)
{
    static const char api[] = "/api/";
    return path.size >= sizeof api - 1 && memcmp(path.bytes, api, sizeof api - 1) == 0;
}

/* The API is not for pages that are not welcome: what they could not read they shall not ask either. Before a page asks
 * more than a link would, its browser asks whether it may (the Fetch standard's preflight). */
static bool page_is_refused(struct http_exchange *exchange, struct lws *connection, struct faqbot_view path)
{
    enum handshake_origin origin = handshake_origin(connection);
    exchange->is_welcome = origin == HANDSHAKE_WELCOME;
    if (origin == HANDSHAKE_ABSENT || !is_api(path)) {
        return false;
    }
    if (origin == HANDSHAKE_FOREIGN) {
        exchange->server->tally.refusals[TALLY_ORIGIN]++;
        respond_with_error(exchange, HTTP_STATUS_FORBIDDEN, "unsupported",
                           "pages of this origin are not welcome");
    } else if (exchange->method == LWSHUMETH_OPTIONS) {
        exchange->extra = "Access-Control-Allow-Methods: GET, HEAD, POST\r\n"
                          "Access-Control-Allow-Headers: Content-Type\r\n"
                          "Access-Control-Max-Age: 86400\r\n";
        respond_with(exchange, HTTP_STATUS_NO_CONTENT, NULL, (struct faqbot_view){NULL, 0});
    }
    return exchange->status != 0;
}

/* The stated length of the body: digits and nothing else. False: there is a body of a length that is not known. */
static bool read_length(struct lws *connection, int method, size_t *length)
{
    char text[24];
    struct faqbot_view digits = header_copy(connection, WSI_TOKEN_HTTP_CONTENT_LENGTH, text, sizeof text);
    if (lws_hdr_total_length(connection, WSI_TOKEN_HTTP_TRANSFER_ENCODING) > 0 || digits.bytes == NULL) {
        return false;
    }
    *length = 0;
    if (digits.size == 0) {
        return method != LWSHUMETH_POST && method != LWSHUMETH_PUT && method != LWSHUMETH_PATCH;
    }
    for (size_t i = 0; i < digits.size; i++) {
        if (!ascii_is_digit(digits.bytes[i])) {
            return false;
        }
        *length = *length * 10 + (size_t)(digits.bytes[i] - '0');
        *length = *length > LIMITS_BODY_DISCARDED_BYTES ? LIMITS_BODY_DISCARDED_BYTES + 1 : *length;
    }
    return true;
}

/* Whether the body is one that cannot be read, or is too long: the connection ends, at once or behind the body. */
static bool body_is_refused(struct http_exchange *exchange, struct lws *connection, size_t *length)
{
    struct server *server = exchange->server;
    if (!read_length(connection, exchange->method, length)) {
        server->tally.refusals[TALLY_REQUEST]++;
        exchange->must_close = true;
        respond_with_error(exchange, HTTP_STATUS_LENGTH_REQUIRED, "bad_message",
                           "a body needs its Content-Length");
    } else if (*length > server->limits.message_bytes) {
        char sentence[64];
        server->tally.refusals[TALLY_TOO_BIG]++;
        exchange->must_close = exchange->must_close || *length > LIMITS_BODY_DISCARDED_BYTES;
        snprintf(sentence, sizeof sentence, "a request's body has %u bytes at most",
                 server->limits.message_bytes);
        respond_with_error(exchange, HTTP_STATUS_REQ_ENTITY_TOO_LARGE, "too_long", sentence);
    }
    return exchange->status != 0;
}

static bool may_have_body(const struct http_exchange *exchange, struct lws *connection)
{
    return method_bit(exchange->method) != GET ||
           lws_hdr_total_length(connection, WSI_TOKEN_HTTP_CONTENT_LENGTH) > 0 ||
           lws_hdr_total_length(connection, WSI_TOKEN_HTTP_TRANSFER_ENCODING) > 0;
}

/* The path is taken with its stated length: a NUL in it is no end. */
static int on_request(struct http_exchange *exchange, struct lws *connection)
{
    char *path = NULL;
    int path_size = 0;
    size_t length = 0;
    exchange->server = server_of(connection);
    exchange->guest = guest_of(connection);
    exchange->guest->exchange_of = exchange;
    exchange->connection = connection;
    guest_has_asked(exchange->guest);
    server_begin(exchange->server);
    exchange->method = lws_http_get_uri_and_method(connection, &path, &path_size);
    if (may_have_body(exchange, connection) && pipeline_is_ahead(connection)) {
        return -1;
    }
    exchange->must_close = exchange->server->is_draining || exchange->server->address.is_unix;
    struct faqbot_view view = {path, path_size > 0 ? (size_t)path_size : 0};
    if (!crowd_is_refused(exchange, connection) && !host_is_refused(exchange, connection) &&
        !page_is_refused(exchange, connection, view) && !body_is_refused(exchange, connection, &length)) {
        if (length > 0) {
            exchange->received = malloc(length);
        }
        if (length > 0 && exchange->received == NULL) {
            return -1;
        }
        route(exchange, connection, view);
    }
    bool waits_for_body = length > 0 && !exchange->must_close;
    return waits_for_body || exchange->job != NULL ? 0 : respond_soon(exchange, connection);
}

static void on_body(struct http_exchange *exchange, const char *bytes, size_t size)
{
    if (exchange->received != NULL &&
        size <= exchange->server->limits.message_bytes - exchange->received_size) {
        memcpy(exchange->received + exchange->received_size, bytes, size);
        exchange->received_size += size;
    }
}

static int on_body_end(struct http_exchange *exchange, struct lws *connection)
{
    if (exchange->must_close) {
        return 0; /* refused, and being answered */
    }
    if (exchange->status == 0) {
        api_ask_posted(exchange);
    } else if (exchange->received == NULL) {
        exchange->must_close = true; /* the body was too long and is thrown away */
    }
    return exchange->job != NULL ? 0 : respond_soon(exchange, connection);
}

static void on_end(struct http_exchange *exchange)
{
    if (exchange != NULL && exchange->server != NULL) {
        server_end(exchange->server);
        exchange->guest->exchange_of = NULL;
        if (exchange->job != NULL) {
            exchange->job->owner = NULL;
        }
        faqbot_chat_free(exchange->chat);
        free(exchange->received);
        free(exchange->made);
        *exchange = (struct http_exchange){.server = NULL};
    }
}

int http_callback(struct lws *connection, enum lws_callback_reasons reason, void *user, void *in, size_t size)
{
    switch ((int)reason) {
    case LWS_CALLBACK_WSI_CREATE:
        accept_connection_made(&server_of(connection)->gate);
        return 0;
    case LWS_CALLBACK_WSI_DESTROY:
        guest_leave(connection);
        accept_connection_gone(&server_of(connection)->gate);
        return 0;
    case LWS_CALLBACK_HTTP_CONFIRM_UPGRADE:
        guest_has_asked(guest_of(connection));
        return handshake_refuse(connection);
    case LWS_CALLBACK_HTTP:
        return on_request(user, connection);
    case LWS_CALLBACK_HTTP_BODY:
        on_body(user, in, size);
        return 0;
    case LWS_CALLBACK_HTTP_BODY_COMPLETION:
        return on_body_end(user, connection);
    case LWS_CALLBACK_TIMER: /* set by respond_soon() */
        lws_callback_on_writable(connection);
        return 0;
    case LWS_CALLBACK_HTTP_WRITEABLE:
        return respond_write(user, connection);
    case LWS_CALLBACK_HTTP_DROP_PROTOCOL:
    case LWS_CALLBACK_CLOSED_HTTP:
        on_end(user);
        return 0;
    default:
        return 0;
    }
}
