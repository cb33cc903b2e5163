/* net/http_parse.c - one HTTP/1.1 request, read to the letter of RFC 9112, as a pure function of its bytes.
 *
 * Every byte that a stranger sends as HTTP is read here and nowhere else. Whatever could be understood in two
 * ways is refused, because a proxy in front of us must not have understood a different request than we do:
 * that is how requests are smuggled past it. So a line ends in CR LF and nothing else, a name is followed by
 * its colon, a header that may stand once stands once, and a body has one length.
 *
 * libwebsockets 4.1.6 has a reader of its own, which strangers can deceive. It drops the line after a header
 * whose name is a prefix of a name it knows, takes a %0A in an address for the end of the line, and loses its
 * place at a folded line, a bare CR or a space before a colon. So it never sees a stranger's HTTP: all it
 * gets is one handshake, written by ws_handshake.c.
 *
 * The reader is deliberately narrow: no folding, no chunked bodies, no trailers. No client of ours needs
 * them, and each has been a way in somewhere. It allocates nothing; the caller gives it room for what has to
 * be decoded or joined, which is never more than the head itself. tests/fuzz/request_head.c feeds it bytes at
 * random. */
#include "net/net.h"

#include <string.h>

#define METHOD_BYTES_MAX 16

REQUEST_REFUSAL(bad_line, 400, "bad_message",
                "the request's first line must be a method, an address and HTTP/1.1");
REQUEST_REFUSAL(bad_target, 400, "bad_message", "the request's address is malformed");
REQUEST_REFUSAL(bad_header, 400, "bad_message",
                "a header must be a name, a colon and a value, in one line that ends in CR LF");
REQUEST_REFUSAL(bad_host, 400, "bad_message", "a request has one Host header");
REQUEST_REFUSAL(repeated, 400, "bad_message",
                "a header that can stand in a request only once stands in it twice");
REQUEST_REFUSAL(bad_version, 505, "unsupported", "only HTTP/1.1 is spoken");
REQUEST_REFUSAL(unknown_method, 501, "unsupported", "that method is not known here");
REQUEST_REFUSAL(target_too_long, 414, "too_long", "the request's address is too long");
REQUEST_REFUSAL(headers_too_long, 431, "too_long", "the request's headers are too long");
REQUEST_REFUSAL(needs_length, 411, "bad_message", "a body needs its Content-Length");
REQUEST_REFUSAL(bad_expectation, 417, "unsupported", "only 100-continue can be expected");

#define METHOD_NAME(method) #method,
static const char *const methods[] = {METHOD_TABLE(METHOD_NAME)};

#define HEADER_ROW(header, name, is_list) {name, is_list},
static const struct known_header {
    const char *name;
    bool is_list;
} known_headers[REQUEST_HEADERS] = {HEADER_TABLE(HEADER_ROW)};

/* -- Characters ------------------------------------------------------------------------------------------ */

/* A character of a token: RFC 9110, section 5.6.2. */
static bool is_token(char letter)
{
    return ascii_is_alnum(letter) || (letter != '\0' && strchr("!#$%&'*+-.^_`|~", letter) != NULL);
}

static bool is_control(char letter)
{
    return (unsigned char)letter < 0x20 || letter == 0x7f;
}

/* Of an address. Bytes beyond ASCII should be percent-encoded and often are not. They are let pass, since
 * they can mean only one thing. */
static bool is_target(char letter)
{
    return !is_control(letter);
}

/* Of a header's value. */
static bool is_value(char letter)
{
    return !is_control(letter) || letter == '\t';
}

/* -- Where a head ends ----------------------------------------------------------------------------------- */

/* A control character that is not part of a line break will be refused anyway, so there is no need to wait
 * for the rest. */
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

/* A client whose address is too long is told that, and not that its headers are, which it may not have sent
 * yet. */
const struct request_refusal *request_too_long(struct faqbot_view beginning)
{
    struct faqbot_view line;
    return text_split(&beginning, "\r\n", &line) ? &headers_too_long : &target_too_long;
}

/* -- The first line -------------------------------------------------------------------------------------- */

/* The first refusal wins: each step does nothing where there is one. */
struct parser {
    struct request request;
    const struct request_refusal *refusal; /* NULL: nothing is wrong so far */
    /* Values that have to be decoded or joined are written here. It never grows, so views of it stay
     * valid. */
    char *room;
    size_t room_size;
};

/* A method that nobody knows gets 501, as RFC 9110, section 9.1 wants it; something that is no method gets
 * 400. */
static void read_method(struct parser *parser, struct faqbot_view text)
{
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        if (view_equals_text(text, methods[i])) {
            parser->request.method = (enum request_method)i;
            return;
        }
    }
    bool is_method = bytes_are_all(text, is_token) && text.size > 0 && text.size <= METHOD_BYTES_MAX;
    parser->refusal = is_method ? &unknown_method : &bad_line;
}

/* Decodes %XX and, where `is_form`, + for a space, into `bytes`. Gives the size; SIZE_MAX: a percent sign
 * without two hexadecimal digits, or more than `capacity` bytes. A sequence that is not complete is refused
 * rather than taken as it stands: what comes out of it would depend on who decodes it. */
static size_t decode(struct faqbot_view text, bool is_form, char *bytes, size_t capacity)
{
    size_t size = 0;
    for (size_t i = 0; i < text.size; i++) {
        char letter = text.bytes[i];
        if (letter == '%') {
            int decoded = ascii_percent_byte(view_slice(text, i, text.size));
            if (decoded < 0) {
                return SIZE_MAX;
            }
            letter = (char)decoded;
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

/* Takes "http://HOST" off the front. The absolute form names the host as well, and then takes precedence over
 * the Host header (RFC 9112, section 3.2.2). */
static struct faqbot_view take_authority(struct faqbot_view *target)
{
    struct faqbot_view authority = *target;
    bool is_secure;
    size_t end = 0;
    if (!scheme_take(&authority, &is_secure)) {
        return (struct faqbot_view){NULL, 0};
    }
    while (end < authority.size && authority.bytes[end] != '/' && authority.bytes[end] != '?') {
        end++;
    }
    *target = (struct faqbot_view){authority.bytes + end, authority.size - end};
    return (struct faqbot_view){authority.bytes, end};
}

/* A request for the whole server (`OPTIONS *`) or for a tunnel is read as one for the root, which refuses
 * both methods in a way that can be read. */
static void read_target(struct parser *parser, struct faqbot_view target)
{
    struct request *request = &parser->request;
    bool is_server = request->method == REQUEST_OPTIONS && view_equals_text(target, "*");
    if (parser->refusal != NULL) {
        return;
    }
    if (target.size > LIMITS_TARGET_BYTES || target.size == 0 || !bytes_are_all(target, is_target)) {
        parser->refusal = target.size > LIMITS_TARGET_BYTES ? &target_too_long : &bad_target;
        return;
    }
    target = is_server || request->method == REQUEST_CONNECT ? view_of("/") : target;
    request->headers[REQUEST_HOST] = take_authority(&target);
    struct faqbot_view path = target;
    struct faqbot_view rest = target;
    if (text_split(&rest, "#", &path)) { /* a fragment is the browser's own, and should not have come */
        rest = path;
    }
    if (text_split(&rest, "?", &path)) {
        request->query = rest;
    }
    bool is_root = path.size == 0 && request->headers[REQUEST_HOST].bytes != NULL; /* http://name */
    path = is_root ? view_of("/") : path;
    size_t size = decode(path, false, parser->room, parser->room_size);
    if (path.size == 0 || path.bytes[0] != '/' || size == SIZE_MAX) {
        parser->refusal = &bad_target;
        return;
    }
    request->path = (struct faqbot_view){parser->room, size};
    parser->room += size;
    parser->room_size -= size;
}

/* One space on each side and no more. HTTP/1.0 is understood, for the sake of health checks that speak it; of
 * HTTP/2 only the name comes here, since ALPN does not offer it. */
static void read_first_line(struct parser *parser, struct faqbot_view line)
{
    struct faqbot_view method;
    struct faqbot_view target;
    if (!text_split(&line, " ", &method) || !text_split(&line, " ", &target) || line.size != 8 ||
        memcmp(line.bytes, "HTTP/", 5) != 0 || !ascii_is_digit(line.bytes[5]) || line.bytes[6] != '.' ||
        !ascii_is_digit(line.bytes[7])) {
        parser->refusal = &bad_line;
    } else if (line.bytes[5] != '1') {
        parser->refusal = &bad_version;
    } else {
        parser->request.is_http_1_0 = line.bytes[7] == '0';
        read_method(parser, method);
        read_target(parser, target);
    }
}

/* -- Headers --------------------------------------------------------------------------------------------- */

struct header_line {
    enum request_header header; /* REQUEST_HEADERS: one that nobody here asks for */
    struct faqbot_view value;
};

/* A space before the colon, and the start of a folded line, are not characters of a name either. */
static bool read_header(struct faqbot_view line, struct header_line *header)
{
    struct faqbot_view name;
    if (!text_split(&line, ":", &name) || name.size == 0 || !bytes_are_all(name, is_token) ||
        !bytes_are_all(line, is_value)) {
        return false;
    }
    *header = (struct header_line){REQUEST_HEADERS, view_trim(line)};
    for (unsigned i = 0; i < REQUEST_HEADERS; i++) {
        if (word_equals(name, known_headers[i].name)) {
            header->header = (enum request_header)i;
        }
    }
    return true;
}

/* Appends to what was joined last. */
static void append(struct parser *parser, struct faqbot_view text, struct faqbot_view *joined)
{
    if (text.size > parser->room_size) {
        parser->refusal = &headers_too_long;
    } else if (text.size > 0) {
        memcpy(parser->room, text.bytes, text.size);
        parser->room += text.size;
        parser->room_size -= text.size;
        joined->size += text.size;
    }
}

/* A header of one line is a view of the head; several lines are joined in the room. Only lists may stand in
 * several (RFC 9110, section 5.3): of two Host or Content-Length headers a proxy might believe the other
 * one. */
static void join(struct parser *parser, const struct header_line *lines, size_t count,
                 enum request_header header)
{
    struct faqbot_view *value = &parser->request.headers[header];
    size_t found = 0;
    for (size_t i = 0; i < count && parser->refusal == NULL; i++) {
        if (lines[i].header != header) {
            continue;
        }
        if (++found == 1) {
            *value = lines[i].value;
        } else if (!known_headers[header].is_list) {
            parser->refusal = header == REQUEST_HOST ? &bad_host : &repeated;
        } else {
            if (found == 2) {
                struct faqbot_view first = *value;
                *value = (struct faqbot_view){parser->room, 0};
                append(parser, first, value);
            }
            append(parser, view_of(", "), value);
            append(parser, lines[i].value, value);
        }
    }
}

/* Two passes: the lines are read in the order in which they came, so that the first thing wrong with them is
 * what the client is told; then what belongs together is joined. After the second pass the target's host, if
 * there was one, takes the place of the Host header, which has to be there all the same. */
static void read_headers(struct parser *parser, struct faqbot_view text)
{
    struct header_line lines[LIMITS_HEADERS];
    struct faqbot_view line;
    struct faqbot_view *headers = parser->request.headers;
    struct faqbot_view authority = headers[REQUEST_HOST];
    size_t count = 0;
    bool is_over = false;
    while (parser->refusal == NULL && !is_over) {
        bool has_line = text_split(&text, "\r\n", &line);
        is_over = has_line && line.size == 0;
        if (has_line && !is_over && count == LIMITS_HEADERS) {
            parser->refusal = &headers_too_long;
        } else if (!has_line || (!is_over && !read_header(line, &lines[count++]))) {
            parser->refusal =
                &bad_header; /* also where request_head_size() cut the head, as it is wrong there */
        }
    }
    headers[REQUEST_HOST] = (struct faqbot_view){NULL, 0};
    for (unsigned i = 0; i < REQUEST_HEADERS; i++) {
        join(parser, lines, count, (enum request_header)i);
    }
    if (parser->refusal == NULL && authority.bytes != NULL) {
        parser->refusal = headers[REQUEST_HOST].bytes == NULL ? &bad_host : NULL;
        headers[REQUEST_HOST] = authority;
    }
}

/* -- What the headers mean ------------------------------------------------------------------------------- */

/* Chunked bodies are not read at all: a request with both lengths is the classic way to smuggle one. A length
 * beyond what is ever read stays at one more than that, so that it cannot overflow. */
static const struct request_refusal *read_length(struct request *request)
{
    struct faqbot_view digits = request->headers[REQUEST_CONTENT_LENGTH];
    bool has_body =
        request->method == REQUEST_POST || request->method == REQUEST_PUT || request->method == REQUEST_PATCH;
    bool has_length = digits.bytes != NULL;
    request->lacks_length = has_body && !has_length;
    if (request->headers[REQUEST_TRANSFER_ENCODING].bytes != NULL ||
        (has_length && (digits.size == 0 || !bytes_are_all(digits, ascii_is_digit)))) {
        return &needs_length;
    }
    for (size_t i = 0; has_length && i < digits.size; i++) {
        size_t length = request->content_length * 10 + (size_t)(digits.bytes[i] - '0');
        request->content_length =
            length > LIMITS_BODY_DISCARDED_BYTES ? LIMITS_BODY_DISCARDED_BYTES + 1 : length;
    }
    return NULL;
}

/* `request` is filled only if all of it is good: nobody can act on half a request. */
const struct request_refusal *request_parse(struct faqbot_view head, char *room, size_t room_size,
                                            struct request *request)
{
    struct parser parser = {.room = room, .room_size = room_size};
    struct faqbot_view line;
    if (text_split(&head, "\r\n", &line)) {
        read_first_line(&parser, line);
    } else {
        parser.refusal = &bad_line;
    }
    read_headers(&parser, head);
    if (parser.refusal == NULL) {
        parser.refusal = read_length(&parser.request);
    }
    struct faqbot_view expectation = parser.request.headers[REQUEST_EXPECT];
    if (parser.refusal == NULL && expectation.bytes != NULL && !word_equals(expectation, "100-continue")) {
        parser.refusal = &bad_expectation;
    }
    if (parser.refusal == NULL) {
        *request = parser.request;
    }
    return parser.refusal;
}

/* -- What is asked of a request -------------------------------------------------------------------------- */

static bool list_has(struct faqbot_view list, const char *word,
                     bool is_same(struct faqbot_view, const char *))
{
    struct faqbot_view member;
    while (list_take(&list, &member)) {
        if (is_same(member, word)) {
            return true;
        }
    }
    return false;
}

bool request_has_word(const struct request *request, enum request_header header, const char *word)
{
    return list_has(request->headers[header], word, word_equals);
}

bool request_has_member(const struct request *request, enum request_header header, const char *member)
{
    return list_has(request->headers[header], member, view_equals_text);
}

/* HTTP/1.1 keeps a connection unless told otherwise, HTTP/1.0 closes it unless told otherwise. */
bool request_keeps_connection(const struct request *request)
{
    return request->is_http_1_0 ? request_has_word(request, REQUEST_CONNECTION, "keep-alive")
                                : !request_has_word(request, REQUEST_CONNECTION, "close");
}

/* A browser's own forms encode every percent sign, but people who type addresses do not: a value that cannot
 * be decoded is taken as it stands. */
void parameter_read(const struct request *request, const char *name, struct parameter *parameter)
{
    struct faqbot_view rest = request->query;
    struct faqbot_view field;
    size_t skip = strlen(name);
    parameter->value = view_of(NULL);
    while (rest.size > 0 && parameter->value.bytes == NULL) {
        if (!text_split(&rest, "&", &field)) {
            field = rest;
            rest.size = 0;
        }
        if (field.size > skip && view_starts_with(field, name) && field.bytes[skip] == '=') {
            struct faqbot_view text = view_slice(field, skip + 1, field.size);
            size_t size = decode(text, true, parameter->bytes, sizeof parameter->bytes);
            if (size == SIZE_MAX) {
                size = text.size < sizeof parameter->bytes ? text.size : sizeof parameter->bytes;
                memcpy(parameter->bytes, text.bytes, size);
            }
            parameter->value = view_make(parameter->bytes, size);
        }
    }
}
