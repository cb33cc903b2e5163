/* transfer/prose.c - the text of one paragraph, gathered before it is written: what a mark does in
 * Markdown hangs on the characters at both of its sides. Knows neither HTML nor Markdown. */
#include "transfer/prose.h"

#include <stdlib.h>

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
