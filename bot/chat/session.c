/* chat/session.c - one visitor's conversation (implements faqbot_chat.h): a request in, its reply into the
 * outbox. It knows neither sockets nor clocks nor timeouts: those belong to the front end, so that the
 * same code serves WebSocket, HTTP and the transcripts of the tests. */
#include "chat/chat_internal.h"

#include <faqbot.h>
#include <faqbot_chat.h>

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "util/util.h"

/* ==== errand ============================================================================================ */

/* An ASK that is answered elsewhere, as its chat sees it (implements faqbot_chat.h). an ASK that is
 * answered elsewhere. It owns all that it needs and all that it brings, so that it depends on no chat, and
 * on a bot only while it runs. */

struct faqbot_async_ask {
    struct faqbot_chat_options options;
    struct faqbot_chat_request request; /* its views: into `asked` */
    struct buffer asked;
    bool was_run;
    enum faqbot_status status;
    struct response response; /* its body: into `brought` */
    struct buffer brought;    /* the reply, then the entry, then the version */
    size_t reply_size;
    size_t entry_size;
};

enum faqbot_status faqbot_async_ask_new(const struct faqbot_chat_options *options,
                                        const struct faqbot_chat_request *request,
                                        struct faqbot_async_ask **async_ask)
{
    size_t most = options->reply_bytes_max == 0 ? FAQBOT_CHAT_REPLY_BYTES_MAX : options->reply_bytes_max;
    struct faqbot_async_ask *made = calloc(1, sizeof *made);
    assert(request->type == FAQBOT_CHAT_ASK);
    if (made == NULL) {
        return FAQBOT_NO_MEMORY;
    }
    buffer_init(&made->brought, most - 1);
    buffer_init(&made->asked, SIZE_MAX);
    buffer_add(&made->asked, request->id);
    buffer_add(&made->asked, request->text);
    buffer_add(&made->asked, request->context);
    if (made->asked.failed) {
        faqbot_async_ask_free(made);
        return FAQBOT_NO_MEMORY;
    }
    struct faqbot_view asked = buffer_view(&made->asked);
    size_t context_start = request->id.size + request->text.size;
    made->options = *options;
    made->request =
        (struct faqbot_chat_request){.type = request->type,
                                     .top = request->top,
                                     .id = view_slice(asked, 0, request->id.size),
                                     .text = view_slice(asked, request->id.size, request->text.size),
                                     .context = view_slice(asked, context_start, request->context.size)};
    *async_ask = made;
    return FAQBOT_OK;
}

void faqbot_async_ask_free(struct faqbot_async_ask *async_ask)
{
    if (async_ask != NULL) {
        buffer_release(&async_ask->brought);
        buffer_release(&async_ask->asked);
        free(async_ask);
    }
}

/* What is the bot's is copied behind the reply, for it ends with the bot's next call. */
static void take_along(struct faqbot_async_ask *async_ask, struct faqbot *bot)
{
    struct faqbot_view version = faqbot_about(bot)->version;
    struct faqbot_view entry = async_ask->response.known.entry;
    struct buffer *out = &async_ask->brought;
    size_t body_start = async_ask->response.known.body.size == 0
                            ? 0
                            : (size_t)(async_ask->response.known.body.bytes - out->bytes);
    async_ask->reply_size = out->size;
    async_ask->entry_size = entry.size;
    out->limit = out->size + entry.size + version.size;
    buffer_add(out, entry);
    buffer_add(out, version);
    if (out->failed) {
        async_ask->status = FAQBOT_NO_MEMORY;
    }
    async_ask->response.known.entry = view_slice(buffer_view(out), async_ask->reply_size, entry.size);
    async_ask->response.known.body =
        view_slice(buffer_view(out), body_start, async_ask->response.known.body.size);
}

void faqbot_async_ask_run(struct faqbot_async_ask *async_ask, struct faqbot *bot)
{
    assert(!async_ask->was_run);
    async_ask->was_run = true;
    async_ask->status =
        respond(&async_ask->options, bot, &async_ask->request, &async_ask->brought, &async_ask->response);
    if (!async_ask->brought.failed) {
        take_along(async_ask, bot);
    }
}

/* The request as it was copied; valid as long as the errand. */
static const struct faqbot_chat_request *async_ask_request(const struct faqbot_async_ask *async_ask)
{
    return &async_ask->request;
}

/* What it has brought: the reply, which the rest points into, and the version of the knowledge base that gave it;
 * all valid as long as the errand. False: it was not run. */
static bool async_ask_result(const struct faqbot_async_ask *async_ask, struct faqbot_view *reply,
                             struct response *response, struct faqbot_view *version,
                             enum faqbot_status *status)
{
    struct faqbot_view all = buffer_view(&async_ask->brought);
    if (!async_ask->was_run || async_ask->status == FAQBOT_NO_MEMORY) {
        return false;
    }
    *reply = view_slice(all, 0, async_ask->reply_size);
    *version = view_slice(all, async_ask->reply_size + async_ask->entry_size, all.size);
    *response = async_ask->response;
    *status = async_ask->status;
    return true;
}

/* ==== outbox ============================================================================================ */

/* Replies waiting to be sent. They are kept as lines, because no reply contains a line feed. replies
 * waiting to be sent. How many may wait is the chat's decision. */

struct outbox {
    struct buffer bytes;
    size_t taken; /* bytes of it that were handed out */
    size_t start; /* of the reply that is being written */
};

/* Empty; it holds no memory until there is a reply. */
static void outbox_init(struct outbox *outbox)
{
    buffer_init(&outbox->bytes, 0);
    outbox->taken = 0;
}

static void outbox_release(struct outbox *outbox)
{
    buffer_release(&outbox->bytes);
    outbox->taken = 0;
}

/* Bytes that wait. */
static size_t outbox_waiting(const struct outbox *outbox)
{
    return outbox->bytes.size - outbox->taken;
}

/* Where to append the next reply; its limit keeps the reply below `reply_bytes_max`. What was handed out is gone. */
static struct buffer *outbox_begin(struct outbox *outbox, size_t reply_bytes_max)
{
    struct buffer *bytes = &outbox->bytes;
    if (outbox->taken > 0) {
        memmove(bytes->bytes, bytes->bytes + outbox->taken, bytes->size - outbox->taken);
        buffer_truncate(bytes, bytes->size - outbox->taken);
        outbox->taken = 0;
    }
    outbox->start = bytes->size;
    bytes->limit = bytes->size + reply_bytes_max - 1;
    return bytes;
}

/* Ends the reply that was begun last. Where it could not be encoded, or nothing was, it is removed again: NO_MEMORY. */
static enum faqbot_status outbox_end(struct outbox *outbox, bool encoded)
{
    struct buffer *bytes = &outbox->bytes;
    encoded = encoded && bytes->size > outbox->start;
    bytes->limit++;
    buffer_add_byte(bytes, '\n');
    if (!encoded || bytes->failed) {
        buffer_truncate(bytes, outbox->start);
        return FAQBOT_NO_MEMORY;
    }
    return FAQBOT_OK;
}

/* Takes the oldest reply, valid until the next call. False: there is none, and the memory is given back. */
static bool outbox_next(struct outbox *outbox, struct faqbot_view *reply)
{
    struct faqbot_view rest = view_slice(buffer_view(&outbox->bytes), outbox->taken, outbox->bytes.size);
    struct faqbot_view line;
    if (!view_next_line(&rest, &line)) {
        outbox_release(outbox);
        return false;
    }
    outbox->taken = outbox->bytes.size - rest.size;
    *reply = line;
    return true;
}

/* ==== chat ============================================================================================== */

#define BUSY_MILLISECONDS 5000 /* until a feedback may be tried again */

/* What a chat waits for before it receives again. Replies keep the order of the requests, so that a client may match
 * them without ids, and nothing needs to be queued here: the front end just stops reading. */
enum hold {
    HOLD_NONE,
    HOLD_FEEDBACK, /* that is not stored yet */
    HOLD_ERRAND    /* that is not back */
};

/* An idle chat holds no memory but this struct. */
struct faqbot_chat {
    struct faqbot_chat_options options;
    struct outbox outbox;
    unsigned bad_messages;          /* in a row */
    const struct error_code *error; /* of the reply queued last; NULL: it is none */
    bool has_answered;              /* so did that reply */
    enum faqbot_chat_close close;
    enum hold hold;
    bool is_counted_later; /* the errand is a message's: whether that is a bad one is not known yet */
};

enum faqbot_status faqbot_chat_new(const struct faqbot_chat_options *options, struct faqbot_chat **chat)
{
    struct faqbot_chat *made = calloc(1, sizeof *made);
    if (made == NULL) {
        return FAQBOT_NO_MEMORY;
    }
    made->options = *options;
    if (made->options.reply_bytes_max == 0) {
        made->options.reply_bytes_max = FAQBOT_CHAT_REPLY_BYTES_MAX;
    }
    if (made->options.outbox_bytes_max == 0) {
        made->options.outbox_bytes_max = FAQBOT_CHAT_OUTBOX_BYTES_DEFAULT;
    }
    if (made->options.message_bytes == 0) {
        made->options.message_bytes = FAQBOT_CHAT_MESSAGE_BYTES_MAX;
    }
    outbox_init(&made->outbox);
    *chat = made;
    return FAQBOT_OK;
}

void faqbot_chat_free(struct faqbot_chat *chat)
{
    if (chat != NULL) {
        outbox_release(&chat->outbox);
        free(chat);
    }
}

/* Room for the longest reply beside those waiting; and for one at least, however long it may be. */
bool faqbot_chat_has_room(const struct faqbot_chat *chat)
{
    size_t waiting = outbox_waiting(&chat->outbox);
    return chat->hold == HOLD_NONE &&
           (waiting == 0 || waiting + chat->options.reply_bytes_max <= chat->options.outbox_bytes_max);
}

/* Nothing is known yet of what the next reply says. */
static struct buffer *begin_reply(struct faqbot_chat *chat)
{
    chat->error = NULL;
    chat->has_answered = false;
    return outbox_begin(&chat->outbox, chat->options.reply_bytes_max);
}

static enum faqbot_status queue_error(struct faqbot_chat *chat, struct faqbot_view id,
                                      const struct error_code *code, const char *sentence,
                                      unsigned retry_after_ms)
{
    struct buffer *outbox = begin_reply(chat);
    chat->error = code;
    return outbox_end(&chat->outbox, encode_error(outbox, id, code, sentence, retry_after_ms));
}

static enum faqbot_status queue_busy(struct faqbot_chat *chat, struct faqbot_view id)
{
    return queue_error(chat, id, &error_code_busy, "This cannot be kept just now; please try again later.",
                       BUSY_MILLISECONDS);
}

/* Reports a question that the bot did not answer as an error. The world's failure is passed on. */
static enum faqbot_status queue_failure(struct faqbot_chat *chat, struct faqbot_view id,
                                        enum faqbot_status failure)
{
    struct buffer *outbox = begin_reply(chat);
    enum faqbot_status status = respond_failure(outbox, id, failure, &chat->error);
    enum faqbot_status queued = outbox_end(&chat->outbox, true);
    return queued == FAQBOT_OK ? status : queued;
}

/* Ends the reply that `response` describes. */
static enum faqbot_status end_answer(struct faqbot_chat *chat, enum faqbot_status status,
                                     const struct response *response, struct faqbot_chat_event *event)
{
    chat->error = response->error;
    chat->has_answered = response->error == NULL && response->known.outcome == FAQBOT_ANSWERED;
    event->entry = response->known.entry;
    event->outcome = response->known.outcome;
    event->confidence = response->known.confidence;
    event->microseconds = response->microseconds;
    event->is_cached = response->is_cached;
    enum faqbot_status queued = outbox_end(&chat->outbox, true);
    return queued == FAQBOT_OK ? status : queued;
}

/* ASK and GET: from the response cache, elsewhere, or here and now. */
static enum faqbot_status answer(struct faqbot_chat *chat, struct faqbot *bot,
                                 const struct faqbot_chat_request *request, struct faqbot_chat_event *event)
{
    const struct faqbot_chat_options *options = &chat->options;
    struct response response;
    enum faqbot_status status = FAQBOT_OK;
    struct buffer *outbox = begin_reply(chat);
    if (!respond_from_cache(options, bot, request, outbox, &response)) {
        if (request->type == FAQBOT_CHAT_ASK && options->begin_async != NULL &&
            options->begin_async(options->user, request)) {
            chat->hold = HOLD_ERRAND;
            return FAQBOT_OK;
        }
        status = respond(options, bot, request, outbox, &response);
        if (status == FAQBOT_OK && response.error == NULL) {
            response_cache_put(options->response_cache, request, faqbot_about(bot)->version, &response.known);
        }
    }
    return end_answer(chat, status, &response, event);
}

static enum faqbot_status suggest(struct faqbot_chat *chat, struct faqbot *bot,
                                  const struct faqbot_chat_request *request)
{
    const struct faqbot_entry_ref *links = NULL;
    size_t count = 0;
    if (!view_is_empty(view_trim(request->text))) {
        enum faqbot_status status = faqbot_suggest(bot, request->text, &links, &count);
        if (status != FAQBOT_OK) {
            return queue_failure(chat, request->id, status);
        }
    }
    return outbox_end(&chat->outbox, encode_suggestions(begin_reply(chat), request->id, links, count));
}

/* Its reply comes with faqbot_chat_acknowledge(). */
static enum faqbot_status take_feedback(struct faqbot_chat *chat, const struct faqbot_chat_request *request)
{
    const struct faqbot_chat_options *options = &chat->options;
    if (options->feedback == NULL) {
        return queue_error(chat, request->id, &error_code_unsupported, "This server keeps no feedback.", 0);
    }
    chat->error = NULL;
    chat->has_answered = false;
    if (options->feedback(options->user, request) != FAQBOT_OK) {
        return queue_busy(chat, request->id);
    }
    chat->hold = HOLD_FEEDBACK;
    return FAQBOT_OK;
}

/* Queues the reply, and fills in what the observer is told of it. */
static enum faqbot_status reply(struct faqbot_chat *chat, struct faqbot *bot,
                                const struct faqbot_chat_request *request, struct faqbot_chat_event *event)
{
    switch (request->type) {
    case FAQBOT_CHAT_ASK:
        event->text = request->text;
        return answer(chat, bot, request, event);
    case FAQBOT_CHAT_GET:
        return answer(chat, bot, request, event);
    case FAQBOT_CHAT_SUGGEST:
        return suggest(chat, bot, request);
    case FAQBOT_CHAT_FEEDBACK:
        return take_feedback(chat, request);
    case FAQBOT_CHAT_PING:
    case FAQBOT_CHAT_REQUEST_TYPES:
        break;
    }
    return outbox_end(&chat->outbox, encode_plain(begin_reply(chat), "pong", request->id));
}

static void tell_observer(const struct faqbot_chat *chat, struct faqbot_chat_event *event)
{
    if (chat->options.observe != NULL) {
        event->error = faqbot_chat_error(chat);
        chat->options.observe(chat->options.user, event);
    }
}

/* A message to refuse, with its code, or a good request. Both have to pass the gate: nonsense is not free either. */
static enum faqbot_status serve(struct faqbot_chat *chat, struct faqbot *bot,
                                const struct faqbot_chat_request *request, const struct error_code *code,
                                const char *sentence)
{
    const struct faqbot_chat_options *options = &chat->options;
    struct faqbot_chat_event event = {.type = code == NULL ? request->type : FAQBOT_CHAT_PING,
                                      .id = request->id};
    unsigned wait = options->gate == NULL ? 0 : options->gate(options->user, event.type);
    if (wait > 0) {
        return queue_error(chat, request->id, &error_code_rate_limited,
                           "Too many requests; please wait a little.", wait);
    }
    enum faqbot_status status =
        code == NULL ? reply(chat, bot, request, &event) : queue_error(chat, request->id, code, sentence, 0);
    if (chat->hold != HOLD_ERRAND) {
        tell_observer(chat, &event);
    }
    return status;
}

static bool can_receive(const struct faqbot_chat *chat)
{
    return chat->close == FAQBOT_CHAT_OPEN && faqbot_chat_has_room(chat);
}

enum faqbot_status faqbot_chat_greet(struct faqbot_chat *chat, struct faqbot *bot)
{
    return can_receive(chat)
               ? outbox_end(&chat->outbox, encode_hello(begin_reply(chat), faqbot_about(bot), &chat->options))
               : FAQBOT_LIMIT;
}

enum faqbot_status faqbot_chat_notify(struct faqbot_chat *chat, struct faqbot *bot)
{
    return can_receive(chat) ? outbox_end(&chat->outbox, encode_notice(begin_reply(chat), faqbot_about(bot)))
                             : FAQBOT_LIMIT;
}

/* Bad messages in a row end the chat; any other message starts the count anew. */
static void count_bad_messages(struct faqbot_chat *chat)
{
    bool bad = chat->error != NULL && chat->error->bad;
    chat->bad_messages = bad ? chat->bad_messages + 1 : 0;
    if (chat->bad_messages >= FAQBOT_CHAT_BAD_MESSAGES_MAX) {
        chat->close = FAQBOT_CHAT_CLOSE_BROKEN_CLIENT;
    }
}

/* A body's type is known from its address; FAQBOT_CHAT_REQUEST_TYPES says that the bytes are a message, which names it
 * itself. Only messages count as bad ones: an HTTP client is not dropped for its mistakes. */
static enum faqbot_status receive(struct faqbot_chat *chat, struct faqbot *bot,
                                  enum faqbot_chat_request_type type, struct faqbot_view bytes)
{
    struct message message;
    bool is_message = type == FAQBOT_CHAT_REQUEST_TYPES;
    if (!can_receive(chat)) {
        return FAQBOT_LIMIT;
    }
    enum faqbot_status status = message_read_body(bytes, type, &message);
    if (status != FAQBOT_OK) {
        return status;
    }
    status = serve(chat, bot, &message.request, message.code, message.sentence);
    if (is_message) {
        chat->is_counted_later = chat->hold == HOLD_ERRAND;
    }
    if (is_message && !chat->is_counted_later) {
        count_bad_messages(chat);
    }
    message_release(&message);
    return status;
}

enum faqbot_status faqbot_chat_receive(struct faqbot_chat *chat, struct faqbot *bot, struct faqbot_view bytes)
{
    return receive(chat, bot, FAQBOT_CHAT_REQUEST_TYPES, bytes);
}

enum faqbot_status faqbot_chat_receive_body(struct faqbot_chat *chat, struct faqbot *bot,
                                            enum faqbot_chat_request_type type, struct faqbot_view body)
{
    return receive(chat, bot, type, body);
}

enum faqbot_status faqbot_chat_request(struct faqbot_chat *chat, struct faqbot *bot,
                                       const struct faqbot_chat_request *request)
{
    assert(request->id.size <= FAQBOT_CHAT_ID_BYTES_MAX);
    if (!can_receive(chat)) {
        return FAQBOT_LIMIT;
    }
    return serve(chat, bot, request, request->top > FAQBOT_TOP_MAX ? &error_code_bad_message : NULL,
                 MESSAGE_BAD_TOP ".");
}

enum faqbot_status faqbot_chat_refuse(struct faqbot_chat *chat, struct faqbot_view id, const char *code,
                                      const char *sentence, unsigned retry_after_ms)
{
    const struct error_code *found = error_code_find(code);
    assert(found != NULL);
    return can_receive(chat) ? queue_error(chat, id, found, sentence, retry_after_ms) : FAQBOT_LIMIT;
}

enum faqbot_status faqbot_chat_acknowledge(struct faqbot_chat *chat, struct faqbot_view id, bool is_stored)
{
    assert(chat->hold == HOLD_FEEDBACK);
    chat->hold = HOLD_NONE;
    return is_stored ? outbox_end(&chat->outbox, encode_plain(begin_reply(chat), "ok", id))
                     : queue_busy(chat, id);
}

enum faqbot_status faqbot_chat_complete_ask(struct faqbot_chat *chat,
                                            const struct faqbot_async_ask *async_ask)
{
    const struct faqbot_chat_request *request = async_ask_request(async_ask);
    struct faqbot_chat_event event = {.type = request->type, .id = request->id, .text = request->text};
    struct response response;
    struct faqbot_view reply;
    struct faqbot_view version;
    enum faqbot_status status = FAQBOT_NO_MEMORY;
    assert(chat->hold == HOLD_ERRAND);
    chat->hold = HOLD_NONE;
    if (async_ask_result(async_ask, &reply, &response, &version, &status)) {
        buffer_add(begin_reply(chat), reply);
        if (status == FAQBOT_OK && response.error == NULL) {
            response_cache_put(chat->options.response_cache, request, version, &response.known);
        }
        status = end_answer(chat, status, &response, &event);
    } else {
        status = queue_failure(chat, request->id, status);
    }
    if (chat->is_counted_later) {
        count_bad_messages(chat);
    }
    chat->is_counted_later = false;
    tell_observer(chat, &event);
    return status;
}

bool faqbot_chat_next(struct faqbot_chat *chat, struct faqbot_view *reply_bytes)
{
    return outbox_next(&chat->outbox, reply_bytes);
}

enum faqbot_chat_close faqbot_chat_close_code(const struct faqbot_chat *chat)
{
    return chat->close;
}

const char *faqbot_chat_error(const struct faqbot_chat *chat)
{
    return chat->error == NULL ? NULL : chat->error->name;
}

bool faqbot_chat_has_answered(const struct faqbot_chat *chat)
{
    return chat->has_answered;
}
