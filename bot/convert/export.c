/* convert/export.c - faqbot_export(): where the knowledge base comes from, and where the file goes.
 *
 * A knowledge base is indexed in memory first, so that what is exported is what the bot would answer from,
 * and the two sources, a folder and an index, take one path. Entries stream from the index through the
 * format to the output; only synonyms are kept, because a two-way line is found by looking at all of its
 * rules.
 *
 * Drafts and broken lines are not exported, and the reader's warnings are told on the way: nothing leaves
 * the house that no visitor could see. What a format has no place for is counted and told at the end, so
 * that nobody takes an export for a backup; only our own JSON Lines are one.
 *
 * Where the bytes go is one of two things, a file that is placed when it is whole, or the caller's
 * function, which gets them as they come: a pipe cannot be taken back, and the command line says so by its
 * exit code.
 *
 * To add a format: write export_<name>.c with a struct exporter_format, name it in convert_internal.h and
 * in the table below; command line, help and completion read the table. */
#include "convert/convert_internal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "index/index.h"

#define NAME_BYTES_MAX 180 /* of a file's name: room for what output_open() adds to it */

/* Of one entry as a format has it. An answer has 2 MiB at most, and mark-up makes less than a hundred of
 * each byte. */
#define ENTRY_BYTES_MAX ((size_t)256 * 1024 * 1024)

/* In the order in which help shows them. */
static const struct exporter_format *const formats[] = {&export_jsonl_format, &export_faqpage_format,
                                                        &export_qnabot_format, &export_csv_format};
#define FORMAT_COUNT (sizeof formats / sizeof formats[0])

/* NULL: there is none of that name, and `fault` is filled. */
static const struct exporter_format *find_format(const char *name, struct faqbot_fault *fault)
{
    const char *names[FORMAT_COUNT];
    for (size_t i = 0; i < FORMAT_COUNT; i++) {
        names[i] = formats[i]->name;
        if (strcmp(name, names[i]) == 0) {
            return formats[i];
        }
    }
    refuse_format(name, names, FORMAT_COUNT, "exported", fault);
    return NULL;
}

static void fail_memory(const struct exporter *exporter)
{
    fault_set(exporter->fault, FAQBOT_NO_MEMORY, NULL, 0, "out of memory");
}

/* ==== From the index to the bytes ======================================================================= */

/* Hands on what the format has written. */
static enum faqbot_status hand_on(struct exporter *exporter)
{
    struct buffer *out = &exporter->out;
    if (out->failed) {
        fail_memory(exporter);
    } else if (exporter->output != NULL) {
        output_add(exporter->output, buffer_view(out), exporter->fault);
    } else if (out->size > 0 && !exporter->options->write(exporter->options->write_user, buffer_view(out))) {
        fault_set(exporter->fault, FAQBOT_IO, NULL, 0, "the output cannot be written");
    }
    buffer_reset(out);
    return exporter->fault->status;
}

/* The first callback of every knowledge base. Its disclaimer is kept, for it goes with each entry that has
 * none. */
static enum faqbot_status take_settings(void *user, const struct settings *settings)
{
    struct exporter *exporter = user;
    buffer_add(&exporter->disclaimer, settings->disclaimer);
    if (exporter->format->settings != NULL) {
        exporter->format->settings(exporter, settings);
    } else {
        exporter_add_loss(exporter, EXPORT_LOSS_SETTINGS, NULL);
    }
    return hand_on(exporter);
}

/* Synonyms come one rule at a time, and only all of them together tell which lines they were. */
static enum faqbot_status take_synonym(void *user, const struct synonym *synonym)
{
    struct exporter *exporter = user;
    struct synonym kept = {.path = NULL};
    if (array_grow(NULL, &exporter->synonyms, exporter->synonym_count, &exporter->synonym_capacity,
                   sizeof kept) &&
        arena_copy(&exporter->arena, synonym->from, &kept.from) &&
        arena_copy(&exporter->arena, synonym->to, &kept.to)) {
        exporter->synonyms[exporter->synonym_count++] = kept;
    } else {
        fail_memory(exporter);
    }
    return exporter->fault->status;
}

/* A field is lost only where the entry has something in it. Passages have no question, and formats that are
 * all about questions leave them out. */
static void add_entry(struct exporter *exporter, const struct entry *entry)
{
    const struct {
        enum export_loss loss;
        size_t size;
    } fields[] = {{EXPORT_LOSS_EXCLUSIONS, entry->exclusion_count},
                  {EXPORT_LOSS_SECTION, entry->section.size},
                  {EXPORT_LOSS_TITLE, entry->title.size},
                  {EXPORT_LOSS_URL, entry->url.size},
                  {EXPORT_LOSS_LANG, entry->lang.size},
                  {EXPORT_LOSS_TAGS, entry->tags.size},
                  {EXPORT_LOSS_UPDATED, entry->updated.size},
                  {EXPORT_LOSS_REVIEW_BY, entry->review_by.size},
                  {EXPORT_LOSS_RELATED, entry->related_count}};
    if (entry->kind != ENTRY_FAQ && !exporter->format->has_passages) {
        exporter_add_loss(exporter, EXPORT_LOSS_PASSAGE, entry);
        return;
    }
    buffer_reset(&exporter->scratch);
    exporter->format->entry(exporter, entry);
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if ((exporter->format->lost & EXPORT_BIT(fields[i].loss)) != 0 && fields[i].size > 0) {
            exporter_add_loss(exporter, fields[i].loss, entry);
        }
    }
    exporter->entries++;
}

/* All synonyms are known when the first entry comes. */
static enum faqbot_status take_entry(void *user, const struct entry *entry)
{
    struct exporter *exporter = user;
    if (exporter->synonym_count > 0 && exporter->format->synonyms != NULL) {
        exporter->format->synonyms(exporter, exporter->synonyms, exporter->synonym_count);
    } else if (exporter->synonym_count > 0) {
        exporter_add_loss(exporter, EXPORT_LOSS_SYNONYMS, NULL);
    }
    exporter->synonym_count = 0;
    add_entry(exporter, entry);
    return hand_on(exporter);
}

/* Says what an index cannot be read for, where nobody has said so yet. */
static void check_index(struct exporter *exporter, enum faqbot_status status)
{
    status = status == FAQBOT_NOT_FOUND ? FAQBOT_CORRUPT : status;
    if (status != FAQBOT_OK && exporter->fault->status == FAQBOT_OK) {
        fault_set(exporter->fault, status, exporter->options->index, 0, "cannot read the index: it is %s",
                  faqbot_status_text(status));
    }
}

/* Streams the whole index. A row that is damaged may have been read as something else, which the store
 * notices: so the output is only placed if the store is intact at the end. */
static void write_all(struct exporter *exporter, struct store *store)
{
    const struct kb_sink sink = {
        .user = exporter, .settings = take_settings, .synonym = take_synonym, .entry = take_entry};
    if (exporter->format->begin != NULL) {
        exporter->format->begin(exporter);
    }
    enum faqbot_status status = index_dump_read(&(struct index_part){.from = store}, &sink);
    check_index(exporter, store_is_intact(store) ? status : FAQBOT_CORRUPT);
    if (exporter->fault->status == FAQBOT_OK) {
        if (exporter->format->end != NULL) {
            exporter->format->end(exporter);
        }
        (void)hand_on(exporter);
    }
}

/* Opens the index, or builds one in memory, and writes all of it. */
static void write_source(struct exporter *exporter, struct faqbot_export_result *result)
{
    const struct faqbot_export_options *options = exporter->options;
    const struct faqbot_index_options making = {
        .knowledge = options->knowledge, .today = options->today, .encoder = "no"};
    struct faqbot_index_result built;
    struct fault_reporter reporter = {.report = options->report, .user = options->report_user};
    struct store *store = NULL;
    struct arena arena;
    struct faqbot_view version = {NULL, 0};
    if (exporter->fault->status != FAQBOT_OK) {
        return;
    }
    arena_init(&arena, 4096);
    enum faqbot_status status = options->index != NULL ? store_open(options->index, &store, exporter->fault)
                                                       : store_create(NULL, &store, exporter->fault);
    if (status == FAQBOT_OK && options->index == NULL) {
        status = index_build(store, &making, &reporter, &built, exporter->fault);
    }
    store_get_setting(store, INDEX_VERSION, &arena, &version, &status);
    check_index(exporter, status);
    (void)snprintf(result->version, sizeof result->version, "%.*s", VIEW_ARGS(version));
    if (exporter->fault->status == FAQBOT_OK) {
        write_all(exporter, store);
    }
    store_close(store);
    arena_release(&arena);
}

/* ==== Where it goes ===================================================================================== */

/* What stands behind the last slash of a path that does not end in one. */
static struct faqbot_view last_part(struct faqbot_view path)
{
    while (path.size > 1 && view_ends_with(path, "/")) {
        path.size--;
    }
    size_t start = path.size;
    while (start > 0 && path.bytes[start - 1] != '/') {
        start--;
    }
    return view_slice(path, start, path.size);
}

/* Splits the path into a folder, with a NUL behind it in `folder`, and a name, the same in `name`. A path
 * that is a folder has no name: there the file is called as the source is, with the format's extension in
 * place of its own. */
static void find_place(const struct exporter *exporter, struct buffer *folder, struct buffer *name)
{
    const struct faqbot_export_options *options = exporter->options;
    struct faqbot_view path = view_of(options->output);
    if (path_is_folder(options->output)) {
        const char *source = options->index != NULL ? options->index : options->knowledge;
        struct faqbot_view stem = path_stem(last_part(view_of(source)));
        bool is_name = !view_is_empty(stem) && stem.bytes[0] != '.' && stem.bytes[0] != '/';
        buffer_add(folder, path);
        buffer_add(name, is_name ? stem : view_of("knowledge"));
        buffer_add_text(name, exporter->format->extension);
    } else {
        struct faqbot_view last = last_part(path);
        size_t size = path.size - last.size;
        buffer_add(folder, size > 0 ? view_slice(path, 0, size) : view_of("."));
        buffer_add(name, last);
    }
    buffer_add_byte(folder, '\0');
    buffer_add_byte(name, '\0');
}

/* A folder that does not exist is not made: its name is rather mistyped than meant. */
static void open_output(struct exporter *exporter, struct buffer *folder, struct buffer *name)
{
    struct stat found;
    const char *path = exporter->options->output;
    find_place(exporter, folder, name);
    bool is_bad = name->failed || name->size < 2 || view_ends_with(view_of(path), "/");
    if (folder->failed || name->no_memory) {
        fail_memory(exporter);
    } else if (is_bad && !path_is_folder(path)) {
        fault_set(exporter->fault, FAQBOT_INVALID, path, 0,
                  "this is no name for a file; name a file, or a folder that is there");
    } else if (stat(folder->bytes, &found) != 0) {
        fault_set(exporter->fault, FAQBOT_NOT_FOUND, folder->bytes, 0, "there is no such folder");
    } else {
        exporter->output = output_open(folder->bytes, name->bytes, exporter->options->force, exporter->fault);
    }
}

/* ==== The whole ========================================================================================= */

/* At the end and not as they come: what counts is how many there were, not where. */
static void tell_losses(const struct exporter *exporter)
{
    static const char *const sentences[EXPORT_LOSSES] = {
        [EXPORT_LOSS_SETTINGS] = "the settings are not carried",
        [EXPORT_LOSS_SYNONYMS] = "the synonyms are not carried",
        [EXPORT_LOSS_PASSAGE] = "a passage has no question and is left out",
        [EXPORT_LOSS_FORM] = "the answer's form cannot be carried; its words are",
        [EXPORT_LOSS_EXCLUSIONS] = "the questions that it never answers are not carried",
        [EXPORT_LOSS_SECTION] = "where in its article it stands is not carried",
        [EXPORT_LOSS_TITLE] = "the article's title is not carried",
        [EXPORT_LOSS_URL] = "the address is not carried",
        [EXPORT_LOSS_LANG] = "the language is not carried",
        [EXPORT_LOSS_TAGS] = "the tags are not carried",
        [EXPORT_LOSS_UPDATED] = "the day of the last change is not carried",
        [EXPORT_LOSS_REVIEW_BY] = "the day of the next review is not carried",
        [EXPORT_LOSS_RELATED] = "related entries are not carried",
        [EXPORT_LOSS_DISCLAIMER] = "the disclaimer is carried as a part of the answer",
    };
    for (size_t i = 0; i < EXPORT_LOSSES && exporter->options->tell != NULL; i++) {
        bool of_entries = i != EXPORT_LOSS_SETTINGS && i != EXPORT_LOSS_SYNONYMS;
        const struct faqbot_export_loss loss = {.sentence = view_of(sentences[i]),
                                                .entries = of_entries ? exporter->losses[i] : 0,
                                                .first = exporter->firsts[i]};
        if (exporter->losses[i] > 0) {
            exporter->options->tell(exporter->options->tell_user, &loss);
        }
    }
}

/* The output is opened before the work begins: nobody should wait for an index to learn that the name is
 * taken. */
static void ship(struct exporter *exporter, struct faqbot_export_result *result)
{
    struct buffer folder;
    struct buffer name;
    buffer_init(&folder, FAQBOT_FAULT_PATH_BYTES);
    buffer_init(&name, NAME_BYTES_MAX);
    if (exporter->options->output != NULL) {
        open_output(exporter, &folder, &name);
    }
    write_source(exporter, result);
    if (exporter->output != NULL) {
        output_commit(exporter->output, exporter->fault);
        bool is_here = strcmp(folder.bytes, ".") == 0;
        bool is_parted = is_here || view_ends_with(view_of(folder.bytes), "/");
        (void)snprintf(result->output, sizeof result->output, "%s%s%s", is_here ? "" : folder.bytes,
                       is_parted ? "" : "/", name.bytes);
    }
    output_free(exporter->output); /* borrows the folder's name */
    buffer_release(&name);
    buffer_release(&folder);
}

/* The result is written only on success, and from one place. */
enum faqbot_status faqbot_export(const struct faqbot_export_options *options,
                                 struct faqbot_export_result *result, struct faqbot_fault *fault)
{
    struct faqbot_fault spare = {.status = FAQBOT_OK}; /* for callers who want none */
    struct exporter exporter = {.options = options, .fault = fault == NULL ? &spare : fault};
    struct faqbot_export_result made = {.entries = 0};
    fault_begin(exporter.fault);
    buffer_init(&exporter.out, ENTRY_BYTES_MAX);
    buffer_init(&exporter.scratch, ENTRY_BYTES_MAX);
    buffer_init(&exporter.disclaimer, KB_FILE_BYTES_MAX);
    arena_init(&exporter.arena, SIZE_MAX);
    exporter.writer = json_writer_make(&exporter.out);
    exporter.format = find_format(options->format, exporter.fault);
    if (exporter.format != NULL) {
        ship(&exporter, &made);
    }
    if (exporter.fault->status == FAQBOT_OK) {
        tell_losses(&exporter);
        made.entries = exporter.entries;
        made.left_out = exporter.losses[EXPORT_LOSS_PASSAGE];
        *result = made;
    }
    buffer_release(&exporter.out);
    buffer_release(&exporter.scratch);
    buffer_release(&exporter.disclaimer);
    arena_release(&exporter.arena);
    free(exporter.synonyms);
    return exporter.fault->status;
}

bool faqbot_export_format(size_t index, const char **name, const char **description)
{
    if (index >= FORMAT_COUNT) {
        return false;
    }
    *name = formats[index]->name;
    *description = formats[index]->description;
    return true;
}
