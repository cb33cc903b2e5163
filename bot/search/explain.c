/* search/explain.c - how a search arrived at its result: where each word comes from and what it weighs, what
 * speaks for each candidate, and what the confidence is made of. It only observes: a search finds the same
 * whether or not it is explained. What would have changed the result is bot/explain.c's business, because
 * that takes more searches. */
#include "search/search_internal.h"

/* ==== where words come from ============================================================================ */

/* Whether words were read as they were written, with no synonym in their place. */
static bool is_same(const struct word *read, size_t read_count, const struct word *typed, size_t typed_count)
{
    bool same = read_count == typed_count;
    for (size_t i = 0; same && i < read_count; i++) {
        same = view_equals(read[i].plain, typed[i].plain);
    }
    return same;
}

/* The words of a synonym all have the source of the first word that they replace. So a run of read words with
 * one source stands for the typed words from there up to the next source. */
static void find_origins(struct faqbot_view text, const struct synonyms_words *typed,
                         const struct synonyms_words *read, struct faqbot_explained_word *words)
{
    size_t at = 0;
    const char *text_end = text.bytes + text.size;
    for (size_t start = 0, end; start < read->count; start = end) {
        end = start + 1;
        struct faqbot_view source = read->list[start].source;
        if (!asking_is_within(text, source)) { /* of the question answered last */
            words[start].written = source;
            words[start].origin = FAQBOT_WORD_CONTEXT;
            continue;
        }
        while (end < read->count && read->list[end].source.bytes == source.bytes) {
            end++;
        }
        bool is_last = end == read->count || !asking_is_within(text, read->list[end].source);
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

/* ==== what words mean ================================================================================== */

/* Whether the result names the word as unknown. The rows of the terms would not do: in a follow-up, words of
 * the last answer's question are looked for too, and no visitor is told that those are unknown. */
static bool is_unknown(const struct search_result *result, struct faqbot_view source)
{
    for (size_t i = 0; i < result->unknown_word_count; i++) {
        if (result->unknown_words[i].bytes == source.bytes) {
            return true;
        }
    }
    return false;
}

/* A word that occurs again has its role each time and its weight once, so that the weights add up to 1. Words
 * past TERMS_MAX were not looked for and say nothing. */
static void weigh_word(const struct search_result *result, const struct terms *terms, size_t number,
                       struct faqbot_explained_word *word)
{
    if (terms->term_of_word[number] == TERMS_MAX) {
        return;
    }
    const struct term *term = &terms->list[terms->term_of_word[number]];
    bool is_first = term->word == &terms->words[number];
    word->role = term->is_function_word                   ? FAQBOT_WORD_FUNCTION
                 : is_unknown(result, term->word->source) ? FAQBOT_WORD_UNKNOWN
                                                          : FAQBOT_WORD_CONTENT;
    word->weight = is_first && terms->weight > 0 ? term->weight / terms->weight : 0;
    word->entries = term->entries;
}

/* The lexicon's words are a little like most others: less is not worth telling. */
#define LIKENESS_TOLD_LEAST .1f

/* What stands in the first entry for a content word that it lacks. Words taken over from the entry answered last are
 * not the visitor's. */
static void find_like(const struct query_variant *variant, const struct question_language *language,
                      const struct terms *terms, size_t number, struct faqbot_explained_word *word)
{
    const struct candidates *candidates = variant->candidates;
    const struct lexicon *lexicon = language->lexicon;
    size_t at = terms->term_of_word[number];
    if (variant->ranking.count == 0 || at == TERMS_MAX || word->role == FAQBOT_WORD_FUNCTION ||
        word->origin == FAQBOT_WORD_CONTEXT || terms->list[at].word != &terms->words[number]) {
        return;
    }
    uint32_t row;
    const struct term *term = &terms->list[at];
    float likeness =
        coverage_find_likest(candidates, term, lexicon, variant->ranking.list[0].candidate, &row);
    if (likeness >= LIKENESS_TOLD_LEAST &&
        candidates->collection->forms[candidates->words[row].form].stem != term->stem) {
        uint32_t known = candidates->words[row].details->traits.number;
        word->likeness = (double)likeness;
        word->like =
            lexicon != NULL && known != LEXICON_NONE ? lexicon_word_text(lexicon, known) : view_of("");
    }
}

/* The terms are computed anew: those of a follow-up's search are the typed ones alone. */
static void list_words(const struct searcher *searcher, const struct search *search, struct arena *arena,
                       struct search_explanation *explained, enum faqbot_status *status)
{
    struct terms terms;
    struct synonyms_words typed;
    const struct query_variant *variant = &search->variant;
    const struct synonyms_words *read = &variant->words;
    const struct question_language language = search_language(searcher, search->language);
    struct stemmer *stems = language.stems;
    struct faqbot_explained_word *words = arena_need(arena, read->count, sizeof *words, status);
    terms_collect(searcher->collection, &language, read, arena, &terms, status);
    query_split(search->text, arena, &typed, status);
    if (*status != FAQBOT_OK) {
        return;
    }
    find_origins(search->text, &typed, read, words);
    for (size_t i = 0; i < read->count; i++) {
        words[i].read = read->list[i].plain;
        weigh_word(&explained->result, &terms, i, &words[i]);
        find_like(variant, &language, &terms, i, &words[i]);
        fail_if(!arena_copy(arena, stemmer_stem(stems, &read->list[i]), &words[i].stem), FAQBOT_NO_MEMORY,
                status);
    }
    explained->explanation.words = words;
    explained->explanation.word_count = read->count;
}

/* ==== the whole ======================================================================================== */

/* The candidates are the matches, with what ranking knows of them. Without one there is no best entry whose
 * confidence could be taken apart. */
static void list_candidates(const struct search *search, struct arena *arena,
                            struct search_explanation *explained, enum faqbot_status *status)
{
    size_t count = explained->result.match_count;
    struct faqbot_explained_part *parts = arena_need(arena, CONFIDENCE_PARTS_MAX, sizeof *parts, status);
    explained->candidates = arena_need(arena, count, sizeof *explained->candidates, status);
    explained->explanation.candidates = explained->candidates;
    if (*status != FAQBOT_OK || count == 0) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        const struct ranked *ranked = &search->variant.ranking.list[i];
        explained->candidates[i] =
            (struct faqbot_explained_candidate){.score = explained->result.matches[i].score,
                                                .rank_score = ranked->score,
                                                .contributions = ranked->contributions};
    }
    explained->explanation.parts = parts;
    explained->explanation.part_count = confidence_explain(&search->variant.confidence, parts);
}

static void list_excluded(const struct query_variant *variant, struct arena *arena,
                          struct search_explanation *explained, enum faqbot_status *status)
{
    struct search_exclusion *excluded = arena_need(arena, variant->excluded_count, sizeof *excluded, status);
    explained->excluded = excluded;
    explained->excluded_count = 0;
    while (excluded != NULL && explained->excluded_count < variant->excluded_count) {
        excluded[explained->excluded_count] = variant->excluded[explained->excluded_count];
        explained->excluded_count++;
    }
}

void search_explain(struct searcher *searcher, const struct search_query *query, struct arena *arena,
                    struct search_explanation *explained, enum faqbot_status *status)
{
    struct search search;
    struct search_result *result = &explained->result;
    search_run(searcher, query, arena, &search, result, status);
    explained->explanation = (struct faqbot_explanation){
        .text = query->text,
        .lang = view_of(searcher->languages.tags[search.language]),
        .read = search.text,
        .is_reworded = search.is_reworded,
        .is_followed_up = search.is_followed_up,
        .corrections = result->corrections,
        .correction_count = result->correction_count,
        .unknown_words = result->unknown_words,
        .unknown_word_count = result->unknown_word_count,
        .features = rank_feature_names,
        .feature_count = FEATURE_COUNT,
        .candidate_count = result->match_count,
        .outcome = result->outcome,
        .confidence = result->confidence,
        .answered_threshold = searcher->answered_threshold,
        .unsure_threshold = searcher->unsure_threshold,
    };
    list_candidates(&search, arena, explained, status);
    list_excluded(&search.variant, arena, explained, status);
    list_words(searcher, &search, arena, explained, status);
    search_parts(searcher, query, &search, arena, result, status);
}
