/* transfer/md_writer.h - the one writer of Markdown (CommonMark 0.30), for import and for export: paragraphs and code,
 * in lists and quotations. What it is given comes in one of two forms, prose from foreign HTML or the nodes of our own
 * rich text; escapes, fences and indents are the same.
 *
 * Imported prose is edited by people: it is written as they would, and a style that Markdown cannot express where it
 * stands is left out. Exported nodes must be read back as the same nodes: what would run together is parted by an empty
 * comment, which readers pass over. */
#ifndef TRANSFER_MD_WRITER_H
#define TRANSFER_MD_WRITER_H

#include <faqbot.h>

#include "transfer/prose.h"

/* Of an import: with two nodes each, a paragraph and its styles they are as deep as an answer may be. */
#define MD_WRITER_LEVELS_MAX 6
#define MD_WRITER_MARKER_BYTES 16

/* An item or a quotation that is open. */
struct md_writer_level {
    char marker[MD_WRITER_MARKER_BYTES]; /* what its first line begins with */
    bool is_quote;
    bool is_pending; /* nothing of it is written yet, and nothing will be if nothing comes */
    char list;       /* an item: what marks its list */
    char last_list;  /* what marks the list that was written last in it; 0: something else was */
};

/* Make it with md_writer_make(); it is as sticky as its buffer. */
struct md_writer {
    struct buffer *out;                                       /* borrowed */
    struct md_writer_level levels[FAQBOT_RICH_DEPTH_MAX + 1]; /* the first is the whole text */
    size_t depth;                                             /* of the innermost open one */
    bool is_exact;                                            /* for nodes */
    bool is_fresh; /* nothing is written yet, or just the marker of what is open */
};

/* A list while it is written. */
struct md_writer_list {
    bool is_ordered;
    unsigned number; /* of the next item */
    char mark;
};

struct md_writer md_writer_make(struct buffer *out);

/* A list that begins where the writer is; `number` is the first item's. Nothing is written before its items are. */
struct md_writer_list md_writer_begin_list(struct md_writer *writer, bool is_ordered, unsigned number);

/* What comes until md_writer_close() stands in an item, or in a quotation. False: too many are open, and nothing was
 * opened. */
bool md_writer_open_item(struct md_writer *writer, struct md_writer_list *list);
bool md_writer_open_quote(struct md_writer *writer);
void md_writer_close(struct md_writer *writer);

/* A paragraph; an empty one is none. */
void md_writer_add_prose(struct md_writer *writer, const struct md_inline *prose);

/* A block of code, its lines as they stand; empty lines at its ends are no part of it. */
void md_writer_add_code(struct md_writer *writer, struct faqbot_view lines);

/* Appends the nodes of an answer, without a line feed at the end: what our own reader makes of it are the same nodes.
 * No more is escaped than must be. */
void md_writer_add_nodes(const struct faqbot_node *nodes, size_t count, struct buffer *out);

#endif
