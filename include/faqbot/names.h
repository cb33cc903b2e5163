/* names.h - finding the name that somebody meant. */
#ifndef FAQBOT_NAMES_H
#define FAQBOT_NAMES_H

#include <stddef.h>

/* The name of `names` (count of them) that is nearest to `word` in edit distance (restricted
 * Damerau-Levenshtein), the first of equals; NULL where none is within a third of the word's length, rounded up. */
const char *faqbot_nearest_name(const char *word, const char *const *names, size_t count);

#endif
