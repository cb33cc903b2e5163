/* transfer/faqpage_out.h - a knowledge base as a FAQPage of schema.org, in JSON-LD. */
#ifndef TRANSFER_FAQPAGE_OUT_H
#define TRANSFER_FAQPAGE_OUT_H

#include "transfer/exporter.h"

/* Each question has its further phrasings as alternateName and its id as identifier; answers are HTML, and end with
 * their disclaimers, for they will be shown far from us. */
extern const struct exporter_format export_faqpage_format;

#endif
