/* text/rich.c - rich text packed and unpacked, read out as plain text, and shown as HTML.
 *
 * Packed, a node is its kind as a varint, then its number as a varint where the kind has one, then the size
 * of its text as a varint and the bytes where it has one; a container is closed by kind 0. An index may come
 * from anywhere, so what is unpacked is checked as if it were hostile: every promise of <faqbot.h> about
 * nesting, UTF-8 and links holds for any bytes, or they are refused. Making rich text from Markdown is
 * kb/answer.c's; a conversation's client shows the nodes in its own way. */
#include "text/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "util/util.h"

enum role { ROLE_BLOCK, ROLE_ITEM, ROLE_INLINE };

/* What each kind is, so that one table serves the packing, the unpacking and the checking. The numbers of the
 * kinds are part of the file format: new ones go to the end. */
static const struct kind {
    enum role role;
    bool container;
    enum role content; /* of a container */
    bool has_text;
    bool has_number;
    const char *element; /* of HTML; NULL: it has none of its own */
} kinds[] = {
    [FAQBOT_NODE_PARAGRAPH] = {ROLE_BLOCK, true, ROLE_INLINE, false, false, "p"},
    [FAQBOT_NODE_LIST] = {ROLE_BLOCK, true, ROLE_ITEM, false, false, "ul"},
    [FAQBOT_NODE_ORDERED] = {ROLE_BLOCK, true, ROLE_ITEM, false, true, "ol"},
    [FAQBOT_NODE_ITEM] = {ROLE_ITEM, true, ROLE_BLOCK, false, false, "li"},
    [FAQBOT_NODE_QUOTE] = {ROLE_BLOCK, true, ROLE_BLOCK, false, false, "blockquote"},
    [FAQBOT_NODE_CODE_BLOCK] = {ROLE_BLOCK, false, ROLE_INLINE, true, false, "pre"},
    [FAQBOT_NODE_TEXT] = {ROLE_INLINE, false, ROLE_INLINE, true, false, NULL},
    [FAQBOT_NODE_BREAK] = {ROLE_INLINE, false, ROLE_INLINE, false, false, "br"},
    [FAQBOT_NODE_CODE] = {ROLE_INLINE, false, ROLE_INLINE, true, false, "code"},
    [FAQBOT_NODE_STRONG] = {ROLE_INLINE, true, ROLE_INLINE, false, false, "strong"},
    [FAQBOT_NODE_EMPHASIS] = {ROLE_INLINE, true, ROLE_INLINE, false, false, "em"},
    [FAQBOT_NODE_LINK] = {ROLE_INLINE, true, ROLE_INLINE, true, false, "a"},
};
#define KIND_COUNT (sizeof kinds / sizeof kinds[0])

/* `Open **now**` in a paragraph is
 *
 *     01              paragraph
 *     07 05 "Open "   text of five bytes
 *     0a              strong
 *     07 03 "now"
 *     00 00           end of strong, end of paragraph */
void rich_encode(const struct faqbot_node *nodes, size_t count, struct buffer *out)
{
    for (size_t i = 0; i < count; i++) {
        const struct kind *kind = &kinds[nodes[i].kind];
        buffer_add_varint(out, nodes[i].kind);
        if (kind->has_number) {
            buffer_add_varint(out, nodes[i].number);
        }
        if (kind->has_text) {
            buffer_add_varint(out, nodes[i].text.size);
            buffer_add(out, nodes[i].text);
        }
    }
}

/* Takes one node off the front; false: cut short, unknown, or a text that may not stand there. Sizes are
 * compared with what is left before anything is read. */
static bool decode_node(struct faqbot_view *rest, struct faqbot_node *node)
{
    uint64_t value;
    if (!buffer_read_varint(rest, &value) || value >= KIND_COUNT) {
        return false;
    }
    *node = (struct faqbot_node){.kind = (enum faqbot_node_kind)value};
    const struct kind *kind = &kinds[value];
    if (kind->has_number) {
        if (!buffer_read_varint(rest, &value) || value > UINT32_MAX) {
            return false;
        }
        node->number = (unsigned)value;
    }
    if (kind->has_text) {
        if (!buffer_read_varint(rest, &value) || value > rest->size) {
            return false;
        }
        node->text = view_slice(*rest, 0, (size_t)value);
        *rest = view_slice(*rest, (size_t)value, rest->size);
        return node->kind == FAQBOT_NODE_LINK ? rich_is_safe_address(node->text) : utf8_is_valid(node->text);
    }
    return true;
}

/* `wanted` says for each level what may stand in it, so that text cannot stand between paragraphs nor a
 * paragraph in a sentence. Each node takes a byte at least, so the array is never larger than the damage. */
bool rich_decode(struct faqbot_view bytes, struct arena *arena, const struct faqbot_node **nodes,
                 size_t *count)
{
    enum role wanted[FAQBOT_RICH_DEPTH_MAX + 1] = {ROLE_BLOCK};
    struct faqbot_node *taken = NULL;
    size_t capacity = 0;
    size_t depth = 0;
    size_t used = 0;
    for (struct faqbot_node node; bytes.size > 0; taken[used++] = node) {
        if (!decode_node(&bytes, &node)) {
            return false;
        }
        const struct kind *kind = &kinds[node.kind];
        if (node.kind == FAQBOT_NODE_CLOSE) {
            if (depth-- == 0) {
                return false;
            }
        } else if (kind->role != wanted[depth] || (kind->container && depth == FAQBOT_RICH_DEPTH_MAX)) {
            return false;
        } else if (kind->container) {
            wanted[++depth] = kind->content;
        }
        if (!array_grow(arena, &taken, used, &capacity, sizeof *taken)) {
            return false;
        }
    }
    if (depth > 0) {
        return false;
    }
    *nodes = taken;
    *count = used;
    return true;
}

/* A container that the narration is within. */
struct level {
    enum faqbot_node_kind kind;
    uint64_t number; /* of the next item */
};

/* Rich text being read out. Line feeds are owed and not written at once, so that none stands at the end and a
 * list can take one back. */
struct narration {
    struct buffer *out;
    bool is_numbered; /* items of ordered lists are */
    struct level levels[FAQBOT_RICH_DEPTH_MAX];
    size_t depth;
    size_t indentation; /* items within each other */
    unsigned owed;      /* line feeds before the next block */
};

static void break_line(struct narration *narration)
{
    buffer_add_byte(narration->out, '\n');
    for (size_t i = 0; i < narration->indentation; i++) {
        buffer_add_text(narration->out, "  ");
    }
}

/* Pays the line feeds that are owed. */
static void begin_block(struct narration *narration)
{
    if (narration->owed == 2) {
        buffer_add_byte(narration->out, '\n');
    }
    if (narration->owed > 0) {
        break_line(narration);
    }
    narration->owed = 0;
}

/* "- ", or the number of the item. A number that nobody wrote must not be found by a question that has a "1"
 * in it, hence `is_numbered`. */
static void begin_item(struct narration *narration)
{
    begin_block(narration);
    struct level *list = narration->depth == 0 ? NULL : &narration->levels[narration->depth - 1];
    if (narration->is_numbered && list != NULL && list->kind == FAQBOT_NODE_ORDERED) {
        buffer_add_number(narration->out, list->number++);
        buffer_add_text(narration->out, ". ");
    } else {
        buffer_add_text(narration->out, "- ");
    }
    narration->indentation++;
}

static bool is_within_item(const struct narration *narration)
{
    return narration->depth > 0 && narration->levels[narration->depth - 1].kind == FAQBOT_NODE_ITEM;
}

/* A list stays close to the item that it belongs to: one line feed, where paragraphs have two. */
static void open_container(struct narration *narration, const struct faqbot_node *node)
{
    if (node->kind == FAQBOT_NODE_PARAGRAPH) {
        begin_block(narration);
    } else if (node->kind == FAQBOT_NODE_ITEM) {
        begin_item(narration);
    } else if ((node->kind == FAQBOT_NODE_LIST || node->kind == FAQBOT_NODE_ORDERED) &&
               is_within_item(narration) && narration->owed == 2) {
        narration->owed = 1;
    }
    if (narration->depth < FAQBOT_RICH_DEPTH_MAX) {
        narration->levels[narration->depth++] = (struct level){.kind = node->kind, .number = node->number};
    }
}

/* What is owed after a container: an empty line behind a block, none behind an item. */
static void close_container(struct narration *narration)
{
    enum faqbot_node_kind kind =
        narration->depth == 0 ? FAQBOT_NODE_CLOSE : narration->levels[--narration->depth].kind;
    if (kind == FAQBOT_NODE_ITEM) {
        narration->indentation--;
        narration->owed = 1;
    } else if (kinds[kind].role == ROLE_BLOCK) {
        narration->owed = 2;
    }
}

/* Code keeps its lines, each indented as the item that it stands in. */
static void narrate_lines(struct narration *narration, struct faqbot_view lines)
{
    begin_block(narration);
    struct faqbot_view line;
    for (bool first = true; view_next_line(&lines, &line); first = false) {
        if (!first) {
            break_line(narration);
        }
        buffer_add(narration->out, line);
    }
    narration->owed = 2;
}

static void narrate(const struct faqbot_node *nodes, size_t count, bool is_numbered, struct buffer *out)
{
    struct narration narration = {.out = out, .is_numbered = is_numbered};
    for (size_t i = 0; i < count; i++) {
        switch (nodes[i].kind) {
        case FAQBOT_NODE_CLOSE:
            close_container(&narration);
            break;
        case FAQBOT_NODE_CODE_BLOCK:
            narrate_lines(&narration, nodes[i].text);
            break;
        case FAQBOT_NODE_TEXT:
        case FAQBOT_NODE_CODE:
            buffer_add(out, nodes[i].text);
            break;
        case FAQBOT_NODE_BREAK:
            break_line(&narration);
            break;
        default:
            open_container(&narration, &nodes[i]);
            break;
        }
    }
}

void rich_to_text(const struct faqbot_node *nodes, size_t count, struct buffer *out)
{
    narrate(nodes, count, true, out);
}

void rich_to_search_text(const struct faqbot_node *nodes, size_t count, struct buffer *out)
{
    narrate(nodes, count, false, out);
}

/* The scheme in any case, and something behind it. */
static bool starts_with_scheme(struct faqbot_view address, const char *scheme)
{
    size_t size = strlen(scheme);
    return address.size > size && ascii_compare(address.bytes, scheme, size) == 0;
}

/* White space, controls, and the marks that turn the direction of text, by which an address can be made to
 * look like another (Unicode Technical Report 36, section 2.6). */
static bool may_stand_in_address(uint32_t character)
{
    return character > 0x20 && !(character >= 0x7f && character <= 0xa0) && character != 0x61c &&
           character != 0x1680 && !(character >= 0x2000 && character <= 0x200f) &&
           !(character >= 0x2028 && character <= 0x202f) && !(character >= 0x205f && character <= 0x206f) &&
           character != 0x3000 && character != 0xfeff;
}

/* Addresses that a browser may follow without asking: what runs code (javascript:, data:) is not among
 * them. */
bool rich_is_safe_address(struct faqbot_view address)
{
    if (!starts_with_scheme(address, "http://") && !starts_with_scheme(address, "https://") &&
        !starts_with_scheme(address, "mailto:")) {
        return false;
    }
    uint32_t character;
    while (utf8_next(&address, &character)) {
        if (!may_stand_in_address(character)) {
            return false;
        }
    }
    return address.size == 0;
}

void rich_open_link(struct html *html, struct faqbot_view address)
{
    if (rich_is_safe_address(address)) {
        html_open(html, "a");
        html_set_text(html, "href", address);
    } else {
        html_open(html, "span");
    }
}

/* A list that begins at 1 needs no `start`; one that continues another does. Code reads from left to right
 * wherever it stands; all else goes the way of the whole answer, so that a list's item that begins with a
 * foreign name does not turn about. */
static void open_element(struct html *html, const struct faqbot_node *node)
{
    char number[16];
    html_open(html, kinds[node->kind].element);
    if (node->kind == FAQBOT_NODE_ORDERED && node->number != 1) {
        (void)snprintf(number, sizeof number, "%u", node->number);
        html_set(html, "start", number);
    } else if (!kinds[node->kind].container && !html->is_minimal) {
        html_set(html, "dir", "ltr");
        if (node->kind == FAQBOT_NODE_CODE_BLOCK) {
            html_set(html, "tabindex", "0"); /* so that wide lines can be scrolled to with the keyboard */
        }
    }
}

/* The nodes are balanced, as <faqbot.h> says, so each close has its element. They nest FAQBOT_RICH_DEPTH_MAX
 * deep at most, which util/html has room for beside what stands around them. */
void rich_to_html(const struct faqbot_node *nodes, size_t count, struct html *html)
{
    for (size_t i = 0; i < count; i++) {
        const struct faqbot_node *node = &nodes[i];
        if (node->kind == FAQBOT_NODE_CLOSE) {
            html_close(html);
        } else if (node->kind == FAQBOT_NODE_TEXT) {
            html_text(html, node->text);
        } else if (node->kind == FAQBOT_NODE_BREAK) {
            html_single(html, kinds[node->kind].element);
        } else if (node->kind == FAQBOT_NODE_LINK) {
            rich_open_link(html, node->text);
        } else {
            open_element(html, node);
            if (!kinds[node->kind].container) {
                html_text(html, node->text);
                html_close(html);
            }
        }
    }
}
