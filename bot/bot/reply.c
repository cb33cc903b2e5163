/* bot/reply.c - what the bot says: turns entry numbers into an answer, a choice of candidates, or the
 * admission that it does not know. Which of the three it is the search has decided by its confidence; how an
 * answer is sent, shown or spelled in JSON is the front ends' business. Everything that is said was written
 * by an author or, where they wrote nothing, is one of the sentences that are shipped (sentences.c): the bot
 * makes up no words of its own. */
#include "bot/bot_internal.h"

#include <string.h>

#define TEXT_BYTES_MAX ((size_t)64 * 1024 * 1024) /* more than an entry can have; it bounds a damaged one */

/* The question of an entry as visitors see it; a passage without a heading goes by its article's title. */
static struct faqbot_view shown_question(const struct store_entry *entry)
{
    return view_is_empty(entry->question) ? entry->title : entry->question;
}

/* Reads no more of the entry than a list of entries shows: some are long, and lists are made for every
 * answer. */
static void read_label(struct store *store, uint32_t entry, struct arena *arena, struct store_entry *label,
                       enum faqbot_status *status)
{
    store_get_label(store, entry, arena, label, status);
    *status = *status == FAQBOT_NOT_FOUND ? FAQBOT_CORRUPT : *status; /* who has its number has found it */
}

struct faqbot_entry_ref reply_link(struct store *store, uint32_t entry, struct arena *arena,
                                   enum faqbot_status *status)
{
    struct store_entry label;
    read_label(store, entry, arena, &label, status);
    return (struct faqbot_entry_ref){.id = label.id, .question = shown_question(&label)};
}

static bool find_wished(const struct replier *replier, struct faqbot_view id, uint32_t *entry,
                        enum faqbot_status *status)
{
    bool is_found = false;
    for (size_t i = 0; i < REPLY_WISHES_MAX && replier->has_variants && !is_found; i++) {
        is_found = store_find_variant(replier->store, id, replier->wishes[i], entry, status);
    }
    return is_found;
}

bool reply_find_entry(const struct replier *replier, struct faqbot_view id, uint32_t *entry,
                      enum faqbot_status *status)
{
    return find_wished(replier, id, entry, status) || store_find_entry(replier->store, id, entry, status);
}

uint32_t reply_choose_variant(const struct replier *replier, uint32_t entry, struct arena *arena,
                              enum faqbot_status *status)
{
    struct store_entry label;
    if (replier->has_variants) {
        read_label(replier->store, entry, arena, &label, status);
        (void)find_wished(replier, label.id, &entry, status);
    }
    return entry;
}

void reply_add_named(const struct replier *replier, struct faqbot_view id, struct arena *arena,
                     struct reply_links *links, enum faqbot_status *status)
{
    uint32_t entry;
    if (reply_find_entry(replier, id, &entry, status)) {
        links->list[links->count++] = reply_link(replier->store, entry, arena, status);
    }
}

/* Gives links to entries their questions, which front ends show or ask by. */
static void name_links(const struct replier *replier, const struct faqbot_node *nodes, size_t count,
                       struct arena *arena, struct faqbot_answer *answer, enum faqbot_status *status)
{
    struct faqbot_node *named = NULL;
    uint32_t entry;
    for (size_t i = 0; i < count && *status == FAQBOT_OK; i++) {
        if (view_is_empty(nodes[i].entry.id)) {
            continue;
        }
        if (named == NULL && (named = arena_need(arena, count, sizeof *named, status)) != NULL) {
            memcpy(named, nodes, count * sizeof *named);
        }
        if (named != NULL && reply_find_entry(replier, nodes[i].entry.id, &entry, status)) {
            named[i].entry.question = reply_link(replier->store, entry, arena, status).question;
        }
    }
    answer->nodes = named == NULL ? nodes : named;
}

/* For what is shown with an entry: where the visitor wishes nothing, its language decides. */
static struct replier beside_entry(const struct replier *replier, struct faqbot_view lang)
{
    struct replier beside = *replier;
    beside.wishes[REPLY_WISHES_MAX - 1] = lang;
    return beside;
}

/* In the language of the entry, which it belongs to. */
static struct faqbot_view general_disclaimer(const struct replier *replier, struct faqbot_view lang)
{
    return sentences_find(replier->sentences, view_of(INDEX_DISCLAIMER), lang, 0).text;
}

/* What an answered entry carries, however it was found. The plain text is made here and not kept in the
 * index: it is for terminals and screen readers, and follows from the nodes. An entry without a disclaimer of
 * its own gets the owner's general one, under an id by which a front end can show it once in a
 * conversation. */
static void fill_entry(const struct replier *replier, uint32_t number, struct arena *arena,
                       struct faqbot_answer *answer, enum faqbot_status *status)
{
    struct store *store = replier->store;
    struct store_entry entry;
    struct buffer text;
    store_get_entry(store, number, arena, &entry, status);
    if (*status == FAQBOT_NOT_FOUND ||
        (*status == FAQBOT_OK && !rich_decode(entry.content, arena, &answer->nodes, &answer->node_count))) {
        *status = FAQBOT_CORRUPT; /* its number came from a search or a look-up */
    }
    if (*status != FAQBOT_OK) {
        return;
    }
    const struct replier beside = beside_entry(replier, entry.lang);
    name_links(&beside, answer->nodes, answer->node_count, arena, answer, status);
    if (*status != FAQBOT_OK) {
        return;
    }
    buffer_init_in(&text, arena, TEXT_BYTES_MAX);
    rich_to_text(answer->nodes, answer->node_count, &text);
    *status = text.failed ? FAQBOT_NO_MEMORY : FAQBOT_OK;
    struct faqbot_view general = general_disclaimer(replier, entry.lang);
    bool has_own = !view_is_empty(entry.disclaimer) || view_is_empty(general);
    answer->outcome = FAQBOT_ANSWERED;
    answer->text = buffer_view(&text);
    answer->question = shown_question(&entry);
    answer->entry = entry.id;
    answer->title = entry.title;
    answer->section = entry.section;
    answer->url = entry.url;
    answer->lang = entry.lang;
    answer->disclaimer_id = has_own ? entry.disclaimer_id : view_of("general");
    answer->disclaimer = has_own ? entry.disclaimer : general;
}

/* An author who names related entries has thought about it, so that theirs are shown alone, runners-up or
 * not.
 *
 * Adds the entries that the author named as related, or else the runners-up that come near the answer:
 * `matches` are those of the search, the answer first. */
static void add_related(const struct replier *replier, uint32_t entry, const struct search_match *matches,
                        size_t match_count, struct arena *arena, struct faqbot_answer *answer,
                        enum faqbot_status *status)
{
    struct faqbot_view *ids;
    size_t id_count;
    struct store *store = replier->store;
    struct reply_links links = {.list = arena_need(arena, REPLY_RELATED_MAX, sizeof *links.list, status)};
    store_get_related(store, entry, arena, &ids, &id_count, status);
    for (size_t i = 0; i < id_count && links.count < REPLY_RELATED_MAX; i++) {
        reply_add_named(replier, ids[i], arena, &links, status);
    }
    bool is_named = links.count > 0;
    for (size_t i = 1; !is_named && i < match_count && links.count < REPLY_RELATED_MAX; i++) {
        if (matches[i].contribution >= REPLY_RELATED_SHARE && *status == FAQBOT_OK) {
            uint32_t other = reply_choose_variant(replier, matches[i].entry, arena, status);
            links.list[links.count++] = reply_link(store, other, arena, status);
        }
    }
    answer->related = links.list;
    answer->related_count = links.count;
}

/* Somebody asked for this very entry, so nothing was weighed: the confidence is 1, and only an author's word
 * makes another entry related. */
void reply_with_entry(const struct replier *replier, uint32_t entry, struct arena *arena,
                      struct faqbot_answer *answer, enum faqbot_status *status)
{
    *answer = (struct faqbot_answer){.confidence = 1};
    fill_entry(replier, entry, arena, answer, status);
    const struct replier beside = beside_entry(replier, answer->lang);
    add_related(&beside, entry, NULL, 0, arena, answer, status);
}

/* The question and where it stands: nobody can choose between two that are called "How do I install it?". */
static struct faqbot_view add_place(const struct store_entry *label, struct arena *arena,
                                    enum faqbot_status *status)
{
    struct buffer shown;
    struct faqbot_view question = shown_question(label);
    struct faqbot_view place = view_is_empty(label->section) ? label->title : label->section;
    if (view_is_empty(place) || view_equals(place, question)) {
        return question;
    }
    buffer_init_in(&shown, arena, SIZE_MAX);
    buffer_add(&shown, question);
    buffer_add_text(&shown, " (");
    buffer_add(&shown, place);
    buffer_add_text(&shown, ")");
    fail_if(shown.failed, FAQBOT_NO_MEMORY, status);
    return buffer_view(&shown);
}

static bool is_shown_twice(const struct store_entry *labels, size_t count, size_t at)
{
    for (size_t i = 0; i < count; i++) {
        if (i != at && view_equals(shown_question(&labels[i]), shown_question(&labels[at]))) {
            return true;
        }
    }
    return false;
}

/* The matches as they are shown beside an answer, or as a choice. */
static void add_candidates(const struct replier *replier, const struct search_result *result, size_t top,
                           struct arena *arena, struct faqbot_answer *answer, enum faqbot_status *status)
{
    size_t count = result->match_count < top ? result->match_count : top;
    struct store_entry *labels = arena_need(arena, count, sizeof *labels, status);
    struct faqbot_candidate *candidates = arena_need(arena, count, sizeof *candidates, status);
    for (size_t i = 0; i < count && *status == FAQBOT_OK; i++) {
        uint32_t entry = reply_choose_variant(replier, result->matches[i].entry, arena, status);
        read_label(replier->store, entry, arena, &labels[i], status);
    }
    for (size_t i = 0; i < count && *status == FAQBOT_OK; i++) {
        bool is_twice = is_shown_twice(labels, count, i);
        candidates[i] = (struct faqbot_candidate){.id = labels[i].id,
                                                  .question = is_twice ? add_place(&labels[i], arena, status)
                                                                       : shown_question(&labels[i]),
                                                  .score = result->matches[i].score};
    }
    answer->candidates = candidates;
    answer->candidate_count = count;
}

static void say(const struct replier *replier, enum phrase phrase, struct faqbot_answer *answer)
{
    struct sentence sentence = sentences_say(replier->sentences, phrase, replier->lang);
    answer->text = sentence.text;
    answer->lang = sentence.lang;
}

struct faqbot_contact reply_contact(const struct replier *replier)
{
    struct faqbot_contact contact = *replier->contact;
    struct faqbot_view text =
        sentences_find(replier->sentences, view_of(INDEX_CONTACT), replier->lang, 0).text;
    contact.text = text;
    contact.line = view_is_empty(text) ? contact.line : text;
    return contact;
}

/* Whatever the outcome, the answer names the candidates, the corrected and the unknown words: which of them
 * to show is up to the front end. */
static void reply_to_one(const struct replier *replier, const struct search_result *result, size_t top,
                         struct arena *arena, struct faqbot_answer *answer, enum faqbot_status *status)
{
    *answer = (struct faqbot_answer){.outcome = result->outcome,
                                     .confidence = result->confidence,
                                     .corrections = result->corrections,
                                     .correction_count = result->correction_count,
                                     .unknown_words = result->unknown_words,
                                     .unknown_word_count = result->unknown_word_count};
    if (result->outcome == FAQBOT_ANSWERED) {
        uint32_t best = reply_choose_variant(replier, result->matches[0].entry, arena, status);
        fill_entry(replier, best, arena, answer, status);
        const struct replier beside = beside_entry(replier, answer->lang);
        add_related(&beside, best, result->matches, result->match_count, arena, answer, status);
    } else {
        bool is_unsure = result->outcome == FAQBOT_UNSURE;
        say(replier, is_unsure ? PHRASE_UNSURE : PHRASE_NO_ANSWER, answer);
        answer->contact = reply_contact(replier);
    }
    add_candidates(replier, result, top, arena, answer, status);
}

/* ==== several answers in one =========================================================================== */

/* Nodes that are put together; there is room for all. */
struct joined_nodes {
    struct faqbot_node *list;
    size_t count;
};

#define HEADING_NODES 5 /* of the question of a part */

static void add_heading(struct faqbot_view question, struct joined_nodes *nodes)
{
    const struct faqbot_node heading[HEADING_NODES] = {{.kind = FAQBOT_NODE_PARAGRAPH},
                                                       {.kind = FAQBOT_NODE_STRONG},
                                                       {.kind = FAQBOT_NODE_TEXT, .text = question},
                                                       {.kind = FAQBOT_NODE_CLOSE},
                                                       {.kind = FAQBOT_NODE_CLOSE}};
    size_t count = view_is_empty(question) ? 0 : HEADING_NODES;
    memcpy(nodes->list + nodes->count, heading, count * sizeof *heading);
    nodes->count += count;
}

/* Where the notes begin, which stand at the end. */
static size_t find_notes(const struct faqbot_answer *part)
{
    size_t at = 0;
    while (at < part->node_count && part->nodes[at].kind != FAQBOT_NODE_NOTE) {
        at++;
    }
    return at;
}

/* Adds nodes of a part, with the numbers of notes raised by those of the parts before it. */
static void add_nodes(const struct faqbot_node *nodes, size_t count, unsigned notes_before,
                      struct joined_nodes *joined)
{
    for (size_t i = 0; i < count; i++) {
        bool is_note = nodes[i].kind == FAQBOT_NODE_FOOTNOTE || nodes[i].kind == FAQBOT_NODE_NOTE;
        joined->list[joined->count] = nodes[i];
        joined->list[joined->count++].number += is_note ? notes_before : 0;
    }
}

static unsigned count_notes(const struct faqbot_answer *part)
{
    unsigned count = 0;
    for (size_t i = 0; i < part->node_count; i++) {
        count += part->nodes[i].kind == FAQBOT_NODE_NOTE;
    }
    return count;
}

/* The parts one after the other, each below its question, and the notes of all at the end. */
static void join_nodes(struct faqbot_answer *answer, struct arena *arena, enum faqbot_status *status)
{
    const struct faqbot_answer *parts = answer->parts;
    struct joined_nodes joined = {.count = 0};
    size_t most = answer->part_count * HEADING_NODES;
    unsigned notes_before = 0;
    for (size_t i = 0; i < answer->part_count; i++) {
        most += parts[i].node_count;
    }
    joined.list = arena_need(arena, most, sizeof *joined.list, status);
    for (size_t i = 0; i < answer->part_count && *status == FAQBOT_OK; i++) {
        add_heading(parts[i].question, &joined);
        add_nodes(parts[i].nodes, find_notes(&parts[i]), notes_before, &joined);
        notes_before += count_notes(&parts[i]);
    }
    notes_before = 0;
    for (size_t i = 0; i < answer->part_count && *status == FAQBOT_OK; i++) {
        size_t notes = find_notes(&parts[i]);
        add_nodes(parts[i].nodes + notes, parts[i].node_count - notes, notes_before, &joined);
        notes_before += count_notes(&parts[i]);
    }
    answer->nodes = joined.list;
    answer->node_count = joined.count;
}

static bool has_disclaimer(const struct faqbot_answer *parts, size_t count, struct faqbot_view disclaimer)
{
    bool has = view_is_empty(disclaimer);
    for (size_t i = 0; i < count; i++) {
        has = has || view_equals(parts[i].disclaimer, disclaimer);
    }
    return has;
}

/* All disclaimers that differ, because a front end that knows of no parts shows this one alone. The id names all of
 * them, so that one who has seen one has not seen both. */
static void join_disclaimers(struct faqbot_answer *answer, struct arena *arena, enum faqbot_status *status)
{
    struct buffer text;
    struct buffer id;
    buffer_init_in(&text, arena, TEXT_BYTES_MAX);
    buffer_init_in(&id, arena, TEXT_BYTES_MAX);
    for (size_t i = 0; i < answer->part_count; i++) {
        const struct faqbot_answer *part = &answer->parts[i];
        if (!has_disclaimer(answer->parts, i, part->disclaimer)) {
            buffer_add_text(&text, text.size > 0 ? "\n\n" : "");
            buffer_add(&text, part->disclaimer);
            buffer_add_text(&id, id.size > 0 ? "," : "");
            buffer_add(&id, part->disclaimer_id);
        }
    }
    fail_if(text.failed || id.failed, FAQBOT_NO_MEMORY, status);
    answer->disclaimer = buffer_view(&text);
    answer->disclaimer_id = buffer_view(&id);
}

static bool is_linked(const struct faqbot_answer *answer, const struct reply_links *links,
                      struct faqbot_view id)
{
    bool is_there = false;
    for (size_t i = 0; i < answer->part_count; i++) {
        is_there = is_there || view_equals(answer->parts[i].entry, id);
    }
    for (size_t i = 0; i < links->count; i++) {
        is_there = is_there || view_equals(links->list[i].id, id);
    }
    return is_there;
}

/* What is related to the parts, as far as it is none of them: the first of each, then the second. */
static void join_related(struct faqbot_answer *answer, struct arena *arena, enum faqbot_status *status)
{
    struct reply_links links = {.list = arena_need(arena, REPLY_RELATED_MAX, sizeof *links.list, status)};
    for (size_t place = 0; place < REPLY_RELATED_MAX && *status == FAQBOT_OK; place++) {
        for (size_t i = 0; i < answer->part_count && links.count < REPLY_RELATED_MAX; i++) {
            const struct faqbot_answer *part = &answer->parts[i];
            if (place < part->related_count && !is_linked(answer, &links, part->related[place].id)) {
                links.list[links.count++] = part->related[place];
            }
        }
    }
    answer->related = links.list;
    answer->related_count = links.count;
}

/* What the parts have in common. The first is the source: its entry is the one that a follow-up takes up. */
static void join_parts(struct faqbot_answer *answer, struct arena *arena, enum faqbot_status *status)
{
    const struct faqbot_answer *first = &answer->parts[0];
    struct buffer text;
    join_nodes(answer, arena, status);
    join_disclaimers(answer, arena, status);
    join_related(answer, arena, status);
    if (*status != FAQBOT_OK) {
        return;
    }
    buffer_init_in(&text, arena, TEXT_BYTES_MAX);
    rich_to_text(answer->nodes, answer->node_count, &text);
    fail_if(text.failed, FAQBOT_NO_MEMORY, status);
    answer->outcome = FAQBOT_ANSWERED;
    answer->text = buffer_view(&text);
    answer->entry = first->entry;
    answer->title = first->title;
    answer->section = first->section;
    answer->url = first->url;
    answer->lang = first->lang;
    answer->confidence = first->confidence;
    for (size_t i = 1; i < answer->part_count; i++) {
        const struct faqbot_answer *part = &answer->parts[i];
        answer->lang = view_equals(part->lang, answer->lang) ? answer->lang : view_of("");
        answer->confidence = part->confidence < answer->confidence ? part->confidence : answer->confidence;
    }
}

static void reply_to_parts(const struct replier *replier, const struct search_result *result, size_t top,
                           struct arena *arena, struct faqbot_answer *answer, enum faqbot_status *status)
{
    struct faqbot_answer *parts = arena_need(arena, result->part_count, sizeof *parts, status);
    *answer = (struct faqbot_answer){.parts = parts,
                                     .part_count = result->part_count,
                                     .corrections = result->corrections,
                                     .correction_count = result->correction_count,
                                     .unknown_words = result->unknown_words,
                                     .unknown_word_count = result->unknown_word_count};
    for (size_t i = 0; i < result->part_count && *status == FAQBOT_OK; i++) {
        reply_to_one(replier, &result->parts[i], top, arena, &parts[i], status);
        parts[i].is_foreign = result->parts[i].is_foreign;
    }
    if (*status == FAQBOT_OK) {
        join_parts(answer, arena, status);
        add_candidates(replier, result, top, arena, answer, status);
    }
}

void reply_to_search(const struct replier *replier, const struct search_result *result, size_t top,
                     struct arena *arena, struct faqbot_answer *answer, enum faqbot_status *status)
{
    if (*status == FAQBOT_OK && result->part_count > 0) {
        reply_to_parts(replier, result, top, arena, answer, status);
    } else if (*status == FAQBOT_OK) {
        reply_to_one(replier, result, top, arena, answer, status);
    }
}

/* The candidates of the search stay, for those who look at them; what it said of the words does not. No entry is
 * meant, so there is neither a source nor a disclaimer. */
void reply_to_small_talk(const struct replier *replier, enum small_talk kind,
                         const struct reply_links *starters, struct faqbot_answer *answer)
{
    bool asks_what = kind == SMALL_TALK_GREETING || kind == SMALL_TALK_HELP;
    *answer = (struct faqbot_answer){.outcome = FAQBOT_SMALLTALK,
                                     .small_talk = view_of(small_talk_name(kind)),
                                     .confidence = answer->confidence,
                                     .candidates = answer->candidates,
                                     .candidate_count = answer->candidate_count,
                                     .related = starters->list,
                                     .related_count = asks_what ? starters->count : 0};
    if (kind == SMALL_TALK_PERSON) {
        answer->contact = reply_contact(replier);
        answer->text = answer->contact.line;
        answer->lang = replier->sentences->lang;
    } else {
        say(replier, small_talk_reply(kind), answer);
    }
}
