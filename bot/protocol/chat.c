/* protocol/chat.c - one visitor's conversation (implements faqbot_chat.h): a request in, its reply into the outbox. It
 * knows neither sockets nor clocks nor timeouts: those belong to the front end, so that the same code serves WebSocket,
 * HTTP and the transcripts of the tests. */
#include <faqbot_chat.h>

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/answering.h"
#include "protocol/encode.h"
#include "protocol/errand.h"
#include "protocol/message.h"
#include "protocol/outbox.h"

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
