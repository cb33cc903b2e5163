/* convert/html_dom.c - HTML as a tree, within bounds: the only file that calls libgumbo.
 *
 * libgumbo knows HTML, but has no bounds: it does not ask its allocator whether there is memory, takes time
 * that grows with the square of the nesting and of a tag's attributes, and frees its tree by recursion. So
 * its memory is an arena that is given back as a whole, and parsing is left in the middle of an allocation,
 * by longjmp(), as soon as a bound is passed: nothing but the arena has to be cleaned up then.
 *
 * The counts of the bounds are taken where memory is asked for, because libgumbo offers no other place: it
 * has no callback for an element, and its tree is whole or nothing.
 *
 * Parsing is by the rules of browsers, which accept any bytes: there is no broken HTML, only HTML that
 * means something else than its author thought. What is refused is refused for its size.
 *
 * What an element means is not known here; see html_convert.c. */
#include "convert/readers.h"

#include <setjmp.h>
#include <string.h>

/* What is counted while libgumbo allocates. */
struct parse {
    struct html_dom *tree;
    size_t nodes;
    size_t attributes;
    size_t attributes_of_tag; /* since the last element or text */
    size_t nodes_max;
    GumboOutput *output;
    jmp_buf give_up;
};

/* The tree is the result and carries its own failure; callers look once. */
static void fail(struct html_dom *tree, enum faqbot_status status, const char *complaint)
{
    tree->status = status;
    tree->complaint = complaint;
}

/* Never returns. */
static void give_up(struct parse *parse, enum faqbot_status status, const char *complaint)
{
    fail(parse->tree, status, complaint);
    longjmp(parse->give_up, 1);
}

/* libgumbo's allocator. Elements and texts are of one size and attributes of another, so they can be
 * counted here. Whatever else has that size is counted too, which is not much. */
static void *take(void *user, size_t size)
{
    struct parse *parse = user;
    struct arena *arena = &parse->tree->arena;
    parse->nodes += size == sizeof(GumboNode);
    parse->attributes += size == sizeof(GumboAttribute);
    parse->attributes_of_tag =
        size == sizeof(GumboNode) ? 0 : parse->attributes_of_tag + (size_t)(size == sizeof(GumboAttribute));
    if (parse->nodes > parse->nodes_max) {
        give_up(parse, FAQBOT_LIMIT, "it has too many elements");
    }
    if (parse->attributes > parse->nodes_max || parse->attributes_of_tag > HTML_DOM_TAG_ATTRIBUTES_MAX) {
        give_up(parse, FAQBOT_LIMIT, "its elements have too many attributes");
    }
    void *memory = arena_alloc(arena, size);
    if (memory == NULL) {
        bool is_full = size > arena->limit - arena->held;
        give_up(parse, is_full ? FAQBOT_LIMIT : FAQBOT_NO_MEMORY, "its elements take too much memory");
    }
    return memory;
}

/* libgumbo's deallocator. */
static void keep(void *user, void *memory)
{
    (void)user;
    (void)memory; /* the arena's, until it ends */
}

/* libgumbo 0.10.1 makes bytes that are not UTF-8 of a character reference whose number is too large: a
 * question mark stands for each of them. */
static void mend_text(struct html_dom *tree, const char **text)
{
    struct faqbot_view rest = view_of(*text);
    uint32_t character;
    if (tree->status != FAQBOT_OK || utf8_is_valid(rest)) {
        return;
    }
    size_t size = rest.size;
    char *bytes = arena_alloc(&tree->arena, size + 1);
    if (bytes == NULL) {
        fail(tree, FAQBOT_NO_MEMORY, "");
        return;
    }
    memcpy(bytes, rest.bytes, size + 1);
    while (rest.size > 0) {
        if (!utf8_next(&rest, &character)) {
            bytes[size - rest.size] = '?';
            rest = view_slice(rest, 1, rest.size);
        }
    }
    *text = bytes;
}

static bool is_element(const GumboNode *node)
{
    return node->type == GUMBO_NODE_ELEMENT || node->type == GUMBO_NODE_TEMPLATE;
}

/* Mends the texts of a node and of everything within. The recursion ends `left` deeper, so that those who
 * walk the tree later need no bound of their own. */
static void mend(struct html_dom *tree, GumboNode *node, size_t left)
{
    if (!is_element(node)) {
        mend_text(tree, &node->v.text.text);
        return;
    }
    if (left == 0) {
        fail(tree, FAQBOT_LIMIT, "its elements lie too deep within each other");
        return;
    }
    const GumboElement *element = &node->v.element;
    for (size_t i = 0; i < element->attributes.length; i++) {
        GumboAttribute *attribute = element->attributes.data[i];
        mend_text(tree, &attribute->value);
    }
    for (size_t i = 0; i < element->children.length && tree->status == FAQBOT_OK; i++) {
        mend(tree, element->children.data[i], left - 1);
    }
}

/* The tree's texts are mended right away, so that nobody who walks it has to doubt them. */
void html_dom_parse(struct html_dom *tree, struct faqbot_view html, size_t nodes_max)
{
    struct parse parse = {.tree = tree, .nodes_max = nodes_max};
    *tree = (struct html_dom){.complaint = ""};
    arena_init(&tree->arena, HTML_DOM_MEMORY_MAX);
    if (html.size > HTML_DOM_BYTES_MAX) {
        fail(tree, FAQBOT_LIMIT, "it has more than 16 MiB");
        return;
    }
    GumboOptions options = kGumboDefaultOptions;
    options.allocator = take;
    options.deallocator = keep;
    options.userdata = &parse;
    options.max_errors = 0;
    /* libgumbo compares names with tolower() and strcasecmp(), which ask the locale. */
    const struct c_locale entered = c_locale_enter();
    if (setjmp(parse.give_up) == 0) {
        parse.output = gumbo_parse_with_options(&options, html.size == 0 ? "" : html.bytes, html.size);
    }
    c_locale_leave(entered);
    if (tree->status == FAQBOT_OK) {
        mend(tree, parse.output->root, HTML_DOM_DEPTH_MAX);
        tree->root = parse.output->root;
    }
}

/* Not gumbo_destroy_output(): that would recurse as deep as the tree, to free what the arena frees at
 * once. */
void html_dom_release(struct html_dom *tree)
{
    arena_release(&tree->arena);
}

/* Templates have children as well, which browsers do not show; whether they count is the caller's
 * decision. */
size_t html_dom_child_count(const GumboNode *node)
{
    return is_element(node) ? node->v.element.children.length : 0;
}

const GumboNode *html_dom_child(const GumboNode *node, size_t index)
{
    return node->v.element.children.data[index];
}

GumboTag html_dom_tag(const GumboNode *node)
{
    bool is_html = is_element(node) && node->v.element.tag_namespace == GUMBO_NAMESPACE_HTML;
    return is_html ? node->v.element.tag : is_element(node) ? GUMBO_TAG_SVG : GUMBO_TAG_LAST;
}

bool html_dom_is_tag(struct faqbot_view name)
{
    return name.size > 0 && name.size < 32 &&
           gumbo_tagn_enum(name.bytes, (unsigned)name.size) != GUMBO_TAG_UNKNOWN;
}

struct faqbot_view html_dom_attribute(const GumboNode *node, const char *name)
{
    const GumboAttribute *attribute =
        is_element(node) ? gumbo_get_attribute(&node->v.element.attributes, name) : NULL;
    return view_of(attribute == NULL ? NULL : attribute->value);
}

struct faqbot_view html_dom_text(const GumboNode *node)
{
    bool is_text = node->type == GUMBO_NODE_TEXT || node->type == GUMBO_NODE_WHITESPACE ||
                   node->type == GUMBO_NODE_CDATA;
    return view_of(is_text ? node->v.text.text : NULL);
}

/* ==== Addresses ========================================================================================= */

/* Whether an address has no scheme, so that it leads to beside the page or within it. */
bool html_is_relative(struct faqbot_view address)
{
    size_t end = 0;
    while (address.bytes != NULL && end < address.size && strchr("/?#:", address.bytes[end]) == NULL) {
        end++;
    }
    return address.bytes == NULL || end == address.size || address.bytes[end] != ':';
}

/* The part of an absolute address up to its host's end: "https://example.org". */
static size_t origin_size(struct faqbot_view base)
{
    size_t colon = view_find(base, ':');
    struct faqbot_view rest = view_slice(base, colon + 3, base.size);
    size_t end = 0;
    while (end < rest.size && strchr("/?#", rest.bytes[end]) == NULL) {
        end++;
    }
    return base.size < colon + 3 ? base.size : colon + 3 + end;
}

/* What is left of a path where "." and ".." are followed (RFC 3986, 5.2.4), behind what is in the buffer. */
static void add_path(struct faqbot_view path, struct buffer *out)
{
    size_t start = out->size;
    while (path.size > 0) {
        struct faqbot_view name = view_slice(path, 1, view_find(view_slice(path, 1, path.size), '/'));
        bool is_last = name.size + 1 >= path.size;
        bool is_up = view_equals_text(name, "..");
        if (is_up || view_equals_text(name, ".")) {
            while (is_up && out->size > start && buffer_view(out).bytes[out->size - 1] != '/') {
                buffer_truncate(out, out->size - 1);
            }
            buffer_truncate(out, is_up && out->size > start ? out->size - 1 : out->size);
            buffer_add_text(out, is_last ? "/" : "");
        } else {
            buffer_add_byte(out, '/');
            buffer_add(out, name);
        }
        path = view_slice(path, name.size + 1, path.size);
    }
}

/* Queries and fragments have slashes of their own, which are no path. */
static struct faqbot_view without_query(struct faqbot_view address)
{
    size_t question = view_find(address, '?');
    return view_slice(address, 0, view_find(view_slice(address, 0, question), '#'));
}

struct faqbot_view html_resolve(struct arena *arena, struct faqbot_view base, struct faqbot_view address)
{
    struct buffer out;
    bool is_absolute = !html_is_relative(address);
    if (is_absolute || view_is_empty(base) || html_is_relative(base)) {
        return is_absolute || view_is_empty(base) ? address : base;
    }
    size_t origin = origin_size(base);
    struct faqbot_view path = without_query(view_slice(base, origin, base.size));
    struct faqbot_view own = without_query(address);
    struct faqbot_view rest = view_slice(address, own.size, address.size);
    buffer_init_in(&out, arena, base.size + address.size + 2);
    if (view_starts_with(address, "//")) {
        buffer_add(&out, view_slice(base, 0, view_find(base, ':') + 1));
        buffer_add(&out, address);
    } else if (view_is_empty(own)) {
        buffer_add(&out, view_slice(base, 0, origin + path.size));
        buffer_add(&out, rest);
    } else {
        struct buffer joined;
        size_t folder = path.size;
        while (folder > 0 && path.bytes[folder - 1] != '/') {
            folder--;
        }
        buffer_init_in(&joined, arena, base.size + address.size + 2);
        if (!view_starts_with(own, "/")) {
            buffer_add(&joined, folder > 0 ? view_slice(path, 0, folder) : view_of("/"));
        }
        buffer_add(&joined, own);
        buffer_add(&out, view_slice(base, 0, origin));
        add_path(buffer_view(&joined), &out);
        buffer_add(&out, rest);
    }
    return out.failed ? view_make(NULL, 0) : buffer_view(&out);
}

/* The texts are libgumbo's and of the arena; a text is shortened by its beginning being moved. The recursion ends
 * at HTML_DOM_DEPTH_MAX. */
static size_t skip(GumboNode *node, size_t bytes)
{
    if (!is_element(node)) {
        const char *text = node->v.text.text;
        while (bytes > 0 && *text != '\0') {
            bool is_wide = view_starts_with(view_of(text), HTML_NO_BREAK_SPACE);
            bytes -= !is_wide && !ascii_is_space(*text);
            text += is_wide ? 2 : 1;
        }
        node->v.text.text = text;
        return bytes;
    }
    for (size_t i = 0; i < node->v.element.children.length && bytes > 0; i++) {
        bytes = skip(node->v.element.children.data[i], bytes);
    }
    return bytes;
}

void html_dom_skip(const GumboNode *node, size_t bytes)
{
    for (size_t i = 0; i < html_dom_child_count(node) && bytes > 0; i++) {
        bytes = skip(node->v.element.children.data[i], bytes);
    }
}
