/* journal/journal_internal.h - what the files of journal/ share among themselves. */
#ifndef JOURNAL_JOURNAL_INTERNAL_H
#define JOURNAL_JOURNAL_INTERNAL_H

#include <faqbot.h>
#include <faqbot_tools.h>

#include <stdbool.h>
#include <stdint.h>

#include "util/sqlite.h"
#include "util/util.h"

/* ==== journal_db.c ====================================================================================== */

/* The journal's file: opened, made where it is not there, written in transactions. One thread. */

struct journal_db;

/* Statuses and fault as for faqbot_journal_open(); *diary is the caller's. Where there is no such file it is made, or
 * FAQBOT_NOT_FOUND. `bytes_max` as there. */
enum faqbot_status journal_db_open(const char *path, bool makes, uint64_t bytes_max,
                                   struct journal_db **journal_db, struct faqbot_fault *fault);
void journal_db_close(struct journal_db *journal_db); /* NULL is allowed */

/* What is written between begin and end is on disk when journal_db_end() says FAQBOT_OK, and otherwise none of it is
 * there. A failure sticks until then. */
void journal_db_begin(struct journal_db *journal_db);
void journal_db_add_ask(struct journal_db *journal_db, const struct faqbot_journal_ask *ask);
void journal_db_add_feedback(struct journal_db *journal_db, const struct faqbot_journal_feedback *feedback);
void journal_db_forget(struct journal_db *journal_db, int64_t before,
                       struct faqbot_journal_purged *forgotten); /* may be NULL */

/* Also lets the oldest rows go where the file is too large. FAQBOT_LIMIT: its log is, for somebody reads on. */
enum faqbot_status journal_db_end(struct journal_db *journal_db);

/* Whether there is more to let go than one transaction takes: begin and end another, even if nothing is to be added. */
bool journal_db_is_due(const struct journal_db *journal_db);

/* What has gone so since it was opened. */
struct faqbot_journal_purged journal_db_trimmed(const struct journal_db *journal_db);

/* What a journal's file is (schema.sql), and what SQLite's failures mean to it. */

#define JOURNAL_SCHEMA_BUSY_MILLISECONDS 5000 /* somebody else may export, or purge */

#define JOURNAL_SCHEMA_VALUE_BYTES_MAX (1 << 20) /* of one row; what is longer was not written here */

/* What a result code of SQLite means to us. */
enum faqbot_status journal_schema_status(int code);

/* What every connection to a journal is set to: somebody else may be writing, and the file may be damaged. */
void journal_schema_guard(sqlite3 *database);

/* How much a connection may do: more than anybody does on a journal of this size, so that one that is damaged, whose
 * pages may lead in circles, comes to an end (FAQBOT_CORRUPT). Lives as long as the connection; for one that is soon
 * closed. */
struct journal_schema_bound {
    int64_t ticks; /* that are left */
};
void journal_schema_limit_work(sqlite3 *database, struct journal_schema_bound *bound);

/* Whether the file is a journal of this version: INVALID (another database; one with triggers, or views for its tables;
 * empty), VERSION, or what SQLite says; `fault` is filled. */
enum faqbot_status journal_schema_check(sqlite3 *database, const char *path, struct faqbot_fault *fault);

/* Keeping a journal's file, and SQLite's log beside it, below a size: the oldest asks make room for new
 * ones. One thread, that of the file (diary.h). */

enum journal_trim_statement {
    JOURNAL_TRIM_PAGES,
    JOURNAL_TRIM_FREE_PAGES,
    JOURNAL_TRIM_BOUND,
    JOURNAL_TRIM_ASKS,
    JOURNAL_TRIM_FEEDBACK,
    JOURNAL_TRIM_STRAY_FEEDBACK,
    JOURNAL_TRIM_STATEMENTS
};

/* Zeroed: there is no limit, and journal_trim_close() has nothing to do. */
struct journal_trim {
    sqlite3 *database; /* NULL: there is no limit */
    sqlite3_stmt *statements[JOURNAL_TRIM_STATEMENTS];
    int64_t file_pages_max; /* of the file, free pages included */
    int64_t used_pages_max; /* what is over is trimmed: less, so that a file in use need not be cut */
    int64_t log_bytes_max;  /* over it nothing is written until the log could be emptied */
    int64_t rows;           /* of asks, and of feedback, that go at once */
    int64_t used_pages;     /* when the present transaction began */
    bool can_shrink;        /* the file was made so that free pages can be given back */
    bool is_due;            /* there is more to trim, without anything new */
    /* the file is over its size and cannot shrink: journal_trim_rebuild() was not called yet */
    bool must_rebuild;
};

/* What one transaction may bring (bytes of texts, and JOURNAL_TRIM_ROW_BYTES for each row), so that the log stays
 * small. */
#define JOURNAL_TRIM_ROW_BYTES 4096
size_t journal_trim_transaction_bytes(uint64_t bytes_max);

/* ==== redact.c ========================================================================================== */

/* Making a text tell less of who wrote it. */

#define REDACT_DIGITS_MIN 7 /* of a number that may be a telephone's, a card's or an account's */

/* Adds `text` (any bytes) to `out`: an e-mail address becomes [email]; REDACT_DIGITS_MIN digits and more, of whatever
 * script, with nothing between them but spaces and what telephone numbers are written with, become [number]. The result
 * may be longer than the text. Where it does not fit, `out` has failed, and holds a redacted beginning of it. */
void redact_text(struct faqbot_view text, struct buffer *out);

#endif
