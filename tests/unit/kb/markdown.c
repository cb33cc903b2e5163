/* tests/unit/kb/markdown.c - which sections of an article become which entries, and what is said of the others. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>

#include "kb/kb_internal.h"
#include "unit/kb/collector.h"

static void text_under_a_heading_is_a_passage(void **state)
{
    static const struct article_row rows[] = {
        {"", "", ""},
        {"\n\n", "", ""},
        {"# Pay\n", "", ""},
        {"# Pay\nx\n## FAQ", "passage pay/pay :2\n? Pay\n= x\n", ""},
        {"## a?\n1\n## FAQ\n", "faq pay/a :1\n? a?\n= 1\n", ""},
        {"---\ntitle: How?\n---\n", "", "1 error question-without-answer\n"},
        {"plain", "passage pay/pay :1\n? \n= plain\n", ""},
        {"# Pay\none\ntwo", "passage pay/pay :2\n? Pay\n= one two\n", ""},
        {"# Pay\r\none\r\n## More\r\ntwo\r\n",
         "passage pay/pay :2\n? Pay\n= one\npassage pay/more :4\n? More\n= two\n", ""},
        {"# Pay\rone\r\r## More\rtwo",
         "passage pay/pay :2\n? Pay\n= one\npassage pay/more :5\n? More\n= two\n", ""},
        {"before\n# Pay\nunder", "passage pay/pay :1\n? \n= before\npassage pay/pay-2 :3\n? Pay\n= under\n",
         ""},
        {"Pay\n===\nx\n\nMore\n---\ny", "passage pay/pay :3\n? Pay\n= x\npassage pay/more :7\n? More\n= y\n",
         ""},
        {"## *What* `it` is {no id}\nx", "passage pay/what-it-is-no-id :2\n? What it is {no id}\n= x\n", ""},
        {"##\nx", "passage pay/section :2\n? \n= x\n", ""},
        {"## ?!\nx", "passage pay/section :2\n? ?!\n= x\n", ""},
        {"## a\n[b](#b) | [c](#c)\n\nd\n", "passage pay/a :4\n? a\n= d\n", ""},
        {"## Contents\n- [b](#b)\n- [c](#c)\n  - [d](#d)\n## b\nx", "passage pay/b :6\n? b\n= x\n", ""},
        {"- a\n\n  # b\n", "passage pay/pay :1\n? \n= - a\n\n  b\n", ""},
    };
    (void)state;
    CHECK_ARTICLES(rows);
}

static void questions_and_what_lies_below_faq_are_asked(void **state)
{
    static const struct article_row rows[] = {
        {"## What is it?\nthis", "faq pay/what-is-it :1\n? What is it?\n= this\n", ""},
        {"# FAQ\n## costs\n5", "faq pay/costs :2\n? costs\n= 5\n", ""},
        {"# Boat FAQ \xe2\x9b\xb5\n## costs\n5", "faq pay/costs :2\n? costs\n= 5\n", ""},
        {"---\ntitle: H\xc3\xa4ufige Fragen\n---\n## costs\n5", "faq pay/costs :4\n? costs\n= 5\n", ""},
        {"# \xd0\xa7\xd0\xb0\xd1\x81\xd1\x82\xd1\x8b\xd0\xb5 "
         "\xd0\xb2\xd0\xbe\xd0\xbf\xd1\x80\xd0\xbe\xd1\x81\xd1\x8b\n## costs\n5",
         "faq pay/costs :2\n? costs\n= 5\n", ""},
        {"# Pay\n## a?\n1\n## b?\n2\n## costs\n3\n## c?\n4",
         "faq pay/a :2\n? a?\n= 1\nfaq pay/b :4\n? b?\n= 2\nfaq pay/costs :6\n? costs\n= 3\n"
         "faq pay/c :8\n? c?\n= 4\n",
         ""},
        {"# FAQ\nhello\n\nthere\n## a?\n1",
         "passage pay/faq :2\n? \n= hello\n\nthere\nfaq pay/a :5\n? a?\n= 1\n", ""},
        {"## a?\n1\n### b\n2\n#### c\n3\n### d?\n4\n## e\n5",
         "faq pay/a :1\n? a?\n= 1\n\nb\n\n2\n\nc\n\n3\nfaq pay/d :7\n? d?\n= 4\n"
         "passage pay/e :10\n? e\n= 5\n",
         ""},
        {"---\ntitle: How?\n---\nSo.\n## On a phone\nThus.",
         "faq pay/how :1\n? How?\n= So.\n\nOn a phone\n\nThus.\n", ""},
        {"# FAQ\n## 1. Why?\n1\n## Q2: How?\n2\n## 3) When?\n3",
         "faq pay/why :2\n? Why?\n= 1\nfaq pay/how :4\n? How?\n= 2\nfaq pay/when :6\n? When?\n= 3\n", ""},
        {"## frequently asked Questions:\n### costs\n#### deep\n5", "faq pay/deep :3\n? deep\n= 5\n", ""},
        {"# FAQ\n### a\n1\n#### b\n2\n##### c\n3\n### d?\n4\n### e\n5",
         "faq pay/a :2\n? a\n= 1\n\nb\n\n2\n\nc\n\n3\nfaq pay/d :8\n? d?\n= 4\nfaq pay/e :10\n? e\n= 5\n",
         ""},
        {"# FAQ\n## a\n1\n### b?\n2\n### c\n3\n### d\n#### e\n4\n",
         "faq pay/a :2\n? a\n= 1\nfaq pay/b :4\n? b?\n= 2\nfaq pay/c :6\n? c\n= 3\nfaq pay/d :8\n? d\n= "
         "e\n\n4\n",
         ""},
        {"# FAQ\n## a\n1\n### b\n2\n### c\n3\n",
         "faq pay/a :2\n? a\n= 1\nfaq pay/b :4\n? b\n= 2\nfaq pay/c :6\n? c\n= 3\n", ""},
        {"## FAQ\n### a\n1\n## b\n2", "faq pay/a :2\n? a\n= 1\npassage pay/b :5\n? b\n= 2\n", ""},
        {"## \xe4\xbd\x95\xef\xbc\x9f\nx", "faq pay/\xe4\xbd\x95 :1\n? \xe4\xbd\x95\xef\xbc\x9f\n= x\n", ""},
        {"## a?\n- also: b\n- ALSO:   c `d`\n\nx", "faq pay/a :1\n? a?\n? b\n? c d\n= x\n", ""},
        {"## a?\n- also: b\n* also: c\n\nx", "faq pay/a :1\n? a?\n? b\n? c\n= x\n", ""},
        {"## a?\n- also: b\n- not: c `d`\n- NOT: e\n- also: f\n\nx",
         "faq pay/a :1\n? a?\n? b\n? f\n! c d\n! e\n= x\n", ""},
        {"## a?\n- not: b\n\nx", "faq pay/a :1\n? a?\n! b\n= x\n", ""},
        {"## a?\n- note: b\n", "faq pay/a :1\n? a?\n= - note: b\n", ""},
        {"## a? {#q}\n- x\n- y", "faq q :1\n? a?\n= - x\n- y\n", ""},
    };
    (void)state;
    CHECK_ARTICLES(rows);
}

static void ids_are_made_of_headings_or_set(void **state)
{
    static const struct article_row rows[] = {
        {"## a? {#b}\nx", "faq b :1\n? a?\n= x\n", ""},
        {"## a {#b/c.d_e}\nx", "passage b/c.d_e :2\n? a\n= x\n", ""},
        {"## a\nx\n## A!\ny\n## a-2\nz\n## a\nw",
         "passage pay/a :2\n? a\n= x\npassage pay/a-2 :4\n? A!\n= y\npassage pay/a-2-2 :6\n? a-2\n= z\n"
         "passage pay/a-3 :8\n? a\n= w\n",
         ""},
        {"## a {#b c}\nx", "passage pay/a :2\n? a\n= x\n", "1 warning id\n"},
        {"## a {#-}\nx", "passage pay/a :2\n? a\n= x\n", "1 warning id\n"},
        {"## a? {#b .c .d}\nx", "faq b :1\n? a?\n= x\n", ""},
        {"## a? {.c}\nx", "faq pay/a :1\n? a?\n= x\n", ""},
        {"## ![](i.png) a? [#](#a)\nx", "faq pay/a :1\n? a?\n= x\n", ""},
        {"## a {#}\nx", "passage pay/a :2\n? a\n= x\n", "1 warning id\n"},
        {"---\nid: own\n---\n# t\nx", "passage own/t :5\n? t\n= x\n", ""},
    };
    (void)state;
    CHECK_ARTICLES(rows);
}

static void what_an_author_forgot_is_named_with_its_line(void **state)
{
    static const struct article_row rows[] = {
        {"## a?\n", "", "1 error question-without-answer\n"},
        {"## a?\n- also: b\nanswer", "", "2 warning long-also\n1 error question-without-answer\n"},
        {"## a?\n### b\nx", "faq pay/a :1\n? a?\n= b\n\nx\n", ""},
        {"## FAQ\nYes.\n\nNo.", "passage pay/faq :2\n? \n= Yes.\npassage pay/faq~2 :4\n? \n= No.\n",
         "2 warning answer-without-question\n4 warning answer-without-question\n"},
        {"## a\n- also: b\n\nx", "passage pay/a :4\n? a\n= x\n", "1 warning also-without-question\n"},
        {"## a?\n- also:\n- also: b\n\nx", "faq pay/a :1\n? a?\n? b\n= x\n", "2 warning empty-also\n"},
        {"## a?\n- also: b\n- c\n", "faq pay/a :1\n? a?\n? b\n= - c\n", "3 warning mixed-also\n"},
        {"## a?\nx\n\n- also: b\n", "faq pay/a :1\n? a?\n= x\n\n- also: b\n", "4 warning stray-also\n"},
        {"## a?\n- not: b\n", "", "1 error question-without-answer\n"},
        {"## a?\n- not: b\n### c?\nx", "faq pay/c :3\n? c?\n= x\n", "1 error question-without-answer\n"},
        {"## a?\n- not: b\n\n  c\n\nx", "faq pay/a :1\n? a?\n! b\n= x\n", "2 warning long-not\n"},
        {"## a\n- not: b\n- also: c\n\nx", "passage pay/a :5\n? a\n= x\n",
         "1 warning also-without-question\n1 warning not-without-question\n"},
        {"## a?\n- not:\n- not: b\n\nx", "faq pay/a :1\n? a?\n! b\n= x\n", "2 warning empty-not\n"},
        {"## a?\n- not: b\n- c\n", "faq pay/a :1\n? a?\n! b\n= - c\n", "3 warning mixed-not\n"},
        {"## a?\nx\n\n- not: b\n", "faq pay/a :1\n? a?\n= x\n\n- not: b\n", "4 warning stray-not\n"},
        {"## A b?\n- not: a, B!\n- not: b a\n\nx", "faq pay/a-b :1\n? A b?\n! b a\n= x\n",
         "1 error contradiction\n"},
        {"## a?\n- not: C\n- also: c\n\nx", "faq pay/a :1\n? a?\n? c\n= x\n", "1 error contradiction\n"},
        {"## a\n[x](b.md)", "passage pay/a :2\n? a\n= x\n", "2 warning local-link\n"},
        {"## a\n[x](#b)", "passage pay/a :2\n? a\n= x\n", "2 warning local-link\n"},
        {"## a\n[x](javascript:alert)", "passage pay/a :2\n? a\n= x\n", "2 warning unsafe-link\n"},
        {"## a\nb\n[x](/local)", "passage pay/a :2\n? a\n= b x\n", "3 warning local-link\n"},
        {"---\nurl: https://e.org/a/b\n---\n## a\n[x](/c) [y](d.md#e) [z](#f)",
         "passage pay/a :5\n? a\n= x y z\n", ""},
        {"## a\nb <blink>c</blink>", "passage pay/a :2\n? a\n= b c\n", "2 warning html\n"},
        {"## a\nb<!-- c -->\n\n<!-- d -->", "passage pay/a :2\n? a\n= b\n", ""},
        {"---\nid: a\n", "", "1 error open-front-matter\n"},
        {"---\nid: [a]\n---\nx", "", "2 error front-matter-value\n"},
        {"---\nstatus: drafted\n---\nx", "", "2 error status\n"},
        {"---\ntitel: a\n---\nx", "passage pay/pay :4\n? \n= x\n", "2 warning unknown-key\n"},
    };
    (void)state;
    CHECK_ARTICLES(rows);
}

static void check_details(const char *markdown, const char *details, const char *faults)
{
    struct collector collector;
    collector_init(&collector);
    assert_int_equal(markdown_read(&collector.reader, "pay.md", view_of(markdown)), FAQBOT_OK);
    assert_string_equal(collector_text(&collector.details), details);
    assert_string_equal(collector_text(&collector.faults), faults);
    collector_release(&collector);
}

static void entries_carry_what_the_article_says_of_itself(void **state)
{
    (void)state;
    check_details(
        "---\ntitle: T\nurl: https://e.org/\nlang: en\ntags: [a, b]\nupdated: 2026-11-01\n"
        "review_by: '2027-02-28'\ndisclaimer: D\nrelated: [x, y]\n---\n# H\n## s\n### q?\nt\n## r\nt",
        "pay/q|T|s|https://e.org/|en|a, b|2026-11-01|2027-02-28|pay|D|x y\n"
        "pay/r|T|r|https://e.org/|en|a, b|2026-11-01|2027-02-28|pay|D|x y\n",
        "");
    check_details("x\n# H\n# I\ny", "pay/h|H|||||||||\npay/i|H|I||||||||\n", "");
    check_details("x", "pay/pay|pay|||||||||\n", "");
    check_details("# Zahlen\nWir nehmen Karten, Bargeld und Gutscheine, die nicht abgelaufen sind.",
                  "pay/zahlen|Zahlen|||de||||||\n", "");
    check_details("---\nlang: English!\nupdated: 2026-02-29\nurl: e.org\n---\nx", "pay/pay|pay|||||||||\n",
                  "2 warning language\n3 warning date\n4 warning unsafe-link\n");
}

static void what_is_below_a_heading_has_its_tags(void **state)
{
    (void)state;
    check_details("---\nlang: en\ntags: [a]\n---\n# T {.b}\n## s {.c .d}\nx\n### q? {#q .e .c}\ny\n## r\nz",
                  "pay/s|T|s||en|a, b, c, d|||||\nq|T|s||en|a, b, c, d, e|||||\npay/r|T|r||en|a, b|||||\n",
                  "");
    check_details("---\nlang: en\n---\n## FAQ {.a}\n### one {.b}\nx\n### two\ny",
                  "pay/one|pay|||en|a, b|||||\npay/two|pay|||en|a|||||\n", "");
}

/* An export writes the tags apart and JSON Lines joins them again: whatever quotes let an author write, both ways must
 * give the same text, or the export would be another knowledge base. */
static void tags_are_the_same_from_front_matter_and_from_json_lines(void **state)
{
    static const struct {
        const char *yaml;
        const char *json;
        const char *tags;
    } table[] = {
        {"[\"two, th\\tree\"]", "[\"two\",\"th\\tree\"]", "two, th ree"},
        {"[\"a\\nb\", c]", "[\"a\\nb\",\"c\"]", "a b, c"},
        {"[\"a\\x01\", b]", "[\"a\\u0001\",\"b\"]", "a, b"},
        {"[\"\\x85a\", \"\\x01\"]", "[\"\\u0085a\",\"\\u0001\"]", "a"},
        {"[\"a,  b\", \", c\"]", "[\"a,  b\",\", c\"]", "a, b, c"},
        {"\"a,b\"", "\"a,b\"", "a,b"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        char text[200];
        char details[100];
        struct collector collector;
        (void)snprintf(text, sizeof text, "---\ntags: %s\n---\n# H\nx", table[i].yaml);
        (void)snprintf(details, sizeof details, "pay/h|H||||%s|||||\n", table[i].tags);
        check_details(text, details, "");
        (void)snprintf(text, sizeof text, "{\"id\":\"pay/h\",\"title\":\"H\",\"text\":\"x\",\"tags\":%s}",
                       table[i].json);
        collector_init(&collector);
        assert_int_equal(jsonl_read_line(&collector.reader, "a.jsonl", 1, view_of(text)), FAQBOT_OK);
        assert_string_equal(collector_text(&collector.details), details);
        collector_release(&collector);
    }
}

/* JSON Lines would be read without the blanks: an export would be another knowledge base. */
static void what_is_cut_does_not_end_in_blanks(void **state)
{
    char markdown[700];
    (void)state;
    (void)snprintf(markdown, sizeof markdown, "# a%*c\n## b\ny", 510, 'c');
    check_details(markdown, "pay/b|a|b||||||||\n", "1 warning long-heading\n");
    (void)snprintf(markdown, sizeof markdown, "# a\n## b%*c\ny", 480, 'c');
    check_details(markdown, "pay/b-c|a|b||||||||\n", "");
}

static void a_section_called_disclaimer_is_no_passage(void **state)
{
    (void)state;
    check_details("# H\n## s\nx\n## Disclaimer\nnot *advice*\n\nat all",
                  "pay/s|H|s||||||pay|not advice\n\nat all|\n", "");
    check_details("---\ndisclaimer: D\n---\n# H\nx\n## disclaimer:\nE", "pay/h|H|||||||pay|D|\n",
                  "6 warning two-disclaimers\n");
    check_details("# Disclaimer\nx", "pay/disclaimer|Disclaimer|||||||||\n", "");
}

static void a_draft_gives_nothing(void **state)
{
    static const struct article_row rows[] = {
        {"---\nstatus: draft\n---\n# a\n<b>\n", "", "1 hint draft\n"},
        {"---\nstatus: live\n---\nx", "passage pay/pay :4\n? \n= x\n", ""}};
    (void)state;
    CHECK_ARTICLES(rows);
}

static void add_words(struct buffer *text, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        buffer_add_text(text, i == 0 ? "word" : " word");
    }
    buffer_add_text(text, "\n\n");
}

static void a_long_passage_is_split_between_blocks(void **state)
{
    struct buffer text;
    struct collector collector;
    (void)state;
    buffer_init(&text, (size_t)1 << 20);
    buffer_add_text(&text, "## a {#p}\n");
    for (size_t i = 0; i < 5; i++) {
        add_words(&text, 3 * KB_PASSAGE_WORDS / 8);
    }
    collector_init(&collector);
    assert_int_equal(markdown_read(&collector.reader, "pay.md", buffer_view(&text)), FAQBOT_OK);
    assert_int_equal(collector.count, 3);
    assert_int_equal(collector.most_words, 3 * KB_PASSAGE_WORDS / 4);
    assert_non_null(strstr(collector_text(&collector.entries), "passage p :2\n"));
    assert_non_null(strstr(collector_text(&collector.entries), "passage p~2 :6\n"));
    assert_non_null(strstr(collector_text(&collector.entries), "passage p~3 :10\n"));
    collector_release(&collector);
    buffer_release(&text);
}

static void a_sentence_that_announces_a_list_stays_with_it(void **state)
{
    struct buffer text;
    struct collector collector;
    (void)state;
    buffer_init(&text, (size_t)1 << 20);
    buffer_add_text(&text, "## a {#p}\n");
    add_words(&text, KB_PASSAGE_WORDS - 20);
    buffer_add_text(&text, "these:\n\n- ");
    add_words(&text, 30);
    collector_init(&collector);
    assert_int_equal(markdown_read(&collector.reader, "pay.md", buffer_view(&text)), FAQBOT_OK);
    assert_int_equal(collector.count, 2);
    assert_non_null(strstr(collector_text(&collector.entries), "passage p~2 :4\n? a\n= these:\n\n- word"));
    collector_release(&collector);
    buffer_release(&text);
}

static void the_sink_ends_the_reading(void **state)
{
    struct collector collector;
    (void)state;
    collector_init(&collector);
    collector.answer = FAQBOT_INTERRUPTED;
    assert_int_equal(markdown_read(&collector.reader, "pay.md", view_of("# a\nx\n# b\ny")),
                     FAQBOT_INTERRUPTED);
    assert_int_equal(collector.count, 1);
    assert_true(collector.reader.sink_failed);
    collector_release(&collector);
}

static void a_file_name_that_is_no_id_gives_a_slug(void **state)
{
    struct collector collector;
    (void)state;
    collector_init(&collector);
    assert_int_equal(markdown_read(&collector.reader, "a b/My Pay, 2026.md", view_of("x")), FAQBOT_OK);
    assert_string_equal(collector_text(&collector.entries), "passage my-pay-2026/my-pay-2026 :1\n? \n= x\n");
    collector_release(&collector);
}

/* 10^5 of each: what matters is that it ends, soon enough for this test to be run at all, without exhausting the
 * stack, and that nesting stays within its bound. */
static void no_flood_of_special_characters_is_too_much(void **state)
{
    static const char *const floods[] = {"*",
                                         "_",
                                         "[",
                                         "]",
                                         "(",
                                         ")",
                                         "`",
                                         "<",
                                         "&",
                                         "\\",
                                         "!",
                                         "#",
                                         "-",
                                         "+",
                                         ">",
                                         "~",
                                         "=",
                                         "|",
                                         "\"",
                                         "'",
                                         "{",
                                         "}",
                                         ":",
                                         "\t",
                                         " ",
                                         "\n",
                                         "\r",
                                         "- ",
                                         "1. ",
                                         "> ",
                                         "[a](",
                                         "![",
                                         "![[]()",
                                         "<!--",
                                         "<?",
                                         "a**b_",
                                         "*a ",
                                         "**a ",
                                         "[a]: b\n",
                                         "* a\n  ",
                                         "## a\n",
                                         "## a?\nb\n",
                                         "# FAQ\n",
                                         "- also: a\n",
                                         "- not: a\n",
                                         "---\n",
                                         "# a {#b}\nc\n",
                                         "<b>",
                                         "**a** ",
                                         "a\n\n",
                                         "<p>",
                                         "<p '",
                                         "<h1>\n",
                                         "<Tab \n",
                                         "<Tab title=\"a\">",
                                         "<details><summary>a?</summary>b",
                                         "<details>",
                                         "</details>",
                                         "{% a %}",
                                         "{%",
                                         "){ ",
                                         "{{< a \"b\" >}}\n",
                                         "::: a?\n",
                                         "!!! a \"b?\"\n",
                                         "Q: a?\n",
                                         "Q: a?\nA: b\n",
                                         "**a?**\n",
                                         "- a?\n  b\n",
                                         "> a?\n",
                                         "> [!a] b?\n",
                                         "| a? | b |\n|-|-|\n",
                                         "a?\n: b\n",
                                         "a?\n\n",
                                         "export a {\n",
                                         "```\n"};
    (void)state;
    for (size_t i = 0; i < sizeof floods / sizeof floods[0]; i++) {
        struct collector collector;
        struct buffer text;
        buffer_init(&text, (size_t)1 << 24);
        for (size_t j = 0; j < 100000; j++) {
            buffer_add_text(&text, floods[i]);
        }
        collector_init(&collector);
        assert_int_equal(markdown_read(&collector.reader, "pay.md", buffer_view(&text)), FAQBOT_OK);
        assert_in_range(collector.depth, 0, FAQBOT_RICH_DEPTH_MAX);
        collector_release(&collector);
        buffer_release(&text);
    }
}

int test_kb_markdown(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_under_a_heading_is_a_passage),
        cmocka_unit_test(questions_and_what_lies_below_faq_are_asked),
        cmocka_unit_test(ids_are_made_of_headings_or_set),
        cmocka_unit_test(what_an_author_forgot_is_named_with_its_line),
        cmocka_unit_test(entries_carry_what_the_article_says_of_itself),
        cmocka_unit_test(what_is_below_a_heading_has_its_tags),
        cmocka_unit_test(tags_are_the_same_from_front_matter_and_from_json_lines),
        cmocka_unit_test(what_is_cut_does_not_end_in_blanks),
        cmocka_unit_test(a_section_called_disclaimer_is_no_passage),
        cmocka_unit_test(a_draft_gives_nothing),
        cmocka_unit_test(a_long_passage_is_split_between_blocks),
        cmocka_unit_test(a_sentence_that_announces_a_list_stays_with_it),
        cmocka_unit_test(the_sink_ends_the_reading),
        cmocka_unit_test(a_file_name_that_is_no_id_gives_a_slug),
        cmocka_unit_test(no_flood_of_special_characters_is_too_much),
    };
    return cmocka_run_group_tests_name("markdown", tests, NULL, NULL);
}
