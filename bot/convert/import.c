/* convert/import.c - faqbot_import(): which format reads the file, what the output is called, and that
 * nothing is left of either half done.
 *
 * The order matters: the whole input is read and judged before anything is written or told, so that a file
 * of the wrong format leaves no trace. What a format is stands in the file of its name.
 *
 * The output is called after the input, so importing a newer export of the same service replaces the older
 * one (with --force), and ids that are taken in the folder's other files are passed by.
 *
 * To add a format: write import_<name>.c with one function that hands rows to the builder, name it in
 * convert_internal.h and in the table below; command line, help and completion read the table. A fuzz
 * target of eight lines (tests/fuzz/import_<name>.c) and a fixture with its report
 * (tests/e2e/fixtures/import) prove the rest. */
#include "convert/convert_internal.h"

#include <stdio.h>
#include <string.h>

#include "text/text.h"

#define STEM_BYTES_MAX 100 /* of the output's name */

/* In the order in which help shows them: our own, those of services, any table. */
static const struct import_format formats[] = {
    {"jsonl", "our own JSON Lines, as export writes them", false, false, import_jsonl},
    {"faqpage", "schema.org's FAQPage: a web page, or JSON-LD", false, false, import_faqpage},
    {"qnamaker", "QnA Maker, or Azure question answering: TSV, JSON", false, false, import_qnamaker},
    {"qnabot", "QnABot on AWS: JSON or JSON Lines", false, false, import_qnabot},
    {"rasa", "Rasa: YAML with intents and responses, or a folder", false, true, import_rasa},
    {"nlpjs", "nlp.js: a corpus, JSON", false, false, import_nlpjs},
    {"dialogflow", "Dialogflow: FAQ of a knowledge base, CSV", false, false, import_dialogflow},
    {"botpress", "Botpress 12: questions and answers, JSON", false, false, import_botpress},
    {"kendra", "Amazon Kendra: FAQ, CSV or JSON", false, false, import_kendra},
    {"intents", "intents.json: tags, patterns and responses, JSON or YAML", false, false, import_intents},
    {"pairs", "any pairs of question and answer in JSON or YAML", false, false, import_pairs},
    {"csv", "any table; --map says which column is what", true, false, import_csv},
    {"tsv", "the same with tabs between the columns", true, false, import_tsv},
};
#define FORMAT_COUNT (sizeof formats / sizeof formats[0])

const struct import_format *import_format_find(const char *name)
{
    for (size_t i = 0; i < FORMAT_COUNT; i++) {
        if (strcmp(formats[i].name, name) == 0) {
            return &formats[i];
        }
    }
    return NULL;
}

/* What help and completions list. */
bool faqbot_import_format(size_t index, const char **name, const char **description)
{
    if (index >= FORMAT_COUNT) {
        return false;
    }
    *name = formats[index].name;
    *description = formats[index].description;
    return true;
}

/* Letters, digits and '-' only: no name of an input leads out of the folder or into a hidden file. */
static void name_output(const struct faqbot_import_options *options, struct buffer *name)
{
    const char *slash = strrchr(options->input, '/');
    struct faqbot_view stem = path_stem(view_of(slash == NULL ? options->input : slash + 1));
    if (utf8_is_valid(stem)) {
        slug_add(stem, STEM_BYTES_MAX, name);
    }
    if (name->size == 0) {
        buffer_add_text(name, options->format);
    }
    buffer_add_text(name, ".jsonl");
    buffer_add_byte(name, '\0');
}

/* ==== Ids of the folder ================================================================================= */

/* The folder that the file will stand in, with the entries of its other files. */
struct folder {
    struct import_builder *builder;
    struct faqbot_view path;
    struct faqbot_view name; /* of the file that is to be replaced, whose ids are free again */
};

static enum faqbot_status take_id(void *user, const struct entry *entry)
{
    struct folder *folder = user;
    struct faqbot_view path = view_of(entry->path);
    bool is_replaced =
        view_ends_with(path, folder->name.bytes) && path.size - folder->name.size <= folder->path.size + 1;
    if (!is_replaced) {
        import_builder_put(folder->builder, IMPORT_KEY_TAKEN, entry->id, view_make(NULL, 0), 1);
    }
    return folder->builder->fault->status;
}

/* Takes the ids that the folder's entries have, so that no new entry gets one of them. A folder that does
 * not exist yet, or of which a file cannot be read, has none there: that is for `faqbot check` to tell. */
static void take_ids(struct import_builder *builder, const char *path, const char *name)
{
    struct faqbot_fault passed_over = {.status = FAQBOT_OK};
    struct fault_reporter reporter = {.report = NULL};
    struct folder folder = {builder, view_of(path), view_of(name)};
    const struct kb_sink sink = {.user = &folder, .entry = take_id, .reporter = &reporter};
    if (!import_builder_failed(builder) && kb_read(path, &sink, &passed_over) == FAQBOT_NO_MEMORY) {
        fault_set(builder->fault, FAQBOT_NO_MEMORY, path, 0, "there is not enough memory to read the folder");
    }
}

/* ==== One import ======================================================================================== */

/* From here on there may be something on the disk. */
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
    output_commit(output, builder->fault);
    output_free(output);
}

/* The ids of the folder are read although nothing is written in a dry run: its report says the ids that
 * would be given. */
static void convert(const struct faqbot_import_options *options, const struct import_format *format,
                    const char *name, struct faqbot_import_result *result, struct faqbot_fault *fault)
{
    struct buffer bytes;
    struct faqbot_view text = {NULL, 0};
    struct import_builder builder;
    buffer_init(&bytes, FAQBOT_IMPORT_FILE_BYTES_MAX);
    import_builder_init(&builder, options->input, options->map, fault);
    if (!format->takes_folder || !path_is_folder(options->input)) {
        text = input_read(options->input, &bytes, fault);
    }
    if (options->folder != NULL) {
        take_ids(&builder, options->folder, name);
    }
    if (!import_builder_failed(&builder)) {
        format->read(&builder, text);
    }
    deliver(options, &builder, name, result);
    import_builder_release(&builder);
    buffer_release(&bytes);
}

/* Every way out fills the fault or the result, and the result only on success. */
enum faqbot_status faqbot_import(const struct faqbot_import_options *options,
                                 struct faqbot_import_result *result, struct faqbot_fault *fault)
{
    struct buffer name;
    struct faqbot_import_result made = {.entries = 0};
    struct faqbot_fault spare = {.status = FAQBOT_OK}; /* for callers who want none */
    fault = fault == NULL ? &spare : fault;
    fault_begin(fault);
    buffer_init(&name, 2 * (size_t)STEM_BYTES_MAX);
    name_output(options, &name);
    const struct import_format *format = import_format_find(options->format);
    if (format == NULL) {
        const char *names[FORMAT_COUNT];
        for (size_t i = 0; i < FORMAT_COUNT; i++) {
            names[i] = formats[i].name;
        }
        refuse_format(options->format, names, FORMAT_COUNT, "imported", fault);
    } else if (options->map != NULL && !format->takes_map) {
        fault_set(fault, FAQBOT_INVALID, NULL, 0, "the columns of %s are known; it takes no map",
                  options->format);
    } else if (name.failed) {
        fault_set(fault, FAQBOT_NO_MEMORY, NULL, 0, "out of memory");
    } else {
        convert(options, format, name.bytes, &made, fault);
    }
    if (fault->status == FAQBOT_OK) {
        /* Where the file lies, for the person who asked. */
        const char *folder = options->dry_run ? "" : options->folder;
        bool is_parted = folder[0] == '\0' || view_ends_with(view_of(folder), "/");
        (void)snprintf(made.output, sizeof made.output, "%s%s%s", folder, is_parted ? "" : "/", name.bytes);
        *result = made;
    }
    buffer_release(&name);
    return fault->status;
}
