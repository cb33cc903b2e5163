/* unit/transfer/nlpjs.c - corpora of nlp.js. */
#include "report.h"

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
        "{\"intent\":\"a\",\"utterances\":[\"saw @hero\",3],\"answers\":[\"\",\"one\",\"two\",\"three\"]},"
        "{\"intent\":\"b\",\"utterances\":[\"x\"],\"answers\":[{\"answer\":\"if\",\"opts\":\"y==1\"},"
        "{\"answer\":\"else\"}],\"slotFilling\":{\"c\":\"d\"}},"
        "{\"intent\":\"None\",\"utterances\":[\"what\"],\"answers\":[\"Sorry\"]},"
        "{\"intent\":\"c\",\"utterances\":[\"no answer\"]},{\"intent\":\"d\",\"answers\":[\"e\"]},7]}",
        "0 note: entities is not kept\n"
        "1 imported a: saw @hero\n"
        "1 note: 1 of its utterances are no texts and not kept\n"
        "1 note: it has entities in its texts (@..., %...% or {{...}}); they are kept as text\n"
        "1 note: 2 further answers are not kept: an entry has one\n"
        "2 imported b: x\n"
        "2 note: 1 further answer is not kept: an entry has one\n"
        "2 note: slotFilling is not kept\n"
        "3 left out: the intent None is for what has no answer; say that in bot.yml (no_answer)\n"
        "4 left out: there is no answer\n"
        "5 left out: there is no question\n"
        "6 left out: there is no question\n",
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_intent_is_an_entry),
        cmocka_unit_test(what_an_entry_has_no_place_for_is_told),
        cmocka_unit_test(an_address_with_an_at_sign_is_no_entity),
        cmocka_unit_test(what_is_no_corpus_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
