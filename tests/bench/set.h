/* bench/set.h - the questions that are asked. */
#ifndef BENCH_SET_H
#define BENCH_SET_H

#include <stdbool.h>

#include "util/util.h"

struct set {
    struct buffer bytes;           /* of the file */
    struct faqbot_view *questions; /* they point into it */
    size_t count;
};

/* Reads a file with a question in each line, up to its end or a tab. False, and said on stderr: it cannot be read.
 * Released by set_release(), also after a failure. */
bool set_read(struct set *set, const char *path);

void set_release(struct set *set);

#endif
