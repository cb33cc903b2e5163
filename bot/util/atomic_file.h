/* util/atomic_file.h - replacing a file atomically: it is written under another name beside its target, made
 * durable, and then renamed, so that a reader sees the old file or the new one and never a part. What killed
 * processes leave is swept up. What is in the file, and the sentence when something fails, are up to the
 * caller: errno says why. */
#ifndef UTIL_ATOMIC_FILE_H
#define UTIL_ATOMIC_FILE_H

#include <stdbool.h>

#include "util/util.h"

/* Declare it, atomic_file_open() it, atomic_file_close() it. */
struct atomic_file {
    int folder;         /* borrowed; AT_FDCWD allowed */
    int file;           /* holds a lock, by which others tell that it is in use; -1: there is none */
    struct buffer name; /* ended by a NUL */
};

/* Makes an empty file STEM-0, or STEM-1 ... in the open folder, with the rights that a new file of this
 * process has, and locks it. */
bool atomic_file_open(struct atomic_file *file, int folder, const char *stem);

bool atomic_file_write(struct atomic_file *file, struct faqbot_view bytes);

/* Makes the file durable and gives it its name in the folder. Unless it `replaces` what is there, a file of
 * that name makes it fail with EEXIST, even one that came meanwhile. */
bool atomic_file_place(struct atomic_file *file, const char *target, bool replaces);

/* Removes the file, unless it was placed. Also after a failure. */
void atomic_file_close(struct atomic_file *file);

/* Whether an open file of such a name may be what a killed process left. */
typedef bool atomic_file_is_left(int file);

/* Removes the files STEM-0, STEM-1 ... that no process is writing; `is_left` has the last word, NULL
 * agrees. */
void atomic_file_sweep(int folder, const char *stem, atomic_file_is_left *is_left);

#endif
