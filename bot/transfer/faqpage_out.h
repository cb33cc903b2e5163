/* transfer/faqpage_out.h - a knowledge as a FAQPage of schema.org, in JSON-LD. */
#ifndef TRANSFER_FAQPAGE_OUT_H
#define TRANSFER_FAQPAGE_OUT_H

#include "transfer/exporter.h"

/* Each question has its further phrasings as alternateName and its id as identifier; answers are HTML, and end with
 * their disclaimers, for they will be shown far from us. */
void faqpage_out_begin(struct exporter *exporter);
void faqpage_out_settings(struct exporter *exporter, const struct settings *settings);
void faqpage_out_synonyms(struct exporter *exporter, const struct synonym *list, size_t count);
void faqpage_out_entry(struct exporter *exporter, const struct entry *entry);
void faqpage_out_end(struct exporter *exporter);

#endif
