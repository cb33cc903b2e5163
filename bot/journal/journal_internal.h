/* journal/journal_internal.h - what the files of journal/ share: the file as its writer has it, what both its
 * writer and its readers demand of it, and redaction. The queue and the thread in front of the file are
 * journal.c's own. */
#ifndef JOURNAL_JOURNAL_INTERNAL_H
#define JOURNAL_JOURNAL_INTERNAL_H

#include <faqbot.h>
#include <faqbot_journal.h>

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "util/sqlite.h"
#include "util/util.h"

/* ==== journal_db.c: the file, for whoever writes it ================================================== */

/* Used by one thread at a time. */
struct journal_db;

/* Opens the file at `path`. If there is none, `creates` says whether one is made; otherwise FAQBOT_NOT_FOUND. `store`
 * makes it the queue of the store of that name; NULL: it is none. `bytes_max`, statuses and `fault` as for
 * faqbot_journal_open(). The caller releases *db with journal_db_close(). */
enum faqbot_status journal_db_open(const char *path, bool creates, const char *store, uint64_t bytes_max,
                                   struct journal_db **db, struct faqbot_fault *fault);
void journal_db_close(struct journal_db *db); /* NULL is allowed */

/* A transaction. What is written between begin and end is on disk if journal_db_end() returns FAQBOT_OK, and
 * otherwise none of it is there. The first failure sticks until then: calls after it do nothing. */
void journal_db_begin(struct journal_db *db);

/* Adds the row that the item is, or deletes what it says. */
void journal_db_apply(struct journal_db *db, const struct faqbot_journal_item *item);

void journal_db_add_handover(struct journal_db *db, const struct faqbot_handover *handover);

/* Queues the item, and deletes in the file what is to be forgotten. Returns its number, which means something once the
 * transaction has ended well. `number` of the item does not count. */
int64_t journal_db_add_outgoing(struct journal_db *db, const struct faqbot_journal_item *item);

/* How many more items are queued by the transaction than before it; fewer where it is negative. */
int64_t journal_db_queued(const struct journal_db *db);

/* Whether the queue is as large as it may be: then rows must not be added to it in this transaction. */
bool journal_db_is_full(const struct journal_db *db);

/* Also deletes the oldest rows if the file is over its size. FAQBOT_LIMIT: nothing is written, because the
 * log beside the file is full and somebody who reads keeps it from being emptied. */
enum faqbot_status journal_db_end(struct journal_db *db);

/* Whether more is to be deleted than one transaction should take: begin and end another, even an empty
 * one. */
bool journal_db_is_due(const struct journal_db *db);

/* What was deleted because of the size since the file was opened. */
struct faqbot_journal_purged journal_db_trimmed(const struct journal_db *db);

/* What one transaction may bring, so that the log stays small: bytes of texts, and JOURNAL_ROW_BYTES for each
 * row, which is generous for what a row takes beside them, with its places in the indexes. */
#define JOURNAL_ROW_BYTES 4096
size_t journal_transaction_bytes(uint64_t bytes_max);

/* ==== journal_db.c: what writers and readers demand of a file ======================================== */

/* What a result code of SQLite means here. Unlike sqlite_status() it makes a file that is no database
 * INVALID, since a person named it; an interrupt CORRUPT, since only journal_limit_work() interrupts; and a
 * statement that fails IO: the schema may be sound and somebody else's. */
enum faqbot_status journal_status(int code);

/* Sets up a connection: somebody else may be writing, and the file may have been damaged on purpose. */
void journal_guard(sqlite3 *database);

/* Bounds how much work a connection may do, by the size of the file. A damaged file whose pages lead in
 * circles then ends with SQLITE_INTERRUPT instead of never. *ticks must live as long as the connection; not
 * for one that stays open, since its work adds up. */
void journal_limit_work(sqlite3 *database, int64_t *ticks);

#define JOURNAL_VERSION_MIN 1 /* has no table `searched`, and `asked` has no `lang` and no `microseconds` */
#define JOURNAL_VERSION 2

/* Whether the file is a journal that is known here: FAQBOT_INVALID (another database, or one that would run
 * somebody's own statements), VERSION, or what SQLite says; `fault` is filled. *version is then its version; 0: it has
 * no tables, which only a file to be written may have. */
enum faqbot_status journal_check(sqlite3 *database, const char *path, bool is_written, int *version,
                                 struct faqbot_fault *fault);

/* ==== thread.c ======================================================================================= */

/* Starts a thread that takes no signals, which are for the front end's. An error number; 0: it runs. */
int journal_start_thread(pthread_t *thread, void *(*run)(void *), void *user);

/* A condition that is waited for by the clock of stores, and a moment of it as pthread_cond_timedwait() takes it. */
void journal_init_wake(pthread_cond_t *wake);
struct timespec journal_moment(int64_t nanoseconds);

/* ==== item.c: an item as a row of the queue =========================================================== */

/* The columns in the order of the parameters; of what is read, after `number`. */
#define ITEM_COLUMNS                                                                                         \
    "kind, at, conversation, request, text, outcome, confidence, entry, knowledge, lang, microseconds, "     \
    "amount"

/* Binds the item to a statement that inserts ITEM_COLUMNS. Its views are not copied. */
void item_bind(sqlite3_stmt *statement, const struct faqbot_journal_item *item);

/* Reads an item from a row of `number` and ITEM_COLUMNS, its texts into the arena. CORRUPT: it is of no kind, for the
 * file is damaged; NO_MEMORY: there is none, or the arena is full. */
void item_read(sqlite3_stmt *row, struct arena *arena, struct faqbot_journal_item *item,
               enum faqbot_status *status);

/* When a visitor did that, seconds since 1970; 0: it is nothing that a visitor did. */
int64_t item_moment(const struct faqbot_journal_item *item);

/* ==== outgoing.c: the queue, for whoever delivers it ================================================== */

/* A connection of its own to a file that journal_db_open() has made a queue. Used by one thread at a time. */
struct outgoing;

/* `bytes_max`, statuses and `fault` as for journal_db_open(). The caller releases *outgoing with outgoing_close(). */
enum faqbot_status outgoing_open(const char *path, uint64_t bytes_max, struct outgoing **outgoing,
                                 struct faqbot_fault *fault);
void outgoing_close(struct outgoing *outgoing); /* NULL is allowed */

/* How many wait. */
enum faqbot_status outgoing_count(struct outgoing *outgoing, int64_t *count);

/* Which queue this is, and the highest number that it has given. */
enum faqbot_status outgoing_identify(struct outgoing *outgoing, uint64_t *queue, int64_t *last);

/* Gives the queue another random id. */
enum faqbot_status outgoing_rename(struct outgoing *outgoing);

#define OUTGOING_ITEMS_MAX 1000                /* delivered at once; fewer where the file is to be small */
#define OUTGOING_TEXTS_BYTES ((size_t)1 << 20) /* of them; the last may go beyond */

/* The first items in order, none if *count is 0; valid until the next call. *is_all: there were no more. */
enum faqbot_status outgoing_read(struct outgoing *outgoing, const struct faqbot_journal_item **items,
                                 size_t *count, bool *is_all);

/* Deletes what has been delivered, up to that number. *count: how many. */
enum faqbot_status outgoing_remove(struct outgoing *outgoing, int64_t through, size_t *count);

/* ==== forward.c: delivering the queue to a store ====================================================== */

/* A thread that delivers what is queued, as soon as it is, and tells those who wait for it. */
struct forwarder;

/* The first member of whatever waits to be told. It is released with free(). */
struct forward_ticket {
    struct forward_ticket *next;
    void *ticket;    /* the caller's */
    int64_t number;  /* in the queue */
    int64_t held_at; /* by the store's clock */
};

/* How long somebody who waits is kept waiting for the store before the queue on this disk is good enough: longer than a
 * failover among servers of one site's network takes to be noticed, and shorter than people wait. */
#define FORWARD_HOLD_SECONDS 2

/* How long closing goes on delivering. */
#define FORWARD_CLOSE_SECONDS 1

/* Opens what options->path names, and starts the thread, which calls options->stored. Statuses as for
 * faqbot_journal_open(). The caller releases *forwarder with forwarder_close(), and the options outlive it. */
enum faqbot_status forwarder_open(const struct faqbot_journal_options *options, struct forwarder **forwarder,
                                  struct faqbot_fault *fault);
void forwarder_close(struct forwarder *forwarder); /* NULL is allowed */

/* A transaction of the queue has ended well, by which it has `queued` items more. */
void forwarder_wake(struct forwarder *forwarder, int64_t queued);

/* Takes over the ticket, whose item is in the queue: it is told when that is in the store, at once while the store is
 * away, or when it is late. */
void forwarder_hold(struct forwarder *forwarder, struct forward_ticket *ticket);

/* When the first ticket will be late, by the store's clock; 0: nobody waits. */
int64_t forwarder_due(struct forwarder *forwarder);

/* Tells those who have waited for too long. */
void forwarder_release_late(struct forwarder *forwarder);

void forwarder_get_state(struct forwarder *forwarder, struct faqbot_journal_delivery *state);

/* ==== redact.c ======================================================================================= */

/* How many digits make a number that may be a telephone's, a card's or an account's. Six are mostly a date or
 * a price. */
#define REDACT_DIGITS_MIN 7

/* Appends `text` (any bytes) to `out`: an e-mail address becomes [email]; REDACT_DIGITS_MIN digits or more,
 * in any script, with nothing between them but spaces and what telephone numbers are written with, become
 * [number]. The result may be longer than the text. If it does not fit, `out` has failed and holds a redacted
 * beginning of it. */
void redact_text(struct faqbot_view text, struct buffer *out);

#endif
