/* transfer/frame.c - Markdown's blocks. Nothing is written before there is something in it: so an item
 * without content leaves no mark. */
#include "transfer/frame.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "transfer/pen.h"

#define FRAME_INDENT_BYTES ((size_t)FRAME_LEVELS_MAX * FRAME_MARKER_BYTES)
#define NUMBER_MAX 999999999 /* CommonMark's: nine digits */

struct frame frame_make(struct buffer *out)
{
    return (struct frame){.out = out};
}

struct frame_list frame_begin_list(const struct frame *frame, bool is_ordered, unsigned number)
{
    /* Two lists in a row would be read as one, were they marked alike. */
    char last = frame->levels[frame->depth].last_list;
    char mark = is_ordered ? (last == '.' ? ')' : '.') : (last == '-' ? '*' : '-');
    return (struct frame_list){is_ordered, number, mark};
}

static struct frame_level *open_level(struct frame *frame)
{
    if (frame->depth == FRAME_LEVELS_MAX) {
        return NULL;
    }
    struct frame_level *level = &frame->levels[++frame->depth];
    *level = (struct frame_level){.is_pending = true};
    return level;
}

bool frame_open_item(struct frame *frame, struct frame_list *list)
{
    struct frame_level *level = open_level(frame);
    if (level == NULL) {
        return false;
    }
    if (list->is_ordered) {
        unsigned number = list->number > NUMBER_MAX ? NUMBER_MAX : list->number++;
        snprintf(level->marker, sizeof level->marker, "%u%c ", number, list->mark);
    } else {
        snprintf(level->marker, sizeof level->marker, "%c ", list->mark);
    }
    level->list = list->mark;
    return true;
}

bool frame_open_quote(struct frame *frame)
{
    struct frame_level *level = open_level(frame);
    if (level == NULL) {
        return false;
    }
    snprintf(level->marker, sizeof level->marker, "> ");
    level->is_quote = true;
    return true;
}

void frame_close(struct frame *frame)
{
    assert(frame->depth > 0);
    frame->depth--;
}

/* What stands before a line within the first `depth` levels, none of which is pending. */
static struct faqbot_view indent_of(const struct frame *frame, size_t depth, char indent[FRAME_INDENT_BYTES])
{
    size_t size = 0;
    for (size_t i = 1; i <= depth; i++) {
        const struct frame_level *level = &frame->levels[i];
        size_t width = strlen(level->marker);
        assert(width <= FRAME_INDENT_BYTES - size);
        if (level->is_quote) {
            memcpy(indent + size, level->marker, width);
        } else {
            memset(indent + size, ' ', width);
        }
        size += width;
    }
    return view_make(indent, size);
}

/* Writes what parts the next block from the last one, and all that stands before its first line. */
static void begin_block(struct frame *frame)
{
    char bytes[FRAME_INDENT_BYTES];
    struct buffer *out = frame->out;
    size_t open = 0; /* levels that something was written of */
    while (open < frame->depth && !frame->levels[open + 1].is_pending) {
        open++;
    }
    struct faqbot_view indent = indent_of(frame, open, bytes);
    if (out->size > 0) {
        char list = open < frame->depth ? frame->levels[open + 1].list : 0;
        bool goes_on = list != 0 && list == frame->levels[open].last_list;
        buffer_add_byte(out, '\n');
        if (!goes_on) {
            struct faqbot_view quotes = indent;
            while (quotes.size > 0 && quotes.bytes[quotes.size - 1] == ' ') {
                quotes.size--;
            }
            buffer_add(out, quotes);
            buffer_add_byte(out, '\n');
        }
    }
    buffer_add(out, indent);
    for (size_t i = open + 1; i <= frame->depth; i++) {
        struct frame_level *level = &frame->levels[i];
        buffer_add_text(out, level->marker);
        level->is_pending = false;
        frame->levels[i - 1].last_list = level->list;
    }
    frame->levels[frame->depth].last_list = 0;
}

void frame_add_paragraph(struct frame *frame, const struct prose *prose)
{
    char bytes[FRAME_INDENT_BYTES];
    if (!prose_is_empty(prose)) {
        begin_block(frame);
        pen_write(prose, indent_of(frame, frame->depth, bytes), frame->out);
    }
}

/* More backquotes than the lines have in a row, and three at least. */
static size_t fence_of(struct faqbot_view lines)
{
    size_t fence = 3;
    size_t run = 0;
    for (size_t i = 0; i < lines.size; i++) {
        run = lines.bytes[i] == '`' ? run + 1 : 0;
        fence = run >= fence ? run + 1 : fence;
    }
    return fence;
}

static void add_fence(struct buffer *out, size_t fence)
{
    while (fence-- > 0) {
        buffer_add_byte(out, '`');
    }
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

void frame_add_code(struct frame *frame, struct faqbot_view lines)
{
    char bytes[FRAME_INDENT_BYTES];
    struct buffer *out = frame->out;
    struct faqbot_view line;
    lines = trim_lines(lines);
    if (lines.size == 0) {
        return;
    }
    begin_block(frame);
    size_t fence = fence_of(lines);
    struct faqbot_view indent = indent_of(frame, frame->depth, bytes);
    add_fence(out, fence);
    while (view_next_line(&lines, &line)) {
        buffer_add_byte(out, '\n');
        buffer_add(out, indent);
        buffer_add(out, line);
    }
    buffer_add_byte(out, '\n');
    buffer_add(out, indent);
    add_fence(out, fence);
}
