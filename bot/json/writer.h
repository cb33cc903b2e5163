/* json/writer.h - the one writer of JSON: values one after the other, without white space, into a buffer. */
#ifndef JSON_WRITER_H
#define JSON_WRITER_H

#include "base/buffer.h"

/* Make it with json_writer_make(). It is as sticky as its buffer: check `out->failed` once, at the end. Keys are
 * NULL within arrays and for the outermost value. Commas are the writer's business; balance is the
 * caller's. */
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

/* The longest front of `text`, in whole characters, that takes `bytes` at most as json_writer_add_string() puts it
 * between its quotes. */
struct faqbot_view json_writer_fit(struct faqbot_view text, size_t bytes);

void json_writer_add_text(struct json_writer *writer, const char *key, const char *text);
void json_writer_add_integer(struct json_writer *writer, const char *key, int64_t number);

/* Rounded to four decimals at most, '.' whatever the locale, no exponent. What is not finite, or 10^15 and
 * more either way, is null. */
void json_writer_add_number(struct json_writer *writer, const char *key, double number);
void json_writer_add_bool(struct json_writer *writer, const char *key, bool truth);
void json_writer_add_null(struct json_writer *writer, const char *key);

#endif
