/* server.h - what the server's files share: one server, one thread, one event loop. */
#ifndef SERVER_SERVER_INTERNAL_H
#define SERVER_SERVER_INTERNAL_H

#include <stdbool.h>

#include <libwebsockets.h>
#include <uv.h>

#include <faqbot_chat.h>

#include "server/accept.h"
#include "server/asset.h"
#include "server/certificate.h"
#include "server/crowd.h"
#include "server/ledger.h"
#include "server/limits.h"
#include "server/listen.h"
#include "server/log.h"
#include "server/monitor.h"
#include "server/origin.h"
#include "server/pulse.h"
#include "server/reload.h"
#include "server/roster.h"
#include "server/shutdown.h"
#include "server/tally.h"
#include "server/worker.h"
#include "server/server.h"

struct server {
    struct faqbot *bot;
    uint64_t seed[2]; /* of the tables whose keys visitors choose */
    struct listen_address address;
    struct certificate certificate;
    unsigned hsts_seconds;           /* of Strict-Transport-Security; 0: no such header */
    struct faqbot_chat_options chat; /* for every chat, over WebSocket and HTTP alike */
    struct faqbot_server_limits limits;
    struct origin_policy policy;
    bool must_have_origin;
    char ancestors[LIMITS_ANCESTORS_BYTES]; /* who may show our pages, as Content-Security-Policy has it */
    struct address_block *proxies;          /* who may say for whom they speak */
    size_t proxy_count;
    struct crowd crowd;      /* where everybody comes from */
    struct roster relays;    /* what WebSocket visitors come by through TLS */
    struct guest *upgrading; /* whose connection libwebsockets is making; NULL: nobody's */
    struct roster roster;    /* the WebSocket visitors */
    struct roster displaced; /* those of them who make room for newcomers, by when they were told */
    struct roster silent;    /* those of them who have not said a word, by when they came */
    struct roster paused;    /* those of them who do not read, by when that began */
    struct pulse pulse;      /* their signs of life */
    struct tally tally;
    struct reload reload;
    struct ledger ledger;
    struct worker worker;           /* for knowledge that takes long to answer */
    unsigned notices;               /* so often visitors were to be told of new knowledge */
    struct address_block *watchers; /* who may read the metrics */
    size_t watcher_count;
    struct log log;
    bool logs_asks;
    bool logs_questions;
    unsigned visitors; /* over WebSocket, at the moment */
    uint64_t started_at;
    uint64_t loaded_at; /* the present knowledge base */
    struct asset_shelf assets;
    uv_loop_t loop;
    struct lws_context *context; /* NULL before it starts and once it is gone */
    struct lws_vhost *host;
    struct accept_gate gate;
    struct monitor monitor;
    struct shutdown shutdown;
    uv_work_t first_work; /* pool.h */
    uv_timer_t deadline;
    uv_timer_t alive; /* tells the service manager */
    unsigned sweeps;
    uv_timer_t sweep;       /* looks for those who have not read or said anything for too long */
    unsigned conversations; /* WebSocket visitors and HTTP requests under way: what a drain waits for */
    bool is_draining;
    bool is_finished;
};

/* The server of a connection. */
struct server *server_of(struct lws *connection);

/* The loop's clock, in microseconds: it never goes back, and stands still while one event is seen to. */
uint64_t server_now(const struct server *server);

/* A conversation begins, or ends; the last to end lets a draining server go. */
void server_begin(struct server *server);
void server_end(struct server *server);

#endif
