/* index/store.c - the rows of an index file: writes them, replaces them, reads them back. Each function
 * holds the SQL that it runs, beside the values that it binds. It sits between the files that know what an
 * entry or a posting list means and store_file.c, which knows files, locks and pragmas.
 *
 * It deliberately knows no language and no ranking: words arrive as stems, postings and models as bytes.
 * SQL is constant and values are only ever bound, so nothing that an author or a visitor writes is ever
 * parsed as SQL. */
#include "index/index_internal.h"

#include <assert.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "util/util.h"

#define STATEMENTS_MAX 48 /* more than there are SQL texts in this file */

/* An id as its author wrote it, without what variants.c puts behind that of a further variant. */
#define AUTHORS_ID "substr(e.id, 1, instr(e.id || char(31), char(31)) - 1)"

#define ROWS_BYTES_MAX ((size_t)32 << 20) /* of entries and labels that were read last, together */
#define ROWS_MAX 65536

struct store {
    sqlite3 *database;
    int lock;                 /* see file_lock_shared(); -1: none */
    struct snapshot snapshot; /* of a file that is read while it lies there */
    struct {
        const char *sql; /* a literal of this file, known by its address; NULL: free */
        sqlite3_stmt *statement;
    } prepared[STATEMENTS_MAX];
    struct first_stage *first_stage; /* has the rows of entries; NULL: they are here */
    struct lru_cache *rows;          /* rows.c's: entries, and labels of entries */
    struct buffer source;            /* the path of the entry that was added last */
    uint32_t source_number;
    struct fulltext *fulltext; /* the connection's */
    bool is_changed;           /* an index that was finished before, and not a new one */
    bool is_finished;
    enum faqbot_status status; /* the first failure of a write; nothing is written after it */
};

/* A store is new, in the open transaction that database_create() began, which store_finish() commits; opened for
 * changes, likewise; or opened for reading, where nothing is ever written. Nothing here checks which: SQLite does. */

/* -- Statements: bind, step, end ----------------------------------------------------------------------
 *
 * A string of letters gives the types of a statement's parameters, and behind a '>' those of the columns of its first
 * row: `u` is a uint32_t, `k` a uint64_t, `t` a view that is text, `b` one that is a blob. It keeps a statement, its
 * values and its results in one call; the alternative, a struct for each value, takes three lines for each of them. */

/* The statement for `sql`, prepared when it is first used and then kept: preparing takes longer than running most of
 * them. Each may be in use while another runs, but none twice at a time. Looking through dozens costs nothing. */
static sqlite3_stmt *prepare(struct store *store, const char *sql, enum faqbot_status *status)
{
    size_t i = 0;
    if (*status != FAQBOT_OK) {
        return NULL; /* nor is there a store, if it is the opening that failed */
    }
    while (store->prepared[i].sql != NULL && store->prepared[i].sql != sql) {
        i++;
        assert(i < STATEMENTS_MAX);
    }
    if (store->prepared[i].sql == NULL) {
        int code = SQLITE_OK;
        sqlite_prepare(store->database, sql, &store->prepared[i].statement, &code);
        *status = sqlite_status(code);
        store->prepared[i].sql = code == SQLITE_OK ? sql : NULL;
    }
    return store->prepared[i].statement;
}

/* Binds the parameters, of which the types end at a '>' or at the end. What is bound is not copied: it must
 * live until store_end(). */
static sqlite3_stmt *start_list(struct store *store, const char *sql, const char *types, va_list *values,
                                enum faqbot_status *status)
{
    sqlite3_stmt *statement = prepare(store, sql, status);
    for (int i = 0; *status == FAQBOT_OK && types[i] != '\0' && types[i] != '>'; i++) {
        int code = SQLITE_MISUSE;
        switch (types[i]) {
        case 'u':
            code = sqlite3_bind_int64(statement, i + 1, va_arg(*values, uint32_t));
            break;
        case 'k':
            code = sqlite3_bind_int64(statement, i + 1, (sqlite3_int64)va_arg(*values, uint64_t));
            break;
        case 't':
            code = sqlite_bind_text(statement, i + 1, va_arg(*values, struct faqbot_view));
            break;
        case 'b':
            code = sqlite_bind_blob(statement, i + 1, va_arg(*values, struct faqbot_view));
            break;
        }
        *status = sqlite_status(code);
    }
    return statement;
}

/* Begins a use of a statement that gives rows. store_end() follows in any case, also after a failure. */
sqlite3_stmt *store_start(struct store *store, enum faqbot_status *status, const char *sql, const char *types,
                          ...)
{
    va_list values;
    va_start(values, types);
    sqlite3_stmt *statement = start_list(store, sql, types, &values, status);
    va_end(values);
    return statement;
}

/* Steps to the next row; false behind the last one, and after a failure. */
bool store_next(sqlite3_stmt *statement, enum faqbot_status *status)
{
    int code = *status == FAQBOT_OK ? sqlite3_step(statement) : SQLITE_DONE;
    *status = *status == FAQBOT_OK ? sqlite_status(code) : *status;
    return code == SQLITE_ROW;
}

/* Ends a use: what was bound or handed out is no longer looked at. */
void store_end(sqlite3_stmt *statement)
{
    if (statement != NULL) { /* which sqlite3_clear_bindings() does not allow */
        sqlite3_reset(statement);
        sqlite3_clear_bindings(statement);
    }
}

/* Runs a statement that gives no rows. Sticky: nothing is run after the first failure. SQLite takes the one transaction
 * back when memory or the disk fails it, also in a reading: what is written then would stand alone, and at once. */
static void run(struct store *store, const char *sql, const char *types, ...)
{
    va_list values;
    fail_if(!store->is_finished && sqlite3_get_autocommit(store->database) != 0, FAQBOT_IO, &store->status);
    lru_cache_clear(store->rows);
    if (store->status == FAQBOT_OK) {
        va_start(values, types);
        sqlite3_stmt *statement = start_list(store, sql, types, &values, &store->status);
        va_end(values);
        (void)store_next(statement, &store->status);
        store_end(statement);
    }
}

/* Reads the first row. Behind the parameters come pointers to what the columns fill; texts and blobs are
 * copied into the arena, with a NUL behind them. False: there is no row, or *status says why not. */
static bool find(struct store *store, struct arena *arena, enum faqbot_status *status, const char *sql,
                 const char *types, ...)
{
    va_list values;
    va_start(values, types);
    sqlite3_stmt *statement = start_list(store, sql, types, &values, status);
    bool found = store_next(statement, status);
    while (*types++ != '>') {
    }
    for (int i = 0; found && *status == FAQBOT_OK && types[i] != '\0'; i++) {
        if (types[i] == 'u') {
            *va_arg(values, uint32_t *) = (uint32_t)sqlite3_column_int64(statement, i);
        } else if (types[i] == 'k') {
            *va_arg(values, uint64_t *) = (uint64_t)sqlite3_column_int64(statement, i);
        } else if (!arena_copy(arena, sqlite_column(statement, i), va_arg(values, struct faqbot_view *))) {
            *status = FAQBOT_NO_MEMORY;
        }
    }
    va_end(values);
    store_end(statement);
    return found && *status == FAQBOT_OK;
}

/* The first column of each row, copied, in the order of the rows. */
static void get_texts(struct store *store, const char *sql, uint32_t key, struct arena *arena,
                      struct faqbot_view **texts, size_t *count, enum faqbot_status *status)
{
    struct faqbot_view text = {0};
    struct buffer found;
    buffer_init_in(&found, arena, SIZE_MAX);
    sqlite3_stmt *row = store_start(store, status, sql, "u", key);
    while (store_next(row, status)) {
        bool is_copied = arena_copy(arena, sqlite_column(row, 0), &text);
        buffer_add(&found, view_make((const char *)&text, sizeof text));
        *status = is_copied && !found.failed ? FAQBOT_OK : FAQBOT_NO_MEMORY;
    }
    store_end(row);
    *texts = (void *)found.bytes;
    *count = *status == FAQBOT_OK ? found.size / sizeof text : 0;
}

/* -- Life ------------------------------------------------------------------------------------------ */

/* A new index; one that was finished, for reading; a copy of one, and one in its place, for changes. */
enum opening { OPEN_NEW, OPEN_FINISHED, OPEN_COPY, OPEN_IN_PLACE };

/* An empty one, with the caches that each has. NULL: no memory. */
static struct store *new_store(int lock)
{
    struct store *made = calloc(1, sizeof *made);
    struct lru_cache *rows = lru_cache_new(ROWS_MAX, ROWS_BYTES_MAX, (struct siphash_key){{0, 0}});
    if (made == NULL || rows == NULL) {
        free(made);
        lru_cache_free(rows);
        file_lock_release(lock);
        return NULL;
    }
    *made = (struct store){.lock = lock, .snapshot = SNAPSHOT_NONE, .rows = rows};
    buffer_init(&made->source, SIZE_MAX);
    return made;
}

/* Takes over the lock, also where it fails. An index that was finished before has its rows replaced, and store_finish()
 * does not optimize them. */
static enum faqbot_status open_store(const char *path, enum opening opening, int lock, struct store **store,
                                     struct faqbot_fault *fault)
{
    struct store *made = new_store(lock);
    if (made == NULL) {
        return fault_set(fault, FAQBOT_NO_MEMORY, NULL, 0, "out of memory");
    }
    made->is_changed = opening == OPEN_COPY || opening == OPEN_IN_PLACE;
    enum faqbot_status status =
        opening == OPEN_NEW ? database_create(path, &made->database, fault)
        : opening == OPEN_FINISHED
            ? database_open(path, &made->database, &made->snapshot, fault)
            : database_change(path, opening == OPEN_COPY ? DATABASE_COPY : DATABASE_IN_PLACE, &made->database,
                              fault);
    if (status == FAQBOT_OK) {
        int code = SQLITE_OK;
        made->fulltext = fulltext_of(made->database, &code);
        status = sqlite_status(code);
        if (status != FAQBOT_OK) {
            fault_set(fault, status, path, 0, "cannot open the index: %s", faqbot_status_text(status));
        }
    }
    if (status != FAQBOT_OK) {
        store_close(made);
        return status;
    }
    *store = made;
    return FAQBOT_OK;
}

enum faqbot_status store_create(const char *path, struct store **store, struct faqbot_fault *fault)
{
    return open_store(path, OPEN_NEW, -1, store, fault);
}

enum faqbot_status store_copy(const struct store *from, struct store **store, struct faqbot_fault *fault)
{
    struct store *made = NULL;
    enum faqbot_status status = store_create(NULL, &made, fault);
    if (status == FAQBOT_OK && made != NULL) {
        status = database_copy(from->database, made->database, fault);
    }
    if (status != FAQBOT_OK) {
        store_close(made);
        return status;
    }
    *store = made;
    return status;
}

enum faqbot_status store_open(const char *path, struct store **store, struct faqbot_fault *fault)
{
    return open_store(path, OPEN_FINISHED, file_lock_shared(path), store, fault);
}

enum faqbot_status store_open_elsewhere(const struct faqbot_stage *stage, struct store **store,
                                        struct faqbot_fault *fault)
{
    int code = SQLITE_OK;
    struct faqbot_view collection = {0};
    struct store *made = new_store(-1);
    if (made == NULL) {
        return fault_set(fault, FAQBOT_NO_MEMORY, NULL, 0, "out of memory");
    }
    enum faqbot_status status = first_stage_open(stage, &made->first_stage, &collection, fault);
    status = status == FAQBOT_OK ? database_load(collection, &made->database, fault) : status;
    if (status == FAQBOT_OK) {
        made->fulltext = fulltext_of(made->database, &code);
        first_stage_bind(made->first_stage, made->database, &code);
        status = sqlite_status(code);
    }
    if (status != FAQBOT_OK) {
        store_close(made);
        return status;
    }
    *store = made;
    return FAQBOT_OK;
}

enum faqbot_status store_change(const char *path, struct store **store, struct faqbot_fault *fault)
{
    return open_store(path, OPEN_COPY, -1, store, fault);
}

enum faqbot_status store_change_in_place(const char *path, struct store **store, struct faqbot_fault *fault)
{
    int lock = file_lock_exclusive(path);
    return lock < 0 ? fault_set(fault, FAQBOT_IO, path, 0, "this index is in use")
                    : open_store(path, OPEN_IN_PLACE, lock, store, fault);
}

void store_close(struct store *store)
{
    if (store == NULL) {
        return;
    }
    for (size_t i = 0; i < STATEMENTS_MAX; i++) {
        sqlite3_finalize(store->prepared[i].statement);
    }
    first_stage_close(store->first_stage);
    sqlite3_close(store->database);
    snapshot_release(&store->snapshot);
    lru_cache_free(store->rows);
    file_lock_release(store->lock); /* last: closing a file ends SQLite's own locks of the process on it */
    buffer_release(&store->source);
    free(store);
}

sqlite3 *store_database(struct store *store)
{
    return store->database;
}

/* Nothing can happen to an index in memory, or to one that this process writes. */
bool store_is_intact(const struct store *store)
{
    return snapshot_is_intact(&store->snapshot);
}

enum faqbot_status store_verify(struct store *store)
{
    return database_verify(store->database);
}

enum faqbot_status store_status(const struct store *store)
{
    return store->status;
}

enum faqbot_status store_finish(struct store *store)
{
    /* One segment: fewer places to look, and bytes that do not depend on how FTS5 happened to merge. An
     * update leaves its few rows to FTS5, for merging all of them would rewrite the whole of the table. */
    if (!store->is_changed) {
        run(store, "INSERT INTO typed (typed) VALUES ('optimize')", "");
        run(store, "INSERT INTO fulltext (fulltext) VALUES ('optimize')", "");
    }
    if (store->status == FAQBOT_OK) {
        store->status = database_finish(store->database);
        store->is_finished = store->status == FAQBOT_OK;
    }
    return store->status;
}

/* -- Keys ------------------------------------------------------------------------------------------ */

#define TYPED_ORDINAL_BITS 15 /* as store_suggest() has it */

/* FTS5 gives a row's number for nothing, while a column of its own would have to be looked up for each hit. */
static uint64_t typed_key(uint32_t entry, unsigned ordinal)
{
    assert(ordinal < 1U << TYPED_ORDINAL_BITS);
    return (uint64_t)entry << TYPED_ORDINAL_BITS | ordinal;
}

/* -- Writing entries ------------------------------------------------------------------------------- */

/* Remembers the number of a path as the source of what is written. Entries of one file follow each other,
 * so the path is mostly that of the entry before. */
static void find_source(struct store *store, struct faqbot_view path)
{
    if (store->source_number > 0 && view_equals(path, buffer_view(&store->source))) {
        return;
    }
    run(store, "INSERT INTO source (path) VALUES (?1) ON CONFLICT DO NOTHING", "t", path);
    if (store->status == FAQBOT_OK) {
        buffer_reset(&store->source);
        buffer_add(&store->source, path);
        fail_if(!find(store, NULL, &store->status, "SELECT number FROM source WHERE path = ?1", "t>u", path,
                      &store->source_number),
                FAQBOT_NOT_FOUND, &store->status);
        store->status = store->source.failed ? FAQBOT_NO_MEMORY : store->status;
    }
}

/* Runs a statement over all columns of an entry. A disclaimer is kept once, however many entries show it. */
static void write_entry(struct store *store, const char *sql, const struct store_entry *entry)
{
    if (!view_is_empty(entry->disclaimer)) {
        run(store, "INSERT INTO disclaimer (id, text) VALUES (?1, ?2) ON CONFLICT DO NOTHING", "tt",
            entry->disclaimer_id, entry->disclaimer);
    }
    run(store, sql, "ututtttttttttbuu", entry->number, entry->id, entry->kind, entry->question, entry->title,
        entry->section, entry->url, entry->lang, entry->tags, entry->updated, entry->review_by,
        entry->disclaimer_id, entry->disclaimer, entry->content, store->source_number, entry->line);
}

enum faqbot_status store_add_entry(struct store *store, const struct store_entry *entry, struct arena *arena,
                                   struct store_entry *taken)
{
    static const char add[] =
        "INSERT INTO entry (number, id, kind, question, title, section, url, lang, tags, updated, review_by,"
        "                   disclaimer, content, source, line)"
        "  VALUES (?1, ?2, ?3, nullif(?4, ?5), ?5, ?6, ?7, ?8, ?9, ?10, ?11,"
        "          (SELECT number FROM disclaimer WHERE id = ?12 AND text = ?13), ?14, ?15, ?16)"
        "  ON CONFLICT (id) DO NOTHING";
    find_source(store, entry->path);
    write_entry(store, add, entry);
    if (store->status != FAQBOT_OK || sqlite3_changes(store->database) > 0) {
        return store->status;
    }
    bool found = find(store, arena, &store->status,
                      "SELECT s.path, e.line FROM entry AS e JOIN source AS s ON s.number = e.source"
                      "  WHERE e.id = ?1",
                      "t>tu", entry->id, &taken->path, &taken->line);
    /* The conflict was with this id: its row must be there. */
    fail_if(!found, FAQBOT_CORRUPT, &store->status);
    return found ? FAQBOT_INVALID : store->status;
}

void store_change_entry(struct store *store, const struct store_entry *entry)
{
    write_entry(store,
                "UPDATE entry SET"
                "    question = nullif(?4, ?5), title = ?5, section = ?6, url = ?7, lang = ?8, tags = ?9,"
                "    updated = ?10, review_by = ?11,"
                "    disclaimer = (SELECT number FROM disclaimer WHERE id = ?12 AND text = ?13),"
                "    content = ?14, line = ?16"
                "  WHERE number = ?1",
                entry);
    run(store, "DELETE FROM phrasing WHERE entry = ?1", "u", entry->number);
    run(store, "DELETE FROM exclusion WHERE entry = ?1", "u", entry->number);
    run(store, "DELETE FROM related WHERE entry = ?1", "u", entry->number);
}

void store_add_phrasing(struct store *store, uint32_t entry, unsigned ordinal, struct faqbot_view text,
                        struct faqbot_view typed)
{
    if (ordinal > 0) {
        run(store, "INSERT INTO phrasing (entry, ordinal, text) VALUES (?1, ?2, ?3)", "uut", entry, ordinal,
            text);
    }
    if (!view_is_empty(typed)) {
        run(store, "INSERT INTO typed (rowid, words) VALUES (?1, ?2)", "kt", typed_key(entry, ordinal),
            typed);
    }
}

void store_change_remove_suggestion(struct store *store, uint32_t entry, unsigned ordinal,
                                    struct faqbot_view typed)
{
    if (!view_is_empty(typed)) { /* a table without content must be told what stood there */
        run(store, "INSERT INTO typed (typed, rowid, words) VALUES ('delete', ?1, ?2)", "kt",
            typed_key(entry, ordinal), typed);
    }
}

/* As of suggestions, a table without content must be told what stood there. */
void store_write_fulltext(struct store *store, enum store_change change, uint32_t entry,
                          struct stemmer *stems, const struct faqbot_view columns[FULLTEXT_COLUMNS])
{
    const char *sql = change == STORE_ADD
                          ? "INSERT INTO fulltext (rowid, text, phrasings, title, labels)"
                            "  VALUES (?1, ?2, ?3, ?4, ?5)"
                          : "INSERT INTO fulltext (fulltext, rowid, text, phrasings, title, labels)"
                            "  VALUES ('delete', ?1, ?2, ?3, ?4, ?5)";
    fulltext_begin(store->fulltext, (struct fulltext_stems){.list = &stems, .count = 1}, NULL);
    run(store, sql, "utttt", entry, columns[0], columns[1], columns[2], columns[3]);
}

void store_add_exclusion(struct store *store, uint32_t entry, unsigned ordinal, struct faqbot_view text)
{
    run(store, "INSERT INTO exclusion (entry, ordinal, text) VALUES (?1, ?2, ?3)", "uut", entry, ordinal,
        text);
}

void store_add_related(struct store *store, uint32_t entry, unsigned ordinal, struct faqbot_view id)
{
    run(store, "INSERT INTO related (entry, ordinal, id) VALUES (?1, ?2, ?3)", "uut", entry, ordinal, id);
}

/* -- Writing words, models and settings ------------------------------------------------------------ */

void store_add_synonym(struct store *store, struct faqbot_view source, struct faqbot_view target)
{
    run(store, "INSERT INTO synonym (source, target) VALUES (?1, ?2)", "tt", source, target);
}

/* Functions that add expect that no such row is there: a taken key would be a mistake of ours or damage, and SQLite's
 * constraint makes it CORRUPT. Those that change insert or replace, and are slower by a look-up. */
void store_add_word(struct store *store, uint32_t number, struct faqbot_view text, uint32_t entries)
{
    run(store, "INSERT INTO word (text, number, entries) VALUES (?1, ?2, ?3)", "tuu", text, number, entries);
}

void store_change_word(struct store *store, uint32_t number, struct faqbot_view text, uint32_t entries)
{
    run(store,
        "INSERT INTO word (text, number, entries) VALUES (?1, ?2, ?3)"
        "  ON CONFLICT (text) DO UPDATE SET entries = excluded.entries",
        "tuu", text, number, entries);
}

void store_add_form(struct store *store, const struct store_form *form)
{
    run(store, "INSERT INTO form (text, language, stem, number, uses) VALUES (?1, ?2, ?3, ?4, ?5)", "tuuuu",
        form->text, form->language, form->stem, form->number, form->uses);
}

void store_change_form(struct store *store, const struct store_form *form)
{
    if (form->uses == 0) {
        run(store, "DELETE FROM form WHERE text = ?1 AND language = ?2 AND stem = ?3", "tuu", form->text,
            form->language, form->stem);
    } else {
        run(store,
            "INSERT INTO form (text, language, stem, number, uses) VALUES (?1, ?2, ?3, ?4, ?5)"
            "  ON CONFLICT (text, language, stem) DO UPDATE SET uses = excluded.uses",
            "tuuuu", form->text, form->language, form->stem, form->number, form->uses);
    }
}

void store_change_embeddings(struct store *store, uint32_t entry, struct faqbot_view bytes)
{
    run(store, "INSERT OR REPLACE INTO embedding (entry, bytes) VALUES (?1, ?2)", "ub", entry, bytes);
}

void store_change_forward(struct store *store, uint32_t entry, struct faqbot_view bytes)
{
    run(store, "INSERT OR REPLACE INTO forward (entry, bytes) VALUES (?1, ?2)", "ub", entry, bytes);
}

void store_add_posting(struct store *store, uint32_t word, uint32_t first_entry, struct faqbot_view bytes)
{
    run(store, "INSERT INTO posting (number, bytes) VALUES (?1, ?2)", "kb",
        store_posting_key(word, first_entry), bytes);
}

void store_change_remove_posting(struct store *store, uint32_t word, uint32_t first_entry)
{
    run(store, "DELETE FROM posting WHERE number = ?1", "k", store_posting_key(word, first_entry));
}

/* Models and settings are few, so one way to write them suffices for new indexes and for updates. */
void store_change_model(struct store *store, const char *name, struct faqbot_view bytes)
{
    run(store, "INSERT OR REPLACE INTO model (name, bytes) VALUES (?1, ?2)", "tb", view_of(name), bytes);
}

void store_change_setting(struct store *store, const char *name, struct faqbot_view value)
{
    run(store, "INSERT OR REPLACE INTO setting (name, value) VALUES (?1, ?2)", "tb", view_of(name), value);
}

void store_change_number(struct store *store, const char *name, uint64_t value)
{
    char text[24];
    snprintf(text, sizeof text, "%" PRIu64, value);
    store_change_setting(store, name, view_of(text));
}

/* -- Reading one row ------------------------------------------------------------------------------- */

/* Blobs of the arena are aligned as malloc's: matrices and arrays are used as they lie there. */
bool store_find_setting(struct store *store, const char *name, struct arena *arena, struct faqbot_view *value,
                        enum faqbot_status *status)
{
    return find(store, arena, status, "SELECT value FROM setting WHERE name = ?1", "t>b", view_of(name),
                value);
}

void store_get_setting(struct store *store, const char *name, struct arena *arena, struct faqbot_view *value,
                       enum faqbot_status *status)
{
    fail_if(!store_find_setting(store, name, arena, value, status), FAQBOT_NOT_FOUND, status);
}

uint64_t store_get_number(struct store *store, const char *name, struct arena *arena,
                          enum faqbot_status *status)
{
    struct faqbot_view text;
    store_get_setting(store, name, arena, &text, status);
    return *status == FAQBOT_OK ? strtoull(text.bytes, NULL, 10) : 0;
}

bool store_has_model(struct store *store, const char *name, enum faqbot_status *status)
{
    return find(store, NULL, status, "SELECT 1 FROM model WHERE name = ?1", "t>", view_of(name));
}

void store_get_model(struct store *store, const char *name, struct arena *arena, struct faqbot_view *bytes,
                     enum faqbot_status *status)
{
    static const char sql[] = "SELECT bytes FROM model WHERE name = ?1";
    fail_if(!find(store, arena, status, sql, "t>b", view_of(name), bytes), FAQBOT_NOT_FOUND, status);
}

void store_get_entry(struct store *store, uint32_t number, struct arena *arena, struct store_entry *entry,
                     enum faqbot_status *status)
{
    static const char sql[] =
        "SELECT e.kind, e.line, " AUTHORS_ID ", coalesce(e.question, e.title), e.title, e.section, e.url,"
        "       e.lang, e.tags, e.updated, e.review_by, d.id, d.text, e.content, s.path"
        "  FROM entry AS e"
        "    JOIN source AS s ON s.number = e.source"
        "    LEFT JOIN disclaimer AS d ON d.number = e.disclaimer"
        "  WHERE e.number = ?1";
    *entry = (struct store_entry){.number = number};
    if (rows_find(store->rows, number, arena, entry, status)) {
        return;
    }
    first_stage_need(store->first_stage, &number, 1, status);
    fail_if(!find(store, arena, status, sql, "u>uutttttttttttbt", number, &entry->kind, &entry->line,
                  &entry->id, &entry->question, &entry->title, &entry->section, &entry->url, &entry->lang,
                  &entry->tags, &entry->updated, &entry->review_by, &entry->disclaimer_id, &entry->disclaimer,
                  &entry->content, &entry->path),
            FAQBOT_NOT_FOUND, status);
    rows_keep(store->rows, number, entry, status);
}

/* Links need three columns of entries whose contents may be large: SQLite reads no page that these do not lie in. */
void store_get_label(struct store *store, uint32_t number, struct arena *arena, struct store_entry *entry,
                     enum faqbot_status *status)
{
    static const char sql[] = "SELECT " AUTHORS_ID ", coalesce(question, title), title, section"
                              "  FROM entry AS e WHERE number = ?1";
    const uint64_t key = UINT64_C(1) << 32 | number; /* no entry's */
    *entry = (struct store_entry){.number = number};
    if (rows_find(store->rows, key, arena, entry, status)) {
        return;
    }
    first_stage_need(store->first_stage, &number, 1, status);
    fail_if(!find(store, arena, status, sql, "u>tttt", number, &entry->id, &entry->question, &entry->title,
                  &entry->section),
            FAQBOT_NOT_FOUND, status);
    rows_keep(store->rows, key, entry, status);
}

void store_get_text(struct store *store, uint32_t number, struct arena *arena, struct store_entry *entry,
                    enum faqbot_status *status)
{
    static const char sql[] = "SELECT kind, coalesce(question, title), title, lang, content FROM entry"
                              "  WHERE number = ?1";
    *entry = (struct store_entry){.number = number};
    first_stage_need(store->first_stage, &number, 1, status);
    fail_if(!find(store, arena, status, sql, "u>utttb", number, &entry->kind, &entry->question, &entry->title,
                  &entry->lang, &entry->content),
            FAQBOT_NOT_FOUND, status);
}

bool store_find_entry(struct store *store, struct faqbot_view id, uint32_t *number,
                      enum faqbot_status *status)
{
    static const char sql[] = "SELECT number FROM entry WHERE id = ?1 AND instr(id, char(31)) = 0";
    first_stage_need_named(store->first_stage, id, status);
    return find(store, NULL, status, sql, "t>u", id, number);
}

bool store_find_variant_at(struct store *store, struct faqbot_view id, uint32_t place, struct arena *arena,
                           uint32_t *number, struct faqbot_view *lang, enum faqbot_status *status)
{
    static const char sql[] =
        "SELECT number, lang FROM entry WHERE instr(?1, char(31)) = 0"
        "    AND (id = ?1 OR (id >= ?1 || char(31) AND id < ?1 || ' ')) ORDER BY number LIMIT 1 OFFSET ?2";
    if (place == 0) { /* then all of them come */
        first_stage_need_named(store->first_stage, id, status);
    }
    return find(store, arena, status, sql, "tu>ut", id, place, number, lang);
}

bool store_find_word(struct store *store, struct faqbot_view text, uint32_t *number, uint32_t *entries,
                     enum faqbot_status *status)
{
    return find(store, NULL, status, "SELECT number, entries FROM word WHERE text = ?1", "t>uu", text, number,
                entries);
}

bool store_find_form(struct store *store, struct store_form *form, enum faqbot_status *status)
{
    return find(store, NULL, status,
                "SELECT number, uses FROM form WHERE text = ?1 AND language = ?2 AND stem = ?3", "tuu>uu",
                form->text, form->language, form->stem, &form->number, &form->uses);
}

void store_get_embeddings(struct store *store, uint32_t entry, struct arena *arena, struct faqbot_view *bytes,
                          enum faqbot_status *status)
{
    *bytes = view_of("");
    (void)find(store, arena, status, "SELECT bytes FROM embedding WHERE entry = ?1", "u>b", entry, bytes);
}

void store_get_forward(struct store *store, uint32_t entry, struct arena *arena, struct faqbot_view *bytes,
                       enum faqbot_status *status)
{
    first_stage_need(store->first_stage, &entry, 1, status);
    fail_if(!find(store, arena, status, "SELECT bytes FROM forward WHERE entry = ?1", "u>b", entry, bytes),
            FAQBOT_NOT_FOUND, status);
}

/* The first entry of a chunk is the low half of its key. */
bool store_find_posting_before(struct store *store, uint32_t word, uint32_t entry, struct arena *arena,
                               uint32_t *first_entry, struct faqbot_view *bytes, enum faqbot_status *status)
{
    return find(store, arena, status,
                "SELECT number, bytes FROM posting WHERE number BETWEEN ?1 AND ?2"
                "  ORDER BY number DESC LIMIT 1",
                "kk>ub", store_posting_key(word, 0), store_posting_key(word, entry), first_entry, bytes);
}

bool store_find_posting_behind(struct store *store, uint32_t word, uint32_t entry, struct arena *arena,
                               uint32_t *first_entry, struct faqbot_view *bytes, enum faqbot_status *status)
{
    return entry < UINT32_MAX &&
           find(store, arena, status,
                "SELECT number, bytes FROM posting WHERE number BETWEEN ?1 AND ?2 ORDER BY number LIMIT 1",
                "kk>ub", store_posting_key(word, entry + 1), store_posting_key(word, UINT32_MAX), first_entry,
                bytes);
}

/* -- Reading many rows ----------------------------------------------------------------------------- */

void store_get_related(struct store *store, uint32_t entry, struct arena *arena, struct faqbot_view **ids,
                       size_t *count, enum faqbot_status *status)
{
    first_stage_need(store->first_stage, &entry, 1, status);
    get_texts(store, "SELECT id FROM related WHERE entry = ?1 ORDER BY ordinal", entry, arena, ids, count,
              status);
}

/* The question stands with the entry, and so is not written twice for the many entries that have one phrasing. */
void store_get_phrasings(struct store *store, uint32_t entry, struct arena *arena, struct faqbot_view **texts,
                         size_t *count, enum faqbot_status *status)
{
    first_stage_need(store->first_stage, &entry, 1, status);
    get_texts(store,
              "SELECT coalesce(question, title), 0 AS ordinal FROM entry WHERE number = ?1"
              "  UNION ALL SELECT text, ordinal FROM phrasing WHERE entry = ?1"
              "  ORDER BY ordinal",
              entry, arena, texts, count, status);
}

void store_get_exclusions(struct store *store, uint32_t entry, struct arena *arena,
                          struct faqbot_view **texts, size_t *count, enum faqbot_status *status)
{
    first_stage_need(store->first_stage, &entry, 1, status);
    get_texts(store, "SELECT text FROM exclusion WHERE entry = ?1 ORDER BY ordinal", entry, arena, texts,
              count, status);
}

bool store_has_exclusions(struct store *store, enum faqbot_status *status)
{
    return find(store, NULL, status,
                "SELECT 1 FROM exclusion UNION ALL SELECT 1 FROM setting WHERE name = '" INDEX_EXCLUSIONS
                "' LIMIT 1",
                ">");
}

bool store_has_further_phrasings(struct store *store, enum faqbot_status *status)
{
    return find(store, NULL, status, "SELECT 1 FROM phrasing LIMIT 1", ">");
}

/* -- Entries that lie elsewhere -------------------------------------------------------------------- */

bool store_is_elsewhere(const struct store *store)
{
    return store->first_stage != NULL;
}

void store_begin(struct store *store)
{
    first_stage_begin(store->first_stage);
}

void store_fetch(struct store *store, const uint32_t *entries, size_t count, enum faqbot_status *status)
{
    first_stage_need(store->first_stage, entries, count, status);
}

void store_find_elsewhere(struct store *store, const struct faqbot_stage_query *query, uint32_t *entries,
                          size_t *count, enum faqbot_status *status)
{
    assert(store->first_stage != NULL);
    first_stage_find(store->first_stage, query, entries, count, status);
}

/* -- Full-text search ------------------------------------------------------------------------------ */

/* In the order of their numbers, so that FTS5 has nothing to sort, and may be stopped at any row. */
void store_search_fulltext(struct store *store, const struct fulltext_match *match, store_visit_match *visit,
                           void *user, enum faqbot_status *status)
{
    fulltext_begin(store->fulltext, match->stems, match);
    sqlite3_stmt *row = store_start(
        store, status, "SELECT rowid, faqbot_score(fulltext) FROM fulltext WHERE fulltext MATCH ?1", "t",
        match->expression);
    while (store_next(row, status)) {
        *status = visit(user, (uint32_t)sqlite3_column_int64(row, 0), sqlite3_column_double(row, 1));
    }
    store_end(row);
}

size_t store_list_fulltext(struct store *store, const struct fulltext_match *match, size_t limit,
                           uint32_t *entries, enum faqbot_status *status)
{
    size_t count = 0;
    fulltext_begin(store->fulltext, match->stems, match);
    sqlite3_stmt *row = store_start(store, status, "SELECT rowid FROM fulltext WHERE fulltext MATCH ?1", "t",
                                    match->expression);
    for (uint32_t entry; count < limit && store_next(row, status); count++) {
        *(entries == NULL ? &entry : &entries[count]) = (uint32_t)sqlite3_column_int64(row, 0);
    }
    store_end(row);
    return count;
}

#define STEPS_A_COUNT 1000

/* Called by SQLite each thousand steps; anything but 0 ends the statement. */
static int count_steps(void *thousands)
{
    unsigned *left = thousands;
    return *left == 0 || --*left == 0;
}

void store_limit_steps(struct store *store, unsigned *thousands)
{
    sqlite3_progress_handler(store->database, STEPS_A_COUNT, thousands == NULL ? NULL : count_steps,
                             thousands);
}
