/* util/json.c - the one reader of JSON: strict, as a tree that cJSON builds.
 *
 * cJSON alone is too lenient for what strangers send. It takes bad UTF-8, raw control characters, numbers
 * such as `01`, `1.` and `-.5`, a byte order mark, any control character as white space; it cuts a string at
 * an escaped NUL, and it fails in the same way for bad text and for no memory. So a first pass checks the
 * grammar and keeps nothing, after which cJSON can only run out of memory and never meets a token that is cut
 * short; a second pass over the tree finds what takes the tree: equal keys (in the text they may be escaped
 * differently) and numbers out of range. Two passes over a message of a few hundred bytes cost less than a
 * parser of our own would cost to trust. Writes nothing. */
#include "util/util.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <string.h>

/* ==== The grammar ===================================================================================== */

/* The first complaint stays. What is called after it may move `at` on and complain again, and does no
 * harm. */
struct scan {
    const char *start;
    const char *at;
    const char *end;
    size_t values;
    const struct json_limits *limits;
    const char *complaint;
    size_t offset;             /* of the complaint */
    size_t wanted;             /* the number of a value whose text is looked for; 0: none */
    struct faqbot_view source; /* its text, once it is found */
};

static void refuse(struct scan *scan, const char *complaint)
{
    if (scan->complaint == NULL) {
        scan->complaint = complaint;
        scan->offset = (size_t)(scan->at - scan->start);
    }
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
    while (ascii_is_digit(peek(scan))) {
        scan->at++;
    }
    return (size_t)(scan->at - start);
}

/* -0.5e+1: no plus before it, no zero before other digits, and digits on both sides of the point. */
static void scan_number(struct scan *scan)
{
    const char *start = scan->at;
    take(scan, '-');
    bool starts_with_zero = peek(scan) == '0';
    size_t digits = skip_digits(scan);
    if (starts_with_zero && digits > 1) {
        refuse(scan, "a number starts with a zero too many");
    }
    bool is_fine = digits > 0;
    if (is_fine && take(scan, '.')) {
        is_fine = skip_digits(scan) > 0;
    }
    if (is_fine && (take(scan, 'e') || take(scan, 'E'))) {
        (void)(take(scan, '+') || take(scan, '-'));
        is_fine = skip_digits(scan) > 0;
    }
    if (!is_fine) {
        refuse(scan, "a number has no digit where one must be");
    } else if (scan->at - start > JSON_NUMBER_BYTES_MAX) {
        refuse(scan, "a number is too long");
    }
}

static void scan_literal(struct scan *scan, const char *literal)
{
    size_t size = strlen(literal);
    if ((size_t)(scan->end - scan->at) < size || memcmp(scan->at, literal, size) != 0) {
        refuse(scan, "something stands where a value must be");
    } else {
        scan->at += size;
    }
}

static unsigned scan_hexadecimal(struct scan *scan)
{
    unsigned value = 0;
    for (unsigned i = 0; i < 4; i++, scan->at++) {
        char byte = peek(scan);
        if (!ascii_is_xdigit(byte)) {
            refuse(scan, "\\u is not followed by four hexadecimal digits");
            return 0;
        }
        value = value * 16 + (unsigned)(ascii_is_digit(byte) ? byte - '0' : (byte | 0x20) - 'a' + 10);
    }
    return value;
}

/* What follows "\u": one UTF-16 unit, or two that make a pair of surrogates (D800 to DBFF, then DC00 to
 * DFFF). Halves of a pair are no characters: there is no UTF-8 for them. */
static void scan_units(struct scan *scan)
{
    unsigned unit = scan_hexadecimal(scan);
    if (unit == 0) {
        refuse(scan, "a string holds a NUL character");
    } else if (unit >= 0xd800 && unit <= 0xdfff) {
        if (unit > 0xdbff || !take(scan, '\\') || !take(scan, 'u')) {
            refuse(scan, "a surrogate stands alone");
        }
        unsigned second = scan->complaint == NULL ? scan_hexadecimal(scan) : 0;
        if (second < 0xdc00 || second > 0xdfff) {
            refuse(scan, "a surrogate stands alone");
        }
    }
}

static void scan_escape(struct scan *scan)
{
    char byte = peek(scan);
    if (take(scan, 'u')) {
        scan_units(scan);
    } else if (byte == '\0' || strchr("\"\\/bfnrt", byte) == NULL) {
        refuse(scan, "a backslash is followed by something it cannot escape");
    } else {
        scan->at++;
    }
}

/* The opening quote is taken already. */
static void scan_string(struct scan *scan)
{
    while (scan->at < scan->end && scan->complaint == NULL) {
        unsigned char byte = (unsigned char)*scan->at++;
        if (byte == '"') {
            return;
        }
        if (byte < 0x20) {
            refuse(scan, "a control character stands in a string");
        } else if (byte == '\\') {
            scan_escape(scan);
        }
    }
    refuse(scan, "a string does not end");
}

static void scan_key(struct scan *scan)
{
    skip_space(scan);
    if (!take(scan, '"')) {
        refuse(scan, "a key is missing");
        return;
    }
    scan_string(scan);
    skip_space(scan);
    if (!take(scan, ':')) {
        refuse(scan, "a colon is missing behind a key");
    }
}

static void scan_value(struct scan *scan, unsigned depth);

/* What is within brackets, which are around it to a depth of `depth`. A comma is followed by a value. */
static void scan_within(struct scan *scan, char closing, unsigned depth)
{
    skip_space(scan);
    bool has_more = !take(scan, closing);
    while (has_more && scan->complaint == NULL) {
        if (closing == '}') {
            scan_key(scan);
        }
        if (scan->complaint == NULL) {
            scan_value(scan, depth);
        }
        skip_space(scan);
        has_more = take(scan, ',');
        if (!has_more && !take(scan, closing)) {
            refuse(scan, "a comma or a closing bracket is missing");
        }
    }
}

/* `depth`: the arrays and objects around this value. The recursion ends at JSON_DEPTH_MAX. */
static void scan_value(struct scan *scan, unsigned depth)
{
    skip_space(scan);
    char byte = peek(scan);
    const char *start = scan->at;
    size_t number = ++scan->values;
    if (number > scan->limits->values) {
        refuse(scan, "there are too many values");
    } else if ((byte == '[' || byte == '{') && depth == JSON_DEPTH_MAX) {
        refuse(scan, "arrays and objects are nested too deep");
    } else if (take(scan, '[')) {
        scan_within(scan, ']', depth + 1);
    } else if (take(scan, '{')) {
        scan_within(scan, '}', depth + 1);
    } else if (take(scan, '"')) {
        scan_string(scan);
    } else if (byte == '-' || ascii_is_digit(byte)) {
        scan_number(scan);
    } else {
        scan_literal(scan, byte == 't' ? "true" : byte == 'f' ? "false" : "null");
    }
    if (number == scan->wanted) {
        scan->source = view_make(start, (size_t)(scan->at - start));
    }
}

static void scan_text(struct scan *scan)
{
    struct faqbot_view text = view_make(scan->start, (size_t)(scan->end - scan->start));
    if (text.size > scan->limits->text_bytes) {
        refuse(scan, "it is too long");
    } else if (!utf8_is_valid(text)) {
        refuse(scan, "it is not UTF-8");
    }
    skip_space(scan);
    if (scan->at == scan->end) {
        refuse(scan, "there is nothing in it");
    }
    if (scan->complaint == NULL) {
        scan_value(scan, 0);
    }
    skip_space(scan);
    if (scan->at != scan->end) {
        refuse(scan, "something follows the value");
    }
}

/* ==== The tree ======================================================================================== */

/* `struct json` is never defined: its pointers are cJSON's. */
static const cJSON *node_of(const struct json *value)
{
    return (const cJSON *)(const void *)value;
}

static const struct json *json_of(const cJSON *node)
{
    return (const struct json *)(const void *)node;
}

/* Equal keys: RFC 8259 leaves their meaning open, so two readers may see two different messages; refusing is
 * the only safe choice. Quadratic, and bounded by `most`. */
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
    const char *start = text.size == 0 ? "" : text.bytes;
    struct scan scan = {.start = start, .at = start, .end = start + text.size, .limits = limits};
    scan_text(&scan);
    if (scan.complaint != NULL) {
        *complaint = scan.complaint;
        *offset = scan.offset;
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

/* Counts `node` and what is in it, up to `wanted`, in the order of the text. The recursion ends at JSON_DEPTH_MAX. */
static bool count_to(const cJSON *node, const cJSON *wanted, size_t *count)
{
    ++*count;
    bool is_found = node == wanted;
    for (const cJSON *child = node->child; child != NULL && !is_found; child = child->next) {
        is_found = count_to(child, wanted, count);
    }
    return is_found;
}

/* The tree keeps no places. But it has its values in the order in which the first pass met them, so the number of a
 * value leads to its text. */
struct faqbot_view json_source(struct faqbot_view text, const struct json *document, const struct json *value)
{
    static const struct json_limits none = {SIZE_MAX, SIZE_MAX, SIZE_MAX};
    struct scan scan = {
        .start = text.bytes, .at = text.bytes, .end = text.bytes + text.size, .limits = &none};
    if (count_to(node_of(document), node_of(value), &scan.wanted)) {
        scan_text(&scan);
    }
    return scan.source;
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
