/* transfer/mapping.c - which column of a table is what. Reads the heading only. */
#include "transfer/mapping.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <faqbot.h>

#include "base/fault.h"

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

void column_map_parse(const char *map, const struct csv_table_row *heading, const char *path,
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
