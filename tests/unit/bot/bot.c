/* tests/unit/bot/bot.c - what faqbot.h promises of an answer, whatever ranking makes of the question. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <faqbot.h>
#include <stdlib.h>
#include <string.h>

#include "opened.h"
#include "util/util.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

static int open_bot(void **state, size_t cached_questions)
{
    static const char knowledge[] =
        "{\"id\":\"opening\",\"question\":\"When does the library open?\",\"answer\":\"At nine.\"}\n"
        "{\"id\":\"lending\",\"question\":\"How long may I keep a book?\",\"answer\":\"Four weeks.\"}\n";
    *state = opened(knowledge, cached_questions);
    return 0;
}

static int set_up(void **state)
{
    return open_bot(state, 0);
}

static int set_up_cached(void **state)
{
    return open_bot(state, 2);
}

static int tear_down(void **state)
{
    faqbot_close(*state);
    return 0;
}

static void an_answer_outlives_the_question_that_it_speaks_of(void **state)
{
    struct faqbot_answer answer;
    char *text = strdup("when does the library zyzzyva open");
    const struct faqbot_question question = {.text = view_of(text)};
    assert_int_equal(faqbot_ask(*state, &question, &answer), FAQBOT_OK);
    memset(text, 'x', strlen(text));
    free(text);
    assert_int_equal(answer.unknown_word_count, 1);
    assert_true(view_equals_text(answer.unknown_words[0], "zyzzyva"));
}

static void what_cannot_be_asked_is_told_and_changes_nothing(void **state)
{
    char chars[FAQBOT_QUESTION_CHARS_MAX + 2];
    memset(chars, 'a', sizeof chars);
    const struct {
        struct faqbot_view text;
        unsigned top;
        enum faqbot_status status;
    } cases[] = {
        {view_of(""), 0, FAQBOT_INVALID},
        {view_of(" \t\r\n"), 0, FAQBOT_INVALID},
        {view_of("caf\xe9"), 0, FAQBOT_INVALID},
        {view_make("a\0b", 3), 0, FAQBOT_INVALID},
        {view_make(chars, FAQBOT_QUESTION_CHARS_MAX + 1), 0, FAQBOT_LIMIT},
        {view_of("open"), FAQBOT_TOP_MAX + 1, FAQBOT_LIMIT},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct faqbot_answer answer = {.candidate_count = 99};
        const struct faqbot_question question = {.text = cases[i].text, .top = cases[i].top};
        assert_int_equal(faqbot_ask(*state, &question, &answer), cases[i].status);
        assert_int_equal(answer.candidate_count, 99);
    }
    struct faqbot_answer answer;
    const struct faqbot_question longest = {.text = view_make(chars, FAQBOT_QUESTION_CHARS_MAX),
                                            .top = FAQBOT_TOP_MAX};
    assert_int_equal(faqbot_ask(*state, &longest, &answer), FAQBOT_OK);
    assert_int_equal(answer.outcome, FAQBOT_NONE);
}

static void an_entry_is_given_by_its_id_alone(void **state)
{
    struct faqbot_answer answer;
    assert_int_equal(faqbot_get(*state, view_of("lending"), &answer), FAQBOT_OK);
    assert_int_equal(answer.outcome, FAQBOT_ANSWERED);
    assert_true(answer.confidence == 1);
    assert_true(view_equals_text(answer.text, "Four weeks."));
    assert_int_equal(faqbot_get(*state, view_of("Lending"), &answer), FAQBOT_NOT_FOUND);
    assert_int_equal(faqbot_get(*state, view_of(""), &answer), FAQBOT_NOT_FOUND);
}

static void a_question_asked_again_has_the_same_answer(void **state)
{
    static const struct {
        const char *text;
        const char *context;
        unsigned top;
        const char *entry;
        size_t candidates;
    } table[] = {
        {"when does the library open", "", 0, "opening", 1},
        {"WHEN does the library open???", "", 0, "opening", 1},
        {"how long may i keep a book", "", 1, "lending", 1},
        {"when does the library open", "lending", 0, "opening", 1},
        {"when does the library open", "", 0, "opening", 1},
        {"how long may i keep a book", "", 9, "lending", 1},
    };
    for (size_t round = 0; round < 2; round++) {
        for (size_t i = 0; i < COUNT(table); i++) {
            struct faqbot_answer answer;
            const struct faqbot_question question = {
                .text = view_of(table[i].text), .context = view_of(table[i].context), .top = table[i].top};
            assert_int_equal(faqbot_ask(*state, &question, &answer), FAQBOT_OK);
            assert_int_equal(answer.outcome, FAQBOT_ANSWERED);
            assert_true(view_equals_text(answer.entry, table[i].entry));
            assert_true(answer.candidate_count >= table[i].candidates);
        }
    }
}

static bool is_cached(struct faqbot *bot, const char *text, const char *context, unsigned top)
{
    struct faqbot_answer answer;
    const struct faqbot_question question = {.text = view_of(text), .context = view_of(context), .top = top};
    assert_int_equal(faqbot_ask(bot, &question, &answer), FAQBOT_OK);
    return answer.is_cached;
}

static void a_question_is_cached_by_its_words_its_context_and_what_is_wanted(void **state)
{
    assert_false(is_cached(*state, "when does the library open", "", 0));
    assert_true(is_cached(*state, "When does the library OPEN??", "", 0));
    assert_false(is_cached(*state, "when does the library open", "", 9));
    assert_false(is_cached(*state, "when does the library open", "lending", 0));
    assert_false(is_cached(*state, "when does the library", "", 0));
    assert_false(is_cached(*state, "Dear library! When does the library open?", "", 0));
    assert_false(is_cached(*state, "Dear library when does the library open?", "", 0));
    assert_true(is_cached(*state, "Dear library! When does the library open?", "", 0));
}

static void of_two_cached_questions_the_one_not_asked_for_longest_goes(void **state)
{
    assert_false(is_cached(*state, "library", "", 0));
    assert_false(is_cached(*state, "book", "", 0));
    assert_true(is_cached(*state, "library", "", 0));
    assert_false(is_cached(*state, "keep", "", 0));
    assert_true(is_cached(*state, "library", "", 0));
    assert_false(is_cached(*state, "book", "", 0));
}

static void what_quotes_the_question_is_not_cached(void **state)
{
    for (size_t round = 0; round < 2; round++) {
        assert_false(is_cached(*state, "when does the zyzzyva open", "", 0)); /* an unknown word */
        assert_false(is_cached(*state, "when does the libary open", "", 0));  /* a corrected one */
    }
}

static void without_a_cache_nothing_is_cached(void **state)
{
    assert_false(is_cached(*state, "library", "", 0));
    assert_false(is_cached(*state, "library", "", 0));
}

static const char systems[] = "{\"id\":\"w-install\",\"question\":\"How do I install it?\",\"answer\":\"Run "
                              "setup.\",\"section\":\"Windows\"}\n"
                              "{\"id\":\"w-remove\",\"question\":\"How do I remove it?\",\"answer\":\"Use "
                              "the panel.\",\"section\":\"Windows\"}\n"
                              "{\"id\":\"l-install\",\"question\":\"How do I install it?\",\"answer\":\"Run "
                              "make.\",\"section\":\"Linux\"}\n"
                              "{\"id\":\"l-remove\",\"question\":\"How do I remove it?\",\"answer\":\"Run "
                              "make clean.\",\"section\":\"Linux\"}\n";

static bool has_candidate(const struct faqbot_answer *answer, const char *shown)
{
    for (size_t i = 0; i < answer->candidate_count; i++) {
        if (view_equals_text(answer->candidates[i].question, shown)) {
            return true;
        }
    }
    return false;
}

static void equal_questions_are_told_apart_by_where_they_stand(void **state)
{
    static const struct {
        const char *text;
        const char *entry; /* "": a choice */
    } table[] = {
        {"How do I install it on Windows?", "w-install"},
        {"remove it from Linux", "l-remove"},
        {"How do I install it?", ""},
    };
    struct faqbot *bot = opened(systems, 0);
    struct faqbot_answer answer;
    (void)state;
    for (size_t i = 0; i < COUNT(table); i++) {
        const struct faqbot_question question = {.text = view_of(table[i].text)};
        assert_int_equal(faqbot_ask(bot, &question, &answer), FAQBOT_OK);
        assert_int_equal(answer.outcome, *table[i].entry == '\0' ? FAQBOT_UNSURE : FAQBOT_ANSWERED);
        assert_true(view_equals_text(answer.entry, table[i].entry));
    }
    assert_true(has_candidate(&answer, "How do I install it? (Windows)"));
    assert_true(has_candidate(&answer, "How do I install it? (Linux)"));
    faqbot_close(bot);
}

/* The folder is gone: nothing of it is read again. */
static void a_bot_is_opened_again_from_another(void **state)
{
    struct faqbot *again = NULL;
    struct faqbot_fault fault;
    struct faqbot_answer answer;
    const struct faqbot_options options = {.knowledge = "/nonexistent", .again = *state};
    const struct faqbot_question question = {.text = view_of("when does the library open")};
    assert_int_equal(faqbot_open(&options, &again, &fault), FAQBOT_OK);
    assert_true(view_equals(faqbot_about(again)->version, faqbot_about(*state)->version));
    faqbot_close(*state);
    *state = again;
    assert_int_equal(faqbot_ask(again, &question, &answer), FAQBOT_OK);
    assert_true(view_equals_text(answer.entry, "opening"));
}

static void who_wants_a_person_is_told_where_unless_an_entry_is_meant(void **state)
{
#define AGENTS                                                                                               \
    "{\"id\":\"a\",\"question\":\"What does an agent cost?\",\"answer\":\"Nothing.\"}\n"                     \
    "{\"id\":\"b\",\"question\":\"Where is the agent?\",\"answer\":\"Upstairs.\"}\n"                         \
    "{\"id\":\"c\",\"question\":\"Can I talk to someone?\",\"answer\":\"At ten.\"}\n"
#define DESK "{\"settings\":{\"contact\":\"Ask the desk.\"}}\n"
    static const struct {
        const char *lines;
        const char *text;
        enum faqbot_outcome outcome;
    } cases[] = {
        {DESK AGENTS, "I need a human", FAQBOT_SMALLTALK},
        {DESK AGENTS, "Can I talk to someone", FAQBOT_ANSWERED},
        {DESK AGENTS, "agent", FAQBOT_UNSURE},
        {AGENTS, "I need a human", FAQBOT_NONE},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct faqbot *bot = opened(cases[i].lines, 0);
        const struct faqbot_question question = {.text = view_of(cases[i].text)};
        struct faqbot_answer answer;
        assert_int_equal(faqbot_ask(bot, &question, &answer), FAQBOT_OK);
        if (answer.outcome != cases[i].outcome) {
            fail_msg("%s is %s", cases[i].text, faqbot_outcome_name(answer.outcome));
        }
        if (answer.outcome == FAQBOT_SMALLTALK) {
            assert_true(view_equals_text(answer.text, "Ask the desk."));
            assert_true(view_equals_text(answer.contact.line, "Ask the desk."));
            assert_true(view_is_empty(answer.disclaimer) && view_is_empty(answer.entry));
        }
        faqbot_close(bot);
    }
}

static void a_contact_is_one_line_for_who_shows_one_text(void **state)
{
#define ENTRY "{\"id\":\"a\",\"text\":\"Nothing.\"}\n"
    static const struct {
        const char *lines;
        const char *line;
        bool has_ways;
    } cases[] = {
        {ENTRY, "", false},
        {"{\"settings\":{\"contact\":\"Ask.\"}}\n" ENTRY, "Ask.", false},
        {"{\"settings\":{\"contact.phone\":\"123\",\"contact\":\"Ask.\"}}\n" ENTRY, "Ask.", true},
        {"{\"settings\":{\"contact.hours\":\"9-5\",\"contact.mail\":\"a@b.example\"}}\n" ENTRY,
         "a@b.example · 9-5", true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct faqbot *bot = opened(cases[i].lines, 0);
        const struct faqbot_question question = {.text = view_of("zzzz")};
        struct faqbot_answer answer;
        assert_int_equal(faqbot_ask(bot, &question, &answer), FAQBOT_OK);
        assert_true(view_equals_text(answer.contact.line, cases[i].line));
        assert_true(view_equals_text(faqbot_about(bot)->contact.line, cases[i].line));
        assert_int_equal(answer.contact.has_ways, cases[i].has_ways);
        faqbot_close(bot);
    }
}

int test_bot_bot(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(who_wants_a_person_is_told_where_unless_an_entry_is_meant),
        cmocka_unit_test(a_contact_is_one_line_for_who_shows_one_text),
        cmocka_unit_test_setup_teardown(an_answer_outlives_the_question_that_it_speaks_of, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_cannot_be_asked_is_told_and_changes_nothing, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_entry_is_given_by_its_id_alone, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_bot_is_opened_again_from_another, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_question_asked_again_has_the_same_answer, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_question_asked_again_has_the_same_answer, set_up_cached, tear_down),
        cmocka_unit_test_setup_teardown(an_answer_outlives_the_question_that_it_speaks_of, set_up_cached,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_question_is_cached_by_its_words_its_context_and_what_is_wanted,
                                        set_up_cached, tear_down),
        cmocka_unit_test_setup_teardown(of_two_cached_questions_the_one_not_asked_for_longest_goes,
                                        set_up_cached, tear_down),
        cmocka_unit_test_setup_teardown(what_quotes_the_question_is_not_cached, set_up_cached, tear_down),
        cmocka_unit_test_setup_teardown(without_a_cache_nothing_is_cached, set_up, tear_down),
        cmocka_unit_test(equal_questions_are_told_apart_by_where_they_stand),
    };
    return cmocka_run_group_tests_name("bot", tests, NULL, NULL);
}
