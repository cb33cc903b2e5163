/* retrieval/sample.h - a model of a few entries, made when a question is asked: for a knowledge base that has too
 * many. It knows of the entries only what the question asks for, and weighs it as among all entries. */
#ifndef RETRIEVAL_SAMPLE_H
#define RETRIEVAL_SAMPLE_H

#include "retrieval/collection.h"
#include "retrieval/languages.h"
#include "retrieval/model.h"
#include "retrieval/wording.h"

/* So many entries are looked into, those that hold most of the words. Twice as many find .001 more of the answers. */
#define SAMPLE_ENTRIES 24
#define SAMPLE_PHRASINGS_MAX 64        /* of an entry; those beyond are not looked into */
#define SAMPLE_TEXT_BYTES_MAX 16000    /* of an answer or passage, likewise; some 2000 words */
#define SAMPLE_PHRASING_BYTES_MAX 2000 /* of a phrasing, title or heading, likewise */

/* A large knowledge base; all borrowed. */
struct sample_source {
    struct collection *collection;
    const struct languages *languages;
    const struct wording *wording;
};

/* All of it lies in the arena. */
struct sample {
    struct model model;
    uint32_t *entries; /* by the model's numbers: the store's */
};

/* For a question of these words, of which the `top` best entries are wanted. Words that no entry holds have no row. The
 * model has learned nothing: its classifier would be another one for each question, and without one the ranking is what
 * it is for passages. CORRUPT, IO, NO_MEMORY. */
void sample_take(const struct sample_source *source, const struct word *words, size_t count, size_t language,
                 size_t top, struct arena *arena, struct sample *sample, enum faqbot_status *status);

#endif
