/* retrieval/rank.c - features of an entry for a question. Which entries are looked at is retrieval.c's. */
#include "retrieval/rank.h"

static const struct forward_word *find(const struct forward *forward, uint32_t word)
{
    size_t low = 0;
    size_t high = forward->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (forward->words[middle].word < word) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < forward->count && forward->words[low].word == word ? &forward->words[low] : NULL;
}

/* BM25's saturated count, 0 to 1, without its constant factor k1 + 1. */
static double saturate(double count, double length, double average)
{
    double norm = RANK_K1 * (1 - RANK_B + RANK_B * length / (average > 0 ? average : 1));
    return count / (count + norm);
}

struct rank_features rank_entry(const struct terms *terms, const struct forward *forward,
                                const struct rank_averages *averages)
{
    struct rank_features features = {0};
    double whole = 0;
    double length = (double)forward->lengths[FIELD_QUESTION] + forward->lengths[FIELD_BODY];
    double average = averages->lengths[FIELD_QUESTION] + averages->lengths[FIELD_BODY];
    for (size_t i = 0; i < terms->count; i++) {
        const struct term *term = &terms->list[i];
        const struct forward_word *found = term->word == LEXICON_UNKNOWN ? NULL : find(forward, term->word);
        whole += term->weight;
        if (found == NULL) {
            continue;
        }
        double in_question = found->counts[FIELD_QUESTION];
        double in_all = in_question + found->counts[FIELD_BODY];
        features.bm25_all += term->weight * saturate(in_all, length, average);
        features.bm25_question += term->weight * saturate(in_question, forward->lengths[FIELD_QUESTION],
                                                          averages->lengths[FIELD_QUESTION]);
        features.coverage += term->weight;
    }
    features.coverage = whole > 0 ? features.coverage / whole : 0;
    return features;
}
