/* transfer/output.h - one file in one folder, there as a whole or not at all. */
#ifndef TRANSFER_OUTPUT_H
#define TRANSFER_OUTPUT_H

#include <faqbot.h>

#include "base/buffer.h"

struct output;

/* Begins the file `name` (letters, digits, '-' and '.') in `folder`, which is made where it is not there,
 * but not its parents. Links at `name` are not followed. Fails with FAQBOT_INVALID (`name` is there and
 * `force` is not set), FAQBOT_NOT_FOUND, FAQBOT_IO or FAQBOT_NO_MEMORY: then `fault` is filled and NULL comes
 * back. The output is the caller's, released by output_free(). Each function here does nothing where `fault`
 * is filled already. */
struct output *output_open(const char *folder, const char *name, bool force, struct faqbot_fault *fault);

/* Appends to what is to be the file. */
void output_add(struct output *output, struct faqbot_view bytes, struct faqbot_fault *fault);

/* Makes it durable and gives it its name. */
void output_commit(struct output *output, struct faqbot_fault *fault);

/* What was not committed is removed, the folder with it where it was made for the file. NULL is allowed. */
void output_free(struct output *output);

#endif
