/* server.h - serving a bot over HTTP and WebSocket. For the command line: it is not part of the library. */
#ifndef SERVER_SERVER_H
#define SERVER_SERVER_H

#include <stdbool.h>
#include <stdint.h>

#include <faqbot.h>

#define FAQBOT_SERVER_LISTEN_DEFAULT "127.0.0.1:8080"
#define FAQBOT_SERVER_RETENTION_DAYS_DEFAULT 90
#define FAQBOT_SERVER_WORKERS_MAX 64

/* What visitors may do before they are told no. Where 0 is allowed, it means that there is no such limit. An
 * ask counts as one, and so does a get; every other request counts as a tenth. An IPv6 address stands for all
 * that share its first 64 bits. */
struct faqbot_server_limits {
    unsigned asks_per_connection;     /* a minute; 0 allowed */
    unsigned asks_per_address;        /* a minute; 0 allowed */
    unsigned handovers_per_address;   /* an hour; 0 allowed */
    unsigned connections;             /* in all, as far as there are descriptors; others wait */
    unsigned connections_per_address; /* 0 allowed */
    unsigned message_bytes;           /* of one message, and of a POST's body; 256 to 24576 */
    unsigned fragments;               /* frames of one message */
    unsigned queue_bytes;             /* replies that wait for one visitor; 16384 or more */
    unsigned handshake_seconds;       /* from the connection to the end of the TLS handshake */
    unsigned header_seconds;          /* from the connection to the end of its request's headers */
    unsigned keepalive_seconds;       /* between two HTTP requests of a connection */
    unsigned send_seconds;            /* that replies may lie unread */
    unsigned idle_seconds;            /* without a message; 0 allowed */
    unsigned ping_seconds;            /* without a sign of life, before a ping is sent */
    unsigned pong_seconds;            /* from the ping to its answer */
    unsigned drain_seconds;           /* from SIGTERM, for goodbyes and answers under way; 0 allowed */
    /* Where asking a knowledge base takes longer, workers answer; 0 allowed: always. */
    unsigned inline_microseconds;
    /* Threads, each with a copy of such a knowledge base; 0: one for each core that the process may use. At most
     * FAQBOT_SERVER_WORKERS_MAX, and as many as there is memory for. */
    unsigned workers;
    /* So many answers are kept, since visitors ask the same things; 0 allowed: none. */
    unsigned cached_questions;
};

/* What the program does where nothing else is said. */
#define FAQBOT_SERVER_LIMITS_DEFAULT                                                                         \
    {                                                                                                        \
        .asks_per_connection = 60, .asks_per_address = 300, .handovers_per_address = 10,                     \
        .connections = 20000, .connections_per_address = 64, .message_bytes = 24576, .fragments = 64,        \
        .queue_bytes = 131072, .handshake_seconds = 10, .header_seconds = 10, .keepalive_seconds = 15,       \
        .send_seconds = 30, .idle_seconds = 3600, .ping_seconds = 30, .pong_seconds = 15,                    \
        .drain_seconds = 5, .inline_microseconds = 2000, .cached_questions = 4096                            \
    }

/* A list of texts, borrowed until faqbot_serve() returns. */
struct faqbot_server_list {
    const char *const *texts;
    size_t count;
};

/* Takes a line of the log, which has no line break and is valid until the function returns. Several threads
 * may call it. A sentence may hold any character, JSON no control characters. */
typedef void faqbot_server_log(void *user, struct faqbot_view line);

struct faqbot_server_options {
    /* ADDRESS:PORT, [ADDRESS]:PORT (port 0: any free one), or unix:PATH for a proxy on this machine. */
    const char *listen;
    const char *metrics_listen;  /* the same, for metrics alone; NULL: they are where visitors come */
    const char *tls_certificate; /* a file in PEM, read again on SIGHUP; NULL: without TLS */
    const char *tls_key;         /* the file of its key */
    unsigned hsts_seconds;       /* how long browsers are to use TLS only; needs TLS here; 0: not said */
    bool insecure;               /* allow an address that others can reach without TLS */
    struct faqbot_options bot;   /* what to answer from; its faults go to the log */
    bool watch;                  /* reload the knowledge base when it changes, not only on SIGHUP */
    /* postgres://... of a database that indexes are published to, which takes the place of what `bot` names, and the
     * folder where they are kept, which is made if it is missing; NULL: nothing is followed. */
    const char *follow;
    const char *follow_folder;
    /* A file that keeps what visitors ask and think of it, see faqbot_journal.h; NULL: nothing is kept. */
    const char *journal;
    struct faqbot_journal_store
        *journal_store;         /* where it goes on to, and the file is its queue; may be NULL */
    unsigned retention_days;    /* after which it is forgotten; 0: never */
    uint64_t journal_bytes_max; /* that it may take on disk, see faqbot_journal.h; 0: any number */
    /* Where conversations go that visitors hand over to people, https://NAME/PATH, or http:// with
     * allow_private_webhook; NULL: nowhere. It needs a journal, in whose file they wait. */
    const char *webhook;
    const char *webhook_secret; /* a file with what signs them */
    bool allow_private_webhook; /* to this machine and private networks too, and there without TLS */
    struct faqbot_server_limits limits;
    /* ADDRESS or ADDRESS/BITS of proxies, whose X-Forwarded-For is believed. */
    struct faqbot_server_list proxies;
    /* Origins (SCHEME://NAME[:PORT], `null`, or `*` for all) whose pages are welcome besides our own. */
    struct faqbot_server_list origins;
    bool must_have_origin; /* refuse WebSocket clients that send no origin, as programs do */
    /* Who may frame our pages: origins, `self`, or `*`; none: nobody. */
    struct faqbot_server_list ancestors;
    /* Names that the server is known by; none: any name, or on a loopback address its own. */
    struct faqbot_server_list hosts;
    /* ADDRESS or ADDRESS/BITS that may read the metrics; none: this machine. */
    struct faqbot_server_list watchers;
    faqbot_server_log *log; /* told what happens, and first of all where visitors can come; may be NULL */
    void *log_user;
    bool log_is_json;   /* lines are JSON objects, otherwise sentences */
    bool log_asks;      /* a line for each ask, without its text */
    bool log_questions; /* with its text */
};

/* Serves until SIGTERM or SIGINT, then says goodbye to everybody and returns FAQBOT_OK. On SIGHUP it reads
 * the knowledge base and the certificate again. It takes over these signals and SIGPIPE while it runs.
 *
 * Otherwise it returns, with `fault` filled, FAQBOT_IO (the port is in use, the address is not this
 * machine's), FAQBOT_INVALID (an option is not what it must be), or what faqbot_open() returns, or where nothing that
 * is followed can be had, what remote_follower_open() does.
 *
 * It ends the process instead of returning in two cases: with 0 where it is stopped in the middle of a
 * reload, and with EXIT_FAILURE where anything hangs for 10 seconds longer than the drain may take. */
enum faqbot_status faqbot_serve(const struct faqbot_server_options *options, struct faqbot_fault *fault);

/* Whether faqbot_serve() would accept these options, as far as that can be told without the knowledge base
 * and the port. Where an option is to blame, here as there, the fault's rule is its name on the command line
 * ("origin"), and the line, without a path, says which value of a list it is, from 1. */
enum faqbot_status faqbot_server_check(const struct faqbot_server_options *options,
                                       struct faqbot_fault *fault);

#endif
