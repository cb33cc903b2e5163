/* convert/import_table.c - tables: CSV and TSV as rows of cells, which column is what, and the two formats
 * that are nothing but a table (any table with a heading, and Dialogflow's).
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
#include "convert/convert_internal.h"

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

static bool begins_as(struct faqbot_view heading, struct faqbot_view beginning)
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

/* ==== Any table ========================================================================================= */

/* The first row names the columns, and the map says which is what. Without a map each column is what its
 * own heading says, so a table that `faqbot export csv` wrote needs none:
 *
 *     id,question,also,answer,title,url,lang,tags,related,disclaimer,updated,review_by,status
 *
 * Answers are Markdown, in which HTML may stand. A cell of further phrasings holds one a line; tags and
 * related ids have commas or semicolons between them. Rows of one id are one entry. A status that is not
 * "live" makes a draft. */

/* ==== Any table: the map ================================================================================ */

/* The names are those of `faqbot export csv` and of the map's left side. Order matters in one place only:
 * the question and the answer come first, as in the lists of names of the services. */
enum field {
    FIELD_QUESTION,
    FIELD_ANSWER,
    FIELD_ALSO,
    FIELD_ID,
    FIELD_TITLE,
    FIELD_URL,
    FIELD_LANG,
    FIELD_TAGS,
    FIELD_UPDATED,
    FIELD_REVIEW_BY,
    FIELD_DISCLAIMER,
    FIELD_RELATED,
    FIELD_STATUS,
    FIELD_COUNT,
    FIELD_NONE = FIELD_COUNT /* the column is not kept */
};
static const char *const field_names[FIELD_COUNT] = {"question",   "answer",  "also",  "id",      "title",
                                                     "url",        "lang",    "tags",  "updated", "review_by",
                                                     "disclaimer", "related", "status"};

#define NAME_BYTES 128 /* of a heading that is compared with a misspelled one */

/* The map of a table while it is made. What is wrong with it fails the import: guessing what a person meant
 * by a mistyped map would write a knowledge base of the wrong columns. */
struct mapping {
    const struct table_row *heading;
    struct column_map *map;
};

#define REFUSE(mapping, ...)                                                                                 \
    import_builder_fail((mapping)->map->builder, FAQBOT_INVALID, (unsigned)(mapping)->heading->line,         \
                        __VA_ARGS__)

/* Gives the column to the field. False: it has another, or the field, which takes one, has another column. */
static bool give(const struct mapping *mapping, size_t column, enum field field)
{
    bool is_list = field == FIELD_ALSO || field == FIELD_TAGS || field == FIELD_RELATED;
    size_t *fields = mapping->map->fields;
    if (fields[column] != FIELD_NONE && fields[column] != field) {
        return false;
    }
    for (size_t i = 0; i < mapping->map->count && !is_list; i++) {
        if (fields[i] == field && i != column) {
            return false;
        }
    }
    fields[column] = field;
    return true;
}

/* Says which heading was meant, most likely. */
static void refuse_column(const struct mapping *mapping, struct faqbot_view name)
{
    char word[NAME_BYTES];
    char headings[FAQBOT_IMPORT_COLUMNS_MAX][NAME_BYTES];
    const char *names[FAQBOT_IMPORT_COLUMNS_MAX];
    (void)snprintf(word, sizeof word, "%.*s", VIEW_ARGS(name));
    for (size_t i = 0; i < mapping->heading->count; i++) {
        (void)snprintf(headings[i], NAME_BYTES, "%.*s", VIEW_ARGS(view_trim(mapping->heading->cells[i])));
        names[i] = headings[i];
    }
    const char *nearest = faqbot_nearest_name(word, names, mapping->heading->count);
    bool found = nearest != NULL;
    REFUSE(mapping, "no column is called \"%s\"%s%s%s", word, found ? "; the nearest is \"" : "",
           found ? nearest : "", found ? "\"" : "");
}

static void refuse_taken(const struct mapping *mapping, struct faqbot_view name)
{
    REFUSE(mapping, "\"%.*s\" is mapped twice, or is a second column of a field that takes one",
           VIEW_ARGS(name));
}

/* The one column that is meant: by its heading, by its heading in any case, by its number. In this order,
 * so that headings that differ in case alone, or are numbers, can be named at all. Past all columns: none. */
static size_t find_column(const struct table_row *heading, struct faqbot_view name)
{
    for (size_t i = 0; i < 2 * heading->count; i++) {
        struct faqbot_view title = view_trim(heading->cells[i % heading->count]);
        if (i < heading->count ? view_equals(title, name) : ascii_equals(title, name)) {
            return i % heading->count;
        }
    }
    size_t number = 0;
    for (size_t i = 0; i < name.size; i++) {
        if (!ascii_is_digit(name.bytes[i]) || number > heading->count) {
            return SIZE_MAX;
        }
        number = 10 * number + (size_t)(name.bytes[i] - '0');
    }
    return number - 1;
}

/* All columns whose headings begin so; one that was named outright stays what it was named. */
static void give_starred(const struct mapping *mapping, struct faqbot_view beginning, enum field field)
{
    size_t found = 0;
    for (size_t i = 0; i < mapping->heading->count; i++) {
        struct faqbot_view heading = view_trim(mapping->heading->cells[i]);
        if (begins_as(heading, beginning) && mapping->map->fields[i] == FIELD_NONE) {
            if (!give(mapping, i, field)) {
                refuse_taken(mapping, heading);
                return;
            }
            found++;
        }
    }
    if (found == 0) {
        REFUSE(mapping, "no column begins with \"%.*s\"", VIEW_ARGS(beginning));
    }
}

/* The field of that name; FIELD_NONE, and the builder fails, where there is none. */
static enum field find_field(struct import_builder *builder, struct faqbot_view name)
{
    char word[NAME_BYTES];
    for (size_t i = 0; i < FIELD_COUNT; i++) {
        if (view_equals_text(name, field_names[i])) {
            return (enum field)i;
        }
    }
    (void)snprintf(word, sizeof word, "%.*s", VIEW_ARGS(name));
    const char *nearest = faqbot_nearest_name(word, field_names, FIELD_COUNT);
    fault_set(builder->fault, FAQBOT_INVALID, NULL, 0, "a column cannot be \"%s\"; the nearest field is %s",
              word, nearest == NULL ? field_names[FIELD_QUESTION] : nearest);
    return FIELD_NONE;
}

/* One FIELD=COLUMN of the map. */
/* FIELD=COLUMN: the left side is one of our names, the right side whatever the table calls it. Blanks
 * around both are allowed, since the whole is often put in quotation marks. */
static void take_pair(const struct mapping *mapping, struct faqbot_view pair)
{
    size_t equals = view_find(pair, '=');
    struct faqbot_view name = view_trim(view_slice(pair, equals + 1, pair.size));
    if (view_is_empty(name)) {
        fault_set(mapping->map->builder->fault, FAQBOT_INVALID, NULL, 0,
                  "the map needs FIELD=COLUMN, with commas between them, and not \"%.*s\"", VIEW_ARGS(pair));
        return;
    }
    enum field field = find_field(mapping->map->builder, view_trim(view_slice(pair, 0, equals)));
    if (field == FIELD_NONE) {
        return;
    }
    if (view_ends_with(name, "*")) {
        give_starred(mapping, view_slice(name, 0, name.size - 1), field);
        return;
    }
    size_t column = find_column(mapping->heading, name);
    if (column >= mapping->heading->count) {
        refuse_column(mapping, name);
    } else if (!give(mapping, column, field)) {
        refuse_taken(mapping, name);
    }
}

/* Columns that are named outright come first, so that `answer=A,also=A*` means what it says in any order. */
static void take_pairs(const struct mapping *mapping, struct faqbot_view pairs, bool is_starred)
{
    while (!import_builder_failed(mapping->map->builder) && pairs.size > 0) {
        size_t comma = view_find(pairs, ',');
        struct faqbot_view pair = view_trim(view_slice(pairs, 0, comma));
        pairs = view_slice(pairs, comma + 1, pairs.size);
        if (view_ends_with(pair, "*") == is_starred) {
            take_pair(mapping, pair);
        }
    }
}

/* Without a map each column is what its own heading says; of two that say the same, the first counts. Any
 * heading that begins with "also" is a further phrasing, for tables have "also 1", "also 2" ... */
static void take_headings(const struct mapping *mapping)
{
    for (size_t column = 0; column < mapping->heading->count; column++) {
        struct faqbot_view heading = mapping->heading->cells[column];
        for (size_t field = 0; field < FIELD_COUNT; field++) {
            if (field == FIELD_ALSO ? begins_as(heading, view_of(field_names[field]))
                                    : table_is_called(heading, field_names[field])) {
                (void)give(mapping, column, (enum field)field);
            }
        }
    }
}

/* Settles what each column is, and notes those that are nothing. `--map` is a list
 * FIELD=COLUMN,FIELD=COLUMN ...: a column is its heading (case matters only where two differ in nothing
 * else), the beginning of headings with `*` behind it, or its number from 1. */
static void take_heading(struct column_map *map, const struct table_row *heading)
{
    struct import_builder *builder = map->builder;
    const struct mapping mapping = {heading, map};
    bool has[FIELD_COUNT + 1] = {false};
    map->count = heading->count;
    for (size_t i = 0; i < heading->count; i++) {
        map->fields[i] = FIELD_NONE;
    }
    if (builder->map == NULL) {
        take_headings(&mapping);
    } else {
        take_pairs(&mapping, view_of(builder->map), false);
        take_pairs(&mapping, view_of(builder->map), true);
    }
    for (size_t i = 0; i < heading->count; i++) {
        has[map->fields[i]] = true;
    }
    if (!has[FIELD_QUESTION] || !has[FIELD_ANSWER]) {
        REFUSE(&mapping, "no column is the %s; map one: question=COLUMN,answer=COLUMN",
               has[FIELD_QUESTION] ? "answer" : "question");
    }
    for (size_t i = 0; i < heading->count; i++) {
        if (map->fields[i] == FIELD_NONE && !view_is_empty(view_trim(heading->cells[i]))) {
            import_builder_note(builder, heading->line, "the column \"%.*s\" is not mapped and not kept",
                                VIEW_ARGS(heading->cells[i]));
        }
    }
}

/* ==== Any table: its rows =============================================================================== */

/* Adds what stands between the separators of all cells of a field. */
static void split_cells(const struct column_map *map, const struct table_row *row, enum field field,
                        const char *separators, struct texts *list)
{
    for (size_t i = 0; i < row->count && i < map->count; i++) {
        if (map->fields[i] == field) {
            texts_split(list, &map->builder->row_arena, row->cells[i], separators);
        }
    }
}

/* One row. Of two columns for one field the first counts, and lists take all of their columns. */
static void take_entry(const struct column_map *map, const struct table_row *row)
{
    struct import_builder *builder = map->builder;
    struct faqbot_view cells[FIELD_COUNT + 1] = {{NULL, 0}}; /* the first of each field */
    for (size_t i = row->count < map->count ? row->count : map->count; i-- > 0;) {
        cells[map->fields[i]] = view_trim(row->cells[i]);
    }
    struct faqbot_view status = cells[FIELD_STATUS];
    struct import_record record = {
        .row = row->line,
        .group = cells[FIELD_ID],
        .id = cells[FIELD_ID],
        .question = cells[FIELD_QUESTION],
        .answer = cells[FIELD_ANSWER],
        .title = cells[FIELD_TITLE],
        .url = cells[FIELD_URL],
        .lang = cells[FIELD_LANG],
        .updated = cells[FIELD_UPDATED],
        .review_by = cells[FIELD_REVIEW_BY],
        .disclaimer = cells[FIELD_DISCLAIMER],
        .is_draft = !view_is_empty(status) && !view_equals_text(status, "live"),
    };
    split_cells(map, row, FIELD_ALSO, "\n\r", &record.also);
    split_cells(map, row, FIELD_TAGS, ",;", &record.tags);
    split_cells(map, row, FIELD_RELATED, ",;", &record.related);
    import_html_add_mixed(builder, &record);
    if (record.is_draft && !view_equals_text(status, "draft")) {
        import_builder_note(builder, row->line,
                            "the status is \"%.*s\", neither live nor draft; it is kept as a draft",
                            VIEW_ARGS(status));
    }
    table_note_cells(builder, row, map->count, "has no heading above it");
}

static void take_row(void *user, const struct table_row *row)
{
    struct column_map *map = user;
    if (map->count > 0) {
        take_entry(map, row);
    } else {
        take_heading(map, row);
    }
}

static void read_table(struct import_builder *builder, struct faqbot_view text, char delimiter)
{
    struct column_map map = {.builder = builder};
    table_read(builder, text, delimiter, take_row, &map);
    if (map.count == 0) {
        import_builder_fail(builder, FAQBOT_INVALID, 0, "there is nothing in it");
    }
}

/* Programs in countries with a decimal comma write "CSV" with semicolons, and some with tabs: so the
 * delimiter is looked for. For TSV it is not, since its first line may well have more commas than tabs. */
void import_csv(struct import_builder *builder, struct faqbot_view text)
{
    read_table(builder, text, table_guess_delimiter(text));
}

void import_tsv(struct import_builder *builder, struct faqbot_view text)
{
    read_table(builder, text, '\t');
}

/* ==== Dialogflow ======================================================================================== */

/* The FAQ table of a Dialogflow knowledge base: no heading, questions in the first column, answers in the
 * second. Agents and their intents are another export, which is not read. */

/* The format has no heading. People add one all the same, and an entry that is asked by "question" would be
 * found by too much. */
static void take_faq(void *user, const struct table_row *row)
{
    struct column_map *map = user;
    struct import_builder *builder = map->builder;
    bool is_first = map->count == 0;
    map->count = 2; /* as the format has it */
    if (is_first && row->count >= 2 && table_is_called(row->cells[0], "question") &&
        table_is_called(row->cells[1], "answer")) {
        import_builder_note(builder, row->line,
                            "this row is taken for a heading, though the format has none");
        return;
    }
    const struct import_record record = {.row = row->line,
                                         .question = row->cells[0],
                                         .answer = row->count > 1 ? row->cells[1] : view_make(NULL, 0),
                                         .is_plain = true};
    import_html_add_either(builder, &record);
    table_note_cells(builder, row, map->count, "is beyond the two of the format");
}

void import_dialogflow(struct import_builder *builder, struct faqbot_view text)
{
    struct column_map map = {.builder = builder};
    table_read(builder, text, table_guess_delimiter(text), take_faq, &map);
}
