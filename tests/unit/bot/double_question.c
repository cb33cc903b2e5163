/* tests/unit/bot/double_question.c - what an answer with parts holds, on every way out of the library. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <faqbot.h>
#include <string.h>

#include "opened.h"
#include "util/util.h"

static const char knowledge[] =
    "{\"id\":\"opening\",\"question\":\"When does the library open?\",\"answer\":\"At nine[^a].\\n\\n"
    "[^a]: On Sundays at ten.\",\"disclaimer\":\"Hours may change.\",\"title\":\"Opening\"}\n"
    "{\"id\":\"lending\",\"question\":\"How long may I keep a book?\",\"answer\":\"Four weeks[^b].\\n\\n"
    "[^b]: Films two.\",\"disclaimer\":\"Fines apply.\",\"title\":\"Lending\"}\n"
    "{\"id\":\"parking\",\"question\":\"Where can visitors park a car?\",\"answer\":\"Behind the house.\"}\n"
    "{\"id\":\"card\",\"question\":\"What does a member card cost?\",\"answer\":\"Nothing.\"}\n"
    "{\"id\":\"both\",\"question\":\"Where is the café and what does the café "
    "serve?\",\"answer\":\"Cake.\"}\n";

static const char asked[] = "When does the library open, and how long may I keep a book?";

static int set_up(void **state)
{
    *state = opened(knowledge, 4);
    return 0;
}

static int tear_down(void **state)
{
    faqbot_close(*state);
    return 0;
}

static struct faqbot_answer ask(struct faqbot *bot, const char *text)
{
    struct faqbot_answer answer;
    const struct faqbot_question question = {.text = view_of(text)};
    assert_int_equal(faqbot_ask(bot, &question, &answer), FAQBOT_OK);
    return answer;
}

static void each_part_is_whole_and_the_answer_has_what_all_say(void **state)
{
    struct faqbot_answer answer = ask(*state, asked);
    assert_int_equal(answer.outcome, FAQBOT_ANSWERED);
    assert_int_equal(answer.part_count, 2);
    assert_true(view_equals_text(answer.parts[0].entry, "opening"));
    assert_true(view_equals_text(answer.parts[1].entry, "lending"));
    assert_true(view_equals_text(answer.parts[0].disclaimer, "Hours may change."));
    assert_true(view_equals_text(answer.parts[1].disclaimer, "Fines apply."));
    assert_true(view_equals_text(answer.parts[1].title, "Lending"));
    assert_true(view_equals_text(answer.disclaimer, "Hours may change.\n\nFines apply."));
    assert_true(view_equals_text(answer.entry, "opening"));
    assert_int_equal(answer.question.size, 0);
    assert_true(view_equals_text(answer.text, "When does the library open?\n\nAt nine [1].\n\n"
                                              "How long may I keep a book?\n\nFour weeks [2].\n\n"
                                              "[1] On Sundays at ten.\n[2] Films two."));
    double least = answer.parts[0].confidence < answer.parts[1].confidence ? answer.parts[0].confidence
                                                                           : answer.parts[1].confidence;
    assert_true(answer.confidence == least);
}

static void the_cache_keeps_parts(void **state)
{
    (void)ask(*state, asked);
    (void)ask(*state, "how long may i keep a book"); /* another answer lies in the arena now */
    struct faqbot_answer answer = ask(*state, asked);
    assert_true(answer.is_cached);
    assert_int_equal(answer.part_count, 2);
    assert_true(view_equals_text(answer.parts[1].entry, "lending"));
    assert_true(view_equals_text(answer.disclaimer, "Hours may change.\n\nFines apply."));
}

static void three_are_the_most(void **state)
{
    struct faqbot_answer answer = ask(*state, "When does the library open? How long may I keep a book? "
                                              "Where can visitors park a car?");
    assert_int_equal(answer.part_count, 3);
    answer =
        ask(*state, "When does the library open? How long may I keep a book? Where can visitors park a car? "
                    "What does a member card cost?");
    assert_int_equal(answer.part_count, 0);
}

static void what_one_entry_answers_is_not_taken_apart(void **state)
{
    struct faqbot_answer answer = ask(*state, "Where is the café and what does the café serve?");
    assert_int_equal(answer.part_count, 0);
    assert_true(view_equals_text(answer.entry, "both"));
}

static void what_one_entry_says_of_all_is_answered_by_that(void **state)
{
    (void)state;
    struct faqbot *bot =
        opened("{\"id\":\"where\",\"question\":\"Where is the café?\",\"answer\":\"Upstairs.\"}\n"
               "{\"id\":\"what\",\"question\":\"What does the kitchen serve?\",\"answer\":\"Soup.\"}\n"
               "{\"id\":\"all\",\"question\":\"Where is the café and what does the kitchen "
               "serve?\",\"answer\":\"All.\"}\n",
               0);
    struct faqbot_answer answer = ask(bot, "Where is the café and what does the kitchen serve?");
    assert_int_equal(answer.part_count, 0);
    assert_true(view_equals_text(answer.entry, "all"));
    faqbot_close(bot);
}

static void a_half_without_an_answer_leaves_the_message_whole(void **state)
{
    assert_int_equal(ask(*state, "When does the library open and who won the football match?").part_count, 0);
    assert_int_equal(ask(*state, "When does the library open or how long may I keep a book?").part_count, 0);
}

static void an_explanation_says_that_parts_are_answered(void **state)
{
    struct faqbot_explanation explanation;
    const struct faqbot_question question = {.text = view_of(asked)};
    assert_int_equal(faqbot_explain(*state, &question, &explanation), FAQBOT_OK);
    assert_true(view_equals_text(explanation.changes[0],
                                 "It asks several things, and each is answered alone: by "
                                 "\"opening\" and by \"lending\"."));
}

int test_bot_double_question(void);
int test_bot_double_question(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_part_is_whole_and_the_answer_has_what_all_say),
        cmocka_unit_test(the_cache_keeps_parts),
        cmocka_unit_test(three_are_the_most),
        cmocka_unit_test(what_one_entry_answers_is_not_taken_apart),
        cmocka_unit_test(what_one_entry_says_of_all_is_answered_by_that),
        cmocka_unit_test(a_half_without_an_answer_leaves_the_message_whole),
        cmocka_unit_test(an_explanation_says_that_parts_are_answered),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
