/* transfer/tree.h - HTML as a tree, within bounds: the only place that calls libgumbo. */
#ifndef TRANSFER_TREE_H
#define TRANSFER_TREE_H

#include <gumbo.h>

#include <faqbot.h>

#include "base/arena.h"

#define HTML_DOM_BYTES_MAX ((size_t)16 * 1024 * 1024)   /* of the HTML */
#define HTML_DOM_MEMORY_MAX ((size_t)256 * 1024 * 1024) /* of the tree, and of what parsing it takes */
#define HTML_DOM_DEPTH_MAX 512 /* elements within each other; browsers stop there too */
/* Elements and texts of one page, and its attributes. libgumbo takes two seconds for as many in each other, and four
 * times as long for twice as many; pages have some thousands. */
#define HTML_DOM_NODES_MAX 32768
#define HTML_DOM_TAG_ATTRIBUTES_MAX 1024 /* of one tag: each is compared with all others */

/* Declare it, html_dom_init() it, html_dom_release() it. */
struct html_dom {
    struct arena arena;
    const GumboNode *root; /* the html element; valid until release */
};

/* An empty tree. Allocates nothing yet. */
void html_dom_init(struct html_dom *tree);
void html_dom_release(struct html_dom *tree);

/* Parses a page or a part of one, once: any bytes are HTML. All texts of the tree are valid UTF-8;
 * `html` must live as long as the tree. FAQBOT_LIMIT: a limit above, or more than `nodes_max` nodes or
 * attributes (HTML_DOM_NODES_MAX at most); *complaint is a static clause that says which ("it has too many
 * elements"). FAQBOT_NO_MEMORY. */
enum faqbot_status html_dom_parse(struct html_dom *tree, struct faqbot_view html, size_t nodes_max,
                                  const char **complaint);

/* The nodes right within an element; none for any other node. */
size_t html_dom_child_count(const GumboNode *node);
const GumboNode *html_dom_child(const GumboNode *node, size_t index);

/* Whether it is an element of HTML of that kind. */
bool html_dom_is(const GumboNode *node, GumboTag tag);

/* An attribute's value, valid as long as the tree; empty where the node has none of that name. */
struct faqbot_view html_dom_attribute(const GumboNode *node, const char *name);
bool html_dom_has_attribute(const GumboNode *node, const char *name);

/* What a node of text says; empty for any other node. */
struct faqbot_view html_dom_text(const GumboNode *node);

#endif
