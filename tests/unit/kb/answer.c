/* tests/unit/kb/answer.c - Markdown and the nodes that it becomes, written as P(...) for a paragraph and so on. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "kb/kb_internal.h"
#include "text/text.h"

/* Writes the nodes as "P(text*strong*)" is written: letter, bracket, content, bracket. */
static void write_nodes(const struct entry *answer, struct buffer *out)
{
    static const char *const opened[] = {")",  "P(", "L(", "O(", "I(", "Q(", "K[", "",   "/",  "`",
                                         "S(", "E(", "A(", "D(", "!",  "^",  "N(", "T(", "R(", "C("};
    for (size_t i = 0; i < answer->node_count; i++) {
        const struct faqbot_node *node = &answer->nodes[i];
        buffer_add_text(out, opened[node->kind]);
        if (node->kind == FAQBOT_NODE_ORDERED || node->number > 0) {
            buffer_add_number(out, node->number);
        }
        buffer_add(out, node->text);
        if (node->kind == FAQBOT_NODE_IMAGE) {
            buffer_add_byte(out, '@');
            buffer_add(out, node->address);
            if (node->width > 0) {
                buffer_add_text(out, " ");
                buffer_add_number(out, node->width);
                buffer_add_byte(out, 'x');
                buffer_add_number(out, node->height);
            }
        }
        buffer_add_text(out, node->kind == FAQBOT_NODE_CODE         ? "`"
                             : node->kind == FAQBOT_NODE_CODE_BLOCK ? "]"
                             : node->kind == FAQBOT_NODE_LINK       ? "|"
                                                                    : "");
    }
    buffer_add_byte(out, '\0');
}

static void check(const char *markdown, const char *nodes, size_t warnings)
{
    struct arena arena;
    struct answer answer;
    struct buffer text;
    struct fault_reporter reporter = {0};
    const struct answer_source source = {.arena = &arena, .reporter = &reporter, .path = "a"};
    arena_init(&arena, (size_t)1 << 24);
    answer_init(&answer);
    buffer_init(&text, (size_t)1 << 24);
    assert_true(answer_add_markdown(&answer, &source, view_of(markdown)));
    struct entry entry = {.nodes = answer.nodes, .node_count = answer.count};
    answer_add_notes(&answer, &entry);
    write_nodes(&entry, &text);
    assert_string_equal(text.bytes, nodes);
    assert_int_equal(reporter.warnings, warnings);
    assert_int_equal(reporter.errors, 0);
    /* Whatever Markdown becomes, the store takes it and gives it back. */
    const struct faqbot_node *decoded;
    size_t count;
    buffer_reset(&text);
    rich_encode(entry.nodes, entry.node_count, &text);
    assert_true(rich_decode(buffer_view(&text), &arena, &decoded, &count));
    assert_int_equal(count, entry.node_count);
    buffer_release(&text);
    answer_release(&answer);
    arena_release(&arena);
}

static void each_construct_has_its_node(void **state)
{
    static const struct {
        const char *markdown;
        const char *nodes;
        size_t warnings;
    } table[] = {
        {"", "", 0},
        {"a", "P(a)", 0},
        {"a\nb", "P(a b)", 0},
        {"a  \nb\\\nc", "P(a/b/c)", 0},
        {"a\n\nb", "P(a)P(b)", 0},
        {"*a* **b** `c`", "P(E(a) S(b) `c`)", 0},
        {"a*b*c", "P(aE(b)c)", 0},
        {"***a***", "P(E(S(a)))", 0},
        {"&amp; \\* &#x41; &nosuch;", "P(& * A &nosuch;)", 0},
        {"- a\n- b", "L(I(P(a))I(P(b)))", 0},
        {"- a\n\n  b\n  1. c", "L(I(P(a)P(b)O(1I(P(c)))))", 0},
        {"3) a\n4) b", "O(3I(P(a))I(P(b)))", 0},
        {"> a\n> > b", "Q(P(a)Q(P(b)))", 0},
        {"```c\na\n\tb\n```", "K[a\n\tb]", 0},
        {"    a", "K[a]", 0},
        {"```\n```", "", 0},
        {"a\n***\nb", "P(a)P(b)", 0},
        {"# a *b*", "P(S(a E(b)))", 0},
        {"[a *b*](https://c.d \"t\")", "P(A(https://c.d|a E(b)))", 0},
        {"<https://a.b> <c@d.e>", "P(A(https://a.b|https://a.b) A(mailto:c@d.e|c@d.e))", 0},
        {"[a][b]\n\n[b]: http://c", "P(A(http://c|a))", 0},
        {"[a](b)", "P(a)", 1},
        {"[a *b*](JAVASCRIPT:c)", "P(a E(b))", 1},
        {"[a](https://b%0a<c>)", "P(A(https://b%0a<c>|a))", 0},
        {"[a](<https://b c>)", "P(a)", 1},
        {"[](https://a.b) c", "P(c)", 0},
        {"![a *b*](c.png) d", "P(a E(b) d)", 0},
        {"![](c.png)", "", 0},
        {"[![a](b.png)](https://c.d)", "P(A(https://c.d|a))", 0},
        {"[a <https://b.c>](https://d)", "P(A(https://d|a https://b.c))", 0},
        {"a<b>c</b> <i>", "P(aS(c))", 0},
        {"<div>\na\n</div>\n\nb", "P(a)P(b)", 0},
        {"<!-- a --> b <!-- c -->", "P(b)", 0},
        {"a <!-- c --> b", "P(a  b)", 0},
        {"**<b>**", "", 0},
        {"- <b>\n- a", "L(I(P(a)))", 0},
        {"a\x1b[1mb\x7f", "P(a [1mb )", 0},
        {"a&#27;b&#10;c", "P(a b c)", 0},
        {"a\xc2\x9b"
         "b",
         "P(a  b)", 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        check(table[i].markdown, table[i].nodes, table[i].warnings);
    }
}

static void check_all(const char *const (*table)[2], size_t count, size_t warnings)
{
    for (size_t i = 0; i < count; i++) {
        check(table[i][0], table[i][1], warnings);
    }
}
#define CHECK_ALL(table, warnings) check_all(table, sizeof(table) / sizeof *(table), warnings)

static void what_github_adds_has_its_nodes(void **state)
{
    static const char *const table[][2] = {
        {"| a | b |\n|---|--:|\n| `c` | |\n|d", "T(R(1C(a)C(3b))R(C(`c`)C(3))R(C(d)C(3)))"},
        {"- [x] a\n- [ ] b\n- c", "L(I(2P(a))I(1P(b))I(P(c)))"},
        {"~~a~~ *~b~*", "P(D(a) E(D(b)))"},
        {"www.a.example, https://b.example. c@d.example tel:+49-123",
         "P(A(http://www.a.example|www.a.example), A(https://b.example|https://b.example). "
         "A(mailto:c@d.example|c@d.example) A(tel:+49-123|tel:+49-123))"},
        {"ftp://a.example", "P(ftp://a.example)"},
        {"![a *b*](https://c.example/d.png) ![](http://c.example/e.png?f)",
         "P(!a b@https://c.example/d.png !e.png@http://c.example/e.png?f)"},
        {"[![a](http://b.example)](https://c.d)", "P(A(https://c.d|!a@http://b.example))"},
    };
    (void)state;
    CHECK_ALL(table, 0);
}

static void footnotes_become_notes_in_the_order_of_their_marks(void **state)
{
    static const char *const table[][2] = {
        {"a[^x] b[^y] c[^x]\n\n[^y]: d\n[^x]: e", "P(a^1 b^2 c^1)N(1P(e))N(2P(d))"},
        {"a[^x]\n\n[^x]: b[^y]\n[^y]: c[^x]", "P(a^1)N(1P(b^2))N(2P(c^1))"},
        {"a[^x]\n\n[^x]:\n[^y]: nobody refers to it", "P(a^1)N(1)"},
        {"| a[^x] |\n|-|\n\n[^x]: - b\n    - c", "T(R(1C(a^1)))N(1L(I(P(b))I(P(c))))"},
    };
    (void)state;
    CHECK_ALL(table, 0);
}

static void tags_do_what_marks_would(void **state)
{
    static const char *const table[][2] = {
        {"a<br>b<br/>c<BR />d", "P(a/b/c/d)"},
        {"<strong>a <em>b</strong> c</em>", "P(S(a E(b)) c)"},
        {"*a <b>b* c</b>", "P(E(a S(b)) c)"},
        {"<b>a *b</b> c*", "P(S(a E(b c)))"},
        {"Press <kbd>Ctrl</kbd>+<code>*a* &lt;</code>", "P(Press `Ctrl`+`a <`)"},
        {"<s>a</s> <del>b</del> <strike>c</strike>", "P(D(a) D(b) D(c))"},
        {"H<sub>2</sub>O <u>a</u> <span class=\"x\">b</span> <mark>c</mark> <small>d</small> <font "
         "color=red>e</font>",
         "P(H2O a b c d e)"},
        {"<a href=\"https://a.example/?b&amp;c\" target=_blank>d *e*</a> f",
         "P(A(https://a.example/?b&c|d E(e)) f)"},
        {"<a name=x></a>a <a href='tel:123'>b</a>", "P(a A(tel:123|b))"},
        {"[<a href=https://a.example>b</a>](https://c.example)", "P(A(https://c.example|b))"},
        {"<img src=\"https://a.example/b.png\" alt=\"c &amp; d\"> <img src=e.png alt=f>",
         "P(!c & d@https://a.example/b.png f)"},
        {"<img src=\"https://e/a\" alt=b width=\"300\" height=20px/> <img src=https://e/a alt=c width=50% "
         "height=70000>",
         "P(!b@https://e/a 300x20 !c@https://e/a)"},
        {"- a<br>b <b>c\n- d", "L(I(P(a/b S(c)))I(P(d)))"},
        {"|a|\n|-|\n|b<br>c <i>d</i>|", "T(R(1C(a))R(C(b/c E(d))))"},
        {"# a <b>b</b>", "P(S(a S(b)))"},
    };
    (void)state;
    CHECK_ALL(table, 0);
}

static void blocks_of_html_are_read(void **state)
{
    static const char *const table[][2] = {
        {"<p align=\"center\">\n  a\n  <b>b</b>\n</p>\n<p>c", "P(a S(b))P(c)"},
        {"<div>\n\n*a*\n\n</div>", "P(E(a))"},
        {"<center>a<br>b</center>", "P(a/b)"},
        {"<h3 id=x>a</h3>\nb", "P(a/b)"},
        {"<div>\n<h3 id=x>a</h3>\nb</div>", "P(S(a))P(b)"},
        {"a <p>b</p>", "P(a/b)"},
        {"<ul>\n<li>a</li>\n<li>b<ol><li>c</ol>\n</ul>\n\nd", "L(I(P(a))I(P(b)O(1I(P(c)))))P(d)"},
        {"<ul>a</ul>", "L(I(P(a)))"},
        {"<blockquote>a<p>b</blockquote>", "Q(P(a)P(b))"},
        {"<table><tr><th>a<th align=right>b</tr>\n<tr><td>c<p>d</p></td></tr>\n</table>",
         "T(R(1C(a)C(b))R(C(c d)C()))"},
        {"<table><tr><td>a</td></tr><tr><td>b</td><td>c</td></tr></table>",
         "T(R(1C()C())R(C(a)C())R(C(b)C(c)))"},
        {"<pre>\na <b>b</b>\n  &lt;c\n</pre>", "K[a b\n  <c]"},
        {"<details><summary>a</summary>\n\nb\n\n</details>", "P(S(a))P(b)"},
        {"<div>a &amp; b < c &nosuch;</div>", "P(a & b < c &nosuch;)"},
        {"<div><b>a</div>\n\nb", "P(S(a))P(b)"},
        {"<ul><li>\n\na\n\n</li></ul>", "P(a)"},
        {"<!-- a\n\nb -->\n\nc", "P(c)"},
    };
    (void)state;
    CHECK_ALL(table, 0);
}

static void what_html_would_do_is_dropped_with_a_warning(void **state)
{
    static const char *const table[][2] = {
        {"a <name> b <iframe src=x> c", "P(a  b  c)"},
        {"<script>\nalert('a')\n</script>\nb", "P(b)"},
        {"<style>a{}</style>", ""},
        {"<div><button onclick=\"a()\">b</button></div>", "P(b)"},
        {"<a href=\"javascript:a()\">b</a>", "P(b)"},
        {"<a href=\"b.html\">b</a>", "P(b)"},
    };
    (void)state;
    CHECK_ALL(table, 1);
}

static void what_is_nested_too_deep_is_flattened(void **state)
{
    char quotes[64];
    char expected[64] = "";
    (void)state;
    memset(quotes, '>', sizeof quotes);
    memcpy(quotes + 40, " *a*", 5);
    for (size_t i = 0; i + 1 < FAQBOT_RICH_DEPTH_MAX; i++) {
        strcat(expected, "Q(");
    }
    strcat(expected, "P(a)");
    for (size_t i = 0; i + 1 < FAQBOT_RICH_DEPTH_MAX; i++) {
        strcat(expected, ")");
    }
    check(quotes, expected, 0);
    /* A list within fourteen quotes has no room for an item and a paragraph: its text stays. */
    check(">>>>>>>>>>>>>> |a|b|\n>>>>>>>>>>>>>> |-|-|\n>>>>>>>>>>>>>> |c|d|",
          "Q(Q(Q(Q(Q(Q(Q(Q(Q(Q(Q(Q(Q(Q(P(a, b)P(c, d)))))))))))))))", 0);
    check(">>>>>>>>>>>>>> - a\n>>>>>>>>>>>>>> - b", "Q(Q(Q(Q(Q(Q(Q(Q(Q(Q(Q(Q(Q(Q(P(a)P(b)))))))))))))))", 0);
}

static void an_answer_has_a_largest_size(void **state)
{
    struct arena arena;
    struct answer answer;
    struct buffer text;
    struct fault_reporter reporter = {0};
    const struct answer_source source = {.arena = &arena, .reporter = &reporter, .path = "a"};
    (void)state;
    arena_init(&arena, (size_t)1 << 28);
    answer_init(&answer);
    buffer_init(&text, (size_t)1 << 24);
    for (size_t i = 0; i < ANSWER_NODES_MAX / 3 + 1; i++) {
        buffer_add_text(&text, "`a`\n\n");
    }
    assert_true(answer_add_markdown(&answer, &source, buffer_view(&text)));
    assert_int_equal(answer.status, FAQBOT_LIMIT);
    assert_int_equal(answer.count, ANSWER_NODES_MAX);
    answer_reset(&answer);
    assert_true(answer_add_markdown(&answer, &source, view_of("a")));
    assert_int_equal(answer.count, 3);
    buffer_release(&text);
    answer_release(&answer);
    arena_release(&arena);
}

int test_kb_answer(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_construct_has_its_node),
        cmocka_unit_test(what_github_adds_has_its_nodes),
        cmocka_unit_test(footnotes_become_notes_in_the_order_of_their_marks),
        cmocka_unit_test(tags_do_what_marks_would),
        cmocka_unit_test(blocks_of_html_are_read),
        cmocka_unit_test(what_html_would_do_is_dropped_with_a_warning),
        cmocka_unit_test(what_is_nested_too_deep_is_flattened),
        cmocka_unit_test(an_answer_has_a_largest_size),
    };
    return cmocka_run_group_tests_name("answer", tests, NULL, NULL);
}
