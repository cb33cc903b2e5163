/* dialogue/reply.c - what the bot says. Whether it knows is retrieval's verdict; how it is sent is protocol/'s. */
#include "dialogue/reply.h"

#include "text/rich.h"

#define TEXT_BYTES_MAX ((size_t)64 * 1024 * 1024)

/* The question of an entry as a visitor is shown it: a passage without a heading goes by its article's title. */
static struct faqbot_view shown_question(const struct store_entry *entry)
{
    return view_is_empty(entry->question) ? entry->title : entry->question;
}

/* An entry that was found is there, unless the index is damaged. */
static enum faqbot_status not_lost(enum faqbot_status status)
{
    return status == FAQBOT_NOT_FOUND ? FAQBOT_CORRUPT : status;
}

enum faqbot_status reply_links(struct store *store, const uint32_t *entries, size_t count,
                               struct arena *arena, struct faqbot_link **links)
{
    struct faqbot_link *made = arena_take_array(arena, count, sizeof *made);
    enum faqbot_status status = made == NULL ? FAQBOT_NO_MEMORY : FAQBOT_OK;
    for (size_t i = 0; i < count && status == FAQBOT_OK; i++) {
        struct store_entry entry;
        status = not_lost(store_get_label(store, entries[i], arena, &entry));
        if (status == FAQBOT_OK) {
            made[i] = (struct faqbot_link){.id = entry.id, .question = shown_question(&entry)};
        }
    }
    if (status == FAQBOT_OK) {
        *links = made;
    }
    return status;
}

static enum faqbot_status narrate(const struct faqbot_node *nodes, size_t count, struct arena *arena,
                                  struct faqbot_view *text)
{
    struct buffer buffer;
    buffer_init_in(&buffer, arena, TEXT_BYTES_MAX);
    rich_narrate(nodes, count, &buffer);
    if (buffer.failed) {
        return FAQBOT_NO_MEMORY;
    }
    *text = buffer_view(&buffer);
    return FAQBOT_OK;
}

/* The entries that the author named as related, as far as they exist. */
static enum faqbot_status find_related(struct store *store, uint32_t entry, struct arena *arena,
                                       uint32_t *related, size_t *count)
{
    struct faqbot_view *ids;
    size_t id_count = 0;
    enum faqbot_status status = store_get_related(store, entry, arena, &ids, &id_count);
    *count = 0;
    for (size_t i = 0; i < id_count && *count < REPLY_RELATED_MAX && status == FAQBOT_OK; i++) {
        status = store_find_entry(store, ids[i], &related[*count]);
        *count += status == FAQBOT_OK;
        status = status == FAQBOT_NOT_FOUND ? FAQBOT_OK : status;
    }
    return status;
}

static enum faqbot_status add_related(struct store *store, const uint32_t *related, size_t count,
                                      struct arena *arena, struct faqbot_answer *answer)
{
    struct faqbot_link *links;
    enum faqbot_status status = reply_links(store, related, count, arena, &links);
    if (status == FAQBOT_OK) {
        answer->related = links;
        answer->related_count = count;
    }
    return status;
}

/* What an answered entry carries, whichever way it was found. */
static enum faqbot_status fill_entry(struct store *store, const struct reply_sentences *sentences,
                                     uint32_t number, struct arena *arena, struct faqbot_answer *answer)
{
    struct store_entry entry;
    enum faqbot_status status = not_lost(store_get_entry(store, number, arena, &entry));
    if (status == FAQBOT_OK && !rich_decode(entry.content, arena, &answer->nodes, &answer->node_count)) {
        status = FAQBOT_CORRUPT;
    }
    if (status == FAQBOT_OK) {
        status = narrate(answer->nodes, answer->node_count, arena, &answer->text);
    }
    if (status != FAQBOT_OK) {
        return status;
    }
    answer->outcome = FAQBOT_ANSWERED;
    answer->question = shown_question(&entry);
    answer->entry = entry.id;
    answer->title = entry.title;
    answer->section = entry.section;
    answer->url = entry.url;
    answer->lang = entry.lang;
    answer->disclaimer_id = entry.disclaimer_id;
    answer->disclaimer = entry.disclaimer;
    if (view_is_empty(entry.disclaimer) && !view_is_empty(sentences->disclaimer)) {
        answer->disclaimer_id = view_of("general");
        answer->disclaimer = sentences->disclaimer;
    }
    return FAQBOT_OK;
}

enum faqbot_status reply_with_entry(struct store *store, const struct reply_sentences *sentences,
                                    uint32_t entry, struct arena *arena, struct faqbot_answer *answer)
{
    uint32_t related[REPLY_RELATED_MAX];
    size_t related_count;
    struct faqbot_answer made = {.confidence = 1};
    enum faqbot_status status = fill_entry(store, sentences, entry, arena, &made);
    if (status == FAQBOT_OK) {
        status = find_related(store, entry, arena, related, &related_count);
    }
    if (status == FAQBOT_OK) {
        status = add_related(store, related, related_count, arena, &made);
    }
    if (status == FAQBOT_OK) {
        *answer = made;
    }
    return status;
}

static enum faqbot_status add_candidates(struct store *store, const struct retrieval_result *result,
                                         size_t top, struct arena *arena, struct faqbot_answer *answer)
{
    size_t count = result->match_count < top ? result->match_count : top;
    struct faqbot_candidate *candidates = arena_take_array(arena, count, sizeof *candidates);
    enum faqbot_status status = candidates == NULL ? FAQBOT_NO_MEMORY : FAQBOT_OK;
    for (size_t i = 0; i < count && status == FAQBOT_OK; i++) {
        struct faqbot_link *link;
        status = reply_links(store, &result->matches[i].entry, 1, arena, &link);
        if (status == FAQBOT_OK) {
            candidates[i] = (struct faqbot_candidate){
                .id = link->id, .question = link->question, .score = result->matches[i].score};
        }
    }
    answer->candidates = candidates;
    answer->candidate_count = count;
    return status;
}

static enum faqbot_status add_corrections(const struct retrieval_result *result, struct arena *arena,
                                          struct faqbot_answer *answer)
{
    struct faqbot_correction *corrections =
        arena_take_array(arena, result->correction_count, sizeof *corrections);
    if (corrections == NULL) {
        return FAQBOT_NO_MEMORY;
    }
    for (size_t i = 0; i < result->correction_count; i++) {
        corrections[i] =
            (struct faqbot_correction){.from = result->corrections[i].from, .to = result->corrections[i].to};
    }
    answer->corrections = corrections;
    answer->correction_count = result->correction_count;
    answer->unknown_words = result->unknown_words;
    answer->unknown_word_count = result->unknown_word_count;
    return FAQBOT_OK;
}

/* The author's related entries, or else the runners-up that come near the answer. */
static enum faqbot_status relate(struct store *store, const struct retrieval_result *result,
                                 struct arena *arena, struct faqbot_answer *answer)
{
    uint32_t related[REPLY_RELATED_MAX];
    size_t count;
    const struct match *matches = result->matches;
    enum faqbot_status status = find_related(store, matches[0].entry, arena, related, &count);
    bool is_named = count > 0;
    for (size_t i = 1; !is_named && i < result->match_count && count < REPLY_RELATED_MAX; i++) {
        if (matches[i].evidence >= REPLY_RELATED_SHARE) {
            related[count++] = matches[i].entry;
        }
    }
    return status == FAQBOT_OK ? add_related(store, related, count, arena, answer) : status;
}

enum faqbot_status reply_to_search(struct store *store, const struct reply_sentences *sentences,
                                   const struct retrieval_result *result, size_t top, struct arena *arena,
                                   struct faqbot_answer *answer)
{
    struct faqbot_answer made = {
        .outcome = FAQBOT_NONE, .text = sentences->no_answer, .contact = sentences->contact};
    enum faqbot_status status = FAQBOT_OK;
    if (result->verdict == VERDICT_ANSWER) {
        made = (struct faqbot_answer){0};
        status = fill_entry(store, sentences, result->matches[0].entry, arena, &made);
        if (status == FAQBOT_OK) {
            status = relate(store, result, arena, &made);
        }
    } else if (result->verdict == VERDICT_UNSURE) {
        made.outcome = FAQBOT_UNSURE;
        made.text = sentences->unsure;
    }
    made.confidence = result->confidence;
    if (status == FAQBOT_OK) {
        status = add_candidates(store, result, top, arena, &made);
    }
    if (status == FAQBOT_OK) {
        status = add_corrections(result, arena, &made);
    }
    if (status == FAQBOT_OK) {
        *answer = made;
    }
    return status;
}
