/* journal/trim.c - keeping a journal's file below its size. SQLite never makes a file smaller by itself, and need not
 * here: what is trimmed leaves free pages, and the next rows go there. Only where the limit was lowered are free pages
 * given back. The order is that of time; who asked what does not matter.
 *
 * The log (WAL) counts too. It holds what was written since the last checkpoint, and a checkpoint cannot empty it while
 * somebody reads what was there before. */
#include "journal/trim.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>

#include "journal/schema.h"

#define LOG_BYTES_MAX (INT64_C(64) << 20) /* of a large limit; of a small one the log gets half */
#define ROUNDS 4                          /* of `rows`, in a transaction that brings less than it takes */
#define CHECKPOINT_PAGES_MAX 1000         /* SQLite's own default */

/* How many bytes a row costs, is not known before it is gone: so rows go by their number, until pages are free. */
static const char *const sql[JOURNAL_TRIM_STATEMENTS] = {
    [JOURNAL_TRIM_PAGES] = "PRAGMA page_count",
    [JOURNAL_TRIM_FREE_PAGES] = "PRAGMA freelist_count",
    /* When the last of the oldest rows happened, asks and feedback taken together. */
    [JOURNAL_TRIM_BOUND] =
        "SELECT max(at) FROM (SELECT at FROM asked UNION ALL SELECT at FROM feedback ORDER BY at LIMIT ?1)",
    [JOURNAL_TRIM_ASKS] = "DELETE FROM asked WHERE number IN"
                          "  (SELECT number FROM asked WHERE at <= ?2 ORDER BY at, number LIMIT ?1)"
                          " RETURNING conversation, request",
    /* A client may give several asks the same id: the opinion goes with the last of them. */
    [JOURNAL_TRIM_FEEDBACK] = "DELETE FROM feedback WHERE conversation = ?1 AND request = ?2 AND NOT EXISTS"
                              "  (SELECT 1 FROM asked WHERE conversation = ?1 AND request = ?2)",
    [JOURNAL_TRIM_STRAY_FEEDBACK] =
        "DELETE FROM feedback WHERE number IN"
        "  (SELECT number FROM feedback WHERE at <= ?2 AND NOT EXISTS"
        "    (SELECT 1 FROM asked"
        "      WHERE asked.conversation = feedback.conversation AND asked.request = feedback.request)"
        "    ORDER BY at, number LIMIT ?1)",
};

static int64_t log_share(uint64_t bytes_max)
{
    return bytes_max == 0 || bytes_max / 2 > LOG_BYTES_MAX ? LOG_BYTES_MAX : (int64_t)(bytes_max / 2);
}

size_t journal_trim_transaction_bytes(uint64_t bytes_max)
{
    return (size_t)(log_share(bytes_max) / 16);
}

static int count_pages(const struct journal_trim *trim, int64_t *file, int64_t *unused)
{
    int error = SQLITE_OK;
    sqlite_step_number(trim->statements[JOURNAL_TRIM_PAGES], file, &error);
    sqlite_step_number(trim->statements[JOURNAL_TRIM_FREE_PAGES], unused, &error);
    return error;
}

static bool is_over(const struct journal_trim *trim, int64_t file, int64_t unused)
{
    return file - unused > trim->used_pages_max ||
           (trim->can_shrink && file > trim->file_pages_max && unused > 0);
}

static int set_limits(struct journal_trim *trim, uint64_t bytes_max)
{
    char text[96];
    int64_t page = 0;
    int64_t vacuum = 0;
    int64_t log = log_share(bytes_max);
    int error = SQLITE_OK;
    sqlite_number(trim->database, "PRAGMA page_size", &page, &error);
    sqlite_number(trim->database, "PRAGMA auto_vacuum", &vacuum, &error);
    if (error != SQLITE_OK || page <= 0) {
        return error == SQLITE_OK ? SQLITE_CORRUPT : error;
    }
    int64_t checkpoint = log / 8 / page < CHECKPOINT_PAGES_MAX ? log / 8 / page : CHECKPOINT_PAGES_MAX;
    trim->file_pages_max = ((int64_t)bytes_max - log) / page;
    trim->used_pages_max = trim->file_pages_max - log / 8 / page;
    trim->log_bytes_max = log / 2;
    trim->rows = log / 16 / JOURNAL_TRIM_ROW_BYTES;
    trim->can_shrink = vacuum == 2;
    (void)snprintf(text, sizeof text,
                   "PRAGMA wal_autocheckpoint = %" PRId64 "; PRAGMA journal_size_limit = %" PRId64,
                   checkpoint > 0 ? checkpoint : 1, log / 4);
    return sqlite3_exec(trim->database, text, NULL, NULL, NULL);
}

int journal_trim_open(struct journal_trim *trim, sqlite3 *database, uint64_t bytes_max)
{
    int64_t file = 0;
    int64_t unused = 0;
    if (bytes_max == 0) {
        return SQLITE_OK;
    }
    assert(bytes_max >= FAQBOT_JOURNAL_BYTES_MAX_MIN && bytes_max <= INT64_MAX);
    trim->database = database;
    int error = set_limits(trim, bytes_max);
    for (size_t i = 0; i < JOURNAL_TRIM_STATEMENTS; i++) {
        sqlite_prepare(database, sql[i], &trim->statements[i], &error);
    }
    if (error == SQLITE_OK) {
        error = count_pages(trim, &file, &unused);
        trim->is_due = is_over(trim, file, unused);
        trim->must_rebuild = !trim->can_shrink && file > trim->file_pages_max;
    }
    return error;
}

void journal_trim_close(struct journal_trim *trim)
{
    for (size_t i = 0; i < JOURNAL_TRIM_STATEMENTS; i++) {
        sqlite3_finalize(trim->statements[i]);
    }
    *trim = (struct journal_trim){.database = NULL};
}

static int64_t log_bytes(const struct journal_trim *trim)
{
    sqlite3_file *file = NULL;
    sqlite3_int64 size = 0;
    sqlite3_file_control(trim->database, "main", SQLITE_FCNTL_JOURNAL_POINTER, &file);
    return file == NULL || file->pMethods == NULL || file->pMethods->xFileSize(file, &size) != SQLITE_OK
               ? 0
               : size;
}

bool journal_trim_has_room(struct journal_trim *trim)
{
    if (trim->database == NULL || log_bytes(trim) <= trim->log_bytes_max) {
        return true;
    }
    (void)sqlite3_exec(trim->database, "PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE)", NULL, NULL,
                       NULL);
    (void)sqlite3_busy_timeout(trim->database, JOURNAL_SCHEMA_BUSY_MILLISECONDS);
    return log_bytes(trim) <= trim->log_bytes_max;
}

int journal_trim_begin(struct journal_trim *trim)
{
    int64_t file = 0;
    int64_t unused = 0;
    int error = trim->database == NULL ? SQLITE_OK : count_pages(trim, &file, &unused);
    trim->used_pages = file - unused;
    return error;
}

/* Deletes up to `rows` rows, and adds how many were there to *count. */
static int delete_rows(const struct journal_trim *trim, enum journal_trim_statement which, int64_t bound,
                       size_t *count)
{
    sqlite3_stmt *statement = trim->statements[which];
    sqlite3_bind_int64(statement, 1, trim->rows);
    sqlite3_bind_int64(statement, 2, bound);
    int error = sqlite3_step(statement);
    sqlite3_reset(statement);
    *count += error == SQLITE_DONE ? (size_t)sqlite3_changes(trim->database) : 0;
    return error == SQLITE_DONE ? SQLITE_OK : error;
}

/* SQLite has deleted all rows before it returns the first, so each can be followed at once. */
static int delete_asks(const struct journal_trim *trim, int64_t bound, struct faqbot_journal_purged *gone)
{
    sqlite3_stmt *asks = trim->statements[JOURNAL_TRIM_ASKS];
    sqlite3_stmt *feedback = trim->statements[JOURNAL_TRIM_FEEDBACK];
    int error;
    sqlite3_bind_int64(asks, 1, trim->rows);
    sqlite3_bind_int64(asks, 2, bound);
    while ((error = sqlite3_step(asks)) == SQLITE_ROW) {
        gone->asks++;
        sqlite3_bind_value(feedback, 1, sqlite3_column_value(asks, 0));
        sqlite3_bind_value(feedback, 2, sqlite3_column_value(asks, 1));
        error = sqlite3_step(feedback);
        sqlite3_reset(feedback);
        if (error != SQLITE_DONE) {
            break;
        }
        gone->feedback += (size_t)sqlite3_changes(trim->database);
    }
    sqlite3_reset(asks);
    return error == SQLITE_DONE ? SQLITE_OK : error;
}

/* The oldest rows: asks with what was thought of them, and feedback whose ask is not there. Where none of the oldest is
 * one of these, for clocks were set back, asks go whenever they were. */
static int delete_oldest(const struct journal_trim *trim, struct faqbot_journal_purged *gone)
{
    int64_t bound = INT64_MAX;
    sqlite3_bind_int64(trim->statements[JOURNAL_TRIM_BOUND], 1, trim->rows);
    int error = SQLITE_OK;
    sqlite_step_number(trim->statements[JOURNAL_TRIM_BOUND], &bound, &error);
    for (int i = 0; i < 2 && error == SQLITE_OK && gone->asks + gone->feedback == 0; i++) {
        error = delete_asks(trim, bound, gone);
        if (error == SQLITE_OK) {
            error = delete_rows(trim, JOURNAL_TRIM_STRAY_FEEDBACK, bound, &gone->feedback);
        }
        bound = INT64_MAX;
    }
    return error;
}

/* Free pages go back to the disk, as many as is well in one transaction. */
static int shrink(const struct journal_trim *trim, int64_t file, int64_t unused)
{
    char text[64];
    int64_t pages = file - trim->file_pages_max;
    pages = pages < unused ? pages : unused;
    pages = pages < trim->rows ? pages : trim->rows;
    if (!trim->can_shrink || pages <= 0) {
        return SQLITE_OK;
    }
    (void)snprintf(text, sizeof text, "PRAGMA incremental_vacuum(%" PRId64 ")", pages);
    return sqlite3_exec(trim->database, text, NULL, NULL, NULL);
}

int journal_trim_end(struct journal_trim *trim, struct faqbot_journal_purged *trimmed)
{
    int64_t file = 0;
    int64_t unused = 0;
    bool is_moving = true;
    int error = trim->database == NULL ? SQLITE_OK : count_pages(trim, &file, &unused);
    for (int round = 0; is_moving && error == SQLITE_OK && file - unused > trim->used_pages_max &&
                        (round < ROUNDS || file - unused > trim->used_pages);
         round++) {
        struct faqbot_journal_purged gone = {.asks = 0};
        error = delete_oldest(trim, &gone);
        trimmed->asks += gone.asks;
        trimmed->feedback += gone.feedback;
        is_moving = gone.asks + gone.feedback > 0;
        error = error == SQLITE_OK ? count_pages(trim, &file, &unused) : error;
    }
    if (error == SQLITE_OK && trim->database != NULL) {
        error = shrink(trim, file, unused);
    }
    trim->is_due = error == SQLITE_OK && is_moving && is_over(trim, file, unused);
    return error;
}

void journal_trim_rebuild(struct journal_trim *trim)
{
    if (!trim->must_rebuild || trim->is_due) {
        return;
    }
    sqlite3 *database = trim->database;
    int attached = sqlite3_limit(database, SQLITE_LIMIT_ATTACHED, 1); /* VACUUM does so with its copy */
    trim->must_rebuild = false;
    trim->can_shrink = sqlite3_exec(database,
                                    "PRAGMA auto_vacuum = INCREMENTAL; VACUUM;"
                                    "PRAGMA wal_checkpoint(TRUNCATE)",
                                    NULL, NULL, NULL) == SQLITE_OK;
    sqlite3_limit(database, SQLITE_LIMIT_ATTACHED, attached);
}
