/* bench/set.h - what is measured: a knowledge base, and questions to it. */
#ifndef BENCH_SET_H
#define BENCH_SET_H

#include <stdbool.h>

#include "util/util.h"

struct set {
    char knowledge[1024];          /* the file's path */
    struct buffer bytes;           /* of the questions' file */
    struct faqbot_view *questions; /* they point into it */
    size_t count;
};

/* Reads FOLDER/NAME, which holds knowledge.jsonl and questions.tsv (question, tab, id). False, and said on stderr:
 * they cannot be read. Released by set_release(), also after a failure. */
bool set_read(struct set *set, const char *folder, const char *name);

/* Makes one of the same shape as a customer service's, the same bytes everywhere, in FOLDER/NAME, which is made. */
bool set_make(const char *folder, const char *name);

void set_release(struct set *set);

#endif
