/* index/update.c - brings an index up to date: reads the knowledge base again, segment by segment (an article,
 * a line of JSON Lines), and compares with the index only the segments that changed. index_delta.c turns the
 * words of those into edits of the posting lists.
 *
 * An update must answer exactly as an index that was made anew. Where it cannot, because something has a
 * meaning for other entries too (phrasings that are learned from, ids, languages, headings of passages,
 * settings, where the site shows articles, what links lead to, synonyms, words that are written as one and
 * apart, the numbers of all entries behind one that was removed), the update does not fit, and the caller
 * makes the index anew. That is always right, so no such case is worth being clever about: what fits is
 * edited, replaced and appended passages, and entries of knowledge bases with too many phrasings to learn
 * from, which is what authors of large ones do. */
#include "index/index_internal.h"

#include <stdlib.h>

#include "util/util.h"

/* How the two are compared: the index has, for each segment in order, a hash of its bytes and the number of
 * entries that it gave. Segment i of the files is compared with segment i of the index.
 *
 *   equal              its entries are as they were; it is not even parsed
 *   different          parsed; it must give as many entries as before, which replace those of the same numbers
 *   behind the last    parsed; its entries are appended
 *   fewer than before  does not fit: the numbers of entries would have holes
 *
 * An entry inserted in the middle makes every segment behind it different, which soon is more than one
 * entry in INDEX_UPDATE_SHARE, and then the index is made anew. Authors of large knowledge bases append to
 * a file of JSON Lines or edit in place, and that is quick.
 *
 * An updated index answers as one made anew does, but its bytes differ: in the order of new words' numbers,
 * in where chunks begin, and in how SQLite filled its pages. */

#define LOADED_BYTES_MAX ((size_t)1 << 30)

struct updater {
    /* First: the sink's functions of build.c are given the updater. Its content hash is that of the
     * settings; its segments are those as they are now; the entries of its progress are those of the
     * segments that are done. */
    struct index_reading reading;
    struct store *store;
    struct content_hash content_hash; /* of the index */
    struct arena loaded;              /* what the index has, for all of the update */
    struct index_delta delta;
    struct faqbot_view before; /* segments of the index */
    size_t segment;            /* the next one */
    uint32_t entries;          /* of the index, and those that were put in at the end */
    size_t expected;           /* entries of the segment at hand, where it was there before */
    size_t found;
    bool is_changed; /* the segment at hand */
    bool is_new;
    size_t changed;             /* entries */
    size_t phrasings;           /* of those */
    struct faqbot_view heading; /* of the last passage, where entries are put in behind it */
    bool has_heading;
    struct buffer packed;           /* the entry that was counted last */
    struct faqbot_view respellings; /* this and the following: of the index */
    struct faqbot_view site;
    struct faqbot_view link_targets;
    /* Nothing was learned, and phrasings are few enough: once an entry has several, and another any, something is. */
    bool learns;
    bool has_further;   /* some entry has several */
    uint64_t untrained; /* how many phrasings there are where they are too many */
    bool fits;
    enum faqbot_status failure; /* of what kb/ asks without taking a status */
};

/* -- Settings and segments ------------------------------------------------------------------------- */

/* The languages are those of the index, so that each has the number it had. */
static enum faqbot_status take_settings(void *user, const struct settings *settings)
{
    struct updater *updater = user;
    struct faqbot_view tags = {0};
    struct faqbot_view tag;
    struct faqbot_view counts = {0};
    enum faqbot_status status = index_reading_settings(&updater->reading, settings);
    store_get_setting(updater->store, INDEX_LANGUAGES, &updater->loaded, &tags, &status);
    store_get_setting(updater->store, INDEX_LANGUAGE_ENTRIES, &updater->loaded, &counts, &status);
    while (status == FAQBOT_OK && view_next_line(&tags, &tag)) {
        languages_add(&updater->reading.languages, tag, &status);
    }
    languages_read_entries(&updater->reading.languages, counts);
    return status;
}

/* All settings and synonyms come before the first segment; one that changed may mean another answer anywhere.
 */
static void close_settings(struct updater *updater)
{
    struct index_reading *reading = &updater->reading;
    if (!reading->has_all_settings) {
        index_reading_close_settings(reading, &updater->failure);
        updater->fits = updater->failure == FAQBOT_OK &&
                        reading->content_hash.settings == updater->content_hash.settings &&
                        view_equals(updater->respellings, buffer_view(&reading->respellings)) &&
                        view_equals(updater->site, buffer_view(&reading->site));
    }
}

static void close_segment(struct updater *updater)
{
    if (updater->is_changed) {
        updater->fits = updater->fits && (updater->is_new || updater->found == updater->expected);
        updater->reading.progress.entries += updater->found;
    }
    updater->is_changed = false;
}

/* Whether a segment is to be parsed: an unchanged one gives the entries that it gave before. */
static bool take_segment(void *user, const char *path, struct faqbot_view bytes)
{
    struct updater *updater = user;
    struct source_segments *segments = &updater->reading.segments;
    close_settings(updater);
    close_segment(updater);
    if (!updater->fits) {
        return false;
    }
    source_segments_start(segments, path, bytes);
    updater->is_new = updater->segment >= source_segments_size(updater->before);
    updater->expected = updater->is_new ? 0 : source_segments_entries(updater->before, updater->segment);
    updater->is_changed =
        updater->is_new || !source_segments_is_unchanged(updater->before, updater->segment, segments);
    updater->found = 0;
    updater->segment++;
    for (size_t i = 0; i < updater->expected && !updater->is_changed; i++) {
        source_segments_count(segments);
        updater->reading.progress.entries++;
    }
    return updater->is_changed;
}

/* -- Entries --------------------------------------------------------------------------------------- */

/* Counts an entry's words on the side that it belongs to; `packed` becomes the entry as an index has it. */
static void change_words(struct updater *updater, const struct entry *entry, const struct store_entry *row,
                         enum store_change change, enum faqbot_status *status)
{
    struct index_delta_side *side = change == STORE_ADD ? &updater->delta.come : &updater->delta.gone;
    struct index_reading *reading = &updater->reading;
    struct index_entry_words words = {.synonyms = reading->synonyms,
                                      .vocabulary = &side->vocabulary,
                                      .arena = &reading->arena,
                                      .language = index_reading_language(reading, entry->lang, status)};
    index_entry_count(entry, &words, status);
    index_entry_pack(entry, &words, index_entry_sums(row->number, &side->sums), &updater->packed, status);
    index_delta_close(side, row->number, words.words, status);
    index_entry_write_fulltext(entry, row, words.language.stems, change, &reading->arena, updater->store,
                               status);
}

/* Takes an entry of the index out of all that is counted. */
static void take_out(struct updater *updater, const struct entry *entry, const struct store_entry *row,
                     enum faqbot_status *status)
{
    index_entry_hash(row, entry, &updater->content_hash);
    content_hash_remove_entry(&updater->content_hash, row->number);
    for (size_t i = 0; i < entry->phrasing_count && entry->kind == ENTRY_FAQ && *status == FAQBOT_OK; i++) {
        struct faqbot_view typed;
        if (tokenize_folded(&updater->reading.arena, entry->phrasings[i], &typed)) {
            store_change_remove_suggestion(updater->store, row->number, (unsigned)i, typed);
            *status = store_status(updater->store);
        } else {
            *status = FAQBOT_NO_MEMORY;
        }
    }
    change_words(updater, entry, row, STORE_REMOVE, status);
}

/* Puts in an entry of which the row is there. */
static void put_in(struct updater *updater, const struct entry *entry, const struct store_entry *row,
                   bool is_suggested, enum faqbot_status *status)
{
    index_entry_write_lists(entry, row->number, is_suggested, &updater->reading.arena, updater->store,
                            status);
    updater->untrained += entry->phrasing_count;
    index_entry_hash(row, entry, &updater->content_hash);
    content_hash_close_entry(&updater->content_hash, row->number);
    change_words(updater, entry, row, STORE_ADD, status);
    index_reading_embed(&updater->reading, entry, row->number, updater->store, status);
    index_delta_pack(&updater->delta, row->number, buffer_view(&updater->packed), status);
    for (size_t field = 0; field < FIELD_COUNT && *status == FAQBOT_OK; field++) {
        updater->delta.lengths[field].bytes[row->number] = (char)updater->delta.come.lengths[field];
    }
}

/* An entry that was there before. Its id, its language and a passage's heading have a meaning for other
 * entries. */
static void replace(struct updater *updater, const struct entry *entry, const struct store_entry *row,
                    enum faqbot_status *status)
{
    struct store_entry before;
    struct entry old;
    stored_entry_read(updater->store, row->number, &updater->reading.arena, &before, &old, status);
    if (*status != FAQBOT_OK) {
        *status = *status == FAQBOT_NOT_FOUND ? FAQBOT_CORRUPT : *status;
        return;
    }
    if (!view_equals(before.id, row->id) || before.kind != row->kind ||
        !view_equals(before.lang, row->lang) ||
        (entry->kind == ENTRY_PASSAGE && !view_equals(before.question, row->question))) {
        updater->fits = false;
        return;
    }
    updater->untrained -= old.phrasing_count;
    take_out(updater, &old, &before, status);
    if (*status == FAQBOT_OK) {
        store_change_entry(updater->store, row);
    }
    put_in(updater, entry, row, entry->kind == ENTRY_FAQ, status);
}

static void keep_heading(struct updater *updater, struct faqbot_view heading, enum faqbot_status *status)
{
    updater->has_heading = true;
    fail_if(!arena_copy(&updater->loaded, heading, &updater->heading), FAQBOT_NO_MEMORY, status);
}

/* Whether a passage at the end is suggested, as build.c decides it for one in a row of them. The heading of
 * the last passage of the index may stand far before its end; it is looked for once. */
static bool has_new_heading(struct updater *updater, struct faqbot_view heading, enum faqbot_status *status)
{
    struct arena scratch;
    arena_init(&scratch, LOADED_BYTES_MAX);
    for (uint32_t i = updater->entries; i > 0 && !updater->has_heading && *status == FAQBOT_OK; i--) {
        struct store_entry row;
        arena_reset(&scratch);
        store_get_text(updater->store, i - 1, &scratch, &row, status);
        if (*status == FAQBOT_OK && row.kind == ENTRY_PASSAGE) {
            keep_heading(updater, row.question, status);
        }
    }
    arena_release(&scratch);
    bool is_new = !updater->has_heading || !view_equals(updater->heading, heading);
    keep_heading(updater, heading, status);
    return is_new;
}

/* An entry behind the last one. If its id is taken, making the index anew says so. */
static void append(struct updater *updater, const struct entry *entry, const struct store_entry *row,
                   enum faqbot_status *status)
{
    struct store_entry taken;
    bool is_suggested = entry->kind == ENTRY_FAQ || has_new_heading(updater, row->question, status);
    if (*status == FAQBOT_OK) {
        *status = store_add_variant(updater->store, row, &updater->reading.arena, &taken);
    }
    if (*status == FAQBOT_INVALID) {
        updater->fits = false;
        *status = FAQBOT_OK;
        return;
    }
    for (size_t field = 0; field < FIELD_COUNT; field++) { /* until its words are counted */
        buffer_add_byte(&updater->delta.lengths[field], 0);
        fail_if(updater->delta.lengths[field].failed, FAQBOT_NO_MEMORY, status);
    }
    updater->entries++;
    updater->reading.languages.entries[languages_find(&updater->reading.languages, entry->lang)]++;
    put_in(updater, entry, row, is_suggested, status);
}

static enum faqbot_status take_entry(void *user, const struct entry *entry)
{
    struct updater *updater = user;
    struct index_reading *reading = &updater->reading;
    size_t language_count = reading->languages.count;
    uint32_t number = (uint32_t)(reading->progress.entries + updater->found++);
    updater->changed++;
    updater->phrasings += entry->phrasing_count;
    bool is_many = updater->changed > updater->entries / INDEX_UPDATE_SHARE;
    bool is_learned = updater->learns && (entry->phrasing_count > 1 || updater->has_further);
    updater->fits =
        updater->fits && !is_many && !is_learned && (updater->is_new || updater->found <= updater->expected);
    if (!updater->fits) {
        return FAQBOT_OK;
    }
    source_segments_count(&reading->segments);
    enum faqbot_status status = FAQBOT_OK;
    (void)languages_add(&reading->languages, entry->lang, &status);
    struct store_entry row = index_reading_open_entry(reading, entry, number, &status);
    if (reading->languages.count >
        language_count) { /* they are numbered by first use in all of the entries */
        updater->fits = false;
    } else if (updater->is_new) {
        append(updater, entry, &row, &status);
    } else {
        replace(updater, entry, &row, &status);
    }
    return status;
}

/* -- The whole ------------------------------------------------------------------------------------- */

/* Whether the segments gave as many entries as there are: by that the entries are numbered. */
static bool has_all_entries(const struct updater *updater)
{
    uint64_t entries = 0;
    for (size_t i = 0; i < source_segments_size(updater->before); i++) {
        entries += source_segments_entries(updater->before, i);
    }
    return entries == updater->entries;
}

/* What was learned from phrasings depends on all of them. NOT_FOUND: something was. */
static void check_learning(struct updater *updater, enum faqbot_status *status)
{
    struct faqbot_view untrained = {0};
    fail_if(store_has_model(updater->store, ENTRY_INDEX_WORD_WEIGHTS, status), FAQBOT_NOT_FOUND, status);
    updater->learns =
        !store_find_setting(updater->store, ENTRY_INDEX_UNTRAINED, &updater->loaded, &untrained, status);
    updater->has_further = store_has_further_phrasings(updater->store, status);
    updater->untrained = untrained.size > 0 ? strtoull(untrained.bytes, NULL, 10) : 0;
}

/* Words that are written as one and apart, in the index and in the knowledge base as it is now. An index has no fewer
 * entries once it is updated, so of one that has too many nothing need be read. */
static void find_respellings(struct updater *updater, enum faqbot_status *status)
{
    struct index_reading *reading = &updater->reading;
    store_find_setting(updater->store, INDEX_RESPELLINGS, &updater->loaded, &updater->respellings, status);
    if (updater->entries <= RESPELLING_ENTRIES_MAX) {
        respellings_find(reading, &reading->respellings, status);
    }
}

/* NOT_FOUND: it is an index that cannot be updated. */
static void load(struct updater *updater, enum faqbot_status *status)
{
    struct faqbot_view lengths;
    struct store *store = updater->store;
    struct arena *loaded = &updater->loaded;
    store_get_model(store, SOURCE_SEGMENTS_MODEL, loaded, &updater->before, status);
    content_hash_read(&updater->content_hash, store, loaded, status);
    updater->entries = (uint32_t)store_get_number(store, INDEX_ENTRIES, loaded, status);
    store_get_model(store, ENTRY_INDEX_LENGTHS, loaded, &lengths, status);
    if (*status == FAQBOT_OK) {
        fail_if(lengths.size != (size_t)updater->entries * FIELD_COUNT || !has_all_entries(updater),
                FAQBOT_CORRUPT, status);
    }
    for (size_t field = 0; field < FIELD_COUNT && *status == FAQBOT_OK; field++) {
        struct faqbot_view part =
            view_slice(lengths, field * updater->entries, (field + 1) * updater->entries);
        buffer_add(&updater->delta.lengths[field], part);
        fail_if(updater->delta.lengths[field].failed, FAQBOT_NO_MEMORY, status);
    }
    (void)store_find_setting(store, INDEX_SITE, loaded, &updater->site, status);
    (void)store_find_setting(store, INDEX_LINK_TARGETS, loaded, &updater->link_targets, status);
    check_learning(updater, status);
    find_respellings(updater, status);
}

static void read_again(struct updater *updater, struct fault_reporter *reporter, struct faqbot_fault *fault,
                       enum faqbot_status *status)
{
    const struct kb_sink sink = {.user = updater,
                                 .settings = take_settings,
                                 .synonym = index_reading_synonym,
                                 .should_parse = take_segment,
                                 .entry = take_entry,
                                 .link_targets = index_reading_link_targets,
                                 .needs_link_targets = !view_is_empty(updater->link_targets),
                                 .read = index_reading_progress,
                                 .reporter = reporter,
                                 .today = updater->reading.options->today};
    index_reading_run(&updater->reading, &sink, fault, status);
    close_segment(updater);
    fail_if(updater->failure != FAQBOT_OK, updater->failure, status);
    bool has_same_targets = view_is_empty(updater->link_targets) ||
                            view_equals_text(updater->link_targets, updater->reading.link_targets);
    updater->fits = has_same_targets && source_segments_finish(&updater->reading.segments, status) &&
                    updater->fits && updater->reading.has_all_settings &&
                    updater->segment >= source_segments_size(updater->before) &&
                    (updater->learns || updater->untrained > LEARN_PHRASINGS_MAX);
}

static enum faqbot_status write_all(struct updater *updater, struct faqbot_index_result *result)
{
    struct store *store = updater->store;
    enum faqbot_status encoded = FAQBOT_OK;
    index_write_version(store, content_hash_version(&updater->content_hash), updater->entries, result);
    content_hash_write(&updater->content_hash, store);
    if (updater->reading.link_targets[0] != '\0') {
        store_change_setting(store, INDEX_LINK_TARGETS, view_of(updater->reading.link_targets));
    }
    store_change_model(store, SOURCE_SEGMENTS_MODEL, buffer_view(&updater->reading.segments.bytes));
    if (updater->reading.embedder != NULL) {
        embedder_finish(updater->reading.embedder, store, &encoded);
    }
    if (!updater->learns) {
        store_change_number(store, ENTRY_INDEX_UNTRAINED, updater->untrained);
    }
    enum faqbot_status status = encoded == FAQBOT_OK ? index_delta_write(&updater->delta, store) : encoded;
    index_reading_write_language_entries(&updater->reading, store, &status);
    fail_if(languages_failed(&updater->reading.languages), FAQBOT_NO_MEMORY, &status);
    return status == FAQBOT_OK ? store_finish(store) : status;
}

enum faqbot_status index_update(struct store *store, const struct faqbot_index_options *options,
                                struct fault_reporter *reporter, struct faqbot_index_result *result,
                                bool *fits, struct faqbot_fault *fault)
{
    struct updater updater = {.store = store};
    struct faqbot_index_result made = {.is_updated = true};
    arena_init(&updater.loaded, LOADED_BYTES_MAX);
    index_delta_init(&updater.delta);
    buffer_init(&updater.packed, INDEX_ENTRY_BYTES_MAX);
    index_reading_init(&updater.reading, options, NULL); /* settings and synonyms are in the store */
    fault_begin(fault);
    enum faqbot_status status = FAQBOT_OK;
    load(&updater, &status);
    bool is_updatable = status != FAQBOT_NOT_FOUND;
    read_again(&updater, reporter, fault, &status);
    *fits = is_updatable && updater.fits;
    if (status == FAQBOT_OK && *fits) {
        status = write_all(&updater, &made);
    }
    if (status == FAQBOT_OK && *fits) {
        made.changed = updater.changed;
        made.phrasings = updater.phrasings;
        made.warnings = reporter->warnings;
        made.errors = reporter->errors;
        *result = made;
    } else if (is_updatable && status != FAQBOT_OK) {
        index_reading_fault(&updater.reading, status, "cannot update the index", fault);
    }
    index_reading_release(&updater.reading);
    index_delta_release(&updater.delta);
    buffer_release(&updater.packed);
    arena_release(&updater.loaded);
    return is_updatable ? status : FAQBOT_OK;
}
