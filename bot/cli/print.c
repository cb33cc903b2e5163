/* cli/print.c - what goes to a terminal or a pipe, byte by byte: text from strangers made safe to show, JSON
 * for programs, and text broken into lines. Every text that the program did not make itself passes through
 * here: answers and questions, but also names of files and of options, which occur in messages.
 *
 * It does not sanitize meaning: a link that lies in plain letters still lies. And it is not the core's JSON
 * writer, which takes valid UTF-8 and fills a buffer: this one takes any bytes, since names of files are
 * arbitrary bytes, and escapes what a terminal would obey, since JSON is read on terminals too. */
#define _XOPEN_SOURCE 700 /* wcwidth */
#include "cli/cli_internal.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>
#include <wchar.h>

#include "util/util.h"

#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD */

/* -- Sanitizing ---------------------------------------------------------------------------------------------------- */

/* Takes the character at the front off *text; `bytes` is how it is shown. A byte that begins no character is
 * shown as U+FFFD, alone: what follows it may be intact (as the Unicode Standard recommends in section 3.9,
 * and browsers do). Overlong forms and surrogates are errors too, or they would carry banned characters past
 * is_banned(). */
static uint32_t take_character(struct faqbot_view *text, struct faqbot_view *bytes)
{
    unsigned char lead = (unsigned char)text->bytes[0];
    uint32_t code = 0;
    *bytes = view_slice(*text, 0, lead < 0x80 ? 1 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2);
    bool good = utf8_is_valid(*bytes);
    *text = view_slice(*text, good ? bytes->size : 1, text->size);
    *bytes = good ? *bytes : view_of(REPLACEMENT);
    struct faqbot_view rest = *bytes;
    (void)utf8_next(&rest, &code);
    return code;
}

/* Escape sequences begin with C0 or C1 and can type into the terminal or change its title; controls of
 * direction make a line read as something else ("Trojan Source", CVE-2021-42574); tags are invisible text.
 * Combining marks are allowed: most of the world's scripts need them. */
static bool is_banned(uint32_t code)
{
    return (code < 0x20 && code != '\n') || (code >= 0x7f && code < 0xa0) /* C0, DEL, C1 */
           || code == 0x061c || code == 0x200e || code == 0x200f          /* marks of direction */
           || (code >= 0x202a && code <= 0x202e)                          /* embeddings, overrides */
           || (code >= 0x2066 && code <= 0x2069)                          /* isolates */
           || code == 0xfeff || (code >= 0xfff9 && code <= 0xfffb)        /* byte order mark, annotations */
           || (code >= 0xe0000 && code <= 0xe007f);                       /* tags: invisible text */
}

/* The separators of lines and paragraphs. */
static bool is_separator(uint32_t code)
{
    return code == 0x2028 || code == 0x2029;
}

/* wcwidth() knows the widths of the C library's version of Unicode, which is close to that of most terminals.
 * One column is the best guess for what it does not know. */
bool sanitize_next(struct faqbot_view *text, struct glyph *glyph)
{
    struct faqbot_view bytes;
    while (text->size > 0) {
        uint32_t code = take_character(text, &bytes);
        if (code == '\t' || is_separator(code)) {
            code = ' ';
            bytes = view_of(" ");
        }
        if (!is_banned(code)) {
            int columns = wcwidth((wchar_t)code);
            glyph->columns = columns >= 0 ? (unsigned)columns : 1;
            glyph->size = bytes.size;
            memcpy(glyph->bytes, bytes.bytes, bytes.size);
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

void print(const char *before, struct faqbot_view text, const char *after)
{
    (void)fputs(before, stdout);
    sanitize_write(stdout, text);
    (void)fputs(after, stdout);
}

void print_count(const char *before, size_t count, const char *one, const char *more)
{
    (void)printf("%s%zu %s", before, count, count == 1 ? one : more);
}

/* Counts the characters that would be shown, not those that are there. */
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

/* Characters beyond the Basic Multilingual Plane are surrogate pairs in JSON (RFC 8259, section 7). */
static void write_escape(FILE *out, uint32_t code)
{
    if (code >= 0x10000) {
        code -= 0x10000;
        (void)fprintf(out, "\\u%04x", (unsigned)(0xd800 + (code >> 10)));
        code = 0xdc00 + (code & 0x3ff);
    }
    (void)fprintf(out, "\\u%04x", (unsigned)code);
}

/* The separators of lines and paragraphs are valid in JSON but ended a line in JavaScript before 2019, so
 * they are escaped, as the server does. */
static void write_character(FILE *out, uint32_t code, struct faqbot_view bytes)
{
    if (is_banned(code) || is_separator(code)) {
        write_escape(out, code);
    } else {
        (void)fwrite(bytes.bytes, 1, bytes.size, out);
    }
}

void sanitize_write_json(FILE *out, struct faqbot_view json)
{
    struct faqbot_view bytes;
    while (json.size > 0) {
        uint32_t code = take_character(&json, &bytes);
        write_character(out, code, bytes);
    }
}

/* write_character() escapes control characters along with everything else that is banned; newlines are common
 * enough for their short form. */
void sanitize_write_string(FILE *out, struct faqbot_view text)
{
    struct faqbot_view bytes;
    (void)fputc('"', out);
    while (text.size > 0) {
        uint32_t code = take_character(&text, &bytes);
        if (code == '"' || code == '\\') {
            (void)fputc('\\', out);
        }
        if (code == '\n') {
            (void)fputs("\\n", out);
        } else {
            write_character(out, code, bytes);
        }
    }
    (void)fputc('"', out);
}

/* Writes what precedes a value: a comma, unless it is the first within its brackets, and its name. */
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

/* A value has ended, so the next one needs a comma. */
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

/* One object a line (JSON Lines), so that a program can read the first before the last is known. */
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

/* Four decimals are more than a confidence is worth, and few enough for two builds to agree on. */
void record_number(struct record *record, const char *name, double number)
{
    record_word(record, name, number_text(number, 4).text);
}

void record_word(struct record *record, const char *name, const char *word)
{
    begin_value(record, name);
    (void)fputs(word, stdout);
}

void record_side(struct record *record, const char *name, const struct faqbot_change_side *side)
{
    record_open(record, name, '{');
    record_text(record, "outcome", view_of(faqbot_outcome_name(side->outcome)));
    record_text_or_null(record, "entry", side->outcome == FAQBOT_ANSWERED ? side->entry : view_of(NULL));
    record_number(record, "confidence", side->confidence);
    record_close(record, '}');
}

/* -- Wrapping ------------------------------------------------------------------------------------------------------ */

/* A wrap with the prefix "  " and the mark "- " makes of a text in pieces
 *
 *     - The first line stands behind the mark,
 *       the others behind the prefix.
 *
 * and of a nested one the same within it, because prefixes add up. */

/* Greedy: a line is filled before the next is begun, for text comes piece by piece and is never held. A word
 * is gathered until its end is seen, because only then is it known to fit. */

void wrap_start(struct wrap *wrap, FILE *out, unsigned width)
{
    *wrap = (struct wrap){.out = out, .width = width};
}

/* Recounted each time: a prefix has few bytes, and nothing can go stale. */
unsigned wrap_prefix_columns(const struct wrap *wrap)
{
    return sanitize_columns((struct faqbot_view){wrap->prefix, wrap->prefix_size});
}

/* The columns of a line, but never so few that the text becomes a column of letters; then it sticks out
 * instead. */
static unsigned room(const struct wrap *wrap)
{
    unsigned least = wrap_prefix_columns(wrap) + WRAP_COLUMNS_MIN;
    return wrap->width > least ? wrap->width : least;
}

/* The prefix is written only when text follows, so that no line ends in spaces. */
static void begin_line(struct wrap *wrap)
{
    if (!wrap->open) {
        (void)fwrite(wrap->prefix, 1, wrap->prefix_size, wrap->out);
        wrap->column = wrap_prefix_columns(wrap);
        wrap->open = true;
        wrap->bare = true;
        wrap->space_due = false;
    }
}

/* A line without text is empty: it has no prefix. */
static void end_line(struct wrap *wrap)
{
    (void)fputc('\n', wrap->out);
    wrap->open = false;
    wrap->space_due = false;
}

/* Writes the gathered word on this line if it fits, otherwise on the next. The space before it is written
 * only here, because it disappears where a line ends. */
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

/* A word as wide as a line is broken where the line ends: URLs, and languages without spaces, would otherwise
 * never end. */
static void add_glyph(struct wrap *wrap, const struct glyph *glyph)
{
    bool fills_line =
        wrap->width > 0 && wrap_prefix_columns(wrap) + wrap->word_columns + glyph->columns > room(wrap);
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

/* Running text: line ends in the source mean nothing, so white space only separates words. It is dropped at
 * the beginning of a line. */
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

/* A sequence belongs to the word that it touches, so that no line ends between the two, and takes no
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

/* Code has to keep its line ends and spaces, so its lines may be wider than the terminal. */
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

/* A prefix for which there is no room is left out, and so is its end: text nested forty deep is laid out flat
 * rather than refused. The result is the prefix's length before, so that nested prefixes are removed in
 * order. */
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

/* Ends the line, because what comes next belongs to the outer level. */
void wrap_outdent(struct wrap *wrap, size_t mark)
{
    flush_word(wrap);
    if (wrap->open) {
        end_line(wrap);
    }
    wrap->prefix_size = mark;
}

void wrap_item(FILE *out, unsigned width, const char *prefix, const char *first, struct faqbot_view text)
{
    struct wrap wrap;
    wrap_start(&wrap, out, width);
    size_t mark = wrap_indent(&wrap, prefix, first);
    wrap_text(&wrap, text);
    wrap_outdent(&wrap, mark);
}
