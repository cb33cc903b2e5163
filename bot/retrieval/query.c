/* retrieval/query.c - words as an FTS5 expression. No operator ever comes from the text: what is not a letter, a digit
 * or one of the index's signs separates words, here as in the index's tokenizer, and every word is quoted. */
#include "retrieval/query.h"

/* What the tokenizer of schema.sql keeps: letters and digits of ASCII, its two extra signs, and all but ASCII. */
static bool is_kept(char byte)
{
    unsigned char c = (unsigned char)byte;
    return c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           c == '+' || c == '#';
}

/* Takes the next run of kept bytes off `rest`, and what separates it from the one behind it; false at the end. */
static bool next_token(struct faqbot_view *rest, struct faqbot_view *token)
{
    size_t start = 0;
    while (start < rest->size && !is_kept(rest->bytes[start])) {
        start++;
    }
    size_t end = start;
    while (end < rest->size && is_kept(rest->bytes[end])) {
        end++;
    }
    *token = view_slice(*rest, start, end - start);
    while (end < rest->size && !is_kept(rest->bytes[end])) {
        end++;
    }
    *rest = view_slice(*rest, end, rest->size);
    return token->size > 0;
}

/* One token a string: a string of two would be a phrase, and the index, which keeps no positions, refuses phrases. */
void query_add_terms(struct buffer *query, struct faqbot_view word, bool is_prefix)
{
    struct faqbot_view token;
    while (next_token(&word, &token)) {
        buffer_add_text(query, query->size > 0 ? " AND " : "");
        buffer_add_byte(query, '"');
        buffer_add(query, token);
        buffer_add_text(query, is_prefix && view_is_empty(word) ? "\"*" : "\"");
    }
}
