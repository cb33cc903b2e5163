/* retrieval/vocabulary.h - the words of a knowledge, counted while an index is made. */
#ifndef RETRIEVAL_VOCABULARY_H
#define RETRIEVAL_VOCABULARY_H

#include <faqbot/status.h>

#include "base/interner.h"
#include "store/store.h"

#define VOCABULARY_BYTES_MAX ((size_t)1 << 30) /* of all stems, and of all spellings */

/* Distinct strings, each with a count. */
struct vocabulary_list {
    struct interner strings;
    uint32_t *counts; /* by string */
    uint32_t *marks;  /* by string: the entry that counted it last, + 1 */
    uint32_t capacity;
};

/* Declare it, vocabulary_init() it, vocabulary_release() it. */
struct vocabulary {
    struct vocabulary_list stems;     /* count: the entries that hold it */
    struct vocabulary_list spellings; /* count: how often it stands anywhere */
};

void vocabulary_init(struct vocabulary *vocabulary);
void vocabulary_release(struct vocabulary *vocabulary);

/* Counts a word of an entry, of which the numbers rise. NO_MEMORY. */
enum faqbot_status vocabulary_add(struct vocabulary *vocabulary, uint32_t entry, struct faqbot_view stem,
                                  struct faqbot_view plain);

/* Writes the stems in order of first appearance and the spellings in byte order. As the store fails. */
enum faqbot_status vocabulary_write(const struct vocabulary *vocabulary, struct store *store);

#endif
