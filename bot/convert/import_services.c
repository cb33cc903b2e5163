/* convert/import_services.c - the tables of services whose other form is JSON: Amazon Kendra's FAQ and QnA
 * Maker's TSV. Each row becomes the tree that it would be in JSON, so that what an entry becomes is said once,
 * in tree_formats.c.
 *
 *     _question,_answer,_source_uri,_language_code        Kendra, with a heading
 *     Is it free?,Yes.,https://example.org/faq            and without
 *
 *     Question Answer Source Metadata SuggestedQuestions IsContextOnly Prompts QnaId SourceDisplayName
 *
 * QnA Maker's table has a heading, or the first four of these columns without one; each row has one question,
 * so a pair with three is three rows. Metadata is "name:value|name:value" or JSON, Prompts is JSON in a cell,
 * and a line end in a cell is written as the two characters \n. */
#include "convert/readers.h"

#include <string.h>

/* A table while its rows come. */
struct service {
    struct reader reader;
    struct column_map columns;
    const char *const *names;  /* of columns, ended by NULL; question and answer first */
    const char *const *places; /* of the same columns: the members that they are in JSON */
    size_t plain_count;        /* columns of a table without a heading */
    const char *what;          /* the service calls a column so */
    struct arena arena;        /* of the row's tree */
    struct yaml_tree context;  /* of the row's tree: the mapping that several columns are members of */
};

/* A member of that name, at the front of a mapping. The tree is the row's. */
static struct yaml_tree *add_member(struct service *service, struct yaml_tree *mapping, const char *name)
{
    struct yaml_tree *tree = arena_alloc_array(&service->arena, 1, sizeof *tree);
    import_need(service->reader.builder, tree != NULL);
    if (tree != NULL) {
        *tree = (struct yaml_tree){
            .type = YAML_TEXT, .is_whole = true, .key = view_of(name), .next = mapping->first};
        mapping->first = tree;
    }
    return tree;
}

/* A place with a dot is a member of the row's context. */
static struct yaml_tree *place_for(struct service *service, struct yaml_tree *mapping, const char *place)
{
    const char *dot = strchr(place, '.');
    if (dot == NULL) {
        return add_member(service, mapping, place);
    }
    struct yaml_tree *within = &service->context;
    if (within->type != YAML_MAPPING) {
        *within = (struct yaml_tree){.type = YAML_MAPPING, .is_whole = true, .key = view_of("context")};
        within->next = mapping->first;
        mapping->first = within;
    }
    return add_member(service, within, dot + 1);
}

/* `cell` with "\n" as a line end, "\r" as nothing and "\t" as a blank: so QnA Maker writes what a line of TSV
 * cannot hold. */
static struct faqbot_view unescape(struct service *service, struct faqbot_view cell)
{
    struct buffer out;
    buffer_init_in(&out, &service->arena, cell.size);
    for (size_t i = 0; i < cell.size; i++) {
        char next = cell.bytes[i] == '\\' && i + 1 < cell.size ? cell.bytes[i + 1] : '\0';
        if (next == 'n' || next == 't') {
            buffer_add_byte(&out, next == 'n' ? '\n' : ' ');
        } else if (next != 'r') {
            buffer_add_byte(&out, cell.bytes[i]);
        }
        i += next == 'n' || next == 't' || next == 'r';
    }
    import_need(service->reader.builder, !out.failed);
    return buffer_view(&out);
}

/* A cell that holds JSON becomes what it says; one that does not is noted and says nothing. */
static void take_json(struct service *service, size_t row, const char *name, struct yaml_tree *tree)
{
    struct import_builder *builder = service->reader.builder;
    const char *complaint = NULL;
    struct json *document = import_json_value(builder, tree->text, &import_json_small, &complaint);
    const struct yaml_tree *made = document == NULL ? NULL : tree_of_json(&service->arena, document);
    json_free(document);
    if (complaint != NULL) {
        import_builder_note(builder, row, "the cell %s is no JSON and not kept: %s", name, complaint);
    }
    tree->text = view_make(NULL, 0);
    if (made != NULL) {
        tree->type = made->type;
        tree->first = made->first;
    }
    import_need(builder, made != NULL || complaint != NULL);
}

/* QnA Maker's cells: JSON, or text with escapes. */
static void read_cell(struct service *service, size_t row, const char *name, struct yaml_tree *tree)
{
    bool is_json =
        strcmp(name, "Prompts") == 0 || (strcmp(name, "Metadata") == 0 && view_starts_with(tree->text, "["));
    if (is_json && !view_is_empty(tree->text)) {
        take_json(service, row, name, tree);
    } else if (strcmp(name, "Question") == 0 || strcmp(name, "Answer") == 0) {
        tree->text = unescape(service, tree->text);
    }
}

/* Of two columns of one name the first that says something counts: so it goes in last, at the front. */
static void take_row(void *user, const struct table_row *row)
{
    struct service *service = user;
    struct column_map *columns = &service->columns;
    struct yaml_tree tree = {.type = YAML_MAPPING, .line = (unsigned)row->line, .is_whole = true};
    bool is_qnamaker = service->what[0] == 'c';
    struct faqbot_view suggested = {NULL, 0};
    size_t plain = row->count < service->plain_count ? row->count : service->plain_count;
    if (column_map_settle(columns, row, service->names, is_qnamaker ? plain : service->plain_count,
                          service->what)) {
        return;
    }
    arena_reset(&service->arena);
    service->context.type = YAML_UNREAD;
    for (size_t i = row->count < columns->count ? row->count : columns->count; i-- > 0;) {
        struct faqbot_view cell = view_trim(row->cells[i]);
        const char *name = service->names[columns->fields[i]];
        bool is_suggested = name != NULL && strcmp(name, "SuggestedQuestions") == 0;
        suggested = is_suggested ? cell : suggested;
        struct yaml_tree *member = name == NULL || is_suggested || view_is_empty(cell)
                                       ? NULL
                                       : place_for(service, &tree, service->places[columns->fields[i]]);
        if (member != NULL) {
            member->text = cell;
        }
        if (member != NULL && is_qnamaker) {
            read_cell(service, row->line, name, member);
        }
    }
    import_tree_take(&service->reader, &tree);
    if (!view_is_empty(suggested) && !view_equals_text(suggested, "[]")) {
        import_builder_note(service->reader.builder, row->line,
                            "questions that were suggested and not decided on are not kept");
    }
    if (!is_qnamaker) {
        table_note_cells(service->reader.builder, row, columns->count, "has no place in the format");
    }
}

static struct service begin(struct import_builder *builder, const char *format)
{
    struct service service = {.reader = {.builder = builder, .is_lines = true},
                              .columns = {.builder = builder}};
    service.reader.format = import_tree_format(format);
    arena_init(&service.arena, SIZE_MAX);
    return service;
}

void import_kendra(struct import_builder *builder, struct faqbot_view text)
{
    static const char *const names[] = {"_question", "_answer",         "_source_uri",      "_language_code",
                                        "_category", "_document_title", "_last_updated_at", NULL};
    if (import_json_is_json(text)) {
        import_tree_file(builder, text, "kendra");
        return;
    }
    struct service service = begin(builder, "kendra");
    service.names = names;
    service.places = names;
    service.plain_count = 3;
    service.what = "attribute";
    table_read(builder, text, table_guess_delimiter(text), take_row, &service);
    arena_release(&service.arena);
}

void import_qnamaker(struct import_builder *builder, struct faqbot_view text)
{
    static const char *const names[] = {
        "Question",      "Answer",  "Source", "Metadata",          "SuggestedQuestions",
        "IsContextOnly", "Prompts", "QnaId",  "SourceDisplayName", NULL};
    static const char *const places[] = {"questions",       "answer", "source",
                                         "metadata",        "",       "context.isContextOnly",
                                         "context.prompts", "id",     "sourceDisplayName"};
    if (import_json_is_json(text)) {
        import_tree_file(builder, text, "qnamaker");
        return;
    }
    struct service service = begin(builder, "qnamaker");
    service.names = names;
    service.places = places;
    service.plain_count = 4;
    service.what = "column";
    table_read_lines(builder, text, take_row, &service);
    if (service.reader.has_prompts) {
        import_builder_note(builder, 0, IMPORT_PROMPTS_ARE_RELATED);
    }
    arena_release(&service.arena);
}
