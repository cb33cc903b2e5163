/* retrieval/model_builder.h - makes a model (model.h) from entries, one after the other. */
#ifndef RETRIEVAL_MODEL_BUILDER_H
#define RETRIEVAL_MODEL_BUILDER_H

#include "knowledge/knowledge.h"
#include "retrieval/model.h"
#include "retrieval/wording.h"
#include "store/store.h"

struct model_builder;

/* The caller's, released by model_builder_free(). `synonyms` is borrowed until then. NULL: no memory. */
struct model_builder *model_builder_new(const struct synonyms *synonyms);
void model_builder_free(struct model_builder *builder); /* NULL is allowed */

/* Adds the next entry, in the language of that number, which `stems` is for. NO_MEMORY. */
void model_builder_add(struct model_builder *builder, const struct entry *entry, struct stemmer *stems,
                       size_t language, enum faqbot_status *status);

/* Learns, and writes everything to the store. NO_MEMORY, or as the store fails. */
void model_builder_write(struct model_builder *builder, struct store *store, enum faqbot_status *status);

#endif
