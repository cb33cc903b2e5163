/* retrieval/sample.h - a model of a few entries, made when a question is asked: for a knowledge that has too many. */
#ifndef RETRIEVAL_SAMPLE_H
#define RETRIEVAL_SAMPLE_H

#include "retrieval/languages.h"
#include "retrieval/model_builder.h"

#define SAMPLE_ENTRIES_MAX 100

/* A model of those entries that FTS5 ranks best for the words: `entries` of the store, in the arena, by the model's own
 * numbers. The model is the caller's, released by model_release() also after a failure. CORRUPT, IO, NO_MEMORY. */
enum faqbot_status sample_take(struct store *store, const struct languages *languages,
                               const struct wording *wording, const struct wording_words *words,
                               size_t language, struct arena *arena, struct model *model, uint32_t **entries);

#endif
