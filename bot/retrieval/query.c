/* retrieval/query.c - words as an FTS5 expression. No operator ever comes from the text: every word is quoted. */
#include "retrieval/query.h"

/* What the index's tokenizer keeps (schema.sql): letters and digits of ASCII, its two extra signs, all else but ASCII. */
static bool is_searchable(struct faqbot_view word)
{
    bool searchable = false;
    for (size_t i = 0; i < word.size; i++) {
        unsigned char c = (unsigned char)word.bytes[i];
        if (c == '\0') {
            return false;
        }
        searchable = searchable || c >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
                     (c >= 'A' && c <= 'Z') || c == '+' || c == '#';
    }
    return searchable;
}

static void add_quoted(struct buffer *query, struct faqbot_view word)
{
    buffer_add_byte(query, '"');
    for (size_t i = 0; i < word.size; i++) {
        if (word.bytes[i] == '"') {
            buffer_add_byte(query, '"');
        }
        buffer_add_byte(query, word.bytes[i]);
    }
    buffer_add_byte(query, '"');
}

void query_add_any(struct buffer *query, struct faqbot_view word)
{
    if (is_searchable(word)) {
        buffer_add_text(query, query->size > 0 ? " OR " : "");
        add_quoted(query, word);
    }
}

void query_add_all(struct buffer *query, struct faqbot_view word, bool is_prefix)
{
    if (is_searchable(word)) {
        buffer_add_text(query, query->size > 0 ? " AND " : "");
        add_quoted(query, word);
        buffer_add_text(query, is_prefix ? "*" : "");
    }
}
