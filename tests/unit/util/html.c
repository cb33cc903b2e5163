/* tests/unit/util/html.c - what is written as HTML is escaped, whatever it is. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "util/util.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))
#define BAD "\xef\xbf\xbd"

static void text_is_escaped_in_content_and_in_attributes(void **state)
{
    static const struct {
        struct faqbot_view text;
        const char *escaped;
    } cases[] = {
        {{"", 0}, ""},
        {{"plain", 5}, "plain"},
        {{"<script>", 8}, "&lt;script&gt;"},
        {{"a & b", 5}, "a &amp; b"},
        {{"&lt;", 4}, "&amp;lt;"},
        {{"\" onload='x'", 12}, "&quot; onload=&#39;x&#39;"},
        {{"tab\tline\n", 9}, "tab\tline\n"},
        {{"a\0b\x01\x7f\r", 6}, "a" BAD "b" BAD BAD BAD},
        {{"caf\xc3\xa9 \xf0\x9f\x98\x80", 10}, "caf\xc3\xa9 \xf0\x9f\x98\x80"},
        {{"\xff<\xc3", 3}, BAD "&lt;" BAD},
        {{"\xed\xa0\x80", 3}, BAD BAD BAD},        /* half of a surrogate pair */
        {{"\xc0\xbcscript", 8}, BAD BAD "script"}, /* `<` in a form too long */
        {{"\xf0\x9f\x98", 3}, BAD BAD BAD},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        char expected[256] = "<p title=\"";
        struct buffer out;
        buffer_init(&out, sizeof expected);
        struct html html = html_make(&out);
        html_open(&html, "p");
        html_set_text(&html, "title", cases[i].text);
        html_text(&html, cases[i].text);
        html_close(&html);
        html_finish(&html);
        strcat(expected, cases[i].escaped);
        strcat(expected, "\">");
        strcat(expected, cases[i].escaped);
        strcat(expected, "</p>");
        assert_int_equal(out.size, strlen(expected));
        assert_memory_equal(out.bytes, expected, out.size);
        buffer_release(&out);
    }
}

static void a_part_of_an_address_cannot_leave_its_place(void **state)
{
    static const char expected[] = "<a href=\"./?entry=a-b_c.~%2F%22%3E%26%3D%23%20%C3%BC%00\">x</a>";
    struct buffer out;
    (void)state;
    buffer_init(&out, 256);
    struct html html = html_make(&out);
    html_open(&html, "a");
    html_set_address(&html, "href", "./?entry=", (struct faqbot_view){"a-b_c.~/\">&=# \xc3\xbc\0", 17});
    html_words(&html, "x");
    html_close(&html);
    html_finish(&html);
    assert_int_equal(out.size, sizeof expected - 1);
    assert_memory_equal(out.bytes, expected, out.size);
    buffer_release(&out);
}

static void elements_close_in_their_order_and_void_ones_not_at_all(void **state)
{
    static const char expected[] = "<ul class=\"x\"><li>a<br>b<em></em></li></ul><hr>";
    struct buffer out;
    (void)state;
    buffer_init(&out, 256);
    struct html html = html_make(&out);
    html_open(&html, "ul");
    html_set(&html, "class", "x");
    html_open(&html, "li");
    html_words(&html, "a");
    html_single(&html, "br");
    html_words(&html, "b");
    html_open(&html, "em");
    html_close(&html);
    html_close(&html);
    html_close(&html);
    html_single(&html, "hr");
    html_finish(&html);
    assert_int_equal(out.size, sizeof expected - 1);
    assert_memory_equal(out.bytes, expected, out.size);
    buffer_release(&out);
}

static void what_does_not_fit_is_told(void **state)
{
    struct buffer out;
    (void)state;
    buffer_init(&out, 8);
    struct html html = html_make(&out);
    html_open(&html, "p");
    html_words(&html, "far too long for it");
    html_close(&html);
    html_finish(&html);
    assert_true(out.failed);
    buffer_release(&out);
}

int test_util_html(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_escaped_in_content_and_in_attributes),
        cmocka_unit_test(a_part_of_an_address_cannot_leave_its_place),
        cmocka_unit_test(elements_close_in_their_order_and_void_ones_not_at_all),
        cmocka_unit_test(what_does_not_fit_is_told),
    };
    return cmocka_run_group_tests_name("html", tests, NULL, NULL);
}
