/* tests/unit/kb/commonmark.c - cmark within bounds: what it parses, walks and renders, and where memory ends. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "kb/kb.h"
#include "util/util.h"

static void a_document_is_walked_in_the_order_of_the_text(void **state)
{
    static const struct {
        cmark_node_type type;
        bool is_leaving;
    } expected[] = {{CMARK_NODE_DOCUMENT, false},      {CMARK_NODE_PARAGRAPH, false},
                    {CMARK_NODE_TEXT, false},          {CMARK_NODE_TEXT, true},
                    {CMARK_NODE_EMPH, false},          {CMARK_NODE_TEXT, false},
                    {CMARK_NODE_TEXT, true},           {CMARK_NODE_EMPH, true},
                    {CMARK_NODE_PARAGRAPH, true},      {CMARK_NODE_THEMATIC_BREAK, false},
                    {CMARK_NODE_THEMATIC_BREAK, true}, {CMARK_NODE_DOCUMENT, true}};
    struct commonmark commonmark;
    struct commonmark_walk walk;
    cmark_node *document = NULL;
    size_t count = 0;
    (void)state;
    commonmark_init(&commonmark);
    assert_int_equal(commonmark_parse(&commonmark, view_of("a *b*\n\n---\n"), &document), FAQBOT_OK);
    walk = (struct commonmark_walk){.top = document};
    while (commonmark_walk_next(&walk)) {
        assert_true(count < sizeof expected / sizeof *expected);
        assert_int_equal(cmark_node_get_type(walk.node), expected[count].type);
        assert_int_equal(walk.is_leaving, expected[count++].is_leaving);
    }
    assert_int_equal(count, sizeof expected / sizeof *expected);
    commonmark_release(&commonmark);
}

static void a_walk_stays_within_its_top(void **state)
{
    struct commonmark commonmark;
    struct commonmark_walk walk;
    cmark_node *document = NULL;
    size_t count = 0;
    (void)state;
    commonmark_init(&commonmark);
    assert_int_equal(commonmark_parse(&commonmark, view_of("a\n\nb\n"), &document), FAQBOT_OK);
    walk = (struct commonmark_walk){.top = cmark_node_first_child(document)};
    while (commonmark_walk_next(&walk)) {
        count++;
    }
    assert_int_equal(count, 4); /* a paragraph and a text, there and back */
    commonmark_release(&commonmark);
}

static void html_is_made_of_the_document(void **state)
{
    struct commonmark commonmark;
    cmark_node *document = NULL;
    struct faqbot_view html;
    (void)state;
    commonmark_init(&commonmark);
    assert_int_equal(commonmark_parse(&commonmark, view_of("a <b>*b*</b>"), &document), FAQBOT_OK);
    assert_int_equal(commonmark_render_html(&commonmark, document, &html), FAQBOT_OK);
    assert_true(view_equals_text(html, "<p>a <b><em>b</em></b></p>\n"));
    commonmark_release(&commonmark);
}

/* Wherever in cmark it happens: each ceiling from nothing to enough is tried. */
static void a_document_over_the_ceiling_is_refused_and_the_next_one_read(void **state)
{
    static const char text[] =
        "# a\n\n- *b* [c](https://d.example)\n- `e` <f>\n\n> g\n\n```\nh\n```\n\n[i]: /j\n";
    bool fits = false;
    (void)state;
    for (size_t limit = 0; !fits; limit += 64) {
        struct commonmark commonmark;
        cmark_node *document = NULL;
        struct faqbot_view html;
        commonmark_init(&commonmark);
        commonmark.arena.limit = limit;
        enum faqbot_status status = commonmark_parse(&commonmark, view_of(text), &document);
        if (status == FAQBOT_OK) {
            status = commonmark_render_html(&commonmark, document, &html);
        }
        fits = status == FAQBOT_OK;
        assert_true(fits || status == FAQBOT_LIMIT);
        commonmark.arena.limit = COMMONMARK_BYTES_MAX;
        assert_int_equal(commonmark_parse(&commonmark, view_of("a"), &document), FAQBOT_OK);
        assert_int_equal(cmark_node_get_type(cmark_node_first_child(document)), CMARK_NODE_PARAGRAPH);
        commonmark_release(&commonmark);
        assert_true(limit < 1 << 20);
    }
}

/* Its text stands in a paragraph, so cmark keeps all of it, with a node for each letter and mark. */
static void mark_up_that_takes_too_much_memory_is_refused(void **state)
{
    struct commonmark commonmark;
    struct buffer text;
    cmark_node *document = NULL;
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

static void an_empty_text_is_an_empty_document(void **state)
{
    struct commonmark commonmark;
    cmark_node *document = NULL;
    (void)state;
    commonmark_init(&commonmark);
    assert_int_equal(commonmark_parse(&commonmark, view_make(NULL, 0), &document), FAQBOT_OK);
    assert_null(cmark_node_first_child(document));
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
        cmocka_unit_test(an_empty_text_is_an_empty_document),
    };
    return cmocka_run_group_tests_name("commonmark", tests, NULL, NULL);
}
