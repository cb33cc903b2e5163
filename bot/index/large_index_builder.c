/* index/large_index_builder.c - gathers what a large knowledge base is searched by, while its entries come
 * one after the other: posting lists, lengths, and counts of words and character runs. posting_writer.c
 * holds the lists themselves; search/large_index.c reads all of it. It also has the tables that both sides
 * of the lists share: lengths in a byte, and BM25 in whole numbers. */
#include "index/index_internal.h"

#include <assert.h>
#include <math.h>

#include "util/util.h"

/* Lists of more bytes than this go to the store in several turns, and are the larger for it by some bytes a
 * word. */
#define LARGE_INDEX_BUILDER_BYTES_MAX ((size_t)192 << 20)

/* -- Lengths --------------------------------------------------------------------------------------- */

/* Lengths as small floating-point numbers: 4 bits of exponent, 4 of fraction, no sign. It is what Lucene
 * does with its norms (SmallFloat.intToByte4): BM25 is so flat in the length that a step of 6 % moves a
 * score by less than one occurrence of a word does. One byte an entry lets all lengths stay in memory, and
 * with so few classes BM25 itself becomes a table. */

/* Lengths up to 31 are exact: 0 to 15 are their own class, 16 to 31 have exponent 0. From there on each
 * doubling has 16 classes: 32, 34, 36 ... 62; 64, 68 ... 124; 128 ... A class stands for its shortest
 * length, so a text never seems longer than it is, and a bound that takes the shortest length of many is a
 * bound for all of them. */

#define FRACTION_BITS 4
#define EXPONENT_MAX ((LENGTH_NORMS >> FRACTION_BITS) - 2)

uint8_t length_norm(uint64_t words)
{
    if (words < 1U << FRACTION_BITS) {
        return (uint8_t)words;
    }
    unsigned exponent = 0;
    while (words >> exponent >= 2U << FRACTION_BITS) {
        exponent++;
    }
    if (exponent > EXPONENT_MAX) {
        return LENGTH_NORMS - 1;
    }
    /* The leading one of what is left is not kept: it makes the exponent one larger. */
    return (uint8_t)((exponent << FRACTION_BITS) + (unsigned)(words >> exponent));
}

uint32_t length_norm_words(uint8_t length)
{
    const uint32_t one = 1U << FRACTION_BITS;
    return length < one ? length : (one + length % one) << (length / one - 1);
}

/* -- Gathering ------------------------------------------------------------------------------------- */

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

static enum faqbot_status emit(struct large_index_builder *builder)
{
    return posting_builder_emit(builder->postings, (const uint8_t *)builder->classes.bytes, store_put_chunk,
                                builder->store);
}

/* A full builder gives its lists to the store and starts new ones behind them. */
static enum faqbot_status add_posting(struct large_index_builder *builder, uint32_t stem, uint32_t count)
{
    uint32_t entry = (uint32_t)builder->classes.size - 1;
    enum faqbot_status status = posting_builder_add(builder->postings, stem, entry, count);
    if (status == FAQBOT_NO_MEMORY) {
        status = emit(builder);
        status = status == FAQBOT_OK ? posting_builder_add(builder->postings, stem, entry, count) : status;
    }
    return status;
}

void large_index_builder_close(struct large_index_builder *builder, struct vocabulary *vocabulary,
                               uint64_t head_words, uint64_t body_words, enum faqbot_status *status)
{
    buffer_add_byte(&builder->classes, (char)length_norm(head_words + body_words));
    builder->head_words += head_words;
    builder->body_words += body_words;
    fail_if(builder->classes.failed || vocabulary->failed, FAQBOT_NO_MEMORY, status);
    posting_builder_expect(builder->postings, vocabulary->held, vocabulary->held_count);
    for (uint32_t i = 0; i < vocabulary->held_count && *status == FAQBOT_OK; i++) {
        uint32_t stem = vocabulary->held[i];
        *status = add_posting(builder, stem, vocabulary->stems[stem].tally);
    }
    vocabulary_close(vocabulary);
}

static void write_ngram_stats(const struct large_index_builder *builder, const struct vocabulary *vocabulary,
                              enum faqbot_status *status)
{
    struct ngram_stats_builder ngram_stats;
    ngram_stats_builder_init(&ngram_stats);
    for (uint32_t i = 0; i < vocabulary->spelling_texts.count && !ngram_stats.uses.failed; i++) {
        ngram_stats_builder_add(&ngram_stats, vocabulary->spelling_texts.strings[i],
                                vocabulary->spellings[i].uses);
    }
    ngram_stats_builder_write(&ngram_stats, builder->store, status);
    ngram_stats_builder_release(&ngram_stats);
}

void large_index_builder_write(struct large_index_builder *builder, const struct vocabulary *vocabulary,
                               enum faqbot_status *status)
{
    *status = *status == FAQBOT_OK ? emit(builder) : *status;
    if (*status == FAQBOT_OK) {
        store_change_model(builder->store, LARGE_INDEX_LENGTHS, buffer_view(&builder->classes));
        store_change_number(builder->store, LARGE_INDEX_HEAD_WORDS, builder->head_words);
        store_change_number(builder->store, LARGE_INDEX_BODY_WORDS, builder->body_words);
        store_change_number(builder->store, LARGE_INDEX_STEMS, vocabulary->stem_texts.count);
        write_ngram_stats(builder, vocabulary, status);
    }
}

/* -- BM25 in whole numbers ----------------------------------------------------------------------------
 *
 * Computes BM25's part of counts and lengths once for all questions, which is bm25() of an idf of 1, in 1 /
 * BM25_TABLE_ONE; the caller brings the words' weights. The part lies below k1 + 1, so that 16 bits hold it. */

/* Rounding to 1 / 16384 moves a part, which is between 0 and 2.2, by at most 1 / 32768; of 32 words that is
 * a thousandth in a score. Two entries that are that close may change places, but always do so in the same
 * way: whole numbers have one sum. The table is made when an index is opened, as the average length is
 * known then; it takes 65 536 divisions. */

_Static_assert(BM25_TABLE_TERMS_MAX <= 1 << BM25_TABLE_SHIFT, "a sum of scores fits");

void bm25_table_make(double average_words, struct bm25_table *table)
{
    assert(average_words > 0 && (BM25_K1 + 1) * BM25_TABLE_ONE <= UINT16_MAX);
    for (unsigned length = 0; length < LENGTH_NORMS; length++) {
        double words = length_norm_words((uint8_t)length);
        for (unsigned count = 0; count <= BM25_TABLE_COUNT_MAX; count++) {
            table->parts[count][length] =
                (uint16_t)lround(bm25(1, count, words, average_words) * BM25_TABLE_ONE);
        }
    }
}
