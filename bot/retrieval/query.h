/* retrieval/query.h - words as an expression of FTS5's language that FTS5 always takes. */
#ifndef RETRIEVAL_QUERY_H
#define RETRIEVAL_QUERY_H

#include "base/buffer.h"

/* FTS5's own parser recurses, and more words than this add nothing to the candidates. */
#define QUERY_WORDS_MAX 64
#define QUERY_BYTES_MAX 16384

/* Appends `word` as a quoted string, after " OR " where something stands before it. Bytes that the index's tokenizer
 * takes for separators (schema.sql) separate here too: "a b" is "a" OR "b", and a word of them alone adds nothing. */
void query_add_any(struct buffer *query, struct faqbot_view word);

/* Appends `word` as a quoted string that must stand too, after " AND "; where `is_prefix`, as one that words may begin
 * with (of several separated ones the last). */
void query_add_all(struct buffer *query, struct faqbot_view word, bool is_prefix);

#endif
