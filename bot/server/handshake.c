/* handshake.c - the WebSocket handshake, checked to the letter.
 *
 * libwebsockets grants any version, any key, any method and any upgrade; what RFC 6455, 4.2.1 asks for is asked for
 * here. The origin is checked after the handshake: a page cannot read an HTTP status, but a close code it can. */
#include "server/handshake.h"

#include <string.h>

#include "base/ascii.h"
#include "server/guest.h"
#include "server/header.h"
#include "server/origin.h"
#include "server/respond.h"
#include "server/server.h"

#define KEY_SIZE 24

struct refusal {
    unsigned status;
    const char *code;
    const char *sentence;
    const char *extra; /* a header line */
};

static bool is_equal(struct faqbot_view text, const char *other)
{
    return text.size == strlen(other) && ascii_compare(text.bytes, other, text.size) == 0;
}

/* Whether a list with commas has the word. Case counts for a sub-protocol and not for an option of Connection. */
static bool has_word(struct faqbot_view list, const char *word,
                     int compare(const char *, const char *, size_t))
{
    size_t size = strlen(word);
    size_t at = 0;
    while (at < list.size) {
        size_t end = at;
        while (end < list.size && list.bytes[end] != ',') {
            end++;
        }
        struct faqbot_view member = header_trimmed((struct faqbot_view){list.bytes + at, end - at});
        if (member.size == size && compare(member.bytes, word, size) == 0) {
            return true;
        }
        at = end + 1;
    }
    return false;
}

/* Sixteen bytes in base64: 22 characters and two equals signs. */
static bool is_key(struct faqbot_view key)
{
    if (key.size != KEY_SIZE || memcmp(key.bytes + KEY_SIZE - 2, "==", 2) != 0) {
        return false;
    }
    for (size_t i = 0; i < KEY_SIZE - 2; i++) {
        if (!ascii_is_alnum(key.bytes[i]) && key.bytes[i] != '+' && key.bytes[i] != '/') {
            return false;
        }
    }
    return true;
}

/* NULL: nothing is wrong with where and how it was asked. */
static const struct refusal *check_request(struct lws *connection)
{
    static const struct refusal method = {405, "unsupported", "a WebSocket is opened with GET",
                                          "Allow: GET\r\n"};
    static const struct refusal version = {400, "unsupported", "a WebSocket is opened with HTTP/1.1", NULL};
    static const struct refusal host = {403, "unsupported", "this server is not known by that name", NULL};
    static const struct refusal path = {404, "not_found", "the WebSocket is at /ws", NULL};
    char buffer[LISTEN_HOST_BYTES + 8];
    char *address = NULL;
    int size = 0;
    if (lws_http_get_uri_and_method(connection, &address, &size) != LWSHUMETH_GET) {
        return &method;
    }
    if (!is_equal(header_copy(connection, WSI_TOKEN_HTTP, buffer, sizeof buffer), "HTTP/1.1")) {
        return &version;
    }
    if (!origin_host_is_ours(&server_of(connection)->policy, &server_of(connection)->address,
                             header_copy(connection, WSI_TOKEN_HOST, buffer, sizeof buffer))) {
        return &host;
    }
    return size == 3 && memcmp(address, "/ws", 3) == 0 ? NULL : &path;
}

static const struct refusal *check_upgrade(struct lws *connection)
{
    static const struct refusal upgrade = {400, "unsupported", "only an upgrade to websocket is offered",
                                           NULL};
    static const struct refusal version = {426, "unsupported", "only version 13 of WebSocket is spoken",
                                           "Sec-WebSocket-Version: 13\r\n"};
    static const struct refusal key = {400, "unsupported", "Sec-WebSocket-Key must be 16 bytes in base64",
                                       NULL};
    static const struct refusal protocol = {400, "unsupported",
                                            "the sub-protocol must be " FAQBOT_CHAT_PROTOCOL, NULL};
    char buffer[256];
    if (!is_equal(header_copy(connection, WSI_TOKEN_UPGRADE, buffer, sizeof buffer), "websocket") ||
        !has_word(header_copy(connection, WSI_TOKEN_CONNECTION, buffer, sizeof buffer), "upgrade",
                  ascii_compare)) {
        return &upgrade;
    }
    if (!is_equal(header_copy(connection, WSI_TOKEN_VERSION, buffer, sizeof buffer), "13")) {
        return &version;
    }
    if (!is_key(header_copy(connection, WSI_TOKEN_KEY, buffer, sizeof buffer))) {
        return &key;
    }
    return has_word(header_copy(connection, WSI_TOKEN_PROTOCOL, buffer, sizeof buffer), FAQBOT_CHAT_PROTOCOL,
                    strncmp)
               ? NULL
               : &protocol;
}

int handshake_refuse(struct lws *connection)
{
    static const struct refusal crowd = {429, "rate_limited", "too many connections from this address",
                                         "Retry-After: 60\r\n"};
    const struct refusal *refusal = check_request(connection);
    if (refusal == NULL) {
        refusal = check_upgrade(connection);
    }
    if (refusal == NULL && guest_identify(connection)) {
        return 0;
    }
    if (refusal == NULL) {
        refusal = &crowd;
    } else {
        server_of(connection)->tally.refusals[refusal->status == 403 ? TALLY_HOST : TALLY_HANDSHAKE]++;
    }
    return respond_refuse_at_once(connection, refusal->status, refusal->code, refusal->sentence,
                                  refusal->extra)
               ? 1
               : -1;
}

enum handshake_origin handshake_origin(struct lws *connection)
{
    char origin[LISTEN_HOST_BYTES + 16];
    char host[LISTEN_HOST_BYTES + 8];
    if (lws_hdr_total_length(connection, WSI_TOKEN_ORIGIN) == 0) {
        return HANDSHAKE_ABSENT;
    }
    bool is_secure = server_of(connection)->certificate.path != NULL;
    enum origin_scheme scheme = guest_of(connection)->is_proxy ? ORIGIN_EITHER
                                : is_secure                    ? ORIGIN_SECURE
                                                               : ORIGIN_PLAIN;
    return origin_is_welcome(&server_of(connection)->policy,
                             header_copy(connection, WSI_TOKEN_ORIGIN, origin, sizeof origin),
                             header_copy(connection, WSI_TOKEN_HOST, host, sizeof host), scheme)
               ? HANDSHAKE_WELCOME
               : HANDSHAKE_FOREIGN;
}
