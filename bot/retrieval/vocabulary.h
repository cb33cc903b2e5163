/* retrieval/vocabulary.h - the words of a knowledge base, counted while an index is made. */
#ifndef RETRIEVAL_VOCABULARY_H
#define RETRIEVAL_VOCABULARY_H

#include <faqbot.h>

#include "base/interner.h"
#include "store/store.h"
#include "text/stems.h"

#define VOCABULARY_BYTES_MAX ((size_t)1 << 30) /* of all stems, and of all spellings */

struct vocabulary_stem {
    uint32_t entries; /* that hold it */
    uint32_t tally;   /* how often the entry at hand holds it */
};

/* A word as it is written, folded. Its stem is kept for the language that it stood in last: of a word without accents
 * nothing else is needed to know it. */
struct vocabulary_spelling {
    uint32_t uses;     /* how often it stands anywhere */
    uint32_t stem;     /* its number; STRING_TABLE_NONE: not kept */
    uint32_t language; /* of the stem that is kept */
};

/* Declare it, vocabulary_init() it, vocabulary_release() it. */
struct vocabulary {
    struct string_table stem_texts;
    struct string_table spelling_texts;
    struct vocabulary_stem *stems;         /* by number */
    struct vocabulary_spelling *spellings; /* by number */
    uint32_t *held;                        /* stems of the entry at hand, each once */
    uint32_t held_count;
    uint32_t stem_capacity; /* of `held` too */
    uint32_t spelling_capacity;
    bool failed; /* sticky: some word could not be counted for want of memory */
};

void vocabulary_init(struct vocabulary *vocabulary);
void vocabulary_release(struct vocabulary *vocabulary);

/* Fetches from memory what is known of the first VOCABULARY_BATCH words; it changes nothing but how soon they are
 * counted. */
#define VOCABULARY_BATCH STRING_TABLE_BATCH
void vocabulary_fetch(const struct vocabulary *vocabulary, const struct word *words, size_t count);

/* Counts a word of the entry at hand. `stems` is for the language of the number `language`. Sticky: a failure is told
 * by `failed`. */
void vocabulary_add(struct vocabulary *vocabulary, struct stemmer *stems, size_t language,
                    const struct word *word);

/* Ends the entry, whose stems are `held`, each with its tally, until then. */
void vocabulary_close(struct vocabulary *vocabulary);

/* Writes stems, which are numbered in order of first appearance, and spellings. NO_MEMORY, or as the store fails. */
void vocabulary_write(const struct vocabulary *vocabulary, struct store *store, enum faqbot_status *status);

#endif
