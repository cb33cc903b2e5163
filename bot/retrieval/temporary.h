/* retrieval/temporary.h - an index while it is written beside the file whose place it takes (base/atomic_file.h). */
#ifndef RETRIEVAL_TEMPORARY_H
#define RETRIEVAL_TEMPORARY_H

#include <faqbot.h>

#include "base/atomic_file.h"

/* Removes what killed processes left beside the index `output`. */
void temporary_sweep_beside(const char *output);

/* An empty file beside `output`. IO, NO_MEMORY with `fault` filled. */
enum faqbot_status temporary_open(struct atomic_file *temporary, const char *output,
                                  struct faqbot_fault *fault);

/* Copies a file into it, which is empty; or empties it again. Without a fault, since the index can be made in another
 * way too. IO. */
enum faqbot_status temporary_copy(struct atomic_file *temporary, const char *from);
enum faqbot_status temporary_empty(struct atomic_file *temporary);

/* Makes the file durable and gives it the name `output`. IO, with `fault` filled. */
enum faqbot_status temporary_place(struct atomic_file *temporary, const char *output,
                                   struct faqbot_fault *fault);

#endif
