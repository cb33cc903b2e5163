/* search/features.c - computes the features of all entries for one question. Most are products with sparse
 * matrices: a question touches only the rows of its own features (term-at-a-time evaluation), and each row
 * adds to the scores of the entries in it. How much each feature counts is rank.c's business. */
#include "search/search_internal.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "index/index.h"

#define CLOSE_WORDS 8   /* how far apart two words may stand to be near each other; 5 to 12 are alike */
#define WINDOW_WORDS 30 /* the length of a stretch of text; 20 to 45 are alike */

/* Where whole texts are compared, pieces of words in more than this share of the entries are skipped: they are most of
 * the work, and their idf is so small that they decide nothing. In tiny knowledge bases everything is common, hence the
 * least number of entries. */
#define COMMON_SHARE .2
#define COMMON_LEAST 10

/* -- Words and pieces of words: a matrix each --------------------------------------------------------------------- */

/* Of a question's vector, by which cosines are divided. */
static double per_length(double square)
{
    return square > 0 ? 1 / sqrt(square) : 0;
}

static void drop_common(const struct sparse_matrix *matrix, struct sparse_matrix_query *query)
{
    double most = COMMON_SHARE * matrix->documents;
    most = most < COMMON_LEAST ? COMMON_LEAST : most;
    size_t kept = 0;
    for (size_t i = 0; i < query->count; i++) {
        if (matrix->doc_freqs[query->items[i].row] <= most) {
            query->items[kept++] = query->items[i];
        }
    }
    query->count = kept;
}

/* A question's features, weighed for one matrix; nothing where an earlier step has failed. */
static struct sparse_matrix_query weigh(const struct sparse_matrix *matrix, const struct ngrams *ngrams,
                                        enum sparse_matrix_weighing weighing, struct arena *arena,
                                        enum faqbot_status *status)
{
    struct sparse_matrix_query query = {0};
    if (*status == FAQBOT_OK && !sparse_matrix_weigh(matrix, ngrams, weighing, arena, &query)) {
        *status = FAQBOT_NO_MEMORY;
    }
    return query;
}

static void score_once(const struct model *model, enum model_part part, const struct ngrams *ngrams,
                       struct arena *arena, float *scores, enum faqbot_status *status)
{
    const struct sparse_matrix *matrix = &model->parts[part];
    struct sparse_matrix_query query = weigh(matrix, ngrams, SPARSE_MATRIX_ONCE, arena, status);
    sparse_matrix_score(matrix, &query, 1, scores);
}

/* What is known of phrasings. Centroids and character weights have the same rows, so that one query serves both. */
static void take_phrasings(const struct model *model, const struct ngrams *stems, const struct ngrams *pairs,
                           const struct ngrams *characters, struct arena *arena, struct features *features,
                           enum faqbot_status *status)
{
    struct ngrams content;
    const struct sparse_matrix *parts = model->parts;
    float *learned = features->values[FEATURE_LEARNED];
    if (*status == FAQBOT_OK && !ngrams_add_content_chars(arena, characters, &content)) {
        *status = FAQBOT_NO_MEMORY;
    }
    features->content_centroid =
        weigh(&parts[MODEL_CONTENT_CENTROIDS], &content, SPARSE_MATRIX_LINEAR, arena, status);
    score_once(model, MODEL_QUESTION_UNIGRAMS, stems, arena, features->values[FEATURE_QUESTION_UNIGRAMS],
               status);
    struct sparse_matrix_query query =
        weigh(&parts[MODEL_CENTROIDS], characters, SPARSE_MATRIX_LOGARITHMIC, arena, status);
    double factor = per_length(query.known);
    sparse_matrix_score(&parts[MODEL_CENTROIDS], &query, factor, features->values[FEATURE_CENTROID]);
    if (model->is_learned) {
        const struct sparse_matrix *words = &parts[MODEL_WORD_WEIGHTS];
        sparse_matrix_score(&parts[MODEL_CHAR_NGRAM_WEIGHTS], &query, factor, learned);
        struct sparse_matrix_query by_stems = weigh(words, stems, SPARSE_MATRIX_LOGARITHMIC, arena, status);
        struct sparse_matrix_query by_pairs = weigh(words, pairs, SPARSE_MATRIX_LOGARITHMIC, arena, status);
        factor = per_length(by_stems.known + by_pairs.known);
        sparse_matrix_score(words, &by_stems, factor, learned);
        sparse_matrix_score(words, &by_pairs, factor, learned);
    }
}

static void take_matrices(const struct model *model, struct stemmer *stems, const struct terms *terms,
                          struct arena *arena, struct features *features, enum faqbot_status *status)
{
    struct ngrams words;
    struct ngrams pairs;
    struct ngrams characters;
    const struct sparse_matrix *texts = &model->parts[MODEL_CHAR_NGRAMS];
    if (!ngrams_add_unigrams(arena, terms->stem_keys, terms->word_count, &words) ||
        !ngrams_add_bigrams(arena, terms->stem_keys, terms->word_count, &pairs) ||
        !ngrams_add_chars(arena, stems, terms->words, terms->word_count, &characters)) {
        *status = FAQBOT_NO_MEMORY;
        return;
    }
    score_once(model, MODEL_UNIGRAMS, &words, arena, features->values[FEATURE_UNIGRAMS], status);
    score_once(model, MODEL_BODY_UNIGRAMS, &words, arena, features->values[FEATURE_BODY_UNIGRAMS], status);
    score_once(model, MODEL_BIGRAMS, &pairs, arena, features->values[FEATURE_BIGRAMS], status);
    struct sparse_matrix_query query = weigh(texts, &characters, SPARSE_MATRIX_LOGARITHMIC, arena, status);
    drop_common(texts, &query);
    sparse_matrix_score(texts, &query, per_length(query.known), features->values[FEATURE_CHAR_NGRAMS]);
    if (model->phrasing_count > 0) {
        take_phrasings(model, &words, &pairs, &characters, arena, features, status);
    }
}

/* -- Saturation ---------------------------------------------------------------------------------------------------- */

/* The share of the question's weight that an entry accounts for, each word by how saturated its count is: c / (c +
 * norm) of BM25, which goes from 0 to 1 as the word occurs more often. A cell of MODEL_UNIGRAMS is idf (K1 + 1) times
 * that, so that dividing recovers it. */
static void take_saturation(const struct model *model, const struct terms *terms, struct features *features)
{
    const struct sparse_matrix *matrix = &model->parts[MODEL_UNIGRAMS];
    for (size_t i = 0; i < terms->count; i++) {
        const struct term *term = &terms->list[i];
        if (term->row == SPARSE_MATRIX_NONE) {
            continue;
        }
        uint32_t start = matrix->starts[term->row];
        uint32_t end = matrix->starts[term->row + 1];
        double with = matrix->doc_freqs[term->row];
        double idf = log(1 + (matrix->documents - with + .5) / (with + .5));
        double trust = term->word->is_corrected ? FEATURES_CORRECTED_TRUST : 1;
        float share = (float)(trust * term->weight / (idf * (BM25_K1 + 1) * terms->weight));
        for (uint32_t cell = start; cell < end; cell++) {
            uint32_t entry = matrix->cells[cell].column;
            features->saturation[entry] += share * matrix->cells[cell].weight;
            features->contents[entry] += !term->is_function_word;
        }
    }
}

/* -- Walking through the best entries' text -------------------------------------------------------------- */

/* Neighbouring content words of the question. */
struct pair {
    uint8_t left; /* terms */
    uint8_t right;
    double weight; /* the larger of both */
};

/* Where a term stands in a text. */
struct hit {
    uint32_t position;
    uint8_t term;
};

struct walker {
    const struct model *model;
    const struct terms *terms;
    const uint8_t *term_of_row; /* by row of MODEL_UNIGRAMS: the term + 1; 0: none */
    uint32_t no_row;            /* one more row, of no stem, for what ends a part of a text */
    struct pair *pairs;
    size_t pair_count;
    uint32_t longest; /* text, in words */
    struct hit *hits; /* as many as that, and one */
    uint32_t *last;   /* by term: where it stood last, + 1; 0: not yet */
    uint32_t *held;   /* by term: how often it stands in the window */
    bool *is_closed;  /* by pair: it was found near each other */
};

/* For texts of `longest` words at most. */
static void make_walker(const struct model *model, const struct terms *terms, uint32_t longest,
                        struct arena *arena, struct walker *walker, enum faqbot_status *status)
{
    uint32_t no_row = model->parts[MODEL_UNIGRAMS].row_count;
    uint8_t *term_of_row = arena_need(arena, (size_t)no_row + 1, sizeof *term_of_row, status);
    *walker =
        (struct walker){.model = model,
                        .terms = terms,
                        .term_of_row = term_of_row,
                        .no_row = no_row,
                        .longest = longest,
                        .hits = arena_need(arena, (size_t)longest + 1, sizeof *walker->hits, status),
                        .pairs = arena_need(arena, terms->word_count, sizeof *walker->pairs, status),
                        .last = arena_need(arena, terms->count, sizeof *walker->last, status),
                        .held = arena_need(arena, terms->count, sizeof *walker->held, status),
                        .is_closed = arena_need(arena, terms->word_count, sizeof *walker->is_closed, status)};
    if (*status != FAQBOT_OK) {
        return;
    }
    for (size_t i = 0; i < terms->count; i++) {
        if (terms->list[i].row != SPARSE_MATRIX_NONE) {
            term_of_row[terms->list[i].row] = (uint8_t)(i + 1);
        }
    }
    uint8_t before = TERMS_MAX;
    for (size_t i = 0; i < terms->word_count; i++) {
        uint8_t at = terms->term_of_word[i];
        if (at == TERMS_MAX || terms->list[at].is_function_word) {
            continue;
        }
        if (before != TERMS_MAX && before != at) {
            double left = terms->list[before].weight;
            double right = terms->list[at].weight;
            walker->pairs[walker->pair_count++] =
                (struct pair){.left = before, .right = at, .weight = left > right ? left : right};
        }
        before = at;
    }
}

static double close_pairs(struct walker *walker, uint8_t term, uint32_t position)
{
    double weight = 0;
    for (size_t i = 0; i < walker->pair_count; i++) {
        const struct pair *pair = &walker->pairs[i];
        if (walker->is_closed[i] || (pair->left != term && pair->right != term)) {
            continue;
        }
        uint32_t other = walker->last[pair->left == term ? pair->right : pair->left];
        if (other != 0 && position + 1 - other <= CLOSE_WORDS) {
            walker->is_closed[i] = true;
            weight += pair->weight;
        }
    }
    return weight;
}

/* Notes where terms stand in a text; returns how many places there are. Most words are no term, but too many are for a
 * branch to be predicted well: each word is written down, and the place only kept where it is a term. */
static size_t find_hits(struct walker *walker, uint32_t entry)
{
    const uint32_t *text = walker->model->sequence + walker->model->sequence_starts[entry];
    uint32_t length = walker->model->sequence_starts[entry + 1] - walker->model->sequence_starts[entry];
    size_t count = 0;
    assert(length <= walker->longest);
    for (uint32_t i = 0; i < length; i++) {
        uint8_t term = walker->term_of_row[text[i] < walker->no_row ? text[i] : walker->no_row];
        walker->hits[count] = (struct hit){.position = i, .term = (uint8_t)(term - 1)};
        count += term != 0;
    }
    return count;
}

/* Walks through one entry's text from term to term, sliding a window along that ends at the current one. A term counts
 * once in a window, however often it occurs there. */
static void walk(struct walker *walker, uint32_t entry, struct features *features)
{
    const struct term *terms = walker->terms->list;
    size_t count = find_hits(walker, entry);
    double proximity = 0;
    double in_window = 0;
    double best = 0;
    memset(walker->last, 0, walker->terms->count * sizeof *walker->last);
    memset(walker->held, 0, walker->terms->count * sizeof *walker->held);
    memset(walker->is_closed, 0, walker->pair_count * sizeof *walker->is_closed);
    const struct hit *gone = walker->hits;
    for (const struct hit *hit = walker->hits; hit < walker->hits + count; hit++) {
        for (; gone->position + WINDOW_WORDS <= hit->position; gone++) {
            in_window -= --walker->held[gone->term] == 0 ? terms[gone->term].weight : 0;
        }
        in_window += walker->held[hit->term]++ == 0 ? terms[hit->term].weight : 0;
        best = in_window > best ? in_window : best;
        proximity += close_pairs(walker, hit->term, hit->position);
        walker->last[hit->term] = hit->position + 1;
    }
    features->values[FEATURE_PROXIMITY][entry] = (float)proximity;
    features->values[FEATURE_BEST_PASSAGE][entry] = (float)(best / walker->terms->weight);
}

/* Walks the texts of the best entries by all other evidence. */
static void take_walks(const struct model *model, const struct terms *terms, struct arena *arena,
                       struct features *features, enum faqbot_status *status)
{
    struct walker walker;
    uint32_t *pool;
    size_t count = 0;
    uint32_t longest = 0;
    rank_candidates(model, features, FEATURES_CANDIDATES_MAX, arena, &pool, &count, status);
    for (size_t i = 0; i < count; i++) {
        uint32_t length = model->sequence_starts[pool[i] + 1] - model->sequence_starts[pool[i]];
        longest = length > longest ? length : longest;
    }
    make_walker(model, terms, longest, arena, &walker, status);
    for (size_t i = 0; i < count && *status == FAQBOT_OK; i++) {
        walk(&walker, pool[i], features);
    }
}

/* -- The whole ----------------------------------------------------------------------------------------------------- */

static float larger(float left, float right)
{
    return left > right ? left : right;
}

/* A classifier's values lie around -1 and 1, its margins; they are raised so that 0 says nothing, like all features.
 * A passage has no classifier, and its only phrasing is its heading, if any: what its text says stands in for the
 * features of phrasings, or else every FAQ entry would beat every passage. */
static void stand_in(const struct model *model, struct features *features)
{
    float *learned = features->values[FEATURE_LEARNED];
    float *question = features->values[FEATURE_QUESTION_UNIGRAMS];
    float *centroid = features->values[FEATURE_CENTROID];
    for (uint32_t i = 0; i < model->entry_count; i++) {
        features->is_faq[i] = model->kinds[i] == ENTRY_FAQ;
        learned[i] = features->is_faq[i] && model->is_learned ? larger(learned[i] + 1, 0) : 0;
        if (!features->is_faq[i]) {
            question[i] = larger(question[i], features->values[FEATURE_UNIGRAMS][i]);
            centroid[i] = larger(centroid[i], features->values[FEATURE_CHAR_NGRAMS][i]);
        }
    }
}

void features_compute(const struct model *model, struct stemmer *stems, const struct terms *terms,
                      struct arena *arena, struct features *features, enum faqbot_status *status)
{
    uint32_t count = *status == FAQBOT_OK ? model->entry_count : 0;
    struct features taken = {.saturation = arena_need(arena, count, sizeof *taken.saturation, status),
                             .contents = arena_need(arena, count, sizeof *taken.contents, status),
                             .is_faq = arena_need(arena, count, sizeof *taken.is_faq, status)};
    for (size_t i = 0; i < FEATURE_COUNT; i++) {
        taken.values[i] = arena_need(arena, count, sizeof *taken.values[i], status);
    }
    if (*status != FAQBOT_OK) {
        return;
    }
    take_matrices(model, stems, terms, arena, &taken, status);
    take_saturation(model, terms, &taken);
    stand_in(model, &taken);
    take_walks(model, terms, arena, &taken, status);
    *features = taken;
}

double features_centroid_cosine(const struct model *model, const struct features *features, uint32_t entry)
{
    const struct sparse_matrix_query *query = &features->content_centroid;
    double length = sqrt(query->known + query->unknown);
    return length > 0
               ? sparse_matrix_score_column(&model->parts[MODEL_CONTENT_CENTROIDS], query, entry) / length
               : 0;
}
