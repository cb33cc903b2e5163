/* handshake.h - whether a WebSocket handshake is one that RFC 6455 and faqbot.v1 allow. */
#ifndef SERVER_HANDSHAKE_H
#define SERVER_HANDSHAKE_H

#include <stdbool.h>

#include <libwebsockets.h>

/* Checks a request to upgrade, and answers it where it is refused. Returns what LWS_CALLBACK_HTTP_CONFIRM_UPGRADE
 * must: 0, go on; above, it has been answered; below, hang up. */
int handshake_refuse(struct lws *connection);

/* What a request's Origin header says of the page that sent it. */
enum handshake_origin { HANDSHAKE_ABSENT, HANDSHAKE_WELCOME, HANDSHAKE_FOREIGN };
enum handshake_origin handshake_origin(struct lws *connection);

#endif
