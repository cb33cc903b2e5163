/* search/candidates.c - finds the few entries that a question may be about, out of any number, and reads them.
 *
 * Each kind of evidence that can be had for all entries without looking at each names its best ones: BM25 of both
 * fields, by posting lists of which most are never unpacked (maxscore.c); what was learned, by the rows of the
 * question's features; and likeness in meaning, where the entries are few enough to be compared. A candidate of one
 * kind is weighed by all of them (features.c), so that how well each finds decides only who is looked at.
 * bot/BENCHMARKS.md has what each finds alone and together. */
#include "search/search_internal.h"

#include <stdlib.h>
#include <string.h>

/* So that the idf of a word in one of 2^32 entries is below BM25_TABLE_WEIGHT_MAX. */
#define WEIGHT_ONE 2048

/* ==== by words ========================================================================================= */

/* A stem that is looked for. */
struct sought {
    uint32_t stem;
    uint32_t weight; /* as evidence, for bm25_table_score() */
    uint32_t place;  /* in the question */
};

/* Weights are rounded up, so that none is 0. */
static uint32_t weigh(const struct collection *collection, uint32_t stem, bool is_function_word)
{
    double idf = bm25_idf(collection->entries, collection->doc_freqs[stem]);
    double weight = ceil(WEIGHT_ONE * idf * (is_function_word ? TERMS_FUNCTION_WORD_SHARE : 1));
    return weight < BM25_TABLE_WEIGHT_MAX ? (uint32_t)weight : BM25_TABLE_WEIGHT_MAX;
}

/* More weight first; of equals the one that the question has first. */
static int by_weight(const void *left, const void *right)
{
    const struct sought *a = left;
    const struct sought *b = right;
    if (a->weight != b->weight) {
        return a->weight > b->weight ? -1 : 1;
    }
    return (a->place > b->place) - (a->place < b->place);
}

/* The lists of both fields. Returns how many there are. */
static size_t take_lists(struct collection *collection, const struct sought *sought, size_t count,
                         const struct posting_scale scales[FIELD_COUNT], struct maxscore_term *terms,
                         enum faqbot_status *status)
{
    size_t made = 0;
    for (size_t i = 0; i < count; i++) {
        for (size_t field = 0; field < FIELD_COUNT && *status == FAQBOT_OK; field++) {
            const struct posting_list *list =
                collection_get_list(collection, entry_index_list(sought[i].stem, (enum field)field), status);
            if (list != NULL && list->count > 0) {
                terms[made++] = (struct maxscore_term){.scale = &scales[field],
                                                       .chunks = list->chunks,
                                                       .chunk_count = list->count,
                                                       .weight = sought[i].weight};
            }
        }
    }
    return made;
}

/* Leaves those of most weight where they are too many; returns how many are left. Frequent words are cheap to leave
 * out: their weight is small, and the candidates that lack them are weighed by all words in any case. */
static size_t take_weightiest(struct sought *sought, size_t count)
{
    if (count > CANDIDATES_TERMS_MAX) {
        qsort(sought, count, sizeof *sought, by_weight);
        count = CANDIDATES_TERMS_MAX;
    }
    return count;
}

/* Appends the entries with the largest scores over both fields. */
static void find_in_lists(struct collection *collection, const struct sought *sought, size_t count,
                          size_t most, uint32_t *entries, size_t *found, enum faqbot_status *status)
{
    struct posting_scale scales[FIELD_COUNT];
    struct maxscore_term terms[BM25_TABLE_TERMS_MAX];
    struct maxscore_hit *hits = NULL;
    size_t hit_count = 0;
    for (size_t field = 0; field < FIELD_COUNT; field++) {
        scales[field] = (struct posting_scale){.classes = collection->lengths[field],
                                               .entry_count = collection->entries,
                                               .saturation = &collection->tables[field]};
    }
    size_t term_count = take_lists(collection, sought, count, scales, terms, status);
    arena_reset(&collection->scratch);
    maxscore_find(collection->entries, terms, term_count, most, &collection->scratch, &hits, &hit_count,
                  status);
    for (size_t i = 0; i < hit_count && *status == FAQBOT_OK; i++) {
        entries[(*found)++] = hits[i].entry;
    }
}

/* -- Where entries lie elsewhere -------------------------------------------------------------------------- */

/* What the posting lists would give the entry. */
static uint64_t score_entry(const struct collection *collection, const struct forward_entry *entry,
                            const struct sought *sought, size_t count)
{
    uint64_t score = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t counts[FIELD_COUNT] = {0};
        for (uint32_t j = 0; j < entry->word_count; j++) {
            if (collection->forms[entry->words[j].form].stem == sought[i].stem) {
                counts[FIELD_HEAD] += entry->words[j].counts[FIELD_HEAD];
                counts[FIELD_BODY] += entry->words[j].counts[FIELD_BODY];
            }
        }
        for (size_t field = 0; field < FIELD_COUNT; field++) {
            uint32_t times = counts[field] < BM25_TABLE_COUNT_MAX ? counts[field] : BM25_TABLE_COUNT_MAX;
            uint8_t length = collection->lengths[field][entry->number];
            score += times == 0
                         ? 0
                         : bm25_table_score(sought[i].weight, collection->tables[field].parts[times][length]);
        }
    }
    return score;
}

/* Asks the first stage; returns how many entries it gave. */
static size_t ask_stage(struct collection *collection, const struct sought *sought, size_t count,
                        size_t limit, uint32_t *numbers, enum faqbot_status *status)
{
    size_t given = 0;
    struct faqbot_stage_term terms[CANDIDATES_TERMS_MAX];
    const struct stage_frequencies *frequencies = &collection->frequencies;
    struct faqbot_stage_query query = {.terms = terms, .count = count, .limit = limit};
    memcpy(query.entries, frequencies->entries, sizeof query.entries);
    for (size_t i = 0; i < count; i++) {
        terms[i] = (struct faqbot_stage_term){.stem = sought[i].stem, .weight = sought[i].weight};
        memcpy(terms[i].frequencies, &frequencies->by_stem[FIELD_COUNT * (size_t)sought[i].stem],
               sizeof terms[i].frequencies);
    }
    store_find_elsewhere(collection->store, &query, numbers, &given, status);
    for (size_t i = 0; i < given; i++) {
        fail_if(numbers[i] >= collection->entries, FAQBOT_CORRUPT, status);
    }
    return *status == FAQBOT_OK ? given : 0;
}

/* The same as find_in_lists(), by an engine's choice of somewhat more entries. Of equal ones the first is better, as it
 * is there. */
static void find_elsewhere(struct collection *collection, const struct sought *sought, size_t count,
                           size_t most, uint32_t *entries, size_t *found, enum faqbot_status *status)
{
    uint32_t numbers[FAQBOT_STAGE_LIMIT_MAX];
    uint64_t scores[FAQBOT_STAGE_LIMIT_MAX];
    size_t kept = 0;
    size_t limit = CANDIDATES_ELSEWHERE_FACTOR * most;
    uint32_t *best = entries + *found;
    limit = limit < FAQBOT_STAGE_LIMIT_MAX ? limit : FAQBOT_STAGE_LIMIT_MAX;
    size_t given = ask_stage(collection, sought, count, limit, numbers, status);
    array_sort_numbers(numbers, given);
    for (size_t i = 0; i < given; i++) {
        const struct forward_entry *entry = collection_get_entry(collection, numbers[i], status);
        uint64_t score = entry == NULL ? 0 : score_entry(collection, entry, sought, count);
        if (score == 0 || (kept == most && score <= scores[most - 1])) {
            continue;
        }
        size_t at = kept < most ? kept++ : most - 1;
        for (; at > 0 && score > scores[at - 1]; at--) {
            best[at] = best[at - 1];
            scores[at] = scores[at - 1];
        }
        best[at] = numbers[i];
        scores[at] = score;
    }
    *found += *status == FAQBOT_OK ? kept : 0;
}

static void find_by_words(struct collection *collection, struct sought *sought, size_t count, size_t most,
                          uint32_t *entries, size_t *found, enum faqbot_status *status)
{
    count = take_weightiest(sought, count);
    (store_is_elsewhere(collection->store) ? find_elsewhere : find_in_lists)(collection, sought, count, most,
                                                                             entries, found, status);
}

void candidates_with(struct collection *collection, const uint32_t *stems, size_t count, size_t most,
                     struct arena *arena, uint32_t **entries, size_t *found, enum faqbot_status *status)
{
    struct sought *sought = arena_need(arena, count, sizeof *sought, status);
    *entries = arena_need(arena, most, sizeof **entries, status);
    *found = 0;
    if (*status != FAQBOT_OK) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        sought[i] = (struct sought){
            .stem = stems[i], .weight = weigh(collection, stems[i], false), .place = (uint32_t)i};
    }
    find_by_words(collection, sought, count, most, *entries, found, status);
}

/* ==== by what scores all entries ======================================================================= */

/* Appends the `most` entries with the largest values above 0, of equal ones the first. Insertion into a short list:
 * nearly all entries fail the first comparison, with the worst one kept. */
static void take_best(const float *values, uint32_t count, size_t most, uint32_t *entries, size_t *found)
{
    uint32_t *best = entries + *found;
    size_t kept = 0;
    for (uint32_t entry = 0; entry < count; entry++) {
        if (values[entry] <= 0 || (kept == most && values[entry] <= values[best[most - 1]])) {
            continue;
        }
        size_t at = kept < most ? kept++ : most - 1;
        for (; at > 0 && values[entry] > values[best[at - 1]]; at--) {
            best[at] = best[at - 1];
        }
        best[at] = entry;
    }
    *found += kept;
}

/* What both fields of meaning add to a score, in rank.c's proportion. */
static float score_meaning(const struct collection *collection, const struct terms *terms, uint32_t entry)
{
    const float per_one = (float)LEXICON_VECTOR_ONE / CLASSIFIER_VECTOR_ONE;
    const struct lexicon_vector *meaning = &collection->meanings[entry];
    float scale = collection->scales[entry];
    float value = 2 * lexicon_likeness(&terms->meaning, meaning);
    return value + (scale > 0 ? 3 * per_one * scale * lexicon_likeness(&terms->asked, meaning) : 0);
}

/* The same for an encoder's likeness. */
static float score_likeness(const struct terms *terms, uint32_t entry, struct arena *arena,
                            enum faqbot_status *status)
{
    struct entry_likeness found = likeness_of(terms->encoded, entry, arena, status);
    return fmaxf(found.phrasings + found.learned, found.answer);
}

/* Appends the best by meaning, as an encoder has it or else a lexicon, where all entries can be compared. */
static void find_by_meaning(const struct collection *collection, const struct terms *terms,
                            struct arena *arena, uint32_t *entries, size_t *found, enum faqbot_status *status)
{
    bool is_encoded = terms->encoded != NULL && likeness_is_scanned(terms->encoded);
    if (!is_encoded && collection->meanings == NULL) {
        return;
    }
    float *values = arena_need(arena, collection->entries, sizeof *values, status);
    for (uint32_t i = 0; i < collection->entries && *status == FAQBOT_OK; i++) {
        values[i] =
            is_encoded ? score_likeness(terms, i, arena, status) : score_meaning(collection, terms, i);
    }
    if (*status == FAQBOT_OK) {
        take_best(values, collection->entries, is_encoded ? CANDIDATES_BY_LIKENESS : CANDIDATES_BY_MEANING,
                  entries, found);
    }
}

static double per_length(double square)
{
    return square > 0 ? 1 / sqrt(square) : 0;
}

/* What the classifiers say of each entry: 0 is no, 1 the border, 2 a phrasing of it. */
static float *score_learned(const struct collection *collection, const struct terms *terms,
                            struct arena *arena, enum faqbot_status *status)
{
    const struct sparse_matrix *words = &collection->word_weights;
    const struct ngrams unigrams = ngrams_unigrams(arena, terms->stem_keys, terms->word_count, status);
    const struct ngrams pairs = ngrams_bigrams(arena, terms->stem_keys, terms->word_count, status);
    float *values = arena_need(arena, collection->entries, sizeof *values, status);
    struct sparse_matrix_query query =
        sparse_matrix_weigh(&collection->char_ngram_weights, &terms->characters, arena, status);
    struct sparse_matrix_query query_unigrams = sparse_matrix_weigh(words, &unigrams, arena, status);
    struct sparse_matrix_query query_pairs = sparse_matrix_weigh(words, &pairs, arena, status);
    if (*status != FAQBOT_OK) {
        return NULL;
    }
    for (uint32_t i = 0; i < collection->entries; i++) {
        values[i] = 1;
    }
    double factor = per_length(query_unigrams.square + query_pairs.square);
    sparse_matrix_score(&collection->char_ngram_weights, &query, per_length(query.square), values);
    sparse_matrix_score(words, &query_unigrams, factor, values);
    sparse_matrix_score(words, &query_pairs, factor, values);
    return values;
}

/* ==== together ========================================================================================= */

/* The stems that the question asks for, as far as entries have them; returns how many there are. */
static size_t seek(const struct collection *collection, const struct terms *terms, struct sought *sought)
{
    size_t count = 0;
    for (size_t i = 0; i < terms->count; i++) {
        const struct term *term = &terms->list[i];
        if (term->stem != COLLECTION_NONE) {
            uint32_t weight = weigh(collection, term->stem, term->is_function_word);
            sought[count++] = (struct sought){.stem = term->stem, .weight = weight, .place = (uint32_t)i};
        }
    }
    return count;
}

/* Sorts numbers and leaves each once; returns how many are left. */
static size_t unite(uint32_t *entries, size_t count)
{
    size_t kept = 0;
    array_sort_numbers(entries, count);
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || entries[kept - 1] != entries[i]) {
            entries[kept++] = entries[i];
        }
    }
    return kept;
}

/* Their numbers, in the arena; returns how many there are. `learned` is by entry, or NULL. */
static size_t find_numbers(struct collection *collection, const struct terms *terms, size_t most,
                           const float *learned, struct arena *arena, uint32_t **numbers,
                           enum faqbot_status *status)
{
    size_t found = 0;
    size_t by_words = most > CANDIDATES_BY_WORDS ? most : CANDIDATES_BY_WORDS;
    size_t all = collection->entries <= CANDIDATES_MAX ? CANDIDATES_MAX : by_words + CANDIDATES_MAX;
    uint32_t *entries = arena_need(arena, all, sizeof *entries, status);
    struct sought *sought = arena_need(arena, terms->count, sizeof *sought, status);
    *numbers = entries;
    if (*status != FAQBOT_OK) {
        return 0;
    }
    if (collection->entries <= CANDIDATES_MAX) {
        for (; found < collection->entries; found++) {
            entries[found] = (uint32_t)found;
        }
        return found;
    }
    size_t count = seek(collection, terms, sought);
    find_by_words(collection, sought, count, by_words, entries, &found, status);
    if (learned != NULL) {
        take_best(learned, collection->entries, CANDIDATES_BY_LEARNING, entries, &found);
    }
    find_by_meaning(collection, terms, arena, entries, &found, status);
    return *status == FAQBOT_OK ? unite(entries, found) : 0;
}

/* ==== their words ====================================================================================== */

bool candidates_reserve(struct candidates *candidates, size_t count, struct arena *arena)
{
    size_t most = candidates->word_count + count;
    most = most < candidates->collection->form_count ? most : candidates->collection->form_count;
    if (most < candidates->word_capacity) {
        return true;
    }
    size_t capacity = most < 2 * candidates->word_capacity ? 2 * candidates->word_capacity : most + 1;
    struct candidate_word *words = arena_alloc(arena, capacity * sizeof *words);
    if (words == NULL) {
        return false;
    }
    if (candidates->word_count > 0) {
        memcpy(words, candidates->words, candidates->word_count * sizeof *words);
    }
    candidates->words = words;
    candidates->word_capacity = capacity;
    return true;
}

/* The row of a form, with its details. */
static uint32_t read_row(struct candidates *candidates, uint32_t form, enum faqbot_status *status)
{
    uint32_t row = candidates_row(candidates, form);
    struct candidate_word *word = &candidates->words[row];
    if (word->details == NULL) {
        word->details = collection_get_details(candidates->collection, form, status);
    }
    return row;
}

void candidates_read_sequence(struct candidates *candidates, uint32_t candidate, uint32_t body_words,
                              struct arena *arena, enum faqbot_status *status)
{
    const struct forward_entry *entry = candidates->list[candidate];
    uint32_t count =
        entry->sequence_count - 1; /* without the end of the body, of which the rest is left out */
    count -= entry->lengths[FIELD_BODY] > body_words ? entry->lengths[FIELD_BODY] - body_words : 0;
    uint32_t *sequence = arena_alloc(arena, (count + 1) * sizeof *sequence);
    fail_if(sequence == NULL || !candidates_reserve(candidates, entry->word_count, arena), FAQBOT_NO_MEMORY,
            status);
    if (*status != FAQBOT_OK) {
        return;
    }
    for (uint32_t i = 0; i < count; i++) {
        uint32_t form = entry->sequence[i];
        sequence[i] = form == FORWARD_END ? FORWARD_END : read_row(candidates, form, status);
    }
    sequence[count] = FORWARD_END;
    candidates->sequences[candidate] = sequence;
}

/* ==== all of it ======================================================================================== */

struct candidates *candidates_find(struct collection *collection, const struct terms *terms, size_t most,
                                   struct arena *arena, enum faqbot_status *status)
{
    uint32_t *numbers = NULL;
    const float *by_entry = *status == FAQBOT_OK && collection->is_learned
                                ? score_learned(collection, terms, arena, status)
                                : NULL;
    size_t count = find_numbers(collection, terms, most, by_entry, arena, &numbers, status);
    store_fetch(collection->store, numbers, count, status);
    struct candidates *made = arena_need(arena, 1, sizeof *made, status);
    const struct forward_entry **list = arena_need(arena, count, sizeof(struct forward_entry *), status);
    float *learned = arena_need(arena, count, sizeof *learned, status);
    uint32_t **sequences = arena_need(arena, count, sizeof(uint32_t *), status);
    for (size_t i = 0; i < count && *status == FAQBOT_OK; i++) {
        list[i] = collection_get_entry(collection, numbers[i], status);
        learned[i] = by_entry == NULL ? 0 : by_entry[numbers[i]];
    }
    if (*status != FAQBOT_OK) {
        return NULL;
    }
    *made = (struct candidates){.collection = collection,
                                .count = (uint32_t)count,
                                .list = list,
                                .learned = by_entry == NULL ? NULL : learned,
                                .sequences = sequences};
    collection_clear_marks(collection);
    for (size_t i = 0; i < terms->count; i++) {
        if (terms->list[i].stem != COLLECTION_NONE) {
            collection_ask(collection, terms->list[i].stem, i);
        }
    }
    return made;
}
