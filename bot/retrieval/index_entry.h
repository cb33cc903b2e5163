/* retrieval/index_entry.h - what making an index (index.c) and updating one (index_update.c) have in common: reading a
 * knowledge base, and what of an entry goes into an index: its row, its lists, its part of the version, its words. */
#ifndef RETRIEVAL_INDEX_ENTRY_H
#define RETRIEVAL_INDEX_ENTRY_H

#include <faqbot_tools.h>

#include "knowledge/knowledge.h"
#include "retrieval/fingerprint.h"
#include "retrieval/languages.h"
#include "retrieval/units.h"
#include "retrieval/vocabulary.h"
#include "retrieval/wording.h"

#define INDEX_ENTRY_BYTES_MAX ((size_t)256 * 1024 * 1024) /* of one entry, all forms of it together */

/* -- Reading ----------------------------------------------------------------------------------------------------- */

/* Declare it, index_entry_reading_init() it, index_entry_reading_release() it, also after a failure. */
struct index_reading {
    const struct faqbot_index_options *options;
    struct faqbot_index_progress progress;
    struct languages languages;
    struct synonyms *synonyms;        /* NULL until the settings have come */
    bool is_worded;                   /* all synonyms were read */
    struct content_hash content_hash; /* of what was read */
    struct source_segments segments;
    struct arena arena;    /* for one entry */
    struct buffer content; /* its nodes, packed */
};

void index_entry_reading_init(struct index_reading *reading, const struct faqbot_index_options *options);
void index_entry_reading_release(struct index_reading *reading);

/* Hands the knowledge base to the sink, after measuring it where somebody watches. As kb_read() fails. */
enum faqbot_status index_entry_reading_run(struct index_reading *reading, const struct kb_sink *sink,
                                           struct faqbot_fault *fault);

/* Each takes what the sink's function of that name is given. The store is NULL where the settings and synonyms are in
 * it already. NO_MEMORY, or as the store fails. */
enum faqbot_status index_entry_reading_settings(struct index_reading *reading,
                                                const struct settings *settings, struct store *store);
enum faqbot_status index_entry_reading_synonym(struct index_reading *reading, const struct synonym *synonym,
                                               struct store *store);

/* Ends settings and synonyms, which all come before the first entry; harmless where they are ended. NO_MEMORY. */
enum faqbot_status index_entry_reading_close_settings(struct index_reading *reading);

/* Begins an entry: empties the arena, and packs its content. NO_MEMORY. */
enum faqbot_status index_entry_reading_open_entry(struct index_reading *reading, const struct entry *entry);

/* Tells who watches of so many bytes more and that many entries in all. What the watch returned. */
enum faqbot_status index_entry_reading_progress(struct index_reading *reading, size_t bytes, size_t entries);

/* Fills `fault` where a failure has not yet, `what_failed` being "cannot index this knowledge base" or the like. The
 * status. */
enum faqbot_status index_entry_reading_fault(const struct index_reading *reading, enum faqbot_status status,
                                             const char *what_failed, struct faqbot_fault *fault);

/* -- An entry ---------------------------------------------------------------------------------------------------- */

/* The row; it borrows all. `lang` is of entries that name none, `content` their nodes as rich_encode() packs them. */
struct store_entry index_entry_row(const struct entry *entry, uint32_t number, struct faqbot_view lang,
                                   struct faqbot_view content);

/* Writes what stands beside the row: phrasings, suggested while a visitor types where `is_suggested`, and related ids.
 * NO_MEMORY, or as the store fails. */
enum faqbot_status index_entry_write_lists(const struct entry *entry, uint32_t number, bool is_suggested,
                                           struct arena *arena, struct store *store);

/* Adds all that the authors say of an entry: its row, but for where it stands, and the lists beside it. */
void index_entry_hash(const struct store_entry *row, const struct faqbot_view *phrasings,
                      size_t phrasing_count, const struct faqbot_view *related, size_t related_count,
                      struct content_hash *content_hash);

/* Where the words of an entry are counted. */
struct index_entry_words {
    const struct synonyms *synonyms;
    struct vocabulary *vocabulary;
    struct arena *arena; /* for taking texts apart */
    uint64_t head;       /* counted on: words of phrasings, or of a title and heading */
    uint64_t body;       /* and of answers, or passages */
};

/* Counts an entry's words, in the language of the number `language`, which `stems` is for. NO_MEMORY. */
void index_entry_count(const struct entry *entry, struct stemmer *stems, size_t language,
                       struct index_entry_words *words, enum faqbot_status *status);

#endif
