/* transfer/mapping.h - which column of a table is what. */
#ifndef TRANSFER_MAPPING_H
#define TRANSFER_MAPPING_H

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

struct mapping {
    enum mapping_field fields[FAQBOT_IMPORT_COLUMNS_MAX]; /* by column */
    size_t count;
};

/* Settles what each column of `heading` is. `map` is a list FIELD=COLUMN,FIELD=COLUMN...: a field is the
 * name of one of the above in lower case, a column its heading (case matters only where two differ in
 * nothing else), the beginning of headings with `*` behind it, or its number from 1. Several columns may
 * be `also`, `tags` or `related`; of the others one. NULL: each column is what its heading says in our own
 * names, any heading that begins with "also" being `also`. FAQBOT_INVALID, with `fault` filled: `map` says
 * something else, or there is no question or no answer. */
enum faqbot_status mapping_make(const char *map, const struct table_row *heading, const char *path,
                                struct mapping *mapping, struct faqbot_fault *fault);

#endif
