/* journal/journal.c - the journal's queue and its thread (implements faqbot_tools.h). Whoever adds waits
 * for nothing but the queue's lock; the disk is the thread's. What is in the file is diary.c's. */
#include "journal/journal_internal.h"

#include <faqbot_tools.h>

#include <assert.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "util/util.h"

/* What a redacted text may take. No text that FAQBOT_JOURNAL_TEXT_BYTES_MAX lets in comes near. */
#define REDACTED_BYTES_MAX ((size_t)4 * FAQBOT_JOURNAL_TEXT_BYTES_MAX)

enum kind { ASK, FEEDBACK, FORGET };

/* One block of memory: the views point behind the struct. */
struct import_entry {
    struct import_entry *next;
    enum kind kind;
    void *ticket;
    size_t size; /* of `bytes` */
    union {
        struct faqbot_journal_ask ask;
        struct faqbot_journal_feedback feedback;
        int64_t before;
    } of;
    char bytes[];
};

struct faqbot_journal {
    struct journal_db *journal_db; /* the thread's, once it runs */
    size_t transaction_bytes;
    faqbot_journal_stored_callback *stored;
    void *user;
    pthread_t thread;
    pthread_mutex_t lock; /* of all that follows */
    pthread_cond_t wake;
    struct import_entry *first;
    struct import_entry **end;
    bool is_closing;
    struct faqbot_journal_state state;
};

/* When the first of the list happened that happened at all; 0: there is none. */
static int64_t oldest_of(const struct import_entry *item)
{
    while (item != NULL && item->kind == FORGET) {
        item = item->next;
    }
    return item == NULL ? 0 : item->kind == ASK ? item->of.ask.at : item->of.feedback.at;
}

/* Takes off the queue what one transaction may bring; waits for something where `waits`. False: it closes, and nothing
 * is left. */
static bool take(struct faqbot_journal *journal, bool waits, struct import_entry **taken, size_t *count)
{
    pthread_mutex_lock(&journal->lock);
    while (waits && journal->first == NULL && !journal->is_closing) {
        pthread_cond_wait(&journal->wake, &journal->lock);
    }
    bool goes_on = journal->first != NULL || !journal->is_closing;
    struct import_entry **end = &journal->first;
    size_t bytes = 0;
    for (*count = 0; *end != NULL && bytes < journal->transaction_bytes; ++*count) {
        bytes += JOURNAL_TRIM_ROW_BYTES + (*end)->size;
        end = &(*end)->next;
    }
    struct import_entry *rest = *end;
    *end = NULL;
    *taken = journal->first;
    journal->first = rest;
    journal->end = rest == NULL ? &journal->first : journal->end;
    journal->state.oldest_at = oldest_of(*taken);
    pthread_mutex_unlock(&journal->lock);
    return goes_on;
}

static enum faqbot_status write_all(struct journal_db *journal_db, const struct import_entry *item)
{
    journal_db_begin(journal_db);
    for (; item != NULL; item = item->next) {
        if (item->kind == ASK) {
            journal_db_add_ask(journal_db, &item->of.ask);
        } else if (item->kind == FEEDBACK) {
            journal_db_add_feedback(journal_db, &item->of.feedback);
        } else {
            journal_db_forget(journal_db, item->of.before, NULL);
        }
    }
    return journal_db_end(journal_db);
}

/* Tells of the feedback, and counts. */
static void settle(struct faqbot_journal *journal, struct import_entry *item, size_t count,
                   enum faqbot_status status)
{
    size_t asks = 0;
    size_t kept = 0;
    struct import_entry *next;
    for (; item != NULL; item = next) {
        next = item->next;
        asks += item->kind == ASK;
        kept += item->kind != FORGET;
        if (item->kind == FEEDBACK && journal->stored != NULL) {
            journal->stored(journal->user, item->ticket, status);
        }
        free(item);
    }
    pthread_mutex_lock(&journal->lock);
    journal->state.waiting -= count;
    journal->state.oldest_at = 0;
    journal->state.last = status;
    journal->state.trimmed = journal_db_trimmed(journal->journal_db);
    if (status == FAQBOT_OK) {
        journal->state.written += kept;
    } else {
        journal->state.lost += asks;
    }
    pthread_mutex_unlock(&journal->lock);
}

static void *write_on(void *user)
{
    struct faqbot_journal *journal = user;
    struct import_entry *items;
    size_t count;
    while (take(journal, !journal_db_is_due(journal->journal_db), &items, &count)) {
        settle(journal, items, count, write_all(journal->journal_db, items));
    }
    return NULL;
}

/* Signals are for the face's threads. */
static int start_thread(struct faqbot_journal *journal)
{
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int error = pthread_create(&journal->thread, NULL, write_on, journal);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return error;
}

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
    opened->transaction_bytes = journal_trim_transaction_bytes(options->bytes_max);
    enum faqbot_status status =
        journal_db_open(options->path, true, options->bytes_max, &opened->journal_db, fault);
    if (status == FAQBOT_OK && start_thread(opened) != 0) {
        status = fault_set(fault, FAQBOT_NO_MEMORY, options->path, 0, "the journal's thread does not start");
    }
    if (status == FAQBOT_OK) {
        *journal = opened;
    } else {
        journal_db_close(opened->journal_db);
        free(opened);
    }
    return status;
}

void faqbot_journal_close(struct faqbot_journal *journal)
{
    if (journal != NULL) {
        pthread_mutex_lock(&journal->lock);
        journal->is_closing = true;
        pthread_cond_signal(&journal->wake);
        pthread_mutex_unlock(&journal->lock);
        pthread_join(journal->thread, NULL);
        journal_db_close(journal->journal_db);
        pthread_cond_destroy(&journal->wake);
        pthread_mutex_destroy(&journal->lock);
        free(journal);
    }
}

/* Hands the item over; it is released where it is not taken. */
static enum faqbot_status add(struct faqbot_journal *journal, struct import_entry *item)
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

#define TEXTS_MAX 4

/* An item with copies of the texts behind it, which the views point to from then on. A view has at most
 * REDACTED_BYTES_MAX bytes. NULL: no memory. */
static struct import_entry *make(enum kind kind, struct faqbot_view *const texts[TEXTS_MAX])
{
    size_t room = 0;
    for (size_t i = 0; i < TEXTS_MAX && texts[i] != NULL; i++) {
        room += texts[i]->size;
    }
    struct import_entry *item = calloc(1, sizeof *item + room);
    if (item == NULL) {
        return NULL;
    }
    item->kind = kind;
    item->size = room;
    char *end = item->bytes;
    for (size_t i = 0; i < TEXTS_MAX && texts[i] != NULL; i++) {
        assert(texts[i]->size <= room - (size_t)(end - item->bytes));
        if (texts[i]->size > 0) {
            memcpy(end, texts[i]->bytes, texts[i]->size);
        }
        texts[i]->bytes = end;
        end += texts[i]->size;
    }
    return item;
}

static bool is_short(struct faqbot_view text)
{
    return text.size <= FAQBOT_JOURNAL_TEXT_BYTES_MAX;
}

static enum faqbot_status add_ask(struct faqbot_journal *journal, const struct faqbot_journal_ask *ask,
                                  struct buffer *redacted)
{
    struct faqbot_journal_ask kept = *ask;
    if (!is_short(ask->request) || !is_short(ask->question) || !is_short(ask->entry) ||
        !is_short(ask->knowledge)) {
        return FAQBOT_LIMIT;
    }
    redact_text(ask->question, redacted);
    kept.question = buffer_view(redacted);
    struct faqbot_view *const texts[TEXTS_MAX] = {&kept.request, &kept.question, &kept.entry,
                                                  &kept.knowledge};
    struct import_entry *item = redacted->failed ? NULL : make(ASK, texts);
    if (item == NULL) {
        return FAQBOT_NO_MEMORY;
    }
    item->of.ask = kept;
    return add(journal, item);
}

enum faqbot_status faqbot_journal_add_ask(struct faqbot_journal *journal,
                                          const struct faqbot_journal_ask *ask)
{
    struct buffer redacted;
    buffer_init(&redacted, REDACTED_BYTES_MAX);
    enum faqbot_status status = add_ask(journal, ask, &redacted);
    buffer_release(&redacted);
    if (status != FAQBOT_OK) {
        pthread_mutex_lock(&journal->lock);
        journal->state.lost++;
        pthread_mutex_unlock(&journal->lock);
    }
    return status;
}

static enum faqbot_status add_feedback(struct faqbot_journal *journal,
                                       const struct faqbot_journal_feedback *feedback, void *ticket,
                                       struct buffer *redacted)
{
    struct faqbot_journal_feedback kept = *feedback;
    if (!is_short(feedback->request) || !is_short(feedback->comment)) {
        return FAQBOT_LIMIT;
    }
    redact_text(feedback->comment, redacted);
    kept.comment = buffer_view(redacted);
    struct faqbot_view *const texts[TEXTS_MAX] = {&kept.request, &kept.comment};
    struct import_entry *item = redacted->failed ? NULL : make(FEEDBACK, texts);
    if (item == NULL) {
        return FAQBOT_NO_MEMORY;
    }
    item->ticket = ticket;
    item->of.feedback = kept;
    return add(journal, item);
}

enum faqbot_status faqbot_journal_add_feedback(struct faqbot_journal *journal,
                                               const struct faqbot_journal_feedback *feedback, void *ticket)
{
    struct buffer redacted;
    buffer_init(&redacted, REDACTED_BYTES_MAX);
    enum faqbot_status status = add_feedback(journal, feedback, ticket, &redacted);
    buffer_release(&redacted);
    return status;
}

enum faqbot_status faqbot_journal_forget(struct faqbot_journal *journal, int64_t before)
{
    struct import_entry *item = make(FORGET, (struct faqbot_view *[TEXTS_MAX]){NULL});
    if (item == NULL) {
        return FAQBOT_NO_MEMORY;
    }
    item->of.before = before;
    return add(journal, item);
}

void faqbot_journal_get_state(struct faqbot_journal *journal, struct faqbot_journal_state *state)
{
    pthread_mutex_lock(&journal->lock);
    *state = journal->state;
    state->oldest_at = state->oldest_at == 0 ? oldest_of(journal->first) : state->oldest_at;
    pthread_mutex_unlock(&journal->lock);
}
