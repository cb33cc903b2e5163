/* text/stems.h - the stem of a word, in the language of its text. */
#ifndef TEXT_STEMS_H
#define TEXT_STEMS_H

#include "base/arena.h"
#include "text/words.h"

struct stems;

/* A stemmer for a BCP 47 language ("de", "pt-BR"); unknown ones leave words as they are, the empty one is English.
 * NULL: no memory. The caller's, released by stems_free(). One thread at a time. */
struct stems *stems_new(struct faqbot_view lang);
void stems_free(struct stems *stems);

/* The stem of a word, without accents; valid until the next call. Where memory is short, which some languages need for
 * a few letters at a time, it is the word as it is, and stems_failed() is true from then on. */
struct faqbot_view stems_find(struct stems *stems, const struct word *word);

bool stems_failed(const struct stems *stems);

/* Whether the word, in that language, only holds a sentence together ("the", "how", "what"). `plain` as in struct
 * word. */
bool stems_is_function_word(const struct stems *stems, struct faqbot_view plain);

#endif
