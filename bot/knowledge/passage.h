/* knowledge/passage.h - the text under a heading that asks nothing. */
#ifndef KNOWLEDGE_PASSAGE_H
#define KNOWLEDGE_PASSAGE_H

#include "knowledge/article.h"

/* Hands on the section's text in passages of KB_PASSAGE_WORDS words at most, split between blocks; a single
 * block may be longer. The reader's answer and entry arena are reset beforehand by the caller. `heading` is NULL for
 * what stands before the first. Text directly under a FAQ heading is an answer without a question: each block is a
 * passage of its own then, and warned of. */
void passage_read(struct article *article, const struct section *section, const struct heading *heading);

#endif
