/* monitor.h - the listener for whoever watches the server: metrics, health and readiness, and nothing else. It speaks
 * plain HTTP, and its connections are none of the visitors': they have their own number, their own time, and count
 * nowhere. */
#ifndef SERVER_MONITOR_H
#define SERVER_MONITOR_H

#include <stdbool.h>

#include <faqbot.h>

#include "server/accept.h"
#include "server/limits.h"
#include "server/listen.h"

struct http_exchange;
struct server;

struct monitor {
    bool is_on; /* it has an address, and the visitors' listener serves no metrics */
    struct listen_address address;
    int descriptor; /* the socket that listens, before it is the gate's; -1: none */
    struct accept_gate gate;
};

/* Without an address. */
#define MONITOR_NONE                                                                                         \
    {                                                                                                        \
        .descriptor = -1, .gate = {                                                                          \
            .descriptor = -1,                                                                                \
            .is_monitor = true,                                                                              \
            .connections_max = LIMITS_MONITOR_CONNECTIONS                                                    \
        }                                                                                                    \
    }

/* Descriptors that it can take, all together. */
unsigned monitor_descriptors(const struct monitor *monitor);

/* Opens the address, where there is one; monitor_stop() closes it. */
enum faqbot_status monitor_listen(struct monitor *monitor, struct faqbot_fault *fault);

/* Lets connections in, where there is an address. */
enum faqbot_status monitor_start(struct server *server, struct faqbot_fault *fault);

/* Tells the log where. */
void monitor_say(const struct server *server);

/* Lets nobody in any more, and removes the socket's file. Allowed twice, and where it never started. */
void monitor_stop(struct monitor *monitor);

/* Answers a request that came by the monitor's gate. */
void monitor_answer(struct http_exchange *exchange);

/* The answers, for the visitors' listener too; whoever calls monitor_metrics() has seen to it that they may be read. */
void monitor_health(struct http_exchange *exchange, struct faqbot_view rest);
void monitor_readiness(struct http_exchange *exchange, struct faqbot_view rest);
void monitor_metrics(struct http_exchange *exchange, struct faqbot_view rest);

#endif
