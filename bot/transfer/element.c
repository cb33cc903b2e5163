/* transfer/element.c - what an element is to the conversion. A table and what can be asked of one node;
 * nothing is written here. */
#include "transfer/element.h"

enum element_role element_role(const GumboNode *node)
{
    static const unsigned char roles[GUMBO_TAG_LAST + 1] = {
        [GUMBO_TAG_HEAD] = ELEMENT_DROPPED,     [GUMBO_TAG_TITLE] = ELEMENT_DROPPED,
        [GUMBO_TAG_STYLE] = ELEMENT_DROPPED,    [GUMBO_TAG_SCRIPT] = ELEMENT_DROPPED,
        [GUMBO_TAG_NOSCRIPT] = ELEMENT_DROPPED, [GUMBO_TAG_TEMPLATE] = ELEMENT_DROPPED,
        [GUMBO_TAG_NOFRAMES] = ELEMENT_DROPPED, [GUMBO_TAG_NOEMBED] = ELEMENT_DROPPED,
        [GUMBO_TAG_SELECT] = ELEMENT_DROPPED,   [GUMBO_TAG_DATALIST] = ELEMENT_DROPPED,
        [GUMBO_TAG_TEXTAREA] = ELEMENT_DROPPED, [GUMBO_TAG_RP] = ELEMENT_DROPPED,
        [GUMBO_TAG_IFRAME] = ELEMENT_MEDIA,     [GUMBO_TAG_EMBED] = ELEMENT_MEDIA,
        [GUMBO_TAG_OBJECT] = ELEMENT_MEDIA,     [GUMBO_TAG_VIDEO] = ELEMENT_MEDIA,
        [GUMBO_TAG_AUDIO] = ELEMENT_MEDIA,      [GUMBO_TAG_CANVAS] = ELEMENT_MEDIA,
        [GUMBO_TAG_APPLET] = ELEMENT_MEDIA,     [GUMBO_TAG_S] = ELEMENT_STRUCK,
        [GUMBO_TAG_DEL] = ELEMENT_STRUCK,       [GUMBO_TAG_STRIKE] = ELEMENT_STRUCK,
        [GUMBO_TAG_B] = ELEMENT_STRONG,         [GUMBO_TAG_STRONG] = ELEMENT_STRONG,
        [GUMBO_TAG_I] = ELEMENT_EMPHASIS,       [GUMBO_TAG_EM] = ELEMENT_EMPHASIS,
        [GUMBO_TAG_CITE] = ELEMENT_EMPHASIS,    [GUMBO_TAG_DFN] = ELEMENT_EMPHASIS,
        [GUMBO_TAG_VAR] = ELEMENT_EMPHASIS,     [GUMBO_TAG_CODE] = ELEMENT_CODE,
        [GUMBO_TAG_KBD] = ELEMENT_CODE,         [GUMBO_TAG_SAMP] = ELEMENT_CODE,
        [GUMBO_TAG_TT] = ELEMENT_CODE,          [GUMBO_TAG_BR] = ELEMENT_BREAK,
        [GUMBO_TAG_A] = ELEMENT_LINK,           [GUMBO_TAG_IMG] = ELEMENT_IMAGE,
        [GUMBO_TAG_P] = ELEMENT_BLOCK,          [GUMBO_TAG_DIV] = ELEMENT_BLOCK,
        [GUMBO_TAG_ARTICLE] = ELEMENT_BLOCK,    [GUMBO_TAG_SECTION] = ELEMENT_BLOCK,
        [GUMBO_TAG_NAV] = ELEMENT_BLOCK,        [GUMBO_TAG_ASIDE] = ELEMENT_BLOCK,
        [GUMBO_TAG_HEADER] = ELEMENT_BLOCK,     [GUMBO_TAG_FOOTER] = ELEMENT_BLOCK,
        [GUMBO_TAG_MAIN] = ELEMENT_BLOCK,       [GUMBO_TAG_HGROUP] = ELEMENT_BLOCK,
        [GUMBO_TAG_ADDRESS] = ELEMENT_BLOCK,    [GUMBO_TAG_HR] = ELEMENT_BLOCK,
        [GUMBO_TAG_DL] = ELEMENT_BLOCK,         [GUMBO_TAG_DD] = ELEMENT_BLOCK,
        [GUMBO_TAG_FIGURE] = ELEMENT_BLOCK,     [GUMBO_TAG_FIGCAPTION] = ELEMENT_BLOCK,
        [GUMBO_TAG_FORM] = ELEMENT_BLOCK,       [GUMBO_TAG_FIELDSET] = ELEMENT_BLOCK,
        [GUMBO_TAG_LEGEND] = ELEMENT_BLOCK,     [GUMBO_TAG_DETAILS] = ELEMENT_BLOCK,
        [GUMBO_TAG_SUMMARY] = ELEMENT_BLOCK,    [GUMBO_TAG_CENTER] = ELEMENT_BLOCK,
        [GUMBO_TAG_H1] = ELEMENT_HEADING,       [GUMBO_TAG_H2] = ELEMENT_HEADING,
        [GUMBO_TAG_H3] = ELEMENT_HEADING,       [GUMBO_TAG_H4] = ELEMENT_HEADING,
        [GUMBO_TAG_H5] = ELEMENT_HEADING,       [GUMBO_TAG_H6] = ELEMENT_HEADING,
        [GUMBO_TAG_DT] = ELEMENT_HEADING,       [GUMBO_TAG_CAPTION] = ELEMENT_HEADING,
        [GUMBO_TAG_UL] = ELEMENT_LIST,          [GUMBO_TAG_MENU] = ELEMENT_LIST,
        [GUMBO_TAG_DIR] = ELEMENT_LIST,         [GUMBO_TAG_OL] = ELEMENT_ORDERED,
        [GUMBO_TAG_LI] = ELEMENT_ITEM,          [GUMBO_TAG_BLOCKQUOTE] = ELEMENT_QUOTE,
        [GUMBO_TAG_PRE] = ELEMENT_PREFORMATTED, [GUMBO_TAG_LISTING] = ELEMENT_PREFORMATTED,
        [GUMBO_TAG_XMP] = ELEMENT_PREFORMATTED, [GUMBO_TAG_PLAINTEXT] = ELEMENT_PREFORMATTED,
        [GUMBO_TAG_TABLE] = ELEMENT_TABLE,      [GUMBO_TAG_TR] = ELEMENT_ROW,
        [GUMBO_TAG_TD] = ELEMENT_CELL,          [GUMBO_TAG_TH] = ELEMENT_HEADING_CELL,
    };
    if (node->type != GUMBO_NODE_ELEMENT && node->type != GUMBO_NODE_TEMPLATE) {
        return ELEMENT_INLINE;
    }
    if (node->v.element.tag_namespace != GUMBO_NAMESPACE_HTML) {
        return ELEMENT_DROPPED; /* drawings and formulas, whose text without its layout says something else */
    }
    return (enum element_role)roles[node->v.element.tag];
}

size_t element_cell_count(const GumboNode *row)
{
    size_t count = 0;
    for (size_t i = 0; i < tree_child_count(row); i++) {
        enum element_role role = element_role(tree_child(row, i));
        count += role == ELEMENT_CELL || role == ELEMENT_HEADING_CELL;
    }
    return count;
}

bool element_breaks_lines(const GumboNode *node)
{
    for (size_t i = 0; i < tree_child_count(node); i++) {
        enum element_role role = element_role(tree_child(node, i));
        if (role == ELEMENT_BREAK || role >= ELEMENT_BLOCK || element_breaks_lines(tree_child(node, i))) {
            return true;
        }
    }
    return false;
}

bool element_shows_text(const GumboNode *node)
{
    switch (element_role(node)) {
    case ELEMENT_DROPPED:
    case ELEMENT_MEDIA:
    case ELEMENT_STRUCK:
        return false;
    case ELEMENT_IMAGE:
        return !view_is_empty(view_trim(tree_attribute(node, "alt")));
    default:
        break;
    }
    bool shows = !view_is_empty(view_trim(tree_text(node)));
    for (size_t i = 0; i < tree_child_count(node) && !shows; i++) {
        shows = element_shows_text(tree_child(node, i));
    }
    return shows;
}
