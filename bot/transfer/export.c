/* transfer/export.c - implements export.h: where the knowledge comes from and where the file goes. A knowledge is
 * indexed in memory first, so that what is exported is what the bot would answer from. */
#include <faqbot/export.h>

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <faqbot/names.h>

#include "base/fault.h"
#include "retrieval/index.h"
#include "retrieval/unindex.h"
#include "transfer/csv_out.h"
#include "transfer/faqpage_out.h"
#include "transfer/jsonl_out.h"
#include "transfer/output.h"
#include "transfer/qnabot_out.h"

#define NAME_BYTES_MAX 180 /* of a file's name: room for what output.c adds to it */

/* In the order in which help shows them. */
static const struct exporter_format formats[] = {
    {"jsonl", ".jsonl", "our own: nothing is lost", NULL, jsonl_out_settings, jsonl_out_synonyms,
     jsonl_out_entry, NULL},
    {"faqpage", ".faqpage.json", "a FAQPage of schema.org, as JSON-LD", faqpage_out_begin,
     faqpage_out_settings, faqpage_out_synonyms, faqpage_out_entry, faqpage_out_end},
    {"qnabot", ".qnabot.json", "what QnABot on AWS imports", qnabot_out_begin, qnabot_out_settings,
     qnabot_out_synonyms, qnabot_out_entry, qnabot_out_end},
    {"csv", ".csv", "a table", csv_out_begin, csv_out_settings, csv_out_synonyms, csv_out_entry, NULL},
};
#define FORMAT_COUNT (sizeof formats / sizeof formats[0])

/* One export. */
struct shipment {
    const struct faqbot_export_options *options;
    const struct exporter_format *format;
    struct exporter exporter;
    struct output *output;
    struct faqbot_fault *fault;
};

static enum faqbot_status find_format(const char *name, const struct exporter_format **format,
                                      struct faqbot_fault *fault)
{
    const char *names[FORMAT_COUNT];
    for (size_t i = 0; i < FORMAT_COUNT; i++) {
        names[i] = formats[i].name;
        if (strcmp(name, names[i]) == 0) {
            *format = &formats[i];
            return FAQBOT_OK;
        }
    }
    const char *nearest = faqbot_nearest_name(name, names, FORMAT_COUNT);
    return nearest != NULL
               ? fault_set(fault, FAQBOT_INVALID, NULL, 0,
                           "%s is no format that can be exported; the nearest is %s", name, nearest)
               : fault_set(fault, FAQBOT_INVALID, NULL, 0, "%s is no format that can be exported", name);
}

/* -- From the knowledge to the bytes -------------------------------------------------------------------------------
 */

/* Hands on what the format has written. */
static enum faqbot_status hand_on(struct shipment *shipment)
{
    struct buffer *out = &shipment->exporter.out;
    enum faqbot_status status = FAQBOT_OK;
    if (out->failed) {
        return fault_set(shipment->fault, FAQBOT_NO_MEMORY, NULL, 0, "out of memory");
    }
    if (shipment->output != NULL) {
        status = output_add(shipment->output, buffer_view(out), shipment->fault);
    } else if (out->size > 0 && !shipment->options->write(shipment->options->write_user, buffer_view(out))) {
        status = fault_set(shipment->fault, FAQBOT_IO, NULL, 0, "the output cannot be written");
    }
    buffer_reset(out);
    return status;
}

static enum faqbot_status take_settings(void *user, const struct settings *settings)
{
    struct shipment *shipment = user;
    shipment->format->settings(&shipment->exporter, settings);
    return hand_on(shipment);
}

static enum faqbot_status take_synonym(void *user, const struct synonym *synonym)
{
    struct shipment *shipment = user;
    return exporter_keep(&shipment->exporter, synonym)
               ? FAQBOT_OK
               : fault_set(shipment->fault, FAQBOT_NO_MEMORY, NULL, 0, "out of memory");
}

/* All are known when the first entry comes. */
static void write_synonyms(struct shipment *shipment)
{
    struct exporter *exporter = &shipment->exporter;
    if (exporter->synonym_count > 0) {
        shipment->format->synonyms(exporter, exporter->synonyms, exporter->synonym_count);
    }
    exporter->synonym_count = 0;
}

static enum faqbot_status take_entry(void *user, const struct entry *entry)
{
    struct shipment *shipment = user;
    write_synonyms(shipment);
    shipment->format->entry(&shipment->exporter, entry);
    return hand_on(shipment);
}

static enum faqbot_status write_all(struct shipment *shipment, struct store *store)
{
    const struct knowledge_sink sink = {
        .user = shipment, .settings = take_settings, .synonym = take_synonym, .entry = take_entry};
    if (shipment->format->begin != NULL) {
        shipment->format->begin(&shipment->exporter);
    }
    enum faqbot_status status = unindex_read(store, &sink);
    if (!store_is_intact(store)) {
        status = FAQBOT_CORRUPT;
    }
    if (status == FAQBOT_OK && shipment->format->end != NULL) {
        shipment->format->end(&shipment->exporter);
    }
    if (status == FAQBOT_OK) {
        status = hand_on(shipment);
    }
    return status;
}

static enum faqbot_status read_version(struct store *store, struct faqbot_export_result *result)
{
    struct arena arena;
    struct faqbot_view version;
    arena_init(&arena, 4096);
    enum faqbot_status status = store_get_setting(store, INDEX_VERSION, &arena, &version);
    if (status == FAQBOT_OK) {
        (void)snprintf(result->version, sizeof result->version, "%.*s", VIEW_ARGS(version));
    }
    arena_release(&arena);
    return status;
}

static enum faqbot_status open_store(const struct faqbot_export_options *options, struct store **store,
                                     struct faqbot_fault *fault)
{
    const struct faqbot_index_options making = {.knowledge = options->knowledge};
    struct faqbot_index_result result;
    struct fault_reporter reporter = {.report = options->report, .user = options->report_user};
    if (options->index != NULL) {
        return store_open(options->index, store, fault);
    }
    enum faqbot_status status = store_create(NULL, store, fault);
    return status == FAQBOT_OK ? index_build(*store, &making, &reporter, &result, fault) : status;
}

/* -- Where it goes -------------------------------------------------------------------------------------------------
 */

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

static enum faqbot_status open_output(struct shipment *shipment, struct buffer *folder, struct buffer *name)
{
    struct stat found;
    const char *path = shipment->options->output;
    find_place(shipment, folder, name);
    if (folder->failed || name->no_memory) {
        return fault_set(shipment->fault, FAQBOT_NO_MEMORY, NULL, 0, "out of memory");
    }
    if (name->failed || name->size < 2 || view_ends_with(view_of(path), "/")) {
        if (!is_folder(path)) {
            return fault_set(shipment->fault, FAQBOT_INVALID, path, 0,
                             "this is no name for a file; name a file, or a folder that is there");
        }
    }
    if (stat(folder->bytes, &found) != 0) { /* a folder that a name was mistyped for is not made */
        return fault_set(shipment->fault, FAQBOT_NOT_FOUND, folder->bytes, 0, "there is no such folder");
    }
    return output_open(folder->bytes, name->bytes, shipment->options->force, &shipment->output,
                       shipment->fault);
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

/* -- The whole -----------------------------------------------------------------------------------------------------
 */

static enum faqbot_status ship(struct shipment *shipment, struct buffer *folder, struct buffer *name,
                               struct faqbot_export_result *result)
{
    struct store *store = NULL;
    enum faqbot_status status = FAQBOT_OK;
    if (shipment->options->output != NULL) {
        status = open_output(shipment, folder, name);
    }
    if (status == FAQBOT_OK) {
        status = open_store(shipment->options, &store, shipment->fault);
    }
    if (status == FAQBOT_OK) {
        status = read_version(store, result);
    }
    if (status == FAQBOT_OK) {
        status = write_all(shipment, store);
    }
    if (status != FAQBOT_OK && shipment->fault->sentence[0] == '\0') {
        status = status == FAQBOT_NOT_FOUND ? FAQBOT_CORRUPT : status;
        fault_set(shipment->fault, status, shipment->options->index, 0, "cannot read the index: it is %s",
                  faqbot_status_text(status));
    }
    if (status == FAQBOT_OK && shipment->output != NULL) {
        status = output_commit(shipment->output, shipment->fault);
        (void)snprintf(result->output, sizeof result->output, "%s%s%s",
                       strcmp(folder->bytes, ".") == 0 ? "" : folder->bytes,
                       strcmp(folder->bytes, ".") == 0 || view_ends_with(view_of(folder->bytes), "/") ? ""
                                                                                                      : "/",
                       name->bytes);
    }
    store_close(store);
    return status;
}

enum faqbot_status faqbot_export(const struct faqbot_export_options *options,
                                 struct faqbot_export_result *result, struct faqbot_fault *fault)
{
    struct shipment shipment = {.options = options, .fault = fault};
    struct faqbot_export_result made = {.entries = 0};
    struct buffer folder;
    struct buffer name;
    fault_begin(fault);
    enum faqbot_status status = find_format(options->format, &shipment.format, fault);
    if (status != FAQBOT_OK) {
        return status;
    }
    exporter_init(&shipment.exporter);
    buffer_init(&folder, FAQBOT_FAULT_PATH_BYTES);
    buffer_init(&name, NAME_BYTES_MAX);
    status = fault_end(fault, ship(&shipment, &folder, &name, &made), options->index);
    if (status == FAQBOT_OK) {
        tell_losses(&shipment);
        made.entries = shipment.exporter.entries;
        made.left_out = shipment.exporter.losses[EXPORTER_PASSAGE];
        *result = made;
    }
    output_free(shipment.output);
    buffer_release(&name);
    buffer_release(&folder);
    exporter_release(&shipment.exporter);
    return status;
}

bool faqbot_export_format(size_t index, const char **name, const char **description)
{
    if (index >= FORMAT_COUNT) {
        return false;
    }
    *name = formats[index].name;
    *description = formats[index].description;
    return true;
}
