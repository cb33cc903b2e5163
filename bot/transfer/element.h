/* transfer/element.h - what an element of HTML is to the conversion into Markdown. */
#ifndef TRANSFER_ELEMENT_H
#define TRANSFER_ELEMENT_H

#include "transfer/tree.h"

enum element_role {
    ELEMENT_INLINE = 0, /* its content alone counts; unknown elements too */
    ELEMENT_DROPPED,    /* says nothing to a reader: scripts, styles, fields of a form */
    ELEMENT_MEDIA,      /* cannot be shown: films, frames, drawings */
    ELEMENT_STRUCK,     /* text that no longer holds */
    ELEMENT_STRONG,
    ELEMENT_EMPHASIS,
    ELEMENT_CODE,
    ELEMENT_BREAK,
    ELEMENT_LINK,
    ELEMENT_IMAGE,
    ELEMENT_BLOCK, /* stands in lines of its own */
    ELEMENT_HEADING,
    ELEMENT_LIST,
    ELEMENT_ORDERED,
    ELEMENT_ITEM,
    ELEMENT_QUOTE,
    ELEMENT_PREFORMATTED,
    ELEMENT_TABLE,
    ELEMENT_ROW,
    ELEMENT_CELL,
    ELEMENT_HEADING_CELL
};

/* The role of an element; of what is none (text, a comment) ELEMENT_INLINE. */
enum element_role element_role(const GumboNode *node);

/* How many cells a row has. */
size_t element_cell_count(const GumboNode *row);

/* Whether anything within the node ends a line. Where nothing does, its line ends are likely to be meant. */
bool element_breaks_lines(const GumboNode *node);

/* Whether the node says anything: a text, or an image's alternative. */
bool element_shows_text(const GumboNode *node);

#endif
