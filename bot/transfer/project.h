/* transfer/project.h - a folder of files that is imported as one. */
#ifndef TRANSFER_PROJECT_H
#define TRANSFER_PROJECT_H

#include "transfer/items.h"

/* Told of a file: its text as import_input_read() gives it, valid until it returns. `fault` is for what is wrong with
 * the file alone: INVALID or LIMIT leaves it out, NO_MEMORY ends the reading. */
typedef void rasa_project_take(void *user, const char *path, struct faqbot_view text,
                               struct faqbot_fault *fault);

/* Whether `path` is a folder. */
bool rasa_project_is_folder(const char *path);

/* Hands over each file below `path` whose name ends in one of `endings` (ended by NULL), in byte order of their
 * paths. Links are not followed, hidden files passed over; what cannot be read is told of as a row left out. All
 * files together have FAQBOT_IMPORT_FILE_BYTES_MAX. Makes the collector fail with FAQBOT_NOT_FOUND, FAQBOT_IO,
 * FAQBOT_LIMIT or FAQBOT_NO_MEMORY. */
void rasa_project_read(struct import_builder *builder, const char *path, const char *const *endings,
                       rasa_project_take *take, void *user);

#endif
