/* transfer/mapping.h - which column of a table is what. */
#ifndef TRANSFER_MAPPING_H
#define TRANSFER_MAPPING_H

#include "transfer/collector.h"
#include "transfer/table.h"

enum mapping_field {
    MAPPING_QUESTION,
    MAPPING_ANSWER,
    MAPPING_ALSO,
    MAPPING_ID,
    MAPPING_TITLE,
    MAPPING_URL,
    MAPPING_LANG,
    MAPPING_TAGS,
    MAPPING_UPDATED,
    MAPPING_REVIEW_BY,
    MAPPING_DISCLAIMER,
    MAPPING_RELATED,
    MAPPING_STATUS,
    MAPPING_NONE, /* the column is not kept */
    MAPPING_COUNT = MAPPING_NONE
};

/* The field of each column; of a service's own tables, the place of its name in a list of theirs. */
struct mapping {
    size_t fields[FAQBOT_IMPORT_COLUMNS_MAX];
    size_t count; /* 0: the heading is still to come */
};

/* Settles what each column of `heading` is. `map` is a list FIELD=COLUMN,FIELD=COLUMN...: a field is the
 * name of one of the above in lower case, a column its heading (case matters only where two differ in
 * nothing else), the beginning of headings with `*` behind it, or its number from 1. Several columns may
 * be `also`, `tags` or `related`; of the others one. NULL: each column is what its heading says in our own
 * names, any heading that begins with "also" being `also`. FAQBOT_INVALID, with `fault` filled: `map` says
 * something else, or there is no question or no answer. */
void mapping_make(const char *map, const struct table_row *heading, const char *path, struct mapping *mapping,
                  struct faqbot_fault *fault);

/* The same for a service's table, whose columns have `names` (ended by NULL), question and answer first. Only
 * the first row is looked at. It is the heading if both of these are in it, which is true: columns of other
 * names are noted as not kept, `what` being what the service calls a column. Otherwise it is a row like any
 * other, and the columns are the first `plain_count` of the names. */
bool mapping_settle(struct collector *collector, struct mapping *mapping, const struct table_row *row,
                    const char *const *names, size_t plain_count, const char *what);

#endif
