/* index/store.c - the index file over SQLite: opens, closes, and reads rows. store_add.c and
 * store_change.c write them. Deliberately no ranking (retrieval/ does that) and no SQLite beyond
 * statements: files, pragmas and result codes are database.c's. */
#include "index/index_internal.h"

#include <assert.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/util.h"

/* ==== store ============================================================================================= */

/* -- Life -------------------------------------------------------------------------------------------------------- */

static void release(struct store *store)
{
    for (size_t i = 0; i < STATEMENT_COUNT; i++) {
        sqlite3_finalize(store->statements[i]);
    }
    sqlite3_close(store->database);
    snapshot_release(&store->snapshot);
    file_lock_release(store->lock); /* last: closing a file ends SQLite's own locks of the process on it */
    buffer_release(&store->source);
}

/* Hands out a store of `parts`, which are released where that fails, or opening has failed already. */
static enum faqbot_status wrap(struct store *parts, enum faqbot_status status, struct store **store,
                               struct faqbot_fault *fault)
{
    struct store *made = status == FAQBOT_OK ? malloc(sizeof *made) : NULL;
    if (made == NULL) {
        parts->database = status == FAQBOT_OK ? parts->database : NULL; /* a failed opening hands out none */
        release(parts);
        return status != FAQBOT_OK ? status : fault_set(fault, FAQBOT_NO_MEMORY, NULL, 0, "out of memory");
    }
    *made = *parts;
    buffer_init(&made->source, SIZE_MAX);
    *store = made;
    return FAQBOT_OK;
}

enum faqbot_status store_create(const char *path, struct store **store, struct faqbot_fault *fault)
{
    struct store made = {.lock = -1, .snapshot = SNAPSHOT_NONE};
    return wrap(&made, database_create(path, &made.database, fault), store, fault);
}

enum faqbot_status store_open(const char *path, struct store **store, struct faqbot_fault *fault)
{
    struct store opened = {.lock = file_lock_shared(path), .snapshot = SNAPSHOT_NONE};
    return wrap(&opened, database_open(path, &opened.database, &opened.snapshot, fault), store, fault);
}

enum faqbot_status store_change(const char *path, struct store **store, struct faqbot_fault *fault)
{
    struct store opened = {.lock = -1, .snapshot = SNAPSHOT_NONE, .is_changed = true};
    return wrap(&opened, database_change(path, DATABASE_COPY, &opened.database, fault), store, fault);
}

enum faqbot_status store_change_in_place(const char *path, struct store **store, struct faqbot_fault *fault)
{
    struct store opened = {.lock = file_lock_exclusive(path), .snapshot = SNAPSHOT_NONE, .is_changed = true};
    if (opened.lock < 0) {
        return fault_set(fault, FAQBOT_IO, path, 0, "this index is in use");
    }
    return wrap(&opened, database_change(path, DATABASE_IN_PLACE, &opened.database, fault), store, fault);
}

void store_discard_changes(const char *path)
{
    database_discard_changes(path);
}

bool store_is_intact(const struct store *store)
{
    return snapshot_is_intact(&store->snapshot);
}

enum faqbot_status store_verify(struct store *store)
{
    return database_verify(store->database);
}

void store_close(struct store *store)
{
    if (store != NULL) {
        release(store);
        free(store);
    }
}

enum faqbot_status store_status(const struct store *store)
{
    return store->status;
}

enum faqbot_status store_finish(struct store *store)
{
    /* One segment: fewer places to look, and bytes that do not depend on how FTS5 happened to merge. */
    if (store->status == FAQBOT_OK && !store->is_changed) {
        store->status = database_run(store->database, "INSERT INTO typed (typed) VALUES ('optimize')");
    }
    if (store->status == FAQBOT_OK) {
        store->status = database_finish(store->database);
    }
    return store->status;
}

/* -- Reading: one row -------------------------------------------------------------------------------------------- */

/* The first column of the first row, copied. */
static enum faqbot_status get_bytes(struct store *store, enum statement which, const char *name,
                                    struct arena *arena, struct faqbot_view *bytes)
{
    const struct stmt_value key = stmt_text(view_of(name));
    enum faqbot_status status = FAQBOT_OK;
    sqlite3_stmt *statement = stmt_start(store, which, &key, 1, &status);
    if (stmt_first(statement, &status) && !arena_copy(arena, sqlite_column(statement, 0), bytes)) {
        status = FAQBOT_NO_MEMORY;
    }
    stmt_end(statement);
    return status;
}

enum faqbot_status store_get_setting(struct store *store, const char *name, struct arena *arena,
                                     struct faqbot_view *value)
{
    return get_bytes(store, GET_SETTING, name, arena, value);
}

enum faqbot_status store_get_model(struct store *store, const char *name, struct arena *arena,
                                   struct faqbot_view *bytes)
{
    return get_bytes(store, GET_MODEL, name, arena, bytes);
}

/* Which member each column of a statement fills; kind and line are numbers, all others texts. */
#define MEMBER(name) offsetof(struct store_entry, name)
static const size_t entry_columns[] = {
    MEMBER(kind),      MEMBER(line),          MEMBER(id),         MEMBER(question), MEMBER(title),
    MEMBER(section),   MEMBER(url),           MEMBER(lang),       MEMBER(tags),     MEMBER(updated),
    MEMBER(review_by), MEMBER(disclaimer_id), MEMBER(disclaimer), MEMBER(content),  MEMBER(path)};
static const size_t label_columns[] = {MEMBER(id), MEMBER(question), MEMBER(title)};
static const size_t text_columns[] = {MEMBER(kind), MEMBER(question), MEMBER(title), MEMBER(lang),
                                      MEMBER(content)};

static bool copy_columns(sqlite3_stmt *statement, const size_t *columns, int count, struct arena *arena,
                         struct store_entry *entry)
{
    for (int i = 0; i < count; i++) {
        void *member = (char *)entry + columns[i];
        if (columns[i] == MEMBER(kind) || columns[i] == MEMBER(line)) {
            *(unsigned *)member = (unsigned)sqlite3_column_int(statement, i);
        } else if (!arena_copy(arena, sqlite_column(statement, i), member)) {
            return false;
        }
    }
    return true;
}

static enum faqbot_status get_row(struct store *store, enum statement which, const size_t *columns, int count,
                                  uint32_t number, struct arena *arena, struct store_entry *entry)
{
    const struct stmt_value key = stmt_number(number);
    struct store_entry found = {.number = number};
    enum faqbot_status status = FAQBOT_OK;
    sqlite3_stmt *statement = stmt_start(store, which, &key, 1, &status);
    if (stmt_first(statement, &status) && !copy_columns(statement, columns, count, arena, &found)) {
        status = FAQBOT_NO_MEMORY;
    }
    stmt_end(statement);
    if (status == FAQBOT_OK) {
        *entry = found;
    }
    return status;
}
#define GET_ROW(store, which, columns, number, arena, entry)                                                 \
    get_row(store, which, columns, (int)(sizeof(columns) / sizeof *(columns)), number, arena, entry)

enum faqbot_status store_get_entry(struct store *store, uint32_t number, struct arena *arena,
                                   struct store_entry *entry)
{
    return GET_ROW(store, GET_ENTRY, entry_columns, number, arena, entry);
}

enum faqbot_status store_get_label(struct store *store, uint32_t number, struct arena *arena,
                                   struct store_entry *entry)
{
    return GET_ROW(store, GET_LABEL, label_columns, number, arena, entry);
}

enum faqbot_status store_get_text(struct store *store, uint32_t number, struct arena *arena,
                                  struct store_entry *entry)
{
    return GET_ROW(store, GET_TEXT, text_columns, number, arena, entry);
}

/* The whole numbers of the first row; `second` NULL: it has one. */
static enum faqbot_status get_numbers(struct store *store, enum statement which, struct faqbot_view key,
                                      uint32_t *first, uint32_t *second)
{
    const struct stmt_value bound = stmt_text(key);
    enum faqbot_status status = FAQBOT_OK;
    sqlite3_stmt *statement = stmt_start(store, which, &bound, 1, &status);
    if (stmt_first(statement, &status)) {
        *first = (uint32_t)sqlite3_column_int64(statement, 0);
        if (second != NULL) {
            *second = (uint32_t)sqlite3_column_int64(statement, 1);
        }
    }
    stmt_end(statement);
    return status;
}

enum faqbot_status store_find_entry(struct store *store, struct faqbot_view id, uint32_t *number)
{
    return get_numbers(store, FIND_ENTRY, id, number, NULL);
}

enum faqbot_status store_find_word(struct store *store, struct faqbot_view text, uint32_t *number,
                                   uint32_t *entries)
{
    return get_numbers(store, FIND_WORD, text, number, entries);
}

enum faqbot_status store_find_spelling(struct store *store, struct faqbot_view text, uint32_t *uses)
{
    return get_numbers(store, FIND_SPELLING, text, uses, NULL);
}

static enum faqbot_status find_posting(struct store *store, enum statement which, uint64_t from, uint64_t to,
                                       struct arena *arena, uint32_t *first_entry, struct faqbot_view *bytes)
{
    const struct stmt_value bound[] = {stmt_number(from), stmt_number(to)};
    enum faqbot_status status = FAQBOT_OK;
    sqlite3_stmt *statement = stmt_start(store, which, bound, 2, &status);
    if (stmt_first(statement, &status)) {
        *first_entry = (uint32_t)sqlite3_column_int64(statement, 0);
        status = arena_copy(arena, sqlite_column(statement, 1), bytes) ? FAQBOT_OK : FAQBOT_NO_MEMORY;
    }
    stmt_end(statement);
    return status;
}

enum faqbot_status store_find_posting_before(struct store *store, uint32_t word, uint32_t entry,
                                             struct arena *arena, uint32_t *first_entry,
                                             struct faqbot_view *bytes)
{
    return find_posting(store, FIND_POSTING_BEFORE, stmt_posting(word, 0), stmt_posting(word, entry), arena,
                        first_entry, bytes);
}

enum faqbot_status store_find_posting_behind(struct store *store, uint32_t word, uint32_t entry,
                                             struct arena *arena, uint32_t *first_entry,
                                             struct faqbot_view *bytes)
{
    if (entry == UINT32_MAX) {
        return FAQBOT_NOT_FOUND;
    }
    return find_posting(store, FIND_POSTING_BEHIND, stmt_posting(word, entry + 1),
                        stmt_posting(word, UINT32_MAX), arena, first_entry, bytes);
}

/* -- Reading: many rows ------------------------------------------------------------------------------------------- */

/* Room for one more element in an arena's list, which doubles. */
static void *grow(struct arena *arena, void *list, size_t count, size_t size)
{
    if ((count & (count - 1)) != 0 || count == 1) {
        return list;
    }
    void *grown = arena_alloc(arena, (count == 0 ? 2 : 2 * count) * size);
    return grown == NULL || count == 0 ? grown : memcpy(grown, list, count * size);
}

static enum faqbot_status get_texts(struct store *store, enum statement which, uint32_t key,
                                    struct arena *arena, struct faqbot_view **texts, size_t *count)
{
    const struct stmt_value bound = stmt_number(key);
    struct faqbot_view *found = NULL;
    size_t found_count = 0;
    enum faqbot_status status = FAQBOT_OK;
    sqlite3_stmt *statement = stmt_start(store, which, &bound, 1, &status);
    while (stmt_next(statement, &status)) {
        found = grow(arena, found, found_count, sizeof *found);
        if (found == NULL || !arena_copy(arena, sqlite_column(statement, 0), &found[found_count])) {
            status = FAQBOT_NO_MEMORY;
        }
        found_count++;
    }
    stmt_end(statement);
    if (status == FAQBOT_OK) {
        *texts = found;
        *count = found_count;
    }
    return status;
}

enum faqbot_status store_get_related(struct store *store, uint32_t entry, struct arena *arena,
                                     struct faqbot_view **ids, size_t *count)
{
    return get_texts(store, GET_RELATED, entry, arena, ids, count);
}

enum faqbot_status store_get_phrasings(struct store *store, uint32_t entry, struct arena *arena,
                                       struct faqbot_view **texts, size_t *count)
{
    return get_texts(store, GET_PHRASINGS, entry, arena, texts, count);
}

enum faqbot_status store_each_posting(struct store *store, uint32_t word, store_visit_bytes *visit,
                                      void *user)
{
    const struct stmt_value bound[] = {stmt_number(stmt_posting(word, 0)),
                                       stmt_number(stmt_posting(word, UINT32_MAX))};
    enum faqbot_status status = FAQBOT_OK;
    sqlite3_stmt *statement = stmt_start(store, EACH_POSTING, bound, 2, &status);
    while (stmt_next(statement, &status)) {
        status = visit(user, sqlite_column(statement, 0));
    }
    stmt_end(statement);
    return status;
}

enum faqbot_status store_each_spelling(struct store *store, store_visit_word *visit, void *user)
{
    enum faqbot_status status = FAQBOT_OK;
    sqlite3_stmt *statement = stmt_start(store, EACH_SPELLING, NULL, 0, &status);
    for (uint32_t number = 0; stmt_next(statement, &status); number++) {
        status =
            visit(user, number, sqlite_column(statement, 0), (uint32_t)sqlite3_column_int64(statement, 1));
    }
    stmt_end(statement);
    return status;
}

enum faqbot_status store_each_synonym(struct store *store, store_visit_pair *visit, void *user)
{
    enum faqbot_status status = FAQBOT_OK;
    sqlite3_stmt *statement = stmt_start(store, EACH_SYNONYM, NULL, 0, &status);
    while (stmt_next(statement, &status)) {
        status = visit(user, sqlite_column(statement, 0), sqlite_column(statement, 1));
    }
    stmt_end(statement);
    return status;
}

enum faqbot_status store_suggest(struct store *store, struct faqbot_view expression, size_t limit,
                                 struct arena *arena, uint32_t **entries, size_t *count)
{
    const struct stmt_value bound[] = {stmt_text(expression), stmt_number(limit)};
    uint32_t *found = arena_alloc_array(arena, limit, sizeof *found);
    size_t found_count = 0;
    enum faqbot_status status = found == NULL ? FAQBOT_NO_MEMORY : FAQBOT_OK;
    sqlite3_stmt *statement = stmt_start(store, FIND_SUGGESTIONS, bound, 2, &status);
    while (stmt_next(statement, &status)) {
        assert(found_count < limit);
        found[found_count++] = (uint32_t)sqlite3_column_int64(statement, 0);
    }
    stmt_end(statement);
    if (status == FAQBOT_OK) {
        *entries = found;
        *count = found_count;
    }
    return status;
}

/* ==== store add ========================================================================================= */

/* Writes new rows. Reading, opening and closing are store.c's, replacing rows is store_change.c's. Sticky:
 * stmt_run() remembers the first failure in the store and does nothing after it. */

/* Says what has an id that is taken. */
static enum faqbot_status find_place(struct store *store, struct faqbot_view id, struct arena *arena,
                                     struct store_entry *taken)
{
    const struct stmt_value key = stmt_text(id);
    enum faqbot_status status = FAQBOT_OK;
    sqlite3_stmt *statement = stmt_start(store, FIND_PLACE, &key, 1, &status);
    if (stmt_first(statement, &status)) {
        *taken = (struct store_entry){.line = (unsigned)sqlite3_column_int(statement, 1)};
        status =
            arena_copy(arena, sqlite_column(statement, 0), &taken->path) ? FAQBOT_INVALID : FAQBOT_NO_MEMORY;
    }
    stmt_end(statement);
    if (status != FAQBOT_INVALID) { /* the conflict was with this id: its row must be there */
        store->status = status == FAQBOT_NOT_FOUND ? FAQBOT_CORRUPT : status;
    }
    return status == FAQBOT_INVALID ? status : store->status;
}

/* The number of a path. Entries of one file follow each other, so that the last path is remembered. */
static void find_source(struct store *store, struct faqbot_view path)
{
    if (store->source_number > 0 && view_equals(path, buffer_view(&store->source))) {
        return;
    }
    const struct stmt_value key = stmt_text(path);
    STMT_RUN(store, ADD_SOURCE, key);
    sqlite3_stmt *statement = stmt_start(store, FIND_SOURCE, &key, 1, &store->status);
    if (stmt_first(statement, &store->status)) {
        store->source_number = (uint32_t)sqlite3_column_int64(statement, 0);
        buffer_reset(&store->source);
        buffer_add(&store->source, path);
        store->status = store->source.failed ? FAQBOT_NO_MEMORY : FAQBOT_OK;
    }
    stmt_end(statement);
}

enum faqbot_status store_add_entry(struct store *store, const struct store_entry *entry, struct arena *arena,
                                   struct store_entry *taken)
{
    find_source(store, entry->path);
    if (!view_is_empty(entry->disclaimer)) {
        STMT_RUN(store, ADD_DISCLAIMER, stmt_text(entry->disclaimer_id), stmt_text(entry->disclaimer));
    }
    STMT_RUN(store, ADD_ENTRY, stmt_number(entry->number), stmt_text(entry->id), stmt_number(entry->kind),
             stmt_text(entry->question), stmt_text(entry->title), stmt_text(entry->section),
             stmt_text(entry->url), stmt_text(entry->lang), stmt_text(entry->tags), stmt_text(entry->updated),
             stmt_text(entry->review_by), stmt_text(entry->disclaimer_id), stmt_text(entry->disclaimer),
             stmt_blob(entry->content), stmt_number(store->source_number), stmt_number(entry->line));
    return store->status == FAQBOT_OK && sqlite3_changes(store->database) == 0
               ? find_place(store, entry->id, arena, taken)
               : store->status;
}

void store_add_phrasing(struct store *store, uint32_t entry, unsigned ordinal, struct faqbot_view text,
                        struct faqbot_view typed)
{
    if (ordinal > 0) {
        STMT_RUN(store, ADD_PHRASING, stmt_number(entry), stmt_number(ordinal), stmt_text(text));
    }
    if (!view_is_empty(typed)) {
        STMT_RUN(store, ADD_SUGGESTION, stmt_number(stmt_add_suggestion(entry, ordinal)), stmt_text(typed));
    }
}

void store_add_related(struct store *store, uint32_t entry, unsigned ordinal, struct faqbot_view id)
{
    STMT_RUN(store, ADD_RELATED, stmt_number(entry), stmt_number(ordinal), stmt_text(id));
}

void store_add_synonym(struct store *store, struct faqbot_view source, struct faqbot_view target)
{
    STMT_RUN(store, ADD_SYNONYM, stmt_text(source), stmt_text(target));
}

void store_add_word(struct store *store, uint32_t number, struct faqbot_view text, uint32_t entries)
{
    STMT_RUN(store, ADD_WORD, stmt_text(text), stmt_number(number), stmt_number(entries));
}

void store_add_posting(struct store *store, uint32_t word, uint32_t first_entry, struct faqbot_view bytes)
{
    STMT_RUN(store, ADD_POSTING, stmt_number(stmt_posting(word, first_entry)), stmt_blob(bytes));
}

void store_add_spelling(struct store *store, struct faqbot_view text, uint32_t uses)
{
    STMT_RUN(store, ADD_SPELLING, stmt_text(text), stmt_number(uses));
}

/* ==== store change ====================================================================================== */

/* Replaces and removes rows of a finished index. New rows are store_add.c's. Sticky, as writing is:
 * stmt_run() does nothing after the first failure. */

void store_change_entry(struct store *store, const struct store_entry *entry)
{
    if (!view_is_empty(entry->disclaimer)) {
        STMT_RUN(store, ADD_DISCLAIMER, stmt_text(entry->disclaimer_id), stmt_text(entry->disclaimer));
    }
    STMT_RUN(store, SET_ENTRY, stmt_number(entry->number), stmt_text(entry->question),
             stmt_text(entry->title), stmt_text(entry->section), stmt_text(entry->url),
             stmt_text(entry->lang), stmt_text(entry->tags), stmt_text(entry->updated),
             stmt_text(entry->review_by), stmt_text(entry->disclaimer_id), stmt_text(entry->disclaimer),
             stmt_blob(entry->content), stmt_number(entry->line));
    STMT_RUN(store, CLEAR_PHRASINGS, stmt_number(entry->number));
    STMT_RUN(store, CLEAR_RELATED, stmt_number(entry->number));
}

void store_change_remove_suggestion(struct store *store, uint32_t entry, unsigned ordinal,
                                    struct faqbot_view typed)
{
    if (!view_is_empty(typed)) { /* it was suggested */
        STMT_RUN(store, REMOVE_SUGGESTION, stmt_number(stmt_add_suggestion(entry, ordinal)),
                 stmt_text(typed));
    }
}

void store_change_word(struct store *store, uint32_t number, struct faqbot_view text, uint32_t entries)
{
    STMT_RUN(store, SET_WORD, stmt_text(text), stmt_number(number), stmt_number(entries));
}

void store_change_spelling(struct store *store, struct faqbot_view text, uint32_t uses)
{
    if (uses == 0) {
        STMT_RUN(store, REMOVE_SPELLING, stmt_text(text));
    } else {
        STMT_RUN(store, SET_SPELLING, stmt_text(text), stmt_number(uses));
    }
}

void store_change_model(struct store *store, const char *name, struct faqbot_view bytes)
{
    STMT_RUN(store, SET_MODEL, stmt_text(view_of(name)), stmt_blob(bytes));
}

void store_change_setting(struct store *store, const char *name, struct faqbot_view value)
{
    STMT_RUN(store, SET_SETTING, stmt_text(view_of(name)), stmt_blob(value));
}

void store_change_number(struct store *store, const char *name, uint64_t value)
{
    char text[24];
    snprintf(text, sizeof text, "%" PRIu64, value);
    store_change_setting(store, name, view_of(text));
}

void store_change_remove_posting(struct store *store, uint32_t word, uint32_t first_entry)
{
    STMT_RUN(store, REMOVE_POSTING, stmt_number(stmt_posting(word, first_entry)));
}

/* ==== store stats ======================================================================================= */

/* How many rows and bytes a store has. It looks at all of the file, so it is for faqbot stats alone. */

enum faqbot_status store_stats_count(struct store *store, enum store_count which, uint64_t *count)
{
    static const enum statement statements[] = {[STORE_COUNT_FAQ] = COUNT_FAQ,
                                                [STORE_COUNT_PASSAGES] = COUNT_PASSAGES,
                                                [STORE_COUNT_FURTHER] = COUNT_FURTHER,
                                                [STORE_COUNT_STEMS] = COUNT_STEMS,
                                                [STORE_COUNT_SPELLINGS] = COUNT_SPELLINGS,
                                                [STORE_COUNT_USES] = COUNT_USES};
    enum faqbot_status status = FAQBOT_OK;
    sqlite3_stmt *statement = stmt_start(store, statements[which], NULL, 0, &status);
    if (stmt_first(statement, &status)) {
        *count = (uint64_t)sqlite3_column_int64(statement, 0);
    }
    stmt_end(statement);
    return status;
}

enum faqbot_status store_stats_tables(struct store *store, store_visit_table *visit, void *user)
{
    enum faqbot_status status = FAQBOT_OK;
    /* Sizes come from the dbstat table, which not every SQLite is built with. */
    if (sqlite3_compileoption_used("ENABLE_DBSTAT_VTAB") == 0) {
        return status;
    }
    sqlite3_stmt *statement = stmt_start(store, EACH_TABLE, NULL, 0, &status);
    while (stmt_next(statement, &status)) {
        status = visit(user, sqlite_column(statement, 0), (uint64_t)sqlite3_column_int64(statement, 1));
    }
    stmt_end(statement);
    return status;
}

unsigned store_stats_format(void)
{
    return DATABASE_SCHEMA_VERSION;
}
