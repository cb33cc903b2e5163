/* retrieval/portrait.h - one entry as a question sees it: how often it holds each of the question's features. */
#ifndef RETRIEVAL_PORTRAIT_H
#define RETRIEVAL_PORTRAIT_H

#include "knowledge/knowledge.h"
#include "retrieval/cores.h"
#include "retrieval/pieces.h"
#include "retrieval/wording.h"

/* Distinct features of a question, numbered; all of it lies in an arena. */
struct portrait_rows {
    uint64_t *keys; /* by row */
    uint32_t count;
    uint32_t *slots; /* open addressing over the keys: row + 1; 0 is free */
    size_t slot_count;
};

/* False: no memory. */
bool portrait_take_rows(const struct grams *grams, struct arena *arena, struct portrait_rows *rows);

/* The row of a feature; MATRIX_NONE where it has none. */
uint32_t portrait_find_row(const struct portrait_rows *rows, uint64_t key);

/* What a question asks for. */
struct portrait_question {
    struct portrait_rows stems;
    struct portrait_rows pairs;
    struct portrait_rows characters;
};

/* What an entry has of it; arrays are by the question's rows. */
struct portrait {
    float *stems;
    float *head_stems; /* of its phrasings, or of its title and heading */
    float *body_stems;
    float *pairs;
    float *characters; /* weights of a text of length 1 */
    float *centroid;   /* likewise, of its phrasings */
    float *likeness;   /* likewise, function words counting little */
    uint32_t words;
    uint32_t head_words;
    uint32_t body_words;
    bool has_phrasings;
    uint32_t *sequence; /* its text as rows of `stems`, MATRIX_NONE for others and between its parts */
    uint32_t sequence_count;
    struct core *cores; /* the row of a word that is not asked for is the number of rows */
    uint32_t core_count;
};

/* What else is needed to take a portrait; borrowed. */
struct portrait_tools {
    const struct wording *wording;
    const struct pieces *pieces;
    struct stems *stems; /* of the entry's language */
    struct arena *scratch;
};

/* Looks at an entry; the portrait lies in the arena. The scratch arena is reset. NO_MEMORY. */
void portrait_take(const struct portrait_tools *tools, const struct portrait_question *question,
                   const struct entry *entry, struct arena *arena, struct portrait *portrait,
                   enum faqbot_status *status);

#endif
