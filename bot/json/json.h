/* json/json.h - strict JSON: the one reader (over cJSON, which alone is too lenient) and the one writer. */
#ifndef JSON_JSON_H
#define JSON_JSON_H

#include <faqbot/status.h>

#include "base/buffer.h"

#define JSON_DEPTH_MAX 16            /* arrays and objects within each other */
#define JSON_KEYS_MAX 64             /* members of one object */
#define JSON_TEXT_BYTES_MAX 2097152  /* of one document */

/* A value within a parsed document; valid until json_free() of the document. */
struct json;

enum json_type { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

/* Parses one JSON value with nothing behind it (RFC 8259). On FAQBOT_INVALID *complaint is a static clause that says
 * what is wrong ("a key stands twice in one object"): bad UTF-8, control characters in strings, NUL, leading zeros,
 * unpaired surrogates, equal keys and whatever passes a limit above are refused too. The text is not kept. */
enum faqbot_status json_parse(struct faqbot_view text, struct json **document, const char **complaint);
void json_free(struct json *document); /* NULL is allowed */

enum json_type json_type(const struct json *value);

/* The member called `key` (case matters), or NULL; NULL too where `value` is NULL or no object. */
const struct json *json_member(const struct json *value, const char *key);

/* Written only where the value is of that type; a NULL value is of no type. */
bool json_get_string(const struct json *value, struct faqbot_view *text);
bool json_get_number(const struct json *value, double *number);
bool json_get_bool(const struct json *value, bool *truth);

/* The elements of an array or the members of an object in order; NULL at the end, and for any other type. */
const struct json *json_first(const struct json *value);
const struct json *json_next(const struct json *element);

/* The key of an object's member; empty for an array's element. */
struct faqbot_view json_key(const struct json *member);

/* Writes JSON without white space into a buffer, which is sticky on failure. Keys are NULL within arrays and for the
 * outermost value. Commas are the writer's business; balance is the caller's. */
struct json_writer {
    struct buffer *out;
    bool after_value;
};
struct json_writer json_writer_make(struct buffer *out);
void json_open_object(struct json_writer *writer, const char *key);
void json_close_object(struct json_writer *writer);
void json_open_array(struct json_writer *writer, const char *key);
void json_close_array(struct json_writer *writer);
/* Escapes control characters, `"`, `\`, and `<`, U+2028, U+2029, so that it may stand inside HTML. The text is UTF-8. */
void json_add_string(struct json_writer *writer, const char *key, struct faqbot_view text);
void json_add_text(struct json_writer *writer, const char *key, const char *text);
void json_add_integer(struct json_writer *writer, const char *key, int64_t number);
/* Four decimals at most, no exponent, '.' whatever the locale; a number that is not finite is null. */
void json_add_number(struct json_writer *writer, const char *key, double number);
void json_add_bool(struct json_writer *writer, const char *key, bool truth);
void json_add_null(struct json_writer *writer, const char *key);

#endif
