/* convert/page_elements.c - what the elements of a page say to somebody who looks at it: which text asks, which is
 * there to find one's way about, and where questions and answers stand in pairs.
 *
 * A question is often written with something that asks nothing: the sign of a permanent link (a pilcrow, '#', a
 * space of no width), the sign that opens a panel ('+', an arrow), the name of an icon. It is the text without these,
 * and without a number or "Q:" before it.
 *
 * Accordions have as many class names as there are frameworks, so names are but a hint. What they have in common is
 * their structure: elements that are alike, each with a short text first and a longer part behind (items), or short
 * and longer parts in turn (a row). Such are pairs if most of the short texts ask, if some do on a page that calls
 * itself a FAQ, or if a class says what they are. */
#include "convert/readers.h"

#include <stdlib.h>
#include <string.h>

#include "text/text.h"

#define SUFFIX_BYTES_MAX 24   /* of "(new)" behind a question mark */
#define FEEDBACK_BYTES_MAX 60 /* of what stands beside the buttons of "Was this helpful?" */
#define LEADS_MAX 8           /* different elements that a row of pairs is tried to begin with */

void page_init(struct page *page, struct import_builder *builder)
{
    *page = (struct page){.builder = builder};
    page->sink.reporter = &page->reporter;
    kb_reader_init(&page->reader, &page->sink);
    buffer_init(&page->text, 4 * (size_t)PAGE_QUESTION_BYTES_MAX);
    arena_init(&page->arena, HTML_DOM_MEMORY_MAX);
}

void page_release(struct page *page)
{
    import_need(page->builder, page->reader.status != FAQBOT_NO_MEMORY);
    buffer_release(&page->text);
    kb_reader_release(&page->reader);
    arena_release(&page->arena);
    free(page->marks);
}

/* ==== What an element is ================================================================================ */

bool page_is_heard(const GumboNode *node)
{
    switch (html_dom_tag(node)) {
    case GUMBO_TAG_HEAD:
    case GUMBO_TAG_SCRIPT:
    case GUMBO_TAG_STYLE:
    case GUMBO_TAG_NOSCRIPT:
    case GUMBO_TAG_TEMPLATE:
    case GUMBO_TAG_SVG:
    case GUMBO_TAG_DEL:
    case GUMBO_TAG_S:
        return false;
    default:
        return true;
    }
}

/* A part of the page may have a header of its own, which says what the part is about. */
static bool is_of_part(const GumboNode *node)
{
    const GumboTag tag = node->parent == NULL ? GUMBO_TAG_LAST : html_dom_tag(node->parent);
    return tag == GUMBO_TAG_ARTICLE || tag == GUMBO_TAG_SECTION || tag == GUMBO_TAG_LI;
}

bool page_is_furniture(const GumboNode *node)
{
    switch (html_dom_tag(node)) {
    case GUMBO_TAG_NAV:
    case GUMBO_TAG_FOOTER:
    case GUMBO_TAG_ASIDE:
        return true;
    case GUMBO_TAG_HEADER:
        return !is_of_part(node);
    default:
        return !page_is_heard(node);
    }
}

bool page_is_hidden(const GumboNode *node)
{
    struct faqbot_view style = html_dom_attribute(node, "style");
    for (size_t at = view_find(style, ':'); at < style.size;
         at += 1 + view_find(view_slice(style, at + 1, style.size), ':')) {
        struct faqbot_view value = view_trim(view_slice(style, at + 1, style.size));
        if (view_ends_with(view_trim(view_slice(style, 0, at)), "display") &&
            view_starts_with(value, "none")) {
            return true;
        }
    }
    return html_dom_attribute(node, "hidden").bytes != NULL;
}

unsigned page_heading_level(const GumboNode *node)
{
    GumboTag tag = html_dom_tag(node);
    bool is_heading = tag >= GUMBO_TAG_H1 && tag <= GUMBO_TAG_H6;
    return is_heading ? (unsigned)(tag - GUMBO_TAG_H1) + 1 : 0;
}

/* Whether one of the words stands anywhere in the element's classes. */
static bool has_class_with(const GumboNode *node, const char *const *words, size_t count)
{
    struct faqbot_view classes = html_dom_attribute(node, "class");
    for (size_t at = 0; at < classes.size; at++) {
        struct faqbot_view rest = view_slice(classes, at, classes.size);
        for (size_t i = 0; i < count; i++) {
            if (ascii_equals(view_slice(rest, 0, strlen(words[i])), view_of(words[i]))) {
                return true;
            }
        }
    }
    return false;
}

#define HAS_CLASS_WITH(node, words) has_class_with(node, words, sizeof(words) / sizeof *(words))

/* "faq__question-text" has "question". */
bool page_has_question_class(const GumboNode *node)
{
    static const char *const words[] = {"question",         "accordion-header", "accordion-title",
                                        "accordion-button", "accordion-toggle", "accordion-heading",
                                        "faq-title",        "toggle-title"};
    struct faqbot_view classes = html_dom_attribute(node, "class");
    return HAS_CLASS_WITH(node, words) ||
           (html_dom_tag(node) == GUMBO_TAG_BUTTON &&
            (has_word(classes, view_of("accordion")) || has_word(classes, view_of("collapsible"))));
}

/* What opens and closes a part of the page: a button that says so in one of the usual ways. */
bool page_opens_panel(const GumboNode *node)
{
    bool is_collapse = view_equals_text(html_dom_attribute(node, "data-toggle"), "collapse") ||
                       view_equals_text(html_dom_attribute(node, "data-bs-toggle"), "collapse");
    bool is_controlling = html_dom_attribute(node, "aria-controls").size > 0 &&
                          html_dom_attribute(node, "aria-expanded").size > 0;
    return (is_collapse || is_controlling) && html_dom_child_count(node) > 0;
}

/* ==== What an element says ============================================================================== */

static bool has_letter(struct faqbot_view text)
{
    uint32_t character;
    bool found = false;
    while (!found && utf8_next(&text, &character)) {
        found = tokenize_is_word_char(character);
    }
    return found;
}

/* A picture of a font is named in its text: <i class="material-icons">place</i>. */
static bool is_icon(const GumboNode *node)
{
    static const char *const words[] = {"icon"};
    GumboTag tag = html_dom_tag(node);
    return ((tag == GUMBO_TAG_I || tag == GUMBO_TAG_SPAN) && HAS_CLASS_WITH(node, words)) ||
           view_equals_text(html_dom_attribute(node, "aria-hidden"), "true");
}

/* The recursion ends at HTML_DOM_DEPTH_MAX, that of the others too. */
bool page_says(const GumboNode *node)
{
    bool says = has_letter(html_dom_text(node));
    for (size_t i = 0; i < html_dom_child_count(node) && !says && page_is_heard(node); i++) {
        says = page_says(html_dom_child(node, i));
    }
    return says;
}

/* Whether it is nothing but a number: "01" in an element of its own. */
static bool is_number(const GumboNode *node)
{
    struct faqbot_view text = html_dom_text(node);
    bool is = true;
    for (size_t i = 0; i < text.size && is; i++) {
        is = !ascii_is_alpha(text.bytes[i]) && (unsigned char)text.bytes[i] < 0x80;
    }
    for (size_t i = 0; i < html_dom_child_count(node) && is; i++) {
        is = is_number(html_dom_child(node, i));
    }
    return is;
}

/* The mark that a question ends with, where the text begins with one; 0. */
static size_t question_mark_size(struct faqbot_view text)
{
    /* ASCII, full width, Arabic, Greek, Armenian, Ethiopic */
    static const char *const marks[] = {"?",        "\xef\xbc\x9f", "\xd8\x9f",
                                        "\xcd\xbe", "\xd5\x9e",     "\xe1\x8d\xa7"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        if (view_starts_with(text, marks[i])) {
            return strlen(marks[i]);
        }
    }
    return 0;
}

static bool has_mark(const GumboNode *node)
{
    struct faqbot_view text = html_dom_text(node);
    bool found = false;
    for (size_t i = 0; i < text.size && !found; i++) {
        found = question_mark_size(view_slice(text, i, text.size)) > 0;
    }
    for (size_t i = 0; i < html_dom_child_count(node) && !found; i++) {
        found = has_mark(html_dom_child(node, i));
    }
    return found;
}

/* White space becomes one blank, that which breaks no line too. */
static void add_text(struct page *page, struct faqbot_view text)
{
    text = utf8_cut(text, PAGE_QUESTION_BYTES_MAX);
    for (size_t i = 0; i < text.size; i++) {
        bool is_wide = view_starts_with(view_slice(text, i, text.size), HTML_NO_BREAK_SPACE);
        bool is_blank = is_wide || ascii_is_space(text.bytes[i]);
        i += is_wide;
        bool had_blank = page->text.size == 0 || page->text.bytes[page->text.size - 1] == ' ';
        if (!is_blank || !had_blank) {
            buffer_add_byte(&page->text, is_blank ? ' ' : text.bytes[i]);
        }
    }
}

static bool is_in_line(const GumboNode *node)
{
    static const unsigned char tags[] = {GUMBO_TAG_A,     GUMBO_TAG_B,      GUMBO_TAG_I,    GUMBO_TAG_EM,
                                         GUMBO_TAG_SPAN,  GUMBO_TAG_STRONG, GUMBO_TAG_CODE, GUMBO_TAG_U,
                                         GUMBO_TAG_SUB,   GUMBO_TAG_SUP,    GUMBO_TAG_FONT, GUMBO_TAG_KBD,
                                         GUMBO_TAG_SMALL, GUMBO_TAG_MARK,   GUMBO_TAG_ABBR, GUMBO_TAG_VAR,
                                         GUMBO_TAG_TT,    GUMBO_TAG_Q,      GUMBO_TAG_CITE, GUMBO_TAG_LAST};
    return memchr(tags, (int)html_dom_tag(node), sizeof tags) != NULL;
}

/* `is_sign`: what is around has no letter, so that it is a part of the text only between others. */
static void gather(struct page *page, const GumboNode *node, bool is_sign)
{
    if (page->text.size > PAGE_QUESTION_BYTES_MAX || page_is_furniture(node) || (is_icon(node) && !is_sign)) {
        return;
    }
    if (html_dom_tag(node) == GUMBO_TAG_LAST) {
        if (!is_sign || page->solid > 0) {
            add_text(page, html_dom_text(node));
        }
        bool says = !is_sign && !view_is_empty(view_trim(html_dom_text(node)));
        page->solid = says ? page->text.size : page->solid;
        return;
    }
    add_text(page, view_of(is_in_line(node) ? "" : " "));
    for (size_t i = 0; i < html_dom_child_count(node); i++) {
        const GumboNode *child = html_dom_child(node, i);
        bool is_text = html_dom_tag(child) == GUMBO_TAG_LAST;
        bool is_part = is_text || page_says(child) || has_mark(child);
        if (is_text || page->solid > 0 || is_in_line(child) || !is_number(child)) {
            gather(page, child, is_sign || !is_part);
        }
    }
    add_text(page, view_of(is_in_line(node) ? "" : " "));
}

/* What is behind the last question mark of a text; the text itself where there is none. */
static struct faqbot_view behind_mark(struct faqbot_view text)
{
    struct faqbot_view behind = text;
    for (size_t i = 0; i < text.size; i++) {
        size_t size = question_mark_size(view_slice(text, i, text.size));
        behind = size > 0 ? view_slice(text, i + size, text.size) : behind;
    }
    return behind;
}

bool page_asks(struct faqbot_view text)
{
    struct faqbot_view behind = view_trim(behind_mark(text));
    bool has_suffix =
        view_starts_with(behind, "(") && view_ends_with(behind, ")") && behind.size <= SUFFIX_BYTES_MAX;
    return text.size > 0 && text.size <= PAGE_QUESTION_BYTES_MAX && behind_mark(text).size < text.size &&
           (has_suffix || !has_letter(behind));
}

struct faqbot_view page_text(struct page *page, const GumboNode *node)
{
    static const char closing[] = ")]\"'*!.";
    static const char *const quotes[] = {"\xe2\x80\x9d", "\xe2\x80\x99", "\xe2\x80\x9c", "\xc2\xbb",
                                         "\xc2\xab"};
    buffer_reset(&page->text);
    page->solid = 0;
    gather(page, node, false);
    import_need(page->builder, !page->text.no_memory);
    struct faqbot_view text = view_trim(view_slice(buffer_view(&page->text), 0, page->solid));
    if (!page_asks(text) || has_letter(behind_mark(text))) {
        return text;
    }
    /* Signs behind the mark say nothing, but for what closes a quotation. */
    struct faqbot_view behind = behind_mark(text);
    size_t kept = 0;
    while (kept < behind.size) {
        size_t size = strchr(closing, behind.bytes[kept]) != NULL;
        for (size_t i = 0; i < sizeof quotes / sizeof *quotes; i++) {
            size =
                view_starts_with(view_slice(behind, kept, behind.size), quotes[i]) ? strlen(quotes[i]) : size;
        }
        if (size == 0) {
            break;
        }
        kept += size;
    }
    return view_slice(text, 0, text.size - behind.size + kept);
}

/* A link into the page, or into another by a name of a place there. */
static bool is_link_to_place(const GumboNode *node, bool *is_within)
{
    struct faqbot_view address = view_trim(html_dom_attribute(node, "href"));
    size_t sign = view_find(address, '#');
    *is_within = sign == 0;
    return html_dom_tag(node) == GUMBO_TAG_A && sign < address.size &&
           view_find(view_slice(address, 0, sign), ':') == sign && !page_opens_panel(node) &&
           !view_equals_text(html_dom_attribute(node, "role"), "button");
}

/* Whether all that the node says are such links; they are counted. A heading or a button is what it says. */
static bool is_links(const GumboNode *node, size_t *links, bool *is_within)
{
    GumboTag tag = html_dom_tag(node);
    bool leads_within = false;
    if (!page_is_heard(node)) {
        return true;
    }
    if (is_link_to_place(node, &leads_within)) {
        ++*links;
        *is_within |= leads_within;
        return true;
    }
    if (page_heading_level(node) > 0 || tag == GUMBO_TAG_BUTTON || tag == GUMBO_TAG_SUMMARY) {
        return false;
    }
    struct faqbot_view text = html_dom_text(node);
    for (size_t i = 0; i < text.size; i++) {
        if (ascii_is_alpha(text.bytes[i]) || (unsigned char)text.bytes[i] >= 0x80) {
            return !has_letter(view_slice(text, i, text.size));
        }
    }
    for (size_t i = 0; i < html_dom_child_count(node); i++) {
        if (!is_links(html_dom_child(node, i), links, is_within)) {
            return false;
        }
    }
    return true;
}

bool page_is_contents(const GumboNode *node)
{
    size_t links = 0;
    bool is_within = false;
    return html_dom_tag(node) != GUMBO_TAG_LAST && is_links(node, &links, &is_within) &&
           (is_within || links >= 2);
}

/* Buttons with a text, and what is said beside them, into the page's text. */
static size_t count_buttons(struct page *page, const GumboNode *node)
{
    size_t count = 0;
    if (html_dom_tag(node) == GUMBO_TAG_BUTTON) {
        return page_says(node) && !page_opens_panel(node);
    }
    add_text(page, html_dom_text(node));
    for (size_t i = 0; i < html_dom_child_count(node) && page->text.size <= FEEDBACK_BYTES_MAX; i++) {
        count += page_is_heard(node) ? count_buttons(page, html_dom_child(node, i)) : 0;
    }
    return count;
}

bool page_is_feedback(struct page *page, const GumboNode *node)
{
    buffer_reset(&page->text);
    bool has_buttons = html_dom_child_count(node) > 0 && html_dom_tag(node) != GUMBO_TAG_BUTTON &&
                       count_buttons(page, node) >= 2;
    struct faqbot_view text = view_trim(buffer_view(&page->text));
    size_t marks = 0;
    for (size_t i = 0; i < text.size; i++) {
        marks += question_mark_size(view_slice(text, i, text.size)) > 0;
    }
    return has_buttons && page->text.size <= FEEDBACK_BYTES_MAX &&
           (view_is_empty(text) || (marks == 1 && page_asks(text)));
}

/* ==== Pairs ============================================================================================= */

/* The elements right within one that say something. */
struct parts {
    const GumboNode **items;
    bool *hold_pairs;
    size_t count;
    bool has_text; /* beside them */
};

static struct parts parts_of(struct page *page, const GumboNode *node)
{
    size_t count = html_dom_child_count(node);
    struct parts parts = {.items = arena_alloc_array(&page->arena, count + 1, sizeof *parts.items),
                          .hold_pairs = arena_alloc_array(&page->arena, count + 1, sizeof *parts.hold_pairs)};
    import_need(page->builder, parts.items != NULL && parts.hold_pairs != NULL);
    for (size_t i = 0; i < count && parts.items != NULL && parts.hold_pairs != NULL; i++) {
        const GumboNode *child = html_dom_child(node, i);
        bool says = !page_is_furniture(child) && page_says(child);
        if (says && html_dom_tag(child) == GUMBO_TAG_LAST) {
            parts.has_text = true;
        } else if (says) {
            parts.hold_pairs[parts.count] = false;
            parts.items[parts.count++] = child;
        }
    }
    return parts;
}

/* The first of its classes; later ones tell which is open. */
static struct faqbot_view main_class(const GumboNode *node)
{
    struct faqbot_view classes = view_trim(html_dom_attribute(node, "class"));
    size_t end = 0;
    while (end < classes.size && !ascii_is_space(classes.bytes[end])) {
        end++;
    }
    return view_slice(classes, 0, end);
}

static bool are_alike(const GumboNode *left, const GumboNode *right)
{
    return html_dom_tag(left) == html_dom_tag(right) && view_equals(main_class(left), main_class(right));
}

static void add_mark(struct page *page, const GumboNode *node, bool is_end)
{
    import_need(page->builder,
                array_grow(NULL, &page->marks, page->mark_count, &page->mark_capacity, sizeof *page->marks));
    if (!import_builder_failed(page->builder)) {
        page->marks[page->mark_count++] = (struct page_mark){node, is_end};
    }
}

/* Pairs that are gone through twice: to see whether they are any, and to mark them. */
struct pairing {
    size_t count;
    size_t asking;
    bool has_hint;
    bool has_class; /* so that the pairs are no chance */
};

static bool is_hinted(const GumboNode *node)
{
    static const char *const words[] = {"faq", "accordion", "collaps", "toggle", "spoiler", "question"};
    return HAS_CLASS_WITH(node, words);
}

static bool may_ask(struct page *page, const GumboNode *node, struct pairing *pairing)
{
    struct faqbot_view text = page_text(page, node);
    bool may = !view_is_empty(text) && text.size <= PAGE_QUESTION_BYTES_MAX;
    pairing->count += may;
    pairing->asking += may && page_asks(text);
    pairing->has_hint |= may && is_hinted(node);
    return may;
}

static bool is_list_of_pairs(const struct page *page, const struct pairing *pairing)
{
    return pairing->count >= 2 && (2 * pairing->asking > pairing->count || pairing->has_hint ||
                                   (page->is_faq && pairing->has_class && pairing->asking > 0));
}

/* <div><p class=q>..</p><p class=a>..</p><p class=q>..</p><p class=a>..</p></div>, from the part at `lead` on. */
static bool mark_row(struct page *page, const struct parts *parts, size_t lead)
{
    const GumboNode *question = parts->items[lead];
    const GumboNode *answer = lead + 1 < parts->count ? parts->items[lead + 1] : question;
    struct pairing pairing = {.has_hint = is_hinted(answer),
                              .has_class = main_class(question).size + main_class(answer).size > 0};
    bool is_fine = !are_alike(question, answer) && page_heading_level(answer) == 0;
    for (size_t i = lead; i < parts->count && is_fine; i++) {
        if (are_alike(parts->items[i], question)) {
            is_fine = i + 1 < parts->count && are_alike(parts->items[i + 1], answer) &&
                      !parts->hold_pairs[i] && !parts->hold_pairs[i + 1] &&
                      may_ask(page, parts->items[i], &pairing);
        }
    }
    if (!is_fine || !is_list_of_pairs(page, &pairing)) {
        return false;
    }
    const GumboNode *last = question;
    for (size_t i = lead; i < parts->count; i++) {
        if (are_alike(parts->items[i], question)) {
            add_mark(page, parts->items[i], false);
            last = parts->items[i + 1];
        }
    }
    if (page_heading_level(question) == 0) {
        add_mark(page, last, true);
    }
    return true;
}

/* What an item asks: its first part, if the next is another kind of thing, and none is like it; NULL. */
static const GumboNode *question_of(struct page *page, const GumboNode *item)
{
    const GumboTag tag = html_dom_tag(item);
    struct parts parts = parts_of(page, item);
    if (parts.count < 2 || parts.has_text || tag == GUMBO_TAG_DETAILS || tag == GUMBO_TAG_DL) {
        return NULL;
    }
    for (size_t i = 1; i < parts.count; i++) {
        if (are_alike(parts.items[i], parts.items[0])) {
            return NULL;
        }
    }
    return parts.items[0];
}

/* <div class=item><div class=q>..</div><div class=a>..</div></div>, and more like it. */
static bool mark_items(struct page *page, const struct parts *parts)
{
    const GumboNode *item = NULL;
    const GumboNode *model = NULL;
    struct pairing pairing = {.count = 0};
    for (size_t pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < parts->count; i++) {
            bool is_item = !parts->hold_pairs[i] && (item == NULL || are_alike(parts->items[i], item));
            const GumboNode *question = is_item ? question_of(page, parts->items[i]) : NULL;
            if (question == NULL || (model != NULL && !are_alike(question, model))) {
                continue;
            }
            if (pass > 0) {
                add_mark(page, question, false);
                add_mark(page, parts->items[i], true);
            } else if (may_ask(page, question, &pairing)) {
                item = parts->items[i];
                model = question;
                pairing.has_hint |= is_hinted(item);
                pairing.has_class |= main_class(question).size > 0;
            }
        }
        if (!is_list_of_pairs(page, &pairing)) {
            return false;
        }
    }
    return true;
}

/* What lies within pairs is looked at first: a list of lists of pairs has titles, not questions, around. */
static void find_pairs(struct page *page, const GumboNode *node)
{
    const GumboTag tag = html_dom_tag(node);
    if (page_is_furniture(node) || tag == GUMBO_TAG_LAST || import_builder_failed(page->builder)) {
        return;
    }
    struct parts parts = parts_of(page, node);
    for (size_t i = 0; i < parts.count; i++) {
        size_t before = page->mark_count;
        find_pairs(page, parts.items[i]);
        parts.hold_pairs[i] = page->mark_count > before;
    }
    if (tag == GUMBO_TAG_DL || tag == GUMBO_TAG_DETAILS || parts.count < 2 || mark_items(page, &parts)) {
        return;
    }
    size_t leads = 0;
    for (size_t i = 0; i + 1 < parts.count && leads < LEADS_MAX; i++) {
        bool is_new = true;
        for (size_t before = i > LEADS_MAX ? i - LEADS_MAX : 0; before < i; before++) {
            is_new &= !are_alike(parts.items[before], parts.items[i]);
        }
        leads += is_new;
        if (is_new && mark_row(page, &parts, i)) {
            return;
        }
    }
}

static int compare_marks(const void *left, const void *right)
{
    const struct page_mark *first = left;
    const struct page_mark *second = right;
    uintptr_t one = (uintptr_t)first->node;
    uintptr_t other = (uintptr_t)second->node;
    return one < other ? -1 : one > other ? 1 : (int)first->is_end - (int)second->is_end;
}

void page_find_pairs(struct page *page, const GumboNode *root)
{
    find_pairs(page, root);
    if (page->mark_count > 0) {
        qsort(page->marks, page->mark_count, sizeof *page->marks, compare_marks);
    }
}

bool page_is_marked(const struct page *page, const GumboNode *node, bool is_end)
{
    const struct page_mark wanted = {node, is_end};
    return page->mark_count > 0 &&
           bsearch(&wanted, page->marks, page->mark_count, sizeof wanted, compare_marks) != NULL;
}
