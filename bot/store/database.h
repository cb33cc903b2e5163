/* store/database.h - the SQLite file under the store: opening, closing, preparing, and what its failures mean.
 * Known to store/ alone. */
#ifndef STORE_DATABASE_H
#define STORE_DATABASE_H

#include <faqbot.h>

#include "base/sqlite.h"
#include "store/snapshot.h"

#define DATABASE_APPLICATION_ID 0x66617162 /* "faqb" */
#define DATABASE_SCHEMA_VERSION 2

/* Creates `path` (NULL: in memory) with the schema, within an open transaction. *database is the caller's. */
enum faqbot_status database_create(const char *path, sqlite3 **database, struct faqbot_fault *fault);

/* Opens a finished index for changes, within an open transaction that database_finish() ends. What fails, or is closed
 * before, leaves a copy worth nothing; in place it leaves the file as it was, also after a power cut. Statuses as
 * database_open(). */
enum database_changing { DATABASE_COPY, DATABASE_IN_PLACE };
enum faqbot_status database_change(const char *path, enum database_changing changing, sqlite3 **database,
                                   struct faqbot_fault *fault);

/* Marks what was created as an index and ends the transaction. */
enum faqbot_status database_finish(sqlite3 *database);

/* Takes back changes in place that were broken off, or removes what they left where that fails. */
void database_discard_changes(const char *path);

/* Opens an index read-only, after changes in place that were broken off are taken back and its header was read without
 * SQLite: NOT_FOUND, IO (no file, a folder, unreadable, being written), INVALID (not an index), VERSION, CORRUPT (cut
 * short). *snapshot is the caller's to release: what was read is worth something while it is intact. */
enum faqbot_status database_open(const char *path, sqlite3 **database, struct snapshot *snapshot,
                                 struct faqbot_fault *fault);

/* Reads all of it. CORRUPT where a page is not what it must be, IO. */
enum faqbot_status database_verify(sqlite3 *database);

/* Prepares one statement for the life of the database. */
enum faqbot_status database_prepare(sqlite3 *database, const char *sql, sqlite3_stmt **statement);

enum faqbot_status database_run(sqlite3 *database, const char *sql);

#endif
