/* text/function_words.h - the words that hold sentences together, by language. */
#ifndef TEXT_FUNCTION_WORDS_H
#define TEXT_FUNCTION_WORDS_H

#include "base/view.h"

struct stopwords;

/* The words of a two-letter language; NULL where none are listed. Static. */
const struct stopwords *stopwords_find(const char *lang);

/* Whether `plain` (folded, no accents, no apostrophes) is among them; false for NULL. */
bool stopwords_has(const struct stopwords *words, struct faqbot_view plain);

#endif
