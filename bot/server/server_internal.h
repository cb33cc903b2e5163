/* server_internal.h - what the server's files share: one section per .c file, from the bottom layer to the
 * top.
 *
 * The server is one process with one event loop (libuv). Each file may call the sections above its own and
 * none below; where something has to travel upwards, the upper file has registered a function for it. `make
 * lint` checks this on the symbols of the objects. What needs no connection, and could serve another server,
 * is in net/net.h; what the operator gets to know in server/log.h; what the command line may know of the
 * server in server/server.h. */
#ifndef SERVER_SERVER_INTERNAL_H
#define SERVER_SERVER_INTERNAL_H

#include <assert.h>
#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <libwebsockets.h>

#include <faqbot_chat.h>
#include <faqbot_tools.h>

#include "net/net.h"
#include "remote/remote.h"
#include "server/log.h"
#include "server/server.h"
#include "util/util.h"

struct connection;
struct http;
struct server;

/* -- Limits -------------------------------------------------------------------------------------------------
 * What the server takes before it says no, where the operator has no say, and more than one file has to know.
 * Other limits stand at the top of the file that enforces them; the operator's are in server.h. */

/* How long after the last answer incoming bytes are read and thrown away (http.c), and how long a client may
 * take to read what libwebsockets sent last (ws_handshake.c). */
#define LIMITS_LINGER_MILLISECONDS 2000

/* For how long nothing is read from a client that asks too much. An address with its 64 connections then gets
 * 3200 refusals a second, a few percent of a core. */
#define LIMITS_HELD_MILLISECONDS 20

/* Plain GETs from one address, of pages and assets, a minute. It is a hundred a second: an office behind one
 * address never comes near it, a flood does. */
#define LIMITS_FETCHES_PER_MINUTE 6000

/* The metrics' own listener: monitoring asks from few places. */
#define LIMITS_METRICS_CONNECTIONS 16

/* The handshake that libwebsockets reads. */
#define LIMITS_INDEXED_PER_ASK 500 /* phrasings: they take a twentieth of a second or so */
#define LIMITS_FILTER_BYTES 1024   /* of a WebSocket's address: it is kept as long as the session */
#define LIMITS_HANDSHAKE_BYTES 4096

/* What the pages' headers say of who may frame them. */
#define LIMITS_ANCESTORS_BYTES 1024

/* -- assets.c -----------------------------------------------------------------------------------------------
 * The page's frame and what belongs to it. They are parts of the program, with what a knowledge base says of
 * them written in. */

#define ASSET_HASH_BYTES 17

struct asset {
    const char *path;            /* where it is served */
    const char *type;            /* Content-Type */
    struct faqbot_view body;     /* static, or valid until assets_free() where `is_made` */
    struct faqbot_view packed;   /* the same, gzipped */
    char hash[ASSET_HASH_BYTES]; /* of the content */
    bool is_made;
    bool is_shared; /* pages of other origins load it as a module, and may read it */
};

/* All of a knowledge base. */
struct assets {
    /* web/index.html with `?v=HASH` on the addresses of assets: see faqbot_page_render() */
    struct faqbot_view frame;
    char frame_hash[ASSET_HASH_BYTES];
    struct asset *assets;
    size_t count;
    struct arena arena; /* the rest lies in it */
};

/* Makes them, in any thread. NULL: no memory. */
struct assets *assets_new(const struct faqbot *bot);
void assets_free(struct assets *assets); /* NULL is allowed */

/* The asset served at `path`; NULL: there is none. The words of a language (`/words/de.js`) are served under
 * each of its tags. */
const struct asset *assets_find(const struct assets *assets, struct faqbot_view path);

/* Whether an Accept-Encoding header allows gzip (RFC 9110, section 12.5.3). One that does not name it does
 * not. */
bool assets_accept_gzip(struct faqbot_view accepted);

/* -- connection.c -------------------------------------------------------------------------------------------
 * Connections, whatever they speak. */

/* Where connections come in: one listener for visitors, and one for monitoring where that has an address of its own. */
struct listener {
    struct server *server;
    uv_poll_t poll;
    uv_timer_t retry; /* while it is paused */
    struct listen_address address;
    int descriptor; /* the listening socket, the listener's; -1: none */
    bool is_wanted; /* it has an address */
    bool is_started;
    bool is_accepting;
    bool is_metrics; /* its connections are in the clear and count nowhere */
    unsigned connections;
    unsigned connections_max;
    void (*opened)(struct connection *connection, int descriptor); /* takes over what was accepted */
    const struct http_handler *handler;                            /* for http.c */
    struct timeout_list newcomers;                                 /* have not asked anything yet */
    struct timeout_list kept;      /* between two requests, or after the last */
    struct timeout_list answered;  /* their request is being answered */
    struct timeout_list silent;    /* sessions in which nothing was said */
    struct timeout_list displaced; /* sessions that were told to make room */
};

/* Why a connection is asked to do something about itself. */
enum expiry {
    EXPIRED_PLACE,   /* a new connection needs its place */
    EXPIRED_IDLE,    /* nothing was said for idle_seconds */
    EXPIRED_STALLED, /* its replies were not read for send_seconds */
    EXPIRED_QUIET,   /* no sign of life for ping_seconds: a ping is due, where `must_ping` */
    EXPIRED_PONG,    /* no answer to a ping for pong_seconds */
    EXPIRED_DRAIN,   /* the server stops: it is to come back later, once it has what it is owed */
    EXPIRED_ALL      /* it has to go at once, without a word */
};

/* What connection.c, worker.c and journal_client.c ask of a connection, whatever it speaks. */
struct connection_protocol {
    bool is_session;                                            /* one client's, for as long as it lasts */
    void (*expire)(struct connection *connection, enum expiry); /* the connection leaves the list it was in */
    /* A worker's answer to the ask that the connection has waited for. */
    void (*complete)(struct connection *connection, const struct faqbot_async_ask *async_ask);
    /* What the request with that id had stored or forgotten is so on disk, or cannot be. */
    void (*acknowledge)(struct connection *connection, struct faqbot_view id, bool is_stored);
};

/* What a request's Origin header says of the page that sent it. */
enum page_origin { PAGE_ABSENT, PAGE_WELCOME, PAGE_FOREIGN };

/* One connection, from accept() to its end. Each part has one file that writes it. */
struct connection {
    struct server *server;
    struct listener *listener; /* that it came by */
    const struct connection_protocol *protocol;

    /* Whose it is: connection.c. */
    struct address peer;    /* the other end of the connection */
    bool has_peer;          /* false: the other end is a socket of this machine, which only a proxy may use */
    bool is_proxy;          /* the other end speaks for others, and says for whom */
    struct ip_entry *entry; /* what is counted for the client's address; NULL: nothing */
    struct rate_limiter limiter;

    /* How long it may stay: connection.c, when the protocol asks for it. */
    struct timeout place;     /* in one of the listener's lists */
    struct timeout activity;  /* among those that can become idle */
    struct timeout stall;     /* among those that do not read */
    struct timeout keepalive; /* by the last sign of life, or by the ping */
    bool must_ping;           /* a ping is due, and has not been sent yet */

    /* What it asks: the protocol, worker.c, journal_client.c. */
    struct faqbot_chat *chat;      /* the session's, or the present request's; NULL: none */
    struct worker_job *job;        /* an ask that the workers have; NULL: none */
    struct pending_write *pending; /* what the journal is to store or to forget; NULL: nothing */
    uint64_t conversation;         /* that the chat belongs to, its number in the journal; 0: none */
    char token[FAQBOT_CHAT_CONVERSATION_BYTES + 1]; /* that its visitor was given; empty: none */
    enum page_origin origin;                        /* of the page that sent the present request */
    struct faqbot_filter filter;                    /* of a session's address, until its chat is opened */
    struct faqbot_view lang; /* that the address says the visitor wishes to be spoken to in, likewise */
    struct faqbot_view path; /* of the page that it names, likewise */
    char *address_texts;     /* their own */

    /* What it speaks: neither while libwebsockets takes it over. */
    struct http *http;     /* http.c's part; NULL: it does not speak HTTP any more */
    struct ws_session *ws; /* ws.c's part; NULL: it does not speak WebSocket */
    struct relay *relay;   /* ws_handshake.c's, through TLS; NULL: none */
};

/* The lists of sessions that connection_sweep() looks through. */
struct timeouts {
    struct timeout_list active;  /* by their last message */
    struct timeout_list stalled; /* by when they stopped reading */
    struct timeout_list quiet;   /* by their last sign of life */
    struct timeout_list pinged;  /* by their ping */
};

/* A connection that was accepted. NULL: there are too many from its address, or there is no memory. */
struct connection *connection_new(struct listener *listener, const struct sockaddr_storage *from);

/* The connection has ended; what its protocol had is gone. A paused listener resumes. NULL is allowed. */
void connection_free(struct connection *connection);

/* Moves the connection to the end of another list of its listener's. */
void connection_move(struct connection *connection, struct timeout_list *list);

/* A request has come: finds out whom it is from, by X-Forwarded-For where the peer is a proxy. Over a
 * connection that a proxy keeps, another client may ask each time. */
enum client {
    CLIENT_KNOWN,
    CLIENT_UNNAMED, /* the proxy does not say for whom it asks */
    CLIENT_CROWDED  /* there are too many connections from the client's address */
};
enum client connection_identify(struct connection *connection, struct faqbot_view forwarded);

/* The request has been answered. Until the next one, a proxy's connection belongs to no client. */
void connection_forget_client(struct connection *connection);

/* Counts a request, where its client may ask now: 0. Otherwise in how many milliseconds it may. A
 * faqbot_chat_admit_callback whose user is the connection. */
unsigned connection_check_rate(void *user, enum faqbot_chat_request_type type);

/* What the client asked took so many phrasings to be indexed, which costs it further asks. */
void connection_charge(struct connection *connection, size_t indexed);

/* The same for what is only fetched. */
unsigned connection_check_fetch_rate(struct connection *connection);

/* A new chat for the connection, with the server's hooks, about what passes the filter. */
enum faqbot_status connection_open_chat(struct connection *connection, const struct faqbot_filter *filter);

/* Which entries a request's address is about; its texts lie in the parameters. */
struct filter_parameters {
    struct parameter tags;
    struct parameter section;
    struct parameter lang;
};
struct faqbot_filter filter_parameters_read(const struct request *request,
                                            struct filter_parameters *parameters);

/* Keeps what a WebSocket's address says of the conversation until its chat is opened. NO_MEMORY. */
enum faqbot_status connection_keep_address(struct connection *connection, const struct request *request);
void connection_drop_address(struct connection *connection);

/* Ends the chat, where there is one, with what it belonged to, and disowns a job and feedback under way: they
 * finish without a recipient. */
void connection_close_chat(struct connection *connection);

/* Whether the server owes a reply that is not there yet. Nothing is read from the client meanwhile. */
bool connection_is_owed(const struct connection *connection);

/* A sign of life from a session that is watched for them. */
void keepalive_seen(struct connection *connection);

/* Called every second: acts on what has expired. */
void connection_sweep(struct server *server);

/* A server that stops sends its sessions away, and not all at once: those that are told together come back together.
 * connection_drain() is called often after the start, and tells those that are due, the most silent ones first. */
struct drain {
    uint64_t began_at;
    uint64_t microseconds; /* by then all are told */
    uint64_t sessions;     /* when it began */
    uint64_t told;
    unsigned return_milliseconds; /* within which they come back */
};
void connection_drain_start(struct server *server);
void connection_drain(struct server *server);

/* A conversation ends: a session, or one HTTP request, which was counted in server->conversations when it
 * began. When the last one ends, a draining server may go. */
void conversation_end(struct server *server);

/* How many connections, `wanted` at most and each of so many descriptors, the system's limit leaves room for
 * beside `others`. Lowers the process's limit to what the server can use. FAQBOT_IO: not a single one. */
unsigned connections_plan(unsigned wanted, unsigned descriptors_each, unsigned others,
                          struct faqbot_fault *fault);

/* Accepts from the listener's descriptor, where it is wanted. A listener that is full makes room by
 * displacing an idle connection; where there is none, it pauses, and newcomers wait in the backlog. */
void listener_start(struct listener *listener, struct server *server, struct faqbot_fault *fault);

/* Closes the descriptor. May be called twice, and where it never started. */
void listener_stop(struct listener *listener);

/* Closes its HTTP connections. */
void listener_close_connections(struct listener *listener);

/* -- worker.c -----------------------------------------------------------------------------------------------
 * Threads that answer what takes long. */

/* One job; the first member of the giver's struct. */
struct worker_job {
    struct list_node node; /* among those that wait or are done; first, so that its address is the job's */
    void (*work)(struct worker_job *job, struct faqbot *bot); /* in a worker's thread */
    /* In the loop, later and once; the job is its to free. !is_done: the server ends, and work() may
     * have run or not. */
    void (*finish)(struct worker_job *job, bool is_done);
    struct connection *owner; /* that waits for it; NULL: it has ended, or there never was one */
};

/* Workers, each with a bot of its own, all of one version of the knowledge base. */
struct worker_set;

struct worker_pool {
    uv_async_t wake;
    uv_mutex_t lock;        /* of the next, and of what the sets' threads share */
    struct list_node done;  /* jobs to be finished */
    bool is_started;        /* from here on the loop's alone */
    struct worker_set *set; /* gets the jobs; NULL: none does */
    struct list_node old;   /* sets that still do what they were given before another took their place */
    unsigned depth;         /* jobs that are given and not finished */
};

/* A set without workers, with room for so many, 1 or more. NULL: no memory. */
struct worker_set *worker_set_new(unsigned count_max);

/* One worker more, for which there is room, and whose bot this is from now on. */
void worker_set_add(struct worker_set *set, struct faqbot *bot);

/* Its workers answer only what is asked of a part of the knowledge base, which takes long the first time; the loop
 * answers the rest at once. */
void worker_set_keep_for_parts(struct worker_set *set);

/* How many workers it has. NULL is allowed. */
unsigned worker_set_count(const struct worker_set *set);

/* For a set that was not given away: closes its bots. NULL is allowed. */
void worker_set_free(struct worker_set *set);

void worker_start(struct worker_pool *pool, uv_loop_t *loop);

/* From now on jobs are done by `set`, which becomes the pool's, and whose threads start here. Those that were
 * given before are done by the set that they were given to, which then ends by itself. Where threads are scarce,
 * fewer workers begin, and perhaps none; others follow when old ones have ended. NULL: no job may be given. */
void worker_change(struct worker_pool *pool, struct worker_set *set);

/* Whether a set that was replaced still has something to do, or to close. */
bool worker_is_changing(const struct worker_pool *pool);

/* How many there are; without any, no job may be given. */
unsigned worker_count(const struct worker_pool *pool);

/* Whether they are there, and for whatever takes long: all questions, and not those about a part alone. */
bool worker_takes_all(const struct worker_pool *pool);

/* Jobs begin in the order in which they are given, and end in any. */
void worker_give(struct worker_pool *pool, struct worker_job *job);

/* Waits for the jobs that are being done; those behind them are finished undone. May be called twice, and
 * where it was not started. */
void worker_stop(struct worker_pool *pool);

/* Gives the workers a job for whose end the connection waits. */
void async_job_begin(struct connection *connection, struct worker_job *job);

/* In `finish`: the connection does not wait any more. NULL: it has ended before. */
struct connection *async_job_end(struct worker_job *job);

/* A faqbot_chat_async_callback whose user is the connection: gives the ask to the workers, where there are
 * any. */
bool async_ask_begin(void *user, const struct faqbot_chat_request *request);

/* Asks a bot some of its own questions. Gives the microseconds that the median took; 0: it has no
 * questions. */
uint64_t latency_probe(struct faqbot *bot);

/* Makes libuv start its threads now. It would do so at the first reload, and end the process where there is
 * no memory for one. `first` is libuv's until the loop has turned. FAQBOT_NO_MEMORY. */
void thread_pool_start(uv_loop_t *loop, uv_work_t *first, struct faqbot_fault *fault);

/* -- journal_client.c: what goes into the journal ---------------------------------------------------------- */

/* Feedback on its way to the disk. Its connection may have ended before it is there. */
struct pending_write {
    struct pending_write *next;
    struct connection *owner; /* NULL: it has ended */
    enum faqbot_status status;
    bool is_handover;
    struct faqbot_view id; /* the request's, in `bytes` */
    char bytes[FAQBOT_CHAT_ID_BYTES_MAX];
};

struct journal_client {
    struct server *server;          /* NULL: no journal is kept */
    struct faqbot_journal *journal; /* the same */
    bool has_store;                 /* the journal goes on to a database */
    bool is_away;                   /* that is away, as far as the log knows */
    unsigned retention_days;        /* 0: forever */
    uv_async_t wake;
    uv_mutex_t lock; /* of the list */
    struct pending_write *stored;
    enum faqbot_status status; /* that the log knows of */
    size_t trimmed;            /* the same, of what had to go because of the journal's size */
    uint64_t trimmed_at;       /* when the log was told that; 0: never */
    uint64_t lost;             /* likewise, of what could not be kept */
    uint64_t lost_at;
    uint64_t forgot_at; /* when what is too old was last looked for; 0: never */
};

/* The path of the page that says what is kept, seen from the folder of the pages. */
#define PRIVACY "privacy"

/* Opens the journal, where there is to be one. */
void journal_client_open(struct journal_client *client, struct server *server,
                         const struct faqbot_server_options *options, struct faqbot_fault *fault);

/* Writes what is left. May be called twice, and where none was opened. */
void journal_client_close(struct journal_client *client);

/* Gives a client that is greeted the token of a new conversation, where a journal is kept: before its chat opens. */
void journal_client_greet(struct connection *connection);

void journal_client_ask(struct connection *connection, const struct faqbot_chat_event *event);
void journal_client_search(struct connection *connection, const struct faqbot_chat_event *event);

/* Called every second: forgets what is too old, and tells the log when disk or database fail or work again. */
void journal_client_tick(struct journal_client *client);

/* -- webhook.c: delivers what is handed over to people ----------------------------------------------------- */

#define WEBHOOK_WAITING_MAX 256 /* conversations that wait to be delivered, or about so many */
#define WEBHOOK_SECRET_BYTES_MIN 16
#define WEBHOOK_SECRET_BYTES_MAX 1024

struct webhook {
    const char *url; /* NULL: there is none, and all of this is unused */
    const char *journal;
    char secret[WEBHOOK_SECRET_BYTES_MAX];
    size_t secret_size;
    bool is_plain; /* without TLS */
    bool may_be_private;
    const struct log *log;
    bool is_started;
    bool has_thread;
    uv_thread_t thread;
    uv_mutex_t lock; /* of the next two */
    uv_cond_t wake;
    bool is_woken;
    atomic_bool is_closing;
    atomic_uint waiting; /* as the file has it, and what has been added since */
    atomic_ullong delivered;
    atomic_ullong failed; /* given up */
    atomic_ullong retried;

    /* The thread's. */
    struct faqbot_outbox *outbox;
    void *curl;
    bool was_refused; /* an address that it must not connect to */
    size_t response_bytes;
};

/* Reads what the options say of it, and the secret. */
void webhook_read(struct webhook *webhook, const struct faqbot_server_options *options,
                  struct faqbot_fault *fault);

/* Starts to deliver, if there is anywhere to deliver to: what waits from before as well. After the journal is open. */
void webhook_start(struct webhook *webhook, const struct log *log, struct faqbot_fault *fault);

/* There is something new in the journal's file. */
void webhook_wake(struct webhook *webhook);

/* What has not been delivered stays in the file. May be called twice, and where it was not started. */
void webhook_stop(struct webhook *webhook);

/* -- ws_handshake.c -----------------------------------------------------------------------------------------
 * From a request for an upgrade to a WebSocket. */

/* NULL: it can be granted. */
const struct request_refusal *handshake_check(const struct server *server, const struct request *request);

/* Writes a new handshake in our own words, followed by `rest`, which came after the client's. Gives the size,
 * and the bytes, which are the caller's to free; NULL: no memory. */
size_t handshake_write(const struct request *request, struct faqbot_view rest, char **bytes);

/* Gives a connection to libwebsockets, which reads `bytes` first: a handshake, and what came after it. The
 * transport and the connection are libwebsockets' from now on. NULL bytes, or what fails, ends both. */
void upgrade_start(struct connection *connection, struct transport *transport, const char *bytes,
                   size_t size);

/* libwebsockets has made its own connection, of the one that is being upgraded. */
void upgrade_bind(struct server *server, struct lws *wsi);

/* That one, or what should have become one, has ended; so does the connection, which keeps its place for as
 * long as anything is still relayed. NULL is allowed. */
void upgrade_end(struct connection *connection);

/* -- close_reason.c -----------------------------------------------------------------------------------------
 * Why a WebSocket session ends. */

/* The codes that this server closes with, besides those of enum faqbot_chat_close; the reason sent with each, which a
 * browser's developer tools show (shorter than CLOSE_TEXT_BYTES); and the refusal counted with it: REFUSALS where the
 * code's origin has counted already, or no client is to blame. After 4000 to 4499 a client may come back. */
#define CLOSE_TABLE(X)                                                                                       \
    X(PROTOCOL, 1002, "", REFUSED_FRAMES)                                                                    \
    X(BINARY, 1003, "text only", REFUSED_BINARY)                                                             \
    X(NOT_UTF8, 1007, "", REFUSED_UTF8)                                                                      \
    X(TOO_BIG, 1009, "message too big", REFUSED_TOO_BIG)                                                     \
    X(INTERNAL, 1011, "out of memory", REFUSALS)                                                             \
    X(DRAINING, 4001, "", REFUSALS)                                                                          \
    X(IDLE, 4009, "nothing was said", REFUSALS)                                                              \
    X(RATE, 4429, "too many requests", REFUSED_PERSISTENT)                                                   \
    X(ORIGIN, 4503, "not from this page", REFUSALS)
#define CLOSE_ENUM(name, code, text, refusal) WS_CLOSE_##name = (code),
enum { CLOSE_TABLE(CLOSE_ENUM) };

#define CLOSE_TEXT_BYTES 64

/* ws.c's part of a connection. libwebsockets keeps it, zeroed at first, for as long as the WebSocket lasts. */
struct ws_session {
    struct connection *connection; /* NULL: it has not begun, or has ended */
    struct lws *wsi;               /* libwebsockets' own connection */
    struct buffer message;         /* one in several pieces, gathered; without bytes between messages */
    unsigned fragments;            /* frames of the present message that have ended */
    unsigned waiting;              /* replies in the outbox; it may be fewer */
    int close_code;                /* that it will be closed with; 0: none of our own */
    bool is_closing;               /* nothing more is said or heard */
    bool is_paused;                /* nothing is read, because the outbox is full or the client is held */
    bool is_held;                  /* for a moment, because it asks too much */
    bool is_counted;               /* why it ends has been counted, or it ends by itself */
    bool must_go;                  /* since the server stops; as soon as nothing is owed to it */
    unsigned notices;              /* how many of the server's have been passed on */
    unsigned refused;              /* requests in a row that were too many */
};

/* Writes what is said with a code, and gives its size. With DRAINING it is an object with `retry_after_ms` in it. */
size_t close_reason_write(int code, unsigned retry_after_ms, char text[CLOSE_TEXT_BYTES]);

/* Counts why the session ends, the first time that this is called for it. */
void close_reason_count(struct ws_session *session, struct stats *stats, int code);

/* Turns what a client's close frame holds, in place, into what it is answered with. A code that must not be
 * sent becomes 1002; where the reason ends in the middle of a character, which libwebsockets lets pass, the
 * code becomes 1007 and the reason blank. Gives how it is to be counted: 1000 for a goodbye that is in order,
 * also an empty one; otherwise the fault. Half a code, that is one byte, is left as it is, and is a fault. */
int close_reason_answer(unsigned char *bytes, size_t size);

/* -- ws.c ---------------------------------------------------------------------------------------------------
 * WebSocket sessions. */

/* libwebsockets' callback for the sub-protocol. */
int ws_callback(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *bytes, size_t size);

/* There is a notice for every session. */
void ws_wake_all(struct server *server);

/* -- http.c -------------------------------------------------------------------------------------------------
 * One connection that speaks HTTP. */

/* What a connection is doing. Each state waits for one thing:
 *
 *     READING_HEAD -> READING_BODY or DISCARDING -> ANSWERING -> HELD -> WRITING -> READING_HEAD or LINGERING
 *
 * where the second and the fourth are often skipped, and CLOSED can follow each. */
enum http_state {
    HTTP_READING_HEAD,
    HTTP_READING_BODY,
    HTTP_DISCARDING, /* a body that is too long, and was refused for that */
    HTTP_ANSWERING,  /* here or in a worker; nothing is read meanwhile */
    HTTP_HELD,       /* the answer is made, and waits a moment because its client asks too much */
    HTTP_WRITING,
    HTTP_LINGERING, /* the last answer is out; what still comes is thrown away */
    HTTP_CLOSED     /* waits for libuv to let its handles go */
};

struct http_answer {
    unsigned status; /* 0: none is made yet */
    bool must_close; /* it is the connection's last */
    bool is_welcome; /* the page of another origin that asks may read it */
    bool is_shared;  /* every page may */
    const char *type;
    const char *allow;       /* the methods that would have been allowed; NULL: no such header */
    const char *extra;       /* whole header lines more, with their line breaks; NULL: none */
    const char *cache;       /* Cache-Control; NULL: depends on whether there is a tag */
    char tag[80];            /* ETag; empty: none */
    struct faqbot_view head; /* what is still to be sent of it, in `head_bytes` */
    struct faqbot_view body; /* what is still to be sent of it; static, the chat's, or `made` */
    char *head_bytes;        /* NULL: the head is not made yet */
    char *made;              /* a text that was made for this answer; NULL: none */
};

/* http.c's part of a connection. */
struct http {
    struct server *server;
    struct connection *connection;
    struct transport transport;
    enum http_state state;

    /* What was read and is not used up: a head, and what came with it. Once a head is whole, request_parse()'s
     * room lies behind it, as large again. NULL: there is nothing. */
    char *input;
    size_t input_size;
    size_t input_capacity;
    bool has_skipped_line; /* the one empty line that may precede the present request */
    size_t seen;           /* how many bytes of the input are known to hold no end of a head */
    size_t used;           /* of the input: the present request's head, and its body as far as it was read */

    bool has_request; /* a head has come, and its answer has not gone */
    struct request request;
    size_t body_left;   /* bytes of its body that have not been read */
    struct buffer body; /* without bytes: there is none, or it was thrown away */
    struct http_answer answer;
    size_t discarded; /* bytes, since it lingers */

    uv_poll_t poll;
    uv_timer_t timer;
    int events;       /* of libuv's, that the poll waits for */
    unsigned handles; /* of libuv's, that are open */
};

/* Who may ask, and what is answered. */
struct http_handler {
    /* A head has come. Answers a client that may not ask, or a body that will not be read; otherwise makes no
     * answer yet. True: it is a WebSocket's handshake, and in order. */
    bool (*check)(struct http *http);
    /* The whole request has come: answers it, or gives it to the workers; then http_send_answer() follows. */
    void (*answer)(struct http *http);
};

/* Begins with a socket that was accepted. It becomes the connection's; what fails ends both. */
void http_open(struct connection *connection, int descriptor);

/* The answer that a worker made is there. */
void http_send_answer(struct http *http);

/* Sets the answer. `body` stays valid until the answer has gone. */
void http_respond(struct http *http, unsigned status, const char *type, struct faqbot_view body);

/* The same with the protocol's error object. `code` is static, the sentence is copied. */
void respond_error(struct http *http, unsigned status, const char *code, const char *sentence);
void respond_refusal(struct http *http, const struct request_refusal *refusal);

/* The same with the reply that lies in the connection's chat, and the status that fits it. */
void respond_reply(struct http *http);

/* -- reload.c -----------------------------------------------------------------------------------------------
 * A new knowledge base for a server that goes on answering. */

/* Tells the service manager (sd_notify(3)) how the server is, printf-like; without one nothing happens. */
void notify(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* How often it wants to hear WATCHDOG=1 at the least, in milliseconds; 0: never. */
uint64_t notify_interval(void);

/* Zeroed: not started. */
struct reload {
    struct server *server; /* NULL: not started */
    struct faqbot_options options;
    uv_work_t work;
    uv_timer_t settle;   /* from a change to the reload, since changes come in crowds */
    uv_timer_t retry;    /* from one reload of a doubted index to the next */
    uv_timer_t midnight; /* when other articles may hold than before */
    uv_timer_t stamping; /* from one look at a stage's stamp to the next */
    uv_work_t stamp_work;
    uint64_t stamp;      /* what the stage's was when the knowledge base was last read; 0: not known */
    uint64_t seen_stamp; /* made by the thread that looks; 0: it could not be had */
    bool is_stage_away;  /* as far as the log knows; the local index answers */
    char today[40];      /* the day, in UTC, that the knowledge base was last read for */
    uv_signal_t hangup;
    struct watched_folder *folders; /* that are watched */
    unsigned folder_count;
    struct remote_follower *follower; /* of the database that is followed; NULL: none is */
    uv_async_t released;              /* by its thread */
    bool watches;
    bool is_running;
    bool is_wanted;             /* again, once it has run */
    bool is_doubted;            /* the present index could not be read when it was asked */
    uint64_t changed_at;        /* the first change that no reload has seen, in milliseconds; 0: none */
    struct faqbot *bot;         /* made by the thread, or for it to close */
    struct assets *assets;      /* likewise */
    struct worker_set *workers; /* the same again for each worker; NULL: asking takes no time */
    unsigned errors;            /* that the thread found */
    enum faqbot_status status;
    struct faqbot_fault fault;
};

/* Opens the knowledge base, or what was fetched, for the first time, telling the log of its faults. */
void reload_open(struct reload *reload, struct server *server, const struct faqbot_server_options *options,
                 struct faqbot_fault *fault);

/* From now on SIGHUP, a release, and where `watches` a change of the knowledge base, brings the new one in. It is read
 * by a thread, and put into the place of the old one between two requests. */
void reload_start(struct reload *reload, bool watches, struct faqbot_fault *fault);

/* A request could not be answered since the index could not be read. That is said once, and the file opened
 * again, now and then, until that succeeds. A file that is whole takes the place of the present one even if
 * it says the same. */
void reload_doubt(struct reload *reload);

/* May be called twice, and where it was not started. What is left is released once the loop has ended. */
void reload_stop(struct reload *reload);
void reload_close(struct reload *reload);

/* -- metrics.c ----------------------------------------------------------------------------------------------
 * Metrics, health and readiness, and a listener of their own. */

extern const struct http_handler metrics_handler;

/* The answers, for the visitors' listener too. The caller of the first has made sure that the client may read
 * it. */
void metrics_respond(struct http *http);
void metrics_respond_health(struct http *http);
void metrics_respond_readiness(struct http *http);

/* -- routes.c -----------------------------------------------------------------------------------------------
 * What clients may ask over HTTP. */

extern const struct http_handler routes_handler;

/* -- config.c -----------------------------------------------------------------------------------------------
 * From options to the server's fields. */

/* FAQBOT_INVALID: one of them is not what it must be, and `fault` says which. What was taken is released by
 * config_free(), whether this succeeds or not. */
void server_config_read(struct server *server, const struct faqbot_server_options *options,
                        struct faqbot_fault *fault);
void config_free(struct server *server);

/* -- server.c -----------------------------------------------------------------------------------------------
 * From start to end. */

/* SIGTERM and SIGINT, which a thread waits for. It wakes the loop; and LIMITS_HARD_END_SECONDS after the
 * drain, counted from the first of them, it ends the process with EXIT_FAILURE, even if the loop, the journal
 * or an ask hangs. */
struct signals {
    uv_async_t wake;
    uv_thread_t thread;
    sigset_t before;        /* what was blocked when it started */
    _Atomic unsigned count; /* that have come */
    atomic_bool is_over;    /* the server has ended by itself */
    uv_mutex_t lock;        /* held while sending, or while making sure that nothing is sent any more */
    bool is_closed;
    unsigned seen; /* how many the loop knows of */
    bool has_thread;
};

struct server {
    struct faqbot *bot;
    uint64_t seed[2]; /* of the tables whose keys strangers choose */

    /* What the operator wants: config.c. */
    struct certificate certificate;
    unsigned hsts_seconds; /* of Strict-Transport-Security; 0: no such header */
    struct faqbot_server_limits limits;
    struct name_list origins; /* whose pages are welcome besides our own; see origin.c */
    struct name_list hosts;   /* names that we are known by */
    bool must_have_origin;
    /* who may frame our pages, as Content-Security-Policy has it */
    char frame_ancestors[LIMITS_ANCESTORS_BYTES];
    struct address_blocks proxies;       /* who may say for whom they speak */
    struct address_blocks metrics_allow; /* who may read the metrics */
    struct log log;

    /* for every chat, over WebSocket and HTTP alike; the user is a connection */
    struct faqbot_chat_options chat;
    struct faqbot_chat_privacy privacy; /* what is kept, as its page says */
    struct assets *assets;              /* of the present knowledge base */
    struct stats stats;
    struct ip_table ip_table;
    struct listener listener; /* the visitors' */
    /* where monitoring has an address of its own, and no metrics are elsewhere */
    struct listener metrics_listener;
    struct timeouts timeouts;
    unsigned conversations; /* sessions, and HTTP requests under way: what a drain waits for */
    unsigned sessions;
    unsigned notices;                       /* so often sessions were to be told of a new knowledge base */
    void (*drained)(struct server *server); /* the last conversation of a drain has ended */
    struct timeout_list relays;
    struct connection *upgrading; /* that libwebsockets is taking over; NULL: none */
    struct worker_pool workers;
    struct journal_client journal_client;
    struct webhook webhook;
    struct reload reload;

    uv_loop_t loop;
    struct lws_context *context; /* NULL before it starts and once it is gone */
    struct lws_vhost *host;
    struct signals signals;
    uv_work_t first_work; /* thread_pool_start()'s */
    uv_timer_t deadline;
    uv_timer_t goodbyes; /* while it drains */
    uv_timer_t alive;    /* tells the service manager */
    uv_timer_t sweep;
    unsigned sweeps;
    uint64_t begun_at; /* the start, by the loop's clock, before there is a loop */
    uint64_t started_at;
    uint64_t loaded_at; /* the present knowledge base */
    struct drain drain;
    bool is_draining;
    bool is_finished;
};

/* The loop's clock, in microseconds. It never goes back, and stands still while one event is handled. */
static inline uint64_t server_now(const struct server *server)
{
    return uv_now(&server->loop) * 1000;
}

#endif
