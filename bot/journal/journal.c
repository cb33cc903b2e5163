/* journal/journal.c - the journal's queue and its thread (the writing half of the journal in faqbot_journal.h).
 * The server answers visitors in one thread and must not wait for a disk that syncs, so it only adds to a
 * queue under a lock; the journal's own thread takes what has come and writes it in one transaction. The
 * slower the disk, the more goes into one, so the cost of a sync is shared by all that waits.
 *
 * Texts are redacted before they are queued, so that what is not to be kept is not kept even in memory.
 *
 * It deliberately drops rather than waits: a queue that is full refuses, and says so, since a visitor's
 * answer matters more than the record of it. What is in the file is journal_db.c's. Where it goes on to a store,
 * forward.c takes it there, and tells those who wait for that. */
#include "journal/journal_internal.h"

#include <faqbot_journal.h>

#include <assert.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "util/util.h"

_Static_assert(4 * FAQBOT_QUESTION_CHARS_MAX <= FAQBOT_JOURNAL_TEXT_BYTES_MAX, "any question is kept");

/* A redacted text may be longer: "[email]" has more bytes than "a@b". Four times is more than any text can
 * grow. */
#define REDACTED_BYTES_MAX ((size_t)4 * FAQBOT_JOURNAL_TEXT_BYTES_MAX)

#define TEXTS_MAX 5 /* of one item */

/* One block of memory: the views point behind the struct. What is to be forgotten goes through the queue like a row, so
 * that it comes after what was added before it. */
struct item {
    struct forward_ticket held; /* its ticket is the caller's; a forwarder may take the item over by it */
    struct item *next;
    size_t size; /* of `bytes` */
    bool is_handover;
    enum faqbot_status status; /* of this one, where its transaction goes well */
    union {
        struct faqbot_journal_item row;
        struct faqbot_handover handover;
    } of;
    char bytes[];
};

struct faqbot_journal {
    struct journal_db *db;       /* the thread's, once it runs */
    struct forwarder *forwarder; /* NULL: everything stays in the file */
    size_t transaction_bytes;
    faqbot_journal_stored_callback *stored;
    void *user;
    pthread_t thread;
    pthread_mutex_t lock; /* of all that follows */
    pthread_cond_t wake;
    struct item *first;
    struct item **end;
    bool is_closing;
    struct faqbot_journal_state state;
};

/* Whether it is something that a visitor did. */
static bool is_row(const struct item *item)
{
    return item->is_handover || item->of.row.kind <= FAQBOT_JOURNAL_FEEDBACK;
}

/* Whether it is lost where it cannot be kept: nobody waits for it. */
static bool is_counted(const struct item *item)
{
    return !item->is_handover && item->of.row.kind <= FAQBOT_JOURNAL_SEARCH;
}

/* When the oldest of what visitors did in the list happened; 0 if there is none. */
static int64_t oldest_of(const struct item *item)
{
    while (item != NULL && !is_row(item)) {
        item = item->next;
    }
    return item == NULL ? 0 : item->is_handover ? item->of.handover.at : item_moment(&item->of.row);
}

/* ==== The thread ===================================================================================== */

/* False: somebody has waited for the store for too long, and is to be told. */
static bool wait_for_items(struct faqbot_journal *journal)
{
    int64_t due = journal->forwarder == NULL ? 0 : forwarder_due(journal->forwarder);
    if (due == 0) {
        return pthread_cond_wait(&journal->wake, &journal->lock) == 0;
    }
    const struct timespec moment = journal_moment(due);
    return pthread_cond_timedwait(&journal->wake, &journal->lock, &moment) == 0;
}

/* Takes off the queue what one transaction may bring; waits for something if `waits`. False: the journal
 * closes, and nothing is left. */
static bool take(struct faqbot_journal *journal, bool waits, struct item **taken, size_t *count)
{
    pthread_mutex_lock(&journal->lock);
    while (waits && journal->first == NULL && !journal->is_closing && wait_for_items(journal)) {
    }
    bool goes_on = journal->first != NULL || !journal->is_closing;
    struct item **end = &journal->first;
    size_t bytes = 0;
    for (*count = 0; *end != NULL && bytes < journal->transaction_bytes; ++*count) {
        bytes += JOURNAL_ROW_BYTES + (*end)->size;
        end = &(*end)->next;
    }
    struct item *rest = *end;
    *end = NULL;
    *taken = journal->first;
    journal->first = rest;
    journal->end = rest == NULL ? &journal->first : journal->end;
    journal->state.oldest_at = oldest_of(*taken);
    pthread_mutex_unlock(&journal->lock);
    return goes_on;
}

/* A queue that is full still takes what makes it smaller, and what does not go through it. */
static void write_item(struct faqbot_journal *journal, struct item *item)
{
    if (item->is_handover) {
        journal_db_add_handover(journal->db, &item->of.handover);
    } else if (journal->forwarder == NULL) {
        journal_db_apply(journal->db, &item->of.row);
    } else if (is_row(item) && journal_db_is_full(journal->db)) {
        item->status = FAQBOT_LIMIT;
    } else {
        item->held.number = journal_db_add_outgoing(journal->db, &item->of.row);
    }
}

/* Writes all items in one transaction: all are on disk, but those whose status says otherwise, or none. */
static enum faqbot_status write_items(struct faqbot_journal *journal, struct item *item)
{
    journal_db_begin(journal->db);
    for (; item != NULL; item = item->next) {
        write_item(journal, item);
    }
    enum faqbot_status status = journal_db_end(journal->db);
    if (status == FAQBOT_OK && journal->forwarder != NULL) {
        forwarder_wake(journal->forwarder, journal_db_queued(journal->db));
    }
    return status;
}

/* Reports what became of what somebody waits for, and releases the item, unless it goes on to the store. The callback
 * comes without the lock, so that it may ask for the journal's state. */
static void complete(struct faqbot_journal *journal, struct item *item, enum faqbot_status status)
{
    bool is_waited_for = item->held.ticket != NULL && journal->stored != NULL;
    if (is_waited_for && status == FAQBOT_OK && journal->forwarder != NULL && !item->is_handover) {
        forwarder_hold(journal->forwarder, &item->held);
        return;
    }
    if (is_waited_for) {
        journal->stored(journal->user, item->held.ticket, status);
    }
    free(item);
}

/* Completes and counts the items of a transaction. */
static void complete_all(struct faqbot_journal *journal, struct item *item, size_t count,
                         enum faqbot_status status)
{
    size_t lost = 0;
    size_t rows = 0;
    enum faqbot_status last = status;
    struct item *next;
    for (; item != NULL; item = next) {
        enum faqbot_status own = status == FAQBOT_OK ? item->status : status;
        next = item->next;
        lost += own != FAQBOT_OK && is_counted(item);
        rows += own == FAQBOT_OK && is_row(item);
        last = own != FAQBOT_OK ? own : last;
        complete(journal, item, own);
    }
    pthread_mutex_lock(&journal->lock);
    journal->state.waiting -= count;
    journal->state.oldest_at = 0;
    journal->state.last = last;
    journal->state.trimmed = journal_db_trimmed(journal->db);
    journal->state.written += rows;
    journal->state.lost += lost;
    pthread_mutex_unlock(&journal->lock);
}

/* While the file is over its size the thread does not wait for items: empty transactions trim it step by
 * step, and what comes meanwhile goes in between. */
static void *run_thread(void *user)
{
    struct faqbot_journal *journal = user;
    struct item *items;
    size_t count;
    while (take(journal, !journal_db_is_due(journal->db), &items, &count)) {
        if (items != NULL || journal_db_is_due(journal->db)) {
            enum faqbot_status status = write_items(journal, items);
            complete_all(journal, items, count, status);
        }
        if (journal->forwarder != NULL) {
            forwarder_release_late(journal->forwarder);
        }
    }
    return NULL;
}

/* ==== Opening and closing ============================================================================ */

/* Opens the file and what works on it. */
static enum faqbot_status open_parts(struct faqbot_journal *journal,
                                     const struct faqbot_journal_options *options, struct faqbot_fault *fault)
{
    const char *store = options->store == NULL ? NULL : options->store->name;
    enum faqbot_status status =
        journal_db_open(options->path, true, store, options->bytes_max, &journal->db, fault);
    if (status == FAQBOT_OK && store != NULL) {
        status = forwarder_open(options, &journal->forwarder, fault);
    }
    if (status == FAQBOT_OK && journal_start_thread(&journal->thread, run_thread, journal) != 0) {
        status = fault_set(fault, FAQBOT_NO_MEMORY, options->path, 0, "the journal's thread does not start");
    }
    return status;
}

/* The file is opened here and not in the thread, so that a server that cannot write its journal fails to
 * start instead of losing rows later. */
enum faqbot_status faqbot_journal_open(const struct faqbot_journal_options *options,
                                       struct faqbot_journal **journal, struct faqbot_fault *fault)
{
    struct faqbot_journal *opened = calloc(1, sizeof *opened);
    if (opened == NULL) {
        return fault_set(fault, FAQBOT_NO_MEMORY, NULL, 0, "out of memory");
    }
    opened->stored = options->stored;
    opened->user = options->user;
    opened->end = &opened->first;
    opened->transaction_bytes = journal_transaction_bytes(options->bytes_max);
    pthread_mutex_init(&opened->lock, NULL);
    journal_init_wake(&opened->wake);
    enum faqbot_status status = open_parts(opened, options, fault);
    if (status == FAQBOT_OK) {
        *journal = opened;
    } else {
        forwarder_close(opened->forwarder);
        journal_db_close(opened->db);
        free(opened);
    }
    return status;
}

/* The thread writes what waits before it ends, so this takes as long as the disk does. */
void faqbot_journal_close(struct faqbot_journal *journal)
{
    if (journal != NULL) {
        pthread_mutex_lock(&journal->lock);
        journal->is_closing = true;
        pthread_cond_signal(&journal->wake);
        pthread_mutex_unlock(&journal->lock);
        pthread_join(journal->thread, NULL);
        forwarder_close(journal->forwarder);
        journal_db_close(journal->db);
        pthread_cond_destroy(&journal->wake);
        pthread_mutex_destroy(&journal->lock);
        free(journal);
    }
}

/* ==== Adding ========================================================================================= */

/* A copy of the draft with its texts behind it, in one allocation: the queue may be thousands long. `texts`
 * are the draft's own views, which point into the copy from then on. NULL: no memory. */
static struct item *copy_item(struct item *draft, struct faqbot_view *const texts[TEXTS_MAX])
{
    draft->size = 0;
    for (size_t i = 0; i < TEXTS_MAX && texts[i] != NULL; i++) {
        draft->size += texts[i]->size;
    }
    struct item *item = malloc(sizeof *item + draft->size);
    if (item == NULL) {
        return NULL;
    }
    char *end = item->bytes;
    for (size_t i = 0; i < TEXTS_MAX && texts[i] != NULL; i++) {
        if (texts[i]->size > 0) {
            memcpy(end, texts[i]->bytes, texts[i]->size);
        }
        texts[i]->bytes = end;
        end += texts[i]->size;
    }
    *item = *draft;
    return item;
}

/* Queues the item, or releases it if the queue is full. */
static enum faqbot_status queue(struct faqbot_journal *journal, struct item *item)
{
    pthread_mutex_lock(&journal->lock);
    bool is_full = journal->state.waiting >= FAQBOT_JOURNAL_QUEUE_MAX;
    if (!is_full) {
        *journal->end = item;
        journal->end = &item->next;
        journal->state.waiting++;
        pthread_cond_signal(&journal->wake);
    }
    pthread_mutex_unlock(&journal->lock);
    if (is_full) {
        free(item);
    }
    return is_full ? FAQBOT_LIMIT : FAQBOT_OK;
}

/* Queues a copy of the draft. `texts`: all its views, of which the first is what a visitor wrote, and is
 * redacted. */
static enum faqbot_status add(struct faqbot_journal *journal, struct item *draft,
                              struct faqbot_view *const texts[TEXTS_MAX])
{
    struct buffer redacted;
    for (size_t i = 0; i < TEXTS_MAX && texts[i] != NULL; i++) {
        if (texts[i]->size > FAQBOT_JOURNAL_TEXT_BYTES_MAX) {
            return FAQBOT_LIMIT;
        }
    }
    buffer_init(&redacted, REDACTED_BYTES_MAX);
    if (texts[0] != NULL) {
        redact_text(*texts[0], &redacted);
        *texts[0] = buffer_view(&redacted);
    }
    struct item *item = redacted.failed ? NULL : copy_item(draft, texts);
    buffer_release(&redacted);
    return item == NULL ? FAQBOT_NO_MEMORY : queue(journal, item);
}

/* Nobody waits for an ask or a search to be stored, so one that is not must be counted, or nobody would ever know. */
static enum faqbot_status add_counted(struct faqbot_journal *journal, struct item *draft,
                                      struct faqbot_view *const texts[TEXTS_MAX])
{
    enum faqbot_status status = add(journal, draft, texts);
    if (status != FAQBOT_OK) {
        pthread_mutex_lock(&journal->lock);
        journal->state.lost++;
        pthread_mutex_unlock(&journal->lock);
    }
    return status;
}

enum faqbot_status faqbot_journal_add_ask(struct faqbot_journal *journal,
                                          const struct faqbot_journal_ask *ask)
{
    struct item draft = {.of.row = {.kind = FAQBOT_JOURNAL_ASK, .of.ask = *ask}};
    struct faqbot_journal_ask *own = &draft.of.row.of.ask;
    struct faqbot_view *const texts[TEXTS_MAX] = {&own->question, &own->request, &own->entry, &own->knowledge,
                                                  &own->lang};
    return add_counted(journal, &draft, texts);
}

enum faqbot_status faqbot_journal_add_search(struct faqbot_journal *journal,
                                             const struct faqbot_journal_search *search)
{
    struct item draft = {.of.row = {.kind = FAQBOT_JOURNAL_SEARCH, .of.search = *search}};
    struct faqbot_journal_search *own = &draft.of.row.of.search;
    struct faqbot_view *const texts[TEXTS_MAX] = {&own->text, &own->request, &own->knowledge};
    return add_counted(journal, &draft, texts);
}

/* A visitor waits for the outcome of their feedback: `stored` says when it is kept. If it is refused here
 * the caller tells them at once, so it does not count as lost. */
enum faqbot_status faqbot_journal_add_feedback(struct faqbot_journal *journal,
                                               const struct faqbot_journal_feedback *feedback, void *ticket)
{
    struct item draft = {.held.ticket = ticket,
                         .of.row = {.kind = FAQBOT_JOURNAL_FEEDBACK, .of.feedback = *feedback}};
    struct faqbot_journal_feedback *own = &draft.of.row.of.feedback;
    struct faqbot_view *const texts[TEXTS_MAX] = {&own->comment, &own->request};
    return add(journal, &draft, texts);
}

/* A server calls this now and then for what is older than its --retention. */
enum faqbot_status faqbot_journal_forget(struct faqbot_journal *journal, int64_t before)
{
    struct item draft = {.of.row = {.kind = FAQBOT_JOURNAL_FORGET, .of.before = before}};
    return add(journal, &draft, (struct faqbot_view *[TEXTS_MAX]){NULL});
}

/* Not redacted: it goes to people whom the visitor wants to read it, and is deleted when they have it. */
enum faqbot_status faqbot_journal_add_handover(struct faqbot_journal *journal,
                                               const struct faqbot_handover *handover, void *ticket)
{
    struct item draft = {.held.ticket = ticket, .is_handover = true, .of.handover = *handover};
    struct faqbot_view *const texts[TEXTS_MAX] = {&draft.of.handover.key, &draft.of.handover.body};
    if (handover->body.size > FAQBOT_HANDOVER_BYTES_MAX) {
        return FAQBOT_LIMIT;
    }
    struct item *item = copy_item(&draft, texts);
    return item == NULL ? FAQBOT_NO_MEMORY : queue(journal, item);
}

enum faqbot_status faqbot_journal_forget_conversation(struct faqbot_journal *journal, int64_t at,
                                                      uint64_t conversation, void *ticket)
{
    struct item draft = {.held.ticket = ticket,
                         .of.row = {.kind = FAQBOT_JOURNAL_FORGET_CONVERSATION,
                                    .of.forgotten = {.at = at, .conversation = conversation}}};
    assert(conversation != 0);
    return add(journal, &draft, (struct faqbot_view *[TEXTS_MAX]){NULL});
}

/* What is being written waits, too, and is older than what is queued. */
void faqbot_journal_get_state(struct faqbot_journal *journal, struct faqbot_journal_state *state)
{
    pthread_mutex_lock(&journal->lock);
    *state = journal->state;
    state->oldest_at = state->oldest_at == 0 ? oldest_of(journal->first) : state->oldest_at;
    if (journal->forwarder != NULL) {
        forwarder_get_state(journal->forwarder, &state->delivery);
    }
    pthread_mutex_unlock(&journal->lock);
}
