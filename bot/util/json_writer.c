/* util/json_writer.c - the one writer of JSON: values one after the other, without white space, into a
 * buffer.
 *
 * Keeps no tree and no stack, so it costs nothing but the bytes: all it remembers is whether a comma is due.
 * Closing what was opened is up to the caller, and the tests see to it. Numbers are written here and not by
 * printf(), whose decimal point depends on the locale of the program that we are part of. */
#include "util/util.h"

#include <math.h>
#include <string.h>

#define NUMBER_END 1e15 /* from here on a double has hardly a decimal left */

struct json_writer json_writer_make(struct buffer *out)
{
    return (struct json_writer){.out = out};
}

/* \\uXXXX. All that needs one lies below U+FFFF, so surrogate pairs are not needed. */
static void add_escape(struct buffer *out, unsigned character)
{
    static const char digits[] = "0123456789abcdef";
    const char escape[6] = {'\\',
                            'u',
                            digits[character >> 12 & 15],
                            digits[character >> 8 & 15],
                            digits[character >> 4 & 15],
                            digits[character & 15]};
    buffer_add(out, view_make(escape, sizeof escape));
}

/* The letter that stands for `byte` behind a backslash; 0: none does. */
static char short_escape(char byte)
{
    switch (byte) {
    case '"':
    case '\\':
        return byte;
    case '\b':
        return 'b';
    case '\f':
        return 'f';
    case '\n':
        return 'n';
    case '\r':
        return 'r';
    case '\t':
        return 't';
    default:
        return 0;
    }
}

/* The bytes at the front that must be escaped together; 0: the first one goes as it is. RFC 8259 asks for
 * control characters, the quote and the backslash. `<` is escaped so that the JSON can stand within HTML; DEL
 * so that a log shown on a terminal stays readable; U+2028 and U+2029 (E2 80 A8, E2 80 A9) because older
 * JavaScript takes them for the end of a line. */
static size_t escaped_size(struct faqbot_view rest)
{
    unsigned char byte = (unsigned char)rest.bytes[0];
    if (byte < 0x20 || byte == '"' || byte == '\\' || byte == '<' || byte == 0x7f) {
        return 1;
    }
    bool separates = rest.size >= 3 && (memcmp(rest.bytes, "\xe2\x80\xa8", 3) == 0 ||
                                        memcmp(rest.bytes, "\xe2\x80\xa9", 3) == 0);
    return separates ? 3 : 0;
}

static void add_escaped(struct buffer *out, struct faqbot_view character)
{
    char letter = short_escape(character.bytes[0]);
    if (character.size == 3) {
        add_escape(out, character.bytes[2] == '\xa8' ? 0x2028 : 0x2029);
    } else if (letter != 0) {
        buffer_add_byte(out, '\\');
        buffer_add_byte(out, letter);
    } else {
        add_escape(out, (unsigned char)character.bytes[0]);
    }
}

/* Runs of plain bytes go in one piece. */
static void add_quoted(struct buffer *out, struct faqbot_view text)
{
    buffer_add_byte(out, '"');
    size_t plain = 0;
    for (size_t i = 0; i < text.size && !out->failed;) {
        size_t size = escaped_size(view_slice(text, i, text.size));
        if (size == 0) {
            i++;
            continue;
        }
        buffer_add(out, view_slice(text, plain, i - plain));
        add_escaped(out, view_slice(text, i, size));
        i += size;
        plain = i;
    }
    buffer_add(out, view_slice(text, plain, text.size));
    buffer_add_byte(out, '"');
}

/* The bytes of the first character, and what it takes when it is written. */
static size_t character_size(struct faqbot_view rest, size_t *written)
{
    size_t size = escaped_size(rest);
    if (size > 0) {
        *written = short_escape(rest.bytes[0]) != 0 ? 2 : 6;
        return size;
    }
    size = 1;
    while (size < rest.size && ((unsigned char)rest.bytes[size] & 0xc0) == 0x80) {
        size++;
    }
    *written = size;
    return size;
}

/* Used to shorten texts so that a response stays within its limit: the size that counts is that after
 * escaping. */
struct faqbot_view json_writer_fit(struct faqbot_view text, size_t bytes)
{
    size_t end = 0;
    while (end < text.size) {
        size_t written;
        size_t size = character_size(view_slice(text, end, text.size), &written);
        if (written > bytes) {
            break;
        }
        bytes -= written;
        end += size;
    }
    return view_slice(text, 0, end);
}

/* What stands before every value: a comma where it is due, and the key. */
static void begin(struct json_writer *writer, const char *key)
{
    if (writer->after_value) {
        buffer_add_byte(writer->out, ',');
    }
    if (key != NULL) {
        add_quoted(writer->out, view_of(key));
        buffer_add_byte(writer->out, ':');
    }
    writer->after_value = true;
}

static void open_with(struct json_writer *writer, const char *key, char bracket)
{
    begin(writer, key);
    buffer_add_byte(writer->out, bracket);
    writer->after_value = false;
}

static void close_with(struct json_writer *writer, char bracket)
{
    buffer_add_byte(writer->out, bracket);
    writer->after_value = true;
}

void json_writer_open_object(struct json_writer *writer, const char *key)
{
    open_with(writer, key, '{');
}

void json_writer_close_object(struct json_writer *writer)
{
    close_with(writer, '}');
}

void json_writer_open_array(struct json_writer *writer, const char *key)
{
    open_with(writer, key, '[');
}

void json_writer_close_array(struct json_writer *writer)
{
    close_with(writer, ']');
}

void json_writer_add_string(struct json_writer *writer, const char *key, struct faqbot_view text)
{
    begin(writer, key);
    add_quoted(writer->out, text);
}

void json_writer_add_optional(struct json_writer *writer, const char *key, struct faqbot_view text)
{
    if (!view_is_empty(text)) {
        json_writer_add_string(writer, key, text);
    }
}

void json_writer_add_text(struct json_writer *writer, const char *key, const char *text)
{
    json_writer_add_string(writer, key, view_of(text));
}

/* The smallest int64_t has no positive counterpart, so the sign is taken off in unsigned arithmetic. */
void json_writer_add_integer(struct json_writer *writer, const char *key, int64_t number)
{
    begin(writer, key);
    buffer_add_text(writer->out, number < 0 ? "-" : "");
    buffer_add_number(writer->out, number < 0 ? 0 - (uint64_t)number : (uint64_t)number);
}

/* `parts` ten-thousandths, the zeros at the end left out: 0.5 and not 0.5000. */
static void add_decimals(struct buffer *out, unsigned parts)
{
    char digits[5] = {'.', (char)('0' + parts / 1000), (char)('0' + parts / 100 % 10),
                      (char)('0' + parts / 10 % 10), (char)('0' + parts % 10)};
    size_t size = sizeof digits;
    while (digits[size - 1] == '0') {
        size--;
    }
    buffer_add(out, view_make(digits, parts == 0 ? 0 : size));
}

/* Four decimals are more than a confidence or a duration means, and keep the same answer the same bytes on
 * every machine. JSON has no infinity, hence null. */
void json_writer_add_number(struct json_writer *writer, const char *key, double number)
{
    if (!isfinite(number) || fabs(number) >= NUMBER_END) {
        json_writer_add_null(writer, key);
        return;
    }
    begin(writer, key);
    double size = fabs(number);
    uint64_t whole = (uint64_t)size;
    unsigned parts = (unsigned)lround((size - (double)whole) * 10000); /* the difference is exact */
    whole += parts / 10000;
    parts %= 10000;
    buffer_add_text(writer->out, number < 0 && (whole > 0 || parts > 0) ? "-" : "");
    buffer_add_number(writer->out, whole);
    add_decimals(writer->out, parts);
}

void json_writer_add_bool(struct json_writer *writer, const char *key, bool truth)
{
    begin(writer, key);
    buffer_add_text(writer->out, truth ? "true" : "false");
}

void json_writer_add_null(struct json_writer *writer, const char *key)
{
    begin(writer, key);
    buffer_add_text(writer->out, "null");
}

void json_writer_add_json(struct json_writer *writer, const char *key, struct faqbot_view json)
{
    begin(writer, key);
    buffer_add(writer->out, json);
}
