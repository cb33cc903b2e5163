/* transfer/csv_out.h - a knowledge base as a table, for spreadsheets and for other programs. */
#ifndef TRANSFER_CSV_OUT_H
#define TRANSFER_CSV_OUT_H

#include "transfer/exporter.h"

/* The columns have the names by which our own import knows them. Further phrasings stand in one cell, one a line; tags
 * and related ids have commas between them; answers are Markdown. */
extern const struct exporter_format export_csv_format;

#endif
