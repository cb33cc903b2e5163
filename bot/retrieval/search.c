/* retrieval/search.c - searches for one question. A question can be interpreted in several ways: as it was typed, with
 * the owner's one-way synonyms substituted, and, where it is elliptical, together with the entry answered last. Each
 * interpretation is ranked on its own and the most confident one is answered, so an interpretation can only ever help.
 * What a feature measures is features.c's business, what it counts rank.c's, and what the confidence means
 * confidence.c's. */
#include "retrieval/search.h"

#include <string.h>

/* A question with no more content words than this may continue the last one ("and for freshers?"). */
#define CUT_SHORT_WORDS_MAX 2

/* A follow-up's confidence is discounted, because half of its words were not typed. */
#define FOLLOW_UP_SHARE .9

/* Entries ranked for a follow-up, before those are dropped that do not contain the typed words. */
#define FOLLOW_UP_RANKED 20

/* -- One interpretation -------------------------------------------------------------------------------------------- */

/* The model of the whole knowledge base, or else one of the entries that the words lead to. */
static void choose_model(const struct search_resources *knowledge, size_t language, size_t top,
                         struct arena *arena, struct query_variant *variant, enum faqbot_status *status)
{
    variant->model = knowledge->model;
    if (variant->model == NULL) {
        struct rerank_model *rerank = arena_need(arena, 1, sizeof *rerank, status);
        rerank_build(knowledge->source, variant->words.list, variant->words.count, language, top, arena,
                     rerank, status);
        if (*status == FAQBOT_OK) {
            variant->model = &rerank->model;
            variant->entries = rerank->entries;
        }
    }
}

static void evaluate_variant(const struct search_resources *knowledge, size_t language,
                             struct synonyms_words words, size_t top, struct arena *arena,
                             struct query_variant *variant, enum faqbot_status *status)
{
    struct query_variant made = {.words = words};
    struct stemmer *stems = knowledge->languages->stems[language];
    choose_model(knowledge, language, top, arena, &made, status);
    terms_collect(made.model, stems, words.list, words.count, arena, &made.terms, status);
    features_compute(made.model, stems, &made.terms, arena, &made.features, status);
    /* The confidence compares the two best, however few are wanted. */
    rank_entries(made.model, &made.features, language, top < 2 ? 2 : top, arena, &made.ranking, status);
    if (*status == FAQBOT_OK) {
        made.confidence = confidence_of(made.model, &made.terms, &made.features, &made.ranking);
        *variant = made;
    }
}

/* Whether any entry contains the word, in whatever inflection. */
static bool is_known(const struct search_resources *knowledge, struct stemmer *stems, const struct word *word,
                     enum faqbot_status *status)
{
    bool known = false;
    if (knowledge->model != NULL) {
        return sparse_matrix_find(&knowledge->model->parts[MODEL_UNIGRAMS], ngrams_stem_key(stems, word)) !=
               SPARSE_MATRIX_NONE;
    }
    if (*status == FAQBOT_OK) {
        *status = large_index_has_stem(knowledge->source->large_index, stemmer_stem(stems, word), &known);
    }
    return known;
}

/* Corrects the words that neither the entries nor the synonyms contain. A correction that tokenize() would split is
 * not made: the count of words must stay. */
static void correct(const struct search_resources *knowledge, struct stemmer *stems, struct arena *arena,
                    struct synonyms_words *words, struct search *search, enum faqbot_status *status)
{
    search->corrections = arena_need(arena, words->count, sizeof *search->corrections, status);
    for (size_t i = 0; i < words->count && *status == FAQBOT_OK; i++) {
        struct word *word = &words->list[i];
        struct word *taken;
        struct faqbot_view known;
        size_t count;
        if (is_known(knowledge, stems, word, status) || *status != FAQBOT_OK ||
            stemmer_is_stopword(stems, word->plain) || synonyms_has(knowledge->synonyms, word) ||
            !spelling_correct(knowledge->spelling, word->plain, &known)) {
            continue;
        }
        if (!tokenize(arena, known, &taken, &count)) {
            *status = FAQBOT_NO_MEMORY;
        } else if (count == 1) {
            taken->source = word->source;
            taken->is_corrected = true;
            *word = *taken;
            search->corrections[search->correction_count++] =
                (struct faqbot_correction){.from = word->source, .to = known};
        }
    }
}

/* -- Other interpretations ----------------------------------------------------------------------------------------- */

static void try_rewording(const struct search_resources *knowledge, size_t top, struct arena *arena,
                          struct search *search, enum faqbot_status *status)
{
    bool is_changed = false;
    struct query_variant other;
    struct synonyms_words words = search->variant.words;
    if (*status == FAQBOT_OK) {
        *status = synonyms_expand(knowledge->synonyms, arena, &words, &is_changed);
    }
    if (*status != FAQBOT_OK || !is_changed) {
        return;
    }
    evaluate_variant(knowledge, search->language, words, top, arena, &other, status);
    if (*status == FAQBOT_OK && other.confidence.value > search->variant.confidence.value) {
        search->variant = other;
        search->is_reworded = true;
    }
}

static size_t count_content(const struct terms *terms)
{
    size_t count = 0;
    for (size_t i = 0; i < terms->count; i++) {
        count += !terms->list[i].is_function_word;
    }
    return count;
}

/* Whether an entry contains every content word that was typed. */
static bool holds_typed(const struct model *model, const struct terms *typed, uint32_t entry)
{
    const struct sparse_matrix *stems = &model->parts[MODEL_UNIGRAMS];
    for (size_t i = 0; i < typed->count; i++) {
        const struct term *term = &typed->list[i];
        uint32_t row = sparse_matrix_find(stems, typed->stem_keys[term->word - typed->words]);
        if (!term->is_function_word && (row == SPARSE_MATRIX_NONE || !sparse_matrix_has(stems, row, entry))) {
            return false;
        }
    }
    return true;
}

/* Keeps the entries that the typed words lead to, and not the borrowed ones alone. */
static void keep_typed(const struct model *model, const struct terms *typed, struct ranking *ranking)
{
    size_t kept = 0;
    for (size_t i = 0; i < ranking->count; i++) {
        if (holds_typed(model, typed, ranking->list[i].entry)) {
            ranking->list[kept++] = ranking->list[i];
        }
    }
    ranking->count = kept;
}

/* The typed words, then the content words of the question of the entry answered last. */
static void join_context(const struct search_resources *knowledge, struct faqbot_view context,
                         const struct search *search, struct arena *arena, struct synonyms_words *joined,
                         enum faqbot_status *status)
{
    struct synonyms_words last;
    const struct synonyms_words *typed = &search->variant.words;
    struct stemmer *stems = knowledge->languages->stems[search->language];
    *status = tokenize(arena, context, &last.list, &last.count)
                  ? synonyms_canonicalize(knowledge->synonyms, arena, &last)
                  : FAQBOT_NO_MEMORY;
    size_t most = *status == FAQBOT_OK ? typed->count + last.count : 0;
    *joined = (struct synonyms_words){.list = arena_need(arena, most, sizeof *joined->list, status)};
    if (*status != FAQBOT_OK) {
        return;
    }
    for (size_t i = 0; i < typed->count; i++) {
        joined->list[joined->count++] = typed->list[i];
    }
    for (size_t i = 0; i < last.count; i++) {
        if (!stemmer_is_stopword(stems, last.list[i].plain)) {
            joined->list[joined->count++] = last.list[i];
        }
    }
}

/* Tries a question that cannot be answered as it stands, or that is cut short, together with the entry answered last.
 * What was typed is never overridden: that interpretation wins only where it leads to an entry that contains the typed
 * words themselves, and with more confidence. A question that says itself that it continues ("and for freshers?") is
 * held to the answering threshold instead, for on its own it may well find a wrong entry with more. */
static void try_follow_up(const struct search_resources *knowledge, struct faqbot_view context, size_t top,
                          struct arena *arena, struct search *search, enum faqbot_status *status)
{
    const struct terms *typed = &search->variant.terms;
    size_t content = *status == FAQBOT_OK ? count_content(typed) : 0;
    double value = search->variant.confidence.value;
    bool is_answered = value >= knowledge->answered_threshold;
    if (view_is_empty(context) || content == 0 || (is_answered && content > CUT_SHORT_WORDS_MAX)) {
        return;
    }
    struct synonyms_words joined;
    struct query_variant other;
    join_context(knowledge, context, search, arena, &joined, status);
    evaluate_variant(knowledge, search->language, joined, top < FOLLOW_UP_RANKED ? FOLLOW_UP_RANKED : top,
                     arena, &other, status);
    if (*status != FAQBOT_OK) {
        return;
    }
    keep_typed(other.model, typed, &other.ranking);
    other.confidence = confidence_of(other.model, &other.terms, &other.features, &other.ranking);
    other.confidence.value *= FOLLOW_UP_SHARE;
    bool goes_on = content <= CUT_SHORT_WORDS_MAX && languages_goes_on(typed->words, typed->word_count);
    if (other.ranking.count > 0 &&
        other.confidence.value > (goes_on ? knowledge->answered_threshold : value)) {
        other.terms = *typed; /* the words reported as unknown are the typed ones */
        search->variant = other;
        search->is_followed_up = true;
    }
}

void search_run(const struct search_resources *knowledge, struct faqbot_view text, struct faqbot_view context,
                size_t top, struct arena *arena, struct search *search, enum faqbot_status *status)
{
    struct search made = {0};
    struct synonyms_words words;
    if (*status == FAQBOT_OK && !tokenize(arena, text, &words.list, &words.count)) {
        *status = FAQBOT_NO_MEMORY;
    }
    if (*status != FAQBOT_OK) {
        return;
    }
    made.language = languages_guess(knowledge->languages, words.list, words.count);
    correct(knowledge, knowledge->languages->stems[made.language], arena, &words, &made, status);
    if (*status == FAQBOT_OK) {
        *status = synonyms_canonicalize(knowledge->synonyms, arena, &words);
    }
    evaluate_variant(knowledge, made.language, words, top, arena, &made.variant, status);
    try_rewording(knowledge, top, arena, &made, status);
    try_follow_up(knowledge, context, top, arena, &made, status);
    *search = made;
}
