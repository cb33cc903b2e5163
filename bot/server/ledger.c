/* ledger.c - the journal as the server keeps it. Feedback is acknowledged when the journal's thread says that it is on
 * disk, and not before; the visitor waits for that, and the loop does not. */
#include "server/ledger.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "server/guest.h"
#include "server/peer.h"
#include "server/server_internal.h"

#define DAY_SECONDS 86400
/* an hour: what is too old is gone an hour later at the latest */
#define TEND_MICROSECONDS UINT64_C(3600000000)

/* In the journal's thread. */
static void on_stored(void *user, void *given, enum faqbot_status status)
{
    struct ledger *ledger = user;
    struct ledger_ticket *ticket = given;
    ticket->status = status;
    uv_mutex_lock(&ledger->lock);
    ticket->next = ledger->settled;
    ledger->settled = ticket;
    uv_mutex_unlock(&ledger->lock);
    uv_async_send(&ledger->wake);
}

static void settle(struct ledger *ledger)
{
    uv_mutex_lock(&ledger->lock);
    struct ledger_ticket *ticket = ledger->settled;
    ledger->settled = NULL;
    uv_mutex_unlock(&ledger->lock);
    while (ticket != NULL) {
        struct ledger_ticket *next = ticket->next;
        ledger->server->tally.refusals[TALLY_JOURNAL] += ticket->status != FAQBOT_OK;
        if (ticket->peer != NULL) {
            peer_acknowledge(ticket->peer, ticket);
        }
        free(ticket);
        ticket = next;
    }
}

static void on_wake(uv_async_t *async)
{
    settle(async->data);
}

/* A chat's feedback hook, whose user is the guest. */
static enum faqbot_status take_feedback(void *user, const struct faqbot_chat_request *request)
{
    struct guest *guest = user;
    struct ledger *ledger = &guest->server->ledger;
    struct ledger_ticket *ticket =
        guest->peer_of == NULL || ledger->journal == NULL ? NULL : calloc(1, sizeof *ticket);
    if (ticket == NULL) {
        return FAQBOT_NO_MEMORY;
    }
    assert(request->id.size <= sizeof ticket->bytes); /* the chat has refused longer ones */
    ticket->peer = guest->peer_of;
    ticket->id = (struct faqbot_view){ticket->bytes, request->id.size};
    memcpy(ticket->bytes, request->id.bytes, request->id.size);
    struct faqbot_journal_feedback feedback = {.at = time(NULL),
                                               .conversation = guest->conversation,
                                               .request = request->answer,
                                               .helpful = request->helpful,
                                               .comment = request->text};
    ticket->peer->ticket = ticket;
    enum faqbot_status status = faqbot_journal_add_feedback(ledger->journal, &feedback, ticket);
    if (status != FAQBOT_OK) {
        guest->server->tally.refusals[TALLY_JOURNAL]++;
        guest->peer_of->ticket = NULL;
        free(ticket);
    }
    return status;
}

enum faqbot_status ledger_open(struct ledger *ledger, struct server *server,
                               const struct faqbot_server_options *options, struct faqbot_fault *fault)
{
    struct faqbot_journal_options wanted = {.path = options->journal,
                                            .stored = on_stored,
                                            .user = ledger,
                                            .bytes_max = options->journal_bytes_max};
    if (options->journal == NULL) {
        return FAQBOT_OK;
    }
    ledger->server = server;
    ledger->retention_days = options->retention_days;
    ledger->wake.data = ledger;
    uv_mutex_init(&ledger->lock);
    uv_async_init(&server->loop, &ledger->wake, on_wake);
    enum faqbot_status status = faqbot_journal_open(&wanted, &ledger->journal, fault);
    if (status == FAQBOT_OK) {
        server->chat.feedback = take_feedback;
        ledger_tend(ledger);
    }
    return status;
}

void ledger_close(struct ledger *ledger)
{
    if (ledger->server == NULL) {
        return;
    }
    faqbot_journal_close(ledger->journal);
    ledger->journal = NULL;
    settle(ledger);
    uv_close((uv_handle_t *)&ledger->wake, NULL);
    uv_mutex_destroy(&ledger->lock);
    ledger->server = NULL;
}

void ledger_ask(struct guest *guest, const struct faqbot_chat_event *event)
{
    struct server *server = guest->server;
    if (server->ledger.journal != NULL) {
        struct faqbot_journal_ask ask = {.at = time(NULL),
                                         .conversation = guest->conversation,
                                         .request = event->id,
                                         .question = event->text,
                                         .outcome = event->outcome,
                                         .confidence = event->confidence,
                                         .entry = event->entry,
                                         .knowledge = faqbot_about(server->bot)->version};
        (void)faqbot_journal_add_ask(server->ledger.journal, &ask); /* the journal counts what it loses */
    }
}

/* The first time, and while it goes on once an hour. */
static void tell_trimmed(struct ledger *ledger, const struct faqbot_journal_purged *trimmed)
{
    char sentence[192];
    uint64_t now = server_now(ledger->server);
    size_t count = trimmed->asks + trimmed->feedback;
    if (count == ledger->trimmed_told ||
        (ledger->trimmed_at != 0 && now - ledger->trimmed_at < TEND_MICROSECONDS)) {
        return;
    }
    ledger->trimmed_told = count;
    ledger->trimmed_at = now;
    (void)snprintf(
        sentence, sizeof sentence,
        "the journal has reached its size: the oldest asks make room for new ones (so far %zu of them, "
        "and %zu of feedback); see --journal-size",
        trimmed->asks, trimmed->feedback);
    log_write(&ledger->server->log, LOG_WARNING, "journal_trimmed", sentence, NULL);
}

static void tell(struct ledger *ledger)
{
    struct faqbot_journal_state state;
    faqbot_journal_get_state(ledger->journal, &state);
    tell_trimmed(ledger, &state.trimmed);
    if (state.last == ledger->told) {
        return;
    }
    ledger->told = state.last;
    if (state.last == FAQBOT_OK) {
        log_write(&ledger->server->log, LOG_INFO, "journal_well", "the journal is written again", NULL);
    } else {
        char sentence[160];
        snprintf(sentence, sizeof sentence, "the journal cannot be written: %s; visitors are answered on",
                 state.last == FAQBOT_LIMIT
                     ? "it has reached its size, and somebody who reads it keeps it from making room"
                     : faqbot_status_text(state.last));
        log_write(&ledger->server->log, LOG_ERROR, "journal_failed", sentence, NULL);
    }
}

void ledger_tend(struct ledger *ledger)
{
    if (ledger->journal == NULL) {
        return;
    }
    uint64_t now = server_now(ledger->server);
    tell(ledger);
    if (ledger->retention_days > 0 &&
        (ledger->forgot_at == 0 || now - ledger->forgot_at >= TEND_MICROSECONDS)) {
        ledger->forgot_at = now;
        (void)faqbot_journal_forget(ledger->journal,
                                    time(NULL) - (int64_t)ledger->retention_days * DAY_SECONDS);
    }
}
