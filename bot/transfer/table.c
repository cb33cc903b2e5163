/* transfer/table.c - CSV and TSV as rows of cells. libcsv knows the grammar; limits, lines and sentences
 * are ours. Knows nothing of what the columns mean. */
#include "transfer/table.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/buffer.h"
#include "base/fault.h"

#define PIECE_BYTES ((size_t)64 * 1024) /* fed at a time, so that a limit is noticed soon */

struct table {
    const char *path;
    csv_table_take *take;
    void *user;
    struct faqbot_fault *fault;
    struct buffer bytes;                    /* of the row's cells, one behind the other */
    size_t ends[FAQBOT_IMPORT_COLUMNS_MAX]; /* in `bytes` */
    struct faqbot_view cells[FAQBOT_IMPORT_COLUMNS_MAX];
    size_t count;
    bool has_text;   /* some cell is not empty */
    bool row_ended;  /* since it was last cleared */
    size_t row_line; /* where the row begins */
    size_t line;     /* being fed */
    size_t rows;
};

static void fail_limit(struct table *table, const char *what, size_t limit)
{
    fault_set(table->fault, FAQBOT_LIMIT, table->path, (unsigned)table->row_line,
              "the row that begins here has more than %zu %s; is a quotation mark not closed?", limit, what);
}

static void fail_memory(struct table *table)
{
    fault_set(table->fault, FAQBOT_NO_MEMORY, table->path, 0, "out of memory");
}

static void end_cell(void *bytes, size_t size, void *user)
{
    struct table *table = user;
    if (table->fault->status != FAQBOT_OK) {
        return;
    }
    if (table->count == FAQBOT_IMPORT_COLUMNS_MAX) {
        fail_limit(table, "columns", FAQBOT_IMPORT_COLUMNS_MAX);
    } else if (size > FAQBOT_IMPORT_CELL_BYTES_MAX) {
        fail_limit(table, "bytes in a cell", FAQBOT_IMPORT_CELL_BYTES_MAX);
    } else if (table->bytes.size + size > CSV_TABLE_ROW_BYTES_MAX) {
        fail_limit(table, "bytes", CSV_TABLE_ROW_BYTES_MAX);
    } else {
        struct faqbot_view cell = view_make(bytes, size);
        buffer_add(&table->bytes, cell);
        table->ends[table->count++] = table->bytes.size;
        table->has_text |= !view_is_empty(view_trim(cell));
        if (table->bytes.failed) {
            fail_memory(table);
        }
    }
}

/* With CSV_REPALL_NL it is told of empty lines too, and so of the line feed behind a carriage return. */
static void end_row(int end, void *user)
{
    (void)end;
    struct table *table = user;
    if (table->fault->status == FAQBOT_OK && table->has_text) {
        size_t start = 0;
        for (size_t i = 0; i < table->count; i++) {
            table->cells[i] = view_make(table->bytes.bytes + start, table->ends[i] - start);
            start = table->ends[i];
        }
        const struct csv_table_row row = {table->row_line, table->cells, table->count};
        if (++table->rows > FAQBOT_IMPORT_ROWS_MAX) {
            fault_set(table->fault, FAQBOT_LIMIT, table->path, (unsigned)table->row_line,
                      "there are more than %d rows; divide the file", FAQBOT_IMPORT_ROWS_MAX);
        } else {
            table->take(table->user, &row);
        }
    }
    buffer_reset(&table->bytes);
    table->count = 0;
    table->has_text = false;
    table->row_ended = true;
    table->row_line = table->line + 1; /* what is fed at a time has one line end, which is its last */
}

/* One line, or a piece of it. */
static void feed(struct table *table, struct csv_parser *parser, struct faqbot_view piece)
{
    size_t fed = csv_parse(parser, piece.bytes, piece.size, end_cell, end_row, table);
    if (table->fault->status == FAQBOT_OK && fed != piece.size) {
        fail_memory(table); /* libcsv fails in no other way, not being strict */
    }
    if (table->fault->status == FAQBOT_OK &&
        csv_get_buffer_size(parser) > FAQBOT_IMPORT_CELL_BYTES_MAX + PIECE_BYTES) {
        fail_limit(table, "bytes in a cell", FAQBOT_IMPORT_CELL_BYTES_MAX);
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

static void feed_all(struct table *table, struct csv_parser *parser, struct faqbot_view text)
{
    while (table->fault->status == FAQBOT_OK && text.size > 0) {
        bool ends;
        size_t size = find_line_end(text, &ends);
        feed(table, parser, view_slice(text, 0, size));
        text = view_slice(text, size, text.size);
        table->line += (size_t)ends;
    }
}

/* A line end more ends the last row, unless it falls into a cell that was never closed: libcsv would take
 * that for the cell's end. */
static void finish(struct table *table, struct csv_parser *parser)
{
    table->row_ended = false;
    if (table->fault->status == FAQBOT_OK) {
        feed(table, parser, view_of("\n"));
    }
    if (table->fault->status == FAQBOT_OK && !table->row_ended) {
        fault_set(table->fault, FAQBOT_INVALID, table->path, (unsigned)table->row_line,
                  "the row that begins here opens a quotation mark that is never closed");
    }
}

void csv_table_read(struct faqbot_view text, char delimiter, const char *path, csv_table_take *take,
                    void *user, struct faqbot_fault *fault)
{
    struct csv_parser parser;
    struct table *table = calloc(1, sizeof *table);
    if (table == NULL) {
        fault_set(fault, FAQBOT_NO_MEMORY, path, 0, "out of memory");
        return;
    }
    *table =
        (struct table){.path = path, .take = take, .user = user, .fault = fault, .line = 1, .row_line = 1};
    buffer_init(&table->bytes, CSV_TABLE_ROW_BYTES_MAX);
    csv_init(&parser, CSV_REPALL_NL); /* fails for no reason but a NULL pointer */
    csv_set_delim(&parser, (unsigned char)delimiter);
    csv_set_blk_size(&parser, PIECE_BYTES);
    feed_all(table, &parser, text);
    finish(table, &parser);
    csv_free(&parser);
    buffer_release(&table->bytes);
    free(table);
}

char csv_table_guess_delimiter(struct faqbot_view text)
{
    static const char delimiters[] = {',', ';', '\t'};
    size_t counts[sizeof delimiters] = {0};
    bool quoted = false;
    for (size_t i = 0; i < text.size && (quoted || (text.bytes[i] != '\n' && text.bytes[i] != '\r')); i++) {
        quoted ^= text.bytes[i] == '"';
        for (size_t d = 0; d < sizeof delimiters; d++) {
            counts[d] += (size_t)(!quoted && text.bytes[i] == delimiters[d]);
        }
    }
    size_t best = 0;
    for (size_t d = 1; d < sizeof delimiters; d++) {
        best = counts[d] > counts[best] ? d : best;
    }
    return delimiters[best];
}

bool csv_table_begins_as(struct faqbot_view heading, struct faqbot_view beginning)
{
    heading = view_trim(heading);
    return ascii_equals(view_slice(heading, 0, beginning.size), beginning);
}

bool csv_table_is_called(struct faqbot_view heading, struct faqbot_view name)
{
    return view_trim(heading).size == name.size && csv_table_begins_as(heading, name);
}
