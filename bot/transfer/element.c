/* transfer/element.c - what an element is to the conversion. A table and what can be asked of one node;
 * nothing is written here. */
#include "transfer/element.h"

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
