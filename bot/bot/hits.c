/* bot/hits.c - what a search by words shows: entry numbers become ids, titles and snippets. Which entries
 * they are search/fulltext.c has decided. Nothing of an entry is shown but its title and a line of its
 * text, so that no answer comes without its disclaimer. */
#include "bot/bot_internal.h"

#define TEXT_BYTES_MAX ((size_t)64 * 1024 * 1024) /* as reply.c has it */

struct shower {
    struct searcher *searcher;
    const struct fulltext_query *query;
    struct arena *arena;
    enum faqbot_status *status;
};

static struct search_snippet mark(const struct shower *shower, const struct store_entry *entry,
                                  struct faqbot_view text, bool is_whole)
{
    struct search_snippet snippet = {0};
    search_snippet_make(shower->searcher, shower->query, text, entry->lang, is_whole, shower->arena, &snippet,
                        shower->status);
    return snippet;
}

static struct faqbot_view text_of(const struct shower *shower, const struct store_entry *entry)
{
    const struct faqbot_node *nodes = NULL;
    size_t count = 0;
    struct buffer text;
    buffer_init_in(&text, shower->arena, TEXT_BYTES_MAX);
    if (*shower->status == FAQBOT_OK && !rich_decode(entry->content, shower->arena, &nodes, &count)) {
        *shower->status = FAQBOT_CORRUPT;
    }
    rich_to_search_text(nodes, *shower->status == FAQBOT_OK ? count : 0, &text);
    fail_if(text.failed, FAQBOT_NO_MEMORY, shower->status);
    return buffer_view(&text);
}

/* Where neither title nor text has any of the words, a further phrasing shows why the entry was found. */
static struct search_snippet find_snippet(const struct shower *shower, const struct store_entry *entry,
                                          bool has_marks)
{
    struct faqbot_view *phrasings = NULL;
    size_t count = 0;
    struct search_snippet text = mark(shower, entry, text_of(shower, entry), false);
    if (!text.has_marks && !has_marks) {
        store_get_phrasings(search_store(shower->searcher), entry->number, shower->arena, &phrasings, &count,
                            shower->status);
        for (size_t i = 1; i < count && *shower->status == FAQBOT_OK; i++) {
            struct search_snippet phrasing = mark(shower, entry, phrasings[i], true);
            if (phrasing.has_marks) {
                return phrasing;
            }
        }
    }
    return text;
}

static struct faqbot_hit show(const struct shower *shower, uint32_t number)
{
    struct store_entry entry;
    store_get_entry(search_store(shower->searcher), number, shower->arena, &entry, shower->status);
    *shower->status = *shower->status == FAQBOT_NOT_FOUND ? FAQBOT_CORRUPT : *shower->status;
    struct faqbot_view title = view_is_empty(entry.question) ? entry.title : entry.question;
    struct search_snippet title_marks = mark(shower, &entry, title, true);
    struct search_snippet text_marks = find_snippet(shower, &entry, title_marks.has_marks);
    return (struct faqbot_hit){.id = entry.id,
                               .title = title,
                               .section = entry.section,
                               .url = entry.url,
                               .lang = entry.lang,
                               .title_spans = title_marks.spans,
                               .title_span_count = title_marks.count,
                               .spans = text_marks.spans,
                               .span_count = text_marks.count};
}

void hits_find(struct searcher *searcher, const struct search_words_query *query, struct arena *arena,
               struct faqbot_hits *hits, enum faqbot_status *status)
{
    struct search_words_result found;
    search_words(searcher, query, arena, &found, status);
    struct shower shower = {.searcher = searcher, .query = &found.query, .arena = arena, .status = status};
    struct faqbot_hit *list = arena_need(arena, found.count, sizeof *list, status);
    for (size_t i = 0; i < found.count && *status == FAQBOT_OK; i++) {
        list[i] = show(&shower, found.entries[i]);
    }
    *hits = (struct faqbot_hits){
        .list = list, .count = found.count, .is_any = found.is_any, .is_cut_short = found.is_cut_short};
}

/* Whether the entry of that id is offered already, in whichever language: as a candidate, or as a mention. */
static bool is_offered(const struct faqbot_answer *answer, size_t candidates, struct faqbot_view id)
{
    bool is_there = false;
    for (size_t i = 0; i < candidates; i++) {
        is_there = is_there || view_equals(answer->candidates[i].id, id);
    }
    for (size_t i = 0; i < answer->mention_count; i++) {
        is_there = is_there || view_equals(answer->mentions[i].id, id);
    }
    return is_there;
}

/* As many more entries are looked for as may be candidates. */
void hits_add_mentions(struct searcher *searcher, struct faqbot_view question,
                       const struct search_match *candidates, size_t count, struct arena *arena,
                       struct faqbot_answer *answer, enum faqbot_status *status)
{
    struct search_words_result found;
    search_mentions(searcher, question, FAQBOT_MENTIONS_MAX + count, arena, &found, status);
    struct shower shower = {.searcher = searcher, .query = &found.query, .arena = arena, .status = status};
    struct faqbot_hit *list = arena_need(arena, FAQBOT_MENTIONS_MAX, sizeof *list, status);
    answer->mentions = list;
    for (size_t i = 0; i < found.count && answer->mention_count < FAQBOT_MENTIONS_MAX && *status == FAQBOT_OK;
         i++) {
        bool is_candidate = false;
        for (size_t j = 0; j < count; j++) {
            is_candidate = is_candidate || candidates[j].entry == found.entries[i];
        }
        if (!is_candidate) {
            struct faqbot_hit hit = show(&shower, found.entries[i]);
            list[answer->mention_count] = hit;
            answer->mention_count += !search_has_variants(searcher) || !is_offered(answer, count, hit.id);
        }
    }
}
