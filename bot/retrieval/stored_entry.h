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

#endif
