/* retrieval/index.h - makes a store that can be searched of what authors wrote. */
#ifndef RETRIEVAL_INDEX_H
#define RETRIEVAL_INDEX_H

#include <faqbot_tools.h>

#include "base/fault.h"
#include "store/store.h"

/* An index of more entries than this has no model, nor has one of more passages: their text is longer, and a model has
 * nothing to learn from it. It has lists of entries by word, and samples are modelled when a question
 * comes (collection.h, sample.h). */
#define INDEX_MODEL_ENTRIES_MAX 20000
#define INDEX_MODEL_PASSAGES_MAX 5000

/* Reads the knowledge base that `options` name into `store`, which is new, and finishes it; of the options it looks
 * only at that and at who watches. Statuses and `fault` as faqbot_index() says. */
enum faqbot_status index_build(struct store *store, const struct faqbot_index_options *options,
                               struct fault_reporter *reporter, struct faqbot_index_result *result,
                               struct faqbot_fault *fault);

/* Whether an entry of the store answers a question, or is a passage. */
bool index_is_faq(const struct store_entry *entry);

/* The names of the store's settings. */
#define INDEX_VERSION "version"
#define INDEX_PROGRAM "program" /* the version of the one that made it */
#define INDEX_ENTRIES "entries"
#define INDEX_LANGUAGES "languages" /* tags, one a line, bot.yml's first */
#define INDEX_NAME "name"
#define INDEX_GREETING "greeting"
#define INDEX_NO_ANSWER "no_answer"
#define INDEX_UNSURE "unsure"
#define INDEX_DISCLAIMER "disclaimer"
#define INDEX_CONTACT "contact"
#define INDEX_STARTERS "starters" /* ids, one a line */
/* Whole numbers of 1 / INDEX_THRESHOLD_SCALE: a decimal point would be the locale's. */
#define INDEX_THRESHOLD_SCALE 1e6
#define INDEX_ANSWERED_THRESHOLD "answered_threshold"
#define INDEX_UNSURE_THRESHOLD "unsure_threshold"

#endif
