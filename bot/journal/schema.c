/* journal/schema.c - what a journal's file is. It reads no row and writes none. */
#include "journal/schema.h"

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"

extern const unsigned char embed_bot_journal_schema_sql[];

#define APPLICATION 0x66616a31
#define VERSION 1

enum faqbot_status journal_schema_status(int code)
{
    switch (code & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
        return FAQBOT_OK;
    case SQLITE_NOMEM:
        return FAQBOT_NO_MEMORY;
    case SQLITE_CORRUPT:
    case SQLITE_TOOBIG:
    case SQLITE_INTERRUPT:
        return FAQBOT_CORRUPT;
    case SQLITE_NOTADB:
        return FAQBOT_INVALID;
    default:
        return FAQBOT_IO;
    }
}

void journal_schema_guard(sqlite3 *database)
{
    sqlite_harden(database);
    sqlite3_limit(database, SQLITE_LIMIT_LENGTH, JOURNAL_SCHEMA_VALUE_BYTES_MAX);
    sqlite3_busy_timeout(database, JOURNAL_SCHEMA_BUSY_MILLISECONDS);
}

static int on_tick(void *user)
{
    struct journal_schema_bound *bound = user;
    return --bound->ticks < 0;
}

/* To tell a row takes some 50 steps of SQLite's machine, and a row with its places in the indexes some 100 bytes. */
#define STEPS_A_TICK 1000
#define STEPS_A_BYTE 64
#define TICKS_LEAST 1000

void journal_schema_limit_work(sqlite3 *database, struct journal_schema_bound *bound)
{
    int64_t pages = 0;
    int64_t page = 0;
    int code = SQLITE_OK;
    bound->ticks = TICKS_LEAST;
    sqlite3_progress_handler(database, STEPS_A_TICK, on_tick, bound); /* to read its size is work, too */
    sqlite_number(database, "PRAGMA page_count", &pages, &code);
    sqlite_number(database, "PRAGMA page_size", &page, &code);
    if (code == SQLITE_OK) {
        bound->ticks += pages * page * STEPS_A_BYTE / STEPS_A_TICK;
    }
}

static enum faqbot_status refuse(sqlite3 *database, int error, const char *path, struct faqbot_fault *fault)
{
    return fault_set(fault, journal_schema_status(error), path, 0, "the journal cannot be opened: %s",
                     sqlite3_errmsg(database));
}

static enum faqbot_status identify(sqlite3 *database, const char *path, bool *is_empty,
                                   struct faqbot_fault *fault)
{
    int64_t application = 0;
    int64_t version = 0;
    int64_t tables = 0;
    int64_t others = 0; /* what would run somebody else's statements */
    int error = SQLITE_OK;
    sqlite_number(database, "PRAGMA application_id", &application, &error);
    sqlite_number(database, "PRAGMA user_version", &version, &error);
    sqlite_number(database, "SELECT count(*) FROM sqlite_schema", &tables, &error);
    sqlite_number(database,
                  "SELECT count(*) FROM sqlite_schema WHERE type = 'trigger'"
                  "    OR (name IN ('asked', 'feedback') AND (type <> 'table' OR rootpage < 1))",
                  &others, &error);
    if (error != SQLITE_OK) {
        return refuse(database, error, path, fault);
    }
    if (application != APPLICATION && (application != 0 || tables > 0)) {
        return fault_set(fault, FAQBOT_INVALID, path, 0, "this is no journal but another database");
    }
    if (tables > 0 && version != VERSION) {
        return fault_set(fault, FAQBOT_VERSION, path, 0,
                         "this journal has version %d, and only %d is known here", (int)version, VERSION);
    }
    if (others > 0) {
        return fault_set(fault, FAQBOT_INVALID, path, 0,
                         "this is no journal: it has a trigger, or a view in the place of a table");
    }
    *is_empty = tables == 0;
    return FAQBOT_OK;
}

enum faqbot_status journal_schema_check(sqlite3 *database, const char *path, struct faqbot_fault *fault)
{
    bool is_empty = false;
    enum faqbot_status status = identify(database, path, &is_empty, fault);
    return is_empty ? fault_set(fault, FAQBOT_INVALID, path, 0, "this is no journal but an empty file")
                    : status;
}

enum faqbot_status journal_schema_prepare(sqlite3 *database, const char *path, struct faqbot_fault *fault)
{
    bool is_empty = false;
    enum faqbot_status status = identify(database, path, &is_empty, fault);
    int error = SQLITE_OK;
    if (is_empty) {
        sqlite_run(database, "BEGIN IMMEDIATE", &error);
        sqlite_run(database, (const char *)embed_bot_journal_schema_sql, &error);
        sqlite_run(database, "COMMIT", &error);
    }
    return error == SQLITE_OK ? status : refuse(database, error, path, fault);
}
