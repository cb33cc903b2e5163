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

static void walk(struct conversion *conversion, const GumboNode *node, struct context context);

static void walk_within(struct conversion *conversion, const GumboNode *node, struct context context)
{
    for (size_t i = 0; i < tree_child_count(node); i++) {
        walk(conversion, tree_child(node, i), context);
    }
}

static bool copy(struct conversion *conversion, struct faqbot_view text, struct faqbot_view *into)
{
    conversion->no_memory |= !arena_copy(conversion->arena, text, into);
    return !conversion->no_memory;
}

static void lose(struct conversion *conversion, enum markup_loss_kind kind, struct faqbot_view what)
{
    struct markup *markup = &conversion->markup;
    if (markup->loss_count < MARKUP_LOSSES_MAX) {
        struct markup_loss *loss = &markup->losses[markup->loss_count];
        loss->kind = kind;
        copy(conversion, what, &loss->what);
    }
    markup->loss_count++;
}

/* A paragraph ends here, if one has begun. */
static void end_paragraph(struct conversion *conversion, struct context context)
{
    if (context.is_flat) {
        prose_add(&conversion->prose, view_of(" "), context.look);
        return;
    }
    md_writer_add_prose(&conversion->writer, &conversion->prose);
    conversion->too_long |= conversion->prose.failed;
    conversion->no_memory |= conversion->prose.no_memory;
    prose_reset(&conversion->prose);
}

static void walk_block(struct conversion *conversion, const GumboNode *node, struct context context)
{
    end_paragraph(conversion, context);
    walk_within(conversion, node, context);
    end_paragraph(conversion, context);
}

static void break_line(struct conversion *conversion, struct context context)
{
    if (context.is_flat || prose_is_at_line_start(&conversion->prose)) {
        end_paragraph(conversion, context);
    } else {
        prose_break(&conversion->prose);
    }
}

static void walk_text(struct conversion *conversion, const GumboNode *node, struct context context)
{
    struct faqbot_view text = tree_text(node);
    while (conversion->keeps_lines && view_find(text, '\n') < text.size) {
        size_t end = view_find(text, '\n');
        prose_add(&conversion->prose, view_slice(text, 0, end), context.look);
        break_line(conversion, context);
        text = view_slice(text, end + 1, text.size);
    }
    prose_add(&conversion->prose, text, context.look);
}

/* Whether an address has no scheme, so that it leads to beside the page or within it. */
static bool is_relative(struct faqbot_view address)
{
    size_t colon = view_find(address, ':');
    size_t other = strcspn(address.bytes == NULL ? "" : address.bytes, "/?#");
    return colon == address.size || other < colon;
}

static void walk_link(struct conversion *conversion, const GumboNode *node, struct context context)
{
    struct faqbot_view address = view_trim(tree_attribute(node, "href"));
    if (!tree_has_attribute(node, "href") || context.look.link != NULL) {
        walk_within(conversion, node, context);
    } else if (!element_shows_text(node)) {
        lose(conversion, MARKUP_EMPTY_LINK, address);
        walk_within(conversion, node, context);
    } else if (!rich_is_safe_address(address)) {
        lose(conversion, is_relative(address) ? MARKUP_RELATIVE_LINK : MARKUP_UNSAFE_LINK, address);
        walk_within(conversion, node, context);
    } else {
        struct faqbot_view *link = arena_take(conversion->arena, sizeof *link);
        if (link == NULL || !copy(conversion, address, link)) {
            conversion->no_memory = true;
            return;
        }
        context.look.link = link;
        walk_within(conversion, node, context);
    }
}

static void walk_image(struct conversion *conversion, const GumboNode *node, struct context context)
{
    lose(conversion, MARKUP_IMAGE, tree_attribute(node, "src"));
    prose_add(&conversion->prose, tree_attribute(node, "alt"), context.look);
}

static void walk_list(struct conversion *conversion, const GumboNode *node, struct context context,
                      bool is_ordered)
{
    struct faqbot_view start = tree_attribute(node, "start");
    long number = start.size == 0 ? 1 : strtol(start.bytes, NULL, 10);
    end_paragraph(conversion, context);
    struct md_writer_list list = md_writer_begin_list(&conversion->writer, is_ordered,
                                                      number < 0 || number > INT_MAX ? 1 : (unsigned)number);
    context.list = &list;
    walk_within(conversion, node, context);
    end_paragraph(conversion, context);
}

static void walk_item(struct conversion *conversion, const GumboNode *node, struct context context)
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

static void walk_quote(struct conversion *conversion, const GumboNode *node, struct context context)
{
    end_paragraph(conversion, context);
    bool opened = !context.is_flat && md_writer_open_quote(&conversion->writer);
    context.list = NULL;
    walk_block(conversion, node, context);
    if (opened) {
        md_writer_close(&conversion->writer);
    }
}

static void gather_code(struct conversion *conversion, const GumboNode *node);

static void gather_within(struct conversion *conversion, const GumboNode *node)
{
    for (size_t i = 0; i < tree_child_count(node); i++) {
        gather_code(conversion, tree_child(node, i));
    }
}

/* Code has no links. */
static void gather_link(struct conversion *conversion, const GumboNode *node)
{
    struct faqbot_view address = view_trim(tree_attribute(node, "href"));
    if (tree_has_attribute(node, "href")) {
        lose(conversion, MARKUP_LINK_IN_CODE, address);
    }
    gather_within(conversion, node);
}

/* A carriage return, which only a character reference brings here, ends a line of Markdown: so it is a line's end. */
static void gather_lines(struct conversion *conversion, struct faqbot_view text)
{
    for (size_t i = 0; i < text.size; i++) {
        bool is_return = text.bytes[i] == '\r';
        i += is_return && i + 1 < text.size && text.bytes[i + 1] == '\n';
        buffer_add_byte(&conversion->code, is_return ? '\n' : text.bytes[i]);
    }
}

static void gather_code(struct conversion *conversion, const GumboNode *node)
{
    switch (element_role(node)) {
    case ELEMENT_DROPPED:
    case ELEMENT_MEDIA:
    case ELEMENT_STRUCK:
        break;
    case ELEMENT_BREAK:
        buffer_add_byte(&conversion->code, '\n');
        break;
    case ELEMENT_IMAGE:
        buffer_add(&conversion->code, tree_attribute(node, "alt"));
        break;
    case ELEMENT_LINK:
        gather_link(conversion, node);
        break;
    default:
        gather_lines(conversion, tree_text(node));
        gather_within(conversion, node);
        break;
    }
}

static void walk_preformatted(struct conversion *conversion, const GumboNode *node, struct context context)
{
    end_paragraph(conversion, context);
    if (context.is_flat) {
        context.look.style = PROSE_CODE;
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
static void walk_row(struct conversion *conversion, const GumboNode *node, struct context context)
{
    if (element_cell_count(node) < 2 || context.is_flat || context.list == NULL) {
        walk_block(conversion, node, context);
        return;
    }
    end_paragraph(conversion, context);
    bool opened = md_writer_open_item(&conversion->writer, context.list);
    struct context within = {.look = context.look, .is_flat = true};
    for (size_t i = 0; i < tree_child_count(node); i++) {
        const GumboNode *cell = tree_child(node, i);
        if (!prose_is_empty(&conversion->prose) && element_shows_text(cell)) {
            prose_add(&conversion->prose, view_of(" | "), context.look);
        }
        walk(conversion, cell, within);
    }
    end_paragraph(conversion, context);
    if (opened) {
        md_writer_close(&conversion->writer);
    }
}

static void walk_styled(struct conversion *conversion, const GumboNode *node, struct context context,
                        unsigned style)
{
    /* Within code nothing is marked. */
    style |= context.look.style;
    context.look.style = (style & PROSE_CODE) != 0 ? PROSE_CODE : style;
    walk_within(conversion, node, context);
}

static void walk_heading(struct conversion *conversion, const GumboNode *node, struct context context)
{
    end_paragraph(conversion, context);
    walk_styled(conversion, node, context, PROSE_STRONG);
    end_paragraph(conversion, context);
}

static void walk_table(struct conversion *conversion, const GumboNode *node, struct context context)
{
    end_paragraph(conversion, context);
    struct md_writer_list rows = md_writer_begin_list(&conversion->writer, false, 1);
    context.list = &rows;
    walk_within(conversion, node, context);
    end_paragraph(conversion, context);
}

static void walk_cell(struct conversion *conversion, const GumboNode *node, struct context context,
                      bool is_heading)
{
    context.list = NULL;
    if (is_heading) {
        walk_heading(conversion, node, context);
    } else {
        walk_block(conversion, node, context);
    }
}

static void walk_media(struct conversion *conversion, const GumboNode *node)
{
    struct faqbot_view source = tree_attribute(node, "src");
    lose(conversion, MARKUP_MEDIA, source.size > 0 ? source : tree_attribute(node, "data"));
}

/* What stands within a line. */
static void walk_inline(struct conversion *conversion, const GumboNode *node, struct context context)
{
    switch (element_role(node)) {
    case ELEMENT_DROPPED:
        break;
    case ELEMENT_MEDIA:
        walk_media(conversion, node);
        break;
    case ELEMENT_STRUCK:
        lose(conversion, MARKUP_STRUCK, view_make(NULL, 0));
        break;
    case ELEMENT_STRONG:
        walk_styled(conversion, node, context, PROSE_STRONG);
        break;
    case ELEMENT_EMPHASIS:
        walk_styled(conversion, node, context, PROSE_EMPHASIS);
        break;
    case ELEMENT_CODE:
        walk_styled(conversion, node, context, PROSE_CODE);
        break;
    case ELEMENT_BREAK:
        break_line(conversion, context);
        break;
    case ELEMENT_LINK:
        walk_link(conversion, node, context);
        break;
    case ELEMENT_IMAGE:
        walk_image(conversion, node, context);
        break;
    default:
        walk_text(conversion, node, context);
        walk_within(conversion, node, context);
        break;
    }
}

/* The recursion ends at TREE_DEPTH_MAX. */
static void walk(struct conversion *conversion, const GumboNode *node, struct context context)
{
    switch (element_role(node)) {
    case ELEMENT_BLOCK:
        walk_block(conversion, node, context);
        break;
    case ELEMENT_HEADING:
        walk_heading(conversion, node, context);
        break;
    case ELEMENT_LIST:
        walk_list(conversion, node, context, false);
        break;
    case ELEMENT_ORDERED:
        walk_list(conversion, node, context, true);
        break;
    case ELEMENT_ITEM:
        walk_item(conversion, node, context);
        break;
    case ELEMENT_QUOTE:
        walk_quote(conversion, node, context);
        break;
    case ELEMENT_PREFORMATTED:
        walk_preformatted(conversion, node, context);
        break;
    case ELEMENT_TABLE:
        walk_table(conversion, node, context);
        break;
    case ELEMENT_ROW:
        walk_row(conversion, node, context);
        break;
    case ELEMENT_CELL:
    case ELEMENT_HEADING_CELL:
        walk_cell(conversion, node, context, element_role(node) == ELEMENT_HEADING_CELL);
        break;
    default:
        walk_inline(conversion, node, context);
        break;
    }
}

void conversion_init(struct conversion *conversion, struct arena *arena, bool keeps_lines)
{
    *conversion = (struct conversion){.arena = arena, .keeps_lines = keeps_lines};
    prose_init(&conversion->prose, MARKUP_BYTES_MAX);
    buffer_init(&conversion->code, MARKUP_BYTES_MAX);
    buffer_init(&conversion->out, MARKUP_BYTES_MAX);
    conversion->writer = md_writer_make(&conversion->out);
}

void conversion_release(struct conversion *conversion)
{
    prose_release(&conversion->prose);
    buffer_release(&conversion->code);
    buffer_release(&conversion->out);
}

void conversion_run(struct conversion *conversion, const GumboNode *element)
{
    const struct context context = {0};
    walk_within(conversion, element, context);
    end_paragraph(conversion, context);
    conversion->too_long |= conversion->out.failed;
    conversion->no_memory |= conversion->out.no_memory;
}

void conversion_run_flat(struct conversion *conversion, const GumboNode *element)
{
    const struct context context = {.is_flat = true};
    walk_within(conversion, element, context);
    conversion->too_long |= conversion->prose.failed;
    conversion->no_memory |= conversion->prose.no_memory;
}
