/* handshake.h - whether a WebSocket handshake is one that RFC 6455 and faqbot.v1 allow. */
#ifndef SERVER_HANDSHAKE_H
#define SERVER_HANDSHAKE_H

#include <stdbool.h>

#include "server/request.h"

struct guest;

/* Whether a request asks for an upgrade, of whatever kind. */
bool handshake_is_meant(const struct request *request);

/* NULL: it can be granted. */
const struct request_refusal *handshake_check(const struct guest *guest, const struct request *request);

/* Writes the handshake anew, for libwebsockets: what has been checked, and nothing else of the visitor's; behind it
 * `rest`, which came after it. Gives the size, and the bytes, which are the caller's to free; NULL: no memory. */
size_t handshake_write(const struct request *request, struct faqbot_view rest, char **bytes);

/* What a request's Origin header says of the page that sent it. */
enum handshake_origin { HANDSHAKE_ABSENT, HANDSHAKE_WELCOME, HANDSHAKE_FOREIGN };
enum handshake_origin handshake_origin(const struct guest *guest, const struct request *request);

#endif
