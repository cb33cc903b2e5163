/* transfer/plain.c - text without mark-up: as Markdown, and as one line. Knows the names of no entities:
 * cmark does. HTML with tags in it is another file's. */
#include "transfer/plain.h"

#include <string.h>

#include "base/ascii.h"
#include "knowledge/answer.h"

#define ENTITY_BYTES_MAX 40 /* the longest of HTML has 33 with & and ; */

/* The bytes of what looks like an entity at the front of `text`, 0 where nothing does. */
static size_t entity_size(struct faqbot_view text)
{
    size_t size = 1;
    if (text.size < 3 || text.bytes[0] != '&') {
        return 0;
    }
    size += (size_t)(text.bytes[size] == '#');
    while (size < text.size && size < ENTITY_BYTES_MAX && ascii_is_alnum(text.bytes[size])) {
        size++;
    }
    return size < text.size && text.bytes[size] == ';' && ascii_is_alnum(text.bytes[size - 1]) ? size + 1 : 0;
}

/* The bytes of an address at the front of `text`, 0 where none is; what ends a sentence is no part of it. */
static size_t address_size(struct faqbot_view text)
{
    if (!view_starts_with(text, "https://") && !view_starts_with(text, "http://")) {
        return 0;
    }
    size_t scheme = view_find(text, '/') + 2;
    size_t size = scheme;
    while (size < text.size && (unsigned char)text.bytes[size] > ' ' && text.bytes[size] != 0x7f &&
           strchr("<>\"\\`{}|^", text.bytes[size]) == NULL) {
        size++;
    }
    while (size > scheme && strchr(".,;:!?)]'*_", text.bytes[size - 1]) != NULL) {
        size--;
    }
    return size > scheme ? size : 0;
}

/* Whether the byte at `at` of a line could begin a heading, a list, a quotation, a rule ... there. */
static bool begins_block(struct faqbot_view line, size_t at)
{
    if (at == 0) {
        return strchr("#>+-=~|:", line.bytes[0]) != NULL;
    }
    if (line.bytes[at] != '.' && line.bytes[at] != ')') {
        return false;
    }
    for (size_t i = 0; i < at; i++) {
        if (line.bytes[i] < '0' || line.bytes[i] > '9' || at > 9) {
            return false;
        }
    }
    return true;
}

static void add_markdown_line(struct faqbot_view line, struct buffer *out, bool *entities)
{
    for (size_t at = 0; at < line.size;) {
        struct faqbot_view rest = view_slice(line, at, line.size);
        bool starts_word = at == 0 || !ascii_is_alnum(line.bytes[at - 1]);
        size_t size = entity_size(rest);
        size_t address = starts_word && size == 0 ? address_size(rest) : 0;
        if (size > 0) {
            buffer_add(out, view_slice(rest, 0, size));
            *entities = true;
        } else if (address > 0) {
            size = address;
            buffer_add_byte(out, '<');
            buffer_add(out, view_slice(rest, 0, size));
            buffer_add_byte(out, '>');
        } else {
            size = 1;
            if (strchr("\\`*_[<", rest.bytes[0]) != NULL || begins_block(line, at)) {
                buffer_add_byte(out, '\\');
            }
            buffer_add_byte(out, rest.bytes[0]);
        }
        at += size;
    }
}

/* Splits off a line, which ends in LF, CR LF or CR; false at the end. */
static bool next_line(struct faqbot_view *rest, struct faqbot_view *line)
{
    if (rest->size == 0) {
        return false;
    }
    size_t feed = view_find(*rest, '\n');
    size_t carriage = view_find(view_slice(*rest, 0, feed), '\r');
    size_t end = carriage < feed ? carriage : feed;
    *line = view_trim(view_slice(*rest, 0, end));
    *rest = view_slice(*rest, end + 1 + (size_t)(carriage + 1 == feed && feed < rest->size), rest->size);
    return true;
}

void md_escape_text(struct faqbot_view text, struct buffer *out, bool *entities)
{
    struct faqbot_view line;
    bool is_first = true;
    bool parted = false;
    *entities = false;
    while (next_line(&text, &line)) {
        if (view_is_empty(line)) {
            parted = true;
            continue;
        }
        if (!is_first) {
            buffer_add_text(out, parted ? "\n\n" : "\\\n");
        }
        add_markdown_line(line, out, entities);
        is_first = parted = false;
    }
}

/* One blank for each run of white space and control characters (C0, DEL, C1), none at either end of what
 * is added. */
static void add_tidied(struct faqbot_view text, struct buffer *out)
{
    bool blank = false;
    size_t start = out->size;
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.bytes[i];
        bool c1 = byte == 0xc2 && i + 1 < text.size && (unsigned char)text.bytes[i + 1] < 0xa0;
        if (byte <= ' ' || byte == 0x7f || c1) {
            blank = true;
            i += (size_t)c1;
            continue;
        }
        if (blank && out->size > start) {
            buffer_add_byte(out, ' ');
        }
        blank = false;
        buffer_add_byte(out, text.bytes[i]);
    }
}

/* The line as Markdown with nothing in it but entities. */
static bool add_escaped(struct faqbot_view line, struct buffer *out)
{
    bool entities = false;
    for (size_t at = 0; at < line.size;) {
        size_t size = entity_size(view_slice(line, at, line.size));
        bool is_mark = line.bytes[at] > ' ' && line.bytes[at] < 0x7f && !ascii_is_alnum(line.bytes[at]);
        if (size == 0 && is_mark) {
            buffer_add_byte(out, '\\');
        }
        entities |= size > 0;
        size = size == 0 ? 1 : size;
        buffer_add(out, view_slice(line, at, size));
        at += size;
    }
    return entities;
}

/* Puts what the Markdown reads as in place of what is in `out`. False: no memory. */
static bool add_parsed(struct faqbot_view markdown, struct buffer *out)
{
    struct commonmark commonmark;
    cmark_node *document = NULL;
    commonmark_init(&commonmark);
    bool parsed = commonmark_parse(&commonmark, markdown, &document) == FAQBOT_OK;
    buffer_reset(out);
    if (parsed) {
        answer_plain_text(document, out);
    }
    commonmark_release(&commonmark);
    return parsed;
}

bool md_escape_line(struct faqbot_view text, struct buffer *out, bool *entities)
{
    struct buffer tidied;
    struct buffer escaped;
    bool parsed = true;
    buffer_init(&tidied, out->limit);
    buffer_init(&escaped, 2 * out->limit);
    *entities = false;
    add_tidied(text, &tidied);
    if (view_find(text, '&') == text.size || !add_escaped(buffer_view(&tidied), &escaped)) {
        buffer_add(out, buffer_view(&tidied));
    } else {
        parsed = !escaped.failed && add_parsed(buffer_view(&escaped), &tidied);
        add_tidied(buffer_view(&tidied), out);
        *entities = true;
    }
    bool fine = parsed && !tidied.failed && !escaped.failed && !out->failed;
    buffer_release(&tidied);
    buffer_release(&escaped);
    return fine;
}
