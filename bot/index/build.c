/* index/build.c - makes an index: writes what the reader of a knowledge base hands over to a store, in one
 * pass. Its first part is shared with update.c: what is read once for the whole knowledge base, and what of
 * an entry goes into an index.
 *
 * Memory grows with the words of the language and not with the entries, but for the phrasings that are learned
 * from, which are given up as soon as there are too many (LEARN_PHRASINGS_MAX). The store numbers entries in the
 * order in which they come, so the same knowledge base gives the same bytes.
 *
 * It deliberately does not know where the index is put: index_file.c names the file, and export builds in
 * memory. */
#define _XOPEN_SOURCE 700 /* realpath() */
#include "index/index_internal.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "kb/kb.h"
#include "text/text.h"
#include "util/util.h"

/* The pass: settings come first, then synonyms, then entries, as kb_read() promises. For each entry
 *
 * 1. its row is added, or the entry is left out because its id is taken;
 * 2. its phrasings are added, and become suggestions while a visitor types, and what it never answers;
 * 3. its words are counted, and its phrasings kept for learning;
 * 4. its texts are packed, with what they mean, and its posting lists grow.
 *
 * At the end stems and forms are written, then the posting lists, and last what was learned, if anything. */

/* -- Reading: settings, synonyms, progress --------------------------------------------------------- */

void index_reading_init(struct index_reading *reading, const struct faqbot_index_options *options,
                        struct store *store)
{
    *reading = (struct index_reading){.options = options, .store = store};
    content_hash_init(&reading->content_hash);
    source_segments_init(&reading->segments);
    arena_init(&reading->arena, INDEX_ENTRY_BYTES_MAX);
    buffer_init(&reading->content, INDEX_ENTRY_BYTES_MAX);
    buffer_init(&reading->respellings, INDEX_ENTRY_BYTES_MAX);
    buffer_init(&reading->site, INDEX_ENTRY_BYTES_MAX);
}

void index_reading_release(struct index_reading *reading)
{
    embedder_free(reading->embedder);
    encoder_close(reading->encoder);
    languages_release(&reading->languages);
    synonyms_free(reading->synonyms);
    source_segments_release(&reading->segments);
    arena_release(&reading->arena);
    buffer_release(&reading->content);
    buffer_release(&reading->respellings);
    buffer_release(&reading->site);
}

void index_reading_run(struct index_reading *reading, const struct kb_sink *sink, struct faqbot_fault *fault,
                       enum faqbot_status *status)
{
    const struct faqbot_index_options *options = reading->options;
    reading->fault = fault;
    if (*status == FAQBOT_OK && options->watch != NULL) {
        *status = kb_count_bytes(options->knowledge, &reading->progress.bytes_total);
    }
    if (*status == FAQBOT_OK) {
        *status = reading->part != NULL ? index_dump_read(reading->part, sink)
                                        : kb_read(options->knowledge, sink, fault);
    }
}

void index_reading_write_language_entries(struct index_reading *reading, struct store *store,
                                          enum faqbot_status *status)
{
    struct buffer *counts = &reading->content; /* of entries, which have all been written */
    buffer_reset(counts);
    languages_write_entries(&reading->languages, counts);
    store_change_setting(store, INDEX_LANGUAGE_ENTRIES, buffer_view(counts));
    fail_if(counts->failed, FAQBOT_NO_MEMORY, status);
}

/* A setting without a value is not written, but is hashed: to remove a sentence changes the version. */
static void add_setting(struct index_reading *reading, const char *name, struct faqbot_view value)
{
    content_hash_add(&reading->content_hash, value);
    if (reading->store != NULL && !view_is_empty(value)) {
        store_change_setting(reading->store, name, value);
    }
}

/* The same, but one without a value is not hashed: what came later leaves the versions alone of knowledge bases that do
 * not use it. The name is hashed so that a value does not pass for another setting's. */
static void add_later_setting(struct index_reading *reading, const char *name, struct faqbot_view value)
{
    if (!view_is_empty(value)) {
        content_hash_add(&reading->content_hash, view_of(name));
        add_setting(reading, name, value);
    }
}

/* A threshold below 0 is one that bot.yml does not name. */
static void add_threshold(struct index_reading *reading, const char *name, double threshold)
{
    char text[32];
    snprintf(text, sizeof text, "%ld", lround(threshold * INDEX_THRESHOLD_SCALE));
    add_setting(reading, name, view_of(threshold < 0 ? "" : text));
}

/* The path of the encoder's file: as the options say, else as bot.yml does, seen from its folder. NULL: none is wanted,
 * or no memory. */
static const char *find_encoder(struct index_reading *reading, const struct settings *settings,
                                enum faqbot_status *status)
{
    struct buffer path;
    const char *chosen = reading->options->encoder;
    if (chosen != NULL || view_is_empty(settings->encoder)) {
        return chosen == NULL || strcmp(chosen, "no") == 0 ? NULL : chosen;
    }
    buffer_init_in(&path, &reading->arena, INDEX_ENTRY_BYTES_MAX);
    const char *slash = settings->path == NULL ? NULL : strrchr(settings->path, '/');
    if (slash != NULL && settings->encoder.bytes[0] != '/') {
        buffer_add(&path, view_make(settings->path, (size_t)(slash - settings->path) + 1));
    }
    buffer_add(&path, settings->encoder);
    buffer_add_byte(&path, '\0');
    fail_if(path.failed, FAQBOT_NO_MEMORY, status);
    return path.failed ? NULL : buffer_view(&path).bytes;
}

/* Says why it cannot be opened, and where it is named. It is not what cannot be found: that is the knowledge base. */
static enum faqbot_status refuse_encoder(const struct index_reading *reading, const struct settings *settings,
                                         const char *path, const struct faqbot_fault *cause)
{
    struct faqbot_fault *fault = reading->fault;
    enum faqbot_status status = cause->status == FAQBOT_NOT_FOUND ? FAQBOT_INVALID : cause->status;
    if (reading->options->encoder != NULL || status == FAQBOT_NO_MEMORY) {
        return fault_set(fault, status, path, 0, "%s", cause->sentence);
    }
    fault_set(fault, status, settings->path, settings->encoder_line, "%s: %s", path, cause->sentence);
    if (fault != NULL) {
        (void)snprintf(fault->rule, sizeof fault->rule, "%s", INDEX_ENCODER_RULE);
    }
    return status;
}

/* Opens the encoder, which is a part of what the index says: it is hashed where there is one, so that those who want
 * none keep their version. An index keeps an absolute path, as it may be opened from elsewhere. */
static void open_encoder(struct index_reading *reading, const struct settings *settings,
                         enum faqbot_status *status)
{
    char hash[EMBEDDER_HASH_BYTES];
    struct faqbot_fault cause;
    const char *path = *status == FAQBOT_OK ? find_encoder(reading, settings, status) : NULL;
    if (path == NULL) {
        return;
    }
    if (encoder_open(path, &reading->encoder, &cause) != FAQBOT_OK) {
        *status = refuse_encoder(reading, settings, path, &cause);
        return;
    }
    reading->embedder = embedder_new(reading->encoder);
    fail_if(reading->embedder == NULL, FAQBOT_NO_MEMORY, status);
    embedder_hash(reading->encoder, hash);
    add_setting(reading, INDEX_ENCODER, view_of(hash));
    if (reading->store != NULL && *status == FAQBOT_OK) {
        char *absolute = realpath(path, NULL); /* NULL with memory: somebody moves it just now */
        fail_if(absolute == NULL && errno == ENOMEM, FAQBOT_NO_MEMORY, status);
        store_change_setting(reading->store, INDEX_ENCODER_NAME, encoder_name(reading->encoder));
        store_change_setting(reading->store, INDEX_ENCODER_PATH, view_of(absolute == NULL ? path : absolute));
        free(absolute);
    }
}

/* Hashed only if there are any, so that other knowledge bases keep their version. */
static void add_sentences(struct index_reading *reading, const struct settings *settings,
                          enum faqbot_status *status)
{
    struct buffer lines;
    buffer_init(&lines, SIZE_MAX);
    for (size_t i = 0; i < settings->sentence_count; i++) {
        buffer_add(&lines, settings->sentences[i].key);
        buffer_add_byte(&lines, '\t');
        buffer_add(&lines, settings->sentences[i].lang);
        buffer_add_byte(&lines, '\t');
        buffer_add(&lines, settings->sentences[i].text);
        buffer_add_byte(&lines, '\n');
    }
    if (lines.size > 0) {
        add_setting(reading, INDEX_SENTENCES, buffer_view(&lines));
    }
    fail_if(lines.failed, FAQBOT_NO_MEMORY, status);
    buffer_release(&lines);
}

static void add_page_starters(struct index_reading *reading, const struct settings *settings,
                              enum faqbot_status *status)
{
    struct buffer lines;
    buffer_init(&lines, SIZE_MAX);
    for (size_t i = 0; i < settings->page_count; i++) {
        const struct settings_page *page = &settings->pages[i];
        buffer_add(&lines, page->path);
        for (size_t j = 0; j < page->starter_count; j++) {
            buffer_add_byte(&lines, '\t');
            buffer_add(&lines, page->starters[j]);
        }
        buffer_add_byte(&lines, '\n');
    }
    add_later_setting(reading, INDEX_PAGE_STARTERS, buffer_view(&lines));
    fail_if(lines.failed, FAQBOT_NO_MEMORY, status);
    buffer_release(&lines);
}

/* The language is hashed here and written elsewhere, with those of the entries. The order is that of the
 * hash. */
enum faqbot_status index_reading_settings(struct index_reading *reading, const struct settings *settings)
{
    struct buffer starters;
    buffer_init(&starters, SIZE_MAX);
    reading->synonyms = synonyms_new(settings->lang);
    enum faqbot_status status = reading->synonyms == NULL ? FAQBOT_NO_MEMORY : FAQBOT_OK;
    languages_init(&reading->languages, settings->lang, &status);
    content_hash_add(&reading->content_hash, settings->lang);
    add_setting(reading, INDEX_NAME, settings->name);
    add_setting(reading, INDEX_GREETING, settings->greeting);
    add_setting(reading, INDEX_NO_ANSWER, settings->no_answer);
    add_setting(reading, INDEX_UNSURE, settings->unsure);
    add_setting(reading, INDEX_CONTACT, settings->contact.text);
    add_setting(reading, INDEX_DISCLAIMER, settings->disclaimer);
    for (size_t i = 0; i < settings->starter_count; i++) {
        buffer_add(&starters, settings->starters[i]);
        buffer_add_byte(&starters, '\n');
    }
    add_setting(reading, INDEX_STARTERS, buffer_view(&starters));
    add_setting(reading, INDEX_LEXICON, view_of(settings->has_lexicon ? "" : "no"));
    if (settings->has_lexicon) {
        languages_open_lexicon(&reading->languages, &status);
    }
    add_sentences(reading, settings, &status);
    if (!settings->has_small_talk) { /* hashed only if it is said, so that others keep their version */
        add_setting(reading, INDEX_SMALL_TALK, view_of("no"));
    }
    add_threshold(reading, INDEX_ANSWERED_THRESHOLD, settings->answered_threshold);
    add_threshold(reading, INDEX_UNSURE_THRESHOLD, settings->unsure_threshold);
    add_later_setting(reading, INDEX_CONTACT_MAIL, settings->contact.mail);
    add_later_setting(reading, INDEX_CONTACT_PHONE, settings->contact.phone);
    add_later_setting(reading, INDEX_CONTACT_URL, settings->contact.url);
    add_later_setting(reading, INDEX_CONTACT_HOURS, settings->contact.hours);
    add_later_setting(reading, INDEX_CONSENT, settings->consent);
    add_later_setting(reading, INDEX_PRIVACY, settings->privacy);
    add_page_starters(reading, settings, &status);
    open_encoder(reading, settings, &status);
    /* Not hashed: the addresses themselves are, with their entries. */
    buffer_add(&reading->site, settings->site);
    if (reading->store != NULL && reading->site.size > 0) {
        store_change_setting(reading->store, INDEX_SITE, buffer_view(&reading->site));
    }
    fail_if(starters.failed || reading->site.failed, FAQBOT_NO_MEMORY, &status);
    buffer_release(&starters);
    return status == FAQBOT_OK && reading->store != NULL ? store_status(reading->store) : status;
}

enum faqbot_status index_reading_synonym(void *user, const struct synonym *synonym)
{
    struct index_reading *reading = user;
    content_hash_add(&reading->content_hash, synonym->from);
    content_hash_add(&reading->content_hash, synonym->to);
    enum faqbot_status status = FAQBOT_OK;
    synonyms_add(reading->synonyms, synonym->from, synonym->to, &status);
    if (reading->store != NULL && status == FAQBOT_OK) {
        store_add_synonym(reading->store, synonym->from, synonym->to);
        status = store_status(reading->store);
    }
    return status;
}

/* It is called for each entry and segment, as nothing else says that settings and synonyms are over. */
void index_reading_close_settings(struct index_reading *reading, enum faqbot_status *status)
{
    if (*status == FAQBOT_OK && !reading->has_all_settings) {
        reading->has_all_settings = true;
        content_hash_close_settings(&reading->content_hash);
        respellings_add(buffer_view(&reading->respellings), reading->synonyms, status);
        if (reading->respellings.size > 0 && reading->store != NULL && *status == FAQBOT_OK) {
            store_change_setting(reading->store, INDEX_RESPELLINGS, buffer_view(&reading->respellings));
        }
        synonyms_finish(reading->synonyms, status);
    }
}

enum faqbot_status index_reading_progress(void *user, size_t bytes)
{
    struct index_reading *reading = user;
    const struct faqbot_index_options *options = reading->options;
    reading->progress.bytes += bytes;
    return options->watch == NULL ? FAQBOT_OK : options->watch(options->watch_user, &reading->progress);
}

void index_reading_link_targets(void *user, uint64_t hash)
{
    struct index_reading *reading = user;
    snprintf(reading->link_targets, sizeof reading->link_targets, "%016" PRIx64, hash);
}

void index_write_sums(struct store *store, const struct meaning_sums *sums)
{
    store_change_model(store, ENTRY_INDEX_MEANING_SUMS, view_make((const char *)sums, sizeof *sums));
}

void index_write_version(struct store *store, uint64_t version, size_t entries,
                         struct faqbot_index_result *result)
{
    snprintf(result->version, sizeof result->version, "%016" PRIx64, version);
    result->entries = entries;
    store_change_setting(store, INDEX_VERSION, view_of(result->version));
    store_change_number(store, INDEX_ENTRIES, result->entries);
}

/* Reading fills the fault itself when it meets an IO failure, so one without a sentence comes from writing.
 */
enum faqbot_status index_reading_fault(const struct index_reading *reading, enum faqbot_status status,
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

/* -- An entry as an index has it ------------------------------------------------------------------- */

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

struct store_entry index_reading_open_entry(struct index_reading *reading, const struct entry *entry,
                                            uint32_t number, enum faqbot_status *status)
{
    arena_reset(&reading->arena);
    buffer_reset(&reading->content);
    rich_encode(entry->nodes, entry->node_count, &reading->content);
    fail_if(reading->content.failed, FAQBOT_NO_MEMORY, status);
    return index_entry_row(entry, number, view_of(reading->languages.tags[0]),
                           buffer_view(&reading->content));
}

void index_entry_write_lists(const struct entry *entry, uint32_t number, bool is_suggested,
                             struct arena *arena, struct store *store, enum faqbot_status *status)
{
    for (size_t i = 0; i < entry->phrasing_count && *status == FAQBOT_OK; i++) {
        struct faqbot_view typed = view_of("");
        if (is_suggested && !tokenize_folded(arena, entry->phrasings[i], &typed)) {
            *status = FAQBOT_NO_MEMORY;
            return;
        }
        store_add_phrasing(store, number, (unsigned)i, entry->phrasings[i], typed);
    }
    for (size_t i = 0; i < entry->exclusion_count && *status == FAQBOT_OK; i++) {
        store_add_exclusion(store, number, (unsigned)i, entry->exclusions[i]);
    }
    for (size_t i = 0; i < entry->related_count && *status == FAQBOT_OK; i++) {
        store_add_related(store, number, (unsigned)i, entry->related[i]);
    }
    *status = *status == FAQBOT_OK ? store_status(store) : *status;
}

struct faqbot_view index_entry_labels(const struct store_entry *row, struct arena *arena,
                                      enum faqbot_status *status)
{
    static const struct faqbot_view between = {" > ", 3};
    struct buffer labels;
    buffer_init_in(&labels, arena, SIZE_MAX);
    fulltext_add_label(FULLTEXT_LANGUAGE, row->lang, arena, &labels, status);
    for (size_t i = 0, start = 0; i <= row->tags.size && row->tags.size > 0; i++) {
        if (i == row->tags.size || row->tags.bytes[i] == ',') {
            fulltext_add_label(FULLTEXT_TAG, view_slice(row->tags, start, i - start), arena, &labels, status);
            start = i + 1;
        }
    }
    for (size_t i = 1; i <= row->section.size; i++) {
        if (i == row->section.size || view_equals(view_slice(row->section, i, between.size), between)) {
            fulltext_add_label(FULLTEXT_SECTION, view_slice(row->section, 0, i), arena, &labels, status);
        }
    }
    fail_if(labels.failed, FAQBOT_NO_MEMORY, status);
    return buffer_view(&labels);
}

/* A passage without a heading goes by its title, and what is there already is not written again. */
void index_entry_write_fulltext(const struct entry *entry, const struct store_entry *row,
                                struct stemmer *stems, enum store_change change, struct arena *arena,
                                struct store *store, enum faqbot_status *status)
{
    struct buffer phrasings;
    struct buffer title;
    buffer_init_in(&phrasings, arena, SIZE_MAX);
    buffer_init_in(&title, arena, SIZE_MAX);
    for (size_t i = 0; i < entry->phrasing_count; i++) {
        buffer_add(&phrasings, entry->phrasings[i]);
        buffer_add_byte(&phrasings, '\n');
    }
    buffer_add(&title, view_equals(row->title, row->question) ? view_of("") : row->title);
    buffer_add_byte(&title, '\n');
    buffer_add(&title, row->section);
    fail_if(phrasings.failed || title.failed, FAQBOT_NO_MEMORY, status);
    const struct faqbot_view columns[] = {entry->text, buffer_view(&phrasings), buffer_view(&title),
                                          index_entry_labels(row, arena, status)};
    if (*status == FAQBOT_OK) {
        store_write_fulltext(store, change, row->number, stems, columns);
        *status = store_status(store);
    }
}

static void hash_list(const struct faqbot_view *list, size_t count, struct content_hash *content_hash)
{
    for (size_t i = 0; i < count; i++) {
        content_hash_add(content_hash, list[i]);
    }
    content_hash_add(content_hash, view_of("")); /* an end: no list has an empty member but a passage's */
}

/* The line and the file are left out: moving an entry within the knowledge base says nothing new. Exclusions
 * are hashed where there are any, so that those who write none keep their version. */
void index_entry_hash(const struct store_entry *row, const struct entry *entry,
                      struct content_hash *content_hash)
{
    const char kind = (char)row->kind;
    const struct faqbot_view hashed[] = {row->id,      row->content, row->title,         row->section,
                                         row->url,     row->lang,    row->disclaimer_id, row->disclaimer,
                                         row->updated, row->tags,    row->review_by,     view_make(&kind, 1)};
    hash_list(hashed, sizeof hashed / sizeof *hashed, content_hash);
    hash_list(entry->phrasings, entry->phrasing_count, content_hash);
    hash_list(entry->related, entry->related_count, content_hash);
    if (entry->exclusion_count > 0) {
        hash_list(entry->exclusions, entry->exclusion_count, content_hash);
    }
}

/* Counts a text's words. */
static void count_text(struct faqbot_view text, bool is_phrasing, struct index_entry_words *counted,
                       enum faqbot_status *status)
{
    struct synonyms_words words;
    struct vocabulary *vocabulary = counted->vocabulary;
    synonyms_read(counted->synonyms, counted->arena, text, &words, status);
    for (size_t i = 0; i < words.count && *status == FAQBOT_OK; i++) {
        if (i % VOCABULARY_BATCH == 0) {
            vocabulary_fetch(vocabulary, words.list + i, words.count - i);
        }
        vocabulary_add(vocabulary, &counted->language, &words.list[i]);
    }
    if (is_phrasing && counted->bags != NULL && *status == FAQBOT_OK) {
        trainer_bags_add(counted->bags, vocabulary->entry - 1, &words, counted->language.stems, status);
    }
    counted->words[vocabulary->field] += words.count;
    fail_if(vocabulary->failed, FAQBOT_NO_MEMORY, status);
}

/* The headings above the entry's own: "How do I install it?" below "Windows" is asked for with that word. */
static struct faqbot_view section_above(const struct entry *entry)
{
    size_t own = entry->kind == ENTRY_PASSAGE ? entry->phrasings[0].size : 0;
    return view_slice(entry->section, 0, entry->section.size > own ? entry->section.size - own : 0);
}

void index_entry_count(const struct entry *entry, struct index_entry_words *words, enum faqbot_status *status)
{
    bool is_passage = entry->kind == ENTRY_PASSAGE;
    words->words[FIELD_HEAD] = words->words[FIELD_BODY] = 0;
    if (is_passage) {
        count_text(entry->title, false, words, status);
        vocabulary_end_text(words->vocabulary, FIELD_HEAD);
    }
    for (size_t i = 0; i < entry->phrasing_count && (!is_passage || forward_has_heading(entry)); i++) {
        count_text(entry->phrasings[i], true, words, status);
        vocabulary_end_text(words->vocabulary, FIELD_HEAD);
    }
    words->vocabulary->field = FIELD_BODY;
    count_text(section_above(entry), false, words, status);
    count_text(entry->text, false, words, status);
    vocabulary_end_text(words->vocabulary, FIELD_BODY);
    fail_if(words->vocabulary->sequence.failed, FAQBOT_NO_MEMORY, status);
}

void index_entry_pack(const struct entry *entry, const struct index_entry_words *words,
                      struct meaning_sums *sums, struct buffer *packed, enum faqbot_status *status)
{
    struct entry_meaning meaning;
    const struct lexicon *lexicon = words->language.lexicon;
    buffer_reset(packed);
    if (*status == FAQBOT_OK && lexicon != NULL) {
        entry_meaning_find(lexicon, entry, words->vocabulary, &meaning, sums);
    }
    forward_encode(words->vocabulary, entry->kind, words->language.number, lexicon == NULL ? NULL : &meaning,
                   words->arena, packed, status);
}

struct meaning_sums *index_entry_sums(uint32_t number, struct meaning_sums *sums)
{
    return number < MEANING_SUMS_ALL || number % MEANING_SUMS_STEP == 0 ? sums : NULL;
}

struct vocabulary_language index_reading_language(struct index_reading *reading, struct faqbot_view tag,
                                                  enum faqbot_status *status)
{
    size_t number = languages_add(&reading->languages, tag, status);
    return (struct vocabulary_language){.stems = reading->languages.stems[number],
                                        .lexicon = languages_lexicon(&reading->languages, number),
                                        .number = number};
}

void index_reading_embed(struct index_reading *reading, const struct entry *entry, uint32_t number,
                         struct store *store, enum faqbot_status *status)
{
    struct vocabulary_language language = index_reading_language(reading, entry->lang, status);
    if (reading->encoder != NULL && *status == FAQBOT_OK &&
        encoder_knows_language(reading->encoder, view_of(reading->languages.tags[language.number]))) {
        struct faqbot_view known = view_of("");
        if (reading->has_embeddings) {
            store_get_embeddings(reading->part->from, reading->part->entries[number], &reading->arena, &known,
                                 status);
        }
        embedder_add(reading->embedder, entry, &language, number, known, store, status);
    }
}

bool index_is_faq(const struct store_entry *entry)
{
    return entry->kind == ENTRY_FAQ;
}

/* -- Building -------------------------------------------------------------------------------------- */

struct builder {
    struct index_reading reading; /* first: the sink's functions above are given the builder */
    struct fault_reporter *reporter;
    struct faqbot_index_result result;
    struct vocabulary vocabulary;
    struct entry_index_builder index;
    struct trainer_bags *bags; /* NULL once there are too many phrasings */
    struct meaning_sums sums;
    struct buffer packed;          /* the entry at hand, as forward_encode() does it */
    size_t left_out;               /* entries whose ids were taken */
    struct buffer heading;         /* of the last passage */
    const struct index_edit *edit; /* NULL: nothing is changed */
    struct arena edited;           /* the lists of the entry that is */
    bool is_edited;                /* it has come */
};

/* Whether the entry was added; if its id is taken in its language that is reported, and the entry is left out. */
static bool add_row(struct builder *builder, const struct entry *entry, const struct store_entry *row,
                    enum faqbot_status *status)
{
    struct store_entry taken = {0};
    struct index_reading *reading = &builder->reading;
    if (*status == FAQBOT_OK) {
        *status = store_add_variant(reading->store, row, &reading->arena, &taken);
    }
    if (*status == FAQBOT_INVALID) {
        *status = FAQBOT_OK;
        builder->left_out++;
        fault_report(builder->reporter, FAQBOT_ERROR, "equal-ids", entry->path, entry->line,
                     "the id \"%.*s\" is taken by %s:%u; this entry is left out: give it another id",
                     VIEW_ARGS(entry->id), taken.path.bytes, taken.line);
        return false;
    }
    return *status == FAQBOT_OK;
}

/* Whether an entry is suggested while a visitor types. Of passages in a row with one heading only the first
 * is. */
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

/* Words, postings, texts and meaning of an entry. */
static void index_entry(struct builder *builder, const struct entry *entry, const struct store_entry *row,
                        enum faqbot_status *status)
{
    struct index_reading *reading = &builder->reading;
    if (builder->result.phrasings > LEARN_PHRASINGS_MAX) {
        trainer_bags_free(builder->bags);
        builder->bags = NULL;
    }
    struct index_entry_words words = {.synonyms = reading->synonyms,
                                      .vocabulary = &builder->vocabulary,
                                      .bags = builder->bags,
                                      .arena = &reading->arena,
                                      .language = index_reading_language(reading, entry->lang, status)};
    reading->languages.entries[words.language.number]++;
    index_entry_count(entry, &words, status);
    index_entry_pack(entry, &words, index_entry_sums(row->number, &builder->sums), &builder->packed, status);
    entry_index_builder_add(&builder->index, &builder->vocabulary, words.words, status);
    if (*status == FAQBOT_OK) {
        store_change_forward(reading->store, row->number, buffer_view(&builder->packed));
        *status = store_status(reading->store);
    }
    vocabulary_close(&builder->vocabulary);
    index_reading_embed(reading, entry, row->number, reading->store, status);
    index_entry_write_fulltext(entry, row, words.language.stems, STORE_ADD, &reading->arena, reading->store,
                               status);
}

static enum faqbot_status take_entry(void *user, const struct entry *entry)
{
    struct builder *builder = user;
    struct index_reading *reading = &builder->reading;
    uint32_t number = (uint32_t)reading->progress.entries;
    enum faqbot_status status = FAQBOT_OK;
    index_reading_close_settings(reading, &status);
    struct store_entry row = index_reading_open_entry(reading, entry, number, &status);
    if (!add_row(builder, entry, &row, &status)) {
        return status;
    }
    index_entry_hash(&row, entry, &reading->content_hash);
    content_hash_close_entry(&reading->content_hash, number);
    source_segments_count(&reading->segments);
    index_entry_write_lists(entry, number, is_suggested(builder, entry), &reading->arena, reading->store,
                            &status);
    fail_if(builder->heading.failed, FAQBOT_NO_MEMORY, &status);
    builder->result.phrasings += entry->phrasing_count;
    reading->progress.entries++;
    index_entry(builder, entry, &row, &status);
    return status;
}

/* Every segment is wanted; they are noted for updates. */
static bool take_segment(void *user, const char *path, struct faqbot_view bytes)
{
    struct builder *builder = user;
    source_segments_start(&builder->reading.segments, path, bytes);
    return true;
}

static enum faqbot_status take_settings(void *user, const struct settings *settings)
{
    struct builder *builder = user;
    struct index_reading *reading = &builder->reading;
    enum faqbot_status status = index_reading_settings(reading, settings);
    if (reading->embedder != NULL && reading->options->output != NULL) {
        embedder_reuse(reading->embedder, reading->options->output);
    } else if (reading->embedder != NULL && builder->edit != NULL) {
        embedder_reuse_store(reading->embedder, builder->edit->before);
    }
    if (reading->embedder != NULL && reading->part != NULL) {
        char hash[EMBEDDER_HASH_BYTES];
        struct faqbot_view made_with = {0};
        (void)store_find_setting(reading->part->from, INDEX_ENCODER, &reading->arena, &made_with, &status);
        embedder_hash(reading->encoder, hash);
        reading->has_embeddings = view_equals_text(made_with, hash);
    }
    return status;
}

/* Entries may name languages of their own, so the list is complete only now. */
static void write_languages(struct builder *builder, enum faqbot_status *status)
{
    struct buffer *tags = &builder->reading.content; /* of entries, which have all been written */
    buffer_reset(tags);
    languages_write(&builder->reading.languages, tags);
    store_change_setting(builder->reading.store, INDEX_LANGUAGES, buffer_view(tags));
    fail_if(tags->failed, FAQBOT_NO_MEMORY, status);
    index_reading_write_language_entries(&builder->reading, builder->reading.store, status);
}

/* An index from which an entry was left out cannot be updated: which entry that is depends on all the
 * others. So it gets no segments, and an update makes it anew. */
static void write_segments(struct builder *builder, enum faqbot_status *status)
{
    struct index_reading *reading = &builder->reading;
    content_hash_write(&reading->content_hash, reading->store);
    if (source_segments_finish(&reading->segments, status) && builder->left_out == 0) {
        store_change_model(reading->store, SOURCE_SEGMENTS_MODEL, buffer_view(&reading->segments.bytes));
    }
}

static void finish(struct builder *builder, enum faqbot_status *status)
{
    struct index_reading *reading = &builder->reading;
    if (*status != FAQBOT_OK) {
        return;
    }
    if (reading->embedder != NULL) {
        embedder_finish(reading->embedder, reading->store, status);
    }
    index_write_version(reading->store, content_hash_version(&reading->content_hash),
                        reading->progress.entries, &builder->result);
    write_languages(builder, status);
    if (reading->link_targets[0] != '\0') {
        store_change_setting(reading->store, INDEX_LINK_TARGETS, view_of(reading->link_targets));
    }
    vocabulary_write(&builder->vocabulary, reading->store, status);
    *status = *status == FAQBOT_OK ? index_reading_progress(reading, 0) : *status;
    entry_index_builder_write(&builder->index, status);
    if (*status == FAQBOT_OK) {
        store_change_number(reading->store, ENTRY_INDEX_STEMS, builder->vocabulary.stem_texts.count);
        store_change_number(reading->store, ENTRY_INDEX_FORMS, builder->vocabulary.form_count);
        index_write_sums(reading->store, &builder->sums);
        write_segments(builder, status);
    }
    if (builder->bags == NULL) {
        store_change_number(reading->store, ENTRY_INDEX_UNTRAINED, builder->result.phrasings);
    } else {
        trainer_bags_write(builder->bags, (uint32_t)reading->progress.entries, reading->store, status);
    }
    *status = *status == FAQBOT_OK ? index_reading_progress(reading, 0) : *status;
    if (*status == FAQBOT_OK) {
        *status = languages_failed(&reading->languages) ? FAQBOT_NO_MEMORY : store_finish(reading->store);
    }
}

/* Some views, and further ones behind them. */
static const struct faqbot_view *append(struct builder *builder, const struct faqbot_view *list, size_t count,
                                        const struct faqbot_view *more, size_t more_count,
                                        enum faqbot_status *status)
{
    struct faqbot_view *all = arena_need(&builder->edited, count + more_count, sizeof *all, status);
    for (size_t i = 0; i < count + more_count && *status == FAQBOT_OK; i++) {
        all[i] = i < count ? list[i] : more[i - count];
    }
    return all;
}

/* Takes an entry as the change has it, if it is the one that is changed. */
static enum faqbot_status take_edited(void *user, const struct entry *entry)
{
    struct builder *builder = user;
    const struct index_edit *edit = builder->edit;
    struct entry changed = *entry;
    enum faqbot_status status = FAQBOT_OK;
    if (builder->is_edited || !view_equals(entry->id, edit->id)) { /* of several with that id the first */
        return take_entry(user, entry);
    }
    builder->is_edited = true;
    changed.phrasings =
        append(builder, entry->phrasings, entry->phrasing_count, edit->also, edit->also_count, &status);
    changed.exclusions = append(builder, entry->exclusions, entry->exclusion_count, edit->exclusions,
                                edit->exclusion_count, &status);
    changed.phrasing_count += edit->also_count;
    changed.exclusion_count += edit->exclusion_count;
    return status == FAQBOT_OK ? take_entry(user, &changed) : status;
}

static void add_entry(struct builder *builder, enum faqbot_status *status)
{
    const struct index_edit *edit = builder->edit;
    if (*status == FAQBOT_OK && !builder->is_edited && edit->also_count > 0) {
        const struct entry entry = {.kind = ENTRY_FAQ,
                                    .id = edit->id,
                                    .phrasings = edit->also,
                                    .phrasing_count = edit->also_count,
                                    .lang = view_of(builder->reading.languages.tags[0]),
                                    .path = ""};
        *status = take_entry(builder, &entry);
    }
}

/* What is built of instead of a knowledge base as it is; both may be NULL. */
struct build_from {
    const struct index_edit *edit;
    const struct index_part *part;
};

static enum faqbot_status build(struct store *store, const struct faqbot_index_options *options,
                                const struct build_from *from, struct fault_reporter *reporter,
                                struct faqbot_index_result *result, struct faqbot_fault *fault)
{
    struct builder builder = {.reporter = reporter, .edit = from->edit};
    const struct kb_sink sink = {.user = &builder,
                                 .settings = take_settings,
                                 .synonym = index_reading_synonym,
                                 .should_parse = take_segment,
                                 .entry = from->edit == NULL ? take_entry : take_edited,
                                 .link_targets = index_reading_link_targets,
                                 .read = index_reading_progress,
                                 .reporter = reporter,
                                 .today = options->today};
    index_reading_init(&builder.reading, options, store);
    builder.reading.part = from->part;
    vocabulary_init(&builder.vocabulary);
    buffer_init(&builder.heading, INDEX_ENTRY_BYTES_MAX);
    buffer_init(&builder.packed, INDEX_ENTRY_BYTES_MAX);
    arena_init(&builder.edited, INDEX_ENTRY_BYTES_MAX);
    fault_begin(fault);
    enum faqbot_status status = entry_index_builder_init(&builder.index, store);
    builder.bags = trainer_bags_new();
    fail_if(builder.bags == NULL, FAQBOT_NO_MEMORY, &status);
    respellings_find(&builder.reading, &builder.reading.respellings, &status);
    index_reading_run(&builder.reading, &sink, fault, &status);
    if (from->edit != NULL) {
        add_entry(&builder, &status);
    }
    if (status == FAQBOT_OK && builder.reading.progress.entries == 0) {
        status = fault_set(fault, FAQBOT_INVALID, options->knowledge, 0,
                           "there is no entry to answer from in this knowledge base");
    }
    finish(&builder, &status);
    if (status == FAQBOT_OK) {
        builder.result.warnings = reporter->warnings;
        builder.result.errors = reporter->errors;
        *result = builder.result;
    } else {
        index_reading_fault(&builder.reading, status, "cannot index this knowledge base", fault);
    }
    vocabulary_release(&builder.vocabulary);
    trainer_bags_free(builder.bags);
    buffer_release(&builder.heading);
    buffer_release(&builder.packed);
    arena_release(&builder.edited);
    entry_index_builder_release(&builder.index);
    index_reading_release(&builder.reading);
    return status;
}

enum faqbot_status index_build(struct store *store, const struct faqbot_index_options *options,
                               struct fault_reporter *reporter, struct faqbot_index_result *result,
                               struct faqbot_fault *fault)
{
    return index_build_edited(store, options, NULL, reporter, result, fault);
}

enum faqbot_status index_build_edited(struct store *store, const struct faqbot_index_options *options,
                                      const struct index_edit *edit, struct fault_reporter *reporter,
                                      struct faqbot_index_result *result, struct faqbot_fault *fault)
{
    return build(store, options, &(struct build_from){.edit = edit}, reporter, result, fault);
}

/* Counted beforehand, so that what is too much costs next to nothing. */
static size_t count_phrasings(const struct index_part *part, enum faqbot_status *status)
{
    struct arena arena;
    size_t sum = 0;
    arena_init(&arena, INDEX_ENTRY_BYTES_MAX);
    for (size_t i = 0; i < part->count && sum <= part->phrasings_max && *status == FAQBOT_OK; i++) {
        struct faqbot_view *texts;
        size_t count = 0;
        arena_reset(&arena);
        store_get_phrasings(part->from, part->entries[i], &arena, &texts, &count, status);
        sum += count;
    }
    arena_release(&arena);
    return sum;
}

/* What its authors did wrong was told when the whole was indexed. */
enum faqbot_status index_build_part(struct store *store, const struct index_part *part, const char *encoder,
                                    size_t *phrasings, struct faqbot_fault *fault)
{
    struct fault_reporter silent = {.report = NULL};
    struct faqbot_index_result result;
    const struct faqbot_index_options options = {.encoder = encoder == NULL ? "no" : encoder};
    enum faqbot_status status = FAQBOT_OK;
    size_t count = count_phrasings(part, &status);
    fail_if(count > part->phrasings_max, FAQBOT_LIMIT, &status);
    status = status == FAQBOT_OK
                 ? build(store, &options, &(struct build_from){.part = part}, &silent, &result, fault)
                 : status;
    *phrasings = status == FAQBOT_OK ? count : 0;
    return status;
}
