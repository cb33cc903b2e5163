/* journal/outgoing.c - the queue of a journal that goes on to a store, as who delivers it has it: the table
 * `outgoing` of the journal's file, over a connection of its own, since the journal's thread, which fills it, must
 * not wait for a store.
 *
 * What is removed here was delivered, and the store knows that. So a removal need not survive a power cut
 * (synchronous = NORMAL): what comes back is removed again. */
#include "journal/journal_internal.h"

#include <faqbot_journal.h>

#include <stdio.h>
#include <stdlib.h>

#include "util/sqlite.h"
#include "util/util.h"

/* The last item may go beyond what is read at once, and an arena does not fill its blocks. */
#define TEXTS_BYTES_MAX (16 * OUTGOING_TEXTS_BYTES)

enum statement { COUNT, IDENTIFY, RENAME, READ, REMOVE, STATEMENTS };

static const char *const statements_sql[STATEMENTS] = {
    [COUNT] = "SELECT count(*) FROM outgoing",
    [IDENTIFY] = "SELECT id, (SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'outgoing')"
                 "  FROM queue",
    [RENAME] = "UPDATE queue SET id = random()",
    [READ] = "SELECT number, " ITEM_COLUMNS " FROM outgoing ORDER BY number LIMIT ?1",
    [REMOVE] = "DELETE FROM outgoing WHERE number <= ?1",
};

struct outgoing {
    sqlite3 *database;
    sqlite3_stmt *statements[STATEMENTS];
    size_t items_max;   /* that are read at once */
    struct arena texts; /* of the items that were read last */
    struct faqbot_journal_item items[OUTGOING_ITEMS_MAX];
};

#define CHECKPOINT_PAGES_MAX 1000 /* SQLite's default */
#define PAGE_BYTES 4096           /* likewise */

/* A removal writes as much to the log as was added at once, and must not fill it. */
static void set_limits(struct outgoing *outgoing, uint64_t bytes_max, int *code)
{
    char sql[64];
    size_t bytes = journal_transaction_bytes(bytes_max);
    size_t items = bytes / JOURNAL_ROW_BYTES;
    size_t pages = bytes / PAGE_BYTES * 2;
    outgoing->items_max = items < 1 ? 1 : items > OUTGOING_ITEMS_MAX ? OUTGOING_ITEMS_MAX : items;
    (void)snprintf(sql, sizeof sql, "PRAGMA wal_autocheckpoint = %zu",
                   pages < 1                      ? 1
                   : pages > CHECKPOINT_PAGES_MAX ? CHECKPOINT_PAGES_MAX
                                                  : pages);
    sqlite_run(outgoing->database, sql, code);
}

enum faqbot_status outgoing_open(const char *path, uint64_t bytes_max, struct outgoing **outgoing,
                                 struct faqbot_fault *fault)
{
    struct outgoing *opened = calloc(1, sizeof *opened);
    if (opened == NULL) {
        return fault_set(fault, FAQBOT_NO_MEMORY, NULL, 0, "out of memory");
    }
    arena_init(&opened->texts, TEXTS_BYTES_MAX);
    int code = sqlite3_open_v2(path, &opened->database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (code == SQLITE_OK) {
        journal_guard(opened->database);
        sqlite_run(opened->database, "PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON", &code);
        set_limits(opened, bytes_max, &code);
    }
    for (size_t i = 0; i < STATEMENTS && code == SQLITE_OK; i++) {
        sqlite_prepare(opened->database, statements_sql[i], &opened->statements[i], &code);
    }
    if (code != SQLITE_OK) {
        outgoing_close(opened);
        return fault_set(fault, journal_status(code), path, 0,
                         "what is to be delivered cannot be read from it");
    }
    *outgoing = opened;
    return FAQBOT_OK;
}

void outgoing_close(struct outgoing *outgoing)
{
    if (outgoing != NULL) {
        for (size_t i = 0; i < STATEMENTS; i++) {
            sqlite3_finalize(outgoing->statements[i]);
        }
        sqlite3_close(outgoing->database);
        arena_release(&outgoing->texts);
        free(outgoing);
    }
}

enum faqbot_status outgoing_count(struct outgoing *outgoing, int64_t *count)
{
    int code = SQLITE_OK;
    sqlite_step_number(outgoing->statements[COUNT], count, &code);
    return journal_status(code);
}

enum faqbot_status outgoing_identify(struct outgoing *outgoing, uint64_t *queue, int64_t *last)
{
    sqlite3_stmt *statement = outgoing->statements[IDENTIFY];
    int code = sqlite3_step(statement);
    *queue = (uint64_t)sqlite3_column_int64(statement, 0);
    *last = sqlite3_column_int64(statement, 1);
    sqlite3_reset(statement);
    return code == SQLITE_DONE ? FAQBOT_CORRUPT : journal_status(code);
}

/* Runs a statement that changes rows. */
static enum faqbot_status change(struct outgoing *outgoing, enum statement which)
{
    int code = sqlite3_step(outgoing->statements[which]);
    sqlite3_reset(outgoing->statements[which]);
    return journal_status(code);
}

enum faqbot_status outgoing_rename(struct outgoing *outgoing)
{
    return change(outgoing, RENAME);
}

enum faqbot_status outgoing_remove(struct outgoing *outgoing, int64_t through, size_t *count)
{
    sqlite3_bind_int64(outgoing->statements[REMOVE], 1, through);
    enum faqbot_status status = change(outgoing, REMOVE);
    *count = status == FAQBOT_OK ? (size_t)sqlite3_changes(outgoing->database) : 0;
    return status;
}

/* Of all texts of a row of `number` and ITEM_COLUMNS. */
static size_t texts_size(sqlite3_stmt *row)
{
    static const int texts[] = {4, 5, 8, 9, 10};
    size_t size = 0;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        size += (size_t)sqlite3_column_bytes(row, texts[i]);
    }
    return size;
}

/* What is read is a copy: to deliver takes long, and a reader keeps the log from being emptied. */
enum faqbot_status outgoing_read(struct outgoing *outgoing, const struct faqbot_journal_item **items,
                                 size_t *count, bool *is_all)
{
    sqlite3_stmt *rows = outgoing->statements[READ];
    size_t bytes = 0;
    int code = SQLITE_ROW;
    enum faqbot_status status = FAQBOT_OK;
    *count = 0;
    arena_reset(&outgoing->texts);
    sqlite3_bind_int64(rows, 1, (sqlite3_int64)outgoing->items_max);
    while (status == FAQBOT_OK && bytes < OUTGOING_TEXTS_BYTES && (code = sqlite3_step(rows)) == SQLITE_ROW) {
        item_read(rows, &outgoing->texts, &outgoing->items[*count], &status);
        bytes += texts_size(rows);
        ++*count;
    }
    sqlite3_reset(rows);
    *is_all = code == SQLITE_DONE && *count < outgoing->items_max;
    *items = outgoing->items;
    return status != FAQBOT_OK ? status : journal_status(code);
}
