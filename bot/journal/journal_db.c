/* journal/journal_db.c - the journal's file. What is said to be there survives a power cut: WAL with
 * synchronous=FULL, where the milder NORMAL was seen to lose what it had acknowledged. What is forgotten
 * is overwritten, in the log too. */
#include "journal/journal_internal.h"

#include <faqbot_tools.h>

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "util/sqlite.h"
#include "util/util.h"

/* ==== schema ============================================================================================ */

/* What a journal's file is. It reads no row and writes none. */

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

/* The same, where an empty file is made one. */
static enum faqbot_status journal_schema_prepare(sqlite3 *database, const char *path,
                                                 struct faqbot_fault *fault)
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

/* ==== trim ============================================================================================== */

/* Keeping a journal's file below its size. SQLite never makes a file smaller by itself, and need not here:
 * what is trimmed leaves free pages, and the next rows go there. Only where the limit was lowered are free
 * pages given back. The order is that of time; who asked what does not matter.  The log (WAL) counts too.
 * It holds what was written since the last checkpoint, and a checkpoint cannot empty it while somebody
 * reads what was there before. */

#define LOG_BYTES_MAX (INT64_C(64) << 20) /* of a large limit; of a small one the log gets half */
#define ROUNDS 4                          /* of `rows`, in a transaction that brings less than it takes */
#define CHECKPOINT_PAGES_MAX 1000         /* SQLite's own default */

/* How many bytes a row costs, is not known before it is gone: so rows go by their number, until pages are free. */
static const char *const trim_sql[JOURNAL_TRIM_STATEMENTS] = {
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

/* Sets up for a database that has the journal's tables; `bytes_max` 0: no limit, otherwise
 * FAQBOT_JOURNAL_BYTES_MAX_MIN at least. SQLite's code. */
static int journal_trim_open(struct journal_trim *trim, sqlite3 *database, uint64_t bytes_max)
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
        sqlite_prepare(database, trim_sql[i], &trim->statements[i], &error);
    }
    if (error == SQLITE_OK) {
        error = count_pages(trim, &file, &unused);
        trim->is_due = is_over(trim, file, unused);
        trim->must_rebuild = !trim->can_shrink && file > trim->file_pages_max;
    }
    return error;
}

static void journal_trim_close(struct journal_trim *trim)
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

/* Before a transaction: whether the log beside the file leaves room for one. It is emptied where it does not; a reader
 * that stays keeps it from that. */
static bool journal_trim_has_room(struct journal_trim *trim)
{
    if (trim->database == NULL || log_bytes(trim) <= trim->log_bytes_max) {
        return true;
    }
    (void)sqlite3_exec(trim->database, "PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE)", NULL, NULL,
                       NULL);
    (void)sqlite3_busy_timeout(trim->database, JOURNAL_SCHEMA_BUSY_MILLISECONDS);
    return log_bytes(trim) <= trim->log_bytes_max;
}

/* In a transaction: when it has begun, and when all is written that it brings. What goes is added to *trimmed. SQLite's
 * code. */
static int journal_trim_begin(struct journal_trim *trim)
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

static int journal_trim_end(struct journal_trim *trim, struct faqbot_journal_purged *trimmed)
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

/* Between two transactions, when nothing is due: a file that was made before there were sizes is made anew, once, so
 * that what was trimmed is given back. That takes as much room again while it goes on, and is not tried twice. */
static void journal_trim_rebuild(struct journal_trim *trim)
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

/* ==== diary ============================================================================================= */

/* auto_vacuum says how a file is made, and nothing to one that is there: free pages can be given back. */
static const char PRAGMAS[] = "PRAGMA auto_vacuum = INCREMENTAL;"
                              "PRAGMA journal_mode = WAL;"
                              "PRAGMA synchronous = FULL;"
                              "PRAGMA secure_delete = ON;"
                              "PRAGMA cell_size_check = ON;";

static const char ADD_ASK[] =
    "INSERT INTO asked (at, conversation, request, question, outcome, confidence, entry, "
    "                   knowledge)"
    "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";

static const char ADD_FEEDBACK[] =
    "INSERT INTO feedback (at, conversation, request, helpful, comment)"
    "VALUES (?1, ?2, ?3, ?4, ?5)"
    "ON CONFLICT (conversation, request) DO UPDATE"
    "   SET at = excluded.at, helpful = excluded.helpful, comment = excluded.comment";

static const char FORGET_ASKED[] = "DELETE FROM asked WHERE at < ?1";
static const char FORGET_FEEDBACK[] = "DELETE FROM feedback WHERE at < ?1";

enum statement { ASK, FEEDBACK, OLD_ASKED, OLD_FEEDBACK, STATEMENTS };

struct journal_db {
    sqlite3 *database;
    sqlite3_stmt *statements[STATEMENTS];
    struct journal_schema_bound bound; /* of one that is opened to forget something, and closed */
    struct journal_trim trim;
    struct faqbot_journal_purged trimmed;
    struct faqbot_journal_purged trimming; /* in the present transaction */
    bool has_room;                         /* for the present transaction; it writes nothing otherwise */
    int error;                             /* SQLite's, the first since journal_db_begin() */
    bool forgets;                          /* the present transaction does */
    bool remembers; /* the log may hold what was forgotten, and must be emptied; at first nobody knows */
};

static enum faqbot_status prepare(struct journal_db *journal_db, const char *path, uint64_t bytes_max,
                                  struct faqbot_fault *fault)
{
    static const char *const sql[STATEMENTS] = {[ASK] = ADD_ASK,
                                                [FEEDBACK] = ADD_FEEDBACK,
                                                [OLD_ASKED] = FORGET_ASKED,
                                                [OLD_FEEDBACK] = FORGET_FEEDBACK};
    journal_schema_guard(journal_db->database);
    int error = sqlite3_exec(journal_db->database, PRAGMAS, NULL, NULL, NULL);
    if (error != SQLITE_OK) {
        return fault_set(fault, journal_schema_status(error), path, 0, "the journal cannot be opened: %s",
                         sqlite3_errmsg(journal_db->database));
    }
    enum faqbot_status status = journal_schema_prepare(journal_db->database, path, fault);
    if (status != FAQBOT_OK) {
        return status;
    }
    for (size_t i = 0; i < STATEMENTS; i++) {
        sqlite_prepare(journal_db->database, sql[i], &journal_db->statements[i], &error);
    }
    error =
        error == SQLITE_OK ? journal_trim_open(&journal_db->trim, journal_db->database, bytes_max) : error;
    return error == SQLITE_OK ? FAQBOT_OK
                              : fault_set(fault, FAQBOT_CORRUPT, path, 0, "the journal is damaged: %s",
                                          sqlite3_errmsg(journal_db->database));
}

enum faqbot_status journal_db_open(const char *path, bool makes, uint64_t bytes_max,
                                   struct journal_db **journal_db, struct faqbot_fault *fault)
{
    struct journal_db *opened = calloc(1, sizeof *opened);
    if (opened == NULL) {
        return fault_set(fault, FAQBOT_NO_MEMORY, NULL, 0, "out of memory");
    }
    opened->remembers = true;
    /* Made here, for SQLite would let others read it. */
    int descriptor = open(path, O_RDWR | O_CLOEXEC | (makes ? O_CREAT : 0), 0600);
    enum faqbot_status status = descriptor == -1 && errno == ENOENT && !makes ? FAQBOT_NOT_FOUND : FAQBOT_OK;
    if (descriptor != -1) {
        close(descriptor);
    }
    int error = sqlite3_open_v2(path, &opened->database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (status != FAQBOT_OK) {
        fault_set(fault, status, path, 0, "there is no such journal");
    } else if (error == SQLITE_NOMEM) {
        status = fault_set(fault, FAQBOT_NO_MEMORY, path, 0, "out of memory");
    } else if (descriptor == -1 || error != SQLITE_OK) {
        status = fault_set(fault, FAQBOT_IO, path, 0,
                           "the journal cannot be opened or made; is its folder there, %s",
                           "and may this user write to it?");
    } else {
        if (!makes) {
            journal_schema_limit_work(opened->database, &opened->bound);
        }
        status = prepare(opened, path, bytes_max, fault);
    }
    if (status == FAQBOT_OK) {
        *journal_db = opened;
    } else {
        journal_db_close(opened);
    }
    return status;
}

void journal_db_close(struct journal_db *journal_db)
{
    if (journal_db != NULL) {
        for (size_t i = 0; i < STATEMENTS; i++) {
            sqlite3_finalize(journal_db->statements[i]);
        }
        journal_trim_close(&journal_db->trim);
        sqlite3_close(journal_db->database);
        free(journal_db);
    }
}

static void run(struct journal_db *journal_db, enum statement which)
{
    sqlite3_stmt *statement = journal_db->statements[which];
    int error = sqlite3_step(statement);
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    if (journal_db->error == SQLITE_OK && error != SQLITE_DONE) {
        journal_db->error = error;
    }
}

void journal_db_begin(struct journal_db *journal_db)
{
    journal_db->forgets = false;
    journal_db->trimming = (struct faqbot_journal_purged){.asks = 0};
    journal_db->has_room = journal_trim_has_room(&journal_db->trim);
    journal_db->error = journal_db->has_room ? SQLITE_OK : SQLITE_FULL;
    sqlite_run(journal_db->database, "BEGIN IMMEDIATE", &journal_db->error);
    if (journal_db->error == SQLITE_OK) {
        journal_db->error = journal_trim_begin(&journal_db->trim);
    }
}

void journal_db_add_ask(struct journal_db *journal_db, const struct faqbot_journal_ask *ask)
{
    sqlite3_stmt *statement = journal_db->statements[ASK];
    if (journal_db->error != SQLITE_OK) {
        return;
    }
    sqlite3_bind_int64(statement, 1, ask->at);
    sqlite3_bind_int64(statement, 2, (sqlite3_int64)ask->conversation);
    sqlite_bind_text(statement, 3, ask->request);
    sqlite_bind_text(statement, 4, ask->question);
    sqlite3_bind_text(statement, 5, faqbot_outcome_name(ask->outcome), -1, SQLITE_STATIC);
    sqlite3_bind_double(statement, 6, ask->confidence);
    sqlite_bind_text(statement, 7, ask->entry);
    sqlite_bind_text(statement, 8, ask->knowledge);
    run(journal_db, ASK);
}

void journal_db_add_feedback(struct journal_db *journal_db, const struct faqbot_journal_feedback *feedback)
{
    sqlite3_stmt *statement = journal_db->statements[FEEDBACK];
    if (journal_db->error != SQLITE_OK) {
        return;
    }
    sqlite3_bind_int64(statement, 1, feedback->at);
    sqlite3_bind_int64(statement, 2, (sqlite3_int64)feedback->conversation);
    sqlite_bind_text(statement, 3, feedback->request);
    if (feedback->helpful >= 0) {
        sqlite3_bind_int(statement, 4, feedback->helpful);
    }
    sqlite_bind_text(statement, 5, feedback->comment);
    run(journal_db, FEEDBACK);
}

void journal_db_forget(struct journal_db *journal_db, int64_t before, struct faqbot_journal_purged *forgotten)
{
    struct faqbot_journal_purged count = {.asks = 0};
    size_t *const counts[] = {&count.asks, &count.feedback};
    journal_db->forgets = true;
    for (int i = 0; i < 2 && journal_db->error == SQLITE_OK; i++) {
        enum statement which = (enum statement)(OLD_ASKED + i);
        sqlite3_bind_int64(journal_db->statements[which], 1, before);
        run(journal_db, which);
        *counts[i] = (size_t)sqlite3_changes(journal_db->database);
        journal_db->remembers = journal_db->remembers || *counts[i] > 0;
    }
    if (forgotten != NULL) {
        *forgotten = count;
    }
}

enum faqbot_status journal_db_end(struct journal_db *journal_db)
{
    if (journal_db->error == SQLITE_OK) {
        journal_db->error = journal_trim_end(&journal_db->trim, &journal_db->trimming);
    }
    sqlite_run(journal_db->database, "COMMIT", &journal_db->error);
    if (!sqlite3_get_autocommit(journal_db->database)) {
        sqlite3_exec(journal_db->database, "ROLLBACK", NULL, NULL, NULL);
    }
    if (journal_db->error == SQLITE_OK && journal_db->forgets && journal_db->remembers) {
        int error =
            sqlite3_wal_checkpoint_v2(journal_db->database, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
        journal_db->remembers = error != SQLITE_OK;
    }
    if (journal_db->error == SQLITE_OK) {
        journal_trim_rebuild(&journal_db->trim);
        journal_db->trimmed.asks += journal_db->trimming.asks;
        journal_db->trimmed.feedback += journal_db->trimming.feedback;
        /* Nobody waits for the log to be emptied here: it is overwritten soon, for new rows come. */
        journal_db->remembers =
            journal_db->remembers || journal_db->trimming.asks + journal_db->trimming.feedback > 0;
    }
    return journal_db->has_room ? journal_schema_status(journal_db->error) : FAQBOT_LIMIT;
}

bool journal_db_is_due(const struct journal_db *journal_db)
{
    return journal_db->error == SQLITE_OK && journal_db->trim.is_due;
}

struct faqbot_journal_purged journal_db_trimmed(const struct journal_db *journal_db)
{
    return journal_db->trimmed;
}

/* Whether what was forgotten still lies in the log beside the file, because a reader was in the way. It is overwritten
 * when something is forgotten again, if only by a journal_db_forget() that finds nothing. */
static bool journal_db_needs_checkpoint(const struct journal_db *journal_db)
{
    return journal_db->remembers;
}

/* ==== purge ============================================================================================= */

/* Forgetting what is too old in a journal's file, at somebody's word and not by a server's calendar. What
 * is left is left as it was: the file does not shrink, and new rows fill it. */

enum faqbot_status faqbot_journal_purge(const char *path, int64_t before,
                                        struct faqbot_journal_purged *purged, struct faqbot_fault *fault)
{
    struct journal_db *journal_db = NULL;
    struct faqbot_journal_purged forgotten = {.asks = 0};
    enum faqbot_status status = journal_db_open(path, false, 0, &journal_db, fault);
    if (status == FAQBOT_OK) {
        journal_db_begin(journal_db);
        journal_db_forget(journal_db, before, &forgotten);
        status = journal_db_end(journal_db);
        if (status != FAQBOT_OK) {
            fault_set(fault, status, path, 0, "nothing is forgotten, for the journal cannot be written: %s",
                      faqbot_status_text(status));
        } else if (journal_db_needs_checkpoint(journal_db)) {
            status =
                fault_set(fault, FAQBOT_IO, path, 0,
                          "forgotten, but somebody reads the journal, so the old rows are left in the log "
                          "beside it; purge it again when nobody does");
        }
    }
    if (status == FAQBOT_OK) {
        *purged = forgotten;
    }
    journal_db_close(journal_db);
    return status;
}
