/* retrieval/sample.h - a model of a few entries, made when a question is asked: for a knowledge base that has too
 * many. It knows of the entries only what the question asks for, and weighs it as among all entries. */
#ifndef RETRIEVAL_SAMPLE_H
#define RETRIEVAL_SAMPLE_H

#include "retrieval/collection.h"
#include "retrieval/languages.h"
#include "retrieval/model.h"
#include "retrieval/wording.h"

/* So many entries are looked into, those that hold most of the words. Twice as many find .001 more of the answers. */
#define RERANK_ENTRIES 24
#define RERANK_PHRASINGS_MAX 64        /* of an entry; those beyond are not looked into */
#define RERANK_TEXT_BYTES_MAX 16000    /* of an answer or passage, likewise; some 2000 words */
#define RERANK_PHRASING_BYTES_MAX 2000 /* of a phrasing, title or heading, likewise */

/* A large knowledge base; all borrowed. */
struct rerank_source {
    struct large_index *large_index;
    const struct languages *languages;
    const struct synonyms *synonyms;
};

/* All of it lies in the arena. */
struct rerank_model {
    struct model model;
    uint32_t *entries; /* by the model's numbers: the store's */
};

/* For a question of these words, of which the `top` best entries are wanted. Words that no entry holds have no row. The
 * model has learned nothing: its classifier would be another one for each question, and without one the ranking is what
 * it is for passages. CORRUPT, IO, NO_MEMORY. */
void rerank_build(const struct rerank_source *source, const struct word *words, size_t count, size_t language,
                  size_t top, struct arena *arena, struct rerank_model *rerank, enum faqbot_status *status);

#endif
