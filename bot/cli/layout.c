/* cli/layout.c - rich text laid out for a terminal. Where lines end is wrap.c's affair. */
#include "cli/layout.h"

#include <stdio.h>
#include <string.h>

#include "cli/clean.h"

/* Lists and items hold a frame each for every level of nesting, and inline containers one. */
#define FRAMES_MAX (2 * FAQBOT_RICH_DEPTH_MAX + 8)

struct frame {
    enum faqbot_node_kind kind;
    unsigned number;         /* ORDERED: the next item's */
    size_t mark;             /* ITEM, QUOTE: for wrap_outdent() */
    struct faqbot_view link; /* LINK: its address */
};

struct layout {
    struct wrap wrap;
    bool colour;
    bool gap_due; /* a blank line stands before the next block */
    bool link_is_its_text;
    size_t depth; /* may pass FRAMES_MAX: deeper frames are not laid out, only counted */
    struct frame frames[FRAMES_MAX];
};

static void style_on(struct layout *layout, const char *sequence)
{
    if (layout->colour) {
        wrap_style(&layout->wrap, sequence);
    }
}

/* Colours are set anew after a piece ends, because a terminal has no "end bold" that leaves dim alone. */
static void restore_style(struct layout *layout)
{
    style_on(layout, LAYOUT_PLAIN);
    for (size_t i = 0; i < layout->depth && i < FRAMES_MAX; i++) {
        if (layout->frames[i].kind == FAQBOT_NODE_STRONG) {
            style_on(layout, LAYOUT_BOLD);
        } else if (layout->frames[i].kind == FAQBOT_NODE_EMPHASIS) {
            style_on(layout, LAYOUT_ITALIC);
        }
    }
}

static void begin_block(struct layout *layout)
{
    wrap_end(&layout->wrap);
    if (layout->gap_due) {
        wrap_break(&layout->wrap);
    }
    layout->gap_due = false;
}

static struct frame *top_frame(struct layout *layout)
{
    return layout->depth > 0 && layout->depth <= FRAMES_MAX ? &layout->frames[layout->depth - 1] : NULL;
}

static void open_item(struct layout *layout, struct frame *frame, struct frame *list)
{
    char first[16] = "- ";
    char prefix[16];
    if (list != NULL && list->kind == FAQBOT_NODE_ORDERED) {
        (void)snprintf(first, sizeof first, "%u. ", list->number++);
    }
    memset(prefix, ' ', sizeof prefix);
    prefix[strlen(first)] = '\0';
    frame->mark = wrap_indent(&layout->wrap, prefix, first);
    layout->gap_due = false;
}

static void open_frame(struct layout *layout, const struct faqbot_node *node)
{
    struct frame *parent = top_frame(layout);
    struct frame *frame = layout->depth < FRAMES_MAX ? &layout->frames[layout->depth] : NULL;
    layout->depth++;
    if (frame == NULL) {
        return;
    }
    *frame = (struct frame){.kind = node->kind, .number = node->number, .link = node->text};
    switch (node->kind) {
    case FAQBOT_NODE_PARAGRAPH:
        begin_block(layout);
        break;
    case FAQBOT_NODE_LIST:
    case FAQBOT_NODE_ORDERED:
        layout->gap_due = layout->gap_due && (parent == NULL || parent->kind != FAQBOT_NODE_ITEM);
        begin_block(layout);
        break;
    case FAQBOT_NODE_ITEM:
        open_item(layout, frame, parent);
        break;
    case FAQBOT_NODE_QUOTE:
        begin_block(layout);
        frame->mark = wrap_indent(&layout->wrap, "> ", NULL);
        break;
    case FAQBOT_NODE_STRONG:
        style_on(layout, LAYOUT_BOLD);
        break;
    case FAQBOT_NODE_EMPHASIS:
        style_on(layout, LAYOUT_ITALIC);
        break;
    default:
        layout->link_is_its_text = false;
        break;
    }
}

static void close_link(struct layout *layout, const struct frame *frame)
{
    if (!layout->link_is_its_text) {
        wrap_text(&layout->wrap, clean_view(" ("));
        wrap_text(&layout->wrap, frame->link);
        wrap_text(&layout->wrap, clean_view(")"));
    }
}

static void close_frame(struct layout *layout)
{
    struct frame *frame = top_frame(layout);
    layout->depth -= layout->depth > 0;
    if (frame == NULL) {
        return;
    }
    switch (frame->kind) {
    case FAQBOT_NODE_ITEM:
    case FAQBOT_NODE_QUOTE:
        wrap_outdent(&layout->wrap, frame->mark);
        layout->gap_due = true;
        break;
    case FAQBOT_NODE_STRONG:
    case FAQBOT_NODE_EMPHASIS:
        if (layout->colour) {
            restore_style(layout);
        }
        break;
    case FAQBOT_NODE_LINK:
        close_link(layout, frame);
        break;
    default:
        wrap_end(&layout->wrap);
        layout->gap_due = true;
        break;
    }
}

static void write_text(struct layout *layout, struct faqbot_view text)
{
    const struct frame *frame = top_frame(layout);
    if (frame != NULL && frame->kind == FAQBOT_NODE_LINK) {
        layout->link_is_its_text =
            frame->link.size == text.size && memcmp(frame->link.bytes, text.bytes, text.size) == 0;
    }
    wrap_text(&layout->wrap, text);
}

static void write_code_block(struct layout *layout, struct faqbot_view text)
{
    begin_block(layout);
    size_t mark = wrap_indent(&layout->wrap, "    ", NULL);
    wrap_verbatim(&layout->wrap, text);
    wrap_outdent(&layout->wrap, mark);
    layout->gap_due = true;
}

static void write_node(struct layout *layout, const struct faqbot_node *node)
{
    switch (node->kind) {
    case FAQBOT_NODE_CLOSE:
        close_frame(layout);
        break;
    case FAQBOT_NODE_TEXT:
        write_text(layout, node->text);
        break;
    case FAQBOT_NODE_BREAK:
        wrap_break(&layout->wrap);
        break;
    case FAQBOT_NODE_CODE:
        wrap_text(&layout->wrap, clean_view("`"));
        wrap_text(&layout->wrap, node->text);
        wrap_text(&layout->wrap, clean_view("`"));
        break;
    case FAQBOT_NODE_CODE_BLOCK:
        write_code_block(layout, node->text);
        break;
    default:
        open_frame(layout, node);
        break;
    }
}

void layout_nodes(FILE *out, const struct layout_style *style, const struct faqbot_node *nodes, size_t count)
{
    struct layout layout = {.colour = style->colour};
    wrap_start(&layout.wrap, out, style->width);
    for (size_t i = 0; i < count; i++) {
        write_node(&layout, &nodes[i]);
    }
    wrap_end(&layout.wrap);
}

void layout_paragraph(FILE *out, const struct layout_style *style, const char *look, struct faqbot_view text)
{
    struct wrap wrap;
    wrap_start(&wrap, out, style->width);
    if (style->colour && look != NULL) {
        wrap_style(&wrap, look);
    }
    wrap_text(&wrap, text);
    if (style->colour && look != NULL) {
        wrap_style(&wrap, LAYOUT_PLAIN);
    }
    wrap_end(&wrap);
}
