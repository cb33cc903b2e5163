/* store/store_add.c - the store's writing half: rows in. Reading, opening and closing are store.c's. */
#include "store/rows.h"
#include "store/store.h"

/* Runs a statement with the values that follow. */
#define RUN(store, which, ...)                                                                               \
    rows_run(store, which, (const struct rows_value[]){__VA_ARGS__},                                         \
             (int)(sizeof(const struct rows_value[]){__VA_ARGS__} / sizeof(struct rows_value)))

/* FAQBOT_INVALID where the id is taken. */
static enum faqbot_status check_id(struct store *store, struct faqbot_view id, struct arena *arena,
                                   struct store_entry *taken)
{
    sqlite3_stmt *statement;
    const struct rows_value key = rows_text(id);
    enum faqbot_status status = rows_start(store, FIND_PLACE, &key, 1, &statement);
    bool more = false;
    if (status == FAQBOT_OK) {
        status = rows_next(statement, &more);
    }
    if (more) {
        struct store_entry found = {.line = (unsigned)sqlite3_column_int(statement, 1)};
        status = FAQBOT_NO_MEMORY;
        if (arena_copy(arena, database_column(statement, 0), &found.path)) {
            *taken = found;
            status = FAQBOT_INVALID;
        }
    }
    rows_end(statement);
    return status;
}

enum faqbot_status store_add_entry(struct store *store, const struct store_entry *entry, struct arena *arena,
                                   struct store_entry *taken)
{
    enum faqbot_status status = check_id(store, entry->id, arena, taken);
    if (status == FAQBOT_OK && !view_is_empty(entry->disclaimer)) {
        status = RUN(store, ADD_DISCLAIMER, rows_text(entry->disclaimer_id), rows_text(entry->disclaimer));
    }
    if (status == FAQBOT_OK) {
        status = RUN(store, ADD_ENTRY, rows_number(entry->number), rows_text(entry->id),
                     rows_number(entry->kind), rows_text(entry->question), rows_text(entry->title),
                     rows_text(entry->section), rows_text(entry->url), rows_text(entry->lang),
                     rows_text(entry->tags), rows_text(entry->updated), rows_text(entry->review_by),
                     rows_text(entry->disclaimer_id), rows_text(entry->disclaimer), rows_blob(entry->content),
                     rows_text(entry->path), rows_number(entry->line));
    }
    return status;
}

enum faqbot_status store_add_fields(struct store *store, uint32_t entry, const struct store_fields *fields)
{
    return RUN(store, ADD_FIELDS, rows_number(entry), rows_text(fields->question), rows_text(fields->heading),
               rows_text(fields->body));
}

enum faqbot_status store_add_phrasing(struct store *store, uint32_t entry, unsigned ordinal,
                                      struct faqbot_view text, struct faqbot_view typed)
{
    struct rows_value number = rows_number(store->phrasings++);
    enum faqbot_status status =
        RUN(store, ADD_PHRASING, number, rows_number(entry), rows_number(ordinal), rows_text(text));
    return status == FAQBOT_OK ? RUN(store, ADD_TYPED, number, rows_text(typed)) : status;
}

enum faqbot_status store_add_related(struct store *store, uint32_t entry, unsigned ordinal,
                                     struct faqbot_view id)
{
    return RUN(store, ADD_RELATED, rows_number(entry), rows_number(ordinal), rows_text(id));
}

enum faqbot_status store_add_synonym(struct store *store, struct faqbot_view source,
                                     struct faqbot_view target)
{
    return RUN(store, ADD_SYNONYM, rows_text(source), rows_text(target));
}

enum faqbot_status store_add_word(struct store *store, uint32_t number, struct faqbot_view text,
                                  uint32_t entries)
{
    return RUN(store, ADD_WORD, rows_number(number), rows_text(text), rows_number(entries));
}

enum faqbot_status store_add_spelling(struct store *store, uint32_t number, struct faqbot_view text,
                                      uint32_t uses)
{
    return RUN(store, ADD_SPELLING, rows_number(number), rows_text(text), rows_number(uses));
}

enum faqbot_status store_add_model(struct store *store, const char *name, struct faqbot_view bytes)
{
    return RUN(store, ADD_MODEL, rows_text(view_of(name)), rows_blob(bytes));
}

enum faqbot_status store_add_setting(struct store *store, const char *name, struct faqbot_view value)
{
    return RUN(store, ADD_SETTING, rows_text(view_of(name)), rows_blob(value));
}
