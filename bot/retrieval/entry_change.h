/* retrieval/entry_change.h - takes what belongs to an entry of an index besides its row out of it, or puts it in. */
#ifndef RETRIEVAL_ENTRY_CHANGE_H
#define RETRIEVAL_ENTRY_CHANGE_H

#include "knowledge/knowledge.h"
#include "retrieval/change.h"
#include "retrieval/fingerprint.h"
#include "retrieval/languages.h"
#include "retrieval/wording.h"

/* All of it is borrowed. */
struct entry_change {
    struct store *store;
    const struct wording *wording;
    struct languages *languages;
    struct fingerprint *fingerprint;
    struct change *change;
    struct arena *arena; /* for one entry */
};

/* Takes an entry of the index, of that row, out of all that is counted. CORRUPT, IO, NO_MEMORY. */
enum faqbot_status entry_change_take_back(struct entry_change *change, const struct store_entry *row);

/* Puts in an entry of which the row is there. `typed_heading`: it is a passage whose heading is suggested. IO,
 * NO_MEMORY. */
enum faqbot_status entry_change_put_in(struct entry_change *change, const struct entry *entry,
                                       const struct store_entry *row, bool typed_heading);

#endif
