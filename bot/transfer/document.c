/* transfer/document.c - a whole file that is one JSON text. Knows no format. */
#include "transfer/document.h"

#include <string.h>

#include "base/fault.h"

static const struct json_limits limits = {FAQBOT_IMPORT_FILE_BYTES_MAX, DOCUMENT_VALUES_MAX,
                                          DOCUMENT_KEYS_MAX};

enum faqbot_status document_parse(const struct collector *collector, struct faqbot_view text,
                                  struct json **document, struct faqbot_fault *fault)
{
    const char *complaint = "";
    size_t offset = 0;
    unsigned line = 0;
    enum faqbot_status status = json_parse_within(text, &limits, document, &complaint, &offset);
    if (status == FAQBOT_NO_MEMORY) {
        return fault_set(fault, status, collector_path(collector), 0,
                         "there is not enough memory for the file");
    }
    if (status == FAQBOT_OK) {
        return FAQBOT_OK;
    }
    for (size_t i = 0; offset != SIZE_MAX && i < offset; i++) {
        line += (unsigned)(text.bytes[i] == '\n');
    }
    return fault_set(fault, status, collector_path(collector), offset == SIZE_MAX ? 0 : line + 1,
                     "this is no JSON: %s", complaint);
}

bool document_is_lines(struct faqbot_view text)
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

enum faqbot_status document_each_line(struct collector *collector, struct faqbot_view text,
                                      document_take *take, void *user, struct faqbot_fault *fault)
{
    struct faqbot_view line;
    enum faqbot_status status = FAQBOT_OK;
    for (size_t number = 1; status == FAQBOT_OK && view_next_line(&text, &line); number++) {
        struct json *document = NULL;
        const char *complaint = "";
        size_t offset;
        if (view_is_empty(view_trim(line))) {
            continue;
        }
        status = json_parse_within(line, &limits, &document, &complaint, &offset);
        if (status == FAQBOT_OK) {
            status = take(user, number, document, fault);
        } else if (status == FAQBOT_INVALID) {
            status = collector_leave_out(collector, number, view_make(NULL, 0), fault, "this is no JSON: %s",
                                         complaint);
        } else {
            fault_set(fault, status, collector_path(collector), (unsigned)number, "out of memory");
        }
        json_free(document);
    }
    return status;
}

enum faqbot_status document_each(const struct json *array, document_take *take, void *user,
                                 struct faqbot_fault *fault)
{
    enum faqbot_status status = FAQBOT_OK;
    size_t number = 0;
    for (const struct json *element = json_first(array); element != NULL && status == FAQBOT_OK;
         element = json_next(element)) {
        status = take(user, ++number, element, fault);
    }
    return status;
}

struct faqbot_view document_text(const struct json *object, const char *key)
{
    struct faqbot_view text = view_make(NULL, 0);
    (void)json_get_string(json_member(object, key), &text);
    return text;
}

struct faqbot_view document_first_text(const struct json *object, const char *const *keys)
{
    for (; *keys != NULL; keys++) {
        struct faqbot_view text = document_text(object, *keys);
        if (!view_is_empty(view_trim(text))) {
            return text;
        }
    }
    return view_make(NULL, 0);
}

bool document_list(struct arena *arena, const struct json *value, struct faqbot_view **list, size_t *count,
                   size_t *others)
{
    size_t room = 1;
    for (const struct json *element = json_first(value); element != NULL; element = json_next(element)) {
        room++;
    }
    *count = *others = 0;
    *list = arena_take_array(arena, room, sizeof **list);
    if (*list == NULL) {
        return false;
    }
    *count += (size_t)json_get_string(value, &(*list)[0]);
    for (const struct json *element = json_first(value); element != NULL; element = json_next(element)) {
        bool is_text = json_get_string(element, &(*list)[*count]);
        *count += (size_t)is_text;
        *others += (size_t)!is_text;
    }
    return true;
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

enum faqbot_status document_note_member(struct collector *collector, size_t row, const struct json *member,
                                        const char *const *known, const char *what,
                                        struct faqbot_fault *fault)
{
    struct faqbot_view name = json_key(member);
    return is_known(name, known) || !holds_something(member)
               ? FAQBOT_OK
               : collector_note(collector, row, fault, "%s%.*s is not kept", what, VIEW_ARGS(name));
}

enum faqbot_status document_note_others(struct collector *collector, size_t row, const struct json *object,
                                        const char *const *known, const char *what,
                                        struct faqbot_fault *fault)
{
    enum faqbot_status status = FAQBOT_OK;
    const struct json *member =
        object != NULL && json_type(object) == JSON_OBJECT ? json_first(object) : NULL;
    for (; member != NULL && status == FAQBOT_OK; member = json_next(member)) {
        status = document_note_member(collector, row, member, known, what, fault);
    }
    return status;
}

bool document_split(struct arena *arena, struct faqbot_view text, char separator, struct faqbot_view **list,
                    size_t *count)
{
    size_t room = 1;
    for (size_t i = 0; i < text.size; i++) {
        room += (size_t)(text.bytes[i] == separator);
    }
    *count = 0;
    *list = arena_take_array(arena, room, sizeof **list);
    while (*list != NULL && text.size > 0) {
        size_t end = view_find(text, separator);
        (*list)[(*count)++] = view_trim(view_slice(text, 0, end));
        text = view_slice(text, end + 1, text.size);
    }
    return *list != NULL;
}
