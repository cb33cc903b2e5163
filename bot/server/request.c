/* request.c - one HTTP/1.1 request, read to the letter of RFC 9112.
 *
 * libwebsockets 4.1.6 has a reader of its own, which strangers can deceive: it drops the line behind a header whose
 * name is the beginning of a name that it knows, takes a %0A in an address for the end of its line, and loses its place
 * at a folded line, a bare CR or a space before a colon. So it is never given a stranger's HTTP: what it gets is one
 * handshake, written by handshake.c. What is here is deliberately narrow: no folding, no chunked body, no trailer. */
#include "server/request.h"

#include <stdint.h>
#include <string.h>

#include "util/util.h"

#define METHOD_BYTES_MAX 16

static const struct request_refusal bad_line = {
    400, "bad_message", "the request's first line must be a method, an address and HTTP/1.1", NULL};
static const struct request_refusal bad_target = {400, "bad_message", "the request's address is malformed",
                                                  NULL};
static const struct request_refusal bad_header = {
    400, "bad_message", "a header must be a name, a colon and a value, in one line that ends in CR LF", NULL};
static const struct request_refusal bad_host = {400, "bad_message", "a request has one Host header", NULL};
static const struct request_refusal repeated = {
    400, "bad_message", "a header that can stand in a request only once stands in it twice", NULL};
static const struct request_refusal bad_version = {505, "unsupported", "only HTTP/1.1 is spoken", NULL};
static const struct request_refusal unknown_method = {501, "unsupported", "that method is not known here",
                                                      NULL};
static const struct request_refusal target_too_long = {414, "too_long", "the request's address is too long",
                                                       NULL};
static const struct request_refusal headers_too_long = {431, "too_long", "the request's headers are too long",
                                                        NULL};
static const struct request_refusal needs_length = {411, "bad_message", "a body needs its Content-Length",
                                                    NULL};
static const struct request_refusal bad_expectation = {417, "unsupported",
                                                       "only 100-continue can be expected", NULL};

static const char *const methods[] = {
    [REQUEST_GET] = "GET",         [REQUEST_HEAD] = "HEAD",   [REQUEST_POST] = "POST",
    [REQUEST_PUT] = "PUT",         [REQUEST_PATCH] = "PATCH", [REQUEST_DELETE] = "DELETE",
    [REQUEST_OPTIONS] = "OPTIONS", [REQUEST_TRACE] = "TRACE", [REQUEST_CONNECT] = "CONNECT"};

static const struct known_header {
    const char *name;
    bool is_list; /* may stand in several lines, which are one list (RFC 9110, 5.3) */
} known_headers[REQUEST_HEADERS] = {[REQUEST_HOST] = {"host", false},
                                    [REQUEST_ORIGIN] = {"origin", false},
                                    [REQUEST_CONNECTION] = {"connection", true},
                                    [REQUEST_UPGRADE] = {"upgrade", true},
                                    [REQUEST_EXPECT] = {"expect", true},
                                    [REQUEST_CONTENT_LENGTH] = {"content-length", false},
                                    [REQUEST_TRANSFER_ENCODING] = {"transfer-encoding", true},
                                    [REQUEST_FORWARDED_FOR] = {"x-forwarded-for", true},
                                    [REQUEST_ACCEPT_ENCODING] = {"accept-encoding", true},
                                    [REQUEST_IF_NONE_MATCH] = {"if-none-match", true},
                                    [REQUEST_KEY] = {"sec-websocket-key", false},
                                    [REQUEST_VERSION] = {"sec-websocket-version", false},
                                    [REQUEST_PROTOCOL] = {"sec-websocket-protocol", true}};

/* -- Characters ---------------------------------------------------------------------------------------------------- */

/* RFC 9110, 5.6.2. */
static bool is_token(char letter)
{
    return ascii_is_alnum(letter) || (letter != '\0' && strchr("!#$%&'*+-.^_`|~", letter) != NULL);
}

static bool is_control(char letter)
{
    return (unsigned char)letter < 0x20 || letter == 0x7f;
}

static bool is_blank(char letter)
{
    return letter == ' ' || letter == '\t';
}

static struct faqbot_view trimmed(struct faqbot_view text)
{
    while (text.size > 0 && is_blank(text.bytes[0])) {
        text.bytes++;
        text.size--;
    }
    while (text.size > 0 && is_blank(text.bytes[text.size - 1])) {
        text.size--;
    }
    return text;
}

/* Takes what stands before the separator off the text, and the separator. False: there is none. */
static bool take_until(struct faqbot_view *text, const char *separator, struct faqbot_view *taken)
{
    size_t size = strlen(separator);
    for (size_t i = 0; i + size <= text->size; i++) {
        if (memcmp(text->bytes + i, separator, size) == 0) {
            *taken = (struct faqbot_view){text->bytes, i};
            *text = (struct faqbot_view){text->bytes + i + size, text->size - i - size};
            return true;
        }
    }
    return false;
}

bool request_is_word(struct faqbot_view value, const char *word)
{
    return ascii_equals(value, (struct faqbot_view){word, strlen(word)});
}

/* -- Where a head ends --------------------------------------------------------------------------------------------- */

/* A control character that is no part of a line break will be refused, so nobody needs to wait for the rest. */
size_t request_head_size(const char *bytes, size_t size, size_t seen)
{
    for (size_t i = seen > 3 ? seen - 3 : 0; i < size; i++) {
        bool is_break = bytes[i] == '\n' && i > 0 && bytes[i - 1] == '\r';
        if (is_break && (i == 1 || (i > 2 && memcmp(bytes + i - 3, "\r\n\r\n", 4) == 0))) {
            return i + 1;
        }
        bool is_lone_cr = i > 0 && bytes[i - 1] == '\r' && bytes[i] != '\n';
        if (is_lone_cr || (is_control(bytes[i]) && !is_break && bytes[i] != '\r' && bytes[i] != '\t')) {
            return i + 1;
        }
    }
    return 0;
}

const struct request_refusal *request_too_long(struct faqbot_view beginning)
{
    struct faqbot_view line;
    return take_until(&beginning, "\r\n", &line) ? &headers_too_long : &target_too_long;
}

/* -- The first line ------------------------------------------------------------------------------------------------ */

static const struct request_refusal *read_method(struct faqbot_view text, enum request_method *method)
{
    for (size_t i = 0; i < text.size; i++) {
        if (!is_token(text.bytes[i])) {
            return &bad_line;
        }
    }
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        if (text.size == strlen(methods[i]) && memcmp(text.bytes, methods[i], text.size) == 0) {
            *method = (enum request_method)i;
            return NULL;
        }
    }
    return text.size > 0 && text.size <= METHOD_BYTES_MAX ? &unknown_method : &bad_line;
}

static int hex_value(char letter)
{
    if (ascii_is_digit(letter)) {
        return letter - '0';
    }
    char lower = ascii_lower(letter);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

size_t request_decode(struct faqbot_view text, bool is_form, char *bytes, size_t capacity)
{
    size_t size = 0;
    for (size_t i = 0; i < text.size; i++) {
        char letter = text.bytes[i];
        if (letter == '%') {
            int high = text.size - i > 2 ? hex_value(text.bytes[i + 1]) : -1;
            int low = text.size - i > 2 ? hex_value(text.bytes[i + 2]) : -1;
            if (high < 0 || low < 0) {
                return SIZE_MAX;
            }
            letter = (char)(high * 16 + low);
            i += 2;
        } else if (letter == '+' && is_form) {
            letter = ' ';
        }
        if (size == capacity) {
            return SIZE_MAX;
        }
        bytes[size++] = letter;
    }
    return size;
}

/* The absolute form names the host too, which then counts for more than the Host header (RFC 9112, 3.2.2). */
static struct faqbot_view take_authority(struct faqbot_view *target)
{
    static const char *const schemes[] = {"http://", "https://"};
    struct faqbot_view authority = {NULL, 0};
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++) {
        size_t skip = strlen(schemes[i]);
        if (target->size > skip && ascii_compare(target->bytes, schemes[i], skip) == 0) {
            size_t end = skip;
            while (end < target->size && target->bytes[end] != '/' && target->bytes[end] != '?') {
                end++;
            }
            authority = (struct faqbot_view){target->bytes + skip, end - skip};
            *target = (struct faqbot_view){target->bytes + end, target->size - end};
            return authority;
        }
    }
    return authority;
}

/* Where values are written that do not stand in the head as they are meant. It never grows, so they stay in place. */
struct room {
    char *bytes;
    size_t size;
    size_t capacity;
};

static bool append(struct room *room, struct faqbot_view text)
{
    if (text.size > room->capacity - room->size) {
        return false;
    }
    if (text.size > 0) {
        memcpy(room->bytes + room->size, text.bytes, text.size);
    }
    room->size += text.size;
    return true;
}

static const struct request_refusal *read_path(struct faqbot_view path, struct room *room,
                                               struct request *request)
{
    char *bytes = room->bytes + room->size;
    size_t size = request_decode(path, false, bytes, room->capacity - room->size);
    if (size == 0 || size == SIZE_MAX || path.bytes[0] != '/') {
        return &bad_target;
    }
    room->size += size;
    request->path = (struct faqbot_view){bytes, size};
    return NULL;
}

/* Bytes beyond ASCII should be percent-encoded, and often are not; they mean but one thing. */
static bool is_target(struct faqbot_view target)
{
    for (size_t i = 0; i < target.size; i++) {
        if (is_control(target.bytes[i])) {
            return false;
        }
    }
    return target.size > 0;
}

static const struct request_refusal *read_target(struct faqbot_view target, struct room *room,
                                                 struct request *request)
{
    static const char slash[] = "/";
    bool is_server = request->method == REQUEST_OPTIONS && target.size == 1 && target.bytes[0] == '*';
    if (target.size > LIMITS_TARGET_BYTES) {
        return &target_too_long;
    }
    if (!is_target(target)) {
        return &bad_target;
    }
    if (is_server || request->method == REQUEST_CONNECT) {
        target = (struct faqbot_view){slash, 1}; /* which takes neither method, and so it is told */
    }
    request->headers[REQUEST_HOST] = take_authority(&target);
    size_t end = 0;
    while (end < target.size && target.bytes[end] != '?' && target.bytes[end] != '#') {
        end++;
    }
    if (end < target.size && target.bytes[end] == '?') {
        const char *behind = target.bytes + end + 1;
        const char *hash = memchr(behind, '#', target.size - end - 1);
        request->query =
            (struct faqbot_view){behind, hash == NULL ? target.size - end - 1 : (size_t)(hash - behind)};
    }
    bool is_root = end == 0 && request->headers[REQUEST_HOST].bytes != NULL; /* http://name */
    return read_path(is_root ? (struct faqbot_view){slash, 1} : (struct faqbot_view){target.bytes, end}, room,
                     request);
}

static const struct request_refusal *read_first_line(struct faqbot_view line, struct room *room,
                                                     struct request *request)
{
    struct faqbot_view method;
    struct faqbot_view target;
    if (!take_until(&line, " ", &method) || !take_until(&line, " ", &target) || line.size != 8 ||
        memcmp(line.bytes, "HTTP/", 5) != 0 || !ascii_is_digit(line.bytes[5]) || line.bytes[6] != '.' ||
        !ascii_is_digit(line.bytes[7])) {
        return &bad_line;
    }
    if (line.bytes[5] != '1') {
        return &bad_version;
    }
    request->is_http_1_0 = line.bytes[7] == '0';
    const struct request_refusal *refusal = read_method(method, &request->method);
    return refusal != NULL ? refusal : read_target(target, room, request);
}

/* -- Headers ------------------------------------------------------------------------------------------------------- */

struct header_line {
    enum request_header header; /* REQUEST_HEADERS: one that means nothing here */
    struct faqbot_view value;
};

struct header_lines {
    struct header_line lines[LIMITS_HEADERS];
    size_t count;
};

static bool read_header(struct faqbot_view line, struct header_line *header)
{
    struct faqbot_view name;
    if (!take_until(&line, ":", &name) || name.size == 0) {
        return false;
    }
    for (size_t i = 0; i < name.size; i++) {
        if (!is_token(name.bytes[i])) {
            return false; /* a space before the colon, and the beginning of a folded line, are among them */
        }
    }
    for (size_t i = 0; i < line.size; i++) {
        if (is_control(line.bytes[i]) && line.bytes[i] != '\t') {
            return false;
        }
    }
    *header = (struct header_line){REQUEST_HEADERS, trimmed(line)};
    for (size_t i = 0; i < REQUEST_HEADERS; i++) {
        if (request_is_word(name, known_headers[i].name)) {
            header->header = (enum request_header)i;
        }
    }
    return true;
}

/* A header in one line is a view of the head; of several lines one is made in the room. */
static const struct request_refusal *join(const struct header_lines *lines, enum request_header header,
                                          struct room *room, struct faqbot_view *value)
{
    static const struct faqbot_view comma = {", ", 2};
    size_t start = room->size;
    size_t found = 0;
    for (size_t i = 0; i < lines->count; i++) {
        const struct header_line *line = &lines->lines[i];
        if (line->header != header) {
            continue;
        }
        if (++found == 1) {
            *value = line->value;
            continue;
        }
        if (!known_headers[header].is_list) {
            return header == REQUEST_HOST ? &bad_host : &repeated;
        }
        if ((found == 2 && !append(room, *value)) || !append(room, comma) || !append(room, line->value)) {
            return &headers_too_long;
        }
        *value = (struct faqbot_view){room->bytes + start, room->size - start};
    }
    return NULL;
}

static const struct request_refusal *read_headers(struct faqbot_view text, struct room *room,
                                                  struct request *request)
{
    struct header_lines lines = {.count = 0};
    struct faqbot_view line;
    for (;;) {
        if (!take_until(&text, "\r\n", &line)) {
            return &bad_header; /* the head was cut off where it went wrong */
        }
        if (line.size == 0) {
            break;
        }
        if (lines.count == LIMITS_HEADERS) {
            return &headers_too_long;
        }
        if (!read_header(line, &lines.lines[lines.count++])) {
            return &bad_header;
        }
    }
    struct faqbot_view authority = request->headers[REQUEST_HOST];
    request->headers[REQUEST_HOST] = (struct faqbot_view){NULL, 0};
    const struct request_refusal *refusal = NULL;
    for (size_t i = 0; i < REQUEST_HEADERS && refusal == NULL; i++) {
        refusal = join(&lines, (enum request_header)i, room, &request->headers[i]);
    }
    if (refusal == NULL && authority.bytes != NULL) {
        refusal = request->headers[REQUEST_HOST].bytes == NULL ? &bad_host : NULL;
        request->headers[REQUEST_HOST] = authority;
    }
    return refusal;
}

/* -- What the headers mean ----------------------------------------------------------------------------------------- */

static const struct request_refusal *read_length(struct request *request)
{
    struct faqbot_view digits = request->headers[REQUEST_CONTENT_LENGTH];
    request->lacks_length =
        digits.bytes == NULL && (request->method == REQUEST_POST || request->method == REQUEST_PUT ||
                                 request->method == REQUEST_PATCH);
    if (request->headers[REQUEST_TRANSFER_ENCODING].bytes != NULL) {
        return &needs_length;
    }
    if (digits.bytes == NULL) {
        return NULL;
    }
    if (digits.size == 0) {
        return &needs_length;
    }
    for (size_t i = 0; i < digits.size; i++) {
        if (!ascii_is_digit(digits.bytes[i])) {
            return &needs_length;
        }
        request->content_length = request->content_length * 10 + (size_t)(digits.bytes[i] - '0');
        if (request->content_length > LIMITS_BODY_DISCARDED_BYTES) {
            request->content_length = LIMITS_BODY_DISCARDED_BYTES + 1;
        }
    }
    return NULL;
}

static const struct request_refusal *read_expectation(const struct request *request)
{
    struct faqbot_view expectation = request->headers[REQUEST_EXPECT];
    return expectation.bytes == NULL || request_is_word(expectation, "100-continue") ? NULL
                                                                                     : &bad_expectation;
}

const struct request_refusal *request_parse(struct faqbot_view head, char *room_bytes, size_t room_size,
                                            struct request *request)
{
    struct room room = {.bytes = room_bytes, .capacity = room_size};
    struct request read = {.method = REQUEST_GET};
    struct faqbot_view line;
    const struct request_refusal *refusal =
        take_until(&head, "\r\n", &line) ? read_first_line(line, &room, &read) : &bad_line;
    if (refusal == NULL) {
        refusal = read_headers(head, &room, &read);
    }
    if (refusal == NULL) {
        refusal = read_length(&read);
    }
    if (refusal == NULL) {
        refusal = read_expectation(&read);
    }
    if (refusal == NULL) {
        *request = read;
    }
    return refusal;
}

static bool is_member(struct faqbot_view value, const char *member)
{
    return value.size == strlen(member) && memcmp(value.bytes, member, value.size) == 0;
}

static bool list_has(struct faqbot_view list, const char *word,
                     bool is_same(struct faqbot_view, const char *))
{
    struct faqbot_view member;
    while (take_until(&list, ",", &member)) {
        if (is_same(trimmed(member), word)) {
            return true;
        }
    }
    return is_same(trimmed(list), word);
}

bool request_has_word(const struct request *request, enum request_header header, const char *word)
{
    return list_has(request->headers[header], word, request_is_word);
}

bool request_has_member(const struct request *request, enum request_header header, const char *member)
{
    return list_has(request->headers[header], member, is_member);
}

bool request_keeps_connection(const struct request *request)
{
    return request->is_http_1_0 ? request_has_word(request, REQUEST_CONNECTION, "keep-alive")
                                : !request_has_word(request, REQUEST_CONNECTION, "close");
}
