/* util/yaml.c - YAML as a tree, from libyaml's events. libyaml's own loader builds a tree too, but without
 * bounds, and expands aliases. A node is linked into its tree before it is filled, so that a failure
 * leaves all that stood before it. */
#include "util/util.h"

#include <string.h>
#include <yaml.h>

#include "util/yaml.h"

struct anchor {
    struct faqbot_view name;
    const struct yaml_tree *tree;
};

struct parse {
    struct arena *arena;
    struct yaml_failure *failure; /* sticky */
    bool is_safe;
    yaml_parser_t parser;
    yaml_event_t event; /* the one read last */
    size_t depth;
    size_t nodes;
    size_t alias_bytes; /* of the texts that aliases stood for */
    struct anchor anchors[YAML_ANCHORS_MAX];
    size_t anchor_count;
};

static unsigned line_of(const struct parse *parse)
{
    return (unsigned)parse->event.start_mark.line + 1;
}

static bool fail(struct parse *parse, enum yaml_problem problem, const char *sentence)
{
    *parse->failure = (struct yaml_failure){problem, line_of(parse), sentence};
    return false;
}

static bool fail_memory(struct parse *parse)
{
    return fail(parse, YAML_MEMORY, "there is not enough memory for the file");
}

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
static bool advance(struct parse *parse)
{
    yaml_event_delete(&parse->event);
    memset(&parse->event, 0, sizeof parse->event);
    if (!yaml_parser_parse(&parse->parser, &parse->event)) {
        const yaml_parser_t *parser = &parse->parser;
        if (parser->error == YAML_MEMORY_ERROR) {
            return fail_memory(parse);
        }
        *parse->failure = (struct yaml_failure){YAML_SYNTAX, (unsigned)parser->problem_mark.line + 1,
                                                parser->problem == NULL ? "it is broken" : parser->problem};
        return false;
    }
    return !parse->is_safe || !has_reference(&parse->event) ||
           fail(parse, YAML_REFERENCE,
                "anchors (&), aliases (*) and tags (!) are not allowed; write the value out, "
                "in quotes if it begins with one of these");
}

static struct yaml_tree *make(struct parse *parse)
{
    struct yaml_tree *tree = NULL;
    if (parse->nodes++ == YAML_NODES_MAX) {
        (void)fail(parse, YAML_MUCH, "there are more than 2000000 values; divide the file");
    } else if ((tree = arena_alloc_array(parse->arena, 1, sizeof *tree)) == NULL) {
        (void)fail_memory(parse);
    }
    return tree;
}

static bool copy(struct parse *parse, const yaml_char_t *bytes, size_t size, struct faqbot_view *text)
{
    struct faqbot_view source = view_make((const char *)bytes, size);
    if (size > YAML_TEXT_BYTES_MAX) {
        return fail(parse, YAML_MUCH, "this text has more than 4 MiB");
    }
    if (view_find(source, '\0') < size) {
        return fail(parse, YAML_NUL, "this text has a NUL in it");
    }
    return arena_copy(parse->arena, source, text) || fail_memory(parse);
}

static bool keep_anchor(struct parse *parse, const yaml_char_t *name, const struct yaml_tree *tree)
{
    if (name == NULL) {
        return true;
    }
    if (parse->anchor_count == YAML_ANCHORS_MAX) {
        return fail(parse, YAML_MUCH, "there are more than 256 anchors (&)");
    }
    struct anchor *anchor = &parse->anchors[parse->anchor_count++];
    anchor->tree = tree;
    return copy(parse, name, strlen((const char *)name), &anchor->name);
}

/* The last anchor of that name counts, as YAML has it. */
static bool follow_alias(struct parse *parse, struct yaml_tree *tree)
{
    const char *name = (const char *)parse->event.data.alias.anchor;
    const struct yaml_tree *found = NULL;
    for (size_t i = 0; i < parse->anchor_count; i++) {
        found = view_equals_text(parse->anchors[i].name, name) ? parse->anchors[i].tree : found;
    }
    if (found == NULL) {
        return fail(parse, YAML_REFERENCE, "this alias (*) has no anchor (&) before it");
    }
    if (found->type != YAML_TEXT) {
        return fail(parse, YAML_REFERENCE,
                    "this alias (*) stands for a list or a mapping, which is not followed; write it out");
    }
    parse->alias_bytes += found->text.size;
    if (parse->alias_bytes > YAML_TEXT_BYTES_MAX) {
        return fail(parse, YAML_MUCH, "the aliases (*) stand for more than 4 MiB");
    }
    tree->type = YAML_TEXT;
    tree->text = found->text;
    return true;
}

static bool read_value(struct parse *parse, struct yaml_tree *tree);

/* What is within a list or mapping, up to its end. */
static bool read_within(struct parse *parse, struct yaml_tree *tree, yaml_event_type_t end)
{
    const struct yaml_tree **last = &tree->first;
    if (++parse->depth > YAML_DEPTH_MAX) {
        return fail(parse, YAML_MUCH, "lists and mappings are nested too deep");
    }
    while (advance(parse)) {
        if (parse->event.type == end) {
            tree->end_line = line_of(parse);
            parse->depth--;
            return true;
        }
        struct yaml_tree *value = make(parse);
        if (value == NULL) {
            return false;
        }
        *last = value;
        last = &value->next;
        if (tree->type == YAML_MAPPING) {
            struct yaml_tree *name = make(parse);
            value->name = name;
            if (name == NULL || !read_value(parse, name) || !advance(parse)) {
                return false;
            }
            value->key = name->text;
        }
        if (!read_value(parse, value)) {
            return false;
        }
    }
    return false;
}

/* Fills the value that the event begins. The recursion ends at YAML_DEPTH_MAX. */
static bool read_value(struct parse *parse, struct yaml_tree *tree)
{
    tree->line = line_of(parse);
    if (parse->event.type == YAML_ALIAS_EVENT) {
        tree->is_whole = follow_alias(parse, tree);
    } else if (parse->event.type == YAML_SCALAR_EVENT) {
        tree->type = YAML_TEXT;
        tree->is_plain = parse->event.data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
        tree->is_whole =
            copy(parse, parse->event.data.scalar.value, parse->event.data.scalar.length, &tree->text) &&
            keep_anchor(parse, parse->event.data.scalar.anchor, tree);
    } else if (parse->event.type == YAML_SEQUENCE_START_EVENT) {
        tree->type = YAML_LIST;
        tree->is_whole = keep_anchor(parse, parse->event.data.sequence_start.anchor, tree) &&
                         read_within(parse, tree, YAML_SEQUENCE_END_EVENT);
    } else {
        tree->type = YAML_MAPPING;
        tree->is_whole = keep_anchor(parse, parse->event.data.mapping_start.anchor, tree) &&
                         read_within(parse, tree, YAML_MAPPING_END_EVENT);
    }
    return tree->is_whole;
}

static bool read_documents(struct parse *parse, struct yaml_tree *documents)
{
    const struct yaml_tree **last = &documents->first;
    while (advance(parse) && parse->event.type != YAML_STREAM_END_EVENT) {
        if (parse->event.type != YAML_DOCUMENT_START_EVENT) {
            continue; /* the stream's start, a document's end */
        }
        if (parse->is_safe && documents->first != NULL) {
            return fail(parse, YAML_DOCUMENT, "a second document begins here; keep one");
        }
        parse->anchor_count = 0;
        struct yaml_tree *document = make(parse);
        if (document == NULL) {
            return false;
        }
        *last = document;
        last = &document->next;
        if (!advance(parse) || !read_value(parse, document)) {
            return false;
        }
    }
    return parse->failure->problem == YAML_FINE;
}

const struct yaml_tree *yaml_read(struct faqbot_view text, bool is_safe, struct arena *arena,
                                  struct yaml_failure *failure)
{
    struct parse parse = {.arena = arena, .failure = failure, .is_safe = is_safe};
    *failure = (struct yaml_failure){.problem = YAML_FINE};
    struct yaml_tree *documents = make(&parse);
    if (documents == NULL || !yaml_parser_initialize(&parse.parser)) {
        (void)fail_memory(&parse);
        return NULL;
    }
    documents->type = YAML_LIST;
    yaml_parser_set_encoding(&parse.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parse.parser, (const unsigned char *)(text.size == 0 ? "" : text.bytes),
                                 text.size);
    documents->is_whole = read_documents(&parse, documents);
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
