/* retrieval/collection_builder.h - makes what collection.h reads, while entries come one after the other. */
#ifndef RETRIEVAL_COLLECTION_BUILDER_H
#define RETRIEVAL_COLLECTION_BUILDER_H

#include "base/buffer.h"
#include "retrieval/posting_builder.h"
#include "retrieval/vocabulary.h"
#include "store/store.h"

/* Lists of more bytes than this go to the store in several turns, and are the larger for it by some bytes a word. */
#define LARGE_INDEX_BUILDER_BYTES_MAX ((size_t)192 << 20)

struct large_index_builder {
    struct store *store; /* borrowed */
    struct posting_builder *postings;
    struct buffer classes; /* by entry: that of its length */
    uint64_t head_words;   /* of all entries */
    uint64_t body_words;
};

/* Released by large_index_builder_release(), also after a failure. NO_MEMORY. */
enum faqbot_status large_index_builder_init(struct large_index_builder *builder, struct store *store);
void large_index_builder_release(struct large_index_builder *builder);

/* Ends the entry at hand, which has so many words; they were given to the vocabulary, which is closed too. NO_MEMORY,
 * or as the store fails. */
void large_index_builder_close(struct large_index_builder *builder, struct vocabulary *vocabulary,
                               uint64_t head_words, uint64_t body_words, enum faqbot_status *status);

/* Writes all that is left. NO_MEMORY, or as the store fails. */
void large_index_builder_write(struct large_index_builder *builder, const struct vocabulary *vocabulary,
                               enum faqbot_status *status);

#endif
