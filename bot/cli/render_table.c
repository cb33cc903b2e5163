/* cli/render_table.c - a table of an answer on a terminal: in columns if they fit, with long cells broken into lines;
 * otherwise, or where there is no memory for it, each row as a list of its cells, each behind its heading.
 *
 *     Size   Width  Price          Small
 *     -----  -----  -----            Width: 20 cm
 *     Small  20 cm    5 €            Price: 5 €
 *
 * Columns are as wide as their widest cell wants. If that is too much, the widest give way, so that short columns stay
 * as they are. */
#include "cli/cli_internal.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "util/util.h"

#define COLUMN_MIN 8U /* columns of the terminal for one of the table, at least */
#define GAP 2U        /* between two */

/* A cell as text, within the table's buffer. Line feeds are its breaks. */
struct cell {
    size_t start;
    size_t size;
};

struct table {
    struct buffer text;
    struct cell *cells; /* row by row */
    size_t count;
    size_t capacity;
    size_t columns;
    bool has_header;
    unsigned widths[FAQBOT_TABLE_COLUMNS_MAX];
    unsigned aligns[FAQBOT_TABLE_COLUMNS_MAX];
    struct buffer line;
};

static struct faqbot_view cell_view(const struct table *table, size_t at)
{
    const struct cell *cell = &table->cells[at];
    return view_slice(buffer_view(&table->text), cell->start, cell->size);
}

/* Appends the content of a cell, whose node is at `at`. Where a link leads is left out: it would be most of the
 * column. Returns where the cell is closed. */
static size_t add_content(struct buffer *out, const struct faqbot_node *nodes, size_t at)
{
    size_t depth = 1;
    while (depth > 0) {
        const struct faqbot_node *node = &nodes[++at];
        switch (node->kind) {
        case FAQBOT_NODE_CLOSE:
            depth--;
            break;
        case FAQBOT_NODE_TEXT:
        case FAQBOT_NODE_IMAGE:
            buffer_add(out, node->text);
            break;
        case FAQBOT_NODE_CODE:
            buffer_add_byte(out, '`');
            buffer_add(out, node->text);
            buffer_add_byte(out, '`');
            break;
        case FAQBOT_NODE_BREAK:
            buffer_add_byte(out, '\n');
            break;
        case FAQBOT_NODE_FOOTNOTE:
            buffer_add_byte(out, '[');
            buffer_add_number(out, node->number);
            buffer_add_byte(out, ']');
            break;
        default:
            depth++;
            break;
        }
    }
    return at;
}

/* Takes a cell into the table, if there is memory for it, and returns where it is closed. */
static size_t add_cell(struct table *table, const struct faqbot_node *nodes, size_t at)
{
    size_t start = table->text.size;
    size_t end = add_content(&table->text, nodes, at);
    if (!array_grow(NULL, &table->cells, table->count, &table->capacity, sizeof *table->cells)) {
        table->text.failed = true;
        return end;
    }
    table->cells[table->count++] = (struct cell){start, table->text.size - start};
    return end;
}

/* Reads the table whose node is at `at`, and returns where it is closed. The header is left out if it is empty. */
static size_t read_table(struct table *table, const struct faqbot_node *nodes, size_t at)
{
    for (at++; nodes[at].kind == FAQBOT_NODE_ROW; at++) {
        bool is_header = nodes[at].number == 1;
        size_t column = 0;
        for (at++; nodes[at].kind == FAQBOT_NODE_CELL; at++, column++) {
            table->aligns[column] = is_header ? nodes[at].number : table->aligns[column];
            at = add_cell(table, nodes, at);
        }
        table->columns = column;
        table->has_header |= is_header && table->text.size > 0;
        if (is_header && !table->has_header) {
            table->count = 0;
        }
    }
    return at;
}

/* -- Columns --------------------------------------------------------------------------------------------------- */

/* Takes a line off the front of a cell, of so many columns at most: up to the last blank that fits or, in a longer
 * word, as much as does. */
static struct faqbot_view next_line(struct faqbot_view *rest, unsigned width)
{
    struct faqbot_view all = *rest;
    struct faqbot_view ahead = *rest;
    struct glyph glyph = {.columns = 0};
    unsigned columns = 0;
    size_t end = 0;   /* of what fits */
    size_t blank = 0; /* the last that is within it */
    while (end < all.size && all.bytes[end] != '\n' && sanitize_next(&ahead, &glyph) &&
           columns + glyph.columns <= width) {
        blank = all.bytes[end] == ' ' ? end : blank;
        columns += glyph.columns;
        end = all.size - ahead.size;
    }
    bool is_whole = end == all.size || all.bytes[end] == '\n' || all.bytes[end] == ' ';
    end = is_whole || blank == 0 ? end : blank;
    size_t next = end;
    if (end == 0 && all.size > 0 && all.bytes[0] != '\n') { /* a character wider than the column */
        ahead = all;
        (void)sanitize_next(&ahead, &glyph);
        end = next = all.size - ahead.size;
    }
    next += next < all.size && (all.bytes[next] == '\n' || all.bytes[next] == ' ');
    *rest = view_slice(all, next, all.size);
    return view_slice(all, 0, end);
}

/* How wide the widest line of a cell is. */
static unsigned cell_columns(struct faqbot_view cell)
{
    unsigned most = 0;
    while (cell.size > 0) {
        struct faqbot_view line = view_slice(cell, 0, view_find(cell, '\n'));
        unsigned columns = sanitize_columns(line);
        most = columns > most ? columns : most;
        cell = view_slice(cell, line.size + 1, cell.size);
    }
    return most;
}

/* Makes the widest columns narrower, one column of the terminal at a time, until all fit into `room`; false: they
 * cannot. */
static bool fit_widths(struct table *table, unsigned room)
{
    for (;;) {
        unsigned sum = GAP * (unsigned)(table->columns - 1);
        size_t widest = 0;
        for (size_t i = 0; i < table->columns; i++) {
            sum += table->widths[i];
            widest = table->widths[i] > table->widths[widest] ? i : widest;
        }
        if (sum <= room) {
            return true;
        }
        if (table->widths[widest] <= COLUMN_MIN) {
            return false;
        }
        unsigned excess = sum - room;
        unsigned most = table->widths[widest] - COLUMN_MIN;
        table->widths[widest] -= excess < most && excess < 2 ? excess : 1;
    }
}

/* A width over the terminal's is as good as the terminal's. */
static bool find_widths(struct table *table, unsigned room)
{
    assert(table->columns > 0);
    memset(table->widths, 0, sizeof table->widths);
    for (size_t i = 0; i < table->count; i++) {
        unsigned columns = cell_columns(cell_view(table, i));
        columns = room > 0 && columns > room ? room : columns;
        unsigned *width = &table->widths[i % table->columns];
        *width = columns > *width ? columns : *width;
    }
    return room == 0 || fit_widths(table, room);
}

static void add_blanks(struct buffer *line, unsigned count)
{
    while (count-- > 0) {
        buffer_add_byte(line, ' ');
    }
}

/* A line has no blanks at its end. */
static void write_line(struct table *table, struct wrap *wrap)
{
    struct faqbot_view line = buffer_view(&table->line);
    while (line.size > 0 && line.bytes[line.size - 1] == ' ') {
        line.size--;
    }
    wrap_verbatim(wrap, line);
    buffer_reset(&table->line);
}

static void add_aligned(struct table *table, size_t column, struct faqbot_view text)
{
    unsigned columns = sanitize_columns(text);
    unsigned width = table->widths[column];
    unsigned rest = width > columns ? width - columns : 0;
    unsigned align = table->aligns[column];
    unsigned before = align == FAQBOT_ALIGN_RIGHT ? rest : align == FAQBOT_ALIGN_CENTER ? rest / 2 : 0;
    add_blanks(&table->line, (column > 0 ? GAP : 0) + before);
    buffer_add(&table->line, text);
    add_blanks(&table->line, rest - before);
}

/* A row takes as many lines as its longest cell. */
static void write_row(struct table *table, struct wrap *wrap, size_t first)
{
    struct faqbot_view rests[FAQBOT_TABLE_COLUMNS_MAX] = {{NULL, 0}};
    for (size_t i = 0; i < table->columns; i++) {
        rests[i] = cell_view(table, first + i);
    }
    bool has_more = true;
    while (has_more) {
        has_more = false;
        for (size_t i = 0; i < table->columns; i++) {
            add_aligned(table, i, next_line(&rests[i], table->widths[i]));
            has_more |= rests[i].size > 0;
        }
        write_line(table, wrap);
    }
}

static void write_rule(struct table *table, struct wrap *wrap)
{
    for (size_t i = 0; i < table->columns; i++) {
        add_blanks(&table->line, i > 0 ? GAP : 0);
        for (unsigned j = 0; j < table->widths[i]; j++) {
            buffer_add_byte(&table->line, '-');
        }
    }
    write_line(table, wrap);
}

static void write_columns(struct table *table, struct wrap *wrap)
{
    for (size_t i = 0; i + table->columns <= table->count; i += table->columns) {
        write_row(table, wrap, i);
        if (i == 0 && table->has_header) {
            write_rule(table, wrap);
        }
    }
}

/* -- Lists ----------------------------------------------------------------------------------------------------- */

static void write_inline(struct wrap *wrap, const struct table *table, size_t at)
{
    struct faqbot_view rest = cell_view(table, at);
    while (rest.size > 0) {
        struct faqbot_view line = view_slice(rest, 0, view_find(rest, '\n'));
        rest = view_slice(rest, line.size + 1, rest.size);
        wrap_text(wrap, line);
        if (rest.size > 0) {
            wrap_break(wrap);
        }
    }
}

/* The first cell names the row; empty ones are left out. */
static void write_list(const struct table *table, struct wrap *wrap)
{
    for (size_t i = table->has_header ? table->columns : 0; i + table->columns <= table->count;
         i += table->columns) {
        write_inline(wrap, table, i);
        wrap_end(wrap);
        size_t mark = wrap_indent(wrap, "  ", NULL);
        for (size_t column = 1; column < table->columns; column++) {
            if (table->cells[i + column].size > 0) {
                if (table->has_header && table->cells[column].size > 0) {
                    write_inline(wrap, table, column);
                    wrap_text(wrap, view_of(": "));
                }
                write_inline(wrap, table, i + column);
                wrap_end(wrap);
            }
        }
        wrap_outdent(wrap, mark);
    }
}

size_t render_table(struct wrap *wrap, const struct faqbot_node *nodes, size_t at)
{
    struct table table = {.count = 0};
    buffer_init(&table.text, SIZE_MAX);
    buffer_init(&table.line, SIZE_MAX);
    size_t end = read_table(&table, nodes, at);
    unsigned prefix = wrap_prefix_columns(wrap);
    unsigned room = wrap->width == 0 ? 0 : wrap->width > prefix + 1 ? wrap->width - prefix : 1;
    if (table.text.failed) {
        wrap_text(wrap, view_of("(There is no memory to show this table.)"));
        wrap_end(wrap);
    } else if (find_widths(&table, room)) {
        write_columns(&table, wrap);
    } else {
        write_list(&table, wrap);
    }
    free(table.cells);
    buffer_release(&table.text);
    buffer_release(&table.line);
    return end;
}
