/* bot/recent.c - questions asked before: by what a result is found again, and what of it is kept. Visitors ask the same
 * few questions again and again. What is kept is the result of a search and not the answer: the search takes most of
 * the time, a result is small, and an answer can be made from it at any time, in the language that is wished. */
#include "bot/bot_internal.h"

#include <string.h>

/* Whether there is more than blanks between any two words: it may tell sentences apart, of which one may be
 * read alone. Words without blanks between them overlap. */
static bool has_marks(const struct word *words, size_t count)
{
    for (size_t i = 0; i + 1 < count; i++) {
        const char *at = words[i].source.bytes + words[i].source.size;
        for (; at < words[i + 1].source.bytes; at++) {
            if (*at != ' ') {
                return true;
            }
        }
    }
    return false;
}

/* The key of a question: its words as they are compared, each ended by a NUL, or a NUL and the text where
 * there are marks between them; how many matches are wanted, and the context. Two questions with one key have
 * one answer, but for what quotes them (recent_keep() keeps no such result). */
struct faqbot_view recent_key(struct arena *arena, const struct search_query *query,
                              enum faqbot_status *status)
{
    struct word *words = NULL;
    size_t count = 0;
    struct buffer key;
    bool is_split = tokenize(arena, query->text, &words, &count);
    buffer_init_in(&key, arena, SIZE_MAX);
    if (has_marks(words, count)) {
        buffer_add_byte(&key, '\0');
        buffer_add(&key, query->text);
        count = 0;
    }
    for (size_t i = 0; i < count && is_split; i++) {
        buffer_add(&key, words[i].folded);
        buffer_add_byte(&key, '\0');
    }
    buffer_add(&key, view_make((const char *)&query->top, sizeof query->top));
    buffer_add(&key, query->context);
    *status = key.failed || !is_split ? FAQBOT_NO_MEMORY : *status;
    return buffer_view(&key);
}

static bool quotes(const struct search_result *result)
{
    return result->correction_count > 0 || result->unknown_word_count > 0;
}

/* Copies the matches of a result, and makes it point to the copy; what is behind the copy. */
static struct search_match *keep_matches(struct search_result *result, struct search_match *room)
{
    if (result->match_count > 0) {
        memcpy(room, result->matches, result->match_count * sizeof *room);
    }
    result->matches = room;
    return room + result->match_count;
}

/* Keeps a copy of a result in place of the one that was not used for the longest time. One that quotes the
 * question (corrections, unknown words) is not kept: the next visitor may have written it otherwise. Without
 * memory nothing is kept: a cache may forget. */
void recent_keep(struct lru_cache *cache, struct faqbot_view key, const struct search_result *result)
{
    size_t matches = result->match_count;
    bool may_keep = !quotes(result);
    for (size_t i = 0; i < result->part_count; i++) {
        matches += result->parts[i].match_count;
        may_keep = may_keep && !quotes(&result->parts[i]);
    }
    struct recent *cached = NULL;
    if (may_keep) {
        cached = lru_cache_add(cache, key, sizeof *cached + matches * sizeof *result->matches);
    }
    if (cached == NULL) {
        return;
    }
    cached->result = *result;
    cached->result.parts = cached->parts;
    struct search_match *room = keep_matches(&cached->result, cached->matches);
    for (size_t i = 0; i < result->part_count; i++) {
        cached->parts[i] = result->parts[i];
        room = keep_matches(&cached->parts[i], room);
    }
}
