/* retrieval/retrieval.c - a knowledge opened for searching: what is loaded once, and what a search's findings mean. The
 * search itself is search.c's. */
#include "retrieval/retrieval.h"

#include <stdlib.h>

#include "retrieval/index.h"
#include "retrieval/query.h"
#include "retrieval/sample.h"
#include "retrieval/search.h"

#define TYPED_MATCHES_MAX 200
#define LOADED_BYTES_MAX ((size_t)1 << 30)

struct retrieval {
    struct store *store;
    struct arena loaded; /* lives as long as the retrieval */
    size_t entry_count;
    bool has_model; /* else a sample is taken when a question is asked */
    struct model model;
    struct collection *collection;
    struct languages languages;
    struct wording *wording;
    struct spelling spelling;
    double answered_threshold;
    double unsure_threshold;
};

/* -- Life -------------------------------------------------------------------------------------------------------- */

static enum faqbot_status read_text(struct store *store, const char *name, struct arena *arena,
                                    struct faqbot_view *text)
{
    enum faqbot_status status = store_get_setting(store, name, arena, text);
    if (status == FAQBOT_NOT_FOUND) {
        *text = view_of("");
        return FAQBOT_OK;
    }
    return status;
}

static double threshold(struct faqbot_view text, double shipped)
{
    /* Settings end with a NUL: arena_copy() sees to it. */
    return view_is_empty(text) ? shipped : (double)strtol(text.bytes, NULL, 10) / INDEX_THRESHOLD_SCALE;
}

static enum faqbot_status load_settings(struct retrieval *retrieval)
{
    struct faqbot_view entries;
    struct faqbot_view answered;
    struct faqbot_view unsure;
    struct faqbot_view collected;
    struct arena *arena = &retrieval->loaded;
    enum faqbot_status status = store_get_setting(retrieval->store, INDEX_ENTRIES, arena, &entries);
    if (status == FAQBOT_OK) {
        status = read_text(retrieval->store, INDEX_ANSWERED_THRESHOLD, arena, &answered);
    }
    if (status == FAQBOT_OK) {
        status = read_text(retrieval->store, INDEX_UNSURE_THRESHOLD, arena, &unsure);
    }
    if (status == FAQBOT_OK) {
        status = read_text(retrieval->store, COLLECTION_HEAD_WORDS, arena, &collected);
    }
    if (status == FAQBOT_OK) {
        retrieval->entry_count = (size_t)strtoul(entries.bytes, NULL, 10);
        retrieval->has_model = view_is_empty(collected);
        retrieval->answered_threshold = threshold(answered, CONFIDENCE_ANSWERED);
        retrieval->unsure_threshold = threshold(unsure, CONFIDENCE_UNSURE);
    }
    return status;
}

static enum faqbot_status load_languages(struct retrieval *retrieval)
{
    struct faqbot_view tags;
    struct faqbot_view tag;
    enum faqbot_status status =
        store_get_setting(retrieval->store, INDEX_LANGUAGES, &retrieval->loaded, &tags);
    if (status != FAQBOT_OK || !view_next_line(&tags, &tag)) {
        return status == FAQBOT_OK ? FAQBOT_CORRUPT : status;
    }
    status = languages_init(&retrieval->languages, tag);
    while (status == FAQBOT_OK && view_next_line(&tags, &tag)) {
        size_t number;
        status = languages_add(&retrieval->languages, tag, &number);
    }
    return status;
}

static enum faqbot_status load_synonym(void *user, struct faqbot_view source, struct faqbot_view target)
{
    return wording_add(user, source, target);
}

static enum faqbot_status load_wording(struct retrieval *retrieval)
{
    retrieval->wording = wording_new(view_of(retrieval->languages.tags[0]));
    if (retrieval->wording == NULL) {
        return FAQBOT_NO_MEMORY;
    }
    enum faqbot_status status = store_each_synonym(retrieval->store, load_synonym, retrieval->wording);
    return status == FAQBOT_OK ? wording_finish(retrieval->wording) : status;
}

static enum faqbot_status load(struct retrieval *retrieval)
{
    enum faqbot_status status = load_settings(retrieval);
    if (status == FAQBOT_OK) {
        status = load_languages(retrieval);
    }
    if (status == FAQBOT_OK) {
        status = load_wording(retrieval);
    }
    if (status == FAQBOT_OK) {
        status = spelling_read(&retrieval->spelling, retrieval->store, &retrieval->loaded);
    }
    if (status == FAQBOT_OK) {
        status = retrieval->has_model ? model_read(&retrieval->model, retrieval->store)
                                      : collection_open(retrieval->store, (uint32_t)retrieval->entry_count,
                                                        &retrieval->loaded, &retrieval->collection);
    }
    return status;
}

enum faqbot_status retrieval_open(const char *index, const char *knowledge, struct fault_reporter *reporter,
                                  struct retrieval **retrieval, struct faqbot_fault *fault)
{
    struct retrieval *opened = calloc(1, sizeof *opened);
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
        *retrieval = opened;
    } else {
        retrieval_close(opened);
    }
    return status;
}

void retrieval_close(struct retrieval *retrieval)
{
    if (retrieval != NULL) {
        store_close(retrieval->store);
        model_release(&retrieval->model);
        collection_close(retrieval->collection);
        languages_release(&retrieval->languages);
        wording_free(retrieval->wording);
        arena_release(&retrieval->loaded);
        free(retrieval);
    }
}

struct store *retrieval_store(struct retrieval *retrieval)
{
    return retrieval->store;
}

size_t retrieval_entries(const struct retrieval *retrieval)
{
    return retrieval->entry_count;
}

/* -- Search ------------------------------------------------------------------------------------------------------ */

/* The words that the knowledge has never seen. */
static enum faqbot_status name_unknown_words(const struct search *search, struct arena *arena,
                                             struct retrieval_result *result)
{
    const struct terms *terms = &search->reading.terms;
    result->unknown_words = arena_take_array(arena, terms->count, sizeof *result->unknown_words);
    if (result->unknown_words == NULL) {
        return FAQBOT_NO_MEMORY;
    }
    for (size_t i = 0; i < terms->count; i++) {
        const struct term *term = &terms->list[i];
        if (term->row == MATRIX_NONE && !term->is_function_word) {
            result->unknown_words[result->unknown_word_count++] = term->word->source;
        }
    }
    return FAQBOT_OK;
}

/* What is in the entry itself: the classifier's share says which of several it is, and passages have it only lent. */
static double evidence(const struct ranked *ranked)
{
    return ranked->score - ranked->shares[FEATURE_LEARNED];
}

/* The ranking as matches. The confidence is shared out by the scores, so that they fall from it. */
static enum faqbot_status list_matches(const struct search *search, size_t top, struct arena *arena,
                                       struct retrieval_result *result)
{
    const uint32_t *entries = search->reading.entries;
    const struct ranking *ranking = &search->reading.ranking;
    size_t count = ranking->count < top ? ranking->count : top;
    struct match *matches = arena_take_array(arena, count, sizeof *matches);
    if (matches == NULL) {
        return FAQBOT_NO_MEMORY;
    }
    for (size_t i = 0; i < count; i++) {
        const struct ranked *ranked = &ranking->list[i];
        matches[i] = (struct match){.entry = entries == NULL ? ranked->entry : entries[ranked->entry],
                                    .score = search->reading.confidence.value *
                                             (ranked->score / ranking->list[0].score),
                                    .evidence = evidence(ranked) / evidence(&ranking->list[0])};
    }
    result->matches = matches;
    result->match_count = count;
    return FAQBOT_OK;
}

static enum faqbot_status list_corrections(const struct search *search, struct arena *arena,
                                           struct retrieval_result *result)
{
    result->corrections = arena_take_array(arena, search->correction_count, sizeof *result->corrections);
    if (result->corrections == NULL) {
        return FAQBOT_NO_MEMORY;
    }
    for (size_t i = 0; i < search->correction_count; i++) {
        result->corrections[i] = (struct spelling_correction){.from = search->corrections[i].from,
                                                              .to = search->corrections[i].to};
    }
    result->correction_count = search->correction_count;
    return FAQBOT_OK;
}

/* The question of the entry answered last; empty where there is no such entry any more. */
static enum faqbot_status find_context(struct retrieval *retrieval, struct faqbot_view id,
                                       struct arena *arena, struct faqbot_view *question)
{
    uint32_t number;
    struct store_entry entry;
    *question = view_of("");
    enum faqbot_status status =
        view_is_empty(id) ? FAQBOT_NOT_FOUND : store_find_entry(retrieval->store, id, &number);
    if (status == FAQBOT_OK) {
        status = store_get_entry(retrieval->store, number, arena, &entry);
        *question = status == FAQBOT_OK ? entry.question : *question;
    }
    return status == FAQBOT_NOT_FOUND ? FAQBOT_OK : status;
}

static enum faqbot_status fill_result(struct retrieval *retrieval, const struct search *search, size_t top,
                                      struct arena *arena, struct retrieval_result *result)
{
    struct retrieval_result found = {.confidence = search->reading.confidence.value};
    found.verdict = found.confidence >= retrieval->answered_threshold ? VERDICT_ANSWER
                    : found.confidence >= retrieval->unsure_threshold ? VERDICT_UNSURE
                                                                      : VERDICT_NONE;
    enum faqbot_status status = list_matches(search, top, arena, &found);
    if (status == FAQBOT_OK) {
        status = list_corrections(search, arena, &found);
    }
    if (status == FAQBOT_OK) {
        status = name_unknown_words(search, arena, &found);
    }
    if (status == FAQBOT_OK) {
        *result = found;
    }
    return status;
}

enum faqbot_status retrieval_search(struct retrieval *retrieval, const struct retrieval_query *query,
                                    struct arena *arena, struct retrieval_result *result)
{
    struct search search;
    struct faqbot_view context;
    const struct sample_source source = {.collection = retrieval->collection,
                                         .languages = &retrieval->languages,
                                         .wording = retrieval->wording};
    struct search_knowledge knowledge = {.model = retrieval->has_model ? &retrieval->model : NULL,
                                         .source = &source,
                                         .languages = &retrieval->languages,
                                         .wording = retrieval->wording,
                                         .spelling = &retrieval->spelling,
                                         .answered_threshold = retrieval->answered_threshold};
    enum faqbot_status status = find_context(retrieval, query->context, arena, &context);
    if (status == FAQBOT_OK) {
        status = search_run(&knowledge, query->text, context, query->top, arena, &search);
    }
    if (status == FAQBOT_OK) {
        status = fill_result(retrieval, &search, query->top, arena, result);
    }
    if (status == FAQBOT_OK && query->observe != NULL) {
        const struct retrieval_course course = {.knowledge = &knowledge,
                                                .search = &search,
                                                .result = result,
                                                .answered_threshold = retrieval->answered_threshold,
                                                .unsure_threshold = retrieval->unsure_threshold};
        status = query->observe(query->user, &course);
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

enum faqbot_status retrieval_suggest(struct retrieval *retrieval, struct faqbot_view typed, size_t limit,
                                     struct arena *arena, uint32_t **entries, size_t *count)
{
    struct word *words;
    size_t word_count;
    struct buffer query;
    uint32_t *matched = NULL;
    size_t matched_count = 0;
    if (!words_take(arena, typed, &words, &word_count)) {
        return FAQBOT_NO_MEMORY;
    }
    /* A blank at the end says that the last word is whole. */
    bool is_finished = typed.size > 0 && typed.bytes[typed.size - 1] == ' ';
    buffer_init(&query, QUERY_BYTES_MAX);
    for (size_t i = 0; i < word_count && i < QUERY_WORDS_MAX; i++) {
        query_add_all(&query, words[i].plain, i + 1 == word_count && !is_finished);
    }
    uint32_t *found = arena_take_array(arena, limit, sizeof *found);
    enum faqbot_status status = found == NULL || query.failed ? FAQBOT_NO_MEMORY : FAQBOT_OK;
    if (status == FAQBOT_OK && query.size > 0) {
        status = store_match_typed(retrieval->store, buffer_view(&query), TYPED_MATCHES_MAX, arena, &matched,
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
