/* unit/transfer/spreadsheet.c - tables as people and their programs write them. */
#include "report.h"

static void a_row_is_an_entry(void **state)
{
    (void)state;
    report_check("csv", NULL, "question,answer\nWhat is x?,It is *x*.\n",
                 "2 imported what-is-x: What is x?\n",
                 "{\"id\":\"what-is-x\",\"question\":\"What is x?\",\"answer\":\"It is *x*.\"}\n");
}

static void quotes_line_ends_and_empty_rows_are_read_as_they_are_meant(void **state)
{
    (void)state;
    report_check(
        "csv", NULL,
        "Question;Answer\r\n\r\n\"What is \"\"x\"\";\nthen?\";\"One\n\nTwo\"\r\n;;\r\nWhy?;5\" pipe\r\n",
        "3 imported what-is-x-then: What is \"x\"; then?\n8 imported why: Why?\n",
        "{\"id\":\"what-is-x-then\",\"question\":\"What is \\\"x\\\"; then?\",\"answer\":\"One\\n\\nTwo\"}\n"
        "{\"id\":\"why\",\"question\":\"Why?\",\"answer\":\"5\\\" pipe\"}\n");
    report_check("tsv", NULL, "question\tanswer\rA, b?\tc, d\r", "2 imported a-b: A, b?\n", NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_is_an_entry),
        cmocka_unit_test(quotes_line_ends_and_empty_rows_are_read_as_they_are_meant),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
