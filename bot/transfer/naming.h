/* transfer/naming.h - ids that are fit and distinct, made of those that a service gave, or of the
 * questions. */
#ifndef TRANSFER_NAMING_H
#define TRANSFER_NAMING_H

#include "transfer/items.h"

#define ASSIGN_IDS_SLUG_BYTES_MAX 80 /* of an id that is made of a question */

/* Fills in the ids of all items. The service's own are kept where they are fit, and go before those that
 * are made. What was given before, or is taken, has "-2", "-3" ... behind it. False: no memory. */
bool assign_ids(struct import_builder *builder);

#endif
