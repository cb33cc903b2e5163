/* retrieval/index.c - from what authors wrote to a store. Reading it is knowledge/'s; what is made of it is here: stems,
 * counts, and the version, a hash of all content. Memory grows with the words of the language, not with the entries. */
#include "retrieval/index.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "knowledge/knowledge.h"
#include "retrieval/forward.h"
#include "retrieval/lexicon.h"
#include "retrieval/model.h"
#include "text/rich.h"
#include "text/stems.h"

#define ENTRY_BYTES_MAX ((size_t)256 * 1024 * 1024) /* of one entry, all forms of it together */
#define SPELLINGS_BYTES_MAX ((size_t)256 * 1024 * 1024)

/* Words of an entry as they are gathered. */
struct gathered {
    struct forward_word *words;
    size_t count;
    size_t capacity;
    uint32_t lengths[FIELD_COUNT];
};

struct builder {
    struct store *store;
    struct fault_reporter *reporter;
    struct faqbot_index_result result;
    struct lexicon lexicon;
    struct model_builder *model;
    struct interner spellings;
    uint32_t *uses; /* by spelling */
    size_t uses_capacity;
    struct stems *stems; /* of stems_lang */
    char stems_lang[16];
    char lang[16]; /* bot.yml's */
    struct arena arena;
    struct gathered gathered;
    struct buffer content;
    struct buffer fields[FIELD_COUNT];
    struct buffer packed;
    uint64_t hash;
};

/* -- Words ------------------------------------------------------------------------------------------------------- */

static enum faqbot_status use_language(struct builder *builder, struct faqbot_view lang)
{
    if (view_is_empty(lang)) {
        lang = view_of(builder->lang);
    }
    if (builder->stems != NULL && view_equals_text(lang, builder->stems_lang)) {
        return FAQBOT_OK;
    }
    struct stems *stems = stems_new(lang);
    if (stems == NULL) {
        return FAQBOT_NO_MEMORY;
    }
    stems_free(builder->stems);
    builder->stems = stems;
    snprintf(builder->stems_lang, sizeof builder->stems_lang, "%.*s", VIEW_ARGS(lang));
    return FAQBOT_OK;
}

static enum faqbot_status count_spelling(struct builder *builder, struct faqbot_view plain)
{
    uint32_t spelling = interner_add(&builder->spellings, plain);
    if (spelling == INTERNER_NONE) {
        return FAQBOT_NO_MEMORY;
    }
    if (spelling >= builder->uses_capacity) {
        size_t capacity = builder->spellings.capacity;
        uint32_t *uses = realloc(builder->uses, capacity * sizeof *uses);
        if (uses == NULL) {
            return FAQBOT_NO_MEMORY;
        }
        memset(uses + builder->uses_capacity, 0, (capacity - builder->uses_capacity) * sizeof *uses);
        builder->uses = uses;
        builder->uses_capacity = capacity;
    }
    builder->uses[spelling]++;
    return FAQBOT_OK;
}

static enum faqbot_status gather_word(struct gathered *gathered, uint32_t word, enum field field)
{
    if (gathered->count == gathered->capacity) {
        size_t capacity = gathered->capacity == 0 ? 256 : 2 * gathered->capacity;
        struct forward_word *words = realloc(gathered->words, capacity * sizeof *words);
        if (words == NULL) {
            return FAQBOT_NO_MEMORY;
        }
        gathered->words = words;
        gathered->capacity = capacity;
    }
    struct forward_word one = {.word = word};
    one.counts[field] = 1;
    gathered->words[gathered->count++] = one;
    gathered->lengths[field]++;
    return FAQBOT_OK;
}

/* Adds a text's stems to the field, for the words' list and for FTS5. */
static enum faqbot_status gather(struct builder *builder, struct faqbot_view text, enum field field)
{
    struct word *words;
    size_t count;
    if (!words_take(&builder->arena, text, &words, &count)) {
        return FAQBOT_NO_MEMORY;
    }
    enum faqbot_status status = FAQBOT_OK;
    for (size_t i = 0; i < count && status == FAQBOT_OK; i++) {
        struct faqbot_view stem = stems_find(builder->stems, &words[i]);
        uint32_t word = lexicon_add(&builder->lexicon, stem);
        buffer_add(&builder->fields[field], stem);
        buffer_add_byte(&builder->fields[field], ' ');
        status = word == LEXICON_UNKNOWN ? FAQBOT_NO_MEMORY : gather_word(&builder->gathered, word, field);
        if (status == FAQBOT_OK) {
            status = count_spelling(builder, words[i].plain);
        }
    }
    return status;
}

static int by_word(const void *left, const void *right)
{
    const struct forward_word *a = left;
    const struct forward_word *b = right;
    return (a->word > b->word) - (a->word < b->word);
}

/* Sorts the gathered words, adds up equal ones and counts each in the lexicon. */
static void merge(struct builder *builder)
{
    struct gathered *gathered = &builder->gathered;
    if (gathered->count > 1) {
        qsort(gathered->words, gathered->count, sizeof *gathered->words, by_word);
    }
    size_t kept = 0;
    for (size_t i = 0; i < gathered->count; i++) {
        if (kept > 0 && gathered->words[kept - 1].word == gathered->words[i].word) {
            for (size_t field = 0; field < FIELD_COUNT; field++) {
                gathered->words[kept - 1].counts[field] += gathered->words[i].counts[field];
            }
        } else {
            gathered->words[kept++] = gathered->words[i];
            lexicon_count(&builder->lexicon, gathered->words[kept - 1].word);
        }
    }
    gathered->count = kept;
}

/* -- Entries ----------------------------------------------------------------------------------------------------- */

static void hash_view(struct builder *builder, struct faqbot_view view)
{
    builder->hash = view_hash(builder->hash, view);
    builder->hash = view_hash(builder->hash, view_make("", 1));
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
                              .lang = view_is_empty(entry->lang) ? view_of(builder->lang) : entry->lang,
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

static enum faqbot_status add_phrasings(struct builder *builder, const struct entry *entry, uint32_t number)
{
    enum faqbot_status status = FAQBOT_OK;
    for (size_t i = 0; i < entry->phrasing_count && status == FAQBOT_OK; i++) {
        struct faqbot_view typed;
        hash_view(builder, entry->phrasings[i]);
        status = gather(builder, entry->phrasings[i], FIELD_QUESTION);
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

static enum faqbot_status add_words(struct builder *builder, const struct entry *entry, uint32_t number)
{
    enum faqbot_status status = FAQBOT_OK;
    if (entry->kind == ENTRY_PASSAGE) {
        status = gather(builder, entry->title, FIELD_QUESTION);
    }
    if (status == FAQBOT_OK) {
        status = gather(builder, entry->text, FIELD_BODY);
    }
    if (status != FAQBOT_OK) {
        return status;
    }
    merge(builder);
    struct forward forward = {.words = builder->gathered.words, .count = builder->gathered.count};
    memcpy(forward.lengths, builder->gathered.lengths, sizeof forward.lengths);
    forward_encode(&forward, &builder->packed);
    if (builder->packed.failed || builder->fields[FIELD_QUESTION].failed ||
        builder->fields[FIELD_BODY].failed) {
        return FAQBOT_NO_MEMORY;
    }
    bool is_faq = entry->kind == ENTRY_FAQ;
    struct faqbot_view question = buffer_view(&builder->fields[FIELD_QUESTION]);
    struct store_fields fields = {.question = is_faq ? question : view_of(""),
                                  .heading = is_faq ? view_of("") : question,
                                  .body = buffer_view(&builder->fields[FIELD_BODY])};
    status = store_add_fields(builder->store, number, &fields);
    return status == FAQBOT_OK ? store_add_forward(builder->store, number, buffer_view(&builder->packed))
                               : status;
}

static void start_entry(struct builder *builder)
{
    arena_reset(&builder->arena);
    buffer_reset(&builder->content);
    buffer_reset(&builder->packed);
    for (size_t field = 0; field < FIELD_COUNT; field++) {
        buffer_reset(&builder->fields[field]);
        builder->gathered.lengths[field] = 0;
    }
    builder->gathered.count = 0;
}

static enum faqbot_status take_entry(void *user, const struct entry *entry)
{
    struct builder *builder = user;
    start_entry(builder);
    uint32_t number = (uint32_t)builder->result.entries;
    enum faqbot_status status = add_row(builder, entry);
    if (status != FAQBOT_OK) {
        return status == FAQBOT_INVALID ? FAQBOT_OK : status; /* reported and left out */
    }
    builder->result.entries++;
    const struct faqbot_view hashed[] = {entry->id,         buffer_view(&builder->content),
                                         entry->title,      entry->section,
                                         entry->url,        entry->lang,
                                         entry->disclaimer, entry->updated,
                                         entry->tags};
    for (size_t i = 0; i < sizeof hashed / sizeof *hashed; i++) {
        hash_view(builder, hashed[i]);
    }
    status = use_language(builder, entry->lang);
    if (status == FAQBOT_OK) {
        status = add_phrasings(builder, entry, number);
    }
    if (status == FAQBOT_OK) {
        status = add_related(builder, entry, number);
    }
    if (status == FAQBOT_OK) {
        status = add_words(builder, entry, number);
    }
    return status == FAQBOT_OK ? model_builder_add(builder->model, entry, builder->stems) : status;
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
    snprintf(text, sizeof text, "%.6f", threshold);
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
    snprintf(builder->lang, sizeof builder->lang, "%.*s", VIEW_ARGS(settings->lang));
    const struct {
        const char *name;
        struct faqbot_view value;
    } all[] = {{INDEX_NAME, settings->name},           {INDEX_GREETING, settings->greeting},
               {INDEX_NO_ANSWER, settings->no_answer}, {INDEX_UNSURE, settings->unsure},
               {INDEX_CONTACT, settings->contact},     {INDEX_DISCLAIMER, settings->disclaimer},
               {INDEX_LANG, settings->lang},           {INDEX_STARTERS, buffer_view(&starters)}};
    enum faqbot_status status = starters.failed ? FAQBOT_NO_MEMORY : FAQBOT_OK;
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
    return store_add_synonym(builder->store, synonym->from, synonym->to);
}

/* -- The whole ----------------------------------------------------------------------------------------------------- */

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
        status = lexicon_write(&builder->lexicon, builder->store);
    }
    for (uint32_t i = 0; i < builder->spellings.count && status == FAQBOT_OK; i++) {
        status = store_add_spelling(builder->store, i, builder->spellings.strings[i], builder->uses[i]);
    }
    if (status == FAQBOT_OK) {
        status = model_builder_write(builder->model, builder->store);
    }
    return status == FAQBOT_OK ? store_finish(builder->store) : status;
}

static void release(struct builder *builder)
{
    lexicon_release(&builder->lexicon);
    model_builder_free(builder->model);
    interner_release(&builder->spellings);
    free(builder->uses);
    stems_free(builder->stems);
    arena_release(&builder->arena);
    free(builder->gathered.words);
    buffer_release(&builder->content);
    buffer_release(&builder->packed);
    for (size_t field = 0; field < FIELD_COUNT; field++) {
        buffer_release(&builder->fields[field]);
    }
}

enum faqbot_status index_build(struct store *store, const char *path, struct fault_reporter *reporter,
                               struct faqbot_index_result *result, struct faqbot_fault *fault)
{
    struct builder builder = {.store = store, .reporter = reporter, .hash = VIEW_HASH_SEED};
    lexicon_init(&builder.lexicon);
    interner_init(&builder.spellings, SPELLINGS_BYTES_MAX);
    arena_init(&builder.arena, ENTRY_BYTES_MAX);
    buffer_init(&builder.content, ENTRY_BYTES_MAX);
    buffer_init(&builder.packed, ENTRY_BYTES_MAX);
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
    builder.model = model_builder_new();
    enum faqbot_status status = builder.model == NULL ? FAQBOT_NO_MEMORY : knowledge_read(path, &sink, fault);
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
