/* transfer/table.h - CSV and TSV as rows of cells, over libcsv. */
#ifndef TRANSFER_TABLE_H
#define TRANSFER_TABLE_H

#include <faqbot_tools.h>

#include "base/view.h"

#define CSV_TABLE_ROW_BYTES_MAX (16 * FAQBOT_IMPORT_CELL_BYTES_MAX)

struct csv_table_row {
    size_t line; /* where the row begins, from 1 */
    /* without their quotes; blanks around an unquoted cell are not part of it */
    const struct faqbot_view *cells;
    size_t count; /* 1 at least */
};

/* Told of each row that has a cell with something in it, the heading first. The row is valid until it
 * returns; the reading ends when the reader's fault is filled. */
typedef void csv_table_take(void *user, const struct csv_table_row *row);

/* Reads RFC 4180 with any delimiter: cells may be quoted, a quote within quotes is doubled, a quoted cell
 * may hold delimiters and line ends; lines end in LF, CR LF or CR. A quote elsewhere stands for itself.
 * Fails, with `fault` filled, with FAQBOT_INVALID (a quote that is never closed),
 * FAQBOT_LIMIT (FAQBOT_IMPORT_* and the above) or FAQBOT_NO_MEMORY. */
void csv_table_read(struct faqbot_view text, char delimiter, const char *path, csv_table_take *take,
                    void *user, struct faqbot_fault *fault);

/* Whether a heading is this name, or begins so, in any case (ASCII) and with any blanks around it. */
bool csv_table_is_called(struct faqbot_view heading, struct faqbot_view name);
bool csv_table_begins_as(struct faqbot_view heading, struct faqbot_view beginning);

/* Of ',', ';' and tab the one that stands most often in the first line, outside quotes; ',' where none
 * does. */
char csv_table_guess_delimiter(struct faqbot_view text);

#endif
