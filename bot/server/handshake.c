/* handshake.c - the WebSocket handshake, checked to the letter.
 *
 * libwebsockets grants any version, any key, any method and any upgrade; what RFC 6455, 4.2.1 asks for is asked for
 * here. The origin is checked after the handshake: a page cannot read an HTTP status, but a close code it can. */
#include "server/handshake.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <faqbot_chat.h>

#include "util/util.h"
#include "server/guest.h"
#include "server/origin.h"
#include "server/server_internal.h"

#define KEY_SIZE 24

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

bool handshake_is_meant(const struct request *request)
{
    return request->headers[REQUEST_UPGRADE].bytes != NULL;
}

/* NULL: nothing is wrong with where and how it was asked. */
static const struct request_refusal *check_request(const struct guest *guest, const struct request *request)
{
    static const struct request_refusal method = {405, "unsupported", "a WebSocket is opened with GET",
                                                  "Allow: GET\r\n"};
    static const struct request_refusal version = {400, "unsupported", "a WebSocket is opened with HTTP/1.1",
                                                   NULL};
    static const struct request_refusal host = {403, "unsupported", "this server is not known by that name",
                                                NULL};
    static const struct request_refusal path = {404, "not_found", "the WebSocket is at /ws", NULL};
    static const struct request_refusal body = {400, "bad_message", "a WebSocket is opened without a body",
                                                NULL};
    if (request->method != REQUEST_GET) {
        return &method;
    }
    if (request->is_http_1_0) {
        return &version;
    }
    if (!origin_host_is_ours(&guest->server->policy, &guest->server->address,
                             request->headers[REQUEST_HOST])) {
        return &host;
    }
    if (request->path.size != 3 || memcmp(request->path.bytes, "/ws", 3) != 0) {
        return &path;
    }
    return request->content_length > 0 ? &body : NULL;
}

static const struct request_refusal *check_upgrade(const struct request *request)
{
    static const struct request_refusal upgrade = {400, "unsupported",
                                                   "only an upgrade to websocket is offered", NULL};
    static const struct request_refusal version = {
        426, "unsupported", "only version 13 of WebSocket is spoken", "Sec-WebSocket-Version: 13\r\n"};
    static const struct request_refusal key = {400, "unsupported",
                                               "Sec-WebSocket-Key must be 16 bytes in base64", NULL};
    static const struct request_refusal protocol = {400, "unsupported",
                                                    "the sub-protocol must be " FAQBOT_CHAT_PROTOCOL, NULL};
    if (!request_has_word(request, REQUEST_UPGRADE, "websocket") ||
        !request_has_word(request, REQUEST_CONNECTION, "upgrade")) {
        return &upgrade;
    }
    if (!request_is_word(request->headers[REQUEST_VERSION], "13")) {
        return &version;
    }
    if (!is_key(request->headers[REQUEST_KEY])) {
        return &key;
    }
    return request_has_member(request, REQUEST_PROTOCOL, FAQBOT_CHAT_PROTOCOL) ? NULL : &protocol;
}

const struct request_refusal *handshake_check(const struct guest *guest, const struct request *request)
{
    const struct request_refusal *refusal = check_request(guest, request);
    return refusal != NULL ? refusal : check_upgrade(request);
}

/* The key has been read letter by letter, so it cannot break out of its line. */
size_t handshake_write(const struct request *request, struct faqbot_view rest, char **bytes)
{
    char head[LIMITS_HANDSHAKE_BYTES];
    int size = snprintf(head, sizeof head,
                        "GET /ws HTTP/1.1\r\nHost: faqbot\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: %.*s\r\n"
                        "Sec-WebSocket-Protocol: " FAQBOT_CHAT_PROTOCOL "\r\n\r\n",
                        KEY_SIZE, request->headers[REQUEST_KEY].bytes);
    assert(size > 0 && (size_t)size < sizeof head);
    *bytes = malloc((size_t)size + rest.size);
    if (*bytes == NULL) {
        return 0;
    }
    memcpy(*bytes, head, (size_t)size);
    if (rest.size > 0) {
        memcpy(*bytes + size, rest.bytes, rest.size);
    }
    return (size_t)size + rest.size;
}

enum handshake_origin handshake_origin(const struct guest *guest, const struct request *request)
{
    struct faqbot_view origin = request->headers[REQUEST_ORIGIN];
    if (origin.bytes == NULL) {
        return HANDSHAKE_ABSENT;
    }
    enum origin_scheme scheme = guest->is_proxy                              ? ORIGIN_EITHER
                                : guest->server->certificate.context != NULL ? ORIGIN_SECURE
                                                                             : ORIGIN_PLAIN;
    return origin_is_welcome(&guest->server->policy, origin, request->headers[REQUEST_HOST], scheme)
               ? HANDSHAKE_WELCOME
               : HANDSHAKE_FOREIGN;
}
