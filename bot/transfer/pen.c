/* transfer/pen.c - prose as Markdown. Knows of blocks only what could begin one by mistake. */
#include "transfer/pen.h"

#include <string.h>

#include "base/ascii.h"
#include "text/utf8.h"

/* A paragraph while it is written. */
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

/* One line of code between more backquotes than it has in a row. */
static void write_code_line(struct pen *pen, struct faqbot_view code)
{
    size_t longest = 0;
    size_t run = 0;
    for (size_t i = 0; i < code.size; i++) {
        run = code.bytes[i] == '`' ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    /* Backquotes at the ends would be read with ours; and cmark takes one blank from each end where both
     * have one. */
    bool padded = code.bytes[0] == '`' || code.bytes[code.size - 1] == '`';
    for (size_t i = 0; i <= longest; i++) {
        buffer_add_byte(pen->out, '`');
    }
    buffer_add_text(pen->out, padded ? " " : "");
    buffer_add(pen->out, code);
    buffer_add_text(pen->out, padded ? " " : "");
    for (size_t i = 0; i <= longest; i++) {
        buffer_add_byte(pen->out, '`');
    }
    pen->line_starts = pen->after_mark = false;
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
        write_code_line(pen, line);
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
    if ((style & PROSE_CODE) != 0) {
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
        buffer_cut(out, out->size - 1);
        buffer_add_text(out, "\\!");
    }
    buffer_add_byte(out, '[');
    pen->in_link = true;
    pen->line_starts = pen->after_mark = false;
}

/* The runs from `run` on, `count` of them, whose link is one; they end at `stop`. */
static void write_runs(struct pen *pen, const struct prose_run *run, size_t count, size_t stop)
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

void pen_write(const struct prose *prose, struct faqbot_view indent, struct buffer *out)
{
    struct pen pen = {buffer_view(&prose->text), indent, out, SIZE_MAX, false, true, false};
    while (pen.text.size > 0 && is_space(pen.text.bytes[pen.text.size - 1])) {
        pen.text.size--;
    }
    for (size_t i = 0; i < prose->run_count;) {
        const struct prose_run *run = &prose->runs[i];
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
