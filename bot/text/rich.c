/* text/rich.c - rich text packed and unpacked, read out as plain text, and shown as HTML.
 *
 * Packed, a node is its kind as a varint, then its number as a varint where the kind has one, then the size
 * of its text as a varint and the bytes where it has one, and likewise an image's address or the entry that a
 * link leads to; a container is closed by kind 0. An index may come from anywhere, so what is unpacked is checked
 * as if it were hostile: every promise of <faqbot.h> about nesting, UTF-8 and links
 * holds for any bytes, or they are refused. Making rich text from Markdown is kb/answer.c's; a conversation's
 * client shows the nodes in its own way. */
#include "text/text.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "util/util.h"

enum role { ROLE_BLOCK, ROLE_ITEM, ROLE_INLINE, ROLE_ROW, ROLE_CELL };

/* What each kind is, so that one table serves the packing, the unpacking and the checking. The numbers of the
 * kinds are part of the file format: new ones go to the end. */
static const struct kind {
    enum role role;
    bool container;
    enum role content; /* of a container */
    bool has_text;
    bool has_number;
    unsigned number_max; /* 0: any */
    const char *element; /* of HTML; NULL: it has none of its own */
} kinds[] = {
    [FAQBOT_NODE_PARAGRAPH] = {ROLE_BLOCK, true, ROLE_INLINE, false, false, 0, "p"},
    [FAQBOT_NODE_LIST] = {ROLE_BLOCK, true, ROLE_ITEM, false, false, 0, "ul"},
    [FAQBOT_NODE_ORDERED] = {ROLE_BLOCK, true, ROLE_ITEM, false, true, 0, "ol"},
    [FAQBOT_NODE_ITEM] = {ROLE_ITEM, true, ROLE_BLOCK, false, true, FAQBOT_TASK_DONE, "li"},
    [FAQBOT_NODE_QUOTE] = {ROLE_BLOCK, true, ROLE_BLOCK, false, false, 0, "blockquote"},
    [FAQBOT_NODE_CODE_BLOCK] = {ROLE_BLOCK, false, ROLE_INLINE, true, false, 0, "pre"},
    [FAQBOT_NODE_TEXT] = {ROLE_INLINE, false, ROLE_INLINE, true, false, 0, NULL},
    [FAQBOT_NODE_BREAK] = {ROLE_INLINE, false, ROLE_INLINE, false, false, 0, "br"},
    [FAQBOT_NODE_CODE] = {ROLE_INLINE, false, ROLE_INLINE, true, false, 0, "code"},
    [FAQBOT_NODE_STRONG] = {ROLE_INLINE, true, ROLE_INLINE, false, false, 0, "strong"},
    [FAQBOT_NODE_EMPHASIS] = {ROLE_INLINE, true, ROLE_INLINE, false, false, 0, "em"},
    [FAQBOT_NODE_LINK] = {ROLE_INLINE, true, ROLE_INLINE, true, false, 0, "a"},
    [FAQBOT_NODE_STRIKE] = {ROLE_INLINE, true, ROLE_INLINE, false, false, 0, "s"},
    [FAQBOT_NODE_IMAGE] = {ROLE_INLINE, false, ROLE_INLINE, true, false, 0, NULL},
    [FAQBOT_NODE_FOOTNOTE] = {ROLE_INLINE, false, ROLE_INLINE, false, true, 0, "sup"},
    [FAQBOT_NODE_NOTE] = {ROLE_BLOCK, true, ROLE_BLOCK, false, true, 0, "div"},
    [FAQBOT_NODE_TABLE] = {ROLE_BLOCK, true, ROLE_ROW, false, false, 0, "table"},
    [FAQBOT_NODE_ROW] = {ROLE_ROW, true, ROLE_CELL, false, true, 1, "tr"},
    [FAQBOT_NODE_CELL] = {ROLE_CELL, true, ROLE_INLINE, false, true, FAQBOT_ALIGN_RIGHT, "td"},
};
#define KIND_COUNT (sizeof kinds / sizeof kinds[0])

bool rich_is_container(enum faqbot_node_kind kind)
{
    return kinds[kind].container;
}

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
        if (nodes[i].kind == FAQBOT_NODE_IMAGE || nodes[i].kind == FAQBOT_NODE_LINK) {
            bool is_image = nodes[i].kind == FAQBOT_NODE_IMAGE;
            struct faqbot_view second = is_image ? nodes[i].address : nodes[i].entry.id;
            buffer_add_varint(out, second.size);
            buffer_add(out, second);
        }
        if (nodes[i].kind == FAQBOT_NODE_IMAGE) {
            buffer_add_varint(out, nodes[i].width);
            buffer_add_varint(out, nodes[i].height);
        }
    }
}

static bool decode_text(struct faqbot_view *rest, struct faqbot_view *text)
{
    uint64_t size;
    if (!buffer_read_varint(rest, &size) || size > rest->size) {
        return false;
    }
    *text = view_slice(*rest, 0, (size_t)size);
    *rest = view_slice(*rest, (size_t)size, rest->size);
    return true;
}

static bool decode_pixels(struct faqbot_view *rest, unsigned *pixels)
{
    uint64_t value;
    if (!buffer_read_varint(rest, &value) || value > FAQBOT_IMAGE_PIXELS_MAX) {
        return false;
    }
    *pixels = (unsigned)value;
    return true;
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
        if (!buffer_read_varint(rest, &value) ||
            value > (kind->number_max > 0 ? kind->number_max : UINT32_MAX)) {
            return false;
        }
        node->number = (unsigned)value;
    }
    if (kind->has_text && !decode_text(rest, &node->text)) {
        return false;
    }
    if (node->kind == FAQBOT_NODE_IMAGE) {
        return utf8_is_valid(node->text) && decode_text(rest, &node->address) &&
               rich_is_image_address(node->address) && decode_pixels(rest, &node->width) &&
               decode_pixels(rest, &node->height);
    }
    if (node->kind == FAQBOT_NODE_LINK) {
        bool has_entry = decode_text(rest, &node->entry.id) && node->entry.id.size > 0;
        return has_entry ? utf8_is_valid(node->entry.id) &&
                               (node->text.size == 0 || rich_is_safe_address(node->text))
                         : node->entry.id.bytes != NULL && rich_is_safe_address(node->text);
    }
    return utf8_is_valid(node->text);
}

/* What must hold of a table besides the order of its parts. `cells`: of the row so far; `columns`: of the rows
 * before; 0: there is none. */
struct table {
    size_t cells;
    size_t columns;
};

static bool check_table(struct table *table, const struct faqbot_node *node, enum role closed)
{
    bool ends_row = node->kind == FAQBOT_NODE_CLOSE && closed == ROLE_CELL;
    if (node->kind == FAQBOT_NODE_TABLE) {
        *table = (struct table){0, 0};
    } else if (node->kind == FAQBOT_NODE_ROW) {
        table->cells = 0;
        return (node->number == 1) == (table->columns == 0);
    } else if (node->kind == FAQBOT_NODE_CELL) {
        return ++table->cells <= FAQBOT_TABLE_COLUMNS_MAX;
    } else if (ends_row && table->columns == 0) {
        table->columns = table->cells;
        return table->cells > 0;
    } else if (ends_row) {
        return table->cells == table->columns;
    } else if (node->kind == FAQBOT_NODE_CLOSE && closed == ROLE_ROW) {
        return table->columns > 0;
    }
    return true;
}

/* `wanted` says for each level what may stand in it, so that text cannot stand between paragraphs nor a
 * paragraph in a sentence. Each node takes a byte at least, so the array is never larger than the damage. */
bool rich_decode(struct faqbot_view bytes, struct arena *arena, const struct faqbot_node **nodes,
                 size_t *count)
{
    enum role wanted[FAQBOT_RICH_DEPTH_MAX + 1] = {ROLE_BLOCK};
    struct table table = {0, 0};
    struct faqbot_node *taken = NULL;
    size_t capacity = 0;
    size_t depth = 0;
    size_t used = 0;
    for (struct faqbot_node node; bytes.size > 0; taken[used++] = node) {
        if (!decode_node(&bytes, &node)) {
            return false;
        }
        const struct kind *kind = &kinds[node.kind];
        if (!check_table(&table, &node, wanted[depth])) {
            return false;
        }
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

bool rich_row_is_empty(const struct faqbot_node *row)
{
    const struct faqbot_node *node = row + 1;
    while (node->kind == FAQBOT_NODE_CELL && node[1].kind == FAQBOT_NODE_CLOSE) {
        node += 2;
    }
    return node->kind == FAQBOT_NODE_CLOSE;
}

/* A container that the narration is within. */
struct level {
    enum faqbot_node_kind kind;
    uint64_t number; /* ORDERED: of the next item; ROW: its cells so far */
};

/* Rich text being read out. Line feeds are owed and not written at once, so that none stands at the end and a
 * list can take one back. */
struct narration {
    struct buffer *out;
    bool is_spoken;                   /* and not for a search, which must not find what nobody wrote */
    const struct faqbot_node *header; /* of the table: its row */
    bool in_header;
    bool is_silent; /* the header has no text in it, and is passed over */
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

/* "- ", or the number of the item; and whether it is done. */
static void begin_item(struct narration *narration, const struct faqbot_node *item)
{
    begin_block(narration);
    struct level *list = narration->depth == 0 ? NULL : &narration->levels[narration->depth - 1];
    if (narration->is_spoken && list != NULL && list->kind == FAQBOT_NODE_ORDERED) {
        buffer_add_number(narration->out, list->number++);
        buffer_add_text(narration->out, ". ");
    } else {
        buffer_add_text(narration->out, "- ");
    }
    if (narration->is_spoken && item->number != FAQBOT_TASK_NONE) {
        buffer_add_text(narration->out, item->number == FAQBOT_TASK_DONE ? "[done] " : "[to do] ");
    }
    narration->indentation++;
}

static bool is_within_item(const struct narration *narration)
{
    return narration->depth > 0 && narration->levels[narration->depth - 1].kind == FAQBOT_NODE_ITEM;
}

/* A row is a line, "Small; Width: 20 cm; Price: 5": said without seeing the column, a cell needs its heading. The
 * first column names the row. */
static void begin_row(struct narration *narration, const struct faqbot_node *row)
{
    narration->header = row->number == 1 ? row : narration->header;
    narration->in_header = row->number == 1;
    narration->is_silent = narration->in_header && rich_row_is_empty(row);
    if (!narration->is_silent) {
        begin_block(narration);
    }
}

/* Appends the content of a cell of the header, without mark-up. */
static void add_heading(struct narration *narration, uint64_t column)
{
    size_t depth = 1;
    uint64_t cells = 0;
    bool is_written = false;
    for (const struct faqbot_node *node = narration->header + 1; depth > 0; node++) {
        bool is_wanted = cells == column + 1;
        cells += node->kind == FAQBOT_NODE_CELL;
        depth = node->kind == FAQBOT_NODE_CLOSE ? depth - 1 : depth + kinds[node->kind].container;
        bool is_text = node->kind == FAQBOT_NODE_TEXT || node->kind == FAQBOT_NODE_CODE ||
                       node->kind == FAQBOT_NODE_IMAGE;
        if (is_wanted && is_text) {
            buffer_add(narration->out, node->text);
            is_written = true;
        }
    }
    buffer_add_text(narration->out, is_written ? ": " : "");
}

static void begin_cell(struct narration *narration)
{
    struct level *row = narration->depth == 0 ? NULL : &narration->levels[narration->depth - 1];
    uint64_t column = row == NULL ? 0 : row->number++;
    buffer_add_text(narration->out, column > 0 && !narration->is_silent ? "; " : "");
    if (narration->is_spoken && column > 0 && narration->header != NULL && !narration->in_header) {
        add_heading(narration, column);
    }
}

/* Notes stand line under line. */
static void begin_note(struct narration *narration, const struct faqbot_node *note)
{
    narration->owed = note->number > 1 && narration->owed == 2 ? 1 : narration->owed;
    begin_block(narration);
    if (narration->is_spoken) {
        buffer_add_byte(narration->out, '[');
        buffer_add_number(narration->out, note->number);
        buffer_add_text(narration->out, "] ");
    }
    narration->indentation++;
}

/* A list stays close to the item that it belongs to: one line feed, where paragraphs have two. */
static void open_container(struct narration *narration, const struct faqbot_node *node)
{
    if (node->kind == FAQBOT_NODE_PARAGRAPH) {
        begin_block(narration);
    } else if (node->kind == FAQBOT_NODE_ITEM) {
        begin_item(narration, node);
    } else if (node->kind == FAQBOT_NODE_TABLE) {
        begin_block(narration);
        narration->header = NULL;
    } else if (node->kind == FAQBOT_NODE_ROW) {
        begin_row(narration, node);
    } else if (node->kind == FAQBOT_NODE_CELL) {
        begin_cell(narration);
    } else if (node->kind == FAQBOT_NODE_NOTE) {
        begin_note(narration, node);
    } else if ((node->kind == FAQBOT_NODE_LIST || node->kind == FAQBOT_NODE_ORDERED) &&
               is_within_item(narration) && narration->owed == 2) {
        narration->owed = 1;
    }
    if (narration->depth < FAQBOT_RICH_DEPTH_MAX) {
        narration->levels[narration->depth++] = (struct level){
            .kind = node->kind, .number = node->kind == FAQBOT_NODE_ORDERED ? node->number : 0};
    }
}

/* What is owed after a container: an empty line behind a block, none behind an item. */
static void close_container(struct narration *narration)
{
    enum faqbot_node_kind kind =
        narration->depth == 0 ? FAQBOT_NODE_CLOSE : narration->levels[--narration->depth].kind;
    narration->indentation -= kind == FAQBOT_NODE_ITEM || kind == FAQBOT_NODE_NOTE;
    if (kind == FAQBOT_NODE_ITEM || (kind == FAQBOT_NODE_ROW && !narration->is_silent)) {
        narration->owed = 1;
    } else if (kind != FAQBOT_NODE_CLOSE && kinds[kind].role == ROLE_BLOCK) {
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

static void add_mark(struct narration *narration, const struct faqbot_node *mark)
{
    if (narration->is_spoken) {
        buffer_add_text(narration->out, " [");
        buffer_add_number(narration->out, mark->number);
        buffer_add_byte(narration->out, ']');
    }
}

static void narrate(const struct faqbot_node *nodes, size_t count, bool is_spoken, struct buffer *out)
{
    struct narration narration = {.out = out, .is_spoken = is_spoken};
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
        case FAQBOT_NODE_IMAGE:
            buffer_add(out, nodes[i].text);
            break;
        case FAQBOT_NODE_FOOTNOTE:
            add_mark(&narration, &nodes[i]);
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
        !starts_with_scheme(address, "mailto:") && !starts_with_scheme(address, "tel:")) {
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

bool rich_is_image_address(struct faqbot_view address)
{
    return (starts_with_scheme(address, "http://") || starts_with_scheme(address, "https://")) &&
           rich_is_safe_address(address);
}

/* To an entry: on our own pages to its answer, elsewhere to where it is on the web, or to where it may be on the same
 * page. */
static void open_link(struct html *html, const struct faqbot_node *link)
{
    if (view_is_empty(link->entry.id) || (html->is_minimal && !view_is_empty(link->text))) {
        rich_open_link(html, link->text);
    } else {
        html_open(html, "a");
        html_set_address(html, "href", html->is_minimal ? "#" : "./?entry=", link->entry.id);
    }
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

/* HTML being made. */
struct html_walk {
    struct html *html;
    enum faqbot_node_kind open[FAQBOT_RICH_DEPTH_MAX];
    size_t depth;
    bool within_link;
    bool within_header;
    const struct faqbot_node *marked; /* the task or note whose mark is still to come; NULL: none */
};

static void set_number(struct html *html, const char *attribute, unsigned number)
{
    char digits[16];
    (void)snprintf(digits, sizeof digits, "%u", number);
    html_set(html, attribute, digits);
}

static void add_number(struct html *html, unsigned number)
{
    char digits[16];
    (void)snprintf(digits, sizeof digits, "%u", number);
    html_open(html, "sup");
    html_text(html, view_of(digits));
    html_close(html);
}

/* A cell says to which side it is set: on a page by a class, as pages allow no styles within elements. */
static void open_cell(struct html_walk *walk, unsigned align)
{
    static const char *const sides[] = {"", "left", "center", "right"};
    static const char *const styles[] = {"", "text-align: left", "text-align: center", "text-align: right"};
    struct html *html = walk->html;
    html_open(html, walk->within_header ? "th" : "td");
    if (walk->within_header && !html->is_minimal) {
        html_set(html, "scope", "col");
    }
    if (align > 0) {
        html_set(html, html->is_minimal ? "style" : "class", html->is_minimal ? styles[align] : sides[align]);
    }
}

/* What a visitor cannot change, but hears about. */
static void add_check_box(struct html *html, unsigned task)
{
    html_single(html, "input");
    html_set(html, "type", "checkbox");
    html_set(html, "disabled", "");
    if (task == FAQBOT_TASK_DONE) {
        html_set(html, "checked", "");
    }
    if (!html->is_minimal) {
        html_set(html, "aria-label", task == FAQBOT_TASK_DONE ? "done" : "to do");
    }
}

/* A list that begins at 1 needs no `start`; one that continues another does. A wide table is scrolled by itself,
 * with the keyboard too. */
static void open_container_element(struct html_walk *walk, const struct faqbot_node *node)
{
    struct html *html = walk->html;
    if (node->kind == FAQBOT_NODE_LINK) {
        walk->within_link = true;
        open_link(html, node);
        return;
    }
    if (node->kind == FAQBOT_NODE_ROW) {
        walk->within_header = node->number == 1;
    } else if (node->kind == FAQBOT_NODE_CELL) {
        open_cell(walk, node->number);
        return;
    } else if (node->kind == FAQBOT_NODE_TABLE && !html->is_minimal) {
        html_open(html, "div");
        html_set(html, "class", "table");
        html_set(html, "tabindex", "0");
    }
    html_open(html, kinds[node->kind].element);
    if (node->kind == FAQBOT_NODE_ORDERED && node->number != 1) {
        set_number(html, "start", node->number);
    } else if (node->kind == FAQBOT_NODE_ITEM && node->number != FAQBOT_TASK_NONE) {
        html_set(html, "class", "task");
        walk->marked = node;
    } else if (node->kind == FAQBOT_NODE_NOTE) {
        html_set(html, "class", "note");
        walk->marked = node;
    }
}

/* The box of a task and the number of a note stand within the paragraph that they begin, if they begin one. */
static void add_mark_html(struct html_walk *walk)
{
    const struct faqbot_node *marked = walk->marked;
    walk->marked = NULL;
    if (marked->kind == FAQBOT_NODE_NOTE) {
        add_number(walk->html, marked->number);
    } else {
        add_check_box(walk->html, marked->number);
    }
    html_text(walk->html, view_of(" "));
}

static void open_container_html(struct html_walk *walk, const struct faqbot_node *node)
{
    if (walk->marked != NULL && node->kind != FAQBOT_NODE_PARAGRAPH) {
        add_mark_html(walk);
    }
    open_container_element(walk, node);
    if (walk->marked != NULL && node->kind == FAQBOT_NODE_PARAGRAPH) {
        add_mark_html(walk);
    }
    walk->open[walk->depth++] = node->kind;
}

static void close_container_html(struct html_walk *walk)
{
    enum faqbot_node_kind kind = walk->open[--walk->depth];
    html_close(walk->html);
    if (kind == FAQBOT_NODE_TABLE && !walk->html->is_minimal) {
        html_close(walk->html);
    }
    walk->within_link &= kind != FAQBOT_NODE_LINK;
}

static void set_pixels(struct html *html, const char *name, unsigned pixels)
{
    if (pixels > 0) {
        html_set(html, name, number_text(pixels, 0).text);
    }
}

/* Where a page is for visitors, an image is a link to it: to fetch it by itself would tell whoever has it who
 * reads this answer. */
static void add_image_html(const struct html_walk *walk, const struct faqbot_node *image)
{
    struct html *html = walk->html;
    if (html->is_minimal) {
        html_single(html, "img");
        html_set_text(html, "src", image->address);
        html_set_text(html, "alt", image->text);
        set_pixels(html, "width", image->width);
        set_pixels(html, "height", image->height);
    } else if (walk->within_link) {
        html_text(html, image->text);
    } else {
        rich_open_link(html, image->address);
        html_text(html, image->text);
        html_close(html);
    }
}

/* Code reads from left to right wherever it stands; all else goes the way of the whole answer, so that a list's
 * item that begins with a foreign name does not turn about. */
static void add_code_html(struct html *html, const struct faqbot_node *node)
{
    html_open(html, kinds[node->kind].element);
    if (!html->is_minimal) {
        html_set(html, "dir", "ltr");
        if (node->kind == FAQBOT_NODE_CODE_BLOCK) {
            html_set(html, "tabindex", "0"); /* so that wide lines can be scrolled to with the keyboard */
        }
    }
    html_text(html, node->text);
    html_close(html);
}

/* The nodes are balanced, as <faqbot.h> says, so each close has its element. They nest FAQBOT_RICH_DEPTH_MAX
 * deep at most, which util/html has room for beside what stands around them. */
void rich_to_html(const struct faqbot_node *nodes, size_t count, struct html *html)
{
    struct html_walk walk = {.html = html};
    for (size_t i = 0; i < count; i++) {
        const struct faqbot_node *node = &nodes[i];
        switch (node->kind) {
        case FAQBOT_NODE_CLOSE:
            if (walk.marked != NULL) {
                add_mark_html(&walk);
            }
            close_container_html(&walk);
            break;
        case FAQBOT_NODE_TEXT:
            html_text(html, node->text);
            break;
        case FAQBOT_NODE_BREAK:
            html_single(html, kinds[node->kind].element);
            break;
        case FAQBOT_NODE_CODE:
        case FAQBOT_NODE_CODE_BLOCK:
            if (walk.marked != NULL) {
                add_mark_html(&walk);
            }
            add_code_html(html, node);
            break;
        case FAQBOT_NODE_IMAGE:
            add_image_html(&walk, node);
            break;
        case FAQBOT_NODE_FOOTNOTE:
            add_number(html, node->number);
            break;
        default:
            open_container_html(&walk, node);
            break;
        }
    }
}
