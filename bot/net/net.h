/* net/net.h - what the server needs of the network and what could serve any other server: reading a request's
 * head, telling who is asking, counting what an address may ask, listening, and bytes with or without TLS.
 *
 * One section per .c file. Nothing here knows a connection, a bot or an option's default: the caller brings
 * the clock, the lists of who is trusted and the loop. So each file can be read alone, and tested without a
 * server. Nothing logs either: what fails says so in a fault, or by what it returns. */
#ifndef NET_NET_H
#define NET_NET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/types.h>

#include <openssl/ssl.h>
#include <uv.h>

#include <faqbot.h>

#include "util/util.h"

/* -- words.c ------------------------------------------------------------------------------------------------
 * Words, numbers and schemes, as headers and options have them. */

/* A list of NUL-terminated texts, borrowed. */
struct name_list {
    const char *const *texts;
    size_t count;
};

/* Whether the view holds exactly this word, ASCII letters of either case taken for the same. */
bool word_equals(struct faqbot_view view, const char *expected);

/* Whether `is_allowed` says yes to each byte. */
bool bytes_are_all(struct faqbot_view text, bool is_allowed(char byte));

/* Splits the text at the first separator, which is dropped. False: there is none, and nothing changes. */
bool text_split(struct faqbot_view *text, const char *separator, struct faqbot_view *front);

/* Takes the first member off a comma-separated list (RFC 9110, section 5.6.1), without the white space around
 * it. False: the list is at its end, which is where its bytes are NULL. */
bool list_take(struct faqbot_view *list, struct faqbot_view *member);

/* Takes "http://" or "https://" off the front, in whatever case. False: it is neither, or nothing follows. */
bool scheme_take(struct faqbot_view *text, bool *is_secure);

/* Reads a number of digits alone. False: there are none, something else is among them, or it is above `most`;
 * *number is undefined then. */
bool digits_read(struct faqbot_view text, unsigned most, unsigned *number);

/* Fills `fault` as FAQBOT_INVALID with a printf-like sentence that blames an option, by its name on the
 * command line and by which of its values it is (from 1). Like everything that takes a fault as its last
 * argument, callers look at fault->status first: the first error wins. */
void fault_option(struct faqbot_fault *fault, const char *option, size_t number, const char *sentence, ...)
    __attribute__((format(printf, 4, 5)));

/* -- ip_table.c ---------------------------------------------------------------------------------------------
 * What the limits are counted with. Times are microseconds of the caller's clock, which never goes back. */

/* A place in a timeout list; part of the memory of its owner. Zeroed: in no list. */
struct timeout {
    struct list_node node;           /* first, so that its address is the whole's */
    const struct timeout_list *list; /* NULL: in none */
    void *owner;
    uint64_t since; /* when it was added */
};

/* Things in the order of time: the first has been there longest. One such list and one timer serve everybody.
 * A timer per connection would do as well, were it not that libwebsockets sorts its timers by walking past
 * all others. Zeroed: empty. It must not move in memory while anything is in it. */
struct timeout_list {
    struct list_node nodes;
};

/* Adds to the end of the list, after taking it out of the list that it is in, if any, even this one. */
void timeout_list_add(struct timeout_list *list, struct timeout *timeout, void *owner, uint64_t now);

/* Allowed where it is in none. */
void timeout_list_remove(struct timeout *timeout);

/* The owner of the first; NULL: the list is empty. */
void *timeout_list_first(const struct timeout_list *list);

/* The same of the one after `timeout`, which is in the list. */
void *timeout_list_next(const struct timeout *timeout);

/* The owner of the first, if it has been there for so long; otherwise NULL. */
void *timeout_list_expired(const struct timeout_list *list, uint64_t now, uint64_t microseconds);

/* A token bucket, kept as the moment at which it will be full again: the generic cell rate algorithm of ITU-T
 * I.371. So no timer has to fill it, and a full one can be forgotten. Zeroed: full. */
struct rate_limiter {
    uint64_t full_at;
};

/* What a full one holds: a minute's worth, whatever an ask costs. */
#define RATE_LIMITER_MICROSECONDS UINT64_C(60000000)

/* What the clock of a limiter for an hour is slower by. */
#define RATE_LIMITER_HOUR 60

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
    struct rate_limiter handovers;   /* by a clock on which an hour is a minute */
    unsigned connections;
    struct timeout gone_since; /* in `gone` */
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

/* What one client can be told apart by: an IPv4 address, or the first 64 bits of an IPv6 address, since a
 * client that has one of those addresses has them all. */
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
bool origin_host_is_ours(const struct name_list *hosts, const struct listen_address *address,
                         struct faqbot_view host);

/* Whether a page from `origin` may ask: it is the page that `host` serves, or one of `origins`. "null" may
 * not, unless it is listed. */
bool origin_is_welcome(const struct name_list *origins, struct faqbot_view origin, struct faqbot_view host,
                       enum origin_scheme scheme);

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

/* -- relay.c ------------------------------------------------------------------------------------------------
 * Bytes between a transport and a socket pair, in both directions at the pace of the slower side. */

struct relay_owner {
    struct relay **place; /* is the relay for as long as it lasts, and NULL before and afterwards */
    void (*written)(void *user, int descriptor); /* something has just been written to the other end */
    void (*ended)(void *user);                   /* all is closed, after relay_finish() */
    void *user;
};

/* Carries bytes between a transport, which becomes the relay's, and a socket whose other end, *descriptor,
 * becomes the caller's. The relay ends by itself, with either side; `relays` are those that are under way.
 * NULL: it cannot be, and the transport is closed. */
struct relay *relay_new(uv_loop_t *loop, struct timeout_list *relays, struct transport *transport,
                        const struct relay_owner *owner, int *descriptor);

/* Begins to carry, once the owner has the other end, or has closed it. The relay may have ended by the time
 * that this returns. */
void relay_run(struct relay *relay);

/* The owner has closed the other end, or is about to. What was written there still goes out, but for no
 * longer than this; then, or when the client has it all, `ended` is called. */
void relay_finish(struct relay *relay, unsigned milliseconds);

/* Ends all of them at once. */
void relay_stop_all(struct timeout_list *relays);

/* -- http_parse.c -------------------------------------------------------------------------------------------
 * One HTTP/1.1 request; pure functions. */

/* A request's head. RFC 9112, section 3 asks for lines of 8000 bytes at least; a question of 2000 characters
 * takes up to 24000 in an address, and leaves some for the path and a context. */
#define LIMITS_HEAD_BYTES 32768
#define LIMITS_TARGET_BYTES 24576
#define LIMITS_HEADERS 100

/* A body may be as long as a message. A longer one is refused by its stated length; up to this size it is
 * first read and thrown away, because closing on a client that is still sending may lose the answer. */
#define LIMITS_BODY_DISCARDED_BYTES 1048576

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
    X(ACCEPT_LANGUAGE, "accept-language", true)                                                              \
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

/* Refusals are constants of the file that finds them. */
#define REQUEST_REFUSAL(name, status, code, sentence)                                                        \
    static const struct request_refusal name = {status, code, sentence, NULL}

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

/* Whether a comma-separated header has the word in any case; the second respects case. */
bool request_has_word(const struct request *request, enum request_header header, const char *word);
bool request_has_member(const struct request *request, enum request_header header, const char *member);

/* Whether the connection stays open after the answer (RFC 9112, section 9.3). */
bool request_keeps_connection(const struct request *request);

struct parameter {
    char bytes[LIMITS_TARGET_BYTES];
    struct faqbot_view value; /* NULL bytes: there is no such parameter */
};

/* Finds `name` among the parameters of the request's address and decodes it as the URL standard decodes
 * forms. Of several the first counts. */
void parameter_read(const struct request *request, const char *name, struct parameter *parameter);

/* -- digest.c ----------------------------------------------------------------------------------------------
 * Digests of what is to be recognised again and not to be read (FIPS 180-4). */

#define DIGEST_BYTES 32

void digest_sha256(struct faqbot_view data, unsigned char digest[DIGEST_BYTES]);

/* HMAC (RFC 2104) with SHA-256. False: no memory. */
bool digest_hmac(struct faqbot_view key, struct faqbot_view data, unsigned char digest[DIGEST_BYTES]);

#endif
