/* transfer/markup.c - HTML as Markdown, for those who have it as a text. What an element means is
 * conversion.c's. */
#include "transfer/markup.h"

#include "transfer/conversion.h"
#include "transfer/element.h"

/* What a conversion came to; *text is copied from `made`. */
static enum faqbot_status finish(const struct conversion *conversion, struct faqbot_view made,
                                 struct faqbot_view *text, const char **complaint)
{
    if (conversion->no_memory) {
        return FAQBOT_NO_MEMORY;
    }
    if (conversion->too_long) {
        *complaint = "its text is longer than 4 MiB";
        return FAQBOT_LIMIT;
    }
    return arena_copy(conversion->arena, made, text) ? FAQBOT_OK : FAQBOT_NO_MEMORY;
}

enum faqbot_status markup_convert_element(const GumboNode *element, struct arena *arena,
                                          struct markup *markup, const char **complaint)
{
    struct conversion conversion;
    struct faqbot_view markdown;
    conversion_init(&conversion, arena, tree_is(element, GUMBO_TAG_HTML) && !element_breaks_lines(element));
    conversion_run(&conversion, element);
    enum faqbot_status status = finish(&conversion, buffer_view(&conversion.out), &markdown, complaint);
    if (status == FAQBOT_OK) {
        *markup = conversion.markup;
        markup->markdown = markdown;
    }
    conversion_release(&conversion);
    return status;
}

enum faqbot_status markup_flatten_element(const GumboNode *element, struct arena *arena,
                                          struct faqbot_view *line, const char **complaint)
{
    struct conversion conversion;
    conversion_init(&conversion, arena, false);
    conversion_run_flat(&conversion, element);
    enum faqbot_status status = finish(&conversion, buffer_view(&conversion.prose.text), line, complaint);
    conversion_release(&conversion);
    return status;
}

enum faqbot_status markup_convert(struct faqbot_view html, struct arena *arena, struct markup *markup,
                                  const char **complaint)
{
    struct tree tree;
    tree_init(&tree);
    enum faqbot_status status = tree_parse(&tree, html, MARKUP_NODES_MAX, complaint);
    if (status == FAQBOT_OK) {
        status = markup_convert_element(tree.root, arena, markup, complaint);
    }
    tree_release(&tree);
    return status;
}

enum faqbot_status markup_flatten(struct faqbot_view html, struct arena *arena, struct faqbot_view *line,
                                  const char **complaint)
{
    struct tree tree;
    tree_init(&tree);
    enum faqbot_status status = tree_parse(&tree, html, MARKUP_NODES_MAX, complaint);
    if (status == FAQBOT_OK) {
        status = markup_flatten_element(tree.root, arena, line, complaint);
    }
    tree_release(&tree);
    return status;
}

const char *markup_loss_text(enum markup_loss_kind kind)
{
    switch (kind) {
    case MARKUP_IMAGE:
        return "an image is not kept, its alternative text is";
    case MARKUP_MEDIA:
        return "a film, a frame or another medium is not kept";
    case MARKUP_RELATIVE_LINK:
        return "a link leads to beside the page, so its text alone is kept";
    case MARKUP_UNSAFE_LINK:
        return "a link is not one to http, https or mailto, so its text alone is kept";
    case MARKUP_EMPTY_LINK:
        return "a link without a text is not kept";
    case MARKUP_LINK_IN_CODE:
        return "a link stands within code, so its text alone is kept";
    default:
        return "text that is struck out is not kept";
    }
}
