/* knowledge/answer.h - Markdown as rich text: the only place that knows both cmark's nodes and ours. */
#ifndef KNOWLEDGE_ANSWER_H
#define KNOWLEDGE_ANSWER_H

#include <faqbot.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/fault.h"
#include "knowledge/commonmark.h"
#include "knowledge/knowledge.h"

#define ANSWER_NODES_MAX ((size_t)1000000)

/* Rich text that is being made. Sticky: after a failure it ignores what is added. */
struct answer {
    struct faqbot_node *nodes;
    size_t count;
    size_t capacity;
    struct buffer run;            /* of text that is not yet a node */
    struct commonmark commonmark; /* what answer_add_markdown() parses */
    bool too_long;                /* over ANSWER_NODES_MAX */
    bool warned_html;             /* once an answer is enough */
    bool no_memory;
};

/* Where the Markdown stands and where its texts go. */
struct answer_source {
    struct arena *arena; /* the texts of the nodes are copied into it */
    struct fault_reporter *reporter;
    const struct kb_sink *sink; /* told of local links; may be NULL */
    const char *path;
    unsigned line_before; /* of the Markdown's first line, less one */
    bool one_line;        /* the whole Markdown stands in that one line (JSON) */
};

/* Declare it, answer_init() it, answer_release() it. */
void answer_init(struct answer *answer);
void answer_release(struct answer *answer);
void answer_reset(struct answer *answer); /* empty, not failed; keeps the memory */

/* Appends a block of a cmark document and all within it. Headings become strong paragraphs, images their alternative
 * text, rules nothing; links that lead elsewhere than rich_is_safe_address() allows lose the link and keep their text,
 * HTML is dropped: both with a warning, the latter once an answer. What is nested deeper than FAQBOT_RICH_DEPTH_MAX is
 * flattened. */
void answer_add_block(struct answer *answer, const struct answer_source *source, cmark_node *block);

/* Appends a document of Markdown. False: it would take too long to parse (see answer_is_laborious), or more memory than
 * commonmark.h allows, and nothing is added. */
bool answer_add_markdown(struct answer *answer, const struct answer_source *source, struct faqbot_view text);

/* Whether the text is one paragraph without any mark-up, so that parsing it can be spared. Never true of a text that
 * the parser would give something else for; not always true of one that it would not. */
bool answer_is_plain(struct faqbot_view text);

/* Whether cmark would take time that grows with the square of the text's size: very many images within one paragraph,
 * closed and not. */
bool answer_is_laborious(struct faqbot_view text);

/* The plain text of a block's or inline's content (a heading's, a list item's), appended without mark-up. */
void answer_plain_text(cmark_node *node, struct buffer *out);

#endif
