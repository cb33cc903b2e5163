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

static void fail_memory(struct import_builder *builder)
{
    import_builder_fail(builder, FAQBOT_NO_MEMORY, 0, "there is not enough memory for an answer");
}

static void note_losses(struct import_builder *builder, size_t row, const struct html_markdown *markup)
{
    for (size_t i = 0; i < markup->loss_count; i++) {
        if (i == HTML_MARKDOWN_LOSSES_MAX) {
            import_builder_note(builder, row, "there are %zu more links, images and the like so",
                                markup->loss_count - i);
            return;
        }
        const struct html_markdown_loss *loss = &markup->losses[i];
        const char *text = html_markdown_loss_text(loss->kind);
        if (loss->what.size == 0) {
            import_builder_note(builder, row, "%s", text);
        } else {
            import_builder_note(builder, row, "%s: \"%.*s\"", text, VIEW_ARGS(loss->what));
        }
    }
}

/* The answer is what `element` holds or, where that is NULL, `html`. */
static void add_converted(struct import_builder *builder, const struct import_record *record,
                          const GumboNode *element, struct faqbot_view html)
{
    struct arena arena;
    struct html_markdown markup;
    const char *complaint = "";
    arena_init(&arena, ARENA_BYTES_MAX);
    enum faqbot_status status = element != NULL
                                    ? html_markdown_convert_element(element, &arena, &markup, &complaint)
                                    : html_markdown_convert(html, &arena, &markup, &complaint);
    if (status == FAQBOT_LIMIT) {
        import_builder_skip(builder, record->row, record->question, "its answer cannot be taken: %s",
                            complaint);
    } else if (status != FAQBOT_OK) {
        fail_memory(builder);
    } else {
        struct import_record converted = *record;
        converted.answer = markup.markdown;
        converted.markup = IMPORT_MARKDOWN;
        import_builder_add(builder, &converted);
        note_losses(builder, record->row, &markup);
    }
    arena_release(&arena);
}

void import_html_add(struct import_builder *builder, const struct import_record *record,
                     struct faqbot_view html)
{
    add_converted(builder, record, NULL, html);
}

void import_html_add_element(struct import_builder *builder, const struct import_record *record,
                             const GumboNode *element)
{
    add_converted(builder, record, element, view_make(NULL, 0));
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

void import_html_add_either(struct import_builder *builder, const struct import_record *record)
{
    struct faqbot_view rest = record->answer;
    bool has_tag = false;
    while (!has_tag && rest.size > 0) {
        rest = view_slice(rest, view_find(rest, '<') + 1, rest.size);
        has_tag = is_tag(rest);
    }
    if (has_tag) {
        import_html_add(builder, record, record->answer);
        import_builder_note(builder, record->row, "its answer is taken for HTML, and written as Markdown");
    } else {
        import_builder_add(builder, record);
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
void import_html_add_mixed(struct import_builder *builder, const struct import_record *record,
                           struct faqbot_view markdown)
{
    struct import_record plain = *record;
    struct commonmark commonmark;
    struct faqbot_view html = {NULL, 0};
    cmark_node *document = NULL;
    plain.answer = markdown;
    plain.markup = IMPORT_MARKDOWN;
    if (view_find(markdown, '<') == markdown.size || answer_is_laborious(markdown)) {
        import_builder_add(builder, &plain);
        return;
    }
    commonmark_init(&commonmark);
    enum faqbot_status status = commonmark_parse(&commonmark, markdown, &document);
    if (status == FAQBOT_OK && has_html(document)) {
        status = commonmark_render_html(&commonmark, document, &html);
    }
    if (status == FAQBOT_LIMIT) {
        import_builder_skip(builder, record->row, record->question,
                            "its answer cannot be taken: its mark-up takes too much memory");
    } else if (status != FAQBOT_OK) {
        fail_memory(builder);
    } else if (html.bytes != NULL) {
        import_html_add(builder, record, html);
    } else {
        import_builder_add(builder, &plain);
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

struct faqbot_view import_html_flatten(struct import_builder *builder, struct faqbot_view text,
                                       bool *had_markup)
{
    const char *complaint = "";
    struct faqbot_view line = text;
    *had_markup = false;
    if (view_find(text, '<') < text.size) {
        enum faqbot_status status = html_markdown_flatten(text, &builder->arena, &line, &complaint);
        if (status == FAQBOT_NO_MEMORY) {
            fail_memory(builder);
        }
        *had_markup = status == FAQBOT_OK && count_angles(line) < count_angles(text);
    }
    return line;
}
