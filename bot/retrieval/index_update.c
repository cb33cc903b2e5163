/* retrieval/index_update.c - the entries of a knowledge that has changed, against those of its index. What their words
 * mean for the lists is change.c's. */
#include "retrieval/index_update.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "retrieval/collection.h"
#include "retrieval/entry_change.h"
#include "retrieval/index.h"
#include "retrieval/index_entry.h"
#include "retrieval/index_settings.h"
#include "retrieval/units.h"
#include "text/rich.h"

#define LOADED_BYTES_MAX ((size_t)1 << 30)
#define ENTRY_BYTES_MAX ((size_t)256 << 20)

struct updater {
    struct store *store;
    const struct faqbot_index_options *options;
    struct faqbot_index_progress progress;
    struct languages languages;
    struct wording *wording;
    bool is_worded;
    struct fingerprint now;         /* of the settings that are read */
    struct fingerprint fingerprint; /* of the index */
    struct arena loaded;            /* what the index has, for all of the update */
    struct arena arena;             /* one entry, as it was and as it is */
    struct buffer content;
    struct change change;
    struct entry_change entry_change;
    struct faqbot_view before; /* units of the index */
    struct units units;        /* of the knowledge */
    size_t unit;               /* the next one */
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
    enum faqbot_status status = languages_init(&updater->languages, settings->lang);
    updater->wording = wording_new(settings->lang);
    if (status != FAQBOT_OK || updater->wording == NULL) {
        return FAQBOT_NO_MEMORY;
    }
    updater->entry_change.wording = updater->wording;
    status = store_get_setting(updater->store, INDEX_LANGUAGES, &updater->loaded, &tags);
    while (status == FAQBOT_OK && view_next_line(&tags, &tag)) {
        size_t number;
        status = languages_add(&updater->languages, tag, &number);
    }
    return status == FAQBOT_OK ? index_settings_add(settings, &updater->now, NULL) : status;
}

static enum faqbot_status take_synonym(void *user, const struct synonym *synonym)
{
    struct updater *updater = user;
    fingerprint_add(&updater->now, synonym->from);
    fingerprint_add(&updater->now, synonym->to);
    return wording_add(updater->wording, synonym->from, synonym->to);
}

/* All of it came before the first unit. */
static void finish_settings(struct updater *updater)
{
    if (!updater->is_worded) {
        updater->is_worded = true;
        fingerprint_close_settings(&updater->now);
        updater->fits = updater->now.settings == updater->fingerprint.settings &&
                        wording_finish(updater->wording) == FAQBOT_OK;
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
    units_start(&updater->units, path, bytes);
    updater->is_new = updater->unit >= units_size(updater->before);
    updater->expected = updater->is_new ? 0 : units_entries(updater->before, updater->unit);
    updater->is_changed = updater->is_new || !units_is_same(updater->before, updater->unit, &updater->units);
    updater->found = 0;
    updater->unit++;
    for (size_t i = 0; i < updater->expected && !updater->is_changed; i++) {
        units_count(&updater->units);
        updater->entry++;
    }
    return updater->is_changed;
}

static enum faqbot_status count_read(void *user, size_t bytes)
{
    struct updater *updater = user;
    const struct faqbot_index_options *options = updater->options;
    updater->progress.bytes += bytes;
    updater->progress.entries = updater->entry;
    return options->watch == NULL ? FAQBOT_OK : options->watch(options->watch_user, &updater->progress);
}

/* -- Entries ------------------------------------------------------------------------------------------------------- */

/* An entry that was there before. Its id, its language and a passage's heading have a meaning for other entries. */
static enum faqbot_status replace(struct updater *updater, const struct entry *entry,
                                  const struct store_entry *row)
{
    struct store_entry before;
    enum faqbot_status status = store_get_entry(updater->store, row->number, &updater->arena, &before);
    if (status != FAQBOT_OK) {
        return status == FAQBOT_NOT_FOUND ? FAQBOT_CORRUPT : status;
    }
    if (!view_equals(before.id, row->id) || before.kind != row->kind ||
        !view_equals(before.lang, row->lang) ||
        (entry->kind == ENTRY_PASSAGE && !view_equals(before.question, row->question))) {
        updater->fits = false;
        return FAQBOT_OK;
    }
    status = entry_change_take_back(&updater->entry_change, &before);
    if (status == FAQBOT_OK) {
        status = store_change_entry(updater->store, row);
    }
    return status == FAQBOT_OK ? entry_change_put_in(&updater->entry_change, entry, row, false) : status;
}

/* The heading of the last passage, which may stand far before the end. */
static enum faqbot_status find_heading(struct updater *updater)
{
    enum faqbot_status status = FAQBOT_OK;
    for (uint32_t number = updater->entries; number > 0 && !updater->has_heading && status == FAQBOT_OK;
         number--) {
        struct store_entry row;
        status = store_get_text(updater->store, number - 1, &updater->arena, &row);
        if (status == FAQBOT_OK && row.kind == ENTRY_PASSAGE) {
            updater->has_heading = true;
            status =
                arena_copy(&updater->loaded, row.question, &updater->heading) ? FAQBOT_OK : FAQBOT_NO_MEMORY;
        }
    }
    return status;
}

static enum faqbot_status append(struct updater *updater, const struct entry *entry,
                                 const struct store_entry *row)
{
    struct store_entry taken;
    bool typed_heading = false;
    enum faqbot_status status = FAQBOT_OK;
    if (entry->kind == ENTRY_PASSAGE) {
        status = updater->has_heading ? FAQBOT_OK : find_heading(updater);
        typed_heading = !updater->has_heading || !view_equals(updater->heading, row->question);
        updater->has_heading = true;
        if (status == FAQBOT_OK && !arena_copy(&updater->loaded, row->question, &updater->heading)) {
            status = FAQBOT_NO_MEMORY;
        }
    }
    if (status == FAQBOT_OK) {
        status = store_add_entry(updater->store, row, &updater->arena, &taken);
    }
    if (status == FAQBOT_INVALID) { /* the id is taken; making it anew says so */
        updater->fits = false;
        return FAQBOT_OK;
    }
    buffer_add_byte(&updater->change.classes, 0);
    if (status == FAQBOT_OK && updater->change.classes.failed) {
        status = FAQBOT_NO_MEMORY;
    }
    updater->entries++;
    return status == FAQBOT_OK ? entry_change_put_in(&updater->entry_change, entry, row, typed_heading)
                               : status;
}

static enum faqbot_status take_entry(void *user, const struct entry *entry)
{
    struct updater *updater = user;
    size_t language_count = updater->languages.count;
    size_t language;
    uint32_t number = updater->entry + (uint32_t)updater->found++;
    updater->changed++;
    updater->phrasings += entry->phrasing_count;
    bool is_many = updater->changed > updater->entries / INDEX_UPDATE_SHARE;
    updater->fits = updater->fits && !is_many && (updater->is_new || updater->found <= updater->expected);
    if (!updater->fits) {
        return FAQBOT_OK;
    }
    units_count(&updater->units);
    arena_reset(&updater->arena);
    buffer_reset(&updater->content);
    rich_encode(entry->nodes, entry->node_count, &updater->content);
    enum faqbot_status status = updater->content.failed
                                    ? FAQBOT_NO_MEMORY
                                    : languages_add(&updater->languages, entry->lang, &language);
    if (status != FAQBOT_OK) {
        return status;
    }
    if (updater->languages.count > language_count) { /* the languages are numbered by first use */
        updater->fits = false;
        return FAQBOT_OK;
    }
    struct store_entry row =
        index_entry_row(entry, number, view_of(updater->languages.tags[0]), buffer_view(&updater->content));
    return updater->is_new ? append(updater, entry, &row) : replace(updater, entry, &row);
}

/* -- The whole ----------------------------------------------------------------------------------------------------- */

/* Whether the units gave as many entries as there are: by that the entries are numbered. */
static bool has_all_entries(const struct updater *updater)
{
    uint64_t entries = 0;
    for (size_t i = 0; i < units_size(updater->before); i++) {
        entries += units_entries(updater->before, i);
    }
    return entries == updater->entries;
}

/* NOT_FOUND: it is an index that cannot be updated. */
static enum faqbot_status load(struct updater *updater)
{
    struct faqbot_view entries;
    struct faqbot_view lengths;
    enum faqbot_status status =
        store_get_model(updater->store, UNITS_MODEL, &updater->loaded, &updater->before);
    if (status == FAQBOT_OK) {
        status = fingerprint_read(&updater->fingerprint, updater->store, &updater->loaded);
    }
    if (status == FAQBOT_OK) {
        status = store_get_setting(updater->store, INDEX_ENTRIES, &updater->loaded, &entries);
    }
    if (status == FAQBOT_OK) {
        status = store_get_model(updater->store, COLLECTION_LENGTHS, &updater->loaded, &lengths);
    }
    if (status == FAQBOT_OK) {
        updater->entries = (uint32_t)strtoul(entries.bytes, NULL, 10);
        buffer_add(&updater->change.classes, lengths);
        bool is_sound = lengths.size == updater->entries && has_all_entries(updater);
        status = updater->change.classes.failed ? FAQBOT_NO_MEMORY : is_sound ? FAQBOT_OK : FAQBOT_CORRUPT;
    }
    return status;
}

static enum faqbot_status set_text(struct updater *updater, const char *name, const char *text)
{
    return store_change_setting(updater->store, name, view_of(text));
}

static enum faqbot_status write_all(struct updater *updater, struct faqbot_index_result *result)
{
    char entries[24];
    snprintf(entries, sizeof entries, "%" PRIu32, updater->entries);
    snprintf(result->version, sizeof result->version, "%016" PRIx64,
             fingerprint_version(&updater->fingerprint));
    result->entries = updater->entries;
    enum faqbot_status status = set_text(updater, INDEX_VERSION, result->version);
    if (status == FAQBOT_OK) {
        status = set_text(updater, INDEX_ENTRIES, entries);
    }
    if (status == FAQBOT_OK) {
        status = fingerprint_write(&updater->fingerprint, updater->store);
    }
    if (status == FAQBOT_OK) {
        status = store_change_model(updater->store, UNITS_MODEL, buffer_view(&updater->units.bytes));
    }
    if (status == FAQBOT_OK) {
        status = change_write(&updater->change, updater->store);
    }
    if (status == FAQBOT_OK && languages_failed(&updater->languages)) {
        status = FAQBOT_NO_MEMORY;
    }
    return status == FAQBOT_OK ? store_finish(updater->store) : status;
}

static void release(struct updater *updater)
{
    languages_release(&updater->languages);
    wording_free(updater->wording);
    change_release(&updater->change);
    units_release(&updater->units);
    buffer_release(&updater->content);
    arena_release(&updater->arena);
    arena_release(&updater->loaded);
}

static enum faqbot_status read_again(struct updater *updater, struct fault_reporter *reporter,
                                     struct faqbot_fault *fault)
{
    const struct knowledge_sink sink = {.user = updater,
                                        .settings = take_settings,
                                        .synonym = take_synonym,
                                        .wants = take_unit,
                                        .entry = take_entry,
                                        .read = count_read,
                                        .reporter = reporter};
    enum faqbot_status status =
        updater->options->watch == NULL
            ? FAQBOT_OK
            : knowledge_measure(updater->options->knowledge, &updater->progress.bytes_total);
    if (status == FAQBOT_OK) {
        status = knowledge_read(updater->options->knowledge, &sink, fault);
    }
    close_unit(updater);
    updater->fits = updater->fits && updater->is_worded && updater->unit >= units_size(updater->before) &&
                    units_finish(&updater->units);
    return status;
}

enum faqbot_status index_update(struct store *store, const struct faqbot_index_options *options,
                                struct fault_reporter *reporter, struct faqbot_index_result *result,
                                bool *fits, struct faqbot_fault *fault)
{
    struct updater updater = {.store = store, .options = options};
    struct faqbot_index_result made = {.is_updated = true};
    arena_init(&updater.loaded, LOADED_BYTES_MAX);
    arena_init(&updater.arena, ENTRY_BYTES_MAX);
    buffer_init(&updater.content, ENTRY_BYTES_MAX);
    change_init(&updater.change);
    units_init(&updater.units);
    fingerprint_init(&updater.now);
    if (fault != NULL) {
        fault->sentence[0] = '\0';
    }
    enum faqbot_status status = load(&updater);
    bool is_updatable = status != FAQBOT_NOT_FOUND;
    updater.entry_change = (struct entry_change){.store = store,
                                                 .languages = &updater.languages,
                                                 .fingerprint = &updater.fingerprint,
                                                 .change = &updater.change,
                                                 .arena = &updater.arena};
    if (status == FAQBOT_OK) {
        status = read_again(&updater, reporter, fault);
    }
    if (status == FAQBOT_OK && updater.fits) {
        status = write_all(&updater, &made);
    }
    *fits = is_updatable && updater.fits;
    if (status == FAQBOT_OK && *fits) {
        made.changed = updater.changed;
        made.phrasings = updater.phrasings;
        made.warnings = reporter->warnings;
        made.errors = reporter->errors;
        *result = made;
    } else if (is_updatable && status == FAQBOT_IO && fault != NULL && fault->sentence[0] == '\0') {
        fault_set(fault, status, NULL, 0, "cannot write the index; see whether the disk is full");
    } else if (is_updatable && status != FAQBOT_OK && fault != NULL && fault->sentence[0] == '\0') {
        fault_set(fault, status, options->knowledge, 0, "cannot update the index: %s",
                  faqbot_status_text(status));
    }
    release(&updater);
    return is_updatable ? status : FAQBOT_OK;
}
