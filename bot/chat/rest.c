/* chat/rest.c - answers in pieces: the front of rich text that is too long for one reply, what comes behind it, and the
 * cursor that a client hands back to get that.
 *
 * A piece is rich text of its own. What was open where the text is parted is closed in the one piece and opened again
 * in the other: a list goes on as a list, a table under the same header. So no client needs to know of pieces to show
 * one. Which size fits is encode.c's to find out. */
#include "chat/chat_internal.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "text/text.h"
#include "util/util.h"

#define ELLIPSIS "\xe2\x80\xa6"

/* ==== Places ========================================================================================== */

/* Whether its text can be parted, so that both parts are nodes of the same kind. */
static bool is_divisible(const struct faqbot_node *node)
{
    return node->kind == FAQBOT_NODE_TEXT || node->kind == FAQBOT_NODE_CODE ||
           node->kind == FAQBOT_NODE_CODE_BLOCK || node->kind == FAQBOT_NODE_IMAGE;
}

bool rich_has_place(const struct faqbot_node *nodes, size_t count, struct rich_place place)
{
    if (place.node >= count || nodes[place.node].kind == FAQBOT_NODE_CLOSE) {
        return false;
    }
    const struct faqbot_node *node = &nodes[place.node];
    return place.offset == 0 || (is_divisible(node) && place.offset < node->text.size &&
                                 utf8_cut(node->text, place.offset).size == place.offset);
}

/* Behind what is complete before `cut` and whatever ends with it; the start where that is all. */
static struct rich_place place_behind(const struct faqbot_node *nodes, size_t count, size_t cut)
{
    while (cut < count && nodes[cut].kind == FAQBOT_NODE_CLOSE) {
        cut++;
    }
    return (struct rich_place){.node = cut < count ? cut : 0};
}

struct rich_place rich_block_place(const struct faqbot_node *nodes, size_t count, size_t least, size_t end)
{
    enum faqbot_node_kind block = FAQBOT_NODE_CLOSE;
    size_t depth = 0;
    size_t cut = 0;
    for (size_t i = 0; i < end; i++) {
        bool is_close = nodes[i].kind == FAQBOT_NODE_CLOSE;
        block = depth == 0 ? nodes[i].kind : block;
        depth = is_close ? depth - 1 : depth + rich_is_container(nodes[i].kind);
        bool is_part = is_close && depth == 1 && block != FAQBOT_NODE_PARAGRAPH;
        cut = depth == 0 || is_part ? i + 1 : cut;
    }
    return place_behind(nodes, count, cut > least ? cut : count);
}

struct rich_place rich_node_place(const struct faqbot_node *nodes, size_t count, size_t least, size_t end)
{
    while (end > least && rich_is_container(nodes[end - 1].kind)) {
        end--;
    }
    return place_behind(nodes, count, end > least ? end : count);
}

size_t rich_text_after(const struct faqbot_node *nodes, size_t count, size_t start)
{
    while (start < count && rich_is_container(nodes[start].kind)) {
        start++;
    }
    return start < count && is_divisible(&nodes[start]) ? start : count;
}

/* Behind a line or a word, unless that leaves out half. */
struct rich_place rich_text_place(const struct faqbot_node *nodes, size_t node, size_t bytes)
{
    struct faqbot_view front = utf8_cut(nodes[node].text, bytes);
    char wanted = nodes[node].kind == FAQBOT_NODE_CODE_BLOCK ? '\n' : ' ';
    size_t end = front.size;
    while (end > front.size / 2 && front.bytes[end - 1] != wanted) {
        end--;
    }
    end = end > front.size / 2 ? end : front.size;
    return (struct rich_place){.node = end > 0 ? node : 0, .offset = end};
}

/* ==== Pieces ========================================================================================== */

/* Where the containers begin that are open at a node, the outermost first. */
struct open_nodes {
    size_t at[FAQBOT_RICH_DEPTH_MAX];
    size_t depth;
};

static struct open_nodes find_open(const struct faqbot_node *nodes, size_t node)
{
    struct open_nodes open = {.depth = 0};
    for (size_t i = 0; i < node; i++) {
        if (nodes[i].kind == FAQBOT_NODE_CLOSE) {
            assert(open.depth > 0);
            open.depth--;
        } else if (rich_is_container(nodes[i].kind)) {
            assert(open.depth < FAQBOT_RICH_DEPTH_MAX);
            open.at[open.depth++] = i;
        }
    }
    return open;
}

static const struct faqbot_node node_close = {.kind = FAQBOT_NODE_CLOSE};

/* Appends, of a row, a cell without content for each that begins in [from, to): every row has all columns. */
static void add_empty_cells(const struct faqbot_node *nodes, size_t row, size_t from, size_t to,
                            struct rich_piece *piece)
{
    for (size_t i = row + 1; nodes[i].kind != FAQBOT_NODE_CLOSE; i = rich_container_end(nodes, i) + 1) {
        if (i >= from && i < to) {
            piece->nodes[piece->count++] = nodes[i];
            piece->nodes[piece->count++] = node_close;
        }
    }
}

void rich_front(const struct faqbot_node *nodes, struct rich_place place, struct rich_piece *piece)
{
    const struct open_nodes open = find_open(nodes, place.node);
    memcpy(piece->nodes, nodes, (place.node + (place.offset > 0)) * sizeof *nodes);
    piece->count = place.node;
    if (place.offset > 0) {
        struct faqbot_view *text = &piece->nodes[piece->count++].text;
        *text = view_slice(*text, 0, place.offset);
    }
    for (size_t i = open.depth; i > 0; i--) {
        if (nodes[open.at[i - 1]].kind == FAQBOT_NODE_ROW) {
            add_empty_cells(nodes, open.at[i - 1], place.node, SIZE_MAX, piece);
        }
        piece->nodes[piece->count++] = node_close;
    }
}

void rich_add_link(struct faqbot_view url, struct faqbot_view title, struct rich_piece *piece)
{
    const struct faqbot_node link[] = {{.kind = FAQBOT_NODE_PARAGRAPH},
                                       {.kind = FAQBOT_NODE_LINK, .text = url},
                                       {.kind = FAQBOT_NODE_TEXT, .text = view_is_empty(title) ? url : title},
                                       {.kind = FAQBOT_NODE_TEXT, .text = view_of(" " ELLIPSIS)},
                                       node_close,
                                       node_close};
    _Static_assert(sizeof link / sizeof *link == RICH_LINK_NODES, "there is room for it");
    if (rich_is_safe_address(url)) {
        memcpy(piece->nodes + piece->count, link, sizeof link);
        piece->count += RICH_LINK_NODES;
    }
}

/* Appends the header of the table at `table`, if it has one and that ends before `end`. */
static void add_header(const struct faqbot_node *nodes, size_t table, size_t end, bool has_content,
                       struct rich_piece *piece)
{
    size_t row = table + 1;
    size_t row_end = rich_container_end(nodes, row);
    if (nodes[row].number != 1 || row_end >= end) {
        return;
    }
    if (has_content) {
        memcpy(piece->nodes + piece->count, nodes + row, (row_end - row) * sizeof *nodes);
        piece->count += row_end - row;
    } else {
        piece->nodes[piece->count++] = nodes[row];
        add_empty_cells(nodes, row, row, row_end, piece);
    }
    piece->nodes[piece->count++] = node_close;
}

/* Items that end before `end`. */
static unsigned count_items(const struct faqbot_node *nodes, size_t list, size_t end)
{
    unsigned count = 0;
    for (size_t i = list + 1; i < end && rich_container_end(nodes, i) < end;
         i = rich_container_end(nodes, i) + 1) {
        count++;
    }
    return count;
}

void rich_rest(const struct faqbot_node *nodes, size_t count, struct rich_place place, bool has_header,
               struct rich_piece *piece)
{
    const struct open_nodes open = find_open(nodes, place.node);
    piece->count = 0;
    for (size_t i = 0; i < open.depth; i++) {
        size_t at = open.at[i];
        struct faqbot_node *node = &piece->nodes[piece->count++];
        *node = nodes[at];
        if (node->kind == FAQBOT_NODE_ORDERED) {
            node->number += count_items(nodes, at, place.node);
        } else if (node->kind == FAQBOT_NODE_TABLE) {
            add_header(nodes, at, place.node, has_header, piece);
        } else if (node->kind == FAQBOT_NODE_ROW) {
            size_t cell = i + 1 < open.depth ? open.at[i + 1] : place.node;
            add_empty_cells(nodes, at, at, cell, piece);
        }
    }
    piece->opened = piece->count;
    piece->levels = (unsigned)open.depth + (place.offset > 0);
    memcpy(piece->nodes + piece->count, nodes + place.node, (count - place.node) * sizeof *nodes);
    struct faqbot_view *text = &piece->nodes[piece->count].text;
    *text = view_slice(*text, place.offset, text->size);
    piece->count += count - place.node;
}

/* ==== Cursors ========================================================================================= */

/* What a client sees of it is opaque: HASH.NODE.OFFSET.STAND_INS.LANG, such as "5f3a90c2.1f4.0.1.en", numbers in
 * hexadecimal. A place means something in the very text that it was found in, so the cursor has a hash of that, and not
 * the version of the knowledge base: where that changes elsewhere, what was begun goes on. The language tells which of
 * an entry's variants it was. */

#define HEX_DIGITS_MAX 8 /* of 32 bits */
#define STAND_INS_MAX 1

uint32_t rich_hash(const struct faqbot_node *nodes, size_t count)
{
    uint64_t hash = VIEW_HASH_SEED;
    for (size_t i = 0; i < count; i++) {
        unsigned number = nodes[i].number;
        const char kind[] = {(char)nodes[i].kind, (char)(number & 0xff), (char)(number >> 8 & 0xff),
                             (char)(number >> 16 & 0xff), (char)(number >> 24)};
        hash = view_hash(view_hash(hash, view_make(kind, sizeof kind)), nodes[i].text);
    }
    return (uint32_t)(hash ^ hash >> 32);
}

void rest_write(const struct rest *rest, char cursor[REST_BYTES])
{
    assert(rest->place.node <= UINT32_MAX && rest->place.offset <= UINT32_MAX &&
           rest->lang.size <= FAQBOT_LANG_BYTES_MAX);
    (void)snprintf(cursor, REST_BYTES, "%08x.%x.%x.%x.%.*s", (unsigned)rest->hash, (unsigned)rest->place.node,
                   (unsigned)rest->place.offset, rest->stand_ins, (int)rest->lang.size, rest->lang.bytes);
}

_Static_assert(3 * (HEX_DIGITS_MAX + 1) + 2 + FAQBOT_LANG_BYTES_MAX < REST_BYTES,
               "a cursor of the largest numbers fits");

/* Reads a number and the full stop behind it. */
static bool read_hex(struct faqbot_view *text, uint32_t *number)
{
    size_t size = view_find(*text, '.');
    uint32_t read = 0;
    bool is_good = size > 0 && size <= HEX_DIGITS_MAX && size < text->size;
    for (size_t i = 0; i < size && is_good; i++) {
        char digit = text->bytes[i];
        is_good = ascii_is_digit(digit) || (digit >= 'a' && digit <= 'f');
        read = read << 4 | (uint32_t)(ascii_is_digit(digit) ? digit - '0' : digit - 'a' + 10);
    }
    *text = view_slice(*text, size + 1, text->size);
    *number = read;
    return is_good;
}

bool rest_read(struct faqbot_view cursor, struct rest *rest)
{
    uint32_t node;
    uint32_t offset;
    uint32_t stand_ins;
    if (view_find(cursor, '.') != HEX_DIGITS_MAX || !read_hex(&cursor, &rest->hash) ||
        !read_hex(&cursor, &node) || !read_hex(&cursor, &offset) || !read_hex(&cursor, &stand_ins) ||
        stand_ins > STAND_INS_MAX) {
        return false;
    }
    rest->place = (struct rich_place){.node = node, .offset = offset};
    rest->stand_ins = stand_ins;
    rest->lang = cursor;
    return view_is_empty(cursor) || language_is_tag(cursor);
}
