/* retrieval/explain.c - how a search came to its findings. It only watches: what is found is search.c's and
 * retrieval.c's, and is the same whether or not it is explained. */
#include "retrieval/explain.h"

#include "retrieval/search.h"

struct watcher {
    const struct retrieval_query *query;
    struct arena *arena;
    struct explain_search *explained;
};

/* -- Where words came from ----------------------------------------------------------------------------------------- */

static bool is_within(struct faqbot_view text, struct faqbot_view part)
{
    uintptr_t start = (uintptr_t)text.bytes;
    uintptr_t at = (uintptr_t)part.bytes;
    return at >= start && at < start + text.size;
}

/* Whether words were read as they were written, before synonyms. */
static bool is_same(const struct word *read, size_t read_count, const struct word *typed, size_t typed_count)
{
    bool same = read_count == typed_count;
    for (size_t i = 0; same && i < read_count; i++) {
        same = view_equals(read[i].plain, typed[i].plain);
    }
    return same;
}

/* Words that a synonym put in have the source of the first that they replace. So a run of read words of one source
 * stands for the typed words from there up to the next source. */
static void find_origins(struct faqbot_view text, const struct wording_words *typed,
                         const struct wording_words *read, struct explain_word *words)
{
    size_t at = 0;
    const char *text_end = text.bytes + text.size;
    for (size_t start = 0, end; start < read->count; start = end) {
        end = start + 1;
        struct faqbot_view source = read->list[start].source;
        if (!is_within(text, source)) {
            words[start].written = source;
            words[start].origin = EXPLAIN_CONTEXT;
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
            words[i].origin = read->list[i].is_corrected ? EXPLAIN_CORRECTED
                              : same                     ? EXPLAIN_TYPED
                                                         : EXPLAIN_SYNONYM;
        }
    }
}

/* -- What words say ------------------------------------------------------------------------------------------------ */

static bool is_listed(const struct retrieval_result *result, struct faqbot_view source)
{
    for (size_t i = 0; i < result->unknown_word_count; i++) {
        if (result->unknown_words[i].bytes == source.bytes) {
            return true;
        }
    }
    return false;
}

static void weigh_word(const struct retrieval_course *course, const struct terms *terms, size_t number,
                       struct explain_word *word)
{
    if (terms->term_of_word[number] == TERMS_MAX) {
        return;
    }
    const struct term *term = &terms->list[terms->term_of_word[number]];
    const struct matrix *stems = &course->search->reading.model->parts[MODEL_STEMS];
    bool is_first = term->word == &terms->words[number];
    word->role = term->is_function_word                          ? EXPLAIN_FUNCTION
                 : is_listed(course->result, term->word->source) ? EXPLAIN_UNKNOWN
                                                                 : EXPLAIN_CONTENT;
    word->weight = is_first && terms->weight > 0 ? term->weight / terms->weight : 0;
    word->entries = term->row == MATRIX_NONE ? 0 : stems->holders[term->row];
}

/* The terms are taken anew: those of a follow-up are the typed ones alone. */
static enum faqbot_status list_words(const struct watcher *watcher, const struct retrieval_course *course)
{
    struct terms terms;
    struct wording_words typed;
    struct explain_search *explained = watcher->explained;
    const struct wording_words *read = &course->search->reading.words;
    struct stems *stems = course->knowledge->languages->stems[course->search->language];
    explained->words = arena_take_array(watcher->arena, read->count, sizeof *explained->words);
    if (explained->words == NULL ||
        !words_take(watcher->arena, watcher->query->text, &typed.list, &typed.count)) {
        return FAQBOT_NO_MEMORY;
    }
    enum faqbot_status status =
        terms_take(course->search->reading.model, stems, read->list, read->count, watcher->arena, &terms);
    if (status != FAQBOT_OK) {
        return status;
    }
    find_origins(watcher->query->text, &typed, read, explained->words);
    for (size_t i = 0; i < read->count; i++) {
        explained->words[i].read = read->list[i].plain;
        weigh_word(course, &terms, i, &explained->words[i]);
        if (!arena_copy(watcher->arena, stems_find(stems, &read->list[i]), &explained->words[i].stem)) {
            return FAQBOT_NO_MEMORY;
        }
    }
    explained->word_count = read->count;
    return FAQBOT_OK;
}

/* -- The whole ----------------------------------------------------------------------------------------------------- */

static enum faqbot_status watch(void *user, const struct retrieval_course *course)
{
    const struct watcher *watcher = user;
    struct explain_search *explained = watcher->explained;
    const struct search *search = course->search;
    size_t count = course->result->match_count;
    explained->candidates = arena_take_array(watcher->arena, count, sizeof *explained->candidates);
    if (explained->candidates == NULL) {
        return FAQBOT_NO_MEMORY;
    }
    for (size_t i = 0; i < count; i++) {
        explained->candidates[i] = search->reading.ranking.list[i];
        explained->candidates[i].entry = course->result->matches[i].entry;
    }
    if (count > 0) {
        explained->part_count = confidence_take_apart(&search->reading.confidence, explained->parts);
    }
    explained->answered_threshold = course->answered_threshold;
    explained->unsure_threshold = course->unsure_threshold;
    explained->lang = view_of(course->knowledge->languages->tags[search->language]);
    explained->is_reworded = search->is_reworded;
    explained->is_followed_up = search->is_followed_up;
    return list_words(watcher, course);
}

enum faqbot_status explain_search(struct retrieval *retrieval, const struct retrieval_query *query,
                                  struct arena *arena, struct explain_search *explained)
{
    struct explain_search made = {0};
    struct watcher watcher = {.query = query, .arena = arena, .explained = &made};
    struct retrieval_query watched = *query;
    watched.observe = watch;
    watched.user = &watcher;
    enum faqbot_status status = retrieval_search(retrieval, &watched, arena, &made.result);
    if (status == FAQBOT_OK) {
        *explained = made;
    }
    return status;
}
