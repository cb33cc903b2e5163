/* tests/unit/convert/import_json.c - our own JSON Lines, and corpora of nlp.js. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "unit/convert/report.h"

/* ==== Our own lines: byte for byte, or not at all ======================================================= */

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

static void a_line_without_an_id_gets_one(void **state)
{
    (void)state;
    report_check(
        "jsonl", NULL,
        "{\"question\":\"How?\",\"answer\":\"*So*\"}\n"
        " { \"title\":\"How\",\"text\":\"a passage\"}\n"
        "{\"question\":\"How?\",\"answer\":\"*So*\"}\n"
        "{\"id\":\"how\",\"question\":\"Why?\",\"answer\":\"A\"}\n",
        "1 imported how-2: How?\n2 imported how-3: How\n3 joined how-2: How?\n4 imported how: Why?\n",
        "{\"id\":\"how-2\",\"question\":\"How?\",\"answer\":\"*So*\"}\n"
        "{\"id\":\"how-3\", \"title\":\"How\",\"text\":\"a passage\"}\n"
        "{\"id\":\"how\",\"question\":\"Why?\",\"answer\":\"A\"}\n");
}

static void nothing_but_faults_is_refused(void **state)
{
    (void)state;
    report_check_failure("jsonl", NULL, view_of(""), FAQBOT_INVALID, "nothing in it can be imported");
    report_check_failure("jsonl", NULL, view_of("{}\n"), FAQBOT_INVALID, "nothing in it can be imported");
}

static int run_jsonl(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_line_stays_as_it_is),
        cmocka_unit_test(a_line_that_our_reader_refuses_is_left_out_with_its_reason),
        cmocka_unit_test(a_line_without_an_id_gets_one),
        cmocka_unit_test(nothing_but_faults_is_refused),
    };
    return cmocka_run_group_tests_name("jsonl", tests, NULL, NULL);
}

/* ==== Corpora of nlp.js ================================================================================= */

static void an_intent_is_an_entry(void **state)
{
    (void)state;
    report_check(
        "nlpjs", NULL,
        "{\"name\":\"Corpus\",\"locale\":\"en-US\",\"data\":[{\"intent\":\"agent.age\",\"utterances\":"
        "[\"how old are you\",\"\",\"your age\"],\"answers\":[\"I am *young*\"]},{\"intent\":\"b\","
        "\"utterances\":\"one\",\"answer\":\"1. two\"}]}",
        "1 imported agent.age: how old are you\n2 imported b: one\n",
        "{\"id\":\"agent.age\",\"question\":\"how old are you\",\"also\":[\"your age\"],"
        "\"answer\":\"I am \\\\*young\\\\*\",\"title\":\"Corpus\",\"lang\":\"en-US\"}\n"
        "{\"id\":\"b\",\"question\":\"one\",\"answer\":\"1\\\\. two\",\"title\":\"Corpus\","
        "\"lang\":\"en-US\"}\n");
}

static void what_an_entry_has_no_place_for_is_told(void **state)
{
    (void)state;
    report_check(
        "nlpjs", NULL,
        "{\"entities\":{\"hero\":{\"options\":{\"a\":[\"b\"]}}},\"data\":["
        "{\"intent\":\"a\",\"utterances\":[\"saw @hero\",null],\"answers\":[\"\",\"one\",\"two\",\"three\"]},"
        "{\"intent\":\"b\",\"utterances\":[\"x\"],\"answers\":[{\"answer\":\"if\",\"opts\":\"y==1\"},"
        "{\"answer\":\"else\"}],\"slotFilling\":{\"c\":\"d\"}},"
        "{\"intent\":\"None\",\"utterances\":[\"what\"],\"answers\":[\"Sorry\"]},"
        "{\"intent\":\"c\",\"utterances\":[\"no answer\"]},{\"intent\":\"d\",\"answers\":[\"e\"]},7]}",
        "0 note: entities is not kept\n"
        "1 imported a: saw @hero\n"
        "1 note: 1 of its questions are no texts and not kept\n"
        "1 note: it has placeholders in its texts (@..., %...% or {{...}}); they are kept as text\n"
        "1 note: 2 further answers are not kept: an entry has one\n"
        "2 imported b: x\n"
        "2 note: 1 further answer is not kept: an entry has one\n"
        "2 note: slotFilling is not kept\n"
        "3 left out: the intent None is for what has no answer; say that in bot.yml (no_answer)\n"
        "4 left out: there is no answer\n"
        "5 left out: there is no question\n"
        "6 left out: this is no entry, {...}\n",
        "{\"id\":\"a\",\"question\":\"saw @hero\",\"answer\":\"one\"}\n"
        "{\"id\":\"b\",\"question\":\"x\",\"answer\":\"else\"}\n");
}

static void an_address_with_an_at_sign_is_no_entity(void **state)
{
    (void)state;
    report_check(
        "nlpjs", NULL,
        "[{\"data\":[{\"intent\":\"a\",\"utterances\":[\"mail\"],\"answers\":[\"Write to me@e.org, 5 % "
        "off\"]}]},"
        "{\"locale\":\"de\",\"data\":[{\"intent\":\"b\",\"utterances\":[\"Post\"],\"answers\":[\"Ja\"]}]}]",
        "1 imported a: mail\n2 imported b: Post\n", NULL);
}

static void what_is_no_corpus_is_refused(void **state)
{
    (void)state;
    report_check_failure("nlpjs", NULL, view_of("{}"), FAQBOT_INVALID, "this is no corpus of nlp.js");
    report_check_failure("nlpjs", NULL, view_of("[1]"), FAQBOT_INVALID, "this is no corpus of nlp.js");
    report_check_failure("nlpjs", NULL, view_of("{\"data\":[]}"), FAQBOT_INVALID,
                         "nothing in it can be imported");
    report_check_failure("nlpjs", NULL, view_of("{\"data\":\n[}"), FAQBOT_INVALID, "this is no JSON");
}

static int run_nlpjs(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_intent_is_an_entry),
        cmocka_unit_test(what_an_entry_has_no_place_for_is_told),
        cmocka_unit_test(an_address_with_an_at_sign_is_no_entity),
        cmocka_unit_test(what_is_no_corpus_is_refused),
    };
    return cmocka_run_group_tests_name("nlpjs", tests, NULL, NULL);
}

int test_convert_import_json(void)
{
    return run_jsonl() + run_nlpjs();
}
