/* transcripts/pattern.c - matches patterns by the rules in README.md and nothing more. */
#include "pattern.h"

static bool is_text(const struct json *pattern, const char *text)
{
    struct faqbot_view found;
    return json_get_string(pattern, &found) && view_equals_text(found, text);
}

static bool object_matches(const struct json *pattern, const struct json *value)
{
    for (const struct json *member = json_first(pattern); member != NULL; member = json_next(member)) {
        const struct json *found = json_member(value, json_key(member).bytes);
        bool is_wrong =
            is_text(member, "-") ? found != NULL : found == NULL || !pattern_matches(member, found);
        if (is_wrong) {
            return false;
        }
    }
    return true;
}

static bool array_matches(const struct json *pattern, const struct json *value)
{
    const struct json *element = json_first(value);
    for (const struct json *wanted = json_first(pattern); wanted != NULL; wanted = json_next(wanted)) {
        if (is_text(wanted, "...") && json_next(wanted) == NULL) {
            return true;
        }
        if (element == NULL || !pattern_matches(wanted, element)) {
            return false;
        }
        element = json_next(element);
    }
    return element == NULL;
}

static bool scalar_matches(const struct json *pattern, const struct json *value)
{
    struct faqbot_view texts[2];
    double numbers[2];
    bool truths[2];
    if (json_get_string(pattern, &texts[0]) && json_get_string(value, &texts[1])) {
        return view_equals(texts[0], texts[1]);
    }
    if (json_get_number(pattern, &numbers[0]) && json_get_number(value, &numbers[1])) {
        return numbers[0] <= numbers[1] && numbers[0] >= numbers[1];
    }
    if (json_get_bool(pattern, &truths[0]) && json_get_bool(value, &truths[1])) {
        return truths[0] == truths[1];
    }
    return json_type(pattern) == JSON_NULL && json_type(value) == JSON_NULL;
}

bool pattern_matches(const struct json *pattern, const struct json *value)
{
    if (is_text(pattern, "*")) {
        return true;
    }
    if (json_type(pattern) != json_type(value)) {
        return false;
    }
    switch (json_type(pattern)) {
    case JSON_OBJECT:
        return object_matches(pattern, value);
    case JSON_ARRAY:
        return array_matches(pattern, value);
    default:
        return scalar_matches(pattern, value);
    }
}
