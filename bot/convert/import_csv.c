/* convert/import_csv.c - any table: which of its rows is the heading, which column is what, and the tables of
 * Dialogflow, which have no heading.
 *
 * People's tables are read as they are: with a title above the heading, with the line "sep=;" that a
 * spreadsheet writes, with headings in their own language, and with none. The first rows are looked at before
 * any is taken; what cannot be told from them is asked for in a sentence that shows what to type.
 *
 *     id,question,also,answer,title,url,lang,tags,related,disclaimer,updated,review_by
 *
 * is what `faqbot export csv` writes. There, and in a column called `markdown`, answers are Markdown; in any
 * other table they are plain text, in which no sign means anything, or HTML, where tags that answers are
 * written with stand in them. A cell of further phrasings holds one a line; tags and related ids have commas
 * or semicolons between them. Rows of one id are one entry. A status that is not "live" makes a draft. */
#include "convert/readers.h"

#include <stdio.h>
#include <string.h>

const char *const import_field_names[IMPORT_FIELD_COUNT] = {
    "question", "answer", "markdown", "also",      "id",         "title",   "url",
    "lang",     "tags",   "updated",  "review_by", "disclaimer", "related", "status"};

/* ==== The first rows ==================================================================================== */

#define LOOKED_AT 16 /* rows: a title above the heading takes a few of them */

/* The first rows of a table, in an arena, and what was found out of them. */
struct layout {
    struct import_builder *builder;
    struct arena arena;
    struct table_row rows[LOOKED_AT];
    size_t count;
    size_t heading; /* its number among them; SIZE_MAX: there is none */
    char delimiter;
    const struct table_row *given; /* the rows of a sheet; NULL: a text has them */
    size_t given_count;
};

/* What reads the first rows and no more: the reading ends where its own builder fails. */
struct glance {
    struct layout *layout;
    struct import_builder builder;
    struct faqbot_fault fault;
};

static void look_at_row(void *user, const struct table_row *row)
{
    struct glance *glance = user;
    struct layout *layout = glance->layout;
    struct faqbot_view *cells = arena_alloc_array(&layout->arena, row->count, sizeof *cells);
    bool is_fine = cells != NULL;
    for (size_t i = 0; i < row->count && is_fine; i++) {
        is_fine = arena_copy(&layout->arena, view_trim(row->cells[i]), &cells[i]);
    }
    import_need(layout->builder, is_fine);
    if (is_fine) {
        layout->rows[layout->count++] = (struct table_row){row->line, cells, row->count};
    }
    if (!is_fine || layout->count == LOOKED_AT) {
        import_builder_fail(&glance->builder, FAQBOT_INTERRUPTED, 0, "enough is seen");
    }
}

/* Calls for each row of the table, wherever it is, until the builder fails. */
static void each_row(const struct layout *layout, struct import_builder *builder, struct faqbot_view text,
                     table_take *take, void *user)
{
    if (layout->given == NULL) {
        table_read(builder, text, layout->delimiter, take, user);
        return;
    }
    for (size_t i = 0; i < layout->given_count && !import_builder_failed(builder); i++) {
        arena_reset(&builder->row_arena);
        take(user, &layout->given[i]);
    }
}

/* What is wrong with the table is told when it is read as a whole. */
static void look_at(struct layout *layout, struct faqbot_view text, char delimiter)
{
    struct glance glance = {.layout = layout};
    arena_reset(&layout->arena);
    layout->count = 0;
    layout->heading = SIZE_MAX;
    layout->delimiter = delimiter;
    import_builder_init(&glance.builder, layout->builder->path, NULL, &glance.fault);
    each_row(layout, &glance.builder, text, look_at_row, &glance);
    import_need(layout->builder, glance.fault.status != FAQBOT_NO_MEMORY);
    import_builder_release(&glance.builder);
}

/* Whether the row names a question and an answer. A cell that asks is no heading. */
static bool is_heading(struct import_builder *builder, const struct table_row *row, bool is_weak)
{
    bool has[IMPORT_FIELD_COUNT + 1] = {false};
    for (size_t i = 0; i < row->count; i++) {
        struct faqbot_view cell = row->cells[i];
        enum import_field field = table_is_called(cell, "markdown")
                                      ? IMPORT_FIELD_ANSWER
                                      : import_field_called(builder, cell, false);
        field = field == IMPORT_FIELD_NONE && is_weak ? import_field_called(builder, cell, true) : field;
        has[field] |= !view_ends_with(cell, "?");
    }
    return has[IMPORT_FIELD_QUESTION] && has[IMPORT_FIELD_ANSWER];
}

/* The first column that the map names, found in a heading; true too where it names none but by number. */
static bool has_mapped(struct faqbot_view map, const struct table_row *row)
{
    struct faqbot_view pair = view_slice(map, 0, view_find(map, ','));
    struct faqbot_view name = view_trim(view_slice(pair, view_find(pair, '=') + 1, pair.size));
    for (size_t i = 0; i < row->count; i++) {
        if (!view_is_empty(name) && ascii_equals(row->cells[i], name)) {
            return true;
        }
    }
    return false;
}

/* Names that may mean anything count in the first row only: further down they are likely to be cells. */
static void find_heading(struct layout *layout)
{
    const char *map = layout->builder->map;
    for (size_t i = 0; i < layout->count && layout->heading == SIZE_MAX; i++) {
        bool is_it = map == NULL ? is_heading(layout->builder, &layout->rows[i], false)
                                 : has_mapped(view_of(map), &layout->rows[i]);
        layout->heading = is_it ? i : SIZE_MAX;
    }
    for (size_t i = 0; i < 2 && i < layout->count && layout->heading == SIZE_MAX && map == NULL; i++) {
        layout->heading = is_heading(layout->builder, &layout->rows[i], true) ? i : SIZE_MAX;
    }
}

/* "sep=;": what spreadsheets write in the first line, and read there. */
static bool names_delimiter(struct faqbot_view text, char *delimiter)
{
    struct faqbot_view line;
    bool is_it = view_next_line(&text, &line) && line.size == strlen("sep=;") &&
                 ascii_equals(view_slice(line, 0, strlen("sep=")), view_of("sep="));
    *delimiter = is_it ? line.bytes[line.size - 1] : '\0';
    return is_it;
}

/* The first line with a delimiter in it decides, unless with another one there is a heading: a title may have
 * commas in it. */
static void find_layout(struct layout *layout, struct faqbot_view text, char delimiter)
{
    static const char others[] = {',', ';', '\t', '|'};
    struct faqbot_view rest = text;
    struct faqbot_view line;
    bool is_given = layout->given != NULL || delimiter != '\0' || names_delimiter(text, &delimiter);
    while (!is_given && rest.size > 0) {
        struct faqbot_view from = rest;
        (void)view_next_line(&rest, &line);
        bool has_any = view_find(line, ',') < line.size || view_find(line, ';') < line.size ||
                       view_find(line, '\t') < line.size;
        if (has_any || rest.size == 0) {
            delimiter = table_guess_delimiter(has_any ? from : text);
            break;
        }
    }
    delimiter = delimiter == '\0' ? ',' : delimiter;
    look_at(layout, text, delimiter);
    find_heading(layout);
    for (size_t i = 0; !is_given && i < sizeof others && layout->heading == SIZE_MAX; i++) {
        look_at(layout, text, others[i]);
        find_heading(layout);
    }
    if (layout->heading == SIZE_MAX) {
        look_at(layout, text, delimiter);
    }
}

/* ==== What the columns hold, from their cells =========================================================== */

static size_t count_words(struct faqbot_view text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.size; i++) {
        count += !ascii_is_space(text.bytes[i]) && (i == 0 || ascii_is_space(text.bytes[i - 1]));
    }
    return count;
}

static bool asks(struct faqbot_view cell)
{
    return view_ends_with(cell, "?") || view_ends_with(cell, "\xef\xbc\x9f") ||
           view_ends_with(cell, "\xd8\x9f");
}

static struct faqbot_view cell_of(const struct layout *layout, size_t row, size_t column)
{
    const struct table_row *cells = &layout->rows[row];
    return column < cells->count ? cells->cells[column] : view_make(NULL, 0);
}

/* Of the rows from `from` on: how many cells of the column ask, and how many words all of them have. */
static size_t count_asking(const struct layout *layout, size_t from, size_t column, size_t *words)
{
    size_t count = 0;
    *words = 0;
    for (size_t row = from; row < layout->count; row++) {
        count += asks(cell_of(layout, row, column));
        *words += count_words(cell_of(layout, row, column));
    }
    return count;
}

/* The columns that hold questions and answers, most likely: that in which most cells ask, else the first; and
 * of the others that with most words. */
static void guess_columns(const struct layout *layout, size_t from, size_t *question, size_t *answer)
{
    size_t most = 0;
    size_t words;
    size_t columns = layout->count == 0 ? 0 : layout->rows[layout->count - 1].count;
    *question = 0;
    for (size_t i = 0; i < columns; i++) {
        size_t count = count_asking(layout, from, i, &words);
        *question = count > most ? i : *question;
        most = count > most ? count : most;
    }
    *answer = *question == 0 ? 1 : 0;
    most = 0;
    for (size_t i = 0; i < columns; i++) {
        (void)count_asking(layout, from, i, &words);
        if (i != *question && words > most) {
            *answer = i;
            most = words;
        }
    }
}

/* Whether the first row is no heading but looks like the others: it asks as most of them do or, where none
 * does, has about as many words. Rows of a word or two do not say. */
static bool is_headless(const struct layout *layout)
{
    size_t question;
    size_t answer;
    size_t words;
    if (layout->count == 0 || layout->rows[0].count < 2) {
        return false;
    }
    guess_columns(layout, 0, &question, &answer);
    size_t asking = count_asking(layout, 0, question, &words);
    if (asking > 0) {
        return asks(cell_of(layout, 0, question));
    }
    (void)count_asking(layout, 0, answer, &words);
    size_t mean = words / layout->count;
    return layout->count > 1 && mean >= 4 && 2 * count_words(cell_of(layout, 0, answer)) >= mean;
}

/* ==== The map =========================================================================================== */

#define LISTED_BYTES_MAX 120 /* of the columns that a sentence names */
#define NAME_BYTES 128       /* of a heading that is compared with a misspelled one */

/* The map of a table while it is made. What is wrong with it fails the import: guessing what a person meant
 * by a mistyped map would write a knowledge base of the wrong columns. */
struct mapping {
    const struct table_row *heading;
    struct column_map *map;
    const struct layout *layout;
};

#define REFUSE(mapping, ...)                                                                                 \
    import_builder_fail((mapping)->map->builder, FAQBOT_INVALID, (unsigned)(mapping)->heading->line,         \
                        __VA_ARGS__)

static bool mapping_has(const struct mapping *mapping, enum import_field field)
{
    bool has = false;
    for (size_t i = 0; i < mapping->map->count; i++) {
        has |= mapping->map->fields[i] == field;
    }
    return has;
}

/* Gives the column to the field. False: it has another, or the field, which takes one, has another column. */
static bool give(const struct mapping *mapping, size_t column, enum import_field field)
{
    bool is_list = field == IMPORT_FIELD_ALSO || field == IMPORT_FIELD_TAGS || field == IMPORT_FIELD_RELATED;
    size_t *fields = mapping->map->fields;
    if (fields[column] != IMPORT_FIELD_NONE && fields[column] != field) {
        return false;
    }
    for (size_t i = 0; i < mapping->map->count && !is_list; i++) {
        if (fields[i] == field && i != column) {
            return false;
        }
    }
    fields[column] = field;
    if (field == IMPORT_FIELD_STATUS && mapping->heading != NULL && column < mapping->heading->count) {
        mapping->map->status = mapping->heading->cells[column];
    }
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
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < heading->count; i++) {
            struct faqbot_view title = view_trim(heading->cells[i]);
            if (pass == 0 ? view_equals(title, name) : ascii_equals(title, name)) {
                return i;
            }
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
static void give_starred(const struct mapping *mapping, struct faqbot_view beginning, enum import_field field)
{
    size_t found = 0;
    for (size_t i = 0; i < mapping->heading->count; i++) {
        struct faqbot_view heading = view_trim(mapping->heading->cells[i]);
        if (table_begins_as(heading, beginning) && mapping->map->fields[i] == IMPORT_FIELD_NONE) {
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

/* The field of that name; IMPORT_FIELD_NONE, and the builder fails, where there is none. */
static enum import_field find_field(struct import_builder *builder, struct faqbot_view name)
{
    char word[NAME_BYTES];
    for (size_t i = 0; i < IMPORT_FIELD_COUNT; i++) {
        if (view_equals_text(name, import_field_names[i])) {
            return (enum import_field)i;
        }
    }
    (void)snprintf(word, sizeof word, "%.*s", VIEW_ARGS(name));
    const char *nearest = faqbot_nearest_name(word, import_field_names, IMPORT_FIELD_COUNT);
    fault_set(builder->fault, FAQBOT_INVALID, NULL, 0, "a column cannot be \"%s\"; the nearest field is %s",
              word, nearest == NULL ? import_field_names[IMPORT_FIELD_QUESTION] : nearest);
    return IMPORT_FIELD_NONE;
}

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
    enum import_field field = find_field(mapping->map->builder, view_trim(view_slice(pair, 0, equals)));
    if (field == IMPORT_FIELD_NONE) {
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

/* Without a map each column is what its own heading says; of two that say the same, the first counts, and
 * further questions are phrasings. Any heading that begins with "also" is a further phrasing too, for tables
 * have "also 1", "also 2" ... A name that may mean anything yields to a column that asks. */
static void take_headings(const struct mapping *mapping)
{
    size_t *fields = mapping->map->fields;
    const struct layout *layout = mapping->layout;
    size_t from = layout->heading + 1;
    size_t asking;
    size_t answering;
    size_t words;
    guess_columns(layout, from, &asking, &answering);
    for (size_t column = 0; column < mapping->heading->count; column++) {
        struct faqbot_view heading = mapping->heading->cells[column];
        enum import_field field = 0;
        while (field < IMPORT_FIELD_NONE && !table_is_called(heading, import_field_names[field])) {
            field++;
        }
        field =
            field == IMPORT_FIELD_NONE ? import_field_called(mapping->map->builder, heading, false) : field;
        field = table_begins_as(heading, view_of("also")) ? IMPORT_FIELD_ALSO : field;
        if (field != IMPORT_FIELD_NONE && !give(mapping, column, field) && field == IMPORT_FIELD_QUESTION) {
            (void)give(mapping, column, IMPORT_FIELD_ALSO);
        }
    }
    for (enum import_field field = IMPORT_FIELD_QUESTION; field <= IMPORT_FIELD_ANSWER; field++) {
        for (size_t column = 0; column < mapping->heading->count && !mapping_has(mapping, field); column++) {
            struct faqbot_view heading = mapping->heading->cells[column];
            bool is_contradicted = field == IMPORT_FIELD_QUESTION && column != asking &&
                                   count_asking(layout, from, asking, &words) > 0;
            bool is_free = !is_contradicted &&
                           (fields[column] == IMPORT_FIELD_NONE || fields[column] == IMPORT_FIELD_TITLE);
            if (is_free && import_field_called(mapping->map->builder, heading, true) == field) {
                fields[column] = field;
            }
        }
    }
}

/* Appends the columns that there are, as far as a sentence has room. */
static void list_columns(const struct table_row *heading, struct buffer *out)
{
    for (size_t i = 0; i < heading->count && out->size < LISTED_BYTES_MAX; i++) {
        buffer_add_text(out, i > 0 ? ", \"" : "\"");
        buffer_add(out, utf8_cut(view_trim(heading->cells[i]), LISTED_BYTES_MAX / 4));
        buffer_add_text(out, i + 1 < heading->count && out->size >= LISTED_BYTES_MAX ? "\" ..." : "\"");
    }
}

/* How a column is named in a map: by its heading or, where that cannot be, its number. */
static void add_column_name(const struct table_row *heading, size_t column, struct buffer *out)
{
    struct faqbot_view name =
        column < heading->count ? view_trim(heading->cells[column]) : view_make(NULL, 0);
    bool is_plain = name.size > 0 && name.size <= LISTED_BYTES_MAX / 4 && view_find(name, ',') == name.size &&
                    view_find(name, '\'') == name.size && view_find(name, '\n') == name.size;
    if (is_plain) {
        buffer_add(out, name);
    } else {
        buffer_add_number(out, column + 1);
    }
}

/* Says which columns there are, and the map to type: with the columns that hold questions and answers, most
 * likely. */
static void refuse_columns(const struct mapping *mapping, const char *missing)
{
    struct buffer out;
    size_t question;
    size_t answer;
    const struct layout *layout = mapping->layout;
    guess_columns(layout, layout->heading == SIZE_MAX ? 1 : layout->heading + 1, &question, &answer);
    buffer_init(&out, 8 * (size_t)LISTED_BYTES_MAX);
    list_columns(mapping->heading, &out);
    buffer_add_text(&out, "; say which it is, as in --map 'question=");
    add_column_name(mapping->heading, question, &out);
    buffer_add_text(&out, ",answer=");
    add_column_name(mapping->heading, answer, &out);
    import_need(mapping->map->builder, !out.failed);
    REFUSE(mapping, "no column is the %s; there are %.*s'%s", missing, VIEW_ARGS(buffer_view(&out)),
           mapping->map->builder->map == NULL ? ", or --no-header if the first row is no heading" : "");
    buffer_release(&out);
}

/* Settles what each column is, and notes those that are nothing. `--map` is a list
 * FIELD=COLUMN,FIELD=COLUMN ...: a column is its heading (case matters only where two differ in nothing
 * else), the beginning of headings with `*` behind it, or its number from 1. */
static void take_heading(const struct mapping *mapping)
{
    struct column_map *map = mapping->map;
    struct import_builder *builder = map->builder;
    const struct table_row *heading = mapping->heading;
    map->count = heading->count;
    for (size_t i = 0; i < heading->count; i++) {
        map->fields[i] = IMPORT_FIELD_NONE;
    }
    if (builder->map != NULL) {
        take_pairs(mapping, view_of(builder->map), false);
        take_pairs(mapping, view_of(builder->map), true);
    } else if (mapping->layout->heading == SIZE_MAX && map->count >= 2) {
        size_t question;
        size_t answer;
        guess_columns(mapping->layout, 0, &question, &answer);
        map->fields[question] = IMPORT_FIELD_QUESTION;
        map->fields[answer] = IMPORT_FIELD_ANSWER;
    } else {
        take_headings(mapping);
    }
    if (!mapping_has(mapping, IMPORT_FIELD_QUESTION)) {
        refuse_columns(mapping, "question");
    } else if (!mapping_has(mapping, IMPORT_FIELD_ANSWER) && !mapping_has(mapping, IMPORT_FIELD_MARKDOWN)) {
        refuse_columns(mapping, "answer");
    }
    for (size_t i = 0; i < heading->count; i++) {
        if (map->fields[i] == IMPORT_FIELD_NONE && !view_is_empty(view_trim(heading->cells[i]))) {
            import_builder_note(builder, heading->line, "the column \"%.*s\" is not mapped and not kept",
                                VIEW_ARGS(heading->cells[i]));
        }
    }
}

/* ==== Rows ============================================================================================== */

/* A table while its rows come. */
struct csv {
    struct layout layout;
    struct column_map map;
    bool is_markdown; /* the answers of a table that we have written */
};

/* Adds what stands between the separators of all cells of a field. */
static void split_cells(const struct column_map *map, const struct table_row *row, enum import_field field,
                        const char *separators, struct texts *list)
{
    for (size_t i = 0; i < row->count && i < map->count; i++) {
        if (map->fields[i] == field) {
            texts_split(list, &map->builder->row_arena, row->cells[i], separators);
        }
    }
}

/* One row. Of two columns for one field the first counts, and lists take all of their columns. */
static void take_entry(const struct csv *csv, const struct table_row *row)
{
    const struct column_map *map = &csv->map;
    struct import_builder *builder = map->builder;
    struct faqbot_view cells[IMPORT_FIELD_COUNT + 1] = {{NULL, 0}}; /* the first of each field */
    for (size_t i = row->count < map->count ? row->count : map->count; i-- > 0;) {
        cells[map->fields[i]] = view_trim(row->cells[i]);
    }
    struct faqbot_view status = cells[IMPORT_FIELD_STATUS];
    bool has_markdown = !view_is_empty(cells[IMPORT_FIELD_MARKDOWN]);
    bool is_markdown = csv->is_markdown || has_markdown;
    struct import_record record = {
        .row = row->line,
        .group = cells[IMPORT_FIELD_ID],
        .id = cells[IMPORT_FIELD_ID],
        .question = cells[IMPORT_FIELD_QUESTION],
        .answer = cells[has_markdown ? IMPORT_FIELD_MARKDOWN : IMPORT_FIELD_ANSWER],
        .is_plain = !is_markdown,
        .title = cells[IMPORT_FIELD_TITLE],
        .url = cells[IMPORT_FIELD_URL],
        .lang = cells[IMPORT_FIELD_LANG],
        .updated = cells[IMPORT_FIELD_UPDATED],
        .review_by = cells[IMPORT_FIELD_REVIEW_BY],
        .disclaimer = cells[IMPORT_FIELD_DISCLAIMER],
        .is_draft = import_state_of(map->status, status) != STATE_LIVE,
    };
    split_cells(map, row, IMPORT_FIELD_ALSO, "\n\r", &record.also);
    split_cells(map, row, IMPORT_FIELD_TAGS, ",;", &record.tags);
    split_cells(map, row, IMPORT_FIELD_RELATED, ",;", &record.related);
    if (is_markdown) {
        import_html_add_mixed(builder, &record);
    } else {
        import_html_add_either(builder, &record);
    }
    import_note_state(builder, &record, map->status, status);
    table_note_cells(builder, row, map->count, "has no heading above it");
}

/* What stands above the heading is a title, or the line that names the delimiter. */
static void take_row(void *user, const struct table_row *row)
{
    struct csv *csv = user;
    const struct layout *layout = &csv->layout;
    bool has_heading = layout->heading != SIZE_MAX;
    size_t line = has_heading ? layout->rows[layout->heading].line : 0;
    struct faqbot_view cell = view_trim(row->cells[0]);
    if (row->line < line) {
        if (!ascii_equals(view_slice(cell, 0, strlen("sep=")), view_of("sep="))) {
            import_builder_note(csv->map.builder, row->line,
                                "the row above the heading is not kept: \"%.*s\"", VIEW_ARGS(cell));
        }
    } else if (row->line > line || !has_heading) {
        take_entry(csv, row);
    }
}

/* The heading, or one of no names for a table that has none: its columns have numbers then. */
static void settle(struct csv *csv)
{
    struct layout *layout = &csv->layout;
    struct faqbot_view none[FAQBOT_IMPORT_COLUMNS_MAX] = {{NULL, 0}};
    const char *map = csv->map.builder->map;
    bool is_given = csv->map.builder->no_header;
    bool has_none = is_given || (layout->heading == SIZE_MAX && map == NULL && is_headless(layout));
    if (has_none) {
        layout->heading = SIZE_MAX;
    } else if (layout->heading == SIZE_MAX && layout->count > 0) {
        layout->heading = 0;
    }
    const struct table_row unnamed = {0, none, layout->count == 0 ? 0 : layout->rows[0].count};
    const struct mapping mapping = {has_none ? &unnamed : &layout->rows[layout->heading], &csv->map, layout};
    take_heading(&mapping);
    if (has_none && !is_given) {
        import_builder_note(csv->map.builder, 0,
                            "the table has no heading, so its first row is one like the others");
    }
    bool has_all = !has_none;
    for (enum import_field field = 0; field < IMPORT_FIELD_STATUS; field++) {
        has_all &= field == IMPORT_FIELD_MARKDOWN || mapping_has(&mapping, field);
    }
    csv->is_markdown = has_all && map == NULL;
}

static void read_table(struct import_builder *builder, struct csv *csv, struct faqbot_view text,
                       char delimiter)
{
    csv->layout.builder = builder;
    csv->map.builder = builder;
    arena_init(&csv->layout.arena, SIZE_MAX);
    find_layout(&csv->layout, text, delimiter);
    if (csv->layout.count > 0 && !import_builder_failed(builder)) {
        settle(csv);
    }
    if (!import_builder_failed(builder)) {
        each_row(&csv->layout, builder, text, take_row, csv);
    }
    if (csv->layout.count == 0) {
        import_builder_fail(builder, FAQBOT_INVALID, 0, "there is nothing in it");
    }
    arena_release(&csv->layout.arena);
}

bool table_is_heading(struct import_builder *builder, const struct table_row *row)
{
    return is_heading(builder, row, false);
}

void import_rows(struct import_builder *builder, const struct table_row *rows, size_t count)
{
    struct csv csv = {.layout = {.given = rows, .given_count = count}};
    read_table(builder, &csv, view_make(NULL, 0), '\0');
}

/* Programs in countries with a decimal comma write "CSV" with semicolons, and some with tabs: so the
 * delimiter is looked for. For TSV it is not, since its first line may well have more commas than tabs. */
void import_csv(struct import_builder *builder, struct faqbot_view text)
{
    struct csv csv = {.layout = {.given = NULL}};
    read_table(builder, &csv, text, '\0');
}

void import_tsv(struct import_builder *builder, struct faqbot_view text)
{
    struct csv csv = {.layout = {.given = NULL}};
    read_table(builder, &csv, text, '\t');
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
    if (import_json_is_json(text)) {
        import_dialogflow_intent(builder, text);
        return;
    }
    struct column_map map = {.builder = builder};
    table_read(builder, text, table_guess_delimiter(text), take_faq, &map);
}
