/* http.c - one connection that speaks HTTP: its requests one after the other, each read whole, answered, and
 * the next.
 *
 * It knows how requests follow each other and how long each may take; who may ask and what is answered is the
 * listener's `handler`, that is routes.c or metrics.c. A request is read whole before anything of it is
 * answered, so one that comes slowly costs a buffer and no more, and the handler never has to wait for bytes.
 *
 * A connection is a state machine. Its states are in server_internal.h; step() does what the present state
 * can do without waiting, and says whether there is more to do. Functions that may end the connection return
 * false then, and their callers return at once, because the memory may be gone.
 *
 * Time is limited in each state but one: TLS's handshake, the head and the body, the answer's being read, the
 * pause between two requests. While a worker answers there is no limit, since the client is not to blame.
 *
 * A WebSocket's handshake is the last request of its connection: the socket goes on to libwebsockets, and
 * this part of the connection ends without closing it. */
#include "server/server_internal.h"

#define INPUT_BYTES_MIN 1024 /* most heads are shorter */
#define READ_BYTES 4096      /* at a time, of a body */
#define HEAD_BYTES 4096      /* of an answer; the operator's frame ancestors are the longest part */

/* How long a client that was refused because of its rate is told to wait. */
#define REFUSED_MILLISECONDS 1000

/* From the connection to the end of its answer monitoring has half of what Prometheus gives a scrape. */
#define METRICS_SECONDS 5

/* -- The answer ------------------------------------------------------------------------------------------ */

/* What a handler says is kept in http->answer until it is sent. Its head is made at the last moment, when all
 * is known that stands in it; headers that are the same on every answer come from here, so that no handler
 * can forget them. */

/* On every answer: nothing but our own script and style runs on our pages, and only those who are named may
 * frame them. */
static const char SECURITY[] =
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
    "img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors ";

static const char JSON[] = "application/json; charset=utf-8";

/* For when there is no memory for an error object. */
static const char LAST_RESORT[] =
    "{\"type\":\"error\",\"id\":null,\"code\":\"internal\",\"message\":\"the server is out of memory\","
    "\"temporary\":true,\"retry_after_ms\":1000}";

/* The phrases of RFC 9110, section 15. No program reads them, but people with curl do. */
static const char *phrase(unsigned status)
{
    static const struct {
        unsigned status;
        const char *text;
    } phrases[] = {
        {200, "OK"},
        {204, "No Content"},
        {304, "Not Modified"},
        {400, "Bad Request"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {411, "Length Required"},
        {413, "Content Too Large"},
        {414, "URI Too Long"},
        {417, "Expectation Failed"},
        {426, "Upgrade Required"},
        {429, "Too Many Requests"},
        {431, "Request Header Fields Too Large"},
        {500, "Internal Server Error"},
        {501, "Not Implemented"},
        {503, "Service Unavailable"},
        {505, "HTTP Version Not Supported"},
    };
    for (size_t i = 0; i < sizeof phrases / sizeof phrases[0]; i++) {
        if (phrases[i].status == status) {
            return phrases[i].text;
        }
    }
    return "Unknown";
}

/* The status that fits an error code of the protocol; NULL: it is no error. */
static unsigned code_status(const char *code)
{
    static const struct {
        const char *name;
        unsigned status;
    } codes[] = {
        {"bad_json", 400},     {"bad_message", 400}, {"unsupported", 400}, {"too_long", 413},
        {"rate_limited", 429}, {"not_found", 404},   {"busy", 503},        {"internal", 500},
    };
    for (size_t i = 0; code != NULL && i < sizeof codes / sizeof codes[0]; i++) {
        if (strcmp(code, codes[i].name) == 0) {
            return codes[i].status;
        }
    }
    return code == NULL ? 200 : 500;
}

/* A handler can be in doubt and answer twice; the last answer counts, as long as none of it has been sent. */
void http_respond(struct http *http, unsigned status, const char *type, struct faqbot_view body)
{
    http->answer.status = status;
    http->answer.type = type;
    http->answer.body = body;
}

/* Where the chat has no reply, there was no memory for one. */
void respond_reply(struct http *http)
{
    struct faqbot_view reply;
    struct faqbot_chat *chat = http->connection->chat;
    if (chat != NULL && faqbot_chat_next(chat, &reply)) {
        http_respond(http, code_status(faqbot_chat_error(chat)), JSON, reply);
    } else {
        http_respond(http, 503, JSON, view_of(LAST_RESORT));
    }
}

/* Errors are the protocol's, whatever the address was: a client of the API has one kind of error to
 * understand. */
void respond_error(struct http *http, unsigned status, const char *code, const char *sentence)
{
    struct connection *connection = http->connection;
    struct faqbot_view none = {NULL, 0};
    const struct faqbot_filter all = {.tags = none};
    if (connection->chat != NULL || connection_open_chat(connection, &all) == FAQBOT_OK) {
        faqbot_chat_refuse(connection->chat, none, code, sentence, status == 429 ? REFUSED_MILLISECONDS : 0);
    }
    respond_reply(http);
    http->answer.status = status;
}

void respond_refusal(struct http *http, const struct request_refusal *refusal)
{
    http->answer.extra = refusal->extra;
    respond_error(http, refusal->status, refusal->code, refusal->sentence);
}

/* If-None-Match: one of a list of tags, or `*`. Weak or strong makes no difference to a GET (RFC 9110,
 * section 13.1.2). */
static bool client_has_it(const struct http *http)
{
    struct faqbot_view tags = http->request.headers[REQUEST_IF_NONE_MATCH];
    bool is_read = http->request.method == REQUEST_GET || http->request.method == REQUEST_HEAD;
    if (!is_read || http->answer.status != 200 || http->answer.tag[0] == '\0' || tags.size == 0) {
        return false;
    }
    struct faqbot_view before;
    const char *tag = strchr(http->answer.tag, '"'); /* without W/ */
    return view_equals_text(tags, "*") || text_split(&tags, tag, &before);
}

/* Not by strftime(), whose names of days and months are the locale's. */
static void add_date(struct text *head)
{
    static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    time_t now = time(NULL);
    struct tm parts;
    gmtime_r(&now, &parts);
    text_add(head, "Date: %s, %02d %s %d %02d:%02d:%02d GMT\r\n", days[parts.tm_wday], parts.tm_mday,
             months[parts.tm_mon], parts.tm_year + 1900, parts.tm_hour, parts.tm_min, parts.tm_sec);
}

/* Whether a page may read the answer depends on the page, and caches must know that. What every page may read
 * says so also to pages that let in nothing else (Cross-Origin-Embedder-Policy). No header's value has a
 * control character in it, so the origin cannot break out of its line.
 *
 * Strict-Transport-Security counts over TLS alone, and may not be sent elsewhere (RFC 6797, sections 7.2 and
 * 8.1). Behind a proxy that does TLS it is the proxy's to send. */
static size_t write_head(const struct http *http, char bytes[HEAD_BYTES])
{
    const struct http_answer *answer = &http->answer;
    struct faqbot_view origin = http->request.headers[REQUEST_ORIGIN];
    struct text head = {.bytes = bytes, .capacity = HEAD_BYTES};
    bool has_tag = answer->tag[0] != '\0' && (answer->status == 200 || answer->status == 304);
    text_add(&head, "HTTP/1.1 %u %s\r\n", answer->status, phrase(answer->status));
    add_date(&head);
    if (answer->status != 304 && answer->status != 204) {
        text_add(&head, "Content-Type: %s\r\nContent-Length: %zu\r\n", answer->type, answer->body.size);
    }
    text_add(&head, "Cache-Control: %s\r\n",
             answer->cache != NULL ? answer->cache
             : has_tag             ? "no-cache"
                                   : "no-store");
    if (has_tag) {
        text_add(&head, "ETag: %s\r\n", answer->tag);
    }
    if (answer->allow != NULL) {
        text_add(&head, "Allow: %s\r\n", answer->allow);
    }
    if (answer->is_shared) { /* whoever asks, so that one copy does for all */
        text_add(&head, "Access-Control-Allow-Origin: *\r\nCross-Origin-Resource-Policy: cross-origin\r\n");
    } else {
        text_add(&head, "Vary: Origin\r\n");
    }
    if (!answer->is_shared && answer->is_welcome && origin.size > 0 && origin.size < LISTEN_HOST_BYTES + 16) {
        text_add(&head, "Access-Control-Allow-Origin: %.*s\r\nAccess-Control-Expose-Headers: ETag\r\n",
                 (int)origin.size, origin.bytes);
    }
    if (http->server->hsts_seconds > 0 && http->transport.tls != NULL) {
        text_add(&head, "Strict-Transport-Security: max-age=%u\r\n", http->server->hsts_seconds);
    }
    text_add(&head, "%s%s%s%s\r\n\r\n", answer->extra != NULL ? answer->extra : "",
             answer->must_close          ? "Connection: close\r\n"
             : http->request.is_http_1_0 ? "Connection: keep-alive\r\n"
                                         : "",
             SECURITY, http->server->frame_ancestors);
    assert(head.size + 1 < head.capacity); /* nothing was cut */
    return head.size;
}

/* Makes the head, and drops the body where the head leaves none. Once for each answer. False: no memory. */
static bool begin_answer(struct http *http)
{
    char bytes[HEAD_BYTES];
    struct http_answer *answer = &http->answer;
    assert(answer->status != 0);
    answer->status = client_has_it(http) ? 304 : answer->status;
    size_t size = write_head(http, bytes);
    if (answer->status == 304 || http->request.method == REQUEST_HEAD) {
        answer->body.size = 0;
    }
    answer->head_bytes = malloc(size);
    if (answer->head_bytes != NULL) {
        memcpy(answer->head_bytes, bytes, size);
        answer->head = (struct faqbot_view){answer->head_bytes, size};
    }
    return answer->head_bytes != NULL;
}

/* -- Waiting --------------------------------------------------------------------------------------------- */

/* One poll and one timer for each connection. The poll waits for what the transport wants, the timer closes a
 * connection that takes too long; which of the two comes first decides. */

static void run(struct http *http);
static bool close_http(struct http *http);

static void on_poll(uv_poll_t *poll, int status, int events)
{
    (void)events;
    if (status < 0) {
        close_http(poll->data);
    } else {
        run(poll->data);
    }
}

/* Gives false, since there is nothing to be done before.
 *
 * What is waited for is changed only where it differs, which saves a system call per request. */
static bool wait_for(struct http *http, int events)
{
    if (!transport_wait(&http->poll, &http->events, events, on_poll)) {
        close_http(http);
    }
    return false;
}

static void on_timer(uv_timer_t *timer);

static void give_time(struct http *http, uint64_t milliseconds)
{
    uv_timer_start(&http->timer, on_timer, milliseconds, 0);
}

/* Each state starts its own time limit, so a client cannot save up time in one for another. */
static void give_seconds(struct http *http, unsigned seconds)
{
    bool is_hurried = http->connection->listener->is_metrics && seconds > METRICS_SECONDS;
    give_time(http, (uint64_t)(is_hurried ? METRICS_SECONDS : seconds) * 1000);
}

/* -- The end --------------------------------------------------------------------------------------------- */

static void on_handle_closed(uv_handle_t *handle)
{
    struct http *http = handle->data;
    if (--http->handles == 0) {
        free(http);
    }
}

/* The request is over; a worker that still has it learns that its result is no longer wanted. */
static void end_request(struct http *http)
{
    if (http->has_request) {
        connection_close_chat(http->connection);
        buffer_release(&http->body);
        free(http->answer.made);
        free(http->answer.head_bytes);
        http->answer = (struct http_answer){.status = 0};
        http->has_request = false;
        conversation_end(http->server);
    }
}

/* Lets go of everything but the socket and the connection. libuv must have let go of a socket before another
 * watches it, and of the handles before their memory is freed. */
static void dissolve(struct http *http)
{
    http->state = HTTP_CLOSED;
    end_request(http);
    timeout_list_remove(&http->connection->place);
    http->connection->http = NULL;
    free(http->input);
    http->input = NULL;
    uv_close((uv_handle_t *)&http->timer, on_handle_closed);
    uv_close((uv_handle_t *)&http->poll, on_handle_closed);
}

/* Gives false, as a step that was the last. */
static bool close_http(struct http *http)
{
    if (http->state != HTTP_CLOSED) {
        struct connection *connection = http->connection;
        dissolve(http);
        transport_close(&http->transport);
        connection_free(connection);
    }
    return false;
}

/* Whatever the reason is, nothing is said: between two requests a client expects that. */
static void expire(struct connection *connection, enum expiry reason)
{
    (void)reason;
    close_http(connection->http);
}

/* -- Writing --------------------------------------------------------------------------------------------- */

/* Takes up to `written` bytes off the front, and them off `written`. */
static void take_off(struct faqbot_view *text, size_t *written)
{
    size_t size = *written < text->size ? *written : text->size;
    if (size > 0) { /* to the NULL of no body nothing may be added, not even 0 */
        *text = (struct faqbot_view){text->bytes + size, text->size - size};
        *written -= size;
    }
}

/* False: all of it is not out yet, or the connection has ended. */
static bool write_answer(struct http *http)
{
    struct http_answer *answer = &http->answer;
    if (answer->head_bytes == NULL && !begin_answer(http)) {
        return close_http(http);
    }
    while (answer->head.size > 0 || answer->body.size > 0) {
        ssize_t result = transport_write(&http->transport, answer->head.bytes, answer->head.size,
                                         answer->body.bytes, answer->body.size);
        if (result == TRANSPORT_AGAIN) {
            return wait_for(http, http->transport.wants);
        }
        if (result == TRANSPORT_BROKEN) {
            return close_http(http);
        }
        size_t written = (size_t)result;
        take_off(&answer->head, &written);
        take_off(&answer->body, &written);
        give_seconds(http, http->server->limits.send_seconds);
    }
    return true;
}

/* What was read beyond the request that has been answered is the beginning of the next one. */
static void drop_used(struct http *http)
{
    http->input_size -= http->used;
    if (http->input_size > 0) {
        memmove(http->input, http->input + http->used, http->input_size);
    } else {
        free(http->input);
        http->input = NULL;
        http->input_capacity = 0;
    }
    http->used = http->seen = 0;
}

/* Waits for the next request. One that was sent ahead waits for the loop's next turn, so that one client's
 * many are not in the way of others', and until an answer can be sent: a client that asks on and on without
 * reading is as slow as one that does not read a single answer. */
static bool keep(struct http *http)
{
    const struct faqbot_server_limits *limits = &http->server->limits;
    drop_used(http);
    http->has_skipped_line = false;
    http->state = HTTP_READING_HEAD;
    connection_move(http->connection, &http->connection->listener->kept);
    /* Writable and not readable: the request is here already, and what it waits for is that its answer can
     * go. */
    bool is_ahead = http->input_size > 0 || transport_has_more(&http->transport);
    give_seconds(http, is_ahead ? limits->send_seconds : limits->keepalive_seconds);
    return wait_for(http, is_ahead ? UV_WRITABLE : UV_READABLE);
}

/* After the last answer. To close on a client that is still sending would reset the connection, and the
 * answer could be lost on its way; so for a moment what still comes is read and thrown away. */
static bool linger(struct http *http)
{
    http->state = HTTP_LINGERING;
    http->used = http->input_size;
    drop_used(http);
    http->discarded = 0;
    transport_end(&http->transport);
    connection_move(http->connection, &http->connection->listener->kept);
    give_time(http, LIMITS_LINGER_MILLISECONDS);
    return true;
}

static bool write_and_go_on(struct http *http)
{
    if (!write_answer(http)) {
        return false;
    }
    bool must_close = http->answer.must_close;
    end_request(http);
    connection_forget_client(http->connection);
    return must_close ? linger(http) : keep(http);
}

/* A refused client waits a moment for its answer, and nothing is read from it meanwhile: so a flood takes no
 * time from the others. */
static bool start_answer(struct http *http)
{
    assert(http->answer.status != 0);
    if (http->answer.status == 429) {
        http->state = HTTP_HELD;
        give_time(http, LIMITS_HELD_MILLISECONDS);
        return wait_for(http, 0);
    }
    http->state = HTTP_WRITING;
    give_seconds(http, http->server->limits.send_seconds);
    return true;
}

void http_send_answer(struct http *http)
{
    if (start_answer(http)) {
        run(http);
    }
}

static void complete(struct connection *connection, const struct faqbot_async_ask *async_ask)
{
    faqbot_chat_complete_ask(connection->chat,
                             async_ask); /* what fails, the client is told, and by the observer the log */
    respond_reply(connection->http);
    http_send_answer(connection->http);
}

static void acknowledge(struct connection *connection, struct faqbot_view id, bool is_stored)
{
    faqbot_chat_acknowledge(connection->chat, connection->server->bot, id, is_stored);
    respond_reply(connection->http);
    http_send_answer(connection->http);
}

/* -- Reading --------------------------------------------------------------------------------------------- */

/* Everything is read into one buffer that doubles, and starts anew with each request. A body is gathered in a
 * buffer of its own, which grows with what has come and not with what was announced: many clients could
 * announce much and send nothing. */

/* The request is here: it is answered, or the workers have been asked, or the journal.
 *
 * While the answer is being made no time runs. */
static bool answer(struct http *http)
{
    http->state = HTTP_ANSWERING;
    connection_move(http->connection, &http->connection->listener->answered);
    uv_timer_stop(&http->timer);
    if (http->answer.status == 0) {
        http->connection->listener->handler->answer(http);
    }
    return connection_is_owed(http->connection) ? wait_for(http, 0) : start_answer(http);
}

static bool make_room(struct http *http)
{
    if (http->input_size < http->input_capacity) {
        return true;
    }
    size_t capacity = http->input_capacity == 0 ? INPUT_BYTES_MIN : http->input_capacity * 2;
    char *input = realloc(http->input, capacity);
    if (input == NULL) {
        return false;
    }
    http->input = input;
    http->input_capacity = capacity;
    return true;
}

/* Behind the input, as much room again for request_parse(). It is made late, so that heads which never come
 * to their end take no more than their bytes. */
static char *make_parse_room(struct http *http)
{
    char *input = realloc(http->input, http->input_capacity * 2);
    if (input == NULL) {
        return NULL;
    }
    http->input = input;
    return input + http->input_capacity;
}

/* False: the connection has ended, or nothing is there yet. */
static bool read_bytes(struct http *http, void *bytes, size_t size, size_t *count)
{
    ssize_t result = transport_read(&http->transport, bytes, size);
    if (result == TRANSPORT_AGAIN) {
        return wait_for(http, http->transport.wants);
    }
    *count = result > 0 ? (size_t)result : 0;
    return result > 0 || close_http(http);
}

/* A body that is too long, but not so long that the connection is given up, is read and thrown away. The
 * client is then ready to read why it was refused. A client that asks for it sends no body before it has been
 * told to (RFC 9110, section 10.1.1); so few bytes the system takes at once, or the connection is of no
 * use. */
static bool start_body(struct http *http)
{
    static const char go_on[] = "HTTP/1.1 100 Continue\r\n\r\n";
    const ssize_t size = sizeof go_on - 1;
    bool is_too_long = http->body_left > http->server->limits.message_bytes;
    bool is_expected = http->request.headers[REQUEST_EXPECT].bytes != NULL && !http->request.is_http_1_0 &&
                       http->input_size == http->used;
    buffer_init(&http->body, http->body_left);
    if (is_expected && transport_write(&http->transport, go_on, (size_t)size, NULL, 0) != size) {
        return close_http(http);
    }
    http->answer.must_close = http->answer.must_close || is_too_long;
    http->state = is_too_long ? HTTP_DISCARDING : HTTP_READING_BODY;
    give_seconds(http, http->server->limits.header_seconds);
    return true;
}

/* A refused client that waits to be told to send its body may send it or not: what comes next cannot be
 * known, so the connection has to end. */
static bool start_request(struct http *http)
{
    bool is_refused = http->answer.status != 0;
    http->body_left = http->request.content_length;
    http->answer.must_close =
        http->answer.must_close ||
        (is_refused && http->body_left > 0 && http->request.headers[REQUEST_EXPECT].bytes != NULL) ||
        http->body_left > LIMITS_BODY_DISCARDED_BYTES;
    return http->body_left == 0 || (is_refused && http->answer.must_close) ? answer(http) : start_body(http);
}

/* What could not be read is not to be acted on in any way, so the rest of the answer sees an empty GET. */
static bool refuse(struct http *http, const struct request_refusal *refusal)
{
    http->server->stats.refusals[REFUSED_REQUEST]++;
    http->request = (struct request){.method = REQUEST_GET};
    http->answer.must_close = true;
    respond_refusal(http, refusal);
    return answer(http);
}

/* All that belongs to HTTP is let go of first: its buffer holds the head that the new handshake is written
 * from, and its poll the socket that libwebsockets or a relay will watch. */
static bool hand_over(struct http *http)
{
    struct faqbot_view rest = {http->input + http->used, http->input_size - http->used};
    char *bytes = NULL;
    size_t size = handshake_write(&http->request, rest, &bytes);
    struct connection *connection = http->connection;
    struct transport transport = http->transport;
    if (connection_keep_address(connection, &http->request) != FAQBOT_OK) {
        free(bytes);
        bytes = NULL; /* which ends it */
    }
    dissolve(http);
    upgrade_start(connection, &transport, bytes, size);
    free(bytes);
    return false;
}

/* From here to the end of its answer the request is a conversation, which a drain waits for. */
static bool take_head(struct http *http, size_t head_size)
{
    char *room = make_parse_room(http);
    struct faqbot_view head = {http->input, head_size};
    if (room == NULL) {
        return close_http(http);
    }
    const struct request_refusal *refusal =
        head_size == 0 ? request_too_long((struct faqbot_view){http->input, http->input_size})
                       : request_parse(head, room, http->input_capacity, &http->request);
    http->used = head_size;
    http->has_request = true;
    http->server->conversations++;
    if (refusal != NULL) {
        return refuse(http, refusal);
    }
    return http->connection->listener->handler->check(http) ? hand_over(http) : start_request(http);
}

/* An empty line before a request is skipped (RFC 9112, section 2.2), but only one: a client that sends
 * nothing else could keep us busy forever. */
static bool read_head(struct http *http)
{
    size_t head_size = request_head_size(http->input, http->input_size, http->seen);
    http->seen = http->input_size;
    assert(http->input != NULL || head_size == 0);
    if (head_size == 2 && !http->has_skipped_line && memcmp(http->input, "\r\n", 2) == 0) {
        http->has_skipped_line = true;
        http->used = 2;
        drop_used(http);
        return true;
    }
    if (head_size > 0 || http->input_size >= LIMITS_HEAD_BYTES) {
        return take_head(http, head_size);
    }
    size_t count = 0;
    if (!make_room(http)) {
        return close_http(http);
    }
    if (!read_bytes(http, http->input + http->input_size, http->input_capacity - http->input_size, &count)) {
        return false;
    }
    if (http->input_size == 0 && http->connection->place.list == &http->connection->listener->kept) {
        give_seconds(http, http->server->limits.header_seconds);
    }
    http->input_size += count;
    return true;
}

/* First takes what came with the head, then reads not a byte more than the body has. */
static bool read_body(struct http *http)
{
    char bytes[READ_BYTES];
    size_t wanted = http->body_left < sizeof bytes ? http->body_left : sizeof bytes;
    size_t count = http->input_size - http->used;
    if (count > 0) {
        count = count < wanted ? count : wanted;
        memcpy(bytes, http->input + http->used, count);
        http->used += count;
    } else if (!read_bytes(http, bytes, wanted, &count)) {
        return false;
    }
    http->body_left -= count;
    if (http->state == HTTP_READING_BODY) {
        buffer_add(&http->body, view_make(bytes, count));
    }
    return http->body.failed ? close_http(http) : http->body_left > 0 || answer(http);
}

/* Bounded by bytes as by time, or a client could make us read forever. */
static bool discard(struct http *http)
{
    char bytes[READ_BYTES];
    size_t count = 0;
    if (!read_bytes(http, bytes, sizeof bytes, &count)) {
        return false;
    }
    http->discarded += count;
    return http->discarded <= LIMITS_BODY_DISCARDED_BYTES || close_http(http);
}

/* -- The loop's calls ------------------------------------------------------------------------------------ */

/* One step, without waiting. Says whether there is another. */
static bool step(struct http *http)
{
    switch (http->state) {
    case HTTP_READING_HEAD:
        return read_head(http);
    case HTTP_READING_BODY:
    case HTTP_DISCARDING:
        return read_body(http);
    case HTTP_WRITING:
        return write_and_go_on(http);
    case HTTP_LINGERING:
        return discard(http);
    case HTTP_ANSWERING:
    case HTTP_HELD:
    case HTTP_CLOSED:
        break;
    }
    return false;
}

/* Stops where a step has to wait, or has ended the connection. */
static void run(struct http *http)
{
    while (step(http)) {
    }
}

/* A client whose TLS handshake was in time has the rest of the time for its request. */
static bool has_time_left(struct http *http)
{
    const struct connection *connection = http->connection;
    uint64_t passed = (server_now(http->server) - connection->place.since) / 1000;
    uint64_t most = (uint64_t)http->server->limits.header_seconds * 1000;
    if (connection->place.list != &connection->listener->newcomers || passed >= most ||
        http->transport.tls == NULL || !transport_is_ready(&http->transport)) {
        return false;
    }
    give_time(http, most - passed);
    return true;
}

/* A connection that was idle between two requests is closed without being counted: no request was refused. */
static void on_timer(uv_timer_t *timer)
{
    struct http *http = timer->data;
    bool is_kept = http->connection->place.list == &http->connection->listener->kept;
    bool is_idle = http->state == HTTP_LINGERING ||
                   (http->state == HTTP_READING_HEAD && is_kept && http->input_size == 0);
    if (http->state == HTTP_HELD) {
        http->state = HTTP_WRITING;
        give_seconds(http, http->server->limits.send_seconds);
        run(http);
        return;
    }
    if (http->state == HTTP_READING_HEAD && has_time_left(http)) {
        return;
    }
    if (!is_idle) {
        http->server->stats.refusals[http->state == HTTP_WRITING ? REFUSED_SLOW : REFUSED_HEADER]++;
    }
    close_http(http);
}

static const struct connection_protocol http_protocol = {
    .expire = expire, .complete = complete, .acknowledge = acknowledge};

/* It reads at once instead of waiting to be told: with most clients the request comes with the connection. */
void http_open(struct connection *connection, int descriptor)
{
    struct server *server = connection->server;
    const struct faqbot_server_limits *limits = &server->limits;
    struct http *http = calloc(1, sizeof *http);
    SSL_CTX *tls = connection->listener->is_metrics ? NULL : server->certificate.context;
    if (http == NULL) {
        close(descriptor);
        connection_free(connection);
        return;
    }
    if (!transport_open(&http->transport, descriptor, tls) ||
        uv_poll_init(&server->loop, &http->poll, descriptor) != 0) {
        transport_close(&http->transport);
        free(http);
        connection_free(connection);
        return;
    }
    uv_timer_init(&server->loop, &http->timer);
    http->server = server;
    http->connection = connection;
    http->timer.data = http->poll.data = http;
    http->handles = 2;
    connection->protocol = &http_protocol;
    connection->http = http;
    connection_move(connection, &connection->listener->newcomers);
    bool is_tls = http->transport.tls != NULL && limits->handshake_seconds < limits->header_seconds;
    give_seconds(http, is_tls ? limits->handshake_seconds : limits->header_seconds);
    run(http);
}
