/* tests/unit/convert/import_formats.c - the formats that are rows of a table or stand in several places, pages without
 * schema.org, and how a file is told. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "convert/readers.h"
#include "unit/convert/report.h"

/* ==== Names of columns and keys ========================================================================= */

static void a_question_and_an_answer_are_called_so_in_many_languages(void **state)
{
    static const struct {
        const char *heading;
        enum import_field field;
    } table[] = {
        {"Question", IMPORT_FIELD_QUESTION},
        {" FRAGEN ", IMPORT_FIELD_QUESTION},
        {"pregunta", IMPORT_FIELD_QUESTION},
        {"Fr\xc3\xa5ga", IMPORT_FIELD_QUESTION},
        {"Domanda 2", IMPORT_FIELD_QUESTION},
        {"question_1", IMPORT_FIELD_QUESTION},
        {"\xd0\x92\xd0\xbe\xd0\xbf\xd1\x80\xd0\xbe\xd1\x81", IMPORT_FIELD_QUESTION},
        {"\xe8\xb3\xaa\xe5\x95\x8f", IMPORT_FIELD_QUESTION},
        {"R\xc3\xa9ponse", IMPORT_FIELD_ANSWER},
        {"Antwort", IMPORT_FIELD_ANSWER},
        {"Vastaus", IMPORT_FIELD_ANSWER},
        {"yan\xc4\xb1t", IMPORT_FIELD_ANSWER},
        {"\xce\x91\xcf\x80\xce\xac\xce\xbd\xcf\x84\xce\xb7\xcf\x83\xce\xb7", IMPORT_FIELD_ANSWER},
        {"\xe0"
         "\xa4"
         "\xaa"
         "\xe0"
         "\xa5"
         "\x8d"
         "\xe0"
         "\xa4"
         "\xb0"
         "\xe0"
         "\xa4"
         "\xb6"
         "\xe0"
         "\xa5"
         "\x8d"
         "\xe0"
         "\xa4"
         "\xa8",
         IMPORT_FIELD_QUESTION},
        {"\xe0"
         "\xae"
         "\x95"
         "\xe0"
         "\xaf"
         "\x87"
         "\xe0"
         "\xae"
         "\xb3"
         "\xe0"
         "\xaf"
         "\x8d"
         "\xe0"
         "\xae"
         "\xb5"
         "\xe0"
         "\xae"
         "\xbf",
         IMPORT_FIELD_QUESTION},
        {"\xd8"
         "\xb3"
         "\xd8"
         "\xa4"
         "\xd8"
         "\xa7"
         "\xd9"
         "\x84",
         IMPORT_FIELD_QUESTION},
        {"\xd7"
         "\xa4"
         "\xd6"
         "\xbf"
         "\xd7"
         "\xa8"
         "\xd7"
         "\x90"
         "\xd6"
         "\xb7"
         "\xd7"
         "\x92"
         "\xd7"
         "\xa2",
         IMPORT_FIELD_QUESTION},
        {"\xd5"
         "\xb0"
         "\xd5"
         "\xa1"
         "\xd6"
         "\x80"
         "\xd6"
         "\x81",
         IMPORT_FIELD_QUESTION},
        {"\xe9"
         "\x97"
         "\xae"
         "\xe9"
         "\xa2"
         "\x98",
         IMPORT_FIELD_QUESTION},
        {"\xd8"
         "\xa5"
         "\xd8"
         "\xac"
         "\xd8"
         "\xa7"
         "\xd8"
         "\xa8"
         "\xd8"
         "\xa9",
         IMPORT_FIELD_ANSWER},
        {"\xe0"
         "\xa4"
         "\x89"
         "\xe0"
         "\xa4"
         "\xa4"
         "\xe0"
         "\xa5"
         "\x8d"
         "\xe0"
         "\xa4"
         "\xa4"
         "\xe0"
         "\xa4"
         "\xb0",
         IMPORT_FIELD_ANSWER},
        {"\xe0"
         "\xae"
         "\xaa"
         "\xe0"
         "\xae"
         "\xa4"
         "\xe0"
         "\xae"
         "\xbf"
         "\xe0"
         "\xae"
         "\xb2"
         "\xe0"
         "\xaf"
         "\x8d",
         IMPORT_FIELD_ANSWER},
        {"\x52"
         "\xc4"
         "\x83"
         "\x73"
         "\x70"
         "\x75"
         "\x6e"
         "\x73",
         IMPORT_FIELD_ANSWER},
        {"\x56"
         "\xc3"
         "\xa1"
         "\x6c"
         "\x61"
         "\x73"
         "\x7a",
         IMPORT_FIELD_ANSWER},
        {"Kategorie", IMPORT_FIELD_TAGS},
        {"name", IMPORT_FIELD_NONE},
        {"Customer asks", IMPORT_FIELD_NONE},
        {"", IMPORT_FIELD_NONE},
    };
    struct import_builder builder;
    struct faqbot_fault fault;
    (void)state;
    import_builder_init(&builder, "in", NULL, &fault);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        assert_int_equal(import_field_called(&builder, view_of(table[i].heading), false), table[i].field);
    }
    assert_int_equal(import_field_called(&builder, view_of("name"), true), IMPORT_FIELD_QUESTION);
    assert_int_equal(import_field_called(&builder, view_of("Description"), true), IMPORT_FIELD_ANSWER);
    import_builder_release(&builder);
}

/* ==== Tables as people have them ======================================================================== */

static void a_heading_is_found_or_is_not_there(void **state)
{
    static const struct {
        const char *text;
        const char *events;
    } table[] = {
        {"Frage;Antwort\nA1?;B\n", "2 imported a1: A1?\n"},
        {"sep=|\nquestion|answer\nA1?|B, c; d\n", "3 imported a1: A1?\n"},
        {"Our shop, the FAQ\n\nQuestions;Answers;\nA1?;B\n",
         "1 note: the row above the heading is not kept: \"Our shop, the FAQ\"\n4 imported a1: A1?\n"},
        {"name,description\nA1,B\n", "2 imported a1: A1\n"},
        {"title,answer\nA1,B\n", "2 imported a1: A1\n"},
        {"Question 1,Question 2,Answer\nA1?,A2?,B\n", "2 imported a1: A1?\n"},
        {"Where are you?,In Rome\nWhen?,At nine\n",
         "0 note: the table has no heading, so its first row is one like the others\n"
         "1 imported where-are-you: Where are you?\n2 imported when: When?\n"},
        {"opening hours of the shop,We are open from nine to five\nprices,All of it costs ten each\n",
         "0 note: the table has no heading, so its first row is one like the others\n"
         "1 imported opening-hours-of-the-shop: opening hours of the shop\n2 imported prices: prices\n"},
        {"3,How much?,Ten\n4,Where?,Rome\n",
         "0 note: the table has no heading, so its first row is one like the others\n"
         "1 imported how-much: How much?\n2 imported where: Where?\n"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        report_check("csv", NULL, table[i].text, table[i].events, NULL);
    }
}

static void columns_that_cannot_be_told_are_asked_for_by_name(void **state)
{
    (void)state;
    report_check_failure(
        "csv", NULL, view_of("Asked by people,Said,No\nHow?,So it is,1\nWhy?,Because,2\n"), FAQBOT_INVALID,
        "no column is the question; there are \"Asked by people\", \"Said\", \"No\"; say which it is, "
        "as in --map 'question=Asked by people,answer=Said'");
    report_check_failure("csv", NULL, view_of("\"a, b\",x\nHow?,So\n"), FAQBOT_INVALID,
                         "--map 'question=1,answer=x'");
}

static void text_of_a_table_comes_out_as_it_went_in(void **state)
{
    static const char *const answers[] = {
        "Type ssh <user>@<host> and press <Enter>.",
        "Use List<String> or Map<K, V>.",
        "x<y and y>z, a<b>c",
        "2 * 3 * 4 and a_b_c_d",
        "C:\\new\\_temp\\*.txt",
        "# of seats: 5",
        "Hello {name}, {{status}}",
        "1986. A year",
        "- an item",
        "> 5 and < 6",
        "**not bold** [no](link)",
        "a | b",
        "~9~ `tick`",
    };
    (void)state;
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        char text[256];
        struct report report;
        struct faqbot_fault fault;
        (void)snprintf(text, sizeof text, "question,answer\nQ,\"%s\"\n", answers[i]);
        assert_int_equal(report_import("csv", NULL, view_of(text), &report, &fault), FAQBOT_OK);
        /* What our reader makes of it is the text again: without the escapes of JSON and Markdown. */
        char plain[256];
        size_t size = 0;
        const char *at = strstr(report.lines.bytes, "\"answer\":\"") + strlen("\"answer\":\"");
        for (; *at != '"'; at++) {
            bool is_angle = strncmp(at, "\\u003c", 6) == 0;
            if (is_angle) {
                plain[size++] = '<';
                at += 5;
            } else if (*at == '\\' && at[1] == '\\') {
                bool is_escape = at[2] != '\\' || at[3] != '\\';
                plain[size] = '\\';
                at += is_escape ? 1 : 3;
                size += !is_escape;
                if (is_escape && (ascii_is_alnum(at[1]) || at[1] == ' ')) {
                    size++; /* before a letter it stands for itself */
                }
            } else {
                plain[size++] = *at;
            }
        }
        plain[size] = '\0';
        assert_string_equal(plain, answers[i]);
        report_release(&report);
    }
}

static void html_in_a_cell_is_html_and_what_is_no_tag_within_stays(void **state)
{
    (void)state;
    report_check("csv", NULL, "question,answer\nQ,<p>Type <name> <b>now</b></p>\nR,press <b> or <i>\n",
                 "2 imported q: Q\n"
                 "2 note: its answer is taken for HTML, and written as Markdown\n"
                 "3 imported r: R\n",
                 "{\"id\":\"q\",\"question\":\"Q\",\"answer\":\"Type \\\\\\u003cname> **now**\"}\n"
                 "{\"id\":\"r\",\"question\":\"R\",\"answer\":\"press \\\\\\u003cb> or \\\\\\u003ci>\"}\n");
}

/* ==== JSON and YAML ===================================================================================== */

static void intents_are_entries(void **state)
{
    (void)state;
    report_check(
        "intents", NULL,
        "{\"intents\":[{\"tag\":\"hours\",\"patterns\":[\"When?\",\"open\"],\"responses\":[\"Nine.\",\"At "
        "9.\"],\"context\":[\"\"]},{\"tag\":\"x\",\"patterns\":[\"?\"],\"responses\":[]},],}",
        "0 note: trailing commas, comments and the like, which JSON has not, are passed over\n"
        "1 imported hours: When?\n"
        "1 note: 1 further answer is not kept: an entry has one\n"
        "2 left out: there is no answer\n",
        "{\"id\":\"hours\",\"question\":\"When?\",\"also\":[\"open\"],\"answer\":\"Nine.\"}\n");
    report_check("intents", NULL, "intents:\n- tag: hours\n  patterns: [When?]\n  responses: [Nine.]\n",
                 "1 imported hours: When?\n", NULL);
    report_check_failure("intents", NULL, view_of("[]"), FAQBOT_INVALID, "nothing in it");
    report_check_failure("intents", NULL, view_of("{}"), FAQBOT_INVALID, "there is no list");
}

static void pairs_are_found_wherever_they_stand(void **state)
{
    static const struct {
        const char *text;
        const char *lines;
    } table[] = {
        {"[{\"question\":\"Q1?\",\"answer\":\"A <b>\"}]",
         "{\"id\":\"q1\",\"question\":\"Q1?\",\"answer\":\"A \\\\\\u003cb>\"}\n"},
        {"{\"sections\":[{\"title\":\"T\",\"items\":[{\"Frage\":\"Q1?\",\"Antwort\":\"A\",\"tags\":[\"t\"]}]}"
         "]}",
         "{\"id\":\"q1\",\"question\":\"Q1?\",\"answer\":\"A\",\"title\":\"T\",\"tags\":[\"t\"]}\n"},
        {"{\"Q1?\":\"A\",\"version\":\"1\"}", "{\"id\":\"q1\",\"question\":\"Q1?\",\"answer\":\"A\"}\n"},
        {"{\"q\":[\"Q1?\",\"Q2?\"],\"a\":\"A\"}\n{\"q\":\"Q3?\",\"a\":5}",
         "{\"id\":\"q1\",\"question\":\"Q1?\",\"also\":[\"Q2?\"],\"answer\":\"A\"}\n"
         "{\"id\":\"q3\",\"question\":\"Q3?\",\"answer\":\"5\"}\n"},
        {"- question: Q1?\n  answer: |\n    A\n    B\n",
         "{\"id\":\"q1\",\"question\":\"Q1?\",\"answer\":\"A\\\\\\nB\"}\n"},
        {"categories: [c]\nconversations:\n- - Q1?\n  - A\n",
         "{\"id\":\"q1\",\"question\":\"Q1?\",\"answer\":\"A\","
         "\"tags\":[\"c\"]}\n"},
        {"{\"question1\":\"Q1?\",\"answer1\":\"A\",\"question2\":\"Q2?\",\"answer2\":\"B\"}",
         "{\"id\":\"q1\",\"question\":\"Q1?\",\"answer\":\"A\"}\n"
         "{\"id\":\"q2\",\"question\":\"Q2?\",\"answer\":\"B\"}\n"},
        {"[{\"prompt\":\"Q1?\",\"completion\":\"A\"}]",
         "{\"id\":\"q1\",\"question\":\"Q1?\",\"answer\":\"A\"}\n"},
        {"[[\"Q1?\",\"A\"]]", "{\"id\":\"q1\",\"question\":\"Q1?\",\"answer\":\"A\"}\n"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct report report;
        struct faqbot_fault fault;
        assert_int_equal(report_import("pairs", NULL, view_of(table[i].text), &report, &fault), FAQBOT_OK);
        assert_string_equal(report.lines.bytes, table[i].lines);
        report_release(&report);
    }
    report_check_failure("pairs", NULL, view_of("{\"name\":\"x\",\"text\":\"y\"}"), FAQBOT_INVALID,
                         "no pairs");
}

static void an_entry_of_botpress_is_one_in_each_language(void **state)
{
    (void)state;
    report_check(
        "botpress", NULL,
        "{\"qnas\":[{\"id\":\"a\",\"data\":{\"action\":\"text\",\"contexts\":[\"c\"],\"enabled\":true,"
        "\"questions\":{\"en\":[\"Q\"],\"fr\":[\"R\"],\"de\":[]},\"answers\":{\"en\":[\"*A*\"],\"fr\":"
        "[\"**B** [x](https://e.org)\"]},\"redirectFlow\":\"f\"}}]}",
        "1 imported a: Q\n1 note: data.redirectFlow is not kept\n"
        "2 imported a-fr: R\n2 note: its id was \"a\"\n"
        "2 note: data.redirectFlow is not kept\n",
        "{\"id\":\"a\",\"question\":\"Q\",\"answer\":\"\\\\*A\\\\*\",\"lang\":\"en\",\"tags\":[\"c\"]}\n"
        "{\"id\":\"a-fr\",\"question\":\"R\",\"answer\":\"**B** [x](https://e.org)\",\"lang\":\"fr\","
        "\"tags\":[\"c\"]}\n");
}

static void an_intent_of_watson_is_answered_by_its_node(void **state)
{
    (void)state;
    report_check(
        "watson", NULL,
        "{\"workspace\":{\"language\":\"en\",\"intents\":[{\"intent\":\"a\",\"examples\":[{\"text\":\"Q\"}]},"
        "{\"intent\":\"b\",\"examples\":[{\"text\":\"R\"}]},{\"intent\":\"c\",\"examples\":[{\"text\":\"S\"}]"
        "}],"
        "\"dialog_nodes\":[{\"conditions\":\"#a && @x\",\"output\":{\"text\":\"no\"}},"
        "{\"conditions\":\"#a\",\"output\":{\"generic\":[{\"response_type\":\"text\",\"values\":[{\"text\":"
        "\"A\"},"
        "{\"text\":\"A2\"}]},{\"response_type\":\"image\"}]}},"
        "{\"conditions\":\"#b || #c\",\"output\":{\"text\":{\"values\":[\"B\"]}}}]}}",
        "1 imported a: Q\n"
        "1 note: 1 further answer is not kept: an entry has one\n"
        "1 note: 1 of its messages are no texts (images, cards, buttons) and not kept\n"
        "2 imported b: R\n"
        "2 note: its answer was given on a condition, which is not kept: #b || #c\n"
        "3 left out: no node of the dialogue answers #c\n",
        NULL);
    report_check_failure("watson", NULL, view_of("{}"), FAQBOT_INVALID, "no workspace of Watson");
}

static void a_pair_of_a_qna_file_has_all_that_goes_with_it(void **state)
{
    (void)state;
    report_check(
        "qna", NULL,
        "> comment\n<a id = \"1\"></a>\n# ? How?\n- in which way\n\n**Filters:**\n- kind = x\n\n"
        "```markdown\nSo **it** is.\n\n- one\n```\n\n**Prompts:**\n- [Why](#2)\n\n"
        "<a id = \"2\"></a>\n## ? Why?\n```\nBecause.\n```\n# other\n",
        "3 imported 1: How?\n23 note: it is no part of a pair and is not kept: \"# "
        "other\"\n19 imported 2: Why?\n",
        "{\"id\":\"1\",\"question\":\"How?\",\"also\":[\"in which way\"],\"answer\":\"So **it** is.\\n\\n- "
        "one\",\"tags\":[\"kind:x\"],\"related\":[\"2\"]}\n"
        "{\"id\":\"2\",\"question\":\"Why?\",\"answer\":\"Because.\"}\n");
    report_check_failure("qna", NULL, view_of("> nothing\n"), FAQBOT_INVALID, "there is no line");
}

static void control_items_of_qnabot_are_no_questions(void **state)
{
    (void)state;
    report_check("qnabot", NULL,
                 "[{\"qid\":\"CustomNoMatches\",\"q\":[\"no_hits\"],\"a\":\"Sorry\"},"
                 "{\"qid\":\"a\",\"q\":[\"Q?\"],\"a\":\"A\"}]",
                 "1 left out: a control item of the bot is no question; what it says belongs into bot.yml\n"
                 "2 imported a: Q?\n",
                 NULL);
}

/* ==== Pages ============================================================================================= */

static void every_form_of_a_question_on_a_page_is_found(void **state)
{
    static const struct {
        const char *html;
        const char *lines;
    } table[] = {
        {"<details><summary>Q1?</summary><p>A <b>b</b>.<h4>more</h4>c</details><p>after",
         "{\"id\":\"q1\",\"question\":\"Q1?\",\"answer\":\"A **b**.\\n\\n**more**\\n\\nc\"}\n"},
        {"<h1>FAQ</h1><h2>Q1?</h2><p>A<h3>sub</h3><p>B<h2>Contact</h2><p>no",
         "{\"id\":\"q1\",\"question\":\"Q1?\",\"answer\":\"A\\n\\n**sub**\\n\\nB\"}\n"},
        {"<dl><dt>Q1?<dd>A<dd>B</dl>after", "{\"id\":\"q1\",\"question\":\"Q1?\",\"answer\":\"A\\n\\nB\"}\n"},
        {"<p><strong>Q1?</strong></p><p>A</p><ul><li>b</ul>",
         "{\"id\":\"q1\",\"question\":\"Q1?\",\"answer\":\"A\\n\\n- b\"}\n"},
        {"<button class=\"accordion\">Q1</button><div class=\"panel\"><p>A</p></div>",
         "{\"id\":\"q1\",\"question\":\"Q1\",\"answer\":\"A\"}\n"},
        {"<p><b>Q1?</b><br>A<br>B</p><p><b>Q2?</b><br>C</p>",
         "{\"id\":\"q1\",\"question\":\"Q1?\",\"answer\":\"A\\\\\\nB\"}\n"
         "{\"id\":\"q2\",\"question\":\"Q2?\",\"answer\":\"C\"}\n"},
        {"<table><tr><th>No<th>Frage<th>Antwort<tr><td>1<td>Q1<td>A <b>b</b></table>",
         "{\"id\":\"q1\",\"question\":\"Q1\",\"answer\":\"A **b**\"}\n"},
        {"<nav><button aria-controls=m aria-expanded=false>Menu</button><ul id=m><li>x</ul></nav>"
         "<div><h3><button aria-controls=a aria-expanded=false>Q1</button></h3><div id=a>A</div></div>",
         "{\"id\":\"q1\",\"question\":\"Q1\",\"answer\":\"A\"}\n"},
        {"<div class=faq><div class=faq-item><div class=faq-question><span>Q1</span></div><div "
         "class=faq-answer>A</div></div></div><footer>f</footer>",
         "{\"id\":\"q1\",\"question\":\"Q1\",\"answer\":\"A\"}\n"},
        {"<main><section><h3>Q1?</h3><p>A</p></section><section><h3>Q2?</h3><p>B</p></section></"
         "main><p>after</p>",
         "{\"id\":\"q1\",\"question\":\"Q1?\",\"answer\":\"A\"}\n{\"id\":\"q2\",\"question\":\"Q2?\","
         "\"answer\":\"B\"}\n"},
        {"<div vocab=\"https://schema.org/\"><div typeof=Question><b property=name>Q1?</b><div "
         "property=acceptedAnswer typeof=Answer><i property=text>A</i></div></div></div>",
         "{\"id\":\"q1\",\"question\":\"Q1?\",\"answer\":\"A\"}\n"},
        {"<script "
         "type=\"application/ld+json\"><!--\n//"
         "c\n{\"@type\":\"Question\",\"name\":\"Q1?\",\"acceptedAnswer\":"
         "{\"text\":\"A, ]\",},}\n--></script>",
         "{\"id\":\"q1\",\"question\":\"Q1?\",\"answer\":\"A, ]\"}\n"},
        {"<script "
         "type=\"application/ld+json\">//"
         "<![CDATA[\n{\"@type\":\"Question\",\"name\":\"Q1?\",\"acceptedAnswer\":"
         "{\"text\":\"A\"}}\n//]]></script>",
         "{\"id\":\"q1\",\"question\":\"Q1?\",\"answer\":\"A\"}\n"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct report report;
        struct faqbot_fault fault;
        assert_int_equal(report_import("html", NULL, view_of(table[i].html), &report, &fault), FAQBOT_OK);
        assert_string_equal(report.lines.bytes, table[i].lines);
        report_release(&report);
    }
    report_check_failure("html", NULL, view_of("<p>nothing</p>"), FAQBOT_INVALID,
                         "there are no questions in it");
    report_check_failure("html", NULL, view_of("<script type=\"application/ld+json\">{\"a</script>"),
                         FAQBOT_INVALID, "a script of JSON-LD in it is broken");
}

/* A page that says it is a FAQ; the lines as "QUESTION=ANSWER|", without ids. */
static void check_page(const char *html, const char *expected)
{
    struct report report;
    struct faqbot_fault fault;
    struct buffer page;
    struct buffer found;
    char line[1024];
    buffer_init(&page, SIZE_MAX);
    buffer_init(&found, SIZE_MAX);
    buffer_add_text(&page, "<h1>Boat FAQ</h1>");
    buffer_add_text(&page, html);
    (void)report_import("html", NULL, buffer_view(&page), &report, &fault);
    struct faqbot_view rest = view_of(report.lines.bytes);
    struct faqbot_view one;
    while (view_next_line(&rest, &one)) {
        (void)snprintf(line, sizeof line, "%.*s", VIEW_ARGS(one));
        struct json *entry = NULL;
        const char *complaint;
        assert_int_equal(json_parse(view_of(line), &entry, &complaint), FAQBOT_OK);
        buffer_add(&found, json_text(entry, "question"));
        const struct json *also = json_member(entry, "also");
        for (const struct json *other = json_first(also); other != NULL; other = json_next(other)) {
            struct faqbot_view text;
            assert_true(json_get_string(other, &text));
            buffer_add_text(&found, "/");
            buffer_add(&found, text);
        }
        buffer_add_text(&found, "=");
        buffer_add(&found, json_text(entry, "answer"));
        buffer_add_text(&found, "|");
        json_free(entry);
    }
    buffer_add_byte(&found, '\0');
    assert_string_equal(found.bytes, expected);
    buffer_release(&page);
    buffer_release(&found);
    report_release(&report);
}

static void what_decorates_a_question_is_no_part_of_it(void **state)
{
    (void)state;
    check_page("<h2>Is it red?<a class=headerlink href=\"#r\" title=Permalink>\xc2\xb6</a></h2><p>A"
               "<h2>Is it wet?<a href=\"#w\" class=hash-link>\xe2\x80\x8b</a></h2><p>B"
               "<h2><a class=anchor href=\"#o\">#</a> Is it old? \xe2\x96\xbc</h2><p>C"
               "<h2>\xe2\x80\x9cIs it new?\xe2\x80\x9d</h2><p>D<h2>3. Is it big? (new)</h2><p>E",
               "Is it red?=A|Is it wet?=B|Is it old?=C|Is it new?=D|Is it big? (new)=E|");
    check_page("<div class=faq-question>How to row<span class=icon>+</span></div><div>A</div>"
               "<div class=faq-question><i class=material-icons>boat</i>What is C++</div><div>B</div>",
               "How to row=A|What is C++=B|");
}

static void bold_questions_may_have_their_answers_in_the_same_line(void **state)
{
    (void)state;
    check_page("<p><strong>Q1?</strong><br>A.</p><p><strong>Q2?</strong> B <b>c?</b> d.</p><p>More.</p>"
               "<p><strong>Q3?</strong><br>C.</p>",
               "Q1?=A.|Q2?=B **c?** d.\n\nMore.|Q3?=C.|");
    check_page("<ul><li><b>Q1?</b> A<li><b>Q2?</b> B</ul>", "Q1?=A|Q2?=B|");
    check_page("<h2>Q1?</h2><p>A<h2>Q2?</h2><p><b>Really?</b> Yes.", "Q1?=A|Q2?=**Really?** Yes.|");
}

static void labels_are_no_part_of_questions_and_answers(void **state)
{
    (void)state;
    check_page(
        "<p>Q: Q1?</p><p>A: One.</p><p><b>Q:</b> Q2?</p><p><b>A:</b> <i>Two</i>.</p><p>Q. Q3?</p><p>A. C</p>",
        "Q1?=One.|Q2?=*Two*.|Q3?=C|");
    check_page("<p>Frage 1: Wo</p><p>Antwort: Hier.</p>", "Wo=Hier.|");
    check_page("<p><b>Q: Q1?</b></p><p>A: Me.</p><p><b>Q2?</b></p><p>A: b.</p>", "Q1?=Me.|Q2?=A: b.|");
}

static void pairs_are_found_by_their_structure(void **state)
{
    static const char *const forms[] = {
        "<div><div class=s-title>Q1?</div><div class=s-text>A</div><div class=s-title>How to</div>"
        "<div class=s-text>B</div><div class=s-title>Q3?</div><div class=s-text>C</div></div>",
        "<div><div class=t><input type=checkbox id=a><label for=a>Q1?</label><div class=u>A</div></div>"
        "<div class=t><input type=checkbox id=b><label for=b>How to</label><div class=u>B</div></div>"
        "<div class=t><input type=checkbox id=c><label for=c>Q3?</label><div class=u>C</div></div></div>",
        "<div><div><button><span>Q1?</span><svg></svg></button><div>A</div></div><div><button><span>How "
        "to</span>"
        "</button><div>B</div></div><div><button><span>Q3?</span></button><div>C</div></div></div>",
        "<p class=fq>Q1?</p><p class=fa>A</p><p class=fq>How to</p><p class=fa>B</p><p class=fq>Q3?</p><p "
        "class=fa>C",
        "<ul><li><div class=\"collapsible-header active\"><i class=material-icons>x</i>Q1?</div>"
        "<div class=collapsible-body>A</div><li><div class=collapsible-header>How to</div>"
        "<div class=collapsible-body>B</div><li><div class=collapsible-header>Q3?</div><div "
        "class=collapsible-body>C</div></ul>",
        "<div><h3>Q1?</h3><div class=x>A</div><h3>How to</h3><div class=x>B</div><h3>Q3?</h3><div "
        "class=x>C</div></div>",
    };
    (void)state;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        check_page(forms[i], "Q1?=A|How to=B|Q3?=C|");
    }
    /* A list of lists has titles, and cards that ask nothing are none. */
    check_page(
        "<div><div class=g><h2>Costs</h2><div><div class=i><b>Q1?</b><p>A</p></div><div class=i><b>Q2?</b>"
        "<p>B</p></div></div></div><div class=g><h2>Ways</h2><div><div class=i><b>Q3?</b><p>C</p></div>"
        "<div class=i><b>Q4?</b><p>D</p></div></div></div></div>",
        "Q1?=A|Q2?=B|Q3?=C|Q4?=D|");
    check_page("<div><div class=card><h4>Boats</h4><p>We sell them</div><div "
               "class=card><h4>Oars</h4><p>Too</div></div>",
               "");
    check_page("<dl><dt>Q1?<dt>Same?<dd>A<dt>Q2?<dd>B</dl>", "Q1?/Same?=A|Q2?=B|");
}

static void furniture_of_a_page_is_neither_question_nor_answer(void **state)
{
    (void)state;
    check_page("<dl><dt><a href=\"#a\">1. Q1?</a><dt><a href=\"#b\">2. Q2?</a></dl><h2 id=a>1. Q1?</h2><p>A"
               "<p><a href=\"#top\">Back to top</a><h2 id=b>2. Q2?</h2><p>B",
               "Q1?=A|Q2?=B|");
    check_page(
        "<div style=\"display: none\"><h2>Keys</h2><p>Press s</div><main><h2>Q1?</h2><p>A<h2>Q2?</h2><p>B"
        "<div><p>Was this "
        "helpful?</p><button>Yes</button><button>No</button></div></main><h2>Ready?</h2><p>Go",
        "Q1?=A|Q2?=B|");
    check_page(
        "<h2>Ready?</h2><p>Go<details><summary>Q1?</summary>A</details><details><summary>Q2?</summary>B"
        "</details>",
        "Q1?=A|Q2?=B|");
    check_page("<h2>Q1?</h2><dl><dt>Red<dd>A</dl><h2>Q2?</h2><p>B", "Q1?=**Red**\n\nA|Q2?=B|");
}

static void links_lead_where_the_page_says(void **state)
{
    static const struct {
        const char *base;
        const char *address;
        const char *found;
    } table[] = {
        {"https://e.org/a/b?c#d", "x.html", "https://e.org/a/x.html"},
        {"https://e.org/a/b", "../x", "https://e.org/x"},
        {"https://e.org/a/b/", "../../../x/./y", "https://e.org/x/y"},
        {"https://e.org/a/b", "/x?y=/../z", "https://e.org/x?y=/../z"},
        {"https://e.org/a/b?c", "#d", "https://e.org/a/b#d"},
        {"https://e.org/a", "//f.org/x", "https://f.org/x"},
        {"https://e.org", "x", "https://e.org/x"},
        {"https://e.org/a", "mailto:x@y", "mailto:x@y"},
        {"", "x", "x"},
    };
    struct arena arena;
    (void)state;
    arena_init(&arena, 1 << 20);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct faqbot_view found = html_resolve(&arena, view_of(table[i].base), view_of(table[i].address));
        char text[128];
        (void)snprintf(text, sizeof text, "%.*s", VIEW_ARGS(found));
        assert_string_equal(text, table[i].found);
    }
    arena_release(&arena);
    report_check(
        "html", NULL,
        "<link rel=canonical href=\"https://e.org/faq/\"><details><summary>Q?</summary><a "
        "href=x>y</a></details>",
        "1 imported q: Q?\n",
        "{\"id\":\"q\",\"question\":\"Q?\",\"answer\":\"[y](https://e.org/faq/x)\",\"url\":\"https://e.org/"
        "faq/\"}\n");
}

/* ==== What a file is ==================================================================================== */

static void a_file_is_told_by_what_stands_in_it(void **state)
{
    static const struct {
        const char *path;
        const char *text;
        const char *format; /* or what the refusal says, with a blank in it */
    } table[] = {
        {"a", "{\"qna\":[{\"qid\":\"a\",\"q\":[\"b\"],\"a\":\"c\"}]}", "qnabot"},
        {"a", "{\"FaqDocuments\":[{\"Question\":\"a\",\"Answer\":\"b\"}]}", "kendra"},
        {"a", "{\"qnaList\":[{\"questions\":[\"a\"],\"answer\":\"b\"}]}", "qnamaker"},
        {"a", "{\"data\":[{\"intent\":\"a\",\"utterances\":[\"b\"],\"answers\":[\"c\"]}]}", "nlpjs"},
        {"a",
         "{\"qnas\":[{\"id\":\"a\",\"data\":{\"questions\":{\"en\":[\"b\"]},\"answers\":{\"en\":[\"c\"]}}}]}",
         "botpress"},
        {"a", "{\"intents\":[{\"tag\":\"a\",\"patterns\":[\"b\"],\"responses\":[\"c\"]}]}", "intents"},
        {"a", "[{\"question\":\"a\",\"answer\":\"b\"}]", "pairs"},
        {"a", "{\"question\":\"a\",\"answer\":\"b\"}\n{\"question\":\"c\",\"answer\":\"d\"}\n", "jsonl"},
        {"a", "{\"@context\":\"https://schema.org\",\"@type\":\"FAQPage\"}", "faqpage"},
        {"a", "{\"intents\":[],\"dialog_nodes\":[]}", "watson"},
        {"a", "{\"name\":\"a\",\"responses\":[],\"userSays\":[]}", "dialogflow"},
        {"a", "<!doctype html><p>", "html"},
        {"a", "# ? Q\n```\nA\n```\n", "qna"},
        {"a", "## intent:a\n- b\n", "rasa"},
        {"a", "version: \"3.1\"\nnlu:\n- intent: a\n", "rasa"},
        {"a", "- question: a\n  answer: b\n", "pairs"},
        {"a", "question,answer\na,b\n", "csv"},
        {"a.csv", "[x],{y}\n", "csv"},
        {"a", "_question,_answer\na,b\n", "kendra"},
        {"a", "Question\tAnswer\tSource\tMetadata\n", "qnamaker"},
        {"a.md", "# Title\n", "needs no import"},
        {"a", "{\"a\":1}", "this is JSON, but"},
        {"a", "{\"a\":", "this is no JSON"},
        {"a", "just words", "cannot be told"},
        {"a", " \n", "there is nothing in it"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct import_builder builder;
        struct faqbot_fault fault;
        import_builder_init(&builder, table[i].path, NULL, &fault);
        const char *found = import_detect(&builder, table[i].path, view_of(table[i].text));
        if (strchr(table[i].format, ' ') == NULL) {
            assert_string_equal(found == NULL ? fault.sentence : found, table[i].format);
        } else {
            assert_null(found);
            assert_non_null(strstr(fault.sentence, table[i].format));
        }
        import_builder_release(&builder);
    }
}

int test_convert_import_formats(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_question_and_an_answer_are_called_so_in_many_languages),
        cmocka_unit_test(a_heading_is_found_or_is_not_there),
        cmocka_unit_test(columns_that_cannot_be_told_are_asked_for_by_name),
        cmocka_unit_test(text_of_a_table_comes_out_as_it_went_in),
        cmocka_unit_test(html_in_a_cell_is_html_and_what_is_no_tag_within_stays),
        cmocka_unit_test(intents_are_entries),
        cmocka_unit_test(pairs_are_found_wherever_they_stand),
        cmocka_unit_test(an_entry_of_botpress_is_one_in_each_language),
        cmocka_unit_test(an_intent_of_watson_is_answered_by_its_node),
        cmocka_unit_test(a_pair_of_a_qna_file_has_all_that_goes_with_it),
        cmocka_unit_test(control_items_of_qnabot_are_no_questions),
        cmocka_unit_test(every_form_of_a_question_on_a_page_is_found),
        cmocka_unit_test(what_decorates_a_question_is_no_part_of_it),
        cmocka_unit_test(bold_questions_may_have_their_answers_in_the_same_line),
        cmocka_unit_test(labels_are_no_part_of_questions_and_answers),
        cmocka_unit_test(pairs_are_found_by_their_structure),
        cmocka_unit_test(furniture_of_a_page_is_neither_question_nor_answer),
        cmocka_unit_test(links_lead_where_the_page_says),
        cmocka_unit_test(a_file_is_told_by_what_stands_in_it),
    };
    return cmocka_run_group_tests_name("formats", tests, NULL, NULL);
}
