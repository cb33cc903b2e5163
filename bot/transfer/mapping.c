/* transfer/mapping.c - which column of a table is what. Reads the heading only. */
#include "transfer/mapping.h"

#include <stdio.h>
#include <string.h>

#include <faqbot/names.h>

#include "base/fault.h"

#define NAME_BYTES 128 /* of a heading that is compared with a misspelled one */

static const char *const field_names[MAPPING_COUNT] = {
    "question", "answer",  "also",      "id",         "title",   "url",   "lang",
    "tags",     "updated", "review_by", "disclaimer", "related", "status"};

struct making {
    const struct table_row *heading;
    const char *path;
    struct mapping *mapping;
    struct faqbot_fault *fault;
};

static bool is_list(enum mapping_field field)
{
    return field == MAPPING_ALSO || field == MAPPING_TAGS || field == MAPPING_RELATED;
}

static struct faqbot_view heading_of(const struct making *making, size_t column)
{
    return view_trim(making->heading->cells[column]);
}

/* Gives the column to the field; false: either is taken. */
static bool give(struct making *making, size_t column, enum mapping_field field)
{
    enum mapping_field *fields = making->mapping->fields;
    if (fields[column] != MAPPING_NONE && fields[column] != field) {
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

static enum faqbot_status refuse_column(const struct making *making, struct faqbot_view name)
{
    char word[NAME_BYTES];
    char headings[FAQBOT_IMPORT_COLUMNS_MAX][NAME_BYTES];
    const char *names[FAQBOT_IMPORT_COLUMNS_MAX];
    (void)snprintf(word, sizeof word, "%.*s", VIEW_ARGS(name));
    for (size_t i = 0; i < making->heading->count; i++) {
        struct faqbot_view heading = heading_of(making, i);
        (void)snprintf(headings[i], NAME_BYTES, "%.*s", VIEW_ARGS(heading));
        names[i] = headings[i];
    }
    const char *nearest = faqbot_nearest_name(word, names, making->heading->count);
    if (nearest == NULL) {
        return fault_set(making->fault, FAQBOT_INVALID, making->path, (unsigned)making->heading->line,
                         "no column is called \"%s\"", word);
    }
    return fault_set(making->fault, FAQBOT_INVALID, making->path, (unsigned)making->heading->line,
                     "no column is called \"%s\"; the nearest is \"%s\"", word, nearest);
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
        if (table_is_called(heading_of(making, *column), name)) {
            return true;
        }
    }
    *column = read_number(name, count) - 1; /* no number: past all columns */
    return *column < count;
}

static enum faqbot_status refuse_taken(const struct making *making, struct faqbot_view name)
{
    return fault_set(making->fault, FAQBOT_INVALID, making->path, (unsigned)making->heading->line,
                     "\"%.*s\" is mapped twice, or is a second column of a field that takes one",
                     VIEW_ARGS(name));
}

/* All columns whose headings begin so; one that was named outright stays what it was named. */
static enum faqbot_status give_starred(struct making *making, struct faqbot_view beginning,
                                       enum mapping_field field)
{
    size_t found = 0;
    for (size_t column = 0; column < making->heading->count; column++) {
        struct faqbot_view heading = heading_of(making, column);
        if (table_begins_as(heading, beginning) && making->mapping->fields[column] == MAPPING_NONE) {
            if (!give(making, column, field)) {
                return refuse_taken(making, heading);
            }
            found++;
        }
    }
    return found > 0 ? FAQBOT_OK
                     : fault_set(making->fault, FAQBOT_INVALID, making->path, (unsigned)making->heading->line,
                                 "no column begins with \"%.*s\"", VIEW_ARGS(beginning));
}

static enum faqbot_status give_named(struct making *making, struct faqbot_view name, enum mapping_field field)
{
    size_t column;
    if (view_ends_with(name, "*")) {
        return give_starred(making, view_slice(name, 0, name.size - 1), field);
    }
    if (!find_column(making, name, &column)) {
        return refuse_column(making, name);
    }
    return give(making, column, field) ? FAQBOT_OK : refuse_taken(making, name);
}

static enum faqbot_status find_field(const struct making *making, struct faqbot_view name,
                                     enum mapping_field *field)
{
    char word[NAME_BYTES];
    for (size_t i = 0; i < MAPPING_COUNT; i++) {
        if (view_equals_text(name, field_names[i])) {
            *field = (enum mapping_field)i;
            return FAQBOT_OK;
        }
    }
    (void)snprintf(word, sizeof word, "%.*s", VIEW_ARGS(name));
    const char *nearest = faqbot_nearest_name(word, field_names, MAPPING_COUNT);
    return fault_set(making->fault, FAQBOT_INVALID, NULL, 0,
                     "a column cannot be \"%s\"; the nearest field is %s", word,
                     nearest == NULL ? field_names[MAPPING_QUESTION] : nearest);
}

/* The next FIELD=COLUMN of the list. */
static enum faqbot_status take_pair(struct making *making, struct faqbot_view pair)
{
    size_t equals = view_find(pair, '=');
    enum mapping_field field = MAPPING_NONE;
    struct faqbot_view column = view_trim(view_slice(pair, equals + 1, pair.size));
    if (view_is_empty(column)) {
        return fault_set(making->fault, FAQBOT_INVALID, NULL, 0,
                         "the map needs FIELD=COLUMN, with commas between them, and not \"%.*s\"",
                         VIEW_ARGS(pair));
    }
    enum faqbot_status status = find_field(making, view_trim(view_slice(pair, 0, equals)), &field);
    return status == FAQBOT_OK ? give_named(making, column, field) : status;
}

/* Columns that are named outright come first, so that `answer=A,also=A*` means what it says whatever the
 * order. */
static enum faqbot_status take_pairs(struct making *making, struct faqbot_view map, bool starred)
{
    enum faqbot_status status = FAQBOT_OK;
    while (status == FAQBOT_OK && map.size > 0) {
        size_t comma = view_find(map, ',');
        struct faqbot_view pair = view_trim(view_slice(map, 0, comma));
        map = view_slice(map, comma + 1, map.size);
        if (view_ends_with(pair, "*") == starred) {
            status = take_pair(making, pair);
        }
    }
    return status;
}

/* Each column is what its own heading says; of two that say the same, the first. */
static void take_headings(struct making *making)
{
    for (size_t column = 0; column < making->heading->count; column++) {
        struct faqbot_view heading = heading_of(making, column);
        for (size_t field = 0; field < MAPPING_COUNT; field++) {
            bool meant = field == MAPPING_ALSO ? table_begins_as(heading, view_of(field_names[field]))
                                               : table_is_called(heading, view_of(field_names[field]));
            if (meant) {
                (void)give(making, column, (enum mapping_field)field);
            }
        }
    }
}

static bool has_field(const struct mapping *mapping, enum mapping_field field)
{
    for (size_t i = 0; i < mapping->count; i++) {
        if (mapping->fields[i] == field) {
            return true;
        }
    }
    return false;
}

enum faqbot_status mapping_make(const char *map, const struct table_row *heading, const char *path,
                                struct mapping *mapping, struct faqbot_fault *fault)
{
    struct making making = {heading, path, mapping, fault};
    enum faqbot_status status = FAQBOT_OK;
    mapping->count = heading->count;
    for (size_t i = 0; i < heading->count; i++) {
        mapping->fields[i] = MAPPING_NONE;
    }
    if (map == NULL) {
        take_headings(&making);
    } else {
        status = take_pairs(&making, view_of(map), false);
        if (status == FAQBOT_OK) {
            status = take_pairs(&making, view_of(map), true);
        }
    }
    if (status == FAQBOT_OK &&
        (!has_field(mapping, MAPPING_QUESTION) || !has_field(mapping, MAPPING_ANSWER))) {
        return fault_set(fault, FAQBOT_INVALID, path, (unsigned)heading->line,
                         "no column is the %s; map one: question=COLUMN,answer=COLUMN",
                         has_field(mapping, MAPPING_QUESTION) ? "answer" : "question");
    }
    return status;
}
