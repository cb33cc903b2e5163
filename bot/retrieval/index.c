/* retrieval/index.c - from what authors wrote to a store. Reading it is knowledge/'s; what is made of it is
 * here: stems, counts, and the version, a hash of all content. Memory grows with the words of the language,
 * not with the entries. */
#include "retrieval/index.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "knowledge/knowledge.h"
#include "retrieval/languages.h"
#include "retrieval/model_builder.h"
#include "retrieval/vocabulary.h"
#include "retrieval/wording.h"
#include "text/rich.h"

#define ENTRY_BYTES_MAX ((size_t)256 * 1024 * 1024) /* of one entry, all forms of it together */

/* A question's and a passage's words, as FTS5 gets them. */
enum field { FIELD_QUESTION, FIELD_HEADING, FIELD_BODY, FIELD_COUNT };

struct builder {
    struct store *store;
    struct fault_reporter *reporter;
    struct faqbot_index_result result;
    struct vocabulary vocabulary;
    struct languages languages;
    struct wording *wording;
    bool is_worded;              /* all synonyms were read */
    struct model_builder *model; /* NULL once there are too many entries */
    struct arena arena;
    struct buffer content;
    struct buffer fields[FIELD_COUNT];
    uint64_t hash;
};

/* -- Words ------------------------------------------------------------------------------------------------------- */

/* Adds a text's stems to a field, and counts its words. */
static enum faqbot_status add_words(struct builder *builder, struct faqbot_view text, enum field field,
                                    size_t language)
{
    struct wording_words words;
    struct buffer *out = &builder->fields[field];
    struct stems *stems = builder->languages.stems[language];
    if (!words_take(&builder->arena, text, &words.list, &words.count)) {
        return FAQBOT_NO_MEMORY;
    }
    enum faqbot_status status = wording_unify(builder->wording, &builder->arena, &words);
    for (size_t i = 0; i < words.count && status == FAQBOT_OK; i++) {
        struct faqbot_view stem = {.size = 0};
        if (i % VOCABULARY_BATCH == 0) {
            vocabulary_fetch(&builder->vocabulary, words.list + i, words.count - i);
        }
        status = vocabulary_add(&builder->vocabulary, (uint32_t)builder->result.entries, stems, language,
                                &words.list[i], &stem);
        buffer_add(out, stem);
        buffer_add_byte(out, ' ');
    }
    return out->failed ? FAQBOT_NO_MEMORY : status;
}

/* -- Entries ----------------------------------------------------------------------------------------------------- */

static void hash_view(struct builder *builder, struct faqbot_view view)
{
    builder->hash = view_hash(builder->hash, view);
    builder->hash = view_hash(builder->hash, view_make("", 1));
}

bool index_is_faq(const struct store_entry *entry)
{
    return entry->kind == ENTRY_FAQ;
}

static enum faqbot_status add_row(struct builder *builder, const struct entry *entry)
{
    rich_encode(entry->nodes, entry->node_count, &builder->content);
    if (builder->content.failed) {
        return FAQBOT_NO_MEMORY;
    }
    struct store_entry row = {.number = (uint32_t)builder->result.entries,
                              .kind = entry->kind,
                              .id = entry->id,
                              .question = entry->phrasings[0],
                              .title = entry->title,
                              .section = entry->section,
                              .url = entry->url,
                              .lang = view_is_empty(entry->lang) ? view_of(builder->languages.tags[0])
                                                                 : entry->lang,
                              .tags = entry->tags,
                              .updated = entry->updated,
                              .review_by = entry->review_by,
                              .disclaimer_id = entry->disclaimer_id,
                              .disclaimer = entry->disclaimer,
                              .content = buffer_view(&builder->content),
                              .path = view_of(entry->path),
                              .line = entry->line};
    struct store_entry taken;
    enum faqbot_status status = store_add_entry(builder->store, &row, &builder->arena, &taken);
    if (status == FAQBOT_INVALID) {
        fault_report(builder->reporter, FAQBOT_ERROR, "equal-ids", entry->path, entry->line,
                     "the id \"%.*s\" is taken by %s:%u; this entry is left out: give it another id",
                     VIEW_ARGS(entry->id), taken.path.bytes, taken.line);
    }
    return status;
}

static enum faqbot_status add_phrasings(struct builder *builder, const struct entry *entry, uint32_t number,
                                        size_t language)
{
    enum field field = entry->kind == ENTRY_FAQ ? FIELD_QUESTION : FIELD_HEADING;
    enum faqbot_status status = FAQBOT_OK;
    for (size_t i = 0; i < entry->phrasing_count && status == FAQBOT_OK; i++) {
        struct faqbot_view typed;
        hash_view(builder, entry->phrasings[i]);
        status = add_words(builder, entry->phrasings[i], field, language);
        if (status == FAQBOT_OK) {
            status = words_fold(&builder->arena, entry->phrasings[i], &typed) ? FAQBOT_OK : FAQBOT_NO_MEMORY;
        }
        if (status == FAQBOT_OK) {
            status = store_add_phrasing(builder->store, number, (unsigned)i, entry->phrasings[i], typed);
        }
    }
    builder->result.phrasings += entry->phrasing_count;
    return status;
}

static enum faqbot_status add_related(struct builder *builder, const struct entry *entry, uint32_t number)
{
    enum faqbot_status status = FAQBOT_OK;
    for (size_t i = 0; i < entry->related_count && status == FAQBOT_OK; i++) {
        hash_view(builder, entry->related[i]);
        status = store_add_related(builder->store, number, (unsigned)i, entry->related[i]);
    }
    return status;
}

static enum faqbot_status add_fields(struct builder *builder, const struct entry *entry, uint32_t number,
                                     size_t language)
{
    enum faqbot_status status = FAQBOT_OK;
    if (entry->kind == ENTRY_PASSAGE) {
        status = add_words(builder, entry->title, FIELD_HEADING, language);
    }
    if (status == FAQBOT_OK) {
        status = add_words(builder, entry->text, FIELD_BODY, language);
    }
    struct store_fields fields = {.question = buffer_view(&builder->fields[FIELD_QUESTION]),
                                  .heading = buffer_view(&builder->fields[FIELD_HEADING]),
                                  .body = buffer_view(&builder->fields[FIELD_BODY])};
    return status == FAQBOT_OK ? store_add_fields(builder->store, number, &fields) : status;
}

/* A knowledge that is too large for a model has none: its candidates are found by FTS5 and modelled when asked. */
static enum faqbot_status add_to_model(struct builder *builder, const struct entry *entry, size_t language)
{
    if (builder->result.entries > INDEX_MODEL_ENTRIES_MAX) {
        model_builder_free(builder->model);
        builder->model = NULL;
    }
    return builder->model == NULL
               ? FAQBOT_OK
               : model_builder_add(builder->model, entry, builder->languages.stems[language], language);
}

static void start_entry(struct builder *builder)
{
    arena_reset(&builder->arena);
    buffer_reset(&builder->content);
    for (size_t field = 0; field < FIELD_COUNT; field++) {
        buffer_reset(&builder->fields[field]);
    }
}

/* The synonyms all came before the first entry. */
static enum faqbot_status finish_wording(struct builder *builder)
{
    enum faqbot_status status = builder->is_worded ? FAQBOT_OK : wording_finish(builder->wording);
    builder->is_worded = true;
    return status;
}

static enum faqbot_status take_entry(void *user, const struct entry *entry)
{
    struct builder *builder = user;
    size_t language;
    start_entry(builder);
    uint32_t number = (uint32_t)builder->result.entries;
    enum faqbot_status status = add_row(builder, entry);
    if (status != FAQBOT_OK) {
        return status == FAQBOT_INVALID ? FAQBOT_OK : status; /* reported and left out */
    }
    const char kind = (char)entry->kind;
    const struct faqbot_view hashed[] = {entry->id,          buffer_view(&builder->content),
                                         entry->title,       entry->section,
                                         entry->url,         entry->lang,
                                         entry->disclaimer,  entry->updated,
                                         entry->tags,        entry->review_by,
                                         view_make(&kind, 1)};
    for (size_t i = 0; i < sizeof hashed / sizeof *hashed; i++) {
        hash_view(builder, hashed[i]);
    }
    status = finish_wording(builder);
    if (status == FAQBOT_OK) {
        status = languages_add(&builder->languages, entry->lang, &language);
    }
    if (status != FAQBOT_OK) {
        return status;
    }
    status = add_phrasings(builder, entry, number, language);
    if (status == FAQBOT_OK) {
        status = add_related(builder, entry, number);
    }
    if (status == FAQBOT_OK) {
        status = add_fields(builder, entry, number, language);
    }
    builder->result.entries++;
    return status == FAQBOT_OK ? add_to_model(builder, entry, language) : status;
}

/* -- What is said once -------------------------------------------------------------------------------------------- */

static enum faqbot_status add_setting(struct builder *builder, const char *name, struct faqbot_view value)
{
    hash_view(builder, value);
    return view_is_empty(value) ? FAQBOT_OK : store_add_setting(builder->store, name, value);
}

static enum faqbot_status add_threshold(struct builder *builder, const char *name, double threshold)
{
    char text[32];
    snprintf(text, sizeof text, "%ld", lround(threshold * INDEX_THRESHOLD_SCALE));
    return add_setting(builder, name, threshold < 0 ? view_of("") : view_of(text));
}

static enum faqbot_status take_settings(void *user, const struct settings *settings)
{
    struct builder *builder = user;
    struct buffer starters;
    buffer_init(&starters, SIZE_MAX);
    for (size_t i = 0; i < settings->starter_count; i++) {
        buffer_add(&starters, settings->starters[i]);
        buffer_add_byte(&starters, '\n');
    }
    enum faqbot_status status = languages_init(&builder->languages, settings->lang);
    builder->wording = wording_new(settings->lang);
    builder->model = builder->wording == NULL ? NULL : model_builder_new(builder->wording);
    if (status != FAQBOT_OK || builder->model == NULL) {
        return FAQBOT_NO_MEMORY;
    }
    const struct {
        const char *name;
        struct faqbot_view value;
    } all[] = {{INDEX_NAME, settings->name},
               {INDEX_GREETING, settings->greeting},
               {INDEX_NO_ANSWER, settings->no_answer},
               {INDEX_UNSURE, settings->unsure},
               {INDEX_CONTACT, settings->contact},
               {INDEX_DISCLAIMER, settings->disclaimer},
               {INDEX_STARTERS, buffer_view(&starters)}};
    hash_view(builder, settings->lang); /* written with the languages */
    status = starters.failed ? FAQBOT_NO_MEMORY : FAQBOT_OK;
    for (size_t i = 0; i < sizeof all / sizeof *all && status == FAQBOT_OK; i++) {
        status = add_setting(builder, all[i].name, all[i].value);
    }
    if (status == FAQBOT_OK) {
        status = add_threshold(builder, INDEX_ANSWERED_THRESHOLD, settings->answered_threshold);
    }
    if (status == FAQBOT_OK) {
        status = add_threshold(builder, INDEX_UNSURE_THRESHOLD, settings->unsure_threshold);
    }
    buffer_release(&starters);
    return status;
}

static enum faqbot_status take_synonym(void *user, const struct synonym *synonym)
{
    struct builder *builder = user;
    hash_view(builder, synonym->from);
    hash_view(builder, synonym->to);
    enum faqbot_status status = wording_add(builder->wording, synonym->from, synonym->to);
    return status == FAQBOT_OK ? store_add_synonym(builder->store, synonym->from, synonym->to) : status;
}

/* -- The whole ----------------------------------------------------------------------------------------------------- */

static enum faqbot_status write_languages(struct builder *builder)
{
    struct buffer tags;
    buffer_init(&tags, (size_t)LANGUAGES_MAX * LANGUAGES_TAG_BYTES);
    languages_write(&builder->languages, &tags);
    enum faqbot_status status = tags.failed
                                    ? FAQBOT_NO_MEMORY
                                    : store_add_setting(builder->store, INDEX_LANGUAGES, buffer_view(&tags));
    buffer_release(&tags);
    return status;
}

static enum faqbot_status finish(struct builder *builder)
{
    char entries[24];
    snprintf(entries, sizeof entries, "%zu", builder->result.entries);
    snprintf(builder->result.version, sizeof builder->result.version, "%016" PRIx64, builder->hash);
    enum faqbot_status status =
        store_add_setting(builder->store, INDEX_VERSION, view_of(builder->result.version));
    if (status == FAQBOT_OK) {
        status = store_add_setting(builder->store, INDEX_ENTRIES, view_of(entries));
    }
    if (status == FAQBOT_OK) {
        status = write_languages(builder);
    }
    if (status == FAQBOT_OK) {
        status = vocabulary_write(&builder->vocabulary, builder->store);
    }
    if (status == FAQBOT_OK && builder->model != NULL) {
        status = model_builder_write(builder->model, builder->store);
    }
    return status == FAQBOT_OK ? store_finish(builder->store) : status;
}

static void release(struct builder *builder)
{
    vocabulary_release(&builder->vocabulary);
    languages_release(&builder->languages);
    model_builder_free(builder->model);
    wording_free(builder->wording);
    arena_release(&builder->arena);
    buffer_release(&builder->content);
    for (size_t field = 0; field < FIELD_COUNT; field++) {
        buffer_release(&builder->fields[field]);
    }
}

enum faqbot_status index_build(struct store *store, const char *path, struct fault_reporter *reporter,
                               struct faqbot_index_result *result, struct faqbot_fault *fault)
{
    struct builder builder = {.store = store, .reporter = reporter, .hash = VIEW_HASH_SEED};
    vocabulary_init(&builder.vocabulary);
    arena_init(&builder.arena, ENTRY_BYTES_MAX);
    buffer_init(&builder.content, ENTRY_BYTES_MAX);
    for (size_t field = 0; field < FIELD_COUNT; field++) {
        buffer_init(&builder.fields[field], ENTRY_BYTES_MAX);
    }
    const struct knowledge_sink sink = {.user = &builder,
                                        .settings = take_settings,
                                        .synonym = take_synonym,
                                        .entry = take_entry,
                                        .reporter = reporter};
    if (fault != NULL) {
        fault->sentence[0] = '\0';
    }
    enum faqbot_status status = knowledge_read(path, &sink, fault);
    if (status == FAQBOT_OK && builder.result.entries == 0) {
        status =
            fault_set(fault, FAQBOT_INVALID, path, 0, "there is no entry to answer from in this knowledge");
    }
    if (status == FAQBOT_OK) {
        status = finish(&builder);
    }
    if (status == FAQBOT_OK) {
        builder.result.warnings = reporter->warnings;
        builder.result.errors = reporter->errors;
        *result = builder.result;
    } else if (fault != NULL && fault->sentence[0] == '\0') {
        fault_set(fault, status, path, 0, "cannot index this knowledge: %s", faqbot_status_text(status));
    }
    release(&builder);
    return status;
}
