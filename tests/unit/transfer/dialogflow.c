/* unit/transfer/dialogflow.c - two columns and no heading. */
#include "report.h"

static void a_row_is_a_question_and_its_answer(void **state)
{
    (void)state;
    report_check(
        "dialogflow", NULL,
        "\"What is a, b?\",\"One\r\n\r\n# Two &amp; *three*\"\r\nQ,A,more\r\nwhat is A b,C\r\nX\r\n",
        "1 imported what-is-a-b: What is a, b?\n"
        "1 note: HTML entities are read as the characters that they stand for\n"
        "4 imported q: Q\n"
        "4 note: cell 3 is beyond the two of the format and is not kept: \"more\"\n"
        "5 imported what-is-a-b-2: what is A b\n"
        "5 note: row 1 has the same question and another answer; both are kept\n"
        "6 left out: there is no answer\n",
        "{\"id\":\"what-is-a-b\",\"question\":\"What is a, b?\",\"answer\":\"One\\n\\n\\\\# Two &amp; "
        "\\\\*three\\\\*\"}\n"
        "{\"id\":\"q\",\"question\":\"Q\",\"answer\":\"A\"}\n"
        "{\"id\":\"what-is-a-b-2\",\"question\":\"what is A b\",\"answer\":\"C\"}\n");
}

static void a_heading_is_no_question_where_it_says_so(void **state)
{
    (void)state;
    report_check("dialogflow", NULL, "Question, Answer\nquestion,answer\n",
                 "1 note: this row is taken for a heading, though the format has none\n"
                 "2 imported question: question\n",
                 NULL);
}

static void an_answer_is_html_where_it_has_a_tag_of_text(void **state)
{
    (void)state;
    report_check("dialogflow", NULL,
                 "Q,\"<p>One <b>two</b></p><ul><li>three</li></ul>\"\nR,Type <name> if x<y\nS,a<br/>b\n",
                 "1 imported q: Q\n"
                 "1 note: its answer is taken for HTML, and written as Markdown\n"
                 "2 imported r: R\n"
                 "3 imported s: S\n"
                 "3 note: its answer is taken for HTML, and written as Markdown\n",
                 "{\"id\":\"q\",\"question\":\"Q\",\"answer\":\"One **two**\\n\\n- three\"}\n"
                 "{\"id\":\"r\",\"question\":\"R\",\"answer\":\"Type \\\\\\u003cname> if x\\\\\\u003cy\"}\n"
                 "{\"id\":\"s\",\"question\":\"S\",\"answer\":\"a\\\\\\nb\"}\n");
}

static void an_empty_file_is_refused(void **state)
{
    (void)state;
    report_check_failure("dialogflow", NULL, view_of(""), FAQBOT_INVALID, "nothing in it can be imported");
    report_check_failure("dialogflow", NULL, view_of("a,\"b"), FAQBOT_INVALID, "never closed");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_is_a_question_and_its_answer),
        cmocka_unit_test(a_heading_is_no_question_where_it_says_so),
        cmocka_unit_test(an_answer_is_html_where_it_has_a_tag_of_text),
        cmocka_unit_test(an_empty_file_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
