/* knowledge/pairs.c - the safe part of YAML, from libyaml's events. Builds no tree: what is not a flat mapping of texts
 * and lists is refused, so nothing can expand, refer or nest. */
#include "knowledge/pairs.h"

#include <string.h>
#include <yaml.h>

#define VALUES_MAX 1024 /* of one list */

struct parse {
    struct reader *reader;
    struct place place;
    struct arena *arena;
    struct pairs *pairs;
    yaml_parser_t parser;
    yaml_event_t event; /* the one read last */
    bool no_memory;
};

static unsigned line_of(const struct parse *parse, yaml_mark_t mark)
{
    return parse->place.line + (unsigned)mark.line;
}

static bool refuse(struct parse *parse, const char *rule, const char *sentence)
{
    reader_error(parse->reader, rule, parse->place.path, line_of(parse, parse->event.start_mark), "%s",
                 sentence);
    return false;
}

static bool refuse_syntax(struct parse *parse)
{
    const yaml_parser_t *parser = &parse->parser;
    if (parser->error == YAML_MEMORY_ERROR) {
        parse->no_memory = true;
        return false;
    }
    reader_error(
        parse->reader, "broken-yaml", parse->place.path, line_of(parse, parser->problem_mark),
        "this cannot be read as \"key: value\" lines: %s; a value with a colon or a quote in it needs quotes "
        "around it",
        parser->problem == NULL ? "it is broken" : parser->problem);
    return false;
}

static bool has_anchor_or_tag(const yaml_event_t *event)
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
        return refuse_syntax(parse);
    }
    if (has_anchor_or_tag(&parse->event)) {
        return refuse(parse, "unsafe-yaml",
                      "anchors (&), aliases (*) and tags (!) are not allowed; write the value out, "
                      "in quotes if it begins with one of these");
    }
    return true;
}

static bool copy_scalar(struct parse *parse, struct faqbot_view *copy)
{
    const yaml_event_t *event = &parse->event;
    struct faqbot_view text = view_make((const char *)event->data.scalar.value, event->data.scalar.length);
    if (memchr(event->data.scalar.value, '\0', text.size + 1) != event->data.scalar.value + text.size) {
        return refuse(parse, "nul", "the value has a NUL in it; take it out");
    }
    bool plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    if (plain && (view_equals_text(text, "~") || view_equals_text(text, "null"))) {
        text = view_make(NULL, 0);
    }
    if (!field_clean(parse->arena, view_trim(text), true, copy)) {
        parse->no_memory = true;
        return false;
    }
    return true;
}

static bool read_list(struct parse *parse, struct pair *pair)
{
    struct faqbot_view *values = arena_take_array(parse->arena, VALUES_MAX, sizeof *values);
    if (values == NULL) {
        parse->no_memory = true;
        return false;
    }
    pair->values = values;
    pair->is_list = true;
    while (advance(parse)) {
        if (parse->event.type == YAML_SEQUENCE_END_EVENT) {
            return true;
        }
        if (parse->event.type != YAML_SCALAR_EVENT) {
            return refuse(parse, "nested-yaml",
                          "a list may hold texts only; take the inner list or mapping out");
        }
        if (pair->value_count == VALUES_MAX) {
            return refuse(parse, "long-list", "the list has more than 1024 values; shorten it");
        }
        if (!copy_scalar(parse, &values[pair->value_count])) {
            return false;
        }
        pair->value_count += !view_is_empty(values[pair->value_count]);
    }
    return false;
}

static bool read_text(struct parse *parse, struct pair *pair)
{
    if (!copy_scalar(parse, &pair->text)) {
        return false;
    }
    if (!view_is_empty(pair->text)) {
        struct faqbot_view *value = arena_take_array(parse->arena, 1, sizeof *value);
        if (value == NULL) {
            parse->no_memory = true;
            return false;
        }
        *value = pair->text;
        pair->values = value;
        pair->value_count = 1;
    }
    return true;
}

static const struct pair *find_pair(const struct pairs *pairs, struct faqbot_view key)
{
    for (size_t i = 0; i < pairs->count; i++) {
        if (view_equals(pairs->pairs[i].key, key)) {
            return &pairs->pairs[i];
        }
    }
    return NULL;
}

/* Reads the key that the event holds, joined to the outer one. */
static bool read_key(struct parse *parse, struct faqbot_view outer, struct pair *pair)
{
    pair->place = (struct place){parse->place.path, line_of(parse, parse->event.start_mark)};
    if (parse->event.type != YAML_SCALAR_EVENT) {
        return refuse(parse, "nested-yaml", "a key must be a word; write \"key: value\"");
    }
    struct faqbot_view parts[2] = {outer};
    if (!copy_scalar(parse, &parts[1])) {
        return false;
    }
    if (view_is_empty(parts[1])) { /* "null" and "~" too */
        return refuse(parse, "nested-yaml", "a key must be a word; write \"key: value\"");
    }
    if (view_equals_text(parts[1], "<<")) {
        return refuse(parse, "unsafe-yaml", "merging (<<) is not allowed; write the keys out");
    }
    if (view_is_empty(outer)) {
        pair->key = parts[1];
    } else {
        char *joined = arena_take(parse->arena, outer.size + 1 + parts[1].size);
        if (joined == NULL) {
            parse->no_memory = true;
            return false;
        }
        memcpy(joined, outer.bytes, outer.size);
        joined[outer.size] = '.';
        memcpy(joined + outer.size + 1, parts[1].bytes, parts[1].size);
        pair->key = view_make(joined, outer.size + 1 + parts[1].size);
    }
    if (find_pair(parse->pairs, pair->key) != NULL) {
        return refuse(parse, "equal-keys", "this key stands here a second time; take one of the two out");
    }
    return true;
}

/* Reads a mapping to its end; `outer` is the key that it is the value of, empty for the outermost. */
static bool read_mapping(struct parse *parse, struct faqbot_view outer)
{
    while (advance(parse)) {
        if (parse->event.type == YAML_MAPPING_END_EVENT) {
            return true;
        }
        struct pair pair = {0};
        if (!read_key(parse, outer, &pair) || !advance(parse)) {
            return false;
        }
        if (parse->event.type == YAML_MAPPING_START_EVENT) {
            if (!view_is_empty(outer)) {
                return refuse(parse, "nested-yaml", "this is nested too deep; take the inner mapping out");
            }
            if (!read_mapping(parse, pair.key)) {
                return false;
            }
            continue;
        }
        bool read =
            parse->event.type == YAML_SCALAR_EVENT ? read_text(parse, &pair) : read_list(parse, &pair);
        if (!read) {
            return false;
        }
        if (parse->pairs->count == PAIRS_COUNT_MAX) {
            return refuse(parse, "many-keys",
                          "there are more than 64 keys; take out those that mean nothing");
        }
        parse->pairs->pairs[parse->pairs->count++] = pair;
    }
    return false;
}

static bool read_document(struct parse *parse)
{
    if (!advance(parse)) { /* the stream's start */
        return false;
    }
    if (!advance(parse)) {
        return false;
    }
    if (parse->event.type == YAML_STREAM_END_EVENT) {
        return true;
    }
    if (!advance(parse)) {
        return false;
    }
    /* A document of comments alone is one empty scalar. */
    bool empty = parse->event.type == YAML_SCALAR_EVENT && parse->event.data.scalar.length == 0;
    if (!empty && parse->event.type != YAML_MAPPING_START_EVENT) {
        return refuse(parse, "broken-yaml", "there must be lines of the form \"key: value\" here");
    }
    if ((!empty && !read_mapping(parse, view_make(NULL, 0))) || !advance(parse) || !advance(parse)) {
        return false;
    }
    return parse->event.type == YAML_STREAM_END_EVENT ||
           refuse(parse, "broken-yaml", "a second document begins here; keep one");
}

enum faqbot_status pairs_read(struct reader *reader, struct place place, struct faqbot_view yaml,
                              struct arena *arena, struct pairs *pairs, bool *whole)
{
    struct parse parse = {.reader = reader, .place = place, .arena = arena, .pairs = pairs};
    *whole = false;
    pairs->count = 0;
    if (yaml.size > PAIRS_BYTES_MAX) {
        reader_error(reader, "long-yaml", place.path, place.line,
                     "the keys and values take more than 64 KiB; move long texts into articles");
        return FAQBOT_OK;
    }
    if (!yaml_parser_initialize(&parse.parser)) {
        return FAQBOT_NO_MEMORY;
    }
    yaml_parser_set_encoding(&parse.parser, YAML_UTF8_ENCODING);
    yaml_parser_set_input_string(&parse.parser, (const unsigned char *)(yaml.size == 0 ? "" : yaml.bytes),
                                 yaml.size);
    *whole = read_document(&parse);
    yaml_event_delete(&parse.event);
    yaml_parser_delete(&parse.parser);
    return parse.no_memory ? FAQBOT_NO_MEMORY : FAQBOT_OK;
}
