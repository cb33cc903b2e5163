/* transfer/webpage.c - what a page says of itself, in its head. */
#include "transfer/webpage.h"

static void describe_part(const GumboNode *part, struct html_page *webpage)
{
    if (html_dom_is(part, GUMBO_TAG_TITLE) && html_dom_child_count(part) > 0) {
        webpage->title = view_trim(html_dom_text(html_dom_child(part, 0)));
    } else if (html_dom_is(part, GUMBO_TAG_LINK) &&
               view_equals_text(html_dom_attribute(part, "rel"), "canonical")) {
        webpage->url = view_trim(html_dom_attribute(part, "href"));
    }
}

void html_page_describe(const GumboNode *root, struct html_page *webpage)
{
    *webpage = (struct html_page){.lang = view_trim(html_dom_attribute(root, "lang"))};
    for (size_t i = 0; i < html_dom_child_count(root); i++) {
        const GumboNode *head = html_dom_child(root, i);
        for (size_t j = 0; html_dom_is(head, GUMBO_TAG_HEAD) && j < html_dom_child_count(head); j++) {
            describe_part(html_dom_child(head, j), webpage);
        }
    }
}
