/* transfer/document.c - a whole file that is one JSON text. Knows no format. */
#include "transfer/document.h"

#include <string.h>

#include "base/fault.h"
#include "knowledge/field.h"

static const struct json_limits limits = {FAQBOT_IMPORT_FILE_BYTES_MAX, JSON_DOCUMENT_VALUES_MAX,
                                          JSON_DOCUMENT_KEYS_MAX};

struct json *json_document_parse(const char *path, struct faqbot_view text, struct faqbot_fault *fault)
{
    struct json *document = NULL;
    const char *complaint = "";
    size_t offset = 0;
    unsigned line = 1;
    enum faqbot_status status = json_parse_within(text, &limits, &document, &complaint, &offset);
    if (status == FAQBOT_NO_MEMORY) {
        fault_set(fault, status, path, 0, "there is not enough memory for the file");
    } else if (status != FAQBOT_OK) {
        for (size_t i = 0; offset != SIZE_MAX && i < offset; i++) {
            line += (unsigned)(text.bytes[i] == '\n');
        }
        fault_set(fault, status, path, offset == SIZE_MAX ? 0 : line, "this is no JSON: %s", complaint);
    }
    return document;
}

bool json_document_is_json(struct faqbot_view text)
{
    text = view_trim(text);
    return view_starts_with(text, "{") || view_starts_with(text, "[");
}

bool json_document_is_lines(struct faqbot_view text)
{
    struct faqbot_view line;
    unsigned objects = 0;
    while (objects < 2 && view_next_line(&text, &line)) {
        line = view_trim(line);
        if (!view_is_empty(line) && (!view_starts_with(line, "{") || !view_ends_with(line, "}"))) {
            return false;
        }
        objects += (unsigned)!view_is_empty(line);
    }
    return objects == 2;
}

void json_document_each_line(struct import_builder *builder, struct faqbot_view text,
                             json_document_take *take, void *user)
{
    struct faqbot_view line;
    for (size_t number = 1; !import_builder_failed(builder) && view_next_line(&text, &line); number++) {
        struct json *document = NULL;
        const char *complaint = "";
        size_t offset;
        if (view_is_empty(view_trim(line))) {
            continue;
        }
        enum faqbot_status status = json_parse_within(line, &limits, &document, &complaint, &offset);
        if (status == FAQBOT_OK) {
            take(user, number, document);
        } else if (status == FAQBOT_INVALID) {
            import_builder_skip(builder, number, view_make(NULL, 0), "this is no JSON: %s", complaint);
        } else {
            import_builder_fail(builder, status, (unsigned)number, "out of memory");
        }
        json_free(document);
    }
}

void json_document_each(const struct import_builder *builder, const struct json *array,
                        json_document_take *take, void *user)
{
    size_t number = 0;
    for (const struct json *element = json_first(array); element != NULL && !import_builder_failed(builder);
         element = json_next(element)) {
        take(user, ++number, element);
    }
}

struct faqbot_view json_document_text(const struct json *object, const char *key)
{
    struct faqbot_view text = view_make(NULL, 0);
    (void)json_get_string(json_member(object, key), &text);
    return text;
}

struct faqbot_view json_document_first_text(const struct json *object, const char *const *keys)
{
    for (; *keys != NULL; keys++) {
        struct faqbot_view text = json_document_text(object, *keys);
        if (!view_is_empty(view_trim(text))) {
            return text;
        }
    }
    return view_make(NULL, 0);
}

size_t json_document_list(struct arena *arena, const struct json *value, struct texts *list)
{
    struct faqbot_view text;
    size_t others = 0;
    if (json_get_string(value, &text)) {
        import_entries_add_text(list, arena, text);
    }
    for (const struct json *element = json_first(value); element != NULL; element = json_next(element)) {
        if (json_get_string(element, &text)) {
            import_entries_add_text(list, arena, text);
        } else {
            others++;
        }
    }
    return others;
}

void json_document_split(struct arena *arena, struct faqbot_view text, char separator, struct texts *list)
{
    while (text.size > 0) {
        size_t end = view_find(text, separator);
        import_entries_add_text(list, arena, view_trim(view_slice(text, 0, end)));
        text = view_slice(text, end + 1, text.size);
    }
}

struct faqbot_view json_document_day(struct faqbot_view time)
{
    struct faqbot_view day = view_slice(view_trim(time), 0, JSON_DOCUMENT_DAY_BYTES);
    return field_is_date(day) ? day : view_make(NULL, 0);
}

/* Whether anything of it would be missed. The recursion ends at JSON_DEPTH_MAX. */
static bool holds_something(const struct json *value)
{
    struct faqbot_view text;
    bool truth;
    switch (json_type(value)) {
    case JSON_NULL:
        return false;
    case JSON_STRING:
        return json_get_string(value, &text) && !view_is_empty(view_trim(text));
    case JSON_BOOL:
        return json_get_bool(value, &truth) && truth;
    case JSON_ARRAY:
    case JSON_OBJECT:
        for (const struct json *child = json_first(value); child != NULL; child = json_next(child)) {
            if (holds_something(child)) {
                return true;
            }
        }
        return false;
    default:
        return true;
    }
}

static bool is_known(struct faqbot_view name, const char *const *known)
{
    for (; *known != NULL; known++) {
        if (view_equals_text(name, *known)) {
            return true;
        }
    }
    return false;
}

void json_document_note_member(struct import_builder *builder, size_t row, const struct json *member,
                               const char *const *known, const char *what)
{
    struct faqbot_view name = json_key(member);
    if (!is_known(name, known) && holds_something(member)) {
        import_builder_note(builder, row, "%s%.*s is not kept", what, VIEW_ARGS(name));
    }
}

void json_document_note_others(struct import_builder *builder, size_t row, const struct json *object,
                               const char *const *known, const char *what)
{
    if (object == NULL || json_type(object) != JSON_OBJECT) {
        return;
    }
    for (const struct json *member = json_first(object); member != NULL; member = json_next(member)) {
        json_document_note_member(builder, row, member, known, what);
    }
}
