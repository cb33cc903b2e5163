/* store/store.c - the knowledge index over SQLite: opening, closing, rows out. Rows in are store_add.c's. Deliberately
 * no ranking (retrieval/ does that) and no SQLite beyond statements: files, pragmas and codes are database.c's. */
#include "store/store.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/fault.h"
#include "store/lock.h"
#include "store/rows.h"

/* -- Life -------------------------------------------------------------------------------------------------------- */

/* What is in `parts` is the store's from now on, or released. */
static enum faqbot_status wrap(struct store parts, struct store **store, struct faqbot_fault *fault)
{
    struct store *made = malloc(sizeof *made);
    if (made == NULL) {
        database_close(parts.database);
        snapshot_release(&parts.snapshot);
        lock_release(parts.lock);
        return fault_set(fault, FAQBOT_NO_MEMORY, NULL, 0, "out of memory");
    }
    *made = parts;
    buffer_init(&made->source, SIZE_MAX);
    *store = made;
    return FAQBOT_OK;
}

enum faqbot_status store_create(const char *path, struct store **store, struct faqbot_fault *fault)
{
    struct store made = {.lock = -1, .snapshot = SNAPSHOT_NONE};
    enum faqbot_status status = database_create(path, &made.database, fault);
    return status == FAQBOT_OK ? wrap(made, store, fault) : status;
}

enum faqbot_status store_open(const char *path, struct store **store, struct faqbot_fault *fault)
{
    struct store opened = {.lock = lock_share(path)};
    enum faqbot_status status = database_open(path, &opened.database, &opened.snapshot, fault);
    if (status != FAQBOT_OK) {
        lock_release(opened.lock);
        return status;
    }
    return wrap(opened, store, fault);
}

enum faqbot_status store_change(const char *path, struct store **store, struct faqbot_fault *fault)
{
    struct store opened = {.lock = -1, .snapshot = SNAPSHOT_NONE, .is_changed = true};
    enum faqbot_status status = database_change(path, DATABASE_COPY, &opened.database, fault);
    return status == FAQBOT_OK ? wrap(opened, store, fault) : status;
}

enum faqbot_status store_change_in_place(const char *path, struct store **store, struct faqbot_fault *fault)
{
    struct store opened = {.lock = lock_alone(path), .snapshot = SNAPSHOT_NONE, .is_changed = true};
    if (opened.lock < 0) {
        return fault_set(fault, FAQBOT_IO, path, 0, "this index is in use");
    }
    enum faqbot_status status = database_change(path, DATABASE_IN_PLACE, &opened.database, fault);
    if (status != FAQBOT_OK) {
        lock_release(opened.lock);
        return status;
    }
    return wrap(opened, store, fault);
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
        for (size_t i = 0; i < STATEMENT_COUNT; i++) {
            sqlite3_finalize(store->statements[i]);
        }
        database_close(store->database);
        snapshot_release(&store->snapshot);
        lock_release(store->lock);
        buffer_release(&store->source);
        free(store);
    }
}

enum faqbot_status store_finish(struct store *store)
{
    /* One segment: fewer places to look, and bytes that do not depend on how FTS5 happened to merge. */
    enum faqbot_status status =
        store->is_changed ? FAQBOT_OK
                          : database_run(store->database, "INSERT INTO typed (typed) VALUES ('optimize')");
    return status == FAQBOT_OK ? database_finish(store->database) : status;
}

/* -- Reading ----------------------------------------------------------------------------------------------------- */

/* The first column of the first row, copied; NOT_FOUND where there is no row. */
static enum faqbot_status get_bytes(struct store *store, enum statement which, struct rows_value key,
                                    struct arena *arena, struct faqbot_view *bytes)
{
    sqlite3_stmt *statement;
    enum faqbot_status status = rows_start(store, which, &key, 1, &statement);
    if (status == FAQBOT_OK) {
        status = rows_first(statement);
    }
    if (status == FAQBOT_OK && !arena_copy(arena, database_column(statement, 0), bytes)) {
        status = FAQBOT_NO_MEMORY;
    }
    rows_end(statement);
    return status;
}

enum faqbot_status store_get_setting(struct store *store, const char *name, struct arena *arena,
                                     struct faqbot_view *value)
{
    return get_bytes(store, GET_SETTING, rows_text(view_of(name)), arena, value);
}

enum faqbot_status store_get_model(struct store *store, const char *name, struct arena *arena,
                                   struct faqbot_view *bytes)
{
    return get_bytes(store, GET_MODEL, rows_text(view_of(name)), arena, bytes);
}

/* The columns of GET_ENTRY. */
static bool copy_entry(sqlite3_stmt *statement, struct arena *arena, struct store_entry *entry)
{
    enum { TEXTS = 13 };
    struct faqbot_view *const columns[TEXTS] = {
        &entry->id,         &entry->question, &entry->title,   &entry->section,   &entry->url,
        &entry->lang,       &entry->tags,     &entry->updated, &entry->review_by, &entry->disclaimer_id,
        &entry->disclaimer, &entry->content,  &entry->path};
    entry->kind = (unsigned)sqlite3_column_int(statement, 0);
    entry->line = (unsigned)sqlite3_column_int(statement, 1);
    for (int i = 0; i < TEXTS; i++) {
        if (!arena_copy(arena, database_column(statement, i + 2), columns[i])) {
            return false;
        }
    }
    return true;
}

static bool copy_label(sqlite3_stmt *statement, struct arena *arena, struct store_entry *entry)
{
    return arena_copy(arena, database_column(statement, 0), &entry->id) &&
           arena_copy(arena, database_column(statement, 1), &entry->question) &&
           arena_copy(arena, database_column(statement, 2), &entry->title);
}

static enum faqbot_status get_row(struct store *store, enum statement which, uint32_t number,
                                  bool (*copy)(sqlite3_stmt *, struct arena *, struct store_entry *),
                                  struct arena *arena, struct store_entry *entry)
{
    sqlite3_stmt *statement;
    const struct rows_value bound = rows_number(number);
    enum faqbot_status status = rows_start(store, which, &bound, 1, &statement);
    if (status == FAQBOT_OK) {
        status = rows_first(statement);
    }
    struct store_entry found = {.number = number};
    if (status == FAQBOT_OK && !copy(statement, arena, &found)) {
        status = FAQBOT_NO_MEMORY;
    }
    rows_end(statement);
    if (status == FAQBOT_OK) {
        *entry = found;
    }
    return status;
}

enum faqbot_status store_get_entry(struct store *store, uint32_t number, struct arena *arena,
                                   struct store_entry *entry)
{
    return get_row(store, GET_ENTRY, number, copy_entry, arena, entry);
}

enum faqbot_status store_get_label(struct store *store, uint32_t number, struct arena *arena,
                                   struct store_entry *entry)
{
    return get_row(store, GET_LABEL, number, copy_label, arena, entry);
}

/* The columns of GET_TEXT. */
static bool copy_text(sqlite3_stmt *statement, struct arena *arena, struct store_entry *entry)
{
    entry->kind = (unsigned)sqlite3_column_int(statement, 0);
    return arena_copy(arena, database_column(statement, 1), &entry->question) &&
           arena_copy(arena, database_column(statement, 2), &entry->title) &&
           arena_copy(arena, database_column(statement, 3), &entry->lang) &&
           arena_copy(arena, database_column(statement, 4), &entry->content);
}

enum faqbot_status store_get_text(struct store *store, uint32_t number, struct arena *arena,
                                  struct store_entry *entry)
{
    return get_row(store, GET_TEXT, number, copy_text, arena, entry);
}

/* The whole numbers of the first row. */
static enum faqbot_status get_numbers(struct store *store, enum statement which, struct faqbot_view key,
                                      uint32_t *const numbers[], int count)
{
    sqlite3_stmt *statement;
    const struct rows_value bound = rows_text(key);
    enum faqbot_status status = rows_start(store, which, &bound, 1, &statement);
    if (status == FAQBOT_OK) {
        status = rows_first(statement);
    }
    for (int i = 0; i < count && status == FAQBOT_OK; i++) {
        *numbers[i] = (uint32_t)sqlite3_column_int64(statement, i);
    }
    rows_end(statement);
    return status;
}

enum faqbot_status store_find_entry(struct store *store, struct faqbot_view id, uint32_t *number)
{
    return get_numbers(store, FIND_ENTRY, id, (uint32_t *const[]){number}, 1);
}

enum faqbot_status store_find_word(struct store *store, struct faqbot_view text, uint32_t *number,
                                   uint32_t *entries)
{
    return get_numbers(store, FIND_WORD, text, (uint32_t *const[]){number, entries}, 2);
}

enum faqbot_status store_find_spelling(struct store *store, struct faqbot_view text, uint32_t *uses)
{
    return get_numbers(store, FIND_SPELLING, text, (uint32_t *const[]){uses}, 1);
}

static enum faqbot_status find_posting(struct store *store, enum statement which, uint64_t from, uint64_t to,
                                       struct arena *arena, uint32_t *first_entry, struct faqbot_view *bytes)
{
    sqlite3_stmt *statement;
    const struct rows_value bound[] = {rows_number(from), rows_number(to)};
    enum faqbot_status status = rows_start(store, which, bound, 2, &statement);
    if (status == FAQBOT_OK) {
        status = rows_first(statement);
    }
    if (status == FAQBOT_OK) {
        *first_entry = (uint32_t)sqlite3_column_int64(statement, 0);
        status = arena_copy(arena, database_column(statement, 1), bytes) ? FAQBOT_OK : FAQBOT_NO_MEMORY;
    }
    rows_end(statement);
    return status;
}

enum faqbot_status store_find_posting_before(struct store *store, uint32_t word, uint32_t entry,
                                             struct arena *arena, uint32_t *first_entry,
                                             struct faqbot_view *bytes)
{
    return find_posting(store, FIND_POSTING_BEFORE, rows_posting(word, 0), rows_posting(word, entry), arena,
                        first_entry, bytes);
}

enum faqbot_status store_find_posting_behind(struct store *store, uint32_t word, uint32_t entry,
                                             struct arena *arena, uint32_t *first_entry,
                                             struct faqbot_view *bytes)
{
    if (entry == UINT32_MAX) {
        return FAQBOT_NOT_FOUND;
    }
    return find_posting(store, FIND_POSTING_BEHIND, rows_posting(word, entry + 1),
                        rows_posting(word, UINT32_MAX), arena, first_entry, bytes);
}

/* Room for one more element in an arena's list, which doubles. */
static void *grow(struct arena *arena, void *list, size_t count, size_t size)
{
    if ((count & (count - 1)) != 0 || count == 1) {
        return list;
    }
    void *grown = arena_take(arena, (count == 0 ? 2 : 2 * count) * size);
    return grown == NULL || count == 0 ? grown : memcpy(grown, list, count * size);
}

static enum faqbot_status get_texts(struct store *store, enum statement which, uint32_t key,
                                    struct arena *arena, struct faqbot_view **texts, size_t *count)
{
    sqlite3_stmt *statement;
    const struct rows_value bound = rows_number(key);
    enum faqbot_status status = rows_start(store, which, &bound, 1, &statement);
    struct faqbot_view *found = NULL;
    size_t found_count = 0;
    bool more = status == FAQBOT_OK;
    while (status == FAQBOT_OK && (status = rows_next(statement, &more)) == FAQBOT_OK && more) {
        found = grow(arena, found, found_count, sizeof *found);
        if (found == NULL || !arena_copy(arena, database_column(statement, 0), &found[found_count])) {
            status = FAQBOT_NO_MEMORY;
        }
        found_count++;
    }
    rows_end(statement);
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
    sqlite3_stmt *statement;
    const struct rows_value bound[] = {rows_number(rows_posting(word, 0)),
                                       rows_number(rows_posting(word, UINT32_MAX))};
    enum faqbot_status status = rows_start(store, EACH_POSTING, bound, 2, &statement);
    bool more = false;
    while (status == FAQBOT_OK && (status = rows_next(statement, &more)) == FAQBOT_OK && more) {
        status = visit(user, database_column(statement, 0));
    }
    rows_end(statement);
    return status;
}

enum faqbot_status store_each_spelling(struct store *store, store_visit_word *visit, void *user)
{
    sqlite3_stmt *statement;
    enum faqbot_status status = rows_start(store, EACH_SPELLING, NULL, 0, &statement);
    bool more = false;
    for (uint32_t number = 0;
         status == FAQBOT_OK && (status = rows_next(statement, &more)) == FAQBOT_OK && more; number++) {
        status =
            visit(user, number, database_column(statement, 0), (uint32_t)sqlite3_column_int64(statement, 1));
    }
    rows_end(statement);
    return status;
}

enum faqbot_status store_each_synonym(struct store *store, store_visit_pair *visit, void *user)
{
    sqlite3_stmt *statement;
    enum faqbot_status status = rows_start(store, EACH_SYNONYM, NULL, 0, &statement);
    bool more = false;
    while (status == FAQBOT_OK && (status = rows_next(statement, &more)) == FAQBOT_OK && more) {
        status = visit(user, database_column(statement, 0), database_column(statement, 1));
    }
    rows_end(statement);
    return status;
}

enum faqbot_status store_match_typed(struct store *store, struct faqbot_view expression, size_t limit,
                                     struct arena *arena, uint32_t **entries, size_t *count)
{
    sqlite3_stmt *statement;
    const struct rows_value bound[] = {rows_text(expression), rows_number(limit)};
    uint32_t *found = arena_take_array(arena, limit, sizeof *found);
    if (found == NULL) {
        return FAQBOT_NO_MEMORY;
    }
    enum faqbot_status status = rows_start(store, MATCH_TYPED, bound, 2, &statement);
    size_t found_count = 0;
    bool more = false;
    while (status == FAQBOT_OK && (status = rows_next(statement, &more)) == FAQBOT_OK && more) {
        assert(found_count < limit);
        found[found_count++] = (uint32_t)sqlite3_column_int64(statement, 0);
    }
    rows_end(statement);
    if (status == FAQBOT_OK) {
        *entries = found;
        *count = found_count;
    }
    return status;
}
