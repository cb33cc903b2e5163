/* text/stems.h - the stem of a word, in the language of its text. */
#ifndef TEXT_STEMS_H
#define TEXT_STEMS_H

#include "base/arena.h"
#include "text/words.h"

struct stemmer;

/* A stemmer for a BCP 47 language ("de", "pt-BR"); unknown ones leave words as they are, the empty one is English.
 * NULL: no memory. The caller's, released by stemmer_free(). One thread at a time. */
struct stemmer *stemmer_new(struct faqbot_view lang);
void stemmer_free(struct stemmer *stemmer);

/* The stem of a word, without accents; valid until the next call. Where memory is short, which some languages need for
 * a few letters at a time, it is the word as it is, and stemmer_failed() is true from then on. */
struct faqbot_view stemmer_stem(struct stemmer *stemmer, const struct word *word);

bool stemmer_failed(const struct stemmer *stemmer);

/* Whether the word, in that language, only holds a sentence together ("the", "how", "what"). `plain` as in struct
 * word. */
bool stemmer_is_stopword(const struct stemmer *stemmer, struct faqbot_view plain);

#endif
