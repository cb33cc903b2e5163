/* text/function_words.h - the words that hold sentences together, by language. */
#ifndef TEXT_FUNCTION_WORDS_H
#define TEXT_FUNCTION_WORDS_H

#include "base/view.h"

struct function_words;

/* The words of a two-letter language; NULL where none are listed. Static. */
const struct function_words *function_words_find(const char *lang);

/* Whether `plain` (folded, no accents, no apostrophes) is among them; false for NULL. */
bool function_words_include(const struct function_words *words, struct faqbot_view plain);

#endif
