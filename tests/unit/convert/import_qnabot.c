/* tests/unit/convert/import_qnabot.c - exports of QnABot: every way in which its versions write questions. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "unit/convert/report.h"

static void every_form_of_the_questions_is_read(void **state)
{
    static const char *const items[] = {
        "{\"qid\":\"a\",\"q\":[\"Q\",\"R\"],\"a\":\"A\"}",
        "{\"qid\":\"a\",\"q\":\"Q\",\"questions\":[{\"q\":\"R\"}],\"a\":\"A\"}",
        "{\"qid\":\"a\",\"questions\":[{\"q\":\"Q\"},{\"q\":\"R\"}],\"a\":\"A\",\"type\":\"qna\"}",
        "{\"qid\":\"a\",\"questions\":[\"Q\",\"R\"],\"a\":\"A\"}",
        "{\"qid\":\"a\",\"q\":[{\"q\":\"Q\"},\"R\",\"\",\" \"],\"a\":\"A\"}",
        "{\"qid\":\"a\",\"question1\":\"Q\",\"question2\":\"R\",\"a\":\"A\"}",
        "{\"qid\":\"a\",\"question\":\"Q\",\"question3\":\"R\",\"q\":[],\"a\":\"A\"}",
    };
    (void)state;
    for (size_t i = 0; i < sizeof items / sizeof items[0]; i++) {
        char text[512];
        static const char line[] = "{\"id\":\"a\",\"question\":\"Q\",\"also\":[\"R\"],\"answer\":\"A\"}\n";
        report_check("qnabot", NULL, items[i], "1 imported a: Q\n", line);
        (void)snprintf(text, sizeof text, "[%s]", items[i]);
        report_check("qnabot", NULL, text, "1 imported a: Q\n", line);
        (void)snprintf(text, sizeof text, "{\"qna\":[\n%s\n]}", items[i]);
        report_check("qnabot", NULL, text, "1 imported a: Q\n", line);
        (void)snprintf(text, sizeof text, "%s\r\n\r\n%s\r\n", items[i], items[i]);
        report_check("qnabot", NULL, text, "1 imported a: Q\n3 joined a: Q\n", line);
    }
}

static void what_an_item_says_is_kept_or_told(void **state)
{
    (void)state;
    report_check(
        "qnabot", NULL,
        "{\"qna\":[{\"qid\":\"sun.1\",\"q\":[\"How hot?\",null],\"a\":\"Very *hot*,\\nsee "
        "https://e.org.\",\"t\":\"sun\","
        "\"tags\":\"x, "
        "y\",\"next\":\"sun.2\",\"r\":{\"title\":\"T\",\"subTitle\":\"\",\"buttons\":[{\"text\":\"M\","
        "\"value\":\"QID::sun.2\"},{\"text\":\"N\",\"value\":\"n\"},{\"text\":\"\",\"value\":\"\"}]},"
        "\"args\":[\"\"],\"l\":\"QNA:Hook\",\"alt\":{\"markdown\":\"\",\"ssml\":\"<speak>S</speak>\"},"
        "\"selected\":false,\"kendraRedirectQueryText\":null},"
        "{\"qid\":\"sun.2\",\"q\":[\"How old?\"],\"a\":\"plain\",\"alt\":{\"markdown\":\"**Old** {{x}}\"},"
        "\"next\":\"sun.9\"}]}",
        "1 imported sun.1: How hot?\n"
        "1 note: 1 of its questions are no texts and not kept\n"
        "1 note: the button \"N\" is not kept\n"
        "1 note: r.title is not kept\n"
        "1 note: l is not kept\n"
        "1 note: alt.ssml is not kept\n"
        "2 imported sun.2: How old?\n"
        "2 note: the related \"sun.9\" is no entry of this file; it is not kept\n"
        "2 note: it has placeholders in its texts (@..., %...% or {{...}}); they are kept as text\n"
        "2 note: the answer is that in Markdown; the plain one is not kept\n",
        "{\"id\":\"sun.1\",\"question\":\"How hot?\",\"answer\":\"Very \\\\*hot\\\\*,\\\\\\nsee "
        "\\u003chttps://e.org>.\",\"tags\":[\"x\",\"y\",\"sun\"],\"related\":[\"sun.2\"]}\n"
        "{\"id\":\"sun.2\",\"question\":\"How old?\",\"answer\":\"**Old** {{x}}\"}\n");
}

static void a_plain_answer_of_the_same_words_is_nothing_lost(void **state)
{
    (void)state;
    report_check("qnabot", NULL,
                 "[{\"qid\":\"a\",\"q\":[\"Q\"],\"a\":\"Very old, and hot.\",\"alt\":{\"markdown\":\"Very "
                 "**old**, and _hot_.\"}}]",
                 "1 imported a: Q\n",
                 "{\"id\":\"a\",\"question\":\"Q\",\"answer\":\"Very **old**, and _hot_.\"}\n");
}

static void what_is_no_question_with_an_answer_is_told_from_one(void **state)
{
    (void)state;
    report_check("qnabot", NULL,
                 "[{\"qid\":\"p\",\"type\":\"text\",\"passage\":\"A text.\"},"
                 "{\"qid\":\"z\",\"type\":\"quiz\",\"question\":\"?\"},"
                 "{\"qid\":\"u\",\"datetime\":\"2026-01-01\"},"
                 "{\"qid\":\"e\",\"q\":[],\"a\":\"x\"},{\"qid\":\"f\",\"q\":[\"Q\"],\"a\":\"\"},7]",
                 "1 imported p: \n"
                 "2 left out: an item of the type \"quiz\" is no question with an answer\n"
                 "3 left out: this is a record of use, no item\n"
                 "4 left out: there is no question\n"
                 "5 left out: there is no answer\n"
                 "6 left out: this is no entry, {...}\n",
                 "{\"id\":\"p\",\"text\":\"A text.\"}\n");
}

static void a_broken_line_costs_no_other(void **state)
{
    (void)state;
    report_check(
        "qnabot", NULL,
        "{\"qid\":\"a\",\"q\":\"Q\",\"a\":\"A\"}\n{broken}\n{\"qid\":\"b\",\"q\":\"R\",\"a\":\"B\"}\n",
        "1 imported a: Q\n2 left out: this is no JSON: a key is missing\n3 imported b: R\n", NULL);
}

static void what_is_no_export_is_refused(void **state)
{
    (void)state;
    report_check_failure("qnabot", NULL, view_of(""), FAQBOT_INVALID, "this is no JSON");
    report_check_failure("qnabot", NULL, view_of("{\"qna\":[\n}"), FAQBOT_INVALID, "this is no JSON");
    report_check_failure("qnabot", NULL, view_of("{}"), FAQBOT_INVALID, "this is no export of QnABot");
    report_check_failure("qnabot", NULL, view_of("{\"qna\":{}}"), FAQBOT_INVALID,
                         "this is no export of QnABot");
    report_check_failure("qnabot", NULL, view_of("{\"qna\":[]}"), FAQBOT_INVALID,
                         "nothing in it can be imported");
}

int test_convert_import_qnabot(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_form_of_the_questions_is_read),
        cmocka_unit_test(what_an_item_says_is_kept_or_told),
        cmocka_unit_test(a_plain_answer_of_the_same_words_is_nothing_lost),
        cmocka_unit_test(what_is_no_question_with_an_answer_is_told_from_one),
        cmocka_unit_test(a_broken_line_costs_no_other),
        cmocka_unit_test(what_is_no_export_is_refused),
    };
    return cmocka_run_group_tests_name("qnabot", tests, NULL, NULL);
}
