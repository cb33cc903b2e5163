/* convert/export.c - implements export.h: where the knowledge base comes from and where the file goes. A
 * knowledge base is indexed in memory first, so that what is exported is what the bot would answer from. */
#include "convert/convert_internal.h"

#include <faqbot.h>
#include <faqbot_tools.h>

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "index/index.h"
#include "util/util.h"

#define NAME_BYTES_MAX 180 /* of a file's name: room for what output.c adds to it */

/* In the order in which help shows them. */
static const struct exporter_format *const formats[] = {&export_jsonl_format, &export_faqpage_format,
                                                        &export_qnabot_format, &export_csv_format};
#define FORMAT_COUNT (sizeof formats / sizeof formats[0])

/* One export. */
struct shipment {
    const struct faqbot_export_options *options;
    const struct exporter_format *format;
    struct exporter exporter;
    struct output *output;
    struct faqbot_fault *fault; /* what failed first: the functions below do nothing when it is filled */
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

/* -- From the knowledge base to the bytes ---------------------------------------------------------------------- */

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

static enum faqbot_status take_settings(void *user, const struct settings *settings)
{
    struct shipment *shipment = user;
    buffer_add(&shipment->exporter.disclaimer, settings->disclaimer);
    if (shipment->format->settings != NULL) {
        shipment->format->settings(&shipment->exporter, settings);
    } else {
        exporter_add_loss(&shipment->exporter, EXPORTER_SETTINGS, NULL);
    }
    return hand_on(shipment);
}

static enum faqbot_status take_synonym(void *user, const struct synonym *synonym)
{
    struct shipment *shipment = user;
    if (!exporter_copy(&shipment->exporter, synonym)) {
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
        exporter_add_loss(exporter, EXPORTER_SYNONYMS, NULL);
    }
    exporter->synonym_count = 0;
    exporter_add(exporter, shipment->format, entry);
    return hand_on(shipment);
}

/* What an index cannot be read for, where nobody has said so yet. */
static void check_index(struct shipment *shipment, enum faqbot_status status)
{
    status = status == FAQBOT_NOT_FOUND ? FAQBOT_CORRUPT : status;
    if (status != FAQBOT_OK && shipment->fault->status == FAQBOT_OK) {
        fault_set(shipment->fault, status, shipment->options->index, 0, "cannot read the index: it is %s",
                  faqbot_status_text(status));
    }
}

static void write_all(struct shipment *shipment, struct store *store)
{
    const struct kb_sink sink = {
        .user = shipment, .settings = take_settings, .synonym = take_synonym, .entry = take_entry};
    if (shipment->fault->status != FAQBOT_OK) {
        return;
    }
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

static void read_version(struct shipment *shipment, struct store *store, struct faqbot_export_result *result)
{
    struct arena arena;
    struct faqbot_view version = {NULL, 0};
    if (shipment->fault->status != FAQBOT_OK) {
        return;
    }
    arena_init(&arena, 4096);
    check_index(shipment, store_get_setting(store, INDEX_VERSION, &arena, &version));
    (void)snprintf(result->version, sizeof result->version, "%.*s", VIEW_ARGS(version));
    arena_release(&arena);
}

/* NULL: it failed. */
static struct store *open_store(struct shipment *shipment)
{
    const struct faqbot_export_options *options = shipment->options;
    const struct faqbot_index_options making = {.knowledge = options->knowledge};
    struct faqbot_index_result result;
    struct fault_reporter reporter = {.report = options->report, .user = options->report_user};
    struct store *store = NULL;
    if (shipment->fault->status != FAQBOT_OK) {
        return NULL;
    }
    enum faqbot_status status = options->index != NULL ? store_open(options->index, &store, shipment->fault)
                                                       : store_create(NULL, &store, shipment->fault);
    if (status == FAQBOT_OK && options->index == NULL) {
        status = index_build(store, &making, &reporter, &result, shipment->fault);
    }
    check_index(shipment, status);
    return store;
}

/* -- Where it goes ---------------------------------------------------------------------------------------- */

static bool is_folder(const char *path)
{
    struct stat found;
    return stat(path, &found) == 0 && S_ISDIR(found.st_mode);
}

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

/* The source's name with the format's extension in place of its own. */
static void name_after(const struct shipment *shipment, struct buffer *name)
{
    const struct faqbot_export_options *options = shipment->options;
    struct faqbot_view stem =
        last_part(view_of(options->index != NULL ? options->index : options->knowledge));
    size_t dot = stem.size;
    while (dot > 0 && stem.bytes[dot - 1] != '.') {
        dot--;
    }
    stem = dot > 1 ? view_slice(stem, 0, dot - 1) : stem;
    if (view_is_empty(stem) || stem.bytes[0] == '.' || stem.bytes[0] == '/') {
        stem = view_of("knowledge");
    }
    buffer_add(name, stem);
    buffer_add_text(name, shipment->format->extension);
}

/* Splits the path into a folder, with a NUL behind it in `folder`, and a name, the same in `name`. */
static void find_place(const struct shipment *shipment, struct buffer *folder, struct buffer *name)
{
    struct faqbot_view path = view_of(shipment->options->output);
    if (is_folder(shipment->options->output)) {
        buffer_add(folder, path);
        name_after(shipment, name);
    } else {
        struct faqbot_view last = last_part(path);
        size_t size = path.size - last.size;
        buffer_add(folder, size > 0 ? view_slice(path, 0, size) : view_of("."));
        buffer_add(name, last);
    }
    buffer_add_byte(folder, '\0');
    buffer_add_byte(name, '\0');
}

static void open_output(struct shipment *shipment, struct buffer *folder, struct buffer *name)
{
    struct stat found;
    const char *path = shipment->options->output;
    find_place(shipment, folder, name);
    bool is_bad = name->failed || name->size < 2 || view_ends_with(view_of(path), "/");
    if (folder->failed || name->no_memory) {
        fail_memory(shipment);
    } else if (is_bad && !is_folder(path)) {
        fault_set(shipment->fault, FAQBOT_INVALID, path, 0,
                  "this is no name for a file; name a file, or a folder that is there");
    } else if (stat(folder->bytes, &found) != 0) { /* a folder that a name was mistyped for is not made */
        fault_set(shipment->fault, FAQBOT_NOT_FOUND, folder->bytes, 0, "there is no such folder");
    } else {
        shipment->output = output_open(folder->bytes, name->bytes, shipment->options->force, shipment->fault);
    }
}

static void tell_losses(const struct shipment *shipment)
{
    const struct exporter *exporter = &shipment->exporter;
    for (size_t i = 0; i < EXPORTER_LOSSES && shipment->options->tell != NULL; i++) {
        bool of_entries = i != EXPORTER_SETTINGS && i != EXPORTER_SYNONYMS;
        const struct faqbot_export_loss loss = {.sentence = view_of(exporter_sentence((enum exporter_loss)i)),
                                                .entries = of_entries ? exporter->losses[i] : 0,
                                                .first = buffer_view(&exporter->firsts[i])};
        if (exporter->losses[i] > 0) {
            shipment->options->tell(shipment->options->tell_user, &loss);
        }
    }
}

/* -- The whole -------------------------------------------------------------------------------------------- */

static void ship(struct shipment *shipment, struct faqbot_export_result *result)
{
    struct buffer folder;
    struct buffer name;
    buffer_init(&folder, FAQBOT_FAULT_PATH_BYTES);
    buffer_init(&name, NAME_BYTES_MAX);
    if (shipment->options->output != NULL) {
        open_output(shipment, &folder, &name);
    }
    struct store *store = open_store(shipment);
    read_version(shipment, store, result);
    write_all(shipment, store);
    if (shipment->output != NULL) {
        output_commit(shipment->output, shipment->fault);
        bool is_here = strcmp(folder.bytes, ".") == 0;
        bool parted = is_here || view_ends_with(view_of(folder.bytes), "/");
        (void)snprintf(result->output, sizeof result->output, "%s%s%s", is_here ? "" : folder.bytes,
                       parted ? "" : "/", name.bytes);
    }
    store_close(store);
    output_free(shipment->output); /* borrows the folder's name */
    buffer_release(&name);
    buffer_release(&folder);
}

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
        made.left_out = shipment.exporter.losses[EXPORTER_PASSAGE];
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
