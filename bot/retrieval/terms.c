/* retrieval/terms.c - a question as weighted terms. The weight is the inverse document frequency of BM25 (Robertson and
 * Zaragoza 2009, section 3.1), in the variant with 1 inside the logarithm, which stays above 0 for a stem that most
 * entries contain. Where the terms are looked up is features.c's business. */
#include "retrieval/terms.h"

#include <math.h>

static double weigh(const struct model *model, uint32_t row)
{
    const struct sparse_matrix *stems = &model->parts[MODEL_UNIGRAMS];
    double all = (double)stems->documents + TERMS_UNSEEN_ENTRIES;
    double with = row == SPARSE_MATRIX_NONE ? 0 : stems->doc_freqs[row];
    return log(1 + (all - with + .5) / (with + .5));
}

/* The place of a stem among the terms so far. A linear search: questions are short, and this beats hashing. */
static size_t find(const uint64_t *keys, size_t count, uint64_t key)
{
    size_t at = 0;
    while (at < count && keys[at] != key) {
        at++;
    }
    return at;
}

void terms_collect(const struct model *model, struct stemmer *stems, const struct word *words, size_t count,
                   struct arena *arena, struct terms *terms, enum faqbot_status *status)
{
    struct terms taken = {.words = words, .word_count = count};
    size_t most = count < TERMS_MAX ? count : TERMS_MAX;
    uint64_t *stem_keys;
    taken.list = arena_need(arena, most, sizeof *taken.list, status);
    uint64_t *keys = arena_need(arena, most, sizeof *keys, status);
    uint8_t *term_of_word = arena_need(arena, count, sizeof *term_of_word, status);
    if (*status == FAQBOT_OK && !ngrams_add_unigram_keys(arena, stems, words, count, &stem_keys)) {
        *status = FAQBOT_NO_MEMORY;
    }
    if (*status != FAQBOT_OK) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        uint64_t key = stem_keys[i];
        size_t at = find(keys, taken.count, key);
        term_of_word[i] = (uint8_t)at;
        if (at < taken.count || at == TERMS_MAX) {
            continue;
        }
        struct term term = {.word = &words[i],
                            .row = sparse_matrix_find(&model->parts[MODEL_UNIGRAMS], key),
                            .is_function_word = stemmer_is_stopword(stems, words[i].plain)};
        term.weight = weigh(model, term.row) * (term.is_function_word ? TERMS_FUNCTION_WORD_SHARE : 1);
        keys[taken.count] = key;
        taken.list[taken.count++] = term;
        taken.weight += term.weight;
    }
    taken.stem_keys = stem_keys;
    taken.term_of_word = term_of_word;
    *terms = taken;
}
