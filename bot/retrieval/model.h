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
    MODEL_STEMS,             /* BM25 of stems over all of an entry's text */
    MODEL_PAIRS,             /* BM25 of pairs of stems over the same */
    MODEL_QUESTION_STEMS,    /* BM25 of stems over the phrasings, or a passage's title and heading */
    MODEL_BODY_STEMS,        /* BM25 of stems over the answer or passage */
    MODEL_CHARACTERS,        /* cosines of pieces of words with all of an entry's text */
    MODEL_CENTROIDS,         /* the same with the sum of its phrasings */
    MODEL_LIKENESS,          /* the same, function words counting little (grams_take_content()) */
    MODEL_CHARACTER_WEIGHTS, /* learned weights (learn.h) of pieces of words */
    MODEL_WORD_WEIGHTS,      /* and of stems and their pairs */
    MODEL_PART_COUNT
};

#define MODEL_BYTES_MAX ((size_t)4 << 30) /* of each part */

/* What the store keeps each matrix under, and the arrays beside them. */
extern const char *const model_part_names[MODEL_PART_COUNT];
extern const char model_owners_name[];
extern const char model_cores_name[];
extern const char model_kinds_name[];
extern const char model_languages_name[];
extern const char model_sequence_name[];
extern const char model_sequence_starts_name[];

struct model {
    struct arena bytes; /* what the matrices lie in */
    struct matrix parts[MODEL_PART_COUNT];
    uint32_t entry_count;
    struct cores cores;
    const char *kinds;      /* by entry: enum entry_kind */
    const char *languages;  /* by entry: its number */
    const uint32_t *owners; /* by phrasing: its entry; the heading of a passage is a phrasing too */
    uint32_t phrasing_count;
    bool is_learned;
    /* Every entry's text as a row of stems of MODEL_STEMS, MATRIX_NONE between its parts. */
    const uint32_t *sequence;
    const uint32_t *sequence_starts; /* by entry; one more at the end */
};

/* Reads all from the store; released by model_release(), also after a failure. CORRUPT, IO, NO_MEMORY. */
enum faqbot_status model_read(struct model *model, struct store *store);
void model_release(struct model *model);

#endif
