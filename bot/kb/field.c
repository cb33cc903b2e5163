/* kb/field.c - what the fields of an entry may hold. Knows no format: neither YAML nor JSON. */
#include "kb/kb_internal.h"

#include <faqbot.h>

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "text/text.h"
#include "util/util.h"

const char *field_id_complaint(struct faqbot_view id)
{
    if (id.size == 0) {
        return "is empty";
    }
    if (id.size > KB_ID_BYTES_MAX) {
        return "is longer than 200 bytes";
    }
    if (view_equals_text(id, "-")) {
        return "means \"no answer\" in tests.tsv";
    }
    uint32_t character;
    while (utf8_next(&id, &character)) {
        if (character <= ' ' || (character >= 0x7f && character <= 0xa0) || character == 0x2028 ||
            character == 0x2029) {
            return "has white space or a control character in it";
        }
        if (character == ',') {
            return "has a comma in it";
        }
    }
    return NULL;
}

static bool read_digits(struct faqbot_view text, unsigned *number)
{
    *number = 0;
    for (size_t i = 0; i < text.size; i++) {
        if (text.bytes[i] < '0' || text.bytes[i] > '9') {
            return false;
        }
        *number = 10 * *number + (unsigned)(text.bytes[i] - '0');
    }
    return true;
}

bool field_is_date(struct faqbot_view text)
{
    static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    unsigned year;
    unsigned month;
    unsigned day;
    if (text.size != 10 || text.bytes[4] != '-' || text.bytes[7] != '-' ||
        !read_digits(view_slice(text, 0, 4), &year) || !read_digits(view_slice(text, 5, 2), &month) ||
        !read_digits(view_slice(text, 8, 2), &day)) {
        return false;
    }
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1] + (unsigned)(month == 2 && leap);
}

struct faqbot_view field_date(struct kb_reader *reader, struct source_place place, const char *name,
                              struct faqbot_view value)
{
    if (view_is_empty(value) || field_is_date(value)) {
        return value;
    }
    kb_reader_warning(reader, "date", place.path, place.line,
                      "%s is \"%.*s\", which is no day; write it as 2026-11-30. It is left out", name,
                      VIEW_ARGS(value));
    return view_make(NULL, 0);
}

/* The shape of a language tag (BCP 47), not whether there is such a language. */
static bool is_language(struct faqbot_view text)
{
    size_t part = 0;
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.bytes[i];
        if (byte == '-' && part > 0) {
            part = 0;
        } else if ((ascii_is_alpha(byte) || (ascii_is_digit(byte) && part < i)) && part < 8) {
            part++;
        } else {
            return false;
        }
    }
    return part > 0 && text.size >= 2 && text.size <= 35;
}

struct faqbot_view field_lang(struct kb_reader *reader, struct source_place place, struct faqbot_view value)
{
    if (view_is_empty(value) || is_language(value)) {
        return value;
    }
    kb_reader_warning(
        reader, "language", place.path, place.line,
        "lang is \"%.*s\", which is no language; write a code such as en or pt-BR. It is left out",
        VIEW_ARGS(value));
    return view_make(NULL, 0);
}

struct faqbot_view field_url(struct kb_reader *reader, struct source_place place, struct faqbot_view value)
{
    if (view_is_empty(value) || rich_is_safe_address(value)) {
        return value;
    }
    kb_reader_warning(
        reader, "unsafe-link", place.path, place.line,
        "url is \"%.*s\"; write a whole address that begins with https:// or http://. It is left out",
        VIEW_ARGS(value));
    return view_make(NULL, 0);
}

bool field_status(struct kb_reader *reader, struct source_place place, struct faqbot_view value, bool *draft)
{
    if (!view_is_empty(value) && !view_equals_text(value, "live") && !view_equals_text(value, "draft")) {
        kb_reader_error(reader, "status", place.path, place.line,
                        "status is \"%.*s\"; write live, or draft for what must not be answered yet",
                        VIEW_ARGS(value));
        return false;
    }
    *draft = view_equals_text(value, "draft");
    return true;
}

bool field_clean(struct arena *arena, struct faqbot_view text, bool lines, struct faqbot_view *copy)
{
    char *bytes = arena_alloc(arena, text.size);
    if (bytes == NULL) {
        return false;
    }
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.bytes[i];
        bytes[i] = text.bytes[i];
        if (byte < ' ' ? !lines || (byte != '\n' && byte != '\t') : byte == 0x7f) {
            bytes[i] = ' ';
        } else if (i > 0 && byte >= 0x80 && byte < 0xa0 && (unsigned char)text.bytes[i - 1] == 0xc2) {
            bytes[i - 1] = bytes[i] = ' '; /* U+0080 to U+009F, of two bytes */
        }
    }
    *copy = view_make(bytes, text.size);
    return true;
}

bool field_join(struct arena *arena, const struct faqbot_view *values, size_t count,
                struct faqbot_view *joined)
{
    size_t size = 0;
    for (size_t i = 0; i < count; i++) {
        size += values[i].size + 2;
    }
    char *bytes = arena_alloc(arena, size);
    if (bytes == NULL) {
        return false;
    }
    size_t used = 0;
    for (size_t i = 0; i < count; i++) {
        if (view_is_empty(values[i])) {
            continue;
        }
        if (used > 0) {
            memcpy(bytes + used, ", ", 2);
            used += 2;
        }
        memcpy(bytes + used, values[i].bytes, values[i].size);
        used += values[i].size;
    }
    assert(used <= size);
    *joined = view_make(bytes, used);
    return true;
}

size_t field_find_key(const char *const *names, size_t count, struct faqbot_view key)
{
    size_t place = 0;
    while (place < count && !view_equals_text(key, names[place])) {
        place++;
    }
    return place;
}

void field_unknown_key(struct kb_reader *reader, struct source_place place, struct faqbot_view key,
                       const char *const *names, size_t count)
{
    char word[64];
    snprintf(word, sizeof word, "%.*s", VIEW_ARGS(key));
    const char *nearest = faqbot_nearest_name(word, names, count);
    if (nearest == NULL) {
        kb_reader_warning(reader, "unknown-key", place.path, place.line,
                          "there is no key \"%.*s\"; it is passed over", VIEW_ARGS(key));
    } else {
        kb_reader_warning(reader, "unknown-key", place.path, place.line,
                          "there is no key \"%.*s\"; it is passed over. Is \"%s\" meant?", VIEW_ARGS(key),
                          nearest);
    }
}
