/* retrieval/unindex.c - reads an index back into what authors wrote, for export. What indexing made of it is left
 * aside. */
#include "retrieval/unindex.h"

#include <stdlib.h>

#include "retrieval/index.h"
#include "retrieval/stored_entry.h"

/* A setting into *value, which stays as it is where there is none. */
static void take(struct store *store, const char *name, struct arena *arena, struct faqbot_view *value,
                 enum faqbot_status *status)
{
    if (*status == FAQBOT_OK) {
        *status = store_get_setting(store, name, arena, value);
        *status = *status == FAQBOT_NOT_FOUND ? FAQBOT_OK : *status;
    }
}

/* What the store hands out is a copy that ends with a NUL, so that strtol() ends there too. */
static double threshold_of(struct faqbot_view text)
{
    return view_is_empty(text) ? -1 : (double)strtol(text.bytes, NULL, 10) / INDEX_THRESHOLD_SCALE;
}

static enum faqbot_status read_settings(struct store *store, const struct kb_sink *sink, struct arena *arena)
{
    struct settings settings = {.path = NULL};
    struct faqbot_view languages = {0};
    struct faqbot_view starters = {0};
    struct faqbot_view answered = {0};
    struct faqbot_view unsure = {0};
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
               {INDEX_LANGUAGES, &languages},
               {INDEX_ANSWERED_THRESHOLD, &answered},
               {INDEX_UNSURE_THRESHOLD, &unsure}};
    enum faqbot_status status = FAQBOT_OK;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        take(store, all[i].name, arena, all[i].value, &status);
    }
    settings.answered_threshold = threshold_of(answered);
    settings.unsure_threshold = threshold_of(unsure);
    (void)view_next_line(&languages, &settings.lang);
    while (settings.starter_count < KB_STARTERS_MAX &&
           view_next_line(&starters, &settings.starters[settings.starter_count])) {
        settings.starter_count++;
    }
    return status == FAQBOT_OK && sink->settings != NULL ? sink->settings(sink->user, &settings) : status;
}

static enum faqbot_status take_synonym(void *user, struct faqbot_view source, struct faqbot_view target)
{
    const struct kb_sink *sink = user;
    const struct synonym synonym = {.from = source, .to = target};
    return sink->synonym == NULL ? FAQBOT_OK : sink->synonym(sink->user, &synonym);
}

static enum faqbot_status read_entry(struct store *store, uint32_t number, const struct kb_sink *sink,
                                     struct arena *arena)
{
    struct store_entry row;
    struct faqbot_view *phrasings;
    struct faqbot_view *related;
    size_t phrasing_count;
    size_t related_count;
    struct entry read;
    enum faqbot_status status = store_get_entry(store, number, arena, &row);
    if (status != FAQBOT_OK) {
        return status;
    }
    status = stored_entry_lists(store, number, arena, &phrasings, &phrasing_count, &related, &related_count);
    status = status == FAQBOT_OK ? stored_entry_content(row.content, arena, &read) : status;
    if (status != FAQBOT_OK || phrasing_count == 0) {
        return status != FAQBOT_OK ? status : FAQBOT_CORRUPT;
    }
    const struct entry entry = {.kind = index_is_faq(&row) ? ENTRY_FAQ : ENTRY_PASSAGE,
                                .id = row.id,
                                .phrasings = phrasings,
                                .phrasing_count = phrasing_count,
                                .title = row.title,
                                .section = row.section,
                                .url = row.url,
                                .lang = row.lang,
                                .tags = row.tags,
                                .updated = row.updated,
                                .review_by = row.review_by,
                                .disclaimer_id = row.disclaimer_id,
                                .disclaimer = row.disclaimer,
                                .related = related,
                                .related_count = related_count,
                                .nodes = read.nodes,
                                .node_count = read.node_count,
                                .text = read.text,
                                .path = row.path.bytes,
                                .line = row.line};
    return sink->entry == NULL ? FAQBOT_OK : sink->entry(sink->user, &entry);
}

enum faqbot_status index_dump_read(struct store *store, const struct kb_sink *sink)
{
    struct arena arena;
    struct kb_sink copy = *sink;
    arena_init(&arena, INDEX_DUMP_ENTRY_BYTES_MAX);
    enum faqbot_status status = read_settings(store, sink, &arena);
    status = status == FAQBOT_OK ? store_each_synonym(store, take_synonym, &copy) : status;
    for (uint32_t number = 0; status == FAQBOT_OK; number++) {
        arena_reset(&arena);
        status = read_entry(store, number, sink, &arena);
    }
    arena_release(&arena);
    return status == FAQBOT_NOT_FOUND ? FAQBOT_OK /* behind the last */ : status;
}
