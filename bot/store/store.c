/* store/store.c - the knowledge index over SQLite: rows in, rows out. Deliberately no ranking (retrieval/ does that)
 * and no SQLite beyond statements: files, pragmas and result codes are database.c's. */
#include "store/store.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/fault.h"
#include "store/database.h"
#include "store/statements.h"

struct store {
    sqlite3 *database;
    sqlite3_stmt *statements[STATEMENT_COUNT];
    sqlite3_int64 phrasings; /* written so far */
};

/* -- Statements -------------------------------------------------------------------------------------------------- */

static enum faqbot_status get(struct store *store, enum statement which, sqlite3_stmt **statement)
{
    enum faqbot_status status = FAQBOT_OK;
    if (store->statements[which] == NULL) {
        status = database_prepare(store->database, statements_sql[which], &store->statements[which]);
    }
    *statement = store->statements[which];
    return status;
}

/* Ends a use of a statement: what was bound or handed out by it is no longer looked at. */
static void done(sqlite3_stmt *statement)
{
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
}

/* A value to bind; numbers have a NULL view. */
struct value {
    sqlite3_int64 number;
    struct faqbot_view view;
    enum { NUMBER, TEXT, BLOB } type;
};

static struct value number(uint64_t value)
{
    return (struct value){.number = (sqlite3_int64)value, .type = NUMBER};
}

static struct value text(struct faqbot_view value)
{
    return (struct value){.view = value, .type = TEXT};
}

static struct value blob(struct faqbot_view value)
{
    return (struct value){.view = value, .type = BLOB};
}

static int bind_value(sqlite3_stmt *statement, int parameter, const struct value *value)
{
    switch (value->type) {
    case NUMBER:
        return sqlite3_bind_int64(statement, parameter, value->number);
    case TEXT:
        return database_bind_text(statement, parameter, value->view);
    case BLOB:
        return database_bind_blob(statement, parameter, value->view);
    }
    return SQLITE_MISUSE;
}

/* Prepares and binds; the caller steps, reads and calls done(). */
static enum faqbot_status start(struct store *store, enum statement which, const struct value *values,
                                int count, sqlite3_stmt **statement)
{
    enum faqbot_status status = get(store, which, statement);
    for (int i = 0; i < count && status == FAQBOT_OK; i++) {
        status = database_status(bind_value(*statement, i + 1, &values[i]));
    }
    return status;
}

/* Runs a statement that gives no rows. */
static enum faqbot_status run(struct store *store, enum statement which, const struct value *values,
                              int count)
{
    sqlite3_stmt *statement;
    enum faqbot_status status = start(store, which, values, count, &statement);
    if (status == FAQBOT_OK) {
        status = database_status(sqlite3_step(statement));
    }
    done(statement);
    return status;
}
#define RUN(store, which, ...)                                                                               \
    run(store, which, (const struct value[]){__VA_ARGS__},                                                   \
        (int)(sizeof(const struct value[]){__VA_ARGS__} / sizeof(struct value)))

/* -- Life -------------------------------------------------------------------------------------------------------- */

static enum faqbot_status wrap(sqlite3 *database, struct store **store, struct faqbot_fault *fault)
{
    struct store *made = calloc(1, sizeof *made);
    if (made == NULL) {
        database_close(database);
        return fault_set(fault, FAQBOT_NO_MEMORY, NULL, 0, "out of memory");
    }
    made->database = database;
    *store = made;
    return FAQBOT_OK;
}

enum faqbot_status store_create(const char *path, struct store **store, struct faqbot_fault *fault)
{
    sqlite3 *database;
    enum faqbot_status status = database_create(path, &database, fault);
    return status == FAQBOT_OK ? wrap(database, store, fault) : status;
}

enum faqbot_status store_open(const char *path, struct store **store, struct faqbot_fault *fault)
{
    sqlite3 *database;
    enum faqbot_status status = database_open(path, &database, fault);
    return status == FAQBOT_OK ? wrap(database, store, fault) : status;
}

void store_close(struct store *store)
{
    if (store != NULL) {
        for (size_t i = 0; i < STATEMENT_COUNT; i++) {
            sqlite3_finalize(store->statements[i]);
        }
        database_close(store->database);
        free(store);
    }
}

enum faqbot_status store_finish(struct store *store)
{
    /* One segment each: fewer places to look, and bytes that do not depend on how FTS5 happened to merge. */
    return database_run(store->database, "INSERT INTO search (search) VALUES ('optimize');"
                                         "INSERT INTO typed (typed) VALUES ('optimize');"
                                         "COMMIT;");
}

/* -- Writing ----------------------------------------------------------------------------------------------------- */

static enum faqbot_status find_place(struct store *store, struct faqbot_view id, struct arena *arena,
                                     struct store_entry *taken)
{
    sqlite3_stmt *statement;
    enum faqbot_status status = start(store, FIND_PLACE, (const struct value[]){text(id)}, 1, &statement);
    if (status == FAQBOT_OK && sqlite3_step(statement) == SQLITE_ROW) {
        *taken = (struct store_entry){.line = (unsigned)sqlite3_column_int(statement, 1)};
        status = arena_copy(arena, database_column(statement, 0), &taken->path) ? FAQBOT_INVALID
                                                                                : FAQBOT_NO_MEMORY;
    }
    done(statement);
    return status;
}

enum faqbot_status store_add_entry(struct store *store, const struct store_entry *entry, struct arena *arena,
                                   struct store_entry *taken)
{
    enum faqbot_status status = find_place(store, entry->id, arena, taken);
    if (status == FAQBOT_OK && !view_is_empty(entry->disclaimer)) {
        status = RUN(store, ADD_DISCLAIMER, text(entry->disclaimer_id), text(entry->disclaimer));
    }
    if (status == FAQBOT_OK) {
        status = RUN(store, ADD_ENTRY, number(entry->number), text(entry->id), number(entry->kind),
                     text(entry->question), text(entry->title), text(entry->section), text(entry->url),
                     text(entry->lang), text(entry->tags), text(entry->updated), text(entry->review_by),
                     text(entry->disclaimer_id), text(entry->disclaimer), blob(entry->content),
                     text(entry->path), number(entry->line));
    }
    return status;
}

enum faqbot_status store_add_fields(struct store *store, uint32_t entry, const struct store_fields *fields)
{
    return RUN(store, ADD_FIELDS, number(entry), text(fields->question), text(fields->heading),
               text(fields->body));
}

enum faqbot_status store_add_phrasing(struct store *store, uint32_t entry, unsigned ordinal,
                                      struct faqbot_view phrasing, struct faqbot_view typed)
{
    uint64_t row = (uint64_t)store->phrasings++;
    enum faqbot_status status =
        RUN(store, ADD_PHRASING, number(row), number(entry), number(ordinal), text(phrasing));
    return status == FAQBOT_OK ? RUN(store, ADD_TYPED, number(row), text(typed)) : status;
}

enum faqbot_status store_add_related(struct store *store, uint32_t entry, unsigned ordinal,
                                     struct faqbot_view id)
{
    return RUN(store, ADD_RELATED, number(entry), number(ordinal), text(id));
}

enum faqbot_status store_add_synonym(struct store *store, struct faqbot_view source,
                                     struct faqbot_view target)
{
    return RUN(store, ADD_SYNONYM, text(source), text(target));
}

enum faqbot_status store_add_forward(struct store *store, uint32_t entry, struct faqbot_view bytes)
{
    return RUN(store, ADD_FORWARD, number(entry), blob(bytes));
}

enum faqbot_status store_add_word(struct store *store, uint32_t row, struct faqbot_view word,
                                  uint32_t entries)
{
    return RUN(store, ADD_WORD, number(row), text(word), number(entries));
}

enum faqbot_status store_add_spelling(struct store *store, uint32_t row, struct faqbot_view word,
                                      uint32_t uses)
{
    return RUN(store, ADD_SPELLING, number(row), text(word), number(uses));
}

enum faqbot_status store_add_model(struct store *store, const char *name, struct faqbot_view bytes)
{
    return RUN(store, ADD_MODEL, text(view_of(name)), blob(bytes));
}

enum faqbot_status store_add_setting(struct store *store, const char *name, struct faqbot_view value)
{
    return RUN(store, ADD_SETTING, text(view_of(name)), blob(value));
}

/* -- Reading ----------------------------------------------------------------------------------------------------- */

/* The first column of the first row, copied; NOT_FOUND where there is no row. */
static enum faqbot_status get_bytes(struct store *store, enum statement which, struct value key,
                                    struct arena *arena, struct faqbot_view *bytes)
{
    sqlite3_stmt *statement;
    enum faqbot_status status = start(store, which, &key, 1, &statement);
    if (status == FAQBOT_OK) {
        int code = sqlite3_step(statement);
        status = code == SQLITE_DONE ? FAQBOT_NOT_FOUND : database_status(code);
    }
    if (status == FAQBOT_OK && !arena_copy(arena, database_column(statement, 0), bytes)) {
        status = FAQBOT_NO_MEMORY;
    }
    done(statement);
    return status;
}

enum faqbot_status store_get_setting(struct store *store, const char *name, struct arena *arena,
                                     struct faqbot_view *value)
{
    return get_bytes(store, GET_SETTING, text(view_of(name)), arena, value);
}

enum faqbot_status store_get_model(struct store *store, const char *name, struct arena *arena,
                                   struct faqbot_view *bytes)
{
    return get_bytes(store, GET_MODEL, text(view_of(name)), arena, bytes);
}

enum faqbot_status store_get_forward(struct store *store, uint32_t entry, struct arena *arena,
                                     struct faqbot_view *bytes)
{
    return get_bytes(store, GET_FORWARD, number(entry), arena, bytes);
}

static bool copy_entry(sqlite3_stmt *statement, struct arena *arena, struct store_entry *entry)
{
    struct faqbot_view *const columns[] = {
        &entry->id,         &entry->question, &entry->title,   &entry->section,   &entry->url,
        &entry->lang,       &entry->tags,     &entry->updated, &entry->review_by, &entry->disclaimer_id,
        &entry->disclaimer, &entry->content,  &entry->path};
    entry->kind = (unsigned)sqlite3_column_int(statement, 0);
    entry->line = (unsigned)sqlite3_column_int(statement, 1);
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        if (!arena_copy(arena, database_column(statement, (int)i + 2), columns[i])) {
            return false;
        }
    }
    return true;
}

enum faqbot_status store_get_entry(struct store *store, uint32_t row, struct arena *arena,
                                   struct store_entry *entry)
{
    sqlite3_stmt *statement;
    enum faqbot_status status = start(store, GET_ENTRY, (const struct value[]){number(row)}, 1, &statement);
    if (status == FAQBOT_OK) {
        int code = sqlite3_step(statement);
        status = code == SQLITE_DONE ? FAQBOT_NOT_FOUND : database_status(code);
    }
    struct store_entry found = {.number = row};
    if (status == FAQBOT_OK && !copy_entry(statement, arena, &found)) {
        status = FAQBOT_NO_MEMORY;
    }
    done(statement);
    if (status == FAQBOT_OK) {
        *entry = found;
    }
    return status;
}

/* The whole numbers of the first row. */
static enum faqbot_status get_numbers(struct store *store, enum statement which, struct faqbot_view key,
                                      uint32_t *const numbers[], int count)
{
    sqlite3_stmt *statement;
    enum faqbot_status status = start(store, which, (const struct value[]){text(key)}, 1, &statement);
    if (status == FAQBOT_OK) {
        int code = sqlite3_step(statement);
        status = code == SQLITE_DONE ? FAQBOT_NOT_FOUND : database_status(code);
    }
    for (int i = 0; i < count && status == FAQBOT_OK; i++) {
        *numbers[i] = (uint32_t)sqlite3_column_int64(statement, i);
    }
    done(statement);
    return status;
}

enum faqbot_status store_find_entry(struct store *store, struct faqbot_view id, uint32_t *entry)
{
    return get_numbers(store, FIND_ENTRY, id, (uint32_t *const[]){entry}, 1);
}

enum faqbot_status store_find_word(struct store *store, struct faqbot_view word, uint32_t *row,
                                   uint32_t *entries)
{
    return get_numbers(store, FIND_WORD, word, (uint32_t *const[]){row, entries}, 2);
}

/* Steps to the next row: OK with *more set, or a failure. */
static enum faqbot_status next_row(sqlite3_stmt *statement, bool *more)
{
    int code = sqlite3_step(statement);
    *more = code == SQLITE_ROW;
    return database_status(code);
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
    enum faqbot_status status = start(store, which, (const struct value[]){number(key)}, 1, &statement);
    struct faqbot_view *found = NULL;
    size_t found_count = 0;
    bool more = status == FAQBOT_OK;
    while (status == FAQBOT_OK && (status = next_row(statement, &more)) == FAQBOT_OK && more) {
        found = grow(arena, found, found_count, sizeof *found);
        if (found == NULL || !arena_copy(arena, database_column(statement, 0), &found[found_count])) {
            status = FAQBOT_NO_MEMORY;
        }
        found_count++;
    }
    done(statement);
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

static enum faqbot_status each_word(struct store *store, enum statement which, store_visit_word *visit,
                                    void *user)
{
    sqlite3_stmt *statement;
    enum faqbot_status status = get(store, which, &statement);
    bool more = false;
    while (status == FAQBOT_OK && (status = next_row(statement, &more)) == FAQBOT_OK && more) {
        status = visit(user, (uint32_t)sqlite3_column_int64(statement, 0), database_column(statement, 1),
                       (uint32_t)sqlite3_column_int64(statement, 2));
    }
    done(statement);
    return status;
}

enum faqbot_status store_each_word(struct store *store, store_visit_word *visit, void *user)
{
    return each_word(store, EACH_WORD, visit, user);
}

enum faqbot_status store_each_spelling(struct store *store, store_visit_word *visit, void *user)
{
    return each_word(store, EACH_SPELLING, visit, user);
}

enum faqbot_status store_each_synonym(struct store *store, store_visit_pair *visit, void *user)
{
    sqlite3_stmt *statement;
    enum faqbot_status status = get(store, EACH_SYNONYM, &statement);
    bool more = false;
    while (status == FAQBOT_OK && (status = next_row(statement, &more)) == FAQBOT_OK && more) {
        status = visit(user, database_column(statement, 0), database_column(statement, 1));
    }
    done(statement);
    return status;
}

static enum faqbot_status match(struct store *store, enum statement which, struct faqbot_view expression,
                                size_t limit, struct arena *arena, uint32_t **entries, size_t *count)
{
    sqlite3_stmt *statement;
    uint32_t *found = arena_take_array(arena, limit, sizeof *found);
    if (found == NULL) {
        return FAQBOT_NO_MEMORY;
    }
    enum faqbot_status status =
        start(store, which, (const struct value[]){text(expression), number(limit)}, 2, &statement);
    size_t found_count = 0;
    bool more = false;
    while (status == FAQBOT_OK && (status = next_row(statement, &more)) == FAQBOT_OK && more) {
        assert(found_count < limit);
        found[found_count++] = (uint32_t)sqlite3_column_int64(statement, 0);
    }
    done(statement);
    if (status == FAQBOT_OK) {
        *entries = found;
        *count = found_count;
    }
    return status;
}

enum faqbot_status store_match(struct store *store, struct faqbot_view expression, size_t limit,
                               struct arena *arena, uint32_t **entries, size_t *count)
{
    return match(store, MATCH_SEARCH, expression, limit, arena, entries, count);
}

enum faqbot_status store_match_typed(struct store *store, struct faqbot_view expression, size_t limit,
                                     struct arena *arena, uint32_t **entries, size_t *count)
{
    return match(store, MATCH_TYPED, expression, limit, arena, entries, count);
}
