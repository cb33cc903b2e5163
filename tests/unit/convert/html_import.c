/* tests/unit/convert/html_import.c - HTML and the Markdown that it becomes; and that our reader makes the same
 * text of that. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "convert/readers.h"
#include "kb/kb_internal.h"
#include "text/text.h"
#include "unit/convert/report.h"

static void check(const char *html, const char *markdown)
{
    struct arena arena;
    struct html_text made;
    arena_init(&arena, (size_t)1 << 24);
    html_convert(view_of(html), NULL, false, view_make(NULL, 0), &arena, &made);
    assert_int_equal(made.status, FAQBOT_OK);
    if (!view_equals_text(made.text, markdown)) {
        print_error("%s\nbecame\n%.*s\n", html, (int)made.text.size, made.text.bytes);
    }
    assert_true(view_equals_text(made.text, markdown));
    arena_release(&arena);
}

static void each_element_has_its_markdown(void **state)
{
    static const struct {
        const char *html;
        const char *markdown;
    } table[] = {
        {"", ""},
        {"<p>a</p>\n<p>b", "a\n\nb"},
        {"<div>a<div>b</div>c</div>", "a\n\nb\n\nc"},
        {"<p>a\n  b\t c </p>", "a b c"},
        {"<p>&nbsp;</p><p> </p>a<p></p>", "a"},
        {"a<br>b", "a\\\nb"},
        {"a<br><br>b<br>", "a\n\nb"},
        {"<h1>a</h1>b<h6>c</h6>", "**a**\n\nb\n\n**c**"},
        {"a <b>b</b> <em>c</em> <strong><i>d</i></strong>", "a **b** *c* **_d_**"},
        {"<code>a</code> <kbd>b`c</kbd> <tt>`</tt>", "`a` ``b`c`` `` ` ``"},
        {"<ul><li>a<li>b</ul>", "- a\n- b"},
        {"<ol start=3><li>a<li><li>b</ol>", "3. a\n4. b"},
        {"<ul><li>a</ul><ul><li>b</ul>c<ul><li>d</ul>", "- a\n\n* b\n\nc\n\n- d"},
        {"<ul><li>a<ol><li>b<p>c</ol><li>d</ul>", "- a\n\n  1. b\n\n     c\n- d"},
        {"<ul><li></li></ul>", ""},
        {"a<ol><li></li><li>b</ol>", "a\n\n2. b"},
        {"<blockquote>a<p>b</blockquote><blockquote>c</blockquote>", "> a\n>\n> b\n\n> c"},
        {"<pre>a\n  b\n\nc\n</pre>", "```\na\n  b\n\nc\n```"},
        {"<ul><li><pre>a&#13;b&#13;&#10;c&#13</pre></ul>", "- ```\n  a\n  b\n  c\n  ```"},
        {"<ul><li><pre>```</pre></ul>", "- ````\n  ```\n  ````"},
        {"<dl><dt>a<dd>b</dl>", "**a**\n\nb"},
        {"<table><tr><th>a<th>b<tr><td>c<br>d<td>e<tr><td>f</table>",
         "| a | b |\n| --- | --- |\n| c<br>d | e |\n| f |  |"},
        {"<table><tr><td>a|b<td align=right><b>c</b><p>d</table>",
         "|  |  |\n| --- | --: |\n| a\\|b | **c**<br>d |"},
        {"<table><caption>a<tbody><tr><th>b<tr><td><code>c|d</code></table>",
         "**a**\n\n| b |\n| --- |\n| `c\\|d` |"},
        {"<table><tr><td>a<tr><td><table><tr><td>b<td>c</table></table>",
         "a\n\n|  |  |\n| --- | --- |\n| b | c |"},
        {"<del>a</del> b<s>c</s>", "~~a~~ b<s>c</s>"},
        {"<img src=https://a.b/c.png alt='d &amp; e'><img src=https://a.b/f.gif alt=''>",
         "![d & e](<https://a.b/c.png>)"},
        {"<ul><li class=task><p><input type=checkbox checked> a<li><input type=checkbox>b<li>c</ul>",
         "- [x] a\n- [ ] b\n- c"},
        {"a<sup>1</sup> 10<sup>2</sup><div class=note><p><sup>1</sup> b</div>", "a[^1] 102\n\n[^1]: b"},
        {"a<div class=note><p><sup>1</sup> b</div>", "a\n\n1 b"},
        {"<ul>a<li>b<ul><ul><li>c</ul></ul></ul>", "- a\n- b\n\n  - - c"},
        {"<p><code>a\n  b</code> <code> c  d</code>", "`a b` ` c  d`"},
        {"snake_case [a] a@b.c https://d.e/f www.g.h a|b",
         "snake_case \\[a] a@b.c https://d.e/f www.g.h a|b"},
        {"-|-<br>:-)<br>| a", "\\-|-\\\n\\:-)\\\n\\| a"},
        {"a<hr>b", "a\n\nb"},
        {"a<script>b</script><style>c</style><textarea>d</textarea><svg><text>e</text></svg>", "a"},
        {"<details><summary>a</summary>b</details>", "a\n\nb"},
        {"<p hidden>a", "a"},
        {"a &amp; b &lt;c&gt; &eacute;&#33;", "a & b \\<c> é!"},
        {"\xc3\xa9&#2222222222;&#x110000;&#xd800;&#0;", "\xc3\xa9?\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"},
        {"a\n*b*\n\nc", "a\\\n\\*b\\*\n\nc"},
        {"a\n<b>b\nc</b>\r\n\nd", "a\\\n**b\\\nc**\n\nd"},
        {"a\n<b>b</b><br>c", "a **b**\\\nc"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        check(table[i].html, table[i].markdown);
    }
}

static void a_style_is_parted_from_what_would_hide_it(void **state)
{
    (void)state;
    check("a<b>b</b>c", "a**b**c");
    check("a<b>(b)</b>c", "a<!-- -->**(b)**<!-- -->c");
    check("(<b>(b)</b>)", "(**(b)**)");
    check("a <b> b </b> c", "a **b** c");
    check("<b>a</b><i>b</i>", "**a**<!-- -->*b*");
    check("<b>a</b> <b>b</b>", "**a** **b**");
    check("<b><p>a</p>b</b>", "**a**\n\n**b**");
    check("<b> </b>a<b></b>", "a");
    check("的<b>重要</b>的", "的**重要**的");
    check("a<b>\xe2\x80\x9c"
          "b\xe2\x80\x9d</b>",
          "a<!-- -->**<!-- -->\xe2\x80\x9c"
          "b\xe2\x80\x9d<!-- -->**");
    check("<code>a <b>b</b></code>", "`a b`");
}

static void links_lead_to_where_they_may(void **state)
{
    (void)state;
    check("<a href=' https://example.org/ '>a</a>", "[a](https://example.org/)");
    check("<a href=mailto:a@example.org>a</a><a href=mailto:b@example.org></a>", "[a](mailto:a@example.org)");
    check("<a href='http://example.org/(a)?b=1&copy=2&amp;amp;&#35;'> a ] </a>b",
          "[a \\]](<http://example.org/(a)?b=1&copy=2&amp;amp;#>) b");
    check("!<a href=http://a.example><b>b</b> c</a>", "\\![**b** c](http://a.example)");
    check("<a href=http://a.example><p>b<p>c</a>", "[b](http://a.example)\n\n[c](http://a.example)");
    check(
        "<a href=javascript:a()>b</a> <a href='data:text/html,c'>d</a> <a href=e.html>f</a> <a name=g>h</a>",
        "b d f h");
    check("<a href='java\nscript:a()'>b</a>", "b");
}

/* What is not kept is told of, each kind in its words. */
static void nothing_is_lost_in_silence(void **state)
{
    static const char html[] = "<img src=a.png alt=a><iframe src=b></iframe><a href=c>c</a><a href=d:d>d</a>"
                               "<object data=f></object>";
    static const char *const what[] = {"a.png", "b", "c", "d:d", "f"};
    static const char *const sentences[] = {
        "an image is not kept, its alternative text is", "a film, a frame or another medium is not kept",
        "a link leads to beside the page, so its text alone is kept",
        "a link is not one to http, https, mailto or tel, so its text alone is kept",
        "a film, a frame or another medium is not kept"};
    struct arena arena;
    struct html_text made;
    (void)state;
    arena_init(&arena, (size_t)1 << 24);
    html_convert(view_of(html), NULL, false, view_make(NULL, 0), &arena, &made);
    assert_int_equal(made.status, FAQBOT_OK);
    assert_int_equal(made.loss_count, sizeof what / sizeof what[0]);
    for (size_t i = 0; i < made.loss_count; i++) {
        assert_string_equal(made.losses[i].sentence, sentences[i]);
        assert_true(view_equals_text(made.losses[i].what, what[i]));
    }
    arena_release(&arena);
}

/* The text that Markdown's reader makes of it, without the marks that it puts before items. */
static void check_text(const char *text)
{
    char html[1024] = "<p>";
    struct arena arena;
    struct html_text made;
    struct answer answer;
    struct buffer gathered;
    struct fault_reporter reporter = {0};
    const struct answer_source source = {.arena = &arena, .reporter = &reporter, .path = "a"};
    for (const char *byte = text; *byte != '\0'; byte++) {
        const char one[] = {*byte, '\0'};
        strcat(html, *byte == '&' ? "&amp;" : *byte == '<' ? "&lt;" : *byte == '\n' ? "<br>" : one);
    }
    arena_init(&arena, (size_t)1 << 24);
    answer_init(&answer);
    buffer_init(&gathered, (size_t)1 << 20);
    html_convert(view_of(html), NULL, false, view_make(NULL, 0), &arena, &made);
    assert_int_equal(made.status, FAQBOT_OK);
    assert_true(answer_add_markdown(&answer, &source, made.text));
    rich_to_text(answer.nodes, answer.count, &gathered);
    if (!view_equals_text(buffer_view(&gathered), text)) {
        print_error("%s\nbecame\n%.*s\n", text, (int)gathered.size, gathered.bytes);
    }
    assert_true(view_equals_text(buffer_view(&gathered), text));
    assert_int_equal(reporter.warnings, 0);
    buffer_release(&gathered);
    answer_release(&answer);
    arena_release(&arena);
}

static void text_that_looks_like_markdown_stays_text(void **state)
{
    static const char *const texts[] = {
        "# a",          "#a",         "###",     "- a",     "-",      "---",       "a\n---",  "a\n===",
        "= a",          "+ a",        "* a",     "***",     "_ _ _",  "> a",       "1. a",    "1) a",
        "123456789. a", "1.5 a",      "12",      "a\n1. b", "a\n- b", "~~~",       "```",     "`a`",
        "a `b",         "*a*",        "**a**",   "_a_",     "__a__",  "a_b_c",     "a*b*c",   "_",
        "[a](b)",       "[a]: b",     "![a](b)", "[a]",     "a]",     "<b>",       "<a@b.c>", "<https://a.b>",
        "</p>",         "<!-- a -->", "&amp;",   "&copy;",  "&#35;",  "&a",        "& a",     "a&",
        "AT&T",         "\\",         "\\\\*",   "a\\\nb",  "\\n",    "| a | b |", "$a$",     "a: b",
        "- [ ] a",      "- also: a",  "{#a}",    "--- a",   "a\n\\",  "!",         "a!",      "\"a\"",
    };
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        check_text(texts[i]);
    }
}

/* `piece` again and again. */
static void what_would_take_too_long_is_refused(void **state)
{
    static const struct {
        const char *piece;
        size_t times;
    } table[] = {{"<div>", 1000},        {"<div>", 3000000},       {"<b>", 3000000}, {"<ul><li>", 2000000},
                 {"<a b c d>", 1000000}, {"<b><i><u><p>", 100000}, {"<p>", 5000000}, {"<svg>", 1000}};
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        char *html = repeat(table[i].piece, table[i].times);
        struct arena arena;
        struct html_text made;
        arena_init(&arena, (size_t)1 << 24);
        html_convert(view_of(html), NULL, false, view_make(NULL, 0), &arena, &made);
        assert_int_equal(made.status, FAQBOT_LIMIT);
        assert_true(strlen(made.complaint) > 0);
        arena_release(&arena);
        free(html);
    }
}

/* One tag whose attributes are many and differ: each would be compared with all before it. */
static void a_tag_of_endless_attributes_is_refused(void **state)
{
    size_t size = 0;
    char *html = malloc(4000000);
    struct arena arena;
    struct html_text made;
    (void)state;
    assert_non_null(html);
    size += (size_t)sprintf(html, "<a ");
    for (unsigned i = 0; i < 300000; i++) {
        size += (size_t)sprintf(html + size, "b%u ", i);
    }
    arena_init(&arena, (size_t)1 << 24);
    html_convert(view_make(html, size), NULL, false, view_make(NULL, 0), &arena, &made);
    assert_int_equal(made.status, FAQBOT_LIMIT);
    assert_string_equal(made.complaint, "its elements have too many attributes");
    arena_release(&arena);
    free(html);
}

static void deep_lists_are_flattened(void **state)
{
    char *html = repeat("<ul><li>a", 12);
    struct arena arena;
    struct html_text made;
    (void)state;
    arena_init(&arena, (size_t)1 << 24);
    html_convert(view_of(html), NULL, false, view_make(NULL, 0), &arena, &made);
    assert_int_equal(made.status, FAQBOT_OK);
    assert_true(view_ends_with(
        made.text,
        "\n            - a\n\n              a\n\n              a\n\n              a\n\n              "
        "a\n\n              a"));
    arena_release(&arena);
    free(html);
}

static void a_question_is_one_line(void **state)
{
    struct arena arena;
    struct html_text made;
    (void)state;
    arena_init(&arena, (size_t)1 << 24);
    html_convert(view_of("<h3> What <b>does</b>\n it*cost*?<br></h3><p>A &amp; B"), NULL, true,
                 view_make(NULL, 0), &arena, &made);
    assert_int_equal(made.status, FAQBOT_OK);
    assert_true(view_equals_text(made.text, "What does it*cost*? A & B"));
    arena_release(&arena);
}

int test_convert_html_import(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_element_has_its_markdown),
        cmocka_unit_test(a_style_is_parted_from_what_would_hide_it),
        cmocka_unit_test(links_lead_to_where_they_may),
        cmocka_unit_test(nothing_is_lost_in_silence),
        cmocka_unit_test(text_that_looks_like_markdown_stays_text),
        cmocka_unit_test(what_would_take_too_long_is_refused),
        cmocka_unit_test(a_tag_of_endless_attributes_is_refused),
        cmocka_unit_test(deep_lists_are_flattened),
        cmocka_unit_test(a_question_is_one_line),
    };
    return cmocka_run_group_tests_name("html_import", tests, NULL, NULL);
}
