/* chat/encode.c - writes replies as JSON, and shortens those that are too long for their buffer: a client
 * says how long a message it can take, and a shortened answer is better than none. It decides nothing
 * about what is answered. */
#include "chat/chat_internal.h"

#include <faqbot.h>

#include <assert.h>
#include <string.h>

#include "util/json.h"
#include "util/util.h"

/* ==== blocks ============================================================================================ */

/* From the flat list of nodes to nested JSON. The list's own nesting is the only state, so a stack of what
 * must be closed is all that is kept. */

/* How each kind looks: its `type`, where it has one, the member that holds its text, and the one that holds
 * what is in it. An item has no type: it is a bare array. */
static const struct shape {
    const char *type;
    const char *text;
    const char *children;
    bool is_container;
} shapes[] = {
    [FAQBOT_NODE_PARAGRAPH] = {.type = "paragraph", .children = "inline", .is_container = true},
    [FAQBOT_NODE_LIST] = {.type = "list", .children = "items", .is_container = true},
    [FAQBOT_NODE_ORDERED] = {.type = "list", .children = "items", .is_container = true},
    [FAQBOT_NODE_ITEM] = {.is_container = true},
    [FAQBOT_NODE_QUOTE] = {.type = "quote", .children = "blocks", .is_container = true},
    [FAQBOT_NODE_CODE_BLOCK] = {.type = "code", .text = "text"},
    [FAQBOT_NODE_TEXT] = {.type = "text", .text = "text"},
    [FAQBOT_NODE_BREAK] = {.type = "break"},
    [FAQBOT_NODE_CODE] = {.type = "code", .text = "text"},
    [FAQBOT_NODE_STRONG] = {.type = "strong", .children = "inline", .is_container = true},
    [FAQBOT_NODE_EMPHASIS] = {.type = "emphasis", .children = "inline", .is_container = true},
    [FAQBOT_NODE_LINK] = {.type = "link", .text = "url", .children = "inline", .is_container = true},
};

/* What stands before a node's children; of a node without any, all of it. */
static void open_node(struct json_writer *writer, const struct faqbot_node *node)
{
    const struct shape *shape = &shapes[node->kind];
    if (shape->type != NULL) {
        json_writer_open_object(writer, NULL);
        json_writer_add_text(writer, "type", shape->type);
    }
    if (shape->text != NULL) {
        json_writer_add_string(writer, shape->text, node->text);
    }
    if (node->kind == FAQBOT_NODE_LIST || node->kind == FAQBOT_NODE_ORDERED) {
        json_writer_add_bool(writer, "ordered", node->kind == FAQBOT_NODE_ORDERED);
    }
    if (node->kind == FAQBOT_NODE_ORDERED) {
        json_writer_add_integer(writer, "start", node->number);
    }
    if (shape->is_container) {
        json_writer_open_array(writer, shape->children);
    } else {
        json_writer_close_object(writer);
    }
}

static void close_container(struct json_writer *writer, enum faqbot_node_kind kind)
{
    json_writer_close_array(writer);
    if (shapes[kind].type != NULL) {
        json_writer_close_object(writer);
    }
}

void rich_json_write(struct json_writer *writer, const char *key, const struct faqbot_node *nodes,
                     size_t count)
{
    enum faqbot_node_kind open[FAQBOT_RICH_DEPTH_MAX];
    unsigned depth = 0;
    json_writer_open_array(writer, key);
    for (size_t i = 0; i < count; i++) {
        if (nodes[i].kind == FAQBOT_NODE_CLOSE) {
            assert(depth > 0);
            close_container(writer, open[--depth]);
            continue;
        }
        open_node(writer, &nodes[i]);
        if (shapes[nodes[i].kind].is_container) {
            assert(depth < FAQBOT_RICH_DEPTH_MAX);
            open[depth++] = nodes[i].kind;
        }
    }
    assert(depth == 0);
    json_writer_close_array(writer);
}

/* ==== parts ============================================================================================= */

/* Parts of replies that several kinds of reply have. parts of replies that several kinds of reply have.
 * The caller decides which reply has them. */

/* Each adds an array, which may be empty. */
static void json_fields_add_corrections(struct json_writer *writer,
                                        const struct faqbot_correction *corrections, size_t count)
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

static void json_fields_add_texts(struct json_writer *writer, const char *key,
                                  const struct faqbot_view *texts, size_t count)
{
    json_writer_open_array(writer, key);
    for (size_t i = 0; i < count; i++) {
        json_writer_add_string(writer, NULL, texts[i]);
    }
    json_writer_close_array(writer);
}

/* ==== encode ============================================================================================ */

#define ELLIPSIS "\xe2\x80\xa6"
#define TEXT_OVERHEAD (sizeof ",\"text\":\"\\n\\n" ELLIPSIS "\"" - 1) /* of a text that was cut, in bytes */

/* How much of an answer is written. */
struct extent {
    bool related;
    bool blocks;
    size_t candidates;
    struct faqbot_view text;
    size_t start; /* in the buffer, of what is the same each time; written by try_answer() */
    size_t end;
};

static struct json_writer open_reply(struct buffer *out, const char *type, struct faqbot_view id)
{
    struct json_writer writer = json_writer_make(out);
    json_writer_open_object(&writer, NULL);
    json_writer_add_text(&writer, "type", type);
    if (view_is_empty(id)) {
        json_writer_add_null(&writer, "id");
    } else {
        json_writer_add_string(&writer, "id", id);
    }
    return writer;
}

/* The last bracket; false where the reply did not fit, and is gone. */
static bool close_reply(struct json_writer *writer, size_t start)
{
    json_writer_close_object(writer);
    bool no_memory = writer->out->no_memory;
    if (writer->out->failed) {
        buffer_truncate(writer->out, start);
        writer->out->no_memory = no_memory; /* so that the caller does not try a shorter one in vain */
        return false;
    }
    return true;
}

/* A member that is left out where it would be empty. */
static void add_optional(struct json_writer *writer, const char *key, struct faqbot_view text)
{
    if (!view_is_empty(text)) {
        json_writer_add_string(writer, key, text);
    }
}

static void add_links(struct json_writer *writer, const char *key, const struct faqbot_entry_ref *links,
                      size_t count)
{
    json_writer_open_array(writer, key);
    for (size_t i = 0; i < count; i++) {
        json_writer_open_object(writer, NULL);
        json_writer_add_string(writer, "id", links[i].id);
        json_writer_add_string(writer, "question", links[i].question);
        json_writer_close_object(writer);
    }
    json_writer_close_array(writer);
}

/* What only an answer that answers has. */
static void add_content(struct json_writer *writer, const struct faqbot_answer *answer, bool with_blocks)
{
    if (with_blocks && answer->node_count > 0) {
        rich_json_write(writer, "blocks", answer->nodes, answer->node_count);
    }
    add_optional(writer, "lang", answer->lang);
    json_writer_open_object(writer, "source");
    json_writer_add_string(writer, "entry", answer->entry);
    add_optional(writer, "title", answer->title);
    add_optional(writer, "section", answer->section);
    add_optional(writer, "url", answer->url);
    json_writer_close_object(writer);
    if (!view_is_empty(answer->disclaimer)) {
        json_writer_open_object(writer, "disclaimer");
        json_writer_add_string(writer, "id", answer->disclaimer_id);
        json_writer_add_string(writer, "text", answer->disclaimer);
        json_writer_close_object(writer);
    }
}

static void add_candidates(struct json_writer *writer, const struct faqbot_candidate *candidates,
                           size_t count)
{
    if (count == 0) {
        return;
    }
    json_writer_open_array(writer, "candidates");
    for (size_t i = 0; i < count; i++) {
        json_writer_open_object(writer, NULL);
        json_writer_add_string(writer, "id", candidates[i].id);
        json_writer_add_string(writer, "question", candidates[i].question);
        json_writer_add_number(writer, "score", candidates[i].score);
        json_writer_close_object(writer);
    }
    json_writer_close_array(writer);
}

/* What differs from one time that the same is asked to the next stands at both ends: the id before, this behind. */
static bool close_answer(struct json_writer *writer, const struct encode_heading *heading, size_t start)
{
    if (heading->is_timed) {
        json_writer_add_integer(writer, "took_us", (int64_t)heading->microseconds);
    }
    return close_reply(writer, start);
}

static bool try_answer(struct buffer *out, const struct encode_heading *heading,
                       const struct faqbot_answer *answer, struct extent *extent)
{
    size_t start = out->size;
    struct json_writer writer = open_reply(out, "answer", heading->id);
    extent->start = out->size;
    json_writer_add_text(&writer, "outcome", faqbot_outcome_name(answer->outcome));
    json_writer_add_number(&writer, "confidence", answer->confidence);
    add_optional(&writer, "question", answer->question);
    add_optional(&writer, "text", extent->text);
    if (answer->outcome == FAQBOT_ANSWERED) {
        add_content(&writer, answer, extent->blocks);
    }
    add_optional(&writer, "contact", answer->contact);
    if (answer->correction_count > 0) {
        json_fields_add_corrections(&writer, answer->corrections, answer->correction_count);
    }
    if (extent->related && answer->related_count > 0) {
        add_links(&writer, "related", answer->related, answer->related_count);
    }
    add_candidates(&writer, answer->candidates, extent->candidates);
    if (answer->unknown_word_count > 0) {
        json_fields_add_texts(&writer, "unknown_words", answer->unknown_words, answer->unknown_word_count);
    }
    json_writer_add_string(&writer, "knowledge", heading->version);
    extent->end = out->size;
    return close_answer(&writer, heading, start);
}

/* Where the last blank line of `text` starts, or 0. */
static size_t last_paragraph_end(struct faqbot_view text)
{
    for (size_t end = text.size; end >= 2; end--) {
        if (text.bytes[end - 1] == '\n' && text.bytes[end - 2] == '\n') {
            return end - 2;
        }
    }
    return 0;
}

/* The front of `text` that fits into `room` bytes of JSON: whole paragraphs, where they are more than half of
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

/* The answer with as much of its text as there is room for. */
static bool try_shortened(struct buffer *out, const struct encode_heading *heading,
                          const struct faqbot_answer *answer, struct extent extent)
{
    size_t start = out->size;
    extent.text = view_of(NULL);
    if (!try_answer(out, heading, answer, &extent)) {
        return false;
    }
    size_t room = out->limit - out->size;
    buffer_truncate(out, start);
    if (room <= TEXT_OVERHEAD) {
        return false;
    }
    struct buffer shortened;
    buffer_init(&shortened, room);
    shorten(answer->text, room - TEXT_OVERHEAD, &shortened);
    extent.text = buffer_view(&shortened);
    out->no_memory |= shortened.no_memory;
    bool done = !shortened.failed && try_answer(out, heading, answer, &extent);
    buffer_release(&shortened);
    return done;
}

/* Drops what is missed least, step by step, until the answer fits: related entries, surplus candidates, the rich text
 * (its plain text remains), then paragraphs of the text, at last the candidates. */
static bool fit_answer(struct buffer *out, const struct encode_heading *heading,
                       const struct faqbot_answer *answer, struct extent *extent)
{
    extent->related = false;
    while (!try_answer(out, heading, answer, extent)) {
        if (out->no_memory) {
            return false;
        }
        if (extent->candidates > FAQBOT_CHOICES_MAX) {
            size_t half = extent->candidates / 2;
            extent->candidates = half > FAQBOT_CHOICES_MAX ? half : FAQBOT_CHOICES_MAX;
        } else if (extent->blocks) {
            extent->blocks = false;
        } else if (try_shortened(out, heading, answer, *extent)) {
            return true;
        } else if (extent->candidates > 0 && !out->no_memory) {
            extent->candidates = 0;
        } else {
            return false;
        }
    }
    return true;
}

bool encode_answer(struct buffer *out, const struct encode_heading *heading,
                   const struct faqbot_answer *answer, struct faqbot_view *body)
{
    struct extent extent = {
        .related = true, .blocks = true, .candidates = answer->candidate_count, .text = answer->text};
    if (try_answer(out, heading, answer, &extent)) {
        *body = view_slice(buffer_view(out), extent.start, extent.end - extent.start);
        return true;
    }
    *body = view_of(NULL);
    return !out->no_memory && fit_answer(out, heading, answer, &extent);
}

bool encode_cached_answer(struct buffer *out, const struct encode_heading *heading, struct faqbot_view body)
{
    size_t start = out->size;
    struct json_writer writer = open_reply(out, "answer", heading->id);
    buffer_add(out, body);
    return close_answer(&writer, heading, start);
}

static void add_about(struct json_writer *writer, const struct faqbot_about *about)
{
    json_writer_open_object(writer, "knowledge");
    json_writer_add_string(writer, "version", about->version);
    json_writer_add_integer(writer, "entries", (int64_t)about->entries);
    json_writer_close_object(writer);
}

bool encode_notice(struct buffer *out, const struct faqbot_about *about)
{
    size_t start = out->size;
    struct json_writer writer = json_writer_make(out);
    json_writer_open_object(&writer, NULL);
    json_writer_add_text(&writer, "type", "notice");
    json_writer_add_text(&writer, "code", "knowledge_changed");
    add_about(&writer, about);
    return close_reply(&writer, start);
}

static bool try_hello(struct buffer *out, const struct faqbot_about *about,
                      const struct faqbot_chat_options *options, struct faqbot_view greeting,
                      size_t starter_count)
{
    size_t start = out->size;
    struct json_writer writer = json_writer_make(out);
    json_writer_open_object(&writer, NULL);
    json_writer_add_text(&writer, "type", "hello");
    json_writer_add_text(&writer, "protocol", FAQBOT_CHAT_PROTOCOL);
    json_writer_add_text(&writer, "server", "faqbot/" FAQBOT_VERSION_TEXT);
    add_about(&writer, about);
    json_writer_open_object(&writer, "limits");
    json_writer_add_integer(&writer, "message_bytes", options->message_bytes);
    json_writer_add_integer(&writer, "question_chars", FAQBOT_QUESTION_CHARS_MAX);
    if (options->asks_per_minute > 0) {
        json_writer_add_integer(&writer, "asks_per_minute", options->asks_per_minute);
    }
    json_writer_close_object(&writer);
    json_writer_add_bool(&writer, "feedback", options->feedback != NULL);
    add_optional(&writer, "name", about->name);
    add_optional(&writer, "greeting", greeting);
    if (starter_count > 0) {
        add_links(&writer, "starters", about->starters, starter_count);
    }
    return close_reply(&writer, start);
}

bool encode_hello(struct buffer *out, const struct faqbot_about *about,
                  const struct faqbot_chat_options *options)
{
    size_t starters = about->starter_count;
    struct faqbot_view greeting = about->greeting;
    while (!try_hello(out, about, options, greeting, starters)) {
        if (out->no_memory) {
            return false;
        }
        if (starters > 0) {
            starters--;
        } else if (!view_is_empty(greeting)) {
            greeting = view_of(NULL);
        } else {
            return false;
        }
    }
    return true;
}

bool encode_suggestions(struct buffer *out, struct faqbot_view id, const struct faqbot_entry_ref *links,
                        size_t count)
{
    size_t start = out->size;
    for (;; count--) {
        struct json_writer writer = open_reply(out, "suggestions", id);
        add_links(&writer, "suggestions", links, count);
        if (close_reply(&writer, start)) {
            return true;
        }
        if (count == 0 || out->no_memory) {
            return false;
        }
    }
}

bool encode_plain(struct buffer *out, const char *type, struct faqbot_view id)
{
    size_t start = out->size;
    struct json_writer writer = open_reply(out, type, id);
    return close_reply(&writer, start);
}

bool encode_error(struct buffer *out, struct faqbot_view id, const struct error_code *code,
                  const char *sentence, unsigned retry_after_ms)
{
    size_t start = out->size;
    struct json_writer writer = open_reply(out, "error", id);
    json_writer_add_text(&writer, "code", code->name);
    json_writer_add_text(&writer, "message", sentence);
    json_writer_add_bool(&writer, "temporary", code->temporary);
    json_writer_add_integer(&writer, "retry_after_ms", retry_after_ms);
    return close_reply(&writer, start);
}

/* ==== encode explanation ================================================================================ */

/* An explanation as JSON (explain.h). It is no message of faqbot.v1: visitors are not shown it. */

#define JSON_BYTES_MAX ((size_t)16 * 1024 * 1024)

static const char *const origins[] = {[FAQBOT_WORD_TYPED] = "typed",
                                      [FAQBOT_WORD_CORRECTED] = "corrected",
                                      [FAQBOT_WORD_SYNONYM] = "synonym",
                                      [FAQBOT_WORD_CONTEXT] = "context"};

static const char *const roles[] = {[FAQBOT_WORD_CONTENT] = "content",
                                    [FAQBOT_WORD_FUNCTION] = "function",
                                    [FAQBOT_WORD_UNKNOWN] = "unknown"};

static void add_words(struct json_writer *writer, const struct faqbot_explanation *explanation)
{
    json_writer_open_array(writer, "words");
    for (size_t i = 0; i < explanation->word_count; i++) {
        const struct faqbot_explained_word *word = &explanation->words[i];
        json_writer_open_object(writer, NULL);
        json_writer_add_string(writer, "written", word->written);
        json_writer_add_string(writer, "read", word->read);
        json_writer_add_string(writer, "stem", word->stem);
        json_writer_add_text(writer, "origin", origins[word->origin]);
        json_writer_add_text(writer, "role", roles[word->role]);
        json_writer_add_number(writer, "weight", word->weight);
        json_writer_add_integer(writer, "entries", (int64_t)word->entries);
        json_writer_close_object(writer);
    }
    json_writer_close_array(writer);
    json_fields_add_corrections(writer, explanation->corrections, explanation->correction_count);
}

static void encode_explanation_add_candidates(struct json_writer *writer,
                                              const struct faqbot_explanation *explanation)
{
    json_writer_open_array(writer, "candidates");
    for (size_t i = 0; i < explanation->candidate_count; i++) {
        const struct faqbot_explained_candidate *candidate = &explanation->candidates[i];
        json_writer_open_object(writer, NULL);
        json_writer_add_string(writer, "id", candidate->id);
        json_writer_add_string(writer, "question", candidate->question);
        json_writer_add_number(writer, "score", candidate->score);
        json_writer_add_number(writer, "points", candidate->rank_score);
        json_writer_open_object(writer, "shares");
        for (size_t j = 0; j < explanation->feature_count; j++) {
            json_writer_add_number(writer, explanation->features[j], candidate->contributions[j]);
        }
        json_writer_close_object(writer);
        json_writer_close_object(writer);
    }
    json_writer_close_array(writer);
}

static void add_decision(struct json_writer *writer, const struct faqbot_explanation *explanation)
{
    json_writer_add_text(writer, "outcome", faqbot_outcome_name(explanation->outcome));
    json_writer_add_number(writer, "confidence", explanation->confidence);
    json_writer_open_object(writer, "thresholds");
    json_writer_add_number(writer, "answered", explanation->answered_threshold);
    json_writer_add_number(writer, "unsure", explanation->unsure_threshold);
    json_writer_close_object(writer);
    json_writer_open_object(writer, "parts");
    for (size_t i = 0; i < explanation->part_count; i++) {
        json_writer_open_object(writer, explanation->parts[i].name);
        json_writer_add_number(writer, "value", explanation->parts[i].value);
        json_writer_add_number(writer, "effect", explanation->parts[i].effect);
        json_writer_add_text(writer, "meaning", explanation->parts[i].meaning);
        json_writer_close_object(writer);
    }
    json_writer_close_object(writer);
    json_fields_add_texts(writer, "changes", explanation->changes, explanation->change_count);
}

enum faqbot_status faqbot_explain_json(const struct faqbot_explanation *explanation,
                                       faqbot_text_callback *take, void *user)
{
    struct buffer out;
    buffer_init(&out, JSON_BYTES_MAX);
    struct json_writer writer = json_writer_make(&out);
    json_writer_open_object(&writer, NULL);
    json_writer_add_text(&writer, "type", "explanation");
    json_writer_add_string(&writer, "text", explanation->text);
    json_writer_add_string(&writer, "lang", explanation->lang);
    json_writer_add_bool(&writer, "reworded", explanation->is_reworded);
    json_writer_add_bool(&writer, "followed_up", explanation->is_followed_up);
    add_words(&writer, explanation);
    json_fields_add_texts(&writer, "unknown_words", explanation->unknown_words,
                          explanation->unknown_word_count);
    encode_explanation_add_candidates(&writer, explanation);
    add_decision(&writer, explanation);
    json_writer_close_object(&writer);
    enum faqbot_status status = out.failed ? FAQBOT_NO_MEMORY : FAQBOT_OK;
    if (status == FAQBOT_OK) {
        take(user, buffer_view(&out));
    }
    buffer_release(&out);
    return status;
}
