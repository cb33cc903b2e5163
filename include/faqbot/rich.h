/* rich.h - rich text: an answer's paragraphs, lists, code and links as a flat list of nodes. */
#ifndef FAQBOT_RICH_H
#define FAQBOT_RICH_H

#include <faqbot/view.h>

/* The nesting that a rich text may have; deeper Markdown is flattened when it is loaded. */
#define FAQBOT_RICH_DEPTH_MAX 16

/* Containers are opened by their node and closed by FAQBOT_NODE_CLOSE, always balanced; the others stand alone. */
enum faqbot_node_kind {
    FAQBOT_NODE_CLOSE = 0,
    FAQBOT_NODE_PARAGRAPH,  /* container of inline nodes */
    FAQBOT_NODE_LIST,       /* bullets: container of ITEM */
    FAQBOT_NODE_ORDERED,    /* numbered: container of ITEM; number is the first item's */
    FAQBOT_NODE_ITEM,       /* container of blocks */
    FAQBOT_NODE_QUOTE,      /* container of blocks */
    FAQBOT_NODE_CODE_BLOCK, /* text: the lines as they stand */
    FAQBOT_NODE_TEXT,       /* text */
    FAQBOT_NODE_BREAK,      /* a line break within a paragraph */
    FAQBOT_NODE_CODE,       /* text: inline code */
    FAQBOT_NODE_STRONG,     /* container of inline nodes */
    FAQBOT_NODE_EMPHASIS,   /* container of inline nodes */
    FAQBOT_NODE_LINK /* container of inline nodes; text is the address: http, https or mailto, nothing else */
};

struct faqbot_node {
    enum faqbot_node_kind kind;
    unsigned number;         /* ORDERED only */
    struct faqbot_view text; /* as the kind says; empty otherwise; valid as long as the list of nodes */
};

#endif
