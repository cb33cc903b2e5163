/* convert/md_writer.c - the nodes of our rich text as Markdown, by the rules of CommonMark 0.30, whose sections are
 * named here, and of GitHub's tables, tasks and strikethrough.
 *
 * What is written is read back as the same nodes: what would run together is parted by an empty comment, which
 * readers pass over. There are two customers. Exports write every node so that it survives. Imported answers are
 * edited by people: `is_readable` leaves bare addresses without escapes, since they become links, which they should,
 * and writes addresses and lists as people do.
 *
 * A block knows nothing of where it stands. The writer keeps a stack of what is open around it, items and
 * quotations, and puts their markers before each line:
 *
 *     - first item       levels: "- "
 *
 *       > quoted         levels: "- ", "> "       before each line: two blanks, then "> "
 *
 * Deliberately no general printer: there are no headings, because rich text has none.
 * Reading Markdown is kb/answer.c's. */
#include "convert/convert_internal.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "text/text.h"

/* A longer number would be text: some readers overflow at it, says the specification. */
#define NUMBER_MAX 999999999U /* of nine digits (5.2) */

/* What parts two pieces of mark-up that would run into each other: an empty comment. */
#define APART "<!-- -->"

/* The first or last character of valid UTF-8; of nothing, a line feed. */
static uint32_t first_character(struct faqbot_view text)
{
    uint32_t character = '\n';
    return utf8_next(&text, &character) ? character : '\n';
}

static uint32_t last_character(struct faqbot_view text)
{
    size_t start = text.size;
    while (start > 0 && ((unsigned char)text.bytes[start - 1] & 0xc0) == 0x80) {
        start--;
    }
    return first_character(view_slice(text, start > 0 ? start - 1 : 0, text.size));
}

/* Whether this is what stands behind the scheme of an address, but no address: md4c 0.4.8 then shows the backslash
 * of an escape that follows. */
bool md_is_no_address(struct faqbot_view text)
{
    return view_starts_with(text, "://") && text.size > 3 && text.bytes[3] > ' ' &&
           !ascii_is_alnum(text.bytes[3]);
}

bool md_numbers_item(struct faqbot_view line, size_t at)
{
    size_t digits = at;
    if (at == 0 || at > 9 || (line.bytes[at] != '.' && line.bytes[at] != ')')) {
        return false;
    }
    while (digits > 0 && ascii_is_digit(line.bytes[digits - 1])) {
        digits--;
    }
    return digits == 0;
}

/* ==== Blocks ============================================================================================ */

#define MARKER_BYTES 16
#define INDENT_BYTES_MAX ((size_t)FAQBOT_RICH_DEPTH_MAX * MARKER_BYTES)

/* An item or a quotation that is open. */
struct level {
    char marker[MARKER_BYTES]; /* what its first line begins with */
    size_t width;              /* of the indentation of its other lines */
    bool is_quote;
    char list;      /* an item: what marks its list */
    char last_list; /* what marks the list that was written last in it; 0: something else was */
};

/* Writes blocks, one after the other, into what is open. */
struct writer {
    struct buffer *out;
    struct level levels[FAQBOT_RICH_DEPTH_MAX + 1]; /* the first is the whole text */
    size_t depth;                                   /* of the innermost open one */
    bool is_readable;
    bool is_fresh; /* nothing is written yet, or just the marker of what is open */
};

/* A list while it is written. */
struct list {
    bool is_ordered;
    unsigned number; /* of the next item */
    char mark;
};

/* Fences and ticks are runs of one byte. */
static void add_run(struct buffer *out, char byte, size_t count)
{
    while (count-- > 0) {
        buffer_add_byte(out, byte);
    }
}

/* How many of a byte stand in a row at most. */
static size_t longest_run(struct faqbot_view text, char byte)
{
    size_t longest = 0;
    size_t run = 0;
    for (size_t i = 0; i < text.size; i++) {
        run = text.bytes[i] == byte ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    return longest;
}

/* What stands before a line within the first `depth` levels, none of which is pending. */
static struct faqbot_view indent_of(const struct writer *writer, size_t depth, char indent[INDENT_BYTES_MAX])
{
    size_t size = 0;
    for (size_t i = 1; i <= depth; i++) {
        const struct level *level = &writer->levels[i];
        size_t width = level->width;
        assert(width <= INDENT_BYTES_MAX - size);
        memset(indent + size, ' ', width);
        if (level->is_quote) {
            memcpy(indent + size, level->marker, width); /* a quotation's mark is before each line */
        }
        size += width;
    }
    return view_make(indent, size);
}

/* Begins a line behind `indent` and, unless the next one belongs right under it, an empty line before that.
 * Blanks at the empty line's end mean nothing: people would not write them, exports always had them. */
static void begin_lines(struct writer *writer, struct faqbot_view indent, bool is_parted)
{
    struct faqbot_view empty = indent;
    while (writer->is_readable && view_ends_with(empty, " ")) {
        empty.size--;
    }
    buffer_add_byte(writer->out, '\n');
    if (is_parted) {
        buffer_add(writer->out, empty);
        buffer_add_byte(writer->out, '\n');
    }
    buffer_add(writer->out, indent);
}

/* Items of one list stand line under line, which keeps it tight; all other blocks have an empty line before
 * them. `level`: the marker of what opens with the block; NULL: nothing does. */
static void begin_block(struct writer *writer, const struct level *level)
{
    char bytes[INDENT_BYTES_MAX];
    struct level *around = &writer->levels[writer->depth];
    if (!writer->is_fresh) {
        bool goes_on = level != NULL && level->list != 0 && level->list == around->last_list;
        begin_lines(writer, indent_of(writer, writer->depth, bytes), !goes_on);
    }
    around->last_list = level == NULL ? 0 : level->list;
    writer->is_fresh = false;
}

/* Two lists in a row would be read as one, were they marked alike (5.3). */
static struct list begin_list(struct writer *writer, bool is_ordered, unsigned number)
{
    char last = writer->levels[writer->depth].last_list;
    char mark = is_ordered ? '.' : '-';
    if (last == mark && !writer->is_readable) {
        begin_block(writer, NULL);
        buffer_add_text(writer->out, APART);
    } else if (last == mark) {
        mark = is_ordered ? ')' : '*';
    }
    return (struct list){is_ordered, number, mark};
}

/* Puts a level on the stack and writes its marker; what comes until close_level() stands in it. */
static void open_level(struct writer *writer, struct level level)
{
    assert(writer->depth < FAQBOT_RICH_DEPTH_MAX);
    begin_block(writer, &level);
    buffer_add_text(writer->out, level.marker);
    writer->levels[++writer->depth] = level;
    writer->is_fresh = true;
}

/* All items of a list bear the mark that the list was begun with. Numbers count on from the first, and stop
 * counting at the largest. */
static void open_item(struct writer *writer, struct list *list)
{
    struct level level = {.list = list->mark};
    unsigned number = list->number > NUMBER_MAX ? NUMBER_MAX : list->number;
    char digits[12] = "";
    if (list->is_ordered) {
        (void)snprintf(digits, sizeof digits, "%u", number);
    }
    (void)snprintf(level.marker, sizeof level.marker, "%s%c ", digits, list->mark);
    level.width = strlen(level.marker);
    open_level(writer, level);
    list->number = number + 1;
}

static void open_quote(struct writer *writer)
{
    open_level(writer, (struct level){.marker = "> ", .width = 2, .is_quote = true});
}

/* An item that had nothing in it stands as its bare marker, so the next line has to begin afresh. */
static void close_level(struct writer *writer)
{
    assert(writer->depth > 0);
    writer->depth--;
    writer->is_fresh = false;
}

/* Code between a fence that it does not have in it (4.5). */
static void add_code_block(struct writer *writer, struct faqbot_view code)
{
    char bytes[INDENT_BYTES_MAX];
    size_t fence = longest_run(code, '`') + 1;
    fence = fence < 3 ? 3 : fence;
    begin_block(writer, NULL);
    struct faqbot_view indent = indent_of(writer, writer->depth, bytes);
    add_run(writer->out, '`', fence);
    begin_lines(writer, indent, false);
    for (size_t i = 0; i < code.size; i++) {
        if (code.bytes[i] == '\n') {
            begin_lines(writer, indent, false);
        } else {
            buffer_add_byte(writer->out, code.bytes[i]);
        }
    }
    begin_lines(writer, indent, false);
    add_run(writer->out, '`', fence);
}

#define TICKS_MAX 32 /* md4c knows no more */

/* Code with more backquotes in a row than can be told from those around it: between tags. */
static void add_code_tag(struct buffer *out, struct faqbot_view code)
{
    buffer_add_text(out, "<code>");
    for (size_t i = 0; i < code.size; i++) {
        bool is_sign = code.bytes[i] > ' ' && code.bytes[i] < 0x7f && !ascii_is_alnum(code.bytes[i]);
        buffer_add_text(out, is_sign ? "\\" : "");
        buffer_add_byte(out, code.bytes[i]);
    }
    buffer_add_text(out, "</code>");
}

/* Code within a line, between more backquotes than it has in a row (6.1). Those at its ends would be read
 * with ours, and the reader takes one blank from each end where both have one: a blank more at each end
 * prevents both. */
static void add_code_span(struct buffer *out, struct faqbot_view code)
{
    size_t ticks = longest_run(code, '`') + 1;
    if (ticks > TICKS_MAX) {
        add_code_tag(out, code);
        return;
    }
    char first = code.bytes[0];
    char last = code.bytes[code.size - 1];
    bool is_blank = view_is_empty(view_trim(code));
    bool padded = first == '`' || last == '`' || (first == ' ' && last == ' ' && !is_blank);
    add_run(out, '`', ticks);
    buffer_add_text(out, padded ? " " : "");
    buffer_add(out, code);
    buffer_add_text(out, padded ? " " : "");
    add_run(out, '`', ticks);
}

/* ==== Nodes ============================================================================================= */

/* Nodes while they are written. */
struct walk {
    const struct faqbot_node *nodes;
    size_t count;
    size_t at;
    struct writer writer;
    struct buffer *out;
    bool within_link;
    size_t emphasis; /* how many marks of it are open */
    bool within_strike;
    bool within_cell; /* of a table: its lines cannot be broken */
    bool line_starts; /* nothing stands in the line but its indent */
};

static void add_inlines(struct walk *walk);

/* Marks and signs go through here, for what follows one is no longer at the start of its line; text and
 * code do the same by themselves. */
static void put(struct walk *walk, const char *text)
{
    buffer_add_text(walk->out, text);
    walk->line_starts &= text[0] == '\0';
}

/* Behind the last node everything is closed, so what looks ahead needs no case of its own for the end. */
static enum faqbot_node_kind kind_at(const struct walk *walk, size_t at)
{
    return at < walk->count ? walk->nodes[at].kind : FAQBOT_NODE_CLOSE;
}

/* Where the container whose first node is at `at` has its close. */
static size_t end_of(const struct walk *walk, size_t at)
{
    for (size_t depth = 1; at < walk->count; at++) {
        enum faqbot_node_kind kind = walk->nodes[at].kind;
        bool is_leaf = kind == FAQBOT_NODE_TEXT || kind == FAQBOT_NODE_BREAK || kind == FAQBOT_NODE_CODE ||
                       kind == FAQBOT_NODE_IMAGE || kind == FAQBOT_NODE_FOOTNOTE ||
                       kind == FAQBOT_NODE_CODE_BLOCK;
        if (kind == FAQBOT_NODE_CLOSE && --depth == 0) {
            break;
        }
        depth += kind != FAQBOT_NODE_CLOSE && !is_leaf;
    }
    return at;
}

/* The last byte written of this line, 0 at its start. */
static char last_byte(const struct walk *walk)
{
    return walk->line_starts || walk->out->size == 0 ? '\0' : walk->out->bytes[walk->out->size - 1];
}

/* -- Text ------------------------------------------------------------------------------------------------ */

/* Whether the byte at `i` would begin a block where the line begins with it (chapters 4 and 5). */
static bool begins_block(struct faqbot_view text, size_t i, bool is_readable)
{
    char byte = text.bytes[i];
    char next = i + 1 < text.size ? text.bytes[i + 1] : ' ';
    if (i == 0 && is_readable && strchr("|-:", byte) != NULL && strchr("|-: ", next) != NULL) {
        return true; /* the row of dashes of a table, or what looks so */
    }
    if (i == 0 && (byte == '>' || byte == '=' || byte == '~')) {
        return true;
    }
    if (i == 0 && (byte == '#' || byte == '-' || byte == '+')) {
        return next == ' ' || next == byte;
    }
    return next == ' ' && md_numbers_item(text, i);
}

/* Whether what stands behind an ampersand could make a character of it (2.5). What comes in another node is
 * no part of it, but may look so. */
static bool begins_entity(struct faqbot_view text)
{
    size_t i = 0;
    while (i < text.size && (text.bytes[i] == '#' || ascii_is_alnum(text.bytes[i]))) {
        i++;
    }
    return i == text.size || (i > 0 && text.bytes[i] == ';');
}

/* Whether the sign at `i` could make a bare address of what it stands in: "www.", "https://", "tel:". A colon
 * behind the mark of a footnote would make a definition of it. */
static bool ends_scheme(struct faqbot_view text, size_t i)
{
    static const char *const schemes[] = {"www", "http", "https", "ftp", "tel", "mailto"};
    for (size_t j = 0; j < sizeof schemes / sizeof *schemes; j++) {
        size_t size = strlen(schemes[j]);
        if (i >= size && ascii_compare(text.bytes + i - size, schemes[j], size) == 0) {
            return true;
        }
    }
    return i == 0 && text.bytes[i] == ':';
}

static bool is_within_word(struct faqbot_view text, size_t i)
{
    return i > 0 && i + 1 < text.size && ascii_is_alnum(text.bytes[i - 1]) &&
           ascii_is_alnum(text.bytes[i + 1]);
}

/* Whether no address goes on here: what follows the text may be a mark, with which one would be read. */
static bool breaks_address(struct faqbot_view text)
{
    return md_is_no_address(text) || view_equals_text(text, "://");
}

/* Whether the byte at `i` may have a meaning wherever it stands. These are escaped always, and not only
 * where a reader of today would see a mark: what stands next to them is written later and may change it. */
static bool is_special(const struct walk *walk, struct faqbot_view text, size_t i)
{
    enum faqbot_node_kind next = kind_at(walk, walk->at + 1);
    const bool is_readable = walk->writer.is_readable;
    switch (text.bytes[i]) {
    case '\\':
    case '`':
    case '*':
    case '[':
    case '<':
    case '~':
        return true;
    case '_':
        return !is_readable || !is_within_word(text, i);
    case ']':
        return !is_readable || walk->within_link || walk->nodes[walk->at].kind == FAQBOT_NODE_IMAGE;
    case '|': /* a row of dashes would make a table of a line with bars: that is escaped where it begins */
        return !is_readable || walk->within_cell;
    case '@':
        return !is_readable;
    case '.':
        return !is_readable && ends_scheme(text, i);
    case ':':
        return is_readable ? breaks_address(view_slice(text, i, text.size)) : ends_scheme(text, i);
    case '(': /* behind a footnote's mark it would make a link of it */
        return i == 0 && walk->at > 0 && walk->nodes[walk->at - 1].kind == FAQBOT_NODE_FOOTNOTE;
    case '&':
        return begins_entity(view_slice(text, i + 1, text.size));
    case '!': /* before a link it would make an image of it */
        return i + 1 == text.size && (next == FAQBOT_NODE_LINK || next == FAQBOT_NODE_TEXT);
    default:
        return false;
    }
}

/* A blank at an end of a line is dropped by the reader. One that is there all the same was a control
 * character once, which becomes a blank too late to be dropped: so it is written as one. */
static bool is_lost_blank(const struct walk *walk, struct faqbot_view text, size_t i, bool line_starts)
{
    enum faqbot_node_kind next = kind_at(walk, walk->at + 1);
    bool ends = i + 1 == text.size && (next == FAQBOT_NODE_CLOSE || next == FAQBOT_NODE_BREAK);
    return text.bytes[i] == ' ' && ((i == 0 && line_starts) || ends);
}

/* Emphasis of every second depth is written with another sign, so that marks within each other are told
 * apart. */
static char sign_of(const struct walk *walk)
{
    return walk->emphasis % 2 == 0 ? '*' : '_';
}

/* A link without text: the reader drops it, but it parts the texts about it. Within a link, where none may
 * be, emphasis of nothing does the same. */
static void add_parting(struct walk *walk)
{
    if (!walk->within_link) {
        put(walk, "[](<https://example.org>)");
        return;
    }
    put(walk, APART);
    buffer_add_byte(walk->out, sign_of(walk));
    put(walk, APART);
    buffer_add_byte(walk->out, sign_of(walk));
    put(walk, APART);
}

/* A byte order mark at the very start is one of the text and not of the file: written as it is, every
 * reader would take it off. */
static void add_text(struct walk *walk, struct faqbot_view text)
{
    bool line_starts = walk->line_starts;
    size_t done = 0;
    if (walk->out->size == 0 && view_starts_with(text, "\xef\xbb\xbf")) {
        put(walk, "&#xFEFF;"); /* not a byte order mark */
        done = 3;
    }
    for (size_t i = done; i < text.size; i++) {
        bool lost = is_lost_blank(walk, text, i, line_starts);
        if (!lost && !is_special(walk, text, i) &&
            !(line_starts && begins_block(text, i, walk->writer.is_readable))) {
            continue;
        }
        buffer_add(walk->out, view_slice(text, done, i - done));
        buffer_add_text(walk->out, lost ? "&#1;" : "\\");
        done = lost ? i + 1 : i;
    }
    buffer_add(walk->out, view_slice(text, done, text.size));
    walk->line_starts = false;
}

static void add_address(struct walk *walk, struct faqbot_view address)
{
    for (size_t i = 0; i < address.size; i++) {
        if (address.bytes[i] == '&' && begins_entity(view_slice(address, i + 1, address.size))) {
            buffer_add_text(walk->out,
                            "&amp;"); /* in addresses a backslash does not keep it from being one */
            continue;
        }
        if (strchr("\\<>|`", address.bytes[i]) != NULL) {
            buffer_add_byte(walk->out, '\\');
        }
        buffer_add_byte(walk->out, address.bytes[i]);
    }
}

/* An address that is its own text, and needs no escapes, may stand as it is between < and > (6.5). */
static bool is_bare(const struct walk *walk, struct faqbot_view address)
{
    const struct faqbot_node *text = &walk->nodes[walk->at];
    return kind_at(walk, walk->at) == FAQBOT_NODE_TEXT && kind_at(walk, walk->at + 1) == FAQBOT_NODE_CLOSE &&
           view_equals(text->text, address) && view_starts_with(address, "http") &&
           view_find(address, '&') == address.size && view_find(address, '\\') == address.size &&
           view_find(address, '>') == address.size && view_find(address, '|') == address.size;
}

/* Whether every sign of it means itself without < and > too. */
static bool is_simple(struct faqbot_view address)
{
    for (size_t i = 0; i < address.size; i++) {
        if (!ascii_is_alnum(address.bytes[i]) && strchr("-._~:/?#@!$'*+,;=%", address.bytes[i]) == NULL) {
            return false;
        }
    }
    return true;
}

/* The address stands between < and >, within which blanks and brackets mean themselves: the other form of
 * CommonMark wants brackets to be balanced (6.3). An entry is named by its id, as authors would. */
static void add_link(struct walk *walk, const struct faqbot_node *link)
{
    struct faqbot_view address = link->text;
    bool is_entry = !view_is_empty(link->entry.id);
    if (!is_entry && is_bare(walk, address)) {
        put(walk, "<");
        buffer_add(walk->out, address);
        put(walk, ">");
        walk->at += 2;
        return;
    }
    put(walk, "[");
    walk->within_link = true;
    add_inlines(walk);
    walk->within_link = false;
    bool is_short = walk->writer.is_readable && !is_entry && is_simple(address);
    put(walk, is_short ? "](" : is_entry ? "](<#" : "](<");
    add_address(walk, is_entry ? link->entry.id : address);
    put(walk, is_short ? ")" : ">)");
}

/* -- Emphasis -------------------------------------------------------------------------------------------- */

/* Whether a mark of emphasis opens or closes depends on its neighbours (6.2): where they are not fit, an
 * empty comment, which counts as punctuation, is put between. What stands beside a mark: */
enum neighbour {
    EDGE,
    BLANK,
    SIGN,
    LETTER,
    ODD /* not ASCII: white space, a sign or none, as the reader sees it */
};

/* What the mark before or behind sees of the node at `at`, of which the `last` character or the first. */
static enum neighbour edge_at(const struct walk *walk, size_t at, bool last)
{
    const struct faqbot_node *node = &walk->nodes[at];
    if (at >= walk->count || node->kind == FAQBOT_NODE_BREAK) {
        return EDGE;
    }
    if (node->kind != FAQBOT_NODE_TEXT) {
        return SIGN;
    }
    uint32_t character = last ? last_character(node->text) : first_character(node->text);
    bool is_letter = tokenize_is_word_char(character);
    return node->text.size == 0 ? EDGE
           : character == ' '   ? BLANK
           : is_letter          ? LETTER
           : character < 0x80   ? SIGN
                                : ODD;
}

/* Whether a mark between `outer` and what it holds, `inner`, is read as one only if a comment parts it from
 * `outer`. An underscore never opens or closes within a word. */
static bool wants_parting(char sign, enum neighbour outer, enum neighbour inner)
{
    return (outer == LETTER || outer == ODD) && (sign == '_' || inner != LETTER);
}

/* One sign is emphasis, two are strong. */
static void put_mark(struct walk *walk, char sign, size_t size)
{
    add_run(walk->out, sign, size);
    walk->line_starts = false;
}

/* Both marks are judged from both of their sides, the inner ones by the nodes that will stand there. Before
 * the opening one the last byte that was written counts too: it may be a sign of an emphasis that has just
 * closed. */
static void add_emphasis(struct walk *walk, size_t size)
{
    char sign = sign_of(walk);
    enum neighbour before = walk->at < 2 ? EDGE : edge_at(walk, walk->at - 2, true);
    enum neighbour inner = edge_at(walk, walk->at, false);
    if (last_byte(walk) == sign || (last_byte(walk) != '\0' && wants_parting(sign, before, inner))) {
        put(walk, APART);
    }
    put_mark(walk, sign, size);
    put(walk, inner == LETTER || inner == SIGN ? "" : APART);
    walk->emphasis++;
    add_inlines(walk);
    walk->emphasis--;
    inner = edge_at(walk, walk->at - 2, true); /* behind it stands its close */
    put(walk, inner == LETTER || inner == SIGN ? "" : APART);
    put_mark(walk, sign, size);
    enum faqbot_node_kind next = kind_at(walk, walk->at);
    if (next == FAQBOT_NODE_STRONG || next == FAQBOT_NODE_EMPHASIS ||
        wants_parting(sign, edge_at(walk, walk->at, false), inner)) {
        put(walk, APART);
    }
}

/* -- What GitHub adds -------------------------------------------------------------------------------------- */

/* Tildes where they are surely read as such, otherwise a tag: they have the same trouble with their neighbours as
 * asterisks, and within each other. */
static void add_strike(struct walk *walk)
{
    size_t end = end_of(walk, walk->at);
    enum neighbour after = edge_at(walk, end + 1, false);
    bool is_parted = (last_byte(walk) == '\0' || last_byte(walk) == ' ') &&
                     (after == EDGE || after == BLANK || kind_at(walk, end + 1) == FAQBOT_NODE_CLOSE);
    bool is_plain = !walk->within_strike && is_parted && edge_at(walk, walk->at, false) == LETTER &&
                    edge_at(walk, end - 1, true) == LETTER;
    bool within = walk->within_strike;
    put(walk, is_plain ? "~~" : "<s>");
    walk->within_strike = true;
    add_inlines(walk);
    walk->within_strike = within;
    put(walk, is_plain ? "~~" : "</s>");
}

/* The value of an attribute of HTML within Markdown, in quotes. */
static void add_attribute(struct walk *walk, const char *name, struct faqbot_view value)
{
    put(walk, name);
    put(walk, "=\"");
    for (size_t i = 0; i < value.size; i++) {
        static const char special[] = "\"&<>\\`*_[]{}|!~:@";
        if (strchr(special, value.bytes[i]) != NULL) {
            put(walk, "&#");
            buffer_add_number(walk->out, (unsigned char)value.bytes[i]);
            put(walk, ";");
        } else {
            buffer_add_byte(walk->out, value.bytes[i]);
        }
    }
    put(walk, "\" ");
}

/* Markdown itself has no sizes. */
static void add_sized_image(struct walk *walk, const struct faqbot_node *image)
{
    put(walk, "<img ");
    add_attribute(walk, "src", image->address);
    add_attribute(walk, "alt", image->text);
    if (image->width > 0) {
        add_attribute(walk, "width", view_of(number_text(image->width, 0).text));
    }
    if (image->height > 0) {
        add_attribute(walk, "height", view_of(number_text(image->height, 0).text));
    }
    put(walk, "/>");
}

static void add_image(struct walk *walk, const struct faqbot_node *image)
{
    if (image->width > 0 || image->height > 0) {
        add_sized_image(walk, image);
        return;
    }
    put(walk, "![");
    add_text(walk, image->text);
    put(walk, "](<");
    add_address(walk, image->address);
    put(walk, ">)");
}

static void add_number_mark(struct walk *walk, unsigned number)
{
    put(walk, "[^");
    buffer_add_number(walk->out, number);
    put(walk, "]");
}

/* -- All of it ------------------------------------------------------------------------------------------- */

/* A backslash at the line's end (6.7). The other form, two blanks, cannot be seen and is cut off by
 * editors. */
static void add_break(struct walk *walk)
{
    char bytes[INDENT_BYTES_MAX];
    if (walk->within_cell) {
        put(walk, "<br>");
        walk->line_starts = true;
        return;
    }
    put(walk, "\\");
    begin_lines(&walk->writer, indent_of(&walk->writer, walk->writer.depth, bytes), false);
    walk->line_starts = true;
    if (kind_at(walk, walk->at) == FAQBOT_NODE_CLOSE) {
        put(walk, "&#32;"); /* else it would be no break but a backslash */
    }
}

/* A bar in code within a table is escaped, though nothing else in code is. */
static void add_code(struct walk *walk, struct faqbot_view code)
{
    size_t start = walk->out->size;
    add_code_span(walk->out, code);
    walk->line_starts = false;
    for (size_t i = start; walk->within_cell && i < walk->out->size && !walk->out->failed; i++) {
        if (walk->out->bytes[i] == '|') {
            buffer_add_byte(walk->out, ' ');
            memmove(walk->out->bytes + i + 1, walk->out->bytes + i, walk->out->size - i - 1);
            walk->out->bytes[i++] = '\\';
        }
    }
}

/* The inlines up to the close of what holds them, and that close. Two texts in a row are two nodes only
 * because something between them was dropped when they were read; reading them again must not join them. */
static void add_inlines(struct walk *walk)
{
    while (walk->at < walk->count && !walk->out->failed) {
        const struct faqbot_node *node = &walk->nodes[walk->at];
        if (node->kind == FAQBOT_NODE_TEXT) {
            bool parted = walk->at > 0 && walk->nodes[walk->at - 1].kind == FAQBOT_NODE_TEXT;
            if (parted) {
                add_parting(walk);
            }
            add_text(walk, node->text);
        }
        walk->at++;
        switch (node->kind) {
        case FAQBOT_NODE_CLOSE:
            return;
        case FAQBOT_NODE_CODE:
            if (last_byte(walk) == '`') {
                put(walk, APART); /* two spans of code in a row would share a run of ticks */
            }
            add_code(walk, node->text);
            break;
        case FAQBOT_NODE_BREAK:
            add_break(walk);
            break;
        case FAQBOT_NODE_STRONG:
            add_emphasis(walk, 2);
            break;
        case FAQBOT_NODE_EMPHASIS:
            add_emphasis(walk, 1);
            break;
        case FAQBOT_NODE_LINK:
            add_link(walk, node);
            break;
        case FAQBOT_NODE_STRIKE:
            add_strike(walk);
            break;
        case FAQBOT_NODE_IMAGE:
            add_image(walk, node);
            break;
        case FAQBOT_NODE_FOOTNOTE:
            add_number_mark(walk, node->number);
            break;
        default:
            break;
        }
    }
}

static void add_blocks(struct walk *walk);

/* Begins the next line of the block. */
static void begin_row(struct walk *walk)
{
    char bytes[INDENT_BYTES_MAX];
    begin_lines(&walk->writer, indent_of(&walk->writer, walk->writer.depth, bytes), false);
}

/* The row of dashes, which stands under the header, says to which side each column is set. `at` is the first
 * cell. */
static void add_dashes(struct walk *walk, size_t at)
{
    static const char *const dashes[] = {" --- |", " :-- |", " :-: |", " --: |"};
    begin_row(walk);
    put(walk, "|");
    while (kind_at(walk, at) == FAQBOT_NODE_CELL) {
        put(walk, dashes[walk->nodes[at].number]);
        at = end_of(walk, at + 1) + 1;
    }
}

/* A table's nodes are its rows, each closed, and its own close; a row's likewise its cells. */
static void add_table(struct walk *walk)
{
    begin_block(&walk->writer, NULL);
    walk->within_cell = true;
    for (size_t rows = 0; !walk->out->failed && kind_at(walk, walk->at++) == FAQBOT_NODE_ROW; rows++) {
        size_t first = walk->at;
        if (rows > 0) {
            begin_row(walk);
        }
        put(walk, "|");
        while (kind_at(walk, walk->at++) == FAQBOT_NODE_CELL) {
            put(walk, " ");
            walk->line_starts = true;
            add_inlines(walk);
            put(walk, " |");
        }
        if (rows == 0) {
            add_dashes(walk, first);
        }
    }
    walk->within_cell = false;
}

/* Its further lines are indented by four, whatever its number is. */
static void add_note(struct walk *walk, const struct faqbot_node *note)
{
    struct level level = {.width = 4};
    (void)snprintf(level.marker, sizeof level.marker, "[^%u]: ", note->number);
    bool is_empty = kind_at(walk, walk->at) == FAQBOT_NODE_CLOSE;
    open_level(&walk->writer, level);
    add_blocks(walk);
    close_level(&walk->writer);
    walk->writer.is_fresh &= !is_empty;
}

/* A list's nodes are its items, each closed, and its own close. */
static void add_list(struct walk *walk, const struct faqbot_node *list)
{
    bool is_ordered = list->kind == FAQBOT_NODE_ORDERED;
    struct list items = begin_list(&walk->writer, is_ordered, list->number);
    while (walk->at < walk->count && !walk->out->failed) {
        const struct faqbot_node *item = &walk->nodes[walk->at++];
        if (item->kind == FAQBOT_NODE_CLOSE) {
            return;
        }
        open_item(&walk->writer, &items);
        buffer_add_text(walk->out, item->number == FAQBOT_TASK_DONE   ? "[x] "
                                   : item->number == FAQBOT_TASK_OPEN ? "[ ] "
                                                                      : "");
        add_blocks(walk);
        close_level(&walk->writer);
    }
}

/* The blocks up to the close of what holds them, and that close. Nodes are never deeper than
 * FAQBOT_RICH_DEPTH_MAX, so there is room for all levels. */
static void add_blocks(struct walk *walk)
{
    while (walk->at < walk->count && !walk->out->failed) {
        const struct faqbot_node *node = &walk->nodes[walk->at++];
        if (node->kind == FAQBOT_NODE_CLOSE) {
            return;
        }
        if (node->kind == FAQBOT_NODE_CODE_BLOCK) {
            add_code_block(&walk->writer, node->text);
        } else if (node->kind == FAQBOT_NODE_PARAGRAPH) {
            begin_block(&walk->writer, NULL);
            walk->line_starts = true;
            add_inlines(walk);
        } else if (node->kind == FAQBOT_NODE_TABLE) {
            add_table(walk);
        } else if (node->kind == FAQBOT_NODE_NOTE) {
            add_note(walk, node);
        } else if (node->kind == FAQBOT_NODE_QUOTE) {
            open_quote(&walk->writer);
            add_blocks(walk);
            close_level(&walk->writer);
        } else {
            add_list(walk, node);
        }
    }
}

static void add_all(const struct faqbot_node *nodes, size_t count, bool is_readable, struct buffer *out)
{
    const struct writer writer = {.out = out, .is_fresh = true, .is_readable = is_readable};
    struct walk walk = {.nodes = nodes, .count = count, .writer = writer, .out = out};
    while (walk.at < count && !out->failed) {
        add_blocks(&walk);
    }
}

void md_writer_add_nodes(const struct faqbot_node *nodes, size_t count, struct buffer *out)
{
    add_all(nodes, count, false, out);
}

void md_writer_add_readable(const struct faqbot_node *nodes, size_t count, struct buffer *out)
{
    add_all(nodes, count, true, out);
}
