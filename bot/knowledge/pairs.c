/* knowledge/pairs.c - flat mappings of texts and lists, from a tree of the safe part of YAML (base/yaml.h). What is not
 * one is refused at the first line that shows it; where reading ended before that line, the fault is what ended it. */
#include "knowledge/pairs.h"

#include <string.h>

#include "base/yaml.h"

#define VALUES_MAX 1024 /* of one list */

struct parse {
    struct kb_reader *reader;
    struct source_place place;
    struct arena *arena;
    struct yaml_map *pairs;
    struct yaml_failure failure; /* of the tree */
};

static bool fail_memory(struct parse *parse)
{
    return kb_reader_check_memory(parse->reader, false);
}

static bool refuse(struct parse *parse, unsigned line, const char *rule, const char *sentence)
{
    kb_reader_error(parse->reader, rule, parse->place.path, parse->place.line + line - 1, "%s", sentence);
    return false;
}

/* What ended the tree: nothing before it was wrong. */
static bool refuse_tree(struct parse *parse)
{
    const struct yaml_failure *failure = &parse->failure;
    switch (failure->problem) {
    case YAML_MEMORY:
        return fail_memory(parse);
    case YAML_SYNTAX:
        kb_reader_error(
            parse->reader, "broken-yaml", parse->place.path, parse->place.line + failure->line - 1,
            "this cannot be read as \"key: value\" lines: %s; a value with a colon or a quote in it "
            "needs quotes around it",
            failure->sentence);
        return false;
    case YAML_REFERENCE:
        return refuse(parse, failure->line, "unsafe-yaml", failure->sentence);
    case YAML_NUL:
        return refuse(parse, failure->line, "nul", "the value has a NUL in it; take it out");
    default:
        return refuse(parse, failure->line, "broken-yaml", failure->sentence);
    }
}

/* A text without control characters and white space around it; `null` and `~` are nothing. */
static bool take_scalar(struct parse *parse, const struct yaml_tree *tree, struct faqbot_view *copy)
{
    struct faqbot_view text = tree->text;
    if (!tree->is_whole) {
        return refuse_tree(parse);
    }
    if (tree->is_plain && (view_equals_text(text, "~") || view_equals_text(text, "null"))) {
        text = view_make(NULL, 0);
    }
    return field_clean(parse->arena, view_trim(text), true, copy) || fail_memory(parse);
}

static bool take_list(struct parse *parse, const struct yaml_tree *list, struct pair *pair)
{
    size_t most = 0;
    for (const struct yaml_tree *one = list->first; one != NULL; one = one->next) {
        most++;
    }
    struct faqbot_view *values = arena_alloc_array(parse->arena, most, sizeof *values);
    if (values == NULL) {
        return fail_memory(parse);
    }
    pair->values = values;
    pair->is_list = true;
    for (const struct yaml_tree *one = list->first; one != NULL; one = one->next) {
        if (one->type == YAML_LIST || one->type == YAML_MAPPING) {
            return refuse(parse, one->line, "nested-yaml",
                          "a list may hold texts only; take the inner list or mapping out");
        }
        if (pair->value_count == VALUES_MAX) {
            return refuse(parse, one->line, "long-list", "the list has more than 1024 values; shorten it");
        }
        if (!take_scalar(parse, one, &values[pair->value_count])) {
            return false;
        }
        pair->value_count += !view_is_empty(values[pair->value_count]);
    }
    return list->is_whole || refuse_tree(parse);
}

static bool take_text(struct parse *parse, const struct yaml_tree *tree, struct pair *pair)
{
    struct faqbot_view *value = arena_alloc_array(parse->arena, 1, sizeof *value);
    if (value == NULL) {
        return fail_memory(parse);
    }
    if (!take_scalar(parse, tree, value)) {
        return false;
    }
    pair->text = *value;
    pair->value_count = !view_is_empty(*value);
    pair->values = pair->value_count > 0 ? value : NULL;
    return true;
}

static bool has_key(const struct yaml_map *pairs, struct faqbot_view key)
{
    size_t i = 0;
    while (i < pairs->count && !view_equals(pairs->pairs[i].key, key)) {
        i++;
    }
    return i < pairs->count;
}

/* The key, joined to the outer one. */
static bool take_key(struct parse *parse, struct faqbot_view outer, const struct yaml_tree *name,
                     struct pair *pair)
{
    struct faqbot_view key = {NULL, 0};
    pair->place = (struct source_place){parse->place.path, parse->place.line + name->line - 1};
    if (name->type == YAML_TEXT && !take_scalar(parse, name, &key)) {
        return false;
    }
    if (view_is_empty(key)) { /* "null" and "~" too */
        return refuse(parse, name->line, "nested-yaml", "a key must be a word; write \"key: value\"");
    }
    if (view_equals_text(key, "<<")) {
        return refuse(parse, name->line, "unsafe-yaml", "merging (<<) is not allowed; write the keys out");
    }
    pair->key = key;
    if (!view_is_empty(outer)) {
        struct buffer joined;
        buffer_init_in(&joined, parse->arena, outer.size + 1 + key.size);
        buffer_add(&joined, outer);
        buffer_add_byte(&joined, '.');
        buffer_add(&joined, key);
        pair->key = buffer_view(&joined);
        if (joined.failed) {
            return fail_memory(parse);
        }
    }
    return !has_key(parse->pairs, pair->key) ||
           refuse(parse, name->line, "equal-keys",
                  "this key stands here a second time; take one of the two out");
}

/* `outer` is the key that the mapping is the value of, empty for the outermost. */
static bool take_mapping(struct parse *parse, struct faqbot_view outer, const struct yaml_tree *mapping)
{
    for (const struct yaml_tree *one = mapping->first; one != NULL; one = one->next) {
        struct pair pair = {0};
        if (one->name == NULL || one->name->type == YAML_UNREAD) {
            return refuse_tree(parse);
        }
        if (!take_key(parse, outer, one->name, &pair)) {
            return false;
        }
        if (one->type == YAML_UNREAD) {
            return refuse_tree(parse);
        }
        if (one->type == YAML_MAPPING) {
            if (!view_is_empty(outer)) {
                return refuse(parse, one->line, "nested-yaml",
                              "this is nested too deep; take the inner mapping out");
            }
            if (!take_mapping(parse, pair.key, one)) {
                return false;
            }
            continue;
        }
        if (!(one->type == YAML_LIST ? take_list(parse, one, &pair) : take_text(parse, one, &pair))) {
            return false;
        }
        if (parse->pairs->count == YAML_MAP_COUNT_MAX) {
            return refuse(parse, one->type == YAML_LIST ? one->end_line : one->line, "many-keys",
                          "there are more than 64 keys; take out those that mean nothing");
        }
        parse->pairs->pairs[parse->pairs->count++] = pair;
    }
    return mapping->is_whole || refuse_tree(parse);
}

static bool take_document(struct parse *parse, const struct yaml_tree *documents)
{
    const struct yaml_tree *document = documents->first;
    if (document != NULL && document->type != YAML_UNREAD) {
        /* A document of comments alone is one empty text. */
        bool is_empty = document->type == YAML_TEXT && document->is_whole && document->text.size == 0;
        if (!is_empty && document->type != YAML_MAPPING) {
            return refuse(parse, document->line, "broken-yaml",
                          "there must be lines of the form \"key: value\" here");
        }
        if (!is_empty && !take_mapping(parse, view_make(NULL, 0), document)) {
            return false;
        }
    }
    return documents->is_whole || refuse_tree(parse);
}

bool yaml_map_read(struct kb_reader *reader, struct source_place place, struct faqbot_view yaml,
                   struct arena *arena, struct yaml_map *pairs)
{
    struct parse parse = {.reader = reader, .place = place, .arena = arena, .pairs = pairs};
    pairs->count = 0;
    if (yaml.size > YAML_MAP_BYTES_MAX) {
        kb_reader_error(reader, "long-yaml", place.path, place.line,
                        "the keys and values take more than 64 KiB; move long texts into articles");
        return false;
    }
    const struct yaml_tree *documents = yaml_read(yaml, true, arena, &parse.failure);
    return kb_reader_check_memory(reader, documents != NULL) && take_document(&parse, documents);
}
