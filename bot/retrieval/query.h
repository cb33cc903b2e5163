/* retrieval/query.h - words as an expression of FTS5's language that FTS5 always takes. */
#ifndef RETRIEVAL_QUERY_H
#define RETRIEVAL_QUERY_H

#include "base/buffer.h"

#define QUERY_WORDS_MAX                                                                                      \
    64 /* FTS5's own parser recurses; more words than this add nothing to the candidates */
#define QUERY_BYTES_MAX 16384

/* Appends `word` as a quoted string, after " OR " where something stands before it. What could end the string is
 * doubled; a word without a letter or digit, which FTS5 would take for nothing, and one with a NUL, are left out. */
void query_add_any(struct buffer *query, struct faqbot_view word);

/* Appends "words" as a quoted string that must stand too, the last of them as a prefix where `is_prefix`. */
void query_add_all(struct buffer *query, struct faqbot_view word, bool is_prefix);

#endif
