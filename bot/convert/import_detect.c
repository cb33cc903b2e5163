/* convert/import_detect.c - what a file is, where nobody says: by what stands in it, and by its name only where
 * that leaves it open.
 *
 * The order is from what has marks of its own to what could be anything: JSON, pages, the two forms of text
 * with headings of their own, YAML, and tables, for which whatever is left is taken if its lines are parted
 * alike. What is none of these is refused with a sentence that says what it is, as far as that can be told. */
#include "convert/readers.h"

#include <string.h>

static bool has_extension(const char *path, const char *extension)
{
    struct faqbot_view name = view_of(path);
    size_t size = strlen(extension);
    return name.size > size && name.bytes[name.size - size - 1] == '.' &&
           ascii_equals(view_slice(name, name.size - size, size), view_of(extension));
}

/* Whether a line of the text begins so, blanks aside. */
static bool has_line(struct faqbot_view text, const char *beginning)
{
    struct faqbot_view line;
    while (view_next_line(&text, &line)) {
        if (view_starts_with(view_trim(line), beginning)) {
            return true;
        }
    }
    return false;
}

/* ==== JSON and YAML ===================================================================================== */

/* Whether all members are keys of our own lines, and it says what one of ours does. */
static bool is_own_line(const struct yaml_tree *line)
{
    static const char keys[] =
        "id question also not answer title text url lang tags related disclaimer updated "
        "review_by status section settings synonym synonyms";
    bool says = false;
    for (const struct yaml_tree *one = yaml_first(line); one != NULL; one = one->next) {
        if (!has_word(view_of(keys), one->key)) {
            return false;
        }
        says |= view_equals_text(one->key, "answer") || view_equals_text(one->key, "text") ||
                view_equals_text(one->key, "settings") || view_equals_text(one->key, "synonym");
    }
    return says;
}

/* A mark of JSON-LD at the top of a document, or of what is in its list. */
static bool is_linked_data(const struct yaml_tree *document)
{
    const struct yaml_tree *first = document->type == YAML_LIST ? document->first : document;
    return yaml_member(first, "@type") != NULL || yaml_member(first, "@graph") != NULL ||
           yaml_member(first, "@context") != NULL;
}

static bool is_rasa(const struct yaml_tree *document)
{
    static const char *const keys[] = {"nlu", "responses", "templates", "rules", "stories"};
    bool is_it = false;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const struct yaml_tree *member = yaml_member(document, keys[i]);
        is_it |= member != NULL && member->type != YAML_TEXT;
    }
    return is_it;
}

/* An intent of Dialogflow by itself. */
static bool is_intent(const struct yaml_tree *document)
{
    return yaml_member(document, "responses") != NULL && yaml_member(document, "name") != NULL &&
           (yaml_member(document, "userSays") != NULL || yaml_member(document, "fallbackIntent") != NULL);
}

#define NAMED_MAX 6         /* fields that a sentence names */
#define NAMED_BYTES_MAX 160 /* of them together */

/* The fields of the first mapping that is nothing but texts, or of which most are: where the entries would lie. */
static const struct yaml_tree *find_entry(const struct yaml_tree *tree)
{
    size_t texts = 0;
    size_t others = 0;
    for (const struct yaml_tree *one = yaml_first(tree); one != NULL; one = one->next) {
        texts += one->type == YAML_TEXT;
        others += one->type != YAML_TEXT;
    }
    const struct yaml_tree *found = tree->type == YAML_MAPPING && texts >= 2 && texts > others ? tree : NULL;
    for (const struct yaml_tree *one = yaml_first(tree); one != NULL && found == NULL; one = one->next) {
        found = find_entry(one);
    }
    return found;
}

static void refuse_tree(struct import_builder *builder, const struct yaml_tree *documents, const char *kind)
{
    const struct yaml_tree *entry = documents == NULL ? NULL : find_entry(documents);
    struct buffer fields;
    size_t count = 0;
    buffer_init_in(&fields, &builder->row_arena, NAMED_BYTES_MAX);
    for (const struct yaml_tree *one = yaml_first(entry); one != NULL && count < NAMED_MAX; one = one->next) {
        buffer_add_text(&fields, count++ > 0 ? ", \"" : "; its fields are \"");
        buffer_add(&fields, utf8_cut(one->key, NAMED_BYTES_MAX / 2 / NAMED_MAX));
        buffer_add_text(&fields, "\"");
    }
    import_builder_fail(
        builder, FAQBOT_INVALID, 0,
        "this is %s, but there are no questions and answers in it under names that are known%.*s; "
        "`faqbot import --help` lists what is",
        kind, VIEW_ARGS(buffer_view(&fields)));
}

static const char *detect_tree(struct import_builder *builder, struct faqbot_view text, enum tree_kind kind)
{
    struct arena arena;
    const char *name = NULL;
    arena_init(&arena, SIZE_MAX);
    bool is_lines = import_json_is_lines(text);
    const struct yaml_tree *documents = tree_read(builder, text, kind, &arena);
    const struct yaml_tree *first = yaml_first(documents);
    while (first != NULL && first->next != NULL && first->type == YAML_UNREAD) {
        first = first->next; /* a broken line */
    }
    bool is_json = kind == TREE_JSON;
    if (first == NULL) {
    } else if (is_json && is_lines && is_own_line(first)) {
        name = "jsonl";
    } else if (is_json && is_linked_data(first)) {
        name = "faqpage";
    } else if (is_json && (tree_walk(first, "dialog_nodes") != NULL ||
                           tree_walk(first, "workspace.dialog_nodes") != NULL)) {
        name = "watson";
    } else if (is_json && is_intent(first)) {
        name = "dialogflow";
    } else if ((name = import_tree_recognise(builder, documents, is_json)) == NULL && !is_json &&
               is_rasa(first)) {
        name = "rasa";
    } else if (name == NULL && import_pairs_recognise(builder, documents)) {
        name = "pairs";
    }
    if (name == NULL) {
        refuse_tree(builder, documents, is_json ? "JSON" : "YAML");
    }
    arena_release(&arena);
    return name;
}

/* A key with its colon, or the first element of a list, as YAML begins, behind comments and "---". */
static bool looks_like_yaml(struct faqbot_view text)
{
    struct faqbot_view line;
    while (view_next_line(&text, &line)) {
        line = view_trim(line);
        if (view_is_empty(line) || view_starts_with(line, "#") || view_equals_text(line, "---")) {
            continue;
        }
        size_t colon = view_find(line, ':');
        for (size_t i = 0; i < colon; i++) {
            if (!ascii_is_alnum(line.bytes[i]) && strchr("_-", line.bytes[i]) == NULL) {
                colon = line.size;
            }
        }
        return view_starts_with(line, "- ") ||
               (colon > 0 && colon < line.size && (colon + 1 == line.size || line.bytes[colon + 1] == ' '));
    }
    return false;
}

/* ==== Tables ============================================================================================ */

/* By the names of the services' columns; any other is any table. */
static const char *detect_table(struct import_builder *builder, struct faqbot_view text)
{
    struct faqbot_view line;
    struct faqbot_view rest = text;
    (void)view_next_line(&rest, &line);
    struct faqbot_view first = line;
    bool has_question = false;
    bool has_answer = false;
    while (first.size > 0) {
        struct faqbot_view cell = view_slice(first, 0, view_find(first, ','));
        has_question |= table_is_called(cell, "_question");
        has_answer |= table_is_called(cell, "_answer");
        first = view_slice(first, cell.size + 1, first.size);
    }
    if (has_question && has_answer) {
        return "kendra";
    }
    if (table_begins_as(line, view_of("Question\tAnswer\tSource")) ||
        table_begins_as(line, view_of("Question\tAnswer\tMetadata"))) {
        return "qnamaker";
    }
    for (rest = text; view_next_line(&rest, &line);) {
        for (size_t i = 0; i < line.size; i++) {
            if (strchr(",;\t|", line.bytes[i]) != NULL) {
                return "csv";
            }
        }
    }
    import_builder_fail(
        builder, FAQBOT_INVALID, 0,
        "it cannot be told what this is: neither a table, nor JSON, YAML or a page; name the format, "
        "as `faqbot import --help` lists them");
    return NULL;
}

/* ==== Files ============================================================================================= */

/* A name that says table is believed: a cell may begin with any sign. */
static const char *detect(struct import_builder *builder, const char *path, struct faqbot_view text)
{
    bool is_table = has_extension(path, "csv") || has_extension(path, "tsv");
    struct faqbot_view start = view_trim(text);
    if (view_is_empty(start)) {
        import_builder_fail(builder, FAQBOT_INVALID, 0, "there is nothing in it");
        return NULL;
    }
    if (!is_table && import_json_is_json(text)) {
        return detect_tree(builder, text, TREE_JSON);
    }
    if (!is_table && view_starts_with(start, "<")) {
        return "html";
    }
    if (!is_table && (has_extension(path, "qna") || has_line(text, "# ?") || has_line(text, "## ?"))) {
        return "qna";
    }
    if (!is_table && has_line(text, "## intent:")) {
        return "rasa";
    }
    if (has_extension(path, "md") || has_extension(path, "markdown") || has_extension(path, "mdx")) {
        import_builder_fail(
            builder, FAQBOT_INVALID, 0,
            "this is Markdown, which needs no import: put it into the folder of the knowledge base");
        return NULL;
    }
    if (!is_table && (has_extension(path, "yml") || has_extension(path, "yaml") || looks_like_yaml(text))) {
        return detect_tree(builder, text, TREE_ANY);
    }
    return detect_table(builder, text);
}

/* What reading it had to tell is told when it is read for good. */
const char *import_detect(struct import_builder *builder, const char *path, struct faqbot_view text)
{
    size_t notes = builder->note_count;
    const char *name = detect(builder, path, text);
    builder->note_count = notes;
    return name;
}

static bool lies_in(const char *path, const char *folder)
{
    const char *found = strstr(path, folder);
    return found != NULL && (found == path || found[-1] == '/');
}

const char *import_detect_together(const struct import_inputs *inputs)
{
    bool is_agent = false;
    bool is_project = false;
    bool is_sheet = inputs_find(inputs, "xl/workbook.xml") != NULL;
    bool is_document = inputs_find(inputs, "word/document.xml") != NULL;
    for (size_t i = 0; i < inputs->count; i++) {
        const char *path = inputs->items[i].path;
        struct faqbot_view text = inputs->items[i].text;
        is_agent |= lies_in(path, "intents/") && has_extension(path, "json");
        is_project |=
            (has_extension(path, "yml") || has_extension(path, "yaml")) &&
            (has_line(text, "nlu:") || has_line(text, "responses:") || has_line(text, "templates:"));
        is_project |= has_extension(path, "md") && has_line(text, "## intent:");
    }
    return is_sheet ? "xlsx" : is_document ? "docx" : is_agent ? "dialogflow" : is_project ? "rasa" : NULL;
}
