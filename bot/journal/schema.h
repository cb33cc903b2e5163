/* journal/schema.h - what a journal's file is (schema.sql), and what SQLite's failures mean to it. */
#ifndef JOURNAL_SCHEMA_H
#define JOURNAL_SCHEMA_H

#include <stdint.h>

#include <faqbot.h>

#include "base/sqlite.h"

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

/* The same, where an empty file is made one. */
enum faqbot_status journal_schema_prepare(sqlite3 *database, const char *path, struct faqbot_fault *fault);

#endif
