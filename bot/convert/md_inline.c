/* convert/md_inline.c - text that becomes a paragraph of Markdown: prose with styles, gathered from HTML,
 * and plain text in which every sign means itself.
 *
 * Prose is gathered before it is written, because whether asterisks are read as marks hangs on the
 * characters at both of their sides (CommonMark 0.30, "left-flanking" and "right-flanking delimiter runs").
 * What is written here is edited by people afterwards, so it is written as people would: no more escapes
 * than needed, and a style that Markdown cannot express where it stands is left out. Exports, whose nodes
 * have to survive to the last one, are md_writer.c's.
 *
 * Prose is kept as one text and a list of runs, which say where another look begins:
 *
 *     text  "See the manual, page 5."
 *     runs  0: plain   4: strong, link   14: plain
 *
 * What is written escapes as little as it can: "5 * 3" has its asterisk escaped, "snake_case" not its
 * underscore, and "1." only where a line begins with it. People correct imported answers by hand, and a
 * text full of backslashes would keep them from it.
 *
 * Gathering knows how HTML shows white space; writing knows what Markdown would take for a mark.
 *
 * Plain text is the other customer: answers of services that know no mark-up, in which an asterisk is an
 * asterisk. It keeps its lines, and addresses in it become links because people would click on them.
 *
 * Knows no HTML; the names of entities are left to kb/commonmark.c. */
#include "convert/convert_internal.h"

#include <stdlib.h>
#include <string.h>

/* ==== Gathering prose =================================================================================== */

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

/* `limit` is of the text; runs are bounded by it, being at least a byte long. */
void md_inline_init(struct md_inline *prose, size_t limit)
{
    *prose = (struct md_inline){0};
    buffer_init(&prose->text, limit);
}

void md_inline_release(struct md_inline *prose)
{
    buffer_release(&prose->text);
    free(prose->runs);
}

/* Keeps the memory: a long answer has many paragraphs. */
void md_inline_reset(struct md_inline *prose)
{
    buffer_reset(&prose->text);
    prose->run_count = 0;
    prose->blank = false;
}

/* Appends bytes, in a run of their own unless the last one looks the same. */
static void add_bytes(struct md_inline *prose, struct faqbot_view bytes, struct look look)
{
    const struct look *last = prose->run_count == 0 ? NULL : &prose->runs[prose->run_count - 1].look;
    if (last == NULL || last->style != look.style || last->link != look.link) {
        if (!array_grow(NULL, &prose->runs, prose->run_count, &prose->run_capacity, sizeof *prose->runs)) {
            prose->text.failed = prose->text.no_memory = true;
            return;
        }
        prose->runs[prose->run_count++] = (struct md_inline_run){prose->text.size, look};
    }
    buffer_add(&prose->text, bytes);
}

bool md_inline_is_at_line_start(const struct md_inline *prose)
{
    return prose->text.size == 0 || prose->text.bytes[prose->text.size - 1] == '\n';
}

/* Pages part paragraphs with no-break blanks as well: nothing but these is nothing to be seen. */
bool md_inline_is_empty(const struct md_inline *prose)
{
    struct faqbot_view rest = buffer_view(&prose->text);
    while (view_starts_with(rest, "\n") || view_starts_with(rest, "\xc2\xa0")) {
        rest = view_slice(rest, rest.bytes[0] == '\n' ? 1 : 2, rest.size);
    }
    return rest.size == 0;
}

/* ASCII's white space and control characters: no character of a control set survives into Markdown. */
static bool is_blank(char byte)
{
    return (unsigned char)byte <= ' ' || byte == 0x7f;
}

void md_inline_add(struct md_inline *prose, struct faqbot_view text, struct look look)
{
    size_t size;
    for (; text.size > 0 && !prose->text.failed; text = view_slice(text, size, text.size)) {
        size = 1;
        if (is_blank(text.bytes[0])) {
            /* Kept back until something follows in the line: blanks at a line's end mean nothing. */
            if (!prose->blank && !md_inline_is_at_line_start(prose)) {
                prose->blank = true;
                prose->blank_look = look;
            }
        } else if (view_starts_with(text, BYTE_ORDER_MARK)) {
            size = sizeof BYTE_ORDER_MARK - 1;
        } else {
            while (size < text.size && !is_blank(text.bytes[size]) &&
                   text.bytes[size] != BYTE_ORDER_MARK[0]) {
                size++;
            }
            if (prose->blank) {
                add_bytes(prose, view_of(" "), prose->blank_look);
                prose->blank = false;
            }
            add_bytes(prose, view_slice(text, 0, size), look);
        }
    }
}

/* Two breaks in a row are one: an empty line within a paragraph would end it. */
void md_inline_break(struct md_inline *prose)
{
    prose->blank = false;
    if (!md_inline_is_at_line_start(prose)) {
        buffer_add_byte(&prose->text, '\n');
    }
}

/* ==== Writing prose: escapes ============================================================================ */

/* A paragraph of prose while it is written. */
struct pen {
    struct faqbot_view text;
    struct faqbot_view indent;
    struct buffer *out;
    size_t escaped; /* what behind a number would make a list of it; SIZE_MAX: nothing */
    bool in_link;
    bool line_starts;
    bool after_mark; /* asterisks are the last thing written: more of them would be read with them */
};

/* The text ends as a line does. */
static char byte_at(const struct pen *pen, size_t at)
{
    return at < pen->text.size ? pen->text.bytes[at] : '\n';
}

/* Whether what follows an ampersand may make a character reference of it: `#`, or letters and a semicolon. */
static bool may_be_entity(struct faqbot_view text)
{
    size_t size = 0;
    while (size < text.size && ascii_is_alnum(text.bytes[size])) {
        size++;
    }
    return size < text.size && text.bytes[size] == (size == 0 ? '#' : ';');
}

/* Whether this is what stands behind the scheme of an address, but no address: md4c 0.4.8 then shows the backslash
 * of an escape that follows. */
static bool is_no_address(struct faqbot_view text)
{
    return view_starts_with(text, "://") && text.size > 3 && text.bytes[3] > ' ' &&
           !ascii_is_alnum(text.bytes[3]);
}

/* Whether the character at `at` must not stand there bare; `from` and `to` bound what is written in one
 * look. */
static bool wants_escape(const struct pen *pen, size_t at, size_t from, size_t to)
{
    char byte = pen->text.bytes[at];
    if (at == pen->escaped || (pen->line_starts && strchr("#>+-=~|", byte) != NULL)) {
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
    case ':': /* a row of dashes would make a table of it and the line before */
        return (pen->line_starts && byte_at(pen, at + 1) == '-') ||
               is_no_address(view_slice(pen->text, at, pen->text.size));
    case '~': /* one alone strikes nothing out */
        return view_find(pen->text, '~') < at ||
               view_find(view_slice(pen->text, at + 1, pen->text.size), '~') + at + 1 < pen->text.size;
    case '_': /* within a word it is no mark */
        return at == from || at + 1 == to || !ascii_is_alnum(pen->text.bytes[at - 1]) ||
               !ascii_is_alnum(byte_at(pen, at + 1));
    default:
        return false;
    }
}

/* Where a line begins with a number that would begin a list, the sign behind it is to be escaped. */
static void find_number(struct pen *pen, size_t at)
{
    size_t end = at;
    while (ascii_is_digit(byte_at(pen, end))) {
        end++;
    }
    if (end > at && (byte_at(pen, end) == '.' || byte_at(pen, end) == ')')) {
        pen->escaped = end;
    }
}

/* Appends a stretch of the text in one look, escaped. A line's end within a paragraph is a backslash at its
 * end. */
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

/* A span of code cannot hold a line's end that is kept, so each line gets a span of its own. */
static void write_code(struct pen *pen, size_t from, size_t to)
{
    while (from < to) {
        struct faqbot_view line = view_slice(pen->text, from, to - from);
        line = view_slice(line, 0, view_find(line, '\n'));
        if (line.size == 0) {
            write_text(pen, from, from + 1);
            from++;
        } else {
            md_add_code_span(pen->out, line);
            pen->line_starts = pen->after_mark = false;
            from += line.size;
        }
    }
}

/* ==== Writing prose: styles ============================================================================= */

/* Scripts in which words stand without blanks, and the letters of Europe: what is surely a letter to the parser,
 * of what is not ASCII. A style is left out where that is not known and would matter. */
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

/* Whether the parser may take it for white space; ASCII's does not come here. */
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
    bool is_parted = beside < 0x80 && !ascii_is_alnum((char)beside);
    return is_letter(within) || (is_parted && !is_wide_space(within));
}

/* Whether a pair of marks around [from, to) would be read as such. Within a link the bracket is the
 * neighbour, and a mark right behind another one would be read together with it. */
static bool may_mark(const struct pen *pen, size_t from, size_t to, bool opens_link, bool closes_link)
{
    struct faqbot_view text = pen->text;
    uint32_t before = opens_link ? '[' : md_last_character(view_slice(text, 0, from));
    uint32_t after = closes_link ? ']' : md_first_character(view_slice(text, to, text.size));
    return !pen->after_mark && flanks(md_first_character(view_slice(text, from, text.size)), before) &&
           flanks(md_last_character(view_slice(text, 0, to)), after);
}

/* What gathering leaves of white space. */
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

/* One run within a link or between links, which reach from `start` to `stop`. Blanks at its ends are
 * written outside of its marks, which would not be read as such beside them. */
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
        buffer_add_text(pen->out, marks[style]);
        pen->line_starts = false;
        write_text(pen, first, last);
        buffer_add_text(pen->out, marks[style]);
        pen->after_mark = true;
    } else {
        write_text(pen, first, last);
    }
    write_text(pen, last, to);
}

/* ==== Writing prose: links ============================================================================== */

/* Without < and >, as people write it; so brackets are escaped, which parts an address from what follows
 * it. */
static void write_address(struct faqbot_view address, struct buffer *out)
{
    for (size_t i = 0; i < address.size; i++) {
        struct faqbot_view rest = view_slice(address, i + 1, address.size);
        if (strchr("()<>\\`", address.bytes[i]) != NULL || (address.bytes[i] == '&' && may_be_entity(rest))) {
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

/* The runs from `run` on, `count` of them, whose link is one or none; they end at `stop`. */
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

/* Runs of one link are written together, since a link may change its look on the way ("see **here** or
 * there"). White space at the paragraph's end is no text. */
void md_writer_add_prose(struct md_writer *writer, const struct md_inline *prose)
{
    char bytes[MD_INDENT_BYTES_MAX];
    struct pen pen = {
        .text = buffer_view(&prose->text), .out = writer->out, .escaped = SIZE_MAX, .line_starts = true};
    if (md_inline_is_empty(prose)) {
        return;
    }
    md_writer_begin_block(writer);
    pen.indent = md_writer_indent(writer, writer->depth, bytes);
    while (pen.text.size > 0 && is_space(pen.text.bytes[pen.text.size - 1])) {
        pen.text.size--;
    }
    for (size_t i = 0; i < prose->run_count;) {
        const struct md_inline_run *run = &prose->runs[i];
        size_t count = 1;
        while (i + count < prose->run_count && run[count].look.link == run->look.link) {
            count++;
        }
        i += count;
        size_t stop = i < prose->run_count ? run[count].start : pen.text.size;
        stop = stop > pen.text.size ? pen.text.size : stop;
        if (run->start < stop) {
            write_runs(&pen, run, count, stop);
        }
    }
}

/* ==== Plain text ======================================================================================== */

#define ENTITY_BYTES_MAX 40 /* the longest of HTML has 33 with & and ; */

/* The bytes of what looks like a character reference at the front of `text`, 0 where nothing does. */
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
    while (size < text.size && !is_blank(text.bytes[size]) &&
           strchr("<>\"\\`{}|^", text.bytes[size]) == NULL) {
        size++;
    }
    while (size > scheme && strchr(".,;:!?)]'*_", text.bytes[size - 1]) != NULL) {
        size--;
    }
    return size > scheme ? size : 0;
}

/* Whether the byte at `at` of a line could begin a heading, a list, a quotation, a rule ... there. */
static bool begins_block(struct faqbot_view line, size_t at)
{
    return at == 0 ? strchr("#>+-=~|:", line.bytes[0]) != NULL : md_numbers_item(line, at);
}

/* Appends a line of plain text; gives whether an entity is in it. Looked for in this order, because an
 * entity may look like a mark and an address has marks in it. */
static bool add_line(struct faqbot_view line, struct buffer *out)
{
    bool has_entities = false;
    size_t size;
    for (size_t at = 0; at < line.size; at += size) {
        struct faqbot_view rest = view_slice(line, at, line.size);
        size_t entity = entity_size(rest);
        bool starts_word = at == 0 || !ascii_is_alnum(line.bytes[at - 1]);
        size_t address = starts_word ? address_size(rest) : 0;
        bool is_mark =
            strchr("\\`*_[<~", rest.bytes[0]) != NULL || begins_block(line, at) || is_no_address(rest);
        size = entity > 0 ? entity : address > 0 ? address : 1;
        has_entities |= entity > 0;
        buffer_add_text(out, entity > 0 ? "" : address > 0 ? "<" : is_mark ? "\\" : "");
        buffer_add(out, view_slice(rest, 0, size));
        buffer_add_text(out, address > 0 ? ">" : "");
    }
    return has_entities;
}

/* Splits off a line, which ends in LF, CR LF or CR; false at the end. */
/* Old exports from Macintosh programs still have lone carriage returns. */
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

bool md_escape_text(struct faqbot_view text, struct buffer *out)
{
    struct faqbot_view line;
    bool is_first = true;
    bool is_parted = false;
    bool has_entities = false;
    while (next_line(&text, &line)) {
        if (view_is_empty(line)) {
            is_parted = true;
            continue;
        }
        buffer_add_text(out, is_first ? "" : is_parted ? "\n\n" : "\\\n");
        has_entities |= add_line(line, out);
        is_first = is_parted = false;
    }
    return has_entities;
}

/* One blank for each run of white space and control characters (C0, DEL, C1), none at either end of what is
 * added. */
static void add_tidied(struct faqbot_view text, struct buffer *out)
{
    bool blank = false;
    size_t start = out->size;
    for (size_t i = 0; i < text.size; i++) {
        bool c1 = text.bytes[i] == '\xc2' && i + 1 < text.size && (unsigned char)text.bytes[i + 1] < 0xa0;
        if (is_blank(text.bytes[i]) || c1) {
            blank = true;
            i += (size_t)c1;
            continue;
        }
        buffer_add_text(out, blank && out->size > start ? " " : "");
        blank = false;
        buffer_add_byte(out, text.bytes[i]);
    }
}

/* The line as Markdown with nothing in it but entities; false where there are none. */
static bool add_escaped(struct faqbot_view line, struct buffer *out)
{
    bool has_entities = false;
    for (size_t at = 0; at < line.size;) {
        size_t size = entity_size(view_slice(line, at, line.size));
        bool is_mark = line.bytes[at] > ' ' && line.bytes[at] < 0x7f && !ascii_is_alnum(line.bytes[at]);
        if (size == 0 && is_mark) {
            buffer_add_byte(out, '\\');
        }
        has_entities |= size > 0;
        size = size == 0 ? 1 : size;
        buffer_add(out, view_slice(line, at, size));
        at += size;
    }
    return has_entities;
}

/* The parser knows the names of all entities, so it reads them: everything else in the line is escaped first. */
static void add_read(struct faqbot_view markdown, struct buffer *out)
{
    struct commonmark commonmark;
    struct commonmark_node *document = NULL;
    commonmark_init(&commonmark);
    if (commonmark_parse(&commonmark, markdown, &document) == FAQBOT_OK) {
        answer_plain_text(document, out);
    } else {
        out->failed = out->no_memory = true;
    }
    commonmark_release(&commonmark);
}

/* Tidied twice, because an entity may stand for white space or a control character. */
bool md_escape_line(struct faqbot_view text, struct buffer *out)
{
    struct buffer tidied;
    struct buffer escaped;
    buffer_init(&tidied, out->limit);
    buffer_init(&escaped, 2 * out->limit);
    add_tidied(text, &tidied);
    bool has_entities = view_find(text, '&') < text.size && add_escaped(buffer_view(&tidied), &escaped);
    if (has_entities && !tidied.failed && !escaped.failed) {
        buffer_reset(&tidied);
        add_read(buffer_view(&escaped), &tidied);
    }
    bool failed = tidied.failed || escaped.failed;
    add_tidied(buffer_view(&tidied), out);
    out->failed |= failed;
    buffer_release(&tidied);
    buffer_release(&escaped);
    return has_entities;
}
