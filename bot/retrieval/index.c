/* retrieval/index.c - makes an index: writes what knowledge/ reads to a store, in one pass. Stems and counts go through
 * the vocabulary, the version is a hash of all content. What an update shares with it is in index_entry.c.
 *
 * Memory grows with the words of the language, and not with the entries, but for the model of a small knowledge base,
 * which is given up as soon as there are too many entries for one. */
#include "retrieval/index.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/buffer.h"
#include "retrieval/collection_builder.h"
#include "retrieval/index_entry.h"
#include "retrieval/model_builder.h"

struct builder {
    struct store *store;
    struct fault_reporter *reporter;
    struct index_reading reading;
    struct faqbot_index_result result;
    struct vocabulary vocabulary;
    struct model_builder *model; /* NULL once there are too many entries */
    size_t passages;
    struct large_index_builder large_index;
    size_t left_out;       /* entries whose ids were taken */
    struct buffer heading; /* of the last passage */
};

/* -- Entries ----------------------------------------------------------------------------------------------------- */

bool index_is_faq(const struct store_entry *entry)
{
    return entry->kind == ENTRY_FAQ;
}

/* INVALID: the id is taken, and the entry is left out. */
static enum faqbot_status add_row(struct builder *builder, const struct entry *entry)
{
    struct index_reading *reading = &builder->reading;
    struct store_entry row =
        index_entry_row(entry, (uint32_t)builder->result.entries, view_of(reading->languages.tags[0]),
                        buffer_view(&reading->content));
    struct store_entry taken;
    enum faqbot_status status = store_add_entry(builder->store, &row, &reading->arena, &taken);
    if (status == FAQBOT_INVALID) {
        builder->left_out++;
        fault_report(builder->reporter, FAQBOT_ERROR, "equal-ids", entry->path, entry->line,
                     "the id \"%.*s\" is taken by %s:%u; this entry is left out: give it another id",
                     VIEW_ARGS(entry->id), taken.path.bytes, taken.line);
    } else {
        index_entry_hash(&row, entry->phrasings, entry->phrasing_count, entry->related, entry->related_count,
                         &reading->content_hash);
    }
    return status;
}

/* Whether an entry is suggested while a visitor types. Of passages in a row with one heading only the first is. */
static bool is_suggested(struct builder *builder, const struct entry *entry)
{
    if (entry->kind == ENTRY_FAQ) {
        return true;
    }
    if (view_equals(entry->phrasings[0], buffer_view(&builder->heading))) {
        return false;
    }
    buffer_reset(&builder->heading);
    buffer_add(&builder->heading, entry->phrasings[0]);
    return true;
}

/* A knowledge base that is too large for a model has none: samples of it are modelled when a question comes. */
static void add_to_model(struct builder *builder, const struct entry *entry, size_t language,
                         enum faqbot_status *status)
{
    builder->passages += entry->kind == ENTRY_PASSAGE;
    if (builder->result.entries > INDEX_MODEL_ENTRIES_MAX || builder->passages > INDEX_MODEL_PASSAGES_MAX) {
        model_builder_free(builder->model);
        builder->model = NULL;
    }
    if (builder->model != NULL) {
        model_builder_add(builder->model, entry, builder->reading.languages.stems[language], language,
                          status);
    }
}

static enum faqbot_status take_entry(void *user, const struct entry *entry)
{
    struct builder *builder = user;
    struct index_reading *reading = &builder->reading;
    uint32_t number = (uint32_t)builder->result.entries;
    size_t language = 0;
    enum faqbot_status status = index_entry_reading_close_settings(reading);
    status = status == FAQBOT_OK ? index_entry_reading_open_entry(reading, entry) : status;
    status = status == FAQBOT_OK ? add_row(builder, entry) : status;
    if (status != FAQBOT_OK) {
        return status == FAQBOT_INVALID ? FAQBOT_OK : status; /* it was reported */
    }
    source_segments_count(&reading->segments);
    bool suggested = is_suggested(builder, entry);
    status = builder->heading.failed ? FAQBOT_NO_MEMORY
                                     : languages_add(&reading->languages, entry->lang, &language);
    if (status != FAQBOT_OK) {
        return status;
    }
    struct index_entry_words words = {
        .synonyms = reading->synonyms, .vocabulary = &builder->vocabulary, .arena = &reading->arena};
    status = index_entry_write_lists(entry, number, suggested, &reading->arena, builder->store);
    index_entry_count(entry, reading->languages.stems[language], language, &words, &status);
    large_index_builder_close(&builder->large_index, &builder->vocabulary, words.head, words.body, &status);
    content_hash_close_entry(&reading->content_hash, number);
    builder->result.phrasings += entry->phrasing_count;
    builder->result.entries++;
    add_to_model(builder, entry, language, &status);
    return status;
}

/* Everything is wanted; the units that it was read in are noted for updates. */
static bool take_unit(void *user, const char *path, struct faqbot_view bytes)
{
    struct builder *builder = user;
    source_segments_start(&builder->reading.segments, path, bytes);
    return true;
}

/* -- What is said once -------------------------------------------------------------------------------------------- */

static enum faqbot_status take_settings(void *user, const struct settings *settings)
{
    struct builder *builder = user;
    enum faqbot_status status = index_entry_reading_settings(&builder->reading, settings, builder->store);
    if (status == FAQBOT_OK) {
        builder->model = model_builder_new(builder->reading.synonyms);
        status = builder->model == NULL ? FAQBOT_NO_MEMORY : FAQBOT_OK;
    }
    return status;
}

static enum faqbot_status take_synonym(void *user, const struct synonym *synonym)
{
    struct builder *builder = user;
    return index_entry_reading_synonym(&builder->reading, synonym, builder->store);
}

static enum faqbot_status count_read(void *user, size_t bytes)
{
    struct builder *builder = user;
    return index_entry_reading_progress(&builder->reading, bytes, builder->result.entries);
}

/* -- The whole ----------------------------------------------------------------------------------------------------- */

static void write_settings(struct builder *builder, enum faqbot_status *status)
{
    struct faqbot_index_result *result = &builder->result;
    struct buffer *tags = &builder->reading.content; /* of entries, which have all been written */
    snprintf(result->version, sizeof result->version, "%016" PRIx64,
             content_hash_version(&builder->reading.content_hash));
    buffer_reset(tags);
    languages_write(&builder->reading.languages, tags);
    store_change_setting(builder->store, INDEX_VERSION, view_of(result->version));
    store_change_number(builder->store, INDEX_ENTRIES, result->entries);
    store_change_setting(builder->store, INDEX_LANGUAGES, buffer_view(tags));
    *status = tags->failed ? FAQBOT_NO_MEMORY : store_status(builder->store);
}

/* An index whose entries were not all taken in cannot be updated: which of them are depends on all the others. So it
 * gets no units. */
static void write_collection(struct builder *builder, enum faqbot_status *status)
{
    struct index_reading *reading = &builder->reading;
    large_index_builder_write(&builder->large_index, &builder->vocabulary, status);
    content_hash_write(&reading->content_hash, builder->store);
    if (source_segments_finish(&reading->segments) && builder->left_out == 0) {
        store_change_model(builder->store, SOURCE_SEGMENTS_MODEL, buffer_view(&reading->segments.bytes));
    }
}

static enum faqbot_status finish(struct builder *builder)
{
    enum faqbot_status status = FAQBOT_OK;
    write_settings(builder, &status);
    vocabulary_write(&builder->vocabulary, builder->store, &status);
    status = status == FAQBOT_OK ? count_read(builder, 0) : status;
    if (builder->model != NULL) {
        model_builder_write(builder->model, builder->store, &status);
    } else {
        write_collection(builder, &status);
    }
    status = status == FAQBOT_OK ? count_read(builder, 0) : status;
    if (status == FAQBOT_OK && languages_failed(&builder->reading.languages)) {
        status = FAQBOT_NO_MEMORY;
    }
    return status == FAQBOT_OK ? store_finish(builder->store) : status;
}

static void release(struct builder *builder)
{
    vocabulary_release(&builder->vocabulary);
    model_builder_free(builder->model);
    buffer_release(&builder->heading);
    large_index_builder_release(&builder->large_index);
    index_entry_reading_release(&builder->reading);
}

enum faqbot_status index_build(struct store *store, const struct faqbot_index_options *options,
                               struct fault_reporter *reporter, struct faqbot_index_result *result,
                               struct faqbot_fault *fault)
{
    struct builder builder = {.store = store, .reporter = reporter};
    index_entry_reading_init(&builder.reading, options);
    vocabulary_init(&builder.vocabulary);
    buffer_init(&builder.heading, INDEX_ENTRY_BYTES_MAX);
    const struct kb_sink sink = {.user = &builder,
                                 .settings = take_settings,
                                 .synonym = take_synonym,
                                 .should_parse = take_unit,
                                 .entry = take_entry,
                                 .read = count_read,
                                 .reporter = reporter};
    fault_begin(fault);
    enum faqbot_status status = large_index_builder_init(&builder.large_index, store);
    status = status == FAQBOT_OK ? index_entry_reading_run(&builder.reading, &sink, fault) : status;
    if (status == FAQBOT_OK && builder.result.entries == 0) {
        status = fault_set(fault, FAQBOT_INVALID, options->knowledge, 0,
                           "there is no entry to answer from in this knowledge base");
    }
    status = status == FAQBOT_OK ? finish(&builder) : status;
    if (status == FAQBOT_OK) {
        builder.result.warnings = reporter->warnings;
        builder.result.errors = reporter->errors;
        *result = builder.result;
    } else {
        index_entry_reading_fault(&builder.reading, status, "cannot index this knowledge base", fault);
    }
    release(&builder);
    return status;
}
