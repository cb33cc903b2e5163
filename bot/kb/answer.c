/* kb/answer.c - Markdown as rich text: the only file that knows both the parser's nodes and ours.
 *
 * An answer must be safe to show in any front end, so the conversion keeps what rich text can say and drops
 * the rest with a warning: HTML that is no formatting, links that are not for a visitor to follow. It walks the
 * tree without recursion, so that no nesting can exhaust the stack. Knows nothing of articles and entries.
 *
 * What becomes of the constructs:
 *
 *     paragraph, list, task, quote, code, table,
 *     emphasis, strong, strikethrough           their nodes
 *     heading                 a paragraph that is strong: an answer has no outline of its own
 *     link                    a link, or its text alone where the address may not be followed
 *     image                   an image, or its alternative text where it is not on the web
 *     footnote                a mark, and a note at the answer's end
 *     soft line break         a blank; hard line break: a break
 *     HTML                    what answer_html.c makes of it
 *     thematic break          nothing */
#include "kb/kb_internal.h"

#include <stdlib.h>
#include <string.h>

#include "text/text.h"
#include "util/util.h"

/* ==== An answer's life ================================================================================ */

void answer_init(struct answer *answer)
{
    *answer = (struct answer){.count = 0};
    buffer_init(&answer->run, 2 * KB_FILE_BYTES_MAX);
    commonmark_init(&answer->commonmark);
}

void answer_release(struct answer *answer)
{
    free(answer->nodes);
    buffer_release(&answer->run);
    commonmark_release(&answer->commonmark);
    answer_init(answer);
}

/* Between two entries: most answers are small, and the memory of the last one serves the next. */
void answer_reset(struct answer *answer)
{
    answer->count = 0;
    answer->status = FAQBOT_OK;
    answer->warned_html = false;
    for (size_t i = 0; i < answer->note_count; i++) {
        answer->places[answer->notes[i]->number - 1] = 0;
    }
    answer->note_count = 0;
    buffer_reset(&answer->run);
}

static void fail(struct answer *answer, enum faqbot_status status)
{
    answer->status = answer->status == FAQBOT_OK ? status : answer->status;
}

/* ==== The parser's tree =============================================================================== */

/* What a container of the parser's becomes, and how many more containers must fit into it: a list needs its item
 * and a paragraph in that. What is not here has no container of its own, and what is in it goes into the one
 * around. */
static const struct mapping {
    enum faqbot_node_kind kind;
    size_t room;
} mappings[] = {
    [COMMONMARK_PARAGRAPH] = {FAQBOT_NODE_PARAGRAPH, 0}, [COMMONMARK_HEADING] = {FAQBOT_NODE_PARAGRAPH, 0},
    [COMMONMARK_LIST] = {FAQBOT_NODE_LIST, 2},           [COMMONMARK_ORDERED] = {FAQBOT_NODE_ORDERED, 2},
    [COMMONMARK_ITEM] = {FAQBOT_NODE_ITEM, 0},           [COMMONMARK_QUOTE] = {FAQBOT_NODE_QUOTE, 1},
    [COMMONMARK_TABLE] = {FAQBOT_NODE_TABLE, 2},         [COMMONMARK_ROW] = {FAQBOT_NODE_ROW, 0},
    [COMMONMARK_CELL] = {FAQBOT_NODE_CELL, 0},           [COMMONMARK_STRONG] = {FAQBOT_NODE_STRONG, 0},
    [COMMONMARK_EMPHASIS] = {FAQBOT_NODE_EMPHASIS, 0},   [COMMONMARK_STRIKE] = {FAQBOT_NODE_STRIKE, 0},
    [COMMONMARK_LINK] = {FAQBOT_NODE_LINK, 0},           [COMMONMARK_FOOTNOTE] = {FAQBOT_NODE_CLOSE, 0},
};
_Static_assert(FAQBOT_NODE_CLOSE == 0, "kinds that are not mapped have no container");

/* Whether a container was opened for a node, so that leaving the node closes it. The node's mark says so: the
 * node itself for one container, the answer for the two of a heading. */
static bool is_marked(const struct commonmark_node *node)
{
    return node != NULL && node->mark != NULL;
}

/* The kind of the node's container, FAQBOT_NODE_CLOSE for none. The parts of a list or table that nests too deep
 * have none, but a row of such a table is a paragraph. */
static enum faqbot_node_kind kind_of(const struct rich_builder *builder, const struct commonmark_node *node)
{
    const struct mapping *mapping = &mappings[node->kind];
    bool is_inline = node->kind >= COMMONMARK_TEXT;
    bool is_part =
        node->kind == COMMONMARK_ITEM || node->kind == COMMONMARK_ROW || node->kind == COMMONMARK_CELL;
    if (mapping->kind == FAQBOT_NODE_CLOSE || !rich_builder_has_room(builder, mapping->room + 1) ||
        (is_inline && builder->within_code)) {
        return FAQBOT_NODE_CLOSE;
    }
    if (is_part && !is_marked(node->parent)) {
        return node->kind == COMMONMARK_ROW ? FAQBOT_NODE_PARAGRAPH : FAQBOT_NODE_CLOSE;
    }
    bool is_in_paragraph = node->kind == COMMONMARK_CELL && rich_builder_top(builder) != FAQBOT_NODE_ROW;
    return is_in_paragraph ? FAQBOT_NODE_CLOSE : mapping->kind;
}

/* Opens the container that a node becomes, unless there is none, it would nest too deep, or its link is dropped.
 * What is in it then goes into the container around it: text is never lost. */
static void enter_container(struct rich_builder *builder, struct commonmark_node *node)
{
    struct faqbot_node opened = {.kind = kind_of(builder, node)};
    if (opened.kind == FAQBOT_NODE_CLOSE) {
        bool is_flat_cell = node->kind == COMMONMARK_CELL && node->previous != NULL;
        buffer_add_text(&builder->answer->run, is_flat_cell ? ", " : "");
        return;
    }
    if (opened.kind == FAQBOT_NODE_LINK) {
        const struct commonmark_node *text = node->first_child;
        bool text_is_it = text != NULL && text->next == NULL && view_equals(text->text, node->text);
        unsigned line = rich_builder_line(builder, node->line);
        if (builder->within_link || !rich_builder_link(builder, line, node->text, text_is_it, &opened)) {
            return;
        }
    } else if (node->kind != COMMONMARK_HEADING) {
        opened.number = opened.kind == FAQBOT_NODE_PARAGRAPH ? 0 : node->number;
    }
    rich_builder_open(builder, opened, false);
    node->mark = node;
    if (node->kind == COMMONMARK_HEADING && rich_builder_has_room(builder, 1)) {
        rich_builder_open(builder, (struct faqbot_node){.kind = FAQBOT_NODE_STRONG}, false);
        node->mark = builder->answer;
    }
}

/* Closes what entering opened, which the node remembers, and the tags in it that nobody closed. */
static void leave_container(struct rich_builder *builder, struct commonmark_node *node)
{
    if (!is_marked(node)) {
        return;
    }
    rich_builder_close_html(builder);
    if (node->mark == builder->answer) {
        rich_builder_close(builder);
    }
    rich_builder_close(builder);
    node->mark = NULL;
}

/* The last line feed is the fence's and not the code's. */
static void add_code_block(struct rich_builder *builder, const struct commonmark_node *node)
{
    struct faqbot_view lines = node->text;
    lines.size -= view_ends_with(lines, "\n");
    rich_builder_add_lines(builder, lines);
}

static void add_code(struct rich_builder *builder, const struct commonmark_node *node)
{
    if (builder->within_code) {
        buffer_add(&builder->answer->run, node->text);
    } else if (node->text.size > 0) {
        rich_builder_end_run(builder, false);
        rich_builder_add_text(builder, FAQBOT_NODE_CODE, node->text);
    }
}

static void add_image(struct rich_builder *builder, struct commonmark_node *node)
{
    struct buffer alternative;
    buffer_init(&alternative, KB_FILE_BYTES_MAX);
    answer_plain_text(node, &alternative);
    if (alternative.failed) {
        fail(builder->answer, FAQBOT_NO_MEMORY);
    }
    rich_builder_add_image(builder, (struct faqbot_node){.kind = FAQBOT_NODE_IMAGE,
                                                         .text = buffer_view(&alternative),
                                                         .address = node->text});
    buffer_release(&alternative);
}

static void add_footnote(struct rich_builder *builder, const struct commonmark_node *node)
{
    struct answer *answer = builder->answer;
    uint16_t *place = &answer->places[node->definition->number - 1];
    if (*place == 0) {
        answer->notes[answer->note_count++] = node->definition;
        *place = (uint16_t)answer->note_count;
    }
    rich_builder_end_run(builder, false);
    rich_builder_add(builder, (struct faqbot_node){.kind = FAQBOT_NODE_FOOTNOTE, .number = *place});
}

/* Whether the node's children are wanted. */
static bool enter(struct rich_builder *builder, struct commonmark_node *node)
{
    struct answer *answer = builder->answer;
    switch (node->kind) {
    case COMMONMARK_TEXT:
        buffer_add(&answer->run, node->text);
        break;
    case COMMONMARK_SOFT_BREAK:
        buffer_add_byte(&answer->run, ' ');
        break;
    case COMMONMARK_LINE_BREAK:
        rich_builder_end_run(builder, true);
        rich_builder_add(builder, (struct faqbot_node){.kind = FAQBOT_NODE_BREAK});
        break;
    case COMMONMARK_CODE:
        add_code(builder, node);
        break;
    case COMMONMARK_CODE_BLOCK:
        add_code_block(builder, node);
        break;
    case COMMONMARK_HTML_BLOCK:
        answer_add_html(builder, node->text, rich_builder_line(builder, node->line));
        break;
    case COMMONMARK_HTML:
        answer_add_tag(builder, node->text, rich_builder_line(builder, node->line));
        break;
    case COMMONMARK_IMAGE:
        if (rich_is_image_address(node->text)) {
            add_image(builder, node);
            return false;
        }
        break; /* its alternative text is in it */
    case COMMONMARK_FOOTNOTE:
        add_footnote(builder, node);
        break;
    case COMMONMARK_FOOTNOTE_DEFINITION: /* shown where it is referred to */
        return false;
    default:
        enter_container(builder, node);
        break;
    }
    return true;
}

/* The walk stops at a failure: nothing of an answer that is too long is shown. */
static void add_tree(struct rich_builder *builder, struct commonmark_node *top)
{
    struct commonmark_walk walk = {.top = top};
    while (commonmark_walk_next(&walk) && builder->answer->status == FAQBOT_OK) {
        if (walk.is_leaving) {
            leave_container(builder, walk.node);
        } else if (!enter(builder, walk.node)) {
            walk.is_leaving = true;
        }
    }
}

void answer_add_block(struct answer *answer, const struct answer_source *source,
                      struct commonmark_node *block)
{
    struct rich_builder builder = {.answer = answer, .source = source};
    answer->source = *source;
    add_tree(&builder, block);
}

/* ==== Notes =========================================================================================== */

/* An entry's nodes, on their way to the arena with the notes. `numbers`: by the place in the answer's list. */
struct notes {
    struct faqbot_node *nodes;
    size_t count;
    size_t capacity;
    unsigned numbers[COMMONMARK_FOOTNOTES_MAX];
    unsigned places[COMMONMARK_FOOTNOTES_MAX]; /* by number - 1, from 0 */
    unsigned number_count;
};

/* Copies nodes from `start` on, and numbers the marks of footnotes in their order. */
static void copy_nodes(struct notes *notes, struct answer *answer, size_t start, size_t count)
{
    struct arena *arena = answer->source.arena;
    for (size_t i = start; i < start + count && answer->status == FAQBOT_OK; i++) {
        struct faqbot_node node = answer->nodes[i];
        if (node.kind == FAQBOT_NODE_FOOTNOTE) {
            unsigned place = node.number - 1;
            if (notes->numbers[place] == 0) {
                notes->places[notes->number_count++] = place;
                notes->numbers[place] = notes->number_count;
            }
            node.number = notes->numbers[place];
        }
        if (!array_grow(arena, &notes->nodes, notes->count, &notes->capacity, sizeof node)) {
            fail(answer, FAQBOT_NO_MEMORY);
            return;
        }
        notes->nodes[notes->count++] = node;
    }
}

/* What a definition says, behind the answer's nodes; a definition may have marks in it, too. */
static void add_note(struct answer *answer, unsigned place, unsigned number)
{
    const struct answer_source source = answer->source;
    struct rich_builder builder = {.answer = answer, .source = &source};
    struct commonmark_node *block = answer->notes[place]->first_child;
    rich_builder_open(&builder, (struct faqbot_node){.kind = FAQBOT_NODE_NOTE, .number = number}, false);
    for (; block != NULL; block = block->next) {
        add_tree(&builder, block);
    }
    rich_builder_close(&builder);
}

void answer_add_notes(struct answer *answer, struct entry *entry)
{
    if (answer->note_count == 0) {
        return;
    }
    struct notes notes = {.count = 0};
    size_t count = answer->count;
    copy_nodes(&notes, answer, 0, entry->node_count);
    for (unsigned i = 0; i < notes.number_count && answer->status == FAQBOT_OK; i++) {
        add_note(answer, notes.places[i], i + 1);
        copy_nodes(&notes, answer, count, answer->count - count);
        answer->count = count;
    }
    if (answer->status == FAQBOT_OK) {
        entry->nodes = notes.nodes;
        entry->node_count = notes.count;
    }
}

/* ==== Shortcuts ======================================================================================= */

/* Whether a bare address of the web or a telephone may begin here. */
static bool begins_address(struct faqbot_view text)
{
    return (text.size > 3 && ascii_compare(text.bytes, "www.", 4) == 0) ||
           (text.size > 3 && ascii_compare(text.bytes, "tel:", 4) == 0) ||
           (text.size > 2 && memcmp(text.bytes, "://", 3) == 0);
}

/* Large collections consist of short plain answers, and parsing them is most of the work of reading them. The
 * rules are those of CommonMark about what begins a block and what begins an inline, on the safe side: bytes
 * that might begin either say no. `!` needs a `[` behind it to mean anything, `>` and `#` mean something only
 * at the beginning, and `=`, `-` and `|` need a line feed, which is refused. Bare addresses have an `@`, a `:` or a
 * "www." in them. */
bool answer_is_plain(struct faqbot_view text)
{
    if (text.size == 0) {
        return false;
    }
    size_t i = 0;
    while (i < text.size && ascii_is_digit(text.bytes[i])) {
        i++;
    }
    /* The first byte could begin a list, a heading, a quote, code or a rule, unless it is a letter (or of
     * one). */
    char first = i < text.size ? text.bytes[i] : 'a';
    bool letter = ascii_is_alpha(first) || (unsigned char)first >= 0x80 || first == '"' || first == '(' ||
                  first == '\'';
    if ((!letter || view_starts_with(text, "\xef\xbb\xbf")) && !(i > 0 && first != '.' && first != ')')) {
        return false;
    }
    for (; i < text.size; i++) {
        if (begins_address(view_slice(text, i, text.size))) {
            return false;
        }
        char byte = text.bytes[i];
        if ((unsigned char)byte < ' ' || byte == '\\' || byte == '`' || byte == '*' || byte == '_' ||
            byte == '[' || byte == '<' || byte == '&' || byte == '~' || byte == '@') {
            return false;
        }
    }
    return text.bytes[text.size - 1] != ' ';
}

/* What the parser would make of a plain text. */
static void add_plain(struct answer *answer, const struct answer_source *source, struct faqbot_view text)
{
    struct rich_builder builder = {.answer = answer, .source = source};
    answer->source = *source;
    rich_builder_open(&builder, (struct faqbot_node){.kind = FAQBOT_NODE_PARAGRAPH}, false);
    rich_builder_add_text(&builder, FAQBOT_NODE_TEXT, text);
    rich_builder_close(&builder);
}

bool answer_add_markdown(struct answer *answer, const struct answer_source *source, struct faqbot_view text)
{
    if (answer_is_plain(text)) {
        add_plain(answer, source, text);
        return true;
    }
    struct commonmark_node *document = NULL;
    enum faqbot_status status = commonmark_parse(&answer->commonmark, text, &document);
    if (status == FAQBOT_OK) {
        answer_add_block(answer, source, document);
    } else if (status == FAQBOT_NO_MEMORY) {
        fail(answer, status);
    }
    return status != FAQBOT_LIMIT;
}

/* Code counts as text, HTML, addresses and marks of footnotes do not: they are not read out. */
void answer_plain_text(struct commonmark_node *node, struct buffer *out)
{
    struct commonmark_walk walk = {.top = node};
    while (commonmark_walk_next(&walk)) {
        enum commonmark_kind kind = walk.node->kind;
        if (walk.is_leaving) {
            continue;
        }
        if (kind == COMMONMARK_TEXT || kind == COMMONMARK_CODE) {
            buffer_add(out, walk.node->text);
        } else if (kind == COMMONMARK_SOFT_BREAK || kind == COMMONMARK_LINE_BREAK) {
            buffer_add_byte(out, ' ');
        }
    }
}
