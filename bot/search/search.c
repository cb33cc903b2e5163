/* search/search.c - a knowledge base opened for searching: loads once what every search needs, and turns
 * what search.c finds into a result in the store's entry numbers. It neither ranks nor words an answer. */
#include "search/search_internal.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "index/index.h"
#include "util/util.h"

/* ==== search ============================================================================================ */

/* Searches for one question. A question can be interpreted in several ways: as it was typed, with the
 * owner's one-way synonyms substituted, and, where it is elliptical, together with the entry answered
 * last. Each interpretation is ranked on its own and the most confident one is answered, so an
 * interpretation can only ever help. What a feature measures is features.c's business, what it counts
 * rank.c's, and what the confidence means confidence.c's. */

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

/* Searches for the `top` best entries. `text` is valid UTF-8; `context` is the question of the entry answered
 * last, empty for none. CORRUPT, IO, NO_MEMORY. */
static void search_run(const struct search_resources *knowledge, struct faqbot_view text,
                       struct faqbot_view context, size_t top, struct arena *arena, struct search *search,
                       enum faqbot_status *status)
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

/* ==== retrieval ========================================================================================= */

#define TYPED_MATCHES_MAX 200
#define LOADED_BYTES_MAX ((size_t)1 << 30)

struct searcher {
    struct store *store;
    struct arena loaded; /* lives as long as the retrieval */
    size_t entry_count;
    bool has_model; /* false: each question makes a small model of its candidates (sample.h) */
    struct model model;
    struct large_index *large_index;
    struct languages languages;
    struct synonyms *synonyms;
    struct spelling spelling;
    double answered_threshold;
    double unsure_threshold;
};

/* -- Opening ----------------------------------------------------------------------------------------------------- */

void search_setting(struct searcher *searcher, const char *name, const char *fallback, struct arena *arena,
                    struct faqbot_view *value, enum faqbot_status *status)
{
    *value = view_of(fallback);
    if (*status == FAQBOT_OK) {
        *status = store_get_setting(searcher->store, name, arena, value);
        *status = *status == FAQBOT_NOT_FOUND ? FAQBOT_OK : *status;
    }
}

static double read_threshold(struct searcher *searcher, const char *name, double shipped,
                             enum faqbot_status *status)
{
    struct faqbot_view text;
    search_setting(searcher, name, "", &searcher->loaded, &text, status);
    return view_is_empty(text) ? shipped : (double)strtol(text.bytes, NULL, 10) / INDEX_THRESHOLD_SCALE;
}

/* Large knowledge bases are indexed as posting lists, small ones as a model (collection.h says from where on); the
 * setting that only a collection has tells which of the two this index is. */
static void load_settings(struct searcher *searcher, enum faqbot_status *status)
{
    struct faqbot_view entries;
    struct faqbot_view head_words;
    struct arena *arena = &searcher->loaded;
    search_setting(searcher, INDEX_ENTRIES, "", arena, &entries, status);
    search_setting(searcher, LARGE_INDEX_HEAD_WORDS, "", arena, &head_words, status);
    searcher->answered_threshold =
        read_threshold(searcher, INDEX_ANSWERED_THRESHOLD, CONFIDENCE_ANSWERED, status);
    searcher->unsure_threshold = read_threshold(searcher, INDEX_UNSURE_THRESHOLD, CONFIDENCE_UNSURE, status);
    searcher->entry_count = (size_t)strtoul(entries.bytes, NULL, 10);
    searcher->has_model = view_is_empty(head_words);
    if (*status == FAQBOT_OK && view_is_empty(entries)) {
        *status = FAQBOT_CORRUPT;
    }
}

static void load_languages(struct searcher *searcher, enum faqbot_status *status)
{
    struct faqbot_view tags;
    struct faqbot_view tag;
    size_t number;
    search_setting(searcher, INDEX_LANGUAGES, "", &searcher->loaded, &tags, status);
    if (*status == FAQBOT_OK) {
        *status = view_next_line(&tags, &tag) ? languages_init(&searcher->languages, tag) : FAQBOT_CORRUPT;
    }
    while (*status == FAQBOT_OK && view_next_line(&tags, &tag)) {
        *status = languages_add(&searcher->languages, tag, &number);
    }
}

static enum faqbot_status load_synonym(void *user, struct faqbot_view source, struct faqbot_view target)
{
    return synonyms_add(user, source, target);
}

static enum faqbot_status load_synonyms(struct searcher *searcher)
{
    searcher->synonyms = synonyms_new(view_of(searcher->languages.tags[0]));
    if (searcher->synonyms == NULL) {
        return FAQBOT_NO_MEMORY;
    }
    enum faqbot_status status = store_each_synonym(searcher->store, load_synonym, searcher->synonyms);
    return status == FAQBOT_OK ? synonyms_finish(searcher->synonyms) : status;
}

static enum faqbot_status load(struct searcher *searcher)
{
    enum faqbot_status status = FAQBOT_OK;
    load_settings(searcher, &status);
    load_languages(searcher, &status);
    if (status == FAQBOT_OK) {
        status = load_synonyms(searcher);
    }
    spelling_read(&searcher->spelling, searcher->store, &searcher->loaded, &status);
    if (status == FAQBOT_OK) {
        status = searcher->has_model ? model_read(&searcher->model, searcher->store)
                                     : large_index_open(searcher->store, (uint32_t)searcher->entry_count,
                                                        &searcher->loaded, &searcher->large_index);
    }
    return status;
}

enum faqbot_status search_open(const char *index, const char *knowledge, struct fault_reporter *reporter,
                               struct searcher **searcher, struct faqbot_fault *fault)
{
    struct searcher *opened = calloc(1, sizeof *opened);
    if (opened == NULL) {
        return fault_set(fault, FAQBOT_NO_MEMORY, NULL, 0, "out of memory");
    }
    arena_init(&opened->loaded, LOADED_BYTES_MAX);
    enum faqbot_status status;
    if (index != NULL) {
        status = store_open(index, &opened->store, fault);
    } else {
        const struct faqbot_index_options options = {.knowledge = knowledge};
        struct faqbot_index_result result;
        status = store_create(NULL, &opened->store, fault);
        if (status == FAQBOT_OK) {
            status = index_build(opened->store, &options, reporter, &result, fault);
        }
    }
    if (status == FAQBOT_OK) {
        status = load(opened);
        if (status != FAQBOT_OK) {
            status = status == FAQBOT_NOT_FOUND ? FAQBOT_CORRUPT : status;
            fault_set(fault, status, index != NULL ? index : knowledge, 0, "cannot read the index: it is %s",
                      faqbot_status_text(status));
        }
    }
    if (status == FAQBOT_OK) {
        *searcher = opened;
    } else {
        search_close(opened);
    }
    return status;
}

void search_close(struct searcher *searcher)
{
    if (searcher != NULL) {
        store_close(searcher->store);
        model_release(&searcher->model);
        large_index_close(searcher->large_index);
        languages_release(&searcher->languages);
        synonyms_free(searcher->synonyms);
        arena_release(&searcher->loaded);
        free(searcher);
    }
}

struct store *search_store(struct searcher *searcher)
{
    return searcher->store;
}

size_t search_entry_count(const struct searcher *searcher)
{
    return searcher->entry_count;
}

/* -- Search ------------------------------------------------------------------------------------------------------ */

/* The content words of the question that no entry contains. */
static void list_unknown_words(const struct terms *terms, struct arena *arena, struct search_result *result,
                               enum faqbot_status *status)
{
    result->unknown_words = arena_need(arena, terms->count, sizeof *result->unknown_words, status);
    for (size_t i = 0; i < terms->count && *status == FAQBOT_OK; i++) {
        const struct term *term = &terms->list[i];
        if (term->row == SPARSE_MATRIX_NONE && !term->is_function_word) {
            result->unknown_words[result->unknown_word_count++] = term->word->source;
        }
    }
}

/* What the entry's own text contributes. The classifier's contribution says which of several similar entries is meant,
 * not how near an entry is, and passages only borrow theirs (rank.c). */
static double contribution(const struct ranked *ranked)
{
    return ranked->score - ranked->contributions[FEATURE_LEARNED];
}

/* The ranking as matches. They share out the confidence in proportion to their scores, so that scores fall from it. */
static void list_matches(const struct query_variant *reading, size_t top, struct arena *arena,
                         struct search_result *result, enum faqbot_status *status)
{
    const struct ranked *best = reading->ranking.list;
    size_t count = reading->ranking.count < top ? reading->ranking.count : top;
    struct search_match *matches = arena_need(arena, count, sizeof *matches, status);
    for (size_t i = 0; i < count && *status == FAQBOT_OK; i++) {
        const struct ranked *ranked = &best[i];
        matches[i] = (struct search_match){
            .entry = reading->entries == NULL ? ranked->entry : reading->entries[ranked->entry],
            .score = reading->confidence.value * (ranked->score / best->score),
            .contribution = contribution(ranked) / contribution(best)};
    }
    result->matches = matches;
    result->match_count = count;
}

/* The question of the entry answered last; empty if that entry no longer exists. */
static enum faqbot_status find_context(struct searcher *searcher, struct faqbot_view id, struct arena *arena,
                                       struct faqbot_view *question)
{
    uint32_t number;
    struct store_entry entry = {.question = view_of("")};
    enum faqbot_status status =
        view_is_empty(id) ? FAQBOT_NOT_FOUND : store_find_entry(searcher->store, id, &number);
    if (status == FAQBOT_OK) {
        status = store_get_entry(searcher->store, number, arena, &entry);
    }
    *question = entry.question;
    return status == FAQBOT_NOT_FOUND ? FAQBOT_OK : status;
}

enum faqbot_status search_find(struct searcher *searcher, const struct search_query *query,
                               struct arena *arena, struct search_result *result)
{
    struct faqbot_view context;
    const struct rerank_source source = {.large_index = searcher->large_index,
                                         .languages = &searcher->languages,
                                         .synonyms = searcher->synonyms};
    const struct search_resources knowledge = {.model = searcher->has_model ? &searcher->model : NULL,
                                               .source = &source,
                                               .languages = &searcher->languages,
                                               .synonyms = searcher->synonyms,
                                               .spelling = &searcher->spelling,
                                               .answered_threshold = searcher->answered_threshold};
    enum faqbot_status status = find_context(searcher, query->context, arena, &context);
    struct search *search = arena_need(arena, 1, sizeof *search, &status);
    search_run(&knowledge, query->text, context, query->top, arena, search, &status);
    if (status != FAQBOT_OK) {
        return status;
    }
    double confidence = search->variant.confidence.value;
    struct search_result found = {.outcome = confidence >= searcher->answered_threshold ? FAQBOT_ANSWERED
                                             : confidence >= searcher->unsure_threshold ? FAQBOT_UNSURE
                                                                                        : FAQBOT_NONE,
                                  .confidence = confidence,
                                  .corrections = search->corrections,
                                  .correction_count = search->correction_count};
    list_matches(&search->variant, query->top, arena, &found, &status);
    list_unknown_words(&search->variant.terms, arena, &found, &status);
    if (status == FAQBOT_OK) {
        *result = found;
    }
    if (query->trace != NULL) {
        *query->trace = (struct search_trace){.search = search,
                                              .languages = &searcher->languages,
                                              .answered_threshold = searcher->answered_threshold,
                                              .unsure_threshold = searcher->unsure_threshold};
    }
    return status;
}

/* -- Suggestions ------------------------------------------------------------------------------------------------- */

static bool is_listed(const uint32_t *entries, size_t count, uint32_t entry)
{
    for (size_t i = 0; i < count; i++) {
        if (entries[i] == entry) {
            return true;
        }
    }
    return false;
}

enum faqbot_status search_suggest(struct searcher *searcher, struct faqbot_view typed, size_t limit,
                                  struct arena *arena, uint32_t **entries, size_t *count)
{
    struct word *words;
    size_t word_count;
    struct buffer query;
    uint32_t *matched = NULL;
    size_t matched_count = 0;
    if (!tokenize(arena, typed, &words, &word_count)) {
        return FAQBOT_NO_MEMORY;
    }
    /* A blank at the end says that the last word is whole. */
    bool is_finished = typed.size > 0 && typed.bytes[typed.size - 1] == ' ';
    buffer_init(&query, QUERY_BYTES_MAX);
    for (size_t i = 0; i < word_count && i < QUERY_WORDS_MAX; i++) {
        query_add_terms(&query, words[i].plain, i + 1 == word_count && !is_finished);
    }
    uint32_t *found = arena_alloc_array(arena, limit, sizeof *found);
    enum faqbot_status status = found == NULL || query.failed ? FAQBOT_NO_MEMORY : FAQBOT_OK;
    if (status == FAQBOT_OK && query.size > 0) {
        status = store_suggest(searcher->store, buffer_view(&query), TYPED_MATCHES_MAX, arena, &matched,
                               &matched_count);
    }
    size_t found_count = 0;
    for (size_t i = 0; i < matched_count && found_count < limit; i++) {
        if (!is_listed(found, found_count, matched[i])) {
            found[found_count++] = matched[i];
        }
    }
    buffer_release(&query);
    if (status == FAQBOT_OK) {
        *entries = found;
        *count = found_count;
    }
    return status;
}

/* ==== cache ============================================================================================= */

/* Results by their questions. A result lies with its matches in one piece, and points into it. */

struct kept {
    struct search_result result;
    struct search_match matches[];
};

struct lru_cache *query_cache_new(size_t questions, struct siphash_key seed)
{
    return lru_cache_new(questions < QUERY_CACHE_QUESTIONS_MAX ? questions : QUERY_CACHE_QUESTIONS_MAX,
                         SIZE_MAX, seed);
}

const struct search_result *query_cache_find(struct lru_cache *cache, struct faqbot_view key)
{
    const struct kept *kept = lru_cache_find(cache, key);
    return kept == NULL ? NULL : &kept->result;
}

void query_cache_put(struct lru_cache *cache, struct faqbot_view key, const struct search_result *result)
{
    bool quotes = result->correction_count > 0 || result->unknown_word_count > 0;
    if (quotes || lru_cache_find(cache, key) != NULL) {
        return;
    }
    size_t matches = result->match_count * sizeof *result->matches;
    struct kept *kept = lru_cache_add(cache, key, sizeof *kept + matches);
    if (kept == NULL) {
        return;
    }
    kept->result = *result;
    kept->result.matches = kept->matches;
    if (matches > 0) {
        memcpy(kept->matches, result->matches, matches);
    }
}
