/* search/features.c - measures the evidence for each candidate. It walks through a candidate's words once and counts
 * what the question has of them: stems, pairs of stems and character n-grams. What takes longer, because each word is
 * compared with each of the question's, is done for the best few alone (coverage.c). How much each feature counts is
 * rank.c's business, and so is their scale. */
#include "search/search_internal.h"

#include <string.h>

#define WINDOW_WORDS 30 /* the length of a stretch of text; 20 to 45 are alike */

/* How many entries hold a pair of stems is not counted: a pair tells so much more than the rarer of the two. 1 to 1.6
 * are alike, and as good as counting. */
#define PAIR_FACTOR 1.3

/* ==== the question's character n-grams ================================================================= */

/* One that some entry holds. */
struct question_ngram {
    uint32_t slot; /* of ngram_stats */
    float weight;  /* with the idf of both sides, for whole texts; 0: it is common */
    float content; /* the same for phrasings, where function words count little */
};

struct question_ngrams {
    struct question_ngram *list;
    size_t count;
    struct question_ngram *rare; /* of them; the others are common */
    size_t rare_count;
    const struct entry_ngrams **entries; /* by candidate */
    double *products;                    /* room for one of each phrasing of a candidate */
};

/* Weighs the n-grams. Those that no entry has lengthen the question's vector where phrasings are
 * compared: they change no order there, but say how alike the two are. */
static void take_ngrams(const struct collection *collection, const struct ngrams *ngrams,
                        struct question_ngrams *made)
{
    const struct ngram_stats *stats = &collection->ngram_stats;
    const double unseen = term_counts_idf(stats->entries + NGRAM_STATS_UNSEEN_ENTRIES, 0);
    double square = 0;
    double content = 0;
    for (size_t i = 0; i < ngrams->count; i++) {
        const struct ngram *ngram = &ngrams->list[i];
        uint32_t slot = ngram_stats_find(stats, ngram->key);
        double idf = slot == NGRAM_STATS_NONE ? unseen : (double)stats->idfs[slot];
        double weight = (1 + log(ngram->count)) * idf;
        content += ngram->content * idf * ngram->content * idf;
        if (slot != NGRAM_STATS_NONE) {
            square += weight * weight;
            made->list[made->count++] = (struct question_ngram){
                .slot = slot,
                .weight = entry_ngrams_is_common(stats, slot) ? 0 : (float)(weight * idf),
                .content = (float)(ngram->content * idf * idf)};
        }
    }
    for (size_t i = 0; i < made->count; i++) {
        made->list[i].weight *= (float)(1 / sqrt(square));
        made->list[i].content *= (float)(1 / sqrt(content));
        if (made->list[i].weight > 0) {
            made->rare[made->rare_count++] = made->list[i];
        }
    }
}

static struct question_ngrams *read_ngrams(const struct candidates *candidates, const struct terms *terms,
                                           struct arena *arena, enum faqbot_status *status)
{
    const struct ngrams *ngrams = &terms->characters;
    struct question_ngrams *made = arena_need(arena, 1, sizeof *made, status);
    uint32_t texts = 0;
    for (uint32_t i = 0; i < candidates->count; i++) {
        texts = candidates->list[i]->head_texts > texts ? candidates->list[i]->head_texts : texts;
    }
    struct question_ngrams empty = {
        .list = arena_need(arena, ngrams->count, sizeof *made->list, status),
        .rare = arena_need(arena, ngrams->count, sizeof *made->rare, status),
        .entries = arena_need(arena, candidates->count, sizeof(struct entry_ngrams *), status),
        .products = arena_need(arena, texts, sizeof *made->products, status)};
    for (uint32_t i = 0; i < candidates->count && *status == FAQBOT_OK; i++) {
        empty.entries[i] = entry_ngrams_get(candidates->collection, candidates->list[i], status);
    }
    if (*status != FAQBOT_OK) {
        return NULL;
    }
    *made = empty;
    take_ngrams(candidates->collection, ngrams, made);
    return made;
}

/* The cosine of a candidate's text with the question. */
static float compare_whole(const struct question_ngrams *ngrams, uint32_t candidate)
{
    const struct entry_ngrams *entry = ngrams->entries[candidate];
    const struct ngram_table *table = &entry->whole;
    double product = 0;
    for (size_t i = 0; i < ngrams->rare_count; i++) {
        const struct question_ngram *ngram = &ngrams->rare[i];
        const uint32_t *starts = &table->starts[ngram->slot & table->mask];
        for (uint32_t at = starts[0]; at < starts[1]; at++) {
            if (table->slots[at] == ngram->slot) {
                product += (double)ngram->weight * (double)table->roots[at];
                break;
            }
        }
    }
    return entry->length > 0 ? (float)(product / entry->length) : 0;
}

double features_phrasing_cosine(const struct features *features, uint32_t candidate)
{
    const struct question_ngrams *ngrams = features->ngrams;
    const struct entry_ngrams *entry = ngrams->entries[candidate];
    const struct ngram_table *table = &entry->head;
    uint32_t texts = features->candidates->list[candidate]->head_texts;
    float best = 0;
    memset(ngrams->products, 0, texts * sizeof *ngrams->products);
    for (size_t i = 0; i < ngrams->count; i++) {
        const struct question_ngram *ngram = &ngrams->list[i];
        const uint32_t *starts = &table->starts[ngram->slot & table->mask];
        for (uint32_t at = starts[0]; at < starts[1]; at++) {
            if (table->slots[at] == ngram->slot) {
                ngrams->products[table->texts[at]] += (double)ngram->content * (double)table->roots[at];
            }
        }
    }
    for (uint32_t i = 0; i < texts; i++) {
        double length = entry->head_lengths[i];
        best = length > 0 ? fmaxf(best, (float)(ngrams->products[i] / length)) : best;
    }
    return (double)best;
}

/* ==== stems and pairs ================================================================================== */

struct counter {
    struct candidates *candidates;
    const struct terms *terms;
    double *idfs; /* by term */
    /* Of two neighbouring terms, each counted from 1 on, 0 being the edge of a text: which pair of the question they
     * are, plus 1; 0: none. */
    uint16_t *pairs;
    double *pair_idfs;
    size_t pair_count;
    float *counts[FIELD_COUNT]; /* by term, in the candidate at hand */
    float *pair_counts;
};

static uint16_t *pair_at(const struct counter *counter, size_t left, size_t right)
{
    return &counter->pairs[left * (counter->terms->count + 1) + right];
}

/* The term of a word of the question, counted from 1 on; 0: it is past the last one. */
static size_t term_of(const struct terms *terms, size_t word)
{
    return terms->term_of_word[word] < terms->count ? terms->term_of_word[word] + 1U : 0;
}

/* Numbers the question's pairs and estimates how many entries hold each. */
static void take_pairs(struct counter *counter)
{
    const struct terms *terms = counter->terms;
    const double all = counter->candidates->collection->entries;
    for (size_t place = 0; place <= terms->word_count && terms->word_count > 0; place++) {
        size_t left = place == 0 ? 0 : term_of(terms, place - 1);
        size_t right = place == terms->word_count ? 0 : term_of(terms, place);
        bool is_past = (left == 0 && place > 0) || (right == 0 && place < terms->word_count);
        double with = all;
        if (is_past || *pair_at(counter, left, right) > 0) {
            continue;
        }
        with = left > 0 ? fmin(with, terms->list[left - 1].entries) : with;
        with = right > 0 ? fmin(with, terms->list[right - 1].entries) : with;
        counter->pair_idfs[counter->pair_count] = PAIR_FACTOR * bm25_idf(all, with);
        *pair_at(counter, left, right) = (uint16_t)++counter->pair_count;
    }
}

static void make_counter(struct candidates *candidates, const struct terms *terms, struct arena *arena,
                         struct counter *counter, enum faqbot_status *status)
{
    size_t edges = terms->count + 1;
    *counter = (struct counter){
        .candidates = candidates,
        .terms = terms,
        .idfs = arena_need(arena, terms->count, sizeof *counter->idfs, status),
        .pairs = arena_need(arena, edges * edges, sizeof *counter->pairs, status),
        .pair_idfs = arena_need(arena, terms->word_count + 1, sizeof *counter->pair_idfs, status),
        .counts = {arena_need(arena, terms->count, sizeof *counter->counts[0], status),
                   arena_need(arena, terms->count, sizeof *counter->counts[0], status)},
        .pair_counts = arena_need(arena, terms->word_count + 1, sizeof *counter->pair_counts, status)};
    if (*status != FAQBOT_OK) {
        return;
    }
    for (size_t i = 0; i < terms->count; i++) {
        counter->idfs[i] = bm25_idf(candidates->collection->entries, terms->list[i].entries);
    }
    take_pairs(counter);
}

/* Counts the question's stems in a candidate's words. */
static void count_words(struct counter *counter, const struct forward_entry *entry)
{
    const uint8_t *terms = counter->candidates->collection->form_terms;
    memset(counter->counts[FIELD_HEAD], 0, counter->terms->count * sizeof(float));
    memset(counter->counts[FIELD_BODY], 0, counter->terms->count * sizeof(float));
    for (uint32_t i = 0; i < entry->word_count; i++) {
        const struct forward_word *held = &entry->words[i];
        size_t term = terms[held->form];
        if (term > 0) {
            counter->counts[FIELD_HEAD][term - 1] += held->counts[FIELD_HEAD];
            counter->counts[FIELD_BODY][term - 1] += held->counts[FIELD_BODY];
        }
    }
}

/* Counts the question's pairs in the sequence of a candidate. */
static void count_pairs(const struct counter *counter, uint32_t candidate)
{
    const struct forward_entry *entry = counter->candidates->list[candidate];
    const uint8_t *terms = counter->candidates->collection->form_terms;
    const size_t other = counter->terms->count + 1; /* a word that the question has not */
    size_t last = 0;
    memset(counter->pair_counts, 0, (counter->terms->word_count + 1) * sizeof(float));
    for (uint32_t i = 0; i < entry->sequence_count; i++) {
        uint32_t form = entry->sequence[i];
        size_t term = form == FORWARD_END ? 0 : terms[form];
        if (term == 0 && form != FORWARD_END) {
            last = other;
            continue;
        }
        if (last < other) {
            uint16_t pair = *pair_at(counter, last, term);
            counter->pair_counts[pair > 0 ? pair - 1 : 0] += pair > 0;
        }
        last = term;
    }
}

/* -- BM25 ----------------------------------------------------------------------------------------------- */

static double score_field(const struct counter *counter, uint32_t candidate, enum field field)
{
    const struct collection *collection = counter->candidates->collection;
    double words = counter->candidates->list[candidate]->lengths[field];
    double score = 0;
    for (size_t i = 0; i < counter->terms->count; i++) {
        double count = (double)counter->counts[field][i];
        score += count > 0 ? bm25(counter->idfs[i], count, words, collection->words[field]) : 0;
    }
    return score;
}

static double score_pairs(const struct counter *counter, double words)
{
    const double average = counter->candidates->collection->all_words;
    double score = 0;
    for (size_t i = 0; i < counter->pair_count; i++) {
        double count = (double)counter->pair_counts[i];
        score += count > 0 ? bm25(counter->pair_idfs[i], count, words, average) : 0;
    }
    return score;
}

/* The share of the question's weight that an entry accounts for: the sum over its terms of
 *
 *     trust * weight(term) / weight(question) * c / (c + norm),
 *
 * where c / (c + norm) is BM25's, and goes from 0 to 1 as the word occurs more often in the entry. Unlike a score, this
 * is the same for a question whatever the other entries are: the confidence is built on it. */
static void measure_saturation(const struct counter *counter, uint32_t candidate, double words,
                               struct features *features)
{
    const double average = counter->candidates->collection->all_words;
    const struct terms *terms = counter->terms;
    uint8_t *held = features->held + candidate * terms->count;
    double sum = 0;
    for (size_t i = 0; i < terms->count; i++) {
        const struct term *term = &terms->list[i];
        double count = (double)(counter->counts[FIELD_HEAD][i] + counter->counts[FIELD_BODY][i]);
        held[i] = (uint8_t)((counter->counts[FIELD_HEAD][i] > 0 ? COVERAGE_HELD(FIELD_HEAD) : 0) |
                            (counter->counts[FIELD_BODY][i] > 0 ? COVERAGE_HELD(FIELD_BODY) : 0));
        features->contents[candidate] += count > 0 && !term->is_function_word;
        sum +=
            count > 0 ? (1 - (double)term->word->doubt) * term->weight * bm25(1, count, words, average) : 0;
    }
    features->saturation[candidate] = terms->weight > 0 ? (float)(sum / ((BM25_K1 + 1) * terms->weight)) : 0;
}

static float larger(float left, float right)
{
    return left > right ? left : right;
}

static double length_of(const struct candidates *candidates, uint32_t candidate)
{
    const struct forward_entry *entry = candidates->list[candidate];
    return (double)entry->lengths[FIELD_HEAD] + entry->lengths[FIELD_BODY];
}

/* Everything that counting tells of a candidate. Three features have no weight where a lexicon knows all of the
 * question. */
static void count_candidate(struct counter *counter, uint32_t candidate, struct features *features)
{
    struct candidates *candidates = counter->candidates;
    float **values = features->values;
    count_words(counter, candidates->list[candidate]);
    values[FEATURE_CHAR_NGRAMS][candidate] = compare_whole(features->ngrams, candidate);
    measure_saturation(counter, candidate, length_of(candidates, candidate), features);
    if (features->known < 1) {
        values[FEATURE_QUESTION_UNIGRAMS][candidate] = (float)score_field(counter, candidate, FIELD_HEAD);
        values[FEATURE_BODY_UNIGRAMS][candidate] = (float)score_field(counter, candidate, FIELD_BODY);
        values[FEATURE_PHRASING][candidate] = (float)features_phrasing_cosine(features, candidate);
    }
}

/* A passage has no classifier, and no phrasings but its title and heading: what its text says stands in for the
 * features of phrasings, or else every FAQ entry would beat every passage. */
static void stand_in(const struct candidates *candidates, uint32_t candidate, struct features *features)
{
    float **values = features->values;
    if (features->is_faq[candidate]) {
        values[FEATURE_LEARNED][candidate] =
            candidates->learned == NULL ? 0 : larger(candidates->learned[candidate], 0);
    } else {
        values[FEATURE_QUESTION_UNIGRAMS][candidate] =
            larger(values[FEATURE_QUESTION_UNIGRAMS][candidate], values[FEATURE_BODY_UNIGRAMS][candidate]);
        values[FEATURE_PHRASING][candidate] =
            larger(values[FEATURE_PHRASING][candidate], values[FEATURE_CHAR_NGRAMS][candidate]);
    }
}

/* ==== meaning ========================================================================================== */

/* Of what a passage's text is like to a question so much counts as likeness to phrasings, where there are passages
 * alone: it counts once more as the answer's, and words tell more. 0 to .6 are alike. Beside FAQ entries it counts as
 * theirs. */
#define PASSAGE_SHARE .6f

static bool has_faq(const struct features *features)
{
    bool found = false;
    for (uint32_t i = 0; i < features->candidates->count; i++) {
        found = found || features->is_faq[i];
    }
    return found;
}

/* With an encoder. A passage's text stands in for its phrasings. */
static void compare_likenesses(const struct candidates *candidates, const struct terms *terms,
                               struct arena *arena, struct features *features, enum faqbot_status *status)
{
    struct entry_likeness *made = arena_need(arena, candidates->count, sizeof *made, status);
    float share = has_faq(features) ? 1 : PASSAGE_SHARE;
    for (uint32_t i = 0; i < candidates->count && *status == FAQBOT_OK; i++) {
        uint32_t entry = candidates->list[i]->number;
        made[i] = likeness_of(terms->encoded, entry, arena, status);
        bool is_faq = features->is_faq[i];
        float whole = made[i].phrasings;
        features->values[FEATURE_MEANING][i] =
            larger(is_faq ? whole : share * larger(whole, made[i].answer), 0);
        features->values[FEATURE_LEARNED_MEANING][i] = is_faq ? larger(made[i].learned, 0) : 0;
        features->values[FEATURE_ANSWER_MEANING][i] = larger(made[i].answer, 0);
    }
    features->likenesses = made;
}

static void compare_meanings(const struct candidates *candidates, const struct terms *terms,
                             struct features *features)
{
    const float per_one = (float)LEXICON_VECTOR_ONE / CLASSIFIER_VECTOR_ONE;
    if (features->known <= 0) {
        return;
    }
    for (uint32_t i = 0; i < candidates->count; i++) {
        const struct forward_entry *entry = candidates->list[i];
        float likeness = lexicon_likeness(&terms->meaning, &entry->meaning);
        float learned =
            entry->scale > 0 ? per_one * entry->scale * lexicon_likeness(&terms->asked, &entry->meaning) : 0;
        features->values[FEATURE_MEANING][i] = larger(likeness, 0);
        features->values[FEATURE_LEARNED_MEANING][i] = larger(learned, 0);
    }
}

/* ==== walking through the best candidates' texts ======================================================= */

/* Where a term stands in a text. */
struct hit {
    uint32_t position;
    uint8_t term;
};

/* Notes where terms stand in an entry; returns how many places there are. */
static size_t find_places(const struct candidates *candidates, uint32_t candidate, struct hit *hits)
{
    const struct forward_entry *entry = candidates->list[candidate];
    const uint8_t *terms = candidates->collection->form_terms;
    size_t count = 0;
    for (uint32_t i = 0; i < entry->sequence_count; i++) {
        size_t term = entry->sequence[i] == FORWARD_END ? 0 : terms[entry->sequence[i]];
        hits[count] = (struct hit){.position = i, .term = (uint8_t)(term - 1)};
        count += term != 0;
    }
    return count;
}

/* Walks through one text from term to term, sliding a window along that ends at the current one. A term
 * counts once in a window, however often it occurs there. */
static float find_window(const struct terms *terms, const struct hit *hits, size_t count, uint32_t *held)
{
    double in_window = 0;
    double best = 0;
    memset(held, 0, terms->count * sizeof *held);
    const struct hit *gone = hits;
    for (const struct hit *hit = hits; hit < hits + count; hit++) {
        for (; gone->position + WINDOW_WORDS <= hit->position; gone++) {
            in_window -= --held[gone->term] == 0 ? terms->list[gone->term].weight : 0;
        }
        in_window += held[hit->term]++ == 0 ? terms->list[hit->term].weight : 0;
        best = in_window > best ? in_window : best;
    }
    return (float)(best / terms->weight);
}

/* The windows of those that are passages: an FAQ entry is short. */
static void find_windows(const struct terms *terms, const uint32_t *picked, size_t count, struct arena *arena,
                         struct features *features, enum faqbot_status *status)
{
    const struct candidates *candidates = features->candidates;
    uint32_t longest = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t length = features->is_faq[picked[i]] ? 0 : candidates->list[picked[i]]->sequence_count;
        longest = length > longest ? length : longest;
    }
    struct hit *hits = arena_need(arena, (size_t)longest + 1, sizeof *hits, status);
    uint32_t *held = arena_need(arena, terms->count, sizeof *held, status);
    for (size_t i = 0; i < count && *status == FAQBOT_OK; i++) {
        if (!features->is_faq[picked[i]]) {
            features->windows[picked[i]] =
                find_window(terms, hits, find_places(candidates, picked[i], hits), held);
        }
    }
}

/* Walks the texts of the best candidates by all other evidence. */
static void walk_best(const struct counter *counter, const struct lexicon *lexicon, struct arena *arena,
                      struct features *features, enum faqbot_status *status)
{
    uint32_t *picked;
    size_t count = 0;
    struct candidates *candidates = counter->candidates;
    rank_candidates(features, FEATURES_CANDIDATES_MAX, arena, &picked, &count, status);
    for (size_t i = 0; i < count && *status == FAQBOT_OK; i++) {
        candidates_read_sequence(candidates, picked[i], COVERAGE_BODY_WORDS, arena, status);
    }
    coverage_measure(candidates, counter->terms, lexicon, picked, count, features->held, arena,
                     features->coverages, status);
    for (size_t i = 0; i < count && *status == FAQBOT_OK && counter->terms->encoded != NULL; i++) {
        uint32_t entry = candidates->list[picked[i]]->number;
        features->words[picked[i]] = likeness_of_words(counter->terms->encoded, entry, arena, status);
    }
    for (size_t i = 0; i < count && *status == FAQBOT_OK; i++) {
        count_pairs(counter, picked[i]);
        features->values[FEATURE_BIGRAMS][picked[i]] =
            (float)score_pairs(counter, length_of(candidates, picked[i]));
        features->values[FEATURE_COVERAGE][picked[i]] = features->coverages[picked[i]].question;
        features->values[FEATURE_MUTUAL_COVERAGE][picked[i]] = features->coverages[picked[i]].mutual;
    }
    find_windows(counter->terms, picked, count, arena, features, status);
}

/* ==== the whole ======================================================================================== */

/* What a text that is the question itself would get, about: as much as its rarest words and pairs of words could. */
static void find_possible(const struct counter *counter, struct features *features)
{
    double words = 0;
    for (size_t i = 0; i < counter->terms->count; i++) {
        words += counter->idfs[i];
    }
    double pairs =
        bm25_idf(counter->candidates->collection->entries, 1) * (double)(counter->terms->word_count + 1);
    features->possible[FEATURE_QUESTION_UNIGRAMS] = (float)(words * (BM25_K1 + 1));
    features->possible[FEATURE_BODY_UNIGRAMS] = (float)(words * (BM25_K1 + 1));
    features->possible[FEATURE_BIGRAMS] = (float)(pairs * (BM25_K1 + 1));
    features->possible[FEATURE_CHAR_NGRAMS] = 1;
    features->possible[FEATURE_PHRASING] = 1;
}

static struct features make_features(struct candidates *candidates, const struct terms *terms,
                                     struct arena *arena, enum faqbot_status *status)
{
    uint32_t count = *status == FAQBOT_OK ? candidates->count : 0;
    struct features made = {.candidates = candidates,
                            .saturation = arena_need(arena, count, sizeof *made.saturation, status),
                            .contents = arena_need(arena, count, sizeof *made.contents, status),
                            .held = arena_need(arena, count * (terms->count + 1), sizeof *made.held, status),
                            .is_faq = arena_need(arena, count, sizeof *made.is_faq, status),
                            .coverages = arena_need(arena, count, sizeof *made.coverages, status),
                            .words = arena_need(arena, count, sizeof *made.words, status),
                            .windows = arena_need(arena, count, sizeof *made.windows, status)};
    for (size_t i = 0; i < FEATURE_COUNT; i++) {
        made.values[i] = arena_need(arena, count, sizeof *made.values[i], status);
    }
    return made;
}

/* The best candidates are picked when all other features are there: rank.c takes a feature to be 0 or more. */
void features_compute(struct candidates *candidates, const struct question_language *language,
                      const struct terms *terms, struct arena *arena, struct features *features,
                      enum faqbot_status *status)
{
    struct counter counter;
    struct features made = make_features(candidates, terms, arena, status);
    if (*status != FAQBOT_OK) {
        return;
    }
    make_counter(candidates, terms, arena, &counter, status);
    made.ngrams = read_ngrams(candidates, terms, arena, status);
    if (*status != FAQBOT_OK) {
        return;
    }
    made.known = candidates->collection->has_meaning ? terms->known : 0;
    find_possible(&counter, &made);
    for (uint32_t i = 0; i < candidates->count; i++) {
        made.is_faq[i] = candidates->list[i]->kind == ENTRY_FAQ;
        count_candidate(&counter, i, &made);
        stand_in(candidates, i, &made);
    }
    if (terms->encoded != NULL) {
        compare_likenesses(candidates, terms, arena, &made, status);
    } else {
        compare_meanings(candidates, terms, &made);
    }
    walk_best(&counter, language->lexicon, arena, &made, status);
    *features = made;
}
