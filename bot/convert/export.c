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
#include <string.h>
#include <sys/stat.h>

#include "index/index.h"

#define NAME_BYTES_MAX 180 /* of a file's name: room for what output_open() adds to it */

/* In the order in which help shows them. */
static const struct exporter_format *const formats[] = {&export_jsonl_format, &export_faqpage_format,
                                                        &export_qnabot_format, &export_csv_format};
#define FORMAT_COUNT (sizeof formats / sizeof formats[0])

/* One export. Its fault is what failed first: once it is filled, the functions below do nothing. */
struct shipment {
    const struct faqbot_export_options *options;
    const struct exporter_format *format;
    struct exporter exporter;
    struct output *output; /* NULL: the options' function takes the bytes */
    struct faqbot_fault *fault;
};

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
    const char *nearest = faqbot_nearest_name(name, names, FORMAT_COUNT);
    fault_set(fault, FAQBOT_INVALID, NULL, 0, "%s is no format that can be exported%s%s", name,
              nearest != NULL ? "; the nearest is " : "", nearest != NULL ? nearest : "");
    return NULL;
}

static void fail_memory(const struct shipment *shipment)
{
    fault_set(shipment->fault, FAQBOT_NO_MEMORY, NULL, 0, "out of memory");
}

/* ==== From the index to the bytes ======================================================================= */

/* Hands on what the format has written. */
static enum faqbot_status hand_on(struct shipment *shipment)
{
    struct buffer *out = &shipment->exporter.out;
    if (out->failed) {
        fail_memory(shipment);
    } else if (shipment->output != NULL) {
        output_add(shipment->output, buffer_view(out), shipment->fault);
    } else if (out->size > 0 && !shipment->options->write(shipment->options->write_user, buffer_view(out))) {
        fault_set(shipment->fault, FAQBOT_IO, NULL, 0, "the output cannot be written");
    }
    buffer_reset(out);
    return shipment->fault->status;
}

/* The first callback of every knowledge base. Its disclaimer is kept, for it goes with each entry that has
 * none. */
static enum faqbot_status take_settings(void *user, const struct settings *settings)
{
    struct shipment *shipment = user;
    buffer_add(&shipment->exporter.disclaimer, settings->disclaimer);
    if (shipment->format->settings != NULL) {
        shipment->format->settings(&shipment->exporter, settings);
    } else {
        exporter_add_loss(&shipment->exporter, EXPORT_LOSS_SETTINGS, NULL);
    }
    return hand_on(shipment);
}

/* Synonyms come one rule at a time, and only all of them together tell which lines they were. */
static enum faqbot_status take_synonym(void *user, const struct synonym *synonym)
{
    struct shipment *shipment = user;
    struct exporter *exporter = &shipment->exporter;
    struct synonym kept = {.path = NULL};
    if (list_grow(&exporter->synonyms, exporter->synonym_count, &exporter->synonym_capacity, sizeof kept) &&
        arena_copy(&exporter->arena, synonym->from, &kept.from) &&
        arena_copy(&exporter->arena, synonym->to, &kept.to)) {
        exporter->synonyms[exporter->synonym_count++] = kept;
    } else {
        fail_memory(shipment);
    }
    return shipment->fault->status;
}

/* All synonyms are known when the first entry comes. */
static enum faqbot_status take_entry(void *user, const struct entry *entry)
{
    struct shipment *shipment = user;
    struct exporter *exporter = &shipment->exporter;
    if (exporter->synonym_count > 0 && shipment->format->synonyms != NULL) {
        shipment->format->synonyms(exporter, exporter->synonyms, exporter->synonym_count);
    } else if (exporter->synonym_count > 0) {
        exporter_add_loss(exporter, EXPORT_LOSS_SYNONYMS, NULL);
    }
    exporter->synonym_count = 0;
    exporter_add(exporter, shipment->format, entry);
    return hand_on(shipment);
}

/* Says what an index cannot be read for, where nobody has said so yet. */
static void check_index(struct shipment *shipment, enum faqbot_status status)
{
    status = status == FAQBOT_NOT_FOUND ? FAQBOT_CORRUPT : status;
    if (status != FAQBOT_OK && shipment->fault->status == FAQBOT_OK) {
        fault_set(shipment->fault, status, shipment->options->index, 0, "cannot read the index: it is %s",
                  faqbot_status_text(status));
    }
}

/* Streams the whole index. A row that is damaged may have been read as something else, which the store
 * notices: so the output is only placed if the store is intact at the end. */
static void write_all(struct shipment *shipment, struct store *store)
{
    const struct kb_sink sink = {
        .user = shipment, .settings = take_settings, .synonym = take_synonym, .entry = take_entry};
    if (shipment->format->begin != NULL) {
        shipment->format->begin(&shipment->exporter);
    }
    enum faqbot_status status = index_dump_read(store, &sink);
    check_index(shipment, store_is_intact(store) ? status : FAQBOT_CORRUPT);
    if (shipment->fault->status == FAQBOT_OK) {
        if (shipment->format->end != NULL) {
            shipment->format->end(&shipment->exporter);
        }
        (void)hand_on(shipment);
    }
}

/* Opens the index, or builds one in memory, and writes all of it. */
static void write_source(struct shipment *shipment, struct faqbot_export_result *result)
{
    const struct faqbot_export_options *options = shipment->options;
    const struct faqbot_index_options making = {.knowledge = options->knowledge};
    struct faqbot_index_result built;
    struct fault_reporter reporter = {.report = options->report, .user = options->report_user};
    struct store *store = NULL;
    struct arena arena;
    struct faqbot_view version = {NULL, 0};
    if (shipment->fault->status != FAQBOT_OK) {
        return;
    }
    arena_init(&arena, 4096);
    enum faqbot_status status = options->index != NULL ? store_open(options->index, &store, shipment->fault)
                                                       : store_create(NULL, &store, shipment->fault);
    if (status == FAQBOT_OK && options->index == NULL) {
        status = index_build(store, &making, &reporter, &built, shipment->fault);
    }
    check_index(shipment, status);
    if (shipment->fault->status == FAQBOT_OK) {
        check_index(shipment, store_get_setting(store, INDEX_VERSION, &arena, &version));
    }
    (void)snprintf(result->version, sizeof result->version, "%.*s", VIEW_ARGS(version));
    if (shipment->fault->status == FAQBOT_OK) {
        write_all(shipment, store);
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
static void find_place(const struct shipment *shipment, struct buffer *folder, struct buffer *name)
{
    const struct faqbot_export_options *options = shipment->options;
    struct faqbot_view path = view_of(options->output);
    if (path_is_folder(options->output)) {
        const char *source = options->index != NULL ? options->index : options->knowledge;
        struct faqbot_view stem = path_stem(last_part(view_of(source)));
        bool is_name = !view_is_empty(stem) && stem.bytes[0] != '.' && stem.bytes[0] != '/';
        buffer_add(folder, path);
        buffer_add(name, is_name ? stem : view_of("knowledge"));
        buffer_add_text(name, shipment->format->extension);
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
static void open_output(struct shipment *shipment, struct buffer *folder, struct buffer *name)
{
    struct stat found;
    const char *path = shipment->options->output;
    find_place(shipment, folder, name);
    bool is_bad = name->failed || name->size < 2 || view_ends_with(view_of(path), "/");
    if (folder->failed || name->no_memory) {
        fail_memory(shipment);
    } else if (is_bad && !path_is_folder(path)) {
        fault_set(shipment->fault, FAQBOT_INVALID, path, 0,
                  "this is no name for a file; name a file, or a folder that is there");
    } else if (stat(folder->bytes, &found) != 0) {
        fault_set(shipment->fault, FAQBOT_NOT_FOUND, folder->bytes, 0, "there is no such folder");
    } else {
        shipment->output = output_open(folder->bytes, name->bytes, shipment->options->force, shipment->fault);
    }
}

/* ==== The whole ========================================================================================= */

/* At the end and not as they come: what counts is how many there were, not where. */
static void tell_losses(const struct shipment *shipment)
{
    static const char *const sentences[EXPORT_LOSSES] = {
        [EXPORT_LOSS_SETTINGS] = "the settings are not carried",
        [EXPORT_LOSS_SYNONYMS] = "the synonyms are not carried",
        [EXPORT_LOSS_PASSAGE] = "a passage has no question and is left out",
        [EXPORT_LOSS_FORM] = "the answer's form cannot be carried; its words are",
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
    const struct exporter *exporter = &shipment->exporter;
    for (size_t i = 0; i < EXPORT_LOSSES && shipment->options->tell != NULL; i++) {
        bool of_entries = i != EXPORT_LOSS_SETTINGS && i != EXPORT_LOSS_SYNONYMS;
        const struct faqbot_export_loss loss = {.sentence = view_of(sentences[i]),
                                                .entries = of_entries ? exporter->losses[i] : 0,
                                                .first = exporter->firsts[i]};
        if (exporter->losses[i] > 0) {
            shipment->options->tell(shipment->options->tell_user, &loss);
        }
    }
}

/* The output is opened before the work begins: nobody should wait for an index to learn that the name is
 * taken. */
static void ship(struct shipment *shipment, struct faqbot_export_result *result)
{
    struct buffer folder;
    struct buffer name;
    buffer_init(&folder, FAQBOT_FAULT_PATH_BYTES);
    buffer_init(&name, NAME_BYTES_MAX);
    if (shipment->options->output != NULL) {
        open_output(shipment, &folder, &name);
    }
    write_source(shipment, result);
    if (shipment->output != NULL) {
        output_commit(shipment->output, shipment->fault);
        bool is_here = strcmp(folder.bytes, ".") == 0;
        bool is_parted = is_here || view_ends_with(view_of(folder.bytes), "/");
        (void)snprintf(result->output, sizeof result->output, "%s%s%s", is_here ? "" : folder.bytes,
                       is_parted ? "" : "/", name.bytes);
    }
    output_free(shipment->output); /* borrows the folder's name */
    buffer_release(&name);
    buffer_release(&folder);
}

/* The result is written only on success, and from one place. */
enum faqbot_status faqbot_export(const struct faqbot_export_options *options,
                                 struct faqbot_export_result *result, struct faqbot_fault *fault)
{
    struct faqbot_fault spare; /* for callers who want none */
    struct shipment shipment = {.options = options, .fault = fault == NULL ? &spare : fault};
    struct faqbot_export_result made = {.entries = 0};
    fault_begin(shipment.fault);
    shipment.format = find_format(options->format, shipment.fault);
    if (shipment.format == NULL) {
        return shipment.fault->status;
    }
    exporter_init(&shipment.exporter);
    ship(&shipment, &made);
    enum faqbot_status status = shipment.fault->status;
    if (status == FAQBOT_OK) {
        tell_losses(&shipment);
        made.entries = shipment.exporter.entries;
        made.left_out = shipment.exporter.losses[EXPORT_LOSS_PASSAGE];
        *result = made;
    }
    exporter_release(&shipment.exporter);
    return status;
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
