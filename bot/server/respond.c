/* respond.c - an HTTP answer's headers and the writing of it, a piece for each time the connection is ready.
 *
 * The headers are written here and not with libwebsockets' helpers: HTTP/1.1 is all that is spoken, and so the answer
 * can be read as it goes out. */
#include "server/respond.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "server/limits.h"
#include "server/pipeline.h"
#include "server/server.h"

#define HEAD_BYTES 4096
#define PIECE_BYTES 8192

/* On every answer: nothing but our own script and style runs on our pages, and those who are named may frame them. */
static const char SECURITY[] =
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors ";

static const char JSON[] = "application/json; charset=utf-8";

/* When even an error object cannot be made. */
static const char LAST_RESORT[] =
    "{\"type\":\"error\",\"id\":null,\"code\":\"internal\",\"message\":\"the server is out of memory\","
    "\"temporary\":true,\"retry_after_ms\":1000}";

static const struct phrase {
    unsigned status;
    const char *text;
} phrases[] = {
    {200, "OK"},
    {204, "No Content"},
    {304, "Not Modified"},
    {400, "Bad Request"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {411, "Length Required"},
    {413, "Content Too Large"},
    {426, "Upgrade Required"},
    {429, "Too Many Requests"},
    {500, "Internal Server Error"},
    {503, "Service Unavailable"},
};

static const char *phrase(unsigned status)
{
    for (size_t i = 0; i < sizeof phrases / sizeof phrases[0]; i++) {
        if (phrases[i].status == status) {
            return phrases[i].text;
        }
    }
    return "Unknown";
}

/* The HTTP status for each of the protocol's error codes. */
static const struct code {
    const char *name;
    unsigned status;
} codes[] = {
    {"bad_json", 400},     {"bad_message", 400}, {"unsupported", 400}, {"too_long", 413},
    {"rate_limited", 429}, {"not_found", 404},   {"busy", 503},        {"internal", 500},
};

/* The status for an error's code; NULL: it is no error. */
static unsigned code_status(const char *code)
{
    for (size_t i = 0; code != NULL && i < sizeof codes / sizeof codes[0]; i++) {
        if (strcmp(code, codes[i].name) == 0) {
            return codes[i].status;
        }
    }
    return code == NULL ? 200 : 500;
}

void respond_with(struct http_exchange *exchange, unsigned status, const char *type, struct faqbot_view body)
{
    exchange->status = status;
    exchange->type = type;
    exchange->body = body;
}

void respond_with_reply(struct http_exchange *exchange)
{
    struct faqbot_view reply;
    if (exchange->chat != NULL && faqbot_chat_next(exchange->chat, &reply)) {
        respond_with(exchange, code_status(faqbot_chat_error(exchange->chat)), JSON, reply);
    } else {
        respond_with(exchange, 503, JSON, (struct faqbot_view){LAST_RESORT, sizeof LAST_RESORT - 1});
    }
}

void respond_with_error(struct http_exchange *exchange, unsigned status, const char *code,
                        const char *sentence)
{
    struct faqbot_view none = {NULL, 0};
    if (exchange->chat != NULL || faqbot_chat_new(&exchange->server->chat, &exchange->chat) == FAQBOT_OK) {
        faqbot_chat_refuse(exchange->chat, none, code, sentence, 0);
    }
    respond_with_reply(exchange);
    exchange->status = status;
}

int respond_soon(struct http_exchange *exchange, struct lws *connection)
{
    assert(exchange->status != 0);
    if (exchange->status ==
        429) { /* a flood takes no time from the others: the rest of it waits for this answer */
        lws_set_timer_usecs(connection, LIMITS_HELD_MILLISECONDS * LWS_USEC_PER_SEC / 1000);
    } else {
        lws_callback_on_writable(connection);
    }
    return 0;
}

/* If-None-Match: one of a list of tags, or `*`; weak or not makes no difference to a GET (RFC 9110, 13.1.2). */
static bool visitor_has_it(const struct http_exchange *exchange, struct lws *connection)
{
    char tags[256];
    bool is_read = exchange->method == LWSHUMETH_GET || exchange->method == LWSHUMETH_HEAD;
    if (!is_read || exchange->status != 200 || exchange->tag[0] == '\0' ||
        lws_hdr_copy(connection, tags, sizeof tags, WSI_TOKEN_HTTP_IF_NONE_MATCH) <= 0) {
        return false;
    }
    return strcmp(tags, "*") == 0 || strstr(tags, strchr(exchange->tag, '"')) != NULL;
}

static void write_date(char date[40])
{
    static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    time_t now = time(NULL);
    struct tm parts;
    gmtime_r(&now, &parts);
    /* Not strftime(), whose names of days and months are the locale's. */
    snprintf(date, 40, "%s, %02d %s %d %02d:%02d:%02d GMT", days[parts.tm_wday], parts.tm_mday,
             months[parts.tm_mon], parts.tm_year + 1900, parts.tm_hour, parts.tm_min, parts.tm_sec);
}

struct head {
    char *bytes;
    size_t size;
};

__attribute__((format(printf, 2, 3))) static void add(struct head *head, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(head->bytes + head->size, HEAD_BYTES - head->size, format, arguments);
    va_end(arguments);
    assert(size >= 0 && (size_t)size < HEAD_BYTES - head->size);
    head->size += (size_t)size;
}

/* Whether a page may read the answer depends on the page, and whatever keeps answers must know that. */
static void add_origin(struct head *head, const struct http_exchange *exchange, struct lws *connection)
{
    char origin[LISTEN_HOST_BYTES + 16];
    add(head, "Vary: Origin\r\n");
    if (exchange->is_welcome && lws_hdr_copy(connection, origin, sizeof origin, WSI_TOKEN_ORIGIN) > 0) {
        add(head, "Access-Control-Allow-Origin: %s\r\nAccess-Control-Expose-Headers: ETag\r\n", origin);
    }
}

static size_t write_head(const struct http_exchange *exchange, struct lws *connection, char bytes[HEAD_BYTES])
{
    char date[40];
    struct head head = {.bytes = bytes};
    bool has_tag = exchange->tag[0] != '\0' && (exchange->status == 200 || exchange->status == 304);
    write_date(date);
    add(&head, "HTTP/1.1 %u %s\r\nDate: %s\r\n", exchange->status, phrase(exchange->status), date);
    if (exchange->status != 304 && exchange->status != 204) {
        add(&head, "Content-Type: %s\r\nContent-Length: %zu\r\n", exchange->type, exchange->body.size);
    }
    add(&head, "Cache-Control: %s\r\n",
        exchange->cache != NULL ? exchange->cache
        : has_tag               ? "no-cache"
                                : "no-store");
    if (has_tag) {
        add(&head, "ETag: %s\r\n", exchange->tag);
    }
    if (exchange->allow != NULL) {
        add(&head, "Allow: %s\r\n", exchange->allow);
    }
    add_origin(&head, exchange, connection);
    add(&head, "%s%s%s%s\r\n\r\n", exchange->extra != NULL ? exchange->extra : "",
        exchange->must_close ? "Connection: close\r\n" : "", SECURITY, exchange->server->ancestors);
    return head.size;
}

/* Puts the headers into the piece; what they leave no body for is dropped here. */
static size_t begin(struct http_exchange *exchange, struct lws *connection, char *piece)
{
    exchange->has_begun = true;
    if (visitor_has_it(exchange, connection)) {
        exchange->status = 304;
    }
    size_t size = write_head(exchange, connection, piece);
    if (exchange->status == 304 || exchange->method == LWSHUMETH_HEAD) {
        exchange->body.size = 0;
    }
    return size;
}

int respond_write(struct http_exchange *exchange, struct lws *connection)
{
    unsigned char buffer[LWS_PRE + PIECE_BYTES];
    char *piece = (char *)buffer + LWS_PRE;
    if (exchange == NULL || exchange->status == 0) {
        return 0;
    }
    bool is_first = !exchange->has_begun;
    size_t size = is_first ? begin(exchange, connection, piece) : 0;
    size_t more = exchange->body.size < PIECE_BYTES - size ? exchange->body.size : PIECE_BYTES - size;
    if (more > 0) {
        memcpy(piece + size, exchange->body.bytes, more);
        exchange->body = (struct faqbot_view){exchange->body.bytes + more, exchange->body.size - more};
    }
    if (lws_write(connection, buffer + LWS_PRE, size + more,
                  is_first ? LWS_WRITE_HTTP_HEADERS : LWS_WRITE_HTTP) < 0) {
        return -1;
    }
    if (exchange->body.size > 0) {
        lws_callback_on_writable(connection);
        return 0;
    }
    pipeline_mark(connection);
    return exchange->must_close || lws_http_transaction_completed(connection) ? -1 : 0;
}

bool respond_refuse_at_once(struct lws *connection, unsigned status, const char *code, const char *sentence,
                            const char *extra)
{
    unsigned char buffer[LWS_PRE + PIECE_BYTES];
    struct http_exchange exchange = {
        .server = server_of(connection), .method = LWSHUMETH_GET, .must_close = true, .extra = extra};
    respond_with_error(&exchange, status, code, sentence);
    size_t size = write_head(&exchange, connection, (char *)buffer + LWS_PRE);
    memcpy(buffer + LWS_PRE + size, exchange.body.bytes, exchange.body.size);
    bool went =
        lws_write(connection, buffer + LWS_PRE, size + exchange.body.size, LWS_WRITE_HTTP_HEADERS) >= 0;
    faqbot_chat_free(exchange.chat);
    return went;
}
