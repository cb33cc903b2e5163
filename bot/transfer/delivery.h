/* transfer/delivery.h - from a collector to a file of our own, with the report. */
#ifndef TRANSFER_DELIVERY_H
#define TRANSFER_DELIVERY_H

#include "transfer/items.h"
#include "transfer/output.h"

/* Gives every item an id that is fit and distinct, finds out whom the related ones are, tries each on our
 * own reader, writes those that it takes to `output` (NULL: nowhere) and tells of every row in order.
 * Fills the counts of `result`. Does nothing where the collector has failed. Gives the status of the
 * collector's fault: FAQBOT_INVALID where nothing is left to write, the output's, or FAQBOT_NO_MEMORY. */
enum faqbot_status import_commit(struct import_builder *builder, struct output *output,
                                 faqbot_import_callback *tell, void *tell_user,
                                 struct faqbot_import_result *result);

#endif
