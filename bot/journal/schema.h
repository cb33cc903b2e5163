/* journal/schema.h - what a journal's file is (schema.sql), and what SQLite's failures mean to it. */
#ifndef JOURNAL_SCHEMA_H
#define JOURNAL_SCHEMA_H

#include <sqlite3.h>

#include <faqbot/fault.h>

#define SCHEMA_BUSY_MILLISECONDS 5000 /* somebody else may export, or purge */

/* What a result code of SQLite means to us. */
enum faqbot_status schema_status(int code);

/* What every connection to a journal is set to: somebody else may be writing, and the file may be damaged. */
void schema_guard(sqlite3 *database);

/* Whether the file is a journal of this version: INVALID (another database; empty), VERSION, or what SQLite says;
 * `fault` is filled. */
enum faqbot_status schema_check(sqlite3 *database, const char *path, struct faqbot_fault *fault);

/* The same, where an empty file is made one. */
enum faqbot_status schema_prepare(sqlite3 *database, const char *path, struct faqbot_fault *fault);

#endif
