/* retrieval/index_entry.c - what making an index and updating one have in common: reading the knowledge base, and an
 * entry as an index has it. index.c and index_update.c decide where it is put. */
#include "retrieval/index_entry.h"

#include <math.h>
#include <stdio.h>

#include "retrieval/index.h"
#include "text/rich.h"

/* -- Reading ------------------------------------------------------------------------------------------------------- */

void index_entry_reading_init(struct index_reading *reading, const struct faqbot_index_options *options)
{
    *reading = (struct index_reading){.options = options};
    content_hash_init(&reading->content_hash);
    source_segments_init(&reading->segments);
    arena_init(&reading->arena, INDEX_ENTRY_BYTES_MAX);
    buffer_init(&reading->content, INDEX_ENTRY_BYTES_MAX);
}

void index_entry_reading_release(struct index_reading *reading)
{
    languages_release(&reading->languages);
    synonyms_free(reading->synonyms);
    source_segments_release(&reading->segments);
    arena_release(&reading->arena);
    buffer_release(&reading->content);
}

enum faqbot_status index_entry_reading_run(struct index_reading *reading, const struct kb_sink *sink,
                                           struct faqbot_fault *fault)
{
    const struct faqbot_index_options *options = reading->options;
    enum faqbot_status status = options->watch == NULL
                                    ? FAQBOT_OK
                                    : kb_count_bytes(options->knowledge, &reading->progress.bytes_total);
    return status == FAQBOT_OK ? kb_read(options->knowledge, sink, fault) : status;
}

/* A setting without a value is not written, but is hashed: to remove a sentence changes the version. */
static void add_setting(const char *name, struct faqbot_view value, struct content_hash *content_hash,
                        struct store *store)
{
    content_hash_add(content_hash, value);
    if (store != NULL && !view_is_empty(value)) {
        store_change_setting(store, name, value);
    }
}

static void add_threshold(const char *name, double threshold, struct content_hash *content_hash,
                          struct store *store)
{
    char text[32];
    snprintf(text, sizeof text, "%ld", lround(threshold * INDEX_THRESHOLD_SCALE));
    add_setting(name, view_of(threshold < 0 ? "" : text), content_hash, store);
}

/* Adds bot.yml to the fingerprint, and to the store, unless that is NULL: it has it already. The language is written
 * elsewhere, with those of the entries. */
static enum faqbot_status add_settings(const struct settings *settings, struct content_hash *content_hash,
                                       struct store *store)
{
    const struct {
        const char *name;
        struct faqbot_view value;
    } all[] = {{INDEX_NAME, settings->name},           {INDEX_GREETING, settings->greeting},
               {INDEX_NO_ANSWER, settings->no_answer}, {INDEX_UNSURE, settings->unsure},
               {INDEX_CONTACT, settings->contact},     {INDEX_DISCLAIMER, settings->disclaimer}};
    struct buffer starters;
    buffer_init(&starters, SIZE_MAX);
    content_hash_add(content_hash, settings->lang);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        add_setting(all[i].name, all[i].value, content_hash, store);
    }
    for (size_t i = 0; i < settings->starter_count; i++) {
        buffer_add(&starters, settings->starters[i]);
        buffer_add_byte(&starters, '\n');
    }
    add_setting(INDEX_STARTERS, buffer_view(&starters), content_hash, store);
    add_threshold(INDEX_ANSWERED_THRESHOLD, settings->answered_threshold, content_hash, store);
    add_threshold(INDEX_UNSURE_THRESHOLD, settings->unsure_threshold, content_hash, store);
    bool failed = starters.failed;
    buffer_release(&starters);
    return failed ? FAQBOT_NO_MEMORY : store == NULL ? FAQBOT_OK : store_status(store);
}

enum faqbot_status index_entry_reading_settings(struct index_reading *reading,
                                                const struct settings *settings, struct store *store)
{
    reading->synonyms = synonyms_new(settings->lang);
    if (languages_init(&reading->languages, settings->lang) != FAQBOT_OK || reading->synonyms == NULL) {
        return FAQBOT_NO_MEMORY;
    }
    return add_settings(settings, &reading->content_hash, store);
}

enum faqbot_status index_entry_reading_synonym(struct index_reading *reading, const struct synonym *synonym,
                                               struct store *store)
{
    content_hash_add(&reading->content_hash, synonym->from);
    content_hash_add(&reading->content_hash, synonym->to);
    enum faqbot_status status = synonyms_add(reading->synonyms, synonym->from, synonym->to);
    if (status != FAQBOT_OK || store == NULL) {
        return status;
    }
    store_add_synonym(store, synonym->from, synonym->to);
    return store_status(store);
}

enum faqbot_status index_entry_reading_close_settings(struct index_reading *reading)
{
    if (reading->is_worded) {
        return FAQBOT_OK;
    }
    reading->is_worded = true;
    content_hash_close_settings(&reading->content_hash);
    return synonyms_finish(reading->synonyms);
}

enum faqbot_status index_entry_reading_open_entry(struct index_reading *reading, const struct entry *entry)
{
    arena_reset(&reading->arena);
    buffer_reset(&reading->content);
    rich_encode(entry->nodes, entry->node_count, &reading->content);
    return reading->content.failed ? FAQBOT_NO_MEMORY : FAQBOT_OK;
}

enum faqbot_status index_entry_reading_progress(struct index_reading *reading, size_t bytes, size_t entries)
{
    const struct faqbot_index_options *options = reading->options;
    reading->progress.bytes += bytes;
    reading->progress.entries = entries;
    return options->watch == NULL ? FAQBOT_OK : options->watch(options->watch_user, &reading->progress);
}

/* Reading fills the fault itself when it meets an IO failure, so one without a sentence comes from writing. */
enum faqbot_status index_entry_reading_fault(const struct index_reading *reading, enum faqbot_status status,
                                             const char *what_failed, struct faqbot_fault *fault)
{
    if (fault == NULL || fault->sentence[0] != '\0') {
        return status;
    }
    return status == FAQBOT_IO
               ? fault_set(fault, status, NULL, 0, "cannot write the index; see whether the disk is full")
               : fault_set(fault, status, reading->options->knowledge, 0, "%s: %s", what_failed,
                           faqbot_status_text(status));
}

/* -- An entry ------------------------------------------------------------------------------------------------------ */

struct store_entry index_entry_row(const struct entry *entry, uint32_t number, struct faqbot_view lang,
                                   struct faqbot_view content)
{
    return (struct store_entry){.number = number,
                                .kind = entry->kind,
                                .id = entry->id,
                                .question = entry->phrasings[0],
                                .title = entry->title,
                                .section = entry->section,
                                .url = entry->url,
                                .lang = view_is_empty(entry->lang) ? lang : entry->lang,
                                .tags = entry->tags,
                                .updated = entry->updated,
                                .review_by = entry->review_by,
                                .disclaimer_id = entry->disclaimer_id,
                                .disclaimer = entry->disclaimer,
                                .content = content,
                                .path = view_of(entry->path),
                                .line = entry->line};
}

enum faqbot_status index_entry_write_lists(const struct entry *entry, uint32_t number, bool is_suggested,
                                           struct arena *arena, struct store *store)
{
    for (size_t i = 0; i < entry->phrasing_count; i++) {
        struct faqbot_view typed = view_of("");
        if (is_suggested && !tokenize_folded(arena, entry->phrasings[i], &typed)) {
            return FAQBOT_NO_MEMORY;
        }
        store_add_phrasing(store, number, (unsigned)i, entry->phrasings[i], typed);
    }
    for (size_t i = 0; i < entry->related_count; i++) {
        store_add_related(store, number, (unsigned)i, entry->related[i]);
    }
    return store_status(store);
}

static void hash_list(const struct faqbot_view *list, size_t count, struct content_hash *content_hash)
{
    for (size_t i = 0; i < count; i++) {
        content_hash_add(content_hash, list[i]);
    }
    content_hash_add(content_hash, view_of("")); /* an end: no list has an empty member but a passage's */
}

void index_entry_hash(const struct store_entry *row, const struct faqbot_view *phrasings,
                      size_t phrasing_count, const struct faqbot_view *related, size_t related_count,
                      struct content_hash *content_hash)
{
    const char kind = (char)row->kind;
    const struct faqbot_view hashed[] = {row->id,      row->content, row->title,         row->section,
                                         row->url,     row->lang,    row->disclaimer_id, row->disclaimer,
                                         row->updated, row->tags,    row->review_by,     view_make(&kind, 1)};
    hash_list(hashed, sizeof hashed / sizeof *hashed, content_hash);
    hash_list(phrasings, phrasing_count, content_hash);
    hash_list(related, related_count, content_hash);
}

/* Counts a text's words, also on `total`. */
static void count_text(struct faqbot_view text, struct stemmer *stems, size_t language,
                       struct index_entry_words *counted, uint64_t *total, enum faqbot_status *status)
{
    struct synonyms_words words;
    if (*status != FAQBOT_OK) {
        return;
    }
    if (!tokenize(counted->arena, text, &words.list, &words.count) ||
        synonyms_canonicalize(counted->synonyms, counted->arena, &words) != FAQBOT_OK) {
        *status = FAQBOT_NO_MEMORY;
        return;
    }
    for (size_t i = 0; i < words.count; i++) {
        if (i % VOCABULARY_BATCH == 0) {
            vocabulary_fetch(counted->vocabulary, words.list + i, words.count - i);
        }
        vocabulary_add(counted->vocabulary, stems, language, &words.list[i]);
    }
    *total += words.count;
    *status = counted->vocabulary->failed ? FAQBOT_NO_MEMORY : FAQBOT_OK;
}

void index_entry_count(const struct entry *entry, struct stemmer *stems, size_t language,
                       struct index_entry_words *words, enum faqbot_status *status)
{
    if (entry->kind == ENTRY_PASSAGE) {
        count_text(entry->title, stems, language, words, &words->head, status);
    }
    for (size_t i = 0; i < entry->phrasing_count; i++) {
        count_text(entry->phrasings[i], stems, language, words, &words->head, status);
    }
    count_text(entry->text, stems, language, words, &words->body, status);
}
