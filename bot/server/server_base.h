/* server_base.h - the server's bottom layer: what knows of no connection, section by section as in
 * server_internal.h.
 *
 * Its files are the ones that can be read alone: text and log lines, what limits are counted with, addresses
 * and origins, sockets and TLS, the reader of HTTP requests, the page's assets. They include this header and
 * not the other, so that none of them can come to depend on the server as a whole. */
#ifndef SERVER_SERVER_BASE_H
#define SERVER_SERVER_BASE_H

#include <assert.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <openssl/ssl.h>
#include <uv.h>

#include <faqbot_chat.h>

#include "util/util.h"
#include "server/server.h"

/* -- Limits -------------------------------------------------------------------------------------------------
 * What the server takes before it says no, where the operator has no say, and more than one file has to know.
 * Other limits stand at the top of the file that enforces them; the operator's are in server.h. */

/* A request's head. RFC 9112, section 3 asks for lines of 8000 bytes at least; a question of 500 characters
 * takes up to 6000 in an address. */
#define LIMITS_HEAD_BYTES 16384
#define LIMITS_TARGET_BYTES 8000
#define LIMITS_HEADERS 100

/* A body may be as long as a message. A longer one is refused by its stated length; up to this size it is
 * first read and thrown away, for to close on a client that is still sending may cost it the answer. */
#define LIMITS_BODY_DISCARDED_BYTES 1048576

/* After the last answer, for so long what still comes is read and thrown away (http.c); and so long may what
 * libwebsockets sent last take to be read (ws_handshake.c). */
#define LIMITS_LINGER_MILLISECONDS 2000

/* Nothing is read for so long from a client that asks too much. An address with its 64 connections then gets
 * 3200 refusals a second, a few percent of a core. */
#define LIMITS_HELD_MILLISECONDS 20

/* Plain GETs from one address, of pages and assets, a minute. It is a hundred a second: an office behind one
 * address never comes near it, a flood does. */
#define LIMITS_FETCHES_PER_MINUTE 6000

/* The metrics' own listener: monitoring asks from few places. */
#define LIMITS_METRICS_CONNECTIONS 16

/* The handshake that libwebsockets reads. */
#define LIMITS_HANDSHAKE_BYTES 4096

/* What the pages' headers say of who may frame them. */
#define LIMITS_ANCESTORS_BYTES 1024

/* -- log.c --------------------------------------------------------------------------------------------------
 * What the operator gets to know: faults at the start, log lines, counters. */

#define LOG_LINE_BYTES 8192 /* longer lines are cut, and are still JSON where they were to be */

/* Text that grows within a fixed room. */
struct text {
    char *bytes;
    size_t size;
    size_t capacity; /* room for the final NUL included */
};

/* Appends like printf(). Text that does not fit is cut; `bytes` always ends with a NUL. */
void text_add(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A view of a NUL-terminated text. */
struct faqbot_view text_view(const char *text);

/* Takes "http://" or "https://" off the front, in whatever case. False: it is neither, or nothing follows. */
bool text_take_scheme(struct faqbot_view *text, bool *is_secure);

/* Whether the view holds exactly these characters; the second takes ASCII letters of either case for the
 * same. */
bool text_is(struct faqbot_view view, const char *expected);
bool text_is_word(struct faqbot_view view, const char *expected);

/* Reads a number of digits alone. False: there are none, something else is among them, or it is above `most`;
 * *number is undefined then. */
bool text_number(struct faqbot_view text, unsigned most, unsigned *number);

/* The first error wins: whatever takes a fault as its last argument fills it when it fails, and does nothing
 * where it is filled already. So a caller makes its calls one after the other, and looks at fault->status at
 * the end. */

/* Fills `fault` with a printf-like sentence. The second says FAQBOT_INVALID and blames an option, by its name
 * on the command line and by which of its values it is (from 1). */
void fail_with(struct faqbot_fault *fault, enum faqbot_status status, const char *sentence, ...)
    __attribute__((format(printf, 3, 4)));

void fail_option(struct faqbot_fault *fault, const char *option, size_t number, const char *sentence, ...)
    __attribute__((format(printf, 4, 5)));

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

/* Writes a fault of the knowledge base with its file and line. A faqbot_fault_callback whose user is the log. */
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

#define STATS_PAGES (FAQBOT_PAGE_LIST + 1)
#define STATS_LATENCIES 12 /* buckets of the latency histogram, without the one for anything slower */

extern const char *const refusal_names[REFUSALS]; /* "rate_connection" */
extern const char *const outcome_names[3];        /* by enum faqbot_outcome */
/* microseconds, the upper bound of each bucket */
extern const uint64_t stats_latency_bounds[STATS_LATENCIES];

/* What has happened since the server started. */
struct stats {
    uint64_t refusals[REFUSALS];
    uint64_t reported[REFUSALS]; /* the refusals that the log knows of */
    uint64_t requests[FAQBOT_CHAT_REQUEST_TYPES];
    uint64_t pages[STATS_PAGES]; /* by enum faqbot_page_kind */
    uint64_t errors;
    uint64_t outcomes[3]; /* by enum faqbot_outcome */
    uint64_t cached;      /* asks whose answer was known */
    uint64_t delegated;   /* asks that the worker got */
    uint64_t reloads;
    uint64_t reloads_failed;
    uint64_t latencies[STATS_LATENCIES + 1];
    uint64_t ask_microseconds; /* of all asks together */
    uint64_t connections;      /* accepted */
    uint64_t sessions;         /* that spoke WebSocket */
    unsigned paused;           /* sessions at the moment that do not read their replies */
};

/* Counts a request that was served. */
void stats_request(struct stats *stats, const struct faqbot_chat_event *event);

/* Writes the access log's line for an ask that was answered, without the client's address. */
void access_log_ask(const struct log *log, const struct faqbot_chat_event *event);

/* Writes how often each reason for a refusal has come up since the last call. Called now and then, so that a
 * flood of requests is not a flood of lines. */
void access_log_refusals(const struct log *log, struct stats *stats);

/* -- ip_table.c ---------------------------------------------------------------------------------------------
 * What the limits are counted with. Times are microseconds of the caller's clock, which never goes back. */

/* A place in a list; part of the memory of whoever is in it. Zeroed: in no list. */
struct list_node {
    struct timeout_list *list; /* NULL: in none */
    struct list_node *previous;
    struct list_node *next;
    void *owner;
    uint64_t since; /* when it was added */
};

/* Things in the order of time: the first has been there longest. One such list and one timer serve everybody.
 * A timer per connection would do as well, were it not that libwebsockets sorts its timers by walking past
 * all others. */
struct timeout_list {
    struct list_node *first;
    struct list_node *last;
};

/* Adds the node to the end of the list, out of whatever list it was in, even this one. */
void timeout_list_add(struct timeout_list *list, struct list_node *node, void *owner, uint64_t now);

/* Allowed where it is in none. */
void timeout_list_remove(struct list_node *node);

/* The owner of the first, if it has been there for so long; otherwise NULL. */
void *timeout_list_expired(const struct timeout_list *list, uint64_t now, uint64_t microseconds);

/* A token bucket, kept as the moment at which it will be full again: the generic cell rate algorithm of ITU-T
 * I.371. So no timer has to fill it, and a full one can be forgotten. Zeroed: full. */
struct rate_limiter {
    uint64_t full_at;
};

/* What a full one holds: a minute's worth, whatever an ask costs. */
#define RATE_LIMITER_MICROSECONDS UINT64_C(60000000)

/* What one of `per_minute` costs; a tenth of that where `is_small`. Nothing where `per_minute` is 0, for
 * there is no such limit. */
uint64_t rate_limiter_cost(unsigned per_minute, bool is_small);

/* For how many microseconds `cost`, RATE_LIMITER_MICROSECONDS at most, is not there yet; 0: it is there. */
uint64_t rate_limiter_wait(const struct rate_limiter *limiter, uint64_t cost, uint64_t now);

/* Takes `cost`, after rate_limiter_wait() has said that it is there. */
void rate_limiter_take(struct rate_limiter *limiter, uint64_t cost, uint64_t now);
bool rate_limiter_is_full(const struct rate_limiter *limiter, uint64_t now);

/* An IPv6 address; an IPv4 address is mapped (::ffff:192.0.2.1). */
struct address {
    unsigned char bytes[16];
};

/* At most so many addresses without a connection are remembered because of what they asked in the last
 * minute. Of more, the one that left first is forgotten. */
#define IP_TABLE_GONE_MAX 65536

/* One address, for as long as it has a connection, or a limiter that is not full. */
struct ip_entry {
    struct address address;
    struct rate_limiter asks;
    struct rate_limiter shared_asks; /* of connections that a proxy keeps for its clients, see connection.c */
    struct rate_limiter fetches;     /* of what is only fetched: pages and assets */
    unsigned connections;
    struct list_node node; /* in `gone` */
};

/* Zeroed, but for the limit, it is empty. */
struct ip_table {
    unsigned connections_max; /* per address; 0: any number */
    void *entries;            /* by address */
    struct timeout_list gone; /* those without a connection */
    unsigned gone_count;
};

/* Counts another connection from `address`. NULL: it has as many as it may, or there is no memory. The entry
 * is the table's, and valid until ip_table_leave(). */
struct ip_entry *ip_table_enter(struct ip_table *table, const struct address *address);

/* Counts a connection less. `entry` may be NULL. */
void ip_table_leave(struct ip_table *table, struct ip_entry *entry, uint64_t now);
void ip_table_free(struct ip_table *table);

/* -- origin.c -----------------------------------------------------------------------------------------------
 * Who is asking: addresses, proxies, hosts, origins; pure functions. */

/* An address to listen on, as listen.c reads it. */
#define LISTEN_HOST_BYTES 256
#define LISTEN_URL_BYTES (LISTEN_HOST_BYTES + 16)
struct listen_address {
    char host[LISTEN_HOST_BYTES]; /* as in a URL, an IPv6 address in its brackets; of a socket, its path */
    unsigned port;
    const char *option; /* that names it, static */
    bool is_loopback;   /* only this machine can connect */
    bool is_unix;       /* a socket in the file system */
    struct sockaddr_storage socket;
    socklen_t socket_size;
};

struct address_block {
    struct address base;
    unsigned bits; /* of the base that count, 0 to 128 */
};

struct address_blocks {
    struct address_block *blocks;
    size_t count;
};

/* False: the socket is of another family, and has no address. */
bool address_of_socket(const struct sockaddr_storage *socket, struct address *address);

/* Reads 192.0.2.1, 192.0.2.1:80, 2001:db8::1, [2001:db8::1] and [2001:db8::1]:80. False: it is none of
 * them. */
bool address_parse(struct faqbot_view text, struct address *address);

/* Reads ADDRESS/BITS, or an address alone. False: it is neither. */
bool address_block_parse(struct faqbot_view text, struct address_block *block);
bool address_is_among(const struct address *address, const struct address_blocks *blocks);

/* What one client can be told apart by: an IPv4 address, or the first 64 bits of an IPv6 address, since
 * whoever has one address of those has them all. */
struct address address_prefix64(const struct address *address);

/* Takes the last address off a comma-separated list. False: what stands there is not an address. */
bool address_take_last(struct faqbot_view *list, struct address *address);

/* The client behind `peer`, by the X-Forwarded-For list of its request. The list is read from its end: each
 * address is the word of the one after it, and is believed for as long as that one is among `proxies`. */
struct address address_forwarded(struct address peer, struct faqbot_view list,
                                 const struct address_blocks *proxies);

/* How our own pages are fetched; EITHER: a proxy in front of us may have taken the encryption off. */
enum origin_scheme { ORIGIN_PLAIN, ORIGIN_SECURE, ORIGIN_EITHER };

/* Whether the operator can allow it: SCHEME://NAME[:PORT] with http or https, `null`, or `*` for all. */
bool origin_is_valid(struct faqbot_view text);

/* Whether it is a host's name, without a port. */
bool origin_host_is_valid(struct faqbot_view text);

/* Whether a request for `host` (NAME or NAME:PORT) is meant for us. On a loopback address only localhost,
 * 127.0.0.1, [::1], the listen address and the operator's `hosts` are: a foreign page whose name was made to
 * resolve to this machine (DNS rebinding) still sends its own name. Elsewhere any well-formed host is ours,
 * unless the operator names some. Ports are not compared, for a tunnel may change them. */
bool origin_host_is_ours(const struct faqbot_server_list *hosts, const struct listen_address *address,
                         struct faqbot_view host);

/* Whether a page from `origin` may ask: it is the page that `host` serves, or one of `origins`. "null" may
 * not, unless it is listed. */
bool origin_is_welcome(const struct faqbot_server_list *origins, struct faqbot_view origin,
                       struct faqbot_view host, enum origin_scheme scheme);

/* -- listen.c -----------------------------------------------------------------------------------------------
 * The address that the server listens on. */

/* Reads ADDRESS:PORT, [ADDRESS]:PORT or unix:PATH, the value of `option`, which is static. FAQBOT_INVALID: it
 * is none of them, or there is no such address. */
void listen_parse(const char *text, const char *option, struct listen_address *address,
                  struct faqbot_fault *fault);

/* Opens the address, where one was read. *descriptor is the caller's to close, and port 0 becomes the real
 * one. FAQBOT_IO: it is in use, not permitted, or not this machine's. */
void listen_open(struct listen_address *address, int *descriptor, struct faqbot_fault *fault);

/* Writes "https://HOST:PORT", "http://HOST:PORT" or "unix:PATH". */
void listen_write_url(const struct listen_address *address, bool has_tls, char url[LISTEN_URL_BYTES]);

/* Removes the socket's file, where there is one. */
void listen_clean(const struct listen_address *address);

/* -- transport.c --------------------------------------------------------------------------------------------
 * The bytes of a connection, in the clear or through TLS. */

/* Both files in PEM and borrowed; both NULL: the server speaks without TLS. */
struct certificate {
    const char *path; /* the certificate, and those that lead from it to an authority's */
    const char *key;
    SSL_CTX *context; /* for new connections; NULL: without TLS, or not loaded yet */
};

/* Takes the files as they are now, for connections to come. FAQBOT_INVALID: one without the other, or they
 * cannot be read or do not belong together; everything stays as it was. */
void certificate_load(struct certificate *certificate, struct faqbot_fault *fault);

/* Connections that use it keep it to their end. */
void certificate_free(struct certificate *certificate);

#define TRANSPORT_AGAIN (-1)  /* nothing can be done before `wants` comes true */
#define TRANSPORT_BROKEN (-2) /* nothing can be done ever again */

struct transport {
    int descriptor; /* a socket, the transport's own; -1: none */
    SSL *tls;       /* NULL: in the clear */
    int wants; /* after TRANSPORT_AGAIN UV_READABLE or UV_WRITABLE; through TLS, reading may wait to write */
};

/* Takes over a connected socket. `context` NULL: in the clear. False: no memory, and the socket is closed. */
bool transport_open(struct transport *transport, int descriptor, SSL_CTX *context);

/* Gives the number of bytes read; 0: the other side has ended; TRANSPORT_AGAIN; TRANSPORT_BROKEN. The first
 * reads of TLS make its handshake. */
ssize_t transport_read(struct transport *transport, void *bytes, size_t size);

/* Writes two pieces one after the other. Gives the number of bytes written, at least 1; TRANSPORT_AGAIN;
 * TRANSPORT_BROKEN. */
ssize_t transport_write(struct transport *transport, const void *first, size_t first_size, const void *second,
                        size_t second_size);

/* Whether TLS's handshake is over, where there is TLS. */
bool transport_is_ready(const struct transport *transport);

/* Whether bytes are ready that the socket will not announce: TLS reads records, not bytes. */
bool transport_has_more(const struct transport *transport);

/* Waits for `events` of libuv's, where it does not do so already; 0: for none. False: it cannot be. */
bool transport_wait(uv_poll_t *poll, int *events, int wanted, uv_poll_cb on_event);

/* Says that nothing more will be written. */
void transport_end(struct transport *transport);

/* Gives the socket, which is in the clear, to the caller. */
int transport_detach(struct transport *transport);

/* May be called twice. */
void transport_close(struct transport *transport);

/* -- http_parse.c -------------------------------------------------------------------------------------------
 * One HTTP/1.1 request; pure functions. */

#define METHOD_TABLE(X) X(GET) X(HEAD) X(POST) X(PUT) X(PATCH) X(DELETE) X(OPTIONS) X(TRACE) X(CONNECT)
#define METHOD_ENUM(method) REQUEST_##method,
enum request_method { METHOD_TABLE(METHOD_ENUM) };

/* The headers that this server acts on, and whether each may stand in several lines, which then are one list.
 * All others are checked for their form and dropped. */
#define HEADER_TABLE(X)                                                                                      \
    X(HOST, "host", false)                                                                                   \
    X(ORIGIN, "origin", false)                                                                               \
    X(CONNECTION, "connection", true)                                                                        \
    X(UPGRADE, "upgrade", true)                                                                              \
    X(EXPECT, "expect", true)                                                                                \
    X(CONTENT_LENGTH, "content-length", false)                                                               \
    X(TRANSFER_ENCODING, "transfer-encoding", true)                                                          \
    X(FORWARDED_FOR, "x-forwarded-for", true)                                                                \
    X(ACCEPT_ENCODING, "accept-encoding", true)                                                              \
    X(IF_NONE_MATCH, "if-none-match", true)                                                                  \
    X(KEY, "sec-websocket-key", false)                                                                       \
    X(VERSION, "sec-websocket-version", false)                                                               \
    X(PROTOCOL, "sec-websocket-protocol", true)
#define HEADER_ENUM(header, name, is_list) REQUEST_##header,
enum request_header { HEADER_TABLE(HEADER_ENUM) REQUEST_HEADERS };

/* How a request that cannot be served is answered. */
struct request_refusal {
    unsigned status;
    const char *code;     /* of the protocol, see PROTOCOL.md */
    const char *sentence; /* for a person */
    const char *extra;    /* whole header lines with their line breaks; NULL: none */
};

struct request {
    enum request_method method;
    bool is_http_1_0;
    struct faqbot_view path;  /* percent-decoded; starts with a slash, and may hold any byte */
    struct faqbot_view query; /* what follows the question mark, as it came; see parameter_read() */
    /* Without surrounding white space; the lines of a list are joined by ", ". NULL bytes: there is no such
     * header. */
    struct faqbot_view headers[REQUEST_HEADERS];
    bool lacks_length;     /* the method has a body, and the request does not say how long it is */
    size_t content_length; /* of the body, LIMITS_BODY_DISCARDED_BYTES + 1 at most; 0: there is none */
};

/* How many of the bytes are a request's head with its empty line, or are enough of it to be refused; 0: more
 * must come. The first `seen` bytes have been looked at before. */
size_t request_head_size(const char *bytes, size_t size, size_t seen);

/* Reads a whole head. Values are views of `head`, or of `room`, in which values are decoded or joined; a room
 * as large as the head is always enough. NULL: `request` is filled; otherwise what is wrong with it, a
 * constant. */
const struct request_refusal *request_parse(struct faqbot_view head, char *room, size_t room_size,
                                            struct request *request);

/* Why a head longer than LIMITS_HEAD_BYTES is refused: for its address or for its headers. */
const struct request_refusal *request_too_long(struct faqbot_view beginning);

/* Whether a comma-separated header has the word in any case; the second heeds the case. */
bool request_has_word(const struct request *request, enum request_header header, const char *word);
bool request_has_member(const struct request *request, enum request_header header, const char *member);

/* Whether the connection stays open after the answer (RFC 9112, section 9.3). */
bool request_keeps_connection(const struct request *request);

/* Decodes %XX and, where `is_form`, + for a space, into `bytes`. Gives the size; SIZE_MAX: a percent sign
 * without two hexadecimal digits, or more than `capacity` bytes. */
size_t request_decode(struct faqbot_view text, bool is_form, char *bytes, size_t capacity);

struct parameter {
    char bytes[LIMITS_TARGET_BYTES];
    struct faqbot_view value; /* NULL bytes: there is no such parameter */
};

/* Finds `name` among the parameters of the request's address and decodes it as the URL standard decodes
 * forms. Of several the first counts. */
void parameter_read(const struct request *request, const char *name, struct parameter *parameter);

/* -- assets.c -----------------------------------------------------------------------------------------------
 * The page's frame and what belongs to it, which are parts of the program. */

#define ASSET_COUNT_MAX 3
#define ASSET_HASH_BYTES 17
#define ASSET_FRAME_BYTES 4096

struct asset {
    const char *path;            /* where it is served */
    const char *type;            /* Content-Type */
    struct faqbot_view body;     /* static */
    struct faqbot_view packed;   /* the same, gzipped when the program was built */
    char hash[ASSET_HASH_BYTES]; /* of the content */
};

struct assets {
    struct asset assets[ASSET_COUNT_MAX];
    size_t count;
    /* web/index.html with `?v=HASH` on the addresses of assets: see faqbot_page_render() */
    struct faqbot_view frame;
    char frame_bytes[ASSET_FRAME_BYTES];
    char frame_hash[ASSET_HASH_BYTES];
};

/* Fills `assets`, which must not be moved afterwards. */
void assets_fill(struct assets *assets);

/* The asset served at `path`; NULL: there is none. */
const struct asset *assets_find(const struct assets *assets, struct faqbot_view path);

/* Whether an Accept-Encoding header allows gzip (RFC 9110, section 12.5.3). One that does not name it does
 * not. */
bool assets_accept_gzip(struct faqbot_view accepted);

#endif
