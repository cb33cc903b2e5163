/* journal/journal.c - the journal's queue and its thread (the writing half of the journal in faqbot_tools.h).
 * The server answers visitors in one thread and must not wait for a disk that syncs, so it only adds to a
 * queue under a lock; the journal's own thread takes what has come and writes it in one transaction. The
 * slower the disk, the more goes into one, so the cost of a sync is shared by all that waits.
 *
 * Texts are redacted before they are queued, so that what is not to be kept is not kept even in memory.
 *
 * It deliberately drops rather than waits: a queue that is full refuses, and says so, since a visitor's
 * answer matters more than the record of it. What is in the file is journal_db.c's. */
#include "journal/journal_internal.h"

#include <faqbot_tools.h>

#include <assert.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "util/util.h"

_Static_assert(4 * FAQBOT_QUESTION_CHARS_MAX <= FAQBOT_JOURNAL_TEXT_BYTES_MAX, "any question is kept");

/* A redacted text may be longer: "[email]" has more bytes than "a@b". Four times is more than any text can
 * grow. */
#define REDACTED_BYTES_MAX ((size_t)4 * FAQBOT_JOURNAL_TEXT_BYTES_MAX)

#define TEXTS_MAX 5 /* of one item */

/* What is to be forgotten goes through the queue like a row, so that it comes after what was added before it. */
enum kind { ASK, SEARCH, FEEDBACK, HANDOVER, FORGET, FORGET_CONVERSATION };

/* One block of memory: the views point behind the struct. */
struct item {
    struct item *next;
    enum kind kind;
    void *ticket; /* FEEDBACK, HANDOVER, FORGET_CONVERSATION: the caller's */
    size_t size;  /* of `bytes` */
    union {
        struct faqbot_journal_ask ask;
        struct faqbot_journal_search search;
        struct faqbot_journal_feedback feedback;
        struct faqbot_handover handover;
        int64_t before;
        uint64_t conversation;
    } of;
    char bytes[];
};

struct faqbot_journal {
    struct journal_db *db; /* the thread's, once it runs */
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

static bool is_row(const struct item *item)
{
    return item->kind != FORGET && item->kind != FORGET_CONVERSATION;
}

/* When the oldest of what visitors did in the list happened; 0 if there is none. A FORGET did not happen at any
 * time. */
static int64_t oldest_of(const struct item *item)
{
    while (item != NULL && !is_row(item)) {
        item = item->next;
    }
    return item == NULL             ? 0
           : item->kind == ASK      ? item->of.ask.at
           : item->kind == SEARCH   ? item->of.search.at
           : item->kind == HANDOVER ? item->of.handover.at
                                    : item->of.feedback.at;
}

/* ==== The thread ===================================================================================== */

/* Takes off the queue what one transaction may bring; waits for something if `waits`. False: the journal
 * closes, and nothing is left. */
static bool take(struct faqbot_journal *journal, bool waits, struct item **taken, size_t *count)
{
    pthread_mutex_lock(&journal->lock);
    while (waits && journal->first == NULL && !journal->is_closing) {
        pthread_cond_wait(&journal->wake, &journal->lock);
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

/* Writes all items in one transaction: all are on disk, or none. */
static enum faqbot_status write_items(struct journal_db *db, const struct item *item)
{
    journal_db_begin(db);
    for (; item != NULL; item = item->next) {
        if (item->kind == ASK) {
            journal_db_add_ask(db, &item->of.ask);
        } else if (item->kind == SEARCH) {
            journal_db_add_search(db, &item->of.search);
        } else if (item->kind == FEEDBACK) {
            journal_db_add_feedback(db, &item->of.feedback);
        } else if (item->kind == HANDOVER) {
            journal_db_add_handover(db, &item->of.handover);
        } else if (item->kind == FORGET) {
            journal_db_forget(db, item->of.before);
        } else {
            journal_db_forget_conversation(db, item->of.conversation);
        }
    }
    return journal_db_end(db);
}

/* Reports what became of what somebody waits for, releases the items, and counts. The callback comes before the
 * lock, so that it may ask for the journal's state. */
static void complete(struct faqbot_journal *journal, struct item *item, size_t count,
                     enum faqbot_status status)
{
    size_t asks = 0;
    size_t rows = 0;
    struct item *next;
    for (; item != NULL; item = next) {
        next = item->next;
        asks += item->kind == ASK || item->kind == SEARCH;
        rows += is_row(item);
        if (item->ticket != NULL && journal->stored != NULL) {
            journal->stored(journal->user, item->ticket, status);
        }
        free(item);
    }
    pthread_mutex_lock(&journal->lock);
    journal->state.waiting -= count;
    journal->state.oldest_at = 0;
    journal->state.last = status;
    journal->state.trimmed = journal_db_trimmed(journal->db);
    journal->state.written += status == FAQBOT_OK ? rows : 0;
    journal->state.lost += status == FAQBOT_OK ? 0 : asks;
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
        complete(journal, items, count, write_items(journal->db, items));
    }
    return NULL;
}

/* ==== Opening and closing ============================================================================ */

/* Signals are for the front end's threads: the new one inherits a mask that blocks them all. */
static int start_thread(struct faqbot_journal *journal)
{
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int error = pthread_create(&journal->thread, NULL, run_thread, journal);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return error;
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
    pthread_mutex_init(&opened->lock, NULL);
    pthread_cond_init(&opened->wake, NULL);
    opened->transaction_bytes = journal_transaction_bytes(options->bytes_max);
    enum faqbot_status status = journal_db_open(options->path, true, options->bytes_max, &opened->db, fault);
    if (status == FAQBOT_OK && start_thread(opened) != 0) {
        status = fault_set(fault, FAQBOT_NO_MEMORY, options->path, 0, "the journal's thread does not start");
    }
    if (status == FAQBOT_OK) {
        *journal = opened;
    } else {
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
    struct item draft = {.kind = ASK, .of.ask = *ask};
    struct faqbot_view *const texts[TEXTS_MAX] = {&draft.of.ask.question, &draft.of.ask.request,
                                                  &draft.of.ask.entry, &draft.of.ask.knowledge,
                                                  &draft.of.ask.lang};
    return add_counted(journal, &draft, texts);
}

enum faqbot_status faqbot_journal_add_search(struct faqbot_journal *journal,
                                             const struct faqbot_journal_search *search)
{
    struct item draft = {.kind = SEARCH, .of.search = *search};
    struct faqbot_view *const texts[TEXTS_MAX] = {&draft.of.search.text, &draft.of.search.request,
                                                  &draft.of.search.knowledge};
    return add_counted(journal, &draft, texts);
}

/* A visitor waits for the outcome of their feedback: `stored` says when it is on disk. If it is refused here
 * the caller tells them at once, so it does not count as lost. */
enum faqbot_status faqbot_journal_add_feedback(struct faqbot_journal *journal,
                                               const struct faqbot_journal_feedback *feedback, void *ticket)
{
    struct item draft = {.kind = FEEDBACK, .ticket = ticket, .of.feedback = *feedback};
    struct faqbot_view *const texts[TEXTS_MAX] = {&draft.of.feedback.comment, &draft.of.feedback.request};
    return add(journal, &draft, texts);
}

/* A server calls this now and then for what is older than its --retention. */
enum faqbot_status faqbot_journal_forget(struct faqbot_journal *journal, int64_t before)
{
    struct item draft = {.kind = FORGET, .of.before = before};
    return add(journal, &draft, (struct faqbot_view *[TEXTS_MAX]){NULL});
}

/* Not redacted: it goes to people whom the visitor wants to read it, and is deleted when they have it. */
enum faqbot_status faqbot_journal_add_handover(struct faqbot_journal *journal,
                                               const struct faqbot_handover *handover, void *ticket)
{
    struct item draft = {.kind = HANDOVER, .ticket = ticket, .of.handover = *handover};
    struct faqbot_view *const texts[TEXTS_MAX] = {&draft.of.handover.key, &draft.of.handover.body};
    if (handover->body.size > FAQBOT_HANDOVER_BYTES_MAX) {
        return FAQBOT_LIMIT;
    }
    struct item *item = copy_item(&draft, texts);
    return item == NULL ? FAQBOT_NO_MEMORY : queue(journal, item);
}

enum faqbot_status faqbot_journal_forget_conversation(struct faqbot_journal *journal, uint64_t conversation,
                                                      void *ticket)
{
    struct item draft = {.kind = FORGET_CONVERSATION, .ticket = ticket, .of.conversation = conversation};
    assert(conversation != 0);
    return add(journal, &draft, (struct faqbot_view *[TEXTS_MAX]){NULL});
}

/* What is being written waits, too, and is older than what is queued. */
void faqbot_journal_get_state(struct faqbot_journal *journal, struct faqbot_journal_state *state)
{
    pthread_mutex_lock(&journal->lock);
    *state = journal->state;
    state->oldest_at = state->oldest_at == 0 ? oldest_of(journal->first) : state->oldest_at;
    pthread_mutex_unlock(&journal->lock);
}
