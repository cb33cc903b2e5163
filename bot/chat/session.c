/* chat/session.c - one visitor's conversation (the chat of faqbot_chat.h): a request goes in, its reply is
 * queued in the outbox, and the front end takes it from there.
 *
 * It knows neither sockets nor clocks nor timeouts: those belong to the front end, so that the same code
 * serves WebSocket, HTTP, the command line and the tests' transcripts. What the front end must decide, a chat
 * asks through the hooks in its options: whether a request is admitted (gate), who stores feedback and who
 * forgets, who answers an ASK elsewhere.
 *
 * Replies keep the order of the requests, so that a client may match them without ids. Where a reply has to
 * wait (for another thread, or for the disk) the chat simply receives nothing more until it is there. So
 * nothing needs to be queued here but replies, and a client that sends faster than it is answered is slowed
 * down by its own connection. */
#include "chat/chat_internal.h"

#include <faqbot.h>
#include <faqbot_chat.h>

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "text/text.h"
#include "util/util.h"

#define STARTERS_MAX 16        /* of a greeting; a knowledge base has fewer */
#define BUSY_MILLISECONDS 5000 /* until may be tried again what could not be stored */

/* What a chat waits for before it receives again. */
enum hold {
    HOLD_NONE,
    HOLD_STORE, /* faqbot_chat_acknowledge() */
    HOLD_ASK    /* faqbot_chat_complete_ask() */
};

/* An idle chat holds no memory but this struct: a server has many. */
struct faqbot_chat {
    struct faqbot_chat_options options;
    struct buffer outbox;  /* replies that wait to be sent, as lines, for no reply contains a line feed */
    size_t taken;          /* bytes of it that were handed out */
    size_t start;          /* of the reply that is being written */
    unsigned bad_messages; /* in a row */
    const struct error_code *error; /* of the reply queued last; NULL: it is not one */
    bool has_answered;              /* that reply is an answer that answers, or has a hit */
    enum faqbot_chat_close close;
    enum hold hold;
    bool has_consent;                     /* the visitor agrees that what they say is kept */
    bool may_keep;                        /* of the present request */
    bool offers_contact;                  /* the feedback that is held is a thumbs-down */
    char lang[FAQBOT_LANG_BYTES_MAX + 1]; /* what the visitor wishes to be spoken to in; empty: no wish */
    char *path;                           /* of the page that the visitor is on; NULL: not known */
    bool counts_later; /* the ask that is held is a message's: whether that was a bad one is not known yet */
    char filter[];     /* the texts of the options' */
};

static size_t filter_size(const struct faqbot_filter *filter)
{
    return filter->tags.size + filter->section.size + filter->lang.size;
}

static struct faqbot_filter copy_filter(char **end, const struct faqbot_filter *filter)
{
    struct faqbot_filter copy;
    copy.tags = view_copy_to(end, filter->tags);
    copy.section = view_copy_to(end, filter->section);
    copy.lang = view_copy_to(end, filter->lang);
    return copy;
}

/* ==== The outbox ===================================================================================== */

/* Begins a reply: the buffer to append it to, whose limit keeps it below `bytes_max`. Drops what was
 * handed out, and forgets what was known of the reply before. */
static struct buffer *begin_reply_of(struct faqbot_chat *chat, size_t bytes_max)
{
    struct buffer *outbox = &chat->outbox;
    if (chat->taken > 0) {
        memmove(outbox->bytes, outbox->bytes + chat->taken, outbox->size - chat->taken);
        buffer_truncate(outbox, outbox->size - chat->taken);
        chat->taken = 0;
    }
    chat->start = outbox->size;
    outbox->limit = outbox->size + bytes_max - 1;
    chat->error = NULL;
    chat->has_answered = false;
    return outbox;
}

static struct buffer *begin_reply(struct faqbot_chat *chat)
{
    return begin_reply_of(chat, chat->options.reply_bytes_max);
}

/* Ends the reply that was begun last, and returns `status`; FAQBOT_NO_MEMORY if it could not be encoded, or
 * nothing was: then it is removed again. */
static enum faqbot_status end_reply(struct faqbot_chat *chat, bool is_encoded, enum faqbot_status status)
{
    struct buffer *outbox = &chat->outbox;
    is_encoded = is_encoded && outbox->size > chat->start;
    outbox->limit++;
    buffer_add_byte(outbox, '\n');
    if (!is_encoded || outbox->failed) {
        buffer_truncate(outbox, chat->start);
        return FAQBOT_NO_MEMORY;
    }
    return status;
}

/* A reply is handed out as a view into the outbox, so it is sent from where it lies and never copied. It
 * makes room when the next reply begins. Once all are taken the memory is released: a visitor who reads an
 * answer for a minute needs none. */
bool faqbot_chat_next(struct faqbot_chat *chat, struct faqbot_view *reply)
{
    struct faqbot_view rest = view_slice(buffer_view(&chat->outbox), chat->taken, chat->outbox.size);
    if (!view_next_line(&rest, reply)) {
        buffer_release(&chat->outbox);
        chat->taken = 0;
        return false;
    }
    chat->taken = chat->outbox.size - rest.size;
    return true;
}

/* Room for the longest reply beside those waiting; and for one at least, however long it may be. */
bool faqbot_chat_has_room(const struct faqbot_chat *chat)
{
    size_t waiting = chat->outbox.size - chat->taken;
    return chat->hold == HOLD_NONE && (waiting == 0 || waiting + encode_bytes_max(&chat->options, true) <=
                                                           chat->options.outbox_bytes_max);
}

/* Every function below that receives something returns FAQBOT_LIMIT unless this holds, and changes
 * nothing. */
static bool can_receive(const struct faqbot_chat *chat)
{
    return chat->close == FAQBOT_CHAT_OPEN && faqbot_chat_has_room(chat);
}

/* ==== A chat, and what is to be known of it ========================================================== */

/* 0 in the options means the default, so that a struct of zeros is a valid choice. */
static size_t or_default(size_t chosen, size_t shipped)
{
    return chosen == 0 ? shipped : chosen;
}

/* Fills in the defaults once, so that nothing below needs to know them. The outbox allocates nothing until
 * the first reply. */
enum faqbot_status faqbot_chat_new(const struct faqbot_chat_options *options, struct faqbot_chat **chat)
{
    struct faqbot_chat *made = calloc(1, sizeof *made + filter_size(&options->filter));
    if (made == NULL) {
        return FAQBOT_NO_MEMORY;
    }
    struct faqbot_chat_options *kept = &made->options;
    char *end = made->filter;
    *kept = *options;
    kept->filter = copy_filter(&end, &options->filter);
    kept->reply_bytes_max = or_default(kept->reply_bytes_max, FAQBOT_CHAT_REPLY_BYTES_MAX);
    kept->outbox_bytes_max = or_default(kept->outbox_bytes_max, FAQBOT_CHAT_OUTBOX_BYTES_DEFAULT);
    kept->part_entries_max = or_default(kept->part_entries_max, FAQBOT_CHAT_PART_ENTRIES_DEFAULT);
    kept->message_bytes = (unsigned)or_default(kept->message_bytes, FAQBOT_CHAT_MESSAGE_BYTES_MAX);
    buffer_init(&made->outbox, 0); /* begin_reply() gives it a limit */
    *chat = made;
    return FAQBOT_OK;
}

void faqbot_chat_free(struct faqbot_chat *chat)
{
    if (chat != NULL) {
        buffer_release(&chat->outbox);
        free(chat->path);
        free(chat);
    }
}

enum faqbot_chat_close faqbot_chat_close_code(const struct faqbot_chat *chat)
{
    return chat->close;
}

void faqbot_chat_wish(struct faqbot_chat *chat, struct faqbot_view lang)
{
    struct faqbot_view kept = language_is_tag(lang) ? lang : view_of("");
    memcpy(chat->lang, kept.bytes, kept.size);
    chat->lang[kept.size] = '\0';
}

void faqbot_chat_visit(struct faqbot_chat *chat, struct faqbot_view path)
{
    bool is_kept = path.size <= FAQBOT_CHAT_PATH_BYTES_MAX && view_find(path, '\0') == path.size;
    char *copy = is_kept && path.size > 0 ? calloc(1, path.size + 1) : NULL;
    if (copy != NULL) {
        memcpy(copy, path.bytes, path.size);
    }
    free(chat->path);
    chat->path = copy;
}

/* An HTTP front end chooses its status by this. */
const char *faqbot_chat_error(const struct faqbot_chat *chat)
{
    return chat->error == NULL ? NULL : chat->error->name;
}

bool faqbot_chat_has_answered(const struct faqbot_chat *chat)
{
    return chat->has_answered;
}

/* The starters that pass the conversation's filter, which are looked up one by one: to make the part of the knowledge
 * base takes too long for a greeting. One that cannot be looked up is left out. */
static size_t pass_starters(const struct faqbot_chat *chat, struct faqbot *bot,
                            const struct faqbot_about *about, struct faqbot_entry_ref passed[STARTERS_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < about->starter_count && count < STARTERS_MAX; i++) {
        bool passes = false;
        if (faqbot_passes(bot, &chat->options.filter, 1, about->starters[i].id, &passes) == FAQBOT_OK &&
            passes) {
            passed[count++] = about->starters[i];
        }
    }
    return count;
}

/* Those of the visitor's page, in the language of the entries that the conversation is about, or else the visitor's.
 * Where they cannot be read the bot's own will do. */
static void choose_starters(const struct faqbot_chat *chat, struct faqbot *bot, struct faqbot_about *about)
{
    const struct faqbot_entry_ref *starters;
    size_t count;
    struct faqbot_view filtered = chat->options.filter.lang;
    struct faqbot_view lang = view_is_empty(filtered) ? view_of(chat->lang) : filtered;
    if (faqbot_starters_on(bot, view_of(chat->path), lang, &starters, &count) == FAQBOT_OK) {
        about->starters = starters;
        about->starter_count = count;
    }
}

/* The hello announces `message_bytes` and `asks_per_minute`. The front end enforces both; the chat only
 * states them. */
enum faqbot_status faqbot_chat_greet(struct faqbot_chat *chat, struct faqbot *bot)
{
    struct faqbot_entry_ref starters[STARTERS_MAX];
    struct faqbot_about about = *faqbot_about(bot);
    if (!can_receive(chat)) {
        return FAQBOT_LIMIT;
    }
    choose_starters(chat, bot, &about);
    if (!filter_is_empty(&chat->options.filter)) {
        about.starter_count = pass_starters(chat, bot, &about, starters);
        about.starters = starters;
    }
    struct faqbot_view lang = faqbot_language(bot, view_of(chat->lang));
    struct faqbot_view greeting = faqbot_sentence(bot, lang, "greeting", 0);
    return end_reply(chat, encode_hello(begin_reply(chat), &about, greeting, lang, &chat->options),
                     FAQBOT_OK);
}

/* A notice waits its turn in the outbox like a reply, behind a reply that is still to come: once a client
 * sees the notice, all later answers come from the new knowledge base. The front end tries again if there is
 * no room. */
enum faqbot_status faqbot_chat_notify(struct faqbot_chat *chat, struct faqbot *bot)
{
    return can_receive(chat) ? end_reply(chat, encode_notice(begin_reply(chat), faqbot_about(bot)), FAQBOT_OK)
                             : FAQBOT_LIMIT;
}

bool faqbot_chat_is_filtered(const struct faqbot_chat *chat, const struct faqbot_chat_request *request)
{
    return !filter_is_empty(&chat->options.filter) || !filter_is_empty(&request->filter);
}

/* ==== Replies to requests ============================================================================ */

/* Each function below queues the one reply to a request. */
static enum faqbot_status queue_error(struct faqbot_chat *chat, struct faqbot_view id,
                                      const struct error_code *code, const char *sentence,
                                      unsigned retry_after_ms)
{
    struct buffer *outbox = begin_reply(chat);
    chat->error = code;
    return end_reply(chat, encode_error(outbox, id, code, sentence, retry_after_ms), FAQBOT_OK);
}

/* A chat is only ever too busy for what is to be stored: too much waits for the disk, or the disk is full. */
static enum faqbot_status queue_busy(struct faqbot_chat *chat, struct faqbot_view id)
{
    return queue_error(chat, id, &error_code_busy, "This cannot be kept just now; please try again later.",
                       BUSY_MILLISECONDS);
}

/* Reports that the bot failed. The world's failure is passed on. */
static enum faqbot_status queue_failure(struct faqbot_chat *chat, struct faqbot_view id,
                                        enum faqbot_status failure)
{
    struct buffer *outbox = begin_reply(chat);
    enum faqbot_status status = respond_failure(outbox, id, failure, &chat->error);
    return end_reply(chat, true, status);
}

/* Ends the reply that `response` describes, and fills in what the observer is told of it. */
static enum faqbot_status end_answer(struct faqbot_chat *chat, enum faqbot_status status,
                                     const struct response *response, struct faqbot_chat_event *event)
{
    chat->error = response->error;
    chat->has_answered = response->error == NULL && (response->known.outcome == FAQBOT_ANSWERED ||
                                                     response->known.outcome == FAQBOT_SMALLTALK);
    event->entry = response->known.entry;
    event->outcome = response->known.outcome;
    event->confidence = response->known.confidence;
    memcpy(event->lang, response->known.lang, sizeof event->lang);
    event->hits = response->hits;
    event->microseconds = response->microseconds;
    event->is_cached = response->is_cached;
    event->indexed = response->indexed;
    return end_reply(chat, true, status);
}

/* Answers from the response cache, in another thread, or here and now. An answer from the cache takes
 * microseconds, too little to be worth another thread; so does a GET, which reads a single entry, and a SUGGEST, unless
 * they are about a part of the knowledge base, which may have to be indexed first. */
static enum faqbot_status answer(struct faqbot_chat *chat, struct faqbot *bot,
                                 const struct faqbot_chat_request *asked, struct faqbot_chat_event *event)
{
    struct faqbot_chat_request wished = *asked;
    const struct faqbot_chat_request *request = &wished;
    if (view_is_empty(wished.lang) && wished.type != FAQBOT_CHAT_SEARCH) { /* whose language is a filter */
        wished.lang = view_of(chat->lang);
    }
    if (wished.type == FAQBOT_CHAT_ASK) { /* by what pages have in common, so that they share what is kept */
        wished.path =
            faqbot_starters_path(bot, view_is_empty(wished.path) ? view_of(chat->path) : wished.path);
    }
    const struct faqbot_chat_options *options = &chat->options;
    struct response response;
    enum faqbot_status status = FAQBOT_OK;
    struct buffer *outbox = begin_reply_of(chat, encode_bytes_max(options, request->wants_blocks));
    if (!respond_from_cache(options, bot, request, outbox, &response)) {
        bool may_be_slow = request->type == FAQBOT_CHAT_ASK || request->type == FAQBOT_CHAT_SEARCH ||
                           faqbot_chat_is_filtered(chat, request);
        if (may_be_slow && options->begin_async != NULL && options->begin_async(options->user, request)) {
            chat->hold = HOLD_ASK;
            return FAQBOT_OK;
        }
        status = respond(options, bot, request, outbox, &response);
        if (status == FAQBOT_OK && response.error == NULL) {
            response_cache_put(options, request, faqbot_about(bot)->version, &response.known);
        }
    }
    return end_answer(chat, status, &response, event);
}

static enum faqbot_status queue_unsupported(struct faqbot_chat *chat, struct faqbot_view id,
                                            const char *sentence)
{
    return queue_error(chat, id, &error_code_unsupported, sentence, 0);
}

/* Its reply comes with faqbot_chat_acknowledge(): "ok" means that the disk has it. */
static enum faqbot_status store(struct faqbot_chat *chat, const struct faqbot_chat_request *request,
                                faqbot_chat_store_callback *hook, const char *unsupported)
{
    if (hook == NULL) {
        return queue_unsupported(chat, request->id, unsupported);
    }
    chat->error = NULL;
    chat->has_answered = false;
    if (hook(chat->options.user, request) != FAQBOT_OK) {
        return queue_busy(chat, request->id);
    }
    chat->hold = HOLD_STORE;
    chat->offers_contact = request->type == FAQBOT_CHAT_FEEDBACK && request->helpful == 0;
    return FAQBOT_OK;
}

/* Over HTTP there is no present conversation. */
static enum faqbot_status forget(struct faqbot_chat *chat, const struct faqbot_chat_request *request)
{
    const struct faqbot_chat_options *options = &chat->options;
    bool is_named = !view_is_empty(request->conversation) || !view_is_empty(options->conversation);
    if (options->forget != NULL && !is_named) {
        return queue_error(chat, request->id, &error_code_bad_message, MESSAGE_BAD_CONVERSATION ".", 0);
    }
    return store(chat, request, options->forget, "This server keeps no conversations.");
}

/* Where the owner asks for consent, nothing is kept before it is given, not even what a visitor wants to be kept: who
 * says no and then rates an answer has not thought of it. */
static enum faqbot_status take_feedback(struct faqbot_chat *chat, const struct faqbot_chat_request *request)
{
    return chat->may_keep || chat->options.feedback == NULL
               ? store(chat, request, chat->options.feedback, "This server keeps no feedback.")
               : queue_unsupported(chat, request->id, "Nothing is kept without consent.");
}

static enum faqbot_status resume(struct faqbot_chat *chat, const struct faqbot_chat_request *request)
{
    if (chat->options.resume == NULL) {
        return queue_unsupported(chat, request->id, "This server keeps no conversations.");
    }
    chat->options.resume(chat->options.user, request);
    return end_reply(chat, encode_ok(begin_reply(chat), request->id, NULL), FAQBOT_OK);
}

enum faqbot_status faqbot_chat_acknowledge(struct faqbot_chat *chat, const struct faqbot *bot,
                                           struct faqbot_view id, bool is_stored)
{
    const struct faqbot_contact *contact = chat->offers_contact ? &faqbot_about(bot)->contact : NULL;
    assert(chat->hold == HOLD_STORE);
    chat->hold = HOLD_NONE;
    return is_stored ? end_reply(chat, encode_ok(begin_reply(chat), id, contact), FAQBOT_OK)
                     : queue_busy(chat, id);
}

/* Who names a conversation where none is kept is answered all the same: they may have its token from before. */
static void take_belonging(struct faqbot_chat *chat, const struct faqbot_chat_request *request)
{
    bool is_belonging = request->type != FAQBOT_CHAT_FORGET && request->type != FAQBOT_CHAT_RESUME &&
                        request->type != FAQBOT_CHAT_CONSENT;
    if (is_belonging && !view_is_empty(request->conversation) && chat->options.resume != NULL) {
        chat->options.resume(chat->options.user, request);
    }
    chat->has_consent = chat->has_consent || (is_belonging && request->is_given);
}

/* Queues the one reply to a good request, or sets what the chat waits for before there is one. */
static enum faqbot_status reply(struct faqbot_chat *chat, struct faqbot *bot,
                                const struct faqbot_chat_request *request, struct faqbot_chat_event *event)
{
    switch (request->type) {
    case FAQBOT_CHAT_ASK:
    case FAQBOT_CHAT_SEARCH:
        event->text = request->text;
        return answer(chat, bot, request, event);
    case FAQBOT_CHAT_GET:
    case FAQBOT_CHAT_SUGGEST:
        return answer(chat, bot, request, event);
    case FAQBOT_CHAT_FEEDBACK:
        return take_feedback(chat, request);
    case FAQBOT_CHAT_HANDOVER:
        return store(chat, request, chat->options.handover,
                     "Nobody receives conversations from this server.");
    case FAQBOT_CHAT_FORGET:
        return forget(chat, request);
    case FAQBOT_CHAT_RESUME:
        return resume(chat, request);
    case FAQBOT_CHAT_CONSENT:
        chat->has_consent = request->is_given;
        return end_reply(chat, encode_ok(begin_reply(chat), request->id, NULL), FAQBOT_OK);
    case FAQBOT_CHAT_PING:
    case FAQBOT_CHAT_REQUEST_TYPES:
        break;
    }
    return end_reply(chat, encode_pong(begin_reply(chat), request->id), FAQBOT_OK);
}

/* ==== Receiving ====================================================================================== */

/* The observer counts and logs. It hears of every admitted request once, when the outcome is known; of
 * feedback, when it is accepted. */
static void tell_observer(const struct faqbot_chat *chat, struct faqbot_chat_event *event)
{
    if (chat->options.observe != NULL) {
        event->error = faqbot_chat_error(chat);
        event->may_keep = chat->may_keep;
        chat->options.observe(chat->options.user, event);
    }
}

/* A message to refuse, with its code, or a good request. Both have to pass the gate: nonsense is not free
 * either. */
static enum faqbot_status serve(struct faqbot_chat *chat, struct faqbot *bot,
                                const struct faqbot_chat_request *request, const struct error_code *code,
                                const char *sentence)
{
    const struct faqbot_chat_options *options = &chat->options;
    struct faqbot_chat_event event = {.type = code == NULL ? request->type : FAQBOT_CHAT_PING,
                                      .id = request->id};
    bool is_narrowed = event.type == FAQBOT_CHAT_SUGGEST && !filter_is_empty(&request->filter);
    unsigned wait =
        options->gate == NULL ? 0 : options->gate(options->user, is_narrowed ? FAQBOT_CHAT_ASK : event.type);
    if (wait > 0) {
        return queue_error(chat, request->id, &error_code_rate_limited,
                           "Too many requests; please wait a little.", wait);
    }
    if (code == NULL) {
        take_belonging(chat, request);
    }
    chat->may_keep = chat->has_consent || view_is_empty(faqbot_about(bot)->consent);
    enum faqbot_status status =
        code == NULL ? reply(chat, bot, request, &event) : queue_error(chat, request->id, code, sentence, 0);
    if (chat->hold != HOLD_ASK) {
        tell_observer(chat, &event);
    }
    return status;
}

/* Bad messages in a row end the chat; any other message starts the count anew. A client that is being
 * developed makes mistakes, and learns more from errors than from a connection that is gone. */
static void count_bad_messages(struct faqbot_chat *chat)
{
    bool is_bad = chat->error != NULL && chat->error->bad;
    chat->bad_messages = is_bad ? chat->bad_messages + 1 : 0;
    if (chat->bad_messages >= FAQBOT_CHAT_BAD_MESSAGES_MAX) {
        chat->close = FAQBOT_CHAT_CLOSE_BROKEN_CLIENT;
    }
}

/* FAQBOT_CHAT_REQUEST_TYPES as type: the bytes are a message, which names its type itself. Only messages
 * count as bad ones: an HTTP client is not dropped for its mistakes. */
enum faqbot_status faqbot_chat_receive_body(struct faqbot_chat *chat, struct faqbot *bot,
                                            enum faqbot_chat_request_type type, struct faqbot_view body)
{
    struct message message;
    if (!can_receive(chat)) {
        return FAQBOT_LIMIT;
    }
    enum faqbot_status status = message_read(body, type, &message);
    if (status != FAQBOT_OK) {
        return status;
    }
    const char *sentence = message.sentence;
    if (message.code == NULL && type == FAQBOT_CHAT_FEEDBACK && chat->options.feedback != NULL &&
        view_is_empty(message.request.conversation)) { /* of which answer, nobody could tell */
        message.code = &error_code_bad_message;
        sentence = MESSAGE_BAD_CONVERSATION ".";
    }
    status = serve(chat, bot, &message.request, message.code, sentence);
    if (type == FAQBOT_CHAT_REQUEST_TYPES) {
        chat->counts_later = chat->hold == HOLD_ASK;
        if (!chat->counts_later) {
            count_bad_messages(chat);
        }
    }
    message_release(&message);
    return status;
}

/* What comes over a WebSocket. There the type stands in the message, and mistakes count. */
enum faqbot_status faqbot_chat_receive(struct faqbot_chat *chat, struct faqbot *bot, struct faqbot_view bytes)
{
    return faqbot_chat_receive_body(chat, bot, FAQBOT_CHAT_REQUEST_TYPES, bytes);
}

/* A request that was not JSON: only what its types do not rule out needs a check. Its id comes from our own
 * front end, so one that is too long is a bug there. */
enum faqbot_status faqbot_chat_request(struct faqbot_chat *chat, struct faqbot *bot,
                                       const struct faqbot_chat_request *request)
{
    assert(request->id.size <= FAQBOT_CHAT_ID_BYTES_MAX);
    const char *mistake = request->top > FAQBOT_TOP_MAX      ? MESSAGE_BAD_TOP "."
                          : request->limit > FAQBOT_HITS_MAX ? MESSAGE_BAD_LIMIT "."
                                                             : NULL;
    const struct error_code *code = mistake != NULL ? &error_code_bad_message : NULL;
    return can_receive(chat) ? serve(chat, bot, request, code, mistake) : FAQBOT_LIMIT;
}

/* Reports what only the front end can see, such as an HTTP body that is too long. The code must be one of the
 * protocol's, since clients go by it. */
enum faqbot_status faqbot_chat_refuse(struct faqbot_chat *chat, struct faqbot_view id, const char *code,
                                      const char *sentence, unsigned retry_after_ms)
{
    const struct error_code *found = error_code_find(code);
    assert(found != NULL);
    return can_receive(chat) ? queue_error(chat, id, found, sentence, retry_after_ms) : FAQBOT_LIMIT;
}

/* ==== An ASK or a SEARCH that is answered in another thread ========================================== */

/* Owns everything it needs and everything it brings back. So it does not depend on its chat, which may be
 * gone by then, and on a bot only while it runs. */
struct faqbot_async_ask {
    struct faqbot_chat_options options; /* its filter points into `bytes`, and so do the request's views */
    struct faqbot_chat_request request;
    bool was_run;
    enum faqbot_status status;
    struct response response;   /* its body points into `reply`, its entry into `copies` */
    struct faqbot_view version; /* of the knowledge base that answered; into `copies` */
    struct buffer reply;
    struct buffer copies; /* of what is the bot's, and ends with its next call */
    char bytes[];
};

/* One block holds the struct and the request's texts, which are short, since there is one for each question.
 * The reply's limit is the chat's: an answer is shortened where it is encoded. */
enum faqbot_status faqbot_async_ask_new(const struct faqbot_chat *chat,
                                        const struct faqbot_chat_request *request,
                                        struct faqbot_async_ask **ask)
{
    const struct faqbot_chat_options *options = &chat->options;
    const struct faqbot_filter *filter = &request->filter;
    size_t size = request->id.size + request->text.size + request->context.size + request->entry.size +
                  request->rest.size + request->path.size + request->lang.size + filter_size(filter) +
                  filter_size(&options->filter);
    struct faqbot_async_ask *made = calloc(1, sizeof *made + size);
    assert(request->type != FAQBOT_CHAT_PING && request->type != FAQBOT_CHAT_FEEDBACK);
    if (made == NULL) {
        return FAQBOT_NO_MEMORY;
    }
    char *end = made->bytes;
    made->options = *options;
    made->options.filter = copy_filter(&end, &options->filter);
    made->request = *request;
    made->request.id = view_copy_to(&end, request->id);
    made->request.text = view_copy_to(&end, request->text);
    made->request.context = view_copy_to(&end, request->context);
    made->request.entry = view_copy_to(&end, request->entry);
    made->request.rest = view_copy_to(&end, request->rest);
    made->request.path = view_copy_to(&end, request->path);
    made->request.filter = copy_filter(&end, filter);
    made->request.lang = view_copy_to(&end, request->lang);
    made->request.answer = made->request.conversation = view_of(NULL);
    buffer_init(&made->reply, encode_bytes_max(options, request->wants_blocks) - 1);
    buffer_init(&made->copies, SIZE_MAX);
    *ask = made;
    return FAQBOT_OK;
}

void faqbot_async_ask_free(struct faqbot_async_ask *ask)
{
    if (ask != NULL) {
        buffer_release(&ask->reply);
        buffer_release(&ask->copies);
        free(ask);
    }
}

/* The worker's bot may be closed or asked again before the reply is delivered, so the entry's id and the
 * version are copied. The body lies in `reply`, which no longer changes. */
void faqbot_async_ask_run(struct faqbot_async_ask *ask, struct faqbot *bot)
{
    assert(!ask->was_run);
    ask->was_run = true;
    ask->status = respond(&ask->options, bot, &ask->request, &ask->reply, &ask->response);
    size_t entry_size = ask->response.known.entry.size;
    buffer_add(&ask->copies, ask->response.known.entry);
    buffer_add(&ask->copies, faqbot_about(bot)->version);
    if (ask->copies.failed) {
        ask->status = FAQBOT_NO_MEMORY;
        return;
    }
    ask->response.known.entry = view_slice(buffer_view(&ask->copies), 0, entry_size);
    ask->version = view_slice(buffer_view(&ask->copies), entry_size, SIZE_MAX);
}

/* An ask that has not run, because the server stops or a worker has died, is answered all the same: every
 * request gets a reply. The answer enters the response cache here, in the chat's own thread, because the
 * cache has no lock; if the knowledge base has changed meanwhile, the version gives it away and it is not
 * kept. */
enum faqbot_status faqbot_chat_complete_ask(struct faqbot_chat *chat, const struct faqbot_async_ask *ask)
{
    const struct faqbot_chat_request *request = &ask->request;
    struct faqbot_chat_event event = {.type = request->type, .id = request->id};
    enum faqbot_status status;
    assert(chat->hold == HOLD_ASK);
    chat->hold = HOLD_NONE;
    if (request->type == FAQBOT_CHAT_ASK || request->type == FAQBOT_CHAT_SEARCH) {
        event.text = request->text;
    }
    if (!ask->was_run || ask->status == FAQBOT_NO_MEMORY) {
        status = queue_failure(chat, request->id, FAQBOT_NO_MEMORY);
    } else {
        size_t bytes_max = encode_bytes_max(&chat->options, request->wants_blocks);
        buffer_add(begin_reply_of(chat, bytes_max), buffer_view(&ask->reply));
        if (ask->status == FAQBOT_OK && ask->response.error == NULL) {
            response_cache_put(&chat->options, request, ask->version, &ask->response.known);
        }
        status = end_answer(chat, ask->status, &ask->response, &event);
    }
    if (chat->counts_later) {
        count_bad_messages(chat);
    }
    chat->counts_later = false;
    tell_observer(chat, &event);
    return status;
}
