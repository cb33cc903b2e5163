/* tests/unit/convert/import_kendra.c - the three forms of a FAQ of Kendra. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "unit/convert/report.h"

static void all_three_forms_say_the_same(void **state)
{
    static const char line[] =
        "{\"id\":\"how\",\"question\":\"How?\",\"answer\":\"So\\\\_.\",\"url\":\"https://e.org/\"}\n";
    (void)state;
    report_check("kendra", NULL, "How?,So_.,https://e.org/\r\n", "1 imported how: How?\n", line);
    report_check("kendra", NULL, "_answer,_source_uri,_question\nSo_.,https://e.org/,How?\n",
                 "2 imported how: How?\n", line);
    report_check("kendra", NULL,
                 " {\"SchemaVersion\":1,\"FaqDocuments\":[{\"Question\":\"How?\",\"Answer\":\"So_.\","
                 "\"Attributes\":{\"_source_uri\":\"https://e.org/\"}}]}",
                 "1 imported how: How?\n", line);
}

static void attributes_are_kept_or_told(void **state)
{
    (void)state;
    report_check(
        "kendra", NULL,
        "_question,_answer,_category,_language_code,_document_title,_last_updated_at,_view_count,city\n"
        "How?,So.,c,de,T,2026-01-02T03:04:05Z,5,Rome\n"
        "Why?,Because.,,,,soon\n"
        "\"Where?\",There.,,,,,,,beyond\n",
        "1 note: the attribute \"_view_count\" is not kept\n"
        "1 note: the attribute \"city\" is not kept\n"
        "2 imported how: How?\n"
        "3 imported why: Why?\n"
        "3 note: the time of its update is \"soon\", which is no day; it is not kept\n"
        "4 imported where: Where?\n"
        "4 note: cell 9 has no place in the format and is not kept: \"beyond\"\n",
        "{\"id\":\"how\",\"question\":\"How?\",\"answer\":\"So.\",\"title\":\"T\",\"lang\":\"de\","
        "\"tags\":[\"c\"],\"updated\":\"2026-01-02\"}\n"
        "{\"id\":\"why\",\"question\":\"Why?\",\"answer\":\"Because.\"}\n"
        "{\"id\":\"where\",\"question\":\"Where?\",\"answer\":\"There.\"}\n");
    report_check(
        "kendra", NULL,
        "{\"FaqDocuments\":[{\"Question\":\"How?\",\"Answer\":\"So.\",\"Attributes\":{\"city\":[\"Rome\"],"
        "\"_category\":\"c\"},\"AccessControlList\":[{\"Name\":\"staff\",\"Type\":\"GROUP\",\"Access\":"
        "\"ALLOW\"}]},{\"Question\":\"Why?\"},null],\"More\":1}",
        "0 note: More is not kept\n"
        "1 imported how: How?\n"
        "1 note: who may see it (AccessControlList) is not kept: anybody may see an entry\n"
        "1 note: Attributes.city is not kept\n"
        "2 left out: there is no answer\n"
        "3 left out: this is no entry, {...}\n",
        "{\"id\":\"how\",\"question\":\"How?\",\"answer\":\"So.\",\"tags\":[\"c\"]}\n");
}

static void what_is_no_faq_is_refused(void **state)
{
    (void)state;
    report_check_failure("kendra", NULL, view_of("{}"), FAQBOT_INVALID, "this is no FAQ file of Kendra");
    report_check_failure("kendra", NULL, view_of("[]"), FAQBOT_INVALID, "this is no FAQ file of Kendra");
    report_check_failure("kendra", NULL, view_of("{\"FaqDocuments\":"), FAQBOT_INVALID, "this is no JSON");
    report_check_failure("kendra", NULL, view_of(""), FAQBOT_INVALID, "nothing in it can be imported");
}

int test_convert_import_kendra(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_three_forms_say_the_same),
        cmocka_unit_test(attributes_are_kept_or_told),
        cmocka_unit_test(what_is_no_faq_is_refused),
    };
    return cmocka_run_group_tests_name("kendra", tests, NULL, NULL);
}
