/* text/words.h - text as a sequence of folded words. */
#ifndef TEXT_WORDS_H
#define TEXT_WORDS_H

#include "base/arena.h"

#define TOKENIZE_WORD_BYTES_MAX 128 /* of one folded word; the rest of a longer one is dropped */

/* One word. `folded` and `plain` lie in the arena or are static; `source` points into the text. */
struct word {
    struct faqbot_view source; /* as written */
    struct faqbot_view folded; /* NFKC, case folded: what stemmers take */
    struct faqbot_view plain;  /* and without accents: what is compared, "CAFÉS" -> "cafes" */
    bool is_corrected;         /* another word than was written; false as tokenize() gives it */
};

/* Splits valid UTF-8 into words: runs of letters, digits and marks. An apostrophe within a word is left out, and what
 * follows it where that is a lone "s" ("bot's" -> "bot"); "c++", "c#" and the like keep their signs. Scripts that are
 * written without blanks (Chinese, Japanese, Thai ...) give each pair of neighbouring characters, as is usual for
 * them; a character alone gives itself. *words is the arena's. False: no memory. */
bool tokenize(struct arena *arena, struct faqbot_view text, struct word **words, size_t *count);

/* The words' plain forms, joined by single blanks: the key for comparing whole texts. *plain is the arena's. False: no
 * memory. */
bool tokenize_folded(struct arena *arena, struct faqbot_view text, struct faqbot_view *plain);

/* Whether a code point is a part of words: a letter, a digit or a mark. */
bool tokenize_is_word_char(uint32_t character);

#endif
