/* kb/commonmark.c - Markdown as a tree, out of md4c's events.
 *
 * md4c takes time linear in the size of the text, whatever the text is; it keeps no state between two calls or
 * in common with other threads; and it reports that memory has run out. That is why it was chosen before
 * cmark-gfm, which has the same tree as ready-made, but takes minutes for 200 KB of emphasised links in one
 * paragraph, ends the process without memory, and changes tables of its own, common to all threads, while it
 * parses. What md4c does not have is added here:
 *
 *     the tree        its nodes are the document's arena's, whose ceiling bounds them
 *     lines           from where in the text the parser's texts lie; where a text is made up, the last one's
 *     footnotes       their definitions are taken out by sieve.c, and parsed as documents of their own
 *     tel: addresses  become links as web and mail addresses do
 *     entities        their names are known to md4c-html alone, which is given one at a time
 *
 * Knows nothing of rich text: what may be shown of a document is for answer.c to say. */
#include "kb/kb_internal.h"

#include <md4c-html.h>
#include <md4c.h>
#include <string.h>

#include "util/util.h"

#define DIALECT ((unsigned)MD_DIALECT_GITHUB)

/* ==== The tree ======================================================================================== */

void commonmark_init(struct commonmark *commonmark)
{
    arena_init(&commonmark->arena, COMMONMARK_BYTES_MAX);
    buffer_init(&commonmark->text, 2 * KB_FILE_BYTES_MAX);
}

void commonmark_release(struct commonmark *commonmark)
{
    arena_release(&commonmark->arena);
    buffer_release(&commonmark->text);
}

void commonmark_unlink(struct commonmark_node *node)
{
    struct commonmark_node *parent = node->parent;
    if (node->previous != NULL) {
        node->previous->next = node->next;
    } else if (parent != NULL) {
        parent->first_child = node->next;
    }
    if (node->next != NULL) {
        node->next->previous = node->previous;
    } else if (parent != NULL) {
        parent->last_child = node->previous;
    }
    node->parent = node->previous = node->next = NULL;
}

/* Down to the first child, else on to the next sibling, else up to the parent, which is left then. */
bool commonmark_walk_next(struct commonmark_walk *walk)
{
    if (walk->node == NULL) {
        walk->node = walk->top;
        return true;
    }
    if (!walk->is_leaving) {
        struct commonmark_node *child = walk->node->first_child;
        walk->is_leaving = child == NULL;
        walk->node = child == NULL ? walk->node : child;
        return true;
    }
    if (walk->node == walk->top) {
        return false;
    }
    struct commonmark_node *next = walk->node->next;
    walk->is_leaving = next == NULL;
    walk->node = next == NULL ? walk->node->parent : next;
    return true;
}

/* ==== Entities ======================================================================================== */

static void take_html(const MD_CHAR *bytes, MD_SIZE size, void *user)
{
    buffer_add(user, view_make(bytes, size));
}

static void add_character(uint64_t code, struct buffer *out)
{
    bool is_valid = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff);
    uint32_t character = is_valid ? (uint32_t)code : 0xfffd;
    if (character < 0x80) {
        buffer_add_byte(out, (char)character);
        return;
    }
    unsigned more = character < 0x800 ? 1 : character < 0x10000 ? 2 : 3; /* bytes that follow the first */
    static const unsigned char firsts[] = {0, 0xc0, 0xe0, 0xf0};
    buffer_add_byte(out, (char)(firsts[more] | character >> 6 * more));
    while (more-- > 0) {
        buffer_add_byte(out, (char)(0x80 | (character >> 6 * more & 0x3f)));
    }
}

/* The number of "&#169;" or "&#xa9;"; what is too large stays too large. */
static uint64_t entity_number(struct faqbot_view digits)
{
    unsigned base = digits.size > 0 && ascii_lower(digits.bytes[0]) == 'x' ? 16 : 10;
    uint64_t code = 0;
    for (size_t i = base == 16; i < digits.size && code <= 0x10ffff; i++) {
        char digit = ascii_lower(digits.bytes[i]);
        code = code * base + (unsigned)(ascii_is_digit(digit) ? digit - '0' : digit - 'a' + 10);
    }
    return code;
}

/* What HTML must write as an entity comes back as one. */
static const struct {
    const char *entity;
    char byte;
} escapes[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}};

static bool add_escape(struct faqbot_view entity, struct buffer *out)
{
    for (size_t i = 0; i < sizeof escapes / sizeof *escapes; i++) {
        if (view_equals_text(entity, escapes[i].entity)) {
            buffer_add_byte(out, escapes[i].byte);
            return true;
        }
    }
    return false;
}

/* As a document of its own, a name gives "<p>", what it stands for, "</p>" and a line feed. */
void commonmark_add_entity(struct faqbot_view entity, struct buffer *out)
{
    if (entity.size > 3 && entity.bytes[1] == '#') {
        add_character(entity_number(view_slice(entity, 2, entity.size - 3)), out);
        return;
    }
    if (add_escape(entity, out)) {
        return;
    }
    struct buffer html;
    buffer_init(&html, 256);
    if (entity.size > 64 || md_html(entity.bytes, (MD_SIZE)entity.size, take_html, &html, 0, 0) != 0 ||
        html.failed || html.size < 8) {
        out->failed = out->no_memory = out->no_memory || entity.size <= 64;
        buffer_add(out, entity);
    } else {
        struct faqbot_view made = view_slice(buffer_view(&html), 3, html.size - 8);
        bool is_unknown = made.size > entity.size; /* its "&" was written as an entity */
        if (is_unknown || !add_escape(made, out)) {
            buffer_add(out, is_unknown ? entity : made);
        }
    }
    buffer_release(&html);
}

void commonmark_to_html(struct faqbot_view text, struct buffer *out)
{
    struct buffer lines; /* with an end of the last one: see sieve.c */
    buffer_init(&lines, out->limit);
    buffer_add(&lines, text);
    buffer_add_byte(&lines, '\n');
    if (lines.failed || md_html(lines.bytes, (MD_SIZE)lines.size, take_html, out, DIALECT, 0) != 0) {
        out->failed = out->no_memory = true;
    }
    buffer_release(&lines);
}

/* ==== From events to nodes ============================================================================ */

/* A document, or a footnote's definition, being built. `line` is where the `seen` bytes from the start end. */
struct builder {
    struct commonmark *commonmark;
    struct faqbot_view text;
    size_t seen;
    unsigned line;
    unsigned line_before;
    struct commonmark_node *open;
    struct buffer literal;             /* lines of code or HTML, or an address */
    const struct footnotes *footnotes; /* the document's */
    size_t links;                      /* that are open */
    bool in_cell;
    enum faqbot_status status;
};

/* First error wins. What the callbacks return ends md4c's work unless it is 0. */
static int fail(struct builder *builder, bool no_memory)
{
    if (builder->status == FAQBOT_OK) {
        builder->status = no_memory ? FAQBOT_NO_MEMORY : FAQBOT_LIMIT;
    }
    return 1;
}

static int result(const struct builder *builder)
{
    return builder->status != FAQBOT_OK;
}

/* The line that a place in the text is in. Texts come in order but for a few, so counting on is linear. */
static void move_to(struct builder *builder, size_t at)
{
    size_t from = at < builder->seen ? at : builder->seen;
    size_t to = at < builder->seen ? builder->seen : at;
    unsigned feeds = 0;
    for (const char *byte = builder->text.bytes + from;
         (byte = memchr(byte, '\n', (size_t)(builder->text.bytes + to - byte))) != NULL; byte++) {
        feeds++;
    }
    builder->line = at < builder->seen ? builder->line - feeds : builder->line + feeds;
    builder->seen = at;
}

/* Whether bytes lie in the text, and do not come from elsewhere; then the line is theirs. */
static bool find_place(struct builder *builder, const char *bytes, size_t size)
{
    uintptr_t start = (uintptr_t)builder->text.bytes;
    uintptr_t place = (uintptr_t)bytes;
    if (place < start || place + size > start + builder->text.size) {
        return false;
    }
    move_to(builder, (size_t)(place - start));
    return true;
}

/* Blocks learn their line from the first text in them, and their end from the last, as they are closed. */
static void tell_line(const struct builder *builder, struct commonmark_node *node)
{
    unsigned line = builder->line_before + builder->line;
    node->end_line = line > node->end_line ? line : node->end_line;
    for (; node != NULL && node->line == 0; node = node->parent) {
        node->line = line;
    }
}

static struct commonmark_node *new_node(struct builder *builder, enum commonmark_kind kind)
{
    struct arena *arena = &builder->commonmark->arena;
    struct commonmark_node *node = arena_alloc_array(arena, 1, sizeof *node);
    if (node == NULL) {
        fail(builder, arena->no_memory);
        return NULL;
    }
    node->kind = kind;
    return node;
}

static void append(struct commonmark_node *parent, struct commonmark_node *node)
{
    node->parent = parent;
    node->previous = parent->last_child;
    *(node->previous == NULL ? &parent->first_child : &node->previous->next) = node;
    parent->last_child = node;
}

static struct commonmark_node *add_node(struct builder *builder, enum commonmark_kind kind)
{
    struct commonmark_node *node = new_node(builder, kind);
    if (node != NULL) {
        append(builder->open, node);
    }
    return node;
}

static struct commonmark_node *open_node(struct builder *builder, enum commonmark_kind kind)
{
    struct commonmark_node *node = add_node(builder, kind);
    builder->open = node == NULL ? builder->open : node;
    return node;
}

static unsigned max_line(unsigned left, unsigned right)
{
    return left > right ? left : right;
}

/* A block in which nothing was seen stands in the line after the last that was. */
static void close_node(struct builder *builder)
{
    struct commonmark_node *node = builder->open;
    if (node->line == 0 && node->kind < COMMONMARK_TEXT) {
        const struct commonmark_node *before = node->previous;
        node->line = node->end_line =
            before == NULL ? builder->line_before + builder->line : before->end_line + 1;
    }
    node->end_line = node->end_line < node->line ? node->line : node->end_line;
    node->parent->end_line = max_line(node->end_line, node->parent->end_line);
    builder->open = node->parent;
}

/* md4c leaves out the paragraph of an item in a tight list. Here it is always there. */
static void open_paragraph(struct builder *builder)
{
    if (builder->open->kind == COMMONMARK_ITEM) {
        open_node(builder, COMMONMARK_PARAGRAPH);
        builder->open->mark = builder; /* closed with the next block */
    }
}

static void close_paragraph(struct builder *builder)
{
    if (builder->open->mark == builder) {
        builder->open->mark = NULL;
        close_node(builder);
    }
}

/* A copy for a node, with the NUL behind it. */
static struct faqbot_view keep(struct builder *builder, struct faqbot_view bytes)
{
    struct arena *arena = &builder->commonmark->arena;
    char *copy = arena_alloc(arena, bytes.size + 1);
    if (copy == NULL) {
        fail(builder, arena->no_memory);
        return view_make(NULL, 0);
    }
    if (bytes.size > 0) {
        memcpy(copy, bytes.bytes, bytes.size);
    }
    copy[bytes.size] = '\0';
    return view_make(copy, bytes.size);
}

static void add_leaf(struct builder *builder, enum commonmark_kind kind, struct faqbot_view text)
{
    open_paragraph(builder);
    struct commonmark_node *node = add_node(builder, kind);
    if (node != NULL) {
        node->text = keep(builder, text);
        tell_line(builder, node);
        node->parent->end_line = max_line(node->end_line, node->parent->end_line);
    }
}

/* -- Text: footnotes and telephone numbers within ------------------------------------------------------------- */

/* The size of the footnote's mark that the text begins with, and its number; 0: it is none. */
static size_t footnote_size(const struct builder *builder, struct faqbot_view text, uint32_t *number)
{
    if (builder->footnotes->labels.count == 0 || !view_starts_with(text, "[^")) {
        return 0;
    }
    text = view_slice(text, 0, FOOTNOTE_LABEL_BYTES_MAX + 3);
    size_t end = view_find(text, ']');
    *number = string_table_find(&builder->footnotes->labels, view_slice(text, 2, end - 2));
    return end == text.size || *number == STRING_TABLE_NONE ? 0 : end + 1;
}

/* The size of "tel:+49-30-1234" with which the text begins; 0: it does not. A sign at the end belongs to the
 * sentence. */
static size_t telephone_size(struct faqbot_view text)
{
    size_t size = 4;
    size_t digits = 0;
    if (text.size < size || ascii_compare(text.bytes, "tel:", size) != 0) {
        return 0;
    }
    while (size < text.size && text.bytes[size] != '\0' &&
           (ascii_is_digit(text.bytes[size]) || strchr("+-.()", text.bytes[size]) != NULL)) {
        digits += ascii_is_digit(text.bytes[size++]);
    }
    while (size > 0 && !ascii_is_digit(text.bytes[size - 1])) {
        size--;
    }
    return digits < 3 ? 0 : size;
}

static void add_telephone(struct builder *builder, struct faqbot_view address)
{
    open_paragraph(builder);
    struct commonmark_node *link = open_node(builder, COMMONMARK_LINK);
    if (link != NULL) {
        link->text = keep(builder, address);
        add_leaf(builder, COMMONMARK_TEXT, address);
        close_node(builder);
    }
}

/* Adds what the text has at `at` besides text, and the text before it, which begins at *done. Returns how many
 * bytes it takes: 1 for an ordinary one. (A bracket behind a backslash comes as a text of its own.) */
static size_t add_special(struct builder *builder, struct faqbot_view text, size_t at, size_t *done)
{
    struct faqbot_view rest = view_slice(text, at, text.size);
    uint32_t number = 0;
    size_t size = 0;
    if (text.bytes[at] == '[') {
        size = footnote_size(builder, rest, &number);
    } else if (ascii_lower(text.bytes[at]) == 't' && builder->links == 0 &&
               (at == 0 || !ascii_is_alnum(text.bytes[at - 1]))) {
        size = telephone_size(rest);
    }
    if (size == 0) {
        return 1;
    }
    if (at > *done) {
        add_leaf(builder, COMMONMARK_TEXT, view_slice(text, *done, at - *done));
    }
    if (text.bytes[at] != '[') {
        add_telephone(builder, view_slice(rest, 0, size));
    } else {
        add_leaf(builder, COMMONMARK_FOOTNOTE, view_slice(rest, 2, size - 3));
        if (result(builder) == 0) {
            builder->open->last_child->definition = builder->footnotes->list[number].node;
        }
    }
    *done = at + size;
    return size;
}

static void add_text(struct builder *builder, struct faqbot_view text)
{
    size_t done = 0;
    for (size_t i = 0; i < text.size && result(builder) == 0;) {
        i += add_special(builder, text, i, &done);
    }
    if (done < text.size) {
        add_leaf(builder, COMMONMARK_TEXT, view_slice(text, done, text.size));
    }
}

static void add_entity(struct builder *builder, struct faqbot_view entity)
{
    buffer_reset(&builder->literal);
    commonmark_add_entity(entity, &builder->literal);
    add_leaf(builder, COMMONMARK_TEXT, buffer_view(&builder->literal));
}

/* Lines of code and HTML come in pieces. */
static bool keeps_literal(const struct commonmark_node *node)
{
    return node->kind == COMMONMARK_CODE_BLOCK || node->kind == COMMONMARK_HTML_BLOCK ||
           node->kind == COMMONMARK_CODE;
}

/* md4c writes the indentation of code as blanks. Where the text that comes next has a tab before it, as many
 * columns of what stands there take their place. */
static void restore_tabs(struct builder *builder)
{
    struct buffer *literal = &builder->literal;
    size_t blanks = 0;
    while (blanks < literal->size && literal->bytes[literal->size - 1 - blanks] == ' ') {
        blanks++;
    }
    size_t start = builder->seen;
    while (start > 0 && (builder->text.bytes[start - 1] == ' ' || builder->text.bytes[start - 1] == '\t')) {
        start--;
    }
    struct faqbot_view raw = view_slice(builder->text, start, builder->seen - start);
    bool starts_line = start == 0 || builder->text.bytes[start - 1] == '\n';
    if (blanks == 0 || !starts_line || view_find(raw, '\t') == raw.size) {
        return;
    }
    size_t columns = 0;
    for (size_t i = 0; i < raw.size; i++) {
        columns += raw.bytes[i] == '\t' ? 4 - columns % 4 : 1;
    }
    size_t column = 0;
    size_t i = 0;
    while (i < raw.size && columns - column > blanks) {
        column += raw.bytes[i++] == '\t' ? 4 - column % 4 : 1;
    }
    if (columns - column == blanks) {
        buffer_truncate(literal, literal->size - blanks);
        buffer_add(literal, view_slice(raw, i, raw.size));
    }
}

static int on_text(MD_TEXTTYPE type, const MD_CHAR *bytes, MD_SIZE size, void *user)
{
    struct builder *builder = user;
    struct faqbot_view text = view_make(bytes, size);
    bool has_place = find_place(builder, bytes, size);
    if (keeps_literal(builder->open)) {
        if (has_place) {
            tell_line(builder, builder->open);
            restore_tabs(builder);
        }
        buffer_add(&builder->literal, text);
        return builder->literal.failed ? fail(builder, builder->literal.no_memory) : 0;
    }
    switch (type) {
    case MD_TEXT_BR:
        add_leaf(builder, COMMONMARK_LINE_BREAK, view_make(NULL, 0));
        break;
    case MD_TEXT_SOFTBR:
        add_leaf(builder, COMMONMARK_SOFT_BREAK, view_make(NULL, 0));
        break;
    case MD_TEXT_ENTITY:
        add_entity(builder, text);
        break;
    case MD_TEXT_HTML:
        add_leaf(builder, COMMONMARK_HTML, text);
        break;
    default:
        add_text(builder, text);
        break;
    }
    return result(builder);
}

/* -- Blocks ---------------------------------------------------------------------------------------------------- */

static const enum commonmark_kind block_kinds[] = {
    [MD_BLOCK_DOC] = COMMONMARK_DOCUMENT,    [MD_BLOCK_QUOTE] = COMMONMARK_QUOTE,
    [MD_BLOCK_UL] = COMMONMARK_LIST,         [MD_BLOCK_OL] = COMMONMARK_ORDERED,
    [MD_BLOCK_LI] = COMMONMARK_ITEM,         [MD_BLOCK_HR] = COMMONMARK_RULE,
    [MD_BLOCK_H] = COMMONMARK_HEADING,       [MD_BLOCK_CODE] = COMMONMARK_CODE_BLOCK,
    [MD_BLOCK_HTML] = COMMONMARK_HTML_BLOCK, [MD_BLOCK_P] = COMMONMARK_PARAGRAPH,
    [MD_BLOCK_TABLE] = COMMONMARK_TABLE,     [MD_BLOCK_TR] = COMMONMARK_ROW,
    [MD_BLOCK_TH] = COMMONMARK_CELL,         [MD_BLOCK_TD] = COMMONMARK_CELL,
};

/* The head and the body of a table are told by its rows. The document is there before its parts. */
static bool is_passed_over(MD_BLOCKTYPE type)
{
    return type == MD_BLOCK_DOC || type == MD_BLOCK_THEAD || type == MD_BLOCK_TBODY;
}

static unsigned task_of(const MD_BLOCK_LI_DETAIL *item)
{
    return !item->is_task ? FAQBOT_TASK_NONE : item->task_mark == ' ' ? FAQBOT_TASK_OPEN : FAQBOT_TASK_DONE;
}

/* Closes the innermost span of a kind and all in it. md4c 0.4.8 does not always close spans in order: a bare address
 * may go on over the end of what it stands in. */
static void close_span(struct builder *builder, enum commonmark_kind kind)
{
    const struct commonmark_node *node = builder->open;
    while (node->kind >= COMMONMARK_TEXT && node->kind != kind) {
        node = node->parent;
    }
    while (node->kind == kind && builder->open != node->parent) {
        builder->links -= builder->open->kind == COMMONMARK_LINK;
        close_node(builder);
    }
}

/* Closes what no block can stand in or behind. */
static void close_lines(struct builder *builder)
{
    while (builder->open->kind >= COMMONMARK_TEXT) {
        close_span(builder, builder->open->kind);
    }
    close_paragraph(builder);
}

static int on_enter_block(MD_BLOCKTYPE type, void *detail, void *user)
{
    struct builder *builder = user;
    if (is_passed_over(type)) {
        return 0;
    }
    close_lines(builder);
    buffer_reset(&builder->literal);
    struct commonmark_node *node = open_node(builder, block_kinds[type]);
    if (node == NULL) {
        return 1;
    }
    if (type == MD_BLOCK_OL) {
        node->number = ((MD_BLOCK_OL_DETAIL *)detail)->start;
    } else if (type == MD_BLOCK_H) {
        node->number = ((MD_BLOCK_H_DETAIL *)detail)->level;
    } else if (type == MD_BLOCK_LI) {
        node->number = task_of(detail);
    } else if (type == MD_BLOCK_TD || type == MD_BLOCK_TH) {
        builder->in_cell = true;
        node->number = ((MD_BLOCK_TD_DETAIL *)detail)->align;
        node->parent->number = type == MD_BLOCK_TH;
    } else if (type == MD_BLOCK_TABLE &&
               ((MD_BLOCK_TABLE_DETAIL *)detail)->col_count > FAQBOT_TABLE_COLUMNS_MAX) {
        return fail(builder, false); /* few reach this: see sieve.c */
    } else if (type == MD_BLOCK_CODE && ((MD_BLOCK_CODE_DETAIL *)detail)->fence_char != 0) {
        node->mark = node; /* begins a line before its first */
    }
    return 0;
}

static int on_leave_block(MD_BLOCKTYPE type, void *detail, void *user)
{
    struct builder *builder = user;
    (void)detail;
    if (is_passed_over(type)) {
        return 0;
    }
    close_lines(builder);
    builder->in_cell = false;
    struct commonmark_node *node = builder->open;
    if (keeps_literal(node)) {
        node->text = keep(builder, buffer_view(&builder->literal));
        buffer_reset(&builder->literal);
        node->line -= node->mark != NULL && node->line > 1;
        node->mark = NULL;
    }
    close_node(builder);
    return result(builder);
}

/* -- Spans ----------------------------------------------------------------------------------------------------- */

static const enum commonmark_kind span_kinds[] = {
    [MD_SPAN_EM] = COMMONMARK_EMPHASIS, [MD_SPAN_STRONG] = COMMONMARK_STRONG,
    [MD_SPAN_A] = COMMONMARK_LINK,      [MD_SPAN_IMG] = COMMONMARK_IMAGE,
    [MD_SPAN_CODE] = COMMONMARK_CODE,   [MD_SPAN_DEL] = COMMONMARK_STRIKE,
};

/* An address, with its entities read. */
static struct faqbot_view keep_address(struct builder *builder, const MD_ATTRIBUTE *address)
{
    buffer_reset(&builder->literal);
    for (size_t i = 0; address->size > 0 && address->substr_offsets[i] < address->size; i++) {
        size_t start = address->substr_offsets[i];
        struct faqbot_view part = view_make(address->text + start, address->substr_offsets[i + 1] - start);
        if (address->substr_types[i] == MD_TEXT_ENTITY) {
            commonmark_add_entity(part, &builder->literal);
        } else {
            buffer_add(&builder->literal, part);
        }
    }
    if (builder->literal.failed) {
        fail(builder, builder->literal.no_memory);
    }
    return keep(builder, buffer_view(&builder->literal));
}

/* md4c makes a link of the address behind a bare "mailto:", which would then stand before it as text. */
static void take_scheme(struct builder *builder, struct commonmark_node *link)
{
    struct commonmark_node *before = link->previous;
    if (before != NULL && before->kind == COMMONMARK_TEXT && view_starts_with(link->text, "mailto:") &&
        view_ends_with(before->text, "mailto:")) {
        before->text.size -= strlen("mailto:");
        add_leaf(builder, COMMONMARK_TEXT, view_of("mailto:"));
    }
}

static int on_enter_span(MD_SPANTYPE type, void *detail, void *user)
{
    struct builder *builder = user;
    open_paragraph(builder);
    struct commonmark_node *node = open_node(builder, span_kinds[type]);
    if (node == NULL) {
        return 1;
    }
    if (type == MD_SPAN_A) {
        node->text = keep_address(builder, &((MD_SPAN_A_DETAIL *)detail)->href);
        builder->links++;
        take_scheme(builder, node);
    } else if (type == MD_SPAN_IMG) {
        node->text = keep_address(builder, &((MD_SPAN_IMG_DETAIL *)detail)->src);
    }
    buffer_reset(&builder->literal);
    return result(builder);
}

/* In a table a bar is escaped even in code, where a backslash otherwise means itself. */
static void drop_escapes(struct buffer *code)
{
    size_t kept = 0;
    for (size_t i = 0; i < code->size; i++) {
        i += code->bytes[i] == '\\' && i + 1 < code->size && code->bytes[i + 1] == '|';
        code->bytes[kept++] = code->bytes[i];
    }
    buffer_truncate(code, kept);
}

static int on_leave_span(MD_SPANTYPE type, void *detail, void *user)
{
    struct builder *builder = user;
    (void)detail;
    if (type == MD_SPAN_CODE && builder->open->kind == COMMONMARK_CODE) {
        if (builder->in_cell) {
            drop_escapes(&builder->literal);
        }
        builder->open->text = keep(builder, buffer_view(&builder->literal));
        buffer_reset(&builder->literal);
    }
    close_span(builder, span_kinds[type]);
    return result(builder);
}

/* Parses a text into a node that is open. */
static void build(struct builder *builder, struct faqbot_view text, unsigned line_before)
{
    static const MD_PARSER parser = {.flags = DIALECT,
                                     .enter_block = on_enter_block,
                                     .leave_block = on_leave_block,
                                     .enter_span = on_enter_span,
                                     .leave_span = on_leave_span,
                                     .text = on_text};
    builder->text = text;
    builder->seen = 0;
    builder->line = 1;
    builder->line_before = line_before;
    if (text.size > 0 && builder->status == FAQBOT_OK &&
        md_parse(text.bytes, (MD_SIZE)text.size, &parser, builder) != 0 && builder->status == FAQBOT_OK) {
        builder->status = FAQBOT_NO_MEMORY; /* no callback ended it */
    }
}

/* ==== Documents ======================================================================================= */

static void build_footnotes(struct builder *builder, struct commonmark_node *document)
{
    for (size_t i = 0; i < builder->footnotes->labels.count && builder->status == FAQBOT_OK; i++) {
        const struct footnote *footnote = &builder->footnotes->list[i];
        append(document, footnote->node);
        builder->open = footnote->node;
        build(builder, footnote->text, footnote->line_before);
    }
}

/* What marks refer to must be there before the marks are. */
static void make_definitions(struct builder *builder, const struct footnotes *footnotes)
{
    for (size_t i = 0; i < footnotes->labels.count; i++) {
        struct commonmark_node *node = new_node(builder, COMMONMARK_FOOTNOTE_DEFINITION);
        if (node != NULL) {
            node->number = (unsigned)i + 1;
        }
        footnotes->list[i].node = node;
    }
}

enum faqbot_status commonmark_parse(struct commonmark *commonmark, struct faqbot_view text,
                                    struct commonmark_node **document)
{
    struct footnotes footnotes;
    struct builder builder = {.commonmark = commonmark, .footnotes = &footnotes};
    arena_reset(&commonmark->arena);
    buffer_init(&builder.literal, KB_FILE_BYTES_MAX);
    builder.status = sieve_text(commonmark, text, &footnotes, &text);
    make_definitions(&builder, &footnotes);
    struct commonmark_node *top = new_node(&builder, COMMONMARK_DOCUMENT);
    builder.open = top;
    build(&builder, text, 0);
    build_footnotes(&builder, top);
    buffer_release(&builder.literal);
    string_table_release(&footnotes.labels);
    if (builder.status == FAQBOT_OK) {
        *document = top;
    }
    return builder.status;
}

/* Whether the text has a letter. What is not ASCII counts as one, but for signs of punctuation and pictures. */
static bool has_letter(struct faqbot_view text)
{
    uint32_t character;
    while (utf8_next(&text, &character)) {
        bool is_sign = character < 0x80 ? !ascii_is_alpha((char)character)
                                        : character < 0xc0 || (character >= 0x2000 && character < 0x2c00) ||
                                              (character >= 0x3000 && character < 0x3040) ||
                                              character >= 0x1f000 || character == 0xfe0f;
        if (!is_sign) {
            return true;
        }
    }
    return false;
}

bool commonmark_is_contents(struct commonmark_node *block, size_t *links)
{
    struct commonmark_walk walk = {.top = block};
    bool within_link = false;
    *links = 0;
    while (commonmark_walk_next(&walk)) {
        const struct commonmark_node *node = walk.node;
        bool is_link = node->kind == COMMONMARK_LINK;
        if (is_link) {
            within_link = !walk.is_leaving;
            *links += !walk.is_leaving;
        }
        if ((is_link && !view_starts_with(node->text, "#")) || node->kind == COMMONMARK_CODE_BLOCK ||
            node->kind == COMMONMARK_IMAGE ||
            (node->kind == COMMONMARK_TEXT && !within_link && has_letter(node->text))) {
            return false;
        }
    }
    return *links > 0;
}
