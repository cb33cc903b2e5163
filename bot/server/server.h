/* server.h - what the server's files share: one server, one thread, one event loop. */
#ifndef SERVER_SERVER_H
#define SERVER_SERVER_H

#include <stdbool.h>

#include <libwebsockets.h>
#include <uv.h>

#include <faqbot/chat.h>
#include <faqbot/server.h>

#include "server/accept.h"
#include "server/asset.h"
#include "server/listen.h"

struct server {
    struct faqbot *bot;
    struct listen_address address;
    struct faqbot_chat_options chat; /* for every chat, over WebSocket and HTTP alike */
    struct asset_shelf assets;
    uv_loop_t loop;
    struct lws_context *context; /* NULL before it starts and once it is gone */
    struct lws_vhost *host;
    struct accept_gate gate;
    uv_signal_t terminate;
    uv_signal_t interrupt;
    uv_timer_t deadline;
    unsigned conversations; /* WebSocket visitors and HTTP requests under way: what a drain waits for */
    bool is_draining;
    bool is_finished;
};

/* The server of a connection. */
struct server *server_of(struct lws *connection);

/* A conversation begins, or ends; the last to end lets a draining server go. */
void server_begin(struct server *server);
void server_end(struct server *server);

#endif
