/* retrieval/model.h - all that ranking knows of a knowledge base: how its entries are worded, as matrices of
 * features. */
#ifndef RETRIEVAL_MODEL_H
#define RETRIEVAL_MODEL_H

#include "knowledge/knowledge.h"
#include "retrieval/cores.h"
#include "retrieval/matrix.h"
#include "store/store.h"

/* The matrices; columns are entries. */
enum model_part {
    MODEL_UNIGRAMS,           /* BM25 of stems over all of an entry's text */
    MODEL_BIGRAMS,            /* BM25 of pairs of stems over the same */
    MODEL_QUESTION_UNIGRAMS,  /* BM25 of stems over the phrasings, or a passage's title and heading */
    MODEL_BODY_UNIGRAMS,      /* BM25 of stems over the answer or passage */
    MODEL_CHAR_NGRAMS,        /* cosines of pieces of words with all of an entry's text */
    MODEL_CENTROIDS,          /* the same with the sum of its phrasings */
    MODEL_CONTENT_CENTROIDS,  /* the same, function words counting little (ngrams_add_content_chars()) */
    MODEL_CHAR_NGRAM_WEIGHTS, /* learned weights (learn.h) of pieces of words */
    MODEL_WORD_WEIGHTS,       /* and of stems and their pairs */
    MODEL_PART_COUNT
};

#define MODEL_BYTES_MAX ((size_t)4 << 30) /* of each part */

/* What the store keeps each matrix under, and the arrays beside them. */
extern const char *const model_part_names[MODEL_PART_COUNT];
extern const char model_owners_name[];
extern const char model_required_terms_name[];
extern const char model_kinds_name[];
extern const char model_languages_name[];
extern const char model_sequence_name[];
extern const char model_sequence_starts_name[];

struct model {
    struct arena bytes; /* what the matrices lie in */
    struct sparse_matrix parts[MODEL_PART_COUNT];
    uint32_t entry_count;
    struct required_terms required_terms;
    const char *kinds;      /* by entry: enum entry_kind */
    const char *languages;  /* by entry: its number */
    const uint32_t *owners; /* by phrasing: its entry; the heading of a passage is a phrasing too */
    uint32_t phrasing_count;
    bool is_learned;
    /* Every entry's text as a row of stems of MODEL_UNIGRAMS, SPARSE_MATRIX_NONE between its parts. */
    const uint32_t *sequence;
    const uint32_t *sequence_starts; /* by entry; one more at the end */
};

/* Reads all from the store; released by model_release(), also after a failure. CORRUPT, IO, NO_MEMORY. */
enum faqbot_status model_read(struct model *model, struct store *store);
void model_release(struct model *model);

#endif
