/* store/store_add.c - writes new rows. Reading, opening and closing are store.c's, replacing rows is store_change.c's.
 * Sticky: rows_run() remembers the first failure in the store and does nothing after it. */
#include "store/rows.h"
#include "store/store.h"

/* Says what has an id that is taken. */
static enum faqbot_status find_place(struct store *store, struct faqbot_view id, struct arena *arena,
                                     struct store_entry *taken)
{
    const struct rows_value key = rows_text(id);
    enum faqbot_status status = FAQBOT_OK;
    sqlite3_stmt *statement = rows_start(store, FIND_PLACE, &key, 1, &status);
    if (rows_first(statement, &status)) {
        *taken = (struct store_entry){.line = (unsigned)sqlite3_column_int(statement, 1)};
        status = arena_copy(arena, sqlite_column(statement, 0), &taken->path) ? FAQBOT_INVALID
                                                                                : FAQBOT_NO_MEMORY;
    }
    rows_end(statement);
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
    const struct rows_value key = rows_text(path);
    ROWS_RUN(store, ADD_SOURCE, key);
    sqlite3_stmt *statement = rows_start(store, FIND_SOURCE, &key, 1, &store->status);
    if (rows_first(statement, &store->status)) {
        store->source_number = (uint32_t)sqlite3_column_int64(statement, 0);
        buffer_reset(&store->source);
        buffer_add(&store->source, path);
        store->status = store->source.failed ? FAQBOT_NO_MEMORY : FAQBOT_OK;
    }
    rows_end(statement);
}

enum faqbot_status store_add_entry(struct store *store, const struct store_entry *entry, struct arena *arena,
                                   struct store_entry *taken)
{
    find_source(store, entry->path);
    if (!view_is_empty(entry->disclaimer)) {
        ROWS_RUN(store, ADD_DISCLAIMER, rows_text(entry->disclaimer_id), rows_text(entry->disclaimer));
    }
    ROWS_RUN(store, ADD_ENTRY, rows_number(entry->number), rows_text(entry->id), rows_number(entry->kind),
             rows_text(entry->question), rows_text(entry->title), rows_text(entry->section),
             rows_text(entry->url), rows_text(entry->lang), rows_text(entry->tags), rows_text(entry->updated),
             rows_text(entry->review_by), rows_text(entry->disclaimer_id), rows_text(entry->disclaimer),
             rows_blob(entry->content), rows_number(store->source_number), rows_number(entry->line));
    return store->status == FAQBOT_OK && sqlite3_changes(store->database) == 0
               ? find_place(store, entry->id, arena, taken)
               : store->status;
}

void store_add_phrasing(struct store *store, uint32_t entry, unsigned ordinal, struct faqbot_view text,
                        struct faqbot_view typed)
{
    if (ordinal > 0) {
        ROWS_RUN(store, ADD_PHRASING, rows_number(entry), rows_number(ordinal), rows_text(text));
    }
    if (!view_is_empty(typed)) {
        ROWS_RUN(store, ADD_TYPED, rows_number(rows_typed(entry, ordinal)), rows_text(typed));
    }
}

void store_add_related(struct store *store, uint32_t entry, unsigned ordinal, struct faqbot_view id)
{
    ROWS_RUN(store, ADD_RELATED, rows_number(entry), rows_number(ordinal), rows_text(id));
}

void store_add_synonym(struct store *store, struct faqbot_view source, struct faqbot_view target)
{
    ROWS_RUN(store, ADD_SYNONYM, rows_text(source), rows_text(target));
}

void store_add_word(struct store *store, uint32_t number, struct faqbot_view text, uint32_t entries)
{
    ROWS_RUN(store, ADD_WORD, rows_text(text), rows_number(number), rows_number(entries));
}

void store_add_posting(struct store *store, uint32_t word, uint32_t first_entry, struct faqbot_view bytes)
{
    ROWS_RUN(store, ADD_POSTING, rows_number(rows_posting(word, first_entry)), rows_blob(bytes));
}

void store_add_spelling(struct store *store, struct faqbot_view text, uint32_t uses)
{
    ROWS_RUN(store, ADD_SPELLING, rows_text(text), rows_number(uses));
}
