/* convert/md_plain.c - plain text, in which every sign means itself, as Markdown that says the same.
 *
 * Answers of services that know no mark-up: an asterisk is an asterisk there. They keep their lines, and addresses
 * in them become links because people would click on them. What is written escapes as little as it can: people
 * correct imported answers by hand, and a text full of backslashes would keep them from it.
 *
 * The names of entities are left to kb/commonmark.c. */
#include "convert/convert_internal.h"

#include <string.h>

/* ASCII's white space and control characters: no character of a control set survives into Markdown. */
static bool is_blank(char byte)
{
    return (unsigned char)byte <= ' ' || byte == 0x7f;
}

#define TAB_BLANKS 4
#define ENTITY_BYTES_MAX 40 /* the longest of HTML has 33 with & and ; */

/* The bytes of what looks like a character reference at the front of `text`, 0 where nothing does. */
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
    while (size < text.size && !is_blank(text.bytes[size]) &&
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
    return at == 0 ? strchr("#>+-=~|:", line.bytes[0]) != NULL : md_numbers_item(line, at);
}

/* Appends a line of plain text; gives whether an entity is in it. Looked for in this order, because an
 * entity may look like a mark and an address has marks in it. */
static bool add_line(struct faqbot_view line, struct buffer *out)
{
    bool has_entities = false;
    size_t size;
    for (size_t at = 0; at < line.size; at += size) {
        struct faqbot_view rest = view_slice(line, at, line.size);
        size_t entity = entity_size(rest);
        bool starts_word = at == 0 || !ascii_is_alnum(line.bytes[at - 1]);
        size_t address = starts_word ? address_size(rest) : 0;
        bool is_mark =
            strchr("\\`*_[<~", rest.bytes[0]) != NULL || begins_block(line, at) || md_is_no_address(rest);
        size = entity > 0 ? entity : address > 0 ? address : 1;
        has_entities |= entity > 0;
        buffer_add_text(out, entity > 0 ? "" : address > 0 ? "<" : is_mark ? "\\" : "");
        buffer_add(out, view_slice(rest, 0, size));
        buffer_add_text(out, address > 0 ? ">" : "");
    }
    return has_entities;
}

/* Splits off a line, which ends in LF, CR LF or CR; false at the end. */
/* Old exports from Macintosh programs still have lone carriage returns. */
static bool next_line(struct faqbot_view *rest, struct faqbot_view *line)
{
    if (rest->size == 0) {
        return false;
    }
    size_t feed = view_find(*rest, '\n');
    size_t carriage = view_find(view_slice(*rest, 0, feed), '\r');
    size_t end = carriage < feed ? carriage : feed;
    *line = view_slice(*rest, 0, end);
    *rest = view_slice(*rest, end + 1 + (size_t)(carriage + 1 == feed && feed < rest->size), rest->size);
    return true;
}

/* What a line is indented by. Markdown drops blanks there; a control character becomes a blank too late for that.
 * A tab counts as TAB_BLANKS. */
static void add_indent(struct faqbot_view line, struct buffer *out)
{
    bool is_first = true;
    for (size_t at = 0; at < line.size && is_blank(line.bytes[at]); at++) {
        for (size_t i = 0; i < (line.bytes[at] == '\t' ? TAB_BLANKS : 1); i++) {
            buffer_add_text(out, is_first ? "&#1;" : " ");
            is_first = false;
        }
    }
}

/* Blanks around the whole text are no part of it. */
bool md_escape_text(struct faqbot_view text, struct buffer *out)
{
    struct faqbot_view line;
    bool is_first = true;
    bool is_parted = false;
    bool has_entities = false;
    while (next_line(&text, &line)) {
        if (view_is_empty(view_trim(line))) {
            is_parted = true;
            continue;
        }
        if (!is_first) {
            buffer_add_text(out, is_parted ? "\n\n" : "\\\n");
            add_indent(line, out);
        }
        has_entities |= add_line(view_trim(line), out);
        is_first = is_parted = false;
    }
    return has_entities;
}

/* One blank for each run of white space and control characters (C0, DEL, C1), none at either end of what is
 * added. */
void md_add_tidied(struct faqbot_view text, struct buffer *out)
{
    bool blank = false;
    size_t start = out->size;
    for (size_t i = 0; i < text.size; i++) {
        bool c1 = text.bytes[i] == '\xc2' && i + 1 < text.size && (unsigned char)text.bytes[i + 1] < 0xa0;
        if (is_blank(text.bytes[i]) || c1) {
            blank = true;
            i += (size_t)c1;
            continue;
        }
        buffer_add_text(out, blank && out->size > start ? " " : "");
        blank = false;
        buffer_add_byte(out, text.bytes[i]);
    }
}

/* The line as Markdown with nothing in it but entities; false where there are none. */
static bool add_escaped(struct faqbot_view line, struct buffer *out)
{
    bool has_entities = false;
    for (size_t at = 0; at < line.size;) {
        size_t size = entity_size(view_slice(line, at, line.size));
        bool is_mark = line.bytes[at] > ' ' && line.bytes[at] < 0x7f && !ascii_is_alnum(line.bytes[at]);
        if (size == 0 && is_mark) {
            buffer_add_byte(out, '\\');
        }
        has_entities |= size > 0;
        size = size == 0 ? 1 : size;
        buffer_add(out, view_slice(line, at, size));
        at += size;
    }
    return has_entities;
}

/* The parser knows the names of all entities, so it reads them: everything else in the line is escaped first. */
static void add_read(struct faqbot_view markdown, struct buffer *out)
{
    struct commonmark commonmark;
    struct commonmark_node *document = NULL;
    commonmark_init(&commonmark);
    if (commonmark_parse(&commonmark, markdown, &document) == FAQBOT_OK) {
        answer_plain_text(document, out);
    } else {
        out->failed = out->no_memory = true;
    }
    commonmark_release(&commonmark);
}

/* Tidied twice, because an entity may stand for white space or a control character. */
bool md_escape_line(struct faqbot_view text, struct buffer *out)
{
    struct buffer tidied;
    struct buffer escaped;
    buffer_init(&tidied, out->limit);
    buffer_init(&escaped, 2 * out->limit);
    md_add_tidied(text, &tidied);
    bool has_entities = view_find(text, '&') < text.size && add_escaped(buffer_view(&tidied), &escaped);
    if (has_entities && !tidied.failed && !escaped.failed) {
        buffer_reset(&tidied);
        add_read(buffer_view(&escaped), &tidied);
    }
    bool failed = tidied.failed || escaped.failed;
    md_add_tidied(buffer_view(&tidied), out);
    out->failed |= failed;
    buffer_release(&tidied);
    buffer_release(&escaped);
    return has_entities;
}
