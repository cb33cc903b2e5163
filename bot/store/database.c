/* store/database.c - the SQLite file under the store. Knows no table: those are store.c's and schema.sql's. */
#include "store/database.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fault.h"
#include "base/buffer.h"

/* An index file up to this size is copied into memory, from where SQLite takes its pages without copying them again: it
 * calls that mapped. The file itself is never mapped, for whoever cuts it short would kill the process. A larger one is
 * read: its pages would count as the process's memory, and what is asked for often is kept elsewhere
 * (retrieval/list_cache.h). */
#define COPIED_BYTES_MAX (64 << 20)
#define COPIED_PRAGMAS "PRAGMA mmap_size = 67108864;"
#define READ_PRAGMAS "PRAGMA mmap_size = 0; PRAGMA cache_size = -8192;" /* KiB */
#define OPENINGS_MAX 8 /* of a file that is replaced each time meanwhile */
#define BUSY_MILLISECONDS 10000

extern const unsigned char embed_bot_store_schema_sql[];

enum faqbot_status database_run(sqlite3 *database, const char *sql)
{
    int code = SQLITE_OK;
    sqlite_run(database, sql, &code);
    return sqlite_status(code);
}

enum faqbot_status database_prepare(sqlite3 *database, const char *sql, sqlite3_stmt **statement)
{
    int code = SQLITE_OK;
    sqlite_prepare(database, sql, statement, &code);
    return sqlite_status(code);
}

/* No journal: a build that fails is thrown away whole. Of a page of 4096 bytes rows of some 500, as passages are, leave
 * twice as much unused. */
#define BUILD_PRAGMAS                                                                                        \
    "PRAGMA page_size = 8192; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"                          \
    "PRAGMA locking_mode = EXCLUSIVE; PRAGMA temp_store = MEMORY;"

enum faqbot_status database_create(const char *path, sqlite3 **database, struct faqbot_fault *fault)
{
    sqlite3 *made = NULL;
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
    int code = sqlite3_open_v2(path == NULL ? ":memory:" : path, &made, flags, NULL);
    sqlite_run(made, BUILD_PRAGMAS, &code);
    sqlite_run(made, "BEGIN", &code);
    sqlite_run(made, (const char *)embed_bot_store_schema_sql, &code);
    enum faqbot_status status = sqlite_status(code);
    if (status != FAQBOT_OK) {
        fault_set(fault, status, path, 0, "cannot make the index: %s", sqlite3_errmsg(made));
        sqlite3_close(made);
        return status;
    }
    sqlite_harden(made);
    *database = made;
    return FAQBOT_OK;
}

/* What makes the file an index is written last: one that was not finished is not taken for one. */
enum faqbot_status database_finish(sqlite3 *database)
{
    char identity[96];
    snprintf(identity, sizeof identity, "PRAGMA application_id = %d; PRAGMA user_version = %d; COMMIT;",
             DATABASE_APPLICATION_ID, DATABASE_SCHEMA_VERSION);
    return database_run(database, identity);
}

#define CHANGE_FLAGS (SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE)

static bool write_journal_name(const char *path, struct buffer *name)
{
    buffer_init(name, strlen(path) + 16);
    buffer_add_text(name, path);
    buffer_add_text(name, "-journal");
    buffer_add_byte(name, '\0');
    return !name->failed;
}

/* Changes in place that were broken off stand, as they were before, in the journal beside the file. SQLite puts them
 * back when the file is first read; one that is opened as immutable is not looked at in this way. */
static enum faqbot_status take_back(const char *path, struct faqbot_fault *fault)
{
    struct buffer journal;
    if (!write_journal_name(path, &journal)) {
        return fault_set(fault, FAQBOT_NO_MEMORY, path, 0, "out of memory");
    }
    if (access(journal.bytes, F_OK) != 0) {
        buffer_release(&journal);
        return FAQBOT_OK;
    }
    sqlite3 *opened = NULL;
    int code = sqlite3_open_v2(path, &opened, CHANGE_FLAGS, NULL);
    if (code == SQLITE_OK) {
        sqlite3_busy_timeout(opened, BUSY_MILLISECONDS);
    }
    sqlite_run(opened, "SELECT count(*) FROM sqlite_schema", &code);
    sqlite3_close(opened);
    enum faqbot_status status = sqlite_status(code);
    if (status == FAQBOT_OK) {
        (void)unlink(
            journal.bytes); /* of changes that had not begun: SQLite passes it over and leaves it there */
    }
    buffer_release(&journal);
    if (status == FAQBOT_NO_MEMORY) {
        return fault_set(fault, status, path, 0, "out of memory");
    }
    return status == FAQBOT_OK
               ? FAQBOT_OK
               : fault_set(fault, FAQBOT_CORRUPT, path, 0,
                           "an update of this index was broken off, and cannot be taken back from here; "
                           "open it once where it can be written, or make it anew with: faqbot index");
}

void database_discard_changes(const char *path)
{
    struct buffer journal;
    if (take_back(path, NULL) != FAQBOT_OK && write_journal_name(path, &journal)) {
        (void)unlink(journal.bytes);
        buffer_release(&journal);
    }
}

#define CHANGE_PRAGMAS                                                                                       \
    "PRAGMA locking_mode = EXCLUSIVE; PRAGMA temp_store = MEMORY; PRAGMA cell_size_check = ON;"              \
    "PRAGMA cache_size = -65536; BEGIN IMMEDIATE;"

enum faqbot_status database_change(const char *path, enum database_changing changing, sqlite3 **database,
                                   struct faqbot_fault *fault)
{
    static const char *const journal_pragmas[] = {
        [DATABASE_COPY] = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;",
        [DATABASE_IN_PLACE] = "PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL;"};
    struct snapshot checked;
    sqlite3 *opened = NULL;
    enum faqbot_status status = take_back(path, fault);
    if (status == FAQBOT_OK) {
        status = snapshot_open(path, &checked, fault);
    }
    if (status != FAQBOT_OK) {
        return status;
    }
    snapshot_release(&checked);
    int code = sqlite3_open_v2(path, &opened, CHANGE_FLAGS, NULL);
    if (code == SQLITE_OK) {
        sqlite_harden(opened);
    }
    sqlite_run(opened, journal_pragmas[changing], &code);
    sqlite_run(opened, CHANGE_PRAGMAS, &code);
    status = sqlite_status(code);
    if (status != FAQBOT_OK) {
        fault_set(fault, status, path, 0, "cannot change the index: %s", sqlite3_errmsg(opened));
        sqlite3_close(opened);
        return status;
    }
    *database = opened;
    return FAQBOT_OK;
}

/* A copy of the file, which is SQLite's to free. */
static int open_copy(const struct snapshot *snapshot, sqlite3 **database)
{
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
    unsigned char *bytes = sqlite3_malloc64((sqlite3_uint64)snapshot->size);
    if (bytes == NULL) {
        return SQLITE_NOMEM;
    }
    int code =
        snapshot_read(snapshot, bytes) ? sqlite3_open_v2(":memory:", database, flags, NULL) : SQLITE_IOERR;
    if (code != SQLITE_OK) {
        sqlite3_free(bytes);
        return code;
    }
    return sqlite3_deserialize(*database, "main", bytes, snapshot->size, snapshot->size,
                               SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_READONLY);
}

static enum faqbot_status open_once(const char *path, sqlite3 **database, struct snapshot *snapshot,
                                    struct faqbot_fault *fault)
{
    sqlite3 *opened = NULL;
    enum faqbot_status status = snapshot_open(path, snapshot, fault);
    if (status != FAQBOT_OK) {
        return status;
    }
    bool is_copied = snapshot->size <= COPIED_BYTES_MAX;
    int code = SQLITE_OK;
    if (is_copied) {
        code = open_copy(snapshot, &opened);
    } else { /* nobody writes an index that is open (lock.h) */
        sqlite_open_immutable(path, SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE, &opened, &code);
    }
    if (code == SQLITE_OK) {
        sqlite_harden(opened);
    }
    sqlite_run(opened, "PRAGMA cell_size_check = ON;", &code);
    sqlite_run(opened, is_copied ? COPIED_PRAGMAS : READ_PRAGMAS, &code);
    status = sqlite_status(code);
    if (status != FAQBOT_OK) {
        fault_set(fault, status, path, 0, "cannot open the index: %s",
                  opened != NULL                 ? sqlite3_errmsg(opened)
                  : snapshot_is_intact(snapshot) ? faqbot_status_text(status)
                                                 : "it is being written");
        sqlite3_close(opened);
        snapshot_release(snapshot);
        return status;
    }
    if (is_copied) {
        snapshot_release(snapshot);
    }
    *database = opened;
    return FAQBOT_OK;
}

enum faqbot_status database_open(const char *path, sqlite3 **database, struct snapshot *snapshot,
                                 struct faqbot_fault *fault)
{
    enum faqbot_status status = take_back(path, fault);
    for (unsigned i = 0; i < OPENINGS_MAX && status == FAQBOT_OK; i++) {
        status = open_once(path, database, snapshot, fault);
        /* Another file may have been put there before SQLite opened it by its name. */
        if (status != FAQBOT_OK || snapshot->file < 0 || snapshot_is_at(snapshot, path)) {
            return status;
        }
        sqlite3_close(*database);
        snapshot_release(snapshot);
    }
    return status == FAQBOT_OK
               ? fault_set(fault, FAQBOT_IO, path, 0, "cannot open the index: it is replaced again and again")
               : status;
}

enum faqbot_status database_verify(sqlite3 *database)
{
    sqlite3_stmt *statement = NULL;
    enum faqbot_status status = database_prepare(database, "PRAGMA quick_check(1)", &statement);
    if (status == FAQBOT_OK) {
        int code = sqlite3_step(statement);
        status = code == SQLITE_ROW ? FAQBOT_OK : sqlite_status(code);
    }
    if (status == FAQBOT_OK && !view_equals(sqlite_column(statement, 0), view_of("ok"))) {
        status = FAQBOT_CORRUPT;
    }
    sqlite3_finalize(statement);
    return status;
}
