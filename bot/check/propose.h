/* check/propose.h - questions for an answer that has none. */
#ifndef CHECK_PROPOSE_H
#define CHECK_PROPOSE_H

#include "base/arena.h"
#include "base/buffer.h"

/* Appends one or two questions that `text`, an answer, may belong to, quoted and joined by " or ". They are made of
 * its first sentence where that is built as English ones often are, otherwise of its longest words: a start for the
 * author, not more. Nothing where the text has no word, or there is no memory. `lang` empty: English. */
void suggest_questions(struct faqbot_view text, struct faqbot_view lang, struct arena *arena,
                       struct buffer *out);

#endif
