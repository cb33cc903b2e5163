/* index/store_file.c - the SQLite file under the store: the file as it lies there, who has it open, and how
 * SQLite opens it for each purpose. Knows no table: rows are store.c's, the schema is schema.sql.
 *
 * Three ways lead to an index file, and each must survive the others:
 *
 * - A build writes a new file that no one sees until it is whole, so it needs no journal.
 * - A reader opens the file without SQLite's locks. A small one it copies into memory; a large one it reads
 *   in place, and looks at the file's size and time to learn whether someone wrote over it.
 * - An update changes the file in place only if no process has it open, under a rollback journal: the old
 *   pages are on the disk before a new one is written, so a crash at any time leaves either the old index
 *   and a journal, or the new one. Whoever opens the file next plays the journal back. A reader that opens
 *   files as immutable would not notice the journal, so restore_old_pages() comes before every opening.
 *
 * Who has the file open is told by flock(2) and deliberately not by SQLite's locks: those are taken for each
 * transaction and cost a system call for each question. */
#include "index/index_internal.h"

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

/* -- Snapshots: the file as it is when it is opened ------------------------------------------------ */

static const char magic[] = "SQLite format 3"; /* with its NUL */
#define HEADER_BYTES 100                       /* https://www.sqlite.org/fileformat2.html, section 1.3 */

/* The header is read without SQLite, which would take locks, look for a journal, and say of any other file
 * no more than that it is not a database. Numbers in it are big-endian: bytes 16 and 17 are the size of a
 * page, 28 to 31 how many pages there are, 60 to 63 the user version, 68 to 71 the application id. */
static uint32_t big_endian(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

bool store_is_database(const char *path)
{
    char bytes[sizeof magic];
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    bool is_one = file >= 0 && read(file, bytes, sizeof bytes) == (ssize_t)sizeof bytes &&
                  memcmp(bytes, magic, sizeof magic) == 0;
    if (file >= 0) {
        (void)close(file);
    }
    return is_one;
}

static enum faqbot_status check_header(const char *path, const unsigned char *header, uint64_t file_bytes,
                                       struct faqbot_fault *fault)
{
    if (file_bytes < HEADER_BYTES || memcmp(header, magic, sizeof magic) != 0 ||
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

/* Tells a folder and a pipe from an index before they are read: the commonest mistake is to name the
 * knowledge base. */
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

/* Without O_NONBLOCK a pipe at that path would be waited for. */
static int open_quietly(const char *path, int flags)
{
    return open(path, flags | O_CLOEXEC | O_NONBLOCK);
}

static int64_t modified_nanoseconds(const struct stat *about)
{
    return (int64_t)about->st_mtim.tv_sec * 1000000000 + about->st_mtim.tv_nsec;
}

enum faqbot_status snapshot_open(const char *path, struct snapshot *snapshot, struct faqbot_fault *fault)
{
    struct stat about = {0};
    struct snapshot opened = {.file = open_quietly(path, O_RDONLY)};
    enum faqbot_status status = opened.file < 0 || fstat(opened.file, &about) != 0
                                    ? fault_set(fault, errno == ENOENT ? FAQBOT_NOT_FOUND : FAQBOT_IO, path,
                                                0, "cannot open the index: %s", strerror(errno))
                                    : check_file(path, opened.file, &about, fault);
    if (status != FAQBOT_OK) {
        snapshot_release(&opened);
        return status;
    }
    opened.size = about.st_size;
    opened.modified_nanoseconds = modified_nanoseconds(&about);
    *snapshot = opened;
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

/* Goes by the time of the last write, which is no finer than the kernel's tick: a write within the tick in
 * which the file was opened shows only if it changes the size. */
bool snapshot_is_intact(const struct snapshot *snapshot)
{
    struct stat about;
    return snapshot->file < 0 || (fstat(snapshot->file, &about) == 0 && about.st_size == snapshot->size &&
                                  modified_nanoseconds(&about) == snapshot->modified_nanoseconds);
}

/* By device and inode, as paths may lead there in several ways. */
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

/* -- Locks between processes --------------------------------------------------------------------------
 *
 * A file may be replaced at its path while its lock is waited for. A lock on the old file then protects
 * nobody, so both functions compare the locked file with the one at the path. */

void file_lock_release(int lock)
{
    if (lock >= 0) {
        close(lock);
    }
}

/* Loops while the file is replaced between open() and flock(); each turn means that someone placed a new
 * index. */
int file_lock_shared(const char *path)
{
    for (;;) {
        int file = open_quietly(path, O_RDONLY);
        bool is_locked = file >= 0 && flock(file, LOCK_SH) == 0;
        if (is_locked && snapshot_is_at(&(struct snapshot){.file = file}, path)) {
            return file;
        }
        file_lock_release(file);
        if (!is_locked || access(path, R_OK) != 0) {
            return -1;
        }
    }
}

/* Does not wait: with a reader there, the update writes a copy, and no reader is ever kept waiting for long.
 */
int file_lock_exclusive(const char *path)
{
    int file = open_quietly(path, O_RDWR);
    if (file >= 0 &&
        (flock(file, LOCK_EX | LOCK_NB) != 0 || !snapshot_is_at(&(struct snapshot){.file = file}, path))) {
        close(file);
        return -1;
    }
    return file;
}

/* -- Opening by SQLite ----------------------------------------------------------------------------- */

/* An index file up to this size is copied into memory, from where SQLite takes its pages without copying
 * them again: it calls that mapped. The file itself is never mapped, since truncating it would kill the
 * process with SIGBUS. A larger one is read: its pages would count as the process's memory, and what is
 * asked for often is in the posting cache. */
#define COPIED_BYTES_MAX (64 << 20)
#define COPIED_PRAGMAS "PRAGMA cell_size_check = ON; PRAGMA mmap_size = 67108864;"
#define READ_PRAGMAS "PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; PRAGMA cache_size = -8192;" /* KiB */
#define OPENINGS_MAX 8 /* of a file that is replaced each time meanwhile */
#define BUSY_MILLISECONDS 10000
#define OPEN_FLAGS                                                                                           \
    (SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE) /* a store is used by one thread at a time */

extern const unsigned char embed_bot_index_schema_sql[];

/* No journal: a build that fails is thrown away whole. Pages of 8192 bytes, as rows of some 500 bytes,
 * which passages are, leave twice as much of a page of 4096 unused. */
#define BUILD_PRAGMAS                                                                                        \
    "PRAGMA page_size = 8192; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"                          \
    "PRAGMA locking_mode = EXCLUSIVE; PRAGMA temp_store = MEMORY; BEGIN;"

/* Hands out a connection if all went well; otherwise says what could not be done, and closes it. Memory
 * may have been short outside of SQLite, which then knows of no error. */
static enum faqbot_status hand_out(sqlite3 *opened, int code, const char *what, const char *path,
                                   sqlite3 **database, struct faqbot_fault *fault)
{
    enum faqbot_status status = sqlite_status(code);
    if (status == FAQBOT_OK) {
        *database = opened;
        return status;
    }
    fault_set(fault, status, path, 0, "cannot %s the index: %s", what,
              opened != NULL && status != FAQBOT_NO_MEMORY ? sqlite3_errmsg(opened)
                                                           : faqbot_status_text(status));
    sqlite3_close(opened);
    return status;
}

enum faqbot_status database_create(const char *path, sqlite3 **database, struct faqbot_fault *fault)
{
    sqlite3 *made = NULL;
    int code = sqlite3_open_v2(path == NULL ? ":memory:" : path, &made,
                               SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | OPEN_FLAGS, NULL);
    fulltext_register(made, &code);
    sqlite_run(made, BUILD_PRAGMAS, &code);
    sqlite_run(made, (const char *)embed_bot_index_schema_sql, &code);
    if (code == SQLITE_OK) {
        sqlite_harden(made);
    }
    return hand_out(made, code, "make", path, database, fault);
}

/* The schema that is there goes: all of `from` takes its place. */
enum faqbot_status database_copy(sqlite3 *from, sqlite3 *made, struct faqbot_fault *fault)
{
    int code = SQLITE_OK;
    sqlite_run(made, "ROLLBACK", &code);
    sqlite3_backup *backup = code == SQLITE_OK ? sqlite3_backup_init(made, "main", from, "main") : NULL;
    if (backup != NULL) {
        (void)sqlite3_backup_step(backup, -1); /* what fails is told at the end */
        code = sqlite3_backup_finish(backup);
    }
    enum faqbot_status status = backup == NULL ? FAQBOT_NO_MEMORY : sqlite_status(code);
    return status == FAQBOT_OK
               ? status
               : fault_set(fault, status, NULL, 0, "cannot copy the index: %s", faqbot_status_text(status));
}

/* What makes the file an index is written last: one that was not finished is not taken for one. */
enum faqbot_status database_finish(sqlite3 *database)
{
    char identity[96];
    int code = SQLITE_OK;
    snprintf(identity, sizeof identity, "PRAGMA application_id = %d; PRAGMA user_version = %d; COMMIT;",
             DATABASE_APPLICATION_ID, DATABASE_SCHEMA_VERSION);
    sqlite_run(database, identity, &code);
    return sqlite_status(code);
}

/* Where SQLite keeps the old pages while a transaction changes the file. */
static bool write_journal_name(const char *path, struct buffer *name)
{
    buffer_init(name, strlen(path) + 16);
    buffer_add_text(name, path);
    buffer_add_text(name, "-journal");
    buffer_add_byte(name, '\0');
    return !name->failed;
}

/* Lets SQLite play back a journal: it does so when a file is first read. The journal of changes that had
 * not begun SQLite passes over and leaves there, so it is removed. */
static int play_back(const char *path, const char *journal)
{
    sqlite3 *opened = NULL;
    int code = sqlite3_open_v2(path, &opened, SQLITE_OPEN_READWRITE | OPEN_FLAGS, NULL);
    if (code == SQLITE_OK) {
        sqlite3_busy_timeout(opened, BUSY_MILLISECONDS);
    }
    sqlite_run(opened, "SELECT count(*) FROM sqlite_schema", &code);
    sqlite3_close(opened);
    if (code == SQLITE_OK) {
        (void)unlink(journal);
    }
    return code;
}

/* Takes back an update in place that was broken off: the old pages lie in the journal beside the file. */
static enum faqbot_status restore_old_pages(const char *path, struct faqbot_fault *fault)
{
    struct buffer journal;
    enum faqbot_status status = FAQBOT_NO_MEMORY;
    if (write_journal_name(path, &journal)) {
        status = access(journal.bytes, F_OK) == 0 ? sqlite_status(play_back(path, journal.bytes)) : FAQBOT_OK;
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

void store_discard_changes(const char *path)
{
    struct buffer journal;
    if (restore_old_pages(path, NULL) != FAQBOT_OK && write_journal_name(path, &journal)) {
        (void)unlink(journal.bytes);
        buffer_release(&journal);
    }
}

/* 64 MiB of pages: an update touches pages all over the posting table, and each that falls out of the cache
 * before its next edit would be written and read again. */
#define CHANGE_PRAGMAS                                                                                       \
    "PRAGMA locking_mode = EXCLUSIVE; PRAGMA temp_store = MEMORY; PRAGMA cell_size_check = ON;"              \
    "PRAGMA cache_size = -65536; BEGIN IMMEDIATE;"

enum faqbot_status database_change(const char *path, enum database_changing changing, sqlite3 **database,
                                   struct faqbot_fault *fault)
{
    static const char *const journal_pragmas[] = {
        [DATABASE_COPY] = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;",
        [DATABASE_IN_PLACE] = "PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL;"};
    struct snapshot checked = SNAPSHOT_NONE;
    sqlite3 *opened = NULL;
    enum faqbot_status status = restore_old_pages(path, fault);
    status = status == FAQBOT_OK ? snapshot_open(path, &checked, fault) : status;
    snapshot_release(&checked);
    if (status != FAQBOT_OK) {
        return status;
    }
    int code = sqlite3_open_v2(path, &opened, SQLITE_OPEN_READWRITE | OPEN_FLAGS, NULL);
    if (code == SQLITE_OK) {
        sqlite_harden(opened);
    }
    fulltext_register(opened, &code);
    sqlite_run(opened, journal_pragmas[changing], &code);
    sqlite_run(opened, CHANGE_PRAGMAS, &code);
    return hand_out(opened, code, "change", path, database, fault);
}

/* A connection to `bytes`, which become SQLite's to free, also after a failure. */
static int deserialize(unsigned char *bytes, sqlite3_int64 size, unsigned flags, sqlite3 **database)
{
    int code =
        sqlite3_open_v2(":memory:", database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY | OPEN_FLAGS, NULL);
    if (code != SQLITE_OK) {
        sqlite3_free(bytes);
        return code;
    }
    return sqlite3_deserialize(*database, "main", bytes, size, size, SQLITE_DESERIALIZE_FREEONCLOSE | flags);
}

/* Whether what SQLite says of itself is what database_finish() wrote. */
static enum faqbot_status check_identity(sqlite3 *database, struct faqbot_fault *fault)
{
    int64_t id = 0;
    int64_t version = 0;
    int code = SQLITE_OK;
    sqlite_number(database, "PRAGMA application_id", &id, &code);
    sqlite_number(database, "PRAGMA user_version", &version, &code);
    if (code != SQLITE_OK || id != DATABASE_APPLICATION_ID) {
        return code == SQLITE_NOMEM ? fault_set(fault, FAQBOT_NO_MEMORY, NULL, 0, "out of memory")
                                    : fault_set(fault, FAQBOT_INVALID, NULL, 0, "these bytes are no index");
    }
    return version == DATABASE_SCHEMA_VERSION
               ? FAQBOT_OK
               : fault_set(fault, FAQBOT_VERSION, NULL, 0,
                           "the index has format %lld, and this program reads format %d; make it anew with "
                           "this program",
                           (long long)version, DATABASE_SCHEMA_VERSION);
}

enum faqbot_status database_load(struct faqbot_view bytes, sqlite3 **database, struct faqbot_fault *fault)
{
    sqlite3 *opened = NULL;
    unsigned char *copy = sqlite3_malloc64(bytes.size + 1);
    int code = SQLITE_NOMEM;
    if (copy != NULL) {
        memcpy(copy, bytes.bytes, bytes.size);
        code = deserialize(copy, (sqlite3_int64)bytes.size, SQLITE_DESERIALIZE_RESIZEABLE, &opened);
    }
    if (code == SQLITE_OK) {
        sqlite_harden(opened);
    }
    fulltext_register(opened, &code);
    enum faqbot_status status = code == SQLITE_OK ? check_identity(opened, fault) : FAQBOT_OK;
    status = code == SQLITE_OK && status == FAQBOT_OK ? database_verify(opened) : status;
    if (status == FAQBOT_OK) {
        return hand_out(opened, code, "load", NULL, database, fault);
    }
    sqlite3_close(opened);
    return status;
}

/* A copy of the file in memory that is SQLite's to free. */
static int open_copy(const struct snapshot *snapshot, sqlite3 **database)
{
    unsigned char *bytes = sqlite3_malloc64((sqlite3_uint64)snapshot->size);
    if (bytes == NULL) {
        return SQLITE_NOMEM;
    }
    if (!snapshot_read(snapshot, bytes)) {
        sqlite3_free(bytes);
        return SQLITE_IOERR;
    }
    return deserialize(bytes, snapshot->size, SQLITE_DESERIALIZE_READONLY, database);
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
    } else { /* nobody writes an index that is open: its lock sees to that */
        sqlite_open_immutable(path, OPEN_FLAGS, &opened, &code);
    }
    if (code == SQLITE_OK) {
        sqlite_harden(opened);
    }
    fulltext_register(opened, &code);
    sqlite_run(opened, is_copied ? COPIED_PRAGMAS : READ_PRAGMAS, &code);
    bool is_torn = opened == NULL && code != SQLITE_OK && !snapshot_is_intact(snapshot);
    status = hand_out(opened, code, "open", path, database, fault);
    if (is_torn) {
        fault_set(fault, status, path, 0, "cannot open the index: it is being written");
    }
    if (status != FAQBOT_OK || is_copied) {
        snapshot_release(snapshot);
    }
    return status;
}

/* A snapshot that outlives the opening belongs to a file that is read in place; of a copy nothing can change.
 */
enum faqbot_status database_open(const char *path, sqlite3 **database, struct snapshot *snapshot,
                                 struct faqbot_fault *fault)
{
    enum faqbot_status status = restore_old_pages(path, fault);
    for (unsigned i = 0; i < OPENINGS_MAX && status == FAQBOT_OK; i++) {
        status = open_once(path, database, snapshot, fault);
        /* Another file may have been put there before SQLite opened it by its name. */
        if (status != FAQBOT_OK || snapshot->file < 0 || snapshot_is_at(snapshot, path)) {
            return status;
        }
        sqlite3_close(*database);
        *database = NULL;
        snapshot_release(snapshot);
    }
    return status == FAQBOT_OK
               ? fault_set(fault, FAQBOT_IO, path, 0, "cannot open the index: it is replaced again and again")
               : status;
}

enum faqbot_status database_verify(sqlite3 *database)
{
    sqlite3_stmt *statement = NULL;
    int code = SQLITE_OK;
    sqlite_prepare(database, "PRAGMA quick_check(1)", &statement, &code);
    code = code == SQLITE_OK ? sqlite3_step(statement) : code;
    bool is_whole = code == SQLITE_ROW && view_equals(sqlite_column(statement, 0), view_of("ok"));
    sqlite3_finalize(statement);
    return code == SQLITE_ROW && !is_whole ? FAQBOT_CORRUPT : sqlite_status(code);
}
