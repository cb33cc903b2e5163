/* transfer/hypertext.c - rows whose answers are HTML: between markup.h, which converts, and collector.h,
 * which takes rows. */
#include "transfer/hypertext.h"

#include <string.h>

#include "base/ascii.h"
#include "base/fault.h"
#include "knowledge/answer.h"
#include "transfer/markup.h"

#define NAME_BYTES_MAX 6                           /* of the elements below */
#define ARENA_BYTES_MAX ((size_t)64 * 1024 * 1024) /* what one answer becomes, and what it loses */

static void fail_memory(struct collector *collector)
{
    collector_fail(collector, FAQBOT_NO_MEMORY, 0, "there is not enough memory for an answer");
}

static void note_losses(struct collector *collector, size_t row, const struct markup *markup)
{
    for (size_t i = 0; i < markup->loss_count; i++) {
        if (i == MARKUP_LOSSES_MAX) {
            collector_note(collector, row, "there are %zu more links, images and the like so",
                           markup->loss_count - i);
            return;
        }
        const struct markup_loss *loss = &markup->losses[i];
        const char *text = markup_loss_text(loss->kind);
        if (loss->what.size == 0) {
            collector_note(collector, row, "%s", text);
        } else {
            collector_note(collector, row, "%s: \"%.*s\"", text, VIEW_ARGS(loss->what));
        }
    }
}

/* The answer is what `element` holds or, where that is NULL, `html`. */
static void add_converted(struct collector *collector, const struct record *record, const GumboNode *element,
                          struct faqbot_view html)
{
    struct arena arena;
    struct markup markup;
    const char *complaint = "";
    arena_init(&arena, ARENA_BYTES_MAX);
    enum faqbot_status status = element != NULL ? markup_convert_element(element, &arena, &markup, &complaint)
                                                : markup_convert(html, &arena, &markup, &complaint);
    if (status == FAQBOT_LIMIT) {
        collector_leave_out(collector, record->row, record->question, "its answer cannot be taken: %s",
                            complaint);
    } else if (status != FAQBOT_OK) {
        fail_memory(collector);
    } else {
        struct record converted = *record;
        converted.answer = markup.markdown;
        converted.markup = RECORD_MARKDOWN;
        collector_add(collector, &converted);
        note_losses(collector, record->row, &markup);
    }
    arena_release(&arena);
}

void hypertext_add(struct collector *collector, const struct record *record, struct faqbot_view html)
{
    add_converted(collector, record, NULL, html);
}

void hypertext_add_element(struct collector *collector, const struct record *record, const GumboNode *element)
{
    add_converted(collector, record, element, view_make(NULL, 0));
}

/* Whether what stands behind a '<' is the tag of an element that answers are written with, and not a
 * placeholder or a comparison. */
static bool is_tag(struct faqbot_view text)
{
    static const char *const names[] = {"a",  "b",  "br",   "div",    "em",    "h1", "h2",
                                        "h3", "h4", "i",    "img",    "li",    "ol", "p",
                                        "td", "tr", "span", "strong", "table", "u",  "ul"};
    size_t size = 0;
    text = view_starts_with(text, "/") ? view_slice(text, 1, text.size) : text;
    while (size < text.size && size <= NAME_BYTES_MAX && strchr("> /\t\r\n", text.bytes[size]) == NULL) {
        size++;
    }
    for (size_t i = 0; size < text.size && i < sizeof names / sizeof names[0]; i++) {
        if (strlen(names[i]) == size && ascii_compare(names[i], text.bytes, size) == 0) {
            return true;
        }
    }
    return false;
}

void hypertext_add_either(struct collector *collector, const struct record *record)
{
    struct faqbot_view rest = record->answer;
    bool has_tag = false;
    while (!has_tag && rest.size > 0) {
        rest = view_slice(rest, view_find(rest, '<') + 1, rest.size);
        has_tag = is_tag(rest);
    }
    if (has_tag) {
        hypertext_add(collector, record, record->answer);
        collector_note(collector, record->row, "its answer is taken for HTML, and written as Markdown");
    } else {
        collector_add(collector, record);
    }
}

/* Whether any of the document's nodes is HTML. */
static bool has_html(cmark_node *document)
{
    bool found = false;
    struct commonmark_walk walk;
    commonmark_walk_start(&walk, document);
    while (!found && commonmark_walk_next(&walk)) {
        cmark_node_type type = cmark_node_get_type(walk.node);
        found = type == CMARK_NODE_HTML_BLOCK || type == CMARK_NODE_HTML_INLINE;
    }
    return found;
}

/* cmark makes HTML of the Markdown, which the HTML within passes untouched: that is read as any other. */
void hypertext_add_mixed(struct collector *collector, const struct record *record,
                         struct faqbot_view markdown)
{
    struct record plain = *record;
    struct commonmark commonmark;
    struct faqbot_view html = {NULL, 0};
    cmark_node *document = NULL;
    plain.answer = markdown;
    plain.markup = RECORD_MARKDOWN;
    if (view_find(markdown, '<') == markdown.size || answer_is_laborious(markdown)) {
        collector_add(collector, &plain);
        return;
    }
    commonmark_init(&commonmark);
    enum faqbot_status status = commonmark_parse(&commonmark, markdown, &document);
    if (status == FAQBOT_OK && has_html(document)) {
        status = commonmark_render_html(&commonmark, document, &html);
    }
    if (status == FAQBOT_LIMIT) {
        collector_leave_out(collector, record->row, record->question,
                            "its answer cannot be taken: its mark-up takes too much memory");
    } else if (status != FAQBOT_OK) {
        fail_memory(collector);
    } else if (html.bytes != NULL) {
        hypertext_add(collector, record, html);
    } else {
        collector_add(collector, &plain);
    }
    commonmark_release(&commonmark);
}

static size_t count_angles(struct faqbot_view text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.size; i++) {
        count += text.bytes[i] == '<';
    }
    return count;
}

struct faqbot_view hypertext_flatten(struct collector *collector, struct faqbot_view text, bool *had_markup)
{
    const char *complaint = "";
    struct faqbot_view line = text;
    *had_markup = false;
    if (view_find(text, '<') < text.size) {
        enum faqbot_status status = markup_flatten(text, &collector->arena, &line, &complaint);
        if (status == FAQBOT_NO_MEMORY) {
            fail_memory(collector);
        }
        *had_markup = status == FAQBOT_OK && count_angles(line) < count_angles(text);
    }
    return line;
}
