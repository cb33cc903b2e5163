/* retrieval/retrieval.c - candidates from the store, ranked, with a verdict. Words are terms.c's, features rank.c's. */
#include "retrieval/retrieval.h"

#include <stdlib.h>
#include <string.h>

#include "retrieval/index.h"
#include "retrieval/query.h"
#include "retrieval/rank.h"
#include "retrieval/terms.h"

/* The verdict's bounds on the confidence. */
#define ANSWERED_THRESHOLD .6
#define UNSURE_THRESHOLD .35
#define TYPED_MATCHES_MAX 200

struct retrieval {
    struct store *store;
    struct lexicon lexicon;
    struct stems *stems;
    struct rank_averages averages;
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

static enum faqbot_status add_lengths(struct retrieval *retrieval, uint32_t entries, struct arena *arena)
{
    enum faqbot_status status = FAQBOT_OK;
    for (uint32_t i = 0; i < entries && status == FAQBOT_OK; i++) {
        struct faqbot_view bytes;
        struct forward forward;
        arena_reset(arena);
        status = store_get_forward(retrieval->store, i, arena, &bytes);
        if (status == FAQBOT_OK && !forward_decode(bytes, arena, &forward)) {
            status = FAQBOT_CORRUPT;
        }
        for (size_t field = 0; field < FIELD_COUNT && status == FAQBOT_OK; field++) {
            retrieval->averages.lengths[field] += (double)forward.lengths[field] / entries;
        }
    }
    return status;
}

static enum faqbot_status load(struct retrieval *retrieval, struct arena *arena)
{
    struct faqbot_view entries;
    struct faqbot_view lang;
    struct faqbot_view answered;
    struct faqbot_view unsure;
    enum faqbot_status status = store_get_setting(retrieval->store, INDEX_ENTRIES, arena, &entries);
    if (status == FAQBOT_OK) {
        status = read_text(retrieval->store, INDEX_LANG, arena, &lang);
    }
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
    retrieval->answered_threshold = threshold(answered, ANSWERED_THRESHOLD);
    retrieval->unsure_threshold = threshold(unsure, UNSURE_THRESHOLD);
    uint32_t count = (uint32_t)strtoul(entries.bytes, NULL, 10);
    status = lexicon_read(&retrieval->lexicon, retrieval->store, count);
    return status == FAQBOT_OK ? add_lengths(retrieval, count, arena) : status;
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
    lexicon_init(&opened->lexicon);
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
        lexicon_release(&retrieval->lexicon);
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
    return retrieval->lexicon.entry_count;
}

/* -- Search ------------------------------------------------------------------------------------------------------ */

static enum faqbot_status find_candidates(struct retrieval *retrieval, const struct terms *terms,
                                          struct arena *arena, uint32_t **entries, size_t *count)
{
    struct buffer query;
    buffer_init(&query, QUERY_BYTES_MAX);
    *count = 0;
    for (size_t i = 0; i < terms->count && i < QUERY_WORDS_MAX; i++) {
        if (terms->list[i].word != LEXICON_UNKNOWN) {
            query_add_any(&query, terms->list[i].stem);
        }
    }
    enum faqbot_status status = query.failed ? FAQBOT_NO_MEMORY : FAQBOT_OK;
    if (status == FAQBOT_OK && query.size > 0) {
        status = store_match(retrieval->store, buffer_view(&query), RETRIEVAL_CANDIDATES_MAX, arena, entries,
                             count);
    }
    buffer_release(&query);
    return status;
}

/* Better score first, then the order of the knowledge. */
static int by_score(const void *left, const void *right)
{
    const struct match *a = left;
    const struct match *b = right;
    if (a->score != b->score) {
        return a->score < b->score ? 1 : -1;
    }
    return (a->entry > b->entry) - (a->entry < b->entry);
}

static enum faqbot_status rank(struct retrieval *retrieval, const struct terms *terms,
                               const uint32_t *entries, size_t count, struct arena *arena,
                               struct match *matches)
{
    enum faqbot_status status = FAQBOT_OK;
    for (size_t i = 0; i < count && status == FAQBOT_OK; i++) {
        struct faqbot_view bytes;
        struct forward forward;
        status = store_get_forward(retrieval->store, entries[i], arena, &bytes);
        if (status == FAQBOT_OK && !forward_decode(bytes, arena, &forward)) {
            status = FAQBOT_CORRUPT;
        }
        if (status == FAQBOT_OK) {
            struct rank_features features = rank_entry(terms, &forward, &retrieval->averages);
            double whole = 0;
            for (size_t j = 0; j < terms->count; j++) {
                whole += terms->list[j].weight;
            }
            double fit = whole > 0 ? (features.bm25_all + features.bm25_question) / whole : 0;
            matches[i] = (struct match){.entry = entries[i], .score = features.coverage * fit / (fit + .25)};
        }
    }
    return status;
}

static enum faqbot_status name_unknown_words(const struct terms *terms, struct arena *arena,
                                             struct retrieval_result *result)
{
    result->unknown_words = arena_take_array(arena, terms->count, sizeof *result->unknown_words);
    if (result->unknown_words == NULL) {
        return FAQBOT_NO_MEMORY;
    }
    for (size_t i = 0; i < terms->count; i++) {
        if (terms->list[i].word == LEXICON_UNKNOWN && !terms->list[i].is_function_word) {
            result->unknown_words[result->unknown_word_count++] = terms->list[i].source;
        }
    }
    return FAQBOT_OK;
}

enum faqbot_status retrieval_search(struct retrieval *retrieval, const struct retrieval_query *query,
                                    struct arena *arena, struct retrieval_result *result)
{
    struct terms terms;
    uint32_t *entries = NULL;
    size_t count = 0;
    struct retrieval_result found = {0};
    enum faqbot_status status = terms_take(&retrieval->lexicon, retrieval->stems, query->text, arena, &terms);
    if (status == FAQBOT_OK) {
        status = find_candidates(retrieval, &terms, arena, &entries, &count);
    }
    if (status == FAQBOT_OK) {
        found.matches = arena_take_array(arena, count, sizeof *found.matches);
        status = found.matches == NULL ? FAQBOT_NO_MEMORY
                                       : rank(retrieval, &terms, entries, count, arena, found.matches);
    }
    if (status == FAQBOT_OK) {
        status = name_unknown_words(&terms, arena, &found);
    }
    if (status != FAQBOT_OK) {
        return status;
    }
    if (count > 1) {
        qsort(found.matches, count, sizeof *found.matches, by_score);
    }
    found.match_count = count < query->top ? count : query->top;
    found.confidence = count > 0 ? found.matches[0].score : 0;
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
