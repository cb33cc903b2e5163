/* transfer/frame.h - Markdown's blocks: paragraphs and code, in lists and quotations. */
#ifndef TRANSFER_FRAME_H
#define TRANSFER_FRAME_H

#include "transfer/prose.h"

/* Open at a time: with two nodes each, a paragraph and its styles they are as deep as an answer may be. */
#define FRAME_LEVELS_MAX 6
#define FRAME_MARKER_BYTES 16

/* An item or a quotation that is open. */
struct frame_level {
    char marker[FRAME_MARKER_BYTES]; /* what its first line begins with */
    bool is_quote;
    bool is_pending; /* nothing of it is written yet, and nothing will be if nothing comes */
    char list;       /* an item: what marks its list */
    char last_list;  /* what marks the list that was written last in it; 0: something else was */
};

/* Make it with frame_make(); it is as sticky as its buffer. */
struct frame {
    struct buffer *out;                              /* borrowed */
    struct frame_level levels[FRAME_LEVELS_MAX + 1]; /* the first is the whole text */
    size_t depth;                                    /* of the innermost open one */
};

/* A list while it is written. */
struct frame_list {
    bool is_ordered;
    unsigned number; /* of the next item */
    char mark;
};

struct frame frame_make(struct buffer *out);

/* A list that begins where the frame is; `number` is the first item's. Nothing is written before its
 * items are. */
struct frame_list frame_begin_list(const struct frame *frame, bool is_ordered, unsigned number);

/* What comes until frame_close() stands in an item, or in a quotation. False: too many are open, and
 * nothing was opened. */
bool frame_open_item(struct frame *frame, struct frame_list *list);
bool frame_open_quote(struct frame *frame);
void frame_close(struct frame *frame);

/* A paragraph; an empty one is none. */
void frame_add_paragraph(struct frame *frame, const struct prose *prose);

/* A block of code, its lines as they stand; empty lines at its ends are no part of it. */
void frame_add_code(struct frame *frame, struct faqbot_view lines);

#endif
