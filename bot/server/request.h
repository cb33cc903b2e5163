/* request.h - one HTTP/1.1 request, read to the letter of RFC 9112, as a pure function of its bytes.
 *
 * Every byte that a stranger sends as HTTP is read here and nowhere else. What could be understood in two ways is
 * refused: whoever stands between the visitor and us, a proxy first of all, must not have understood another request
 * than we do. */
#ifndef SERVER_REQUEST_H
#define SERVER_REQUEST_H

#include <stdbool.h>
#include <stddef.h>

#include <faqbot.h>

#include "server/limits.h"

enum request_method {
    REQUEST_GET,
    REQUEST_HEAD,
    REQUEST_POST,
    REQUEST_PUT,
    REQUEST_PATCH,
    REQUEST_DELETE,
    REQUEST_OPTIONS,
    REQUEST_TRACE,
    REQUEST_CONNECT
};

/* The headers that mean something to this server. All others are checked for their form and dropped. */
enum request_header {
    REQUEST_HOST,
    REQUEST_ORIGIN,
    REQUEST_CONNECTION,
    REQUEST_UPGRADE,
    REQUEST_EXPECT,
    REQUEST_CONTENT_LENGTH,
    REQUEST_TRANSFER_ENCODING,
    REQUEST_FORWARDED_FOR, /* X-Forwarded-For */
    REQUEST_ACCEPT_ENCODING,
    REQUEST_IF_NONE_MATCH,
    REQUEST_KEY,      /* Sec-WebSocket-Key */
    REQUEST_VERSION,  /* Sec-WebSocket-Version */
    REQUEST_PROTOCOL, /* Sec-WebSocket-Protocol */
    REQUEST_HEADERS
};

/* A request that cannot be served, as it is told to the visitor. */
struct request_refusal {
    unsigned status;
    const char *code;     /* of the protocol, see PROTOCOL.md */
    const char *sentence; /* for a person */
    const char *extra;    /* whole header lines, with their line breaks; NULL: none */
};

struct request {
    enum request_method method;
    bool is_http_1_0;
    struct faqbot_view path;  /* percent-decoded; it begins with a slash, and may hold any byte */
    struct faqbot_view query; /* what stands behind the question mark, as it came; parameter.h reads it */
    /* Without the white space at its ends; a list's lines are joined by ", ". NULL bytes: there is no such header. */
    struct faqbot_view headers[REQUEST_HEADERS];
    bool lacks_length; /* its method has a body, of which it does not say how long it is */
    /* of the body; 0: there is none. Never more than LIMITS_BODY_DISCARDED_BYTES + 1 */
    size_t content_length;
};

/* How many of the bytes are a request's head, its empty line included, or are enough of it to be refused; 0: more must
 * come. `seen` bytes were looked at before, and were not. */
size_t request_head_size(const char *bytes, size_t size, size_t seen);

/* Reads a head, all of whose bytes are there. Values are views of `head` or of `room`, in which what has to be decoded
 * or joined is written; a room as large as the head is always enough. NULL: `request` is filled. Otherwise what is
 * wrong with it, a constant. */
const struct request_refusal *request_parse(struct faqbot_view head, char *room, size_t room_size,
                                            struct request *request);

/* Why a head that is longer than LIMITS_HEAD_BYTES is refused: for its target or for its headers. */
const struct request_refusal *request_too_long(struct faqbot_view beginning);

/* Whether a header that is a list of words with commas has the word, in whatever case. */
bool request_has_word(const struct request *request, enum request_header header, const char *word);

/* The same with its case. */
bool request_has_member(const struct request *request, enum request_header header, const char *member);

/* Whether a value is the word, in whatever case. */
bool request_is_word(struct faqbot_view value, const char *word);

/* Whether the connection is to be kept after the answer (RFC 9112, 9.3). */
bool request_keeps_connection(const struct request *request);

/* Writes `text`, in which %XX stands for a byte and, where `is_form`, + for a space, to `bytes`. Gives the size;
 * SIZE_MAX: a percent sign without two digits, or more than `capacity` bytes. */
size_t request_decode(struct faqbot_view text, bool is_form, char *bytes, size_t capacity);

#endif
