/* retrieval/entry_change.c - takes one entry out of what an index counts, or puts one in. Its row, and whether such a
 * change is all that is needed, are index_update.c's. */
#include "retrieval/entry_change.h"

#include "retrieval/index_entry.h"
#include "retrieval/stored_entry.h"

static void count_words(struct entry_change *change, struct change_side *side, const struct entry *entry,
                        uint32_t number, enum faqbot_status *status)
{
    size_t language = 0;
    struct index_entry_words words = {
        .wording = change->wording, .vocabulary = &side->vocabulary, .arena = change->arena};
    *status = *status == FAQBOT_OK ? languages_add(change->languages, entry->lang, &language) : *status;
    index_entry_count(entry, change->languages->stems[language], language, &words, status);
    change_close(side, number, words.head, words.body, status);
}

enum faqbot_status entry_change_take_back(struct entry_change *change, const struct store_entry *row)
{
    struct entry entry;
    struct faqbot_view *phrasings;
    struct faqbot_view *related;
    size_t phrasing_count;
    size_t related_count;
    enum faqbot_status status = stored_entry_read(change->store, row->number, change->arena, &entry);
    status = status == FAQBOT_OK ? stored_entry_lists(change->store, row->number, change->arena, &phrasings,
                                                      &phrasing_count, &related, &related_count)
                                 : status;
    if (status != FAQBOT_OK) {
        return status;
    }
    index_entry_hash(row, phrasings, phrasing_count, related, related_count, change->fingerprint);
    fingerprint_take_back_entry(change->fingerprint, row->number);
    for (size_t i = 0; i < entry.phrasing_count && entry.kind == ENTRY_FAQ; i++) {
        struct faqbot_view typed;
        if (!words_fold(change->arena, entry.phrasings[i], &typed)) {
            return FAQBOT_NO_MEMORY;
        }
        store_change_remove_typed(change->store, row->number, (unsigned)i, typed);
    }
    status = store_status(change->store);
    count_words(change, &change->change->gone, &entry, row->number, &status);
    return status;
}

enum faqbot_status entry_change_put_in(struct entry_change *change, const struct entry *entry,
                                       const struct store_entry *row, bool typed_heading)
{
    bool is_suggested = entry->kind == ENTRY_FAQ || typed_heading;
    enum faqbot_status status =
        index_entry_write_lists(entry, row->number, is_suggested, change->arena, change->store);
    index_entry_hash(row, entry->phrasings, entry->phrasing_count, entry->related, entry->related_count,
                     change->fingerprint);
    fingerprint_close_entry(change->fingerprint, row->number);
    count_words(change, &change->change->come, entry, row->number, &status);
    if (status == FAQBOT_OK) {
        change->change->classes.bytes[row->number] = (char)change->change->come.class;
    }
    return status;
}
