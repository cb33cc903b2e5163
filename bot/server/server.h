/* server/server.h - serving a bot over HTTP and WebSocket. Linked into the program only, not into the library. */
#ifndef SERVER_SERVER_H
#define SERVER_SERVER_H

#include <stdbool.h>
#include <stdint.h>

#include <faqbot.h>

#define FAQBOT_SERVER_LISTEN_DEFAULT "127.0.0.1:8080"
#define FAQBOT_SERVER_RETENTION_DAYS_DEFAULT 90

/* What visitors may do before they are told no. Where 0 is allowed it means that there is no such limit. An ask, and a
 * get, counts as one; every other request as a tenth of one. An IPv6 address stands for all that share its first 64
 * bits. */
struct faqbot_server_limits {
    unsigned asks_per_connection;     /* a minute; 0 allowed */
    unsigned asks_per_address;        /* a minute; 0 allowed */
    unsigned connections;             /* in all, as far as there are descriptors; the rest waits */
    unsigned connections_per_address; /* 0 allowed */
    unsigned message_bytes;           /* of one message, and of a POST's body; 256 to 4096 */
    unsigned fragments;               /* frames of one message */
    unsigned queue_bytes;             /* replies that wait for one visitor; from 16384 on */
    unsigned handshake_seconds;       /* from the connection to the end of TLS's handshake */
    unsigned header_seconds;          /* from the connection to the end of its request's headers */
    unsigned keepalive_seconds;       /* between two HTTP requests of a connection */
    unsigned send_seconds;            /* that replies may lie unread and in the way of others */
    unsigned idle_seconds;            /* without a message; 0 allowed */
    unsigned ping_seconds;            /* without a sign of life; then a ping is sent */
    unsigned pong_seconds;            /* from the ping to its answer */
    unsigned drain_seconds;           /* from SIGTERM on, for goodbyes and answers under way; 0 allowed */
    /* of a knowledge base that takes longer to ask, a thread answers; 0 allowed */
    unsigned inline_microseconds;
    unsigned cached_questions; /* whose answers are kept, as visitors ask the same things; 0 allowed: none */
};

/* What the program does where nothing else is said. */
#define FAQBOT_SERVER_LIMITS_DEFAULT                                                                         \
    {                                                                                                        \
        .asks_per_connection = 60, .asks_per_address = 300, .connections = 20000,                            \
        .connections_per_address = 64, .message_bytes = 4096, .fragments = 64, .queue_bytes = 65536,         \
        .handshake_seconds = 10, .header_seconds = 10, .keepalive_seconds = 15, .send_seconds = 30,          \
        .idle_seconds = 3600, .ping_seconds = 30, .pong_seconds = 15, .drain_seconds = 5,                    \
        .inline_microseconds = 2000, .cached_questions = 4096                                                \
    }

/* A list of texts, borrowed until faqbot_serve() returns. */
struct faqbot_server_list {
    const char *const *texts;
    size_t count;
};

/* Told a line of the log, without a line break; it may be called from several threads. A sentence may hold any
 * character, JSON no control characters. Valid until the function returns. */
typedef void faqbot_server_log(void *user, struct faqbot_view line);

struct faqbot_server_options {
    const char *listen; /* ADDRESS:PORT, [ADDRESS]:PORT, port 0: any free one; unix:PATH, for a proxy */
    const char *metrics_listen; /* as `listen`: where metrics are, and not where visitors come; NULL: there */
    const char *tls_certificate; /* a file, in PEM, read anew on SIGHUP; NULL: without TLS */
    const char *tls_key;         /* its key's */
    unsigned hsts_seconds;     /* how long browsers shall come by TLS alone; it needs TLS here; 0: not said */
    bool insecure;             /* without TLS on an address that others can reach */
    struct faqbot_options bot; /* what to answer from; its faults go to the log */
    bool watch;                /* read the knowledge base anew when it changes, not only on SIGHUP */
    /* a file that keeps what is asked and thought, see faqbot_tools.h; NULL: nothing is */
    const char *journal;
    unsigned retention_days;    /* after which it is forgotten; 0: never */
    uint64_t journal_bytes_max; /* that it may take on disk, see there; 0: any number */
    struct faqbot_server_limits limits;
    struct faqbot_server_list proxies; /* ADDRESS or ADDRESS/BITS: whose X-Forwarded-For is believed */
    /* Origins (SCHEME://NAME[:PORT], `null`, or `*` for all) whose pages are welcome besides our own. */
    struct faqbot_server_list origins;
    bool must_have_origin; /* refuse WebSocket visitors that are no page: programs send no origin */
    /* Whose pages may show ours within theirs: origins, `self`, or `*`; none: nobody's. */
    struct faqbot_server_list ancestors;
    /* names that we are known by; none: any, on a loopback address its own */
    struct faqbot_server_list hosts;
    /* ADDRESS or ADDRESS/BITS that may read the metrics; none: this machine */
    struct faqbot_server_list watchers;
    faqbot_server_log *log; /* told what happens, where visitors can come first of all; may be NULL */
    void *log_user;
    bool log_is_json;   /* lines are JSON objects, otherwise sentences */
    bool log_asks;      /* a line for each ask, without its text */
    bool log_questions; /* and with it */
};

/* Serves until SIGTERM or SIGINT, then says goodbye to everybody and returns FAQBOT_OK. Otherwise FAQBOT_IO (the port
 * is in use, the address is not ours), FAQBOT_INVALID (`listen` is no address, or another option is not
 * what it must be), or what faqbot_open() says, with `fault` filled. On SIGHUP it reads the knowledge base anew; where
 * it is stopped in the middle of that, it ends the process with 0 instead of returning; where anything hangs for 10
 * seconds more than the drain may take, with EXIT_FAILURE. Takes over these signals and SIGPIPE while it runs. */
enum faqbot_status faqbot_serve(const struct faqbot_server_options *options, struct faqbot_fault *fault);

/* Whether faqbot_serve() would take these options, as far as can be told without the knowledge base and the port. Where
 * one of them is to blame, of either function, the fault's rule is its name on the command line ("origin"), and the
 * line, without a path, says which of a list, from 1. */
enum faqbot_status faqbot_server_check(const struct faqbot_server_options *options,
                                       struct faqbot_fault *fault);

#endif
