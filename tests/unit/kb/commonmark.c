/* tests/unit/kb/commonmark.c - Markdown as a tree: its nodes, their lines, footnotes, and where memory ends. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "kb/kb_internal.h"
#include "util/util.h"

static void a_document_is_walked_in_the_order_of_the_text(void **state)
{
    static const struct {
        enum commonmark_kind kind;
        bool is_leaving;
    } expected[] = {{COMMONMARK_DOCUMENT, false}, {COMMONMARK_PARAGRAPH, false}, {COMMONMARK_TEXT, false},
                    {COMMONMARK_TEXT, true},      {COMMONMARK_EMPHASIS, false},  {COMMONMARK_TEXT, false},
                    {COMMONMARK_TEXT, true},      {COMMONMARK_EMPHASIS, true},   {COMMONMARK_PARAGRAPH, true},
                    {COMMONMARK_RULE, false},     {COMMONMARK_RULE, true},       {COMMONMARK_DOCUMENT, true}};
    struct commonmark commonmark;
    struct commonmark_walk walk;
    struct commonmark_node *document = NULL;
    size_t count = 0;
    (void)state;
    commonmark_init(&commonmark);
    assert_int_equal(commonmark_parse(&commonmark, view_of("a *b*\n\n---\n"), &document), FAQBOT_OK);
    walk = (struct commonmark_walk){.top = document};
    while (commonmark_walk_next(&walk)) {
        assert_true(count < sizeof expected / sizeof *expected);
        assert_int_equal(walk.node->kind, expected[count].kind);
        assert_int_equal(walk.is_leaving, expected[count++].is_leaving);
    }
    assert_int_equal(count, sizeof expected / sizeof *expected);
    commonmark_release(&commonmark);
}

static void a_walk_stays_within_its_top(void **state)
{
    struct commonmark commonmark;
    struct commonmark_walk walk;
    struct commonmark_node *document = NULL;
    size_t count = 0;
    (void)state;
    commonmark_init(&commonmark);
    assert_int_equal(commonmark_parse(&commonmark, view_of("a\n\nb\n"), &document), FAQBOT_OK);
    walk = (struct commonmark_walk){.top = document->first_child};
    while (commonmark_walk_next(&walk)) {
        count++;
    }
    assert_int_equal(count, 4); /* a paragraph and a text, there and back */
    commonmark_release(&commonmark);
}

static void html_is_made_of_the_document(void **state)
{
    struct buffer html;
    (void)state;
    buffer_init(&html, 1000);
    commonmark_to_html(view_of("a <b>*b*</b>"), &html);
    assert_false(html.failed);
    assert_true(view_equals_text(buffer_view(&html), "<p>a <b><em>b</em></b></p>\n"));
    buffer_release(&html);
}

/* Wherever in the document it happens: each ceiling from nothing to enough is tried. */
static void a_document_over_the_ceiling_is_refused_and_the_next_one_read(void **state)
{
    static const char text[] = "# a\n\n- *b* [c](https://d.example)\n- `e` <f>\n\n> g\n\n```\nh\n```\n\n[i]: "
                               "/j\n\nk[^l]\n\n[^l]: m\n";
    bool fits = false;
    (void)state;
    for (size_t limit = 0; !fits; limit += 64) {
        struct commonmark commonmark;
        struct commonmark_node *document = NULL;
        commonmark_init(&commonmark);
        commonmark.arena.limit = limit;
        enum faqbot_status status = commonmark_parse(&commonmark, view_of(text), &document);
        fits = status == FAQBOT_OK;
        assert_true(fits || status == FAQBOT_LIMIT);
        commonmark.arena.limit = COMMONMARK_BYTES_MAX;
        assert_int_equal(commonmark_parse(&commonmark, view_of("a"), &document), FAQBOT_OK);
        assert_int_equal(document->first_child->kind, COMMONMARK_PARAGRAPH);
        commonmark_release(&commonmark);
        assert_true(limit < 1 << 20);
    }
}

/* Its text stands in a paragraph, with a node for each letter and mark. */
static void mark_up_that_takes_too_much_memory_is_refused(void **state)
{
    struct commonmark commonmark;
    struct buffer text;
    struct commonmark_node *document = NULL;
    (void)state;
    buffer_init(&text, SIZE_MAX);
    for (size_t i = 0; i < 100000; i++) {
        buffer_add_text(&text, "*a* ");
    }
    commonmark_init(&commonmark);
    commonmark.arena.limit = (size_t)16 * 1024 * 1024;
    assert_int_equal(commonmark_parse(&commonmark, buffer_view(&text), &document), FAQBOT_LIMIT);
    commonmark_release(&commonmark);
    buffer_release(&text);
}

/* A tree as text: each node's kind, number and text, its children in brackets. */
static void write_tree(struct commonmark_node *top, bool with_lines, struct buffer *out)
{
    static const char *const names[] = {"doc",  "p",      "h",  "ul", "ol",   "li",  "quote", "pre", "html",
                                        "rule", "table",  "tr", "td", "note", "",    "soft",  "br",  "code",
                                        "tag",  "strong", "em", "s",  "a",    "img", "mark"};
    struct commonmark_walk walk = {.top = top};
    buffer_reset(out);
    while (commonmark_walk_next(&walk)) {
        const struct commonmark_node *node = walk.node;
        bool is_leaf = node->first_child == NULL;
        if (walk.is_leaving) {
            buffer_add_text(out, is_leaf ? "" : ")");
            continue;
        }
        buffer_add_text(out, node->previous != NULL && node != top ? " " : "");
        buffer_add_text(out, names[node->kind]);
        if (node->number > 0) {
            buffer_add_number(out, node->number);
        }
        if (with_lines && node->kind < COMMONMARK_TEXT) {
            buffer_add_byte(out, ':');
            buffer_add_number(out, node->line);
            buffer_add_text(out, node->end_line > node->line ? "-" : "");
            if (node->end_line > node->line) {
                buffer_add_number(out, node->end_line);
            }
        }
        if (node->text.size > 0) {
            buffer_add_byte(out, '<');
            buffer_add(out, node->text);
            buffer_add_byte(out, '>');
        }
        buffer_add_text(out, is_leaf ? "" : "(");
    }
}

struct tree_case {
    const char *text;
    const char *expected;
};

static void check_trees(const struct tree_case *cases, size_t count, bool with_lines)
{
    struct buffer out;
    buffer_init(&out, 10000);
    for (size_t i = 0; i < count; i++) {
        struct commonmark commonmark;
        struct commonmark_node *document = NULL;
        commonmark_init(&commonmark);
        assert_int_equal(commonmark_parse(&commonmark, view_of(cases[i].text), &document), FAQBOT_OK);
        write_tree(document, with_lines, &out);
        buffer_add_byte(&out, '\0');
        assert_string_equal(out.bytes, cases[i].expected);
        commonmark_release(&commonmark);
    }
    buffer_release(&out);
}

static void each_construct_has_its_kind(void **state)
{
    static const struct tree_case cases[] = {
        {"- a\n- [x] b\n- [ ] c", "doc(ul(li(p(<a>)) li2(p(<b>)) li1(p(<c>))))"},
        {"3. a\n\n   b\n", "doc(ol3(li(p(<a>) p(<b>))))"},
        {"a\n===\n\n## b", "doc(h1(<a>) h2(<b>))"},
        {"|a|b|\n|:-|-:|\n|`c`|", "doc(table(tr1(td1(<a>) td3(<b>)) tr(td1(code<c>) td3)))"},
        {"a\n|b|c|\n-|-\nd", "doc(p(<a>) table(tr1(td(<b>) td(<c>)) tr(td(<d>) td)))"},
        {"> |a|\n> |:-:|\n> |b|", "doc(quote(table(tr1(td2(<a>)) tr(td2(<b>)))))"},
        {"- a\n  - b\n\n    |c|\n    |-|\n    |d|",
         "doc(ul(li(p(<a>) ul(li(p(<b>) table(tr1(td(<c>)) tr(td(<d>))))))))"},
        {"|a|b|\n|-|\n", "doc(p(<|a|b|> soft <|> <-|>))"},
        {"```\na|b\n-|-\n```", "doc(pre<a|b\n-|-\n>)"},
        {"|a|\n|-|\n|b|\n|-|\n|c|", "doc(table(tr1(td(<a>)) tr(td(<b>)) tr(td(<->)) tr(td(<c>))))"},
        {"~~a~~ *b* **c** ![d](e) f\\\ng\nh",
         "doc(p(s(<a>) < > em(<b>) < > strong(<c>) < > img<e>(<d>) < f> br "
         "<g> soft <h>))"},
        {"&copy;&#65;&#x42;&lt;&nosuch;&#0;", "doc(p(<\xc2\xa9> <A> <B> <<> <&nosuch;> <\xef\xbf\xbd>))"},
        {"a<br/>b", "doc(p(<a> tag<<br/>> <b>))"},
        {"<div>\na\n</div>", "doc(html<<div>\na\n</div>\n>)"},
    };
    (void)state;
    check_trees(cases, sizeof cases / sizeof *cases, false);
}

static void bare_addresses_are_links(void **state)
{
    static const struct tree_case cases[] = {
        {"See www.a.example.", "doc(p(<See > a<http://www.a.example>(<www.a.example>) <.>))"},
        {"(https://a.example/b_c_d)",
         "doc(p(<(> a<https://a.example/b_c_d>(<https://a.example/b_c_d>) <)>))"},
        {"a@b.example", "doc(p(a<mailto:a@b.example>(<a@b.example>)))"},
        {"mailto:a@b.example", "doc(p( a<mailto:a@b.example>(<mailto:> <a@b.example>)))"},
        {"Call tel:+49-30-1234.", "doc(p(<Call > a<tel:+49-30-1234>(<tel:+49-30-1234>) <.>))"},
        {"hotel:123 tel: tel:12", "doc(p(<hotel:123 tel: tel:12>))"},
        {"[tel:123](b)", "doc(p(a<b>(<tel:123>)))"},
    };
    (void)state;
    check_trees(cases, sizeof cases / sizeof *cases, false);
}

static void footnotes_are_taken_out_of_the_text(void **state)
{
    static const struct tree_case cases[] = {
        {"a[^1].\n\n[^1]: b *c*\n", "doc(p(<a> mark<1> <.>) note1(p(<b > em(<c>))))"},
        {"[^a][^b]\n\n[^b]: x\n[^a]: y\n    z\n\n    - w\n\nv",
         "doc(p(mark<a> mark<b>) p(<v>) note1(p(<x>)) note2(p(<y> soft <z>) ul(li(p(<w>)))))"},
        {"a[^1] \\[^2]", "doc(p(<a[^1] > <[> <^2]>))"},
        {"\\[^2]\n\n[^2]: a", "doc(p(<[> <^2]>) note1(p(<a>)))"},
        {"```\n[^1]: a\n```\n", "doc(pre<[^1]: a\n>)"},
        {"[^1]: a\n[^1]: b\n", "doc(note1(p(<a>)))"},
        {"`[^1]` [^1](b)\n\n[^1]: a\n# c", "doc(p(code<[^1]> < > a<b>(<^1>)) h1(<c>) note1(p(<a>)))"},
    };
    (void)state;
    check_trees(cases, sizeof cases / sizeof *cases, false);
}

static void blocks_know_their_lines(void **state)
{
    static const struct tree_case cases[] = {
        {"a\nb\n\n# c\n\n---\n\nd", "doc:1-8(p:1-2(<a> soft <b>) h1:4(<c>) rule:5 p:8(<d>))"},
        {"\n- a\n- b\n  c\n\n> d\n",
         "doc:2-6(ul:2-4(li:2(p:2(<a>)) li:3-4(p:3-4(<b> soft <c>))) quote:6(p:6(<d>)))"},
        {"x\n\n```\na\nb\n```\ny", "doc:1-7(p:1(<x>) pre:3-5<a\nb\n> p:7(<y>))"},
        {"a\n|b|\n|-|\n|c|\n\nd", "doc:1-6(p:1(<a>) table:2-4(tr1:2(td:2(<b>)) tr:4(td:4(<c>))) p:6(<d>))"},
        {"|a|\n|-|\n|b|\n", "doc:1-3(table:1-3(tr1:1(td:1(<a>)) tr:3(td:3(<b>))))"},
        {"a[^1]\n\n[^1]: b\n    c\n\nd", "doc:1-6(p:1(<a> mark<1>) p:6(<d>) note1:3-4(p:3-4(<b> soft <c>)))"},
    };
    (void)state;
    check_trees(cases, sizeof cases / sizeof *cases, true);
}

/* Texts on which parsers of Markdown have taken time quadratic in their size. At this size that would be minutes;
 * the test's own limit is that it ends. */
static void no_text_takes_time_quadratic_in_its_size(void **state)
{
    static const char *const pieces[] = {
        "[",     "![",       "[^",     "<",     "<?",   "<!A ",      "*_ ",         "*a **a ",
        "_a ",   "[a](",     "![[]()", "`a",    "~~a ", "www.",      "http://",     "@",
        "a@a ",  "a.b@c.",   "tel:",   "tel:+", ")",    "&a;",       "*[a](b)* ",   "a|b\n",
        "|-\n",  "[a]: b\n", "> ",     "* ",    "a\n",  "[^a]: ",    "[^a]: b\n\n", "<a ",
        "<a \"", "<b>",      "<td>",   "<!--",  "\\",   "- [ ] a\n",
    };
    const size_t size = (size_t)1 << 20;
    struct buffer text;
    (void)state;
    buffer_init(&text, 2 * size);
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        struct arena arena;
        struct answer answer;
        struct fault_reporter reporter = {0};
        const struct answer_source source = {.arena = &arena, .reporter = &reporter, .path = "a"};
        arena_init(&arena, SIZE_MAX);
        answer_init(&answer);
        buffer_reset(&text);
        buffer_add_text(&text, "[^a]: b\n\n<div>www.a.example/[^a]");
        while (text.size < size) {
            buffer_add_text(&text, pieces[i]);
        }
        (void)answer_add_markdown(&answer, &source, buffer_view(&text));
        (void)answer_add_markdown(&answer, &source, view_slice(buffer_view(&text), 14, text.size));
        answer_release(&answer);
        arena_release(&arena);
    }
    buffer_release(&text);
}

/* A table of a thousand columns would have a million cells with a thousand rows of one. */
static void a_table_has_a_largest_number_of_columns(void **state)
{
    struct commonmark commonmark;
    struct commonmark_node *document = NULL;
    struct buffer text;
    (void)state;
    buffer_init(&text, SIZE_MAX);
    for (const char *cell = "a|"; cell != NULL; cell = cell[0] == 'a' ? "-|" : NULL) {
        for (size_t i = 0; i < 1000; i++) {
            buffer_add_text(&text, cell);
        }
        buffer_add_byte(&text, '\n');
    }
    commonmark_init(&commonmark);
    assert_int_equal(commonmark_parse(&commonmark, buffer_view(&text), &document), FAQBOT_OK);
    assert_int_equal(document->first_child->kind, COMMONMARK_PARAGRAPH);
    commonmark_release(&commonmark);
    buffer_release(&text);
}

static void what_stands_behind_the_text_is_none_of_it(void **state)
{
    static const char bytes[] = "[a](b)))) c";
    struct commonmark commonmark;
    struct commonmark_node *document = NULL;
    struct buffer out;
    (void)state;
    buffer_init(&out, 1000);
    commonmark_init(&commonmark);
    for (size_t size = 1; size < sizeof bytes; size++) {
        assert_int_equal(commonmark_parse(&commonmark, view_make(bytes, size), &document), FAQBOT_OK);
        buffer_reset(&out);
        answer_plain_text(document, &out);
        assert_true(out.size <= size);
    }
    commonmark_release(&commonmark);
    buffer_release(&out);
}

static void an_empty_text_is_an_empty_document(void **state)
{
    struct commonmark commonmark;
    struct commonmark_node *document = NULL;
    (void)state;
    commonmark_init(&commonmark);
    assert_int_equal(commonmark_parse(&commonmark, view_make(NULL, 0), &document), FAQBOT_OK);
    assert_null(document->first_child);
    commonmark_release(&commonmark);
}

int test_kb_commonmark(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_document_is_walked_in_the_order_of_the_text),
        cmocka_unit_test(a_walk_stays_within_its_top),
        cmocka_unit_test(html_is_made_of_the_document),
        cmocka_unit_test(a_document_over_the_ceiling_is_refused_and_the_next_one_read),
        cmocka_unit_test(mark_up_that_takes_too_much_memory_is_refused),
        cmocka_unit_test(each_construct_has_its_kind),
        cmocka_unit_test(bare_addresses_are_links),
        cmocka_unit_test(footnotes_are_taken_out_of_the_text),
        cmocka_unit_test(blocks_know_their_lines),
        cmocka_unit_test(no_text_takes_time_quadratic_in_its_size),
        cmocka_unit_test(a_table_has_a_largest_number_of_columns),
        cmocka_unit_test(what_stands_behind_the_text_is_none_of_it),
        cmocka_unit_test(an_empty_text_is_an_empty_document),
    };
    return cmocka_run_group_tests_name("commonmark", tests, NULL, NULL);
}
