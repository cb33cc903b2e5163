/* index/entry_index.c - gathers what entries are found by, while they come one after the other: posting lists
 * and lengths of both fields. posting_writer.c holds the lists themselves; search/collection.c reads all of it.
 * It also has the tables that both sides of the lists share: lengths in a byte, and BM25 in whole numbers. */
#include "index/index_internal.h"

#include <assert.h>
#include <math.h>

#include "util/util.h"

/* Lists of more bytes than this go to the store in several turns, and are the larger for it by some bytes a
 * word; of each field. */
#define POSTINGS_BYTES_MAX ((size_t)128 << 20)

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

enum faqbot_status entry_index_builder_init(struct entry_index_builder *builder, struct store *store)
{
    *builder = (struct entry_index_builder){.store = store};
    bool is_made = true;
    for (size_t field = 0; field < FIELD_COUNT; field++) {
        buffer_init(&builder->lengths[field], UINT32_MAX);
        builder->postings[field] = posting_builder_new(POSTINGS_BYTES_MAX);
        is_made = is_made && builder->postings[field] != NULL;
    }
    return is_made ? FAQBOT_OK : FAQBOT_NO_MEMORY;
}

void entry_index_builder_release(struct entry_index_builder *builder)
{
    for (size_t field = 0; field < FIELD_COUNT; field++) {
        posting_builder_free(builder->postings[field]);
        builder->postings[field] = NULL;
        buffer_release(&builder->lengths[field]);
    }
}

static enum faqbot_status put_head_chunk(void *store, uint32_t stem, uint32_t first_entry,
                                         struct faqbot_view bytes)
{
    return store_put_chunk(store, entry_index_list(stem, FIELD_HEAD), first_entry, bytes);
}

static enum faqbot_status put_body_chunk(void *store, uint32_t stem, uint32_t first_entry,
                                         struct faqbot_view bytes)
{
    return store_put_chunk(store, entry_index_list(stem, FIELD_BODY), first_entry, bytes);
}

/* Builders number their lists by stems, of which most stand in bodies alone. */
static enum faqbot_status emit(struct entry_index_builder *builder, size_t field)
{
    return posting_builder_emit(builder->postings[field], (const uint8_t *)builder->lengths[field].bytes,
                                field == FIELD_HEAD ? put_head_chunk : put_body_chunk, builder->store);
}

/* A full builder gives its lists to the store and starts new ones behind them. */
static enum faqbot_status add_posting(struct entry_index_builder *builder, size_t field, uint32_t stem,
                                      uint32_t count)
{
    uint32_t entry = (uint32_t)builder->lengths[field].size - 1;
    enum faqbot_status status = posting_builder_add(builder->postings[field], stem, entry, count);
    if (status == FAQBOT_NO_MEMORY) {
        status = emit(builder, field);
        status =
            status == FAQBOT_OK ? posting_builder_add(builder->postings[field], stem, entry, count) : status;
    }
    return status;
}

void entry_index_builder_add(struct entry_index_builder *builder, const struct vocabulary *vocabulary,
                             const uint64_t words[FIELD_COUNT], enum faqbot_status *status)
{
    for (size_t field = 0; field < FIELD_COUNT; field++) {
        buffer_add_byte(&builder->lengths[field], (char)length_norm(words[field]));
        builder->words[field] += words[field];
        fail_if(builder->lengths[field].failed || vocabulary->failed, FAQBOT_NO_MEMORY, status);
        posting_builder_expect(builder->postings[field], vocabulary->held, vocabulary->held_count);
        for (uint32_t i = 0; i < vocabulary->held_count && *status == FAQBOT_OK; i++) {
            uint32_t stem = vocabulary->held[i];
            uint32_t count = vocabulary->stems[stem].tallies[field];
            *status = count > 0 ? add_posting(builder, field, stem, count) : FAQBOT_OK;
        }
    }
}

void entry_index_builder_write(struct entry_index_builder *builder, enum faqbot_status *status)
{
    struct buffer *lengths = &builder->lengths[FIELD_HEAD];
    for (size_t field = 0; field < FIELD_COUNT; field++) {
        *status = *status == FAQBOT_OK ? emit(builder, field) : *status;
    }
    buffer_add(lengths, buffer_view(&builder->lengths[FIELD_BODY]));
    fail_if(lengths->failed, FAQBOT_NO_MEMORY, status);
    if (*status == FAQBOT_OK) {
        store_change_model(builder->store, ENTRY_INDEX_LENGTHS, buffer_view(lengths));
        store_change_number(builder->store, ENTRY_INDEX_HEAD_WORDS, builder->words[FIELD_HEAD]);
        store_change_number(builder->store, ENTRY_INDEX_BODY_WORDS, builder->words[FIELD_BODY]);
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
