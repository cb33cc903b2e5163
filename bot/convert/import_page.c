/* convert/import_page.c - the questions of a web page that does not say which they are: by the forms that pages
 * have for them.
 *
 *     <details><summary>Is it free?</summary> Yes. </details>      <dl><dt>Is it free?<dd>Yes.</dl>
 *     <h3>Is it free?</h3><p>Yes.</p>                              <p><b>Is it free?</b> Yes.</p>
 *     <button class="accordion" aria-controls="a">Is it free?</button><div id="a">Yes.</div>
 *     <p>Q: Is it free?</p><p>A: Yes.</p>                          and what page_pairs.c finds
 *
 * The page is laid out as a row of pieces, each a question, a heading or the largest part of the page without
 * either. An answer is what follows its question up to the next, to a heading of the question's own level or
 * above, or to the end of what holds the questions. What is for finding one's way about (nav, header, footer, lists
 * of links into the page, "Was this helpful?") is no part of any.
 *
 * A table whose heading names a question and an answer has one in each row. A heading asks if it ends in a
 * question mark, or if most of its level do; the summary of details, the term of a list of descriptions and the
 * button of an accordion ask anyway. Bold text with the answer in its own line asks where that is how most questions
 * of the page are written. */
#include "convert/readers.h"

#include <stdlib.h>
#include <string.h>

enum piece_kind { PIECE_CONTENT, PIECE_QUESTION, PIECE_HEADING, PIECE_END };

struct piece {
    enum piece_kind kind;
    const GumboNode *node;
    bool asks;      /* it ends in a question mark */
    bool is_named;  /* it asks by what it is, and not by what it says */
    unsigned level; /* of a heading, 1 to 6; 0 of what holds its answer itself; of another question, 7 */
};

/* ==== What an element asks as =========================================================================== */

static bool is_blank(const GumboNode *node)
{
    return html_dom_tag(node) == GUMBO_TAG_LAST && view_is_empty(view_trim(html_dom_text(node)));
}

static bool is_strong(const GumboNode *node)
{
    return html_dom_tag(node) == GUMBO_TAG_B || html_dom_tag(node) == GUMBO_TAG_STRONG;
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
        if (!is_blank(child) && html_dom_tag(child) != GUMBO_TAG_BR) {
            if (only != NULL) {
                return false;
            }
            only = child;
        }
    }
    return only != NULL && is_strong(only);
}

/* Bold text that a line of a paragraph begins with: "<p><b>How?</b><br>So.</p>". `in_line`: or behind which the line
 * goes on. */
static bool begins_paragraph(const GumboNode *node, bool in_line)
{
    const GumboNode *parent = node->parent;
    size_t at = node->index_within_parent;
    if (!is_strong(node) || parent == NULL || at + 1 >= html_dom_child_count(parent)) {
        return false;
    }
    const GumboNode *next = html_dom_child(parent, at + 1);
    while (at > 0 && is_blank(html_dom_child(parent, at - 1))) {
        at--;
    }
    bool is_first = at == 0 || html_dom_tag(html_dom_child(parent, at - 1)) == GUMBO_TAG_BR;
    return is_first && (html_dom_tag(next) == GUMBO_TAG_BR || (in_line && page_says(next)));
}

/* A paragraph "Q: How?", or with a word for it. */
static bool is_labelled(struct page *page, const GumboNode *node)
{
    struct label label;
    GumboTag tag = html_dom_tag(node);
    if (tag != GUMBO_TAG_P && tag != GUMBO_TAG_DIV && tag != GUMBO_TAG_LI && !is_strong(node)) {
        return false;
    }
    struct faqbot_view text = page_text(page, node);
    if (!label_read(text, &label) || view_is_empty(label.rest)) {
        return false;
    }
    bool is_word = faq_words_name_question(&page->reader, label.name);
    return (is_word && (label.is_strong || page_asks(text))) ||
           (label.is_strong && page_asks(text) && label_may_name_question(&page->reader, label.name));
}

static bool is_wanted_heading(const struct page *page, unsigned level, bool asks)
{
    bool most_do = page->asking[level] >= 2 && 2 * page->asking[level] > page->all[level];
    return asks || (most_do && page->hidden == 0);
}

/* By an element that is there for questions. */
static bool is_named_question(const GumboNode *node)
{
    GumboTag tag = html_dom_tag(node);
    bool is_heading = page_heading_level(node) > 0;
    return tag == GUMBO_TAG_SUMMARY || tag == GUMBO_TAG_DT ||
           (!is_heading && (page_has_question_class(node) || page_opens_panel(node))) ||
           (is_heading && html_dom_child_count(node) > 0 && page_opens_panel(html_dom_child(node, 0)));
}

/* A term or a summary that does not ask, on a page where headings do: of a list of descriptions within an answer. */
static bool is_of_answer(struct page *page, const GumboNode *node)
{
    GumboTag tag = html_dom_tag(node);
    return (tag == GUMBO_TAG_DT || tag == GUMBO_TAG_SUMMARY) && page->asking[0] >= 2 &&
           page->asking[0] > page->named_asking && !page_asks(page_text(page, node));
}

/* What the element asks as; kind PIECE_CONTENT: it does not. */
static struct piece piece_of(struct page *page, const GumboNode *node)
{
    unsigned heading = page_heading_level(node);
    GumboTag tag = html_dom_tag(node);
    bool is_marked = page_is_marked(page, node, false);
    bool is_named = is_marked || (is_named_question(node) && !is_of_answer(page, node));
    bool holds_answer = tag == GUMBO_TAG_SUMMARY || tag == GUMBO_TAG_DT || is_marked;
    bool goes_on = page->bold > page->named && page->bold > page->asking[0];
    struct piece piece = {.kind = PIECE_CONTENT,
                          .node = node,
                          .is_named = is_named,
                          .level = heading > 0    ? heading
                                   : holds_answer ? 0
                                                  : PAGE_LEVELS};
    if (tag == GUMBO_TAG_LAST || tag == GUMBO_TAG_HTML || tag == GUMBO_TAG_BODY) {
        return piece;
    }
    bool has_form = is_bold(node) || begins_paragraph(node, goes_on);
    bool is_label = is_labelled(page, node);
    struct faqbot_view text =
        heading > 0 || is_named || has_form || is_label ? page_text(page, node) : view_make(NULL, 0);
    if (view_is_empty(text) || text.size > PAGE_QUESTION_BYTES_MAX) {
        return piece;
    }
    piece.asks = page_asks(text);
    bool is_title = heading > 0 && !is_named && faq_words_name_faq(&page->reader, text);
    bool is_question = is_named || is_label || (heading == 0 && piece.asks) ||
                       (heading > 0 && !is_title && is_wanted_heading(page, heading, piece.asks));
    piece.kind = is_question ? PIECE_QUESTION : heading > 0 ? PIECE_HEADING : PIECE_CONTENT;
    return piece;
}

/* ==== The pieces ======================================================================================== */

static void add_piece(struct page *page, struct piece piece)
{
    import_need(page->builder,
                array_grow(NULL, &page->pieces, page->count, &page->capacity, sizeof *page->pieces));
    if (!import_builder_failed(page->builder)) {
        page->pieces[page->count++] = piece;
    }
}

static void add_end(struct page *page, const GumboNode *node)
{
    add_piece(page, (struct piece){.kind = PIECE_END, .node = node});
}

/* How many headings there are of each level, and how many of them ask, in all under 0; how many questions there are
 * of other forms; and whether a heading says that the page is a FAQ. */
static void count_forms(struct page *page, const GumboNode *node)
{
    unsigned level = page_heading_level(node);
    if (page_is_furniture(node)) {
        return;
    }
    if (level > 0) {
        struct faqbot_view text = page_text(page, node);
        bool asks = page_asks(text);
        page->all[level]++;
        page->asking[level] += asks;
        page->asking[0] += asks;
        page->is_faq |= level <= 2 && faq_words_name_faq(&page->reader, text);
        return;
    }
    bool is_named = is_named_question(node);
    page->named += is_named;
    page->named_asking += is_named && page_asks(page_text(page, node));
    page->bold += begins_paragraph(node, true) && page_asks(page_text(page, node));
    for (size_t i = 0; i < html_dom_child_count(node); i++) {
        count_forms(page, html_dom_child(node, i));
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
            enum import_field field = import_field_called(page->builder, page_text(page, cells[cell]), false);
            table->question = field == IMPORT_FIELD_QUESTION ? cell : table->question;
            table->answer = field == IMPORT_FIELD_ANSWER ? cell : table->answer;
        }
        if (table->rows++ > 0 && table->question < count && table->answer < count) {
            const GumboNode *question = cells[table->question];
            const bool asks = page_asks(page_text(page, question));
            add_piece(page, (struct piece){PIECE_QUESTION, question, asks, true, 0});
            add_piece(page, (struct piece){.kind = PIECE_CONTENT, .node = cells[table->answer]});
            add_end(page, row);
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

/* Whether an element stays whole although something of it is left out: a list is more than its items. */
static bool stays_whole(const GumboNode *node)
{
    GumboTag tag = html_dom_tag(node);
    return tag == GUMBO_TAG_P || tag == GUMBO_TAG_UL || tag == GUMBO_TAG_OL || tag == GUMBO_TAG_TABLE ||
           tag == GUMBO_TAG_BLOCKQUOTE || tag == GUMBO_TAG_PRE;
}

/* Lays out the node. What has no question and no heading within is one piece. False: something of it was left
 * out. */
static bool lay_out(struct page *page, const GumboNode *node)
{
    size_t before = page->count;
    bool is_whole = true;
    bool has_all = true;
    if (!page_is_heard(node) || import_builder_failed(page->builder) || lay_out_table(page, node)) {
        return true;
    }
    struct piece piece = piece_of(page, node);
    bool is_term = html_dom_tag(node) == GUMBO_TAG_DT && page_is_contents(node);
    bool is_question = piece.kind == PIECE_QUESTION && !is_term;
    if (page_is_furniture(node) || (!is_question && page_is_contents(node)) || page_is_feedback(page, node)) {
        return false;
    }
    if (piece.kind != PIECE_CONTENT) {
        add_piece(page, piece);
        return true;
    }
    page->hidden += page_is_hidden(node);
    for (size_t i = 0; i < html_dom_child_count(node); i++) {
        has_all &= lay_out(page, html_dom_child(node, i));
    }
    page->hidden -= page_is_hidden(node);
    for (size_t i = before; i < page->count; i++) {
        is_whole &= page->pieces[i].kind == PIECE_CONTENT;
    }
    GumboTag tag = html_dom_tag(node);
    if (is_whole && (has_all || stays_whole(node))) {
        page->count = page->count < before ? page->count : before;
        add_piece(page, piece);
    } else if (!is_whole && (tag == GUMBO_TAG_DETAILS || tag == GUMBO_TAG_DL || node == page->holder)) {
        add_end(page, node);
    }
    if (page_is_marked(page, node, true)) {
        add_end(page, node);
    }
    return has_all;
}

static bool is_within(const GumboNode *node, const GumboNode *holder)
{
    const GumboNode *up = node->parent;
    while (up != NULL && up != holder) {
        up = up->parent;
    }
    return up == holder;
}

/* The innermost element that holds all questions of the page that do not hold their answers themselves, and
 * something beside each: where it ends, the last answer ends. NULL: there is but one question. */
static const GumboNode *find_holder(const struct page *page)
{
    const GumboNode *holder = NULL;
    size_t questions = 0;
    for (size_t i = 0; i < page->count; i++) {
        const struct piece *piece = &page->pieces[i];
        if (piece->kind != PIECE_QUESTION || piece->level == 0) {
            continue;
        }
        holder = questions++ == 0 ? piece->node->parent : holder;
        while (holder != NULL && !is_within(piece->node, holder)) {
            holder = holder->parent;
        }
    }
    return questions >= 2 ? holder : NULL;
}

/* Where the page has elements for its questions, a heading before or behind them that asks is a slogan: "Ready to
 * sail?" */
static void drop_slogans(struct page *page)
{
    size_t named = 0;
    size_t others = 0;
    size_t first = 0;
    size_t last = 0;
    for (size_t i = 0; i < page->count; i++) {
        const struct piece *piece = &page->pieces[i];
        bool is_named = piece->kind == PIECE_QUESTION && piece->is_named;
        first = is_named && named == 0 ? i : first;
        last = is_named ? i : last;
        named += is_named;
        others += piece->kind == PIECE_QUESTION && !is_named;
    }
    for (size_t i = 0; i < page->count && named >= 2 && named > others; i++) {
        struct piece *piece = &page->pieces[i];
        bool is_beside = i < first || i > last;
        if (is_beside && piece->kind == PIECE_QUESTION && piece->level < PAGE_LEVELS) {
            piece->kind = PIECE_HEADING;
            import_builder_note(
                page->builder, 0,
                "a heading beside the list of questions asks, and is not taken for one: \"%.*s\"",
                VIEW_ARGS(page_text(page, piece->node)));
        }
    }
}

/* ==== Entries =========================================================================================== */

/* Takes "A:" off an answer, if it is the answer to a question with such a label, or a word for it. */
static void skip_label(struct page *page, const GumboNode *answer, struct faqbot_view question)
{
    struct label asked;
    struct label label;
    size_t bytes = 0;
    if (!label_read(question, &asked)) {
        asked.name = view_make(NULL, 0);
    }
    struct faqbot_view text = page_text(page, answer);
    if (!label_read(text, &label) || view_is_empty(label.rest) ||
        (!label_is_pair(&page->reader, asked.name, label.name) &&
         !(label.is_strong && label.name.size > 2 && faq_words_name_answer(&page->reader, label.name)))) {
        return;
    }
    for (const char *byte = text.bytes; byte < label.rest.bytes; byte++) {
        bytes += !ascii_is_space(*byte);
    }
    html_dom_skip(answer, bytes);
}

/* What stands between a question and the next, as one element, of which the children are those pieces. Terms of one
 * description ask the same: the first of them are the record's already. */
static void add_entry(struct page *page, struct import_record *record, size_t question, size_t end)
{
    struct import_builder *builder = page->builder;
    const GumboNode *asking = page->pieces[question].node;
    struct faqbot_view text = {NULL, 0};
    size_t count = end - question - 1;
    void **children = arena_alloc_array(&builder->row_arena, count + 1, sizeof *children);
    import_need(builder, children != NULL && arena_copy(&builder->row_arena, page_text(page, asking), &text));
    if (children == NULL || import_builder_failed(builder)) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        /* libgumbo's lists are of pointers to what may be changed; nothing of ours does. */
        memcpy(&children[i], &page->pieces[question + 1 + i].node, sizeof children[i]);
    }
    const GumboNode answer = {
        .type = GUMBO_NODE_ELEMENT,
        .v.element = {.children = {children, (unsigned)count, (unsigned)count}, .tag = GUMBO_TAG_DIV}};
    if (count > 0) {
        skip_label(page, &answer, text);
    }
    texts_add(&record->also, &builder->row_arena, question_trim(&page->reader, text, true));
    record->id = html_dom_attribute(asking, "id");
    import_html_add(builder, record, view_make(NULL, 0), &answer);
}

/* A term that another follows right away, which has the description. */
static bool is_first_term(const struct page *page, size_t question)
{
    const struct piece *piece = &page->pieces[question];
    return html_dom_tag(piece->node) == GUMBO_TAG_DT && question + 1 < page->count &&
           piece[1].kind == PIECE_QUESTION && html_dom_tag(piece[1].node) == GUMBO_TAG_DT &&
           piece[1].node->parent == piece->node->parent;
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

/* Lays out a part of the page twice: where the last answer ends is known once all questions are. */
static bool find_questions(struct page *page, const GumboNode *part)
{
    page->count = 0;
    (void)lay_out(page, part);
    page->holder = find_holder(page);
    if (page->holder != NULL) {
        page->count = 0;
        (void)lay_out(page, part);
    }
    for (size_t i = 0; i < page->count; i++) {
        if (page->pieces[i].kind == PIECE_QUESTION) {
            return true;
        }
    }
    return false;
}

/* What the page says is its main part, if it is one; NULL. *count: how many there are. */
static const GumboNode *find_main(const GumboNode *node, size_t *count)
{
    const GumboNode *found = NULL;
    if (html_dom_tag(node) == GUMBO_TAG_MAIN || view_equals_text(html_dom_attribute(node, "role"), "main")) {
        ++*count;
        return node;
    }
    for (size_t i = 0; i < html_dom_child_count(node); i++) {
        const GumboNode *within = find_main(html_dom_child(node, i), count);
        found = found == NULL ? within : found;
    }
    return found;
}

/* What neither asks nor has an answer is a title like any other. */
static size_t add_entries(struct page *page, const struct import_record *around, size_t row)
{
    struct import_builder *builder = page->builder;
    struct import_record record = *around;
    size_t found = 0;
    arena_reset(&builder->row_arena);
    for (size_t i = 0; i < page->count && !import_builder_failed(builder); i++) {
        const struct piece *piece = &page->pieces[i];
        size_t end = piece->kind == PIECE_QUESTION ? find_end(page, i) : i;
        bool is_title = !piece->asks && piece->level > 0 && end == i + 1;
        if (piece->kind != PIECE_QUESTION || is_title) {
            continue;
        }
        if (is_first_term(page, i)) {
            struct faqbot_view text = {NULL, 0};
            import_need(builder, arena_copy(&builder->row_arena, page_text(page, piece->node), &text));
            texts_add(&record.also, &builder->row_arena, text);
            continue;
        }
        record.row = row + ++found;
        add_entry(page, &record, i, end);
        record = *around;
        arena_reset(&builder->row_arena);
    }
    return found;
}

size_t import_page_forms(struct import_builder *builder, const GumboNode *root,
                         const struct import_record *around, size_t row)
{
    struct page page;
    size_t mains = 0;
    const GumboNode *part = find_main(root, &mains);
    page_init(&page, builder);
    page.is_faq = faq_words_name_faq(&page.reader, around->title);
    count_forms(&page, root);
    page_find_pairs(&page, root);
    if (mains != 1 || !find_questions(&page, part)) {
        (void)find_questions(&page, root);
    }
    drop_slogans(&page);
    size_t found = add_entries(&page, around, row);
    free(page.pieces);
    page_release(&page);
    return found;
}
