/* tests/unit/bot/follow_up.c - what the entry answered last does to a question, and what it does not. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <faqbot.h>
#include <stdio.h>
#include <string.h>

#include "opened.h"
#include "search/search_internal.h"
#include "util/util.h"

#define LINE_BYTES 4096

static const char *const folders[] = {
    "swimming-pool",      "lost-property",   "vehicle-registration", "invoicing",   "examination-office",
    "de-pflanzenversand", "de-buergerbuero", "fr-dechets",           "es-gimnasio", "de-volkshochschule"};

static struct faqbot_answer ask(struct faqbot *bot, struct faqbot_view text, struct faqbot_view context)
{
    struct faqbot_answer answer;
    const struct faqbot_question question = {.text = text, .context = context};
    assert_int_equal(faqbot_ask(bot, &question, &answer), FAQBOT_OK);
    return answer;
}

/* Whether its form says that it goes on from the last answer. */
static bool goes_on(struct faqbot_view text, const char *lang)
{
    struct arena arena;
    struct word *words;
    size_t count;
    struct stemmer *stems = stemmer_new(view_of(lang));
    arena_init(&arena, 1 << 20);
    assert_non_null(stems);
    assert_true(tokenize(&arena, text, &words, &count));
    bool goes_on = follow_up_form(lang, stems, words, count) != FOLLOW_UP_NONE ||
                   follow_up_asks(stems, words, count) != FOLLOW_UP_NOTHING;
    arena_release(&arena);
    stemmer_free(stems);
    return goes_on;
}

/* The same question after each of a few entries; one in so many is asked after any. */
static size_t compare(struct faqbot *bot, struct faqbot_view text, size_t number)
{
    char id[256];
    char first[256];
    struct faqbot_answer alone = ask(bot, text, view_of(""));
    struct faqbot_answer entry;
    bool is_question;
    enum faqbot_outcome outcome = alone.outcome;
    double confidence = alone.confidence;
    (void)snprintf(first, sizeof first, "%.*s", (int)alone.entry.size, alone.entry.bytes);
    if (goes_on(text, alone.question_lang)) {
        return 0;
    }
    size_t entries = faqbot_about(bot)->entries;
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(faqbot_entry_at(bot, (number * 7 + i * 5) % entries, &entry, &is_question),
                         FAQBOT_OK);
        (void)snprintf(id, sizeof id, "%.*s", (int)entry.entry.size, entry.entry.bytes);
        struct faqbot_answer after = ask(bot, text, view_of(id));
        if (after.outcome != outcome || after.confidence != confidence ||
            !view_equals_text(after.entry, first)) {
            fail_msg("\"%.*s\" after %s", (int)text.size, text.bytes, id);
        }
    }
    return 1;
}

static void a_question_of_its_own_has_the_same_answer_after_any_other(void **state)
{
    (void)state;
    size_t compared = 0;
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++) {
        char path[256];
        char line[LINE_BYTES];
        struct faqbot *bot;
        struct faqbot_fault fault;
        (void)snprintf(path, sizeof path, "tests/judged/%s", folders[i]);
        const struct faqbot_options options = {.knowledge = path};
        assert_int_equal(faqbot_open(&options, &bot, &fault), FAQBOT_OK);
        (void)snprintf(path, sizeof path, "tests/judged/%s/expected.tsv", folders[i]);
        FILE *file = fopen(path, "rb");
        assert_non_null(file);
        for (size_t number = 0; fgets(line, sizeof line, file) != NULL; number++) {
            char *tab = strchr(line, '\t');
            if (line[0] != '#' && tab != NULL) {
                compared += compare(bot, view_make(line, (size_t)(tab - line)), number);
            }
        }
        assert_int_equal(fclose(file), 0);
        faqbot_close(bot);
    }
    assert_true(compared > 300);
}

static void a_question_without_a_subject_is_about_the_last_answer_if_that_tells(void **state)
{
    (void)state;
    static const char knowledge[] =
        "{\"id\":\"towel\",\"question\":\"Can I hire a towel?\",\"answer\":\"Yes, for £2.\"}\n"
        "{\"id\":\"cap\",\"question\":\"Do I have to wear a cap?\",\"answer\":\"Yes, because hair blocks the "
        "filter.\"}\n"
        "{\"id\":\"entry\",\"question\":\"What does a swim cost?\",\"answer\":\"£5.\"}\n";
    struct faqbot *bot = opened(knowledge, 0);
    struct faqbot_view how_much = view_of("how much is it?");
    struct faqbot_view why = view_of("why?");
    assert_true(view_equals_text(ask(bot, how_much, view_of("towel")).entry, "towel"));
    assert_true(view_equals_text(ask(bot, why, view_of("cap")).entry, "cap"));
    assert_int_equal(ask(bot, how_much, view_of("cap")).outcome, FAQBOT_NONE);
    assert_int_equal(ask(bot, why, view_of("towel")).outcome, FAQBOT_NONE);
    assert_int_equal(ask(bot, how_much, view_of("gone")).outcome, FAQBOT_NONE);
    faqbot_close(bot);
}

int test_bot_follow_up(void);
int test_bot_follow_up(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_question_of_its_own_has_the_same_answer_after_any_other),
        cmocka_unit_test(a_question_without_a_subject_is_about_the_last_answer_if_that_tells),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
