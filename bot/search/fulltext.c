/* search/fulltext.c - entries by the words that stand in them. FTS5 finds the entries
 * (store_search_fulltext()); here is decided what it is asked for, how much of that is looked at, and which
 * of it comes first.
 *
 * A word that stands in many entries tells little, and to score all of them takes long, so a search scores
 * so many at most and says where it did. What is then missing is never an entry with a rare word: FTS5
 * goes from one entry that has the rarest word to the next. */
#include "search/search_internal.h"

#include <string.h>

/* Entries that are scored: at some microseconds each, this keeps a search of frequent words below 5 ms. */
#define ROWS_MAX 1000

/* FTS5 looks for phrasings and titles by walking through all entries that have a word: through so many in
 * a millisecond. */
#define WALKED_MAX 20000

/* Thousands of SQLite's steps for all of a search: ten times what the longest took at 10^5 passages. They
 * end what is beyond all other bounds, give or take a thousand, as SQLite counts on from the statement's
 * last use. */
#define STEPS_MAX 500

/* Of a list of tags the rest is taken for one: no entry has it, nor has one as many. */
#define TAGS_MAX 64

/* A word that stands in more entries than one in this many, and more than are shown, tells nothing about a
 * question that no entry answers. */
#define MENTION_SHARE 20

struct run {
    struct searcher *searcher;
    const struct search_words_query *query;
    struct arena *arena;
    struct search_words_result *result;
    double weights[FULLTEXT_TERMS_MAX];
    double scores[SEARCH_WORDS_MAX]; /* of the result's entries */
    bool chosen[FULLTEXT_TERMS_MAX]; /* what is looked for next */
    size_t limit;
    size_t rows;
    enum faqbot_status *status;
};

/* ==== matching ========================================================================================= */

/* Puts an entry where it belongs among the best so far, behind those of an equal score that came before
 * it. An entry that is there already has the better of both scores. */
static void keep(struct run *run, uint32_t entry, double score)
{
    struct search_words_result *result = run->result;
    size_t at = 0;
    while (at < result->count && result->entries[at] != entry) {
        at++;
    }
    if (at < result->count && run->scores[at] >= score) {
        return;
    }
    if (at == result->count) {
        if (result->count == run->limit && run->scores[at - 1] >= score) {
            return;
        }
        result->count += result->count < run->limit;
        at = result->count - 1;
    }
    for (; at > 0 &&
           (run->scores[at - 1] < score || (run->scores[at - 1] <= score && result->entries[at - 1] > entry));
         at--) {
        run->scores[at] = run->scores[at - 1];
        result->entries[at] = result->entries[at - 1];
    }
    run->scores[at] = score;
    result->entries[at] = entry;
}

static enum faqbot_status take_match(void *user, uint32_t entry, double score)
{
    struct run *run = user;
    keep(run, entry, score);
    return ++run->rows < ROWS_MAX ? FAQBOT_OK : FAQBOT_INTERRUPTED;
}

static struct fulltext_match match_of(const struct run *run, const struct fulltext_expression *expression)
{
    const struct languages *languages = &run->searcher->languages;
    return (struct fulltext_match){.expression = buffer_view(&expression->text),
                                   .stems = {.list = languages->stems, .count = languages->count},
                                   .phrases = expression->phrases,
                                   .phrase_count = expression->phrase_count,
                                   .weights = run->weights};
}

/* Ends a search that was stopped: what it found until then is its result. */
static void settle(struct run *run)
{
    if (*run->status == FAQBOT_INTERRUPTED) {
        *run->status = FAQBOT_OK;
        run->result->is_cut_short = true;
    }
}

/* In how many entries a word stands, by the counts that the index keeps of stems. They know nothing of
 * words in whose place a synonym was read, so that they may be too low. */
static size_t estimate(const struct collection *collection, const struct fulltext_term *term)
{
    size_t sum = 0;
    bool is_word = term->count == 1 && !term->is_prefix;
    for (size_t i = 0; is_word && i < term->words[0].stem_count; i++) {
        uint32_t stem = collection_find_stem(collection, ngrams_key_of_stem(term->words[0].stems[i]));
        sum += stem == COLLECTION_NONE ? 0 : collection->doc_freqs[stem];
    }
    return sum;
}

/* In how many entries each term stands. Only of a frequent word that is not counted, and of a frequent
 * phrase not to the end. */
static void count_terms(struct run *run)
{
    struct fulltext_query *terms = &run->result->query;
    for (size_t i = 0; i < terms->count; i++) {
        struct fulltext_term *term = &terms->terms[i];
        struct fulltext_expression expression;
        fulltext_expression_init(&expression, run->arena, run->status);
        fulltext_expression_add(&expression, term, i);
        fail_if(expression.text.failed, FAQBOT_NO_MEMORY, run->status);
        struct fulltext_match match = match_of(run, &expression);
        term->entries = estimate(run->searcher->collection, term);
        if (term->entries <= ROWS_MAX) {
            term->entries =
                store_list_fulltext(run->searcher->store, &match, ROWS_MAX + 1, NULL, run->status);
        }
        run->weights[i] = bm25_idf((double)run->searcher->entry_count, (double)term->entries);
        settle(run);
    }
}

/* ==== what is asked for ================================================================================ */

static void add_filter(struct run *run, struct fulltext_expression *expression, enum fulltext_label kind,
                       struct faqbot_view text)
{
    if (!view_is_empty(view_trim(text))) {
        fulltext_expression_add_label(expression, kind, text, run->arena, run->status);
    }
}

static void add_filters(struct run *run, struct fulltext_expression *expression)
{
    size_t count = 0;
    for (struct faqbot_view tags = run->query->filter.tags; tags.size > 0; count++) {
        struct faqbot_view tag = count < TAGS_MAX ? view_slice(tags, 0, view_find(tags, ',')) : tags;
        add_filter(run, expression, FULLTEXT_TAG, tag);
        tags = view_slice(tags, tag.size + 1, tags.size);
    }
    add_filter(run, expression, FULLTEXT_SECTION, run->query->filter.section);
    add_filter(run, expression, FULLTEXT_LANGUAGE, run->query->filter.lang);
}

/* Looks for the terms chosen, joined, in the columns that are named, or all; without those that are
 * excluded, and among the entries that pass. */
static void find(struct run *run, const bool *chosen, const char *columns, const char *joint)
{
    struct fulltext_query *terms = &run->result->query;
    struct fulltext_expression expression;
    const char *before = "(";
    fulltext_expression_init(&expression, run->arena, run->status);
    buffer_add_text(&expression.text, "(");
    buffer_add_text(&expression.text, columns);
    for (size_t i = 0; i < terms->count; i++) {
        terms->terms[i].is_asked = chosen[i];
        if (chosen[i]) {
            run->result->is_cut_short |= terms->terms[i].is_cut_short;
            buffer_add_text(&expression.text, before);
            fulltext_expression_add(&expression, &terms->terms[i], i);
            before = joint;
        }
    }
    before = ") NOT (";
    for (size_t i = 0; i < terms->count; i++) {
        if (terms->terms[i].is_excluded) {
            buffer_add_text(&expression.text, before);
            fulltext_expression_add(&expression, &terms->terms[i], FULLTEXT_TERMS_MAX);
            before = " OR ";
        }
    }
    buffer_add_text(&expression.text, "))");
    add_filters(run, &expression);
    fail_if(expression.text.failed, FAQBOT_NO_MEMORY, run->status);
    struct fulltext_match match = match_of(run, &expression);
    run->rows = 0;
    store_search_fulltext(run->searcher->store, &match, take_match, run, run->status);
    settle(run);
}

/* The rarest of the terms chosen that stands in any entry; their number where there is none. */
static size_t find_rarest(const struct run *run, const bool *chosen)
{
    const struct fulltext_query *terms = &run->result->query;
    size_t rarest = terms->count;
    for (size_t i = 0; i < terms->count; i++) {
        size_t entries = chosen[i] ? terms->terms[i].entries : 0;
        if (entries > 0 && (rarest == terms->count || entries < terms->terms[rarest].entries)) {
            rarest = i;
        }
    }
    return rarest;
}

/* All of the terms chosen. Where even the rarest stands in too many entries, those that have them in
 * phrasings and titles are looked at first, as they are the better ones. */
static void find_all(struct run *run)
{
    const struct fulltext_query *terms = &run->result->query;
    size_t fewest = SIZE_MAX;
    for (size_t i = 0; i < terms->count; i++) {
        fewest = run->chosen[i] && terms->terms[i].entries < fewest ? terms->terms[i].entries : fewest;
    }
    if (fewest > ROWS_MAX && fewest <= WALKED_MAX) {
        find(run, run->chosen, "{phrasings title} : ", " AND ");
    }
    if (fewest > 0 && fewest != SIZE_MAX) {
        find(run, run->chosen, "", " AND ");
    }
}

/* Any of the terms chosen: of the rarest as many as have entries that can all be scored and, where none of
 * those passes the filters, of the next. */
static void find_any(struct run *run)
{
    const struct fulltext_query *terms = &run->result->query;
    size_t rarest = find_rarest(run, run->chosen);
    while (rarest < terms->count && run->result->count == 0 && *run->status == FAQBOT_OK) {
        bool taken[FULLTEXT_TERMS_MAX] = {false};
        size_t entries = 0;
        do {
            entries += terms->terms[rarest].entries;
            taken[rarest] = true;
            run->chosen[rarest] = false;
            rarest = find_rarest(run, run->chosen);
        } while (rarest < terms->count && entries + terms->terms[rarest].entries <= ROWS_MAX);
        find(run, taken, "", " OR ");
    }
    run->result->is_any = run->result->count > 0;
}

/* ==== content words ==================================================================================== */

/* All words of the query, with those marked that only hold a sentence together in the language that it is
 * in; how many. */
static size_t mark_function_words(const struct languages *languages, const struct fulltext_query *terms,
                                  struct arena *arena, struct word **words, enum faqbot_status *status)
{
    size_t count = 0;
    for (size_t i = 0; i < terms->count; i++) {
        count += terms->terms[i].count;
    }
    *words = arena_need(arena, count, sizeof **words, status);
    if (*status != FAQBOT_OK) {
        return 0;
    }
    for (size_t i = 0, at = 0; i < terms->count; i++) {
        for (size_t j = 0; j < terms->terms[i].count; j++) {
            (*words)[at++] = terms->terms[i].words[j].word;
        }
    }
    const struct stemmer *stems = languages->stems[languages_choose(languages, *words, count).language];
    for (size_t i = 0; i < count; i++) {
        (*words)[i].is_function_word =
            (*words)[i].is_function_word || stemmer_is_stopword(stems, (*words)[i].plain);
    }
    return count;
}

/* Leaves out, of the terms chosen, single function words. False: nothing is left. */
static bool keep_content(struct run *run)
{
    const struct fulltext_query *terms = &run->result->query;
    struct word *words;
    bool has_any = false;
    size_t count = mark_function_words(&run->searcher->languages, terms, run->arena, &words, run->status);
    for (size_t i = 0, at = 0; i < terms->count && at < count; at += terms->terms[i].count, i++) {
        run->chosen[i] = run->chosen[i] && (terms->terms[i].count > 1 || !words[at].is_function_word);
        has_any = has_any || run->chosen[i];
    }
    return has_any;
}

/* ==== searches ========================================================================================= */

/* Where no entry has all words, function words would find most of them. */
void search_words(struct searcher *searcher, const struct search_words_query *query, struct arena *arena,
                  struct search_words_result *result, enum faqbot_status *status)
{
    unsigned steps = STEPS_MAX;
    struct run run = {
        .searcher = searcher, .query = query, .arena = arena, .result = result, .status = status};
    size_t wanted = 0;
    *result = (struct search_words_result){
        .entries = arena_need(arena, SEARCH_WORDS_MAX, sizeof *result->entries, status)};
    run.limit = query->limit < SEARCH_WORDS_MAX ? query->limit : SEARCH_WORDS_MAX;
    fulltext_query_read(searcher, query->text, arena, &result->query, status);
    for (size_t i = 0; i < result->query.count && run.limit > 0; i++) {
        run.chosen[i] = !result->query.terms[i].is_excluded;
        wanted += run.chosen[i];
    }
    store_limit_steps(searcher->store, &steps);
    if (wanted > 0) {
        count_terms(&run);
        find_all(&run);
    }
    if (wanted > 1 && result->count == 0) {
        bool all[FULLTEXT_TERMS_MAX];
        memcpy(all, run.chosen, sizeof all);
        if (!keep_content(&run) || find_rarest(&run, run.chosen) == result->query.count) {
            memcpy(run.chosen, all, sizeof all);
        }
        find_any(&run);
    }
    store_limit_steps(searcher->store, NULL);
}

/* Whether a stem is rare enough for an entry to be about it. */
static bool is_telling(const struct collection *collection, uint32_t stem)
{
    uint32_t entries = collection->doc_freqs[stem];
    return entries <= FAQBOT_MENTIONS_MAX || entries <= collection->entries / MENTION_SHARE;
}

/* Deliberately by the lists that candidates come from and not by FTS5, which scores each entry that has any of the
 * words: an honest refusal should cost no more than an answer. */
void search_mentions(struct searcher *searcher, struct faqbot_view question, size_t most, struct arena *arena,
                     struct search_words_result *result, enum faqbot_status *status)
{
    struct word *words = NULL;
    size_t stem_count = 0;
    const struct languages *languages = &searcher->languages;
    struct collection *collection = searcher->collection;
    *result = (struct search_words_result){.count = 0};
    fulltext_query_read(searcher, question, arena, &result->query, status);
    size_t count = mark_function_words(languages, &result->query, arena, &words, status);
    uint32_t *stems = arena_need(arena, count, sizeof *stems, status);
    if (*status != FAQBOT_OK) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        for (size_t language = 0; language < languages->count && !words[i].is_function_word; language++) {
            uint64_t key = ngrams_stem_key(languages->stems[language], &words[i]);
            uint32_t stem =
                languages->entries[language] == 0 ? COLLECTION_NONE : collection_find_stem(collection, key);
            bool is_wanted = stem != COLLECTION_NONE && stem_count < count && is_telling(collection, stem);
            for (size_t j = 0; j < stem_count && is_wanted; j++) {
                is_wanted = stems[j] != stem;
            }
            if (is_wanted) {
                stems[stem_count++] = stem;
            }
        }
    }
    for (size_t i = 0, at = 0; i < result->query.count; i++) {
        struct fulltext_term *term = &result->query.terms[i];
        term->is_excluded = false; /* a question has none of our signs: a hyphen before a word is only that */
        term->is_asked = false;
        for (size_t j = 0; j < term->count; j++, at++) {
            term->is_asked = term->is_asked || !words[at].is_function_word;
        }
    }
    if (stem_count > 0) {
        candidates_with(collection, stems, stem_count, most, arena, &result->entries, &result->count, status);
    }
}
