/* tests/unit/convert/md_writer.c - tests bot/convert/md_writer.c: what is written reads as what it was written
 * from. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "convert/convert_internal.h"
#include "kb/kb_internal.h"
#include "text/text.h"

/* ==== Nodes: what is written is read back as the same nodes ============================================= */

#define BYTES_MAX 100000

/* One way there and back. */
struct trip {
    struct arena arena;
    struct answer answer;
    struct entry entry;
    struct buffer packed;
    struct buffer markdown;
};

static void trip_init(struct trip *trip)
{
    arena_init(&trip->arena, SIZE_MAX);
    answer_init(&trip->answer);
    buffer_init(&trip->packed, BYTES_MAX);
    buffer_init(&trip->markdown, BYTES_MAX);
}

static void trip_release(struct trip *trip)
{
    arena_release(&trip->arena);
    answer_release(&trip->answer);
    buffer_release(&trip->packed);
    buffer_release(&trip->markdown);
}

static void read_into(struct trip *trip, struct faqbot_view markdown)
{
    struct fault_reporter reporter = {0};
    const struct answer_source source = {.arena = &trip->arena, .reporter = &reporter, .path = "a.md"};
    answer_reset(&trip->answer);
    buffer_reset(&trip->packed);
    assert_true(answer_add_markdown(&trip->answer, &source, markdown));
    trip->entry = (struct entry){.nodes = trip->answer.nodes, .node_count = trip->answer.count};
    answer_add_notes(&trip->answer, &trip->entry);
    rich_encode(trip->entry.nodes, trip->entry.node_count, &trip->packed);
    assert_false(trip->packed.failed);
}

static void write_into(struct trip *trip, const struct faqbot_node *nodes, size_t count)
{
    buffer_reset(&trip->markdown);
    md_writer_add_nodes(nodes, count, &trip->markdown);
    assert_false(trip->markdown.failed);
}

/* Emphasis within emphasis within emphasis cannot always be written: the marks in between close the outer one. */
static bool is_too_deep(const struct entry *answer)
{
    bool marks[2 * FAQBOT_RICH_DEPTH_MAX];
    size_t depth = 0;
    size_t emphasis = 0;
    for (size_t i = 0; i < answer->node_count; i++) {
        enum faqbot_node_kind kind = answer->nodes[i].kind;
        bool is_mark = kind == FAQBOT_NODE_STRONG || kind == FAQBOT_NODE_EMPHASIS;
        if (kind == FAQBOT_NODE_CLOSE) {
            emphasis -= marks[--depth];
        } else if (is_mark || kind == FAQBOT_NODE_LINK || kind < FAQBOT_NODE_CODE_BLOCK ||
                   kind == FAQBOT_NODE_STRIKE || kind >= FAQBOT_NODE_NOTE) {
            marks[depth++] = is_mark;
            emphasis += is_mark;
        }
        if (emphasis > 2) {
            return true;
        }
    }
    return false;
}

/* Reads, writes, reads again. */
static void assert_returns(const char *markdown, const char *written)
{
    struct trip there;
    struct trip back;
    trip_init(&there);
    trip_init(&back);
    read_into(&there, view_of(markdown));
    write_into(&there, there.entry.nodes, there.entry.node_count);
    read_into(&back, buffer_view(&there.markdown));
    bool is_same = view_equals(buffer_view(&there.packed), buffer_view(&back.packed));
    is_same |= written == NULL && is_too_deep(&there.entry);
    if (!is_same) {
        print_error("%s\nbecame\n%.*s\n", markdown, (int)there.markdown.size, there.markdown.bytes);
    }
    assert_true(is_same);
    if (written != NULL) {
        buffer_add_byte(&there.markdown, '\0');
        assert_string_equal(there.markdown.bytes, written);
    }
    trip_release(&there);
    trip_release(&back);
}

static void plain_text_stays_as_it_is(void **state)
{
    (void)state;
    static const char *const table[] = {
        "It costs 3.5 per cent, less than 4.",
        "A - B, C + D, 50 % (at most): e.g. this!",
        "Fish & chips; R&D is \\&amp;",
        "one\n\ntwo",
        "- a\n- b",
        "3. a\n4. b",
        "> q",
        "**a** and *b* and `c`",
        "[text](<https://example.org/a_b>)",
        "<https://example.org/>",
        "```\ncode\n```",
        "Caf\xc3\xa9 **\xd0\x96\xd0\xb8** \xe4\xb8\xad\xe6\x96\x87",
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        assert_returns(table[i], table[i]);
    }
}

static void mark_up_and_what_looks_like_it_are_told_apart(void **state)
{
    (void)state;
    static const char *const table[] = {
        "\\# a",
        "\\- a",
        "\\+ a",
        "1\\. a",
        "12\\) a",
        "\\> a",
        "\\---",
        "a\\\n\\===",
        "a\\\n\\- b",
        "\\~~~",
        "\\```a",
        "\\*a\\*",
        "\\_a\\_",
        "\\[a](b)",
        "\\[a]: https://e.org",
        "\\<b>",
        "a \\& b \\&lt; \\&#65;",
        "\\\\",
        "a\\\\*b*",
        "snake\\_case",
        "!\\[a]",
        "!<!-- -->[a](<https://e.org>)",
        "a!\\[",
        "\\![a](https://e.org)",
        "#a",
        "-a",
        "+a",
        "1.a",
        "1234567890\\. a",
        "&#32;a",
        "**&#32;a**",
        "**a&#32;**b",
        "a\\\n&#32;b",
        "&#xFEFF;a",
        "a&nbsp;b",
        "&nbsp;a",
        "=",
        "\\=\\=",
        "    code\n",
        "a|b\n-|-",
        "a\\",
        "a  \nb",
        "\\\na",
        "a\\\n\\\nb",
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        assert_returns(table[i], NULL);
    }
}

static void emphasis_survives_its_neighbours(void **state)
{
    (void)state;
    static const char *const table[] = {
        "a*b*c",
        "**a**b",
        "a**b**",
        "a<!-- -->**\"b\"**<!-- -->c",
        "**\xe2\x80\x9cq\xe2\x80\x9d**",
        "x<!-- -->**\xe2\x80\x9cq\xe2\x80\x9d**<!-- -->x",
        "*a*<!-- -->*b*",
        "**a**<!-- -->**b**",
        "**a**<!-- -->*b*",
        "***a** b*",
        "***a* b**",
        "**a *b***",
        "*a **b***",
        "*a **b** c*d",
        "**a*b*c**",
        "x**a*b*c**x",
        "*_a_*",
        "**__a__**",
        "*a _b *c **d** c* b_ a*",
        "x*a _b *c **d**c*b_a*x",
        "*a*_b_",
        "_a_*b*",
        "**[a](https://e.org)**b",
        "[**a**](https://e.org)b",
        "**`a`**b",
        "`a`<!-- -->`b`",
        "*\\**",
        "**\\*\\***",
        "*a\\\nb*",
        "**a\\\nb**c",
        "*&nbsp;<!-- -->a*",
        "a<!-- -->*.b*",
        "*a.*<!-- -->b",
        "**a:** b",
        "**a**: b",
        "*\xd0\x96*\xd0\x96",
        "\xd0\x96*\xd0\x96*",
        "x*\xf0\x9f\x98\x80*x",
        "x<!-- -->*\xf0\x9f\x98\x80*<!-- -->x",
        "# a *b*",
        "## **a**",
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        assert_returns(table[i], NULL);
    }
}

static void code_keeps_every_byte(void **state)
{
    (void)state;
    static const char *const table[] = {
        "`a`",
        "`` a`b ``",
        "`` `a` ``",
        "` a `",
        "`  a  `",
        "` `",
        "`a\\`",
        "`<b>`",
        "```\na\n\n\nb\n```",
        "````\n```\n````",
        "```\n\na\n\n```",
        "    a\n      b\n",
        "- ```\n  a\n\n    b\n  ```\n- c",
        "> ```\n> a\n>\n> \tb\n> ```",
        "```c\n\tint x;\n```",
        "1. ```\n   a\n   ```\n\n   b",
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        assert_returns(table[i], NULL);
    }
}

static void blocks_stay_where_they_are(void **state)
{
    (void)state;
    static const char *const table[] = {
        "- a\n- b\n\n<!-- -->\n\n- c",
        "- a\n\n* b",
        "1. a\n\n1) b",
        "- a\n\n1. b",
        "- a\n  - b\n  - c\n- d",
        "- a\n\n  b\n\n- c",
        "- - - a",
        "- 1. - a",
        "1. - a\n   - b\n2. c",
        "- > a\n  > b",
        "> - a\n> - b\n>\n> c",
        "> a\n\n> b",
        "> > a\n>\n> b",
        "0. a",
        "7. a\n8. b",
        "999999999. a\n999999999. b",
        "100. a\n\n     b",
        "- a\n\n<!-- -->\n\n  - b",
        "a\n\n- b\n\nc",
        "- a\n  1. b\n\n  <!-- -->\n\n  1. c",
        "- **a**\n- *b*",
        "- - a\n\n  <!-- -->\n\n  - b",
        "- a\n  - b\n    - c\n      - d\n        - e\n          - f",
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        assert_returns(table[i], NULL);
    }
}

static void what_github_adds_stays(void **state)
{
    (void)state;
    static const char *const table[][2] = {
        {"a|b|c\n-|:-:|-:\n`d\\|e`|\\|f *g*|\n",
         "| a | b | c |\n| --- | :-: | --: |\n| `d\\|e` | \\|f *g* |  |"},
        {"> - a\n>\n>   |b|\n>   |---|\n>   |c<br>d|", "> - a\n>   \n>   | b |\n>   | --- |\n>   | c<br>d |"},
        {"<table><tr><td>a</table>", "|  |\n| --- |\n| a |"},
        {"- [x] a\n- [ ] b\n\n  c\n- d", "- [x] a\n- [ ] b\n  \n  c\n- d"},
        {"~~a~~ b~~*c*~~d", "~~a~~ b<s>*c*</s>d"},
        {"<s>a<del>b</del></s>", "<s>a<s>b</s></s>"},
        {"a[^x].[^y]\n\n[^y]: b\n[^x]: - c\n      - d\n\n    ```\n    e\n    ```",
         "a[^1].[^2]\n\n[^1]: - c\n      \n      - d\n    \n    ```\n    e\n    ```\n\n[^2]: b"},
        {"![a \\[b\\]](https://c.d/e_f.png) [![](http://a.b/c)](http://d)",
         "![a \\[b\\]](<https://c.d/e_f.png>) [![c](<http://a.b/c>)](<http://d>)"},
        {"www.a.b tel:123", "[www\\.a.b](<http://www.a.b>) [tel\\:123](<tel:123>)"},
        {"www\\.a.b c\\@d.e http\\://f tel\\:123 a\\|b \\~\\~c\\~\\~",
         "www\\.a.b c\\@d.e http\\://f tel\\:123 a\\|b \\~\\~c\\~\\~"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        assert_returns(table[i][0], table[i][1]);
    }
}

/* A number that is the same each time. */
static unsigned next(unsigned *seed)
{
    *seed = *seed * 1103515245U + 12345U;
    return *seed >> 16;
}

static void what_is_thrown_together_returns_too(void **state)
{
    (void)state;
    static const char *const pieces[] = {"a",
                                         "b ",
                                         " ",
                                         "*",
                                         "**",
                                         "_",
                                         "__",
                                         "`",
                                         "``",
                                         "\n",
                                         "\n\n",
                                         "- ",
                                         "1. ",
                                         "> ",
                                         "#",
                                         "[",
                                         "](https://e.org)",
                                         "\\",
                                         "&",
                                         "&amp;",
                                         "<",
                                         "!",
                                         ".",
                                         "\"",
                                         "\xc3\xa9",
                                         "\xc2\xa0",
                                         "\xe2\x80\x94",
                                         "  ",
                                         "    ",
                                         "```\n",
                                         "<!-- -->",
                                         "\\\n",
                                         "&#32;",
                                         ":",
                                         "~~~",
                                         "~~",
                                         "|",
                                         "|-|-|\n",
                                         "\na|b\n-|-\n",
                                         "- [x] ",
                                         "[^1]",
                                         "\n\n[^1]: ",
                                         "www.",
                                         "https://",
                                         "tel:123",
                                         "@b.c",
                                         "<br>",
                                         "<b>",
                                         "</b>",
                                         "<kbd>",
                                         "</kbd>",
                                         "<s>",
                                         "</s>",
                                         "![",
                                         "](http://e.org)",
                                         "="};
    for (unsigned seed = 1; seed <= 20000; seed++) {
        char text[400] = "";
        unsigned state_of = seed;
        size_t count = 1 + next(&state_of) % 24;
        for (size_t i = 0; i < count; i++) {
            strcat(text, pieces[next(&state_of) % (sizeof pieces / sizeof *pieces)]);
        }
        assert_returns(text, NULL);
    }
}

static int run_nodes(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_text_stays_as_it_is),
        cmocka_unit_test(mark_up_and_what_looks_like_it_are_told_apart),
        cmocka_unit_test(emphasis_survives_its_neighbours),
        cmocka_unit_test(code_keeps_every_byte),
        cmocka_unit_test(blocks_stay_where_they_are),
        cmocka_unit_test(what_github_adds_stays),
        cmocka_unit_test(what_is_thrown_together_returns_too),
    };
    return cmocka_run_group_tests_name("md_writer_nodes", tests, NULL, NULL);
}

/* ==== Plain text: what is shown of it as Markdown is what it was ======================================== */

static void check_markdown(const char *text, const char *markdown)
{
    struct buffer out;
    buffer_init(&out, 4096);
    md_escape_text(view_of(text), &out);
    buffer_add_byte(&out, '\0');
    assert_string_equal(out.bytes, markdown);
    buffer_release(&out);
}

static void marks_are_escaped_and_lines_stay(void **state)
{
    (void)state;
    check_markdown("", "");
    check_markdown("A plain text, (really) - 5 > 3!", "A plain text, (really) - 5 > 3!");
    check_markdown("*a* _b_ `c` [d](e) <f> \\", "\\*a\\* \\_b\\_ \\`c\\` \\[d](e) \\<f> \\\\");
    check_markdown("# a\n- b\n+ c\n> d\n1. e\n22) f\n= g\n~ h",
                   "\\# a\\\n\\- b\\\n\\+ c\\\n\\> d\\\n1\\. e\\\n22\\) f\\\n\\= g\\\n\\~ h");
    check_markdown("a\r\nb\rc\n\n\nd\n", "a\\\nb\\\nc\n\nd");
    check_markdown("    not indented\n\ttoo\n\n  b\n c  \n", "not indented\\\n&#1;   too\n\n&#1; b\\\n&#1;c");
    check_markdown("1.5 is a number, 1. is not one", "1\\.5 is a number, 1. is not one");
}

static void addresses_become_links_and_entities_stay(void **state)
{
    (void)state;
    check_markdown("See https://e.org/a_b*c.", "See <https://e.org/a_b*c>.");
    check_markdown("(http://e.org)", "(<http://e.org>)");
    check_markdown("xhttps://e.org https://", "xhttps://e.org https://");
    check_markdown("&lt;b&gt; &#65; &x y; &;", "&lt;b&gt; &#65; &x y; &;");
}

/* Through cmark and back: the marks of the whole of ASCII, at the start of a line and within. */
static void what_is_shown_is_what_was_written(void **state)
{
    (void)state;
    for (char first = '!'; first <= '~'; first++) {
        for (char second = ' '; second <= '~'; second++) {
            char text[] = {'x',    '\n', first, second, 'x',   ' ',   first, first,
                           second, 'x',  '\n',  first,  first, first, 0};
            struct buffer markdown;
            struct buffer shown;
            struct arena arena;
            struct answer answer;
            struct fault_reporter reporter = {.warnings = 0};
            if (first == '&' || second == '&') {
                continue; /* entities are to be read as what they stand for */
            }
            arena_init(&arena, 65536);
            buffer_init(&markdown, 4096);
            buffer_init(&shown, 4096);
            answer_init(&answer);
            md_escape_text(view_of(text), &markdown);
            const struct answer_source source = {
                .arena = &arena, .reporter = &reporter, .path = "", .one_line = true};
            assert_true(answer_add_markdown(&answer, &source, buffer_view(&markdown)));
            rich_to_search_text(answer.nodes, answer.count, &shown);
            buffer_add_byte(&shown, '\0');
            /* A blank before a line's end is not shown. */
            assert_string_equal(shown.bytes, text);
            assert_int_equal(reporter.warnings, 0);
            answer_release(&answer);
            buffer_release(&shown);
            buffer_release(&markdown);
            arena_release(&arena);
        }
    }
}

static void a_line_is_tidied_and_its_entities_are_read(void **state)
{
    static const struct {
        const char *text;
        const char *line;
        bool entities;
    } table[] = {
        {"", "", false},
        {"  a \t\r\n b\x01\x7f c ", "a b c", false},
        {"a\xc2\x85\xc2\x9f"
         "b\xc2\xa0"
         "c",
         "a b\xc2\xa0"
         "c",
         false},
        {"AT&T & co", "AT&T & co", false},
        {"a &amp; &lt;b&gt; &quot;c&#39; &eacute;", "a & <b> \"c' \xc3\xa9", true},
        {"*a* [b](c) `d` # &amp;", "*a* [b](c) `d` # &", true},
        {"&amp;amp;", "&amp;", true},
        {"&#0;&#10;&nosuchname; x", "\xef\xbf\xbd &nosuchname; x", true},
        {"1. a\n2. b &#x41;", "1. a 2. b A", true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct buffer out;
        buffer_init(&out, 4096);
        bool entities = md_escape_line(view_of(table[i].text), &out);
        assert_false(out.failed);
        buffer_add_byte(&out, '\0');
        assert_string_equal(out.bytes, table[i].line);
        assert_int_equal(entities, table[i].entities);
        buffer_release(&out);
    }
}

static int run_plain_text(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(marks_are_escaped_and_lines_stay),
        cmocka_unit_test(addresses_become_links_and_entities_stay),
        cmocka_unit_test(what_is_shown_is_what_was_written),
        cmocka_unit_test(a_line_is_tidied_and_its_entities_are_read),
    };
    return cmocka_run_group_tests_name("plain", tests, NULL, NULL);
}

int test_convert_md_writer(void)
{
    return run_nodes() + run_plain_text();
}
