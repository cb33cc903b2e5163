/* transfer/markdown_out.c - rich text as Markdown: the blocks, by the rules of CommonMark 0.30, whose sections are
 * named here. What stands within a paragraph is inline_out.c's. */
#include "transfer/markdown_out.h"

#include <string.h>

#include "transfer/inline_out.h"

#define ORDINAL_MAX 999999999U /* of nine digits (5.2) */

static void push_prefix(struct scribe *scribe, const char *text, size_t size)
{
    size = size < sizeof scribe->prefix - scribe->prefix_size ? size
                                                              : sizeof scribe->prefix - scribe->prefix_size;
    memcpy(scribe->prefix + scribe->prefix_size, text, size);
    scribe->prefix_size += size;
}

static void add_code_block(struct scribe *scribe, struct faqbot_view code)
{
    size_t ticks = scribe_longest_run(code, '`') + 1;
    ticks = ticks < 3 ? 3 : ticks;
    /* Code of nothing but blanks was control characters once: blanks alone the reader would drop. */
    size_t control = view_is_empty(view_trim(code)) ? view_find(code, ' ') : code.size;
    scribe_add_run(scribe, '`', ticks);
    scribe_start_line(scribe);
    for (size_t i = 0; i < code.size; i++) {
        if (code.bytes[i] == '\n') {
            scribe_start_line(scribe);
        } else {
            buffer_add_byte(scribe->out, i == control ? '\1' : code.bytes[i]);
        }
    }
    scribe_start_line(scribe);
    scribe_add_run(scribe, '`', ticks);
}

static void add_blocks(struct scribe *scribe);

/* Its blocks, each line behind a blank for each byte of the marker, which stands already. */
static void add_held(struct scribe *scribe, const char *prefix, size_t size)
{
    size_t before = scribe->prefix_size;
    push_prefix(scribe, prefix, size);
    scribe->line_starts = true;
    add_blocks(scribe);
    scribe->prefix_size = before;
}

static void add_list(struct scribe *scribe, const struct faqbot_node *list)
{
    static const char blanks[] = "            ";
    unsigned ordinal = list->number;
    for (bool first = true; scribe->at < scribe->count && !scribe->out->failed; first = false) {
        if (scribe->nodes[scribe->at++].kind == FAQBOT_NODE_CLOSE) {
            return;
        }
        if (!first) {
            scribe_start_line(scribe);
        }
        size_t before = scribe->out->size;
        if (list->kind == FAQBOT_NODE_ORDERED) {
            buffer_add_number(scribe->out, ordinal);
            ordinal += ordinal < ORDINAL_MAX;
        }
        scribe_add(scribe, list->kind == FAQBOT_NODE_ORDERED ? ". " : "- ");
        size_t size = scribe->out->size - before;
        add_held(scribe, blanks, size < sizeof blanks ? size : sizeof blanks - 1);
    }
}

/* The blocks up to the close of what holds them, and that close. */
static void add_blocks(struct scribe *scribe)
{
    enum faqbot_node_kind before = FAQBOT_NODE_CLOSE;
    while (scribe->at < scribe->count && !scribe->out->failed) {
        const struct faqbot_node *node = &scribe->nodes[scribe->at++];
        if (node->kind == FAQBOT_NODE_CLOSE) {
            return;
        }
        if (before != FAQBOT_NODE_CLOSE) {
            scribe_start_line(scribe);
            scribe_start_line(scribe);
        }
        if (node->kind == before && (before == FAQBOT_NODE_LIST || before == FAQBOT_NODE_ORDERED)) {
            scribe_add(scribe, SCRIBE_APART); /* two lists, not one */
            scribe_start_line(scribe);
            scribe_start_line(scribe);
        }
        before = node->kind;
        if (node->kind == FAQBOT_NODE_CODE_BLOCK) {
            add_code_block(scribe, node->text);
        } else if (node->kind == FAQBOT_NODE_QUOTE) {
            scribe_add(scribe, "> ");
            add_held(scribe, "> ", 2);
        } else if (node->kind == FAQBOT_NODE_PARAGRAPH) {
            inline_out_add(scribe);
        } else {
            add_list(scribe, node);
        }
    }
}

void markdown_out_add(const struct faqbot_node *nodes, size_t count, struct buffer *out)
{
    struct scribe scribe = {.nodes = nodes, .count = count, .out = out, .line_starts = true};
    while (scribe.at < count && !out->failed) {
        add_blocks(&scribe);
    }
}
