/* cli/wrap.c - text broken into lines of a width, as it comes. Greedy: a line is filled before the next is
 * begun. A word is gathered until its end is seen, because only then is it known to fit. */
#include "cli/wrap.h"

#include <assert.h>
#include <string.h>

#include "cli/clean.h"

void wrap_start(struct wrap *wrap, FILE *out, unsigned width)
{
    *wrap = (struct wrap){.out = out, .width = width};
}

static unsigned columns_of(const char *bytes, size_t size)
{
    struct faqbot_view rest = {bytes, size};
    struct clean_glyph glyph;
    unsigned columns = 0;
    while (clean_next(&rest, &glyph)) {
        columns += glyph.columns;
    }
    return columns;
}

/* Columns that a line has; never so few that the text becomes a column of letters. */
static unsigned room(const struct wrap *wrap)
{
    unsigned least = columns_of(wrap->prefix, wrap->prefix_size) + WRAP_COLUMNS_MIN;
    return wrap->width > least ? wrap->width : least;
}

static void begin_line(struct wrap *wrap)
{
    if (!wrap->open) {
        (void)fwrite(wrap->prefix, 1, wrap->prefix_size, wrap->out);
        wrap->column = columns_of(wrap->prefix, wrap->prefix_size);
        wrap->open = true;
        wrap->bare = true;
        wrap->space_due = false;
    }
}

static void end_line(struct wrap *wrap)
{
    (void)fputc('\n', wrap->out);
    wrap->open = false;
    wrap->space_due = false;
}

static void flush_word(struct wrap *wrap)
{
    if (wrap->word_size == 0) {
        return;
    }
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

/* A word as wide as a line is broken where the line ends. */
static void add_glyph(struct wrap *wrap, const struct clean_glyph *glyph)
{
    unsigned start = columns_of(wrap->prefix, wrap->prefix_size);
    bool fills_line = wrap->width > 0 && start + wrap->word_columns + glyph->columns > room(wrap);
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

void wrap_text(struct wrap *wrap, struct faqbot_view text)
{
    struct clean_glyph glyph;
    while (clean_next(&text, &glyph)) {
        if (glyph.bytes[0] == ' ' || glyph.bytes[0] == '\n') {
            flush_word(wrap);
            wrap->space_due = wrap->open && !wrap->bare;
        } else {
            add_glyph(wrap, &glyph);
        }
    }
}

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

void wrap_verbatim(struct wrap *wrap, struct faqbot_view text)
{
    struct clean_glyph glyph;
    wrap_end(wrap);
    while (clean_next(&text, &glyph)) {
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

size_t wrap_indent(struct wrap *wrap, const char *prefix, const char *first)
{
    size_t mark = wrap->prefix_size;
    size_t size = strlen(prefix);
    if (first != NULL) {
        begin_line(wrap);
        (void)fputs(first, wrap->out);
        wrap->column += columns_of(first, strlen(first));
    }
    if (size <= sizeof wrap->prefix - mark) {
        memcpy(wrap->prefix + mark, prefix, size);
        wrap->prefix_size += size;
    }
    return mark;
}

void wrap_outdent(struct wrap *wrap, size_t mark)
{
    flush_word(wrap);
    if (wrap->open) {
        end_line(wrap);
    }
    wrap->prefix_size = mark;
}
