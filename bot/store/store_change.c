/* store/store_change.c - replaces and removes rows of a finished index. New rows are store_add.c's. Sticky, as writing
 * is: rows_run() does nothing after the first failure. */
#include <inttypes.h>
#include <stdio.h>

#include "store/rows.h"
#include "store/store.h"

void store_change_entry(struct store *store, const struct store_entry *entry)
{
    if (!view_is_empty(entry->disclaimer)) {
        ROWS_RUN(store, ADD_DISCLAIMER, rows_text(entry->disclaimer_id), rows_text(entry->disclaimer));
    }
    ROWS_RUN(store, SET_ENTRY, rows_number(entry->number), rows_text(entry->question),
             rows_text(entry->title), rows_text(entry->section), rows_text(entry->url),
             rows_text(entry->lang), rows_text(entry->tags), rows_text(entry->updated),
             rows_text(entry->review_by), rows_text(entry->disclaimer_id), rows_text(entry->disclaimer),
             rows_blob(entry->content), rows_number(entry->line));
    ROWS_RUN(store, CLEAR_PHRASINGS, rows_number(entry->number));
    ROWS_RUN(store, CLEAR_RELATED, rows_number(entry->number));
}

void store_change_remove_typed(struct store *store, uint32_t entry, unsigned ordinal,
                               struct faqbot_view typed)
{
    if (!view_is_empty(typed)) { /* it was suggested */
        ROWS_RUN(store, REMOVE_TYPED, rows_number(rows_typed(entry, ordinal)), rows_text(typed));
    }
}

void store_change_word(struct store *store, uint32_t number, struct faqbot_view text, uint32_t entries)
{
    ROWS_RUN(store, SET_WORD, rows_text(text), rows_number(number), rows_number(entries));
}

void store_change_spelling(struct store *store, struct faqbot_view text, uint32_t uses)
{
    if (uses == 0) {
        ROWS_RUN(store, REMOVE_SPELLING, rows_text(text));
    } else {
        ROWS_RUN(store, SET_SPELLING, rows_text(text), rows_number(uses));
    }
}

void store_change_model(struct store *store, const char *name, struct faqbot_view bytes)
{
    ROWS_RUN(store, SET_MODEL, rows_text(view_of(name)), rows_blob(bytes));
}

void store_change_setting(struct store *store, const char *name, struct faqbot_view value)
{
    ROWS_RUN(store, SET_SETTING, rows_text(view_of(name)), rows_blob(value));
}

void store_change_number(struct store *store, const char *name, uint64_t value)
{
    char text[24];
    snprintf(text, sizeof text, "%" PRIu64, value);
    store_change_setting(store, name, view_of(text));
}

void store_change_remove_posting(struct store *store, uint32_t word, uint32_t first_entry)
{
    ROWS_RUN(store, REMOVE_POSTING, rows_number(rows_posting(word, first_entry)));
}
