/* kb/leftovers.c - blocks of a section that only help to find the way about its page: tables of contents, links back to
 * them, and the page in other languages. They answer nothing. */
#include "kb/kb_internal.h"

#include <string.h>

#include "util/util.h"

#define SWITCH_WORDS_MAX 3 /* of a language that is no link, as the page's own is none */

/* Whether a paragraph is nothing but a few words in bold, such as "Contents". */
static bool is_caption(const struct commonmark_node *block)
{
    const struct commonmark_node *child = block == NULL ? NULL : block->first_child;
    return child != NULL && block->kind == COMMONMARK_PARAGRAPH && child->kind == COMMONMARK_STRONG &&
           child->next == NULL;
}

/* Whether the address is that of a page beside this one. */
static bool leads_to_page(struct faqbot_view address)
{
    static const char *const endings[] = {".md", ".mdx", ".markdown", ".html", "/"};
    bool is_page = false;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        is_page |= view_ends_with(address, endings[i]);
    }
    return is_page && view_find(address, ':') == address.size;
}

/* Whether a paragraph is a row of links to other pages, with strokes or points between them: the page's languages. */
static bool is_switch(struct commonmark_node *block)
{
    static const char *const strokes[] = {"|", "/", "\xc2\xb7", "\xe2\x80\xa2", "\xef\xbd\x9c"};
    struct commonmark_walk walk = {.top = block};
    size_t links = 0;
    size_t words = 0;
    bool has_stroke = false;
    bool within_link = false;
    while (block->kind == COMMONMARK_PARAGRAPH && commonmark_walk_next(&walk)) {
        const struct commonmark_node *node = walk.node;
        if (node->kind == COMMONMARK_LINK) {
            within_link = !walk.is_leaving;
            links += within_link;
            if (within_link && !leads_to_page(node->text)) {
                return false;
            }
        } else if (node->kind == COMMONMARK_TEXT && !within_link) {
            bool is_word = false;
            for (size_t i = 0; i < sizeof strokes / sizeof *strokes; i++) {
                has_stroke |= template_find(node->text, strokes[i]) < node->text.size;
            }
            for (size_t i = 0; i < node->text.size; i++) {
                bool is_letter =
                    ascii_is_alnum(node->text.bytes[i]) || (unsigned char)node->text.bytes[i] >= 0xc3;
                words += is_letter && !is_word;
                is_word = is_letter || (is_word && !ascii_is_space(node->text.bytes[i]));
            }
        }
    }
    return links > 0 && has_stroke && words <= SWITCH_WORDS_MAX;
}

/* Whether the block leads back: a paragraph at the answer's end that is nothing but a link to a place of the page, and
 * not to a question of it. */
static bool leads_back(const struct commonmark_node *block, const struct commonmark_node *end)
{
    const struct commonmark_node *next = block->next;
    while (next != end && next->kind == COMMONMARK_RULE) {
        next = next->next;
    }
    const struct commonmark_node *text = block->last_child;
    while (text != NULL && text->kind != COMMONMARK_TEXT) {
        text = text->last_child;
    }
    return next == end && block->kind == COMMONMARK_PARAGRAPH && (text == NULL || !question_asks(text->text));
}

/* What is all that there is stays. In the answer to a question a list of links is what it says. */
static bool is_leftover(struct commonmark_node *block, const struct commonmark_node *end, bool is_question,
                        bool is_alone)
{
    size_t links = 0;
    bool may_be = block->kind == COMMONMARK_LIST || block->kind == COMMONMARK_ORDERED ||
                  block->kind == COMMONMARK_PARAGRAPH;
    return may_be && commonmark_is_contents(block, &links) && (!is_alone || links > 1) &&
           (!is_question || (links == 1 && !is_alone && leads_back(block, end)));
}

struct commonmark_node *leftovers_drop(struct commonmark_node *first, struct commonmark_node *end,
                                       bool is_question, bool is_top, bool *had_contents)
{
    struct commonmark_node *next;
    bool is_alone = first != end && first->next == end;
    for (struct commonmark_node *block = first; block != end; block = next) {
        struct commonmark_node *before = block == first ? NULL : block->previous;
        next = block->next;
        if (is_top && !is_question && is_switch(block)) {
            first = block == first ? next : first;
            commonmark_unlink(block);
            continue;
        }
        if (!is_leftover(block, end, is_question,
                         is_alone && (!is_top || block->kind == COMMONMARK_PARAGRAPH))) {
            continue;
        }
        bool has_caption = !is_question && is_caption(before);
        *had_contents |= !is_question;
        first = block == first || (before == first && has_caption) ? next : first;
        if (has_caption) {
            commonmark_unlink(before);
        }
        commonmark_unlink(block);
    }
    return first;
}
