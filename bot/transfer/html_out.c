/* transfer/html_out.c - rich text as HTML that other programs read. The page's own is page/content.c's, which knows
 * what a browser shows beside an answer. */
#include "transfer/html_out.h"

#include <assert.h>

#include "text/rich.h"

static const char *const elements[] = {
    [FAQBOT_NODE_PARAGRAPH] = "p", [FAQBOT_NODE_LIST] = "ul",          [FAQBOT_NODE_ORDERED] = "ol",
    [FAQBOT_NODE_ITEM] = "li",     [FAQBOT_NODE_QUOTE] = "blockquote", [FAQBOT_NODE_CODE_BLOCK] = "pre",
    [FAQBOT_NODE_CODE] = "code",   [FAQBOT_NODE_STRONG] = "strong",    [FAQBOT_NODE_EMPHASIS] = "em",
    [FAQBOT_NODE_LINK] = "a",
};

void html_out_add_text(struct faqbot_view text, struct buffer *out)
{
    for (size_t i = 0; i < text.size; i++) {
        switch (text.bytes[i]) {
        case '&':
            buffer_add_text(out, "&amp;");
            break;
        case '<':
            buffer_add_text(out, "&lt;");
            break;
        case '>':
            buffer_add_text(out, "&gt;");
            break;
        case '"':
            buffer_add_text(out, "&quot;");
            break;
        default:
            buffer_add_byte(out, text.bytes[i]);
        }
    }
}

static void open_element(const struct faqbot_node *node, struct buffer *out)
{
    buffer_add_byte(out, '<');
    buffer_add_text(out, elements[node->kind]);
    if (node->kind == FAQBOT_NODE_LINK && rich_is_safe_address(node->text)) {
        buffer_add_text(out, " href=\"");
        html_out_add_text(node->text, out);
        buffer_add_byte(out, '"');
    } else if (node->kind == FAQBOT_NODE_ORDERED && node->number != 1) {
        buffer_add_text(out, " start=\"");
        buffer_add_number(out, node->number);
        buffer_add_byte(out, '"');
    }
    buffer_add_byte(out, '>');
}

static void close_element(enum faqbot_node_kind kind, struct buffer *out)
{
    buffer_add_text(out, "</");
    buffer_add_text(out, elements[kind]);
    buffer_add_byte(out, '>');
}

void html_out_add(const struct faqbot_node *nodes, size_t count, struct buffer *out)
{
    enum faqbot_node_kind open[2 * FAQBOT_RICH_DEPTH_MAX];
    size_t depth = 0;
    for (size_t i = 0; i < count; i++) {
        const struct faqbot_node *node = &nodes[i];
        if (node->kind == FAQBOT_NODE_CLOSE) {
            assert(depth > 0);
            close_element(open[--depth], out);
        } else if (node->kind == FAQBOT_NODE_TEXT) {
            html_out_add_text(node->text, out);
        } else if (node->kind == FAQBOT_NODE_BREAK) {
            buffer_add_text(out, "<br>");
        } else {
            open_element(node, out);
            if (node->kind == FAQBOT_NODE_CODE || node->kind == FAQBOT_NODE_CODE_BLOCK) {
                html_out_add_text(node->text, out);
                close_element(node->kind, out);
            } else {
                assert(depth < sizeof open / sizeof *open); /* never deeper than FAQBOT_RICH_DEPTH_MAX */
                open[depth++] = node->kind;
            }
        }
    }
}
