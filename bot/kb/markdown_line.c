/* kb/markdown_line.c - what one line of Markdown is, by its own signs: how far in it stands, and whether it is a
 * heading, a heading's underline, a list's item, or a row of a table.
 *
 * For looking at an article before it is parsed. What only the lines around it can tell (whether it is code, or goes
 * on with a paragraph) is its callers' to know. */
#include "kb/kb_internal.h"

#include <string.h>

#include "util/util.h"

#define ITEM_DIGITS_MAX 9 /* CommonMark's */

size_t line_indent(struct faqbot_view line, size_t *bytes)
{
    size_t columns = 0;
    size_t i = 0;
    for (; i < line.size && (line.bytes[i] == ' ' || line.bytes[i] == '\t'); i++) {
        columns += line.bytes[i] == '\t' ? CODE_COLUMNS - columns % CODE_COLUMNS : 1;
    }
    *bytes = i;
    return columns;
}

size_t line_signs(struct faqbot_view text, char sign)
{
    size_t count = 0;
    while (count < text.size && text.bytes[count] == sign) {
        count++;
    }
    return count;
}

struct faqbot_view line_strip(struct faqbot_view line, size_t columns)
{
    size_t gone = 0;
    size_t i = 0;
    while (i < line.size && gone < columns && (line.bytes[i] == ' ' || line.bytes[i] == '\t')) {
        gone += line.bytes[i] == '\t' ? CODE_COLUMNS - gone % CODE_COLUMNS : 1;
        i++;
    }
    return view_slice(line, i, line.size);
}

bool line_is_item(struct faqbot_view text, size_t *mark)
{
    size_t i = 0;
    if (text.size == 0) {
        return false;
    }
    if (text.bytes[0] == '-' || text.bytes[0] == '*' || text.bytes[0] == '+') {
        i = 1;
    } else {
        while (i < text.size && i < ITEM_DIGITS_MAX && ascii_is_digit(text.bytes[i])) {
            i++;
        }
        if (i == 0 || i == text.size || (text.bytes[i] != '.' && text.bytes[i] != ')')) {
            return false;
        }
        i++;
    }
    size_t blanks;
    size_t columns = line_indent(view_slice(text, i, text.size), &blanks);
    *mark = i + (columns <= CODE_COLUMNS ? blanks : 1);
    return blanks > 0 && i + blanks < text.size;
}

/* The level of a heading written with `#`, and its text; 0: the line is none. A missing blank behind two signs or
 * more is forgiven. */
int line_heading_level(struct faqbot_view line, struct faqbot_view *title)
{
    size_t bytes;
    size_t level = 0;
    if (line_indent(line, &bytes) > 3) {
        return 0;
    }
    struct faqbot_view text = view_slice(line, bytes, line.size);
    while (level < text.size && text.bytes[level] == '#') {
        level++;
    }
    bool is_apart = level == text.size || text.bytes[level] == ' ' || text.bytes[level] == '\t';
    if (level == 0 || level > HEADING_LEVELS || (level == 1 && !is_apart)) {
        return 0;
    }
    *title = view_trim(view_slice(text, level, text.size));
    while (view_ends_with(*title, "#")) {
        title->size--;
    }
    *title = view_trim(*title);
    return (int)level;
}

/* The level of a heading that this line underlines; 0: it is no underline. */
int line_underline_level(struct faqbot_view line)
{
    size_t bytes;
    size_t indent = line_indent(line, &bytes);
    struct faqbot_view text = view_trim(line);
    if (indent > 3 || text.size == 0 || (text.bytes[0] != '=' && text.bytes[0] != '-')) {
        return 0;
    }
    for (size_t i = 0; i < text.size; i++) {
        if (text.bytes[i] != text.bytes[0]) {
            return 0;
        }
    }
    return text.bytes[0] == '=' ? 1 : 2;
}

bool line_is_rule(struct faqbot_view line)
{
    struct faqbot_view text = view_trim(line);
    size_t bytes;
    size_t signs = 0;
    if (ascii_equals(text, view_of("<hr>")) || ascii_equals(text, view_of("<hr/>")) ||
        ascii_equals(text, view_of("<hr />"))) {
        return true;
    }
    if (text.size == 0 || strchr("-*_", text.bytes[0]) == NULL || line_indent(line, &bytes) >= CODE_COLUMNS) {
        return false;
    }
    for (size_t i = 0; i < text.size; i++) {
        if (text.bytes[i] != text.bytes[0] && !ascii_is_space(text.bytes[i])) {
            return false;
        }
        signs += text.bytes[i] == text.bytes[0];
    }
    return signs > 2;
}

bool line_is_links(struct faqbot_view line)
{
    struct tag tag;
    size_t links = 0;
    for (size_t i = 0; i < line.size; i++) {
        struct faqbot_view rest = view_slice(line, i, MARKUP_BYTES_MAX);
        size_t text = view_find(rest, ']');
        size_t end = view_find(rest, ')');
        if (rest.bytes[0] == '[' && text + 1 < end && end < rest.size && rest.bytes[text + 1] == '(') {
            links++;
            i += end;
        } else if (rest.bytes[0] == '<' && tag_read(rest, &tag)) {
            i += tag.size - 1;
        } else if (ascii_is_alnum(rest.bytes[0]) ||
                   ((unsigned char)rest.bytes[0] >= 0xc3 && (unsigned char)rest.bytes[0] < 0xe2)) {
            return false;
        }
    }
    return links > 0;
}

/* The line without the sign of a quote. */
struct faqbot_view line_unquote(struct faqbot_view line)
{
    line = view_trim(line);
    line = view_slice(line, view_starts_with(line, ">"), line.size);
    return view_slice(line, view_starts_with(line, " "), line.size);
}

/* Splits off the next cell of a table's row. False: there is none. */
bool line_next_cell(struct faqbot_view *row, struct faqbot_view *cell)
{
    size_t i = 0;
    if (row->size == 0) {
        return false;
    }
    for (; i < row->size && row->bytes[i] != '|'; i++) {
        i += row->bytes[i] == '\\' && i + 1 < row->size;
    }
    *cell = view_trim(view_slice(*row, 0, i));
    *row = view_slice(*row, i + 1, row->size);
    return true;
}

struct faqbot_view line_open_row(struct faqbot_view line)
{
    line = view_trim(line);
    return view_slice(line, view_starts_with(line, "|"), line.size);
}

struct faqbot_view line_cell(struct faqbot_view line, size_t column)
{
    struct faqbot_view row = line_open_row(line);
    struct faqbot_view cell = {0};
    for (size_t i = 0; i <= column; i++) {
        if (!line_next_cell(&row, &cell)) {
            return view_make(NULL, 0);
        }
    }
    return cell;
}

bool line_is_delimiter_row(struct faqbot_view line)
{
    bool has_dash = false;
    bool has_bar = false;
    for (size_t i = 0; i < line.size; i++) {
        has_dash |= line.bytes[i] == '-';
        has_bar |= line.bytes[i] == '|';
        if (strchr("|-: \t", line.bytes[i]) == NULL) {
            return false;
        }
    }
    return has_dash && has_bar;
}
