/* bot/bot.c - implements the public faqbot.h, entries.h and explain.h: checks the question, searches,
 * replies. It keeps no conversation: what a follow-up needs comes with the question, so that an answer
 * depends on nothing else and can be cached, repeated and asked for in any order. */
#include "bot/bot_internal.h"

#include <faqbot.h>

#include <stdlib.h>

#include "index/index.h"
#include "search/search.h"
#include "text/text.h"
#include "util/util.h"

/* One request takes some tens of kilobytes; more with huge answers. */
#define REQUEST_BYTES_MAX ((size_t)256 * 1024 * 1024)
#define SETTINGS_BYTES_MAX ((size_t)16 * 1024 * 1024)
#define STARTERS_MAX 6

struct faqbot {
    struct searcher *searcher;
    struct lru_cache *cache; /* NULL: none */
    struct arena settings;   /* lives as long as the bot */
    struct arena request;    /* reset at each call */
    struct reply_sentences sentences;
    struct faqbot_about about;
};

static void read_settings(struct faqbot *bot, enum faqbot_status *status)
{
    const struct {
        const char *name;
        const char *shipped;
        struct faqbot_view *value;
    } all[] = {
        {INDEX_VERSION, "", &bot->about.version},
        {INDEX_NAME, "FAQ", &bot->about.name},
        {INDEX_GREETING, "Ask me a question.", &bot->about.greeting},
        {INDEX_NO_ANSWER, "I don't know: I found nothing about that.", &bot->sentences.no_answer},
        {INDEX_UNSURE, "I am not sure what you mean. Is it one of these?", &bot->sentences.unsure},
        {INDEX_CONTACT, "", &bot->sentences.contact},
        {INDEX_DISCLAIMER, "", &bot->sentences.disclaimer},
    };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        search_setting(bot->searcher, all[i].name, all[i].shipped, &bot->settings, all[i].value, status);
    }
}

/* The starters that exist, in the owner's order. */
static void read_starters(struct faqbot *bot, enum faqbot_status *status)
{
    struct faqbot_view ids;
    struct faqbot_view id;
    uint32_t entries[STARTERS_MAX];
    size_t count = 0;
    struct store *store = search_store(bot->searcher);
    search_setting(bot->searcher, INDEX_STARTERS, "", &bot->settings, &ids, status);
    while (*status == FAQBOT_OK && count < STARTERS_MAX && view_next_line(&ids, &id)) {
        count += reply_find_entry(store, id, &entries[count], status);
    }
    bot->about.starters = reply_links(store, entries, count, &bot->settings, status);
    bot->about.starter_count = count;
}

/* Reads what stays in memory; fills *fault where that fails. */
static enum faqbot_status load(struct faqbot *bot, const struct faqbot_options *options,
                               struct faqbot_fault *fault)
{
    struct store *store = search_store(bot->searcher);
    enum faqbot_status status = FAQBOT_OK;
    bot->about.entries = search_entry_count(bot->searcher);
    read_settings(bot, &status);
    read_starters(bot, &status);
    if (status == FAQBOT_OK && options->verify && options->index != NULL) {
        status = store_verify(store);
    }
    if (!store_is_intact(store)) {
        return fault_set(fault, FAQBOT_IO, options->index, 0, "cannot read the index: it is being written");
    }
    return status == FAQBOT_OK ? FAQBOT_OK
                               : fault_set(fault, status, options->index, 0,
                                           "cannot read the index: it is %s", faqbot_status_text(status));
}

enum faqbot_status faqbot_open(const struct faqbot_options *options, struct faqbot **bot,
                               struct faqbot_fault *fault)
{
    struct faqbot *opened = calloc(1, sizeof *opened);
    fault_begin(fault);
    if (opened == NULL) {
        return fault_set(fault, FAQBOT_NO_MEMORY, NULL, 0, "out of memory");
    }
    arena_init(&opened->settings, SETTINGS_BYTES_MAX);
    arena_init(&opened->request, REQUEST_BYTES_MAX);
    struct fault_reporter reporter = {.report = options->report, .user = options->report_user};
    enum faqbot_status status =
        search_open(options->index, options->knowledge, &reporter, &opened->searcher, fault);
    if (status == FAQBOT_OK) {
        status = load(opened, options, fault);
    }
    if (status == FAQBOT_OK && options->cached_questions > 0) {
        opened->cache = query_cache_new(options->cached_questions,
                                        (struct siphash_key){{options->seed[0], options->seed[1]}});
        status =
            opened->cache == NULL ? fault_set(fault, FAQBOT_NO_MEMORY, NULL, 0, "out of memory") : FAQBOT_OK;
    }
    if (status == FAQBOT_OK) {
        *bot = opened;
    } else {
        faqbot_close(opened);
    }
    return fault_end(fault, status, options->index != NULL ? options->index : options->knowledge);
}

void faqbot_close(struct faqbot *bot)
{
    if (bot != NULL) {
        search_close(bot->searcher);
        lru_cache_free(bot->cache);
        arena_release(&bot->settings);
        arena_release(&bot->request);
        free(bot);
    }
}

const struct faqbot_about *faqbot_about(const struct faqbot *bot)
{
    return &bot->about;
}

/* Whether a text may be searched for at all. */
static enum faqbot_status check_text(struct faqbot_view text)
{
    if (view_find(text, '\0') < text.size || !utf8_is_valid(text) || view_is_empty(view_trim(text))) {
        return FAQBOT_INVALID;
    }
    return utf8_length(text) > FAQBOT_QUESTION_CHARS_MAX ? FAQBOT_LIMIT : FAQBOT_OK;
}

/* The key of a question in the cache: its words as they are compared, each ended by a NUL, how many matches are wanted,
 * and the context. Two questions with one key have one answer, but for what quotes them (cache.c keeps no such
 * result). */
static struct faqbot_view make_key(struct arena *arena, const struct search_query *query,
                                   enum faqbot_status *status)
{
    struct word *words;
    size_t count;
    struct buffer key;
    buffer_init_in(&key, arena, SIZE_MAX);
    if (tokenize(arena, query->text, &words, &count)) {
        for (size_t i = 0; i < count; i++) {
            buffer_add(&key, words[i].folded);
            buffer_add_byte(&key, '\0');
        }
        buffer_add(&key, view_make((const char *)&query->top, sizeof query->top));
        buffer_add(&key, query->context);
    } else {
        key.failed = true;
    }
    *status = key.failed ? FAQBOT_NO_MEMORY : FAQBOT_OK;
    return buffer_view(&key);
}

/* Searches, unless the same was asked before. */
static enum faqbot_status search(struct faqbot *bot, const struct search_query *query,
                                 struct search_result *result, bool *is_cached)
{
    enum faqbot_status status = FAQBOT_OK;
    struct faqbot_view key = bot->cache == NULL ? view_of("") : make_key(&bot->request, query, &status);
    const struct search_result *kept =
        bot->cache == NULL || status != FAQBOT_OK ? NULL : query_cache_find(bot->cache, key);
    *is_cached = kept != NULL;
    if (kept != NULL) {
        *result = *kept;
    } else if (status == FAQBOT_OK) {
        status = search_find(bot->searcher, query, &bot->request, result);
        if (status == FAQBOT_OK && bot->cache != NULL) {
            query_cache_put(bot->cache, key, result);
        }
    }
    return status;
}

/* Makes a query of a question; *top is the number of candidates wanted. Ends the life of the last answer. */
static enum faqbot_status take_question(struct faqbot *bot, const struct faqbot_question *question,
                                        struct search_query *query, size_t *top)
{
    enum faqbot_status status = question->top > FAQBOT_TOP_MAX ? FAQBOT_LIMIT : check_text(question->text);
    if (status != FAQBOT_OK) {
        return status;
    }
    arena_reset(&bot->request);
    struct faqbot_view text; /* our copy: words that the answer quotes point into it */
    if (!arena_copy(&bot->request, question->text, &text)) {
        return FAQBOT_NO_MEMORY;
    }
    *top = question->top == 0 ? FAQBOT_CHOICES_MAX : question->top;
    /* One more than are shown, so that an answer has runners-up to relate to. */
    *query = (struct search_query){.text = text,
                                   .context = question->context,
                                   .top = *top > REPLY_RELATED_MAX ? *top : REPLY_RELATED_MAX + 1};
    return FAQBOT_OK;
}

/* The status of a call that read the index. If the index was overwritten meanwhile, the result is worthless: parts of
 * it may be another index's. */
static enum faqbot_status end_call(const struct faqbot *bot, enum faqbot_status status)
{
    return store_is_intact(search_store(bot->searcher)) ? status : FAQBOT_CORRUPT;
}

enum faqbot_status faqbot_ask(struct faqbot *bot, const struct faqbot_question *question,
                              struct faqbot_answer *answer)
{
    size_t top;
    struct search_query query;
    struct search_result result;
    struct faqbot_answer found;
    bool is_cached = false;
    enum faqbot_status status = take_question(bot, question, &query, &top);
    if (status != FAQBOT_OK) {
        return status;
    }
    status = search(bot, &query, &result, &is_cached);
    if (status == FAQBOT_OK) {
        reply_to_search(search_store(bot->searcher), &bot->sentences, &result, top, &bot->request, &found,
                        &status);
    }
    status = end_call(bot, status);
    if (status == FAQBOT_OK) {
        *answer = found;
        answer->is_cached = is_cached;
    }
    return status;
}

static enum faqbot_status explain(struct faqbot *bot, const struct faqbot_question *question, bool changes,
                                  struct faqbot_explanation *explanation)
{
    size_t top;
    struct search_query query;
    struct faqbot_explanation taken;
    enum faqbot_status status = take_question(bot, question, &query, &top);
    if (status != FAQBOT_OK) {
        return status;
    }
    status = end_call(bot, explanation_build(bot->searcher, &query, top, changes, &bot->request, &taken));
    if (status == FAQBOT_OK) {
        *explanation = taken;
    }
    return status;
}

enum faqbot_status faqbot_explain(struct faqbot *bot, const struct faqbot_question *question,
                                  struct faqbot_explanation *explanation)
{
    return explain(bot, question, true, explanation);
}

enum faqbot_status faqbot_explain_brief(struct faqbot *bot, const struct faqbot_question *question,
                                        struct faqbot_explanation *explanation)
{
    return explain(bot, question, false, explanation);
}

static enum faqbot_status reply(struct faqbot *bot, uint32_t entry, enum faqbot_status status,
                                struct faqbot_answer *answer)
{
    struct faqbot_answer found;
    reply_with_entry(search_store(bot->searcher), &bot->sentences, entry, &bot->request, &found, &status);
    status = end_call(bot, status);
    if (status == FAQBOT_OK) {
        *answer = found;
    }
    return status;
}

enum faqbot_status faqbot_get(struct faqbot *bot, struct faqbot_view id, struct faqbot_answer *answer)
{
    uint32_t entry = 0;
    arena_reset(&bot->request);
    enum faqbot_status status = store_find_entry(search_store(bot->searcher), id, &entry);
    return reply(bot, entry, status, answer);
}

enum faqbot_status faqbot_entry_at(struct faqbot *bot, size_t number, struct faqbot_answer *answer,
                                   bool *is_question)
{
    struct store_entry entry;
    if (number >= bot->about.entries) {
        return FAQBOT_NOT_FOUND;
    }
    arena_reset(&bot->request);
    enum faqbot_status status =
        store_get_entry(search_store(bot->searcher), (uint32_t)number, &bot->request, &entry);
    status = reply(bot, (uint32_t)number, status, answer);
    if (status == FAQBOT_OK) {
        *is_question = index_is_faq(&entry);
    }
    return status == FAQBOT_NOT_FOUND ? FAQBOT_CORRUPT : status;
}

enum faqbot_status faqbot_suggest(struct faqbot *bot, struct faqbot_view typed,
                                  const struct faqbot_entry_ref **links, size_t *count)
{
    uint32_t *entries = NULL;
    size_t found = 0;
    enum faqbot_status status = check_text(typed);
    if (status != FAQBOT_OK) {
        return status;
    }
    arena_reset(&bot->request);
    status = search_suggest(bot->searcher, typed, FAQBOT_SUGGESTIONS_MAX, &bot->request, &entries, &found);
    const struct faqbot_entry_ref *made =
        reply_links(search_store(bot->searcher), entries, found, &bot->request, &status);
    status = end_call(bot, status);
    if (status == FAQBOT_OK) {
        *links = made;
        *count = found;
    }
    return status;
}
