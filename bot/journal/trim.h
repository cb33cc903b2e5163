/* journal/trim.h - keeping a journal's file, and SQLite's log beside it, below a size: the oldest asks make room for
 * new ones. One thread, that of the file (diary.h). */
#ifndef JOURNAL_TRIM_H
#define JOURNAL_TRIM_H

#include <stdbool.h>

#include <faqbot_tools.h>

#include "base/sqlite.h"

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

/* Sets up for a database that has the journal's tables; `bytes_max` 0: no limit, otherwise
 * FAQBOT_JOURNAL_BYTES_MAX_MIN at least. SQLite's code. */
int journal_trim_open(struct journal_trim *trim, sqlite3 *database, uint64_t bytes_max);
void journal_trim_close(struct journal_trim *trim);

/* Before a transaction: whether the log beside the file leaves room for one. It is emptied where it does not; a reader
 * that stays keeps it from that. */
bool journal_trim_has_room(struct journal_trim *trim);

/* In a transaction: when it has begun, and when all is written that it brings. What goes is added to *trimmed. SQLite's
 * code. */
int journal_trim_begin(struct journal_trim *trim);
int journal_trim_end(struct journal_trim *trim, struct faqbot_journal_purged *trimmed);

/* Between two transactions, when nothing is due: a file that was made before there were sizes is made anew, once, so
 * that what was trimmed is given back. That takes as much room again while it goes on, and is not tried twice. */
void journal_trim_rebuild(struct journal_trim *trim);

#endif
