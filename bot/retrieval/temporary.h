/* retrieval/temporary.h - a file that is written aside, and then takes the place of another in one step. */
#ifndef RETRIEVAL_TEMPORARY_H
#define RETRIEVAL_TEMPORARY_H

#include <faqbot/fault.h>

#include "base/buffer.h"

/* Whether an open file of such a name may be what a killed process left. */
typedef bool temporary_is_left(int file);

/* Files that are written aside are called STEM-0, STEM-1 ... in the open folder (or AT_FDCWD), and locked by whoever
 * writes them. Removes those that nobody does. */
void temporary_sweep(int folder, const char *stem, temporary_is_left *is_left);

/* Makes one of them, with the rights that a new file of this process has, and locks it; *name is filled, ended by a
 * NUL. -1: errno says why not. */
int temporary_make(int folder, const char *stem, struct buffer *name);

/* Removes what killed processes left beside the index `output`. */
void temporary_sweep_beside(const char *output);

/* Declare it, temporary_open() it, temporary_close() it. */
struct temporary {
    struct buffer name; /* ended by a NUL */
    int file;           /* holds a lock, by which others tell that it is in use; -1: there is none */
};

/* An empty file beside `output`, with the rights that a new file of this process has. IO, NO_MEMORY with `fault`
 * filled. */
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
