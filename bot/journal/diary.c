/* journal/diary.c - the journal's file. What is said to be there survives a power cut: WAL with synchronous=FULL, where
 * the milder NORMAL was seen to lose what it had acknowledged. What is forgotten is overwritten, in the log too. */
#include "journal/diary.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/fault.h"
#include "journal/schema.h"
#include "journal/trim.h"

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

bool journal_db_needs_checkpoint(const struct journal_db *journal_db)
{
    return journal_db->remembers;
}
