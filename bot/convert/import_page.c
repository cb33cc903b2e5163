/* convert/import_page.c - the questions of a web page that does not say which they are: by the forms that pages
 * have for them.
 *
 *     <details><summary>Is it free?</summary> Yes. </details>      <dl><dt>Is it free?<dd>Yes.</dl>
 *     <h3>Is it free?</h3><p>Yes.</p>                              <p><b>Is it free?</b></p><p>Yes.</p>
 *     <button class="accordion" aria-controls="a">Is it free?</button><div id="a">Yes.</div>
 *
 * The page is laid out as a row of pieces, each a question, a heading or the largest part of the page without
 * either. An answer is what follows its question up to the next, to a heading of the question's own level or
 * above, or to the end of what holds the questions. What is for finding one's way about (nav, header, footer) is
 * no part of any.
 *
 * A table whose heading names a question and an answer has one in each row. A heading asks if it ends in a
 * question mark, or if most of its level do; the summary of details, the term of a list of descriptions and the
 * button of an accordion ask anyway. */
#include "convert/readers.h"

#include <stdlib.h>
#include <string.h>

#define QUESTION_BYTES_MAX 400 /* what is longer is no question but a text with one in it */
#define LEVELS 7               /* h1 to h6 */

enum piece_kind { PIECE_CONTENT, PIECE_QUESTION, PIECE_HEADING, PIECE_END };

struct piece {
    enum piece_kind kind;
    const GumboNode *node;
    bool asks;      /* it ends in a question mark */
    unsigned level; /* of a heading, 1 to 6; 0 of what holds its answer itself; of another question, 7 */
};

struct page {
    struct import_builder *builder;
    struct piece *pieces;
    size_t count;
    size_t capacity;
    struct buffer text;    /* of an element that is looked at */
    size_t asking[LEVELS]; /* headings of each level that end in a question mark, and all of them */
    size_t all[LEVELS];
    const GumboNode *holder; /* what all questions that are no details and no terms lie in; NULL: not known */
};

/* ==== What an element is ================================================================================ */

/* What says nothing of its own to a reader who looks for an answer. */
static bool is_furniture(const GumboNode *node)
{
    switch (html_dom_tag(node)) {
    case GUMBO_TAG_HEAD:
    case GUMBO_TAG_NAV:
    case GUMBO_TAG_HEADER:
    case GUMBO_TAG_FOOTER:
    case GUMBO_TAG_ASIDE:
    case GUMBO_TAG_SCRIPT:
    case GUMBO_TAG_STYLE:
    case GUMBO_TAG_NOSCRIPT:
    case GUMBO_TAG_TEMPLATE:
    case GUMBO_TAG_SVG:
        return true;
    default:
        return false;
    }
}

/* The recursion ends at HTML_DOM_DEPTH_MAX. */
static void gather_text(struct page *page, const GumboNode *node)
{
    if (page->text.size > QUESTION_BYTES_MAX || is_furniture(node)) {
        return;
    }
    buffer_add(&page->text, utf8_cut(html_dom_text(node), QUESTION_BYTES_MAX));
    for (size_t i = 0; i < html_dom_child_count(node); i++) {
        gather_text(page, html_dom_child(node, i));
    }
}

/* The first bytes of its text, valid until the next call. */
static struct faqbot_view text_of(struct page *page, const GumboNode *node)
{
    buffer_reset(&page->text);
    gather_text(page, node);
    import_need(page->builder, !page->text.no_memory);
    return view_trim(buffer_view(&page->text));
}

static bool is_question(struct faqbot_view text)
{
    static const char *const marks[] = {"?", "\xef\xbc\x9f", "\xd8\x9f", "\xcd\xbe"};
    bool ends = false;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        ends |= view_ends_with(text, marks[i]);
    }
    return ends && text.size <= QUESTION_BYTES_MAX;
}

static unsigned heading_level(const GumboNode *node)
{
    GumboTag tag = html_dom_tag(node);
    bool is_heading = tag >= GUMBO_TAG_H1 && tag <= GUMBO_TAG_H6;
    return is_heading ? (unsigned)(tag - GUMBO_TAG_H1) + 1 : 0;
}

/* Whether a class of the element has such a word in it: "faq__question-text" has "question". */
static bool has_class(const GumboNode *node)
{
    static const char *const words[] = {"question",         "accordion-header", "accordion-title",
                                        "accordion-button", "accordion-toggle", "accordion-heading",
                                        "faq-title",        "toggle-title",     "collapsible"};
    struct faqbot_view classes = html_dom_attribute(node, "class");
    for (size_t at = 0; at < classes.size; at++) {
        struct faqbot_view rest = view_slice(classes, at, classes.size);
        for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
            if (ascii_equals(view_slice(rest, 0, strlen(words[i])), view_of(words[i]))) {
                return true;
            }
        }
    }
    return html_dom_tag(node) == GUMBO_TAG_BUTTON && has_word(classes, view_of("accordion"));
}

/* What opens and closes a part of the page: a button that says so in one of the usual ways. */
static bool opens_panel(const GumboNode *node)
{
    bool is_collapse = view_equals_text(html_dom_attribute(node, "data-toggle"), "collapse") ||
                       view_equals_text(html_dom_attribute(node, "data-bs-toggle"), "collapse");
    bool is_controlling = html_dom_attribute(node, "aria-controls").size > 0 &&
                          html_dom_attribute(node, "aria-expanded").size > 0;
    return (is_collapse || is_controlling) && html_dom_child_count(node) > 0;
}

/* A paragraph that is nothing but bold text. */
static bool is_bold(const GumboNode *node)
{
    const GumboNode *only = NULL;
    GumboTag tag = html_dom_tag(node);
    if (tag != GUMBO_TAG_P && tag != GUMBO_TAG_DIV) {
        return false;
    }
    for (size_t i = 0; i < html_dom_child_count(node); i++) {
        const GumboNode *child = html_dom_child(node, i);
        bool says = html_dom_tag(child) != GUMBO_TAG_LAST || !view_is_empty(view_trim(html_dom_text(child)));
        if (says && html_dom_tag(child) != GUMBO_TAG_BR) {
            if (only != NULL) {
                return false;
            }
            only = child;
        }
    }
    return only != NULL && (html_dom_tag(only) == GUMBO_TAG_B || html_dom_tag(only) == GUMBO_TAG_STRONG);
}

/* Bold text that a paragraph begins with, and behind which its line ends: "<p><b>How?</b><br>So.</p>". */
static bool begins_paragraph(const GumboNode *node)
{
    const GumboNode *parent = node->parent;
    GumboTag tag = html_dom_tag(node);
    bool is_first = true;
    if ((tag != GUMBO_TAG_B && tag != GUMBO_TAG_STRONG) || parent == NULL) {
        return false;
    }
    for (size_t i = 0; i < html_dom_child_count(parent); i++) {
        const GumboNode *child = html_dom_child(parent, i);
        bool says = html_dom_tag(child) != GUMBO_TAG_LAST || !view_is_empty(view_trim(html_dom_text(child)));
        if (child == node) {
            bool has_next = i + 1 < html_dom_child_count(parent);
            return is_first && has_next && html_dom_tag(html_dom_child(parent, i + 1)) == GUMBO_TAG_BR;
        }
        is_first = html_dom_tag(child) == GUMBO_TAG_BR || (is_first && !says);
    }
    return false;
}

static bool is_wanted_heading(const struct page *page, unsigned level, bool asks)
{
    bool most_do = page->asking[level] >= 2 && 2 * page->asking[level] > page->all[level];
    return asks || most_do;
}

/* What the element asks as; PIECE_CONTENT: it does not. */
static enum piece_kind kind_of(struct page *page, const GumboNode *node, unsigned *level)
{
    unsigned heading = heading_level(node);
    GumboTag tag = html_dom_tag(node);
    bool is_named = tag == GUMBO_TAG_SUMMARY || tag == GUMBO_TAG_DT;
    *level = heading > 0 ? heading : is_named ? 0 : LEVELS;
    if (tag == GUMBO_TAG_LAST || tag == GUMBO_TAG_HTML || tag == GUMBO_TAG_BODY) {
        return PIECE_CONTENT;
    }
    bool may_ask = heading > 0 || is_named || has_class(node) || opens_panel(node) || is_bold(node) ||
                   begins_paragraph(node);
    struct faqbot_view text = may_ask ? text_of(page, node) : view_make(NULL, 0);
    if (view_is_empty(text) || text.size > QUESTION_BYTES_MAX) {
        return PIECE_CONTENT;
    }
    bool asks = is_question(text);
    bool opens = heading > 0 && html_dom_child_count(node) > 0 && opens_panel(html_dom_child(node, 0));
    if (is_named || (heading == 0 && (has_class(node) || opens_panel(node))) || opens ||
        (heading > 0 && is_wanted_heading(page, heading, asks)) || (heading == 0 && asks)) {
        return PIECE_QUESTION;
    }
    return heading > 0 ? PIECE_HEADING : PIECE_CONTENT;
}

/* ==== The pieces ======================================================================================== */

static void add_piece(struct page *page, enum piece_kind kind, const GumboNode *node, unsigned level)
{
    bool asks = kind == PIECE_QUESTION && is_question(text_of(page, node));
    import_need(page->builder,
                array_grow(NULL, &page->pieces, page->count, &page->capacity, sizeof *page->pieces));
    if (!import_builder_failed(page->builder)) {
        page->pieces[page->count++] = (struct piece){kind, node, asks, level};
    }
}

/* How many headings there are of each level, and how many of them ask. The recursion ends at
 * HTML_DOM_DEPTH_MAX, that of the others too. */
static void count_headings(struct page *page, const GumboNode *node)
{
    unsigned level = heading_level(node);
    if (is_furniture(node)) {
        return;
    }
    if (level > 0) {
        page->all[level]++;
        page->asking[level] += is_question(text_of(page, node));
        return;
    }
    for (size_t i = 0; i < html_dom_child_count(node); i++) {
        count_headings(page, html_dom_child(node, i));
    }
}

/* The cells of a table's row; their number. */
static size_t find_cells(const GumboNode *row, const GumboNode *cells[FAQBOT_IMPORT_COLUMNS_MAX])
{
    size_t count = 0;
    for (size_t i = 0; i < html_dom_child_count(row) && count < FAQBOT_IMPORT_COLUMNS_MAX; i++) {
        const GumboNode *cell = html_dom_child(row, i);
        if (html_dom_tag(cell) == GUMBO_TAG_TD || html_dom_tag(cell) == GUMBO_TAG_TH) {
            cells[count++] = cell;
        }
    }
    return count;
}

/* A table while its rows are laid out: which cell asks and which answers, once its heading has said so. */
struct page_table {
    size_t question;
    size_t answer;
    size_t rows;
};

/* Rows stand in a body, or more of them. */
static void lay_out_rows(struct page *page, const GumboNode *node, struct page_table *table)
{
    const GumboNode *cells[FAQBOT_IMPORT_COLUMNS_MAX];
    for (size_t i = 0; i < html_dom_child_count(node); i++) {
        const GumboNode *row = html_dom_child(node, i);
        size_t count = html_dom_tag(row) == GUMBO_TAG_TR ? find_cells(row, cells) : 0;
        if (html_dom_tag(row) != GUMBO_TAG_TR) {
            lay_out_rows(page, row, table);
            continue;
        }
        for (size_t cell = 0; cell < count && table->rows == 0; cell++) {
            enum import_field field = import_field_called(page->builder, text_of(page, cells[cell]), false);
            table->question = field == IMPORT_FIELD_QUESTION ? cell : table->question;
            table->answer = field == IMPORT_FIELD_ANSWER ? cell : table->answer;
        }
        if (table->rows++ > 0 && table->question < count && table->answer < count) {
            add_piece(page, PIECE_QUESTION, cells[table->question], 0);
            add_piece(page, PIECE_CONTENT, cells[table->answer], 0);
            add_piece(page, PIECE_END, row, 0);
        }
    }
}

/* Whether the node is a table whose heading names a question and an answer, which is then laid out. */
static bool lay_out_table(struct page *page, const GumboNode *node)
{
    struct page_table table = {.question = SIZE_MAX, .answer = SIZE_MAX};
    size_t before = page->count;
    if (html_dom_tag(node) != GUMBO_TAG_TABLE) {
        return false;
    }
    lay_out_rows(page, node, &table);
    return page->count > before;
}

/* Lays out the node. What has no question and no heading within is one piece. */
static void lay_out(struct page *page, const GumboNode *node)
{
    unsigned level;
    size_t before = page->count;
    bool is_whole = true;
    if (is_furniture(node) || import_builder_failed(page->builder) || lay_out_table(page, node)) {
        return;
    }
    enum piece_kind kind = kind_of(page, node, &level);
    if (kind != PIECE_CONTENT) {
        add_piece(page, kind, node, level);
        return;
    }
    for (size_t i = 0; i < html_dom_child_count(node); i++) {
        lay_out(page, html_dom_child(node, i));
    }
    for (size_t i = before; i < page->count; i++) {
        is_whole &= page->pieces[i].kind == PIECE_CONTENT;
    }
    GumboTag tag = html_dom_tag(node);
    if (is_whole) {
        page->count = page->count < before ? page->count : before;
        add_piece(page, PIECE_CONTENT, node, 0);
    } else if (tag == GUMBO_TAG_DETAILS || tag == GUMBO_TAG_DL || node == page->holder) {
        add_piece(page, PIECE_END, node, 0);
    }
}

/* The innermost element that holds all questions of the page and something beside each: where it ends, the
 * last answer ends. */
static const GumboNode *find_holder(const struct page *page)
{
    const GumboNode *holder = NULL;
    size_t questions = 0;
    for (size_t i = 0; i < page->count; i++) {
        const GumboNode *node = page->pieces[i].node;
        if (page->pieces[i].kind != PIECE_QUESTION || page->pieces[i].level == 0) {
            continue;
        }
        questions++;
        const GumboNode *up = node->parent;
        if (holder == NULL) {
            holder = up;
            continue;
        }
        bool is_within = false;
        while (holder != NULL && !is_within) {
            for (up = node->parent; up != NULL && up != holder; up = up->parent) {
            }
            is_within = up == holder;
            holder = is_within ? holder : holder->parent;
        }
    }
    return questions >= 2 ? holder : NULL;
}

/* ==== Entries =========================================================================================== */

/* What stands between a question and the next, as one element, of which the children are those pieces. */
static void add_entry(struct page *page, const struct import_record *around, size_t question, size_t end)
{
    struct import_builder *builder = page->builder;
    bool had_markup;
    size_t count = end - question - 1;
    struct import_record record = *around;
    void **children = arena_alloc_array(&builder->row_arena, count + 1, sizeof *children);
    import_need(builder, children != NULL);
    if (children == NULL) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        /* libgumbo's lists are of pointers to what may be changed; nothing of ours does. */
        memcpy(&children[i], &page->pieces[question + 1 + i].node, sizeof children[i]);
    }
    const GumboNode answer = {
        .type = GUMBO_NODE_ELEMENT,
        .v.element = {.children = {children, (unsigned)count, (unsigned)count}, .tag = GUMBO_TAG_DIV}};
    record.question =
        import_html_flatten(builder, view_make(NULL, 0), page->pieces[question].node, &had_markup);
    record.id = html_dom_attribute(page->pieces[question].node, "id");
    import_html_add(builder, &record, view_make(NULL, 0), &answer);
}

/* The first piece behind a question's answer. */
static size_t find_end(const struct page *page, size_t question)
{
    unsigned level = page->pieces[question].level;
    size_t end = question + 1;
    while (end < page->count) {
        const struct piece *piece = &page->pieces[end];
        bool ends = piece->kind == PIECE_QUESTION || piece->kind == PIECE_END ||
                    (piece->kind == PIECE_HEADING && piece->level <= level);
        if (ends) {
            break;
        }
        end++;
    }
    return end;
}

size_t import_page_forms(struct import_builder *builder, const GumboNode *root,
                         const struct import_record *around, size_t row)
{
    struct page page = {.builder = builder};
    struct import_record record = *around;
    size_t found = 0;
    buffer_init(&page.text, 4 * (size_t)QUESTION_BYTES_MAX);
    count_headings(&page, root);
    lay_out(&page, root);
    page.holder = find_holder(&page);
    if (page.holder != NULL) {
        page.count = 0;
        lay_out(&page, root);
    }
    /* What neither asks nor has an answer is a title like any other. */
    for (size_t i = 0; i < page.count && !import_builder_failed(builder); i++) {
        const struct piece *piece = &page.pieces[i];
        size_t end = find_end(&page, i);
        bool is_title = !piece->asks && piece->level > 0 && end == i + 1;
        if (piece->kind == PIECE_QUESTION && !is_title) {
            arena_reset(&builder->row_arena);
            record.row = row + ++found;
            add_entry(&page, &record, i, end);
        }
    }
    buffer_release(&page.text);
    free(page.pieces);
    return found;
}
