/* util/yaml.c - YAML as a tree, from libyaml's events.
 *
 * libyaml's own loader builds a tree too, but without bounds, and it expands aliases: a file of a kilobyte
 * can stand for a billion values. Here everything is counted, and an alias may stand for a text only. A node
 * is linked into its tree before it is filled, so that a failure leaves everything that stood before it: a
 * reader that finds fault with an earlier line can then report that instead. Resolves no types: `no` is a
 * text, not a truth. */
#include "util/util.h"

#include <string.h>
#include <yaml.h>

struct anchor {
    struct faqbot_view name;
    const struct yaml_tree *tree;
};

/* The first failure ends the reading: after it, nothing below does anything. */
struct parse {
    struct arena *arena;
    struct yaml_failure *failure;
    bool is_safe;
    yaml_parser_t parser;
    yaml_event_t event; /* the one read last */
    size_t depth;
    size_t nodes;
    size_t alias_bytes; /* of the texts that aliases stood for */
    struct anchor anchors[YAML_ANCHORS_MAX];
    size_t anchor_count;
};

static bool goes_on(const struct parse *parse)
{
    return parse->failure->problem == YAML_FINE;
}

static unsigned line_of(const struct parse *parse)
{
    return (unsigned)parse->event.start_mark.line + 1;
}

static void fail(struct parse *parse, enum yaml_problem problem, const char *sentence)
{
    if (goes_on(parse)) {
        *parse->failure = (struct yaml_failure){problem, line_of(parse), sentence};
    }
}

static void fail_memory(struct parse *parse)
{
    fail(parse, YAML_MEMORY, "there is not enough memory for the file");
}

/* Whether the event names, refers or types: what safe files must do without. A %TAG directive counts, since
 * it only makes sense with tags. */
static bool has_reference(const yaml_event_t *event)
{
    switch (event->type) {
    case YAML_SCALAR_EVENT:
        return event->data.scalar.anchor != NULL || event->data.scalar.tag != NULL;
    case YAML_SEQUENCE_START_EVENT:
        return event->data.sequence_start.anchor != NULL || event->data.sequence_start.tag != NULL;
    case YAML_MAPPING_START_EVENT:
        return event->data.mapping_start.anchor != NULL || event->data.mapping_start.tag != NULL;
    case YAML_DOCUMENT_START_EVENT:
        return event->data.document_start.tag_directives.start !=
               event->data.document_start.tag_directives.end;
    default:
        return event->type == YAML_ALIAS_EVENT;
    }
}

/* Reads the next event in place of the last. */
static void advance(struct parse *parse)
{
    const yaml_parser_t *parser = &parse->parser;
    if (!goes_on(parse)) {
        return;
    }
    yaml_event_delete(&parse->event);
    memset(&parse->event, 0, sizeof parse->event);
    if (yaml_parser_parse(&parse->parser, &parse->event)) {
        if (parse->is_safe && has_reference(&parse->event)) {
            fail(parse, YAML_REFERENCE,
                 "anchors (&), aliases (*) and tags (!) are not allowed; write the value out, "
                 "in quotes if it begins with one of these");
        }
    } else if (parser->error == YAML_MEMORY_ERROR) {
        fail_memory(parse);
    } else {
        *parse->failure = (struct yaml_failure){YAML_SYNTAX, (unsigned)parser->problem_mark.line + 1,
                                                parser->problem == NULL ? "it is broken" : parser->problem};
    }
}

/* A new node at *place, which moves on to where the next belongs; NULL: failed. */
static struct yaml_tree *make(struct parse *parse, const struct yaml_tree ***place)
{
    struct yaml_tree *tree = NULL;
    if (parse->nodes++ == YAML_NODES_MAX) {
        fail(parse, YAML_MUCH, "there are more than 2000000 values; divide the file");
    } else if ((tree = arena_alloc_array(parse->arena, 1, sizeof *tree)) == NULL) {
        fail_memory(parse);
    } else {
        **place = tree;
        *place = &tree->next;
    }
    return tree;
}

static void copy(struct parse *parse, const yaml_char_t *bytes, size_t size, struct faqbot_view *text)
{
    struct faqbot_view source = view_make((const char *)bytes, size);
    if (size > YAML_TEXT_BYTES_MAX) {
        fail(parse, YAML_MUCH, "this text has more than 4 MiB");
    } else if (view_find(source, '\0') < size) {
        fail(parse, YAML_NUL, "this text has a NUL in it");
    } else if (!arena_copy(parse->arena, source, text)) {
        fail_memory(parse);
    }
}

/* Kept for every node that has one, although most files have none and safe files may not have any. */
static void keep_anchor(struct parse *parse, const yaml_char_t *name, const struct yaml_tree *tree)
{
    if (name == NULL || !goes_on(parse)) {
        return;
    }
    if (parse->anchor_count == YAML_ANCHORS_MAX) {
        fail(parse, YAML_MUCH, "there are more than 256 anchors (&)");
        return;
    }
    struct anchor *anchor = &parse->anchors[parse->anchor_count++];
    anchor->tree = tree;
    copy(parse, name, strlen((const char *)name), &anchor->name);
}

/* Fills a node with the text that an alias stands for. The last anchor of that name counts, as YAML has it.
 * What aliases stand for is counted together: a text of a megabyte may be anchored once and used a thousand
 * times. */
static void follow_alias(struct parse *parse, struct yaml_tree *tree)
{
    const char *name = (const char *)parse->event.data.alias.anchor;
    const struct yaml_tree *found = NULL;
    for (size_t i = 0; i < parse->anchor_count; i++) {
        found = view_equals_text(parse->anchors[i].name, name) ? parse->anchors[i].tree : found;
    }
    if (found == NULL) {
        fail(parse, YAML_REFERENCE, "this alias (*) has no anchor (&) before it");
        return;
    }
    parse->alias_bytes += found->text.size;
    if (found->type != YAML_TEXT) {
        fail(parse, YAML_REFERENCE,
             "this alias (*) stands for a list or a mapping, which is not followed; write it out");
    } else if (parse->alias_bytes > YAML_TEXT_BYTES_MAX) {
        fail(parse, YAML_MUCH, "the aliases (*) stand for more than 4 MiB");
    } else {
        tree->type = YAML_TEXT;
        tree->text = found->text;
    }
}

static void read_value(struct parse *parse, struct yaml_tree *tree);

/* What is within a list or mapping, up to its end. */
static void read_within(struct parse *parse, struct yaml_tree *tree, yaml_event_type_t end)
{
    const struct yaml_tree **place = &tree->first;
    if (++parse->depth > YAML_DEPTH_MAX) {
        fail(parse, YAML_MUCH, "lists and mappings are nested too deep");
    }
    for (advance(parse); goes_on(parse) && parse->event.type != end; advance(parse)) {
        struct yaml_tree *value = make(parse, &place);
        if (value != NULL && tree->type == YAML_MAPPING) {
            const struct yaml_tree **name_place = &value->name;
            struct yaml_tree *name = make(parse, &name_place);
            read_value(parse, name);
            value->key = goes_on(parse) ? name->text : value->key;
            advance(parse);
        }
        read_value(parse, value);
    }
    tree->end_line = goes_on(parse) ? line_of(parse) : 0;
    parse->depth--;
}

/* Fills the value that the event begins. The recursion ends at YAML_DEPTH_MAX. */
static void read_value(struct parse *parse, struct yaml_tree *tree)
{
    if (!goes_on(parse)) {
        return;
    }
    const yaml_event_t *event = &parse->event;
    tree->line = line_of(parse);
    if (event->type == YAML_ALIAS_EVENT) {
        follow_alias(parse, tree);
    } else if (event->type == YAML_SCALAR_EVENT) {
        tree->type = YAML_TEXT;
        tree->is_plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
        copy(parse, event->data.scalar.value, event->data.scalar.length, &tree->text);
        keep_anchor(parse, event->data.scalar.anchor, tree);
    } else if (event->type == YAML_SEQUENCE_START_EVENT) {
        tree->type = YAML_LIST;
        keep_anchor(parse, event->data.sequence_start.anchor, tree);
        read_within(parse, tree, YAML_SEQUENCE_END_EVENT);
    } else {
        tree->type = YAML_MAPPING;
        keep_anchor(parse, event->data.mapping_start.anchor, tree);
        read_within(parse, tree, YAML_MAPPING_END_EVENT);
    }
    tree->is_whole = goes_on(parse);
}

static void read_documents(struct parse *parse, struct yaml_tree *documents)
{
    const struct yaml_tree **place = &documents->first;
    for (advance(parse); goes_on(parse) && parse->event.type != YAML_STREAM_END_EVENT; advance(parse)) {
        if (parse->event.type != YAML_DOCUMENT_START_EVENT) {
            continue; /* the stream's start, a document's end */
        }
        if (parse->is_safe && documents->first != NULL) {
            fail(parse, YAML_DOCUMENT, "a second document begins here; keep one");
            return;
        }
        parse->anchor_count = 0;
        struct yaml_tree *document = make(parse, &place);
        advance(parse);
        read_value(parse, document);
    }
}

/* The outermost list of documents is a node like any other, so that an empty file is an empty list. */
const struct yaml_tree *yaml_read(struct faqbot_view text, bool is_safe, struct arena *arena,
                                  struct yaml_failure *failure)
{
    struct parse parse = {.arena = arena, .failure = failure, .is_safe = is_safe};
    *failure = (struct yaml_failure){.problem = YAML_FINE};
    const struct yaml_tree *none = NULL;
    const struct yaml_tree **place = &none;
    struct yaml_tree *documents = make(&parse, &place);
    if (documents == NULL || !yaml_parser_initialize(&parse.parser)) {
        fail_memory(&parse);
        return NULL;
    }
    documents->type = YAML_LIST;
    yaml_parser_set_encoding(&parse.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parse.parser, (const unsigned char *)(text.size == 0 ? "" : text.bytes),
                                 text.size);
    read_documents(&parse, documents);
    documents->is_whole = goes_on(&parse);
    yaml_event_delete(&parse.event);
    yaml_parser_delete(&parse.parser);
    return documents;
}

const struct yaml_tree *yaml_parse(struct faqbot_view text, const char *path, struct arena *arena,
                                   struct faqbot_fault *fault)
{
    struct yaml_failure failure;
    const struct yaml_tree *documents = yaml_read(text, false, arena, &failure);
    if (failure.problem == YAML_FINE) {
        return documents;
    }
    fault_set(fault,
              failure.problem == YAML_MUCH     ? FAQBOT_LIMIT
              : failure.problem == YAML_MEMORY ? FAQBOT_NO_MEMORY
                                               : FAQBOT_INVALID,
              path, failure.line, failure.problem == YAML_SYNTAX ? "this is no YAML: %s" : "%s",
              failure.sentence);
    return NULL;
}

const struct yaml_tree *yaml_member(const struct yaml_tree *tree, const char *key)
{
    const struct yaml_tree *value = tree != NULL && tree->type == YAML_MAPPING ? tree->first : NULL;
    while (value != NULL && !view_equals_text(value->key, key)) {
        value = value->next;
    }
    return value;
}

struct faqbot_view yaml_text(const struct yaml_tree *tree)
{
    return tree == NULL ? view_make(NULL, 0) : tree->text;
}

const struct yaml_tree *yaml_first(const struct yaml_tree *tree)
{
    return tree == NULL ? NULL : tree->first;
}
