/* dialogue/bot.c - the public face of the core (faqbot.h, entries.h, explain.h): checks what it is asked, searches,
 * replies. It keeps no conversation: what a follow-up needs comes with the question, so that an answer depends on
 * nothing else. */
#include <assert.h>
#include <faqbot/entries.h>

#include <stdlib.h>
#include <string.h>

#include "dialogue/explanation.h"
#include "dialogue/reply.h"
#include "retrieval/cache.h"
#include "retrieval/index.h"
#include "text/utf8.h"
#include "text/words.h"

/* One request takes some tens of kilobytes; a knowledge with huge answers more. */
#define REQUEST_BYTES_MAX ((size_t)256 * 1024 * 1024)
#define SETTINGS_BYTES_MAX ((size_t)16 * 1024 * 1024)
#define STARTERS_MAX 6

struct faqbot {
    struct retrieval *retrieval;
    struct lru_cache *cache; /* NULL: none */
    struct arena settings;   /* lives as long as the bot */
    struct arena request;    /* reset at each call */
    struct reply_sentences sentences;
    struct faqbot_about about;
};

static enum faqbot_status read_setting(struct faqbot *bot, const char *name, const char *shipped,
                                       struct faqbot_view *value)
{
    enum faqbot_status status =
        store_get_setting(retrieval_store(bot->retrieval), name, &bot->settings, value);
    if (status == FAQBOT_NOT_FOUND) {
        *value = view_of(shipped);
        return FAQBOT_OK;
    }
    return status;
}

static enum faqbot_status read_settings(struct faqbot *bot)
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
    enum faqbot_status status = FAQBOT_OK;
    for (size_t i = 0; i < sizeof all / sizeof *all && status == FAQBOT_OK; i++) {
        status = read_setting(bot, all[i].name, all[i].shipped, all[i].value);
    }
    return status;
}

/* The starters that exist, in the owner's order. */
static enum faqbot_status read_starters(struct faqbot *bot)
{
    struct faqbot_view ids;
    struct faqbot_view id;
    uint32_t entries[STARTERS_MAX];
    size_t count = 0;
    struct faqbot_link *links;
    struct store *store = retrieval_store(bot->retrieval);
    enum faqbot_status status = read_setting(bot, INDEX_STARTERS, "", &ids);
    while (status == FAQBOT_OK && count < STARTERS_MAX && view_next_line(&ids, &id)) {
        status = store_find_entry(store, id, &entries[count]);
        count += status == FAQBOT_OK;
        status = status == FAQBOT_NOT_FOUND ? FAQBOT_OK : status;
    }
    if (status == FAQBOT_OK) {
        status = reply_links(store, entries, count, &bot->settings, &links);
    }
    if (status == FAQBOT_OK) {
        bot->about.starters = links;
        bot->about.starter_count = count;
    }
    return status;
}

/* Reads what stays in memory; *fault is filled. */
static enum faqbot_status load(struct faqbot *bot, const struct faqbot_options *options,
                               struct faqbot_fault *fault)
{
    struct store *store = retrieval_store(bot->retrieval);
    bot->about.entries = retrieval_entries(bot->retrieval);
    enum faqbot_status status = read_settings(bot);
    if (status == FAQBOT_OK) {
        status = read_starters(bot);
    }
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
        retrieval_open(options->index, options->knowledge, &reporter, &opened->retrieval, fault);
    if (status == FAQBOT_OK) {
        status = load(opened, options, fault);
    }
    if (status == FAQBOT_OK && options->cached_questions > 0) {
        opened->cache =
            cache_new(options->cached_questions, (struct siphash_key){{options->seed[0], options->seed[1]}});
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
        retrieval_close(bot->retrieval);
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

/* Whether a text may be looked for at all. */
static enum faqbot_status check_text(struct faqbot_view text)
{
    if (view_find(text, '\0') < text.size || !utf8_is_valid(text) || view_is_empty(view_trim(text))) {
        return FAQBOT_INVALID;
    }
    return utf8_length(text) > FAQBOT_QUESTION_CHARS_MAX ? FAQBOT_LIMIT : FAQBOT_OK;
}

/* Copies to `end`; gives where the copy ends. */
static char *append(char *end, const void *bytes, size_t size)
{
    return size == 0 ? end : (char *)memcpy(end, bytes, size) + size;
}

/* What a question is known by in the cache: its words as they are compared, the context and how many matches are
 * wanted. Two questions with one key have one answer, bar what quotes them. */
static bool make_key(struct arena *arena, const struct retrieval_query *query, struct faqbot_view *key)
{
    struct word *words;
    size_t count;
    if (!words_take(arena, query->text, &words, &count)) {
        return false;
    }
    size_t size = query->context.size + sizeof query->top;
    for (size_t i = 0; i < count; i++) {
        size += words[i].folded.size + 1;
    }
    char *bytes = arena_take(arena, size);
    if (bytes == NULL) {
        return false;
    }
    char *end = bytes;
    for (size_t i = 0; i < count; i++) {
        end = append(end, words[i].folded.bytes, words[i].folded.size);
        *end++ = '\0';
    }
    end = append(end, &query->top, sizeof query->top);
    end = append(end, query->context.bytes, query->context.size);
    assert(end == bytes + size);
    *key = view_make(bytes, size);
    return true;
}

/* Searches, unless the same was asked before. */
static enum faqbot_status search(struct faqbot *bot, const struct retrieval_query *query,
                                 struct retrieval_result *result, bool *is_cached)
{
    struct faqbot_view key;
    *is_cached = false;
    if (bot->cache == NULL) {
        return retrieval_search(bot->retrieval, query, &bot->request, result);
    }
    if (!make_key(&bot->request, query, &key)) {
        return FAQBOT_NO_MEMORY;
    }
    const struct retrieval_result *kept = cache_find(bot->cache, key);
    if (kept != NULL) {
        *result = *kept;
        *is_cached = true;
        return FAQBOT_OK;
    }
    enum faqbot_status status = retrieval_search(bot->retrieval, query, &bot->request, result);
    if (status == FAQBOT_OK) {
        cache_keep(bot->cache, key, result);
    }
    return status;
}

/* Makes a search of a question; *top is the number of candidates wanted. Ends the life of the last answer. */
static enum faqbot_status take_question(struct faqbot *bot, const struct faqbot_question *question,
                                        struct retrieval_query *query, size_t *top)
{
    enum faqbot_status status = question->top > FAQBOT_TOP_MAX ? FAQBOT_LIMIT : check_text(question->text);
    if (status != FAQBOT_OK) {
        return status;
    }
    arena_reset(&bot->request);
    struct faqbot_view text; /* our own: words that the answer speaks of point into it */
    if (!arena_copy(&bot->request, question->text, &text)) {
        return FAQBOT_NO_MEMORY;
    }
    *top = question->top == 0 ? FAQBOT_CHOICES_MAX : question->top;
    /* One more than are shown, so that an answer has runners-up to relate to. */
    *query = (struct retrieval_query){.text = text,
                                      .context = question->context,
                                      .top = *top > REPLY_RELATED_MAX ? *top : REPLY_RELATED_MAX + 1};
    return FAQBOT_OK;
}

/* What a call found is worth nothing where its index was written to meanwhile: parts of it may be another's. */
static enum faqbot_status end_call(const struct faqbot *bot, enum faqbot_status status)
{
    return store_is_intact(retrieval_store(bot->retrieval)) ? status : FAQBOT_CORRUPT;
}

enum faqbot_status faqbot_ask(struct faqbot *bot, const struct faqbot_question *question,
                              struct faqbot_answer *answer)
{
    size_t top;
    struct retrieval_query query;
    struct retrieval_result result;
    struct faqbot_answer found;
    bool is_cached = false;
    enum faqbot_status status = take_question(bot, question, &query, &top);
    if (status != FAQBOT_OK) {
        return status;
    }
    status = search(bot, &query, &result, &is_cached);
    if (status == FAQBOT_OK) {
        status = reply_to_search(retrieval_store(bot->retrieval), &bot->sentences, &result, top,
                                 &bot->request, &found);
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
    struct retrieval_query query;
    enum faqbot_status status = take_question(bot, question, &query, &top);
    if (status != FAQBOT_OK) {
        return status;
    }
    struct faqbot_explanation taken;
    status = end_call(bot, explanation_take(bot->retrieval, &query, top, changes, &bot->request, &taken));
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

enum faqbot_status faqbot_outline(struct faqbot *bot, const struct faqbot_question *question,
                                  struct faqbot_explanation *explanation)
{
    return explain(bot, question, false, explanation);
}

enum faqbot_status faqbot_get(struct faqbot *bot, struct faqbot_view id, struct faqbot_answer *answer)
{
    uint32_t entry;
    struct faqbot_answer found;
    struct store *store = retrieval_store(bot->retrieval);
    arena_reset(&bot->request);
    enum faqbot_status status = store_find_entry(store, id, &entry);
    if (status == FAQBOT_OK) {
        status = reply_with_entry(store, &bot->sentences, entry, &bot->request, &found);
    }
    status = end_call(bot, status);
    if (status == FAQBOT_OK) {
        *answer = found;
    }
    return status;
}

enum faqbot_status faqbot_entry_at(struct faqbot *bot, size_t number, struct faqbot_answer *answer,
                                   bool *is_question)
{
    struct store_entry entry;
    struct faqbot_answer found;
    struct store *store = retrieval_store(bot->retrieval);
    if (number >= bot->about.entries) {
        return FAQBOT_NOT_FOUND;
    }
    arena_reset(&bot->request);
    enum faqbot_status status = store_get_entry(store, (uint32_t)number, &bot->request, &entry);
    if (status == FAQBOT_OK) {
        status = reply_with_entry(store, &bot->sentences, (uint32_t)number, &bot->request, &found);
    }
    status = end_call(bot, status);
    if (status == FAQBOT_OK) {
        *answer = found;
        *is_question = index_is_faq(&entry);
    }
    return status == FAQBOT_NOT_FOUND ? FAQBOT_CORRUPT : status;
}

enum faqbot_status faqbot_suggest(struct faqbot *bot, struct faqbot_view typed,
                                  const struct faqbot_link **links, size_t *count)
{
    uint32_t *entries;
    size_t found;
    struct faqbot_link *made;
    enum faqbot_status status = check_text(typed);
    if (status != FAQBOT_OK) {
        return status;
    }
    arena_reset(&bot->request);
    status =
        retrieval_suggest(bot->retrieval, typed, FAQBOT_SUGGESTIONS_MAX, &bot->request, &entries, &found);
    if (status == FAQBOT_OK) {
        status = reply_links(retrieval_store(bot->retrieval), entries, found, &bot->request, &made);
    }
    status = end_call(bot, status);
    if (status == FAQBOT_OK) {
        *links = made;
        *count = found;
    }
    return status;
}
