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

static enum faqbot_status fail_memory(const struct collector *collector, struct faqbot_fault *fault)
{
    return fault_set(fault, FAQBOT_NO_MEMORY, collector_path(collector), 0,
                     "there is not enough memory for an answer");
}

static enum faqbot_status note_losses(struct collector *collector, size_t row, const struct markup *markup,
                                      struct faqbot_fault *fault)
{
    enum faqbot_status status = FAQBOT_OK;
    for (size_t i = 0; i < markup->loss_count && status == FAQBOT_OK; i++) {
        if (i == MARKUP_LOSSES_MAX) {
            return collector_note(collector, row, fault, "there are %zu more links, images and the like so",
                                  markup->loss_count - i);
        }
        const struct markup_loss *loss = &markup->losses[i];
        const char *text = markup_loss_text(loss->kind);
        status = loss->what.size == 0
                     ? collector_note(collector, row, fault, "%s", text)
                     : collector_note(collector, row, fault, "%s: \"%.*s\"", text, VIEW_ARGS(loss->what));
    }
    return status;
}

/* Goes on from a conversion that ended with `status`. */
static enum faqbot_status add_converted(struct collector *collector, const struct record *record,
                                        enum faqbot_status status, const struct markup *markup,
                                        const char *complaint, struct faqbot_fault *fault)
{
    if (status == FAQBOT_LIMIT) {
        return collector_leave_out(collector, record->row, record->question, fault,
                                   "its answer cannot be taken: %s", complaint);
    }
    if (status != FAQBOT_OK) {
        return fail_memory(collector, fault);
    }
    struct record converted = *record;
    converted.answer = markup->markdown;
    converted.markup = RECORD_MARKDOWN;
    status = collector_add(collector, &converted, fault);
    return status == FAQBOT_OK ? note_losses(collector, record->row, markup, fault) : status;
}

enum faqbot_status hypertext_add(struct collector *collector, const struct record *record,
                                 struct faqbot_view html, struct faqbot_fault *fault)
{
    struct arena arena;
    struct markup markup;
    const char *complaint = "";
    arena_init(&arena, ARENA_BYTES_MAX);
    enum faqbot_status status = markup_convert(html, &arena, &markup, &complaint);
    status = add_converted(collector, record, status, &markup, complaint, fault);
    arena_release(&arena);
    return status;
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

enum faqbot_status hypertext_add_either(struct collector *collector, const struct record *record,
                                        struct faqbot_fault *fault)
{
    struct faqbot_view rest = record->answer;
    bool has_tag = false;
    while (!has_tag && rest.size > 0) {
        rest = view_slice(rest, view_find(rest, '<') + 1, rest.size);
        has_tag = is_tag(rest);
    }
    if (!has_tag) {
        return collector_add(collector, record, fault);
    }
    enum faqbot_status status = hypertext_add(collector, record, record->answer, fault);
    return status == FAQBOT_OK ? collector_note(collector, record->row, fault,
                                                "its answer is taken for HTML, and written as Markdown")
                               : status;
}

enum faqbot_status hypertext_add_element(struct collector *collector, const struct record *record,
                                         const GumboNode *element, struct faqbot_fault *fault)
{
    struct arena arena;
    struct markup markup;
    const char *complaint = "";
    arena_init(&arena, ARENA_BYTES_MAX);
    enum faqbot_status status = markup_convert_element(element, &arena, &markup, &complaint);
    status = add_converted(collector, record, status, &markup, complaint, fault);
    arena_release(&arena);
    return status;
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

/* The Markdown as HTML where there is any in it, else nothing. */
static enum faqbot_status read_html(struct commonmark *commonmark, struct faqbot_view markdown,
                                    struct faqbot_view *html)
{
    cmark_node *document = NULL;
    enum faqbot_status status = commonmark_parse(commonmark, markdown, &document);
    return status == FAQBOT_OK && has_html(document) ? commonmark_render_html(commonmark, document, html)
                                                     : status;
}

/* cmark makes HTML of the Markdown, which the HTML within passes untouched: that is read as any other. */
enum faqbot_status hypertext_add_mixed(struct collector *collector, const struct record *record,
                                       struct faqbot_view markdown, struct faqbot_fault *fault)
{
    struct record plain = *record;
    plain.answer = markdown;
    plain.markup = RECORD_MARKDOWN;
    if (view_find(markdown, '<') == markdown.size || answer_is_laborious(markdown)) {
        return collector_add(collector, &plain, fault);
    }
    struct commonmark commonmark;
    struct faqbot_view html = {0};
    commonmark_init(&commonmark);
    enum faqbot_status status = read_html(&commonmark, markdown, &html);
    if (status == FAQBOT_LIMIT) {
        status = collector_leave_out(collector, record->row, record->question, fault,
                                     "its answer cannot be taken: its mark-up takes too much memory");
    } else if (status != FAQBOT_OK) {
        status = fail_memory(collector, fault);
    } else {
        status = html.bytes != NULL ? hypertext_add(collector, record, html, fault)
                                    : collector_add(collector, &plain, fault);
    }
    commonmark_release(&commonmark);
    return status;
}

static size_t count_angles(struct faqbot_view text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.size; i++) {
        count += text.bytes[i] == '<';
    }
    return count;
}

enum faqbot_status hypertext_flatten(struct collector *collector, struct faqbot_view text,
                                     struct faqbot_view *line, bool *had_markup, struct faqbot_fault *fault)
{
    const char *complaint = "";
    *line = text;
    *had_markup = false;
    if (view_find(text, '<') == text.size) {
        return FAQBOT_OK;
    }
    enum faqbot_status status = markup_flatten(text, collector_arena(collector), line, &complaint);
    if (status == FAQBOT_NO_MEMORY) {
        return fail_memory(collector, fault);
    }
    *had_markup = status == FAQBOT_OK && count_angles(*line) < count_angles(text);
    return FAQBOT_OK;
}
