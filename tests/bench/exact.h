/* bench/exact.h - compares the first stage with one that looks at every entry. */
#ifndef BENCH_EXACT_H
#define BENCH_EXACT_H

#include "trial.h"

#define EXACT_NONE (-1.0) /* the index has no lists: all of its entries are looked at anyway */

/* How many questions have other candidates on an index file than an exhaustive search finds, or the same in another
 * order or with other scores; EXACT_NONE. False: it could not be told. In a process of its own. */
bool exact_mismatches(const char *index, const struct trial_questions *questions, double *mismatches);

#endif
