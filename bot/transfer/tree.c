/* transfer/tree.c - HTML as a tree. libgumbo knows HTML; the bounds are ours, for it has none: it asks
 * no allocator whether there is memory, takes time that grows with the square of the nesting and of a
 * tag's attributes, and frees its tree by recursion. So its memory is an arena that is given back as a
 * whole, and parsing is left in the midst of an allocation, by longjmp(), where a bound is passed:
 * nothing but the arena has to be cleaned up then. */
#include "transfer/tree.h"

#include <setjmp.h>
#include <string.h>

#include "base/c_locale.h"
#include "text/utf8.h"

struct parse {
    struct arena *arena;
    size_t nodes;
    size_t attributes;
    size_t attributes_of_tag; /* since the last element or text */
    size_t nodes_max;
    enum faqbot_status status;
    const char *complaint;
    GumboOutput *output;
    jmp_buf give_up;
};

/* Never returns. */
static void refuse(struct parse *parse, enum faqbot_status status, const char *complaint)
{
    parse->status = status;
    parse->complaint = complaint;
    longjmp(parse->give_up, 1);
}

/* libgumbo's allocator. Elements and texts are of one size and attributes of another, so they can be
 * counted here. What else has that size is counted too; that is no great number. */
static void *take(void *user, size_t size)
{
    struct parse *parse = user;
    parse->nodes += size == sizeof(GumboNode);
    parse->attributes += size == sizeof(GumboAttribute);
    parse->attributes_of_tag =
        size == sizeof(GumboNode) ? 0 : parse->attributes_of_tag + (size_t)(size == sizeof(GumboAttribute));
    if (parse->nodes > parse->nodes_max) {
        refuse(parse, FAQBOT_LIMIT, "it has too many elements");
    }
    if (parse->attributes > parse->nodes_max || parse->attributes_of_tag > HTML_DOM_TAG_ATTRIBUTES_MAX) {
        refuse(parse, FAQBOT_LIMIT, "its elements have too many attributes");
    }
    void *memory = arena_alloc(parse->arena, size);
    if (memory == NULL) {
        bool is_full = size > parse->arena->limit - parse->arena->held;
        refuse(parse, is_full ? FAQBOT_LIMIT : FAQBOT_NO_MEMORY, "its elements take too much memory");
    }
    return memory;
}

static void give_back(void *user, void *memory)
{
    (void)user;
    (void)memory; /* the arena's, until it ends */
}

void html_dom_init(struct html_dom *tree)
{
    *tree = (struct html_dom){0};
    arena_init(&tree->arena, HTML_DOM_MEMORY_MAX);
}

void html_dom_release(struct html_dom *tree)
{
    arena_release(&tree->arena);
    tree->root = NULL;
}

/* libgumbo 0.10.1 makes bytes that are no UTF-8 of an entity whose number is too large: a question mark
 * stands for each of them. False: no memory. */
static bool mend_text(struct arena *arena, const char **text)
{
    struct faqbot_view rest = view_of(*text);
    uint32_t character;
    if (utf8_is_valid(rest)) {
        return true;
    }
    size_t size = rest.size;
    char *bytes = arena_alloc(arena, size + 1);
    if (bytes == NULL) {
        return false;
    }
    memcpy(bytes, rest.bytes, size + 1);
    while (rest.size > 0) {
        if (!utf8_next(&rest, &character)) {
            bytes[size - rest.size] = '?';
            rest = view_slice(rest, 1, rest.size);
        }
    }
    *text = bytes;
    return true;
}

static bool is_element(const GumboNode *node)
{
    return node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE;
}

/* Mends the texts of a node and of all within. The recursion ends `left` deeper. */
static enum faqbot_status mend(struct arena *arena, GumboNode *node, size_t left)
{
    enum faqbot_status status = FAQBOT_OK;
    if (!is_element(node)) {
        return mend_text(arena, &node->v.text.text) ? FAQBOT_OK : FAQBOT_NO_MEMORY;
    }
    if (left == 0) {
        return FAQBOT_LIMIT;
    }
    const GumboElement *element = &node->v.element;
    for (size_t i = 0; i < element->attributes.length && status == FAQBOT_OK; i++) {
        GumboAttribute *attribute = element->attributes.data[i];
        status = mend_text(arena, &attribute->value) ? FAQBOT_OK : FAQBOT_NO_MEMORY;
    }
    for (size_t i = 0; i < element->children.length && status == FAQBOT_OK; i++) {
        status = mend(arena, element->children.data[i], left - 1);
    }
    return status;
}

enum faqbot_status html_dom_parse(struct html_dom *tree, struct faqbot_view html, size_t nodes_max,
                                  const char **complaint)
{
    if (html.size > HTML_DOM_BYTES_MAX) {
        *complaint = "it has more than 16 MiB";
        return FAQBOT_LIMIT;
    }
    struct parse parse = {.arena = &tree->arena, .nodes_max = nodes_max};
    GumboOptions options = kGumboDefaultOptions;
    options.allocator = take;
    options.deallocator = give_back;
    options.userdata = &parse;
    options.max_errors = 0;
    /* libgumbo compares names with tolower() and strcasecmp(). */
    const struct c_locale entered = c_locale_enter();
    if (setjmp(parse.give_up) == 0) {
        parse.output = gumbo_parse_with_options(&options, html.size == 0 ? "" : html.bytes, html.size);
    }
    c_locale_leave(entered);
    if (parse.status != FAQBOT_OK) {
        *complaint = parse.complaint;
        return parse.status;
    }
    enum faqbot_status status = mend(parse.arena, parse.output->root, HTML_DOM_DEPTH_MAX);
    if (status == FAQBOT_OK) {
        tree->root = parse.output->root;
    } else if (status == FAQBOT_LIMIT) {
        *complaint = "its elements lie too deep within each other";
    }
    return status;
}

size_t html_dom_child_count(const GumboNode *node)
{
    return is_element(node) ? node->v.element.children.length : 0;
}

const GumboNode *html_dom_child(const GumboNode *node, size_t index)
{
    return node->v.element.children.data[index];
}

bool html_dom_is(const GumboNode *node, GumboTag tag)
{
    return is_element(node) && node->v.element.tag == tag &&
           node->v.element.tag_namespace == GUMBO_NAMESPACE_HTML;
}

static const GumboAttribute *find_attribute(const GumboNode *node, const char *name)
{
    return is_element(node) ? gumbo_get_attribute(&node->v.element.attributes, name) : NULL;
}

struct faqbot_view html_dom_attribute(const GumboNode *node, const char *name)
{
    const GumboAttribute *attribute = find_attribute(node, name);
    return view_of(attribute == NULL ? NULL : attribute->value);
}

bool html_dom_has_attribute(const GumboNode *node, const char *name)
{
    return find_attribute(node, name) != NULL;
}

struct faqbot_view html_dom_text(const GumboNode *node)
{
    bool is_text = node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE ||
                   node->type == GUMBO_NODE_CDATA;
    return view_of(is_text ? node->v.text.text : NULL);
}
