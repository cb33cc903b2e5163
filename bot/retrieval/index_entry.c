/* retrieval/index_entry.c - an entry as an index has it. Where it is put is index.c's and index_update.c's. */
#include "retrieval/index_entry.h"

struct store_entry index_entry_row(const struct entry *entry, uint32_t number, struct faqbot_view lang,
                                   struct faqbot_view content)
{
    return (struct store_entry){.number = number,
                                .kind = entry->kind,
                                .id = entry->id,
                                .question = entry->phrasings[0],
                                .title = entry->title,
                                .section = entry->section,
                                .url = entry->url,
                                .lang = view_is_empty(entry->lang) ? lang : entry->lang,
                                .tags = entry->tags,
                                .updated = entry->updated,
                                .review_by = entry->review_by,
                                .disclaimer_id = entry->disclaimer_id,
                                .disclaimer = entry->disclaimer,
                                .content = content,
                                .path = view_of(entry->path),
                                .line = entry->line};
}

static void hash_list(const struct faqbot_view *list, size_t count, struct fingerprint *fingerprint)
{
    for (size_t i = 0; i < count; i++) {
        fingerprint_add(fingerprint, list[i]);
    }
    fingerprint_add(fingerprint, view_of("")); /* an end: no list has an empty member but a passage's */
}

void index_entry_hash(const struct store_entry *row, const struct faqbot_view *phrasings,
                      size_t phrasing_count, const struct faqbot_view *related, size_t related_count,
                      struct fingerprint *fingerprint)
{
    const char kind = (char)row->kind;
    const struct faqbot_view hashed[] = {row->id,      row->content, row->title,         row->section,
                                         row->url,     row->lang,    row->disclaimer_id, row->disclaimer,
                                         row->updated, row->tags,    row->review_by,     view_make(&kind, 1)};
    hash_list(hashed, sizeof hashed / sizeof *hashed, fingerprint);
    hash_list(phrasings, phrasing_count, fingerprint);
    hash_list(related, related_count, fingerprint);
}

/* Counts a text's words, also on `total`. */
static enum faqbot_status count_text(struct faqbot_view text, struct stems *stems, size_t language,
                                     struct index_entry_words *counted, uint64_t *total)
{
    struct wording_words words;
    if (!words_take(counted->arena, text, &words.list, &words.count)) {
        return FAQBOT_NO_MEMORY;
    }
    enum faqbot_status status = wording_unify(counted->wording, counted->arena, &words);
    for (size_t i = 0; i < words.count && status == FAQBOT_OK; i++) {
        if (i % VOCABULARY_BATCH == 0) {
            vocabulary_fetch(counted->vocabulary, words.list + i, words.count - i);
        }
        status = vocabulary_add(counted->vocabulary, stems, language, &words.list[i]);
    }
    *total += words.count;
    return status;
}

enum faqbot_status index_entry_count(const struct entry *entry, struct stems *stems, size_t language,
                                     struct index_entry_words *words)
{
    enum faqbot_status status = FAQBOT_OK;
    if (entry->kind == ENTRY_PASSAGE) {
        status = count_text(entry->title, stems, language, words, &words->head);
    }
    for (size_t i = 0; i < entry->phrasing_count && status == FAQBOT_OK; i++) {
        status = count_text(entry->phrasings[i], stems, language, words, &words->head);
    }
    return status == FAQBOT_OK ? count_text(entry->text, stems, language, words, &words->body) : status;
}
