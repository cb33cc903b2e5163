/* transfer/microdata.h - schema.org's questions as attributes of a page's elements. */
#ifndef TRANSFER_MICRODATA_H
#define TRANSFER_MICRODATA_H

#include "transfer/collector.h"
#include "transfer/webpage.h"

/* Takes every element that is an item of the type Question. *rows is the number of the last row, and counts
 * on. */
void microdata_read(struct import_builder *builder, const GumboNode *root, const struct html_page *webpage,
                    size_t *rows);

#endif
