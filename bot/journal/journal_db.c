/* journal/journal_db.c - the journal's file: an SQLite database with three tables (schema.sql), written in
 * transactions, kept below a size, and purged on demand (faqbot_journal_purge() of faqbot_journal.h). In front of a
 * store it is a queue, with tables of its own (queue_schema.sql), which outgoing.c empties.
 *
 * What is acknowledged survives a power cut: write-ahead log (WAL) with synchronous=FULL, since NORMAL was
 * seen to lose what it had acknowledged. What is forgotten is overwritten with zeros (secure_delete), in the
 * log too.
 *
 * It knows neither the queue in front of it nor a thread, and it redacts nothing: texts come here as they are
 * to be kept. Readers have connections of their own (journal_read.c). */
#include "journal/journal_internal.h"

#include <faqbot_journal.h>

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

/* ==== What a file must be ============================================================================ */

extern const unsigned char embed_bot_journal_schema_sql[];
extern const unsigned char embed_bot_journal_queue_schema_sql[];

#define APPLICATION_ID 0x66616a31 /* "faj1"; schema.sql sets both */

#define BUSY_MILLISECONDS 5000    /* to wait for somebody else who exports, or purges */
#define VALUE_BYTES_MAX (1 << 20) /* of one row; what is longer was not written here */

/* The low byte is the primary code; the rest says where it came from, which matters to nobody here. */
enum faqbot_status journal_status(int code)
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

/* A reader may be exporting, a writer may be a server: both wait for the other instead of failing at once. */
void journal_guard(sqlite3 *database)
{
    sqlite_harden(database);
    sqlite3_limit(database, SQLITE_LIMIT_LENGTH, VALUE_BYTES_MAX);
    sqlite3_busy_timeout(database, BUSY_MILLISECONDS);
}

/* To read a row takes some 50 steps of SQLite's machine, and a row with its places in the indexes some 100
 * bytes: 64 steps for each byte of the file are a hundred times what any use of a sound journal takes. */
#define STEPS_PER_TICK 1000
#define STEPS_PER_BYTE 64
#define TICKS_MIN 1000

/* SQLite calls it every STEPS_PER_TICK steps; anything but 0 interrupts the statement. */
static int on_tick(void *user)
{
    int64_t *ticks = user;
    return --*ticks < 0;
}

void journal_limit_work(sqlite3 *database, int64_t *ticks)
{
    int64_t pages = 0;
    int64_t page_bytes = 0;
    int code = SQLITE_OK;
    *ticks = TICKS_MIN;
    sqlite3_progress_handler(database, STEPS_PER_TICK, on_tick, ticks); /* reading the size is work, too */
    sqlite_number(database, "PRAGMA page_count", &pages, &code);
    sqlite_number(database, "PRAGMA page_size", &page_bytes, &code);
    if (code == SQLITE_OK) {
        *ticks += pages * page_bytes * STEPS_PER_BYTE / STEPS_PER_TICK;
    }
}

/* SQLite's own words are shown, because they are about the file ("file is not a database", "disk I/O error")
 * and an operator can look them up. */
static enum faqbot_status refuse(sqlite3 *database, int code, const char *path, struct faqbot_fault *fault)
{
    return fault_set(fault, journal_status(code), path, 0, "the journal cannot be opened: %s",
                     sqlite3_errmsg(database));
}

/* Triggers, and views in place of the tables, would run statements of whoever made the file with the rights
 * of whoever opens it. */
enum faqbot_status journal_check(sqlite3 *database, const char *path, bool is_written, int *version,
                                 struct faqbot_fault *fault)
{
    int64_t application = 0;
    int64_t number = 0;
    int64_t tables = 0;
    int64_t foreign = 0;
    int code = SQLITE_OK;
    sqlite_number(database, "PRAGMA application_id", &application, &code);
    sqlite_number(database, "PRAGMA user_version", &number, &code);
    sqlite_number(database, "SELECT count(*) FROM sqlite_schema", &tables, &code);
    sqlite_number(database,
                  "SELECT count(*) FROM sqlite_schema WHERE type = 'trigger'"
                  "    OR (name IN ('asked', 'searched', 'feedback', 'handover', 'outgoing', 'queue')"
                  "        AND (type <> 'table' OR rootpage < 1))",
                  &foreign, &code);
    if (code != SQLITE_OK) {
        return refuse(database, code, path, fault);
    }
    if (application != APPLICATION_ID && (application != 0 || tables > 0)) {
        return fault_set(fault, FAQBOT_INVALID, path, 0, "this is no journal but another database");
    }
    if (tables > 0 && (number < JOURNAL_VERSION_MIN || number > JOURNAL_VERSION)) {
        return fault_set(fault, FAQBOT_VERSION, path, 0,
                         "this journal has version %d, and only %d to %d are known here", (int)number,
                         JOURNAL_VERSION_MIN, JOURNAL_VERSION);
    }
    if (foreign > 0) {
        return fault_set(fault, FAQBOT_INVALID, path, 0,
                         "this is no journal: it has a trigger, or a view in the place of a table");
    }
    if (!is_written && tables == 0) {
        return fault_set(fault, FAQBOT_INVALID, path, 0, "this is no journal but an empty file");
    }
    *version = tables == 0 ? 0 : (int)number;
    return FAQBOT_OK;
}

/* ==== The connection, and its statements ============================================================= */

/* To add, to forget and to trim; each one's SQL says what it does. */
enum statement {
    ADD_ASK,
    ADD_SEARCH,
    ADD_FEEDBACK,
    FORGET_ASKS,
    FORGET_SEARCHES,
    FORGET_FEEDBACK,
    FORGET_CONVERSATION_ASKS,
    FORGET_CONVERSATION_SEARCHES,
    FORGET_CONVERSATION_FEEDBACK,
    FORGET_CONVERSATION_HANDOVERS,
    ADD_HANDOVER,
    FORGET_HANDOVERS,
    COUNT_PAGES,
    COUNT_FREE_PAGES,
    OLDEST_BOUND,
    TRIM_ASKS,
    TRIM_SEARCHES,
    TRIM_FEEDBACK,
    TRIM_STRAY_FEEDBACK,
    ADD_OUTGOING, /* from here on only where the file is a queue */
    FORGET_OUTGOING,
    FORGET_CONVERSATION_OUTGOING,
    STATEMENTS,
    QUEUE_STATEMENTS_FIRST = ADD_OUTGOING
};

/* Prepared once, and only ever bound. How many bytes a row costs is not known before it is gone, so rows are
 * trimmed by their number, until enough pages are free. */
static const char *const statements_sql[STATEMENTS] = {
    [ADD_ASK] =
        "INSERT INTO asked (at, conversation, request, question, outcome, confidence, entry, knowledge,"
        "                   lang, microseconds)"
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    [ADD_SEARCH] = "INSERT INTO searched (at, conversation, request, text, hits, microseconds, knowledge)"
                   "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    [ADD_FEEDBACK] = "INSERT INTO feedback (at, conversation, request, helpful, comment)"
                     "VALUES (?1, ?2, ?3, ?4, ?5)"
                     "ON CONFLICT (conversation, request) DO UPDATE"
                     "   SET at = excluded.at, helpful = excluded.helpful, comment = excluded.comment",
    [FORGET_ASKS] = "DELETE FROM asked WHERE at < ?1",
    [FORGET_SEARCHES] = "DELETE FROM searched WHERE at < ?1",
    [FORGET_FEEDBACK] = "DELETE FROM feedback WHERE at < ?1",
    [FORGET_CONVERSATION_ASKS] = "DELETE FROM asked WHERE conversation = ?1",
    [FORGET_CONVERSATION_SEARCHES] = "DELETE FROM searched WHERE conversation = ?1",
    [FORGET_CONVERSATION_FEEDBACK] = "DELETE FROM feedback WHERE conversation = ?1",
    [FORGET_CONVERSATION_HANDOVERS] = "DELETE FROM handover WHERE conversation = ?1",
    [ADD_HANDOVER] = "INSERT INTO handover (at, conversation, key, body, tries, next_at)"
                     "VALUES (?1, ?2, ?3, ?4, 0, ?1)",
    [FORGET_HANDOVERS] = "DELETE FROM handover WHERE at < ?1",
    [COUNT_PAGES] = "PRAGMA page_count",
    [COUNT_FREE_PAGES] = "PRAGMA freelist_count",
    /* When the last of the ?1 oldest rows happened, of all tables taken together. */
    [OLDEST_BOUND] = "SELECT max(at) FROM (SELECT at FROM asked UNION ALL SELECT at FROM searched"
                     "                     UNION ALL SELECT at FROM feedback ORDER BY at LIMIT ?1)",
    [TRIM_ASKS] = "DELETE FROM asked WHERE number IN"
                  "  (SELECT number FROM asked WHERE at <= ?2 ORDER BY at, number LIMIT ?1)"
                  " RETURNING conversation, request",
    [TRIM_SEARCHES] = "DELETE FROM searched WHERE number IN"
                      "  (SELECT number FROM searched WHERE at <= ?2 ORDER BY at, number LIMIT ?1)",
    /* A client may give several asks the same id: the feedback goes with the last of them. */
    [TRIM_FEEDBACK] = "DELETE FROM feedback WHERE conversation = ?1 AND request = ?2 AND NOT EXISTS"
                      "  (SELECT 1 FROM asked WHERE conversation = ?1 AND request = ?2)",
    [TRIM_STRAY_FEEDBACK] =
        "DELETE FROM feedback WHERE number IN"
        "  (SELECT number FROM feedback WHERE at <= ?2 AND NOT EXISTS"
        "    (SELECT 1 FROM asked"
        "      WHERE asked.conversation = feedback.conversation AND asked.request = feedback.request)"
        "    ORDER BY at, number LIMIT ?1)",
    [ADD_OUTGOING] = "INSERT INTO outgoing (" ITEM_COLUMNS ")"
                     "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    [FORGET_OUTGOING] = "DELETE FROM outgoing WHERE kind <= ?2 AND at < ?1",
    [FORGET_CONVERSATION_OUTGOING] = "DELETE FROM outgoing WHERE kind <= ?2 AND conversation = ?1",
};

/* auto_vacuum affects only a file that is being made: its free pages can later be given back. */
static const char connection_sql[] = "PRAGMA auto_vacuum = INCREMENTAL;"
                                     "PRAGMA journal_mode = WAL;"
                                     "PRAGMA synchronous = FULL;"
                                     "PRAGMA secure_delete = ON;"
                                     "PRAGMA cell_size_check = ON;";

struct journal_db {
    sqlite3 *database;
    sqlite3_stmt *statements[STATEMENTS];
    int64_t ticks; /* of a connection that is opened to purge, and closed: what work is left to it */
    int code;      /* SQLite's, the first that failed since journal_db_begin() */
    bool has_room; /* for the present transaction; it writes nothing otherwise */
    bool forgets;  /* the present transaction does */
    bool is_queue;
    int64_t queued; /* how many more rows the queue has by the present transaction */
    /* What was forgotten may still lie in the log. At first nobody knows, so it is true. */
    bool needs_checkpoint;
    struct faqbot_journal_purged trimming; /* by the present transaction */
    struct faqbot_journal_purged trimmed;

    /* Keeping the file below its size; the rest counts only if `is_limited`. Pages in use are trimmed before
     * the file is full, so that it need not be cut, and free pages take what comes. */
    bool is_limited;
    int64_t file_pages_max; /* free pages included */
    int64_t used_pages_max;
    int64_t log_bytes_max; /* nothing is written while the log has more */
    int64_t rows;          /* how many of each table go at once */
    int64_t file_pages;    /* as count_pages() found them */
    int64_t used_pages;
    int64_t used_before; /* when the present transaction began */
    bool can_shrink;     /* the file was made so that free pages can be given back */
    bool must_rebuild;   /* it is too large and was not made so; until rebuild() was called */
    bool is_due;         /* there is more to trim, even if nothing new comes */
};

/* Runs a statement to its end and returns how many rows it changed; nothing after a failure. */
static size_t run(struct journal_db *db, enum statement which)
{
    sqlite3_stmt *statement = db->statements[which];
    size_t changes = 0;
    if (db->code == SQLITE_OK) {
        int code = sqlite3_step(statement);
        db->code = code == SQLITE_DONE ? SQLITE_OK : code;
        changes = code == SQLITE_DONE ? (size_t)sqlite3_changes(db->database) : 0;
    }
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement); /* the views do not live longer */
    return changes;
}

/* ==== Keeping the file below its size ================================================================ */

/* SQLite never makes a file smaller by itself, and here it need not: trimmed rows leave free pages, which the
 * next rows fill. Free pages are given back only if the limit was lowered. The oldest rows go first, whoever
 * asked.
 *
 * The log beside the file counts too. It holds what was written since the last checkpoint, and a checkpoint
 * cannot empty it while a reader still uses the state before. So `bytes_max` is divided: the log may take
 * half, up to LOG_BYTES_MAX, and the file has the rest. Of the log's share L
 *
 *   a transaction brings L/16 at most,
 *   SQLite checkpoints at L/8 (or at 1000 pages, its own default, if that is less),
 *   the log's file is cut back to L/4 after a checkpoint,
 *   nothing is written beyond L/2.
 *
 * The rest of L is for what a transaction writes beyond what it brings: indexes, and pages that are rewritten
 * to delete. */
#define LOG_BYTES_MAX (INT64_C(64) << 20)
#define CHECKPOINT_PAGES_MAX 1000
#define ROUNDS 4 /* of deleting `rows`, in a transaction that leaves less in use than it found */

/* Half for small limits; a log of more than LOG_BYTES_MAX would only make the next start slow, for SQLite
 * reads it then. */
static int64_t log_share(uint64_t bytes_max)
{
    return bytes_max == 0 || bytes_max / 2 > LOG_BYTES_MAX ? LOG_BYTES_MAX : (int64_t)(bytes_max / 2);
}

size_t journal_transaction_bytes(uint64_t bytes_max)
{
    return (size_t)(log_share(bytes_max) / 16);
}

/* Two pragmas that read the file's header: they cost nothing beside a transaction. */
static void count_pages(struct journal_db *db)
{
    int64_t unused = 0;
    sqlite_step_number(db->statements[COUNT_PAGES], &db->file_pages, &db->code);
    sqlite_step_number(db->statements[COUNT_FREE_PAGES], &unused, &db->code);
    db->used_pages = db->file_pages - unused;
}

/* Whether there is something to trim, or free pages to give back because the limit was lowered. */
static bool is_over(const struct journal_db *db)
{
    return db->used_pages > db->used_pages_max ||
           (db->can_shrink && db->file_pages > db->file_pages_max && db->used_pages < db->file_pages);
}

/* A file from before there were sizes, or made by an older SQLite, cannot give pages back (auto_vacuum is
 * 0). */
static void set_limits(struct journal_db *db, uint64_t bytes_max)
{
    char text[96];
    int64_t page_bytes = 0;
    int64_t vacuum = 0;
    int64_t log = log_share(bytes_max);
    assert(bytes_max >= FAQBOT_JOURNAL_BYTES_MAX_MIN && bytes_max <= INT64_MAX);
    sqlite_number(db->database, "PRAGMA page_size", &page_bytes, &db->code);
    sqlite_number(db->database, "PRAGMA auto_vacuum", &vacuum, &db->code);
    if (db->code == SQLITE_OK && page_bytes <= 0) {
        db->code = SQLITE_CORRUPT;
    }
    if (db->code != SQLITE_OK) {
        return;
    }
    int64_t checkpoint = log / 8 / page_bytes;
    checkpoint = checkpoint < 1 ? 1 : checkpoint > CHECKPOINT_PAGES_MAX ? CHECKPOINT_PAGES_MAX : checkpoint;
    db->is_limited = true;
    db->file_pages_max = ((int64_t)bytes_max - log) / page_bytes;
    db->used_pages_max = db->file_pages_max - log / 8 / page_bytes;
    db->log_bytes_max = log / 2;
    db->rows = log / 16 / JOURNAL_ROW_BYTES;
    db->can_shrink = vacuum == 2;
    (void)snprintf(text, sizeof text,
                   "PRAGMA wal_autocheckpoint = %" PRId64 "; PRAGMA journal_size_limit = %" PRId64,
                   checkpoint, log / 4);
    sqlite_run(db->database, text, &db->code);
    count_pages(db);
    db->is_due = is_over(db) && !db->is_queue;
    db->must_rebuild = !db->can_shrink && db->file_pages > db->file_pages_max;
}

/* The size of the log's file, which SQLite has open; 0 if there is none yet. It is asked of SQLite and not of
 * the file system, where the path may mean another file by now. */
static int64_t log_bytes(const struct journal_db *db)
{
    sqlite3_file *file = NULL;
    sqlite3_int64 size = 0;
    sqlite3_file_control(db->database, "main", SQLITE_FCNTL_JOURNAL_POINTER, &file);
    bool is_known =
        file != NULL && file->pMethods != NULL && file->pMethods->xFileSize(file, &size) == SQLITE_OK;
    return is_known ? size : 0;
}

#define DELIVERY_MILLISECONDS 200 /* what who delivers a queue takes to read or to remove, several times */

/* Whether the log leaves room for another transaction. If it does not, it is emptied, unless a reader is in the way.
 * Readers are not waited for, since visitors wait for their feedback to be stored; who delivers a queue is, for that
 * is always there and soon out of the way. */
static bool make_room(struct journal_db *db)
{
    if (db->is_limited && log_bytes(db) > db->log_bytes_max) {
        (void)sqlite3_busy_timeout(db->database, db->is_queue ? DELIVERY_MILLISECONDS : 0);
        (void)sqlite3_exec(db->database, "PRAGMA wal_checkpoint(TRUNCATE)", NULL, NULL, NULL);
        (void)sqlite3_busy_timeout(db->database, BUSY_MILLISECONDS);
        return log_bytes(db) <= db->log_bytes_max;
    }
    return true;
}

/* The parameters that the statements which trim have in common: how many rows, and up to which moment. */
static void bind_trim(struct journal_db *db, enum statement which, int64_t bound)
{
    sqlite3_bind_int64(db->statements[which], 1, db->rows);
    sqlite3_bind_int64(db->statements[which], 2, bound);
}

/* Deletes the oldest asks, and the feedback that each had. SQLite has deleted all rows before it returns the
 * first, so each can be followed at once. */
static void delete_asks(struct journal_db *db, int64_t bound, struct faqbot_journal_purged *gone)
{
    sqlite3_stmt *asks = db->statements[TRIM_ASKS];
    int code = db->code == SQLITE_OK ? SQLITE_ROW : SQLITE_DONE;
    bind_trim(db, TRIM_ASKS, bound);
    while (code == SQLITE_ROW && db->code == SQLITE_OK && (code = sqlite3_step(asks)) == SQLITE_ROW) {
        gone->asks++;
        sqlite3_bind_value(db->statements[TRIM_FEEDBACK], 1, sqlite3_column_value(asks, 0));
        sqlite3_bind_value(db->statements[TRIM_FEEDBACK], 2, sqlite3_column_value(asks, 1));
        gone->feedback += run(db, TRIM_FEEDBACK);
    }
    sqlite3_reset(asks);
    if (db->code == SQLITE_OK && code != SQLITE_DONE) {
        db->code = code;
    }
}

static void purged_add(struct faqbot_journal_purged *sum, const struct faqbot_journal_purged *more)
{
    sum->asks += more->asks;
    sum->searches += more->searches;
    sum->feedback += more->feedback;
}

/* Deletes the oldest rows: asks with their feedback, searches, and feedback whose ask is gone. If none is among the
 * oldest, for clocks were set back, asks go whenever they were. Returns how many rows are gone. */
static size_t delete_oldest(struct journal_db *db)
{
    struct faqbot_journal_purged gone = {.asks = 0};
    int64_t bound = INT64_MAX;
    sqlite3_bind_int64(db->statements[OLDEST_BOUND], 1, db->rows);
    sqlite_step_number(db->statements[OLDEST_BOUND], &bound, &db->code);
    for (int i = 0; i < 2 && gone.asks + gone.searches + gone.feedback == 0; i++) {
        delete_asks(db, bound, &gone);
        bind_trim(db, TRIM_SEARCHES, bound);
        gone.searches += run(db, TRIM_SEARCHES);
        bind_trim(db, TRIM_STRAY_FEEDBACK, bound);
        gone.feedback += run(db, TRIM_STRAY_FEEDBACK);
        bound = INT64_MAX;
    }
    purged_add(&db->trimming, &gone);
    return gone.asks + gone.searches + gone.feedback;
}

/* Gives free pages back to the disk, as many as one transaction should move. */
static void shrink(struct journal_db *db)
{
    char text[64];
    int64_t pages = db->file_pages - db->file_pages_max;
    pages = pages < db->file_pages - db->used_pages ? pages : db->file_pages - db->used_pages;
    pages = pages < db->rows ? pages : db->rows;
    if (db->can_shrink && pages > 0) {
        (void)snprintf(text, sizeof text, "PRAGMA incremental_vacuum(%" PRId64 ")", pages);
        sqlite_run(db->database, text, &db->code);
    }
}

/* Trims before a transaction ends, but no queue, of which nothing goes that was taken. A few rounds are enough if it
 * brought less than they remove; if it brought more, it must not end with more in use than it found. The next
 * transaction goes on with the rest. */
static void trim(struct journal_db *db)
{
    bool is_moving = true;
    if (!db->is_limited) {
        return;
    }
    count_pages(db);
    for (int round = 0;
         is_moving && !db->is_queue && db->code == SQLITE_OK && db->used_pages > db->used_pages_max &&
         (round < ROUNDS || db->used_pages > db->used_before);
         round++) {
        is_moving = delete_oldest(db) > 0;
        count_pages(db);
    }
    if (db->code == SQLITE_OK) {
        shrink(db);
    }
    db->is_due = db->code == SQLITE_OK && is_moving && is_over(db) && !db->is_queue;
}

/* Between two transactions, when nothing is due: a file that cannot shrink is made anew, once, so that what
 * was trimmed is given back. That takes as much room again while it goes on, so it is not tried twice. VACUUM
 * attaches its copy, which sqlite_harden() forbids. */
static void rebuild(struct journal_db *db)
{
    if (db->must_rebuild && !db->is_due) {
        int code = SQLITE_OK;
        int attached = sqlite3_limit(db->database, SQLITE_LIMIT_ATTACHED, 1);
        sqlite_run(db->database, "PRAGMA auto_vacuum = INCREMENTAL; VACUUM; PRAGMA wal_checkpoint(TRUNCATE)",
                   &code);
        sqlite3_limit(db->database, SQLITE_LIMIT_ATTACHED, attached);
        db->must_rebuild = false;
        db->can_shrink = code == SQLITE_OK;
    }
}

/* ==== Opening ======================================================================================== */

/* Makes version 2 of version 1. No row is rewritten, so that a file of a gigabyte, on a disk that has no room for
 * another, takes no longer than an empty one: a column with a default is added in the schema alone, and one more
 * word in a CHECK is written there as SQLite describes it ("Making Other Kinds Of Table Schema Changes",
 * lang_altertable). */
static const char upgrade_sql[] =
    "ALTER TABLE asked ADD COLUMN lang TEXT NOT NULL DEFAULT '';"
    "ALTER TABLE asked ADD COLUMN microseconds INTEGER NOT NULL DEFAULT 0;"
    "CREATE TABLE searched (number INTEGER PRIMARY KEY, at INTEGER NOT NULL, conversation INTEGER NOT NULL,"
    "                       request TEXT NOT NULL, text TEXT NOT NULL, hits INTEGER NOT NULL,"
    "                       microseconds INTEGER NOT NULL, knowledge TEXT NOT NULL);"
    "CREATE INDEX searched_at ON searched (at);"
    "CREATE TABLE handover (number INTEGER PRIMARY KEY, at INTEGER NOT NULL, conversation INTEGER NOT NULL,"
    "                       key TEXT NOT NULL, body TEXT NOT NULL, tries INTEGER NOT NULL,"
    "                       next_at INTEGER NOT NULL);"
    "CREATE INDEX handover_next_at ON handover (next_at);"
    "CREATE INDEX searched_conversation ON searched (conversation);"
    "PRAGMA writable_schema = ON;"
    "UPDATE sqlite_schema SET sql = replace(sql, '''unsure'', ''none'')', '''unsure'', ''none'', "
    "''smalltalk'')')"
    " WHERE type = 'table' AND name = 'asked';"
    "PRAGMA writable_schema = RESET;" /* reads the schema anew */
    "PRAGMA user_version = 2;";

/* Makes the schema of a new file, or brings that of version 1 up to date, in one transaction. The version is read again
 * within it: another program may have started at the same moment. Only meanwhile may the schema be written to. */
static void write_schema(struct journal_db *db)
{
    int64_t version = 0;
    sqlite_run(db->database, "BEGIN IMMEDIATE", &db->code);
    sqlite_number(db->database, "PRAGMA user_version", &version, &db->code);
    if (version == 0) {
        sqlite_run(db->database, (const char *)embed_bot_journal_schema_sql, &db->code);
    } else if (version < JOURNAL_VERSION) {
        sqlite3_db_config(db->database, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);
        sqlite_run(db->database, upgrade_sql, &db->code);
        sqlite3_db_config(db->database, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    }
    sqlite_run(db->database, "COMMIT", &db->code);
}

/* Makes a queue of the file, for this store. What waits for another one would otherwise come to people who must not see
 * it. */
static enum faqbot_status claim_queue(struct journal_db *db, const char *path, const char *store,
                                      struct faqbot_fault *fault)
{
    sqlite3_stmt *claim = NULL;
    sqlite_run(db->database, "BEGIN IMMEDIATE", &db->code);
    sqlite_run(db->database, (const char *)embed_bot_journal_queue_schema_sql, &db->code);
    sqlite_prepare(db->database,
                   "UPDATE queue SET store = ?1"
                   " WHERE store = ?1 OR NOT EXISTS (SELECT 1 FROM outgoing)",
                   &claim, &db->code);
    if (db->code == SQLITE_OK) {
        sqlite_bind_text(claim, 1, view_of(store));
        int code = sqlite3_step(claim);
        db->code = code == SQLITE_DONE ? SQLITE_OK : code;
    }
    bool is_ours = db->code != SQLITE_OK || sqlite3_changes(db->database) > 0;
    sqlite3_finalize(claim);
    sqlite_run(db->database, "COMMIT", &db->code);
    db->is_queue = true;
    return is_ours ? FAQBOT_OK
                   : fault_set(fault, FAQBOT_INVALID, path, 0,
                               "what waits in this queue is for another database than %s: have it delivered "
                               "there first, or name another file",
                               store);
}

/* In this order: the pragmas, because what follows should be checked and durable; what the file is, before
 * anything is written; the schema, if it is new or older; the statements. */
static enum faqbot_status prepare(struct journal_db *db, const char *path, const char *store,
                                  uint64_t bytes_max, struct faqbot_fault *fault)
{
    int version = 0;
    journal_guard(db->database);
    sqlite_run(db->database, connection_sql, &db->code);
    if (db->code != SQLITE_OK) {
        return refuse(db->database, db->code, path, fault);
    }
    enum faqbot_status status = journal_check(db->database, path, true, &version, fault);
    if (status != FAQBOT_OK) {
        return status;
    }
    if (version < JOURNAL_VERSION) {
        write_schema(db);
    }
    if (store != NULL && db->code == SQLITE_OK) {
        status = claim_queue(db, path, store, fault);
    }
    if (db->code != SQLITE_OK) {
        return refuse(db->database, db->code, path, fault);
    }
    if (status != FAQBOT_OK) {
        return status;
    }
    size_t statements = db->is_queue ? STATEMENTS : QUEUE_STATEMENTS_FIRST;
    for (size_t i = 0; i < statements; i++) {
        sqlite_prepare(db->database, statements_sql[i], &db->statements[i], &db->code);
    }
    if (bytes_max > 0) {
        set_limits(db, bytes_max);
    }
    return db->code == SQLITE_OK ? FAQBOT_OK
                                 : fault_set(fault, FAQBOT_CORRUPT, path, 0, "the journal is damaged: %s",
                                             sqlite3_errmsg(db->database));
}

/* The file is made here, readable by its owner only, since SQLite would let others read it. */
static enum faqbot_status open_file(struct journal_db *db, const char *path, bool creates,
                                    struct faqbot_fault *fault)
{
    int file = open(path, O_RDWR | O_CLOEXEC | (creates ? O_CREAT : 0), 0600);
    if (file == -1 && errno == ENOENT && !creates) {
        return fault_set(fault, FAQBOT_NOT_FOUND, path, 0, "there is no such journal");
    }
    if (file != -1) {
        close(file);
    }
    int code = sqlite3_open_v2(path, &db->database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL);
    if (code == SQLITE_NOMEM) {
        return fault_set(fault, FAQBOT_NO_MEMORY, path, 0, "out of memory");
    }
    if (file == -1 || code != SQLITE_OK) {
        return fault_set(
            fault, FAQBOT_IO, path, 0,
            "the journal cannot be opened or made; is its folder there, and may this user write to "
            "it?");
    }
    if (!creates) {
        journal_limit_work(db->database, &db->ticks);
    }
    return FAQBOT_OK;
}

/* *db is written on success only; what was opened until a failure is closed. */
enum faqbot_status journal_db_open(const char *path, bool creates, const char *store, uint64_t bytes_max,
                                   struct journal_db **db, struct faqbot_fault *fault)
{
    struct journal_db *opened = calloc(1, sizeof *opened);
    if (opened == NULL) {
        fault_set(fault, FAQBOT_NO_MEMORY, NULL, 0, "out of memory");
        return FAQBOT_NO_MEMORY;
    }
    opened->needs_checkpoint = true;
    enum faqbot_status status = open_file(opened, path, creates, fault);
    if (status == FAQBOT_OK) {
        status = prepare(opened, path, store, bytes_max, fault);
    }
    if (status != FAQBOT_OK) {
        journal_db_close(opened);
        return status;
    }
    *db = opened;
    return FAQBOT_OK;
}

void journal_db_close(struct journal_db *db)
{
    if (db != NULL) {
        for (size_t i = 0; i < STATEMENTS; i++) {
            sqlite3_finalize(db->statements[i]);
        }
        sqlite3_close(db->database);
        free(db);
    }
}

/* ==== Transactions =================================================================================== */

/* BEGIN IMMEDIATE takes the write lock at once: a transaction that began as a reader's and found another
 * writer when it came to write would fail without waiting. */
void journal_db_begin(struct journal_db *db)
{
    db->forgets = false;
    db->queued = 0;
    db->trimming = (struct faqbot_journal_purged){.asks = 0};
    db->has_room = make_room(db);
    db->code = db->has_room ? SQLITE_OK : SQLITE_FULL;
    sqlite_run(db->database, "BEGIN IMMEDIATE", &db->code);
    if (db->is_limited) {
        count_pages(db);
        db->used_before = db->used_pages;
    }
}

/* The views are bound as they are and not copied: the statement is run before this returns, and its bindings
 * cleared. */
static void add_ask(struct journal_db *db, const struct faqbot_journal_ask *ask)
{
    sqlite3_stmt *statement = db->statements[ADD_ASK];
    sqlite3_bind_int64(statement, 1, ask->at);
    sqlite3_bind_int64(statement, 2, (sqlite3_int64)ask->conversation);
    sqlite_bind_text(statement, 3, ask->request);
    sqlite_bind_text(statement, 4, ask->question);
    sqlite3_bind_text(statement, 5, faqbot_outcome_name(ask->outcome), -1, SQLITE_STATIC);
    sqlite3_bind_double(statement, 6, ask->confidence);
    sqlite_bind_text(statement, 7, ask->entry);
    sqlite_bind_text(statement, 8, ask->knowledge);
    sqlite_bind_text(statement, 9, ask->lang);
    sqlite3_bind_int64(statement, 10, (sqlite3_int64)ask->microseconds);
    run(db, ADD_ASK);
}

static void add_search(struct journal_db *db, const struct faqbot_journal_search *search)
{
    sqlite3_stmt *statement = db->statements[ADD_SEARCH];
    sqlite3_bind_int64(statement, 1, search->at);
    sqlite3_bind_int64(statement, 2, (sqlite3_int64)search->conversation);
    sqlite_bind_text(statement, 3, search->request);
    sqlite_bind_text(statement, 4, search->text);
    sqlite3_bind_int64(statement, 5, (sqlite3_int64)search->hits);
    sqlite3_bind_int64(statement, 6, (sqlite3_int64)search->microseconds);
    sqlite_bind_text(statement, 7, search->knowledge);
    run(db, ADD_SEARCH);
}

/* A second feedback on the same ask takes the place of the first, whose number it keeps. */
static void add_feedback(struct journal_db *db, const struct faqbot_journal_feedback *feedback)
{
    sqlite3_stmt *statement = db->statements[ADD_FEEDBACK];
    sqlite3_bind_int64(statement, 1, feedback->at);
    sqlite3_bind_int64(statement, 2, (sqlite3_int64)feedback->conversation);
    sqlite_bind_text(statement, 3, feedback->request);
    if (feedback->helpful >= 0) {
        sqlite3_bind_int(statement, 4, feedback->helpful); /* otherwise NULL: withdrawn */
    }
    sqlite_bind_text(statement, 5, feedback->comment);
    run(db, ADD_FEEDBACK);
}

/* All go by their own times: later feedback stays even if its ask is gone, since it says
 * nothing about the question. */
static struct faqbot_journal_purged forget(struct journal_db *db, int64_t before)
{
    struct faqbot_journal_purged forgotten;
    db->forgets = true;
    sqlite3_bind_int64(db->statements[FORGET_ASKS], 1, before);
    sqlite3_bind_int64(db->statements[FORGET_SEARCHES], 1, before);
    sqlite3_bind_int64(db->statements[FORGET_HANDOVERS], 1, before);
    sqlite3_bind_int64(db->statements[FORGET_FEEDBACK], 1, before);
    forgotten.asks = run(db, FORGET_ASKS);
    forgotten.searches = run(db, FORGET_SEARCHES);
    db->needs_checkpoint |= run(db, FORGET_HANDOVERS) > 0;
    forgotten.feedback = run(db, FORGET_FEEDBACK);
    db->needs_checkpoint |= forgotten.asks + forgotten.searches + forgotten.feedback > 0;
    return forgotten;
}

void journal_db_add_handover(struct journal_db *db, const struct faqbot_handover *handover)
{
    sqlite3_stmt *statement = db->statements[ADD_HANDOVER];
    sqlite3_bind_int64(statement, 1, handover->at);
    sqlite3_bind_int64(statement, 2, (sqlite3_int64)handover->conversation);
    sqlite_bind_text(statement, 3, handover->key);
    sqlite_bind_text(statement, 4, handover->body);
    run(db, ADD_HANDOVER);
}

static void forget_conversation(struct journal_db *db, uint64_t conversation)
{
    static const enum statement statements[] = {FORGET_CONVERSATION_ASKS, FORGET_CONVERSATION_SEARCHES,
                                                FORGET_CONVERSATION_FEEDBACK, FORGET_CONVERSATION_HANDOVERS};
    size_t gone = 0;
    db->forgets = true;
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++) {
        sqlite3_bind_int64(db->statements[statements[i]], 1, (sqlite3_int64)conversation);
        gone += run(db, statements[i]);
    }
    db->needs_checkpoint |= gone > 0;
}

void journal_db_apply(struct journal_db *db, const struct faqbot_journal_item *item)
{
    switch (item->kind) {
    case FAQBOT_JOURNAL_ASK:
        add_ask(db, &item->of.ask);
        break;
    case FAQBOT_JOURNAL_SEARCH:
        add_search(db, &item->of.search);
        break;
    case FAQBOT_JOURNAL_FEEDBACK:
        add_feedback(db, &item->of.feedback);
        break;
    case FAQBOT_JOURNAL_FORGET:
        (void)forget(db, item->of.before);
        break;
    case FAQBOT_JOURNAL_FORGET_CONVERSATION:
        forget_conversation(db, item->of.forgotten.conversation);
        break;
    }
}

/* ==== The queue ====================================================================================== */

/* What is to be forgotten is deleted here at once, since the store may be away for long. What of it is on its way to
 * the store already is deleted there by the item. */
static void forget_outgoing(struct journal_db *db, enum statement which, int64_t key)
{
    sqlite3_bind_int64(db->statements[which], 1, key);
    sqlite3_bind_int(db->statements[which], 2, FAQBOT_JOURNAL_FEEDBACK); /* the last kind that is a row */
    db->queued -= (int64_t)run(db, which);
    db->needs_checkpoint = true; /* what was delivered before may lie in the log, too */
}

int64_t journal_db_add_outgoing(struct journal_db *db, const struct faqbot_journal_item *item)
{
    if (item->kind == FAQBOT_JOURNAL_FORGET) {
        (void)forget(db, item->of.before);
        forget_outgoing(db, FORGET_OUTGOING, item->of.before);
    } else if (item->kind == FAQBOT_JOURNAL_FORGET_CONVERSATION) {
        forget_conversation(db, item->of.forgotten.conversation);
        forget_outgoing(db, FORGET_CONVERSATION_OUTGOING, (int64_t)item->of.forgotten.conversation);
    }
    item_bind(db->statements[ADD_OUTGOING], item);
    db->queued += (int64_t)run(db, ADD_OUTGOING);
    return sqlite3_last_insert_rowid(db->database);
}

int64_t journal_db_queued(const struct journal_db *db)
{
    return db->queued;
}

/* As it was when the transaction began: what one brings is less than what is left then. */
bool journal_db_is_full(const struct journal_db *db)
{
    return db->is_queue && db->is_limited && db->used_before >= db->used_pages_max;
}

/* ==== Ending a transaction =========================================================================== */

/* What was forgotten is zeroed in the file by the checkpoint, and is gone from the log when that is
 * truncated. A reader may be in the way: then the log keeps it until something is forgotten again. Nobody
 * waits for the log to be emptied after trimming: it is overwritten soon, for new rows come. */
enum faqbot_status journal_db_end(struct journal_db *db)
{
    if (db->code == SQLITE_OK) {
        trim(db);
    }
    sqlite_run(db->database, "COMMIT", &db->code);
    if (!sqlite3_get_autocommit(db->database)) {
        sqlite3_exec(db->database, "ROLLBACK", NULL, NULL, NULL);
    }
    if (db->code == SQLITE_OK) {
        if (db->forgets && db->needs_checkpoint) {
            db->needs_checkpoint = sqlite3_wal_checkpoint_v2(db->database, NULL, SQLITE_CHECKPOINT_TRUNCATE,
                                                             NULL, NULL) != SQLITE_OK;
        }
        rebuild(db);
        purged_add(&db->trimmed, &db->trimming);
        db->needs_checkpoint |= db->trimming.asks + db->trimming.searches + db->trimming.feedback > 0;
    }
    return db->has_room ? journal_status(db->code) : FAQBOT_LIMIT;
}

/* A transaction that failed is not tried again at once, since the reason is likely still there. */
bool journal_db_is_due(const struct journal_db *db)
{
    return db->code == SQLITE_OK && db->is_due;
}

struct faqbot_journal_purged journal_db_trimmed(const struct journal_db *db)
{
    return db->trimmed;
}

/* ==== Purging, at somebody's word and not by a server's calendar ===================================== */

/* Opens the file as a writer does, so a server may have it open too; its connection waits for ours. The file
 * does not shrink: new rows fill it. */
enum faqbot_status faqbot_journal_purge(const char *path, int64_t before,
                                        struct faqbot_journal_purged *purged, struct faqbot_fault *fault)
{
    struct journal_db *db = NULL;
    enum faqbot_status status = journal_db_open(path, false, NULL, 0, &db, fault);
    if (status != FAQBOT_OK) {
        return status;
    }
    journal_db_begin(db);
    struct faqbot_journal_purged forgotten = forget(db, before);
    status = journal_db_end(db);
    if (status != FAQBOT_OK) {
        fault_set(fault, status, path, 0, "nothing is forgotten, for the journal cannot be written: %s",
                  faqbot_status_text(status));
    } else if (db->needs_checkpoint) {
        status =
            fault_set(fault, FAQBOT_IO, path, 0,
                      "forgotten, but somebody reads the journal, so the old rows are left in the log beside "
                      "it; purge it again when nobody does");
    } else {
        *purged = forgotten;
    }
    journal_db_close(db);
    return status;
}
