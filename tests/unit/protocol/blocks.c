/* unit/protocol/blocks.c - each kind of node, and what is within what. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "protocol/blocks.h"

#define OPEN(name)                                                                                           \
    {                                                                                                        \
        .kind = FAQBOT_NODE_##name                                                                           \
    }
#define TEXT(name, literal)                                                                                  \
    {                                                                                                        \
        .kind = FAQBOT_NODE_##name, .text = { literal, sizeof literal - 1 }                                  \
    }
#define CLOSE                                                                                                \
    {                                                                                                        \
        .kind = FAQBOT_NODE_CLOSE                                                                            \
    }

static void assert_blocks(const struct faqbot_node *nodes, size_t count, const char *expected)
{
    struct buffer out;
    buffer_init(&out, 65536);
    struct json_writer writer = json_writer_make(&out);
    rich_json_write(&writer, NULL, nodes, count);
    buffer_add_byte(&out, '\0');
    assert_false(out.failed);
    assert_string_equal(out.bytes, expected);
    buffer_release(&out);
}

#define COUNT(nodes) (sizeof(nodes) / sizeof(nodes)[0])

static void no_nodes_are_no_blocks(void **state)
{
    (void)state;
    assert_blocks(NULL, 0, "[]");
}

static void every_inline_kind_stands_in_a_paragraph(void **state)
{
    static const struct faqbot_node nodes[] = {
        OPEN(PARAGRAPH),
        TEXT(TEXT, "a <b>"),
        OPEN(STRONG),
        TEXT(TEXT, "s"),
        OPEN(EMPHASIS),
        TEXT(TEXT, "e"),
        CLOSE,
        CLOSE,
        OPEN(BREAK),
        TEXT(CODE, "c"),
        TEXT(LINK, "https://example.org"),
        TEXT(TEXT, "l"),
        CLOSE,
        CLOSE,
    };
    (void)state;
    assert_blocks(nodes, COUNT(nodes),
                  "[{\"type\":\"paragraph\",\"inline\":[{\"type\":\"text\",\"text\":\"a \\u003cb>\"},"
                  "{\"type\":\"strong\",\"inline\":[{\"type\":\"text\",\"text\":\"s\"},"
                  "{\"type\":\"emphasis\",\"inline\":[{\"type\":\"text\",\"text\":\"e\"}]}]},"
                  "{\"type\":\"break\"},{\"type\":\"code\",\"text\":\"c\"},"
                  "{\"type\":\"link\",\"url\":\"https://example.org\",\"inline\":"
                  "[{\"type\":\"text\",\"text\":\"l\"}]}]}]");
}

static void lists_hold_items_and_items_hold_blocks(void **state)
{
    static const struct faqbot_node nodes[] = {
        OPEN(LIST),      OPEN(ITEM), OPEN(PARAGRAPH),
        TEXT(TEXT, "1"), CLOSE,      {.kind = FAQBOT_NODE_ORDERED, .number = 3},
        OPEN(ITEM),      CLOSE,      CLOSE,
        CLOSE,           OPEN(ITEM), CLOSE,
        CLOSE,
    };
    (void)state;
    assert_blocks(nodes, COUNT(nodes),
                  "[{\"type\":\"list\",\"ordered\":false,\"items\":[[{\"type\":\"paragraph\",\"inline\":"
                  "[{\"type\":\"text\",\"text\":\"1\"}]},{\"type\":\"list\",\"ordered\":true,\"start\":3,"
                  "\"items\":[[]]}],[]]}]");
}

static void quotes_and_code_stand_beside_paragraphs(void **state)
{
    static const struct faqbot_node nodes[] = {
        OPEN(QUOTE), OPEN(PARAGRAPH), CLOSE, CLOSE, TEXT(CODE_BLOCK, "int x;\n"), OPEN(PARAGRAPH), CLOSE,
    };
    (void)state;
    assert_blocks(nodes, COUNT(nodes),
                  "[{\"type\":\"quote\",\"blocks\":[{\"type\":\"paragraph\",\"inline\":[]}]},"
                  "{\"type\":\"code\",\"text\":\"int x;\\n\"},{\"type\":\"paragraph\",\"inline\":[]}]");
}

static void the_deepest_nesting_is_written(void **state)
{
    (void)state;
    struct faqbot_node nodes[2 * FAQBOT_RICH_DEPTH_MAX] = {CLOSE};
    struct buffer out;
    buffer_init(&out, 65536);
    struct json_writer writer = json_writer_make(&out);
    for (size_t i = 0; i < FAQBOT_RICH_DEPTH_MAX; i++) {
        nodes[i].kind = FAQBOT_NODE_QUOTE;
    }
    rich_json_write(&writer, NULL, nodes, 2 * FAQBOT_RICH_DEPTH_MAX);
    assert_false(out.failed);
    assert_int_equal(out.size, 2 + FAQBOT_RICH_DEPTH_MAX * sizeof "{\"type\":\"quote\",\"blocks\":[]}" - 16);
    buffer_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_nodes_are_no_blocks),
        cmocka_unit_test(every_inline_kind_stands_in_a_paragraph),
        cmocka_unit_test(lists_hold_items_and_items_hold_blocks),
        cmocka_unit_test(quotes_and_code_stand_beside_paragraphs),
        cmocka_unit_test(the_deepest_nesting_is_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
