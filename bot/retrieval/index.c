/* retrieval/index.c - from what authors wrote to a store. Reading it is knowledge/'s; what is made of it is
 * here: stems, counts, and the version, a hash of all content. Memory grows with the words of the language,
 * not with the entries. */
#include "retrieval/index.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "knowledge/knowledge.h"
#include "retrieval/collection_builder.h"
#include "retrieval/index_entry.h"
#include "retrieval/index_settings.h"
#include "retrieval/languages.h"
#include "retrieval/model_builder.h"
#include "retrieval/units.h"
#include "retrieval/vocabulary.h"
#include "retrieval/wording.h"
#include "text/rich.h"

#define ENTRY_BYTES_MAX ((size_t)256 * 1024 * 1024) /* of one entry, all forms of it together */

struct builder {
    struct store *store;
    struct fault_reporter *reporter;
    const struct faqbot_index_options *options;
    struct faqbot_index_progress progress;
    struct faqbot_index_result result;
    struct vocabulary vocabulary;
    struct languages languages;
    struct wording *wording;
    bool is_worded;              /* all synonyms were read */
    struct model_builder *model; /* NULL once there are too many entries */
    size_t passages;
    struct collection_builder collection;
    struct units units;
    size_t left_out; /* entries whose ids were taken */
    struct arena arena;
    struct buffer content;
    struct buffer heading; /* of the last passage */
    struct fingerprint fingerprint;
};

/* -- Entries ----------------------------------------------------------------------------------------------------- */

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
    struct store_entry row =
        index_entry_row(entry, (uint32_t)builder->result.entries, view_of(builder->languages.tags[0]),
                        buffer_view(&builder->content));
    struct store_entry taken;
    enum faqbot_status status = store_add_entry(builder->store, &row, &builder->arena, &taken);
    if (status == FAQBOT_INVALID) {
        fault_report(builder->reporter, FAQBOT_ERROR, "equal-ids", entry->path, entry->line,
                     "the id \"%.*s\" is taken by %s:%u; this entry is left out: give it another id",
                     VIEW_ARGS(entry->id), taken.path.bytes, taken.line);
    }
    if (status == FAQBOT_OK) {
        index_entry_hash(&row, entry->phrasings, entry->phrasing_count, entry->related, entry->related_count,
                         &builder->fingerprint);
    }
    return status;
}

/* What a phrasing is suggested by while a visitor types. Of passages in a row with one heading only the first is
 * suggested. */
static enum faqbot_status fold_typed(struct builder *builder, const struct entry *entry,
                                     struct faqbot_view phrasing, struct faqbot_view *typed)
{
    *typed = view_of("");
    if (entry->kind == ENTRY_PASSAGE) {
        if (view_equals(phrasing, buffer_view(&builder->heading))) {
            return FAQBOT_OK;
        }
        buffer_reset(&builder->heading);
        buffer_add(&builder->heading, phrasing);
    }
    return !builder->heading.failed && words_fold(&builder->arena, phrasing, typed) ? FAQBOT_OK
                                                                                    : FAQBOT_NO_MEMORY;
}

static enum faqbot_status add_phrasings(struct builder *builder, const struct entry *entry, uint32_t number)
{
    enum faqbot_status status = FAQBOT_OK;
    for (size_t i = 0; i < entry->phrasing_count && status == FAQBOT_OK; i++) {
        struct faqbot_view typed;
        status = fold_typed(builder, entry, entry->phrasings[i], &typed);
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
        status = store_add_related(builder->store, number, (unsigned)i, entry->related[i]);
    }
    return status;
}

static enum faqbot_status add_words(struct builder *builder, const struct entry *entry, size_t language)
{
    struct index_entry_words words = {
        .wording = builder->wording, .vocabulary = &builder->vocabulary, .arena = &builder->arena};
    enum faqbot_status status =
        index_entry_count(entry, builder->languages.stems[language], language, &words);
    return status == FAQBOT_OK
               ? collection_builder_close(&builder->collection, &builder->vocabulary, words.head, words.body)
               : status;
}

/* A knowledge that is too large for a model has none: samples of it are modelled when a question comes. */
static enum faqbot_status add_to_model(struct builder *builder, const struct entry *entry, size_t language)
{
    builder->passages += entry->kind == ENTRY_PASSAGE;
    if (builder->result.entries > INDEX_MODEL_ENTRIES_MAX || builder->passages > INDEX_MODEL_PASSAGES_MAX) {
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
}

/* The synonyms all came before the first entry. */
static enum faqbot_status finish_wording(struct builder *builder)
{
    if (builder->is_worded) {
        return FAQBOT_OK;
    }
    builder->is_worded = true;
    fingerprint_close_settings(&builder->fingerprint);
    return wording_finish(builder->wording);
}

static enum faqbot_status take_entry(void *user, const struct entry *entry)
{
    struct builder *builder = user;
    size_t language;
    enum faqbot_status status = finish_wording(builder);
    start_entry(builder);
    uint32_t number = (uint32_t)builder->result.entries;
    status = status == FAQBOT_OK ? add_row(builder, entry) : status;
    if (status != FAQBOT_OK) {
        builder->left_out += status == FAQBOT_INVALID;
        return status == FAQBOT_INVALID ? FAQBOT_OK : status; /* it was reported */
    }
    units_count(&builder->units);
    status = languages_add(&builder->languages, entry->lang, &language);
    if (status == FAQBOT_OK) {
        status = add_phrasings(builder, entry, number);
    }
    if (status == FAQBOT_OK) {
        status = add_related(builder, entry, number);
    }
    if (status == FAQBOT_OK) {
        status = add_words(builder, entry, language);
    }
    fingerprint_close_entry(&builder->fingerprint, number);
    builder->result.entries++;
    return status == FAQBOT_OK ? add_to_model(builder, entry, language) : status;
}

/* All that the knowledge has is wanted; what it was read in is noted. */
static bool take_unit(void *user, const char *path, struct faqbot_view bytes)
{
    struct builder *builder = user;
    units_start(&builder->units, path, bytes);
    return true;
}

/* -- What is said once -------------------------------------------------------------------------------------------- */

static enum faqbot_status take_settings(void *user, const struct settings *settings)
{
    struct builder *builder = user;
    enum faqbot_status status = languages_init(&builder->languages, settings->lang);
    builder->wording = wording_new(settings->lang);
    builder->model = builder->wording == NULL ? NULL : model_builder_new(builder->wording);
    if (status != FAQBOT_OK || builder->model == NULL) {
        return FAQBOT_NO_MEMORY;
    }
    return index_settings_add(settings, &builder->fingerprint, builder->store);
}

static enum faqbot_status take_synonym(void *user, const struct synonym *synonym)
{
    struct builder *builder = user;
    fingerprint_add(&builder->fingerprint, synonym->from);
    fingerprint_add(&builder->fingerprint, synonym->to);
    enum faqbot_status status = wording_add(builder->wording, synonym->from, synonym->to);
    return status == FAQBOT_OK ? store_add_synonym(builder->store, synonym->from, synonym->to) : status;
}

static enum faqbot_status count_read(void *user, size_t bytes)
{
    struct builder *builder = user;
    const struct faqbot_index_options *options = builder->options;
    builder->progress.bytes += bytes;
    builder->progress.entries = builder->result.entries;
    return options->watch == NULL ? FAQBOT_OK : options->watch(options->watch_user, &builder->progress);
}

/* -- The whole ----------------------------------------------------------------------------------------------------- */

static enum faqbot_status write_languages(struct builder *builder)
{
    struct buffer *tags = &builder->content; /* of entries, which have all been written */
    buffer_reset(tags);
    languages_write(&builder->languages, tags);
    return tags->failed ? FAQBOT_NO_MEMORY
                        : store_add_setting(builder->store, INDEX_LANGUAGES, buffer_view(tags));
}

/* An index whose entries were not all taken in cannot be updated: which they are depends on all the others. */
static enum faqbot_status write_collection(struct builder *builder)
{
    enum faqbot_status status = collection_builder_write(&builder->collection, &builder->vocabulary);
    if (status == FAQBOT_OK) {
        status = fingerprint_write(&builder->fingerprint, builder->store);
    }
    if (status == FAQBOT_OK && units_finish(&builder->units) && builder->left_out == 0) {
        status = store_add_model(builder->store, UNITS_MODEL, buffer_view(&builder->units.bytes));
    }
    return status;
}

static enum faqbot_status finish(struct builder *builder)
{
    char entries[24];
    snprintf(entries, sizeof entries, "%zu", builder->result.entries);
    snprintf(builder->result.version, sizeof builder->result.version, "%016" PRIx64,
             fingerprint_version(&builder->fingerprint));
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
    if (status == FAQBOT_OK) {
        status = count_read(builder, 0);
    }
    if (status == FAQBOT_OK) {
        status = builder->model != NULL ? model_builder_write(builder->model, builder->store)
                                        : write_collection(builder);
    }
    status = status == FAQBOT_OK ? count_read(builder, 0) : status;
    if (status == FAQBOT_OK && languages_failed(&builder->languages)) {
        status = FAQBOT_NO_MEMORY;
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
    buffer_release(&builder->heading);
    collection_builder_release(&builder->collection);
    units_release(&builder->units);
}

enum faqbot_status index_build(struct store *store, const struct faqbot_index_options *options,
                               struct fault_reporter *reporter, struct faqbot_index_result *result,
                               struct faqbot_fault *fault)
{
    const char *path = options->knowledge;
    struct builder builder = {.store = store, .reporter = reporter, .options = options};
    fingerprint_init(&builder.fingerprint);
    units_init(&builder.units);
    vocabulary_init(&builder.vocabulary);
    arena_init(&builder.arena, ENTRY_BYTES_MAX);
    buffer_init(&builder.content, ENTRY_BYTES_MAX);
    buffer_init(&builder.heading, ENTRY_BYTES_MAX);
    const struct knowledge_sink sink = {.user = &builder,
                                        .settings = take_settings,
                                        .synonym = take_synonym,
                                        .wants = take_unit,
                                        .entry = take_entry,
                                        .read = count_read,
                                        .reporter = reporter};
    if (fault != NULL) {
        fault->sentence[0] = '\0';
    }
    enum faqbot_status status = collection_builder_init(&builder.collection, store);
    if (status == FAQBOT_OK && options->watch != NULL) {
        status = knowledge_measure(path, &builder.progress.bytes_total);
    }
    if (status == FAQBOT_OK) {
        status = knowledge_read(path, &sink, fault);
    }
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
    } else if (fault != NULL && fault->sentence[0] == '\0' && status == FAQBOT_IO) { /* not of reading */
        fault_set(fault, status, NULL, 0, "cannot write the index; see whether the disk is full");
    } else if (fault != NULL && fault->sentence[0] == '\0') {
        fault_set(fault, status, path, 0, "cannot index this knowledge: %s", faqbot_status_text(status));
    }
    release(&builder);
    return status;
}
