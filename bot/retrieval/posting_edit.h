/* retrieval/posting_edit.h - a chunk with some of its postings changed, for an index that is updated in place. */
#ifndef RETRIEVAL_POSTING_EDIT_H
#define RETRIEVAL_POSTING_EDIT_H

#include "retrieval/posting_writer.h"

/* How often an entry holds the word from now on; 0: it does not. An entry whose length is of another class than
 * before needs an edit for each of its words, though the counts be the same: bounds depend on it. */
struct posting_edit {
    uint32_t entry;
    uint32_t count;
};

/* Gives the postings of `chunk`, which is the word's (empty: there are none) with `edits`, whose entries rise, in as
 * many chunks as they take, which is none where nothing is left. Of a word with several chunks, an edit belongs to the
 * last chunk that does not begin behind its entry, or to the first chunk. `classes` are the length classes of all
 * `entry_count` entries, those that the edits name as they are from now on. CORRUPT, or what the sink said. */
enum faqbot_status posting_edit_chunk(struct faqbot_view chunk, uint32_t word,
                                      const struct posting_edit *edits, size_t edit_count,
                                      const uint8_t *classes, uint32_t entry_count, posting_writer_sink *sink,
                                      void *context);

#endif
