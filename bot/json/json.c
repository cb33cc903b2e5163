/* json/json.c - JSON as a tree, which cJSON builds from text that scan.c has passed. Judges only what takes
 * the tree: equal keys, and numbers out of range. Writes nothing. */
#include "json/json.h"

#include <math.h>
#include <string.h>

#include <cjson/cJSON.h>

#include "base/c_locale.h"
#include "json/scan.h"

/* `struct json` is never defined: its pointers are cJSON's. */
static const cJSON *node_of(const struct json *value)
{
    return (const cJSON *)(const void *)value;
}

static const struct json *json_of(const cJSON *node)
{
    return (const struct json *)(const void *)node;
}

/* Quadratic, and bounded by `most`. */
static const char *judge_keys(const cJSON *object, size_t most)
{
    size_t count = 0;
    for (const cJSON *member = object->child; member != NULL; member = member->next) {
        if (++count > most) {
            return "an object has too many members";
        }
        for (const cJSON *earlier = object->child; earlier != member; earlier = earlier->next) {
            if (strcmp(earlier->string, member->string) == 0) {
                return "a key stands twice in one object";
            }
        }
    }
    return NULL;
}

/* What is wrong with a value or anything in it; NULL: nothing. The recursion ends at JSON_DEPTH_MAX. */
static const char *judge(const cJSON *value, size_t keys)
{
    if (cJSON_IsNumber(value) && !isfinite(value->valuedouble)) {
        return "a number is out of range";
    }
    const char *fault = cJSON_IsObject(value) ? judge_keys(value, keys) : NULL;
    for (const cJSON *child = value->child; child != NULL && fault == NULL; child = child->next) {
        fault = judge(child, keys);
    }
    return fault;
}

enum faqbot_status json_parse_within(struct faqbot_view text, const struct json_limits *limits,
                                     struct json **document, const char **complaint, size_t *offset)
{
    if (!json_scan_check(text, limits, complaint, offset)) {
        return FAQBOT_INVALID;
    }
    /* It reads numbers with strtod(), and knows only decimal points of one byte. */
    struct c_locale entered = c_locale_enter();
    cJSON *tree = cJSON_ParseWithLength(text.bytes, text.size);
    c_locale_leave(entered);
    if (tree == NULL) {
        return FAQBOT_NO_MEMORY;
    }
    const char *fault = judge(tree, limits->keys);
    if (fault != NULL) {
        cJSON_Delete(tree);
        *complaint = fault;
        *offset = SIZE_MAX;
        return FAQBOT_INVALID;
    }
    *document = (struct json *)(void *)tree;
    return FAQBOT_OK;
}

enum faqbot_status json_parse(struct faqbot_view text, struct json **document, const char **complaint)
{
    static const struct json_limits limits = {JSON_TEXT_BYTES_MAX, JSON_VALUES_MAX, JSON_KEYS_MAX};
    size_t offset;
    return json_parse_within(text, &limits, document, complaint, &offset);
}

void json_free(struct json *document)
{
    cJSON_Delete((cJSON *)(void *)document);
}

enum json_type json_type(const struct json *value)
{
    switch (node_of(value)->type & 0xff) {
    case cJSON_False:
    case cJSON_True:
        return JSON_BOOL;
    case cJSON_Number:
        return JSON_NUMBER;
    case cJSON_String:
        return JSON_STRING;
    case cJSON_Array:
        return JSON_ARRAY;
    case cJSON_Object:
        return JSON_OBJECT;
    default:
        return JSON_NULL;
    }
}

static bool is_a(const struct json *value, enum json_type type)
{
    return value != NULL && json_type(value) == type;
}

const struct json *json_member(const struct json *value, const char *key)
{
    return is_a(value, JSON_OBJECT) ? json_of(cJSON_GetObjectItemCaseSensitive(node_of(value), key)) : NULL;
}

bool json_get_string(const struct json *value, struct faqbot_view *text)
{
    if (!is_a(value, JSON_STRING)) {
        return false;
    }
    *text = view_of(node_of(value)->valuestring);
    return true;
}

bool json_get_number(const struct json *value, double *number)
{
    if (!is_a(value, JSON_NUMBER)) {
        return false;
    }
    *number = node_of(value)->valuedouble;
    return true;
}

bool json_get_bool(const struct json *value, bool *truth)
{
    if (!is_a(value, JSON_BOOL)) {
        return false;
    }
    *truth = cJSON_IsTrue(node_of(value));
    return true;
}

const struct json *json_first(const struct json *value)
{
    bool holds_values = is_a(value, JSON_ARRAY) || is_a(value, JSON_OBJECT);
    return holds_values ? json_of(node_of(value)->child) : NULL;
}

const struct json *json_next(const struct json *element)
{
    return json_of(node_of(element)->next);
}

struct faqbot_view json_key(const struct json *member)
{
    return view_of(node_of(member)->string);
}
