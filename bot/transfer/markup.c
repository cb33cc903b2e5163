/* transfer/markup.c - HTML as Markdown, for those who have it as a text. What an element means is
 * conversion.c's. */
#include "transfer/markup.h"

#include "transfer/conversion.h"
#include "transfer/element.h"

/* What a conversion came to; *text is copied from `made`. */
static enum faqbot_status finish(const struct html_import *conversion, struct faqbot_view made,
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

enum faqbot_status html_markdown_convert_element(const GumboNode *element, struct arena *arena,
                                                 struct html_markdown *markup, const char **complaint)
{
    struct html_import conversion;
    struct faqbot_view markdown;
    html_import_init(&conversion, arena,
                     html_dom_is(element, GUMBO_TAG_HTML) && !html_element_breaks_lines(element));
    html_import_run(&conversion, element);
    enum faqbot_status status = finish(&conversion, buffer_view(&conversion.out), &markdown, complaint);
    if (status == FAQBOT_OK) {
        *markup = conversion.markup;
        markup->markdown = markdown;
    }
    html_import_release(&conversion);
    return status;
}

enum faqbot_status html_markdown_flatten_element(const GumboNode *element, struct arena *arena,
                                                 struct faqbot_view *line, const char **complaint)
{
    struct html_import conversion;
    html_import_init(&conversion, arena, false);
    html_import_run_flat(&conversion, element);
    enum faqbot_status status = finish(&conversion, buffer_view(&conversion.prose.text), line, complaint);
    html_import_release(&conversion);
    return status;
}

enum faqbot_status html_markdown_convert(struct faqbot_view html, struct arena *arena,
                                         struct html_markdown *markup, const char **complaint)
{
    struct html_dom tree;
    html_dom_init(&tree);
    enum faqbot_status status = html_dom_parse(&tree, html, HTML_MARKDOWN_NODES_MAX, complaint);
    if (status == FAQBOT_OK) {
        status = html_markdown_convert_element(tree.root, arena, markup, complaint);
    }
    html_dom_release(&tree);
    return status;
}

enum faqbot_status html_markdown_flatten(struct faqbot_view html, struct arena *arena,
                                         struct faqbot_view *line, const char **complaint)
{
    struct html_dom tree;
    html_dom_init(&tree);
    enum faqbot_status status = html_dom_parse(&tree, html, HTML_MARKDOWN_NODES_MAX, complaint);
    if (status == FAQBOT_OK) {
        status = html_markdown_flatten_element(tree.root, arena, line, complaint);
    }
    html_dom_release(&tree);
    return status;
}

const char *html_markdown_loss_text(enum html_markdown_loss_kind kind)
{
    switch (kind) {
    case HTML_MARKDOWN_IMAGE:
        return "an image is not kept, its alternative text is";
    case HTML_MARKDOWN_MEDIA:
        return "a film, a frame or another medium is not kept";
    case HTML_MARKDOWN_RELATIVE_LINK:
        return "a link leads to beside the page, so its text alone is kept";
    case HTML_MARKDOWN_UNSAFE_LINK:
        return "a link is not one to http, https or mailto, so its text alone is kept";
    case HTML_MARKDOWN_EMPTY_LINK:
        return "a link without a text is not kept";
    case HTML_MARKDOWN_LINK_IN_CODE:
        return "a link stands within code, so its text alone is kept";
    default:
        return "text that is struck out is not kept";
    }
}
