/* transfer/jsonl_out.h - a knowledge as our own JSON Lines: what they are read to is the same, its version too. */
#ifndef TRANSFER_JSONL_OUT_H
#define TRANSFER_JSONL_OUT_H

#include "transfer/exporter.h"

void jsonl_out_settings(struct exporter *exporter, const struct settings *settings);
void jsonl_out_synonyms(struct exporter *exporter, const struct synonym *list, size_t count);
void jsonl_out_entry(struct exporter *exporter, const struct entry *entry);

#endif
