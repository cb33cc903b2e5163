/* retrieval/index_entry.h - what of an entry goes into an index: its row, its part of the version, its words. */
#ifndef RETRIEVAL_INDEX_ENTRY_H
#define RETRIEVAL_INDEX_ENTRY_H

#include "knowledge/knowledge.h"
#include "retrieval/fingerprint.h"
#include "retrieval/vocabulary.h"
#include "retrieval/wording.h"

/* The row; it borrows all. `lang` is of entries that name none, `content` their nodes as rich_encode() packs them. */
struct store_entry index_entry_row(const struct entry *entry, uint32_t number, struct faqbot_view lang,
                                   struct faqbot_view content);

/* Adds all that the knowledge says of an entry: its row, but for where it stands, and the lists beside it. */
void index_entry_hash(const struct store_entry *row, const struct faqbot_view *phrasings,
                      size_t phrasing_count, const struct faqbot_view *related, size_t related_count,
                      struct fingerprint *fingerprint);

/* Where the words of an entry are counted. */
struct index_entry_words {
    const struct wording *wording;
    struct vocabulary *vocabulary;
    struct arena *arena; /* for taking texts apart */
    uint64_t head;       /* counted on: words of phrasings, or of a title and heading */
    uint64_t body;       /* and of answers, or passages */
};

/* Counts an entry's words, in the language of the number `language`, which `stems` is for. NO_MEMORY. */
enum faqbot_status index_entry_count(const struct entry *entry, struct stems *stems, size_t language,
                                     struct index_entry_words *words);

#endif
