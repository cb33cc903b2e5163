/* unit/transfer/plain.c - text without mark-up: what is shown of it as Markdown is what it was. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "knowledge/answer.h"
#include "text/rich.h"
#include "transfer/plain.h"

static void check_markdown(const char *text, const char *markdown)
{
    struct buffer out;
    bool entities;
    buffer_init(&out, 4096);
    md_escape_text(view_of(text), &out, &entities);
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
    check_markdown("    indented\n\ttoo", "indented\\\ntoo");
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
            bool entities;
            if (first == '&' || second == '&') {
                continue; /* entities are to be read as what they stand for */
            }
            arena_init(&arena, 65536);
            buffer_init(&markdown, 4096);
            buffer_init(&shown, 4096);
            answer_init(&answer);
            md_escape_text(view_of(text), &markdown, &entities);
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
        bool entities;
        buffer_init(&out, 4096);
        assert_true(md_escape_line(view_of(table[i].text), &out, &entities));
        buffer_add_byte(&out, '\0');
        assert_string_equal(out.bytes, table[i].line);
        assert_int_equal(entities, table[i].entities);
        buffer_release(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(marks_are_escaped_and_lines_stay),
        cmocka_unit_test(addresses_become_links_and_entities_stay),
        cmocka_unit_test(what_is_shown_is_what_was_written),
        cmocka_unit_test(a_line_is_tidied_and_its_entities_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
