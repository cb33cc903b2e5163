/* convert/import_table.c - any table with a question and an answer in each row. Not for the tables of a
 * service, whose columns are known: those have a format of their own. */
#include "convert/convert_internal.h"

#include <faqbot.h>

#include <csv.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "util/util.h"

/* ==== table ============================================================================================= */

/* CSV and TSV as rows of cells. libcsv knows the grammar; limits, lines and sentences are ours. Knows
 * nothing of what the columns mean. */

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

static bool csv_table_begins_as(struct faqbot_view heading, struct faqbot_view beginning)
{
    heading = view_trim(heading);
    return ascii_equals(view_slice(heading, 0, beginning.size), beginning);
}

bool csv_table_is_called(struct faqbot_view heading, struct faqbot_view name)
{
    return view_trim(heading).size == name.size && csv_table_begins_as(heading, name);
}

/* ==== mapping =========================================================================================== */

/* Which column of a table is what. Reads the heading only. */

#define NAME_BYTES 128 /* of a heading that is compared with a misspelled one */

static const char *const field_names[COLUMN_MAP_COUNT] = {
    "question", "answer",  "also",      "id",         "title",   "url",   "lang",
    "tags",     "updated", "review_by", "disclaimer", "related", "status"};

struct making {
    const struct csv_table_row *heading;
    const char *path;
    struct column_map *mapping;
    struct faqbot_fault *fault;
};

static bool is_list(enum column_map_field field)
{
    return field == COLUMN_MAP_ALSO || field == COLUMN_MAP_TAGS || field == COLUMN_MAP_RELATED;
}

static struct faqbot_view heading_of(const struct making *making, size_t column)
{
    return view_trim(making->heading->cells[column]);
}

/* Gives the column to the field; false: either is taken. */
static bool give(struct making *making, size_t column, enum column_map_field field)
{
    size_t *fields = making->mapping->fields;
    if (fields[column] != COLUMN_MAP_NONE && fields[column] != field) {
        return false;
    }
    for (size_t i = 0; i < making->mapping->count && !is_list(field); i++) {
        if (fields[i] == field && i != column) {
            return false;
        }
    }
    fields[column] = field;
    return true;
}

/* What is wrong with the map as the heading has it, of which the line is told. */
static void refuse(const struct making *making, const char *sentence, ...)
    __attribute__((format(printf, 2, 3)));

static void refuse(const struct making *making, const char *sentence, ...)
{
    char whole[4 * FAQBOT_FAULT_SENTENCE_BYTES]; /* which fault_set() cuts between characters */
    va_list list;
    va_start(list, sentence);
    (void)vsnprintf(whole, sizeof whole, sentence, list);
    va_end(list);
    fault_set(making->fault, FAQBOT_INVALID, making->path, (unsigned)making->heading->line, "%s", whole);
}

static void refuse_column(const struct making *making, struct faqbot_view name)
{
    char word[NAME_BYTES];
    char headings[FAQBOT_IMPORT_COLUMNS_MAX][NAME_BYTES];
    const char *names[FAQBOT_IMPORT_COLUMNS_MAX];
    (void)snprintf(word, sizeof word, "%.*s", VIEW_ARGS(name));
    for (size_t i = 0; i < making->heading->count; i++) {
        (void)snprintf(headings[i], NAME_BYTES, "%.*s", VIEW_ARGS(heading_of(making, i)));
        names[i] = headings[i];
    }
    const char *nearest = faqbot_nearest_name(word, names, making->heading->count);
    bool found = nearest != NULL;
    refuse(making, "no column is called \"%s\"%s%s%s", word, found ? "; the nearest is \"" : "",
           found ? nearest : "", found ? "\"" : "");
}

/* The column's number, from 1, where the name is one; 0 where it is not. */
static size_t read_number(struct faqbot_view name, size_t most)
{
    size_t number = 0;
    for (size_t i = 0; i < name.size; i++) {
        if (name.bytes[i] < '0' || name.bytes[i] > '9' || number > most) {
            return 0;
        }
        number = 10 * number + (size_t)(name.bytes[i] - '0');
    }
    return number <= most ? number : 0;
}

/* The one column that is meant: by its heading, by its heading in any case, by its number. */
static bool find_column(const struct making *making, struct faqbot_view name, size_t *column)
{
    size_t count = making->heading->count;
    for (*column = 0; *column < count; (*column)++) {
        if (view_equals(heading_of(making, *column), name)) {
            return true;
        }
    }
    for (*column = 0; *column < count; (*column)++) {
        if (csv_table_is_called(heading_of(making, *column), name)) {
            return true;
        }
    }
    *column = read_number(name, count) - 1; /* no number: past all columns */
    return *column < count;
}

static void refuse_taken(const struct making *making, struct faqbot_view name)
{
    refuse(making, "\"%.*s\" is mapped twice, or is a second column of a field that takes one",
           VIEW_ARGS(name));
}

/* All columns whose headings begin so; one that was named outright stays what it was named. */
static void give_starred(struct making *making, struct faqbot_view beginning, enum column_map_field field)
{
    size_t found = 0;
    for (size_t column = 0; column < making->heading->count; column++) {
        struct faqbot_view heading = heading_of(making, column);
        if (csv_table_begins_as(heading, beginning) && making->mapping->fields[column] == COLUMN_MAP_NONE) {
            if (!give(making, column, field)) {
                refuse_taken(making, heading);
                return;
            }
            found++;
        }
    }
    if (found == 0) {
        refuse(making, "no column begins with \"%.*s\"", VIEW_ARGS(beginning));
    }
}

static void give_named(struct making *making, struct faqbot_view name, enum column_map_field field)
{
    size_t column;
    if (view_ends_with(name, "*")) {
        give_starred(making, view_slice(name, 0, name.size - 1), field);
    } else if (!find_column(making, name, &column)) {
        refuse_column(making, name);
    } else if (!give(making, column, field)) {
        refuse_taken(making, name);
    }
}

/* The field of that name; COLUMN_MAP_NONE, and `fault` is filled, where there is none. */
static enum column_map_field find_field(const struct making *making, struct faqbot_view name)
{
    char word[NAME_BYTES];
    for (size_t i = 0; i < COLUMN_MAP_COUNT; i++) {
        if (view_equals_text(name, field_names[i])) {
            return (enum column_map_field)i;
        }
    }
    (void)snprintf(word, sizeof word, "%.*s", VIEW_ARGS(name));
    const char *nearest = faqbot_nearest_name(word, field_names, COLUMN_MAP_COUNT);
    fault_set(making->fault, FAQBOT_INVALID, NULL, 0, "a column cannot be \"%s\"; the nearest field is %s",
              word, nearest == NULL ? field_names[COLUMN_MAP_QUESTION] : nearest);
    return COLUMN_MAP_NONE;
}

/* One FIELD=COLUMN of the list. */
static void take_pair(struct making *making, struct faqbot_view pair)
{
    size_t equals = view_find(pair, '=');
    struct faqbot_view column = view_trim(view_slice(pair, equals + 1, pair.size));
    if (view_is_empty(column)) {
        fault_set(making->fault, FAQBOT_INVALID, NULL, 0,
                  "the map needs FIELD=COLUMN, with commas between them, and not \"%.*s\"", VIEW_ARGS(pair));
        return;
    }
    enum column_map_field field = find_field(making, view_trim(view_slice(pair, 0, equals)));
    if (field != COLUMN_MAP_NONE) {
        give_named(making, column, field);
    }
}

/* Columns that are named outright come first, so that `answer=A,also=A*` means what it says whatever the
 * order. */
static void take_pairs(struct making *making, struct faqbot_view map, bool starred)
{
    while (making->fault->status == FAQBOT_OK && map.size > 0) {
        size_t comma = view_find(map, ',');
        struct faqbot_view pair = view_trim(view_slice(map, 0, comma));
        map = view_slice(map, comma + 1, map.size);
        if (view_ends_with(pair, "*") == starred) {
            take_pair(making, pair);
        }
    }
}

/* Each column is what its own heading says; of two that say the same, the first. */
static void take_headings(struct making *making)
{
    for (size_t column = 0; column < making->heading->count; column++) {
        struct faqbot_view heading = heading_of(making, column);
        for (size_t field = 0; field < COLUMN_MAP_COUNT; field++) {
            bool meant = field == COLUMN_MAP_ALSO ? csv_table_begins_as(heading, view_of(field_names[field]))
                                                  : csv_table_is_called(heading, view_of(field_names[field]));
            if (meant) {
                (void)give(making, column, (enum column_map_field)field);
            }
        }
    }
}

static bool has_field(const struct column_map *mapping, enum column_map_field field)
{
    for (size_t i = 0; i < mapping->count; i++) {
        if (mapping->fields[i] == field) {
            return true;
        }
    }
    return false;
}

/* Settles what each column of `heading` is. `map` is a list FIELD=COLUMN,FIELD=COLUMN...: a field is the
 * name of one of the above in lower case, a column its heading (case matters only where two differ in
 * nothing else), the beginning of headings with `*` behind it, or its number from 1. Several columns may
 * be `also`, `tags` or `related`; of the others one. NULL: each column is what its heading says in our own
 * names, any heading that begins with "also" being `also`. FAQBOT_INVALID, with `fault` filled: `map` says
 * something else, or there is no question or no answer. */
static void column_map_parse(const char *map, const struct csv_table_row *heading, const char *path,
                             struct column_map *mapping, struct faqbot_fault *fault)
{
    struct making making = {heading, path, mapping, fault};
    mapping->count = heading->count;
    for (size_t i = 0; i < heading->count; i++) {
        mapping->fields[i] = COLUMN_MAP_NONE;
    }
    if (map == NULL) {
        take_headings(&making);
    } else {
        take_pairs(&making, view_of(map), false);
        take_pairs(&making, view_of(map), true);
    }
    bool asks = has_field(mapping, COLUMN_MAP_QUESTION);
    if (fault->status == FAQBOT_OK && (!asks || !has_field(mapping, COLUMN_MAP_ANSWER))) {
        refuse(&making, "no column is the %s; map one: question=COLUMN,answer=COLUMN",
               asks ? "answer" : "question");
    }
}

bool column_map_settle(struct import_builder *builder, struct column_map *mapping,
                       const struct csv_table_row *row, const char *const *names, size_t plain_count,
                       const char *what)
{
    size_t found = 0;
    if (mapping->count > 0) {
        return false;
    }
    for (size_t i = 0; i < row->count; i++) {
        size_t field = 0;
        while (names[field] != NULL && !csv_table_is_called(row->cells[i], view_of(names[field]))) {
            field++;
        }
        mapping->fields[i] = field;
        found += field <= COLUMN_MAP_ANSWER;
    }
    bool is_heading = found >= 2;
    mapping->count = is_heading ? row->count : plain_count;
    for (size_t i = 0; i < mapping->count; i++) {
        if (!is_heading) {
            mapping->fields[i] = i;
        } else if (names[mapping->fields[i]] == NULL && !view_is_empty(view_trim(row->cells[i]))) {
            import_builder_note(builder, row->line, "the %s \"%.*s\" is not kept", what,
                                VIEW_ARGS(row->cells[i]));
        }
    }
    return is_heading;
}

/* ==== spreadsheet ======================================================================================= */

struct spreadsheet {
    struct import_builder *builder;
    struct column_map mapping;
};

static void take_heading(struct spreadsheet *spreadsheet, const struct csv_table_row *row)
{
    struct import_builder *builder = spreadsheet->builder;
    column_map_parse(builder->map, row, builder->path, &spreadsheet->mapping, builder->fault);
    for (size_t i = 0; i < row->count; i++) {
        if (spreadsheet->mapping.fields[i] == COLUMN_MAP_NONE && !view_is_empty(view_trim(row->cells[i]))) {
            import_builder_note(builder, row->line, "the column \"%.*s\" is not mapped and not kept",
                                VIEW_ARGS(row->cells[i]));
        }
    }
}

/* Adds what stands between the separators of all cells of a field. */
static void split(struct spreadsheet *spreadsheet, const struct csv_table_row *row,
                  enum column_map_field field, const char *separators, struct texts *list)
{
    for (size_t i = 0; i < row->count && i < spreadsheet->mapping.count; i++) {
        struct faqbot_view rest = row->cells[i];
        while (spreadsheet->mapping.fields[i] == field && rest.size > 0) {
            size_t first = view_find(rest, separators[0]);
            size_t second = view_find(rest, separators[1]);
            size_t end = first < second ? first : second;
            import_entries_add_text(list, &spreadsheet->builder->row_arena,
                                    view_trim(view_slice(rest, 0, end)));
            rest = view_slice(rest, end + 1, rest.size);
        }
    }
}

static void take_entry(struct spreadsheet *spreadsheet, const struct csv_table_row *row)
{
    struct import_builder *builder = spreadsheet->builder;
    struct faqbot_view cells[COLUMN_MAP_COUNT] = {{NULL, 0}}; /* the first of each field */
    arena_reset(&builder->row_arena);
    for (size_t i = row->count < spreadsheet->mapping.count ? row->count : spreadsheet->mapping.count;
         i-- > 0;) {
        if (spreadsheet->mapping.fields[i] != COLUMN_MAP_NONE) {
            cells[spreadsheet->mapping.fields[i]] = view_trim(row->cells[i]);
        }
    }
    struct faqbot_view status = cells[COLUMN_MAP_STATUS];
    struct import_record record = {
        .row = row->line,
        .group = cells[COLUMN_MAP_ID],
        .id = cells[COLUMN_MAP_ID],
        .question = cells[COLUMN_MAP_QUESTION],
        .title = cells[COLUMN_MAP_TITLE],
        .url = cells[COLUMN_MAP_URL],
        .lang = cells[COLUMN_MAP_LANG],
        .updated = cells[COLUMN_MAP_UPDATED],
        .review_by = cells[COLUMN_MAP_REVIEW_BY],
        .disclaimer = cells[COLUMN_MAP_DISCLAIMER],
        .is_draft = !view_is_empty(status) && !view_equals_text(status, "live"),
    };
    split(spreadsheet, row, COLUMN_MAP_ALSO, "\n\r", &record.also);
    split(spreadsheet, row, COLUMN_MAP_TAGS, ",;", &record.tags);
    split(spreadsheet, row, COLUMN_MAP_RELATED, ",;", &record.related);
    import_html_add_mixed(builder, &record, cells[COLUMN_MAP_ANSWER]);
    if (record.is_draft && !view_equals_text(status, "draft")) {
        import_builder_note(builder, row->line,
                            "the status is \"%.*s\", neither live nor draft; it is kept as a draft",
                            VIEW_ARGS(status));
    }
    for (size_t i = spreadsheet->mapping.count; i < row->count; i++) {
        import_builder_note_cell(builder, row->line, i, row->cells[i], "has no heading above it");
    }
}

static void take_row(void *user, const struct csv_table_row *row)
{
    struct spreadsheet *spreadsheet = user;
    if (spreadsheet->mapping.count > 0) {
        take_entry(spreadsheet, row);
    } else {
        take_heading(spreadsheet, row);
    }
}

static void read_table(struct import_builder *builder, struct faqbot_view text, char delimiter)
{
    struct spreadsheet spreadsheet = {.builder = builder};
    csv_table_read(text, delimiter, builder->path, take_row, &spreadsheet, builder->fault);
    if (spreadsheet.mapping.count == 0) {
        import_builder_fail(builder, FAQBOT_INVALID, 0, "there is nothing in it");
    }
}

void import_csv(struct import_builder *builder, struct faqbot_view text)
{
    read_table(builder, text, csv_table_guess_delimiter(text));
}

void import_tsv(struct import_builder *builder, struct faqbot_view text)
{
    read_table(builder, text, '\t');
}
