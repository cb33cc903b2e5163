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
static void write_nodes(const struct answer *answer, struct buffer *out)
{
    static const char *const opened[] = {")", "P(", "L(", "O(", "I(", "Q(", "K[",
                                         "",  "/",  "`",  "S(", "E(", "A("};
    for (size_t i = 0; i < answer->count; i++) {
        const struct faqbot_node *node = &answer->nodes[i];
        buffer_add_text(out, opened[node->kind]);
        if (node->kind == FAQBOT_NODE_ORDERED) {
            buffer_add_number(out, node->number);
        }
        buffer_add(out, node->text);
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
    write_nodes(&answer, &text);
    assert_string_equal(text.bytes, nodes);
    assert_int_equal(reporter.warnings, warnings);
    assert_int_equal(reporter.errors, 0);
    /* Whatever Markdown becomes, the store takes it and gives it back. */
    const struct faqbot_node *decoded;
    size_t count;
    buffer_reset(&text);
    rich_encode(answer.nodes, answer.count, &text);
    assert_true(rich_decode(buffer_view(&text), &arena, &decoded, &count));
    assert_int_equal(count, answer.count);
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
        {"a<b>c</b> <i>", "P(ac)", 1},
        {"<div>\na\n</div>\n\nb", "P(b)", 1},
        {"<!-- a --> b <!-- c -->", "", 0},
        {"a <!-- c --> b", "P(a  b)", 0},
        {"**<b>**", "", 1},
        {"- <b>\n- a", "L(I(P(a)))", 1},
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

static void thousands_of_images_in_a_paragraph_are_refused(void **state)
{
    struct buffer text;
    (void)state;
    buffer_init(&text, (size_t)1 << 24);
    for (size_t i = 0; i < 100000; i++) {
        buffer_add_text(&text, "![a](b)\n\n");
    }
    assert_false(answer_is_laborious(buffer_view(&text)));
    for (size_t i = 0; i < 4000; i++) {
        buffer_add_text(&text, "![a](b) ");
    }
    assert_true(answer_is_laborious(buffer_view(&text)));
    buffer_release(&text);
}

int test_kb_answer(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_construct_has_its_node),
        cmocka_unit_test(what_is_nested_too_deep_is_flattened),
        cmocka_unit_test(an_answer_has_a_largest_size),
        cmocka_unit_test(thousands_of_images_in_a_paragraph_are_refused),
    };
    return cmocka_run_group_tests_name("answer", tests, NULL, NULL);
}
