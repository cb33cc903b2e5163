/* transfer/linked.c - JSON-LD as far as schema.org's questions need it: types, references, one or many. No
 * context is fetched or applied: names are those of schema.org. */
#include "transfer/linked.h"

#include <stdlib.h>
#include <string.h>

#include "transfer/items.h"

#define IDS_BYTES_MAX ((size_t)256 * 1024 * 1024)

void jsonld_init(struct jsonld *linked)
{
    *linked = (struct jsonld){.nodes = NULL};
    string_table_init(&linked->ids, IDS_BYTES_MAX);
}

void jsonld_release(struct jsonld *linked)
{
    string_table_release(&linked->ids);
    free(linked->nodes);
    jsonld_init(linked);
}

static bool add(struct jsonld *linked, struct faqbot_view id, const struct json *node)
{
    uint32_t before = linked->ids.count;
    uint32_t number = string_table_add(&linked->ids, id);
    if (number == STRING_TABLE_NONE ||
        !import_entries_grow(&linked->nodes, number, &linked->capacity, sizeof *linked->nodes)) {
        return false;
    }
    if (number == before) {
        linked->nodes[number] = node;
    }
    return true;
}

/* The recursion ends at JSON_DEPTH_MAX. */
bool jsonld_gather(struct jsonld *linked, const struct json *document)
{
    struct faqbot_view id;
    const struct json *first = json_first(document);
    bool says_more = first != NULL && json_next(first) != NULL;
    if (says_more && json_get_string(json_member(document, "@id"), &id) && !add(linked, id, document)) {
        return false;
    }
    for (const struct json *child = first; child != NULL; child = json_next(child)) {
        if (!jsonld_gather(linked, child)) {
            return false;
        }
    }
    return true;
}

const struct json *jsonld_resolve(const struct jsonld *linked, const struct json *value)
{
    struct faqbot_view id;
    const struct json *first = json_first(value);
    if (first == NULL || json_next(first) != NULL || !json_get_string(json_member(value, "@id"), &id)) {
        return value;
    }
    uint32_t number = string_table_find(&linked->ids, id);
    return number == STRING_TABLE_NONE ? value : linked->nodes[number];
}

static bool is_named(struct faqbot_view name, const char *type)
{
    static const char *const fronts[] = {"https://schema.org/", "http://schema.org/", "schema:"};
    for (size_t i = 0; i < sizeof fronts / sizeof fronts[0]; i++) {
        if (view_starts_with(name, fronts[i])) {
            name = view_slice(name, strlen(fronts[i]), name.size);
            break;
        }
    }
    return view_equals_text(name, type);
}

bool jsonld_is(const struct json *node, const char *type)
{
    struct faqbot_view name;
    const struct json *types = json_member(node, "@type");
    for (const struct json *one = jsonld_first(types); one != NULL; one = jsonld_next(types, one)) {
        if (json_get_string(one, &name) && is_named(name, type)) {
            return true;
        }
    }
    return false;
}

struct faqbot_view jsonld_text(const struct json *value)
{
    struct faqbot_view text;
    for (const struct json *one = jsonld_first(value); one != NULL; one = jsonld_next(value, one)) {
        if (json_get_string(one, &text) || json_get_string(json_member(one, "@value"), &text)) {
            return text;
        }
    }
    return view_make(NULL, 0);
}

const struct json *jsonld_first(const struct json *value)
{
    return value != NULL && json_type(value) == JSON_ARRAY ? json_first(value) : value;
}

const struct json *jsonld_next(const struct json *value, const struct json *element)
{
    return json_type(value) == JSON_ARRAY ? json_next(element) : NULL;
}
