/* page/content.c - an answer's own content as HTML. What stands around it is the other files' of this folder. */
#include "page/content.h"

#include <stdio.h>

#include "base/ascii.h"
#include "text/rich.h"

#define PATH_MARK " > " /* between the headings of a section's path */

/* Each kind's element; NULL: it has none of its own. Code reads from left to right wherever it stands. All else goes
 * the way of the whole answer, so that a list's item that begins with a foreign name does not turn about. */
static const struct shape {
    const char *element;
    bool is_container;
} shapes[] = {
    [FAQBOT_NODE_PARAGRAPH] = {"p", true},      [FAQBOT_NODE_LIST] = {"ul", true},
    [FAQBOT_NODE_ORDERED] = {"ol", true},       [FAQBOT_NODE_ITEM] = {"li", true},
    [FAQBOT_NODE_QUOTE] = {"blockquote", true}, [FAQBOT_NODE_CODE_BLOCK] = {"pre", false},
    [FAQBOT_NODE_TEXT] = {NULL, false},         [FAQBOT_NODE_BREAK] = {"br", false},
    [FAQBOT_NODE_CODE] = {"code", false},       [FAQBOT_NODE_STRONG] = {"strong", true},
    [FAQBOT_NODE_EMPHASIS] = {"em", true},      [FAQBOT_NODE_LINK] = {"a", true},
};

void page_content_open(struct html *html, const char *element, const char *attribute, const char *value)
{
    html_open(html, element);
    html_set(html, attribute, value);
}

void page_content_open_text(struct html *html, const char *element)
{
    page_content_open(html, element, "dir", "auto");
}

void page_content_add(struct html *html, const char *element, struct faqbot_view text)
{
    page_content_open_text(html, element);
    html_text(html, text);
    html_close(html);
}

void page_content_open_rich(struct html *html, struct faqbot_view lang)
{
    page_content_open(html, "div", "class", "rich");
    html_set(html, "dir", "auto");
    if (!view_is_empty(lang)) {
        html_set_text(html, "lang", lang);
    }
}

void page_content_open_entry(struct html *html, struct faqbot_view entry)
{
    html_open(html, "a");
    html_set_address(html, "href", "./?entry=", entry);
}

void page_content_open_link(struct html *html, struct faqbot_view address)
{
    if (rich_is_safe_address(address)) {
        html_open(html, "a");
        html_set_text(html, "href", address);
    } else {
        html_open(html, "span");
    }
}

static void open_container(struct html *html, const struct faqbot_node *node)
{
    const struct shape *shape = &shapes[node->kind];
    if (node->kind == FAQBOT_NODE_LINK) {
        page_content_open_link(html, node->text);
        return;
    }
    html_open(html, shape->element);
    if (node->kind == FAQBOT_NODE_ORDERED && node->number != 1) {
        char number[16];
        snprintf(number, sizeof number, "%u", node->number);
        html_set(html, "start", number);
    }
}

static void write_leaf(struct html *html, const struct faqbot_node *node)
{
    const struct shape *shape = &shapes[node->kind];
    if (node->kind == FAQBOT_NODE_BREAK) {
        html_single(html, shape->element);
    } else if (node->kind == FAQBOT_NODE_TEXT) {
        html_text(html, node->text);
    } else {
        page_content_open(html, shape->element, "dir", "ltr");
        if (node->kind == FAQBOT_NODE_CODE_BLOCK) {
            html_set(html, "tabindex", "0"); /* wide lines are scrolled to by the keyboard too */
        }
        html_text(html, node->text);
        html_close(html);
    }
}

void page_content_write(struct html *html, const struct faqbot_node *nodes, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (nodes[i].kind == FAQBOT_NODE_CLOSE) {
            html_close(html);
        } else if (shapes[nodes[i].kind].is_container) {
            open_container(html, &nodes[i]);
        } else {
            write_leaf(html, &nodes[i]);
        }
    }
}

/* The section without a last heading that only says that there are questions below it: "From: Lending > FAQ" tells a
 * reader no more than "From: Lending". */
static struct faqbot_view telling_part(struct faqbot_view section)
{
    static const char *const names[] = {"FAQ", "FAQs", "Frequently asked questions"};
    const size_t mark = sizeof PATH_MARK - 1;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t size = view_of(names[i]).size;
        if (section.size < size || ascii_compare(section.bytes + section.size - size, names[i], size) != 0) {
            continue;
        }
        struct faqbot_view rest = view_slice(section, 0, section.size - size);
        if (view_is_empty(rest) || view_ends_with(rest, PATH_MARK)) {
            return view_slice(rest, 0, rest.size > mark ? rest.size - mark : 0);
        }
    }
    return section;
}

void page_content_write_source(struct html *html, const struct faqbot_answer *answer, bool with_article)
{
    struct faqbot_view title = with_article ? answer->title : view_of(NULL);
    struct faqbot_view section = telling_part(answer->section);
    if (view_is_empty(title) && view_is_empty(section)) {
        return;
    }
    page_content_open(html, "p", "class", "source");
    html_words(html, "From: ");
    page_content_open_link(html, answer->url);
    html_set(html, "dir", "auto");
    html_text(html, title);
    html_words(html, view_is_empty(title) || view_is_empty(section) ? "" : PATH_MARK);
    html_text(html, section);
    html_close(html);
    html_close(html);
}

void page_content_write_disclaimer(struct html *html, struct faqbot_view disclaimer)
{
    if (!view_is_empty(disclaimer)) {
        page_content_open(html, "p", "class", "disclaimer");
        html_add(html, "strong", view_of("Disclaimer:"));
        html_words(html, " ");
        html_add(html, "bdi", disclaimer);
        html_close(html);
    }
}
