/* convert/import_rasa.c - Rasa's retrieval intents. Stories, rules and forms, which say what comes after
 * what, have no counterpart and are not looked at. */
#include "convert/convert_internal.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "kb/kb.h"
#include "util/util.h"
#include "util/yaml.h"

/* ==== example =========================================================================================== */

/* Rasa's examples: a list within a text, and entities marked in each. */

static bool begins_example(struct faqbot_view line)
{
    line = view_trim(line);
    return line.size > 0 && line.bytes[0] == '-' &&
           (line.size == 1 || line.bytes[1] == ' ' || line.bytes[1] == '\t');
}

/* Splits off the next example of a block of them, a line each that begins with "-"; what follows one without
 * a "-" is a part of it. False at the end. */
static bool rasa_example_next(struct faqbot_view *rest, struct faqbot_view *example)
{
    struct faqbot_view line;
    struct faqbot_view found = {NULL, 0};
    bool begun = false;
    struct faqbot_view ahead = *rest;
    while (view_next_line(&ahead, &line)) {
        if (begins_example(line) && begun) {
            break;
        }
        if (begins_example(line)) {
            begun = true;
            line = view_trim(line);
            found = view_slice(line, 1, line.size);
        } else if (begun) {
            found.size = (size_t)(line.bytes + line.size - found.bytes);
        }
        *rest = ahead;
    }
    *example = view_trim(found);
    return begun;
}

/* The bytes up to the mark that closes the one at the front, itself included; 0: none does. */
static size_t closed_size(struct faqbot_view text, char open, char close)
{
    size_t depth = 0;
    for (size_t i = 0; i < text.size; i++) {
        depth += text.bytes[i] == open;
        if (text.bytes[i] == close && --depth == 0) {
            return i + 1;
        }
    }
    return 0;
}

/* The bytes of the annotation at the front, "(ENTITY)", "{...}" or "[{...}]"; 0: there is none. */
static size_t annotation_size(struct faqbot_view text)
{
    if (view_starts_with(text, "(")) {
        return closed_size(text, '(', ')');
    }
    if (view_starts_with(text, "{")) {
        return closed_size(text, '{', '}');
    }
    return view_starts_with(text, "[{") ? closed_size(text, '[', ']') : 0;
}

/* The bytes of an annotated text at the front, with its brackets; 0: there is none. */
static size_t marked_size(struct faqbot_view text)
{
    struct faqbot_view within = view_slice(text, 1, text.size);
    size_t end = view_find(within, ']');
    bool closed = view_starts_with(text, "[") && end < within.size;
    return closed && view_find(view_slice(within, 0, end), '[') == end ? end + 2 : 0;
}

bool rasa_example_strip(struct arena *arena, struct faqbot_view example, struct faqbot_view *text)
{
    struct buffer out;
    buffer_init_in(&out, arena, example.size);
    for (size_t at = 0; at < example.size;) {
        struct faqbot_view rest = view_slice(example, at, RASA_EXAMPLE_MARK_BYTES_MAX);
        size_t marked = marked_size(rest);
        size_t annotation = marked > 0 ? annotation_size(view_slice(rest, marked, rest.size)) : 0;
        buffer_add(&out, annotation > 0 ? view_slice(rest, 1, marked - 2) : view_slice(rest, 0, 1));
        at += annotation > 0 ? marked + annotation : 1;
    }
    *text = buffer_view(&out);
    return !out.failed;
}

/* ==== project =========================================================================================== */

/* A folder of files that is imported as one. A link could lead anywhere, so none is followed: what is
 * imported is what is there. */

struct project {
    struct import_builder *builder;
    const char *const *endings;
    rasa_project_take *take;
    void *user;
    struct buffer bytes; /* of the file at hand */
    size_t total;        /* bytes of the files so far */
};

bool rasa_project_is_folder(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

static bool is_wanted(const struct project *project, const char *name)
{
    for (size_t i = 0; project->endings[i] != NULL; i++) {
        if (view_ends_with(view_of(name), project->endings[i])) {
            return true;
        }
    }
    return false;
}

/* A faqbot_fault_callback as well: the walker tells of what it finds and cannot read. */
static void leave_out(void *user, const struct faqbot_fault *why)
{
    struct project *project = user;
    struct faqbot_view none = {NULL, 0};
    if (why->line == 0) {
        import_builder_skip(project->builder, 0, none, "%s: %s", why->path, why->sentence);
    } else {
        import_builder_skip(project->builder, 0, none, "%s:%u: %s", why->path, why->line, why->sentence);
    }
}

static void take_file(struct project *project, const char *path)
{
    struct faqbot_fault *fault = project->builder->fault;
    struct faqbot_fault why = {.status = FAQBOT_OK};
    buffer_reset(&project->bytes);
    struct faqbot_view text = import_input_read(path, &project->bytes, &why);
    project->total += project->bytes.size;
    if (project->total > FAQBOT_IMPORT_FILE_BYTES_MAX) {
        fault_set(fault, FAQBOT_LIMIT, path, 0, "the files have more than %zu bytes together",
                  FAQBOT_IMPORT_FILE_BYTES_MAX);
        return;
    }
    if (why.status == FAQBOT_OK) {
        project->take(project->user, path, text, &why);
    }
    if (why.status == FAQBOT_NO_MEMORY && fault->status == FAQBOT_OK) {
        *fault = why;
    } else if (why.status != FAQBOT_OK) {
        leave_out(project, &why);
    }
}

static enum faqbot_status visit(void *user, const char *path, const char *relative)
{
    struct project *project = user;
    struct stat found;
    if (import_builder_failed(project->builder) || !is_wanted(project, relative)) {
        return project->builder->fault->status;
    }
    if (lstat(path, &found) == 0 && S_ISLNK(found.st_mode)) {
        import_builder_skip(project->builder, 0, view_make(NULL, 0),
                            "%s: this is a link, which is not followed; put the file itself there", path);
    } else {
        take_file(project, path);
    }
    return project->builder->fault->status;
}

/* Hands over each file below `path` whose name ends in one of `endings` (ended by NULL), in byte order of their
 * paths. Links are not followed, hidden files passed over; what cannot be read is told of as a row left out. All
 * files together have FAQBOT_IMPORT_FILE_BYTES_MAX. Makes the collector fail with FAQBOT_NOT_FOUND, FAQBOT_IO,
 * FAQBOT_LIMIT or FAQBOT_NO_MEMORY. */
static void rasa_project_read(struct import_builder *builder, const char *path, const char *const *endings,
                              rasa_project_take *take, void *user)
{
    struct project project = {.builder = builder, .endings = endings, .take = take, .user = user};
    struct fault_reporter reporter = {.report = leave_out, .user = &project};
    const struct kb_sink sink = {.reporter = &reporter};
    struct kb_reader reader;
    struct faqbot_fault fault = {.status = FAQBOT_OK};
    kb_reader_init(&reader, &sink, &reporter);
    buffer_init(&project.bytes, FAQBOT_IMPORT_FILE_BYTES_MAX);
    enum faqbot_status status = folder_walk(&reader, path, visit, &project, &fault);
    if (status != FAQBOT_OK && !import_builder_failed(builder)) {
        *builder->fault = fault;
        (void)fault_end(builder->fault, status, path);
    }
    buffer_release(&project.bytes);
    kb_reader_release(&reader);
}

/* ==== rasa ============================================================================================== */

#define MEMORY_MAX ((size_t)1024 * 1024 * 1024) /* of all trees and lists */
#define UTTER "utter_"

/* An intent, by the number of its name. */
struct intent {
    struct texts phrases;
    const struct yaml_tree *response; /* a list of variations; NULL: none was met */
    bool is_trained;                  /* it stands among the training data */
};

struct rasa {
    struct import_builder *builder;
    struct arena arena; /* all trees and lists */
    struct string_table names;
    struct intent *intents;
    size_t capacity;
    bool is_known; /* something of Rasa's was met */
};

/* What a text says, or the `text` of a mapping: Rasa has examples and responses in both forms. */
static struct faqbot_view text_of(const struct yaml_tree *tree)
{
    return yaml_text(tree != NULL && tree->type == YAML_MAPPING ? yaml_member(tree, "text") : tree);
}

static void fail_memory(const struct rasa *rasa)
{
    import_builder_fail(rasa->builder, FAQBOT_NO_MEMORY, 0,
                        "there is not enough memory for the training data");
}

/* -- What the files hold --------------------------------------------------------------------------------- */

/* The intent of that name, made where it is new; NULL: no memory, and the import has failed. */
static struct intent *take_intent(struct rasa *rasa, struct faqbot_view name)
{
    size_t before = rasa->names.count;
    uint32_t number = string_table_add(&rasa->names, name);
    if (number == STRING_TABLE_NONE ||
        !import_entries_grow(&rasa->intents, number, &rasa->capacity, sizeof *rasa->intents)) {
        fail_memory(rasa);
        return NULL;
    }
    if (number == before) {
        rasa->intents[number] = (struct intent){.response = NULL};
    }
    return &rasa->intents[number];
}

static void add_phrase(struct rasa *rasa, struct intent *intent, struct faqbot_view example)
{
    struct faqbot_view text = {NULL, 0};
    intent->phrases.failed |= !rasa_example_strip(&rasa->arena, example, &text);
    import_entries_add_text(&intent->phrases, &rasa->arena, text);
}

/* A block with a line an example, or a list of texts or of mappings with a `text`. */
static void take_examples(struct rasa *rasa, struct intent *intent, const struct yaml_tree *examples)
{
    struct faqbot_view rest = yaml_text(examples);
    struct faqbot_view example;
    while (rasa_example_next(&rest, &example)) {
        add_phrase(rasa, intent, example);
    }
    for (const struct yaml_tree *one = yaml_first(examples); one != NULL; one = one->next) {
        add_phrase(rasa, intent, view_trim(text_of(one)));
    }
}

/* An element of `nlu`: an intent, or what else Rasa learns from. */
static void take_training(struct rasa *rasa, const struct yaml_tree *element)
{
    struct faqbot_view name = view_trim(yaml_text(yaml_member(element, "intent")));
    const struct yaml_tree *kind = yaml_first(element);
    if (!view_is_empty(name)) {
        struct intent *intent = take_intent(rasa, name);
        if (intent != NULL) {
            intent->is_trained = true;
            take_examples(rasa, intent, yaml_member(element, "examples"));
        }
    } else if (kind != NULL) {
        import_builder_note(rasa->builder, 0, "the %.*s \"%.*s\" is not kept", VIEW_ARGS(kind->key),
                            VIEW_ARGS(kind->text));
    }
}

/* One of `responses`. */
static void take_response(struct rasa *rasa, const struct yaml_tree *response)
{
    struct faqbot_view name = response->key;
    bool utters = view_starts_with(name, UTTER);
    name = utters ? view_slice(name, strlen(UTTER), name.size) : name;
    if (!utters || view_find(name, '/') == name.size) {
        import_builder_note(rasa->builder, 0, "the response %.*s answers no retrieval intent and is not kept",
                            VIEW_ARGS(response->key));
        return;
    }
    struct intent *intent = take_intent(rasa, name);
    if (intent != NULL && intent->response != NULL) {
        import_builder_note(rasa->builder, 0, "there is another response %.*s, which is not kept",
                            VIEW_ARGS(response->key));
    } else if (intent != NULL) {
        intent->response = response;
    }
}

static void take_document(struct rasa *rasa, const struct yaml_tree *document)
{
    const struct yaml_tree *training = yaml_member(document, "nlu");
    const struct yaml_tree *responses = yaml_member(document, "responses");
    responses = responses == NULL ? yaml_member(document, "templates") : responses; /* of Rasa 1 */
    rasa->is_known |= training != NULL || responses != NULL;
    for (const struct yaml_tree *one = yaml_first(training); one != NULL; one = one->next) {
        take_training(rasa, one);
    }
    for (const struct yaml_tree *one = yaml_first(responses); one != NULL; one = one->next) {
        take_response(rasa, one);
    }
}

/* A rasa_project_take. */
static void rasa_take_file(void *user, const char *path, struct faqbot_view text, struct faqbot_fault *fault)
{
    struct rasa *rasa = user;
    const struct yaml_tree *documents = yaml_parse(text, path, &rasa->arena, fault);
    for (const struct yaml_tree *one = yaml_first(documents);
         one != NULL && !import_builder_failed(rasa->builder); one = one->next) {
        take_document(rasa, one);
    }
}

/* -- What becomes of it ---------------------------------------------------------------------------------- */

/* Of a response's variations the first with a text that is for every channel and under no condition, else the
 * first with a text; NULL: none has any. *count is of all. */
static const struct yaml_tree *choose(const struct yaml_tree *response, size_t *count)
{
    const struct yaml_tree *first = NULL;
    const struct yaml_tree *plain = NULL;
    *count = 0;
    for (const struct yaml_tree *one = yaml_first(response); one != NULL; one = one->next) {
        ++*count;
        if (view_is_empty(view_trim(text_of(one)))) {
            continue;
        }
        first = first == NULL ? one : first;
        bool always = yaml_member(one, "channel") == NULL && yaml_member(one, "condition") == NULL;
        plain = plain == NULL && always ? one : plain;
    }
    return plain == NULL ? first : plain;
}

/* The intent that a button's payload, "/NAME/QUESTION{...}", leads to; empty: none that is an entry. */
static struct faqbot_view find_target(const struct rasa *rasa, const struct yaml_tree *button)
{
    struct faqbot_view name = view_trim(yaml_text(yaml_member(button, "payload")));
    name = view_starts_with(name, "/") ? view_slice(name, 1, view_find(name, '{') - 1) : view_make(NULL, 0);
    bool is_entry =
        view_find(name, '/') < name.size && string_table_find(&rasa->names, name) != STRING_TABLE_NONE;
    return is_entry ? name : view_make(NULL, 0);
}

/* Each line of a message stands in a line of its own, which in Markdown two blanks at its end say. */
static bool keep_lines(struct arena *arena, struct faqbot_view text, struct faqbot_view *kept)
{
    struct buffer out;
    struct faqbot_view line;
    buffer_init_in(&out, arena, 3 * text.size);
    while (view_next_line(&text, &line)) {
        struct faqbot_view ahead = text;
        struct faqbot_view next;
        bool goes_on = view_next_line(&ahead, &next) && !view_is_empty(view_trim(next));
        buffer_add(&out, line);
        buffer_add_text(&out, goes_on && !view_is_empty(view_trim(line)) ? "  " : "");
        buffer_add_text(&out, text.size > 0 ? "\n" : "");
    }
    *kept = buffer_view(&out);
    return !out.failed;
}

/* "{name}", which Rasa fills in. */
static bool has_slot(struct faqbot_view text)
{
    size_t open = view_find(text, '{');
    return view_find(view_slice(text, open, text.size), '}') < text.size - open;
}

/* Takes the entries that the buttons lead to. */
static void take_buttons(struct rasa *rasa, const struct yaml_tree *buttons, struct texts *related)
{
    for (const struct yaml_tree *one = yaml_first(buttons); one != NULL; one = one->next) {
        struct faqbot_view target = find_target(rasa, one);
        if (!view_is_empty(target)) {
            import_entries_add_text(related, &rasa->arena, target);
        }
    }
}

static void note_buttons(struct rasa *rasa, size_t row, const struct yaml_tree *buttons)
{
    for (const struct yaml_tree *one = yaml_first(buttons); one != NULL; one = one->next) {
        if (view_is_empty(find_target(rasa, one))) {
            import_builder_note(rasa->builder, row, "the button \"%.*s\" is not kept",
                                VIEW_ARGS(yaml_text(yaml_member(one, "title"))));
        }
    }
}

/* What of the response has no place here; `count` of its variations there are. */
static void note_rest(struct rasa *rasa, size_t row, const struct yaml_tree *variation, size_t count,
                      struct faqbot_view answer)
{
    note_buttons(rasa, row, yaml_member(variation, "buttons"));
    for (const struct yaml_tree *one = yaml_first(variation); one != NULL; one = one->next) {
        if (!view_equals_text(one->key, "text") && !view_equals_text(one->key, "buttons")) {
            import_builder_note(rasa->builder, row, "the response's %.*s is not kept", VIEW_ARGS(one->key));
        }
    }
    if (has_slot(answer)) {
        import_builder_note(rasa->builder, row,
                            "the response has a slot ({...}) in it, which is kept as text");
    }
    if (count > 1) {
        import_builder_note(rasa->builder, row, "%zu more of its responses are not kept", count - 1);
    }
}

static void add_entry(struct rasa *rasa, size_t row, struct faqbot_view name, const struct intent *intent)
{
    size_t count;
    struct faqbot_view answer = {NULL, 0};
    struct faqbot_view tag = view_slice(name, 0, view_find(name, '/'));
    const struct yaml_tree *variation = choose(intent->response, &count);
    struct import_record record = {
        .row = row, .id = name, .also = intent->phrases, .tags = {.items = &tag, .count = 1}};
    take_buttons(rasa, yaml_member(variation, "buttons"), &record.related);
    if (!keep_lines(&rasa->arena, view_trim(text_of(variation)), &answer)) {
        fail_memory(rasa);
    }
    import_html_add_mixed(rasa->builder, &record, answer);
    note_rest(rasa, row, variation, count, answer);
}

static void add_intent(struct rasa *rasa, size_t row, struct faqbot_view name, const struct intent *intent)
{
    struct import_builder *builder = rasa->builder;
    struct faqbot_view question = intent->phrases.count == 0 ? name : intent->phrases.items[0];
    if (view_find(name, '/') == name.size) {
        import_builder_skip(builder, row, question, "%.*s is no retrieval intent, NAME/QUESTION",
                            VIEW_ARGS(name));
    } else if (!intent->is_trained) {
        import_builder_skip(builder, row, name, "there are no examples of it in the training data");
    } else if (intent->response == NULL) {
        import_builder_skip(builder, row, question, "there is no response " UTTER "%.*s", VIEW_ARGS(name));
    } else {
        add_entry(rasa, row, name, intent);
    }
}

/* Reads the text or, where it is NULL, the folder at `path`. */
static void read_all(struct import_builder *builder, const char *path, const struct faqbot_view *text)
{
    static const char *const endings[] = {".yml", ".yaml", NULL};
    struct rasa rasa = {.builder = builder};
    arena_init(&rasa.arena, MEMORY_MAX);
    string_table_init(&rasa.names, MEMORY_MAX);
    if (text != NULL) {
        rasa_take_file(&rasa, path, *text, builder->fault);
    } else {
        rasa_project_read(builder, path, endings, rasa_take_file, &rasa);
    }
    if (!rasa.is_known) {
        import_builder_fail(builder, FAQBOT_INVALID, 0,
                            "there are neither training data of Rasa (nlu) nor responses in it");
    }
    for (uint32_t i = 0; i < rasa.names.count && !import_builder_failed(builder); i++) {
        add_intent(&rasa, i + 1, rasa.names.strings[i], &rasa.intents[i]);
    }
    arena_release(&rasa.arena);
    string_table_release(&rasa.names);
    free(rasa.intents);
}

void import_rasa(struct import_builder *builder, struct faqbot_view text)
{
    read_all(builder, builder->path, &text);
}

void import_rasa_folder(struct import_builder *builder, const char *path)
{
    read_all(builder, path, NULL);
}
