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

/* An office document is a zip; what is none is none of them. */
static void import_office(struct import_builder *builder, struct faqbot_view text)
{
    (void)text;
    import_builder_fail(builder, FAQBOT_INVALID, 0, "this is no office document: it is no zip");
}

/* In the order in which help shows them: our own, those of services, what anybody may have. */
static const struct import_format formats[] = {
    {"jsonl", "our own JSON Lines, as export writes them", false, import_jsonl, NULL},
    {"faqpage", "schema.org's FAQPage: a web page, or JSON-LD", false, import_faqpage, NULL},
    {"html", "any web page: details, accordions, headings that ask", false, import_html, NULL},
    {"qnamaker", "QnA Maker, or Azure question answering: TSV, JSON", false, import_qnamaker, NULL},
    {"qna", "Bot Framework: .qna", false, import_qna, NULL},
    {"qnabot", "QnABot on AWS: JSON or JSON Lines", false, import_qnabot, NULL},
    {"rasa", "Rasa: YAML with intents and responses, or a folder", false, import_rasa, import_rasa_all},
    {"nlpjs", "nlp.js: a corpus, JSON", false, import_nlpjs, NULL},
    {"dialogflow", "Dialogflow: an agent (folder, zip), or FAQ, CSV", false, import_dialogflow,
     import_dialogflow_all},
    {"watson", "Watson Assistant: a workspace, JSON", false, import_watson, NULL},
    {"botpress", "Botpress 12: questions and answers, JSON", false, import_botpress, NULL},
    {"kendra", "Amazon Kendra: FAQ, CSV or JSON", false, import_kendra, NULL},
    {"intents", "intents.json: tags, patterns and responses", false, import_intents, NULL},
    {"pairs", "any pairs of question and answer in JSON or YAML", false, import_pairs, NULL},
    {"xlsx", "a workbook: each sheet as any table", true, import_office, import_xlsx_all},
    {"docx", "a text document: headings, bold lines, Q: and A:", false, import_office, import_docx_all},
    {"csv", "any table; --map says which column is what", true, import_csv, NULL},
    {"tsv", "the same with tabs between the columns", true, import_tsv, NULL},
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

/* The last part of a path, without slashes at its end: "data/bot/" is "bot". */
static struct faqbot_view last_part(struct faqbot_view path)
{
    while (path.size > 1 && path.bytes[path.size - 1] == '/') {
        path.size--;
    }
    size_t start = path.size;
    while (start > 0 && path.bytes[start - 1] != '/') {
        start--;
    }
    return view_slice(path, start, path.size);
}

/* Letters, digits and '-' only: no name of an input leads out of the folder or into a hidden file. */
static void name_output(const struct faqbot_import_options *options, struct buffer *name)
{
    struct faqbot_view stem = path_stem(last_part(view_of(options->input)));
    if (options->name != NULL) {
        buffer_add_text(name, options->name);
        buffer_add_byte(name, '\0');
        return;
    }
    if (utf8_is_valid(stem)) {
        slug_add(stem, STEM_BYTES_MAX, name);
    }
    if (name->size == 0) {
        buffer_add_text(name, options->format == NULL ? "import" : options->format);
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

/* Says what the input was taken for, where nobody had said what it is. */
static const struct import_format *find_out(struct import_builder *builder, const char *name,
                                            const char *path)
{
    const struct import_format *format = name == NULL ? NULL : import_format_find(name);
    if (format != NULL) {
        import_builder_note(builder, 0, "%s%sit is read as %s: %s", path, path[0] == '\0' ? "" : ": ",
                            format->name, format->description);
    }
    return format;
}

static void read_text(struct import_builder *builder, const struct import_format *format,
                      struct faqbot_view text, const char *where)
{
    if (format == NULL) {
        format = find_out(builder, import_detect(builder, builder->path, text), where);
    }
    if (format != NULL && format->takes_map < (builder->map != NULL || builder->no_header)) {
        import_builder_fail(builder, FAQBOT_INVALID, 0, "this is no table (%s); it takes no map",
                            format->name);
    } else if (format != NULL && !import_builder_failed(builder)) {
        format->read(builder, text);
    }
}

/* An office document among other files. What is in all of them counts together against the bound. */
static void read_office(struct import_builder *builder, const struct import_input *input, size_t *total)
{
    struct import_inputs within;
    inputs_init(&within, builder);
    within.total = *total;
    inputs_read_zip(&within, input->text);
    const struct import_format *whole = import_builder_failed(builder)
                                            ? NULL
                                            : find_out(builder, import_detect_together(&within), input->path);
    if (whole != NULL) {
        whole->read_all(builder, &within);
    } else {
        import_builder_fail(builder, FAQBOT_INVALID, 0, "this is no workbook and no text document");
    }
    *total = within.total;
    inputs_release(&within);
}

/* Each file by itself, as what it is. One that is nothing that is known costs the others nothing; if all are so,
 * the first says why. */
static void read_each(struct import_builder *builder, const struct import_format *format,
                      const struct import_inputs *inputs)
{
    const char *path = builder->path;
    struct faqbot_fault first = {.status = FAQBOT_OK};
    size_t read = 0;
    size_t total = inputs->total;
    for (size_t i = 0; i < inputs->count && !import_builder_failed(builder); i++) {
        builder->path = inputs->items[i].path;
        if (input_is_zip(inputs->items[i].text)) {
            read_office(builder, &inputs->items[i], &total);
        } else {
            read_text(builder, format, inputs->items[i].text, inputs->items[i].path);
        }
        bool is_other = builder->fault->status == FAQBOT_INVALID;
        if (is_other) {
            first = first.status == FAQBOT_OK ? *builder->fault : first;
            struct faqbot_fault why = *builder->fault;
            fault_begin(builder->fault);
            inputs_leave_out(builder, &why);
        }
        read += !is_other;
    }
    builder->path = path;
    if (read == 0 && !import_builder_failed(builder) && first.status != FAQBOT_OK) {
        *builder->fault = first;
    } else if (read == 0) {
        import_builder_fail(builder, FAQBOT_INVALID, 0, "there is no file in it that can be imported");
    }
}

static void read_several(struct import_builder *builder, const struct import_format *format,
                         const struct import_inputs *inputs)
{
    const struct import_format *whole = format;
    if (!import_builder_failed(builder) && format == NULL) {
        whole = find_out(builder, import_detect_together(inputs), "");
    }
    if (import_builder_failed(builder)) {
        return;
    }
    if (whole != NULL && whole->read_all != NULL) {
        whole->read_all(builder, inputs);
    } else {
        read_each(builder, format, inputs);
    }
}

/* Pages of the web, each as if it were a file that was saved from there. */
static void read_pages(const struct faqbot_import_options *options, struct import_builder *builder,
                       const struct import_format *format)
{
    const char *path = builder->path;
    size_t read = 0;
    struct faqbot_fault first = {.status = FAQBOT_OK};
    for (size_t i = 0; i < options->page_count && !import_builder_failed(builder); i++) {
        const struct faqbot_import_page *page = &options->pages[i];
        builder->path = page->address;
        builder->base = view_of(page->address);
        struct faqbot_view text =
            input_text(builder, page->address, page->bytes, &builder->arena, builder->fault);
        if (!import_builder_failed(builder)) {
            read_text(builder, format, text, options->page_count > 1 ? page->address : "");
        }
        if (builder->fault->status == FAQBOT_INVALID && options->page_count > 1) {
            struct faqbot_fault why = *builder->fault;
            first = first.status == FAQBOT_OK ? why : first;
            fault_begin(builder->fault);
            import_builder_skip(builder, 0, view_of(page->address), "%s", why.sentence);
        } else {
            read++;
        }
    }
    builder->path = path;
    if (read == 0 && !import_builder_failed(builder)) {
        *builder->fault = first;
    }
}

/* A folder, an archive, or a text. */
static void read_input(const struct faqbot_import_options *options, struct import_builder *builder,
                       const struct import_format *format, struct buffer *bytes)
{
    struct import_inputs inputs;
    bool takes_several = format == NULL || format->read_all != NULL;
    if (options->pages != NULL) {
        read_pages(options, builder, format);
        return;
    }
    inputs_init(&inputs, builder);
    if (takes_several && path_is_folder(options->input)) {
        inputs_read_folder(&inputs, options->input);
        read_several(builder, format, &inputs);
    } else {
        struct faqbot_view loaded = input_load(options->input, bytes, builder->fault);
        if (input_is_zip(loaded) && !import_builder_failed(builder)) {
            inputs_read_zip(&inputs, loaded);
            read_several(builder, format, &inputs);
        } else {
            struct faqbot_view text =
                input_text(builder, options->input, loaded, &builder->arena, builder->fault);
            if (!import_builder_failed(builder)) {
                read_text(builder, format, text, "");
            }
        }
    }
    inputs_release(&inputs);
}

/* The ids of the folder are read although nothing is written in a dry run: its report says the ids that
 * would be given. A file that is named stands for itself: what else lies beside it may be anything. */
static void convert(const struct faqbot_import_options *options, const struct import_format *format,
                    const char *name, struct faqbot_import_result *result, struct faqbot_fault *fault)
{
    struct buffer bytes;
    struct import_builder builder;
    buffer_init(&bytes, FAQBOT_IMPORT_FILE_BYTES_MAX);
    import_builder_init(&builder, options->input, options->map, fault);
    builder.no_header = options->no_header;
    builder.is_markdown = options->is_markdown;
    builder.encoding = options->encoding;
    builder.base = view_of(options->base_url);
    builder.watch = options->watch;
    builder.watch_user = options->watch_user;
    if (options->folder != NULL && options->name == NULL) {
        take_ids(&builder, options->folder, name);
    }
    if (!import_builder_failed(&builder)) {
        read_input(options, &builder, format, &bytes);
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
    const struct import_format *format = options->format == NULL ? NULL : import_format_find(options->format);
    bool is_table = options->map != NULL || options->no_header;
    if (format == NULL && options->format != NULL) {
        const char *names[FORMAT_COUNT];
        for (size_t i = 0; i < FORMAT_COUNT; i++) {
            names[i] = formats[i].name;
        }
        refuse_format(options->format, names, FORMAT_COUNT, "imported", fault);
    } else if (format != NULL && is_table && !format->takes_map) {
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
