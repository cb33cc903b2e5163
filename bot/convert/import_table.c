/* convert/import_table.c - tables: CSV and TSV as rows of cells, and what the columns of a service's table are.
 * Any other table is import_csv.c's.
 *
 * What a table may look like is decided by the programs that people have, not by RFC 4180 alone: delimiters
 * are commas, semicolons (where a comma stands in numbers) or tabs, lines end in any of three ways,
 * quotation marks stand in cells that are not quoted, and empty rows part sections. All of these are read.
 *
 * Line numbers matter more here than anywhere else: the report of a table of ten thousand rows is read with
 * the table open beside it. A row is named by the line at which it begins, although its cells may reach
 * over several.
 *
 * libcsv knows the grammar of RFC 4180; limits, line numbers and sentences are ours. Services whose tables
 * carry more (Kendra, QnA Maker) read their rows through here and have files of their own. */
#include "convert/readers.h"

#include <csv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of all cells of a row together. A row with a few long texts fits; a table of nothing but a swallowed file
 * does not. */
#define ROW_BYTES_MAX (16 * FAQBOT_IMPORT_CELL_BYTES_MAX)
#define PIECE_BYTES ((size_t)64 * 1024) /* fed to libcsv at a time, so that a limit is noticed soon */

/* ==== Rows and cells ==================================================================================== */

struct table {
    struct import_builder *builder;
    table_take *take;
    void *user;
    struct buffer bytes;                    /* of the row's cells, one behind the other */
    size_t ends[FAQBOT_IMPORT_COLUMNS_MAX]; /* in `bytes`, which moves as it grows: so no views */
    struct faqbot_view cells[FAQBOT_IMPORT_COLUMNS_MAX];
    size_t count;
    bool is_lines;   /* one line is one row: a quotation mark can swallow nothing */
    bool has_text;   /* some cell is not empty */
    bool row_ended;  /* since it was last cleared */
    size_t row_line; /* where the row begins */
    size_t line;     /* being fed */
    size_t rows;
};

/* A limit is most often passed because a quotation mark swallows the rest of the file, so the sentence says
 * so where it can be. */
static void fail(struct table *table, size_t most, const char *what)
{
    import_builder_fail(table->builder, FAQBOT_LIMIT, (unsigned)table->row_line,
                        "the row%s has more than %zu %s%s", table->is_lines ? "" : " that begins here", most,
                        what, table->is_lines ? "" : "; is a quotation mark not closed?");
}

/* Appends a cell to the row, within the limits. Cells are copied: libcsv uses its memory again for the next
 * one. */
static void add_cell(struct table *table, struct faqbot_view cell)
{
    if (import_builder_failed(table->builder)) {
        return;
    }
    if (table->count == FAQBOT_IMPORT_COLUMNS_MAX) {
        fail(table, FAQBOT_IMPORT_COLUMNS_MAX, "columns");
    } else if (cell.size > FAQBOT_IMPORT_CELL_BYTES_MAX) {
        fail(table, FAQBOT_IMPORT_CELL_BYTES_MAX, "bytes in a cell");
    } else if (table->bytes.size + cell.size > ROW_BYTES_MAX) {
        fail(table, ROW_BYTES_MAX, "bytes");
    } else {
        buffer_add(&table->bytes, cell);
        table->ends[table->count++] = table->bytes.size;
        table->has_text |= !view_is_empty(view_trim(cell));
        import_need(table->builder, !table->bytes.failed);
    }
}

/* libcsv's callback for a cell, and the next one for a row. */
static void end_cell(void *bytes, size_t size, void *user)
{
    add_cell(user, view_make(bytes, size));
}

/* With CSV_REPALL_NL libcsv tells of empty lines too, and so of the line feed behind a carriage return. */
static void end_row(int end, void *user)
{
    (void)end;
    struct table *table = user;
    if (!import_builder_failed(table->builder) && table->has_text) {
        size_t start = 0;
        for (size_t i = 0; i < table->count; i++) {
            table->cells[i] = view_make(table->bytes.bytes + start, table->ends[i] - start);
            start = table->ends[i];
        }
        const struct table_row row = {table->row_line, table->cells, table->count};
        if (++table->rows > FAQBOT_IMPORT_ROWS_MAX) {
            import_builder_fail(table->builder, FAQBOT_LIMIT, (unsigned)table->row_line,
                                "there are more than %d rows; divide the file", FAQBOT_IMPORT_ROWS_MAX);
        } else {
            arena_reset(&table->builder->row_arena);
            table->take(table->user, &row);
        }
    }
    buffer_reset(&table->bytes);
    table->count = 0;
    table->has_text = false;
    table->row_ended = true;
    table->row_line = table->line + 1; /* what is fed at a time has one line end, which is its last */
}

/* ==== Tables as spreadsheets write them ================================================================= */

/* One line, or a piece of it. */
static void feed(struct table *table, struct csv_parser *parser, struct faqbot_view piece)
{
    size_t fed = csv_parse(parser, piece.bytes, piece.size, end_cell, end_row, table);
    import_need(table->builder, fed == piece.size); /* libcsv fails in no other way, not being strict */
    if (csv_get_buffer_size(parser) > FAQBOT_IMPORT_CELL_BYTES_MAX + PIECE_BYTES) {
        fail(table, FAQBOT_IMPORT_CELL_BYTES_MAX, "bytes in a cell");
    }
}

/* Where the line ends in the first PIECE_BYTES of `text`: behind its LF, or its CR where no LF follows;
 * *ends tells whether it does. */
static size_t find_line_end(struct faqbot_view text, bool *ends)
{
    struct faqbot_view piece = view_slice(text, 0, PIECE_BYTES);
    size_t feed_at = view_find(piece, '\n');
    size_t return_at = view_find(view_slice(piece, 0, feed_at), '\r');
    bool is_lone = return_at < feed_at && return_at + 1 < text.size && text.bytes[return_at + 1] != '\n';
    size_t end = is_lone ? return_at : feed_at;
    *ends = end < piece.size;
    return *ends ? end + 1 : piece.size;
}

/* Fed line by line, although libcsv takes any piece: only so it is known at which line a row begins. */
void table_read(struct import_builder *builder, struct faqbot_view text, char delimiter, table_take *take,
                void *user)
{
    struct csv_parser parser;
    struct table table = {.builder = builder, .take = take, .user = user, .line = 1, .row_line = 1};
    buffer_init(&table.bytes, ROW_BYTES_MAX);
    csv_init(&parser, CSV_REPALL_NL); /* fails for no reason but a NULL pointer */
    csv_set_delim(&parser, (unsigned char)delimiter);
    csv_set_blk_size(&parser, PIECE_BYTES);
    while (!import_builder_failed(builder) && text.size > 0) {
        bool ends;
        size_t size = find_line_end(text, &ends);
        feed(&table, &parser, view_slice(text, 0, size));
        text = view_slice(text, size, text.size);
        table.line += (size_t)ends;
    }
    /* One line end more ends the last row, unless it falls into a cell that was never closed: without this
     * check libcsv would take the file's end for the cell's. */
    table.row_ended = false;
    if (!import_builder_failed(builder)) {
        feed(&table, &parser, view_of("\n"));
    }
    if (!table.row_ended) {
        import_builder_fail(builder, FAQBOT_INVALID, (unsigned)table.row_line,
                            "the row that begins here opens a quotation mark that is never closed");
    }
    csv_free(&parser);
    buffer_release(&table.bytes);
}

/* The first line decides alone: it is the heading, whose cells hardly ever have delimiters in them. */
char table_guess_delimiter(struct faqbot_view text)
{
    static const char delimiters[] = {',', ';', '\t'};
    size_t counts[sizeof delimiters] = {0};
    bool is_quoted = false;
    for (size_t i = 0; i < text.size && (is_quoted || (text.bytes[i] != '\n' && text.bytes[i] != '\r'));
         i++) {
        is_quoted ^= text.bytes[i] == '"';
        for (size_t d = 0; d < sizeof delimiters; d++) {
            counts[d] += (size_t)(!is_quoted && text.bytes[i] == delimiters[d]);
        }
    }
    size_t best = 0;
    for (size_t d = 1; d < sizeof delimiters; d++) {
        best = counts[d] > counts[best] ? d : best;
    }
    return delimiters[best];
}

/* ==== Tables as services write them ===================================================================== */

/* A service that quotes nothing writes a question that begins with a quotation mark as it is, which read as
 * a spreadsheet's would swallow everything up to the next one. What tells the two apart is the number of
 * tabs: only a cell with a line end in it, which has to be quoted, makes it differ from line to line. */
static bool has_even_lines(struct faqbot_view text)
{
    struct faqbot_view line;
    size_t columns = 0;
    while (view_next_line(&text, &line)) {
        size_t count = 1;
        for (size_t i = 0; i < line.size; i++) {
            count += line.bytes[i] == '\t';
        }
        if (view_is_empty(view_trim(line))) {
            continue;
        }
        if (columns != 0 && count != columns) {
            return false;
        }
        columns = count;
    }
    return true;
}

/* Takes off the quotation marks right around a cell, if those within it are doubled; any others stand for
 * themselves. Where there is no memory the cell stays as it is, and the builder fails. */
static struct faqbot_view unquote(struct import_builder *builder, struct faqbot_view cell)
{
    struct faqbot_view within = view_slice(cell, 1, cell.size < 2 ? 0 : cell.size - 2);
    struct buffer out;
    if (!view_starts_with(cell, "\"") || cell.size < 2 || cell.bytes[cell.size - 1] != '"') {
        return cell;
    }
    buffer_init_in(&out, &builder->row_arena, within.size);
    for (size_t i = 0; i < within.size; i++) {
        bool is_mark = within.bytes[i] == '"';
        if (is_mark && (++i == within.size || within.bytes[i] != '"')) {
            return cell;
        }
        buffer_add_byte(&out, within.bytes[i]);
    }
    import_need(builder, !out.failed);
    return buffer_view(&out);
}

/* Cells are trimmed as libcsv trims them, before their quotation marks are looked for. */
void table_read_lines(struct import_builder *builder, struct faqbot_view text, table_take *take, void *user)
{
    struct faqbot_view line;
    if (!has_even_lines(text)) {
        table_read(builder, text, '\t', take, user);
        return;
    }
    struct table table = {
        .builder = builder, .take = take, .user = user, .is_lines = true, .line = 1, .row_line = 1};
    buffer_init(&table.bytes, ROW_BYTES_MAX);
    for (; !import_builder_failed(builder) && view_next_line(&text, &line); table.line++) {
        bool ends = view_is_empty(view_trim(line));
        while (!ends) {
            size_t end = view_find(line, '\t');
            struct faqbot_view cell = unquote(builder, view_trim(view_slice(line, 0, end)));
            add_cell(&table, cell);
            ends = end == line.size;
            line = view_slice(line, end + 1, line.size);
            table.has_text = true;
        }
        end_row(0, &table);
    }
    buffer_release(&table.bytes);
}

/* ==== Which column is what ============================================================================== */

/* Headings are typed by people: blanks and the case of letters say nothing. */
bool table_is_called(struct faqbot_view heading, const char *name)
{
    return ascii_equals(view_trim(heading), view_of(name));
}

bool table_begins_as(struct faqbot_view heading, struct faqbot_view beginning)
{
    return ascii_equals(view_slice(view_trim(heading), 0, beginning.size), beginning);
}

/* Two of the names, question and answer, must be there for a heading: one alone may be a question that is a
 * word. */
bool column_map_settle(struct column_map *map, const struct table_row *row, const char *const *names,
                       size_t plain_count, const char *what)
{
    size_t found = 0;
    if (map->count > 0) {
        return false;
    }
    for (size_t i = 0; i < row->count; i++) {
        size_t field = 0;
        while (names[field] != NULL && !table_is_called(row->cells[i], names[field])) {
            field++;
        }
        map->fields[i] = field;
        found += field <= 1; /* the question and the answer */
    }
    bool is_heading = found >= 2;
    map->count = is_heading ? row->count : plain_count;
    for (size_t i = 0; i < map->count; i++) {
        if (!is_heading) {
            map->fields[i] = i;
        } else if (names[map->fields[i]] == NULL && !view_is_empty(view_trim(row->cells[i]))) {
            import_builder_note(map->builder, row->line, "the %s \"%.*s\" is not kept", what,
                                VIEW_ARGS(row->cells[i]));
        }
    }
    return is_heading;
}

void table_note_cells(struct import_builder *builder, const struct table_row *row, size_t from,
                      const char *why)
{
    for (size_t i = from; i < row->count; i++) {
        if (!view_is_empty(view_trim(row->cells[i]))) {
            import_builder_note(builder, row->line, "cell %zu %s and is not kept: \"%.*s\"", i + 1, why,
                                VIEW_ARGS(row->cells[i]));
        }
    }
}
