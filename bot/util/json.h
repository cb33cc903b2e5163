/* util/json.h - JSON: one strict reader and one writer.
 *
 * Messages of visitors, lines of JSON Lines and other services' exports are all read here, within limits that
 * the caller states; everything that we write as JSON is written here. */
#ifndef UTIL_JSON_H
#define UTIL_JSON_H

#include <faqbot.h>

#include "util/util.h"

/* ==== json.c: reading ================================================================================= */

/* Limits on a document. They bound memory and time before anything is built: a message of a stranger is
 * refused for what it would cost, not after it has cost it. */

#define JSON_DEPTH_MAX 64           /* arrays and objects within each other: rich text needs three a level */
#define JSON_KEYS_MAX 64            /* members of one object */
#define JSON_TEXT_BYTES_MAX 2097152 /* of one document */
#define JSON_NUMBER_BYTES_MAX 48    /* of one number as it is written */
#define JSON_VALUES_MAX 65536       /* of one document, itself included: some 5 MB of memory */

/* A value within a parsed document; valid until json_free() of the document. */
struct json;

enum json_type { JSON_NULL, JSON_BOOL, JSON_NUMBER, JSON_STRING, JSON_ARRAY, JSON_OBJECT };

/* Parses one JSON value with nothing behind it (RFC 8259). On FAQBOT_INVALID *complaint is a static clause
 * that says what is wrong ("a key stands twice in one object"): bad UTF-8, control characters in strings,
 * NUL, leading zeros, unpaired surrogates, numbers out of range, equal keys and whatever passes a limit above
 * are refused too. Otherwise FAQBOT_NO_MEMORY. *document is the caller's, released by json_free(); the text
 * is not kept. */
enum faqbot_status json_parse(struct faqbot_view text, struct json **document, const char **complaint);
void json_free(struct json *document); /* NULL is allowed */

/* What a document may have, where the limits above are another service's business. */
struct json_limits {
    size_t text_bytes;
    size_t values;
    size_t keys; /* of one object; comparing them takes time that grows with the square */
};

/* The same within other limits; JSON_DEPTH_MAX and JSON_NUMBER_BYTES_MAX stay. On FAQBOT_INVALID *offset is
 * the byte at which the text ceased to be right; SIZE_MAX where that is not known. */
enum faqbot_status json_parse_within(struct faqbot_view text, const struct json_limits *limits,
                                     struct json **document, const char **complaint, size_t *offset);

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

/* ==== json_writer.c: writing ========================================================================== */

/* Make it with json_writer_make(), then write values in order; a key is NULL within arrays and for the
 * outermost value:
 *
 *     json_writer_open_object(&writer, NULL);
 *     json_writer_add_string(&writer, "id", id);
 *     json_writer_open_array(&writer, "tags");
 *
 * Commas are the writer's business, and so is escaping; balance is the caller's. It is as sticky as its
 * buffer: check `out->failed` once, at the end. */
struct json_writer {
    struct buffer *out; /* borrowed */
    bool after_value;
};

struct json_writer json_writer_make(struct buffer *out);

void json_writer_open_object(struct json_writer *writer, const char *key);
void json_writer_close_object(struct json_writer *writer);
void json_writer_open_array(struct json_writer *writer, const char *key);
void json_writer_close_array(struct json_writer *writer);

/* The text is valid UTF-8. Control characters, `"`, `\`, and `<`, U+2028, U+2029 are escaped, so that the
 * result may stand in a line of a log and inside HTML. */
void json_writer_add_string(struct json_writer *writer, const char *key, struct faqbot_view text);

/* The longest front of `text`, in whole characters, that takes `bytes` at most as json_writer_add_string()
 * puts it between its quotes. */
struct faqbot_view json_writer_fit(struct faqbot_view text, size_t bytes);

void json_writer_add_text(struct json_writer *writer, const char *key, const char *text);
void json_writer_add_integer(struct json_writer *writer, const char *key, int64_t number);

/* Rounded to four decimals at most, '.' whatever the locale, no exponent. What is not finite, or 10^15 and
 * more either way, is null. */
void json_writer_add_number(struct json_writer *writer, const char *key, double number);
void json_writer_add_bool(struct json_writer *writer, const char *key, bool truth);
void json_writer_add_null(struct json_writer *writer, const char *key);

#endif
