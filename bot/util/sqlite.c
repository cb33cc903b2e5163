/* util/sqlite.c - SQLite as the index and the journal use it.
 *
 * The functions take a result code by pointer and do nothing after a failure, as SQLite's own FTS5 does with
 * `int *pRc`: a sequence of statements is written without checks and looked at once. Knows no table of
 * theirs, and never builds a statement from data: everything is bound. */
#include "util/util.h"

#include <stdio.h>
#include <string.h>

#include "util/sqlite.h"

/* The low byte is the primary code; the rest says more about some of them, which nobody here can act upon. */
enum faqbot_status sqlite_status(int code)
{
    switch (code & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
        return FAQBOT_OK;
    case SQLITE_NOMEM:
        return FAQBOT_NO_MEMORY;
    case SQLITE_ERROR:
    case SQLITE_CONSTRAINT:
    case SQLITE_CORRUPT:
    case SQLITE_FORMAT:
    case SQLITE_NOTADB:
    case SQLITE_SCHEMA:
        return FAQBOT_CORRUPT;
    case SQLITE_INTERRUPT:
        return FAQBOT_INTERRUPTED;
    case SQLITE_TOOBIG:
        return FAQBOT_LIMIT;
    default:
        return FAQBOT_IO;
    }
}

/* DEFENSIVE keeps SQL from writing to the schema's own tables, TRUSTED_SCHEMA off keeps a schema that was
 * planted from calling functions with effects, and neither extensions nor other files can be loaded. */
void sqlite_harden(sqlite3 *database)
{
    sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
    sqlite3_limit(database, SQLITE_LIMIT_ATTACHED, 0);
}

/* file:PATH?immutable=1. What has a meaning in a URI is escaped; a path that is not absolute stays
 * relative. */
static void write_uri(const char *path, struct buffer *uri)
{
    buffer_add_text(uri, *path == '/' ? "file://" : "file:"); /* "//" in front would be taken for a host */
    for (; *path != '\0'; path++) {
        if (strchr("%?#", *path) != NULL) {
            char escape[4];
            (void)snprintf(escape, sizeof escape, "%%%02X", (unsigned char)*path);
            buffer_add_text(uri, escape);
        } else {
            buffer_add_byte(uri, *path);
        }
    }
    buffer_add_text(uri, "?immutable=1");
    buffer_add_byte(uri, '\0');
}

/* Without `immutable` SQLite would look for a journal beside the file and take locks, for which the folder of
 * an index that somebody else deployed may not even be writable. */
void sqlite_open_immutable(const char *path, int flags, sqlite3 **database, int *code)
{
    struct buffer uri;
    if (*code == SQLITE_OK) {
        buffer_init(&uri, 4 * strlen(path) + 64);
        write_uri(path, &uri);
        *code = uri.failed ? SQLITE_NOMEM
                           : sqlite3_open_v2(uri.bytes, database,
                                             flags | SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, NULL);
        buffer_release(&uri);
    }
}

void sqlite_run(sqlite3 *database, const char *sql, int *code)
{
    if (*code == SQLITE_OK) {
        *code = sqlite3_exec(database, sql, NULL, NULL, NULL);
    }
}

/* Persistent: such a statement is used again and again, so it does not take SQLite's small fast memory. */
void sqlite_prepare(sqlite3 *database, const char *sql, sqlite3_stmt **statement, int *code)
{
    if (*code == SQLITE_OK) {
        *code = sqlite3_prepare_v3(database, sql, -1, SQLITE_PREPARE_PERSISTENT, statement, NULL);
    }
}

/* Reset at once, so that no statement keeps a reader's snapshot open. */
void sqlite_step_number(sqlite3_stmt *statement, int64_t *value, int *code)
{
    if (*code == SQLITE_OK) {
        int stepped = sqlite3_step(statement);
        if (stepped == SQLITE_ROW) {
            *value = sqlite3_column_int64(statement, 0);
        } else if (stepped != SQLITE_DONE) {
            *code = stepped;
        }
        sqlite3_reset(statement);
    }
}

void sqlite_number(sqlite3 *database, const char *sql, int64_t *value, int *code)
{
    sqlite3_stmt *statement = NULL;
    sqlite_prepare(database, sql, &statement, code);
    sqlite_step_number(statement, value, code);
    sqlite3_finalize(statement);
}

/* SQLITE_STATIC: the bytes are not copied. A NULL pointer would bind NULL, which is not the empty text. */
int sqlite_bind_text(sqlite3_stmt *statement, int parameter, struct faqbot_view text)
{
    return sqlite3_bind_text64(statement, parameter, text.size == 0 ? "" : text.bytes, text.size,
                               SQLITE_STATIC, SQLITE_UTF8);
}

int sqlite_bind_blob(sqlite3_stmt *statement, int parameter, struct faqbot_view bytes)
{
    return sqlite3_bind_blob64(statement, parameter, bytes.size == 0 ? "" : bytes.bytes, bytes.size,
                               SQLITE_STATIC);
}

/* The blob is asked for first and its size after it: the other way round SQLite may convert in between. */
struct faqbot_view sqlite_column(sqlite3_stmt *statement, int column)
{
    const char *bytes = sqlite3_column_blob(statement, column);
    return view_make(bytes, (size_t)sqlite3_column_bytes(statement, column));
}
