/* transfer/webpage.c - what a page says of itself, in its head. */
#include "transfer/webpage.h"

static void describe_part(const GumboNode *part, struct webpage *webpage)
{
    if (tree_is(part, GUMBO_TAG_TITLE) && tree_child_count(part) > 0) {
        webpage->title = view_trim(tree_text(tree_child(part, 0)));
    } else if (tree_is(part, GUMBO_TAG_LINK) && view_equals_text(tree_attribute(part, "rel"), "canonical")) {
        webpage->url = view_trim(tree_attribute(part, "href"));
    }
}

void webpage_describe(const GumboNode *root, struct webpage *webpage)
{
    *webpage = (struct webpage){.lang = view_trim(tree_attribute(root, "lang"))};
    for (size_t i = 0; i < tree_child_count(root); i++) {
        const GumboNode *head = tree_child(root, i);
        for (size_t j = 0; tree_is(head, GUMBO_TAG_HEAD) && j < tree_child_count(head); j++) {
            describe_part(tree_child(head, j), webpage);
        }
    }
}
