/* transfer/prose.h - the text of one paragraph with its styles. */
#ifndef TRANSFER_PROSE_H
#define TRANSFER_PROSE_H

#include "base/buffer.h"

enum md_inline_style {
    MD_INLINE_STRONG = 1,
    MD_INLINE_EMPHASIS = 2,
    MD_INLINE_CODE = 4
}; /* may be joined by | */

/* How a stretch of text looks. */
struct look {
    unsigned style;
    const struct faqbot_view
        *link; /* the address that it leads to, http, https or mailto; NULL: none. One link is
                                       one pointer. Valid until the prose is reset */
};

/* A stretch of the text of one look, up to where the next begins. */
struct md_inline_run {
    size_t start;
    struct look look;
};

/* Declare it, md_inline_init() it, md_inline_release() it. Sticky: after a failure it ignores what is added. */
struct md_inline {
    struct buffer text; /* all of it: white space made one blank, a line end where a line breaks */
    struct md_inline_run *runs;
    size_t run_count;
    size_t run_capacity;
    struct look blank_look; /* of a blank that stands here as soon as something follows in the line */
    bool blank;
    bool failed; /* no memory, or over the limit */
    bool no_memory;
};

/* An empty one of `limit` bytes at most. Allocates nothing yet. */
void md_inline_init(struct md_inline *prose, size_t limit);
void md_inline_release(struct md_inline *prose);
void md_inline_reset(struct md_inline *prose);

/* Appends text (valid UTF-8) as HTML shows it: white space in a row is one blank, none at a line's ends;
 * other control characters are blanks, byte order marks are left out. */
void md_inline_add(struct md_inline *prose, struct faqbot_view text, struct look look);

/* A line ends here. Nothing where none has begun. */
void md_inline_break(struct md_inline *prose);

/* Whether there is nothing to be seen yet. */
bool md_inline_is_empty(const struct md_inline *prose);

/* Whether nothing stands in the line yet. */
bool md_inline_is_at_line_start(const struct md_inline *prose);

#endif
