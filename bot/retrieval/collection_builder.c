/* retrieval/collection_builder.c - the lists of entries by word, the lengths and the counts of a knowledge. What stands
 * in a list is posting_builder.c's. */
#include "retrieval/collection_builder.h"

#include <inttypes.h>
#include <stdio.h>

#include "retrieval/collection.h"
#include "retrieval/length.h"
#include "retrieval/pieces.h"

enum faqbot_status collection_builder_init(struct collection_builder *builder, struct store *store)
{
    *builder = (struct collection_builder){.store = store};
    buffer_init(&builder->classes, UINT32_MAX);
    builder->postings = posting_builder_new(COLLECTION_BUILDER_BYTES_MAX);
    return builder->postings == NULL ? FAQBOT_NO_MEMORY : FAQBOT_OK;
}

void collection_builder_release(struct collection_builder *builder)
{
    posting_builder_free(builder->postings);
    builder->postings = NULL;
    buffer_release(&builder->classes);
}

/* -- Lists --------------------------------------------------------------------------------------------------------- */

static enum faqbot_status store_chunk(void *context, uint32_t word, uint32_t first_entry,
                                      struct faqbot_view bytes)
{
    const struct collection_builder *builder = context;
    return store_add_posting(builder->store, word, first_entry, bytes);
}

static enum faqbot_status give(struct collection_builder *builder)
{
    return posting_builder_give(builder->postings, (const uint8_t *)builder->classes.bytes, store_chunk,
                                builder);
}

static enum faqbot_status add_posting(void *user, uint32_t stem, uint32_t count)
{
    struct collection_builder *builder = user;
    uint32_t entry = (uint32_t)builder->classes.size - 1;
    enum faqbot_status status = posting_builder_add(builder->postings, stem, entry, count);
    if (status == FAQBOT_NO_MEMORY) {
        status = give(builder);
        if (status == FAQBOT_OK) {
            status = posting_builder_add(builder->postings, stem, entry, count);
        }
    }
    return status;
}

enum faqbot_status collection_builder_close(struct collection_builder *builder, struct vocabulary *vocabulary,
                                            uint64_t head_words, uint64_t body_words)
{
    buffer_add_byte(&builder->classes, (char)length_class(head_words + body_words));
    builder->head_words += head_words;
    builder->body_words += body_words;
    posting_builder_expect(builder->postings, vocabulary->held, vocabulary->held_count);
    return builder->classes.failed ? FAQBOT_NO_MEMORY : vocabulary_close(vocabulary, add_posting, builder);
}

/* -- The whole ----------------------------------------------------------------------------------------------------- */

static enum faqbot_status write_count(const struct collection_builder *builder, const char *name,
                                      uint64_t count)
{
    char text[24];
    snprintf(text, sizeof text, "%" PRIu64, count);
    return store_add_setting(builder->store, name, view_of(text));
}

static enum faqbot_status write_pieces(const struct collection_builder *builder,
                                       const struct vocabulary *vocabulary)
{
    struct buffer bytes;
    struct pieces_builder pieces;
    enum faqbot_status status = FAQBOT_OK;
    pieces_builder_init(&pieces);
    buffer_init(&bytes, VOCABULARY_BYTES_MAX);
    for (uint32_t i = 0; i < vocabulary->spelling_texts.count && status == FAQBOT_OK; i++) {
        status =
            pieces_builder_add(&pieces, vocabulary->spelling_texts.strings[i], vocabulary->spellings[i].uses);
    }
    if (status == FAQBOT_OK) {
        pieces_builder_encode(&pieces, &bytes);
        status = bytes.failed ? FAQBOT_NO_MEMORY
                              : store_add_model(builder->store, COLLECTION_PIECES, buffer_view(&bytes));
    }
    pieces_builder_release(&pieces);
    buffer_release(&bytes);
    return status;
}

enum faqbot_status collection_builder_write(struct collection_builder *builder,
                                            const struct vocabulary *vocabulary)
{
    enum faqbot_status status = give(builder);
    if (status == FAQBOT_OK) {
        status = store_add_model(builder->store, COLLECTION_LENGTHS, buffer_view(&builder->classes));
    }
    if (status == FAQBOT_OK) {
        status = write_count(builder, COLLECTION_HEAD_WORDS, builder->head_words);
    }
    if (status == FAQBOT_OK) {
        status = write_count(builder, COLLECTION_BODY_WORDS, builder->body_words);
    }
    if (status == FAQBOT_OK) {
        status = write_count(builder, COLLECTION_STEMS, vocabulary->stem_texts.count);
    }
    return status == FAQBOT_OK ? write_pieces(builder, vocabulary) : status;
}
