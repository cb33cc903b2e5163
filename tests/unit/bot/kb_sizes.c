/* tests/unit/bot/kb_sizes.c - knowledge bases and questions of unusual sizes, through the public header: what
 * comes out is defined, the same twice, and within its bounds. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <faqbot.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "util/util.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

/* Writes a knowledge base with `write`, opens it, and removes the file. */
static enum faqbot_status open_made(void (*write)(FILE *file), struct faqbot **bot)
{
    char folder[] = "/tmp/faqbot-sizes-XXXXXX";
    char path[64];
    struct faqbot_fault fault = {.line = 0};
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "%s/made.jsonl", folder);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    write(file);
    assert_int_equal(fclose(file), 0);
    const struct faqbot_options options = {.knowledge = path};
    *bot = NULL;
    enum faqbot_status status = faqbot_open(&options, bot, &fault);
    assert_int_equal(remove(path) + rmdir(folder), 0);
    if (status != FAQBOT_OK) {
        assert_true(fault.sentence[0] != '\0');
    }
    return status;
}

/* What every answer must be. */
static void check(const struct faqbot_answer *answer)
{
    assert_true(answer->confidence >= 0 && answer->confidence <= 1);
    for (size_t i = 0; i < answer->candidate_count; i++) {
        double above = i == 0 ? answer->confidence : answer->candidates[i - 1].score;
        assert_true(answer->candidates[i].score >= 0 && answer->candidates[i].score <= above);
        assert_false(view_is_empty(answer->candidates[i].id));
    }
    assert_int_equal(answer->outcome == FAQBOT_ANSWERED, answer->nodes != NULL);
}

static void ask(struct faqbot *bot, const char *text, struct faqbot_answer *answer)
{
    const struct faqbot_question question = {.text = view_of(text), .top = FAQBOT_TOP_MAX};
    assert_int_equal(faqbot_ask(bot, &question, answer), FAQBOT_OK);
    check(answer);
}

/* -- Few entries ---------------------------------------------------------------------------------------- */

static void write_nothing(FILE *file)
{
    (void)file;
}

static void write_one(FILE *file)
{
    fputs("{\"id\":\"a\",\"question\":\"How do I reset my password?\",\"answer\":\"Press Reset.\"}\n", file);
}

static void write_twins(FILE *file)
{
    fputs("{\"id\":\"b\",\"question\":\"How do I reset my password?\",\"also\":[\"password "
          "reset\"],\"answer\":\"x\"}\n"
          "{\"id\":\"a\",\"question\":\"How do I reset my password?\",\"also\":[\"password "
          "reset\"],\"answer\":\"x\"}\n",
          file);
}

static void write_equal_phrasings(FILE *file)
{
    for (int i = 0; i < 12; i++) {
        fprintf(
            file,
            "{\"id\":\"e%d\",\"question\":\"password\",\"also\":[\"password\",\"Password!\",\"PASSWORD\"],"
            "\"answer\":\"answer %d\"}\n",
            i, i);
    }
}

static void a_knowledge_base_without_entries_is_refused(void **state)
{
    (void)state;
    struct faqbot *bot;
    assert_int_equal(open_made(write_nothing, &bot), FAQBOT_INVALID);
    assert_null(bot);
}

static void one_entry_answers_its_question_and_no_other(void **state)
{
    (void)state;
    struct faqbot *bot;
    struct faqbot_answer answer;
    assert_int_equal(open_made(write_one, &bot), FAQBOT_OK);
    ask(bot, "how can I reset the password", &answer);
    assert_int_equal(answer.outcome, FAQBOT_ANSWERED);
    assert_true(view_equals_text(answer.entry, "a"));
    static const char *const others[] = {"what is the capital of france", "bicycle", "?!", "\u4f60\u597d"};
    for (size_t i = 0; i < COUNT(others); i++) {
        ask(bot, others[i], &answer);
        assert_int_not_equal(answer.outcome, FAQBOT_ANSWERED);
    }
    faqbot_close(bot);
}

static void of_equal_entries_the_first_of_the_knowledge_base_is_first(void **state)
{
    (void)state;
    struct faqbot *bot;
    struct faqbot_answer answer;
    assert_int_equal(open_made(write_twins, &bot), FAQBOT_OK);
    ask(bot, "reset my password", &answer);
    assert_int_equal(answer.candidate_count, 2);
    assert_true(view_equals_text(answer.candidates[0].id, "b"));
    assert_true(view_equals_text(answer.candidates[1].id, "a"));
    assert_true(answer.candidates[0].score == answer.candidates[1].score);
    faqbot_close(bot);

    assert_int_equal(open_made(write_equal_phrasings, &bot), FAQBOT_OK);
    ask(bot, "password", &answer);
    assert_int_equal(answer.candidate_count, 12);
    for (size_t i = 0; i < answer.candidate_count; i++) {
        char id[8];
        snprintf(id, sizeof id, "e%u", (unsigned)(i % 100));
        assert_true(view_equals_text(answer.candidates[i].id, id));
    }
    faqbot_close(bot);
}

/* -- Poor and rich entries ------------------------------------------------------------------------------ */

static void write_function_words(FILE *file)
{
    fputs(
        "{\"id\":\"who\",\"question\":\"Who are you?\",\"also\":[\"what is this\"],\"answer\":\"It is I.\"}\n"
        "{\"id\":\"signs\",\"question\":\"???\",\"answer\":\"!\"}\n"
        "{\"id\":\"password\",\"question\":\"How do I reset my password?\",\"answer\":\"Press Reset.\"}\n",
        file);
}

#define RICH_PHRASINGS 10000

static void write_rich_entry(FILE *file)
{
    fputs("{\"id\":\"rich\",\"question\":\"What does the shop sell?\",\"also\":[\"goods\"", file);
    for (int i = 0; i < RICH_PHRASINGS - 2; i++) {
        fprintf(file, ",\"do you have article %d\"", 1000 + i);
    }
    fputs("],\"answer\":\"Much.\"}\n"
          "{\"id\":\"open\",\"question\":\"When is the shop open?\",\"also\":[\"opening "
          "hours\"],\"answer\":\"At nine.\"}\n",
          file);
}

static void an_entry_of_function_words_is_found_by_them_and_by_nothing_else(void **state)
{
    (void)state;
    struct faqbot *bot;
    struct faqbot_answer answer;
    assert_int_equal(open_made(write_function_words, &bot), FAQBOT_OK);
    ask(bot, "who are you", &answer);
    assert_true(answer.candidate_count > 0);
    assert_true(view_equals_text(answer.candidates[0].id, "who"));
    ask(bot, "how do I reset the password", &answer);
    assert_true(view_equals_text(answer.entry, "password"));
    ask(bot, "???", &answer);
    assert_int_equal(answer.outcome, FAQBOT_NONE);
    faqbot_close(bot);
}

static void ten_thousand_phrasings_of_one_entry_do_not_hide_the_other(void **state)
{
    (void)state;
    struct faqbot *bot;
    struct faqbot_answer answer;
    assert_int_equal(open_made(write_rich_entry, &bot), FAQBOT_OK);
    ask(bot, "do you have article 7777", &answer);
    assert_true(view_equals_text(answer.entry, "rich"));
    ask(bot, "what are the opening hours", &answer);
    assert_true(view_equals_text(answer.entry, "open"));
    ask(bot, "what is the capital of france", &answer);
    assert_int_not_equal(answer.outcome, FAQBOT_ANSWERED);
    faqbot_close(bot);
}

/* -- Long questions ------------------------------------------------------------------------------------- */

static void the_longest_questions_of_any_kind_are_answered(void **state)
{
    (void)state;
    struct faqbot *bot;
    struct faqbot_answer answer;
    static const char *const pieces[] = {"x ",        "q9 ",       "zyx ", "a", "\u4f60",     "\u00e9",
                                         "password ", "reset my ", "the ", "?", "\U0001F600", "\u0301"};
    assert_int_equal(open_made(write_twins, &bot), FAQBOT_OK);
    for (size_t i = 0; i < COUNT(pieces); i++) {
        char text[4 * FAQBOT_QUESTION_CHARS_MAX + 1] = "";
        size_t chars = 0;
        for (const char *c = pieces[i]; *c != '\0'; c++) {
            chars += ((unsigned char)*c & 0xc0) != 0x80;
        }
        for (size_t used = 0; used + chars <= FAQBOT_QUESTION_CHARS_MAX; used += chars) {
            strcat(text, pieces[i]);
        }
        ask(bot, text, &answer);
    }
    faqbot_close(bot);
}

static void many_words_that_nobody_knows_are_no_question(void **state)
{
    (void)state;
    struct faqbot *bot;
    struct faqbot_answer answer;
    char text[FAQBOT_QUESTION_CHARS_MAX + 1] = "";
    assert_int_equal(open_made(write_twins, &bot), FAQBOT_OK);
    size_t words = 0;
    for (size_t size = 0; size + 4 <= FAQBOT_QUESTION_CHARS_MAX; size += 4, words++) {
        snprintf(text + size, sizeof text - size, "%c%zu%c ", (char)('k' + words % 3), words % 10,
                 (char)('a' + words / 10 % 26));
    }
    ask(bot, text, &answer);
    assert_int_equal(answer.outcome, FAQBOT_NONE);
    assert_true(answer.unknown_word_count > 50 && answer.unknown_word_count <= words);
    faqbot_close(bot);
}

/* -- More entries than a model is made of --------------------------------------------------------------- */

#define MANY_ENTRIES 20001

static void write_many(FILE *file)
{
    for (int i = 0; i < MANY_ENTRIES; i++) {
        fprintf(file,
                "{\"id\":\"e%d\",\"question\":\"What is part p%d for?\",\"answer\":\"For model m%d.\"}\n", i,
                i, i % 997);
    }
}

/* Among the first two. */
static bool has(const struct faqbot_answer *answer, const char *id)
{
    return view_equals_text(answer->candidates[0].id, id) || view_equals_text(answer->candidates[1].id, id);
}

static void a_knowledge_base_too_large_for_a_model_answers_from_candidates(void **state)
{
    (void)state;
    struct faqbot *bot;
    struct faqbot_answer answer;
    assert_int_equal(open_made(write_many, &bot), FAQBOT_OK);
    assert_int_equal(faqbot_about(bot)->entries, MANY_ENTRIES);
    static const int parts[] = {0, 4711, 9999, MANY_ENTRIES - 1};
    for (size_t i = 0; i < COUNT(parts); i++) {
        char text[64];
        char id[16];
        char answers[2][32];
        double scores[2][FAQBOT_TOP_MAX];
        snprintf(text, sizeof text, "what is p%d for", parts[i]);
        snprintf(id, sizeof id, "e%d", parts[i]);
        for (size_t twice = 0; twice < 2; twice++) {
            ask(bot, text, &answer);
            assert_true(view_equals_text(answer.entry, id));
            snprintf(answers[twice], sizeof answers[twice], "%.*s", (int)answer.text.size, answer.text.bytes);
            for (size_t j = 0; j < FAQBOT_TOP_MAX; j++) {
                scores[twice][j] = j < answer.candidate_count ? answer.candidates[j].score : -1;
            }
        }
        assert_string_equal(answers[0], answers[1]);
        assert_memory_equal(scores[0], scores[1], sizeof scores[0]);
    }
    ask(bot, "p123 or p456", &answer);
    assert_true(answer.candidate_count >= 2);
    assert_true(has(&answer, "e123") && has(&answer, "e456"));
    ask(bot, "zyzzyva quux", &answer);
    assert_int_equal(answer.outcome, FAQBOT_NONE);
    assert_int_equal(answer.unknown_word_count, 2);
    ask(bot, "p123 zyzzyva", &answer);
    assert_int_equal(answer.unknown_word_count, 1);
    ask(bot, "?", &answer);
    assert_int_equal(answer.outcome, FAQBOT_NONE);
    faqbot_close(bot);
}

int test_bot_kb_sizes(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_knowledge_base_without_entries_is_refused),
        cmocka_unit_test(one_entry_answers_its_question_and_no_other),
        cmocka_unit_test(of_equal_entries_the_first_of_the_knowledge_base_is_first),
        cmocka_unit_test(an_entry_of_function_words_is_found_by_them_and_by_nothing_else),
        cmocka_unit_test(ten_thousand_phrasings_of_one_entry_do_not_hide_the_other),
        cmocka_unit_test(the_longest_questions_of_any_kind_are_answered),
        cmocka_unit_test(many_words_that_nobody_knows_are_no_question),
        cmocka_unit_test(a_knowledge_base_too_large_for_a_model_answers_from_candidates),
    };
    return cmocka_run_group_tests_name("knowledge_sizes", tests, NULL, NULL);
}
