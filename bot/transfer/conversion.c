/* transfer/conversion.c - from libgumbo's tree to md_writer.h's blocks. How Markdown is written does not
 * stand here. Style sheets are not looked at: what one hides, as folded answers are, is taken. */
#include "transfer/conversion.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "text/rich.h"
#include "transfer/element.h"

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

void html_import_init(struct html_import *conversion, struct arena *arena, bool keeps_lines)
{
    *conversion = (struct html_import){.arena = arena, .keeps_lines = keeps_lines};
    md_inline_init(&conversion->prose, HTML_MARKDOWN_BYTES_MAX);
    buffer_init(&conversion->code, HTML_MARKDOWN_BYTES_MAX);
    buffer_init(&conversion->out, HTML_MARKDOWN_BYTES_MAX);
    conversion->writer = md_writer_make(&conversion->out);
}

void html_import_release(struct html_import *conversion)
{
    md_inline_release(&conversion->prose);
    buffer_release(&conversion->code);
    buffer_release(&conversion->out);
}

void html_import_run(struct html_import *conversion, const GumboNode *element)
{
    const struct context context = {0};
    walk_within(conversion, element, context);
    end_paragraph(conversion, context);
    conversion->too_long |= conversion->out.failed;
    conversion->no_memory |= conversion->out.no_memory;
}

void html_import_run_flat(struct html_import *conversion, const GumboNode *element)
{
    const struct context context = {.is_flat = true};
    walk_within(conversion, element, context);
    conversion->too_long |= conversion->prose.failed;
    conversion->no_memory |= conversion->prose.no_memory;
}
