/* unit/transfer/jsonl.c - our own lines: byte for byte, or not at all. */
#include "report.h"

static void a_line_stays_as_it_is(void **state)
{
    static const char lines[] =
        "{ \"id\": \"a\", \"question\": \"Q\", \"answer\": \"caf\\u00e9 *x*\", \"tags\": [\"t\"] }\n"
        "{\"id\":\"p\",\"title\":\"T\",\"text\":\"a passage\"}\n"
        "{\"id\":\"d\",\"question\":\"Q\",\"answer\":\"A\",\"status\":\"draft\"}\n";
    (void)state;
    report_check("jsonl", NULL, lines, "1 imported a: Q\n2 imported p: T\n3 imported d: Q\n", lines);
}

static void a_line_that_our_reader_refuses_is_left_out_with_its_reason(void **state)
{
    (void)state;
    report_check(
        "jsonl", NULL,
        "{\"id\":\"a\",\"question\":\"Q\",\"answer\":\"A\"}\r\n\r\n"
        "{\"id\":\"a\",\"question\":\"Q\",\"answer\":\"A\"}\r\n"
        "{\"id\":\"a\",\"question\":\"Q\",\"answer\":\"B\"}\n"
        "no JSON\n[]\n"
        "{\"id\":\"b c\",\"question\":\"Q\",\"answer\":\"A\"}\n"
        "{\"id\":\"d\",\"question\":\"Q\"}\n"
        "{\"id\":\"e\",\"question\":\"Q\",\"answer\":\"A\",\"colour\":\"red\"}",
        "1 imported a: Q\n"
        "3 joined a: Q\n"
        "4 left out: the id \"a\" is taken by row 1\n"
        "5 left out: this is no JSON: something stands where a value must be\n"
        "6 left out: a line must be one object, {...}. Mend the line; it is left out\n"
        "7 left out: the id \"b c\" has white space or a control character in it; write another. The line is "
        "left out\n"
        "8 left out: \"answer\" is missing or empty; write one. The line is left out\n"
        "9 imported e: Q\n"
        "9 note: there is no key \"colour\"; it is passed over\n",
        "{\"id\":\"a\",\"question\":\"Q\",\"answer\":\"A\"}\n"
        "{\"id\":\"e\",\"question\":\"Q\",\"answer\":\"A\",\"colour\":\"red\"}\n");
}

static void nothing_but_faults_is_refused(void **state)
{
    (void)state;
    report_check_failure("jsonl", NULL, view_of(""), FAQBOT_INVALID, "nothing in it can be imported");
    report_check_failure("jsonl", NULL, view_of("{}\n"), FAQBOT_INVALID, "nothing in it can be imported");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_stays_as_it_is),
        cmocka_unit_test(a_line_that_our_reader_refuses_is_left_out_with_its_reason),
        cmocka_unit_test(nothing_but_faults_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
