/* retrieval/unindex.h - from an index back to what authors wrote, one entry at a time. */
#ifndef RETRIEVAL_UNINDEX_H
#define RETRIEVAL_UNINDEX_H

#include "knowledge/knowledge.h"
#include "store/store.h"

#define INDEX_DUMP_ENTRY_BYTES_MAX ((size_t)256 * 1024 * 1024) /* of one entry, all forms of it together */

/* Hands to the sink what kb_read() handed over when the index was made, in the same order: an index made of that
 * has the same version. Entries that were left out for an equal id do not come, and where an entry stands is known, but
 * not where its article says the rest. Fails with the sink's status, or with FAQBOT_CORRUPT, IO or NO_MEMORY. */
enum faqbot_status index_dump_read(struct store *store, const struct kb_sink *sink);

#endif
