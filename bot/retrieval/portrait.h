/* retrieval/portrait.h - one entry as a question sees it: how often it holds each of the question's features. */
#ifndef RETRIEVAL_PORTRAIT_H
#define RETRIEVAL_PORTRAIT_H

#include "knowledge/knowledge.h"
#include "retrieval/cores.h"
#include "retrieval/pieces.h"
#include "retrieval/wording.h"

/* Distinct features of a question, numbered; all of it lies in an arena. */
struct entry_features_rows {
    uint64_t *keys; /* by row */
    uint32_t count;
    uint32_t *slots; /* open addressing over the keys: row + 1; 0 is free */
    size_t slot_count;
};

/* False: no memory. */
bool entry_features_number_rows(const struct ngrams *ngrams, struct arena *arena,
                                struct entry_features_rows *rows);

/* The row of a feature; SPARSE_MATRIX_NONE where it has none. */
uint32_t entry_features_find_row(const struct entry_features_rows *rows, uint64_t key);

/* What a question asks for. */
struct entry_features_question {
    struct entry_features_rows stems;
    struct entry_features_rows pairs;
    struct entry_features_rows characters;
};

/* What an entry has of it; arrays are by the question's rows. */
struct entry_features {
    float *stems;
    float *head_stems; /* of its phrasings, or of its title and heading */
    float *body_stems;
    float *pairs;
    float *characters;       /* weights of a text of length 1 */
    float *centroid;         /* likewise, of its phrasings */
    float *content_centroid; /* likewise, function words counting little */
    uint32_t words;
    uint32_t head_words;
    uint32_t body_words;
    bool has_phrasings;
    uint32_t *sequence; /* its text as rows of `stems`, SPARSE_MATRIX_NONE for others and between its parts */
    uint32_t sequence_count;
    struct required_term *required_terms; /* the row of a word that is not asked for is the number of rows */
    uint32_t core_count;
};

/* What else is needed to take a portrait; borrowed. */
struct entry_features_tools {
    const struct synonyms *synonyms;
    const struct ngram_stats *ngram_stats;
    struct stemmer *stems; /* of the entry's language */
    struct arena *scratch;
};

/* Looks at an entry; the portrait lies in the arena. The scratch arena is reset. NO_MEMORY. */
void entry_features_compute(const struct entry_features_tools *tools,
                            const struct entry_features_question *question, const struct entry *entry,
                            struct arena *arena, struct entry_features *entry_features,
                            enum faqbot_status *status);

#endif
