/* tests/unit/convert/import_kinds.c - what real exports have that the formats' own examples have not: rows without an
 * answer, entries that are switched off, answers of programs, mark-up where none is expected. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "convert/readers.h"
#include "unit/convert/report.h"

/* ==== Pairs ============================================================================================= */

static void what_has_no_answer_is_a_row_that_is_left_out(void **state)
{
    (void)state;
    report_check("pairs", NULL,
                 "[{\"question\":\"A?\",\"answer\":\"a\"},{\"question\":\"B?\",\"answer\":{\"text\":\"b\"}},"
                 "{\"question\":\"C?\",\"answer\":null},{\"question\":\"D?\",\"anwser\":\"d\"},{\"x\":\"y\"},"
                 "{\"question\":\"E?\",\"answer\":[{\"type\":\"p\",\"children\":[{\"text\":\"e\"}]}]}]",
                 "1 imported a: A?\n2 imported b: B?\n3 left out: there is no answer that is a text\n"
                 "4 left out: there is no answer that is a text\n"
                 "5 left out: there is no question with an answer in it\n"
                 "6 left out: there is no answer that is a text\n",
                 NULL);
    report_check("pairs", NULL, "{\"faq\":{\"A?\":{\"answer\":\"a\"},\"B?\":[\"b\"],\"C?\":null}}",
                 "1 imported a: A?\n2 imported b: B?\n3 left out: there is no answer\n", NULL);
    report_check("pairs", NULL, "conversations:\n- - One\n- - {Two: three}\n  - Four.\n- - A?\n  - a\n",
                 "1 left out: a conversation is a list of two lines of text or more\n"
                 "2 left out: a conversation is a list of two lines of text or more\n3 imported a: A?\n",
                 NULL);
    report_check("pairs", NULL, "{\"question\":\"A?\",\"answer\":\"a\"}\n{\"question\":\"B?\"}\n",
                 "1 imported a: A?\n2 left out: there is no question with an answer in it\n", NULL);
}

static void two_lists_of_one_length_are_pairs(void **state)
{
    (void)state;
    report_check("pairs", NULL, "{\"questions\":[\"A?\",\"B?\"],\"answers\":[\"a\",\"b\"]}",
                 "1 imported a: A?\n2 imported b: B?\n",
                 "{\"id\":\"a\",\"question\":\"A?\",\"answer\":\"a\"}\n{\"id\":\"b\",\"question\":\"B?\","
                 "\"answer\":\"b\"}"
                 "\n");
    report_check("pairs", NULL, "{\"id\":\"x\",\"questions\":[\"A?\",\"B?\"],\"answers\":[\"a\",\"b\"]}",
                 "1 imported x: A?\n1 note: 1 further answer is not kept: an entry has one\n", NULL);
}

static void what_is_switched_off_is_a_draft(void **state)
{
    static const struct {
        const char *name;
        const char *value;
        enum import_state state;
    } table[] = {
        {"status", "Published", STATE_LIVE},    {"status", "draft", STATE_OFF},
        {"enabled", "no", STATE_OFF},           {"active", "1", STATE_LIVE},
        {"is_active", "0", STATE_OFF},          {"disabled", "no", STATE_LIVE},
        {"disabled", "true", STATE_OFF},        {"is-hidden", "yes", STATE_OFF},
        {"inactive", "false", STATE_LIVE},      {"status", "", STATE_LIVE},
        {"status", "in review", STATE_UNKNOWN}, {"status", "Archived", STATE_OFF},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        assert_int_equal(import_state_of(view_of(table[i].name), view_of(table[i].value)), table[i].state);
    }
    report_check("pairs", NULL,
                 "[{\"q\":\"A?\",\"a\":\"a\",\"active\":false},{\"q\":\"B?\",\"a\":\"b\",\"hidden\":false}]",
                 "1 imported a: A?\n1 note: it is switched off (active: false); it is kept as a draft\n"
                 "2 imported b: B?\n",
                 "{\"id\":\"a\",\"question\":\"A?\",\"answer\":\"a\",\"status\":\"draft\"}\n"
                 "{\"id\":\"b\",\"question\":\"B?\",\"answer\":\"b\"}\n");
    report_check("csv", NULL, "question,answer,Disabled\nA?,a,yes\nB?,b,no\n",
                 "2 imported a: A?\n2 note: it is switched off (Disabled: yes); it is kept as a draft\n"
                 "3 imported b: B?\n",
                 NULL);
}

static void mark_up_of_a_question_goes_where_it_is_mark_up(void **state)
{
    (void)state;
    report_check("pairs", NULL,
                 "[{\"q\":\"<span>Why <code>x</code>?</span>\",\"a\":\"a\"},{\"q\":\"ssh "
                 "<user>@<host>?\",\"a\":\"b\"}]",
                 "1 imported why-x: Why x?\n1 note: the mark-up of a question is not kept\n"
                 "2 imported ssh-user-host: ssh <user>@<host>?\n",
                 NULL);
    report_check("faqpage", NULL,
                 "{\"@type\":\"Question\",\"name\":\"A List<String> of <b>x</b> &amp; &lt;b>?\","
                 "\"alternateName\":\"B &lt;i>?\",\"acceptedAnswer\":{\"text\":\"a\"}}",
                 "1 imported a-list-string-of-x-b: A List<String> of x & <b>?\n"
                 "1 note: the question's mark-up is not kept: \"A List<String> of <b>x</b> &amp; &lt;b>?\"\n",
                 "{\"id\":\"a-list-string-of-x-b\",\"question\":\"A List\\u003cString> of x & \\u003cb>?\","
                 "\"also\":[\"B \\u003ci>?\"],\"answer\":\"a\"}\n");
}

static void markdown_in_a_plain_answer_is_told_of_once(void **state)
{
    (void)state;
    report_check(
        "pairs", NULL, "[{\"q\":\"A?\",\"a\":\"**a**\"},{\"q\":\"B?\",\"a\":\"[b](https://e.org/)\"}]",
        "1 imported a: A?\n1 note: its answer looks like Markdown, and is shown as it is written; with "
        "--markdown all answers are read as such\n2 imported b: B?\n",
        NULL);
}

/* ==== Services ========================================================================================== */

static void a_fence_of_a_qna_file_takes_its_indentation_with_it(void **state)
{
    (void)state;
    report_check("qna", NULL, "# ? A?\n\t```\n\tOne.\n\n\tTwo *b*.\n\t    code\n\t- a\n\t```\n",
                 "1 imported a: A?\n",
                 "{\"id\":\"a\",\"question\":\"A?\",\"answer\":\"One.\\n\\nTwo *b*.\\n    code\\n- a\"}\n");
}

static void expressions_and_programs_make_an_answer_a_draft(void **state)
{
    (void)state;
    report_check(
        "watson", NULL,
        "{\"intents\":[{\"intent\":\"a\",\"examples\":[{\"text\":\"A?\"}]}],\"dialog_nodes\":[{\"dialog_"
        "node\":"
        "\"n\",\"conditions\":\"#a\",\"output\":{\"text\":\"It is <? x ?>\"}}]}",
        "1 imported a: A?\n1 note: its answer has expressions in it, which nothing fills in; it is kept as a "
        "draft\n",
        "{\"id\":\"a\",\"question\":\"A?\",\"answer\":\"It is \\\\\\u003c? x ?>\",\"status\":\"draft\"}\n");
    report_check(
        "dialogflow", NULL,
        "{\"name\":\"a\",\"webhookUsed\":true,\"userSays\":[{\"data\":[{\"text\":\"A?\"}]}],\"responses\":"
        "[{\"messages\":[{\"type\":0,\"speech\":\"It costs $5\"}]}]}",
        "1 imported a: A?\n1 note: a program (a webhook) gives the answer, and this is said where it fails; "
        "it "
        "is kept as a draft\n",
        NULL);
}

static void conditioned_responses_and_jumps_of_watson_are_followed(void **state)
{
    (void)state;
    report_check(
        "watson", NULL,
        "{\"intents\":[{\"intent\":\"a\",\"examples\":[{\"text\":\"A?\"}]},{\"intent\":\"b\",\"examples\":"
        "[{\"text\":\"B?\"}]},{\"intent\":\"c\",\"examples\":[{\"text\":\"C?\"}]}],\"dialog_nodes\":["
        "{\"dialog_node\":\"n\",\"conditions\":\"#a\",\"output\":{}},"
        "{\"dialog_node\":\"r\",\"type\":\"response_condition\",\"parent\":\"n\",\"conditions\":\"$x\","
        "\"output\":"
        "{\"text\":\"X\"}},{\"dialog_node\":\"s\",\"type\":\"response_condition\",\"parent\":\"n\","
        "\"conditions\":\"anything_else\",\"output\":{\"text\":\"Nine.\"}},"
        "{\"dialog_node\":\"m\",\"conditions\":\"#b\",\"next_step\":{\"behavior\":\"jump_to\",\"dialog_"
        "node\":"
        "\"s\"}},{\"dialog_node\":\"o\",\"conditions\":\"#c\",\"next_step\":{\"dialog_node\":\"o\"}}]}",
        "1 imported a: A?\n2 imported b: B?\n3 left out: no node of the dialogue answers #c\n",
        "{\"id\":\"a\",\"question\":\"A?\",\"answer\":\"Nine.\"}\n"
        "{\"id\":\"b\",\"question\":\"B?\",\"answer\":\"Nine.\"}\n");
}

static void rasa_one_has_comments_events_and_answers_in_markdown(void **state)
{
    (void)state;
    report_check("rasa", NULL,
                 "<!-- all -->\n## intent:faq/a <!-- note -->\n- A?\n\n## x\n* faq/a\n  - slot{\"y\":1}\n  - "
                 "All of them.\n",
                 "1 imported faq/a: A?\n",
                 "{\"id\":\"faq/a\",\"question\":\"A?\",\"answer\":\"All of them.\",\"tags\":[\"faq\"]}\n");
}

static void utterances_in_one_go_are_one_answer(void **state)
{
    (void)state;
    report_check("rasa", NULL,
                 "nlu:\n- intent: two\n  examples: |\n    - A?\n- intent: act\n  examples: |\n    - B?\n"
                 "rules:\n- rule: a\n  steps: [{intent: two}, {action: utter_one}, {action: utter_two}]\n"
                 "- rule: b\n  steps: [{intent: act}, {action: act_form}]\n"
                 "responses:\n  utter_one:\n  - text: One.\n  utter_two:\n  - text: Two.\n  utter_act:\n  - "
                 "text: Never.\n",
                 "1 imported two: A?\n2 left out: it is answered by a program, the action act_form\n"
                 "0 note: no intent leads to the response utter_act, which is not kept\n",
                 "{\"id\":\"two\",\"question\":\"A?\",\"answer\":\"One.\\n\\nTwo.\"}\n");
}

/* ==== JSON ============================================================================================== */

static void json_that_people_and_programs_write_is_mended(void **state)
{
    (void)state;
    report_check(
        "html", NULL,
        "<script type=\"application/ld+json\">{\"@type\":\"Question\",\"name\":\"A?\",\"acceptedAnswer\":"
        "{\"text\":\"One.\n\tTwo \\x.\"}}</script>",
        "1 imported a: A?\n", NULL);
    report_check("pairs", NULL, "[{\"q\":\"A?\",\"a\":\"a NaN\",\"x\":NaN}]",
                 "0 note: trailing commas, comments and the like, which JSON has not, are passed over\n"
                 "1 imported a: A?\n",
                 "{\"id\":\"a\",\"question\":\"A?\",\"answer\":\"a NaN\"}\n");
    report_check_failure("html", NULL, view_of("\n<script type=\"application/ld+json\">{\"a\": </script>"),
                         FAQBOT_INVALID, "is broken (line 2: ");
}

int test_convert_import_kinds(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_has_no_answer_is_a_row_that_is_left_out),
        cmocka_unit_test(two_lists_of_one_length_are_pairs),
        cmocka_unit_test(what_is_switched_off_is_a_draft),
        cmocka_unit_test(mark_up_of_a_question_goes_where_it_is_mark_up),
        cmocka_unit_test(markdown_in_a_plain_answer_is_told_of_once),
        cmocka_unit_test(a_fence_of_a_qna_file_takes_its_indentation_with_it),
        cmocka_unit_test(expressions_and_programs_make_an_answer_a_draft),
        cmocka_unit_test(conditioned_responses_and_jumps_of_watson_are_followed),
        cmocka_unit_test(rasa_one_has_comments_events_and_answers_in_markdown),
        cmocka_unit_test(utterances_in_one_go_are_one_answer),
        cmocka_unit_test(json_that_people_and_programs_write_is_mended),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
