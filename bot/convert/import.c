/* convert/import.c - implements transfer.h: which file is read, which is written, and that nothing is left
 * of either half done. */
#include "convert/convert_internal.h"

#include <faqbot.h>
#include <faqbot_tools.h>

#include <stdio.h>
#include <string.h>

#include "text/text.h"
#include "util/util.h"

/* ==== formats =========================================================================================== */

/* The table of formats. What a format is stands in the file of its name. */

/* In the order in which help shows them: our own, those of services, any table. */
static const struct import_format formats[] = {
    {"jsonl", "our own JSON Lines, as export writes them", false, import_jsonl, NULL},
    {"faqpage", "schema.org's FAQPage: a web page, or JSON-LD", false, import_faqpage, NULL},
    {"qnamaker", "QnA Maker, or Azure question answering: TSV, JSON", false, import_qnamaker, NULL},
    {"qnabot", "QnABot on AWS: JSON or JSON Lines", false, import_qnabot, NULL},
    {"rasa", "Rasa: YAML with intents and responses, or a folder", false, import_rasa, import_rasa_folder},
    {"nlpjs", "nlp.js: a corpus, JSON", false, import_nlpjs, NULL},
    {"dialogflow", "Dialogflow: FAQ of a knowledge base, CSV", false, import_dialogflow, NULL},
    {"kendra", "Amazon Kendra: FAQ, CSV or JSON", false, import_kendra, NULL},
    {"csv", "any table; --map says which column is what", true, import_csv, NULL},
    {"tsv", "the same with tabs between the columns", true, import_tsv, NULL},
};
#define FORMAT_COUNT (sizeof formats / sizeof formats[0])

const struct import_format *import_formats_find(const char *name)
{
    for (size_t i = 0; i < FORMAT_COUNT; i++) {
        if (strcmp(formats[i].name, name) == 0) {
            return &formats[i];
        }
    }
    return NULL;
}

/* The name nearest to `name`, or NULL. */
static const char *import_formats_nearest(const char *name)
{
    const char *names[FORMAT_COUNT];
    for (size_t i = 0; i < FORMAT_COUNT; i++) {
        names[i] = formats[i].name;
    }
    return faqbot_nearest_name(name, names, FORMAT_COUNT);
}

bool faqbot_import_format(size_t index, const char **name, const char **description)
{
    if (index >= FORMAT_COUNT) {
        return false;
    }
    *name = formats[index].name;
    *description = formats[index].description;
    return true;
}

/* ==== import ============================================================================================ */

#define STEM_BYTES_MAX 100 /* of the output's name */

static const struct import_format *find_format(const struct faqbot_import_options *options,
                                               struct faqbot_fault *fault)
{
    const struct import_format *format = import_formats_find(options->format);
    const char *nearest = import_formats_nearest(options->format);
    if (format == NULL) {
        fault_set(fault, FAQBOT_INVALID, NULL, 0, "%s is no format that can be imported%s%s", options->format,
                  nearest != NULL ? "; the nearest is " : "", nearest != NULL ? nearest : "");
    } else if (options->map != NULL && !format->takes_map) {
        fault_set(fault, FAQBOT_INVALID, NULL, 0, "the columns of %s are known; it takes no map",
                  options->format);
    }
    return format;
}

/* Letters, digits and '-' only: so no name of an input leads out of the folder, or into a hidden file. */
static void name_output(const struct faqbot_import_options *options, struct buffer *name)
{
    const char *slash = strrchr(options->input, '/');
    struct faqbot_view stem = view_of(slash == NULL ? options->input : slash + 1);
    size_t dot = stem.size;
    while (dot > 0 && stem.bytes[dot - 1] != '.') {
        dot--;
    }
    stem = dot > 1 ? view_slice(stem, 0, dot - 1) : stem;
    if (utf8_is_valid(stem)) {
        slug_add(stem, STEM_BYTES_MAX, name);
    }
    if (name->size == 0) {
        buffer_add_text(name, options->format);
    }
    buffer_add_text(name, ".jsonl");
    buffer_add_byte(name, '\0');
}

static void deliver(const struct faqbot_import_options *options, struct import_builder *builder,
                    const char *name, struct faqbot_import_result *result)
{
    struct output *output = NULL;
    if (import_builder_failed(builder)) {
        return;
    }
    if (!options->dry_run) {
        if (options->before_writing != NULL) {
            options->before_writing(options->writing_user);
        }
        output = output_open(options->folder, name, options->force, builder->fault);
    }
    import_commit(builder, output, options->tell, options->tell_user, result);
    if (output != NULL) {
        output_commit(output, builder->fault);
    }
    output_free(output);
}

/* Everything is read before anything is written or told of. */
static void convert(const struct faqbot_import_options *options, const struct import_format *format,
                    const char *name, struct faqbot_import_result *result, struct faqbot_fault *fault)
{
    struct buffer bytes;
    struct faqbot_view text = {NULL, 0};
    struct import_builder builder;
    buffer_init(&bytes, FAQBOT_IMPORT_FILE_BYTES_MAX);
    import_entries_init(&builder, options->input, options->map, fault);
    bool is_folder = format->read_folder != NULL && rasa_project_is_folder(options->input);
    if (!is_folder) {
        text = import_input_read(options->input, &bytes, fault);
    }
    if (options->folder != NULL) {
        existing_ids_read(options->folder, name, &builder.taken, fault);
    }
    if (!import_builder_failed(&builder) && is_folder) {
        format->read_folder(&builder, options->input);
    } else if (!import_builder_failed(&builder)) {
        format->read(&builder, text);
    }
    deliver(options, &builder, name, result);
    import_entries_release(&builder);
    buffer_release(&bytes);
}

enum faqbot_status faqbot_import(const struct faqbot_import_options *options,
                                 struct faqbot_import_result *result, struct faqbot_fault *fault)
{
    struct buffer name;
    struct faqbot_import_result made = {.entries = 0};
    struct faqbot_fault spare; /* for callers who want none */
    fault = fault == NULL ? &spare : fault;
    fault_begin(fault);
    buffer_init(&name, 2 * (size_t)STEM_BYTES_MAX);
    const struct import_format *format = find_format(options, fault);
    if (fault->status == FAQBOT_OK) {
        name_output(options, &name);
        if (name.failed) {
            fault_set(fault, FAQBOT_NO_MEMORY, NULL, 0, "out of memory");
        } else {
            convert(options, format, name.bytes, &made, fault);
        }
    }
    if (fault->status == FAQBOT_OK) {
        /* Where the file lies, for the person who asked. */
        const char *folder = options->dry_run ? "" : options->folder;
        bool parted = folder[0] == '\0' || view_ends_with(view_of(folder), "/");
        (void)snprintf(made.output, sizeof made.output, "%s%s%s", folder, parted ? "" : "/", name.bytes);
        *result = made;
    }
    buffer_release(&name);
    return fault->status;
}
