/* retrieval/unindex.c - from an index back to what authors wrote. What an index makes of that is not looked at. */
#include "retrieval/unindex.h"

#include <stdlib.h>

#include "retrieval/index.h"
#include "text/rich.h"

/* A setting into *value, which stays as it is where there is none. */
static enum faqbot_status take(struct store *store, const char *name, struct arena *arena,
                               struct faqbot_view *value)
{
    enum faqbot_status status = store_get_setting(store, name, arena, value);
    return status == FAQBOT_NOT_FOUND ? FAQBOT_OK : status;
}

static enum faqbot_status take_threshold(struct store *store, const char *name, struct arena *arena,
                                         double *threshold)
{
    struct faqbot_view value = {0};
    struct faqbot_view text;
    enum faqbot_status status = take(store, name, arena, &value);
    *threshold = -1;
    if (status == FAQBOT_OK && !view_is_empty(value)) {
        if (!arena_copy(arena, value, &text)) {
            return FAQBOT_NO_MEMORY;
        }
        *threshold = (double)strtol(text.bytes, NULL, 10) / INDEX_THRESHOLD_SCALE;
    }
    return status;
}

static enum faqbot_status read_settings(struct store *store, const struct knowledge_sink *sink,
                                        struct arena *arena)
{
    struct settings settings = {.path = NULL};
    struct faqbot_view languages = {0};
    struct faqbot_view starters = {0};
    const struct {
        const char *name;
        struct faqbot_view *value;
    } all[] = {{INDEX_NAME, &settings.name},
               {INDEX_GREETING, &settings.greeting},
               {INDEX_NO_ANSWER, &settings.no_answer},
               {INDEX_UNSURE, &settings.unsure},
               {INDEX_CONTACT, &settings.contact},
               {INDEX_DISCLAIMER, &settings.disclaimer},
               {INDEX_STARTERS, &starters},
               {INDEX_LANGUAGES, &languages}};
    enum faqbot_status status = FAQBOT_OK;
    for (size_t i = 0; i < sizeof all / sizeof *all && status == FAQBOT_OK; i++) {
        status = take(store, all[i].name, arena, all[i].value);
    }
    if (status == FAQBOT_OK) {
        status = take_threshold(store, INDEX_ANSWERED_THRESHOLD, arena, &settings.answered_threshold);
    }
    if (status == FAQBOT_OK) {
        status = take_threshold(store, INDEX_UNSURE_THRESHOLD, arena, &settings.unsure_threshold);
    }
    (void)view_next_line(&languages, &settings.lang);
    while (settings.starter_count < KNOWLEDGE_STARTERS_MAX &&
           view_next_line(&starters, &settings.starters[settings.starter_count])) {
        settings.starter_count++;
    }
    return status == FAQBOT_OK && sink->settings != NULL ? sink->settings(sink->user, &settings) : status;
}

static enum faqbot_status take_synonym(void *user, struct faqbot_view source, struct faqbot_view target)
{
    const struct knowledge_sink *sink = user;
    const struct synonym synonym = {.from = source, .to = target};
    return sink->synonym == NULL ? FAQBOT_OK : sink->synonym(sink->user, &synonym);
}

static enum faqbot_status read_entry(struct store *store, uint32_t number, const struct knowledge_sink *sink,
                                     struct arena *arena)
{
    struct store_entry row;
    struct entry entry = {.kind = ENTRY_PASSAGE};
    struct faqbot_view *phrasings;
    struct faqbot_view *related;
    struct buffer text;
    enum faqbot_status status = store_get_entry(store, number, arena, &row);
    if (status == FAQBOT_OK) {
        status = store_get_phrasings(store, number, arena, &phrasings, &entry.phrasing_count);
    }
    if (status == FAQBOT_OK) {
        status = store_get_related(store, number, arena, &related, &entry.related_count);
    }
    if (status != FAQBOT_OK) {
        return status;
    }
    if (entry.phrasing_count == 0 || !rich_decode(row.content, arena, &entry.nodes, &entry.node_count)) {
        return FAQBOT_CORRUPT;
    }
    buffer_init_in(&text, arena, UNINDEX_ENTRY_BYTES_MAX);
    rich_gather(entry.nodes, entry.node_count, &text);
    if (text.failed) {
        return FAQBOT_NO_MEMORY;
    }
    entry.kind = index_is_faq(&row) ? ENTRY_FAQ : ENTRY_PASSAGE;
    entry.id = row.id;
    entry.phrasings = phrasings;
    entry.title = row.title;
    entry.section = row.section;
    entry.url = row.url;
    entry.lang = row.lang;
    entry.tags = row.tags;
    entry.updated = row.updated;
    entry.review_by = row.review_by;
    entry.disclaimer_id = row.disclaimer_id;
    entry.disclaimer = row.disclaimer;
    entry.related = related;
    entry.text = buffer_view(&text);
    entry.path = row.path.bytes;
    entry.line = row.line;
    return sink->entry == NULL ? FAQBOT_OK : sink->entry(sink->user, &entry);
}

enum faqbot_status unindex_read(struct store *store, const struct knowledge_sink *sink)
{
    struct arena arena;
    struct knowledge_sink copy = *sink;
    arena_init(&arena, UNINDEX_ENTRY_BYTES_MAX);
    enum faqbot_status status = read_settings(store, sink, &arena);
    if (status == FAQBOT_OK) {
        status = store_each_synonym(store, take_synonym, &copy);
    }
    for (uint32_t number = 0; status == FAQBOT_OK; number++) {
        arena_reset(&arena);
        status = read_entry(store, number, sink, &arena);
    }
    arena_release(&arena);
    return status == FAQBOT_NOT_FOUND ? FAQBOT_OK /* behind the last */ : status;
}
