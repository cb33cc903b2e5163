/* transfer/mapping.h - which column of a table is what. */
#ifndef TRANSFER_MAPPING_H
#define TRANSFER_MAPPING_H

#include "transfer/collector.h"
#include "transfer/table.h"

enum column_map_field {
    COLUMN_MAP_QUESTION,
    COLUMN_MAP_ANSWER,
    COLUMN_MAP_ALSO,
    COLUMN_MAP_ID,
    COLUMN_MAP_TITLE,
    COLUMN_MAP_URL,
    COLUMN_MAP_LANG,
    COLUMN_MAP_TAGS,
    COLUMN_MAP_UPDATED,
    COLUMN_MAP_REVIEW_BY,
    COLUMN_MAP_DISCLAIMER,
    COLUMN_MAP_RELATED,
    COLUMN_MAP_STATUS,
    COLUMN_MAP_NONE, /* the column is not kept */
    COLUMN_MAP_COUNT = COLUMN_MAP_NONE
};

/* The field of each column; of a service's own tables, the place of its name in a list of theirs. */
struct column_map {
    size_t fields[FAQBOT_IMPORT_COLUMNS_MAX];
    size_t count; /* 0: the heading is still to come */
};

/* Settles what each column of `heading` is. `map` is a list FIELD=COLUMN,FIELD=COLUMN...: a field is the
 * name of one of the above in lower case, a column its heading (case matters only where two differ in
 * nothing else), the beginning of headings with `*` behind it, or its number from 1. Several columns may
 * be `also`, `tags` or `related`; of the others one. NULL: each column is what its heading says in our own
 * names, any heading that begins with "also" being `also`. FAQBOT_INVALID, with `fault` filled: `map` says
 * something else, or there is no question or no answer. */
void column_map_parse(const char *map, const struct csv_table_row *heading, const char *path,
                      struct column_map *mapping, struct faqbot_fault *fault);

/* The same for a service's table, whose columns have `names` (ended by NULL), question and answer first. Only
 * the first row is looked at. It is the heading if both of these are in it, which is true: columns of other
 * names are noted as not kept, `what` being what the service calls a column. Otherwise it is a row like any
 * other, and the columns are the first `plain_count` of the names. */
bool column_map_settle(struct import_builder *builder, struct column_map *mapping,
                       const struct csv_table_row *row, const char *const *names, size_t plain_count,
                       const char *what);

#endif
