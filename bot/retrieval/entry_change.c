/* retrieval/entry_change.c - one entry out of an index, or into it. Its row, and whether that is all there is to
 * change, are index_update.c's. */
#include "retrieval/entry_change.h"

#include "retrieval/index_entry.h"
#include "retrieval/length.h"
#include "retrieval/stored_entry.h"

static enum faqbot_status count_words(struct entry_change *change, struct change_side *side,
                                      const struct entry *entry, uint32_t number, uint8_t *class)
{
    size_t language;
    struct index_entry_words words = {
        .wording = change->wording, .vocabulary = &side->vocabulary, .arena = change->arena};
    enum faqbot_status status = languages_add(change->languages, entry->lang, &language);
    if (status == FAQBOT_OK) {
        status = index_entry_count(entry, change->languages->stems[language], language, &words);
    }
    *class = length_class(words.head + words.body);
    return status == FAQBOT_OK ? change_close(side, number, words.head, words.body) : status;
}

enum faqbot_status entry_change_take_back(struct entry_change *change, const struct store_entry *row)
{
    struct entry entry;
    struct faqbot_view *phrasings;
    struct faqbot_view *related;
    size_t phrasing_count;
    size_t related_count;
    uint8_t class;
    enum faqbot_status status = stored_entry_read(change->store, row->number, change->arena, &entry);
    if (status == FAQBOT_OK) {
        status = store_get_phrasings(change->store, row->number, change->arena, &phrasings, &phrasing_count);
    }
    if (status == FAQBOT_OK) {
        status = store_get_related(change->store, row->number, change->arena, &related, &related_count);
    }
    if (status != FAQBOT_OK) {
        return status;
    }
    index_entry_hash(row, phrasings, phrasing_count, related, related_count, change->fingerprint);
    fingerprint_take_back_entry(change->fingerprint, row->number);
    for (size_t i = 0; i < entry.phrasing_count && entry.kind == ENTRY_FAQ && status == FAQBOT_OK; i++) {
        struct faqbot_view typed;
        status = words_fold(change->arena, entry.phrasings[i], &typed)
                     ? store_change_remove_typed(change->store, row->number, (unsigned)i, typed)
                     : FAQBOT_NO_MEMORY;
    }
    return status == FAQBOT_OK ? count_words(change, &change->change->gone, &entry, row->number, &class)
                               : status;
}

enum faqbot_status entry_change_put_in(struct entry_change *change, const struct entry *entry,
                                       const struct store_entry *row, bool typed_heading)
{
    uint8_t class;
    enum faqbot_status status = FAQBOT_OK;
    for (size_t i = 0; i < entry->phrasing_count && status == FAQBOT_OK; i++) {
        struct faqbot_view typed = view_of("");
        if ((entry->kind == ENTRY_FAQ || typed_heading) &&
            !words_fold(change->arena, entry->phrasings[i], &typed)) {
            return FAQBOT_NO_MEMORY;
        }
        status = store_add_phrasing(change->store, row->number, (unsigned)i, entry->phrasings[i], typed);
    }
    for (size_t i = 0; i < entry->related_count && status == FAQBOT_OK; i++) {
        status = store_add_related(change->store, row->number, (unsigned)i, entry->related[i]);
    }
    if (status == FAQBOT_OK) {
        index_entry_hash(row, entry->phrasings, entry->phrasing_count, entry->related, entry->related_count,
                         change->fingerprint);
        fingerprint_close_entry(change->fingerprint, row->number);
        status = count_words(change, &change->change->come, entry, row->number, &class);
    }
    if (status == FAQBOT_OK) {
        change->change->classes.bytes[row->number] = (char)class;
    }
    return status;
}
