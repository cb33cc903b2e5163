/* tests/unit/convert/import_faqpage.c - pages and JSON-LD with schema.org's questions in them, and what is taken
 * of each. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "unit/convert/report.h"

/* A page with one script of JSON-LD. */
#define PAGE(json)                                                                                           \
    "<!DOCTYPE html><html lang=en><head><title>Bicycle hire</title>"                                         \
    "<link rel=canonical href='https://example.org/hire'><script type='application/ld+json'>" json           \
    "</script></head><body><p>Welcome</body></html>"

static void a_page_gives_its_questions_with_its_title_and_address(void **state)
{
    (void)state;
    report_check(
        "faqpage", NULL,
        PAGE("{\"@context\": \"https://schema.org\", \"@type\": \"FAQPage\", \"mainEntity\": [\n"
             "{\"@type\": \"Question\", \"name\": \"What does it cost?\", \"acceptedAnswer\":\n"
             " {\"@type\": \"Answer\", \"text\": \"<p>It costs <b>12</b> euros.</p><p>A day.</p>\"}},\n"
             "{\"@type\": \"Question\", \"name\": \"When?\", \"identifier\": \"hours\", \"alternateName\":"
             " [\"opening hours\", \"\"], \"keywords\": \"hours, times\", \"inLanguage\": \"en-GB\","
             " \"dateModified\": \"2026-11-01T10:00:00Z\", \"url\": \"https://example.org/hours\","
             " \"acceptedAnswer\": {\"@type\": \"Answer\", \"text\": \"From 8 &amp; to 18\"}}]}"),
        "1 imported what-does-it-cost: What does it cost?\n"
        "2 imported hours: When?\n",
        "{\"id\":\"what-does-it-cost\",\"question\":\"What does it cost?\",\"answer\":\"It costs **12** "
        "euros.\\n\\nA day.\",\"title\":\"Bicycle hire\",\"url\":\"https://example.org/hire\",\"lang\":"
        "\"en\"}\n"
        "{\"id\":\"hours\",\"question\":\"When?\",\"also\":[\"opening hours\"],\"answer\":\"From 8 & to "
        "18\",\"title\":\"Bicycle hire\",\"url\":\"https://example.org/hours\",\"lang\":\"en-GB\",\"tags\":"
        "[\"hours\",\"times\"],\"updated\":\"2026-11-01\"}\n");
}

/* However JSON-LD writes one and the same thing. */
static void the_forms_of_json_ld_say_the_same(void **state)
{
    static const char *const forms[] = {
        "{\"@type\":\"FAQPage\",\"mainEntity\":{\"@type\":\"Question\",\"name\":\"A?\",\"acceptedAnswer\":"
        "{\"@type\":\"Answer\",\"text\":\"B\"}}}",
        "[{\"@type\":[\"WebPage\",\"http://schema.org/"
        "FAQPage\"],\"mainEntity\":[{\"@type\":\"schema:Question\","
        "\"name\":[\"A?\"],\"acceptedAnswer\":[{\"@type\":\"Answer\",\"text\":{\"@value\":\"B\"}}]}]}]",
        "{\"@graph\":[{\"@type\":\"FAQPage\",\"mainEntity\":[{\"@id\":\"q\"}]},{\"@id\":\"q\",\"@type\":"
        "\"Question\",\"name\":\"A?\",\"acceptedAnswer\":{\"@id\":\"a\"}},{\"@id\":\"a\",\"@type\":"
        "\"Answer\","
        "\"text\":\"B\"}]}",
        "{\"@type\":\"https://schema.org/Question\",\"text\":\"A?\",\"acceptedAnswer\":\"B\"}",
        "{\"@type\":\"QAPage\",\"mainEntity\":{\"@type\":\"Question\",\"name\":\"<h3>A?</"
        "h3>\",\"suggestedAnswer\":"
        "{\"text\":\"<div>B</div>\"}}}",
    };
    (void)state;
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        struct report report;
        struct faqbot_fault fault;
        assert_int_equal(report_import("faqpage", NULL, view_of(forms[i]), &report, &fault), FAQBOT_OK);
        assert_non_null(strstr(report.lines.bytes, "\"question\":\"A?\",\"answer\":\"B\"}"));
        report_release(&report);
    }
}

static void one_answer_is_taken_and_the_others_are_told_of(void **state)
{
    (void)state;
    report_check(
        "faqpage", NULL,
        "[{\"@type\":\"Question\",\"name\":\"A?\",\"author\":\"x\",\"acceptedAnswer\":[{\"text\":\"\"},{"
        "\"text\":"
        "\"B\"},{\"text\":\"C\"}],\"suggestedAnswer\":{\"text\":\"D\",\"upvoteCount\":9}},\n"
        "{\"@type\":\"Question\",\"name\":\"E?\",\"suggestedAnswer\":[{\"text\":\"F\",\"upvoteCount\":1},"
        "{\"text\":\"G\",\"upvoteCount\":3}]},\n"
        "{\"@type\":\"Question\",\"name\":\"H?\",\"acceptedAnswer\":{\"@id\":\"nowhere\"}},\n"
        "{\"@type\":\"Question\",\"name\":\" \",\"acceptedAnswer\":{\"text\":\"I\"}},\n"
        "{\"@type\":\"Question\",\"name\":\"A?\",\"acceptedAnswer\":{\"text\":\"B\"}}]",
        "1 imported a: A?\n"
        "1 note: 2 more of its answers are not kept\n"
        "1 note: author is not kept\n"
        "2 imported e: E?\n"
        "2 note: no answer is accepted; the suggested one with the most votes is taken\n"
        "2 note: 1 more of its answers are not kept\n"
        "3 left out: there is no answer\n"
        "4 left out: there is no question\n"
        "5 joined a: A?\n",
        "{\"id\":\"a\",\"question\":\"A?\",\"answer\":\"B\"}\n"
        "{\"id\":\"e\",\"question\":\"E?\",\"answer\":\"G\"}\n");
}

static void what_markdown_cannot_hold_is_told_of(void **state)
{
    (void)state;
    report_check(
        "faqpage", NULL,
        "{\"@type\":\"Question\",\"name\":\"A <em>b</em>?\",\"acceptedAnswer\":{\"text\":\"<a href=/c>d</a>"
        "<img src=e alt=f><a href='javascript:g()'>h</a>\"}}",
        "1 imported a-b: A b?\n"
        "1 note: a link leads to beside the page, so its text alone is kept: \"/c\"\n"
        "1 note: an image is not kept, its alternative text is: \"e\"\n"
        "1 note: a link is not one to http, https, mailto or tel, so its text alone is kept: "
        "\"javascript:g()\"\n"
        "1 note: the question's mark-up is not kept: \"A <em>b</em>?\"\n",
        "{\"id\":\"a-b\",\"question\":\"A b?\",\"answer\":\"dfh\"}\n");
}

static void a_broken_script_costs_no_other(void **state)
{
    (void)state;
    report_check(
        "faqpage", NULL,
        "<script type='application/ld+json; charset=utf-8'>{\"@type\":</script>\n"
        "<script>{\"@type\":\"Question\"}</script>\n"
        "<body><script type=APPLICATION/LD+JSON>\n{\"@type\":\"Question\",\"name\":\"A?\","
        "\"acceptedAnswer\":{\"text\":\"B\"}}</script>",
        "0 note: the script in line 1 is left out: this is no JSON: something stands where a value must be\n"
        "1 imported a: A?\n",
        "{\"id\":\"a\",\"question\":\"A?\",\"answer\":\"B\"}\n");
}

static void microdata_is_read_where_there_is_no_json_ld(void **state)
{
    (void)state;
    report_check(
        "faqpage", NULL,
        "<div itemscope itemtype='https://schema.org/FAQPage'>"
        "<div itemscope itemprop=mainEntity itemtype='https://schema.org/Question'>"
        "<h3 itemprop=name>What <i>is</i>\n it?</h3><div itemscope itemprop=acceptedAnswer "
        "itemtype='https://schema.org/Answer'><meta itemprop=name content=no><div itemprop=text><p>A "
        "bicycle.<p>Two "
        "wheels.</div></div></div>"
        "<section><div itemscope itemtype='x http://schema.org/Question' id=when><meta itemprop='name y' "
        "content='When?'><p itemprop=suggestedAnswer>Now<p itemprop=suggestedAnswer>Then</div></section>"
        "<div itemscope itemtype='https://schema.org/Question'><b itemprop=name>Who?</b></div></div>",
        "1 imported what-is-it: What is it?\n"
        "2 imported when: When?\n"
        "2 note: 1 more of its answers are not kept\n"
        "3 left out: there is no answer\n",
        "{\"id\":\"what-is-it\",\"question\":\"What is it?\",\"answer\":\"A bicycle.\\n\\nTwo wheels.\"}\n"
        "{\"id\":\"when\",\"question\":\"When?\",\"answer\":\"Now\"}\n");
}

static void hostile_files_are_refused(void **state)
{
    char *arrays = repeat("[", 1000000);
    char *elements = repeat("<div>", 1000000);
    (void)state;
    report_check_failure("faqpage", NULL, view_of("<p>nothing"), FAQBOT_INVALID, "there is no Question");
    report_check_failure("faqpage", NULL, view_of("{}"), FAQBOT_INVALID, "there is no Question");
    report_check_failure("faqpage", NULL, view_of("{\"@type\":"), FAQBOT_INVALID, "no JSON");
    report_check_failure("faqpage", NULL, view_of(""), FAQBOT_INVALID, "there is no Question");
    report_check_failure("faqpage", NULL, view_of(arrays), FAQBOT_INVALID, "no JSON");
    report_check_failure("faqpage", NULL, view_of(elements), FAQBOT_LIMIT, "too many elements");
    free(arrays);
    free(elements);
}

static void an_answer_without_bounds_is_left_out(void **state)
{
    char *answer = repeat("<div>", 20000);
    char *json = malloc(strlen(answer) + 256);
    (void)state;
    assert_non_null(json);
    sprintf(json,
            "[{\"@type\":\"Question\",\"name\":\"A?\",\"acceptedAnswer\":{\"text\":\"%s\"}},"
            "{\"@type\":\"Question\",\"name\":\"B?\",\"acceptedAnswer\":{\"text\":\"C\"}}]",
            answer);
    report_check("faqpage", NULL, json,
                 "1 left out: its answer cannot be taken: it has too many elements\n"
                 "2 imported b: B?\n",
                 "{\"id\":\"b\",\"question\":\"B?\",\"answer\":\"C\"}\n");
    free(json);
    free(answer);
}

int test_convert_import_faqpage(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_page_gives_its_questions_with_its_title_and_address),
        cmocka_unit_test(the_forms_of_json_ld_say_the_same),
        cmocka_unit_test(one_answer_is_taken_and_the_others_are_told_of),
        cmocka_unit_test(what_markdown_cannot_hold_is_told_of),
        cmocka_unit_test(a_broken_script_costs_no_other),
        cmocka_unit_test(microdata_is_read_where_there_is_no_json_ld),
        cmocka_unit_test(hostile_files_are_refused),
        cmocka_unit_test(an_answer_without_bounds_is_left_out),
    };
    return cmocka_run_group_tests_name("faqpage", tests, NULL, NULL);
}
