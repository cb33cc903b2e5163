/* search/explain.c - how a search arrived at its result. It only observes: search.c and retrieval.c find
 * the same whether or not they are explained. */
#include "search/search_internal.h"

/* -- The origin of words ----------------------------------------------------------------------------------------- */

static bool is_within(struct faqbot_view text, struct faqbot_view part)
{
    uintptr_t start = (uintptr_t)text.bytes;
    uintptr_t at = (uintptr_t)part.bytes;
    return at >= start && at < start + text.size;
}

/* Whether words were read as they were written, with no synonym in their place. */
static bool is_same(const struct word *read, size_t read_count, const struct word *typed, size_t typed_count)
{
    bool same = read_count == typed_count;
    for (size_t i = 0; same && i < read_count; i++) {
        same = view_equals(read[i].plain, typed[i].plain);
    }
    return same;
}

/* The words of a synonym all have the source of the first word that they replace. So a run of read words with one
 * source stands for the typed words from there up to the next source. */
static void find_origins(struct faqbot_view text, const struct synonyms_words *typed,
                         const struct synonyms_words *read, struct faqbot_explained_word *words)
{
    size_t at = 0;
    const char *text_end = text.bytes + text.size;
    for (size_t start = 0, end; start < read->count; start = end) {
        end = start + 1;
        struct faqbot_view source = read->list[start].source;
        if (!is_within(text, source)) {
            words[start].written = source;
            words[start].origin = FAQBOT_WORD_CONTEXT;
            continue;
        }
        while (end < read->count && read->list[end].source.bytes == source.bytes) {
            end++;
        }
        bool is_last = end == read->count || !is_within(text, read->list[end].source);
        const char *next = is_last ? text_end : read->list[end].source.bytes;
        size_t first = at;
        for (; at < typed->count && typed->list[at].source.bytes < next; at++) {
            size_t to = (size_t)(typed->list[at].source.bytes + typed->list[at].source.size - source.bytes);
            source.size = to > source.size ? to : source.size;
        }
        bool same = at > first && is_same(read->list + start, end - start, typed->list + first, at - first);
        for (size_t i = start; i < end; i++) {
            words[i].written = source;
            words[i].origin = read->list[i].is_corrected ? FAQBOT_WORD_CORRECTED
                              : same                     ? FAQBOT_WORD_TYPED
                                                         : FAQBOT_WORD_SYNONYM;
        }
    }
}

/* -- The meaning of words ------------------------------------------------------------------------------------------ */

static bool is_listed(const struct search_result *result, struct faqbot_view source)
{
    for (size_t i = 0; i < result->unknown_word_count; i++) {
        if (result->unknown_words[i].bytes == source.bytes) {
            return true;
        }
    }
    return false;
}

static void weigh_word(const struct search *search, const struct search_result *result,
                       const struct terms *terms, size_t number, struct faqbot_explained_word *word)
{
    if (terms->term_of_word[number] == TERMS_MAX) {
        return;
    }
    const struct term *term = &terms->list[terms->term_of_word[number]];
    const struct sparse_matrix *stems = &search->variant.model->parts[MODEL_UNIGRAMS];
    bool is_first = term->word == &terms->words[number];
    word->role = term->is_function_word                  ? FAQBOT_WORD_FUNCTION
                 : is_listed(result, term->word->source) ? FAQBOT_WORD_UNKNOWN
                                                         : FAQBOT_WORD_CONTENT;
    word->weight = is_first && terms->weight > 0 ? term->weight / terms->weight : 0;
    word->entries = term->row == SPARSE_MATRIX_NONE ? 0 : stems->doc_freqs[term->row];
}

/* The terms are computed anew: those of a follow-up's search are the typed ones alone. */
static void list_words(const struct search_trace *trace, struct faqbot_view text, struct arena *arena,
                       struct explain_search *explained, enum faqbot_status *status)
{
    struct terms terms;
    struct synonyms_words typed;
    const struct search *search = trace->search;
    const struct synonyms_words *read = &search->variant.words;
    struct stemmer *stems = trace->languages->stems[search->language];
    struct faqbot_explained_word *words = arena_need(arena, read->count, sizeof *words, status);
    terms_collect(search->variant.model, stems, read->list, read->count, arena, &terms, status);
    if (*status == FAQBOT_OK && !tokenize(arena, text, &typed.list, &typed.count)) {
        *status = FAQBOT_NO_MEMORY;
    }
    if (*status != FAQBOT_OK) {
        return;
    }
    find_origins(text, &typed, read, words);
    for (size_t i = 0; i < read->count && *status == FAQBOT_OK; i++) {
        words[i].read = read->list[i].plain;
        weigh_word(search, &explained->result, &terms, i, &words[i]);
        if (!arena_copy(arena, stemmer_stem(stems, &read->list[i]), &words[i].stem)) {
            *status = FAQBOT_NO_MEMORY;
        }
    }
    explained->explanation.words = words;
    explained->explanation.word_count = read->count;
}

/* -- The whole ----------------------------------------------------------------------------------------------------- */

static void list_candidates(const struct search *search, struct arena *arena,
                            struct explain_search *explained, enum faqbot_status *status)
{
    size_t count = explained->result.match_count;
    struct faqbot_explained_part *parts = arena_need(arena, CONFIDENCE_PARTS_MAX, sizeof *parts, status);
    explained->candidates = arena_need(arena, count, sizeof *explained->candidates, status);
    if (*status != FAQBOT_OK || count == 0) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        explained->candidates[i] = search->variant.ranking.list[i];
        explained->candidates[i].entry = explained->result.matches[i].entry;
    }
    explained->explanation.parts = parts;
    explained->explanation.part_count = confidence_explain(&search->variant.confidence, parts);
}

enum faqbot_status explain_search(struct searcher *searcher, const struct search_query *query,
                                  struct arena *arena, struct explain_search *explained)
{
    struct search_trace trace;
    struct explain_search made = {.candidates = NULL};
    struct search_query traced = *query;
    traced.trace = &trace;
    enum faqbot_status status = search_find(searcher, &traced, arena, &made.result);
    if (status != FAQBOT_OK) {
        return status;
    }
    made.explanation =
        (struct faqbot_explanation){.text = query->text,
                                    .lang = view_of(trace.languages->tags[trace.search->language]),
                                    .is_reworded = trace.search->is_reworded,
                                    .is_followed_up = trace.search->is_followed_up,
                                    .corrections = made.result.corrections,
                                    .correction_count = made.result.correction_count,
                                    .unknown_words = made.result.unknown_words,
                                    .unknown_word_count = made.result.unknown_word_count,
                                    .outcome = made.result.outcome,
                                    .confidence = made.result.confidence,
                                    .answered_threshold = trace.answered_threshold,
                                    .unsure_threshold = trace.unsure_threshold};
    list_candidates(trace.search, arena, &made, &status);
    list_words(&trace, query->text, arena, &made, &status);
    if (status == FAQBOT_OK) {
        *explained = made;
    }
    return status;
}
