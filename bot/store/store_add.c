/* store/store_add.c - writes new rows. Reading, opening and closing are store.c's, replacing rows is store_change.c's.
 * Sticky: stmt_run() remembers the first failure in the store and does nothing after it. */
#include "store/rows.h"
#include "store/store.h"

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
