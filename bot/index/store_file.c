/* index/store_file.c - the SQLite file under the store. Knows no table: those are store.c's and
 * schema.sql's. */
#include "index/index_internal.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "util/sqlite.h"
#include "util/util.h"

/* ==== snapshot ========================================================================================== */

/* The file of an index as it is when it is opened. Reads the header without SQLite; what else is in the
 * file it does not know. */

#define HEADER_BYTES 100 /* https://www.sqlite.org/fileformat2.html, section 1.3 */

static uint32_t big_endian(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

static enum faqbot_status check_header(const char *path, const unsigned char *header, uint64_t file_bytes,
                                       struct faqbot_fault *fault)
{
    if (file_bytes < HEADER_BYTES || memcmp(header, "SQLite format 3", 16) != 0 ||
        big_endian(header + 68) != DATABASE_APPLICATION_ID) {
        return fault_set(fault, FAQBOT_INVALID, path, 0,
                         "this is not an index; make one with: faqbot index --knowledge FOLDER -o FILE");
    }
    if (big_endian(header + 60) != DATABASE_SCHEMA_VERSION) {
        return fault_set(fault, FAQBOT_VERSION, path, 0,
                         "this index has format %u and this program reads format %d; "
                         "make it anew with: faqbot index --knowledge FOLDER -o FILE",
                         (unsigned)big_endian(header + 60), DATABASE_SCHEMA_VERSION);
    }
    uint64_t page = (uint64_t)header[16] << 8 | header[17];
    page = page == 1 ? 65536 : page;
    if (page * big_endian(header + 28) != file_bytes) {
        return fault_set(fault, FAQBOT_CORRUPT, path, 0,
                         "this index is cut short or damaged; make it anew with: faqbot index");
    }
    return FAQBOT_OK;
}

static enum faqbot_status check_file(const char *path, int file, const struct stat *about,
                                     struct faqbot_fault *fault)
{
    unsigned char header[HEADER_BYTES] = {0};
    if (!S_ISREG(about->st_mode)) {
        return fault_set(fault, FAQBOT_INVALID, path, 0,
                         S_ISDIR(about->st_mode)
                             ? "this is a folder and not an index; --knowledge takes a folder"
                             : "this is not a regular file, so no index");
    }
    if (pread(file, header, sizeof header, 0) < 0) {
        return fault_set(fault, FAQBOT_IO, path, 0, "cannot read the index: %s", strerror(errno));
    }
    return check_header(path, header, (uint64_t)about->st_size, fault);
}

static int64_t modified_nanoseconds(const struct stat *about)
{
    return (int64_t)about->st_mtim.tv_sec * 1000000000 + about->st_mtim.tv_nsec;
}

enum faqbot_status snapshot_open(const char *path, struct snapshot *snapshot, struct faqbot_fault *fault)
{
    struct stat about;
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe would be waited for */
    if (file < 0 || fstat(file, &about) != 0) {
        enum faqbot_status status = errno == ENOENT ? FAQBOT_NOT_FOUND : FAQBOT_IO;
        fault_set(fault, status, path, 0, "cannot open the index: %s", strerror(errno));
        if (file >= 0) {
            close(file);
        }
        return status;
    }
    enum faqbot_status status = check_file(path, file, &about, fault);
    if (status != FAQBOT_OK) {
        close(file);
        return status;
    }
    *snapshot = (struct snapshot){
        .file = file, .size = about.st_size, .modified_nanoseconds = modified_nanoseconds(&about)};
    return FAQBOT_OK;
}

bool snapshot_read(const struct snapshot *snapshot, unsigned char *bytes)
{
    size_t size = (size_t)snapshot->size;
    for (size_t at = 0; at < size;) {
        ssize_t count = pread(snapshot->file, bytes + at, size - at, (off_t)at);
        if (count <= 0 && !(count < 0 && errno == EINTR)) {
            return false;
        }
        at += count > 0 ? (size_t)count : 0;
    }
    return snapshot_is_intact(snapshot);
}

/* Goes by the time of the last write, which is no finer than the kernel's tick: a write within the tick in which the
 * file was opened shows only if it changes the size. */
bool snapshot_is_intact(const struct snapshot *snapshot)
{
    struct stat about;
    return snapshot->file < 0 || (fstat(snapshot->file, &about) == 0 && about.st_size == snapshot->size &&
                                  modified_nanoseconds(&about) == snapshot->modified_nanoseconds);
}

bool snapshot_is_at(const struct snapshot *snapshot, const char *path)
{
    struct stat opened;
    struct stat named;
    return fstat(snapshot->file, &opened) == 0 && stat(path, &named) == 0 && opened.st_dev == named.st_dev &&
           opened.st_ino == named.st_ino;
}

void snapshot_release(struct snapshot *snapshot)
{
    if (snapshot->file >= 0) {
        close(snapshot->file);
    }
    *snapshot = SNAPSHOT_NONE;
}

/* ==== database ========================================================================================== */

/* An index file up to this size is copied into memory, from where SQLite takes its pages without copying them again: it
 * calls that mapped. The file itself is never mapped, for whoever cuts it short would kill the process. A larger one is
 * read: its pages would count as the process's memory, and what is asked for often is kept elsewhere
 * (retrieval/list_cache.h). */
#define COPIED_BYTES_MAX (64 << 20)
#define COPIED_PRAGMAS "PRAGMA mmap_size = 67108864;"
#define READ_PRAGMAS "PRAGMA mmap_size = 0; PRAGMA cache_size = -8192;" /* KiB */
#define OPENINGS_MAX 8 /* of a file that is replaced each time meanwhile */
#define BUSY_MILLISECONDS 10000

extern const unsigned char embed_bot_index_schema_sql[];

enum faqbot_status database_run(sqlite3 *database, const char *sql)
{
    int code = SQLITE_OK;
    sqlite_run(database, sql, &code);
    return sqlite_status(code);
}

/* Prepares one statement for the life of the database. */
static enum faqbot_status database_prepare(sqlite3 *database, const char *sql, sqlite3_stmt **statement)
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
    sqlite_run(made, (const char *)embed_bot_index_schema_sql, &code);
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

/* ==== statements ======================================================================================== */

/* Every SQL statement of the store. What they are for is said in store.h. */

const char *const statements_sql[STATEMENT_COUNT] = {
    [ADD_DISCLAIMER] = "INSERT INTO disclaimer (id, text)"
                       "  VALUES (?1, ?2)"
                       "  ON CONFLICT DO NOTHING",

    [ADD_SOURCE] = "INSERT INTO source (path)"
                   "  VALUES (?1)"
                   "  ON CONFLICT DO NOTHING",

    [FIND_SOURCE] = "SELECT number FROM source"
                    "  WHERE path = ?1",

    [ADD_ENTRY] =
        "INSERT INTO entry (number, id, kind, question, title, section, url, lang, tags, updated, review_by,"
        "                   disclaimer, content, source, line)"
        "  VALUES (?1, ?2, ?3, nullif(?4, ?5), ?5, ?6, ?7, ?8, ?9, ?10, ?11,"
        "          (SELECT number FROM disclaimer WHERE id = ?12 AND text = ?13), ?14, ?15, ?16)"
        "  ON CONFLICT (id) DO NOTHING",

    [ADD_PHRASING] = "INSERT INTO phrasing (entry, ordinal, text)"
                     "  VALUES (?1, ?2, ?3)",

    [ADD_SUGGESTION] = "INSERT INTO typed (rowid, words)"
                       "  VALUES (?1, ?2)",

    [ADD_RELATED] = "INSERT INTO related (entry, ordinal, id)"
                    "  VALUES (?1, ?2, ?3)",

    [ADD_SYNONYM] = "INSERT INTO synonym (source, target)"
                    "  VALUES (?1, ?2)",

    [ADD_WORD] = "INSERT INTO word (text, number, entries)"
                 "  VALUES (?1, ?2, ?3)",

    [ADD_POSTING] = "INSERT INTO posting (number, bytes)"
                    "  VALUES (?1, ?2)",

    [ADD_SPELLING] = "INSERT INTO spelling (text, uses)"
                     "  VALUES (?1, ?2)",

    [SET_ENTRY] = "UPDATE entry SET"
                  "    question = nullif(?2, ?3), title = ?3, section = ?4, url = ?5, lang = ?6, tags = ?7,"
                  "    updated = ?8, review_by = ?9,"
                  "    disclaimer = (SELECT number FROM disclaimer WHERE id = ?10 AND text = ?11),"
                  "    content = ?12, line = ?13"
                  "  WHERE number = ?1",

    [CLEAR_PHRASINGS] = "DELETE FROM phrasing"
                        "  WHERE entry = ?1",

    [CLEAR_RELATED] = "DELETE FROM related"
                      "  WHERE entry = ?1",

    /* A table without content must be told what stood there. */
    [REMOVE_SUGGESTION] = "INSERT INTO typed (typed, rowid, words)"
                          "  VALUES ('delete', ?1, ?2)",

    [SET_WORD] = "INSERT INTO word (text, number, entries)"
                 "  VALUES (?1, ?2, ?3)"
                 "  ON CONFLICT (text) DO UPDATE SET entries = excluded.entries",

    [REMOVE_POSTING] = "DELETE FROM posting"
                       "  WHERE number = ?1",

    [SET_SPELLING] = "INSERT INTO spelling (text, uses)"
                     "  VALUES (?1, ?2)"
                     "  ON CONFLICT (text) DO UPDATE SET uses = excluded.uses",

    [REMOVE_SPELLING] = "DELETE FROM spelling"
                        "  WHERE text = ?1",

    [SET_MODEL] = "INSERT OR REPLACE INTO model (name, bytes)"
                  "  VALUES (?1, ?2)",

    [SET_SETTING] = "INSERT OR REPLACE INTO setting (name, value)"
                    "  VALUES (?1, ?2)",

    [GET_SETTING] = "SELECT value FROM setting"
                    "  WHERE name = ?1",

    [GET_MODEL] = "SELECT bytes FROM model"
                  "  WHERE name = ?1",

    [GET_ENTRY] = "SELECT e.kind, e.line, e.id, coalesce(e.question, e.title), e.title, e.section, e.url, "
                  "e.lang, e.tags, e.updated,"
                  "       e.review_by, d.id, d.text, e.content, s.path"
                  "  FROM entry AS e"
                  "    JOIN source AS s ON s.number = e.source"
                  "    LEFT JOIN disclaimer AS d ON d.number = e.disclaimer"
                  "  WHERE e.number = ?1",

    [GET_LABEL] = "SELECT id, coalesce(question, title), title FROM entry"
                  "  WHERE number = ?1",

    [GET_RELATED] = "SELECT id FROM related"
                    "  WHERE entry = ?1"
                    "  ORDER BY ordinal",

    [GET_TEXT] = "SELECT kind, coalesce(question, title), title, lang, content FROM entry"
                 "  WHERE number = ?1",

    [GET_PHRASINGS] = "SELECT coalesce(question, title), 0 AS ordinal FROM entry"
                      "  WHERE number = ?1"
                      "  UNION ALL"
                      "  SELECT text, ordinal FROM phrasing"
                      "  WHERE entry = ?1"
                      "  ORDER BY ordinal",

    [FIND_ENTRY] = "SELECT number FROM entry"
                   "  WHERE id = ?1",

    [FIND_PLACE] = "SELECT s.path, e.line FROM entry AS e"
                   "    JOIN source AS s ON s.number = e.source"
                   "  WHERE e.id = ?1",

    [FIND_WORD] = "SELECT number, entries FROM word"
                  "  WHERE text = ?1",

    [FIND_SPELLING] = "SELECT uses FROM spelling"
                      "  WHERE text = ?1",

    [FIND_POSTING_BEFORE] = "SELECT number, bytes FROM posting"
                            "  WHERE number BETWEEN ?1 AND ?2"
                            "  ORDER BY number DESC"
                            "  LIMIT 1",

    [FIND_POSTING_BEHIND] = "SELECT number, bytes FROM posting"
                            "  WHERE number BETWEEN ?1 AND ?2"
                            "  ORDER BY number"
                            "  LIMIT 1",

    [EACH_POSTING] = "SELECT bytes FROM posting"
                     "  WHERE number BETWEEN ?1 AND ?2"
                     "  ORDER BY number",

    [EACH_SPELLING] = "SELECT text, uses FROM spelling"
                      "  ORDER BY text",

    [EACH_SYNONYM] = "SELECT source, target FROM synonym"
                     "  ORDER BY number",

    [FIND_SUGGESTIONS] = "SELECT rowid >> 15 FROM typed"
                         "  WHERE typed MATCH ?1"
                         "  LIMIT ?2",

    [COUNT_FAQ] = "SELECT count(*) FROM entry"
                  "  WHERE kind = 0",

    [COUNT_PASSAGES] = "SELECT count(*) FROM entry"
                       "  WHERE kind = 1",

    [COUNT_FURTHER] = "SELECT count(*) FROM phrasing",

    [COUNT_STEMS] = "SELECT count(*) FROM word",

    [COUNT_SPELLINGS] = "SELECT count(*) FROM spelling",

    [COUNT_USES] = "SELECT coalesce(sum(uses), 0) FROM spelling",

    /* An index counts for its table. */
    [EACH_TABLE] = "SELECT coalesce(s.tbl_name, d.name) AS part, sum(d.pgsize) AS bytes"
                   "  FROM dbstat('main', 1) AS d LEFT JOIN sqlite_schema AS s ON s.name = d.name"
                   "  GROUP BY part"
                   "  ORDER BY bytes DESC, part",
};

/* ==== rows ============================================================================================== */

/* Using the store's statements: bind, step, end. What the rows mean is store.c's and store_add.c's. */

uint64_t stmt_posting(uint32_t word, uint32_t first_entry)
{
    return (uint64_t)word << 32 | first_entry;
}

#define TYPED_ORDINAL_BITS 15 /* as FIND_SUGGESTIONS has it */

uint64_t stmt_add_suggestion(uint32_t entry, unsigned ordinal)
{
    assert(ordinal < 1U << TYPED_ORDINAL_BITS);
    return (uint64_t)entry << TYPED_ORDINAL_BITS | ordinal;
}

struct stmt_value stmt_number(uint64_t number)
{
    return (struct stmt_value){.type = STMT_NUMBER, .number = number};
}

struct stmt_value stmt_text(struct faqbot_view text)
{
    return (struct stmt_value){.type = STMT_TEXT, .view = text};
}

struct stmt_value stmt_blob(struct faqbot_view bytes)
{
    return (struct stmt_value){.type = STMT_BLOB, .view = bytes};
}

static int bind_value(sqlite3_stmt *statement, int parameter, const struct stmt_value *value)
{
    switch (value->type) {
    case STMT_NUMBER:
        return sqlite3_bind_int64(statement, parameter, (sqlite3_int64)value->number);
    case STMT_TEXT:
        return sqlite_bind_text(statement, parameter, value->view);
    case STMT_BLOB:
        return sqlite_bind_blob(statement, parameter, value->view);
    }
    return SQLITE_MISUSE;
}

sqlite3_stmt *stmt_start(struct store *store, enum statement which, const struct stmt_value *values,
                         int count, enum faqbot_status *status)
{
    sqlite3_stmt **kept = &store->statements[which];
    if (*status == FAQBOT_OK && *kept == NULL) {
        *status = database_prepare(store->database, statements_sql[which], kept);
    }
    for (int i = 0; i < count && *status == FAQBOT_OK; i++) {
        *status = sqlite_status(bind_value(*kept, i + 1, &values[i]));
    }
    return *kept;
}

bool stmt_next(sqlite3_stmt *statement, enum faqbot_status *status)
{
    int code = *status == FAQBOT_OK ? sqlite3_step(statement) : SQLITE_DONE;
    *status = *status == FAQBOT_OK ? sqlite_status(code) : *status;
    return code == SQLITE_ROW;
}

bool stmt_first(sqlite3_stmt *statement, enum faqbot_status *status)
{
    bool found = stmt_next(statement, status);
    *status = *status == FAQBOT_OK && !found ? FAQBOT_NOT_FOUND : *status;
    return found;
}

void stmt_end(sqlite3_stmt *statement)
{
    if (statement != NULL) { /* which sqlite3_clear_bindings() does not allow */
        sqlite3_reset(statement);
        sqlite3_clear_bindings(statement);
    }
}

void stmt_run(struct store *store, enum statement which, const struct stmt_value *values, int count)
{
    if (store->status == FAQBOT_OK) {
        sqlite3_stmt *statement = stmt_start(store, which, values, count, &store->status);
        (void)stmt_next(statement, &store->status);
        stmt_end(statement);
    }
}

/* ==== lock ============================================================================================== */

/* Locks between processes that use one index; store.c decides what happens under them.  A file may be
 * replaced at its path while its lock is waited for. A lock on the old file then protects nobody, so both
 * functions compare the locked file with the one at the path. */

int file_lock_shared(const char *path)
{
    for (;;) {
        int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        if (file < 0) {
            return -1;
        }
        if (flock(file, LOCK_SH) != 0) {
            close(file);
            return -1;
        }
        if (snapshot_is_at(&(struct snapshot){.file = file}, path)) {
            return file;
        }
        close(file);
        if (access(path, R_OK) != 0) {
            return -1;
        }
    }
}

int file_lock_exclusive(const char *path)
{
    int file = open(path, O_RDWR | O_CLOEXEC | O_NONBLOCK);
    if (file >= 0 &&
        (flock(file, LOCK_EX | LOCK_NB) != 0 || !snapshot_is_at(&(struct snapshot){.file = file}, path))) {
        close(file);
        return -1;
    }
    return file;
}

void file_lock_release(int lock)
{
    if (lock >= 0) {
        close(lock);
    }
}
