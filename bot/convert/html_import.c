/* convert/html_import.c - rows whose answers are HTML: between markup.h, which converts, and collector.h,
 * which takes rows. */
#include "convert/convert_internal.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "kb/kb.h"
#include "text/text.h"
#include "util/util.h"

/* ==== conversion ======================================================================================== */

/* One conversion of HTML into Markdown. from libgumbo's tree to md_writer.h's blocks. How Markdown is
 * written does not stand here. Style sheets are not looked at: what one hides, as folded answers are, is
 * taken. */

/* Declare it, html_import_init() it, run it once, html_import_release() it. */
struct html_import {
    struct arena *arena;
    struct md_inline prose;  /* the paragraph that is being read */
    struct md_writer writer; /* writes into `out` */
    struct buffer out;
    struct buffer code; /* the preformatted text that is being read */
    struct html_markdown markup;
    bool keeps_lines; /* line ends mean themselves */
    bool too_long;
    bool no_memory;
};

/* What an element hands on to those within. */
struct context {
    struct look look;
    struct md_writer_list *list; /* the one right around, of a table its rows; NULL: none */
    bool is_flat;                /* within a cell, where there is one paragraph and no more */
};

static void walk(struct html_import *conversion, const GumboNode *node, struct context context);

static void walk_within(struct html_import *conversion, const GumboNode *node, struct context context)
{
    for (size_t i = 0; i < html_dom_child_count(node); i++) {
        walk(conversion, html_dom_child(node, i), context);
    }
}

static bool copy(struct html_import *conversion, struct faqbot_view text, struct faqbot_view *into)
{
    conversion->no_memory |= !arena_copy(conversion->arena, text, into);
    return !conversion->no_memory;
}

static void lose(struct html_import *conversion, enum html_markdown_loss_kind kind, struct faqbot_view what)
{
    struct html_markdown *markup = &conversion->markup;
    if (markup->loss_count < HTML_MARKDOWN_LOSSES_MAX) {
        struct html_markdown_loss *loss = &markup->losses[markup->loss_count];
        loss->kind = kind;
        copy(conversion, what, &loss->what);
    }
    markup->loss_count++;
}

/* A paragraph ends here, if one has begun. */
static void end_paragraph(struct html_import *conversion, struct context context)
{
    if (context.is_flat) {
        md_inline_add(&conversion->prose, view_of(" "), context.look);
        return;
    }
    md_writer_add_prose(&conversion->writer, &conversion->prose);
    conversion->too_long |= conversion->prose.failed;
    conversion->no_memory |= conversion->prose.no_memory;
    md_inline_reset(&conversion->prose);
}

static void walk_block(struct html_import *conversion, const GumboNode *node, struct context context)
{
    end_paragraph(conversion, context);
    walk_within(conversion, node, context);
    end_paragraph(conversion, context);
}

static void break_line(struct html_import *conversion, struct context context)
{
    if (context.is_flat || md_inline_is_at_line_start(&conversion->prose)) {
        end_paragraph(conversion, context);
    } else {
        md_inline_break(&conversion->prose);
    }
}

static void walk_text(struct html_import *conversion, const GumboNode *node, struct context context)
{
    struct faqbot_view text = html_dom_text(node);
    while (conversion->keeps_lines && view_find(text, '\n') < text.size) {
        size_t end = view_find(text, '\n');
        md_inline_add(&conversion->prose, view_slice(text, 0, end), context.look);
        break_line(conversion, context);
        text = view_slice(text, end + 1, text.size);
    }
    md_inline_add(&conversion->prose, text, context.look);
}

/* Whether an address has no scheme, so that it leads to beside the page or within it. */
static bool is_relative(struct faqbot_view address)
{
    size_t colon = view_find(address, ':');
    size_t other = strcspn(address.bytes == NULL ? "" : address.bytes, "/?#");
    return colon == address.size || other < colon;
}

static void walk_link(struct html_import *conversion, const GumboNode *node, struct context context)
{
    struct faqbot_view address = view_trim(html_dom_attribute(node, "href"));
    if (!html_dom_has_attribute(node, "href") || context.look.link != NULL) {
        walk_within(conversion, node, context);
    } else if (!html_element_shows_text(node)) {
        lose(conversion, HTML_MARKDOWN_EMPTY_LINK, address);
        walk_within(conversion, node, context);
    } else if (!rich_is_safe_address(address)) {
        lose(conversion, is_relative(address) ? HTML_MARKDOWN_RELATIVE_LINK : HTML_MARKDOWN_UNSAFE_LINK,
             address);
        walk_within(conversion, node, context);
    } else {
        struct faqbot_view *link = arena_alloc(conversion->arena, sizeof *link);
        if (link == NULL || !copy(conversion, address, link)) {
            conversion->no_memory = true;
            return;
        }
        context.look.link = link;
        walk_within(conversion, node, context);
    }
}

static void walk_image(struct html_import *conversion, const GumboNode *node, struct context context)
{
    lose(conversion, HTML_MARKDOWN_IMAGE, html_dom_attribute(node, "src"));
    md_inline_add(&conversion->prose, html_dom_attribute(node, "alt"), context.look);
}

static void walk_list(struct html_import *conversion, const GumboNode *node, struct context context,
                      bool is_ordered)
{
    struct faqbot_view start = html_dom_attribute(node, "start");
    long number = start.size == 0 ? 1 : strtol(start.bytes, NULL, 10);
    end_paragraph(conversion, context);
    struct md_writer_list list = md_writer_begin_list(&conversion->writer, is_ordered,
                                                      number < 0 || number > INT_MAX ? 1 : (unsigned)number);
    context.list = &list;
    walk_within(conversion, node, context);
    end_paragraph(conversion, context);
}

static void walk_item(struct html_import *conversion, const GumboNode *node, struct context context)
{
    end_paragraph(conversion, context);
    bool opened =
        context.list != NULL && !context.is_flat && md_writer_open_item(&conversion->writer, context.list);
    context.list = NULL;
    walk_block(conversion, node, context);
    if (opened) {
        md_writer_close(&conversion->writer);
    }
}

static void walk_quote(struct html_import *conversion, const GumboNode *node, struct context context)
{
    end_paragraph(conversion, context);
    bool opened = !context.is_flat && md_writer_open_quote(&conversion->writer);
    context.list = NULL;
    walk_block(conversion, node, context);
    if (opened) {
        md_writer_close(&conversion->writer);
    }
}

static void gather_code(struct html_import *conversion, const GumboNode *node);

static void gather_within(struct html_import *conversion, const GumboNode *node)
{
    for (size_t i = 0; i < html_dom_child_count(node); i++) {
        gather_code(conversion, html_dom_child(node, i));
    }
}

/* Code has no links. */
static void gather_link(struct html_import *conversion, const GumboNode *node)
{
    struct faqbot_view address = view_trim(html_dom_attribute(node, "href"));
    if (html_dom_has_attribute(node, "href")) {
        lose(conversion, HTML_MARKDOWN_LINK_IN_CODE, address);
    }
    gather_within(conversion, node);
}

/* A carriage return, which only a character reference brings here, ends a line of Markdown: so it is a line's end. */
static void gather_lines(struct html_import *conversion, struct faqbot_view text)
{
    for (size_t i = 0; i < text.size; i++) {
        bool is_return = text.bytes[i] == '\r';
        i += is_return && i + 1 < text.size && text.bytes[i + 1] == '\n';
        buffer_add_byte(&conversion->code, is_return ? '\n' : text.bytes[i]);
    }
}

static void gather_code(struct html_import *conversion, const GumboNode *node)
{
    switch (html_element_role(node)) {
    case HTML_ELEMENT_DROPPED:
    case HTML_ELEMENT_MEDIA:
    case HTML_ELEMENT_STRUCK:
        break;
    case HTML_ELEMENT_BREAK:
        buffer_add_byte(&conversion->code, '\n');
        break;
    case HTML_ELEMENT_IMAGE:
        buffer_add(&conversion->code, html_dom_attribute(node, "alt"));
        break;
    case HTML_ELEMENT_LINK:
        gather_link(conversion, node);
        break;
    default:
        gather_lines(conversion, html_dom_text(node));
        gather_within(conversion, node);
        break;
    }
}

static void walk_preformatted(struct html_import *conversion, const GumboNode *node, struct context context)
{
    end_paragraph(conversion, context);
    if (context.is_flat) {
        context.look.style = MD_INLINE_CODE;
        walk_within(conversion, node, context);
        return;
    }
    buffer_reset(&conversion->code);
    gather_code(conversion, node);
    conversion->too_long |= conversion->code.failed;
    conversion->no_memory |= conversion->code.no_memory;
    md_writer_add_code(&conversion->writer, buffer_view(&conversion->code));
}

/* A row of a table: an item with its cells. Many tables are there for the looks alone and have one cell
 * in a row: its content stands for itself. */
static void walk_row(struct html_import *conversion, const GumboNode *node, struct context context)
{
    if (html_element_cell_count(node) < 2 || context.is_flat || context.list == NULL) {
        walk_block(conversion, node, context);
        return;
    }
    end_paragraph(conversion, context);
    bool opened = md_writer_open_item(&conversion->writer, context.list);
    struct context within = {.look = context.look, .is_flat = true};
    for (size_t i = 0; i < html_dom_child_count(node); i++) {
        const GumboNode *cell = html_dom_child(node, i);
        if (!md_inline_is_empty(&conversion->prose) && html_element_shows_text(cell)) {
            md_inline_add(&conversion->prose, view_of(" | "), context.look);
        }
        walk(conversion, cell, within);
    }
    end_paragraph(conversion, context);
    if (opened) {
        md_writer_close(&conversion->writer);
    }
}

static void walk_styled(struct html_import *conversion, const GumboNode *node, struct context context,
                        unsigned style)
{
    /* Within code nothing is marked. */
    style |= context.look.style;
    context.look.style = (style & MD_INLINE_CODE) != 0 ? MD_INLINE_CODE : style;
    walk_within(conversion, node, context);
}

static void walk_heading(struct html_import *conversion, const GumboNode *node, struct context context)
{
    end_paragraph(conversion, context);
    walk_styled(conversion, node, context, MD_INLINE_STRONG);
    end_paragraph(conversion, context);
}

static void walk_table(struct html_import *conversion, const GumboNode *node, struct context context)
{
    end_paragraph(conversion, context);
    struct md_writer_list rows = md_writer_begin_list(&conversion->writer, false, 1);
    context.list = &rows;
    walk_within(conversion, node, context);
    end_paragraph(conversion, context);
}

static void walk_cell(struct html_import *conversion, const GumboNode *node, struct context context,
                      bool is_heading)
{
    context.list = NULL;
    if (is_heading) {
        walk_heading(conversion, node, context);
    } else {
        walk_block(conversion, node, context);
    }
}

static void walk_media(struct html_import *conversion, const GumboNode *node)
{
    struct faqbot_view source = html_dom_attribute(node, "src");
    lose(conversion, HTML_MARKDOWN_MEDIA, source.size > 0 ? source : html_dom_attribute(node, "data"));
}

/* What stands within a line. */
static void walk_inline(struct html_import *conversion, const GumboNode *node, struct context context)
{
    switch (html_element_role(node)) {
    case HTML_ELEMENT_DROPPED:
        break;
    case HTML_ELEMENT_MEDIA:
        walk_media(conversion, node);
        break;
    case HTML_ELEMENT_STRUCK:
        lose(conversion, HTML_MARKDOWN_STRUCK, view_make(NULL, 0));
        break;
    case HTML_ELEMENT_STRONG:
        walk_styled(conversion, node, context, MD_INLINE_STRONG);
        break;
    case HTML_ELEMENT_EMPHASIS:
        walk_styled(conversion, node, context, MD_INLINE_EMPHASIS);
        break;
    case HTML_ELEMENT_CODE:
        walk_styled(conversion, node, context, MD_INLINE_CODE);
        break;
    case HTML_ELEMENT_BREAK:
        break_line(conversion, context);
        break;
    case HTML_ELEMENT_LINK:
        walk_link(conversion, node, context);
        break;
    case HTML_ELEMENT_IMAGE:
        walk_image(conversion, node, context);
        break;
    default:
        walk_text(conversion, node, context);
        walk_within(conversion, node, context);
        break;
    }
}

/* The recursion ends at HTML_DOM_DEPTH_MAX. */
static void walk(struct html_import *conversion, const GumboNode *node, struct context context)
{
    switch (html_element_role(node)) {
    case HTML_ELEMENT_BLOCK:
        walk_block(conversion, node, context);
        break;
    case HTML_ELEMENT_HEADING:
        walk_heading(conversion, node, context);
        break;
    case HTML_ELEMENT_LIST:
        walk_list(conversion, node, context, false);
        break;
    case HTML_ELEMENT_ORDERED:
        walk_list(conversion, node, context, true);
        break;
    case HTML_ELEMENT_ITEM:
        walk_item(conversion, node, context);
        break;
    case HTML_ELEMENT_QUOTE:
        walk_quote(conversion, node, context);
        break;
    case HTML_ELEMENT_PREFORMATTED:
        walk_preformatted(conversion, node, context);
        break;
    case HTML_ELEMENT_TABLE:
        walk_table(conversion, node, context);
        break;
    case HTML_ELEMENT_ROW:
        walk_row(conversion, node, context);
        break;
    case HTML_ELEMENT_CELL:
    case HTML_ELEMENT_HEADING_CELL:
        walk_cell(conversion, node, context, html_element_role(node) == HTML_ELEMENT_HEADING_CELL);
        break;
    default:
        walk_inline(conversion, node, context);
        break;
    }
}

/* What is lost is copied into the arena. */
static void html_import_init(struct html_import *conversion, struct arena *arena, bool keeps_lines)
{
    *conversion = (struct html_import){.arena = arena, .keeps_lines = keeps_lines};
    md_inline_init(&conversion->prose, HTML_MARKDOWN_BYTES_MAX);
    buffer_init(&conversion->code, HTML_MARKDOWN_BYTES_MAX);
    buffer_init(&conversion->out, HTML_MARKDOWN_BYTES_MAX);
    conversion->writer = md_writer_make(&conversion->out);
}

static void html_import_release(struct html_import *conversion)
{
    md_inline_release(&conversion->prose);
    buffer_release(&conversion->code);
    buffer_release(&conversion->out);
}

/* Writes what the element holds into `out`. It has no place for failures but `too_long` and `no_memory`. */
static void html_import_run(struct html_import *conversion, const GumboNode *element)
{
    const struct context context = {0};
    walk_within(conversion, element, context);
    end_paragraph(conversion, context);
    conversion->too_long |= conversion->out.failed;
    conversion->no_memory |= conversion->out.no_memory;
}

/* Gathers the text of what it holds in `prose`, as one line. */
static void html_import_run_flat(struct html_import *conversion, const GumboNode *element)
{
    const struct context context = {.is_flat = true};
    walk_within(conversion, element, context);
    conversion->too_long |= conversion->prose.failed;
    conversion->no_memory |= conversion->prose.no_memory;
}

/* ==== markup ============================================================================================ */

/* HTML as Markdown, for those who have it as a text. What an element means is conversion.c's. */

/* What a conversion came to; *text is copied from `made`. */
static enum faqbot_status finish(const struct html_import *conversion, struct faqbot_view made,
                                 struct faqbot_view *text, const char **complaint)
{
    if (conversion->no_memory) {
        return FAQBOT_NO_MEMORY;
    }
    if (conversion->too_long) {
        *complaint = "its text is longer than 4 MiB";
        return FAQBOT_LIMIT;
    }
    return arena_copy(conversion->arena, made, text) ? FAQBOT_OK : FAQBOT_NO_MEMORY;
}

/* The same of what an element holds. */
static enum faqbot_status html_markdown_convert_element(const GumboNode *element, struct arena *arena,
                                                        struct html_markdown *markup, const char **complaint)
{
    struct html_import conversion;
    struct faqbot_view markdown;
    html_import_init(&conversion, arena,
                     html_dom_is(element, GUMBO_TAG_HTML) && !html_element_breaks_lines(element));
    html_import_run(&conversion, element);
    enum faqbot_status status = finish(&conversion, buffer_view(&conversion.out), &markdown, complaint);
    if (status == FAQBOT_OK) {
        *markup = conversion.markup;
        markup->markdown = markdown;
    }
    html_import_release(&conversion);
    return status;
}

enum faqbot_status html_markdown_flatten_element(const GumboNode *element, struct arena *arena,
                                                 struct faqbot_view *line, const char **complaint)
{
    struct html_import conversion;
    html_import_init(&conversion, arena, false);
    html_import_run_flat(&conversion, element);
    enum faqbot_status status = finish(&conversion, buffer_view(&conversion.prose.text), line, complaint);
    html_import_release(&conversion);
    return status;
}

enum faqbot_status html_markdown_convert(struct faqbot_view html, struct arena *arena,
                                         struct html_markdown *markup, const char **complaint)
{
    struct html_dom tree;
    html_dom_init(&tree);
    enum faqbot_status status = html_dom_parse(&tree, html, HTML_MARKDOWN_NODES_MAX, complaint);
    if (status == FAQBOT_OK) {
        status = html_markdown_convert_element(tree.root, arena, markup, complaint);
    }
    html_dom_release(&tree);
    return status;
}

enum faqbot_status html_markdown_flatten(struct faqbot_view html, struct arena *arena,
                                         struct faqbot_view *line, const char **complaint)
{
    struct html_dom tree;
    html_dom_init(&tree);
    enum faqbot_status status = html_dom_parse(&tree, html, HTML_MARKDOWN_NODES_MAX, complaint);
    if (status == FAQBOT_OK) {
        status = html_markdown_flatten_element(tree.root, arena, line, complaint);
    }
    html_dom_release(&tree);
    return status;
}

const char *html_markdown_loss_text(enum html_markdown_loss_kind kind)
{
    switch (kind) {
    case HTML_MARKDOWN_IMAGE:
        return "an image is not kept, its alternative text is";
    case HTML_MARKDOWN_MEDIA:
        return "a film, a frame or another medium is not kept";
    case HTML_MARKDOWN_RELATIVE_LINK:
        return "a link leads to beside the page, so its text alone is kept";
    case HTML_MARKDOWN_UNSAFE_LINK:
        return "a link is not one to http, https or mailto, so its text alone is kept";
    case HTML_MARKDOWN_EMPTY_LINK:
        return "a link without a text is not kept";
    case HTML_MARKDOWN_LINK_IN_CODE:
        return "a link stands within code, so its text alone is kept";
    default:
        return "text that is struck out is not kept";
    }
}

/* ==== hypertext ========================================================================================= */

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
