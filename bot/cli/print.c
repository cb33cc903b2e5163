/* cli/print.c - what goes to a terminal or a pipe, byte by byte: text from strangers made fit to be shown, JSON for
 * programs, and text broken into lines. Every text that the program did not make itself goes through here: answers
 * and questions, but also names of files and of options, which stand in messages.
 *
 * It is not a sanitizer of meaning: a link that lies in plain letters still lies. And it is not the core's JSON
 * writer, which takes valid UTF-8 and fills a buffer: this one takes any bytes, for names of files are any bytes, and
 * escapes what a terminal would obey, for JSON is read on terminals too. */
#define _XOPEN_SOURCE 700 /* wcwidth */
#include "cli/cli_internal.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>
#include <wchar.h>

#include "util/util.h"

#define REPLACEMENT 0xfffdU

/* -- Sanitizing ---------------------------------------------------------------------------------------------------- */

/* Decodes the character at the front, REPLACEMENT for one byte that begins none, and takes its bytes off. One byte at
 * a time after an error: what follows a broken character may be whole (the practice of the Unicode Standard, section
 * 3.9, and of browsers). Overlong forms and surrogates are errors too, or they would smuggle past is_banned() what it
 * looks for. */
static uint32_t decode(struct faqbot_view *text)
{
    static const uint32_t least[5] = {0, 0, 0x80, 0x800, 0x10000};
    const unsigned char *bytes = (const unsigned char *)text->bytes;
    uint32_t code = bytes[0];
    size_t size = code < 0x80 ? 1 : code >= 0xf0 ? 4 : code >= 0xe0 ? 3 : 2;
    bool good = size == 1 || (code >= 0xc2 && code < 0xf5 && text->size >= size);
    code = size == 1 ? code : code & (0x7fU >> size);
    for (size_t i = 1; good && i < size; i++) {
        good = (bytes[i] & 0xc0) == 0x80;
        code = code << 6 | (bytes[i] & 0x3fU);
    }
    good = good && code >= least[size] && code <= 0x10ffff && !(code >= 0xd800 && code < 0xe000);
    size = good ? size : 1;
    text->bytes += size;
    text->size -= size;
    return good ? code : REPLACEMENT;
}

/* The first byte of two, three and four has as many ones at its front: 0xf00 shifted by the size leaves just
 * these. */
static size_t encode(uint32_t code, char bytes[4])
{
    if (code < 0x80) {
        bytes[0] = (char)code;
        return 1;
    }
    size_t size = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (size_t i = size; i-- > 1; code >>= 6) {
        bytes[i] = (char)(0x80U | (code & 0x3f));
    }
    bytes[0] = (char)((0xf00U >> size & 0xf0U) | code);
    return size;
}

/* Escape sequences begin with C0 or C1 and can type into the terminal, or change its title; controls of direction
 * make a line read as another one ("Trojan Source", CVE-2021-42574); tags are text that nobody sees. Combining marks
 * stay: most of the world's scripts need them. */
static bool is_banned(uint32_t code)
{
    return (code < 0x20 && code != '\n') || (code >= 0x7f && code < 0xa0) /* C0, DEL, C1 */
           || code == 0x061c || code == 0x200e || code == 0x200f          /* marks of direction */
           || (code >= 0x202a && code <= 0x202e)                          /* embeddings, overrides */
           || (code >= 0x2066 && code <= 0x2069)                          /* isolates */
           || code == 0xfeff || (code >= 0xfff9 && code <= 0xfffb)        /* byte order mark, annotations */
           || (code >= 0xe0000 && code <= 0xe007f);                       /* tags: invisible text */
}

/* wcwidth() knows the columns of the C library's own Unicode, which is that of most terminals or near it. Where it
 * knows nothing, one column is the likeliest. */
bool sanitize_next(struct faqbot_view *text, struct glyph *glyph)
{
    while (text->size > 0) {
        uint32_t code = decode(text);
        if (code == '\t' || code == 0x2028 || code == 0x2029) {
            code = ' ';
        }
        if (!is_banned(code)) {
            int columns = wcwidth((wchar_t)code);
            glyph->columns = columns >= 0 ? (unsigned)columns : 1;
            glyph->size = encode(code, glyph->bytes);
            return true;
        }
    }
    return false;
}

void sanitize_write(FILE *out, struct faqbot_view text)
{
    struct glyph glyph;
    while (sanitize_next(&text, &glyph)) {
        bool is_break = glyph.bytes[0] == '\n';
        (void)fwrite(is_break ? " " : glyph.bytes, 1, glyph.size, out);
    }
}

void print(struct faqbot_view text)
{
    sanitize_write(stdout, text);
}

/* Counts what would be shown, not what there is. */
unsigned sanitize_columns(struct faqbot_view text)
{
    unsigned columns = 0;
    struct glyph glyph;
    while (sanitize_next(&text, &glyph)) {
        columns += glyph.columns;
    }
    return columns;
}

/* -- JSON ---------------------------------------------------------------------------------------------------------- */

/* Beyond the Basic Multilingual Plane JSON has surrogate pairs (RFC 8259, section 7). */
static void write_escape(FILE *out, uint32_t code)
{
    if (code >= 0x10000) {
        code -= 0x10000;
        (void)fprintf(out, "\\u%04x", (unsigned)(0xd800 + (code >> 10)));
        code = 0xdc00 + (code & 0x3ff);
    }
    (void)fprintf(out, "\\u%04x", (unsigned)code);
}

/* The separators of lines and paragraphs are valid in JSON but end a line in JavaScript before 2019, so they are
 * escaped, as the server does. */
static void write_code(FILE *out, uint32_t code)
{
    char bytes[4];
    if (is_banned(code) || code == 0x2028 || code == 0x2029) {
        write_escape(out, code);
    } else {
        (void)fwrite(bytes, 1, encode(code, bytes), out);
    }
}

void sanitize_write_json(FILE *out, struct faqbot_view json)
{
    while (json.size > 0) {
        write_code(out, decode(&json));
    }
}

/* Control characters are escaped by write_code() with all that is banned; a newline has its short form, as it is
 * common. */
void sanitize_write_string(FILE *out, struct faqbot_view text)
{
    (void)fputc('"', out);
    while (text.size > 0) {
        uint32_t code = decode(&text);
        if (code == '"' || code == '\\') {
            (void)fputc('\\', out);
        }
        if (code == '\n') {
            (void)fputs("\\n", out);
        } else {
            write_code(out, code);
        }
    }
    (void)fputc('"', out);
}

/* What stands before a value: a comma, unless it is the first within its brackets, and its name. */
static void begin_value(struct record *record, const char *name)
{
    (void)fputs(record->comma_due ? "," : "", stdout);
    if (name != NULL) {
        sanitize_write_string(stdout, view_of(name));
        (void)fputc(':', stdout);
    }
    record->comma_due = true;
}

void record_open(struct record *record, const char *name, char bracket)
{
    begin_value(record, name);
    (void)fputc(bracket, stdout);
    record->comma_due = false;
}

/* A value has ended, so a comma is due before the next. */
void record_close(struct record *record, char bracket)
{
    (void)fputc(bracket, stdout);
    record->comma_due = true;
}

void record_text(struct record *record, const char *name, struct faqbot_view text)
{
    begin_value(record, name);
    sanitize_write_string(stdout, text);
}

/* An object a line (JSON Lines), so that a program can read the first before the last is known. */
struct record record_begin(void)
{
    (void)fputc('{', stdout);
    return (struct record){.comma_due = false};
}

void record_end(struct record *record)
{
    record_close(record, '}');
    (void)fputc('\n', stdout);
}

void record_text_or_null(struct record *record, const char *name, struct faqbot_view text)
{
    if (text.size > 0) {
        record_text(record, name, text);
    } else {
        record_word(record, name, "null");
    }
}

void record_count(struct record *record, const char *name, uint64_t count)
{
    begin_value(record, name);
    (void)printf("%" PRIu64, count);
}

void record_count_or_null(struct record *record, const char *name, uint64_t count)
{
    if (count > 0) {
        record_count(record, name, count);
    } else {
        record_word(record, name, "null");
    }
}

/* Four decimals are more than a confidence is good for, and few enough that two builds agree on them. */
void record_number(struct record *record, const char *name, double number)
{
    record_word(record, name, number_text(number, 4).text);
}

void record_word(struct record *record, const char *name, const char *word)
{
    begin_value(record, name);
    (void)fputs(word, stdout);
}

/* -- Wrapping ------------------------------------------------------------------------------------------------------ */

/* A wrap with the prefix "  " and the mark "- " makes of a text in pieces
 *
 *     - The first line stands behind the mark,
 *       the others behind the prefix.
 *
 * and of a nested one the same within it, because prefixes add up. */

/* Greedy: a line is filled before the next is begun, for text comes piece by piece and is never held. A word is
 * gathered until its end is seen, because only then is it known to fit. */

void wrap_start(struct wrap *wrap, FILE *out, unsigned width)
{
    *wrap = (struct wrap){.out = out, .width = width};
}

/* Counted anew each time: a prefix is a few bytes, and what is counted cannot go stale. */
static unsigned prefix_columns(const struct wrap *wrap)
{
    return sanitize_columns((struct faqbot_view){wrap->prefix, wrap->prefix_size});
}

/* Columns that a line has; never so few that the text becomes a column of letters, though then it sticks out. */
static unsigned room(const struct wrap *wrap)
{
    unsigned least = prefix_columns(wrap) + WRAP_COLUMNS_MIN;
    return wrap->width > least ? wrap->width : least;
}

/* The prefix is written only when there is something for the line, so that no line ends in blanks. */
static void begin_line(struct wrap *wrap)
{
    if (!wrap->open) {
        (void)fwrite(wrap->prefix, 1, wrap->prefix_size, wrap->out);
        wrap->column = prefix_columns(wrap);
        wrap->open = true;
        wrap->bare = true;
        wrap->space_due = false;
    }
}

/* A line without text is an empty one, without its prefix. */
static void end_line(struct wrap *wrap)
{
    (void)fputc('\n', wrap->out);
    wrap->open = false;
    wrap->space_due = false;
}

/* Writes the word that has been gathered, on this line if it fits, else on the next. The space before it is due only
 * here, for it falls away where the line ends. */
static void flush_word(struct wrap *wrap)
{
    if (wrap->word_size == 0) {
        return;
    }
    /* A word that touches the one before it (no space is due) is never parted from it. */
    if (wrap->width > 0 && wrap->open && wrap->space_due &&
        wrap->column + 1 + wrap->word_columns > room(wrap)) {
        end_line(wrap);
    }
    begin_line(wrap);
    if (wrap->space_due) {
        (void)fputc(' ', wrap->out);
        wrap->column++;
    }
    (void)fwrite(wrap->word, 1, wrap->word_size, wrap->out);
    wrap->bare = false;
    wrap->column += wrap->word_columns;
    wrap->space_due = false;
    wrap->word_size = 0;
    wrap->word_columns = 0;
}

/* A word as wide as a line is broken where the line ends: URLs and languages without spaces would run on for ever. */
static void add_glyph(struct wrap *wrap, const struct glyph *glyph)
{
    bool fills_line =
        wrap->width > 0 && prefix_columns(wrap) + wrap->word_columns + glyph->columns > room(wrap);
    if (fills_line || wrap->word_size + glyph->size > sizeof wrap->word) {
        flush_word(wrap);
        if (fills_line) {
            end_line(wrap);
        }
    }
    assert(glyph->size <= sizeof wrap->word - wrap->word_size);
    memcpy(wrap->word + wrap->word_size, glyph->bytes, glyph->size);
    wrap->word_size += glyph->size;
    wrap->word_columns += glyph->columns;
}

/* Running text: where it is broken in the source means nothing, so white space only parts words. A space at the
 * beginning of a line is dropped. */
void wrap_text(struct wrap *wrap, struct faqbot_view text)
{
    struct glyph glyph;
    while (sanitize_next(&text, &glyph)) {
        if (glyph.bytes[0] == ' ' || glyph.bytes[0] == '\n') {
            flush_word(wrap);
            wrap->space_due = wrap->open && !wrap->bare;
        } else {
            add_glyph(wrap, &glyph);
        }
    }
}

/* A sequence belongs to the word that it touches, so that a line's end never comes between the two, and takes no
 * columns. */
void wrap_style(struct wrap *wrap, const char *sequence)
{
    size_t size = strlen(sequence);
    if (wrap->word_size + size > sizeof wrap->word) {
        flush_word(wrap);
    }
    assert(size <= sizeof wrap->word - wrap->word_size);
    memcpy(wrap->word + wrap->word_size, sequence, size);
    wrap->word_size += size;
}

void wrap_break(struct wrap *wrap)
{
    flush_word(wrap);
    end_line(wrap);
}

void wrap_end(struct wrap *wrap)
{
    flush_word(wrap);
    if (wrap->open && !wrap->bare) {
        end_line(wrap);
    }
}

/* Code must keep its line ends and its blanks, or it is another code. So its lines may be wider than the terminal. */
void wrap_verbatim(struct wrap *wrap, struct faqbot_view text)
{
    struct glyph glyph;
    wrap_end(wrap);
    while (sanitize_next(&text, &glyph)) {
        if (glyph.bytes[0] == '\n') {
            end_line(wrap);
        } else {
            begin_line(wrap);
            wrap->bare = false;
            (void)fwrite(glyph.bytes, 1, glyph.size, wrap->out);
        }
    }
    wrap_end(wrap);
}

/* A prefix that finds no room is left out, and so is its end: text nested forty deep is rather laid out flat than
 * refused. What is returned is where the prefix was before, so that those of several levels come off in order. */
size_t wrap_indent(struct wrap *wrap, const char *prefix, const char *first)
{
    size_t mark = wrap->prefix_size;
    size_t size = strlen(prefix);
    if (first != NULL) {
        begin_line(wrap);
        (void)fputs(first, wrap->out);
        wrap->column += sanitize_columns(view_of(first));
    }
    if (size <= sizeof wrap->prefix - mark) {
        memcpy(wrap->prefix + mark, prefix, size);
        wrap->prefix_size += size;
    }
    return mark;
}

/* The line ends with what was indented: what comes next belongs to the outer level. */
void wrap_outdent(struct wrap *wrap, size_t mark)
{
    flush_word(wrap);
    if (wrap->open) {
        end_line(wrap);
    }
    wrap->prefix_size = mark;
}
