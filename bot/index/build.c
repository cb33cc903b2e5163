/* index/build.c - makes an index: writes what knowledge/ reads to a store, in one pass. Stems and counts
 * go through the vocabulary, the version is a hash of all content. What an update shares with it is in
 * index_entry.c.  Memory grows with the words of the language, and not with the entries, but for the model
 * of a small knowledge base, which is given up as soon as there are too many entries for one. */
#include "index/index_internal.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "kb/kb.h"
#include "text/text.h"
#include "util/util.h"

/* ==== index entry ======================================================================================= */

/* What making an index and updating one have in common: reading the knowledge base, and an entry as an
 * index has it. index.c and index_update.c decide where it is put. */

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

/* ==== index ============================================================================================= */

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
