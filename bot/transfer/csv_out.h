/* transfer/csv_out.h - a knowledge as a table, for spreadsheets and for other programs. */
#ifndef TRANSFER_CSV_OUT_H
#define TRANSFER_CSV_OUT_H

#include "transfer/exporter.h"

/* The columns have the names by which our own import knows them. Further phrasings stand in one cell, one a line; tags
 * and related ids have commas between them; answers are Markdown. */
void csv_out_begin(struct exporter *exporter);
void csv_out_settings(struct exporter *exporter, const struct settings *settings);
void csv_out_synonyms(struct exporter *exporter, const struct synonym *list, size_t count);
void csv_out_entry(struct exporter *exporter, const struct entry *entry);

#endif
