/* respond.c - an HTTP answer: what it says, and its head. Sending it is http_connection.c's. */
#include "server/respond.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "server/http_connection.h"
#include "server/limits.h"
#include "server/server_internal.h"

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
    {414, "URI Too Long"},
    {417, "Expectation Failed"},
    {426, "Upgrade Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {503, "Service Unavailable"},
    {505, "HTTP Version Not Supported"},
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
static const struct error_code {
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
        faqbot_chat_refuse(exchange->chat, none, code, sentence,
                           status == 429 ? LIMITS_REFUSED_MILLISECONDS : 0);
    }
    respond_with_reply(exchange);
    exchange->status = status;
}

void respond_refusal(struct http_exchange *exchange, const struct request_refusal *refusal)
{
    exchange->extra = refusal->extra;
    respond_with_error(exchange, refusal->status, refusal->code, refusal->sentence);
}

/* If-None-Match: one of a list of tags, or `*`; weak or not makes no difference to a GET (RFC 9110, 13.1.2). */
static bool visitor_has_it(const struct http_exchange *exchange)
{
    struct faqbot_view tags = exchange->request->headers[REQUEST_IF_NONE_MATCH];
    bool is_read = exchange->request->method == REQUEST_GET || exchange->request->method == REQUEST_HEAD;
    if (!is_read || exchange->status != 200 || exchange->tag[0] == '\0' || tags.size == 0) {
        return false;
    }
    const char *tag = strchr(exchange->tag, '"'); /* without W/ */
    size_t size = strlen(tag);
    for (size_t i = 0; i + size <= tags.size; i++) {
        if (memcmp(tags.bytes + i, tag, size) == 0) {
            return true;
        }
    }
    return tags.size == 1 && tags.bytes[0] == '*';
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
    int size = vsnprintf(head->bytes + head->size, RESPOND_HEAD_BYTES - head->size, format, arguments);
    va_end(arguments);
    assert(size >= 0 && (size_t)size < RESPOND_HEAD_BYTES - head->size);
    head->size += (size_t)size;
}

/* Browsers heed it over TLS alone, and elsewhere it may not be sent (RFC 6797, 7.2 and 8.1). Behind a proxy that does
 * TLS it is the proxy's to say. */
static void add_strictness(struct head *head, const struct http_exchange *exchange)
{
    if (exchange->server->hsts_seconds > 0 && exchange->connection->transport.tls != NULL) {
        add(head, "Strict-Transport-Security: max-age=%u\r\n", exchange->server->hsts_seconds);
    }
}

/* Whether a page may read the answer depends on the page, and whatever keeps answers must know that. No header's value
 * has a control character in it, so the origin cannot break out of its line. */
static void add_origin(struct head *head, const struct http_exchange *exchange)
{
    struct faqbot_view origin = exchange->request->headers[REQUEST_ORIGIN];
    add(head, "Vary: Origin\r\n");
    if (exchange->is_welcome && origin.size > 0 && origin.size < LISTEN_HOST_BYTES + 16) {
        add(head, "Access-Control-Allow-Origin: %.*s\r\nAccess-Control-Expose-Headers: ETag\r\n",
            (int)origin.size, origin.bytes);
    }
}

static const char *connection_header(const struct http_exchange *exchange)
{
    return exchange->must_close             ? "Connection: close\r\n"
           : exchange->request->is_http_1_0 ? "Connection: keep-alive\r\n"
                                            : "";
}

static size_t write_head(const struct http_exchange *exchange, char bytes[RESPOND_HEAD_BYTES])
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
    add_origin(&head, exchange);
    add_strictness(&head, exchange);
    add(&head, "%s%s%s%s\r\n\r\n", exchange->extra != NULL ? exchange->extra : "",
        connection_header(exchange), SECURITY, exchange->server->ancestors);
    return head.size;
}

size_t respond_begin(struct http_exchange *exchange, char *bytes)
{
    assert(exchange->status != 0 && !exchange->has_begun);
    exchange->has_begun = true;
    if (visitor_has_it(exchange)) {
        exchange->status = 304;
    }
    size_t size = write_head(exchange, bytes);
    if (exchange->status == 304 || exchange->request->method == REQUEST_HEAD) {
        exchange->body.size = 0;
    }
    return size;
}
