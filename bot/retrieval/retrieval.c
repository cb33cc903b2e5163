/* retrieval/retrieval.c - candidates from the store, ranked, with a verdict. Words are terms.c's, features rank.c's. */
#include "retrieval/retrieval.h"

#include <stdlib.h>
#include <string.h>

#include "retrieval/confidence.h"
#include "retrieval/index.h"
#include "retrieval/query.h"
#include "text/words.h"

#define TYPED_MATCHES_MAX 200

struct retrieval {
    struct store *store;
    struct model model;
    struct stems *stems;
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
    return view_is_empty(text) ? shipped : strtod(text.bytes, NULL);
}

static enum faqbot_status load(struct retrieval *retrieval, struct arena *arena)
{
    struct faqbot_view lang;
    struct faqbot_view answered;
    struct faqbot_view unsure;
    enum faqbot_status status = read_text(retrieval->store, INDEX_LANG, arena, &lang);
    if (status == FAQBOT_OK) {
        status = read_text(retrieval->store, INDEX_ANSWERED_THRESHOLD, arena, &answered);
    }
    if (status == FAQBOT_OK) {
        status = read_text(retrieval->store, INDEX_UNSURE_THRESHOLD, arena, &unsure);
    }
    if (status != FAQBOT_OK) {
        return status;
    }
    retrieval->stems = stems_new(lang);
    if (retrieval->stems == NULL) {
        return FAQBOT_NO_MEMORY;
    }
    retrieval->answered_threshold = threshold(answered, CONFIDENCE_ANSWERED);
    retrieval->unsure_threshold = threshold(unsure, CONFIDENCE_UNSURE);
    return model_read(&retrieval->model, retrieval->store);
}

enum faqbot_status retrieval_open(const char *index, const char *knowledge, struct fault_reporter *reporter,
                                  struct retrieval **retrieval, struct faqbot_fault *fault)
{
    struct retrieval *opened = calloc(1, sizeof *opened);
    if (opened == NULL) {
        return fault_set(fault, FAQBOT_NO_MEMORY, NULL, 0, "out of memory");
    }
    struct arena arena;
    arena_init(&arena, (size_t)1 << 30);
    enum faqbot_status status;
    if (index != NULL) {
        status = store_open(index, &opened->store, fault);
    } else {
        struct faqbot_index_result result;
        status = store_create(NULL, &opened->store, fault);
        if (status == FAQBOT_OK) {
            status = index_build(opened->store, knowledge, reporter, &result, fault);
        }
    }
    if (status == FAQBOT_OK) {
        status = load(opened, &arena);
        if (status != FAQBOT_OK) {
            status = status == FAQBOT_NOT_FOUND ? FAQBOT_CORRUPT : status;
            fault_set(fault, status, index != NULL ? index : knowledge, 0, "cannot read the index: it is %s",
                      faqbot_status_text(status));
        }
    }
    arena_release(&arena);
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
        stems_free(retrieval->stems);
        free(retrieval);
    }
}

struct store *retrieval_store(struct retrieval *retrieval)
{
    return retrieval->store;
}

size_t retrieval_entries(const struct retrieval *retrieval)
{
    return retrieval->model.entry_count;
}

/* -- Search ------------------------------------------------------------------------------------------------------ */

static enum faqbot_status name_unknown_words(const struct terms *terms, struct arena *arena,
                                             struct retrieval_result *result)
{
    result->unknown_words = arena_take_array(arena, terms->count, sizeof *result->unknown_words);
    if (result->unknown_words == NULL) {
        return FAQBOT_NO_MEMORY;
    }
    for (size_t i = 0; i < terms->count; i++) {
        if (terms->list[i].row == MATRIX_NONE && !terms->list[i].is_function_word) {
            result->unknown_words[result->unknown_word_count++] = terms->list[i].word->source;
        }
    }
    return FAQBOT_OK;
}

/* The ranking as matches. The confidence is shared out by the scores, so that they fall from it. */
static enum faqbot_status list_matches(const struct ranking *ranking, size_t top, double confidence,
                                       struct arena *arena, struct retrieval_result *result)
{
    size_t count = ranking->count < top ? ranking->count : top;
    struct match *matches = arena_take_array(arena, count, sizeof *matches);
    if (matches == NULL) {
        return FAQBOT_NO_MEMORY;
    }
    for (size_t i = 0; i < count; i++) {
        matches[i] = (struct match){.entry = ranking->list[i].entry,
                                    .score = confidence * ranking->list[i].score / ranking->list[0].score};
    }
    result->matches = matches;
    result->match_count = count;
    return FAQBOT_OK;
}

enum faqbot_status retrieval_search(struct retrieval *retrieval, const struct retrieval_query *query,
                                    struct arena *arena, struct retrieval_result *result)
{
    struct word *words;
    size_t word_count;
    struct terms terms;
    struct features features;
    struct ranking ranking;
    struct retrieval_result found = {0};
    size_t top = query->top < 2 ? 2 : query->top; /* the confidence looks at the two best */
    if (!words_take(arena, query->text, &words, &word_count)) {
        return FAQBOT_NO_MEMORY;
    }
    enum faqbot_status status =
        terms_take(&retrieval->model, retrieval->stems, words, word_count, arena, &terms);
    if (status == FAQBOT_OK) {
        status = features_take(&retrieval->model, retrieval->stems, &terms, arena, &features);
    }
    if (status == FAQBOT_OK) {
        status = rank_entries(&features, retrieval->model.entry_count, top, arena, &ranking);
    }
    if (status == FAQBOT_OK) {
        found.confidence = confidence_of(&retrieval->model, &terms, &features, &ranking).value;
        status = list_matches(&ranking, query->top, found.confidence, arena, &found);
    }
    if (status == FAQBOT_OK) {
        status = name_unknown_words(&terms, arena, &found);
    }
    if (status != FAQBOT_OK) {
        return status;
    }
    found.verdict = found.confidence >= retrieval->answered_threshold ? VERDICT_ANSWER
                    : found.confidence >= retrieval->unsure_threshold ? VERDICT_UNSURE
                                                                      : VERDICT_NONE;
    *result = found;
    return FAQBOT_OK;
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
