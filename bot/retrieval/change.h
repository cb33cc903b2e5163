/* retrieval/change.h - words that an update takes out of an index and puts into it, and what follows for the store. */
#ifndef RETRIEVAL_CHANGE_H
#define RETRIEVAL_CHANGE_H

#include "base/buffer.h"
#include "retrieval/length.h"
#include "retrieval/vocabulary.h"

/* Words of entries as they were, or as they are. */
struct index_delta_side {
    struct vocabulary vocabulary;
    struct buffer postings; /* struct index_delta_posting */
    uint64_t head_words;
    uint64_t body_words;
    uint8_t class; /* of the length of the entry that was ended last */
};

/* A stem in one entry. */
struct index_delta_posting {
    uint32_t stem; /* the side's number for it; when it is looked up, the store's */
    uint32_t entry;
    uint32_t count;
    uint8_t class; /* of the entry's length */
    bool is_gone;
};

struct index_delta {
    struct index_delta_side gone;
    struct index_delta_side come;
    struct buffer classes; /* of all entries' lengths, as they are now */
};

/* Declare it, index_delta_init() it, index_delta_release() it. */
void index_delta_init(struct index_delta *change);
void index_delta_release(struct index_delta *change);

/* Ends an entry whose words were given to the side's vocabulary. NO_MEMORY. */
void index_delta_close(struct index_delta_side *side, uint32_t entry, uint64_t head_words,
                       uint64_t body_words, enum faqbot_status *status);

/* Puts it all into the store: words, lists, spellings, pieces, lengths and totals. CORRUPT where what is gone was not
 * there; IO, NO_MEMORY. */
enum faqbot_status index_delta_write(struct index_delta *change, struct store *store);

#endif
