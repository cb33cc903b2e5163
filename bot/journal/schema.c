/* journal/schema.c - what a journal's file is. It reads no row and writes none. */
#include "journal/schema.h"

#include <stdbool.h>
#include <stddef.h>

#include "base/fault.h"

extern const unsigned char embed_bot_journal_schema_sql[];

#define APPLICATION 0x66616a31
#define VERSION 1

enum faqbot_status schema_status(int code)
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

void schema_guard(sqlite3 *database)
{
    sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
    sqlite3_limit(database, SQLITE_LIMIT_ATTACHED, 0);
    sqlite3_limit(database, SQLITE_LIMIT_LENGTH, SCHEMA_VALUE_BYTES_MAX);
    sqlite3_busy_timeout(database, SCHEMA_BUSY_MILLISECONDS);
}

static int read_number(sqlite3 *database, const char *sql, int *value)
{
    sqlite3_stmt *statement = NULL;
    int error = sqlite3_prepare_v2(database, sql, -1, &statement, NULL);
    if (error == SQLITE_OK) {
        error = sqlite3_step(statement);
        if (error == SQLITE_ROW) {
            *value = sqlite3_column_int(statement, 0);
            error = SQLITE_OK;
        }
    }
    sqlite3_finalize(statement);
    return error;
}

static int on_tick(void *user)
{
    struct schema_bound *bound = user;
    return --bound->ticks < 0;
}

/* To tell a row takes some 50 steps of SQLite's machine, and a row with its places in the indexes some 100 bytes. */
#define STEPS_A_TICK 1000
#define STEPS_A_BYTE 64
#define TICKS_LEAST 1000

void schema_limit_work(sqlite3 *database, struct schema_bound *bound)
{
    int pages = 0;
    int page = 0;
    bound->ticks = TICKS_LEAST;
    sqlite3_progress_handler(database, STEPS_A_TICK, on_tick, bound); /* to read its size is work, too */
    if (read_number(database, "PRAGMA page_count", &pages) == SQLITE_OK &&
        read_number(database, "PRAGMA page_size", &page) == SQLITE_OK) {
        bound->ticks += (int64_t)pages * page * STEPS_A_BYTE / STEPS_A_TICK;
    }
}

static enum faqbot_status refuse(sqlite3 *database, int error, const char *path, struct faqbot_fault *fault)
{
    return fault_set(fault, schema_status(error), path, 0, "the journal cannot be opened: %s",
                     sqlite3_errmsg(database));
}

static enum faqbot_status identify(sqlite3 *database, const char *path, bool *is_empty,
                                   struct faqbot_fault *fault)
{
    int application = 0;
    int version = 0;
    int tables = 0;
    int others = 0; /* what would run somebody else's statements */
    int error = read_number(database, "PRAGMA application_id", &application);
    if (error == SQLITE_OK) {
        error = read_number(database, "PRAGMA user_version", &version);
    }
    if (error == SQLITE_OK) {
        error = read_number(database, "SELECT count(*) FROM sqlite_schema", &tables);
    }
    if (error == SQLITE_OK) {
        error = read_number(database,
                            "SELECT count(*) FROM sqlite_schema WHERE type = 'trigger'"
                            "    OR (name IN ('asked', 'feedback') AND (type <> 'table' OR rootpage < 1))",
                            &others);
    }
    if (error != SQLITE_OK) {
        return refuse(database, error, path, fault);
    }
    if (application != APPLICATION && (application != 0 || tables > 0)) {
        return fault_set(fault, FAQBOT_INVALID, path, 0, "this is no journal but another database");
    }
    if (tables > 0 && version != VERSION) {
        return fault_set(fault, FAQBOT_VERSION, path, 0,
                         "this journal has version %d, and only %d is known here", version, VERSION);
    }
    if (others > 0) {
        return fault_set(fault, FAQBOT_INVALID, path, 0,
                         "this is no journal: it has a trigger, or a view in the place of a table");
    }
    *is_empty = tables == 0;
    return FAQBOT_OK;
}

enum faqbot_status schema_check(sqlite3 *database, const char *path, struct faqbot_fault *fault)
{
    bool is_empty = false;
    enum faqbot_status status = identify(database, path, &is_empty, fault);
    return is_empty ? fault_set(fault, FAQBOT_INVALID, path, 0, "this is no journal but an empty file")
                    : status;
}

enum faqbot_status schema_prepare(sqlite3 *database, const char *path, struct faqbot_fault *fault)
{
    const char *const steps[] = {"BEGIN IMMEDIATE", (const char *)embed_bot_journal_schema_sql, "COMMIT"};
    bool is_empty = false;
    enum faqbot_status status = identify(database, path, &is_empty, fault);
    int error = SQLITE_OK;
    for (size_t i = 0; i < sizeof steps / sizeof *steps && is_empty && error == SQLITE_OK; i++) {
        error = sqlite3_exec(database, steps[i], NULL, NULL, NULL);
    }
    return error == SQLITE_OK ? status : refuse(database, error, path, fault);
}
