/* search/features.c - measures the evidence for each entry. Most features are products of the question with a
 * sparse matrix: a question touches only the rows of its own features (term-at-a-time evaluation), and each
 * row adds to the scores of the entries in it. Some look at each word of a text, which is done for the best
 * candidates alone. How much each feature counts is rank.c's business, and so is
 * their scale.
 *
 * Whether the model is that of a whole knowledge base or one of a few candidates (rerank.c) makes no
 * difference. */
#include "search/search_internal.h"

#include <string.h>

#define WINDOW_WORDS 30 /* the length of a stretch of text; 20 to 45 are alike */

/* Where whole texts are compared, character n-grams in more than this share of the entries are skipped: they
 * are most of the work, and their idf is so small that they decide nothing. In tiny knowledge bases
 * everything is common, hence the least number of entries. */
#define COMMON_SHARE .2
#define COMMON_LEAST 10

/* -- Stems, pairs and character n-grams: a matrix each -------------------------------------------------- */

/* The question's features of each kind. */
struct question {
    struct ngrams stems;
    struct ngrams pairs;
    struct ngrams characters;
};

/* What cosines with a question's vector are multiplied by. */
static double per_length(double square)
{
    return square > 0 ? 1 / sqrt(square) : 0;
}

/* BM25: the matrix has all of it but which of its rows the question asks for. */
static void score_bm25(const struct model *model, enum model_part part, const struct ngrams *ngrams,
                       struct arena *arena, float *scores, enum faqbot_status *status)
{
    struct sparse_matrix_query query =
        sparse_matrix_weigh(&model->parts[part], ngrams, SPARSE_MATRIX_ONCE, arena, status);
    sparse_matrix_score(&model->parts[part], &query, 1, scores);
}

/* The length of the question's vector stays as it was: what is dropped would have added next to nothing to a
 * score, but belongs to the question all the same. */
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

/* What is known of phrasings. Centroids and the classifiers' weights of n-grams have the same rows, so that
 * one query serves both. */
static void score_phrasings(const struct model *model, const struct question *question, struct arena *arena,
                            struct features *features, enum faqbot_status *status)
{
    const struct sparse_matrix *parts = model->parts;
    float *learned = features->values[FEATURE_LEARNED];
    struct ngrams content = ngrams_content_chars(arena, &question->characters, status);
    features->content_centroid =
        sparse_matrix_weigh(&parts[MODEL_CONTENT_CENTROIDS], &content, SPARSE_MATRIX_LINEAR, arena, status);
    if (!features->has_meaning) {
        score_bm25(model, MODEL_QUESTION_UNIGRAMS, &question->stems, arena,
                   features->values[FEATURE_QUESTION_UNIGRAMS], status);
    }
    struct sparse_matrix_query query = sparse_matrix_weigh(&parts[MODEL_CENTROIDS], &question->characters,
                                                           SPARSE_MATRIX_LOGARITHMIC, arena, status);
    double factor = per_length(query.known);
    if (!features->has_meaning) {
        sparse_matrix_score(&parts[MODEL_CENTROIDS], &query, factor, features->values[FEATURE_CENTROID]);
    }
    if (model->is_learned) {
        const struct sparse_matrix *words = &parts[MODEL_WORD_WEIGHTS];
        sparse_matrix_score(&parts[MODEL_CHAR_NGRAM_WEIGHTS], &query, factor, learned);
        struct sparse_matrix_query stems =
            sparse_matrix_weigh(words, &question->stems, SPARSE_MATRIX_LOGARITHMIC, arena, status);
        struct sparse_matrix_query pairs =
            sparse_matrix_weigh(words, &question->pairs, SPARSE_MATRIX_LOGARITHMIC, arena, status);
        factor = per_length(stems.known + pairs.known);
        sparse_matrix_score(words, &stems, factor, learned);
        sparse_matrix_score(words, &pairs, factor, learned);
    }
}

/* All features that are products with a matrix. Three of them have no weight where meanings are compared. */
static void score_matrices(const struct model *model, struct stemmer *stems, const struct terms *terms,
                           struct arena *arena, struct features *features, enum faqbot_status *status)
{
    const struct sparse_matrix *texts = &model->parts[MODEL_CHAR_NGRAMS];
    const struct question question = {
        .stems = ngrams_unigrams(arena, terms->stem_keys, terms->word_count, status),
        .pairs = ngrams_bigrams(arena, terms->stem_keys, terms->word_count, status),
        .characters = ngrams_chars(arena, stems, terms->words, terms->word_count, status)};
    if (!features->has_meaning) {
        score_bm25(model, MODEL_BODY_UNIGRAMS, &question.stems, arena,
                   features->values[FEATURE_BODY_UNIGRAMS], status);
    }
    score_bm25(model, MODEL_BIGRAMS, &question.pairs, arena, features->values[FEATURE_BIGRAMS], status);
    struct sparse_matrix_query query =
        sparse_matrix_weigh(texts, &question.characters, SPARSE_MATRIX_LOGARITHMIC, arena, status);
    drop_common(texts, &query);
    sparse_matrix_score(texts, &query, per_length(query.known), features->values[FEATURE_CHAR_NGRAMS]);
    if (model->phrasing_count > 0) {
        score_phrasings(model, &question, arena, features, status);
    }
}

/* -- Saturation ----------------------------------------------------------------------------------------- */

/* The share of the question's weight that an entry accounts for: the sum over its terms of
 *
 *     trust * weight(term) / weight(question) * c / (c + norm),
 *
 * where c / (c + norm) is BM25's, and goes from 0 to 1 as the word occurs more often in the entry. A cell of
 * MODEL_UNIGRAMS is idf (K1 + 1) times that, so dividing recovers it. Unlike a score, this is the same for a
 * question whatever the other entries are: the confidence is built on it. */
static void measure_saturation(const struct model *model, const struct terms *terms,
                               struct features *features)
{
    const struct sparse_matrix *matrix = &model->parts[MODEL_UNIGRAMS];
    for (size_t i = 0; i < terms->count; i++) {
        const struct term *term = &terms->list[i];
        if (term->row == SPARSE_MATRIX_NONE) {
            continue;
        }
        double idf = bm25_idf(matrix->documents, matrix->doc_freqs[term->row]);
        double trust = 1 - (double)term->word->doubt;
        float share = (float)(trust * term->weight / (idf * (BM25_K1 + 1) * terms->weight));
        for (uint32_t cell = matrix->starts[term->row]; cell < matrix->starts[term->row + 1]; cell++) {
            uint32_t entry = matrix->cells[cell].column;
            features->saturation[entry] += share * matrix->cells[cell].weight;
            features->contents[entry] += !term->is_function_word;
        }
    }
}

/* -- Meaning ------------------------------------------------------------------------------------------- */

static float larger(float left, float right)
{
    return left > right ? left : right;
}

static void compare_meanings(const struct model *model, const struct terms *terms, struct features *features)
{
    const float per_one = (float)LEXICON_VECTOR_ONE / CLASSIFIER_VECTOR_ONE;
    for (uint32_t i = 0; i < model->entry_count && features->has_meaning; i++) {
        float likeness = lexicon_likeness(&terms->meaning, &model->meanings[i]);
        features->values[FEATURE_MEANING][i] = larger(likeness, 0);
        if (model->meaning_classifiers != NULL) {
            float learned = per_one * lexicon_likeness(&terms->meaning, &model->meaning_classifiers[i]);
            features->values[FEATURE_LEARNED_MEANING][i] = larger(learned, 0);
        }
    }
}

/* -- Walking through the best entries' texts ------------------------------------------------------------ */

/* Where a term stands in a text. */
struct hit {
    uint32_t position;
    uint8_t term;
};

struct walker {
    const struct model *model;
    const struct terms *terms;
    uint8_t *term_of_row; /* by row of MODEL_UNIGRAMS: the term + 1; 0: none */
    uint32_t no_row;  /* one more row, of no stem, for words of no row and for what ends a part of a text */
    struct hit *hits; /* as many as the longest text has words, and one */
    uint32_t *held;   /* by term: how often it stands in the window */
};

static uint32_t text_length(const struct model *model, uint32_t entry)
{
    return model->sequence_starts[entry + 1] - model->sequence_starts[entry];
}

/* What walking needs, for texts of `longest` words at most: made once, for a dozen texts. */
static void make_walker(const struct model *model, const struct terms *terms, uint32_t longest,
                        struct arena *arena, struct walker *walker, enum faqbot_status *status)
{
    const uint32_t no_row = model->parts[MODEL_UNIGRAMS].row_count;
    *walker = (struct walker){.model = model,
                              .terms = terms,
                              .term_of_row =
                                  arena_need(arena, (size_t)no_row + 1, sizeof *walker->term_of_row, status),
                              .no_row = no_row,
                              .hits = arena_need(arena, (size_t)longest + 1, sizeof *walker->hits, status),
                              .held = arena_need(arena, terms->count, sizeof *walker->held, status)};
    for (size_t i = 0; i < terms->count && *status == FAQBOT_OK; i++) {
        if (terms->list[i].row != SPARSE_MATRIX_NONE) {
            walker->term_of_row[terms->list[i].row] = (uint8_t)(i + 1);
        }
    }
}

/* Notes where terms stand in a text; returns how many places there are. Most words are no term, but too many
 * are for a branch to be predicted well: each word is written down, and the place only kept where it is a
 * term. */
static size_t find_hits(struct walker *walker, uint32_t entry)
{
    const uint32_t *text = walker->model->sequence + walker->model->sequence_starts[entry];
    uint32_t length = text_length(walker->model, entry);
    size_t count = 0;
    for (uint32_t i = 0; i < length; i++) {
        uint8_t term = walker->term_of_row[text[i] < walker->no_row ? text[i] : walker->no_row];
        walker->hits[count] = (struct hit){.position = i, .term = (uint8_t)(term - 1)};
        count += term != 0;
    }
    return count;
}

/* Walks through one text from term to term, sliding a window along that ends at the current one. A term
 * counts once in a window, however often it occurs there. */
static float find_window(struct walker *walker, uint32_t entry)
{
    const struct term *terms = walker->terms->list;
    size_t count = find_hits(walker, entry);
    double in_window = 0;
    double best = 0;
    memset(walker->held, 0, walker->terms->count * sizeof *walker->held);
    const struct hit *gone = walker->hits;
    for (const struct hit *hit = walker->hits; hit < walker->hits + count; hit++) {
        for (; gone->position + WINDOW_WORDS <= hit->position; gone++) {
            in_window -= --walker->held[gone->term] == 0 ? terms[gone->term].weight : 0;
        }
        in_window += walker->held[hit->term]++ == 0 ? terms[hit->term].weight : 0;
        best = in_window > best ? in_window : best;
    }
    return (float)(best / walker->terms->weight);
}

/* The windows of those candidates that are passages: an FAQ entry is short. */
static void find_windows(const struct model *model, const struct terms *terms, struct arena *arena,
                         struct features *features, enum faqbot_status *status)
{
    struct walker walker;
    uint32_t longest = 0;
    for (size_t i = 0; i < features->candidate_count; i++) {
        uint32_t entry = features->candidates[i].entry;
        uint32_t length = features->is_faq[entry] ? 0 : text_length(model, entry);
        longest = length > longest ? length : longest;
    }
    if (longest == 0) {
        return;
    }
    make_walker(model, terms, longest, arena, &walker, status);
    for (size_t i = 0; i < features->candidate_count && *status == FAQBOT_OK; i++) {
        struct candidate *candidate = &features->candidates[i];
        candidate->window = features->is_faq[candidate->entry] ? 0 : find_window(&walker, candidate->entry);
    }
}

/* Walks the texts of the best entries by all other evidence. */
static void walk_candidates(const struct model *model, const struct terms *terms,
                            const struct lexicon *lexicon, struct arena *arena, struct features *features,
                            enum faqbot_status *status)
{
    uint32_t *entries;
    size_t count = 0;
    rank_candidates(model, features, FEATURES_CANDIDATES_MAX, arena, &entries, &count, status);
    struct coverage *coverages = arena_need(arena, count, sizeof *coverages, status);
    features->candidates = arena_need(arena, count, sizeof *features->candidates, status);
    coverage_measure(model, terms, lexicon, entries, count, arena, coverages, status);
    for (size_t i = 0; i < count && *status == FAQBOT_OK; i++) {
        features->candidates[features->candidate_count++] =
            (struct candidate){.entry = entries[i], .coverage = coverages[i]};
        features->values[FEATURE_COVERAGE][entries[i]] = coverages[i].question;
        features->values[FEATURE_MUTUAL_COVERAGE][entries[i]] = coverages[i].mutual;
    }
    find_windows(model, terms, arena, features, status);
}

struct candidate features_candidate(const struct features *features, uint32_t entry)
{
    for (size_t i = 0; i < features->candidate_count; i++) {
        if (features->candidates[i].entry == entry) {
            return features->candidates[i];
        }
    }
    return (struct candidate){.entry = entry};
}

/* -- The whole ------------------------------------------------------------------------------------------ */

/* A classifier's values lie around -1 and 1, its margins; they are raised so that 0 says nothing, like all
 * features. A passage has no classifier, and its only phrasing is its heading, if any: what its text says
 * stands in for the features of phrasings, or else every FAQ entry would beat every passage. */
static void stand_in(const struct model *model, struct features *features)
{
    float *const *values = features->values;
    for (uint32_t i = 0; i < model->entry_count; i++) {
        float *learned = &values[FEATURE_LEARNED][i];
        features->is_faq[i] = model->kinds[i] == ENTRY_FAQ;
        *learned = features->is_faq[i] && model->is_learned ? larger(*learned + 1, 0) : 0;
        if (!features->is_faq[i]) {
            values[FEATURE_QUESTION_UNIGRAMS][i] =
                larger(values[FEATURE_QUESTION_UNIGRAMS][i], values[FEATURE_BODY_UNIGRAMS][i]);
            values[FEATURE_CENTROID][i] = larger(values[FEATURE_CENTROID][i], values[FEATURE_CHAR_NGRAMS][i]);
        }
    }
}

/* What a text that is the question itself would get, about: as much as its rarest words and pairs of words could. */
static void find_possible(const struct model *model, const struct terms *terms, struct features *features)
{
    const struct sparse_matrix *stems = &model->parts[MODEL_UNIGRAMS];
    double words = 0;
    for (size_t i = 0; i < terms->count; i++) {
        uint32_t row = terms->list[i].row;
        words += bm25_idf(stems->documents, row == SPARSE_MATRIX_NONE ? 0 : stems->doc_freqs[row]);
    }
    double pairs = bm25_idf(stems->documents, 1) * (double)(terms->word_count + 1);
    features->possible[FEATURE_QUESTION_UNIGRAMS] = (float)(words * (BM25_K1 + 1));
    features->possible[FEATURE_BODY_UNIGRAMS] = (float)(words * (BM25_K1 + 1));
    features->possible[FEATURE_BIGRAMS] = (float)(pairs * (BM25_K1 + 1));
    features->possible[FEATURE_CHAR_NGRAMS] = 1;
    features->possible[FEATURE_CENTROID] = 1;
}

/* Candidates are picked when all other features are there, the learned one raised: rank.c takes a feature to
 * be 0 or more. */
void features_compute(const struct model *model, const struct question_language *language,
                      const struct terms *terms, struct arena *arena, struct features *features,
                      enum faqbot_status *status)
{
    uint32_t count = *status == FAQBOT_OK ? model->entry_count : 0;
    struct features made = {.saturation = arena_need(arena, count, sizeof *made.saturation, status),
                            .contents = arena_need(arena, count, sizeof *made.contents, status),
                            .is_faq = arena_need(arena, count, sizeof *made.is_faq, status)};
    for (size_t i = 0; i < FEATURE_COUNT; i++) {
        made.values[i] = arena_need(arena, count, sizeof *made.values[i], status);
    }
    if (*status != FAQBOT_OK) {
        return;
    }
    made.has_meaning = language->lexicon != NULL && model->meanings != NULL;
    find_possible(model, terms, &made);
    score_matrices(model, language->stems, terms, arena, &made, status);
    measure_saturation(model, terms, &made);
    stand_in(model, &made);
    compare_meanings(model, terms, &made);
    walk_candidates(model, terms, language->lexicon, arena, &made, status);
    *features = made;
}

double features_centroid_cosine(const struct model *model, const struct features *features, uint32_t entry)
{
    const struct sparse_matrix_query *query = &features->content_centroid;
    double length = sqrt(query->known + query->unknown);
    return length > 0
               ? sparse_matrix_score_column(&model->parts[MODEL_CONTENT_CENTROIDS], query, entry) / length
               : 0;
}
