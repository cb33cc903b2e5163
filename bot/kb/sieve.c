/* kb/sieve.c - what is done to a text of Markdown before it is parsed: the definitions of footnotes, which the
 * parser does not know, are taken out, and tables are written as it wants them.
 *
 * md4c 0.4.8 misses tables with less than three dashes in a column and those right under a paragraph, and it loses
 * cells of a header that has more of them than there are dashes. Lines keep their numbers throughout, for faults
 * are told by them; nothing else of a place in the text is ever needed. */
#include "kb/kb_internal.h"

#include <string.h>

#include "util/util.h"

static size_t indentation_of(struct faqbot_view line)
{
    size_t size = 0;
    while (size < line.size && size < 4 && line.bytes[size] == ' ') {
        size++;
    }
    return size < line.size && line.bytes[size] == '\t' ? 4 : size;
}

/* The label of a definition that begins with the line, "[^label]:", and where its text begins; empty: it does
 * not begin one. */
static struct faqbot_view definition_label(struct faqbot_view line, size_t *text_at)
{
    size_t start = indentation_of(line);
    struct faqbot_view rest = view_slice(line, start, line.size);
    size_t end = view_find(rest, ']');
    if (start >= 4 || !view_starts_with(rest, "[^") || end + 1 >= rest.size || rest.bytes[end + 1] != ':') {
        return view_make(NULL, 0);
    }
    *text_at = start + end + 2;
    *text_at += *text_at < line.size && line.bytes[*text_at] == ' ';
    struct faqbot_view label = view_slice(rest, 2, end - 2);
    bool is_label = label.size <= FOOTNOTE_LABEL_BYTES_MAX && view_find(label, ' ') == label.size &&
                    view_find(label, '[') == label.size;
    return is_label ? label : view_make(NULL, 0);
}

/* Follows the fences of code, in which nothing is a definition. `fence`: the byte of the open one and how many
 * there were. */
static bool is_code(struct faqbot_view line, char *fence, size_t *fence_size)
{
    size_t start = indentation_of(line);
    char byte = start < 4 && start < line.size ? line.bytes[start] : ' ';
    size_t size = 0;
    while (start + size < line.size && line.bytes[start + size] == byte) {
        size++;
    }
    struct faqbot_view info = view_slice(line, start + size, line.size);
    bool is_fence = size >= 3 && (byte == '~' || (byte == '`' && view_find(info, '`') == info.size));
    if (*fence == 0 && is_fence) {
        *fence = byte;
        *fence_size = size;
    } else if (is_fence && byte == *fence && size >= *fence_size && view_is_empty(view_trim(info))) {
        *fence = 0;
        return true;
    }
    return *fence != 0;
}

/* Reading a document for definitions and tables. What is no definition goes to `out`, and an empty line for each
 * line that is one, so that lines keep their numbers. */
struct sieve {
    struct arena *arena;
    struct footnotes *footnotes;
    struct buffer *out;
    struct buffer said; /* by the definition that is open */
    bool is_open;
    bool was_empty; /* the line before */
    char fence;
    size_t fence_size;
    bool in_table;
    struct faqbot_view last; /* the line before, and where it starts in `out` */
    size_t last_at;
    bool was_empty_before_last;
    enum faqbot_status status;
};

/* What stands before a row of dashes: blanks and the marks of quotations. */
static size_t prefix_size(struct faqbot_view line)
{
    size_t size = 0;
    while (size < line.size && strchr("> \t", line.bytes[size]) != NULL) {
        size++;
    }
    return size;
}

/* How many cells a row of a table has. */
static size_t count_cells(struct faqbot_view row)
{
    row = view_trim(row);
    size_t start = view_starts_with(row, "|");
    size_t count = 1;
    for (size_t i = start; i < row.size; i++) {
        bool is_escape = row.bytes[i] == '\\';
        count += i + 1 < row.size && row.bytes[i] == '|';
        i += is_escape;
    }
    return count;
}

/* Takes a cell of dashes off the front; false: what stands there is none. */
static bool next_dashes(struct faqbot_view *rest, bool *left, bool *right)
{
    size_t end = view_find(*rest, '|');
    struct faqbot_view cell = view_trim(view_slice(*rest, 0, end));
    *left = view_starts_with(cell, ":");
    *right = cell.size > 1 && view_ends_with(cell, ":");
    cell = view_slice(cell, *left, cell.size - *left - *right);
    *rest = view_slice(*rest, end + 1, rest->size);
    for (size_t i = 0; i < cell.size; i++) {
        if (cell.bytes[i] != '-') {
            return false;
        }
    }
    return cell.size > 0;
}

/* The row of dashes under a table's header, as it stands or, where a cell has less than three characters, with three
 * in each; false: the line is none. */
static bool add_dashes(struct faqbot_view line, struct buffer *out)
{
    struct faqbot_view rest = view_trim(line);
    size_t start = out->size;
    bool is_short = false;
    bool left;
    bool right;
    rest = view_slice(rest, view_starts_with(rest, "|"), rest.size);
    if (view_find(line, '|') == line.size || view_is_empty(rest)) {
        return false;
    }
    while (rest.size > 0) {
        is_short |= view_trim(view_slice(rest, 0, view_find(rest, '|'))).size < 3;
        if (!next_dashes(&rest, &left, &right)) {
            buffer_truncate(out, start);
            return false;
        }
        buffer_add_text(out, left ? "|:--" : "|---");
        buffer_add_text(out, right ? ":" : "");
    }
    buffer_add_byte(out, '|');
    if (!is_short) {
        buffer_truncate(out, start);
        buffer_add(out, line);
    }
    return true;
}

/* Adds a line that may be the second of a table. A carriage return alone is an empty line to the parser, and none
 * to those who count lines by their feeds. */
static void add_line(struct sieve *sieve, struct faqbot_view line, bool in_code)
{
    struct buffer *out = sieve->out;
    size_t prefix = prefix_size(line);
    size_t at = out->size;
    struct faqbot_view row = view_slice(line, prefix, line.size);
    bool may_be_table = !in_code && !sieve->in_table && view_find(sieve->last, '|') < sieve->last.size;
    buffer_add(out, view_slice(line, 0, prefix));
    if (!may_be_table || !add_dashes(row, out)) {
        buffer_add(out, row);
    } else if (count_cells(row) > FAQBOT_TABLE_COLUMNS_MAX ||
               count_cells(view_slice(sieve->last, prefix, sieve->last.size)) != count_cells(row)) {
        buffer_truncate(out, at + prefix);
        buffer_add_byte(out, '\\'); /* not a table, and not to be taken for one */
        buffer_add(out, row);
    } else {
        struct faqbot_view dashes = view_slice(buffer_view(out), at, out->size - at);
        sieve->in_table = true;
        if (!sieve->was_empty_before_last && view_find(view_slice(line, 0, prefix), '>') == prefix &&
            !out->failed) {
            buffer_add_byte(out, ' ');
            memmove(out->bytes + sieve->last_at + 1, out->bytes + sieve->last_at,
                    at + dashes.size - sieve->last_at);
            out->bytes[sieve->last_at] = '\r';
        }
    }
}

static void fail(struct sieve *sieve, bool no_memory)
{
    sieve->status = no_memory ? FAQBOT_NO_MEMORY : FAQBOT_LIMIT;
}

static void end_definition(struct sieve *sieve)
{
    if (sieve->is_open) {
        buffer_add_byte(&sieve->said, '\n');
        struct footnote *footnote = &sieve->footnotes->list[sieve->footnotes->labels.count - 1];
        if (!arena_copy(sieve->arena, buffer_view(&sieve->said), &footnote->text) || sieve->said.failed) {
            fail(sieve, sieve->arena->no_memory || sieve->said.no_memory);
        }
        sieve->is_open = false;
    }
}

/* A label is defined once; another definition of it is ordinary text. */
static bool begin_definition(struct sieve *sieve, struct faqbot_view label, unsigned line_before)
{
    struct footnotes *footnotes = sieve->footnotes;
    struct arena *arena = sieve->arena;
    size_t count = footnotes->labels.count;
    if (count == COMMONMARK_FOOTNOTES_MAX ||
        string_table_find(&footnotes->labels, label) != STRING_TABLE_NONE) {
        return false;
    }
    if (!array_grow(arena, &footnotes->list, count, &footnotes->capacity, sizeof *footnotes->list) ||
        string_table_add(&footnotes->labels, label) == STRING_TABLE_NONE) {
        fail(sieve, arena->no_memory || string_table_failed(&footnotes->labels));
        return false;
    }
    footnotes->list[count] = (struct footnote){.line_before = line_before};
    buffer_reset(&sieve->said);
    sieve->is_open = true;
    return true;
}

/* A definition goes on over lines that are indented, empty lines before such, and lines that go on with its
 * paragraph. */
static void sift_line(struct sieve *sieve, struct faqbot_view line, unsigned line_before)
{
    size_t text_at = 0;
    size_t at = sieve->out->size;
    bool is_empty = view_is_empty(view_trim(line));
    bool in_code = !sieve->is_open && is_code(line, &sieve->fence, &sieve->fence_size);
    struct faqbot_view label = in_code ? view_make(NULL, 0) : definition_label(line, &text_at);
    if (!view_is_empty(label)) {
        end_definition(sieve);
    } else if (sieve->is_open && !is_empty && indentation_of(line) < 4 &&
               (sieve->was_empty || strchr("#>-*+|`~<:", line.bytes[indentation_of(line)]) != NULL)) {
        end_definition(sieve);
        (void)is_code(line, &sieve->fence, &sieve->fence_size);
    }
    if (!view_is_empty(label) && begin_definition(sieve, label, line_before)) {
        buffer_add(&sieve->said, view_slice(line, text_at, line.size));
    } else if (sieve->is_open) {
        size_t indentation = view_starts_with(line, "\t") ? 1 : indentation_of(line);
        buffer_add_byte(&sieve->said, '\n');
        buffer_add(&sieve->said, view_slice(line, indentation, line.size));
    } else {
        sieve->in_table &= !is_empty;
        add_line(sieve, line, in_code);
    }
    buffer_add_byte(sieve->out, '\n');
    sieve->was_empty_before_last = sieve->was_empty;
    sieve->last = sieve->is_open ? view_make(NULL, 0) : line;
    sieve->last_at = at;
    sieve->was_empty = is_empty;
}

/* Most texts have neither footnotes nor tables, and need no copy. */
static bool needs_sieve(struct faqbot_view text)
{
    bool has_bar = view_find(text, '|') < text.size;
    while (!has_bar && text.size > 0) {
        text = view_slice(text, view_find(text, '['), text.size);
        if (view_starts_with(text, "[^")) {
            return true;
        }
        text = view_slice(text, 1, text.size);
    }
    return has_bar;
}

/* md4c 0.4.8 looks at the byte behind a last line that has no end, and goes on from there if it is a bracket. */
static enum faqbot_status end_last_line(struct sieve *sieve, struct faqbot_view *text)
{
    if (text->size > 0 && !view_ends_with(*text, "\n")) {
        buffer_add(sieve->out, *text);
        buffer_add_byte(sieve->out, '\n');
        *text = buffer_view(sieve->out);
        if (sieve->out->failed) {
            fail(sieve, sieve->out->no_memory);
        }
    }
    return sieve->status;
}

enum faqbot_status sieve_text(struct commonmark *commonmark, struct faqbot_view text,
                              struct footnotes *footnotes, struct faqbot_view *rest)
{
    struct buffer *out = &commonmark->text;
    struct sieve sieve = {.arena = &commonmark->arena, .footnotes = footnotes, .out = out, .was_empty = true};
    struct faqbot_view line;
    *footnotes = (struct footnotes){.list = NULL};
    string_table_init(&footnotes->labels, KB_FILE_BYTES_MAX);
    *rest = text;
    buffer_reset(out);
    if (!needs_sieve(text)) {
        return end_last_line(&sieve, rest);
    }
    buffer_init(&sieve.said, KB_FILE_BYTES_MAX);
    for (unsigned number = 0; view_next_line(&text, &line) && sieve.status == FAQBOT_OK; number++) {
        sift_line(&sieve, line, number);
    }
    end_definition(&sieve);
    buffer_release(&sieve.said);
    if (out->failed) {
        fail(&sieve, out->no_memory);
    }
    *rest = buffer_view(out);
    return sieve.status;
}
