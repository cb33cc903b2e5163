/* tests/unit/bot/sentences.c - what the bot says of its own: small talk and what goes before it, in whose language, and in
 * whose words. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "unit/bot/opened.h"
#include "util/util.h"

#define DESK                                                                                                 \
    "{\"id\":\"open\",\"question\":\"When are you open?\",\"answer\":\"At nine.\"}\n"                        \
    "{\"id\":\"word\",\"question\":\"What does help mean?\",\"answer\":\"Aid.\"}\n"                          \
    "{\"id\":\"bot\",\"question\":\"Are you a bot?\",\"also\":[\"is this a machine\"],\"answer\":\"Me?\"}\n"

static struct faqbot_answer ask(struct faqbot *bot, const char *text, const char *lang)
{
    struct faqbot_answer answer;
    const struct faqbot_question question = {.text = view_of(text), .lang = view_of(lang)};
    assert_int_equal(faqbot_ask(bot, &question, &answer), FAQBOT_OK);
    return answer;
}

static void assert_said(struct faqbot *bot, const char *text, const char *wish, const char *said,
                        const char *lang)
{
    struct faqbot_answer answer = ask(bot, text, wish);
    assert_true(view_equals_text(answer.text, said));
    assert_true(view_equals_text(answer.lang, lang));
}

static void small_talk_has_a_reply_and_no_source(void **state)
{
    struct faqbot *bot =
        opened("{\"settings\":{\"starters\":[\"open\"],\"disclaimer\":\"No advice.\"}}\n" DESK, 0);
    struct faqbot_answer answer = ask(bot, "Hello!", "");
    (void)state;
    assert_int_equal(answer.outcome, FAQBOT_SMALLTALK);
    assert_true(view_equals_text(answer.small_talk, "greeting"));
    assert_int_equal(answer.entry.size + answer.disclaimer.size + answer.contact.text.size, 0);
    assert_int_equal(answer.related_count, 1);
    assert_true(view_equals_text(answer.related[0].id, "open"));
    assert_int_equal(ask(bot, "thanks", "").related_count, 0);
    assert_int_equal(ask(bot, "hello, when are you open", "").outcome, FAQBOT_ANSWERED);
    faqbot_close(bot);
}

static void an_entry_that_matches_goes_first(void **state)
{
    struct faqbot *bot = opened(DESK, 0);
    (void)state;
    assert_true(view_equals_text(ask(bot, "are you a bot", "").entry, "bot"));
    assert_true(view_equals_text(ask(bot, "help", "").entry, "word"));
    assert_int_equal(ask(bot, "thanks", "").outcome, FAQBOT_SMALLTALK);
    faqbot_close(bot);
}

static void an_explanation_knows_small_talk(void **state)
{
    static const struct {
        const char *text;
        enum faqbot_outcome outcome;
    } table[] = {
        {"thanks", FAQBOT_SMALLTALK}, {"are you a bot", FAQBOT_ANSWERED}, {"xyzzy plugh", FAQBOT_NONE}};
    struct faqbot *bot = opened(DESK, 0);
    struct faqbot_explanation explanation;
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        const struct faqbot_question question = {.text = view_of(table[i].text)};
        assert_int_equal(faqbot_explain(bot, &question, &explanation), FAQBOT_OK);
        assert_int_equal(explanation.outcome, table[i].outcome);
    }
    faqbot_close(bot);
}

static void an_owner_may_do_without(void **state)
{
    struct faqbot *bot = opened("{\"settings\":{\"smalltalk\":\"no\"}}\n" DESK, 0);
    (void)state;
    assert_int_equal(ask(bot, "thanks", "").outcome, FAQBOT_NONE);
    assert_int_equal(ask(bot, "thanks", "").small_talk.size, 0);
    faqbot_close(bot);
}

static void the_language_is_the_visitors(void **state)
{
    struct faqbot *bot = opened(DESK, 8);
    (void)state;
    for (int again = 0; again < 2; again++) { /* the second time from the cache */
        assert_said(bot, "xyzzy plugh", "", "I don't know: I found nothing about that.", "en");
        assert_said(bot, "xyzzy plugh", "de-CH", "Das weiß ich nicht: Dazu habe ich nichts gefunden.", "de");
        assert_said(bot, "xyzzy plugh", "tlh", "I don't know: I found nothing about that.", "en");
    }
    assert_said(bot, "wann hat die Bibliothek denn offen", "",
                "Das weiß ich nicht: Dazu habe ich nichts gefunden.", "de");
    assert_said(bot, "Сколько стоит билет", "", "Я не знаю: об этом ничего не нашлось.", "ru");
    assert_said(bot, "Queen size", "", "I don't know: I found nothing about that.", "en");
    assert_said(bot, "danke", "", "Gern geschehen!", "de");
    assert_said(bot, "danke", "sv", "Varsågod!", "sv");
    faqbot_close(bot);
}

static void the_owners_words_go_first_in_their_language(void **state)
{
    struct faqbot *bot =
        opened("{\"settings\":{\"lang\":\"en-GB\",\"no_answer\":\"No idea.\",\"contact\":\"Call.\","
               "\"contact.de\":\"Anrufen.\",\"sentences.thanks\":\"A pleasure!\","
               "\"sentences.thanks.de\":\"Aber gern!\",\"sentences.thanks.de-AT\":\"Bitt'schön!\","
               "\"sentences.hello.sw\":\"Habari!\"}}\n" DESK,
               0);
    (void)state;
    assert_said(bot, "xyzzy plugh", "", "No idea.", "en-GB");
    assert_said(bot, "xyzzy plugh", "en-US", "No idea.", "en-GB");
    assert_said(bot, "xyzzy plugh", "fr", "Je ne sais pas : je n’ai rien trouvé à ce sujet.", "fr");
    assert_true(view_equals_text(ask(bot, "xyzzy plugh", "fr").contact.text, "Call."));
    assert_true(view_equals_text(ask(bot, "xyzzy plugh", "de").contact.text, "Anrufen."));
    assert_said(bot, "thanks", "", "A pleasure!", "en-GB");
    assert_said(bot, "thanks", "de", "Aber gern!", "de");
    assert_said(bot, "thanks", "de-AT", "Bitt'schön!", "de-AT");
    assert_said(bot, "hello", "sw", "Habari!", "sw");
    assert_said(bot, "thanks", "sw", "A pleasure!", "en-GB");
    faqbot_close(bot);
}

static void a_language_is_chosen_from_those_that_a_browser_accepts(void **state)
{
    static const char *const table[][2] = {
        {"de", "de"},
        {"de-CH, fr;q=0.9, en;q=0.8", "de-CH"},
        {"tlh, fr;q=0.5, en;q=0.7", "en"},
        {"fr;q=0.5,en;q=0.5", "fr"},
        {"xx, *", ""},
        {"", ""},
        {",,;;q=,de;q=2,fr;q=x", ""},
        {"de;q=0, it;q=0.001", "it"},
        {"  pt-BR ;q=1.000 ", "pt-BR"},
    };
    struct faqbot *bot = opened(DESK, 0);
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct faqbot_view chosen = faqbot_choose_language(bot, view_of(table[i][0]));
        if (!view_equals_text(chosen, table[i][1])) {
            fail_msg("%s: %.*s", table[i][0], (int)chosen.size, chosen.bytes == NULL ? "" : chosen.bytes);
        }
    }
    faqbot_close(bot);
}

static void front_ends_ask_for_sentences(void **state)
{
    struct faqbot *bot = opened(DESK, 0);
    (void)state;
    assert_true(view_equals_text(faqbot_sentence(bot, view_of("de"), "related", 0), "Verwandte Fragen"));
    assert_true(view_equals_text(faqbot_sentence(bot, view_of(""), "related", 0), "Related questions"));
    assert_true(view_equals_text(faqbot_sentence(bot, view_of("en"), "question_limit", 1),
                                 "A question has {count} character at most."));
    assert_int_equal(faqbot_sentence(bot, view_of("de"), "no such key", 0).size, 0);
    assert_true(view_equals_text(faqbot_language(bot, view_of("tlh")), "en"));
    assert_true(view_equals_text(faqbot_language(bot, view_of("de-<b>")), "en"));
    assert_true(view_equals_text(faqbot_about(bot)->lang, "en"));
    faqbot_close(bot);
}

int test_bot_sentences(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_talk_has_a_reply_and_no_source),
        cmocka_unit_test(an_entry_that_matches_goes_first),
        cmocka_unit_test(an_explanation_knows_small_talk),
        cmocka_unit_test(an_owner_may_do_without),
        cmocka_unit_test(the_language_is_the_visitors),
        cmocka_unit_test(the_owners_words_go_first_in_their_language),
        cmocka_unit_test(a_language_is_chosen_from_those_that_a_browser_accepts),
        cmocka_unit_test(front_ends_ask_for_sentences),
    };
    return cmocka_run_group_tests_name("sentences", tests, NULL, NULL);
}
