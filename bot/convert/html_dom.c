/* convert/html_dom.c - HTML as a tree. libgumbo knows HTML; the bounds are ours, for it has none: it asks
 * no allocator whether there is memory, takes time that grows with the square of the nesting and of a
 * tag's attributes, and frees its tree by recursion. So its memory is an arena that is given back as a
 * whole, and parsing is left in the midst of an allocation, by longjmp(), where a bound is passed: nothing
 * but the arena has to be cleaned up then. */
#include "convert/convert_internal.h"

#include <setjmp.h>
#include <string.h>

#include "util/util.h"

/* ==== tree ============================================================================================== */

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

/* ==== element =========================================================================================== */

/* What an element is to the conversion. A table and what can be asked of one node; nothing is written
 * here. */

enum html_element_role html_element_role(const GumboNode *node)
{
    static const unsigned char roles[GUMBO_TAG_LAST + 1] = {
        [GUMBO_TAG_HEAD] = HTML_ELEMENT_DROPPED,     [GUMBO_TAG_TITLE] = HTML_ELEMENT_DROPPED,
        [GUMBO_TAG_STYLE] = HTML_ELEMENT_DROPPED,    [GUMBO_TAG_SCRIPT] = HTML_ELEMENT_DROPPED,
        [GUMBO_TAG_NOSCRIPT] = HTML_ELEMENT_DROPPED, [GUMBO_TAG_TEMPLATE] = HTML_ELEMENT_DROPPED,
        [GUMBO_TAG_NOFRAMES] = HTML_ELEMENT_DROPPED, [GUMBO_TAG_NOEMBED] = HTML_ELEMENT_DROPPED,
        [GUMBO_TAG_SELECT] = HTML_ELEMENT_DROPPED,   [GUMBO_TAG_DATALIST] = HTML_ELEMENT_DROPPED,
        [GUMBO_TAG_TEXTAREA] = HTML_ELEMENT_DROPPED, [GUMBO_TAG_RP] = HTML_ELEMENT_DROPPED,
        [GUMBO_TAG_IFRAME] = HTML_ELEMENT_MEDIA,     [GUMBO_TAG_EMBED] = HTML_ELEMENT_MEDIA,
        [GUMBO_TAG_OBJECT] = HTML_ELEMENT_MEDIA,     [GUMBO_TAG_VIDEO] = HTML_ELEMENT_MEDIA,
        [GUMBO_TAG_AUDIO] = HTML_ELEMENT_MEDIA,      [GUMBO_TAG_CANVAS] = HTML_ELEMENT_MEDIA,
        [GUMBO_TAG_APPLET] = HTML_ELEMENT_MEDIA,     [GUMBO_TAG_S] = HTML_ELEMENT_STRUCK,
        [GUMBO_TAG_DEL] = HTML_ELEMENT_STRUCK,       [GUMBO_TAG_STRIKE] = HTML_ELEMENT_STRUCK,
        [GUMBO_TAG_B] = HTML_ELEMENT_STRONG,         [GUMBO_TAG_STRONG] = HTML_ELEMENT_STRONG,
        [GUMBO_TAG_I] = HTML_ELEMENT_EMPHASIS,       [GUMBO_TAG_EM] = HTML_ELEMENT_EMPHASIS,
        [GUMBO_TAG_CITE] = HTML_ELEMENT_EMPHASIS,    [GUMBO_TAG_DFN] = HTML_ELEMENT_EMPHASIS,
        [GUMBO_TAG_VAR] = HTML_ELEMENT_EMPHASIS,     [GUMBO_TAG_CODE] = HTML_ELEMENT_CODE,
        [GUMBO_TAG_KBD] = HTML_ELEMENT_CODE,         [GUMBO_TAG_SAMP] = HTML_ELEMENT_CODE,
        [GUMBO_TAG_TT] = HTML_ELEMENT_CODE,          [GUMBO_TAG_BR] = HTML_ELEMENT_BREAK,
        [GUMBO_TAG_A] = HTML_ELEMENT_LINK,           [GUMBO_TAG_IMG] = HTML_ELEMENT_IMAGE,
        [GUMBO_TAG_P] = HTML_ELEMENT_BLOCK,          [GUMBO_TAG_DIV] = HTML_ELEMENT_BLOCK,
        [GUMBO_TAG_ARTICLE] = HTML_ELEMENT_BLOCK,    [GUMBO_TAG_SECTION] = HTML_ELEMENT_BLOCK,
        [GUMBO_TAG_NAV] = HTML_ELEMENT_BLOCK,        [GUMBO_TAG_ASIDE] = HTML_ELEMENT_BLOCK,
        [GUMBO_TAG_HEADER] = HTML_ELEMENT_BLOCK,     [GUMBO_TAG_FOOTER] = HTML_ELEMENT_BLOCK,
        [GUMBO_TAG_MAIN] = HTML_ELEMENT_BLOCK,       [GUMBO_TAG_HGROUP] = HTML_ELEMENT_BLOCK,
        [GUMBO_TAG_ADDRESS] = HTML_ELEMENT_BLOCK,    [GUMBO_TAG_HR] = HTML_ELEMENT_BLOCK,
        [GUMBO_TAG_DL] = HTML_ELEMENT_BLOCK,         [GUMBO_TAG_DD] = HTML_ELEMENT_BLOCK,
        [GUMBO_TAG_FIGURE] = HTML_ELEMENT_BLOCK,     [GUMBO_TAG_FIGCAPTION] = HTML_ELEMENT_BLOCK,
        [GUMBO_TAG_FORM] = HTML_ELEMENT_BLOCK,       [GUMBO_TAG_FIELDSET] = HTML_ELEMENT_BLOCK,
        [GUMBO_TAG_LEGEND] = HTML_ELEMENT_BLOCK,     [GUMBO_TAG_DETAILS] = HTML_ELEMENT_BLOCK,
        [GUMBO_TAG_SUMMARY] = HTML_ELEMENT_BLOCK,    [GUMBO_TAG_CENTER] = HTML_ELEMENT_BLOCK,
        [GUMBO_TAG_H1] = HTML_ELEMENT_HEADING,       [GUMBO_TAG_H2] = HTML_ELEMENT_HEADING,
        [GUMBO_TAG_H3] = HTML_ELEMENT_HEADING,       [GUMBO_TAG_H4] = HTML_ELEMENT_HEADING,
        [GUMBO_TAG_H5] = HTML_ELEMENT_HEADING,       [GUMBO_TAG_H6] = HTML_ELEMENT_HEADING,
        [GUMBO_TAG_DT] = HTML_ELEMENT_HEADING,       [GUMBO_TAG_CAPTION] = HTML_ELEMENT_HEADING,
        [GUMBO_TAG_UL] = HTML_ELEMENT_LIST,          [GUMBO_TAG_MENU] = HTML_ELEMENT_LIST,
        [GUMBO_TAG_DIR] = HTML_ELEMENT_LIST,         [GUMBO_TAG_OL] = HTML_ELEMENT_ORDERED,
        [GUMBO_TAG_LI] = HTML_ELEMENT_ITEM,          [GUMBO_TAG_BLOCKQUOTE] = HTML_ELEMENT_QUOTE,
        [GUMBO_TAG_PRE] = HTML_ELEMENT_PREFORMATTED, [GUMBO_TAG_LISTING] = HTML_ELEMENT_PREFORMATTED,
        [GUMBO_TAG_XMP] = HTML_ELEMENT_PREFORMATTED, [GUMBO_TAG_PLAINTEXT] = HTML_ELEMENT_PREFORMATTED,
        [GUMBO_TAG_TABLE] = HTML_ELEMENT_TABLE,      [GUMBO_TAG_TR] = HTML_ELEMENT_ROW,
        [GUMBO_TAG_TD] = HTML_ELEMENT_CELL,          [GUMBO_TAG_TH] = HTML_ELEMENT_HEADING_CELL,
    };
    if (node->type != GUMBO_NODE_ELEMENT && node->type != GUMBO_NODE_TEMPLATE) {
        return HTML_ELEMENT_INLINE;
    }
    if (node->v.element.tag_namespace != GUMBO_NAMESPACE_HTML) {
        return HTML_ELEMENT_DROPPED; /* drawings and formulas, whose text without its layout says something else */
    }
    return (enum html_element_role)roles[node->v.element.tag];
}

size_t html_element_cell_count(const GumboNode *row)
{
    size_t count = 0;
    for (size_t i = 0; i < html_dom_child_count(row); i++) {
        enum html_element_role role = html_element_role(html_dom_child(row, i));
        count += role == HTML_ELEMENT_CELL || role == HTML_ELEMENT_HEADING_CELL;
    }
    return count;
}

bool html_element_breaks_lines(const GumboNode *node)
{
    for (size_t i = 0; i < html_dom_child_count(node); i++) {
        enum html_element_role role = html_element_role(html_dom_child(node, i));
        if (role == HTML_ELEMENT_BREAK || role >= HTML_ELEMENT_BLOCK ||
            html_element_breaks_lines(html_dom_child(node, i))) {
            return true;
        }
    }
    return false;
}

bool html_element_shows_text(const GumboNode *node)
{
    switch (html_element_role(node)) {
    case HTML_ELEMENT_DROPPED:
    case HTML_ELEMENT_MEDIA:
    case HTML_ELEMENT_STRUCK:
        return false;
    case HTML_ELEMENT_IMAGE:
        return !view_is_empty(view_trim(html_dom_attribute(node, "alt")));
    default:
        break;
    }
    bool shows = !view_is_empty(view_trim(html_dom_text(node)));
    for (size_t i = 0; i < html_dom_child_count(node) && !shows; i++) {
        shows = html_element_shows_text(html_dom_child(node, i));
    }
    return shows;
}
