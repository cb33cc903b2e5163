/* store/store_add.c - the store's writing half: rows in. Reading, opening and closing are store.c's. */
#include "store/rows.h"
#include "store/store.h"

/* Says what has an id that is taken. */
static enum faqbot_status find_place(struct store *store, struct faqbot_view id, struct arena *arena,
                                     struct store_entry *taken)
{
    sqlite3_stmt *statement;
    const struct rows_value key = rows_text(id);
    enum faqbot_status status = rows_start(store, FIND_PLACE, &key, 1, &statement);
    if (status == FAQBOT_OK) {
        status = rows_first(statement);
    }
    if (status == FAQBOT_OK) {
        struct store_entry found = {.line = (unsigned)sqlite3_column_int(statement, 1)};
        status = FAQBOT_NO_MEMORY;
        if (arena_copy(arena, database_column(statement, 0), &found.path)) {
            *taken = found;
            status = FAQBOT_INVALID;
        }
    }
    rows_end(statement);
    return status == FAQBOT_NOT_FOUND ? FAQBOT_CORRUPT : status;
}

/* The number of a path; entries of one file come one after the other. */
static enum faqbot_status find_source(struct store *store, struct faqbot_view path)
{
    if (store->source_number > 0 && view_equals(path, buffer_view(&store->source))) {
        return FAQBOT_OK;
    }
    sqlite3_stmt *statement;
    const struct rows_value key = rows_text(path);
    enum faqbot_status status = ROWS_RUN(store, ADD_SOURCE, key);
    if (status != FAQBOT_OK) {
        return status;
    }
    status = rows_start(store, FIND_SOURCE, &key, 1, &statement);
    if (status == FAQBOT_OK) {
        status = rows_first(statement);
    }
    if (status == FAQBOT_OK) {
        store->source_number = (uint32_t)sqlite3_column_int64(statement, 0);
        buffer_reset(&store->source);
        buffer_add(&store->source, path);
        status = store->source.failed ? FAQBOT_NO_MEMORY : FAQBOT_OK;
    }
    rows_end(statement);
    return status;
}

enum faqbot_status store_add_entry(struct store *store, const struct store_entry *entry, struct arena *arena,
                                   struct store_entry *taken)
{
    enum faqbot_status status = find_source(store, entry->path);
    if (status == FAQBOT_OK && !view_is_empty(entry->disclaimer)) {
        status =
            ROWS_RUN(store, ADD_DISCLAIMER, rows_text(entry->disclaimer_id), rows_text(entry->disclaimer));
    }
    if (status == FAQBOT_OK) {
        status = ROWS_RUN(
            store, ADD_ENTRY, rows_number(entry->number), rows_text(entry->id), rows_number(entry->kind),
            rows_text(entry->question), rows_text(entry->title), rows_text(entry->section),
            rows_text(entry->url), rows_text(entry->lang), rows_text(entry->tags), rows_text(entry->updated),
            rows_text(entry->review_by), rows_text(entry->disclaimer_id), rows_text(entry->disclaimer),
            rows_blob(entry->content), rows_number(store->source_number), rows_number(entry->line));
    }
    return status == FAQBOT_OK && sqlite3_changes(store->database) == 0
               ? find_place(store, entry->id, arena, taken)
               : status;
}

enum faqbot_status store_add_phrasing(struct store *store, uint32_t entry, unsigned ordinal,
                                      struct faqbot_view text, struct faqbot_view typed)
{
    enum faqbot_status status = FAQBOT_OK;
    if (ordinal > 0) {
        status = ROWS_RUN(store, ADD_PHRASING, rows_number(entry), rows_number(ordinal), rows_text(text));
    }
    if (status == FAQBOT_OK && !view_is_empty(typed)) {
        status = ROWS_RUN(store, ADD_TYPED, rows_number(rows_typed(entry, ordinal)), rows_text(typed));
    }
    return status;
}

enum faqbot_status store_add_related(struct store *store, uint32_t entry, unsigned ordinal,
                                     struct faqbot_view id)
{
    return ROWS_RUN(store, ADD_RELATED, rows_number(entry), rows_number(ordinal), rows_text(id));
}

enum faqbot_status store_add_synonym(struct store *store, struct faqbot_view source,
                                     struct faqbot_view target)
{
    return ROWS_RUN(store, ADD_SYNONYM, rows_text(source), rows_text(target));
}

enum faqbot_status store_add_word(struct store *store, uint32_t number, struct faqbot_view text,
                                  uint32_t entries)
{
    return ROWS_RUN(store, ADD_WORD, rows_text(text), rows_number(number), rows_number(entries));
}

enum faqbot_status store_add_posting(struct store *store, uint32_t word, uint32_t first_entry,
                                     struct faqbot_view bytes)
{
    return ROWS_RUN(store, ADD_POSTING, rows_number(rows_posting(word, first_entry)), rows_blob(bytes));
}

enum faqbot_status store_add_spelling(struct store *store, struct faqbot_view text, uint32_t uses)
{
    return ROWS_RUN(store, ADD_SPELLING, rows_text(text), rows_number(uses));
}

enum faqbot_status store_add_model(struct store *store, const char *name, struct faqbot_view bytes)
{
    return ROWS_RUN(store, ADD_MODEL, rows_text(view_of(name)), rows_blob(bytes));
}

enum faqbot_status store_add_setting(struct store *store, const char *name, struct faqbot_view value)
{
    return ROWS_RUN(store, ADD_SETTING, rows_text(view_of(name)), rows_blob(value));
}
