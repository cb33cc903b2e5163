/* convert/md_writer.c - Markdown, by the rules of CommonMark 0.30, whose sections are named here. First
 * what both forms share: blocks, which need nothing but what stands before each of their lines. Then what
 * stands within a paragraph, of prose and of nodes. Reading Markdown is knowledge/answer.c's. */
#include "convert/convert_internal.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kb/kb.h"
#include "text/text.h"
#include "util/util.h"

/* ==== prose ============================================================================================= */

/* The text of one paragraph, gathered before it is written: what a mark does in Markdown hangs on the
 * characters at both of its sides. Knows neither HTML nor Markdown. */

void md_inline_init(struct md_inline *prose, size_t limit)
{
    *prose = (struct md_inline){0};
    buffer_init(&prose->text, limit);
}

void md_inline_release(struct md_inline *prose)
{
    buffer_release(&prose->text);
    free(prose->runs);
    md_inline_init(prose, prose->text.limit);
}

void md_inline_reset(struct md_inline *prose)
{
    buffer_reset(&prose->text);
    prose->run_count = 0;
    prose->blank = prose->failed = prose->no_memory = false;
}

static bool is_same_look(struct look left, struct look right)
{
    return left.style == right.style && left.link == right.link;
}

/* What is added from here on looks so. */
static void begin_run(struct md_inline *prose, struct look look)
{
    if (prose->run_count > 0 && is_same_look(prose->runs[prose->run_count - 1].look, look)) {
        return;
    }
    if (prose->run_count == prose->run_capacity) {
        size_t capacity = prose->run_capacity == 0 ? 16 : 2 * prose->run_capacity;
        struct md_inline_run *runs = realloc(prose->runs, capacity * sizeof *runs);
        if (runs == NULL) {
            prose->failed = prose->no_memory = true;
            return;
        }
        prose->runs = runs;
        prose->run_capacity = capacity;
    }
    prose->runs[prose->run_count++] = (struct md_inline_run){prose->text.size, look};
}

static void add_bytes(struct md_inline *prose, struct faqbot_view bytes, struct look look)
{
    begin_run(prose, look);
    if (!prose->failed) {
        buffer_add(&prose->text, bytes);
        prose->failed = prose->text.failed;
        prose->no_memory = prose->text.no_memory;
    }
}

bool md_inline_is_at_line_start(const struct md_inline *prose)
{
    return prose->text.size == 0 || prose->text.bytes[prose->text.size - 1] == '\n';
}

bool md_inline_is_empty(const struct md_inline *prose)
{
    struct faqbot_view rest = buffer_view(&prose->text);
    while (rest.size > 0 && (rest.bytes[0] == '\n' || view_starts_with(rest, "\xc2\xa0"))) {
        rest = view_slice(rest, rest.bytes[0] == '\n' ? 1 : 2, rest.size);
    }
    return rest.size == 0;
}

/* The bytes at the front of `text` that are of one kind: blanks (control characters too), a byte order
 * mark, or others. */
enum piece { PIECE_BLANKS, PIECE_MARK, PIECE_TEXT };

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

static bool is_blank(char byte)
{
    return (unsigned char)byte <= ' ' || byte == 0x7f;
}

static size_t piece_size(struct faqbot_view text, enum piece *piece)
{
    size_t size = 1;
    if (is_blank(text.bytes[0])) {
        *piece = PIECE_BLANKS;
        return size;
    }
    if (view_starts_with(text, BYTE_ORDER_MARK)) {
        *piece = PIECE_MARK;
        return sizeof BYTE_ORDER_MARK - 1;
    }
    *piece = PIECE_TEXT;
    while (size < text.size && !is_blank(text.bytes[size]) && text.bytes[size] != BYTE_ORDER_MARK[0]) {
        size++;
    }
    return size;
}

void md_inline_add(struct md_inline *prose, struct faqbot_view text, struct look look)
{
    while (text.size > 0 && !prose->failed) {
        enum piece piece;
        size_t size = piece_size(text, &piece);
        if (piece == PIECE_BLANKS && !prose->blank && !md_inline_is_at_line_start(prose)) {
            prose->blank = true;
            prose->blank_look = look;
        } else if (piece == PIECE_TEXT) {
            if (prose->blank) {
                add_bytes(prose, view_of(" "), prose->blank_look);
                prose->blank = false;
            }
            add_bytes(prose, view_slice(text, 0, size), look);
        }
        text = view_slice(text, size, text.size);
    }
}

void md_inline_break(struct md_inline *prose)
{
    prose->blank = false;
    if (!md_inline_is_at_line_start(prose) && !prose->failed) {
        buffer_add_byte(&prose->text, '\n');
        prose->failed = prose->text.failed;
        prose->no_memory = prose->text.no_memory;
    }
}

/* ==== md writer ========================================================================================= */

#define NUMBER_MAX 999999999U /* of nine digits (5.2) */
#define INDENT_BYTES_MAX ((size_t)FAQBOT_RICH_DEPTH_MAX * MD_WRITER_MARKER_BYTES)

/* What parts two pieces of mark-up that would run into each other: an empty comment. */
#define APART "<!-- -->"

/* -- Blocks ---------------------------------------------------------------------------------------------- */

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

struct md_writer md_writer_make(struct buffer *out)
{
    return (struct md_writer){.out = out, .is_fresh = true};
}

/* What stands before a line within the first `depth` levels, none of which is pending. */
static struct faqbot_view indent_of(const struct md_writer *writer, size_t depth,
                                    char indent[INDENT_BYTES_MAX])
{
    size_t size = 0;
    for (size_t i = 1; i <= depth; i++) {
        const struct md_writer_level *level = &writer->levels[i];
        size_t width = strlen(level->marker);
        assert(width <= INDENT_BYTES_MAX - size);
        memset(indent + size, ' ', width);
        if (level->is_quote) {
            memcpy(indent + size, level->marker, width);
        }
        size += width;
    }
    return view_make(indent, size);
}

/* Begins a line behind `indent` and, unless the next one belongs right under it, an empty line before that. Blanks at
 * the empty line's end mean nothing: people would not write them, exports always had them. */
static void begin_lines(struct md_writer *writer, struct faqbot_view indent, bool is_parted)
{
    struct faqbot_view empty = indent;
    while (!writer->is_exact && view_ends_with(empty, " ")) {
        empty.size--;
    }
    buffer_add_byte(writer->out, '\n');
    if (is_parted) {
        buffer_add(writer->out, empty);
        buffer_add_byte(writer->out, '\n');
    }
    buffer_add(writer->out, indent);
}

/* Writes what parts the next block from the last one, and all that stands before its first line. */
static void begin_block(struct md_writer *writer)
{
    char bytes[INDENT_BYTES_MAX];
    size_t open = 0; /* levels that something was written of */
    while (open < writer->depth && !writer->levels[open + 1].is_pending) {
        open++;
    }
    if (!writer->is_fresh) {
        char list = open < writer->depth ? writer->levels[open + 1].list : 0;
        bool goes_on = list != 0 && list == writer->levels[open].last_list;
        begin_lines(writer, indent_of(writer, open, bytes), !goes_on);
    }
    for (size_t i = open + 1; i <= writer->depth; i++) {
        struct md_writer_level *level = &writer->levels[i];
        buffer_add_text(writer->out, level->marker);
        level->is_pending = false;
        writer->levels[i - 1].last_list = level->list;
    }
    writer->levels[writer->depth].last_list = 0;
    writer->is_fresh = false;
}

/* Two lists in a row would be read as one, were they marked alike (5.3). */
struct md_writer_list md_writer_begin_list(struct md_writer *writer, bool is_ordered, unsigned number)
{
    char last = writer->levels[writer->depth].last_list;
    char mark = is_ordered ? '.' : '-';
    if (last == mark && writer->is_exact) {
        begin_block(writer);
        buffer_add_text(writer->out, APART);
    } else if (last == mark) {
        mark = is_ordered ? ')' : '*';
    }
    return (struct md_writer_list){is_ordered, number, mark};
}

static struct md_writer_level *open_level(struct md_writer *writer)
{
    if (writer->depth == (writer->is_exact ? FAQBOT_RICH_DEPTH_MAX : MD_WRITER_LEVELS_MAX)) {
        return NULL;
    }
    struct md_writer_level *level = &writer->levels[++writer->depth];
    *level = (struct md_writer_level){.is_pending = true};
    return level;
}

/* An imported item without content leaves no mark. Nodes are written whatever is in them. */
static void finish_open(struct md_writer *writer)
{
    if (writer->is_exact) {
        begin_block(writer);
        writer->is_fresh = true;
    }
}

bool md_writer_open_item(struct md_writer *writer, struct md_writer_list *list)
{
    struct md_writer_level *level = open_level(writer);
    if (level == NULL) {
        return false;
    }
    if (list->is_ordered) {
        unsigned number = list->number > NUMBER_MAX ? NUMBER_MAX : list->number++;
        (void)snprintf(level->marker, sizeof level->marker, "%u%c ", number, list->mark);
    } else {
        (void)snprintf(level->marker, sizeof level->marker, "%c ", list->mark);
    }
    level->list = list->mark;
    finish_open(writer);
    return true;
}

bool md_writer_open_quote(struct md_writer *writer)
{
    struct md_writer_level *level = open_level(writer);
    if (level == NULL) {
        return false;
    }
    (void)snprintf(level->marker, sizeof level->marker, "> ");
    level->is_quote = true;
    finish_open(writer);
    return true;
}

void md_writer_close(struct md_writer *writer)
{
    assert(writer->depth > 0);
    writer->depth--;
    writer->is_fresh &= !writer->is_exact;
}

/* Code between a fence that it does not have in it (4.5). The byte at `control` is written as a control character,
 * which the reader takes for a blank. */
static void add_code_block(struct md_writer *writer, struct faqbot_view code, size_t control)
{
    char bytes[INDENT_BYTES_MAX];
    size_t fence = longest_run(code, '`') + 1;
    fence = fence < 3 ? 3 : fence;
    begin_block(writer);
    struct faqbot_view indent = indent_of(writer, writer->depth, bytes);
    add_run(writer->out, '`', fence);
    begin_lines(writer, indent, false);
    for (size_t i = 0; i < code.size; i++) {
        if (code.bytes[i] == '\n') {
            begin_lines(writer, indent, false);
        } else {
            buffer_add_byte(writer->out, i == control ? '\1' : code.bytes[i]);
        }
    }
    begin_lines(writer, indent, false);
    add_run(writer->out, '`', fence);
}

/* Without the empty lines at either end. */
static struct faqbot_view trim_lines(struct faqbot_view lines)
{
    struct faqbot_view rest = lines;
    struct faqbot_view line;
    while (view_next_line(&rest, &line) && view_is_empty(view_trim(line))) {
        lines = rest;
    }
    while (lines.size > 0 && strchr(" \t\r\n", lines.bytes[lines.size - 1]) != NULL) {
        lines.size--;
    }
    return lines;
}

void md_writer_add_code(struct md_writer *writer, struct faqbot_view lines)
{
    lines = trim_lines(lines);
    if (lines.size > 0) {
        add_code_block(writer, lines, SIZE_MAX);
    }
}

/* Code within a line, between more backquotes than it has in a row (6.1). Those at its ends would be read with ours,
 * and the reader takes one blank from each end where both have one: a blank more at each end prevents both. */
static void add_code_span(struct buffer *out, struct faqbot_view code)
{
    size_t ticks = longest_run(code, '`') + 1;
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

/* -- Prose ----------------------------------------------------------------------------------------------- */

/* A paragraph of prose while it is written. */
struct pen {
    struct faqbot_view text;
    struct faqbot_view indent;
    struct buffer *out;
    size_t escaped; /* what behind a number would make a list of it; SIZE_MAX: nothing */
    bool in_link;
    bool line_starts;
    bool after_mark; /* asterisks are the last thing written, so more of them would be read with them */
};

static char byte_at(const struct pen *pen, size_t at)
{
    return at < pen->text.size ? pen->text.bytes[at] : '\n';
}

/* Whether what follows an ampersand may make an entity of it: `#`, or letters and a semicolon. */
static bool may_be_entity(struct faqbot_view text)
{
    size_t size = 0;
    while (size < text.size && ascii_is_alnum(text.bytes[size])) {
        size++;
    }
    return size < text.size && text.bytes[size] == (size == 0 ? '#' : ';');
}

/* Whether the character at `at` must not stand there bare; `from` and `to` bound what is written in one
 * look. */
static bool wants_escape(const struct pen *pen, size_t at, size_t from, size_t to)
{
    char byte = pen->text.bytes[at];
    char next = byte_at(pen, at + 1);
    if (at == pen->escaped || (pen->line_starts && strchr("#>+-=~", byte) != NULL)) {
        return true;
    }
    switch (byte) {
    case '\\':
    case '`':
    case '*':
    case '[':
    case '<':
        return true;
    case ']':
        return pen->in_link;
    case '&':
        return may_be_entity(view_slice(pen->text, at + 1, pen->text.size));
    case '_': /* within a word it is no mark */
        return at == from || at + 1 == to || !ascii_is_alnum(pen->text.bytes[at - 1]) ||
               !ascii_is_alnum(next);
    default:
        return false;
    }
}

/* Where a line begins with a number that would begin a list, what would make it so is to be escaped. */
static void find_number(struct pen *pen, size_t at)
{
    size_t end = at;
    while (byte_at(pen, end) >= '0' && byte_at(pen, end) <= '9') {
        end++;
    }
    if (end > at && (byte_at(pen, end) == '.' || byte_at(pen, end) == ')')) {
        pen->escaped = end;
    }
}

static void write_text(struct pen *pen, size_t from, size_t to)
{
    for (size_t at = from; at < to; at++) {
        char byte = pen->text.bytes[at];
        pen->after_mark = false;
        if (byte == '\n') {
            buffer_add_text(pen->out, "\\\n");
            buffer_add(pen->out, pen->indent);
            pen->line_starts = true;
            continue;
        }
        if (pen->line_starts) {
            find_number(pen, at);
        }
        if (wants_escape(pen, at, from, to)) {
            buffer_add_byte(pen->out, '\\');
        }
        buffer_add_byte(pen->out, byte);
        pen->line_starts = false;
    }
}

static void write_marks(struct pen *pen, const char *marks)
{
    buffer_add_text(pen->out, marks);
    pen->line_starts = false;
    pen->after_mark = true;
}

static void write_code(struct pen *pen, size_t from, size_t to)
{
    while (from < to) {
        struct faqbot_view line = view_slice(pen->text, from, to - from);
        line = view_slice(line, 0, view_find(line, '\n'));
        if (line.size == 0) {
            write_text(pen, from, from + 1);
            from++;
            continue;
        }
        add_code_span(pen->out, line);
        pen->line_starts = pen->after_mark = false;
        from += line.size;
    }
}

/* Scripts in which words stand without blanks, and the letters of Europe: what is surely a letter to
 * cmark, of what is not ASCII. A style is left out where that is not known and would matter. */
static bool is_letter(uint32_t character)
{
    static const uint32_t ranges[][2] = {
        {0xc0, 0xd6},     {0xd8, 0xf6},     {0xf8, 0x24f},    {0x388, 0x3ff},   {0x400, 0x481},
        {0x3041, 0x3096}, {0x30a1, 0x30fa}, {0x3400, 0x4dbf}, {0x4e00, 0x9fff}, {0xac00, 0xd7a3}};
    if (character < 0x80) {
        return ascii_is_alnum((char)character);
    }
    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++) {
        if (character >= ranges[i][0] && character <= ranges[i][1]) {
            return true;
        }
    }
    return false;
}

static uint32_t character_at(struct faqbot_view text, size_t at)
{
    struct faqbot_view rest = view_slice(text, at, text.size);
    uint32_t character = '\n';
    return utf8_next(&rest, &character) ? character : '\n';
}

/* The character before `at`, a line end at the text's start. */
static uint32_t character_before(struct faqbot_view text, size_t at)
{
    if (at == 0) {
        return '\n';
    }
    do {
        at--;
    } while (at > 0 && ((unsigned char)text.bytes[at] & 0xc0) == 0x80);
    return character_at(text, at);
}

/* Whether cmark may take it for white space, which ASCII's is not here. */
static bool is_wide_space(uint32_t character)
{
    return (character >= 0x80 && character <= 0xa0) || character == 0x1680 ||
           (character >= 0x2000 && character <= 0x200f) || (character >= 0x2028 && character <= 0x202f) ||
           (character >= 0x205f && character <= 0x206f) || character == 0x3000;
}

/* Whether asterisks between the character within and the one beside them are read as marks: CommonMark's
 * "left-flanking" and, the other way round, "right-flanking". */
static bool flanks(uint32_t within, uint32_t beside)
{
    bool parted = beside < 0x80 && !ascii_is_alnum((char)beside);
    return is_letter(within) || (parted && !is_wide_space(within));
}

static bool may_mark(const struct pen *pen, size_t from, size_t to, bool opens_link, bool closes_link)
{
    uint32_t before = opens_link ? '[' : character_before(pen->text, from);
    uint32_t after = closes_link ? ']' : character_at(pen->text, to);
    return !pen->after_mark && flanks(character_at(pen->text, from), before) &&
           flanks(character_before(pen->text, to), after);
}

static bool is_space(char byte)
{
    return byte == ' ' || byte == '\n';
}

/* Takes what is no text off both ends. */
static void trim(const struct pen *pen, size_t *from, size_t *to)
{
    while (*from < *to && is_space(pen->text.bytes[*from])) {
        ++*from;
    }
    while (*from < *to && is_space(pen->text.bytes[*to - 1])) {
        --*to;
    }
}

/* One run within a link or between links, which reach from `start` to `stop`. */
static void write_run(struct pen *pen, unsigned style, size_t from, size_t to, size_t start, size_t stop)
{
    static const char *const marks[] = {"", "**", "*", "***"};
    size_t first = from;
    size_t last = to;
    trim(pen, &first, &last);
    write_text(pen, from, first);
    if ((style & MD_INLINE_CODE) != 0) {
        write_code(pen, first, last);
    } else if (style != 0 && first < last &&
               may_mark(pen, first, last, pen->in_link && first == start, pen->in_link && last == stop)) {
        write_marks(pen, marks[style]);
        write_text(pen, first, last);
        write_marks(pen, marks[style]);
    } else {
        write_text(pen, first, last);
    }
    write_text(pen, last, to);
}

static void write_address(struct faqbot_view address, struct buffer *out)
{
    for (size_t i = 0; i < address.size; i++) {
        struct faqbot_view rest = view_slice(address, i + 1, address.size);
        if (strchr("()<>\\", address.bytes[i]) != NULL || (address.bytes[i] == '&' && may_be_entity(rest))) {
            buffer_add_byte(out, '\\');
        }
        buffer_add_byte(out, address.bytes[i]);
    }
}

/* An exclamation mark before a link would make an image of it. */
static void open_link(struct pen *pen)
{
    struct buffer *out = pen->out;
    if (out->size > 0 && out->bytes[out->size - 1] == '!') {
        buffer_truncate(out, out->size - 1);
        buffer_add_text(out, "\\!");
    }
    buffer_add_byte(out, '[');
    pen->in_link = true;
    pen->line_starts = pen->after_mark = false;
}

/* The runs from `run` on, `count` of them, whose link is one; they end at `stop`. */
static void write_runs(struct pen *pen, const struct md_inline_run *run, size_t count, size_t stop)
{
    const struct faqbot_view *link = run->look.link;
    size_t first = run->start;
    size_t last = stop;
    trim(pen, &first, &last);
    bool is_link = link != NULL && first < last;
    if (is_link) {
        write_text(pen, run->start, first);
        open_link(pen);
    } else {
        first = run->start;
        last = stop;
    }
    for (size_t i = 0; i < count; i++) {
        size_t from = run[i].start < first ? first : run[i].start;
        size_t to = i + 1 < count && run[i + 1].start < last ? run[i + 1].start : last;
        if (from < to) {
            write_run(pen, run[i].look.style, from, to, first, last);
        }
    }
    if (is_link) {
        buffer_add_text(pen->out, "](");
        write_address(*link, pen->out);
        buffer_add_byte(pen->out, ')');
        pen->in_link = pen->after_mark = false;
        write_text(pen, last, stop);
    }
}

static void write_prose(const struct md_inline *prose, struct faqbot_view indent, struct buffer *out)
{
    struct pen pen = {buffer_view(&prose->text), indent, out, SIZE_MAX, false, true, false};
    while (pen.text.size > 0 && is_space(pen.text.bytes[pen.text.size - 1])) {
        pen.text.size--;
    }
    for (size_t i = 0; i < prose->run_count;) {
        const struct md_inline_run *run = &prose->runs[i];
        size_t count = 1;
        while (i + count < prose->run_count && run[count].look.link == run->look.link) {
            count++;
        }
        size_t stop = i + count < prose->run_count ? run[count].start : pen.text.size;
        stop = stop > pen.text.size ? pen.text.size : stop;
        if (run->start < stop) {
            write_runs(&pen, run, count, stop);
        }
        i += count;
    }
}

void md_writer_add_prose(struct md_writer *writer, const struct md_inline *prose)
{
    char bytes[INDENT_BYTES_MAX];
    if (!md_inline_is_empty(prose)) {
        begin_block(writer);
        write_prose(prose, indent_of(writer, writer->depth, bytes), writer->out);
    }
}

/* -- Nodes ----------------------------------------------------------------------------------------------- */

/* Nodes while they are written. */
struct walk {
    const struct faqbot_node *nodes;
    size_t count;
    size_t at;
    struct md_writer writer;
    struct buffer *out;
    bool within_link;
    size_t emphasis;  /* how many marks of it are open */
    bool line_starts; /* nothing stands in the line but its indent */
};

static void put(struct walk *walk, const char *text)
{
    buffer_add_text(walk->out, text);
    walk->line_starts &= text[0] == '\0';
}

static void put_run(struct walk *walk, char byte, size_t count)
{
    add_run(walk->out, byte, count);
    walk->line_starts = false;
}

static void add_inlines(struct walk *walk);

/* Whether a mark of emphasis opens or closes depends on its neighbours (6.2): where they are not fit, an empty comment,
 * which counts as punctuation, is put between. What stands beside a mark: */
enum neighbour {
    EDGE,
    BLANK,
    SIGN,
    LETTER,
    ODD /* not ASCII: white space, a sign or none, as the reader sees it */
};

static enum neighbour neighbour_of(uint32_t character)
{
    if (character == ' ') {
        return BLANK;
    }
    if (tokenize_is_word_char(character)) {
        return LETTER;
    }
    return character < 0x80 ? SIGN : ODD;
}

static enum neighbour first_of(struct faqbot_view text)
{
    uint32_t character;
    return utf8_next(&text, &character) ? neighbour_of(character) : EDGE;
}

static enum neighbour last_of(struct faqbot_view text)
{
    size_t start = text.size;
    while (start > 0 && ((unsigned char)text.bytes[start - 1] & 0xc0) == 0x80) {
        start--;
    }
    return first_of(view_slice(text, start > 0 ? start - 1 : 0, text.size));
}

static enum faqbot_node_kind kind_at(const struct walk *walk, size_t at)
{
    return at < walk->count ? walk->nodes[at].kind : FAQBOT_NODE_CLOSE;
}

/* The last byte written of this line, 0 at its start. */
static char last_byte(const struct walk *walk)
{
    return walk->line_starts || walk->out->size == 0 ? '\0' : walk->out->bytes[walk->out->size - 1];
}

/* Whether the byte at `i` would begin a block where the line begins with it (chapters 4 and 5). */
static bool begins_block(struct faqbot_view text, size_t i)
{
    char byte = text.bytes[i];
    char next = i + 1 < text.size ? text.bytes[i + 1] : ' ';
    if (i == 0 && (byte == '>' || byte == '=' || byte == '~')) {
        return true;
    }
    if (i == 0 && (byte == '#' || byte == '-' || byte == '+')) {
        return next == ' ' || next == byte;
    }
    if ((byte != '.' && byte != ')') || i == 0 || i > 9 || next != ' ') {
        return false;
    }
    while (i > 0 && text.bytes[i - 1] >= '0' && text.bytes[i - 1] <= '9') {
        i--;
    }
    return i == 0;
}

/* Whether what stands behind an ampersand could make a character of it (6.5). What comes in another node is no part
 * of it, but may look so. */
static bool begins_entity(struct faqbot_view text)
{
    size_t i = 0;
    while (i < text.size &&
           (text.bytes[i] == '#' ||
            ((unsigned char)text.bytes[i] < 0x80 && neighbour_of((unsigned char)text.bytes[i]) == LETTER))) {
        i++;
    }
    return i == text.size || (i > 0 && text.bytes[i] == ';');
}

static bool is_special(const struct walk *walk, struct faqbot_view text, size_t i)
{
    bool ends = i + 1 == text.size;
    switch (text.bytes[i]) {
    case '\\':
    case '`':
    case '*':
    case '_':
    case '[':
    case ']':
    case '<':
        return true;
    case '&':
        return begins_entity(view_slice(text, i + 1, text.size));
    case '!': /* before a link it would make an image of it */
        return ends && (kind_at(walk, walk->at + 1) == FAQBOT_NODE_LINK ||
                        kind_at(walk, walk->at + 1) == FAQBOT_NODE_TEXT);
    default:
        return false;
    }
}

/* A blank at an end of a line is dropped by the reader. One that is there all the same was a control character once,
 * which becomes a blank too late to be dropped: so it is written as one. */
static bool is_lost_blank(const struct walk *walk, struct faqbot_view text, size_t i, bool line_starts)
{
    enum faqbot_node_kind next = kind_at(walk, walk->at + 1);
    bool ends = i + 1 == text.size && (next == FAQBOT_NODE_CLOSE || next == FAQBOT_NODE_BREAK);
    return text.bytes[i] == ' ' && ((i == 0 && line_starts) || ends);
}

/* Emphasis of every second depth is written with another sign, so that marks within each other are told apart. */
static char sign_of(const struct walk *walk)
{
    return walk->emphasis % 2 == 0 ? '*' : '_';
}

/* A link without text: the reader drops it, but it parts the texts about it. Within a link, where none may be, emphasis
 * of nothing does the same. */
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
        if (!lost && !is_special(walk, text, i) && !(line_starts && begins_block(text, i))) {
            continue;
        }
        buffer_add(walk->out, view_slice(text, done, i - done));
        buffer_add_text(walk->out, lost ? "&#1;" : "\\");
        done = lost ? i + 1 : i;
    }
    buffer_add(walk->out, view_slice(text, done, text.size));
    walk->line_starts = false;
}

static void add_code(struct walk *walk, struct faqbot_view code)
{
    if (last_byte(walk) == '`') {
        put(walk, APART);
    }
    add_code_span(walk->out, code);
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
        if (strchr("\\<>", address.bytes[i]) != NULL) {
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
           view_find(address, '>') == address.size;
}

static void add_link(struct walk *walk, struct faqbot_view address)
{
    if (is_bare(walk, address)) {
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
    put(walk, "](<");
    add_address(walk, address);
    put(walk, ">)");
}

/* What the mark before or behind sees of the node at `at`. */
static enum neighbour edge_at(const struct walk *walk, size_t at, bool last)
{
    const struct faqbot_node *node = &walk->nodes[at];
    if (at >= walk->count || node->kind == FAQBOT_NODE_BREAK) {
        return EDGE;
    }
    return node->kind != FAQBOT_NODE_TEXT ? SIGN : last ? last_of(node->text) : first_of(node->text);
}

static void add_emphasis(struct walk *walk, size_t size)
{
    char sign = sign_of(walk);
    enum neighbour before = walk->at < 2 ? EDGE : edge_at(walk, walk->at - 2, true);
    enum neighbour inner = edge_at(walk, walk->at, false);
    bool clear = inner == LETTER || inner == SIGN;
    if (last_byte(walk) == sign || (last_byte(walk) != '\0' && (before == LETTER || before == ODD) &&
                                    (sign == '_' || inner != LETTER))) {
        put(walk, APART);
    }
    put_run(walk, sign, size);
    put(walk, clear ? "" : APART);
    walk->emphasis++;
    add_inlines(walk);
    walk->emphasis--;
    inner = edge_at(walk, walk->at - 2, true); /* behind it stands its close */
    clear = inner == LETTER || inner == SIGN;
    put(walk, clear ? "" : APART);
    put_run(walk, sign, size);
    enum neighbour after = edge_at(walk, walk->at, false);
    enum faqbot_node_kind next = kind_at(walk, walk->at);
    if (next == FAQBOT_NODE_STRONG || next == FAQBOT_NODE_EMPHASIS ||
        ((after == LETTER || after == ODD) && (sign == '_' || inner != LETTER))) {
        put(walk, APART);
    }
}

static void add_break(struct walk *walk)
{
    char bytes[INDENT_BYTES_MAX];
    put(walk, "\\");
    begin_lines(&walk->writer, indent_of(&walk->writer, walk->writer.depth, bytes), false);
    walk->line_starts = true;
    if (kind_at(walk, walk->at) == FAQBOT_NODE_CLOSE) {
        put(walk, "&#32;"); /* else it would be no break but a backslash */
    }
}

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
            add_link(walk, node->text);
            break;
        default:
            break;
        }
    }
}

static void add_blocks(struct walk *walk);

static void add_list(struct walk *walk, const struct faqbot_node *list)
{
    bool is_ordered = list->kind == FAQBOT_NODE_ORDERED;
    struct md_writer_list items = md_writer_begin_list(&walk->writer, is_ordered, list->number);
    while (walk->at < walk->count && !walk->out->failed) {
        if (walk->nodes[walk->at++].kind == FAQBOT_NODE_CLOSE ||
            !md_writer_open_item(&walk->writer, &items)) {
            return;
        }
        add_blocks(walk);
        md_writer_close(&walk->writer);
    }
}

/* The blocks up to the close of what holds them, and that close. Nodes are never deeper than FAQBOT_RICH_DEPTH_MAX, so
 * there is room for all levels. */
static void add_blocks(struct walk *walk)
{
    while (walk->at < walk->count && !walk->out->failed) {
        const struct faqbot_node *node = &walk->nodes[walk->at++];
        if (node->kind == FAQBOT_NODE_CLOSE) {
            return;
        }
        if (node->kind == FAQBOT_NODE_CODE_BLOCK) {
            /* Code of nothing but blanks was control characters once: blanks alone the reader would drop. */
            bool is_blank = view_is_empty(view_trim(node->text));
            add_code_block(&walk->writer, node->text, is_blank ? view_find(node->text, ' ') : SIZE_MAX);
        } else if (node->kind == FAQBOT_NODE_PARAGRAPH) {
            begin_block(&walk->writer);
            walk->line_starts = true;
            add_inlines(walk);
        } else if (node->kind != FAQBOT_NODE_QUOTE) {
            add_list(walk, node);
        } else if (md_writer_open_quote(&walk->writer)) {
            add_blocks(walk);
            md_writer_close(&walk->writer);
        }
    }
}

void md_writer_add_nodes(const struct faqbot_node *nodes, size_t count, struct buffer *out)
{
    struct walk walk = {.nodes = nodes, .count = count, .writer = md_writer_make(out), .out = out};
    walk.writer.is_exact = true;
    while (walk.at < count && !out->failed) {
        add_blocks(&walk);
    }
}

/* ==== plain ============================================================================================= */

/* Text without mark-up: as Markdown, and as one line. Knows the names of no entities: cmark does. HTML
 * with tags in it is another file's. */

#define ENTITY_BYTES_MAX 40 /* the longest of HTML has 33 with & and ; */

/* The bytes of what looks like an entity at the front of `text`, 0 where nothing does. */
static size_t entity_size(struct faqbot_view text)
{
    size_t size = 1;
    if (text.size < 3 || text.bytes[0] != '&') {
        return 0;
    }
    size += (size_t)(text.bytes[size] == '#');
    while (size < text.size && size < ENTITY_BYTES_MAX && ascii_is_alnum(text.bytes[size])) {
        size++;
    }
    return size < text.size && text.bytes[size] == ';' && ascii_is_alnum(text.bytes[size - 1]) ? size + 1 : 0;
}

/* The bytes of an address at the front of `text`, 0 where none is; what ends a sentence is no part of it. */
static size_t address_size(struct faqbot_view text)
{
    if (!view_starts_with(text, "https://") && !view_starts_with(text, "http://")) {
        return 0;
    }
    size_t scheme = view_find(text, '/') + 2;
    size_t size = scheme;
    while (size < text.size && (unsigned char)text.bytes[size] > ' ' && text.bytes[size] != 0x7f &&
           strchr("<>\"\\`{}|^", text.bytes[size]) == NULL) {
        size++;
    }
    while (size > scheme && strchr(".,;:!?)]'*_", text.bytes[size - 1]) != NULL) {
        size--;
    }
    return size > scheme ? size : 0;
}

/* Whether the byte at `at` of a line could begin a heading, a list, a quotation, a rule ... there. */
static bool plain_begins_block(struct faqbot_view line, size_t at)
{
    if (at == 0) {
        return strchr("#>+-=~|:", line.bytes[0]) != NULL;
    }
    if (line.bytes[at] != '.' && line.bytes[at] != ')') {
        return false;
    }
    for (size_t i = 0; i < at; i++) {
        if (line.bytes[i] < '0' || line.bytes[i] > '9' || at > 9) {
            return false;
        }
    }
    return true;
}

static void add_markdown_line(struct faqbot_view line, struct buffer *out, bool *entities)
{
    for (size_t at = 0; at < line.size;) {
        struct faqbot_view rest = view_slice(line, at, line.size);
        bool starts_word = at == 0 || !ascii_is_alnum(line.bytes[at - 1]);
        size_t size = entity_size(rest);
        size_t address = starts_word && size == 0 ? address_size(rest) : 0;
        if (size > 0) {
            buffer_add(out, view_slice(rest, 0, size));
            *entities = true;
        } else if (address > 0) {
            size = address;
            buffer_add_byte(out, '<');
            buffer_add(out, view_slice(rest, 0, size));
            buffer_add_byte(out, '>');
        } else {
            size = 1;
            if (strchr("\\`*_[<", rest.bytes[0]) != NULL || plain_begins_block(line, at)) {
                buffer_add_byte(out, '\\');
            }
            buffer_add_byte(out, rest.bytes[0]);
        }
        at += size;
    }
}

/* Splits off a line, which ends in LF, CR LF or CR; false at the end. */
static bool next_line(struct faqbot_view *rest, struct faqbot_view *line)
{
    if (rest->size == 0) {
        return false;
    }
    size_t feed = view_find(*rest, '\n');
    size_t carriage = view_find(view_slice(*rest, 0, feed), '\r');
    size_t end = carriage < feed ? carriage : feed;
    *line = view_trim(view_slice(*rest, 0, end));
    *rest = view_slice(*rest, end + 1 + (size_t)(carriage + 1 == feed && feed < rest->size), rest->size);
    return true;
}

void md_escape_text(struct faqbot_view text, struct buffer *out, bool *entities)
{
    struct faqbot_view line;
    bool is_first = true;
    bool parted = false;
    *entities = false;
    while (next_line(&text, &line)) {
        if (view_is_empty(line)) {
            parted = true;
            continue;
        }
        if (!is_first) {
            buffer_add_text(out, parted ? "\n\n" : "\\\n");
        }
        add_markdown_line(line, out, entities);
        is_first = parted = false;
    }
}

/* One blank for each run of white space and control characters (C0, DEL, C1), none at either end of what
 * is added. */
static void add_tidied(struct faqbot_view text, struct buffer *out)
{
    bool blank = false;
    size_t start = out->size;
    for (size_t i = 0; i < text.size; i++) {
        unsigned char byte = (unsigned char)text.bytes[i];
        bool c1 = byte == 0xc2 && i + 1 < text.size && (unsigned char)text.bytes[i + 1] < 0xa0;
        if (byte <= ' ' || byte == 0x7f || c1) {
            blank = true;
            i += (size_t)c1;
            continue;
        }
        if (blank && out->size > start) {
            buffer_add_byte(out, ' ');
        }
        blank = false;
        buffer_add_byte(out, text.bytes[i]);
    }
}

/* The line as Markdown with nothing in it but entities. */
static bool add_escaped(struct faqbot_view line, struct buffer *out)
{
    bool entities = false;
    for (size_t at = 0; at < line.size;) {
        size_t size = entity_size(view_slice(line, at, line.size));
        bool is_mark = line.bytes[at] > ' ' && line.bytes[at] < 0x7f && !ascii_is_alnum(line.bytes[at]);
        if (size == 0 && is_mark) {
            buffer_add_byte(out, '\\');
        }
        entities |= size > 0;
        size = size == 0 ? 1 : size;
        buffer_add(out, view_slice(line, at, size));
        at += size;
    }
    return entities;
}

/* Puts what the Markdown reads as in place of what is in `out`. False: no memory. */
static bool add_parsed(struct faqbot_view markdown, struct buffer *out)
{
    struct commonmark commonmark;
    cmark_node *document = NULL;
    commonmark_init(&commonmark);
    bool parsed = commonmark_parse(&commonmark, markdown, &document) == FAQBOT_OK;
    buffer_reset(out);
    if (parsed) {
        answer_plain_text(document, out);
    }
    commonmark_release(&commonmark);
    return parsed;
}

bool md_escape_line(struct faqbot_view text, struct buffer *out, bool *entities)
{
    struct buffer tidied;
    struct buffer escaped;
    bool parsed = true;
    buffer_init(&tidied, out->limit);
    buffer_init(&escaped, 2 * out->limit);
    *entities = false;
    add_tidied(text, &tidied);
    if (view_find(text, '&') == text.size || !add_escaped(buffer_view(&tidied), &escaped)) {
        buffer_add(out, buffer_view(&tidied));
    } else {
        parsed = !escaped.failed && add_parsed(buffer_view(&escaped), &tidied);
        add_tidied(buffer_view(&tidied), out);
        *entities = true;
    }
    bool fine = parsed && !tidied.failed && !escaped.failed && !out->failed;
    buffer_release(&tidied);
    buffer_release(&escaped);
    return fine;
}
