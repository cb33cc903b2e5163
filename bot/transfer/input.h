/* transfer/input.h - the file that is imported, whole. */
#ifndef TRANSFER_INPUT_H
#define TRANSFER_INPUT_H

#include <faqbot.h>

#include "base/buffer.h"

/* Reads the file, or file descriptor 0 where `path` is "-", into `bytes`, whose limit is the file's. Gives its
 * text: valid UTF-8 without NUL, and without a byte order mark. Fails with FAQBOT_NOT_FOUND, FAQBOT_IO,
 * FAQBOT_INVALID (no text), FAQBOT_LIMIT or FAQBOT_NO_MEMORY, and fills `fault`. */
struct faqbot_view import_input_read(const char *path, struct buffer *bytes, struct faqbot_fault *fault);

#endif
