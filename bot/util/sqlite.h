/* util/sqlite.h - what the index and the journal share as users of SQLite: hardened connections, short
 * statements that run in sequences where the first error wins, and bytes in and out. Tables, pragmas and what
 * a failure means to a reader are their own.
 *
 * `code` is SQLite's result: a function that takes a pointer to it does nothing if it is not SQLITE_OK on
 * entry, and sets it on failure. */
#ifndef UTIL_SQLITE_H
#define UTIL_SQLITE_H

#include <faqbot.h>

#include <sqlite3.h>
#include <stdint.h>

/* What a result code means to us. SQLITE_OK, ROW and DONE are FAQBOT_OK. SQLITE_ERROR and SQLITE_CONSTRAINT
 * are FAQBOT_CORRUPT: our statements are constants that fit our schema and put nothing twice, so where one
 * fails the schema was damaged. */
enum faqbot_status sqlite_status(int code);

/* Allows a connection nothing that our own statements do not need. The schema is ours and data is only ever
 * bound, but the file may have been damaged on purpose. */
void sqlite_harden(sqlite3 *database);

/* Opens the file as one that nobody writes, so that SQLite takes no locks and looks for no journal. */
void sqlite_open_immutable(const char *path, int flags, sqlite3 **database, int *code);

/* Runs statements that give no rows, or whose rows do not matter. */
void sqlite_run(sqlite3 *database, const char *sql, int *code);

/* Prepares a statement that is kept. */
void sqlite_prepare(sqlite3 *database, const char *sql, sqlite3_stmt **statement, int *code);

/* The whole number in the first column of the first row; *value is left alone where there is no row. */
void sqlite_number(sqlite3 *database, const char *sql, int64_t *value, int *code);
void sqlite_step_number(sqlite3_stmt *statement, int64_t *value, int *code); /* of a prepared statement */

/* Binds a view as text or as a blob; it must stay valid until the statement is reset. The empty view is ''
 * and not NULL. SQLite's code. */
int sqlite_bind_text(sqlite3_stmt *statement, int parameter, struct faqbot_view text);
int sqlite_bind_blob(sqlite3_stmt *statement, int parameter, struct faqbot_view bytes);

/* A column's bytes, valid until the statement is stepped or reset. */
struct faqbot_view sqlite_column(sqlite3_stmt *statement, int column);

#endif
