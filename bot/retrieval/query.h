/* retrieval/query.h - words as an expression of FTS5's language that FTS5 always takes. */
#ifndef RETRIEVAL_QUERY_H
#define RETRIEVAL_QUERY_H

#include "base/buffer.h"

/* FTS5's own parser recurses, and more words than this add nothing to what is found. */
#define QUERY_WORDS_MAX 64
#define QUERY_BYTES_MAX 16384

/* Appends `word` as a quoted string that must stand too, after " AND " where something stands before it; where
 * `is_prefix`, as one that words may begin with. Bytes that the index's tokenizer takes for separators (schema.sql)
 * separate here too: "a b" is "a" AND "b" (of which the last is the prefix), and a word of them alone adds nothing. */
void query_add_terms(struct buffer *query, struct faqbot_view word, bool is_prefix);

#endif
