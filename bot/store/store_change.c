/* store/store_change.c - rows of a finished index replaced or taken out. Those that are new are store_add.c's. */
#include "store/rows.h"
#include "store/store.h"

enum faqbot_status store_change_entry(struct store *store, const struct store_entry *entry)
{
    enum faqbot_status status = FAQBOT_OK;
    if (!view_is_empty(entry->disclaimer)) {
        status =
            ROWS_RUN(store, ADD_DISCLAIMER, rows_text(entry->disclaimer_id), rows_text(entry->disclaimer));
    }
    if (status == FAQBOT_OK) {
        status = ROWS_RUN(store, SET_ENTRY, rows_number(entry->number), rows_text(entry->question),
                          rows_text(entry->title), rows_text(entry->section), rows_text(entry->url),
                          rows_text(entry->lang), rows_text(entry->tags), rows_text(entry->updated),
                          rows_text(entry->review_by), rows_text(entry->disclaimer_id),
                          rows_text(entry->disclaimer), rows_blob(entry->content), rows_number(entry->line));
    }
    if (status == FAQBOT_OK) {
        status = ROWS_RUN(store, CLEAR_PHRASINGS, rows_number(entry->number));
    }
    return status == FAQBOT_OK ? ROWS_RUN(store, CLEAR_RELATED, rows_number(entry->number)) : status;
}

enum faqbot_status store_change_remove_typed(struct store *store, uint32_t entry, unsigned ordinal,
                                             struct faqbot_view typed)
{
    return view_is_empty(typed)
               ? FAQBOT_OK
               : ROWS_RUN(store, REMOVE_TYPED, rows_number(rows_typed(entry, ordinal)), rows_text(typed));
}

enum faqbot_status store_change_word(struct store *store, uint32_t number, struct faqbot_view text,
                                     uint32_t entries)
{
    return ROWS_RUN(store, SET_WORD, rows_text(text), rows_number(number), rows_number(entries));
}

enum faqbot_status store_change_spelling(struct store *store, struct faqbot_view text, uint32_t uses)
{
    return uses == 0 ? ROWS_RUN(store, REMOVE_SPELLING, rows_text(text))
                     : ROWS_RUN(store, SET_SPELLING, rows_text(text), rows_number(uses));
}

enum faqbot_status store_change_model(struct store *store, const char *name, struct faqbot_view bytes)
{
    return ROWS_RUN(store, SET_MODEL, rows_text(view_of(name)), rows_blob(bytes));
}

enum faqbot_status store_change_setting(struct store *store, const char *name, struct faqbot_view value)
{
    return ROWS_RUN(store, SET_SETTING, rows_text(view_of(name)), rows_blob(value));
}

enum faqbot_status store_change_remove_posting(struct store *store, uint32_t word, uint32_t first_entry)
{
    return ROWS_RUN(store, REMOVE_POSTING, rows_number(rows_posting(word, first_entry)));
}
