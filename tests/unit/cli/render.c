/* tests/unit/cli/render.c - tests bot/cli/render.c, and print.c below it: what comes out is looked at
 * whole. */
#include "cli/cli_internal.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define TEXT(literal)                                                                                        \
    {                                                                                                        \
        .kind = FAQBOT_NODE_TEXT, .number = 0, .text = { literal, sizeof(literal) - 1 }                      \
    }
#define OPEN(name)                                                                                           \
    {                                                                                                        \
        .kind = FAQBOT_NODE_##name, .number = 0, .text = { NULL, 0 }                                         \
    }
#define CLOSE                                                                                                \
    {                                                                                                        \
        .kind = FAQBOT_NODE_CLOSE, .number = 0, .text = { NULL, 0 }                                          \
    }
#define NODES(nodes) nodes, sizeof nodes / sizeof nodes[0]

static void check(const struct render_style *style, const struct faqbot_node *nodes, size_t count,
                  const char *expected)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    render_nodes(out, style, nodes, count);
    assert_int_equal(fclose(out), 0);
    assert_string_equal(text, expected);
    free(text);
}

static void check_paragraph(unsigned width, struct faqbot_view text, const char *expected)
{
    const struct render_style style = {.width = width};
    char *written = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&written, &size);
    assert_non_null(out);
    render_paragraph(out, &style, NULL, text);
    assert_int_equal(fclose(out), 0);
    assert_int_equal(size, strlen(expected));
    assert_string_equal(written, expected);
    free(written);
}

static void lines_are_filled_up_to_the_width(void **state)
{
    static const struct {
        unsigned width;
        const char *text;
        const char *expected;
    } rows[] = {
        {20, "aaaa bbbb cccc dddd eeee", "aaaa bbbb cccc dddd\neeee\n"},
        {24, "aaaa bbbb cccc dddd eeee", "aaaa bbbb cccc dddd eeee\n"},
        {23, "aaaa bbbb cccc dddd eeee", "aaaa bbbb cccc dddd\neeee\n"},
        {0, "aaaa bbbb cccc dddd eeee", "aaaa bbbb cccc dddd eeee\n"},
        {20, "  a \t b\nc\r\nd  ", "a b c d\n"},
        {20, "x aaaaaaaaaaaaaaaaaaaaaaaaa y", "x\naaaaaaaaaaaaaaaaaaaa\naaaaa y\n"},
        {3, "aaaa bbbb cccc dddd eeee", "aaaa bbbb cccc dddd\neeee\n"},
        {20,
         "\xe4\xb8\xad\xe6\x96\x87\xe4\xb8\xad\xe6\x96\x87 \xe4\xb8\xad\xe6\x96\x87\xe4\xb8\xad\xe6\x96\x87 "
         "abcd",
         "\xe4\xb8\xad\xe6\x96\x87\xe4\xb8\xad\xe6\x96\x87 "
         "\xe4\xb8\xad\xe6\x96\x87\xe4\xb8\xad\xe6\x96\x87\nabcd\n"},
        {20, "", ""},
        {20, "   ", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        check_paragraph(rows[i].width, view_of(rows[i].text), rows[i].expected);
    }
}

static void nothing_that_a_terminal_obeys_comes_through(void **state)
{
    static const struct {
        const char *text;
        const char *expected;
    } rows[] = {
        {"a\033[31mb", "a[31mb\n"},
        {"a\033]0;title\007b", "a]0;titleb\n"},
        {"a\xc2\x9b"
         "31mb",
         "a31mb\n"},
        {"a\x7f\x08\x0b\x0c"
         "b",
         "ab\n"},
        {"a\xe2\x80\xae"
         "b\xe2\x81\xa6"
         "c\xd8\x9c",
         "abc\n"},
        {"a\xef\xbb\xbf"
         "b\xf3\xa0\x81\x81",
         "ab\n"},
        {"a\xff"
         "b\xc0\x80"
         "c\xed\xa0\x80",
         "a\xef\xbf\xbd"
         "b\xef\xbf\xbd\xef\xbf\xbd"
         "c\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\n"},
        {"a\xe2\x82", "a\xef\xbf\xbd\xef\xbf\xbd\n"},
        {"\xf0\x9f\x98\x80 \xd7\xa9", "\xf0\x9f\x98\x80 \xd7\xa9\n"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        check_paragraph(0, view_of(rows[i].text), rows[i].expected);
    }
    check_paragraph(0, (struct faqbot_view){"a\0b", 3}, "ab\n");
}

static void lists_hang_behind_their_marks(void **state)
{
    static const struct faqbot_node nodes[] = {
        OPEN(PARAGRAPH),
        TEXT("Before"),
        CLOSE,
        OPEN(LIST),
        OPEN(ITEM),
        OPEN(PARAGRAPH),
        TEXT("one two three four five six"),
        CLOSE,
        {.kind = FAQBOT_NODE_ORDERED, .number = 9, .text = {NULL, 0}},
        OPEN(ITEM),
        OPEN(PARAGRAPH),
        TEXT("nine"),
        CLOSE,
        CLOSE,
        OPEN(ITEM),
        OPEN(PARAGRAPH),
        TEXT("ten"),
        CLOSE,
        CLOSE,
        CLOSE,
        CLOSE,
        OPEN(ITEM),
        OPEN(PARAGRAPH),
        TEXT("last"),
        CLOSE,
        OPEN(PARAGRAPH),
        TEXT("more"),
        CLOSE,
        CLOSE,
        OPEN(ITEM),
        CLOSE,
        CLOSE,
        OPEN(PARAGRAPH),
        TEXT("After"),
        CLOSE,
    };
    const struct render_style style = {.width = 22};
    (void)state;
    check(
        &style, NODES(nodes),
        "Before\n\n- one two three four\n  five six\n  9. nine\n  10. ten\n- last\n\n  more\n- \n\nAfter\n");
}

static void code_and_quotes_keep_their_shape(void **state)
{
    static const struct faqbot_node nodes[] = {
        {.kind = FAQBOT_NODE_CODE_BLOCK, .number = 0, .text = {"int  x;\n\n  y();\n", 16}},
        OPEN(QUOTE),
        OPEN(PARAGRAPH),
        TEXT("said "),
        {.kind = FAQBOT_NODE_CODE, .number = 0, .text = {"so", 2}},
        {.kind = FAQBOT_NODE_BREAK, .number = 0, .text = {NULL, 0}},
        TEXT("twice"),
        CLOSE,
        CLOSE,
    };
    const struct render_style style = {.width = 40};
    (void)state;
    check(&style, NODES(nodes), "    int  x;\n\n      y();\n\n> said `so`\n> twice\n");
}

static void a_link_shows_where_it_leads_once(void **state)
{
    static const struct faqbot_node nodes[] = {
        OPEN(PARAGRAPH),
        {.kind = FAQBOT_NODE_LINK, .number = 0, .text = {"https://a.example/", 18}},
        TEXT("here"),
        CLOSE,
        TEXT(", "),
        {.kind = FAQBOT_NODE_LINK, .number = 0, .text = {"https://b.example/", 18}},
        TEXT("https://b.example/"),
        CLOSE,
        TEXT("."),
        CLOSE,
    };
    const struct render_style style = {.width = 0};
    (void)state;
    check(&style, NODES(nodes), "here (https://a.example/), https://b.example/.\n");
}

#define CELL(literal, side) {.kind = FAQBOT_NODE_CELL, .number = FAQBOT_ALIGN_##side}, TEXT(literal), CLOSE
#define HEADER                                                                                               \
    {                                                                                                        \
        .kind = FAQBOT_NODE_ROW, .number = 1                                                                 \
    }

static void a_table_stands_in_columns_where_they_fit(void **state)
{
    static const struct faqbot_node nodes[] = {
        OPEN(PARAGRAPH),
        TEXT("Before"),
        CLOSE,
        OPEN(TABLE),
        HEADER,
        CELL("Size", NONE),
        CELL("Width", RIGHT),
        CELL("What it is for", CENTER),
        CLOSE,
        OPEN(ROW),
        CELL("Small", NONE),
        CELL("5 \xe2\x82\xac", RIGHT),
        CELL("books and magazines", CENTER),
        CLOSE,
        OPEN(ROW),
        CELL("Extra", NONE),
        OPEN(CELL),
        CLOSE,
        CELL("maps", CENTER),
        CLOSE,
        CLOSE,
        OPEN(PARAGRAPH),
        TEXT("After"),
        CLOSE,
    };
    static const struct {
        unsigned width;
        const char *expected;
    } rows[] = {
        {0, "Before\n\n"
            "Size   Width    What it is for\n"
            "-----  -----  -------------------\n"
            "Small    5 \xe2\x82\xac  books and magazines\n"
            "Extra                maps\n\nAfter\n"},
        {26, "Before\n\n"
             "Size   Width   What it is\n"
             "                  for\n"
             "-----  -----  ------------\n"
             "Small    5 \xe2\x82\xac   books and\n"
             "               magazines\n"
             "Extra             maps\n\nAfter\n"},
        {18, "Before\n\n"
             "Small\n"
             "  Width: 5 \xe2\x82\xac\n"
             "  What it is for:\n"
             "  books and magazines\n"
             "Extra\n"
             "  What it is for: maps\n\nAfter\n"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        check(&(struct render_style){.width = rows[i].width}, NODES(nodes), rows[i].expected);
    }
}

static void tasks_notes_images_and_what_is_struck_out_are_shown(void **state)
{
    static const struct faqbot_node nodes[] = {
        OPEN(LIST),
        {.kind = FAQBOT_NODE_ITEM, .number = FAQBOT_TASK_DONE},
        OPEN(PARAGRAPH),
        TEXT("a"),
        CLOSE,
        CLOSE,
        {.kind = FAQBOT_NODE_ITEM, .number = FAQBOT_TASK_OPEN},
        OPEN(PARAGRAPH),
        OPEN(STRIKE),
        TEXT("b"),
        CLOSE,
        CLOSE,
        CLOSE,
        CLOSE,
        OPEN(PARAGRAPH),
        TEXT("c"),
        {.kind = FAQBOT_NODE_FOOTNOTE, .number = 1},
        TEXT(" "),
        {.kind = FAQBOT_NODE_IMAGE, .text = {"d", 1}, .address = {"http://e", 8}},
        CLOSE,
        {.kind = FAQBOT_NODE_NOTE, .number = 1},
        OPEN(PARAGRAPH),
        TEXT("f"),
        CLOSE,
        CLOSE,
        {.kind = FAQBOT_NODE_NOTE, .number = 2},
        OPEN(PARAGRAPH),
        TEXT("g"),
        CLOSE,
        CLOSE,
    };
    (void)state;
    check(&(struct render_style){.width = 0}, NODES(nodes),
          "- [x] a\n- [ ] ~~b~~\n\nc[1] d (http://e)\n\n[1] f\n[2] g\n");
}

static void colour_is_there_only_where_it_is_wanted(void **state)
{
    static const struct faqbot_node nodes[] = {
        OPEN(PARAGRAPH), OPEN(STRONG), TEXT("b"), OPEN(EMPHASIS), TEXT("e"),
        CLOSE,           TEXT("f"),    CLOSE,     TEXT(" g"),     CLOSE,
    };
    (void)state;
    check(&(struct render_style){.colour = false}, NODES(nodes), "bef g\n");
    check(&(struct render_style){.colour = true}, NODES(nodes), "\033[1mb\033[3me\033[0m\033[1mf\033[0m g\n");
}

static void mentions_are_numbered_on_from_the_choices(void **state)
{
    static const struct faqbot_candidate candidates[] = {{{"a", 1}, {"A?", 2}, .5}};
    static const struct faqbot_span title[] = {
        {{"Renew a ", 8}, false}, {{"loan", 4}, true}, {{"?", 1}, false}};
    static const struct faqbot_span spans[] = {{{"Log in; the \033", 13}, false}, {{"loan", 4}, true}};
    static const struct faqbot_hit mentions[] = {
        {.id = {"renew", 5},
         .title = {"x", 1},
         .title_spans = title,
         .title_span_count = 3,
         .spans = spans,
         .span_count = 2},
        {.id = {"bare", 4}, .spans = spans, .span_count = 1},
    };
    static const struct {
        enum faqbot_outcome outcome;
        struct render_style style;
        const char *expected;
    } rows[] = {
        {FAQBOT_UNSURE,
         {.width = 0},
         "Which?\n  1. A?\nThese mention it:\n  2. Renew a loan?\n     Log in; the loan\n"
         "  3. bare\n     Log in; the\n"},
        {FAQBOT_NONE,
         {.width = 80, .colour = true},
         "Which?\nThese mention it:\n  1. Renew a \033[1mloan\033[0m?\n     Log in; the \033[1mloan\033[0m\n"
         "  2. bare\n     Log in; the\n"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct faqbot_answer answer = {.outcome = rows[i].outcome,
                                             .text = view_of("Which?"),
                                             .candidates = candidates,
                                             .candidate_count = 1,
                                             .mentions = mentions,
                                             .mention_count = 2};
        char *text = NULL;
        size_t size = 0;
        FILE *out = open_memstream(&text, &size);
        assert_non_null(out);
        render_answer(out, &rows[i].style, &answer);
        assert_int_equal(fclose(out), 0);
        assert_string_equal(text, rows[i].expected);
        free(text);
    }
}

static void nesting_beyond_the_limit_loses_no_text(void **state)
{
    enum { DEPTH = 200 };
    static struct faqbot_node nodes[2 * DEPTH + 1];
    (void)state;
    for (size_t i = 0; i < DEPTH; i++) {
        nodes[i].kind = FAQBOT_NODE_QUOTE;
    }
    nodes[DEPTH] = (struct faqbot_node)TEXT("deep");
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    assert_non_null(out);
    render_nodes(out, &(struct render_style){.width = 40}, NODES(nodes));
    assert_int_equal(fclose(out), 0);
    assert_non_null(strstr(text, "deep\n"));
    free(text);
}

int test_cli_render(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_are_filled_up_to_the_width),
        cmocka_unit_test(nothing_that_a_terminal_obeys_comes_through),
        cmocka_unit_test(lists_hang_behind_their_marks),
        cmocka_unit_test(code_and_quotes_keep_their_shape),
        cmocka_unit_test(a_link_shows_where_it_leads_once),
        cmocka_unit_test(a_table_stands_in_columns_where_they_fit),
        cmocka_unit_test(tasks_notes_images_and_what_is_struck_out_are_shown),
        cmocka_unit_test(colour_is_there_only_where_it_is_wanted),
        cmocka_unit_test(mentions_are_numbered_on_from_the_choices),
        cmocka_unit_test(nesting_beyond_the_limit_loses_no_text),
    };
    (void)setlocale(LC_CTYPE, "C.UTF-8");
    return cmocka_run_group_tests_name("render", tests, NULL, NULL);
}
