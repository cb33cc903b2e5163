/* retrieval/collection_builder.c - gathers the lists of entries by word, the lengths and the counts of a large
 * knowledge base while its entries come one after the other. posting_builder.c holds the lists themselves. */
#include "retrieval/collection_builder.h"

#include "retrieval/collection.h"
#include "retrieval/length.h"
#include "retrieval/pieces.h"

enum faqbot_status large_index_builder_init(struct large_index_builder *builder, struct store *store)
{
    *builder = (struct large_index_builder){.store = store};
    buffer_init(&builder->classes, UINT32_MAX);
    builder->postings = posting_builder_new(LARGE_INDEX_BUILDER_BYTES_MAX);
    return builder->postings == NULL ? FAQBOT_NO_MEMORY : FAQBOT_OK;
}

void large_index_builder_release(struct large_index_builder *builder)
{
    posting_builder_free(builder->postings);
    builder->postings = NULL;
    buffer_release(&builder->classes);
}

/* -- Lists --------------------------------------------------------------------------------------------------------- */

static enum faqbot_status store_chunk(void *context, uint32_t word, uint32_t first_entry,
                                      struct faqbot_view bytes)
{
    const struct large_index_builder *builder = context;
    store_add_posting(builder->store, word, first_entry, bytes);
    return store_status(builder->store);
}

static enum faqbot_status give(struct large_index_builder *builder)
{
    return posting_builder_emit(builder->postings, (const uint8_t *)builder->classes.bytes, store_chunk,
                                builder);
}

/* A full builder gives its lists to the store and starts new ones behind them. */
static enum faqbot_status add_posting(struct large_index_builder *builder, uint32_t stem, uint32_t count)
{
    uint32_t entry = (uint32_t)builder->classes.size - 1;
    enum faqbot_status status = posting_builder_add(builder->postings, stem, entry, count);
    if (status != FAQBOT_NO_MEMORY) {
        return status;
    }
    status = give(builder);
    return status == FAQBOT_OK ? posting_builder_add(builder->postings, stem, entry, count) : status;
}

void large_index_builder_close(struct large_index_builder *builder, struct vocabulary *vocabulary,
                               uint64_t head_words, uint64_t body_words, enum faqbot_status *status)
{
    buffer_add_byte(&builder->classes, (char)length_norm(head_words + body_words));
    builder->head_words += head_words;
    builder->body_words += body_words;
    if (*status == FAQBOT_OK && (builder->classes.failed || vocabulary->failed)) {
        *status = FAQBOT_NO_MEMORY;
    }
    posting_builder_expect(builder->postings, vocabulary->held, vocabulary->held_count);
    for (uint32_t i = 0; i < vocabulary->held_count && *status == FAQBOT_OK; i++) {
        uint32_t stem = vocabulary->held[i];
        *status = add_posting(builder, stem, vocabulary->stems[stem].tally);
    }
    vocabulary_close(vocabulary);
}

/* -- The whole ----------------------------------------------------------------------------------------------------- */

static void write_pieces(const struct large_index_builder *builder, const struct vocabulary *vocabulary,
                         enum faqbot_status *status)
{
    struct buffer bytes;
    struct ngram_stats_builder ngram_stats;
    ngram_stats_builder_init(&ngram_stats);
    buffer_init(&bytes, VOCABULARY_BYTES_MAX);
    for (uint32_t i = 0; i < vocabulary->spelling_texts.count && !ngram_stats.failed; i++) {
        ngram_stats_builder_add(&ngram_stats, vocabulary->spelling_texts.strings[i],
                                vocabulary->spellings[i].uses);
    }
    ngram_stats_builder_encode(&ngram_stats, &bytes);
    if (*status == FAQBOT_OK && bytes.failed) {
        *status = FAQBOT_NO_MEMORY;
    } else if (*status == FAQBOT_OK) {
        store_change_model(builder->store, LARGE_INDEX_NGRAM_STATS, buffer_view(&bytes));
        *status = store_status(builder->store);
    }
    ngram_stats_builder_release(&ngram_stats);
    buffer_release(&bytes);
}

void large_index_builder_write(struct large_index_builder *builder, const struct vocabulary *vocabulary,
                               enum faqbot_status *status)
{
    if (*status == FAQBOT_OK) {
        *status = give(builder);
    }
    if (*status == FAQBOT_OK) {
        store_change_model(builder->store, LARGE_INDEX_LENGTHS, buffer_view(&builder->classes));
        store_change_number(builder->store, LARGE_INDEX_HEAD_WORDS, builder->head_words);
        store_change_number(builder->store, LARGE_INDEX_BODY_WORDS, builder->body_words);
        store_change_number(builder->store, LARGE_INDEX_STEMS, vocabulary->stem_texts.count);
        write_pieces(builder, vocabulary, status);
    }
}
