/* chat/encode.c - writes replies as JSON, and shortens those that are too long for their buffer: a client
 * says how long a message it can take, and a shortened answer is better than none.
 *
 * It decides nothing about what is answered, and it reads no JSON. Members stand in a fixed order, and one
 * that would be empty is left out: that keeps replies short and, for the same answer, the same to the byte,
 * which the response cache and the tests rely on. */
#include "chat/chat_internal.h"

#include <faqbot.h>

#include <stdlib.h>
#include <string.h>

#include "text/text.h"
#include "util/util.h"

/* ==== Members that several objects have ============================================================== */

void encode_texts(struct json_writer *writer, const char *key, const struct faqbot_view *texts, size_t count)
{
    json_writer_open_array(writer, key);
    for (size_t i = 0; i < count; i++) {
        json_writer_add_string(writer, NULL, texts[i]);
    }
    json_writer_close_array(writer);
}

/* What the visitor wrote, and what was looked for instead. Clients show them, so that a visitor can tell when the bot
 * has corrected what was no mistake. */
void encode_corrections(struct json_writer *writer, const struct faqbot_correction *corrections, size_t count)
{
    json_writer_open_array(writer, "corrections");
    for (size_t i = 0; i < count; i++) {
        json_writer_open_object(writer, NULL);
        json_writer_add_string(writer, "from", corrections[i].from);
        json_writer_add_string(writer, "to", corrections[i].to);
        json_writer_close_object(writer);
    }
    json_writer_close_array(writer);
}

void encode_open_entry(struct json_writer *writer, struct faqbot_view id, struct faqbot_view question)
{
    json_writer_open_object(writer, NULL);
    json_writer_add_string(writer, "id", id);
    json_writer_add_string(writer, "question", question);
}

/* Entries that a visitor may choose, each with what a client needs to show it and to ask for it: its
 * question, and its id for a GET. */
static void add_links(struct json_writer *writer, const char *key, const struct faqbot_entry_ref *links,
                      size_t count)
{
    json_writer_open_array(writer, key);
    for (size_t i = 0; i < count; i++) {
        encode_open_entry(writer, links[i].id, links[i].question);
        json_writer_close_object(writer);
    }
    json_writer_close_array(writer);
}

/* A text in pieces: [{"text":"Renew a "},{"text":"loan","mark":true}]. A client needs to find no markup in it,
 * nor can it take any for markup. */
static void add_spans(struct json_writer *writer, const char *key, const struct faqbot_span *spans,
                      size_t count)
{
    json_writer_open_array(writer, key);
    for (size_t i = 0; i < count; i++) {
        json_writer_open_object(writer, NULL);
        json_writer_add_string(writer, "text", spans[i].text);
        if (spans[i].mark) {
            json_writer_add_bool(writer, "mark", true);
        }
        json_writer_close_object(writer);
    }
    json_writer_close_array(writer);
}

static bool has_mark(const struct faqbot_span *spans, size_t count)
{
    size_t i = 0;
    while (i < count && !spans[i].mark) {
        i++;
    }
    return i < count;
}

/* An entry with what it says of the words that were searched for. The title comes in pieces only where that
 * tells more than the title. */
static void add_hit(struct json_writer *writer, const struct faqbot_hit *hit, bool with_title_spans)
{
    json_writer_open_object(writer, NULL);
    json_writer_add_string(writer, "id", hit->id);
    json_writer_add_string(writer, "title", hit->title);
    if (with_title_spans && has_mark(hit->title_spans, hit->title_span_count)) {
        add_spans(writer, "title_spans", hit->title_spans, hit->title_span_count);
    }
    json_writer_add_optional(writer, "section", hit->section);
    json_writer_add_optional(writer, "url", hit->url);
    json_writer_add_optional(writer, "lang", hit->lang);
    add_spans(writer, "spans", hit->spans, hit->span_count);
    json_writer_close_object(writer);
}

/* "contact":"Ask at the desk.","person":{"text":"Ask at the desk.","phone":"+49 89 1234"}. `contact` has been a string
 * since the first version, and stays one, so that a client of that version shows it as ever. */
static void add_contact(struct json_writer *writer, const struct faqbot_contact *contact)
{
    json_writer_add_optional(writer, "contact", contact->line);
    if (contact->has_ways) {
        json_writer_open_object(writer, "person");
        json_writer_add_optional(writer, "text", contact->text);
        json_writer_add_optional(writer, "mail", contact->mail);
        json_writer_add_optional(writer, "phone", contact->phone);
        json_writer_add_optional(writer, "url", contact->url);
        json_writer_add_optional(writer, "hours", contact->hours);
        json_writer_close_object(writer);
    }
}

/* "knowledge":{"version":"5f3a90c2d1e4b678","entries":18,"encoder":"minilm-l6"}. In an answer "knowledge" is the
 * version alone, since it is said with each of them. */
static void add_about(struct json_writer *writer, const struct faqbot_about *about)
{
    json_writer_open_object(writer, "knowledge");
    json_writer_add_string(writer, "version", about->version);
    json_writer_add_integer(writer, "entries", (int64_t)about->entries);
    json_writer_add_optional(writer, "encoder", about->encoder);
    json_writer_close_object(writer);
}

/* ==== Replies ======================================================================================== */

/* A reply in progress; the buffer may hold others before it. */
struct reply {
    struct json_writer json;
    size_t start;
};

/* The type always comes first, for people who read logs and for clients that scan before they parse. */
static struct reply open_reply(struct buffer *out, const char *type)
{
    struct reply reply = {.json = json_writer_make(out), .start = out->size};
    json_writer_open_object(&reply.json, NULL);
    json_writer_add_text(&reply.json, "type", type);
    return reply;
}

/* A reply to a request carries the request's id. null: the request had none that could be read, or was a body
 * without one. */
static struct reply open_reply_to(struct buffer *out, const char *type, struct faqbot_view id)
{
    struct reply reply = open_reply(out, type);
    if (view_is_empty(id)) {
        json_writer_add_null(&reply.json, "id");
    } else {
        json_writer_add_string(&reply.json, "id", id);
    }
    return reply;
}

/* Writes the last bracket. False: the reply did not fit, and is gone. The buffer still says whether memory
 * was the reason, so that no caller tries a shorter one in vain. */
static bool close_reply(struct reply *reply)
{
    struct buffer *out = reply->json.out;
    json_writer_close_object(&reply->json);
    bool no_memory = out->no_memory;
    if (out->failed) {
        buffer_truncate(out, reply->start);
        out->no_memory = no_memory;
        return false;
    }
    return true;
}

/* -- Answers ------------------------------------------------------------------------------------------ */

#define ELLIPSIS "\xe2\x80\xa6"
#define TEXT_OVERHEAD (sizeof ",\"text\":\"\\n\\n" ELLIPSIS "\"" - 1) /* of a text that was cut, in bytes */

/* So many corrections and unknown words remain where all that a long question gives do not fit. */
#define QUOTED_MAX ((size_t)16)

/* The blocks that there are to write: all, or a rest as rich_rest() says. */
struct source {
    const struct faqbot_node *nodes;
    size_t count;
    size_t opened;
    unsigned levels;
};

/* An answer, and how much of it is written: all of it at first; fit_answer() takes away. */
struct attempt {
    struct buffer *out;
    const struct encode_heading *heading;
    const struct faqbot_answer *answer;
    bool links;     /* related entries, or mentions: which of them depends on the outcome */
    bool more;      /* something of the answer itself is left out */
    bool parts_say; /* parts have text and blocks, which those of the whole answer hold too */
    size_t candidates;
    size_t quoted; /* corrections, and unknown words, at most */
    struct faqbot_view text;
    const struct faqbot_node *nodes;
    size_t node_count;       /* 0: no blocks */
    struct source source;    /* what `nodes` are cut from */
    uint32_t hash;           /* of all nodes of the answer */
    const struct rest *next; /* where the next piece begins; NULL: nobody can ask for one */
    struct faqbot_view body; /* what was written between the id and the time; means something if it fitted */
};

/* The language of a text and the way it runs. Of an unknown language that is left to the client, who sees the text. */
static void add_language(struct json_writer *writer, struct faqbot_view lang)
{
    if (!view_is_empty(lang)) {
        json_writer_add_string(writer, "lang", lang);
        json_writer_add_text(writer, "dir", language_is_rtl(lang) ? "rtl" : "ltr");
    }
}

/* Where an answer comes from, and what its owner says about it: no answer that answers is without. */
static void add_source(struct json_writer *writer, const struct faqbot_answer *answer)
{
    add_language(writer, answer->lang);
    json_writer_open_object(writer, "source");
    json_writer_add_string(writer, "entry", answer->entry);
    json_writer_add_optional(writer, "title", answer->title);
    json_writer_add_optional(writer, "section", answer->section);
    json_writer_add_optional(writer, "url", answer->url);
    json_writer_close_object(writer);
    if (!view_is_empty(answer->disclaimer)) {
        json_writer_open_object(writer, "disclaimer");
        json_writer_add_string(writer, "id", answer->disclaimer_id);
        json_writer_add_string(writer, "text", answer->disclaimer);
        json_writer_close_object(writer);
    }
}

/* The answers to each of several questions, with what they have of their own: the rest is said of all of them. */
static void add_parts(struct json_writer *writer, const struct attempt *attempt)
{
    json_writer_open_array(writer, "parts");
    for (size_t i = 0; i < attempt->answer->part_count; i++) {
        const struct faqbot_answer *part = &attempt->answer->parts[i];
        json_writer_open_object(writer, NULL);
        json_writer_add_text(writer, "outcome", faqbot_outcome_name(part->outcome));
        json_writer_add_number(writer, "confidence", part->confidence);
        json_writer_add_optional(writer, "question", part->question);
        if (attempt->parts_say && (!attempt->heading->wants_blocks || part->node_count == 0)) {
            json_writer_add_optional(writer, "text", part->text);
        }
        if (attempt->parts_say && part->node_count > 0) {
            rich_json_write(writer, "blocks", part->nodes, part->node_count);
        }
        add_source(writer, part);
        json_writer_close_object(writer);
    }
    json_writer_close_array(writer);
}

/* How this piece goes on with the one before, and where the next one begins. */
static void add_rest(struct json_writer *writer, const struct attempt *attempt)
{
    const struct rest *from = attempt->heading->rest;
    char cursor[REST_BYTES];
    if (from != NULL && from->stand_ins > 0) {
        json_writer_add_integer(writer, "replaces", from->stand_ins);
    }
    if (from != NULL && attempt->source.levels > 0) {
        json_writer_add_integer(writer, "continues", attempt->source.levels);
    }
    if (attempt->next != NULL) {
        rest_write(attempt->next, cursor);
        json_writer_add_text(writer, "rest", cursor);
    }
}

/* What only an answer that answers has. */
static void add_content(struct json_writer *writer, const struct attempt *attempt)
{
    if (attempt->node_count > 0) {
        rich_json_write(writer, "blocks", attempt->nodes, attempt->node_count);
    }
    if (attempt->more) {
        json_writer_add_bool(writer, "more", true);
    }
    add_rest(writer, attempt);
    add_source(writer, attempt->answer);
    if (attempt->answer->part_count > 0) {
        add_parts(writer, attempt);
    }
}

/* The best entries with their scores, for a choice (unsure) or for a client that asked for `top` of them. */
static void add_candidates(struct json_writer *writer, const struct faqbot_candidate *candidates,
                           size_t count)
{
    json_writer_open_array(writer, "candidates");
    for (size_t i = 0; i < count; i++) {
        encode_open_entry(writer, candidates[i].id, candidates[i].question);
        json_writer_add_number(writer, "score", candidates[i].score);
        json_writer_close_object(writer);
    }
    json_writer_close_array(writer);
}

static size_t at_most(size_t count, size_t most)
{
    return count < most ? count : most;
}

/* The body: all that is the same for whoever asks. In order:
 *
 *   outcome, confidence         always
 *   question, text              the stored question; the plain text, or the owner's sentence instead
 *   blocks ... parts            of an answer only, see add_content()
 *   smalltalk                   which kind of it
 *   lang, dir                   of the text
 *   contact, person             where else to turn
 *   corrections ... mentions    left out if there are none
 *   unknown_words               words of the question that no entry has
 *   knowledge                   the version; last, because it belongs to the reply and not to the entry */
static void add_body(struct json_writer *writer, const struct attempt *attempt)
{
    const struct faqbot_answer *answer = attempt->answer;
    json_writer_add_text(writer, "outcome", faqbot_outcome_name(answer->outcome));
    json_writer_add_number(writer, "confidence", answer->confidence);
    json_writer_add_optional(writer, "question", answer->question);
    json_writer_add_optional(writer, "text", attempt->text);
    if (answer->outcome == FAQBOT_ANSWERED) {
        add_content(writer, attempt);
    } else {
        json_writer_add_optional(writer, "smalltalk", answer->small_talk);
        add_language(writer, answer->lang);
    }
    add_contact(writer, &answer->contact);
    size_t corrections = at_most(answer->correction_count, attempt->quoted);
    size_t unknown_words = at_most(answer->unknown_word_count, attempt->quoted);
    if (corrections > 0) {
        encode_corrections(writer, answer->corrections, corrections);
    }
    if (attempt->links && answer->related_count > 0) {
        add_links(writer, "related", answer->related, answer->related_count);
    }
    if (attempt->candidates > 0) {
        add_candidates(writer, answer->candidates, attempt->candidates);
    }
    if (attempt->links && answer->mention_count > 0) {
        json_writer_open_array(writer, "mentions");
        for (size_t i = 0; i < answer->mention_count; i++) {
            add_hit(writer, &answer->mentions[i], true);
        }
        json_writer_close_array(writer);
    }
    if (unknown_words > 0) {
        encode_texts(writer, "unknown_words", answer->unknown_words, unknown_words);
    }
    json_writer_add_string(writer, "knowledge", attempt->heading->version);
}

/* Two replies to the same request differ only at their ends: the id comes before the body, the time after
 * it. */
static bool close_answer(struct reply *reply, const struct encode_heading *heading)
{
    if (heading->is_timed) {
        json_writer_add_integer(&reply->json, "took_us", (int64_t)heading->microseconds);
    }
    return close_reply(reply);
}

/* False: it does not fit, and the buffer is as it was. */
static bool try_answer(struct attempt *attempt)
{
    struct reply reply = open_reply_to(attempt->out, "answer", attempt->heading->id);
    size_t start = attempt->out->size;
    add_body(&reply.json, attempt);
    size_t end = attempt->out->size;
    bool fits = close_answer(&reply, attempt->heading);
    attempt->body = view_slice(buffer_view(attempt->out), start, end - start);
    return fits;
}

/* Where the last blank line of `text` starts, or 0. Blank lines separate the paragraphs of plain text. */
static size_t last_paragraph_end(struct faqbot_view text)
{
    for (size_t end = text.size; end >= 2; end--) {
        if (text.bytes[end - 1] == '\n' && text.bytes[end - 2] == '\n') {
            return end - 2;
        }
    }
    return 0;
}

/* The front of `text` that fits into `room` bytes of JSON: whole paragraphs, if they are more than half of
 * it. */
static void shorten(struct faqbot_view text, size_t room, struct buffer *shortened)
{
    struct faqbot_view front = json_writer_fit(text, room);
    size_t end = last_paragraph_end(front);
    bool at_paragraph = end > front.size / 2;
    front = view_slice(front, 0, at_paragraph ? end : front.size);
    while (front.size > 0 && (front.bytes[front.size - 1] == '\n' || front.bytes[front.size - 1] == ' ')) {
        front.size--;
    }
    buffer_add(shortened, front);
    buffer_add_text(shortened, at_paragraph ? "\n\n" ELLIPSIS : ELLIPSIS);
}

/* Whether a client can get what is left out: parts are entries of their own, which it gets instead. */
static bool can_go_on(const struct attempt *attempt)
{
    return attempt->heading->wants_blocks && attempt->source.count > 0 && attempt->answer->part_count == 0;
}

/* What leads to a place in the blocks that there are to write. */
static struct rest rest_at(const struct attempt *attempt, struct rich_place place, unsigned stand_ins)
{
    const struct rest *from = attempt->heading->rest;
    if (from != NULL) {
        place.offset += place.node == attempt->source.opened ? from->place.offset : 0;
        place.node += from->place.node - attempt->source.opened;
    }
    return (struct rest){
        .hash = attempt->hash, .place = place, .stand_ins = stand_ins, .lang = attempt->answer->lang};
}

/* The answer with as much of its text as there is room for, as one paragraph where blocks were asked for: how much
 * that is shows when it is written without any. Only an answer whose first block is too long comes here; what a client
 * goes on with is then that block. */
static bool try_shortened(struct attempt attempt)
{
    struct buffer *out = attempt.out;
    struct buffer shortened;
    size_t start = out->size;
    struct faqbot_node nodes[] = {
        {.kind = FAQBOT_NODE_PARAGRAPH}, {.kind = FAQBOT_NODE_TEXT}, {.kind = FAQBOT_NODE_CLOSE}};
    bool wants_blocks = attempt.heading->wants_blocks && attempt.answer->outcome == FAQBOT_ANSWERED;
    if (attempt.heading->rest != NULL) {
        return false;
    }
    const struct rest next = rest_at(&attempt, (struct rich_place){.node = 0}, 1);
    attempt.text = view_of(NULL);
    attempt.more = true;
    attempt.next = can_go_on(&attempt) ? &next : NULL;
    attempt.nodes = nodes;
    attempt.node_count = wants_blocks ? sizeof nodes / sizeof *nodes : 0;
    if (!try_answer(&attempt)) {
        return false;
    }
    size_t room = out->limit - out->size;
    buffer_truncate(out, start);
    if (room <= TEXT_OVERHEAD) {
        return false;
    }
    buffer_init(&shortened, room);
    shorten(attempt.answer->text, room - TEXT_OVERHEAD, &shortened);
    *(wants_blocks ? &nodes[1].text : &attempt.text) = buffer_view(&shortened);
    out->no_memory |= shortened.no_memory;
    bool fits = !shortened.failed && try_answer(&attempt);
    buffer_release(&shortened);
    return fits;
}

/* Tries the blocks before a place; false: they do not fit, or there are none. Who goes on from there needs no link to
 * the page. */
static bool try_front(struct attempt attempt, struct rich_place place, struct rich_piece *front)
{
    const struct faqbot_answer *answer = attempt.answer;
    struct buffer text;
    if (rich_is_start(place)) {
        return false;
    }
    rich_front(attempt.source.nodes, place, front);
    size_t count = front->count;
    if (attempt.heading->rest == NULL) {
        rich_add_link(answer->url, answer->title, front);
    }
    const struct rest next = rest_at(&attempt, place, front->count > count);
    attempt.next = can_go_on(&attempt) ? &next : NULL;
    attempt.nodes = front->nodes;
    attempt.node_count = front->count;
    attempt.more = true;
    buffer_init(&text, attempt.out->limit);
    if (!attempt.heading->wants_blocks) {
        rich_to_text(front->nodes, front->count, &text);
    }
    attempt.text = buffer_view(&text);
    attempt.out->no_memory |= text.no_memory;
    bool fits = !text.failed && try_answer(&attempt);
    buffer_release(&text);
    return fits;
}

/* Where blocks are cut: behind one, or a part of one; behind any node; within the text of one. */
enum cut { CUT_BLOCK, CUT_NODE, CUT_TEXT };

/* The last place that a cut has among the first `most` nodes, or bytes of the text of a node. */
static struct rich_place place_of(const struct source *source, enum cut cut, size_t node, size_t most)
{
    return cut == CUT_TEXT   ? rich_text_place(source->nodes, node, most)
           : cut == CUT_NODE ? rich_node_place(source->nodes, source->count, source->opened, most)
                             : rich_block_place(source->nodes, source->count, source->opened, most);
}

/* The furthest place of a cut for which the blocks before it fit, found by halving: how long they are shows when they
 * are written. The start: none. */
static struct rich_place find_place(const struct attempt *attempt, enum cut cut, size_t node,
                                    struct rich_piece *front)
{
    const struct source *source = &attempt->source;
    struct buffer *out = attempt->out;
    size_t start = out->size;
    size_t fits = 0;
    size_t too_long = cut == CUT_TEXT ? source->nodes[node].text.size : source->count + 1;
    while (too_long > fits + 1 && !out->no_memory) {
        size_t most = fits + (too_long - fits) / 2;
        bool is_good = try_front(*attempt, place_of(source, cut, node, most), front);
        fits = is_good ? most : fits;
        too_long = is_good ? too_long : most;
        buffer_truncate(out, start);
    }
    return place_of(source, cut, node, fits);
}

/* As many blocks as fit. A client that goes on gets a block that alone is too long in pieces, too, whatever is in it;
 * in a first reply that is text, as it was when there was no going on. */
static bool try_blocks(const struct attempt *attempt)
{
    const struct source *source = &attempt->source;
    struct rich_piece front = {.nodes = NULL};
    if (source->count == 0) {
        return false;
    }
    if (source->count > SIZE_MAX / sizeof *front.nodes - RICH_LINK_NODES ||
        (front.nodes = malloc((source->count + RICH_LINK_NODES) * sizeof *front.nodes)) == NULL) {
        attempt->out->no_memory = true;
        return false;
    }
    struct rich_place place = find_place(attempt, CUT_BLOCK, 0, &front);
    if (rich_is_start(place) && attempt->heading->rest != NULL) {
        place = find_place(attempt, CUT_NODE, 0, &front);
        size_t next = rich_is_start(place) ? source->opened : place.node;
        size_t node = rich_text_after(source->nodes, source->count, next);
        struct rich_place within = place;
        if (node < source->count) {
            within = find_place(attempt, CUT_TEXT, node, &front);
        }
        place = rich_is_start(within) ? place : within;
    }
    bool done = try_front(*attempt, place, &front);
    free(front.nodes);
    return done;
}

/* Drops what is missed least, step by step, until the answer fits (PROTOCOL.md promises the order): related
 * entries or mentions, surplus candidates, surplus words of the question, what the parts say,
 * blocks from the end, then paragraphs of the text, then the candidates, at last all words of the question. */
static bool fit_answer(struct attempt *attempt)
{
    struct buffer *out = attempt->out;
    attempt->links = false;
    while (!out->no_memory && !try_answer(attempt)) {
        if (attempt->candidates > FAQBOT_CHOICES_MAX) {
            size_t half = attempt->candidates / 2;
            attempt->candidates = half > FAQBOT_CHOICES_MAX ? half : FAQBOT_CHOICES_MAX;
        } else if (attempt->quoted > QUOTED_MAX) {
            attempt->quoted = QUOTED_MAX;
        } else if (attempt->parts_say && attempt->answer->part_count > 0) {
            attempt->parts_say = false;
        } else if (try_blocks(attempt) || try_shortened(*attempt)) {
            return true;
        } else if (attempt->candidates > 0) {
            attempt->candidates = 0;
        } else if (attempt->quoted > 0) {
            attempt->quoted = 0;
        } else {
            return false;
        }
    }
    return !out->no_memory;
}

/* The blocks from a place on. Where a table's header leaves no room for anything below it, it goes on without. */
static bool encode_rest(struct attempt *attempt)
{
    const struct faqbot_answer *answer = attempt->answer;
    struct rich_piece piece = {.nodes = malloc((answer->node_count + 1) * sizeof *piece.nodes)};
    bool fits = false;
    attempt->out->no_memory |= piece.nodes == NULL;
    for (unsigned tries = 0; tries < 2 && !fits && !attempt->out->no_memory; tries++) {
        rich_rest(answer->nodes, answer->node_count, attempt->heading->rest->place, tries == 0, &piece);
        attempt->source = (struct source){piece.nodes, piece.count, piece.opened, piece.levels};
        attempt->nodes = piece.nodes;
        attempt->node_count = piece.count;
        attempt->links = true;
        fits = try_answer(attempt) || fit_answer(attempt);
    }
    free(piece.nodes);
    return fits;
}

bool encode_answer(struct buffer *out, const struct encode_heading *heading,
                   const struct faqbot_answer *answer, struct faqbot_view *body)
{
    bool is_answered = answer->outcome == FAQBOT_ANSWERED;
    bool has_text = !heading->wants_blocks || !is_answered || answer->node_count == 0;
    struct attempt attempt = {.out = out,
                              .heading = heading,
                              .answer = answer,
                              .links = true,
                              .parts_say = true,
                              .candidates = answer->candidate_count,
                              .quoted = SIZE_MAX,
                              .text = has_text ? answer->text : view_of(NULL),
                              .nodes = answer->nodes,
                              .node_count = is_answered ? answer->node_count : 0,
                              .source = {.nodes = answer->nodes, .count = answer->node_count}};
    *body = view_of(NULL);
    if (heading->rest != NULL) {
        attempt.hash = heading->rest->hash;
        return encode_rest(&attempt);
    }
    if (try_answer(&attempt)) {
        *body = attempt.body;
        return true;
    }
    attempt.hash = heading->wants_blocks ? rich_hash(answer->nodes, answer->node_count) : 0;
    return fit_answer(&attempt);
}

bool encode_cached_answer(struct buffer *out, const struct encode_heading *heading, struct faqbot_view body)
{
    struct reply reply = open_reply_to(out, "answer", heading->id);
    buffer_add(out, body);
    return close_answer(&reply, heading);
}

/* -- All others --------------------------------------------------------------------------------------- */

/* What a client should know before it asks: who answers, within which limits, and what to show before the
 * first question. `limits` says what the server enforces, so that a client can count before it is refused;
 * "feedback" says whether to offer buttons for it at all. If it does not fit, starters go first, from the
 * last, then the greeting: a client can do without either. */
bool encode_hello(struct buffer *out, const struct faqbot_about *about, struct faqbot_view greeting,
                  struct faqbot_view lang, const struct faqbot_chat_options *options)
{
    for (size_t starters = about->starter_count;;) {
        struct reply reply = open_reply(out, "hello");
        struct json_writer *writer = &reply.json;
        json_writer_add_text(writer, "protocol", FAQBOT_CHAT_PROTOCOL);
        json_writer_add_text(writer, "server", "faqbot/" FAQBOT_VERSION_TEXT);
        add_about(writer, about);
        json_writer_open_object(writer, "limits");
        json_writer_add_integer(writer, "message_bytes", options->message_bytes);
        json_writer_add_integer(writer, "question_chars", FAQBOT_QUESTION_CHARS_MAX);
        json_writer_add_integer(writer, "search_hits", FAQBOT_HITS_MAX);
        json_writer_add_integer(writer, "reply_bytes", (int64_t)options->reply_bytes_max);
        json_writer_add_integer(writer, "blocks_bytes", (int64_t)encode_bytes_max(options, true));
        if (options->asks_per_minute > 0) {
            json_writer_add_integer(writer, "asks_per_minute", options->asks_per_minute);
        }
        json_writer_close_object(writer);
        json_writer_add_bool(writer, "feedback", options->feedback != NULL);
        if (options->handover != NULL) {
            json_writer_add_bool(writer, "handover", true);
        }
        json_writer_add_optional(writer, "conversation", options->conversation);
        json_writer_add_optional(writer, "consent", about->consent);
        json_writer_add_optional(writer, "privacy", options->privacy);
        json_writer_add_optional(writer, "name", about->name);
        json_writer_add_optional(writer, "greeting", greeting);
        add_language(writer, lang);
        if (starters > 0) {
            add_links(writer, "starters", about->starters, starters);
        }
        if (close_reply(&reply)) {
            return true;
        }
        if (out->no_memory || (starters == 0 && view_is_empty(greeting))) {
            return false;
        }
        greeting = starters > 0 ? greeting : view_of(NULL);
        starters -= starters > 0;
    }
}

/* A notice has no id, since nobody asked. It says that the knowledge base has changed, and not how: a client
 * drops the starters and suggestions that it holds. */
bool encode_notice(struct buffer *out, const struct faqbot_about *about)
{
    struct reply reply = open_reply(out, "notice");
    json_writer_add_text(&reply.json, "code", "knowledge_changed");
    add_about(&reply.json, about);
    return close_reply(&reply);
}

/* The least likely suggestions are dropped until the rest fits. */
bool encode_suggestions(struct buffer *out, struct faqbot_view id, const struct faqbot_entry_ref *links,
                        size_t count)
{
    for (;; count--) {
        struct reply reply = open_reply_to(out, "suggestions", id);
        add_links(&reply.json, "suggestions", links, count);
        if (close_reply(&reply)) {
            return true;
        }
        if (count == 0 || out->no_memory) {
            return false;
        }
    }
}

#define RESULTS_END "],\"more\":true}" /* what may stand behind the hits */

/* Writes the hits that fit, each whole, and says how many they are. One that is too long does not keep those
 * behind it from being found. */
static size_t add_hits(struct json_writer *writer, const struct faqbot_hits *hits, bool with_title_spans)
{
    struct buffer *out = writer->out;
    size_t reserved = at_most(sizeof RESULTS_END - 1, out->limit - out->size);
    size_t count = 0;
    out->limit -= reserved;
    for (size_t i = 0; i < hits->count && !out->no_memory; i++) {
        struct json_writer before = *writer;
        size_t end = out->size;
        add_hit(writer, &hits->list[i], with_title_spans);
        count += !out->failed;
        if (out->failed && !out->no_memory) {
            buffer_truncate(out, end);
            *writer = before;
        }
    }
    out->limit += reserved;
    return count;
}

/* Without the pieces of the titles where not all hits fit with them; then as many hits as fit. */
bool encode_results(struct buffer *out, struct faqbot_view id, const struct faqbot_hits *hits)
{
    for (bool with_title_spans = true;; with_title_spans = false) {
        struct reply reply = open_reply_to(out, "results", id);
        struct json_writer *writer = &reply.json;
        if (hits->is_any) {
            json_writer_add_bool(writer, "any", true);
        }
        if (hits->is_cut_short) {
            json_writer_add_bool(writer, "partial", true);
        }
        json_writer_open_array(writer, "hits");
        size_t count = out->failed ? 0 : add_hits(writer, hits, with_title_spans);
        json_writer_close_array(writer);
        if (count < hits->count) {
            json_writer_add_bool(writer, "more", true);
        }
        bool is_whole = count == hits->count || !with_title_spans;
        if (is_whole || out->failed) {
            return close_reply(&reply);
        }
        buffer_truncate(out, reply.start);
    }
}

/* Says nothing but that it came; the id says what for, and so it does in an "ok". */
bool encode_pong(struct buffer *out, struct faqbot_view id)
{
    struct reply reply = open_reply_to(out, "pong", id);
    return close_reply(&reply);
}

bool encode_ok(struct buffer *out, struct faqbot_view id, const struct faqbot_contact *contact)
{
    struct reply reply = open_reply_to(out, "ok", id);
    if (contact != NULL) {
        add_contact(&reply.json, contact);
    }
    return close_reply(&reply);
}

/* `retry_after_ms` is always present (0: not known, or never), so that clients need not tell a missing member
 * from 0. `message` is for people and may change; programs go by `code`. */
bool encode_error(struct buffer *out, struct faqbot_view id, const struct error_code *code,
                  const char *sentence, unsigned retry_after_ms)
{
    struct reply reply = open_reply_to(out, "error", id);
    json_writer_add_text(&reply.json, "code", code->name);
    json_writer_add_text(&reply.json, "message", sentence);
    json_writer_add_bool(&reply.json, "temporary", code->temporary);
    json_writer_add_integer(&reply.json, "retry_after_ms", retry_after_ms);
    return close_reply(&reply);
}
