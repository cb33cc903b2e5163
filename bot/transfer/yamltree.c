/* transfer/yamltree.c - YAML as a tree, from libyaml's events. Resolves no types: whatever is written is a
 * text. */
#include "transfer/yamltree.h"

#include <string.h>
#include <yaml.h>

#include "base/fault.h"

static const char no_memory[] = "there is not enough memory for the file";

struct anchor {
    struct faqbot_view name;
    const struct yamltree *tree;
};

struct parse {
    const char *path;
    struct arena *arena;
    struct faqbot_fault *fault;
    yaml_parser_t parser;
    yaml_event_t event; /* the one read last */
    size_t depth;
    size_t nodes;
    size_t alias_bytes; /* of the texts that aliases stood for */
    struct anchor anchors[YAMLTREE_ANCHORS_MAX];
    size_t anchor_count;
    enum faqbot_status status; /* sticky */
};

static unsigned line_of(const struct parse *parse)
{
    return (unsigned)parse->event.start_mark.line + 1;
}

static bool fail(struct parse *parse, enum faqbot_status status, const char *sentence)
{
    parse->status = fault_set(parse->fault, status, parse->path, line_of(parse), "%s", sentence);
    return false;
}

/* Reads the next event in place of the last. */
static bool advance(struct parse *parse)
{
    yaml_event_delete(&parse->event);
    memset(&parse->event, 0, sizeof parse->event);
    if (yaml_parser_parse(&parse->parser, &parse->event)) {
        return true;
    }
    const yaml_parser_t *parser = &parse->parser;
    if (parser->error == YAML_MEMORY_ERROR) {
        return fail(parse, FAQBOT_NO_MEMORY, no_memory);
    }
    parse->status =
        fault_set(parse->fault, FAQBOT_INVALID, parse->path, (unsigned)parser->problem_mark.line + 1,
                  "this is no YAML: %s", parser->problem == NULL ? "it is broken" : parser->problem);
    return false;
}

static struct yamltree *make(struct parse *parse, enum yamltree_type type)
{
    struct yamltree *tree = NULL;
    if (parse->nodes++ == YAMLTREE_NODES_MAX) {
        (void)fail(parse, FAQBOT_LIMIT, "there are more than 2000000 values; divide the file");
    } else if ((tree = arena_take_array(parse->arena, 1, sizeof *tree)) == NULL) {
        (void)fail(parse, FAQBOT_NO_MEMORY, no_memory);
    } else {
        tree->type = type;
        tree->line = line_of(parse);
    }
    return tree;
}

static bool copy(struct parse *parse, const yaml_char_t *bytes, size_t size, struct faqbot_view *text)
{
    struct faqbot_view source = view_make((const char *)bytes, size);
    if (size > YAMLTREE_TEXT_BYTES_MAX) {
        return fail(parse, FAQBOT_LIMIT, "this text has more than 4 MiB");
    }
    if (view_find(source, '\0') < size) {
        return fail(parse, FAQBOT_INVALID, "this text has a NUL in it");
    }
    return arena_copy(parse->arena, source, text) || fail(parse, FAQBOT_NO_MEMORY, no_memory);
}

static bool keep_anchor(struct parse *parse, const yaml_char_t *name, const struct yamltree *tree)
{
    if (name == NULL) {
        return true;
    }
    if (parse->anchor_count == YAMLTREE_ANCHORS_MAX) {
        return fail(parse, FAQBOT_LIMIT, "there are more than 256 anchors (&)");
    }
    struct anchor *anchor = &parse->anchors[parse->anchor_count++];
    anchor->tree = tree;
    return copy(parse, name, strlen((const char *)name), &anchor->name);
}

/* The last anchor of that name counts, as YAML has it. */
static struct yamltree *follow_alias(struct parse *parse)
{
    const char *name = (const char *)parse->event.data.alias.anchor;
    const struct yamltree *found = NULL;
    for (size_t i = 0; i < parse->anchor_count; i++) {
        found = view_equals_text(parse->anchors[i].name, name) ? parse->anchors[i].tree : found;
    }
    if (found == NULL || found->type != YAMLTREE_TEXT) {
        (void)fail(
            parse, FAQBOT_INVALID,
            found == NULL
                ? "this alias (*) has no anchor (&) before it"
                : "this alias (*) stands for a list or a mapping, which is not followed; write it out");
        return NULL;
    }
    parse->alias_bytes += found->text.size;
    if (parse->alias_bytes > YAMLTREE_TEXT_BYTES_MAX) {
        (void)fail(parse, FAQBOT_LIMIT, "the aliases (*) stand for more than 4 MiB");
        return NULL;
    }
    struct yamltree *tree = make(parse, YAMLTREE_TEXT);
    if (tree != NULL) {
        tree->text = found->text;
    }
    return tree;
}

static struct yamltree *read_value(struct parse *parse);

/* What is within a list or mapping, up to its end. */
static bool read_within(struct parse *parse, struct yamltree *tree, yaml_event_type_t end)
{
    const struct yamltree **last = &tree->first;
    if (++parse->depth > YAMLTREE_DEPTH_MAX) {
        return fail(parse, FAQBOT_LIMIT, "lists and mappings are nested too deep");
    }
    while (advance(parse) && parse->event.type != end) {
        struct faqbot_view key = {NULL, 0};
        if (tree->type == YAMLTREE_MAPPING) {
            const struct yamltree *name = read_value(parse);
            key = yamltree_text(name);
            if (name == NULL || !advance(parse)) {
                return false;
            }
        }
        struct yamltree *value = read_value(parse);
        if (value == NULL) {
            return false;
        }
        value->key = key;
        *last = value;
        last = &value->next;
    }
    parse->depth--;
    return parse->status == FAQBOT_OK;
}

/* The value that the event begins; NULL: it failed. The recursion ends at YAMLTREE_DEPTH_MAX. */
static struct yamltree *read_value(struct parse *parse)
{
    struct yamltree *tree = NULL;
    bool fine = false;
    if (parse->event.type == YAML_ALIAS_EVENT) {
        return follow_alias(parse);
    }
    if (parse->event.type == YAML_SCALAR_EVENT) {
        tree = make(parse, YAMLTREE_TEXT);
        fine = tree != NULL &&
               copy(parse, parse->event.data.scalar.value, parse->event.data.scalar.length, &tree->text) &&
               keep_anchor(parse, parse->event.data.scalar.anchor, tree);
    } else if (parse->event.type == YAML_SEQUENCE_START_EVENT) {
        tree = make(parse, YAMLTREE_LIST);
        fine = tree != NULL && keep_anchor(parse, parse->event.data.sequence_start.anchor, tree) &&
               read_within(parse, tree, YAML_SEQUENCE_END_EVENT);
    } else {
        tree = make(parse, YAMLTREE_MAPPING);
        fine = tree != NULL && keep_anchor(parse, parse->event.data.mapping_start.anchor, tree) &&
               read_within(parse, tree, YAML_MAPPING_END_EVENT);
    }
    return fine ? tree : NULL;
}

static void read_documents(struct parse *parse, struct yamltree *documents)
{
    const struct yamltree **last = &documents->first;
    while (advance(parse) && parse->event.type != YAML_STREAM_END_EVENT) {
        if (parse->event.type != YAML_DOCUMENT_START_EVENT) {
            continue; /* the stream's start, a document's end */
        }
        parse->anchor_count = 0;
        struct yamltree *document = advance(parse) ? read_value(parse) : NULL;
        if (document == NULL) {
            return;
        }
        *last = document;
        last = &document->next;
    }
}

enum faqbot_status yamltree_parse(struct faqbot_view text, const char *path, struct arena *arena,
                                  const struct yamltree **documents, struct faqbot_fault *fault)
{
    struct parse parse = {.path = path, .arena = arena, .fault = fault};
    struct yamltree *made = make(&parse, YAMLTREE_LIST);
    if (made == NULL) {
        return parse.status;
    }
    if (!yaml_parser_initialize(&parse.parser)) {
        return fault_set(fault, FAQBOT_NO_MEMORY, path, 0, no_memory);
    }
    yaml_parser_set_encoding(&parse.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parse.parser, (const unsigned char *)(text.size == 0 ? "" : text.bytes),
                                 text.size);
    read_documents(&parse, made);
    yaml_event_delete(&parse.event);
    yaml_parser_delete(&parse.parser);
    if (parse.status == FAQBOT_OK) {
        *documents = made;
    }
    return parse.status;
}

const struct yamltree *yamltree_member(const struct yamltree *tree, const char *key)
{
    const struct yamltree *value = tree != NULL && tree->type == YAMLTREE_MAPPING ? tree->first : NULL;
    while (value != NULL && !view_equals_text(value->key, key)) {
        value = value->next;
    }
    return value;
}

struct faqbot_view yamltree_text(const struct yamltree *tree)
{
    return tree == NULL ? view_make(NULL, 0) : tree->text;
}

const struct yamltree *yamltree_first(const struct yamltree *tree)
{
    return tree == NULL ? NULL : tree->first;
}
