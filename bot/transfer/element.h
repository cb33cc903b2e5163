/* transfer/element.h - what an element of HTML is to the conversion into Markdown. */
#ifndef TRANSFER_ELEMENT_H
#define TRANSFER_ELEMENT_H

#include "transfer/tree.h"

enum html_element_role {
    HTML_ELEMENT_INLINE = 0, /* its content alone counts; unknown elements too */
    HTML_ELEMENT_DROPPED,    /* says nothing to a reader: scripts, styles, fields of a form */
    HTML_ELEMENT_MEDIA,      /* cannot be shown: films, frames, drawings */
    HTML_ELEMENT_STRUCK,     /* text that no longer holds */
    HTML_ELEMENT_STRONG,
    HTML_ELEMENT_EMPHASIS,
    HTML_ELEMENT_CODE,
    HTML_ELEMENT_BREAK,
    HTML_ELEMENT_LINK,
    HTML_ELEMENT_IMAGE,
    HTML_ELEMENT_BLOCK, /* stands in lines of its own */
    HTML_ELEMENT_HEADING,
    HTML_ELEMENT_LIST,
    HTML_ELEMENT_ORDERED,
    HTML_ELEMENT_ITEM,
    HTML_ELEMENT_QUOTE,
    HTML_ELEMENT_PREFORMATTED,
    HTML_ELEMENT_TABLE,
    HTML_ELEMENT_ROW,
    HTML_ELEMENT_CELL,
    HTML_ELEMENT_HEADING_CELL
};

/* The role of an element; of what is none (text, a comment) HTML_ELEMENT_INLINE. */
enum html_element_role html_element_role(const GumboNode *node);

/* How many cells a row has. */
size_t html_element_cell_count(const GumboNode *row);

/* Whether anything within the node ends a line. Where nothing does, its line ends are likely to be meant. */
bool html_element_breaks_lines(const GumboNode *node);

/* Whether the node says anything: a text, or an image's alternative. */
bool html_element_shows_text(const GumboNode *node);

#endif
