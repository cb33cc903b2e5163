/* util/json.c - JSON as a tree, which cJSON builds from text that scan.c has passed. Judges only what
 * takes the tree: equal keys, and numbers out of range. Writes nothing. */
#include "util/util.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <string.h>

#include "util/json.h"

/* ==== scan ============================================================================================== */

/* The grammar of RFC 8259, checked and nothing kept. cJSON takes bad UTF-8, raw control characters,
 * numbers like `01`, `1.` and `-.5`, a byte order mark, any control character as white space, and cuts a
 * string at an escaped NUL; and it fails in one way for bad text and for no memory. After this check it
 * can only run out of memory, and it never meets a token that is cut short. Equal keys are json.c's: here
 * keys are still escaped. */

struct scan {
    const char *at;
    const char *end;
    size_t values;
    const struct json_limits *limits;
    const char *complaint;
};

static bool scan_value(struct scan *scan, unsigned depth);

static bool refuse(struct scan *scan, const char *complaint)
{
    scan->complaint = complaint;
    return false;
}

/* The byte to come; NUL at the end, which is no byte of JSON. */
static char peek(const struct scan *scan)
{
    return scan->at < scan->end ? *scan->at : '\0';
}

static bool take(struct scan *scan, char byte)
{
    bool found = scan->at < scan->end && *scan->at == byte;
    scan->at += found;
    return found;
}

static void skip_space(struct scan *scan)
{
    while (take(scan, ' ') || take(scan, '\t') || take(scan, '\n') || take(scan, '\r')) {
    }
}

static size_t skip_digits(struct scan *scan)
{
    const char *start = scan->at;
    while (peek(scan) >= '0' && peek(scan) <= '9') {
        scan->at++;
    }
    return (size_t)(scan->at - start);
}

static bool scan_number(struct scan *scan)
{
    const char *start = scan->at;
    take(scan, '-');
    bool zero = peek(scan) == '0';
    size_t digits = skip_digits(scan);
    if (zero && digits > 1) {
        return refuse(scan, "a number starts with a zero too many");
    }
    bool fine = digits > 0;
    if (fine && take(scan, '.')) {
        fine = skip_digits(scan) > 0;
    }
    if (fine && (take(scan, 'e') || take(scan, 'E'))) {
        if (!take(scan, '+')) {
            take(scan, '-');
        }
        fine = skip_digits(scan) > 0;
    }
    if (!fine) {
        return refuse(scan, "a number has no digit where one must be");
    }
    return scan->at - start <= JSON_NUMBER_BYTES_MAX || refuse(scan, "a number is too long");
}

static bool scan_literal(struct scan *scan, const char *literal)
{
    size_t size = strlen(literal);
    if ((size_t)(scan->end - scan->at) < size || memcmp(scan->at, literal, size) != 0) {
        return refuse(scan, "something stands where a value must be");
    }
    scan->at += size;
    return true;
}

static bool scan_hexadecimal(struct scan *scan, unsigned *unit)
{
    unsigned value = 0;
    for (unsigned i = 0; i < 4; i++, scan->at++) {
        char byte = peek(scan);
        if (byte >= '0' && byte <= '9') {
            value = value * 16 + (unsigned)(byte - '0');
        } else if ((byte >= 'a' && byte <= 'f') || (byte >= 'A' && byte <= 'F')) {
            value = value * 16 + (unsigned)((byte | 0x20) - 'a') + 10;
        } else {
            return refuse(scan, "\\u is not followed by four hexadecimal digits");
        }
    }
    *unit = value;
    return true;
}

/* What follows "\u": one UTF-16 unit, or two that make a pair. */
static bool scan_units(struct scan *scan)
{
    unsigned unit;
    unsigned second = 0;
    if (!scan_hexadecimal(scan, &unit)) {
        return false;
    }
    if (unit == 0) {
        return refuse(scan, "a string holds a NUL character");
    }
    if (unit < 0xd800 || unit > 0xdfff) {
        return true;
    }
    if (unit > 0xdbff || !take(scan, '\\') || !take(scan, 'u')) {
        return refuse(scan, "a surrogate stands alone");
    }
    if (!scan_hexadecimal(scan, &second)) {
        return false;
    }
    return (second >= 0xdc00 && second <= 0xdfff) || refuse(scan, "a surrogate stands alone");
}

static bool scan_escape(struct scan *scan)
{
    if (take(scan, 'u')) {
        return scan_units(scan);
    }
    char byte = peek(scan);
    if (byte == '\0' || strchr("\"\\/bfnrt", byte) == NULL) {
        return refuse(scan, "a backslash is followed by something it cannot escape");
    }
    scan->at++;
    return true;
}

/* The opening quote is taken already. */
static bool scan_string(struct scan *scan)
{
    while (scan->at < scan->end) {
        unsigned char byte = (unsigned char)*scan->at++;
        if (byte == '"') {
            return true;
        }
        if (byte < 0x20) {
            return refuse(scan, "a control character stands in a string");
        }
        if (byte == '\\' && !scan_escape(scan)) {
            return false;
        }
    }
    return refuse(scan, "a string does not end");
}

/* Behind a value within brackets: another one (true, *more set), the end (true), or a fault. */
static bool scan_comma(struct scan *scan, char closing, bool *more)
{
    skip_space(scan);
    *more = take(scan, ',');
    return *more || take(scan, closing) || refuse(scan, "a comma or a closing bracket is missing");
}

static bool scan_array(struct scan *scan, unsigned depth)
{
    skip_space(scan);
    bool more = !take(scan, ']');
    while (more) {
        if (!scan_value(scan, depth) || !scan_comma(scan, ']', &more)) {
            return false;
        }
    }
    return true;
}

static bool scan_object(struct scan *scan, unsigned depth)
{
    skip_space(scan);
    bool more = !take(scan, '}');
    while (more) {
        skip_space(scan);
        if (!take(scan, '"')) {
            return refuse(scan, "a key is missing");
        }
        if (!scan_string(scan)) {
            return false;
        }
        skip_space(scan);
        if (!take(scan, ':')) {
            return refuse(scan, "a colon is missing behind a key");
        }
        if (!scan_value(scan, depth) || !scan_comma(scan, '}', &more)) {
            return false;
        }
    }
    return true;
}

/* `depth`: the arrays and objects around this value. The recursion ends at JSON_DEPTH_MAX. */
static bool scan_value(struct scan *scan, unsigned depth)
{
    skip_space(scan);
    if (++scan->values > scan->limits->values) {
        return refuse(scan, "there are too many values");
    }
    char byte = peek(scan);
    if ((byte == '[' || byte == '{') && depth == JSON_DEPTH_MAX) {
        return refuse(scan, "arrays and objects are nested too deep");
    }
    if (take(scan, '[')) {
        return scan_array(scan, depth + 1);
    }
    if (take(scan, '{')) {
        return scan_object(scan, depth + 1);
    }
    if (take(scan, '"')) {
        return scan_string(scan);
    }
    if (byte == '-' || (byte >= '0' && byte <= '9')) {
        return scan_number(scan);
    }
    return scan_literal(scan, byte == 't' ? "true" : byte == 'f' ? "false" : "null");
}

static bool scan_text(struct scan *scan)
{
    if ((size_t)(scan->end - scan->at) > scan->limits->text_bytes) {
        return refuse(scan, "it is too long");
    }
    if (!utf8_is_valid(view_make(scan->at, (size_t)(scan->end - scan->at)))) {
        return refuse(scan, "it is not UTF-8");
    }
    skip_space(scan);
    if (scan->at == scan->end) {
        return refuse(scan, "there is nothing in it");
    }
    if (!scan_value(scan, 0)) {
        return false;
    }
    skip_space(scan);
    return scan->at == scan->end || refuse(scan, "something follows the value");
}

/* Whether `text` is one JSON value to the letter of RFC 8259, in valid UTF-8, within the limits (members
 * of an object aside) and free of NUL characters and unpaired surrogates, escaped ones too. Where not,
 * *complaint is a static clause that says why, and *offset the byte at which that was seen. */
static bool json_scan_check(struct faqbot_view text, const struct json_limits *limits, const char **complaint,
                            size_t *offset)
{
    const char *start = text.size == 0 ? "" : text.bytes;
    struct scan scan = {.at = start, .end = start + text.size, .limits = limits};
    if (!scan_text(&scan)) {
        *complaint = scan.complaint;
        *offset = (size_t)(scan.at - start);
        return false;
    }
    return true;
}

/* ==== json ============================================================================================== */

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
