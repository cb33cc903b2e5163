/* transfer/spreadsheet.h - any table with a question and an answer in each row. */
#ifndef TRANSFER_SPREADSHEET_H
#define TRANSFER_SPREADSHEET_H

#include "transfer/formats.h"

/* The first row names the columns; the map says which is what (mapping.h). Answers are Markdown,
 * in which HTML may stand. A cell of further phrasings holds one a line; tags and related ids have commas
 * between them. Rows of one id are one entry. Columns are told apart by what the first row has most of:
 * commas, semicolons or tabs. */
import_formats_read import_csv;

/* The same with tabs, whatever the first row has. */
import_formats_read import_tsv;

#endif
