/* index/train.c - gathers the phrasings of a knowledge base as bags of features, and learns from them how an
 * entry's phrasings differ from those of all others. search/candidates.c multiplies a question with what was
 * learned.
 *
 * Bags are sticky, so a phrasing is added without a check between, and checked once at its end. The same
 * knowledge base gives the same bytes: nothing here depends on chance, on time or on addresses. */
#include "index/index_internal.h"

#include <stdlib.h>

/* -- Bags ------------------------------------------------------------------------------------------ */

#define WEIGHTS_BYTES_MAX ((size_t)4 << 30) /* of a matrix */
#define TEXT_BYTES_MAX ((size_t)1 << 30)    /* for taking one phrasing apart: some hundred times its size */

/* A document is a phrasing; its words are stems and pairs together. */
struct trainer_bags {
    struct term_counts characters;
    struct term_counts words;
    struct buffer owners; /* uint32_t by phrasing: its entry */
    struct arena scratch; /* reset for each text */
};

struct trainer_bags *trainer_bags_new(void)
{
    struct trainer_bags *bags = calloc(1, sizeof *bags);
    if (bags != NULL) {
        term_counts_init(&bags->characters);
        term_counts_init(&bags->words);
        buffer_init(&bags->owners, WEIGHTS_BYTES_MAX);
        arena_init(&bags->scratch, TEXT_BYTES_MAX);
    }
    return bags;
}

void trainer_bags_free(struct trainer_bags *bags)
{
    if (bags != NULL) {
        term_counts_release(&bags->characters);
        term_counts_release(&bags->words);
        buffer_release(&bags->owners);
        arena_release(&bags->scratch);
        free(bags);
    }
}

void trainer_bags_add(struct trainer_bags *bags, uint32_t entry, const struct synonyms_words *words,
                      struct stemmer *stems, enum faqbot_status *status)
{
    struct arena *scratch = &bags->scratch;
    arena_reset(scratch);
    uint64_t *keys = ngrams_unigram_keys(scratch, stems, words->list, words->count, status);
    struct ngrams unigrams = ngrams_unigrams(scratch, keys, words->count, status);
    struct ngrams pairs = ngrams_bigrams(scratch, keys, words->count, status);
    struct ngrams characters = ngrams_chars(scratch, stems, words->list, words->count, status);
    if (*status != FAQBOT_OK) {
        return;
    }
    buffer_add(&bags->owners, view_make((const char *)&entry, sizeof entry));
    term_counts_append(&bags->characters, &characters);
    term_counts_close(&bags->characters);
    term_counts_append(&bags->words, &unigrams);
    term_counts_append(&bags->words, &pairs);
    term_counts_close(&bags->words);
    fail_if(bags->owners.failed || bags->characters.failed || bags->words.failed, FAQBOT_NO_MEMORY, status);
}

static void write_matrix(struct store *store, const char *name, const struct term_counts *features,
                         const struct term_counts *weights, enum faqbot_status *status)
{
    struct buffer bytes;
    buffer_init(&bytes, WEIGHTS_BYTES_MAX);
    fail_if(weights->failed, FAQBOT_NO_MEMORY, status);
    if (*status == FAQBOT_OK) {
        sparse_matrix_encode(features, weights, &bytes);
        store_change_model(store, name, buffer_view(&bytes));
        *status = bytes.failed ? FAQBOT_NO_MEMORY : store_status(store);
    }
    buffer_release(&bytes);
}

void trainer_bags_write(struct trainer_bags *bags, uint32_t entry_count, struct store *store,
                        enum faqbot_status *status)
{
    struct term_counts character_weights;
    struct term_counts word_weights;
    if (*status != FAQBOT_OK || bags->owners.size == 0) {
        return;
    }
    term_counts_weigh_cosine(&bags->characters);
    term_counts_weigh_cosine(&bags->words);
    if (learn_weights(&bags->characters, &bags->words, (const void *)bags->owners.bytes, entry_count,
                      &character_weights, &word_weights, status)) {
        write_matrix(store, ENTRY_INDEX_CHAR_NGRAM_WEIGHTS, &bags->characters, &character_weights, status);
        write_matrix(store, ENTRY_INDEX_WORD_WEIGHTS, &bags->words, &word_weights, status);
    }
    term_counts_release(&character_weights);
    term_counts_release(&word_weights);
}
