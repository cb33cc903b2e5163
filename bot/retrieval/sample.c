/* retrieval/sample.c - a model made for one question. FTS5 finds the entries; everything after that is as it is for a
 * small knowledge, only that words are weighed by the sample. */
#include "retrieval/sample.h"

#include <stdlib.h>

#include "retrieval/query.h"
#include "text/rich.h"

#define ENTRY_TEXT_BYTES_MAX ((size_t)16 * 1024 * 1024)

static int by_number(const void *left, const void *right)
{
    uint32_t a = *(const uint32_t *)left;
    uint32_t b = *(const uint32_t *)right;
    return (a > b) - (a < b);
}

/* The candidates in the order of the knowledge, which decides between equal ones. */
static enum faqbot_status find_entries(struct store *store, struct stems *stems,
                                       const struct wording_words *words, struct arena *arena,
                                       uint32_t **entries, size_t *count)
{
    struct buffer query;
    buffer_init(&query, QUERY_BYTES_MAX);
    for (size_t i = 0; i < words->count && i < QUERY_WORDS_MAX; i++) {
        query_add_any(&query, stems_find(stems, &words->list[i]));
    }
    *count = 0;
    enum faqbot_status status = query.failed ? FAQBOT_NO_MEMORY : FAQBOT_OK;
    if (status == FAQBOT_OK && query.size > 0) {
        status = store_match(store, buffer_view(&query), SAMPLE_ENTRIES_MAX, arena, entries, count);
    }
    if (status == FAQBOT_OK && *count > 1) {
        qsort(*entries, *count, sizeof **entries, by_number);
    }
    buffer_release(&query);
    return status;
}

/* An entry as it was when it was indexed, as far as a model needs it. */
static enum faqbot_status read_entry(struct store *store, uint32_t number, struct arena *arena,
                                     struct entry *entry)
{
    struct store_entry row;
    struct faqbot_view *phrasings;
    struct buffer text;
    const struct faqbot_node *nodes;
    size_t node_count;
    enum faqbot_status status = store_get_entry(store, number, arena, &row);
    if (status == FAQBOT_OK) {
        status = store_get_phrasings(store, number, arena, &phrasings, &entry->phrasing_count);
    }
    if (status != FAQBOT_OK) {
        return status == FAQBOT_NOT_FOUND ? FAQBOT_CORRUPT : status;
    }
    if (!rich_decode(row.content, arena, &nodes, &node_count)) {
        return FAQBOT_CORRUPT;
    }
    buffer_init(&text, ENTRY_TEXT_BYTES_MAX);
    rich_gather(nodes, node_count, &text);
    bool kept = !text.failed && arena_copy(arena, buffer_view(&text), &entry->text);
    buffer_release(&text);
    entry->kind = row.kind == ENTRY_FAQ ? ENTRY_FAQ : ENTRY_PASSAGE;
    entry->phrasings = phrasings;
    entry->title = row.title;
    entry->lang = row.lang;
    return kept ? FAQBOT_OK : FAQBOT_NO_MEMORY;
}

/* The number of a language as the knowledge has it; an unknown one is the first. */
static size_t find_language(const struct languages *languages, struct faqbot_view tag)
{
    for (size_t i = 0; i < languages->count; i++) {
        if (view_equals_text(tag, languages->tags[i])) {
            return i;
        }
    }
    return 0;
}

/* Through a store in memory, which is where models are written to and read from. */
static enum faqbot_status make_model(struct model_builder *builder, struct model *model)
{
    struct store *scratch = NULL;
    enum faqbot_status status = store_create(NULL, &scratch, NULL);
    if (status == FAQBOT_OK) {
        status = model_builder_write(builder, scratch);
    }
    if (status == FAQBOT_OK) {
        status = model_read(model, scratch);
    }
    store_close(scratch);
    return status;
}

enum faqbot_status sample_take(struct store *store, const struct languages *languages,
                               const struct wording *wording, const struct wording_words *words,
                               size_t language, struct arena *arena, struct model *model, uint32_t **entries)
{
    size_t count;
    *model = (struct model){0};
    struct model_builder *builder = model_builder_new(wording);
    if (builder == NULL) {
        return FAQBOT_NO_MEMORY;
    }
    enum faqbot_status status =
        find_entries(store, languages->stems[language], words, arena, entries, &count);
    for (size_t i = 0; i < count && status == FAQBOT_OK; i++) {
        struct entry entry = {0};
        status = read_entry(store, (*entries)[i], arena, &entry);
        if (status == FAQBOT_OK) {
            size_t number = find_language(languages, entry.lang);
            status = model_builder_add(builder, &entry, languages->stems[number], number);
        }
    }
    if (status == FAQBOT_OK) {
        status = make_model(builder, model);
    }
    model_builder_free(builder);
    return status;
}
