/* knowledge/commonmark.h - cmark within bounds: Markdown as a tree, in memory that can run out. */
#ifndef KNOWLEDGE_COMMONMARK_H
#define KNOWLEDGE_COMMONMARK_H

#include <cmark.h>

#include <faqbot.h>

#include "base/arena.h"

/* What one document may take. For each byte cmark needs 15 to 35 of ordinary text, and up to 200 of mark-up that parts
 * every letter from the next: the largest file of ordinary text fits. */
#define COMMONMARK_BYTES_MAX ((size_t)512 * 1024 * 1024)

/* Declare it, commonmark_init() it, commonmark_release() it; it stays where it is meanwhile. Holds one document. */
struct commonmark {
    struct arena arena;
    cmark_mem memory; /* the arena, as cmark knows it */
};

/* An empty one. Allocates nothing yet. */
void commonmark_init(struct commonmark *commonmark);
void commonmark_release(struct commonmark *commonmark);

/* Parses a document, which is valid until the next one is parsed or the release; nodes may be unlinked and freed, but
 * none may be made: outside of these two functions cmark has no memory, so its iterators are no use either.
 * FAQBOT_NO_MEMORY; FAQBOT_LIMIT: it would take more than COMMONMARK_BYTES_MAX. */
enum faqbot_status commonmark_parse(struct commonmark *commonmark, struct faqbot_view text,
                                    cmark_node **document);

/* Its document as HTML, with the HTML within it, valid as long as the document. Fails as parsing does. */
enum faqbot_status commonmark_render_html(struct commonmark *commonmark, cmark_node *document,
                                          struct faqbot_view *html);

/* All nodes of a tree, in the order of the text, each when it begins and when it ends; takes no memory, however deep
 * they nest. */
struct commonmark_walk {
    cmark_node *top;
    cmark_node *node;
    bool is_leaving;
};

void commonmark_walk_start(struct commonmark_walk *walk, cmark_node *top);

/* Goes to the next, `walk->node`; false: there is none. That node's children may not be unlinked meanwhile. */
bool commonmark_walk_next(struct commonmark_walk *walk);

#endif
