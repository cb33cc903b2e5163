/* cli/layout.h - rich text laid out for a terminal. */
#ifndef CLI_LAYOUT_H
#define CLI_LAYOUT_H

#include "cli/wrap.h"

#include <faqbot/rich.h>

/* How things look. */
struct layout_style {
    unsigned width; /* columns; 0: lines are never broken */
    bool colour;
};

/* Writes the nodes: paragraphs and lists wrapped, a blank line between blocks, code as it stands behind an
 * indent, a link's address in brackets behind its text unless it is the text. */
void layout_nodes(FILE *out, const struct layout_style *style, const struct faqbot_node *nodes, size_t count);

/* Writes one paragraph, all of it in `look` (a sequence from below) where there is colour; NULL: plain. */
void layout_paragraph(FILE *out, const struct layout_style *style, const char *look, struct faqbot_view text);

#define LAYOUT_BOLD "\033[1m"
#define LAYOUT_DIM "\033[2m"
#define LAYOUT_ITALIC "\033[3m"
#define LAYOUT_PLAIN "\033[0m"

#endif
