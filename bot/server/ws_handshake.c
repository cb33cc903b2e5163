/* ws_handshake.c - from a request for an upgrade to a WebSocket of libwebsockets'.
 *
 * libwebsockets grants any version, any key, any method and any upgrade. What RFC 6455, section 4.2.1 asks
 * for is checked here, to the letter, and then a new handshake is written: libwebsockets sees that one and
 * none of the stranger's HTTP. The origin is checked after the handshake, by ws.c: a page cannot read the
 * HTTP status of a refused upgrade, but it can read a close code.
 *
 * Then the socket changes hands. In the clear libwebsockets simply adopts it. Through TLS it cannot, for it
 * cannot take over a session that somebody else began, and begun by itself it would read HTTP by itself. So
 * it gets one end of a socket pair, and a relay carries the bytes between that pair and the client. It costs
 * two more descriptors and a copy each way, which is little beside TLS itself; the alternative would be two
 * readers of HTTP, one of them deceivable. */
#include "server/server_internal.h"

#define KEY_BYTES 24

/* -- The handshake --------------------------------------------------------------------------------------- */

/* Sixteen bytes in base64: 22 characters and two equals signs.
 *
 * Only the form is checked: that it is really random is the client's own concern. */
static bool is_key(struct faqbot_view key)
{
    if (key.size != KEY_BYTES || memcmp(key.bytes + KEY_BYTES - 2, "==", 2) != 0) {
        return false;
    }
    for (size_t i = 0; i < KEY_BYTES - 2; i++) {
        if (!ascii_is_alnum(key.bytes[i]) && key.bytes[i] != '+' && key.bytes[i] != '/') {
            return false;
        }
    }
    return true;
}

static size_t filter_bytes(const struct request *request)
{
    struct filter_parameters parameters;
    const struct faqbot_filter filter = filter_parameters_read(request, &parameters);
    return filter.tags.size + filter.section.size + filter.lang.size;
}

/* In the order in which a person would look for the mistake: method and version, address, then the upgrade
 * itself. */
const struct request_refusal *handshake_check(const struct server *server, const struct request *request)
{
    static const struct request_refusal method = {405, "unsupported", "a WebSocket is opened with GET",
                                                  "Allow: GET\r\n"};
    REQUEST_REFUSAL(old_http, 400, "unsupported", "a WebSocket is opened with HTTP/1.1");
    REQUEST_REFUSAL(host, 403, "unsupported", "this server is not known by that name");
    REQUEST_REFUSAL(path, 404, "not_found", "the WebSocket is at /ws");
    REQUEST_REFUSAL(body, 400, "bad_message", "a WebSocket is opened without a body");
    REQUEST_REFUSAL(upgrade, 400, "unsupported", "only an upgrade to websocket is offered");
    static const struct request_refusal version = {
        426, "unsupported", "only version 13 of WebSocket is spoken", "Sec-WebSocket-Version: 13\r\n"};
    REQUEST_REFUSAL(key, 400, "unsupported", "Sec-WebSocket-Key must be 16 bytes in base64");
    REQUEST_REFUSAL(filter, 414, "too_long", "tags, section and entry_lang may have 1024 bytes together");
    REQUEST_REFUSAL(protocol, 400, "unsupported", "the sub-protocol must be " FAQBOT_CHAT_PROTOCOL);
    const struct faqbot_view *headers = request->headers;
    bool is_ours = origin_host_is_ours(&server->hosts, &server->listener.address, headers[REQUEST_HOST]);
    bool is_upgrade = request_has_word(request, REQUEST_UPGRADE, "websocket") &&
                      request_has_word(request, REQUEST_CONNECTION, "upgrade");
    return request->method != REQUEST_GET                                         ? &method
           : request->is_http_1_0                                                 ? &old_http
           : !is_ours                                                             ? &host
           : !view_equals_text(request->path, "/ws")                              ? &path
           : request->content_length > 0                                          ? &body
           : !is_upgrade                                                          ? &upgrade
           : !word_equals(headers[REQUEST_VERSION], "13")                         ? &version
           : !is_key(headers[REQUEST_KEY])                                        ? &key
           : !request_has_member(request, REQUEST_PROTOCOL, FAQBOT_CHAT_PROTOCOL) ? &protocol
           : filter_bytes(request) > LIMITS_FILTER_BYTES                          ? &filter
                                                                                  : NULL;
}

/* The key has been checked character by character, so it cannot break out of its line. */
size_t handshake_write(const struct request *request, struct faqbot_view rest, char **bytes)
{
    char head[LIMITS_HANDSHAKE_BYTES];
    int size = snprintf(head, sizeof head,
                        "GET /ws HTTP/1.1\r\nHost: faqbot\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: %.*s\r\n"
                        "Sec-WebSocket-Protocol: " FAQBOT_CHAT_PROTOCOL "\r\n\r\n",
                        KEY_BYTES, request->headers[REQUEST_KEY].bytes);
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

/* -- The upgrade ----------------------------------------------------------------------------------------- */

/* Four things can end first: the client, the relay, libwebsockets' connection, and the attempt to make one.
 * Each calls what lets go of its own part; the connection goes with the last. */

/* libwebsockets would hear of what was written to it at the loop's next turn, and the relay of its reply at
 * the one after. Told here and now, it has mostly replied by the time that this returns. */
static void on_written(void *user, int descriptor)
{
    const struct connection *connection = user;
    struct lws_pollfd event = {.fd = descriptor, .events = LWS_POLLIN, .revents = LWS_POLLIN};
    lws_service_fd(connection->server->context, &event);
}

static void on_relay_ended(void *user)
{
    connection_free(user);
}

/* libwebsockets reads the bytes that it is given while it takes the socket over, and calls ws.c meanwhile:
 * until upgrade_bind() the connection is found in server->upgrading. */
void upgrade_start(struct connection *connection, struct transport *transport, const char *bytes, size_t size)
{
    struct server *server = connection->server;
    const struct relay_owner owner = {
        .place = &connection->relay, .written = on_written, .ended = on_relay_ended, .user = connection};
    int descriptor = -1;
    if (bytes == NULL) {
        transport_close(transport);
    } else if (transport->tls == NULL) {
        descriptor = transport_detach(transport);
    } else {
        (void)relay_new(&server->loop, &server->relays, transport, &owner, &descriptor);
    }
    if (descriptor == -1) {
        connection_free(connection);
        return;
    }
    struct relay *relay = connection->relay; /* the connection may end before it */
    server->upgrading = connection;
    (void)lws_adopt_socket_vhost_readbuf(server->host, descriptor, bytes,
                                         size); /* closes it where it fails */
    upgrade_end(server->upgrading);             /* what never became a WebSocket; otherwise there is none */
    server->upgrading = NULL;
    if (relay != NULL) {
        relay_run(relay);
    }
}

void upgrade_bind(struct server *server, struct lws *wsi)
{
    lws_set_opaque_user_data(wsi, server->upgrading);
    server->upgrading = NULL;
}

/* A relay keeps the connection's place, because it keeps its descriptors. */
void upgrade_end(struct connection *connection)
{
    if (connection != NULL && connection->relay != NULL) {
        relay_finish(connection->relay, LIMITS_LINGER_MILLISECONDS);
    } else {
        connection_free(connection);
    }
}
