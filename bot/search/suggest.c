/* search/suggest.c - completes a question while it is typed: the entries with a phrasing that has all its
 * words so far. The index's full-text table of phrasings does the work (store_suggest()); here its query is
 * built. No operator of FTS5's language ever comes from the text: what is not a letter, a digit or one of the
 * index's two extra signs separates words, here as in the index's tokenizer, and every word is quoted.
 *
 * Deliberately not a search: words are matched as they are written, without stems, spelling or synonyms,
 * because a suggestion that lacks what was just typed looks like a mistake. */
#include "search/search_internal.h"

/* A phrasing counts for itself, so that an entry may come several times: enough to fill any list. */
#define MATCHES_MAX 200

/* What the tokenizer of schema.sql keeps: letters and digits of ASCII, its two extra signs, and all but
 * ASCII. */
static bool is_kept(char byte)
{
    return (unsigned char)byte >= 0x80 || ascii_is_alnum(byte) || byte == '+' || byte == '#';
}

/* Takes the next run of kept bytes off `rest`, and what separates it from the one behind it; false at the
 * end. */
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

/* One token a string: a string of two would be a phrase, and the index, which keeps no positions, refuses
 * phrases. */
void suggest_add_word(struct buffer *query, struct faqbot_view word, bool is_prefix)
{
    struct faqbot_view token;
    while (next_token(&word, &token)) {
        buffer_add_text(query, query->size > 0 ? " AND \"" : "\"");
        buffer_add(query, token);
        buffer_add_text(query, is_prefix && view_is_empty(word) ? "\"*" : "\"");
    }
}

/* Keeps the first `limit` distinct entries; returns how many there are. */
static size_t keep_distinct(uint32_t *entries, size_t count, size_t limit)
{
    size_t kept = 0;
    for (size_t i = 0; i < count && kept < limit; i++) {
        size_t at = 0;
        while (at < kept && entries[at] != entries[i]) {
            at++;
        }
        if (at == kept) {
            entries[kept++] = entries[i];
        }
    }
    return kept;
}

/* What was typed is split as questions are, so that accents, case and punctuation do not matter; the index
 * folded the phrasings in the same way. */
void search_suggest(struct searcher *searcher, struct faqbot_view typed, size_t limit, struct arena *arena,
                    uint32_t **entries, size_t *count, enum faqbot_status *status)
{
    struct synonyms_words words = {.count = 0};
    struct buffer query;
    bool is_finished = typed.size > 0 && typed.bytes[typed.size - 1] == ' ';
    *entries = NULL;
    *count = 0;
    query_split(typed, arena, &words, status);
    buffer_init(&query, SUGGEST_QUERY_BYTES_MAX);
    for (size_t i = 0; i < words.count && i < SUGGEST_WORDS_MAX; i++) {
        suggest_add_word(&query, words.list[i].plain, i + 1 == words.count && !is_finished);
    }
    fail_if(query.failed, FAQBOT_NO_MEMORY, status);
    if (query.size > 0) {
        store_suggest(searcher->store, buffer_view(&query), MATCHES_MAX, arena, entries, count, status);
    }
    buffer_release(&query);
    *count =
        *status == FAQBOT_OK ? keep_distinct(*entries, *count, searcher->has_variants ? *count : limit) : 0;
    if (searcher->has_variants) {
        *count = variants_keep_first(searcher, *entries, *count, limit, arena, status);
    }
}
