/* retrieval/lexicon.h - the stems of a knowledge and how telling each is. */
#ifndef RETRIEVAL_LEXICON_H
#define RETRIEVAL_LEXICON_H

#include <faqbot/status.h>

#include "base/interner.h"
#include "store/store.h"

#define LEXICON_UNKNOWN INTERNER_NONE
#define LEXICON_BYTES_MAX ((size_t)1 << 30) /* of all stems together */

struct lexicon {
    struct interner words;
    uint32_t *entries; /* by word: in how many entries it stands */
    uint32_t capacity;
    uint32_t entry_count; /* of the knowledge */
};

void lexicon_init(struct lexicon *lexicon);
void lexicon_release(struct lexicon *lexicon);

/* While an index is made: the word's number, a new one where it is new; LEXICON_UNKNOWN: no memory. */
uint32_t lexicon_add(struct lexicon *lexicon, struct faqbot_view stem);

/* Counts one more entry that holds the word. */
void lexicon_count(struct lexicon *lexicon, uint32_t word);

/* Writes all to the store, or reads all from it. Statuses as the store's. */
enum faqbot_status lexicon_write(const struct lexicon *lexicon, struct store *store);
enum faqbot_status lexicon_read(struct lexicon *lexicon, struct store *store, uint32_t entry_count);

uint32_t lexicon_find(const struct lexicon *lexicon, struct faqbot_view stem);

/* The smoothed inverse document frequency ln(1 + (N - n + .5) / (n + .5)) of a word, or of one seen nowhere (n = 0) for
 * LEXICON_UNKNOWN: Robertson and Zaragoza 2009, section 3.1, with the 1 + that keeps it above 0. N counts
 * LEXICON_UNSEEN_ENTRIES more than there are, so that a word in all of a handful of entries still weighs little and one
 * in a single of them still weighs something. */
#define LEXICON_UNSEEN_ENTRIES 20
double lexicon_idf(const struct lexicon *lexicon, uint32_t word);

#endif
