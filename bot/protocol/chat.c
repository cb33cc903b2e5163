/* protocol/chat.c - one visitor's conversation (implements faqbot/chat.h): a request in, its reply into the
 * outbox. Knows no socket, no clock and no limit of time; those are its face's. */
#include <faqbot/chat.h>

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/encode.h"
#include "protocol/message.h"
#include "protocol/outbox.h"
#include "protocol/replies.h"

#define BUSY_MILLISECONDS 5000 /* until a feedback may be tried again */

/* An idle chat holds no memory but this struct. */
struct faqbot_chat {
    struct faqbot_chat_options options;
    struct outbox outbox;
    unsigned bad_messages;    /* in a row */
    const struct code *error; /* of the reply queued last; NULL: it is none */
    bool has_answered;        /* so did that reply */
    enum faqbot_chat_close close;
    bool is_held; /* by a feedback that is not stored yet: replies keep the order of the requests */
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

/* Room for the longest reply beside those that wait; and for one at least, however long it may be. */
bool faqbot_chat_has_room(const struct faqbot_chat *chat)
{
    size_t waiting = outbox_waiting(&chat->outbox);
    return !chat->is_held &&
           (waiting == 0 || waiting + chat->options.reply_bytes_max <= chat->options.outbox_bytes_max);
}

/* Nothing is known yet of what the next reply says. */
static struct buffer *begin_reply(struct faqbot_chat *chat)
{
    chat->error = NULL;
    chat->has_answered = false;
    return outbox_begin(&chat->outbox, chat->options.reply_bytes_max);
}

static enum faqbot_status end_reply(struct faqbot_chat *chat, size_t start, bool encoded)
{
    return outbox_end(&chat->outbox, start, encoded);
}

static enum faqbot_status queue_error(struct faqbot_chat *chat, struct faqbot_view id,
                                      const struct code *code, const char *sentence, unsigned retry_after_ms)
{
    struct buffer *outbox = begin_reply(chat);
    size_t start = outbox->size;
    chat->error = code;
    return end_reply(chat, start, encode_error(outbox, id, code, sentence, retry_after_ms));
}

static enum faqbot_status queue_busy(struct faqbot_chat *chat, struct faqbot_view id)
{
    return queue_error(chat, id, &code_busy, "This cannot be kept just now; please try again later.",
                       BUSY_MILLISECONDS);
}

/* What the bot did not answer, as an error. The world's failure is passed on. */
static enum faqbot_status queue_failure(struct faqbot_chat *chat, struct faqbot_view id,
                                        enum faqbot_status status)
{
    static const struct {
        enum faqbot_status status;
        const struct code *code;
        const char *sentence;
    } visitors[] = {
        {FAQBOT_INVALID, &code_bad_message, "The text is empty, is not UTF-8, or holds a NUL character."},
        {FAQBOT_LIMIT, &code_too_long, "A question may have 500 characters."},
        {FAQBOT_NOT_FOUND, &code_not_found, "There is no entry with this id."},
    };
    for (size_t i = 0; i < sizeof visitors / sizeof visitors[0]; i++) {
        if (visitors[i].status == status) {
            return queue_error(chat, id, visitors[i].code, visitors[i].sentence, 0);
        }
    }
    enum faqbot_status queued = queue_error(chat, id, &code_internal, "The bot failed to answer.", 0);
    return queued == FAQBOT_OK ? status : queued;
}

static uint64_t now(const struct faqbot_chat *chat)
{
    return chat->options.microseconds == NULL ? 0
                                              : chat->options.microseconds(chat->options.microseconds_user);
}

static void note_answer(struct faqbot_chat *chat, const struct replies_known *known,
                        struct faqbot_chat_event *event)
{
    chat->has_answered = known->outcome == FAQBOT_ANSWERED;
    event->entry = known->entry;
    event->outcome = known->outcome;
    event->confidence = known->confidence;
}

/* The same as before. False: it was not asked before. */
static bool answer_again(struct faqbot_chat *chat, const struct faqbot_chat_request *request,
                         struct encode_heading *heading, uint64_t start_time, struct faqbot_chat_event *event,
                         enum faqbot_status *status)
{
    struct replies_known known;
    if (!replies_find(chat->options.replies, request, heading->version, &known)) {
        return false;
    }
    struct buffer *out = begin_reply(chat);
    size_t start = out->size;
    heading->microseconds = now(chat) - start_time;
    *status = end_reply(chat, start, encode_known_answer(out, heading, known.body));
    note_answer(chat, &known, event);
    event->microseconds = heading->microseconds;
    event->is_cached = request->type == FAQBOT_CHAT_ASK;
    return true;
}

static enum faqbot_status find(struct faqbot *bot, const struct faqbot_chat_request *request,
                               struct faqbot_answer *found)
{
    struct faqbot_question question = {
        .text = request->text, .context = request->context, .top = request->top};
    return request->type == FAQBOT_CHAT_GET ? faqbot_get(bot, request->entry, found)
                                            : faqbot_ask(bot, &question, found);
}

/* ASK and GET. */
static enum faqbot_status answer(struct faqbot_chat *chat, struct faqbot *bot,
                                 const struct faqbot_chat_request *request, struct faqbot_chat_event *event)
{
    struct faqbot_answer found;
    uint64_t start_time = now(chat);
    struct encode_heading heading = {.id = request->id,
                                     .version = faqbot_about(bot)->version,
                                     .is_timed = chat->options.microseconds != NULL};
    enum faqbot_status status;
    if (answer_again(chat, request, &heading, start_time, event, &status)) {
        return status;
    }
    status = find(bot, request, &found);
    if (status != FAQBOT_OK) {
        return queue_failure(chat, request->id, status);
    }
    heading.microseconds = now(chat) - start_time;
    struct replies_known known = {
        .entry = found.entry, .outcome = found.outcome, .confidence = found.confidence};
    struct buffer *out = begin_reply(chat);
    size_t start = out->size;
    if (!encode_answer(out, &heading, &found, &known.body)) {
        return queue_failure(chat, request->id, FAQBOT_NO_MEMORY);
    }
    replies_keep(chat->options.replies, request, heading.version, &known);
    note_answer(chat, &known, event);
    event->microseconds = heading.microseconds;
    event->is_cached = request->type == FAQBOT_CHAT_ASK && found.is_cached;
    return end_reply(chat, start, true);
}

static enum faqbot_status suggest(struct faqbot_chat *chat, struct faqbot *bot,
                                  const struct faqbot_chat_request *request)
{
    const struct faqbot_link *links = NULL;
    size_t count = 0;
    if (!view_is_empty(view_trim(request->text))) {
        enum faqbot_status status = faqbot_suggest(bot, request->text, &links, &count);
        if (status != FAQBOT_OK) {
            return queue_failure(chat, request->id, status);
        }
    }
    struct buffer *outbox = begin_reply(chat);
    size_t start = outbox->size;
    return end_reply(chat, start, encode_suggestions(outbox, request->id, links, count));
}

static enum faqbot_status pong(struct faqbot_chat *chat, struct faqbot_view id)
{
    struct buffer *outbox = begin_reply(chat);
    size_t start = outbox->size;
    return end_reply(chat, start, encode_pong(outbox, id));
}

/* Its reply comes with faqbot_chat_acknowledge(). */
static enum faqbot_status take_feedback(struct faqbot_chat *chat, const struct faqbot_chat_request *request)
{
    const struct faqbot_chat_options *options = &chat->options;
    if (options->feedback == NULL) {
        return queue_error(chat, request->id, &code_unsupported, "This server keeps no feedback.", 0);
    }
    chat->error = NULL;
    chat->has_answered = false;
    if (options->feedback(options->user, request) != FAQBOT_OK) {
        return queue_busy(chat, request->id);
    }
    chat->is_held = true;
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
    return pong(chat, request->id);
}

/* A message to refuse, with its code, or a good request. Both have to pass the gate. */
static enum faqbot_status serve(struct faqbot_chat *chat, struct faqbot *bot,
                                const struct faqbot_chat_request *request, const struct code *code,
                                const char *sentence)
{
    const struct faqbot_chat_options *options = &chat->options;
    struct faqbot_chat_event event = {.type = code == NULL ? request->type : FAQBOT_CHAT_PING,
                                      .id = request->id};
    unsigned wait = options->gate == NULL ? 0 : options->gate(options->user, event.type);
    if (wait > 0) {
        return queue_error(chat, request->id, &code_rate_limited, "Too many requests; please wait a little.",
                           wait);
    }
    enum faqbot_status status =
        code == NULL ? reply(chat, bot, request, &event) : queue_error(chat, request->id, code, sentence, 0);
    if (options->observe != NULL) {
        event.error = faqbot_chat_error(chat);
        options->observe(options->user, &event);
    }
    return status;
}

static enum faqbot_status serve_message(struct faqbot_chat *chat, struct faqbot *bot,
                                        const struct message *message)
{
    return serve(chat, bot, &message->request, message->code, message->sentence);
}

static bool can_receive(const struct faqbot_chat *chat)
{
    return chat->close == FAQBOT_CHAT_OPEN && faqbot_chat_has_room(chat);
}

enum faqbot_status faqbot_chat_greet(struct faqbot_chat *chat, struct faqbot *bot)
{
    if (!can_receive(chat)) {
        return FAQBOT_LIMIT;
    }
    struct buffer *outbox = begin_reply(chat);
    size_t start = outbox->size;
    return end_reply(chat, start, encode_hello(outbox, faqbot_about(bot), &chat->options));
}

enum faqbot_status faqbot_chat_notify(struct faqbot_chat *chat, struct faqbot *bot)
{
    if (!can_receive(chat)) {
        return FAQBOT_LIMIT;
    }
    struct buffer *outbox = begin_reply(chat);
    size_t start = outbox->size;
    return end_reply(chat, start, encode_notice(outbox, faqbot_about(bot)));
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

enum faqbot_status faqbot_chat_receive(struct faqbot_chat *chat, struct faqbot *bot, struct faqbot_view bytes)
{
    struct message message;
    if (!can_receive(chat)) {
        return FAQBOT_LIMIT;
    }
    enum faqbot_status status = message_read(bytes, &message);
    if (status != FAQBOT_OK) {
        return status;
    }
    status = serve_message(chat, bot, &message);
    count_bad_messages(chat);
    message_release(&message);
    return status;
}

enum faqbot_status faqbot_chat_receive_body(struct faqbot_chat *chat, struct faqbot *bot,
                                            enum faqbot_chat_request_type type, struct faqbot_view body)
{
    struct message message;
    if (!can_receive(chat)) {
        return FAQBOT_LIMIT;
    }
    enum faqbot_status status = message_read_body(body, type, &message);
    if (status != FAQBOT_OK) {
        return status;
    }
    status = serve_message(chat, bot, &message);
    message_release(&message);
    return status;
}

enum faqbot_status faqbot_chat_request(struct faqbot_chat *chat, struct faqbot *bot,
                                       const struct faqbot_chat_request *request)
{
    assert(request->id.size <= FAQBOT_CHAT_ID_BYTES_MAX);
    if (!can_receive(chat)) {
        return FAQBOT_LIMIT;
    }
    return serve(chat, bot, request, request->top > FAQBOT_TOP_MAX ? &code_bad_message : NULL,
                 MESSAGE_BAD_TOP ".");
}

enum faqbot_status faqbot_chat_refuse(struct faqbot_chat *chat, struct faqbot_view id, const char *code,
                                      const char *sentence, unsigned retry_after_ms)
{
    const struct code *found = code_find(code);
    assert(found != NULL);
    return can_receive(chat) ? queue_error(chat, id, found, sentence, retry_after_ms) : FAQBOT_LIMIT;
}

enum faqbot_status faqbot_chat_acknowledge(struct faqbot_chat *chat, struct faqbot_view id, bool is_stored)
{
    assert(chat->is_held);
    chat->is_held = false;
    if (!is_stored) {
        return queue_busy(chat, id);
    }
    struct buffer *outbox = begin_reply(chat);
    size_t start = outbox->size;
    return end_reply(chat, start, encode_ok(outbox, id));
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
