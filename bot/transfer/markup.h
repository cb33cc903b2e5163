/* transfer/markup.h - HTML as Markdown: for the answers of services that keep theirs in HTML. */
#ifndef TRANSFER_MARKUP_H
#define TRANSFER_MARKUP_H

#include "transfer/tree.h"

#define HTML_MARKDOWN_NODES_MAX 8192                      /* elements and texts of one answer */
#define HTML_MARKDOWN_BYTES_MAX ((size_t)4 * 1024 * 1024) /* of the Markdown */
#define HTML_MARKDOWN_LOSSES_MAX 8                        /* that are told of */

/* What Markdown, as our answers have it, has no place for. */
enum html_markdown_loss_kind {
    HTML_MARKDOWN_IMAGE,         /* its alternative text is kept */
    HTML_MARKDOWN_MEDIA,         /* a film, a frame ... */
    HTML_MARKDOWN_RELATIVE_LINK, /* leads to beside the page; its text is kept */
    HTML_MARKDOWN_EMPTY_LINK,    /* has nothing to be seen or read out, and so is not kept */
    HTML_MARKDOWN_LINK_IN_CODE,  /* where Markdown has none; its text is kept */
    HTML_MARKDOWN_STRUCK,        /* text that no longer holds; `what` is empty */
    HTML_MARKDOWN_UNSAFE_LINK /* javascript:, data: or another that is not http, https or mailto; its text is kept */
};

struct html_markdown_loss {
    enum html_markdown_loss_kind kind;
    struct faqbot_view what; /* the address; may be empty */
};

/* All of it lies in the arena that the function was given. */
struct html_markdown {
    struct faqbot_view markdown; /* without a line end behind it; empty where nothing is to be seen */
    struct html_markdown_loss losses[HTML_MARKDOWN_LOSSES_MAX]; /* the first of them */
    size_t loss_count; /* of all, also those that have no room above */
};

/* Turns a part of a page (any bytes) into Markdown that says the same: paragraphs, lists, quotations,
 * code, strong, emphasis, links. Headings become strong paragraphs, the rows of a table items with " | "
 * between their cells; scripts, styles and forms are dropped. Where no element ends a line, line ends
 * do: such HTML is text that was given marks. FAQBOT_LIMIT: a limit above or of tree.h; *complaint is a static
 * clause that says which. FAQBOT_NO_MEMORY. */
enum faqbot_status html_markdown_convert(struct faqbot_view html, struct arena *arena,
                                         struct html_markdown *markup, const char **complaint);

/* The same of what an element holds. */
enum faqbot_status html_markdown_convert_element(const GumboNode *element, struct arena *arena,
                                                 struct html_markdown *markup, const char **complaint);

/* The text of a part of a page as one line, without any mark-up: for questions. */
enum faqbot_status html_markdown_flatten(struct faqbot_view html, struct arena *arena,
                                         struct faqbot_view *line, const char **complaint);
enum faqbot_status html_markdown_flatten_element(const GumboNode *element, struct arena *arena,
                                                 struct faqbot_view *line, const char **complaint);

/* What a loss is, as a clause without its `what`. */
const char *html_markdown_loss_text(enum html_markdown_loss_kind kind);

#endif
