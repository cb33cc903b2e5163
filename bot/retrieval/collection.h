/* retrieval/collection.h - a knowledge base that is too large for a model: what is known of all its entries
 * together, and which of them hold a question's words. */
#ifndef RETRIEVAL_COLLECTION_H
#define RETRIEVAL_COLLECTION_H

#include "retrieval/list_cache.h"
#include "retrieval/pieces.h"
#include "retrieval/saturation.h"
#include "store/store.h"

/* The names of the store's models and settings. */
#define LARGE_INDEX_LENGTHS "lengths"       /* a byte an entry (length.h) */
#define LARGE_INDEX_NGRAM_STATS "pieces"    /* pieces.h */
#define LARGE_INDEX_HEAD_WORDS "head_words" /* of all entries' phrasings, or titles and headings */
#define LARGE_INDEX_BODY_WORDS "body_words" /* of their answers, or of the passages */
#define LARGE_INDEX_STEMS "stems"           /* how many have a number */

/* Of a question's words so many are looked for, those of most weight: a question of 500 frequent words, each in a large
 * part of the entries, takes no longer than one of 32. */
#define LARGE_INDEX_WORDS_MAX BM25_TABLE_TERMS_MAX

struct large_index {
    struct store *store; /* borrowed */
    uint32_t entries;
    /* Words of an entry on average: in all, in its phrasings or title and heading, and in its answer or passage. */
    double words;
    double head_words;
    double body_words;
    const uint8_t *classes; /* by entry: that of its length */
    struct bm25_table saturation;
    struct ngram_stats ngram_stats;
    struct posting_cache lists;
    struct arena scratch; /* for one search, then for taking one entry apart */
};

/* Opens it; `loaded` holds what is read and outlives it. Released by large_index_close(). CORRUPT, IO, NO_MEMORY. */
enum faqbot_status large_index_open(struct store *store, uint32_t entries, struct arena *loaded,
                                    struct large_index **large_index);
void large_index_close(struct large_index *large_index); /* NULL is allowed */

/* Whether any entry holds a stem. CORRUPT, IO. */
enum faqbot_status large_index_has_stem(struct large_index *large_index, struct faqbot_view stem,
                                        bool *known);

/* A stem that is looked for. */
struct large_index_word {
    uint32_t number;  /* the store's, where it has it */
    uint32_t entries; /* that hold it; 0: none does */
    uint32_t weight;  /* as evidence: idf, less for a function word, as saturation.h has it */
};

/* Looks a stem up. CORRUPT, IO. */
enum faqbot_status large_index_look_up(struct large_index *large_index, struct faqbot_view stem,
                                       bool is_function_word, struct large_index_word *word);

/* The numbers of the `most` entries (at least 1) with the largest scores for the words, which are distinct and each
 * held by an entry: exactly those that scoring every entry would give, of equal ones the first in the knowledge
 * base. They are in the order of the knowledge base, in the arena. Words past LARGE_INDEX_WORDS_MAX are those of the
 * least weight and left out. CORRUPT, IO, NO_MEMORY. */
void large_index_find(struct large_index *large_index, const struct large_index_word *words, size_t count,
                      size_t most, struct arena *arena, uint32_t **entries, size_t *found,
                      enum faqbot_status *status);

#endif
