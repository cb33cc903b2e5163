/* server/log.h - what the operator gets to know (log.c): faults at the start, log lines, counters. */
#ifndef SERVER_LOG_H
#define SERVER_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <faqbot_chat.h>

#include "server/server.h"

/* A question fits. Longer lines are cut, and are still JSON where they were to be. */
#define LOG_LINE_BYTES 16384

/* Text that grows within a fixed room. */
struct text {
    char *bytes;
    size_t size;
    size_t capacity; /* room for the final NUL included */
};

/* Appends like printf(). Text that does not fit is cut; `bytes` always ends with a NUL. */
void text_add(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

enum log_level { LOG_INFO, LOG_WARNING, LOG_ERROR };

/* Where lines go. Zeroed: nowhere. Several threads may write. */
struct log {
    faqbot_server_log *write;
    void *user;
    bool is_json;
    bool has_asks;      /* a line for each ask */
    bool has_questions; /* and its text in it */
};

/* A detail of a line of JSON; a list of them ends with one that has no name. Of its values the first that is
 * set counts. */
struct log_detail {
    const char *name;        /* static */
    struct faqbot_view text; /* any bytes; NULL bytes: not set */
    double real;             /* 0: not set */
    uint64_t number;
};

/* Writes a line: a printf-like sentence alone, or a JSON object of time, level, event, sentence and details,
 * which may be NULL. */
void log_write(const struct log *log, enum log_level level, const char *event,
               const struct log_detail *details, const char *sentence, ...)
    __attribute__((format(printf, 5, 6)));

/* Writes a fault of the knowledge base with its file and line. A faqbot_fault_callback whose user is the
 * log. */
void log_fault(void *user, const struct faqbot_fault *fault);

/* Why something was turned away, each with the name that metrics and log have for it. Dashboards refer to the
 * names: they never change. */
#define REFUSAL_TABLE(X)                                                                                     \
    X(RATE_CONNECTION, "rate_connection") /* an ask: too many on its connection */                           \
    X(RATE_ADDRESS, "rate_address")       /* an ask: too many from its address */                            \
    X(CONNECTIONS, "connections")         /* nobody: new connections wait, because the server is full */     \
    X(DISPLACED, "displaced")             /* an idle connection that made room for a new one */              \
    X(CONNECTIONS_ADDRESS, "connections_address") /* a connection: its address has too many */               \
    X(PERSISTENT, "persistent")     /* a client that went on asking although it was told to wait */          \
    X(TOO_BIG, "too_big")           /* a message, its number of frames, or a request's body */               \
    X(BINARY, "binary")             /* a client that sent binary frames */                                   \
    X(UTF8, "utf8")                 /* a client whose text is not UTF-8 */                                   \
    X(FRAMES, "frames")             /* a client whose frames break RFC 6455 */                               \
    X(BAD_MESSAGES, "bad_messages") /* a client that sent too many messages nobody can understand */         \
    X(JOURNAL, "journal")           /* feedback: the journal is full or cannot be written */                 \
    X(SLOW, "slow")                 /* a client that did not read */                                         \
    X(IDLE, "idle")                 /* a client that said nothing */                                         \
    X(PONG, "pong")                 /* a client that did not answer a ping */                                \
    X(HEADER, "header")             /* a connection whose first request never came, or not all of it */      \
    X(HOST, "host")                 /* a request for another host */                                         \
    X(ORIGIN, "origin")             /* a page that is not welcome */                                         \
    X(HANDSHAKE, "handshake")       /* a malformed WebSocket handshake */                                    \
    X(REQUEST, "request")           /* a request whose form, method or body is not accepted */
#define REFUSAL_ENUM(reason, name) REFUSED_##reason,
enum refusal { REFUSAL_TABLE(REFUSAL_ENUM) REFUSALS };

#define STATS_LATENCIES 12 /* buckets of the latency histogram, without the one for anything slower */

extern const char *const refusal_names[REFUSALS]; /* "rate_connection" */
/* microseconds, the upper bound of each bucket */
extern const uint64_t stats_latency_bounds[STATS_LATENCIES];

/* What has happened since the server started. */
struct stats {
    uint64_t refusals[REFUSALS];
    uint64_t reported[REFUSALS]; /* the refusals that the log knows of */
    uint64_t requests[FAQBOT_CHAT_REQUEST_TYPES];
    uint64_t pages[FAQBOT_PAGE_KINDS];
    uint64_t errors;
    uint64_t outcomes[FAQBOT_OUTCOMES]; /* by enum faqbot_outcome */
    uint64_t cached;                    /* asks whose answer was known */
    uint64_t delegated;                 /* asks that the workers got */
    uint64_t reloads;
    uint64_t reloads_failed;
    uint64_t latencies[STATS_LATENCIES + 1];
    uint64_t ask_microseconds; /* of all asks together */
    uint64_t connections;      /* accepted */
    uint64_t sessions;         /* that spoke WebSocket */
    uint64_t handovers_queued;
    uint64_t handovers_dropped; /* that were refused, for too many waited or the disk was full */
    unsigned paused;            /* sessions at the moment that do not read their replies */
};

/* Counts a request that was served. */
void stats_request(struct stats *stats, const struct faqbot_chat_event *event);

/* Writes the access log's line for an ask that was answered, without the client's address. */
void access_log_ask(const struct log *log, const struct faqbot_chat_event *event);

/* Writes how often each reason for a refusal has come up since the last call. Called now and then, so that a
 * flood of requests is not a flood of lines. */
void access_log_refusals(const struct log *log, struct stats *stats);

#endif
