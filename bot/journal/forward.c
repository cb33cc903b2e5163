/* journal/forward.c - delivers a journal's queue to its store, from a thread of its own: the store may be slow, frozen
 * or away, and neither visitors nor the journal's own thread may wait for it.
 *
 * The first items are handed over and, once the store says that it has them, removed. Whether it has them is not known
 * when an answer is lost; then the same are handed over again, and the store passes over what it has. So each is there
 * once, without a key for each row.
 *
 * Who waits for an item (a ticket) is told when the store has it. But while the store is away, what is on this
 * machine's disk has to be good enough: nobody's feedback is lost by that, since it is delivered later. */
#include "journal/journal_internal.h"

#include <faqbot_journal.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/sqlite.h"
#include "util/util.h"

#define SECOND INT64_C(1000000000) /* in nanoseconds */

/* Between tries: any time up to a bound, which doubles with each failure ("full jitter": many servers that lost the
 * same database do not all come back to it at once). */
#define RETRY_FIRST (SECOND / 2)
#define RETRY_MOST (30 * SECOND)

struct forwarder {
    const struct faqbot_journal_store *store;
    faqbot_journal_stored_callback *stored;
    void *user;
    struct outgoing *outgoing; /* the thread's, once it runs */
    uint64_t queue;            /* likewise */
    int64_t given;             /* the highest number that the file had given when it was opened */
    bool is_known;             /* the store has been asked what it has of this queue */
    pthread_t thread;
    pthread_mutex_t lock; /* of all that follows */
    pthread_cond_t wake;
    struct forward_ticket *first; /* in the order of their numbers, and so of their moments */
    struct forward_ticket **end;
    int64_t through;   /* what has been delivered up to this number since it was opened */
    int64_t retry_at;  /* not before; 0: at once */
    int64_t closes_at; /* 0: it is not closing */
    unsigned failures; /* one after the other */
    bool has_work;
    int64_t queued; /* may be too low for a moment, when delivered before forwarder_wake() has counted it */
    struct faqbot_journal_delivery state;
};

static int64_t now(const struct forwarder *forwarder)
{
    return forwarder->store->clock(forwarder->store->user);
}

/* ==== Who waits ====================================================================================== */

/* Takes the tickets up to that number off the list. */
static struct forward_ticket *take_through(struct forwarder *forwarder, int64_t number)
{
    struct forward_ticket *taken = forwarder->first;
    struct forward_ticket **end = &taken;
    while (*end != NULL && (*end)->number <= number) {
        end = &(*end)->next;
    }
    forwarder->first = *end;
    forwarder->end = *end == NULL ? &forwarder->first : forwarder->end;
    *end = NULL;
    return taken;
}

/* Without the lock: the callback may ask for the journal's state. */
static void tell(struct forwarder *forwarder, struct forward_ticket *ticket)
{
    while (ticket != NULL) {
        struct forward_ticket *next = ticket->next;
        forwarder->stored(forwarder->user, ticket->ticket, FAQBOT_OK);
        free(ticket);
        ticket = next;
    }
}

void forwarder_hold(struct forwarder *forwarder, struct forward_ticket *ticket)
{
    ticket->next = NULL;
    ticket->held_at = now(forwarder);
    pthread_mutex_lock(&forwarder->lock);
    bool is_held = !forwarder->state.is_away && ticket->number > forwarder->through;
    if (is_held) {
        *forwarder->end = ticket;
        forwarder->end = &ticket->next;
    }
    pthread_mutex_unlock(&forwarder->lock);
    if (!is_held) {
        tell(forwarder, ticket);
    }
}

int64_t forwarder_due(struct forwarder *forwarder)
{
    pthread_mutex_lock(&forwarder->lock);
    int64_t due = forwarder->first == NULL ? 0 : forwarder->first->held_at + FORWARD_HOLD_SECONDS * SECOND;
    pthread_mutex_unlock(&forwarder->lock);
    return due;
}

/* All of them: a store that is late for one is late for those behind it. */
void forwarder_release_late(struct forwarder *forwarder)
{
    struct forward_ticket *late = NULL;
    int64_t moment = now(forwarder);
    pthread_mutex_lock(&forwarder->lock);
    if (forwarder->first != NULL && moment >= forwarder->first->held_at + FORWARD_HOLD_SECONDS * SECOND) {
        forwarder->state.is_away = true;
        (void)snprintf(forwarder->state.reason, sizeof forwarder->state.reason,
                       "it takes longer than %d seconds to store what comes", FORWARD_HOLD_SECONDS);
        late = take_through(forwarder, INT64_MAX);
    }
    pthread_mutex_unlock(&forwarder->lock);
    tell(forwarder, late);
}

/* ==== Delivering ===================================================================================== */

/* What came of one try. */
struct outcome {
    enum faqbot_status status;
    struct faqbot_fault fault;
    int64_t through; /* that the store has; 0: nothing new */
    size_t removed;
    bool is_all; /* nothing else is queued */
};

static int64_t pause_after(unsigned failures)
{
    uint64_t random;
    int64_t most = failures > 6 ? RETRY_MOST : RETRY_FIRST << (failures - 1);
    most = most < RETRY_MOST ? most : RETRY_MOST;
    sqlite3_randomness(sizeof random, &random);
    return (int64_t)(random % (uint64_t)most) + 1;
}

/* Asks the store what it has of this queue, before anything is delivered. That cannot be more than the file had given
 * when it was opened: if it is, then this is an older copy of a file that went on, whose numbers are given a second
 * time, and under another id they are new ones. */
static void get_known(struct forwarder *forwarder, struct outcome *outcome)
{
    int64_t last; /* of no use here: items may have come since */
    int64_t through = 0;
    const struct faqbot_journal_batch none = {.queue = forwarder->queue};
    outcome->status = forwarder->store->write(forwarder->store->user, &none, &through, &outcome->fault);
    if (outcome->status == FAQBOT_OK && through > forwarder->given) {
        through = 0;
        outcome->status = outgoing_rename(forwarder->outgoing);
        if (outcome->status == FAQBOT_OK) {
            outcome->status = outgoing_identify(forwarder->outgoing, &forwarder->queue, &last);
        }
    }
    if (outcome->status == FAQBOT_OK && through > 0) {
        outcome->status = outgoing_remove(forwarder->outgoing, through, &outcome->removed);
    }
    forwarder->is_known = outcome->status == FAQBOT_OK;
    outcome->through = forwarder->is_known ? through : 0;
    outcome->is_all = false; /* what was read has yet to be delivered */
}

/* When the first thing that a visitor did in it happened; 0: there is none in it. */
static int64_t oldest_of(const struct faqbot_journal_batch *batch)
{
    int64_t oldest = 0;
    for (size_t i = 0; i < batch->count && oldest == 0; i++) {
        oldest = item_moment(&batch->items[i]);
    }
    return oldest;
}

/* Reads what one transaction takes. How old that is, is told before the store is asked, which may be away. */
static void read_batch(struct forwarder *forwarder, struct faqbot_journal_batch *batch,
                       struct outcome *outcome)
{
    outcome->status = outgoing_read(forwarder->outgoing, &batch->items, &batch->count, &outcome->is_all);
    pthread_mutex_lock(&forwarder->lock);
    forwarder->state.oldest_at = oldest_of(batch);
    pthread_mutex_unlock(&forwarder->lock);
}

static void deliver(struct forwarder *forwarder, const struct faqbot_journal_batch *batch,
                    struct outcome *outcome)
{
    if (batch->count > 0) {
        outcome->status =
            forwarder->store->write(forwarder->store->user, batch, &outcome->through, &outcome->fault);
    }
    if (outcome->status == FAQBOT_OK && batch->count > 0) {
        outcome->status = outgoing_remove(forwarder->outgoing, outcome->through, &outcome->removed);
    }
}

/* Keeps what is known now, and tells those who need not wait any more. The store counts as away until nothing is left
 * that came while it was: before that, those who wait would be late again. */
static void settle(struct forwarder *forwarder, const struct outcome *outcome)
{
    int64_t moment = now(forwarder);
    bool is_well = outcome->status == FAQBOT_OK;
    pthread_mutex_lock(&forwarder->lock);
    forwarder->queued -= (int64_t)outcome->removed;
    forwarder->state.delivered += outcome->removed;
    forwarder->through = outcome->through > forwarder->through ? outcome->through : forwarder->through;
    forwarder->failures = is_well ? 0 : forwarder->failures + 1;
    forwarder->retry_at = is_well ? 0 : moment + pause_after(forwarder->failures);
    forwarder->has_work = forwarder->has_work || !outcome->is_all || !is_well;
    if (!is_well) {
        forwarder->state.is_away = true;
        (void)snprintf(forwarder->state.reason, sizeof forwarder->state.reason, "%s",
                       outcome->fault.sentence[0] != '\0' ? outcome->fault.sentence
                                                          : faqbot_status_text(outcome->status));
    } else if (outcome->is_all) {
        forwarder->state.is_away = false;
        forwarder->state.oldest_at = 0;
    }
    struct forward_ticket *done = take_through(forwarder, is_well ? forwarder->through : INT64_MAX);
    pthread_mutex_unlock(&forwarder->lock);
    tell(forwarder, done);
}

/* Waits for something to deliver, and for the moment at which it may be tried. False: the journal closes. */
static bool await_work(struct forwarder *forwarder)
{
    pthread_mutex_lock(&forwarder->lock);
    int64_t moment = now(forwarder);
    while (forwarder->closes_at == 0 && (!forwarder->has_work || moment < forwarder->retry_at)) {
        if (forwarder->has_work) {
            const struct timespec until = journal_moment(forwarder->retry_at);
            (void)pthread_cond_timedwait(&forwarder->wake, &forwarder->lock, &until);
        } else {
            (void)pthread_cond_wait(&forwarder->wake, &forwarder->lock);
        }
        moment = now(forwarder);
    }
    bool goes_on = forwarder->has_work && moment >= forwarder->retry_at &&
                   (forwarder->closes_at == 0 || moment < forwarder->closes_at);
    forwarder->has_work = false;
    pthread_mutex_unlock(&forwarder->lock);
    return goes_on;
}

static void *run_thread(void *user)
{
    struct forwarder *forwarder = user;
    while (await_work(forwarder)) {
        struct outcome outcome = {.status = FAQBOT_OK};
        struct faqbot_journal_batch batch = {.queue = forwarder->queue};
        read_batch(forwarder, &batch, &outcome);
        if (outcome.status == FAQBOT_OK && forwarder->is_known) {
            deliver(forwarder, &batch, &outcome);
        } else if (outcome.status == FAQBOT_OK) {
            get_known(forwarder, &outcome);
        }
        settle(forwarder, &outcome);
    }
    return NULL;
}

void forwarder_wake(struct forwarder *forwarder, int64_t queued)
{
    pthread_mutex_lock(&forwarder->lock);
    forwarder->queued += queued;
    forwarder->has_work = true;
    pthread_cond_signal(&forwarder->wake);
    pthread_mutex_unlock(&forwarder->lock);
}

/* ==== Opening and closing ============================================================================ */

static void release(struct forwarder *forwarder)
{
    outgoing_close(forwarder->outgoing);
    pthread_cond_destroy(&forwarder->wake);
    pthread_mutex_destroy(&forwarder->lock);
    free(forwarder);
}

static enum faqbot_status look_at_queue(struct forwarder *forwarder)
{
    enum faqbot_status status = outgoing_identify(forwarder->outgoing, &forwarder->queue, &forwarder->given);
    return status == FAQBOT_OK ? outgoing_count(forwarder->outgoing, &forwarder->queued) : status;
}

/* It begins with what waits from before, and so with a look whether the store is there. */
enum faqbot_status forwarder_open(const struct faqbot_journal_options *options, struct forwarder **forwarder,
                                  struct faqbot_fault *fault)
{
    struct forwarder *opened = calloc(1, sizeof *opened);
    if (opened == NULL) {
        return fault_set(fault, FAQBOT_NO_MEMORY, NULL, 0, "out of memory");
    }
    opened->store = options->store;
    opened->stored = options->stored;
    opened->user = options->user;
    opened->end = &opened->first;
    opened->has_work = true;
    pthread_mutex_init(&opened->lock, NULL);
    journal_init_wake(&opened->wake);
    enum faqbot_status status = outgoing_open(options->path, options->bytes_max, &opened->outgoing, fault);
    if (status == FAQBOT_OK && (status = look_at_queue(opened)) != FAQBOT_OK) {
        fault_set(fault, status, options->path, 0, "what is to be delivered cannot be read from it");
    }
    if (status == FAQBOT_OK && journal_start_thread(&opened->thread, run_thread, opened) != 0) {
        status = fault_set(fault, FAQBOT_NO_MEMORY, options->path, 0, "the journal's thread does not start");
    }
    if (status == FAQBOT_OK) {
        *forwarder = opened;
    } else {
        release(opened);
    }
    return status;
}

/* What is left is on disk, and delivered when the file is opened again. */
void forwarder_close(struct forwarder *forwarder)
{
    if (forwarder != NULL) {
        pthread_mutex_lock(&forwarder->lock);
        forwarder->closes_at = now(forwarder) + FORWARD_CLOSE_SECONDS * SECOND;
        pthread_cond_signal(&forwarder->wake);
        pthread_mutex_unlock(&forwarder->lock);
        pthread_join(forwarder->thread, NULL);
        tell(forwarder, take_through(forwarder, INT64_MAX));
        release(forwarder);
    }
}

void forwarder_get_state(struct forwarder *forwarder, struct faqbot_journal_delivery *state)
{
    pthread_mutex_lock(&forwarder->lock);
    *state = forwarder->state;
    state->queued = forwarder->queued < 0 ? 0 : (uint64_t)forwarder->queued;
    pthread_mutex_unlock(&forwarder->lock);
}
