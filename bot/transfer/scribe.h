/* transfer/scribe.h - Markdown while it is written: where it goes, and what each of its lines begins with. */
#ifndef TRANSFER_SCRIBE_H
#define TRANSFER_SCRIBE_H

#include <faqbot/rich.h>

#include "base/buffer.h"

#define SCRIBE_PREFIX_BYTES_MAX                                                                              \
    (FAQBOT_RICH_DEPTH_MAX * 12) /* a marker of nine digits, a sign and a blank at most */

/* What parts two pieces of mark-up that would run into each other: an empty comment. */
#define SCRIBE_APART "<!-- -->"

struct scribe {
    const struct faqbot_node *nodes;
    size_t count;
    size_t at;
    struct buffer *out;
    char prefix[SCRIBE_PREFIX_BYTES_MAX]; /* of each line: what the containers around it want */
    size_t prefix_size;
    bool within_link;
    size_t emphasis;  /* how many marks of it are open */
    bool line_starts; /* nothing stands in the line but its prefix */
};

/* Appends to the line. */
void scribe_add(struct scribe *scribe, const char *text);
void scribe_add_run(struct scribe *scribe, char byte, size_t size);

/* Begins a line with its prefix. */
void scribe_start_line(struct scribe *scribe);

/* How many of a byte stand in a row at most. */
size_t scribe_longest_run(struct faqbot_view text, char byte);

#endif
