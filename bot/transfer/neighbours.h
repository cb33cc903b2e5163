/* transfer/neighbours.h - the ids that a folder of knowledge has already. */
#ifndef TRANSFER_NEIGHBOURS_H
#define TRANSFER_NEIGHBOURS_H

#include <faqbot.h>

#include "base/interner.h"

/* Adds the ids of all entries of the folder to `taken`, but for those of its file `name`, which is to be
 * replaced. What cannot be read has none. Fails with FAQBOT_NO_MEMORY, `fault` filled. */
void existing_ids_read(const char *folder, const char *name, struct string_table *taken,
                       struct faqbot_fault *fault);

#endif
