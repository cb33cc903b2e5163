/* protocol/blocks.c - from the flat list of nodes to nested JSON. The list's own nesting is the only state,
 * so a stack of what must be closed is all that is kept. */
#include "protocol/blocks.h"

#include <assert.h>

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
