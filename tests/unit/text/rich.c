/* tests/unit/text/rich.c - packing gives back what was packed, damage is refused, and narration has no mark-up. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "text/text.h"
#include "util/util.h"

#define BYTES_MAX ((size_t)1 << 20)

static struct faqbot_node node(enum faqbot_node_kind kind, const char *text)
{
    return (struct faqbot_node){
        .kind = kind, .number = kind == FAQBOT_NODE_ORDERED ? 7 : 0, .text = view_of(text)};
}

static void check_round_trip(const struct faqbot_node *nodes, size_t count)
{
    struct buffer bytes;
    struct arena arena;
    const struct faqbot_node *decoded = NULL;
    size_t decoded_count = 0;
    buffer_init(&bytes, BYTES_MAX);
    arena_init(&arena, BYTES_MAX);
    rich_encode(nodes, count, &bytes);
    assert_true(rich_decode(buffer_view(&bytes), &arena, &decoded, &decoded_count));
    assert_int_equal(decoded_count, count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(decoded[i].kind, nodes[i].kind);
        assert_int_equal(decoded[i].number, nodes[i].number);
        assert_true(view_equals(decoded[i].text, nodes[i].text));
    }
    /* Cut anywhere, it is either damaged or a shorter whole. */
    for (size_t size = 0; size < bytes.size; size++) {
        size_t cut_count = SIZE_MAX;
        if (rich_decode(view_slice(buffer_view(&bytes), 0, size), &arena, &decoded, &cut_count)) {
            assert_true(cut_count < count);
        } else {
            assert_true(cut_count == SIZE_MAX);
        }
    }
    arena_release(&arena);
    buffer_release(&bytes);
}

/* A rich text that is as random as the grammar allows. */
struct maker {
    struct faqbot_node nodes[512];
    size_t count;
    uint32_t random;
};

static uint32_t draw(struct maker *maker, uint32_t below)
{
    maker->random = maker->random * 1664525U + 1013904223U;
    return (maker->random >> 16) % below;
}

static void make_inlines(struct maker *maker, size_t depth)
{
    static const char *const texts[] = {"", "a", "two words", "\xc3\xa9\n\t", "- * _"};
    for (uint32_t i = draw(maker, 4); i-- > 0 && maker->count < 300;) {
        enum faqbot_node_kind kind = (enum faqbot_node_kind)(FAQBOT_NODE_TEXT + draw(maker, 6));
        if (kind == FAQBOT_NODE_BREAK) {
            maker->nodes[maker->count++] = node(kind, "");
        } else if (kind == FAQBOT_NODE_TEXT || kind == FAQBOT_NODE_CODE) {
            maker->nodes[maker->count++] = node(kind, texts[draw(maker, 5)]);
        } else if (depth < FAQBOT_RICH_DEPTH_MAX) {
            maker->nodes[maker->count++] = node(kind, kind == FAQBOT_NODE_LINK ? "https://a.b" : "");
            make_inlines(maker, depth + 1);
            maker->nodes[maker->count++] = node(FAQBOT_NODE_CLOSE, "");
        }
    }
}

static void make_blocks(struct maker *maker, size_t depth)
{
    for (uint32_t i = draw(maker, 4); i-- > 0 && maker->count < 300;) {
        enum faqbot_node_kind kind = (enum faqbot_node_kind)(FAQBOT_NODE_PARAGRAPH + draw(maker, 6));
        if (kind == FAQBOT_NODE_CODE_BLOCK || depth + 2 > FAQBOT_RICH_DEPTH_MAX) {
            maker->nodes[maker->count++] = node(FAQBOT_NODE_CODE_BLOCK, "a\nb");
            continue;
        }
        kind = kind == FAQBOT_NODE_ITEM ? FAQBOT_NODE_QUOTE : kind;
        maker->nodes[maker->count++] = node(kind, "");
        if (kind == FAQBOT_NODE_PARAGRAPH) {
            make_inlines(maker, depth + 1);
        } else if (kind == FAQBOT_NODE_QUOTE) {
            make_blocks(maker, depth + 1);
        } else {
            maker->nodes[maker->count++] = node(FAQBOT_NODE_ITEM, "");
            make_blocks(maker, depth + 2);
            maker->nodes[maker->count++] = node(FAQBOT_NODE_CLOSE, "");
        }
        maker->nodes[maker->count++] = node(FAQBOT_NODE_CLOSE, "");
    }
}

static void what_was_packed_is_unpacked(void **state)
{
    (void)state;
    check_round_trip(NULL, 0);
    for (uint32_t seed = 0; seed < 1000; seed++) {
        struct maker maker = {.random = seed};
        make_blocks(&maker, 0);
        check_round_trip(maker.nodes, maker.count);
    }
}

static void damage_is_refused(void **state)
{
    static const struct {
        const char *bytes;
        size_t size;
    } table[] = {
        {"\x00", 1},                 /* closes nothing */
        {"\x01", 1},                 /* never closed */
        {"\x01\x00\x00", 3},         /* closed twice */
        {"\x14", 1},                 /* no such kind */
        {"\xff\xff\xff\xff\xff", 5}, /* no number */
        {"\x07\x01"
         "a",
         3},                     /* text outside a paragraph */
        {"\x01\x01\x00\x00", 4}, /* a paragraph in a paragraph */
        {"\x02\x01\x00\x00", 4}, /* a paragraph in a list */
        {"\x04\x00", 2},         /* an item outside a list */
        {"\x01\x07\x05"
         "a\x00",
         5},                         /* text cut short */
        {"\x01\x07\x01\xff\x00", 5}, /* not UTF-8 */
        {"\x01\x0c\x03"
         "a:b\x00\x00",
         8},                                                              /* an address that is not safe */
        {"\x03\xff\xff\xff\xff\x1f\x00", 7},                              /* a number over 32 bits */
        {"\x02\x04\x03\x00\x00", 5},                                      /* no such state of a task */
        {"\x11\x00", 2},                                                  /* a table without rows */
        {"\x11\x12\x01\x00\x00", 5},                                      /* a row without cells */
        {"\x11\x12\x00\x13\x00\x00\x00\x00", 8},                          /* a table without a header */
        {"\x11\x12\x01\x13\x04\x00\x00\x00", 8},                          /* no such side */
        {"\x11\x12\x01\x13\x00\x00\x00\x12\x01\x13\x00\x00\x00\x00", 14}, /* two headers */
        {"\x11\x12\x01\x13\x00\x00\x00\x12\x00\x13\x00\x00\x13\x00\x00\x00\x00",
         17}, /* a row that is longer */
        {"\x01\x0e\x00\x03"
         "a:b\x00",
         8},                                                  /* an image that is not on the web */
        {"\x01\x0e\x00\x08http://e\x00\x80\x80\x04\x00", 17}, /* one that is too high */
    };
    struct arena arena;
    (void)state;
    arena_init(&arena, BYTES_MAX);
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        const struct faqbot_node *nodes;
        size_t count;
        assert_false(rich_decode(view_make(table[i].bytes, table[i].size), &arena, &nodes, &count));
    }
    char deep[2 * (FAQBOT_RICH_DEPTH_MAX + 1)] = {0};
    const struct faqbot_node *nodes;
    size_t count;
    memset(deep, FAQBOT_NODE_QUOTE, FAQBOT_RICH_DEPTH_MAX);
    assert_true(rich_decode(view_make(deep, 2 * FAQBOT_RICH_DEPTH_MAX), &arena, &nodes, &count));
    memset(deep, FAQBOT_NODE_QUOTE, FAQBOT_RICH_DEPTH_MAX + 1);
    assert_false(rich_decode(view_make(deep, sizeof deep), &arena, &nodes, &count));
    arena_release(&arena);
}

static void too_little_memory_is_said(void **state)
{
    const struct faqbot_node nodes[] = {node(FAQBOT_NODE_PARAGRAPH, ""), node(FAQBOT_NODE_CLOSE, "")};
    const struct faqbot_node *decoded;
    size_t count;
    struct buffer bytes;
    struct arena arena;
    (void)state;
    buffer_init(&bytes, BYTES_MAX);
    arena_init(&arena, 1);
    rich_encode(nodes, 2, &bytes);
    assert_false(rich_decode(buffer_view(&bytes), &arena, &decoded, &count));
    buffer_release(&bytes);
}

#define OPEN(name)                                                                                           \
    {                                                                                                        \
        .kind = FAQBOT_NODE_##name, .number = 0, .text = { "", 0 }                                           \
    }
#define LEAF(name, literal)                                                                                  \
    {                                                                                                        \
        .kind = FAQBOT_NODE_##name, .number = 0, .text = { literal, sizeof literal - 1 }                     \
    }
#define NUMBERED(first)                                                                                      \
    {                                                                                                        \
        .kind = FAQBOT_NODE_ORDERED, .number = first, .text = { "", 0 }                                      \
    }
#define SAID(text) OPEN(PARAGRAPH), LEAF(TEXT, text), OPEN(CLOSE)

static void narration_is_plain(void **state)
{
    static const struct {
        struct faqbot_node nodes[24];
        size_t count;
        const char *text;
    } table[] = {
        {{{0}}, 0, ""},
        {{SAID("a"), SAID("b")}, 6, "a\n\nb"},
        {{OPEN(PARAGRAPH), LEAF(TEXT, "a "), OPEN(STRONG), LEAF(TEXT, "b"), OPEN(CLOSE), OPEN(BREAK),
          LEAF(CODE, "c"), OPEN(CLOSE)},
         8,
         "a b\nc"},
        {{OPEN(PARAGRAPH), LEAF(LINK, "https://a.b"), LEAF(TEXT, "here"), OPEN(CLOSE), OPEN(CLOSE)},
         5,
         "here"},
        {{SAID("a"), OPEN(LIST), OPEN(ITEM), SAID("b"), OPEN(CLOSE), OPEN(ITEM), SAID("c"), OPEN(CLOSE),
          OPEN(CLOSE), SAID("d")},
         18,
         "a\n\n- b\n- c\n\nd"},
        {{NUMBERED(9), OPEN(ITEM), SAID("b"), OPEN(CLOSE), OPEN(ITEM), SAID("c"), SAID("d"), OPEN(CLOSE),
          OPEN(CLOSE)},
         15,
         "9. b\n10. c\n\n  d"},
        {{OPEN(LIST), OPEN(ITEM), SAID("a"), OPEN(LIST), OPEN(ITEM), LEAF(CODE_BLOCK, "b\nc"), OPEN(CLOSE),
          OPEN(CLOSE), OPEN(CLOSE), OPEN(CLOSE)},
         12,
         "- a\n  - b\n    c"},
        {{OPEN(QUOTE), SAID("a"), SAID("b"), OPEN(CLOSE), SAID("c")}, 11, "a\n\nb\n\nc"},
        {{LEAF(CODE_BLOCK, "a\n\nb"), SAID("c")}, 4, "a\n\nb\n\nc"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct buffer text;
        buffer_init(&text, BYTES_MAX);
        rich_to_text(table[i].nodes, table[i].count, &text);
        buffer_add_byte(&text, '\0');
        assert_string_equal(text.bytes, table[i].text);
        buffer_release(&text);
    }
}

#define WITH(name, value)                                                                                    \
    {                                                                                                        \
        .kind = FAQBOT_NODE_##name, .number = value                                                          \
    }
#define CELL(literal) OPEN(CELL), LEAF(TEXT, literal), OPEN(CLOSE)

/* A table, tasks, what is struck out, a footnote and an image. */
static const struct faqbot_node rich[] = {
    OPEN(TABLE),
    WITH(ROW, 1),
    CELL("Size"),
    WITH(CELL, FAQBOT_ALIGN_RIGHT),
    LEAF(TEXT, "Width"),
    OPEN(CLOSE),
    OPEN(CLOSE),
    OPEN(ROW),
    CELL("Small"),
    WITH(CELL, FAQBOT_ALIGN_RIGHT),
    LEAF(CODE, "5"),
    OPEN(CLOSE),
    OPEN(CLOSE),
    OPEN(CLOSE),
    OPEN(LIST),
    WITH(ITEM, FAQBOT_TASK_DONE),
    SAID("a"),
    OPEN(CLOSE),
    WITH(ITEM, FAQBOT_TASK_OPEN),
    SAID("b"),
    OPEN(CLOSE),
    OPEN(CLOSE),
    OPEN(PARAGRAPH),
    OPEN(STRIKE),
    LEAF(TEXT, "c"),
    OPEN(CLOSE),
    WITH(FOOTNOTE, 1),
    {.kind = FAQBOT_NODE_IMAGE, .text = {"d", 1}, .address = {"http://e", 8}, .width = 300, .height = 2},
    OPEN(CLOSE),
    WITH(NOTE, 1),
    SAID("f"),
    OPEN(CLOSE),
};
static const struct faqbot_node bare_table[] = {
    OPEN(TABLE), WITH(ROW, 1), OPEN(CELL), OPEN(CLOSE), OPEN(CELL),  OPEN(CLOSE), OPEN(CLOSE),
    OPEN(ROW),   CELL("a"),    CELL("b"),  OPEN(CLOSE), OPEN(CLOSE), SAID("c"),
};
#define COUNT(nodes) (sizeof(nodes) / sizeof *(nodes))

static void check_narration(const struct faqbot_node *nodes, size_t count, const char *said,
                            const char *gathered)
{
    struct buffer text;
    buffer_init(&text, BYTES_MAX);
    rich_to_text(nodes, count, &text);
    buffer_add_byte(&text, '\0');
    assert_string_equal(text.bytes, said);
    buffer_reset(&text);
    rich_to_search_text(nodes, count, &text);
    buffer_add_byte(&text, '\0');
    assert_string_equal(text.bytes, gathered);
    buffer_release(&text);
}

static void a_cell_is_read_out_behind_its_heading(void **state)
{
    (void)state;
    check_narration(rich, COUNT(rich),
                    "Size; Width\nSmall; Width: 5\n\n- [done] a\n- [to do] b\n\nc [1]d\n\n[1] f",
                    "Size; Width\nSmall; 5\n\n- a\n- b\n\ncd\n\nf");
    check_narration(bare_table, COUNT(bare_table), "a; b\n\nc", "a; b\n\nc");
    check_round_trip(rich, COUNT(rich));
    check_round_trip(bare_table, COUNT(bare_table));
}

static void html_has_an_element_for_each(void **state)
{
    struct buffer out;
    (void)state;
    buffer_init(&out, BYTES_MAX);
    struct html html = html_make(&out);
    rich_to_html(rich, COUNT(rich), &html);
    buffer_add_byte(&out, '\0');
    assert_string_equal(
        out.bytes,
        "<div class=\"table\" tabindex=\"0\"><table><tr><th scope=\"col\">Size</th><th scope=\"col\" "
        "class=\"right\">Width</th></tr><tr><td>Small</td><td class=\"right\"><code "
        "dir=\"ltr\">5</code></td></tr>"
        "</table></div><ul><li class=\"task\"><p><input type=\"checkbox\" disabled=\"\" checked=\"\" "
        "aria-label=\"done\"> a</p></li><li class=\"task\"><p><input type=\"checkbox\" disabled=\"\" "
        "aria-label=\"to do\"> b</p></li></ul><p><s>c</s><sup>1</sup><a href=\"http://e\">d</a></p>"
        "<div class=\"note\"><p><sup>1</sup> f</p></div>");
    buffer_reset(&out);
    html = html_make(&out);
    html.is_minimal = true;
    rich_to_html(rich, COUNT(rich), &html);
    buffer_add_byte(&out, '\0');
    assert_string_equal(
        out.bytes,
        "<table><tr><th>Size</th><th style=\"text-align: right\">Width</th></tr><tr><td>Small</td><td "
        "style=\"text-align: right\"><code>5</code></td></tr></table><ul><li class=\"task\"><p><input "
        "type=\"checkbox\" disabled=\"\" checked=\"\"> a</p></li><li class=\"task\"><p><input "
        "type=\"checkbox\" "
        "disabled=\"\"> b</p></li></ul><p><s>c</s><sup>1</sup><img src=\"http://e\" alt=\"d\" width=\"300\" "
        "height=\"2\"></p><div "
        "class=\"note\"><p><sup>1</sup> f</p></div>");
    buffer_release(&out);
}

static void what_is_gathered_has_no_numbers_of_items(void **state)
{
    static const struct faqbot_node nodes[] = {SAID("at 1"), NUMBERED(9), OPEN(ITEM),
                                               SAID("b"),    OPEN(CLOSE), OPEN(CLOSE)};
    struct buffer text;
    (void)state;
    buffer_init(&text, BYTES_MAX);
    rich_to_search_text(nodes, sizeof nodes / sizeof nodes[0], &text);
    buffer_add_byte(&text, '\0');
    assert_string_equal(text.bytes, "at 1\n\n- b");
    buffer_release(&text);
}

static void only_harmless_addresses_are_safe(void **state)
{
    static const char *const safe[] = {"http://a",     "https://a.b/c?d=e#f", "HTTPS://A",
                                       "mailto:a@b.c", "tel:+49123",          "https://\xc3\xa9.org/"};
    static const char *const unsafe[] = {"",
                                         "http://",
                                         "https:",
                                         "mailto:",
                                         "javascript:alert(1)",
                                         "JavaScript:x",
                                         "data:text/html,x",
                                         "ftp://a",
                                         "/a",
                                         "a",
                                         "#a",
                                         "//a",
                                         " https://a",
                                         "https://a b",
                                         "https://a\n",
                                         "https://a\t",
                                         "https://a\x7f",
                                         "https://\xff",
                                         "https://a\xc2\xa0"
                                         "b",
                                         "https://a\xe2\x80\xae"
                                         "b",
                                         "https://a\xc2\x85",
                                         "vbscript:x",
                                         "http:/a"};
    (void)state;
    for (size_t i = 0; i < sizeof safe / sizeof safe[0]; i++) {
        assert_true(rich_is_safe_address(view_of(safe[i])));
    }
    for (size_t i = 0; i < sizeof unsafe / sizeof unsafe[0]; i++) {
        assert_false(rich_is_safe_address(view_of(unsafe[i])));
    }
    assert_false(rich_is_safe_address(view_make("http://a\0b", 10)));
}

int test_text_rich(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_packed_is_unpacked),
        cmocka_unit_test(damage_is_refused),
        cmocka_unit_test(too_little_memory_is_said),
        cmocka_unit_test(narration_is_plain),
        cmocka_unit_test(a_cell_is_read_out_behind_its_heading),
        cmocka_unit_test(html_has_an_element_for_each),
        cmocka_unit_test(what_is_gathered_has_no_numbers_of_items),
        cmocka_unit_test(only_harmless_addresses_are_safe),
    };
    return cmocka_run_group_tests_name("rich", tests, NULL, NULL);
}
