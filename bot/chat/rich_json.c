/* chat/rich_json.c - rich text as nested JSON.
 *
 * Knows nothing of answers, whose blocks these are (encode.c), nor of parts of one (rest.c). */
#include "chat/chat_internal.h"

#include <assert.h>

#include "text/text.h"
#include "util/util.h"

/* ==== From the flat list of nodes to nested JSON ====================================================== */

/* The list's own nesting is the only state, so a stack of what must be closed is all that is kept. A
 * paragraph, an ordered list of one item and a table, as they go over the wire:
 *
 *   {"type":"paragraph","inline":[{"type":"text","text":"See "},{"type":"strong","inline":[...]}]}
 *   {"type":"list","ordered":true,"start":3,"items":[[{"type":"paragraph","inline":[...]}]]}
 *   {"type":"table","align":["none","right"],"header":[[...],[...]],"rows":[[[...],[...]],...]}
 *
 * A client needs no parser of Markdown or HTML to show this, and there is nothing in it that could be markup
 * by mistake: that is why answers are sent so, although HTML would be shorter to show in a browser. */

/* What each kind of node looks like: its `type`, and the members that hold its text, its number and its
 * children. Items and cells have no type: they are bare arrays within `items` and rows. */
static const struct shape {
    const char *type;
    const char *text;
    const char *number;
    const char *children;
} shapes[] = {
    [FAQBOT_NODE_PARAGRAPH] = {.type = "paragraph", .children = "inline"},
    [FAQBOT_NODE_LIST] = {.type = "list", .children = "items"},
    [FAQBOT_NODE_ORDERED] = {.type = "list", .number = "start", .children = "items"},
    [FAQBOT_NODE_ITEM] = {NULL},
    [FAQBOT_NODE_QUOTE] = {.type = "quote", .children = "blocks"},
    [FAQBOT_NODE_CODE_BLOCK] = {.type = "code", .text = "text"},
    [FAQBOT_NODE_TEXT] = {.type = "text", .text = "text"},
    [FAQBOT_NODE_BREAK] = {.type = "break"},
    [FAQBOT_NODE_CODE] = {.type = "code", .text = "text"},
    [FAQBOT_NODE_STRONG] = {.type = "strong", .children = "inline"},
    [FAQBOT_NODE_EMPHASIS] = {.type = "emphasis", .children = "inline"},
    [FAQBOT_NODE_LINK] = {.type = "link", .children = "inline"},
    [FAQBOT_NODE_STRIKE] = {.type = "strike", .children = "inline"},
    [FAQBOT_NODE_IMAGE] = {.type = "image", .text = "alt"},
    [FAQBOT_NODE_FOOTNOTE] = {.type = "footnote", .number = "number"},
    [FAQBOT_NODE_NOTE] = {.type = "note", .number = "number", .children = "blocks"},
    [FAQBOT_NODE_TABLE] = {.type = "table"},
    [FAQBOT_NODE_ROW] = {NULL},
    [FAQBOT_NODE_CELL] = {NULL},
};

/* Rich text on its way into JSON. */
struct rich_walk {
    struct json_writer *writer;
    struct rich_level {
        enum faqbot_node_kind kind;
        size_t start; /* the node's */
    } open[FAQBOT_RICH_DEPTH_MAX];
    unsigned depth;
    bool has_rows; /* of the table that is open: `rows` is */
};

size_t rich_container_end(const struct faqbot_node *nodes, size_t start)
{
    size_t depth = 1;
    size_t i = start;
    while (depth > 0) {
        i++;
        depth = nodes[i].kind == FAQBOT_NODE_CLOSE ? depth - 1 : depth + rich_is_container(nodes[i].kind);
    }
    return i;
}

/* To which side each column is set: its cells say so, and those of the first row are enough. */
static void add_alignment(struct json_writer *writer, const struct faqbot_node *table)
{
    static const char *const names[] = {"none", "left", "center", "right"};
    json_writer_open_array(writer, "align");
    for (size_t i = 2; table[i].kind != FAQBOT_NODE_CLOSE; i = rich_container_end(table, i) + 1) {
        json_writer_add_text(writer, NULL, names[table[i].number]);
    }
    json_writer_close_array(writer);
}

/* The first row is the member `header`, if it is one; all others are in `rows`. */
static void open_row(struct rich_walk *walk, const struct faqbot_node *row)
{
    bool is_first = row[-1].kind == FAQBOT_NODE_TABLE;
    if (is_first && row->number == 1) {
        json_writer_open_array(walk->writer, "header");
        return;
    }
    if (!walk->has_rows) {
        json_writer_open_array(walk->writer, "rows");
        walk->has_rows = true;
    }
    json_writer_open_array(walk->writer, NULL);
}

/* Writes a node up to its children; a node that cannot have any is complete. */
static void open_node(struct rich_walk *walk, const struct faqbot_node *node)
{
    struct json_writer *writer = walk->writer;
    const struct shape *shape = &shapes[node->kind];
    if (shape->type != NULL) {
        json_writer_open_object(writer, NULL);
        json_writer_add_text(writer, "type", shape->type);
    }
    if (node->kind == FAQBOT_NODE_IMAGE) {
        json_writer_add_string(writer, "src", node->address);
    }
    if (node->kind == FAQBOT_NODE_LINK) {
        json_writer_add_optional(writer, "entry", node->entry.id);
        json_writer_add_optional(writer, "question", node->entry.question);
        json_writer_add_optional(writer, "url", node->text);
    }
    if (shape->text != NULL) {
        json_writer_add_string(writer, shape->text, node->text);
    }
    if (node->width > 0) {
        json_writer_add_integer(writer, "width", node->width);
    }
    if (node->height > 0) {
        json_writer_add_integer(writer, "height", node->height);
    }
    if (node->kind == FAQBOT_NODE_LIST || node->kind == FAQBOT_NODE_ORDERED) {
        json_writer_add_bool(writer, "ordered", node->kind == FAQBOT_NODE_ORDERED);
    }
    if (shape->number != NULL) {
        json_writer_add_integer(writer, shape->number, node->number);
    }
    if (node->kind == FAQBOT_NODE_TABLE) {
        add_alignment(writer, node);
        walk->has_rows = false;
    } else if (node->kind == FAQBOT_NODE_ROW) {
        open_row(walk, node);
    } else if (rich_is_container(node->kind)) {
        json_writer_open_array(writer, shape->children);
    } else {
        json_writer_close_object(writer);
    }
}

/* "tasks":["done","open",null], an element for each item; of a list without tasks there is none. */
static void add_tasks(struct json_writer *writer, const struct faqbot_node *nodes, size_t list)
{
    static const char *const names[] = {NULL, "open", "done"};
    bool has_tasks = false;
    for (size_t i = list + 1; nodes[i].kind != FAQBOT_NODE_CLOSE; i = rich_container_end(nodes, i) + 1) {
        has_tasks |= nodes[i].number != FAQBOT_TASK_NONE;
    }
    if (!has_tasks) {
        return;
    }
    json_writer_open_array(writer, "tasks");
    for (size_t i = list + 1; nodes[i].kind != FAQBOT_NODE_CLOSE; i = rich_container_end(nodes, i) + 1) {
        if (nodes[i].number == FAQBOT_TASK_NONE) {
            json_writer_add_null(writer, NULL);
        } else {
            json_writer_add_text(writer, NULL, names[nodes[i].number]);
        }
    }
    json_writer_close_array(writer);
}

/* Closes a node: the array of its children, and the object that holds that array. A table's rows are an array
 * even where there is none. */
static void close_container(struct rich_walk *walk, const struct faqbot_node *nodes)
{
    struct json_writer *writer = walk->writer;
    const struct rich_level *level = &walk->open[--walk->depth];
    if (level->kind == FAQBOT_NODE_TABLE && !walk->has_rows) {
        json_writer_open_array(writer, "rows");
    }
    json_writer_close_array(writer);
    if (level->kind == FAQBOT_NODE_LIST || level->kind == FAQBOT_NODE_ORDERED) {
        add_tasks(writer, nodes, level->start);
    }
    if (shapes[level->kind].type != NULL) {
        json_writer_close_object(writer);
    }
}

/* Unbalanced nodes are a mistake of the program, since rich text from a file is checked when it is decoded
 * (text/rich.c); so they are asserted and not reported. */
void rich_json_write(struct json_writer *writer, const char *key, const struct faqbot_node *nodes,
                     size_t count)
{
    struct rich_walk walk = {.writer = writer};
    json_writer_open_array(writer, key);
    for (size_t i = 0; i < count; i++) {
        if (nodes[i].kind == FAQBOT_NODE_CLOSE) {
            assert(walk.depth > 0);
            close_container(&walk, nodes);
            continue;
        }
        open_node(&walk, &nodes[i]);
        if (rich_is_container(nodes[i].kind)) {
            assert(walk.depth < FAQBOT_RICH_DEPTH_MAX);
            walk.open[walk.depth++] = (struct rich_level){nodes[i].kind, i};
        }
    }
    assert(walk.depth == 0);
    json_writer_close_array(writer);
}
