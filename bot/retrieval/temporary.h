/* retrieval/temporary.h - a file that is written aside, and then takes the place of another in one step. */
#ifndef RETRIEVAL_TEMPORARY_H
#define RETRIEVAL_TEMPORARY_H

#include <faqbot/fault.h>

#include "base/buffer.h"

/* Declare it, temporary_open() it, temporary_close() it. */
struct temporary {
    struct buffer name; /* ended by a NUL */
    int file;           /* holds a lock, by which others tell that it is in use; -1: there is none */
};

/* An empty file beside `output`, with the rights that a new file of this process has. What others left there when they
 * were killed is removed. IO, NO_MEMORY with `fault` filled. */
enum faqbot_status temporary_open(struct temporary *temporary, const char *output,
                                  struct faqbot_fault *fault);

/* Copies a file into it, which is empty; or empties it again. Without a fault, since the file can be made in another
 * way too. IO. */
enum faqbot_status temporary_copy(struct temporary *temporary, const char *from);
enum faqbot_status temporary_empty(struct temporary *temporary);

/* Makes the file durable and gives it the name `output`. IO, with `fault` filled. */
enum faqbot_status temporary_place(struct temporary *temporary, const char *output,
                                   struct faqbot_fault *fault);

/* Removes the file, unless it was placed. Also after a failure. */
void temporary_close(struct temporary *temporary);

#endif
