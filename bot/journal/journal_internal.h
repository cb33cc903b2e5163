/* journal/journal_internal.h - what the files of journal/ share: the file as its writer has it, what both its
 * writer and its readers demand of it, and redaction. The queue and the thread in front of the file are
 * journal.c's own. */
#ifndef JOURNAL_JOURNAL_INTERNAL_H
#define JOURNAL_JOURNAL_INTERNAL_H

#include <faqbot.h>
#include <faqbot_tools.h>

#include <stdbool.h>
#include <stdint.h>

#include "util/sqlite.h"
#include "util/util.h"

/* ==== journal_db.c: the file, for whoever writes it ================================================== */

/* Used by one thread at a time. */
struct journal_db;

/* Opens the file at `path`. If there is none, `creates` says whether one is made; otherwise FAQBOT_NOT_FOUND.
 * `bytes_max`, statuses and `fault` as for faqbot_journal_open(). The caller releases *db with
 * journal_db_close(). */
enum faqbot_status journal_db_open(const char *path, bool creates, uint64_t bytes_max, struct journal_db **db,
                                   struct faqbot_fault *fault);
void journal_db_close(struct journal_db *db); /* NULL is allowed */

/* A transaction. What is written between begin and end is on disk if journal_db_end() returns FAQBOT_OK, and
 * otherwise none of it is there. The first failure sticks until then: calls after it do nothing. */
void journal_db_begin(struct journal_db *db);
void journal_db_add_ask(struct journal_db *db, const struct faqbot_journal_ask *ask);
void journal_db_add_search(struct journal_db *db, const struct faqbot_journal_search *search);
void journal_db_add_feedback(struct journal_db *db, const struct faqbot_journal_feedback *feedback);

/* Deletes what is older than `before`, and returns how much that was. */
struct faqbot_journal_purged journal_db_forget(struct journal_db *db, int64_t before);

void journal_db_add_handover(struct journal_db *db, const struct faqbot_handover *handover);

/* Deletes what belongs to a conversation, which is not 0. */
void journal_db_forget_conversation(struct journal_db *db, uint64_t conversation);

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
