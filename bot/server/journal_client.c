/* journal_client.c - the journal as the server uses it: what goes in, and who waits to hear that it is in.
 *
 * The journal has a thread of its own that writes. An ask is handed to it and forgotten: if it is lost, a
 * statistic is a little off. Feedback is a visitor's own doing, so it is acknowledged only when that thread
 * says that it is on disk; the client waits for that, and the event loop does not. Should the disk be full or
 * the file locked, visitors are answered all the same, and the operator reads of it in the log, once when it
 * begins and once when it is over.
 *
 * What is stored, and what of it is redacted, is the journal's business (faqbot_journal.h). */
#include "server/server_internal.h"

#define DAY_SECONDS 86400

/* Between two looks for what is too old, and between two warnings that the journal is full. So what is to be
 * forgotten is gone an hour later at the latest. */
#define HOUR_MICROSECONDS UINT64_C(3600000000)

/* -- Feedback and asks ----------------------------------------------------------------------------------- */

/* What crosses the border to the journal's thread is copied, there and back. The list of what has been stored
 * is the only thing that both touch, and has a lock. */

/* In the journal's thread. */
static void on_stored(void *user, void *ticket, enum faqbot_status status)
{
    struct journal_client *client = user;
    struct pending_write *pending = ticket;
    pending->status = status;
    uv_mutex_lock(&client->lock);
    pending->next = client->stored;
    client->stored = pending;
    uv_mutex_unlock(&client->lock);
    uv_async_send(&client->wake);
}

/* Takes the whole list at once, so that the journal's thread is not kept waiting while clients are told. */
static void acknowledge_all(struct journal_client *client)
{
    uv_mutex_lock(&client->lock);
    struct pending_write *pending = client->stored;
    client->stored = NULL;
    uv_mutex_unlock(&client->lock);
    while (pending != NULL) {
        struct pending_write *next = pending->next;
        struct connection *connection = pending->owner;
        bool is_stored = pending->status == FAQBOT_OK;
        client->server->stats.refusals[REFUSED_JOURNAL] += !is_stored;
        if (pending->is_handover) {
            client->server->stats.handovers_queued += is_stored;
            client->server->stats.handovers_dropped += !is_stored;
            webhook_wake(&client->server->webhook);
        }
        if (connection != NULL) {
            connection->pending = NULL;
            connection->protocol->acknowledge(connection, pending->id, is_stored);
        }
        free(pending);
        pending = next;
    }
}

/* In the loop again. */
static void on_wake(uv_async_t *async)
{
    acknowledge_all(async->data);
}

/* What waits for the journal's thread to say that it is done, and who waits with it. NULL: no memory. */
static struct pending_write *pending_new(struct connection *connection,
                                         const struct faqbot_chat_request *request)
{
    struct pending_write *pending = calloc(1, sizeof *pending);
    if (pending != NULL) {
        assert(request->id.size <= sizeof pending->bytes); /* the chat has refused longer ones */
        pending->owner = connection;
        pending->id = (struct faqbot_view){pending->bytes, request->id.size};
        memcpy(pending->bytes, request->id.size > 0 ? request->id.bytes : "", request->id.size);
    }
    return pending;
}

/* Whether the journal has taken it, and will tell; if not, nobody waits any more. */
static enum faqbot_status begin_write(struct connection *connection, struct pending_write *pending,
                                      enum faqbot_status status)
{
    if (status == FAQBOT_OK) {
        connection->pending = pending;
    } else {
        connection->server->stats.refusals[REFUSED_JOURNAL]++;
        free(pending);
    }
    return status;
}

/* A chat's feedback hook. */
static enum faqbot_status take_feedback(void *user, const struct faqbot_chat_request *request)
{
    struct connection *connection = user;
    struct faqbot_journal *journal = connection->server->journal_client.journal;
    struct pending_write *pending = journal == NULL ? NULL : pending_new(connection, request);
    if (pending == NULL) {
        return FAQBOT_NO_MEMORY;
    }
    struct faqbot_journal_feedback entry = {.at = time(NULL),
                                            .conversation = connection->conversation,
                                            .request = request->answer,
                                            .helpful = request->helpful,
                                            .comment = request->text};
    return begin_write(connection, pending, faqbot_journal_add_feedback(journal, &entry, pending));
}

/* -- Conversations --------------------------------------------------------------------------------------- */

/* The journal knows a conversation by a number of 64 bits, and its visitor by a token of 128, from which the number
 * follows and which does not follow from the number: who reads the journal, or a report made of it, cannot have a
 * conversation forgotten, or go on with it. The token needs no key, for it is random already, and none that a restart
 * would lose. 0 is no conversation. */
static uint64_t conversation_of(struct faqbot_view token)
{
    unsigned char digest[DIGEST_BYTES];
    uint64_t number;
    digest_sha256(token, digest);
    memcpy(&number, digest, sizeof number);
    return number == 0 ? 1 : number;
}

/* Writes hexadecimal digits that nobody can guess. False: the system has none, and the text stays as it was. */
static bool write_random(char text[FAQBOT_CHAT_CONVERSATION_BYTES + 1])
{
    unsigned char random[FAQBOT_CHAT_CONVERSATION_BYTES / 2];
    bool is_random = uv_random(NULL, NULL, random, sizeof random, 0, NULL) == 0;
    for (size_t i = 0; i < sizeof random && is_random; i++) {
        snprintf(text + 2 * i, 3, "%02x", random[i]);
    }
    return is_random;
}

void journal_client_greet(struct connection *connection)
{
    if (connection->server->journal_client.journal == NULL || !write_random(connection->token)) {
        return; /* a conversation that others could guess is none: its rows have the number of no conversation */
    }
    connection->conversation = conversation_of(view_of(connection->token));
}

/* A chat's resume hook. */
static void resume(void *user, const struct faqbot_chat_request *request)
{
    struct connection *connection = user;
    connection->conversation = conversation_of(request->conversation);
}

/* A chat's forget hook. */
static enum faqbot_status forget(void *user, const struct faqbot_chat_request *request)
{
    struct connection *connection = user;
    struct faqbot_journal *journal = connection->server->journal_client.journal;
    struct pending_write *pending = journal == NULL ? NULL : pending_new(connection, request);
    uint64_t conversation =
        request->conversation.size > 0 ? conversation_of(request->conversation) : connection->conversation;
    if (pending == NULL) {
        return FAQBOT_NO_MEMORY;
    }
    return begin_write(connection, pending,
                       faqbot_journal_forget_conversation(journal, time(NULL), conversation, pending));
}

/* The version of the knowledge base is kept with each ask, so that a gap which has been filled since can be
 * told from one that is still there. */
void journal_client_ask(struct connection *connection, const struct faqbot_chat_event *event)
{
    struct server *server = connection->server;
    if (server->journal_client.journal != NULL) {
        struct faqbot_journal_ask ask = {.at = time(NULL),
                                         .conversation = connection->conversation,
                                         .request = event->id,
                                         .question = event->text,
                                         .outcome = event->outcome,
                                         .confidence = event->confidence,
                                         .entry = event->entry,
                                         .knowledge = faqbot_about(server->bot)->version,
                                         .lang = {event->lang, strlen(event->lang)},
                                         .microseconds = event->microseconds};
        (void)faqbot_journal_add_ask(server->journal_client.journal, &ask); /* it counts what it loses */
    }
}

void journal_client_search(struct connection *connection, const struct faqbot_chat_event *event)
{
    struct server *server = connection->server;
    if (server->journal_client.journal != NULL) {
        struct faqbot_journal_search search = {.at = time(NULL),
                                               .conversation = connection->conversation,
                                               .request = event->id,
                                               .text = event->text,
                                               .knowledge = faqbot_about(server->bot)->version,
                                               .hits = event->hits,
                                               .microseconds = event->microseconds};
        (void)faqbot_journal_add_search(server->journal_client.journal, &search);
    }
}

/* -- Handing over ---------------------------------------------------------------------------------------- */

/* What the receiver gets. The conversation is the journal's number, by which an operator finds what else was asked. */
static void write_handover(struct connection *connection, const struct faqbot_chat_request *request,
                           const char *key, struct buffer *body)
{
    struct json_writer writer = json_writer_make(body);
    char number[17];
    (void)snprintf(number, sizeof number, "%016llx", (unsigned long long)connection->conversation);
    json_writer_open_object(&writer, NULL);
    json_writer_add_text(&writer, "type", "handover");
    json_writer_add_text(&writer, "key", key);
    json_writer_add_integer(&writer, "time", time(NULL));
    json_writer_add_optional(&writer, "conversation", view_of(connection->conversation == 0 ? NULL : number));
    json_writer_add_string(&writer, "knowledge", faqbot_about(connection->server->bot)->version);
    json_writer_add_optional(&writer, "name", request->name);
    json_writer_add_optional(&writer, "reply_to", request->reply_to);
    json_writer_add_json(&writer, "transcript", request->transcript);
    json_writer_close_object(&writer);
}

/* A chat's handover hook. What the visitor agrees to is what they send, so no other consent is asked for. */
static enum faqbot_status hand_over(void *user, const struct faqbot_chat_request *request)
{
    struct connection *connection = user;
    struct server *server = connection->server;
    char key[FAQBOT_CHAT_CONVERSATION_BYTES + 1];
    struct buffer body;
    bool is_full = atomic_load(&server->webhook.waiting) >= WEBHOOK_WAITING_MAX;
    struct pending_write *pending = is_full || !write_random(key) || server->journal_client.journal == NULL
                                        ? NULL
                                        : pending_new(connection, request);
    if (pending == NULL) {
        server->stats.handovers_dropped++;
        return FAQBOT_LIMIT;
    }
    buffer_init(&body, FAQBOT_HANDOVER_BYTES_MAX);
    write_handover(connection, request, key, &body);
    const struct faqbot_handover handover = {.at = time(NULL),
                                             .conversation = connection->conversation,
                                             .key = view_of(key),
                                             .body = buffer_view(&body)};
    enum faqbot_status status =
        body.failed ? FAQBOT_NO_MEMORY
                    : faqbot_journal_add_handover(server->journal_client.journal, &handover, pending);
    buffer_release(&body);
    pending->is_handover = true;
    status = begin_write(connection, pending, status);
    server->stats.handovers_dropped += status != FAQBOT_OK;
    atomic_fetch_add(&server->webhook.waiting, status == FAQBOT_OK);
    return status;
}

/* -- Start, end and upkeep ------------------------------------------------------------------------------- */

/* The hook is registered only when the journal is open, so that clients are offered to give feedback only
 * where it can be kept. What is too old is forgotten before the first visitor comes. */
void journal_client_open(struct journal_client *client, struct server *server,
                         const struct faqbot_server_options *options, struct faqbot_fault *fault)
{
    struct faqbot_journal_options wanted = {.path = options->journal,
                                            .stored = on_stored,
                                            .user = client,
                                            .bytes_max = options->journal_bytes_max,
                                            .store = options->journal_store};
    if (fault->status != FAQBOT_OK || options->journal == NULL) {
        return;
    }
    client->server = server;
    client->retention_days = options->retention_days;
    client->has_store = options->journal_store != NULL;
    client->wake.data = client;
    uv_mutex_init(&client->lock);
    uv_async_init(&server->loop, &client->wake, on_wake);
    fault->status = faqbot_journal_open(&wanted, &client->journal, fault);
    if (fault->status == FAQBOT_OK) {
        server->chat.feedback = take_feedback;
        server->chat.forget = forget;
        server->chat.resume = resume;
        server->chat.handover = options->webhook != NULL ? hand_over : NULL;
        journal_client_tick(client);
    }
}

/* Closing writes what is left and tells of it, in the journal's thread, before it returns. Those last
 * acknowledgements are for clients that may still be there. */
void journal_client_close(struct journal_client *client)
{
    if (client->server == NULL) {
        return;
    }
    faqbot_journal_close(client->journal);
    client->journal = NULL;
    acknowledge_all(client);
    uv_close((uv_handle_t *)&client->wake, NULL);
    uv_mutex_destroy(&client->lock);
    client->server = NULL;
}

/* Said the first time, and once an hour for as long as it goes on. */
static void report_trimmed(struct journal_client *client, const struct faqbot_journal_purged *trimmed)
{
    uint64_t now = server_now(client->server);
    size_t count = trimmed->asks + trimmed->searches + trimmed->feedback;
    if (count == client->trimmed ||
        (client->trimmed_at != 0 && now - client->trimmed_at < HOUR_MICROSECONDS)) {
        return;
    }
    client->trimmed = count;
    client->trimmed_at = now;
    log_write(&client->server->log, LOG_WARNING, "journal_trimmed", NULL,
              "the journal has reached its size: the oldest asks make room for new ones (so far %zu of them, "
              "%zu searches and %zu of feedback); see --journal-size",
              trimmed->asks, trimmed->searches, trimmed->feedback);
}

/* The same of what could not be kept, which a full queue or a crowd for a moment leaves without a status to see. */
static void report_lost(struct journal_client *client, uint64_t lost)
{
    uint64_t now = server_now(client->server);
    if (lost == client->lost || (client->lost_at != 0 && now - client->lost_at < HOUR_MICROSECONDS)) {
        return;
    }
    client->lost = lost;
    client->lost_at = now;
    log_write(&client->server->log, LOG_WARNING, "journal_lost", NULL,
              "some of what visitors asked is not in the journal, which was full, late, or could not be "
              "written (so far "
              "%llu questions and searches; they were answered)",
              (unsigned long long)lost);
}

/* Said when it changes and not while it lasts: a disk that is full for a night is one line, not a
 * thousand. */
static void report_status(struct journal_client *client, enum faqbot_status status)
{
    const struct log *log = &client->server->log;
    if (status != client->status && status == FAQBOT_OK) {
        log_write(log, LOG_INFO, "journal_well", NULL, "the journal is written again");
    } else if (status != client->status) {
        log_write(log, LOG_ERROR, "journal_failed", NULL,
                  "the journal cannot be written: %s; visitors are still answered",
                  status == FAQBOT_LIMIT && client->has_store
                      ? "what waits for the database has reached its size; see --journal-size"
                  : status == FAQBOT_LIMIT
                      ? "it has reached its size, and somebody who reads it keeps it from making room"
                      : faqbot_status_text(status));
    }
    client->status = status;
}

/* One line when it goes and one when it is back, however often it is tried meanwhile. */
static void report_delivery(struct journal_client *client, const struct faqbot_journal_delivery *delivery)
{
    const struct log *log = &client->server->log;
    if (delivery->is_away && !client->is_away) {
        log_write(log, LOG_ERROR, "journal_away", NULL,
                  "the journal's database is away: %s; what comes is kept here until it is back",
                  delivery->reason);
    } else if (!delivery->is_away && client->is_away) {
        log_write(log, LOG_INFO, "journal_back", NULL,
                  "the journal's database is back, and has what was kept here");
    }
    client->is_away = delivery->is_away;
}

/* Time and not the number of asks decides when old ones are forgotten, so that a promise to forget after so
 * many days is kept by a server that nobody asks, too. */
void journal_client_tick(struct journal_client *client)
{
    struct faqbot_journal_state state;
    if (client->journal == NULL) {
        return;
    }
    uint64_t now = server_now(client->server);
    faqbot_journal_get_state(client->journal, &state);
    report_trimmed(client, &state.trimmed);
    report_lost(client, state.lost);
    report_status(client, state.last);
    report_delivery(client, &state.delivery);
    if (client->retention_days > 0 &&
        (client->forgot_at == 0 || now - client->forgot_at >= HOUR_MICROSECONDS)) {
        client->forgot_at = now;
        (void)faqbot_journal_forget(client->journal,
                                    time(NULL) - (int64_t)client->retention_days * DAY_SECONDS);
    }
}
