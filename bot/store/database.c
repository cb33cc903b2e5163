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

enum faqbot_status database_status(int code)
{
    switch (code & 0xff) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
        return FAQBOT_OK;
    case SQLITE_NOMEM:
        return FAQBOT_NO_MEMORY;
    case SQLITE_ERROR: /* our statements are constants that fit our schema: where one does not, the schema is damaged */
    case SQLITE_CONSTRAINT: /* likewise: we put nothing twice */
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

enum faqbot_status database_run(sqlite3 *database, const char *sql)
{
    return database_status(sqlite3_exec(database, sql, NULL, NULL, NULL));
}

void database_close(sqlite3 *database)
{
    sqlite3_close(database);
}

enum faqbot_status database_prepare(sqlite3 *database, const char *sql, sqlite3_stmt **statement)
{
    return database_status(sqlite3_prepare_v3(database, sql, -1, SQLITE_PREPARE_PERSISTENT, statement, NULL));
}

/* The schema is ours and the data only ever bound, but the file may have been damaged on purpose. */
static void harden(sqlite3 *database)
{
    sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
    sqlite3_limit(database, SQLITE_LIMIT_ATTACHED, 0);
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
    enum faqbot_status status =
        database_status(sqlite3_open_v2(path == NULL ? ":memory:" : path, &made, flags, NULL));
    const char *const steps[] = {BUILD_PRAGMAS, "BEGIN", (const char *)embed_bot_store_schema_sql};
    for (size_t i = 0; i < sizeof steps / sizeof *steps && status == FAQBOT_OK; i++) {
        status = database_run(made, steps[i]);
    }
    if (status != FAQBOT_OK) {
        fault_set(fault, status, path, 0, "cannot make the index: %s", sqlite3_errmsg(made));
        database_close(made);
        return status;
    }
    harden(made);
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
    enum faqbot_status status = database_status(sqlite3_open_v2(path, &opened, CHANGE_FLAGS, NULL));
    if (status == FAQBOT_OK) {
        sqlite3_busy_timeout(opened, BUSY_MILLISECONDS);
        status = database_run(opened, "SELECT count(*) FROM sqlite_schema");
    }
    database_close(opened);
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
    status = database_status(sqlite3_open_v2(path, &opened, CHANGE_FLAGS, NULL));
    if (status == FAQBOT_OK) {
        harden(opened);
        status = database_run(opened, journal_pragmas[changing]);
    }
    if (status == FAQBOT_OK) {
        status = database_run(opened, CHANGE_PRAGMAS);
    }
    if (status != FAQBOT_OK) {
        fault_set(fault, status, path, 0, "cannot change the index: %s", sqlite3_errmsg(opened));
        database_close(opened);
        return status;
    }
    *database = opened;
    return FAQBOT_OK;
}

/* file:PATH?immutable=1 - nobody writes an index that is open (lock.h), so SQLite needs no locks. */
static void write_uri(const char *path, struct buffer *uri)
{
    buffer_add_text(uri, *path == '/' ? "file://" : "file:"); /* "//" in front would be taken for a host */
    for (const unsigned char *at = (const unsigned char *)path; *at != '\0'; at++) {
        char byte[4];
        if (*at == '%' || *at == '?' || *at == '#') {
            snprintf(byte, sizeof byte, "%%%02X", (unsigned)*at);
        } else {
            snprintf(byte, sizeof byte, "%c", *at);
        }
        buffer_add_text(uri, byte);
    }
    buffer_add_text(uri, "?immutable=1");
    buffer_add_byte(uri, '\0');
}

/* The file that is read as it lies there: it must be the one that the snapshot is of. */
static enum faqbot_status open_file(const char *path, sqlite3 **database)
{
    struct buffer uri;
    buffer_init(&uri, 4 * strlen(path) + 64);
    write_uri(path, &uri);
    int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
    enum faqbot_status status =
        uri.failed ? FAQBOT_NO_MEMORY : database_status(sqlite3_open_v2(uri.bytes, database, flags, NULL));
    buffer_release(&uri);
    return status;
}

/* A copy of the file, which is SQLite's to free. */
static enum faqbot_status open_copy(const struct snapshot *snapshot, sqlite3 **database)
{
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
    unsigned char *bytes = sqlite3_malloc64((sqlite3_uint64)snapshot->size);
    if (bytes == NULL) {
        return FAQBOT_NO_MEMORY;
    }
    enum faqbot_status status = snapshot_read(snapshot, bytes)
                                    ? database_status(sqlite3_open_v2(":memory:", database, flags, NULL))
                                    : FAQBOT_IO;
    if (status != FAQBOT_OK) {
        sqlite3_free(bytes);
        return status;
    }
    return database_status(sqlite3_deserialize(*database, "main", bytes, snapshot->size, snapshot->size,
                                               SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_READONLY));
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
    status = is_copied ? open_copy(snapshot, &opened) : open_file(path, &opened);
    if (status == FAQBOT_OK) {
        harden(opened);
        status = database_run(opened, "PRAGMA cell_size_check = ON;");
    }
    if (status == FAQBOT_OK) {
        status = database_run(opened, is_copied ? COPIED_PRAGMAS : READ_PRAGMAS);
    }
    if (status != FAQBOT_OK) {
        fault_set(fault, status, path, 0, "cannot open the index: %s",
                  opened != NULL                 ? sqlite3_errmsg(opened)
                  : snapshot_is_intact(snapshot) ? faqbot_status_text(status)
                                                 : "it is being written");
        database_close(opened);
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
        database_close(*database);
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
        status = code == SQLITE_ROW ? FAQBOT_OK : database_status(code);
    }
    if (status == FAQBOT_OK && !view_equals(database_column(statement, 0), view_of("ok"))) {
        status = FAQBOT_CORRUPT;
    }
    sqlite3_finalize(statement);
    return status;
}

int database_bind_text(sqlite3_stmt *statement, int parameter, struct faqbot_view text)
{
    return sqlite3_bind_text64(statement, parameter, text.size == 0 ? "" : text.bytes, text.size,
                               SQLITE_STATIC, SQLITE_UTF8);
}

int database_bind_blob(sqlite3_stmt *statement, int parameter, struct faqbot_view bytes)
{
    return sqlite3_bind_blob64(statement, parameter, bytes.size == 0 ? "" : bytes.bytes, bytes.size,
                               SQLITE_STATIC);
}

struct faqbot_view database_column(sqlite3_stmt *statement, int column)
{
    const char *bytes = sqlite3_column_blob(statement, column);
    return view_make(bytes, (size_t)sqlite3_column_bytes(statement, column));
}
