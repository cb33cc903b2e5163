/* retrieval/stored_entry.h - an entry as it was when it was indexed, out of the store. */
#ifndef RETRIEVAL_STORED_ENTRY_H
#define RETRIEVAL_STORED_ENTRY_H

#include "base/arena.h"
#include "knowledge/knowledge.h"
#include "store/store.h"

/* What it is found by: its kind, phrasings, title, language and text; all else of *entry is empty. It lies in the
 * arena. CORRUPT, also where there is no such entry; IO, NO_MEMORY. */
enum faqbot_status stored_entry_read(struct store *store, uint32_t number, struct arena *arena,
                                     struct entry *entry);

/* Its nodes and its text alone, out of `content` as rich_encode() packed it; they lie in the arena. CORRUPT,
 * NO_MEMORY. */
enum faqbot_status stored_entry_content(struct faqbot_view content, struct arena *arena, struct entry *entry);

/* All its phrasings, and its related ids. CORRUPT, IO, NO_MEMORY. */
enum faqbot_status stored_entry_lists(struct store *store, uint32_t number, struct arena *arena,
                                      struct faqbot_view **phrasings, size_t *phrasing_count,
                                      struct faqbot_view **related, size_t *related_count);

#endif
