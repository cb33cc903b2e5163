/* index/update.c - brings the index of a large knowledge base up to date: reads the knowledge base again,
 * unit by unit (units.h), and compares with the index only what has changed. change.c turns the words of
 * that into edits of the lists.  * An update must answer as an index that was made anew. Where it cannot,
 * because something has a meaning for other entries too (ids, languages, headings of passages, settings,
 * synonyms), it does not fit, and the caller makes the index anew. That is always right, and so no case is
 * worth being clever about. */
#include "index/index_internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "util/util.h"

#define LOADED_BYTES_MAX ((size_t)1 << 30)

struct updater {
    struct store *store;
    /* its fingerprint is that of the settings; its units are those as they are now */
    struct index_reading reading;
    struct content_hash content_hash; /* of the index */
    struct arena loaded;              /* what the index has, for all of the update */
    struct index_delta change;
    struct faqbot_view before; /* units of the index */
    size_t segment;            /* the next one */
    uint32_t entries;          /* of the index, and those that were put in at the end */
    uint32_t entry;            /* the first of the unit at hand */
    size_t expected;           /* entries of the unit at hand, where it was there before */
    size_t found;
    bool is_changed; /* the unit at hand */
    bool is_new;
    size_t changed;             /* entries */
    size_t phrasings;           /* of those */
    struct faqbot_view heading; /* of the last passage, where entries are put in behind it */
    bool has_heading;
    bool fits;
};

/* -- What is said once --------------------------------------------------------------------------------------------- */

static enum faqbot_status take_settings(void *user, const struct settings *settings)
{
    struct updater *updater = user;
    struct faqbot_view tags;
    struct faqbot_view tag;
    enum faqbot_status status = index_entry_reading_settings(&updater->reading, settings, NULL);
    if (status == FAQBOT_OK) {
        status = store_get_setting(updater->store, INDEX_LANGUAGES, &updater->loaded, &tags);
    }
    while (status == FAQBOT_OK && view_next_line(&tags, &tag)) {
        size_t number;
        status = languages_add(&updater->reading.languages, tag, &number);
    }
    return status;
}

static enum faqbot_status take_synonym(void *user, const struct synonym *synonym)
{
    struct updater *updater = user;
    return index_entry_reading_synonym(&updater->reading, synonym, NULL);
}

/* All of it came before the first unit. */
static void finish_settings(struct updater *updater)
{
    struct index_reading *reading = &updater->reading;
    if (!reading->is_worded) {
        updater->fits = index_entry_reading_close_settings(reading) == FAQBOT_OK &&
                        reading->content_hash.settings == updater->content_hash.settings;
    }
}

/* -- Units --------------------------------------------------------------------------------------------------------- */

static void close_unit(struct updater *updater)
{
    if (updater->is_changed) {
        updater->fits = updater->fits && (updater->is_new || updater->found == updater->expected);
        updater->entry += (uint32_t)updater->found;
    }
    updater->is_changed = false;
}

static bool take_unit(void *user, const char *path, struct faqbot_view bytes)
{
    struct updater *updater = user;
    finish_settings(updater);
    close_unit(updater);
    if (!updater->fits) {
        return false;
    }
    source_segments_start(&updater->reading.segments, path, bytes);
    updater->is_new = updater->segment >= source_segments_size(updater->before);
    updater->expected = updater->is_new ? 0 : source_segments_entries(updater->before, updater->segment);
    updater->is_changed = updater->is_new || !source_segments_is_unchanged(updater->before, updater->segment,
                                                                           &updater->reading.segments);
    updater->found = 0;
    updater->segment++;
    for (size_t i = 0; i < updater->expected && !updater->is_changed; i++) {
        source_segments_count(&updater->reading.segments);
        updater->entry++;
    }
    return updater->is_changed;
}

static enum faqbot_status count_read(void *user, size_t bytes)
{
    struct updater *updater = user;
    return index_entry_reading_progress(&updater->reading, bytes, updater->entry);
}

/* -- Entries ------------------------------------------------------------------------------------------------------- */

static void count_words(struct updater *updater, struct index_delta_side *side, const struct entry *entry,
                        uint32_t number, enum faqbot_status *status)
{
    size_t language = 0;
    struct index_reading *reading = &updater->reading;
    struct index_entry_words words = {
        .synonyms = reading->synonyms, .vocabulary = &side->vocabulary, .arena = &reading->arena};
    *status = *status == FAQBOT_OK ? languages_add(&reading->languages, entry->lang, &language) : *status;
    index_entry_count(entry, reading->languages.stems[language], language, &words, status);
    index_delta_close(side, number, words.head, words.body, status);
}

/* Takes an entry of the index, of that row, out of all that is counted. */
static enum faqbot_status take_back(struct updater *updater, const struct store_entry *row)
{
    struct entry entry;
    struct faqbot_view *phrasings;
    struct faqbot_view *related;
    size_t phrasing_count;
    size_t related_count;
    struct store *store = updater->store;
    struct arena *arena = &updater->reading.arena;
    enum faqbot_status status = stored_entry_read(store, row->number, arena, &entry);
    status = status == FAQBOT_OK ? stored_entry_lists(store, row->number, arena, &phrasings, &phrasing_count,
                                                      &related, &related_count)
                                 : status;
    if (status != FAQBOT_OK) {
        return status;
    }
    index_entry_hash(row, phrasings, phrasing_count, related, related_count, &updater->content_hash);
    content_hash_remove_entry(&updater->content_hash, row->number);
    for (size_t i = 0; i < entry.phrasing_count && entry.kind == ENTRY_FAQ; i++) {
        struct faqbot_view typed;
        if (!tokenize_folded(arena, entry.phrasings[i], &typed)) {
            return FAQBOT_NO_MEMORY;
        }
        store_change_remove_suggestion(store, row->number, (unsigned)i, typed);
    }
    status = store_status(store);
    count_words(updater, &updater->change.gone, &entry, row->number, &status);
    return status;
}

/* Puts in an entry of which the row is there. `typed_heading`: it is a passage whose heading is suggested. */
static enum faqbot_status put_in(struct updater *updater, const struct entry *entry,
                                 const struct store_entry *row, bool typed_heading)
{
    bool is_suggested = entry->kind == ENTRY_FAQ || typed_heading;
    enum faqbot_status status =
        index_entry_write_lists(entry, row->number, is_suggested, &updater->reading.arena, updater->store);
    index_entry_hash(row, entry->phrasings, entry->phrasing_count, entry->related, entry->related_count,
                     &updater->content_hash);
    content_hash_close_entry(&updater->content_hash, row->number);
    count_words(updater, &updater->change.come, entry, row->number, &status);
    if (status == FAQBOT_OK) {
        updater->change.classes.bytes[row->number] = (char)updater->change.come.class;
    }
    return status;
}

/* An entry that was there before. Its id, its language and a passage's heading have a meaning for other entries. */
static enum faqbot_status replace(struct updater *updater, const struct entry *entry,
                                  const struct store_entry *row)
{
    struct store_entry before;
    enum faqbot_status status =
        store_get_entry(updater->store, row->number, &updater->reading.arena, &before);
    if (status != FAQBOT_OK) {
        return status == FAQBOT_NOT_FOUND ? FAQBOT_CORRUPT : status;
    }
    if (!view_equals(before.id, row->id) || before.kind != row->kind ||
        !view_equals(before.lang, row->lang) ||
        (entry->kind == ENTRY_PASSAGE && !view_equals(before.question, row->question))) {
        updater->fits = false;
        return FAQBOT_OK;
    }
    status = take_back(updater, &before);
    if (status != FAQBOT_OK) {
        return status;
    }
    store_change_entry(updater->store, row);
    return put_in(updater, entry, row, false);
}

/* The heading of the last passage, which may stand far before the end. */
static enum faqbot_status find_heading(struct updater *updater)
{
    enum faqbot_status status = FAQBOT_OK;
    for (uint32_t number = updater->entries; number > 0 && !updater->has_heading && status == FAQBOT_OK;
         number--) {
        struct store_entry row;
        arena_reset(&updater->reading.arena);
        status = store_get_text(updater->store, number - 1, &updater->reading.arena, &row);
        if (status == FAQBOT_OK && row.kind == ENTRY_PASSAGE) {
            updater->has_heading = true;
            status =
                arena_copy(&updater->loaded, row.question, &updater->heading) ? FAQBOT_OK : FAQBOT_NO_MEMORY;
        }
    }
    return status;
}

/* Whether a passage at the end is suggested, as index.c decides it for one in a row of them. */
static bool has_new_heading(struct updater *updater, const struct store_entry *row,
                            enum faqbot_status *status)
{
    if (!updater->has_heading) {
        *status = find_heading(updater);
    }
    bool is_new = !updater->has_heading || !view_equals(updater->heading, row->question);
    updater->has_heading = true;
    if (*status == FAQBOT_OK && !arena_copy(&updater->loaded, row->question, &updater->heading)) {
        *status = FAQBOT_NO_MEMORY;
    }
    return is_new;
}

static enum faqbot_status append(struct updater *updater, const struct entry *entry,
                                 const struct store_entry *row)
{
    struct store_entry taken;
    enum faqbot_status status = FAQBOT_OK;
    bool typed_heading = entry->kind == ENTRY_PASSAGE && has_new_heading(updater, row, &status);
    status =
        status == FAQBOT_OK ? store_add_entry(updater->store, row, &updater->reading.arena, &taken) : status;
    if (status == FAQBOT_INVALID) { /* the id is taken; making it anew says so */
        updater->fits = false;
        return FAQBOT_OK;
    }
    buffer_add_byte(&updater->change.classes, 0); /* its length class, until its words are counted */
    updater->entries++;
    if (status == FAQBOT_OK && updater->change.classes.failed) {
        status = FAQBOT_NO_MEMORY;
    }
    return status == FAQBOT_OK ? put_in(updater, entry, row, typed_heading) : status;
}

static enum faqbot_status take_entry(void *user, const struct entry *entry)
{
    struct updater *updater = user;
    struct index_reading *reading = &updater->reading;
    size_t language_count = reading->languages.count;
    size_t language;
    uint32_t number = updater->entry + (uint32_t)updater->found++;
    updater->changed++;
    updater->phrasings += entry->phrasing_count;
    bool is_many = updater->changed > updater->entries / INDEX_UPDATE_SHARE;
    updater->fits = updater->fits && !is_many && (updater->is_new || updater->found <= updater->expected);
    if (!updater->fits) {
        return FAQBOT_OK;
    }
    source_segments_count(&reading->segments);
    enum faqbot_status status = index_entry_reading_open_entry(reading, entry);
    status = status == FAQBOT_OK ? languages_add(&reading->languages, entry->lang, &language) : status;
    if (status != FAQBOT_OK) {
        return status;
    }
    if (reading->languages.count > language_count) { /* the languages are numbered by first use */
        updater->fits = false;
        return FAQBOT_OK;
    }
    struct store_entry row =
        index_entry_row(entry, number, view_of(reading->languages.tags[0]), buffer_view(&reading->content));
    return updater->is_new ? append(updater, entry, &row) : replace(updater, entry, &row);
}

/* -- The whole ----------------------------------------------------------------------------------------------------- */

/* Whether the units gave as many entries as there are: by that the entries are numbered. */
static bool has_all_entries(const struct updater *updater)
{
    uint64_t entries = 0;
    for (size_t i = 0; i < source_segments_size(updater->before); i++) {
        entries += source_segments_entries(updater->before, i);
    }
    return entries == updater->entries;
}

/* NOT_FOUND: it is an index that cannot be updated. */
static enum faqbot_status load(struct updater *updater)
{
    struct faqbot_view entries;
    struct faqbot_view lengths;
    struct store *store = updater->store;
    struct arena *loaded = &updater->loaded;
    enum faqbot_status status = store_get_model(store, SOURCE_SEGMENTS_MODEL, loaded, &updater->before);
    content_hash_read(&updater->content_hash, store, loaded, &status);
    status = status == FAQBOT_OK ? store_get_setting(store, INDEX_ENTRIES, loaded, &entries) : status;
    status = status == FAQBOT_OK ? store_get_model(store, LARGE_INDEX_LENGTHS, loaded, &lengths) : status;
    if (status != FAQBOT_OK) {
        return status;
    }
    updater->entries = (uint32_t)strtoul(entries.bytes, NULL, 10);
    buffer_add(&updater->change.classes, lengths);
    bool is_sound = lengths.size == updater->entries && has_all_entries(updater);
    return updater->change.classes.failed ? FAQBOT_NO_MEMORY : is_sound ? FAQBOT_OK : FAQBOT_CORRUPT;
}

static enum faqbot_status write_all(struct updater *updater, struct faqbot_index_result *result)
{
    struct store *store = updater->store;
    snprintf(result->version, sizeof result->version, "%016" PRIx64,
             content_hash_version(&updater->content_hash));
    result->entries = updater->entries;
    store_change_setting(store, INDEX_VERSION, view_of(result->version));
    store_change_number(store, INDEX_ENTRIES, updater->entries);
    content_hash_write(&updater->content_hash, store);
    store_change_model(store, SOURCE_SEGMENTS_MODEL, buffer_view(&updater->reading.segments.bytes));
    enum faqbot_status status = index_delta_write(&updater->change, store);
    if (status == FAQBOT_OK && languages_failed(&updater->reading.languages)) {
        status = FAQBOT_NO_MEMORY;
    }
    return status == FAQBOT_OK ? store_finish(store) : status;
}

static enum faqbot_status read_again(struct updater *updater, struct fault_reporter *reporter,
                                     struct faqbot_fault *fault)
{
    const struct kb_sink sink = {.user = updater,
                                 .settings = take_settings,
                                 .synonym = take_synonym,
                                 .should_parse = take_unit,
                                 .entry = take_entry,
                                 .read = count_read,
                                 .reporter = reporter};
    enum faqbot_status status = index_entry_reading_run(&updater->reading, &sink, fault);
    close_unit(updater);
    updater->fits = updater->fits && updater->reading.is_worded &&
                    updater->segment >= source_segments_size(updater->before) &&
                    source_segments_finish(&updater->reading.segments);
    return status;
}

enum faqbot_status index_update(struct store *store, const struct faqbot_index_options *options,
                                struct fault_reporter *reporter, struct faqbot_index_result *result,
                                bool *fits, struct faqbot_fault *fault)
{
    struct updater updater = {.store = store};
    struct faqbot_index_result made = {.is_updated = true};
    arena_init(&updater.loaded, LOADED_BYTES_MAX);
    index_delta_init(&updater.change);
    index_entry_reading_init(&updater.reading, options);
    fault_begin(fault);
    enum faqbot_status status = load(&updater);
    bool is_updatable = status != FAQBOT_NOT_FOUND;
    status = status == FAQBOT_OK ? read_again(&updater, reporter, fault) : status;
    status = status == FAQBOT_OK && updater.fits ? write_all(&updater, &made) : status;
    *fits = is_updatable && updater.fits;
    if (status == FAQBOT_OK && *fits) {
        made.changed = updater.changed;
        made.phrasings = updater.phrasings;
        made.warnings = reporter->warnings;
        made.errors = reporter->errors;
        *result = made;
    } else if (is_updatable && status != FAQBOT_OK) {
        index_entry_reading_fault(&updater.reading, status, "cannot update the index", fault);
    }
    index_entry_reading_release(&updater.reading);
    index_delta_release(&updater.change);
    arena_release(&updater.loaded);
    return is_updatable ? status : FAQBOT_OK;
}
