/* transfer/prose.c - the text of one paragraph, gathered before it is written: what a mark does in
 * Markdown hangs on the characters at both of its sides. Knows neither HTML nor Markdown. */
#include "transfer/prose.h"

#include <stdlib.h>

void prose_init(struct prose *prose, size_t limit)
{
    *prose = (struct prose){0};
    buffer_init(&prose->text, limit);
}

void prose_release(struct prose *prose)
{
    buffer_release(&prose->text);
    free(prose->runs);
    prose_init(prose, prose->text.limit);
}

void prose_reset(struct prose *prose)
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
static void begin_run(struct prose *prose, struct look look)
{
    if (prose->run_count > 0 && is_same_look(prose->runs[prose->run_count - 1].look, look)) {
        return;
    }
    if (prose->run_count == prose->run_capacity) {
        size_t capacity = prose->run_capacity == 0 ? 16 : 2 * prose->run_capacity;
        struct prose_run *runs = realloc(prose->runs, capacity * sizeof *runs);
        if (runs == NULL) {
            prose->failed = prose->no_memory = true;
            return;
        }
        prose->runs = runs;
        prose->run_capacity = capacity;
    }
    prose->runs[prose->run_count++] = (struct prose_run){prose->text.size, look};
}

static void add_bytes(struct prose *prose, struct faqbot_view bytes, struct look look)
{
    begin_run(prose, look);
    if (!prose->failed) {
        buffer_add(&prose->text, bytes);
        prose->failed = prose->text.failed;
        prose->no_memory = prose->text.no_memory;
    }
}

bool prose_is_at_line_start(const struct prose *prose)
{
    return prose->text.size == 0 || prose->text.bytes[prose->text.size - 1] == '\n';
}

bool prose_is_empty(const struct prose *prose)
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

void prose_add(struct prose *prose, struct faqbot_view text, struct look look)
{
    while (text.size > 0 && !prose->failed) {
        enum piece piece;
        size_t size = piece_size(text, &piece);
        if (piece == PIECE_BLANKS && !prose->blank && !prose_is_at_line_start(prose)) {
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

void prose_break(struct prose *prose)
{
    prose->blank = false;
    if (!prose_is_at_line_start(prose) && !prose->failed) {
        buffer_add_byte(&prose->text, '\n');
        prose->failed = prose->text.failed;
        prose->no_memory = prose->text.no_memory;
    }
}
