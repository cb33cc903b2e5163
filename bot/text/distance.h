/* text/distance.h - how many slips of the finger lie between two words. */
#ifndef TEXT_DISTANCE_H
#define TEXT_DISTANCE_H

#include "base/view.h"

/* code points; longer words are at a distance of `most` + 1 from everything */
#define EDIT_DISTANCE_WORD_MAX 64

/* Restricted Damerau-Levenshtein distance in code points (insertion, deletion, substitution, swap of neighbours), or
 * `most` + 1 as soon as it is known to be larger than `most`. Both texts are valid UTF-8. */
unsigned edit_distance(struct faqbot_view left, struct faqbot_view right, unsigned most);

#endif
