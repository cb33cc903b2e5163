/* index/store_internal.h - what the files of index/ that keep rows share: the store, its full-text table, entries that
 * were read last or that lie elsewhere, and the file under it all. */
#ifndef INDEX_STORE_INTERNAL_H
#define INDEX_STORE_INTERNAL_H

#include <faqbot.h>

#include <stdbool.h>
#include <stdint.h>

#include "index/index.h"
#include "util/sqlite.h"
#include "util/util.h"

/* ==== store.c: opening for changes, and writing =================================================== */

/* A copy of an index that was finished, for changing what is in it: after a failure the copy is worth
 * nothing. Ended by store_finish(), which takes no time here. Statuses as store_open(). */
enum faqbot_status store_change(const char *path, struct store **store, struct faqbot_fault *fault);

/* The same in place: store_close() without store_finish() leaves the file as it was. IO: another process has it. */
enum faqbot_status store_change_in_place(const char *path, struct store **store, struct faqbot_fault *fault);

/* What changes in place that were broken off left beside an index that is to be replaced: they are taken
 * back, and where that is not possible forgotten, so that they are not taken back in the index that comes. */
void store_discard_changes(const char *path);

/* Writing is sticky: the first failure stays, later calls write nothing, and store_status() or
 * store_finish() tells of it. So a caller writes one row after the other and checks once. IO (a full disk),
 * NO_MEMORY, LIMIT (a text over SQLite's thousand million bytes), CORRUPT (a row whose key is taken). All
 * of it comes before store_finish(), after which the file is whole but in the system's cache only. */
enum faqbot_status store_status(const struct store *store);
enum faqbot_status store_finish(struct store *store);

/* Adds an entry, whose number must be free; its disclaimer and its file are added when they are new. The second: also
 * where its id is taken, but in other languages only (variants.c). FAQBOT_INVALID: the id is taken, and `taken` says by
 * what; its path is the arena's. It is the author's mistake and does not stay. Otherwise as store_status(). */
enum faqbot_status store_add_entry(struct store *store, const struct store_entry *entry, struct arena *arena,
                                   struct store_entry *taken);
enum faqbot_status store_add_variant(struct store *store, const struct store_entry *entry,
                                     struct arena *arena, struct store_entry *taken);

/* Ordinal 0 is the entry's question, which is kept with it; `typed` is the phrasing's folded words, joined by
 * blanks; empty: the phrasing is not suggested. */
void store_add_phrasing(struct store *store, uint32_t entry, unsigned ordinal, struct faqbot_view text,
                        struct faqbot_view typed);
void store_add_exclusion(struct store *store, uint32_t entry, unsigned ordinal, struct faqbot_view text);
void store_add_related(struct store *store, uint32_t entry, unsigned ordinal, struct faqbot_view id);
void store_add_synonym(struct store *store, struct faqbot_view source, struct faqbot_view target);

/* A stem, the number that posting lists know it by, and how many entries hold it. */
void store_add_word(struct store *store, uint32_t number, struct faqbot_view text, uint32_t entries);

/* A chunk of a word's posting list; `first_entry` is the first in it. There are fewer than 2^31 words, as a
 * key of SQLite's is a signed number of 64 bits. */
void store_add_posting(struct store *store, uint32_t word, uint32_t first_entry, struct faqbot_view bytes);

/* The same as a posting_writer_sink, `store` being its context. */
enum faqbot_status store_put_chunk(void *store, uint32_t word, uint32_t first_entry,
                                   struct faqbot_view bytes);

/* A form, of which text, language and stem are the key. */
void store_add_form(struct store *store, const struct store_form *form);

/* What an entry is found by in store_search_fulltext(), `stems` being for its language: it is added or, said to the
 * letter, taken back. By column: the text, phrasings, titles, and labels as fulltext_add_label() writes them. */
#define FULLTEXT_COLUMNS 4
enum store_change { STORE_ADD, STORE_REMOVE };
void store_write_fulltext(struct store *store, enum store_change change, uint32_t entry,
                          struct stemmer *stems, const struct faqbot_view columns[FULLTEXT_COLUMNS]);

/* These replace what is there, in a new index too. */
void store_change_model(struct store *store, const char *name, struct faqbot_view bytes);
void store_change_setting(struct store *store, const char *name, struct faqbot_view value);
void store_change_number(struct store *store, const char *name, uint64_t value); /* a setting, in decimal */

/* -- Changing what store_change() opened; sticky too. ---------------------------------------------- */

/* Replaces the row of that number; its id, kind and path stay, and its further phrasings, its exclusions and
 * related ids are gone. */
void store_change_entry(struct store *store, const struct store_entry *entry);

/* Takes back what store_add_phrasing() said of a phrasing's words. */
void store_change_remove_suggestion(struct store *store, uint32_t entry, unsigned ordinal,
                                    struct faqbot_view typed);
/* Replaces what is there; a word or form that is there keeps its number. No uses: the form is gone. */
void store_change_word(struct store *store, uint32_t number, struct faqbot_view text, uint32_t entries);
void store_change_form(struct store *store, const struct store_form *form);
/* What forward_encode() made of an entry; in a new index too. */
void store_change_forward(struct store *store, uint32_t entry, struct faqbot_view bytes);
void store_change_embeddings(struct store *store, uint32_t entry,
                             struct faqbot_view bytes); /* there or not */
void store_change_remove_posting(struct store *store, uint32_t word, uint32_t first_entry);

/* -- Reading, as in index.h ------------------------------------------------------------------------ */

/* Of an entry only the number, kind, question, title, language and content: what it is found by. */
void store_get_text(struct store *store, uint32_t number, struct arena *arena, struct store_entry *entry,
                    enum faqbot_status *status);

/* Number and uses of a form, by its key. */
bool store_find_form(struct store *store, struct store_form *form, enum faqbot_status *status);

/* A chunk of a word's list, by its first entry: the last that does not begin behind `entry`, or the first that does. */
bool store_find_posting_before(struct store *store, uint32_t word, uint32_t entry, struct arena *arena,
                               uint32_t *first_entry, struct faqbot_view *bytes, enum faqbot_status *status);
bool store_find_posting_behind(struct store *store, uint32_t word, uint32_t entry, struct arena *arena,
                               uint32_t *first_entry, struct faqbot_view *bytes, enum faqbot_status *status);

/* -- stats.c: what there is of it all. CORRUPT, IO. */
struct store_counts {
    uint64_t questions;
    uint64_t passages;
    uint64_t further; /* phrasings but the first of each entry */
    uint64_t stems;
    uint64_t spellings;
    uint64_t uses; /* of all spellings together */
};
void store_stats_count(struct store *store, struct store_counts *counts, enum faqbot_status *status);

/* Each table of the file and its bytes, the largest first; none where this SQLite does not tell. CORRUPT, IO. */
typedef enum faqbot_status store_visit_table(void *user, struct faqbot_view name, uint64_t bytes);
void store_stats_tables(struct store *store, store_visit_table *visit, void *user,
                        enum faqbot_status *status);

/* What the store's rows lie in, for files that read and write them by their own statements. */
sqlite3 *store_database(struct store *store);

/* Or by the store's, which are kept: begins a use of the statement of this literal, whose parameters are of the types
 * that store.c explains; steps to the next row, false behind the last one and after a failure; ends the use, always.
 * What was bound must live until then. */
sqlite3_stmt *store_start(struct store *store, enum faqbot_status *status, const char *sql, const char *types,
                          ...);
bool store_next(sqlite3_stmt *statement, enum faqbot_status *status);
void store_end(sqlite3_stmt *statement);

/* The chunks of a list lie next to each other, in the order of their entries. */
static inline uint64_t store_posting_key(uint32_t list, uint32_t first_entry)
{
    return (uint64_t)list << 32 | first_entry;
}

/* ==== fulltext.c: our words in SQLite's full-text search =========================================== */

struct fulltext;
/* Gives a connection what the table `fulltext` needs, before it is looked at; finds it again. See util/sqlite.h. */
void fulltext_register(sqlite3 *database, int *code);
struct fulltext *fulltext_of(sqlite3 *database, int *code);

/* Before a statement: the languages of its texts, and what rows are ranked by; NULL: it writes. Both are borrowed. */
void fulltext_begin(struct fulltext *fulltext, struct fulltext_stems stems,
                    const struct fulltext_match *match);

/* ==== entry_packer.c: all rows of an entry, as bytes ================================================ */

#define ENTRY_PACKER_TABLES 5

/* The statements; released by entry_packer_release(), also after a failure, before the database is closed. */
struct entry_packer {
    sqlite3_stmt *read[ENTRY_PACKER_TABLES];
    sqlite3_stmt *add[ENTRY_PACKER_TABLES];
    sqlite3_stmt *remove[ENTRY_PACKER_TABLES];
};
void entry_packer_open(sqlite3 *database, struct entry_packer *packer, int *code);
void entry_packer_release(struct entry_packer *packer);

/* Appends what the database has of an entry. CORRUPT, IO, NO_MEMORY. */
void entry_packer_write(struct entry_packer *packer, uint32_t number, struct buffer *out,
                        enum faqbot_status *status);

/* The way back, for an entry that is not there: all of it is added, or nothing. CORRUPT, also where the bytes are
 * damaged; NO_MEMORY. */
void entry_packer_add(struct entry_packer *packer, uint32_t number, struct faqbot_view bytes,
                      enum faqbot_status *status);
bool entry_packer_is_there(struct entry_packer *packer, uint32_t number, enum faqbot_status *status);
void entry_packer_remove(struct entry_packer *packer, uint32_t number, enum faqbot_status *status);

/* ==== first_stage.c: entries that lie elsewhere, known to store.c alone ============================= */

struct first_stage;

/* Opens a session; *collection is valid until the next call. Statuses and `fault` as struct faqbot_stage says. Then the
 * database that was made of the collection is bound, and outlives it. NULL is closed too. */
enum faqbot_status first_stage_open(const struct faqbot_stage *stage, struct first_stage **opened,
                                    struct faqbot_view *collection, struct faqbot_fault *fault);
void first_stage_bind(struct first_stage *first_stage, sqlite3 *database, int *code);
void first_stage_close(struct first_stage *first_stage);

/* As store_begin() and store_find_elsewhere() say. */
void first_stage_begin(struct first_stage *first_stage);
void first_stage_find(struct first_stage *first_stage, const struct faqbot_stage_query *query,
                      uint32_t *entries, size_t *count, enum faqbot_status *status);

/* Sees to it that entries are in the tables, as far as the stage has them. NULL: all are there. UNAVAILABLE, CORRUPT,
 * NO_MEMORY. */
void first_stage_need(struct first_stage *first_stage, const uint32_t *entries, size_t count,
                      enum faqbot_status *status);
void first_stage_need_named(struct first_stage *first_stage, struct faqbot_view id,
                            enum faqbot_status *status);

/* ==== rows.c: entries that were read last ========================================================= */

/* Whether an entry, or a part of one, was kept under this key; it is copied to the arena. NO_MEMORY. */
bool rows_find(struct lru_cache *rows, uint64_t key, struct arena *arena, struct store_entry *row,
               enum faqbot_status *status);

/* Keeps one that was just read, where *status says that it was; a cache may forget. */
void rows_keep(struct lru_cache *rows, uint64_t key, const struct store_entry *row,
               const enum faqbot_status *status);

/* ==== store_file.c: the file under the store, known to store.c alone ============================== */

/* The file of an index as it is when it is opened. Others may write over it, cut it or take it away at any time, so
 * that it is either copied into memory whole, or looked at again whenever something was read from it. */

/* Declare it, snapshot_open() it, snapshot_release() it. */
struct snapshot {
    int file;     /* open for reading; -1: there is nothing that could change */
    int64_t size; /* in bytes */
    int64_t modified_nanoseconds;
};
#define SNAPSHOT_NONE ((struct snapshot){.file = -1})

/* Opens a file whose header is that of a finished index of this version, with all of its pages there. NOT_FOUND, IO,
 * INVALID (not an index), VERSION, CORRUPT (cut short) with `fault` filled; nothing is to be released then. */
enum faqbot_status snapshot_open(const char *path, struct snapshot *snapshot, struct faqbot_fault *fault);

/* Reads all of the file into `size` bytes of the caller's. False: it cannot be read, or was changed meanwhile. */
bool snapshot_read(const struct snapshot *snapshot, unsigned char *bytes);

/* Whether the file is as it was when it was opened, so that what was read from it belongs together.
 * Renaming the file, removing it and changing its rights do not count. */
bool snapshot_is_intact(const struct snapshot *snapshot);

/* Whether it is the file that has that path now. */
bool snapshot_is_at(const struct snapshot *snapshot, const char *path);

void snapshot_release(struct snapshot *snapshot); /* SNAPSHOT_NONE is allowed */

/* What SQLite's header says of an index: `file` and other programs tell it by the first, and the second says which
 * version of schema.sql its tables have. A change of the schema, or of what packed bytes mean, is a new version; there
 * are no migrations, since an index can be made anew of the knowledge base at any time. */
#define DATABASE_APPLICATION_ID 0x66617162 /* "faqb" */
#define DATABASE_SCHEMA_VERSION 10

/* Creates `path` (NULL: in memory) with the schema, within an open transaction. *database is the caller's. */
enum faqbot_status database_create(const char *path, sqlite3 **database, struct faqbot_fault *fault);

/* A finished index of which these are all bytes, in memory, with all pages checked; it may be written to. INVALID,
 * VERSION, CORRUPT, NO_MEMORY with `fault` filled. */
enum faqbot_status database_load(struct faqbot_view bytes, sqlite3 **database, struct faqbot_fault *fault);

/* Makes what database_create() just created a copy of another one that is finished, and nobody uses meanwhile. It is
 * worth nothing where that fails: CORRUPT, IO, NO_MEMORY, with `fault` filled. */
enum faqbot_status database_copy(sqlite3 *from, sqlite3 *made, struct faqbot_fault *fault);

/* Opens a finished index for changes, within an open transaction that database_finish() ends. What fails,
 * or is closed before, leaves a copy worth nothing; in place it leaves the file as it was, also after a
 * power cut. Statuses as database_open(). */
enum database_changing { DATABASE_COPY, DATABASE_IN_PLACE };
enum faqbot_status database_change(const char *path, enum database_changing changing, sqlite3 **database,
                                   struct faqbot_fault *fault);

/* Marks what was created as an index and ends the transaction. */
enum faqbot_status database_finish(sqlite3 *database);

/* Opens an index read-only, after changes in place that were broken off are taken back and its header was read
 * without SQLite: NOT_FOUND, IO (no file, a folder, unreadable, being written), INVALID (not an index), VERSION,
 * CORRUPT (cut short). *snapshot is the caller's to release: what was read is worth something while it is intact. */
enum faqbot_status database_open(const char *path, sqlite3 **database, struct snapshot *snapshot,
                                 struct faqbot_fault *fault);

/* Reads all of it. CORRUPT where a page is not what it must be, IO. */
enum faqbot_status database_verify(sqlite3 *database);

/* Which processes have an index open: a lock (flock(2)) on the file, shared by its readers, so that an
 * update writes in place only where there are none. Deliberately apart from SQLite's own locks: readers
 * open the file as immutable and take none. */

/* For a reader: waits while the file is being changed. -1: there is no such file, or the file system has no
 * locks; then no process has the other lock either. Released by file_lock_release(), after the file is
 * closed in every other way, since closing it ends SQLite's own locks of the process. */
int file_lock_shared(const char *path);

/* For the process that changes the file. -1: another one has it open, or there are no locks. */
int file_lock_exclusive(const char *path);

void file_lock_release(int lock); /* -1 is allowed */

#endif
