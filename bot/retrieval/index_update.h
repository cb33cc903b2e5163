/* retrieval/index_update.h - brings an index up to date where little of a large knowledge base has changed. */
#ifndef RETRIEVAL_INDEX_UPDATE_H
#define RETRIEVAL_INDEX_UPDATE_H

#include <faqbot_tools.h>

#include "base/fault.h"
#include "store/store.h"

/* Where more than one in so many entries has changed, making the index anew is as quick. */
#define INDEX_UPDATE_SHARE 20

/* Reads the knowledge base again, of which `store` (store_change()) is an index, takes apart what has changed, and
 * finishes the store: it then answers as if it had been made anew. *fits: false where it must be made anew, as
 * faqbot_index() says, and the store is worth nothing. Statuses and `fault` as there. */
enum faqbot_status index_update(struct store *store, const struct faqbot_index_options *options,
                                struct fault_reporter *reporter, struct faqbot_index_result *result,
                                bool *fits, struct faqbot_fault *fault);

#endif
