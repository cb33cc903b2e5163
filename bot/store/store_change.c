/* store/store_change.c - replaces and removes rows of a finished index. New rows are store_add.c's. Sticky, as writing
 * is: stmt_run() does nothing after the first failure. */
#include <inttypes.h>
#include <stdio.h>

#include "store/rows.h"
#include "store/store.h"

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
